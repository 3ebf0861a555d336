"""Where a view of the Board page looks, and by which rule book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_opportunity.exports import asked
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.scene import is_region

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

__all__ = ["Here", "book_name", "book_options", "here", "yes_no"]

_WORDS = {"pass": "yes", "fail": "no", "slow": "slow", "shrinking": "shrinking", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Here:
    """The place of a view: the atlas that answers for it, its code there and its title."""

    atlas: Atlas
    code: str
    title: str
    places: tuple[Place, ...] = ()


def here(atlas: Atlas, scene: Scene) -> Here | None:
    """Return the place of the Board page; None where none is chosen.

    Raises
    ------
    LinkError, UnknownCodeError
        The link's place is damaged, or not in the data.
    """
    place = scene.board_place
    if place is None:
        return None
    opened, code = asked.at(atlas, place, scene.region_name if is_region(place) else None)
    title = str(opened.areas.loc[code, "title"])
    drawn = (Place(code, "area", title, ""),) if opened is atlas else ()
    return Here(opened, code, title, drawn)


def book_options(scene: Scene) -> dict[str, Any]:
    """Return what judges occupations at the desk, as the atlas's questions take it."""
    return {"book": scene.desk.rule_book, "dollars": scene.desk.dollars}


def book_name(scene: Scene) -> str:
    """Return the name of the rule book that judges occupations, and how its bars are stated."""
    how = "as published" if scene.desk.dollars == "published" else "restated for this place and year"
    return f"{scene.desk.rule_book.name} ({how})"


def yes_no(status: object) -> str:
    """Return the outcome of a test in a word."""
    return _WORDS.get(str(status), str(status))
