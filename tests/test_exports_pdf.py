"""PDF read by pypdf: what a brief, a report and a comparison say, with any title, in how many pages."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.exports import document, export, ground
from geo_opportunity.exports import pdf_parts as parts
from geo_opportunity.exports.base import read_link, sheet
from geo_opportunity.exports.document import Bars, Map, blocks
from geo_opportunity.exports.pdf import _attempts, brief, pdf
from geo_opportunity.exports.place.written import Table
from geo_opportunity.exports.text import TITLE_LENGTH
from geo_opportunity.maps.style import PROVIDER
from geo_opportunity.scene import VERSION, Scene
from geo_opportunity.wording import percent

AREA = "30700"
SCENES = {
    "map": Scene(),
    "occupation": Scene(page="occupation", occupation="51-4041", measure="kind"),
    "compare": Scene(page="compare", places=(AREA, "28140")),
    "area": Scene(page="area", area=AREA),
    "unmapped": Scene(page="area", area="6600001"),
}


@pytest.fixture(scope="module")
def said(atlas):
    known = set(atlas.occupations.index)
    scenes = {n: s for n, s in SCENES.items() if s.occupation is None or s.occupation in known}
    return {name: sheet(atlas, scene, address="https://maps.example.org") for name, scene in scenes.items()}


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("name", SCENES)
def test_a_pdf_says_finding_settings_sources_version_link_and_how_to_cite(atlas, said, name):
    if name not in said:
        pytest.skip("the tiny country has no such occupation")
    one = said[name]
    reader, text = read(pdf(one, atlas))
    for part in (one.title, one.headline, one.subtitle, one.certainty, one.main_sources[0], one.cite):
        assert " ".join(part.split())[:90] in text
    assert f"Data version {atlas.data_version}." in text
    assert reader.metadata.title == one.title
    links = [a.get_object()["/A"]["/URI"] for page in reader.pages for a in page.get("/Annots", [])]
    assert one.link in links
    reader, _ = read(brief(one, atlas))
    assert len(reader.pages) == 1


def test_the_report_of_a_place_holds_the_figures_of_its_page_on_two_to_four_pages(atlas, said):
    reader, text = read(pdf(said["area"], atlas))
    assert 2 <= len(reader.pages) <= 4
    scene = SCENES["area"]
    row = atlas.overlap(scene.rules, scene.asked, geometry=False).loc[AREA]
    nation = atlas.summary(scene.rules, scene.asked)
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        assert f"{percent(row[name])}; nation {percent(nation[name])}" in text
    budget = atlas.budget(AREA, scene.rules.family).loc["total", "annual"]
    assert f"${budget:,.0f}" in text
    bars = next(b for b in blocks(said["area"], atlas) if isinstance(b, Bars))
    assert [here for _, here, _ in bars.items] == [
        row[n] for n in ("share_growing", "share_sustaining", "share_accessible")
    ]


def test_where_pay_needed_is_unknown_the_pdf_says_so(atlas, said):
    _, text = read(pdf(said["unmapped"], atlas))
    assert "Our map holds no shape of" in text
    assert "The family budget is not known here" in text
    assert "unknown; nation" in text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<b>bold</b> & <script>alert(1)</script>", "<b>bold</b> & <script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("Où 🌽", "Où [U+1F33D]"),
        ("a\x00b\x07c\ud800d", "a b c d"),
        ("שלום", "שלום"),
        ("x" * 10_000, "…"),
        ("w " * 5_000, "…"),
        ("<a href='javascript:1'>x</a>", "<a href='javascript:1'>x</a>"),
    ],
)
def test_any_title_and_note_are_text_in_a_pdf(atlas, said, title, shown):
    for name in ("map", "area"):
        one = replace(
            said[name],
            title=title,
            notes=(title, *said[name].notes),
            headline=f"{title} {said[name].headline}",
        )
        reader, text = read(brief(one, atlas))
        assert shown in text
        assert len(reader.metadata.title) <= TITLE_LENGTH
        assert len(reader.pages) == 1


def test_what_is_around_a_place_is_on_its_map_and_the_place_in_its_middle(atlas):
    size = (300.0, 200.0)
    drawn = ground.vicinity(atlas, AREA, size)
    x, y = zip(*(point for ring in drawn.place for point in ring.tolist()), strict=True)
    assert (min(x) + max(x)) / 2 == pytest.approx(size[0] / 2, abs=2)
    assert (min(y) + max(y)) / 2 == pytest.approx(size[1] / 2, abs=2)
    assert max((max(x) - min(x)) / size[0], (max(y) - min(y)) / size[1]) == pytest.approx(0.72, abs=0.02)
    for ring in (*drawn.around, *drawn.states, *drawn.water):
        assert ((ring >= -2.1) & (ring <= [size[0] + 2.1, size[1] + 2.1])).all()
    assert ground.vicinity(atlas, "6600001", size) is None


def test_a_region_has_a_report_with_its_own_map(atlas, tmp_path):
    from geo_opportunity.geography.boundary import from_counties

    region = from_counties(["20001", "20003"], atlas.table("counties"), name="Two <b>counties</b>")
    scene = Scene(page="area", region=region.to_link(), region_name=region.name)
    path = export(atlas, scene, tmp_path / "region.pdf")
    _, text = read(path.read_bytes())
    assert "Two <b>counties</b>" in text
    one = sheet(atlas, scene)
    assert any(isinstance(block, Map) for block in blocks(one, atlas, brief=True))
    assert ground.vicinity(atlas, one.places[0].key, (300.0, 200.0)) is not None


@pytest.mark.parametrize("page", ["area", "compare", "occupation", "training", "board"])
def test_a_page_on_which_nothing_is_picked_yet_has_a_pdf(atlas, page):
    found, text = read(pdf(sheet(atlas, Scene(page=page)), atlas))
    assert len(found.pages) >= 1
    assert "data version" in text


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_pages_are_of_the_paper_asked_for(atlas, said, size, points):
    reader, _ = read(brief(said["area"], atlas, paper=size))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == list(points)


@pytest.mark.parametrize(
    ("link", "pages", "points"),
    [
        ("page=board&area=45820&desk=jobs", "report", (792, 612)),
        ("page=board&area=45820&desk=pell", "report", (792, 612)),
        ("page=board&area=45820&desk=jobs", "brief", (612, 792)),
        ("page=board&area=45820&desk=rules", "report", (612, 792)),
    ],
)
def test_tables_of_many_columns_have_pages_on_their_side(atlas, link, pages, points):
    made = sheet(atlas, read_link(atlas, f"{link}&v={VERSION}")[0])
    reader, _ = read(pdf(made, atlas, pages=pages))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == list(points)
    if made.picture is not None:  # map and legend are one picture of the area, on the first page
        assert reader.pages[0].images


def test_text_after_figures_keeps_off_them():
    table = Table("", ("Jobs", "Growth", "Pay", "Need"), "ntnn", (("9,993", "+6.4%", "1", "2"),))
    drawn = parts.grid(table, 200.0, limit=5, size=7)[0]
    left = [cell.leftPadding for cell in drawn._cellStyles[1]]
    assert left[1] > left[0] == left[2] == left[3]


@pytest.mark.parametrize("options", [{"paper": "slide"}, {"pages": "book"}])
def test_another_paper_or_kind_is_refused_with_those_there_are(atlas, said, options):
    with pytest.raises(ValueRangeError, match="choose one of"):
        pdf(said["map"], atlas, **options)


def test_one_page_is_filled_with_rows_and_never_becomes_two(atlas, said):
    for one in (said["map"], replace(said["map"], headline="word " * 290, notes=("note " * 230,) * 4)):
        reader, text = read(brief(one, atlas))
        assert len(reader.pages) == 1
        titles = [str(title) for title in one.tables[0].frame["title"]]
        assert " ".join(titles[0].split()) in " ".join(text.split())
    short = document.Grid(Table("t", ("a",), "t", tuple((str(n),) for n in range(50))), 40)
    tried = list(_attempts([short]))
    assert [grid.limit for (grid,), _ in tried[:3]] == [28, 18, 10]
    assert tried[-1][1] > 1 == tried[0][1]


def test_places_that_train_have_the_color_of_the_screen_and_of_its_words(atlas):
    reader, text = read(pdf(sheet(atlas, Scene(page="area", area="30700")), atlas))
    red, green, blue = (int(PROVIDER[at : at + 2], 16) / 255 for at in (1, 3, 5))
    drawn = []
    reader.pages[0].extract_text(
        visitor_operand_before=lambda operator, given, *_: operator == b"rg" and drawn.append(given)
    )
    assert any(list(map(float, color)) == pytest.approx([red, green, blue], abs=2e-3) for color in drawn)
    assert "Purple:" in text


@pytest.mark.parametrize("words", [1, 120, 200, 260, 320])
def test_no_word_of_one_page_is_beyond_its_margins_and_no_table_vanishes_unsaid(atlas, words):
    one = sheet(atlas, Scene(area="30700"))
    one = replace(one, headline="word " * words, notes=("note " * words,) * 4)
    reader, text = read(brief(one, atlas))
    (page,) = reader.pages
    right = []

    def see(operator, given, cm, _tm):
        if operator == b"l" and cm[0] > 0:
            right.append(given[0] * cm[0] + cm[4])

    page.extract_text(visitor_operand_before=see)
    assert max(right) <= 612 - 35  # lines of tables are as wide as the page, however much smaller it is drawn
    flat = " ".join(text.split())
    assert all(table.title in flat for table in one.tables)


def test_a_name_that_is_too_wide_breaks_at_its_hyphens_and_is_whole(atlas):
    name = "Phoenix-Mesa-Chandler, AZ"
    table = Table("Side by side", ("Figure", *[name] * 4), "tnnnn", (("Jobs", "1", "2", "3", "4"),))
    grid = parts.grid(table, 300, limit=1, even=True)
    heads = grid[-1]._cellvalues[0][1:]
    assert len(set(grid[-1]._colWidths[1:])) == 1
    for head in heads:
        head.wrap(grid[-1]._colWidths[1] - 5, 1_000)
        lines = ["".join(word for word in line[1]) for line in head.blPara.lines]
        assert [line for line in lines if line.endswith("-")]
        assert "Chandler," in "".join(lines)
