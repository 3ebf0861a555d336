"""The session's deck: slides are added on any page, shown and ordered on Present, and kept in its link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import deck as decks
from geo_opportunity.deck import Deck, Slide
from geo_opportunity.errors import LinkError
from geo_opportunity.ui import session

if TYPE_CHECKING:
    from collections.abc import Callable

_DECK: Final = "_deck"
_READ: Final = "_deck_read"
_BEFORE: Final = "_deck_before"
_PROBLEM: Final = "_deck_problem"


def current() -> Deck:
    """Return the session's deck."""
    deck: Deck = st.session_state.setdefault(_DECK, Deck())
    return deck


def link_text(deck: Deck) -> str:
    """Return what stands for a deck in a link: the name of one shipped with us, else its text.

    Raises
    ------
    LinkError
        It is too long for a link.
    """
    return next((name for name, one in shipped().items() if one == deck), None) or decks.to_link(deck)


@st.cache_resource(show_spinner=False)
def shipped() -> dict[str, Deck]:
    """Return the decks that come with the package, by name."""
    return {name: decks.shipped(name) for name in decks.SHIPPED}


def read_link() -> str:
    """Take over the deck the page's link holds, where it is another; return what is wrong with it."""
    text, state = session.aside().get("deck", ""), st.session_state
    if not text or text == state.get(_READ):
        return str(state.get(_PROBLEM, "")) if text else ""
    state[_READ], state[_PROBLEM] = text, ""
    try:
        put(decks.from_link(text))
    except LinkError as error:
        state[_PROBLEM] = str(error)
    return str(state[_PROBLEM])


def put(deck: Deck) -> None:
    """Make another deck the session's; slides of the one before can be brought back (:func:`back`)."""
    before = current()
    if before.slides and before != deck and before not in shipped().values():
        st.session_state[_BEFORE] = before
    st.session_state[_DECK] = deck


def open_deck(deck: Deck, slide: int | None = None) -> None:
    """Make a deck the session's, in a callback, on the page's link: shown from a slide (1 is the first)."""
    put(deck)
    show(slide)


def before() -> Deck | None:
    """Return the deck of the user's that another one took the place of."""
    found: Deck | None = st.session_state.get(_BEFORE)
    return found


def back() -> None:
    """Bring back the deck that another one took the place of, in a callback."""
    found = st.session_state.pop(_BEFORE, None)
    if found is not None:
        st.session_state[_DECK] = found
        show(None)


def change(apply: Callable[[Deck], Deck]) -> None:
    """Change the deck, in a callback on the Present page."""
    st.session_state[_DECK] = apply(current())
    show(None)


def add(slide: Slide, version: str) -> None:
    """Add a slide to the deck, on any page; `version` is of the data it was read from."""
    deck = current().adding(slide)
    st.session_state[_DECK] = deck if deck.data_version else replace(deck, data_version=version)


def show(slide: int | None) -> None:
    """Write the deck, and the slide that is shown (None: the list of slides), into the page's link."""
    deck = current()
    try:
        text = link_text(deck) if deck.slides else ""
    except LinkError:  # too long: the page offers the file
        text = ""
    st.session_state[_READ], st.session_state[_PROBLEM] = text, ""
    session.set_aside(deck=text, slide="" if slide is None else str(slide))


def shown() -> int | None:
    """Return the slide that is shown full screen (0 is the first); None: the list of slides."""
    text, count = session.aside().get("slide", ""), len(current().slides)
    if not count or not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    return min(max(int(text), 1), count) - 1
