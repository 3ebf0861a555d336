"""Files of a scene: they say what the atlas says, open in other readers, and hold hostile texts as text."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader
from pyproj import Geod

from geo_opportunity import headlines
from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.exports import (
    FORMATS,
    asked,
    base,
    batch,
    cartography,
    cells,
    export,
    html,
    inks,
    pdf,
    pictures,
    plates,
    views,
)
from geo_opportunity.exports.board import rules
from geo_opportunity.exports.parts import plain_table
from geo_opportunity.geography.distance import CIRCUITY
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.legend import Entry
from geo_opportunity.scene import VERSION, Scene, from_query
from geo_opportunity.vocabulary import KM_PER_MILE

GEOD = Geod(ellps="WGS84")

NATION, AREA = "", "page=area&area=30700&v=3"
OCCUPATION, COMPARE = "page=occupation&soc=29-1141&v=3", "page=compare&places=30700,45820,KS&v=3"
TRAINING = tuple(
    f"page=training&v=3&{more}"
    for more in (
        "area=30700", "look=deserts", "look=deserts&desert=ace&by=area&zoom=KS", "look=supply&area=28140",
        "look=supply", "prov=ipeds:100", "look=what_if&soc=29-2061&whatif=-98.5,38.5,20", "look=what_if",
    )
)  # fmt: skip
LINKS = (
    *TRAINING,
    NATION,
    AREA,
    OCCUPATION,
    COMPARE,
    "area=30700&zoom=area&v=3",
    "zoom=KS&v=3",
    "page=occupation&v=3",
)
HOSTILE = {
    "markup": "<script>alert(1)</script> & <b>bold</b>",
    "mathematics": "Costs $5 and $x^2_{oops}$ \\frac{1}{0}",
    "right to left": "\u202eמפה של משרות\u202c",
    "other letters": "日本語 😀 👩‍🔧",
    "formula": '=HYPERLINK("https://example.org")',
    "controls": "a\x00b\x1b[31mred\u2028line\ud800",
    "long": "word " * 2_000,
    "long word": "x" * 10_000,
    "empty": "",
}


@pytest.fixture(scope="module")
def sheet_of(atlas):
    def sheet(link=NATION, **options):
        return base.sheet(atlas, base.read_link(atlas, link)[0], **options)

    return sheet


# ------------------------------------------------------------------------- sheet


@pytest.mark.parametrize("link", LINKS)
def test_the_link_of_a_sheet_opens_its_scene_again(atlas, sheet_of, link):
    scene, problems = base.read_link(atlas, link)
    assert problems == []
    for address in ("", "https://geo.example/app/"):
        again, problems = base.read_link(atlas, sheet_of(link, address=address).link)
        assert (again, problems) == (scene, [])


def test_a_link_is_read_as_address_path_or_query(atlas):
    wanted = Scene(page="area", area="30700", place=None)
    for text in (
        "https://x.org/area?area=30700&v=3",
        "/area?area=30700&v=3",
        "?page=area&area=30700&v=3",
        AREA,
    ):
        assert base.read_link(atlas, text)[0] == base.read_link(atlas, AREA)[0]
    assert base.read_link(atlas, AREA)[0].area == wanted.area
    assert base.read_link(atlas, "https://x.org/")[0] == Scene()
    assert base.read_link(atlas, "https://x.org/area")[0].page == "area"


def test_a_sheet_holds_the_figures_of_the_atlas(atlas, sheet_of):
    sheet = sheet_of()
    asked = atlas.overlap(Scene().rules, Scene().asked, geometry=False)
    shown = sheet.tables[0].frame["share_overlap"]
    pd.testing.assert_series_equal(shown.sort_index(), asked["share_overlap"].sort_index(), check_dtype=False)
    assert sum(entry.count for entry in sheet.legend.entries) == len(asked)
    assert sheet.headline == headlines.nation_headline(atlas.summary(Scene().rules, Scene().asked), Scene())


def test_the_sheet_of_an_area_is_about_it(atlas, sheet_of):
    sheet = sheet_of(AREA)
    cells = atlas.cells("30700", Scene().rules, Scene().asked)
    found = {table.name: table for table in sheet.tables}
    wages = found["occupations"].frame["wage"]
    pd.testing.assert_series_equal(wages, cells.loc[wages.index, "wage"], check_dtype=False)
    assert sheet.title == "Lincoln, NE"
    assert sheet.headline.startswith("Lincoln, NE: ")
    assert set(found) == {"occupations", "budget", "programs", "areas"}


@pytest.mark.parametrize("occupation", ["", "&soc=29-1141"])
def test_a_sheet_is_about_the_state_or_area_where_the_map_looks(atlas, sheet_of, occupation):
    whole, state, area = (
        sheet_of(f"{where}&v=3{occupation}") for where in ("", "zoom=KS", "area=30700&zoom=KS")
    )
    kansas = set(atlas.of_state(whole.frame, "KS").index)
    assert state.title == f"{whole.title}, Kansas"
    assert area.title == f"{whole.title}, Lincoln, NE"
    assert "areas of Kansas" in state.headline
    assert "Kansas" not in whole.headline
    assert "Lincoln, NE" in area.headline
    assert state.headline in area.notes
    assert set(state.tables[0].frame.index) == kansas < set(whole.tables[0].frame.index)
    assert state.picture.fills == whole.picture.fills  # the colors are those of all areas, as on screen
    assert "Outlined: Lincoln, NE." in area.alt
    assert "Outlined" not in state.alt


@pytest.mark.parametrize("where", ["", "&area=30700"])
def test_a_rule_books_map_is_of_the_occupation_and_classes_of_its_link(atlas, sheet_of, where):
    board = f"page=board&desk=rules&v=3{where}"
    of_one, of_all, natural = (sheet_of(f"{board}{more}") for more in ("&soc=29-1141", "", "&breaks=natural"))
    name = atlas.occupations["title"]["29-1141"]
    assert of_one.legend.title.startswith(f"Published rule books that {name} meets")
    assert of_one.frame["met"].max() <= len(atlas.rule_book_counts("30700"))
    assert of_all.legend.title.startswith("Occupations that meet")
    assert natural.picture.codes == of_all.picture.codes
    assert name in of_one.headline
    quantile, other = (
        rules.on_map(of_all.frame, "", breaks, of_books=False) for breaks in ("quantile", "natural")
    )
    assert (of_all.picture.breaks, natural.picture.breaks) == (quantile.breaks, other.breaks)


def test_the_list_of_occupations_has_the_heads_and_units_of_the_screen(atlas, sheet_of):
    year, hour = (sheet_of(f"page=occupation&v=3{per}").tables[0] for per in ("", "&per=hour"))
    assert year.heads["overlap"] == TABLES["occupations"]["overlap"]
    assert year.heads["wage"] != hour.heads["wage"]
    np.testing.assert_allclose(hour.frame["wage"] * 2080, year.frame["wage"])
    assert {year.units[name] for name in ("overlap", "steady", "unknown")} == {"number"}


def test_heads_of_a_table_on_a_picture_are_whole(sheet_of):
    sheet = sheet_of("page=training&look=supply&area=28140&v=3")
    said = " ".join(ET.fromstring(pictures.svg(sheet)).itertext())  # noqa: S314
    heads, _, _ = cells.written(sheet.tables[0], rows=1, columns=7)
    assert all(word in said for head in heads for word in head.split())


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        ("share (fraction)", 0.234, "23.4%"),
        ("US dollars a year", 51_236, "$51,236"),
        ("number", 2_634, "2,634"),
    ],
)
def test_a_single_figure_is_written_in_the_unit_of_its_row(unit, value, shown):
    frame = pd.DataFrame({"figure": ["One"], "value": [value], "unit": [unit]})
    table = plain_table("figures", "Single figures", frame)
    _, _, ((_, said, more),) = cells.written(table, rows=3, columns=3)
    assert said == shown
    assert more == ("" if unit in cells.CARRIED else unit)


@pytest.mark.parametrize("link", [TRAINING[5], TRAINING[6]])
def test_the_circle_of_reach_and_the_place_are_on_the_map_in_the_colors_of_its_legend(atlas, sheet_of, link):
    sheet = sheet_of(link)
    (ring,) = [marks for marks in sheet.marks if marks.ring]
    place = sheet.marks[-1]
    (entry,) = [entry for entry in sheet.legend.entries if entry.ring]
    assert entry.color == ring.color == place.color == sheet.legend.entries[0].color
    far = GEOD.inv(*np.repeat(place.places, len(ring.places), axis=0).T, *ring.places.T)[2]
    miles = asked.view(atlas, sheet.scene).miles(sheet.scene.occupation)
    np.testing.assert_allclose(far * CIRCUITY / 1000, miles * KM_PER_MILE, rtol=1e-3)
    assert not sheet.category  # no pattern hides what is on it
    (data,) = [marks for marks in html._marks(sheet) if marks.get("ring")]
    assert len(data["spots"]) == len(ring.places)


@pytest.mark.parametrize(
    "link", ["area=30700&v=3", "area=30700&zoom=NE&v=3", AREA, "page=board&area=30700&v=3"]
)
def test_the_picked_area_is_named_on_its_map(sheet_of, link):
    said = pictures.draw(sheet_of(link), width_in=8, height_in=6, fmt="svg", bare=True).decode()
    assert "Lincoln, NE" in said
    assert (
        "Lincoln, NE" not in pictures.draw(sheet_of(), width_in=8, height_in=6, fmt="svg", bare=True).decode()
    )


def test_no_name_is_written_over_a_large_point(sheet_of):
    sheet = sheet_of(TRAINING[6])
    figure = Figure()
    (view,) = views.of_sheet(sheet)
    plate = view.plate(1.3)
    names = cartography._Names(figure.add_axes((0, 0, 1, 1)), plate, 1.0)
    new = sheet.marks[-1]
    x, y = plate.place(*new.places[0])
    at = plates.Label("here", x, y)
    assert names.clear(at)
    names.keep_off(new)
    assert not names.clear(at)


def test_shares_of_adults_are_in_percent_in_the_tables_of_training(atlas, sheet_of):
    found = {t.name: t for link in TRAINING for t in sheet_of(link).tables}
    for name, column in (("providers", "adults"), ("reached_areas", "share"), ("reached_counties", "share")):
        table = found[name]
        if name == "providers":
            table = next(t for t in sheet_of(TRAINING[0]).tables if t.name == name)
        heads, _, lines = cells.written(table, rows=3, columns=9)
        assert all(line[heads.index(table.heads[column])].endswith(("%", "unknown")) for line in lines)


def test_the_picked_area_leads_the_ranking(sheet_of):
    rows = sheet_of("area=28140&v=3").tables[0].frame
    assert rows.index[0] == "28140"
    assert rows["share_overlap"].iloc[1:].dropna().is_monotonic_decreasing


@pytest.mark.parametrize(
    "link",
    ["zoom=KS&v=3", "page=occupation&soc=29-1141&area=30700&v=3", "page=board&desk=rules&area=30700&v=3"],
)
def test_every_file_with_a_map_looks_where_its_link_does(atlas, sheet_of, link):
    sheet = sheet_of(link)
    assert views.is_window(sheet)
    kept = [name for page in PdfReader(io.BytesIO(pdf.pdf(sheet, atlas))).pages for name in page.images]
    assert kept  # the window; the nation is drawn as outlines


def test_training_is_about_what_its_view_shows(atlas, sheet_of):
    found, counties, ace, supply, nation, provider, opened, nothing = map(sheet_of, TRAINING)
    assert " active program" in found.headline
    assert len(found.tables[0].frame) == sum(len(marks.places) for marks in found.marks) > 0
    deserts = atlas.deserts("urban", level="county")
    shown = counties.tables[0].frame["share_physical"]
    pd.testing.assert_series_equal(
        shown.sort_index(), deserts["share_physical"].sort_index(), check_names=False
    )
    assert counties.level == "county"
    assert ace.category
    assert set(ace.frame.index) < set(deserts.index) | set(atlas.areas.index)
    assert supply.picture is nation.picture is nothing.picture is None
    gap = atlas.supply_demand("28140", selection=Scene().asked)["openings"]
    pd.testing.assert_series_equal(
        supply.tables[0].frame["openings"].sort_index(), gap.sort_index(), check_names=False
    )
    assert "adults live within" in provider.headline
    assert "new program for Licensed Practical" in opened.headline
    assert "nothing is worked out" in nothing.headline


def test_places_that_train_are_drawn_where_the_scene_draws_them(sheet_of):
    drawn, bare = sheet_of("area=30700&v=3"), sheet_of("area=30700&lay=&v=3")
    count = sum(len(marks.places) for marks in drawn.marks)
    assert count > 0
    assert drawn.legend.entries[-1].label.endswith(f"({count:,})")
    assert bare.marks == ()
    assert len(bare.legend.entries) + 1 == len(drawn.legend.entries)


def test_codes_and_numbers_of_a_table_are_told_apart(sheet_of):
    for link in LINKS:
        for table in sheet_of(link).tables:
            text = set(table.text_columns)
            for name in table.frame.columns:
                number = pd.api.types.is_numeric_dtype(table.frame[name])
                assert (name in text) != number, (table.name, name)
            assert set(table.frame.columns) <= set(table.heads)


def test_hourly_pay_has_its_unit_and_value(sheet_of):
    year, hour = (sheet_of(f"{AREA}{more}").tables[0] for more in ("", "&per=hour"))
    assert hour.units["wage"] == "US dollars an hour"
    np.testing.assert_allclose(hour.frame["wage"] * 2080, year.frame["wage"])


# ---------------------------------------------------------------------- pictures


def test_a_picture_lines_what_is_not_clearly_apart(sheet_of):
    sheet = sheet_of("sure=1&v=3")
    drawn = [
        pictures.draw(
            replace(sheet, picture=replace(sheet.picture, close=close)), width_in=4, height_in=3, bare=True
        )
        for close in ((), sheet.picture.codes[:5])
    ]
    plain, lined = (np.asarray(Image.open(io.BytesIO(one)).convert("RGB"), int) for one in drawn)
    assert plain.shape == lined.shape
    assert (lined.sum(axis=2) < plain.sum(axis=2)).any()  # dark lines on the map, the legend is the same


@pytest.mark.parametrize("link", LINKS)
def test_a_picture_of_each_page_opens_in_another_reader(sheet_of, link):
    sheet = sheet_of(link)
    image = Image.open(io.BytesIO(pictures.draw(sheet, width_in=5, height_in=4, dpi=60)))
    assert (image.format, image.size) == ("PNG", (300, 240))
    assert image.text["Title"] == sheet.title
    assert image.text["Source"] == sheet.link
    colors = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b, _) in image.convert("RGBA").getcolors(100_000)}
    if sheet.picture is not None:  # what is on screen is on paper
        assert {entry.color for entry in sheet.legend.entries if not entry.point} <= colors


def test_an_svg_says_everything_as_text(sheet_of):
    sheet = sheet_of(NATION, address="https://geo.example")
    root = ET.fromstring(pictures.svg(sheet))  # noqa: S314 - our own
    said = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    for part in (sheet.title, sheet.legend.title, "Data version", "https://geo.example/", "Cite as"):
        assert part in said
    for entry in sheet.legend.entries:
        assert f"({entry.count} area" in said
    assert "".join(sheet.headline.split())[:60] in "".join(said.split())


def test_a_pdf_is_one_page_with_its_text(sheet_of):
    sheet = sheet_of(AREA)
    reader = PdfReader(io.BytesIO(pictures.pdf(sheet)))
    (page,) = reader.pages
    assert [float(x) for x in page.mediabox[2:]] == [792, 612]
    text = page.extract_text()
    assert "Lincoln, NE" in text
    assert sheet.data_version in text
    assert reader.metadata.title == "Lincoln, NE"


def test_the_same_scene_is_the_same_bytes(sheet_of):
    for fmt in ("png", "svg", "pdf"):
        one, other = (pictures.draw(sheet_of(AREA), width_in=4, height_in=3, dpi=50, fmt=fmt) for _ in "ab")
        assert one == other, fmt


@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_titles_are_text(sheet_of, title):
    sheet = sheet_of(AREA, title=title, note=title)
    assert pictures.draw(sheet, width_in=5, height_in=4, dpi=40)
    root = ET.fromstring(pictures.draw(sheet, width_in=5, height_in=4, fmt="svg"))  # noqa: S314 - our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names
    said = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    shown = inks.shown(sheet.title)
    assert shown[:12] in " ".join(said)


def test_lines_fit_and_the_last_says_that_more_follows():
    for text in HOSTILE.values():
        rows = inks.wrap(text, 10, 200, lines=3)
        assert len(rows) <= 3
        assert all(inks.width_of(row, 10) <= 200 for row in rows)
    assert inks.wrap("word " * 100, 10, 200, lines=2)[-1].endswith("…")
    assert inks.wrap("two words", 10, 200, lines=2) == ["two words"]


@pytest.mark.parametrize(
    "given", [{"width_in": 0, "height_in": 4}, {"width_in": 4, "height_in": 4, "fmt": "gif"}]
)
def test_what_cannot_be_drawn_is_refused(sheet_of, given):
    with pytest.raises(ValueRangeError):
        pictures.draw(sheet_of(), **given)
    with pytest.raises(ValueRangeError, match="choose one of screen"):
        pictures.png(sheet_of(), size="huge")


def test_colors_alike_in_gray_get_a_pattern_each():
    entries = [Entry("a", "#808080"), Entry("b", "#b0675e"), Entry("c", "#ffffff"), Entry("d", "#5c8a5c")]
    found = inks.gray_patterns(entries)
    assert "#808080" not in found
    assert "#ffffff" not in found
    assert len(set(found.values())) == len(found) == 2
    unknown = Entry("u", "#808080", hatched=True)
    assert inks.gray_patterns([unknown, unknown]) == {}


def test_a_window_keeps_areas_equal_and_shows_its_box(atlas):
    plate = plates.window(atlas, (-100, 38, -96, 40), 1.5)
    left, top, right, bottom = plate.extent
    assert (right - left) / (bottom - top) == pytest.approx(1.5)
    whole = {code: path for code, path in plate.areas.items() if code in {"45820", "3100001"}}
    x0, y0, x1, y1 = plate.bounds["45820"]
    assert left <= x0 < x1 <= right
    assert top <= y0 < y1 <= bottom
    # Kansas's Topeka is one square of a degree, Northeast Nebraska two a degree north: areas by latitude
    sizes = {code: _size(path.vertices) for code, path in whole.items()}
    ratio = 2 * np.cos(np.radians(39.5)) / np.cos(np.radians(38.5))
    assert sizes["3100001"] / sizes["45820"] == pytest.approx(ratio, rel=0.01)


def _size(points):
    x, y = points[:, 0], points[:, 1]
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def test_which_maps_a_scene_has(sheet_of):
    assert views.is_nation(sheet_of(NATION))
    assert not views.is_nation(sheet_of("zoom=KS&v=3"))
    assert [view.selected for view in views.of_sheet(sheet_of(AREA))] == [("30700",)]
    assert [view.title for view in views.of_sheet(sheet_of(COMPARE))] == [
        "Lincoln, NE",
        "Topeka, KS",
        "Kansas",
    ]
    near, far = (sheet_of(f"view=-98,39,{zoom}&v=3") for zoom in (6, 2))
    assert not views.is_nation(near)
    assert views.is_nation(far)


def test_a_place_without_a_shape_is_said_to_have_none(sheet_of):
    sheet = sheet_of("page=area&area=6600001&v=3")
    assert pictures.draw(sheet, width_in=4, height_in=3, dpi=40)
    for link in ("page=area&area=6600001&v=3", "area=6600001&v=3"):
        assert "Outlined" not in sheet_of(link).alt
        assert html._data(sheet_of(link), sheet.atlas, [sheet_of(link).picture])["outlined"] == []


# ------------------------------------------------------------------------ export


def test_every_format_is_written_and_others_are_refused(atlas, tmp_path):
    for suffix in FORMATS:
        assert len(export(atlas, Scene(), suffix)) > 500, suffix
    with pytest.raises(FormatError, match=r"\.xyz is no kind of file we write"):
        export(atlas, Scene(), tmp_path / "map.xyz")
    assert list(tmp_path.iterdir()) == []


def test_the_atlas_exports_and_shows_pictures(atlas, tmp_path):
    out = atlas.export(AREA, tmp_path / "deep" / "area.svg")
    assert out.read_bytes().startswith(b"<?xml")
    assert atlas.picture(Scene())._repr_png_().startswith(b"\x89PNG")
    assert Scene().picture(atlas, size="card") == atlas.picture(Scene(), size="card")


def test_the_query_that_opens_the_first_view_is_said_too(sheet_of):
    assert sheet_of("").link == f"?v={VERSION}"


def test_a_failed_export_leaves_the_old_file(atlas, tmp_path, monkeypatch):
    out = tmp_path / "area.png"
    out.write_bytes(b"old")
    monkeypatch.setattr(cartography, "draw_map", None)
    monkeypatch.setattr(pictures, "draw_map", None)
    with pytest.raises(TypeError):
        export(atlas, Scene(), out)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_the_csv_of_a_scene_has_its_notes_and_codes(atlas, sheet_of):
    text = export(atlas, Scene(), ".csv", title='=cmd|"x"').decode("utf-8-sig")
    notes = [line for line in text.splitlines() if line.startswith("# ")]
    assert any(sheet_of().headline[:40] in line for line in notes)
    assert any("Source: " in line for line in notes)
    assert not any(line.startswith("=") for line in text.splitlines())
    frame = pd.read_csv(io.StringIO(text), comment="#", dtype={"Area code": str})
    assert "30700" in set(frame["Area code"])


# ------------------------------------------------------------------------- batch


def test_areas_of_a_state_reach_over_its_border(atlas):
    assert set(batch.areas_of(atlas, "ne")) == {"30700", "3100001", "28140"}
    assert len(batch.areas_of(atlas, "all")) == 6
    with pytest.raises(KeyError, match="postal code"):
        batch.areas_of(atlas, "Nebraskaa")


def test_names_of_files_are_plain():
    assert batch.file_name("01", "Áreas/of\\..  “X”", ".pdf") == "01-areas-of-x.pdf"
    assert len(batch.file_name("01", "x" * 500, ".pdf")) < 80


def test_briefs_go_on_where_they_stopped_and_one_that_fails_stops_none(data_dir, tmp_path):
    codes = ["30700", "nix", "45820"]
    given = {"scene": from_query({"sector": "healthcare", "v": "3"})[0], "suffix": ".csv", "workers": 1}
    first = batch.write_briefs(data_dir, codes, tmp_path, **given)
    assert set(first.written) == {"30700", "45820"}
    assert "nix" in first.failed["nix"]
    assert first.sentence == "2 briefs written, 1 failed"
    index = pd.read_csv(tmp_path / batch.INDEX, dtype=str).set_index("area_code")
    assert index.loc["45820", "file"] == "45820-topeka-ks.csv"
    assert "nix" in index.loc["nix", "fault"]
    text = (tmp_path / "45820-topeka-ks.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("# Topeka, KS")
    assert "in healthcare" in text
    again = batch.write_briefs(data_dir, codes, tmp_path, **given)
    assert (set(again.kept), set(again.written)) == ({"30700", "45820"}, set())
    other = batch.write_briefs(data_dir, codes[:1], tmp_path, **(given | {"scene": Scene()}))
    assert set(other.written) == {"30700"}  # of other settings: written anew


@pytest.mark.slow
@pytest.mark.parametrize("by", ["SIGSTOP", "SIGKILL"])
def test_an_area_whose_process_stands_still_or_ends_is_written_by_another(
    data_dir, tmp_path, monkeypatch, by
):
    def meet() -> None:
        while not (processes := multiprocessing.active_children()):
            time.sleep(0.01)
        os.kill(processes[0].pid, getattr(signal, by))
        time.sleep(0.5)
        monkeypatch.setattr(batch, "_STILL", 120.0)  # the second process has time to start
        met.append(processes[0].pid)

    met: list[int] = []
    monkeypatch.setattr(batch, "_STILL", 5.0 if by == "SIGSTOP" else 120.0)
    someone = threading.Thread(target=meet, daemon=True)
    someone.start()
    report = batch.write_briefs(data_dir, ["30700"], tmp_path, scene=Scene(), suffix=".csv", workers=1)
    someone.join()
    assert (set(report.written), report.failed) == ({"30700"}, {})
    assert not Path(f"/proc/{met[0]}").exists()


def test_files_of_the_board_page_open_on_the_view_the_page_opens_on(atlas):
    links = ("page=board&area=30700", "page=board&area=30700&desk=rules", "area=30700")
    first, rules, explore = (
        base.sheet(atlas, base.read_link(atlas, f"{link}&v={VERSION}")[0]) for link in links
    )
    assert (first.title, first.headline) == (rules.title, rules.headline)
    assert first.title != explore.title
