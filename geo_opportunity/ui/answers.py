"""The opened atlas and its answers, each in a line: kept by data set (``Atlas.key``) and arguments.

A question takes the atlas first: that of the session (:func:`atlas`), or of a place in it (:func:`at`).
Arguments are given as the Atlas has them. What is `kept` is copied for each session; what is `shared` is not
to be changed.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import geopandas as gpd
import numpy as np
import streamlit as st

import geo_opportunity as go
from geo_opportunity.atlas import Atlas, RegionAtlas
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports import asked, origins
from geo_opportunity.manifest import FILE
from geo_opportunity.maps import canvas, layers, print_map, style
from geo_opportunity.maps.published import publish
from geo_opportunity.maps.surroundings import with_neighbors
from geo_opportunity.rulebooks import RuleBook
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from geo_opportunity.settings import Settings
from geo_opportunity.ui import memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from geo_opportunity.geography.region import Region

_KEYS: Final[dict[str | type, Any]] = {
    Atlas: attrgetter("key"),
    RegionAtlas: attrgetter("key"),
    **dict.fromkeys(
        (Rules, Selection, Scene, RuleBook), repr
    ),  # says every field, at a twentieth of the cost
}
_Q = TypeVar("_Q", bound="Callable[..., Any]")


@overload
def kept(question: _Q, **options: Any) -> _Q: ...
@overload
def kept(**options: Any) -> Callable[[_Q], _Q]: ...
def kept(question: Any = None, **options: Any) -> Any:
    """Return a question whose answers are kept, a copy for each asking (options: of ``st.cache_data``)."""
    keep: Callable[[Any], Any] = st.cache_data(hash_funcs=_KEYS, **{"show_spinner": False, **options})
    return keep if question is None else keep(question)


@overload
def shared(question: _Q, **options: Any) -> _Q: ...
@overload
def shared(**options: Any) -> Callable[[_Q], _Q]: ...
def shared(question: Any = None, **options: Any) -> Any:
    """Return a question whose answers are shared, not to be changed (options: of ``st.cache_resource``)."""
    options = {"hash_funcs": _KEYS, "show_spinner": False, **options}
    keep: Callable[[Any], Any] = st.cache_resource(**options)
    return keep if question is None else keep(question)


#: What maps are drawn of: places and their shapes, which own data lie over.
_DRAWN: Final = (
    *("areas", "counties", "place_labels", "area_shapes", "area_shapes_nation"),
    *("county_shapes", "state_shapes", "lake_shapes"),
)


def _drawn_key(data: Atlas) -> tuple[str, ...]:
    """Return what distinguishes data sets by what maps are drawn of: the same with own data laid over."""
    if any(data.added(name) is not None for name in _DRAWN):
        return data.key
    return data.data_version.partition("+")[0], *data.key[1:]


#: Keys of what is made of places and their shapes alone.
_BY_PLACES: Final = {**_KEYS, Atlas: _drawn_key, RegionAtlas: _drawn_key}
_LOG: Final = logging.getLogger(__name__)
#: Where a session keeps the built-in data its page was opened with, and those with the user's own laid over
#: them.
_MINE: Final = "built_in_atlas"
_OWN: Final = "own_atlas"
#: A data set that was refused is looked at again after so long: it may have been half-written.
_RETRY_SECONDS: Final = 5.0

# --------------------------------------------------------------- the opened atlas


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
        memory.settle()

    def latest(self) -> Atlas:
        """Return the data set on disk; while that one is damaged or half-written, the one before it."""
        with self._lock:
            if self._seen() != self._stamp and time.monotonic() - self._refused >= _RETRY_SECONDS:
                try:
                    stamp, opened = self._open()
                except GeoOpportunityError as error:
                    self._refused = time.monotonic()
                    _LOG.warning(_refused(self._atlas.data_version, error))
                else:
                    self._stamp = stamp
                    if opened.manifest != self._atlas.manifest:
                        self._atlas = opened
                        memory.settle()
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


def _refused(version: str, error: Exception) -> str:
    """Return the line in the server's log about new data that are damaged."""
    return f"the app goes on with data version {version}: {error}"


@st.cache_resource(show_spinner="Opening the data …")
def _library() -> _Library:
    """Open the configured data directory once per server."""
    return _Library(Settings().data_dir)


def built_in() -> Atlas:
    """Return the built-in data of this session, those its page was opened with (see :func:`renew`)."""
    mine: Atlas | None = st.session_state.get(_MINE)
    return _library().latest() if mine is None else mine


def newest() -> Atlas:
    """Return the newest data set, of no session.

    Raises
    ------
    DataNotFoundError, ChecksumError
        There is none, or it is damaged.
    """
    return _library().latest()


def renew() -> None:
    """Take over the newest data set, when a page opens: until then a session keeps to one version.

    While the user's own data are laid over an earlier version, the session keeps that version.
    """
    if _OWN not in st.session_state:
        st.session_state[_MINE] = _library().latest()


def renewed() -> bool:
    """Return whether there is a newer data set than the one this session keeps to."""
    return built_in().data_version != _library().latest().data_version


def atlas() -> Atlas:
    """Return the atlas of this session: the built-in data, or with the user's own laid over them."""
    own: Atlas | None = st.session_state.get(_OWN)
    return built_in() if own is None else own


def lay_over(opened: Atlas | None) -> None:
    """Make `opened` the atlas of this session; None: the built-in data alone."""
    if opened is None:
        st.session_state.pop(_OWN, None)
    else:
        st.session_state[_OWN] = opened


# ------------------------------------------------------------------- one place


@shared(show_spinner="Putting the places together …", max_entries=24)
def _region(data: Atlas, region: Region) -> RegionAtlas:
    opened = data.region(region)
    _ = opened.cube  # reach of its residents is worked out here, under the page's sign
    return opened


@shared(max_entries=24)
def _opened(data: Atlas, place: str, name: str | None) -> tuple[Atlas, str]:
    return asked.at(data, place, name, _region)


def at(data: Atlas, place: str, name: str | None = None) -> tuple[Atlas, str]:
    """Return the atlas that answers for a place, and the place's code in it (``exports.asked.at``)."""
    return (data, place) if place in data.areas.index else _opened(data, place, name)


# ------------------------------------------------------------------- questions

overlap = kept(asked.overlap.__wrapped__, max_entries=64)
summary = kept(Atlas.summary, max_entries=256)
cells = kept(Atlas.cells, max_entries=64)
top_coded = kept(Atlas.top_coded, max_entries=64)
occupation_list = kept(Atlas.occupation_list, show_spinner="Judging every occupation …", max_entries=32)
spread = kept(Atlas.spread, max_entries=64)
outcomes = kept(Atlas.outcomes, max_entries=64)
wage_rate = kept(Atlas.wage_rate)
everyday_titles = kept(
    Atlas.everyday_titles, show_spinner="Looking through everyday titles …", max_entries=128
)
budget = kept(Atlas.budget, max_entries=64)
sectors = kept(Atlas.sectors, max_entries=64)
counties = kept(Atlas.counties, max_entries=64)
need = kept(Atlas.need, max_entries=64)
neighbors = kept(Atlas.neighbors, max_entries=64)
parts = kept(RegionAtlas.parts, max_entries=64)
peers = kept(Atlas.peers, show_spinner="Looking for peers …", max_entries=64)
cip_titles = kept(Atlas.cip_titles)
catalog = shared(Atlas.catalog, show_spinner="Laying out the programs …", max_entries=4)
search_programs = shared(Atlas.search_programs, show_spinner="Choosing programs …", max_entries=12)
linked_programs = kept(
    Atlas.linked_programs, show_spinner="Looking for programs that lead to it …", max_entries=64
)
catchment = kept(Atlas.catchment, show_spinner="Finding who lives in reach …", max_entries=32)
catchment_occupations = kept(
    Atlas.catchment_occupations, show_spinner="Judging the occupations it leads to …", max_entries=64
)
access_surface = shared(
    Atlas.access_surface, show_spinner="Finding what residents can reach …", max_entries=8
)
deserts = kept(Atlas.deserts, show_spinner="Looking for education deserts …", max_entries=8)
supply_demand = kept(Atlas.supply_demand, show_spinner="Weighing supply against demand …", max_entries=64)
supply_summary = kept(Atlas.supply_summary, max_entries=64)
supply_left_out = kept(Atlas.supply_left_out, max_entries=64)
nation_supply = kept(Atlas.nation_supply, show_spinner="Comparing completers with openings …", max_entries=8)
ladders = kept(Atlas.ladders, show_spinner="Looking for ladders …", max_entries=128)
next_rungs = kept(Atlas.next_rungs, show_spinner="Looking for rungs …", max_entries=64)
site = kept(Atlas.site, show_spinner="Choosing among all sites …", max_entries=32)
site_candidates = kept(Atlas.site_candidates, max_entries=32)
what_if = kept(Atlas.what_if, show_spinner="Working out reach with the new program …", max_entries=64)
certainty = kept(Atlas.cell_certainty, max_entries=64)
explain = kept(Atlas.explain, show_spinner="Working it out …", max_entries=64)
sensitivity = kept(Atlas.sensitivity, show_spinner="Moving one setting at a time …", max_entries=64)
growth_error = kept(Atlas.growth_error)
back_tests = kept(Atlas.back_tests, show_spinner="Testing the growth rates …", max_entries=4)
coverage = kept(Atlas.coverage, show_spinner="Counting …", max_entries=4)
rule_book = kept(Atlas.rule_book, show_spinner="Judging every occupation …", max_entries=64)
rule_book_conditions = kept(Atlas.rule_book_conditions, max_entries=64)
rule_book_counts = kept(Atlas.rule_book_counts, show_spinner="Judging every rule book …", max_entries=64)
rule_book_areas = kept(Atlas.rule_book_areas, show_spinner="Judging every area …", max_entries=32)
on_rule_books = kept(Atlas.on_rule_books, show_spinner="Judging every rule book …", max_entries=64)
target_list = kept(Atlas.target_list, show_spinner="Putting the list together …", max_entries=32)
search = kept(Atlas.search, show_spinner="Searching …", max_entries=256)
spelled = kept(Atlas.spelled, max_entries=256)
programs = kept(asked.programs.__wrapped__, max_entries=64)
programs_to = kept(Atlas.programs_to, max_entries=256)
occupation_status = kept(asked.occupation_status.__wrapped__, max_entries=64)
depth_measures = kept(
    asked.depth_measures.__wrapped__, show_spinner="Working out every area …", max_entries=16
)
short_programs = kept(
    Atlas.short_programs, show_spinner="Finding what short programs lead to …", max_entries=16
)
pell_desk = kept(Atlas.pell, show_spinner="Judging the short programs …", max_entries=16)
pell_rows = kept(Atlas.pell_rows, max_entries=64)
pell_rule = kept(Atlas.pell_rule, max_entries=8)
college_programs = kept(Atlas.college_programs, show_spinner="Reading the labor market …", max_entries=32)
college_occupations = kept(Atlas.college_occupations, max_entries=32)
college_proposals = kept(Atlas.college_proposals, max_entries=32)
college_proposal = kept(Atlas.college_proposal, max_entries=32)
sources = kept(origins.sources, max_entries=64)
main_sources = kept(origins.main_sources, max_entries=64)


@kept(max_entries=256)
def workforce_link(data: Atlas, code: str) -> str:
    """Return the link text of a workforce area's region."""
    return data.workforce_area(code).to_link()


@kept(max_entries=4)
def workforce_labels(data: Atlas) -> dict[str, str]:
    """Return the names of the workforce areas by code, by state and name."""
    return {str(code): str(label) for code, label in data.workforce_areas()["label"].items()}


@kept(show_spinner="Comparing with the built-in data …", max_entries=64)
def changed(data: Atlas, before: Atlas, rules: Rules, selection: Selection) -> str:
    """Return what own data changed under these settings, a sentence (``Atlas.changed_from``)."""
    return data.changed_from(before, rules, selection).sentence


@kept()
def names(data: Atlas) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return titles of areas by code, of occupations by soc, and names of states by postal code; by name."""
    areas, occupations = data.areas["title"], data.occupations["title"]
    states = data.state_shapes.set_index("state")["name"]
    return _by_name(areas), _by_name(occupations), _by_name(states)


def _by_name(titles: pd.Series) -> dict[str, str]:
    return {str(code): str(title) for code, title in titles.sort_values().items()}


@shared(max_entries=4)
def link_codes(data: Atlas) -> dict[str, Any]:
    """Return counties, tracts and providers that a link may name: arguments of ``scene.from_query``."""
    return {
        "counties": frozenset(data.table("counties")["county_fips"]),
        "tracts": np.sort(data.table("tracts")["tract"].to_numpy().astype(np.int64)),
        "providers": frozenset(data.table("providers")["provider_id"]),
    }


# ------------------------------------------------------------------------ maps


@st.cache_resource(show_spinner=False)
def basemap() -> style.Basemap:
    """Return what lies under the maps: the provider set by the server's owner, else our own background."""
    settings = Settings()
    if not settings.basemap_style:
        return style.OFFLINE
    return style.Basemap(settings.basemap_address, settings.basemap_credit.strip())


def published(text: str, ending: str) -> str:
    """Return the address of a text as a static file; '' where the server serves none."""
    if not st.get_option("server.enableStaticServing"):
        return ""
    return publish(text, ending, Settings().static_dir / "map", "app/static/map")


def _grounded(shapes: layers.Shapes, ground: dict[str, Any]) -> layers.Shapes:
    return replace(shapes, nation=True, ground=published(canvas.ground_text(ground), "json"))


@shared(hash_funcs=_BY_PLACES, show_spinner="Drawing the map …")
def browser_shapes(data: Atlas) -> layers.Shapes:
    """Return national shapes for the browser, their ground a static file where the server serves them."""
    counties = data.table("counties")
    shapes = layers.prepare(data.shapes("nation"), data.state_shapes, names=names(data)[0])
    ground = canvas.ground(shapes, data.table("lake_shapes"), data.table("place_labels"))
    lines = canvas.counties_text(
        gpd.GeoDataFrame(data.table("county_shapes")),
        dict(zip(counties["county_fips"], counties["name"], strict=True)),
    )
    ground["counties"] = published(lines, "json")
    return _grounded(shapes, ground)


@shared(hash_funcs=_BY_PLACES)
def print_paths(data: Atlas) -> tuple[dict[str, str], dict[str, str]]:
    """Return the paths of areas and states on a map for paper (``maps.print_map``)."""
    return print_map.print_paths(data.shapes("nation"), "area_code"), print_map.print_paths(
        data.state_shapes, "state"
    )


@shared(hash_funcs=_BY_PLACES)
def area_shapes(data: Atlas) -> dict[str, Any]:
    """Return detailed area shapes by code."""
    frame = data.shapes("area")
    return dict(zip(frame["area_code"], frame.geometry, strict=True))


@shared(hash_funcs=_BY_PLACES, show_spinner="Drawing the counties …", max_entries=24)
def county_shapes(data: Atlas, states: tuple[str, ...] = (), *, alone: bool = False) -> layers.Shapes:
    """Return county shapes for the browser, by county_fips.

    Of states (postal codes) within the outlines of all states, or of these `alone`; or of the nation without
    lines between states.
    """
    shapes = gpd.GeoDataFrame(data.table("county_shapes")).rename(columns={"county_fips": "area_code"})
    if states:
        counties = data.table("counties")
        mine = counties.loc[counties["state"].isin(states), "county_fips"]
        outlines = data.state_shapes
        outlines = outlines.loc[outlines["state"].isin(states)] if alone else outlines
        return layers.prepare(shapes.loc[shapes["area_code"].isin(mine)], outlines)
    whole = layers.prepare(shapes, data.state_shapes, outlines=False)
    return _grounded(whole, canvas.ground(whole))


locator = shared(with_neighbors, hash_funcs=_BY_PLACES, max_entries=32)
