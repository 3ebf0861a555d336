"""The Area page: its tables and summary without Streamlit, and the page by AppTest, on the tiny country."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.exports import asked
from geo_opportunity.exports.place import facts as ask
from geo_opportunity.exports.place import lists, tables, wages, written
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.heads import TABLES
from geo_opportunity.questions.places import need_of
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from geo_opportunity.ui import answers, display, panels
from geo_opportunity.ui.area import derivation, page, sheet, tabs, wage_chart
from geo_opportunity.vocabulary import AWARD_LEVELS, SECTORS, Kind
from tests.support import html_of, query_of

PAGE = "area"
OVERLAP, GAP, QUALITY = Kind.OVERLAP.value, Kind.TRAINING_GAP.value, Kind.QUALITY_GAP.value
TRAINED, LEARNED, HELP = "trained_for", "learned_on_the_job", "would_help"


def region_of_two(atlas):
    return from_counties(["20001", "20003"], atlas.table("counties"), name="Two <b>counties</b>")


def facts_of(atlas, code, scene=None, **changes):
    opened = asked.view(atlas, scene or Scene())
    here = ask.glance(opened, atlas, code)
    programs = atlas.programs(code, list(here.cells.index), max_miles=100)
    every = asked.overlap(atlas, opened.scene.rules, opened.scene.selection).drop(index=code, errors="ignore")
    around = every.head(2).assign(relation=["next", "part"])
    return replace(ask.facts(here, programs, opened, atlas), **{"neighbors": around, **changes})


class Text(HTMLParser):
    """Collects tags and text of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.parts, self.open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.parts.append(data)


# ----------------------------------------------------------------------- views


def test_a_table_is_escaped_labelled_and_says_when_it_is_empty():
    table = written.Table(
        "A <caption>",
        ("Name & co", "Jobs"),
        "tn",
        (("<script>alert(1)</script>", "1,200"),),
        note="n < 5",
    )
    html = table.html()
    read = Text(html)
    assert read.open == []
    assert "script" not in read.tags
    assert "<script>alert(1)</script>" in read.parts
    assert 'scope="col"' in html
    assert 'scope="row"' in html
    assert 'tabindex="0"' in html
    assert 'aria-label="A &lt;caption&gt;"' in html
    assert "go-scroll" not in table.html(scroll=False)
    assert 'class="go-quiet"' in table.html(quiet=True)
    empty = written.Table("Nothing", ("A",), "t", (), empty="There is none.")
    assert "There is none." in empty.html()
    assert "<table" not in empty.html()
    assert table.only(1).rows == (("1,200",),)


def test_key_figures_are_the_atlas_s(atlas):
    facts = facts_of(atlas, "30700")
    figures = {name: value for name, value, _ in tables.key_figures(facts)}
    row = facts.row
    assert figures["Jobs of your choice"] == f"{row['jobs_selected']:,.0f}"
    assert figures["Where all three meet"] == f"{100 * row['share_overlap']:.1f}%"
    assert figures["Pay needed a year"] == f"${row['threshold']:,.0f}"
    by_hour = {name: value for name, value, _ in tables.key_figures(replace(facts, scene=Scene(hourly=True)))}
    assert by_hour["Pay needed an hour"] == f"${row['threshold'] / 2080:,.2f}"
    said = tables.headline(facts)
    assert not said.startswith("Lincoln")
    assert said.startswith("Of 7")


def test_lists_hold_each_kind_largest_first(atlas):
    facts = facts_of(atlas, "30700")
    cells = facts.cells
    overlap = cells["kind"] == OVERLAP
    chosen = {
        TRAINED: overlap & (cells["accessible"] == "pass"),
        LEARNED: overlap & cells["accessible"].isin(["not needed", "would help"]),
        HELP: overlap & (cells["accessible"] == "would help"),
        GAP: cells["kind"] == GAP,
    }
    for kind, mine in chosen.items():
        table = lists.list_table(facts, kind)
        assert table.heads[-1] == "How sure"
        expected = cells.loc[mine & (cells["employment_flag"] != "not_listed")]
        assert [r[0] for r in table.rows] == expected["title"].tolist()
        assert len(table.heads) == len(table.kinds) == 8 + (kind in (GAP, HELP))
        assert {"Growth", "Openings a year"} <= set(table.heads)
    assert lists.list_kinds(facts) == (TRAINED, LEARNED, GAP, HELP, Kind.STEADY.value)


def test_where_pay_needed_is_unknown_nothing_is_judged_and_nothing_made_up(atlas):
    facts = facts_of(atlas, "6600001")
    assert not facts.pay_known
    figures = {name: value for name, value, _ in tables.key_figures(facts)}
    assert figures["Pay needed a year"] == display.UNKNOWN
    assert figures["Training gap"] == display.UNKNOWN
    assert lists.list_kinds(facts) == (lists.UNJUDGED, GAP)
    unjudged = lists.of_kind(facts, lists.UNJUDGED)
    assert len(unjudged)
    assert set(unjudged["growing"]) == {"pass"}
    assert set(unjudged["sustaining"]) == {"unknown"}
    assert "so no occupation can be put in this group" in lists.list_table(facts, GAP).html()
    assert (
        len(wage_chart.chart(wages.chosen(facts), facts).to_dict()["layer"]) == 3
    )  # bars and marks, no line
    assert "no rung to aim for" in tables.ladder_rungs(facts).empty
    assert {r[1] for r in tables.budget_lines(facts).rows} == {display.UNKNOWN}
    html = sheet.sheet_html(facts, "v", ["source"])
    assert not re.search(r"\bnan\b", " ".join(Text(html).parts), re.IGNORECASE)


def test_wage_chart_and_table_hold_the_same_figures(atlas):
    facts = facts_of(atlas, "28140")
    rows = wages.chosen(facts)
    assert rows["kind"].isin([OVERLAP, GAP, QUALITY]).all()
    spec = wage_chart.chart(rows, facts).to_dict()
    drawn = next(iter(spec["datasets"].values()))
    drawn = drawn if "p50" in drawn[0] else next(d for d in spec["datasets"].values() if "p50" in d[0])
    table = wages.table(facts)
    assert [d["occupation"] for d in drawn] == [r[0] for r in table.rows]
    assert [f"${d['p50']:,.0f}" for d in drawn] == [r[4] for r in table.rows]
    assert len(spec["layer"]) == 5  # the line of the pay needed and its words
    assert wages.limit(rows, facts) <= 4 * facts.row["threshold"]
    narrow = wage_chart.chart(rows, facts, label=140).to_dict()
    assert [s["layer"][0]["encoding"]["color"]["legend"]["columns"] for s in (spec, narrow)] == [4, 1]
    assert narrow["height"] > spec["height"]  # the room the longer legend takes
    by_hour = wage_chart.chart(rows, replace(facts, scene=Scene(hourly=True))).to_dict()
    hours = next(d for d in by_hour["datasets"].values() if "p50" in d[0])
    assert [d["p50"] * 2080 for d in hours] == pytest.approx([d["p50"] for d in drawn])
    assert any(
        f"${facts.row['threshold'] / 2080:,.2f}" in d[0].get("label", "")
        for d in by_hour["datasets"].values()
    )
    assert (
        wages.table(replace(facts, cells=facts.cells.assign(p90_top=True)))
        .rows[0][6]
        .endswith(written.TOP_CODED)
    )


def test_bars_that_run_off_are_told(atlas):
    facts = facts_of(atlas, "30700")
    rows = wages.chosen(facts)
    rows["p90"] = rows["p75"]
    assert "past the edge" not in wages.note(
        rows.assign(p90=rows["p10"], p75=rows["p10"], p50=rows["p10"]), facts
    )
    rows["p90"] = 10 * facts.row["threshold"]
    assert f"Bars of {len(rows)} occupations" in wages.note(rows, facts)
    assert wages.limit(rows, facts) == 4 * facts.row["threshold"]
    one = rows.assign(
        p90=[10 * facts.row["threshold"]] + [1.0] * (len(rows) - 1), p75=1.0, p50=1.0, p25=1.0, p10=1.0
    )
    assert "The bar of one occupation goes on" in wages.note(one, facts)


def test_the_family_budget_adds_up_in_table_and_bars(atlas):
    facts = facts_of(atlas, "30700")
    parts = facts.budget.drop(index=["total", "per_earner"])["annual"].sum()
    assert parts == pytest.approx(facts.budget.loc["total", "annual"], rel=1e-6)
    lines = tables.budget_lines(facts).rows
    assert len(lines) == len(facts.budget)
    html = tables.budget_bars(facts)
    read = Text(html)
    assert read.open == []
    for name, amount, *_ in lines:
        assert name in read.parts
        assert amount in read.parts
    assert any(r[1].startswith("−$") for r in lines) == bool((facts.budget["annual"] < 0).any())
    # each bar's length is its part's share of the span, and none runs over the edge
    spans = [
        (float(left), float(width)) for left, width in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", html)
    ]
    amounts = facts.budget.drop(index=["total", "per_earner"])["annual"].to_numpy(float)
    assert len(spans) == len(amounts)
    span = max(amounts.max(), 0) - min(amounts.min(), 0)
    assert [width for _, width in spans] == pytest.approx(list(100 * np.abs(amounts) / span), abs=0.15)
    assert all(left >= 0 and left + width <= 100.2 for left, width in spans)


def test_the_budget_by_the_hour_is_the_year_over_2080(atlas):
    facts = facts_of(atlas, "30700")
    lines = tables.budget_lines(replace(facts, scene=Scene(hourly=True)))
    assert lines.heads[1] == "An hour"
    for line, annual in zip(lines.rows, facts.budget["annual"], strict=True):
        assert line[1].replace("−", "-") == f"{'-' if annual < 0 else ''}${abs(annual) / 2080:,.2f}"
    assert lines.note == written.HOUR_NOTE
    assert lines.rows[-1][1] == f"${facts.row['threshold'] / 2080:,.2f}"
    assert lines.rows[-1][1] in tables.budget_bars(replace(facts, scene=Scene(hourly=True)))


def test_reasons_and_steps_come_in_the_units_asked_for(atlas):
    facts = facts_of(atlas, "30700")
    km = Scene(units="km", hourly=True)
    steps = pd.DataFrame(
        {
            "setting": ["reach distance", "own wage", "listing coverage", "reach share"],
            "before": ["25 miles", "$50,000", "0.1", "50%"],
            "after": ["30 miles", "$55,000", "0.2", "60%"],
            "jobs_gained": [10.0, 5.0, 1.0, 0.0],
            "jobs_lost": 0.0,
            "jobs_moved": [10.0, 5.0, 1.0, 0.0],
            "share_moved": 0.1,
        }
    )
    rows = tables.sensitivity_lines(replace(facts, sensitivity=steps, scene=km)).rows
    assert [r[1] for r in rows] == [
        "40 km → 48 km",
        "$24.04 an hour → $26.44 an hour",
        "10% → 20%",
    ]  # what moves none is left out
    for kind in (TRAINED, panels.REST):
        frame = lists.every_occupation(replace(facts, scene=km), kind)
        assert len(frame)
        assert not frame["why"].str.contains(" miles").any()
        assert frame["why"].str.contains("an hour").any()
        assert lists.every_occupation(facts, kind)["why"].str.contains("a year").any()


def test_every_listed_occupation_is_in_one_full_list(atlas):
    facts = facts_of(atlas, "30700")
    each = [name for name in panels.LISTS if name != HELP]  # that one is part of another
    parts = [lists.of_kind(facts, kind) for kind in each]
    together = pd.concat(parts)
    assert together.index.is_unique
    assert set(together.index) == set(facts.listed.index)
    helped = lists.of_kind(facts, HELP).index
    assert set(helped) <= set(lists.of_kind(facts, LEARNED).index)
    for kind, part in zip(each, parts, strict=True):
        assert len(lists.every_occupation(facts, kind)) == len(part)


def test_panels_hold_the_head_of_the_lists(atlas):
    facts = facts_of(atlas, "30700")
    whole, panel = (
        lists.list_table(facts, TRAINED),
        lists.list_panel(replace(facts, scene=Scene(hourly=True)), TRAINED),
    )
    assert [r[0] for r in panel.rows] == [r[0] for r in whole.rows]
    assert panel.heads == ("Occupation", "Jobs", "Median, an hour", "Growth", "Openings")
    assert lists.list_panel(facts, GAP).heads[-1] == "Adults in reach"
    html = replace(panel, rows=panel.rows * 3).panel(2)
    assert html.count("<tr>") == 3  # the heads and two occupations
    assert "go-panel-table" in html
    assert "go-quiet" in html


def test_growth_says_its_basis(atlas):
    facts = facts_of(atlas, "28140")
    said = tables.basis_sentence(facts)
    assert "state" in said
    table = tables.growth_table(facts, limit=3)
    openings = [float(r[1].replace(",", "")) for r in table.rows]
    assert openings == sorted(openings, reverse=True)
    assert table.heads[2:5] == ("Growth, ten years", "All jobs, US", "Growth is")
    assert {r[4] for r in table.rows} <= {
        "local",
        "state",
        "several states",
        "state and nation",
        "nation",
        "none",
    }


def test_programs_within_reach_largest_first_else_nearest(atlas):
    facts = facts_of(atlas, "30700")
    thirty = Scene(rules=Rules(reach_miles=30))
    shown, said = tables.programs_shown(replace(facts, scene=thirty))
    assert (shown["distance_miles"] <= 30).all()
    assert shown["completions"].is_monotonic_decreasing
    assert "occupations where all three meet or with a training gap" in said
    far = facts.programs.assign(distance_miles=80.0)
    assert "the" in tables.programs_shown(replace(facts, programs=far, scene=Scene(focus="29-1141")))[1]
    assert (
        "Registered Nurses"
        in tables.programs_shown(replace(facts, programs=far, scene=Scene(focus="29-1141")))[1]
    )
    none, said = tables.programs_shown(replace(facts, programs=facts.programs.iloc[:0]))
    assert none.empty
    assert said.startswith("No active program")
    every = tables.every_program(facts.programs, facts.occupations, Scene(units="km"))
    assert list(every.columns) == list(TABLES["area_every_program"])
    assert len(every) == len(facts.programs)
    assert set(every["length"]) <= {*tables.LENGTHS.values(), display.UNKNOWN}
    assert {d.split()[-1] for d in every["distance"]} <= {"km", "only"}
    table = tables.programs_table(facts.programs, Scene(units="km"))
    assert {r[4].split()[-1] for r in table.rows} <= {"km", "only"}
    assert display.UNKNOWN in {r[5] for r in table.rows} | {display.UNKNOWN}


def test_every_award_has_a_length():
    assert set(tables.LENGTHS) == set(AWARD_LEVELS)


def test_need_is_weighted_by_residents_and_unemployment_by_labor_force():
    counties = pd.DataFrame(
        {
            "name": ["A", "B"], "state": "NE", "population": [300.0, 100.0], "poverty_rate": [0.1, 0.3], "median_household_income": [60_000.0, np.nan],
            "unemployment_rate": [0.02, 0.08], "labor_force": [100.0, 100.0], "no_vehicle_share": 0.1, "no_internet_share": 0.2, "social_vulnerability": np.nan,
        }
    )  # fmt: skip
    fields = dict.fromkeys(ask.Facts.__dataclass_fields__)
    need = need_of(counties)
    facts = ask.Facts(**(fields | {"counties": counties, "need": need, "nation_need": need}))
    rows = {r[0]: r for r in tables.need_table(facts).rows}
    assert rows["People in poverty"][1] == "15.0%"  # (300 x 10% + 100 x 30%) / 400
    assert rows["Unemployment"][1] == "5.0%"  # even labor forces
    assert rows["Median household income a year"][1:4] == ("$60,000", "$60,000", "75%")
    assert rows["Social vulnerability, rank"][1] == display.UNKNOWN
    assert rows["Social vulnerability, rank"][3] == "0%"
    assert [r[0] for r in tables.county_table(facts).rows] == ["A, NE", "B, NE"]


def test_the_printed_summary_holds_every_section_in_well_formed_html(atlas):
    facts = facts_of(atlas, "28140", title="Kansas <City>")
    html = sheet.sheet_html(facts, "tiny", ["Publisher: title, 2026"])
    read = Text(html)
    text = "".join(read.parts)
    assert "Kansas <City>" in text
    assert read.open == []
    assert {"script", "img", "city"}.isdisjoint(read.tags)
    for key, name in written.SECTIONS.items():
        if key not in ("where", "details"):  # the map and the tabs are of the screen
            assert name in text, key
    assert "Data version tiny" in text
    assert "go-bar-need" in html
    assert len(html) < 60_000


def test_neighbors_stand_under_the_place_itself(atlas):
    facts = facts_of(atlas, "30700")
    rows = tables.neighbor_table(facts).rows
    assert rows[0][0] == "Lincoln, NE"
    assert [r[-1] for r in rows] == ["this place", "shares a border", "holds part of this region"]
    alone = replace(facts, neighbors=facts.neighbors.iloc[:0])
    assert tables.neighbor_table(alone).html().count("No area of our map shares a border with this one.") == 1


def test_neighbors_share_a_border_not_a_corner(atlas):
    assert set(answers.neighbors(atlas, "30700")) == {"3100001", "45820", "28140"}
    # 3100001 touches at no side, 20003 does
    assert set(answers.neighbors(atlas, "45820")) == {"30700", "28140"}
    assert answers.neighbors(atlas, "6600001") == {}
    assert answers.locator(atlas, "6600001") is None


def test_a_region_answers_like_an_area(atlas):
    opened, code = answers.at(atlas, region_of_two(atlas).to_link())
    near = answers.neighbors(opened, code)
    assert near["28140"] == "part"  # Barber is inside, Clay is not
    assert near["30700"] == "next"
    assert "45820" not in near  # wholly inside
    counties = answers.counties(opened, code)
    assert list(counties["county_fips"]) == ["20003", "20001"]
    assert counties["population"].sum() == 650_000
    assert set(answers.parts(opened).index) == {"45820", "28140"}
    sectors = answers.sectors(opened, code, Rules(), Selection())
    assert list(sectors.index) == ["", *SECTORS]
    assert sectors.loc["", "concentration"] == 1.0
    assert set(answers.locator(opened, code).areas) == {code, *near}


# ------------------------------------------------------------------------ page


@pytest.mark.parametrize("code", ["30700", "2000001", "6600001"])
def test_every_area_opens(app, code, atlas):
    at = app(area=code)
    html = html_of(at)
    assert f'<h1 class="go-title">{atlas.areas.loc[code, "title"]}</h1>' in html
    assert html.count("go-sheet-title") >= 1
    assert at.selectbox(key="area_page").value == code


def test_without_a_place_the_largest_are_offered(app):
    at = app()
    assert "Choose an area above" in " ".join(m.value for m in at.main.markdown)
    at.selectbox(key="area_page").select("28140").run()
    assert not at.exception
    assert query_of(at)["area"] == "28140"
    assert "Kansas City, KS-NE</h1>" in html_of(at)


def test_a_region_opens_by_its_link_and_an_area_takes_its_place(app, atlas):
    at = app(region=region_of_two(atlas).to_link(), tab="parts")
    html = html_of(at)
    assert "Two &lt;b&gt;counties&lt;/b&gt;</h1>" in html
    assert "<b>counties" not in html
    assert "What the region is made of" in html
    assert at.selectbox(key="area_page").value == "region"
    at.selectbox(key="area_page").select("45820").run()
    assert not at.exception
    assert "region" not in query_of(at)
    assert query_of(at)["area"] == "45820"


def test_settings_change_the_figures_and_the_occupation_in_focus_its_programs_and_ladder(app):
    at = app(area="45820")
    before = html_of(at)
    at.selectbox(key="family").select("a1c1").run()
    assert not at.exception
    assert html_of(at) != before
    at.selectbox(key="closer").select("31-1131").run()
    assert not at.exception
    assert query_of(at)["focus"] == "31-1131"
    (box,) = [e for e in at.expander if e.label.startswith(derivation.NAME)]
    assert box.label.endswith("Nursing Assistants")
    assert any("Nursing Assistants" in m.value.replace("\\", "") for m in at.main.markdown)


def test_the_sign_of_what_is_under_way_goes_when_it_fails(monkeypatch):
    place = SimpleNamespace(shown="")
    place.html = lambda text: setattr(place, "shown", text)
    place.empty = lambda: setattr(place, "shown", "")
    monkeypatch.setattr(page.st, "empty", lambda: place)
    with page._sign("Reading …"):
        assert "Reading …" in place.shown
    assert place.shown == ""
    with pytest.raises(LookupError), page._sign("Reading …"):
        raise LookupError
    assert place.shown == ""


def test_every_section_is_there_once_under_headings_in_order(app):
    at = app(area="28140")
    html = html_of(at).split('<div class="go-sheet">')[0]
    assert len(re.findall(r"<h1", html)) == 1
    panels = [key for key in written.SECTIONS if f' id="{key}"' in html]
    assert panels == ["where", "lists", "wages", "budget", "growth", "need", "neighbors", "details"]
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == list(page._JUMPS)  # every jump has its place on the screen
    assert set(targets) <= set(re.findall(r' id="([^"]+)"', html))
    assert [tab.label for tab in at.tabs] == [name for key, name in tabs.NAMES.items() if key != "parts"]
    subheads = [
        s.value for tab in tabs.NAMES if tab != "parts" for s in app(area="28140", tab=tab).main.subheader
    ]
    assert subheads == [
        written.SECTIONS[key]
        for key in (
            "programs",
            "ladders",
            "supply",
            "sectors",
            "lists",
            "wages",
            "budget",
            "growth",
            "need",
            "neighbors",
            "sure",
        )
    ]


def test_a_region_has_a_tab_of_its_parts(app, atlas):
    at = app(region=region_of_two(atlas).to_link(), tab="parts")
    assert at.tabs[-1].label == tabs.NAMES["parts"]
    assert escape(written.REGION_PARTS) in html_of(at)


def test_long_lists_are_sent_when_asked_for(app):
    for tab, key in (("lists", "all_rest"), ("training", "all_programs")):
        at = app(area="28140", tab=tab)
        assert not at.dataframe
        at.session_state[key] = True
        at.run()
        assert not at.exception
        assert len(at.dataframe) == 1


def test_settings_without_effect_here_are_left_out(app):
    at = app(area="28140", soc="31-1131")
    keys = {
        w.key
        for kind in ("selectbox", "multiselect", "select_slider", "button_group")
        for w in at.sidebar.get(kind)
    }
    assert keys.isdisjoint({"occupation", "measure", "breaks", "cuts"})
    assert {
        "sector",
        "education",
        "regular_schedule_min",
        "pay",
        "family",
        "wage",
        "growth",
        "reach_miles",
        "reach_share",
        "hourly",
        "units",
    } <= keys
    at.selectbox(key="sector").select("healthcare").run()
    assert not at.exception
    assert query_of(at)["sector"] == "healthcare"
    assert query_of(at)["soc"] == "31-1131"  # kept for the map


@pytest.mark.parametrize(
    "query", [{"area": "28140"}, {"area": "45820", "pay": "own"}, {"area": "30700", "pay": "fed"}]
)
def test_hourly_pay_and_kilometers_reach_every_figure(app, query):
    said = ""
    for tab in tabs.NAMES:
        at = app(**query, per="hour", units="km", tab=tab)
        if tab == "lists":
            at.session_state["all_overlap"] = True
            at.run()
        said += html_of(at) + " ".join(m.value.replace("\\", "") for m in at.main.markdown)
    assert "Pay needed an hour" in said
    assert " km" in said
    assert not re.search(r"\d mi\b", said)
    assert not re.search(r"\d miles", said)
    assert "a year per earner" not in said
    assert "wage a year" not in said
    assert not re.search(r"\$[\d,]+ a year", said)


def test_programs_of_an_area_whose_homes_are_not_known_are_its_own_first(atlas):
    facts = facts_of(atlas, "30700")
    own = facts.programs.assign(distance_miles=np.nan, adults_within=np.nan)
    shown, said = tables.programs_shown(replace(facts, programs=own))
    here = own.loc[~own["distance_only"].astype(bool)]
    assert shown["name"].tolist() == here["name"].head(len(shown)).tolist()
    assert "is not known" in said
    assert "lies within" not in said


def test_a_program_far_from_the_middle_is_in_reach_of_those_who_live_near(atlas):
    facts = facts_of(atlas, "30700")
    far = facts.programs.loc[~facts.programs["distance_only"].astype(bool)].assign(
        distance_miles=58.0, adults_within=0.16
    )
    shown, said = tables.programs_shown(replace(facts, programs=far))
    assert len(shown)
    assert "No program" not in said


def test_the_derivation_of_the_occupation_in_focus_is_a_table_for_each_test(atlas, monkeypatch):
    written_html = []
    monkeypatch.setattr(derivation.st, "html", written_html.append)
    monkeypatch.setattr(derivation.st, "expander", lambda *_, **__: Opened())
    here = SimpleNamespace(
        scene=Scene(focus="29-1141"), code="30700", occupations=atlas.occupations["title"].to_dict()
    )
    derivation.worked_out(here, atlas)
    text = " ".join(part for html in written_html for part in Text(html).parts)
    lines = atlas.explain("30700", "29-1141", Scene().rules)
    assert all(quantity in text for quantity in lines["quantity"])
    assert text.count("Rule:") == lines["test"].nunique()


class Opened:
    """An expander that is open."""

    open = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
