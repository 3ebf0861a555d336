"""Uploads: read while the page stays usable; a provider list is laid over the data for this session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.files import LIMITS
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import answers
from geo_opportunity.ui.display import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.user_data import Imported

T = TypeVar("T")

_KINDS: Final = ["csv", "tsv", "txt", "gz", "xlsx", "xls", "ods", "parquet", "geojson", "gpkg", "fgb", "zip"]
#: What was read, of this session alone: (its mark, the list or the error).
_READ: Final = "_own_read"
_NUMBER: Final = "_own_number"


def attempt(
    work: Callable[[Waiting], T], label: str, *, key: str, on_cancel: Callable[[], None]
) -> T | GeoOpportunityError:
    """Return what `work` returns, or the error it raises, showing seconds and a button to cancel meanwhile.

    Each time `work` reports the seconds spent, Streamlit may end this run (another click, the upload
    removed); that stops the reading too.
    """
    place = st.empty()
    with place.container():
        line = st.empty()
        st.button("Cancel", key=key, on_click=on_cancel)
    line.caption(label)

    def waiting(seconds: float) -> None:
        line.caption(f"{label} {seconds:.0f} s of at most {LIMITS.seconds} s")

    try:
        result: T | GeoOpportunityError = work(waiting)
    except GeoOpportunityError as error:
        result = error
    place.empty()
    return result


def programs(states: Mapping[str, str]) -> None:
    """Draw the box of the user's own provider list in the sidebar: upload, preview, add, take back."""
    added = answers.has_own()
    with st.sidebar.expander("Your own provider list", expanded=added):
        st.caption(
            "A state's list of eligible training providers, say, as CSV, Excel, Parquet or a map file. It "
            "is matched here, shown before anything is added, and lies over the built-in data in this "
            "session only: it is not stored, and a link does not carry it."
        )
        if added:
            _added()
            return
        number = st.session_state.get(_NUMBER, 0)  # another number, another field, hence an empty one
        file = st.file_uploader(
            "File",
            type=_KINDS,
            key=f"own_file_{number}" if number else "own_file",
            max_upload_size=LIMITS.upload_bytes // 1_000_000,
        )
        state = st.selectbox(
            "State of rows that name none",
            ["", *states],
            format_func=lambda s: states[s] if s else "None",
            key="own_state",
        )
        if file is None:
            st.session_state.pop(_READ, None)
        else:
            _preview(file, state or None)


def _added() -> None:
    st.markdown(
        "Your list is laid over the built-in data in this session. Figures that rest on it are not those of "
        "a shared link."
    )
    if answers.renewed():
        st.caption(
            "The built-in data have been replaced since. This session keeps to the earlier ones; take your "
            "list off and add it again to use the new ones."
        )
    st.button("Take it off again", key="own_remove", on_click=_remove, width="stretch")


def _preview(file: Any, state: str | None) -> None:
    mark = (file.file_id, state, answers.built_in().data_version)
    if st.session_state.get(_READ, (None, None))[0] != mark:
        st.session_state.pop(_READ, None)
        found = attempt(
            lambda waiting: _import(file, state, waiting),
            "Reading and matching the list …",
            key="own_cancel",
            on_cancel=_forget,
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
        column_config=columns(TABLES["preview"], widths={"item": "medium"}, rows="localized"),
        alt="What matched and what did not",
    )
    if len(imported.preview.problems):
        problems = "What did not match, with examples:"
        st.caption(problems)
        st.dataframe(imported.preview.problems, hide_index=True, height=200, key="own_problems", alt=problems)
    st.button(
        "Add it for this session",
        key="own_add",
        on_click=_add,
        args=(imported,),
        type="primary",
        width="stretch",
    )


def _import(file: Any, state: str | None, waiting: Waiting) -> Imported:
    from geo_opportunity import user_data
    from geo_opportunity.user_data.importer import read_given

    given = read_given(file.getvalue(), file=str(file.name), waiting=waiting)
    return user_data.import_programs(answers.built_in(), given, name="mine", state=state)


def _forget() -> None:
    """Drop the upload and what was read from it."""
    st.session_state.pop(_READ, None)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def _add(imported: Imported) -> None:
    answers.lay_over(answers.built_in().add(imported))
    _forget()


def _remove() -> None:
    answers.lay_over(None)
