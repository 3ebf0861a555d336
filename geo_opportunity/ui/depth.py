"""The picked area in depth: supply against demand, ladders, how sure the answers are. Formatting only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import data, tables
from geo_opportunity.ui.parts import bound, table_height
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["certainty_tab", "ladder_tab", "supply_tab"]


def supply_tab(scene: Scene, version: str) -> None:
    """Show completers against openings of the area's own providers, by occupation, and whom that leaves out."""
    assert scene.area is not None
    table, summary, left_out = data.supply(version, scene.area, scene.selection)
    st.caption(texts.SUPPLY_NOTE)
    st.markdown(wording.markdown(wording.supply_sentence(summary)))
    st.dataframe(
        tables.rounded(tables.supply_table(table)),
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config={
            "title": st.column_config.TextColumn(FIGURES["occupation"].head, width="medium", pinned=True),
            "employment": st.column_config.NumberColumn(FIGURES["employment"].head, format="localized"),
            "openings": st.column_config.NumberColumn(FIGURES["openings"].head, format="localized"),
            "completers": st.column_config.NumberColumn(TABLES["supply"]["completers"], format="localized"),
            "gap": st.column_config.NumberColumn(TABLES["supply"]["gap"], format="localized"),
            "ratio": st.column_config.NumberColumn(TABLES["supply"]["ratio"], format="%.2f"),
            "verdict": st.column_config.TextColumn(TABLES["supply"]["verdict"], width="medium"),
        },
        key="supply",
        alt=texts.SUPPLY,
    )
    with st.expander(texts.SUPPLY_LEFT_OUT):
        st.dataframe(
            left_out,
            hide_index=True,
            height=min(table_height(len(left_out)), 420),
            placeholder=texts.NOT_COUNTED,
            column_config={
                "what": st.column_config.TextColumn(TABLES["left_out"]["what"], width="large"),
                "count": st.column_config.NumberColumn(TABLES["left_out"]["count"], format="localized"),
                "unit": st.column_config.TextColumn(TABLES["left_out"]["unit"], width="small"),
            },
            key="left_out",
            alt=texts.SUPPLY_LEFT_OUT,
        )


def ladder_tab(scene: Scene, version: str, cells: pd.DataFrame, occupations: Mapping[str, str]) -> None:
    """Show the ladders from one occupation toward the first that pays what the family needs."""
    assert scene.area is not None
    listed = cells.loc[cells["employment"].notna()]
    low = listed.loc[listed["kind"] == Kind.QUALITY_GAP.value]
    start = scene.focus or (str(low.index[0]) if len(low) else None)
    st.selectbox(
        texts.LADDER_FROM,
        ["", *dict.fromkeys([*([start] if start else []), *map(str, low.index), *map(str, listed.index)])],
        format_func=lambda soc: occupations[soc] if soc else texts.LADDER_NONE,
        **bound("rung", start or "", lambda s, v: s.focused(v)),
    )
    if start is None:
        return
    st.caption(texts.LADDER_NOTE)
    frame = data.ladders(version, scene.area, start, scene.rules)
    if frame.empty:
        st.write(texts.LADDER_EMPTY)
        return
    table = tables.ladder_table(frame, scene)
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 560),
        placeholder=texts.UNKNOWN,
        column_config={
            "ladder": st.column_config.NumberColumn(TABLES["ladders"]["ladder"], format="%d", width="small"),
            "rung": st.column_config.TextColumn(TABLES["ladders"]["rung"], width="medium"),
            "title": st.column_config.TextColumn(FIGURES["occupation"].head, width="medium"),
            "entry": st.column_config.TextColumn(TABLES["ladders"]["entry"], width="large"),
            "growth": st.column_config.NumberColumn(FIGURES["growth"].head, format="percent"),
            "openings": st.column_config.NumberColumn(FIGURES["openings"].head, format="localized"),
            "wage": st.column_config.TextColumn(FIGURES["wage"].head),
            "raise": st.column_config.TextColumn(TABLES["ladders"]["raise"]),
            "basis": st.column_config.TextColumn(TABLES["ladders"]["basis"], width="medium"),
        },
        key="ladder",
        alt=texts.LADDERS,
    )


def certainty_tab(scene: Scene, version: str) -> None:
    """Show how clear the outcomes are, and which settings flip the most jobs."""
    assert scene.area is not None
    st.markdown(wording.markdown(wording.growth_error_sentence(data.growth_error(version))))
    certain = data.certainty(version, scene.area, scene.rules, scene.selection)
    st.markdown(wording.markdown(wording.certainty_sentence(certain)))
    st.caption(texts.SENSITIVITY_NOTE)
    table = tables.sensitivity_table(
        data.sensitivity(version, scene.area, scene.rules, scene.selection), scene
    )
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config={
            "setting": st.column_config.TextColumn(TABLES["sensitivity"]["setting"], width="small"),
            "change": st.column_config.TextColumn(TABLES["sensitivity"]["change"], width="large"),
            "jobs_gained": st.column_config.NumberColumn(
                TABLES["sensitivity"]["jobs_gained"], format="localized"
            ),
            "jobs_lost": st.column_config.NumberColumn(
                TABLES["sensitivity"]["jobs_lost"], format="localized"
            ),
            "share_moved": st.column_config.NumberColumn(
                TABLES["sensitivity"]["share_moved"], format="percent"
            ),
        },
        key="sensitivity",
        alt=texts.CERTAINTY,
    )
