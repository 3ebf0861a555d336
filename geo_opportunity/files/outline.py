"""One outline from polygons of any kind: invalid ones repaired, several united, in EPSG:4326."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj.exceptions import ProjError

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.layers import WGS84, to_wgs84
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


def outline_of(layer: Layer, file: str, limits: Limits) -> Outline:
    """Return the outline of a layer.

    Raises
    ------
    FormatError
        No polygons, or no CRS.
    ValueRangeError
        Coordinates that cannot be, or borders that cross too often.
    """
    if not np.isfinite(shapely.get_coordinates(layer.geometry)).all():
        raise ValueRangeError(
            f"{file!r} has coordinates that are not numbers", fix="repair or export it again"
        )
    notes: list[str] = []
    shape = polygonal(layer.geometry, notes, file, limits)
    if layer.crs is None:
        what = f"{file!r} does not declare its CRS (coordinate reference system)"
        raise FormatError(what, fix="set it in your GIS and export again, or save as GeoJSON in WGS 84")
    beyond = f"{file!r} reaches beyond the globe when read as {layer.crs.name}"
    if not layer.crs.equals(WGS84, ignore_axis_order=True):
        try:
            moved = to_wgs84(np.array([shape], dtype=object), layer.crs)
        except ProjError as error:
            raise ValueRangeError(beyond, fix="declare the CRS its coordinates are in") from error
        notes.append(f"moved from {layer.crs.name} to WGS 84")
        shape = (
            polygonal(moved, notes, file, limits)
            if np.isfinite(shapely.get_coordinates(moved)).all()
            else shapely.Polygon()
        )
    x0, y0, x1, y1 = shape.bounds
    if not (-540 <= x0 <= x1 <= 540 and -90 <= y0 <= y1 <= 90):  # degrees; Alaska may pass 180
        raise ValueRangeError(beyond, fix="declare the CRS its coordinates are in")
    return Outline(shape, tuple(notes), layer.properties)


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
        notes.append(f"{int(bad.sum())} invalid polygons were repaired (crossing or repeated borders)")
    parts = kept
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    area = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    if not area.any():
        types = ", ".join(sorted({g.geom_type for g in kept})) or "no geometry"
        raise FormatError(f"{file!r} has {types}; a region needs polygons", fix="upload an outline")
    if not polygons.all():
        notes.append(f"{int((~polygons).sum())} points or lines were left out")
    if int(polygons.sum()) > 1:
        notes.append(f"{int(polygons.sum())} features were united")
    return shapely.normalize(shapely.union_all(parts[area]))


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
