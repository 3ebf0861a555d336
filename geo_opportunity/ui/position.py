"""Where the user has moved a map: taken over into the scene and the link, without drawing the page anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.scene import MapView
from geo_opportunity.ui import session

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["follow", "view_from"]

_SCRIPT: Final = (Path(__file__).parent / "position.js").read_text(encoding="utf-8")
#: Placeholder in the link that the browser replaces with the view.
_MARK: Final = MapView(1.2345, 6.789, 1.01)


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    return st.components.v2.component("geo_opportunity_position", js=_SCRIPT)


def view_from(value: Any) -> MapView | None:
    """Return the view of a message of the browser, [longitude, latitude, zoom]; None when it is none."""
    try:
        lon, lat, zoom = (float(part) for part in value)
        return MapView(round(lon, 4), round(lat, 4), round(zoom, 2))
    except (TypeError, ValueError):
        return None


def _moved(key: str) -> None:
    view = view_from(getattr(st.session_state.get(key), "view", None))
    if view is not None:
        session.look_at(view)


def follow(map_key: str, drawn: MapView) -> None:
    """Take over where the user moves a map, `drawn` there by the page. Call it in a fragment."""
    key = f"position-{map_key}"
    link, mark = session.link_text(replace(session.current(), view=_MARK), _MARK)
    with st.container(key=f"follow-{map_key}"):
        _component()(
            key=key,
            data={"map": map_key, "view": [drawn.lon, drawn.lat, drawn.zoom], "link": link, "mark": mark},
            default={"view": None},
            on_view_change=lambda: _moved(key),
        )
