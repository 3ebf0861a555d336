"""Education deserts by two published definitions, each between two bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity.exports.training.deserts import (
    DEFINITIONS,
    PLACES,
    UNITS,
    definition,
    picture,
    rows,
    sentence,
    within,
)
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import answers, controls, display
from geo_opportunity.ui import sheet as paper
from geo_opportunity.ui.training import maps

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.maps.layers import Shapes
    from geo_opportunity.scene import MapView
    from geo_opportunity.ui.display import Page


def draw(page: Page, view: MapView) -> None:
    """Show education deserts by a published definition."""
    scene = page.scene
    asked, level = scene.desert, scene.desert_level
    which, by = st.columns([3, 2], vertical_alignment="bottom")
    with which:
        controls.draw(scene, "desert", key="t_definition", names=DEFINITIONS, required=True, wrap=True)
    with by:
        names = {"county": "County", "area": "Area"}
        controls.draw(scene, "desert_level", key="t_level", names=names, required=True)
    frame, where, shapes = places(page)
    says = sentence(frame, asked, where, level)
    above, (left, right) = st.container(), display.map_and_table()
    with right if display.phone() else above:  # a phone shows the map first
        display.headline(says)
        st.caption(definition(scene))
    with left:
        _map(page, view, frame, shapes, says)
    with right:
        title = f"{PLACES[level].capitalize()}, most adults affected first"
        st.subheader(title, anchor=False)
        shown = display.rounded(rows(frame, asked))
        config = display.columns(TABLES[f"deserts_{asked}"], adults="localized")
        paper.add_table(title, shown, config)
        st.dataframe(
            light(shown),
            hide_index=True,
            height=display.table_height(len(frame), 470),
            placeholder=display.UNKNOWN,
            column_config=config,
            key="t_deserts",
            alt=title,
        )


def stage(page: Page, view: MapView) -> None:
    """Draw the map alone (``ui.stage``)."""
    frame, where, shapes = places(page)
    scene = page.scene
    _map(page, view, frame, shapes, sentence(frame, scene.desert, where, scene.desert_level))


def _map(page: Page, view: MapView, frame: pd.DataFrame, shapes: Shapes | None, says: str) -> None:
    asked = page.scene.desert
    maps.draw(
        page,
        picture(frame, asked, page.scene.breaks),
        view=view,
        says=says,
        sources=("programs", "providers", "county_need"),
        unit=UNITS[asked],
        shapes=shapes,
    )


def places(page: Page) -> tuple[pd.DataFrame, str, Shapes | None]:
    """Return the deserts of the nation, or of the states the map looks at; in words; their shapes.

    No shapes: those of areas.
    """
    scene = page.scene
    frame, where, states = within(page.atlas, scene, page.states, answers)
    by_county = scene.desert_level == "county"
    return frame, where, answers.county_shapes(page.atlas, states) if by_county else None


def light(table: pd.DataFrame) -> pd.DataFrame:
    """Return a rounded table of thousands of rows with figures in half the bytes: seven digits suffice."""
    return table.astype(dict.fromkeys(table.select_dtypes("number").columns, "float32"))
