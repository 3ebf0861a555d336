"""A user's sub-state projections: rates by hand, regions, years, openings, faults; postal and place points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import tables, user_data
from geo_opportunity.errors import DoubtError, FormatError, JoinError, MissingColumnError
from geo_opportunity.pipeline.points import place_points, postal_points
from geo_opportunity.rules import Rules
from geo_opportunity.user_data.figures import parse
from geo_opportunity.user_data.projection_figures import QUESTIONS
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
            DoubtError,
            r"row 2: '12.5' looks like percent",
        ),
        (
            "region,soc,base,projected,openings\nA,29-1141,1000,1100,50\n",
            {},
            DoubtError,
            "openings='annual' .* or openings='total'",
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


# ---------------------------------------------------------------- figures as people write them


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("1,234", 1234, ""),
        ("1 234,5", None, "bad"),  # a decimal comma where points part decimals
        ("1\u202f234.5", 1234.5, ""),
        ("1'234", 1234, ""),
        ("(8.3)", -8.3, ""),
        ("(8.3%)", -8.3, ""),
        ("(8.3)%", -8.3, ""),
        ("\u22128.3", -8.3, ""),
        ("\u20138.3%", -8.3, ""),
        ("8.3-", -8.3, ""),
        ("+8.0 %", 8, ""),
        ("8.0 percent", 8, ""),
        ("$4,200", 4200, ""),
        ("-$4,200", -4200, ""),
        ("4200 USD", 4200, ""),
        ('="4200"', 4200, ""),
        ("~300", 300, ""),
        (".5", 0.5, ""),
        ("2.1e3", 2100, ""),
        ("", None, ""),
        ("3.2k", None, "bad"),
        ("10-20", None, "bad"),
        ("1,23", None, "bad"),
        ("many", None, "bad"),
        ("<10", None, "withheld"),
        ("< 10%", None, "withheld"),
        ("*", None, "withheld"),
        ("***", None, "withheld"),
        ("(D)", None, "withheld"),
        ("(L)", None, "withheld"),
        ("S", None, "withheld"),
        ("Confidential", None, "withheld"),
        ("Not disclosed", None, "withheld"),
        ("N/A", None, "unavailable"),
        ("-", None, "unavailable"),
        ("\u2014", None, "unavailable"),
        ("100+", None, "open"),
        (">= 1,000", None, "open"),
    ],
)
def test_a_cell_is_read_for_what_it_is(text, value, mark):
    got, said, _ = parse(text)
    assert said == mark
    assert np.isnan(got) if value is None else got == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,5", 1234.5), ("(8,3%)", -8.3), ("3.200", 3200), ("7", 7)]
)
def test_a_decimal_comma(text, value):
    assert parse(text, ",")[0] == pytest.approx(value)


def test_the_whole_file_says_which_sign_parts_decimals(read):
    got = read("region;soc;base;percent change\nA;29-1141;3.200;8,0\nA;41-2011;1.800;-8,3\n")
    rows = got.tables["projections"].set_index("soc")
    assert rows["base"].to_dict() == {"29-1141": 3200, "41-2011": 1800}
    assert rows["growth"].to_dict() == pytest.approx({"29-1141": 0.08, "41-2011": -0.083})


def test_withheld_is_neither_zero_nor_a_bad_number(read):
    head = "region,soc,base,projected,average annual openings\n"
    got = read(head + "A,29-1141,1000,1100,(D)\nA,41-2011,<10,*,5\nA,47-2111,200,N/A,20\n")
    rows = got.tables["projections"].set_index("soc")
    assert list(rows.index) == ["29-1141"]
    assert np.isnan(rows.loc["29-1141", "openings"])
    p = got.preview
    assert [p.problem(f"{c} withheld in the file") for c in ("base", "projected", "openings_annual")] == [
        1,
        1,
        1,
    ]
    assert p.problem("projected marked as not available") == 1
    assert "is no number" not in p.text()


# ------------------------------------------------------------------ judged by the whole column

PRINTED = "region,soc,base,percent change\n"
LEVELS = "region,soc,base,projected,percent change\n"
OPENINGS = (
    "region,soc,base,projected,openings\n"
    "A,29-1141,1000,1100,1200\nA,41-2011,500,550,700\nA,47-2111,700,800,800\n"
)


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        # fractions under the head of a percent: the built-in rates are 6, -8 and 9 percent
        (PRINTED + "A,29-1141,1000,0.05\nA,41-2011,500,-0.09\nA,47-2111,700,0.1\n", (0.05, -0.09, 0.1)),
        # small percents of slow occupations stay percents
        (PRINTED + "A,29-1141,1000,0.9\nA,41-2011,500,-8\nA,47-2111,700,0.3\n", (0.009, -0.08, 0.003)),
        # percent under the head of a fraction
        ("region,soc,base,growth rate\nA,29-1141,1000,5\nA,41-2011,500,-9\nA,47-2111,700,10\n", (0.05, -0.09, 0.1)),
        # the employments decide, whatever the head
        (LEVELS + "A,29-1141,1000,1050,0.05\nA,41-2011,500,455,-0.09\nA,47-2111,700,770,0.1\n", (0.05, -0.09, 0.1)),
        # one odd cell among percents
        (LEVELS + "A,29-1141,1000,1050,5\nA,41-2011,500,455,-9%\nA,47-2111,700,770,0.1\n", (0.05, -0.09, 0.1)),
        # the sign lost, and another figure: the employments are taken
        (LEVELS + "A,29-1141,1000,1050,-5\nA,41-2011,500,455,9\nA,47-2111,700,770,10\n", (0.05, -0.09, 0.1)),
        # rounded employments do not contradict a printed figure
        (LEVELS + "A,29-1141,100,110,7\nA,41-2011,500,450,-9\nA,47-2111,700,770,9.5\n", (0.07, -0.09, 0.095)),
    ],
)  # fmt: skip
def test_the_unit_of_growth(read, text, growth):
    rows = read(text).tables["projections"].set_index("soc")["growth"]
    assert rows.to_dict() == pytest.approx(dict(zip(("29-1141", "41-2011", "47-2111"), growth, strict=True)))


def test_a_contradiction_is_told_with_its_row(read):
    p = read(LEVELS + "A,29-1141,1000,1080,-8.0\n").preview
    assert p.problem("growth printed and growth from the two employments contradict each other") == 1
    assert "-8.0" in p.text()
    assert read(LEVELS + "A,29-1141,1000,1080,8.0\n").preview.problems.empty


def test_an_odd_figure_without_employments_is_not_used_until_its_unit_is_said(read):
    text = PRINTED + "A,29-1141,1000,(8.3%)\nA,41-2011,500,0.04\nA,47-2111,700,10\n"
    got = read(text)
    assert set(got.tables["projections"]["soc"]) == {"29-1141", "47-2111"}
    assert "doubtful" in got.preview.text()
    said = read(text, unit="fraction").tables["projections"].set_index("soc")["growth"]
    assert said["41-2011"] == pytest.approx(0.04)
    assert said["29-1141"] == pytest.approx(-0.083), "a percent sign is never overruled"


@pytest.mark.parametrize(
    ("text", "setting", "answers"),
    [
        (PRINTED + "A,29-1141,1000,0.08\n", "unit", {"percent": ("growth", 0.0008), "fraction": ("growth", 0.08)}),
        (LEVELS + "A,29-1141,1.2,1.5,25\n", "scale", {"jobs": ("base", 1.2), "thousands": ("base", 1200)}),
        (
            "region,soc,base,projected,openings\nA,29-1141,1000,1100,300\n",
            "openings", {"annual": ("openings", 300), "total": ("openings", 30)},
        ),
        (
            OPENINGS.replace("openings", "annual openings"),
            "openings", {"annual": ("openings", 1200), "total": ("openings", 120)},
        ),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_asked_and_every_answer_is_taken(read, text, setting, answers):
    with pytest.raises(DoubtError) as asked:
        read(text)
    assert asked.value.setting == setting
    assert set(asked.value.choices) == set(answers) == set(QUESTIONS[setting])
    for value, (column, figure) in answers.items():
        row = read(text, **{setting: value}).tables["projections"].set_index("soc").loc["29-1141"]
        assert row[column] == pytest.approx(figure)
    with pytest.raises(FormatError, match=f"say {setting}="):
        read(text, **{setting: "whatever"})


def test_openings_clear_from_the_jobs_are_not_asked(read):
    got = read(OPENINGS)
    assert got.tables["projections"].set_index("soc").loc["29-1141", "openings"] == 120
    assert got.preview.problem("openings read as openings of the period") == 3


# ------------------------------------------------------------------------------ the period

TWO = "region,soc,base,projected,base year,projected year\n"


@pytest.mark.parametrize("years", [8, 9, 11, 12])
def test_periods_near_ten_years_are_brought_to_ten(read, years):
    got = read(LEVELS + "A,29-1141,1000,1100,10\n", projected_year=2024 + years)
    row = got.tables["projections"].iloc[0]
    assert row["growth"] == pytest.approx(1.1 ** (10 / years) - 1)
    assert row["projected"] == pytest.approx(1000 * 1.1 ** (10 / years))
    assert row["projected_year"] == 2034
    assert row["growth_source"] == "computed from levels"
    assert got.preview.problem(f"figures for {years} years") == 1


@pytest.mark.parametrize("years", [1, 2, 3, 5, 7, 13, 30])
def test_other_periods_are_asked_about(read, years):
    text = LEVELS + "A,29-1141,1000,1020,2\n"
    with pytest.raises(DoubtError, match=f"for {years} years .2024 to {2024 + years}.") as asked:
        read(text, projected_year=2024 + years)
    assert asked.value.setting == "period"
    got = read(text, projected_year=2024 + years, period="compound").tables["projections"].iloc[0]
    assert got["growth"] == pytest.approx(1.02 ** (10 / years) - 1)
    assert read(text, projected_year=2024 + years, period="leave_out").tables["projections"].empty


def test_a_short_term_row_beside_a_decades_is_left_out(read):
    text = TWO + "A,29-1141,1000,1020,2024,2026\nA,29-1141,1000,1080,2024,2034\n"
    got = read(text)
    assert got.tables["projections"]["growth"].tolist() == pytest.approx([0.08])
    assert (
        got.preview.problem("figures for a period far from ten years, not comparable with ten-year rates")
        == 1
    )


def test_years_in_the_heads(read):
    got = read(
        "region,soc,Jobs 2023,2023-2033 % change\nA,29-1141,1000,8.0\n",
        base_year=None,
        projected_year=None,
        columns={"base": "Jobs 2023", "growth_percent": "2023-2033 % change"},
    )
    assert got.tables["projections"][["base_year", "projected_year"]].to_numpy().tolist() == [[2023, 2033]]


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
