"""Where an outline lies, in words: in which counties, how far from one, or where it would if it were mended.

An outline nobody lives in is a question to its sender, never answered in silence: each way it may have been
meant (axes interchanged, a minus lost, Web Mercator) is tried, and told with the counties it would lie in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.coordinates import from_mercator, swapped
from geo_opportunity.geography.distance import geodesic_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.files.outline import Outline

__all__ = ["Ground", "abroad", "hits", "nobody", "refuse"]

#: Territories the data have no counties or tracts of: name, west, south, east, north, degrees.
_TERRITORIES: Final = (
    ("American Samoa", -171.3, -14.8, -168.0, -10.9),
    ("Guam", 144.5, 13.1, 145.1, 13.8),
    ("the Northern Mariana Islands", 144.7, 14.0, 146.3, 20.7),
    ("the U.S. Virgin Islands", -65.13, 17.6, -64.5, 18.45),
)
_KM_PER_MILE: Final = 1.609344
#: A part of the ground outside the data that is told, fraction: below it lie coasts drawn another way.
_TOLD: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the data know of the ground."""

    county: NDArray[np.object_]
    """County code of each census tract."""
    people: NDArray[np.float64]
    points: NDArray[np.float64]
    """Center of each tract, N x 2, degrees."""
    names: pd.Series
    """'Allegheny County, PA' by county code; empty where names are not known."""

    def label(self, code: str) -> str:
        """Return what a county is called."""
        return str(self.names.get(code, f"county {code}"))

    def around(self, inside: NDArray[np.bool_]) -> str:
        """Return 'in Allegheny County, PA, and 2 other counties', most residents first; '' for nowhere."""
        people = pd.Series(self.people[inside]).groupby(self.county[inside]).sum()
        codes = people.sort_values(ascending=False, kind="stable").index.tolist()
        if not codes:
            return ""
        more = len(codes) - 1
        other = "" if not more else f" and {more} other count{'y' if more == 1 else 'ies'}"
        return f"in {self.label(codes[0])}{other}"


def hits(shape: shapely.Geometry, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points (N x 2, degrees) lie in a shape, on either side of 180 degrees."""
    shapely.prepare(shape)
    lon, lat = points.T
    inside: NDArray[np.bool_] = shapely.intersects_xy(shape, lon, lat)
    # Alaska lies on both sides of 180 degrees; our points have it on the western, reaching beyond -180
    inside |= shapely.intersects_xy(shape, np.where(lon < -129, lon + 360.0, lon), lat)
    return inside


def _negated(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * (-1.0, 1.0))


def _westward(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy - (360.0, 0.0))


def _would_lie(shape: shapely.Geometry, ground: Ground) -> str:
    """Return, as questions, how a shape can have been meant so that somebody lives in it; '' for no way."""
    turned = swapped(shape)
    ways = (
        ("are latitude and longitude interchanged? Read the other way round", turned),
        ("is the minus of its longitudes (west) lost? With it", _negated(shape)),
        ("are latitude and longitude interchanged, and the minus lost? Read so", _negated(turned)),
        ("are its longitudes counted eastward from 0 to 360? Read so", _westward(shape)),
        ("is it in EPSG:3857 (Web Mercator, meters)? Read so", from_mercator(shape)),
    )
    said = []
    for question, trial in ways:
        x0, y0, x1, y1 = trial.bounds
        if np.isfinite([x0, y0, x1, y1]).all() and x1 - x0 < 360 and -90 <= y0 <= y1 <= 90:
            place = ground.around(hits(trial, ground.points))
            said += [f"{question} it would lie {place}"] if place else []
    return "; ".join(said)


def refuse(outline: Outline, ground: Ground) -> None:
    """Raise the fault of an outline that has one, with where it would lie if it were mended.

    Raises
    ------
    ValueRangeError
        It has one.
    """
    if outline.fault is None:
        return
    what, fix = outline.fault
    x0, y0, x1, y1 = outline.shape.bounds
    degrees = -540 <= x0 <= x1 <= 540 and -90 <= y0 <= y1 <= 90
    here = ground.around(hits(outline.shape, ground.points)) if degrees else ""
    where = f"read as degrees it would lie {here}" if here else _would_lie(outline.shape, ground)
    if where.startswith("are latitude"):
        fix = "save it with longitude before latitude"
    raise ValueRangeError(f"{what}; {where}" if where else what, fix=fix)


def nobody(shape: shapely.Geometry, file: str, ground: Ground, homes: shapely.STRtree | None) -> FormatError:
    """Return the error of an outline (degrees) in which nobody of the data lives: where it lies, and why.

    Parameters
    ----------
    shape
        The outline.
    file
        Its name.
    ground
        What the data know.
    homes
        The shapes of the counties, where they are known.
    """
    middle = shape.centroid
    x0, y0, x1, y1 = shape.bounds
    lon, lat = middle.x, middle.y
    at = f"{abs(lat):.2f}°{'N' if lat >= 0 else 'S'} {abs(lon):.2f}°{'E' if lon >= 0 else 'W'}"
    what = f"nobody lives inside the boundary of {file!r}, which lies around {at}"
    meant = _would_lie(shape, ground)
    if meant:
        return ValueRangeError(f"{what}; {meant}", fix="correct the coordinates and upload the file again")
    within = [n for n, w, s, e, n1 in _TERRITORIES if w <= x0 <= x1 <= e and s <= y0 <= y1 <= n1]
    if not within:
        within = [n for n, w, s, e, n1 in _TERRITORIES if w <= lon <= e and s <= lat <= n1]
    if within:
        name = within[0][0].upper() + within[0][1:]
        have = "have" if "Islands" in name else "has"
        what += f". {name} {have} no counties or tracts in the data"
        return ValueRangeError(what, fix="draw a boundary in the 50 states, DC or Puerto Rico")
    near = int(np.argmin(geodesic_km(lon, lat, ground.points[:, 0], ground.points[:, 1])))
    home = ground.label(str(ground.county[near]))
    if homes is not None and len(homes.query(shape, predicate="intersects")):
        what += f": it holds the center of no census tract. The nearest is in {home}"
        return ValueRangeError(what, fix="draw it larger, or choose the county")
    miles = float(geodesic_km(lon, lat, *ground.points[near])) / _KM_PER_MILE
    what += (
        ", on water or in another country, of which there are no data: the nearest residents in the data "
        f"live in {home}, {miles:,.0f} miles away"
    )
    return ValueRangeError(what, fix="draw a boundary where people live in the 50 states, DC or Puerto Rico")


def _equal_area(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(
        shape, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))])
    )


def abroad(shape: shapely.Geometry, homes: shapely.STRtree) -> str:
    """Return a clause on how much of a shape's ground no county of the data covers; '' for (nearly) none.

    The outline and the counties are drawn at different detail; less than 5 % is not said.
    """
    total = _equal_area(shape).area
    covered = 0.0
    for trial in (shape, _westward(shape)):
        found = homes.geometries[homes.query(trial, predicate="intersects")]
        if len(found):
            ours = shapely.union_all(shapely.make_valid(found))
            covered += _equal_area(shapely.intersection(shapely.make_valid(trial), ours)).area
    outside = 1 - covered / total if total > 0 else 0.0
    if outside < _TOLD:
        return ""
    return (
        f"some {outside:.0%} of the shape's ground lies outside the United States and its data (in another "
        "country or on water); only residents in the data are counted"
    )
