"""Rule books: which occupations of a place are on which published list, in words, on a map and in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.exports import asked
from geo_opportunity.exports.board.place import book_name, where_of
from geo_opportunity.exports.parts import Contents, Table, plain_table
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import legend as legends
from geo_opportunity.maps import palettes
from geo_opportunity.maps.classes import classify
from geo_opportunity.maps.picture import Picture
from geo_opportunity.units import UNITS, counted

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.rulebooks import RuleBook
    from geo_opportunity.scene import Scene

__all__ = ["about", "areas_map", "contents", "on_map", "on_map_title", "one_sentence", "rows", "sentence"]

#: What rule books rest on (``Atlas.sources_of``).
RESTS_ON: Final = ("area_wages", "state_wages", "projections", "occupations")
SURE: Final = (
    "How sure: published standard errors of wages and jobs, back-tested spread of growth and openings of "
    "areas. A state's projection of itself has no back-test, so there it is unknown where growth or openings "
    "decide. Errors of the bar itself, and ranks, are left out."
)
UNKNOWN: Final = (
    "A figure that is missing, suppressed or not public makes its condition unknown, never a miss. "
    "Occupations that BLS does not list in the place are among the unknown."
)
_PALETTE: Final = "YlGn"


def sentence(frame: pd.DataFrame, scene: Scene, where: str) -> str:
    """Return how many occupations meet the chosen rule book in a place; `frame` is ``Atlas.rule_book``."""
    count = frame["outcome"].value_counts()
    met, known = int(count.get("met", 0)), int(count.get("met", 0)) + int(count.get("not met", 0))
    tiers = frame.loc[frame["outcome"] == "met", "tier"].value_counts()
    named = ", ".join(f"{tier}: {n:,}" for tier, n in sorted(tiers.items()) if tier)
    out = (
        f"{where}: {met:,} of {counted(known, 'occupation')} that can be judged "
        f"{'meets' if met == 1 else 'meet'} {book_name(scene)}"
    )
    unknown = len(frame) - known
    return f"{out}{f' ({named})' if named else ''}; {unknown:,} {'is' if unknown == 1 else 'are'} unknown."


def one_sentence(frame: pd.DataFrame, title: str, where: str) -> str:
    """Return on how many rule books one occupation is; `frame` is ``Atlas.on_rule_books``."""
    count = frame["outcome"].value_counts()
    met, known = int(count.get("met", 0)), int(count.get("met", 0)) + int(count.get("not met", 0))
    return (
        f"{title} in {where}: on {met:,} of the {known:,} published rule books that can be judged; "
        f"{len(frame) - known:,} are unknown."
    )


def about(book: RuleBook) -> list[str]:
    """Return where a rule book is from, how its words were read, and what of it cannot be checked."""
    sources = f" Source: {'; '.join(book.sources)}." if book.sources else ""
    return [
        f"{book.owner}, {book.year}. {book.geography}.{sources}",
        *book.notes,
        *(f"Not checked: {one}" for one in book.unchecked),
        *(f"Published count: {one}" for one in book.counts),
    ]


def rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations of ``Atlas.rule_book``: on the list, then nearest to it, then unknown."""
    order = {"met": 0, "not met": 1, "unknown": 2}
    known = frame.loc[
        frame[["employment", "p50", "openings"]].notna().any(axis=1) | (frame["outcome"] == "met")
    ]
    ranked = known.assign(_order=known["outcome"].map(order), _far=known["miss_share"].fillna(9e9))
    ranked = ranked.sort_values(
        ["_order", "_far", "openings", "title"], ascending=[True, True, False, True], kind="stable"
    )
    return pd.DataFrame(ranked[[name for name in TABLES["rule_book"] if name in ranked]])


def on_map_title(scene: Scene, title: str = "") -> str:
    """Return what the map shows: occupations on the chosen rule book, or rule books that one meets."""
    if title:
        return (
            f"Published rule books that {title} meets, restated"
            if scene.desk.dollars == "restated"
            else (f"Published rule books that {title} meets, as published")
        )
    return f"Occupations that meet {book_name(scene)}"


def on_map(frame: pd.DataFrame, title: str, breaks: str, *, of_books: bool) -> Picture:
    """Return the areas by how many meet, as a picture; `frame` is ``Atlas.rule_book_areas``."""
    values = frame["met"].astype(float).where(frame["met"] + frame["not_met"] > 0)
    what = "rule books" if of_books else "occupations"
    classed = classify(values.to_numpy(float), UNITS["count"], method=breaks)
    ramp = legends.colors_of(classed, _PALETTE)
    fills = tuple(ramp[i] if i >= 0 else palettes.NO_DATA for i in classed.index)
    texts = tuple(
        f"Met: {row['met']:,} {what}\nNot met: {row['not_met']:,}; unknown: {row['unknown']:,}"
        for row in frame.to_dict("records")
    )
    return Picture(
        codes=tuple(map(str, frame.index)),
        fills=fills,
        headings=tuple(map(str, frame["title"])),
        texts=texts,
        unknown=tuple(str(code) for code in frame.index[values.isna()]),
        legend=legends.of_classes(title, classed, _PALETTE, missing="Unknown"),
        breaks=classed.breaks,
    )


def areas_map(atlas: Atlas, scene: Scene, answers: Any = asked) -> tuple[pd.DataFrame, Picture]:
    """Return the areas by how many meet (``Atlas.rule_book_areas``), and their picture.

    `answers` keeps the atlas's answers.
    """
    one, desk = scene.occupation, scene.desk
    book = None if one else desk.rule_book
    frame = answers.rule_book_areas(atlas, book, one, scene.rules, dollars=desk.dollars)
    title = on_map_title(scene, str(atlas.occupations["title"][one]) if one else "")
    return frame, on_map(frame, title, scene.breaks, of_books=one is not None)


def _table(name: str, title: str, frame: pd.DataFrame, heads: str) -> Table:
    return plain_table(name, title, frame, TABLES[heads])


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the view says of a scene."""
    found, desk = where_of(atlas, scene), scene.desk
    areas, shown = areas_map(atlas, scene)
    name = str(atlas.occupations["title"][scene.occupation]) if scene.occupation else ""
    title = shown.legend.title
    notes = (*about(desk.rule_book), UNKNOWN)
    if found is None:
        met = int((areas["met"] > 0).sum())
        what = f"{name} meets a rule book" if name else f"at least one occupation meets {book_name(scene)}"
        return Contents(
            title=title if name else f"Rule book: {book_name(scene)}",
            headline=f"In {met:,} of {len(areas):,} areas {what}.",
            frame=areas,
            picture=shown,
            tables=(_table("areas", title, areas.sort_values("met", ascending=False), "rule_book_areas"),),
            rests_on=(*RESTS_ON, "shapes"),
            certainty=SURE,
            notes=notes,
            settings=book_name(scene),
        )
    data, place = found.judged
    frame = data.rule_book(place, desk.rule_book, scene.rules, dollars=desk.dollars)
    conditions = data.rule_book_conditions(place, desk.rule_book, rules=scene.rules, dollars=desk.dollars)
    counts = data.rule_book_counts(place, scene.rules, dollars=desk.dollars)
    tables = [
        _table("occupations", f"Occupations of {found.title} by the rule book", rows(frame), "rule_book"),
        _table(
            "conditions",
            "Its conditions here",
            conditions[["asks", "met", "not_met", "unknown"]],
            "rule_asks",
        ),
        _table("rule books", f"Every published rule book in {found.title}", counts, "rule_books"),
    ]
    headline = sentence(frame, scene, found.title)
    if scene.occupation:
        own = data.on_rule_books(place, scene.occupation, scene.rules, dollars=desk.dollars)
        headline = f"{headline} {one_sentence(own, name, found.title)}"
        tables.insert(0, _table("occupation", f"{name}: on which lists", own, "on_rule_books"))
    return Contents(
        title=f"{found.title}: {book_name(scene)}",
        headline=headline,
        frame=areas,
        picture=shown,
        tables=tuple(tables),
        rests_on=(*RESTS_ON, "shapes"),
        certainty=SURE,
        notes=notes,
        places=found.places,
        settings=book_name(scene),
    )
