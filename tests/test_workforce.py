"""Workforce areas by name: regions of counties, those shared with others by their share of residents."""

from __future__ import annotations

import pandas as pd
import pytest

import geo_opportunity as go
from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.exports.comparison import places
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.scene import Scene
from geo_opportunity.sources.counties import read_workforce_areas
from geo_opportunity.ui import answers
from geo_opportunity.ui import search as box
from tests.tiny import tiny_data

EAST, WEST = "20000002", "20000003"
TABLE = pd.DataFrame(
    [
        ("20001", EAST, "East Kansas LWIB", 0.25, 17_500.0),
        ("20001", WEST, "West Kansas LWIB", 0.75, 52_500.0),
        ("20003", EAST, "East Kansas LWIB", 1.0, 20_000.0),
        ("31001", "31000001", "Lincoln Works", 1.0, 250_000.0),
    ],
    columns=["county_fips", "area_code", "area_name", "share_of_county", "population"],
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return go.open_atlas(tiny_data(tmp_path_factory.mktemp("workforce") / "data", workforce_areas=TABLE))


def test_a_shared_county_counts_by_its_share_of_residents(shared):
    region = shared.workforce_area("east kansas")
    assert region.name == "East Kansas LWIB, KS: workforce area (Census LEHD, 2019)"
    assert region.members == (Member("20001", 0.25), Member("20003"))
    assert "evenly over the county" in region.even_note
    view = shared.region(region)
    people = shared.table("counties").set_index("county_fips")["population"]
    expected = 0.25 * people["20001"] + people["20003"]
    assert view.areas["population"].iloc[0] == pytest.approx(expected)
    assert view.table("tracts")["adults"].sum() == pytest.approx(0.75 * expected, rel=1e-3)
    jobs = [
        view.cells(view.code)["employment"].notna().sum(),
        view.overlap(geometry=False)["jobs_total"].iloc[0],
    ]
    assert all(n > 0 for n in jobs)


def test_the_parts_of_a_county_add_up_to_it(shared):
    """Reach of the same residents is the same; residents and jobs are a quarter and three quarters."""
    parts = [shared.region(Region("Part", (Member("20001", share),))) for share in (0.25, 0.75)]
    full = shared.region(Region("All", (Member("20001"),)))
    totals = [view.parts()["weight"].iloc[0] for view in parts]
    assert sum(totals) == pytest.approx(full.parts()["weight"].iloc[0])
    for view in parts:
        assert view.cube.reach == pytest.approx(full.cube.reach, nan_ok=True)
    assert len({parts[0].code, parts[1].code, full.code}) == 3


@pytest.mark.parametrize("name", [EAST, "East Kansas LWIB", "east kansas lwib, ks", "KANSAS east"])
def test_it_is_found_by_code_and_by_name(shared, name):
    assert shared.workforce_area(name).county_fips == ("20001", "20003")


@pytest.mark.parametrize(
    ("name", "says"),
    [("kansas", "fits 2 workforce areas"), ("lincon", "Lincoln Works, NE"), ("", "no workforce area")],
)
def test_what_is_not_found_or_fits_several_is_explained(shared, name, says):
    with pytest.raises(UnknownCodeError, match=says):
        shared.workforce_area(name)


def test_a_link_keeps_the_share(shared):
    region = shared.workforce_area(EAST)
    again = Region.from_link(region.to_link())
    assert (again.name, again.members, again.code) == (region.name, region.members, region.code)
    assert Region.from_dict(region.to_dict()) == region
    with pytest.raises(ValueRangeError, match="no codes of tracts"):
        Region("Wrong", (Member("20001", 1.0, ("20001000100",)),))


def test_the_list_names_what_is_shared(shared):
    known = shared.workforce_areas()
    assert known.loc[EAST, ["label", "county_count", "counties_in_part", "residents"]].tolist() == [
        "East Kansas LWIB, KS", 2, 1, 37_500,
    ]  # fmt: skip


def test_search_opens_it_or_adds_it_to_the_comparison(shared):
    found = shared.search("east kansas")
    assert found.loc[found["kind"] == "workforce area", "label"].tolist() == ["East Kansas LWIB, KS"]
    link = answers.workforce_link(shared, EAST)
    line = box.found_lines(Scene(), found, {}, {}, {EAST: [link]})[0]
    assert (line.scene.page, line.scene.region) == ("area", link)
    compared = box.destination(Scene(page="compare"), "workforce area", EAST, None, (link,))
    assert compared.places == (link,)
    (place,) = places.parse([link], {}, {}, {}, shared.table("counties"))
    assert "2 counties, 1 in part. A county in part: counted by the share" in place.detail


def test_names_damaged_by_a_wrong_encoding_are_put_right(tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text(
        "state,county_fips,county_name,area_code,area_name,population_2020,share_of_county,parts\n"
        "PR,72097,Mayagüez,72720055,MayagÃ¼ez-Las MarÃ\xadas WIB,73077,1.0,1\n"
        "PR,72083,Las Marías,72720056,Las Marías WIB,8874,1.0,1\n",
        encoding="utf-8",
    )
    names = read_workforce_areas(file)["area_name"].tolist()
    assert names == ["Mayagüez-Las Marías WIB", "Las Marías WIB"]
