"""Text and figures as documents write them: plain characters, cells in words, what a file says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES
from geo_opportunity.units import UNITS
from geo_opportunity.wording import value_missing

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
    "written",
]

#: Characters no document can hold: controls, halves of surrogate pairs, what is no character at all.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: Most characters of a title on a page; the whole one is in the notes.
TITLE_LENGTH: Final = 160
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
#: Units by their words in a file; several are plain numbers.
_BY_WORDS: Final = {unit.file: unit for unit in UNITS.values() if unit.file not in ("", "number")}


def plain(text: object) -> str:
    """Return text without the control characters that no document can hold; line breaks and tabs stay."""
    return _NO_TEXT.sub(" ", str(text))


def short(text: object, most: int = TITLE_LENGTH) -> str:
    """Return text on one line, cut with "…" beyond so many characters."""
    line = " ".join(plain(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def cell(value: Any, unit: str = "") -> str:
    """Return a figure in words by its unit (``Table.units``), "unknown" where there is none, or the text."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, str):
        return plain(value) if value else ""
    if value is None or (np.ndim(value) == 0 and value_missing(value)):
        return UNKNOWN
    if np.ndim(value):
        return ", ".join(map(str, value))
    if unit in _BY_WORDS:
        return _BY_WORDS[unit].text(float(value))
    if unit == "number":  # a count: of few, a tenth says that they are not none
        return f"{float(value):,.{0 if abs(value) >= 9.95 or value == round(value) else 1}f}"
    if isinstance(value, int | float | np.number):
        number = float(value)
        return f"{number:,.0f}" if number == round(number) or abs(number) >= 100 else f"{number:,.4g}"
    return plain(value)


def written(
    table: Table, *, rows: int, columns: int, codes: bool = False
) -> tuple[list[str], list[str], list[list[str]]]:
    """Return heads, kinds ("n": numbers, "t": text) and rows of the first rows and columns of a table.

    Codes (its index) are left out unless asked for; columns in sentences ("reason_…") always.
    """
    frame = table.frame.head(rows)
    if codes and frame.index.name is not None:
        frame = frame.reset_index()
    names = [str(name) for name in frame.columns if not str(name).startswith("reason_")][:columns]
    heads = [str(table.heads.get(name, name)) for name in names]
    kinds = ["n" if name in table.units else "t" for name in names]
    values = [[cell(v, table.units.get(n, "")) for v in frame[n]] for n in names]
    return heads, kinds, [list(row) for row in zip(*values, strict=True)]


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
