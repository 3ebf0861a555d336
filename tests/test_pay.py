"""Why pay is unknown: wages by the hour only, and pay standards that a place has no prices for."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity import wording
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import PERCENTILES

_ACTOR = "29-2061"
_HERE, _ELSEWHERE, _UNLISTED = "30700", "45820", "3100001"


@pytest.fixture(scope="module")
def by_the_hour(atlas):
    """Return the tiny country where one occupation is paid by the hour only: published, withheld, unlisted."""
    area, nation = atlas.table("area_wages").copy(), atlas.table("nation_wages").copy()
    wages = [*PERCENTILES, "mean"]
    mine = area["soc"] == _ACTOR
    area.loc[mine, wages] = float("nan")
    for column in wages:
        area.loc[mine & (area["area_code"] == _HERE), f"{column}_flag"] = "hourly_only"
        area.loc[mine & (area["area_code"] != _HERE), f"{column}_flag"] = "not_released"
    area = area.loc[~(mine & (area["area_code"] == _UNLISTED))]
    nation.loc[nation["soc"] == _ACTOR, "wage_rate"] = "hourly only"
    rows = [
        {"area_code": code, "soc": _ACTOR}
        | {name: wage + n for n, name in enumerate(PERCENTILES)}
        | {f"{name}_flag": flag for name in PERCENTILES}
        for code, wage, flag in ((_HERE, 30.0, "top_coded"), ("99", 20.0, "published"))
    ]
    made = {"area_wages": area, "nation_wages": nation, "hourly_wages": pd.DataFrame(rows)}
    return atlas.with_tables(made)


@pytest.mark.parametrize(
    ("area", "parts"),
    [
        (_HERE, ("BLS publishes these wages by the hour only", "at least $32.00 an hour here")),
        (_ELSEWHERE, ("BLS does not release it", "by the hour only", "$22.00 an hour in the nation")),
        (_UNLISTED, ("BLS lists no such row", "by the hour only", "$22.00 an hour in the nation")),
    ],
)
def test_a_wage_published_by_the_hour_only_says_so(by_the_hour, area, parts):
    cell = by_the_hour.cells(area).loc[_ACTOR]
    assert cell["sustaining"] == "unknown"
    for part in parts:
        assert part in cell["reason_sustaining"]
    same = by_the_hour.occupation_status(_ACTOR, geometry=False).loc[area]
    assert same["reason_sustaining"] == cell["reason_sustaining"]


def test_other_occupations_keep_their_reasons(by_the_hour, atlas):
    before, after = (a.cells(_ELSEWHERE)["reason_sustaining"].drop(_ACTOR) for a in (atlas, by_the_hour))
    assert before.equals(after)


@pytest.mark.parametrize(
    ("pay", "why"),
    [("budget", "no counties of this place"), ("fed", "price parity (BEA)"), ("poverty", "not published")],
)
def test_a_place_without_prices_says_what_is_missing(atlas, pay, why):
    cells = atlas.cells("6600001", pay=pay)
    if pay == "fed":
        areas = atlas.table("areas").copy()
        areas.loc[areas["area_code"] == "6600001", "rpp_all"] = float("nan")
        cells = atlas.with_tables({"areas": areas}).cells("6600001", pay=pay)
    known = cells["sustaining"] != "unknown"
    assert (cells.loc[known, "sustaining"] == "fail").all()
    assert cells.loc[known, "reason_sustaining"].str.startswith("Typical entry education").all()
    assert known.any() == (pay == "fed")  # whose rule leaves out degrees whatever they pay
    assert cells.loc[~known, "reason_sustaining"].str.contains(why, regex=False).all()


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("rpp_goods", "no price parity (BEA), so no cost of food"),
        ("rent_2_monthly", "no fair market rent (HUD)"),
        ("childcare_preschool_weekly", "no child care price (Department of Labor)"),
    ],
)
def test_a_budget_names_the_price_it_lacks(atlas, column, why):
    costs = atlas.table("county_costs").copy()
    counties = atlas.table("counties")
    mine = costs["county_fips"].isin(counties.loc[counties["area_code"] == _HERE, "county_fips"])
    costs.loc[mine, column] = float("nan")
    changed = atlas.with_tables({"county_costs": costs})
    reason = changed.cells(_HERE)["reason_sustaining"].iloc[0]
    assert reason.endswith(f"cannot be worked out for this area: {why}.")
    assert changed.overlap(geometry=False).loc[_HERE, "threshold_note"].startswith(wording.NOT_KNOWN)


def test_growth_names_its_own_period_and_that_of_the_bar():
    row = {
        "growth": 0.05,
        "growth_basis": "local",
        "nation_growth": 0.031,
        "growth_period": "2025–35",
        "nation_period": "2024–34",
    }
    said = wording.growing_reason(row, Rules())
    assert said.startswith("+5.0% over 2025–35 (local projection)")
    assert "+3.1% over 2024–34, the nearest period BLS has" in said
    mixed = wording.growing_reason(row | {"growth_period": "", "nation_period": ""}, Rules())
    assert "over its projection period" in mixed
    assert "decade" not in said + mixed


def test_the_period_of_a_rate_is_that_of_its_projection(atlas):
    cells = atlas.cells(_HERE)
    known = cells.loc[cells["growth"].notna()]
    table = atlas.table("projections")
    spans = {
        f"{b}–{p % 100:02d}"
        for b, p in table.loc[table["preferred"], ["base_year", "projected_year"]].to_numpy()
    }
    assert set(known["growth_period"]) <= {*spans, ""}
    assert (known["growth_period"] != "").any()
    assert (cells.loc[cells["growth"].isna(), "growth_period"] == "").all()


def test_a_wage_of_your_own_by_the_hour_tests_what_is_paid_by_the_hour(by_the_hour):
    def cell(area, **rules):
        return by_the_hour.cells(area, pay="own", **rules).loc[_ACTOR]

    assert cell(_HERE, own_wage=40_000)["sustaining"] == "unknown"  # a year's pay says nothing of an hour's
    enough = cell(_HERE, own_wage=40_000, own_by="hour")  # $19.23 an hour, against at least $32.00
    assert enough["sustaining"] == "pass"
    assert "at least $32.00 an hour here against $19.23 an hour" in enough["reason_sustaining"]
    assert "nothing of a year's pay" in enough["reason_sustaining"]
    above = cell(_HERE, own_wage=100_000, own_by="hour")  # a top code says nothing above it
    assert above["sustaining"] == "unknown"
    for area in (_ELSEWHERE, _UNLISTED):  # the nation's wage is not the area's
        assert cell(area, own_wage=10_000, own_by="hour")["sustaining"] == "unknown"


def test_by_the_hour_changes_no_other_occupation_and_counts_add_up(by_the_hour):
    year, hour = (by_the_hour.cells(_HERE, pay="own", own_wage=40_000, own_by=by) for by in ("year", "hour"))
    assert year["sustaining"].drop(_ACTOR).equals(hour["sustaining"].drop(_ACTOR))
    areas = by_the_hour.overlap(geometry=False, pay="own", own_wage=40_000, own_by="hour")
    assert (
        areas["share_overlap_expected"]
        .notna()
        .equals(
            by_the_hour.overlap(geometry=False, pay="own", own_wage=40_000)["share_overlap_expected"].notna()
        )
    )


@pytest.mark.parametrize(("hourly", "marked"), [(True, True), (False, False)])
def test_hourly_pay_of_a_year_that_is_not_2080_hours_is_marked(atlas, hourly, marked):
    nation = atlas.table("nation_wages").copy()
    nation.loc[nation["soc"] == "29-1141", "wage_rate"] = "annual only"
    cell = atlas.with_tables({"nation_wages": nation}).cells(_HERE).loc["29-1141"]
    row = {str(k): v for k, v in cell.items()}
    assert wording.year_only(row, hourly=hourly) == marked
    assert (wording.YEAR_ONLY in wording.sustaining_reason(row, Rules(), hourly=hourly)) == marked
