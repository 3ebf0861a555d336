"""A user's family budgets: families, periods, hours, components, faults, and the pay test that rests on them."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.rules import Rules
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
    with pytest.raises(ValueRangeError, match="period='month'"):
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
    with pytest.raises(FormatError, match="hours"):
        _read(atlas, tmp_path, hours=2_000)


def test_the_example_file_is_read(atlas):
    got = user_data.import_budgets(atlas, ROOT / "docs" / "examples" / "own" / "budgets.csv", name="example")
    assert got.preview.count("rows read") == 3
