"""Texts that several pages show. American English, plain words; what belongs to one page stands in its own module."""

from __future__ import annotations

from typing import Final

from geo_opportunity.files import LIMITS
from geo_opportunity.scene import SETTINGS
from geo_opportunity.vocabulary import Basis, Kind, Status

TITLE: Final = "Geo Opportunity"
EXPLORE: Final = "Explore"
ABOUT: Final = "Data & methods"
TAGLINE: Final = "Where growing jobs, family-sustaining pay and training in reach meet"

# -------------------------------------------------------------------- measures

#: Measure -> (short name, what it says).
MEASURES: Final[dict[str, tuple[str, str]]] = {
    "share_overlap": (
        "Share of jobs where all three meet",
        "Part of the area's jobs in occupations that grow, pay enough, and have training in reach or need none.",
    ),
    "jobs_overlap": (
        "Number of jobs where all three meet",
        "Jobs in occupations that grow, pay enough, and have training in reach or need none.",
    ),
    "occupations_overlap": (
        "Number of occupations where all three meet",
        "Occupations that grow, pay enough, and have training in reach or need none.",
    ),
    "tests_met": (
        "Tests met, of three",
        "How many of the three tests (growing, paying enough, training in reach) a job of the area passes on average. A test that cannot be judged counts as not passed, so this is at least.",
    ),
    "main_kind": (
        "Kind of place",
        "Of the four kinds of place (all three meet, training gap, job-quality gap, no outlook), the one with most of the area's jobs. Jobs in which two or more tests fail or one cannot be judged belong to none.",
    ),
    "share_training_gap": (
        "Training gap: share of jobs",
        "Part of the jobs in occupations that grow and pay enough, but whose training is out of reach.",
    ),
    "jobs_training_gap": (
        "Training gap: number of jobs",
        "Jobs in occupations that grow and pay enough, but whose training is out of reach.",
    ),
    "share_quality_gap": (
        "Job-quality gap: share of jobs",
        "Part of the jobs in occupations that grow and can be trained for, but pay less than the family needs.",
    ),
    "jobs_quality_gap": (
        "Job-quality gap: number of jobs",
        "Jobs in occupations that grow and can be trained for, but pay less than the family needs.",
    ),
    "share_no_outlook": (
        "No outlook: share of jobs",
        "Part of the jobs in occupations that pay enough and can be trained for, but do not grow by the chosen rule.",
    ),
    "jobs_no_outlook": (
        "No outlook: number of jobs",
        "Jobs in occupations that pay enough and can be trained for, but do not grow by the chosen rule.",
    ),
    "share_growing": (
        "Share of jobs in growing occupations",
        "Part of the jobs in occupations that grow by the chosen rule.",
    ),
    "share_sustaining": (
        "Share of jobs in occupations that pay enough",
        "Part of the jobs in occupations whose chosen wage reaches what the family needs here.",
    ),
    "share_accessible": (
        "Share of jobs with training in reach",
        "Part of the jobs in occupations that have a program in reach, or need none.",
    ),
    "share_unknown": (
        "Share of jobs that cannot be judged",
        "Part of the jobs where no test fails but at least one is unknown.",
    ),
    "share_not_released": (
        "Share of jobs BLS does not break down",
        "Part of all jobs of the area in occupations whose number BLS does not publish.",
    ),
    "threshold": (
        "Pay needed per earner",
        "What each earner must make to meet the chosen pay standard here.",
    ),
    "average_growth": (
        "Average growth of all jobs",
        "Projected growth of the area's occupations over ten years, weighted by jobs.",
    ),
    "share_oversupply": (
        "Oversupply: share of jobs judged",
        "Part of the jobs, in occupations that can be judged, where the area's own providers have clearly more completers a year than there are openings.",
    ),
    "misalignment": (
        "Misalignment of awards and openings",
        "Part of middle-skill awards that would have to be in other fields to match the openings (after Georgetown CEW, The Great Misalignment).",
    ),
    "access_per_1000": (
        "Access score: training within reach of residents",
        "Yearly completions within 25 road miles, shared among the adults who can reach them, nearer ones counting more (E2SFCA); of the chosen sector, or all.",
    ),
    "kind": (
        "What the three tests say together",
        "Growing, paying enough and training in reach, taken together.",
    ),
    "tests_passed": (
        "Tests met, of three",
        "How many of the three tests (growing, paying enough, training in reach or not needed) are met.",
    ),
    "growing": ("Is it growing?", "Outcome of the growth test."),
    "sustaining": ("Does it pay enough?", "Outcome of the pay test."),
    "accessible": ("Is training in reach?", "Outcome of the training test."),
    "employment": ("Number of jobs", "Jobs of this occupation in the area."),
    "wage": ("Wage", "Wage at the chosen percentile."),
    "growth": (
        "Projected growth",
        "Projected growth over ten years, on the best basis published for the area.",
    ),
    "openings": ("Openings a year", "Growth plus people leaving the labor force or the occupation, a year."),
    "reach": (
        "Adults within reach of a program",
        "Part of the area's adults who live within the chosen distance of a program that leads to it.",
    ),
    "location_quotient": (
        "Concentration against the nation",
        "The occupation's share of local jobs divided by its share of the nation's; 1 means the same.",
    ),
}

KINDS: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: "Training gap: grows and pays, no training in reach",
    Kind.QUALITY_GAP.value: "Job-quality gap: grows, training in reach, pays too little",
    Kind.NO_OUTLOOK.value: "No outlook: pays, training in reach, does not grow",
    Kind.OTHER.value: "Two or more tests failed",
    Kind.UNKNOWN.value: "Unknown: a test cannot be judged",
}
#: Names of kinds for tables.
KINDS_SHORT: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: "Training gap",
    Kind.QUALITY_GAP.value: "Job-quality gap",
    Kind.NO_OUTLOOK.value: "No outlook",
    Kind.OTHER.value: "Two or more fail",
    Kind.UNKNOWN.value: "Unknown",
}
#: How many tests one occupation meets in an area.
TESTS_PASSED: Final[dict[str, str]] = {
    "3": "All three",
    "2": "Two of three",
    "1": "One of three",
    "0": "None",
    Status.UNKNOWN.value: "Unknown: a test cannot be judged",
}
#: Test -> status -> words.
STATUSES: Final[dict[str, dict[str, str]]] = {
    "growing": {
        Status.PASS.value: "Growing",
        Status.FAIL.value: "Not growing by this rule",
        Status.UNKNOWN.value: "Unknown: no projection",
    },
    "sustaining": {
        Status.PASS.value: "Pays enough",
        Status.FAIL.value: "Pays too little",
        Status.UNKNOWN.value: "Unknown: pay not published",
    },
    "accessible": {
        Status.PASS.value: "Training in reach",
        Status.NOT_NEEDED.value: "No program needed",
        Status.FAIL.value: "No training in reach",
        Status.UNKNOWN.value: "Unknown: list of programs too thin",
    },
}
UNKNOWN: Final = "unknown"
MISSING: Final = "Unknown: not published"
MISSING_AREA: Final = "Unknown: no jobs published for this choice"
MISSING_PAY: Final = "Unknown: the pay needed here is not known"
MISSING_AREA_LEGEND: Final = "Unknown: jobs or pay needed not published"

NO_JOBS: Final = "No jobs are published for this choice."
NO_JOBS_PUBLISHED: Final = "Jobs: not published"
UNKNOWN_NUMBER: Final = "an unknown number of"
LIKE_NATION: Final = "about the nation's share"
ONLINE_ONLY: Final = "online only"
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# ------------------------------------------------------------ the three tests

#: Wage points as part of a sentence.
WAGE_POINTS: Final[dict[str, str]] = {
    "p10": "the 10th-percentile wage",
    "p25": "the entry wage (25th percentile)",
    "p50": "the median wage",
    "p75": "the 75th-percentile wage",
}
#: Growth rules without a figure of their own, as part of a sentence.
GROWING: Final[dict[str, str]] = {"faster": "growing faster than the area's average", "any": "growing"}
FED_NEED: Final = "the US median wage at local prices (Federal Reserve rule)"
#: Geography of a growth rate, for a column.
BASES: Final[dict[str, str]] = {
    Basis.LOCAL.value: "local",
    Basis.STATE.value: "state",
    Basis.STATES_BLEND.value: "several states",
    Basis.STATE_NATION.value: "state and nation",
    Basis.NATION.value: "nation",
    Basis.NONE.value: "none",
}
#: Unit of a measure, said under the map; by ``maps.classes.UNITS``, and of categories.
UNIT_LINES: Final[dict[str, str]] = {
    "share": "Unit: percent.",
    "jobs": "Unit: jobs.",
    "count": "Unit: occupations.",
    "usd": "Unit: dollars a year.",
    "usd_hourly": "Unit: dollars an hour (year / 2,080).",
    "growth": "Unit: percent over the projection decade.",
    "tests": "Unit: tests passed of 3, average over the jobs.",
    "ratio": "Unit: ratio, 1 = the nation's.",
    "rate": "Unit: completions a year per 1,000 adults.",
    "category": "",
}

# ---------------------------------------------------------------------- waits

OPENING: Final = "Opening the data …"
DRAWING: Final = "Drawing the map …"
WEIGHING: Final = "Weighing supply against demand …"
CLIMBING: Final = "Looking for ladders …"
MOVING: Final = "Moving one setting at a time …"
MEASURING: Final = "Working out every area …"

# -------------------------------------------------------------------- controls

CONTROLS: Final = "Settings"
RESET: Final = "Reset all settings"
SECTOR_NOTES: Final[dict[str, str]] = {
    "advanced": "Occupations with at least the set share of their national jobs in the 50 industries Brookings calls advanced.",
    "healthcare": "Health care practitioners and support occupations (SOC 29 and 31) and health services managers.",
    "green": "Occupations on the O*NET green lists.",
    "trades": "Construction and extraction (SOC 47) and listed installation, repair and production trades.",
}
PAY_GROUP: Final = "Pay"
GROWTH_GROUP: Final = "Growth"
REACH_GROUP: Final = "Training in reach"
DISPLAY_GROUP: Final = "Display"
CUTS_WRONG: Final = "Write up to six different numbers, such as 10 25 50."
PLACE_AREA: Final = "The picked area"
PLACE_MOVED: Final = "Where you moved the map"
AREA_NONE: Final = SETTINGS["area"].empty
CLOSE_AREA: Final = "Back to the nation"

# ----------------------------------------------------------------------- parts

LINK_PROBLEMS: Final = "Something in this link could not be shown as asked:"
TABLE: Final = "Areas, ranked"
TABLE_HELP: Final = "Click the box at the left of a row to open that area."
DOWNLOAD: Final = "Download this table (CSV)"
NO_SHAPES: Final = (
    "Guam and the U.S. Virgin Islands have wages but no shape in our map; they are in the table."
)
PROVIDERS_LEGEND: Final = "Place that trains, nearest programs"
CAVEATS: Final = (
    "What this is not: projections are by state or nation unless the table says local, so state borders show on the map; the family budget leaves out state income tax and savings; "
    "programs are those of colleges and schools that take federal student aid, so short courses elsewhere (truck driving above all) are missing; "
    "completing a program is not a promise of a job; distances are estimates."
)
OVERLAP_LIST: Final = "All three meet"
GAP_LIST: Final = "Training gap"
QUALITY_LIST: Final = "Job-quality gap"
OTHER_LIST: Final = "The rest"
LIST_NOTES: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "Growing, paying enough, and training in reach or not needed: recruit and place.",
    Kind.TRAINING_GAP.value: "Growing and paying enough, but too few people live near a program: where to open one.",
    Kind.QUALITY_GAP.value: "Growing and in reach, but below what the family needs: improve the job, or a ladder out of it.",
    "rest": "Occupations that fail another test, or where a test is unknown.",
}
LIST_UNKNOWN: Final = "What a family needs here is not known, so no occupation can be said to be in this group, nor to be outside it."
LIST_EMPTY: Final = "No occupation of your choice is in this group here."
BUDGET: Final = "What a family needs here"
OWN: Final = "Your own provider list"
OWN_NOTE: Final = (
    "A state's list of eligible training providers, say, as CSV, Excel, Parquet or a map file. It is matched here, shown before anything is "
    "added, and lies over the built-in data in this session only: it is not stored, and a link does not carry it."
)
OWN_FILE: Final = "File"
OWN_STATE: Final = "State of rows that name none"
OWN_STATE_NONE: Final = "None"
OWN_READING: Final = "Reading and matching the list …"
CANCEL: Final = "Cancel"
OWN_PREVIEW: Final = "What matched and what did not"
OWN_HEADS: Final[dict[str, str]] = {"item": "What matched", "rows": "Rows"}
OWN_PROBLEMS: Final = "What did not match, with examples:"
OWN_ADD: Final = "Add it for this session"
OWN_ADDED: Final = "Your list is laid over the built-in data in this session. Figures that rest on it are not those of a shared link."
OWN_EARLIER: Final = "The built-in data have been replaced since. This session keeps to the earlier ones; take your list off and add it again to use the new ones."
OWN_REMOVE: Final = "Take it off again"
SUPPLY: Final = "Supply and demand"
SUPPLY_NOTE: Final = (
    "Completers of the area's own providers, given to occupations in proportion to their openings, against projected openings a year. "
    "Completions are not people ready to work here."
)
SUPPLY_NONE: Final = "No occupation of your choice here has both openings and listed completers to compare."
SUPPLY_HEADS: Final[dict[str, str]] = {
    "completers": "Completers a year",
    "gap": "Openings less completers",
    "ratio": "Completers per opening",
    "verdict": "Reading",
}
LEFT_OUT_HEADS: Final[dict[str, str]] = {"what": "Left out", "count": "How many", "unit": "Unit"}
SUPPLY_LEFT_OUT: Final = "Who is left out"
NOT_COUNTED: Final = "nobody counts it"
LADDERS: Final = "Ladders"
LADDER_FROM: Final = "Ladders up from"
LADDER_NONE: Final = "Choose an occupation"
LADDER_EMPTY: Final = "No related occupation here pays at least a tenth more with its wage published."
LADDER_NOTE: Final = (
    "Related occupations (O*NET) that pay at least a tenth more here, step by step toward one that pays what the family needs. "
    "Similar work and local pay, not observed moves. Apprenticeable means recognized nationally, not that a sponsor is nearby."
)
LADDER_HEADS: Final[dict[str, str]] = {
    "ladder": "Ladder",
    "rung": "Rung",
    "entry": "How one gets in",
    "raise": "Raise",
    "basis": "Why related",
}
RUNGS: Final[dict[str, str]] = {
    "start": "start",
    "rung": "on the way",
    "arrives": "pays what the family needs",
    "onward": "onward",
}
APPRENTICESHIP: Final = "apprenticeable: earn while you learn"
NO_BACK_TEST: Final = "No published local projections are in the data to test our growth rates against."
NO_WAGE_ERRORS: Final = "No standard errors of wages are in this area's file, so nobody can say how sure its wages are; the official BLS zip holds them."
CERTAINTY: Final = "How sure"
SENSITIVITY_NOTE: Final = (
    "Which settings, moved one step, would move the most jobs in or out of the overlap here:"
)
SENSITIVITY_HEADS: Final[dict[str, str]] = {
    "setting": "Setting",
    "change": "Moved one step",
    "jobs_gained": "Jobs into the overlap",
    "jobs_lost": "Jobs out of it",
    "share_moved": "Share of jobs moved",
}
PROGRAMS: Final = "Nearest programs"
PROGRAMS_FOR: Final = "Programs that lead to"
PROGRAMS_ALL: Final = "Any occupation where all three meet, or the training gap"
PROGRAMS_NONE: Final = (
    "No active program within this distance leads to it. Online-only programs would be listed here too."
)
NO_FIGURES: Final = "BLS publishes no jobs for this choice in this area."

# ---------------------------------------------------------------- column heads

COLUMNS: Final[dict[str, str]] = {
    "title": "Area",
    "states": "States",
    "occupation": "Occupation",
    "jobs_selected": "Jobs, your choice",
    "jobs_overlap": "Jobs, all three meet",
    "share_overlap": "Share, all three meet",
    "share_training_gap": "Share, training gap",
    "share_quality_gap": "Share, job-quality gap",
    "threshold": "Pay needed",
    "top_overlap": "Largest occupations, all three meet",
    "top_gap": "Largest occupations, training gap",
    "share_unknown": "Share, unknown",
    "kind": "Together",
    "growing": "Growing",
    "sustaining": "Pays enough",
    "accessible": "Training in reach",
    "employment": "Jobs",
    "wage": "Wage",
    "growth": "Growth, 10 years",
    "growth_basis": "Growth is",
    "openings": "Openings a year",
    "reach": "Adults in reach",
    "location_quotient": "Concentration",
    "share_paying": "Jobs paying enough",
    "entry_education": "Typical entry education",
    "schedule": "Regular schedule",
    "why": "Why",
    "average_growth": "Average growth",
}

#: Heads of the programs in reach; pages key their column settings by them.
PROGRAM_HEADS: Final[dict[str, str]] = {
    "name": "Place that trains",
    "program": "Program",
    "award": "Award",
    "distance": "Distance",
    "adults_within": "Adults in reach",
    "completions": "Completions a year",
    "city": "City",
    "control": "Control",
    "open_admission": "Open admission",
    "tuition": "Tuition and fees, in state",
    "leads_to": "Leads to",
}

# ---------------------------------------------------------------------- about

DEFINITIONS: Final[dict[str, str]] = {
    "Area": "A metropolitan or nonmetropolitan area of the BLS Occupational Employment and Wage Statistics, made of whole counties.",
    "Growing": (
        "Projected growth over ten years, by default above zero and above the average of the area's jobs. The best published basis is used: a projection for the "
        "area itself, else its state's (several states are blended by where people live), else the nation's; the table says which."
    ),
    "Pays enough": (
        "The wage at the chosen percentile reaches the pay standard. The default is a basic family budget of the area from public prices (rent, food, child care, "
        "health, transport, taxes and credits), shared by the family's earners."
    ),
    "Training in reach": (
        "At least the chosen share of the area's adults live within the chosen distance of an active program that leads to the occupation at a fitting award level. "
        "Occupations learned on the job need none, which counts as a pass and is shown as such."
    ),
    "All three meet": "Growing, paying enough, and training in reach or not needed.",
    "Training gap": "Growing and paying enough, but training is out of reach.",
    "Job-quality gap": "Growing and training in reach, but paying less than the family needs.",
    "No outlook": "Paying enough and training in reach, but not growing by the chosen rule.",
    "Unknown": (
        "A test cannot be judged: BLS does not publish the figure, no projection exists, or the list of programs covers too little of the occupation to say there is "
        "none. Unknown is never counted as a fail."
    ),
}


def details(area: str) -> str:
    """Return the words of the link to the picked area's part of the page."""
    return f"{area} is picked: its details are below the map."


def wrong_settings(faults: list[str]) -> str:
    """Return that the server's settings mean nothing, and what is wrong with them."""
    return f"A setting from the environment or geo-opportunity.toml is wrong: {'; '.join(faults)}. Whoever runs this server can mend it."


def data_refused(version: str, error: Exception) -> str:
    """Return the line in the server's log about new data that are damaged."""
    return f"the app goes on with data version {version}: {error}"


def data_version(version: str) -> str:
    """Return the data version as a sentence."""
    return f"Data version {version}."


def source(line: str) -> str:
    """Return a source as a line of a download."""
    return f"Source: {line}"


def jobs_of(which: str) -> str:
    """Return which jobs are looked at, as a sentence."""
    return f"Jobs {which}."


def reading(label: str, seconds: float) -> str:
    """Return how long a file has been read."""
    return f"{label} {seconds:.0f} s of at most {LIMITS.seconds} s"
