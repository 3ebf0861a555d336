"""Texts that several pages show. American English, plain words; what belongs to one page stands in its own module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.files import LIMITS
from geo_opportunity.scene import SETTINGS
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE: Final = "Geo Opportunity"
EXPLORE: Final = "Explore"
ABOUT: Final = "Data & methods"
TAGLINE: Final = "Where growing jobs, family-sustaining pay and training in reach meet"

# -------------------------------------------------------------------- measures


UNKNOWN: Final = "unknown"

ONLINE_ONLY: Final = "online only"

# ------------------------------------------------------------ the three tests


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
RUNGS: Final[dict[str, str]] = {
    "start": "start",
    "rung": "on the way",
    "arrives": "pays what the family needs",
    "onward": "onward",
}
APPRENTICESHIP: Final = "apprenticeable: earn while you learn"
CERTAINTY: Final = "How sure"
SENSITIVITY_NOTE: Final = (
    "Which settings, moved one step, would move the most jobs in or out of the overlap here:"
)
PROGRAMS: Final = "Nearest programs"
PROGRAMS_FOR: Final = "Programs that lead to"
PROGRAMS_ALL: Final = "Any occupation where all three meet, or the training gap"
PROGRAMS_NONE: Final = (
    "No active program within this distance leads to it. Online-only programs would be listed here too."
)
NO_FIGURES: Final = "BLS publishes no jobs for this choice in this area."

# ---------------------------------------------------------------- column heads


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


def sources_line(lead: str, version: str, short: Sequence[str]) -> str:
    """Return the short line of sources under a map or table: a lead, the data version, the main sources with their vintages."""
    named = f" From {'; '.join(short)}." if short else ""
    return f"{lead} Data version {version}.{named}".strip()


def sources_all(count: int) -> str:
    """Return what unfolds to all sources."""
    return "Its 1 source in full" if count == 1 else f"All {count:,} sources in full"


def schedule_left_out(count: int) -> str:
    """Return how many occupations the schedule filter leaves out for want of an answer."""
    return (
        f"{count:,} occupation{' is' if count == 1 else 's are'} left out because their schedule is unknown."
    )
