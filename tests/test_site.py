"""The map in one HTML file and the static site: read by a parser and a browser, against the atlas's figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from math import isfinite
from urllib.parse import unquote

import pytest
from PIL import Image

from geo_opportunity.deck import Deck, Slide, from_json
from geo_opportunity.errors import DiskError, LinkError
from geo_opportunity.exports import html, posting, site
from geo_opportunity.exports.base import read_link, sheet
from geo_opportunity.exports.text import short
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.scene import Scene
from tests.browser import CHROMIUM, FLAGS, needs_browser
from tests.test_accessibility import AXE

HOSTILE = {
    "markup": "</title><script>alert(1)</script><img src=x onerror=alert(1)>",
    "end of a script": "]]></script><!--",
    "template": "{{ 7*7 }} {% raw %} ${7*7} \\u003c",
    "right to left": "\u202eمرحبا",
    "emoji": "🎓👩🏽‍🔧",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "quotes": "\"'><b>&lt;",
    "half a pair": "half \ud83d of a pair",
}


class _Read(HTMLParser):
    """What a page holds: text of its title and headings, rows of its tables, and addresses it names."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, list[str]] = {}
        self.rows: list[list[str]] = []
        self.asks: list[str] = []
        self.links: list[str] = []
        self.metas: dict[str, str] = {}
        self._in: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in {"meta", "link", "img", "input", "br", "path", "rect"}:
            self._in.append(tag)
            self.texts.setdefault(tag, []).append("")
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag == "meta":
            self.metas[given.get("property") or given.get("name") or ""] = given.get("content", "")
        if "src" in given or (tag == "link" and given.get("rel") == "stylesheet"):
            self.asks.append(given.get("src") or given["href"])
        if tag == "a":
            self.links.append(given["href"])

    def handle_endtag(self, tag):
        if self._in and self._in[-1] == tag:
            self._in.pop()

    def handle_data(self, data):
        if not self._in:
            return
        self.texts[self._in[-1]][-1] += data
        if self._in[-1] in {"td", "th"}:
            self.rows[-1][-1] += data

    @property
    def table(self) -> list[dict[str, str]]:
        """Rows of the first table, by its heads."""
        heads, *rest = self.rows
        return [dict(zip(heads, row, strict=True)) for row in rest if len(row) == len(heads)]


@pytest.fixture
def quick_pictures(monkeypatch):
    """Draw no maps: pages are under test here, pictures in their own tests."""

    def blank(made, size, *, dpi, bare=False):
        out = BytesIO()
        Image.new("RGB", size).save(out, "PNG")
        return out.getvalue()

    monkeypatch.setattr(site, "_picture", blank)


def _deck(*titles: str) -> Deck:
    return Deck(title="Two views", slides=tuple(Slide(view="/?v=3", title=title) for title in titles))


# ---------------------------------------------------------------- one HTML file


def test_the_table_of_the_file_is_the_atlas_s(atlas):
    scene = Scene()
    read = _Read(html.html_bytes(sheet(atlas, scene), atlas))
    expected = atlas.overlap(scene.rules, scene.asked, geometry=False)
    named = {str(row["title"]): row for _, row in expected.iterrows()}
    assert {row["Area"] for row in read.table} == set(named)
    for row in read.table:
        share = named[row["Area"]]["share_overlap"]
        written = row["Share, all three meet"]
        assert written == (f"{100 * share:.1f}%" if isfinite(share) else "unknown")


def test_every_area_with_a_shape_is_drawn_in_each_layer_and_nothing_is_asked_of_a_host(atlas):
    made = sheet(atlas, Scene())
    content = html.html_bytes(made, atlas)
    read = _Read(content)
    assert not read.asks
    assert "default-src 'none'" in content.decode()
    assert not re.search(rb"@import|url\((?!#)", content)
    data = html._data(made, atlas, html._pictures(made).values())
    shapes = atlas.shapes("area")["area_code"]
    assert set(data["codes"]) == set(shapes) & set(made.frame.index)
    assert len(data["layers"]) == 4  # all three tests, and each
    for layer in data["layers"]:
        assert len(layer["fills"]) == len(layer["first"]) == len(data["codes"])
    known = made.frame.loc[data["codes"], "share_growing"]
    growing = [text.partition(": ")[2] for text in data["layers"][1]["first"]]
    assert growing == [
        f"{100 * share:.1f}%" if isfinite(share) else text for share, text in zip(known, growing, strict=True)
    ]


@pytest.mark.parametrize("link", ["area=30700&v=3", "page=area&area=30700&v=3", "soc=29-1141&area=30700&v=3"])
def test_places_that_train_are_a_layer_that_says_what_each_is(atlas, link):
    made = sheet(atlas, read_link(atlas, link)[0])
    (marks,) = made.marks
    pictures = html._pictures(made)
    (dots,) = html._data(made, atlas, pictures.values())["marks"]
    assert dots["named"]
    assert len(dots["spots"]) == len(dots["names"]) == len(dots["texts"]) == len(marks.places)
    assert set(dots["names"]) <= set(atlas.table("providers")["name"])
    entry = made.legend.entries[-1]
    assert (entry.point, entry.label) == (True, marks.name)
    assert all(shown.legend.entries[-1] == entry for shown in pictures.values())  # whichever measure is on
    hidden = sheet(atlas, read_link(atlas, f"{link}&lay=-")[0])
    assert not hidden.marks


def test_the_places_of_a_scene_are_outlined_states_and_regions_too(atlas):
    region = from_counties(["20001", "20003"], atlas.table("counties"), name="Two counties").to_link()
    compared = sheet(atlas, read_link(atlas, "page=compare&places=30700,45820,KS&v=3")[0])
    own = sheet(atlas, Scene(page="area", region=region))
    for made, count in (
        (compared, 3),
        (own, 1),
        (sheet(atlas, Scene(area="30700")), 1),
        (sheet(atlas, Scene()), 0),
    ):
        assert len(html._data(made, atlas, html._pictures(made).values())["outlined"]) == count
    assert html._view(own, {}) != html._NATION


@pytest.mark.parametrize("desk", ["rules", "pell", "sites&soc=29-1141"])
def test_a_map_of_the_board_has_its_own_colors_and_no_other_to_switch_to(atlas, desk):
    made = sheet(atlas, read_link(atlas, f"page=board&desk={desk}&area=30700&v=3")[0])
    pictures = html._pictures(made)
    assert pictures == {made.legend.title: made.picture}
    (layer,) = html._data(made, atlas, pictures.values())["layers"]
    assert {layer["palette"][n][0] for n in layer["fills"]} <= set(made.picture.fills)
    assert layer["fills"]


def test_areas_that_are_not_clearly_apart_are_lined_over_their_color(atlas):
    made = sheet(atlas, Scene(sure=True))
    picture = replace(made.picture, close=made.picture.codes[:2], unknown=made.picture.codes[2:3])
    layer = html._layer(picture, picture.codes)
    looks = [tuple(layer["palette"][n]) for n in layer["fills"]]
    assert looks[:2] == [(fill, html._CLOSE) for fill in picture.fills[:2]]
    assert looks[2][1] == html._UNKNOWN
    assert {lines for _, lines in looks[3:]} == {0}
    content = html.html_bytes(replace(made, picture=picture), atlas).decode()
    assert all(f'id="close-{fill[1:]}"' in content for fill in picture.fills[:2])


@pytest.mark.parametrize("look", ["programs", "deserts", "provider"])
def test_a_view_of_training_has_its_shapes_colors_and_points(atlas, look):
    code = str(atlas.table("providers")["provider_id"].iloc[0])
    scene = Scene(page="training", training_view=look, provider=code if look == "provider" else None)
    made = sheet(atlas, scene)
    pictures = html._pictures(made)
    assert list(pictures.values()) == [made.picture]
    data = html._data(made, atlas, pictures.values())
    shapes = set(atlas.table("county_shapes")["county_fips"] if look == "deserts" else atlas.areas.index)
    assert data["codes"] and set(data["codes"]) <= shapes  # noqa: PT018
    layer, fills = data["layers"][0], dict(zip(made.picture.codes, made.picture.fills, strict=True))
    assert [layer["palette"][n][0] for n in layer["fills"]] == [fills[code] for code in data["codes"]]
    assert [len(marks["spots"]) > 0 for marks in data["marks"]] == [True] * len(made.marks)
    assert len(made.marks) == (0 if look == "deserts" else len(data["marks"]))
    read = _Read(html.html_bytes(made, atlas))
    assert any(text.startswith(made.legend.title) for texts in read.texts.values() for text in texts)


def test_a_long_table_is_cut_and_says_where_the_rest_is(atlas, monkeypatch):
    made = sheet(atlas, Scene())
    table = made.tables[0]
    monkeypatch.setattr(html, "_CELLS", 2 * len(table.frame.columns))
    read = _Read(html.html_bytes(replace(made, tables=(table,)), atlas))
    assert len(read.table) == 2
    assert (
        f"And {len(table.frame) - 2:,} more rows, in the CSV and XLSX files of this view." in read.texts["p"]
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_stay_texts(atlas, text):
    made = sheet(atlas, Scene())
    said = replace(made, title=text, notes=(text,), headline=text, sources=(text,), cite=text)
    read = _Read(html.html_bytes(said, atlas, back=""))
    shown = short(text)
    assert read.texts["h1"][0] == shown
    assert json.loads(read.texts["script"][2])["label"].startswith(f"Map: {text}.")
    assert read.texts["title"][0] == f"{shown} | Geo Opportunity"
    assert read.metas["description"] == shown
    assert len(read.texts["script"]) == 4
    assert "img" not in read.texts


def test_a_comparison_is_written_in_the_unit_of_each_row(atlas):
    first, second = list(atlas.areas.index[:2])
    made = sheet(atlas, read_link(atlas, f"/compare?places={first},{second}&v=3")[0])
    read = _Read(html.html_bytes(made, atlas))
    shares = next(row for row in read.table if row["Figure"] == html.FIGURES["share_overlap"].label)
    frame = atlas.overlap(Scene().rules, Scene().asked, geometry=False)
    for code in (first, second):
        share = frame.loc[code, "share_overlap"]
        assert shares[str(frame.loc[code, "title"])] == (
            f"{100 * share:.1f}%" if isfinite(share) else "unknown"
        )


def test_a_title_of_10_kb_is_cut_where_titles_stand_and_whole_below(atlas):
    read = _Read(html.html_bytes(replace(sheet(atlas, Scene()), title="long " * 2_000), atlas))
    assert len(read.texts["h1"][0]) <= 160
    assert len(read.texts["title"][0]) <= 180
    assert any(text.count("long") == 2_000 for text in read.texts["p"])


def test_a_scene_without_a_map_is_a_page_of_its_tables(atlas):
    made = sheet(atlas, Scene())
    read = _Read(html.html_bytes(replace(made, picture=None), atlas))
    assert "script" not in read.texts
    assert read.table


def test_the_same_scene_gives_the_same_bytes(atlas):
    made = sheet(atlas, Scene())
    assert html.html_bytes(made, atlas) == html.html_bytes(made, atlas)


# ------------------------------------------------------------------- the folder


def test_links_inside_the_folder_lead_to_files_and_previews_to_the_web(atlas, tmp_path, quick_pictures):
    out = tmp_path / "maps"
    deck = _deck("First", "مرحبا", "First")
    done = site.write_site(atlas, deck, out, address="https://example.org/maps")
    assert done.pages == ("01-first", "02-map", "03-first")
    pages = sorted(out.rglob("*.html"))
    assert len(pages) == 7
    for page in pages:
        read = _Read(page.read_bytes())
        for address in read.asks + [link for link in read.links if not link.startswith("#")]:
            assert (page.parent / unquote(address)).resolve().is_file(), (page, address)
    read = _Read((out / "02-map" / "index.html").read_bytes())
    assert read.metas["og:title"] == "مرحبا"
    assert read.metas["og:image"] == "https://example.org/maps/02-map/preview.png"
    assert read.metas["og:description"] == short(sheet(atlas, Scene()).headline, 300)
    with Image.open(out / "02-map" / "preview.png") as picture:
        assert picture.size == (1200, 630)
    assert from_json((out / "deck.json").read_bytes()).slides == deck.slides


def test_a_deck_s_texts_stay_texts(atlas, tmp_path, quick_pictures):
    deck = Deck(
        title=HOSTILE["markup"],
        slides=(
            Slide(
                view="/?v=3",
                title=HOSTILE["markup"],
                note=HOSTILE["quotes"],
                alt=HOSTILE["quotes"],
                source="<b>",
            ),
        ),
    )
    done = site.write_site(atlas, deck, tmp_path / "maps")
    for page in ("index.html", f"{done.pages[0]}/index.html"):
        read = _Read((tmp_path / "maps" / page).read_bytes())
        assert "script" not in read.texts
        assert "b" not in read.texts
        assert read.metas["og:title"] == HOSTILE["markup"]


def test_a_failed_writing_leaves_the_old_site_and_nothing_beside_it(
    atlas, tmp_path, quick_pictures, monkeypatch
):
    out = tmp_path / "maps"
    site.write_site(atlas, _deck("Old"), out)
    before = {path.name: path.read_bytes() for path in out.rglob("*.html")}

    def fail(*args, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(html, "html_bytes", fail)
        with pytest.raises(DiskError, match="no space"):
            site.write_site(atlas, _deck("New"), out)
    assert {path.name: path.read_bytes() for path in out.rglob("*.html")} == before
    site.write_site(atlas, _deck("New", "Newer"), out)
    assert json.loads((out / "site.json").read_text())["pages"] == ["01-new", "02-newer"]
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]


def test_what_is_no_site_is_never_replaced(atlas, tmp_path, quick_pictures):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    for out in (mine, mine / "thesis.txt"):
        with pytest.raises(DiskError, match="Fix: name a"):
            site.write_site(atlas, _deck("One"), out)
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_a_slide_that_cannot_be_shown_is_named(atlas, tmp_path):
    with pytest.raises(LinkError, match="no slides"):
        site.write_site(atlas, Deck(), tmp_path / "maps")
    done = site._pages(Deck(slides=(Slide(view="/?area=99999&v=3", title="Nowhere"),)), atlas, "")
    assert done[1][0].startswith("Slide 1: ")
    assert "99999" in done[1][0]


def test_the_address_to_post_is_that_of_the_page_that_shows_the_view(atlas, tmp_path, quick_pictures):
    area = str(atlas.areas.index[0])
    deck = Deck(slides=(Slide(view="/?v=3"), Slide(view=f"/area?area={area}&v=3&d=old", title="Area")))
    places = tmp_path / "sites"
    site.write_site(atlas, deck, places / "one", address="https://example.org/maps")
    site.write_site(atlas, _deck("Not served"), places / "none")
    (places / "broken").mkdir()
    (places / "broken" / "site.json").write_text("[1")
    here, _ = read_link(atlas, f"/area?area={area}&v=3")
    for folder in (places, places / "one"):
        assert posting.page_address(folder, here) == "https://example.org/maps/02-area/"
        assert posting.page_address(folder, replace(here, units="km")) == ""
    for folder in (None, places / "none", tmp_path / "absent"):
        assert posting.page_address(folder, Scene()) == ""


# ------------------------------------------------------------------- in Chromium


@pytest.fixture(scope="module")
def browser():
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield opened
        opened.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_the_hand_on_a_place_that_trains_reads_its_name_as_text(atlas, tmp_path, browser):
    made = sheet(atlas, read_link(atlas, "area=30700&v=3")[0])
    (marks,) = made.marks
    text = "\n".join(HOSTILE.values())
    marks = replace(
        marks, headings=(HOSTILE["markup"],) * len(marks.places), texts=(text,) * len(marks.places)
    )
    path = tmp_path / "map.html"
    path.write_bytes(html.html_bytes(replace(made, marks=(marks,)), atlas))
    page = browser.new_context(viewport={"width": 1200, "height": 1400}, offline=True).new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(path.as_uri())
    dots = page.locator("path.go-dot")
    assert dots.count() == len(marks.places)
    dots.last.hover(force=True)
    assert page.locator("#tip").inner_text().startswith(HOSTILE["markup"])
    assert "{{ 7*7 }}" in page.locator("#tip").inner_text()
    assert page.locator("#tip img, #tip script").count() == 0
    page.locator("#layers input[type=checkbox]").uncheck()
    assert dots.count() == 0
    assert wrong == []


@needs_browser
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_open_from_disk_with_the_network_off(atlas, tmp_path, quick_pictures, browser, width):
    done = site.write_site(atlas, _deck("Tests together"), tmp_path / "maps")
    folder = tmp_path / "maps" / done.pages[0]
    context = browser.new_context(
        viewport={"width": width, "height": 900}, offline=True, bypass_csp=AXE.is_file()
    )
    page, wrong, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    for file in (tmp_path / "maps" / "index.html", folder / "index.html", folder / "map.html"):
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if AXE.is_file():
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")[
                "violations"
            ]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
    made = sheet(atlas, Scene())
    drawn = set(atlas.shapes("area")["area_code"]) & set(made.frame.index)
    assert page.locator("path.go-area").count() == len(drawn)
    switch = page.locator("#layers input[type=radio]")
    assert switch.count() == 4
    switch.nth(2).check()
    assert page.locator("path.go-area").count() == len(drawn)
    assert (
        page.locator("[data-legend]:visible").inner_text().startswith(html.FIGURES["share_sustaining"].label)
    )
    code = made.frame.loc[sorted(drawn), "share_sustaining"].idxmax()
    title = str(made.frame.loc[code, "title"])
    page.fill("#find", title)
    assert page.locator("#told strong").inner_text() == title
    share = made.frame.loc[code, "share_sustaining"]
    assert f"{100 * share:.1f}%" in page.locator("#told span").inner_text()
    assert page.locator("tr[data-code]:visible").count() >= 1
    assert not wrong
    assert all(url.startswith("file:") for url in asked)
    context.close()
