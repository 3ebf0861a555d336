"""What is printed in the place of a page: what it says, its tables, sources, and how to cite it.

A page opened with a sheet (``display.open_page``) notes here what its headline, tables and source lines say
while it draws them, so that paper and screen agree; the page ends with :func:`draw`. print.css hides the
screen on paper, and the sheet on screen.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

#: Rows of a table that are printed.
ROWS: Final = 20
#: Columns that fit on paper; of a wider table those before are printed.
COLUMNS: Final = 10
_KEY: Final = "_sheet"


@dataclass(slots=True)
class Sheet:
    """What a page has said so far."""

    said: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)
    units: dict[str, None] = field(default_factory=dict)


def begin() -> None:
    """Begin the sheet of a page."""
    st.session_state[_KEY] = Sheet()


def leave() -> None:
    """Note nothing: the page is printed as it is, or has a sheet of its own."""
    st.session_state.pop(_KEY, None)


def _open() -> Sheet | None:
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Sheet) else None


def say(sentence: str, notes: Iterable[object] = ()) -> None:
    """Note a headline and the lines under it."""
    noted = _open()
    if noted is not None:
        look = "go-sheet-headline" if not noted.said else "go-sheet-more"
        noted.said.append(f'<p class="{look}">{escape(sentence)}</p>')
        noted.said += [f'<p class="go-note">{escape(str(text))}</p>' for text in notes]


def add_table(title: str, frame: pd.DataFrame, config: Mapping[str, Any]) -> None:
    """Note a table as it is shown, its first rows."""
    noted = _open()
    if noted is not None and len(frame):
        noted.tables.append(table_html(title, frame, config))


def add_html(title: str, html: str) -> None:
    """Note a table that is HTML of its own."""
    noted = _open()
    if noted is not None:
        noted.tables.append(f"<section><h2>{escape(title)}</h2>{html}</section>")


def add_sources(unit: str, lines: Iterable[str]) -> None:
    """Note the unit and the sources of a map or table."""
    noted = _open()
    if noted is not None:
        noted.units |= dict.fromkeys([unit] if unit else [])
        noted.sources |= dict.fromkeys(lines)


def table_html(title: str, frame: pd.DataFrame, config: Mapping[str, Any]) -> str:
    """Return the first rows of a table as HTML; `config` is of ``display.columns``."""
    every = [name for name in map(str, frame.columns) if config.get(name, {}) is not None]
    shown = every[:COLUMNS]
    settings = {name: config.get(name) or {} for name in shown}
    formats = {name: (one.get("type_config") or {}).get("format") or "" for name, one in settings.items()}
    numbers = {name: frame[name].dtype.kind in "fiu" for name in shown}
    heads = "".join(
        f'<th scope="col" class="go-{"n" if numbers[name] else "t"}">'
        f"{escape(str(settings[name].get('label') or name))}</th>"
        for name in shown
    )
    body = ""
    for row in frame.head(ROWS)[shown].itertuples(index=False):
        first, *rest = (_written(value, formats[name]) for name, value in zip(shown, row, strict=True))
        looks = ("n" if numbers[name] else "t" for name in shown[1:])
        cells = "".join(f'<td class="go-{look}">{text}</td>' for look, text in zip(looks, rest, strict=True))
        body += f'<tr><th scope="row">{first}</th>{cells}</tr>'
    left = [(len(frame) - ROWS, "rows"), (len(every) - COLUMNS, "columns")]
    said = " and ".join(f"{count:,} more {what}" for count, what in left if count > 0)
    more = f'<p class="go-note">And {said}, in the table on screen.</p>' if said else ""
    return (
        f'<section><h2>{escape(title)}</h2><table class="go-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}</section>"
    )


def _written(value: Any, shown_as: str) -> str:
    """Return a cell as its column's format shows it, escaped; "unknown" for a figure that is missing."""
    if isinstance(value, str | bool):
        return escape(str(value))
    if value_missing(float(value) if isinstance(value, np.floating) else value):
        return "unknown"
    number = float(value)
    if shown_as == "percent":
        return f"{100 * number:.1f}%"
    if shown_as == "dollar":
        return f"${number:,.2f}"
    if shown_as.startswith("%"):
        return escape(shown_as % (int(number) if shown_as.endswith("d") else number))
    return f"{number:,.0f}" if number == round(number) else f"{number:,.10g}"


def image(svg: str, alt: str, look: str) -> str:
    """Return an SVG as an image in HTML: the framework strips SVG itself."""
    data = b64encode(svg.encode()).decode()
    return f'<img class="{look}" alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


def live_map(key: str) -> str:
    """Return the place of a map of the page (its key), painted there when the page is printed (ui/map)."""
    return f'<div class="go-sheet-map" data-go-map="{escape(key)}"></div>'


def draw(title: str, settings: Sequence[str], *, picture: str, cite: str, caveats: str) -> None:
    """Draw the sheet of the page, which shows on paper only.

    Parameters
    ----------
    title, settings
        Head, and the settings in words.
    picture
        HTML of a map and its legend, or "".
    cite, caveats
        How to cite the page, and what its figures are not.
    """
    noted = _open()
    if noted is None:
        return
    rest = "".join(noted.said)
    rules = "".join(f'<p class="go-note">{escape(text)}</p>' for text in settings if escape(text) not in rest)
    units = " ".join(noted.units)
    feet = [
        units,
        caveats,
        f"Sources: {'; '.join(noted.sources)}; all in full on Data & methods." if noted.sources else "",
        cite,
    ]
    foot = "".join(f'<p class="go-note">{escape(text)}</p>' for text in feet if text)
    with st.container(key="page-sheet"):
        st.html(
            f'<div class="go-sheet go-sheet-page"><p class="go-sheet-title">{escape(title)}</p>'
            f"{rest}{rules}{picture}{''.join(noted.tables)}{foot}</div>"
        )
