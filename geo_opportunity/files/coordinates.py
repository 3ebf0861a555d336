"""What coordinates look like when a file does not say what they are, in words. Nothing is moved here."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

__all__ = ["FIX_CRS", "from_mercator", "looks_like", "swapped"]

#: What to do about a file whose coordinates are not what it says or leaves unsaid.
FIX_CRS: Final = "declare the CRS its coordinates are in, or save it as GeoJSON in WGS 84"
#: Radius of the sphere of EPSG:3857, meters.
_RADIUS: Final = 6_378_137.0
#: Longitudes and latitudes of the United States and its territories, degrees, generously.
_AROUND: Final = (-180.0, -20.0, -60.0, 75.0)


def swapped(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the shape with its two axes interchanged."""
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def from_mercator(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape of EPSG:3857 (meters) in degrees, EPSG:4326."""

    def degrees(xy: np.ndarray) -> np.ndarray:
        lon = np.degrees(xy[:, 0] / _RADIUS)
        return np.column_stack([lon, np.degrees(np.arctan(np.sinh(xy[:, 1] / _RADIUS)))])

    return shapely.transform(shape, degrees)


def looks_like(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return what coordinates between these look like: a clause that begins 'its coordinates'."""
    if -540 <= x0 <= x1 <= 540 and -90 <= y0 <= y1 <= 90:
        at = f"longitude {x0:.2f} to {x1:.2f}, latitude {y0:.2f} to {y1:.2f}"
        return f"its coordinates look like degrees ({at})"
    if -90 <= x0 <= x1 <= 90 and -540 <= y0 <= y1 <= 540:
        return "its coordinates look like degrees with latitude first"
    lon0, lat0, lon1, lat1 = from_mercator(shapely.box(x0, y0, x1, y1)).bounds
    if _AROUND[0] <= lon0 <= lon1 <= _AROUND[2] and _AROUND[1] <= lat0 <= lat1 <= _AROUND[3]:
        return "its coordinates look like EPSG:3857 (Web Mercator, meters)"
    span = f"x {x0:,.0f} to {x1:,.0f}, y {y0:,.0f} to {y1:,.0f}"
    if 100_000 <= x0 <= x1 <= 900_000 and 1_900_000 <= y0 <= y1 <= 8_000_000:
        return f"its coordinates look like meters of a UTM zone, which they do not name ({span})"
    return f"its coordinates are no degrees but meters or feet of some projection ({span})"
