"""The ranked table of the Explore page: the areas of the map, largest figure first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.listing import pinned
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.picture import measure_of, rank_of, source_keys, state_of, unit_line
from geo_opportunity.ui import display, panels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page


#: Columns of the file alone: on screen a map's tooltip and an area's card say them.
_IN_FILE: Final = ("top_overlap", "top_gap")


def ranking(page: Page, frame: pd.DataFrame) -> None:
    """Draw the ranked table of the areas where the map looks: largest figure first, unknown last.

    The picked area comes before all others, so that it is in view.
    """
    scene, label = page.scene, FIGURES[measure_of(page.scene)].label
    state = state_of(scene)
    title = f"Areas of {page.states[state]}, ranked" if state else "Areas, ranked"
    st.subheader(title, anchor=False)
    rows = pinned(page.atlas.of_state(panels.ranked(page, frame), state), scene.area)
    names = list(map(str, rows.columns))
    shown = [name for name in names if name not in _IN_FILE]
    display.table(
        rows[shown].reset_index(drop=True),
        columns(shown, scene, widths={"title": "medium", "states": "small"}),
        most=470,
        column_order=shown,
        alt=f"{title}: {label}",
        **display.row_selection("ranking", list(map(str, rows.index)), scene.area, lambda s, v: s.pick(v)),
    )
    note = "Click the box at the left of a row to open that area."
    if "rank_likely" in rows and frame["rank_low"].notna().any():
        note = f"Areas of one group are not ranked apart: their ranges overlap that of its first. {note}"
    if state and page.atlas.of_state(frame, state)["states"].astype(str).str.contains("-").any():
        note = f"Areas that reach into other states are counted whole. {note}"
    st.caption(f"{_place_in(frame, scene)}{note}")
    which = wording.selection_words(scene.asked)
    display.download(
        page,
        "download",
        file_name=f"geo-opportunity-{measure_of(scene).replace('_', '-')}.csv",
        table=lambda: rows,
        notes=[
            f"{TITLE}: {label}. {unit_line(scene)}",
            wording.settings_sentence(scene),
            *([f"Jobs {which}."] if which and scene.occupation is None else []),
        ],
        heads={name: FIGURES[name].head for name in names},
        sources=source_keys(scene),
        width="stretch",
    )


def _place_in(frame: pd.DataFrame, scene: Scene) -> str:
    """Return the picked area's rank by the measure as a sentence: a range where the rank has an interval."""
    rank = rank_of(frame, scene)
    if rank is None:
        return ""
    row: Mapping[Any, Any] = dict(frame.loc[str(scene.area)])
    if measure_of(scene) == "share_overlap" and not wording.value_missing(row["rank_low"]):
        return (
            f"{row['title']} ranks {wording.rank_range(row['rank_low'], row['rank_high'])} of {rank[1]:,} "
            "with a figure. "
        )
    return f"{row['title']} is number {rank[0]:,} of {rank[1]:,} with a figure. "


def columns(names: Sequence[str], scene: Scene, **options: Any) -> dict[str, Any]:
    """Return how columns of figures are shown, pay with its unit."""
    heads = {
        name: wording.money_head(FIGURES[name].head, hourly=scene.hourly)
        if FIGURES[name].money
        else FIGURES[name].head
        for name in names
    }
    return display.columns(heads, hourly=scene.hourly, share_paying="", **options)
