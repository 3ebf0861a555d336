"""The Compare page in headless Chromium: a board builds its three counties, and compares them with two peers on healthcare."""

from __future__ import annotations

import json

import pytest

from geo_opportunity.geography.region import Region
from geo_opportunity.maps import palettes
from geo_opportunity.ui.compare import builder
from tests.browser import count_color, needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


#: JavaScript: a select box holds an option.
HELD = "document.querySelector('.st-key-{key}')?.innerText.includes('{name}')"


def test_a_board_builds_its_counties_and_compares_them_with_two_peers_on_healthcare(address, tmp_path):
    with visit(f"{address}/?page=compare&sector=healthcare&zoom=KS") as seen:
        page = seen.page
        page.wait_for_selector("text=Compare places", timeout=30_000)
        seen.settle()
        page.locator(".st-key-builder label").click()
        seen.settle()
        # two counties by keyboard, the third by a click on the map
        seen.choose("counties", "Allen County")
        seen.choose("counties", "Barber County")
        page.keyboard.press("Escape")
        county_map = page.locator(".st-key-county-map .go-map-hand")
        blue = palettes.rgb(builder.IN)
        seen.wait_for_color(blue, at_least=2_000)
        before = count_color(seen.picture(), blue)
        there = seen.pixel(-97.5, 38.5, county_map)
        seen.click_map(county_map, there, HELD.format(key="counties", name="Clay County, KS"))
        held = Region.from_link(seen.query()["region"])
        assert held.county_fips == ("20001", "20003", "20005")
        seen.wait_for_color(blue, at_least=int(before * 1.3))
        name = page.locator(".st-key-region-name input")
        name.fill("Three <i>Rivers</i> Board")
        name.press("Enter")
        seen.settle()
        # it is saved, and what is saved can be opened again
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save as a file").click()
        file = tmp_path / "saved.geojson"
        saving.value.save_as(file)
        assert json.loads(file.read_text())["properties"]["name"] == "Three <i>Rivers</i> Board"
        page.get_by_role("button", name="Start anew").click()
        seen.settle()
        assert "region" not in seen.query()
        page.locator(".st-key-builder-how").get_by_text("Upload").click()
        seen.settle()
        page.locator(".st-key-region-builder input[type=file]").set_input_files(str(file))
        page.get_by_role("button", name="Add to the comparison").wait_for(timeout=20_000)
        seen.settle()
        assert Region.from_link(seen.query()["region"]).name == "Three <i>Rivers</i> Board"
        page.get_by_role("button", name="Add to the comparison").click()
        seen.settle()
        assert "region" not in seen.query()
        # two peers, each by one click; the reason stands beside
        assert "jobs (150,000; here 470,000)" in seen.text()
        page.get_by_role("button", name="Add Lincoln, NE").click()
        seen.settle()
        page.get_by_role("button", name="Add Northeast").click()  # the list stays open
        seen.settle()
        assert len(seen.query()["places"].split(",")) == 3
        said = seen.text()
        assert "those in occupations that grow, pay enough and can be trained for are about" in said
        assert "Three <i>Rivers</i> Board" in said  # text is shown as text
        assert "▲ best" in said
        assert page.locator(".st-key-compare-maps .go-map-hand").count() == 3
        table = page.locator("table.go-compare").first.inner_text()
        with page.expect_download() as getting:
            page.get_by_role("button", name="Download the comparison").click()
        csv = tmp_path / "compare.csv"
        getting.value.save_as(csv)
        written = csv.read_text(encoding="utf-8")
        assert "# Source: The test suite" in written
        assert "Three <i>Rivers</i> Board is Allen County, KS; Barber County, KS; Clay County, KS." in written
        # the link alone brings it all back
        page.goto(page.url)
        page.wait_for_selector("table.go-compare", timeout=30_000)
        seen.settle()
        assert page.locator("table.go-compare").first.inner_text() == table
        seen.assert_clean(below_root=True, downloaded=True)


def test_a_bad_boundary_is_explained_and_nothing_is_lost(address, tmp_path):
    bad = tmp_path / "outline.geojson"
    bad.write_text("<html>not found</html>")
    good = tmp_path / "west.geojson"
    good.write_text(
        json.dumps(
            {
                "type": "Polygon",
                "coordinates": [[[-100, 38], [-98.7, 38], [-98.7, 39], [-100, 39], [-100, 38]]],
            }
        )
    )
    with visit(f"{address}/?page=compare&places=30700") as seen:
        page = seen.page
        page.wait_for_selector("table.go-compare", timeout=30_000)
        page.locator(".st-key-builder label").click()
        seen.settle()
        page.locator(".st-key-builder-how").get_by_text("Upload").click()
        seen.settle()
        page.locator(".st-key-region-builder input[type=file]").set_input_files(str(bad))
        page.get_by_text("is not GeoJSON").wait_for(timeout=20_000)
        seen.settle()
        assert seen.query()["places"] == "30700"
        page.locator(".st-key-region-builder input[type=file]").set_input_files(str(good))
        page.get_by_role("button", name="Add to the comparison").wait_for(timeout=20_000)
        seen.settle()
        held = Region.from_link(seen.query()["region"])
        assert held.county_fips == ("20001", "20003")
        assert not held.whole
        assert "People counted by the centers" in seen.text() or "census tracts" in seen.text()
        assert seen.outside == []


def test_on_a_phone_the_table_scrolls_inside_itself(address):
    with visit(
        f"{address}/?page=compare&places=30700,45820,28140,KS", width=390, height=844, phone=True
    ) as seen:
        seen.page.wait_for_selector("table.go-compare", timeout=30_000)
        seen.settle()
        wide = seen.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 392
        inner = seen.page.evaluate(
            "() => { const e = document.querySelector('.go-compare-wrap'); return [e.scrollWidth, "
            "e.clientWidth]; }"
        )
        assert inner[0] > inner[1]
