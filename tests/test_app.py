"""The app by Streamlit's AppTest on the tiny country, and its formatting without Streamlit."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import headlines, wording
from geo_opportunity.exports import listing
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import picture as pictures
from geo_opportunity.maps.points import nearest_points
from geo_opportunity.rules import EXPERIENCE_KEPT, FAMILIES, Rules, Selection
from geo_opportunity.scene import AREA_MEASURES, OCCUPATION_MEASURES, MapView, Scene
from geo_opportunity.ui import controls, panels, position
from geo_opportunity.vocabulary import KINDS, KINDS_SHORT, SECTORS, STATUSES, Kind, Status
from tests.conftest import open_link
from tests.drawn import fills, layers_of, map_of
from tests.support import ROOT, html_of, query_of


def test_the_default_view(app):
    at = app()
    assert query_of(at) == {}
    spec = map_of(at)
    assert spec["layers"] == []
    assert (spec["home"], spec["insets"], spec["picks"]) == (None, True, True)
    assert len(fills(spec)) == 5  # the sixth area has no shape
    assert "Share of jobs where all three meet" in html_of(at)
    table = at.dataframe[0].value
    assert table["share_overlap"].dropna().is_monotonic_decreasing
    assert {"share_trained_for", "share_learned_on_the_job", "share_would_help"} <= set(table)
    assert len(table) == 6
    assert {"Lincoln, NE", "Topeka, KS", "Guam"} <= set(table["title"])


def test_a_changed_setting_changes_link_map_legend_and_table(app):
    at = app()
    before_map, before_html, before = fills(map_of(at)), html_of(at), at.dataframe[0].value
    at.selectbox(key="family").select("a1c0").run()
    assert not at.exception
    assert query_of(at)["fam"] == "a1c0"
    assert html_of(at) != before_html
    assert not at.dataframe[0].value.equals(before)
    at.selectbox(key="measure").select("jobs_training_gap").run()
    assert fills(map_of(at)) != before_map
    assert query_of(at)["show"] == "jobs_training_gap"
    at.button(key="reset").click().run()
    assert query_of(at) == {}
    assert fills(map_of(at)) == before_map


@pytest.mark.parametrize(
    ("message", "view"),
    [
        ([-97.123456, 38.5, 4.567], MapView(-97.1235, 38.5, 4.57)),
        (None, None),
        ([1, 2], None),
        (["x", 2, 3], None),
        ([-97, 99, 4], None),
        ({"lon": 1}, None),
        ([float("nan"), 1, 1], None),
    ],
)
def test_what_the_browser_says_of_the_view_is_read_with_care(message, view):
    assert position.view_from(message) == view


def test_where_the_user_moved_the_map_is_an_option_and_another_place_replaces_it(app):
    at = app(view="-97.5,38.5,5", sector="healthcare")
    assert map_of(at)["view"] == [-97.5, 38.5, 5]
    box = at.selectbox(key="place")
    assert box.value == "moved"
    assert query_of(at)["view"] == "-97.5,38.5,5"
    box.select("KS").run()
    assert not at.exception
    assert query_of(at)["zoom"] == "KS"
    assert "view" not in query_of(at)
    assert "moved" not in at.selectbox(key="place").options


def test_what_a_sector_leaves_open_can_be_set(app):
    at = app(sector="advanced")
    at.select_slider(key="advanced_cutoff").set_value(0.5).run()
    assert not at.exception
    assert query_of(at)["adv"] == "50"
    at.selectbox(key="sector").select("green").run()
    at.button_group(key="green_tags").set_value(["Green Enhanced Skills"]).run()
    assert not at.exception
    assert query_of(at)["green"] == "skills"
    at.select_slider(key="coverage_min").set_value(0.0).run()
    assert query_of(at)["cover"] == "0"


def test_the_map_does_not_jump_when_a_setting_changes(app):
    at = app(zoom="KS")
    box = map_of(at)["box"]
    assert box
    at.selectbox(key="family").select("a1c0").run()
    at.selectbox(key="growth").select("any").run()
    at.select_slider(key="reach_miles").set_value(50).run()
    assert map_of(at)["box"] == box
    assert query_of(at)["zoom"] == "KS"


def test_a_pasted_link_sets_every_control(app):
    at = app(
        sector="healthcare",
        fam="a1c1",
        pay="poverty",
        pov="2.5",
        wage="p25",
        growth="percent",
        gpct="3",
        reach="50",
        share="70",
        sched="40",
        edu="cert.ba",
        per="hour",
        units="km",
    )
    assert at.selectbox(key="sector").value == "healthcare"
    assert at.selectbox(key="family").value == "a1c1"
    assert at.number_input(key="poverty_multiple").value == 2.5
    assert at.selectbox(key="wage").value == "p25"
    assert at.number_input(key="growth_percent").value == 3
    assert at.select_slider(key="reach_miles").value == 50
    assert at.select_slider(key="reach_share").value == 0.7
    assert at.select_slider(key="regular_schedule_min").value == 0.4
    assert at.multiselect(key="education").value == ["Postsecondary nondegree award", "Bachelor's degree"]
    assert "in healthcare" in html_of(at)
    assert "Something in this link could not be shown" not in html_of(at)


def test_unusual_values_of_a_link_are_kept(app):
    at = app(share="66.7", sched="33")
    assert at.select_slider(key="reach_share").value == 0.667
    assert at.select_slider(key="regular_schedule_min").value == 0.33
    assert query_of(at)["share"] == "66.7"


def test_a_bad_link_is_explained_escaped_and_mended(app):
    at = app(area="<img src=x>", reach="27", nonsense="1")
    html = html_of(at)
    assert "The data have no area “&lt;img src=x&gt;”; the whole nation is shown." in html
    assert "25 is used instead of 27" in html
    assert "<img src=x" not in html
    assert query_of(at) == {}
    at.selectbox(key="family").select("a1c0").run()
    assert "Something in this link could not be shown" not in html_of(at)  # said once


def test_a_picked_area_shows_its_lists_budget_and_programs(app):
    at = app(lens="any")
    at.selectbox(key="area").select("28140").run()
    assert not at.exception
    assert query_of(at)["area"] == "28140"
    spec = map_of(at)
    assert [layer["id"] for layer in layers_of(spec)] == ["providers-0"]
    assert spec["selected"] == "28140"
    assert spec["outline"]
    assert "Kansas City, KS-NE" in [h.value for h in at.header]
    tables = [d.value for d in at.dataframe]
    assert {"Software Developers", "Registered Nurses"} <= set(tables[1]["title"])
    assert {"growth", "openings", "nation_growth", "work_experience"} <= set(tables[1])
    assert len(tables) == 2  # what stands in the other tabs is sent when they are opened
    at.button(key="close").click().run()
    assert set(query_of(at)) <= {"lens", "v", "d"}


def test_the_lens_is_on_top_and_in_the_link(app):
    at = app()
    lens = at.segmented_control(key="lens")
    assert lens.options == ["Without a bachelor's degree", "Any education"]
    assert "jobs that need no bachelor&#x27;s degree" in html_of(at)
    lens.set_value("any").run()
    assert not at.exception
    assert query_of(at)["lens"] == "any"
    assert "jobs BLS publishes by area and occupation" in html_of(at)
    at = app(edu="hs")
    assert "Only jobs entered with high school diploma or equivalent, as chosen in the settings." in html_of(
        at
    )
    at.button(key="lens_back").click().run()
    assert "edu" not in query_of(at)
    assert at.segmented_control(key="lens").value == "below"


def test_related_experience_narrows_the_occupations(atlas):
    every = atlas.occupation_list()
    for experience, kept in EXPERIENCE_KEPT.items():
        some = atlas.occupation_list(experience=experience)
        assert set(some.index) == set(every.index[every["work_experience"].isin(kept)])
    assert len(atlas.occupation_list(experience="any")) == len(every)
    assert wording.selection_words(Selection(experience="none")) == "that need no related experience"


def test_headlines_are_for_a_council_member():
    summary = {
        "jobs_selected": 102.6e6, "share_overlap": 0.213, "share_trained_for": 0.062,
        "share_learned_on_the_job": 0.151, "jobs_would_help": 74_612.0, "jobs_training_gap": 803_411.0,
    }  # fmt: skip
    said = headlines.nation_headline(summary, Scene())
    assert said.startswith(
        "Of 102.6 million jobs that need no bachelor's degree, about 21% are in occupations that are growing, "
        "pay enough for a family there and can be trained for: 6% through a program in reach, 15% learned on "
        "the job. For about 75,000 of those"
    )
    assert "About 800,000 more are in a training gap" in said
    rows = summary | {"title": "X", "jobs_would_help": 0.0, "jobs_training_gap": 0.0, "threshold": 50_000.0}
    said = headlines.area_headline(rows, summary, Scene(rules=Rules(family="a1c1")))
    assert "pay enough for a parent and child here and can be trained for (nation 21%)" in said
    assert "would help" not in said
    assert "No training gap shows" in said
    # parts add up to what is said for both
    odd = summary | {"share_overlap": 0.20, "share_trained_for": 0.055, "share_learned_on_the_job": 0.145}
    assert "about 20%" in headlines.nation_headline(odd, Scene())
    assert "6% through a program in reach, 14% learned" in headlines.nation_headline(odd, Scene())


def test_headlines_give_ranges_and_rank_no_areas_apart_within_error():
    nation = {
        "jobs_selected": 1e6, "share_overlap": 0.21, "share_trained_for": 0.06,
        "share_learned_on_the_job": 0.15, "jobs_would_help": 0.0, "jobs_training_gap": 0.0,
        "share_overlap_expected": 0.18, "share_overlap_low": 0.12, "share_overlap_high": 0.24,
        "areas_ranked": 521.0,
    }  # fmt: skip
    assert "about 21% (likely 12 to 24%) are in" in headlines.nation_headline(nation, Scene())
    # at the edge of its interval or beyond it, what is expected is said too
    for share in (0.24, 0.30):
        said = headlines.likely_share(nation | {"share_overlap": share})
        assert said == (
            f"about {100 * share:.0f}% by the published figures (12 to 24% is likely once their errors are "
            "counted, 18% expected)"
        )
    assert headlines.likely_share(nation | {"share_overlap_low": 0.2401}) == "about 21%"
    area = nation | {"title": "X", "threshold": 50_000.0, "rank": 20.0, "rank_low": 3.0, "rank_high": 41.0}
    said = headlines.area_headline(area, nation, Scene())
    assert "(nation 21%; the ranges overlap)" in said
    assert " It ranks 3rd to 41st of 521 areas." in said
    better = area | {"share_overlap": 0.3, "share_overlap_low": 0.25, "share_overlap_high": 0.35}
    assert "(above the nation's 21%)" in headlines.area_headline(better, nation, Scene())
    worse = area | {"share_overlap": 0.1, "share_overlap_low": 0.05, "share_overlap_high": 0.11}
    assert "(below the nation's 21%)" in headlines.area_headline(worse, nation, Scene())
    # a region by itself has no rank
    assert "ranks" not in headlines.area_headline(area | {"rank_low": np.nan}, nation, Scene())


@pytest.mark.parametrize(
    ("tab", "column"),
    [
        ("budget", "component"),
        ("programs", "Place that trains"),
        ("training_gap", "why"),
        ("rest", "kind"),
        ("nonesuch", "why"),
    ],
)
def test_the_open_tab_stands_in_the_link(app, tab, column):
    at = app(area="28140", tab=tab, lens="any")
    assert query_of(at)["tab"] == tab
    assert any(column in d.value for d in at.dataframe[1:])
    assert len(at.dataframe) == 2


def test_one_occupation_in_every_area(app):
    at = app()
    at.selectbox(key="occupation").select("29-1141").run()
    assert not at.exception
    assert query_of(at)["soc"] == "29-1141"
    assert at.selectbox(key="measure").value == "kind"
    assert "Registered Nurses: it grows, pays enough and can be trained for in" in html_of(at)
    at.selectbox(key="measure").select("wage").run()
    assert "Wage, dollars a year" in html_of(at)
    at.selectbox(key="occupation").select("").run()
    assert query_of(at) == {}


@pytest.mark.parametrize("measure", AREA_MEASURES)
def test_every_measure_of_areas_can_be_shown(app, measure):
    at = app(show=measure, area="45820", breaks="natural")
    assert FIGURES[measure].label in html_of(at)


@pytest.mark.parametrize("measure", OCCUPATION_MEASURES)
def test_every_measure_of_an_occupation_can_be_shown(app, measure):
    at = app(soc="31-1131", show=measure, area="6600001", per="hour", units="km")
    assert FIGURES[measure].label in html_of(at)


def test_a_choice_without_jobs_says_so(app):
    at = app(sector="green", edu="doc")
    assert "No jobs are published for this choice." in html_of(at)
    assert all(color == [244, 244, 244] for color in fills(map_of(at)).values())


def test_without_data_the_mend_is_named(tmp_path, use_data):
    use_data(tmp_path / "nowhere")
    at = open_link()
    assert "geo" in at.error[0].value
    assert "build" in at.error[0].value


def test_about_names_sources_tables_and_words(app, atlas):
    at = app(page="about")
    html = html_of(at)
    assert atlas.manifest.sources
    for source in atlas.manifest.sources.values():
        assert escape(source.title) in html
        assert escape(source.publisher) in html
    said = " ".join(m.value for m in at.markdown)
    for word in ("Area", "Growing", "Pays enough", "Training in reach", "Training gap", "Unknown"):
        assert f"**{word}.**" in said


# ------------------------------------------------------------------- formatting


def test_every_measure_and_status_has_words():
    assert {*AREA_MEASURES, *OCCUPATION_MEASURES} <= set(FIGURES)
    assert set(KINDS) == set(KINDS_SHORT) == {k.value for k in Kind}
    for test, words in STATUSES.items():
        assert set(words) >= {Status.PASS.value, Status.UNKNOWN.value}, test
    assert {name for words in STATUSES.values() for name in words} == {status.value for status in Status}
    assert set(controls.SECTOR_NOTES) == set(SECTORS)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12_345_678, "12.3 million"),
        (45_678, "45,700"),
        (999, "999"),
        (float("nan"), "an unknown number of"),
        (0, "0"),
    ],
)
def test_people(value, words):
    assert wording.people(value) == words


def test_money_and_distance():
    assert wording.pay(52_000, hourly=False) == "$52,000 a year"
    assert wording.pay(52_000, hourly=True) == "$25.00 an hour"
    assert wording.pay(float("nan"), hourly=True) == "—"
    assert wording.distance(25, "mi") == "25 mi"
    assert wording.distance(25, "km") == "40 km"


def test_markdown_is_shown_as_text():
    assert wording.markdown("![x](http://e.vil) :red[a] $b$") == r"\!\[x\]\(http\://e\.vil\) \:red\[a\] \$b\$"


def test_the_table_is_the_map(atlas):
    """Same areas, same figures, same order as the classes."""
    scene = Scene()
    frame = atlas.overlap(geometry=False)
    table, picture = panels.ranking_rows(frame, scene), pictures.picture(frame, scene)
    assert set(table.index) == set(picture.codes)
    known = table["share_overlap"].dropna()
    assert known.is_monotonic_decreasing
    assert len(known) < len(table)
    assert set(table.index[len(known) :]) == set(picture.unknown)
    assert sum(e.count for e in picture.legend.entries) == len(frame)


def test_no_zero_for_want_of_knowledge(atlas):
    """Guam has no price level: nothing there can pass the pay test, which is not "no jobs pay"."""
    frame = atlas.overlap(geometry=False)
    assert np.isnan(frame.loc["6600001", "share_overlap"])
    assert np.isnan(frame.loc["6600001", "jobs_sustaining"])
    assert frame.loc["6600001", "share_growing"] > 0
    assert "not known, so pay cannot be judged" in headlines.area_headline(
        frame.loc["6600001"], {"share_overlap": 0.1}, Scene()
    )


def test_tooltips_say_why(atlas):
    scene = Scene(occupation="29-1141", measure="kind")
    picture = pictures.picture(atlas.occupation_status("29-1141", geometry=False), scene)
    tip = picture.texts[picture.codes.index("28140")]
    assert "Growth: +8.0% over 20" in tip
    assert "Pay: Median wage" in tip
    assert "Training: 63% of adults" in tip


def test_hourly_changes_figures_and_words(atlas):
    frame = atlas.overlap(geometry=False)
    scene = Scene(measure="threshold", hourly=True)
    assert panels.ranking_rows(frame, scene)["threshold"].max() == pytest.approx(
        frame["threshold"].max() / 2080
    )
    assert "an hour" in pictures.picture(frame, scene).legend.title


def test_lists_say_how_sure_each_outcome_is(atlas):
    cells = atlas.cells("30700")
    for group in panels.LISTS:
        rows = panels.list_rows(cells, Scene(area="30700"), group)
        assert rows["certainty"].tolist() == cells.loc[rows.index, "certainty"].tolist()
    scene, frame = Scene(occupation="29-1141", measure="kind"), atlas.occupation_status("29-1141")
    table = panels.ranking_rows(frame, scene)
    assert table["certainty"].tolist() == frame.loc[table.index, "certainty"].tolist()
    tips = pictures.picture(frame, scene).texts
    assert [tip.split("\n")[-1] for tip in tips] == [f"How sure: {word}" for word in frame["certainty"]]


def test_lists_hold_each_listed_occupation_once(atlas):
    scene = Scene(area="45820")
    cells = atlas.cells(area_code="45820")
    groups = {group: panels.list_rows(cells, scene, group) for group in panels.LISTS}
    assert panels.list_counts(cells, scene) == {group: len(rows) for group, rows in groups.items()}
    socs = [soc for table in groups.values() for soc in table.index]
    helped = set(groups["would_help"].index)
    assert helped <= set(groups["learned_on_the_job"].index)
    assert len(socs) - len(helped) == len(set(socs)) == int((cells["employment_flag"] != "not_listed").sum())
    assert "49-9081" not in socs


def test_settings_in_words():
    scene = Scene(
        rules=Rules(
            pay="own", own_wage=60_000, wage="p25", growth="openings", growth_openings=40, reach_miles=50
        ),
        hourly=True,
        units="km",
    )
    assert wording.settings_sentence(scene) == (
        "All three meet: with at least 40 openings a year; the entry wage (25th percentile) reaching "
        "$28.85 an hour; "
        "a program within 80 km (161 km for a bachelor's degree or more) of at least 50% of adults, or none "
        "needed."
    )
    for family in FAMILIES:
        assert "None" not in wording.settings_sentence(replace(scene, rules=Rules(family=family)))
    words = wording.selection_words(
        Selection(sector="trades", education=("Bachelor's degree",), regular_schedule_min=0.5)
    )
    assert words == (
        "in construction and professional trades, entered with Bachelor's degree, with a set weekly "
        "schedule for at least 50% of workers"
    )


def test_views(atlas):
    from geo_opportunity.maps import layers

    shapes = layers.prepare(atlas.shapes("nation"), atlas.state_shapes)
    nation = pictures.view_of(Scene(), shapes.bounds, layers.DESK)
    area = pictures.view_of(Scene().pick("30700"), shapes.bounds, layers.DESK)
    state = pictures.view_of(Scene(place="NE"), shapes.bounds, layers.DESK)
    assert nation.zoom < state.zoom
    assert nation.zoom < area.zoom
    assert (
        pictures.view_of(Scene().pick("6600001"), shapes.bounds, layers.DESK) == nation
    )  # no shape to look at
    assert pictures.view_of(Scene(view=area), shapes.bounds, layers.DESK) == area


def test_providers_are_points_and_online_ones_are_not(atlas):
    programs = atlas.programs("45820", ["31-1131", "49-9081"], max_miles=60)
    points = nearest_points(programs, Scene())
    assert [p["heading"] for p in points] == ["Career <b>Institute</b>"]
    table = listing.program_rows(programs, {"31-1131": "Nursing Assistants"}, Scene())
    assert "online only" in set(table["distance"])


def test_text_stands_out_four_and_a_half_to_one():
    import re
    import tomllib

    from geo_opportunity.maps.palettes import contrast

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        for text in (theme["textColor"], theme["linkColor"], theme["primaryColor"]):
            assert contrast(text, ground) >= 4.5
    style = (ROOT / "geo_opportunity" / "ui" / "style.css").read_text(encoding="utf-8")
    for rule in re.findall(r"\{([^{}]*)\}", style):
        color = re.search(r"(?:^|[;\s])color: (#[0-9a-f]{3,6})", rule)
        if color:
            text = color[1] if len(color[1]) == 7 else "#" + "".join(2 * c for c in color[1][1:])
            ground = re.search(r"background: (#[0-9a-f]{6})", rule)
            assert contrast(text, ground[1] if ground else "#ffffff") >= 4.5, rule


def test_nothing_is_reported_to_streamlit():
    import tomllib

    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["TX", "TX-OK"], "areas of Texas, including those that reach into other states"),
        (["TX", "TX"], "areas of Texas"),
        (["DC-VA-MD"], "area of Texas, which reaches into other states"),
        (["GU"], "area of Texas"),
    ],
)
def test_one_area_of_a_state_is_not_called_several(states, said):
    assert headlines.areas_of("Texas", pd.DataFrame({"states": states})) == said


def test_an_area_s_headline_is_its_opening_and_what_it_is_made_of(atlas):
    summary, scene = atlas.summary(), Scene()
    for _, row in atlas.overlap(geometry=False).iterrows():
        answer, more = headlines.area_opening(row, summary, scene)
        said = headlines.area_headline(row, summary, scene)
        assert said.startswith(answer[:-1])
        assert more[1:] in said
        assert answer.endswith(".")
