"""A Streamlit page with one pydeck map of our shapes and nothing else: what ours is measured beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pydeck as pdk
import streamlit as st

#: The color of its areas.
RED = (200, 30, 30)
_SHAPES = Path(__file__).resolve().parents[1] / "data" / "area_shapes_nation.parquet"


@st.cache_resource
def _shapes() -> dict[str, Any]:
    return dict(gpd.read_parquet(_SHAPES).__geo_interface__)


if __name__ == "__main__":
    st.set_page_config(layout="wide")
    st.title("Bare page")
    areas = pdk.Layer("GeoJsonLayer", _shapes(), get_fill_color=list(RED), pickable=True)
    there = pdk.ViewState(latitude=38, longitude=-97, zoom=3.2)
    st.pydeck_chart(pdk.Deck(layers=[areas], initial_view_state=there, map_style=None), height=500)
