"""How much of a file is read, in one table (docs/LIMITS.md shows it)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = ["LIMITS", "Limits"]


def _limit(value: int, meaning: str) -> int:
    number: int = field(default=value, metadata={"meaning": meaning})
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one file. Each has its own sentence in the reader that enforces it."""

    upload_bytes: int = _limit(50_000_000, "bytes of the file as uploaded")
    unpacked_bytes: int = _limit(
        200_000_000, "bytes a .gz, a zip, a workbook, or the text in a table unpacks to"
    )
    members: int = _limit(1_000, "files in a zip or a workbook")
    rows: int = _limit(100_000, "rows of a table, features of a layer read as a table")
    columns: int = _limit(500, "columns of a table")
    cells: int = _limit(4_000_000, "cells of a table, blank ones between its corners included")
    cell_chars: int = _limit(32_767, "characters in one cell (as in Excel)")
    features: int = _limit(20_000, "features of a boundary")
    vertices: int = _limit(500_000, "vertices of a layer or boundary")
    crossings: int = _limit(20_000, "places where the borders of invalid polygons cross")
    seconds: int = _limit(15, "seconds for reading, after which it is stopped")
    memory_bytes: int = _limit(
        800_000_000, "bytes of memory for reading, beyond what the empty reader uses (Linux)"
    )
    at_once: int = _limit(2, "files read at the same time by one server; others wait their turn")


LIMITS: Final = Limits()
