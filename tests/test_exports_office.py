"""Word documents and slides read back: native titles, alternative text, notes, tables with the atlas's figures."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from geo_opportunity.deck import Deck, Slide
from geo_opportunity.errors import FormatError, LinkError
from geo_opportunity.exports.base import sheet
from geo_opportunity.exports.docx import docx
from geo_opportunity.exports.place.written import Table as Written
from geo_opportunity.exports.pptx import _every, _lines, _table, pptx, presentation
from geo_opportunity.exports.text import plain, short
from geo_opportunity.scene import Scene
from geo_opportunity.wording import percent

AREA = "30700"


@pytest.fixture(scope="module")
def place(atlas):
    return sheet(atlas, Scene(page="area", area=AREA), address="https://maps.example.org")


@pytest.fixture(scope="module")
def nation(atlas):
    return sheet(atlas, Scene())


def slides(content):
    return list(Presentation(BytesIO(content)).slides)


def texts(slide):
    out = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            out.append(shape.text_frame.text)
        if shape.has_table:
            out += [cell.text for row in shape.table.rows for cell in row.cells]
    return out


def pictures_of(slide):
    return [
        shape for shape in slide.shapes if shape.shape_type is not None and shape.shape_type.name == "PICTURE"
    ]


def test_slides_have_a_title_a_described_picture_notes_and_a_line_of_sources(atlas, place):
    first, *more = slides(pptx(place, atlas))
    assert first.shapes.title.text == place.title
    (picture,) = pictures_of(first)
    assert picture._element._nvXxPr.cNvPr.get("descr") == place.alt
    assert Image.open(BytesIO(picture.image.blob)).size[0] > 1_000
    said = first.notes_slide.notes_text_frame.text
    for part in (place.headline, place.subtitle, place.link, place.cite, *place.sources):
        assert part in said
    assert any(atlas.data_version in text for text in texts(first))
    links = [
        r.hyperlink.address
        for s in first.shapes
        if s.has_text_frame
        for p in s.text_frame.paragraphs
        for r in p.runs
    ]
    assert place.link in links
    assert all(slide.shapes.title.text for slide in more)
    assert more[-1].shapes.title.text == "Where these figures come from"


def test_slides_and_documents_hold_the_figures_of_the_atlas(atlas, place):
    scene = place.scene
    row = atlas.overlap(scene.rules, scene.asked, geometry=False).loc[AREA]
    shares = [percent(row[name]) for name in ("share_growing", "share_sustaining", "share_accessible")]
    shown = [text for slide in slides(pptx(place, atlas)) for text in texts(slide)]
    assert set(shares) <= set(shown)
    paper = Document(BytesIO(docx(place, atlas)))
    cells = [[c.text for c in line.cells] for table in paper.tables for line in table.rows]
    tests = {line[0]: line[1] for line in cells if len(line) == 3}
    assert [
        tests[f"Share of jobs {w}"] for w in ("in growing occupations", "in occupations that pay enough")
    ] == shares[:2]
    budget = atlas.budget(AREA, scene.rules.family)
    written = {line[0]: line[1] for line in cells if len(line) == 5}
    for part in budget.to_dict("records"):
        assert written[part["component"]].replace("−", "-") == f"${part['annual']:,.0f}".replace("$-", "-$")


def test_a_document_has_headings_a_described_picture_and_says_what_it_is(atlas, nation):
    paper = Document(BytesIO(docx(nation, atlas)))
    assert paper.core_properties.title == nation.title
    said = "\n".join(words.text for words in paper.paragraphs)
    assert paper.paragraphs[0].style.name == "Title"
    for part in (
        nation.title,
        nation.headline,
        nation.subtitle,
        nation.legend.text(),
        nation.cite,
        nation.data_version,
    ):
        assert part in said
    (picture,) = paper.inline_shapes
    assert picture._inline.docPr.get("descr") == nation.alt


@pytest.mark.parametrize(
    "title",
    ["<b>x</b> & y", "=1+1", "שלום مرحبا", "🌽🇺🇸", "a\x00b\x07c\ud800d\ufffe", "x" * 10_000, "a\nb\vc", ""],
)
def test_any_title_is_text_in_slides_and_documents(atlas, nation, title):
    one = replace(nation, title=title, notes=(title, *nation.notes))
    first = slides(presentation([one], atlas, title=title, tables=False, notes=[title]))[0]
    assert first.shapes.title.text == short(title, 160)
    assert "".join(first.notes_slide.notes_text_frame.text.split()).startswith("".join(plain(title).split()))
    paper = Document(BytesIO(docx(one, atlas)))
    assert paper.paragraphs[0].text == short(title)


@pytest.mark.parametrize("letters", [3, 40, 400])
def test_tables_end_above_the_foot_of_their_slide_and_say_how_many_rows_there_are(atlas, nation, letters):
    rows = tuple(
        (f"{n} " + "word " * (letters // 5), "an award of two years", "1.5%", str(n)) for n in range(40)
    )
    table = Written("Programs", ("Program", "Award", "Share of adults in reach", "Jobs"), "ttnn", rows, "")
    title, heads, kinds, shown, note = _lines("Programs", table)
    assert shown == rows[: len(shown)]
    assert note == f"The first {len(shown)} of 40."
    parts = _every("Programs", table)
    assert tuple(row for part in parts for row in part[3]) == rows
    show = Presentation()
    for lines in ((title, heads, kinds, shown, note), *parts):
        _table(show, nation, lines)
    for slide in show.slides:
        drawn = next(shape for shape in slide.shapes if shape.has_table)
        assert drawn.top + sum(row.height for row in drawn.table.rows) <= Inches(6.35)
        assert sum(column.width for column in drawn.table.columns) == pytest.approx(drawn.width, rel=1e-3)


def test_scenes_become_slides_of_one_presentation_in_order(atlas, nation, place):
    made = slides(presentation([place, nation], atlas, title="Two", tables=False, notes=["First.", ""]))
    assert [slide.shapes.title.text for slide in made] == [
        place.title,
        nation.title,
        "Where these figures come from",
    ]
    assert made[0].notes_slide.notes_text_frame.text.startswith("First.")


def test_a_deck_is_a_slide_for_each_view_with_its_own_words(atlas, tmp_path):
    deck = Deck(
        title="Two",
        slides=(
            Slide(view="/?v=3", title="Nation", note="What we say.", alt="What it shows."),
            Slide(view=f"/area?area={AREA}&v=3"),
        ),
    )
    out = atlas.export(deck, tmp_path / "deck.pptx", address="https://maps.example.org")
    first, second, last = Presentation(str(out)).slides
    assert [slide.shapes.title.text for slide in (first, second)] == ["Nation", atlas.areas["title"][AREA]]
    texts = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert any(text.startswith("What we say.") for text in texts)
    drawn = next(shape for shape in first.shapes if shape.shape_type == 13)
    assert drawn._element._nvXxPr.cNvPr.get("descr") == "What it shows."
    assert sheet(atlas, Scene(page="area", area=AREA)).headline[:60] in " ".join(
        shape.text_frame.text for shape in second.shapes if shape.has_text_frame
    )
    assert last.shapes.title.text == "Where these figures come from"
    with pytest.raises(FormatError, match=r"ends in \.pptx"):
        atlas.export(deck, tmp_path / "deck.png")
    with pytest.raises(LinkError, match="no slides"):
        atlas.export(Deck(), ".pptx")
