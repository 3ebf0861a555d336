"""A college's papers on the tiny country: its programs against the labor market, and what it could propose."""

from __future__ import annotations

import numpy as np
import pytest

import geo_opportunity as go
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import pell

LINCOLN, INSTITUTE = "ipeds:100", "ipeds:300"
ANY = go.Rules(pay="own", own_wage=30_000)


def test_programs_stand_beside_the_labor_market_of_the_colleges_area(atlas):
    found = atlas.college_programs(LINCOLN)
    assert found["completions"].is_monotonic_decreasing
    assert set(found["soc"]) == {"29-1141", "29-2061", "47-2111", "17-3023"}
    cells = atlas.cells("30700")
    supply = atlas.supply_demand("30700")
    for row in found.to_dict("records"):
        cell, judged = cells.loc[row["soc"]], supply.loc[row["soc"]]
        assert row["openings"] == pytest.approx(cell["openings"])
        assert (row["p25"], row["p50"], row["threshold"]) == (cell["p25"], cell["p50"], cell["threshold"])
        assert row["gap"] == pytest.approx(judged["openings"] - judged["completers_local"], nan_ok=True)
        assert row["verdict"] == judged["verdict"]


def test_another_place_may_be_asked_about(atlas):
    here, there = (atlas.college_programs(LINCOLN, area).set_index("soc") for area in (None, "45820"))
    assert there.loc["29-1141", "openings"] == pytest.approx(atlas.cells("45820").loc["29-1141", "openings"])
    assert here.loc["29-1141", "openings"] != there.loc["29-1141", "openings"]


@pytest.mark.parametrize(
    ("provider", "cip", "held"),
    [
        (LINCOLN, "51.3801", "2022-23, 2023-24"),
        (INSTITUTE, "48.0501", "2023-24"),  # 2022-23 is not reported
        ("ipeds:200", "51.3902", "2022-23"),  # nobody completed it in 2023-24
    ],
)
def test_years_of_awards_held(atlas, provider, cip, held):
    found = atlas.college_programs(provider)
    assert found.loc[found["cip"] == cip, "years_held"].unique().tolist() == [held]


def test_a_program_nobody_completed_of_late_leads_nowhere_and_stays(atlas):
    row = atlas.college_programs("ipeds:200").set_index("cip").loc["51.3902"]
    assert row["completions"] == 0
    assert row.isna()["occupation"]


def test_occupations_count_the_programs_that_lead_to_them(atlas):
    found = atlas.college_occupations(LINCOLN)
    assert found.loc["29-1141", ["programs", "completers_college"]].tolist() == [1, 80]
    assert found.loc["29-1141", "awards"] == "Associate's degree"
    assert found["openings"].dropna().is_monotonic_decreasing
    assert set(atlas.college_occupations(LINCOLN, education="Associate's degree").index) == {"17-3023"}


def test_the_rule_book_says_what_is_on_its_list(atlas, monkeypatch):
    codes = np.full(atlas.cube.employment.shape, pell.UNKNOWN)
    row = atlas.area_row("30700")
    codes[row, atlas.soc_column("29-1141")] = pell.MET
    codes[row, atlas.soc_column("47-2111")] = pell.NOT_MET
    monkeypatch.setattr("geo_opportunity.questions.college.listed", lambda *_: codes)
    found = atlas.college_occupations(LINCOLN)["on_list"]
    assert found.to_dict() == {
        "29-1141": "met",
        "47-2111": "not met",
        "29-2061": "unknown",
        "17-3023": "unknown",
    }


def test_proposals_are_growing_paying_and_not_taught_here(atlas):
    found = atlas.college_proposals(LINCOLN, rules=ANY)
    cells = atlas.cells("30700", ANY)
    taught = set(atlas.college_occupations(LINCOLN)["title"])
    for soc, row in found.iterrows():
        assert (cells.loc[soc, "growing"], cells.loc[soc, "sustaining"]) == ("pass", "pass")
        assert cells.loc[soc, "program_need"] in ("required", "helpful")
        assert row["title"] not in taught
        assert row["fields"] >= 1
    wanted = cells.loc[
        (cells["growing"] == "pass") & (cells["sustaining"] == "pass")
        & cells["program_need"].isin(["required", "helpful"]) & ~cells["title"].isin(taught)
    ]  # fmt: skip
    programs = set(atlas.links["soc"])
    assert set(found.index) == {soc for soc in wanted.index if soc in programs}
    assert found["gap"].dropna().is_monotonic_decreasing


def test_a_proposal_says_what_leads_there_and_who_trains_near(atlas):
    found = atlas.college_proposal(INSTITUTE, "29-1141", "30700")
    assert found.market["title"] == "Registered Nurses"
    assert set(found.fields["award"]) == {"Associate's degree", "Bachelor's degree"}
    assert found.fields["offered"].eq("no").all()
    assert found.near.iloc[0][["name", "completions_previous", "completions", "years_held"]].tolist() == [
        "Lincoln Community College", 75, 80, "2022-23, 2023-24",
    ]  # fmt: skip
    own = atlas.college_proposal(LINCOLN, "29-1141")
    assert own.fields.set_index("award")["offered"].to_dict() == {
        "Associate's degree": "yes",
        "Bachelor's degree": "no",
    }


@pytest.mark.parametrize(("provider", "area"), [("ipeds:999", None), (LINCOLN, "99999")])
def test_what_is_not_in_the_data_is_said(atlas, provider, area):
    with pytest.raises(UnknownCodeError):
        atlas.college_programs(provider, area)


def test_a_college_outside_every_area_asks_for_one(atlas):
    providers = atlas.table("providers").copy()
    providers.loc[providers["provider_id"] == LINCOLN, "area_code"] = None
    lost = atlas.with_tables({"providers": providers})
    with pytest.raises(UnknownCodeError, match="name the area"):
        lost.college_programs(LINCOLN)
    assert len(lost.college_programs(LINCOLN, "30700"))
