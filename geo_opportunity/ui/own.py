"""A provider list of one's own, laid over the built-in data for this session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.files import LIMITS
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import data, upload
from geo_opportunity.ui.words import common as texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.user_data import Imported

__all__ = ["box"]

_KINDS: Final = ["csv", "tsv", "txt", "gz", "xlsx", "xls", "ods", "parquet", "geojson", "gpkg", "fgb", "zip"]
#: What was read, of this session alone: (its mark, the list or the error).
_READ: Final = "_own_read"
_NUMBER: Final = "_own_number"


def _import(file: Any, state: str | None, waiting: Waiting) -> Imported:
    from geo_opportunity import user_data
    from geo_opportunity.user_data.importer import read_given

    given = read_given(file.getvalue(), file=str(file.name), waiting=waiting)
    return user_data.import_programs(data.built_in(), given, name="mine", state=state)


def _forget() -> None:
    """Drop the upload and what was read from it."""
    st.session_state.pop(_READ, None)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def _add(imported: Imported) -> None:
    st.session_state["own_atlas"] = data.built_in().add(imported)
    _forget()


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
        file = st.file_uploader(
            texts.OWN_FILE, type=_KINDS, key=_uploader(), max_upload_size=LIMITS.upload_bytes // 1_000_000
        )
        state = st.selectbox(
            texts.OWN_STATE,
            ["", *states],
            format_func=lambda s: states[s] if s else texts.OWN_STATE_NONE,
            key="own_state",
        )
        if file is None:
            st.session_state.pop(_READ, None)
        else:
            _preview(file, state or None)


def _uploader() -> str:
    """Return the key of the uploader; a new one is an empty one."""
    number = st.session_state.get(_NUMBER, 0)
    return f"own_file_{number}" if number else "own_file"


def _preview(file: Any, state: str | None) -> None:
    mark = (file.file_id, state, data.built_in().data_version)
    if st.session_state.get(_READ, (None, None))[0] != mark:
        st.session_state.pop(_READ, None)
        found = upload.attempt(
            lambda w: _import(file, state, w), texts.OWN_READING, key="own_cancel", on_cancel=_forget
        )
        st.session_state[_READ] = (mark, found)
    imported = st.session_state[_READ][1]
    if isinstance(imported, GeoOpportunityError):
        st.error(wording.markdown(imported))
        return
    st.dataframe(
        imported.preview.counts,
        hide_index=True,
        height=280,
        key="own_counts",
        column_config={
            "item": st.column_config.TextColumn(TABLES["preview"]["item"], width="medium"),
            "rows": st.column_config.NumberColumn(TABLES["preview"]["rows"], format="localized"),
        },
        alt=texts.OWN_PREVIEW,
    )
    if len(imported.preview.problems):
        st.caption(texts.OWN_PROBLEMS)
        st.dataframe(
            imported.preview.problems, hide_index=True, height=200, key="own_problems", alt=texts.OWN_PROBLEMS
        )
    st.button(texts.OWN_ADD, key="own_add", on_click=_add, args=(imported,), type="primary", width="stretch")
