"""Probability that a test passes, in a cell and over an area's jobs; text: docs/methods/certainty.md.

Three parts. A rate of growth scatters normally around its figure: a part that all occupations of an area
share and the occupation's own, by its jobs; both are estimated from the back-test (:func:`spread_of`). A
wage scatters normally by its standard error. Access is certain, given the list of programs. Given the shared
part, cells are independent, so an area's share of jobs is nearly normal: over a grid of the shared part its
mean and variance are sums, and its distribution is a mixture of normals (:func:`shares`), drawn from in
layers (:func:`draws`) for intervals and ranks. Arrays of cells are float32: a probability errs by 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import scipy  # its parts load when first used: slow to import

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "CERTAINTY_NAMES",
    "CLEAR",
    "CLEAR_FROM",
    "CLOSE",
    "INTERVAL",
    "LIKELY",
    "LIKELY_FROM",
    "LOCAL_PART",
    "SIZE_BOUNDS",
    "UNKNOWN",
    "Margin",
    "Shares",
    "Spread",
    "draws",
    "expected",
    "interval",
    "rank_of",
    "rank_range",
    "shares",
    "size_class",
    "spread_of",
    "tie_groups",
    "typical_error",
    "wage_passing",
    "word_codes",
]

UNKNOWN: Final = np.int8(-1)
CLOSE: Final = np.int8(0)
LIKELY: Final = np.int8(1)
CLEAR: Final = np.int8(2)
CERTAINTY_NAMES: Final[dict[int, str]] = {-1: "unknown", 0: "close", 1: "likely", 2: "clear"}
#: Least probability of the outcome shown, pass or fail, that is called clear, and likely; else it is close.
CLEAR_FROM: Final = 0.90
LIKELY_FROM: Final = 0.65
#: Part of the distribution that an area's intervals hold.
INTERVAL: Final = 0.80
#: Spread of a published local projection against that of a state's rate. An assumption: its publisher states
#: no margin, and the back-test takes it for the truth.
LOCAL_PART: Final = 0.5
#: Jobs that separate the size classes: small occupations of a region are harder to project.
SIZE_BOUNDS: Final[tuple[float, ...]] = (100.0, 1_000.0, 10_000.0)

_COUNT: Final = 256
_SEED: Final = 20_260
_GOLDEN: Final = (5**0.5 - 1) / 2
#: Grid of the shared part, in standard deviations, and its weights: the trapezoid rule, which for functions
#: as smooth as a normal distribution's errs by less than 1e-3 at this step, as long as the own part of an
#: error is not much smaller than the shared one (0.8 of it at least, in the built-in data).
_NODES: Final[NDArray[np.float64]] = np.linspace(-3.0, 3.0, 7)
_WEIGHTS: Final[NDArray[np.float64]] = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
#: A figure on its bar counts as on the side its rule says, however small the spread.
_LEAST_SPREAD: Final = 1e-9


# ---------------------------------------------------------------------- spread


class Spread(NamedTuple):
    """Standard deviations of the error of a rate, in its unit; NaN where nothing was measured."""

    own: tuple[float, ...]
    """The occupation's own part, by class of jobs (:data:`SIZE_BOUNDS`)."""
    shared: float
    """The part that all occupations of an area share."""

    def plus(self, other: Spread) -> Spread:
        """Return the spread of the sum of two independent errors."""
        own = np.hypot(self.own, other.own)
        return Spread(tuple(own.tolist()), float(np.hypot(self.shared, other.shared)))

    def times(self, factor: float) -> Spread:
        """Return the spread of the error times a factor."""
        return Spread(tuple(factor * s for s in self.own), factor * self.shared)


def size_class(jobs: ArrayLike) -> NDArray[np.intp]:
    """Return the position of each number of jobs in the size classes; the smallest where it is unknown."""
    at: NDArray[np.intp] = np.searchsorted(
        SIZE_BOUNDS, np.nan_to_num(np.asarray(jobs, dtype=float)), side="right"
    )
    return at


def spread_of(error: ArrayLike, jobs: ArrayLike, region: ArrayLike) -> Spread:
    """Estimate the spread of errors measured in regions: one-way random effects by the method of moments.

    With e the errors of a region's occupations, w their jobs and m = sum(w e) / sum(w) the region's mean
    error: the own variance of a size class is the mean of (e - m)^2 over its cells; the shared variance is
    the mean over the regions of m^2, less what the own parts leave in m, sum(w^2 own^2) / sum(w)^2, and at
    least zero. Errors are measured from zero, so a bias is in the shared part. After Searle, Casella and
    McCulloch, Variance Components (1992), chapter 3.

    Parameters
    ----------
    error
        N: published figure less ours.
    jobs
        N, positive.
    region
        N: labels of the regions.

    Returns
    -------
    A size class without cells takes the largest of the others' spreads; NaN without any cells.
    """
    off, weight = np.asarray(error, dtype=float), np.asarray(jobs, dtype=float)
    names, at = np.unique(np.asarray(region), return_inverse=True)
    count = len(SIZE_BOUNDS) + 1
    if not len(off):
        return Spread((float("nan"),) * count, float("nan"))
    total = np.bincount(at, weight)
    mean = np.bincount(at, weight * off) / total
    size, own = size_class(weight), off - mean[at]
    cells = np.bincount(size, minlength=count)
    squares = np.bincount(size, own**2, minlength=count)
    variance = np.divide(squares, cells, out=np.full(count, np.nan), where=cells > 0)
    variance = np.where(cells > 0, variance, np.nanmax(variance))
    left = np.bincount(at, weight**2 * variance[size], minlength=len(names)) / total**2
    shared = max(float(np.mean(mean**2 - left)), 0.0)
    return Spread(tuple(np.sqrt(variance).tolist()), float(np.sqrt(shared)))


def typical_error(prse: ArrayLike, jobs: ArrayLike) -> NDArray[np.float32]:
    """Return the median relative standard error by size class (percent), NaN without any published.

    A class without one takes the largest of the others'.
    """
    errors, size = np.asarray(prse, dtype=np.float32).ravel(), size_class(jobs).ravel()
    known = np.isfinite(errors)
    count = len(SIZE_BOUNDS) + 1
    if not known.any():
        return np.full(count, np.nan, dtype=np.float32)
    groups = [errors[known & (size == k)] for k in range(count)]
    largest = max(float(np.median(g)) for g in groups if len(g))
    return np.array([np.median(g) if len(g) else largest for g in groups], dtype=np.float32)


# --------------------------------------------------------------- probabilities


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """What lies between cells' figures and a bar, and what it is held against; arrays of one shape."""

    gap: NDArray[np.floating]
    """Figure less bar: passes where it is positive. NaN: unknown."""
    own: NDArray[np.floating]
    """Standard deviation of the occupation's own error."""
    shared: NDArray[np.floating]
    """Of the error that all occupations of an area share."""
    floor: NDArray[np.floating] | None = None
    """A second gap that must be positive too, with the same own error; None: there is none."""
    floor_shared: NDArray[np.floating] | None = None
    """Its shared error."""


def _standardized(margin: Margin) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    own = np.maximum(margin.own, _LEAST_SPREAD)
    pairs = [(margin.gap, margin.shared)]
    if margin.floor is not None and margin.floor_shared is not None:
        pairs.append((margin.floor, margin.floor_shared))
    # a spread of nearly zero must not overflow float32
    return [
        (
            np.clip(gap / own, -1e9, 1e9).astype(np.float32),
            np.clip(shared / own, -1e9, 1e9).astype(np.float32),
        )
        for gap, shared in pairs
    ]


def _at(parts: list[tuple[NDArray[np.float32], NDArray[np.float32]]], x: float) -> NDArray[np.float32]:
    z = parts[0][0] + parts[0][1] * np.float32(x)
    for gap, shared in parts[1:]:
        np.minimum(z, gap + shared * np.float32(x), out=z)
    return scipy.special.ndtr(z, out=z)  # type: ignore[no-any-return]


def expected(margin: Margin) -> NDArray[np.float32]:
    """Return the probability of passing; NaN where the margin or its error is unknown."""
    if margin.floor is None:
        together = Margin(margin.gap, np.hypot(margin.own, margin.shared), np.zeros_like(margin.own))
        return _at(_standardized(together), 0.0)
    parts = _standardized(margin)
    out = np.zeros(np.shape(parts[0][0]), dtype=np.float32)
    for x, weight in zip(_NODES, _WEIGHTS, strict=True):
        out += np.float32(weight) * _at(parts, x)
    return np.minimum(out, np.float32(1.0))


def wage_passing(
    wage: ArrayLike, prse: ArrayLike, threshold: ArrayLike, factor: float
) -> NDArray[np.float32]:
    """Return the probability that wages reach their thresholds; NaN where any of the three is unknown.

    Parameters
    ----------
    wage, threshold
        US dollars a year.
    prse
        Percent relative standard error of the mean wage.
    factor
        Of ``reliability.PERCENTILE_FACTORS``: relative standard error of the percentile / that of the mean.
    """
    pay = np.asarray(wage, dtype=np.float64)
    error = np.maximum(pay * np.asarray(prse, dtype=np.float64) * (factor / 100.0), _LEAST_SPREAD)
    gap = pay - np.asarray(threshold, dtype=np.float64) + 1e-6  # on the bar is enough
    out: NDArray[np.float32] = scipy.special.ndtr(np.clip(gap / error, -1e9, 1e9).astype(np.float32))
    return out


def word_codes(probability: ArrayLike, passed: ArrayLike) -> NDArray[np.int8]:
    """Return how sure the outcome shown is: CLEAR, LIKELY, CLOSE, or UNKNOWN where the probability is.

    Parameters
    ----------
    probability
        Of passing.
    passed
        Whether the outcome shown is a pass.
    """
    p = np.asarray(probability, dtype=float)
    sure = np.where(np.asarray(passed, dtype=bool), p, 1 - p) + 1e-6  # float32
    out: NDArray[np.int8] = (sure >= LIKELY_FROM).astype(np.int8) + (sure >= CLEAR_FROM).astype(np.int8)
    return np.where(np.isnan(sure), UNKNOWN, out).astype(np.int8)


# ------------------------------------------------------------ shares and ranks


class Shares(NamedTuple):
    """Distribution of areas' shares of jobs, over K values of the shared error."""

    probability: NDArray[np.float32]
    """N: probability that each cell passes."""
    mean: NDArray[np.float64]
    """A x K: mean share, given the shared error."""
    variance: NDArray[np.float64]
    """A x K: its variance."""
    most: NDArray[np.float64]
    """A: share if every cell passed."""

    @property
    def expected(self) -> NDArray[np.float64]:
        """A: expected share."""
        value: NDArray[np.float64] = self.mean @ _WEIGHTS
        return value


def shares(
    margin: Margin,
    others: NDArray[np.float32],
    jobs: NDArray[np.floating],
    row: NDArray[np.intp],
    total: NDArray[np.float64],
) -> Shares:
    """Return the distribution of the share of an area's jobs that lies in cells that pass.

    Given the shared error x a cell passes with probability p(x), independently of the others, so the jobs
    have mean sum(E p) and variance sum(E^2 p (1 - p)).

    Parameters
    ----------
    margin
        Of N cells: the test with a shared error.
    others
        N: probability that the remaining tests pass, independent of `margin`.
    jobs
        N: jobs E of the cells, taken as known.
    row
        N: area of each cell, ascending, counted from 0.
    total
        A: jobs the share is of; NaN or 0: no share.
    """
    parts, areas = _standardized(margin), len(total)
    size = np.asarray(jobs, dtype=np.float32)
    both = size * others
    starts = np.searchsorted(row, np.arange(areas))
    empty = np.diff(starts, append=len(row)) == 0

    def by_area(values: NDArray[np.floating]) -> NDArray[np.float64]:
        padded = np.append(values, np.float32(0.0))  # a start may lie behind the last cell
        return np.where(empty, 0.0, np.add.reduceat(padded, starts, dtype=np.float64))

    mean, variance = np.zeros((areas, len(_NODES))), np.zeros((areas, len(_NODES)))
    probability = np.zeros(len(size), dtype=np.float32)
    for k, (x, weight) in enumerate(zip(_NODES, _WEIGHTS, strict=True)):
        p = _at(parts, x)
        probability += np.float32(weight) * p
        passing_jobs = both * p
        mean[:, k] = by_area(passing_jobs)
        variance[:, k] = by_area(passing_jobs * (size - passing_jobs))
    probability *= others
    whole = np.where(total > 0, total, np.nan)
    return Shares(
        np.minimum(probability, np.float32(1.0)),
        mean / whole[:, None],
        variance / whole[:, None] ** 2,
        by_area(size) / whole,
    )


@lru_cache(maxsize=8)
def _layers(areas: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]:
    """Return the fixed numbers draws are made of: weights of the nodes (K x J), noise (J), order (A x J).

    One draw from each of J equal layers of both parts, paired by a lattice of the golden ratio (Korobov),
    which is far more even than as many free draws. They are the same for every area, in an order of its own,
    so that an area has the same interval whatever it is asked with.
    """
    layer = scipy.special.ndtri((np.arange(_COUNT) + 0.5) / _COUNT)
    weights = scipy.interpolate.CubicSpline(_NODES, np.eye(len(_NODES)), bc_type="natural")(layer).T
    noise = layer[np.argsort(np.arange(_COUNT) * _GOLDEN % 1)]
    order = np.random.default_rng(_SEED).permuted(np.broadcast_to(np.arange(_COUNT), (areas, _COUNT)), axis=1)
    return weights.astype(np.float32), noise.astype(np.float32), order


def draws(share: Shares) -> NDArray[np.float32]:
    """Return A x 256 draws of the areas' shares, the same for the same figures; errors of areas independent.

    Given the shared error a share is taken as normal, cut at zero and at the share if every cell passed.
    """
    weights, noise, order = _layers(len(share.mean))
    drawn = share.mean.astype(np.float32) @ weights
    drawn += np.sqrt(np.maximum(share.variance.astype(np.float32) @ weights, 0)) * noise
    np.clip(drawn, 0.0, share.most.astype(np.float32)[:, None], out=drawn)
    return np.take_along_axis(drawn, order, axis=1)


def _ends(values: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return the ends of the middle 80 percent of each row."""
    outside = round(values.shape[1] * (1 - INTERVAL) / 2)
    ordered = np.partition(values, (outside, values.shape[1] - outside - 1), axis=1)
    return ordered[:, outside], ordered[:, -outside - 1]


def interval(
    drawn: NDArray[np.float32], center: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 80 percent interval (low, high) of areas' shares; it holds the expected share, `center`."""
    low, high = _ends(drawn)
    return np.minimum(low, center), np.maximum(high, center)


def rank_of(share: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return ranks along the last axis, 1 the largest; equal shares have the same, unknown ones NaN."""
    order = np.argsort(-share, axis=-1)  # NaN last
    ordered = np.take_along_axis(share, order, axis=-1)
    position = np.broadcast_to(np.arange(1.0, share.shape[-1] + 1), share.shape).copy()
    position[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0.0  # as the one before
    np.maximum.accumulate(position, axis=-1, out=position)
    position[np.isnan(ordered)] = np.nan
    ranks = np.empty(share.shape)
    np.put_along_axis(ranks, order, position, axis=-1)
    return ranks


def rank_range(
    drawn: NDArray[np.float32], center: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 80 percent interval (low, high) of areas' ranks, 1 the largest share.

    It holds the rank of the expected share, `center`; NaN for areas whose share is unknown.
    """
    known = np.isfinite(drawn).all(axis=1) & np.isfinite(center)
    low, high = np.full(len(center), np.nan), np.full(len(center), np.nan)
    if known.any():
        ranks = rank_of(np.ascontiguousarray(drawn[known].T)).T
        middle = rank_of(center[known])
        least, most = _ends(ranks)
        low[known], high[known] = np.minimum(least, middle), np.maximum(most, middle)
    return low, high


def tie_groups(
    share: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return which areas are not apart: 1 for the group of the largest share, 2 for the next, and so on.

    Down the order of `share`, an area starts a new group when its interval ends below where that of the
    group's first begins. NaN for areas whose share or interval is unknown.
    """
    group = np.full(len(share), np.nan)
    known = np.flatnonzero(np.isfinite(share) & np.isfinite(low) & np.isfinite(high))
    number, floor = 0, np.inf
    for area in known[np.argsort(-share[known], kind="stable")]:
        if number == 0 or high[area] < floor:
            number, floor = number + 1, low[area]
        group[area] = number
    return group
