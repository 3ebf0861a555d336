"""In Chromium: the search box leads to what was found; back and forward follow; links open in a new tab as they are."""

from __future__ import annotations

import pytest

from tests.browser import needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser_search")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def search(seen, text):
    box = seen.page.get_by_label("Search", exact=True)
    box.fill(text)
    box.press("Enter")
    seen.page.wait_for_selector(".go-search-count", timeout=15_000)
    seen.settle()
    return seen.page.locator(".st-key-search_found")


def test_search_then_back_and_forward(address):
    with visit(f"{address}/?sector=healthcare") as seen:
        found = search(seen, "topeka")
        found.get_by_role("button", name="Topeka, KS — Area").click()
        seen.page.wait_for_function("() => location.search.includes('area=45820')", timeout=15_000)
        seen.settle()
        assert seen.query()["sector"] == "healthcare"
        assert seen.page.locator(".go-search-count").count() == 0
        seen.page.go_back()
        seen.page.wait_for_function("() => !location.search.includes('area=')", timeout=15_000)
        seen.settle()
        seen.page.go_forward()
        seen.page.wait_for_function("() => location.search.includes('area=45820')", timeout=15_000)
        seen.settle()
        assert seen.page.get_by_role("heading", name="Topeka, KS").first.is_visible()
        assert seen.outside == []
        assert seen.errors == []


def test_the_keyboard_walks_the_list_and_escape_closes_it(address):
    def at():
        return seen.page.evaluate("() => [document.activeElement.tagName, document.activeElement.innerText]")

    with visit(f"{address}/about") as seen:
        found = search(seen, "topeka")
        lines = found.locator("a, button").all_inner_texts()
        assert len(lines) >= 2
        for line in lines:
            seen.page.keyboard.press("ArrowDown")
            assert at()[1] == line
        seen.page.keyboard.press("ArrowDown")
        assert at()[1] == lines[-1]
        for _ in lines:
            seen.page.keyboard.press("ArrowUp")
        assert at()[0] == "INPUT"
        seen.page.keyboard.press("ArrowDown")
        seen.page.keyboard.press("Escape")
        seen.page.wait_for_function(
            "() => !document.querySelector('.go-search-count') && document.activeElement.tagName === 'INPUT'",
            timeout=15_000,
        )
        assert seen.page.get_by_label("Search", exact=True).input_value() == ""
        search(seen, "topeka")
        for _ in range(len(lines) + 1):
            seen.page.keyboard.press("Tab")
        assert not seen.page.evaluate(
            "() => document.querySelector('.st-key-search').contains(document.activeElement)"
        )
        seen.page.keyboard.press("Escape")
        seen.page.wait_for_function(
            "() => !document.querySelector('.go-search-count') && document.activeElement.tagName === 'INPUT'",
            timeout=15_000,
        )
        search(seen, "topeka")
        seen.page.keyboard.press("ArrowDown")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_function(
            "() => location.pathname === '/area' && location.search.includes('area=45820')", timeout=20_000
        )
        assert seen.errors == []


@pytest.mark.parametrize(("width", "phone"), [(1440, False), (390, True)])
def test_the_list_lies_within_the_window(address, width, phone):
    with visit(f"{address}/about", width=width, height=800, phone=phone) as seen:
        box = search(seen, "a").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] >= min(500, width - 40)
        lines = seen.page.locator(".st-key-search_found a, .st-key-search_found button").all()
        assert min(line.bounding_box()["height"] for line in lines) >= 24  # WCAG 2.2, 2.5.8


def test_the_default_view_comes_back_and_a_link_holds_the_scene(address):
    with visit(address) as seen:
        row = seen.page.locator(".st-key-nav")
        row.get_by_role("link", name="Data & methods").click()
        seen.page.wait_for_selector("text=How well the tables meet", timeout=20_000)
        seen.settle()
        assert seen.query() == {}
        seen.page.go_back()
        seen.page.wait_for_selector(".st-key-canvas-map-map .go-legend", timeout=20_000)
        seen.settle()
        search(seen, "topeka").get_by_role("button", name="Topeka, KS — Area").click()
        seen.page.wait_for_function("() => location.search.includes('area=45820')", timeout=15_000)
        seen.settle()
        assert "area=45820" in row.get_by_role("link", name="Data & methods").get_attribute("href")
        row.get_by_role("link", name="Data & methods").click()
        seen.page.wait_for_selector("text=How well the tables meet", timeout=20_000)
        seen.settle()
        assert seen.query()["area"] == "45820"
        seen.page.go_back()
        seen.page.wait_for_selector(".st-key-canvas-map-map .go-legend", timeout=20_000)
        seen.settle()
        assert seen.query()["area"] == "45820"
        seen.page.go_back()
        seen.page.wait_for_function("() => !location.search.includes('area=')", timeout=15_000)
        seen.settle()
        assert seen.query() == {}
        assert seen.errors == []


def test_a_page_named_in_the_link_is_opened(address):
    with visit(f"{address}/?page=about&sector=green") as seen:
        seen.page.wait_for_function("() => location.pathname === '/about'", timeout=20_000)
        seen.settle()
        assert seen.query()["sector"] == "green"
        assert "page" not in seen.query()
