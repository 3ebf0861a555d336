"""Texts of the Compare page. American English, plain words."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Compare places"
TAGLINE: Final = "Two to four areas, states or regions of your own, side by side"

PLACES: Final = "Places to compare"
PLACES_HELP: Final = "Up to four: areas of the BLS wage survey, whole states, and regions you build. Type to search. The first is what the others are held against."
PLACES_NONE: Final = "Pick areas or states, or build a region below"
REFERENCE: Final = "Held against"
REFERENCE_HELP: Final = "Differences are to this place; it moves to the front."
BUILD: Final = "Build a region"
BUILD_HELP: Final = "Pick counties from a map or a list, or upload a boundary."
START: Final = (
    "Pick two to four places above: a metropolitan or nonmetropolitan area, a whole state, or a region of your own. "
    "The tests, the family and the occupations are those in the settings at the left, the same for all places."
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
STATE_HELP: Final = "Counties of this state are on the map and in the list; those picked in other states are kept."
COUNTIES: Final = "Counties in the region"
COUNTIES_HELP: Final = "Pick here or on the map: both do the same. Pick another state above to add its counties."
COUNTIES_NONE: Final = "Type the name of a county"
NAME: Final = "Name of the region"
NAME_HELP: Final = "Shown in tables and files, and kept in the link."
NAME_NONE: Final = "Upstate Workforce Board"
MAP_LEGEND: Final = "Counties"
MAP_IN: Final = "In the region"
MAP_PART: Final = "In the region in part"
MAP_OUT: Final = "Not in the region: click to add"
UPLOAD: Final = "GeoJSON, GeoPackage, zipped shapefile, or a region saved here"
UPLOAD_HELP: Final = (
    "At most 20 MB. People are counted by the centers of their census tracts; nothing is kept on the server after you leave."
)
LAYER: Final = "Layer, if the file holds several"
READING: Final = "Counting who lives inside …"
OPENING: Final = "Putting the region together …"
UPLOAD_BAD: Final = "The file could not be used"
EMPTY: Final = "No county is picked yet."
ADD: Final = "Add to the comparison"
OPEN_AREA: Final = "Open on the Area page"
AREA_PAGE: Final = "Area page"
SAVE: Final = "Save as a file (GeoJSON)"
CLEAR: Final = "Start anew"
PARTS: Final = "What the region is made of"
PARTS_NOTE: Final = (
    "The region's jobs, growth and wages come from these areas; its share of an area's jobs is its share of the area's residents."
)
LINK_LONG: Final = "This region holds parts of many counties, so a link to it has {count:,} characters. Some mail programs cut long links: save it as a file."
EDIT: Final = "Change"
EDIT_HELP: Final = "Take this region back to the builder"
REMOVE: Final = "Remove"
PART_COLUMNS: Final[dict[str, str]] = {
    "title": "Area",
    "counties": "Counties in the region",
    "share_of_region": "Of the region's residents",
    "weight": "Of the area's jobs",
    "jobs": "Jobs",
}
COUNTY_COLUMNS: Final[dict[str, str]] = {"county": "County", "population": "Residents", "share": "Share living inside"}

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
TABLE_NOTE: Final = "Under each figure stands its difference to {place}. “Best” and “weakest” are said where more or less is clearly better for people who look for work; of the others only highest and lowest."
FIGURE: Final = "Figure"
BEST: Final = "best"
WEAKEST: Final = "weakest"
HIGHEST: Final = "highest"
LOWEST: Final = "lowest"
SAME: Final = "same"
SAYS: Final = "What each figure says"
UNKNOWN: Final = "unknown"
DIFFERENCE: Final = "difference to {place}"
DOWNLOAD: Final = "Download the comparison (CSV)"
SCROLL: Final = "Comparison table; scroll sideways for more places"

ROW_NAMES: Final[dict[str, str]] = {
    "population": "Residents",
    "jobs_total": "Jobs, all",
    "jobs_selected": "Jobs of your choice, published",
    "rpp_all": "Price level (US = 100)",
    "top_overlap": "Largest occupations where all three meet",
    "top_gap": "Largest occupations in the training gap",
    "growth_basis": "Growth is",
}
ROW_NOTES: Final[dict[str, str]] = {
    "population": "American Community Survey; of a region in part, those inside.",
    "jobs_total": "All jobs OEWS covers.",
    "jobs_selected": "Published jobs of the occupations chosen in the settings.",
    "rpp_all": "BEA regional price parity, all items; of regions and states the mean over residents.",
    "access_per_1000": "For regions and states: the mean over their residents; people outside compete for the same training.",
}

# ---------------------------------------------------------------------- sectors

SECTORS: Final = "By sector"
SECTORS_NOTE: Final = (
    "Share of each sector's published jobs. The scale is the same in all four. The other settings hold; a job may count in several sectors."
)
SECTOR_TABLE: Final = "The same figures as a table"
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
DIFFER_SAME: Final = "All three meet in every place for {count:,} more occupations."
NOT_LISTED: Final = "Not listed here"
JOBS_IN: Final = "Jobs, {place}"
DATA_VERSION: Final = "Data version {version}."
CAVEATS: Final = (
    "What this is not: a ranking of places. Figures of regions and states are put together from areas, so they hide differences within; "
    "projections are by state or nation unless said otherwise, so places of different states differ also in how their states project."
)
