"""The places of a comparison: what a scene names, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.scene import is_region, region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo_opportunity.geography.region import Region
    from geo_opportunity.scene import Scene

__all__ = [
    "Place",
    "added",
    "chart_labels",
    "distinct",
    "effective",
    "labels",
    "on_area_page",
    "parse",
    "short_titles",
]

#: Letters in a line of a chart's label, and in a column's head.
_LABEL_LINE: Final = 21
_HEAD: Final = 28


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the comparison."""

    key: str
    """As the scene has it: area_code, postal code, or a region's link text."""
    kind: str
    """'area', 'state' or 'region'."""
    title: str
    detail: str
    """What it is, in words."""
    region: Region | None = None
    """Its counties; None for an area."""

    @property
    def code(self) -> str:
        """Key of its row in frames: area_code, or the region's code."""
        return self.key if self.region is None else self.region.code


def effective(scene: Scene) -> tuple[str, ...]:
    """Return the places compared; while none is chosen, the area picked on another page."""
    return scene.places or ((scene.area,) if scene.area else ())


def added(key: str, scene: Scene) -> Scene:
    """Return the scene with a place more."""
    shown = effective(scene)
    return scene if key in shown else replace(scene, places=(*shown, key))


def on_area_page(link: str, scene: Scene) -> Scene:
    """Return the scene with a region, by its link text, in place of an area."""
    return replace(scene, area=None, place=None, view=None, region=link, region_name=None)


def parse(
    keys: Iterable[str],
    areas: Mapping[str, str],
    kinds: Mapping[str, str],
    states: Mapping[str, str],
    counties: pd.DataFrame,
) -> list[Place]:
    """Return the places of a scene; those the data do not have are left out (the link has reported them).

    Of places with the same counties the first is kept: they have the same figures and the same code.

    Parameters
    ----------
    keys
        As in ``Scene.places``.
    areas, kinds, states
        Title and kind by area_code, name by postal code.
    counties
        Table of that name.
    """
    found: dict[str, Place] = {}
    for key in keys:
        if is_region(key):
            place = _of_region(key, counties)
        elif key in states:
            mine = counties.loc[counties["state"] == key, "county_fips"]
            region = from_counties(mine, counties, name=states[key]) if len(mine) else None
            what = "state: its counties taken together"
            place = None if region is None else Place(key, "state", states[key], what, region)
        elif key in areas:
            what = "nonmetropolitan area" if kinds.get(key) == "nonmetro" else "metropolitan area"
            place = Place(key, "area", areas[key], what)
        else:
            place = None
        if place is not None:
            found.setdefault(place.code, place)
    return list(found.values())


def _of_region(key: str, counties: pd.DataFrame) -> Place | None:
    """Return a region by its link text; None when that is damaged or of counties the data do not have."""
    try:
        region = region_of(key)
    except GeoOpportunityError:
        return None
    if not set(region.county_fips) <= set(counties["county_fips"]):
        return None
    count, part = len(region.members), sum(1 for m in region.members if m.share < 1)
    what = f"your region: {count:,} {'county' if count == 1 else 'counties'}"
    note = f". {region.even_note}" if region.even_note else ""
    return Place(key, "region", region.name, f"{what}, {part:,} in part{note}" if part else what, region)


def labels(keys: Iterable[str], areas: Mapping[str, str], states: Mapping[str, str]) -> dict[str, str]:
    """Return what the select box calls each place; no two the same."""
    out: dict[str, str] = {}
    for key in keys:
        if is_region(key):
            try:
                label = f"{region_of(key).name} (your region)"
            except GeoOpportunityError:
                continue
        elif key in states:
            label = f"{states[key]} (whole state)"
        else:
            label = areas.get(key, key)
        number, used, called = 2, set(out.values()), label
        while called in used:
            called, number = f"{label} ({number})", number + 1
        out[key] = called
    return out


def distinct(names: Sequence[str]) -> list[str]:
    """Return names, numbered where two are the same."""
    return [n if list(names).count(n) == 1 else f"{n} ({i + 1})" for i, n in enumerate(names)]


def short_titles(places: Sequence[Place]) -> list[str]:
    """Return titles short enough for a column's head; no two the same."""
    return distinct(
        [p.title if len(p.title) <= _HEAD else f"{p.title[: _HEAD - 2].rstrip(' ,;-')}…" for p in places]
    )


def chart_labels(places: Sequence[Place]) -> list[str]:
    """Return titles for the side of a chart, broken into at most two lines; no two the same."""
    return distinct([_broken(p.title) for p in places])


def _broken(title: str) -> str:
    rows = [""]
    for piece in re.findall(r"[^\s/-]+[\s/-]*", title) or [title]:
        if rows[-1] and len((rows[-1] + piece).rstrip()) > _LABEL_LINE:
            rows.append("")
        rows[-1] += piece
    rows = [r if len(r.rstrip()) <= _LABEL_LINE + 2 else f"{r[: _LABEL_LINE + 1]}…" for r in rows]
    if len(rows) > 2:
        rows = [rows[0], f"{rows[1].rstrip(' -/,')}…"]
    return "\n".join(r.rstrip() for r in rows)
