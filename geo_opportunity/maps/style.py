"""The basemap without a network: a MapLibre style that is nothing but a background, as a ``data:`` address.

With no style, Streamlit's front end asks basemaps.cartocdn.com for one; with a dictionary it breaks. A data
address does neither. Land and state lines are our layers. Your own provider may be set instead
(``Settings.basemap_style``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

__all__ = [
    "CASING",
    "LAND",
    "LINE",
    "OFFLINE",
    "OUTLINE",
    "PROVIDER",
    "SELECTED",
    "STATE_LINE",
    "WATER",
    "Basemap",
]

#: Around the land.
WATER: Final = "#dfe7ec"
#: Areas without a figure of their own on the map.
LAND: Final = "#f4f1ea"
#: Between areas.
OUTLINE: Final = "#6b6b6b"
#: Between states.
STATE_LINE: Final = "#1f1f1f"
#: Around the picked area, with a white casing under it.
SELECTED: Final = "#000000"
CASING: Final = "#ffffff"
#: Hatching of unknown.
LINE: Final = "#6b6b6b"
#: Places that train.
PROVIDER: Final = "#7b1fa2"


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under our shapes."""

    address: str
    """Of a MapLibre style."""
    credit: str = ""
    """Attribution of an outside provider, plain text; empty for our own background."""

    @property
    def outside(self) -> bool:
        """Whether the browser asks another host for it; fills then let it show through."""
        return not self.address.startswith("data:")


def _background() -> Basemap:
    """Return a basemap that is nothing but a background; nothing is fetched for it."""
    style = {
        "version": 8,
        "name": "Geo Opportunity, offline",
        "sources": {},
        "layers": [{"id": "background", "type": "background", "paint": {"background-color": WATER}}],
    }
    return Basemap("data:application/json," + quote(json.dumps(style, separators=(",", ":"))))


#: Land and state lines are our layers; around them is water.
OFFLINE: Final = _background()
