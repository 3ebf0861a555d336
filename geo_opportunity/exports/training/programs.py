"""Providers and programs that filters leave: words and rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports import asked
from geo_opportunity.rules import Selection
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import AWARD_LEVELS, CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.asked import View
    from geo_opportunity.questions.programs import Catalog, Found
    from geo_opportunity.scene import Scene

__all__ = [
    "COMPLETIONS_UNKNOWN",
    "NONE",
    "PLACE",
    "PROVIDER_ROWS",
    "UNIT",
    "completions_said",
    "found",
    "inside",
    "online_words",
    "place_text",
    "places_said",
    "program_rows",
    "provider_rows",
    "says",
    "sentence",
    "today",
    "wanted",
]

#: Shown in place of an empty list.
NONE: Final = "—"

UNIT: Final = (
    "Unit: providers and programs with completions in the latest year. Basis: colleges and schools that take "
    "federal student aid."
)
PLACE: Final = "Place that trains"
#: Providers that are listed, programs that are listed, programs in the download.
PROVIDER_ROWS: Final = 1_000
#: Occupations a program leads to that are named.
_NAMED: Final = 3
COMPLETIONS_UNKNOWN: Final = "completions not reported"


def wanted(scene: Scene) -> Selection:
    """Return which occupations programs must lead to one of."""
    return scene.asked if scene.occupation is None else Selection(soc=scene.occupation)


def sentence(left_in: Found, where: str, what: str) -> str:
    """Return what the filters leave: `where` ("in the nation"), `what` ("" or "that lead to …")."""
    programs, places = len(left_in.programs), len(left_in.providers)
    completed = float(left_in.programs["completions"].sum(min_count=1)) if programs else 0.0
    people = COMPLETIONS_UNKNOWN if math.isnan(completed) else f"with {completions_said(completed)}"
    out = (
        f"{counted(programs, 'active program')}{f' {what}' if what else ''} at "
        f"{places_said(places)} {where}, {people}."
    )
    online = int(left_in.providers["distance_only"].astype(bool).sum())
    if online:
        teach = "teaches" if online == 1 else "teach"
        out += f" {online:,} of them {teach} wholly online: in the tables, not on the map."
    reasons = (
        (left_in.price_unknown, "no price is reported"),
        (left_in.open_unknown, "it is not reported whether they admit all"),
        (left_in.control_unknown, "it is not reported who runs them"),
        (left_in.completion_unknown, "no completion rate is published"),
        (left_in.fits_unknown, "they do not report all that you chose"),
    )
    why = [f"{count:,} because {reason}" for count, reason in reasons if count]
    return f"{out} Places left out: {' and '.join(why)}." if why else out


def completions_said(count: float) -> str:
    """Write completions a year."""
    return f"{count:,.0f} completions a year"


def places_said(count: int) -> str:
    """Write a number of places that train."""
    return f"{counted(count, 'place')} that train{'s' if count == 1 else ''}"


def today(atlas: Atlas, scene: Scene, miles: float, answers: Any) -> pd.DataFrame:
    """Return the places that train for the scene's occupation today, whatever the filters.

    `answers` keeps the atlas's answers.
    """
    found = answers.search_programs(atlas, None, None, wanted(scene), reach_miles=miles)
    every: pd.DataFrame = found.providers
    return every.loc[~every["distance_only"].astype(bool)]


def inside(places: pd.DataFrame, box: tuple[float, float, float, float]) -> pd.DataFrame:
    """Return the places in a box: west, south, east, north, degrees."""
    west, south, east, north = box
    return places.loc[places["lon"].between(west, east) & places["lat"].between(south, north)]


def place_text(row: Mapping[str, Any]) -> str:
    """Return what a map says of a place that trains: its programs and completions."""
    completed = float(row["completions"])
    people = COMPLETIONS_UNKNOWN if math.isnan(completed) else completions_said(completed)
    return f"{counted(int(row['programs']), 'program')}, {people}"


def provider_rows(left_in: Found, *, area: bool) -> pd.DataFrame:
    """Return providers as written rows (index provider_id); the share of adults only for a picked area."""
    rows = left_in.providers
    out = rows[["name", "programs", "completions"]].copy()
    if area:
        out["adults"] = rows["adults"].where(~rows["distance_only"].astype(bool))
    out["city"] = _city(rows)
    out["control"] = rows["control"].map(CONTROLS)
    out["open_admission"] = rows["open_admission"]
    out["online"] = online_words(rows)
    out["tuition"] = rows["tuition"]
    return out.set_axis(pd.Index(rows["provider_id"], name="provider_id"))


def program_rows(
    catalog: Catalog, programs: pd.DataFrame, cips: Mapping[str, str], titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return programs (rows of Catalog.programs) as written rows."""
    place = catalog.providers.iloc[catalog.seat[programs.index.to_numpy(np.intp)]]
    return pd.DataFrame(
        {
            "name": place["name"].to_numpy(),
            "city": _city(place).to_numpy(),
            "program": [cips.get(str(cip), str(cip)) for cip in programs["cip"]],
            "award": programs["award_level"].map(AWARD_LEVELS).to_numpy(),
            "completions": programs["completions"].to_numpy(float),
            "tuition": place["tuition"].to_numpy(float),
            "control": place["control"].map(CONTROLS).to_numpy(),
            "open_admission": place["open_admission"].to_numpy(),
            "leads_to": _leads_to(catalog, programs, titles),
        }
    )


def _leads_to(catalog: Catalog, programs: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    """Return the occupations each program leads to, the first few by name."""
    links = catalog.leads_to(programs)
    named = links.assign(title=[titles.get(str(soc), str(soc)) for soc in links["soc"]])
    lists = named.sort_values(["row", "title"]).groupby("row")["title"].agg(_first)
    return [str(lists.get(row, NONE)) for row in programs.index]


def _first(titles: pd.Series) -> str:
    more = f"; and {len(titles) - _NAMED:,} more" if len(titles) > _NAMED else ""
    return "; ".join(titles.head(_NAMED)) + more


def _city(providers: pd.DataFrame) -> pd.Series:
    return providers["city"].fillna("") + ", " + providers["state"]


def online_words(providers: pd.DataFrame) -> NDArray[np.object_]:
    """Return how much of their teaching is online."""
    partly = providers["some_distance"].map({"yes": "some", "no": "none"}).fillna("unknown")
    return np.where(providers["distance_only"], "all of it", partly.to_numpy(object))


def found(page: View, answers: Any = asked) -> Found:
    """Return what the filters of a scene leave; `answers` keeps the atlas's answers."""
    scene = page.scene
    left_in: Found = answers.search_programs(
        page.atlas,
        scene.area,
        None,
        wanted(scene),
        reach_miles=page.miles(scene.occupation),
        awards=scene.awards,
        controls=scene.controls,
        open_only=scene.open_only,
        online=scene.online,
        max_price=scene.max_price,
        completion_min=scene.completion_min,
        fits=scene.fits,
        field=scene.cip_family,
    )
    return left_in


def says(page: View, left_in: Found) -> str:
    """Return what the filters of a scene leave, as a sentence."""
    return sentence(left_in, _where(page), _what(page))


def _where(page: View) -> str:
    """Return the picked area in words, for a sentence."""
    scene = page.scene
    if scene.area is None:
        return "in the nation"
    area = page.areas[scene.area]
    if not page.atlas.table("tracts")["area_code"].eq(scene.area).any():
        return f"in {area} (how many adults they reach is not known)"
    return f"within {wording.distance(page.miles(scene.occupation), scene.units)} of adults of {area}"


def _what(page: View) -> str:
    """Return which programs, for a sentence; "" for any."""
    if page.scene.occupation:
        return f"that lead to {page.occupations[page.scene.occupation]}"
    which = wording.selection_words(page.scene.asked)
    return f"that lead to occupations {which}" if which else ""
