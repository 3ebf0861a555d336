"""The opened data set answers what the app asks, on a hand-made country (tests/tiny.py)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

import geo_opportunity as go
from geo_opportunity.errors import DataNotFoundError, GeoOpportunityError, UnknownCodeError
from geo_opportunity.measures.overlap import KIND_COLUMNS, OVERLAP_PARTS
from geo_opportunity.rules import GROWTH_RULES, Rules, Selection
from geo_opportunity.vocabulary import PERCENTILES, Flag, Kind
from tests.tiny import tiny_data, tiny_tables

OWN = Rules(pay="own", own_wage=50_000, growth="any")


def test_statuses_of_one_area_worked_by_hand(atlas):
    """Lincoln, level 0.95, own wage 50,000, any growth, half of the adults within 25 miles (degrees: 100)."""
    cells = atlas.cells("30700", OWN)
    got = {soc: tuple(cells.loc[soc, ["growing", "sustaining", "accessible"]]) for soc in cells.index}
    # nurses: +6 %, 98,000 x 0.95 = 93,100, 80 % within reach
    assert got["29-1141"] == ("pass", "pass", "pass")
    # aides: +20 %, 34,200; learned on the job
    assert got["31-1120"] == ("pass", "fail", "not needed")
    # nursing assistants: no program in reach, listing coverage 0.4
    assert got["31-1131"] == ("pass", "fail", "none")
    # electricians: apprenticeship, a program reaches 80 %
    assert got["47-2111"] == ("pass", "pass", "pass")
    # truck drivers: 55,100; coverage 0.02, so none in reach is not a no
    assert got["53-3032"] == ("pass", "pass", "unknown")
    # wind technicians: fully online provider does not count as in reach
    assert got["49-9081"] == ("pass", "pass", "none")
    # developers: a degree, and no row of reach
    assert got["15-1252"] == ("pass", "pass", "none")
    # machinists: learned on the job; a program would help, none in reach, listing coverage 0.4
    assert got["51-4041"] == ("pass", "pass", "would help")
    assert got["41-2011"] == ("shrinking", "fail", "not needed")
    kinds = {
        "49-9081": "training gap",
        "15-1252": "trained elsewhere",
        "31-1120": "job-quality gap",
        "47-2111": "overlap",
        "51-4041": "overlap",
        "53-3032": "unknown",
        "41-2011": "two or more tests failed",
    }
    assert cells.loc[list(kinds), "kind"].to_dict() == kinds
    low_bar = atlas.cells("30700", OWN, own_wage=20_000, growth="nation")
    # secretaries: -6 %, 43,700; learned on the job
    assert low_bar.loc["43-6014", "kind"] == "declining"
    # machinists: +2 % against more in the nation
    assert low_bar.loc["51-4041", ["growing", "kind"]].tolist() == ["slow", "steady"]
    totals = atlas.overlap(OWN, geometry=False).loc["30700"]
    for name, socs in {
        "trained_for": ["29-1141", "29-2061", "47-2111", "17-3023"],
        "learned_on_the_job": ["51-4041"],
        "would_help": ["51-4041"],
        "trained_elsewhere": ["15-1252"],
        "training_gap": ["49-9081"],
    }.items():
        assert totals[f"jobs_{name}"] == cells.loc[socs, "employment"].sum(), name


def test_a_degree_is_looked_for_within_its_own_distance(atlas):
    far = Rules(reach_miles=5, degree_miles=25)
    near = Rules(reach_miles=25, degree_miles=5)
    for rules, nurses, electricians in ((far, 0.8, 0.3), (near, 0.3, 0.8)):
        cells = atlas.cells("30700", rules)
        assert cells.loc["29-1141", "reach"] == pytest.approx(nurses)
        assert cells.loc["47-2111", "reach"] == pytest.approx(electricians)
        across = atlas.occupation_status("29-1141", rules, geometry=False)
        assert across.loc["30700", "reach"] == pytest.approx(nurses)
        assert f"within {rules.degree_miles} road miles" in cells.loc["29-1141", "reason_accessible"]
    assert atlas.cells("30700", near).loc["29-1141", "accessible"] == "partial"
    assert atlas.cells("30700", far).loc["29-1141", "accessible"] == "pass"


def test_withheld_and_unlisted_are_unknown_never_fail(atlas):
    cells = atlas.cells("3100001", OWN)
    assert cells.loc["17-3023", "sustaining"] == "unknown"
    assert cells.loc["17-3023", "wage_flag"] == "not_released"
    assert "does not release" in cells.loc["17-3023", "reason_sustaining"]
    topeka = atlas.cells("45820", OWN)
    assert topeka.loc["49-9081", "sustaining"] == "unknown"
    assert topeka.loc["49-9081", "growing"] == "pass"  # Kansas has no row, the national rate stands in
    assert topeka.loc["49-9081", "growth_basis"] == "national"


def test_top_code_passes_below_it(atlas):
    cells = atlas.cells("28140", Rules(pay="own", own_wage=200_000, wage="p75"))
    assert cells.loc["15-1252", "sustaining"] == "fail"
    assert (
        atlas.cells("28140", Rules(pay="own", own_wage=150_000, wage="p75")).loc["15-1252", "sustaining"]
        == "pass"
    )


@pytest.fixture(scope="module")
def odd_wages(tmp_path_factory):
    """Lincoln with a top-coded physician's wage (on the nurses' row) and a collapsed one (on the aides')."""
    wages = tiny_tables()["area_wages"]
    nurses, aides = (
        (wages["area_code"] == "30700") & (wages["soc"] == soc) for soc in ("29-1141", "31-1120")
    )
    for point in PERCENTILES:
        wages.loc[nurses, [point, f"{point}_flag"]] = [239_200.0, Flag.TOP_CODED.value]
    wages.loc[aides, ["p10", "p25", "p50", "p75", "p90"]] = [25_000.0, 30_000.0, 40_000.0, 90_000.0, 90_000.0]
    wages.loc[aides, ["p75_flag", "p90_flag"]] = Flag.COLLAPSED.value
    return go.open_atlas(tiny_data(tmp_path_factory.mktemp("wages") / "data", area_wages=wages))


def test_a_top_coded_median_passes_up_to_the_top_code_and_is_unknown_above_it(odd_wages):
    def outcome(bar):
        return odd_wages.cells("30700", Rules(pay="own", own_wage=bar, growth="any")).loc["29-1141"]

    assert [outcome(bar)["sustaining"] for bar in (50_000, 239_200, 239_201)] == ["pass", "pass", "unknown"]
    assert outcome(50_000)["reason_sustaining"].startswith("Median wage at least $239,200 ")
    assert outcome(50_000)["share_paying"] == pytest.approx(0.9)


def test_a_collapsed_percentile_gives_no_verdict_and_is_not_interpolated_across(odd_wages):
    def cell(wage, bar):
        rules = Rules(pay="own", own_wage=bar, growth="any", wage=wage)
        return odd_wages.cells("30700", rules).loc["31-1120"]

    for bar in (20_000, 60_000, 200_000):
        assert (cell("p75", bar)["sustaining"], cell("p75", bar)["wage_flag"]) == ("unknown", "collapsed")
    assert "an artifact of publication" in cell("p75", 60_000)["reason_sustaining"]
    assert cell("p50", 40_000)["sustaining"] == "pass"
    # between p25 and the median as ever; above it at most half, not half minus a part of the way to 90,000
    assert cell("p50", 35_000)[["share_paying", "share_paying_bound"]].tolist() == pytest.approx([0.625, 0])
    assert cell("p50", 60_000)[["share_paying", "share_paying_bound"]].tolist() == pytest.approx([0.5, -1])


def test_area_totals_match_the_cells(atlas):
    frame = atlas.overlap(OWN)
    for code in frame.index:
        cells = atlas.cells(code, OWN)
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
        cell = atlas.cells(code, OWN).loc["29-1141"]
        for column in ("kind", "growing", "sustaining", "accessible", "reason_accessible"):
            assert across.loc[code, column if column != "kind" else "kind"] == cell[column]
        np.testing.assert_equal(across.loc[code, "share_paying"], cell["share_paying"])


def test_selection_by_sector_education_and_schedule(atlas):
    assert set(atlas.cells("30700", OWN, Selection(sector="trades")).index) == {
        "47-2111",
        "51-4041",
    }
    assert set(atlas.cells("30700", OWN, Selection(sector="advanced")).index) == {
        "15-1252",
        "17-3023",
    }
    assert set(atlas.cells("30700", OWN, Selection(sector="green")).index) == {"49-9081"}
    picked = Selection(education=("Bachelor's degree",), regular_schedule_min=0.5)
    assert set(atlas.cells("30700", OWN, picked).index) == {"15-1252"}
    assert atlas.schedule_unknown(Selection(regular_schedule_min=0.5)) == 1  # machinists
    assert set(atlas.cells("30700", OWN, Selection(soc="51-4041")).index) == {"51-4041"}


def test_loose_settings_are_fields_of_rules_and_selection(atlas):
    a = atlas.overlap(sector="healthcare", pay="own", own_wage=50_000, growth="any")
    b = atlas.overlap(OWN, Selection(sector="healthcare"))
    assert a["jobs_overlap"].equals(b["jobs_overlap"])
    with pytest.raises(TypeError, match="unknown setting 'familly'"):
        atlas.overlap(familly="a1c1")


def test_fed_rule_is_the_national_median_at_local_prices_below_a_bachelors(atlas):
    rules = Rules(pay="fed", growth="any")
    cells = atlas.cells("30700", rules)
    assert cells["threshold"].iloc[0] == pytest.approx(51_000 * 0.94)
    assert cells.loc["15-1252", "sustaining"] == "fail"  # pays, but needs a bachelor's degree
    assert cells.loc["47-2111", "sustaining"] == "pass"
    assert "bachelor" in cells.loc["15-1252", "reason_sustaining"]


def test_poverty_rule_counts_the_family_and_its_earners(atlas):
    # two adults and two children, 2026: 15,960 + 3 x 5,680 = 33,000; twice that over two earners = 33,000
    assert atlas.cells("30700", Rules(pay="poverty"))["threshold"].iloc[0] == pytest.approx(33_000)


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


def test_occupations_are_listed_with_counts_of_areas(atlas):
    table = atlas.occupation_list()
    kinds = [k.value for k in Kind]
    assert (table[kinds].sum(axis=1) == 6).all()
    frame = atlas.occupation_status("29-1141", geometry=False)
    assert table.loc["29-1141", Kind.OVERLAP.value] == (frame["kind"] == "overlap").sum()
    assert table[Kind.OVERLAP.value].is_monotonic_decreasing
    assert set(atlas.occupation_list(sector="trades").index) == {
        "47-2111",
        "51-4041",
    }


def test_everyday_titles_of_occupations(atlas):
    assert "53-3032" in atlas.everyday_titles("truck")
    assert atlas.everyday_titles("topeka") == {}


def test_where_pay_needed_is_unknown_counts_are_unknown_too(atlas):
    guam = atlas.overlap(geometry=False).loc["6600001"]
    assert np.isnan(guam["threshold"])
    names = [f"occupations_{kind}" for kind in ("overlap", *OVERLAP_PARTS, *KIND_COLUMNS)]
    assert guam[names].isna().all()
    assert guam["occupations_unknown"] > 0
    assert guam["main_kind"] == "unknown"
    assert np.isnan(guam["tests_met"])
    lincoln = atlas.overlap(geometry=False).loc["30700"]
    assert lincoln["tests_met"] == pytest.approx(
        lincoln[["share_growing", "share_sustaining", "share_accessible"]].sum()
    )


def test_place_first_then_settings_in_every_question(atlas):
    by_name = atlas.cells(area_code="30700", rules=OWN, selection=Selection(sector="trades"))
    assert by_name.equals(atlas.cells("30700", OWN, sector="trades"))
    assert set(atlas.supply_demand("30700", sector="trades").index) == set(by_name.index)
    assert atlas.ladders("30700", "31-1120", pay="own", own_wage=55_000).equals(
        atlas.ladders("30700", "31-1120", Rules(pay="own", own_wage=55_000))
    )
    assert atlas.next_rungs("30700", "31-1120").equals(atlas.next_rungs("30700", "31-1120", Rules()))
    assert set(atlas.cell_certainty("30700", sector="trades").index) == set(by_name.index)
    assert len(atlas.sensitivity("30700", pay="own", own_wage=50_000))
    changed = atlas.what_if("53-3032", lon=-99.5, lat=38.5, reach_miles=50)
    assert changed.miles == 50
    assert atlas.access(sector="healthcare", reach_miles=50).attrs["catchment"] == 50


def test_an_atlas_says_what_it_is(atlas):
    assert repr(atlas) == f"<Atlas data {atlas.data_version}: 6 areas, 12 occupations>"
    assert atlas.key == (atlas.data_version,)
    state = atlas.region(atlas.state_region("KS"))
    assert repr(state).startswith("<RegionAtlas 'Kansas' (region-")
    assert state.key[0] == atlas.data_version
    assert state.key != atlas.key


@pytest.mark.parametrize(
    ("file", "options"), [("areas.fgb", {"SPATIAL_INDEX": "NO"}), ("areas.gpkg", {}), ("areas.geojson", {})]
)
def test_areas_without_a_shape_are_written_too(atlas, tmp_path, file, options):
    rows = atlas.overlap()
    assert rows.geometry.isna().any()
    rows.to_file(tmp_path / file, **options)
    written = gpd.read_file(tmp_path / file).set_index("area_code")
    assert list(written.index) == list(rows.index)
    assert written.geometry.isna().equals(rows.geometry.isna())


def test_other_tables_are_another_data_set(atlas):
    areas = atlas.table("areas")
    renamed = atlas.with_tables({"areas": areas.assign(title="Another")})
    again = atlas.with_tables({"areas": areas.assign(title="Another")})
    other = atlas.with_tables({"areas": areas.assign(title="Others")})
    assert len({atlas.key, renamed.key, other.key}) == 3
    assert again.key == renamed.key
    assert renamed.data_version.startswith(f"{atlas.data_version}+")
    assert renamed.with_tables({"areas": areas}).key != renamed.key
    assert atlas.with_tables({}).key == atlas.key


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda a: a.budget("30700", "a2c3"), "no family type 'a2c3'.*'a2c2'"),
        (lambda a: a.budget("30700", "zzz"), r"no family type 'zzz'.*a2c2 \(Two working adults"),
        (lambda a: a.budget("3070"), r"no area '3070' .*'30700' \(Lincoln, NE\)"),
        (lambda a: a.cells("Lincoln"), r"no area 'Lincoln' .*'30700' \(Lincoln, NE\)"),
        (lambda a: a.overlap(education="Bachelors"), "entry education is 'Bachelors'.*\"Bachelor's degree\""),
        (lambda a: a.overlap(sector="health care"), "sector is 'health care'.*'healthcare'"),
        (
            lambda a: a.occupation_status("29-114"),
            r"no occupation '29-114' .*'29-1141' \(Registered Nurses\)",
        ),
        (lambda a: a.table("area_wage"), "there is no table 'area_wage'.*'area_wages'"),
        (lambda a: a.table("zzzz"), "there is no table 'zzzz'.*the tables are .*area_shapes"),
        (lambda a: a.state_region("QQ"), "no state 'QQ'"),
        (lambda a: a.peers("3070"), "no area or state '3070' .*'30700'"),
        (lambda a: a.overlap(famly="a1c1"), "unknown setting 'famly'.*'family'"),
        (lambda a: a.occupation_status("29-1141", sector="trades"), "unknown setting 'sector'"),
    ],
)
def test_errors_name_the_value_and_the_nearest_valid_ones(atlas, ask, message):
    with pytest.raises((GeoOpportunityError, TypeError), match=message):
        ask(atlas)


def test_one_text_where_several_are_possible_is_one_value(atlas):
    one = atlas.cells("30700", education="Bachelor's degree")
    assert one.index.tolist() == atlas.cells("30700", education=("Bachelor's degree",)).index.tolist()
    assert len(one)


def test_places_around_and_within(atlas):
    assert set(atlas.neighbors("30700").values()) <= {"next"}
    assert atlas.neighbors("6600001") == {}  # no shape of it
    assert set(atlas.counties("30700")["county_fips"]) == {"31001", "31003"}
    assert len(atlas.counties()) > 2
    table = atlas.sectors("30700", OWN)
    assert table.index.tolist() == ["", "advanced", "healthcare", "green", "trades"]
    trades = atlas.overlap(OWN, sector="trades", geometry=False).loc["30700", "jobs_selected"]
    assert table.loc["trades", "jobs_selected"] == trades
    assert table.loc["trades", "nation_jobs"] == atlas.summary(OWN, sector="trades")["jobs_selected"]
    assert table.loc["", "share_of_choice"] == 1
    assert "30700" not in atlas.peers("30700").index
    assert set(atlas.peers("KS").index) <= {"NE", "GU"}


def test_a_cell_is_explained_input_by_input(atlas):
    cell = atlas.cells("30700", OWN).loc["29-1141"]
    table = atlas.explain("30700", "29-1141", OWN)
    assert table["test"].unique().tolist() == ["growing", "sustaining", "accessible", "supply", "kind"]
    value = table.set_index("quantity")["value"]
    assert value["projected growth"] == cell["growth"]
    assert value["wage, median"] == cell["wage"]
    assert value["wage needed per earner: your own wage"] == 50_000
    assert value["adults within 100 road miles of a program"] == cell["reach"]
    assert "adults within 25 road miles of a program" in set(atlas.explain("30700", "47-2111")["quantity"])
    for test in ("growing", "sustaining", "accessible"):
        mine = table.loc[table["test"] == test]
        assert set(mine["outcome"]) == {cell[test]}
        assert set(mine["reason"]) == {cell[f"reason_{test}"]}
    assert (table.loc[table["basis"] == "setting", "source"] == "").all()
    assert table.loc[table["quantity"] == "projected growth", "source"].iloc[0].startswith("The test suite")
    for rules in (Rules(), Rules(pay="fed", growth="percent"), Rules(pay="poverty", growth="openings")):
        assert len(atlas.explain("30700", "15-1252", rules)) >= 9
    for rule in GROWTH_RULES:
        growing = atlas.explain("30700", "29-1141", growth=rule).query("test == 'growing'")
        assert growing["formula"].nunique() == 1
    bar = atlas.explain("30700", "29-1141").set_index("quantity")["value"]
    nation = "growth of all occupations of the nation, same period"
    assert bar[nation] == atlas.cells("30700").loc["29-1141", "nation_growth"]
