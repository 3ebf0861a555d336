"""Text and figures as documents write them: plain characters, cells in words, what a file says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.exports.cells import cell, plain
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_opportunity.exports.base import Sheet, Table

__all__ = [
    "TITLE_LENGTH",
    "about",
    "cell",
    "columns",
    "digest",
    "number",
    "plain",
    "short",
    "side_by_side",
]

#: Most characters of a title on a page; the whole one is in the notes.
TITLE_LENGTH: Final = 160
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def short(text: object, most: int = TITLE_LENGTH) -> str:
    """Return text on one line, cut with "…" beyond so many characters."""
    line = " ".join(plain(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def number(value: Any) -> float | None:
    """Return the number that a text of a file says in full; None for one that says none."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    return float(value)


def side_by_side(table: Table) -> tuple[list[str], str, list[list[str]]]:
    """Return heads, kinds and rows of a comparison in words: a figure a row, its unit in a column of its own.

    A place's column and its mark ("highest", "best") become one; differences are left to the workbook.
    """
    frame = table.frame.reset_index()
    first, units = str(frame.columns[0]), [str(unit) for unit in frame["unit"]]
    places = [str(c) for c in frame.columns[1:] if f"{c}: mark" in frame.columns]
    rows = []
    for at, label in enumerate(frame[first]):
        line = [str(label)]
        for place in places:
            value, mark = frame[place].iat[at], str(frame[f"{place}: mark"].iat[at])
            found = number(value)
            said = cell(value if found is None else found, units[at])
            line.append(f"{said} ({mark})" if mark else said)
        rows.append(line)
    return [str(table.heads.get(first, first)), *places], "t" + "n" * len(places), rows


def about(sheet: Sheet) -> list[tuple[str, str]]:
    """Return what a file says of itself: name of each part and its text, in order."""
    legend = sheet.legend.text() if sheet.legend.entries else ""
    parts = [
        ("Title", sheet.title),
        ("Finding", sheet.headline),
        ("Settings", sheet.subtitle),
        ("Legend", legend),
        ("How sure", sheet.certainty),
        *(("Note", note) for note in sheet.notes),
        *(("Source", line) for line in sheet.sources),
        ("Data version", sheet.data_version),
        ("Link", sheet.link),
        ("How to cite", sheet.cite),
        ("Made by", TITLE),
    ]
    return [(name, plain(text)) for name, text in parts if text]


def columns(table: Table) -> list[dict[str, str]]:
    """Return each column of a table: its name, head, unit and meaning, as text."""
    index = [str(table.frame.index.name)] if table.frame.index.name is not None else []
    return [
        {
            "table": table.title,
            "column": name,
            "head": str(table.heads.get(name, name)),
            "unit": table.units.get(name, "text"),
            "meaning": FIGURES[name].meaning if name in FIGURES else "",
        }
        for name in [*index, *map(str, table.frame.columns)]
    ]


def digest(sheet: Sheet, described: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return what a file says of itself as values for its metadata; `described` are its :func:`columns`."""
    every = about(sheet)
    single = {name.lower().replace(" ", "_"): text for name, text in every if name not in ("Note", "Source")}
    return single | {
        "notes": [text for name, text in every if name == "Note"],
        "sources": [text for name, text in every if name == "Source"],
        "columns": {one["column"]: {k: one[k] for k in ("head", "unit", "meaning")} for one in described},
    }
