"""Figures of a region put together from the areas its counties belong to.

Pure formulas; "K x O" is parts by occupations.

A part is an area, or as much of it as is in the region. Jobs are published for areas, so a part gets a share
of its area's jobs, by occupation (:mod:`.apportion`). Rates are averaged by jobs; wages are mixed as
distributions, since the median of two places is not the average of their medians.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.measures.growth import BASIS_CODES
from geo_opportunity.vocabulary import PERCENTILES, Basis

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "area_parts",
    "combine_basis",
    "combine_rates",
    "mixing_shares",
    "mixture_percentiles",
    "sum_known",
    "weighted_known",
]

_SHARES: Final = np.array([0.0, *PERCENTILES.values(), 1.0])
_MASSES: Final = np.diff(_SHARES)
#: The tails (below p10, above p90) hold this much of the jobs of the segment next to them.
_TAIL: Final = (_MASSES[0] / _MASSES[1], _MASSES[-1] / _MASSES[-2])
_TOLERANCE: Final = 1e-12


def area_parts(
    counties: pd.DataFrame, inside: pd.Series, employment: pd.Series | None = None
) -> pd.DataFrame:
    """Return the areas a region takes part of, and how much of each.

    weight of area a = sum over its counties c of inside_c x base_c / sum over its counties of base_c. The
    base is the county's residents; or, in an area for all of whose counties `employment` has a number, that
    number.

    Parameters
    ----------
    counties
        Columns county_fips, name, area_code, population: the whole country.
    inside
        Share of the county's residents who live in the region (fraction), indexed by county_fips; members
        only.
    employment
        Jobs by county, or each county's share of its area's jobs, indexed by county_fips; may cover some
        areas only.

    Returns
    -------
    DataFrame indexed by area_code, sorted: counties (names of the members, joined by "; "), county_count,
    counties_of_area, residents (inside), share_of_region (of its residents), weight (share of the area's jobs
    given to the region), basis ("population" or "employment"), whole (every county of the area, all of it).

    Raises
    ------
    ValueRangeError
        A number of `employment` is negative or infinite, or those of an area are all zero.
    """
    frame = counties[["county_fips", "name", "area_code", "population"]].set_index("county_fips")
    frame["inside"] = inside.reindex(frame.index).fillna(0.0)  # a county that is no member is not inside
    frame = frame.loc[frame["area_code"].isin(frame.loc[frame["inside"] > 0, "area_code"])]
    frame["base"], basis = frame["population"], pd.Series("population", index=frame["area_code"].unique())
    if employment is not None:
        jobs = employment.reindex(frame.index).astype(float)
        bad = jobs.index[(jobs < 0) | np.isinf(jobs)]
        if len(bad):
            msg = (
                f"jobs of county {bad[0]} are {jobs[bad[0]]:g}. Fix: give a number of jobs, or a share, of "
                "zero or more."
            )
            raise ValueRangeError(msg)
        full = jobs.notna().groupby(frame["area_code"]).transform("all")
        frame["base"] = frame["base"].where(~full, jobs)
        basis[frame.loc[full, "area_code"].unique()] = "employment"
        empty = frame["base"].groupby(frame["area_code"]).sum().loc[lambda s: s == 0].index
        if len(empty):
            msg = (
                f"the counties of area {empty[0]} have no jobs at all. Fix: leave the area out, so that "
                "residents are used instead."
            )
            raise ValueRangeError(msg)
    frame["residents"] = frame["population"] * frame["inside"]
    frame["part"] = frame["base"] * frame["inside"]
    grouped = frame.groupby("area_code", sort=True)
    member = frame.loc[frame["inside"] > 0].groupby("area_code", sort=True)
    out = pd.DataFrame(
        {
            "counties": member["name"].agg("; ".join),
            "county_count": member.size(),
            "counties_of_area": grouped.size(),
            "residents": grouped["residents"].sum(),
        }
    )
    out["share_of_region"] = out["residents"] / out["residents"].sum()
    out["weight"] = grouped["part"].sum() / grouped["base"].sum()
    out["basis"] = basis.reindex(out.index)
    out["whole"] = grouped["inside"].min() >= 1
    return out


def sum_known(weights: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over parts of `weights` x what is known (O of K x O, or a number of K).

    NaN where nothing is. Weights are K, or K x O as the values.
    """
    known = np.isfinite(values)
    by_part = weights.reshape(weights.shape + (1,) * (values.ndim - weights.ndim))
    total = (by_part * np.where(known, values, 0.0)).sum(axis=0)
    return np.where(known.any(axis=0), total, np.nan)


def weighted_known(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the weighted mean of the known values; NaN where they have less than half of the weight."""
    known = np.isfinite(values)
    held = weights[known].sum()
    if held <= 0 or held < 0.5 * weights.sum():
        return float("nan")
    return float((weights[known] / held) @ values[known])


def mixing_shares(
    weights: NDArray[np.float64],
    employment: NDArray[np.float64],
    residents: NDArray[np.float64],
    known: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return each part's weight in an occupation's figure: K x O, columns sum to 1 (0 if none is known).

    By jobs in the region, `weights` x `employment`; where no known part has published jobs, by residents.
    Where some have, a known part without published jobs does not count: how much it should is not known.

    Parameters
    ----------
    weights
        K x O, share of the area's jobs in the region.
    employment
        K x O, jobs of the area; NaN = not published.
    residents
        K, residents of the part.
    known
        K x O, whether the part has the figure at all.
    """
    jobs = np.where(known & np.isfinite(employment), weights * employment, 0.0)
    counts = np.where(jobs.sum(axis=0) > 0, jobs, np.where(known, residents[:, None], 0.0))
    total = counts.sum(axis=0)
    shares: NDArray[np.float64] = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    return shares


def combine_rates(shares: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the parts' rates by `shares` (K x O, see :func:`mixing_shares`): O.

    NaN where no part counts.
    """
    mean = np.where(shares > 0, shares * rates, 0.0).sum(axis=0)
    return np.where((shares > 0).any(axis=0), mean, np.nan)


def combine_basis(
    basis: NDArray[np.int8], shares: NDArray[np.float64], states: NDArray[np.str_]
) -> NDArray[np.int8]:
    """Return the geography the combined growth rests on (O codes of BASIS_CODES).

    The coarsest that any part has.

    State rates of parts in different states are "several states, blended"; national with anything else is
    "state and national, blended".

    Parameters
    ----------
    basis
        K x O, codes of BASIS_CODES.
    shares
        K x O, parts that count are above zero.
    states
        K, the part's own state.
    """
    count = shares > 0

    def some(*names: Basis) -> NDArray[np.bool_]:
        hit: NDArray[np.bool_] = np.any(count & np.isin(basis, [BASIS_CODES[n] for n in names]), axis=0)
        return hit

    by_state = count & (basis == BASIS_CODES[Basis.STATE])
    several = np.sum([by_state[states == s].any(axis=0) for s in np.unique(states)], axis=0) > 1
    finer = some(Basis.LOCAL, Basis.STATE, Basis.STATES_BLEND)
    conditions = [
        some(Basis.STATE_NATION) | (some(Basis.NATION) & finer),
        some(Basis.NATION),
        several | some(Basis.STATES_BLEND),
        by_state.any(axis=0),
        some(Basis.LOCAL),
    ]
    names = (Basis.STATE_NATION, Basis.NATION, Basis.STATES_BLEND, Basis.STATE, Basis.LOCAL)
    codes: NDArray[np.int8] = np.select(
        conditions, [BASIS_CODES[n] for n in names], BASIS_CODES[Basis.NONE]
    ).astype(np.int8)
    return codes


def mixture_percentiles(
    points: NDArray[np.floating], top_coded: NDArray[np.bool_], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the wage percentiles of several parts' jobs taken together.

    Each part's cumulative share of jobs is drawn straight between its published percentiles (as in
    ``measures.wages.share_at_least``); the mixture's is their mean by `shares`; its percentiles are read off
    where that reaches 10, 25 … 90 percent. Exact for such curves: the mixture is straight between the parts'
    points too. With one part, its own percentiles come back.

    Beyond p10 and p90 nothing is published, yet one part's tail lies beside another's body: there, and only
    for that, the neighboring segment is assumed to continue at its slope (not below zero). The result always
    lies between the smallest and the largest of the parts' own percentile. A top code means "this or more":
    jobs beyond it are counted at it, so a percentile that leans on one is a bound, and says so.

    Parameters
    ----------
    points
        5 x K x O: p10 … p90, US dollars a year, not falling; the top code where top-coded; NaN = not
        published.
    top_coded
        5 x K x O.
    shares
        K x O, columns sum to 1 over the parts that count (:func:`mixing_shares`).

    Returns
    -------
    percentiles
        5 x O, US dollars a year; NaN where parts with less than half of the jobs publish that percentile.
    top_coded
        5 x O: the percentile is at least this.
    """
    count = (shares > 0) & np.isfinite(points).any(axis=0)
    shares = np.where(count, shares, 0.0)
    total = shares.sum(axis=0)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    drawn = _without_gaps(points.astype(np.float64), count)
    low = np.maximum(drawn[0] - (drawn[1] - drawn[0]) * _TAIL[0], 0.0)
    high = np.where(top_coded.any(axis=0), drawn[4], drawn[4] + (drawn[4] - drawn[3]) * _TAIL[1])
    knots = np.concatenate([low[None], drawn, high[None]])  # 7 x K x O
    knots = np.where(count, knots, 0.0)  # parts that do not count have no share either
    breaks = np.sort(
        knots.reshape(-1, knots.shape[2]), axis=0
    )  # 7K x O: the mixture is straight between them

    exact = np.where(top_coded | ~np.isfinite(points), -np.inf, points).max(
        axis=0
    )  # the last point that is no top code
    leans_from = np.where(count & top_coded.any(axis=0), exact, np.inf).min(axis=0, initial=np.inf)
    published = np.where(np.isfinite(points), shares, 0.0).sum(axis=1)  # 5 x O
    out = np.full(published.shape, np.nan)
    for row, share_below in enumerate(PERCENTILES.values()):
        solved = _solve(knots, breaks, shares, share_below)
        mine = np.where(count & np.isfinite(points[row]), points[row], np.nan)
        enough = published[row] >= 0.5 - _TOLERANCE
        with np.errstate(invalid="ignore"):
            least, most = np.fmin.reduce(mine, axis=0), np.fmax.reduce(mine, axis=0)
            out[row] = np.where(enough, np.clip(solved, least, most), np.nan)
    leans_here = (count & top_coded).any(axis=1)  # a top code may equal the published figure below it
    return out, np.isfinite(out) & ((out > leans_from) | (leans_here & (out >= leans_from)))


def _without_gaps(points: NDArray[np.float64], count: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Fill (in place) percentiles that are not published: linear between neighbors, flat beyond the last.

    Few cells have any.
    """
    shares = _SHARES[1:-1]
    for k, o in np.argwhere(count & ~np.isfinite(points).all(axis=0)):
        known = np.isfinite(points[:, k, o])
        points[:, k, o] = np.interp(shares, shares[known], points[known, k, o])
    return points


def _below(
    knots: NDArray[np.float64], shares: NDArray[np.float64], wage: NDArray[np.float64], *, reached: bool
) -> NDArray[np.float64]:
    """Return the mixture's share of jobs paying less than `wage` (O), or (`reached`) at most `wage`."""
    start, end = knots[:-1], knots[1:]
    width = end - start
    step = (
        (wage >= start) if reached else (wage > start)
    )  # several percentiles at one wage: all those jobs at once
    part = np.where(width > 0, np.clip((wage - start) / np.where(width > 0, width, 1.0), 0.0, 1.0), step)
    share: NDArray[np.float64] = np.einsum("m,mko,ko->o", _MASSES, part, shares)
    return share


def _solve(
    knots: NDArray[np.float64], breaks: NDArray[np.float64], shares: NDArray[np.float64], share_below: float
) -> NDArray[np.float64]:
    """Return the least wage at which the mixture's cumulative share reaches `share_below` (O)."""
    columns = np.arange(breaks.shape[1])
    low, high = np.zeros(len(columns), dtype=np.intp), np.full(len(columns), len(breaks) - 1, dtype=np.intp)
    while (low < high).any():  # bisect the breakpoints: the first at which the share is reached
        middle = (low + high) // 2
        there = _below(knots, shares, breaks[middle, columns], reached=True) >= share_below - _TOLERANCE
        high, low = np.where(there, middle, high), np.where(there, low, np.minimum(middle + 1, high))
    end, start = breaks[high, columns], breaks[np.maximum(high - 1, 0), columns]
    at_start, before_end = (
        _below(knots, shares, start, reached=True),
        _below(knots, shares, end, reached=False),
    )
    rise = before_end - at_start
    part = np.clip(
        np.divide(share_below - at_start, rise, out=np.ones_like(rise), where=rise > _TOLERANCE), 0.0, 1.0
    )
    wage: NDArray[np.float64] = start + (end - start) * part
    return wage
