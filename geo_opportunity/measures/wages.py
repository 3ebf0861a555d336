"""Does an occupation pay what is needed, and what share of its jobs does?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.measures.growth import status_of
from geo_opportunity.vocabulary import PERCENTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["share_at_least", "wage_status"]

_SHARES_BELOW: Final = tuple(PERCENTILES.values())


def wage_status(
    wage: NDArray[np.floating], top_coded: NDArray[np.bool_], threshold: NDArray[np.float64]
) -> NDArray[np.int8]:
    """Judge whether the wage reaches the area's threshold.

    Parameters
    ----------
    wage
        A x O, US dollars a year at the chosen percentile; the top code itself where top-coded; NaN = not
        published.
    top_coded
        A x O, True where `wage` is a top code ("at least this").
    threshold
        A, US dollars a year; NaN = unknown.

    Returns
    -------
    A x O int8 of STATUS_CODES. A top-coded wage passes any threshold up to the top code; above it the outcome
    is unknown.
    """
    bar = np.asarray(threshold, dtype=float)[:, None]
    passed = wage >= bar
    failed = (wage < bar) & ~top_coded
    return status_of(passed, failed)


def share_at_least(
    points: NDArray[np.floating], top_coded: NDArray[np.bool_], threshold: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return the share of an occupation's jobs that pay at least the area's threshold.

    The cumulative share of jobs is drawn straight between neighboring published percentiles: linear in the
    wage, so that anybody can check a figure by hand, that it rises with the wage and passes through every
    published point, and that nothing is assumed about a distribution's shape. Nothing is extrapolated:
    outside the published points the answer is a bound. With p25 = 40,000 and p50 = 50,000, at 44,000 the
    share below is 25 % + 25 % x 4/10 = 35 %, so 65 % of the jobs pay at least 44,000.

    Percentiles that are not published are skipped. Several percentiles at one wage (a flat scale) mean many
    jobs pay exactly that; they count as paying at least it. A top-coded percentile lies at the top code *or
    above*: up to the top code it gives a least share (bound +1, read off as if it lay at the top code); above
    it, it says nothing.

    Parameters
    ----------
    points
        5 x A x O: p10, p25, p50, p75, p90, US dollars a year, NaN = not published.
    top_coded
        5 x A x O, True where the point is a top code.
    threshold
        A, US dollars a year.

    Returns
    -------
    share
        A x O, fraction; NaN where no published point decides or the threshold is unknown.
    bound
        A x O int8: 0 = read off; +1 = at least `share` ("over 90 %" below the lowest point, p10); -1 = at
        most `share` ("under 10 %" above the highest point, p90).
    """
    bar = np.asarray(threshold, dtype=float)[:, None]
    shape = points.shape[1:]
    low_wage, low_share = np.full(shape, -np.inf), np.zeros(shape)
    high_wage, high_share = np.full(shape, np.inf), np.ones(shape)
    capped = np.zeros(shape, dtype=bool)
    for k, share_below in enumerate(_SHARES_BELOW):  # ascending: the last point under the bar stays
        under = (points[k] < bar) & ~top_coded[k]
        low_wage = np.where(under, points[k], low_wage)
        low_share = np.where(under, share_below, low_share)
    for k in range(len(_SHARES_BELOW) - 1, -1, -1):  # descending: the lowest point at or over the bar stays
        over = points[k] >= bar
        high_wage = np.where(over, points[k], high_wage)
        high_share = np.where(over, _SHARES_BELOW[k], high_share)
        capped = np.where(over, top_coded[k], capped)
    has_low, has_high = np.isfinite(low_wage), np.isfinite(high_wage)
    between = has_low & has_high

    part = np.where(between, bar - low_wage, 0.0) / np.where(between, high_wage - low_wage, 1.0)
    below = np.where(has_low, low_share + (high_share - low_share) * part, high_share)
    share = np.where(has_low | has_high, 1.0 - below, np.nan)
    exact = high_wage == bar
    bound = (has_high & (capped | (~has_low & ~exact))).astype(np.int8)
    bound -= (has_low & ~has_high).view(np.int8)
    return share, bound
