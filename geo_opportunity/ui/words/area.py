"""Texts of the Area page."""

from __future__ import annotations

from typing import Final

from geo_opportunity.vocabulary import Kind

PAGE: Final = "Area"
PICK: Final = "Area on this page"
PICK_NONE: Final = "Choose an area"
PICK_HELP: Final = "Type to search. A region of your own, once it is built on the Compare page, is listed first."
EMPTY: Final = "Choose an area above to see its jobs, pay, training and need on one page. These are the largest:"
REGION_LOST: Final = "The region in this link cannot be shown: {0} An area can be chosen instead."
REGION_PARTS: Final = (
    "This region is made of parts of published areas. Jobs of an area are split by residents where the region holds only some of its counties; "
    "reach, the family budget and need are of the region's own residents."
)
PRINT: Final = "Printing this page (Ctrl+P) gives a two-page summary in black on white, without map and controls."
JUMP: Final = "On this page"
CLOSER: Final = "Look closer at one occupation (programs and ladder)"
CLOSER_NONE: Final = "All listed occupations"
UNKNOWN: Final = "unknown"
NO_PAY: Final = "not known here"

#: Section -> (anchor, heading).
SECTIONS: Final[dict[str, tuple[str, str]]] = {
    "lists": ("lists", "All three meet, and training gaps"),
    "neighbors": ("neighbors", "Neighbors"),
    "need": ("need", "Need"),
    "wages": ("wages", "Wages against what a family needs"),
    "budget": ("budget", "What a family needs here"),
    "growth": ("growth", "Growth and openings"),
    "sectors": ("sectors", "Sectors"),
    "programs": ("programs", "Training within reach"),
    "supply": ("supply", "Supply and demand"),
    "ladders": ("ladders", "Ladders"),
    "sure": ("sure", "How sure"),
}

KIND_HEADS: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: "Training gap",
    Kind.QUALITY_GAP.value: "Job-quality gap",
    "unjudged": "Growing and in reach, pay not judged",
}
LIST_NOTES: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "Growing, paying enough, training in reach or none needed: recruit and place. Largest first.",
    Kind.TRAINING_GAP.value: "Growing and paying enough, too few people near a program: where to open one. Largest first.",
    "unjudged": "Growing, training in reach or none needed; whether they pay enough cannot be said here. Largest first.",
}
LIST_EMPTY: Final = "No occupation of your choice is in this group here."
LIST_EMPTY_PAY: Final = "What a family needs here is not known, so no occupation can be put in this group."
ALL: Final = "All {0:,} occupations, with reasons: {1}"

WAGES_NOTE: Final = (
    "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. Dashed line: pay needed per earner. "
    "The largest occupations where all three meet, in a training gap, and in a job-quality gap."
)
WAGES_NOTE_UNKNOWN: Final = (
    "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. What a family needs here is not known, "
    "so there is no line; the largest occupations are shown."
)
WAGES_CUT: Final = "Bars of {0} occupations go on past the edge at {1}; the figures give their ends."
WAGES_EMPTY: Final = "BLS publishes no wages for this choice here."
WAGES_ALT: Final = "Wage bars of {0} occupations against pay needed; the table below the chart holds the same figures."
WAGE_TABLE: Final = "The wages of the chart as a table"
TOP_CODED: Final = "or more"

BUDGET_ALT: Final = "Bars of the parts of the family budget; the table beside it holds the same figures."
BUDGET_UNKNOWN: Final = "The family budget is not known here: the price sources leave this place out. No figure is made up for it."
BUDGET_OTHER: Final = "Your pay standard is: {0}. The family budget below is for comparison."

GROWTH_NOTE: Final = "Occupations with the most openings a year (growth, and people who leave the labor force or the occupation)."
GROWTH_BASIS: Final = (
    "Of the published jobs, by where their growth rate comes from: {0}. Average growth of all jobs here: {1} in ten years."
)

SECTORS_NOTE: Final = (
    "Concentration is the sector's share of local jobs divided by its share of the nation's, over published jobs; 1 means the same. "
    "Sectors may share occupations, so they do not add up."
)
SECTORS_ALL: Final = "All occupations of your choice"

PROGRAMS_LARGEST: Final = (
    "The {0} programs with the most completions a year within {1} of where the area's adults live on average, of {2:,} listed for {3}."
)
PROGRAMS_NEAREST: Final = "No program for {3} lies within {1}; the {0} nearest of {2:,} are listed."
PROGRAMS_NONE: Final = "No active program for {0} is listed within {1}."
PROGRAMS_FOR_ALL: Final = "occupations where all three meet or with a training gap"
PROGRAMS_FOR_GROWING: Final = "growing occupations"
PROGRAMS_EVERY: Final = "All {0:,} programs, nearest first"
PROGRAMS_CUT: Final = "The {0:,} nearest of {1:,} are listed; choose an occupation to narrow the list."
PRICE_NOTE: Final = "Price is a year's tuition and required fees for students of the state; living costs are not in it."

SUPPLY_UNDER: Final = "Fewer completers than openings"
SUPPLY_OVER: Final = "More completers than openings"
SUPPLY_EMPTY: Final = "None that can be judged."

LADDERS_NONE: Final = "No occupation here is in a job-quality gap, so no ladder starts by itself. Choose an occupation above."
LADDERS_NONE_PAY: Final = "What a family needs here is not known, so there is no rung to aim for."
LADDERS_START: Final = "From {0}, {1}."
LADDERS_LARGEST: Final = "the largest occupation in a job-quality gap here"
LADDERS_CHOSEN: Final = "the occupation chosen above"

NEED_NOTE: Final = (
    "Poverty and income: SAIPE 2023; unemployment: LAUS 2024; the rest: SVI 2022 (ACS 2018–22). County figures weighted by residents (unemployment: by labor force). A weighted mean of county medians is not the area's own median. "
    "Social vulnerability is a rank among the nation's counties, 100% = most vulnerable."
)
NEED_EMPTY: Final = "The data have no counties for this place."
NEED_COUNTIES: Final = "The {0} counties of this place"
NEED: Final[dict[str, str]] = {
    "poverty_rate": "People in poverty",
    "median_household_income": "Median household income",
    "unemployment_rate": "Unemployment",
    "no_vehicle_share": "Households without a vehicle",
    "no_internet_share": "Households without internet",
    "social_vulnerability": "Social vulnerability, rank",
}
NEIGHBORS_NOTE: Final = "Areas that share a border with this one, as drawn in our map; the same settings."
NEIGHBORS_NONE: Final = "No area of our map shares a border with this one."
NEXT_TO: Final = "shares a border"
HOLDS_PART: Final = "holds part of this region"
OPEN: Final = "Open {0}"

SURE_NOTE: Final = "Which settings, moved one step, would move the most jobs in or out of the overlap here:"

MAP_ALT: Final = "Map of {0} and its neighbors. The tables on this page hold the same figures."
MAP_LEGEND: Final = "Where it is"
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
