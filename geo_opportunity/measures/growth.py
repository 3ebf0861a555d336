"""Projected growth and openings of an occupation in an area, with the geography they rest on.

Rates are fractions over the ten-year projection period (0.031 = 3.1 percent), openings are jobs a year.

A state's rate applied to an area's own jobs is an estimate. How far off it is on California's published local
projections is measured from the data (``measures.backtest``, ``Atlas.growth_error``, docs/BACKTEST.md); show
it as an estimate and do not rank areas of one state by one occupation's growth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.vocabulary import STATUS_CODES, Basis, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.rules import Rules

__all__ = [
    "BASIS_CODES",
    "NATION_TOTALS",
    "area_openings",
    "average_growth",
    "basis_names",
    "blend_growth",
    "growth_status",
    "projected",
    "status_of",
]

#: Codes of :class:`~geo_opportunity.vocabulary.Basis` in dense arrays (int8).
BASIS_CODES: Final[dict[Basis, int]] = {
    Basis.NONE: 0,
    Basis.LOCAL: 1,
    Basis.STATE: 2,
    Basis.STATES_BLEND: 3,
    Basis.STATE_NATION: 4,
    Basis.NATION: 5,
}
#: (base year, projected year) -> growth of all jobs of the nation over it, fraction, as BLS printed it when
#: it published the period (Employment Projections, Table 1.2 or 1.1, all occupations). A state's series is
#: compared with the nation's of the same period.
NATION_TOTALS: Final[dict[tuple[int, int], float]] = {
    (2020, 2030): 0.077,
    (2021, 2031): 0.053,
    (2022, 2032): 0.028,
    (2023, 2033): 0.040,
    (2024, 2034): 0.031,
}
_BASIS_BY_CODE: Final = np.array(
    [b.value for b, _ in sorted(BASIS_CODES.items(), key=lambda item: item[1])], dtype=object
)

_UNKNOWN, _SLOW, _SHRINKING = (
    np.int8(STATUS_CODES[status]) for status in (Status.UNKNOWN, Status.SLOW, Status.SHRINKING)
)
#: Rates closer than this are equal: they come from divisions, and an area with one occupation must not beat
#: its own average.
_TOLERANCE: Final = 1e-9


def basis_names(codes: NDArray[np.int8]) -> NDArray[np.object_]:
    """Return the names (values of Basis) of basis codes, in the shape of `codes`."""
    names: NDArray[np.object_] = _BASIS_BY_CODE[np.asarray(codes, dtype=np.intp)]
    return names


def blend_growth(
    state_rates: NDArray[np.float64],
    weights: NDArray[np.float64],
    nation_rates: NDArray[np.float64],
    local_rates: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return each area's growth rate by occupation and the geography it rests on.

    g = sum over states s of w_s x g_s,o. A state that publishes no rate for the occupation is
    replaced by the national rate, for its weight; so is weight that belongs to no state given. Where the
    national rate is missing too, the states that do publish represent the whole area if they have at least
    half of it; else there is no number. A local rate, where given, goes before all.

    Parameters
    ----------
    state_rates
        S x O, fraction over the period, NaN where the state publishes none.
    weights
        A x S, each state's share of the area's employment (or population). Rows sum to at most 1.
    nation_rates
        O.
    local_rates
        A x O sub-state rates, NaN where none; or None.

    Returns
    -------
    rate
        A x O, fraction, NaN = no number.
    basis
        A x O, int8 codes of BASIS_CODES.

    Raises
    ------
    ValueError
        Shapes do not fit, or weights are negative, NaN or sum to more than 1.
    """
    state_rates, weights = np.asarray(state_rates, dtype=float), np.asarray(weights, dtype=float)
    nation_rates = np.asarray(nation_rates, dtype=float)
    if weights.shape[1:] != state_rates.shape[:1] or state_rates.shape[1:] != nation_rates.shape:
        msg = (
            f"weights {weights.shape}, state rates {state_rates.shape} and national rates "
            f"{nation_rates.shape} do not fit: A x S, S x O, O"
        )
        raise ValueError(msg)
    sums = weights.sum(axis=1)
    bad = ~((weights >= 0).all(axis=1) & (sums <= 1 + _TOLERANCE))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        msg = (
            f"weights of area row {row} are {weights[row].tolist()}; shares of states must be at least 0 "
            "and sum to at most 1"
        )
        raise ValueError(msg)

    known = np.isfinite(state_rates).astype(float)
    rate = weights @ np.where(np.isfinite(state_rates), state_rates, 0.0)
    known_weight = weights @ known
    missing = 1.0 - known_weight
    missing[missing < _TOLERANCE] = 0.0
    states = (weights > 0).astype(float) @ known  # how many states count
    has_nation = np.isfinite(nation_rates)
    rate += missing * np.where(has_nation, nation_rates, 0.0)

    gap = missing > 0
    basis = np.where(
        states > 1.5, np.int8(BASIS_CODES[Basis.STATES_BLEND]), np.int8(BASIS_CODES[Basis.STATE])
    )
    mixed = np.where(
        states > 0.5, np.int8(BASIS_CODES[Basis.STATE_NATION]), np.int8(BASIS_CODES[Basis.NATION])
    )
    basis = np.where(gap & has_nation, mixed, basis)
    alone = gap & ~has_nation
    if alone.any():
        enough = alone & (known_weight >= 0.5)
        rate[enough] /= known_weight[enough]
        nothing = alone & ~enough
        rate[nothing] = np.nan
        basis[nothing] = BASIS_CODES[Basis.NONE]
    if local_rates is not None:
        local_rates = np.asarray(local_rates, dtype=float)
        if local_rates.shape != rate.shape:
            msg = f"local rates are {local_rates.shape}; they must be A x O, {rate.shape}"
            raise ValueError(msg)
        local = np.isfinite(local_rates)
        rate[local] = local_rates[local]
        basis[local] = BASIS_CODES[Basis.LOCAL]
    return rate, basis


def area_openings(employment: NDArray[np.float64], ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return openings a year in the area: E_a,o x (openings / base)_o; NaN where either is unknown."""
    openings: NDArray[np.float64] = np.multiply(employment, ratio)
    return openings


def projected(employment: NDArray[np.float64], rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return jobs at the end of the projection period: E_a,o x (1 + g); NaN where either is unknown."""
    jobs: NDArray[np.float64] = np.multiply(employment, np.add(1.0, rate))
    return jobs


def average_growth(rate: NDArray[np.float64], employment: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return areas' employment-weighted average growth (A, fraction) over cells where both are known.

    NaN where no cell of the area is known or its known jobs sum to nothing.
    """
    weight = np.where(np.isfinite(rate) & np.isfinite(employment), employment, 0.0)
    total = weight.sum(axis=1)
    grown = np.einsum("ao,ao->a", weight, np.nan_to_num(rate, nan=0.0, posinf=0.0, neginf=0.0))
    average: NDArray[np.float64] = np.divide(grown, total, out=np.full(total.shape, np.nan), where=total > 0)
    return average


def growth_status(
    rate: NDArray[np.float64],
    average: NDArray[np.float64],
    openings: NDArray[np.float64],
    nation: NDArray[np.float64],
    rules: Rules,
) -> NDArray[np.int8]:
    """Judge whether occupations grow, by the chosen rule.

    ========== ==============================================================================================
    rule       passes when
    ========== ==============================================================================================
    nation     rate is above zero and at least the nation's rate for all occupations over the same period
    faster     rate is above zero and above the area's average (zero or less fails even without one)
    any        rate is above zero
    percent    rate is at least ``rules.growth_percent`` percent over the period
    openings   openings a year are at least ``rules.growth_openings``; the rate is not asked
    ========== ==============================================================================================

    What fails is shrinking where the rate is below zero, else slow; where only the openings are known, fail.

    Parameters
    ----------
    rate
        A x O, fraction over the period.
    average
        A, see :func:`average_growth`.
    openings
        A x O, jobs a year, see :func:`area_openings`.
    nation
        A x O or what broadcasts to it: the nation's rate for all occupations over the period of `rate`.
    rules
        The settings.

    Returns
    -------
    A x O int8 of STATUS_CODES; unknown where the figure judged (or, for "faster", the average) is unknown.
    """
    if rules.growth == "openings":
        passed = openings >= rules.growth_openings - _TOLERANCE
        failed = openings < rules.growth_openings - _TOLERANCE
    elif rules.growth == "percent":
        least = rules.growth_percent / 100 - _TOLERANCE
        passed, failed = rate >= least, rate < least
    elif rules.growth == "any":
        passed, failed = rate > _TOLERANCE, rate <= _TOLERANCE
    elif rules.growth == "nation":
        passed = (rate >= nation - _TOLERANCE) & (rate > _TOLERANCE)
        failed = (rate < nation - _TOLERANCE) | (rate <= _TOLERANCE)
    else:
        bar = (np.maximum(average, 0.0) + _TOLERANCE)[:, None]  # maximum() keeps NaN
        passed = rate > bar
        failed = (rate <= bar) | (rate <= _TOLERANCE)
    status = status_of(passed, failed)
    status += (failed & (rate >= -_TOLERANCE)).view(np.int8) * _SLOW
    status += (failed & (rate < -_TOLERANCE)).view(np.int8) * _SHRINKING
    return status


def status_of(passed: NDArray[np.bool_], failed: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return STATUS_CODES from two disjoint masks; what neither passed nor failed is unknown."""
    status: NDArray[np.int8] = passed.astype(np.int8)
    status += (~(passed | failed)).view(np.int8) * _UNKNOWN
    return status
