"""Answers of the atlas that the Occupation and Training pages ask for, kept by data version and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import streamlit as st

from geo_opportunity.maps import layers
from geo_opportunity.measures.linkage import occupation_programs
from geo_opportunity.questions.what_if import WhatIf
from geo_opportunity.questions.what_if import what_if as ask_what_if
from geo_opportunity.ui import data
from geo_opportunity.ui.views import occupation as occupation_views
from geo_opportunity.ui.views import training as views
from geo_opportunity.ui.words import occupation as occupation_words
from geo_opportunity.ui.words import training as words
from geo_opportunity.vocabulary import AWARD_LEVELS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene

#: Counties of the nation are clicked and hovered by shapes simplified so far: about a pixel there.
_COUNTY_METRES: Final = 9_000.0

# Every cached function takes the data version first: with other data, other answers. Resources are not to be changed.


@st.cache_resource(show_spinner=words.SPINNERS["catalog"], max_entries=4)
def catalog(version: str) -> views.Catalog:  # noqa: ARG001 - keys the cache
    """Return providers and active programs, laid out for filtering."""
    return views.catalog(data.atlas())


@st.cache_data(show_spinner=words.SPINNERS["near"], max_entries=64)
def near(version: str, area_code: str, miles: float) -> np.ndarray[Any, Any]:
    """Return the share of the area's adults each provider reaches; NaN for those that do not count for it."""
    return views.near_area(data.atlas().table("tracts"), catalog(version).providers, area_code, miles)


@st.cache_data(show_spinner=False)
def cip_titles(version: str) -> dict[str, str]:  # noqa: ARG001 - keys the cache
    """Return titles of CIP codes."""
    cips = data.atlas().table("cips")
    return dict(zip(cips["cip"].astype(str), cips["title"].astype(str), strict=True))


def wanted(scene: Scene) -> frozenset[str] | None:
    """Return the occupations programs must lead to one of: the scene's, or those of its selection; None: any program."""
    from geo_opportunity.rules import Selection

    if scene.occupation is not None:
        return frozenset({scene.occupation})
    if scene.selection == Selection():
        return None
    atlas = data.atlas()
    return frozenset(map(str, atlas.cube.occupations[atlas.mask(scene.selection)]))


@st.cache_resource(show_spinner=words.SPINNERS["found"], max_entries=12)
def found(
    version: str,
    filters: Scene,
    *,
    field: str | None,
    socs: frozenset[str] | None,
    area_code: str | None,
    miles: float,
) -> views.Found:
    """Return the programs the filters leave; `filters` holds nothing else, so that the answer is kept for more scenes."""
    share = None if area_code is None else near(version, area_code, miles)
    return views.filter_programs(catalog(version), filters, field=field, socs=socs, near=share)


@st.cache_data(show_spinner=words.SPINNERS["catchment"], max_entries=32)
def catchment(version: str, lon: float, lat: float, miles: float) -> views.Catchment:
    """Return who lives in reach of a place."""
    atlas = data.atlas()
    counties = atlas.table("counties")
    names = dict(zip(counties["county_fips"], counties["name"] + ", " + counties["state"], strict=True))
    return views.catchment(
        atlas.table("tracts"), lon, lat, miles, areas=data.place_names(version)[0], counties=names
    )


@st.cache_data(show_spinner=words.SPINNERS["socs"], max_entries=64)
def catchment_occupations(
    version: str, provider_id: str, areas: tuple[str, ...], rules: Rules, home: str | None
) -> pd.DataFrame:
    """Return the occupations a provider's programs lead to, and how they stand in the areas it reaches."""
    return views.catchment_occupations(
        catalog(version), data.atlas(), provider_id, areas=areas, rules=rules, home=home
    )


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
    return views.nation_supply(data.atlas(), coverage_min)


@st.cache_data(show_spinner=words.SPINNERS["what_if"], max_entries=64)
def what_if(version: str, soc: str, *, lon: float, lat: float, completions: int, rules: Rules) -> WhatIf:  # noqa: ARG001 - keys the cache
    """Return what a new program would change."""
    return ask_what_if(data.atlas(), soc, lon=lon, lat=lat, completions=completions, rules=rules)


# ------------------------------------------------------------------ occupation


@st.cache_data(show_spinner=occupation_words.SPINNERS["list"], max_entries=32)
def occupation_list(version: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return the selected occupations with their counts of areas."""
    return occupation_views.occupation_list(data.atlas(), rules, selection)


@st.cache_data(show_spinner=False)
def wage_rate(version: str, soc: str) -> str:  # noqa: ARG001 - keys the cache
    """Return what of an occupation's pay BLS publishes for the nation: "both", "annual only", "hourly only"; "" not known."""
    nation = data.atlas().table("nation_wages")
    found = nation.loc[nation["soc"] == soc, "wage_rate"]
    return "" if found.empty else str(found.iloc[0])


@st.cache_data(show_spinner=occupation_words.SPINNERS["programs"], max_entries=64)
def linked_programs(version: str, soc: str) -> pd.DataFrame:
    """Return the nation's programs that lead to an occupation, by field and award."""
    atlas = data.atlas()
    link, occupations = atlas.table("cip_soc"), atlas.table("occupations")
    links = occupation_programs(
        atlas.table("programs"),
        link.loc[link["soc"] == soc],
        occupations.loc[occupations["soc"] == soc],
        atlas.added("named_links"),
    )
    return occupation_views.linked_programs(
        links.loc[links["soc"] == soc], atlas.table("providers"), cip_titles(version), AWARD_LEVELS
    )


@st.cache_data(show_spinner=occupation_words.SPINNERS["rungs"], max_entries=64)
def next_rungs(
    version: str,  # noqa: ARG001
    area_code: str,
    soc: str,
    rules: Rules,
    direction: Literal["up", "down"],
) -> pd.DataFrame:
    """Return ``Atlas.next_rungs``."""
    return data.atlas().next_rungs(area_code, soc, rules, direction=direction)


@st.cache_data(show_spinner=occupation_words.SPINNERS["everyday"], max_entries=128)
def everyday(version: str, text: str) -> dict[str, str]:  # noqa: ARG001 - keys the cache
    """Return the occupations whose official or everyday title holds `text`, by soc."""
    return occupation_views.everyday_matches(data.atlas().search(text, limit=400))
