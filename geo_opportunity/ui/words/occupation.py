"""Texts of the Occupation page. American English, plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.vocabulary import KINDS, KINDS_SHORT, Basis, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE: Final = "Occupation"
TAGLINE: Final = "Where it pays, grows and can be trained for; what leads to it, and on from it"
PICK: Final = "Occupation"
PICK_NONE: Final = "Choose an occupation"
PICK_HELP: Final = "Official titles. Type to search; everyday titles go in the field beside."
EVERYDAY: Final = "Or an everyday title"
EVERYDAY_HINT: Final = "nurse aide, truck driver …"
EVERYDAY_HELP: Final = "Searches the titles people use for their jobs (O*NET). Press Enter, then choose."
FOUND: Final = "Occupations with such a title"
FOUND_NONE: Final = "Choose one"
NOT_FOUND: Final = "No occupation goes by that title in O*NET's lists. Try a shorter word."
LIST: Final = "All occupations of your choice"
LIST_NOTE: Final = (
    "In how many areas each passes. Click the box at the left of a row to open that occupation."
)
LIST_UNIT: Final = "Unit: areas (metropolitan and nonmetropolitan); jobs; percent."
LIST_EMPTY: Final = "No occupation is left by your choice of sector, education and schedule."
DESCRIPTION_NONE: Final = "O*NET has no description under this code."
NONE: Final = "—"
MORE: Final = "More of what they do"
CHANGE: Final = "Another occupation"
PLACE: Final = "Area and zoom"
AREA: Final = "Area"
AREAS: Final = "Areas, with the outcome of each test and why"
TESTS: Final = "In how many areas it passes each test"
TESTS_NOTE: Final = "Counts of areas. Unknown is not a fail: the figure is not published, or the list of programs is too thin."
TEST: Final = "Test on the map"
TEST_CHOICES: Final = {
    "kind": "All three together",
    "growing": "Growing",
    "sustaining": "Pays enough",
    "accessible": "Training in reach",
}
OUTCOME: Final = "Show areas"
OUTCOME_ALL: Final = "All"
LEGEND_MUTED: Final = "Another outcome (left out by your choice)"
#: Short name of a kind -> its name in the legend.
LEGEND_KINDS: Final = {KINDS_SHORT[kind]: name for kind, name in KINDS.items()}
NO_AREA: Final = (
    "Pick an area on the map, in the box above or in the table to see why it passes or fails there."
)
NOBODY: Final = "No area has this outcome."
WAGE_YEAR: Final = "$ a year"
WAGE_HOUR: Final = "an hour"


def outcome(name: str, count: int) -> str:
    """Return a choice of outcome with its number of areas."""
    return f"{name} ({count:,})"


def reach_head(distance: str) -> str:
    """Head the column of adults in reach."""
    return f"Adults within {distance} of a program"


def money(label: str, *, hourly: bool) -> str:
    """Head a column of pay."""
    return f"{label}, {WAGE_HOUR if hourly else WAGE_YEAR}"


def map_alt(measure: str, legend: str) -> str:
    """Say what the map shows."""
    return f"Map of {measure} by area. {legend} The table below holds the same figures."


def which(choice: str) -> str:
    """Return which occupations are listed."""
    return f"Occupations {choice}."


def list_found(count: int) -> str:
    """Label the occupations found by an everyday title."""
    return f"{FOUND} ({count:,})"


def area_kind(area: str, kind: str) -> str:
    """Say what the three tests say in an area."""
    return f"{area}: {kind}."


#: Tabs by name, as links know them.
TABS: Final[dict[str, str]] = {
    "spread": "Wage and growth across areas",
    "route": "Getting in",
    "programs": "Programs that lead to it",
    "ladder": "Ladder up and down",
}

WAGES: Final = "Wages across areas"
WAGES_NOTE: Final = (
    "Each row is one point of the local wage distribution. The thick bar holds the middle half of the areas, the thin line all but the lowest and "
    "highest tenth, the mark the middle area. Every area counts once, whatever its size; areas without a published figure are left out and counted."
)
RATIO: Final = "Wage against the pay needed there"
RATIO_NOTE: Final = "One line per area: the chosen wage divided by the pay needed in that area. At 1.00 and above it pays enough."
GROWTH: Final = "Growth across areas"
GROWTH_NOTE: Final = "One line per area: projected growth over ten years. Many areas share their state's rate, so lines pile up; the table says how many rest on which basis."
QUANTILES: Final = {
    "count": "Areas with a figure",
    "missing": "Areas without",
    "low": "Lowest",
    "q10": "10th percentile",
    "q25": "25th percentile",
    "q50": "Middle area",
    "q75": "75th percentile",
    "q90": "90th percentile",
    "high": "Highest",
}
POINTS: Final = {
    "p10": "10th-percentile wage",
    "p25": "25th-percentile wage",
    "p50": "Median wage",
    "p75": "75th-percentile wage",
    "p90": "90th-percentile wage",
    "ratio": "Wage / pay needed",
    "growth": "Growth, 10 years",
    "reach": "Adults within reach of a program",
}
FIGURE: Final = "Figure"
SPREAD: Final = "How each figure spreads over areas"
AXIS_YEAR: Final = "Dollars a year"
AXIS_HOUR: Final = "Dollars an hour"
RATIO_AXIS: Final = "Wage divided by the pay needed there"
RATIO_LINE: Final = "pays exactly enough"
GROWTH_AXIS: Final = "Projected growth over ten years"
GROWTH_LINE: Final = "no change"
WAGES_ALT: Final = "Five points of the local wage distribution and how each spreads over areas. The table below holds the same figures."
NO_WAGES: Final = "No area has a published yearly wage for it, so there is nothing to draw."
NO_RATIO: Final = "No area has both the wage and the pay needed, so they cannot be compared."
RATE_HOURLY: Final = (
    "BLS publishes only hourly pay for it, because most do not work a full year of 2,080 hours. A year's pay cannot be worked out from that, so the "
    "pay test is unknown everywhere."
)
RATE_ANNUAL: Final = (
    "BLS publishes only yearly pay for it, because its year is not 2,080 hours. The hourly figures here are the year's pay divided by 2,080: pay for "
    "each hour really worked is higher or lower."
)
#: What BLS publishes of an occupation's pay (``wage_rate``), where it is not both, and what that means.
ANNUAL_ONLY: Final = "annual only"
RATES: Final = {"hourly only": RATE_HOURLY, ANNUAL_ONLY: RATE_ANNUAL}


def strip_alt(figure: str) -> str:
    """Say what a strip of lines shows."""
    return f"{figure}: one line per area. The table below holds how it spreads."


def threshold(*, enough: int, known: int, held: str | None, middle: float, rule: str) -> str:
    """Say in how many areas the pay test is passed, and what the wage is to the pay needed in the middle one."""
    weight = f", where {held} of the jobs are" if held else ""
    told = (
        f"is passed in {enough:,} of {known:,} areas where its outcome is known{weight}"
        if known
        else "has no known outcome in any area"
    )
    return f"The pay test {told}. In the middle area the wage is {middle:.2f} times the pay needed. Pay rule: {rule}."


#: Bases of growth, for a sentence.
BASIS: Final = {
    Basis.LOCAL.value: "local projections",
    Basis.STATE.value: "the state's rate",
    Basis.STATES_BLEND.value: "several states' rates",
    Basis.STATE_NATION.value: "state and national rates",
    Basis.NATION.value: "the national rate",
    Basis.NONE.value: "nothing published",
}


def basis(counts: Mapping[str, int]) -> str:
    """Say on which basis the areas' growth rests."""
    return "Growth rests on: " + ", ".join(f"{name} {n:,}" for name, n in counts.items()) + " areas."


def spread_unit(*, hourly: bool, basis_: str) -> str:
    """Return the unit and basis of the figures over areas."""
    return f"Unit: dollars {'an hour (year / 2,080)' if hourly else 'a year'}; percent. {basis_}"


TOP_CODED: Final = (
    "BLS gives top wages only as “at or above” a ceiling; here the ceiling itself stands for them."
)

ROUTE: Final = "How one gets in"
ROUTE_BASIS: Final = "Basis: national, for the occupation as a whole."
EDUCATION_UNKNOWN: Final = "BLS gives no typical education for entry."
EXPERIENCE_NONE: Final = "No experience in a related job is asked for."
TRAINING_NONE: Final = "No training on the job is typical."
LEARNT_APPRENTICE: Final = "Usually learned through an apprenticeship, so no school program is needed."
LEARNT_JOB: Final = "Usually learned on the job, so no program is needed."
LEARNT_LONG: Final = "Learned over a long time on the job; a program helps but is not needed."
LEARNT_PROGRAM: Final = "The usual way in is a program of study."
APPRENTICEABLE: Final = "Apprenticeable: nationally recognized, which does not say a sponsor is nearby."
APPRENTICEABLE_SHORT: Final = "apprenticeable"
BRIGHT: Final = "On O*NET's Bright Outlook list."


def education(name: str) -> str:
    """Say the typical entry education."""
    return f"Typical education for entry: {name}."


def experience(name: str) -> str:
    """Say the work experience asked for."""
    return f"Experience in a related job: {name}."


def training(name: str) -> str:
    """Say the training on the job."""
    return f"Typical training on the job: {name}."


def job_zone(zone: float) -> str:
    """Say the job zone."""
    return f"O*NET job zone {zone:.0f} of 5 (preparation: 1 little, 5 extensive)."


SCHEDULE_UNKNOWN: Final = "How many have a regular schedule is not known: O*NET has no answer for it."


def schedule(share: str, basis_: str) -> str:
    """Say how many have a regular schedule."""
    return f"{share} of workers have a regular schedule ({basis_})."


def long_hours(share: str) -> str:
    """Say how many work long hours."""
    return f"{share} usually work more than 40 hours a week."


COVERAGE_UNKNOWN: Final = "How much of its training our list of providers covers cannot be worked out."


def coverage(share: str) -> str:
    """Say how much of its training the list of providers covers."""
    return f"The list of providers (colleges and schools that take federal student aid) has {share} as many completers a year as the nation has openings."


def coverage_thin(least: str) -> str:
    """Say that the list of providers is too thin."""
    return f"That is below {least}: most are trained elsewhere, so “none in reach” is read as unknown, not as a gap."


def sector_share(tag: str, share: str) -> str:
    """Say which part of a sector's definition an occupation meets."""
    return f"{tag}: {share} of its jobs are in them"


def listed_programs(count: int, awards: str) -> str:
    """Return how many programs of a rung are in reach."""
    return f"{count:,} listed program{'' if count == 1 else 's'} in reach{f' ({awards})' if awards else ''}"


SUSTAINING: Final = {Status.PASS.value: "yes", Status.FAIL.value: "no", Status.UNKNOWN.value: "unknown"}
SCHEDULE: Final = "Schedule"
SECTORS: Final = "Sectors it belongs to"
SECTOR_NONE: Final = "None of the four sectors lists it."
COVERAGE: Final = "How well programs are listed"
PROGRAMS_NOTE: Final = (
    "Fields of study the federal crosswalk links to it, at award levels that fit its typical entry education. Completions are of all who finished, whatever "
    "they do next; a field that leads to several occupations is counted in full for each."
)
PROGRAMS_NONE: Final = "The crosswalk of programs and occupations links no program to it."
PROGRAMS_NO_FIT: Final = (
    "BLS publishes no typical entry education for it, so no award level can be said to fit."
)
LADDER_AREA: Final = "Pay and growth in"
LADDER_PICK: Final = "Pick an area to see the ladder with local pay."
UP: Final = "One step up"
UP_NOTE: Final = "Related occupations (O*NET) that pay at least a tenth more in this area."
DOWN: Final = "One step down: who this is a step up for"
DOWN_NOTE: Final = (
    "Occupations it is related to and pays at least a tenth more than here: where people might come from."
)
NO_STEP: Final = "No related occupation here with published pay lies that far from it."
CHAINS: Final = "Ladders toward pay that a family needs"
OPEN_RUNG: Final = "Open an occupation of the ladder"
LADDER_BASIS: Final = "Basis: pay of this area; growth on the best basis published for it."
PROGRAMS_UNIT: Final = "Unit: completions a year; places."
TRAINING_LINK: Final = "Open it on the Training page"

TEST_NAMES: Final = {"growing": "Growing", "sustaining": "Pays enough", "accessible": "Training in reach"}
SPINNERS: Final = {
    "list": "Judging every occupation …",
    "rungs": "Looking for rungs …",
    "programs": "Looking for programs that lead to it …",
    "everyday": "Looking through everyday titles …",
}
