"""Maps of a plan chapter, each as a sheet that ``exports.pictures`` draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

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
#: Fewest counties of a map, and the share of adults in deserts from which it is drawn.
_COUNTIES: Final = 3
_HARDLY: Final = 0.05


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
    if shape(chapter.atlas, chapter.code) is None:
        return None
    return base.sheet(nation.atlas, _scene(chapter))


def desert_map(chapter: Chapter, nation: Sheet) -> Sheet | None:
    """Return the map of adults in education deserts by county of the place.

    None where there is little to see: without a shape, with one or two counties, or hardly any such adults.
    """
    mine = shape(chapter.atlas, chapter.code)
    high = chapter.counties["desert_high"]
    if mine is None or len(high) < _COUNTIES or not high.max() > _HARDLY:
        return None
    found = asked.deserts(chapter.atlas, "urban", level="county")
    found = found.loc[found.index.isin(chapter.counties["county_fips"])]
    west, south, east, north = mine.bounds
    wide, tall = _ROOM * max(east - west, 0.6), _ROOM * max(north - south, 0.5)
    picture = deserts.picture(found, "urban", "quantile")
    legend = replace(picture.legend, note="In brackets: counties of this place.")
    return replace(
        nation,
        scene=replace(chapter.scene, page="training"),
        picture=replace(picture, legend=legend),
        legend=legend,
        alt=f"Map of adults in education deserts by county of {chapter.title}. {legend.text()}",
        level="county",
        marks=(),
        places=(),
        box=(west - wide, south - tall, east + wide, north + tall),
    )
