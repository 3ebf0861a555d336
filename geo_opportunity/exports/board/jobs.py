"""The targeted occupation list of a place: what a board hands in, in words and as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity import wording
from geo_opportunity.exports.board import rules as rule_books
from geo_opportunity.exports.board.place import book_name, where_of
from geo_opportunity.exports.origins import main_sources, short_sources
from geo_opportunity.exports.parts import Contents, plain_table
from geo_opportunity.exports.place.written import Table as Written
from geo_opportunity.heads import TABLES
from geo_opportunity.questions.rulebooks import TOP_CODED
from geo_opportunity.questions.target_list import LISTED, VERDICTS
from geo_opportunity.rows import records
from geo_opportunity.rules import FAMILIES
from geo_opportunity.units import UNITS, counted
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.parts import Table
    from geo_opportunity.scene import Scene

__all__ = ["LISTED", "NOTES", "asked_list", "contents", "list_table", "sentence"]

NO_PLACE: Final = "No place is chosen: a targeted occupation list is of an area, a state or a workforce area."
_GROWTH: Final = (
    "Growth is of the projection decade; ± is half of an 80 percent interval, from back-tests of such rates. "
    "Openings count people who leave the labor force or the occupation, besides growth. Most states round "
    "them to ten: 0 is fewer than five in the state, not none."
)
_REACH: Final = (
    "Programs in reach: active programs that lead to the occupation and that some residents can reach by "
    "road; completers are those of the place's own providers, given to occupations in proportion to openings."
)
NOTES: Final = (_GROWTH, _REACH)
_HEADS: Final = (
    "Occupation", "Verdict and reason", "Jobs", "Growth, 10 years", "Openings a year", "25th pct. and median",
    "Entry education, training", "Programs in reach, completers a year",
)  # fmt: skip
_KINDS: Final = "ttntnttt"


def asked_list(atlas: Atlas, scene: Scene) -> tuple[pd.DataFrame, str] | None:
    """Return the list of the scene's place (``Atlas.target_list``) and the place's title, or None."""
    found = where_of(atlas, scene)
    if found is None:
        return None
    data, place = found.judged
    desk = scene.desk
    known = [one for one in desk.overrides if one.soc in atlas.occupations.index]
    return data.target_list(
        place, desk.rule_book, scene.rules, dollars=desk.dollars, overrides=known
    ), found.title


def sentence(frame: pd.DataFrame, scene: Scene, where: str) -> str:
    """Return how many occupations are on the list, and what the board has changed."""
    count = frame["verdict"].value_counts()
    listed = int(sum(count.get(verdict, 0) for verdict in LISTED))
    on, off = (int(count.get(verdict, 0)) for verdict in VERDICTS[1:3])
    out = (
        f"{where}: {counted(listed, 'occupation')} {'is' if listed == 1 else 'are'} on the targeted "
        f"occupation list by {book_name(scene)}"
    )
    if on or off:
        out += f"; the board put {on:,} on it and took {off:,} off"
    return f"{out}. {int(count.get(VERDICTS[3], 0)):,} cannot be judged."


def list_table(frame: pd.DataFrame) -> Table:
    """Return the list as a table of a file; in a document, what is on it and what the board took off."""
    kept = frame.loc[frame["verdict"].isin(VERDICTS[:3])]
    lines = tuple(_line(str(soc), row) for soc, row in zip(kept.index, records(kept), strict=True))
    paper = Written(
        "Targeted occupation list", _HEADS, _KINDS, lines,
        note=f"{len(frame):,} occupations were judged: the workbook of this view (XLSX) has them all.",
        empty="No occupation is on the list.",
    )  # fmt: skip
    whole = plain_table("target list", "Targeted occupation list", frame, TABLES["target_list"])
    return replace(whole, paper=paper)


def _line(soc: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an occupation as a row of a document."""
    sure = "" if row["certainty"] in ("", "unknown") else f" ({row['certainty']})"
    tier = f", {row['tier']}" if row["tier"] else ""
    error = "" if value_missing(row["growth_error"]) else f" ± {100 * row['growth_error']:.0f} points"
    need = "" if value_missing(row["threshold"]) else f", need {wording.dollars(row['threshold'])}"
    pay = " / ".join(
        f"{'at least ' if TOP_CODED[name] in row['top_coded'] else ''}{UNITS['usd'].text(row[name])}"
        for name in ("p25", "p50")
    )
    programs, completers = (
        "unknown" if value_missing(row[name]) else f"{row[name]:,.0f}"
        for name in ("programs_in_reach", "completers_local")
    )
    if completers == "unknown" and programs == "0":
        completers = "no program leads to it"
    basis = str(row["growth_basis"])
    basis = f"{basis} rate" if basis in ("state", "national", "local") else basis
    training = "" if str(row["training"]) in ("None", "nan") else f"; {str(row['training']).lower()}"
    return (
        f"{soc} {row['title']}",
        f"{row['verdict'].capitalize()}{tier}{sure}. {row['reason']}",
        UNITS["jobs"].text(row["employment"]),
        f"{UNITS['growth'].text(row['growth'])}{error}; {basis}",
        UNITS["jobs"].text(row["openings"]),
        f"{pay}{need}",
        f"{row['entry_education']}{training}",
        f"{programs}; {completers}",
    )


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the view says of a scene."""
    found, desk = asked_list(atlas, scene), scene.desk
    about = rule_books.about(desk.rule_book)
    if found is None:
        said = rule_books.contents(atlas, scene)
        return Contents(said.title, NO_PLACE, said.frame, tables=said.tables, notes=said.notes)
    frame, title = found
    family = FAMILIES[scene.rules.family]
    known = frame["threshold"].notna().any()
    settings = f"{book_name(scene)}. " + (
        f"Pay is compared with what the family needs here: {family}."
        if known
        else f"What a family needs here is unknown ({family}), so pay is not compared with it."
    )
    rests_on = (*rule_books.RESTS_ON, "budget", "programs", "supply")
    return Contents(
        title=f"Targeted occupation list, {title}",
        headline=sentence(frame, scene, title),
        frame=frame,
        tables=(list_table(frame),),
        rests_on=rests_on,
        certainty=rule_books.SURE,
        notes=(*about, rule_books.UNKNOWN, *NOTES),
        settings=settings,
        wide=True,
        foot=f"Sources: {'; '.join(short_sources(main_sources(atlas, *rests_on)))}.",
    )
