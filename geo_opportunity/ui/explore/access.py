"""What the residents of a picked area can reach, drawn over the map of the Explore page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, palettes, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.ui import answers, display
from geo_opportunity.vocabulary import KM_PER_MILE, SECTORS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """The training the residents of one area can reach, ready to be drawn."""

    layers: tuple[str, ...]
    legend: Legend
    sentence: str
    counties: pd.DataFrame
    heads: Mapping[str, str]


def access_of(page: Page) -> Access | None:
    """Return the access of the picked area's residents, where it is shown."""
    atlas, scene = page.atlas, page.scene
    if scene.area is None or "access" not in scene.layers:
        return None
    if scene.occupation and not atlas.occupations.loc[scene.occupation, "program_links"]:
        return None  # there is nothing to reach
    sector = None if scene.occupation else scene.asked.sector
    miles = float(page.miles(scene.occupation))
    found = answers.access_surface(atlas, soc=scene.occupation, sector=sector, catchment_miles=miles)
    if scene.occupation:
        what = page.occupations[scene.occupation]
    else:
        what = SECTORS[sector].lower() if sector else "any program"
    mine = found.tracts.loc[found.tracts["area_code"] == scene.area]
    drawn, legend = _access_dots(mine, found.quarters, what, wording.distance(miles, scene.units))
    counties = found.counties.loc[found.counties["area_code"] == scene.area, list(TABLES["access"])]
    counties = counties.sort_values(["access_per_1000", "name"]).reset_index(drop=True)
    if scene.units == "km":
        counties["nearest_miles"] *= KM_PER_MILE
    heads = TABLES["access"]
    heads = heads | {"nearest_miles": f"{heads['nearest_miles']}, {scene.units}"}
    return Access(
        drawn, legend, _access_sentence(dict(found.areas.loc[scene.area]), what, scene), counties, heads
    )


def _access_dots(
    tracts: pd.DataFrame, cuts: Sequence[float], what: str, away: str
) -> tuple[tuple[str, ...], Legend]:
    """Return a dot per census tract in classes between `cuts`, and their legend.

    `away` is the distance in words.
    """
    mine = tracts.loc[tracts["lon"].notna()]
    value = mine["access_per_1000"].to_numpy(float)
    index = np.digitize(value, cuts)
    edges = [0.0, *cuts]
    names = [
        f"up to {high:,.1f}" if low == 0 else f"{low:,.1f} to {high:,.1f}" for low, high in pairwise(edges)
    ]
    names.append(f"{edges[-1]:,.1f} or more")
    colors = palettes.sequential("BuPu", len(names))
    groups = [
        ("Unknown: no point for its people", palettes.NO_DATA, ~np.isfinite(value)),
        ("None within reach", palettes.KINDS[Kind.TRAINING_GAP.value], value == 0),
        *((name, colors[n], (value > 0) & (index == n)) for n, name in enumerate(names)),
    ]
    drawn, entries = [], []
    for n, (label, color, chosen) in enumerate(groups):
        if chosen.any():
            places = list(zip(mine["lon"][chosen], mine["lat"][chosen], strict=True))
            drawn.append(layers.dots(f"access-{n}", places, color, radius=3.2, line=style.LINE))
            entries.append(Entry(f"{label} ({int(chosen.sum()):,})", color, point=True))
    title = "Training within reach of residents, by census tract: completions a year per 1,000 adults, of"
    note = (
        f"An estimate (E2SFCA, Luo and Qi 2009): yearly completions within {away} by road, shared among the "
        "adults who can reach them, nearer ones counting more. Classes are quarters of the nation's adults "
        "with some access. One dot per census tract, at the center of its people."
    )
    return tuple(drawn), Legend(f"{title} {what}", tuple(entries), note)


def _access_sentence(area: Mapping[Any, Any], what: str, scene: Scene) -> str:
    """Return the access of an area's residents (its row of ``Atlas.access``) in a sentence or two."""
    mean, nearest = float(area["access_per_1000"]), float(area["nearest_miles"])
    if not np.isfinite(mean):
        return (
            f"{area['title']}: what residents can reach is not known, since the data hold no points of where "
            "they live."
        )
    none = wording.percent(float(area["share_no_access"]), 0)
    sentence = (
        f"{area['title']}: {mean:,.1f} completions a year of {what} per 1,000 adults within reach; "
        f"{none} of adults have none."
    )
    if np.isfinite(nearest):
        sentence += f" The nearest is {wording.distance(nearest, scene.units)} away on average."
    return sentence


def access_table(access: Access) -> None:
    """Draw the access of an area in a sentence, and by county in a box to expand."""
    st.html(f'<p class="go-rules">{escape(access.sentence)}</p>')
    title = "Training within reach, by county"
    with st.expander(title):
        config = display.columns(access.heads, pinned="name", nearest_miles="%.0f")
        display.table(access.counties, config, most=320, key="access_counties", alt=title)
