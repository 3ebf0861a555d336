"""The model of certainty by hand, its properties, and how it is calibrated on California and Texas."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_opportunity.atlas import open_atlas
from geo_opportunity.measures import backtest
from geo_opportunity.measures import certainty as c
from geo_opportunity.questions import probability
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import Basis
from tests.tiny import tiny_data, tiny_tables

DATA = Path(__file__).parents[1] / "data"
needs_data = pytest.mark.skipif(not (DATA / "projections.parquet").is_file(), reason="no built data set")
normal = NormalDist()


def _margin(gap, own, shared, **floor):
    gap = np.asarray(gap, dtype=float)
    return c.Margin(gap, np.full(gap.shape, own), np.full(gap.shape, shared), **floor)


# ------------------------------------------------------------------- by hand

#: Two areas of three occupations: jobs, growth above the bar, probability that pay is enough.
JOBS = np.array([100.0, 50.0, 50.0, 400.0, 400.0, 200.0])
GAP = np.array([0.08, 0.0, -0.04, 0.02, -0.02, 0.30])
PAY = np.array([1.0, 0.5, 1.0, 0.9, 1.0, 0.0], dtype=np.float32)
AREA = np.array([0, 0, 0, 1, 1, 1])
TOTAL = np.array([200.0, 1_000.0])


def test_areas_whose_intervals_overlap_that_of_the_first_are_one_group():
    share = np.array([0.5, 0.3, 0.45, np.nan, 0.1])
    low, high = share - 0.1, share + 0.1
    # .5 begins at .4: .45 reaches it, .3 ends there too; .1 ends at .2, below it
    assert c.tie_groups(share, low, high).tolist()[:3] == [1, 1, 1]
    assert c.tie_groups(share, low, high)[4] == 2
    assert np.isnan(c.tie_groups(share, low, high)[3])


def test_two_areas_and_three_occupations_with_the_normal_distribution():
    margin = _margin(GAP, 0.08, 0.06)  # together 0.1
    found = c.shares(margin, PAY, JOBS, AREA, TOTAL)
    p = [normal.cdf(gap / 0.1) * pay for gap, pay in zip(GAP, PAY.tolist(), strict=True)]
    np.testing.assert_allclose(found.probability, p, atol=1e-4)
    first = (100 * normal.cdf(0.8) + 50 * 0.5 * 0.5 + 50 * normal.cdf(-0.4)) / 200
    second = (400 * 0.9 * normal.cdf(0.2) + 400 * normal.cdf(-0.2)) / 1_000
    np.testing.assert_allclose(found.expected, [first, second], atol=1e-4)
    np.testing.assert_allclose(found.most, 1.0)
    # given that the area's rates are one standard deviation of the shared part better: sums over its cells
    given = [normal.cdf((gap + 0.06) / 0.08) * pay for gap, pay in zip(GAP, PAY.tolist(), strict=True)]
    better = (100 * given[0] + 50 * given[1] + 50 * given[2]) / 200
    spread = sum(n**2 * p * (1 - p) for n, p in zip((100, 50, 50), given, strict=False)) / 200**2
    at_one = 4  # of -3, -2 ... 3 standard deviations
    assert found.mean[0, at_one] == pytest.approx(better, abs=1e-6)
    assert found.variance[0, at_one] == pytest.approx(spread, abs=1e-6)


def test_draws_have_the_moments_of_the_mixture():
    """An area of 300 occupations: few draws are cut at 0 or 1."""
    gap, jobs = np.linspace(-0.2, 0.2, 300), np.geomspace(10, 1_000, 300)
    own, shared, total = 0.08, 0.06, np.array([jobs.sum()])
    rows = np.zeros(300, dtype=np.intp)
    drawn = c.draws(c.shares(_margin(gap, own, shared), np.ones(300, dtype=np.float32), jobs, rows, total))
    x = np.random.default_rng(3).normal(size=(20_000, 1))
    passed = gap + shared * x + own * np.random.default_rng(4).normal(size=(20_000, 300)) > 0
    simulated = passed @ jobs / total
    assert drawn.mean() == pytest.approx(simulated.mean(), abs=0.003)
    assert drawn.std() == pytest.approx(simulated.std(), rel=0.03)
    np.testing.assert_allclose(
        np.quantile(drawn, [0.1, 0.5, 0.9]), np.quantile(simulated, [0.1, 0.5, 0.9]), atol=0.008
    )


def test_words_by_hand():
    p = [0.90, 0.89, 0.65, 0.64, 0.10, 0.35, 0.36, np.nan]
    names = [c.CERTAINTY_NAMES[int(code)] for code in c.word_codes(p, [True] * 4 + [False] * 4)]
    assert names == ["clear", "likely", "likely", "close", "clear", "likely", "close", "unknown"]


def test_a_wage_passes_as_the_normal_distribution_says():
    factor = (np.pi / 2) ** 0.5  # of the median
    got = c.wage_passing([52_000.0, 52_000.0, 50_000.0], [2.0, np.nan, 0.0], 50_000.0, factor)
    assert got[0] == pytest.approx(normal.cdf(2_000 / (52_000 * 0.02 * factor)), abs=1e-6)
    assert np.isnan(got[1])
    assert got[2] == 1.0  # on the bar is enough


def test_faster_than_the_average_is_free_of_the_shared_part_above_zero():
    """Compared with an average that moves along, only the occupation's own error counts; but it must grow."""
    far = _margin([0.05], 0.05, 0.0, floor=np.array([0.50]), floor_shared=np.array([0.06]))
    assert c.expected(far)[0] == pytest.approx(normal.cdf(1.0), abs=1e-4)
    shrinking = _margin([0.50], 0.08, 0.0, floor=np.array([-0.05]), floor_shared=np.array([0.06]))
    assert c.expected(shrinking)[0] == pytest.approx(normal.cdf(-0.5), abs=1e-4)


def test_spread_by_hand():
    error, jobs = np.array([0.02, 0.06, -0.03, -0.03]), np.array([10.0, 10.0, 2_000.0, 2_000.0])
    got = c.spread_of(error, jobs, ["a", "a", "b", "b"])
    # region means .04 and -.03; own .02 (small) and 0; left in the mean of a: .02^2 / 2
    assert got.own == pytest.approx((0.02, 0.02, 0.0, 0.02))  # sizes without a cell take the largest
    assert got.shared == pytest.approx(((0.04**2 - 0.0002 + 0.03**2) / 2) ** 0.5)
    assert np.isnan(c.spread_of([], [], []).shared)
    sum_of = got.plus(c.Spread((0.0, 0.01, 0.02, 0.0), 0.0))
    assert sum_of.own == pytest.approx((0.02, 0.0005**0.5, 0.02, 0.02))


def test_spread_finds_what_the_errors_were_drawn_from():
    rng = np.random.default_rng(7)
    region = np.repeat(np.arange(200), 60)
    jobs = np.tile(np.geomspace(20, 50_000, 60), 200)
    own = np.array([0.13, 0.09, 0.06, 0.045])
    error = rng.normal(0, 0.04, 200)[region] + rng.normal(0, own[c.size_class(jobs)])
    got = c.spread_of(error, jobs, region)
    np.testing.assert_allclose(got.own, own, rtol=0.12)  # the mean of few large ones takes some of theirs
    assert got.shared == pytest.approx(0.04, rel=0.15)


def test_typical_errors_are_medians_by_size():
    got = c.typical_error([9.0, 5.0, 7.0, np.nan, 2.0], [50, np.nan, 60, 70, 500])
    assert got.tolist() == [7.0, 2.0, 7.0, 7.0]
    assert np.isnan(c.typical_error([np.nan], [1.0])).all()


# ---------------------------------------------------------------- properties


@st.composite
def country(draw):
    areas, occupations = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    count = areas * occupations
    gap = draw(st.lists(st.floats(-0.3, 0.3), min_size=count, max_size=count))
    pay = draw(st.lists(st.floats(0, 1, width=32), min_size=count, max_size=count))
    jobs = draw(st.lists(st.floats(1, 1e5), min_size=count, max_size=count))
    row = np.repeat(np.arange(areas), occupations)
    spread = draw(st.floats(0.001, 0.2)), draw(st.floats(0.0, 0.2))
    total = np.bincount(row, jobs) * draw(st.floats(1, 3))
    return _margin(gap, *spread), np.array(pay, dtype=np.float32), np.array(jobs), row, total


@given(country())
@settings(max_examples=60, deadline=None)
def test_intervals_hold_the_expected_share_and_its_rank(made):
    found = c.shares(*made)
    low, high = c.interval(c.draws(found), found.expected)
    assert (low <= found.expected).all()
    assert (found.expected <= high).all()
    assert (low >= 0).all()
    assert (high <= np.maximum(found.most, found.expected) + 1e-6).all()
    first, last = c.rank_range(c.draws(found), found.expected)
    rank = c.rank_of(found.expected)
    assert (first <= rank).all()
    assert (rank <= last).all()
    assert first.min() >= 1
    assert last.max() <= len(rank)


def test_a_figure_on_its_bar_is_on_the_side_the_rule_says(atlas):
    """Zero growth fails "any growth" and passes "at least 0 percent"; without spread that is certain."""
    for growth, passes in (("any", 0.0), ("percent", 1.0)):
        rules = Rules(growth=growth, growth_percent=0)
        margin = probability.growth_margin(atlas, rules, 0, slice(None))
        gap = np.sign(margin.gap - atlas.cube.growth[0])  # what the rule adds on the bar
        exact = c.Margin(1e-8 * gap, np.zeros(gap.shape), np.zeros(gap.shape))
        assert np.unique(c.expected(exact)[np.isfinite(gap)]).round(6).tolist() == [passes]


@given(st.floats(-0.5, 0.5), st.floats(0, 0.3), st.floats(0.001, 0.3), st.floats(0, 0.3))
def test_a_larger_margin_is_surer(gap, more, own, shared):
    near, far = c.expected(_margin([gap, gap + more], own, shared))
    assert far >= near - 1e-6


@given(st.floats(0.001, 0.5), st.floats(0.001, 0.3), st.floats(0, 0.3), st.floats(0, 0.3))
def test_a_larger_spread_is_never_surer(gap, own, shared, more):
    wide, narrow = (c.expected(_margin([gap], size, shared))[0] for size in (own + more, own))
    assert wide <= narrow + 1e-6


def test_without_spread_a_share_is_a_point():
    found = c.shares(_margin(GAP + 1e-6, 0.0, 0.0), np.ones(6, dtype=np.float32), JOBS, AREA, TOTAL)
    low, high = c.interval(c.draws(found), found.expected)
    for share in (low, found.expected, high):
        np.testing.assert_allclose(share, [150 / 200, 600 / 1_000], rtol=1e-6)
    assert [x.tolist() for x in c.rank_range(c.draws(found), found.expected)] == [[1, 2], [1, 2]]


def test_an_area_without_cells_or_without_jobs():
    found = c.shares(_margin([0.1], 0.1, 0.1), np.ones(1, np.float32), np.array([5.0]), np.array([1]), TOTAL)
    assert found.expected[0] == 0.0  # none of its jobs can pass
    none = c.shares(
        _margin([0.1], 0.1, 0.1), np.ones(1, np.float32), np.array([5.0]), np.array([1]), TOTAL * np.nan
    )
    assert np.isnan(c.rank_range(c.draws(none), none.expected)[0]).all()


def test_equal_shares_have_equal_ranks_and_unknown_ones_none():
    ranks = c.rank_of(np.array([0.2, np.nan, 0.5, 0.2, 0.1]))
    np.testing.assert_array_equal(ranks, [2, np.nan, 1, 2, 4])


# ----------------------------------------------------------------- questions


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    """The tiny country with wages' standard errors and a region of Kansas that grows less evenly."""
    tables = tiny_tables()
    region = (
        tables["projections"]
        .query("geo_code == '20'")
        .assign(series="ks_2022_32", level="substate", geo_code="ks:topeka", preferred=False)
    )
    step = np.where(np.arange(len(region)) % 2, 0.05, -0.03)
    region["projected"] += step * region["base"]
    region["growth"] += step
    wages = tables["area_wages"]
    wages["mean_prse"] = 4.0
    wages.loc[wages["soc"] == "47-2111", "mean_prse"] = np.nan
    return open_atlas(
        tiny_data(
            tmp_path_factory.mktemp("certainty") / "data",
            projections=pd.concat([tables["projections"], region]),
            area_wages=wages,
        )
    )


RULES = Rules(pay="own", own_wage=60_000, growth="any")


def test_cells_have_probabilities(atlas):
    cells = atlas.cells("45820", RULES)
    electrician = cells.loc["47-2111"]
    spread = probability.spreads(atlas).growth[Basis.STATE]
    own = spread.own[c.size_class(electrician["employment"])]
    grows = normal.cdf(electrician["growth"] / np.hypot(own, spread.shared))
    assert electrician["p_growing"] == pytest.approx(grows, abs=2e-3)
    # no standard error of its own: the typical one, 4 percent, times 1.2533
    pays = normal.cdf((electrician["wage"] - 60_000) / (electrician["wage"] * 0.04 * (np.pi / 2) ** 0.5))
    assert electrician["p_sustaining"] == pytest.approx(pays, abs=1e-4)
    assert electrician["p_overlap"] == pytest.approx(grows * pays, abs=2e-3)
    assert electrician["certainty"] == "likely"  # it pays too little with 64 percent, and need not grow
    sure = cells["p_overlap"].where(cells["overlap"] == 1, 1 - cells["p_overlap"])
    for word, low, high in (("clear", 0.9, 1), ("likely", 0.65, 0.9), ("close", 0, 0.65)):
        assert sure[cells["certainty"] == word].dropna().between(low - 1e-5, high + 1e-5).all()
    assert (cells.loc[cells["overlap"] == -1, "certainty"] == "unknown").all()
    for test in ("growing", "sustaining"):
        assert cells.loc[cells[test] == "unknown", f"p_{test}"].isna().all()
        assert (cells[f"p_{test}"].notna() | (cells[test] == "unknown")).all()


def test_one_occupation_says_what_its_cells_say(atlas):
    there = atlas.occupation_status("29-1141", RULES, geometry=False)
    here = atlas.cells("45820", RULES).loc["29-1141"]
    names = list(probability.PROBABILITIES)
    assert there.loc["45820", names].tolist() == pytest.approx(here[names].tolist())


@pytest.mark.parametrize("growth", ["nation", "faster", "any", "percent", "openings"])
def test_areas_shares_lie_in_what_their_cells_add_up_to(atlas, growth):
    rules = Rules(pay="own", own_wage=60_000, growth=growth)
    areas = atlas.overlap(rules, geometry=False)
    known = areas["share_overlap"].notna() & (areas["jobs_selected"] > 0)
    assert areas.loc[~known, list(probability.CERTAINTY_COLUMNS)].isna().all().all()
    for code, row in areas.loc[known].iterrows():
        cells = atlas.cells(code, rules)
        jobs = cells["employment"].fillna(0)
        judged = cells["p_overlap"].where(cells[["p_growing", "p_sustaining"]].notna().all(axis=1), 0)
        expected = (jobs * judged.fillna(0)).sum() / row["jobs_selected"]
        assert row["share_overlap_expected"] == pytest.approx(expected, abs=2e-3)
        clear = jobs[(cells["overlap"] == 1) & (cells["certainty"] == "clear")].sum()
        assert row["jobs_overlap_clear"] == pytest.approx(clear)
        assert row["share_overlap_low"] <= row["share_overlap_expected"] <= row["share_overlap_high"]
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]
    summed = atlas.summary(rules)
    low, middle, high = (summed[f"share_overlap_{name}"] for name in ("low", "expected", "high"))
    assert low <= middle <= high


def test_a_published_local_projection_is_surer(tmp_path):
    tables = tiny_tables()
    kansas = tables["projections"].query("geo_code == '20'")
    region = kansas.assign(
        series="ks_2022_32", level="substate", geo_code="ks:topeka", preferred=True,
        growth=kansas["growth"] + np.where(np.arange(len(kansas)) % 2, 0.04, -0.02),
    )  # fmt: skip
    region["projected"] = region["base"] * (1 + region["growth"])
    wages = tables["area_wages"].assign(mean_prse=3.0)
    one = open_atlas(
        tiny_data(tmp_path / "data", projections=pd.concat([tables["projections"], region]), area_wages=wages)
    )
    found = probability.spreads(one).growth
    assert found[Basis.LOCAL].own == pytest.approx([c.LOCAL_PART * s for s in found[Basis.STATE].own])
    cells = one.cells("45820", Rules(growth="any"))
    local = cells.loc[cells["growth_basis"] == Basis.LOCAL.value].iloc[0]
    spread = found[Basis.LOCAL]
    sd = np.hypot(spread.own[c.size_class(local["employment"])], spread.shared)
    assert local["p_growing"] == pytest.approx(normal.cdf(local["growth"] / sd), abs=3e-3)


def test_without_standard_errors_and_back_test_nothing_is_claimed(tmp_path):
    bare = open_atlas(tiny_data(tmp_path / "data"))
    rules = Rules(pay="own", own_wage=30_000, growth="any")
    cells = bare.cells("45820", rules)
    assert cells[["p_growing", "p_sustaining"]].isna().all().all()
    met = cells["overlap"] == 1
    assert met.any()
    assert (cells.loc[met, "certainty"] == "unknown").all()
    areas = bare.overlap(rules, geometry=False)
    assert areas["share_overlap_expected"].isna().all()
    assert areas["rank"].notna().any()


# ----------------------------------------------------------------- real data


@needs_data
@pytest.mark.parametrize("bar", [None, 0.0, 0.05])
def test_clear_is_right_nine_times_in_ten_on_the_state_it_was_not_fitted_to(bar):
    """California fitted, Texas judged, and the other way around; cells and jobs."""
    cells = {head["series"]: cells for head, cells in probability.compared(open_atlas(DATA).files)}
    pair = cells["ca_edd_areas_2020_30"], cells["tx_twc_areas_2018_28"]
    for fitted, judged in (pair, pair[::-1]):
        table = backtest.calibrate(judged, c.spread_of(*backtest.growth_errors(fitted)), bar)
        assert table.loc["clear", "right"] >= 0.90
        assert table.loc["clear", "right_jobs"] >= 0.90
        assert table.loc["clear", "cells"] > 1_000
        assert table["right"].is_monotonic_decreasing
        assert table.loc["close", "right"] < 0.70
