"""What the server's process does with memory and cores: less work for each visitor's run.

Streamlit looks for unreachable objects among all there are after every run, some 90 milliseconds in which no
one is served, most of it spent on packages and data that stay. And a matrix product of a few hundred numbers
is not worth waking the other cores for, which serve other visitors.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress
from typing import Final

#: Threads of the linear algebra under numpy and scipy (OpenBLAS), read when they are first imported.
_THREADS: Final = {"OPENBLAS_NUM_THREADS": "1"}
#: glibc's ``M_ARENA_MAX`` and the value set: heaps that threads share, else eight per core, and each run is a
#: thread.
_ARENAS: Final = (-8, 2)


def prepare() -> None:
    """Set what must be set before numpy is imported and threads are started; the environment goes first."""
    for name, value in _THREADS.items():
        os.environ.setdefault(name, value)
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).mallopt(*_ARENAS)


def settle() -> None:
    """Spare what is in memory now from the search for unreachable objects, until this is called again.

    Call it when much has been imported or read that stays.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
