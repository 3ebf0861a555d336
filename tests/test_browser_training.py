"""The Training and Occupation pages in headless Chromium, on the tiny country."""

from __future__ import annotations

import pytest

from geo_opportunity.maps import palettes, points, style
from tests.browser import needs_browser, serve, visit
from tests.tiny import tiny_data

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser_training")
    with serve(tiny_data(folder / "data"), folder / "log.txt") as where:
        yield where
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log


def test_a_program_is_placed_by_a_click_and_the_link_restores_it(address):
    with visit(f"{address}/training?area=45820&soc=53-3032") as seen:
        seen.wait_for_color(palettes.rgb(style.LAND), at_least=2_000)
        seen.page.get_by_role("radio", name="What if a program opened here").or_(
            seen.page.get_by_role("button", name="What if a program opened here")
        ).first.click()
        seen.settle()
        seen.wait_for_color(palettes.rgb(style.LAND), at_least=2_000)
        box = seen.canvas().bounding_box()
        place = {"x": box["width"] / 2 + 15, "y": box["height"] / 2 + 10}
        seen.click_map(seen.canvas(), place, "location.search.includes('whatif=')")
        seen.wait_for_color(palettes.rgb(points.NEW), at_least=50)
        assert "adults in reach" in seen.text()
        table = seen.page.locator('[data-testid="stTable"]')
        assert table.get_by_text("+50.0 points").is_visible()
        told = seen.page.locator(".go-headline").first.inner_text()
        seen.page.reload()
        seen.page.wait_for_selector(".go-headline")
        seen.settle()
        assert seen.page.locator(".go-headline").first.inner_text() == told
        seen.assert_clean(below_root=True)


def test_a_point_opens_its_catchment(address):
    with visit(f"{address}/training?prov=ipeds:300") as seen:
        seen.wait_for_color(palettes.rgb(points.TRACT), at_least=8)
        seen.wait_for_color(palettes.rgb(style.PROVIDER), at_least=50)
        assert "Career <b>Institute</b>: 56,200 adults live within 25 mi by road" in seen.text()
        seen.assert_clean(below_root=True)


def test_on_a_phone_the_answer_comes_before_the_controls(address):
    for path, part in (  # of the map, in view without scrolling
        ("training?look=what_if&area=45820&soc=53-3032&whatif=-99.5,38.5,30", 0.75),
        ("training?area=45820", 0.75),
        ("occupation?soc=29-1141", 1.0),
        ("board", 0.75),
    ):
        with visit(f"{address}/{path}", width=390, height=844, phone=True) as seen:
            told, drawn = (
                one.bounding_box() for one in (seen.page.locator(".go-headline").first, seen.canvas())
            )
            assert told["y"] + told["height"] < drawn["y"], path
            assert drawn["y"] + part * drawn["height"] < 844, path
            assert seen.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), path
            assert not seen.page.get_by_text("Zoom to").first.is_visible()
            seen.assert_clean(below_root=True)


def test_one_outcome_of_a_test_is_shown_on_map_and_table(address):
    with visit(f"{address}/occupation?soc=29-1141&zoom=NE") as seen:
        seen.wait_for_color(palettes.rgb(palettes.KINDS["overlap"]), at_least=1_000)
        seen.page.get_by_role("radio", name="Pays enough").or_(
            seen.page.get_by_role("button", name="Pays enough")
        ).first.click()
        seen.settle()
        assert seen.query()["show"] == "sustaining"
        seen.wait_for_color(palettes.rgb(palettes.STATUSES["pass"]), at_least=1_000)
        seen.page.get_by_role("combobox", name="Show areas").click()
        seen.page.get_by_role("option", name="Pays too little").click()
        seen.settle()
        assert "No area has this outcome." in seen.text()
        seen.wait_for_color(palettes.rgb(style.LAND), at_least=1_000)
        seen.assert_clean(below_root=True)


def test_the_occupation_page_draws_map_and_charts(address):
    with visit(f"{address}/occupation?soc=29-1141&area=28140&zoom=NE") as seen:
        seen.wait_for_color(palettes.rgb(palettes.KINDS["overlap"]), at_least=1_000)
        assert seen.page.locator('[data-testid="stVegaLiteChart"]').count() == 3
        assert "Registered Nurses: it grows, pays enough and can be trained for in" in seen.text()
        seen.assert_clean(below_root=True)


@pytest.mark.parametrize(
    ("view", "name"), [("programs", "Providers and programs"), ("deserts", "Education deserts")]
)
def test_a_phone_has_the_views_in_one_row_and_the_map_on_its_first_screen(address, view, name):
    with visit(f"{address}/training?look={view}&v=3", width=390, height=844, phone=True) as seen:
        seen.page.wait_for_timeout(2_500)
        views = seen.page.locator(".st-key-t_views [role=radiogroup] button")
        boxes = {one.inner_text(): one.bounding_box() for one in views.all()}
        assert len(boxes) == 5
        assert len({box["y"] for box in boxes.values()}) == 1
        assert boxes[name]["x"] >= 0
        assert boxes[name]["x"] + boxes[name]["width"] <= 390
        frame = seen.canvas().bounding_box()
        assert frame["y"] + 0.75 * frame["height"] <= 844
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
