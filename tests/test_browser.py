"""The app in headless Chromium, on the tiny country: painted, changed, picked, restored, and nothing leaves the machine."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geo_opportunity.maps import palettes, style
from tests.browser import MAP, count_color, needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

WATER = palettes.rgb(style.WATER)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def classes(count):
    return [palettes.rgb(c) for c in palettes.sequential("YlGnBu", count)]


def test_the_map_is_painted_and_nothing_leaves_the_machine(address):
    with visit(f"{address}/?zoom=NE") as seen:
        shown = classes(3)
        for color in shown:
            seen.wait_for_color(color, at_least=2_000)
        pixels = seen.picture()
        assert count_color(pixels, WATER) > 2_000
        assert pixels.reshape(-1, 3).std(axis=0).min() > 20  # a picture, not a surface
        legend = seen.page.locator(".st-key-canvas-map-map .go-legend").inner_text()
        assert "20.2%" in legend
        assert "Unknown" in legend
        seen.assert_clean()


def test_paper_shows_the_map_as_it_looks(address):
    with visit(f"{address}/?zoom=NE") as seen:
        seen.page.wait_for_selector(".go-sheet", state="attached", timeout=60_000)
        assert seen.page.locator("[data-go-map] canvas").count() == 0  # painted when it is printed
        seen.page.emulate_media(media="print")
        on_paper = seen.page.locator(".go-sheet [data-go-map] canvas")
        on_paper.wait_for(state="visible", timeout=10_000)
        pixels = np.asarray(Image.open(BytesIO(on_paper.screenshot())).convert("RGB"))
        for color in classes(3):
            assert count_color(pixels, color) > 1_000, color
        assert on_paper.get_attribute("aria-label").startswith("Map of Share of jobs")
        seen.assert_clean()


def test_unknown_is_hatched(address):
    with visit(f"{address}/?zoom=NE") as seen:
        seen.wait_for_color(palettes.rgb(palettes.NO_DATA), at_least=500)
        pixels = seen.picture()
        at = seen.pixel(-96.5, 38.75)
        patch = pixels[int(at["y"]) - 20 : int(at["y"]) + 20, int(at["x"]) - 20 : int(at["x"]) + 20]
        light = patch.mean(axis=2)
        assert light.max() - light.min() > 60  # lines on a light ground
        assert 0.1 < (light < 220).mean() < 0.6


def test_a_changed_setting_changes_url_map_table_and_legend_and_reload_restores(address):
    with visit(f"{address}/?zoom=NE") as seen:
        before = seen.page.locator(".st-key-canvas-map-map .go-legend").inner_text()
        seen.wait_for_color(classes(3)[2])
        seen.choose("wage", "10th percentile (newcomers)")
        assert seen.query()["wage"] == "p10"
        after = seen.page.locator(".st-key-canvas-map-map .go-legend").inner_text()
        assert after != before
        seen.page.get_by_text("What it is made of, and the rules").click()
        assert "10th-percentile wage" in seen.text()
        headline = seen.page.locator(".go-headline").first.inner_text()
        seen.page.reload()
        seen.page.wait_for_selector(".st-key-canvas-map-map .go-legend")
        seen.settle()
        assert seen.query()["wage"] == "p10"
        assert seen.page.locator(".st-key-canvas-map-map .go-legend").inner_text() == after
        assert seen.page.locator(".go-headline").first.inner_text() == headline
        seen.page.get_by_role("button", name="Reset all settings").click()
        seen.settle()
        assert "wage" not in seen.query()
        seen.assert_clean()


def test_an_area_is_picked_by_select_box_and_given_back(address):
    with visit(f"{address}/?lens=any&v=3") as seen:
        seen.choose("area", "Kansas City")
        assert seen.query()["area"] == "28140"
        assert seen.page.get_by_role("heading", name="Kansas City, KS-NE").is_visible()
        assert "Pay needed: $" in seen.text()
        seen.wait_for_color(palettes.rgb(style.PROVIDER), at_least=20)
        seen.page.get_by_role("tab", name="Nearest programs").click()
        seen.settle()
        seen.page.get_by_role("button", name="Back to the nation").click()
        seen.settle()
        assert "area" not in seen.query()
        seen.assert_clean()


@pytest.mark.once
def test_no_press_on_the_map_is_lost_however_long_the_button_is_held(address):
    places = {"3100001": (-97.7, 39.6), "30700": (-98.4, 39.6)}
    with visit(f"{address}/?zoom=NE&area=30700") as seen:
        seen.wait_for_color(classes(3)[0], at_least=2_000)
        for hold in (20, 120, 300):
            for code, place in places.items():
                seen.press(seen.canvas(), seen.still(*place), hold=hold)
                seen.page.wait_for_function(
                    f"() => new URLSearchParams(location.search).get('area') === '{code}'", timeout=20_000
                )
        seen.assert_clean()


@pytest.mark.once
def test_an_area_is_picked_by_a_click_on_the_map_and_colours_stay(address):
    with visit(f"{address}/?zoom=NE") as seen:
        first = classes(3)[0]
        seen.wait_for_color(first, at_least=2_000)
        seen.page.wait_for_timeout(1_000)
        seen.click_map(seen.canvas(), seen.pixel(-99.2, 39.6), "location.search.includes('area=30700')")
        assert seen.page.get_by_role("heading", name="Lincoln, NE").is_visible()
        seen.wait_for_color(first, at_least=2_000)  # not dimmed by the browser's own selection
        seen.wait_for_color((0, 0, 0), at_least=300)  # the line around the picked area
        seen.assert_clean()


def test_the_tooltip_says_why_and_shows_text_as_text(address):
    with visit(f"{address}/?area=45820&focus=31-1131") as seen:
        fetched = []
        seen.page.on("response", lambda answer: fetched.append("/media/" in answer.url and answer.status))
        purple = palettes.rgb(style.PROVIDER)
        seen.wait_for_color(purple, at_least=20)
        rows, columns = np.nonzero(np.abs(seen.picture().astype(int) - np.array(purple)).max(axis=2) <= 6)
        seen.canvas().hover(position={"x": float(np.median(columns)), "y": float(np.median(rows))})
        tip = seen.page.locator(".go-map-tip").first
        tip.wait_for(state="visible", timeout=30_000)
        assert "Career ‹b›Institute‹/b›" in tip.inner_text()
        box = seen.canvas().bounding_box()
        assert not any(fetched)  # the areas' tooltips come with the hand
        seen.canvas().hover(position={"x": box["width"] * 0.6, "y": box["height"] * 0.7})
        seen.page.wait_for_function(
            "() => { const all = [...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.go-map-tip'));"
            " return all.some((tip) => tip?.innerText.includes('Pay needed')); }",
            timeout=30_000,
        )
        assert "All three meet" in tip.inner_text()
        assert 200 in fetched
        seen.assert_clean()


def test_a_bad_link_is_explained(address):
    with visit(f"{address}/?area=nowhere&reach=27") as seen:
        said = seen.page.locator(".go-problems").inner_text()
        assert "The data have no area “nowhere”" in said
        assert "25 is used instead of 27" in said
        assert "area" not in seen.query()
        seen.assert_clean()


def test_one_occupation_in_every_area(address):
    with visit(f"{address}/?soc=29-1141&zoom=NE") as seen:
        for kind in ("overlap",):
            seen.wait_for_color(palettes.rgb(palettes.KINDS[kind]), at_least=2_000)
        assert "Registered Nurses: it grows, pays enough and can be trained for in" in seen.text()
        seen.assert_clean()


def test_about_the_data(address):
    with visit(f"{address}/about") as seen:
        seen.page.wait_for_selector("text=How well the tables meet", timeout=20_000)
        assert re.search(r"Data version [0-9a-f]{12}\b", seen.text())
        seen.assert_clean()


def test_settings_survive_a_change_of_page(address):
    with visit(f"{address}/?sector=healthcare") as seen:
        seen.page.get_by_role("link", name="Data & methods").click()
        seen.settle()
        seen.page.get_by_role("link", name="Explore").click()
        seen.page.wait_for_selector(".st-key-canvas-map-map .go-legend", timeout=20_000)
        seen.settle()
        assert seen.query()["sector"] == "healthcare"
        seen.assert_clean()


#: How many maps the page keeps.
ALIVE = "async () => (await Promise.all(goMapPrograms.values())).reduce((sum, one) => sum + one.alive(), 0)"


def test_maps_that_left_the_page_leave_nothing_behind(address):
    with visit(f"{address}/?zoom=NE") as seen:
        page, tools = seen.page, seen.page.context.new_cdp_session(seen.page)

        def kept():
            document = tools.send("Runtime.evaluate", {"expression": "document"})["result"]["objectId"]
            found = tools.send("DOMDebugger.getEventListeners", {"objectId": document})["listeners"]
            types = [one["type"] for one in found]
            return page.evaluate(ALIVE), types.count("go-map-hover"), types.count("fullscreenchange")

        for link, shows in 10 * [("Data & methods", "text=How well the tables meet"), ("Explore", MAP)]:
            page.get_by_role("link", name=link).click()
            page.wait_for_selector(shows, timeout=30_000)
        seen.settle()
        for _ in range(50):  # maps come one after another
            shown = page.locator(MAP).count()
            if kept() == (shown, shown, shown):
                break
            page.wait_for_timeout(200)
        assert kept() == (shown, shown, shown)
        assert shown > 0
        seen.assert_clean()


def test_back_goes_back(address):
    with visit(f"{address}/?sector=healthcare") as seen:
        seen.choose("sector", "Green jobs")
        assert seen.query()["sector"] == "green"
        seen.page.go_back()
        seen.page.wait_for_function("() => location.search.includes('healthcare')", timeout=10_000)
        seen.page.wait_for_function(
            "() => document.querySelector('.go-headline')?.innerText.includes('healthcare')", timeout=15_000
        )


def test_where_the_map_is_moved_goes_into_the_link_and_stays(address):
    with visit(f"{address}/?zoom=NE") as seen:
        seen.wait_for_color(classes(3)[0], at_least=2_000)
        page, box = seen.page, seen.canvas().bounding_box()
        entries = page.evaluate("history.length")
        page.mouse.move(box["x"] + 300, box["y"] + 250)
        page.mouse.down()
        page.mouse.move(box["x"] + 220, box["y"] + 200, steps=6)
        page.mouse.up()
        page.wait_for_function("() => location.search.includes('view=')", timeout=20_000)
        page.wait_for_function(
            "() => document.querySelector('.st-key-place input')?.value.startsWith('Where you moved')",
            timeout=20_000,
        )
        held = seen.query()["view"]
        assert page.evaluate("history.length") == entries  # going back does not replay every move
        sent = len(seen.sockets)
        seen.choose("family", "One adult and a preschooler")
        assert seen.query()["view"] == held
        assert seen.query()["fam"] == "a1c1"
        assert sum(seen.sockets[sent:]) > 0
        page.goto(page.url)
        page.wait_for_selector(".st-key-canvas-map-map .go-legend", timeout=30_000)
        seen.settle()
        assert seen.query()["view"] == held
        seen.choose("place", "Lower 48 states")
        assert "view" not in seen.query()
        seen.assert_clean()


def test_a_map_that_was_not_moved_tells_nothing_however_often_it_was_drawn(address):
    with visit(f"{address}/?zoom=NE") as seen:
        seen.choose("place", "Kansas")
        seen.choose("family", "One adult and a preschooler")
        seen.choose("growth", "Any growth")
        link = seen.page.url
        seen.canvas().focus()
        seen.page.keyboard.press("Shift")
        seen.page.wait_for_timeout(1_500)
        assert seen.page.url == link
        assert "view" not in seen.query()
        seen.assert_clean()


def test_tabs_keep_the_keyboards_place_and_stand_in_the_link(address):
    with visit(f"{address}/?area=28140") as seen:
        page = seen.page
        page.get_by_role("tab").first.focus()
        for tab in ("learned_on_the_job", "would_help", "training_gap"):
            page.keyboard.press("ArrowRight")
            page.wait_for_function(f"() => location.search.includes('tab={tab}')", timeout=20_000)
            seen.settle()
            page.wait_for_function("() => document.activeElement.role === 'tab'", timeout=5_000)
            assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
        page.go_back()
        page.wait_for_function("() => location.search.includes('tab=would_help')", timeout=20_000)
        seen.settle()
        assert (
            page.get_by_role("tab", name="A program would help here").get_attribute("aria-selected") == "true"
        )
        page.locator(".st-key-nav").get_by_role("link", name="Compare").click()
        page.wait_for_selector("text=Compare places", timeout=20_000)
        seen.settle()
        assert "tab" not in seen.query()  # another page has other tabs
        seen.assert_clean()


def test_a_phone_shows_the_map_first_and_nothing_wider_than_itself(address):
    with visit(f"{address}/?zoom=NE", width=390, height=844, phone=True) as seen:
        seen.wait_for_color(classes(3)[2], at_least=2_000)
        box = seen.canvas().bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
        tables = seen.page.locator(
            '[data-testid="stElementContainer"]:has([data-testid="stDataFrame"])'
        ).all()
        for place in tables:  # what comes next does not lie over the last row
            table, room = place.locator('[data-testid="stDataFrame"]').bounding_box(), place.bounding_box()
            assert table["y"] > box["y"]
            assert table["y"] + table["height"] <= room["y"] + room["height"] + 1
        assert tables
        seen.assert_clean()


@pytest.mark.parametrize(
    ("page", "title"), [("", "Explore"), ("training", "Training"), ("about", "Data & methods")]
)
def test_a_phone_has_the_pages_in_one_row_with_the_one_it_is_on_in_view(address, page, title):
    with visit(f"{address}/{page}", width=390, height=844, phone=True) as seen:
        seen.page.wait_for_function(  # scrolled there
            """(title) => {
              const row = document.querySelector('.st-key-pages').getBoundingClientRect();
              const here = [...document.querySelectorAll('.st-key-pages a')].find((a) => a.innerText === title);
              const box = here.getBoundingClientRect();
              return box.left >= row.left && box.right <= row.right;
            }""",
            arg=title,
        )
        seen.page.wait_for_timeout(2_500)  # and held no longer
        links = seen.page.locator(".st-key-pages a")
        boxes = {link.inner_text(): link.bounding_box() for link in links.all()}
        assert len({box["y"] for box in boxes.values()}) == 1
        row = seen.page.locator(".st-key-pages").bounding_box()
        here = boxes[title]
        assert row["x"] <= here["x"]
        assert here["x"] + here["width"] <= row["x"] + row["width"] <= 390
        for button in seen.page.locator(".st-key-nav button, [data-testid='stHeader'] button").all():
            box = button.bounding_box()  # the framework's buttons stand beside the row
            if box:
                apart = row["x"] + 12, row["x"] + row["width"] - 12
                assert (
                    box["y"] >= row["y"] + row["height"]
                    or box["x"] + box["width"] <= apart[0]
                    or box["x"] >= apart[1]
                )
        links.last.scroll_into_view_if_needed()  # the others are a swipe away, and stay where they are swiped to
        seen.page.wait_for_timeout(300)
        last = links.last.bounding_box()
        assert last["x"] + last["width"] <= row["x"] + row["width"]


#: Ends of the nation: Maine's north and coast, Cape Cod, Cape Hatteras, Florida's and Texas's tips, two of the west.
ENDS = [
    (-68.3, 47.3), (-67.1, 44.7), (-69.9, 41.8), (-75.6, 35.2), (-80.4, 25.2), (-97.2, 25.9), (-124.2, 40.4),
    (-124.6, 48.3),
]  # fmt: skip


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "narrow window"])
def test_map_and_legend_are_within_a_phones_first_screen_and_the_buttons_off_the_land(address, phone):
    with visit(address, width=390, height=844, phone=phone) as seen:
        for full in (False, True):
            if full:
                seen.page.locator(".go-map-buttons .go-map-full").first.click()
                seen.page.wait_for_function("() => document.fullscreenElement")
                seen.page.wait_for_function(
                    "() => [...document.querySelectorAll('*')].some("
                    "(e) => e.shadowRoot?.querySelector('.go-map-full .go-map-frame')?.clientHeight > 400)"
                )
                seen.page.wait_for_timeout(700)
                assert seen.page.locator(".go-map-title").first.is_visible()
            legend = seen.page.locator(".go-map-legend").first.bounding_box()
            assert legend["y"] + legend["height"] <= 844.5
            frame, buttons = (
                seen.canvas().bounding_box(),
                seen.page.locator(".go-map-buttons").first.bounding_box(),
            )
            for at in ENDS:
                x, y = (frame[axis] + way for axis, way in zip("xy", seen.pixel(*at).values(), strict=True))
                assert frame["x"] < x < frame["x"] + frame["width"]
                beside = not buttons["x"] <= x <= buttons["x"] + buttons["width"]
                assert beside or not buttons["y"] <= y <= buttons["y"] + buttons["height"], at
            middle = seen.pixel(-98.5, 39.6)
            tip = seen.page.locator(".go-map-tip").first
            for x in (middle["x"] - 4, middle["x"] + 4):
                seen.page.mouse.move(frame["x"] + x, frame["y"] + middle["y"])
                tip.wait_for(state="visible")
                box = tip.bounding_box()
                assert box["x"] >= 0
                assert box["y"] >= 0
                assert box["x"] + box["width"] <= 390
                assert box["y"] + box["height"] <= 844
        seen.assert_clean()


@pytest.mark.once
def test_on_a_phone_a_tap_opens_a_sheet_over_the_foot_of_the_screen(address):
    with visit(f"{address}/?zoom=NE", width=390, height=844, phone=True) as seen:
        at, box = seen.pixel(-99.2, 39.6), seen.canvas().bounding_box()
        seen.page.touchscreen.tap(box["x"] + at["x"], box["y"] + at["y"])
        sheet = seen.page.locator(".go-card-title")
        sheet.wait_for(state="visible", timeout=20_000)
        seen.settle()
        assert sheet.inner_text() == "Lincoln, NE"
        top = sheet.bounding_box()["y"]
        assert 300 < top < 844 - 100  # in view, below most of the map, without scrolling
