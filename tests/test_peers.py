"""Peers by similarity: hand-worked distances, the typical difference, what is left out, and the reason in words."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.questions import peers


def profiles(**rows):
    """Places: code = (jobs, share of production, share of sales, price level); the two shares are all there is."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["jobs", "51", "41", "rpp"]).astype(float)
    mix = pd.DataFrame(0.0, index=frame.index, columns=list(peers.MAJOR_GROUPS))
    mix[["51", "41"]] = frame[["51", "41"]]
    mix.loc[frame["51"].isna()] = np.nan
    return peers.Profiles(
        pd.Series([f"Place {c}" for c in frame.index], index=frame.index), frame["jobs"], mix, frame["rpp"]
    )


def test_distances_worked_by_hand():
    places = profiles(here=(1_000, 0.2, 0.8, 100), near=(10_000, 0.2, 0.8, 100), far=(100_000, 0.4, 0.6, 110))
    found = peers.similar(places.only("here"), places)
    # size: logs 3, 4, 5; pairs 1, 2, 1: root mean square sqrt(2). mix: 0, 0.2, 0.2 -> sqrt(0.08 / 3). prices: 0, 10, 10
    size, mix, prices = math.sqrt(2), math.sqrt(0.08 / 3), math.sqrt(200 / 3)
    assert list(found.index) == ["near", "far"]
    assert found.loc["near", "distance"] == pytest.approx(math.sqrt((1 / size) ** 2 / 3))
    assert found.loc["far", ["size", "mix", "prices"]].tolist() == pytest.approx(
        [2 / size, 0.2 / mix, 10 / prices]
    )
    assert found.loc["far", "distance"] == pytest.approx(
        math.sqrt(((2 / size) ** 2 + (0.2 / mix) ** 2 + (10 / prices) ** 2) / 3)
    )
    assert found.loc["far", "moved"] == pytest.approx(0.2)


def test_weights_change_the_order():
    places = profiles(here=(1_000, 0.2, 0.8, 100), big=(50_000, 0.2, 0.8, 100), dear=(1_000, 0.2, 0.8, 130))
    by_size = peers.similar(places.only("here"), places, weights={"size": 1, "mix": 0, "prices": 0})
    by_price = peers.similar(places.only("here"), places, weights={"size": 0, "mix": 0, "prices": 1})
    assert (by_size.index[0], by_price.index[0]) == ("dear", "big")
    assert math.isnan(by_size.loc["big", "prices"])


def test_what_the_place_lacks_is_left_out_and_what_a_candidate_lacks_bars_it():
    places = profiles(
        here=(1_000, 0.2, 0.8, math.nan),
        a=(2_000, 0.3, 0.7, math.nan),
        b=(9_000, 0.3, 0.7, 90),
        c=(math.nan, 0.2, 0.8, 95),
    )
    found = peers.similar(places.only("here"), places)
    assert list(found.index) == ["a", "b"]  # c's jobs are unknown
    assert found["prices"].isna().all()
    assert "prices" not in peers.reason(found.iloc[0].to_dict())
    assert (
        list(peers.similar(places.only("b"), places).index) == []
    )  # nobody else has jobs, mix and prices all known


def test_nothing_known_is_an_error_that_names_the_place():
    places = profiles(here=(math.nan, math.nan, math.nan, math.nan), a=(1, 0.5, 0.5, 90), b=(2, 0.4, 0.6, 91))
    with pytest.raises(UnknownCodeError, match="Place here"):
        peers.similar(places.only("here"), places)


def test_the_place_and_the_barred_are_not_offered_and_the_count_holds():
    rows = {f"p{i}": (1_000 * (i + 1), 0.2 + i / 100, 0.8 - i / 100, 90 + i) for i in range(8)}
    places = profiles(**rows)
    found = peers.similar(places.only("p3"), places, without=("p4",), count=3)
    assert len(found) == 3
    assert not {"p3", "p4"} & set(found.index)
    assert found["distance"].is_monotonic_increasing


def test_the_reason_says_figures_of_both_places():
    places = profiles(
        here=(100_000, 0.2, 0.8, 92.4), peer=(110_000, 0.3, 0.72, 95), other=(300_000, 0.5, 0.5, 120)
    )
    row = peers.similar(places.only("here"), places).loc["peer"].to_dict()
    assert peers.reason(row) == (
        "About as many jobs (110,000; here 100,000); 9% of jobs would have to change occupation group to "
        "match, most in production "
        "(30.0%; here 20.0%); prices at 95.0 of the nation's 100 (here 92.4)."
    )
    bigger = peers.similar(places.only("here"), places).loc["other"].to_dict()
    assert peers.reason(bigger).startswith("More jobs (300,000; here 100,000)")


@given(st.lists(st.floats(50, 150), min_size=2, max_size=12))
def test_the_typical_difference_is_the_root_mean_square_over_pairs(values):
    array = np.array(values)
    pairs = [(a - b) ** 2 for a, b in combinations(values, 2)]
    expected = math.sqrt(sum(pairs) / len(pairs))
    got = peers._typical(array)
    assert math.isnan(got) if array.std() < 1e-9 else got == pytest.approx(expected, rel=1e-5)


def test_the_typical_mix_difference_is_over_pairs():
    mix = np.array([[0.5, 0.5], [0.1, 0.9], [0.3, 0.7], [np.nan, np.nan]])
    expected = math.sqrt((0.4**2 + 0.2**2 + 0.2**2) / 3)
    assert peers._typical_mix(mix) == pytest.approx(expected)


# ---------------------------------------------------------------- on the atlas


def test_mixes_are_shares_and_unknown_stays_unknown(atlas):
    found = peers.area_profiles(atlas)
    sums = found.mix.sum(axis=1, skipna=False)
    assert sums.dropna().to_numpy() == pytest.approx(1)
    assert sums["2000001":"2000001"].isna().all()  # no wages there: no mix, no jobs
    assert math.isnan(found.jobs["2000001"])
    assert math.isnan(found.prices["6600001"])


def test_thin_publication_makes_the_mix_unknown():
    index, occupations = pd.Index(["thin", "full"]), pd.Index(["51-0001", "41-0001"])
    jobs = np.array([[10.0, np.nan], [60.0, 30.0]])
    mix = peers._mix(jobs, occupations, np.array([100.0, 100.0]), index)
    assert mix.loc["thin"].isna().all()
    assert mix.loc["full", ["51", "41"]].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_a_region_of_an_areas_counties_has_the_areas_profile(atlas):
    region = from_counties(["31001", "31003"], atlas.table("counties"), name="Lincoln's counties")
    mine, areas = peers.region_profile(atlas, region), peers.area_profiles(atlas)
    assert mine.jobs.iloc[0] == pytest.approx(areas.jobs["30700"])
    assert mine.prices.iloc[0] == pytest.approx(areas.prices["30700"])
    assert mine.mix.iloc[0].to_numpy() == pytest.approx(areas.mix.loc["30700"].to_numpy())


def test_a_region_in_part_takes_its_share_of_jobs(atlas):
    tracts = atlas.table("tracts")
    some = tuple(sorted(tracts.loc[tracts["county_fips"] == "20001", "tract"])[:2])
    region = Region("Half", (Member("20001", 0.5, some),), "boundary")
    assert peers.region_profile(atlas, region).jobs.iloc[0] == pytest.approx(35_000)


def test_states_are_their_counties_taken_together(atlas):
    found = peers.state_profiles(atlas)
    assert found.titles.to_dict() == {"KS": "Kansas", "NE": "Nebraska"}
    assert found.jobs["NE"] == pytest.approx(162_000)  # Lincoln's and the nonmetropolitan area's
    assert found.jobs["KS"] == pytest.approx(470_000)  # one area's jobs are not known, and are in no sum
    people = {"30700": 300_000, "3100001": 30_000}
    assert found.prices["NE"] == pytest.approx((94 * people["30700"] + 86 * people["3100001"]) / 330_000)


def test_peers_of_an_area_on_the_atlas(atlas):
    places = peers.area_profiles(atlas)  # all have the same mix but for what is withheld, so it is left out
    found = peers.similar(places.only("30700"), places)
    assert set(found.index) == {"45820", "28140", "3100001"}  # Guam has no prices, the last area no jobs
    assert all(peers.reason(r).endswith(".") for r in found.to_dict("records"))


def test_peers_of_the_same_state_are_the_national_ones_less_those_elsewhere(atlas):
    """Lincoln, NE: only the nonmetropolitan area of Nebraska; a metro of two states is near both."""
    counties = atlas.table("counties")
    nation, near = atlas.peers("30700"), atlas.peers("30700", same_state=True)
    states = counties.groupby("area_code")["state"].agg(set)
    expected = [code for code in nation.index if states[code] & states["30700"]]
    assert near.index.tolist() == expected
    assert 0 < len(expected) < len(nation)
    pd.testing.assert_frame_equal(near, nation.loc[expected])  # distances are the same as in the nation
    region = from_counties(["31001"], counties)
    assert set(atlas.peers(region, same_state=True).index) == set(expected) - {"30700"}
    assert atlas.peers("KS", same_state=True).empty
    assert atlas.peers("6600001", same_state=True).empty
