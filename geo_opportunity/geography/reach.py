"""Reach: the share of an area's people who live near at least one provider of an occupation's programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from geo_opportunity.geography.distance import chord_km, earth_centred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["reach_by_occupation"]


def reach_by_occupation(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    area: NDArray[np.intp],
    area_count: int,
    *,
    providers: NDArray[np.float64],
    offers: csr_matrix,
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
        Ascending straight-line distances, kilometres.

    Returns
    -------
    A x O x len(breakpoints_km), fractions; NaN for areas without weight. Exact nearest distances: for every occupation
    one KD-tree over its providers (occupations with the same providers share it), so memory stays at one distance per
    point.
    """
    limits = chord_km(np.asarray(breakpoints_km, dtype=float))
    occupations = offers.shape[0]
    total = np.bincount(area, weights=weights, minlength=area_count)
    out = np.zeros((area_count, occupations, len(limits)))
    if len(points) == 0:
        return np.full_like(out, np.nan)
    at, places = earth_centred(points), earth_centred(providers)
    done: dict[bytes, int] = {}
    for occupation in range(occupations):
        members = np.sort(offers.indices[offers.indptr[occupation] : offers.indptr[occupation + 1]])
        if len(members) == 0:
            continue
        key = members.tobytes()
        if key in done:
            out[:, occupation] = out[:, done[key]]
            continue
        done[key] = occupation
        chord, _ = cKDTree(np.unique(places[members], axis=0)).query(
            at, distance_upper_bound=float(limits[-1]) * (1 + 1e-9)
        )
        # band k: nearest provider between limits k-1 and k; cumulated, the people within each limit
        band = np.searchsorted(limits, chord, side="left")
        near = band < len(limits)
        people = np.bincount(
            area[near] * len(limits) + band[near], weights=weights[near], minlength=area_count * len(limits)
        )
        out[:, occupation] = np.cumsum(people.reshape(area_count, len(limits)), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = out / total[:, None, None]
    return np.clip(share, 0.0, 1.0)
