"""What each view of the Training page says of a scene: its finding, its map, its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_opportunity import wording
from geo_opportunity.exports import asked, listing
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.exports.parts import Contents, Marks, plain_table
from geo_opportunity.exports.training import deserts, programs, provider, what_if
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import land
from geo_opportunity.rows import record, records
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.asked import Asked
    from geo_opportunity.exports.parts import Table
    from geo_opportunity.scene import Scene

__all__ = ["CIRCLE", "NEW", "contents", "view_name"]

#: Lines of legends.
CIRCLE: Final = "Reach as the crow flies"
NEW: Final = "The new program"
#: Columns that are shares of the adults there, by the table they are in.
_SHARES: Final = {"providers": ("adults",), "reached_areas": ("share",), "reached_counties": ("share",)}
#: Programs in a file.
_PROGRAMS: Final = 50_000
_UNIT_ADULTS: Final = (
    "Unit: adults (18 and over, 2020 census tracts). Road distance is estimated: straight line × 1.417."
)
_NO_PICK: Final = "No place that trains is picked: all those the filters leave are shown."
_NO_PROGRAM: Final = "Where a program could open: no occupation or place is chosen, so nothing is worked out."
_ONLINE: Final = "This provider teaches wholly online: distance means nothing for it, so it has no catchment."
_NATION: Final = (
    "The whole nation: completers are given to the occupations their field leads to in proportion to "
    "national openings."
)


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the view of the Training page says."""
    return _VIEWS[view_name(scene)](asked.view(atlas, scene))


def view_name(scene: Scene) -> str:
    """Return the view a scene opens: that chosen, else of what is in focus."""
    named = "what_if" if scene.what_if else "provider" if scene.provider else "programs"
    return scene.training_view or named


def _titled(page: Asked, text: str) -> str:
    """Return a title, with the picked area."""
    area = page.scene.area
    return f"{text}, {page.areas[area]}" if area is not None and area in page.areas else text


def _picked(page: Asked) -> tuple[Place, ...]:
    area = page.scene.area
    return () if area is None or area not in page.areas else (Place(area, "area", page.areas[area], ""),)


def _frame(page: Asked) -> pd.DataFrame:
    """Return the areas, for formats that hold them."""
    return page.atlas.areas[["title", "states"]].rename_axis("area_code")


def _at(rows: pd.DataFrame) -> Any:
    found = rows[["lon", "lat"]].to_numpy(float)
    return found[np.isfinite(found).all(axis=1)]


# ------------------------------------------------------------------------- views


def _programs(page: Asked, first: str = "") -> Contents:
    left_in = programs.found(page)
    onsite = left_in.providers.loc[~left_in.providers["distance_only"].astype(bool)]
    legend = Legend(
        "Places that train",
        (points.entry(programs.PLACE, len(onsite)), Entry("Areas", style.LAND)),
    )
    return Contents(
        title=_titled(page, "Providers and programs"),
        headline=f"{first} {programs.says(page, left_in)}".strip(),
        frame=_frame(page),
        picture=land(page.areas, legend),
        tables=(
            _table(
                "providers",
                "Places that train",
                programs.provider_rows(left_in, area=page.scene.area is not None),
            ),
            _program_table(page, left_in.programs),
        ),
        rests_on=("programs",),
        notes=(programs.UNIT,),
        marks=(_places_that_train(onsite),),
        settings=_filters(page),
        places=_picked(page),
    )


def _places_that_train(onsite: pd.DataFrame) -> Marks:
    """Return providers as points; few enough to be told apart say what they are, as on screen."""
    known = onsite.loc[np.isfinite(onsite[["lon", "lat"]].to_numpy(float)).all(axis=1)]
    several = len(known) >= points.CLUSTER_FROM
    return Marks(
        style.PROVIDER,
        2.2,
        _at(known),
        headings=() if several else tuple(map(str, known["name"])),
        texts=() if several else tuple(map(programs.place_text, records(known))),
    )


def _filters(page: Asked) -> str:
    """Return the distance that counts as reach, for a scene of programs."""
    away = wording.distance(page.miles(page.scene.occupation), page.scene.units)
    return f"Reach: {away} by road." if page.scene.area else ""


def _program_table(page: Asked, rows: pd.DataFrame) -> Table:
    catalog, cips = asked.catalog(page.atlas), asked.cip_titles(page.atlas)
    written = programs.program_rows(catalog, rows.head(_PROGRAMS), cips, page.occupations)
    return _table("catalog", "Programs", written, name="programs")


def _table(heads: str, title: str, rows: pd.DataFrame, *, name: str = "") -> Table:
    table = plain_table(name or heads, title, rows, TABLES[heads])
    shares = {name: UNITS["share"].file for name in _SHARES.get(heads, ()) if name in rows}
    return replace(table, units={**table.units, **shares})


def _provider(page: Asked) -> Contents:
    atlas, scene = page.atlas, page.scene
    every = asked.catalog(atlas).providers
    mine = every.loc[every["provider_id"] == scene.provider]
    if mine.empty:
        return _programs(page, _NO_PICK)
    row = record(mine.iloc[0])
    title, facts = str(row["name"]), provider.facts(row)
    if bool(row["distance_only"]):
        return Contents(title, f"{title}. {_ONLINE}", _frame(page), rests_on=("programs",), notes=(facts,))
    code, miles = str(row["provider_id"]), page.miles(scene.occupation)
    reach = asked.catchment(atlas, code, miles=float(miles))
    home = str(row["area_code"]) if isinstance(row["area_code"], str) else None
    found = asked.catchment_occupations(
        atlas, code, scene.rules, areas=tuple(map(str, reach.areas.index)), home=home
    )
    legend = Legend(
        title,
        (
            points.entry(programs.PLACE),
            points.entry("Census tract in reach", len(reach.tracts), points.TRACT),
            Entry("Area whose adults it reaches", points.REACHED),
            Entry(CIRCLE, style.PROVIDER, ring=True),
        ),
    )
    texts = {str(c): f"{people:,.0f} adults in reach" for c, people in reach.areas["adults"].items()}
    return Contents(
        title=title,
        headline=provider.sentence(title, reach, found, wording.distance(miles, scene.units)),
        frame=_frame(page),
        picture=land(page.areas, legend, texts, dict.fromkeys(texts, points.REACHED)),
        tables=(
            _table("reached_areas", "Adults in reach, by area", reach.areas),
            _table("reached_counties", "Adults in reach, by county", reach.counties),
            _table("catchment", "Occupations its programs lead to", provider.occupation_rows(found)),
        ),
        rests_on=("programs", "accessible", "area_wages", "projections", "reach"),
        notes=(facts, _UNIT_ADULTS),
        marks=(
            Marks(points.TRACT, 1.6, _at(reach.tracts)),
            _ring(float(row["lon"]), float(row["lat"]), float(miles), style.PROVIDER),
            Marks(style.PROVIDER, 4.5, _at(mine), headings=(title,), texts=(facts,)),
        ),
        box=_around(float(row["lon"]), float(row["lat"]), float(miles)),
        category=False,
    )


def _around(lon: float, lat: float, miles: float) -> tuple[float, float, float, float]:
    """Return the box around a circle."""
    west, south, east, north = points.circle(lon, lat, 1.25 * miles).bounds
    return float(west), float(south), float(east), float(north)


def _ring(lon: float, lat: float, miles: float, color: str) -> Marks:
    """Return the circle of reach around a place, as on screen."""
    return Marks(color, 1.4, shapely.get_coordinates(points.circle(lon, lat, miles)), ring=True)


def _deserts(page: Asked) -> Contents:
    scene = page.scene
    states = page.atlas.state_shapes.set_index("state")["name"]
    names = {str(code): str(name) for code, name in states.items()}
    frame, where, _ = deserts.within(page.atlas, scene, names)
    county = scene.desert_level == "county"
    index = "county_fips" if county else "area_code"
    rows = deserts.rows(frame, scene.desert).rename_axis(index)
    return Contents(
        title=f"Education deserts by {'county' if county else 'area'}",
        headline=deserts.sentence(frame, scene.desert, where, scene.desert_level),
        frame=frame.rename_axis(index),
        picture=deserts.picture(frame, scene.desert, scene.breaks),
        tables=(_table(f"deserts_{scene.desert}", "Most adults concerned first", rows, name="deserts"),),
        rests_on=("programs", "providers", "county_need"),
        notes=(deserts.definition(scene), deserts.UNITS[scene.desert]),
        level="county" if county else "area",
        category=scene.desert == "ace",
        settings=deserts.DEFINITIONS[scene.desert] + ".",
    )


def _supply(page: Asked) -> Contents:
    atlas, scene = page.atlas, page.scene
    if scene.area is None:
        found = asked.nation_supply(atlas, coverage_min=scene.rules.coverage_min)
        found, says = found.loc[atlas.mask(scene.asked)], _NATION
    else:
        found = asked.supply_demand(atlas, scene.area, selection=scene.asked)
        said = wording.supply_sentence(asked.supply_summary(atlas, scene.area, selection=scene.asked))
        says = f"{page.areas[scene.area]}: {said}"
    rows = _table("supply", "Supply and demand by occupation", listing.supply_rows(found))
    which = wording.selection_words(scene.asked)
    return Contents(
        title=_titled(page, "Supply and demand"),
        headline=says,
        frame=_frame(page),
        tables=(rows,),
        rests_on=("supply",),
        notes=("Unit: people a year.",),
        settings=f"Occupations {which}." if which else "All occupations.",
    )


def _what_if(page: Asked) -> Contents:
    atlas, scene = page.atlas, page.scene
    title = "A program that could open"
    if scene.occupation is None or scene.what_if is None:
        return Contents(title, _NO_PROGRAM, _frame(page), rests_on=("programs",))
    lon, lat, completions = scene.what_if
    answer = asked.what_if(
        atlas, scene.occupation, scene.rules, lon=lon, lat=lat, completions=max(1, completions)
    )
    lines = what_if.sentences(answer, page.occupations[scene.occupation], scene)
    if what_if.refused(answer):
        return Contents(title, lines[0], _frame(page), rests_on=("programs",))
    reached = dict.fromkeys(map(str, answer.areas.index), points.REACHED)
    miles = float(page.miles(scene.occupation))
    said, box = f"{lat:.3f}, {lon:.3f}", _around(lon, lat, miles)
    today = programs.inside(programs.today(page.atlas, scene, miles, asked), box)
    legend = Legend(
        title,
        (
            points.entry(NEW, color=points.NEW),
            points.entry("Place that trains for it today", len(today)),
            Entry("Areas", style.LAND),
            Entry("Area whose adults it would reach", points.REACHED),
            Entry(CIRCLE, points.NEW, ring=True),
        ),
    )
    return Contents(
        title=f"{title}: {page.occupations[scene.occupation]}",
        headline=" ".join(lines),
        frame=_frame(page),
        picture=land(page.areas, legend, fills=reached),
        tables=(_table("what_if", "Before and after, by area", what_if.rows(answer), name="before-after"),),
        rests_on=("programs", "accessible", "area_wages", "projections", "reach"),
        notes=(_UNIT_ADULTS,),
        marks=(
            _ring(lon, lat, miles, points.NEW),
            _places_that_train(today),
            Marks(points.NEW, 4.5, np.array([[lon, lat]]), headings=(NEW,), texts=(said,)),
        ),
        box=box,
        category=False,
    )


_VIEWS: Final[dict[str, Callable[[Asked], Contents]]] = {
    "programs": _programs,
    "provider": _provider,
    "deserts": _deserts,
    "supply": _supply,
    "what_if": _what_if,
}
