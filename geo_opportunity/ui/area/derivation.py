"""How the outcome of one occupation in a place was worked out, line by line (``Atlas.explain``)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.place.written import Table, note
from geo_opportunity.ui import answers

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.place.facts import Glance

__all__ = ["worked_out"]

NAME: Final = "How this was worked out"
_TESTS: Final = {
    "growing": "Growing",
    "sustaining": "Paying enough",
    "accessible": "Training in reach, or none needed",
    "supply": "Completers against openings",
    "kind": "All three together",
}
_HEADS: Final = ("What", "Value", "Basis", "How", "Source")
_NOTE: Final = "Pay is by the year and distances are in miles here, as the tests compare them."


def worked_out(here: Glance, atlas: Atlas) -> None:
    """Draw the derivation of the occupation in focus; it is worked out only when it is opened."""
    soc = here.scene.focus
    if soc is None:
        return
    box = st.expander(
        f"{NAME}: {wording.markdown(here.occupations[soc])}", key="worked_out", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.html(note(_NOTE))
        lines = answers.explain(atlas, here.code, soc, here.scene.rules)
        for test, rows in lines.groupby("test", sort=False):
            first = rows.iloc[0]
            head = f"{_TESTS[str(test)]}: {first['outcome']}"
            st.html(
                f'<p class="go-table-title">{escape(head)}</p>{note(str(first["reason"]))}'
                f"{note('Rule: ' + str(first['formula']))}{_table(head, rows).html(quiet=True)}"
            )


def _table(caption: str, rows: pd.DataFrame) -> Table:
    turns = rows["role"].eq("flip").map({True: "To turn it: ", False: ""})
    cells = zip(
        turns + rows["quantity"],
        rows["shown"],
        rows["basis"],
        rows["how"],
        rows["source"].map(wording.us_dates),
        strict=True,
    )
    return Table(caption, _HEADS, "ttttt", tuple(tuple(map(str, row)) for row in cells))
