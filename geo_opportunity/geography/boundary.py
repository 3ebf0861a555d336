"""Regions from county codes, from names as people write them, or from an uploaded outline.

An outline says who lives inside through population points: a census tract belongs to the region when its
center is inside. A county all of whose residents' tracts are inside is whole; of any other, the tracts inside
are kept and their share of the county's residents. Outlines in any declared CRS come out in EPSG:4326
(``geo_opportunity.files``).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.files.outline import Outline
from geo_opportunity.files.reading import read_outline
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.geography.whereabouts import Ground, abroad, hits, nobody, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_opportunity.files.reading import Waiting

__all__ = ["from_boundary", "from_counties", "from_names"]

#: A boundary drawn at another scale cuts off slivers: a county with at most this share of its residents
#: outside is whole, one with at most this share inside is left out.
SLIVER: Final = 0.005

# ------------------------------------------------------------------ by county


def from_counties(codes: Iterable[str], counties: pd.DataFrame, *, name: str | None = None) -> Region:
    """Return the region of whole counties by FIPS code (repeats count once).

    Parameters
    ----------
    codes
        Five-digit codes.
    counties
        Table ``Counties``.
    name
        Default: the counties' names.

    Raises
    ------
    UnknownCodeError
        Codes the data do not hold; all are named.
    """
    wanted = sorted({str(c).strip() for c in codes})
    known = counties.set_index("county_fips")
    lost = [c for c in wanted if c not in known.index]
    if lost:
        raise UnknownCodeError("; ".join(_why_no_county(c, known) for c in lost))
    labels = (known.loc[wanted, "name"] + ", " + known.loc[wanted, "state"]).tolist()
    return Region(name or _joined(labels), tuple(Member(c) for c in wanted))


def _joined(labels: list[str]) -> str:
    return "; ".join(labels) if len(labels) <= 3 else f"{labels[0]} and {len(labels) - 1} other counties"


def _why_no_county(code: str, known: pd.DataFrame) -> str:
    names = {str(fips): str(name) for fips, name in known["name"].items()}
    padded = code.zfill(5)
    if code.isdigit() and len(code) < 5 and padded in names:
        return f"{code!r} has lost its zeros: {padded!r} is {names[padded]}"
    if re.fullmatch(r"090(0[13579]|1[135])", code):
        return (
            f"{code!r} is one of Connecticut's former counties. Fix: use its planning regions, 09110 to 09190"
        )
    near = ", ".join(f"{c} ({names[c]})" for c in difflib.get_close_matches(code, names, n=3))
    return (
        f"no county {code!r} in the data. Fix: use five digits, state and "
        f"county{'; near it: ' + near if near else ''}"
    )


_KINDS: Final = re.compile(
    r"\s+(city and borough|census area|planning region|county|parish|borough|municipality|municipio|city|co)$"
)  # what a county is called in some state


def _fold(text: str) -> str:
    """Fold case, accents, punctuation and 'Saint': 'Doña Ana' is 'dona ana', 'St. Louis' is 'Saint Louis'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split()
    return " ".join({"saint": "st", "sainte": "ste"}.get(w, w) for w in words)


def from_names(
    names: Iterable[str],
    counties: pd.DataFrame,
    *,
    name: str | None = None,
    states: pd.DataFrame | None = None,
) -> Region:
    """Return the region of entire counties by name: 'Greenville County, SC' or 'greenville, sc'.

    Case, accents, punctuation and the word for county do not matter, as long as one county fits; the state
    (postal code, or its name where `states` is given) may be left out where the name is unique.

    Parameters
    ----------
    names
        As people write them.
    counties
        Table ``Counties``.
    name
        Name of the region; default: the counties' names.
    states
        Columns state (postal code), name: table ``StateShapes``.

    Raises
    ------
    UnknownCodeError
        A name fits no county, or several; all such names are listed, with what is near or what fits.
    """
    pool = counties[["county_fips", "name", "state"]].copy()
    pool["full"] = pool["name"].map(_fold)
    pool["bare"] = pool["full"].str.replace(_KINDS, "", regex=True)
    postal = {s.casefold(): s for s in pool["state"].unique()}
    if states is not None:
        postal |= dict(zip(states["name"].map(_fold), states["state"], strict=True))
    found, wrong = [], []
    for text in names:
        place, _, state_text = text.rpartition(",") if "," in text else (text, "", "")
        fits, reason = _counties_named(_fold(place), _fold(state_text), pool, postal)
        if len(fits) == 1:
            found.append(str(fits["county_fips"].iloc[0]))
        else:
            wrong.append(f"{text!r} {reason}")
    if wrong:
        raise UnknownCodeError("; ".join(wrong))
    return from_counties(found, counties, name=name)


def _counties_named(
    place: str, state: str, pool: pd.DataFrame, postal: dict[str, str]
) -> tuple[pd.DataFrame, str]:
    """Return the counties a folded name fits and, unless it is one, why not."""
    if state and state not in postal:
        near = difflib.get_close_matches(state, postal, n=2)
        return pool.iloc[
            :0
        ], f"names no state we know{' (near: ' + ', '.join(postal[n] for n in near) + ')' if near else ''}"
    within = pool.loc[pool["state"] == postal[state]] if state else pool
    fits = within.loc[within["full"] == place]
    if fits.empty:
        fits = within.loc[within["bare"] == _KINDS.sub("", place)]
        if _KINDS.search(place) and len(fits) > 1:  # 'X County' where only a city and a borough are left
            named = fits["full"].str.startswith(place)
            fits = fits.loc[named] if named.any() else fits
    if len(fits) > 1:
        several = ", ".join((fits["name"] + ", " + fits["state"]).head(6))
        return fits, f"fits several: {several}. Fix: write one of them in full"
    label = dict(
        zip(
            within["bare"] + " " + within["state"].str.casefold(),
            within["name"] + ", " + within["state"],
            strict=True,
        )
    )
    ask = _KINDS.sub("", place) + (f" {postal[state].casefold()}" if state else "")
    near = [label[n] for n in difflib.get_close_matches(ask, label, n=3, cutoff=0.6)]
    return fits, "is no county in the data" + (f"; near it: {', '.join(near)}" if near else "")


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
