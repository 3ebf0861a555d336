"""The tabs of the Area page: panels in full, and training, supply, ladders, sectors and certainty."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.place import lists, tables, wages
from geo_opportunity.exports.place.written import (
    BUDGET_UNKNOWN,
    NEED_NOTE,
    NEIGHBORS_NOTE,
    REGION_PARTS,
    SECTIONS,
    note,
    per,
)
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.scene import Scene
from geo_opportunity.ui import display, panels, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.exports.place.facts import Facts, Glance

#: Tab -> its name; `parts` only for a user's region.
NAMES: Final = {
    "training": "Training",
    "ladders": listing.LADDERS,
    "supply": listing.SUPPLY,
    "sectors": "Sectors",
    "lists": "Occupations",
    "wages": "Wages and budget",
    "growth": "Growth",
    "need": "Need by county",
    "neighbors": "Neighbors",
    "sure": listing.CERTAINTY,
    "parts": "Parts of the region",
}
#: Programs listed before "all", and at most.
_NEAR_ROWS: Final = 8
PROGRAM_ROWS: Final = 500


def closer(here: Glance) -> None:
    """Draw the choice of one occupation, for its programs and ladder."""
    focus = here.scene.focus
    st.selectbox(
        "Look closer at one occupation (its programs and ladder)",
        ["", *dict.fromkeys([*([focus] if focus else []), *map(str, here.listed.index)])],
        format_func=lambda soc: here.occupations[soc] if soc else "All listed occupations",
        **session.bound("closer", focus or "", Scene.focused),
    )


def draw(facts: Facts) -> None:
    """Draw the tabs, what is in the open one alone."""
    drawn = {
        "training": _training,
        "ladders": _ladders,
        "supply": _supply,
        "sectors": _sectors,
        "lists": _lists,
        "wages": _wages,
        "growth": _growth,
        "need": _need,
        "neighbors": _neighbors,
        "sure": _sure,
    }
    if facts.parts is not None:
        drawn["parts"] = _parts
    labels = {name: NAMES[name] for name in drawn}
    with st.container(key="area-tabs"):
        for name, box in display.tabs("area_details", labels, facts.scene).items():
            with box:
                drawn[name](facts)


def open_links(titles: Mapping[str, str], key: str, label: str = "Open {0}") -> None:
    """Draw links that open areas on this page."""
    with st.container(horizontal=True, gap="small", key=f"{key}-links"):
        for code, title in titles.items():
            session.link("area", wording.markdown(label.format(title)), partial(Scene.pick, area=code))


def _head(section: str, *, anchor: bool = True) -> None:
    """Draw the heading of a section; with its anchor where no panel has it."""
    st.subheader(SECTIONS[section], anchor=section if anchor else False)


def _write(text: str) -> None:
    st.markdown(wording.markdown(text))


def _training(facts: Facts) -> None:
    _head("programs")
    shown, which = tables.programs_shown(facts, limit=_NEAR_ROWS)
    _write(which)
    if shown.empty:
        return
    st.html(tables.programs_table(shown, facts.scene).html(quiet=True))
    count = len(facts.programs)
    name = f"All {count:,} programs, nearest first" if count > 1 else "The one program"
    box = st.expander(name, key="all_programs", on_change="rerun")
    if not box.open:  # a long list is sent only when it is opened
        return
    heads = TABLES["area_every_program"]
    formats = {"adults_within": "percent", "completions": "localized", "tuition": "localized"}
    numbers = {n: st.column_config.NumberColumn(heads[n], format=look) for n, look in formats.items()}
    with box:
        if count > PROGRAM_ROWS:
            cut = (
                f"The {PROGRAM_ROWS:,} nearest of {count:,} are listed; choose an occupation to narrow the "
                "list."
            )
            st.html(note(cut))
        rows = tables.every_program(facts.programs.head(PROGRAM_ROWS), facts.occupations, facts.scene)
        display.table(rows, {**heads, **numbers}, key="area_programs", alt=name)


def _ladders(facts: Facts) -> None:
    _head("ladders")
    if facts.ladder_from is not None:
        largest = "the largest occupation in a job-quality gap here"
        why = "the occupation chosen above" if facts.scene.focus else largest
        _write(f"From {facts.occupations[facts.ladder_from]}, {why}.")
        st.html(note(panels.LADDER_NOTE))
    if facts.ladders.empty:
        st.html(tables.ladder_rungs(facts).html(quiet=True))
        return
    st.html(panels.ladder_pictures(facts.ladders, facts.scene))
    with st.expander(panels.LADDER_TABLE):
        st.html(tables.ladder_rungs(facts).html(quiet=True))


def _supply(facts: Facts) -> None:
    _head("supply")
    st.html(note(panels.SUPPLY_NOTE))
    _write(wording.supply_sentence(facts.supply_summary))
    for column, table in zip(st.columns(2, gap="medium"), tables.supply_sides(facts), strict=True):
        with column:
            st.html(table.html())


def _sectors(facts: Facts) -> None:
    _head("sectors")
    st.html(tables.sector_table(facts).html(quiet=True))


def _lists(facts: Facts) -> None:
    """Draw the lists as far as they are read, then each in full with its reasons."""
    _head("lists", anchor=False)
    kinds = lists.list_kinds(facts)
    for pair in (kinds[i : i + 2] for i in range(0, len(kinds), 2)):
        for column, kind in zip(st.columns(2, gap="medium"), pair, strict=False):
            with column:
                color = panels.swatch(kind) if kind in listing.LISTS else ""
                head = f'<p class="go-table-title">{color}{escape(lists.list_name(facts, kind))}</p>'
                st.html(head + lists.list_table(facts, kind).html(limit=tables.ROWS, quiet=True))
    for kind in dict.fromkeys((*kinds, *listing.LISTS)):
        count = len(lists.of_kind(facts, kind))
        if not count:
            continue
        every = f"All {count:,} occupations" if count > 1 else "The one occupation"
        name = f"{every}, with reasons: {lists.LISTS[kind].lower()}"
        box = st.expander(name, key=f"all_{kind}", on_change="rerun")
        if box.open:
            with box:
                _every(facts, kind, name)


def _every(facts: Facts, kind: str, name: str) -> None:
    rows, scene = lists.every_occupation(facts, kind), facts.scene
    heads = {
        name: f"{FIGURES[name].head}, $ {per(scene)}" if FIGURES[name].money else FIGURES[name].head
        for name in map(str, rows.columns)
    } | {"title": FIGURES["occupation"].head}
    widths = {"title": "medium", "why": "large"}
    config = display.columns(heads, hourly=scene.hourly, widths=widths, pinned="title", share_paying="")
    display.table(rows, config, key=f"every_{kind}", alt=name)


def _wages(facts: Facts) -> None:
    table = wages.table(facts)
    _head("wages", anchor=False)
    st.html(table.html() if table.rows else note(wages.EMPTY))
    _head("budget", anchor=False)
    st.html(tables.budget_lines(facts).html() if facts.budget_known else note(BUDGET_UNKNOWN))


def _growth(facts: Facts) -> None:
    _head("growth", anchor=False)
    _write(tables.basis_sentence(facts))
    _write(wording.growth_error_sentence(facts.growth_error))
    st.html(tables.growth_table(facts).html())


def _need(facts: Facts) -> None:
    _head("need", anchor=False)
    st.html(tables.need_table(facts).html())
    st.html(tables.county_table(facts).html() + note(NEED_NOTE))


def _neighbors(facts: Facts) -> None:
    _head("neighbors", anchor=False)
    titles = {str(code): str(title) for code, title in facts.neighbors["title"].items()}
    st.html(tables.neighbor_table(facts).html(quiet=True) + (note(NEIGHBORS_NOTE) if titles else ""))
    open_links(titles, "around")


def _sure(facts: Facts) -> None:
    _head("sure")
    _write(wording.growth_error_sentence(facts.growth_error))
    _write(wording.certainty_sentence(facts.certainty))
    st.html(tables.sensitivity_lines(facts).html())


def _parts(facts: Facts) -> None:
    if facts.parts is not None:
        st.html(note(REGION_PARTS) + tables.parts_table(facts.parts).html())
