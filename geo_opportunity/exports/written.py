"""Tables of a sheet as text, for files that people read: a figure by its unit, a missing one "unknown"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.units import UNITS
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.exports.base import Table

__all__ = ["UNKNOWN", "Column", "Rows", "rows"]

#: A figure that is not published or cannot be worked out.
UNKNOWN: Final = "unknown"
#: Characters of a text that needs a wide column.
_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is shown."""

    head: str
    unit: str
    number: bool
    long: bool
    """Whether it has texts that need room."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as texts."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]


def _writer(name: str, values: pd.Series, *, hourly: bool) -> Callable[[Any], str]:
    """Return what writes the values of a column: by its figure's unit, else numbers as they are."""
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    unit = UNITS[unit_of(name, hourly=hourly)] if name in FIGURES and number else None

    def write(value: Any) -> str:
        if value_missing(value):
            return UNKNOWN
        if unit is not None:
            return unit.text(float(value))
        return f"{value:,.10g}" if number else str(value)

    return write


def _unit(name: str, table: Table, *, hourly: bool) -> str:
    """Return the unit of a column, "" where its cells carry it (23.4%) or are plain numbers."""
    if name in FIGURES and UNITS[unit_of(name, hourly=hourly)].column == "percent":
        return ""
    unit = table.units.get(name, "")
    return "" if unit == UNITS["number"].file else unit


def rows(table: Table, *, hourly: bool) -> Rows:
    """Return the cells of a table as texts, `hourly` where its pay is by the hour."""
    columns, texts = [], []
    for name in map(str, table.frame.columns):
        values = table.frame[name]
        number = pd.api.types.is_numeric_dtype(values) and name not in table.text_columns
        write = _writer(name, values, hourly=hourly)
        texts.append([write(value) for value in values])
        unit = _unit(name, table, hourly=hourly) if number else ""
        long = not number and max(map(len, texts[-1]), default=0) > _LONG
        columns.append(Column(table.heads.get(name, name), unit, number, long))
    return Rows(tuple(columns), tuple(zip(*texts, strict=True)))
