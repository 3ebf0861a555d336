"""The one writer of CSV that leaves: downloads of the app and tables of the command line.

A spreadsheet runs a cell as a formula when it starts with "=", "+", "-" or "@", whether or not it is quoted
(OWASP, "CSV Injection"). Text like that gets an apostrophe in front, in cells, column names and index alike;
numbers stay numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.exports.parts import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet

__all__ = ["ENCODING", "csv_bytes", "csv_text", "safe_text", "sheet_csv"]

#: Of a file that a person opens: without the byte order mark Excel reads UTF-8 as the local code page.
ENCODING: Final = "utf-8-sig"

#: Signs that start a formula, in their full-width and small forms too, which some spreadsheets fold.
_STARTS: Final = "=+@＝＋－＠﹦﹢﹣﹫\\-"
#: What a spreadsheet passes over before such a sign: spaces, quotation marks, control and zero-width
#: characters.
_PASSED_OVER: Final = '[\\s"\\x00-\\x1f\\x7f-\\x9f\u200b-\u200f\u2060\ufeff]*'
#: A cell starts at its beginning and, where a list separator is ";", after each ";".
_CELL: Final = re.compile(f"(^|;)(?=[\\t\\r\\n]|{_PASSED_OVER}[{_STARTS}])")
#: Lines of notes are not quoted, so that a "," starts a cell as well.
_NOTE: Final = re.compile(f"([,;])(?={_PASSED_OVER}[{_STARTS}])")


#: A code a spreadsheet takes for a number, dropping its zeros: 0200006, 01.0101.
_ZEROS: Final = re.compile(r"0\d[\d.]*")


def _zeros_note(columns: Iterable[pd.Series]) -> str:
    """Return a line that says how codes keep their zeros in a spreadsheet; '' without such codes."""
    for column in columns:
        found = next((v for v in column if isinstance(v, str) and _ZEROS.fullmatch(v)), None)
        if found is not None:
            return (
                f"codes such as {found} are text: opened in a spreadsheet they lose their leading zeros; "
                "import the file there with columns of codes as text"
            )
    return ""


def safe_text(text: str) -> str:
    """Return `text` as a cell no spreadsheet runs, control characters and line breaks as spaces."""
    return CONTROL.sub(" ", _CELL.sub(r"\1'", text))


def _safe_cell(value: Any) -> Any:
    """Return a cell's value.

    Text made safe, numbers, dates and missing values as they are, a list or shape as safe text.
    """
    if isinstance(value, str) or not pd.api.types.is_scalar(value):
        return safe_text(str(value))
    return value


def _safe_column(values: pd.Series | pd.Index) -> pd.Series:
    """Return the column with safe text; numbers, dates and truth values as they are."""
    column = pd.Series(values).reset_index(drop=True)
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return pd.Series([_safe_cell(value) for value in column], dtype=object)


def csv_text(
    table: pd.DataFrame,
    *,
    notes: Sequence[str] = (),
    heads: Mapping[str, str] | None = None,
    index: bool | None = None,
) -> str:
    """Return a table as CSV that no spreadsheet runs.

    Parameters
    ----------
    table
        Rows of the file. Missing values become empty cells.
    notes
        Lines before the rows, each starting with "# ": settings, data version, sources. With them comes a
        line on the leading zeros of codes, where the table has some.
    heads
        Names of columns in the file, by their name in `table`; others keep theirs.
    index
        Whether the index is written as the first columns; by default, if it is named.

    Returns
    -------
    str
        Lines that end with a line feed, without a byte order mark.
    """
    named = heads or {}
    if index is None:
        index = any(name is not None for name in table.index.names)
    levels = range(table.index.nlevels) if index else ()
    names = [table.index.names[level] for level in levels] + [named.get(name, name) for name in table.columns]
    columns = [table.index.get_level_values(level) for level in levels] + [
        table.iloc[:, i] for i in range(table.shape[1])
    ]
    safe = pd.DataFrame(
        {position: _safe_column(column) for position, column in enumerate(columns)}, index=range(len(table))
    )
    safe.columns = pd.Index(["" if name is None else _safe_cell(name) for name in names], dtype=object)
    zeros = _zeros_note(safe.iloc[:, i] for i in range(safe.shape[1])) if notes else ""
    every = [*notes, zeros] if zeros else notes
    lines = ["# " + _NOTE.sub(r"\1'", " ".join(CONTROL.sub(" ", note).split())) for note in every]
    return "".join(f"{line}\n" for line in lines) + safe.to_csv(index=False, lineterminator="\n")


def csv_bytes(
    table: pd.DataFrame,
    *,
    notes: Sequence[str] = (),
    heads: Mapping[str, str] | None = None,
    index: bool | None = None,
) -> bytes:
    """Return the file of ``csv_text`` that a person opens: UTF-8 with a byte order mark."""
    return csv_text(table, notes=notes, heads=heads, index=index).encode(ENCODING)


def sheet_csv(sheet: Sheet, _atlas: Atlas | None = None) -> bytes:
    """Return the first table of a scene, after lines of title, finding, settings, sources and citation."""
    table = sheet.tables[0]
    units = "; ".join(f"{table.heads.get(name, name)}: {unit}" for name, unit in table.units.items())
    notes = [
        f"{sheet.title}. {table.title}.",
        sheet.headline,
        sheet.subtitle,
        sheet.certainty,
        *sheet.notes,
        *([f"Units: {units}."] if units else []),
        f"Data version {sheet.data_version}.",
        *(f"Source: {line}" for line in sheet.sources),
        f"Link: {sheet.link}",
        sheet.cite,
    ]
    frame = table.frame
    if frame.index.name is not None:
        frame = frame.rename_axis(table.heads.get(str(frame.index.name), str(frame.index.name)))
    return csv_bytes(frame, notes=list(filter(None, notes)), heads=table.heads)
