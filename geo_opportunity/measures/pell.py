"""Workforce Pell: every row of the federal rule, judged on what is known of a program.

The rows are data (``rulebooks/federal/pell.toml``), with the mark that says how each is known. What is known
of a program is a span: hours that a list gives are one number, an award level says at least and at most. A
row is met where the whole span lies within its bar, not met where none of it does, and otherwise unknown: a
missing figure is never a failure. A row that binds from a later award year is not yet in force.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.measures.rulebook import both, either

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "CODES",
    "MET",
    "NOT_MET",
    "NOT_YET",
    "STATUSES",
    "UNKNOWN",
    "Bar",
    "Row",
    "earnings_needed",
    "facts",
    "judge",
    "price_cap",
    "rows",
    "verdict",
    "within",
]

_FILE: Final = Path(__file__).parents[1] / "rulebooks" / "federal" / "pell.toml"

MET: Final = np.int8(1)
NOT_MET: Final = np.int8(0)
UNKNOWN: Final = np.int8(-1)
NOT_YET: Final = np.int8(-2)
#: Codes of what a row comes to, and their words.
STATUSES: Final[dict[int, str]] = {1: "met", 0: "not met", -1: "unknown", -2: "not yet in force"}
CODES: Final[dict[str, int]] = {name: code for code, name in STATUSES.items()}
#: Rows that are no tests of a program: they say how another row works, or are about the student.
_NO_TESTS: Final = ("term", "student")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on one figure: low <= x < below."""

    input: str
    """Name of the figure (:func:`judge`)."""
    unit: str
    low: float
    below: float = np.inf


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the rule; see ``rulebooks/federal/pell.toml``."""

    id: str
    group: str
    name: str
    bar: str
    marks: tuple[str, ...]
    how: str
    bars: tuple[Bar, ...] = ()
    either: str = ""
    """Rows with the same word here are joined by OR."""
    since: int = 0
    """First award year in which it is in force, by the year it begins in."""
    needs: str = ""
    """The record it needs, where no public file has it."""
    figure: str = ""

    @property
    def test(self) -> bool:
        """Whether it is a test of a program, part of the verdict."""
        return self.how not in _NO_TESTS


@cache
def facts() -> Mapping[str, Any]:
    """Return the rule's title, owner, regulation, link, years and poverty line, as in the file."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of the rule, in the order of the file."""
    return tuple(_row(found) for found in facts()["row"])


def _row(found: Mapping[str, Any]) -> Row:
    several = found.get("any", [found] if "input" in found else [])
    bars = tuple(
        Bar(one["input"], one["unit"], float(one["low"]), float(one.get("below", np.inf))) for one in several
    )
    plain = {name: found[name] for name in ("id", "group", "name", "bar", "how")}
    return Row(
        **plain,
        marks=tuple(found["marks"]),
        bars=bars,
        either=found.get("either", ""),
        since=found.get("from", 0),
        needs=found.get("needs", ""),
        figure=found.get("figure", ""),
    )


# --------------------------------------------------------------------- formulas


def price_cap(
    earnings: NDArray[np.float64], parity: NDArray[np.float64], poverty: float
) -> NDArray[np.float64]:
    """Return the highest price allowed, US dollars: ``100 * m / RPP - 1.5 * P``.

    Parameters
    ----------
    earnings
        Median earnings of completers, m, US dollars a year; NaN unknown.
    parity
        Regional price parity of the program's place, RPP, the nation = 100.
    poverty
        Poverty guideline of one person, P, US dollars a year.

    Zero or below: the program adds no value and is ineligible (row E7). Source: row E1 of the file.

    >>> float(price_cap(np.array([38_000.0]), np.array([95.0]), 15_960)[0])
    16060.0
    """
    cap: NDArray[np.float64] = 100.0 * earnings / parity - _multiple() * poverty
    return cap


def earnings_needed(
    price: NDArray[np.float64], parity: NDArray[np.float64], poverty: float
) -> NDArray[np.float64]:
    """Return the median earnings at which a price is just allowed: ``(T + 1.5 * P) * RPP / 100``.

    Parameters as of :func:`price_cap`; `price` in US dollars a program.

    >>> float(earnings_needed(np.array([16_060.0]), np.array([95.0]), 15_960)[0])
    38000.0
    """
    needed: NDArray[np.float64] = (price + _multiple() * poverty) * parity / 100.0
    return needed


def _multiple() -> float:
    return float(facts()["poverty"]["multiple"])


# --------------------------------------------------------------------- statuses


def within(
    low: NDArray[np.float64], high: NDArray[np.float64], at_least: float, below: float = np.inf
) -> NDArray[np.int8]:
    """Judge spans against a bar ``at_least <= x < below``; N codes of ``STATUSES``.

    Parameters
    ----------
    low, high
        N: the figure lies in [low, high], both the same where it is known; NaN unknown.
    at_least, below
        The bar.
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    with np.errstate(invalid="ignore"):
        inside = (low >= at_least) & (high < below)
        outside = (high < at_least) | (low >= below)
    return np.select([inside, outside], [MET, NOT_MET], UNKNOWN).astype(np.int8)


def judge(
    known: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
    *,
    occupation: NDArray[np.int8],
    cap: NDArray[np.float64],
    year: int,
) -> dict[str, NDArray[np.int8]]:
    """Judge every row for N programs: its id -> N codes of ``STATUSES``.

    Parameters
    ----------
    known
        Figure -> (low, high), N each: hours (clock), semester_credits, quarter_credits, weeks (of
        instruction), completion_rate and placement_rate (fractions), price (US dollars a program). One that
        is missing is unknown.
    occupation
        N codes: what the chosen rule book says of the occupations the program leads to.
    cap
        N, US dollars: the price cap by earnings of the program's own completers; NaN unknown.
    year
        The award year, by the year it begins in.
    """
    none = np.full(len(occupation), np.nan)
    unknown = np.full(len(occupation), UNKNOWN)
    out = {}
    for row in rows():
        if year < row.since:
            found = np.full(len(occupation), NOT_YET)
        elif row.bars:
            spans = ((bar, *known.get(bar.input, (none, none))) for bar in row.bars)
            found = either([within(low, high, bar.low, bar.below) for bar, low, high in spans])
        elif row.how == "rule_book":
            found = np.asarray(occupation, np.int8)
        elif row.how == "cap":
            low, high = known.get("price", (none, none))
            with np.errstate(invalid="ignore"):
                found = np.select([high <= cap, low > cap], [MET, NOT_MET], UNKNOWN).astype(np.int8)
        elif row.how == "positive":
            with np.errstate(invalid="ignore"):
                found = np.select([cap > 0, cap <= 0], [MET, NOT_MET], UNKNOWN).astype(np.int8)
        else:
            found = unknown
        out[row.id] = found
    return out


def verdict(judged: Mapping[str, NDArray[np.int8]]) -> NDArray[np.int8]:
    """Return what all tests come to: the rows joined by AND, those of one `either` by OR; N codes.

    Rows that are not yet in force, or no tests of a program, count for nothing.
    """
    alike: dict[str, list[NDArray[np.int8]]] = {}
    for row in rows():
        codes = judged[row.id]
        if row.test and not (codes.size and (codes == NOT_YET).all()):
            alike.setdefault(row.either or row.id, []).append(codes)
    return both([either(codes) for codes in alike.values()])
