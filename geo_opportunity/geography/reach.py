"""Reach: the share of an area's people who live near at least one provider of an occupation's programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.geography.distance import chord_km, earth_centred, straight_km
from geo_opportunity.vocabulary import KM_PER_MILE, REACH_MILES, reach_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["campus_reach_table", "reach_by_occupation", "reach_table"]

#: Points worked on at once.
_BLOCK: Final = 2_048


def reach_by_occupation(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    area: NDArray[np.intp],
    area_count: int,
    *,
    providers: NDArray[np.float64],
    offers: scipy.sparse.csr_matrix,
    breakpoints_km: Sequence[float],
) -> NDArray[np.float64]:
    """Return the share of each area's weight within each distance of a provider of each occupation.

    Parameters
    ----------
    points
        N x 2 population points: longitude, latitude, degrees.
    weights
        N people at each point.
    area
        N positions of the area each point belongs to (0 … area_count - 1).
    area_count
        Number of areas, A.
    providers
        P x 2: longitude, latitude, degrees.
    offers
        O x P sparse, nonzero where the provider has a program that leads to the occupation.
    breakpoints_km
        Ascending straight-line distances, kilometers.

    Returns
    -------
    A x O x len(breakpoints_km), fractions; NaN for areas without weight. Exact nearest distances, worked out
    for blocks of points (neighbors in the order given are best near each other) against the providers within
    the greatest distance of the block, so memory stays at some 100 MB whatever the size of the country.
    """
    limits = chord_km(np.asarray(breakpoints_km, dtype=float))
    occupations = offers.shape[0]
    total = np.bincount(area, weights=weights, minlength=area_count)
    out = np.zeros((area_count, occupations, len(limits)))
    if len(points) == 0:
        return np.full_like(out, np.nan)
    at, places = earth_centred(points), earth_centred(providers)
    offered = offers.tocsc()
    for start in range(0, len(at), _BLOCK):
        block = slice(start, start + _BLOCK)
        nearest, _ = scipy.spatial.cKDTree(at[block]).query(
            places, distance_upper_bound=float(limits[-1]) * (1 + 1e-9)
        )
        near = np.flatnonzero(np.isfinite(nearest))
        bands = _bands(places[near], at[block], limits)
        _add_people(out, bands, offered[:, near].tocsr(), area[block], weights[block])
    np.cumsum(out, axis=2, out=out)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = out / total[:, None, None]
    return np.clip(share, 0.0, 1.0)


def _bands(
    places: NDArray[np.float64], points: NDArray[np.float64], limits: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Return P x N: how many of the limits (chords, kilometers) each point lies beyond each place."""
    chord = scipy.spatial.distance.cdist(places, points)
    bands = np.zeros(chord.shape, dtype=np.uint8)
    for limit in limits:
        bands += chord > limit
    return bands


def _add_people(
    out: NDArray[np.float64],
    bands: NDArray[np.uint8],
    offers: scipy.sparse.csr_matrix,
    area: NDArray[np.intp],
    weights: NDArray[np.float64],
) -> None:
    """Add to `out` the people of a block by area, occupation and band of their nearest place (`bands`)."""
    width = out.shape[2]
    areas, local = np.unique(area, return_inverse=True)
    known: dict[bytes, NDArray[np.float64]] = {}  # occupations taught at the same places share theirs
    for occupation in np.flatnonzero(np.diff(offers.indptr)):
        members = np.sort(offers.indices[offers.indptr[occupation] : offers.indptr[occupation + 1]])
        people = known.get(members.tobytes())
        if people is None:
            band = bands[members].min(axis=0)
            near = band < width
            counted = np.bincount(
                local[near] * width + band[near], weights=weights[near], minlength=len(areas) * width
            )
            people = known[members.tobytes()] = counted.reshape(len(areas), width).astype(float)
        out[areas, occupation] += people


def reach_table(tracts: pd.DataFrame, providers: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return table ``reach``: share of each area's adults within road distances (estimated) of a program.

    Parameters
    ----------
    tracts
        Table ``Tracts``: area_code, lon, lat (degrees, EPSG:4326), adults.
    providers
        Table ``Providers``: provider_id, lon, lat.
    links
        soc, provider_id: who teaches for which occupation on site
        (``measures.linkage.occupation_providers``).

    Rows without anybody in reach at the greatest distance are left out.
    """
    providers = providers.loc[providers["provider_id"].isin(links["provider_id"].unique())]
    place = pd.Index(providers["provider_id"])
    soc = pd.Index(sorted(links["soc"].unique()))
    offers = scipy.sparse.csr_matrix(
        (
            np.ones(len(links), dtype=bool),
            (soc.get_indexer(links["soc"]), place.get_indexer(links["provider_id"])),
        ),
        shape=(len(soc), len(place)),
    )
    offers.sort_indices()
    area = pd.Index(sorted(tracts["area_code"].unique()))
    share = reach_by_occupation(
        tracts[["lon", "lat"]].to_numpy(float),
        tracts["adults"].to_numpy(float),
        area.get_indexer(tracts["area_code"]),
        len(area),
        providers=providers[["lon", "lat"]].to_numpy(float),
        offers=offers,
        breakpoints_km=straight_km(np.array(REACH_MILES) * KM_PER_MILE).tolist(),
    ).round(4)
    i, j = np.nonzero(np.nan_to_num(share[:, :, -1]) > 0)
    columns = {reach_column(miles): share[i, j, k] for k, miles in enumerate(REACH_MILES)}
    return pd.DataFrame({"area_code": area[i], "soc": soc[j], **columns})


def campus_reach_table(tracts: pd.DataFrame, campuses: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return table ``campus_reach``: as :func:`reach_table`, of the campuses of the providers in `links`.

    Parameters
    ----------
    tracts, links
        As of :func:`reach_table`.
    campuses
        Table ``Campuses``: campus_id, provider_id, lon, lat; a campus of two providers is there twice.
    """
    near = campuses[["campus_id", "provider_id"]].merge(links, on="provider_id", validate="many_to_many")
    near = near[["soc", "campus_id"]].drop_duplicates().rename(columns={"campus_id": "provider_id"})
    points = campuses.drop_duplicates("campus_id").assign(provider_id=lambda c: c["campus_id"])
    return reach_table(tracts, points, near)
