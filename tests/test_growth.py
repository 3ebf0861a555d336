"""Growth: blends, bases, rules. Known answers are worked out beside each test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures import growth
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import STATUS_CODES, Basis, Status

NAN = np.nan
UNKNOWN, FAIL, PASS, SLOW, SHRINKING = (
    STATUS_CODES[status]
    for status in (Status.UNKNOWN, Status.FAIL, Status.PASS, Status.SLOW, Status.SHRINKING)
)


def blend_one(states, weights, nation, local=None):
    rate, basis = growth.blend_growth(
        np.array(states)[:, None],
        np.array([weights]),
        np.array([nation]),
        None if local is None else np.array([[local]]),
    )
    return rate[0, 0], growth.basis_names(basis)[0, 0]


@pytest.mark.parametrize(
    ("states", "weights", "nation", "local", "rate", "basis"),
    [
        ([0.08, 0.04], [1.0, 0.0], 0.02, None, 0.08, Basis.STATE),
        # 0.75 x 0.08 + 0.25 x 0.04 = 0.06 + 0.01
        ([0.08, 0.04], [0.75, 0.25], 0.02, None, 0.07, Basis.STATES_BLEND),
        # 0.75 x 0.08 + 0.25 x 0.02 (nation for the silent state) = 0.06 + 0.005
        ([0.08, NAN], [0.75, 0.25], 0.02, None, 0.065, Basis.STATE_NATION),
        # weight 0.25 lies in no state given: the nation's, too
        ([0.08, NAN], [0.75, 0.0], 0.02, None, 0.065, Basis.STATE_NATION),
        ([NAN, NAN], [0.75, 0.25], 0.02, None, 0.02, Basis.NATION),
        ([0.08, 0.04], [0.0, 0.0], 0.02, None, 0.02, Basis.NATION),
        # no national rate: the state with three quarters stands for the area; one with a quarter does not
        ([0.08, NAN], [0.75, 0.25], NAN, None, 0.08, Basis.STATE),
        ([0.08, NAN], [0.25, 0.75], NAN, None, NAN, Basis.NONE),
        ([NAN, NAN], [0.5, 0.5], NAN, None, NAN, Basis.NONE),
        ([0.08, 0.04], [0.75, 0.25], 0.02, 0.11, 0.11, Basis.LOCAL),
        ([0.08, 0.04], [0.75, 0.25], 0.02, NAN, 0.07, Basis.STATES_BLEND),
    ],
)
def test_blend_known(*, states, weights, nation, local, rate, basis):
    got, name = blend_one(states, weights, nation, local)
    assert got == pytest.approx(rate, abs=1e-12, nan_ok=True)
    assert name == basis


def test_blend_does_not_change_its_input():
    states, weights, nation = np.array([[0.1, NAN], [0.2, 0.3]]), np.array([[0.5, 0.5]]), np.array([0.0, 0.1])
    local = np.array([[NAN, 0.9]])
    before = [a.copy() for a in (states, weights, nation, local)]
    rate, _ = growth.blend_growth(states, weights, nation, local)
    for array, old in zip((states, weights, nation, local), before, strict=True):
        np.testing.assert_array_equal(array, old)
    np.testing.assert_allclose(rate, [[0.15, 0.9]])


@pytest.mark.parametrize("weights", [[[-0.1, 0.5]], [[0.7, 0.7]], [[NAN, 0.5]]])
def test_blend_refuses_impossible_weights(weights):
    with pytest.raises(ValueError, match="row 0"):
        growth.blend_growth(np.zeros((2, 1)), np.array(weights), np.zeros(1))


def test_blend_refuses_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="do not fit"):
        growth.blend_growth(np.zeros((3, 1)), np.zeros((1, 2)), np.zeros(1))
    with pytest.raises(ValueError, match="local rates"):
        growth.blend_growth(np.zeros((2, 1)), np.zeros((1, 2)), np.zeros(1), np.zeros((2, 2)))


RATES = hnp.arrays(float, (3, 4), elements=st.one_of(st.floats(-0.9, 2), st.just(NAN)))


@given(
    RATES,
    hnp.arrays(float, (2, 3), elements=st.floats(0, 1)),
    hnp.arrays(float, 4, elements=st.floats(-0.9, 2)),
    st.permutations(range(3)),
)
def test_blend_lies_between_its_parts_and_ignores_the_order_of_states(states, raw, nation, order):
    weights = raw / np.maximum(raw.sum(axis=1, keepdims=True), 1)
    rate, basis = growth.blend_growth(states, weights, nation)
    parts = np.vstack([states, nation])
    assert (rate <= np.nanmax(parts, axis=0) + 1e-9).all()
    assert (rate >= np.nanmin(parts, axis=0) - 1e-9).all()
    other, basis2 = growth.blend_growth(states[list(order)], weights[:, list(order)], nation)
    np.testing.assert_allclose(other, rate, atol=1e-12)
    np.testing.assert_array_equal(basis, basis2)


def test_jobs_and_openings():
    np.testing.assert_allclose(growth.projected(np.array([200.0, NAN]), np.array([0.05, 0.1])), [210.0, NAN])
    np.testing.assert_allclose(
        growth.area_openings(np.array([200.0, 100.0]), np.array([0.12, NAN])), [24.0, NAN]
    )


def test_average_is_weighted_by_known_jobs():
    # (100 x 0.10 + 300 x 0.02) / 400 = 0.04; the cell without jobs and the one without a rate do not count
    rate = np.array([[0.10, 0.02, 0.9, NAN], [NAN, NAN, 0.1, 0.1]])
    jobs = np.array([[100.0, 300.0, NAN, 500.0], [1.0, 1.0, NAN, NAN]])
    np.testing.assert_allclose(growth.average_growth(rate, jobs), [0.04, NAN])


def status(rate, average, openings, *, nation=NAN, **rules):
    return growth.growth_status(
        np.array([rate]), np.array([average]), np.array([openings]), np.array([nation]), Rules(**rules)
    )[0].tolist()


RATE, OPENINGS = [0.05, 0.04, 0.0, -0.05, NAN], [30.0, 25.0, 24.9, NAN, 100.0]


@pytest.mark.parametrize(
    ("rule", "average", "nation", "expected"),
    [
        ("faster", 0.04, NAN, [PASS, SLOW, SLOW, SHRINKING, UNKNOWN]),
        ("faster", -0.10, NAN, [PASS, PASS, SLOW, SHRINKING, UNKNOWN]),  # above zero is required too
        ("faster", NAN, NAN, [UNKNOWN, UNKNOWN, SLOW, SHRINKING, UNKNOWN]),
        ("nation", NAN, 0.04, [PASS, PASS, SLOW, SHRINKING, UNKNOWN]),  # equal to the bar passes
        ("nation", NAN, 0.05, [PASS, SLOW, SLOW, SHRINKING, UNKNOWN]),
        ("nation", NAN, 0.0, [PASS, PASS, SLOW, SHRINKING, UNKNOWN]),  # no growth is no growth
        ("nation", NAN, -0.10, [PASS, PASS, SLOW, SHRINKING, UNKNOWN]),
        ("nation", NAN, NAN, [UNKNOWN, UNKNOWN, SLOW, SHRINKING, UNKNOWN]),
        ("nation", NAN, [[0.06, 0.04, -0.1, -0.1, 0.0]], [SLOW, PASS, SLOW, SHRINKING, UNKNOWN]),
        ("any", NAN, NAN, [PASS, PASS, SLOW, SHRINKING, UNKNOWN]),
        ("percent", NAN, NAN, [PASS, SLOW, SLOW, SHRINKING, UNKNOWN]),
        ("openings", NAN, NAN, [PASS, PASS, SLOW, UNKNOWN, PASS]),
    ],
)
def test_rules(rule, average, nation, expected):
    got = growth.growth_status(
        np.array([RATE]),
        np.array([average]),
        np.array([OPENINGS]),
        np.array(nation),
        Rules(growth=rule, growth_percent=5, growth_openings=25),
    )
    assert got.dtype == np.int8
    assert got[0].tolist() == expected


def test_too_few_openings_are_slow_or_shrinking_by_the_rate_and_plainly_fail_without_one():
    rate, openings = [0.5, 0.0, -0.01, NAN, NAN], [1.0, 1.0, 1.0, 1.0, NAN]
    assert status(rate, NAN, openings, growth="openings", growth_openings=25) == [
        SLOW,
        SLOW,
        SHRINKING,
        FAIL,
        UNKNOWN,
    ]
    many = status([-0.5], NAN, [30.0], growth="openings", growth_openings=25)
    assert many == [PASS]  # only the openings count


def test_rounding_lets_no_occupation_miss_a_bar_it_equals():
    third = 0.1 + 0.2  # 0.30000000000000004
    assert status([0.3], NAN, [NAN], nation=third, growth="nation") == [PASS]
    assert status([-1e-12], NAN, [NAN], nation=0.0, growth="nation") == [SLOW]


def test_an_area_of_one_occupation_is_not_faster_than_itself():
    rate, jobs = np.array([[0.1]]), np.array([[3.0]])
    average = growth.average_growth(rate, jobs)
    nation = np.array([[NAN]])
    assert growth.growth_status(rate, average, jobs, nation, Rules(growth="faster"))[0, 0] == SLOW


@given(
    hnp.arrays(float, (2, 5), elements=st.one_of(st.floats(-0.9, 2), st.just(NAN))),
    st.floats(-50, 100),
    st.floats(0, 50),
    st.floats(-0.1, 0.5),
)
def test_asking_for_more_never_passes_more(rate, percent, more, bar):
    average, openings, none = np.zeros(2), np.full_like(rate, NAN), np.full_like(rate, NAN)

    def of(least):
        return growth.growth_status(
            rate, average, openings, none, Rules(growth="percent", growth_percent=least)
        )

    easy, hard = of(percent), of(percent + more)
    assert ((hard == PASS) <= (easy == PASS)).all()
    np.testing.assert_array_equal(easy == UNKNOWN, np.isnan(rate))
    low, high = (
        growth.growth_status(rate, average, openings, np.full_like(rate, nation), Rules(growth="nation"))
        for nation in (bar, bar + more / 100)
    )
    assert ((high == PASS) <= (low == PASS)).all()
    for status_of in (easy, hard, low, high):
        assert (status_of != FAIL).all()  # a known rate below the bar is slow or shrinking
        assert (rate[status_of == SHRINKING] < 0).all()
        assert (rate[status_of == SLOW] >= -1e-9).all()


def test_basis_names_cover_the_vocabulary():
    assert set(growth.BASIS_CODES) == set(Basis)
    names = growth.basis_names(np.array(list(growth.BASIS_CODES.values()), dtype=np.int8))
    assert list(names) == [b.value for b in growth.BASIS_CODES]
