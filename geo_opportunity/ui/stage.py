"""A view's map alone: what a page of another site frames (``?embed=true``), and what a slide shows.

Each page module has ``stage(page)``, which draws the map of the page's scene and nothing else; a page so
drawn has ``page.alone``, which makes ``display`` leave out what leads elsewhere.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity.exports.origins import TITLE
from geo_opportunity.ui import display, session, titles

if TYPE_CHECKING:
    from types import ModuleType

_STYLE: Final = (Path(__file__).parent / "embed.css").read_text(encoding="utf-8")
#: Said of a view whose figures are in tables, without a map of its own.
NO_MAP: Final = "This view is a table. Open the full view to see it."


def framed(name: str, module: ModuleType) -> None:
    """Draw a page for a frame: title, map with its legend, credit, and the link to the full view."""
    page = display.open_page(name, alone=True)
    st.html(f"<style>\n{_STYLE}</style>")
    address = escape(f"{session.root()}{session.href(page.scene)}", quote=True)
    full = (
        f'<a class="go-full-view" href="{address}" target="_blank" rel="noopener">Open the full view'
        '<span class="go-unseen"> (in a new tab)</span></a>'
    )
    title = escape(titles.subject(page) or TITLE)
    st.html(f'<div class="go-embed-head"><h1 class="go-title">{title}</h1>{full}</div>')
    module.stage(page)


def nothing(text: str = NO_MAP) -> None:
    """Say why a view has no map."""
    st.html(f'<p class="go-rules">{escape(text)}</p>')
