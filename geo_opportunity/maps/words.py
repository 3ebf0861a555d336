"""Words of legends: classes and how many areas are in each. Maps are drawn without the app too."""

from __future__ import annotations

from typing import Final

from geo_opportunity.units import counted

__all__ = [
    "ALL",
    "LEGEND",
    "MISSING",
    "MISSING_AREAS",
    "MISSING_JOBS",
    "MISSING_PAY",
    "NONE",
    "PROVIDERS",
    "SOME",
    "UNKNOWN_LINK",
    "UNKNOWN_PAGE",
    "areas",
    "or_more",
    "span",
    "under",
]

LEGEND: Final = "Legend"
ALL: Final = "all"
NONE: Final = "none"
SOME: Final = "above 0"
MISSING: Final = "Unknown: not published"
MISSING_AREAS: Final = "Unknown: jobs or pay needed not published"
MISSING_JOBS: Final = "Unknown: no jobs published for this choice"
MISSING_PAY: Final = "Unknown: the pay needed here is not known"
PROVIDERS: Final = "Place that trains, nearest programs"
#: Where the app says what is not known, from any of its pages, and the words of the link there.
UNKNOWN_PAGE: Final = "about#unknown"
UNKNOWN_LINK: Final = "What we don't know"


def under(edge: str, *, above_zero: bool) -> str:
    """Return the first class."""
    return f"{SOME}, under {edge}" if above_zero else f"under {edge}"


def span(low: str, high: str) -> str:
    """Return a class between two breaks."""
    return f"{low} to {high}"


def or_more(edge: str) -> str:
    """Return the last class; there is no more than all."""
    return edge if edge in ("100%", "100.0%") else f"{edge} or more"


def areas(count: int) -> str:
    """Return how many areas are drawn so."""
    return counted(count, "area")
