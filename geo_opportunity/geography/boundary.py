"""Regions from county codes, from names as people write them, or from an uploaded outline.

An outline says who lives inside through population points: a census tract belongs to the region when its
center is inside. A county all of whose residents' tracts are inside is whole; of any other, the tracts inside
are kept and their share of the county's residents. Outlines in any declared CRS come out in EPSG:4326
(``geo_opportunity.files``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.codes.counties import Counties, county_digits
from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.files.outline import Outline
from geo_opportunity.files.reading import read_outline
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.geography.whereabouts import Ground, abroad, hits, nobody, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_opportunity.codes.base import Code
    from geo_opportunity.files.reading import Waiting

__all__ = ["from_boundary", "from_counties"]

#: A boundary drawn at another scale cuts off slivers: a county with at most this share of its residents
#: outside is whole, one with at most this share inside is left out.
SLIVER: Final = 0.005

# ------------------------------------------------------------------ by county


def from_counties(texts: Iterable[str], counties: pd.DataFrame, *, name: str | None = None) -> Region:
    """Return the region of whole counties by FIPS code or by name, as people write them (repeats count once).

    Codes may have lost their zeros; of counties no longer in use the successors are taken, of one that was
    split all its parts. In a name case, accents and punctuation do not matter; the state may be left out
    where the name is unique. The region's notes say what was taken for what.

    Parameters
    ----------
    texts
        '45045', '9110', 'Greenville County, SC', 'Richmond city, VA' …, in any mix and order.
    counties
        Table ``Counties``.
    name
        Default: the counties' names.

    Raises
    ------
    UnknownCodeError
        Texts that are no county, or fit several; all are named, with what is near or what fits.
    """
    labels = dict(zip(counties["county_fips"], counties["name"] + ", " + counties["state"], strict=True))
    wanted = dict.fromkeys(map(str, texts))
    strange = [text for text in wanted if text not in labels]
    reader = Counties(counties if strange else counties.iloc[:0])  # to lay names out takes a while
    found = {text for text in wanted if text in labels}
    notes, wrong = [], []
    for text in strange:
        read = reader.read(text)
        if read.code is None and not read.parts:
            wrong.append(_why_no_county(text, read))
            continue
        found |= {read.code} if read.code else set(read.candidates)
        if read.note:
            notes.append(read.note)
        elif read.code and county_digits(text):
            notes.append(f"{text} is read as {reader.named(read.code)}")
    if wrong:
        raise UnknownCodeError("; ".join(wrong))
    members = sorted(found)
    title = name or _joined([labels[code] for code in members])
    return Region(title, tuple(map(Member, members)), notes=tuple(dict.fromkeys(notes)))


def _joined(labels: list[str]) -> str:
    return "; ".join(labels) if len(labels) <= 3 else f"{labels[0]} and {len(labels) - 1} other counties"


def _why_no_county(text: str, read: Code) -> str:
    coded = county_digits(text) is not None or text.strip().isdigit()
    why = read.note if coded else f"{text!r} {read.note}" if read.note else f"{text!r} is no county"
    fix = "write one of them in full, or its code" if read.candidates else "use five digits, state and county"
    return f"{why}. Fix: {fix}" if coded or read.candidates else why


# ---------------------------------------------------------------- by boundary


def from_boundary(
    source: bytes | Path | Outline,
    filename: str,
    tracts: pd.DataFrame,
    *,
    name: str | None = None,
    layer: str | None = None,
    county_shapes: gpd.GeoDataFrame | None = None,
    counties: pd.DataFrame | None = None,
    waiting: Waiting | None = None,
) -> Region:
    """Return the region of everybody whose census tract has its center inside an uploaded boundary.

    Parameters
    ----------
    source, filename, layer, waiting
        See :func:`geo_opportunity.files.reading.read_outline`; or what it returned.
    tracts
        Table ``Tracts``: county_fips, tract, population, lon, lat.
    name
        Default: the file's name.
    county_shapes
        Table ``CountyShapes``. Coasts and rivers are drawn coarsely, so that some 900 tract centers lie off
        their own county's shape; with it, they count at the nearest place on it, and the notes say how much
        of the outline lies outside the data.
    counties
        Table ``Counties``, for the names of counties in messages.

    Raises
    ------
    FormatError, ValueRangeError
        As :func:`geo_opportunity.files.reading.read_outline`; or nobody lives inside. The message says where
        the outline lies, and where it would lie if it was meant another way; no such way is taken.
    """
    outline = (
        source
        if isinstance(source, Outline)
        else read_outline(source, filename, layer=layer, waiting=waiting, faulty=True)
    )
    shape = outline.shape
    points = tracts[["lon", "lat"]].to_numpy(float)
    people = tracts["population"].to_numpy(float)
    names = pd.Series(dtype="str")
    if counties is not None:
        names = (counties["name"] + ", " + counties["state"]).set_axis(counties["county_fips"])
    ground = Ground(tracts["county_fips"].to_numpy(object), people, points, names)
    refuse(outline, ground)
    homes = None
    if county_shapes is not None:
        points = _ashore(
            points, county_shapes.set_index("county_fips").geometry.reindex(tracts["county_fips"]).to_numpy()
        )
        homes = shapely.STRtree(county_shapes.geometry.to_numpy())
    hit = hits(shape, points)
    if not (people * hit).any():
        raise nobody(shape, filename, ground, homes)
    members, more = _members_inside(tracts, hit)
    if homes is not None and (outside := abroad(shape, homes)):
        more.append(outside)
    return Region(
        name or Path(filename).stem.replace("_", " "), members, "boundary", (*outline.notes, *more), shape
    )


#: How far a center off its county's shape is taken inland of the shape's edge: parts of the way to a point
#: inside, the farthest that stays on the shape.
_INLAND: Final = (0.0, 0.0001, 0.001, 0.01)


def _ashore(points: NDArray[np.float64], homes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return `points` (N x 2, degrees), those off their county's shape moved just inside its nearest edge."""
    off = np.flatnonzero(
        ~shapely.intersects_xy(homes, points[:, 0], points[:, 1]) & ~shapely.is_missing(homes)
    )
    moved = points.copy()
    if len(off):
        edge = shapely.get_coordinates(
            shapely.get_point(shapely.shortest_line(homes[off], shapely.points(points[off])), 0)
        )
        inner = shapely.get_coordinates(shapely.point_on_surface(homes[off]))
        for part in _INLAND:
            trial = edge + (inner - edge) * part
            on = shapely.intersects_xy(homes[off], trial[:, 0], trial[:, 1]) | (part == 0)
            moved[off[on]] = trial[on]
    return moved


def _members_inside(tracts: pd.DataFrame, hit: NDArray[np.bool_]) -> tuple[tuple[Member, ...], list[str]]:
    people = tracts["population"].to_numpy(float)
    county, codes = pd.factorize(tracts["county_fips"], sort=True)
    total = np.bincount(county, weights=people)
    share = np.divide(
        np.bincount(county, weights=people * hit), total, out=np.zeros(len(total)), where=total > 0
    )
    whole, part = share >= 1 - SLIVER, (share > SLIVER) & (share < 1 - SLIVER)
    if not (whole | part).any():
        what = f"the boundary holds at most {SLIVER:.1%} of the residents of any county"
        raise ValueRangeError(what, fix="draw it larger, or choose the counties")
    members = [Member(str(code)) for code in codes[whole]]
    for c in np.flatnonzero(part).tolist():
        inside = np.sort(tracts["tract"].to_numpy(object)[(county == c) & hit])
        members.append(Member(str(codes[c]), float(share[c]), tuple(map(str, inside))))
    notes = [
        (
            f"people counted by the centers of {int(hit.sum()):,} census tracts; {len(members)} counties, "
            f"{int(part.sum())} of them in part"
        )
    ]
    slivers = int(((share > 0) & (share <= SLIVER)).sum() + ((share < 1) & whole).sum())
    if slivers:
        notes.append(
            f"{slivers} counties cut by less than {SLIVER:.1%} of their residents were taken whole or left "
            "out"
        )
    return tuple(members), notes
