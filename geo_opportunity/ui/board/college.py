"""A college's papers: its programs against the labor market (Perkins), and what it could propose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports.board import college
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.board import books

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.exports.board.college import Papers
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.ui.display import Page


def draw(page: Page, where: Where | None) -> None:
    """Draw the papers of the chosen college, or the choice of one."""
    scene = page.scene
    books.choice(scene, "b_college", *st.columns(2, vertical_alignment="bottom"))
    controls.lens(scene)
    _choose(page, where)
    try:
        made = college.papers(page.atlas, scene, answers)
    except GeoOpportunityError as error:
        st.warning(wording.markdown(error))
        return
    if made is None:
        display.headline(college.NO_COLLEGE)
        return
    display.headline(college.sentence(made), college.settings(scene))
    with st.expander("How to read this"):
        st.write(wording.markdown(college.LIMITS))
    _perkins(page, made)
    _propose(page, made)


def _choose(page: Page, where: Where | None) -> None:
    """Draw the choice of a college: those seated in the place, the nation's where none is chosen."""
    scene, every = page.scene, answers.catalog(page.atlas).providers
    mine = every
    if where is not None:
        there = where.atlas.table("providers")
        inside = there.loc[there["area_code"] == where.code, "provider_id"]
        mine = every.loc[every["provider_id"].isin(inside) | (every["provider_id"] == scene.provider)]
    mine = mine.sort_values("name", kind="stable")
    names = {
        str(code): f"{name}, {city or ''}, {state}"
        for code, name, city, state in zip(
            mine["provider_id"], mine["name"], mine["city"], mine["state"], strict=True
        )
    }
    st.selectbox(
        "College or other place that trains",
        ["", *names],
        format_func=lambda code: names[code] if code else "Choose a college",
        help="Type to search. With a place chosen above, those seated there.",
        **session.bound(
            "b_college",
            scene.provider if scene.provider in names else "",
            lambda held, new: replace(held, provider=new or None),
        ),
    )


def _perkins(page: Page, made: Papers) -> None:
    """Draw the college's programs and the occupations they lead to."""
    st.subheader("Programs against the labor market (Perkins)", anchor=False)
    st.caption(f"{college.YEARS} Labor market: {made.area}.")
    programs = made.programs
    _table(programs, "college_programs", "Programs against the labor market", "b_college_programs")
    st.subheader("Occupations they lead to", anchor=False)
    _table(made.occupations, "college_occupations", "Occupations they lead to", "b_college_jobs")
    display.source_line(page, ("college", "supply"), wording.settings_sentence(page.scene))
    display.download(
        page,
        "b_college_csv",
        file_name="perkins-page.csv",
        table=lambda: programs,
        notes=[college.sentence(made), college.settings(page.scene), college.LIMITS],
        sources=("college",),
    )


def _propose(page: Page, made: Papers) -> None:
    """Draw what the college could propose, and what one proposal rests on."""
    st.subheader("What it could propose", anchor=False)
    found, scene = made.proposals, page.scene
    if found.empty:
        st.write("No occupation grows, pays enough, has programs somewhere and none here.")
    else:
        st.caption(
            "Occupations that grow and pay enough, that a program is needed for or helps with, and that "
            "none of its programs leads to; widest gap first. Pick one to see what a proposal rests on."
        )
        ids = [str(code) for code in found.index]
        focus = scene.focus if scene.focus in ids else None
        _table(
            found,
            "college_proposals",
            "Occupations it could propose a program for",
            **display.row_selection("b_propose", ids, focus, lambda held, soc: held.focused(soc)),
        )
    soc = scene.focus or scene.occupation
    if soc:
        _proposal(page, made, soc)


def _proposal(page: Page, made: Papers, soc: str) -> None:
    found = made.proposal(soc)
    title = str(found.market["title"])
    st.subheader(f"Proposal: {wording.markdown(title)}", anchor=False)
    st.write(wording.markdown(college.proposal_sentence(made, found.market, len(found.near))))
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption("Fields of study and awards that lead to it, in the nation")
        _table(found.fields, "proposal_fields", f"{title}: fields of study", "b_propose_fields")
    with right:
        st.caption(f"Programs for it near {made.area}")
        _table(found.near, "proposal_near", f"{title}: programs near", "b_propose_near")
    display.source_line(page, ("college", "supply"), college.settings(page.scene))


def _table(found: pd.DataFrame, name: str, title: str, key: str = "", **options: Any) -> None:
    """Draw one of a college's tables."""
    heads = TABLES[name]
    more: dict[str, Any] = {"key": key} if key else {}
    pinned = next(iter(heads))
    display.table(
        college.rows(found, name), display.columns(heads, pinned=pinned), alt=title, **more, **options
    )
