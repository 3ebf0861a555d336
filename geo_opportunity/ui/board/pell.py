"""The Workforce Pell desk: short programs and lists against every row of the rule, and the nation's map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.asked import with_measure
from geo_opportunity.exports.board import pell
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.picture import picture, unit_line, view_of
from geo_opportunity.rows import record
from geo_opportunity.scene import SHORT_MEASURES
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.board import books
from geo_opportunity.ui.own import held

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_KEY: Final = "b_pell_map"
_SOURCES: Final = ("pell", "short")
#: Programs listed on screen; files hold all.
_ROWS: Final = 1_000
_MEASURES: Final = {
    SHORT_MEASURES[0]: "Short programs lead there",
    SHORT_MEASURES[1]: "None in reach",
}


def draw(page: Page, where: Where | None) -> None:
    """Draw the desk of a place or, without one, the nation's map."""
    _settings(page.scene)
    st.info(wording.markdown(pell.READ_IT), icon=":material/menu_book:")
    if where is None:
        frame = _frame(page)
        says = pell.nation_sentence(frame, pell.map_scene(page.scene).measure)
        display.headline(says, pell.by_what(page.scene))
    else:
        found = pell.desk(where.atlas, where.code, page.scene, answers)
        display.headline(pell.sentence(found, where.title), pell.by_what(page.scene))
        _programs(page, where, found)
        frame = _frame(page)
    with st.expander("How to read this"):
        st.write(wording.markdown(pell.LIMITS))
    _lists(page, where)
    with st.expander(
        "Where short programs lead to such jobs, and where they are missing", expanded=where is None
    ):
        _nation(page, frame)
    with st.expander("The rule, row by row"):
        written = answers.pell_rule(page.atlas, year=page.scene.desk.pell_year)
        heads = TABLES["pell_rule"]
        display.table(
            written[list(heads)],
            display.columns(heads),
            alt="The rule, row by row",
            most=None,
            key="b_pell_rule",
        )


def _settings(scene: Scene) -> None:
    """Draw the rule book, its bars and the award year."""
    book, bars, year = st.columns([3, 3, 1], vertical_alignment="bottom")
    books.choice(scene, "b_pell", book, bars)
    with year:
        controls.draw(scene, "pell_year", key="b_pell_year")


def _programs(page: Page, where: Where, found: pd.DataFrame) -> None:
    """Draw the table of programs, and the rows of the one picked."""
    if found.empty:
        return
    scene = page.scene
    picked = scene.desk.pell_program if scene.desk.pell_program in found.index else None
    heads, title = TABLES["pell"], "Short programs, those that nothing known stops first"
    st.subheader(title, anchor=False)
    shown = found.head(_ROWS)
    if len(found) > len(shown):
        st.caption(f"The first {len(shown):,} of {len(found):,}; the files hold all.")
    display.table(
        pell.rows(shown),
        display.columns(heads, pinned="name", price="localized", cap_p25="localized", cap_p50="localized"),
        alt=title,
        **display.row_selection("b_pell", [str(code) for code in shown.index], picked, _pick),
    )
    display.source_line(page, ("pell",), pell.by_what(scene))
    display.download(
        page,
        "b_pell_csv",
        file_name="workforce-pell-desk.csv",
        table=lambda: found,
        notes=[pell.sentence(found, where.title), pell.by_what(scene), pell.READ_IT, pell.LIMITS],
        sources=("pell",),
        label="Download every program and row (CSV)",
    )
    if picked is None:
        st.caption("Pick a program in the table to see every row of the rule for it.")
        if scene.desk.pell_program:
            st.caption("The program in this link is not taught here, or nobody completed it.")
        return
    given = record(found.loc[picked])
    _one(where, given, scene)


def _one(where: Where, given: Mapping[str, Any], scene: Scene) -> None:
    heads, title = TABLES["pell_rows"], f"{given['program']} at {given['name']}"
    st.subheader(wording.markdown(title), anchor=False)
    st.write(wording.markdown(pell.program_sentence(given)))
    rows = pell.program_rows(where.atlas, given, scene, answers)
    config = display.columns(
        heads, widths={"status": 120, "figure": "large", "known": "large"}, pinned="rule_row"
    )
    display.table(rows[list(heads)], config, alt=title, most=None, placeholder="", key="b_pell_rows")


def _pick(scene: Scene, program: str | None) -> Scene:
    return replace(scene, desk=replace(scene.desk, pell_program=program))


# ------------------------------------------------------------------------- lists


def _lists(page: Page, where: Where | None) -> None:
    """Draw, for every list of programs added, a verdict a row."""
    mine = [one for one in held.lists() if "program_rows" in one.imported.tables]
    st.subheader("A list of your own", anchor=False)
    if not mine:
        st.write(
            "Add a list of programs under Your own data, at the left (columns such as provider, "
            "program, CIP code, ZIP code, clock hours, weeks, semester credits, total cost, completion rate, "
            "placement rate, median earnings): every row comes back with a verdict, or with the reason "
            "why it could not be used."
        )
        return
    for one in mine:
        every = page.atlas.pell_list(
            one.imported,
            page.scene.rules,
            year=page.scene.desk.pell_year,
            book=page.scene.desk.rule_book,
            dollars=page.scene.desk.dollars,
        )
        title = f"{one.files[0]}: {pell.list_sentence(every)}"
        st.write(wording.markdown(title))
        heads = _LIST_HEADS
        display.table(every[list(heads)], display.columns(heads), alt=title, key=f"b_pell_list_{one.name}")
        display.download(
            page,
            f"b_pell_list_csv_{one.name}",
            file_name=f"workforce-pell-{one.name}.csv",
            table=lambda every=every: every,  # type: ignore[misc]
            notes=[title, pell.by_what(page.scene), pell.READ_IT],
            sources=("pell",),
            label="Download a verdict for every row (CSV)",
        )
    if where is None:
        st.caption("Occupations are judged where each program is taught.")


_LIST_HEADS: Final[dict[str, str]] = {
    "row": "Row",
    "name": "Place that trains",
    "program": "Program",
    "pell": "Verdict",
    "stops": "What stops it",
    "rows_met": "Tests met",
    "rows_unknown": "Tests unknown",
    "occupation": "Target occupation",
    "cap_standing": "Price against the cap",
    "reason": "Why it was left out",
}


# --------------------------------------------------------------------------- map


def _frame(page: Page) -> pd.DataFrame:
    scene = page.scene
    frame = answers.overlap(page.atlas, scene.rules, scene.asked)
    measure = pell.map_scene(scene).measure
    return with_measure(frame, page.atlas, scene.rules, scene.asked, measure=measure, answers=answers)


def _nation(page: Page, frame: pd.DataFrame) -> None:
    """Draw the nation's map of one of the two measures, and the areas in a table."""
    scene, seen = page.scene, pell.map_scene(page.scene)
    controls.draw(
        scene,
        "measure",
        key="b_pell_measure",
        value=seen.measure,
        names=_MEASURES,
        apply=lambda held_scene, new: held_scene.show(None).measured(new),
        label="On the map",
    )
    if page.scene.board_place is not None:
        st.write(wording.markdown(pell.nation_sentence(frame, seen.measure)))
    st.caption(unit_line(seen))
    _map(page, frame, seen)
    heads = TABLES["pell_areas"]
    rows = pell.area_rows(frame, seen.measure)
    display.table(rows, display.columns(heads), alt="Areas, ranked", key="b_pell_areas")


def _map(page: Page, frame: pd.DataFrame, seen: Scene) -> None:
    shown, shapes = picture(frame, seen), answers.browser_shapes(page.atlas)
    label = FIGURES[seen.measure].label
    display.draw_map(
        page,
        shapes,
        shown,
        key=_KEY,
        alt=f"Map of {label} by area. {shown.legend.text()} The table below it holds the same figures.",
        on_select=display.picks_area(_KEY),
        view=view_of(seen, shapes.bounds, display.map_size()),
    )
    display.source_line(page, _SOURCES, wording.settings_sentence(seen))
    if not page.alone:
        session.link("explore", "This map on Explore", lambda _: seen, icon=":material/map:")


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    _map(page, _frame(page), pell.map_scene(page.scene))
