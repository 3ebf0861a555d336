"""The Occupation page: its tables and sentences, and the page by AppTest on the tiny country."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.maps import style
from geo_opportunity.rules import Rules
from geo_opportunity.scene import Scene
from geo_opportunity.ui.views import occupation as views
from geo_opportunity.ui.words import occupation as words
from geo_opportunity.vocabulary import Kind
from tests.deck import fills
from tests.support import html_of, map_of, query_of

PAGE = "occupation"
NURSES, AIDES, TRUCKS = "29-1141", "31-1120", "53-3032"


def test_without_an_occupation_all_are_listed(app):
    at = app()
    table = at.dataframe[0].value
    assert len(table) == 12
    assert "All three meet" in html_of(at)
    at = app(sector="healthcare")
    assert set(at.dataframe[0].value["title"]) >= {"Registered Nurses", "Nursing Assistants"}
    assert len(at.dataframe[0].value) == 4


def test_one_occupation(app):
    at = app(soc=NURSES)
    html = html_of(at)
    assert "Registered Nurses: all three meet in" in html
    assert "What registered nurses do." in html
    spec = map_of(at)
    assert len(fills(spec)) == 5
    tables = [d.value for d in at.dataframe]
    areas = next(t for t in tables if "reason_growing" in t)
    assert set(areas.index) == {"30700", "3100001", "45820", "28140", "2000001", "6600001"}
    (tests,) = at.table
    assert tests.value.loc["Growing", "No program needed"] == words.NONE
    assert tests.value[["Pass", "Fail", "Unknown"]].astype(int).sum(axis=1).tolist()[:2] == [6, 6]
    assert any("Ladder" in t.label for t in at.tabs)
    assert words.LADDER_PICK in [m.value for m in app(soc=NURSES, tab="ladder").markdown]


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
        count = int(tests.loc["Pays enough", words.TEST_HEADS[outcome]])
        shown = [d.value for d in at.dataframe if "reason_sustaining" in d.value]
        if not count:
            assert not shown
            continue
        assert list(shown[0].columns)[:3] == ["title", "sustaining", "reason_sustaining"]
        assert len(shown[0]) == count
        assert shown[0]["reason_sustaining"].str.len().gt(10).all()
        assert (words.LEGEND_MUTED in html_of(at)) == (count < 6)
    at.segmented_control(key="o_test").set_value("accessible").run()
    assert at.selectbox(key="o_outcome").value == "all"
    at.selectbox(key="measure").select("wage").run()
    assert at.segmented_control(key="o_test").value is None
    assert not at.exception


def test_pay_published_by_the_hour_only_is_said(app, monkeypatch):
    monkeypatch.setattr("geo_opportunity.ui.occupation.cached.wage_rate", lambda *_: "hourly only")
    at = app(soc=NURSES)
    assert any("only hourly pay" in i.value for i in at.info)
    monkeypatch.setattr("geo_opportunity.ui.occupation.cached.wage_rate", lambda *_: "annual only")
    assert not app(soc=NURSES).info
    assert any("only yearly pay" in i.value for i in app(soc=NURSES, per="hour").info)


def test_units_reach_the_table(app):
    at = app(soc=NURSES, units="km", per="hour")
    table = next(d for d in at.dataframe if "reason_growing" in d.value)
    heads = json.dumps(json.loads(table.proto.columns))
    assert "Adults within 40 km of a program" in heads
    assert "Wage, an hour" in heads
    assert table.value["wage"].dropna().max() < 200
    told = (
        " ".join(table.value["reason_accessible"]) + " ".join(table.value["reason_sustaining"]) + html_of(at)
    )
    assert "within 40 road kilometers (estimated)" in told
    assert re.search(r"wage \$\d+\.\d\d an hour against \$\d+\.\d\d an hour", told)
    assert not re.search(r"\d (road miles|mi)\b|\$\d+,\d", told)


def test_a_phone_gets_the_answer_before_the_controls(app, monkeypatch):
    monkeypatch.setattr("geo_opportunity.ui.occupation.phone", lambda: True)
    monkeypatch.setattr("geo_opportunity.ui.controls.phone", lambda: True)
    at = app(soc=NURSES)
    labels = [e.label for e in at.main.expander]
    assert labels[0] == words.CHANGE
    assert labels[1].startswith(words.PLACE)
    assert not any(e.proto.expanded for e in at.main.expander)


def test_an_everyday_title_finds_the_occupation(app):
    at = app()
    at.text_input(key="o_everyday").set_value("nurse aide").run()
    assert not at.exception
    at.selectbox(key="o_found").select("31-1131").run()
    assert query_of(at)["soc"] == "31-1131"
    at.text_input(key="o_everyday").set_value("zzz").run()
    assert words.NOT_FOUND in [c.value for c in at.caption]


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


# ----------------------------------------------------------------------- views


def test_counts_of_tests(atlas):
    frame = atlas.occupation_status(AIDES, geometry=False)
    counts = views.status_counts(frame)
    assert counts.loc["accessible", "not needed"] == 6
    assert pd.isna(counts.loc["growing", "not needed"])
    assert counts.loc["sustaining", ["pass", "fail", "unknown"]].sum() == 6


def test_outcomes_add_up_and_the_table_gives_reasons(atlas):
    frame = atlas.occupation_status(TRUCKS, geometry=False)
    scene = Scene(occupation=TRUCKS, measure="accessible")
    counts = views.outcome_counts(frame, "accessible")
    assert counts.pop("all") == sum(counts.values()) == 6
    assert list(counts) == ["pass", "not needed", "fail", "unknown"]
    kept = views.with_outcome(frame, "accessible", "unknown")
    table = views.test_table(kept, scene)
    assert len(table) == counts["unknown"] > 0
    assert set(table["accessible"]) == {"Unknown: list of programs too thin"}
    assert table["reason_accessible"].tolist() == frame.loc[table.index, "reason_accessible"].tolist()
    assert len(views.with_outcome(frame, "wage", "pass")) == 6
    assert set(views.outcome_counts(frame, "kind")) == {"all", *(k.value for k in Kind)}


def test_left_out_areas_are_quiet_and_said(atlas):
    from geo_opportunity.ui import viewmodel as vm

    frame = atlas.occupation_status(NURSES, geometry=False)
    scene = Scene(occupation=NURSES, measure="kind")
    picture = vm.picture(frame, scene)
    kept = views.with_outcome(frame, "kind", "overlap")
    quiet = views.muted(picture, kept.index, views.outcome_words("kind", "overlap"))
    assert [e.label for e in quiet.legend.entries] == ["All three meet", words.LEGEND_MUTED]
    assert quiet.legend.entries[0].count == len(kept)
    assert quiet.legend.entries[1].count == 6 - len(kept) == quiet.fills.count(style.LAND)
    assert not quiet.unknown
    assert views.muted(picture, frame.index, "All") is picture


def test_long_descriptions_are_folded():
    assert views.short("One sentence.") == ("One sentence.", "")
    text = "First part of it. " * 30
    first, rest = views.short(text, 100)
    assert len(first) <= 100
    assert first.endswith(".")
    assert f"{first} {rest}" == text.strip()
    assert views.short("x" * 400) == ("x" * 400, "")


def test_quantiles_by_hand():
    found = views.quantiles(pd.Series([10.0, 20.0, 30.0, 40.0, 50.0, np.nan]))
    assert found["count"] == 5
    assert found["missing"] == 1
    assert (found["low"], found["q25"], found["q50"], found["q75"], found["high"]) == (10, 20, 30, 40, 50)
    assert found["q10"] == pytest.approx(14)
    assert math.isnan(views.quantiles(pd.Series([np.nan]))["q50"])


def test_spread_in_words(atlas):
    frame = atlas.occupation_status(NURSES, geometry=False)
    year, hour = (views.written_spread(views.spread(frame, hourly=h), hourly=h) for h in (False, True))
    assert year["Figure"].tolist() == list(words.POINTS.values())
    assert year.loc[2, "Middle area"].startswith("$9")
    assert hour.loc[2, "Middle area"].startswith("$4")
    ratio = frame["wage"] / frame["threshold"]
    assert year.loc[5, "Middle area"] == f"{ratio.median():.2f}"
    told = views.threshold_sentence(frame, Scene(occupation=NURSES, measure="kind"))
    assert f"the wage is {ratio.median():.2f} times the pay needed" in told
    nowhere = frame.assign(wage=np.nan)
    assert "cannot be compared" in views.threshold_sentence(nowhere, Scene(occupation=NURSES, measure="kind"))


@pytest.mark.parametrize("pay", ["budget", "fed", "poverty"])
def test_the_sentence_on_pay_says_what_the_counts_of_the_test_say(atlas, pay):
    scene = Scene(occupation=NURSES, measure="kind", rules=Rules(pay=pay))
    frame = atlas.occupation_status(NURSES, scene.rules, geometry=False)
    counts = views.outcome_counts(frame, "sustaining")
    known = counts["pass"] + counts["fail"]
    assert f"The pay test is passed in {counts['pass']:,} of {known:,} areas" in views.threshold_sentence(
        frame, scene
    )
    if pay == "fed":  # that rule leaves out occupations entered with a bachelor's degree, whatever they pay
        assert counts["pass"] == 0
        assert (frame["wage"] > frame["threshold"]).any()


def test_the_sentence_on_pay_where_the_rule_cannot_tell(atlas):
    frame = atlas.occupation_status(NURSES, geometry=False).assign(sustaining="unknown")
    told = views.threshold_sentence(frame, Scene(occupation=NURSES, measure="kind"))
    assert "has no known outcome in any area" in told
    assert " 0 of 0 " not in told


def test_charts_hold_the_figures_of_the_tables(atlas):
    frame = atlas.occupation_status(NURSES, geometry=False)
    table = views.spread(frame, hourly=False)
    spec = views.wage_chart(table, hourly=False).to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert {r["figure"]: r["q50"] for r in rows} == table.loc[
        ["p10", "p25", "p50", "p75", "p90"], "q50"
    ].to_dict()
    for chart, count in (
        (views.ratio_chart(frame), table.loc["ratio", "count"]),
        (views.growth_chart(frame), table.loc["growth", "count"]),
    ):
        data = max(chart.to_dict()["datasets"].values(), key=len)
        assert len(data) == count


def test_entry_route_in_words(atlas):
    def told(soc):
        return " ".join(views.route_sentences({str(k): v for k, v in atlas.occupations.loc[soc].items()}))

    assert "Typical education for entry: Bachelor's degree." in told(NURSES)
    assert "The usual way in is a program of study." in told(NURSES)
    assert "Usually learned through an apprenticeship" in told("47-2111")
    assert "does not say a sponsor is nearby" in told("47-2111")
    assert "Usually learned on the job" in told("41-2011")
    assert "Apprenticeable" not in told("41-2011")
    assert "gives no typical education" in " ".join(
        views.route_sentences({"entry_education": None, "program_need": "unknown"})
    )


def test_schedule_coverage_and_sectors_in_words(atlas):
    def row(soc):
        return {str(k): v for k, v in atlas.occupations.loc[soc].items()}

    assert views.schedule_sentence(row(NURSES)).startswith("45% of workers have a regular schedule")
    assert "not known" in views.schedule_sentence(row("51-4041"))
    assert "read as unknown, not as a gap" in views.coverage_sentence(row(TRUCKS), Rules())
    assert "read as unknown" not in views.coverage_sentence(row(NURSES), Rules())
    assert "cannot be worked out" in views.coverage_sentence(row("41-2011"), Rules())
    lines = views.sector_lines(atlas.table("sectors"), "51-4041")
    assert lines == [
        "Advanced industries: Brookings: 20.0% of its jobs are in them",
        "Construction and professional trades: listed production trades",
    ]
    assert views.sector_lines(atlas.table("sectors"), "41-2011") == []
