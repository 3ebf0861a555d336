"""A user's family budgets: families, periods, hours, components, faults, and the pay test that rests on them."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import DoubtError, FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.rules import FAMILIES, Rules
from geo_opportunity.user_data.budget_figures import QUESTIONS
from geo_opportunity.user_data.families import family_of
from tests.support import ROOT
from tests.user_data import own_atlas, write

pytestmark = pytest.mark.usefixtures("in_process")

HEAD = (
    "County,State,Family,Housing,Food,Child care,Health care,Transportation,Other "
    "necessities,Taxes,Annual total\n"
)
EPI = HEAD + (
    'Adams County,NE,2p2c,"$12,000",9000,14000,8000,11000,6000,10000,"$70,000"\n'
    "Boone,NE,2P2C,12000,9000,14000,8000,11000,6000,10000,\n"  # the total is their sum
    "Adams County,NE,1p0c,8000,4000,0,3000,9000,3000,5000,32000\n"
    "Adams County,NE,2p3c,1,1,1,1,1,1,1,90000\n"
    "Nowhere,NE,2p2c,1,1,1,1,1,1,1,70000\n"
    "Adams,NE,2p2c,1,1,1,1,1,1,1,70000\n"  # given before; and components do not add up
    "Cedar,NE,2p2c,,,,,,,,\n"
    "Dawes,NE,2p2c,,,,,,,,5\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


def _read(atlas, tmp_path, text=EPI, **more):
    return user_data.import_budgets(atlas, write(tmp_path / "b.csv", text), name="epi", **more)


def test_a_county_sheet(atlas, tmp_path):
    got = _read(atlas, tmp_path)
    rows = got.tables["own_budgets"].set_index(["county_fips", "family"])
    assert rows["total"].to_dict() == {
        ("31001", "a1c0"): 32_000,
        ("31001", "a2c2"): 70_000,
        ("31003", "a2c2"): 70_000,
    }
    assert rows.loc[("31001", "a2c2"), "rent"] == 12_000
    p = got.preview
    assert p.problem("family type not used here") == 1
    assert p.problem("county not among the counties of 2022 (Connecticut: planning regions)") == 1
    assert p.problem("no total, and not all components") == 1
    assert p.problem("county and family type given before") == 1
    assert p.problem("components do not add up to the total within 2%") == 1
    assert p.problem("total is no family budget of a year (8,000 to 600,000)") == 1
    assert p.count("rows kept") == 3


def test_hours_of_the_self_sufficiency_standard(atlas, tmp_path):
    """42,240 at 2,112 hours a year is 20 dollars an hour: 41,600 at 2,080."""
    got = _read(
        atlas,
        tmp_path,
        "fips,family type,annual self-sufficiency wage\n31001,a1i0p0s0t0,42240\n",
        hours=2_112,
    )
    assert got.tables["own_budgets"]["total"].tolist() == [pytest.approx(41_600)]


def test_figures_of_a_month(atlas, tmp_path):
    text = "county_fips,family,total,rent\n31001,a2c2,5000,1200\n"
    row = _read(atlas, tmp_path, text, period="month").tables["own_budgets"].iloc[0]
    assert (row["total"], row["rent"]) == (60_000, 14_400)
    with pytest.raises(DoubtError, match=r"period='month' .5,000.00 × 12 = 60,000 a year"):
        _read(atlas, tmp_path, text)


def test_budgets_stand_in_the_place_of_ours(atlas, tmp_path):
    other = user_data.add(atlas, _read(atlas, tmp_path))
    rules = Rules(pay="budget", family="a2c2")
    before, after = atlas.overlap(rules, geometry=False), other.overlap(rules, geometry=False)
    assert after.loc["30700", "threshold"] == pytest.approx(
        35_000
    )  # 70,000 between two earners, in both counties
    assert after.loc["30700", "threshold_note"] == "brought by the user (epi)"
    assert after["threshold"].drop("30700").to_list() == pytest.approx(
        before["threshold"].drop("30700").to_list(), nan_ok=True
    )
    assert after.loc["45820", "threshold_note"] == before.loc["45820", "threshold_note"]
    lines = other.budget("30700")
    assert lines.loc["rent", "annual"] == pytest.approx(12_000)
    assert np.isnan(lines.loc["fica", "annual"]), "their taxes are one figure"
    assert lines.loc["total", ["annual", "basis", "note"]].tolist() == [
        pytest.approx(70_000),
        "brought by the user",
        "brought by the user (epi)",
    ]
    assert atlas.budget("30700").loc["total", "annual"] != pytest.approx(70_000)
    assert list(atlas.county_budget("a2c2").columns) == [
        c for c in other.county_budget("a2c2").columns if c != "own"
    ]


def test_an_area_covered_in_part_says_so(atlas, tmp_path):
    """Adams has two thirds of the residents; its family of one adult needs 32,000, Boone keeps the built-in budget."""
    other = user_data.add(atlas, _read(atlas, tmp_path))
    rules = Rules(pay="budget", family="a1c0")
    built_in = atlas.county_budget("a1c0").loc["31003", "total"]
    row = other.overlap(rules, geometry=False).loc["30700"]
    assert row["threshold"] == pytest.approx((32_000 * 200 + built_in * 100) / 300)
    assert row["threshold_note"].startswith("brought by the user (epi) for 67% of residents, else estimate")
    assert other.budget("30700", "a1c0").loc["rent", "basis"] == "brought by the user in part"


def test_a_total_alone_leaves_components_unknown(atlas, tmp_path):
    other = user_data.add(atlas, _read(atlas, tmp_path, "county_fips,family,total\n31001,a2c2,70000\n"))
    lines = other.budget("30700")
    assert np.isnan(lines.loc["rent", "annual"])
    assert lines.loc["rent", "basis"] == "not known"
    assert lines.loc["per_earner", "annual"] > 0


def test_a_later_import_counts_before_an_earlier_one(atlas, tmp_path):
    first = _read(atlas, tmp_path)
    later = user_data.import_budgets(
        atlas, write(tmp_path / "c.csv", "county_fips,family,total\n31001,a2c2,80000\n"), name="sss"
    )
    both = user_data.add(atlas, first, later).county_budget("a2c2")
    assert both.loc[["31001", "31003"], "total"].tolist() == [80_000, 70_000]
    assert both.loc[["31001", "31003", "20001"], "own"].tolist() == ["sss", "epi", ""]


def test_refusals_name_the_mend(atlas, tmp_path):
    with pytest.raises(MissingColumnError, match=r"'county_fips'.*or 'county'"):
        _read(atlas, tmp_path, "family,total\na2c2,1\n")
    with pytest.raises(MissingColumnError, match="'family'"):
        _read(atlas, tmp_path, "fips,total\n31001,1\n")
    with pytest.raises(FormatError, match="hours='2080' or hours='2112'"):
        _read(atlas, tmp_path, hours=2_000)


def test_the_example_file_is_read(atlas):
    got = user_data.import_budgets(atlas, ROOT / "docs" / "examples" / "own" / "budgets.csv", name="example")
    assert got.preview.count("rows read") == 3


# --------------------------------------------------------------- families as others name them


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2p2c", "a2c2"),
        ("1P0C", "a1c0"),
        ("2p3c", None),
        ("a2i0p1s1t0", "a2c2"),
        ("a1i0p1s0t0", "a1c1"),
        ("a1i1p0s0t0", None),  # an infant
        ("a2i0p2s0t0", None),  # two preschoolers
        ("1 Adult 0 Children", "a1c0"),
        ("1 ADULT, no children", "a1c0"),
        ("1 Adult 1 Child", "a1c1"),
        ("1 adult 1 preschooler", "a1c1"),
        ("1 adult, 1 school-age", None),
        ("1 Adult 2 Children", None),
        ("2 Adults (Both Working) 2 Children", "a2c2"),
        ("2 Adults (2 working), no children", "a2c0"),
        ("2 working adults and 2 kids", "a2c2"),
        ("2 Adults (1 Working) 2 Children", "a2c2w1"),
        ("2 adults (one working)\n1 preschooler, 1 school-age child", "a2c2w1"),
        ("2 Adults (1 Working) 0 Children", None),
        ("2 Adults (1 Working) 1 Child", None),
        ("two adults, preschooler, school-age", "a2c2"),
        ("2 adults + 1 preschooler + 1 teenager", None),
        ("3 adults", None),
        ("family of four", None),
        ("", None),
        *((title, code) for code, title in FAMILIES.items()),
    ],
)
def test_families_in_the_words_of_others(text, code):
    assert family_of(text).code == code


def test_what_is_taken_for_granted_is_said():
    assert family_of("2 adults 2 children").note == (
        "the ages of children are taken to be those of ours; both adults are taken to work"
    )
    assert "one of two adults works" in family_of("2 Adults (1 Working) 1 Child").note
    assert family_of("2 Adults (Both Working) 0 Children").note == ""


# ---------------------------------------------------------------------- period, earners, hours

HOURLY = (
    "County,State,Family,{head}\n"
    "Adams County,NE,1 Adult 0 Children,14\nBoone County,NE,1 Adult 0 Children,14\n"
    "Adams County,NE,2 Adults (Both Working) 2 Children,21\n"
)


@pytest.mark.parametrize("head", ["Living Wage", "Hourly wage", "hourly self-sufficiency wage"])
def test_an_hourly_wage_of_each_earner(atlas, tmp_path, head):
    got = _read(atlas, tmp_path, HOURLY.format(head=head))
    totals = got.tables["own_budgets"].set_index(["county_fips", "family"])["total"]
    assert totals["31001", "a1c0"] == pytest.approx(14 * 2_080)
    assert totals["31001", "a2c2"] == pytest.approx(2 * 21 * 2_080)
    assert got.preview.problem("figures of an hour") == 3
    assert got.preview.problem("figures of each working adult") == 1


@pytest.mark.parametrize(
    ("text", "setting", "answers"),
    [
        ("fips,family,total\n31001,1p0c,20.41\n", "period",
         {"year": None, "month": None, "hour": 20.41 * 2_080}),
        ("fips,family,monthly total\n31001,1p0c,28000\n", "period",
         {"year": 28_000, "month": 336_000, "hour": None}),
        ("fips,family,total\n31001,1p0c,28000\n31001,2p2c,41000\n", "earners",
         {"family": 28_000, "each": 28_000}),
        ("fips,family,hourly wage\n31001,2p2c,20\n", "earners",
         {"family": 20 * 2_080, "each": 2 * 20 * 2_080}),
    ],
)  # fmt: skip
def test_what_budgets_are_of_is_asked_and_the_answers_work(atlas, tmp_path, text, setting, answers):
    with pytest.raises(DoubtError) as asked:
        _read(atlas, tmp_path, text)
    assert asked.value.setting == setting
    assert set(asked.value.choices) == set(answers) == set(QUESTIONS[setting])
    for value, total in answers.items():
        if total is None:
            with pytest.raises(ValueRangeError, match="no family budget of a year"):
                _read(atlas, tmp_path, text, **{setting: value})
        else:
            got = _read(atlas, tmp_path, text, **{setting: value}).tables["own_budgets"]
            assert got["total"].iloc[0] == pytest.approx(total)


def test_each_earners_annual_figure_is_doubled_for_two(atlas, tmp_path):
    text = "fips,family,total\n31001,1p0c,28000\n31001,2p2c,41000\n"
    got = _read(atlas, tmp_path, text, earners="each").tables["own_budgets"].set_index("family")
    assert got["total"].to_dict() == {"a1c0": 28_000, "a2c2": 82_000}


def test_a_months_figures_under_a_head_that_says_so(atlas, tmp_path):
    got = _read(atlas, tmp_path, 'fips,family,monthly total\n31001,a2c2,"6,500"\n31003,a2c2,6800\n')
    assert got.tables["own_budgets"]["total"].tolist() == [78_000, 81_600]
    assert got.preview.problem("figures of a month") == 2


def test_a_wage_with_its_hour_behind_it(atlas, tmp_path):
    for cell in ("$14/hr", "14 per hour", "14.00 / hour"):
        got = _read(atlas, tmp_path, f"fips,family,total\n31001,1 Adult 0 Children,{cell}\n")
        assert got.tables["own_budgets"]["total"].tolist() == [pytest.approx(14 * 2_080)]


def test_components_of_a_month_beside_totals_of_a_year(atlas, tmp_path):
    text = HEAD + "Adams,NE,2p2c,1000,800,1200,700,1000,500,800,72000\n"
    row = _read(atlas, tmp_path, text).tables["own_budgets"].iloc[0]
    assert (row["rent"], row["taxes"], row["total"]) == (12_000, 9_600, 72_000)


def test_an_hours_wage_is_of_the_same_hour_whatever_the_year(atlas, tmp_path):
    text = "fips,family,hourly wage\n31001,1p0c,14\n"
    for hours in (None, 2_080, 2_112, "2112"):
        got = _read(atlas, tmp_path, text, hours=hours).tables["own_budgets"]
        assert got["total"].tolist() == [pytest.approx(14 * 2_080)]


def test_a_standard_familys_hours_are_told_where_they_are_not_said(atlas, tmp_path):
    text = "fips,family type,annual wage\n31001,a1i0p0s0t0,30000\n"
    words = "families of the Self-Sufficiency Standard, whose annual figures are for 2,112 hours"
    assert _read(atlas, tmp_path, text).preview.problem(words) == 1
    assert _read(atlas, tmp_path, text, hours=2_112).preview.problems.empty


def test_a_county_given_twice(atlas, tmp_path):
    text = "fips,family,total\n31001,2p2c,70000\n31001,2p2c,75500\n31003,2p2c,80000\n31003,2p2c,80000\n"
    got = _read(atlas, tmp_path, text)
    assert got.tables["own_budgets"][["county_fips", "total"]].to_numpy().tolist() == [["31003", 80_000]]
    words = "county 31001 and family a2c2 given before with another total (70,000, 75,500)"
    assert got.preview.problem(words) == 2
    assert got.preview.problem("county and family type given before") == 1


def test_a_total_far_from_ours_is_told_and_a_withheld_one_left_out(atlas, tmp_path):
    text = "fips,family,total\n31001,2p2c,400000\n31003,2p2c,80000\n31005,2p2c,(D)\n31007,2p2c,78000\n"
    got = _read(atlas, tmp_path, text)
    assert got.tables["own_budgets"]["total"].tolist() == [400_000, 80_000, 78_000]
    assert "400000" in got.preview.text()
    assert got.preview.problem("total withheld in the file") == 1
