"""Growth: blends, bases, rules. Known answers are worked out beside each test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures import growth
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import Basis

NAN = np.nan
UNKNOWN, FAIL, PASS = -1, 0, 1


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


def test_blend_does_not_change_its_input_and_openings_blend_alike():
    states, weights, nation = np.array([[0.1, NAN], [0.2, 0.3]]), np.array([[0.5, 0.5]]), np.array([0.0, 0.1])
    local = np.array([[NAN, 0.9]])
    before = [a.copy() for a in (states, weights, nation, local)]
    rate, _ = growth.blend_growth(states, weights, nation, local)
    for array, old in zip((states, weights, nation, local), before, strict=True):
        np.testing.assert_array_equal(array, old)
    np.testing.assert_allclose(rate, [[0.15, 0.9]])
    np.testing.assert_array_equal(growth.blend_openings_ratio(states, weights, nation, local), rate)


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


def status(rate, average, openings, **rules):
    return growth.growth_status(np.array([rate]), np.array([average]), np.array([openings]), Rules(**rules))[
        0
    ].tolist()


def test_rules():
    rate, openings = [0.05, 0.04, 0.0, -0.05, NAN], [30.0, 25.0, 24.9, NAN, 100.0]
    assert status(rate, 0.04, openings, growth="faster") == [PASS, FAIL, FAIL, FAIL, UNKNOWN]
    assert status(rate, -0.10, openings, growth="faster") == [
        PASS,
        PASS,
        FAIL,
        FAIL,
        UNKNOWN,
    ]  # above zero is asked too
    assert status(rate, NAN, openings, growth="faster") == [UNKNOWN, UNKNOWN, FAIL, FAIL, UNKNOWN]
    assert status(rate, NAN, openings, growth="any") == [PASS, PASS, FAIL, FAIL, UNKNOWN]
    assert status(rate, NAN, openings, growth="percent", growth_percent=5) == [
        PASS,
        FAIL,
        FAIL,
        FAIL,
        UNKNOWN,
    ]
    assert status(rate, NAN, openings, growth="openings", growth_openings=25) == [
        PASS,
        PASS,
        FAIL,
        UNKNOWN,
        PASS,
    ]


def test_an_area_of_one_occupation_is_not_faster_than_itself():
    rate, jobs = np.array([[0.1]]), np.array([[3.0]])
    average = growth.average_growth(rate, jobs)
    assert growth.growth_status(rate, average, jobs, Rules())[0, 0] == FAIL


@given(
    hnp.arrays(float, (2, 5), elements=st.one_of(st.floats(-0.9, 2), st.just(NAN))),
    st.floats(-50, 100),
    st.floats(0, 50),
)
def test_asking_for_more_never_passes_more(rate, percent, more):
    average, openings = np.zeros(2), np.full_like(rate, NAN)
    easy = growth.growth_status(rate, average, openings, Rules(growth="percent", growth_percent=percent))
    hard = growth.growth_status(
        rate, average, openings, Rules(growth="percent", growth_percent=percent + more)
    )
    assert easy.dtype == np.int8
    assert ((hard == PASS) <= (easy == PASS)).all()
    np.testing.assert_array_equal(easy == UNKNOWN, np.isnan(rate))


def test_basis_names_cover_the_vocabulary():
    assert set(growth.BASIS_CODES) == set(Basis)
    names = growth.basis_names(np.array(list(growth.BASIS_CODES.values()), dtype=np.int8))
    assert list(names) == [b.value for b in growth.BASIS_CODES]
