"""Figures as people write them: read, and what is not a figure told for what it is.

Missing, withheld, top-coded and zero are four things. A blank is not given; a star, a letter in brackets or
"<10" is withheld; "100+" has no exact value; none of them is a zero, or a number badly written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.codes.base import unwrap
from geo_opportunity.errors import DoubtError, FormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.preview import Notes

__all__ = ["MARKS", "answer", "ask", "head_years", "marks_told", "numbers", "parse", "read_column"]

#: What a cell without a number says, and the words it is told in.
MARKS: Final[dict[str, str]] = {
    "withheld": "withheld in the file",
    "unavailable": "marked as not available",
    "open": "given only as a limit (top-coded)",
}
_UNKNOWN: Final = "taken as unknown, not as zero"
#: Marks of publishers for figures they do not release, in lower case without brackets; '/' parts them.
_RELEASED_NOT: Final = (
    "d/l/s/x/c/n/h/z/q/p/ds/ns/nd/np/wd/supp/suppressed/confidential/withheld/disclosure/nondisclosable/"
    "undisclosed/redacted/masked/hidden/not disclosed/non-disclosable/not disclosable/not published/"
    "not released/data suppressed"
)
_WITHHELD: Final = frozenset(_RELEASED_NOT.split("/"))
#: Marks for figures there are none of; a blank parts them.
_THERE_IS_NONE: Final = (
    "na n/a n.a. n.a nan null none nil . .. ... - -- --- \u2013 \u2014 \u2015 \u2212 #n/a #na missing "
    "unknown tbd"
)
_UNAVAILABLE: Final = frozenset(_THERE_IS_NONE.split(" ")) | {
    "not available",
    "not applicable",
    "not given",
    "no data",
    "not reported",
}
_STARS: Final = re.compile(r"^[*#†‡^~!]+$")
_BELOW: Final = re.compile(r"^(?:<|≤|<=|less than|fewer than|under|below)\s*=?\s*[\d.,]+\s*%?$")
_ABOVE: Final = re.compile(
    r"^(?:(?:>|≥|>=|more than|over|at least)\s*=?\s*\$?[\d.,]+\s*%?"
    r"|\$?[\d.,]+\s*%?\s*(?:\+|or more|and over))$"
)
_MINUS: Final = re.compile(r"^\s*[\u2010-\u2015\u2212\ufe63\uff0d]\s*(?=[\d$.,])")
_ABOUT: Final = re.compile(r"^(?:~|≈|approx(?:\.|imately)?|about|ca\.|circa)\s*", re.IGNORECASE)
_MONEY: Final = re.compile(r"^(?:US\s?\$|USD|\$)\s*|\s*(?:US\s?\$|USD|\$|dollars?)$", re.IGNORECASE)
_PERCENT: Final = re.compile(r"\s*(?:%|percent|pct\.?)$", re.IGNORECASE)
_RATE: Final = re.compile(r"\s*(?:/|\bper\b|\ban?\b)\s*(?:hr|hour|mo|month|yr|year|annum)\.?$", re.IGNORECASE)
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
#: A number, its sign and dress taken off, by the sign that parts its decimals.
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    ".": re.compile(r"^(?:\d{1,3}(?:([,'’ ])\d{3})(?:\1\d{3})*|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?$"),
    ",": re.compile(r"^(?:\d{1,3}(?:([.'’ ])\d{3})(?:\1\d{3})*|\d+)?(?:,\d*)?(?:[eE][+-]?\d+)?$"),
}
#: Cells that tell which sign parts decimals; "1,234" and "1.234" do not.
_COMMA: Final = re.compile(
    r"^[^\d]{0,5}(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3}){2,}|0,\d+)[^\d]{0,9}$"
)
_POINT: Final = re.compile(
    r"^[^\d]{0,5}(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,}|0\.\d+)[^\d]{0,9}$"
)
_EITHER: Final = re.compile(r"^[^\d]{0,5}\d{1,3}([.,])\d{3}[^\d]{0,9}$")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def parse(text: str, decimal: str = ".") -> tuple[float, str, bool]:
    """Return the value of one cell (NaN where none), its mark and whether it is written as a percentage.

    Parameters
    ----------
    text
        The cell: 1,234 · (8.3%) · −6.0 · $4,200 · 4200 USD · ~300 · 20.41/hr.
    decimal
        The sign that parts decimals, '.' or ','.

    Returns
    -------
    value, mark, percent
        The mark is '' for a number or a blank cell, one of ``MARKS``, or 'bad' for a text that is none of
        these.
    """
    bare = _SPACES.sub(" ", unwrap(text)).strip()
    low = bare.casefold()
    if not bare:
        return np.nan, "", False
    if low in _UNAVAILABLE:
        return np.nan, "unavailable", False
    if low.strip("()[] ") in _WITHHELD or _STARS.match(low.strip("()[] ")) or _BELOW.match(low):
        return np.nan, "withheld", False
    if _ABOVE.match(low):
        return np.nan, "open", False
    body = _MINUS.sub("-", _RATE.sub("", _ABOUT.sub("", bare)))
    sign, body = _signed(body)
    percent = bool(_PERCENT.search(body))
    body = _MONEY.sub("", _PERCENT.sub("", body)).strip()
    again, body = _signed(_MINUS.sub("-", body))
    if not _FORMS[decimal].match(body) or not any(c.isdigit() for c in body):
        return np.nan, "bad", percent
    group = "." if decimal == "," else ","
    plain = re.sub(rf"[{group}'’ ]", "", body).replace(decimal, ".")
    return sign * again * float(plain), "", percent


def _signed(text: str) -> tuple[float, str]:
    """Return the sign of a number and the rest: '-8', '(8)', '8-' and '+8'."""
    if text.startswith("(") and text.endswith(")"):
        return -1.0, text[1:-1].strip()
    if text[:1] in "+-" and text[:1]:
        return (-1.0 if text[0] == "-" else 1.0), text[1:].strip()
    if re.fullmatch(r"[\d.,' ]+-", text):
        return -1.0, text[:-1].strip()
    return 1.0, text


def _decimal(matched: Matched, texts: pd.Series) -> str:
    """Return the sign that parts decimals in a column; where it is open, what the file's others say."""
    comma, point = (bool(texts.str.match(form).any()) for form in (_COMMA, _POINT))
    if comma == point and texts.str.match(_EITHER).any():
        every = [matched.frame[c] for c in matched.frame.columns]
        comma, point = (any(bool(c.str.match(form).any()) for c in every) for form in (_COMMA, _POINT))
    return "," if comma and not point else "."


def read_column(matched: Matched, column: str) -> pd.DataFrame:
    """Return value (float64), mark and percent of each cell of a column (see :func:`parse`), its text too."""
    texts = matched.get(column)
    decimal = _decimal(matched, texts)
    found = {text: parse(text, decimal) for text in texts.unique()}
    got = [found[text] for text in texts.to_numpy(object)]
    return pd.DataFrame(
        {
            "text": texts,
            "value": np.array([g[0] for g in got], dtype="float64"),
            "mark": pd.array([g[1] for g in got], dtype="str"),
            "percent": np.array([g[2] for g in got], dtype=bool),
        },
        index=texts.index,
    )


def marks_told(cells: pd.DataFrame, column: str, notes: Notes) -> None:
    """Tell of cells that are withheld, not available or top-coded, each as what it is."""
    for mark, words in MARKS.items():
        such = cells["mark"] == mark
        if such.any():
            notes.problem(f"{column} {words}", such, _UNKNOWN, [column])


def numbers(
    matched: Matched, column: str, notes: Notes, *, low: float = 0.0, high: float = 1e12
) -> pd.Series:
    """Return a column as float64, NaN where nothing is given; what is no number in bounds is told.

    Parameters
    ----------
    matched, column
        The file, and our name of the column; NaN throughout where the file has none.
    notes
        Told of cells withheld, not available, top-coded, or not numbers between `low` and `high`.
    low, high
        Bounds. Where `low` is not negative, -1 is a code for "not available".
    """
    cells = read_column(matched, column)
    if low >= 0:
        cells["mark"] = cells["mark"].mask(cells["value"] == -1, "unavailable")
        cells["value"] = cells["value"].mask(cells["value"] == -1)
    marks_told(cells, column, notes)
    value = cells["value"]
    bad = (cells["mark"] == "bad") | cells["percent"] | (value < low) | (value > high)
    if bad.any():
        words = f"{column} is no number between {low:g} and {high:g}"
        notes.problem(words, bad, "taken as not given", [column])
    return value.where(~bad)


def head_years(matched: Matched) -> dict[str, tuple[int, ...]]:
    """Return the years that the heads of a file name, by our column: '2024-2034 Percent Change'."""
    found = {ours: tuple(map(int, _YEAR.findall(theirs))) for ours, theirs in matched.columns.items()}
    return {ours: years for ours, years in found.items() if years}


def answer(setting: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    """Return the answer to a question as given, None where it is not answered.

    Raises
    ------
    FormatError
        It is none of the answers there are.
    """
    if value is not None and value not in allowed:
        said = " or ".join(f"{setting}={a!r}" for a in allowed)
        raise FormatError(f"{setting} is {value!r}", fix=f"say {said}")
    return value


def ask(what: str, setting: str, choices: Mapping[str, str]) -> DoubtError:
    """Return the question what a file means, with its answers and what each would mean."""
    said = " or ".join(f"{setting}={value!r} ({meaning})" for value, meaning in choices.items())
    return DoubtError(what, fix=f"say {said}", setting=setting, choices=choices)
