"""What a file leaves open, asked: how it is meant, which column is which, what is listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.ui.display import columns
from geo_opportunity.ui.own import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo_opportunity.errors import DoubtError, MissingColumnError
    from geo_opportunity.ui.own.reading import Upload
    from geo_opportunity.user_data import Imported

_NONE: Final = "(none of them)"
#: What a column holds, in words.
_HOLDS: Final = {
    "provider": "Name of the provider",
    "cip": "Field of study (CIP code)",
    "zip": "ZIP code",
    "city": "City",
    "state": "State",
    "lon": "Longitude",
    "lat": "Latitude",
    "region": "Region",
    "soc": "Occupation (SOC code)",
    "base": "Employment in the base year",
    "projected": "Employment in the projected year",
    "growth_percent": "Growth in percent (5.3)",
    "growth": "Growth as a fraction (0.053)",
    "county_fips": "County (FIPS code)",
    "county": "County (name)",
    "family": "Family type",
    "total": "Total of the budget",
    "rent": "Rent, where there is no total",
    "origin": "Origin (tract or county)",
    "destination": "Destination (provider id)",
    "minutes": "Minutes",
}
#: A column that says nothing without another.
_TOGETHER: Final = {"lon": ("lat",), "county": ("state",), "city": ("state",)}
#: What a list that may be there already can be.
_DOUBLES: Final = {
    "": "Decide later: their completers are not counted",
    "same": "All are the same: not added again",
    "other": "All are others: added",
    "each": "One by one, in the table",
}


def asked(held: Upload) -> None:
    """Draw each question a file has left open so far, with the answer given."""
    for setting, doubt in held.asked.items():
        if doubt.choices:
            _choice(held, setting, doubt)


def _choice(held: Upload, setting: str, doubt: DoubtError) -> None:
    key = held.key(f"own_q_{setting}")
    choices = list(doubt.choices)

    def answered() -> None:
        value = st.session_state.get(key)
        if value is None:
            return
        if setting == "columns" and "=" in value:
            ours, _, theirs = value.partition("=")
            held.answers["columns"] = {**held.answers.get("columns", {}), ours: theirs}
        else:
            held.answers[setting] = value

    st.radio(
        wording.markdown(doubt.what),
        choices,
        index=None,
        format_func=wording.markdown,
        captions=[wording.markdown(doubt.choices[c]) for c in choices],
        key=key,
        on_change=answered,
    )


def missing(held: Upload, error: MissingColumnError, files: Sequence[str]) -> None:
    """Ask which column of a file is the one it needs."""
    second = len(files) > 1 and error.file == files[1]
    setting = "regions_columns" if second else "columns"
    wanted = list(error.wanted)
    wanted += [c for one in wanted for c in _TOGETHER.get(one, ()) if c not in wanted]
    which = "one of these" if len(error.wanted) > 1 else "this"
    with st.form(held.key("own_columns")):
        st.markdown(f"No column of {wording.markdown(error.file)} is known to hold {which}. Which does?")
        picked = {
            ours: st.selectbox(
                _HOLDS.get(ours, wording.markdown(ours)),
                [_NONE, *error.has],
                format_func=reading.shown,
                key=held.key(f"own_column_{ours}"),
            )
            for ours in wanted
        }
        if st.form_submit_button("Read it so", key=held.key("own_columns_said"), width="stretch"):
            said = {ours: theirs for ours, theirs in picked.items() if theirs != _NONE}
            if said:
                held.answers[setting] = {**held.answers.get(setting, {}), **said}
                st.rerun()


# -------------------------------------------------------------------- doubles


def doubles(held: Upload, imported: Imported) -> None:
    """Ask what is to be done with programs that may be in the data already."""
    table = imported.doubles
    if table.empty:
        return
    count = table["row"].nunique()
    key = held.key("own_doubles")

    def answered() -> None:
        value = st.session_state.get(key)
        if value in {"same", "other"}:
            held.answers["doubles"] = value
        elif value == "":
            held.answers.pop("doubles", None)

    are = "programs are" if count != 1 else "program is"
    st.radio(
        f"{count:,} {are} perhaps in the data already",
        list(_DOUBLES),
        format_func=_DOUBLES.__getitem__,
        key=key,
        on_change=answered,
    )
    _pairs(held, table, each=st.session_state.get(key) == "each")


def _pairs(held: Upload, table: pd.DataFrame, *, each: bool) -> None:
    """Draw the pairs; with `each`, with a box to tick for those that are the same."""
    heads = TABLES["doubles"]
    config = columns(heads, row="%d", their_completions="localized")
    table = table[list(heads)]
    if not each:
        st.dataframe(
            table,
            hide_index=True,
            height=200,
            column_config=config,
            key=held.key("own_pairs"),
            alt="Programs of the file that are perhaps in the data already",
        )
        return
    said: Any = held.answers.get("doubles")
    known = said if isinstance(said, dict) else {}
    rows = table.drop_duplicates("row").reset_index(drop=True)
    rows.insert(0, "same", [known.get(int(row)) == "same" for row in rows["row"]])
    with st.form(held.key("own_each"), border=False):
        edited = st.data_editor(
            rows,
            hide_index=True,
            height=260,
            disabled=list(table.columns),
            column_config={"same": st.column_config.CheckboxColumn("Same", pinned=True), **config},
            key=held.key("own_pairs_each"),
        )
        if st.form_submit_button("Take these as said", width="stretch"):
            held.answers["doubles"] = {
                int(row): "same" if same else "other"
                for row, same in zip(edited["row"], edited["same"], strict=True)
            }
            st.rerun()
