"""The search box: one field on every page that finds places, occupations, providers and programs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity.questions import search as finder
from geo_opportunity.ui import data, state
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.views import search as view
from geo_opportunity.ui.words import navigation as words

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["box"]

_EACH: Final = 3
_ROWS: Final = 12
_LONGEST: Final = 100
_DRAWN: Final = "_search_drawn"


@st.cache_data(show_spinner="Searching …", max_entries=256)
def _found(version: str, text: str) -> tuple[pd.DataFrame, dict[str, list[str]]]:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.search`` and the occupations each program found leads to."""
    atlas = data.atlas()
    rows = atlas.search(text, _ROWS, each=_EACH)
    return rows, {cip: finder.programs_to(atlas, cip) for cip in rows.loc[rows["kind"] == "program", "code"]}


def box(scene: Scene | None = None) -> None:  # noqa: ARG001 - the pages pass theirs; the session's is the same
    """Draw the search box; a second call in the same run draws nothing.

    ``state.open_scene`` draws it beside the row of pages, so a page need not.
    """
    if state.first_this_run(_DRAWN):
        _box()


def _clear() -> None:
    state.search_number(advance=True)


@st.fragment
def _box() -> None:
    if state.changed():  # an answer was taken: the whole page follows
        st.rerun()
    with st.container(key="search", width=340):
        text = st.text_input(
            words.SEARCH,
            key=f"search_{state.search_number()}",
            placeholder=words.SEARCH_HINT,
            label_visibility="collapsed",
            icon=":material/search:",
        )
        if not text or not text.strip():
            return
        version = data.atlas().data_version
        areas, occupations, _ = data.place_names(version)
        found, leads = _found(version, " ".join(text.split())[:_LONGEST])
        lines = view.answers(state.current(), found, areas, occupations, leads)
        with st.container(key="search_found", gap=None):
            st.html(f'<p class="go-search-count" role="status">{escape(words.found(len(lines), text))}</p>')
            for line in lines:
                label = f"**{vm.markdown(line.label)}** — {vm.markdown(line.note)}"
                if line.scene is None:
                    st.markdown(label)
                else:
                    state.link(line.scene.page, label, scene=line.scene, width="stretch")
            st.button(words.SEARCH_CLOSE, key="search_close", on_click=_clear, type="tertiary")
