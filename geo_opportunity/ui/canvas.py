"""Our own map in the page: a canvas drawn by ui/map, which tells what is pressed and where it was moved."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit import runtime

from geo_opportunity.ui import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FOLDER: Final = Path(__file__).parent / "map"
#: Loads the program of maps once for all pages and maps, as the module it is; then hands each map to it.
_LOADER: Final = """
const load = async (address, text) => {
  const code = text || (await (await fetch(address)).text());
  return import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
};
export default function (component) {
  const { program, text } = component.data;
  const kept = (window.goMapPrograms ??= new Map());
  const name = program || "inline";
  if (!kept.has(name)) kept.set(name, load(program, text));
  const loaded = kept.get(name);
  loaded.then((module) => module.draw(component), () => kept.delete(name));
  return () => loaded.then((module) => module.leave(component), () => {});
}
"""


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    styles = (_FOLDER / "map.css").read_text(encoding="utf-8")
    return st.components.v2.component("geo_opportunity_map", js=_LOADER, css=styles)


@st.cache_resource(show_spinner=False)
def _program() -> tuple[str, str]:
    """Return the address of the program that draws maps, and its text where no static files are served."""
    parts = sorted(_FOLDER.glob("*.js"))
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    address = answers.published(text, "js")
    return address, "" if address else text


#: Tooltips of so many characters travel when a hand first comes to the map, shorter ones along with it.
_SHORT: Final = 600


def _tips(packed: str, key: str) -> str | dict[str, str]:
    """Return tooltips as they travel: short ones as they are, else the address to fetch them from.

    The framework holds such a file as long as a session shows it, as it does a picture of ``st.image``.
    """
    if len(packed) < _SHORT or not runtime.exists():
        return packed
    files = runtime.get_instance().media_file_mgr
    address = files.add(b64decode(packed), "application/octet-stream", f"tooltips-{key}")
    return {"at": address.removeprefix("/")}  # below the page's own root, as static files are


def draw_canvas(
    spec: Mapping[str, Any],
    *,
    key: str,
    alt: str,
    legend: str = "",
    title: str = "",
    on_press: Callable[[], None] | None = None,
) -> None:
    """Draw a map (``maps.canvas.spec``) with its legend (HTML); `on_press` is called when it is pressed.

    What was pressed is then under ``st.session_state[key].picked`` (``maps.canvas.picked``).
    """
    program, text = _program()
    told = {"on_picked_change": on_press} if on_press is not None else {}
    data = {
        **spec,
        "tips": _tips(spec["tips"], key),
        "key": key,
        "alt": alt,
        "legend": legend,
        "title": title,
        "picks": on_press is not None,
        "program": program,
        "text": text,
    }
    with st.container(key=f"canvas-map-{key}"):
        _component()(key=key, data=data, **told)
