"""Figures, settings and reasons in plain English: what several pages, exports and the command line say.

Text only; no measure is computed here. Reasons name the figure, its basis, and what it was compared with;
their rows come from :meth:`Atlas.cells` or :meth:`Atlas.occupation_status`.
"""

from __future__ import annotations

import math
import re
from calendar import month_name
from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd

from geo_opportunity.rules import FAMILIES, PAY_STANDARDS, Rules, Selection
from geo_opportunity.setting import MILES, PERCENT, SHARE, USD, Choice, declared
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import (
    BELOW_DEGREES,
    DEGREES,
    HOURS_OEWS,
    KM_PER_MILE,
    SECTORS,
    Basis,
    Flag,
    ProgramNeed,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "NOT_KNOWN",
    "REASONS",
    "YEAR_ONLY",
    "YEAR_ONLY_NOTE",
    "Shown",
    "accessible_reason",
    "certainty_sentence",
    "distance",
    "dollars",
    "growing_reason",
    "growth_error_sentence",
    "growth_words",
    "hourly_words",
    "in_units",
    "listed",
    "markdown",
    "money_head",
    "pay",
    "pay_needed",
    "pay_standard",
    "pay_words",
    "people",
    "percent",
    "programs_here",
    "reach_words",
    "selection_words",
    "settings_sentence",
    "share_words",
    "signed_dollars",
    "signed_percent",
    "standard_name",
    "step_name",
    "step_words",
    "supply_sentence",
    "sustaining_reason",
    "us_dates",
    "value_missing",
    "year_only",
]


class Shown(Protocol):
    """What a text depends on: a scene, or anything else with settings and units."""

    @property
    def rules(self) -> Rules:
        """How the three tests are judged."""

    @property
    def asked(self) -> Selection:
        """Which occupations are looked at."""

    @property
    def hourly(self) -> bool:
        """Whether pay is written by the hour."""

    @property
    def units(self) -> str:
        """Unit of distances: "mi" or "km"."""


def listed(names: Iterable[str]) -> str:
    """Return names as a clause: "a, b and c"; "" for none."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


# --------------------------------------------------------------------- figures


def value_missing(value: Any) -> bool:
    """Return whether a figure is absent."""
    return value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value))


def dollars(value: float) -> str:
    """Format US dollars a year, or a dash when there is no number."""
    return f"${value:,.0f}" if value is not None and math.isfinite(value) else "—"


def signed_dollars(value: float) -> str:
    """Write US dollars with a true minus sign."""
    return f"−{dollars(-value)}" if value < 0 else dollars(value)


def percent(value: float, digits: int = 1) -> str:
    """Format a fraction as a percentage, or a dash when there is no number."""
    return f"{100 * value:.{digits}f}%" if value is not None and math.isfinite(value) else "—"


def signed_percent(value: float) -> str:
    """Format a fraction as a signed percentage, or a dash when there is no number."""
    return f"{100 * value:+.1f}%" if value is not None and math.isfinite(value) else "—"


def share_words(value: float) -> str:
    """Write a share for a sentence: whole percents, tenths below ten."""
    return percent(value, 0 if value_missing(value) or value >= 0.0995 else 1)


def percent_range(low: float, high: float) -> str:
    """Write an interval of a share in whole percents; a dash when there is none."""
    if value_missing(low) or value_missing(high):
        return "—"
    least, most = percent(low, 0), percent(high, 0)
    return least if least == most else f"{least.removesuffix('%')} to {most}"


def ordinal(value: float) -> str:
    """Write a rank: 1st, 12th, 1,003rd."""
    number = round(value)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def rank_range(low: float, high: float) -> str:
    """Write an interval of ranks: 3rd to 41st; a dash when there is none."""
    if value_missing(low) or value_missing(high):
        return "—"
    first, last = ordinal(low), ordinal(high)
    return first if first == last else f"{first} to {last}"


def people(value: float) -> str:
    """Write a large number in words: 12.3 million, 45,600."""
    if value_missing(value):
        return "an unknown number of"
    if value >= 1e6:
        return f"{value / 1e6:,.1f} million"
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 1e4 else f"{value:,.0f}"


def pay(value: float, *, hourly: bool) -> str:
    """Write yearly pay by the year or by the hour (a year / 2,080)."""
    if value is None or not math.isfinite(value):
        return "—"
    return f"${value / HOURS_OEWS:,.2f} an hour" if hourly else f"{dollars(value)} a year"


def distance(miles: float, units: str) -> str:
    """Write a distance in miles or kilometers."""
    if value_missing(miles):
        return "—"
    return f"{miles * KM_PER_MILE:,.0f} km" if units == "km" else f"{miles:,.0f} mi"


def us_dates(text: str) -> str:
    """Return a source's vintage with American dates: 2026-02-19 is February 19, 2026; 2022-09 September 2022.

    A year and two digits that cannot be its month, such as 2022-32, is a span of years.
    """

    def month_or_years(found: re.Match[str]) -> str:
        year, more = found[1], int(found[2])
        return f"{month_name[more]} {year}" if 1 <= more <= min(12, int(year[2:])) else f"{year}–{found[2]}"

    text = re.sub(
        r"\b(\d{4})-(\d\d)-(\d\d)\b",
        lambda m: f"{month_name[int(m[2])]} {int(m[3])}, {m[1]}" if 1 <= int(m[2]) <= 12 else m[0],
        text,
    )
    text = re.sub(r"\b(\d{4})-(\d{4})\b", r"\1–\2", text)
    return re.sub(r"\b(\d{4})-(\d\d)\b(?!-\d)", month_or_years, text)


def markdown(text: object) -> str:
    """Return text that Streamlit's Markdown shows as it is."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|<>$:~&^=" else c for c in str(text).replace("\n", " "))


def money_head(head: str, *, hourly: bool) -> str:
    """Return a column's head with its unit of money."""
    return f"{head}, an hour" if hourly else f"{head}, $ a year"


# -------------------------------------------------------------------- settings


def growth_words(rules: Rules) -> str:
    """Return the growth rule as part of a sentence."""
    if rules.growth == "percent":
        return f"growing by at least {rules.growth_percent:g}% in ten years"
    if rules.growth == "openings":
        return f"with at least {rules.growth_openings:,.0f} openings a year"
    return {
        "nation": "growing at least as fast as all jobs of the nation",
        "faster": "growing faster than the area's average",
    }.get(rules.growth, "growing")


#: Wage points as part of a sentence.
_WAGES: Final[dict[str, str]] = {
    "p10": "the 10th-percentile wage",
    "p25": "the entry wage (25th percentile)",
    "p50": "the median wage",
    "p75": "the 75th-percentile wage",
}


def pay_words(rules: Rules, *, hourly: bool = False) -> str:
    """Return the pay rule as part of a sentence."""
    family = FAMILIES[rules.family][0].lower() + FAMILIES[rules.family][1:]
    against = {
        "budget": f"the local family budget ({family}; need per earner)",
        "fed": "the US median wage at local prices (Federal Reserve rule)",
        "poverty": f"{rules.poverty_multiple:g} times the poverty guideline ({family}; need per earner)",
        "own": pay(rules.own_wage, hourly=hourly),
    }[rules.pay]
    return f"{_WAGES[rules.wage]} reaching {against}"


def reach_words(rules: Rules, units: str) -> str:
    """Return the training rule as part of a sentence."""
    farther = (
        f" ({distance(rules.degree_miles, units)} for a bachelor's degree or more)"
        if rules.degree_miles != rules.reach_miles
        else ""
    )
    return (
        f"a program within {distance(rules.reach_miles, units)}{farther} of at least "
        f"{percent(rules.reach_share, 0)} of adults, or none needed"
    )


def settings_sentence(shown: Shown) -> str:
    """Return the three tests in words."""
    rules = shown.rules
    tests = (growth_words(rules), pay_words(rules, hourly=shown.hourly), reach_words(rules, shown.units))
    return f"All three meet: {'; '.join(tests)}."


def selection_words(selection: Selection) -> str:
    """Return which occupations are looked at, as part of a sentence ("" = all)."""
    parts = []
    if selection.sector:
        parts.append(f"in {SECTORS[selection.sector].lower()}")
    if selection.education == BELOW_DEGREES:
        parts = [" ".join([*parts, "that need no bachelor's degree"])]
    elif selection.education:
        degrees = ("Bach", "Mast", "Doct", "Assoc")  # these keep their capital
        levels = (e if e.startswith(degrees) else e[0].lower() + e[1:] for e in selection.education)
        parts.append(f"entered with {' or '.join(levels)}")
    if selection.experience != "any":
        most = (
            "less than five years of related experience, or none"
            if selection.experience == "under5"
            else "no related experience"
        )
        parts.append(f"that need {most}")
    if selection.regular_schedule_min is not None:
        least = percent(selection.regular_schedule_min, 0)
        parts.append(f"with a set weekly schedule for at least {least} of workers")
    return ", ".join(parts)


def pay_standard(rules: Rules) -> str:
    """Return the pay standard's name."""
    return PAY_STANDARDS[rules.pay]


def standard_name(rules: Rules) -> str:
    """Return the pay standard in words."""
    if rules.pay == "budget":
        return f"the family budget here ({FAMILIES[rules.family].lower()}, per earner)"
    if rules.pay == "fed":
        return "the US median wage at local prices (Federal Reserve opportunity-occupation rule)"
    if rules.pay == "poverty":
        return (
            f"{rules.poverty_multiple:g} × the federal poverty guideline ({FAMILIES[rules.family].lower()}, "
            "per earner)"
        )
    return "your own wage"


# ------------------------------------------------------------------- sentences


def estimated(row: Mapping[str, Any]) -> bool:
    """Return whether an answer's numbers of jobs are estimates: split from those of areas, not published."""
    return str(row.get("jobs_basis", "published")) != "published"


def pay_needed(threshold: float, *, hourly: bool) -> str:
    """Return what an earner must make."""
    return f"Pay needed: {pay(threshold, hourly=hourly)} per earner"


def supply_sentence(summary: Mapping[str, Any]) -> str:
    """Say an area's supply and demand in one sentence."""
    if not float(summary["occupations_judged"]) > 0:  # none, or not known
        return "No occupation of your choice here has both openings and listed completers to compare."
    names = ("judged", "oversupply", "undersupply")
    judged, over, under = (float(summary[f"occupations_{which}"]) for which in names)
    return (
        f"Of {counted(judged, 'occupation')} that can be judged, {over:,.0f} "
        f"{'has' if over == 1 else 'have'} more completers than openings and {under:,.0f} fewer. "
        "Misalignment of middle-skill awards and openings over fields: "
        f"{share_words(float(summary['misalignment']))} would have to move to another field (0% = matched)."
    )


def growth_error_sentence(test: Mapping[str, Any]) -> str:
    """Say how far off our growth rates were on California's published local projections."""
    if not test.get("cells"):
        return "No published local projections are in the data to test our growth rates against."
    return (
        f"State rates applied to local jobs were off by {100 * test['error']:.1f} points of ten-year growth "
        f"on average on California's published local projections of {test['years']} ({test['cells']:,} "
        f"occupation-and-region pairs, weighted by jobs); one rate for all would have been off "
        f"by {100 * test['error_one_rate']:.1f}."
    )


def certainty_sentence(frame: pd.DataFrame) -> str:
    """Say how many occupations pass or fail growth and pay clearly."""
    count = {
        test: [int((frame[f"{test}_certainty"] == word).sum()) for word in ("clear", "likely", "close")]
        for test in ("growth", "wage")
    }
    said = [
        f"{name}: of {sum(count[test]):,} occupations with a {figure}, {count[test][0]:,} are clear of the "
        f"bar (9 in 10 sure), {count[test][1]:,} likely on the side shown, and {count[test][2]:,} close to "
        "it: they may fall on either side."
        for test, name, figure in (("growth", "Growth", "rate"), ("wage", "Pay", "wage"))
        if sum(count[test])
    ]
    if not sum(count["wage"]):
        said.append(
            "This area's file has no standard errors of wages, so how sure its wages are is unknown; the "
            "official BLS zip has them."
        )
    return " ".join(said)


def programs_here(count: float, awards: str) -> str:
    """Return how many programs are in reach, by award."""
    return f"{counted(count, 'program')} in reach{f' ({awards})' if awards else ''}"


# --------------------------------------------------------------------- reasons


#: Columns of the reasons of the three tests.
REASONS: Final = ("reason_growing", "reason_sustaining", "reason_accessible")

_FLAG_WORDS = {
    Flag.NOT_RELEASED.value: "BLS does not release it",
    Flag.NOT_LISTED.value: "BLS lists no such row for this area",
    Flag.HOURLY_ONLY.value: "BLS publishes these wages by the hour only",
    Flag.UNSTATED.value: "not released or not listed; the source does not say which",
    Flag.COLLAPSED.value: (
        "BLS prints one figure for the 75th and the 90th percentile, more than twice the median, which is an "
        "artifact of publication"
    ),
}

_BASIS_WORDS = {
    Basis.LOCAL.value: "local projection",
    Basis.STATE.value: "state rate applied to local employment",
    Basis.STATES_BLEND.value: "rates of several states, blended, applied to local employment",
    Basis.STATE_NATION.value: "state and national rates, blended, applied to local employment",
    Basis.NATION.value: "national rate applied to local employment; the state publishes none",
}


#: What a rule is called where it is moved by a step, if not as in a link's sentences.
_STEP_NAMES = {
    "family": "family",
    "poverty_multiple": "poverty multiple",
    "own_wage": "own wage",
    "wage": "wage point",
    "growth_openings": "openings a year",
    "reach_miles": "reach distance",
    "reach_share": "reach share",
}
_STEP_FORMATS = {USD: dollars, PERCENT: "{:g}%".format, SHARE: "{:.0%}".format, MILES: "{:g} miles".format}


def step_name(field: str) -> str:
    """Return what a rule is called where it is moved by a step."""
    return _STEP_NAMES.get(field) or declared(Rules)[field].codec.what


def step_words(field: str, value: Any) -> str:
    """Write a rule's value before or after a step: a choice in words, a number in its unit."""
    codec = declared(Rules)[field].codec
    if isinstance(codec, Choice):
        return codec.words(value)
    return _STEP_FORMATS.get(codec.unit, "{:g}".format)(value)


_POINT = {
    "p10": "10th-percentile wage",
    "p25": "25th-percentile wage",
    "p50": "median wage",
    "p75": "75th-percentile wage",
}


def growing_reason(row: Mapping[str, object], rules: Rules) -> str:
    """Say why an occupation counts as growing here, or not, or why that is unknown."""
    growth = float(row["growth"])  # type: ignore[arg-type]
    if not math.isfinite(growth):
        return "No projection is published for this occupation, for the area, its state or the nation."
    basis = _BASIS_WORDS.get(str(row["growth_basis"]), str(row["growth_basis"]))
    period, nation = str(row.get("growth_period") or ""), str(row.get("nation_period") or "")
    text = (
        f"{signed_percent(growth)} {f'over {period}' if period else 'over its projection period'} ({basis})"
    )
    if rules.growth == "nation":
        same = not period or period == nation
        text += (
            f"; all jobs of the nation {signed_percent(float(row['nation_growth']))} over "  # type: ignore[arg-type]
            f"{'the same period' if same else f'{nation}, the nearest period BLS has'}"
        )
    elif rules.growth == "faster":
        text += f"; the area's jobs average {signed_percent(float(row['average_growth']))}"  # type: ignore[arg-type]
    elif rules.growth == "percent":
        text += f"; at least {rules.growth_percent:g}% is required"
    elif rules.growth == "openings":
        openings = float(row["openings"])  # type: ignore[arg-type]
        if not math.isfinite(openings):
            return "Openings are unknown: local employment or the openings rate is not published."
        text = (
            f"about {openings:,.0f} openings a year (openings rate applied to local employment); at "
            f"least {rules.growth_openings:,.0f} are required"
        )
    return text[0].upper() + text[1:] + "."


def sustaining_reason(row: Mapping[str, object], rules: Rules, *, hourly: bool = False) -> str:
    """Say why the pay counts as family-sustaining here, or not, or why that is unknown.

    By the hour or the year.
    """
    wage, threshold, flag = float(row["wage"]), float(row["threshold"]), str(row["wage_flag"])  # type: ignore[arg-type]
    point = _POINT[rules.wage]
    if rules.pay == "fed" and row.get("fed_education") == 0 and not math.isfinite(wage + threshold):
        return "Typical entry education is a bachelor's degree or more, which that rule leaves out."
    if not math.isfinite(threshold):
        why = str(row.get("threshold_note") or "").removeprefix(NOT_KNOWN)
        named = f"{standard_name(rules)[0].upper()}{standard_name(rules)[1:]}"
        return f"{named} cannot be worked out for this area{why}."
    if not math.isfinite(wage):
        if rules.own_by == "hour" and row["sustaining"] != Status.UNKNOWN.value:
            return (
                f"{point[0].upper()}{point[1:]} {hourly_words(row)} against {pay(threshold, hourly=True)}, "
                "your own wage. BLS publishes these wages by the hour only, so this says nothing of a year's "
                "pay."
            )
        return _wage_unknown(row, point, flag)
    more = "at least " if flag == Flag.TOP_CODED.value else ""
    text = (
        f"{point[0].upper()}{point[1:]} {more}{pay(wage, hourly=hourly)} against "
        f"{pay(threshold, hourly=hourly)}, {standard_name(rules)}"
    )
    if year_only(row, hourly=hourly):
        text += f"; {YEAR_ONLY_NOTE}"
    if rules.pay == "fed" and row.get("fed_education") == 0:
        text += "; typical entry education is a bachelor's degree or more, which that rule leaves out"
    if rules.pay == "fed" and row.get("fed_education") == -1:
        text += "; no typical entry education is published, so that rule cannot be applied"
    return text + "."


#: Begins the note on a pay standard that is not known for a place; why follows.
NOT_KNOWN: Final = "not known here"


def hourly_words(row: Mapping[str, object]) -> str:
    """Return the hourly wage of an occupation that BLS publishes by the hour only; "" where there is none.

    `row` is one of :func:`questions.overlap.cells`: wage_hourly (US dollars), hourly_of, hourly_top_coded.
    """
    wage = float(row.get("wage_hourly", math.nan))  # type: ignore[arg-type]
    if not math.isfinite(wage):
        return ""
    return f"{'at least ' if row.get('hourly_top_coded') else ''}${wage:,.2f} an hour {row['hourly_of']}"


#: Marks hourly pay that is a year's / 2,080 of an occupation whose year is not 2,080 hours.
YEAR_ONLY: Final = "*"
YEAR_ONLY_NOTE: Final = (
    "* a year's pay / 2,080: BLS publishes no hourly wage, since its year is not 2,080 hours"
)


def year_only(row: Mapping[str, object], *, hourly: bool) -> bool:
    """Return whether a row's pay by the hour is a year's that BLS does not publish by the hour (teachers)."""
    return hourly and row.get("wage_rate") == "annual only"


def _wage_unknown(row: Mapping[str, object], point: str, flag: str) -> str:
    """Say why a wage is unknown, with the hour's where BLS publishes that only, or was tested on that."""
    why = _FLAG_WORDS.get(flag, flag)
    if row.get("wage_rate") != "hourly only":
        return f"The {point} is not known: {why}."
    by_hour = _FLAG_WORDS[Flag.HOURLY_ONLY.value]
    if flag != Flag.HOURLY_ONLY.value:
        why = f"{why}; elsewhere {by_hour}"
    published = hourly_words(row)
    return (
        f"The {point} of a year is not known: {why}, because most do not work a full year"
        f"{f' ({published})' if published else ''}."
    )


def accessible_reason(row: Mapping[str, object], rules: Rules, *, units: str = "mi") -> str:
    """Say why a program counts as accessible here, or not, or why that is unknown; `units`: "mi" or "km"."""
    status, reach = str(row["accessible"]), float(row["reach"])  # type: ignore[arg-type]
    miles = rules.degree_miles if row.get("entry_education") in DEGREES else rules.reach_miles
    away = f"{miles * KM_PER_MILE:.0f} road kilometers" if units == "km" else f"{miles} road miles"
    within = f"{percent(reach, 0)} of adults live within {away} (estimated) of a program"
    bar = f"; at least {percent(rules.reach_share, 0)} is required"
    if status in (Status.NOT_NEEDED.value, Status.WOULD_HELP.value):
        text = "Usually learned on the job, so no program is needed"
        if row.get("training") == "Apprenticeship":
            text = "Usually learned through an apprenticeship, so no school program is needed"
        if row.get("apprenticeable") is True:
            text += "; apprenticeable (nationally recognized, which does not say a sponsor is nearby)"
        if status == Status.WOULD_HELP.value:
            text += f"; a program would help: {within}"
        return text + "."
    if status == Status.UNKNOWN.value:
        return _access_unknown(row, within, bar, rules)
    return f"{within[0].upper()}{within[1:]}{bar}."


def _access_unknown(row: Mapping[str, object], within: str, bar: str, rules: Rules) -> str:
    """Say why it is unknown whether a program is accessible."""
    reach, coverage = float(row["reach"]), float(row["listing_coverage"])  # type: ignore[arg-type]
    if str(row["program_need"]) == ProgramNeed.UNKNOWN.value:
        return "BLS gives no typical entry education for this occupation, so its program cannot be named."
    if int(row["program_links"]) == 0:  # type: ignore[call-overload]
        return "The CIP–SOC crosswalk links no program to this occupation."
    if not math.isfinite(reach):
        return "The area has no population points, so reach is unknown."
    found = f"{within[0].upper()}{within[1:]}{bar}; but "
    if not value_missing(row.get("trained_outside")):
        return f"{found}many programs are not in IPEDS. {row['trained_outside']}"
    if not coverage >= rules.coverage_min:
        return (
            f"{found}the list of providers is too thin to say no: its completers cover "
            f"{percent(coverage, 0)} of the nation's openings."
        )
    campus = percent(float(row["campus_reach"]), 0)  # type: ignore[arg-type]
    return (
        f"{found}{campus} live that near a campus of a college that offers it: "
        "it may be taught there, but IPEDS books it at the college's main address."
    )


def in_units(frame: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return rows of ``Atlas.cells`` or ``occupation_status`` with reasons in the units shown."""
    if not shown.hourly and shown.units == "mi":
        return frame
    rows: list[dict[str, object]] = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return frame.assign(
        reason_sustaining=[sustaining_reason(row, shown.rules, hourly=shown.hourly) for row in rows],
        reason_accessible=[accessible_reason(row, shown.rules, units=shown.units) for row in rows],
    )
