"""What pages share: how each opens, its head, what was wrong with its link, its tables' selected row and its sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from pydantic import ValidationError

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports.csv import csv_bytes
from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.maps import layers
from geo_opportunity.ui import data, state, tables
from geo_opportunity.ui.words import common as texts
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = [
    "Opened",
    "bound",
    "columns",
    "head",
    "map_size",
    "open_page",
    "phone",
    "problem_box",
    "row_selection",
    "show_map",
    "source_line",
    "table_height",
]


_FOLDER: Final = Path(__file__).parent
_STYLE: Final = (_FOLDER / "style.css").read_text(encoding="utf-8")
_PRINT: Final = (_FOLDER / "print.css").read_text(encoding="utf-8")
_TAB_SCRIPT: Final = (_FOLDER / "tabs.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Opened:
    """What every page starts from."""

    scene: Scene
    problems: list[str]
    """What was wrong with the link, one sentence each."""
    version: str
    """Of the session's data: the built-in ones, or with the user's own laid over them."""
    areas: Mapping[str, str]
    """area_code -> title, by title."""
    occupations: Mapping[str, str]
    """soc -> title, by title."""
    states: Mapping[str, str]
    """Postal code -> name, by name."""


def open_page(page: str, *, sheet: bool = False) -> Opened:
    """Open a page: styles, data, scene and row of pages; without data, say what to do and stop.

    With a `sheet` (HTML of class go-sheet), that alone is printed.
    """
    st.html(f"<style>\n{_STYLE}{_PRINT if sheet else ''}</style>")
    try:
        data.renew()
        version = data.atlas().data_version
        areas, occupations, states = data.place_names(version)
    except GeoOpportunityError as error:
        st.title(texts.TITLE)
        st.error(wording.markdown(error))
        st.stop()
    except ValidationError as error:
        st.title(texts.TITLE)
        st.error(wording.markdown(texts.wrong_settings([str(fault["msg"]) for fault in error.errors()])))
        st.stop()
    scene, problems = state.open_scene(
        page, areas=areas, occupations=occupations, states=states, data_version=data.built_in().data_version
    )
    return Opened(scene, problems, version, areas, occupations, states)


def problem_box(problems: Sequence[str]) -> None:
    """Say what was wrong with a link; nothing when nothing was."""
    if problems:
        items = "".join(f"<li>{escape(p)}</li>" for p in problems)
        st.html(f'<div class="go-problems" role="status">{escape(texts.LINK_PROBLEMS)}<ul>{items}</ul></div>')


def head(title: str, tagline: str, problems: Sequence[str]) -> None:
    """Draw a page's title, and what was wrong with its link."""
    st.html(f'<h1 class="go-title">{escape(title)} <span class="go-tagline">{escape(tagline)}</span></h1>')
    problem_box(problems)


def phone() -> bool:
    """Return whether the browser says it is a phone's."""
    return "Mobi" in (st.context.headers.get("User-Agent", "") if st.context.headers else "")


def map_size() -> tuple[int, int]:
    """Return the pixels a map is fitted on: a desk's or a phone's."""
    return layers.PHONE if phone() else layers.DESK


def show_map(
    spec: str, *, key: str, size: tuple[int, int], alt: str, on_select: Callable[[], None] | None = None
) -> None:
    """Draw a map, and whom its basemap is from.

    Parameters
    ----------
    spec
        From ``maps.layers.deck_json``, with ``data.basemap()`` as its basemap.
    key
        Of the widget; its selection event stands under it.
    size
        Pixels the view was fitted on; of these the height is kept.
    alt
        What the map shows, for those who cannot see it.
    on_select
        Called on a click; without it, the map is a picture.
    """
    picked: dict[str, Any] = (
        {} if on_select is None else {"on_select": on_select, "selection_mode": "single-object"}
    )
    with st.container(key=f"desk-map-{key}" if size == layers.DESK else f"fitted-map-{key}"):
        st.pydeck_chart(layers.MapDeck(spec), height=size[1], key=key, alt=alt, **picked)
    if data.basemap().credit:
        st.html(f'<p class="go-note">{escape(data.basemap().credit)}</p>')


def table_height(rows: int) -> int:
    """Return the pixels of a table of so many rows."""
    return 35 * (rows + 1) + 3


def source_line(version: str, names: tuple[str, ...], lead: str) -> None:
    """Draw the line of sources under a map or table."""
    st.html(
        tables.source_html(data.main_sources(version, *names), data.sources(version, *names), version, lead)
    )


def download(
    label: str,
    key: str,
    *,
    file_name: str,
    table: Callable[[], pd.DataFrame],
    notes: Sequence[str],
    heads: Mapping[str, str] | None = None,
    version: str,
    sources: tuple[str, ...] = (),
    width: Any = "content",
) -> None:
    """Offer a table as CSV; it is worked out when it is asked for.

    Lines of notes, the data version and the sources stand before the rows. `sources` are names as in ``Atlas.sources_of``.
    """

    def file() -> bytes:
        lines = [
            *notes,
            texts.data_version(version),
            *map(texts.source, tables.source_lines(data.sources(version, *sources)) if sources else []),
        ]
        return csv_bytes(table(), notes=lines, heads=heads, index=True)

    st.download_button(
        label, data=file, file_name=file_name, mime="text/csv", on_click="ignore", key=key, width=width
    )


def columns(
    heads: Mapping[str, str],
    *,
    hourly: bool = False,
    widths: Mapping[str, Any] | None = None,
    **formats: str,
) -> dict[str, Any]:
    """Return how a table's columns are shown: numbers as their figure's unit says, other columns as text.

    `formats` are columns shown otherwise ("": as text).
    """
    config: dict[str, Any] = {}
    for name, head in heads.items():
        usual = UNITS[unit_of(name, hourly=hourly)].column if name in FIGURES else ""
        shown = formats.get(name, usual)
        config[name] = (
            st.column_config.NumberColumn(head, format=shown)
            if shown
            else st.column_config.TextColumn(head, width=(widths or {}).get(name))
        )
    return config


def bound(key: str, value: Any, apply: Callable[[Scene, Any], Scene]) -> dict[str, Any]:
    """Set a widget's value from the scene and return its key and callback, to be passed on to it."""
    st.session_state[key] = value
    return {"key": key, "on_change": state.on_change(key, apply)}


def tabs(key: str, labels: Mapping[str, str], scene: Scene) -> dict[str, Any]:
    """Draw tabs whose open one stands in the link; return the open one's container under its name.

    What stands in the others is neither worked out nor sent: draw into what is returned. `labels` are Markdown by name.
    """
    names = {label: name for name, label in labels.items()}
    first = next(iter(labels))

    def opened() -> None:
        chosen = names.get(str(st.session_state.get(key)))
        state.change(lambda held: replace(held, tab=None if chosen == first else chosen))

    wanted = labels.get(scene.tab or first, labels[first])
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    with st.container(key=f"tabs-{key}"):
        st.html(f"<script>{_TAB_SCRIPT}</script>", unsafe_allow_javascript=True)
        boxes = st.tabs(list(labels.values()), key=key, on_change=opened)
    return {name: box for name, box in zip(labels, boxes, strict=True) if box.open}


def row_selection(
    name: str, ids: Sequence[str], current: str | None, apply: Callable[[Scene, str | None], Scene]
) -> dict[str, Any]:
    """Return the arguments of ``st.dataframe`` that tie its selected row to the scene.

    A table keeps its own selection by row number. It gets a new key, hence a fresh selection, only when that would be another
    row than the scene's: setting the selection of a living table makes it send back the old one.
    """
    memory, row = st.session_state, ids.index(current) if current in ids else None
    if memory.get(f"_{name}_row", (None, None)) != (row, current if row is not None else None):
        memory[f"_{name}_row"] = (row, current if row is not None else None)
        memory[f"_{name}_number"] = memory.get(f"_{name}_number", 0) + 1
    key = f"{name}-{memory.get(f'_{name}_number', 0)}"

    def picked() -> None:
        event = st.session_state.get(key)
        rows = event["selection"]["rows"] if event else []
        at = rows[0] if rows and rows[0] < len(ids) else None
        chosen = ids[at] if at is not None else None
        st.session_state[f"_{name}_row"] = (at, chosen)
        state.change(lambda scene: apply(scene, chosen))

    return {
        "key": key,
        "on_select": picked,
        "selection_mode": "single-row",
        "selection_default": {"selection": {"rows": [row] if row is not None else []}},
    }
