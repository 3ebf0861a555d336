"""Words of the row of pages and of the search box."""

from __future__ import annotations

import re
from typing import Final

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
SEARCHING: Final = "Searching …"
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


def found(count: int, text: str, spelled: str | None = None, *, zip_listed: bool = True) -> str:
    """Return how much was found, `spelled` otherwise than asked where that found nothing.

    Where a ZIP code is not listed (`zip_listed`), what was found are the areas of those that share its first three digits.
    """
    if count and not zip_listed:
        return f"The data hold no ZIP code {text.strip()} with residents. Those that begin with {text.strip()[:3]} are in:"
    if not count and re.fullmatch(r"[0-9]{5}", text.strip()):
        return f"The data hold no ZIP code {text.strip()} with residents. Try a nearby ZIP, or the city."
    if not count:
        return f"Nothing is called “{text[:60]}”. Try fewer letters, or a place, an occupation or a school by name."
    if spelled:
        return f"Nothing is called “{text[:60]}”. {count:,} found for “{spelled[:60]}”"
    return f"{count:,} found for “{text[:60]}”"


def answer(name: str, note: str) -> str:
    """Return one line of answers (Markdown)."""
    return f"**{name}** — {note}"


def also(everyday: str) -> str:
    """Return that an occupation goes by an everyday title too."""
    return f"also “{everyday}”"


def leads_to(titles: list[str]) -> str:
    """Return what a program leads to."""
    if not titles:
        return "leads to no occupation of these data"
    more = f" and {len(titles) - 1:,} more" if len(titles) > 1 else ""
    return f"leads to {titles[0]}{more}"
