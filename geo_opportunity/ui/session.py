"""One state: the scene. It lives in the session, every control reads and writes it, and the URL mirrors it.

Widgets never own a value: before each is drawn its key is set from the scene, and its callback puts the new
value into the scene. The URL is read when it is not the one we wrote (a pasted link, the browser's back
button), except in a run that a control has started: the browser's address may then still lag behind.

The page is in the URL's path (``/area``), everything else in its parameters. A link may name the page as
a parameter too (``/?page=area``, as :func:`geo_opportunity.scene.to_query` writes it): it is sent on to that
path. The links between pages (:func:`navigation`, :func:`link`) carry the whole scene, so a new tab opens it
too.
"""

from __future__ import annotations

import sys
import zlib
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

import streamlit as st

from geo_opportunity.deck import query_of, view_of_scene
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.scene import PAGES, Scene, from_query, to_query
from geo_opportunity.ui import answers, memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from streamlit.navigation.page import StreamlitPage

    from geo_opportunity.scene import MapView

_SCENE: Final = "scene"
_WRITTEN: Final = "_query_written"
_TOUCHED: Final = "_touched"
_PROBLEMS: Final = "_link_problems"
_BY_CONTROL: Final = "_by_control"
_NONCE: Final = "_map_nonce"
_VERSION: Final = "_data_version"
_SEARCH: Final = "_search_number"
_ASIDE: Final = "_aside"
_ASIDE_WRITTEN: Final = "_aside_written"
_NOTHING: Final = object()  # equal to no value of a widget
#: The page whose link holds more than the scene, and what: they stay on it.
_DECKS: Final = "present"
_ASIDE_KEYS: Final = ("deck", "slide")
#: Pages -> title, icon, and the module of this package whose function `page` draws it; imported when first
#: opened.
_PAGES: Final = {
    "explore": ("Explore", ":material/map:", "explore.page"),
    "area": ("Area", ":material/location_city:", "area.page"),
    "compare": ("Compare", ":material/compare_arrows:", "compare.page"),
    "occupation": ("Occupation", ":material/work:", "occupation.page"),
    "training": ("Training", ":material/school:", "training.page"),
    "board": ("Board", ":material/assignment:", "board.page"),
    "present": ("Present", ":material/slideshow:", "present.page"),
    "about": ("Data & methods", ":material/info:", "about"),
}


def page_of(page: str) -> StreamlitPage:
    """Return a page as Streamlit knows it; the first of ``scene.PAGES`` is at the root."""
    title, icon, _ = _PAGES[page]

    def run() -> None:
        drawn = module_of(page)
        if st.context.is_embedded:
            import_module(f"{__package__}.stage").framed(page, drawn)
        else:
            drawn.page()
            import_module(f"{__package__}.share").draw(TITLE)

    first = page == PAGES[0]
    return st.Page(run, title=title, icon=icon, default=first, url_path="" if first else page)


def title_of(page: str) -> str:
    """Return what a page is called."""
    return _PAGES[page][0]


def module_of(page: str) -> ModuleType:
    """Return the module that draws a page; imported when first asked for."""
    name = f"{__package__}.{_PAGES[page][2]}"
    known = name in sys.modules
    module = import_module(name)
    if not known:
        memory.settle()
    return module


def _query(scene: Scene, data_version: str | None) -> dict[str, str]:
    """Return the link's parameters; the page is in the path."""
    return to_query(replace(scene, page=PAGES[0]), data_version)


def open_scene(page: str) -> tuple[Scene, list[str]]:
    """Return the scene of this run and what was wrong with its link; writes the URL.

    To be called first by each page.

    Raises
    ------
    DataNotFoundError
        There are no data.
    """
    state = st.session_state
    version = answers.built_in().data_version
    before = state.get(_VERSION, version)
    params = {
        k: v
        for k, v in st.query_params.to_dict().items()
        if not (k == "page" and v.strip().casefold() == page)
    }
    _take_aside(params, page)
    touched = state[_BY_CONTROL] = bool(state.pop(_TOUCHED, False))
    state[_VERSION] = version
    if before != version and (
        touched or params == state.get(_WRITTEN)
    ):  # the data were replaced: what the scene names may be gone
        params, touched = _query(state[_SCENE], before), False
        del state[_WRITTEN]
    if not touched and (_SCENE not in state or params != state.get(_WRITTEN)):
        asked = params.get("page", "").strip().casefold()
        if asked in PAGES:
            st.switch_page(page_of(asked), query_params={k: v for k, v in params.items() if k != "page"})
        state[_SCENE], state[_PROBLEMS] = _read(params)
        search_number(advance=True)  # what was searched has been found
    elif touched:
        state[_PROBLEMS] = []
    scene = state[_SCENE] = replace(state[_SCENE], page=page)
    _write(scene)
    return scene, state.get(_PROBLEMS, [])


def navigation(scene: Scene) -> None:
    """Draw the row of pages: links that carry the whole scene."""
    with st.container(key="pages", horizontal=True, width="content", gap="xxsmall"):
        for page, (title, icon, _) in _PAGES.items():
            here = page == scene.page  # a phone's row scrolls to it
            with st.container(key="page-here", width="content") if here else nullcontext():
                link(page, title, icon=icon, scene=scene)


def link(
    page: str,
    label: str,
    apply: Callable[[Scene], Scene] | None = None,
    *,
    icon: str | None = None,
    scene: Scene | None = None,
    help: str | None = None,  # noqa: A002 - Streamlit's word
    width: Any = "content",
) -> None:
    """Draw a link to a page with the scene as `apply` changes it; nothing when there is no such scene.

    A real link (on its own page, a button): it can be opened in a new tab, copied and shared. `label` is
    Markdown (escape text of the data).
    """
    scene = scene if scene is not None else current()
    try:
        target = _on_page(apply(scene) if apply is not None else scene, page)
    except ValueError:
        return
    query = _query(target, st.session_state.get(_VERSION))
    if (
        page == current().page and target != current()
    ):  # the browser keeps the address when a link leads to its own page
        name = f"link_{zlib.crc32(repr((page, label, query)).encode()):08x}"
        st.button(
            label,
            icon=icon,
            help=help,
            width=width,
            type="tertiary",
            key=name,
            on_click=_follow,
            args=(target,),
        )
    else:
        st.page_link(page_of(page), label=label, icon=icon or "", help=help, width=width, query_params=query)


def _on_page(scene: Scene, page: str) -> Scene:
    """Return the scene on a page; another page has other tabs."""
    return replace(scene, page=page, tab=scene.tab if page == scene.page else None)


def _follow(scene: Scene) -> None:
    replace_scene(scene)
    search_number(advance=True)


def href(scene: Scene) -> str:
    """Return the link of a scene from the app's root, not yet escaped for HTML: ``/area?area=38060``."""
    return view_of_scene(scene, st.session_state.get(_VERSION))


def root() -> str:
    """Return the address of the app's root as the browser has it, without a slash; "": not known."""
    address = (st.context.url or "").split("?")[0].rstrip("/")
    page = address.rpartition("/")[2]
    return address.removesuffix(f"/{page}") if page in PAGES else address


def read_view(view: str) -> tuple[Scene, list[str]]:
    """Return the scene of a view's link and what was wrong with it.

    Raises
    ------
    LinkError
        It is no link of this app.
    """
    return _read(query_of(view))


def _read(query: Mapping[str, str]) -> tuple[Scene, list[str]]:
    """Return the scene of a link's parameters and what was wrong with it."""
    data = answers.atlas()
    areas, occupations, states = answers.names(data)
    more = answers.link_codes(data) if {"places", "region", "prov"} & set(query) else {}
    return from_query(
        query,
        areas=areas,
        occupations=occupations,
        states=states,
        data_version=answers.built_in().data_version,
        **more,
    )


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


def _write(scene: Scene) -> None:
    """Make the URL that of the scene."""
    state = st.session_state
    query, aside = _query(scene, state.get(_VERSION)), state.get(_ASIDE, {})
    if st.query_params.to_dict() != query | aside:
        st.query_params.from_dict(query | aside)
    state[_WRITTEN], state[_ASIDE_WRITTEN] = query, dict(aside)


def _take_aside(params: dict[str, str], page: str) -> None:
    """Take what is no part of the scene out of a link's parameters: new where we did not write it."""
    state = st.session_state
    if page != _DECKS:
        state.pop(_ASIDE, None)
        state.pop(_ASIDE_WRITTEN, None)
        return
    given = {key: params.pop(key) for key in _ASIDE_KEYS if key in params}
    if not state.get(_TOUCHED) and given != state.get(_ASIDE_WRITTEN):
        state[_ASIDE] = given


def aside() -> dict[str, str]:
    """Return what the link of the Present page holds beside the scene: ``deck`` and ``slide``, as text."""
    return dict(st.session_state.get(_ASIDE, {}))


def set_aside(**texts: str) -> None:
    """Put ``deck`` and ``slide`` into the link of the Present page, in a callback; others are taken out."""
    st.session_state[_ASIDE] = {key: text for key, text in texts.items() if text}
    st.session_state[_TOUCHED] = True


def look_at(view: MapView) -> None:
    """Keep where the user has moved the map, in the scene and in the URL, without drawing the page anew."""
    scene = st.session_state[_SCENE] = replace(current(), view=view)
    _write(scene)


def hold(breaks: tuple[float, ...]) -> Scene:
    """Keep the breaks between classes, in the scene and in the URL, and return the scene."""
    scene: Scene = replace(current(), held=breaks)
    st.session_state[_SCENE] = scene
    _write(scene)
    return scene


def by_control() -> bool:
    """Return whether a control, not a link, has started this run of the page."""
    return bool(st.session_state.get(_BY_CONTROL, False))


def link_text(scene: Scene, view: MapView) -> tuple[str, str]:
    """Return the query string of a scene as the browser writes it, and the text of `view` within it."""
    query = _query(scene, st.session_state.get(_VERSION))
    return urlencode(query), quote_plus(to_query(Scene(view=view))["view"])


def changed() -> bool:
    """Return whether a control has changed the scene since the page was drawn (fragments then rerun it)."""
    return bool(st.session_state.get(_TOUCHED, False))


def bound(
    key: str, value: Any, apply: Callable[[Scene, Any], Scene], *, unset: Any = _NOTHING
) -> dict[str, Any]:
    """Set a widget's value from the scene and return its key and callback, to be passed on to it.

    The callback puts the widget's new value into the scene; an emptied number field changes nothing. A widget
    that shows the value already is not set again, nor one that shows it by itself (`unset`): what draws it is
    then the same as before, and the browser is not sent its options once more.
    """

    def changed() -> None:
        change(lambda scene: apply(scene, st.session_state.get(key)))

    if st.session_state.get(key, unset) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": changed}


def nonce(*, advance: bool = False) -> int:
    """Return the number of map clicks handled so far, part of layer ids (see ``maps.layers.deck_json``)."""
    if advance:
        st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    return int(st.session_state.get(_NONCE, 0))


def search_number(*, advance: bool = False) -> int:
    """Return the number of the search field: another number, another field, hence an empty one."""
    if advance:
        st.session_state[_SEARCH] = st.session_state.get(_SEARCH, 0) + 1
    return int(st.session_state.get(_SEARCH, 0))
