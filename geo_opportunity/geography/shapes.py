"""Area, state and county shapes from one set of counties, so that shared borders stay shared.

Counties come in (EPSG:4269 or 4326), shapes go out in EPSG:4326. Simplification is coverage-aware: a border
between two neighbors is one line before and after, at every level of detail, so there are neither gaps nor
overlaps. Tolerances are meters in an equal-area CRS of each part of the country; parts never touch each
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_opportunity.errors import FormatError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "AREA_LEVEL",
    "NATION_LEVEL",
    "Level",
    "dissolve",
    "label_points",
    "simplify_pieces",
    "unwrap_antimeridian",
]

#: Equal-area CRS of each part of the country, by state FIPS; every other state: CONUS Albers.
_CRS_BY_STATE: Final[dict[str, str]] = {
    "02": "EPSG:3338",  # Alaska Albers
    "15": "ESRI:102007",  # Hawaii Albers Equal Area Conic
    "72": "EPSG:6933",  # Puerto Rico: global equal-area cylindrical
}
_CONUS: Final = "EPSG:5070"
_GEOGRAPHIC: Final = "EPSG:4326"


#: A unit may lose or gain this share of its land when simplified; where one would change more, the tolerance
#: is halved. (Per-unit tolerances would tear shared borders. Unguarded, small units lose up to nine tenths.)
_MOST_AREA_CHANGE: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of detail."""

    tolerance_m: float
    """Simplification tolerance, meters; 0 keeps every vertex."""
    decimals: int
    """Decimals of the coordinates, degrees."""
    least_island_km2: float
    """Smallest island kept, km2; a shape's largest part and parts that touch a neighbor always stay."""


#: For a map of the nation: about one screen pixel at 1,440 px.
NATION_LEVEL: Final = Level(tolerance_m=2_500.0, decimals=3, least_island_km2=40.0)
#: For a map of one area: as detailed as the source, rounded to about a meter (ten would fold two counties
#: over).
AREA_LEVEL: Final = Level(tolerance_m=0.0, decimals=5, least_island_km2=0.0)


def unwrap_antimeridian(shapes: gpd.GeoDataFrame, state_fips: pd.Series) -> gpd.GeoDataFrame:
    """Return `shapes` with Alaska's longitudes above 0 (the Aleutians beyond 180°) moved by -360°.

    CRS: geographic in, the same out; longitudes then reach to about -188.

    Raises
    ------
    FormatError
        `shapes` has no CRS, or a projected one.
    """
    if shapes.crs is None or not shapes.crs.is_geographic:
        msg = (
            f"county shapes must be in degrees (EPSG:4269 or 4326), not {shapes.crs}. Fix: set or convert "
            "the CRS."
        )
        raise FormatError(msg)
    geometry = shapes.geometry.to_numpy().copy()
    alaska = (state_fips == "02").to_numpy(bool)
    geometry[alaska] = shapely.transform(geometry[alaska], _west)
    return shapes.set_geometry(gpd.GeoSeries(geometry, index=shapes.index, crs=shapes.crs))


def _west(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    moved = xy.copy()
    moved[moved[:, 0] > 0, 0] -= 360.0
    return moved


def simplify_pieces(pieces: gpd.GeoDataFrame, state_fips: pd.Series, level: Level) -> gpd.GeoDataFrame:
    """Return the coverage `pieces` simplified to `level`, EPSG:4326, shared borders still shared.

    Parameters
    ----------
    pieces
        A valid polygon coverage (no two overlap), geographic CRS, Alaska unwrapped.
    state_fips
        State of each piece, which picks the CRS the tolerance is measured in.
    level
        Tolerance, decimals, smallest island.
    """
    if level.tolerance_m > 0:
        parts = []
        for crs, group in pieces.groupby(state_fips.map(_CRS_BY_STATE).fillna(_CONUS), sort=True):
            flat = group.to_crs(str(crs))
            geometry = _simplified(flat.geometry.to_numpy(), level.tolerance_m)
            geometry = _drop_small_islands(geometry, level.least_island_km2 * 1e6)
            parts.append(
                flat.set_geometry(gpd.GeoSeries(geometry, index=flat.index, crs=flat.crs).to_crs(_GEOGRAPHIC))
            )
        out = pd.concat(parts).loc[pieces.index]
    else:
        out = pieces.to_crs(_GEOGRAPHIC)
    out = unwrap_antimeridian(out, state_fips)  # projecting back wraps longitudes again
    return out.set_geometry(_rounded(out.geometry, level.decimals))


def _simplified(geometry: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """Simplify a coverage as far as `tolerance` and its smallest units allow (:data:`_MOST_AREA_CHANGE`)."""
    before = shapely.area(geometry)
    while tolerance > 1:
        after: NDArray[np.object_] = shapely.coverage_simplify(geometry, tolerance)
        if (np.abs(shapely.area(after) - before) <= _MOST_AREA_CHANGE * before).all():
            return after
        tolerance /= 2
    return geometry


def _drop_small_islands(geometry: NDArray[np.object_], least_m2: float) -> NDArray[np.object_]:
    """Drop parts under `least_m2`, except a shape's largest part and parts that touch another shape."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(geometry))
    np.maximum.at(largest, owner, area)
    tree = shapely.STRtree(parts)
    i, j = tree.query(parts, predicate="intersects")
    touches = np.zeros(len(parts), dtype=bool)
    touches[i[i != j]] = True
    keep = (area >= least_m2) | (area >= largest[owner]) | touches
    out = np.empty(len(geometry), dtype=object)
    order = np.flatnonzero(keep)
    bounds = np.searchsorted(owner[order], np.arange(len(geometry) + 1))
    for k in range(len(geometry)):
        mine = parts[order[bounds[k] : bounds[k + 1]]]
        out[k] = shapely.multipolygons(mine) if len(mine) > 1 else mine[0]
    return out


def _rounded(geometry: gpd.GeoSeries, decimals: int) -> gpd.GeoSeries:
    """Round coordinates; equal vertices stay equal, so the coverage stays one. No ring vanishes."""

    def snap(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(xy, decimals)

    snapped = shapely.remove_repeated_points(shapely.transform(geometry.to_numpy(), snap), 0.0)
    return gpd.GeoSeries(snapped, index=geometry.index, crs=geometry.crs)


def dissolve(pieces: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Return the unions of `pieces` (a coverage) by column `by`: sorted multipolygons, EPSG:4326."""
    merged = pieces[[by, pieces.geometry.name]].dissolve(by=by, method="coverage", sort=True).reset_index()
    geometry = merged.geometry.to_numpy()
    bad = ~shapely.is_valid(geometry)
    geometry[bad] = [_polygons_only(shapely.make_valid(g)) for g in geometry[bad]]
    multi = [g if g.geom_type == "MultiPolygon" else shapely.multipolygons([g]) for g in geometry]
    return gpd.GeoDataFrame({by: merged[by].astype("str")}, geometry=shapely.normalize(multi), crs=pieces.crs)


def _polygons_only(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts)


def label_points(shapes: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (longitude, latitude) of a point inside each shape's largest part, degrees."""
    parts, owner = shapely.get_parts(shapes.geometry.to_numpy(), return_index=True)
    x0, y0, _, y1 = shapely.bounds(parts).T
    size = shapely.area(parts) * np.cos(np.radians((y0 + y1) / 2))  # rank only: degrees shrink with latitude
    order = np.lexsort((x0, -size, owner))
    first = order[np.searchsorted(owner[order], np.arange(len(shapes)))]
    inside = shapely.point_on_surface(parts[first])
    return shapely.get_x(inside).round(5), shapely.get_y(inside).round(5)
