"""The choice of the rule book, shared by the views of the Board page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.board.rules import about
from geo_opportunity.rulebooks import DOLLARS, OURS, STATUSES, book_names
from geo_opportunity.ui import controls

if TYPE_CHECKING:
    from geo_opportunity.ui.display import Page

_SHORT = {"published": "As published", "restated": "Restated for this place and year"}
_OWN = ("bar_openings", "bar_growth", "bar_wage", "bar_education", "bar_need")


def draw(page: Page) -> None:
    """Draw the choice of the rule book, how its bars are stated, the board's own bars, and what it is."""
    scene = page.scene
    which, how = st.columns([3, 2], vertical_alignment="bottom")
    with which:
        controls.draw(scene, "book", key="b_book", names=book_names())
    with how:
        controls.draw(
            scene, "dollars", key="b_bars", names={name: _SHORT[name] for name in DOLLARS}, required=True
        )
    book = scene.desk.rule_book
    if scene.desk.book == OURS:
        columns = st.columns(len(_OWN), vertical_alignment="bottom")
        for column, name in zip(columns, _OWN, strict=True):
            with column:
                controls.draw(scene, name, key=f"b_{name}")
        return
    status = STATUSES[book.status]
    with st.expander(f"What this rule book says, and where it is from ({status.lower()})"):
        st.markdown("\n".join(f"- {wording.markdown(line)}" for line in about(book)))
