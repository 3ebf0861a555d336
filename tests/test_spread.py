"""How one occupation's figures and outcomes spread over areas."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import Rules
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.questions.spread import quantiles
from geo_opportunity.vocabulary import Kind

NURSES, AIDES, TRUCKS = "29-1141", "31-1120", "53-3032"


def test_quantiles_by_hand():
    found = quantiles(pd.Series([10.0, 20.0, 30.0, 40.0, 50.0, np.nan]))
    assert found["count"] == 5
    assert found["missing"] == 1
    assert (found["low"], found["q25"], found["q50"], found["q75"], found["high"]) == (10, 20, 30, 40, 50)
    assert found["q10"] == pytest.approx(14)
    assert math.isnan(quantiles(pd.Series([np.nan]))["q50"])


def test_every_figure_spreads_over_all_areas(atlas):
    found = atlas.spread(NURSES, wage="p25")
    assert list(found.index) == ["p10", "p25", "p50", "p75", "p90", "ratio", "growth", "reach"]
    assert (found["count"] + found["missing"] == 6).all()
    frame = atlas.occupation_status(NURSES, wage="p25", geometry=False)
    assert found.loc["ratio", "q50"] == pytest.approx((frame["p25"] / frame["threshold"]).median())
    assert found.loc["p90", "high"] == frame["p90"].max()


@pytest.mark.parametrize("soc", [NURSES, AIDES, TRUCKS])
def test_outcomes_of_each_test_add_up_to_all_areas_and_jobs(atlas, soc):
    rules = Rules(pay="poverty")
    found = atlas.outcomes(soc, rules)
    frame = atlas.occupation_status(soc, rules, geometry=False)
    sums = found.groupby(level="test", sort=False).sum()
    assert list(sums.index) == ["kind", "growing", "sustaining", "accessible"]
    assert (sums["areas"] == 6).all()
    assert np.allclose(sums["jobs"], frame["employment"].sum())
    assert list(found.loc["kind"].index) == [kind.value for kind in Kind]
    assert list(found.loc["accessible"].index) == [
        "pass",
        "not needed",
        "would help",
        "partial",
        "low",
        "none",
        "unknown",
    ]
    assert list(found.loc["growing"].index) == ["pass", "slow", "shrinking", "fail", "unknown"]
    failing = frame["growing"] == "slow"
    assert found.loc[("growing", "slow"), "jobs"] == frame.loc[failing, "employment"].sum()


def test_what_bls_publishes_of_pay(atlas):
    nation = atlas.table("nation_wages").set_index("soc")["wage_rate"]
    assert atlas.wage_rate(NURSES) == nation[NURSES]
    assert atlas.wage_rate("99-9999") == ""


def test_an_unknown_occupation_is_refused(atlas):
    for question in (atlas.spread, atlas.outcomes):
        with pytest.raises(UnknownCodeError):
            question("99-9999")
