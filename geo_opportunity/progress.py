"""How long work reports its progress: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import TextIO

    from rich.console import Console
    from rich.progress import ProgressColumn

__all__ = ["PlainProgress", "Progress", "Quiet", "RichProgress", "make_progress"]

#: A plain log gets a line each time a download passes a quarter, when it is at least this large.
_LARGE = 8_000_000


class Progress(Protocol):
    """What fetch and build need to report."""

    def line(self, text: str) -> None:
        """Tell one finished fact."""

    def task(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """Follow one download of `total` bytes (None: unknown).

        Yields a function that takes the bytes done so far.
        """

    def working(self, name: str) -> AbstractContextManager[None]:
        """Show that work without a measure is going on."""

    def counting(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Follow `total` things ("briefs").

        Yields a function that takes how many are done.
        """


class Quiet:
    """Tells nothing."""

    def line(self, text: str) -> None:
        """Drop the line."""

    @contextmanager
    def task(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Drop the progress."""
        yield lambda done: None  # noqa: ARG005

    @contextmanager
    def working(self, name: str) -> Iterator[None]:  # noqa: ARG002
        """Show nothing."""
        yield

    @contextmanager
    def counting(self, name: str, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Drop the count."""
        yield lambda done: None  # noqa: ARG005


class PlainProgress:
    """Lines, for logs and pipes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream` (standard error by default)."""
        self._stream = stream or sys.stderr

    def line(self, text: str) -> None:
        """Write one line."""
        self._stream.write(text + "\n")
        self._stream.flush()

    @contextmanager
    def task(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Write a line at the start and, for a large download, at each quarter."""
        size = f" ({total / 1e6:.1f} MB)" if total else ""
        self.line(f"downloading {name}{size}")
        reported = 0

        def update(done: int) -> None:
            nonlocal reported
            if total and total >= _LARGE and done * 4 // total > reported:
                reported = done * 4 // total
                self.line(f"  {name}: {done / total:.0%}")

        yield update

    @contextmanager
    def working(self, name: str) -> Iterator[None]:  # noqa: ARG002
        """Write nothing: the step's own line says when it is done."""
        yield

    @contextmanager
    def counting(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Write a line at each tenth."""
        reported = 0

        def update(done: int) -> None:
            nonlocal reported
            if total and done * 10 // total > reported:
                reported = done * 10 // total
                self.line(f"{done:,} of {total:,} {name}")

        yield update


class RichProgress:
    """A bar on a terminal; finished facts scroll above it."""

    def __init__(self, console: Console | None = None) -> None:
        """Draw on `console` (standard error by default)."""
        from rich.console import Console as _Console  # noqa: PLC0415 - rich is slow to import and not needed in a log

        self._console = console or _Console(stderr=True)

    def line(self, text: str) -> None:
        """Print one line above the bar."""
        self._console.print(text, markup=False, highlight=False)

    @contextmanager
    def task(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Draw a bar until the task ends."""
        from rich.progress import DownloadColumn, TransferSpeedColumn  # noqa: PLC0415

        with self._bar(name, total, DownloadColumn(), TransferSpeedColumn()) as update:
            yield update
        self.line(f"downloaded {name}")

    @contextmanager
    def working(self, name: str) -> Iterator[None]:
        """Turn a spinner beside the name."""
        with self._console.status(name):
            yield

    @contextmanager
    def counting(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Draw a bar until all are done."""
        from rich.progress import MofNCompleteColumn  # noqa: PLC0415

        with self._bar(name, total, MofNCompleteColumn()) as update:
            yield update

    @contextmanager
    def _bar(self, name: str, total: int | None, *counts: ProgressColumn) -> Iterator[Callable[[int], None]]:
        from rich import progress as bars  # noqa: PLC0415

        columns = (
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(),
            *counts,
            bars.TimeRemainingColumn(),
        )
        with bars.Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(name, total=total)
            yield lambda done: bar.update(task, completed=done)


def make_progress(stream: TextIO | None = None) -> Progress:
    """Return a bar when `stream` (standard error by default) is a terminal, else plain lines."""
    stream = stream or sys.stderr
    if stream.isatty():
        return RichProgress()
    return PlainProgress(stream)
