"""The picked area in depth: supply against demand, ladders, how sure the answers are. Formatting only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity.ui import data
from geo_opportunity.ui import viewmodel as vm
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
    st.markdown(vm.markdown(vm.supply_sentence(summary)))
    st.dataframe(
        vm.rounded(vm.supply_table(table)),
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config={
            "title": st.column_config.TextColumn(texts.COLUMNS["occupation"], width="medium", pinned=True),
            "employment": st.column_config.NumberColumn(texts.COLUMNS["employment"], format="localized"),
            "openings": st.column_config.NumberColumn(texts.COLUMNS["openings"], format="localized"),
            "completers": st.column_config.NumberColumn(texts.SUPPLY_HEADS["completers"], format="localized"),
            "gap": st.column_config.NumberColumn(texts.SUPPLY_HEADS["gap"], format="localized"),
            "ratio": st.column_config.NumberColumn(texts.SUPPLY_HEADS["ratio"], format="%.2f"),
            "verdict": st.column_config.TextColumn(texts.SUPPLY_HEADS["verdict"], width="medium"),
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
                "what": st.column_config.TextColumn(texts.LEFT_OUT_HEADS["what"], width="large"),
                "count": st.column_config.NumberColumn(texts.LEFT_OUT_HEADS["count"], format="localized"),
                "unit": st.column_config.TextColumn(texts.LEFT_OUT_HEADS["unit"], width="small"),
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
    table = vm.ladder_table(frame, scene)
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 560),
        placeholder=texts.UNKNOWN,
        column_config={
            "ladder": st.column_config.NumberColumn(texts.LADDER_HEADS["ladder"], format="%d", width="small"),
            "rung": st.column_config.TextColumn(texts.LADDER_HEADS["rung"], width="medium"),
            "title": st.column_config.TextColumn(texts.COLUMNS["occupation"], width="medium"),
            "entry": st.column_config.TextColumn(texts.LADDER_HEADS["entry"], width="large"),
            "growth": st.column_config.NumberColumn(texts.COLUMNS["growth"], format="percent"),
            "openings": st.column_config.NumberColumn(texts.COLUMNS["openings"], format="localized"),
            "wage": st.column_config.TextColumn(texts.COLUMNS["wage"]),
            "raise": st.column_config.TextColumn(texts.LADDER_HEADS["raise"]),
            "basis": st.column_config.TextColumn(texts.LADDER_HEADS["basis"], width="medium"),
        },
        key="ladder",
        alt=texts.LADDERS,
    )


def certainty_tab(scene: Scene, version: str) -> None:
    """Show how clear the outcomes are, and which settings flip the most jobs."""
    assert scene.area is not None
    st.markdown(vm.markdown(vm.growth_error_sentence(data.growth_error(version))))
    certain = data.certainty(version, scene.area, scene.rules, scene.selection)
    st.markdown(vm.markdown(vm.certainty_sentence(certain)))
    st.caption(texts.SENSITIVITY_NOTE)
    table = vm.sensitivity_table(data.sensitivity(version, scene.area, scene.rules, scene.selection), scene)
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config={
            "setting": st.column_config.TextColumn(texts.SENSITIVITY_HEADS["setting"], width="small"),
            "change": st.column_config.TextColumn(texts.SENSITIVITY_HEADS["change"], width="large"),
            "jobs_gained": st.column_config.NumberColumn(
                texts.SENSITIVITY_HEADS["jobs_gained"], format="localized"
            ),
            "jobs_lost": st.column_config.NumberColumn(
                texts.SENSITIVITY_HEADS["jobs_lost"], format="localized"
            ),
            "share_moved": st.column_config.NumberColumn(
                texts.SENSITIVITY_HEADS["share_moved"], format="percent"
            ),
        },
        key="sensitivity",
        alt=texts.CERTAINTY,
    )
