"""The search box: one field on every page that finds places, occupations, providers and programs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.questions import search as finder
from geo_opportunity.ui import data, state
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
#: Keys in the open list: Escape closes it and goes back to the field, the arrows walk through it. No data go in here.
_KEYS: Final = """<script>
if (!window.goSearchKeys) {
  window.goSearchKeys = true;
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector(".st-key-search");
    const list = box && box.querySelector(".st-key-search_found");
    const inside = list && box.contains(event.target);
    if (!list || (!inside && !(event.key === "Escape" && event.target.matches("a, button, body")))) return;
    const lines = [...list.querySelectorAll("a, button")], at = lines.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && lines.length) {
      lines[Math.min(at + 1, lines.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at ? lines[at - 1] : box.querySelector("input")).focus();
    } else if (event.key === "Escape") {
      lines[lines.length - 1].click();
      let tries = 40;
      const back = setInterval(() => {
        if (!--tries || !document.querySelector(".st-key-search_found")) {
          clearInterval(back);
          const field = document.querySelector(".st-key-search input");
          if (field) field.focus();
        }
      }, 50);
    } else return;
    event.preventDefault();
  });
}
</script>"""


@st.cache_data(show_spinner=words.SEARCHING, max_entries=256)
def _found(version: str, text: str) -> tuple[pd.DataFrame, dict[str, list[str]], str | None]:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.search``, the occupations each program found leads to, and the spelling searched for where it is another."""
    atlas = data.atlas()
    rows = atlas.search(text, _ROWS, each=_EACH)
    leads = {cip: finder.programs_to(atlas, cip) for cip in rows.loc[rows["kind"] == "program", "code"]}
    return rows, leads, finder.spelled(atlas, text)


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
        found, leads, spelled = _found(version, " ".join(text.split())[:_LONGEST])
        lines = view.answers(state.current(), found, areas, occupations, leads)
        zip_listed = not text.strip().isdigit() or "zip" in set(found["kind"])
        count = words.found(len(lines), text, spelled, zip_listed=zip_listed)
        with st.container(key="search_found", gap=None):
            st.html(f'<p class="go-search-count" role="status">{escape(count)}</p>')
            for line in lines:
                label = words.answer(wording.markdown(line.label), wording.markdown(line.note))
                if line.scene is None:
                    st.markdown(label)
                else:
                    state.link(line.scene.page, label, scene=line.scene, width="stretch")
            st.button(words.SEARCH_CLOSE, key="search_close", on_click=_clear, type="tertiary")
            st.html(_KEYS, unsafe_allow_javascript=True)
