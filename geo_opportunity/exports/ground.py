"""Maps as outlines on a page: the nation in equal-area parts, or one place with what is around it.

Points are of a picture whose y points down, so that a writer of vectors draws them as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo_opportunity.exports import asked
from geo_opportunity.maps.print_map import FINE, HEIGHT, WIDTH, print_paths, spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_opportunity.atlas import Atlas

__all__ = ["Label", "Nation", "Vicinity", "nation", "spot", "vicinity"]

#: Part of the box that a place fills, and the least size of what is shown, meters.
_FILLS: Final = 0.72
_LEAST: Final = 60_000.0
#: Detail of outlines, points of the picture, and city names on it.
_DETAIL: Final = 0.4
_CITIES: Final = 7


@dataclass(frozen=True, slots=True, eq=False)
class Nation:
    """Outlines of areas and states on a picture of `size` points."""

    size: tuple[float, float]
    areas: dict[str, list[Any]]
    """area_code -> rings (n × 2)."""
    states: list[Any]


@dataclass(frozen=True, slots=True)
class Label:
    """A city on the map."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Vicinity:
    """A place and what is around it on a picture of `size` points."""

    size: tuple[float, float]
    place: list[Any]
    around: list[Any]
    states: list[Any]
    water: list[Any]
    sites: list[tuple[float, float]]
    labels: list[Label]


@lru_cache(maxsize=4)
def nation(atlas: Atlas) -> Nation:
    """Return the outlines of the nation's areas and states."""
    areas = print_paths(atlas.shapes("nation"), "area_code")
    states = print_paths(atlas.state_shapes, "state")
    drawn = [ring for path in states.values() for ring in _rings_of(path)]
    return Nation(
        (float(WIDTH), float(HEIGHT)), {code: _rings_of(path) for code, path in areas.items()}, drawn
    )


def _rings_of(path: str) -> list[Any]:
    """Return the rings of an SVG path of ``print_paths``, in the picture's points."""
    rings = []
    for part in path.split("M")[1:]:
        steps = np.array(re.findall(r"-?\d+", part), float).reshape(-1, 2)
        rings.append(steps.cumsum(axis=0) / FINE)
    return rings


@lru_cache(maxsize=4)
def _base(atlas: Atlas) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, Any]:
    """Return areas, states and lakes, their trees of boxes kept."""
    return atlas.shapes("area"), atlas.state_shapes, atlas.table("lake_shapes")


def vicinity(
    atlas: Atlas, key: str, size: tuple[float, float], sites: Sequence[tuple[float, float]] = ()
) -> Vicinity | None:
    """Return a place and what is around it, equal-area about its middle; None for one without a shape.

    Parameters
    ----------
    atlas
        The nation's.
    key
        Of the place (``Place.key``): an area_code, or a region's link text.
    size
        Points of the picture.
    sites
        Places marked: longitude, latitude.
    """
    opened, code = asked.at(atlas, key)
    areas, states, lakes = _base(atlas)
    own = areas if opened is atlas else opened.shapes("area")
    mine = own.loc[own["area_code"] == code, "geometry"]
    if not len(mine) or mine.iloc[0] is None or shapely.is_empty(mine.iloc[0]):
        return None
    shape = mine.iloc[0]
    west, south, east, north = shape.bounds
    frame = _Frame((west + east) / 2, (south + north) / 2, shape, size)
    window = frame.window()
    near = areas.geometry.iloc[areas.sindex.query(window)]
    cities = atlas.table("place_labels").sort_values("rank")
    return Vicinity(
        size,
        frame.rings([shape]),
        frame.rings(near),
        frame.rings(states.geometry.iloc[states.sindex.query(window)]),
        frame.rings(lakes.geometry.iloc[lakes.geometry.sindex.query(window)]),
        [at for at in frame.points(sites) if frame.holds(at)],
        _labels(frame, cities),
    )


class _Frame:
    """Longitude and latitude to points of a picture about a place."""

    def __init__(self, lon: float, lat: float, shape: Any, size: tuple[float, float]) -> None:
        self._to = Transformer.from_crs("EPSG:4326", f"+proj=laea +lat_0={lat} +lon_0={lon}", always_xy=True)
        x, y = self._to.transform(*shapely.get_coordinates(shape).T)
        self._size, self._middle = size, ((x.min() + x.max()) / 2, (y.min() + y.max()) / 2)
        wide, high = max(float(np.ptp(x)), _LEAST), max(float(np.ptp(y)), _LEAST)
        self._scale = _FILLS * min(size[0] / wide, size[1] / high)

    def _picture(self, x: Any, y: Any) -> Any:
        across = self._size[0] / 2 + (np.asarray(x) - self._middle[0]) * self._scale
        down = self._size[1] / 2 - (np.asarray(y) - self._middle[1]) * self._scale
        return np.column_stack([across, down])

    def window(self) -> Any:
        """Return the box of degrees that the picture shows, a little more at its edges."""
        half = [side / 2 / self._scale * 1.02 for side in self._size]
        x = self._middle[0] + np.array([-1, 0, 1, -1, 1, -1, 0, 1]) * half[0]
        y = self._middle[1] + np.array([-1, -1, -1, 0, 0, 1, 1, 1]) * half[1]
        lon, lat = self._to.transform(x, y, direction="INVERSE")
        return shapely.box(lon.min(), lat.min(), lon.max(), lat.max())

    def points(self, places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Return where places (longitude, latitude) are on the picture."""
        if not len(places):
            return []
        at = self._picture(*self._to.transform(*np.array(places, float).T))
        return [(float(x), float(y)) for x, y in at]

    def holds(self, at: tuple[float, float], edge: float = 4.0) -> bool:
        """Return whether a point is on the picture."""
        return edge < at[0] < self._size[0] - edge and edge < at[1] < self._size[1] - edge

    def rings(self, shapes: Any) -> list[Any]:
        """Return outer rings, clipped to the picture and thinned to its detail."""
        out = []
        box = (-2.0, -2.0, self._size[0] + 2, self._size[1] + 2)
        for part in shapely.get_parts(np.asarray(shapes, dtype=object)):
            if part is None:
                continue
            ring = self._picture(*self._to.transform(*shapely.get_coordinates(part.exterior).T))
            drawn = shapely.simplify(shapely.polygons(ring), _DETAIL)
            if not shapely.is_valid(drawn):
                drawn = shapely.make_valid(drawn)
            pieces = shapely.get_parts(shapely.clip_by_rect(drawn, *box))
            out += [
                shapely.get_coordinates(piece.exterior)
                for piece in pieces
                if piece.geom_type == "Polygon" and piece.area > 1.0
            ]
        return out


def _labels(frame: _Frame, cities: Any) -> list[Label]:
    """Return the names of the largest cities on the picture, none over another."""
    out: list[Label] = []
    at = frame.points(list(zip(cities["lon"], cities["lat"], strict=True)))
    for name, (x, y) in zip(cities["name"], at, strict=True):
        apart = all(
            abs(y - one.y) > 11 or abs(x - one.x) > 4.6 * max(len(name), len(one.name)) for one in out
        )
        if len(out) < _CITIES and apart and frame.holds((x, y), 12):
            out.append(Label(str(name), x, y))
    return out
