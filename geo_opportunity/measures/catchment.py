"""Floating-catchment measures of access: how much training there is for each resident, competition counted.

Two steps, over people P_i at origins, supply S_j at destinations and weights W_ij = f(cost from i to j), 0
beyond the catchment: R_j = S_j / sum_i P_i W_ij, then A_i = sum_j W_ij R_j. With

- f = 1: 2SFCA, Luo & Wang (2003), Environment and Planning B 30(6), 865-884;
- f in steps: E2SFCA, Luo & Qi (2009), Health & Place 15(4), 1100-1107;
- f = cost^-b: the gravity measure with competition, Joseph & Bantock (1982), Social Science & Medicine 16(1),
  85-90;
- W_ij replaced by W_ij G_ij, G_ij = W_ij / sum_k W_ik: 3SFCA, Wan, Zou & Sternberg (2012), International
  Journal of
  Geographical Information Science 26(6), 1073-1089. The sum runs over the destinations that supply the
  occupation.

Everything is a sparse product, so all occupations are computed at once: S is M x O. People are apportioned,
never created: sum_i P_i A_i = sum_j S_j over the destinations somebody reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import scipy

from geo_opportunity.errors import ValueRangeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "METHODS",
    "Decay",
    "Flat",
    "Gaussian",
    "Gravity",
    "Method",
    "Step",
    "decay_for",
    "demand",
    "floating_catchment",
    "group_sums",
    "reached",
    "supply_ratio",
    "weights",
]

Method = Literal["2sfca", "e2sfca", "gravity", "gaussian", "3sfca"]


class Decay(Protocol):
    """Weight of a cost: 1 or more is near, 0 is out of reach."""

    def __call__(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each cost."""


@dataclass(frozen=True, slots=True)
class Flat:
    """Everybody in the catchment counts alike."""

    def __call__(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 1 for every cost."""
        return np.ones_like(cost)


@dataclass(frozen=True, slots=True)
class Step:
    """Weights by zone: ``weights[k]`` up to and including ``limits[k]``, 0 beyond the last."""

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse zones that are not ascending or weights below zero."""
        if (
            len(self.limits) != len(self.weights)
            or not self.limits
            or list(self.limits) != sorted(set(self.limits))
            or min(self.weights) < 0
        ):
            msg = (
                "step weights need ascending limits and one weight of at least 0 for each, not limits "
                f"{self.limits} and weights {self.weights}"
            )
            raise ValueRangeError(msg)

    def __call__(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each cost's zone."""
        return np.array([*self.weights, 0.0])[np.searchsorted(np.array(self.limits), cost, side="left")]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """exp(-cost^2 / (2 sigma^2))."""

    sigma: float

    def __post_init__(self) -> None:
        """Refuse a width that is not positive."""
        if not self.sigma > 0:
            msg = f"the width of a Gaussian decay must be above 0, not {self.sigma}"
            raise ValueRangeError(msg)

    def __call__(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each cost."""
        out: NDArray[np.float64] = np.exp(-(cost**2) / (2 * self.sigma**2))
        return out


@dataclass(frozen=True, slots=True)
class Gravity:
    """max(cost, least)^-exponent; `least` keeps neighbors from weighing without bound."""

    exponent: float = 1.0
    least: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a pull that grows with distance, or is unbounded near by."""
        if not (self.exponent > 0 and self.least > 0):
            msg = (
                f"a gravity decay needs an exponent and a least cost above 0, not {self.exponent} and "
                f"{self.least}"
            )
            raise ValueRangeError(msg)

    def __call__(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each cost."""
        out: NDArray[np.float64] = np.maximum(cost, self.least) ** -self.exponent
        return out


#: Step weights and the share of the catchment each zone ends at. Luo & Qi (2009): 0-10, 10-20, 20-30 of 30
#: minutes, slow and fast decay. Wan, Zou & Sternberg (2012): 0-10, 10-20, 20-30, 30-60 of 60 minutes.
_LUO_QI_SLOW: Final = ((1 / 3, 2 / 3, 1.0), (1.0, 0.68, 0.22))
_LUO_QI_FAST: Final = ((1 / 3, 2 / 3, 1.0), (1.0, 0.42, 0.09))
_WAN: Final = ((1 / 6, 1 / 3, 1 / 2, 1.0), (0.962, 0.704, 0.377, 0.042))

#: Methods and the decay each uses by default.
METHODS: Final[dict[str, str]] = {
    "2sfca": "flat",
    "e2sfca": "step",
    "gravity": "gravity",
    "gaussian": "gaussian",
    "3sfca": "wan",
}


def decay_for(method: str, catchment: float, decay: str | Decay | None = None) -> Decay:
    """Return the decay of a method: its own, a named one scaled to the catchment, or `decay` itself.

    Named: flat; step and step_fast (Luo & Qi's zones at thirds of the catchment); wan (zones at 1/6, 1/3, 1/2
    and all of it); gaussian (width half the catchment: the continuous kin of Luo & Qi's slow steps); gravity
    (exponent 1, least cost 1).

    Raises
    ------
    ValueRangeError
        There is no such method or decay, or the catchment is not above 0.
    """
    if method not in METHODS:
        msg = f"there is no access method {method!r}; choose one of {', '.join(METHODS)}"
        raise ValueRangeError(msg)
    if not (np.isfinite(catchment) and catchment > 0):
        msg = f"a catchment must be a number above 0, not {catchment}"
        raise ValueRangeError(msg)
    if decay is not None and not isinstance(decay, str):
        return decay
    name = METHODS[method] if decay is None else decay
    stepped = {"step": _LUO_QI_SLOW, "step_fast": _LUO_QI_FAST, "wan": _WAN}
    if name in stepped:
        shares, values = stepped[name]
        return Step(tuple(share * catchment for share in shares), values)
    plain: dict[str, Decay] = {"flat": Flat(), "gaussian": Gaussian(catchment / 2), "gravity": Gravity()}
    if name not in plain:
        msg = f"there is no decay {name!r}; choose one of {', '.join([*plain, *stepped])}, or give a Decay"
        raise ValueRangeError(msg)
    return plain[name]


def weights(costs: scipy.sparse.csr_array, catchment: float, decay: Decay) -> scipy.sparse.csr_array:
    """Return W (N x M), the decay of each stored cost.

    None beyond `catchment` (inclusive) or where the decay is 0.
    """
    data = np.where(costs.data <= catchment, decay(costs.data), 0.0)
    out = scipy.sparse.csr_array((data, costs.indices.copy(), costs.indptr.copy()), shape=costs.shape)
    out.eliminate_zeros()
    return out


def _inverse(matrix: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """Return 1 / each stored entry (all above 0)."""
    return scipy.sparse.csr_array((1.0 / matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _choice(
    w: scipy.sparse.csr_array, supply: scipy.sparse.csr_array
) -> tuple[scipy.sparse.csr_array, scipy.sparse.csr_array]:
    """Return W^2 (N x M) and 1 / sum_k W_ik over the destinations that supply each occupation (N x O)."""
    offers = scipy.sparse.csr_array((np.ones(supply.nnz), supply.indices, supply.indptr), shape=supply.shape)
    return w.power(2), _inverse(scipy.sparse.csr_array(w @ offers))


def demand(
    w: scipy.sparse.csr_array,
    people: NDArray[np.float64],
    supply: scipy.sparse.csr_array,
    *,
    selection: bool = False,
) -> Any:
    """Return the weighted people at each destination (first step).

    M values, or M x O sparse with `selection` (3SFCA).

    Sums over blocks of origins add up to the whole.
    """
    if not selection:
        return w.T @ people
    squared, choice = _choice(w, supply)
    spread = scipy.sparse.csr_array(choice.multiply(people[:, None]))
    return scipy.sparse.csr_array((squared.T @ spread).multiply(supply != 0))


def supply_ratio(supply: scipy.sparse.csr_array, total: Any) -> scipy.sparse.csr_array:
    """Return R (M x O), supply per weighted person, without an entry for destinations no one reaches."""
    if scipy.sparse.issparse(total):
        total = scipy.sparse.csr_array(total)
        total.eliminate_zeros()
        return scipy.sparse.csr_array(supply.multiply(_inverse(total)))
    inverse = np.divide(1.0, total, out=np.zeros(len(total)), where=total > 0)
    out = scipy.sparse.csr_array(supply.multiply(inverse[:, None]))
    out.eliminate_zeros()
    return out


def reached(
    w: scipy.sparse.csr_array,
    ratio: scipy.sparse.csr_array,
    supply: scipy.sparse.csr_array,
    *,
    selection: bool = False,
) -> scipy.sparse.csr_array:
    """Return A (N x O sparse): each origin's supply per person, by occupation (second step)."""
    if not selection:
        return scipy.sparse.csr_array(w @ ratio)
    squared, choice = _choice(w, supply)
    return scipy.sparse.csr_array((squared @ ratio).multiply(choice))


def floating_catchment(
    w: scipy.sparse.csr_array,
    people: NDArray[np.float64],
    supply: NDArray[np.float64] | scipy.sparse.csr_array,
    *,
    selection: bool = False,
    known: NDArray[np.bool_] | None = None,
) -> Any:
    """Return access at every origin: supply per person, in the unit of `supply`.

    Parameters
    ----------
    w
        N x M weights (:func:`weights`).
    people
        N, at least 0.
    supply
        M, M x O, or M x O sparse, at least 0.
    selection
        3SFCA: people split among the destinations they can choose from.
    known
        N: False where the origin's costs are not known; access is NaN there, and 0 only where nothing is in
        reach.

    Returns
    -------
    N, N x O, or N x O sparse, as `supply`.

    Raises
    ------
    ValueRangeError
        Negative or missing people or supply.
    """
    check(people, supply)
    sparse = scipy.sparse.csr_array(
        supply if scipy.sparse.issparse(supply) else np.asarray(supply, dtype=float).reshape(w.shape[1], -1)
    )
    sparse.eliminate_zeros()
    ratio = supply_ratio(sparse, demand(w, people, sparse, selection=selection))
    out = reached(w, ratio, sparse, selection=selection)
    if scipy.sparse.issparse(supply):
        return out if known is None or known.all() else out + _unknown_rows(~known, out.shape)
    dense = out.toarray()
    if known is not None:
        dense[~known] = np.nan
    return dense if np.ndim(supply) == 2 else dense[:, 0]


def check(people: NDArray[np.float64], supply: Any) -> None:
    """Refuse negative or missing people or supply (ValueRangeError)."""
    for name, values in (
        ("people", np.asarray(people)),
        ("supply", supply.data if scipy.sparse.issparse(supply) else np.asarray(supply)),
    ):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            msg = f"{name} must be numbers of at least 0; a missing or negative one cannot be shared out"
            raise ValueRangeError(msg)


def _unknown_rows(unknown: NDArray[np.bool_], shape: tuple[int, int]) -> scipy.sparse.csr_array:
    starts = np.concatenate([[0], np.cumsum(unknown * shape[1])])
    columns = np.tile(np.arange(shape[1]), int(unknown.sum()))
    return scipy.sparse.csr_array((np.full(len(columns), np.nan), columns, starts), shape=shape)


def group_sums(
    surface: scipy.sparse.csr_array, people: NDArray[np.float64], group: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sum of people x access and the people with any access (G x O each), by group.

    G is `count`.

    `group`: N positions, -1 to leave an origin out (unknown, or in no group).
    """
    into = np.flatnonzero(group >= 0)
    gather = scipy.sparse.csr_array((people[into], (group[into], into)), shape=(count, len(people)))
    some = scipy.sparse.csr_array(
        (np.ones(surface.nnz), surface.indices, surface.indptr), shape=surface.shape
    )
    return (gather @ surface).toarray(), (gather @ some).toarray()
