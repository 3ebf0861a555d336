"""Where to begin on the Explore page: what the project asks, a town or ZIP code, a tour of three links."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.scene import Scene
from geo_opportunity.ui import answers, controls, display, search, session

if TYPE_CHECKING:
    from geo_opportunity.ui.display import Page

#: What the project asks.
QUESTION: Final = "Where do growing jobs, family-sustaining pay and training in reach meet?"
#: Places listed where a town's name is that of several.
_TOWNS: Final = 6
_TOWN: Final = "_town"
#: Occupations the tour shows, the first there is.
_PRESENTED: Final = ("29-2061", "29-1141")


def town(page: Page) -> None:
    """Draw where to begin: a town or ZIP code, which picks its area, and a tour of three links."""
    with st.container(key="explore-start", horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(width=290):
            key = f"town_{session.search_number()}"
            st.text_input(
                "Start here: your town or ZIP",
                key=key,
                placeholder="Start here: your town or ZIP",
                icon=":material/home_pin:",
                label_visibility="collapsed",
                on_change=_asked,
                args=(key,),
            )
        if page.scene.occupation is None and not display.phone():
            with st.container(width="content"):
                controls.lens(page.scene)
        if not display.phone():
            with st.container(width="content"):
                tour_links(page)
    _towns(page)


def tour_links(page: Page) -> None:
    """Draw the links of the tour in a row."""
    with st.container(key="explore-tour", horizontal=True, gap="small", vertical_alignment="center"):
        st.html('<span class="go-tour">Two-minute tour:</span>', width="content")
        for label, about, scene in tour(page):
            session.link(scene.page, label, scene=scene, help=about)


def _asked(key: str) -> None:
    """Pick the area of the town or ZIP code, or keep the text for a choice where there are several."""
    text = " ".join(str(st.session_state.get(key) or "").split())[:100]
    found = places(text, session.current()) if text else []
    st.session_state[_TOWN] = text
    if len({line.scene for line in found}) == 1 and found[0].scene is not None:
        _go(found[0].scene)


def _go(scene: Scene) -> None:
    st.session_state.pop(_TOWN, None)
    session.replace_scene(scene)
    session.search_number(advance=True)


def places(text: str, scene: Scene) -> list[search.Answer]:
    """Return the towns, counties, areas, states and ZIP codes a text may mean that lie in an area."""
    atlas = answers.atlas()
    areas, occupations, _ = answers.names(atlas)
    found = answers.search(atlas, text, 4 * _TOWNS, each=_TOWNS)
    found = found.loc[found["kind"].isin(("area", "city", "zip", "county", "state"))]
    lines = search.found_lines(scene, found, areas, occupations, {})
    return [line for line in lines if line.scene is not None]


def _towns(page: Page) -> None:
    """Draw the places to choose from where what was asked may mean several, or that there is none."""
    text = st.session_state.get(_TOWN)
    if not text:
        return
    found = places(text, page.scene)
    if not found:
        st.html(f'<p class="go-rules" role="status">{escape(search.count_text(0, text))}</p>')
        return
    with st.container(key="explore-towns", horizontal=True, gap="small"):
        st.html(f'<span class="go-tour">Which “{escape(text)}”?</span>', width="content")
        for n, line in enumerate(found[:_TOWNS]):
            label = f"**{wording.markdown(line.label)}** — {wording.markdown(line.note)}"
            st.button(label, key=f"town_pick_{n}", on_click=_go, args=(line.scene,), type="tertiary")


def tour(page: Page) -> list[tuple[str, str, Scene]]:
    """Return three links that show the app: label, what it shows, scene."""
    scene = Scene()
    out = [
        (
            "Developer",
            "For an economic developer: where jobs grow and pay, and too few people can reach the training.",
            scene.measured("share_training_gap"),
        )
    ]
    people = page.atlas.areas["population"].astype(float)
    if people.notna().any():
        largest = page.scene.area or str(people.idxmax())
        about = f"For a workforce board: {page.areas[largest]} on one screen, ready to print."
        out.append(("Board", about, replace(scene.pick(largest), page="area")))
    soc = next((s for s in _PRESENTED if s in page.occupations), None)
    if soc is not None:
        about = f"For a presenter: {page.occupations[soc]} in every area, test by test."
        out.append(("Presenter", about, scene.show(soc).measured("tests_passed")))
    return out
