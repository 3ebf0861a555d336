"""The Explore page: the nation, then a click to an area."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import headlines, wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers, style
from geo_opportunity.maps.legend import Legend
from geo_opportunity.maps.picture import (
    Picture,
    measure_of,
    picture,
    source_keys,
    unit_line,
    view_of,
)
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.scene import DEPTH_MEASURES
from geo_opportunity.ui import answers, controls, display
from geo_opportunity.ui.explore.access import access_of, access_table
from geo_opportunity.ui.explore.details import Place, details, place_of
from geo_opportunity.ui.explore.opening import single_tests
from geo_opportunity.ui.explore.ranking import ranking
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Pixels of the small maps of single tests.
_SMALL_DESK: Final = (330, 210)
_SMALL_PHONE: Final = (340, 220)


def page() -> None:
    """Draw the page."""
    page = display.open_page("explore", sheet=True, noted=True)
    scene = page.scene
    tagline = "Where growing jobs, family-sustaining pay and training in reach meet"
    display.head(display.TITLE, tagline, page.problems)
    controls.sidebar(scene, page.occupations, page.atlas.schedule_unknown(scene.asked))
    box.draw(page.states)
    if scene.occupation is None:
        controls.lens(scene)

    frame = _frame(page)
    shapes = answers.browser_shapes(page.atlas)
    place = place_of(page)
    # a phone shows the map first, a desk what it says
    if display.phone():
        map_box, says, pick, table_box = (st.container() for _ in range(4))
    else:
        says, pick = st.container(), st.container()
        map_box, table_box = display.map_and_table()
    with says:
        _says(page, frame)
    with pick:
        _pick(page, shapes)
    with map_box:
        _map(page, frame, shapes, place)
    with table_box:
        ranking(page, frame)
    if scene.measure in ("tests_met", "tests_passed"):
        single_tests(page, frame, shapes)
    if place is not None:
        details(page, frame, place)
    display.caveats()
    display.printed(
        page,
        _printed_title(page),
        picture=picture(frame, scene),
        places=[scene.area] if scene.area else [],
    )


def _printed_title(page: Page) -> str:
    """Return the head of the printed page: the figure on the map, and the occupation it is of."""
    label = FIGURES[measure_of(page.scene)].label
    return f"{page.occupations[page.scene.occupation]}: {label}" if page.scene.occupation else label


def _frame(page: Page) -> pd.DataFrame:
    """Return the areas with the scene's measure."""
    atlas, scene = page.atlas, page.scene
    if scene.occupation:
        return answers.occupation_status(atlas, scene.occupation, scene.rules)
    frame = answers.overlap(atlas, scene.rules, scene.asked)
    if scene.measure in DEPTH_MEASURES:
        frame = frame.join(answers.depth_measures(atlas, scene.asked))
    return frame


def _says(page: Page, frame: pd.DataFrame) -> None:
    """Draw what the map says, and the link to the picked area's part of the page."""
    scene = page.scene
    below = ""
    if scene.area:
        picked = f"{page.areas[scene.area]} is picked: its details are below the map."
        below = f'<p class="go-rules"><a href="#area">{escape(picked)}</a></p>'
    if scene.occupation:
        sentence = headlines.occupation_headline(frame, page.occupations[scene.occupation])
    else:
        nation = answers.summary(page.atlas, scene.rules, scene.asked)
        sentence = headlines.nation_headline(nation, scene)
    display.headline(sentence, wording.settings_sentence(scene), more=below)


def _pick(page: Page, shapes: layers.Shapes) -> None:
    """Draw the choice of area, of where the map looks and, for a picked area, of what is drawn over it."""
    scene = page.scene
    drawn = scene.area in shapes.bounds
    columns = st.columns([3, 2, 3] if drawn else [3, 2], vertical_alignment="bottom")
    with columns[0]:
        controls.area_select(scene, page.areas)
    with columns[1]:
        view = view_of(scene, shapes.bounds, display.map_size())
        controls.place_select("map", view, page.states, list(shapes.bounds))
    if scene.area and not drawn:
        st.caption(
            f"{page.areas[scene.area]} has no shape on our map; its figures are below and in the table."
        )
    if drawn:
        with columns[2]:
            names = {"providers": "Places that train", "access": "How much training people can reach"}
            controls.draw(scene, "layers", names=names)


# ------------------------------------------------------------------------- map


@answers.kept(max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> Picture:  # noqa: ARG001 - keys the cache
    return picture(_frame, scene)


def _map(page: Page, frame: pd.DataFrame, shapes: layers.Shapes, place: Place | None) -> None:
    """Draw the map of the measure or, for a picked area, of the training its residents can reach."""
    scene = page.scene
    # where the map looks and what is picked do not change the colors
    plain = replace(scene, area=None, focus=None, place=None, view=None, layers=(), tab=None)
    shown = _picture(page.version, plain, frame)
    access = access_of(page)
    if access is not None:
        land = (style.LAND,) * len(shown.codes)
        shown = replace(shown, fills=land, unknown=(), legend=access.legend)
    points = nearest_points(place.programs, scene) if place and "providers" in scene.layers else []
    if points:
        legend = shown.legend
        legend = Legend(legend.title, (*legend.entries, nearest_entry(len(points))), legend.note)
        shown = replace(shown, legend=legend)
    label = FIGURES[measure_of(scene)].label
    display.draw_map(
        page,
        shapes,
        shown,
        key="map",
        alt=f"Map of {label} by area. {shown.legend.text()} The table beside it holds the same figures.",
        on_select=display.picks_area("map"),
        selected_shape=answers.area_shapes(page.atlas).get(scene.area) if scene.area else None,
        points=points,
        more=access.layers if access is not None else (),
    )
    if access is not None:
        st.caption("The map shows this in place of the measure; the ranked table keeps the measure.")
        access_table(access)
        display.source_line(page, ("access", "shapes"))
        return
    if scene.area and "access" in scene.layers:
        st.caption(
            "The crosswalk links no field of study to this occupation, so there is no program that people "
            "could reach."
        )
    notes = unit_line(scene)
    if any(code not in shapes.areas for code in shown.codes):
        notes += (
            " Guam and the U.S. Virgin Islands have wages but no shape in our map; they are in the table."
        )
    display.source_line(page, source_keys(scene), notes)
