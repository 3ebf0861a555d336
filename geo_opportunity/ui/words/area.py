"""Texts of the Area page."""

from __future__ import annotations

from typing import Final

from geo_opportunity.questions.certainty import LISTING_COVERAGE
from geo_opportunity.vocabulary import Kind

PAGE: Final = "Area"
PICK: Final = "Area on this page"
PICK_NONE: Final = "Choose an area"
PICK_HELP: Final = (
    "Type to search. A region of your own, once it is built on the Compare page, is listed first."
)
EMPTY: Final = (
    "Choose an area above to see its jobs, pay, training and need on one page. These are the largest:"
)
EMPTY_WAIT: Final = "Looking for the largest areas …"
REGION_LOST: Final = "The region in this link cannot be shown: {0} An area can be chosen instead."
REGION_PARTS: Final = (
    "This region is made of parts of published areas. Jobs of an area are split by residents where the region holds only some of its counties; "
    "reach, the family budget and need are of the region's own residents."
)
PRINT: Final = (
    "Printing this page (Ctrl+P) gives a two-page summary in black on white, without map and controls."
)
JUMP: Final = "On this page"
CLOSER: Final = "Look closer at one occupation (its programs and ladder)"
CLOSER_NONE: Final = "All listed occupations"
UNKNOWN: Final = "unknown"
NO_PAY: Final = "not known here"

# Signs of work under way.
WAIT_REGION: Final = "Putting the region together …"
WAIT_CELLS: Final = "Judging the occupations …"
WAIT_PROGRAMS: Final = "Looking for programs …"
WAIT_DETAILS: Final = "Weighing supply against demand, looking for ladders, moving one setting at a time …"

#: Section -> (anchor, heading): panels of the first screens, then what lies in the tabs, in the order of the page.
SECTIONS: Final[dict[str, tuple[str, str]]] = {
    "where": ("where", "Where it is"),
    "lists": ("lists", "All three meet, and training gaps"),
    "wages": ("wages", "Wages against what a family needs"),
    "budget": ("budget", "What a family needs here"),
    "growth": ("growth", "Growth and openings"),
    "need": ("need", "Need"),
    "neighbors": ("neighbors", "Neighbors"),
    "details": ("details", "In detail"),
    "programs": ("programs", "Training within reach"),
    "ladders": ("ladders", "Ladders"),
    "supply": ("supply", "Supply and demand"),
    "sectors": ("sectors", "Sectors"),
    "sure": ("sure", "How sure"),
}
#: Panels one can jump to; what lies in a tab is not shown until the tab is.
JUMPS: Final = ("lists", "wages", "budget", "growth", "need", "neighbors", "details")
#: Tab -> its name; `parts` only for a user's region.
TABS: Final[dict[str, str]] = {
    "training": "Training",
    "ladders": "Ladders",
    "supply": "Supply and demand",
    "sectors": "Sectors",
    "lists": "Occupations",
    "wages": "Wages and budget",
    "growth": "Growth",
    "need": "Need by county",
    "neighbors": "Neighbors",
    "sure": "How sure",
    "parts": "Parts of the region",
}

# Units.
PER: Final[dict[bool, str]] = {False: "a year", True: "an hour"}
HOUR_NOTE: Final = "Dollars an hour are a year's divided by 2,080 hours of work."
ONLINE: Final = "online only"
BOUNDS: Final[dict[int, str]] = {-1: "under ", 0: "", 1: "over "}
UNDER_ONE: Final = "under 1%"
OVER_99: Final = "over 99%"
# Key figures.
KEY_JOBS: Final = "Jobs of your choice"
KEY_OVERLAP: Final = "Where all three meet"
KEY_GAP: Final = "Training gap"
KEY_QUALITY: Final = "Job-quality gap"
KEY_GROWTH: Final = "Average growth"
KEY_GROWTH_NOTE: Final = "of all jobs here, ten years"
KEY_NO_PAY: Final = "pay needed is not known here"

KIND_HEADS: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: "Training gap",
    Kind.QUALITY_GAP.value: "Job-quality gap",
    "unjudged": "Growing and in reach, pay not judged",
    "rest": "Another test fails, or one is unknown",
}
REST_KEY: Final = "rest"
LIST_NOTES: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "Growing, paying enough, training in reach or none needed: recruit and place. Largest first.",
    Kind.TRAINING_GAP.value: "Growing and paying enough, too few people near a program: where to open one. Largest first.",
    "unjudged": "Growing, training in reach or none needed; whether they pay enough cannot be said here. Largest first.",
}
LIST_EMPTY: Final = "No occupation of your choice is in this group here."
LIST_EMPTY_PAY: Final = "What a family needs here is not known, so no occupation can be put in this group."
ALL: Final = "All {0:,} occupations, with reasons: {1}"
MORE_IN: Final = "And {0:,} more, in the tab {1} below."
AND_MORE: Final = "And {0:,} more."

# Heads of columns.
OCCUPATION: Final = "Occupation"
JOBS: Final = "Jobs"
GROWTH: Final = "Growth"
GROWTH_TEN: Final = "Growth, ten years"
GROWTH_IS: Final = "Growth is"
OPENINGS: Final = "Openings a year"
IN_REACH: Final = "Adults in reach"
TOGETHER: Final = "Together"
#: Wage of the pay test -> its name.
WAGE_NAMES: Final[dict[str, str]] = {
    "p10": "10th-percentile wage",
    "p25": "Entry wage (p25)",
    "p50": "Median wage",
    "p75": "75th-percentile wage",
}
WAGE_SHORT: Final[dict[str, str]] = {
    "p10": "10th pct.",
    "p25": "Entry (p25)",
    "p50": "Median",
    "p75": "75th pct.",
}

WAGES_NOTE: Final = (
    "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. Dashed line: pay needed per earner. "
    "The largest occupations where all three meet, in a training gap, and in a job-quality gap."
)
WAGES_NOTE_UNKNOWN: Final = (
    "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. What a family needs here is not known, "
    "so there is no line; the largest occupations are shown."
)
WAGE_POINTS: Final[dict[str, str]] = {
    "p10": "10th percentile",
    "p25": "25th percentile",
    "p50": "Median",
    "p75": "75th percentile",
    "p90": "90th percentile",
}
WAGES_EMPTY: Final = "BLS publishes no wages for this choice here."
WAGES_ALT: Final = (
    "Wage bars of {0} occupations against pay needed; the table in the tab {1} holds the same figures."
)
WAGES_TABLED: Final = "The figures are in the tab {0} below."
TOP_CODED: Final = "or more"

BUDGET: Final = "Family budget, dollars"
BUDGET_MORE: Final = "By the month and with where each part comes from: in the tab {0} below."
BUDGET_UNKNOWN: Final = "The family budget is not known here: the price sources leave this place out. No figure is made up for it."
BUDGET_OTHER: Final = "Your pay standard is: {0}. The family budget below is for comparison."

GROWTH_NOTE: Final = "Occupations with the most openings a year (growth, and people who leave the labor force or the occupation)."
GROWTH_TOP: Final = "Most openings a year"
GROWTH_MORE: Final = "More of them, and what the rates rest on: in the tab {0} below."
GROWTH_BASIS: Final = "Of the published jobs, by where their growth rate comes from: {0}. Average growth of all jobs here: {1} in ten years."

SECTORS_NOTE: Final = (
    "Concentration is the sector's share of local jobs divided by its share of the nation's, over published jobs; 1 means the same. "
    "Sectors may share occupations, so they do not add up."
)
SECTORS_ALL: Final = "All occupations of your choice"

PROGRAMS_LARGEST: Final = (
    "The {0} programs with the most completions a year within {1} of adults of this place, of {2:,} listed for {3}. "
    "Distances are from the middle of where its adults live."
)
PROGRAMS_NEAREST: Final = (
    "No program for {3} lies within {1} of adults of this place; the {0} nearest of {2:,} are listed."
)
PROGRAMS_ONLINE: Final = "No program for {3} lies within {1} of adults of this place; {0} of {2:,} listed online-only programs are shown."
PROGRAMS_OWN: Final = (
    "The first {0} of {1:,} programs listed for {2}: those of places here come first. How far residents live from them is not known, "
    "since the data hold no points of where people live here."
)
PROGRAMS_NONE: Final = "No active program for {0} is listed within {1}."
PROGRAMS_FOR_ALL: Final = "occupations where all three meet or with a training gap"
PROGRAMS_FOR_GROWING: Final = "growing occupations"
PROGRAMS_EVERY: Final = "All {0:,} programs, nearest first"
PROGRAMS_CUT: Final = "The {0:,} nearest of {1:,} are listed; choose an occupation to narrow the list."
PROGRAMS: Final = "Programs"
PRICE_NOTE: Final = (
    "Price is a year's tuition and required fees for students of the state; living costs are not in it."
)

SUPPLY_UNDER: Final = "Fewer completers than openings"
SUPPLY_OVER: Final = "More completers than openings"
SUPPLY_EMPTY: Final = "None that can be judged."

LADDERS_NONE: Final = (
    "No occupation here is in a job-quality gap, so no ladder starts by itself. Choose an occupation above."
)
LADDERS_NONE_PAY: Final = "What a family needs here is not known, so there is no rung to aim for."
LADDERS_START: Final = "From {0}, {1}."
LADDERS_LARGEST: Final = "the largest occupation in a job-quality gap here"
LADDERS_CHOSEN: Final = "the occupation chosen above"
LADDERS_CHOSEN_PAPER: Final = "the occupation looked at"

NEED_NOTE: Final = (
    "Poverty and income: SAIPE 2023; unemployment: LAUS 2024; the rest: SVI 2022 (ACS 2018–22). County figures weighted by residents (unemployment: by labor force). A weighted mean of county medians is not the area's own median. "
    "Social vulnerability is a rank among the nation's counties, 100% = most vulnerable."
)
NEED_EMPTY: Final = "The data have no counties for this place."
NEED_TABLE: Final = "Need, here and in the nation"
NEED_COUNTY: Final = "The county of this place"
NEED_COUNTIES: Final = "The {0} counties of this place"
NEIGHBORS_NOTE: Final = "Areas that share a border with this one, as drawn in our map; the same settings."
NEIGHBORS_NONE: Final = "No area of our map shares a border with this one."
NEIGHBORS: Final = "This place and its neighbors"
THIS_PLACE: Final = "this place"
NEXT_TO: Final = "shares a border"
HOLDS_PART: Final = "holds part of this region"
OPEN: Final = "Open {0}"

PARTS: Final = "What the region is made of"

#: A setting as the atlas names it, whose steps are shares.
#: Settings as the atlas names them -> as we do.
SETTINGS: Final[dict[str, str]] = {
    "family": "Family",
    "pay standard": "Pay standard",
    "poverty multiple": "Times the poverty guideline",
    "own wage": "Wage of your own",
    "wage point": "Wage that must reach it",
    "growth rule": "Counts as growing",
    "growth percent": "Growth of at least",
    "openings a year": "Openings a year of at least",
    "reach distance": "Training within",
    "reach share": "Adults within reach",
    LISTING_COVERAGE: "Program list covers at least",
    "error of growth": "Error of growth rates",
}
SURE_EMPTY: Final = "No setting, moved one step, would move any job."
SURE_NOTE: Final = "Which settings, moved one step, would move the most jobs in or out of the overlap here"

MAP_ALT: Final = "Map of {0} and its neighbors. The tables on this page hold the same figures."
MAP_HERE: Final = "This place"
MAP_AROUND: Final = "Neighbors: click one to open it"
MAP_NONE: Final = "Our map holds no shape of this place."

SHEET_FOOT: Final = "Geo Opportunity, {0}. Data version {1}. Sources: {2}."

#: Award level (IPEDS) -> usual length of full-time study after the entry it builds on.
LENGTHS: Final[dict[int, str]] = {
    20: "under 12 weeks",
    21: "12 weeks to 1 year",
    2: "1 to 2 years",
    4: "2 to 4 years",
    3: "2 years",
    5: "4 years",
    6: "under 2 years after a bachelor's",
    7: "1 to 2 years after a bachelor's",
    8: "about 1 year after a master's",
    17: "4 or more years after a bachelor's",
    18: "3 or more years after a bachelor's",
    19: "3 or more years after a bachelor's",
}


def pay_needed(hourly: bool) -> str:
    """Return the name of the pay needed, with its unit."""
    return f"Pay needed {PER[hourly]}"


def pay_note(standard: str) -> str:
    """Return what the pay needed is."""
    return f"per earner; {standard}"


def published_of(total: str) -> str:
    """Return of how many jobs those of the choice are."""
    return f"published, of {total} in all"


def of_those(nation: str) -> str:
    """Return what the share where all three meet is a share of, beside the nation's."""
    return f"of those jobs; nation {nation}"


def gap_note(share: str, nation: str) -> str:
    """Return the share of a gap beside the nation's."""
    return f"jobs, {share}; nation {nation}"


def list_caption(kind: str, count: int) -> str:
    """Return the caption of a list of occupations."""
    return f"{KIND_HEADS[kind]} ({count:,})"


def wage_head(wage: str, hourly: bool) -> str:
    """Return the head of the wage column."""
    return f"{WAGE_NAMES[wage]} {PER[hourly]}"


def wage_caption(needed: str, hourly: bool) -> str:
    """Return the caption of the wages table."""
    return f"Wages, dollars {PER[hourly]}; needed per earner: {needed}"


def wage_short(wage: str, hourly: bool) -> str:
    """Return the head of the wage column where there is little room."""
    return f"{WAGE_SHORT[wage]}, {PER[hourly]}"


def wages_head(hourly: bool) -> str:
    """Return the heading of the wage bars, with their unit."""
    return f"{SECTIONS['wages'][1]}, dollars {PER[hourly]}"


def wages_cut(count: int, limit: str) -> str:
    """Return how many bars run off the chart."""
    if count == 1:
        return f"The bar of one occupation goes on past the edge at {limit}; the figures give its end."
    return f"Bars of {count:,} occupations go on past the edge at {limit}; the figures give their ends."


def needed(amount: str) -> str:
    """Return the label of the line of the pay needed."""
    return f"Needed: {amount}"


def paper_figures(hourly: bool) -> str:
    """Return what stands at the right of the printed wage bars."""
    return f"At the right: 10th percentile / median / 90th percentile, dollars {PER[hourly]}."


def budget_unit(hourly: bool) -> str:
    """Return the head of the budget's amounts."""
    return "An hour" if hourly else "A year"


def of_counties(inside: int, every: int) -> str:
    """Return how many of an area's counties a region holds."""
    return f"{inside:,} of {every:,}"


def money_head(name: str, hourly: bool) -> str:
    """Return the head of a column of pay."""
    return f"{name}, $ {PER[hourly]}"
