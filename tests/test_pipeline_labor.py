"""Wages and projections: figures worked by hand, missing values that stay missing, and the real files' totals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity import tables
from geo_opportunity.errors import JoinError
from geo_opportunity.pipeline import labor
from geo_opportunity.sources import crosswalks, oews, projections
from geo_opportunity.sources import texas as texas_source
from tests.support import RAW, needs_raw

GROUPS = pd.DataFrame({"soc_2018": ["31-1121", "31-1122"], "oews_ep_code": ["31-1120", "31-1120"]})
RATES = pd.DataFrame(
    {
        "soc": ["00-0000", "29-1141", "31-1120"],
        "exit_rate": [0.04, 0.03, 0.08],
        "transfer_rate": [0.06, 0.02, 0.07],
    }
)


# -------------------------------------------------------------------- projections


def ep(*rows):
    frame = pd.DataFrame(
        rows, columns=["soc", "occupation_type", "base_jobs", "projected_jobs", "openings_jobs_annual"]
    )
    return frame.assign(change_percent=np.nan, base_year=2024, projected_year=2034)


def states(*rows, years=(2022, 2032), printed=np.nan):
    frame = pd.DataFrame(
        rows, columns=["state_fips", "soc", "base_jobs", "projected_jobs", "openings_jobs_annual"]
    )
    figures = ["base_jobs", "projected_jobs", "openings_jobs_annual"]
    return frame.astype(dict.fromkeys(figures, float)).assign(
        change_percent=printed, base_year=years[0], projected_year=years[1]
    )


def edd(*rows, years=(2020, 2030)):
    frame = pd.DataFrame(
        rows,
        columns=[
            "area_type",
            "area_name",
            "soc_level",
            "soc",
            "base_jobs",
            "projected_jobs",
            "openings_jobs_total",
        ],
    )
    return frame.assign(change_percent=np.nan, base_year=years[0], projected_year=years[1])


def raw_projections(**given):
    nation = ep(
        ("00-0000", "Summary", 169_956_100.0, 175_167_900.0, 18_863_300.0),
        ("29-0000", "Summary", 9e6, 1e7, 5e5),
        ("29-1141", "Line item", 3e6, 3.3e6, 2e5),
    )
    raw = {
        "ep_occupations": nation,
        "projections_central": states(("06", "29-1141", 300_000, 330_000, 20_000)),
        "soc_groups": GROUPS,
    }
    raw |= dict.fromkeys(
        (
            *("projections_central_2020", "ca_edd_state", "ca_edd_areas_2020", "ca_edd_areas_2023_sample"),
            *("tx_areas_2018", "tx_area_counties"),
        )
    )
    return raw | given


def project(**given):
    out = tables.validate("projections", labor.projections(raw_projections(**given), RATES))
    return out.set_index(["series", "geo_code", "soc"])


def test_the_nation_is_bls_own_and_grows_by_3_1_percent():
    out = project(projections_central=states(("99", "29-1141", 9, 9, 9), ("08", "29-1141", 100, 110, 10)))
    assert list(out.index) == [
        ("ep_2024_34", "99", "00-0000"),
        ("ep_2024_34", "99", "29-1141"),
        ("pc_2022_32", "08", "29-1141"),
    ]
    nation = out.loc[("ep_2024_34", "99", "00-0000")]
    assert nation["growth"] == pytest.approx(0.0306655, abs=1e-6)
    assert (nation["level"], nation["openings"], nation["preferred"], nation["openings_basis"]) == (
        "nation",
        18_863_300,
        True,
        "published",
    )


def test_the_printed_percent_is_the_rate():
    rows = states(
        ("08", "29-1141", 500, 400, 10),
        ("08", "45-4011", 0, 20, 0),
        ("08", "31-1121", 100, 150, 30),
        ("08", "31-1122", 300, 330, 50),
        ("20", "31-1121", 10, 20, 3),
        printed=[-5.0, 0.0, 50.0, 10.0, 90.0],
    )
    out = project(projections_central=rows).loc["pc_2022_32"]
    assert out.loc[("08", "29-1141"), "growth"] == pytest.approx(
        -0.05
    )  # rounded levels would say -20 percent
    assert np.isnan(out.loc[("08", "45-4011"), "growth"])  # Projections Central prints 0.0 for a base of zero
    assert out.loc[("08", "31-1120"), "growth"] == pytest.approx(0.20)  # a sum has no printed percent
    assert out.loc[("20", "31-1120"), "growth"] == pytest.approx(0.90)  # one child stands for the code
    assert out["growth_source"].to_dict() == {
        ("08", "29-1141"): "printed",
        ("08", "31-1120"): "computed from levels",
        ("08", "45-4011"): "none",
        ("20", "31-1120"): "printed",
    }


def test_a_state_row_of_a_remnant_of_the_jobs_oews_counts_is_not_preferred():
    """Ohio's 310 software developers, where OEWS counts 44,790 (0.7%), and Maryland's 5.0%; not judged: none."""
    rows = states(
        ("39", "15-1252", 310, 360, 20), ("24", "15-1252", 500, 520, 30), ("08", "15-1252", 10, 12, 1)
    )
    wages = pd.DataFrame(
        {"area_code": ["39", "24", "99"], "soc": "15-1252", "employment": [44_790.0, 10_000.0, 1_700_000.0]}
    )
    out = labor.projections(raw_projections(projections_central=rows), RATES, wages)
    out = tables.validate("projections", out).set_index(["series", "geo_code", "soc"])
    assert out["preferred"].xs("15-1252", level="soc").droplevel(0).to_dict() == {
        "08": True, "24": True, "39": False,
    }  # fmt: skip
    assert out.loc[("ep_2024_34", "99"), "preferred"].all()


def test_growth_without_a_printed_percent_is_computed_and_unknown_from_nothing():
    out = project(
        projections_central=states(
            ("08", "29-1141", 200, 230, 10), ("08", "45-4029", 0, 0, 0), ("08", "45-4011", 0, 20, 0)
        )
    )
    assert out.loc[("pc_2022_32", "08", "29-1141"), "growth"] == pytest.approx(0.15)
    assert out.loc[("pc_2022_32", "08", ["45-4029", "45-4011"]), "growth"].isna().all()
    assert out.loc[("pc_2022_32", "08", "45-4011"), ["base", "projected"]].tolist() == [0, 20]


def test_children_are_summed_before_dividing():
    out = project(
        projections_central=states(("08", "31-1121", 100, 150, 30), ("08", "31-1122", 300, 330, 50))
    )
    row = out.loc[("pc_2022_32", "08", "31-1120")]
    assert row[["base", "projected", "openings"]].tolist() == [400, 480, 80]
    assert row["growth"] == pytest.approx(0.20)  # not the mean of 0.5 and 0.1
    assert not out.index.isin(["31-1121", "31-1122"], level="soc").any()


def test_a_sum_with_an_unknown_part_is_unknown_and_a_given_parent_wins():
    out = project(
        projections_central=states(("08", "31-1121", 100, 150, np.nan), ("08", "31-1122", 300, 330, 50))
    )
    row = out.loc[("pc_2022_32", "08", "31-1120")]
    assert np.isnan(row["openings"])
    assert (row["base"], row["openings_basis"]) == (400, "none")
    out = project(
        projections_central=states(
            ("08", "31-1121", 100, 150, 30), ("08", "31-1120", 410, 490, 82), ("20", "31-1121", 10, 20, 3)
        )
    )
    assert out.loc[("pc_2022_32", "08", "31-1120"), "base"] == 410
    assert out.loc[("pc_2022_32", "20", "31-1120"), "base"] == 10


def test_openings_that_count_something_else_are_rebuilt():
    published = states(
        ("08", "00-0000", 1_000, 1_100, 115), ("08", "29-1141", 200, 220, 30),
        ("36", "00-0000", 1_000, 1_100, 12), ("36", "29-1141", 200, 220, 2), ("36", "31-1120", 100, 10, 1), ("36", "11-9198", 50, 60, 1),
    )  # fmt: skip
    out = project(projections_central=published)
    assert out.loc[("pc_2022_32", "08"), "openings_basis"].eq("published").all()
    york = out.loc[("pc_2022_32", "36")]
    # growth 100 / 10 years + (0.04 + 0.06) x 1,050
    assert york.loc["00-0000", "openings"] == pytest.approx(10 + 105)
    # growth 20 / 10 years + (0.03 + 0.02) x 210
    assert york.loc["29-1141", "openings"] == pytest.approx(2 + 10.5)
    # -90 / 10 years + 0.15 x 55 = -0.75: never below none
    assert york.loc["31-1120", "openings"] == 0
    assert york["openings_basis"].to_dict() == {
        "00-0000": "rebuilt",
        "11-9198": "none",
        "29-1141": "rebuilt",
        "31-1120": "rebuilt",
    }
    assert np.isnan(york.loc["11-9198", "openings"])


@given(
    base=st.integers(1_000, 10_000_000),
    change=st.floats(-0.2, 0.4),
    factor=st.floats(0.02, 3.0).filter(
        lambda f: min(abs(f - bound) for bound in labor.OPENINGS_PLAUSIBLE) > 1e-6
    ),
)
def test_detection_depends_on_the_ratio_alone(base, change, factor):
    projected = base * (1 + change)
    right = (projected - base) / 10 + 0.10 * (base + projected) / 2
    rows = states(("36", "00-0000", base, projected, right * factor)).rename(
        columns={
            "state_fips": "geo_code",
            "base_jobs": "base",
            "projected_jobs": "projected",
            "openings_jobs_annual": "openings",
        }
    )
    judged = labor.implausible_openings(rows.assign(series="pc_2022_32"), RATES)
    low, high = labor.OPENINGS_PLAUSIBLE
    assert judged["ratio"].iloc[0] == pytest.approx(factor)
    assert judged["implausible"].iloc[0] == (not low <= factor <= high)


ORANGE = "Anaheim-Santa Ana-Irvine MD (Orange County)"


def test_which_series_is_preferred():
    out = project(
        projections_central=states(("06", "29-1141", 300, 330, 20), ("08", "29-1141", 100, 110, 10)),
        projections_central_2020=states(
            ("06", "29-1141", 250, 330, 20), ("72", "29-1141", 10, 12, 1), years=(2020, 2030)
        ),
        ca_edd_state=edd(("State", "California", 4, "29-1141", 310.0, 340.0, 210.0), years=(2023, 2033)),
        ca_edd_areas_2020=edd(
            ("Metropolitan Area", ORANGE, 4, "29-1141", 30.0, 36.0, 21.0),
            ("State", "California", 4, "29-1141", 1.0, 1.0, 1.0),
        ),
        ca_edd_areas_2023_sample=edd(
            ("Metropolitan Area", ORANGE, 4, "29-1141", 31.0, 35.0, 22.0), years=(2023, 2033)
        ),
    )
    preferred = out.xs("29-1141", level="soc")["preferred"].to_dict()
    assert preferred == {
        ("ca_edd_2023_33", "06"): True,
        ("ca_edd_areas_2020_30", "ca:anaheim-santa-ana-irvine-md"): False,
        ("ca_edd_areas_2023_33", "ca:anaheim-santa-ana-irvine-md"): True,
        ("ep_2024_34", "99"): True,
        ("pc_2020_30", "06"): False,
        ("pc_2020_30", "72"): False,
        ("pc_2022_32", "06"): False,
        ("pc_2022_32", "08"): True,
    }
    assert out.loc[
        ("ca_edd_areas_2023_33", "ca:anaheim-santa-ana-irvine-md", "29-1141"), "openings"
    ] == pytest.approx(2.2)


def test_a_newer_page_of_projections_central_is_a_series_of_its_own():
    newer = pd.concat(
        [
            states(("06", "29-1141", 300, 330, 20), years=(2024, 2034)),
            states(("08", "29-1141", 100, 110, 10)),
        ],
        ignore_index=True,
    )
    out = project(
        projections_central=newer,
        ca_edd_state=edd(("State", "California", 4, "29-1141", 310.0, 340.0, 210.0), years=(2023, 2033)),
    )
    assert out.loc[("pc_2024_34", "06", "29-1141"), "preferred"]
    assert not out.loc[("ca_edd_2023_33", "06", "29-1141"), "preferred"]
    assert out.loc[("pc_2022_32", "08", "29-1141"), "preferred"]


def test_edd_openings_are_ten_year_totals_and_levels_between_are_left_out():
    out = project(
        ca_edd_areas_2020=edd(
            ("Metropolitan Area", ORANGE, 1, "00-0000", 1_639_300.0, 1_939_100.0, 2_233_120.0),
            ("Metropolitan Area", ORANGE, 3, "11-1000", 32_980.0, 38_490.0, 34_150.0),
            ("Metropolitan Area", ORANGE, 4, "51-6011", 80.0, 60.0, -10.0),
        )
    ).loc["ca_edd_areas_2020_30"].droplevel("geo_code")  # fmt: skip
    assert out.index.tolist() == ["00-0000", "51-6011"]
    assert out["openings"].tolist() == [223_312, 0]
    assert set(out["level"]) == {"substate"}


def test_a_required_source_that_is_absent_is_named():
    with pytest.raises(JoinError, match="source 'projections_central' is needed"):
        labor.projections(raw_projections(projections_central=None), RATES)


def test_separations_are_fractions_of_line_items_and_the_total():
    raw = pd.DataFrame(
        {
            "soc": ["29-1141", "00-0000", "29-0000"],
            "occupation_type": ["Line item", "Summary", "Summary"],
            "exit_rate_percent": [2.6, 4.7, 3.0],
            "transfer_rate_percent": [2.0, 5.9, 3.1],
        }
    )
    out = tables.validate("separations", labor.separations(raw))
    assert out["soc"].tolist() == ["00-0000", "29-1141"]
    assert out["exit_rate"].tolist() == pytest.approx([0.047, 0.026])


# ------------------------------------------------------------------------ real files


@pytest.fixture(scope="module")
def built():
    sources = {s.id: s for module in (oews, projections, texas_source, crosswalks) for s in module.SOURCES}
    raw = {name: sources[name].locate(RAW).read() for step in labor.STEPS for name in step.sources}
    county = pd.read_csv(RAW / "oews_areas" / "county_to_oews_area.csv", dtype=str)
    out = {
        "counties": county.assign(state_fips=county["county_fips"].str[:2]).rename(
            columns={"county_name": "name"}
        )
    }
    for step in labor.STEPS:
        out |= {name: tables.validate(name, frame) for name, frame in step.run(raw, out).items()}
    return out


@needs_raw
@pytest.mark.raw
def test_real_wages(built):
    area, state, nation = built["area_wages"], built["state_wages"], built["nation_wages"]
    assert (len(area), area["area_code"].nunique()) == (187_088, 530)
    assert (len(state), state["area_code"].nunique(), len(nation)) == (36_222, 54, 831)
    assert area["soc"].eq("00-0000").sum() == area["area_code"].nunique()
    assert area["wage_rate"].value_counts().to_dict() == {
        "both": 176_594,
        "annual only": 10_294,
        "hourly only": 200,
    }
    assert area["p50_flag"].value_counts().to_dict() == {
        "published": 184_715,
        "not_released": 1_926,
        "top_coded": 247,
        "hourly_only": 200,
    }
    assert area["p75_flag"].eq("collapsed").sum() == area["p90_flag"].eq("collapsed").sum() == 107
    assert (area["mean_prse"].notna() == area["p50"].notna() | area["mean_flag"].eq("hourly_only")).all()
    assert nation["wage_rate"].value_counts().to_dict() == {"both": 768, "annual only": 58, "hourly only": 5}
    assert nation.set_index("soc").loc["00-0000", "p50"] == 50_980
    assert not area["employment"].eq(0).any()


@needs_raw
@pytest.mark.raw
def test_real_projections(built):
    out = built["projections"]
    whole = out[out["soc"] == "00-0000"].set_index(["series", "geo_code"])
    assert round(whole.loc[("ep_2024_34", "99"), "growth"], 3) == 0.031
    assert out.groupby("series").size().to_dict() == {
        "ca_edd_2023_33": 677,
        "ca_edd_areas_2020_30": 12_558,
        "ca_edd_areas_2023_33": 1_392,
        "ep_2024_34": 833,
        "pc_2020_30": 33_693,
        "pc_2022_32": 35_793,
        "tx_twc_2018_28": 744,
        "tx_twc_areas_2018_28": 7_642,
    }
    nation = out.loc[out["series"] == "ep_2024_34"].set_index("soc")
    assert nation.loc["51-7032", ["growth", "growth_source"]].tolist() == [
        -0.05,
        "printed",
    ]  # levels: -20 percent
    preferred = out.loc[out["preferred"], "growth_source"].value_counts().to_dict()
    assert preferred == {"printed": 37_920, "none": 77}  # none: base of zero
    assert set(out.loc[out["openings_basis"] == "rebuilt", "geo_code"]) == {"25", "36"}
    assert (
        0.10 < whole.loc[("pc_2022_32", "36"), "openings"] / whole.loc[("pc_2022_32", "36"), "base"] < 0.145
    )
    assert {"66", "72", "78"} <= set(out["geo_code"])
    state = out.loc[out["preferred"] & (out["level"] == "state") & out["openings"].notna()]
    in_tens = (state["openings"] % 10 == 0).groupby(state["geo_code"]).all()  # so 0 is fewer than five
    assert set(in_tens.index[~in_tens]) == {"06", "25", "36"}
    small = state.loc[(state["openings"] == 0) & state["soc"].isin(built["nation_wages"]["soc"])]
    assert small["base"].max() < 250
    preferred = out[out["preferred"]]
    assert not preferred.duplicated(["level", "geo_code", "soc"]).any()
    assert preferred.loc[preferred["geo_code"] == "06", "series"].unique().tolist() == ["ca_edd_2023_33"]
    codes, published = set(out.loc[out["series"] == "ep_2024_34", "soc"]), set(built["nation_wages"]["soc"])
    assert (codes - published, published - codes) == ({"11-1031", "45-3031"}, set())


@needs_raw
@pytest.mark.raw
def test_real_regions(built):
    out, projected = built["projection_regions"], built["projections"]
    assert out["county_fips"].nunique() == 58 + 254
    counts = (
        ("ca_edd_areas_2020_30", 32, 58),
        ("ca_edd_areas_2023_33", 31, 58),
        ("tx_twc_areas_2018_28", 24, 254),
    )
    for series, regions, counties in counts:
        codes = projected.loc[projected["series"] == series, "geo_code"].unique()
        held = out[out["geo_code"].isin(codes)]
        assert (len(codes), held["geo_code"].nunique(), held["county_fips"].nunique(), len(held)) == (
            regions,
            regions,
            counties,
            counties,
        )
