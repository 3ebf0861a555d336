"""Floating catchments: hand-worked answers, properties, and PySAL `access` as the oracle."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.geography.costs import great_circle
from geo_opportunity.measures import catchment as fca

METHODS = list(fca.METHODS)


def dense_weights(costs, limit, decay):
    """Every finite entry of a dense cost matrix is a pair."""
    i, j = np.nonzero(np.isfinite(costs))
    starts = np.concatenate([[0], np.cumsum(np.bincount(i, minlength=costs.shape[0]))])
    return fca.weights(csr_array((costs[i, j], j, starts), shape=costs.shape), limit, decay)


@st.composite
def cases(draw):
    n, m, o = draw(st.integers(1, 12)), draw(st.integers(1, 8)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    costs = rng.uniform(0, 60, (n, m))
    costs[rng.random((n, m)) < 0.2] = np.inf
    people = rng.integers(0, 500, n).astype(float)
    supply = rng.integers(0, 40, (m, o)).astype(float)
    return costs, people, supply, draw(st.sampled_from(METHODS)), rng


def run(costs, people, supply, method, limit=30.0):
    w = dense_weights(costs, limit, fca.decay_for(method, limit))
    return fca.floating_catchment(w, people, supply, selection=method == "3sfca")


# ------------------------------------------------------------------ known answers


def test_two_step_by_hand():
    # two towns of 100 and 300; college X (20 places) is near both, college Y (30) near the second only
    costs = np.array([[5.0, np.inf], [9.0, 4.0]])
    got = run(costs, np.array([100.0, 300.0]), np.array([20.0, 30.0]), "2sfca", 10.0)
    assert got == pytest.approx([20 / 400, 20 / 400 + 30 / 300])


def test_step_weights_by_hand():
    # catchment 30: weights 1 to 10, 0.68 to 20, 0.22 to 30 (Luo & Qi); limits belong to the nearer zone
    costs = np.array([[10.0], [20.0], [30.0], [30.1]])
    people = np.array([100.0, 100.0, 100.0, 100.0])
    ratio = 19 / (100 * (1 + 0.68 + 0.22))
    assert run(costs, people, np.array([19.0]), "e2sfca") == pytest.approx(
        [ratio, ratio * 0.68, ratio * 0.22, 0.0]
    )


def test_three_step_by_hand():
    # one town of 100 choosing between two colleges with weights 0.962 and 0.377: G = W / 1.339
    costs = np.array([[5.0, 15.0]])
    w = np.array([0.962, 0.377])
    g = w / w.sum()
    ratio = np.array([10.0, 10.0]) / (100 * w * g)
    assert run(costs, np.array([100.0]), np.array([10.0, 10.0]), "3sfca") == pytest.approx(
        [(w * g * ratio).sum()]
    )
    # a college that does not teach the occupation is not among those to choose from
    alone = run(costs, np.array([100.0]), np.array([[10.0, 10.0], [0.0, 10.0]]), "3sfca")
    assert alone[0] == pytest.approx([0.1, 0.2])


def test_decays():
    assert fca.Gaussian(10.0)(np.array([0.0, 10.0])) == pytest.approx([1.0, np.exp(-0.5)])
    assert fca.Gravity(2.0, 1.0)(np.array([0.0, 1.0, 4.0])) == pytest.approx([1.0, 1.0, 1 / 16])
    assert fca.decay_for("3sfca", 60.0) == fca.Step((10.0, 20.0, 30.0, 60.0), (0.962, 0.704, 0.377, 0.042))
    assert fca.decay_for("e2sfca", 30.0, "step_fast").weights == (1.0, 0.42, 0.09)
    assert fca.decay_for("e2sfca", 30.0, fca.Flat()) == fca.Flat()


def test_destination_nobody_lives_near_gives_nothing():
    got = run(np.array([[5.0, 99.0]]), np.array([0.0]), np.array([10.0, 10.0]), "2sfca")
    assert got == pytest.approx([0.0])  # an empty place: nobody to share with, nothing to divide


def test_unknown_is_not_zero():
    w = dense_weights(np.array([[5.0], [99.0], [np.inf]]), 30.0, fca.Flat())
    known = np.array([True, True, False])
    people = np.array([10.0, 10.0, 10.0])
    got = fca.floating_catchment(w, people, np.array([5.0]), known=known)
    assert got[:2] == pytest.approx([0.5, 0.0])
    assert np.isnan(got[2])
    sparse = fca.floating_catchment(w, people, csr_array(np.array([[5.0]])), known=known)
    np.testing.assert_allclose(sparse.toarray()[:, 0], got)


# --------------------------------------------------------------------- properties


@settings(max_examples=60, deadline=None)
@given(cases())
def test_people_share_what_is_reached(case):
    costs, people, supply, method, _ = case
    got = run(costs, people, supply, method)
    limit, decay = 30.0, fca.decay_for(method, 30.0)
    reached = (
        np.where(np.where(np.isfinite(costs), costs, 99) <= limit, decay(np.minimum(costs, 99)), 0).T @ people
    ) > 0
    np.testing.assert_allclose(people @ got, supply[reached].sum(axis=0), rtol=1e-9, atol=1e-9)
    assert (got >= 0).all()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_more_supply_never_lowers_access(case):
    costs, people, supply, method, rng = case
    # 3SFCA: a provider that begins to teach it may draw people from elsewhere, so only providers that teach it already grow
    more = (
        supply * (1 + rng.random(supply.shape))
        if method == "3sfca"
        else supply + rng.integers(0, 9, supply.shape)
    )
    assert (run(costs, people, more, method) >= run(costs, people, supply, method) - 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_zero_beyond_the_catchment(case):
    costs, people, supply, method, _ = case
    far = ~(costs <= 30.0).any(axis=1)
    assert (run(costs, people, supply, method)[far] == 0).all()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_order_does_not_matter(case):
    costs, people, supply, method, rng = case
    p, q, r = (rng.permutation(k) for k in (len(people), *supply.shape))
    mixed = run(costs[np.ix_(p, q)], people[p], supply[np.ix_(q, r)], method)
    np.testing.assert_allclose(mixed, run(costs, people, supply, method)[np.ix_(p, r)], rtol=1e-9, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(cases())
def test_all_occupations_at_once_are_each_alone(case):
    costs, people, supply, method, _ = case
    w = dense_weights(costs, 30.0, fca.decay_for(method, 30.0))
    sparse = fca.floating_catchment(w, people, csr_array(supply), selection=method == "3sfca").toarray()
    alone = np.column_stack([run(costs, people, supply[:, o], method) for o in range(supply.shape[1])])
    np.testing.assert_allclose(sparse, alone, rtol=1e-12, atol=1e-15)


# ------------------------------------------------------------------------- oracle


def pysal(costs, people, supply, method, limit):
    access = pytest.importorskip("access")
    from access import weights

    i, j = np.nonzero(np.isfinite(costs))
    frame = pd.DataFrame({"origin": i, "dest": j, "cost": costs[i, j]})
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # PySAL's own: pandas deprecations, "some tracts may be unaccounted for"
        model = access.Access(
            demand_df=pd.DataFrame({"id": np.arange(len(people)), "people": people}),
            demand_index="id",
            demand_value="people",
            supply_df=pd.DataFrame({"id": np.arange(len(supply)), "places": supply}),
            supply_index="id",
            supply_value="places",
            cost_df=frame,
            cost_origin="origin",
            cost_dest="dest",
            cost_name="cost",
        )
        name, shape = {
            "2sfca": ("two_stage_fca", None),
            "e2sfca": (
                "enhanced_two_stage_fca",
                weights.step_fn({limit / 3: 1, limit * 2 / 3: 0.68, limit: 0.22}),
            ),
            "gaussian": ("enhanced_two_stage_fca", weights.gaussian(limit / 2)),
            "gravity": ("enhanced_two_stage_fca", weights.gravity(1, -1, 1)),
            "3sfca": (
                "three_stage_fca",
                weights.step_fn({limit / 6: 0.962, limit / 3: 0.704, limit / 2: 0.377, limit: 0.042}),
            ),
        }[method]
        result = getattr(model, name)(max_cost=limit, **({} if shape is None else {"weight_fn": shape}))
    # PySAL gives NaN where no pair is within the limit; we say 0
    return result.iloc[:, 0].reindex(np.arange(len(people))).fillna(0.0).to_numpy()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(5))
def test_equals_pysal(method, seed):
    rng = np.random.default_rng(seed)
    n, m, limit = 60, 25, 30.0
    costs = rng.uniform(0, 60, (n, m))
    costs[rng.random((n, m)) < 0.3] = np.inf
    people = rng.integers(1, 5000, n).astype(float)
    supply = rng.integers(1, 400, m).astype(
        float
    )  # PySAL's 3SFCA lets people choose places without supply; ours does not
    np.testing.assert_allclose(
        run(costs, people, supply, method, limit),
        pysal(costs, people, supply, method, limit),
        rtol=1e-9,
        atol=1e-12,
    )


# ------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fca.decay_for("4sfca", 10), "4sfca"),
        (lambda: fca.decay_for("2sfca", 0), "above 0"),
        (lambda: fca.decay_for("2sfca", 10, "cliff"), "cliff"),
        (lambda: fca.Step((10.0, 5.0), (1.0, 0.5)), "ascending"),
        (lambda: fca.Gaussian(0.0), "above 0"),
        (lambda: fca.Gravity(-1.0), "above 0"),
        (lambda: run(np.array([[1.0]]), np.array([np.nan]), np.array([1.0]), "2sfca"), "people"),
        (lambda: run(np.array([[1.0]]), np.array([1.0]), np.array([-1.0]), "2sfca"), "supply"),
    ],
)
def test_refuses_what_means_nothing(call, words):
    with pytest.raises(ValueRangeError, match=words):
        call()


# ---------------------------------------------------------------------- questions


def test_access_of_areas(atlas):
    from geo_opportunity.questions.access import access

    got = access(atlas, soc="29-2061", method="2sfca", catchment_miles=10)
    # 30 completions at the centre of 31001, in reach of its two central tracts: 2 x 37,500 adults of Lincoln's 4 x 37,500 + 4 x 18,750
    assert got.loc["30700", "access_per_1000"] == pytest.approx(30 / 225_000 * 1000)
    assert got.loc["30700", "share_no_access"] == pytest.approx(1 - 75_000 / 225_000)
    assert got.loc["45820", "access_per_1000"] == 0  # known, and none
    assert np.isnan(got.loc["6600001", "access_per_1000"])  # Guam has no points: not known
    assert np.isnan(got.loc["6600001", "people"])
    assert got.index.equals(atlas.areas.index)
    tracts = access(atlas, soc="29-2061", method="2sfca", catchment_miles=10, level="tract")
    assert (tracts["access_per_1000"] * tracts["people"]).sum() / 1000 == pytest.approx(30)
    assert set(tracts.columns) >= {"people", "access_per_1000", "nearest_miles", "county_fips", "area_code"}


def test_sector_counts_a_program_once(atlas):
    from geo_opportunity.questions.access import access

    twice = pd.concat(
        [atlas.table("cip_soc"), pd.DataFrame({"cip": ["51.3901"], "soc": ["31-1131"]})], ignore_index=True
    )
    kept, atlas._tables["cip_soc"] = atlas.table("cip_soc"), twice
    try:
        got = access(atlas, sector="healthcare", method="2sfca", catchment_miles=10, level="tract")
    finally:
        atlas._tables["cip_soc"] = kept
    # 80 nurses and 30 practical nurses at 100, 150 nurses at 200, 60 aides at 300
    assert (got["access_per_1000"] * got["people"]).sum() / 1000 == pytest.approx(320)


def test_wholly_online_and_unknown_codes(atlas):
    from geo_opportunity.questions.access import access

    online = access(atlas, soc="49-9081")  # taught only by a wholly online college: no place to go to
    assert online.loc["45820", "access_per_1000"] == 0
    assert online["nearest_miles"].isna().all()
    with pytest.raises(UnknownCodeError, match="99-9999"):
        access(atlas, soc="99-9999")
    with pytest.raises(ValueRangeError, match="not both"):
        access(atlas, soc="29-1141", sector="trades")
    with pytest.raises(ValueRangeError, match="level"):
        access(atlas, level="zip")


def test_counties_are_means_of_their_tracts(atlas):
    from geo_opportunity.questions.access import access

    tracts = access(atlas, sector="healthcare", catchment_miles=30, level="tract")
    counties = access(atlas, sector="healthcare", catchment_miles=30, level="county")
    assert set(counties.index) == set(tracts["county_fips"])
    assert counties["people"].sum() == pytest.approx(tracts["people"].sum())
    for fips, mine in tracts.groupby("county_fips"):
        assert counties.loc[fips, "access_per_1000"] == pytest.approx(
            np.average(mine["access_per_1000"], weights=mine["people"])
        )
        assert counties.loc[fips, "share_no_access"] == pytest.approx(
            mine.loc[mine["access_per_1000"] == 0, "people"].sum() / mine["people"].sum()
        )
    assert counties.loc["31001", ["name", "area_code"]].tolist() == ["Adams County", "30700"]


def test_travel_times_replace_miles(atlas):
    from geo_opportunity.questions.access import access

    times = pd.DataFrame(
        {
            "origin_id": ["31001000001", "31001000002", "31003000001"],
            "destination_id": "ipeds:100",
            "minutes": [10.0, 45.0, np.nan],
        }
    )
    got = access(
        atlas, soc="29-2061", method="2sfca", travel_times=times, catchment_minutes=30, level="tract"
    )
    assert got.loc["31001000001", "access_per_1000"] == pytest.approx(30 / 37_500 * 1000)
    assert got.loc["31001000002", "access_per_1000"] == 0
    assert got.loc["31003000001", "access_per_1000"] == 0  # asked for, no way
    assert np.isnan(got.loc["20001000001", "access_per_1000"])  # not in the table
    assert got.loc["31001000002", "nearest_minutes"] == 45
    area = access(atlas, soc="29-2061", method="2sfca", travel_times=times, catchment_minutes=30)
    assert area.loc["30700", "share_known"] == pytest.approx((2 * 37_500 + 18_750) / 225_000)


def test_by_occupation_is_each_occupation(atlas):
    from geo_opportunity.questions.access import access, access_by_occupation

    every = access_by_occupation(atlas, method="3sfca", catchment_miles=60)
    for soc in every.columns:
        alone = access(atlas, soc=soc, method="3sfca", catchment_miles=60)["access_per_1000"]
        np.testing.assert_allclose(every[soc], alone, rtol=1e-9)


def test_equity_groups_add_up(atlas):
    from geo_opportunity.questions.access import access, access_equity

    got = access_equity(atlas, sector="healthcare", catchment_miles=30)
    assert list(got.index) == ["high poverty", "other", "poverty unknown"]
    assert got["counties"].tolist() == [1, 6, 1]  # 31007 stands at 20 percent exactly; 20007 has no rate
    assert got["people"].sum() == pytest.approx(atlas.table("tracts")["adults"].sum())
    tracts = access(atlas, sector="healthcare", catchment_miles=30, level="tract")
    assert (got["people"] * got["access_per_1000"]).sum() == pytest.approx(
        (tracts["people"] * tracts["access_per_1000"]).sum()
    )
    assert got.loc["other", "ratio_to_other"] == 1


def test_great_circle_unknown_point():
    pairs = great_circle(
        np.array([[-99.0, 40.0], [np.nan, 40.0]]), np.array([[-99.0, 40.0], [np.nan, np.nan]]), 10.0
    )
    assert pairs.known.tolist() == [True, False]
    assert pairs.costs.nnz == 1
    assert pairs.costs.data[0] == 0.0  # a stored zero is a cost
