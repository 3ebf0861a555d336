"""One state: the scene. It lives in the session, every control reads and writes it, and the URL mirrors it.

Widgets never own a value: before each is drawn its key is set from the scene, and its callback puts the new value
into the scene. The URL is read when it is not the one we wrote (a pasted link, the browser's back button), except in
a run that a control has started: the browser's address may then still lag behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.scene import Scene, from_query, to_query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = ["change", "current", "elsewhere", "nonce", "on_change", "open_scene", "replace_scene"]

_SCENE: Final = "scene"
_WRITTEN: Final = "_query_written"
_TOUCHED: Final = "_touched"
_PROBLEMS: Final = "_link_problems"
_PAGE: Final = "_page"
_NONCE: Final = "_map_nonce"


def open_scene(
    page: str, *, areas: Collection[str], occupations: Collection[str], states: Collection[str], data_version: str
) -> tuple[Scene, list[str]]:
    """Return the scene of this run and what was wrong with its link; writes the URL. To be called first by each page."""
    state = st.session_state
    params = st.query_params.to_dict()
    touched = state.pop(_TOUCHED, False)
    moved_here = _SCENE in state and state.get(_PAGE) != page and not params
    if not touched and not moved_here and (_SCENE not in state or params != state.get(_WRITTEN)):
        state[_SCENE], state[_PROBLEMS] = from_query(params, areas=areas, occupations=occupations, states=states, data_version=data_version)
    elif touched:
        state[_PROBLEMS] = []
    state[_PAGE] = page
    query = to_query(state[_SCENE], data_version)
    if params != query:
        st.query_params.from_dict(query)
    state[_WRITTEN] = query
    return state[_SCENE], state.get(_PROBLEMS, [])


def elsewhere(page: str) -> None:
    """Note that this run shows a page without a scene, so that the scene is kept for the way back."""
    st.session_state[_PAGE] = page


def current() -> Scene:
    """Return the scene of this session."""
    scene: Scene = st.session_state.setdefault(_SCENE, Scene())
    return scene


def replace_scene(scene: Scene) -> None:
    """Make `scene` the state; the URL follows in the run that comes after."""
    st.session_state[_SCENE] = scene
    st.session_state[_TOUCHED] = True


def change(apply: Callable[[Scene], Scene]) -> None:
    """Change the scene; a change that makes no valid scene is dropped (controls offer only valid values)."""
    try:
        scene = apply(current())
    except ValueError:
        return
    replace_scene(scene)


def on_change(key: str, apply: Callable[[Scene, Any], Scene]) -> Callable[[], None]:
    """Return a callback that puts the widget's new value into the scene; an emptied number field changes nothing."""

    def callback() -> None:
        change(lambda scene: apply(scene, st.session_state.get(key)))

    return callback


def nonce(*, advance: bool = False) -> int:
    """Return the number of map clicks handled so far; it stands in layer ids (see ``maps.layers.deck_json``)."""
    if advance:
        st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    return int(st.session_state.get(_NONCE, 0))
