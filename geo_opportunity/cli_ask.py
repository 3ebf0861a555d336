"""The questions on the command line: ``geo-opportunity ask …``, one declaration each in QUESTIONS.

An answer is a table (CSV, or JSON) or, where a question has one, a text. Settings are the fields of Rules and
Selection by name: ``--set family=a1c1 --set sector=healthcare``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import typer

from geo_opportunity import uses
from geo_opportunity.cli_common import (
    DATA,
    TABLE,
    add_command,
    argument,
    check_needs,
    data_dir,
    option,
    read_settings,
    write_table,
)
from geo_opportunity.cli_desk import AWARD_YEAR, BARS_NEED, JUDGED_BY, rule_book, target_list
from geo_opportunity.desk import Desk
from geo_opportunity.vocabulary import MOST_COMPLETIONS, MOST_SITES, SITE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from inspect import Parameter

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.rules import Rules, Selection

__all__ = ["QUESTIONS", "Asked", "Question", "app"]

app = typer.Typer(
    name="ask", help="Ask the data: one command per question of the Atlas.", no_args_is_help=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was put."""

    atlas: Atlas
    """The nation's, or that of the region."""
    area: str
    """The area's or region's code, "" where the question has no place."""
    rules: Rules
    selection: Selection
    options: dict[str, Any]
    """The question's other arguments and options, given or by default, by the Atlas's names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How a question is put on the command line."""

    name: str
    about: str
    parameters: tuple[Parameter, ...] = ()
    place: tuple[Parameter, ...] = ()
    after_area: str = ""
    """The argument after the area, which is the only one where a region is given."""
    uses: tuple[str, ...] = ()
    """The settings it uses."""
    unused: Callable[[dict[str, Any]], tuple[str, ...]] = lambda _: ()
    """Those of them that have no effect beside these options."""
    table: Callable[[Asked], pd.DataFrame] | None = None
    text: Callable[[Asked], str] | None = None
    """How it is read where neither JSON nor a file is wanted; None: the table as CSV."""
    needs: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Options that have an effect only with another one (True) or without it (False)."""

    def answer(self, asked: Asked, out: Path | None = None, as_json: bool = False) -> None:
        """Write the answer."""
        if self.text and not (self.table and (out or as_json)):
            typer.echo(self.text(asked).rstrip("\n"))
        elif self.table:
            write_table(self.table(asked), out, as_json)


def _area(atlas: Atlas, text: str) -> str:
    """Return the code of an area as the data have it, and say on the error stream what was done to it."""
    from geo_opportunity.codes.areas import area, titled

    titles = dict(zip(atlas.areas["area_code"].astype(str), atlas.areas["title"].astype(str), strict=True))
    found = area(text, titles)
    if found.code is not None and found.code != text:
        typer.echo(f"Note: {found.note or f'{text} is read as {titled(found.code, titles)}'}.", err=True)
    return found.code or text


def _place(
    data: Path | None,
    area: str | None,
    county: list[str] | None,
    boundary: Path | None,
    workforce: str | None,
) -> tuple[Atlas, str]:
    """Open the data and return the atlas and the code of the area, or of a region opened as one."""
    from geo_opportunity.atlas import open_atlas
    from geo_opportunity.geography import boundary as regions

    atlas = open_atlas(data_dir(data))
    if not county and not boundary and not workforce:
        return atlas, _area(atlas, area) if area else ""
    counties = atlas.table("counties")
    if workforce:
        region = atlas.workforce_area(workforce)
    elif boundary:
        shapes = atlas.table("county_shapes")
        region = regions.from_boundary(
            boundary, boundary.name, atlas.table("tracts"), county_shapes=shapes, counties=counties
        )
        for note in region.notes:
            typer.echo(f"{boundary.name}: {note}", err=True)
    else:
        region = regions.from_counties(county or (), counties)
        for note in region.notes:
            typer.echo(f"Note: {note}.", err=True)
    view = atlas.region(region)
    return view, view.code


def _occupations(atlas: Atlas, given: str | list[str]) -> str | list[str]:
    """Return occupations as the data know them; what became of an older code is said on standard error.

    What cannot be told is left to the question to refuse, unless the reason is known.
    """
    from geo_opportunity.errors import UnknownCodeError
    from geo_opportunity.questions.codes import soc_codes

    def read(text: str) -> str:
        found = soc_codes(atlas).parse(text)
        if found.code is None and found.candidates:
            raise UnknownCodeError(found.note, fix=f"name one of {', '.join(found.candidates[:6])}")
        if found.note and found.code:
            typer.echo(f"{found.note}.", err=True)
        return found.code or text

    return [read(text) for text in given] if isinstance(given, list) else read(given)


def _ask(question: Question, *, data: Path | None, settings: list[str] | None = None, **given: Any) -> None:
    places = {p.name: given.pop(p.name) for p in question.place}
    last = question.after_area
    if last and given[last] is None:  # with a region it is the only argument
        places["area"], given[last] = None, places["area"]
    if last and given[last] is None:
        msg = f"name an occupation, after the area or alone with a region: {question.name} 38060 29-1141"
        raise typer.BadParameter(msg)
    output = {p.name: given.pop(p.name) for p in TABLE if p.name in given}
    check_needs(question.parameters, given, question.needs)
    unused = question.unused(given)
    rules, selection = read_settings(settings or (), [name for name in question.uses if name not in unused])
    if places and len([p for p in places.values() if p]) != 1:
        of_area = "an area code, or " if "area" in places else ""
        msg = f"name one place: {of_area}--county (repeatable), --boundary FILE or --workforce NAME"
        raise typer.BadParameter(msg)
    atlas, code = _place(data, *(places.get(name) for name in ("area", "county", "boundary", "workforce")))
    options = {name: value for name, value in given.items() if value is not None}
    if "soc" in options:
        options["soc"] = _occupations(atlas, options["soc"])
    question.answer(
        Asked(atlas=atlas, area=code, rules=rules, selection=selection, options=options), **output
    )


def _access(q: Asked) -> pd.DataFrame:
    options = dict(q.options)
    return q.atlas.access_equity(**options) if options.pop("equity") else q.atlas.access(**options)


def _region(q: Asked) -> pd.DataFrame:
    region: Any = q.atlas  # only a region's atlas has parts
    totals: pd.DataFrame = (
        region.parts() if q.options["parts"] else region.overlap(q.rules, q.selection, geometry=False)
    )
    return totals


def _number(value: float) -> str:
    return "unknown" if math.isnan(value) else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _what_if_text(q: Asked) -> str:
    found = q.atlas.what_if(rules=q.rules, selection=q.selection, **q.options)
    home = found.areas["title"].get(found.home, found.home) if found.home else "outside every area"
    nearest = f"{found.nearest_name}, {found.nearest_miles:,.0f} miles" if found.nearest_name else "none"
    before, after, openings = map(_number, (found.completers, found.completers_after, found.openings))
    lines = [
        (
            f"{q.atlas.occupations['title'][found.soc]}: {found.completions:,} completers a year at "
            f"{found.lat:g}, {found.lon:g}"
        ),
        f"Home: {home}; openings a year: {openings}; completers a year: {before}, with the program {after}",
        f"Nearest such program today: {nearest}",
        f"Adults within {found.miles} road miles of such a program:",
    ]
    for row in found.areas.to_dict("records"):
        kinds = dict.fromkeys((row["kind_before"], row["kind_after"]))
        lines.append(
            (
                f"  {row['title']}: {row['reach_before']:.1%} -> {row['reach_after']:.1%} "
                f"(+{row['adults_gained']:,.0f} adults); "
            )
            + " -> ".join(kinds).replace("_", " ")
        )
    return "\n".join(lines if len(found.areas) else [*lines[:-1], "It would reach no adults of any area."])


def _site_text(q: Asked) -> str:
    from geo_opportunity.exports.siting import notes, sentences
    from geo_opportunity.scene import Scene

    found = q.atlas.site(rules=q.rules, selection=q.selection, **q.options)
    name = str(q.atlas.occupations["title"][found.soc]) if found.soc else f"in {q.options['what']}"
    lines = sentences(found, Scene(desk=Desk(site_count=found.k)), name)
    unit = "adults" if found.objective == "people" else "unmet openings a year"
    for order, row in found.plan().iterrows():
        lines.append(f"  {order}. {row['name']} ({row['site_id']}): +{row['gain']:,.0f} {unit}")
    lines.append("New programs: in reach, best together and one at a time")
    for k, row in found.frontier.iterrows():
        lines.append(
            f"  {k}: {row['covered']:,.0f} ({row['share']:.1%}); {row['greedy_covered']:,.0f} one at a time"
        )
    return "\n".join([*lines, *notes(found)])


# fmt: off
_REGION = (
    option("county", list[str] | None, None,
        "A region instead: county FIPS or 'Name County, ST', mixed as you like; repeatable."),
    option("boundary", Path | None, None, "A region instead: GeoJSON, GeoPackage or zipped shapefile."),
    option("workforce", str | None, None,
        "A local workforce area instead (Census LEHD, 2019): its code, or its name, e.g. 'phoenix az'."),
)
_PLACE = (
    argument("area", str | None, "OEWS area code, e.g. 38060. Leave it out when a region is given.", None),
    *_REGION,
)
_AREA = (argument("area", str, "OEWS area code, e.g. 38060."),)


def _soc(about: str) -> Parameter:
    return argument("soc", str, f"Occupation{about}.")


def _limit(default: int | None) -> Parameter:
    return option("limit", int | None, default, "Most rows.", min=1)


_LIST_BOOK = option("book", str, "ohio_2021",
    "Rule book by its code, which ask rule-books lists; or ours, with --bar.")
_DOLLARS = option("dollars", Literal["published", "restated"], "restated",
    "Bars as published, or restated for this place and year.")
_BARS = option("bar", list[str] | None, None,
    "A bar of your own, with --book ours: openings=20, growth=5 (percent), wage=0.8 (of the median here), "
    "need=yes, education=ba (below it); repeatable.")


def _college(q: Asked) -> pd.DataFrame:
    options = dict(q.options)
    paper, provider = options.pop("paper"), options.pop("provider")
    if (paper == "proposal") != ("soc" in options):
        msg = "--soc goes with --paper proposal: give both or neither"
        raise typer.BadParameter(msg)
    if paper == "proposal":
        return q.atlas.college_proposal(provider, options.pop("soc"), rules=q.rules, **options).near
    area, answer = options.pop("area_code", None), getattr(q.atlas, f"college_{paper}")
    found: pd.DataFrame = answer(provider, area, q.rules, q.selection, **options)
    return found


QUESTIONS: Final = (
    Question(
        name="search", about=(
            "States, areas, counties, cities, ZIP codes, occupations, providers and programs, by name or "
            "code."
        ),
        parameters=(argument("text", str, "As people write it, e.g. phoenix, 85004, 'nurse aide'."),
            _limit(20)),
        table=lambda q: q.atlas.search(**q.options),
    ),
    Question(
        name="cells",
        about="Every occupation of an area or region: the three tests, their figures and reasons.",
        place=_PLACE, uses=uses.EVERY,
        table=lambda q: q.atlas.cells(q.area, q.rules, q.selection),
    ),
    Question(
        name="explain", about=(
            "Where the outcome of an area or region for an occupation comes from: every input with its "
            "source, each formula, how sure it is, and what would turn it."
        ),
        place=_PLACE, after_area="soc",
        parameters=(argument("soc", str | None, "Occupation, e.g. 29-1141.", None),),
        uses=uses.RULES, table=lambda q: q.atlas.explain(q.area, q.options["soc"], q.rules),
        text=lambda q: q.atlas.explain_text(q.area, q.options["soc"], q.rules),
    ),
    Question(
        name="rule-books", about="How many occupations of a place meet each published rule book.",
        place=_PLACE, parameters=(_DOLLARS,), uses=uses.NEED,
        table=lambda q: q.atlas.rule_book_counts(q.area, q.rules, **q.options),
    ),
    Question(
        name="rule-book", about=(
            "Which occupations of an area, state or region meet a rule book, and by how much the others miss."
        ),
        place=_PLACE, uses=uses.NEED,
        parameters=(_LIST_BOOK, _DOLLARS, _BARS,
            option("conditions", bool, False, "Its conditions here, instead of the occupations.")),
        table=lambda q: rule_book(q.atlas, q.area, q.rules, q.options),
    ),
    Question(
        name="on-rule-books", about="On which published rule books an occupation is in a place.",
        place=_PLACE, after_area="soc", uses=uses.NEED,
        parameters=(argument("soc", str | None, "Occupation, e.g. 29-1141.", None), _DOLLARS),
        table=lambda q: q.atlas.on_rule_books(q.area, rules=q.rules, **q.options),
    ),
    Question(
        name="rule-book-areas",
        about="How many occupations meet a rule book in every area, or how many rule books one meets.",
        parameters=(option("book", str | None, None, "Rule book by its code."),
            option("soc", str | None, None, "One occupation: how many rule books it meets."), _DOLLARS),
        table=lambda q: q.atlas.rule_book_areas(**q.options),
    ),
    Question(
        name="target-list", about=(
            "The targeted occupation list of an area, state or region: a rule book's verdicts, your own "
            "decisions with their reasons, pay against need, training and completers."
        ),
        place=_PLACE, uses=uses.TARGET_LIST,
        parameters=(_LIST_BOOK, _DOLLARS, _BARS,
            option("over", list[str] | None, None,
                "An occupation on or off the list for a reason, e.g. '35-3011~on~Hotels ask'; repeatable."),
            option("since", Path | None, None, "An earlier list (CSV or XLSX): what changed since.")),
        table=lambda q: target_list(q.atlas, q.area, q.rules, q.options),
    ),
    Question(
        name="plan", about=(
            "Figures of a plan chapter of an area or region: in-demand occupations, sectors, skills, "
            "technology, "
            "preparation, people, programs. The chapter itself: export '?page=board&desk=plan&area=38060' "
            "-o plan.docx."
        ),
        place=_PLACE, uses=uses.EVERY,
        parameters=(option("part", Literal["occupations", "sectors", "skills", "technology", "preparation",
            "people", "supply", "programs"], "occupations", "Which of them."),),
        table=lambda q: getattr(q.atlas.plan(q.area, q.rules, q.selection), q.options["part"]),
    ),
    Question(
        name="budget", about="The family budget of an area or region, line by line.", place=_PLACE,
        uses=("family",),
        table=lambda q: q.atlas.budget(q.area, q.rules.family),
    ),
    Question(
        name="programs", about="Active programs near an area or region, nearest first.", place=_PLACE,
        uses=("reach_miles",),
        parameters=(
            option("soc", list[str] | None, None, "Only those that lead to this occupation; repeatable."),
            option("max_miles", float, 60.0, "Road miles from the center of population.", "--miles", min=0),
            _limit(None),
        ),
        table=lambda q: q.atlas.programs(q.area, reach_miles=q.rules.reach_miles, **q.options),
    ),
    Question(
        name="campuses", about=(
            "Campuses in reach of an area or region where a program may be taught, and where IPEDS books the "
            "college."
        ),
        place=_PLACE, uses=("reach_miles",),
        parameters=(option("soc", str | None, None, "Only colleges with a program that leads to it."),),
        table=lambda q: q.atlas.campuses(q.area, rules=q.rules, **q.options),
    ),
    Question(
        name="sites", about=(
            "Employers, apprenticeships and trade schools of an area or region that Veterans Affairs ever "
            "listed by February 2023; no programs, and not a list of what is open now."
        ),
        place=_PLACE,
        parameters=(option("kind", str | None, None, f"One of: {', '.join(SITE_KINDS)}."),),
        table=lambda q: q.atlas.training_sites(q.area, **q.options),
    ),
    Question(
        name="access", about=(
            "Access score: yearly completions per resident within the catchment (a floating catchment area "
            "measure)."
        ),
        parameters=(
            option("soc", str | None, None, "Occupation, e.g. 29-1141."),
            option("sector", Literal["healthcare", "trades", "green", "advanced"] | None, None,
                "Or a sector."),
            option("method", Literal["2sfca", "e2sfca", "gravity", "gaussian", "3sfca"], "e2sfca",
                "How supply is shared."),
            option("catchment_miles", float | None, None, "Catchment, road miles (default: 25).", "--miles",
                min=0.1),
            option("travel_times", Path | None, None, "CSV or Parquet: origin_id, destination_id, minutes."),
            option("catchment_minutes", float | None, None, "Catchment, minutes (default: 30).", "--minutes",
                min=0.1),
            option("level", Literal["area", "county", "tract"] | None, None,
                "What a row is (default: area)."),
            option("equity", bool, False, "Residents of high-poverty counties against others."),
            option("scheduler", str | None, None,
                "Dask scheduler: 'threads', or tcp://host:port of a cluster."),
        ),
        needs={"soc": ("sector", False), "catchment_miles": ("travel_times", False),
               "catchment_minutes": ("travel_times", True), "level": ("equity", False)},
        table=_access,
    ),
    Question(
        name="deserts", about="Education deserts by a published definition.",
        parameters=(
            option("definition", Literal["ace", "urban"], "ace",
                "Hillman & Weichman 2016, or Urban Institute 2018."),
            option("level", Literal["county", "area"], "county", "What a row is."),
        ),
        table=lambda q: q.atlas.deserts(**q.options),
    ),
    Question(
        name="supply", about="Completers against openings, by occupation.", place=_PLACE,
        uses=("reach_miles", "coverage_min", *uses.SELECTION),
        unused=lambda given: ("reach_miles",) * (given["catchment"] == "own"),
        parameters=(
            option("convention", Literal["openings", "employment", "unsplit"], "openings",
                   "How completers of a program are split between its occupations."),
            option("catchment", Literal["own", "reach"], "own",
                "The area's providers, or those within reach of its residents."),
        ),
        table=lambda q: q.atlas.supply_demand(q.area, q.rules, q.selection, reach_miles=q.rules.reach_miles,
            **q.options),
    ),
    Question(
        name="ladder", about="Career ladders from an occupation toward the first family-sustaining rung.",
        place=_AREA,
        parameters=(_soc(" to start from, e.g. 31-1120"),), uses=uses.RULES,
        table=lambda q: q.atlas.ladders(q.area, q.options["soc"], q.rules),
        text=lambda q: q.atlas.ladder_text(q.area, q.options["soc"], q.rules),
    ),
    Question(
        name="what-if",
        about="What one more program for an occupation would change: reach and the three tests around it.",
        parameters=(
            _soc(" the program leads to, e.g. 29-1141"),
            option("lon", float, ..., "Where it opens: longitude, degrees.", min=-180, max=180),
            option("lat", float, ..., "Latitude, degrees.", min=-90, max=90),
            option("completions", int, 20, "People who complete it, a year.", min=1, max=MOST_COMPLETIONS),
        ),
        uses=uses.EVERY,
        table=lambda q: q.atlas.what_if(rules=q.rules, selection=q.selection, **q.options).areas,
        text=_what_if_text,
    ),
    Question(
        name="site", about=(
            "Where new programs would bring the most people, or the most unmet openings, into reach: the "
            "best sites (exactly), beside the best one at a time and today."
        ),
        parameters=(
            argument("what", str,
                "Occupation, e.g. 29-2061, or a sector: advanced, healthcare, green, trades."),
            argument("place", str, "OEWS area code, or a state's postal code, e.g. 38060 or TX."),
            option("k", int, 3, "New programs.", "-k", min=1, max=MOST_SITES),
            option("objective", Literal["people", "openings"], "people",
                "What they should bring into reach."),
            option("avoid", list[str] | None, None, "A site not to be used (its site_id); repeatable."),
            option("candidates", Literal["any", "campuses", "public", "towns"], "any",
                "Sites to choose from."),
        ),
        uses=uses.SITING,
        table=lambda q: q.atlas.site(rules=q.rules, selection=q.selection, **q.options).plan(),
        text=_site_text,
    ),
    Question(
        name="region", about="Totals of a region of your own: one row, the columns of an area.",
        place=_REGION,
        parameters=(option("parts", bool, False,
            "Which parts come from which area, instead of the totals."),),
        uses=uses.EVERY, unused=lambda given: uses.EVERY * given["parts"], table=_region,
    ),
    Question(
        name="certainty", about=(
            "How clear each occupation's outcome is: intervals where standard errors exist, margins of "
            "growth."
        ),
        place=_PLACE, uses=(*uses.WAGE_AND_GROWTH, *uses.SELECTION),
        table=lambda q: q.atlas.cell_certainty(q.area, q.rules, q.selection),
    ),
    Question(
        name="sensitivity",
        about="Which settings, moved one step, flip the most jobs in or out of the overlap.",
        place=_PLACE, uses=uses.EVERY,
        table=lambda q: q.atlas.sensitivity(q.area, q.rules, q.selection),
    ),
    Question(
        name="pell", about=(
            "Workforce Pell: every short program taught in an area or region against each row of the federal "
            "rule: met, not met, unknown or not yet in force."
        ),
        place=_PLACE, parameters=(*JUDGED_BY, AWARD_YEAR), uses=uses.WAGE_AND_GROWTH, needs=BARS_NEED,
        table=lambda q: q.atlas.pell(q.area, q.rules, **q.options),
    ),
    Question(
        name="pell-program", about="Workforce Pell: each row of the rule for one program, with its figure.",
        parameters=(argument("program_id", str, "As ask pell has it, e.g. ipeds:105154/51.3902/20."),
            *JUDGED_BY, AWARD_YEAR), uses=uses.WAGE_AND_GROWTH, needs=BARS_NEED,
        table=lambda q: q.atlas.pell_program(rules=q.rules, **q.options),
    ),
    Question(
        name="pell-rule", about="Workforce Pell: the rows of the federal rule, and how each is known.",
        parameters=(AWARD_YEAR,), table=lambda q: q.atlas.pell_rule(**q.options),
    ),
    Question(
        name="short-programs", about=(
            "Every area: its jobs in growing, family-sustaining occupations that short programs in reach "
            "lead to, and those that have none."
        ),
        uses=uses.EVERY, table=lambda q: q.atlas.short_programs(q.rules, q.selection),
    ),
    Question(
        name="college", about=(
            "A college's papers: its programs against the labor market (Perkins), the occupations they lead "
            "to, what it could propose, or the programs near for a proposal."
        ),
        parameters=(
            argument("provider", str, "Provider, e.g. ipeds:105154; ask search finds it by name."),
            option("paper", Literal["programs", "occupations", "proposals", "proposal"], "programs",
                "Which table."),
            option("soc", str | None, None, "Of a proposal: the occupation, e.g. 31-9092."),
            option("area_code", str | None, None, "Whose jobs (default: of its own area).", "--area"),
            *JUDGED_BY,
        ),
        uses=uses.EVERY, needs=BARS_NEED, table=_college,
    ),
)
# fmt: on


def _settings(question: Question) -> tuple[Parameter, ...]:
    named = question.uses
    example = "family=a1c1" if "family" in named else "reach_miles=50"
    about = f"A setting, NAME=VALUE, e.g. {example}; repeatable. Settings: {', '.join(named)}."
    return (option("settings", list[str] | None, None, about, "--set"),) if named else ()


for _one in QUESTIONS:
    _table = TABLE if _one.table else ()
    _parameters = (*_one.place, *_one.parameters, *_settings(_one), *_table, DATA)
    add_command(app, _one.name, _one.about, _parameters, partial(_ask, _one))
