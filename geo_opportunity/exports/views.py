"""Which maps a scene has: the nation, a window around a state or an area, or one for each place compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo_opportunity.exports import asked, plates
from geo_opportunity.maps import layers
from geo_opportunity.questions.places import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.exports.plates import Box, Plate
    from geo_opportunity.maps.picture import Picture

__all__ = ["View", "is_nation", "is_window", "of_sheet", "outlines", "spots"]

#: Room around an area, as a part of its size, so that its neighbors are seen.
_AROUND: Final = 0.4
#: A view wider than this (degrees) is drawn as the nation.
_WIDE: Final = 34.0
#: An area's window is at least so high (degrees).
_LEAST: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One map of a scene."""

    plate: Callable[[float], Plate]
    """For a picture's width by its height."""
    picture: Picture | None
    selected: tuple[str, ...] = ()
    title: str = ""
    detail: str = ""


def of_sheet(sheet: Sheet) -> list[View]:
    """Return the maps of a scene, the nation's or those of its places."""
    if sheet.scene.page == "compare" and sheet.places:
        return [_of_place(sheet, place) for place in sheet.places]
    if sheet.scene.page == "area" and sheet.places:
        only = replace(_of_place(sheet, sheet.places[0]), title="", detail="")
        return [only]
    selected = tuple(place.code for place in sheet.places)
    box = _box(sheet)
    if box is None:
        return [View(lambda _: plates.nation(sheet.atlas.whole, sheet.level), sheet.picture, selected)]
    level = "county" if sheet.level == "county" else "area"
    return [View(partial(plates.window, sheet.atlas.whole, box, level=level), sheet.picture, selected)]


def is_nation(sheet: Sheet) -> bool:
    """Return whether the scene's map is that of the nation."""
    page = sheet.scene.page
    return not (page in ("area", "compare") and sheet.places) and _box(sheet) is None


def is_window(sheet: Sheet) -> bool:
    """Return whether the scene has one map, of a part of the nation."""
    return sheet.scene.page != "compare" and not is_nation(sheet)


def _box(sheet: Sheet) -> Box | None:
    """Return west, south, east, north of what a map but that of a place looks at; None for the nation."""
    scene, atlas = sheet.scene, sheet.atlas
    if sheet.box is not None:
        return sheet.box
    if scene.page not in ("explore", "occupation", "training", "board"):
        return None
    if scene.view is not None:
        west, south, east, north = layers.view_box(scene.view)
        west, east = west + (east - west) / 4, east - (east - west) / 4  # without the half screen around it
        middle, half = (south + north) / 2, (north - south) / 4
        return None if east - west > _WIDE else (west, middle - half, east, middle + half)
    if scene.place == "area" and scene.area is not None:
        mine = shape(atlas.whole, scene.area)
        return None if mine is None else _padded(mine.bounds)
    if scene.place:
        states = atlas.whole.state_shapes
        found = states.loc[states["state"] == scene.place]
        return None if found.empty else _box_of(found.total_bounds)
    return None


def _box_of(bounds: Any) -> Box:
    west, south, east, north = map(float, bounds)
    return west, south, east, north


def _padded(bounds: Any) -> Box:
    """Return a box with room around it."""
    west, south, east, north = map(float, bounds)
    dx = _AROUND * max(east - west, _LEAST * 1.3)
    dy = _AROUND * max(north - south, _LEAST)
    return west - dx, south - dy, east + dx, north + dy


def _of_place(sheet: Sheet, place: Place) -> View:
    """Return the map of a place and what is around it."""
    nation = sheet.atlas.whole
    opened, code = asked.at(sheet.atlas, place.key)
    mine = shape(opened, code)
    picture = sheet.picture
    said = ""
    if picture is not None:
        tips = dict(zip(picture.codes, picture.texts, strict=True))
        said = tips.get(place.code, "").split("\n", maxsplit=1)[0]
    if mine is None:
        said = "It has no shape in our map; its figures are in the table."
        return View(lambda _: plates.nation(nation), None, (), place.title, said)
    if place.kind == "state":  # shows the figures of its areas
        plate: Callable[[float], Plate] = partial(plates.window, nation, _box_of(mine.bounds))
        return View(plate, picture, (place.key,), place.title, place.detail)
    more: Mapping[str, Any] = {} if place.kind == "area" else {place.code: mine}
    plate = partial(plates.window, nation, _padded(mine.bounds), more=more)
    return View(plate, picture, (place.code,), place.title, said or place.detail)


def outlines(sheet: Sheet) -> list[Any]:
    """Return the shapes of a scene's places (EPSG:4326), those that have one."""
    found = (shape(*asked.at(sheet.atlas, place.key)) for place in sheet.places)
    return [one for one in found if one is not None]


def spots(sheet: Sheet) -> list[tuple[float, float]]:
    """Return where the places of a scene lie on the nation's map, in its units."""
    plate = plates.nation(sheet.atlas.whole)
    out = []
    for place in sheet.places:
        opened, code = asked.at(sheet.atlas, place.key)
        mine = shape(opened, code)
        if mine is not None:
            point = shapely.point_on_surface(mine)
            at = plate.place(point.x, point.y)
            if at is not None:
                out.append(at)
    return out
