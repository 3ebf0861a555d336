"""Faults of published tables, reported alike.

Each names file, column, first row and value, what is wrong, how often, and the fix.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "check_codes",
    "check_range",
    "check_unique",
    "check_vintage",
    "number",
    "number_and_flag",
    "refuse",
    "require_columns",
]

#: What means "no number here" in the published files, by what it means.
_MARKERS: Final[dict[str, Flag]] = {
    "*": Flag.NOT_RELEASED,
    "**": Flag.NOT_RELEASED,
    "#": Flag.TOP_CODED,
    "~": Flag.SMALL,
}
#: Rows a report names.
_ROWS: Final = 5


def refuse(
    bad: Any,
    values: pd.Series,
    rule: str,
    *,
    path: Path | str,
    fix: str,
    error: type[FormatError] = FormatError,
    first_row: int | None = 2,
) -> None:
    """Raise `error` when any of `values` (a column of a file) is `bad`.

    Parameters
    ----------
    bad
        Whether each value breaks the rule.
    values
        Named as the published column.
    rule
        What is wrong with them: "is no five-digit code".
    path, fix
        The file, and what to do about it.
    error
        Its kind.
    first_row
        Row of the file in which the first value is; None where rows are not those of the file.
    """
    where = np.flatnonzero(np.asarray(bad, bool))
    if not len(where):
        return
    first = values.iloc[where[0]]
    shown = f"{first:g}" if isinstance(first, float) else repr(first)
    at = "" if first_row is None else f", row {where[0] + first_row}"
    others = "" if len(where) == 1 else f" ({len(where):,} such rows)"
    if others and first_row is not None:
        named = ", ".join(map(str, where[:_ROWS] + first_row))
        others = f" ({len(where):,} such rows: {named}{', …' if len(where) > _ROWS else ''})"
    what = f"{Path(path).name}, column {values.name}{at}: {shown} {rule}{others}"
    raise error(what, fix=fix)


def require_columns(frame: pd.DataFrame, columns: Iterable[str], *, path: Path | str) -> None:
    """Raise MissingColumnError naming every column `frame` lacks."""
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        what = (
            f"{Path(path).name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            f"it has {', '.join(map(str, list(frame.columns)[:40]))}"
        )
        raise MissingColumnError(what, fix="check that it is the edition the reader is made for")


def number(
    series: pd.Series,
    *,
    path: Path | str,
    missing: Iterable[str] = (),
    low: float | None = None,
    high: float | None = None,
    first_row: int = 2,
) -> pd.Series:
    """Parse a text column of numbers (thousands commas, $, % and blanks allowed) to float64.

    `missing` lists the texts that mean "no number"; the empty string always does. Anything else that is not a
    number, or not within `low` and `high`, raises ValueRangeError (`first_row` is the sheet row of index 0).
    """
    text = series.astype("string").str.strip().fillna("")
    blank = text.isin({"", *missing})
    value = pd.to_numeric(text.mask(blank), errors="coerce").astype("float64")
    odd = (
        value.isna() & ~blank
    )  # few files have commas and signs: cleaning every cell would cost most of the time
    if odd.any():
        cleaned = text[odd].str.replace(r"[,$%\s]", "", regex=True)
        value[odd] = pd.to_numeric(cleaned, errors="coerce").astype("float64")
    refuse(
        value.isna() & ~blank,
        text.rename(str(series.name)),
        "is not a number",
        path=path,
        fix="restore the published value",
        error=ValueRangeError,
        first_row=first_row,
    )
    out = pd.Series(value.to_numpy(), index=series.index, name=series.name)
    if low is not None or high is not None:
        check_range(out, path=path, low=low, high=high, first_row=first_row)
    return out


def number_and_flag(
    series: pd.Series,
    *,
    path: Path | str,
    blank: Flag = Flag.NOT_LISTED,
    top_code: float | None = None,
    first_row: int = 2,
) -> tuple[pd.Series, pd.Series]:
    """Split a marked column into (value, flag): ``*``, ``**``, ``#``, ``~`` and empty stay distinct.

    `blank` says what an empty cell means in this file. A top-coded cell has the value `top_code`.
    """
    text = series.astype("string").str.strip().fillna("")
    marks = {"": blank} | _MARKERS
    marked = text.isin(list(marks))
    value = number(text.mask(marked, "").rename(str(series.name)), path=path, first_row=first_row)
    flag = np.full(len(text), Flag.PUBLISHED.value, dtype=object)
    flag[marked.to_numpy(bool)] = [marks[cell].value for cell in text[marked]]
    if top_code is not None:
        value = value.mask(flag == Flag.TOP_CODED.value, top_code)
    return value, pd.Series(flag, index=series.index, name=f"{series.name}_flag", dtype="str")


def check_range(
    values: pd.Series,
    *,
    path: Path | str,
    low: float | None = None,
    high: float | None = None,
    first_row: int = 2,
) -> None:
    """Raise ValueRangeError when a value is outside [low, high]; nulls pass."""
    array = pd.to_numeric(values, errors="coerce").astype("float64")
    bad = (array < (-np.inf if low is None else low)) | (array > (np.inf if high is None else high))
    expected = f"{'any' if low is None else f'{low:g}'} to {'any' if high is None else f'{high:g}'}"
    refuse(
        bad,
        array.rename(str(values.name)),
        f"cannot be true: expected {expected}",
        path=path,
        fix="check the unit and the edition of the file",
        error=ValueRangeError,
        first_row=first_row,
    )


def check_codes(values: pd.Series, pattern: str, *, path: Path | str, what: str, first_row: int = 2) -> None:
    """Raise FormatError when a code does not match `pattern`, a regex for all of it."""
    bad = ~values.astype("string").str.fullmatch(pattern).fillna(False)
    fix = "read codes as text, with their leading zeros"
    refuse(bad, values, f"is no {what}", path=path, fix=fix, first_row=first_row)


def check_unique(
    frame: pd.DataFrame, key: Sequence[str], *, path: Path | str, first_row: int | None = 2
) -> None:
    """Raise FormatError when rows repeat `key`."""
    bad = frame.duplicated(list(key))
    if bad.any():
        text = frame[list(key)].astype("str").agg(", ".join, axis=1).rename(", ".join(key))
        fix = "keep one row for each, or download the file again"
        refuse(bad, text, "is there twice", path=path, fix=fix, first_row=first_row)


def check_vintage(found: str, expected: str, *, path: Path | str) -> None:
    """Raise FormatError when a file says it is of another vintage than the reader expects."""
    if expected not in found:
        what = f"{Path(path).name} says {found.strip()!r}; expected {expected!r}"
        raise FormatError(what, fix=f"put the {expected} edition there, or update the source's vintage")
