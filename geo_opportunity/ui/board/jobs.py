"""The targeted occupation list: the rule book's verdicts, the board's own, what changed, and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.desk import MAX_OVERRIDES, MAX_REASON, plain_reason
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports.board import jobs as said
from geo_opportunity.exports.board import rules as rule_books
from geo_opportunity.files import LIMITS
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import answers, display, session
from geo_opportunity.ui.board import books
from geo_opportunity.user_data.earlier_list import read_earlier_list

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_WIDE = {"soc": "small", "title": "medium", "reason": "large", "verdict": "medium"}


def show(page: Page, where: Where | None) -> None:
    """Draw the view."""
    books.draw(page)
    scene, desk = page.scene, page.scene.desk
    if where is None:
        display.headline("A targeted occupation list is of a place: choose one above.")
        return
    data, place = where.judged
    known = tuple(one for one in desk.overrides if one.soc in page.occupations)
    frame = answers.target_list(
        data, place, desk.rule_book, scene.rules, dollars=desk.dollars, overrides=known
    )
    display.headline(said.sentence(frame, scene, where.title), *said.NOTES, folded="What the columns say")
    title = f"Targeted occupation list, {where.title}"
    _table(frame, "target_list", title)
    st.caption(
        "Download, at the top, gives this list as a workbook, a Word document or a PDF; the button below CSV."
    )
    _csv(page, frame, title)
    _overrides(page)
    _changes(page, frame)
    st.caption(rule_books.SURE)
    display.source_line(page, (*rule_books.RESTS_ON, "budget", "programs", "supply"))


def _table(frame: pd.DataFrame, heads: str, title: str) -> None:
    shown = frame.reset_index()
    names = {"soc": "SOC"} | {name: head for name, head in TABLES[heads].items() if name in shown}
    names = books.written(names, shown)
    config = display.columns(names, widths=_WIDE, pinned="title")
    display.table(shown[list(names)], config, alt=title, most=560, key=f"b_{heads}")


def _csv(page: Page, frame: pd.DataFrame, title: str) -> None:
    display.download(
        page,
        "b_list_csv",
        file_name="geo-opportunity-targeted-occupation-list.csv",
        table=lambda: frame,
        heads=TABLES["target_list"],
        notes=[f"{title}.", *rule_books.about(page.scene.desk.rule_book), rule_books.UNKNOWN, *said.NOTES],
        sources=(*rule_books.RESTS_ON, "budget", "programs"),
        label="Download the list (CSV)",
    )


# --------------------------------------------------------------------- overrides


def _overrides(page: Page) -> None:
    """Draw what the board decides itself: an occupation on or off the list, with a reason."""
    overrides = page.scene.desk.overrides
    st.subheader("The board’s own decisions", anchor=False)
    st.caption(
        "Put an occupation on the list or take it off, with the reason. Both are in the link, in decks and "
        f"in the files. At most {MAX_OVERRIDES}, each reason of at most {MAX_REASON} characters."
    )
    for one in overrides:
        text, undo = st.columns([6, 1], vertical_alignment="center")
        title = page.occupations.get(one.soc, one.soc)
        with text:
            way = "on the list" if one.on else "off the list"
            st.markdown(wording.markdown(f"{one.soc} {title}: {way}. {one.reason}"))
        with undo:
            st.button(
                "Undo", key=f"b_undo_{one.soc}", on_click=_decide, args=(one.soc, None, ""), width="stretch"
            )
    with st.form("b_override", clear_on_submit=True):
        which, how, why = st.columns([3, 2, 4], vertical_alignment="bottom")
        with which:
            st.selectbox(
                "Occupation to decide", ["", *page.occupations], key="b_over_soc",
                format_func=lambda soc: page.occupations[soc] if soc else "Choose an occupation",
            )  # fmt: skip
        with how:
            st.radio("Decision", ["On the list", "Off the list"], key="b_over_way", horizontal=True)
        with why:
            st.text_input("Reason", key="b_over_reason", max_chars=MAX_REASON)
        st.form_submit_button("Decide", on_click=_decided)
    if st.session_state.pop("_b_over_fault", ""):
        st.warning("Nothing was decided: choose an occupation and give the reason.")


def _decided() -> None:
    state = st.session_state
    soc, reason = state.get("b_over_soc") or "", plain_reason(state.get("b_over_reason") or "")
    if not soc or not reason:
        state["_b_over_fault"] = "reason"
        return
    _decide(soc, state.get("b_over_way") == "On the list", reason)


def _decide(soc: str, on: bool | None, reason: str) -> None:
    def apply(scene: Scene) -> Scene:
        return replace(scene, desk=scene.desk.overriding(soc, on, reason))

    session.change(apply)


# ----------------------------------------------------------------------- changes


def _changes(page: Page, frame: pd.DataFrame) -> None:
    """Draw what changed since an earlier list, a file of ours."""
    st.subheader("What changed since an earlier list", anchor=False)
    given: Any = st.file_uploader(
        "Last year’s file", type=["csv", "xlsx"], key="b_earlier",
        max_upload_size=LIMITS.upload_bytes // 2**20,
        help="A workbook or CSV of this list, downloaded here before. It is compared and not kept.",
    )  # fmt: skip
    if given is None:
        return
    try:
        earlier = read_earlier_list(page.atlas, given.getvalue(), file=given.name)
    except GeoOpportunityError as error:
        st.error(wording.markdown(error))
        return
    for note in earlier.notes:
        st.caption(wording.markdown(note))
    found = page.atlas.list_changes(frame, earlier.frame)
    if found.empty:
        st.write(f"The same {int(frame['verdict'].isin(said.LISTED).sum()):,} occupations are on both lists.")
        return
    new = int((found["change"] == "new on the list").sum())
    st.markdown(f"{new:,} occupations are new on the list, {len(found) - new:,} are gone from it.")
    _table(found, "list_changes", "What changed since the earlier list")
