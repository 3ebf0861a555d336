"""The plan chapter: read on screen, downloaded as Word, PDF, workbook and figures for next year."""

from __future__ import annotations

from functools import partial
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.desk import PLAN_LISTS
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports import document, papers
from geo_opportunity.exports.base import sheet
from geo_opportunity.exports.place.written import note
from geo_opportunity.ui import answers, controls, display, files, session
from geo_opportunity.ui import sheet as paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.exports.document import Block
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
#: Ending -> label, media type, package that makes it, and whether it says what changed.
_FILES: Final = {
    ".docx": ("Word (DOCX)", f"{_OFFICE}wordprocessingml.document", "docx", True),
    ".pdf": ("PDF", "application/pdf", "reportlab", True),
    ".xlsx": ("Workbook (XLSX)", f"{_OFFICE}spreadsheetml.sheet", "xlsxwriter", False),
    ".json": ("Figures for next year (JSON)", "application/json", "json", False),
}
_NO_PLACE: Final = (
    "Choose a place: the chapter is written about an area, a state, a workforce area or a region."
)
_ABOUT: Final = (
    "The data part of a local plan under WIOA section 108(b)(1)(A) to (D): sentences with figures, tables "
    "and maps, "
    "each with its source. Maps are in the files only."
)
_BEFORE: Final = "Last year’s figures (JSON), to list what changed"


def _written(data: Atlas, scene: Scene, before: bytes | None) -> tuple[Sheet, tuple[Block, ...]]:
    said = sheet(data, scene)
    return said, papers.blocks(said, data, before=before, drawn=False)


#: A chapter and its blocks.
_chapter = answers.shared(_written, max_entries=8)


def draw(page: Page, where: Where | None) -> None:
    """Draw the chapter of a place."""
    if where is None:
        st.info(_NO_PLACE, icon=":material/location_on:")
        return
    controls.draw(page.scene, "plan_list", key="b_plan_list", names=PLAN_LISTS, required=True)
    scene = page.scene.having("board_view", "plan")
    before = _earlier()
    with st.spinner("Writing the chapter…"):
        try:
            said, blocks = _chapter(page.atlas, scene, before)
        except GeoOpportunityError as error:
            if before is None:
                raise
            st.error(wording.markdown(str(error)))
            before = None
            said, blocks = _chapter(page.atlas, scene, None)
    display.headline(said.headline, _ABOUT)
    _files(page, scene, where, before)
    _draw(blocks)
    paper.add_sources("", said.sources)


def _earlier() -> bytes | None:
    """Draw the choice of last year's file; return what it holds."""
    with st.expander("Compare with last year’s chapter"):
        given = st.file_uploader(_BEFORE, type="json", key="plan_before")
    return None if given is None else given.getvalue()


def _files(page: Page, scene: Scene, where: Where, before: bytes | None) -> None:
    """Draw a button for each kind of file."""
    stem = files.file_stem(scene, {**page.areas, (scene.area or ""): where.title})
    with st.container(horizontal=True, gap="small"):
        for suffix, (label, media, package, changed) in _FILES.items():
            if find_spec(package) is None:
                continue
            options = {"before": before} if changed and before is not None else {}
            st.download_button(
                label,
                data=partial(files.content, page.atlas, scene, suffix, session.root(), **options),
                file_name=f"{stem}{suffix}",
                mime=media,
                on_click="ignore",
                key=f"plan{suffix}",
                icon=":material/download:",
            )


# ------------------------------------------------------------------------- blocks


def _draw(blocks: Sequence[Block]) -> None:
    """Draw a chapter's blocks."""
    for block in blocks:
        match block:
            case document.Heading(text, level):
                if level < 3:  # a table has its caption
                    st.html(f"<h{level + 1}>{escape(text)}</h{level + 1}>")
            case document.Text(text, small):
                st.html(note(text) if small else f"<p>{escape(text)}</p>")
            case document.Grid(table, limit, _):
                st.html(table.html(limit=limit))
                paper.add_html(table.caption, table.html(limit=limit, scroll=False, quiet=True))
            case document.Pair(left, right):
                for column, part in zip(st.columns(2), (left, right), strict=True):
                    with column:
                        _draw(part)
            case _:  # maps, which the files have
                pass
