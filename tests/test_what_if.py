"""What a new program would change: by hand, and against a full rebuild with the program in the tables."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.pipeline.reach import reach
from geo_opportunity.questions.what_if import what_if
from geo_opportunity.rules import Rules

TRUCKS, NURSES, AIDES = "53-3032", "29-1141", "31-1120"
TOPEKA = (-99.5, 38.5)


@pytest.fixture(scope="module")
def built(atlas):
    """The tiny country with reach as the build makes it (its own table is set by hand)."""
    return atlas.with_tables(
        reach({}, {n: atlas.table(n) for n in ("tracts", "providers", "programs", "cip_soc", "occupations")})
    )


def test_by_hand(atlas):
    """Topeka has four tracts of 28,125 adults: two by the centre, two 42 km off; 25 road miles are 28.4 km straight."""
    answer = what_if(atlas, TRUCKS, lon=TOPEKA[0], lat=TOPEKA[1], completions=30)
    assert answer.home == "45820"
    assert list(answer.areas.index) == ["45820"]
    row = answer.areas.loc["45820"]
    assert row["adults"] == 4 * 28_125
    assert row["adults_near"] == row["adults_gained"] == 2 * 28_125
    assert (row["reach_before"], row["reach_after"]) == (0.0, 0.5)
    assert (row["adults_reached_before"], row["adults_reached_after"]) == (0.0, 2 * 28_125)
    assert (row["accessible_before"], row["accessible_after"]) == (
        "unknown",
        "pass",
    )  # the list is too thin to say no
    assert math.isnan(answer.nearest_miles)
    assert answer.nearest_name == ""
    assert answer.completers_after == 30


def test_jobs_move_into_the_overlap_by_the_jobs_of_the_occupation(atlas):
    rules = Rules(growth="any", pay="own", own_wage=20_000)
    row = what_if(atlas, TRUCKS, lon=TOPEKA[0], lat=TOPEKA[1], rules=rules).areas.loc["45820"]
    assert (row["kind_before"], row["kind_after"]) == ("unknown", "overlap")
    assert row["jobs_overlap_after"] - row["jobs_overlap_before"] == row["employment"] > 0
    assert row["share_overlap_after"] == pytest.approx(row["jobs_overlap_after"] / row["jobs_selected"])


def test_a_program_beside_another_changes_nothing(built):
    answer = what_if(built, "31-1131", lon=TOPEKA[0], lat=TOPEKA[1])
    row = answer.areas.loc["45820"]
    assert row["adults_gained"] == 0
    assert row["reach_before"] == row["reach_after"] == 0.5
    assert row["accessible_before"] == row["accessible_after"]
    assert answer.nearest_miles == pytest.approx(0, abs=1e-6)
    assert answer.nearest_name == "Career <b>Institute</b>"
    assert answer.completers == 60


def test_shares_of_reach_that_were_rounded_up_take_no_program_away(built):
    reach_table = built.table("reach")
    columns = [c for c in reach_table if c.startswith("reach_")]
    up = built.with_tables({"reach": reach_table.assign(**{c: reach_table[c] + 4e-5 for c in columns})})
    row = what_if(up, "31-1131", lon=TOPEKA[0], lat=TOPEKA[1]).areas.loc["45820"]
    assert row["reach_after"] == row["reach_before"] == pytest.approx(0.50004)
    assert f"{row['adults_gained']:,.0f}" == "0"


def test_an_occupation_learnt_on_the_job_stays_not_needed(built):
    row = what_if(built, AIDES, lon=TOPEKA[0], lat=TOPEKA[1]).areas.loc["45820"]
    assert row["accessible_before"] == row["accessible_after"] == "not needed"
    assert row["reach_after"] > row["reach_before"]


def test_far_from_everybody(atlas):
    answer = what_if(atlas, TRUCKS, lon=-40.0, lat=30.0)
    assert answer.areas.empty
    assert answer.home is None
    assert math.isnan(answer.openings)


def test_where_the_pay_needed_is_unknown_so_is_the_overlap(built):
    """No wages in Northwest Kansas: jobs cannot be counted, reach can."""
    answer = what_if(built, TRUCKS, lon=-96.5, lat=38.5)
    row = answer.areas.loc["2000001"]
    assert row["reach_after"] == 0.5
    assert np.isnan(row["employment"])
    assert np.isnan(row["jobs_overlap_after"])


@pytest.mark.parametrize("miles", [5, 25, 60, 100])
@pytest.mark.parametrize(
    ("soc", "cip"), [(TRUCKS, "49.0205"), ("29-2061", "51.3901"), ("49-9081", "47.1703")]
)
@pytest.mark.parametrize("place", [TOPEKA, (-98.0, 39.0), (-99.05, 38.95)])
def test_equal_to_a_full_rebuild(built, miles, soc, cip, place):
    """The same figures come out when the provider and its program are put into the tables and everything is made anew."""
    rules = Rules(reach_miles=miles, growth="any", pay="own", own_wage=30_000)
    answer = what_if(built, soc, lon=place[0], lat=place[1], completions=25, rules=rules)
    providers, programs = built.table("providers"), built.table("programs")
    new = providers.iloc[[0]].assign(provider_id="new:1", lon=place[0], lat=place[1], distance_only=False)
    more = pd.DataFrame(
        {
            "provider_id": ["new:1"],
            "cip": [cip],
            "award_level": [2],
            "completions": [25.0],
            "completions_previous": [np.nan],
        }
    )
    tables = {
        "providers": pd.concat([providers, new], ignore_index=True),
        "programs": pd.concat([programs, more], ignore_index=True),
    }
    other = {n: built.table(n) for n in ("tracts", "cip_soc", "occupations")}
    anew = built.with_tables(tables | reach({}, tables | other))

    before, after = (a.occupation_status(soc, rules, geometry=False) for a in (built, anew))
    changed = before.index[~np.isclose(before["reach"], after["reach"], equal_nan=True)]
    assert set(changed) <= set(answer.areas.index)
    here = answer.areas.index
    np.testing.assert_allclose(answer.areas["reach_before"], before.loc[here, "reach"], atol=1e-7)
    np.testing.assert_allclose(answer.areas["reach_after"], after.loc[here, "reach"], atol=1e-7)
    for column in ("accessible", "kind"):
        assert answer.areas[f"{column}_before"].tolist() == before.loc[here, column].tolist()
        assert answer.areas[f"{column}_after"].tolist() == after.loc[here, column].tolist()
    for when, which in (("before", built), ("after", anew)):
        totals = which.overlap(rules, geometry=False).loc[here]
        for column in ("jobs_overlap", "share_overlap", "jobs_training_gap"):
            np.testing.assert_allclose(answer.areas[f"{column}_{when}"], totals[column])


def test_reach_by_travel_times_gains_by_distance(atlas):
    """The tiny country's own reach is set by hand (0.8 in Lincoln): the gain is added to it, never above one."""
    row = what_if(atlas, NURSES, lon=-98.2, lat=39.8).areas.loc["30700"]
    assert row["reach_before"] == pytest.approx(0.8)
    assert 0.8 < row["reach_after"] <= 1.0


def test_faults_are_named(atlas):
    with pytest.raises(UnknownCodeError, match="99-9999"):
        what_if(atlas, "99-9999", lon=0, lat=0)
    with pytest.raises(ValueRangeError, match="longitude"):
        what_if(atlas, TRUCKS, lon=-200, lat=38)
    with pytest.raises(ValueRangeError, match="longitude"):
        what_if(atlas, TRUCKS, lon=float("nan"), lat=38)
    with pytest.raises(ValueRangeError, match="completions"):
        what_if(atlas, TRUCKS, lon=-99, lat=38, completions=0)
