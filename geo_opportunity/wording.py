"""Plain sentences that say why a test has its outcome. Text only; no measure is computed here.

Every sentence names the figure, its basis, and what it was held against. Rows come from
:meth:`Atlas.cells` or :meth:`Atlas.occupation_status`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_opportunity.rules import FAMILIES, Rules
from geo_opportunity.vocabulary import HOURS_OEWS, KM_PER_MILE, Basis, Flag, ProgramNeed, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["accessible_reason", "dollars", "growing_reason", "percent", "standard_name", "sustaining_reason"]

_FLAG_WORDS = {
    Flag.NOT_RELEASED.value: "BLS does not release it",
    Flag.NOT_LISTED.value: "BLS lists no such row for this area",
    Flag.UNSTATED.value: "not released or not listed; the source does not say which",
}
_BASIS_WORDS = {
    Basis.LOCAL.value: "local projection",
    Basis.STATE.value: "state rate applied to local employment",
    Basis.STATES_BLEND.value: "rates of several states, blended, applied to local employment",
    Basis.STATE_NATION.value: "state and national rates, blended, applied to local employment",
    Basis.NATION.value: "national rate applied to local employment; the state publishes none",
}


def dollars(value: float) -> str:
    """Format US dollars a year, or a dash when there is no number."""
    return f"${value:,.0f}" if value is not None and math.isfinite(value) else "—"


def percent(value: float, digits: int = 1) -> str:
    """Format a fraction as a percentage, or a dash when there is no number."""
    return f"{100 * value:.{digits}f}%" if value is not None and math.isfinite(value) else "—"


def signed_percent(value: float) -> str:
    """Format a fraction as a signed percentage, or a dash when there is no number."""
    return f"{100 * value:+.1f}%" if value is not None and math.isfinite(value) else "—"


def standard_name(rules: Rules) -> str:
    """Return the pay standard in words."""
    if rules.pay == "budget":
        return f"the family budget here ({FAMILIES[rules.family].lower()}, per earner)"
    if rules.pay == "fed":
        return "the US median wage at local prices (Federal Reserve opportunity-occupation rule)"
    if rules.pay == "poverty":
        return f"{rules.poverty_multiple:g} × the federal poverty guideline ({FAMILIES[rules.family].lower()}, per earner)"
    return "your own wage"


_POINT = {
    "p10": "10th-percentile wage",
    "p25": "25th-percentile wage",
    "p50": "median wage",
    "p75": "75th-percentile wage",
}


def growing_reason(row: Mapping[str, object], rules: Rules) -> str:
    """Say why an occupation counts as growing here, or not, or why nobody can say."""
    growth = float(row["growth"])  # type: ignore[arg-type]
    if not math.isfinite(growth):
        return "No projection is published for this occupation, for the area, its state or the nation."
    basis = _BASIS_WORDS.get(str(row["growth_basis"]), str(row["growth_basis"]))
    text = f"{signed_percent(growth)} over the projection decade ({basis})"
    if rules.growth == "faster":
        text += f"; the area's jobs average {signed_percent(float(row['average_growth']))}"  # type: ignore[arg-type]
    elif rules.growth == "percent":
        text += f"; asked for at least {rules.growth_percent:g}%"
    elif rules.growth == "openings":
        openings = float(row["openings"])  # type: ignore[arg-type]
        if not math.isfinite(openings):
            return "Openings cannot be worked out: local employment or the openings rate is not published."
        text = f"about {openings:,.0f} openings a year (openings rate applied to local employment); asked for at least {rules.growth_openings:,.0f}"
    return text[0].upper() + text[1:] + "."


def sustaining_reason(row: Mapping[str, object], rules: Rules, *, hourly: bool = False) -> str:
    """Say why the pay counts as family-sustaining here, or not, or why nobody can say; by the hour (a year / 2,080) where asked."""
    wage, threshold, flag = float(row["wage"]), float(row["threshold"]), str(row["wage_flag"])  # type: ignore[arg-type]
    point = _POINT[rules.wage]
    if not math.isfinite(threshold):
        return (
            f"{standard_name(rules)[0].upper()}{standard_name(rules)[1:]} cannot be worked out for this area."
        )
    if not math.isfinite(wage):
        return f"The {point} is not known: {_FLAG_WORDS.get(flag, flag)}."
    more = "at least " if flag == Flag.TOP_CODED.value else ""
    text = f"{point[0].upper()}{point[1:]} {more}{_pay(wage, hourly)} against {_pay(threshold, hourly)}, {standard_name(rules)}"
    if rules.pay == "fed" and row.get("fed_education") == 0:
        text += "; typical entry education is a bachelor's degree or more, which that rule leaves out"
    if rules.pay == "fed" and row.get("fed_education") == -1:
        text += "; no typical entry education is published, so that rule cannot be applied"
    return text + "."


def _pay(value: float, hourly: bool) -> str:
    return f"${value / HOURS_OEWS:,.2f} an hour" if hourly else f"{dollars(value)} a year"


def accessible_reason(row: Mapping[str, object], rules: Rules, *, units: str = "mi") -> str:
    """Say why a program counts as accessible here, or not, or why nobody can say; distances in miles ("mi") or kilometers ("km")."""
    status, need = str(row["accessible"]), str(row["program_need"])
    reach = float(row["reach"])  # type: ignore[arg-type]
    distance = (
        f"{rules.reach_miles * KM_PER_MILE:.0f} road kilometers"
        if units == "km"
        else f"{rules.reach_miles} road miles"
    )
    within = f"{percent(reach, 0)} of adults live within {distance} (estimated) of a program"
    asked = f"; asked for {percent(rules.reach_share, 0)}"
    if status == Status.NOT_NEEDED.value:
        text = "Usually learned on the job, so no program is needed"
        if row.get("training") == "Apprenticeship":
            text = "Usually learned through an apprenticeship, so no school program is needed"
        if row.get("apprenticeable") is True:
            text += "; apprenticeable (nationally recognized, which does not say a sponsor is nearby)"
        if need == ProgramNeed.HELPFUL.value and math.isfinite(reach) and reach > 0:
            text += f"; {within}"
        return text + "."
    if status == Status.UNKNOWN.value:
        if need == ProgramNeed.UNKNOWN.value:
            return "BLS gives no typical entry education for this occupation, so its program cannot be named."
        if int(row["program_links"]) == 0:  # type: ignore[call-overload]
            return "The CIP–SOC crosswalk links no program to this occupation."
        if not math.isfinite(reach):
            return "The area has no population points, so reach cannot be worked out."
        return (
            f"{within[0].upper()}{within[1:]}{asked}; but the provider list is too thin to say no: "
            f"it covers {percent(float(row['listing_coverage']), 0)} of national openings."  # type: ignore[arg-type]
        )
    return f"{within[0].upper()}{within[1:]}{asked}."
