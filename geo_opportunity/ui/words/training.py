"""Texts of the Training page. American English, plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE: Final = "Training"
TAGLINE: Final = (
    "Who trains for what, whom they reach, where nobody does, and what a new program would change"
)

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
SECTOR_ALL: Final = "Any"
SECTOR_OFF: Final = "The sector is not used while one occupation is chosen."
#: Award level (IPEDS) -> length first, then the award; in the order of AWARD_LEVELS, short to long.
AWARD_LENGTHS: Final[dict[int, str]] = {
    20: "Up to 12 weeks (certificate)",
    21: "12 weeks to 1 year (certificate)",
    2: "1 to 2 years (certificate)",
    4: "2 to 4 years (certificate)",
    3: "About 2 years (associate's degree)",
    5: "About 4 years (bachelor's degree)",
    6: "After a bachelor's: certificate",
    7: "After a bachelor's: master's degree",
    8: "After a master's: certificate",
    17: "Doctorate, research",
    18: "Doctorate, professional practice",
    19: "Doctorate, other",
}
CONTROL_NAMES: Final[dict[str, str]] = {
    "public": "Public",
    "private nonprofit": "Private nonprofit",
    "private for-profit": "Private for-profit",
    "unknown": "Unknown",
}
REACH: Final = "Reach, by road"
RULES: Final = "Pay and growth rules"
RULES_NOTE: Final = "The tests are those set on Explore:"
SETTINGS: Final = "Settings"
#: View -> what the sidebar's settings mean for it, where they are not all used.
VIEW_NOTES: Final[dict[str, str]] = {
    "provider": "These filters choose which places can be picked. The catchment shows all active programs of the picked one.",
    "deserts": "Both definitions of deserts look at whole colleges within their own distance: filters of programs do not apply here.",
    "supply": "Every program of a provider is counted here, whatever its award or price: only the sector narrows the list.",
    "what_if": "Every program that leads to the occupation counts as there today, whatever its award or price.",
}
PLACE: Final = "Area and zoom"

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
DOWNLOAD_MOST: Final = 50_000
POINT_CLICK: Final = "Click to see whom it reaches"
CLUSTER_CLICK: Final = "Click to look closer"
COMPLETIONS_UNKNOWN: Final = "completions not told"
ONLINE_ALL: Final = "all of it"
ONLINE_PARTS: Final[dict[str, str]] = {"yes": "some", "no": "none"}
ONLINE_UNKNOWN: Final = "unknown"
LEGEND_POINT: Final = "Place that trains"
LEGEND_CLUSTER: Final = "Several places that train (larger: more of them); click to look closer"
LEGEND_AREA: Final = "Areas; the picked one is outlined"
LEGEND_AREAS: Final = "Areas"
SHOWN_PROVIDERS: Final = 1_000


def nation() -> str:
    """Return where, for the whole country."""
    return "in the nation"


def near(distance: str, area: str) -> str:
    """Return where, for a picked area."""
    return f"within {distance} of adults of {area}"


def seated(area: str) -> str:
    """Return where, for a picked area of which the data do not say where people live."""
    return f"in {area} (how many adults they reach is not known)"


def leads_to(what: str) -> str:
    """Return which programs, for a sentence: those that lead to an occupation."""
    return f"that lead to {what}"


def occupations(which: str) -> str:
    """Return the occupations of a choice, for a sentence."""
    return f"occupations {which}"


def and_more(count: int) -> str:
    """Return that a list goes on."""
    return f"; and {count:,} more"


def found(programs: int, places: int, completions: float | None, *, where: str, what: str) -> str:
    """Say what the filters leave; completions None: no list tells any."""
    many = "" if programs == 1 else "s"
    people = COMPLETIONS_UNKNOWN if completions is None else f"with {completions:,.0f} completions a year"
    return (
        f"{programs:,} active program{many}{f' {what}' if what else ''} at {places:,} place{'' if places == 1 else 's'} that "
        f"train{'s' if places == 1 else ''} {where}, {people}."
    )


def left_out(*, price: int, admission: int, control: int) -> str:
    """Say how many places the filters leave out because what they ask for is not reported; "" for none."""
    why = [
        f"{count:,} because {reason}"
        for count, reason in (
            (price, "no price is reported"),
            (admission, "it is not reported whether they admit all"),
            (control, "it is not reported who runs them"),
        )
        if count
    ]
    return f"Places left out: {' and '.join(why)}." if why else ""


def online_only(places: int) -> str:
    """Say how many places are in the tables but not on the map; "" for none."""
    if not places:
        return ""
    return (
        f"{places:,} of them teach{'es' if places == 1 else ''} wholly online: in the tables, not on the map."
    )


def completions(count: float) -> str:
    """Return completions a year."""
    return f"{count:,.0f} completions a year"


def programs(count: int) -> str:
    """Return a number of programs."""
    return f"{count:,} program{'' if count == 1 else 's'}"


def places(count: int) -> str:
    """Return a number of places that train."""
    return f"{count:,} place{'' if count == 1 else 's'} that train{'s' if count == 1 else ''}"


def places_here(count: int) -> str:
    """Return how many of the places shown stand in an area."""
    return (
        "None of the places shown stands here"
        if not count
        else f"{count:,} of the places shown stand{'s' if count == 1 else ''} here"
    )


def largest_places(shown: int, every: int) -> str:
    """Say that a table of places is cut."""
    return f" The {shown:,} largest of {every:,} are listed; the map shows them all."


def largest_programs(shown: int, every: int) -> str:
    """Say that the table of programs is cut, and what the download holds."""
    held = "all of them" if every <= DOWNLOAD_MOST else f"the {DOWNLOAD_MOST:,} largest"
    return f"The {shown:,} largest of {every:,} are listed; the download holds {held}."


UNIT_PROGRAMS: Final = "Unit: providers and programs with completions in the latest year. Basis: colleges and schools that take federal student aid."

# ------------------------------------------------------------------- catchment

NONE: Final = "—"
PROVIDER: Final = "Place that trains"
PROVIDER_NONE: Final = "Choose a place that trains"
PROVIDER_PICK_HELP: Final = (
    "The places left by the filters. A click on a point of the map, or on a row of the table, does the same."
)
CATCHMENT_AREAS: Final = "Adults in reach, by area"
CATCHMENT_COUNTIES: Final = "By county"
CATCHMENT_SOCS: Final = "Occupations its programs lead to"
CATCHMENT_NOTE: Final = (
    "Active programs of this provider, and whether the occupations they lead to are in the overlap (recruit and place) or in a training gap "
    "(too few reach any such program) in the areas it reaches. Jobs are those of these areas."
)
CATCHMENT_NO_SOC: Final = "Its active programs lead to no occupation at an award level that fits."
CATCHMENT_ONLINE: Final = (
    "This provider teaches wholly online: distance means nothing for it, so it has no catchment."
)
CATCHMENT_EMPTY: Final = "Nobody lives within this distance of it."
LEGEND_REACHES: Final = "Area whose adults it reaches"
LEGEND_TRACT: Final = "Census tract in reach (larger: more adults)"
LEGEND_CIRCLE: Final = "Reach as the crow flies"


def provider_facts(*, city: str, control: str, open_admission: str, online: str, tuition: str | None) -> str:
    """Return a provider in one line."""
    price = f"{tuition} a year (in state)" if tuition else "not reported"
    return f"{city}. {control}; open admission: {open_admission}; online study: {online}; tuition and fees: {price}."


def catchment(
    name: str, *, adults: str, distance: str, areas: int, occupations: int, served: int, gap: int
) -> str:
    """Say whom a provider reaches and what for."""
    return (
        f"{name}: {adults} adults live within {distance} by road, in {areas:,} area{'' if areas == 1 else 's'}. Its active programs lead to "
        f"{occupations:,} occupation{'' if occupations == 1 else 's'}: {served:,} where all three meet in an area it reaches, {gap:,} more in a "
        "training gap there."
    )


def adults_in_reach(adults: float) -> str:
    """Return how many adults a place reaches."""
    return f"{adults:,.0f} adults in reach"


UNIT_CATCHMENT: Final = (
    "Unit: adults (18 and over, 2020 census tracts). Road distance is estimated: straight line × 1.417."
)

# --------------------------------------------------------------------- deserts

DEFINITIONS: Final[dict[str, str]] = {
    "ace": "ACE: the colleges a place has",
    "urban": "Urban Institute: the colleges near homes",
}
LEVELS: Final[dict[str, str]] = {"county": "County", "area": "Area"}
DESERT_CITATIONS: Final[dict[str, str]] = {
    "ace": (
        "Definition: Hillman & Weichman (2016), Education Deserts: The Continued Significance of “Place” in the Twenty-First Century, American "
        "Council on Education."
    ),
    "urban": "Definition: Rosenboom & Blagg (2018), Disconnected from Higher Education, Urban Institute.",
}


def desert_note(definition: str, distance: str) -> str:
    """Return a definition of deserts in plain words; `distance` is the Urban Institute's 25 miles in the unit asked for."""
    if definition == "ace":
        return (
            "A place is a desert when it has no college, no broad-access public college, or one community college as its only one. "
            "The report uses commuting zones; counties are smaller, so more of them are deserts, and nonmetro areas larger, so fewer."
        )
    return (
        f"Adults live in a physical desert when within {distance} in a straight line there is no broad-access public college, or one community "
        "college only. Without internet they are in an online desert; with both, in a complete one (taken as independent within a county)."
    )


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
LEVEL_PLACES: Final[dict[str, str]] = {"county": "counties", "area": "areas"}
LEVEL_HEADS: Final[dict[str, str]] = {
    "county": "Counties, most adults concerned first",
    "area": "Areas, most adults concerned first",
}
DESERT_NATION: Final = "The nation"
AND: Final = " and "


def desert_ace(
    where: str, *, low: int, high: int, every: int, places: str, adults_low: str, adults_high: str
) -> str:
    """Say how many places are deserts by the ACE definition."""
    return f"{where}: {low:,} to {high:,} of {every:,} {places} are education deserts, home to {adults_low} to {adults_high} of the adults."


def desert_urban(
    where: str,
    *,
    low: str,
    high: str,
    share_low: str,
    share_high: str,
    complete: str | None,
    unknown: int,
    places: str,
) -> str:
    """Say how many adults live in deserts by the Urban Institute's definition."""
    out = f"{where}: {low} to {high} adults ({share_low} to {share_high}) live in a physical desert."
    if complete is None:
        return f"{out} Internet access is not known, so complete deserts cannot be told."
    missing = f", not counting {unknown:,} {places} where internet access is not known" if unknown else ""
    return f"{out} Up to {complete} of them live in a complete desert{missing}."


def desert_ace_tip(reading: str, *, colleges: int, broad: int, adults: float | None) -> str:
    """Return the map's text of a place by the ACE definition; adults None: not known."""
    people = "Adults: not known" if adults is None else f"{adults:,.0f} adults"
    return f"{reading}\nColleges: {colleges:,}; broad-access public: {broad:,}\n{people}"


def desert_urban_tip(*, low: str, high: str, online: str, complete: str) -> str:
    """Return the map's text of a place by the Urban Institute's definition."""
    return f"Physical desert: {low} to {high} of adults\nNo internet: {online} of homes\nComplete desert: {complete}"


DESERT_SHARE: Final = "Share of adults in a physical desert (upper bound)"
DESERT_UNITS: Final[dict[str, str]] = {
    "ace": "Unit: places. Basis: two- and four-year institutions of IPEDS that teach in a place.",
    "urban": "Unit: share of adults (2020 census tracts). Distance: straight line. Internet: households, county rate (ACS 2018-22).",
}

# ---------------------------------------------------------------------- supply

SUPPLY_NATION: Final = "The whole nation: completers are given to the occupations their field leads to in proportion to national openings. Pick an area for its own providers."
SUPPLY_CHART: Final = "Completers against openings"
SUPPLY_CHART_NOTE: Final = (
    "One mark per occupation with both above zero, on scales where each step is tenfold; on the line they are equal. Below the line there are fewer completers than "
    "openings. Occupations without a completer or an opening cannot stand on such scales: {missing:,} are in the table only."
)
SUPPLY_OPENINGS: Final = "Openings a year"
SUPPLY_COMPLETERS: Final = "Completers a year"
SUPPLY_RATIO: Final = "Completers per opening"
SUPPLY_READING: Final = "Reading"
SUPPLY_OCCUPATION: Final = "Occupation"
#: How the scatter names what the table says.
SUPPLY_READINGS: Final[dict[str, str]] = {
    "oversupply": "Oversupply",
    "undersupply": "Undersupply",
    "balanced": "Balanced",
    "provider list too thin to say": "Provider list too thin to say",
    "other": "No program needed, or too few people to say",
}
SUPPLY_CHART_ALT: Final = "Completers a year against openings a year, one mark per occupation, with the line on which both are equal. The table holds the same figures."
SUPPLY_UNIT: Final = "Unit: people a year."
SUPPLY_EMPTY: Final = "No occupation of your choice has both openings and completers to compare."
SUPPLY_TABLE: Final = "Supply and demand by occupation"
SUPPLY_LEFT_OUT: Final = "Who is left out"

# --------------------------------------------------------------------- what if

WHAT_IF_NOTE: Final = (
    "A program that leads to one occupation opens at a place. Reach is worked out again, exactly as in the build, for every area whose adults it would reach. "
    "Pay, growth and other programs stay as they are."
)
WHAT_IF_OCCUPATION: Final = "Program for"
WHAT_IF_OCCUPATION_NONE: Final = "Choose an occupation"
WHAT_IF_SIZE: Final = "Completions a year"
WHAT_IF_CLICK: Final = (
    "Click the map to place the program (to within about {distance}), or choose a town, or type the point."
)
WHAT_IF_TOWN: Final = "Town"
WHAT_IF_TOWN_NONE: Final = "Choose a town"
WHAT_IF_TOWN_HELP: Final = (
    "Census places in and around the picked area; cities and towns before census designated places."
)
WHAT_IF_LON: Final = "Longitude, degrees"
WHAT_IF_LAT: Final = "Latitude, degrees"
WHAT_IF_CENTRE: Final = "Put it at the middle of the area"
WHAT_IF_CLEAR: Final = "Take the program away"
WHAT_IF_PICK_AREA: Final = (
    "Pick an area or zoom to a state: the map is then close enough to click a place. Or type the point."
)
WHAT_IF_WHERE: Final = "Where it opens, for what, how large"
WHAT_IF_GRID: Final = "Put the program here"
WHAT_IF_TABLE: Final = "Every area it would reach"
WHAT_IF_CHANGES: Final[dict[str, str]] = {
    "share": "Adults within reach of a program",
    "adults": "Number of such adults, about",
    "accessible": "Training test",
    "kind": "The three tests together",
    "jobs": "Jobs where all three meet",
    "jobs_share": "Share of the area's jobs",
    "completers": "Completers a year in the area",
}
WHAT_IF_SAME: Final = "no change"
WHAT_IF_NEW: Final = "changes"


def what_if_change(area: str) -> str:
    """Name the table of an area before and after."""
    return f"Before and after in {area}"


def points(value: float) -> str:
    """Return a change of a share."""
    return f"{value:+.1f} points"


WHAT_IF_EMPTY: Final = "Choose an occupation and place the program: what it changes is listed here."
WHAT_IF_NO_HOME: Final = "The point itself lies in none of our areas (at sea, or across the border): only adults who live in the areas below are counted."


def what_if_outside(lon: float, lat: float, distance: str) -> str:
    """Refuse a place outside the country."""
    east = " Longitudes of the United States are negative: is the minus sign missing?" if lon > 0 else ""
    return (
        f"Longitude {lon:g}, latitude {lat:g} lies outside the United States: it is in none of our areas, and nobody in them lives within "
        f"{distance} of it. Nothing is worked out for it.{east} Pick a town, click the map, or type another point."
    )


def miles(value: float) -> str:
    """Write a short distance in miles."""
    return f"{value:.1f} miles"


def kilometers(value: float) -> str:
    """Write a short distance in kilometers."""
    return f"{value:.1f} km"


def what_if_nobody(distance: str) -> str:
    """Say that the place is in the country, but nobody lives near."""
    return f"Nobody lives within {distance} by road of this place, by the middle points of census tracts: the program would reach no one."


def what_if_reached(adults: str, distance: str, title: str, gained: str) -> str:
    """Say how many a new program would reach."""
    return f"{adults} adults live within {distance} by road of the new program for {title}; {gained} of them have none within that distance today."


def what_if_reach(area: str, before: str, after: str) -> str:
    """Say an area's reach before and after."""
    return f"{area}: adults in reach {before} before, {after} after."


def what_if_test(before: str, after: str) -> str:
    """Say what becomes of the training test."""
    return (
        f"The training test stays “{before}”;"
        if before == after
        else f"The training test turns from “{before}” into “{after}”;"
    )


def what_if_kind(before: str, after: str) -> str:
    """Say what becomes of the three tests together."""
    if before == after:
        return f"the three tests together stay “{before}”."
    return f"the three tests together turn from “{before}” into “{after}”."


def what_if_jobs(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """Say how many jobs are in the overlap before and after: (number, share); None: not known."""
    if before is None or after is None:
        return "How many jobs are in the overlap there is not known: the pay needed is not."
    if before == after:
        return f"Jobs where all three meet there stay {after[0]} ({after[1]})."
    return f"Jobs where all three meet there go from {before[0]} ({before[1]}) to {after[0]} ({after[1]})."


def what_if_nearest(name: str | None, distance: str) -> str:
    """Say where the nearest such program is today."""
    if name is None:
        return "No listed place trains for it today."
    return f"The nearest place that trains for it today is {name}, about {distance} away."


WHAT_IF_NO_OPENINGS: Final = "Openings in the area it would stand in are not known."


def what_if_demand(
    *, openings: float, today: float | None, size: int, after: float, share: str | None
) -> str:
    """Hold the new program's completers against the openings of its area."""
    listed = "unknown (no listed provider)" if today is None else f"about {today:,.0f}"
    return (
        f"Its area has about {openings:,.0f} openings a year; completers listed there today: {listed}; with the new program's {size:,}: "
        f"{after:,.0f}{f', {share} of the openings' if share else ''}."
    )


def what_if_tip(before: str, after: str) -> str:
    """Return the map's text of an area the new program would reach."""
    return f"Adults in reach: {before} before, {after} after"


LEGEND_NEW: Final = "The new program"
LEGEND_TODAY: Final = "Place that trains for it today"
LEGEND_REACHED: Final = "Area whose adults it would reach"
LEGEND_BETTER: Final = "Area where the training test turns into a pass"
NO_OCCUPATION: Final = "Choose the occupation the program would lead to."

# --------------------------------------------------------------------- deck

MAP_ALT: Final = "Map. {what} The tables hold the same figures."
#: View -> what its map shows, where no sentence of the page says it.
MAP_SHOWS: Final[dict[str, str]] = {
    "provider": "Places that train, to choose one of.",
    "what_if": "Where a program could open; nothing is placed yet.",
}
SPINNERS: Final[dict[str, str]] = {
    "catalog": "Laying out the programs …",
    "near": "Looking for programs in reach …",
    "found": "Choosing programs …",
    "catchment": "Finding who lives in reach …",
    "socs": "Judging the occupations it leads to …",
    "deserts": "Looking for education deserts …",
    "counties": "Drawing the counties …",
    "what_if": "Working out reach with the new program …",
    "supply": "Setting completers against openings …",
}


def sentences(parts: Sequence[str]) -> str:
    """Join sentences, leaving out empty ones."""
    return " ".join(p for p in parts if p)
