"""The Explore page: the nation, then a click to an area."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from geo_opportunity import headlines, wording
from geo_opportunity.exports.asked import with_measure
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers, style
from geo_opportunity.maps.change import change_picture
from geo_opportunity.maps.legend import Legend
from geo_opportunity.maps.picture import (
    Picture,
    measure_of,
    picture,
    source_keys,
    state_of,
    unit_line,
    view_of,
)
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.ui import answers, controls, display, panels
from geo_opportunity.ui.explore.access import access_of, access_table
from geo_opportunity.ui.explore.card import card
from geo_opportunity.ui.explore.changes import (
    CHANGE,
    Settings,
    comparable,
    remember,
    settle,
    switches,
    was,
)
from geo_opportunity.ui.explore.details import FOLDED, Place, area_says, details, place_of
from geo_opportunity.ui.explore.opening import LINKED, pictures_of, single_tests
from geo_opportunity.ui.explore.ranking import ranking
from geo_opportunity.ui.explore.start import QUESTION, tour_links, town
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.explore.access import Access
    from geo_opportunity.ui.opened import Page


def page() -> None:
    """Draw the page: what it answers is drawn first, wherever it stands, then what is set, then the rest."""
    page = display.open_page("explore", sheet=True, noted=True, answer_first=True)
    page = settle(page)
    scene = page.scene
    display.head(TITLE, QUESTION, page.problems)
    frame = _frame(page)
    shapes = answers.browser_shapes(page.atlas)
    place = place_of(page)
    at = _places(picked=place is not None)
    with at.says:
        if place is None:
            _says(page, frame)
        else:
            area_says(page, frame, place)
    if place is not None:
        with at.card:
            card(page, frame, place)
    with at.map:
        legend = _map(page, frame, shapes, place)

    display.top(page)
    controls.sidebar(scene, page.occupations, page.atlas.schedule_unknown(scene.asked))
    box.draw(page.states)
    with at.start:
        town(page)
    with at.pick:
        _pick(page, shapes)
    if scene.measure in LINKED:
        with at.tests:
            single_tests(page, frame, shapes, beside=place is None or display.phone())
    with at.table:
        ranking(page, frame)
    if place is not None:
        details(page, place)
    if display.phone():
        tour_links(page)
    display.caveats()
    display.printed(
        page,
        _printed_title(page),
        live=("map", legend),
        still=lambda: _shown(page, frame),
        places=[scene.area] if scene.area else [],
    )


class _Places(NamedTuple):
    """Where the parts of the page stand."""

    start: Any
    pick: Any
    says: Any
    map: Any
    card: Any
    tests: Any
    table: Any


def _places(*, picked: bool) -> _Places:
    """Return where the parts stand: on a phone the map comes first; on a desk a card is beside the map."""
    start = st.container()
    if display.phone():
        drawn = st.container()
        shown = st.container(key="explore-sheet") if picked else None
        says, pick, table = (st.container() for _ in range(3))
    else:
        with st.container(key="explore-says"):  # below the map where the window is narrow
            pick, says = st.container(), st.container()
        with st.container(key="explore-main"):
            drawn, table = display.map_and_table()
        shown = table if picked else None
    below = st if picked and not display.phone() else table
    return _Places(start, pick, says, drawn, shown, below.container(), below.container())


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    _map(page, _frame(page), answers.browser_shapes(page.atlas), place_of(page))


def warm(page: Page) -> None:
    """Work out what the page opens with, so that its first visitor finds it kept (``ui.warm``)."""
    atlas, scene, frame = page.atlas, page.scene, _frame(page)
    answers.summary(atlas, scene.rules, scene.asked, state=None)
    _shown(page, frame)
    pictures_of(page, frame)
    panels.ranked(page, frame)
    answers.browser_shapes(atlas)
    answers.sources(atlas, *source_keys(scene))


def _printed_title(page: Page) -> str:
    """Return the head of the printed page: the figure on the map, and the occupation it is of."""
    label = FIGURES[measure_of(page.scene)].label
    return f"{page.occupations[page.scene.occupation]}: {label}" if page.scene.occupation else label


def _frame(page: Page, settings: Settings | None = None) -> pd.DataFrame:
    """Return the areas with the scene's measure, under other `settings` than the scene's if given."""
    atlas, scene = page.atlas, page.scene
    rules, asked = (scene.rules, scene.asked) if settings is None else (settings.rules, settings.asked)
    if scene.occupation:
        return answers.occupation_status(atlas, scene.occupation, rules)
    frame = answers.overlap(atlas, rules, asked)
    return with_measure(frame, atlas, rules, asked, measure=scene.measure, answers=answers)


def _says(page: Page, frame: pd.DataFrame) -> None:
    """Draw what the map says of where it looks: the nation, or the areas of a state."""
    scene, state = page.scene, state_of(page.scene)
    mine = page.atlas.of_state(frame, state)
    where = headlines.areas_of(page.states[state], mine) if state else ""
    if scene.occupation:
        sentence = headlines.occupation_headline(mine, page.occupations[scene.occupation], where or "areas")
        notes = [wording.settings_sentence(scene)]
    else:
        found = answers.summary(page.atlas, scene.rules, scene.asked, state=state)
        also = was(page, found["share_overlap"], state)
        sentence, more = headlines.nation_opening(found, scene, where, also)
        notes = [*([more] if more else []), wording.settings_sentence(scene)]
    display.headline(sentence, *notes, folded=FOLDED)


def _pick(page: Page, shapes: layers.Shapes) -> None:
    """Draw in one row what occupations are looked at, the area, where the map looks and what is over it."""
    scene = page.scene
    drawn = scene.area in shapes.bounds
    slim: dict[str, Any] = {"label_visibility": "collapsed"}
    boxes = controls.folded("Which jobs, which area, where the map looks")
    with boxes, st.container(key="explore-pick"):
        columns = iter(st.columns([4, 3, *([4] if drawn else [])], vertical_alignment="center", gap="small"))
        if scene.occupation is None and display.phone():
            controls.lens(scene)
        with next(columns):
            controls.area_select(scene, page.areas, **slim)
        with next(columns):
            view = view_of(scene, shapes.bounds, display.map_size())
            controls.place_select("map", view, page.states, list(shapes.bounds), **slim)
        if drawn:
            with next(columns):
                names = {"providers": "Places that train", "access": "Training residents reach"}
                controls.draw(scene, "layers", names=names, **slim)
    if scene.area and not drawn:
        st.caption(
            f"{page.areas[scene.area]} has no shape on our map; its figures are below and in the table."
        )


# ------------------------------------------------------------------------- map


@answers.kept(max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> Picture:  # noqa: ARG001 - keys the cache
    return picture(_frame, scene)


def _shown(page: Page, frame: pd.DataFrame) -> Picture:
    """Return the picture of the measure; where the map looks and what is picked do not change its colors."""
    return _picture(page.version, panels.of_the_measure(page.scene), frame)


def _map(page: Page, frame: pd.DataFrame, shapes: layers.Shapes, place: Place | None) -> Legend:
    """Draw the map of the measure or, for a picked area, of the training its residents can reach.

    Return its legend.
    """
    scene = page.scene
    shown = _shown(page, frame)
    remember(page, shown.breaks)
    old = comparable(page) if st.session_state.get(CHANGE) else None
    if old is not None:
        shown = change_picture(frame, _frame(page, old), scene)
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
    _below(page, shapes, shown, access)
    return shown.legend


def _below(page: Page, shapes: layers.Shapes, shown: Picture, access: Access | None) -> None:
    """Draw what is said and set below the map."""
    scene = page.scene
    if page.alone:
        display.source_line(page, source_keys(scene) if access is None else ("access", "shapes"))
        return
    switches(page)
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
