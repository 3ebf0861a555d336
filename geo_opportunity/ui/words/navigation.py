"""Words of the row of pages and of the search box."""

from __future__ import annotations

from typing import Final

__all__ = ["ICONS", "KINDS", "NAMES", "NO_AREA", "ROW", "SEARCH", "SEARCH_CLOSE", "SEARCH_HELP", "SEARCH_HINT", "also", "found", "leads_to"]

ROW: Final = "Pages"
#: Names of the pages, in order.
NAMES: Final[dict[str, str]] = {
    "explore": "Explore",
    "area": "Area",
    "compare": "Compare",
    "occupation": "Occupation",
    "training": "Training",
    "about": "Data & methods",
}
ICONS: Final[dict[str, str]] = {
    "explore": ":material/map:",
    "area": ":material/location_city:",
    "compare": ":material/compare_arrows:",
    "occupation": ":material/work:",
    "training": ":material/school:",
    "about": ":material/info:",
}

SEARCH: Final = "Search"
SEARCH_HINT: Final = "Area, city, ZIP, job, school, program"
SEARCH_HELP: Final = "Find an area, county, city, ZIP code, state, occupation (by everyday title, such as nurse aide), provider or program."
SEARCH_CLOSE: Final = "Close the list"
NO_AREA: Final = "in no area of these data"
#: Kinds of answers of the search box.
KINDS: Final[dict[str, str]] = {
    "state": "State",
    "area": "Area",
    "occupation": "Occupation",
    "city": "City or town",
    "county": "County",
    "zip": "ZIP code",
    "provider": "Place that trains",
    "program": "Program",
}


def found(count: int, text: str) -> str:
    """Return how much was found."""
    if not count:
        return f"Nothing is called “{text[:60]}”. Try fewer letters, or a place, an occupation or a school by name."
    return f"{count:,} found for “{text[:60]}”"


def also(everyday: str) -> str:
    """Return that an occupation goes by an everyday title too."""
    return f"also “{everyday}”"


def leads_to(titles: list[str]) -> str:
    """Return what a program leads to."""
    if not titles:
        return "leads to no occupation of these data"
    more = f" and {len(titles) - 1:,} more" if len(titles) > 1 else ""
    return f"leads to {titles[0]}{more}"
