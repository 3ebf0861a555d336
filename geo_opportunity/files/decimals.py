"""Which sign is the decimal sign of a table, judged by all its cells; numbers come out with a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import DoubtError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["settle"]

_SIGN: Final = r"^\(?[-+−–]?\s*[$€£]?\s*"
#: Between thousands where the comma is the decimal sign: point, blank, apostrophe.
_APART: Final = r"[.\s'’]"
_END: Final = r"\s*[%€]?\)?$"
#: Only a decimal comma can be meant: 4200,50 · 1.234,5 · 46,0302; the latter within a table that has one.
_COMMA: Final = (
    rf"{_SIGN}(?:\d+,\d{{1,2}}|\d+,\d{{4,}}|\d{{4,}},\d+|0,\d+|\d{{1,3}}(?:{_APART}\d{{3}})+,\d+){_END}"
)
#: Even where commas separate cells, or stand between codes, this has a decimal comma: 1.234,50.
_SURE: Final = rf"{_SIGN}\d{{1,3}}(?:{_APART}\d{{3}})+,\d{{1,2}}{_END}"
#: Only a decimal point can be meant: 1,234.5 · 1,234,567 · $4200.50.
_POINT: Final = rf"{_SIGN}(?:\d{{1,3}}(?:,\d{{3}})+\.\d+|\d{{1,3}}(?:,\d{{3}}){{2,}}){_END}"
#: Either: 4,200 or 4.200.
_EITHER_COMMA: Final = rf"{_SIGN}[1-9]\d{{0,2}},\d{{3}}{_END}"
_EITHER_POINT: Final = rf"{_SIGN}[1-9]\d{{0,2}}(?:\.\d{{3}})+{_END}"
_ANY_COMMA: Final = rf"{_SIGN}(?:\d+|\d{{1,3}}(?:{_APART}\d{{3}})+),\d+{_END}"


def settle(
    frame: pd.DataFrame, file: str, separator: str, *, decimal: str | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a table with its numbers written with a decimal point, and what was done, a clause each.

    A comma is the decimal sign where some cell can only be meant so. Where semicolons separate cells and all
    that is there may be either (4,200 or 1.234), that is a question.

    Parameters
    ----------
    frame
        Text cells, indexed by row.
    file
        Its name, for messages.
    separator
        What separates its cells; '' for what is no delimited text.
    decimal
        "," or ".": what its sender says.

    Raises
    ------
    DoubtError
        Both signs are meant, or either (setting ``decimal``).
    """
    if decimal not in {None, ",", "."}:
        raise DoubtError(f"{file}: {decimal!r} is no decimal sign", fix='say decimal="," or decimal="."')
    if decimal == ".":
        return frame, ("decimal point",)
    foreign = separator in {";", "\t"}
    strong = _COMMA if foreign else _SURE
    comma = _first(frame, strong)
    if decimal is None:
        if comma is None and separator != ";":
            return frame, ()
        point = _first(frame, _POINT)
        either = None
        if point is None:
            either = _either(frame, strong) or (_thousands(frame) if comma is None else None)
        if either is not None or (comma is not None and point is not None):
            raise _doubt(file, [c for c in (comma, point, either) if c is not None])
        if comma is None:
            return frame, ()
    return _with_points(frame), ("decimal comma",)


def _first(frame: pd.DataFrame, pattern: str) -> tuple[int, str, str] | None:
    """Return row, column and text of the first cell that fits."""
    for name in frame.columns:
        fits = frame[name].str.contains(pattern, regex=True).to_numpy(bool)
        if fits.any():
            place = int(fits.argmax())
            return int(frame.index[place]), str(name), str(frame[name].iloc[place])
    return None


def _either(frame: pd.DataFrame, strong: str) -> tuple[int, str, str] | None:
    """Return the first cell such as 4,200 of a column in which no cell can only have a decimal comma."""
    doubtful = [n for n in frame.columns if not frame[n].str.contains(strong, regex=True).any()]
    return _first(frame[doubtful], _EITHER_COMMA)


def _all_thousands(column: pd.Series) -> bool:
    """Return whether every number of a column is whole, some with points between its thousands."""
    filled = column[column != ""]
    dotted = filled.str.contains(_EITHER_POINT, regex=True)
    whole = filled.str.contains(rf"{_SIGN}\d+{_END}", regex=True)
    return bool(dotted.any() and (dotted | whole).all())


def _thousands(frame: pd.DataFrame) -> tuple[int, str, str] | None:
    for name in frame.columns:
        if _all_thousands(frame[name]):
            return _first(frame[[name]], _EITHER_POINT)
    return None


def _doubt(file: str, cells: list[tuple[int, str, str]]) -> DoubtError:
    seen = " and ".join(f"{text!r} (row {row}, column {column!r})" for row, column, text in cells[:2])

    def meant(comma: bool) -> str:
        return "; ".join(f"{text} is {_number(text, comma=comma)}" for _, _, text in cells[:2])

    return DoubtError(
        f"{file} has {seen}, and nothing in it tells whether the comma or the point is the decimal sign",
        fix='say decimal="," or decimal="."',
        setting="decimal",
        choices={
            ",": f"the comma is the decimal sign: {meant(comma=True)}",
            ".": f"the point is the decimal sign: {meant(comma=False)}",
        },
    )


def _number(text: str, *, comma: bool) -> str:
    return text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")


def _with_points(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with commas of numbers as points, and without the points between thousands."""
    out = frame.copy()
    for name in frame.columns:
        column = frame[name]
        fits = column.str.contains(_ANY_COMMA, regex=True)
        if _all_thousands(column.where(~fits, "")):
            fits |= column.str.contains(_EITHER_POINT, regex=True)
        if fits.any():
            out[name] = column.where(
                ~fits,
                column.str.replace(rf"{_APART}(?=\d{{3}})", "", regex=True).str.replace(
                    ",", ".", regex=False
                ),
            )
    return out
