"""The Workforce Pell desk and the college's papers on the Board page, by AppTest on the tiny country."""

from __future__ import annotations

import pytest

from geo_opportunity.exports import export
from geo_opportunity.exports.base import read_link, sheet

PAGE = "board"
AIDES = "ipeds:300/51.3902/20"
PELL = {"desk": "pell", "lens": "any"}
COLLEGE = {"desk": "college", "prov": "ipeds:100", "lens": "any"}


def frames(at):
    return [element.value for element in at.dataframe]


def text(at):
    return " ".join([*(e.value for e in at.markdown), *(e.proto.body for e in at.get("html"))])


def holding(at, *columns):
    """Return the tables that have these columns."""
    return [frame for frame in frames(at) if set(columns) <= set(frame.columns)]


def test_desk_of_a_place_lists_its_short_programs(app):
    at = app(area="45820", **PELL)
    (table,) = holding(at, "pell", "cap_p25")
    assert len(table) == 3
    assert "3 short programs" in text(at)
    assert "could not be read here" in at.info[0].value
    assert not at.exception


def test_desk_of_a_picked_program_shows_every_row_of_the_rule(app):
    at = app(area="45820", pgm=AIDES, **PELL)
    (rows,) = holding(at, "status", "known")
    assert len(rows) == 28
    assert set(rows["status"]) <= {"met", "not met", "unknown", "not yet in force"}
    later = app(area="45820", pgm=AIDES, pellyear="2030", **PELL)
    (rows,) = holding(later, "status", "known")
    assert "not yet in force" not in set(rows["status"])


def test_desk_without_a_place_shows_the_nation(app):
    at = app(**PELL)
    (areas,) = holding(at, "share_short_led", "share_short_missing")
    assert len(areas) == 6
    assert not holding(at, "cap_p25")
    missing = app(show="share_short_missing", **PELL)
    assert "no short program in reach" in text(missing)
    assert not missing.exception


def test_a_program_of_another_place_is_said_not_to_be_here(app):
    at = app(area="30700", pgm=AIDES, **PELL)
    assert "no short program is listed" in text(at)
    assert not at.exception


@pytest.mark.parametrize("place", [{"area": "45820"}, {"zoom": "KS"}])
def test_desk_takes_areas_and_states(app, place):
    at = app(**place, **PELL)
    (table,) = holding(at, "pell", "cap_p25")
    assert len(table) == 3
    assert not at.exception


def test_college_shows_programs_occupations_and_proposals(app):
    at = app(**COLLEGE)
    assert not at.exception
    (programs,) = holding(at, "years_held", "occupation", "gap")
    assert set(programs["years_held"]) == {"2022-23, 2023-24"}
    assert holding(at, "completers_college")
    assert "Lincoln Community College" in text(at)


def test_college_with_an_occupation_in_focus_writes_a_proposal(app):
    at = app(focus="29-1141", **COLLEGE)
    (fields,) = holding(at, "offered")
    assert set(fields["offered"]) == {"yes", "no"}
    assert holding(at, "years_held", "distance_miles")
    assert "Proposal: Registered Nurses" in [element.value for element in at.subheader]


def test_college_asks_for_one_where_none_is_chosen(app):
    at = app(desk="college")
    assert "No college is chosen" in text(at)
    assert not at.exception


def test_a_chosen_college_goes_into_the_link(app):
    at = app(desk="college", lens="any")
    at.selectbox(key="b_college").set_value("ipeds:100").run()
    assert at.query_params["prov"] in ("ipeds:100", ["ipeds:100"])
    assert "Lincoln Community College" in text(at)


LINKS = {
    "pell": f"/board?desk=pell&area=45820&pgm={AIDES}&lens=any",
    "pell nation": "/board?desk=pell&show=share_short_missing&lens=any",
    "college": "/board?desk=college&prov=ipeds:100&focus=29-1141&lens=any",
    "no college": "/board?desk=college",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".pdf"])
def test_the_views_are_files(atlas, tmp_path, link, suffix):
    scene, problems = read_link(atlas, link)
    assert problems == []
    path = export(atlas, scene, tmp_path / f"desk{suffix}")
    assert path.stat().st_size > 2_000


def test_files_hold_the_rows_and_say_what_was_not_read(atlas):
    scene, _ = read_link(atlas, LINKS["pell"])
    said = sheet(atlas, scene)
    tables = {table.name: table for table in said.tables}
    assert list(tables) == ["programs", "program", "areas", "rule"]
    assert len(tables["programs"].frame) == 3
    assert "L3 Weeks of instruction" in tables["programs"].heads.values()
    assert any("could not be read" in note for note in said.notes)
    assert "desk=pell" in said.link
    assert "pgm=" in said.link
    college = sheet(atlas, read_link(atlas, LINKS["college"])[0])
    names = [
        "college_programs",
        "college_occupations",
        "college_proposals",
        "proposal_fields",
        "proposal_near",
    ]
    assert [table.name for table in college.tables] == names
    assert college.notes[0].startswith("Proposal. Registered Nurses")


SHORT = (
    b"provider,program,cip,zip,state,hours,weeks,cost\n"
    b"Topeka Academy,Aide,51.3902,67000,KS,160,9,900\n"
    b"Topeka Academy,Long,51.3902,67000,KS,700,20,900\n"
    b"Topeka Academy,Lost,,67000,KS,160,9,900\n"
)


def test_a_list_of_ones_own_comes_back_with_a_verdict_a_row(app):
    at = app(area="45820", **PELL)
    at.file_uploader(key="own_file").upload("short.csv", SHORT, "text/csv").run()
    at.button(key="own_add").click().run()
    assert not at.exception
    (rows,) = [frame for frame in frames(at) if {"row", "pell", "reason"} <= set(frame.columns)]
    assert rows["row"].tolist() == [2, 3, 4]
    assert rows["pell"].tolist() == ["unknown", "not met", "left out"]
    assert rows["reason"].tolist() == ["", "", "no CIP code"]
    (desk,) = holding(at, "pell", "cap_p25")
    assert len(desk) == 5  # ours and the two that could be used
    assert "3 rows: 0 met, 1 not met, 1 unknown, 1 left out." in text(at)


def test_a_document_prints_every_program_with_wages_need_and_gap(atlas):
    scene, _ = read_link(atlas, LINKS["college"].replace("lens=any", "lens=below"))
    (programs,) = [t for t in sheet(atlas, scene).tables if t.name == "college_programs"]
    paper = programs.paper
    assert len(paper.rows) == len(programs.frame) == 4
    assert {"Median wage", "Pay needed", "Award years with completers"} <= set(paper.heads)
    nurses = next(row for row in paper.rows if row[0].startswith("Registered"))
    assert "none of those looked at" in nurses  # a bachelor's degree is typical
    assert "unknown" not in nurses
