"""Where to open: k places that together bring the most people within a distance, exactly.

The maximal covering location problem (Church & ReVelle 1974, *The maximal covering location problem*, Papers
of the Regional Science Association 32:101-118): of N candidate places choose k, so that the weight of the
points near at least one of them is largest::

    max  sum_i w_i y_i     with  y_i <= sum_(j near i) x_j,   sum_j x_j <= k,   x_j in {0, 1},  0 <= y_i <= 1

It is solved by the branch-and-bound solver HiGHS (Huangfu & Hall 2018, through ``scipy.optimize.milp``) after
reductions that lose no optimum: points near the same candidates become one, a candidate whose points another
one has too is dropped, and so is one that cannot be in a set better than the best known, by the Lagrangian
bound (Fisher 1981, *The Lagrangian relaxation method for solving integer programming problems*, Management
Science 27:1-18; points' covers relaxed, the multipliers by subgradient steps). Beside it stands the greedy
answer, which adds the best place one at a time and covers at least 1 - 1/e = 63 percent of the best
(Nemhauser, Wolsey & Fisher 1978).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Choice", "exact", "greedy", "reduce"]

#: Weights that differ by less than this part of all weight are equal.
_SAME: Final = 1e-9
#: A proof up to so small a part is whole: that is less than one person in a state.
_PROVED: Final = 1e-8
#: Steps of the bound at most, of which so many without a better bound halve the step; the first and last
#: step, and how much of the direction of the step before is kept. They decide how fast it is, not what comes
#: out.
_STEPS, _STALL, _FIRST_STEP, _LAST_STEP, _DRIFT = 1000, 30, 1.5, 1e-3, 0.8
#: Candidates are left out of the steps when at most this part of them is left.
_SHRINK: Final = 0.8
#: On a machine that others use too, an answer may take so many times its processor time.
_BUSY: Final = 2.5
#: In less time branch and bound is not begun.
_LEAST_SECONDS: Final = 0.05
#: Every so many steps the places with the best scores are tried as an answer.
_TRY: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Places chosen among N candidates."""

    sites: NDArray[np.intp]
    """Positions of candidates: the one with most weight first, then each that adds most to those before."""
    gains: NDArray[np.float64]
    """Weight that each adds to those before it; their sum is `covered`."""
    bound: float
    """No choice of so many candidates covers more."""

    @property
    def covered(self) -> float:
        """Weight near at least one of the places."""
        return float(self.gains.sum())

    @property
    def gap(self) -> float:
        """How far the best possible can lie above this, as a part of it; 0: this is the best possible."""
        above = self.bound / self.covered - 1.0 if self.covered > 0 else 0.0
        return above if above > _PROVED else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    near: scipy.sparse.csr_matrix
    """C candidates x G points, 1 where near."""
    weights: NDArray[np.float64]
    candidates: NDArray[np.intp]
    """C positions among the candidates given."""

    def gains(self, left: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight each candidate would cover of what is left."""
        gains: NDArray[np.float64] = self.near @ left
        return gains

    def points(self, candidate: int) -> NDArray[np.int32]:
        """Return the points near a candidate."""
        near = self.near
        points: NDArray[np.int32] = near.indices[near.indptr[candidate] : near.indptr[candidate + 1]]
        return points

    def covered(self, sites: NDArray[np.intp]) -> float:
        """Return the weight near at least one of the sites."""
        points = [self.points(site) for site in sites]
        return float(self.weights[np.unique(np.concatenate(points))].sum()) if points else 0.0


def _matrix(near: scipy.sparse.spmatrix) -> scipy.sparse.csr_matrix:
    found = scipy.sparse.csr_matrix(near, dtype=np.float64)  # as the weights: a product then copies nothing
    found.sum_duplicates()
    found.data[:] = 1.0
    return found


def _merged(
    near: scipy.sparse.csr_matrix, weights: NDArray[np.float64]
) -> tuple[scipy.sparse.csr_matrix, NDArray[np.float64]]:
    """Return near and weights with points near the same candidates as one; those near none are left out."""
    by_point = near.tocsc()
    by_point.sort_indices()
    ends, rows = by_point.indptr, by_point.indices
    names: dict[bytes, int] = {}
    first: list[int] = []
    group = np.full(near.shape[1], -1, dtype=np.intp)
    for point in np.flatnonzero((np.diff(ends) > 0) & (weights > 0)):
        key = rows[ends[point] : ends[point + 1]].tobytes()
        group[point] = names.setdefault(key, len(names))
        if group[point] == len(first):
            first.append(int(point))
    summed = np.zeros(len(first))
    np.add.at(summed, group[group >= 0], weights[group >= 0])
    return by_point[:, first].tocsr(), summed


def _useful(near: scipy.sparse.csr_matrix) -> NDArray[np.bool_]:
    """Return which candidates have a point that no other one has too; of equals the first is kept."""
    by_point = near.tocsc()
    times, size = np.diff(by_point.indptr), np.diff(near.indptr)
    bits = np.packbits(near.toarray() > 0, axis=1)
    useful: NDArray[np.bool_] = size > 0
    for one in np.flatnonzero(useful):
        points = near.indices[near.indptr[one] : near.indptr[one + 1]]
        rare = points[np.argmin(times[points])]
        others = by_point.indices[by_point.indptr[rare] : by_point.indptr[rare + 1]]
        larger = (size[others] > size[one]) | ((size[others] == size[one]) & (others < one))
        useful[one] = (bits[one] & ~bits[others[larger]]).any(axis=1).all()
    return useful


def _reduced(problem: _Problem) -> _Problem:
    """Return the problem with equal points as one and without candidates another one makes needless."""
    while True:
        near, weights = _merged(problem.near, problem.weights)
        keep = _useful(near)
        smaller = _Problem(near[keep], weights, problem.candidates[keep])
        if smaller.near.shape == problem.near.shape:
            return smaller
        problem = smaller


def _problem(near: scipy.sparse.spmatrix, weights: NDArray[np.float64]) -> _Problem:
    weights = np.asarray(weights, dtype=float)
    return _Problem(_matrix(near), weights, np.arange(near.shape[0], dtype=np.intp))


def reduce(
    near: scipy.sparse.spmatrix, weights: NDArray[np.float64]
) -> tuple[scipy.sparse.csr_matrix, NDArray[np.float64], NDArray[np.intp]]:
    """Return a smaller problem with the same best coverage for every k.

    Parameters
    ----------
    near
        N candidates x M points, sparse, nonzero where near; of two that are worth the same the earlier
        candidate is kept.
    weights
        M weights, 0 or more.

    Returns
    -------
    C x G near, G weights, and the C candidates' positions among the N.
    """
    small = _reduced(_problem(near, weights))
    return small.near, small.weights, small.candidates


def _ordered(problem: _Problem, sites: NDArray[np.intp] | None, most: int) -> tuple[list[int], list[float]]:
    """Return sites (None: any candidates) one by one, the one that adds most first, and what each adds."""
    left, chosen, gains = problem.weights.copy(), [], []
    for _ in range(most):
        added = problem.gains(left)
        site = int(np.argmax(added)) if sites is None else int(sites[np.argmax(added[sites])])
        if added[site] <= 0:
            break
        points = problem.points(site)
        gains.append(float(left[points].sum()))
        chosen.append(site)
        left[points] = 0.0
    return chosen, gains


def greedy(near: scipy.sparse.spmatrix, weights: NDArray[np.float64], most: int) -> Choice:
    """Return up to `most` sites, each the best beside those before it; the first of equals is taken.

    Parameters as of :func:`reduce`. ``bound`` is the weight near any candidate: no proof of the best.
    """
    problem = _problem(near, weights)
    chosen, gains = _ordered(problem, None, most)
    reachable = np.asarray(problem.near.sum(axis=0)).ravel() > 0
    return Choice(np.array(chosen, dtype=np.intp), np.array(gains), float(problem.weights[reachable].sum()))


# ---------------------------------------------------------------------- best known


def _exchanged(problem: _Problem, sites: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return sites after exchanging one at a time while that covers more, or the same with an earlier one.

    Candidates are in the order of preference, so this breaks ties the same way each time.
    """
    sites = np.sort(sites)
    times = np.zeros(len(problem.weights), dtype=np.int32)
    for site in sites:
        times[problem.points(site)] += 1
    slack = _SAME * float(problem.weights.sum())
    moved = True
    while moved:
        moved = False
        for at in range(len(sites)):
            times[problem.points(sites[at])] -= 1
            added = problem.gains(np.where(times == 0, problem.weights, 0.0))
            added[np.delete(sites, at)] = -1.0
            best = int(np.flatnonzero(added >= added.max() - slack)[0])
            if added[best] > added[sites[at]] + slack or best < sites[at]:
                sites[at], moved = best, True
            times[problem.points(sites[at])] += 1
    return np.sort(sites)


class _Clock:
    """Processor time used so far; on a busy machine at least a part of the time that has passed."""

    def __init__(self) -> None:
        self._passed, self._used = time.monotonic(), time.thread_time()

    def spent(self) -> float:
        """Return the seconds."""
        passed, used = time.monotonic() - self._passed, time.thread_time() - self._used
        return max(used, passed / _BUSY)

    def passing(self, seconds: float) -> float:
        """Return the time that passes, as things go, while so many seconds are used."""
        passed, used = time.monotonic() - self._passed, time.thread_time() - self._used
        return seconds * min(max(passed / max(used, 1e-3), 1.0), _BUSY)


@dataclass(slots=True)
class _Bound:
    """The Lagrangian bound of a problem: multipliers are kept from one k to the next."""

    problem: _Problem
    multipliers: NDArray[np.float64]
    clock: _Clock

    def tighten(
        self, k: int, sites: NDArray[np.intp], until: float
    ) -> tuple[float, NDArray[np.intp], NDArray[np.intp], float]:
        """Return a bound of the best k, the candidates that can be in one, and the best known, its weight.

        The best known starts as `sites` and gets better on the way; steps end at the time `until`.
        """
        problem, weights = self.problem, self.problem.weights
        slack = _SAME * float(weights.sum())
        value, bound, step, stalled = problem.covered(sites), np.inf, _FIRST_STEP, 0
        now = best = self.multipliers
        drift, rest = np.zeros(len(weights)), _Rest(problem.near, np.arange(len(problem.candidates)))
        for turn in range(_STEPS):
            score = rest.near @ now
            top = np.argpartition(-score, k - 1)[:k]
            here = float(np.maximum(weights - now, 0.0).sum() + score[top].sum())
            keep = here - score[top].min() + score >= value - slack
            keep[top] = True
            if here < bound - slack:
                bound, best, stalled = here, now, 0
            else:
                stalled += 1
            if stalled == _STALL:
                step, stalled, now, drift = step / 2, 0, best, np.zeros(len(weights))
            done = (
                bound <= value + slack or step < _LAST_STEP or len(score) <= k or self.clock.spent() > until
            )
            if not done and turn % _TRY == 0:
                trial = _exchanged(problem, rest.index[top])
                if problem.covered(trial) > value:
                    sites, value = trial, problem.covered(trial)
            short = (weights > now) - rest.covers(top)
            drift = short + _DRIFT * drift
            length = max(here - value, slack) / max(float(short @ short), 1.0)
            now = np.clip(now + step * length * drift, 0.0, weights)
            if done or keep.mean() < _SHRINK:
                rest = rest.without(keep)
            if done:
                break
        self.multipliers = best
        return max(bound, value), rest.index, sites, value


@dataclass(slots=True)
class _Rest:
    """Candidates that can still be in a best choice."""

    near: scipy.sparse.csr_matrix
    index: NDArray[np.intp]
    """Their positions in the problem."""

    def covers(self, chosen: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how many of the chosen are near each point."""
        near = self.near
        points = np.concatenate([near.indices[near.indptr[c] : near.indptr[c + 1]] for c in chosen])
        times: NDArray[np.float64] = np.bincount(points, minlength=near.shape[1]).astype(float)
        return times

    def without(self, keep: NDArray[np.bool_]) -> _Rest:
        """Return those kept."""
        return _Rest(self.near[keep], self.index[keep])


def _solved(problem: _Problem, k: int, seconds: float) -> tuple[NDArray[np.intp] | None, float]:
    """Return the best k candidates of a problem by HiGHS (None: none was found in time), and its bound."""
    count, groups = problem.near.shape
    if count <= k:
        return np.arange(count, dtype=np.intp), float(problem.weights.sum())
    if seconds < _LEAST_SECONDS:
        return None, float(problem.weights.sum())
    covers = scipy.sparse.hstack([problem.near.T, -scipy.sparse.eye_array(groups)], format="csr")
    number = np.concatenate([np.ones(count), np.zeros(groups)])
    found = scipy.optimize.milp(
        np.concatenate([np.zeros(count), -problem.weights]),
        constraints=[
            scipy.optimize.LinearConstraint(covers, 0.0, np.inf),
            scipy.optimize.LinearConstraint(number[None, :], 0.0, float(k)),
        ],
        integrality=number,
        bounds=scipy.optimize.Bounds(0.0, 1.0),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    sites = None if found.x is None else np.flatnonzero(found.x[:count] > 0.5)
    bound = float(problem.weights.sum()) if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    return sites, bound


def exact(
    near: scipy.sparse.spmatrix, weights: NDArray[np.float64], most: int, *, seconds: float = 6.0
) -> list[Choice]:
    """Return the best 1, 2 … `most` sites: the frontier.

    Parameters
    ----------
    near
        N candidates x M points, sparse, nonzero where near; candidates in the order of preference, which
        decides among choices of equal weight.
    weights
        M weights (people, openings), 0 or more.
    most
        Number of sites at most.
    seconds
        Processor time for searching and proving. Where it runs out, ``gap`` says how much better a choice
        could be; otherwise the gap is 0.

    Returns
    -------
    One choice for each number of sites, as long as one more covers more. Choices need not contain those of
    fewer sites. Same input, same answer, as long as the time is enough.

    >>> near = scipy.sparse.csr_matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    >>> [choice.sites.tolist() for choice in exact(near, np.array([3.0, 4.0, 4.0, 3.0]), 2)]
    [[1], [0, 2]]
    """
    clock = _Clock()
    problem = _reduced(_problem(near, weights))
    out: list[Choice] = []
    if not len(problem.candidates):
        return out
    added, _ = _ordered(problem, None, most)
    slack, last = _SAME * float(problem.weights.sum()), np.empty(0, dtype=np.intp)
    state = _Bound(problem, problem.weights / 2, clock)
    for k in range(1, len(added) + 1):
        starts = [_exchanged(problem, s) for s in (np.array(added[:k]), _one_more(problem, last))]
        left = seconds - clock.spent()
        share = clock.spent() + left / (len(added) - k + 1)
        bound, kept, sites, value = state.tighten(k, max(starts, key=problem.covered), share)
        if bound > value + slack:
            sites, proof = _proved(
                problem, k, kept, sites, clock.passing(min(left / 3, seconds - clock.spent()))
            )
            bound = min(bound, proof)
        last = _exchanged(problem, sites)
        chosen, gains = _ordered(problem, last, k)
        out.append(Choice(problem.candidates[chosen], np.array(gains), max(bound, sum(gains))))
        if problem.weights.sum() - out[-1].covered <= slack:
            break
    return out


def _one_more(problem: _Problem, sites: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return sites with the one that adds most."""
    left = problem.weights.copy()
    for site in sites:
        left[problem.points(site)] = 0.0
    return np.append(sites, np.argmax(problem.gains(left))).astype(np.intp)


def _proved(
    problem: _Problem, k: int, kept: NDArray[np.intp], sites: NDArray[np.intp], seconds: float
) -> tuple[NDArray[np.intp], float]:
    """Return the best k sites, those known or better ones among `kept`, and a bound, by branch and bound."""
    rest = _reduced(_Problem(problem.near[kept], problem.weights, kept))
    found, bound = _solved(rest, k, seconds)
    known = problem.covered(sites)
    if found is not None and problem.covered(rest.candidates[found]) > known:
        sites = rest.candidates[found]
    return sites, max(bound, known)
