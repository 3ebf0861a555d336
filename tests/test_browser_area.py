"""The Area page in headless Chromium, on the tiny country: opened by link, looked at, printed, on a phone; nothing leaves the machine."""

from __future__ import annotations

import re

import pytest

import geo_opportunity as go
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.maps import palettes, style
from tests.browser import needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

#: Streamlit looks for its server below the page's path first, and finds it at the root.
PROBES = ("/area/_stcore/health", "/area/_stcore/host-config")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tiny_data(tmp_path_factory.mktemp("browser-area") / "data")


@pytest.fixture(scope="module")
def address(data_dir):
    folder = data_dir.parent
    with serve(data_dir, folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def ready(seen):
    """Wait until the whole page is drawn: its printed summary comes last."""
    seen.page.wait_for_selector(".go-sheet", state="attached", timeout=60_000)
    seen.settle()


def sides(page):
    """Return the widths of the page's content and of its window."""
    return page.evaluate(
        "() => {const main = document.querySelector('[data-testid=\"stMain\"]');"
        " return [Math.max(main.scrollWidth, document.documentElement.scrollWidth), window.innerWidth]}"
    )


def test_an_area_on_one_screen_and_on_two_pages(address, tmp_path):
    missing = []
    with visit(f"{address}/area?area=28140") as seen:
        page = seen.page
        page.on("response", lambda r: missing.append(r.url) if r.status >= 400 else None)
        page.reload()
        ready(seen)
        assert page.get_by_role("heading", name="Kansas City, KS-NE").is_visible()
        assert "can be trained for" in page.locator(".go-headline").inner_text()
        chart = page.locator('[data-testid="stVegaLiteChart"]')
        chart.first.wait_for(state="visible", timeout=20_000)
        assert chart.count() == 1
        assert page.get_by_role("table", name="Family budget").first.is_visible()
        seen.wait_for_color(palettes.rgb(style.PROVIDER), at_least=20)
        assert not page.locator(".go-sheet").is_visible()  # on paper only

        # one screen: the panels begin above the fold, the whole page is two to three screens, the details are one click away
        for name in ("where", "trained_for", "learned_on_the_job", "training-gap", "would_help", "steady"):
            assert page.locator(f".st-key-area-panel-{name}").bounding_box()["y"] < 780, name
        assert page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollHeight") <= 2400
        for tab, heading in (("Sectors", "Sectors"), ("Ladders", "Ladders"), ("How sure", "How sure")):
            page.get_by_role("tab", name=tab, exact=True).click()
            page.get_by_role("tabpanel").get_by_role("heading", name=heading, exact=True).wait_for(
                state="visible", timeout=10_000
            )
        page.get_by_role("tab", name="Occupations", exact=True).click()
        page.get_by_role("tabpanel").get_by_text(re.compile("with reasons: learned on the job")).click()
        page.get_by_role("tabpanel").locator('[data-testid="stDataFrame"]').wait_for(
            state="visible", timeout=20_000
        )
        seen.settle()
        assert (
            page.get_by_role("tab", name="Occupations", exact=True).get_attribute("aria-selected") == "true"
        )  # the run kept the tab

        # by keyboard there is a way through the page, and it leads where it says
        jump = page.locator(".go-jump a", has_text="In detail")
        jump.focus()
        assert jump.bounding_box()["width"] > 20  # out of sight until it is reached
        page.keyboard.press("Enter")
        page.wait_for_function("() => location.hash === '#details'", timeout=5_000)
        page.wait_for_timeout(500)
        assert 0 <= page.locator("h2#details").bounding_box()["y"] < 500
        assert "area=28140" in page.url

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

        page.locator(".st-key-neighbor-links").get_by_text("Lincoln, NE").click()
        page.wait_for_function("() => location.search.includes('area=30700')", timeout=20_000)
        ready(seen)
        page.get_by_role("heading", name="Lincoln, NE").wait_for(state="visible", timeout=20_000)
        assert [url for url in missing if not url.split("?")[0].endswith(PROBES)] == []
        seen.assert_clean(below_root=True)


def test_on_a_phone_key_figures_and_map_come_first_and_nothing_runs_off_the_side(address):
    with visit(f"{address}/area?area=28140", width=390, height=844, phone=True) as seen:
        page = seen.page
        ready(seen)
        content, window = sides(page)
        assert content <= window
        tops = [
            page.locator(what).first.bounding_box()["y"]
            for what in (
                "h1.go-title",
                ".go-headline",
                ".go-key",
                ".st-key-area-panel-where",
                ".st-key-area-panel-trained_for",
            )
        ]
        assert tops == sorted(tops)
        page.locator(".go-jump a", has_text="Neighbors").click()
        page.wait_for_timeout(700)
        assert 0 <= page.locator("h2#neighbors").bounding_box()["y"] < 844
        page.get_by_role("tab", name="Sectors", exact=True).click()
        table = page.get_by_role("tabpanel").locator(".go-scroll").first
        table.wait_for(state="visible", timeout=10_000)
        assert table.evaluate("e => e.scrollWidth > e.clientWidth")  # wide tables scroll inside themselves
        content, window = sides(page)
        assert content <= window
        assert seen.outside == []
        assert seen.errors == []


def test_a_region_prints_on_two_pages_in_the_units_asked_for(address, data_dir):
    link = from_counties(
        ["20001", "20003"], go.open_atlas(data_dir).table("counties"), name="Two counties"
    ).to_link()
    with visit(f"{address}/area?region={link}&per=hour&units=km") as seen:
        ready(seen)
        pdf = seen.page.pdf(prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
        paper = seen.page.locator(".go-sheet").text_content()
        assert "Two counties" in paper
        assert "Pay needed an hour" in paper
        assert " km" in paper
        assert not re.search(r"\d mi\b", paper)
