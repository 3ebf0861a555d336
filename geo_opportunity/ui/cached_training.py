"""Answers of the atlas that the Occupation page asks for, kept by data version and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from geo_opportunity.ui import legacy as data
from geo_opportunity.ui.words import occupation as occupation_words

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.rules import Rules, Selection

# Every cached function takes the data version first: with other data, other answers.


@st.cache_data(show_spinner=occupation_words.SPINNERS["list"], max_entries=32)
def occupation_list(version: str, rules: Rules, selection: Selection) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return the selected occupations with their counts of areas."""
    return data.atlas().occupation_list(rules, selection)


@st.cache_data(show_spinner=False)
def wage_rate(version: str, soc: str) -> str:  # noqa: ARG001 - keys the cache
    """Return what of an occupation's pay BLS publishes for the nation: "both", "annual only", "hourly only"; "" not known."""
    nation = data.atlas().table("nation_wages")
    found = nation.loc[nation["soc"] == soc, "wage_rate"]
    return "" if found.empty else str(found.iloc[0])


@st.cache_data(show_spinner=occupation_words.SPINNERS["programs"], max_entries=64)
def linked_programs(version: str, soc: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    """Return ``Atlas.linked_programs``."""
    return data.atlas().linked_programs(soc)


@st.cache_data(show_spinner=occupation_words.SPINNERS["rungs"], max_entries=64)
def next_rungs(
    version: str,  # noqa: ARG001
    area_code: str,
    soc: str,
    rules: Rules,
    direction: Literal["up", "down"],
) -> pd.DataFrame:
    """Return ``Atlas.next_rungs``."""
    return data.atlas().next_rungs(area_code, soc, rules, direction=direction)


@st.cache_data(show_spinner=occupation_words.SPINNERS["everyday"], max_entries=128)
def everyday(version: str, text: str) -> dict[str, str]:  # noqa: ARG001 - keys the cache
    """Return the occupations whose official or everyday title holds `text`, by soc."""
    return data.atlas().everyday_titles(text)
