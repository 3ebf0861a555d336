"""What a document about a scene holds, in order: the same for PDF, Word and slides.

A place has a brief (one page) and a report (a few); a comparison and a map have one of their own. The figures
are the atlas's, the tables those that the app's Area page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_opportunity import wording
from geo_opportunity.exports import asked
from geo_opportunity.exports.cells import paper
from geo_opportunity.exports.place import facts as ask
from geo_opportunity.exports.place import lists, tables, wages
from geo_opportunity.exports.place import written as words
from geo_opportunity.exports.place.written import SECTIONS
from geo_opportunity.exports.text import side_by_side
from geo_opportunity.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.parts import Table
    from geo_opportunity.exports.place.facts import Facts, Glance

__all__ = ["Bars", "Block", "Drawing", "Grid", "Heading", "Keys", "Map", "Pair", "Text", "blocks", "sites"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of a section (1) or of a part of one (2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a note is smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """Key figures: name, value, what it means."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares of jobs here, and in the nation: name, here, there (fractions or NaN)."""

    items: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A written table: its first rows, and how many more there are."""

    table: words.Table
    limit: int
    narrow: bool = False
    """Fits half a page."""
    even: bool = False
    """Its columns but the first are as wide as each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tables side by side, where there is room."""

    left: tuple[Heading | Text | Grid, ...]
    right: tuple[Heading | Text | Grid, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The scene's map with its legend; of one place, where it is, with the programs near it."""

    sites: tuple[tuple[float, float], ...] = ()
    """Longitude, latitude."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map of another scene than the document's."""

    sheet: Sheet


Block = Heading | Text | Keys | Bars | Grid | Pair | Map | Drawing

_TESTS: Final = ("share_growing", "share_sustaining", "share_accessible")
#: Programs drawn on a map.
_SITES: Final = 60


def blocks(sheet: Sheet, atlas: Atlas, *, brief: bool = False) -> tuple[Block, ...]:
    """Return what a document about a scene holds, below its title, finding and settings.

    A `brief` of a place fits one page.
    """
    if sheet.scene.page == "area" and len(sheet.places) == 1:
        here, opened = _glance(sheet, atlas)
        found = ask.programs(here, opened)
        if brief:
            return _brief(here, found)
        return _report(ask.facts(here, found, asked.view(atlas, sheet.scene), opened))
    return _view(sheet)


def _glance(sheet: Sheet, atlas: Atlas) -> tuple[Glance, Atlas]:
    place, scene = sheet.places[0], sheet.scene
    opened, code = asked.at(atlas, place.key, scene.region_name)
    return ask.glance(asked.view(atlas, scene), opened, code), opened


# -------------------------------------------------------------------------- view


def _view(sheet: Sheet) -> tuple[Block, ...]:
    out: list[Block] = [] if sheet.picture is None else [Map()]
    for table in sheet.tables:
        if table.paper is not None:
            out += [Heading(table.title), Grid(table.paper, len(table.paper.rows))]
            continue
        even = table.name == "comparison"
        rows = len(table.frame) if even else 40
        printed = _side_by_side(table) if even else paper(table, rows=rows, columns=7)
        out += [Heading(table.title), Grid(printed, rows, even=even)]
    return tuple(out)


def _side_by_side(table: Table) -> words.Table:
    """Return a comparison as it is printed."""
    heads, kind, lines = side_by_side(table)
    return words.Table(table.title, tuple(heads), kind, tuple(map(tuple, lines)))


# ------------------------------------------------------------------------- place


def sites(found: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return where the nearest programs are (longitude, latitude), each place once."""
    known = found.loc[found["lon"].notna() & found["lat"].notna() & ~found["distance_only"].astype(bool)]
    once = dict.fromkeys(zip(known["lon"].astype(float), known["lat"].astype(float), strict=True))
    return tuple(list(once)[:_SITES])


def _tests(here: Glance) -> Bars:
    return Bars(
        tuple((FIGURES[name].label, float(here.row[name]), float(here.nation[name])) for name in _TESTS)
    )


def _list(here: Glance, kind: str, rows: int) -> tuple[Grid]:
    return (Grid(lists.list_panel(here, kind), rows, narrow=True),)


def _pairs(parts: Sequence[tuple[Heading | Text | Grid, ...]]) -> list[Block]:
    """Return parts two by two."""
    out: list[Block] = []
    for at in range(0, len(parts), 2):
        right = parts[at + 1] if at + 1 < len(parts) else ()
        out.append(Pair(parts[at], right))
    return out


def _brief(here: Glance, found: pd.DataFrame) -> tuple[Block, ...]:
    """Return one page: key figures, tests, map, the occupations in question, budget and programs."""
    kinds = lists.list_kinds(here)[:4]
    shown, said = _programs(here, found, 4)
    return (
        Keys(tuple(tables.key_figures(here)[:4])),
        _tests(here),
        Map(sites(found)),
        *_pairs([_list(here, kind, 4) for kind in kinds]),
        Heading(SECTIONS["programs"]),
        Text(said, note=True),
        Grid(shown, 4),
    )


def _programs(here: Glance, found: pd.DataFrame, limit: int) -> tuple[words.Table, str]:
    shown, said = tables.programs_of(here, found, limit=limit)
    return tables.programs_table(shown, here.scene), said


def _report(facts: Facts) -> tuple[Block, ...]:
    """Return all that the printed summary of the Area page says, with a map."""
    shown, said = _programs(facts, facts.programs, 6)
    under, over = tables.supply_sides(facts, limit=5)
    kinds = lists.list_kinds(facts)
    return (
        Keys(tuple(tables.key_figures(facts))),
        _tests(facts),
        Map(sites(facts.programs)),
        Heading(SECTIONS["lists"]),
        *_pairs([_list(facts, kind, 5) for kind in kinds]),
        Heading(SECTIONS["wages"]),
        Grid(wages.table(facts), 9),
        Heading(SECTIONS["budget"]),
        *_budget(facts),
        Heading(SECTIONS["growth"]),
        Text(tables.basis_sentence(facts), note=True),
        Grid(tables.growth_table(facts, limit=8).only(0, 1, 2, 3, 4, 5), 8),
        Heading(SECTIONS["sectors"]),
        Grid(tables.sector_table(facts), 8),
        Heading(SECTIONS["programs"]),
        Text(said, note=True),
        Grid(shown, 6),
        Heading(SECTIONS["supply"]),
        Text(wording.supply_sentence(facts.supply_summary), note=True),
        Pair((Grid(under, 5, narrow=True),), (Grid(over, 5, narrow=True),)),
        Heading(SECTIONS["ladders"]),
        Grid(tables.ladder_rungs(facts, chains=1), 6),
        Heading(SECTIONS["need"]),
        Grid(tables.need_table(facts), 8),
        Text(words.NEED_NOTE, note=True),
        Heading(SECTIONS["neighbors"]),
        Grid(tables.neighbor_table(facts), 8),
        Heading(SECTIONS["sure"]),
        Grid(tables.sensitivity_lines(facts, limit=4), 4),
    )


def _budget(facts: Facts) -> tuple[Block, ...]:
    if not facts.budget_known:
        return (Text(words.BUDGET_UNKNOWN, note=True),)
    return (Grid(tables.budget_lines(facts).only(0, 1, 2, 3, 4), 14),)
