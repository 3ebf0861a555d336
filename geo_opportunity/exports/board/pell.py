"""The Workforce Pell desk: words, rows and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.desk import award_year
from geo_opportunity.exports import asked
from geo_opportunity.exports.board.place import book_name, book_options, on_paper, where_of, yes_no
from geo_opportunity.exports.parts import Contents, plain_table
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.picture import picture, unit_line
from geo_opportunity.measures import pell as rule
from geo_opportunity.rows import record
from geo_opportunity.scene import SHORT_MEASURES
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.exports.parts import Table
    from geo_opportunity.scene import Scene

__all__ = [
    "BY_WHAT",
    "LIMITS",
    "READ_IT",
    "area_rows",
    "by_what",
    "contents",
    "desk",
    "list_sentence",
    "map_scene",
    "program_rows",
    "program_sentence",
    "rows",
    "sentence",
]

#: Where the rule is published, and that its text was not read here.
READ_IT: Final = f"{rule.facts()['unread']} {rule.facts()['regulation']}: {rule.facts()['link']}"
LIMITS: Final = (
    "Unknown is not a failure. Ours are certificates of IPEDS levels 20 and 21: a level says how long a "
    "program is only roughly, so hours and weeks are unknown unless a list of your own gives them. "
    "Completion, placement, approval and history need the program's records. Prices are those of "
    "program-year schools (tuition, fees, books and supplies). The price cap is shown with the area's "
    "wages in the place of completers' earnings: an estimate, not the test. Wages and openings are of the "
    "target occupation where the program is taught: of those it leads to, one on the rule book's list "
    "first, then one that asks for no work experience, then the one with most openings."
)  # fmt: skip
BY_WHAT: Final = "Occupations are judged by {book}; award year {year}."
#: Columns of the programs in a document.
_PAPER: Final = ("name", "program", "pell", "stops", "length", "occupation", "A1")
#: Programs in a file.
_MOST: Final = 50_000


def by_what(scene: Scene) -> str:
    """Return which rule book and award year the desk is judged by."""
    return BY_WHAT.format(book=book_name(scene), year=award_year(scene.desk.pell_year))


def desk(atlas: Atlas, code: str | None, scene: Scene, answers: Any = asked) -> pd.DataFrame:
    """Return the desk of a place (``Atlas.pell``); `answers` keeps the atlas's answers."""
    found: pd.DataFrame = answers.pell_desk(
        atlas, code, scene.rules, year=scene.desk.pell_year, **book_options(scene)
    )
    return found


def program_rows(atlas: Atlas, given: Mapping[str, Any], scene: Scene, answers: Any = asked) -> pd.DataFrame:
    """Return every row of the rule for one program of the desk."""
    found: pd.DataFrame = answers.pell_rows(
        atlas, dict(given), year=scene.desk.pell_year, book=book_name(scene)
    )
    return found


def _length(row: Mapping[Any, Any]) -> str:
    """Return what is known of a program's length, in words."""
    said = []
    for name, unit in (("hours", "hours"), ("weeks", "weeks")):
        low, high = float(row[f"{name}_least"]), float(row[f"{name}_most"])
        if np.isfinite(row[name]):
            said.append(f"{row[name]:g} {unit}")
        elif np.isfinite(low):
            said.append(f"under {high:,.0f} {unit}" if low == 0 else f"{low:,.0f} to {high:,.0f} {unit}")
    for name, unit in (("semester_credits", "semester credits"), ("quarter_credits", "quarter credits")):
        if np.isfinite(row[name]):
            said.append(f"{row[name]:g} {unit}")
    return ", ".join(said) or "unknown"


def rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return the desk as rows of a table."""
    out = found.assign(
        length=[_length(row) for row in found.to_dict("records")],
        growing=found["growing"].map(yes_no),
        sustaining=found["sustaining"].map(yes_no),
        occupation=found["occupation"].fillna("none at this award level"),
    )
    return out[list(TABLES["pell"])]


def sentence(found: pd.DataFrame, where: str) -> str:
    """Return what the desk finds, in a sentence or two."""
    if found.empty:
        return f"{where}: no short program is listed (certificates of under a year that somebody completed)."
    count, stopped = len(found), int((found["pell"] == "not met").sum())
    whole = int((found["pell"] == "met").sum())
    one = count == 1
    out = f"{where}: {count:,} short program{'' if one else 's'}."
    if stopped:
        each = found.loc[found["stops"] != "", "stops"].str.split("; ").explode().value_counts()
        first = f"“{each.index[0]}”, {int(each.iloc[0]):,}"
        out += f" {stopped:,} miss{'es' if stopped == 1 else ''} a bar by what is known (most often {first})."
    else:
        out += " None is known to miss a bar."
    if whole:
        return f"{out} {whole:,} meet{'s' if whole == 1 else ''} every one."
    return f"{out} None is known to meet every one: completion, placement and approval need records."


def list_sentence(every: pd.DataFrame) -> str:
    """Return what became of the rows of a list (``Atlas.pell_list``)."""
    counts = every["pell"].value_counts()
    said = [f"{int(counts.get(name, 0)):,} {name}" for name in ("met", "not met", "unknown", "left out")]
    return f"{counted(len(every), 'row')}: {', '.join(said)}."


def program_sentence(given: Mapping[str, Any]) -> str:
    """Return what one program comes to."""
    stops = f" What stops it: {str(given['stops']).lower()}." if given["stops"] else ""
    counts = (("met", "rows_met"), ("not met", "rows_not_met"), ("unknown", "rows_unknown"))
    said = ", ".join(f"{int(given[name])} {word}" for word, name in counts)
    later = int(given["rows_not_yet"])
    return (
        f"{given['program']} at {given['name']}: of the tests of a program, {said}"
        f"{f', {later} not yet in force' if later else ''}.{stops}"
    )


# -------------------------------------------------------------------------- map


def map_scene(scene: Scene) -> Scene:
    """Return the scene whose map the desk shows: one of its two measures of all occupations."""
    measure = scene.measure if scene.measure in SHORT_MEASURES else SHORT_MEASURES[0]
    return scene.show(None).measured(measure)


def area_rows(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the areas as rows, most of the measure first."""
    ranked = frame.sort_values([measure, "title"], ascending=[False, True], na_position="last", kind="stable")
    return ranked[list(TABLES["pell_areas"])]


def nation_sentence(frame: pd.DataFrame, measure: str) -> str:
    """Return what the map of the nation finds."""
    jobs = measure.replace("share_", "jobs_")
    known = frame.loc[frame[measure].notna()]
    share = float(known[jobs].sum() / known["jobs_selected"].sum()) if len(known) else float("nan")
    none = int((known[measure] == 0).sum())
    what = (
        "are in occupations that grow, pay enough and that a short program in reach leads to"
        if measure == SHORT_MEASURES[0]
        else "grow and pay enough, and have no short program in reach although some lead there elsewhere"
    )
    return (
        f"{share:.1%} of the jobs looked at {what} ({known[jobs].sum():,.0f} jobs in {len(known):,} areas; "
        f"in {none:,} there are none)."
    )


# ------------------------------------------------------------------------- files


def _tables(atlas: Atlas, place: Where | None, scene: Scene, frame: pd.DataFrame) -> list[Table]:
    measure = map_scene(scene).measure
    tables = []
    if place is not None:
        found = desk(place.atlas, place.code, scene)
        statuses = found[[row.id for row in rule.rows()]]
        heads = TABLES["pell"] | {row.id: f"{row.id} {row.name}" for row in rule.rows()}
        full = rows(found).drop(columns="A1").join(statuses)
        programs = plain_table("programs", "Short programs", full.head(_MOST), heads)
        tables.append(on_paper(programs, _PAPER, most=120))
        picked = scene.desk.pell_program
        if picked in found.index:
            given = record(found.loc[picked])
            one = program_rows(place.atlas, given, scene)
            title = f"{given['program']} at {given['name']}, row by row"
            tables.append(plain_table("program", title, one[list(TABLES["pell_rows"])], TABLES["pell_rows"]))
    tables.append(
        plain_table(
            "areas",
            "The nation’s areas, largest share first",
            area_rows(frame, measure),
            TABLES["pell_areas"],
        )
    )
    written = atlas.pell_rule(year=scene.desk.pell_year)
    tables.append(plain_table("rule", "The rule, row by row", written, TABLES["pell_rule"]))
    return tables


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the desk says of a scene."""
    place = where_of(atlas, scene)
    seen = map_scene(scene)
    frame = asked.overlap(atlas, scene.rules, scene.asked)
    frame = asked.with_measure(frame, atlas, scene.rules, scene.asked, measure=seen.measure)
    where = "The nation" if place is None else place.title
    said = (
        nation_sentence(frame, seen.measure)
        if place is None
        else sentence(desk(place.atlas, place.code, scene), where)
    )
    return Contents(
        title=f"Workforce Pell desk: {where}",
        headline=said,
        frame=frame,
        picture=picture(frame, seen),
        tables=tuple(_tables(atlas, place, scene, frame)),
        rests_on=("pell", "short"),
        notes=(
            READ_IT,
            LIMITS,
            f"On the map: {FIGURES[seen.measure].label}. {unit_line(seen)}",
        ),
        places=() if place is None else place.places,
        category=False,
        settings=by_what(scene),
        wide=place is not None,
    )
