"""Answers of the atlas that the Training page asks for, kept by data version and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import streamlit as st

from geo_opportunity.maps import layers
from geo_opportunity.ui import legacy as data
from geo_opportunity.ui.words import training as words

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.questions.programs import Catalog, Catchment, Found
    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene

#: Counties of the nation are clicked and hovered by shapes simplified so far: about a pixel there.
_COUNTY_METRES: Final = 9_000.0

# Every cached function takes the data version first: with other data, other answers. Resources are not to be changed.


@st.cache_resource(show_spinner=words.SPINNERS["catalog"], max_entries=4)
def catalog(version: str) -> Catalog:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.catalog``."""
    return data.atlas().catalog()


@st.cache_data(show_spinner=False)
def cip_titles(version: str) -> dict[str, str]:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.cip_titles``."""
    return data.atlas().cip_titles()


@st.cache_resource(show_spinner=words.SPINNERS["found"], max_entries=12)
def found(
    version: str,  # noqa: ARG001
    filters: Scene,
    *,
    selection: Selection,
    area_code: str | None,
    reach_miles: int,
) -> Found:
    """Return ``Atlas.search_programs``; `filters` holds nothing but filters, so that the answer is kept for more scenes."""
    return data.atlas().search_programs(
        area_code,
        None,
        selection,
        reach_miles=reach_miles,
        awards=filters.awards,
        controls=filters.controls,
        open_only=filters.open_only,
        online=filters.online,
        max_price=filters.max_price,
        field=filters.cip_family,
    )


@st.cache_data(show_spinner=words.SPINNERS["catchment"], max_entries=32)
def catchment(version: str, provider_id: str, reach_miles: int) -> Catchment:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.catchment`` of a provider."""
    return data.atlas().catchment(provider_id, reach_miles=reach_miles)


@st.cache_data(show_spinner=words.SPINNERS["socs"], max_entries=64)
def catchment_occupations(
    version: str,  # noqa: ARG001
    provider_id: str,
    areas: tuple[str, ...],
    rules: Rules,
    home: str | None,
) -> pd.DataFrame:
    """Return ``Atlas.catchment_occupations``."""
    return data.atlas().catchment_occupations(provider_id, rules, areas=areas, home=home)


@st.cache_data(show_spinner=words.SPINNERS["deserts"], max_entries=8)
def deserts(version: str, definition: str, level: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.deserts``."""
    return data.atlas().deserts(definition, level=level)


@st.cache_resource(show_spinner=words.SPINNERS["counties"], max_entries=8)
def county_shapes(version: str, states: tuple[str, ...]) -> layers.Shapes:  # noqa: ARG001 - keys the cache
    """Return county shapes for the browser (codes are county_fips): of some states (postal codes), or of the nation without lines between them."""
    atlas = data.atlas()
    shapes = gpd.GeoDataFrame(atlas.table("county_shapes")).rename(columns={"county_fips": "area_code"})
    if states:
        counties = atlas.table("counties")
        mine = counties.loc[counties["state"].isin(states), "county_fips"]
        return layers.prepare(shapes.loc[shapes["area_code"].isin(mine)], atlas.state_shapes)
    return data.published(
        layers.prepare(shapes, atlas.state_shapes, outlines=False), coarse_metres=_COUNTY_METRES
    )


@st.cache_data(show_spinner=words.SPINNERS["supply"], max_entries=8)
def nation_supply(version: str, coverage_min: float) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return the nation's supply against demand by occupation."""
    return data.atlas().nation_supply(coverage_min=coverage_min)


@st.cache_data(show_spinner=words.SPINNERS["what_if"], max_entries=64)
def what_if(version: str, soc: str, *, lon: float, lat: float, completions: int, rules: Rules) -> WhatIf:  # noqa: ARG001 - keys the cache
    """Return what a new program would change."""
    return data.atlas().what_if(soc, rules, lon=lon, lat=lat, completions=completions)
