"""Laying the tables out as dense arrays loses nothing and invents nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.cube import FLAG_CODES, build_cube, local_rates, state_weights
from geo_opportunity.vocabulary import REACH_MILES, Flag
from tests.tiny import tiny_tables


@pytest.fixture(scope="module")
def tables():
    return tiny_tables()


@pytest.fixture(scope="module")
def cube(tables):
    return build_cube(tables)


def test_every_published_figure_lands_in_its_cell(tables, cube):
    wages = tables["area_wages"]
    i, j = cube.areas.get_indexer(wages["area_code"]), cube.occupations.get_indexer(wages["soc"])
    np.testing.assert_array_equal(cube.employment[i, j], wages["employment"])
    np.testing.assert_allclose(cube.wages[2, i, j], wages["p50"], rtol=1e-6)
    assert np.isfinite(cube.employment).sum() == wages["employment"].notna().sum()


def test_missing_suppressed_top_coded_and_unlisted_stay_four_things(cube):
    def cell(area, soc):
        return cube.areas.get_loc(area), cube.occupations.get_loc(soc)

    i, j = cell("45820", "51-4041")
    assert np.isnan(cube.employment[i, j])
    assert cube.employment_flag[i, j] == FLAG_CODES[Flag.NOT_RELEASED.value]
    i, j = cell("28140", "15-1252")
    assert cube.wages[4, i, j] == 239_200
    assert cube.top_coded[4, i, j]
    i, j = cell("45820", "49-9081")
    assert cube.employment_flag[i, j] == FLAG_CODES[Flag.NOT_LISTED.value]
    assert np.isnan(cube.employment[cube.areas.get_loc("2000001")]).all()


def test_a_collapsed_figure_has_no_value_and_a_top_code_is_at_least_what_lies_below(tables):
    wages = tables["area_wages"].copy()
    cell = (wages["area_code"] == "30700") & (wages["soc"] == "29-1141")
    wages.loc[cell, ["p75", "p90"]] = 900_000.0
    wages.loc[cell, ["p75_flag", "p90_flag"]] = Flag.COLLAPSED.value
    other = (wages["area_code"] == "30700") & (wages["soc"] == "15-1252")
    wages.loc[other, ["p75", "p90"]] = [500_000.0, 239_200.0]
    wages.loc[other, "p90_flag"] = Flag.TOP_CODED.value
    cube = build_cube(tables | {"area_wages": wages})
    i, j = cube.areas.get_loc("30700"), cube.occupations.get_loc("29-1141")
    assert np.isnan(cube.wages[3:, i, j]).all()
    assert np.isfinite(cube.wages[:3, i, j]).all()
    assert (cube.wage_flags[3:, i, j] == FLAG_CODES[Flag.COLLAPSED.value]).all()
    assert cube.wages[4, i, cube.occupations.get_loc("15-1252")] == 500_000


def test_reach_is_zero_where_people_live_and_unknown_where_no_points_are(cube):
    assert np.isnan(cube.reach[:, cube.areas.get_loc("6600001")]).all()
    assert (cube.reach[:, cube.areas.get_loc("3100001")] == 0).all()
    i, j = cube.areas.get_loc("30700"), cube.occupations.get_loc("29-1141")
    assert cube.reach[REACH_MILES.index(10), i, j] == pytest.approx(0.6)


def test_state_weights_are_population_shares():
    counties = pd.DataFrame(
        {
            "area_code": ["11111", "11111", "22222"],
            "state_fips": ["01", "13", "13"],
            "population": [300.0, 100.0, 50.0],
        }
    )
    weights = state_weights(counties, pd.Index(["11111", "22222", "33333"]), pd.Index(["01", "13"]))
    np.testing.assert_allclose(weights, [[0.75, 0.25], [0, 1], [0, 0]])


def _local(base, projected, openings, regions):
    rows = [
        {
            "level": "substate",
            "preferred": True,
            "geo_code": g,
            "soc": "29-1141",
            "base": b,
            "projected": p,
            "growth": p / b - 1,
            "ratio": o / b,
            "nation": 0.04,
            "period": 3.0,
            "openings": o,
        }
        for g, b, p, o in zip(regions, base, projected, openings, strict=True)
    ]
    return pd.DataFrame(rows)


def test_local_rates_sum_before_dividing():
    # LA 1,000 -> 1,100 (+10 %), Orange 200 -> 280 (+40 %): together 1,200 -> 1,380 = +15 %, not the mean 25 %.
    projections = _local([1000.0, 200.0], [1100.0, 280.0], [60.0, 30.0], ["ca:la", "ca:oc"])
    regions = pd.DataFrame({"geo_code": ["ca:la", "ca:oc"], "county_fips": ["06037", "06059"]})
    counties = pd.DataFrame(
        {"county_fips": ["06037", "06059", "06001"], "area_code": ["31080", "31080", "41860"]}
    )
    growth, ratio, nation, period = local_rates(
        projections, regions, counties, pd.Index(["31080", "41860"]), pd.Index(["29-1141"])
    )
    assert nation[0, 0] == pytest.approx(0.04)
    assert growth[0, 0] == pytest.approx(0.15)
    assert ratio[0, 0] == pytest.approx(90 / 1200)
    assert np.isnan(growth[1, 0])
    assert period[0, 0] == 3.0
    several = projections.assign(period=[3.0, 4.0])
    codes = pd.Index(["31080"]), pd.Index(["29-1141"])
    assert np.isnan(local_rates(several, regions, counties, *codes).period[0, 0])  # of no one period


def test_one_region_keeps_its_printed_rate():
    projections = _local([500.0], [400.0], [20.0], ["ca:la"]).assign(growth=-0.05)
    regions = pd.DataFrame({"geo_code": ["ca:la"], "county_fips": ["06037"]})
    counties = pd.DataFrame({"county_fips": ["06037"], "area_code": ["31080"]})
    growth, ratio, *_ = local_rates(
        projections, regions, counties, pd.Index(["31080"]), pd.Index(["29-1141"])
    )
    assert (growth[0, 0], ratio[0, 0]) == (-0.05, 0.04)


def test_local_rates_need_every_region_of_the_area():
    projections = _local([1000.0], [1100.0], [60.0], ["ca:la"])  # Orange publishes no row for the occupation
    projections = pd.concat([projections, _local([5.0], [5.0], [1.0], ["ca:oc"]).assign(soc="11-1011")])
    regions = pd.DataFrame({"geo_code": ["ca:la", "ca:oc"], "county_fips": ["06037", "06059"]})
    counties = pd.DataFrame({"county_fips": ["06037", "06059"], "area_code": ["31080", "31080"]})
    growth, *_ = local_rates(projections, regions, counties, pd.Index(["31080"]), pd.Index(["29-1141"]))
    assert np.isnan(growth[0, 0])


def test_the_nation_grows_over_the_period_of_each_rate(cube):
    # states 2022-32: 2.8 percent; Kansas projects no 49-9081 and Guam nothing: the nation's 2024-34, 3.1 percent
    def bar(area, soc):
        return cube.nation_growth[cube.areas.get_loc(area), cube.occupations.get_loc(soc)]

    assert bar("30700", "29-1141") == pytest.approx(0.028)
    assert bar("45820", "49-9081") == pytest.approx(0.031)
    assert bar("6600001", "29-1141") == pytest.approx(0.031)
    np.testing.assert_array_equal(np.isnan(cube.nation_growth), np.isnan(cube.growth))


def test_an_area_of_two_states_is_compared_with_both_periods(tables):
    counties, projections = tables["counties"].copy(), tables["projections"].copy()
    counties.loc[counties["county_fips"] == "20005", "state_fips"] = "31"  # 300,000 of 800,000 residents
    newer = (projections["geo_code"] == "31") & (projections["level"] == "state")
    projections.loc[newer, ["series", "base_year", "projected_year"]] = ["pc_2023_33", 2023, 2033]
    cube = build_cube(tables | {"counties": counties, "projections": projections})
    row = cube.areas.get_loc("28140")
    share = 300_000 / 800_000
    nurses = cube.occupations.get_loc("29-1141")
    assert cube.nation_growth[row, nurses] == pytest.approx(share * 0.040 + (1 - share) * 0.028)
    assert cube.state_total_growth[row] == pytest.approx(share * 0.06 + (1 - share) * 0.04)
    assert cube.state_total_growth[cube.areas.get_loc("45820")] == pytest.approx(0.04)


def test_a_period_bls_never_projected_is_compared_with_the_series_loaded(tables):
    projections = tables["projections"].copy()
    local = projections["level"] == "state"
    projections.loc[local, ["base_year", "projected_year"]] = [2016, 2026]
    cube = build_cube(tables | {"projections": projections})
    assert np.nanmax(cube.nation_growth) == pytest.approx(0.031)
    assert np.nanmin(cube.nation_growth) == pytest.approx(0.031)
