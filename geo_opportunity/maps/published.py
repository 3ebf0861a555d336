"""What all maps share as static files: the ground they stand on and the program that draws them.

The browser fetches them once, keeps them, and a change of settings sends values alone. Each file is named by
a hash of its content, so that a file never changes and other data get other files. Files of data not opened
for :data:`KEPT_DAYS` days are removed.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEPT_DAYS", "publish"]

#: A file is removed when no server has named it for so long.
KEPT_DAYS: Final = 30.0
_DAY: Final = 86_400.0
#: What this process has named: its pages go on asking for it, however old it is.
_NAMED: Final[set[Path]] = set()
#: Our own files, and those left half-written; nothing else is ever removed.
_OURS: Final = re.compile(r"\.?[0-9a-f]{20}\.(json|geojson|js)(\.\d+)?")


def _write(folder: Path, text: str, ending: str) -> str:
    """Write a text under its own name, completely or not at all, unless it is there (then say it is in use).

    Return the name.
    """
    content = text.encode()
    name = f"{hashlib.sha256(content).hexdigest()[:20]}.{ending}"
    target = folder / name
    if not target.is_file():
        side = folder / f".{name}.{os.getpid()}"
        try:
            side.write_bytes(content)
            side.replace(target)
        except OSError:
            with suppress(OSError):
                side.unlink()
            raise
    with suppress(OSError):  # where nothing can be written, nothing is removed either
        if target.stat().st_mtime < time.time() - _DAY:
            os.utime(target)
    _NAMED.add(target.resolve())
    return name


def _clear(folder: Path) -> None:
    """Remove our files that no server has named for long; what cannot be removed stays."""
    with suppress(OSError):
        for file in sorted(folder.iterdir()):
            with suppress(OSError):
                old = file.stat().st_mtime < time.time() - KEPT_DAYS * _DAY
                if old and _OURS.fullmatch(file.name) and file.resolve() not in _NAMED:
                    file.unlink()


def publish(text: str, ending: str, folder: Path, address: str) -> str:
    """Write a text into `folder`, served under `address`; return the address of its file.

    Files there that no server has named for :data:`KEPT_DAYS` days are removed. Where the folder cannot be
    written (a read-only deployment) the answer is '', and the text has to travel with each map.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        name = _write(folder, text, ending)
    except OSError:
        return ""
    _clear(folder)
    return f"{address.rstrip('/')}/{name}"
