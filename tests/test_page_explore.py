"""The Explore page beyond its large map: single tests, layers over a picked area, outside basemap; AppTest and views."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from geo_opportunity import atlas as atlas_module
from geo_opportunity.exports import listing
from geo_opportunity.headlines import about_share
from geo_opportunity.maps import palettes
from geo_opportunity.maps import picture as pictures
from geo_opportunity.maps.change import change_of, change_picture
from geo_opportunity.questions.access import quarters
from geo_opportunity.scene import Scene, from_query
from geo_opportunity.settings import Settings
from geo_opportunity.ui import answers, panels, warm
from geo_opportunity.ui.explore import access, card, opening, page, start
from geo_opportunity.vocabulary import BELOW_DEGREES, Status
from tests.drawn import fills, layers_of, maps_of
from tests.support import html_of

NURSES = "29-1141"


# --------------------------------------------------------------- single tests


SMALL = ["small_share_growing", "small_share_sustaining", "small_share_accessible", "small_missing_most"]


def test_the_opening_view_shows_the_three_tests_and_what_is_missing_on_linked_maps(app, atlas):
    at = app()
    maps = maps_of(at)
    assert list(maps) == ["map", *SMALL]
    frame = atlas.overlap(education=BELOW_DEGREES, geometry=False)
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        shown, luminance = fills(maps[f"small_{name}"]), {}
        for code, color in shown.items():
            luminance[frame[name].loc[code]] = sum(color)
        known = sorted(value for value in luminance if np.isfinite(value))
        darkness = [luminance[value] for value in known]
        assert darkness == sorted(darkness, reverse=True)  # more is darker
        assert len(set(darkness)) == min(4, len({f"{value:.1%}" for value in known}))
        assert maps[f"small_{name}"]["small"]
    for code, color in fills(maps["small_missing_most"]).items():
        assert color == list(palettes.rgb(palettes.MISSING[frame["missing_most"].loc[code]]))
    assert len({json.dumps(m.get("box", m.get("view"))) for n, m in maps.items() if n != "map"}) == 1
    at.button(key="show_missing_most").click().run()
    assert not at.exception
    assert at.query_params["show"] in ("missing_most", ["missing_most"])
    assert fills(maps_of(at)["map"]) == fills(maps["small_missing_most"])
    assert list(maps_of(app(show="jobs_overlap"))) == ["map"]


def test_the_warm_up_leaves_the_first_visitor_nothing_to_work_out(app, monkeypatch):
    page.warm(warm.first_page())

    def again(*_, **__):
        pytest.fail("worked out once more")

    for name in ("overlap", "summary"):
        monkeypatch.setattr(atlas_module.Atlas, name, again)
    monkeypatch.setattr(page, "picture", again)
    monkeypatch.setattr(opening, "classify", again)
    assert "are in occupations that" in html_of(app())


def test_a_link_to_the_average_of_tests_met_leads_to_what_is_missing_and_says_so(app):
    at = app(show="tests_met", v="3")
    assert "told no areas apart" in html_of(at)
    assert at.query_params["show"] in ("missing_most", ["missing_most"])
    assert maps_of(at)["map"]["palette"]
    for version in ("1", "2", "3"):
        scene, problems = from_query({"show": "tests_met", "v": version})
        assert scene.measure == "missing_most"
        assert len([p for p in problems if "Tests met" in p]) == 1


def test_one_occupation_shows_its_tests_passed_and_each_outcome(app, atlas):
    at = app(soc=NURSES, show="tests_passed")
    maps = maps_of(at)
    assert list(maps) == ["map", "small_growing", "small_sustaining", "small_accessible"]
    frame = atlas.occupation_status(NURSES, geometry=False)
    for code, color in fills(maps["map"]).items():
        met = frame["tests_passed"].loc[code]
        assert color == list(
            palettes.rgb(palettes.TESTS_PASSED["unknown" if np.isnan(met) else f"{met:.0f}"])
        )
    for test in ("growing", "sustaining", "accessible"):
        assert fills(maps[f"small_{test}"]) == {
            code: list(palettes.rgb(palettes.STATUSES[frame[test].loc[code]])) for code in fills(maps["map"])
        }


def test_tests_passed_is_unknown_where_a_test_is_and_never_a_fail(atlas):
    for soc in (NURSES, "31-1131"):
        frame = atlas.occupation_status(soc, geometry=False)
        statuses = frame[["growing", "sustaining", "accessible"]]
        unknown = statuses.eq(Status.UNKNOWN.value).any(axis=1)
        passed = statuses.isin([Status.PASS.value, Status.NOT_NEEDED.value, Status.WOULD_HELP.value]).sum(
            axis=1
        )
        assert frame["tests_passed"].isna().equals(unknown)
        assert frame["tests_passed"][~unknown].tolist() == passed[~unknown].tolist()


def test_small_maps_tell_their_counts(atlas):
    frame = pd.DataFrame(
        {
            "share_growing": [0.1, 0.2, np.nan],
            "share_sustaining": [1.0, 0.79, 0.8],
            "share_accessible": [0.0, 0.5, 0.6],
        },
        index=["a", "b", "c"],
    )
    small = opening._by_shares(frame)
    picture, counts = small["share_growing"]
    assert counts == "10.0%: 1; 20.0%: 1; unknown: 1."
    assert picture.unknown == ("c",)
    assert [e.label for e in small["share_sustaining"][0].legend.entries] == ["79.0%", "80.0%", "100.0%"]
    nothing = opening._by_shares(frame.assign(share_growing=np.nan))
    assert nothing["share_growing"][1] == "unknown: 3."
    many = pd.DataFrame({name: np.linspace(0.1, 0.9, 40) for name in frame}, index=map(str, range(40)))
    assert len(opening._by_shares(many)["share_growing"][0].legend.entries) == 4


def test_quarters_are_of_people_not_of_tracts():
    tracts = pd.DataFrame(
        {
            "access_per_1000": [0.0, 1.0, 2.0, 3.0, 4.0, np.nan],
            "people": [900.0, 10.0, 70.0, 10.0, 10.0, 50.0],
        }
    )
    assert quarters(tracts) == [2.0]  # from a tenth to four fifths of those who have some
    assert quarters(tracts.assign(access_per_1000=0.0)) == []


def with_ranges(frame):
    """Areas with intervals of share and rank: the tiny country has no standard errors."""
    known = frame["share_overlap"].notna()
    ends = {"share_overlap_low": 0.12, "share_overlap_high": 0.24, "rank_low": 2.0, "rank_high": 4.0}
    return frame.assign(**{name: known.map({True: value, False: np.nan}) for name, value in ends.items()})


def test_table_and_map_give_the_range_of_a_rank(atlas):
    plain, scene = atlas.overlap(geometry=False), Scene()
    frame = with_ranges(plain)
    table = panels.ranking_rows(frame, scene)
    assert list(table)[:3] == ["title", "share_overlap", "rank_likely"]
    assert table.loc["30700", "rank_likely"] == "2nd to 4th"
    assert table.loc["6600001", "rank_likely"] == "—"  # pay needed is unknown there
    assert "rank_likely" not in panels.ranking_rows(
        atlas.occupation_status("29-1141"), Scene(occupation="29-1141", measure="kind")
    )
    at = list(frame.index).index("30700")
    assert "Likely share: 12 to 24%; rank: 2nd to 4th" in pictures.picture(frame, scene).texts[at].split("\n")
    region = pictures.picture(frame.assign(rank_low=np.nan), scene)
    assert "Likely share: 12 to 24%" in region.texts[at].split("\n")
    assert "Likely" not in pictures.picture(plain, scene).texts[at]


def test_only_what_is_clear(app, atlas):
    frame, scene = atlas.overlap(geometry=False), Scene(clear=True)
    frame["share_overlap_clear"] = frame["share_overlap"] / np.arange(2, len(frame) + 2)
    shown = pictures.picture(frame, scene)
    assert shown.legend.title == "Share of jobs where all three clearly meet"
    assert shown.fills != pictures.picture(frame, Scene()).fills
    table = panels.ranking_rows(frame, scene)
    assert list(table)[:4] == ["title", "share_overlap_clear", "states", "jobs_overlap_clear"]
    assert table["share_overlap_clear"].dropna().is_monotonic_decreasing
    assert not {"share_overlap", "rank_likely"} & set(table)
    cells = atlas.cells("30700").assign(certainty="close")
    cells.loc["29-1141", "certainty"] = "clear"
    listed = [soc for group in panels.LISTS for soc in panels.list_rows(cells, scene, group).index]
    assert set(listed) == {"29-1141"}
    at = app(area="30700", clear="1")
    assert "Share of jobs where all three clearly meet" in html_of(at)
    assert "Something in this link" not in html_of(at)


def test_the_picked_areas_rank_is_a_range(app, atlas, monkeypatch):
    frame = atlas.overlap(education=BELOW_DEGREES, geometry=False)
    count = int(frame["rank"].notna().sum())
    monkeypatch.setattr(answers, "overlap", lambda *_: with_ranges(frame))
    captions = " ".join(c.value for c in app(area="30700").caption)
    assert f"Lincoln, NE ranks 2nd to 4th of {count} with a figure." in captions
    assert "Areas of one group are not ranked apart" in captions
    monkeypatch.undo()  # without standard errors in the data there is no range
    captions = " ".join(c.value for c in app(area="30700").caption)
    assert "Lincoln, NE is number" in captions
    assert "ranges overlap" not in captions
    jobs = frame["jobs_overlap"]
    rank = int((jobs > jobs["30700"]).sum()) + 1
    other = " ".join(c.value for c in app(area="30700", show="jobs_overlap").caption)
    assert f"Lincoln, NE is number {rank} of {jobs.notna().sum()} with a figure." in other
    assert pictures.rank_of(atlas.overlap(geometry=False), Scene(area="6600001", place="area")) is None


# ------------------------------------------------- the card, where it looks, where to begin


def test_a_picked_area_has_a_card_that_says_what_the_atlas_does(app, atlas):
    at = app(area="30700")
    html = html_of(at)
    row = atlas.overlap(education=BELOW_DEGREES, geometry=False).loc["30700"]
    nation = atlas.summary(education=BELOW_DEGREES)
    for name in card.TESTS:
        assert f'style="width:{100 * row[name]:.1f}%"' in html
        assert f'style="left:{100 * nation[name]:.1f}%"' in html
    cells = atlas.cells("30700", education=BELOW_DEGREES)
    met = cells.loc[(cells["kind"] == "overlap") & (cells["employment_flag"] != "not_listed")]
    assert f"({min(5, len(met))} of {len(met)})" in html
    at.button(key="card_close").click().run()
    assert "area" not in at.query_params
    assert "go-meters" not in html_of(at)


def test_a_card_tells_unknown_from_none(atlas):
    row = dict(atlas.overlap(geometry=False).loc["6600001"])
    bars = card.test_bars(row | {"share_sustaining": np.nan}, atlas.summary(), hourly=False)
    assert "go-meter-none" in bars
    assert "unknown" in bars
    assert 'width:0.0%"' in card.test_bars(row | {"share_growing": 0.0}, atlas.summary(), hourly=False)
    none = atlas.cells("30700").iloc[:0]
    assert "No gap shows" in card.gaps_list(none, Scene(), known=True)
    assert "Not known" in card.gaps_list(none, Scene(), known=False)


def test_gaps_a_college_could_fill_are_gaps_first_then_where_a_program_would_help(atlas):
    cells = atlas.cells("30700").iloc[:5].copy()
    cells["employment_flag"] = "published"
    cells["title"] = list("abcde")
    cells["kind"] = ["overlap", "training gap", "training gap", "overlap", "steady"]
    cells["accessible"] = ["would help", "none", "low", "pass", "pass"]
    cells["openings"] = [900.0, 20.0, np.nan, 500.0, 800.0]
    html = card.gaps_list(cells, Scene(), known=True)
    order = [html.index(f">{name}</th>") for name in "bca"]
    assert order == sorted(order)  # the unknown number of openings is last of the gaps
    assert ">d</th>" not in html
    assert "(3 of 3)" in html
    assert "unknown" in html


def test_where_the_map_looks_is_what_is_listed_and_said(app, atlas):
    at = app(zoom="NE")
    frame = atlas.overlap(education=BELOW_DEGREES, geometry=False)
    mine = frame.loc[frame["states"].str.contains("NE")]
    assert 0 < len(mine) < len(frame)
    assert set(at.dataframe[0].value["title"]) == set(mine["title"])
    said = atlas.summary(education=BELOW_DEGREES, state="NE")
    assert said["jobs_selected"] == pytest.approx(mine["jobs_selected"].sum())
    assert "areas of Nebraska" in html_of(at)
    nation = app()
    assert set(nation.dataframe[0].value["title"]) == set(frame["title"])
    assert "areas of" not in html_of(nation)


def test_a_state_has_the_areas_that_reach_into_it_and_no_others():
    frame = pd.DataFrame({"states": ["MO-IL", "IL", "IN", "", "NC-SC-MO"]})
    assert list(atlas_module.Atlas.of_state(frame, "MO").index) == [0, 4]
    assert list(atlas_module.Atlas.of_state(frame, "IL").index) == [0, 1]
    assert len(atlas_module.Atlas.of_state(frame, None)) == 5
    assert atlas_module.Atlas.of_state(frame, "ZZ").empty


def test_the_picked_row_is_before_all_others(atlas):
    rows = panels.ranking_rows(atlas.overlap(geometry=False), Scene())
    last = rows.index[-1]
    moved = listing.pinned(rows, last)
    assert moved.index[0] == last
    assert list(moved.index[1:]) == list(rows.index[:-1])
    assert listing.pinned(rows, None) is rows


def test_a_zip_code_picks_its_area_and_a_name_of_several_places_asks(app, atlas):
    at = app()
    key = next(t.key for t in at.text_input if t.key.startswith("town_"))
    at.text_input(key=key).set_value("Lincoln, NE").run()
    assert not at.exception
    picked = at.query_params.get("area")
    assert picked in ("30700", ["30700"]) or any(b.key.startswith("town_pick_") for b in at.button)
    lost = app()
    key = next(t.key for t in lost.text_input if t.key.startswith("town_"))
    lost.text_input(key=key).set_value("Qwxyz").run()
    assert "Nothing is called" in html_of(lost)


def test_the_opening_asks_the_missions_question_and_its_tour_leads_somewhere(app):
    at = app()
    assert start.QUESTION in at.title[0].value.replace("\\", "")
    labels = [b.label for b in at.button]
    assert {"Developer", "Presenter"} <= set(labels)
    next(b for b in at.button if b.label == "Developer").click().run()
    assert not at.exception
    assert at.query_params["show"] in ("share_training_gap", ["share_training_gap"])


# ----------------------------------------------------- what a change of settings did, how sure


def test_classes_hold_still_when_a_setting_changes_until_they_are_made_anew(app, atlas):
    at = app(show="jobs_overlap")
    assert "hold" not in at.query_params
    at.selectbox(key="family").select("a1c0").run()
    assert not at.exception
    assert at.query_params["hold"]
    cuts = [float(text) for text in params_of(at)["hold"][0].split(",")]
    frame = atlas.overlap(education=BELOW_DEGREES, family="a1c0", geometry=False)
    steps = np.searchsorted([cut for cut in cuts if cut], frame["jobs_overlap"], side="right")
    shown = fills(maps_of(at)["map"])
    looks = {(steps[list(frame.index).index(c)], tuple(color)) for c, color in shown.items()}
    known = {pair for pair in looks if pair[1] != palettes.rgb(palettes.NO_DATA)}
    assert len(known) == len({color for _, color in known})  # one color, one class of before
    shared = app(**{key: str(values[0]) for key, values in params_of(at).items()})
    assert maps_of(shared)["map"]["classes"] == maps_of(at)["map"]["classes"]
    assert maps_of(shared)["map"]["palette"] == maps_of(at)["map"]["palette"]
    at.button(key="recut").click().run()
    assert "hold" not in at.query_params
    at.selectbox(key="measure").select("share_growing").run()
    assert "hold" not in at.query_params


def params_of(at):
    """Query parameters as lists."""
    return {
        key: value if isinstance(value, list) else [value] for key, value in dict(at.query_params).items()
    }


def test_a_link_is_no_change_and_a_reset_makes_all_anew(app):
    at = app(fam="a1c0", v="3")
    assert "hold" not in at.query_params
    assert "before the change" not in html_of(at)
    assert "show_change" not in [t.key for t in at.toggle]
    at.selectbox(key="family").select("a2c2").run()
    at.selectbox(key="family").select("a1c0").run()
    at.button(key="reset").click().run()
    assert "hold" not in at.query_params


def test_a_change_is_said_and_shown_by_area(app, atlas):
    at = app()
    at.selectbox(key="family").select("a1c0").run()
    old, new = atlas.summary(education=BELOW_DEGREES), atlas.summary(education=BELOW_DEGREES, family="a1c0")
    if about_share(old["share_overlap"]) != about_share(new["share_overlap"]):
        assert f"was {about_share(old['share_overlap'])} before the change" in html_of(at)
    at.toggle(key="show_change").set_value(True).run()
    assert not at.exception
    spec = maps_of(at)["map"]
    assert "Change since the last setting" in spec["legend"]
    moved = (
        atlas.overlap(education=BELOW_DEGREES, family="a1c0")["share_overlap"]
        - atlas.overlap(education=BELOW_DEGREES)["share_overlap"]
    )
    for code, color in fills(spec).items():
        up = color in [list(palettes.rgb(c)) for c in palettes.diverging(3, 3)[3:]]
        assert up == (np.round(moved.loc[code], 9) >= 0.01)


@pytest.mark.parametrize(
    ("measure", "old", "new", "found"),
    [
        ("share_overlap", 0.23, 0.13, -0.1),
        ("share_overlap", 0.0, 0.0, 0.0),
        ("share_overlap", np.nan, 0.13, np.nan),
        ("jobs_overlap", 200.0, 300.0, 0.5),
        ("jobs_overlap", 0.0, 300.0, np.nan),  # out of nothing: no part of it can be said
        ("jobs_overlap", 0.0, 0.0, 0.0),
        ("average_growth", -0.02, 0.01, 0.03),  # in points, whatever the sign
    ],
)
def test_a_change_is_in_points_of_shares_and_parts_of_numbers(measure, old, new, found):
    moved = change_of(pd.Series([new], index=["a"]), pd.Series([1.0, old], index=["b", "a"]), measure)
    assert moved[0] == pytest.approx(found, nan_ok=True)


def test_a_map_of_change_has_no_color_for_the_unknown_and_the_middle_for_little():
    frame = pd.DataFrame(
        {"title": list("abcdef"), "share_overlap": [0.2, 0.3, np.nan, 0.2, 0.2, 0.3]}, index=list("abcdef")
    )
    old = pd.DataFrame({"share_overlap": [0.3, 0.29, 0.1, 0.205, 0.25, 0.2001]}, index=list("abcdef"))
    shown = change_picture(frame, old, Scene())
    assert shown.unknown == ("c",)
    labels = {e.color: e.label for e in shown.legend.entries}
    assert [labels[fill] for fill in shown.fills] == [
        "Down 10 points or more",
        "Up 1 to 5 points",
        "Unknown: jobs or pay needed not published",
        "Changed less than 1 point",
        "Down 5 to 10 points",
        "Up 5 to 10 points",
    ]
    assert sum(e.count for e in shown.legend.entries) == 6
    assert all(e.count for e in shown.legend.entries)  # what nothing is in, is not in the legend
    assert shown.texts[0].endswith("was 30.0%, now 20.0%")


def test_how_sure_lines_areas_whose_range_holds_the_nations_share(app, atlas):
    frame = atlas.overlap(geometry=False)
    known = frame["share_overlap"].notna()
    nation = frame["jobs_overlap"].sum() / frame.loc[known, "jobs_selected"].sum()
    frame["share_overlap_low"] = np.where(known, nation - 0.05, np.nan)
    frame["share_overlap_high"] = np.where(known, nation + 0.05, np.nan)
    frame.loc["30700", ["share_overlap_low", "share_overlap_high"]] = nation + 0.01, nation + 0.05
    shown, plain = pictures.picture(frame, Scene(sure=True)), pictures.picture(frame, Scene())
    assert set(shown.close) == set(frame.index[known]) - {"30700"}
    assert shown.fills == plain.fills  # the color stays, lined
    assert shown.unknown == plain.unknown
    assert shown.legend.entries[-1].count == known.sum() - 1
    assert plain.close == ()
    assert "How sure is known" in pictures.picture(frame, Scene(sure=True, measure="threshold")).legend.note
    at = app(sure="1", soc=NURSES)
    assert "either side of a test" in maps_of(at)["map"]["legend"]


# ----------------------------------------------------------------------- layers


def test_layers_of_the_picked_area_are_chosen_and_stand_in_the_link(app):
    at = app(area="30700")
    ids = [layer["id"] for layer in layers_of(maps_of(at)["map"])]
    assert any(i.startswith("providers-") for i in ids)
    assert not any(i.startswith("access-") for i in ids)
    at.button_group(key="layers").set_value(["access"]).run()
    assert not at.exception
    assert at.query_params["lay"] in ("access", ["access"])
    spec = maps_of(at)["map"]
    ids = [layer["id"] for layer in layers_of(spec)]
    assert any(i.startswith("access-") for i in ids)
    assert not any(i.startswith("providers-") for i in ids)
    assert len(set(map(tuple, fills(spec).values()))) == 1  # the dots are not read against a choropleth
    assert "Training within reach, by county" in [e.label for e in at.expander]
    at.button_group(key="layers").set_value([]).run()
    assert at.query_params["lay"] in ("-", ["-"])


def test_every_tract_of_the_area_is_drawn_once_in_its_class(atlas):
    tracts = atlas.access(level="tract", catchment_miles=25.0).join(
        atlas.table("tracts").set_index("tract")[["lon", "lat"]]
    )
    cuts = quarters(tracts)
    area = dict(atlas.access(level="area", catchment_miles=25.0).loc["30700"])
    mine = tracts.loc[tracts["area_code"] == "30700"]
    dots, legend = access._access_dots(mine, cuts, "any program", "25 mi")
    assert sum(len(json.loads(layer)["data"]) for layer in dots) == len(mine)
    assert sum(int(e.label.rsplit("(", 1)[1][:-1].replace(",", "")) for e in legend.entries) == len(mine)
    sentence = access._access_sentence(area, "any program", Scene())
    assert f"{area['access_per_1000']:,.1f} completions a year of any program" in sentence
    assert "within 25 mi by road" in legend.note


def test_none_and_unknown_access_are_told_apart():
    tracts = pd.DataFrame(
        {
            "area_code": ["1"] * 4, "people": [10.0, 10.0, 10.0, 10.0], "access_per_1000": [0.0, np.nan, 1.0, 9.0],
            "lon": [-99.0, -99.1, -99.2, -99.3], "lat": [40.0] * 4,
        }
    )  # fmt: skip
    area = {"title": "A", "access_per_1000": np.nan, "share_no_access": np.nan, "nearest_miles": np.nan}
    scene = Scene(area="1", place="area")
    labels = [e.label for e in access._access_dots(tracts, [2.0], "x", "25 mi")[1].entries]
    assert labels[:2] == ["Unknown: no point for its people (1)", "None within reach (1)"]
    assert "is not known" in access._access_sentence(area, "x", scene)  # nothing is said of what is not known


def test_an_occupation_no_field_of_study_leads_to_says_so(app, atlas):
    soc = str(atlas.occupations.index[atlas.occupations["program_links"] == 0][0])
    at = app(area="30700", soc=soc, lay="access")
    assert not any(layer["id"].startswith("access-") for layer in maps_of(at)["map"]["layers"])
    assert any("links no field of study" in c.value for c in at.caption)


def test_an_area_without_shape_or_pay_needed_says_so_and_offers_nothing_without_effect(app):
    at = app(area="6600001", lay="access")
    assert "area" not in at.selectbox(key="place").options
    assert at.selectbox(key="place").value == ""
    assert not at.get("button_group") or "layers" not in [b.key for b in at.get("button_group")]
    assert any(c.value.startswith("Guam has no shape on our map") for c in at.caption)
    labels = [t.label for t in at.tabs]
    assert labels[0] == "Trained for (unknown)"
    assert any("What a family needs here is not known" in m.value for m in at.markdown)
    assert "(0)" not in " ".join(labels[:3])  # unknown is not none


# ---------------------------------------------------------------------- basemap


def test_an_outside_basemap_is_drawn_through_the_fills_and_named(fresh_caches, app, monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_STYLE", "https://tiles.example.org/style.json?key={key}")
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_KEY", "s3cret/ä")
    monkeypatch.setenv("GEO_OPPORTUNITY_BASEMAP_CREDIT", "© Example <b>maps</b>")
    at = app()
    chart = at.main.get("deck_gl_json_chart")[0]
    spec = json.loads(chart.proto.json)
    assert spec["mapStyle"] == "https://tiles.example.org/style.json?key=s3cret%2F%C3%A4"
    assert 0 < spec["layers"][0]["opacity"] < 1
    assert "© Example &lt;b&gt;maps&lt;/b&gt;" in html_of(at)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"STYLE": "https://tiles.example.org/s.json"}, "basemap_credit"),
        (
            {"STYLE": "https://tiles.example.org/s.json?k={key}", "CREDIT": "© X"},
            "GEO_OPPORTUNITY_BASEMAP_KEY",
        ),
        ({"STYLE": "http://tiles.example.org/s.json", "CREDIT": "© X"}, "https://"),
        ({"STYLE": "ftp://localhost/s.json", "CREDIT": "© X"}, "https://"),
    ],
)
def test_a_basemap_set_by_halves_is_refused_in_words(fresh_caches, app, monkeypatch, setting, said):
    for name, value in setting.items():
        monkeypatch.setenv(f"GEO_OPPORTUNITY_BASEMAP_{name}", value)
    at = app()
    assert any(said in e.value.replace("\\", "") for e in at.error)
    assert not at.main.get("deck_gl_json_chart")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "http://user:s3cret@tiles.example.org:81/s3cret/s.json?k=s3cret#s3cret",
            "basemap_style is at http://tiles.example.org; it",
        ),
        ("ftp://localhost/s.json?k=s3cret", "basemap_style is at ftp://localhost; it"),
        ("ftp://127.0.0.1/s.json?k=s3cret", "basemap_style is at ftp://127.0.0.1; it"),
        ("//localhost/s.json?k=s3cret", "basemap_style is no address of a server; it"),
        ("https:///s.json?k=s3cret", "basemap_style is no address of a server; it"),
        ("s.json?k=s3cret", "basemap_style is no address of a server; it"),
    ],
)
def test_a_refused_basemap_is_named_without_what_may_be_its_key(address, said):
    with pytest.raises(ValidationError) as refused:
        Settings(basemap_style=address, basemap_credit="© X")
    (fault,) = refused.value.errors()
    assert said in fault["msg"]
    assert "s3cret" not in fault["msg"]


@pytest.mark.parametrize(
    "address", ["https://tiles.example.org/s.json", "http://localhost:8080/s.json", "http://127.0.0.1/s.json"]
)
def test_a_basemap_may_be_anywhere_by_https_and_here_without(address):
    assert Settings(basemap_style=address, basemap_credit="© X").basemap_address == address
