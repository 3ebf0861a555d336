"""What the views of the Training page share: the map, and what a click on it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_opportunity.maps import points
from geo_opportunity.maps.picture import Picture, view_of
from geo_opportunity.scene import MapView
from geo_opportunity.ui import answers, display, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.maps.layers import Shapes
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: The widget: one map, whichever the view.
KEY: Final = "t_map"
#: Shown in place of an empty list.
NONE: Final = "—"
PROVIDERS: Final = "Places that train"
UNIT_ADULTS: Final = (
    "Unit: adults (18 and over, 2020 census tracts). Road distance is estimated: straight line × 1.417."
)
_COMPLETIONS: Final = 20


def look(page: Page) -> MapView:
    """Return where the scene looks."""
    return view_of(page.scene, answers.browser_shapes(page.atlas).bounds, display.map_size())


def draw(
    page: Page,
    picture: Picture,
    *,
    view: MapView,
    says: str,
    sources: tuple[str, ...],
    unit: str,
    more: Sequence[str] = (),
    shapes: Shapes | None = None,
    anywhere: str = "",
) -> None:
    """Draw the map with its legend and sources; `says` is what it shows, in words."""
    area = page.scene.area
    display.draw_map(
        page,
        shapes or answers.browser_shapes(page.atlas),
        picture,
        key=KEY,
        alt=f"Map. {says} The tables hold the same figures. {picture.legend.text()}",
        on_select=_clicked,
        view=view,
        more=more,
        anywhere=anywhere,
        selected_shape=answers.area_shapes(page.atlas).get(area) if area else None,
    )
    display.source_line(page, sources, unit)


def _clicked() -> None:
    what = points.picked(display.pressed(KEY))
    if what is None:
        return
    session.nonce(advance=True)
    kind, value = what
    if kind == "area":
        # counties are drawn under their own codes: five digits too, but no area's
        code = value if value in answers.names(answers.atlas())[0] else _area_of(value)
        if code is not None:
            session.change(lambda scene: scene.toggle(code))
    elif kind == "place":
        session.change(lambda scene: in_focus(scene, value))
    elif kind == "cluster":
        session.change(lambda scene: _closer(scene, *value))
    elif kind == "grid":
        session.change(lambda scene: opened_at(scene, *value))


def _area_of(county: str) -> str | None:
    counties = answers.atlas().table("counties")
    found = counties.loc[counties["county_fips"] == county, "area_code"]
    return None if found.empty else str(found.iloc[0])


def _closer(scene: Scene, lon: float, lat: float) -> Scene:
    now = view_of(scene, answers.browser_shapes(answers.atlas()).bounds, display.map_size())
    return replace(scene, view=MapView(round(lon, 3), round(lat, 3), round(min(now.zoom + 2.0, 12.0), 2)))


def in_focus(scene: Scene, provider: str | None) -> Scene:
    """Return the scene with a provider in focus, whose catchment is then looked at."""
    return replace(scene, provider=provider, training_view="provider" if provider else scene.training_view)


def completions(scene: Scene) -> int:
    """Return completions a year of the program to try out."""
    return max(1, scene.what_if[2]) if scene.what_if else _COMPLETIONS


def opened_at(scene: Scene, lon: float, lat: float) -> Scene:
    """Return the scene with the program to try out at a point, degrees."""
    return replace(scene, what_if=(lon, lat, completions(scene)))
