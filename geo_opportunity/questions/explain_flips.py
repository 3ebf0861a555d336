"""What would turn the outcome of each test of one occupation in one place, and how sure each outcome is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.measures import reliability
from geo_opportunity.questions.certainty import cell_certainty
from geo_opportunity.questions.explain_lines import Case, Line
from geo_opportunity.rules import FAMILIES, WAGE_POINTS
from geo_opportunity.vocabulary import REACH_MILES, ProgramNeed, Status
from geo_opportunity.wording import step_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["certainty", "flips"]

_USD: Final = "US dollars a year"
#: As close to a bar as rounding lets a sum come.
_TOLERANCE: Final = 1e-9


def certainty(case: Case) -> list[Line]:
    """Return how sure growth, pay, jobs and training are, each with why."""
    sure = cell_certainty(case.data, case.area, case.rules, case.selection).iloc[0]
    jobs = f"90% interval {sure['employment_low']:,.0f} to {sure['employment_high']:,.0f} jobs"
    known = math.isfinite(sure["employment_low"])
    believed = bool(case.data.listing_known(case.rules)[case.column])
    listing = (
        "the list of providers is dense enough to believe that none is missing"
        if believed
        else "the list of providers is too thin, or most are trained outside it: none listed is not none"
    )
    return [
        _sure("growing", "certainty of growth", sure["growth_certainty"], sure["growth_sentence"]),
        _sure(
            "growing",
            "whether the number of jobs is reliable",
            sure["employment_reliable"],
            jobs if known else "no standard error of jobs is published",
        ),
        _sure("sustaining", "certainty of pay", sure["wage_certainty"], sure["wage_sentence"]),
        _sure("accessible", "whether none in reach would be believed", "yes" if believed else "no", listing),
    ]


def _sure(test: str, what: str, value: Any, why: Any) -> Line:
    return Line(test, what, str(value), "", str(why).removeprefix(f"{value}: "), role="certainty")


def flips(case: Case) -> list[Line]:
    """Return what would turn the outcome of each test, other settings unchanged."""
    return [*_growing(case), *_sustaining(case), *_accessible(case)]


def _flip(test: str, what: str, value: Any, unit: str = "", basis: str = "", *, how: str = "") -> Line:
    return Line(test, what, value, unit, basis, role="flip", how=how)


def _gap(test: str, what: str, gap: float, unit: str, how: str) -> Line:
    """Return how far a figure would have to rise to reach its bar, or could fall before it missed it."""
    if gap > _TOLERANCE:
        return _flip(test, f"{what} would have to rise by", gap, unit, "to pass", how=how)
    return _flip(test, f"{what} could fall by", max(-gap, 0.0), unit, "and still pass", how=how)


# ---------------------------------------------------------------------- growth


def _growing(case: Case) -> list[Line]:
    cell, rules, cube = case.cell, case.rules, case.data.cube
    if cell["growing"] == Status.UNKNOWN.value:
        missing = "the openings here" if rules.growth == "openings" else "a growth rate, or its bar"
        return [_flip("growing", "what would have to be published", missing)]
    if rules.growth == "openings":
        gap = rules.growth_openings - float(cell["openings"])
        return [_gap("growing", "openings a year", gap, "openings a year", "least openings − openings")]
    bar = float(reliability.growth_bar(rules, cell["average_growth"], cell["nation_growth"]))
    lines = [
        _gap("growing", "the growth rate", 100 * (bar - float(cell["growth"])), "points", "bar − growth")
    ]
    ratio = float(cube.openings_ratio[case.row, case.column])
    if math.isfinite(ratio) and ratio > 0:
        how = f"least openings / {ratio:.4g} openings a year per job"
        jobs = rules.growth_openings / ratio
        what = f"jobs here at which there would be {rules.growth_openings:,.0f} openings a year"
        lines.append(_flip("growing", what, jobs, "jobs", "for the growth rule by openings", how=how))
    return lines


# ------------------------------------------------------------------------- pay


def _sustaining(case: Case) -> list[Line]:
    cell, rules = case.cell, case.rules
    threshold, wage = float(cell["threshold"]), float(cell["wage"])
    if not (math.isfinite(threshold) and math.isfinite(wage)):
        missing = "the wage" if math.isfinite(threshold) else "the pay needed here"
        return [_flip("sustaining", "what would have to be known", missing)]
    lines = [_gap("sustaining", "the wage", threshold - wage, _USD, "wage needed − wage")]
    passes = cell["sustaining"] == Status.PASS.value
    turned = [words.lower() for point, words in WAGE_POINTS.items() if _pays(case, wage=point) is not passes]
    verb = "fail" if passes else "pass"
    lines.append(_flip("sustaining", f"wages at which it would {verb}", "; ".join(turned)))
    if rules.pay in ("budget", "poverty"):
        lines += _families(case, passes, verb)
    return lines


def _pays(case: Case, **changed: Any) -> bool:
    """Return whether the pay test passes under other settings."""
    rules = replace(case.rules, **changed)
    data, at = case.data, (case.row, case.column)
    statuses = data.judge(rules, slice(case.row, case.row + 1))
    return bool(statuses.sustaining[0, at[1]] == 1)


def _families(case: Case, passes: bool, verb: str) -> list[Line]:
    """Return under which other family types the pay test would turn, and what each needs."""
    turned = []
    for family, words in FAMILIES.items():
        if family == case.rules.family:
            continue
        needed = float(case.data.threshold(replace(case.rules, family=family))[case.row])  # type: ignore[arg-type]
        if math.isfinite(needed) and _pays(case, family=family) is not passes:
            turned.append(f"{words.lower()} (${needed:,.0f} per earner)")
    return [_flip("sustaining", f"family types under which it would {verb}", "; ".join(turned))]


# -------------------------------------------------------------------- training


def _accessible(case: Case) -> list[Line]:
    need = str(case.cell["program_need"])
    if need == ProgramNeed.NOT_NEEDED.value:
        return [_flip("accessible", "what would turn it", "nothing about programs: none is needed")]
    if need == ProgramNeed.UNKNOWN.value:
        return [_flip("accessible", "what would have to be published", "the typical entry education")]
    return [*_reaching(case), *_listing(case)]


def _reaching(case: Case) -> list[Line]:
    reach: NDArray[np.float32] = case.data.cube.reach[:, case.row, case.column]
    least, here = case.rules.reach_share, float(case.cell["reach"])
    if not math.isfinite(here):
        return [_flip("accessible", "what would have to be known", "where people live here")]
    enough = [miles for miles, share in zip(REACH_MILES, reach, strict=True) if share >= least - _TOLERANCE]
    return [
        _flip(
            "accessible",
            f"shortest distance at which {least:.0%} of adults are in reach",
            enough[0] if enough else f"more than {REACH_MILES[-1]}",
            "road miles",
            f"of {', '.join(map(str, REACH_MILES))}; now {case.miles}",
        ),
        _flip(
            "accessible",
            "largest share of adults that could be required",
            here,
            "share of the area's adults",
            f"{step_name('reach_share')}, now {least:.0%}",
        ),
        _gap("accessible", "adults in reach", 100 * (least - here), "points", "least share − share in reach"),
    ]


def _listing(case: Case) -> list[Line]:
    """Return how many completers the nation lacks for the list to be dense enough, or has beyond that."""
    coverage, least = float(case.cell["listing_coverage"]), case.rules.coverage_min
    table = case.data.table("projections")
    nation = table.loc[table["preferred"] & (table["level"] == "nation") & (table["soc"] == case.soc)]
    openings = float(nation["openings"].iloc[0]) if len(nation) else float("nan")
    gap = (least - coverage) * openings
    matters = "decides only where too few adults are in reach"
    if case.cell["accessible"] == Status.PASS.value:
        matters += ": not here"
    if not math.isfinite(gap):
        return [_flip("accessible", "listing coverage", "not known", "", matters)]
    how = f"(least coverage − coverage) × {openings:,.0f} openings a year of the nation"
    lines = [
        _flip(
            "accessible",
            "completers of the nation missing for the list to be dense enough"
            if gap > 0
            else "completers of the nation beyond what makes the list dense enough",
            math.ceil(gap) if gap > 0 else math.floor(-gap),
            "completers a year",
            matters,
            how=how,
        )
    ]
    if not pd.isna(case.cell["trained_outside"]):
        outside = "many are trained outside the list, so a denser list would not decide it"
        lines.append(_flip("accessible", "what a denser list would change", "nothing", "", outside))
    return lines
