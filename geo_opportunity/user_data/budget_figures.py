"""Figures of a user's family budgets, judged by their whole columns.

Of a year, a month or an hour; of the family or of each adult who works; of how many hours a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.measures.budget import COMPONENTS, FAMILY_TYPES, HOURS_SSS, convert_hours
from geo_opportunity.user_data.families import is_standard
from geo_opportunity.user_data.figures import answer, ask, numbers
from geo_opportunity.vocabulary import HOURS_OEWS

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import Reading

__all__ = ["PARTS", "QUESTIONS", "Answers", "budget_figures"]

#: What a budget is made of.
PARTS: Final = (*COMPONENTS, "taxes")
#: What a file of budgets may leave in doubt, and the answers.
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "period": ("year", "month", "hour"),
    "earners": ("family", "each"),
    "hours": (str(HOURS_OEWS), str(HOURS_SSS)),
}
#: How often a period is in a year.
_TIMES: Final = {"year": 1.0, "month": 12.0, "hour": float(HOURS_OEWS)}
#: A figure over the built-in budget of a year, by the period it then is for.
_LOOKS: Final = (("year", 0.3, 5.0), ("month", 0.03, 0.25), ("hour", 1e-4, 0.003))
#: Words in the head of a column that say its period.
_HEADS: Final = (
    ("hour", re.compile(r"hour|/\s*hr|living[ _]?wage", re.IGNORECASE)),
    ("month", re.compile(r"month|/\s*mo\b", re.IGNORECASE)),
    ("year", re.compile(r"annual|year|/\s*yr", re.IGNORECASE)),
)
#: Two earners' figures against one earner's, each over the built-in budget: from here on the family's, up to
#: here each adult's; between them nothing can be said.
_FAMILY, _EACH = 0.7, 0.6
#: A budget this many times the built-in one, or less than one over it, is told.
_FAR: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the user said of a file of budgets; None where nothing was said."""

    period: str | None = None
    earners: str | None = None
    """Totals are of the whole family, or of each adult who works."""
    hours: str | int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no answer."""
        for setting, allowed in QUESTIONS.items():
            value = getattr(self, setting)
            answer(setting, None if value is None else str(value), allowed)


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """A file of budgets and what it is judged by, indexed like its rows."""

    atlas: Dataset
    reading: Reading
    rows: pd.DataFrame
    expected: pd.Series
    """The built-in total, US dollars a year."""
    said: Answers


def _median(values: pd.Series) -> float:
    known = values[np.isfinite(values) & (values > 0)]
    return float(known.median()) if len(known) else np.nan


def _built_in(atlas: Dataset, rows: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of the built-in budget of each row's county and family, US dollars a year."""
    out = pd.Series(np.nan, index=rows.index, dtype="float64")
    for family in rows["family"].dropna().unique():
        found = atlas.county_budget(str(family))[column]
        mine = rows["family"] == family
        out = out.mask(mine, rows["county_fips"].map(found))
    return out


def budget_figures(atlas: Dataset, reading: Reading, rows: pd.DataFrame, said: Answers) -> pd.DataFrame:
    """Return the parts and the total of each row, US dollars a year of the whole family at 2,080 hours.

    Parameters
    ----------
    atlas, reading
        The data set and the file.
    rows
        county_fips and family (ours) of each row, null where unknown.
    said
        What the user said.

    Returns
    -------
    DataFrame
        Indexed like `rows`: ``PARTS``, total (given, else the sum of all parts) and sums (of all parts).

    Raises
    ------
    DoubtError
        What the figures are must be said: period or earners.
    ValueRangeError
        They are no budgets of any period.
    """
    matched, notes = reading.matched, reading.notes
    out = pd.DataFrame(index=rows.index)
    for column in PARTS:
        out[column] = numbers(matched, column, notes, low=-1e6 if column == "taxes" else 0.0)
    given = numbers(matched, "total", notes)
    sums = out[list(PARTS)].sum(axis=1).where(out[list(PARTS)].notna().all(axis=1))
    raw = given.fillna(sums)
    file = _File(atlas, reading, rows, _built_in(atlas, rows, "total"), said)
    period = _period(reading, raw, file.expected, said)
    hours = _hours(reading, said, period)
    earners = rows["family"].map({code: float(f.earners) for code, f in FAMILY_TYPES.items()})
    times = _TIMES[period] * (1.0 if period == "hour" else hours)
    each = _each(file, raw * times, earners, period)
    total = given * times * (earners.fillna(1.0) if each else 1.0)
    parts = _part_times(file, out, total, period) * hours
    out[list(PARTS)] *= parts
    out["sums"] = sums * parts
    out["total"] = total.fillna(out["sums"])
    ratio = out["total"] / file.expected
    far = (ratio > _FAR) | (ratio < 1 / _FAR)
    if far.any():
        words = f"total more than {_FAR:g} times our budget of the county and family, or less than a third"
        notes.problem(words, far, "kept as given", ["county_fips", "county", "family", "total"])
    return out


def _period(reading: Reading, raw: pd.Series, expected: pd.Series, said: Answers) -> str:
    """Return year, month or hour: as said, as head and figures say together, else ask."""
    ratio = _median(raw / expected)
    looks = next((period for period, low, high in _LOOKS if low <= ratio <= high), None)
    if said.period is not None:
        if looks not in {None, said.period}:
            words = f"the figures look like those of {_an(looks)}, not of {_an(said.period)}"
            reading.notes.problem(
                words, raw.notna(), f"taken as those of {_an(said.period)}, as said", ["total"]
            )
        return said.period
    head = reading.matched.columns.get("total", "")
    cells = reading.matched.get("total")
    written = f"{head} {next(iter(cells[cells != '']), '')}"
    by_head = next((period for period, words in _HEADS if words.search(written)), None)
    if np.isnan(ratio) or (looks == "year" and by_head in {None, "year"}):
        return "year"
    known = (raw > 0) & expected.notna()
    row, first = next(iter(raw[known].items()))
    where = f"{reading.given.file}, row {row!s}"
    if looks is None:
        what = (
            f"{where}: {first:,.2f} is no family budget of a year, a month or an hour, and most others are "
            f"not either; ours is {expected[known].iloc[0]:,.0f} a year"
        )
        raise ValueRangeError(what, fix="name the column of annual totals")
    if looks == by_head:
        words = f"figures of {_an(looks)}"
        times = "2,080 hours" if looks == "hour" else f"{_TIMES[looks]:g}"
        outcome = f"brought to a year, times {times}: the column's head and the built-in budgets say so"
        reading.notes.problem(words, raw.notna(), outcome, ["county", "total"])
        return looks
    named = f"the column {head!r} looks like" if head else "the components look like"
    what = f"{where}: {first:,.2f} is no family budget of a year; {named} figures of {_an(looks)}"
    if looks == "year":
        what = f"{where}: {first:,.2f} looks like a budget of a year, but the column is called {head!r}"
    unit = {"year": "1", "month": "12", "hour": "2,080"}
    choices = {p: f"{first:,.2f} × {unit[p]} = {first * n:,.0f} a year" for p, n in _TIMES.items()}
    raise ask(what, "period", choices)


def _an(period: str) -> str:
    return "an hour" if period == "hour" else f"a {period}"


def _hours(reading: Reading, said: Answers, period: str) -> float:
    """Return what brings annual figures to 2,080 hours."""
    if said.hours is not None:
        return float(convert_hours(1.0, int(said.hours)))
    standard = reading.matched.get("family").map(is_standard)
    if standard.any() and period != "hour":
        words = "families of the Self-Sufficiency Standard, whose annual figures are for 2,112 hours"
        reading.notes.problem(words, standard, "taken as of 2,080 hours; say hours=2112", ["family", "total"])
    return 1.0


def _each(file: _File, annual: pd.Series, earners: pd.Series, period: str) -> bool:
    """Return whether totals are of each adult who works: as said, as the families compare, else ask."""
    if file.said.earners is not None:
        return file.said.earners == "each"
    two = (earners == 2) & annual.notna()
    ratio = annual / file.expected
    ours, one = _median(ratio[two]), _median(ratio[earners == 1])
    if "total" not in file.reading.matched.columns or np.isnan(ours):
        return False
    compared = ours if np.isnan(one) else ours / one
    least = _FAMILY if period == "hour" else _EACH  # totals of a year are a family's unless they cannot be
    fits = compared > least or (compared > _EACH and ours > _FAMILY)
    if fits and (period != "hour" or not np.isnan(one)):
        return False
    if compared < _EACH and not np.isnan(one) and (period == "hour" or int(two.sum()) >= 3):
        outcome = (
            "times the adults who work: against families of one earner they are half the built-in budgets"
        )
        file.reading.notes.problem(
            "figures of each working adult", two, outcome, ["county", "family", "total"]
        )
        return True
    row, first = next(iter(annual[two].items()))
    family = FAMILY_TYPES[str(file.rows.loc[two, "family"].iloc[0])].title.lower()
    what = (
        f"{file.reading.given.file}, row {row!s}: {first:,.0f} a year for {family} may be what the "
        "family needs, or what each of the two earns"
    )
    choices = {
        "family": f"the family needs {first:,.0f} a year, each earner {first / 2:,.0f}",
        "each": f"each earner needs {first:,.0f} a year, the family {2 * first:,.0f}",
    }
    raise ask(what, "earners", choices)


def _part_times(file: _File, parts: pd.DataFrame, total: pd.Series, period: str) -> float:
    """Return how often components are in a year: as the totals, unless they add up to them otherwise."""
    usual = 1.0 if period == "hour" else _TIMES[period]
    if parts.isna().all().all() or "total" not in file.reading.matched.columns:
        return _TIMES[period]
    given = parts[list(COMPONENTS)].sum(axis=1, min_count=1)
    sums = parts[list(PARTS)].sum(axis=1).where(parts[list(PARTS)].notna().all(axis=1))
    ratio = _median(sums / total)
    if np.isnan(ratio):
        ours = sum(_built_in(file.atlas, file.rows, c).where(parts[c].notna(), 0.0) for c in COMPONENTS)
        ratio = _median(given / ours) if period == "hour" else np.nan
    found = min((1.0, 12.0), key=lambda n: abs(np.log(ratio * n))) if np.isfinite(ratio) else usual
    close = abs(ratio * found - 1) < 0.15 or period == "hour"
    if found != usual and close:
        words = f"components of a {'month' if found == 12 else 'year'} beside totals of {_an(period)}"
        outcome = "brought to a year: so they add up to the totals"
        file.reading.notes.problem(words, given.notna(), outcome, ["family", "rent", "total"])
    return found if close else usual
