"""The Present page: the session's deck and those that come with the app, listed, or shown full screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import deck as decks
from geo_opportunity import exports, wording
from geo_opportunity.deck import LONGEST, Deck, Slide
from geo_opportunity.errors import LinkError
from geo_opportunity.ui import decks as held
from geo_opportunity.ui import display, session
from geo_opportunity.ui.own import box
from geo_opportunity.ui.present import show
from geo_opportunity.ui.share import LONG, PARTS
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.ui.display import Page

_HOW: Final = (
    "Open any page, set it as you want it, and choose “Share”, then “Save as a slide”. "
    "It is then listed here. Or start from one of the decks below."
)


def page() -> None:
    """Draw the page."""
    page = display.open_page("present")
    problem = held.read_link()
    at = held.shown()
    if at is not None:
        show.draw(page, held.current(), at)
        return
    box.draw(page.states)
    problems = [*page.problems, *([problem] if problem else [])]
    display.head("Present", "Saved views in an order, shown full screen or sent as one link", problems)
    _back()
    deck = held.current()
    if deck.slides:
        _deck(page, deck)
    else:
        st.html(f'<p class="go-headline">Your deck is empty</p><p class="go-rules">{escape(_HOW)}</p>')
    _file()
    _shipped()


def stage(page: Page) -> None:
    """Draw the deck in a frame (``ui.stage``)."""
    problem = held.read_link()
    if held.current().slides:
        show.draw(page, held.current(), held.shown() or 0, framed=True)
    else:
        st.html(f'<p class="go-rules">{escape(problem or "This deck has no slides.")}</p>')


def _back() -> None:
    """Offer the user's deck that another one took the place of."""
    before = held.before()
    if before is not None and before != held.current():
        count = len(before.slides)
        title = f" “{before.title}”" if before.title else ""
        slides = counted(count, "slide")
        st.button(
            wording.markdown(f"Bring back your deck{title} ({slides})"),
            icon=":material/undo:",
            key="deck_back",
            on_click=held.back,
        )


# ----------------------------------------------------------------------- slides


def _deck(page: Page, deck: Deck) -> None:
    """Draw the session's deck: its title, its slides, and what can be done with it."""
    st.text_input(
        "Title of the deck",
        max_chars=LONGEST["title"],
        placeholder="What this deck is about",
        **_bound("deck_title", deck.title, lambda text: held.change(lambda d: replace(d, title=text))),
    )
    _older(page, deck)
    _actions(page.atlas, deck)
    for at, slide in enumerate(deck.slides):
        _slide(deck, at, slide)


def _bound(key: str, value: str, apply: Any) -> dict[str, Any]:
    """Return key and callback of a text field whose value is the deck's."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: apply(str(st.session_state.get(key) or "").strip())}


def _older(page: Page, deck: Deck) -> None:
    if deck.data_version and deck.data_version != page.version:
        st.html(
            f'<p class="go-problems" role="status">What the slides say was read from data version '
            f"{escape(deck.data_version)}; the maps show {escape(page.version)}. Check the figures in the "
            "notes before you present them.</p>"
        )


def _slides(atlas: Atlas, deck: Deck, address: str) -> bytes:
    """Return the deck as slides, by the code that the command line and the API use."""
    content = exports.export(atlas, deck, ".pptx", address=address)
    return content if isinstance(content, bytes) else content.read_bytes()


def _actions(atlas: Atlas, deck: Deck) -> None:
    count = len(deck.slides)
    with st.container(horizontal=True, gap="small", key="deck-actions"):
        st.button(
            "Present",
            icon=":material/slideshow:",
            type="primary",
            key="deck_show",
            on_click=held.show,
            args=(1,),
        )
        st.download_button(
            "Download this deck",
            data=decks.to_json(deck),
            file_name="geo-opportunity-deck.json",
            mime="application/json",
            on_click="ignore",
            key="deck_download",
            icon=":material/download:",
        )
        if find_spec("pptx") is not None:
            st.download_button(
                "Slides (PPTX)",
                data=partial(_slides, atlas, deck, session.root()),
                file_name="geo-opportunity-deck.pptx",
                on_click="ignore",
                key="deck_slides",
                icon=":material/download:",
            )
        st.button(
            "Start a new deck",
            icon=":material/note_add:",
            key="deck_new",
            on_click=partial(held.open_deck, Deck()),
            help="This one can be brought back until you close the page.",
        )
    try:
        text = held.link_text(deck)
    except LinkError as error:
        st.caption(wording.markdown(str(error)))
    else:
        with st.expander("Link to this deck"):
            st.code(f"{session.root()}/present?deck={text}", language=None, wrap_lines=True)
            st.caption(
                "It opens the list of slides; with &slide=1 at its end, the show. The link holds the deck "
                "itself: nothing is stored on a server."
            )
    st.subheader(counted(count, "slide"), anchor=False)


def _slide(deck: Deck, at: int, slide: Slide) -> None:
    """Draw a slide of the list, with what can be done with it."""
    last = len(deck.slides) - 1
    name = slide.title or "Untitled"
    with st.container(border=True, key=f"slide-{at}", gap="small"):
        note = f'<p class="go-rules">{escape(slide.note)}</p>' if slide.note else ""
        st.html(f'<h3 class="go-slide-head">{at + 1}. {escape(name)}</h3>{note}')
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            named = wording.markdown(name)
            scene, _ = session.read_view(slide.view)
            session.link(scene.page, "Open this view", icon=":material/open_in_new:", scene=scene)
            _button("Show", "slideshow", f"show_{at}", f"Show from “{named}”", partial(held.show, at + 1))
            _button("Up", "arrow_upward", f"up_{at}", f"Move up “{named}”", _moved(at, -1), off=at == 0)
            _button(
                "Down", "arrow_downward", f"down_{at}", f"Move down “{named}”", _moved(at, 1), off=at == last
            )
            _button(
                "Remove", "delete", f"drop_{at}", f"Remove “{named}”",
                partial(held.change, lambda d: d.without(at)),
            )  # fmt: skip
        with st.expander("Edit its texts"):
            _form(at, slide)


def _moved(at: int, by: int) -> Any:
    return partial(held.change, lambda deck: deck.moving(at, by))


def _button(label: str, icon: str, key: str, text: str, act: Any, *, off: bool = False) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"slide_{key}",
        help=text,
        on_click=act,
        type="tertiary",
        disabled=off,
    )


def _form(at: int, slide: Slide) -> None:
    for part, (label, text) in PARTS.items():
        field = st.text_area if part in LONG else st.text_input

        def put(value: str, part: str = part) -> None:
            held.change(lambda deck: deck.having(at, replace(deck.slides[at], **{part: value})))

        field(
            label,
            help=text,
            max_chars=LONGEST[part],
            **_bound(f"slide_{at}_{part}", getattr(slide, part), put),
        )


# ----------------------------------------------------------------- other decks


def _file() -> None:
    """Draw the choice of a deck's file."""
    with st.expander("Open a deck from a file"):
        given = st.file_uploader(
            "A deck’s file (JSON), as “Download this deck” wrote it", type="json", key="deck_file"
        )
        if given is None:
            st.session_state.pop("_deck_file", None)
            return
        if st.session_state.get("_deck_file") == given.file_id:
            return
        try:
            opened = decks.from_json(given.getvalue())
        except LinkError as error:
            st.error(wording.markdown(f"{given.name}: {error}"))
            return
        st.session_state["_deck_file"] = given.file_id
        held.open_deck(opened)
        st.rerun()


def _shipped() -> None:
    """Draw the decks that come with the app."""
    st.subheader("Decks to start from", anchor=False)
    st.caption("Findings read from these data. Open one, show it, or change it and keep it as yours.")
    for name, deck in held.shipped().items():
        with st.container(border=True, key=f"deck-{name}", gap="small"):
            said = deck.slides[0].note.split("\n")[0] if deck.slides else ""
            st.html(
                f'<h3 class="go-slide-head">{escape(deck.title)}</h3><p class="go-rules">{escape(said)} '
                f"{len(deck.slides)} slides.</p>"
            )
            with st.container(horizontal=True, gap="small"):
                named = f"Show “{wording.markdown(deck.title)}”"
                _button("Present", "slideshow", f"present_{name}", named, partial(held.open_deck, deck, 1))
                named = f"List the slides of “{wording.markdown(deck.title)}”"
                _button("Open", "folder_open", f"open_{name}", named, partial(held.open_deck, deck))
