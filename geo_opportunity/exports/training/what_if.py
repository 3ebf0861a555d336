"""A program that could open: what it would change, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.rows import record
from geo_opportunity.vocabulary import KINDS_SHORT, STATUSES
from geo_opportunity.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.scene import Scene

__all__ = ["refused", "rows", "sentences"]


def refused(answer: WhatIf) -> bool:
    """Return whether the place is outside the country: in none of the areas, with no resident in reach."""
    return answer.home is None and answer.areas.empty


def sentences(answer: WhatIf, title: str, scene: Scene) -> list[str]:
    """Return what a new program would change: first the home area, or the most affected one."""
    frame, away = answer.areas, wording.distance(answer.miles, scene.units)
    if refused(answer):
        return [_outside(answer, away)]
    if frame.empty:
        return [
            (
                f"No one lives within {away} by road of this place, judging by the centers of census tracts: "
                "the program would reach no one."
            )
        ]
    near = float(frame["adults_near"].sum())
    gained = min(float(frame["adults_gained"].sum()), near)  # shares of reach are rounded
    out = [
        (
            f"{wording.people(near)} adults live within {away} by road of the new program for {title}; "
            f"{wording.people(gained)} of them have none within that distance today."
        )
    ]
    if answer.home is None:
        out.append(
            "The point itself lies in none of our areas (at sea, or across the border): only adults who live "
            "in the areas below are counted."
        )
    row = record(frame.iloc[0])
    return [*out, _tests_sentence(row), _jobs_sentence(row), _demand_sentence(answer, scene)]


def _outside(answer: WhatIf, away: str) -> str:
    east = (
        " Longitudes of the United States are negative: is the minus sign missing?" if answer.lon > 0 else ""
    )
    return (
        f"Longitude {answer.lon:g}, latitude {answer.lat:g} is outside the United States: it is in none of "
        f"the areas covered, and no one in them lives within {away} of it. Nothing is computed for it.{east} "
        "Pick a town, click the map, or type another point."
    )


def _tests_sentence(row: Mapping[str, Any]) -> str:
    """Return an area's reach and tests before and after."""
    reach = [percent(float(row[f"reach_{when}"]), 1) for when in ("before", "after")]
    test = [STATUSES["accessible"][str(row[f"accessible_{when}"])] for when in ("before", "after")]
    kind = [KINDS_SHORT[str(row[f"kind_{when}"])] for when in ("before", "after")]
    tests = (
        f"The training test stays “{test[0]}”;"
        if test[0] == test[1]
        else f"The training test turns from “{test[0]}” into “{test[1]}”;"
    )
    together = (
        f"the three tests together stay “{kind[0]}”."
        if kind[0] == kind[1]
        else f"the three tests together turn from “{kind[0]}” into “{kind[1]}”."
    )
    return f"{row['title']}: adults in reach {reach[0]} before, {reach[1]} after. {tests} {together}"


def _jobs_sentence(row: Mapping[str, Any]) -> str:
    """Return how many jobs are in the overlap before and after."""
    jobs = [float(row[f"jobs_overlap_{when}"]) for when in ("before", "after")]
    if any(map(math.isnan, jobs)):
        return "How many jobs are in the overlap there is not known: the pay needed is not."
    before, after = (
        f"{count:,.0f} ({percent(float(row[f'share_overlap_{when}']))})"
        for count, when in zip(jobs, ("before", "after"), strict=True)
    )
    if before == after:
        return f"Jobs where all three meet there stay {after}."
    return f"Jobs where all three meet there go from {before} to {after}."


def _demand_sentence(answer: WhatIf, scene: Scene) -> str:
    """Return where the nearest such program is, and the new completers against the area's openings."""
    if math.isnan(answer.nearest_miles):
        nearest = "No listed place trains for it today."
    else:
        away = wording.distance(answer.nearest_miles, scene.units)
        nearest = f"The nearest place that trains for it today is {answer.nearest_name}, about {away} away."
    if answer.home is None:
        return nearest
    if math.isnan(answer.openings):
        return f"{nearest} Openings in the area around it are not known."
    today = (
        "unknown (no listed provider)" if math.isnan(answer.completers) else f"about {answer.completers:,.0f}"
    )
    share = ""
    if answer.openings > 0:
        share = f", {percent(answer.completers_after / answer.openings, 0)} of the openings"
    return (
        f"{nearest} Its area has about {answer.openings:,.0f} openings a year; completers listed there "
        f"today: {today}; with the new program's {answer.completions:,}: "
        f"{answer.completers_after:,.0f}{share}."
    )


def rows(answer: WhatIf) -> pd.DataFrame:
    """Return before and after by area, in words where they are words."""
    out = answer.areas[list(TABLES["what_if"])].copy()
    for when in ("before", "after"):
        out[f"accessible_{when}"] = out[f"accessible_{when}"].map(STATUSES["accessible"])
        out[f"kind_{when}"] = out[f"kind_{when}"].map(KINDS_SHORT)
    return out
