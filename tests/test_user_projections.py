"""A user's sub-state projections: rates by hand, regions, years, openings, faults; postal and place points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import tables, user_data
from geo_opportunity.errors import FormatError, JoinError, MissingColumnError, ValueRangeError
from geo_opportunity.pipeline.points import place_points, postal_points
from geo_opportunity.rules import Rules
from tests.support import ROOT
from tests.user_data import own_atlas, write

pytestmark = pytest.mark.usefixtures("in_process")

REGIONS = "Region,County,State\nA,Adams County,NE\nA,Boone,Nebraska\nB,Cedar County,NE\n"
TABLE = (
    "Region,SOC Code,Base Year Employment,Projected Employment,Average Annual Openings,Total Openings\n"
    'A,29-1141,"1,000",1300,150,\n'
    "A,291141.00,5,5,1,\n"  # given before
    "A,47-2111,200,180,,300\n"
    "A,31-1121,10,12,2,\n"
    "A,31-1122,30,42,4,\n"
    "B,29-1141,10,20,3,\n"
    "C,29-1141,10,20,3,\n"
    "A,29-0000,500,600,3,\n"
    "A,99-9999,500,600,3,\n"
    "A,41-2011,,600,3,\n"
    "A,51-4041,100,many,3,\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


@pytest.fixture
def read(atlas, tmp_path):
    def go(text=TABLE, regions=REGIONS, **more):
        years = {"base_year": 2024, "projected_year": 2034} | more
        return user_data.import_projections(
            atlas, write(tmp_path / "p.csv", text), write(tmp_path / "r.csv", regions), name="wfa", **years
        )

    return go


def test_rates_by_hand(read):
    got = read()
    rows = got.tables["projections"].set_index(["geo_code", "soc"]).loc["own:wfa:A"]
    assert rows["growth"].to_dict() == pytest.approx(
        {"29-1141": 0.3, "31-1120": 54 / 40 - 1, "47-2111": -0.1}
    )
    assert rows["openings"].to_dict() == pytest.approx(
        {"29-1141": 150, "31-1120": 6, "47-2111": 30}
    )  # 300 over ten years
    assert rows["preferred"].all()
    assert set(rows["series"]) == {"own:wfa"}
    p = got.preview
    assert p.problem("region and occupation given before") == 1
    assert p.problem("group of occupations") == 1
    assert p.problem("SOC code not among the occupations OEWS publishes") == 1
    assert p.problem("region without counties in the table of regions") == 1
    assert p.problem("jobs not given (base, or projected and growth)") == 2
    assert p.problem("projected is no number between 0 and 1e+08") == 1
    assert p.count("of them counted under the combined code OEWS publishes") == 2
    assert p.count("areas wholly covered: their growth is taken from this table") == 1
    assert p.count("areas covered in part: their growth stays as it was") == 1
    assert p.count("rows read") == p.count("rows kept") + p.count("rows left out")


def test_own_rates_stand_for_whole_areas_only(atlas, read):
    rules = Rules(pay="own", own_wage=50_000, growth="any")
    other = user_data.add(atlas, read())
    whole = other.cells("30700", rules)
    assert whole.loc["29-1141", ["growth", "growth_basis"]].tolist() == [pytest.approx(0.3), "local"]
    assert whole.loc["51-4041", "growth_basis"] == "state", "an occupation the table lacks keeps the state's"
    assert atlas.cells("30700", rules).loc["29-1141", "growth"] == pytest.approx(0.06)
    part = other.cells("3100001", rules)  # one of its two counties
    assert part.loc["29-1141", ["growth", "growth_basis"]].tolist() == [pytest.approx(0.06), "state"]
    assert "own:wfa" in set(other.sources_of("projections")["id"])
    with pytest.raises(JoinError, match="another name"):
        user_data.add(other, read())


def test_a_users_regions_stand_before_published_ones(atlas, read):
    published = read().tables
    series = published["projections"].assign(
        series="ca", geo_code="ca:x", projected=lambda f: f["base"] * 2, growth=1.0
    )
    regions = published["projection_regions"].assign(geo_code="ca:x")
    key = ["series", "geo_code", "soc"]
    series = series.drop_duplicates(key)
    base = atlas.with_tables(
        {
            "projections": pd.concat([atlas.table("projections"), series]),
            "projection_regions": regions.drop_duplicates("county_fips"),
        }
    )
    rules = Rules(pay="own", own_wage=50_000, growth="any")
    assert base.cells("30700", rules).loc["29-1141", "growth"] == pytest.approx(1.0)
    assert user_data.add(base, read()).cells("30700", rules).loc["29-1141", "growth"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("header", "value", "growth"),
    [("Percent Change", "12.5", 0.125), ("growth", "0.125", 0.125), ("% change", "-10%", -0.1)],
)
def test_growth_stands_in_for_projected_jobs(read, header, value, growth):
    got = read(f"region,soc,base,{header}\nA,29-1141,1000,{value}\n")
    row = got.tables["projections"].iloc[0]
    assert (row["growth"], row["projected"]) == (pytest.approx(growth), pytest.approx(1000 * (1 + growth)))
    assert row["openings_basis"] == "none"
    assert np.isnan(row["openings"])


@pytest.mark.parametrize(
    ("text", "more", "error", "words"),
    [
        (
            "region,soc,base,growth\nA,29-1141,1000,12.5\n",
            {},
            ValueRangeError,
            r"row 2: '12.5' looks like percent",
        ),
        (
            "region,soc,base,projected,openings\nA,29-1141,1000,1100,50\n",
            {},
            FormatError,
            "openings='annual' or 'total'",
        ),
        ("region,soc,base,projected\nA,29-1141,1000,1100\n", {"base_year": None}, FormatError, "base_year"),
        ("region,soc,projected\nA,29-1141,1000\n", {}, MissingColumnError, "'base'"),
        ("region,soc,base\nA,29-1141,1000\n", {}, MissingColumnError, "'projected'.*'growth_percent'"),
    ],
)
def test_refusals_name_the_mend(read, text, more, error, words):
    with pytest.raises(error, match=words):
        read(text, **more)


def test_openings_said_to_be_of_the_period(read):
    got = read("region,soc,base,projected,openings\nA,29-1141,1000,1100,500\n", openings="total")
    assert got.tables["projections"]["openings"].tolist() == [50]


def test_a_county_in_two_regions_is_refused(read):
    with pytest.raises(FormatError, match="31001 lies in two regions"):
        read(regions="region,county_fips\nA,31001\nB,31001\n")


def test_years_out_of_order_are_left_out(read):
    got = read(base_year=2034, projected_year=2024)
    assert got.preview.problem("years missing or out of order") == 6
    assert got.tables["projections"].empty


def test_the_example_files_are_read(atlas):
    folder = ROOT / "docs" / "examples" / "own"
    got = user_data.import_projections(
        atlas, folder / "projections.csv", folder / "projection_regions.csv", name="example"
    )
    assert got.preview.count("rows read") == 4


# ----------------------------------------------------------------------- points


def test_points_of_zips_and_places():
    zips = pd.DataFrame({"geoid": ["07001", "00601"], "name": "", "lon": [-74.2, -66.7], "lat": [40.5, 18.1]})
    got = tables.validate("postal_points", postal_points({"gaz_zcta": zips}, {})["postal_points"])
    assert got["zip"].tolist() == ["00601", "07001"]
    titles = [
        *(
            "Abbeville city",
            "Abanda CDP",
            "Winston-Salem city",
            "Louisville/Jefferson County metro government (balance)",
        ),
        *(
            "Indianapolis city (balance)",
            "Lexington-Fayette urban county",
            "Macon-Bibb County",
            "Butte-Silver Bow (balance)",
            "Princeton",
        ),
    ]
    places = pd.DataFrame(
        {"geoid": [f"{i:07d}" for i in range(9)], "name": titles, "state": "KY", "lon": -80.0, "lat": 40.0}
    )
    made = tables.validate("place_points", place_points({"gaz_places": places}, {})["place_points"])
    assert made["name"].tolist() == [
        *(
            "Abbeville",
            "Abanda",
            "Winston-Salem",
            "Louisville",
            "Indianapolis",
            "Lexington",
            "Macon",
            "Butte",
            "Princeton",
        ),
    ]
    assert made["kind"].tolist()[:3] == ["city", "CDP", "city"]
    assert made["title"].tolist() == titles


def test_absent_gazetteers_leave_empty_tables():
    assert tables.validate("postal_points", postal_points({"gaz_zcta": None}, {})["postal_points"]).empty
    assert tables.validate("place_points", place_points({"gaz_places": None}, {})["place_points"]).empty


HEAD = "Region,SOC Code,Base Employment,Projected Employment\n"


@pytest.mark.parametrize(
    ("rows", "base", "reason"),
    [
        (("31-1120,1000", "31-1121,600", "31-1122,400"), 1000, "which the region gives itself"),
        (("31-1121,600", "31-1120,1000", "31-1122,400"), 1000, "which the region gives itself"),
        (("31-1120,1000", "31-1121,600"), 1000, "which the region gives itself"),
        (("31-1121,600", "31-1122,400"), 1000, ""),
        (("31-1011,600", "39-9021,400"), 1000, ""),
        (("31-1120,1000", "31-1011,600", "39-9021,400"), 1000, "which the region gives itself"),
        (("31-1121,600",), None, "without 31-1122 its total is unknown"),
        (("31-1121,600", "31-1122,"), None, "without 31-1122 its total is unknown"),
        (("31-1011,600", "31-1122,400"), None, "without 39-9021 its total is unknown"),
        (("31-1120,", "31-1121,600", "31-1122,400"), 1000, "jobs not given"),
        (("31-1121,600", "31-1121,600", "31-1122,400"), 1000, "given before"),
        (("15-1132,100",), 100, ""),
        (("29-2071,100",), None, "29-2071 was split into 29-1141 and 29-2061"),
        (("29-0000,100",), None, "group of occupations"),
    ],
)
def test_a_group_and_its_parts_are_counted_once(read, rows, base, reason):
    text = HEAD + "".join(f"A,{row},{row.split(',')[1]}\n" for row in rows) + "A,47-2111,50,50\n"
    got = read(text)
    found = got.tables["projections"].set_index("soc")["base"].drop("47-2111").tolist()
    assert found == ([] if base is None else [base])
    left = got.preview.ledger.loc[~got.preview.ledger["used"] & (got.preview.ledger["file"] == "p.csv")]
    assert reason == "" or left["reason"].str.contains(reason).any()
    assert left.empty == (reason == "")
