"""Where new programs would bring the most into reach: what the view of the Board page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports import asked
from geo_opportunity.exports.board.place import where_of
from geo_opportunity.exports.parts import Contents, Marks, plain_table
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import land
from geo_opportunity.questions.places import shape
from geo_opportunity.rows import record
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.vocabulary import MOST_SITES
from geo_opportunity.wording import listed, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.questions.siting import Siting
    from geo_opportunity.scene import Scene

__all__ = [
    "FRONTIER",
    "NO_PLACE",
    "NO_PROGRAM",
    "amount",
    "contents",
    "frontier_rows",
    "legend",
    "notes",
    "of_scene",
    "sentences",
    "site_rows",
    "subject",
    "where",
]

NO_PLACE: Final = "Choose the place whose people the new programs should reach."
NO_PROGRAM: Final = "Choose the occupation, or the sector, that the new programs would train for."
_KINDS: Final = {"campus": "Campus", "town": "Town"}
_COUNTS: Final = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
FRONTIER: Final = "What each number of new programs brings"
_PROVED: Final = "Proved the best"


def of_scene(data: Atlas, code: str, scene: Scene, answers: Any = asked) -> Siting:
    """Return the answer to what a scene asks, for the place `code` of `data`.

    Parameters
    ----------
    data
        The data set that answers for the place.
    code
        Its area_code there.
    scene
        Its desk, rules, and occupation or selection.
    answers
        Keeps the atlas's answers: ``exports.asked``, or the app's of the session.

    Raises
    ------
    GeoOpportunityError
        There is nothing to site; see ``Atlas.site``.
    """
    desk, rules = scene.desk, scene.rules
    found: Siting = answers.site(
        data,
        scene.occupation,
        code,
        # what has no effect is left out, so that the answer is kept when it changes
        Rules(
            reach_miles=rules.reach_miles, degree_miles=rules.degree_miles, coverage_min=rules.coverage_min
        ),
        Selection() if scene.occupation else scene.asked,
        k=MOST_SITES,
        objective=desk.site_goal,
        avoid=desk.sites_avoided,
        candidates=desk.site_kinds,
    )
    return found


def subject(scene: Scene, occupations: Mapping[str, str]) -> str:
    """Return what the programs train for, as part of a sentence; "" where nothing is chosen."""
    if scene.occupation is not None:
        return occupations[scene.occupation]
    return wording.selection_words(scene.asked) if scene.selection.sector else ""


def amount(found: Siting, value: float) -> str:
    """Write a number of what is brought into reach, with its unit."""
    if found.objective == "people":
        return f"{wording.people(value)} adults"
    return f"{value:,.0f} unmet openings a year"


def where(plan: pd.DataFrame) -> list[str]:
    """Return the sites of a plan as named in a sentence: a campus with its city."""
    return [
        str(row["name"]) if row["kind"] == "town" else f"{row['name']} ({row['city']})"
        for row in plan.to_dict("records")
    ]


def sentences(found: Siting, scene: Scene, name: str) -> list[str]:
    """Return what the chosen number of programs brings, how sure that is, and beside the greedy choice."""
    away, asked_for = wording.distance(found.miles, scene.units), scene.desk.site_count
    today = percent(found.today / found.total) if found.total > 0 else "—"
    unit = "adults" if found.objective == "people" else "unmet openings"
    what = f"programs for {name}" if found.soc else f"programs for jobs {name}"
    now = f"Today {today} of the {unit} of {found.title} are within {away} by road of one."
    if found.total <= 0:
        return [f"{found.title} has no {unit} that {what} could bring into reach."]
    k = min(asked_for, len(found.frontier) - 1)
    if k == 0:
        return [f"No site of {found.candidates:,} would bring more of {found.title} into reach. {now}"]
    plan, row = found.plan(k), record(found.frontier.iloc[k])
    fewer = f" More than {_COUNTS[k].lower()} bring no more." if k < asked_for else ""
    names = listed(where(plan)) if k <= 5 else f"{listed(where(plan)[:3])} … (all in the table)"
    new = f"{_COUNTS[k]} new {what}" if k > 1 else f"One new {what.replace('programs', 'program', 1)}"
    return [
        (
            f"{new}, at {names}, would bring {amount(found, float(row['gained']))} of {found.title} into "
            f"reach: {percent(float(row['share']))} in place of {today}.{fewer}"
        ),
        f"{_proof(found, k)} {_beside(found, k)} {now}",
    ]


def _proof(found: Siting, k: int) -> str:
    gap = float(found.frontier["gap"].iloc[k])
    sites = f"the {found.candidates:,} sites tried"
    if gap <= 0:
        how = "no other does" if k == 1 else f"no other {_COUNTS[k].lower()} do"
        return f"Of {sites} {how} better: the gap to the best possible is 0, proved by an exact solver."
    more = percent(gap, 2)
    return f"The time for the proof ran out: another choice of {sites} could bring at most {more} more."


def _beside(found: Siting, k: int) -> str:
    row = record(found.frontier.iloc[k])
    less = float(row["gained"] - row["greedy_gained"])
    if k == 1:
        return ""
    if less < 0.5:
        return "Adding the best site one at a time comes to the same."
    return f"Adding the best site one at a time brings {amount(found, less)} less."


def notes(found: Siting) -> list[str]:
    """Return what is counted and what is not."""
    out = [
        (
            f"Distance is the straight line × 1.417, an estimate of the way by road ({found.miles} miles), "
            "from the center of population of each census tract, as everywhere in the training test; it is "
            "not a travel time."
        ),
        (
            f"Only people who live in {found.title} count, and only sites inside it are tried; programs "
            "beyond its border count as there today. Cost, staff and demand of a site are not weighed."
        ),
    ]
    if found.objective == "openings":
        out.append(
            "Unmet openings: openings a year of each area less those who complete a program there, where "
            "that is above zero, shared over its tracts by adults: an estimate. Unmet openings where a "
            "program is in reach are not brought by another place: they ask for seats."
        )
    if found.unknown_openings:
        out.append(f"Openings are unknown in {listed(found.unknown_openings)}: none are counted there.")
    if found.soc is None:
        goal = (
            "who has any of them within the distance counts as reached"
            if found.objective == "people"
            else "openings count by occupation"
        )
        out.append(
            f"A new program trains for all {len(found.occupations):,} of these occupations that a program "
            f"below a bachelor's degree leads to; {goal}."
        )
    if found.thin and found.soc is not None:
        out.append(
            "The list of programs covers too little of this occupation to say that there is none: others may "
            "train for it within reach."
        )
    if found.avoided:
        out.append(f"Not to be used: {listed(found.avoided)}.")
    return out


# ---------------------------------------------------------------------- tables


def site_rows(found: Siting, k: int) -> pd.DataFrame:
    """Return the sites of a choice, columns of TABLES["sites_people"] or ["sites_openings"]."""
    what = "adults" if found.objective == "people" else "openings"
    rows = found.plan(k).reset_index()
    rows = rows.rename(columns={"gain": f"{what}_added", "alone": f"{what}_alone"})
    rows["kind"] = rows["kind"].map(_KINDS)
    rows["order"] = rows["order"].astype(str)
    return rows[list(TABLES[f"sites_{found.objective}"])]


def frontier_rows(found: Siting) -> pd.DataFrame:
    """Return what each number of sites brings, beside the greedy choice."""
    what = "adults" if found.objective == "people" else "openings"
    names = {"covered": f"{what}_covered", "added": f"{what}_added", "greedy_covered": f"{what}_greedy"}
    rows = found.frontier.reset_index().rename(columns=names)
    proof = [
        _PROVED if gap <= 0 else f"at most {percent(float(gap), 2)} more" for gap in found.frontier["gap"]
    ]
    rows["gap"] = ["Today", *proof[1:]]
    return rows[list(TABLES[f"frontier_{found.objective}"])]


# ------------------------------------------------------------------------- map


def legend(found: Siting, k: int, title: str) -> Legend:
    """Return what the map's colors mean."""
    return Legend(
        title,
        (
            points.entry("New program", len(found.plan(k)), points.NEW),
            points.entry("Place that trains for it today", len(found.existing)),
            points.entry("Census tract newly in reach", len(found.reached(k)), points.TRACT),
            Entry("Areas", style.LAND),
        ),
    )


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the view says of a scene, for files."""
    page, title = asked.view(atlas, scene), "Where new programs would reach the most"
    frame = atlas.areas[["title", "states"]].rename_axis("area_code")
    place, name = where_of(atlas, scene), subject(scene, page.occupations)
    if place is None or not name:
        return Contents(title, NO_PROGRAM if place else NO_PLACE, frame, rests_on=("siting",))
    try:
        found = of_scene(place.atlas, place.code, scene)
    except GeoOpportunityError as error:
        return Contents(title, str(error), frame, rests_on=("siting",))
    k = min(scene.desk.site_count, len(found.frontier) - 1)
    lines, at = sentences(found, scene, name), ["lon", "lat"]
    heads = found.objective
    picture = land(page.areas, legend(found, k, title))
    outline = shape(place.atlas, place.code)
    return Contents(
        title=f"{title}: {name}, {found.title}",
        headline=" ".join(lines),
        frame=frame,
        picture=picture,
        tables=(
            plain_table("sites", "The sites", site_rows(found, k), TABLES[f"sites_{heads}"]),
            plain_table(
                "frontier",
                "What each number of sites brings",
                frontier_rows(found),
                TABLES[f"frontier_{heads}"],
            ),
        ),
        rests_on=("siting", "supply") if heads == "openings" else ("siting",),
        notes=tuple(notes(found)),
        places=place.places,
        marks=(
            Marks(points.TRACT, 1.6, found.reached(k)[at].to_numpy(float)),
            _named(style.PROVIDER, 2.2, found.existing, "Trains for it today"),
            _named(points.NEW, 5.0, found.plan(k), "New program"),
        ),
        box=None if outline is None else _padded(outline.bounds),
        settings=f"Reach: {wording.distance(found.miles, scene.units)} by road (estimated).",
    )


def _named(color: str, size: float, rows: pd.DataFrame, text: str) -> Marks:
    """Return places (name, lon, lat) as points that say their names and what they are."""
    at = rows[["lon", "lat"]].to_numpy(float)
    return Marks(color, size, at, headings=tuple(map(str, rows["name"])), texts=(text,) * len(rows))


def _padded(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return a box with some room around it."""
    west, south, east, north = bounds
    dx, dy = np.array([east - west, north - south]) * 0.08 + 0.05
    return float(west - dx), float(south - dy), float(east + dx), float(north + dy)
