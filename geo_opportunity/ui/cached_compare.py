"""Answers about several places for the Compare page, kept by data version, place and settings.

A place is named as in ``Scene.places``: area_code, a state's postal code, or a region's link text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.maps import layers
from geo_opportunity.questions import peers as peer_questions
from geo_opportunity.scene import DEPTH_MEASURES, is_region, region_of
from geo_opportunity.ui import data
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.words import compare as words
from geo_opportunity.vocabulary import SECTORS

if TYPE_CHECKING:
    from geo_opportunity.geography.region import Region
    from geo_opportunity.questions.regions import RegionAtlas
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import MapView

__all__ = [
    "cells",
    "county_map",
    "figures",
    "occupation_figures",
    "opened",
    "parts",
    "peers",
    "region_at",
    "sectors",
    "surroundings",
]


# Every cached function takes the data version first: with other data, other answers.


def region_at(key: str) -> Region | None:
    """Return the counties of a state or region by its key; None for an area."""
    if is_region(key):
        return region_of(key)
    if len(key) != 2:
        return None
    counties = data.atlas().table("counties")
    names = data.atlas().state_shapes.set_index("state")["name"]
    return from_counties(
        counties.loc[counties["state"] == key, "county_fips"], counties, name=str(names.get(key, key))
    )


@st.cache_resource(show_spinner=words.OPENING, max_entries=24)
def opened(version: str, key: str) -> RegionAtlas:  # noqa: ARG001 - keys the cache
    """Return the atlas of a state or region."""
    region = region_at(key)
    if region is None:
        msg = f"{key!r} is an area, not a region. Mend: ask the nation's atlas."
        raise UnknownCodeError(msg)
    view = data.atlas().region(region)
    _ = view.cube  # reach of its residents is worked out here, under the spinner
    return view


@st.cache_data(show_spinner=words.OPENING, max_entries=128)
def _access(version: str, key: str, sector: str | None) -> float:
    """Return the mean access of a region's residents: it hangs on the sector only, so moving another setting keeps it."""
    return float(opened(version, key).access(sector=sector)["access_per_1000"].iloc[0])


def _price_level(version: str, key: str) -> float:
    areas = data.atlas().areas if region_at(key) is None else opened(version, key).areas
    return float(areas["rpp_all"].loc[key] if key in areas.index else areas["rpp_all"].iloc[0])


@st.cache_data(show_spinner=words.OPENING, max_entries=128)
def figures(
    version: str, key: str, rules: Rules, selection: Selection, *, depth: bool = True
) -> dict[str, Any]:
    """Return the place's row of ``Atlas.overlap``; with `depth` the supply and access measures and the price level too."""
    region = region_at(key)
    if region is None:
        frame = vm.judged(data.overlap(version, rules, selection)).loc[[key]]
        more = data.depth_measures(version, selection).loc[key].to_dict() if depth else {}
    else:
        view = opened(version, key)
        frame = vm.judged(pd.DataFrame(view.overlap(rules, selection, geometry=False)))
        more = {}
        if depth:
            supply = view.supply_summary(view.code, selection=selection)
            more = {name: supply[name] for name in DEPTH_MEASURES if name in supply}
            more["access_per_1000"] = _access(version, key, selection.sector)
    if depth:
        more["rpp_all"] = _price_level(version, key)
    return {str(k): v for k, v in frame.iloc[0].items()} | {str(k): v for k, v in more.items()}


@st.cache_data(show_spinner=words.OPENING, max_entries=128)
def occupation_figures(version: str, key: str, soc: str, rules: Rules) -> dict[str, Any]:
    """Return the place's row of ``Atlas.occupation_status``."""
    if region_at(key) is None:
        row = data.occupation_status(version, soc, rules).loc[key]
    else:
        row = opened(version, key).occupation_status(soc, rules, geometry=False).iloc[0]
    return {str(k): v for k, v in row.items()}


@st.cache_data(show_spinner=words.WORKING, max_entries=64)
def sectors(
    version: str, keys: tuple[str, ...], rules: Rules, selection: Selection
) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of each sector, place by place."""
    from dataclasses import replace

    return {
        s: [figures(version, k, rules, replace(selection, sector=s), depth=False) for k in keys]
        for s in SECTORS
    }


@st.cache_data(show_spinner=words.WORKING, max_entries=64)
def cells(version: str, key: str, rules: Rules, selection: Selection) -> pd.DataFrame:
    """Return ``Atlas.cells`` of the place."""
    if region_at(key) is None:
        return data.cells(version, rules, selection, key)
    view = opened(version, key)
    return view.cells(rules, selection, area_code=view.code)


@st.cache_data(show_spinner=words.OPENING, max_entries=64)
def parts(version: str, key: str) -> pd.DataFrame:
    """Return ``RegionAtlas.parts``."""
    return opened(version, key).parts()


# ------------------------------------------------------------------------ peers


@st.cache_resource(show_spinner=words.FINDING)
def _profiles(version: str, kind: str) -> peer_questions.Profiles:  # noqa: ARG001 - keys the cache
    return (
        peer_questions.state_profiles(data.atlas())
        if kind == "states"
        else peer_questions.area_profiles(data.atlas())
    )


@st.cache_data(show_spinner=words.FINDING, max_entries=64)
def peers(version: str, key: str, without: tuple[str, ...], count: int) -> pd.DataFrame:
    """Return the peers of a place (``questions.peers.similar``): of a state states, else areas; empty when nothing is known.

    Areas that share counties with the place are not offered, nor are `without`.
    """
    region = region_at(key)
    among = _profiles(version, "states" if len(key) == 2 else "areas")
    barred = set(without)
    if region is None or len(key) == 2:
        place = among.only(key)
    else:
        counties = data.atlas().table("counties")
        barred |= set(counties.loc[counties["county_fips"].isin(region.county_fips), "area_code"])
        place = peer_questions.region_profile(data.atlas(), region)
    try:
        return peer_questions.similar(place, among, without=barred, count=count)
    except UnknownCodeError:
        return pd.DataFrame()


# ------------------------------------------------------------------------- maps

_MARGIN: Final = 0.78


def _window(bounds: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[MapView, Any]:
    view = layers.fit(bounds, size, margin=_MARGIN)
    return view, shapely.box(*layers.view_box(view, size))


@st.cache_resource(show_spinner=words.OPENING, max_entries=48)
def surroundings(version: str, key: str, size: tuple[int, int]) -> tuple[layers.Shapes, MapView] | None:
    """Return :func:`around` of a place without an uploaded outline, kept for everyone."""
    return around(version, key, size)


def around(
    version: str, key: str, size: tuple[int, int], boundary: str | None = None
) -> tuple[layers.Shapes, MapView] | None:
    """Return what the small map of a place shows, ready for the browser, and where it looks; None without a shape.

    Parameters
    ----------
    version, key
        Data and place.
    size
        Pixels of the map.
    boundary
        Outline of a region (GeoJSON geometry text) where this session has it; else its counties are drawn.
    """
    atlas = data.atlas()
    region = region_at(key)
    level = "nation" if len(key) == 2 else "area"
    areas = atlas.shapes(level)  # type: ignore[arg-type]
    if region is None:
        mine = areas.loc[areas["area_code"] == key].geometry
        shape = mine.iloc[0] if len(mine) else None
    else:
        shape = (
            opened(version, key).table("area_shapes").geometry.iloc[0]
            if boundary is None
            else shapely.from_geojson(boundary)
        )
    if shape is None or shapely.is_empty(shape):
        return None
    view, window = _window(tuple(shape.bounds), size)
    near = areas.loc[areas.intersects(window)]
    if region is not None:
        row = gpd.GeoDataFrame({"area_code": [region.code]}, geometry=[shape], crs="EPSG:4326")
        near = gpd.GeoDataFrame(
            pd.concat([near[["area_code", "geometry"]], row], ignore_index=True), crs="EPSG:4326"
        )
    states = atlas.state_shapes
    return layers.prepare(near, states.loc[states.intersects(window)]), view


@st.cache_resource(show_spinner=words.DRAWING, max_entries=16)
def county_map(version: str, states: tuple[str, ...]) -> layers.Shapes | None:  # noqa: ARG001 - keys the cache
    """Return the counties of states, ready for the browser (codes are county_fips); None without shapes."""
    atlas = data.atlas()
    counties = atlas.table("counties")
    fips = counties.loc[counties["state"].isin(states), "county_fips"]
    shapes = atlas.table("county_shapes")
    mine = gpd.GeoDataFrame(shapes.loc[shapes["county_fips"].isin(fips)]).rename(
        columns={"county_fips": "area_code"}
    )
    outlines = atlas.state_shapes
    return layers.prepare(mine, outlines.loc[outlines["state"].isin(states)]) if len(mine) else None
