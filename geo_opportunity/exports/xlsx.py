"""Workbooks: what the file is about, each table with its units, and what each column means."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xlsxwriter

from geo_opportunity.exports.text import about, columns, number, plain, short
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet, Table

__all__ = ["ABOUT", "COLUMNS", "xlsx"]

ABOUT: Final = "About"
COLUMNS: Final = "Columns"
#: Characters a cell can hold, and rows of a sheet.
_CELL: Final = 32_767
_ROWS: Final = 1_048_574
#: Signs a sheet's name cannot have, and its most letters.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_NAME: Final = 31
#: Unit in words -> number format; others have none of their own.
_FORMATS: Final = {
    "share (fraction)": "0.0%",
    "fraction over the projection decade": "+0.0%;-0.0%;0.0%",
    "number": "#,##0",
    "US dollars a year": "$#,##0",
    "US dollars": "$#,##0",
    "US dollars an hour": "$#,##0.00",
    "completions a year per 1,000 adults": "#,##0.0",
    "ratio": "0.00",
    "road miles, estimated": "#,##0.0",
}
_HOW: Final = (
    "Each table has a row of heads and a row of units. An empty cell is a figure that is not known: it is "
    "not zero. Codes are text and keep their zeros."
)


def xlsx(sheet: Sheet, atlas: Atlas) -> bytes:  # noqa: ARG001 - formats are called alike
    """Return a scene as a workbook.

    Its first sheet says what the file is about, how sure it is, and its sources; one sheet follows for each
    table (a row of heads, a row of units), then the meaning of each column. Text is never a formula.
    """
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": short(sheet.title), "comments": short(sheet.cite, 255)})
        look = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "unit": book.add_format({"italic": True, "font_color": "#444444", "text_wrap": True}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "code": book.add_format({"num_format": "@"}),
        }
        _about(book.add_worksheet(ABOUT), sheet, look)
        for table, name in zip(sheet.tables, _names(sheet), strict=True):
            _table(book, book.add_worksheet(name), table, look)
        _columns(book.add_worksheet(COLUMNS), sheet, look)
    return out.getvalue()


def _names(sheet: Sheet) -> list[str]:
    """Return a name for each table's sheet, each once."""
    used, out = {ABOUT.casefold(), COLUMNS.casefold(), "history"}, []
    for table in sheet.tables:
        base = (_NO_NAME.sub(" ", plain(table.name)).strip().capitalize() or "Table")[:_NAME]
        name, n = base, 2
        while name.casefold() in used:
            name, n = f"{base[: _NAME - 4]} {n}", n + 1
        used.add(name.casefold())
        out.append(name)
    return out


def _write(page: Worksheet, at: tuple[int, int], text: object, look: Format | None = None) -> None:
    """Write text as text, cut where a cell ends."""
    page.write_string(*at, plain(text)[:_CELL], look)


def _about(page: Worksheet, sheet: Sheet, look: dict[str, Format]) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 110)
    for row, (name, text) in enumerate([*about(sheet), ("How to read it", _HOW)]):
        _write(page, (row, 0), name, look["head"])
        _write(page, (row, 1), text, look["wrap"])


def _columns(page: Worksheet, sheet: Sheet, look: dict[str, Format]) -> None:
    rows = [one for table in sheet.tables for one in columns(table)]
    for column, (name, width) in enumerate(
        {"table": 24, "column": 24, "head": 30, "unit": 30, "meaning": 90}.items()
    ):
        page.set_column(column, column, width)
        _write(page, (0, column), name.capitalize(), look["head"])
        for row, one in enumerate(rows, start=1):
            _write(page, (row, column), one[name], look["wrap"])
    page.freeze_panes(1, 0)


def _table(book: Workbook, page: Worksheet, table: Table, look: dict[str, Format]) -> None:
    frame = table.frame.head(_ROWS)
    if frame.index.name is not None:
        frame = frame.reset_index()
    by_row = None
    if table.name == "comparison":  # a figure a row, in its own unit
        looks = {
            unit: book.add_format({"num_format": _FORMATS.get(unit, "General")})
            for unit in set(frame["unit"])
        }
        by_row = [looks[unit] for unit in frame["unit"]]
    for at, name in enumerate(map(str, frame.columns)):
        unit = table.units.get(name, "")
        head = str(table.heads.get(name, name))
        numbers = book.add_format({"num_format": _FORMATS.get(unit, "General")})
        _write(page, (0, at), head, look["head"])
        _write(page, (1, at), unit or "text", look["unit"])
        longest = max((len(str(v)) for v in frame[name].head(200)), default=0) if not unit else 12
        page.set_column(at, at, min(max(12, longest + 1, len(head) // 2), 60))
        code = look["code"] if name in table.text_columns else None
        for row, value in enumerate(frame[name], start=2):
            in_full = number(value) if by_row is not None and at > 1 else None
            if by_row is not None and in_full is not None:
                page.write_number(row, at, in_full, by_row[row - 2])
            else:
                _cell(page, (row, at), value, numbers, code)
    page.freeze_panes(2, 1)
    if len(frame):
        page.autofilter(1, 0, len(frame) + 1, max(0, frame.shape[1] - 1))


def _cell(page: Worksheet, at: tuple[int, int], value: Any, numbers: Format, text: Format | None) -> None:
    """Write a value: numbers as numbers, text and codes as text, nothing where there is no figure."""
    if isinstance(value, str):
        _write(page, at, value, text)
    elif np.ndim(value):
        _write(page, at, ", ".join(map(str, value)), text)
    elif value is None or value is pd.NA or value_missing(value):
        return
    elif isinstance(value, bool | np.bool_):
        page.write_boolean(*at, bool(value))
    elif isinstance(value, int | float | np.number):
        page.write_number(*at, float(value), numbers)
    else:
        _write(page, at, value, text)
