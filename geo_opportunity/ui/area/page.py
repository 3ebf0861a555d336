"""The Area page: a place on one screen, details in tabs, and the summary that is printed in its stead."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.atlas import RegionAtlas
from geo_opportunity.errors import LinkError, UnknownCodeError, ValueRangeError
from geo_opportunity.exports import listing
from geo_opportunity.exports.place import facts as ask
from geo_opportunity.exports.place import lists, tables, wages
from geo_opportunity.exports.place.written import (
    BUDGET_UNKNOWN,
    HOUR_NOTE,
    NEED_NOTE,
    NEIGHBORS_NOTE,
    REGION_PARTS,
    SECTIONS,
    note,
    per,
)
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import Picture
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.ui import answers, controls, display, panels, session
from geo_opportunity.ui import stage as stages
from geo_opportunity.ui.area import derivation, sheet, tabs, wage_chart
from geo_opportunity.ui.display import UNKNOWN
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.place.facts import Facts, Glance
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.opened import Page

#: Panels one can jump to; what is in a tab is not shown until the tab is.
_JUMPS: Final = ("lists", "wages", "budget", "growth", "need", "neighbors", "details")
#: Rows of the panels, and neighbors in theirs.
_ROWS: Final = 8
_FEW: Final = 5
_NEAR: Final = 6
#: Pixels of the small map, and what fills this place and the others.
_SIZE: Final = (320, 210)
_HERE: Final = "#9ecae1"
_AROUND: Final = "#eceff1"
#: The option of the select box of areas that represents the user's region.
_REGION: Final = "region"


def page() -> None:
    """Draw the page."""
    opened = display.open_page("area", sheet=True)
    scene = opened.scene
    place, lost = _place(opened)
    unknown = opened.atlas.schedule_unknown(scene.asked)
    controls.sidebar(scene, opened.occupations, unknown, map_settings=False)
    box.draw(opened.states)
    facts = None
    with st.container(key="area-screen"):
        display.problem_box([*opened.problems, *([lost] if lost else [])])
        controls.lens(scene)
        if place is None:
            st.html('<h1 class="go-title">Area</h1>')
            _picker(opened, None)
            _largest(opened)
        else:
            facts = _screen(opened, *place)
    if facts is not None:
        main = answers.main_sources(opened.atlas, "overlap", "budget", "programs")
        sources = [
            f"{title}, {vintage}" for title, vintage in zip(main["title"], main["vintage"], strict=True)
        ]
        with st.container(key="area-sheet"):
            st.html(sheet.sheet_html(facts, opened.version, sources))


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    place, lost = _place(page)
    if place is None:
        stages.nothing(lost or "No area is picked.")
        return
    here = ask.glance(page, *place, answers)
    _map(page, place[0], here, ask.programs(here, place[0], answers))
    display.source_line(page, ("overlap", "programs", "shapes"))


def warm(page: Page) -> None:
    """Work out what all places' pages rest on, with those of one area (``ui.warm``)."""
    atlas = page.atlas
    here = ask.glance(page, atlas, str(atlas.areas["population"].idxmax()), answers)
    ask.facts(here, ask.programs(here, atlas, answers), page, atlas, answers)


@contextmanager
def _sign(text: str) -> Iterator[None]:
    """Say what is under way, shown only where it takes longer than a blink.

    A style delays it; Streamlit's spinner waits half a second.
    """
    place = st.empty()
    place.html(f'<p class="go-wait" role="status">{escape(text)}</p>')
    try:
        yield
    finally:
        place.empty()


# ---------------------------------------------------------------------- place


def _place(page: Page) -> tuple[tuple[Atlas, str] | None, str]:
    """Return the scene's place (``answers.at``), None without one; and what was wrong with its region."""
    scene, lost = page.scene, ""
    if scene.region is not None:
        try:
            with _sign("Putting the region together …"):
                return answers.at(page.atlas, scene.region, scene.region_name), ""
        except (LinkError, UnknownCodeError, ValueRangeError) as error:
            lost = f"The region in this link cannot be shown: {error} An area can be chosen instead."
    return (None if scene.area is None else (page.atlas, scene.area)), lost


def _pick(scene: Scene, value: Any) -> Scene:
    if value == _REGION:
        return scene
    return scene.pick(value) if value else replace(scene.pick(None), region=None, region_name=None)


def _picker(page: Page, region: str | None, *, bare: bool = False) -> None:
    """Draw the choice of an area; `region` is the name of the user's, which is listed first."""
    mine = {} if region is None else {_REGION: region}
    names = {"": "Choose an area", **mine, **page.areas}
    more = "Type to search. A region of your own, once it is built on the Compare page, is listed first."
    st.selectbox(
        "Area on this page",
        list(names),
        format_func=names.__getitem__,
        help=None if bare else more,
        label_visibility="collapsed" if bare else "visible",
        **session.bound("area_page", page.scene.area or "" if region is None else _REGION, _pick),
    )


def _largest(page: Page) -> None:
    """Draw links to the largest areas."""
    with _sign("Looking for the largest areas …"):
        frame = answers.overlap(page.atlas, page.scene.rules, page.scene.asked)
    st.markdown(
        wording.markdown(
            "Choose an area above to see its jobs, pay, training and need on one page. These are the largest:"
        )
    )
    titles = frame.loc[frame["jobs_total"].nlargest(8).index, "title"]
    tabs.open_links({str(code): str(title) for code, title in titles.items()}, "largest")


# ---------------------------------------------------------------------- screen


def _screen(page: Page, atlas: Atlas, code: str) -> Facts:
    """Draw a place and return all it says: the first screen when it is known, then what takes longer."""
    scene = page.scene
    head, pick = st.columns([5, 3], gap="medium", vertical_alignment="center")
    with pick, st.container(key="area-pick"):
        _picker(page, None if atlas is page.atlas else str(atlas.areas.loc[code, "title"]), bare=True)
    with _sign("Judging the occupations …"):
        here = ask.glance(page, atlas, code, answers)
    with head:
        st.html(f'<h1 class="go-title">{escape(here.title)}</h1>')
    region = atlas.people if isinstance(atlas, RegionAtlas) else None
    parts = [] if region is None else [REGION_PARTS, *([region.even_note] if region.even_note else [])]
    display.headline(
        tables.headline(here), wording.settings_sentence(scene), *parts, more=tables.key_html(here)
    )
    links = " ".join(f'<a href="#{name}">{escape(SECTIONS[name])}</a>' for name in _JUMPS)
    st.html(f'<nav class="go-jump" aria-label="On this page">On this page: {links}</nav>')
    with st.container(key="area-board", gap="small"), _board(here):
        with _sign("Looking for programs …"):
            found = ask.programs(here, atlas, answers)
        _map(page, atlas, here, found)
    head, choice = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with head:
        st.html(f'<h2 class="go-details" id="details">{SECTIONS["details"]}</h2>')
    with choice:
        tabs.closer(here)
    derivation.worked_out(here, atlas)
    with _sign("Comparing supply with demand, looking for ladders, moving one setting at a time …"):
        facts = ask.facts(here, found, page, atlas, answers)  # all of it, since it is printed
    tabs.draw(facts)
    display.source_line(
        page,
        ("overlap", "budget", "programs", "supply", "related", "county_need"),
        "Printing this page (Ctrl+P) gives a two-page summary in black on white, without map and controls.",
    )
    display.caveats()
    return facts


def _panel(name: str) -> Any:
    return st.container(border=True, key=f"area-panel-{name}", height="stretch", gap=None)


def _head(section: str, text: str | None = None) -> str:
    """Return the heading of a panel, with its anchor."""
    return f'<h2 class="go-panel-head" id="{section}">{escape(text or SECTIONS[section])}</h2>'


def _more(count: int, tab: str) -> str:
    """Return where the rest of a panel's table is."""
    return note(f"And {count:,} more, in the tab {tabs.NAMES[tab]} below.") if count > 0 else ""


def _board(here: Glance) -> Any:
    """Draw the panels of the first screens and return the place of the map, which needs the programs."""
    first, more = st.columns(3, gap="small"), lists.list_kinds(here)
    with first[0]:
        where = _panel("where")
    for column, kind in zip(first[1:], more[:2], strict=True):
        with column, _panel(kind.replace(" ", "-")):
            _list(here, kind, _ROWS)
    if more[2:]:
        for column, kind in zip(st.columns(3, gap="small"), more[2:], strict=True):
            with column, _panel(kind.replace(" ", "-")):
                _list(here, kind, _FEW)
    wide, narrow = st.columns([2, 1], gap="small")
    with wide, _panel("wages"):
        _wages(here)
    with narrow, _panel("budget"):
        _budget(here)
    growth, need, near = st.columns(3, gap="small")
    with growth, _panel("growth"):
        _growth(here)
    with need, _panel("need"):
        table = tables.need_table(here).only(0, 1, 2)
        st.html(_head("need") + table.panel() + (note(NEED_NOTE) if table.rows else ""))
    with near, _panel("neighbors"):
        _neighbors(here)
    return where


_UNJUDGED_NOTE: Final = (
    "Growing, training in reach or none needed; whether they pay enough cannot be said here."
)


def _list(here: Glance, kind: str, rows: int) -> None:
    table = lists.list_panel(here, kind)
    anchor = ' id="lists"' if kind == lists.list_kinds(here)[0] else ""
    color, says = "", _UNJUDGED_NOTE
    if kind in listing.LISTS:
        color, says = panels.swatch(kind), listing.LISTS[kind].note
    head = f'<h2 class="go-panel-head"{anchor}>{color}{escape(table.caption)}</h2>'
    more = _more(len(table.rows) - rows, "lists")
    st.html(f"{head}{note(f'{says} Largest first.')}{table.panel(rows)}{more}")


def _wages(here: Glance) -> None:
    rows, tab = wages.chosen(here), tabs.NAMES["wages"]
    if rows.empty:
        st.html(_head("wages") + note(wages.EMPTY))
        return
    st.html(_head("wages", f"{SECTIONS['wages']}, dollars {per(here.scene)}"))
    chart = wage_chart.chart(rows, here, label=140) if display.phone() else wage_chart.chart(rows, here)
    alt = (
        f"Wage bars of {len(rows)} occupations against pay needed; the table in the tab {tab} holds the same "
        "figures."
    )
    st.altair_chart(chart, key="wage_chart", alt=alt)
    st.html(note(f"{wages.note(rows, here)} The figures are in the tab {tab} below."))


def _budget(here: Glance) -> None:
    rules, other = here.scene.rules, ""
    if rules.pay != "budget":
        standard = wording.pay_standard(rules)
        other = note(f"Your pay standard is: {standard}. The family budget below is for comparison.")
    if not here.budget_known:
        st.html(_head("budget") + other + note(BUDGET_UNKNOWN))
        return
    hour = f"{HOUR_NOTE} " if here.scene.hourly else ""
    more = f"By the month and with where each part comes from: in the tab {tabs.NAMES['wages']} below."
    st.html(_head("budget") + other + tables.budget_bars(here) + note(f"{hour}{more}"))


def _growth(here: Glance) -> None:
    table = tables.growth_table(here, limit=_ROWS - 2).only(0, 1, 2, 3, 4)
    means = (
        "Occupations with the most openings a year (growth, and people who leave the labor force or the "
        "occupation)."
    )
    more = f"More of them, and what the rates rest on: in the tab {tabs.NAMES['growth']} below."
    st.html(_head("growth") + table.panel() + note(means) + note(more))


def _neighbors(here: Glance) -> None:
    table = tables.neighbor_table(here).only(0, 2, 3, 5, 6)
    more = _more(len(table.rows) - 1 - _NEAR, "neighbors")
    st.html(_head("neighbors") + table.panel(_NEAR + 1) + more + (note(NEIGHBORS_NOTE) if table.rows else ""))
    titles = here.neighbors["title"].head(_NEAR)
    tabs.open_links({str(code): str(title) for code, title in titles.items()}, "neighbor", "{0}")


# ------------------------------------------------------------------------- map


def _map(page: Page, atlas: Atlas, here: Glance, programs: pd.DataFrame) -> None:
    """Draw the place, its neighbors and the programs; a click opens a neighbor."""
    if not page.alone:
        st.html(_head("where"))
    shapes = answers.locator(atlas, here.code)
    if shapes is None:
        st.html(note("Our map holds no shape of this place."))
        return

    def clicked() -> None:
        what = layers.picked(display.pressed("area_map"))
        if what is not None:
            session.nonce(advance=True)
            if what[0] == "area" and what[1] in page.areas:  # not the user's region
                session.change(lambda scene: scene.pick(what[1]))

    points = nearest_points(programs, here.scene)
    around = "Neighbors" if page.alone else "Neighbors: click one to open it"
    entries = [Entry("This place", _HERE), Entry(around, _AROUND)]
    if points:
        entries.append(nearest_entry(len(points)))
    picture = _picture(here, Legend("", tuple(entries), ""))
    size = display.map_size() if page.alone else _SIZE
    display.draw_map(
        page,
        shapes,
        picture,
        key="area_map",
        alt=f"Map of {here.title} and its neighbors. The tables on this page hold the same figures.",
        on_select=clicked,
        view=layers.fit(shapes.bounds[here.code], size, margin=0.8),
        size=size,
        selected=here.code,
        points=points,
    )


def _picture(here: Glance, legend: Legend) -> Picture:
    """Return the neighbors and, drawn over them, the place: a region lies over the areas it is part of."""
    around = here.neighbors
    shares = [*around["share_overlap"], here.row["share_overlap"]]
    label = FIGURES["share_overlap"].label
    texts = [UNKNOWN if wording.value_missing(share) else wording.share_words(share) for share in shares]
    return Picture(
        codes=(*map(str, around.index), here.code),
        fills=(*[_AROUND] * len(around), _HERE),
        headings=(*map(str, around["title"]), here.title),
        texts=tuple(f"{label}: {text}" for text in texts),
        unknown=(),
        legend=legend,
    )
