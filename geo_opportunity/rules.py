"""The settings under which the three tests are judged, and the part of the occupations they apply to.

Both are frozen, hashable values: they key caches, travel in links and appear in exports. Each field is
declared once (see ``setting``); they are in the order of their keys in links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_opportunity.setting import (
    MILES,
    PERCENT,
    RATIO,
    SHARE,
    USD,
    Choice,
    Nearest,
    Number,
    Several,
    Text,
    beside,
    check,
    declared,
    setting,
)
from geo_opportunity.vocabulary import EDUCATION_LEVELS, REACH_MILES, SECTORS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "CODE",
    "EDUCATION_CODES",
    "EXPERIENCE",
    "EXPERIENCE_KEPT",
    "FAMILIES",
    "GREEN_CODES",
    "GROWTH_RULES",
    "OWN_UNITS",
    "PAY_STANDARDS",
    "WAGE_POINTS",
    "Rules",
    "Selection",
    "parse_settings",
]

PayStandard = Literal["budget", "fed", "poverty", "own"]
GrowthRule = Literal["nation", "faster", "any", "percent", "openings"]
Family = Literal["a2c2", "a1c0", "a1c1", "a2c2w1", "a2c0"]
OwnUnit = Literal["year", "hour"]
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
    "nation": "Growing at least as fast as all jobs of the nation",
    "faster": "Growing, and faster than the area's average",
    "any": "Any growth",
    "percent": "Growing by at least a set percent",
    "openings": "At least a set number of openings a year",
}
OWN_UNITS: Final[dict[str, str]] = {"year": "A year of full-time work", "hour": "An hour of work"}
WAGE_POINTS: Final[dict[str, str]] = {
    "p10": "10th percentile (newcomers)",
    "p25": "25th percentile (entry)",
    "p50": "Median",
    "p75": "75th percentile (experienced)",
}
#: Short codes of entry education in links.
EDUCATION_CODES: Final[dict[str, str]] = dict(
    zip(EDUCATION_LEVELS, ("none", "hs", "some", "cert", "assoc", "ba", "ma", "doc"), strict=True)
)
#: Short codes of the O*NET green lists in links.
GREEN_CODES: Final[dict[str, str]] = {
    "Green New & Emerging": "new",
    "Green Increased Demand": "demand",
    "Green Enhanced Skills": "skills",
}
#: Related work experience that occupations may need for entry, and the published answers each choice keeps.
EXPERIENCE: Final[dict[str, str]] = {
    "any": "Any",
    "under5": "Less than 5 years, or none",
    "none": "None needed",
}
EXPERIENCE_KEPT: Final[dict[str, tuple[str, ...]]] = {
    "under5": ("None", "Less than 5 years"),
    "none": ("None",),
}
#: The O*NET green lists in words.
GREEN_NAMES: Final[dict[str, str]] = dict(
    zip(GREEN_CODES, ("New and emerging", "Increased demand", "Changed skills"), strict=True)
)
#: What the code of an area or an occupation looks like.
CODE: Final = re.compile(r"[A-Za-z0-9._:-]{1,40}")


def _other_standards(pay: str) -> tuple[str, ...]:
    """Return the other pay standards; a wage of your own is no step from anywhere."""
    return tuple(x for x in PAY_STANDARDS if x not in (pay, "own"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the three tests are judged. Defaults: docs/METHODS.md."""

    # fmt: off
    family: Family = setting(
        "fam", "a2c2", Choice("family type", FAMILIES),
        "Family", "Working adults share the family's need equally: the need is per earner.",
        when=("pay", ("budget", "poverty")),
    )
    pay: PayStandard = setting(
        "pay", "budget", Choice("pay standard", PAY_STANDARDS, steps=_other_standards), "Pay standard"
    )
    poverty_multiple: float = setting(
        "pov", 2.0,
        Number("multiple of the poverty guideline", 0.5, 10, step=0.25, near=lambda x: (x - 0.5, x + 0.5)),
        "Times the federal poverty guideline", when=("pay", ("poverty",)),
    )
    own_wage: float = setting(
        "own", 50_000.0,
        Number("wage of your own", 1_000, 1_000_000, USD, step=1_000, near=lambda x: (x * 0.9, x * 1.1)),
        "Wage of your own, dollars a year", when=("pay", ("own",)),
    )
    """US dollars a year, for pay = 'own'."""
    own_by: OwnUnit = setting(
        "ownby", "year", Choice("unit of your own wage", OWN_UNITS, steps=lambda _: ()), "It is meant for",
        "By the hour, occupations that BLS publishes hourly wages of alone (actors, musicians …) are tested "
        "against it / 2,080, where the area's wage is published. That says nothing of a year's pay.",
        when=("pay", ("own",)),
    )
    """Whether a wage published by the hour only may be tested, for pay = 'own'."""
    wage: WagePoint = setting(
        "wage", "p50", Choice("wage percentile", WAGE_POINTS, steps=beside(tuple(WAGE_POINTS))),
        "Wage that must reach it",
    )
    growth: GrowthRule = setting("growth", "nation", Choice("growth rule", GROWTH_RULES), "Counts as growing")
    growth_percent: float = setting(
        "gpct", 5.0, Number("growth percent", -100, 1_000, PERCENT, near=lambda x: (x - 2, x + 2)),
        "At least, percent in ten years", when=("growth", ("percent",)),
    )
    """Percent over the projection period (ten years), for growth = 'percent'."""
    growth_openings: float = setting(
        "gopen", 25.0, Number("number of openings", 0, 1_000_000, step=5, near=lambda x: (x / 2, x * 2)),
        "At least, openings a year in the area", when=("growth", ("openings",)),
    )
    """Openings a year in the area, for growth = 'openings'."""
    reach_miles: int = setting(
        "reach", 25, Nearest("distance in miles", REACH_MILES, "Distances", MILES), "Within",
        "Road distance, estimated from straight lines. Two of three undergraduates enroll within 25 miles of "
        "home.",
    )
    """Road miles, one of REACH_MILES; for entry below a bachelor's degree."""
    degree_miles: int = setting(
        "reachba", 100, Nearest("distance in miles for bachelor's degrees", REACH_MILES, "Distances", MILES),
        "Within, for a bachelor's degree or more",
        "Road distance, estimated from straight lines. Students move or commute farther for a degree.",
    )
    """Road miles, one of REACH_MILES; for entry at a bachelor's degree and above."""
    reach_share: float = setting(
        "share", 0.5,
        Number(
            "share of adults", 0.01, 1, SHARE, stops=tuple(n / 10 for n in range(1, 11)),
            near=lambda x: (round(x - 0.1, 6), round(x + 0.1, 6)),
        ),
        "For at least this share of adults",
    )
    """Share of the area's adults within that distance."""
    coverage_min: float = setting(
        "cover", 0.25,
        Number(
            "listing coverage", 0, 10, RATIO, stops=(0.0, 0.05, 0.1, 0.25, 0.5),
            near=lambda x: (x / 2, x * 2),
        ),
        "Program list must cover at least",
        "Where the list of providers has fewer completers than this share of the nation's openings for an "
        "occupation, “none in reach” is read as unknown: many programs are missing from the list.",
    )
    """Below this listing coverage "none in reach" is unknown, not fail."""
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse settings that mean nothing."""
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which occupations are asked about. Empty filters mean all."""

    # fmt: off
    sector: str | None = setting("sector", None, Choice("sector", SECTORS), "Sector", empty="All sectors")
    soc: str | None = setting(
        None, None, Text("occupation", CODE, "", example="29-1141 (SOC 2018)"), "Occupation"
    )
    """One occupation; in links it is the scene's."""
    education: tuple[str, ...] = setting(
        "edu", (), Several("entry education", EDUCATION_CODES, ordered=False), "Typical entry education",
        empty="Any",
    )
    """Entry education levels kept (EDUCATION_LEVELS); empty keeps all."""
    experience: str = setting(
        "exp", "any", Choice("related work experience", EXPERIENCE), "Related work experience, at most",
        "An occupation that needs five years or more is not an entry job. Occupations without a published "
        "answer are left out.",
    )
    """Of EXPERIENCE; unknown ones are kept by "any" alone."""
    regular_schedule_min: float | None = setting(
        "sched", None,
        Number(
            "least share with a regular schedule", 0, 1, SHARE,
            stops=(0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
            unset=("The least share with a regular schedule is not a number", "all schedules are kept"),
        ),
        "Set weekly schedule: least share of workers who have one",
        "From O*NET's survey of workers. It does not say which hours. Occupations without an answer are left "
        "out and counted.",
        empty="Any schedule",
    )
    """Unknown ones are left out and counted."""
    advanced_cutoff: float = setting(
        "adv", 0.25,
        Number("cut-off for advanced industries", 0, 1, SHARE, stops=(0.1, 0.2, 0.25, 0.3, 0.4, 0.5)),
        "Share of its jobs in advanced industries, at least",
        "An occupation counts as advanced when at least this share of its national jobs is in Brookings' 50 "
        "industries.",
        when=("sector", ("advanced",)),
    )
    """Sector 'advanced': least share of an occupation's jobs in advanced industries."""
    green_tags: tuple[str, ...] = setting(
        "green", ("Green New & Emerging", "Green Increased Demand"),
        Several("green list", GREEN_CODES, GREEN_NAMES, ordered=False), "Green lists",
        "O*NET's three lists. The last holds ordinary jobs whose skills change, so it is off at first.",
        when=("sector", ("green",)),
    )
    """Sector 'green': which of the three O*NET lists count."""
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse filters that mean nothing."""
        check(self)


def parse_settings(pairs: Iterable[str], uses: Collection[str] | None = None) -> tuple[Rules, Selection]:
    """Return the rules and the selection that NAME=VALUE texts say.

    Parameters
    ----------
    pairs
        NAME is a field of either, its value written as in Python (a share as a fraction, several values
        separated by commas), or its key in links, its value written as there (a share in percent).
    uses
        Names of the fields that the question uses, "rules" or "selection" for all of either; None: both.

    Raises
    ------
    ValueError
        No such setting, one that is given twice or has no effect, or a value that means nothing.
    """
    parts = {"rules": declared(Rules), "selection": declared(Selection)}
    every = parts["rules"] | parts["selection"]
    used = [n for n in every if uses is None or n in uses or any(p in uses and n in parts[p] for p in parts)]
    by_key = {one.key: one for one in every.values() if one.key}
    given: dict[str, Any] = {}
    for text in pairs:
        name, equals, value = text.partition("=")
        one = every.get(name) or by_key.get(name)
        if not equals or one is None:
            msg = f"{text!r}: write NAME=VALUE with one of {', '.join(every)}"
            raise ValueError(msg)
        if one.name not in used:
            msg = f"{text!r}: this question does not use {name}; it uses {', '.join(used) or 'no settings'}"
            raise ValueError(msg)
        if one.name in given:
            many = ", its values separated by commas" if isinstance(one.codec, Several) else ""
            msg = f"{text!r}: {name} is given twice; give it once{many}"
            raise ValueError(msg)
        try:
            given[one.name] = one.parse(value, by_name=name in every)
        except ValueError as error:
            msg = f"{text!r}: {error}"
            raise ValueError(msg) from None
    rules = Rules(**{name: value for name, value in given.items() if name in parts["rules"]})
    selection = Selection(**{name: value for name, value in given.items() if name in parts["selection"]})
    for name in given:
        when = every[name].when
        if when and not every[name].applies(rules if name in parts["rules"] else selection):
            msg = f"{name} has no effect unless {when[0]} is {' or '.join(when[1])}"
            raise ValueError(msg)
    return rules, selection
