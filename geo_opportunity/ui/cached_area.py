"""Answers about one place for the Area page, kept by data version, place and settings.

A place is an area of the data (`region` None), or a user's region by its link text and name; both answer alike.
The page itself says what is under way: Streamlit's own sign comes after half a second only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
import streamlit as st

from geo_opportunity.maps import layers
from geo_opportunity.scene import region_of
from geo_opportunity.ui import legacy as data

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "cells",
    "counties",
    "locator",
    "neighbors",
    "opened",
    "parts",
    "programs",
    "row",
    "sectors",
    "supply",
    "sure",
]

#: A user's region: its link text and the name given to it.
Region = tuple[str, str | None]


@st.cache_resource(show_spinner=False, max_entries=8)
def _region(version: str, region: Region) -> Atlas:  # noqa: ARG001 - keys the cache
    return data.atlas().region(region_of(*region))


def opened(version: str, region: Region | None) -> Atlas:
    """Return the atlas that answers for the place.

    Raises
    ------
    LinkError, UnknownCodeError
        The region's link text is damaged, or of counties the data do not hold.
    """
    return data.atlas() if region is None else _region(version, region)


@st.cache_data(show_spinner=False, max_entries=64)
def row(version: str, region: Region | None, code: str, rules: Rules, selection: Selection) -> dict[str, Any]:
    """Return the place's row of ``Atlas.overlap``."""
    frame = (
        data.overlap(version, rules, selection)
        if region is None
        else opened(version, region).overlap(rules, selection, geometry=False)
    )
    return {str(k): v for k, v in frame.loc[code].items()}


@st.cache_data(show_spinner=False, max_entries=64)
def _region_cells(
    version: str, region: Region, code: str, rules: Rules, selection: Selection
) -> pd.DataFrame:
    return opened(version, region).cells(code, rules, selection)


def cells(version: str, region: Region | None, code: str, rules: Rules, selection: Selection) -> pd.DataFrame:
    """Return ``Atlas.cells`` and, for each wage percentile, whether it is a top code (columns ``p10_top`` …)."""
    frame = (
        data.cells(version, rules, selection, code)
        if region is None
        else _region_cells(version, region, code, rules, selection)
    )
    top_coded = opened(version, region).top_coded(code)
    return frame.join(top_coded.add_suffix("_top"), validate="one_to_one")


@st.cache_data(show_spinner=False, max_entries=64)
def _region_programs(
    version: str, region: Region, code: str, socs: tuple[str, ...], reach_miles: float
) -> pd.DataFrame:
    return opened(version, region).programs(
        code, list(socs), max_miles=data.listed_miles(reach_miles), reach_miles=reach_miles
    )


def programs(
    version: str, region: Region | None, code: str, socs: tuple[str, ...], reach_miles: float
) -> pd.DataFrame:
    """Return ``Atlas.programs`` as far as they are listed (``data.listed_miles``)."""
    if region is None:
        return data.programs(version, code, socs, data.listed_miles(reach_miles), reach_miles)
    return _region_programs(version, region, code, socs, reach_miles)


@st.cache_data(show_spinner=False, max_entries=64)
def _region_supply(
    version: str, region: Region, code: str, selection: Selection
) -> tuple[pd.DataFrame, dict[str, Any]]:
    atlas = opened(version, region)
    return atlas.supply_demand(code, selection=selection), atlas.supply_summary(code, selection=selection)


def supply(
    version: str, region: Region | None, code: str, selection: Selection
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return ``Atlas.supply_demand`` and ``supply_summary`` of the place's own providers."""
    if region is None:
        table, summary, _ = data.supply(version, code, selection)
        return table, summary
    return _region_supply(version, region, code, selection)


@st.cache_data(show_spinner=False, max_entries=64)
def _region_ladders(version: str, region: Region, code: str, soc: str, rules: Rules) -> pd.DataFrame:
    return opened(version, region).ladders(code, soc, rules)


def ladders(version: str, region: Region | None, code: str, soc: str, rules: Rules) -> pd.DataFrame:
    """Return ``Atlas.ladders``."""
    return (
        data.ladders(version, code, soc, rules)
        if region is None
        else _region_ladders(version, region, code, soc, rules)
    )


@st.cache_data(show_spinner=False, max_entries=64)
def _region_sure(
    version: str, region: Region, code: str, rules: Rules, selection: Selection
) -> tuple[pd.DataFrame, pd.DataFrame]:
    atlas = opened(version, region)
    return atlas.cell_certainty(code, rules, selection), atlas.sensitivity(code, rules, selection)


def sure(
    version: str, region: Region | None, code: str, rules: Rules, selection: Selection
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``Atlas.cell_certainty`` and ``Atlas.sensitivity``."""
    if region is None:
        return data.certainty(version, code, rules, selection), data.sensitivity(
            version, code, rules, selection
        )
    return _region_sure(version, region, code, rules, selection)


@st.cache_data(show_spinner=False, max_entries=64)
def budget(version: str, region: Region | None, code: str, family: str) -> pd.DataFrame:
    """Return ``Atlas.budget``."""
    return opened(version, region).budget(code, family)


@st.cache_data(show_spinner=False, max_entries=64)
def sectors(
    version: str, region: Region | None, code: str, rules: Rules, selection: Selection
) -> pd.DataFrame:
    """Return ``Atlas.sectors``."""
    return opened(version, region).sectors(code, rules, selection)


@st.cache_data(show_spinner=False, max_entries=64)
def counties(version: str, region: Region | None, code: str | None) -> pd.DataFrame:
    """Return ``Atlas.counties``; code None: the nation's."""
    return opened(version, region).counties(code)


def parts(version: str, region: Region | None) -> pd.DataFrame | None:
    """Return which areas a region is made of (``RegionAtlas.parts``), None for an area."""
    found = None if region is None else opened(version, region)
    return found.parts() if found is not None and hasattr(found, "parts") else None


# ------------------------------------------------------------------------ map


def _shape(version: str, region: Region | None, code: str) -> Any:
    if region is None:
        return data.area_shapes(version).get(code)
    return opened(version, region).shapes("area").geometry.iloc[0]


@st.cache_data(show_spinner=False, max_entries=64)
def neighbors(version: str, region: Region | None, code: str) -> dict[str, str]:
    """Return ``Atlas.neighbors``."""
    return opened(version, region).neighbors(code)


@st.cache_resource(show_spinner=False, max_entries=32)
def locator(version: str, region: Region | None, code: str) -> layers.Shapes | None:
    """Return browser text of the place, its neighbors and their states only; None where our map has no shape of it."""
    mine = _shape(version, region, code)
    if mine is None or mine.is_empty:
        return None
    around = data.area_shapes(version)
    chosen = {name: around[name] for name in neighbors(version, region, code)} | {code: mine}
    areas = gpd.GeoDataFrame({"area_code": list(chosen)}, geometry=list(chosen.values()), crs="EPSG:4326")
    states = data.atlas().state_shapes
    near = states.loc[states.intersects(shapely.box(*areas.total_bounds))]
    return layers.prepare(areas, near)
