"""The opened atlas and its answers, kept by data version and settings."""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import geo_opportunity as go
from geo_opportunity.atlas import MEASURE_TABLES
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.manifest import FILE
from geo_opportunity.maps import layers, style
from geo_opportunity.maps.published import publish
from geo_opportunity.settings import Settings
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import explore as words

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.questions.access import AccessSurface
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "access",
    "area_shapes",
    "atlas",
    "basemap",
    "browser_shapes",
    "built_in",
    "cells",
    "certainty",
    "depth_measures",
    "growth_error",
    "ladders",
    "listed_miles",
    "main_sources",
    "nation",
    "occupation_status",
    "overlap",
    "place_names",
    "programs",
    "published",
    "renew",
    "renewed",
    "sensitivity",
    "sources",
    "supply",
]


_LOG: Final = logging.getLogger(__name__)
#: Where a session keeps the built-in data its page was opened with.
_MINE: Final = "built_in_atlas"
#: A data set that was refused is looked at again after so long: it may have been half-written.
_RETRY_SECONDS: Final = 5.0

# Every cached function takes the data version first: with other data, other answers.


@st.cache_resource(show_spinner=False)
def basemap() -> style.Basemap:
    """Return what lies under the maps: the provider set by the server's owner, else our own background."""
    settings = Settings()
    return (
        style.Basemap(settings.basemap_address, settings.basemap_credit.strip())
        if settings.basemap_style
        else style.OFFLINE
    )


class _Library:
    """The newest whole data set of a directory, read completely into memory, so that it survives its files.

    Raises
    ------
    DataNotFoundError, ChecksumError
        There is no data set yet, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._refused = -math.inf
        self._stamp, self._atlas = self._open()

    def latest(self) -> Atlas:
        """Return the data set on disk; while that one is damaged or half-written, the one before it."""
        with self._lock:
            if self._seen() != self._stamp and time.monotonic() - self._refused >= _RETRY_SECONDS:
                try:
                    stamp, opened = self._open()
                except GeoOpportunityError as error:
                    self._refused = time.monotonic()
                    _LOG.warning(texts.data_refused(self._atlas.data_version, error))
                else:
                    self._stamp = stamp
                    if opened.manifest != self._atlas.manifest:
                        self._atlas = opened
            return self._atlas

    def _open(self) -> tuple[tuple[int, ...], Atlas]:
        """Open the data set; once more when it was replaced in between."""
        stamp = self._seen()
        try:
            opened = go.open_atlas(self._folder)
            opened.files.keep()
        except GeoOpportunityError:
            if self._seen() == stamp:
                raise
            stamp = self._seen()
            opened = go.open_atlas(self._folder)
            opened.files.keep()
        return stamp, opened

    def _seen(self) -> tuple[int, ...]:
        """Return what changes with the manifest on disk; nothing where there is none."""
        try:
            seen = (self._folder / FILE).stat()
        except OSError:
            return ()
        return seen.st_mtime_ns, seen.st_size, seen.st_ino


@st.cache_resource(show_spinner=texts.OPENING)
def _library() -> _Library:
    """Open the configured data directory once per server."""
    return _Library(Settings().data_dir)


def built_in() -> Atlas:
    """Return the built-in data of this session, those its page was opened with (see :func:`renew`)."""
    mine: Atlas | None = st.session_state.get(_MINE)
    return _library().latest() if mine is None else mine


def renew() -> None:
    """Take over the newest data set, to be called when a page opens: until then a session keeps to one version.

    While the user's own data are laid over an earlier version, the session keeps that version.
    """
    if "own_atlas" not in st.session_state:
        st.session_state[_MINE] = _library().latest()


def renewed() -> bool:
    """Return whether there is a newer data set than the one this session keeps to."""
    return built_in().data_version != _library().latest().data_version


def atlas() -> Atlas:
    """Return the atlas of this session: the built-in data, or with the user's own laid over them (``ui.own``)."""
    own: Atlas | None = st.session_state.get("own_atlas")
    return built_in() if own is None else own


@st.cache_resource(show_spinner=texts.DRAWING)
def browser_shapes(version: str) -> layers.Shapes:  # noqa: ARG001 - keys the cache
    """Return national shapes for the browser, as static files where the server serves them."""
    opened = atlas()
    return published(layers.prepare(opened.shapes("nation"), opened.state_shapes))


def published(shapes: layers.Shapes, **options: float) -> layers.Shapes:
    """Return shapes as static files where the server serves them (see ``maps.published.publish``), else as they are."""
    if not st.get_option("server.enableStaticServing"):
        return shapes
    return publish(shapes, Settings().static_dir / "map", "app/static/map", **options)


@st.cache_resource(show_spinner=False)
def area_shapes(version: str) -> dict[str, Any]:  # noqa: ARG001 - keys the cache
    """Return detailed area shapes by code."""
    frame = atlas().shapes("area")
    return dict(zip(frame["area_code"], frame.geometry, strict=True))


@st.cache_data(show_spinner=False, max_entries=64)
def overlap(version: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.overlap`` without geometry."""
    frame: pd.DataFrame = atlas().overlap(rules, selection, geometry=False)
    return frame


@st.cache_data(show_spinner=False, max_entries=256)
def nation(version: str, rules: Rules, selection: Selection) -> dict[str, float]:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.summary``."""
    return atlas().summary(rules, selection)


@st.cache_data(show_spinner=False, max_entries=64)
def occupation_status(version: str, soc: str, rules: Rules) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.occupation_status`` without geometry."""
    frame: pd.DataFrame = atlas().occupation_status(soc, rules, geometry=False)
    return frame


@st.cache_data(show_spinner=False, max_entries=64)
def cells(version: str, rules: Rules, selection: Selection, area_code: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.cells``."""
    return atlas().cells(area_code, rules, selection)


def listed_miles(reach_miles: float) -> float:
    """Return up to how many road miles away programs are listed: 60, or twice the chosen distance."""
    return max(60.0, 2.0 * reach_miles)


@st.cache_data(show_spinner=False, max_entries=64)
def programs(
    version: str,  # noqa: ARG001
    area_code: str,
    socs: tuple[str, ...],
    max_miles: float,
    reach_miles: float,
) -> pd.DataFrame:
    """Return ``Atlas.programs``."""
    return atlas().programs(area_code, list(socs), max_miles=max_miles, reach_miles=reach_miles)


@st.cache_data(show_spinner=False, max_entries=64)
def sources(version: str, *names: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.sources_of``."""
    return atlas().sources_of(*names)


@st.cache_data(show_spinner=texts.WEIGHING, max_entries=64)
def supply(
    version: str,  # noqa: ARG001
    area_code: str,
    selection: Selection,
) -> tuple[pd.DataFrame, dict[str, Any], pd.DataFrame]:
    """Return ``Atlas.supply_demand``, ``supply_summary`` and ``supply_left_out`` of the area's own providers."""
    opened = atlas()
    return (
        opened.supply_demand(area_code, selection=selection),
        opened.supply_summary(area_code, selection=selection),
        opened.supply_left_out(area_code, selection=selection),
    )


@st.cache_data(show_spinner=texts.CLIMBING, max_entries=128)
def ladders(version: str, area_code: str, soc: str, rules: Rules) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.ladders``."""
    return atlas().ladders(area_code, soc, rules)


@st.cache_data(show_spinner=False, max_entries=64)
def certainty(version: str, area_code: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.cell_certainty``."""
    return atlas().cell_certainty(area_code, rules, selection)


@st.cache_data(show_spinner=texts.MOVING, max_entries=64)
def sensitivity(version: str, area_code: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.sensitivity``."""
    return atlas().sensitivity(area_code, rules, selection)


@st.cache_data(show_spinner=False)
def growth_error(version: str) -> dict[str, Any]:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.growth_error``."""
    return atlas().growth_error()


@st.cache_data(show_spinner=texts.MEASURING, max_entries=16)
def depth_measures(version: str, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return the area measures beyond ``Atlas.overlap`` (``scene.DEPTH_MEASURES``), by area_code.

    The access score is of the selection's sector, or of all programs: its occupations are not narrowed further.
    """
    opened = atlas()
    supply = opened.area_supply(selection=selection)[["share_oversupply", "misalignment"]]
    return supply.join(opened.access(sector=selection.sector)["access_per_1000"])


@st.cache_resource(show_spinner=words.WORKING, max_entries=8)
def access(version: str, soc: str | None, sector: str | None, miles: float) -> AccessSurface:  # noqa: ARG001 - keys the cache
    """Return how much training residents can reach (``Atlas.access_surface``); not to be changed, all sessions share it."""
    return atlas().access_surface(soc=soc, sector=sector, catchment_miles=miles)


#: Sources a short line names, by table; a table not listed here names none, its sources stand in the full list.
_MAIN: dict[str, tuple[str, ...]] = {
    "area_wages": ("oews_area",),
    "projections": ("projections_central", "ca_edd_state", "ep_occupations"),
    "county_costs": ("fmr", "childcare", "rpp_metro"),
    "food_plan": ("food_plan",),
    "poverty_guidelines": ("poverty_guidelines",),
    "programs": ("ipeds_completions", "ipeds_directory"),
    "cip_soc": ("cip_soc",),
    "tracts": ("tract_centres",),
    "related": ("onet_related",),
}


@st.cache_data(show_spinner=False, max_entries=64)
def main_sources(version: str, *names: str) -> pd.DataFrame:
    """Return the sources that matter most to the measures: what a short line of sources names."""
    every = sources(version, *names)
    wanted = dict.fromkeys(
        s for name in names for table in MEASURE_TABLES.get(name, (name,)) for s in _MAIN.get(table, ())
    )
    main = every.set_index("id", drop=False).reindex([s for s in wanted if s in set(every["id"])])
    return main.reset_index(drop=True) if len(main) else every


@st.cache_data(show_spinner=False)
def place_names(version: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:  # noqa: ARG001 - keys the cache
    """Return titles of areas by code, of occupations by soc, and names of states by postal code; each in order of name."""
    opened = atlas()
    areas = opened.areas["title"].sort_values()
    occupations = opened.occupations["title"].sort_values()
    states = opened.state_shapes.set_index("state")["name"].sort_values()
    return tuple(
        {str(code): str(name) for code, name in names.items()} for names in (areas, occupations, states)
    )  # type: ignore[return-value]
