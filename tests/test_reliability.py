"""Intervals from standard errors, and the bar of the growth rules."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from geo_opportunity.measures import reliability as r
from geo_opportunity.rules import Rules


def test_interval_by_hand():
    low, high = r.interval([50_000.0, 1_000.0], [2.0, 80.0])
    assert low == pytest.approx([50_000 - 1_645, 0.0])  # never below nothing: 1,000 - 1,316 would be
    assert high == pytest.approx([51_645, 2_316])


def test_interval_of_the_unknown_is_unknown():
    low, high = r.interval([np.nan, 100.0], [1.0, np.nan])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_percentile_factors_are_the_lognormal_limit():
    assert r.PERCENTILE_FACTORS["p50"] == pytest.approx((np.pi / 2) ** 0.5)
    assert r.PERCENTILE_FACTORS["p25"] == pytest.approx(r.PERCENTILE_FACTORS["p75"])
    assert r.PERCENTILE_FACTORS["p10"] == pytest.approx(1.709, abs=1e-3)


@pytest.mark.parametrize("spread", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(("name", "share"), [("p10", 0.1), ("p25", 0.25), ("p50", 0.5), ("p90", 0.9)])
def test_percentile_factor_is_wide_enough_for_lognormal_samples(name, share, spread):
    rng = np.random.default_rng(1)
    wages = np.exp(rng.normal(10.8, spread, (2_000, 501)))
    quantile = np.quantile(wages, share, axis=1)
    mean = wages.mean(axis=1)
    true_ratio = (quantile.std() / np.exp(10.8 + spread * NormalDist().inv_cdf(share))) / (
        mean.std() / mean.mean()
    )
    exact = r.PERCENTILE_FACTORS[name] * spread / (np.exp(spread**2) - 1) ** 0.5
    assert true_ratio == pytest.approx(exact, rel=0.08)
    assert true_ratio < r.PERCENTILE_FACTORS[name] * 1.05


def test_employment_is_unreliable_above_thirty_percent():
    assert r.employment_reliability([0.0, 30.0, 30.1, np.nan]).tolist() == [
        r.RELIABLE,
        r.RELIABLE,
        r.UNRELIABLE,
        r.UNKNOWN,
    ]


def test_growth_bar_by_rule():
    average, nation = np.array([0.06, -0.02, np.nan]), np.array([0.03, np.nan, -0.01])

    def bar(**rules):
        return r.growth_bar(Rules(**rules), average, nation)

    np.testing.assert_array_equal(bar(growth="nation"), [0.03, np.nan, 0.0])
    np.testing.assert_array_equal(bar(growth="faster"), [0.06, 0.0, np.nan])
    np.testing.assert_array_equal(bar(growth="any"), [0, 0, 0])
    np.testing.assert_array_equal(bar(growth="percent", growth_percent=7.5), [0.075] * 3)
    assert np.isnan(bar(growth="openings")).all()
    np.testing.assert_array_equal(r.growth_bar(Rules(growth="faster"), 0.02, nation), [0.02] * 3)
