"""What a plan chapter is about: the place of a scene of the Board page, and the atlas's figures of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.errors import LinkError
from geo_opportunity.exports import asked, origins
from geo_opportunity.exports.board.place import where_of
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.questions.plan import LISTED
from geo_opportunity.questions.target_list import LISTED as ON_LIST
from geo_opportunity.rows import record
from geo_opportunity.scene import is_region, region_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.questions.plan import Plan
    from geo_opportunity.scene import Scene

__all__ = ["Chapter", "chapter", "sources"]

_DESERTS: Final = {
    "adults": "adults", "share_physical_any_public": "desert_low", "share_physical": "desert_high",
}  # fmt: skip


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
    """``Atlas.counties``, with inside (share of the county in the place), adults, desert_low and desert_high:
    shares in a physical desert by the Urban Institute's definition, by two bounds (``Atlas.deserts``)."""

    on_list: int = 0
    """Occupations on the board's targeted list, where the chapter lists those."""

    @property
    def by_book(self) -> bool:
        """Whether the occupations listed are those of the board's targeted list."""
        return self.scene.desk.plan_list == "book"

    @property
    def passing(self) -> int:
        """Return how many occupations are in demand, of which the first are listed."""
        return self.on_list if self.by_book else self.plan.passing

    @property
    def title(self) -> str:
        """The place's name."""
        return self.place.title

    @property
    def estimated(self) -> bool:
        """Whether jobs are split from published areas."""
        return bool(self.atlas.apportioned)

    @property
    def in_part(self) -> bool:
        """Whether some of its counties are in it in part."""
        return self.place.region is not None and not self.place.region.whole

    @property
    def pay_known(self) -> bool:
        """Whether what a family needs here is known."""
        return bool(pd.notna(self.row["threshold"]))


def _place(here: Where, name: str | None) -> Place:
    """Return the place of a view of the Board page as files name it; `name` is given to a region."""
    if is_region(here.place):
        return Place(here.place, "region", here.title, "", region_of(here.place, name))
    if here.places:
        return here.places[0]
    return Place(here.place, "state", here.title, "", here.nation.state_region(here.place))


@lru_cache(maxsize=8)
def chapter(atlas: Atlas, scene: Scene) -> Chapter:
    """Return what the chapter of a scene says.

    Raises
    ------
    LinkError, UnknownCodeError
        The scene names no place, or one that the data do not have.
    """
    here = where_of(atlas, scene)
    if here is None:
        what = "a chapter is of a place, and the link names none"
        raise LinkError(what, fix="add an area (area=38060), a state (zoom=SC) or a region")
    place, opened, code = _place(here, scene.region_name), here.atlas, here.code
    rules, selection = scene.rules, scene.asked
    row = record(asked.overlap(opened, rules, selection).loc[code])
    mine = asked.counties(opened, code)
    if len(mine):
        found = asked.deserts(opened, "urban", level="county").rename(columns=_DESERTS)
        mine = mine.join(found[list(_DESERTS.values())], on="county_fips")
    else:
        mine = mine.reindex(columns=[*mine.columns, *_DESERTS.values()])
    inside = place.region.inside if place.region is not None else pd.Series(dtype="float64")
    mine = mine.assign(inside=mine["county_fips"].map(inside).fillna(1.0).astype("float64"))
    listed = _on_list(opened, code, scene) if scene.desk.plan_list == "book" else None
    if listed is None:
        return Chapter(scene, place, opened, code, row, opened.plan(code, rules, selection), mine)
    figures = opened.plan(code, rules, selection, occupations=list(map(str, listed.index[:LISTED])))
    own = figures.occupations.assign(certainty=listed.reindex(figures.occupations.index))
    return Chapter(
        scene, place, opened, code, row, replace(figures, occupations=own), mine, on_list=len(listed)
    )


def _on_list(data: Atlas, code: str, scene: Scene) -> pd.Series:
    """Return how sure each occupation on the board's targeted list is, most openings first (index soc)."""
    desk = scene.desk
    known = tuple(one for one in desk.overrides if one.soc in data.occupations.index)
    found = data.target_list(code, desk.rule_book, scene.rules, dollars=desk.dollars, overrides=known)
    found = found.loc[found["verdict"].isin(ON_LIST)].sort_values(
        ["openings", "title"], ascending=[False, True], na_position="last", kind="stable"
    )
    return found["certainty"]


#: Sources that are of one state: id -> postal code.
_OF_STATES: Final = {"ca_edd_state": "CA"}


def sources(here: Chapter, *of: str, only: tuple[str, ...] = ()) -> list[str]:
    """Return short names of the main sources of measures or tables, without those of other states.

    `only`: of all their sources, those of these ids.
    """
    found = (origins.sources if only else origins.main_sources)(here.atlas, *of)
    states = str(here.row["states"]).split("-")
    kept = found["id"].isin(list(only)) if only else ~found["id"].isin(
        [name for name, state in _OF_STATES.items() if state not in states]
    )  # fmt: skip
    return origins.short_sources(found.loc[kept])
