"""How figures of one kind are written, rounded and named: on screens, maps, in tables and files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["UNITS", "Unit", "about", "counted"]


def _significant(value: float, digits: int) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _two_digits(value: float) -> float:
    return _significant(value, 2)


def _round(digits: int) -> Callable[[float], float]:
    return lambda value: round(value, digits)


def about(value: float) -> float:
    """Round an estimate to what it can bear: to 10 below 1,000, to 100 below 100,000, else to three digits.

    Below 10 to a whole number, so that a few are not none.
    """
    size = abs(value)
    if not math.isfinite(value) or size >= 100_000:
        return _significant(value, 3)
    return float(round(value, 0 if size < 10 else -1 if size < 1_000 else -2))


def counted(number: float, noun: str) -> str:
    """Write a number of things: "1 program", "1,200 programs"."""
    return f"{number:,.0f} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Unit:
    """How figures of one kind are written and rounded."""

    write: Callable[[float], str]
    """Formats a number that is known."""
    nice: Callable[[float], float]
    """Rounds a class break."""
    line: str
    """Sentence under a map."""
    file: str
    """Unit in a file."""
    column: str
    """Format of a table's column (Streamlit); "" for text."""
    scale: float = 1.0
    """What a number is multiplied by where a user types it."""

    def text(self, value: float | None) -> str:
        """Return the figure in words, or a dash when there is none."""
        return "—" if value is None or not math.isfinite(value) else self.write(float(value))


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}%" if round(value, 3) else "0.0%"


#: Units on screen.
UNITS: Final[Mapping[str, Unit]] = {
    "share": Unit(_percent, _round(3), "Unit: percent.", "share (fraction)", "percent", 100.0),
    "growth": Unit(
        _signed,
        _round(3),
        "Unit: percent over the projection decade.",
        "fraction over the projection decade",
        "percent",
        100.0,
    ),
    "jobs": Unit("{:,.0f}".format, _two_digits, "Unit: jobs.", "number", "localized"),
    "people": Unit("{:,.0f}".format, _two_digits, "Unit: people.", "number", "localized"),
    "count": Unit("{:,.0f}".format, round, "Unit: occupations.", "number", "localized"),
    "usd": Unit("${:,.0f}".format, _round(-2), "Unit: dollars a year.", "US dollars a year", "localized"),
    "price": Unit("${:,.0f}".format, _round(-2), "Unit: dollars.", "US dollars", "localized"),
    "usd_hourly": Unit(
        "${:,.2f}".format, _round(1), "Unit: dollars an hour (year / 2,080).", "US dollars an hour", "dollar"
    ),
    "rate": Unit(
        "{:,.1f}".format,
        _round(1),
        "Unit: completions a year per 1,000 adults.",
        "completions a year per 1,000 adults",
        "%.1f",
    ),
    "index": Unit("{:,.1f}".format, _round(1), "Unit: index, US = 100.", "US = 100", "%.1f"),
    "tests": Unit(
        "{:.2f}".format,
        _round(2),
        "Unit: tests passed of 3, average over the jobs.",
        "tests passed of 3",
        "%.2f",
    ),
    "ratio": Unit("{:.2f}".format, _round(2), "Unit: ratio, 1 = the nation's.", "ratio", "%.2f"),
    "miles": Unit(
        "{:,.1f}".format, _round(1), "Unit: road miles, estimated.", "road miles, estimated", "%.1f"
    ),
    "years": Unit("{:,.0f}".format, round, "Unit: years.", "years", "%d"),
    "rank": Unit("{:,.0f}".format, round, "Unit: rank, 1 is the largest.", "rank, 1 is the largest", "%d"),
    "number": Unit("{:,.2f}".format, _round(2), "", "number", "localized"),
    "category": Unit(str, round, "", "", ""),
    "text": Unit(str, round, "", "", ""),
}
