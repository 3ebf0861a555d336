"""The Area page in headless Chromium, on the tiny country: opened by link, looked at, printed; nothing leaves the machine."""

from __future__ import annotations

import re

import pytest

from geo_opportunity.maps import palettes, style
from tests.browser import needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

#: Streamlit looks for its server below the page's path first, and finds it at the root.
PROBES = ("/area/_stcore/health", "/area/_stcore/host-config")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser-area")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def test_an_area_on_one_screen_and_on_two_pages(address, tmp_path):
    missing = []
    with visit(f"{address}/area?area=28140") as seen:
        page = seen.page
        page.on("response", lambda r: missing.append(r.url) if r.status >= 400 else None)
        page.reload()
        page.wait_for_selector(".go-sheet", state="attached", timeout=60_000)
        seen.settle()
        assert page.get_by_role("heading", name="Kansas City, KS-NE").is_visible()
        assert "all three meet" in page.locator(".go-headline").inner_text()
        charts = page.locator('[data-testid="stVegaLiteChart"]')
        charts.nth(1).wait_for(state="visible", timeout=20_000)
        assert charts.count() == 2
        assert page.get_by_role("table", name="Family budget").is_visible()
        seen.wait_for_color(palettes.rgb(style.PROVIDER), at_least=20)
        assert not page.locator(".go-sheet").is_visible()  # on paper only

        printed = tmp_path / "area.pdf"
        printed.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
        pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
        assert 1 <= pages <= 2
        page.emulate_media(media="print")
        assert page.locator(".go-sheet").is_visible()
        assert not page.locator('[data-testid="stSidebar"]').is_visible()
        assert not page.locator(".st-key-area-screen").is_visible()
        assert not page.locator('[data-testid="stHeader"]').is_visible()
        paper = page.locator(".go-sheet").inner_text()
        assert "Kansas City, KS-NE" in paper
        assert "Wage needed per earner" in paper
        page.emulate_media(media="screen")

        page.locator(".st-key-neighbor-links").get_by_text("Open Lincoln, NE").click()
        page.wait_for_function("() => location.search.includes('area=30700')", timeout=20_000)
        seen.settle()
        assert page.get_by_role("heading", name="Lincoln, NE").is_visible()
        assert seen.outside == []
        assert seen.failed == []
        assert [url for url in missing if not url.split("?")[0].endswith(PROBES)] == []
        assert [e for e in seen.errors if "404" not in e] == []
