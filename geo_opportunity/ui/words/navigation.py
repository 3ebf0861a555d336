"""Words of the row of pages and of the search box."""

from __future__ import annotations

from typing import Final

__all__ = ["ICONS", "NAMES", "ROW"]

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
