"""A provider list of one's own, laid over the built-in data for this session."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.ui import data
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.words import common as texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.own import Imported

__all__ = ["box"]

_KINDS = ["csv", "tsv", "xlsx", "xls", "parquet", "geojson", "gpkg", "zip"]


@st.cache_resource(show_spinner=texts.OWN_READING, max_entries=8)
def _read(content: bytes, filename: str, state: str | None, version: str) -> Imported:  # noqa: ARG001 - keys the cache
    """Read and match a list; the file lives only as long as the reading."""
    from geo_opportunity import own

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{''.join(Path(filename).suffixes[-2:])[:12]}"
        path.write_bytes(content)
        return own.import_programs(data.built_in(), path, name="mine", state=state)


def _add(imported: Imported) -> None:
    st.session_state["own_atlas"] = data.built_in().add(imported)


def _remove() -> None:
    st.session_state.pop("own_atlas", None)


def box(states: Mapping[str, str]) -> None:
    """Draw the box in the sidebar: upload, preview, add, take back."""
    with st.sidebar.expander(texts.OWN, expanded="own_atlas" in st.session_state):
        st.caption(texts.OWN_NOTE)
        if "own_atlas" in st.session_state:
            st.markdown(texts.OWN_ADDED)
            if data.renewed():
                st.caption(texts.OWN_EARLIER)
            st.button(texts.OWN_REMOVE, key="own_remove", on_click=_remove, width="stretch")
            return
        file = st.file_uploader(texts.OWN_FILE, type=_KINDS, key="own_file", max_upload_size=50)
        state = st.selectbox(
            texts.OWN_STATE, ["", *states], format_func=lambda s: states[s] if s else texts.OWN_STATE_NONE, key="own_state"
        )
        if file is not None:
            _preview(file, state or None)


def _preview(file: Any, state: str | None) -> None:
    try:
        imported = _read(file.getvalue(), str(file.name), state, data.built_in().data_version)
    except GeoOpportunityError as error:
        st.error(vm.markdown(error))
        return
    st.dataframe(
        imported.preview.counts,
        hide_index=True,
        height=280,
        key="own_counts",
        column_config={
            "item": st.column_config.TextColumn(texts.OWN_HEADS["item"], width="medium"),
            "rows": st.column_config.NumberColumn(texts.OWN_HEADS["rows"], format="localized"),
        },
        alt=texts.OWN_PREVIEW,
    )
    if len(imported.preview.problems):
        st.caption(texts.OWN_PROBLEMS)
        st.dataframe(imported.preview.problems, hide_index=True, height=200, key="own_problems", alt=texts.OWN_PROBLEMS)
    st.button(texts.OWN_ADD, key="own_add", on_click=_add, args=(imported,), type="primary", width="stretch")
