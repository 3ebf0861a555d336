"""The box of the user's own data in the sidebar of every page: upload, preview, add, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import DoubtError, GeoOpportunityError, MissingColumnError
from geo_opportunity.files import LIMITS
from geo_opportunity.ui import answers, session
from geo_opportunity.ui.own import held, ledger, questions, reading
from geo_opportunity.ui.own.reading import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.ui.own.reading import Kind, Upload
    from geo_opportunity.user_data import Imported

_TYPES: Final = ["csv", "tsv", "txt", "gz", "xlsx", "xls", "ods", "parquet", "geojson", "gpkg", "fgb", "zip"]


def draw(states: Mapping[str, str]) -> None:
    """Draw the box. What is added or removed makes the page start anew with the other data.

    `states` are names by postal code.
    """
    added = held.lists()
    with st.sidebar.expander("Your own data", expanded=bool(added)):
        st.caption(
            "Lists, projections, budgets or travel times of your own, as CSV, Excel, Parquet or a map file. "
            "They are matched here, shown before anything is added, and lie over the built-in data in this "
            "session only: they are not stored, and a link does not carry them."
        )
        _added(added)
        kind = st.selectbox(
            "What it holds", list(KINDS), format_func=lambda k: _option(KINDS[k]), key="own_kind"
        )
        about = KINDS[kind]
        files = [_field("own_file", "File", about.holds)]
        if about.second:
            files.append(_field("own_regions", "Second file", about.second))
        said = {}
        if about.state:
            state = st.selectbox(
                "State of rows that name none",
                ["", *states],
                format_func=lambda s: states[s] if s else "None",
                key="own_state",
            )
            said = {"state": state} if state else {}
        ready = [file for file in files if file is not None]
        if len(ready) == len(files):
            _look(kind, ready, said)
        elif not ready:
            reading.drop()


def _option(kind: Kind) -> str:
    return f"{kind.title} (two files)" if kind.second else kind.title


def _field(name: str, label: str, holds: str) -> Any:
    """Draw an upload field and what its file is to hold; return the file."""
    file = st.file_uploader(
        label, type=_TYPES, key=reading.field_key(name), max_upload_size=LIMITS.upload_bytes // 1_000_000
    )
    st.caption(holds)
    return file


# ------------------------------------------------------------------- an upload


def _look(kind: str, files: Sequence[Any], said: Mapping[str, Any]) -> None:
    """Draw what was read of the files, what is asked about them, and the button to add them."""
    upload = reading.upload(kind, files)
    names = tuple(reading.shown(file.name) for file in files)
    name = reading.id_name(names[0], [one.name for one in held.lists()])
    found = reading.read(upload, files, held.base(kind), name, said)
    questions.asked(upload)
    if isinstance(found, MissingColumnError) and found.wanted:
        questions.missing(upload, found, names)
        return
    if isinstance(found, DoubtError) and found.choices:
        return
    if isinstance(found, GeoOpportunityError):
        st.error(wording.markdown(found))
        return
    ledger.preview(found)
    ledger.download(found, names, "own_ledger")
    questions.doubles(upload, found)
    _offer(upload, found, names, said)


def _offer(upload: Upload, found: Imported, names: tuple[str, ...], said: Mapping[str, Any]) -> None:
    """Draw the button that adds what was read."""
    same = [one.files[0] for one in held.lists() if one.checksum == found.source.sha256]
    if same:
        st.info(f"{wording.markdown(same[0])} has the same content and is added already.")
        return
    if len(held.lists()) >= held.MOST:
        st.info(f"{held.MOST} of your own data are added, and no more can be. Remove one to add this.")
        return
    if not st.button("Add it for this session", key="own_add", type="primary", width="stretch"):
        return
    settings, given = {**said, **upload.answers}, upload.tables

    def again(data: Atlas) -> Imported:
        from geo_opportunity import user_data

        regions = given[1] if len(given) > 1 else None
        return user_data.read(data, found.kind, given[0], name=found.name, regions=regions, **settings)

    try:
        with st.spinner("Adding it to the data …"):
            held.add(found, names, again)
    except GeoOpportunityError as error:
        st.error(wording.markdown(error))
        return
    reading.forget()
    st.rerun()


# -------------------------------------------------------------------- the added


def _added(added: Sequence[held.Added]) -> None:
    """Draw what was added, each with its rows and a button to remove it."""
    for sentence in held.lost():
        st.warning(wording.markdown(sentence))
    if not added:
        return
    st.markdown(
        "These lie over the built-in data in this session. Figures that rest on them are not those of a "
        "shared link."
    )
    if answers.renewed():
        st.caption(
            "The built-in data have been replaced since. This session keeps to the earlier ones; remove "
            "your own data and add them again to use the new ones."
        )
    scene = session.current()
    changed = answers.changed(answers.atlas(), answers.built_in(), scene.rules, scene.asked)
    st.markdown(wording.markdown(changed))
    for one in added:
        with st.container(border=True, key=f"own-added-{one.name}"):
            files = " and ".join(wording.markdown(file) for file in one.files)
            st.markdown(f"**{KINDS[one.imported.kind].title}**: {files}")
            for line in one.imported.preview.summary():
                st.caption(wording.markdown(line))
            ledger.download(one.imported, one.files, f"own_ledger_{one.name}")
            if st.button("Remove", key=f"own_remove_{one.name}", width="stretch"):
                with st.spinner("Removing it …"):
                    held.remove(one.name)
                st.rerun()
