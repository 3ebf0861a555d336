"""Where a view of the Board page looks, and by which rule book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo_opportunity.exports import asked
from geo_opportunity.exports.cells import paper
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.questions.places import is_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.parts import Table
    from geo_opportunity.scene import Scene

__all__ = ["Where", "book_name", "book_options", "on_paper", "where_of", "yes_no"]

_WORDS = {"pass": "yes", "fail": "no", "slow": "slow", "shrinking": "shrinking", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Where:
    """The place that a view of the Board page is about."""

    atlas: Atlas
    """The atlas that answers for it: the nation's, or that of a region (a state is one, too)."""
    code: str
    """Its area_code there."""
    title: str
    place: str
    """As in ``Scene.places``: an area_code, a state's postal code, or a region's link text."""
    nation: Atlas

    @property
    def judged(self) -> tuple[Atlas, str]:
        """The atlas and the place that rule books are judged for: a state by its own published figures."""
        return (self.nation, self.place) if is_state(self.place) else (self.atlas, self.code)

    @property
    def places(self) -> tuple[Place, ...]:
        """The place as one to be marked on the nation's map; none where it is no area of it."""
        return (Place(self.code, "area", self.title, ""),) if self.atlas is self.nation else ()


def where_of(atlas: Atlas, scene: Scene, answers: Any = asked) -> Where | None:
    """Return the place of the Board page; None where none is chosen.

    `answers` keeps the atlases of regions: ``exports.asked``, or the app's of the session.

    Raises
    ------
    LinkError, UnknownCodeError
        The link's place is damaged, or not in the data.
    """
    place = scene.board_place
    if place is None:
        return None
    opened, code = answers.at(atlas, place, scene.region_name)
    return Where(opened, code, str(opened.areas.loc[code, "title"]), place, atlas)


def book_options(scene: Scene) -> dict[str, Any]:
    """Return what judges occupations at the desk, as the atlas's questions take it."""
    return {"book": scene.desk.rule_book, "dollars": scene.desk.dollars}


def book_name(scene: Scene) -> str:
    """Return the name of the rule book that judges occupations, and how its bars are stated."""
    how = "as published" if scene.desk.dollars == "published" else "restated for this place and year"
    return f"{scene.desk.rule_book.name} ({how})"


def on_paper(table: Table, columns: Sequence[str], *, most: int = 300) -> Table:
    """Return a table that a document prints with these columns, so many rows; a workbook has all of it."""
    chosen = replace(table, frame=table.frame[list(columns)].reset_index(drop=True))
    return replace(table, paper=paper(chosen, rows=most, columns=len(columns), empty="None."))


def yes_no(status: object) -> str:
    """Return the outcome of a test in a word."""
    return _WORDS.get(str(status), str(status))
