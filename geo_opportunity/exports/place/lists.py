"""Lists of an area's occupations by what the tests say: facts in, text out. No Streamlit here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.place.written import (
    NO_OCCUPATION,
    TOP_CODED,
    WAGES,
    Table,
    basis,
    count,
    growth,
    money,
    per,
    share,
)
from geo_opportunity.figures import FIGURES
from geo_opportunity.rows import records
from geo_opportunity.vocabulary import Flag, Kind, Status

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.exports.place.facts import Glance

__all__ = [
    "LISTS",
    "UNJUDGED",
    "every_occupation",
    "list_kinds",
    "list_name",
    "list_panel",
    "list_table",
    "of_kind",
]

#: The list shown where pay needed is not known: growing, training in reach or not needed.
UNJUDGED: Final = "unjudged"
#: Names of the lists of occupations.
LISTS: Final = {
    **{name: group.name for name, group in listing.LISTS.items()},
    UNJUDGED: "Growing and in reach, pay not judged",
}
#: Lists whose occupations too few people can train for here: they show how many can.
_REACH: Final = (
    Kind.TRAINING_GAP.value,
    Kind.PARTIAL_REACH.value,
    Kind.TRAINED_ELSEWHERE.value,
    "would_help",
)


#: Columns of ``Atlas.cells`` that lists are written of.
_READ: Final = (
    *("title", "employment", "wage", "wage_flag", "wage_rate", "growth", "growth_basis"),
    *("openings", "reach", "work_experience", "certainty"),
)


def list_kinds(facts: Glance) -> tuple[str, ...]:
    """Return the lists of the first screen."""
    if not facts.pay_known:
        return (UNJUDGED, Kind.TRAINING_GAP.value)
    return ("trained_for", "learned_on_the_job", Kind.TRAINING_GAP.value, "would_help", Kind.STEADY.value)


def of_kind(facts: Glance, kind: str) -> pd.DataFrame:
    """Return the cells of a list; UNJUDGED: only the pay test is unknown."""
    listed = listing.kept(facts.listed, facts.scene)
    if kind == UNJUDGED:
        reachable = listed["accessible"].isin(
            [Status.PASS.value, Status.NOT_NEEDED.value, Status.WOULD_HELP.value]
        )
        growing = listed["growing"] == Status.PASS.value
        return listed.loc[growing & reachable & (listed["sustaining"] == Status.UNKNOWN.value)]
    return listed.loc[listing.in_group(listed, kind)]


def list_name(facts: Glance, kind: str) -> str:
    """Return the name of a list with the number of its occupations."""
    return _name(facts, kind, len(of_kind(facts, kind)))


def _name(facts: Glance, kind: str, occupations: int) -> str:
    return listing.list_label(LISTS[kind], f"{occupations:,}", facts.scene)


def list_table(facts: Glance, kind: str) -> Table:
    """Return the occupations of a list, largest first."""
    chosen, scene = of_kind(facts, kind), facts.scene
    reach = kind in _REACH
    rows = []
    for r in records(chosen[list(_READ)]):
        more = f" {TOP_CODED}" if r["wage_flag"] == Flag.TOP_CODED.value else ""
        if wording.year_only(r, hourly=scene.hourly):
            more += wording.YEAR_ONLY
        rows.append(
            (
                str(r["title"]),
                count(r["employment"]),
                money(r["wage"], scene) + more,
                growth(r["growth"]),
                count(r["openings"]),
                *((share(r["reach"], 0),) if reach else ()),
                listing.EXPERIENCE.get(str(r["work_experience"]), UNKNOWN),
                basis(r["growth_basis"]),
                str(r["certainty"]),
            )
        )
    heads = (
        "Occupation",
        "Jobs",
        f"{WAGES[scene.rules.wage][0]} {per(scene)}",
        "Growth",
        "Openings a year",
        *(("Adults in reach",) if reach else ()),
        "Related experience",
        "Growth is",
        FIGURES["certainty"].head,
    )
    return Table(
        _name(facts, kind, len(chosen)),
        heads,
        f"tnnnn{'n' if reach else ''}ttt",
        tuple(rows),
        note=f"{wording.YEAR_ONLY_NOTE}." if any(row[2].endswith(wording.YEAR_ONLY) for row in rows) else "",
        empty=NO_OCCUPATION
        if facts.pay_known
        else "What a family needs here is not known, so no occupation can be put in this group.",
    )


def list_panel(facts: Glance, kind: str) -> Table:
    """Return a list for the first screen: occupation, jobs, wage, growth and openings or reach."""
    table = list_table(facts, kind).only(*((0, 1, 2, 5) if kind in _REACH else (0, 1, 2, 3, 4)))
    if not table.heads:
        return table
    name, jobs, _, *last = table.heads
    wage = f"{WAGES[facts.scene.rules.wage][1]}, {per(facts.scene)}"
    return replace(table, heads=(name, jobs, wage, *(head.removesuffix(" a year") for head in last)))


def every_occupation(facts: Glance, kind: str) -> pd.DataFrame:
    """Return all occupations of a list with the reasons of the three tests, for a table that scrolls."""
    if kind in listing.LISTS:
        return listing.list_rows(facts.cells, facts.scene, kind)
    return listing.list_rows(facts.cells, facts.scene, listing.REST).loc[of_kind(facts, kind).index]
