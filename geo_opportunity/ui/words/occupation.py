"""Texts of the Occupation page. American English, plain words."""

from __future__ import annotations

from typing import Final

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
LIST_NOTE: Final = "In how many areas each passes. Click the box at the left of a row to open that occupation."
LIST_EMPTY: Final = "No occupation is left by your choice of sector, education and schedule."
DESCRIPTION_NONE: Final = "O*NET has no description under this code."
AREAS: Final = "Areas"
TESTS: Final = "In how many areas it passes each test"
TESTS_NOTE: Final = "Counts of areas. Unknown is not a fail: the figure is not published, or the list of programs is too thin."
TABS: Final = ("Wage and growth across areas", "Getting in", "Programs that lead to it", "Ladder up and down")

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
TOP_CODED: Final = "BLS gives top wages only as “at or above” a ceiling; here the ceiling itself stands for them."

ROUTE: Final = "How one gets in"
SCHEDULE: Final = "Schedule"
SECTORS: Final = "Sectors it belongs to"
SECTOR_NONE: Final = "None of the four sectors lists it."
COVERAGE: Final = "How well programs are listed"
PROGRAMS_NOTE: Final = (
    "Fields of study the federal crosswalk links to it, at award levels that fit its typical entry education. Completions are of all who finished, whatever "
    "they do next; a field that leads to several occupations is counted in full for each."
)
PROGRAMS_NONE: Final = "The crosswalk of programs and occupations links no program to it."
PROGRAMS_NO_FIT: Final = "BLS publishes no typical entry education for it, so no award level can be said to fit."
LADDER_AREA: Final = "Pay and growth in"
LADDER_PICK: Final = "Pick an area to see the ladder with local pay."
UP: Final = "One step up"
UP_NOTE: Final = "Related occupations (O*NET) that pay at least a tenth more in this area."
DOWN: Final = "One step down: who this is a step up for"
DOWN_NOTE: Final = "Occupations it is related to and pays at least a tenth more than here: where people might come from."
NO_STEP: Final = "No related occupation here with published pay lies that far from it."
CHAINS: Final = "Ladders toward pay that a family needs"
OPEN_RUNG: Final = "Open an occupation of the ladder"
TRAINING_LINK: Final = "Open it on the Training page"

HEADS: Final = {
    "title": "Occupation",
    "jobs": "Jobs, US",
    "wage": "Median wage, US, $ a year",
    "wage_hourly": "Median wage, US, an hour",
    "overlap": "Areas, all three meet",
    "training gap": "Areas, training gap",
    "job-quality gap": "Areas, job-quality gap",
    "no outlook": "Areas, no outlook",
    "two or more tests failed": "Areas, two or more fail",
    "unknown": "Areas, unknown",
    "growth": "Growth, US, 10 years",
}
PROGRAM_HEADS: Final = {
    "cip": "CIP",
    "program": "Field of study",
    "award": "Award",
    "completions": "Completions a year, US",
    "providers": "Places that train",
    "states": "States",
}
RUNG_HEADS: Final = {
    "title": "Occupation",
    "wage": "Wage",
    "raise": "Raise",
    "growth": "Growth, 10 years",
    "openings": "Openings a year",
    "sustaining": "Pays enough",
    "entry": "How one gets in",
    "basis": "Why related",
}
TEST_HEADS: Final = {"test": "Test", "pass": "Pass", "not needed": "No program needed", "fail": "Fail", "unknown": "Unknown"}
TEST_NAMES: Final = {"growing": "Growing", "sustaining": "Pays enough", "accessible": "Training in reach"}
SPINNERS: Final = {
    "list": "Judging every occupation …",
    "rungs": "Looking for rungs …",
    "programs": "Looking for programs that lead to it …",
    "everyday": "Looking through everyday titles …",
}
