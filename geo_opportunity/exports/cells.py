"""Figures of a table in words, as documents write them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.place.written import Table as Written
from geo_opportunity.units import UNITS
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from geo_opportunity.exports.parts import Table

__all__ = ["CARRIED", "cell", "paper", "plain", "texts", "written"]

#: Characters no document can hold: controls, halves of surrogate pairs, what is no character at all.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: Units by their words in a file; several are plain numbers.
_BY_WORDS: Final = {unit.file: unit for unit in UNITS.values() if unit.file not in ("", "number")}


#: Units that a written cell carries (23.4%), or that are none.
CARRIED: Final = frozenset(UNITS[name].file for name in ("share", "growth", "number"))


def plain(text: object) -> str:
    """Return text without the control characters that no document can hold; line breaks and tabs stay."""
    return _NO_TEXT.sub(" ", str(text))


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


def texts(table: Table, name: str) -> list[str]:
    """Return a column of a table as texts; in a table of single figures each has the unit of its row."""
    values = table.frame[name]
    own = table.frame.get("unit") if "value" in table.frame else None
    if own is not None and name == "value":
        return [cell(value, str(unit)) for value, unit in zip(values, own, strict=True)]
    if own is not None and name == "unit":
        return ["" if str(unit) in CARRIED else cell(unit) for unit in own]
    return [cell(value, table.units.get(name, "")) for value in values]


def written(
    table: Table, *, rows: int, columns: int, codes: bool = False
) -> tuple[list[str], list[str], list[list[str]]]:
    """Return heads, kinds ("n": numbers, "t": text) and rows of the first rows and columns of a table.

    Codes (its index) are left out unless asked for; columns in sentences ("reason_…") always.
    """
    table = replace(table, frame=table.frame.head(rows))
    frame = table.frame
    if codes and frame.index.name is not None:
        frame = frame.reset_index()
        table = replace(table, frame=frame)
    names = [str(name) for name in frame.columns if not str(name).startswith("reason_")][:columns]
    heads = [str(table.heads.get(name, name)) for name in names]
    kinds = ["n" if name in table.units else "t" for name in names]
    values = [texts(table, name) for name in names]
    return heads, kinds, [list(row) for row in zip(*values, strict=True)]


def paper(table: Table, *, rows: int, columns: int, empty: str = "") -> Written:
    """Return the first rows and columns of a table as documents print it; a note says there are more."""
    heads, kinds, lines = written(table, rows=rows, columns=columns)
    every = len(table.frame)
    note = f"{every:,} rows in all: the workbook of this view (XLSX) has them." if every > rows else ""
    return Written(table.title, tuple(heads), "".join(kinds), tuple(map(tuple, lines)), note, empty)
