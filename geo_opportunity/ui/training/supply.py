"""Supply and demand: completers against openings, by occupation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import answers, display, panels

if TYPE_CHECKING:
    from geo_opportunity.scene import MapView
    from geo_opportunity.ui.display import Page

#: Verdicts that are drawn: what they are called, color, shape.
_READINGS: Final = {
    "oversupply": ("Oversupply", "#a6611a", "triangle-up"),
    "undersupply": ("Undersupply", "#0072b2", "triangle-down"),
    "balanced": ("Balanced", "#4d4d4d", "circle"),
    "cannot be judged": ("Cannot be judged", "#858585", "cross"),
}


def draw(page: Page, _look: MapView) -> None:
    """Show completers against openings of the picked area, else of the nation."""
    atlas, scene = page.atlas, page.scene
    if scene.area is None:
        st.caption(
            "The whole nation: completers are given to the occupations their field leads to in proportion to "
            "national openings. Pick an area for its own providers."
        )
    else:
        summary = answers.supply_summary(atlas, scene.area, selection=scene.asked)
        said = f"{page.areas[scene.area]}: {wording.supply_sentence(summary)}"
        display.headline(said, panels.SUPPLY_NOTE)
    found = of_place(page)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _scatter(found)
    with right:
        title = "Supply and demand by occupation"
        st.subheader(title, anchor=False)
        rows = listing.supply_rows(found)
        codes = list(map(str, rows.index))
        display.table(
            rows,
            display.columns(TABLES["supply"]),
            most=470,
            alt=title,
            **display.row_selection("t_supply", codes, scene.occupation, lambda s, v: s.show(v)),
        )
    if scene.area is not None:
        panels.left_out(page, atlas, scene.area, key="t_left_out")
    display.source_line(page, ("supply",), "Unit: people a year.")


def stage(page: Page, _look: MapView) -> None:
    """Draw the chart alone (``ui.stage``)."""
    _draw(of_place(page))
    display.source_line(page, ("supply",))


def of_place(page: Page) -> pd.DataFrame:
    """Return supply and demand of the picked area, else of the nation, of the occupations looked at."""
    atlas, scene = page.atlas, page.scene
    if scene.area is not None:
        return answers.supply_demand(atlas, scene.area, selection=scene.asked)
    found = answers.nation_supply(atlas, coverage_min=scene.rules.coverage_min)
    return found.loc[atlas.mask(scene.asked)]


def _scatter(found: pd.DataFrame) -> None:
    st.subheader("Completers against openings", anchor=False)
    if not _draw(found):
        return
    st.caption(
        "One mark per occupation with both above zero, on scales where each step is tenfold; on the line "
        "they are equal. Below the line there are fewer completers than openings. Occupations without a "
        f"completer or an opening cannot be drawn on such scales: {len(found) - len(drawable(found))} are in "
        "the table only."
    )


def _draw(found: pd.DataFrame) -> bool:
    """Draw the chart and return True; say that there is nothing to draw, and return False."""
    drawn = chart(found, narrow=display.phone())
    if drawn is None:
        st.write("No occupation of your choice has both openings and completers to compare.")
        return False
    st.altair_chart(drawn, width="stretch", theme=None, key="t_scatter")
    return True


def drawable(found: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations that log scales have a place for: openings and completers above zero."""
    return found.loc[(found["openings"] > 0) & (found["completers_local"] > 0)]


def chart(found: pd.DataFrame, *, narrow: bool = False) -> Any:
    """Return completers against openings on log scales, with the line of equality; None: nothing to draw.

    `narrow` puts the legend's entries below one another.
    """
    import altair as alt

    shown = drawable(found)[["title", "openings", "completers_local", "ratio", "verdict", "reason"]].copy()
    if shown.empty:
        return None
    present = {name: one for name, one in _READINGS.items() if name in set(shown["verdict"])}
    shown["reading"] = shown["verdict"].map({name: label for name, (label, _, _) in present.items()})
    labels, colors, shapes = (list(part) for part in zip(*present.values(), strict=True))
    ends = {
        name: (float(shown[name].min()) / 1.3, float(shown[name].max()) * 1.3)
        for name in ("openings", "completers_local")
    }
    scales = {name: alt.Scale(type="log", domain=list(pair), nice=False) for name, pair in ends.items()}
    equal = [max(low for low, _ in ends.values()), min(high for _, high in ends.values())]
    axis = alt.Axis(format=",~g", labelColor="#1b1b1b", titleColor="#1b1b1b", tickCount=6)
    openings, completers = "Openings a year", "Completers a year, taught here"
    marks = (
        alt.Chart(shown)
        .mark_point(filled=True, size=65, opacity=0.8, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("openings:Q", scale=scales["openings"], axis=axis, title=openings),
            y=alt.Y("completers_local:Q", scale=scales["completers_local"], axis=axis, title=completers),
            color=alt.Color(
                "reading:N",
                scale=alt.Scale(domain=labels, range=colors),
                legend=alt.Legend(title=None, orient="top", labelLimit=240, columns=1 if narrow else 2),
            ),
            shape=alt.Shape("reading:N", scale=alt.Scale(domain=labels, range=shapes)),
            tooltip=[
                alt.Tooltip("title:N", title="Occupation"),
                alt.Tooltip("openings:Q", title=openings, format=",.0f"),
                alt.Tooltip("completers_local:Q", title=completers, format=",.0f"),
                alt.Tooltip("ratio:Q", title="Completers per opening", format=".2f"),
                alt.Tooltip("verdict:N", title="Reading"),
                alt.Tooltip("reason:N", title="Why"),
            ],
        )
    )
    line = (
        alt.Chart(pd.DataFrame({"v": equal}))
        .mark_line(color="#1b1b1b", strokeDash=[5, 4])
        .encode(x="v:Q", y="v:Q")
    )
    return alt.layer(line, marks).properties(
        height=420,
        description="Completers a year against openings a year, one mark per occupation, with the line on "
        "which both are equal. The table holds the same figures.",
    )
