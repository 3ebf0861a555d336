"""The frame of a page: how it opens, its head, maps, tables, tabs, downloads, sources and caveats."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from pydantic import ValidationError

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports import listing
from geo_opportunity.exports.csv import csv_bytes
from geo_opportunity.exports.origins import CAVEATS, TITLE, citation, short_sources, source_lines
from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.maps import canvas, layers
from geo_opportunity.maps.picture import view_of
from geo_opportunity.maps.print_map import HATCH, print_map
from geo_opportunity.ui import answers, files, search, session, share, titles
from geo_opportunity.ui import sheet as paper
from geo_opportunity.ui.canvas import draw_canvas
from geo_opportunity.ui.opened import Page as Page  # noqa: PLC0414 - pages take it from here
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.maps.legend import Legend
    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.scene import MapView, Scene

UNKNOWN: Final = listing.UNKNOWN

_FOLDER: Final = Path(__file__).parent
_STYLE: Final = (_FOLDER / "style.css").read_text(encoding="utf-8")
_PRINT: Final = (_FOLDER / "print.css").read_text(encoding="utf-8")
_TAB_SCRIPT: Final = (_FOLDER / "tabs.js").read_text(encoding="utf-8")


#: Where a page keeps the place of its row of pages until that is drawn.
_TOP: Final = "_top"

# ------------------------------------------------------------------------ page


def open_page(
    name: str, *, sheet: bool = False, noted: bool = False, alone: bool = False, answer_first: bool = False
) -> Page:
    """Open a page: styles, data, scene and row of pages; without data, say what to do and stop.

    With a `sheet` (HTML of class go-sheet), that alone is printed; where it is `noted`, what the page says is
    noted for it (``ui.sheet``), and the page ends with :func:`printed`. `alone`: without the row of pages.
    `answer_first`: the page draws that row, in its place, by :func:`top` after what it answers.
    """
    if noted:
        paper.begin()
    else:
        paper.leave()
    st.html(f"<style>\n{_STYLE}{_PRINT if sheet else ''}</style>")
    try:
        answers.renew()
        atlas = answers.atlas()
        areas, occupations, states = answers.names(atlas)
    except (GeoOpportunityError, ValidationError) as error:
        st.title(TITLE)
        st.error(wording.markdown(_settings_fault(error) if isinstance(error, ValidationError) else error))
        st.stop()
    scene, problems = session.open_scene(name)
    page = Page(scene, problems, atlas, areas, occupations, states, alone)
    st.set_page_config(page_title=titles.in_tab(session.title_of(name), page, TITLE))
    if not alone:
        st.session_state[_TOP] = st.container(
            key="nav", horizontal=True, gap="small", vertical_alignment="center"
        )
        if not answer_first:
            top(page)
    return page


def top(page: Page) -> None:
    """Draw the row of pages, in its place at the top."""
    with st.session_state.pop(_TOP):
        session.navigation(page.scene)
        share.begin(page, st.container(width="content"))
        files.download(page.atlas, page.scene, page.areas)
        search.box()


def _settings_fault(error: ValidationError) -> str:
    """Return that the server's settings mean nothing, and what is wrong with them."""
    faults = "; ".join(str(fault["msg"]) for fault in error.errors())
    return (
        f"A setting from the environment or geo-opportunity.toml is wrong: {faults}. "
        "Whoever runs this server can fix it."
    )


def head(title: str, tagline: str, problems: Sequence[str]) -> None:
    """Draw a page's title, and what was wrong with its link.

    Of all that can be written on a page, a title is what the browser can draw without loading more programs.
    """
    st.title(f"{wording.markdown(title)} :small[{wording.markdown(tagline)}]", anchor=False)
    problem_box(problems)


def problem_box(problems: Sequence[str]) -> None:
    """Say what was wrong with a link; nothing when nothing was."""
    if problems:
        st.html(
            '<div class="go-problems" role="status">Something in this link could not be shown as asked:'
            f"<ul>{_items(problems)}</ul></div>"
        )


def _items(texts: Iterable[object]) -> str:
    return "".join(f"<li>{escape(str(text))}</li>" for text in texts)


def headline(
    sentence: str, *notes: str, items: Iterable[object] = (), more: str = "", folded: str = ""
) -> None:
    """Draw what a page or a view says in one sentence: over notes, a list of `items`, and `more` HTML.

    The notes are in a box to expand where `folded` names it.
    """
    items = list(items)
    paper.say(sentence, [*notes, *items])
    share.say("note", sentence)
    below = "".join(f'<p class="go-rules">{escape(note)}</p>' for note in notes)
    if folded and below:
        summary = f"<summary>{escape(folded)}</summary>"
        below = f'<details class="go-fold">{summary}{below}</details>'
    listed = _items(items)
    listed = f'<ul class="go-rules">{listed}</ul>' if listed else ""
    st.html(f'<p class="go-headline">{escape(sentence)}</p>{below}{listed}{more}')


def caveats(first: str = "") -> None:
    """Draw what the figures are not, the last line of a page; `first` is said of this page alone."""
    st.html(f'<p class="go-caveat">{escape(f"{first} {CAVEATS}".strip())}</p>')


def phone() -> bool:
    """Return whether the browser says it is a phone's."""
    return "Mobi" in (st.context.headers.get("User-Agent", "") if st.context.headers else "")


def map_and_table() -> tuple[Any, Any]:
    """Return the places of a map and of the table beside it."""
    left, right = st.columns([5, 3], gap="medium")
    return left, right


# ------------------------------------------------------------------------- map


def map_size() -> tuple[int, int]:
    """Return the pixels a map is fitted on: a desk's or a phone's."""
    return layers.PHONE if phone() else layers.DESK


def draw_map(
    page: Page,
    shapes: layers.Shapes,
    picture: Picture,
    *,
    key: str,
    alt: str,
    on_select: Callable[[], None] | None = None,
    view: MapView | None = None,
    size: tuple[int, int] | None = None,
    legend: bool = True,
    **options: Any,
) -> None:
    """Draw a picture of areas with its legend and the picked one outlined, and whom the basemap is from.

    Parameters
    ----------
    page, shapes, picture
        Page, outlines and what fills them.
    key
        Of the widget; what is pressed is kept under it (see :func:`pressed`).
    alt
        What the map shows, for those who cannot see it.
    on_select
        Called on a press (see :func:`picks_area`); without it, the map is a picture.
    view, size
        Where it looks, else as the scene says; pixels, else a desk's or a phone's.
    legend
        Whether the picture's legend stands on the map.
    **options
        Of ``maps.canvas.spec``: points, more layers, …
    """
    size = size or map_size()
    on_select = None if page.alone else on_select
    if legend:
        share.say("alt", alt)
    basemap = answers.basemap()
    given = {
        "codes": picture.codes,
        "fills": picture.fills,
        "headings": picture.headings,
        "texts": picture.texts,
        "unknown": (*picture.unknown, *picture.close),
        "view": view or view_of(page.scene, shapes.bounds, size),
        "size": size,
        "selected": page.scene.area,
        **options,
    }
    written = picture.legend.html() if legend else ""
    if not basemap.outside:
        spec = canvas.spec(shapes, **given) | _fills(page, shared=not legend)
        draw_canvas(
            spec, key=key, alt=page.alt or alt, legend=written, title=picture.legend.title, on_press=on_select
        )
        return
    nonce = session.nonce() if on_select else 0
    _show_deck(layers.deck_json(shapes, nonce=nonce, basemap=basemap, **given), key, size, alt, on_select)
    st.html(f'{written}<p class="go-note">{escape(basemap.credit)}</p>')


def _fills(page: Page, *, shared: bool) -> dict[str, bool]:
    """Return that a map alone fills its window, by itself or with others beside it."""
    return {"fills_window": True, "shares_window": shared} if page.alone else {}


def _show_deck(
    spec: str, key: str, size: tuple[int, int], alt: str, on_select: Callable[[], None] | None
) -> None:
    """Draw a map over a basemap from outside (``maps.layers.deck_json``)."""
    picked: dict[str, Any] = {}
    if on_select is not None:
        picked = {"on_select": on_select, "selection_mode": "single-object"}
    with st.container(key=f"desk-map-{key}" if size == layers.DESK else f"fitted-map-{key}"):
        st.pydeck_chart(layers.MapDeck(spec), height=size[1], key=key, alt=alt, **picked)


def pressed(key: str) -> Any:
    """Return what was pressed on the map of this key, as ``maps.layers.picked`` reads it; None: nothing."""
    found = st.session_state.get(key)
    return found if answers.basemap().outside else canvas.picked(getattr(found, "picked", None))


def picks_area(key: str) -> Callable[[], None]:
    """Return the callback of the map of this key: a click on an area picks it, or drops it."""

    def clicked() -> None:
        what = layers.picked(pressed(key))
        if what is None:
            return
        session.nonce(advance=True)
        if what[0] == "area":
            session.change(lambda scene: scene.toggle(what[1]))

    return clicked


# ---------------------------------------------------------------------- tables


def columns(
    heads: Mapping[str, str],
    *,
    hourly: bool = False,
    widths: Mapping[str, Any] | None = None,
    pinned: str = "",
    formats: Mapping[str, str] | None = None,
    **more: str,
) -> dict[str, Any]:
    """Return how a table's columns are shown: numbers as their figure's unit says, other columns as text.

    `formats` and `more` are columns shown otherwise ("": as text).
    """
    shown_as = {**(formats or {}), **more}
    config: dict[str, Any] = {}
    for name, title in heads.items():
        usual = UNITS[unit_of(name, hourly=hourly)].column if name in FIGURES else ""
        shown = shown_as.get(name, usual)
        options = {"width": (widths or {}).get(name)} | ({"pinned": True} if name == pinned else {})
        config[name] = (
            st.column_config.NumberColumn(title, format=shown, **options)
            if shown
            else st.column_config.TextColumn(title, **options)
        )
    return config


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as shown: counts, dollars and large figures in whole numbers, others to three decimals.

    A count below one keeps a decimal, so that a few are not none.
    """
    out = {}
    for column in table.select_dtypes("number").columns:
        values = table[column].to_numpy(float, na_value=np.nan)
        if column in FIGURES and FIGURES[column].unit in _WHOLE and not _by_hour(values, str(column)):
            few = (np.abs(values) > 0) & (np.abs(values) < 0.95)
            shown = np.where(few, values.round(1), values.round(0))
        else:
            shown = values.round(0 if bool((np.abs(values) >= 1_000).any()) else 3)
        out[column] = pd.Series(shown, table.index)
    return pd.concat([pd.DataFrame(out, table.index), table.drop(columns=list(out))], axis=1)[list(table)]


#: Units of figures that are no fractions on screen.
_WHOLE: Final = frozenset({"jobs", "people", "count", "usd", "price", "rank"})


def _by_hour(values: NDArray[np.float64], column: str) -> bool:
    """Return whether a column of pay is in dollars an hour."""
    return FIGURES[column].money and not bool((np.abs(values) >= 400).any())


def table_height(rows: int, most: int | None = None) -> int:
    """Return the pixels of a table of so many rows, `most` at most."""
    height = 35 * (rows + 1) + 3
    return height if most is None else min(height, most)


def table(
    frame: pd.DataFrame,
    config: Mapping[str, Any],
    *,
    alt: str,
    most: int | None = 420,
    placeholder: str | None = UNKNOWN,
    **options: Any,
) -> None:
    """Draw a table of at most so many pixels.

    Parameters
    ----------
    frame
        One row a line; numbers are rounded as shown.
    config
        From :func:`columns`.
    alt
        What it holds, for those who cannot see it.
    placeholder
        Shown where there is no figure.
    **options
        Of ``st.dataframe``: key, or :func:`row_selection`.
    """
    if placeholder is not None:
        options["placeholder"] = placeholder
    shown = rounded(frame)
    order = options.get("column_order")
    paper.add_table(alt, shown[list(order)] if order else shown, config)
    st.dataframe(
        shown,
        hide_index=True,
        height=table_height(len(frame), most),
        column_config=dict(config),
        alt=alt,
        **options,
    )


def row_selection(
    name: str, ids: Sequence[str], current: str | None, apply: Callable[[Scene, str | None], Scene]
) -> dict[str, Any]:
    """Return the arguments of ``st.dataframe`` that tie its selected row to the scene.

    A table keeps its own selection by row number. It gets a new key, hence a fresh selection, only when that
    would be another row than the scene's: setting the selection of a living table makes it send back the old
    one.
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
        session.change(lambda scene: apply(scene, chosen))

    return {
        "key": key,
        "on_select": picked,
        "selection_mode": "single-row",
        "selection_default": {"selection": {"rows": [row] if row is not None else []}},
    }


def download(
    page: Page,
    key: str,
    *,
    file_name: str,
    table: Callable[[], pd.DataFrame],
    notes: Sequence[str],
    heads: Mapping[str, str] | None = None,
    sources: tuple[str, ...] = (),
    label: str = "Download this table (CSV)",
    width: Any = "content",
) -> None:
    """Offer a table as CSV; it is computed on request.

    Lines of notes, the data version and the sources come before the rows. `sources` are names as in
    ``Atlas.sources_of``.
    """

    def file() -> bytes:
        found = source_lines(answers.sources(page.atlas, *sources)) if sources else []
        lines = [*notes, f"Data version {page.version}.", *(f"Source: {line}" for line in found)]
        return csv_bytes(table(), notes=lines, heads=heads, index=True)

    st.download_button(
        label, data=file, file_name=file_name, mime="text/csv", on_click="ignore", key=key, width=width
    )


# ------------------------------------------------------------------------ tabs


def tabs(key: str, labels: Mapping[str, str], scene: Scene) -> dict[str, Any]:
    """Draw tabs whose open one is kept in the link; return the open one's container under its name.

    What is in the others is neither worked out nor sent: draw into what is returned. `labels` are Markdown by
    name.
    """
    names = {label: name for name, label in labels.items()}
    first = next(iter(labels))

    def opened() -> None:
        chosen = names.get(str(st.session_state.get(key)))
        session.change(lambda held: replace(held, tab=None if chosen == first else chosen))

    wanted = labels.get(scene.tab or first, labels[first])
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    with st.container(key=f"tabs-{key}"):
        st.html(f"<script>{_TAB_SCRIPT}</script>", unsafe_allow_javascript=True)
        boxes = st.tabs(list(labels.values()), key=key, on_change=opened)
    return {name: box for name, box in zip(labels, boxes, strict=True) if box.open}


# --------------------------------------------------------------------- sources


def source_line(page: Page, names: tuple[str, ...], lead: str = "") -> None:
    """Draw the line of sources under a map or table, with all of them to expand."""
    short = short_sources(answers.main_sources(page.atlas, *names))
    named = f"From {'; '.join(short)}. " if short else ""
    if page.alone:
        st.html(f'<p class="go-note go-credit">{escape(f"{named}{TITLE}, data version {page.version}.")}</p>')
        return
    share.say("source", f"{named}Data version {page.version}.")
    paper.add_sources(lead, short)
    st.html(_source_html(page.atlas, names, lead))


@answers.kept(max_entries=128)
def _source_html(data: Atlas, names: tuple[str, ...], lead: str) -> str:
    main, every = answers.main_sources(data, *names), answers.sources(data, *names)
    return source_html(main, every, data.data_version, lead)


def printed(
    page: Page,
    title: str,
    *,
    live: tuple[str, Legend] | None = None,
    still: Callable[[], Picture] | None = None,
    places: Iterable[str] = (),
) -> None:
    """Draw what is printed in the place of the page: see ``ui.sheet``.

    Parameters
    ----------
    page, title
        Page, and the head of the sheet.
    live, still
        Key and legend of the map on the page, which is printed as it looks then; and what makes the picture
        printed in its place where it stands on a basemap from outside. Without them, states are outlined.
    places
        Codes of the areas that are marked on the map.
    """
    known = [code for code in places if code in page.atlas.areas.index]
    points = page.atlas.areas.loc[known, ["lon", "lat"]].dropna()
    spots = [(page.areas[str(code)], float(lon), float(lat)) for code, lon, lat in points.itertuples()]
    if live is not None and not answers.basemap().outside:
        key, legend = live
        drawn = paper.live_map(key) + legend.html()
    elif still is not None:
        drawn = _still_map(page, still(), spots, f"Map of {title}")
    else:
        drawn = _locator(page, spots) if spots else ""
    settings = [wording.settings_sentence(page.scene)]
    paper.draw(title, settings, picture=drawn, cite=_citation(page, title), caveats=CAVEATS)


def _still_map(page: Page, picture: Picture, spots: Sequence[tuple[str, float, float]], alt: str) -> str:
    """Return a picture as a map for paper with its legend, HTML; `spots` are names, degrees east, north."""
    areas, states = answers.print_paths(page.atlas)
    fills = dict(zip(picture.codes, picture.fills, strict=True)) | dict.fromkeys(picture.unknown, HATCH)
    svg = print_map(areas, states, fills=fills, spots=spots, alt=alt)
    return paper.image(svg, alt, "go-sheet-map") + picture.legend.html()


def _locator(page: Page, spots: Sequence[tuple[str, float, float]]) -> str:
    """Return a map for paper of where places lie, HTML."""
    alt = f"Where {', '.join(name for name, *_ in spots)} lies"
    svg = print_map(*answers.print_paths(page.atlas), fills={}, spots=spots, alt=alt)
    return paper.image(svg, alt, "go-sheet-map go-sheet-locator")


def _citation(page: Page, title: str) -> str:
    """Return how to cite the page: title, data version, address, day."""
    address = (st.context.url or "").split("?")[0].rstrip("/")
    query = session.href(page.scene).partition("?")[2]
    link = f"{address}{f'?{query}' if query else ''}" if address else ""
    return citation(title, page.version, link)


def source_html(main: pd.DataFrame, every: pd.DataFrame, version: str, lead: str) -> str:
    """Return the line of sources: a lead, the data version, the main ones; then all of them, as links."""
    short = short_sources(main)
    named = f" From {'; '.join(short)}." if short else ""
    items = []
    for line, url in zip(source_lines(every), every["url"].astype(str), strict=True):
        address = f'href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer"'
        link = f"<a {address}>{escape(line)}</a>"
        items.append(f"<li>{link if url.startswith('https://') else escape(line)}</li>")
    count = "Its 1 source in full" if len(items) == 1 else f"All {len(items):,} sources in full"
    return (
        f'<div class="go-source">{escape(f"{lead} Data version {version}.{named}".strip())}'
        f"<details><summary>{count}</summary><ul>{''.join(items)}</ul></details></div>"
    )
