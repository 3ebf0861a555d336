"""Rule books in plain English: what a condition asks, and by how much an occupation misses it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from geo_opportunity.rulebooks import Bar, Condition

__all__ = ["FIGURE_UNITS", "LEAST_SCALED", "SCALED", "TOTALS", "asks", "misses"]

#: Units of the figures that conditions are on (``units.UNITS``).
FIGURE_UNITS: Final[dict[str, str]] = {
    "employment": "jobs",
    "openings": "count",
    "net": "count",
    "growth": "growth",
    "rate": "growth",
    **dict.fromkeys(("p25", "p50", "p75", "mean"), "usd"),
    "spread": "ratio",
    "openings_share": "share",
    "openings_ratio": "share",
    "openings_per_job": "share",
    "jobs_share": "share",
}
#: Figures of the place that bars are multiples of, in words. "jobs/XX": its jobs as a multiple of that
#: state's.
TOTALS: Final[dict[str, str]] = {
    "all_p50": "the median of all jobs here",
    "all_mean": "the mean of all jobs here",
    "all_growth": "that of all jobs here",
    "all_rate": "that of all jobs here",
    "mean_net": "the mean of the occupations here",
    "mean_openings": "the mean of the occupations here",
    "median_openings": "the median of the occupations here",
    "median_openings_ratio": "the median of the occupations here",
    "median_spread": "the median of the occupations here",
    "nation_p50_rpp": "the nation’s median at the prices here",
    "rpp": "at the prices here",
    "budget_a1c0": "what one adult needs here",
    "budget_a2c2w1": "what two adults, one working, and two children need here",
    "need": "what your family setting needs here",
}
#: What a bar scaled by jobs begins with, and the least it comes to, in jobs or openings.
SCALED: Final = "jobs/"
LEAST_SCALED: Final = 1.0
_SHARES: Final = ("share", "growth")
#: Shares below this are written with more digits: a tenth of a percent.
_FINE: Final = 0.005


def _number(figure: str, value: float) -> str:
    unit = FIGURE_UNITS[figure]
    if not math.isfinite(value):
        return "unknown"
    if unit in _SHARES:
        sign = "+" if unit == "growth" and value > 0 else ""
        return f"{sign}{100 * value:.{1 if abs(value) >= _FINE else 3}f}%"
    if unit == "count" and 0 < abs(value) < 10 and value % 1:
        return f"{value:.1f}"
    return UNITS[unit].text(value)


def _why(bar: Bar, value: float) -> str:
    """Return what a bar is made of; "" where it is a number alone."""
    if bar.words:
        return bar.words
    if not bar.of:
        return ""
    if bar.of.startswith(SCALED):
        least = ", one at least" if value == LEAST_SCALED else ""
        return f"{bar.times:,.0f}, scaled from {bar.of.removeprefix(SCALED)}’s jobs to those here{least}"
    named = TOTALS[bar.of]
    return named if bar.times == 1 else f"{100 * bar.times:g}% of {named}"


def asks(one: Condition, dollars: str, value: float) -> str:
    """Return what a condition asks here: "Median wage: at least $30,992 ($14.90 an hour)".

    Parameters
    ----------
    one
        The condition.
    dollars
        Of ``rulebooks.DOLLARS``.
    value
        Its bar here, NaN where it is unknown or there is none.
    """
    if one.top or one.figure not in FIGURE_UNITS:
        return one.words
    why = _why(one.bar(dollars), value)
    if not math.isfinite(value):
        return f"{one.words}: the bar is unknown here{f' ({why})' if why else ''}"
    least = "above" if one.strict else "at least"
    return f"{one.words}: {least} {_number(one.figure, value)}{f' ({why})' if why else ''}"


def misses(one: Condition, value: float, bar: float, outcome: int) -> str:
    """Return how one occupation stands to a condition that it does not meet, or that is not known.

    Parameters
    ----------
    one
        The condition.
    value, bar
        Its figure and bar, NaN where unknown.
    outcome
        0 not met, -1 unknown.
    """
    if outcome < 0:
        return f"{one.words}: unknown"
    if one.top or one.figure not in FIGURE_UNITS:
        return f"not met: {one.words[0].lower()}{one.words[1:]}"
    least = "needs more than" if one.strict else "needs"
    gap = bar - value
    unit = FIGURE_UNITS[one.figure]
    if unit in _SHARES:
        short = f"{100 * gap:.{1 if gap >= 0.0005 else 3}f} points"
    elif unit in ("jobs", "count"):
        short = f"{gap:,.0f}" if gap >= 1 else "less than 1"
    else:
        short = _number(one.figure, gap)
    return (
        f"{one.words}: {_number(one.figure, value)}, {least} {_number(one.figure, bar)} (misses by {short})"
    )
