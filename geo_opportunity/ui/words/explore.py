"""Words of the Explore page."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ACCESS_INSTEAD",
    "ACCESS_NONE",
    "ACCESS_NO_PROGRAM",
    "ACCESS_TABLE",
    "ACCESS_TITLE",
    "ACCESS_UNKNOWN",
    "ANY_PROGRAM",
    "LAYER_NAMES",
    "NO_SHAPE",
    "PROGRAMS_PRICE",
    "SMALL",
    "SMALL_NOTE",
    "SMALL_SHOW",
    "STATUS_NAMES",
    "WORKING",
    "access_legend",
    "access_nearest",
    "access_note",
    "access_range",
    "access_sentence",
    "access_unknown",
    "adults_in_reach_help",
    "budget_comparison",
    "list_alt",
    "map_alt",
    "money_head",
    "programs_cut",
    "ranked",
    "small_alt",
    "table_title",
    "test_legend",
]

NO_SHAPE: Final = "{} has no shape on our map; its figures are below and in the table."
LAYER_NAMES: Final[dict[str, str]] = {
    "providers": "Places that train",
    "access": "How much training people can reach",
}

SMALL: Final = "Test by test"
SMALL_NOTE: Final = (
    "The same areas and scale on all three maps. The ranked table holds the same figures under each measure."
)
SMALL_SHOW: Final = "Show on the large map"
#: Outcomes of a test, whichever it is.
STATUS_NAMES: Final[dict[str, str]] = {
    "pass": "Passes",
    "not needed": "Passes: no program needed",
    "fail": "Fails",
    "unknown": "Unknown: cannot be judged",
}

ACCESS_TITLE: Final = "Training within reach of residents, by census tract"
ACCESS_INSTEAD: Final = "The map shows this in place of the measure; the ranked table keeps the measure."
ACCESS_NONE: Final = "None within reach"
ACCESS_UNKNOWN: Final = "Unknown: no point for its people"
ANY_PROGRAM: Final = "any program"
ACCESS_TABLE: Final = "Training within reach, by county"
ACCESS_NO_PROGRAM: Final = "The crosswalk links no field of study to this occupation, so there is no program that people could reach."
WORKING: Final = "Finding what residents can reach …"

PROGRAMS_PRICE: Final = "Tuition and fees, in state, $ a year"


def ranked(area: str, rank: int, count: int) -> str:
    """Return an area's place in the ranked table."""
    return f"{area} is number {rank:,} of {count:,} with a figure."


def map_alt(measure: str, legend: str) -> str:
    """Return what the map shows, for those who cannot see it."""
    return f"Map of {measure} by area. {legend} The table beside it holds the same figures."


def small_alt(name: str, counts: str) -> str:
    """Return what a small map shows, for those who cannot see it: how many areas there are of each class."""
    return f"Small map: {name}, number of areas. {counts}"


def test_legend(share: bool) -> str:
    """Return the title of the legend the three small maps share."""
    return "Share of jobs that pass" if share else "The test"


def access_range(low: float, high: float | None) -> str:
    """Return a class of the access score."""
    return (
        f"{low:,.1f} or more"
        if high is None
        else f"up to {high:,.1f}"
        if low == 0
        else f"{low:,.1f} to {high:,.1f}"
    )


def access_legend(what: str) -> str:
    """Return the title of the legend of the access surface."""
    return f"{ACCESS_TITLE}: completions a year per 1,000 adults, of {what}"


def access_note(distance: str) -> str:
    """Return how the access score is made."""
    return (
        f"An estimate (E2SFCA, Luo and Qi 2009): yearly completions within {distance} by road, shared among the adults who can reach them, "
        "nearer ones counting more. Classes are quarters of the nation's adults with some access. One dot per census tract, at the center of its people."
    )


def access_sentence(area: str, what: str, mean: str, none: str) -> str:
    """Return the access of an area's residents in one sentence."""
    return f"{area}: {mean} completions a year of {what} per 1,000 adults within reach; {none} of adults have none."


def access_nearest(distance: str) -> str:
    """Return how far the nearest place that trains is."""
    return f"The nearest is {distance} away on average."


def access_unknown(area: str) -> str:
    """Return that nothing is known of an area's access."""
    return f"{area}: what residents can reach is not known, since the data hold no points of where they live."


def list_alt(name: str) -> str:
    """Return what a list of occupations holds, for those who cannot see it."""
    return f"Occupations: {name}"


def money_head(head: str, *, hourly: bool) -> str:
    """Return a column's head with its unit of money."""
    return f"{head}, an hour" if hourly else f"{head}, $ a year"


def table_title(measure: str, unit: str) -> str:
    """Return the first line of a downloaded table."""
    return f"Geo Opportunity: {measure}. {unit}"


def programs_cut(shown: int, count: int) -> str:
    """Return that not all programs are listed."""
    return f"The {shown:,} nearest of {count:,} are listed; the map shows them all. Pick an occupation to narrow the list."


def adults_in_reach_help(distance: str) -> str:
    """Return what the share of adults in reach of a program means."""
    return f"Share of the area's adults within {distance} of it"


def budget_comparison(standard: str) -> str:
    """Return that the budget is shown although another pay standard is chosen."""
    return f"Your pay standard is: {standard}. The family budget below is for comparison."
