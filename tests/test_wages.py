"""The wage test and the share of jobs that pay enough; known answers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.measures import wages

NAN = np.nan
TOP = 239_200.0
UNKNOWN, FAIL, PASS = -1, 0, 1


def test_wage_status():
    wage = np.array([[40_000.0, 39_999.0, NAN, TOP, TOP]])
    top = np.array([[False, False, False, True, False]])
    assert wages.wage_status(wage, top, np.array([40_000.0]))[0].tolist() == [PASS, FAIL, UNKNOWN, PASS, PASS]
    # above the top code a top-coded wage says nothing; a published one fails
    assert wages.wage_status(wage, top, np.array([TOP + 1]))[0].tolist() == [
        FAIL,
        FAIL,
        UNKNOWN,
        UNKNOWN,
        FAIL,
    ]
    assert wages.wage_status(wage, top, np.array([TOP]))[0].tolist() == [FAIL, FAIL, UNKNOWN, PASS, PASS]
    assert wages.wage_status(wage, top, np.array([NAN]))[0].tolist() == [UNKNOWN] * 5
    assert wages.wage_status(wage.astype(np.float32), top, np.array([40_000.0])).dtype == np.int8


def share(points, threshold, top=(False,) * 5):
    p = np.array(points, dtype=float).reshape(5, 1, 1)
    s, b = wages.share_at_least(p, np.array(top).reshape(5, 1, 1), np.array([threshold]))
    return s[0, 0], int(b[0, 0])


FULL = [30_000, 40_000, 50_000, 60_000, 80_000]


@pytest.mark.parametrize(
    ("points", "threshold", "expected", "bound"),
    [
        # below 44,000: 25 % + 25 % x (44 - 40) / (50 - 40) = 35 %
        (FULL, 44_000, 0.65, 0),
        # below 75,000: 75 % + 15 % x 15 / 20 = 86.25 %
        (FULL, 75_000, 0.1375, 0),
        (FULL, 30_000, 0.90, 0),
        (FULL, 29_999, 0.90, 1),
        (FULL, 80_000, 0.10, 0),
        (FULL, 80_001, 0.10, -1),
        (FULL, 50_000, 0.50, 0),
        # p50 not published: from 25 % at 40,000 straight to 75 % at 60,000, half way = 50 %
        ([30_000, 40_000, NAN, 60_000, 80_000], 50_000, 0.50, 0),
        # p10 and p90 not published: the bounds are those of the points there are
        ([NAN, 40_000, 50_000, 60_000, NAN], 35_000, 0.75, 1),
        ([NAN, 40_000, 50_000, 60_000, NAN], 70_000, 0.25, -1),
        # a flat stretch: a quarter of the jobs pays exactly 50,000 and counts as paying at least that
        ([30_000, 50_000, 50_000, 60_000, 80_000], 50_000, 0.75, 0),
        ([30_000, 50_000, 50_000, 60_000, 80_000], 55_000, 0.375, 0),
        ([50_000] * 5, 50_000, 0.90, 0),
        ([50_000] * 5, 50_001, 0.10, -1),
        ([NAN, NAN, 50_000, NAN, NAN], 45_000, 0.50, 1),
        ([NAN, NAN, 50_000, NAN, NAN], 55_000, 0.50, -1),
        ([NAN, NAN, 50_000, NAN, NAN], 50_000, 0.50, 0),
    ],
)
def test_share_known(points, threshold, expected, bound):
    got, side = share(points, threshold)
    assert got == pytest.approx(expected, abs=1e-12)
    assert side == bound


def test_share_unknown():
    assert np.isnan(share([NAN] * 5, 40_000)[0])
    assert share([NAN] * 5, 40_000)[1] == 0
    assert np.isnan(share(FULL, NAN)[0])


def test_top_coded_points_mean_at_least():
    points, top = [100_000, 150_000, 200_000, TOP, TOP], (False, False, False, True, True)
    # half way from p50 (200,000) to the least p75 can be (239,200): below 50 % + 25 % / 2 = 62.5 % at most
    assert share(points, 219_600, top) == (pytest.approx(0.375), 1)
    assert share(points, TOP, top) == (pytest.approx(0.25), 1)
    # above the top code only p50 speaks: at most half pay that
    assert share(points, 250_000, top) == (pytest.approx(0.50), -1)
    assert share(points, 175_000, top) == (pytest.approx(0.625), 0)
    assert share([TOP] * 5, 100_000, (True,) * 5) == (pytest.approx(0.9), 1)
    assert np.isnan(share([TOP] * 5, 300_000, (True,) * 5)[0])


points = st.lists(st.one_of(st.none(), st.integers(20_000, 150_000)), min_size=5, max_size=5)


def in_order(values):
    known = iter(sorted(v for v in values if v is not None))
    return [NAN if v is None else float(next(known)) for v in values]


@given(points, st.floats(10_000, 200_000), st.floats(0, 50_000))
def test_share_falls_as_the_threshold_rises(values, threshold, more):
    p = in_order(values)
    low, low_bound = share(p, threshold)
    high, high_bound = share(p, threshold + more)
    known = [v for v in p if not np.isnan(v)]
    if not known:
        assert np.isnan(low)
        return
    assert high <= low + 1e-12
    assert high_bound <= low_bound
    shares = [1 - s for v, s in zip(p, (0.1, 0.25, 0.5, 0.75, 0.9), strict=True) if not np.isnan(v)]
    assert min(shares) - 1e-12 <= low <= max(shares) + 1e-12  # never past the published points
    assert (low_bound == 1) == (threshold < known[0])
    assert (low_bound == -1) == (threshold > known[-1])


@given(
    st.lists(points, min_size=2, max_size=6), st.floats(10_000, 200_000), st.randoms(use_true_random=False)
)
def test_share_treats_each_cell_alone(rows, threshold, random):
    p = np.array([in_order(r) for r in rows]).T[:, None, :]
    order = list(range(len(rows)))
    random.shuffle(order)
    none = np.zeros(p.shape, dtype=bool)
    a, ab = wages.share_at_least(p, none, np.array([threshold]))
    b, bb = wages.share_at_least(p[:, :, order], none, np.array([threshold]))
    np.testing.assert_array_equal(a[:, order], b)
    np.testing.assert_array_equal(ab[:, order], bb)


@given(points, st.floats(10_000, 200_000))
def test_share_agrees_with_the_test_at_the_median(values, threshold):
    p = in_order(values)
    if np.isnan(p[2]):
        return
    got, bound = share(p, threshold)
    passed = wages.wage_status(np.array([[p[2]]]), np.array([[False]]), np.array([threshold]))[0, 0] == PASS
    if passed:
        assert got >= 0.5 - 1e-12
        assert bound >= 0
    else:
        assert got <= 0.5 + 1e-12
