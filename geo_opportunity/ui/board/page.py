"""The Board page: the papers a board must hand in, a view for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity import uses
from geo_opportunity.ui import controls, display
from geo_opportunity.ui import stage as stages
from geo_opportunity.ui.board import college, jobs, pell, place, plan, rules, sites
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.ui.display import Page

#: Views in order (``desk.DESK_VIEWS``): what they are called, and what draws them. Where no place is chosen,
#: a view that takes None says what it needs or shows the nation.
_VIEWS: Final[dict[str, tuple[str, Callable[[Page, Where | None], None]]]] = {
    "rules": ("Rule books", rules.show),
    "jobs": ("Targeted occupation list", jobs.show),
    "pell": ("Workforce Pell", pell.draw),
    "plan": ("Plan chapter", plan.draw),
    "sites": ("Where to open", sites.draw),
    "college": ("A college’s papers", college.draw),
}
#: Views with a map to be drawn alone.
_STAGES: Final[dict[str, Callable[[Page], None]]] = {
    "rules": rules.stage,
    "pell": pell.stage,
    "sites": lambda page: sites.stage(page, place.where(page)[0]),
}


def page() -> None:
    """Draw the page."""
    opened = display.open_page("board", sheet=True, noted=True)
    where, lost = place.where(opened)
    tagline = "The papers a workforce board, a college or a state office hands in, for any place"
    display.head("Board", tagline, [*opened.problems, *([lost] if lost else [])])
    view = _view(opened)
    names = {name: label for name, (label, _) in _VIEWS.items()}
    controls.draw(
        opened.scene, "board_view", key="b_views", value=view, names=names, required=True, wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    place.draw(opened)
    box.draw(opened.states)
    controls.sidebar(
        opened.scene,
        opened.occupations,
        opened.atlas.schedule_unknown(opened.scene.asked),
        map_settings=False,
        acting=_acting(view, where),
    )
    _VIEWS[view][1](opened, where)
    display.caveats()
    title = ", ".join(filter(None, [names[view], where.title if where else ""]))
    marked = [one.code for one in where.places] if where else []
    display.printed(opened, title, places=marked)


def _acting(view: str, where: Where | None) -> set[str]:
    """Return the settings a view depends on, but those it has controls for itself."""
    if view == "pell" and where is None:  # the nation: areas by the jobs short programs lead to
        return set(uses.EVERY)
    own = {"reach_miles", "degree_miles"} if view == "sites" else set()
    return set(uses.DESK[view]) - own


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``), where the view has one."""
    draw = _STAGES.get(_view(page))
    if draw is None:
        stages.nothing()
    else:
        draw(page)


def _view(page: Page) -> str:
    """Return the view to draw; the first where the link names none."""
    asked = page.scene.desk.board_view
    return asked if asked in _VIEWS else next(iter(_VIEWS))
