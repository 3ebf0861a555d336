"""A plan chapter in order: headings of the law, sentences with figures, tables with their sources, maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.exports.document import Drawing, Grid, Heading, Pair, Text
from geo_opportunity.exports.plan import changes, maps, tables, words
from geo_opportunity.exports.plan.facts import chapter, sources
from geo_opportunity.exports.plan.words import HEADINGS, blank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.document import Block
    from geo_opportunity.exports.place.written import Table as Written
    from geo_opportunity.exports.plan.facts import Chapter

__all__ = ["blocks"]


def blocks(
    sheet: Sheet, atlas: Atlas, *, before: bytes | str | Path | None = None, drawn: bool = True
) -> tuple[Block, ...]:
    """Return what the chapter of a scene holds, below its title, finding and settings.

    Parameters
    ----------
    before
        Last year's figures (``changes.read_before``), for a section on what changed.
    drawn
        With the maps.

    Raises
    ------
    FormatError, ValueRangeError
        They are no figures of a chapter, or of another place.
    """
    here = chapter(atlas, sheet.scene)
    return (
        Text(words.OPENING, note=True),
        *(_changed(here, sheet, before) if before is not None else ()),
        Heading(HEADINGS["A"]),
        *_economy(here, sheet if drawn else None),
        *_employers(here),
        Heading(HEADINGS["B"]),
        *_skills(here),
        Heading(HEADINGS["C"]),
        *_people(here),
        Heading(HEADINGS["D"]),
        *_training(here, sheet if drawn else None),
        Heading(HEADINGS["E"]),
        Text(blank("E")),
    )


def _said(sentences: Iterable[str]) -> Text:
    return Text(" ".join(sentences))


def _source(here: Chapter, *of: str, only: tuple[str, ...] = ()) -> Text:
    """Return where figures are from (measures of ``figures.RESTS_ON``, or tables), in a line.

    `only`: of all their sources, those of these ids.
    """
    named = "; ".join(sources(here, *of, only=only))
    return Text(f"Source: {named}; data version {here.atlas.data_version}.", note=True)


def _titled(table: Written, limit: int) -> tuple[Block, ...]:
    """Return a table under its caption."""
    return Heading(table.caption, level=3), Grid(table, limit)


def _changed(here: Chapter, sheet: Sheet, before: bytes | str | Path) -> tuple[Block, ...]:
    said, found = changes.changes(here, sheet, changes.read_before(before))
    out: list[Block] = [Heading("What changed since the last chapter"), _said(said)]
    for table in found:
        out += _titled(table, 40)
    return tuple(out)


def _economy(here: Chapter, sheet: Sheet | None) -> tuple[Block, ...]:
    seen = None if sheet is None else maps.around(here, sheet)
    dots = "" if here.place.kind == "state" else words.DOTS
    outline = words.WHOLE if here.in_part else ""
    counted = len(here.plan.sectors) > 0 and bool(here.plan.sectors["jobs"].notna().any())
    private = counted and here.plan.sectors["owners"].iloc[0] == "private"
    notes = [
        "Jobs and pay are of private employers only: governments and public schools and hospitals are left "
        "out, so public administration has no figure and education and health care are understated. Openings "
        "are of all employers, so they can be many beside the jobs of a sector."
        if private
        else "",
        (
            "“≥”: at least, since not disclosed in some counties. Concentration: the sector’s share of jobs "
            "here over "
            "its share "
            "in the nation; unknown where figures cover under nine tenths of residents."
        )
        if counted
        else "",
        "Counties in part count by their share of residents." if here.in_part else "",
    ]
    return (
        Heading(HEADINGS["A1"], level=2),
        _said(words.sectors(here)),
        *_titled(tables.sectors(here), 21),
        *((Text(" ".join(filter(None, notes)), note=True),) if any(notes) else ()),
        _source(here, "county_jobs", "occupation_sectors"),
        _said(words.occupations(here)),
        *_titled(tables.listed(here), 60),
        _source(here, "overlap"),
        *(
            (
                Heading("Where it is, and who trains near it", level=3),
                Text(f"{words.MAP}{dots}{outline}", note=True),
                Drawing(seen),
                _source(here, "overlap", "training"),
            )
            if seen is not None
            else ()
        ),
        Text(blank("A1")),
    )


def _employers(here: Chapter) -> tuple[Block, ...]:
    return (
        Heading(HEADINGS["A2"], level=2),
        _said(words.employers(here)),
        *_titled(tables.most_openings(here, 12), 12),
        _source(here, "growing", "supply"),
        Text(blank("A2")),
    )


def _skills(here: Chapter) -> tuple[Block, ...]:
    listed = Pair(
        (Grid(tables.knowledge(here, "skill", 10), 10, narrow=True),),
        (Grid(tables.knowledge(here, "knowledge", 10), 10, narrow=True),),
    )
    return (
        _said(words.skills(here)),
        listed,
        Text(
            "Listed openings: share of the openings of listed occupations that have it among their ten most "
            "important; importance (1 to 5) and level (0 to 7) are means of these occupations, weighted by "
            "openings.",
            note=True,
        ),
        _source(here, "occupation_skills"),
        *_titled(tables.technology(here, 12), 12),
        _source(here, "occupation_technology"),
        _said(words.preparation(here)),
        *_titled(tables.preparation(here), 16),
        _source(here, "occupations", only=("ep_education", "onet_job_zones")),
        Text(blank("B")),
    )


def _people(here: Chapter) -> tuple[Block, ...]:
    if not len(here.counties):
        return _said(words.people(here)), Text(blank("C"))
    return (
        _said(words.people(here)),
        *_titled(tables.people(here), 10),
        *_titled(tables.schooling(here), 8),
        Text(
            "County figures weighted by residents (unemployment: by labor force); a weighted mean of county "
            "medians "
            "is not the median of all. Social vulnerability: 100% is the most vulnerable county.",
            note=True,
        ),
        _source(here, "county_need", "county_education"),
        *_titled(tables.counties(here), 60),
        _source(here, "county_need", "providers"),
        Text(blank("C")),
    )


def _training(here: Chapter, sheet: Sheet | None) -> tuple[Block, ...]:
    seen = None if sheet is None else maps.desert_map(here, sheet)
    return (
        _said(words.training(here)),
        _said(words.strengths(here)),
        *_titled(tables.listed_training(here), 60),
        _source(here, "accessible", "supply"),
        *_titled(tables.programs(here), 15),
        _source(here, "programs"),
        Heading("Supply against demand", level=2),
        Pair(
            (Grid(tables.supply_side(here, "undersupply", 8), 8, narrow=True),),
            (Grid(tables.supply_side(here, "oversupply", 8), 8, narrow=True),),
        ),
        _source(here, "supply"),
        *(
            (
                Heading("Adults far from a college, by county", level=3),
                Drawing(seen),
                _source(here, "training", "tracts"),
            )
            if seen is not None
            else ()
        ),
        Text(blank("D")),
    )
