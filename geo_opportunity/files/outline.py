"""One outline from polygons of any kind: invalid ones repaired, several united, in EPSG:4326."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj.exceptions import ProjError

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.cells import text_of
from geo_opportunity.files.coordinates import FIX_CRS, looks_like
from geo_opportunity.files.layers import NO_CRS, WGS84, to_wgs84
from geo_opportunity.files.limits import LIMITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.files.layers import Layer
    from geo_opportunity.files.limits import Limits

__all__ = ["Outline", "outline_of", "polygonal"]

#: Segments whose crossings are looked up at once, at first; doubled while they are few.
_FIRST_SEGMENTS: Final = 16
_MOST_SEGMENTS: Final = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A boundary as read."""

    shape: shapely.Geometry
    """Polygon or multipolygon, EPSG:4326."""
    notes: tuple[str, ...]
    """What was done to it, a clause each."""
    properties: dict[str, Any] | None = None
    """Of a GeoJSON file that is one feature (a region saved by the app says its counties there)."""
    fault: tuple[str, str] | None = None
    """Why its coordinates cannot be taken for degrees, and the fix; the shape then has them as given."""


def outline_of(layer: Layer, file: str, limits: Limits) -> Outline:
    """Return the outline of a layer.

    Where its coordinates are not known to be degrees, or cannot be, the outline has a fault.

    Raises
    ------
    FormatError
        No polygons.
    ValueRangeError
        Coordinates that are no numbers, or borders that cross too often.
    """
    if not np.isfinite(shapely.get_coordinates(layer.geometry)).all():
        raise ValueRangeError(
            f"{file!r} has coordinates that are not numbers", fix="repair or export it again"
        )
    notes: list[str] = []
    geometry = layer.geometry
    if layer.crs is not None and layer.crs.is_geographic:
        geometry = _across_180(geometry, notes)
    given = shape = polygonal(geometry, notes, file, limits)
    _say_features(layer, notes)
    if layer.crs is None:
        what = f"{file!r} {layer.unknown or NO_CRS}; {looks_like(*shape.bounds)}"
        return Outline(shape, tuple(notes), layer.properties, (what, layer.fix or FIX_CRS))
    name = layer.crs.name
    beyond = f"{file!r} reaches beyond the globe when read as {name}"
    if not layer.declared:
        beyond += (
            f" (GeoJSON is, unless it declares another; it declares no CRS); {looks_like(*shape.bounds)}"
        )
    if not layer.crs.equals(WGS84, ignore_axis_order=True):
        try:
            moved = to_wgs84(np.array([shape], dtype=object), layer.crs)
        except ProjError:
            return Outline(given, tuple(notes), layer.properties, (beyond, FIX_CRS))
        notes.append(f"moved from {name} to WGS 84")
        shape = (
            polygonal(moved, notes, file, limits)
            if np.isfinite(shapely.get_coordinates(moved)).all()
            else shapely.Polygon()
        )
    x0, y0, x1, y1 = shape.bounds
    if not (-540 <= x0 <= x1 <= 540 and -90 <= y0 <= y1 <= 90):  # degrees; Alaska may pass 180
        return Outline(given, tuple(notes), layer.properties, (beyond, FIX_CRS))
    return Outline(shape, tuple(notes), layer.properties)


def _across_180(geometry: NDArray[np.object_], notes: list[str]) -> NDArray[np.object_]:
    """Return polygons with rings that jump from one side of 180 degrees to the other in one piece."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(_polygons(geometry)), return_index=True)
    step = np.abs(np.diff(xy[:, 0])) * (np.diff(ring) == 0)
    if not ((step > 180) & (step < 359.9)).any():  # a box around the globe has steps of 360
        return geometry
    notes.append(
        "its border jumps across 180° of longitude: read as crossing it, not as going around the globe"
    )

    def unwrapped(polygon: shapely.Polygon) -> shapely.Polygon:
        rings = []
        for line in shapely.get_rings([polygon]):
            points = shapely.get_coordinates(line)
            points[:, 0] = np.unwrap(points[:, 0], period=360)
            points[:, 0] -= 360 * (points[:, 0].min() > 0)  # as the county shapes: west of -180
            rings.append(points)
        return shapely.Polygon(rings[0], rings[1:])

    return np.array([unwrapped(p) for p in _polygons(geometry)], dtype=object)


def _polygons(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the polygons in geometries of any kind, without their heights."""
    parts = shapely.force_2d(geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))])
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    found: NDArray[np.object_] = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return found


#: Attributes that name a feature, preferred first.
_NAMES: Final = ("name", "namelsad", "label", "title", "region", "county", "id")


def _say_features(layer: Layer, notes: list[str]) -> None:
    """Add to `notes` the names of several features, and whether they overlap."""
    areal = np.isin(shapely.get_type_id(layer.geometry), (3, 6, 7))
    if int(areal.sum()) < 2:
        return
    heads = {name.casefold(): i for i, name in reversed(list(enumerate(layer.header)))}
    column = next((heads[name] for name in _NAMES if name in heads), None)
    if column is not None:
        rows = [text_of(row[column]) for row in layer.rows]
        names = [name[:40] for name, mine in zip(rows, areal, strict=False) if mine and name]
        if names:
            more = f" and {len(names) - 6} more" if len(names) > 6 else ""
            notes.append(f"its features are {', '.join(names[:6])}{more}")
    shapes = layer.geometry[areal]
    shapes = shapes[shapely.is_valid(shapes)]
    over = (
        shapely.STRtree(shapes).query(shapes, predicate="overlaps").shape[1] // 2
        if len(shapes) <= 2_000
        else 0
    )
    if over:
        notes.append("features overlap; who lives in several is counted once")


def polygonal(
    geometry: NDArray[np.object_], notes: list[str], file: str = "the region", limits: Limits = LIMITS
) -> shapely.Geometry:
    """Return the union of the polygons in `geometry` as a normalized (multi)polygon.

    `notes` gets what was done.

    Raises
    ------
    FormatError
        There are no polygons.
    ValueRangeError
        The borders of invalid polygons cross too often to be repaired.
    """
    kept = shapely.force_2d(geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))])
    polygons = np.isin(shapely.get_type_id(kept), (3, 6, 7))  # collections may hold polygons
    bad = ~shapely.is_valid(kept) & polygons
    if bad.any():
        _check_crossings(kept[bad], file, limits)
        kept[bad] = shapely.make_valid(kept[bad], method="structure", keep_collapsed=False)
        which = "1 invalid polygon was" if bad.sum() == 1 else f"{int(bad.sum())} invalid polygons were"
        notes.append(f"{which} mended (crossing or repeated borders)")
    parts = _polygons(kept)
    if not len(parts):
        types = ", ".join(sorted({g.geom_type for g in kept})) or "no geometry"
        raise FormatError(
            f"{file!r} has {types}; a region needs polygons",
            fix="upload an outline: turn closed lines into polygons, or buffer points, in a GIS",
        )
    if not polygons.all():
        notes.append(f"{int((~polygons).sum())} points or lines were left out")
    if int(polygons.sum()) > 1:
        notes.append(f"{int(polygons.sum())} features were united")
    return shapely.normalize(shapely.union_all(parts))


def _check_crossings(polygons: NDArray[np.object_], file: str, limits: Limits) -> None:
    """Count where the segments of invalid polygons cross others of the same polygon, up to the limit."""
    left = limits.crossings
    for polygon in polygons:
        left -= _crossings(polygon, left)
        if left < 0:
            what = f"{file!r} has borders that cross each other in more than {limits.crossings:,} places"
            raise ValueRangeError(what, fix="repair the outline in your GIS, or draw it again")


def _crossings(polygon: shapely.Geometry, most: int) -> int:
    """Return how often segments of a polygon's rings cross, or a number above `most`."""
    coordinates, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts([polygon])), return_index=True
    )
    joined = ring[1:] == ring[:-1]
    segments = shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1)[joined])
    tree = shapely.STRtree(segments)
    count, start, step = 0, 0, _FIRST_SEGMENTS
    while start < len(segments) and count <= 2 * most:
        pairs = tree.query(segments[start : start + step], predicate="crosses")
        count += pairs.shape[1]
        start += step
        step = min(step * 2, _MOST_SEGMENTS) if pairs.shape[1] < _MOST_SEGMENTS else _FIRST_SEGMENTS
    return count // 2
