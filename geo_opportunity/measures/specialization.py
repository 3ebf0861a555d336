"""How concentrated an occupation is in an area, against the nation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["location_quotient"]


def location_quotient(
    employment: ArrayLike, employment_total: ArrayLike, nation_employment: ArrayLike, nation_total: float
) -> NDArray[np.float64]:
    """Return LQ = (E_a,o / E_a) / (E_US,o / E_US): 1 = as common as in the nation, 2 = twice as common.

    Parameters
    ----------
    employment
        Jobs: A x O, or one area's O, or one occupation's A.
    employment_total
        All jobs of the area: A (with A x O or A), or one number.
    nation_employment
        The nation's jobs: O, or one occupation's number.
    nation_total
        All jobs of the nation.

    Returns
    -------
    Same shape as `employment`; NaN where any figure is unknown or a denominator is zero.
    """
    jobs, total = np.asarray(employment, dtype=float), np.asarray(employment_total, dtype=float)
    if jobs.ndim == 2 and total.ndim == 1:
        total = total[:, None]
    expected = total * (
        np.asarray(nation_employment, dtype=float) / nation_total if nation_total > 0 else np.nan
    )
    quotient: NDArray[np.float64] = np.divide(
        jobs, expected, out=np.full(jobs.shape, np.nan), where=np.broadcast_to(expected > 0, jobs.shape)
    )
    return quotient
