"""Where to open: the exact answer by hand, against every choice there is, and against the greedy one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_opportunity.measures import siting

#: Four towns on a line, 3, 4, 4 and 3 people; a place in the middle of each two reaches both.
LINE = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
PEOPLE = np.array([3.0, 4.0, 4.0, 3.0])


def best(near, weights, k):
    """Return the most that k candidates cover, by trying all choices."""
    every = combinations(range(len(near)), min(k, len(near)))
    return max(float(weights[near[list(chosen)].any(axis=0)].sum()) for chosen in every)


@st.composite
def problems(draw):
    candidates, points = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    rows = st.lists(st.booleans(), min_size=points, max_size=points)
    near = draw(st.lists(rows, min_size=candidates, max_size=candidates))
    weights = draw(st.lists(st.integers(0, 5), min_size=points, max_size=points))
    return np.array(near, dtype=int), np.array(weights, dtype=float)


def test_the_middle_first_is_a_trap():
    """Greedy takes the 8 people of the middle and adds 3; the two ends reach all 14."""
    near = scipy.sparse.csr_matrix(LINE)
    one, two = siting.exact(near, PEOPLE, 3)  # a third place would add no one
    quick = siting.greedy(near, PEOPLE, 2)
    assert (quick.sites.tolist(), quick.gains.tolist()) == ([1, 0], [8.0, 3.0])
    assert (one.sites.tolist(), one.covered) == ([1], 8.0)
    assert (two.sites.tolist(), two.covered, two.gap) == ([0, 2], 14.0, 0.0)


@given(problem=problems(), most=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_as_good_as_the_best_of_all_choices(problem, most):
    near, weights = problem
    found = siting.exact(scipy.sparse.csr_matrix(near), weights, most)
    quick = siting.greedy(scipy.sparse.csr_matrix(near), weights, most)
    ends = [0.0, *(choice.covered for choice in found)]
    assert ends == sorted(set(ends))  # one more covers more
    for k in range(1, most + 1):
        choice = found[min(k, len(found)) - 1] if found else None
        covered = choice.covered if choice else 0.0
        assert covered == pytest.approx(best(near, weights, k))
        assert covered >= quick.gains[:k].sum() >= (near @ weights).max() - 1e-9
        if choice:
            assert choice.gap == 0.0
            assert covered == weights[near[choice.sites].any(axis=0)].sum()


@given(problem=problems(), most=st.integers(1, 4), order=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_points_decides_nothing(problem, most, order):
    near, weights = problem
    mixed = list(range(len(weights)))
    order.shuffle(mixed)
    found, other = (
        [
            choice.sites.tolist()
            for choice in siting.exact(scipy.sparse.csr_matrix(near[:, p]), weights[p], most)
        ]
        for p in (list(range(len(weights))), mixed)
    )
    assert found == other


def test_of_equals_the_first_candidate_is_taken():
    twins = scipy.sparse.csr_matrix(LINE[[1, 1, 0, 0, 2, 2]])
    assert [c.sites.tolist() for c in siting.exact(twins, PEOPLE, 2)] == [[0], [2, 4]]


def test_smaller_and_as_good():
    """Of two equal places and one within another the first and the larger stay; equal points become one."""
    near = scipy.sparse.csr_matrix([[1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]])
    small, weights, kept = siting.reduce(near, np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    assert kept.tolist() == [0, 2]
    assert weights.tolist() == [6.0, 9.0]
    assert small.toarray().tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_what_is_not_proved_in_time_says_how_far_it_can_be_off():
    """Without time the answer is the best found, and its bound holds."""
    rng = np.random.default_rng(16)
    near, weights = (rng.random((40, 200)) < 0.12).astype(int), rng.integers(1, 50, 200).astype(float)
    sure = siting.exact(scipy.sparse.csr_matrix(near), weights, 6, seconds=60)[-1]
    hasty = siting.exact(scipy.sparse.csr_matrix(near), weights, 6, seconds=0)[-1]
    assert sure.gap == 0.0
    assert hasty.covered <= sure.covered <= hasty.bound * (1 + 1e-9)
    assert hasty.gap > 0.0
