"""Intervals of figures from their standard errors, and the bar of the growth rules.

OEWS. BLS publishes percent relative standard errors (PRSE) of employment and of the *mean* wage, from a
bootstrap (Handbook of Methods, OEWS, Calculation, https://www.bls.gov/opub/hom/oews/calculation.htm; Monthly
Labor Review, August 2019, "Model-based estimates for the Occupational Employment Statistics program"). An
interval here is the normal one: estimate x (1 +- 1.645 x PRSE / 100) holds the true figure in 90 of 100
samples. It speaks of sampling alone; nonresponse, wrong coding and the three-year pool behind an estimate are
not in it.

No standard error is published for the median or any other percentile; :data:`PERCENTILE_FACTORS` says how
theirs is had from the mean's, as an approximation to be named as one.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.vocabulary import PERCENTILES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from geo_opportunity.rules import Rules

__all__ = [
    "PERCENTILE_FACTORS",
    "RELIABLE",
    "UNKNOWN",
    "UNRELIABLE",
    "UNRELIABLE_PRSE",
    "Z90",
    "employment_reliability",
    "growth_bar",
    "interval",
]

#: Half-width of a 90 percent normal interval in standard errors.
Z90: Final = 1.645
#: Employment with a larger relative standard error (percent) is flagged.
UNRELIABLE_PRSE: Final = 30.0

UNKNOWN: Final = np.int8(-1)
UNRELIABLE: Final = np.int8(0)
RELIABLE: Final = np.int8(1)


def _percentile_factor(share: float) -> float:
    normal = NormalDist()
    return float((share * (1 - share)) ** 0.5 / normal.pdf(normal.inv_cdf(share)))


#: Relative standard error of a percentile / that of the mean, at most: sqrt(q (1 - q)) / phi(z_q), phi and z
#: of the standard normal; 1.25 for the median, 1.36 for p25 and p75, 1.71 for p10 and p90. This is the
#: large-sample ratio for wages that are lognormal, and the sample's design (clusters, weights) is assumed to
#: widen both alike. For a lognormal of any spread s the exact ratio is this times s / sqrt(exp(s^2) - 1),
#: which is below 1: the factor errs on the wide side.
PERCENTILE_FACTORS: Final[dict[str, float]] = {
    name: _percentile_factor(share) for name, share in PERCENTILES.items()
}


def interval(
    value: ArrayLike, prse: ArrayLike, factor: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 90 percent interval (low, high) of estimates, NaN where either input is unknown.

    Parameters
    ----------
    value
        Estimates, not negative (jobs, dollars).
    prse
        Percent relative standard errors, broadcast with `value`.
    factor
        What the standard error is multiplied by (:data:`PERCENTILE_FACTORS` for a percentile).
    """
    center = np.asarray(value, dtype=float)
    half = center * (Z90 * factor / 100.0) * np.asarray(prse, dtype=float)
    return np.maximum(center - half, 0.0), center + half  # maximum() keeps NaN


def employment_reliability(prse: ArrayLike) -> NDArray[np.int8]:
    """Return RELIABLE up to a standard error of 30 percent, UNRELIABLE above, UNKNOWN without one."""
    error = np.asarray(prse, dtype=float)
    reliable = np.where(error > UNRELIABLE_PRSE, UNRELIABLE, RELIABLE)
    return np.where(np.isnan(error), UNKNOWN, reliable).astype(np.int8)


def growth_bar(rules: Rules, average: ArrayLike, nation: ArrayLike) -> NDArray[np.float64]:
    """Return the growth rate (fraction) an occupation must reach under `rules`.

    Parameters
    ----------
    rules
        The settings.
    average, nation
        The area's average growth, and the nation's for all occupations over the period of the rate; of any
        shapes that broadcast.

    Returns
    -------
    An array of their common shape; NaN for the rule "openings", which looks at no rate.
    """
    mean, of_all = np.broadcast_arrays(np.asarray(average, dtype=float), np.asarray(nation, dtype=float))
    compared = {"nation": of_all, "faster": mean}.get(rules.growth)
    if compared is not None:
        bar: NDArray[np.float64] = np.maximum(compared, 0.0)  # keeps NaN
        return bar
    return np.full(
        mean.shape, {"any": 0.0, "percent": rules.growth_percent / 100.0}.get(rules.growth, np.nan)
    )
