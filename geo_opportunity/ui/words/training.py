"""Texts of the Training page. American English, plain words."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Training"
TAGLINE: Final = "Who trains for what, whom they reach, where nobody does, and what a new program would change"

VIEW: Final = "Look at"
VIEWS: Final[dict[str, str]] = {
    "programs": "Providers and programs",
    "provider": "One provider’s catchment",
    "deserts": "Education deserts",
    "supply": "Supply and demand",
    "what_if": "What if a program opened here",
}

# --------------------------------------------------------------------- filters

FILTERS: Final = "Programs"
OCCUPATION: Final = "That lead to the occupation"
OCCUPATION_ALL: Final = "Any occupation of the sector chosen below"
SECTOR: Final = "Sector"
SECTOR_ALL: Final = "Any"
SECTOR_OFF: Final = "The sector is not used while one occupation is chosen."
FIELD: Final = "Field of study"
FIELD_ALL: Final = "Any field"
AWARDS: Final = "Award, by length"
AWARDS_ALL: Final = "Any award"
CONTROLS: Final = "Run by"
CONTROLS_ALL: Final = "Anyone"
CONTROL_NAMES: Final[dict[str, str]] = {
    "public": "Public",
    "private nonprofit": "Private nonprofit",
    "private for-profit": "Private for-profit",
    "unknown": "Unknown",
}
OPEN_ONLY: Final = "Open admission only"
OPEN_HELP: Final = "The provider admits anyone who applies. Where that is not reported the provider is left out and counted."
ONLINE: Final = "List wholly online providers too"
ONLINE_HELP: Final = "They are at no distance from anywhere: they stand in the tables, not on the map. Others may teach some programs online; the table says so."
PRICE: Final = "Tuition and fees at most, $ a year"
PRICE_HELP: Final = "In-state tuition and required fees, where the provider reports them by academic year; others are left out and counted. Empty: any price."
PRICE_ANY: Final = "Any price"
REACH: Final = "Reach, by road"
RESET: Final = "Reset all settings"
RULES: Final = "Pay and growth rules"
RULES_NOTE: Final = "The tests are those set on Explore:"

#: Two-digit series of the Classification of Instructional Programs 2020 (NCES), in its words, shortened where a dash says so.
FIELDS: Final[dict[str, str]] = {
    "01": "Agricultural, animal, plant and veterinary science",
    "03": "Natural resources and conservation",
    "04": "Architecture",
    "05": "Area, ethnic, cultural, gender and group studies",
    "09": "Communication and journalism",
    "10": "Communications technologies",
    "11": "Computer and information sciences",
    "12": "Culinary, entertainment and personal services",
    "13": "Education",
    "14": "Engineering",
    "15": "Engineering technologies and technicians",
    "16": "Foreign languages, literatures and linguistics",
    "19": "Family and consumer sciences, human sciences",
    "22": "Legal professions and studies",
    "23": "English language and literature",
    "24": "Liberal arts, general studies and humanities",
    "25": "Library science",
    "26": "Biological and biomedical sciences",
    "27": "Mathematics and statistics",
    "28": "Military science, leadership and operational art",
    "29": "Military technologies and applied sciences",
    "30": "Multi- and interdisciplinary studies",
    "31": "Parks, recreation, leisure, fitness and kinesiology",
    "32": "Basic skills and developmental education",
    "33": "Citizenship activities",
    "34": "Health-related knowledge and skills",
    "35": "Interpersonal and social skills",
    "36": "Leisure and recreational activities",
    "37": "Personal awareness and self-improvement",
    "38": "Philosophy and religious studies",
    "39": "Theology and religious vocations",
    "40": "Physical sciences",
    "41": "Science technologies and technicians",
    "42": "Psychology",
    "43": "Homeland security, law enforcement and firefighting",
    "44": "Public administration and social service professions",
    "45": "Social sciences",
    "46": "Construction trades",
    "47": "Mechanic and repair technologies",
    "48": "Precision production",
    "49": "Transportation and materials moving",
    "50": "Visual and performing arts",
    "51": "Health professions",
    "52": "Business, management and marketing",
    "53": "High school diplomas and certificates",
    "54": "History",
    "60": "Health professions residency and fellowship programs",
    "61": "Medical residency and fellowship programs",
}

# -------------------------------------------------------------------- programs

PROVIDER_TABLE: Final = "Places that train"
PROVIDER_HELP: Final = "Click the box at the left of a row to see that provider’s catchment."
PROGRAM_TABLE: Final = "Programs"
NONE_FOUND: Final = "No active program is left by these filters. Loosen one of them, or widen the reach."
DOWNLOAD: Final = "Download these programs (CSV)"
LEGEND_POINT: Final = "Place that trains"
LEGEND_CLUSTER: Final = "Several places that train (larger: more of them); click to look closer"
LEGEND_AREA: Final = "Areas; the picked one is outlined"
SHOWN_PROVIDERS: Final = 1_000
PROVIDER_HEADS: Final[dict[str, str]] = {
    "name": "Place that trains",
    "city": "City",
    "programs": "Programs",
    "completions": "Completions a year",
    "adults": "Adults of the area in reach",
    "control": "Run by",
    "open_admission": "Open admission",
    "online": "Online study",
    "tuition": "Tuition and fees, $ a year",
}
PROGRAM_HEADS: Final[dict[str, str]] = {
    "name": "Place that trains",
    "city": "City",
    "program": "Program",
    "award": "Award",
    "completions": "Completions a year",
    "tuition": "Tuition and fees, $ a year",
    "control": "Run by",
    "open_admission": "Open admission",
    "leads_to": "Leads to",
}
UNIT_PROGRAMS: Final = (
    "Unit: providers and programs with completions in the latest year. Basis: colleges and schools that take federal student aid."
)

# ------------------------------------------------------------------- catchment

NONE: Final = "—"
PROVIDER: Final = "Place that trains"
PROVIDER_NONE: Final = "Choose a place that trains"
PROVIDER_PICK_HELP: Final = "The places left by the filters. A click on a point of the map, or on a row of the table, does the same."
CATCHMENT_AREAS: Final = "Adults in reach, by area"
CATCHMENT_COUNTIES: Final = "By county"
CATCHMENT_SOCS: Final = "Occupations its programs lead to"
CATCHMENT_NOTE: Final = (
    "Active programs of this provider, and whether the occupations they lead to are in the overlap (recruit and place) or in a training gap "
    "(too few reach any such program) in the areas it reaches. Jobs are those of these areas."
)
CATCHMENT_NO_SOC: Final = "Its active programs lead to no occupation at an award level that fits."
CATCHMENT_ONLINE: Final = "This provider teaches wholly online: distance means nothing for it, so it has no catchment."
CATCHMENT_EMPTY: Final = "Nobody lives within this distance of it."
LEGEND_TRACT: Final = "Census tract in reach (larger: more adults)"
LEGEND_CIRCLE: Final = "Reach as the crow flies"
SOC_HEADS: Final[dict[str, str]] = {
    "title": "Occupation",
    "awards": "By way of",
    "completions": "Completions a year",
    "overlap": "All three meet in",
    "gap": "Training gap in",
    "jobs": "Jobs in the areas reached",
    "standing": "In its own area",
}
AREA_HEADS: Final[dict[str, str]] = {"title": "Area", "adults": "Adults in reach", "share": "Share of the area’s adults"}
COUNTY_HEADS: Final[dict[str, str]] = {"title": "County", "adults": "Adults in reach", "share": "Share of the county’s adults"}
UNIT_CATCHMENT: Final = "Unit: adults (18 and over, 2020 census tracts). Road distance is estimated: straight line × 1.417."

# --------------------------------------------------------------------- deserts

DEFINITION: Final = "Definition"
DEFINITIONS: Final[dict[str, str]] = {
    "ace": "American Council on Education: what the place holds",
    "urban": "Urban Institute: what lies within 25 miles",
}
LEVEL: Final = "By"
LEVELS: Final[dict[str, str]] = {"county": "County", "area": "Area"}
DESERT_NOTES: Final[dict[str, str]] = {
    "ace": (
        "A place is a desert when it has no college, no broad-access public college, or one community college as its only one (Hillman & Weichman 2016). "
        "The report uses commuting zones; counties are smaller, so more of them are deserts, and nonmetro areas larger, so fewer."
    ),
    "urban": (
        "Adults live in a physical desert when within 25 straight-line miles there is no broad-access public college, or one community college only "
        "(Rosenboom & Blagg 2018). Without internet they are in an online desert; with both, in a complete one (taken as independent within a county)."
    ),
}
BOUNDS_NOTE: Final = (
    "Both reports call a college broad-access when it admits three of four applicants. Our data hold open admission, not admission rates. So two bounds are "
    "given: counting only public colleges with open admission finds too many deserts (upper bound), counting every public college too few (lower bound)."
)
DESERT_CLASSES: Final[dict[str, str]] = {
    "both": "Desert by both bounds",
    "upper": "Desert only if open admission is required (upper bound)",
    "none": "No desert",
    "unknown": "Unknown",
}
DESERT_SHARE: Final = "Share of adults in a physical desert (upper bound)"
DESERT_TABLE: Final = "Places, most adults concerned first"
DESERT_ACE_HEADS: Final[dict[str, str]] = {
    "title": "Place",
    "class": "Reading",
    "kind": "It holds (open admission)",
    "colleges": "Colleges",
    "broad_access": "Broad-access public",
    "adults": "Adults",
}
DESERT_URBAN_HEADS: Final[dict[str, str]] = {
    "title": "Place",
    "share_physical": "In a physical desert, upper bound",
    "share_physical_any_public": "Lower bound",
    "share_online": "Households without internet",
    "share_complete": "In a complete desert",
    "adults_physical": "Adults in a physical desert",
    "adults": "Adults",
}
DESERT_UNITS: Final[dict[str, str]] = {
    "ace": "Unit: places. Basis: two- and four-year institutions of IPEDS that teach in a place.",
    "urban": "Unit: share of adults (2020 census tracts). Distance: straight line. Internet: households, county rate (ACS 2018-22).",
}

# ---------------------------------------------------------------------- supply

SUPPLY_NATION: Final = "The whole nation: completers are given to the occupations their field leads to in proportion to national openings. Pick an area for its own providers."
SUPPLY_CHART: Final = "Completers against openings"
SUPPLY_CHART_NOTE: Final = (
    "One mark per occupation with both above zero, on scales where each step is tenfold; on the line they are equal. Below the line there are fewer completers than "
    "openings. Occupations without a completer or an opening cannot stand on such scales: {missing:,} are in the table only. Grey crosses: no program needed, or too few people to say."
)
SUPPLY_EMPTY: Final = "No occupation of your choice has both openings and completers to compare."
SUPPLY_TABLE: Final = "Supply and demand by occupation"
SUPPLY_LEFT_OUT: Final = "Who is left out"
SUPPLY_HEADS: Final[dict[str, str]] = {
    "title": "Occupation",
    "employment": "Jobs",
    "openings": "Openings a year",
    "completers": "Completers a year",
    "gap": "Openings less completers",
    "ratio": "Completers per opening",
    "verdict": "Reading",
}

# --------------------------------------------------------------------- what if

WHAT_IF_NOTE: Final = (
    "A program that leads to one occupation opens at a place. Reach is worked out again, exactly as in the build, for every area whose adults it would reach. "
    "Pay, growth and other programs stay as they are."
)
WHAT_IF_OCCUPATION: Final = "Program for"
WHAT_IF_OCCUPATION_NONE: Final = "Choose an occupation"
WHAT_IF_SIZE: Final = "Completions a year"
WHAT_IF_CLICK: Final = "Click the map to place the program (to within about {miles:.1f} miles), or choose a town, or type the point above."
WHAT_IF_TOWN: Final = "Town"
WHAT_IF_TOWN_NONE: Final = "Choose a town"
WHAT_IF_TOWN_HELP: Final = "Census places in and around the picked area; cities and towns before census designated places."
WHAT_IF_LON: Final = "Longitude, degrees"
WHAT_IF_LAT: Final = "Latitude, degrees"
WHAT_IF_CENTRE: Final = "Put it at the middle of the area"
WHAT_IF_CLEAR: Final = "Take the program away"
WHAT_IF_PICK_AREA: Final = "Pick an area or zoom to a state: the map is then close enough to click a place. Or type the point above."
WHAT_IF_TABLE: Final = "Before and after, by area"
WHAT_IF_EMPTY: Final = "Choose an occupation and place the program: what it changes is listed here."
WHAT_IF_NOBODY: Final = "Nobody we have a census point of lives within this distance of the place."
WHAT_IF_HEADS: Final[dict[str, str]] = {
    "title": "Area",
    "reach_before": "Adults in reach, before",
    "reach_after": "After",
    "adults_gained": "Adults who gain a program in reach",
    "accessible_before": "Training in reach, before",
    "accessible_after": "Training in reach, after",
    "kind_before": "Together, before",
    "kind_after": "Together, after",
    "employment": "Jobs of the occupation",
    "jobs_overlap_before": "Jobs where all three meet, before",
    "jobs_overlap_after": "Jobs where all three meet, after",
}
LEGEND_NEW: Final = "The new program"
LEGEND_TODAY: Final = "Place that trains for it today"
LEGEND_REACHED: Final = "Area whose adults it would reach"
LEGEND_BETTER: Final = "Area where the training test turns into a pass"
NO_OCCUPATION: Final = "Choose the occupation the program would lead to."

# --------------------------------------------------------------------- deck

MAP_ALT: Final = "Map: {what}. The tables below it hold the same figures."
