"""Maps of a plan chapter, each as a sheet that ``exports.pictures`` draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geo_opportunity.exports import asked, base
from geo_opportunity.exports.training import deserts
from geo_opportunity.questions.places import shape

if TYPE_CHECKING:
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.plan.facts import Chapter
    from geo_opportunity.scene import Scene

__all__ = ["around", "desert_map"]

#: Room around a place, as a part of its size.
_ROOM: Final = 0.25


def _scene(chapter: Chapter) -> Scene:
    """Return the scene of the map of the place: its area or region, or the state with its areas."""
    scene = replace(chapter.scene, measure="share_overlap", occupation=None, focus=None, breaks="quantile")
    if chapter.place.kind == "state":
        return replace(scene, page="explore", layers=(), view=None)
    return replace(scene, page="area", layers=("providers",), view=None)


def around(chapter: Chapter, nation: Sheet) -> Sheet | None:
    """Return the map of the place and what is around it: shares of jobs in the overlap, places that train.

    None for a place without a shape in the map (Guam).
    """
    mine = shape(chapter.atlas, chapter.code)
    if mine is None or shapely.is_empty(mine):
        return None
    return base.sheet(nation.atlas, _scene(chapter))


def desert_map(chapter: Chapter, nation: Sheet) -> Sheet | None:
    """Return the map of education deserts by county of the place, outlined."""
    mine = shape(chapter.atlas, chapter.code)
    if mine is None or shapely.is_empty(mine):
        return None
    found = asked.deserts(chapter.atlas, "urban", level="county")
    west, south, east, north = mine.bounds
    wide, tall = _ROOM * max(east - west, 0.6), _ROOM * max(north - south, 0.5)
    picture = deserts.picture(found, "urban", "quantile")
    legend = replace(
        picture.legend, note=f"Outlined: the counties of {chapter.title}. In brackets: counties."
    )
    return replace(
        nation,
        scene=replace(chapter.scene, page="training"),
        picture=replace(picture, legend=legend),
        legend=legend,
        alt=f"Map of adults in education deserts by county of {chapter.title}. {legend.text()}",
        level="county",
        category=False,
        marks=(),
        places=(),
        outlined=tuple(map(str, chapter.counties["county_fips"])),
        box=(west - wide, south - tall, east + wide, north + tall),
    )
