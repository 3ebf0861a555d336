"""A deck shown full screen: title, map, note, and keys to go on, back and out."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.ui import decks as held
from geo_opportunity.ui import session

if TYPE_CHECKING:
    from geo_opportunity.deck import Deck, Slide
    from geo_opportunity.ui.display import Page

_FOLDER: Final = Path(__file__).parent
_STYLE: Final = (_FOLDER / "show.css").read_text(encoding="utf-8")
_KEYS: Final = (_FOLDER / "show.js").read_text(encoding="utf-8")


def draw(page: Page, deck: Deck, at: int, *, framed: bool = False) -> None:
    """Draw slide `at` (0 is the first) over the whole window; `framed`: in a frame of another page."""
    slide, last = deck.slides[at], len(deck.slides) - 1
    st.html(f"<style>\n{_STYLE}</style>")
    st.html(f"<script>{_KEYS}</script>", unsafe_allow_javascript=True)
    with st.container(key="show", gap="small"):
        title = slide.title or deck.title or "Untitled"
        if not framed:
            st.html(f'<h1 class="go-title go-show-title">{escape(title)}</h1>')
        _view(page, slide)
        _words(page, deck, slide)
        with st.container(key="show-bar", horizontal=True, gap="small", vertical_alignment="center"):
            _go("Previous", "arrow_back", "previous", max(at, 1), off=at == 0)
            said = escape(f"Slide {at + 1} of {last + 1}: {title}")
            st.html(
                f'<p class="go-show-count" role="status"><span aria-hidden="true">{at + 1} / {last + 1}'
                f'</span><span class="go-unseen">{said}</span></p>',
                width="content",
            )
            _go("Next", "arrow_forward", "next", min(at + 2, last + 1), off=at == last)
            _go("First", "first_page", "first", 1, off=at == 0)
            _go("Last", "last_page", "last", last + 1, off=at == last)
            if not framed:
                st.html(
                    '<button type="button" class="go-show-full" title="Fill the screen (F)">'
                    "Full screen</button>",
                    width="content",
                )
                _go("End show", "close", "end", None)


def _go(label: str, icon: str, key: str, slide: int | None, *, off: bool = False) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"show_{key}",
        on_click=held.show,
        args=(slide,),
        disabled=off,
        type="tertiary",
    )


def _view(page: Page, slide: Slide) -> None:
    """Draw the map of a slide; what cannot be shown is said in its place."""
    try:
        scene, problems = session.read_view(slide.view)
        if problems:
            st.html(f'<p class="go-note go-below" role="status">{escape(" ".join(problems))}</p>')
        # the slide's own source line takes the place of the map's
        with st.container(key="show-view-sourced" if slide.source else "show-view"):
            session.module_of(scene.page).stage(replace(page, scene=scene, alone=True, alt=slide.alt))
    except GeoOpportunityError as error:
        st.error(wording.markdown(f"This slide’s view cannot be shown: {error}"))


def _words(page: Page, deck: Deck, slide: Slide) -> None:
    """Draw what is said under the map: note, source, and where to go from here."""
    parts = []
    if slide.note:
        written = "<br>".join(escape(line) for line in slide.note.split("\n"))
        parts.append(f'<p class="go-show-note">{written}</p>')
    if slide.source:
        older = deck.data_version and deck.data_version != page.version
        more = f" Read from data version {deck.data_version}; the map shows {page.version}." if older else ""
        parts.append(f'<p class="go-note">{escape(slide.source + more)}</p>')
    links = [(slide.view, "Open this view")]
    if slide.act and slide.act_view:
        links.insert(0, (slide.act_view, slide.act))
    drawn = [
        f'<a href="{escape(session.root() + session.href(session.read_view(view)[0]), quote=True)}" '
        f'target="_blank" rel="noopener">{escape(text)}</a>'
        for view, text in links
    ]
    parts.append(f'<p class="go-show-links">{" · ".join(drawn)}</p>')
    st.html(f'<div class="go-below go-show-words" tabindex="0" role="note">{"".join(parts)}</div>')
