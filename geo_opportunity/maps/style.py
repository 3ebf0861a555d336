"""The basemap without a network: a MapLibre style that is nothing but a background, as a ``data:`` address.

With no style, Streamlit's front end asks basemaps.cartocdn.com for one; with a dictionary it breaks. A data
address does neither. Land and state lines are layers of our own.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

__all__ = ["CASING", "LINE", "OUTLINE", "PROVIDER", "SELECTED", "STATE_LINE", "WATER", "basemap"]

#: Around the land.
WATER: Final = "#dfe7ec"
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


def basemap(background: str = WATER) -> str:
    """Return the style as a ``data:`` address; nothing is fetched for it."""
    style = {
        "version": 8,
        "name": "Geo Opportunity, offline",
        "sources": {},
        "layers": [{"id": "background", "type": "background", "paint": {"background-color": background}}],
    }
    return "data:application/json," + quote(json.dumps(style, separators=(",", ":")))
