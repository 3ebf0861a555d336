"""Education deserts, by the two published definitions.

ACE: Hillman & Weichman (2016), Education Deserts: The Continued Significance of "Place" in the Twenty-First
Century, American Council on Education. A local area (commuting zone) with no college, or with one community
college as its only broad-access public institution.

Urban Institute: Rosenboom & Blagg (2018), Disconnected from Higher Education. A physical desert is a place
with no broad-access public institution within 25 miles, or with a single community college as the only one;
an online desert is one without internet fit for it; a complete desert is both.

Both call an institution broad-access when it admits at least 75 percent of applicants. Our data have open
admission, not admission rates, so :data:`BROAD_ACCESS` brackets the truth: ``open`` counts too few
institutions (too many deserts), ``any public`` too many (too few deserts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.geography.distance import chord_km, earth_centred
from geo_opportunity.vocabulary import DESERT_MILES, KM_PER_MILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BROAD_ACCESS", "KINDS", "broad_access", "colleges", "nearby_kind", "zone_kind"]

#: How "broad-access public institution" is read from our data.
BROAD_ACCESS: Final[dict[str, str]] = {
    "open": "public with open admission",
    "any public": "public, whatever its admission",
}
#: What a place has; the first three are deserts.
KINDS: Final[tuple[str, ...]] = (
    "no college",
    "no broad-access public college",
    "one community college only",
    "one broad-access public four-year college only",
    "more than one",
)
_DESERT: Final = 3  # kinds below this position are deserts


def colleges(providers: pd.DataFrame) -> pd.DataFrame:
    """Return the two- and four-year institutions of table ``Providers`` that teach in a place."""
    keep = providers["level"].isin(["2-year", "4-year"]) & ~providers["distance_only"]
    return providers.loc[keep].reset_index(drop=True)


def broad_access(colleges_: pd.DataFrame, reading: str) -> NDArray[np.bool_]:
    """Return which colleges count as broad-access public ones under a reading of :data:`BROAD_ACCESS`.

    Raises
    ------
    UnknownCodeError
        There is no such reading.
    """
    if reading not in BROAD_ACCESS:
        msg = f"there is no reading {reading!r} of broad access; choose one of {', '.join(BROAD_ACCESS)}"
        raise UnknownCodeError(msg)
    public = (colleges_["control"] == "public").to_numpy(bool)
    return (
        public if reading == "any public" else public & (colleges_["open_admission"] == "yes").to_numpy(bool)
    )


def _kind(count: NDArray[Any], broad: NDArray[Any], community: NDArray[Any]) -> NDArray[np.intp]:
    """Return positions in KINDS from counts: colleges, broad-access public, of those community colleges."""
    kind = np.select([count == 0, broad == 0, (broad == 1) & (community == 1), broad == 1], [0, 1, 2, 3], 4)
    return np.asarray(kind, dtype=np.intp)


def _flags(colleges_: pd.DataFrame, reading: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    broad = broad_access(colleges_, reading)
    return broad.astype(float), (broad & (colleges_["level"] == "2-year").to_numpy(bool)).astype(float)


def zone_kind(colleges_: pd.DataFrame, zone: pd.Series, zones: pd.Index, reading: str) -> pd.DataFrame:
    """Return what each zone has (ACE).

    Parameters
    ----------
    colleges_
        Of :func:`colleges`.
    zone
        The zone of each college, null when in none we know.
    zones
        All zones.
    reading
        A key of :data:`BROAD_ACCESS`.

    Returns
    -------
    DataFrame indexed by zone: colleges, broad_access (counts), kind (of KINDS), desert (bool).
    """
    at = zones.get_indexer(pd.Index(zone))
    inside = at >= 0
    broad, community = _flags(colleges_, reading)
    counts = [
        np.bincount(at[inside], weights=w[inside], minlength=len(zones))
        for w in (np.ones(len(at)), broad, community)
    ]
    kind = _kind(counts[0], counts[1], counts[2])
    return pd.DataFrame(
        {
            "colleges": counts[0].astype(int),
            "broad_access": counts[1].astype(int),
            "kind": np.array(KINDS, dtype=object)[kind],
            "desert": kind < _DESERT,
        },
        index=zones,
    )


def nearby_kind(
    points: NDArray[np.float64], colleges_: pd.DataFrame, reading: str, miles: float = DESERT_MILES
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return what is within `miles` (straight line) of each point, in KINDS, and whether it is a desert.

    Parameters
    ----------
    points
        N x 2: longitude, latitude, degrees.
    colleges_, reading
        As for :func:`zone_kind`.
    miles
        Straight-line miles, inclusive.
    """
    broad, community = (flag > 0 for flag in _flags(colleges_, reading))
    places = earth_centred(colleges_[["lon", "lat"]].to_numpy(float))
    at, limit = earth_centred(points), float(chord_km(miles * KM_PER_MILE))

    def nearest(which: NDArray[np.bool_], most: int) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Return whether each of the nearest colleges is near enough, and their positions among `which`."""
        if not which.any():
            return np.zeros((len(at), most), dtype=bool), np.zeros((len(at), most), dtype=np.intp)
        far, who = scipy.spatial.cKDTree(places[which]).query(at, k=list(range(1, most + 1)))
        return far <= limit, who

    some, _ = nearest(np.ones(len(places), dtype=bool), 1)
    found, who = nearest(broad, 2)
    first = np.append(community[broad], False)[np.minimum(who[:, 0], broad.sum())]
    kind = _kind(some[:, 0], found.sum(axis=1), found[:, 0] & first)
    return kind, kind < _DESERT
