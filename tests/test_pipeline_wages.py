"""Wages of areas, states and the nation: flags that stay, artifacts that are marked, islands, stand-ins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo_opportunity import tables
from geo_opportunity.pipeline import labor
from geo_opportunity.sources import oews

# -------------------------------------------------------------------------- wages


def oews_row(area, soc, *, o_group="detailed", annual="false", hourly="false", **cells):
    out = dict.fromkeys(oews.COLUMNS, "") | {
        "area": area,
        "occ_code": soc,
        "o_group": o_group,
        "annual": annual,
        "hourly": hourly,
    }
    for column in (c.removesuffix("_flag") for c in oews.COLUMNS if c.endswith("_flag")):
        value = cells.get(column)
        out[column] = np.nan if isinstance(value, str) or value is None else float(value)
        out[f"{column}_flag"] = (
            value if isinstance(value, str) else "not_listed" if value is None else "published"
        )
    return out


def oews_frame(*rows):
    frame = pd.DataFrame(list(rows), columns=list(oews.COLUMNS))
    return frame.astype(
        {c: "str" for c in oews.COLUMNS if c.endswith("_flag") or f"{c}_flag" not in oews.COLUMNS}
    )


FIVE = {"a_pct10": 40_000, "a_pct25": 50_000, "a_median": 60_000, "a_pct75": 70_000, "a_pct90": 80_000}


def test_wages_keep_detailed_and_total_rows_with_their_flags():
    raw = oews_frame(
        oews_row(
            "10180",
            "29-1141",
            tot_emp=1_000,
            emp_prse=3.5,
            loc_quotient=1.2,
            a_mean=61_000,
            mean_prse=1.1,
            **FIVE,
        ),
        oews_row("10180", "29-0000", o_group="major", tot_emp=5_000, **FIVE),
        oews_row("10180", "31-1120", o_group="broad", tot_emp=5_000, **FIVE),
        oews_row("10180", "00-0000", o_group="total", tot_emp=70_000, **FIVE),
        oews_row("10180", "25-2021", annual="true", tot_emp="not_released", **FIVE),
        oews_row("10180", "27-2011", hourly="true", tot_emp=50, **dict.fromkeys(FIVE, "not_released")),
        oews_row(
            "0100001",
            "11-1011",
            annual="unstated",
            hourly="unstated",
            tot_emp="unstated",
            **dict.fromkeys(FIVE, "unstated"),
        ),
        oews_row("10180", "29-1211", tot_emp=50, **{**FIVE, "a_pct90": "not_released"}),
    )
    out = tables.validate("area_wages", labor.wages(raw)).set_index(["area_code", "soc"])
    assert set(out.index.get_level_values("soc")) == {
        "29-1141",
        "00-0000",
        "25-2021",
        "27-2011",
        "11-1011",
        "29-1211",
    }
    nurse = out.loc[("10180", "29-1141")]
    assert nurse[["employment", "employment_prse", "location_quotient", "mean", "mean_prse", "p10", "p50", "p90"]].tolist() == [
        1_000, 3.5, 1.2, 61_000, 1.1, 40_000, 60_000, 80_000,
    ]  # fmt: skip
    rates = out["wage_rate"]
    assert rates[("10180", "29-1141")] == "both"
    assert rates[("10180", "25-2021")] == "annual only"
    assert rates[("10180", "27-2011")] == "hourly only"
    assert rates[("0100001", "11-1011")] == "unstated"
    assert out.loc[("10180", "25-2021"), "employment_flag"] == "not_released"
    assert out.loc[("10180", "27-2011"), "p50_flag"] == "hourly_only"  # not applicable, not withheld
    assert out.loc[("10180", "29-1211"), "p90_flag"] == "not_released"
    assert out.loc[("0100001", "11-1011"), ["p50_flag", "employment_flag"]].tolist() == [
        "unstated",
        "unstated",
    ]
    assert np.isnan(out.loc[("0100001", "11-1011"), "employment"])


def test_percentiles_that_coincide_far_above_the_median_are_collapsed():
    def with_upper(soc, median, p75, p90):
        return oews_row(
            "12540",
            soc,
            a_pct10=49_120,
            a_pct25=57_710,
            a_median=median,
            a_pct75=p75,
            a_pct90=p90,
        )

    out = labor.wages(
        oews_frame(
            with_upper("33-2011", 72_410, 470_940, 470_940),
            with_upper("33-3051", 72_410, 144_820, 144_820),  # exactly twice: a flat scale may reach that
            with_upper("29-1141", 72_410, 470_939, 470_940),
            with_upper("29-1215", "not_released", 470_940, 470_940),
            with_upper("29-1216", 72_410, "not_released", "not_released"),
        )
    ).set_index("soc")
    assert out.loc["33-2011", ["p75", "p75_flag", "p90", "p90_flag"]].tolist() == [470_940, "collapsed"] * 2
    assert out.loc["33-2011", "p50_flag"] == "published"
    assert "collapsed" not in set(out.drop(index="33-2011")[["p75_flag", "p90_flag"]].to_numpy().ravel())


def test_top_coded_wages_keep_the_top_code_and_the_mean_its_flag():
    top = dict.fromkeys(FIVE, oews.TOP_CODE)
    raw = oews_frame(oews_row("12540", "29-1212", tot_emp=50, a_mean=oews.TOP_CODE, mean_prse=19.4, **top))
    raw.loc[0, [f"{c}_flag" for c in ("a_mean", *FIVE)]] = "top_coded"
    row = tables.validate("area_wages", labor.wages(raw)).iloc[0]
    assert (row["mean"], row["mean_flag"], row["mean_prse"]) == (oews.TOP_CODE, "top_coded", 19.4)
    assert (row["p50"], row["p50_flag"], row["p90_flag"]) == (oews.TOP_CODE, "top_coded", "top_coded")


def test_guam_and_the_virgin_islands_come_from_the_state_file():
    area = oews_frame(
        oews_row("10180", "29-1141", tot_emp=1_000, **FIVE), oews_row("7800001", "29-1141", tot_emp=7, **FIVE)
    )
    states = oews_frame(
        oews_row("66", "29-1141", tot_emp=60, **FIVE),
        oews_row("66", "00-0000", o_group="total", tot_emp=66_600, **FIVE),
        oews_row("78", "29-1141", tot_emp=30, **FIVE),
        oews_row("72", "29-1141", tot_emp=90, **FIVE),
    )
    made = wage_step(area, None, states)
    jobs = made["area_wages"].set_index(["area_code", "soc"])["employment"].to_dict()
    # the area file's own rows are kept; Puerto Rico has areas of its own
    assert jobs == {
        ("10180", "29-1141"): 1_000,
        ("6600001", "00-0000"): 66_600,
        ("6600001", "29-1141"): 60,
        ("7800001", "29-1141"): 7,
    }
    assert made["state_wages"]["area_code"].unique().tolist() == ["66", "72", "78"]


def wage_step(area, nonmetro, states=None):
    step = next(s for s in labor.STEPS if s.name == "wages")
    nation = oews_frame(oews_row("99", "29-1141", tot_emp=3_000_000, **FIVE))
    return step.run(
        {
            "oews_area": area,
            "oews_area_nonmetro": nonmetro,
            "oews_state": nation.assign(area="06") if states is None else states,
            "oews_nation": nation,
        },
        {},
    )


def test_flattened_areas_take_means_and_missing_rows_from_the_nonmetro_file():
    flat = {"annual": "unstated", "hourly": "unstated"}
    area = oews_frame(
        oews_row("10180", "29-1141", **flat, tot_emp=1_000, **FIVE),
        oews_row("0100001", "29-1141", **flat, tot_emp=70, **FIVE),
    )
    extra = oews_frame(
        oews_row("0100001", "29-1141", **flat, tot_emp=70, a_mean=61_000, **FIVE),
        oews_row("0100001", "11-9199", **flat, tot_emp=30, a_mean=90_000, **FIVE),
    )
    out = tables.validate("area_wages", wage_step(area, extra)["area_wages"]).set_index(["area_code", "soc"])
    assert list(out.index) == [("0100001", "11-9199"), ("0100001", "29-1141"), ("10180", "29-1141")]
    assert out["mean"].tolist()[:2] == [90_000, 61_000]
    assert np.isnan(out["mean"].iloc[2])
    alone = wage_step(area, None)["area_wages"]
    assert alone["soc"].tolist() == ["29-1141", "29-1141"]


def test_official_areas_are_not_mixed_with_the_nonmetro_file():
    area = oews_frame(oews_row("0100001", "29-1141", tot_emp=70, a_mean="not_released", **FIVE))
    extra = oews_frame(
        oews_row(
            "0100001", "11-9199", annual="unstated", hourly="unstated", tot_emp=30, a_mean=90_000, **FIVE
        )
    )
    out = wage_step(area, extra)["area_wages"]
    assert out["soc"].tolist() == ["29-1141"]
    assert out["mean"].isna().all()


def test_wages_by_the_hour_are_kept_where_no_yearly_ones_are_published():
    hours = {"h_pct10": 12, "h_pct25": 20, "h_median": 30, "h_pct75": 40, "h_pct90": "top_coded"}
    area = oews_frame(
        oews_row("10180", "27-2011", hourly="true", **hours),
        oews_row("10180", "29-1141", **hours),
        oews_row("10180", "27-0000", hourly="true", o_group="major", **hours),
    )
    nation = oews_frame(oews_row("99", "27-2011", hourly="true", h_median=25))
    got = tables.validate("hourly_wages", labor.hourly_wages(area, nation)).set_index("area_code")
    assert got["soc"].tolist() == ["27-2011", "27-2011"]
    assert got["p50"].to_dict() == {"10180": 30.0, "99": 25.0}
    assert got["p90_flag"].to_dict() == {"10180": "top_coded", "99": "not_listed"}
