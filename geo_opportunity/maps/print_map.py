"""A small map for paper: areas filled or states outlined, equal-area, as an SVG.

The lower 48 states in EPSG:5070; Alaska (EPSG:3338), Hawaii and Puerto Rico are insets.
"""

from __future__ import annotations

from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "FINE",
    "FRAMES",
    "HATCH",
    "HEIGHT",
    "WIDTH",
    "box_on",
    "placed",
    "print_map",
    "print_paths",
    "spot",
]

WIDTH, HEIGHT = 560, 360
#: Fill of areas whose figure is unknown.
HATCH: Final = "url(#unknown)"
_PATTERN: Final = (
    '<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#fff"/><path d="M0 6L6 0" stroke="#888"/></pattern></defs>'
)
_NAME_HEIGHT: Final = 14
#: Steps of paths in a unit of the picture.
FINE: Final = 1.25
_HAWAII: Final = "+proj=aea +lat_1=8 +lat_2=18 +lat_0=13 +lon_0=-157"
_PUERTO_RICO: Final = "+proj=aea +lat_1=17.9 +lat_2=18.5 +lat_0=18 +lon_0=-66.4"
#: Projection, and the box of its meters (west, south, east, north) -> the box of the picture it fills.
_PARTS: Final[dict[str, tuple[str, tuple[float, float, float, float], tuple[int, int, int, int]]]] = {
    "lower 48": ("EPSG:5070", (-2_357_000, 268_000, 2_259_000, 3_173_000), (2, 2, 558, 352)),
    "Alaska": ("EPSG:3338", (-2_200_000, 400_000, 1_500_000, 2_400_000), (2, 268, 138, 342)),
    "Hawaii": (_HAWAII, (-360_000, 610_000, 250_000, 1_050_000), (142, 292, 212, 342)),
    "Puerto Rico": (_PUERTO_RICO, (-170_000, -20_000, 130_000, 70_000), (470, 322, 540, 344)),
}
#: Boxes of the insets on the picture: left, top, right, bottom.
FRAMES: Final = tuple(box for name, (_, _, box) in _PARTS.items() if name != "lower 48")


def _part(lon: float, lat: float) -> str | None:
    """Return the part of the picture a point lies in; None for Guam and the Virgin Islands."""
    if lat > 50:
        return "Alaska"
    if lon < -140:
        return "Hawaii" if lon > -161 and 18 < lat < 23 else None
    if lat < 20:
        return "Puerto Rico" if -68 < lon < -65.2 else None
    return "lower 48"


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def _to_picture(part: str, points: NDArray[np.float64]) -> NDArray[np.float64]:
    crs, (west, south, east, north), (left, top, right, bottom) = _PARTS[part]
    x, y = _transformer(crs).transform(points[:, 0], points[:, 1])
    scale = min((right - left) / (east - west), (bottom - top) / (north - south))
    return np.column_stack([left + (x - west) * scale, top + (north - y) * scale])


def spot(lon: float, lat: float, digits: int = 1) -> tuple[float, float] | None:
    """Return where a point (degrees) lies on the picture, in its units with so many decimals.

    None where the picture does not show it.
    """
    part = _part(lon, lat)
    if part is None:
        return None
    x, y = _to_picture(part, np.array([[lon, lat]]))[0]
    return round(float(x), digits), round(float(y), digits)


def placed(shape: Any) -> Any:
    """Return a shape (degrees) on the picture, in its units, y down; parts it does not show are left out."""
    out = []
    for polygon in shapely.get_parts(shape):
        center = polygon.representative_point()
        part = _part(center.x, center.y)
        if part is not None:
            out.append(shapely.transform(polygon, partial(_to_picture, part)))
    return shapely.multipolygons(out)


def box_on(
    bounds: tuple[float, float, float, float],
) -> tuple[float, float, float, float] | None:
    """Return left, top, right, bottom on the picture of a box (west, south, east, north; degrees).

    None where the picture does not show its middle.
    """
    west, south, east, north = bounds
    part = _part((west + east) / 2, (south + north) / 2)
    if part is None:
        return None
    edge = shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 8 or 1.0)
    points = _to_picture(part, shapely.get_coordinates(edge))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def print_paths(shapes: gpd.GeoDataFrame, code: str) -> dict[str, str]:
    """Return the SVG path of each shape (EPSG:4326) by the column `code`; of those the picture shows."""
    out: dict[str, str] = {}
    for name, shape in zip(shapes[code].astype(str), shapes.geometry, strict=True):
        text = "".join(_polygon(part) for part in shapely.get_parts(shape)) if shape is not None else ""
        if text:
            out[name] = text
    return out


def _polygon(shape: Any) -> str:
    """Return the outer ring of a polygon as a path in whole steps; "" where it is a speck."""
    center = shape.representative_point()
    part = _part(center.x, center.y)
    if part is None:
        return ""
    points = np.rint(_to_picture(part, shapely.get_coordinates(shape.exterior)) * FINE).astype(int)
    points = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
    if len(points) < 4:
        return ""
    steps = "".join(f"l{x} {y}" for x, y in np.diff(points, axis=0)[:-1])
    return f"M{points[0][0]} {points[0][1]}{steps}z"


def print_map(
    paths: Mapping[str, str],
    states: Mapping[str, str],
    *,
    fills: Mapping[str, str],
    spots: Sequence[tuple[str, float, float]] = (),
    alt: str,
) -> str:
    """Return the map as an SVG.

    Parameters
    ----------
    paths, states
        From :func:`print_paths`: areas, and the states outlined over them.
    fills
        Color of each area drawn ("#rrggbb"), by code; empty for states alone.
    spots
        Places marked: name, longitude, latitude.
    alt
        What it shows, in words.
    """
    body = [f'<path d="{paths[code]}" fill="{fill}"/>' for code, fill in fills.items() if code in paths]
    land = "none" if body else "#f1f1f1"
    lines = "".join(f'<path d="{path}"/>' for path in states.values())
    body.append(f'<g fill="{land}" stroke="#444" stroke-width="1.1">{lines}</g>')
    marks, free = [], 0.0
    placed = [(name, at) for name, lon, lat in spots if (at := spot(lon, lat)) is not None]
    for name, (x, y) in sorted(placed, key=lambda one: one[1][1]):
        anchor = "end" if x > WIDTH * 0.7 else "start"
        side = x - 7 if anchor == "end" else x + 7
        line = max(y + 4, free)  # names of neighbors stand below one another
        free = line + _NAME_HEIGHT
        marks.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="4.5" fill="#000" stroke="#fff" stroke-width="1.2"/>'
            f'<text x="{side:g}" y="{line:g}" text-anchor="{anchor}" font-size="13" font-weight="600" '
            f'stroke="#fff" stroke-width="3" paint-order="stroke">{escape(name)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{escape(alt)}" font-family="system-ui, sans-serif">'
        f'{_PATTERN}<g transform="scale({1 / FINE:g})">{"".join(body)}</g>{"".join(marks)}</svg>'
    )
