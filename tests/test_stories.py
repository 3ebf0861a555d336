"""Users' stories in headless Chromium on the national data: an economic developer around Phoenix, a presenter on a phone."""

from __future__ import annotations

import re

import pytest

import geo_opportunity as go
from geo_opportunity.maps import palettes, style
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from tests.browser import needs_browser, serve, visit
from tests.support import ROOT

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PHOENIX = "38060"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    log = tmp_path_factory.mktemp("stories") / "log.txt"
    with serve(ROOT / "data", log) as where:
        yield where
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def atlas():
    return go.open_atlas(ROOT / "data")


def test_an_economic_developer_finds_the_training_gaps_in_advanced_industries(address, atlas, tmp_path):
    """Where most jobs are in a gap, among those that need no bachelor's degree: what the app opens on."""
    asked = Scene(selection=Selection(sector="advanced")).asked
    place = str(atlas.overlap(Rules(), asked, geometry=False)["jobs_training_gap"].idxmax())
    where = str(atlas.areas.loc[place, "title"])
    cells = atlas.cells(place, Rules(), asked)
    gaps = cells.loc[(cells["kind"] == "training gap") & cells["employment"].notna()].sort_values(
        "employment", ascending=False
    )
    assert len(gaps), "the story needs a gap"
    with visit(address) as seen:
        page = seen.page
        seen.choose("sector", "Advanced industries")
        seen.choose("measure", "Training gap: share of jobs")
        assert (
            "Training gap: share of jobs"
            in page.locator(".go-map-legend .go-legend-title").first.inner_text()
        )
        # the place is found by its name, and the map goes there
        search = page.locator(".st-key-search input")
        search.fill(re.split("[-,]", where)[0])
        search.press("Enter")
        page.locator(".st-key-search_found").get_by_text(where).first.click()
        page.wait_for_function(f"() => location.search.includes('area={place}')", timeout=30_000)
        seen.settle()
        assert seen.query()["sector"] == "advanced"
        assert page.get_by_role("heading", name=where).is_visible()
        # the gaps, each with its reason, are those of the data
        tab = page.get_by_role("tab", name=re.compile("^Training gap"))
        assert f"({len(gaps)})" in tab.inner_text()
        tab.click()
        page.wait_for_function("() => location.search.includes('tab=training_gap')", timeout=30_000)
        seen.settle()
        # what residents can reach today, tract by tract
        page.get_by_role("button", name="Training residents reach").click()
        page.wait_for_function("() => location.search.includes('lay=')", timeout=30_000)
        seen.settle(90)
        assert "by census tract" in page.locator(".go-map-legend .go-legend-title").first.inner_text()
        seen.wait_for_color(palettes.rgb(style.LAND), at_least=2_000)
        seen.wait_for_color(palettes.rgb(palettes.sequential("BuPu", 4)[-1]), at_least=20)
        # what if a program opened for the largest gap: chosen, placed at the area's middle, answered
        soc, title = str(gaps.index[0]), str(gaps["title"].iloc[0])
        page.get_by_role("link", name="Training", exact=True).click()
        page.wait_for_selector(".st-key-t_views", timeout=60_000)
        seen.settle()
        page.locator(".st-key-t_views").get_by_text("What if a program opened here").click()
        seen.settle()
        seen.choose("t_what_soc", title)
        assert seen.query()["soc"] == soc
        page.locator(".st-key-t_centre button").click()
        page.wait_for_function("() => location.search.includes('whatif=')", timeout=30_000)
        seen.settle(90)
        assert "adults live within" in page.locator(".go-headline").first.inner_text()
        assert where in seen.text()
        # the link alone brings it back
        link, said = page.url, page.locator(".go-headline").first.inner_text()
        page.goto(link)
        page.wait_for_selector(".go-headline", timeout=60_000)
        seen.settle(90)
        assert page.locator(".go-headline").first.inner_text() == said
        seen.assert_clean(below_root=True, downloaded=True)


def test_a_presenter_opens_a_link_on_a_phone(address, atlas):
    link = f"{address}/?area={PHOENIX}&sector=healthcare&fam=a1c1&per=hour&units=km&tab=job_quality_gap&d={atlas.data_version}"
    with visit(link, width=390, height=844, phone=True) as seen:
        page = seen.page
        box = seen.canvas().bounding_box()
        assert box["y"] + box["height"] / 2 < 844, "the map is not on the first screen"
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        sidebar = page.locator('[data-testid="stSidebar"]')
        assert sidebar.get_attribute("data-collapsed") == "true"  # the settings are folded away
        assert page.locator(".go-problems").count() == 0
        seen.wait_for_color((0, 0, 0), at_least=100)  # the picked area's outline
        here = [e.inner_text() for e in page.locator(".go-headline").all()]
        assert any("Phoenix" in said for said in here)
        assert "an hour per earner" in page.locator(".st-key-explore-card").inner_text()
        page.get_by_text("What it is made of, and the rules").click()
        assert "40 km" in seen.text()
        assert (
            page.get_by_role("tab", name=re.compile("^Job-quality gap")).get_attribute("aria-selected")
            == "true"
        )
        legend = page.locator(".go-map-legend .go-legend").first.inner_text()
        held = seen.query()
        # the settings can be opened and closed, and the table scrolls inside itself
        page.locator('[data-testid="stExpandSidebarButton"]').click()
        page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="false"]', timeout=20_000)
        assert sidebar.get_by_role("heading", name="Settings").is_visible()
        page.locator('[data-testid="stSidebarCollapseButton"] button').click()
        page.wait_for_selector(
            '[data-testid="stSidebar"][data-collapsed="true"]', timeout=20_000, state="attached"
        )
        seen.settle()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        seen.assert_clean(below_root=True, downloaded=True)
    # the same link on a desk says the same
    with visit(link) as seen:
        assert [e.inner_text() for e in seen.page.locator(".go-headline").all()] == here
        assert seen.page.locator(".go-map-legend .go-legend").first.inner_text() == legend
        assert seen.query() == held
        seen.assert_clean(below_root=True, downloaded=True)
