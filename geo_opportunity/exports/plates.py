"""Shapes of a map as paths on an equal-area picture: the nation with insets, or a window around a place.

The nation: the lower 48 states in Albers (EPSG:5070), Alaska, Hawaii and Puerto Rico as insets
(``maps.print_map``). A window: Lambert's azimuthal equal-area projection around its middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path
from pyproj import Transformer

from geo_opportunity.maps import print_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset

__all__ = ["Box", "Label", "Plate", "nation", "window"]

Box = tuple[float, float, float, float]
#: Largest cities named on the nation's map, and on a window's.
_CITIES: Final = (18, 60)


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map."""

    text: str
    x: float
    y: float
    room: float = 0.0
    """Width of what it names, in units of the picture; 0 for a point."""


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """Paths on a picture, in its units, y down."""

    areas: Mapping[str, Path]
    """By area_code."""
    states: Mapping[str, Path]
    lakes: Mapping[str, Path]
    extent: Box
    """Left, top, right, bottom of what is shown."""
    frames: tuple[Box, ...]
    """Around insets."""
    names: tuple[Label, ...]
    """Of states."""
    cities: tuple[Label, ...]
    """Largest first."""
    place: Callable[[float, float], tuple[float, float] | None]
    """Where longitude and latitude lie; None where the picture does not show them."""
    bounds: Mapping[str, Box]
    """Of areas: left, top, right, bottom."""


def _path(shape: Any) -> Path | None:
    """Return the rings of a shape as one path; None for a shape without any."""
    points: list[NDArray[np.float64]] = []
    codes: list[NDArray[np.uint8]] = []
    for polygon in shapely.get_parts(shape):
        if shapely.get_type_id(polygon) != 3 or polygon.is_empty:
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            xy = shapely.get_coordinates(ring)
            code = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
            code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
            points.append(xy)
            codes.append(code)
    return Path(np.concatenate(points), np.concatenate(codes)) if points else None


def _paths(codes: Iterable[object], shapes: Iterable[Any]) -> dict[str, Path]:
    found = ((str(code), _path(shape)) for code, shape in zip(codes, shapes, strict=True))
    return {code: path for code, path in found if path is not None}


def _boxes(paths: Mapping[str, Path]) -> dict[str, Box]:
    out = {}
    for code, path in paths.items():
        points = np.asarray(path.vertices, dtype=float)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        out[code] = (float(left), float(top), float(right), float(bottom))
    return out


def _largest(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.area(parts)))] if len(parts) else shape


def _names(codes: Iterable[object], shapes: Iterable[Any]) -> tuple[Label, ...]:
    out = []
    for code, shape in zip(codes, shapes, strict=True):
        if shapely.is_empty(shape):
            continue
        whole = _largest(shape)
        at, (left, _, right, _) = shapely.point_on_surface(whole), whole.bounds
        center = whole.centroid
        at = center if whole.contains(center) else at
        out.append(Label(str(code), at.x, at.y, right - left))
    return tuple(out)


def _cities(
    table: pd.DataFrame, place: Callable[[float, float], tuple[float, float] | None], most: int
) -> tuple[Label, ...]:
    out: list[Label] = []
    for name, lon, lat in table.sort_values("rank")[["name", "lon", "lat"]].itertuples(index=False):
        at = place(float(lon), float(lat))
        if at is not None:
            out.append(Label(str(name), *at))
        if len(out) == most:
            break
    return tuple(out)


def _of_level(data: Dataset, level: str) -> gpd.GeoDataFrame:
    """Return shapes (area_code, geometry) of a level of detail, or of counties under their own codes."""
    if level != "county":
        return data.shapes("nation" if level == "nation" else "area")
    counties = gpd.GeoDataFrame(data.table("county_shapes"))
    return counties.rename(columns={"county_fips": "area_code"})


@lru_cache(maxsize=3)
def nation(data: Dataset, level: str = "area") -> Plate:
    """Return the nation's areas ("area") or counties ("county"), and states."""
    shapes, states = _of_level(data, "nation" if level == "area" else level), data.state_shapes
    areas = _paths(shapes["area_code"], map(print_map.placed, shapes.geometry))
    outlines = [print_map.placed(shape) for shape in states.geometry]
    lakes = gpd.GeoDataFrame(data.table("lake_shapes"))
    return Plate(
        areas=areas,
        states=_paths(states["state"], outlines),
        lakes=_paths(lakes["name"] + lakes.index.astype(str), map(print_map.placed, lakes.geometry)),
        extent=(0.0, 0.0, float(print_map.WIDTH), float(print_map.HEIGHT)),
        frames=print_map.FRAMES,
        names=_names(states["state"], outlines),
        cities=_cities(data.table("place_labels"), print_map.spot, _CITIES[0]),
        place=print_map.spot,
        bounds=_boxes(areas),
    )


def window(
    data: Dataset,
    box: Box,
    shape: float,
    *,
    level: str = "area",
    more: Mapping[str, Any] | None = None,
) -> Plate:
    """Return what lies in a window around a box.

    Parameters
    ----------
    data
        The nation's data.
    box
        West, south, east, north of what is to be seen (degrees).
    shape
        Width of the picture by its height.
    level
        Detail of the areas' shapes: "area", "nation"; or "county".
    more
        Shapes of regions by code (EPSG:4326), over the areas.
    """
    west, south, east, north = box
    lon, lat = (west + east) / 2, (south + north) / 2
    to = Transformer.from_crs(
        "EPSG:4326", f"+proj=laea +lon_0={lon:.4f} +lat_0={lat:.4f} +datum=NAD83", always_xy=True
    )
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*box), max((east - west) / 16, 1e-3)))
    left, top, right, bottom = _extent(_project(to, edge), shape)
    wide, tall = east - west, north - south
    reach = shapely.box(west - wide, south - tall, east + wide, north + tall)

    def place(x: float, y: float) -> tuple[float, float] | None:
        ((across, down),) = _project(to, np.array([[x, y]]))
        inside = left <= across <= right and top <= down <= bottom
        return (float(across), float(down)) if inside and np.isfinite(across) else None

    frame = shapely.box(left, top, right, bottom)
    areas = _near(_of_level(data, level), reach, to)
    states = _near(data.state_shapes, reach, to)
    lakes = _near(gpd.GeoDataFrame(data.table("lake_shapes")), reach, to)
    paths = _paths(areas["area_code"], areas.geometry)
    if more:
        own = [shapely.transform(shape, partial(_project, to)) for shape in more.values()]
        paths |= _paths(more, own)
    inside = [shapely.intersection(frame, s) for s in shapely.make_valid(states.geometry.to_numpy())]
    return Plate(
        areas=paths,
        states=_paths(states["state"], states.geometry),
        lakes=_paths(lakes["name"] + lakes.index.astype(str), lakes.geometry),
        extent=(left, top, right, bottom),
        frames=(),
        names=_names(states["name"], inside),
        cities=_cities(data.table("place_labels"), place, _CITIES[1]),
        place=place,
        bounds=_boxes(paths),
    )


def _project(to: Transformer, points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = to.transform(points[:, 0], points[:, 1])
    return np.column_stack([x, -np.asarray(y)]) / 1000.0


def _near(shapes: gpd.GeoDataFrame, reach: Any, to: Transformer) -> gpd.GeoDataFrame:
    """Return the shapes that touch a box, projected."""
    near = shapes.loc[shapes.geometry.intersects(reach)]
    moved = [shapely.transform(shape, partial(_project, to)) for shape in near.geometry]
    return near.set_geometry(gpd.GeoSeries(moved, near.index))


def _extent(edge: NDArray[np.float64], shape: float) -> Box:
    """Return the box around points, widened to a picture's shape (width by height), with room."""
    (left, top), (right, bottom) = edge.min(axis=0), edge.max(axis=0)
    across, down = 1.06 * (right - left), 1.06 * (bottom - top)
    across, down = max(across, down * shape), max(down, across / shape)
    x, y = (left + right) / 2, (top + bottom) / 2
    return float(x - across / 2), float(y - down / 2), float(x + across / 2), float(y + down / 2)
