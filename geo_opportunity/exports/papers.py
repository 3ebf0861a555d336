"""Which blocks a document of a scene has: those of its page, or of the paper that the Board page writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.exports import document
from geo_opportunity.exports.plan import blocks as plan

if TYPE_CHECKING:
    from pathlib import Path

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.document import Block

__all__ = ["blocks"]


def blocks(
    sheet: Sheet,
    atlas: Atlas,
    *,
    brief: bool = False,
    before: bytes | str | Path | None = None,
    drawn: bool = True,
) -> tuple[Block, ...]:
    """Return what a document about a scene holds, below its title, finding and settings.

    A `brief` fits one page. `before`: last year's figures of a plan chapter, for what changed. `drawn`: with
    the chapter's maps.

    Raises
    ------
    FormatError, ValueRangeError
        `before` is no such file, is of another place, or the document is no chapter.
    """
    if sheet.scene.page == "board" and sheet.scene.desk.board_view == "plan" and not brief:
        return plan.blocks(sheet, atlas, before=before, drawn=drawn)
    if before is not None:
        raise ValueRangeError("only a plan chapter says what changed", fix="leave the earlier file out")
    return document.blocks(sheet, atlas, brief=brief)
