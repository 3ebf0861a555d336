"""Texts of the Compare page. American English, plain words."""

from __future__ import annotations

from typing import Final

from geo_opportunity.files import LIMITS

TITLE: Final = "Compare places"
TAGLINE: Final = "Two to four areas, states or regions of your own, side by side"

PLACES: Final = "Places to compare"
PLACES_HELP: Final = "Up to four: areas of the BLS wage survey, whole states, and regions you build. Type to search. The first is what the others are held against."
PLACES_NONE: Final = "Pick areas or states, or build a region"
REFERENCE: Final = "Held against"
REFERENCE_HELP: Final = "Differences are to this place; it moves to the front."
BUILD: Final = "Build a region"
BUILD_HELP: Final = "Pick counties from a map or a list, or upload a boundary."
START: Final = (
    "Pick two to four places above: a metropolitan or nonmetropolitan area, a whole state, or a region of your own (turn on “Build a region”). "
    "The tests, the family and the occupations are those in the settings, the same for all places."
)
ONE: Final = "Pick at least one more place, or one of the peers above, to compare."
FULL: Final = "Four places are compared: remove one to add another."

STATE: Final = "whole state"
REGION: Final = "your region"
KINDS: Final[dict[str, str]] = {
    "metro": "metropolitan area",
    "nonmetro": "nonmetropolitan area",
    "state": "state: its counties taken together",
    "region": "your region",
}

# --------------------------------------------------------------- region builder

BUILDER: Final = "Your region"
BUILDER_NOTE: Final = (
    "A region is a list of counties, whole or in part. BLS publishes jobs by area, so a county gets the share of its area's jobs that it has of its "
    "residents; training in reach and what a family needs are those of the region's own residents."
)
HOW: Final = "How to choose"
HOW_COUNTIES: Final = "Pick counties"
HOW_UPLOAD: Final = "Upload a boundary or a saved region"
STATE_SELECT: Final = "State on the map"
STATE_HELP: Final = (
    "Counties of this state are on the map and first in the list; those picked in other states are kept."
)
COUNTIES: Final = "Counties in the region"
COUNTIES_HELP: Final = "Pick here or on the map: both do the same. Every county of the nation can be typed; the map then shows its state."
COUNTIES_NONE: Final = "Type the name of a county"
NAME: Final = "Name of the region"
NAME_HELP: Final = "Shown in tables and files, and kept in the link."
NAME_NONE: Final = "Upstate Workforce Board"
MAP_LEGEND: Final = "Counties"
MAP_IN: Final = "In the region"
MAP_PART: Final = "In the region in part"
MAP_OUT: Final = "Not in the region: click to add"
UPLOAD: Final = "GeoJSON, GeoPackage, zipped shapefile, or a region saved here"
UPLOAD_HELP: Final = f"At most {LIMITS.upload_bytes // 1_000_000} MB. People are counted by the centers of their census tracts; nothing is kept on the server after you leave."
LAYER: Final = "Layer, if the file holds several"
READING: Final = "Counting who lives inside …"
OPENING: Final = "Putting the places together …"
DRAWING: Final = "Drawing the counties …"
UPLOAD_BAD: Final = "The file could not be used"
EMPTY: Final = "No county is picked yet."
ADD: Final = "Add to the comparison"
OPEN_AREA: Final = "Open on the Area page"
AREA_PAGE: Final = "Area page"
SAVE: Final = "Save as a file (GeoJSON)"
CLEAR: Final = "Start anew"
PARTS: Final = "What the region is made of"
PARTS_OF: Final = "What {place} is made of"
PARTS_NOTE: Final = "The region's jobs, growth and wages come from these areas; its share of an area's jobs is its share of the area's residents."
LINK_LONG: Final = "This region holds parts of many counties, so a link to it has {count:,} characters. Some mail programs cut long links: save it as a file."
EDIT: Final = "Change"
EDIT_HELP: Final = "Take this region back to the builder"
REMOVE: Final = "Remove"

# ------------------------------------------------------------------------ peers

PEERS: Final = "Peers of {place}"
PEERS_NOTE: Final = (
    "Most like it in size (logarithm of jobs), in what people work at (jobs by the 22 SOC major groups) and in prices (BEA regional price parity), "
    "each difference divided by what is usual between two {kind}, all three counting the same. Distance 1 would be as different as two {kind} usually are."
)
PEERS_OF: Final[dict[str, str]] = {"area": "areas", "state": "states"}
PEERS_NONE: Final = "Nothing is known here by which peers could be found."
ADD_PEER: Final = "Add {place}"
FINDING: Final = "Looking for peers …"

# ------------------------------------------------------------------------- maps

MAPS: Final = "On the map"
MAPS_NOTE: Final = "The same colors and classes on every map. Around each place are the BLS areas next to it; a region of yours has its own figure, a state those of its areas."
LOST_BOUNDARY: Final = "A region in part that came by a link is drawn with the whole counties it touches; its figures are of the part."

# ------------------------------------------------------------------------ table

TABLE: Final = "Side by side"
TABLE_NOTE: Final = "Under each figure stands its difference or ratio to {place}. “Best” and “weakest” are said where more or less is clearly better for people who look for work; of the others only highest and lowest. Differences are taken before rounding."
FIGURE: Final = "Figure"
BEST: Final = "best"
WEAKEST: Final = "weakest"
HIGHEST: Final = "highest"
LOWEST: Final = "lowest"
SAME: Final = "same"
HARDLY: Final = "hardly differs"
#: What rows of the table are about, in their order.
GROUPS: Final[dict[str, str]] = {
    "size": "Size",
    "overlap": "Where all three tests meet",
    "tests": "Each test",
    "gaps": "Where one test is missing",
    "pay": "Pay needed, prices and growth",
    "training": "Training",
    "together": "The three tests",
    "numbers": "Figures",
}
SAYS: Final = "What each figure says"
#: Heads and units of the downloaded table.
FILE_FIGURE: Final = "figure"
FILE_UNIT: Final = "unit"
FILE_MARK: Final = "{place}: mark"
FILE_DIFFERENCE: Final = "{place}: difference to {first}"
FILE_NOTE: Final = "what it says"
UNKNOWN: Final = "unknown"
DOWNLOAD: Final = "Download the comparison (CSV)"
SCROLL: Final = "Comparison table; scroll sideways for more places"


ACCESS_MEAN: Final = (
    "For regions and states: the mean over their residents; people outside compete for the same training."
)
ACCESS_KM: Final = "25 miles are 40 km."

# ---------------------------------------------------------------------- charts

KINDS_HEAD: Final = "What the jobs are"
KINDS_NOTE: Final = (
    "All published jobs of the chosen occupations, each bar 100%. “Unknown” takes in jobs that surely fail one test while another cannot be "
    "judged; the table counts those as not meeting all three."
)
KINDS_CHART: Final = "Bars of the share of jobs by what the three tests say, place by place; the table below holds the same figures."
OF_CHOSEN: Final = "Share of the chosen jobs"

SECTORS: Final = "By sector"
SECTORS_NOTE: Final = "Share of each sector's published jobs. The scale is the same in all four. The other settings hold; a job may count in several sectors."
SECTOR_TABLE: Final = "The same figures as a table"
KINDS_TABLE: Final = "These bars as a table"
CHART: Final = "Bars of the share of jobs in {sector} by place; the table below holds the same figures."
PLACE: Final = "Place"
SECTOR: Final = "Sector"
SHARE: Final = "Share of the sector's jobs"
JOBS: Final = "Jobs"
WORKING: Final = "Working out every sector …"

# ------------------------------------------------------------------ differences

DIFFER: Final = "Where the places differ"
DIFFER_NOTE: Final = "Occupations where all three meet in at least one of the places and not in another, largest first. “Not listed” means that BLS lists no such jobs there."
DIFFER_NONE: Final = "The same occupations pass all three tests in every place."
NOT_LISTED: Final = "Not listed here"
JOBS_IN: Final = "Jobs, {place}"
NONE: Final = "none"
NO_SHARE: Final = "an unknown share"
CAVEATS: Final = (
    "Comparing is not ranking. Figures of regions and states are put together from areas, so they hide differences within; "
    "projections are by state or nation unless said otherwise, so places of different states differ also in how their states project."
)


# -------------------------------------------------------------------- sentences


def region_detail(count: int, part: int) -> str:
    """Return what a region is: so many counties, some of them in part."""
    more = f", {part:,} in part" if part else ""
    return f"{KINDS['region']}: {count:,} {'county' if count == 1 else 'counties'}{more}"


def called(name: str, what: str) -> str:
    """Return a place's name with what it is."""
    return f"{name} ({what})"


def in_money(label: str, *, hourly: bool) -> str:
    """Return a row's label with the unit of its dollars."""
    return f"{label}, $ {'an hour' if hourly else 'a year'}"


def same_everywhere(count: int) -> str:
    """Return for how many occupations all three meet in every place."""
    return (
        f"All three meet in every place for {count:,} more {'occupation' if count == 1 else 'occupations'}."
    )


def points(value: float) -> str:
    """Return a difference of percentages."""
    return f"{value:+.1f} points".replace("-", "−")


def times(ratio: float) -> str:
    """Return a large difference as a ratio."""
    return f"{ratio:,.1f} times" if ratio >= 1 else f"{ratio:.2f} times"


def residents(people: float | None) -> str:
    """Return how many people live in a county."""
    return "Residents: unknown" if people is None else f"{people:,.0f} residents"


def map_part(share: float) -> str:
    """Return how much of a county is in the region."""
    return f"{MAP_PART}: {100 * share:.1f}% of residents"


def member(county: str, share: float) -> str:
    """Return a county of a region, and how much of it where it is not whole."""
    return county if share >= 1 else f"{county} ({100 * share:.1f}% of residents)"


def made_of(region: str, members: list[str]) -> str:
    """Return which counties a region is."""
    return f"{region} is {'; '.join(members)}."


def share_in(share: str | None, place: str) -> str:
    """Return one place's share in the headline; None when it is not known."""
    return f"{share or NO_SHARE} in {place}"


def headline(which: str, said: list[str]) -> str:
    """Return the comparison in one sentence: `which` jobs ("" is all), and each place's :func:`share_in`."""
    jobs = f"jobs {which}" if which else "published jobs"
    return (
        f"Of {jobs}, all three meet for {', '.join(said[:-1])}{' and ' if len(said) > 1 else ''}{said[-1]}."
    )


def occupation_headline(occupation: str, said: list[str]) -> str:
    """Return what the tests say about an occupation, place by place."""
    return f"{occupation}. {'; '.join(said)}."


def county_map(state: str, held: list[str]) -> str:
    """Return what the builder's map shows, for those who cannot see it."""
    inside = f" In the region: {'; '.join(held)}." if held else ""
    return f"Counties of {state}.{inside} The list beside it does the same as a click."


def place_map(place: str, said: str) -> str:
    """Return what the small map of a place shows, for those who cannot see it."""
    return f"Map of {place} and the areas around it. {said} The table below holds the figures."


def map_head(measure: str) -> str:
    """Return the head of the maps: which measure they show."""
    return f"{MAPS}: {measure}"


def remove(place: str) -> str:
    """Return what the button does that takes a place out."""
    return f"{REMOVE} {place}"


def file_head(title: str, places: list[str]) -> str:
    """Return the first line of the downloaded table."""
    return f"{title}: {TITLE}. {'; '.join(places)}"


def peer_distance(distance: float) -> str:
    """Return how unlike a peer is."""
    return f"Distance {distance:.2f}."


def bad_upload(problem: str) -> str:
    """Return that a file cannot be used, and why."""
    return f"{UPLOAD_BAD}: {problem}"
