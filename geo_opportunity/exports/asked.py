"""The atlas's answers as pages and files ask for them.

The app keeps answers per session (``ui.answers``) and hands that module in; files ask here, where answers
about the whole nation are kept, since many files of one data set need the same ones. What is returned is
shared: it is not to be changed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from geo_opportunity.atlas import Atlas, RegionAtlas
from geo_opportunity.questions.places import is_state
from geo_opportunity.scene import DEPTH_MEASURES, SHORT_MEASURES, is_region, region_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo_opportunity.geography.region import Region
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene

__all__ = [
    "Asked",
    "View",
    "at",
    "budget",
    "catalog",
    "catchment",
    "catchment_occupations",
    "cells",
    "certainty",
    "cip_titles",
    "college_occupations",
    "college_programs",
    "college_proposal",
    "college_proposals",
    "counties",
    "depth_measures",
    "deserts",
    "growth_error",
    "ladders",
    "nation_supply",
    "need",
    "neighbors",
    "occupation_status",
    "overlap",
    "parts",
    "pell_desk",
    "pell_rows",
    "programs",
    "rule_book_areas",
    "search_programs",
    "sectors",
    "sensitivity",
    "short_programs",
    "site",
    "state_summary",
    "summary",
    "supply_demand",
    "supply_summary",
    "top_coded",
    "view",
    "what_if",
    "with_measure",
]

#: Answers about the whole nation that are kept.
_KEPT: Final = 8

budget = Atlas.budget
catalog = lru_cache(maxsize=2)(Atlas.catalog)
catchment = Atlas.catchment
catchment_occupations = Atlas.catchment_occupations
cells = lru_cache(maxsize=_KEPT)(Atlas.cells)
certainty = Atlas.cell_certainty
cip_titles = Atlas.cip_titles
counties = Atlas.counties
deserts = Atlas.deserts
growth_error = lru_cache(maxsize=_KEPT)(Atlas.growth_error)
ladders = Atlas.ladders
nation_supply = Atlas.nation_supply
neighbors = Atlas.neighbors
parts = RegionAtlas.parts
rule_book_areas = Atlas.rule_book_areas
search_programs = Atlas.search_programs
sectors = Atlas.sectors
sensitivity = Atlas.sensitivity
site = lru_cache(maxsize=_KEPT)(Atlas.site)
pell_desk = lru_cache(maxsize=_KEPT)(Atlas.pell)
pell_rows = Atlas.pell_rows
college_programs = lru_cache(maxsize=_KEPT)(Atlas.college_programs)
college_occupations = lru_cache(maxsize=_KEPT)(Atlas.college_occupations)
college_proposals = lru_cache(maxsize=_KEPT)(Atlas.college_proposals)
college_proposal = Atlas.college_proposal
short_programs = lru_cache(maxsize=_KEPT)(Atlas.short_programs)
summary = lru_cache(maxsize=_KEPT)(Atlas.summary)
state_summary = Atlas.summary
supply_demand = Atlas.supply_demand
supply_summary = Atlas.supply_summary
top_coded = Atlas.top_coded
what_if = Atlas.what_if
need = lru_cache(maxsize=_KEPT)(Atlas.need)


@lru_cache(maxsize=_KEPT)
def overlap(data: Atlas, rules: Rules, selection: Selection) -> pd.DataFrame:
    """Return ``Atlas.overlap`` without geometry."""
    frame: pd.DataFrame = data.overlap(rules, selection, geometry=False)
    return frame


@lru_cache(maxsize=_KEPT)
def programs(data: Atlas, area_code: str, socs: tuple[str, ...], reach_miles: float) -> pd.DataFrame:
    """Return ``Atlas.programs`` within 60 road miles, or 35 miles beyond the chosen distance."""
    listed = max(60.0, reach_miles + 35.0)
    return data.programs(area_code, list(socs), max_miles=listed, reach_miles=float(reach_miles))


@lru_cache(maxsize=_KEPT)
def occupation_status(data: Atlas, soc: str, rules: Rules) -> pd.DataFrame:
    """Return ``Atlas.occupation_status`` without geometry."""
    frame: pd.DataFrame = data.occupation_status(soc, rules, geometry=False)
    return frame


@lru_cache(maxsize=_KEPT)
def _access_scores(data: Atlas, sector: str | None) -> pd.Series:
    """Return the access score by area_code: it depends on the sector only, so other settings keep it."""
    return data.access(sector=sector)["access_per_1000"]


@lru_cache(maxsize=_KEPT)
def depth_measures(data: Atlas, selection: Selection) -> pd.DataFrame:
    """Return the area measures beyond ``Atlas.overlap`` (``scene.DEPTH_MEASURES``), by area_code.

    The access score is of the selection's sector, or of all programs: its occupations are not narrowed
    further.
    """
    supply = data.area_supply(selection=selection)[["share_oversupply", "misalignment"]]
    return supply.join(_access_scores(data, selection.sector))


def with_measure(
    frame: pd.DataFrame,
    data: Atlas,
    rules: Rules,
    selection: Selection,
    *,
    measure: str,
    answers: Any = None,
) -> pd.DataFrame:
    """Return the areas of ``overlap`` with a measure that is no column of it, where it is one of those.

    `answers` keeps the atlas's answers: this module, or the app's of the session.
    """
    answers = answers or sys.modules[__name__]
    if measure in SHORT_MEASURES:
        found = answers.short_programs(data, rules, selection)
        return frame.join(found[[name for name in found if name not in frame.columns]])
    if measure in DEPTH_MEASURES:
        return frame.join(answers.depth_measures(data, selection))
    return frame


@lru_cache(maxsize=_KEPT)
def _region(data: Atlas, region: Region) -> RegionAtlas:
    return data.region(region)


def at(
    data: Atlas,
    place: str,
    name: str | None = None,
    opened: Callable[[Atlas, Region], RegionAtlas] | None = None,
) -> tuple[Atlas, str]:
    """Return the atlas that answers for a place, and the place's area_code in it.

    Parameters
    ----------
    data
        The nation's.
    place
        As in ``Scene.places``: an area_code, a state's postal code, or a region's link text.
    name
        Given to the region.
    opened
        Keeps the atlases of regions: this module, or the app's cache.

    Raises
    ------
    LinkError, UnknownCodeError
        The region's link text is damaged, or of counties the data do not hold.
    """
    if is_region(place):
        region = region_of(place, name)
    elif is_state(place):
        region = data.state_region(place)
    else:
        return data, place
    found = (opened or _region)(data, region)
    return found, found.code


class View(Protocol):
    """What is looked at: a scene over a data set; a page of the app is one."""

    @property
    def scene(self) -> Scene:
        """The settings."""

    @property
    def atlas(self) -> Atlas:
        """The data set, or with the user's own data laid over it."""

    @property
    def areas(self) -> Mapping[str, str]:
        """Titles by area_code."""

    @property
    def occupations(self) -> Mapping[str, str]:
        """Titles by soc."""

    def miles(self, soc: str | None) -> int:
        """Return the distance that counts as reach for an occupation; None or "": as set for most."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A scene over a data set, asked outside the app."""

    scene: Scene
    atlas: Atlas
    areas: Mapping[str, str]
    occupations: Mapping[str, str]

    def miles(self, soc: str | None) -> int:
        """Return the distance that counts as reach for an occupation; None or "": as set for most."""
        rules = self.scene.rules
        return self.atlas.miles(soc, rules) if soc else rules.reach_miles


def view(atlas: Atlas, scene: Scene) -> Asked:
    """Return a scene over a data set."""
    areas, occupations = (
        {str(code): str(title) for code, title in table["title"].items()}
        for table in (atlas.areas, atlas.occupations)
    )
    return Asked(scene, atlas, areas, occupations)
