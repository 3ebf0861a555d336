"""The choice of the rule book, shared by the views of the Board page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.board.place import book_name
from geo_opportunity.exports.board.rules import about
from geo_opportunity.rulebooks import DOLLARS, OURS, STATUSES
from geo_opportunity.ui import controls

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_BARS = DOLLARS | {"published": "As published"}
#: Columns that are empty in most places.
_RARE = ("tier", "tiers", "top_coded")
_OWN = ("bar_openings", "bar_growth", "bar_wage", "bar_education", "bar_need")


def written(names: Mapping[str, str], frame: pd.DataFrame) -> dict[str, str]:
    """Return the heads of a table without those of columns that are empty here, as in most places."""
    return {
        name: head
        for name, head in names.items()
        if name not in _RARE or frame[name].astype(str).ne("").any()
    }


def choice(scene: Scene, key: str, which: DeltaGenerator, how: DeltaGenerator) -> None:
    """Draw the choice of the rule book and of how its bars are stated in two columns; `key` begins theirs."""
    with which:
        controls.draw(scene, "book", key=f"{key}_book")
    with how:
        controls.draw(scene, "dollars", key=f"{key}_bars", names=_BARS, required=True)


def draw(page: Page) -> None:
    """Draw the choice of the rule book, how its bars are stated, the board's own bars, and what it is."""
    scene = page.scene
    book, own = scene.desk.rule_book, scene.desk.book == OURS
    with controls.folded(f"Rule book: {wording.markdown(book_name(scene))}", opened=own):
        choice(scene, "b", *st.columns([3, 2], vertical_alignment="bottom"))
        if own:
            columns = st.columns(len(_OWN), vertical_alignment="bottom")
            for column, name in zip(columns, _OWN, strict=True):
                with column:
                    controls.draw(scene, name, key=f"b_{name}")
    if own:
        return
    status = STATUSES[book.status]
    with st.expander(f"What this rule book says, and where it is from ({status.lower()})"):
        st.markdown("\n".join(f"- {wording.markdown(line)}" for line in about(book)))
