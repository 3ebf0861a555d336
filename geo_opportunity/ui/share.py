"""Share a view: its link, a QR code, an e-mail's text, and the code that frames its map in another page."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.deck import LONGEST, MOST_SLIDES, Slide
from geo_opportunity.exports import posting
from geo_opportunity.settings import Settings
from geo_opportunity.ui import decks, session, titles
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geo_opportunity.ui.opened import Page

_SAID: Final = "_said"
_PLACE: Final = "_share_place"
#: What the parts of a slide are called in its form, and what they are for.
PARTS: Final = {
    "title": ("Title", "In large letters over the map."),
    "note": ("Note", "Under the map: what to say about it."),
    "alt": ("Alternative text", "What the map shows, for those who cannot see it."),
    "source": ("Source line", "What the figures rest on."),
}
LONG: Final = ("note", "alt")
#: What a map's description says of tables that a slide does not have.
_TABLES: Final = re.compile(r"The tables? [^.]*hold(s)? the (same )?figures\.")
#: Hosts that only this machine can open.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared
#: Pixels of the frame that the embed code asks for.
FRAME: Final = (800, 500)


def begin(page: Page, place: DeltaGenerator) -> None:
    """Note where the button of a page goes (:func:`draw`), and that the page has said nothing yet."""
    st.session_state[_SAID] = {}
    st.session_state[_PLACE] = (page, place)


def say(part: str, text: str) -> None:
    """Note what a page says first of each part of a slide: "note", "alt", "source"."""
    st.session_state.get(_SAID, {}).setdefault(part, text)


def draw(product: str) -> None:
    """Draw the button that opens how to save and share the page, once the page is drawn.

    On Present the deck is shared there.
    """
    page, place = st.session_state.pop(_PLACE, (None, None))
    if page is not None and page.scene.page != "present":
        with place:
            _popover(page, product)


@st.fragment
def _popover(page: Page, product: str) -> None:
    box = st.popover("Share", icon=":material/share:", key="share", on_change="rerun")
    if not box.open:
        return
    with box:
        if page.scene.page == "about":
            _contents(page, product)
            return
        send, keep = st.tabs(["Share", "Save as a slide"])
        with send:
            _contents(page, product)
        with keep:
            _save(page)


def filled(page: Page) -> Slide:
    """Return the slide of the page's view: title, finding, alternative text and sources as the page says."""
    said: dict[str, str] = st.session_state.get(_SAID, {})
    title, note = titles.subject(page) or session.title_of(page.scene.page), said.get("note", "")
    alt = _TABLES.sub("", said.get("alt", "")).strip() or f"{title}."
    return Slide(
        view=session.href(session.current()),
        title=title[: LONGEST["title"]],
        note=note[: LONGEST["note"]],
        alt=f"{alt} {note}".strip()[: LONGEST["alt"]],
        source=said.get("source", "")[: LONGEST["source"]],
    )


def _save(page: Page) -> None:
    """Draw the form that makes a slide of the view."""
    count = len(decks.current().slides)
    if count >= MOST_SLIDES:
        st.caption(f"Your deck has {MOST_SLIDES} slides, the most there can be. Start another on Present.")
        return
    made = filled(page)
    number = f"{zlib.crc32(made.view.encode()):08x}"  # another view, other fields
    texts = {}
    for part, (label, text) in PARTS.items():
        field = st.text_area if part in LONG else st.text_input
        texts[part] = field(
            label,
            getattr(made, part),
            help=text,
            max_chars=LONGEST[part],
            key=f"save_{part}_{number}",
        ).strip()
    made = replace(made, **texts)
    version = page.version
    st.button(
        "Save as a slide",
        icon=":material/add:",
        key="save_slide",
        on_click=lambda: decks.add(made, version),
    )
    if count:
        saved = f"Your deck has {counted(count, 'slide')}: open it"
        session.link("present", saved, icon=":material/slideshow:")


def _contents(page: Page, product: str) -> None:
    """Draw how to share the page's view as it is now."""
    link = address()
    name = titles.subject(page) or session.title_of(page.scene.page)
    st.markdown("**Link to this view**")
    st.code(link, language=None, wrap_lines=True)
    if (urlsplit(link).hostname or "") in _HERE:
        st.caption(
            "This app runs on your machine alone: the link opens for others once the app is served to them."
        )
    posted = posting.page_address(Settings().site_dir, session.current())
    if posted:
        st.markdown("**Link for posting**")
        st.code(posted, language=None, wrap_lines=True)
        st.caption("This view as a page of our site: where it is posted, its title and picture are shown.")
    st.markdown("**In words**")
    st.code(in_words(name, link, product), language=None, wrap_lines=True)
    mail = f"mailto:?subject={quote(f'{product}: {name}')}&body={quote(message(page, name, link, product))}"
    st.html(f'<a href="{escape(mail, quote=True)}">Write an e-mail with it</a>')
    with st.expander("QR code"):
        drawn = _qr(link)
        if drawn:
            st.image(drawn, alt=f"QR code of the link to {name}")
        else:
            st.caption(
                "There is no QR code: this link is too long for a phone to read, or “segno” is not installed."
            )
    if page.scene.page != "about":
        with st.expander("Frame it in a web page"):
            st.code(embed_code(name), language="html", wrap_lines=True)
            st.caption(
                "Map, title, legend and credit alone; readers can point at the map and open the full view."
            )


def address() -> str:
    """Return the link of the session's view, as short as it can be: without what is at its default."""
    return f"{session.root()}{session.href(session.current())}"


def in_words(name: str, link: str, product: str) -> str:
    """Return a line for a post or a slide: what it is, and the link without its scheme."""
    return f"{name} – {product}, {link.removeprefix('https://').removeprefix('http://')}"


def message(page: Page, name: str, link: str, product: str) -> str:
    """Return the text of an e-mail about the view."""
    return (
        f"{name}\n\n{wording.settings_sentence(page.scene)}\n\n{link}\n\n"
        f"{product}, data version {page.version}. Open the link to see the map, its sources and what the "
        "figures are not."
    )


def embed_address(link: str) -> str:
    """Return the address of a view's map alone."""
    return f"{link}{'&' if '?' in link else '?'}embed=true"


def embed_code(name: str) -> str:
    """Return the HTML that frames the view's map in another page."""
    source = escape(embed_address(address()), quote=True)
    wide, high = FRAME
    return (
        f'<iframe src="{source}" title="Map: {escape(name, quote=True)}" width="{wide}" height="{high}" '
        'style="border:1px solid #c4ced6;max-width:100%" loading="lazy"></iframe>'
    )


def _qr(link: str) -> str:
    """Return the QR code of a link as SVG; "" where there can be none."""
    try:
        from geo_opportunity.exports.qr import qr_svg
    except ImportError:
        return ""
    return qr_svg(link)
