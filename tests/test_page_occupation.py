"""The Occupation page: its tables and sentences, and the page by AppTest on the tiny country."""

from __future__ import annotations

import json
import re

import pytest

from geo_opportunity.maps import picture as pictures
from geo_opportunity.maps import style
from geo_opportunity.rules import Rules
from geo_opportunity.scene import Scene
from geo_opportunity.ui.occupation import page, tabs
from geo_opportunity.vocabulary import KINDS, PERCENTILES, STATUSES
from tests.drawn import fills, map_of
from tests.support import html_of, query_of

PAGE = "occupation"
NURSES, AIDES, TRUCKS = "29-1141", "31-1120", "53-3032"
MUTED = "Another outcome (left out by your choice)"


def test_without_an_occupation_all_are_listed(app):
    at = app()
    table = at.dataframe[0].value
    assert len(table) == 10  # without a bachelor's degree
    assert {"openings", "work_experience", "trained_for", "learned_on_the_job", "would_help"} <= set(table)
    assert (table["trained_for"] + table["learned_on_the_job"] == table["overlap"]).all()
    assert len(app(lens="any").dataframe[0].value) == 12
    assert "All three meet" in html_of(at)
    at = app(sector="healthcare", lens="any")
    assert set(at.dataframe[0].value["title"]) >= {"Registered Nurses", "Nursing Assistants"}
    assert len(at.dataframe[0].value) == 4


def test_one_occupation(app):
    at = app(soc=NURSES)
    html = html_of(at)
    assert "Registered Nurses: it grows, pays enough and can be trained for in" in html
    assert "What registered nurses do." in html
    spec = map_of(at)
    assert len(fills(spec)) == 5
    tables = [d.value for d in at.dataframe]
    areas = next(t for t in tables if "reason_growing" in t)
    assert set(areas.index) == {"30700", "3100001", "45820", "28140", "2000001", "6600001"}
    (tests,) = at.table
    assert tests.value["Areas"].astype(int).groupby(level=0).sum().tolist() == [6, 6, 6]
    assert any("Ladder" in t.label for t in at.tabs)
    assert "Pick an area to see the ladder with local pay." in [
        m.value for m in app(soc=NURSES, tab="ladder").markdown
    ]


def test_one_choice_of_test_and_outcome_for_map_counts_and_table(app):
    at = app(soc=NURSES)
    at.segmented_control(key="o_test").set_value("sustaining").run()
    assert not at.exception
    assert query_of(at)["show"] == "sustaining"
    assert at.selectbox(key="measure").value == "sustaining"  # the sidebar's picker is the same setting
    tests = at.table[0].value
    for outcome in ("pass", "fail", "unknown"):
        at.selectbox(key="o_outcome").select(outcome).run()
        assert query_of(at)["only"] == outcome  # the link keeps it
        words = STATUSES["sustaining"][outcome]
        count = int(tests.loc[["Pays enough"]].set_index("Outcome")["Areas"].get(words, 0))
        shown = [d.value for d in at.dataframe if "reason_sustaining" in d.value]
        if not count:
            assert not shown
            continue
        assert list(shown[0].columns)[:3] == ["title", "sustaining", "reason_sustaining"]
        assert len(shown[0]) == count
        assert shown[0]["reason_sustaining"].str.len().gt(10).all()
        assert (MUTED in html_of(at)) == (count < 6)
    at.segmented_control(key="o_test").set_value("accessible").run()
    assert at.selectbox(key="o_outcome").value == "all"
    at.selectbox(key="measure").select("wage").run()
    assert at.segmented_control(key="o_test").value is None
    assert not at.exception


def test_pay_published_by_the_hour_only_is_said(app, monkeypatch):
    monkeypatch.setattr("geo_opportunity.ui.answers.wage_rate", lambda *_: "hourly only")
    at = app(soc=NURSES)
    assert any("only hourly pay" in i.value for i in at.info)
    monkeypatch.setattr("geo_opportunity.ui.answers.wage_rate", lambda *_: "annual only")
    assert not app(soc=NURSES).info
    assert any("only yearly pay" in i.value for i in app(soc=NURSES, per="hour").info)


def test_units_reach_the_table(app):
    at = app(soc=NURSES, units="km", per="hour")
    table = next(d for d in at.dataframe if "reason_growing" in d.value)
    heads = json.dumps(json.loads(table.proto.columns))
    assert "Adults within 161 km of a program" in heads
    assert "Wage, an hour" in heads
    assert table.value["wage"].dropna().max() < 200
    said = (
        " ".join(table.value["reason_accessible"]) + " ".join(table.value["reason_sustaining"]) + html_of(at)
    )
    assert "within 161 road kilometers (estimated)" in said
    assert re.search(r"wage \$\d+\.\d\d an hour against \$\d+\.\d\d an hour", said)
    assert not re.search(r"\d (road miles|mi)\b|\$\d+,\d", said)


def test_a_phone_gets_the_answer_before_the_controls(app, monkeypatch):
    monkeypatch.setattr("geo_opportunity.ui.display.phone", lambda: True)
    monkeypatch.setattr("geo_opportunity.ui.controls.phone", lambda: True)
    at = app(soc=NURSES)
    labels = [e.label for e in at.main.expander]
    assert labels[0] == "Another occupation"
    assert labels[1].startswith("Area, zoom and test")
    said = html_of(at)
    assert said.index("it grows, pays enough") < said.index("In the other areas") < said.index("Elsewhere:")
    assert not any(e.proto.expanded for e in at.main.expander)


def test_an_everyday_title_finds_the_occupation(app):
    at = app()
    at.text_input(key="o_everyday").set_value("nurse aide").run()
    assert not at.exception
    at.selectbox(key="o_found").select("31-1131").run()
    assert query_of(at)["soc"] == "31-1131"
    at.text_input(key="o_everyday").set_value("zzz").run()
    assert any("No occupation goes by that title" in c.value for c in at.caption)


def test_the_ladder_has_local_pay_and_opens_a_rung(app):
    at = app(soc="31-1131", area="45820", per="hour", tab="ladder")
    assert not at.exception
    tables = [d.value for d in at.dataframe]
    up = next(t for t in tables if "raise" in t and "ladder" not in t)
    assert up["title"].tolist() == ["Licensed Practical and Licensed Vocational Nurses"]
    assert up["wage"].tolist()[0].endswith("an hour")
    assert any("Topeka, KS" in m.value for m in at.markdown)
    chains = next(d for d in at.dataframe if "ladder" in d.value)
    assert (
        chains.value["raise"].tolist()[0] == ""
    )  # where a ladder starts there is no raise, and none that is unknown
    assert json.loads(chains.proto.columns)["raise"].get("type_config", {}).get("type") != "number"
    at.selectbox(key="o_rung").select("29-2061").run()
    assert query_of(at)["soc"] == "29-2061"
    assert not at.exception


def test_every_occupation_opens(app, atlas):
    for soc in atlas.occupations.index:
        app(soc=soc, area="28140")


# ------------------------------------------------------------ tables and sentences


def test_areas_are_counted_by_test_and_outcome(atlas):
    shown = page._written_counts(atlas.outcomes(AIDES)["areas"])
    assert list(dict.fromkeys(shown.index)) == ["Growing", "Pays enough", "Training"]
    outcomes = {test: set(rows["Outcome"]) for test, rows in shown.groupby(level=0)}
    assert all(outcomes[name] <= set(STATUSES[test].values()) for test, name in page._TEST_NAMES.items())
    assert shown["Areas"].astype(int).groupby(level=0).sum().eq(6).all()


def test_the_table_gives_reasons_and_starts_with_the_test_on_the_map(atlas):
    frame = atlas.occupation_status(TRUCKS, geometry=False)
    scene = Scene(occupation=TRUCKS, measure="accessible")
    kept = frame.loc[frame["accessible"] == "unknown"]
    table = page._area_rows(kept, scene)
    assert len(table) == atlas.outcomes(TRUCKS).loc[("accessible", "unknown"), "areas"] > 0
    assert list(table.columns)[:3] == ["title", "accessible", "reason_accessible"]
    assert set(table["accessible"]) == {STATUSES["accessible"]["unknown"]}
    assert table["reason_accessible"].tolist() == frame.loc[table.index, "reason_accessible"].tolist()
    by_wage = page._area_rows(frame, Scene(occupation=TRUCKS, measure="wage"))
    assert list(by_wage.columns)[:5] == ["title", "wage", "kind", "growing", "reason_growing"]
    assert by_wage.columns.is_unique


def test_left_out_areas_are_quiet_and_said(atlas):
    frame = atlas.occupation_status(NURSES, geometry=False)
    picture = pictures.picture(frame, Scene(occupation=NURSES, measure="kind"))
    kept = frame.loc[frame["kind"] == "overlap"]
    quiet = page._muted(picture, kept.index, "All three meet")
    assert [e.label for e in quiet.legend.entries] == ["All three meet", MUTED]
    assert quiet.legend.entries[0].count == len(kept)
    assert quiet.legend.entries[1].count == 6 - len(kept) == quiet.fills.count(style.LAND)
    assert not quiet.unknown
    assert page._muted(picture, frame.index, "All") is picture


@pytest.mark.parametrize("measure", ["kind", "growing", "sustaining", "accessible"])
def test_the_legend_keeps_the_outcome_chosen_by_its_name_there(atlas, measure):
    frame = atlas.occupation_status(NURSES, geometry=False)
    picture = pictures.picture(frame, Scene(occupation=NURSES, measure=measure))
    counts = atlas.outcomes(NURSES).loc[measure, "areas"]
    for outcome, label in page._named(measure, KINDS).items():
        if counts[outcome]:
            kept = frame.loc[frame[measure] == outcome]
            entry = page._muted(picture, kept.index, label).legend.entries[0]
            assert (entry.label, entry.count) == (label, counts[outcome])


def test_areas_show_states_as_text_and_concentration_as_a_number(app):
    table = next(d for d in app(soc=NURSES).dataframe if "reason_growing" in d.value)
    config = json.loads(table.proto.columns)
    assert config["states"]["type_config"]["type"] == "text"
    assert config["location_quotient"]["type_config"] == {"type": "number", "format": "%.2f"}


def test_long_descriptions_are_folded():
    assert page._short("One sentence.") == ("One sentence.", "")
    text = "First part of it. " * 30
    first, rest = page._short(text, 100)
    assert len(first) <= 100
    assert first.endswith(".")
    assert f"{first} {rest}" == text.strip()
    assert page._short("x" * 400) == ("x" * 400, "")


def test_spread_in_words(app, atlas):
    year, hour = (
        next(d.value for d in app(soc=NURSES, **per).dataframe if "Middle area" in d.value)
        for per in ({}, {"per": "hour"})
    )
    assert year["Figure"].tolist()[-3:] == [
        "Wage / pay needed",
        "Growth, 10 years",
        "Adults within reach of a program",
    ]
    found = atlas.spread(NURSES)
    assert year.loc[2, "Middle area"] == f"${found.loc['p50', 'q50']:,.0f}"
    assert hour.loc[2, "Middle area"] == f"${found.loc['p50', 'q50'] / 2080:,.2f}"
    assert hour.loc[2, "Areas with a figure"] == year.loc[2, "Areas with a figure"]
    frame = atlas.occupation_status(NURSES, geometry=False)
    ratio = f"{(frame['wage'] / frame['threshold']).median():.2f}"
    assert year.loc[5, "Middle area"] == hour.loc[5, "Middle area"] == ratio
    scene = Scene(occupation=NURSES, measure="kind")
    assert f"the wage is {ratio} times the pay needed" in pay_sentence(atlas, scene)
    found.loc["ratio", "count"] = 0
    assert "cannot be compared" in tabs._pay_sentence(found, atlas.outcomes(NURSES), scene)


def pay_sentence(atlas, scene):
    found, outcomes = atlas.spread(NURSES, scene.rules), atlas.outcomes(NURSES, scene.rules)
    return tabs._pay_sentence(found, outcomes, scene)


@pytest.mark.parametrize("pay", ["budget", "fed", "poverty"])
def test_the_sentence_on_pay_says_what_the_counts_of_the_test_say(atlas, pay):
    scene = Scene(occupation=NURSES, measure="kind", rules=Rules(pay=pay))
    frame = atlas.occupation_status(NURSES, scene.rules, geometry=False)
    passed, failed = ((frame["sustaining"] == outcome).sum() for outcome in ("pass", "fail"))
    assert f"The pay test is passed in {passed} of {passed + failed} areas" in pay_sentence(atlas, scene)
    if pay == "fed":  # that rule leaves out occupations entered with a bachelor's degree, whatever they pay
        assert passed == 0
        assert (frame["wage"] > frame["threshold"]).any()


def test_the_sentence_on_pay_where_no_outcome_is_known(atlas):
    outcomes = atlas.outcomes(NURSES)
    outcomes.loc[[("sustaining", "pass"), ("sustaining", "fail")]] = 0
    said = tabs._pay_sentence(atlas.spread(NURSES), outcomes, Scene(occupation=NURSES, measure="kind"))
    assert "has no known outcome in any area" in said
    assert " 0 of 0 " not in said


def test_charts_hold_the_figures_of_the_tables(atlas):
    frame = atlas.occupation_status(NURSES, geometry=False)
    found = atlas.spread(NURSES)
    spec = tabs._wage_chart(found, hourly=False).to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert {r["figure"]: r["q50"] for r in rows} == found.loc[list(PERCENTILES), "q50"].to_dict()
    for chart, count in (
        (tabs._ratio_chart(frame), found.loc["ratio", "count"]),
        (tabs._growth_chart(frame), found.loc["growth", "count"]),
    ):
        data = max(chart.to_dict()["datasets"].values(), key=len)
        assert len(data) == count


def row(atlas, soc):
    return atlas.occupations.loc[soc].to_dict()


def test_entry_route_in_words(atlas):
    def route(soc):
        return " ".join(tabs._route_sentences(row(atlas, soc)))

    assert "Typical education for entry: Bachelor's degree." in route(NURSES)
    assert "The usual way in is a program of study." in route(NURSES)
    assert "Usually learned through an apprenticeship" in route("47-2111")
    assert "does not say a sponsor is nearby" in route("47-2111")
    assert "Usually learned on the job" in route("41-2011")
    assert "Apprenticeable" not in route("41-2011")
    unknown = tabs._route_sentences({"entry_education": None, "program_need": "unknown"})
    assert unknown == ["BLS gives no typical education for entry."]


def test_schedule_coverage_and_sectors_in_words(atlas):
    assert tabs._schedule_sentence(row(atlas, NURSES)).startswith("45% of workers have a set weekly schedule")
    assert "not known" in tabs._schedule_sentence(row(atlas, "51-4041"))
    assert "read as unknown, not as a gap" in tabs._coverage_sentence(row(atlas, TRUCKS), Rules())
    assert "read as unknown" not in tabs._coverage_sentence(row(atlas, NURSES), Rules())
    assert "cannot be worked out" in tabs._coverage_sentence(row(atlas, "41-2011"), Rules())
    lines = tabs._sector_lines(atlas.table("sectors"), "51-4041")
    assert lines == [
        "Advanced industries: Brookings: 20.0% of its jobs are in them",
        "Construction and professional trades: listed production trades",
    ]
    assert tabs._sector_lines(atlas.table("sectors"), "41-2011") == []
