"""Share a view: its link, a QR code, an e-mail's text, and the code that frames its map in another page."""

from __future__ import annotations

import zlib
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import segno
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.deck import LONGEST, MOST_SLIDES, Slide
from geo_opportunity.ui import decks, session, titles

if TYPE_CHECKING:
    from geo_opportunity.ui.opened import Page

#: Characters of a link that a QR code still holds so that a phone reads it from a screen.
_MOST_QR: Final = 1_200
#: Hosts that only this machine can open.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared
#: Pixels of the frame that the embed code asks for.
FRAME: Final = (800, 500)


def popover(page: Page, product: str) -> None:
    """Draw the button that opens how to save and share the page; on Present the deck is shared there."""
    if page.scene.page != "present":
        _popover(page, product)


@st.fragment
def _popover(page: Page, product: str) -> None:
    box = st.popover("Share", icon=":material/share:", key="share", on_change="rerun")
    if box.open:
        with box:
            send, keep = st.tabs(["Share", "Save as a slide"]) if page.scene.page != "about" else (box, None)
            with send:
                _contents(page, product)
            if keep is not None:
                with keep:
                    _save(page)


def _save(page: Page) -> None:
    """Draw the form that makes a slide of the view."""
    view = session.href(session.current())
    number = f"{zlib.crc32(view.encode()):08x}"  # another view, other fields
    title = st.text_input(
        "Title", titles.subject(page), max_chars=LONGEST["title"], key=f"save_title_{number}"
    )
    note = st.text_area("Note", "", max_chars=LONGEST["note"], key=f"save_note_{number}")
    alt = st.text_area("Alternative text", "", max_chars=LONGEST["alt"], key=f"save_alt_{number}")
    count = len(decks.current().slides)
    if count >= MOST_SLIDES:
        st.caption(f"Your deck has {MOST_SLIDES} slides, the most there can be. Start another on Present.")
        return
    made = Slide(view=view, title=title, note=note, alt=alt)
    st.button("Save as a slide", icon=":material/add:", key="save_slide", on_click=decks.add, args=(made,))
    if count:
        saved = f"Your deck has {count:,} slide{'' if count == 1 else 's'}: present"
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
    st.markdown("**In words**")
    st.code(in_words(name, link, product), language=None, wrap_lines=True)
    mail = f"mailto:?subject={quote(f'{product}: {name}')}&body={quote(message(page, name, link, product))}"
    st.html(f'<a href="{escape(mail, quote=True)}">Write an e-mail with it</a>')
    with st.expander("QR code"):
        drawn = qr(link)
        if drawn:
            st.image(drawn, width=220, alt=f"QR code of the link to {name}")
        else:
            st.caption("This link is too long for a QR code that a phone can read. Share it as text.")
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


def qr(text: str) -> str:
    """Return a QR code as SVG; "" where the text is too long to be read from a screen."""
    if len(text.encode()) > _MOST_QR:
        return ""
    try:
        code = segno.make(text, error="m" if len(text) < 300 else "l", micro=False)
    except segno.DataOverflowError:
        return ""
    return str(code.svg_inline(scale=4, border=4, light="#ffffff", dark="#14213d"))
