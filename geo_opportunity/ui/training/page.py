"""The Training page: programs, one provider's catchment, deserts, supply, a program that could open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.training.views import view_name
from geo_opportunity.scene import SETTINGS, Scene
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.own import box
from geo_opportunity.ui.training import deserts, maps, programs, provider, supply, what_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.scene import MapView
    from geo_opportunity.ui.opened import Page

#: Views, how they are called, what draws them, and what the sidebar's settings mean for those that do not use
#: all.
_VIEWS: Final[dict[str, tuple[str, Callable[[Page, MapView], None], str]]] = {
    "programs": ("Providers and programs", programs.draw, ""),
    "provider": (
        "One provider’s catchment",
        provider.draw,
        (
            "These filters choose which places can be picked. The catchment shows all active programs of the "
            "picked one."
        ),
    ),
    "deserts": (
        "Education deserts",
        deserts.draw,
        (
            "Both definitions of deserts look at whole colleges within their own distance: filters of "
            "programs do not apply here."
        ),
    ),
    "supply": (
        "Supply and demand",
        supply.draw,
        (
            "Every program of a provider is counted here, whatever its award or price: only the sector "
            "narrows the list."
        ),
    ),
    "what_if": (
        what_if.TITLE,
        what_if.draw,
        "Every program that leads to the occupation counts as there today, whatever its award or price.",
    ),
}


def page() -> None:
    """Draw the page."""
    page = display.open_page("training", sheet=True, noted=True)
    scene = page.scene
    tagline = (
        "Who trains for what, whom they reach, where no program is in reach, and what a new one would change"
    )
    display.head("Training", tagline, page.problems)
    view = view_name(scene)
    names = {name: label for name, (label, _, _) in _VIEWS.items()}
    controls.draw(scene, "training_view", key="t_views", value=view, names=names, required=True)
    _sidebar(page, view)
    box.draw(page.states)
    if view == "supply" or (view in ("programs", "provider") and scene.occupation is None):
        controls.lens(scene)
    look = what_if.look(page) if view == "what_if" else maps.look(page)
    _place(page, view, look)
    _VIEWS[view][1](page, look)
    display.caveats()
    where = f", {page.areas[scene.area]}" if scene.area else ""
    display.printed(page, f"{names[view]}{where}", places=[scene.area] if scene.area else [])


def warm(page: Page) -> None:
    """Work out what the views open with (``ui.warm``)."""
    programs.found(page)
    deserts.places(page)
    supply.of_place(page)


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    scene = page.scene
    view = view_name(scene)
    draw = {
        "programs": programs.stage,
        "provider": provider.stage,
        "deserts": deserts.stage,
        "supply": supply.stage,
        "what_if": what_if.stage,
    }[view]
    draw(page, what_if.look(page) if view == "what_if" else maps.look(page))


def _place(page: Page, view: str, look: MapView) -> None:
    """Draw the choice of area and, where the map can be moved, of where it looks."""
    scene = page.scene
    area = page.areas[scene.area] if scene.area else SETTINGS["area"].empty
    with controls.folded(f"Area and zoom: {wording.markdown(area)}"):
        zooms = view in ("programs", "deserts", "what_if") or (view == "provider" and scene.provider is None)
        pick, zoom = st.columns([3, 2], vertical_alignment="bottom") if zooms else (st.container(), None)
        with pick:
            controls.area_select(scene, page.areas)
        if zoom is not None:
            with zoom:
                shown = list(answers.browser_shapes(page.atlas).bounds)
                controls.place_select(maps.KEY, look, page.states, shown)


def _sidebar(page: Page, view: str) -> None:
    """Draw the settings the view uses."""
    scene = page.scene
    listing = view in ("programs", "provider")
    with st.sidebar:
        st.header("Programs" if listing else "Settings")
        if _VIEWS[view][2]:
            st.caption(_VIEWS[view][2])
        if listing:
            controls.draw(
                scene,
                "occupation",
                key="t_occupation",
                names=page.occupations,
                apply=Scene.show,
                label="That lead to the occupation",
                empty="Any occupation of the sector chosen below",
            )
        if listing or view == "supply":
            _sector(scene, off=listing and scene.occupation is not None)
        if listing:
            programs.filters(scene)
        if view in ("programs", "provider", "what_if"):
            far = bool(scene.occupation) and page.atlas.needs_degree(str(scene.occupation))
            name = "degree_miles" if far else "reach_miles"
            controls.draw(scene, name, key="t_reach", label="Reach, by road")
        judged = view in ("provider", "what_if")
        if judged:
            with st.expander("Pay and growth rules"):
                rules = wording.markdown(wording.settings_sentence(scene))
                st.caption(f"The tests are those set on Explore: {rules}")
                session.link("explore", "Explore", icon=":material/map:")
        with st.expander(controls.DISPLAY):
            controls.draw(scene, "units", key="t_units", required=True)
            if judged:
                controls.draw(scene, "hourly", key="t_per", required=True)
        st.button(controls.RESET, key="t_reset", on_click=controls.reset, width="stretch")


def _sector(scene: Scene, *, off: bool) -> None:
    why = "The sector is not used while one occupation is chosen." if off else None
    controls.draw(scene, "sector", key="t_sector", empty="Any", disabled=off, help=why)
    if scene.asked.sector and not off:
        st.caption(controls.SECTOR_NOTES[scene.asked.sector])
