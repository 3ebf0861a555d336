"""One process at a time: a lock the system releases when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["exclusive"]

_LONGEST_PAUSE: Final = 1.0

#: What a system answers that has no locks for this file (some network drives).
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


@contextlib.contextmanager
def exclusive(path: Path, *, patience: Callable[[], bool] | None = None) -> Iterator[None]:
    """Hold the only right to what the lock file `path` is named after.

    The lock belongs to the open file, not to its name: a file a killed process left behind blocks no one. It
    is removed on the way out. Where the file system has no locks, nothing is locked.

    Parameters
    ----------
    path
        Lock file; its folder is made.
    patience
        Asked before each further attempt while another process holds the lock; without it there is one
        attempt.

    Raises
    ------
    BlockingIOError
        Another process holds the lock, and there is no patience (left).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pause = 0.02
    while True:
        with path.open("a+b") as handle:
            if _locked(handle):
                if _is_still(path, handle):
                    try:
                        yield
                    finally:
                        with contextlib.suppress(OSError):  # Windows keeps what is open
                            path.unlink()
                    return
                continue  # its holder removed it between our opening and locking it
        if patience is None or not patience():
            raise BlockingIOError(errno.EWOULDBLOCK, "another process holds the lock", str(path))
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _locked(handle: IO[bytes]) -> bool:
    """Lock an open file if no one else has; True also where the file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _NO_LOCKS
    return True


def _is_still(path: Path, handle: IO[bytes]) -> bool:
    """Whether the open file is the one that has the name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except FileNotFoundError:
        return False
