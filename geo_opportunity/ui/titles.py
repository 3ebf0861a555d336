"""What a view is called: in the browser's tab and history, over a framed map, on a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.exports.training.views import view_name
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.picture import measure_of
from geo_opportunity.scene import is_region, region_of

if TYPE_CHECKING:
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.opened import Page

_TRAINING: Final = {
    "deserts": "Education deserts",
    "supply": "Supply and demand",
    "what_if": "A program that could open",
}


def subject(page: Page) -> str:
    """Return what a view is about, in a few words; "" where the page's name says it."""
    scene = page.scene
    area, occupation = page.areas.get(scene.area or ""), page.occupations.get(scene.occupation or "")
    if scene.page == "area":
        return _region(scene) or area or ""
    if scene.page == "compare":
        return " and ".join(
            _place(page, place) for place in scene.places or ([scene.area] if scene.area else [])
        )
    if scene.page == "occupation":
        return occupation or ""
    if scene.page == "training":
        return _training(page, area, occupation)
    if scene.page != "explore":
        return ""
    figure = FIGURES[measure_of(scene)].label
    return ", ".join(filter(None, [f"{occupation}: {figure}" if occupation else figure, area]))


def _region(scene: Scene) -> str:
    """Return the name of the scene's region; "" without one, or where its text is damaged."""
    return (scene.region_name or region_of(scene.region).name) if scene.region else ""


def _place(page: Page, place: str) -> str:
    if is_region(place):
        return region_of(place).name or "A region"
    return page.states.get(place) or page.areas.get(place, place)


def _training(page: Page, area: str | None, occupation: str | None) -> str:
    scene = page.scene
    view = view_name(scene)
    if view == "provider" and scene.provider:
        providers = page.atlas.table("providers")
        named = providers.loc[providers["provider_id"] == scene.provider, "name"]
        return str(named.iloc[0]) if len(named) else ""
    what = _TRAINING.get(view, "Programs" if occupation else "Places that train")
    where = area or page.states.get(scene.place or "", "")
    return ", ".join(
        filter(None, [f"{what}: {occupation}" if occupation and view != "deserts" else what, where])
    )


def in_tab(name: str, page: Page, product: str) -> str:
    """Return the title of the browser's tab: subject, page, product."""
    about = subject(page)
    return " · ".join(filter(None, [about, name, product]))
