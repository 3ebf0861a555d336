"""Education deserts by both definitions, hand-worked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.measures import deserts as d
from geo_opportunity.questions.access import deserts

KM_PER_DEGREE = 111.2


def college(control="public", level="2-year", admission="yes", **more):
    return {
        "control": control,
        "level": level,
        "open_admission": admission,
        "distance_only": False,
        "lon": -99.0,
        "lat": 0.0,
    } | more


def kind_of(*rows, reading="open"):
    frame = pd.DataFrame(list(rows), columns=list(college()))
    return d.zone_kind(
        d.colleges(frame), pd.Series(["z"] * len(d.colleges(frame)), dtype="str"), pd.Index(["z"]), reading
    ).iloc[0]


@pytest.mark.parametrize(
    ("rows", "kind", "desert"),
    [
        ([], "no college", True),
        ([college(level="less than 2-year")], "no college", True),
        ([college(distance_only=True)], "no college", True),
        ([college(control="private nonprofit", level="4-year")], "no broad-access public college", True),
        ([college(level="4-year", admission="no")], "no broad-access public college", True),
        ([college()], "one community college only", True),
        ([college(), college(control="private for-profit")], "one community college only", True),
        ([college(level="4-year")], "one broad-access public four-year college only", False),
        ([college(), college()], "more than one", False),
        ([college(), college(level="4-year")], "more than one", False),
    ],
)
def test_ace_kinds(rows, kind, desert):
    got = kind_of(*rows)
    assert got["kind"] == kind
    assert got["desert"] == desert


def test_any_public_is_the_lower_bound():
    selective = college(level="4-year", admission="no")
    assert kind_of(college(), selective)["desert"]
    assert not kind_of(college(), selective, reading="any public")["desert"]
    with pytest.raises(UnknownCodeError, match="choose one of"):
        d.broad_access(pd.DataFrame([college()]), "some")


def test_urban_counts_within_25_straight_miles():
    colleges = pd.DataFrame([college(lat=0.0, level="4-year")])
    inside, outside = 24.9 * 1.609344 / KM_PER_DEGREE, 25.3 * 1.609344 / KM_PER_DEGREE
    points = np.array([[-99.0, inside], [-99.0, outside]])
    kind, desert = d.nearby_kind(points, colleges, "open")
    assert [d.KINDS[k] for k in kind] == ["one broad-access public four-year college only", "no college"]
    assert desert.tolist() == [False, True]
    community = pd.DataFrame([college()])
    assert d.nearby_kind(points, community, "open")[1].tolist() == [True, True]
    assert d.nearby_kind(points, pd.concat([community, colleges]), "open")[1].tolist() == [False, True]


def test_ace_by_county_area_and_zone(atlas):
    county = deserts(atlas, "ace")
    assert county.loc["31001", "kind"] == "one community college only"
    assert (
        county.loc["20003", "kind"] == "no broad-access public college"
    )  # a public university without open admission
    assert county.loc["20001", "kind"] == "no college"  # below two years, or wholly online
    assert county["desert"].all()
    assert not county.loc["20003", "desert_any_public"]
    assert county.loc["20003", "title"] == "Barber County, KS"
    area = deserts(atlas, "ace", level="area")
    assert area.loc["30700", "adults"] == pytest.approx(225_000)
    zones = deserts(atlas, "ace", zones=dict.fromkeys(["31001", "20003"], "east"))
    assert zones.index.tolist() == ["east"]
    assert zones.loc["east", ["colleges", "broad_access"]].tolist() == [2, 1]


def test_urban_by_county(atlas):
    got = deserts(atlas, "urban")
    assert got.loc["20007", "share_physical"] == 1
    assert got.loc["20007", "share_online"] == pytest.approx(0.1)
    assert got.loc["20007", "adults_complete"] == pytest.approx(22_500 * 0.1)
    # the university lies within 25 miles of all four tracts but the two 0.3 degrees away on both axes (26.4 miles)
    assert got.loc["20003", "share_physical_any_public"] == pytest.approx(0.5)
    assert got.loc["20003", "share_physical"] == 1
    assert (got["share_physical_any_public"] <= got["share_physical"]).all()


def test_unknown_internet_is_not_zero(atlas):
    kept = atlas.table("county_need")
    atlas._tables["county_need"] = kept.assign(
        no_internet_share=kept["no_internet_share"].where(kept["county_fips"] != "20007")
    )
    try:
        got = deserts(atlas, "urban")
    finally:
        atlas._tables["county_need"] = kept
    assert got.loc["20007", ["share_online", "share_complete"]].isna().all()
    assert got.loc["20007", "share_physical"] == 1


def test_faults(atlas):
    with pytest.raises(UnknownCodeError, match="sahara"):
        deserts(atlas, "sahara")
    with pytest.raises(ValueRangeError, match="level"):
        deserts(atlas, level="tract")
    with pytest.raises(UnknownCodeError, match="FIPS"):
        deserts(atlas, zones={"1": "x"})
