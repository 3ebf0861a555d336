"""Put a whole directory in the place of another, so that a reader finds either the old or the new.

A build writes into ``<out>.build-<pid>`` beside `out`. Where the system can exchange two directories in one
step (Linux), it does; elsewhere the old one is first renamed to ``<out>.old-<pid>``, and a build killed
between the two renames is put right by the next one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import BuildError
from geo_opportunity.sources.lock import exclusive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["clean_leftovers", "locked", "swap_in", "working_dir"]

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def working_dir(out: Path) -> Path:
    """Return the directory this process builds in, beside `out`."""
    return out.with_name(f"{out.name}.build-{os.getpid()}")


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the only right to build into `out`; the system releases it even when the process is killed.

    Raises
    ------
    BuildError
        Another build holds it.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(exclusive(out.with_name(f".{out.name}.lock")))
        except BlockingIOError as error:
            msg = f"another build is writing to {out}"
            raise BuildError(msg, fix="wait until it ends, or give another --out") from error
        yield


def clean_leftovers(out: Path) -> list[str]:
    """Put right what killed builds left beside `out`; returns what was done. Call it under the lock."""
    done = []
    olds = sorted(out.parent.glob(f"{out.name}.old-*"))
    if not out.exists() and olds:
        olds.pop().rename(out)
        done.append(f"a build was killed while it put its result in place; {out} is the data from before it")
    for path in [*olds, *sorted(out.parent.glob(f"{out.name}.build-*"))]:
        shutil.rmtree(path)
        done.append(f"removed {path.name}, left by a killed build")
    return done


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two directories in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _sync(folder: Path) -> None:
    """Ask the system to write a directory and its files to the disk, before they replace anything."""
    if sys.platform == "win32":
        return
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def swap_in(new: Path, out: Path) -> None:
    """Put directory `new` in the place of `out`, and delete the old `out`.

    Raises
    ------
    BuildError
        The system refuses; the old data are in place.
    """
    old = out.with_name(f"{out.name}.old-{os.getpid()}")
    try:
        _sync(new)
        if not out.exists():
            new.rename(out)
            return
        if _exchange(new, out):
            new.rename(old)
        else:
            out.rename(old)
            try:
                new.rename(out)
            except OSError:
                old.rename(out)
                raise
    except OSError as error:
        msg = (
            f"{new} could not be put in the place of {out} ({error}). Fix: check that the folder can be "
            "written and is not a mount point."
        )
        raise BuildError(msg) from error
    shutil.rmtree(
        old, ignore_errors=True
    )  # the new one is in place; what cannot be deleted is left to the next build
