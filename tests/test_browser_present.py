"""In Chromium: a framed map fills its frame in another site's page; a view is saved, shown by keys alone, and left."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser import MAP, needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser_present")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def site(folder):
    """Serve a folder from a port of its own, as another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


#: What of a framed page is seen, and what of it lies beyond the frame.
SEEN = """() => {
  const inside = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const all = (what) => [...document.querySelectorAll(what)].filter(inside);
  const main = document.querySelector('[data-testid="stMain"]');
  const root = document.querySelector('[class*="st-key-canvas-map"]');
  return {
    over: [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth],
    other: all('.st-key-nav, [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stDataFrame"]').length,
    lines: all('h1, .go-credit, .go-full-view').map((one) => [one.innerText, one.getBoundingClientRect().bottom]),
    map: root ? root.getBoundingClientRect().toJSON() : null,
    high: window.innerHeight,
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(800, 500), (390, 500)])
@pytest.mark.parametrize("view", ["/?v=3", "/training?look=deserts&v=3"])
def test_a_framed_map_fills_its_frame_in_a_page_of_another_port(address, tmp_path, width, height, view):
    (tmp_path / "index.html").write_text(
        f'<body style="margin:0"><iframe src="{address}{view}&embed=true" title="Map" width="{width}" '
        f'height="{height}" style="border:0"></iframe>',
        encoding="utf-8",
    )
    with site(tmp_path) as where:
        from playwright.sync_api import sync_playwright

        from tests.browser import CHROMIUM, FLAGS

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(where)
            frame = page.frame_locator("iframe")
            frame.locator(MAP).wait_for(timeout=60_000)
            frame.locator(".go-credit").wait_for(timeout=60_000)
            page.wait_for_timeout(3_500)  # the map takes its last size
            seen = page.frames[1].evaluate(SEEN)
            assert seen["over"] == [0, 0]
            assert seen["other"] == 0
            assert len(seen["lines"]) == 3
            assert all(text and bottom <= seen["high"] for text, bottom in seen["lines"])
            assert seen["map"]["height"] > 0.6 * height
            assert seen["map"]["width"] > 0.9 * width
            full = frame.get_by_role("link", name="Open the full view")
            assert "embed" not in full.get_attribute("href")
            assert full.get_attribute("href").startswith(address)
            browser.close()


def test_a_view_is_saved_and_shown_by_keys_alone(address):
    with visit(f"{address}/area?area=28140&v=3") as seen:
        page = seen.page
        title = page.title()
        assert title.endswith(" · Area · Geo Opportunity")
        for _ in range(2):  # two slides
            page.get_by_role("button", name="Share", exact=True).click()
            page.get_by_role("tab", name="Save as a slide").click()
            note = page.get_by_role("textbox", name="Note")
            note.wait_for()
            assert note.input_value() == page.locator(".go-headline").first.inner_text()
            page.get_by_role("button", name="Save as a slide").click()
            seen.settle()
            page.keyboard.press("Escape")
        page.locator(".st-key-nav").get_by_role("link", name="Present").click()
        page.wait_for_selector(".st-key-deck_show")
        seen.settle()
        assert page.get_by_text("2 slides").first.is_visible()
        with page.expect_download() as got:
            page.get_by_role("button", name="Download this deck").click()
        deck = json.loads(open(got.value.path(), encoding="utf-8").read())  # noqa: PTH123, SIM115
        assert [slide["title"] for slide in deck["slides"]] == [title.split(" · ")[0]] * 2
        assert deck["slides"][0]["view"].startswith("/area?area=28140")
        page.locator(".st-key-deck_show button").press("Enter")

        def shown(count):
            page.wait_for_selector(f".go-show-count:has-text('{count} / 2')", timeout=20_000)
            seen.settle()

        shown(1)
        for key, count in (("ArrowRight", 2), ("ArrowLeft", 1), ("End", 2), ("Home", 1), ("PageDown", 2)):
            page.keyboard.press(key)
            shown(count)
        assert page.locator(".st-key-nav").is_hidden()
        assert page.locator(MAP).is_visible()
        page.reload()
        page.wait_for_selector(MAP, timeout=60_000)
        shown(2)  # the link holds the deck and the slide
        page.keyboard.press("Escape")
        page.wait_for_selector(".st-key-deck_show")
        assert seen.outside == []
