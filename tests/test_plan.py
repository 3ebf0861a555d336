"""The plan chapter: its figures by hand, its files by another reader, and what it says it does not hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pypdf
import pytest
from docx import Document

from geo_opportunity.desk import Desk, Override
from geo_opportunity.errors import (
    FormatError,
    GeoOpportunityError,
    LinkError,
    UnknownCodeError,
    ValueRangeError,
)
from geo_opportunity.exports import export
from geo_opportunity.exports.plan import changes, words
from geo_opportunity.exports.plan.facts import chapter
from geo_opportunity.exports.plan.tables import figures
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.questions import plan
from geo_opportunity.questions.target_list import LISTED as ON_LIST
from geo_opportunity.scene import Scene
from tests.support import html_of

TOPEKA, LINCOLN, GUAM = "45820", "30700", "6600001"
PLAN = Scene(page="board", desk=Desk(board_view="plan"), lens="any")


def of(place, **more):
    key = "place" if len(place) == 2 else "area"
    return replace(PLAN, **{key: place}, **more)


@pytest.fixture(scope="module")
def topeka(atlas):
    return atlas.plan(TOPEKA)


@pytest.fixture(scope="module")
def files(atlas):
    return {suffix: export(atlas, of(TOPEKA), suffix) for suffix in (".pdf", ".docx", ".json")}


#: The foot of a page of a PDF.
FOOT = r"\s*Geo Opportunity · Plan chapter:.*?Page \d+ Sources: [^.]*(?:\.\d[^.]*)*\.\s*"


def text_of(content):
    if content[:4] == b"%PDF":
        pages = (" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages)
        return " ".join(re.sub(FOOT, " ", page) for page in pages).replace("  ", " ")  # over a page's end
    paper = Document(BytesIO(content))
    parts = [p.text for p in paper.paragraphs]
    parts += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


def bare(text):
    """Return text without blanks: lines of a PDF end anywhere, also behind a hyphen."""
    return "".join(text.split())


def rows_of(content):
    """Return the rows of every table of a Word document."""
    return [[c.text for c in row.cells] for table in Document(BytesIO(content)).tables for row in table.rows]


# ------------------------------------------------------------------------ figures


def test_sectors_are_summed_compared_and_missing_ones_are_not_zero(topeka):
    found = topeka.sectors  # 12,000 and 5,000 jobs here; in the nation 12,500 (500 in no county) and 5,000
    assert found["jobs"].dropna().to_dict() == {"62": 12_000.0, "23": 5_000.0}
    assert found.loc["62", "share"] == pytest.approx(12 / 17)
    assert found.loc["62", "concentration"] == pytest.approx((12 / 17) / (12.5 / 17.5))
    assert found.loc["62", ["counties_known", "counties", "covered"]].tolist() == [1, 1, 1.0]
    assert found.loc["61", ["jobs", "concentration", "avg_pay"]].isna().all()


def test_openings_by_sector_follow_the_nation_and_the_weight_here(topeka):
    openings = topeka.cells["openings"]
    weight = topeka.sectors.loc["62", "concentration"]  # nurses: nine tenths in health, one in education
    nurses = openings["29-1141"] * 0.9 * weight / (0.9 * weight + 0.1)
    assert topeka.sectors.loc["62", "openings"] == pytest.approx(nurses)
    assert topeka.sectors.loc["61", "openings"] == pytest.approx(openings["29-1141"] - nurses)
    assert topeka.sectors.loc["23", "openings"] == pytest.approx(openings["47-2111"] * 0.6)


def test_a_county_in_part_counts_by_its_share_of_residents(atlas):
    region = from_counties(["20001"], atlas.table("counties"))
    half = replace(region, members=(replace(region.members[0], share=0.5),))
    opened = atlas.region(half)
    found = opened.plan(half.code)
    assert found.sectors["jobs"].dropna().to_dict() == {"62": 6_000.0, "23": 2_500.0}
    whole = atlas.plan(TOPEKA).people["here"]
    assert found.people.loc["adults_25", "here"] == pytest.approx(whole["adults_25"] / 2)
    assert found.people.loc["bachelors", "here"] == pytest.approx(whole["bachelors"])


def test_the_listed_grow_and_pay_enough_and_a_board_may_list_others(atlas, topeka):
    cells = atlas.cells(TOPEKA)
    both = cells.loc[(cells["growing"] == "pass") & (cells["sustaining"] == "pass") & cells["openings"].gt(0)]
    assert list(topeka.occupations.index) == list(both.sort_values("openings", ascending=False).index)
    assert topeka.passing == len(both)
    own = atlas.plan(TOPEKA, occupations=["51-4041", "29-1141", "51-4041"]).occupations
    assert list(own.index) == ["51-4041", "29-1141"]
    assert own.loc["29-1141", "openings"] == cells.loc["29-1141", "openings"]
    with pytest.raises(UnknownCodeError, match="99-9999"):
        atlas.plan(TOPEKA, occupations=["99-9999"])


def test_skills_are_weighed_by_openings_and_the_unrated_are_left_out(atlas):
    listed = pd.DataFrame(
        {"openings": [30.0, 10.0, 60.0]}, index=["29-1141", "47-2111", "15-1252"]
    )  # the last is not rated
    found = plan.skills(atlas, listed).set_index("element")
    assert found.loc["Active Listening", ["occupations", "openings", "share"]].tolist() == [2, 40.0, 1.0]
    assert found.loc["Active Listening", "importance"] == pytest.approx(4.0)  # rank 2 of both
    assert found.loc["Social Perceptiveness", "share"] == pytest.approx(0.75)
    assert found.loc["Psychology", "kind"] == "knowledge"
    assert plan.skills(atlas, listed.loc[["15-1252"]]).empty


def test_technology_in_demand_comes_first(atlas):
    listed = pd.DataFrame({"openings": [30.0, 60.0]}, index=["29-1141", "51-4041"])
    found = plan.technology(atlas, listed)
    assert found["technology"].tolist() == ["G-code", "Epic Systems", "Microsoft Excel"]
    assert found["in_demand"].tolist() == [1, 1, 0]


def test_people_are_beside_state_and_nation(atlas, topeka):
    people = topeka.people
    assert people.loc["residents", ["here", "state", "nation"]].tolist() == [150_000, 980_000, 1_310_000]
    assert people.loc["bachelors", "here"] == pytest.approx(0.2 / 0.68)
    for name in ("unemployment_rate", "poverty_rate"):
        assert people.loc[name, "here"] == pytest.approx(atlas.need(TOPEKA).loc[name, "value"])


@pytest.mark.parametrize("place", [TOPEKA, LINCOLN, GUAM, "2000001"])
def test_shares_of_preparation_add_up(atlas, place):
    found = atlas.plan(place).preparation
    for _, rows in found.groupby("by"):
        assert rows["share"].sum() == pytest.approx(1.0) or rows["openings"].sum() == 0


# -------------------------------------------------------------------------- files


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_a_chapter_says_the_atlas_figures_sources_and_blanks(atlas, files, suffix):
    here, text = chapter(atlas, of(TOPEKA)), text_of(files[suffix])
    first = here.plan.occupations.iloc[0]
    for part in (
        *words.HEADINGS.values(), words.headline(here), *words.sectors(here), *words.occupations(here),
        *words.employers(here), *words.people(here), *words.training(here),
        f"{first['openings']:,.0f}", f"${first['p50']:,.0f}", "12,000", f"{12 / 17:.1%}",
    ):  # fmt: skip
        assert bare(part) in bare(text)
    for part in words.BLANKS.values():
        assert bare(f"We hold no data on {part}.") in bare(text)
    assert "Source: " in text


def test_every_page_has_a_line_of_sources(atlas, files):
    pages = pypdf.PdfReader(BytesIO(files[".pdf"])).pages
    assert len(pages) > 2
    assert all("Sources: " in page.extract_text() for page in pages)
    feet = [p.text for s in Document(BytesIO(files[".docx"])).sections for p in s.footer.paragraphs]
    assert any(text.startswith("Sources: ") for text in feet)
    assert any(atlas.data_version in text for text in feet)


def test_tables_of_the_document_hold_the_figures(atlas, files):
    here, rows = chapter(atlas, of(TOPEKA)), rows_of(files[".docx"])
    by_soc = {row[1]: row for row in rows if len(row) == 9}
    for soc, r in here.plan.occupations.iterrows():
        assert by_soc[soc][0] == r["title"]
        assert by_soc[soc][2] == f"{r['employment']:,.0f}"
        assert by_soc[soc][6] == f"${r['p50']:,.0f}"
    assert ["Health care and social assistance", "12,000"] in [row[:2] for row in rows]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".json"])
def test_the_same_scene_gives_the_same_bytes(data_dir, files, suffix):
    import geo_opportunity as go

    assert export(go.open_atlas(data_dir), of(TOPEKA), suffix) == files[suffix]


def test_figures_for_programs_are_whole_and_keep_what_is_unknown(atlas, files):
    said = json.loads(files[".json"])
    assert said["places"] == [{"code": TOPEKA, "title": "Topeka, KS"}]
    table = said["tables"]["sectors"]
    names = [column["name"] for column in table["columns"]]
    jobs = {row[0]: row[names.index("jobs")] for row in table["rows"]}
    assert (jobs["62"], jobs["61"]) == (12_000.0, None)
    single = {row[0]: row[2] for row in said["tables"]["figures"]["rows"]}
    assert single["residents"] == 150_000
    assert set(single) == set(figures(chapter(atlas, of(TOPEKA))).index)


@pytest.mark.parametrize("place", ["KS", LINCOLN, GUAM, "2000001"])
def test_any_place_has_a_chapter_and_unknowns_are_said(atlas, place):
    text = text_of(export(atlas, of(place), ".docx"))
    assert "We hold no data on jobs by sector here." in text or place == "KS"
    assert ("Openings are of all employers" in text) == (place == "KS")  # beside jobs of private ones
    if place == GUAM:
        assert "We hold no data on the people of this place." in text
        assert "We hold no data on how far adults here live from colleges." in text
    assert "nan" not in text.lower().split()


def test_the_chapter_can_list_the_boards_own_occupations_with_its_decisions(atlas):
    off = Override("29-1141", on=False, reason="Hospitals closed")
    on = Override("51-4041", on=True, reason="A plant opens")
    desk = Desk(board_view="plan", plan_list="book", overrides=(off, on))
    here = chapter(atlas, of(TOPEKA, desk=desk))
    listed = atlas.target_list(TOPEKA, desk.rule_book, overrides=desk.overrides)
    listed = listed.loc[listed["verdict"].isin(ON_LIST)]
    assert set(here.plan.occupations.index) == set(listed.index)
    assert "51-4041" in here.plan.occupations.index
    assert "29-1141" not in here.plan.occupations.index
    assert here.plan.occupations["certainty"].to_dict() == listed["certainty"].to_dict()
    text = text_of(export(atlas, of(TOPEKA, desk=desk), ".docx"))
    assert "Ohio 2021" in text
    assert "1 put on and 1 taken off by the board" in text


def test_a_scene_without_a_place_is_refused(atlas):
    with pytest.raises(LinkError, match="names none"):
        export(atlas, PLAN, ".docx")


HOSTILE = [
    "<script>x</script> & <b>y</b>",
    "=HYPERLINK(1)",
    "a\x00b\u202ec",
    "שלום 🌽",
    "x" * 5_000,
    "{0} %s ${x}",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_the_name_of_a_region_is_text(atlas, title):
    region = from_counties(["20001"], atlas.table("counties"), name=title)
    scene = replace(PLAN.with_region(region), page="board")
    name = chapter(atlas, scene).title
    assert name[:20].strip("\u202a\u202e") in text_of(export(atlas, scene, ".docx")) or name.startswith("a")
    assert export(atlas, scene, ".pdf").startswith(b"%PDF")
    json.loads(export(atlas, scene, ".json"))


# ------------------------------------------------------------------------ changes


@pytest.fixture
def before(files):
    return json.loads(files[".json"])


def _set(said, table, key, column, value):
    found = said["tables"][table]
    at = [one["name"] for one in found["columns"]].index(column)
    for row in found["rows"]:
        if row[0] == key:
            row[at] = value


def test_what_changed_is_listed(atlas, before):
    kept = before["tables"]["occupations"]["rows"]
    (added, *_), dropped = kept.pop(0), ["99-1111", "<b>Old</b> job", *[None] * (len(kept[0]) - 2)]
    kept.append(dropped)
    _set(before, "figures", "unemployment_rate", "value", 0.5)
    _set(before, "sectors", "62", "jobs", 11_000.0)
    before["about"]["data_version"] = "last year"
    text = text_of(export(atlas, of(TOPEKA), ".docx", before=json.dumps(before).encode()))
    rows = rows_of(export(atlas, of(TOPEKA), ".docx", before=json.dumps(before).encode()))
    assert "1 was added, 1 dropped" in text
    assert [added, "added"] in [row[1:3] for row in rows]
    assert ["<b>Old</b> job", "99-1111", "dropped", "unknown", "unknown"] in rows
    assert ["Health care and social assistance", "11,000", "12,000", "+1,000"] in rows
    assert "Unemployment rate" in {row[0] for row in rows if row[1] == "50.0%"}
    assert len([row for row in rows if row[0] == "Residents"]) == 1  # it did not change


def test_nothing_changed_says_so(atlas, files):
    text = text_of(export(atlas, of(TOPEKA), ".docx", before=files[".json"]))
    assert "No single figure changed." in text
    assert "The list is the same." in text
    assert "Both rest on the same data" in text


def test_other_settings_are_said(atlas, files):
    scene = of(TOPEKA, rules=replace(PLAN.rules, family="a1c0"))
    assert "The settings differ" in text_of(export(atlas, scene, ".docx", before=files[".json"]))


def _without(name):
    def change(said):
        del said[name]

    return change


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no JSON"),
        (b"[1]", "not the figures of a plan chapter"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"form": "geo-opportunity figures 1", "page": "area"}', "not the figures of a plan chapter"),
        (_without("places"), "lacks a part"),
        (_without("tables"), "lacks a part"),
        (_without("about"), "lacks a part"),
        (lambda said: said["tables"]["figures"]["rows"][0].pop(), "lacks a part"),
        (lambda said: said["tables"].update(occupations=None), "lacks a part"),
    ],
)
def test_a_file_that_is_no_chapter_is_refused(before, content, says):
    if callable(content):
        content(before)
        content = json.dumps(before).encode()
    with pytest.raises(FormatError, match=says) as error:
        changes.read_before(content)
    assert "last year" in str(error.value)


def test_the_chapter_of_another_place_and_other_documents_are_refused(atlas, files, tmp_path):
    with pytest.raises(ValueRangeError, match="Topeka, KS, this one of Lincoln, NE"):
        export(atlas, of(LINCOLN), ".docx", before=files[".json"])
    with pytest.raises(ValueRangeError, match="only a plan chapter"):
        export(atlas, Scene(page="area", area=TOPEKA), ".pdf", before=files[".json"])
    with pytest.raises(GeoOpportunityError, match=r"none\.json"):
        export(atlas, of(TOPEKA), ".pdf", before=tmp_path / "none.json")


# ----------------------------------------------------------------------- the page


def test_the_page_shows_the_chapter_and_asks_for_a_place(app):
    at = app(page="board", desk="plan")
    assert any("Choose a place" in info.value for info in at.info)
    at = app(page="board", desk="plan", area=TOPEKA)
    said = html_of(at)
    assert not at.exception
    assert "Existing and emerging in-demand" in said
    assert "12,000" in said
    assert "We hold no data on" in said


def test_numbers_are_finite_or_missing(atlas):
    for place in (TOPEKA, LINCOLN, GUAM):
        values = figures(chapter(atlas, of(place)))["value"].to_numpy(float)
        assert not np.isinf(values).any()
