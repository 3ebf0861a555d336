"""The settings under which the three tests are judged, and the part of the occupations they are asked of.

Both are frozen, hashable values: they key caches, travel in links and stand in exports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from geo_opportunity.vocabulary import EDUCATION_LEVELS, REACH_MILES, SECTORS

__all__ = ["FAMILIES", "GROWTH_RULES", "PAY_STANDARDS", "WAGE_POINTS", "Rules", "Selection"]

PayStandard = Literal["budget", "fed", "poverty", "own"]
GrowthRule = Literal["faster", "any", "percent", "openings"]
Family = Literal["a2c2", "a1c0", "a1c1", "a2c2w1", "a2c0"]
WagePoint = Literal["p10", "p25", "p50", "p75"]

#: Family types: code -> plain words. Working adults share the need equally.
FAMILIES: Final[dict[str, str]] = {
    "a2c2": "Two working adults, a preschooler and a school-age child",
    "a1c0": "One adult",
    "a1c1": "One adult and a preschooler",
    "a2c2w1": "Two adults, one working, a preschooler and a school-age child",
    "a2c0": "Two working adults",
}
PAY_STANDARDS: Final[dict[str, str]] = {
    "budget": "Basic family budget of the place",
    "fed": "Federal Reserve opportunity-occupation rule",
    "poverty": "Multiple of the federal poverty guideline",
    "own": "A wage of your own",
}
GROWTH_RULES: Final[dict[str, str]] = {
    "faster": "Growing, and faster than the area's average",
    "any": "Any growth",
    "percent": "Growing by at least a set percent",
    "openings": "At least a set number of openings a year",
}
WAGE_POINTS: Final[dict[str, str]] = {
    "p10": "10th percentile (newcomers)",
    "p25": "25th percentile (entry)",
    "p50": "Median",
    "p75": "75th percentile (experienced)",
}


def _choose(name: str, value: object, allowed: object) -> None:
    if value not in allowed:  # type: ignore[operator]
        msg = f"{name} is {value!r}; choose one of {', '.join(map(str, allowed))}"  # type: ignore[call-overload]
        raise ValueError(msg)


def _between(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        msg = f"{name} is {value:g}; it must lie between {low:g} and {high:g}"
        raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the three tests are judged. Defaults are those of DESIGN section 4."""

    pay: PayStandard = "budget"
    family: Family = "a2c2"
    poverty_multiple: float = 2.0
    own_wage: float = 50_000.0
    """US dollars a year, for pay = 'own'."""
    wage: WagePoint = "p50"
    growth: GrowthRule = "faster"
    growth_percent: float = 5.0
    """Percent over the projection period (ten years), for growth = 'percent'."""
    growth_openings: float = 25.0
    """Openings a year in the area, for growth = 'openings'."""
    reach_miles: int = 25
    """Road miles, one of REACH_MILES."""
    reach_share: float = 0.5
    """Share of the area's adults within that distance."""
    coverage_min: float = 0.1
    """Below this listing coverage "none in reach" is unknown, not fail."""

    def __post_init__(self) -> None:
        """Refuse settings that mean nothing."""
        _choose("pay standard", self.pay, PAY_STANDARDS)
        _choose("family type", self.family, FAMILIES)
        _choose("wage point", self.wage, WAGE_POINTS)
        _choose("growth rule", self.growth, GROWTH_RULES)
        _choose("reach distance in miles", self.reach_miles, REACH_MILES)
        _between("multiple of the poverty guideline", self.poverty_multiple, 0.5, 10)
        _between("own wage", self.own_wage, 1_000, 1_000_000)
        _between("growth percent", self.growth_percent, -100, 1_000)
        _between("openings a year", self.growth_openings, 0, 1_000_000)
        _between("reach share", self.reach_share, 0.01, 1)
        _between("listing coverage", self.coverage_min, 0, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which occupations are asked about. Empty filters mean all."""

    sector: str | None = None
    soc: str | None = None
    education: tuple[str, ...] = ()
    """Entry education levels kept (EDUCATION_LEVELS); empty keeps all."""
    regular_schedule_min: float | None = None
    """Keep occupations where at least this share has a regular schedule; unknown ones are left out and counted."""
    advanced_cutoff: float = 0.25
    """Sector 'advanced': least share of an occupation's jobs in advanced industries."""
    green_tags: tuple[str, ...] = ("Green New & Emerging", "Green Increased Demand")
    """Sector 'green': which of the three O*NET lists count."""

    def __post_init__(self) -> None:
        """Refuse filters that mean nothing."""
        if self.sector is not None:
            _choose("sector", self.sector, SECTORS)
        for level in self.education:
            _choose("entry education", level, EDUCATION_LEVELS)
        if self.regular_schedule_min is not None:
            _between("regular-schedule share", self.regular_schedule_min, 0, 1)
        _between("advanced-industries cut-off", self.advanced_cutoff, 0, 1)
