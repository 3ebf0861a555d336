"""The place of the Board page: an area, a state, a workforce area or the user's region, from one list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.errors import LinkError, UnknownCodeError, ValueRangeError
from geo_opportunity.exports.board.place import where_of
from geo_opportunity.scene import region_of
from geo_opportunity.ui import answers, session

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: The options of the list that are no codes of areas: the user's region, a state, a workforce area.
_REGION: Final = "region"
_STATE: Final = "state "
_BOARD: Final = "board "


def where(page: Page) -> tuple[Where | None, str]:
    """Return the place, None without one; and what is wrong with its link, "" for nothing."""
    try:
        return where_of(page.atlas, page.scene, answers), ""
    except (LinkError, UnknownCodeError, ValueRangeError) as error:
        return None, f"The place in this link cannot be shown: {error} Another one can be chosen."


def draw(page: Page) -> None:
    """Draw the choice of the place."""
    scene = page.scene
    boards = answers.workforce_labels(page.atlas)
    names = {"": "Choose a place: area, state or workforce area"}
    if scene.region is not None:
        names[_REGION] = scene.region_name or _name(scene.region)
    names |= {f"{_STATE}{code}": f"{name} (state)" for code, name in page.states.items()}
    names |= {f"{_BOARD}{code}": f"{label} (workforce area)" for code, label in boards.items()}
    names |= dict(page.areas)
    place = scene.board_place
    shown = "" if place is None else _REGION if scene.region else place if scene.area else f"{_STATE}{place}"

    def pick(held: Scene, value: Any) -> Scene:
        return picked(page.atlas, held, str(value or ""))

    st.selectbox(
        "Place",
        list(names),
        format_func=names.__getitem__,
        help="Type to search. A region built on the Compare page is listed first.",
        **session.bound("board_place", shown if shown in names else "", pick),
    )


def picked(data: Atlas, scene: Scene, value: str) -> Scene:
    """Return the scene with the place of an option of the list."""
    if value == _REGION:
        return scene
    if value.startswith(_BOARD):
        region = data.workforce_area(value.removeprefix(_BOARD))
        return replace(scene.pick(None), place=None, view=None).with_region(region)
    bare = replace(scene, region=None, region_name=None)
    if value.startswith(_STATE):
        return replace(bare.pick(None), place=value.removeprefix(_STATE), view=None)
    return bare.pick(value) if value else replace(bare.pick(None), place=None)


def _name(link: str) -> str:
    try:
        return region_of(link).name or "Your region"
    except LinkError:
        return "A region that cannot be read"
