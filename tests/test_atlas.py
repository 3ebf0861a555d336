"""The opened data set answers what the app asks, on a hand-made country (tests/tiny.py)."""

from __future__ import annotations

import numpy as np
import pytest

import geo_opportunity as go
from geo_opportunity.errors import DataNotFoundError, UnknownCodeError
from geo_opportunity.rules import Rules, Selection

OWN = Rules(pay="own", own_wage=50_000, growth="any")


def test_statuses_of_one_area_worked_by_hand(atlas):
    """Lincoln, level 0.95, own wage 50,000, any growth, 25 miles, half of the adults."""
    cells = atlas.cells(OWN, area_code="30700")
    got = {soc: tuple(cells.loc[soc, ["growing", "sustaining", "accessible"]]) for soc in cells.index}
    # nurses: +6 %, 98,000 x 0.95 = 93,100, 80 % within reach
    assert got["29-1141"] == ("pass", "pass", "pass")
    # aides: +20 %, 34,200; learnt on the job
    assert got["31-1120"] == ("pass", "fail", "not needed")
    # nursing assistants: no program in reach, listing coverage 0.4
    assert got["31-1131"] == ("pass", "fail", "fail")
    # electricians: apprenticeship, a program reaches 80 %
    assert got["47-2111"] == ("pass", "pass", "pass")
    # truck drivers: 55,100; coverage 0.02, so none in reach is not a no
    assert got["53-3032"] == ("pass", "pass", "unknown")
    # wind technicians: fully online provider does not count as in reach
    assert got["49-9081"] == ("pass", "pass", "fail")
    assert got["41-2011"] == ("fail", "fail", "not needed")
    assert cells.loc["49-9081", "kind"] == "training gap"
    assert cells.loc["31-1120", "kind"] == "job-quality gap"
    assert cells.loc["47-2111", "kind"] == "overlap"
    assert cells.loc["53-3032", "kind"] == "unknown"


def test_withheld_and_unlisted_are_unknown_never_fail(atlas):
    cells = atlas.cells(OWN, area_code="3100001")
    assert cells.loc["17-3023", "sustaining"] == "unknown"
    assert cells.loc["17-3023", "wage_flag"] == "not_released"
    assert "does not release" in cells.loc["17-3023", "reason_sustaining"]
    topeka = atlas.cells(OWN, area_code="45820")
    assert topeka.loc["49-9081", "sustaining"] == "unknown"
    assert topeka.loc["49-9081", "growing"] == "pass"  # Kansas has no row, the national rate stands in
    assert topeka.loc["49-9081", "growth_basis"] == "national"


def test_top_code_passes_below_it(atlas):
    cells = atlas.cells(Rules(pay="own", own_wage=200_000, wage="p75"), area_code="28140")
    assert cells.loc["15-1252", "sustaining"] == "fail"
    assert (
        atlas.cells(Rules(pay="own", own_wage=150_000, wage="p75"), area_code="28140").loc[
            "15-1252", "sustaining"
        ]
        == "pass"
    )


def test_area_totals_match_the_cells(atlas):
    frame = atlas.overlap(OWN)
    for code in frame.index:
        cells = atlas.cells(OWN, area_code=code)
        if cells["employment"].isna().all():
            assert frame.loc[code, ["jobs_overlap", "jobs_selected", "share_overlap"]].isna().all()
            continue
        inside = cells["overlap"] == 1
        assert frame.loc[code, "jobs_overlap"] == pytest.approx(cells.loc[inside, "employment"].sum())
        assert frame.loc[code, "occupations_overlap"] == int(inside.sum())
        assert frame.loc[code, "jobs_selected"] == pytest.approx(cells["employment"].sum())
        gap = cells["kind"] == "training gap"
        assert frame.loc[code, "jobs_training_gap"] == pytest.approx(cells.loc[gap, "employment"].sum())


def test_national_summary_is_the_sum_of_areas(atlas):
    frame = atlas.overlap(OWN, geometry=False)
    total = atlas.summary(OWN)
    assert total["jobs_overlap"] == pytest.approx(frame["jobs_overlap"].sum())
    assert total["share_overlap"] == pytest.approx(frame["jobs_overlap"].sum() / frame["jobs_selected"].sum())


def test_area_without_wages_has_no_share_rather_than_zero(atlas):
    row = atlas.overlap(OWN).loc["2000001"]
    assert np.isnan(row["share_overlap"])
    assert np.isnan(row["jobs_total"])


def test_occupation_view_agrees_with_area_view(atlas):
    across = atlas.occupation_status("29-1141", OWN)
    assert across.crs.to_epsg() == 4326
    for code in across.index:
        cell = atlas.cells(OWN, area_code=code).loc["29-1141"]
        for column in ("kind", "growing", "sustaining", "accessible", "reason_accessible"):
            assert across.loc[code, column if column != "kind" else "kind"] == cell[column]
        np.testing.assert_equal(across.loc[code, "share_paying"], cell["share_paying"])


def test_selection_by_sector_education_and_schedule(atlas):
    assert set(atlas.cells(OWN, Selection(sector="trades"), area_code="30700").index) == {
        "47-2111",
        "51-4041",
    }
    assert set(atlas.cells(OWN, Selection(sector="advanced"), area_code="30700").index) == {
        "15-1252",
        "17-3023",
    }
    assert set(atlas.cells(OWN, Selection(sector="green"), area_code="30700").index) == {"49-9081"}
    picked = Selection(education=("Bachelor's degree",), regular_schedule_min=0.5)
    assert set(atlas.cells(OWN, picked, area_code="30700").index) == {"15-1252"}
    assert atlas.schedule_unknown(Selection(regular_schedule_min=0.5)) == 1  # machinists
    assert set(atlas.cells(OWN, Selection(soc="51-4041"), area_code="30700").index) == {"51-4041"}


def test_loose_settings_are_fields_of_rules_and_selection(atlas):
    a = atlas.overlap(sector="healthcare", pay="own", own_wage=50_000, growth="any")
    b = atlas.overlap(OWN, Selection(sector="healthcare"))
    assert a["jobs_overlap"].equals(b["jobs_overlap"])
    with pytest.raises(TypeError, match="unknown setting 'familly'"):
        atlas.overlap(familly="a1c1")


def test_fed_rule_is_the_national_median_at_local_prices_below_a_bachelors(atlas):
    rules = Rules(pay="fed", growth="any")
    cells = atlas.cells(rules, area_code="30700")
    assert cells["threshold"].iloc[0] == pytest.approx(51_000 * 0.94)
    assert cells.loc["15-1252", "sustaining"] == "fail"  # pays, but needs a bachelor's degree
    assert cells.loc["47-2111", "sustaining"] == "pass"
    assert "bachelor" in cells.loc["15-1252", "reason_sustaining"]


def test_poverty_rule_counts_the_family_and_its_earners(atlas):
    # two adults and two children, 2026: 15,960 + 3 x 5,680 = 33,000; twice that over two earners = 33,000
    assert atlas.cells(Rules(pay="poverty"), area_code="30700")["threshold"].iloc[0] == pytest.approx(33_000)


def test_budget_shows_every_component_and_what_was_imputed(atlas):
    frame = atlas.budget("28140", "a2c2")
    parts = frame.loc[["rent", "food", "childcare", "health", "transport", "other"], "annual"]
    assert (parts > 0).all()
    assert frame.loc["per_earner", "annual"] == pytest.approx(frame.loc["total", "annual"] / 2)
    # rent: 2 bedrooms, 1,000 a month at price level 96/90
    assert frame.loc["rent", "annual"] == pytest.approx(12 * 1000 * 96 / 90)
    nonmetro = atlas.budget("2000001", "a2c2")
    assert "state median" in str(nonmetro.loc["childcare", ["basis", "note"]].tolist())


def test_programs_are_near_active_and_named(atlas):
    near = atlas.programs("30700", "29-1141", max_miles=60)
    assert list(near["provider_id"]) == ["ipeds:100"]
    assert near["program"].iloc[0] == "Registered Nursing/Registered Nurse"
    assert 0 < near["adults_within"].iloc[0] <= 1
    online = atlas.programs("45820", ["49-9081"])
    assert online["distance_only"].all()
    assert online["distance_miles"].isna().all()
    # zero completers: offered, nobody finished last year, so not an active program
    assert "ipeds:200" not in set(
        atlas.programs("28140", "31-1131", max_miles=100).query("not distance_only")["provider_id"]
    )


def test_unknown_codes_are_named_with_the_mend(atlas):
    with pytest.raises(UnknownCodeError, match="no area '99999'"):
        atlas.cells(area_code="99999")
    with pytest.raises(UnknownCodeError, match="no occupation '00-0001'"):
        atlas.occupation_status("00-0001")


def test_search_finds_places_and_everyday_titles(atlas):
    assert atlas.search("linc").iloc[0][["kind", "code"]].tolist() == ["area", "30700"]
    found = atlas.search("nurse aide")
    assert ("occupation", "31-1131") in set(zip(found["kind"], found["code"], strict=True))
    assert atlas.search("Doniphan").iloc[0]["area_code"] == "2000001"
    assert atlas.search("   ").empty


def test_sources_are_named(atlas):
    sources = atlas.sources_of("overlap")
    assert list(sources["publisher"]) == ["The test suite"]


def test_missing_data_says_how_to_build_it(tmp_path):
    with pytest.raises(DataNotFoundError, match="geo_opportunity build"):
        go.open_atlas(tmp_path / "nowhere")


def test_answers_are_copies(atlas):
    first = atlas.overlap(OWN)
    first["jobs_overlap"] = -1
    assert (atlas.overlap(OWN)["jobs_overlap"].dropna() >= 0).all()
