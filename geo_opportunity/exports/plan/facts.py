"""What a plan chapter is about: the place of a scene of the Board page, and the atlas's figures of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_opportunity.errors import LinkError
from geo_opportunity.exports import asked
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.exports.training.deserts import classes
from geo_opportunity.scene import is_region, region_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.questions.plan import Plan
    from geo_opportunity.scene import Scene

__all__ = ["Chapter", "chapter", "place_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """The atlas's answers about a place under the scene's settings."""

    scene: Scene
    place: Place
    atlas: Atlas
    """The one that answers for the place."""
    code: str
    """Of the place in it."""
    row: Mapping[str, Any]
    """Its row of ``Atlas.overlap``."""
    plan: Plan
    counties: pd.DataFrame
    """``Atlas.counties``, and class: of the ACE definition of education deserts (``deserts.classes``)."""

    @property
    def title(self) -> str:
        """The place's name."""
        return self.place.title

    @property
    def estimated(self) -> bool:
        """Whether jobs are split from published areas."""
        return bool(self.atlas.apportioned)

    @property
    def pay_known(self) -> bool:
        """Whether what a family needs here is known."""
        return bool(pd.notna(self.row["threshold"]))


def place_of(atlas: Atlas, scene: Scene) -> Place:
    """Return the place of a scene of the Board page.

    Raises
    ------
    LinkError
        It names none.
    """
    key = scene.board_place
    if key is None:
        what = "a chapter is of a place, and the link names none"
        raise LinkError(what, fix="add an area (area=38060), a state (zoom=SC) or a region")
    opened, code = asked.at(atlas, key, scene.region_name)
    title = str(opened.areas.loc[code, "title"])
    if is_region(key):
        return Place(key, "region", title, "", region_of(key, scene.region_name))
    if opened is atlas:
        return Place(key, "area", title, "")
    return Place(key, "state", title, "", atlas.state_region(key))


@lru_cache(maxsize=8)
def chapter(atlas: Atlas, scene: Scene) -> Chapter:
    """Return what the chapter of a scene says.

    Raises
    ------
    LinkError, UnknownCodeError
        The scene names no place, or one that the data do not have.
    """
    place = place_of(atlas, scene)
    opened, code = asked.at(atlas, place.key, scene.region_name)
    rules, selection = scene.rules, scene.asked
    row = {str(k): v for k, v in asked.overlap(opened, rules, selection).loc[code].items()}
    mine = asked.counties(opened, code)
    if len(mine):
        deserts = asked.deserts(opened, "ace", level="county")
        found = pd.DataFrame({"class": classes(deserts), "colleges": deserts["colleges"]})
        mine = mine.join(found, on="county_fips")
    else:
        mine = mine.assign(**{"class": pd.Series(dtype="str"), "colleges": pd.Series(dtype="float64")})
    return Chapter(scene, place, opened, code, row, opened.plan(code, rules, selection), mine)
