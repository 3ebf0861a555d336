"""A board in South Carolina, on the national data: it builds its three counties and compares them with two peers on healthcare."""

from __future__ import annotations

import csv
import json
import re

import pytest

import geo_opportunity as go
from geo_opportunity.geography.region import Region
from geo_opportunity.maps import palettes
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import Scene
from geo_opportunity.ui.compare import builder
from tests.browser import ROOT, needs_browser, serve, visit
from tests.test_browser_compare import HELD

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

GREENVILLE, PICKENS, SPARTANBURG = "45045", "45077", "45083"
MAP = ".st-key-county-map .go-map-hand"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    log = tmp_path_factory.mktemp("board") / "log.txt"
    with serve(ROOT / "data", log) as where:
        yield where
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def atlas():
    return go.open_atlas(ROOT / "data")


def pixel_of(seen, atlas, fips):
    """Return the pixel of a county on the builder's map."""
    point = atlas.table("county_shapes").set_index("county_fips").geometry[fips].representative_point()
    return seen.pixel(point.x, point.y, seen.page.locator(MAP))


def shown(page):
    """Return the comparison as the table shows it: row head -> texts of its cells."""
    rows = page.locator("table.go-compare tbody tr:not(.go-group)")
    return {
        r[0]: r[1:] for r in rows.evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.innerText))")
    }


def test_a_board_compares_its_three_counties_with_two_peers_on_healthcare(address, atlas, tmp_path):
    with visit(f"{address}/compare") as seen:
        page = seen.page
        page.wait_for_selector("text=Compare places", timeout=30_000)
        seen.settle()
        page.locator(".st-key-builder label").click()
        seen.settle()
        # two counties from the list with the keyboard, the third on the map
        seen.choose("builder-state", "South Carolina")
        seen.choose("counties", "Greenville")
        seen.choose("counties", "Pickens")
        page.keyboard.press("Escape")
        seen.wait_for_color(palettes.rgb(builder.IN), at_least=1_000)
        seen.click_map(
            page.locator(MAP),
            pixel_of(seen, atlas, SPARTANBURG),
            HELD.format(key="counties", name="Spartanburg County"),
        )
        name = page.locator(".st-key-region-name input")
        name.fill("Upstate Workforce Board")
        name.press("Enter")
        seen.settle()
        board = Region.from_link(seen.query()["region"])
        assert board.county_fips == (GREENVILLE, PICKENS, SPARTANBURG)
        assert board.name == "Upstate Workforce Board"
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save as a file").click()
        saving.value.save_as(tmp_path / "board.geojson")
        saved = json.loads((tmp_path / "board.geojson").read_text(encoding="utf-8"))
        assert Region.from_dict(saved["properties"]) == board
        assert saved["geometry"]["type"] in ("Polygon", "MultiPolygon")
        page.get_by_role("button", name="Add to the comparison").click()
        seen.settle()
        seen.choose("sector", "Healthcare")
        # two of the peers offered, for the reasons said; never an area that shares counties with the board's
        peers = page.locator("[class*='st-key-peer-'] button")
        assert peers.count() == 5
        assert not any("Greenville" in t or "Spartanburg" in t for t in peers.all_inner_texts())
        reasons = page.locator(".go-peer").all_inner_texts()
        assert all(
            re.search(
                r"Distance \d\.\d\d\. .*jobs \([\d,]+; here [\d,]+\).*% of jobs would have to "
                r"change.*prices at",
                r,
            )
            for r in reasons
        )
        for _ in range(2):
            taken = peers.first.inner_text()
            peers.first.click()
            page.locator("table.go-compare thead", has_text=taken.removeprefix("Add ")).first.wait_for(
                timeout=30_000
            )
            seen.settle()
        held = seen.query()["places"].split(",")
        assert held[0] == board.to_link()
        assert len(held) == 3
        assert seen.query()["sector"] == "healthcare"
        # the table holds the atlas's own answers, and marks what stands out
        table = shown(page)
        selection = Scene(selection=Selection(sector="healthcare")).asked
        mine = atlas.region(board).overlap(Rules(), selection, geometry=False).iloc[0]
        others = atlas.overlap(Rules(), selection, geometry=False).loc[held[1:]]
        share = table["Share of jobs where all three meet"]
        assert [s.split("%")[0] for s in share] == [
            f"{100 * v:.1f}" for v in (mine["share_overlap"], *others["share_overlap"])
        ]
        assert [s.split()[0] for s in table["Residents"]] == [
            f"{v:,.0f}" for v in (mine["population"], *others["population"])
        ]
        assert all(sum(mark in s for s in share) <= 1 for mark in ("best", "weakest"))  # none within error
        assert all("points" in s or "same" in s for s in share[1:])
        assert page.locator(".st-key-compare-maps .go-map-hand").count() == 3
        with page.expect_download() as getting:
            page.get_by_role("button", name="Download the comparison").click()
        getting.value.save_as(tmp_path / "compare.csv")
        written = (tmp_path / "compare.csv").read_text(encoding="utf-8-sig")
        assert (
            "Upstate Workforce Board is Greenville County, SC; Pickens County, SC; Spartanburg County, SC."
            in written
        )
        rows = {
            r[0]: r for r in csv.reader(line for line in written.splitlines() if not line.startswith("#"))
        }
        assert float(rows["Share of jobs where all three meet"][2]) == pytest.approx(mine["share_overlap"])
        link = page.url
        seen.assert_clean(downloaded=True)
    # the link alone brings it all back, in another browser
    with visit(link) as seen:
        seen.page.wait_for_selector("table.go-compare", timeout=30_000)
        seen.settle()
        assert shown(seen.page) == table
        assert seen.outside == []
        assert seen.errors == []
