"""Education deserts by two published definitions, each between two bounds: words, map, rows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports import asked
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import legend as legends
from geo_opportunity.maps import palettes
from geo_opportunity.maps.classes import classify
from geo_opportunity.maps.legend import Legend
from geo_opportunity.maps.picture import Picture
from geo_opportunity.units import UNITS as FIGURE_UNITS
from geo_opportunity.vocabulary import DESERT_MILES
from geo_opportunity.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

__all__ = [
    "BOUNDS",
    "DEFINITIONS",
    "PLACES",
    "UNITS",
    "classes",
    "definition",
    "picture",
    "rows",
    "sentence",
    "within",
]


DEFINITIONS: Final = {
    "urban": "Urban Institute: the colleges near homes",
    "ace": "ACE: the colleges a place has",
}
UNITS: Final = {
    "ace": "Unit: places. Basis: two- and four-year institutions of IPEDS that teach in a place.",
    "urban": "Unit: share of adults (2020 census tracts). Distance: straight line. Internet: households, "
    "county rate (ACS 2018-22).",
}
#: Classes of places by the ACE definition, worst first: words and color.
_CLASSES: Final = {
    "both": ("Desert by both bounds", "#a63603"),
    "upper": ("Desert only if open admission is required (upper bound)", "#fdae6b"),
    "none": ("No desert", "#eaf1f5"),
}
PLACES: Final = {"county": "counties", "area": "areas"}
BOUNDS: Final = (
    "Both reports call a college broad-access when it admits three of four applicants. Our data hold open "
    "admission, not admission rates. So two bounds are given: counting only public colleges with open "
    "admission finds too many deserts (upper bound), counting every public college too few (lower bound)."
)


def sentence(frame: pd.DataFrame, definition: str, where: str, level: str) -> str:
    """Return how many places, and adults, are in deserts, between both bounds."""
    adults = frame["adults"].sum()

    def share(people: float) -> str:
        return percent(people / adults if adults else math.nan, 0)

    if definition == "ace":
        low, high = (frame[name].to_numpy(bool) for name in ("desert_any_public", "desert"))
        few, many = (share(float(frame.loc[bound, "adults"].sum())) for bound in (low, high))
        return (
            f"{where}: {int(low.sum()):,} to {int(high.sum()):,} of {len(frame):,} {PLACES[level]} are "
            f"education deserts, home to {few} to {many} of the adults."
        )
    least, most = (
        float((frame[name] * frame["adults"]).sum())
        for name in ("share_physical_any_public", "share_physical")
    )
    out = (
        f"{where}: {wording.people(least)} to {wording.people(most)} adults ({share(least)} to "
        f"{share(most)}) live in a physical desert."
    )
    known = frame["adults_complete"].notna()
    if not known.any():
        return f"{out} Internet access is not known, so complete deserts are unknown."
    unknown = int((~known).sum())
    missing = f", not counting {unknown:,} {PLACES[level]} where internet access is not known"
    complete = wording.people(float(frame.loc[known, "adults_complete"].sum()))
    return f"{out} Up to {complete} of them live in a complete desert{missing if unknown else ''}."


def classes(frame: pd.DataFrame) -> pd.Series:
    """Return each place's class by the ACE definition: desert by both bounds, by the upper only, none."""
    bounds = [frame["desert_any_public"], frame["desert"]]
    return pd.Series(np.select(bounds, ["both", "upper"], "none"), index=frame.index)


def picture(frame: pd.DataFrame, definition: str, breaks: str) -> Picture:
    """Return the map of deserts."""
    codes = tuple(map(str, frame.index))
    headings = tuple(map(str, frame["title"]))
    if definition == "ace":
        found = classes(frame)
        legend = legends.of_categories(
            DEFINITIONS["ace"],
            {str(name): int(count) for name, count in found.value_counts().items()},
            {name: color for name, (_, color) in _CLASSES.items()},
            {name: words for name, (words, _) in _CLASSES.items()},
        )
        fills = tuple(_CLASSES[name][1] for name in found)
        return Picture(codes, fills, headings, _ace_texts(frame, found), (), _counted(legend))
    values = frame["share_physical"]
    classed = classify(values.to_numpy(float), FIGURE_UNITS["share"], method=breaks)
    colors = legends.colors_of(classed, "Oranges")
    fills = tuple(colors[i] if i >= 0 else palettes.NO_DATA for i in classed.index)
    unknown = tuple(str(code) for code in frame.index[values.isna()])
    title = "Share of adults in a physical desert (upper bound)"
    legend = legends.of_classes(title, classed, "Oranges", missing="Unknown")
    return Picture(codes, fills, headings, _urban_texts(frame), unknown, _counted(legend))


def _ace_texts(frame: pd.DataFrame, found: pd.Series) -> tuple[str, ...]:
    figures = zip(found, frame["colleges"], frame["broad_access"], frame["adults"].astype(float), strict=True)
    return tuple(
        f"{_CLASSES[name][0]}\nColleges: {colleges:,}; broad-access public: {broad:,}\n"
        + ("Adults: not known" if wording.value_missing(adults) else f"{adults:,.0f} adults")
        for name, colleges, broad, adults in figures
    )


def _urban_texts(frame: pd.DataFrame) -> tuple[str, ...]:
    names = ["share_physical_any_public", "share_physical", "share_online", "share_complete"]
    return tuple(
        f"Physical desert: {low} to {high} of adults\nNo internet: {online} of homes\n"
        f"Complete desert: {complete}"
        for low, high, online, complete in (
            (percent(share, 0) for share in row) for row in frame[names].to_numpy(float)
        )
    )


def _counted(legend: Legend) -> Legend:
    """Return a legend that counts places, not areas."""
    entries = (
        replace(entry, label=f"{entry.label} ({entry.count or 0:,})", count=None) for entry in legend.entries
    )
    return Legend(legend.title, tuple(entries))


def rows(frame: pd.DataFrame, definition: str) -> pd.DataFrame:
    """Return deserts as rows, most adults affected first."""
    names = list(TABLES[f"deserts_{definition}"])
    if definition == "ace":
        found = classes(frame)
        words = found.map({name: words for name, (words, _) in _CLASSES.items()})
        frame = frame.assign(**{"_rank": found.map(list(_CLASSES).index), "class": words})
        frame = frame.sort_values(
            ["_rank", "adults", "title"], ascending=[True, False, True], na_position="last", kind="stable"
        )
        # thousands of rows travel as numbers
        return pd.DataFrame(frame[names]).astype({"class": "category", "kind": "category"})
    ranked = frame.sort_values(
        ["adults_physical", "title"], ascending=[False, True], na_position="last", kind="stable"
    )
    return pd.DataFrame(ranked[names])


def definition(scene: Scene) -> str:
    """Return the definition, its bounds and where it is from."""
    if scene.desert == "ace":
        note = (
            "A place is a desert when it has no college, no broad-access public college, or one community "
            "college as its only one. The report uses commuting zones; counties are smaller, so more of them "
            "are deserts, and nonmetro areas larger, so fewer."
        )
        source = (
            "Hillman & Weichman (2016), Education Deserts: The Continued Significance of “Place” in the "
            "Twenty-First Century, American Council on Education."
        )
    else:
        away = wording.distance(DESERT_MILES, scene.units)
        note = (
            f"Adults live in a physical desert when within {away} in a straight line there is no "
            "broad-access public college, or one community college only. Without internet they are in an "
            "online desert; with both, in a complete one (taken as independent within a county)."
        )
        source = "Rosenboom & Blagg (2018), Disconnected from Higher Education, Urban Institute."
    return f"{note} {BOUNDS} Definition: {source}"


def within(
    atlas: Atlas, scene: Scene, names: Mapping[str, str], answers: Any = asked
) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    """Return the deserts of the nation, or of the states the map looks at; where in words; these states.

    `names` are those of states by postal code; `answers` keeps the atlas's answers.
    """
    frame = answers.deserts(atlas, scene.desert, level=scene.desert_level)
    states: tuple[str, ...] = ()
    if scene.area is not None and scene.place == "area":
        states = tuple(str(atlas.areas.loc[scene.area, "states"]).split("-"))
    elif scene.place is not None:
        states = (scene.place,)
    where = " and ".join(names.get(state, state) for state in states) or "The nation"
    if states:
        if scene.desert_level == "county":
            counties = atlas.table("counties")
            mine = set(counties.loc[counties["state"].isin(states), "county_fips"])
        else:
            parts = atlas.areas["states"].str.split("-")
            mine = set(parts.index[parts.map(lambda area: not set(states).isdisjoint(area))])
        frame = frame.loc[frame.index.isin(mine)]
    return frame, where, states
