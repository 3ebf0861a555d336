"""The Board page: its place, rule books, the targeted occupation list and its files, by AppTest on the tiny country."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from docx import Document

from geo_opportunity import uses
from geo_opportunity.desk import DESK_VIEWS, Desk, Override
from geo_opportunity.errors import FormatError, MissingColumnError
from geo_opportunity.exports.board import jobs, rules
from geo_opportunity.questions.target_list import LISTED, VERDICTS
from geo_opportunity.scene import Scene, from_query, to_query
from geo_opportunity.ui.board import page
from geo_opportunity.user_data.earlier_list import read_earlier_list
from tests.support import html_of, query_of

PAGE = "board"
LINCOLN, NURSES, ASSISTANTS = "30700", "29-1141", "31-1131"
DESK = Desk(
    board_view="jobs", book="wisconsin", overrides=(Override(ASSISTANTS, True, "Hospitals ask for them"),)
)


@pytest.fixture(scope="module")
def scene():
    return Scene(page="board", area=LINCOLN, place="area", desk=DESK)


# ------------------------------------------------------------------------- page


def test_only_views_that_are_there_are_offered_and_a_link_to_another_opens_the_first(app):
    at = app()
    assert "at least one occupation meets it" in html_of(at)
    assert set(page._VIEWS) <= set(DESK_VIEWS)
    absent = next((view for view in DESK_VIEWS if view not in page._VIEWS), "rules")
    assert "at least one occupation meets it" in html_of(app(desk=absent))


@pytest.mark.parametrize(
    ("option", "asked"),
    [("state NE", {"zoom": "NE"}), (LINCOLN, {"area": LINCOLN}), ("", {})],
)
def test_a_place_is_an_area_a_state_or_none(app, option, asked):
    at = app()
    at.selectbox(key="board_place").select(option).run()
    assert not at.exception
    query = query_of(at)
    assert {key: query[key] for key in ("zoom", "area") if key in query} == asked


def test_a_rule_book_of_a_place_and_one_occupation(app):
    at = app(area=LINCOLN, book="wisconsin")
    assert (
        "occupations that can be judged meet Wisconsin: Hot Jobs (restated for this place and year)"
        in html_of(at)
    )
    at = app(area=LINCOLN, book="wisconsin", soc=NURSES, bars="published")
    assert "published rule books that can be judged" in html_of(at)
    at.selectbox(key="b_book").select("ours").run()
    assert not at.exception
    assert query_of(at)["book"] == "ours"
    at.number_input(key="b_bar_openings").set_value(100.0).run()
    assert query_of(at)["bopen"] == "100"


def drawn(at):
    """Return the keys of the settings in the sidebar."""
    kinds = ("selectbox", "select_slider", "multiselect", "number_input", "button_group", "checkbox")
    return {one.key for kind in kinds for one in at.sidebar.get(kind)} & set(uses.EVERY)


def test_each_view_has_the_settings_it_depends_on(app):
    assert drawn(app(desk="rules", area=LINCOLN)) == {"pay", "family"}
    assert drawn(app(desk="pell", area=LINCOLN)) == {"pay", "family", "wage", "growth"}
    assert drawn(app(desk="pell")) > {"sector", "education", "growth", "reach_miles"}
    sites = app(desk="sites", area=LINCOLN)
    assert drawn(sites) == {"education", "experience", "regular_schedule_min", "coverage_min"}
    at = app(desk="jobs", area=LINCOLN, book="wisconsin")
    assert drawn(at) == {"pay", "family", "reach_miles", "degree_miles"}
    before = at.dataframe[0].value["p50_margin"]
    at.selectbox(key="family").select("a1c0").run()
    assert query_of(at)["fam"] == "a1c0"
    assert (at.dataframe[0].value["p50_margin"].dropna() > before.dropna()).all()


def test_an_override_is_kept_with_its_reason_and_refused_without(app):
    at = app(desk="jobs", area=LINCOLN, book="wisconsin")
    assert "are on the targeted occupation list by Wisconsin: Hot Jobs" in html_of(at)
    at.selectbox(key="b_over_soc").select(ASSISTANTS)
    at.button(key="FormSubmitter:b_override-Decide").click().run()
    assert [w.value for w in at.warning] == ["Nothing was decided: choose an occupation and give the reason."]
    assert "over" not in query_of(at)
    at.selectbox(key="b_over_soc").select(ASSISTANTS)
    at.text_input(key="b_over_reason").input("Hospitals ask | for them")
    at.button(key="FormSubmitter:b_override-Decide").click().run()
    assert not at.exception
    assert query_of(at)["over"] == f"{ASSISTANTS}~on~Hospitals ask for them"
    assert "the board put 1 on it and took 0 off" in html_of(at)
    at.button(key=f"b_undo_{ASSISTANTS}").click().run()
    assert "over" not in query_of(at)


# ------------------------------------------------------------------------ files


def test_the_list_has_the_boards_decisions_and_says_which(atlas, scene):
    frame, title = jobs.asked_list(atlas, scene)
    assert title == "Lincoln, NE"
    assert frame.loc[ASSISTANTS, "verdict"] == VERDICTS[1]
    assert frame.loc[ASSISTANTS, "reason"].startswith("The board: Hospitals ask for them (By the rule book: ")
    plain = atlas.rule_book(LINCOLN, "wisconsin", dollars="restated")
    others = frame.index.difference([ASSISTANTS])
    assert ((frame.loc[others, "verdict"] == VERDICTS[0]) == (plain.loc[others, "outcome"] == "met")).all()
    margin = frame["p50"] - frame["threshold"]
    pd.testing.assert_series_equal(frame["p50_margin"], margin, check_names=False)
    assert list(frame["verdict"].map(VERDICTS.index)) == sorted(frame["verdict"].map(VERDICTS.index))


def test_its_link_and_its_files_hold_the_reason(atlas, scene, tmp_path):
    again, problems = from_query(to_query(scene))
    assert (again, problems) == (scene, [])
    book = openpyxl.load_workbook(io.BytesIO(atlas.export(scene, ".xlsx")), read_only=True)
    rows = list(book["Target list"].iter_rows(values_only=True))
    at = {head: n for n, head in enumerate(rows[0])}
    row = next(r for r in rows if r[0] == ASSISTANTS)
    assert row[at["Verdict"]] == VERDICTS[1]
    assert "Hospitals ask for them" in row[at["Reason"]]
    paper = Document(io.BytesIO(atlas.export(scene, ".docx")))
    said = "\n".join(cell.text for table in paper.tables for cell in table._cells)
    assert "Hospitals ask for them" in said
    assert paper.sections[0].page_width > paper.sections[0].page_height
    assert b"Hospitals ask for them" in atlas.export(scene, ".csv")
    assert atlas.export(scene, ".pdf").startswith(b"%PDF")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_last_years_file_says_what_changed(atlas, scene, suffix):
    earlier = read_earlier_list(atlas, atlas.export(scene, suffix), file=f"list{suffix}")
    assert earlier.notes == ()
    now, _ = jobs.asked_list(atlas, replace(scene, desk=replace(DESK, overrides=())))
    assert atlas.list_changes(jobs.asked_list(atlas, scene)[0], earlier.frame).empty
    changed = atlas.list_changes(now, earlier.frame)
    assert list(changed.index) == ([ASSISTANTS] if now.loc[ASSISTANTS, "verdict"] not in LISTED else [])
    assert set(changed["change"]) <= {"gone from the list"}


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"Place,Jobs\nLincoln,5\n", MissingColumnError, "soc"),
        (b"SOC,Verdict\nnurses,on the list\n", FormatError, "no row names an occupation"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_its_name(atlas, content, error, says):
    with pytest.raises(error, match=says) as caught:
        read_earlier_list(atlas, content, file="old list.csv")
    assert "old list.csv" in str(caught.value)


def test_a_list_of_another_maker_is_all_on_the_list_and_its_strangers_are_told(atlas):
    content = f'SOC Code,Median\n{NURSES},"$61,000"\n99-9999,1\n{NURSES},2\n'.encode()
    found = read_earlier_list(atlas, content, file="state.csv")
    assert list(found.frame["verdict"]) == [LISTED[0]]
    assert found.frame["p50"].tolist() == [61_000]
    assert any("row 3" in note and "99-9999" in note for note in found.notes)
    assert any("given twice" in note for note in found.notes)
    assert any("no column Verdict" in note for note in found.notes)


def test_the_map_of_a_rule_book_leaves_what_nothing_is_known_of_unfilled(atlas, scene):
    areas = atlas.rule_book_areas("wisconsin")
    picture = rules.on_map(areas, "x", "quantile", of_books=False)
    nothing = areas.index[(areas["met"] + areas["not_met"]) == 0]
    assert set(picture.unknown) == set(map(str, nothing))
    said = rules.contents(atlas, replace(scene.show(NURSES), desk=replace(DESK, board_view="rules")))
    assert said.tables[0].name == "occupation"
    assert "Lincoln, NE" in said.headline
