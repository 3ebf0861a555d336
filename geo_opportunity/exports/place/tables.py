"""Written tables and sentences of the Area page: facts of one place in, text out. No Streamlit here."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity import headlines, wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.place.written import (
    HOUR_NOTE,
    NEED_EMPTY,
    NO_OCCUPATION,
    SECTIONS,
    WAGES,
    Table,
    basis,
    count,
    dollars,
    growth,
    money,
    per,
    share,
)
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.vocabulary import KINDS_SHORT, SECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.exports.place.facts import Facts, Glance
    from geo_opportunity.scene import Scene

__all__ = [
    "LENGTHS",
    "ROWS",
    "basis_sentence",
    "budget_bars",
    "budget_lines",
    "county_table",
    "every_program",
    "growth_table",
    "headline",
    "key_figures",
    "key_html",
    "ladder_rungs",
    "need_table",
    "neighbor_table",
    "parts_table",
    "programs_of",
    "programs_shown",
    "programs_table",
    "sector_table",
    "sensitivity_lines",
    "supply_sides",
]

#: Rows of a list before "all".
ROWS: Final = 15


# --------------------------------------------------------------------- figures


def headline(facts: Glance) -> str:
    """Return the place's headline sentence, without its name, which is above it."""
    said = headlines.area_headline(facts.row, facts.nation, facts.scene).removeprefix(f"{facts.title}: ")
    return said[:1].upper() + said[1:]


def key_figures(facts: Glance) -> list[tuple[str, str, str]]:
    """Return the figures at the head of the page: name, value, what it means."""
    row, nation, scene = facts.row, facts.nation, facts.scene
    unknown = "" if facts.pay_known else "pay needed is not known here"
    about = "about " if wording.estimated(row) else ""
    low, high = float(row["share_overlap_low"]), float(row["share_overlap_high"])
    likely = "" if wording.value_missing(low) else f"likely {wording.percent_range(low, high)}; "

    def gap(name: str) -> str:
        return unknown or f"jobs, {share(row[name])}; nation {share(nation[name])}"

    return [
        (
            "Jobs of your choice",
            f"{about}{count(row['jobs_selected'])}",
            f"{'estimated' if about else 'published'}, of {about}{count(row['jobs_total'])} in all",
        ),
        (
            "Where all three meet",
            share(row["share_overlap"]),
            unknown
            or f"{likely}{share(row['share_trained_for'])} trained for, "
            f"{share(row['share_learned_on_the_job'])} learned on the job; "
            f"nation {share(nation['share_overlap'])}",
        ),
        (
            f"Pay needed {per(scene)}",
            money(row["threshold"], scene),
            f"per earner; {row['threshold_note']}" if facts.pay_known else "not known here",
        ),
        ("Training gap", about + count(row["jobs_training_gap"]), gap("share_training_gap")),
        ("A program would help", about + count(row["jobs_would_help"]), gap("share_would_help")),
        ("Job-quality gap", about + count(row["jobs_quality_gap"]), gap("share_quality_gap")),
        ("Average growth, all jobs", growth(row["average_growth"]), _outlook(facts)),
    ]


def _outlook(facts: Glance) -> str:
    """Return what stands beside the average growth: the nation's, and openings of the occupations chosen."""
    bar, openings = facts.cells["nation_growth"].dropna(), float(facts.listed["openings"].sum(min_count=1))
    nation = f"ten years; nation {growth(bar.iloc[0])}" if len(bar) else "ten years"
    if wording.value_missing(openings):
        return nation
    return f"{nation}; about {wording.people(float(f'{openings:.2g}'))} openings a year in your choice"


def key_html(facts: Glance) -> str:
    """Return the key figures as a list of terms."""
    items = "".join(
        f'<div><dt>{escape(name)}</dt><dd><span class="go-value">{escape(value)}</span>'
        f'<span class="go-sub">{escape(meaning)}</span></dd></div>'
        for name, value, meaning in key_figures(facts)
    )
    return f'<dl class="go-key">{items}</dl>'


# -------------------------------------------------------------- budget, growth

_SUMS: Final = ("total", "per_earner")
_BUDGET: Final = "Family budget, dollars"


def _amount(value: Any, scene: Scene) -> str:
    """Write an amount of the family budget, by the year or the hour, credits with a minus."""
    if wording.value_missing(value):
        return UNKNOWN
    return f"{'−' if value < 0 else ''}{money(abs(value), scene)}"


def _amount_head(scene: Scene) -> str:
    return per(scene).capitalize()


def budget_lines(facts: Glance) -> Table:
    """Return the family budget line by line."""
    scene = facts.scene
    rows = tuple(
        (
            str(r["component"]),
            _amount(r["annual"], scene),
            UNKNOWN if wording.value_missing(r["annual"]) else wording.signed_dollars(r["annual"] / 12),
            str(r["basis"]),
            str(r["year"]),
            str(r["note"]),
        )
        for r in facts.budget.to_dict("records")
    )
    heads = tuple((TABLES["budget"] | {"annual": _amount_head(scene)}).values())
    return Table(_BUDGET, heads, "tnnttt", rows, note=HOUR_NOTE if scene.hourly else "")


def budget_bars(facts: Glance) -> str:
    """Return the parts of the family budget as a table with a bar in each row, and their sums below."""
    values = facts.budget["annual"].astype(float)
    parts = values.drop(index=list(_SUMS), errors="ignore")
    low, high = min(0.0, float(parts.min())), max(0.0, float(parts.max()))

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 1) if high > low else 0.0

    def bar(value: float) -> str:
        if wording.value_missing(value):
            return ""
        left, right = at(min(value, 0)), at(max(value, 0))
        look = "go-minus" if value < 0 else "go-plus"
        return f'<i class="{look}" style="left:{left}%;width:{round(right - left, 1)}%"></i>'

    body = []
    for key, component, value in zip(values.index, facts.budget["component"], values, strict=True):
        name, amount = escape(str(component)), escape(_amount(value, facts.scene))
        if key in _SUMS:
            cells = f'<tr class="go-sum"><th scope="row" colspan="2">{name}</th>'
        else:
            track = f'<span class="go-track" aria-hidden="true">{bar(value)}</span>'
            cells = f'<tr><th scope="row">{name}</th><td class="go-bar">{track}</td>'
        body.append(f'{cells}<td class="go-n">{amount}</td></tr>')
    head = (
        f'<th scope="col">{escape(FIGURES["component"].head)}</th><td class="go-bar"></td>'
        f'<th scope="col" class="go-n">{_amount_head(facts.scene)}</th>'
    )
    return (
        f'<table class="go-table go-panel-table go-budget"><caption class="go-quiet">{_BUDGET}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def basis_sentence(facts: Glance) -> str:
    """Return how much of the published jobs each basis of growth covers."""
    jobs = facts.listed.groupby("growth_basis")["employment"].sum().sort_values(ascending=False)
    total = float(jobs.sum())
    if not total:
        return ""
    said = ", ".join(f"{_part(float(n) / total)} {basis(name)}" for name, n in jobs.items() if n > 0)
    return (
        f"Of the published jobs, by where their growth rate comes from: {said}. "
        f"Average growth of all jobs here: {growth(facts.row['average_growth'])} in ten years."
    )


def _part(part: float) -> str:
    if part < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= part < 1 else wording.percent(part, 0)


def growth_table(facts: Glance, *, limit: int = ROWS) -> Table:
    """Return the occupations with the most openings, with growth and its basis."""
    chosen = facts.listed.loc[facts.listed["openings"].notna()].sort_values(
        ["openings", "title"], ascending=[False, True], kind="stable"
    )
    rows = tuple(
        (
            str(r["title"]),
            count(r["openings"]),
            growth(r["growth"]),
            growth(r["nation_growth"]),
            basis(r["growth_basis"]),
            count(r["employment"]),
            KINDS_SHORT[str(r["kind"])],
        )
        for r in chosen.head(limit).to_dict("records")
    )
    heads = (
        "Occupation",
        "Openings a year",
        "Growth, ten years",
        "All jobs, US",
        "Growth is",
        "Jobs",
        "Together",
    )
    empty = "BLS publishes no jobs for this choice in this area."
    return Table("Most openings a year", heads, "tnnntnt", rows, empty=empty)


_SECTOR_SHARES: Final = (
    "share_overlap",
    "nation_share_overlap",
    "share_trained_for",
    "share_learned_on_the_job",
    "share_training_gap",
    "share_quality_gap",
)


def sector_table(facts: Facts) -> Table:
    """Return jobs, concentration and shares by sector."""
    rows = []
    for name, r in facts.sectors.iterrows():
        first, concentration = name == "", float(r["concentration"])
        rows.append(
            (
                "All occupations of your choice" if first else SECTORS[str(name)],
                count(r["jobs_selected"]),
                "100%" if first else share(r["share_of_choice"]),
                "1.00"
                if first
                else UNKNOWN
                if wording.value_missing(concentration)
                else f"{concentration:.2f}",
                *map(share, r[list(_SECTOR_SHARES)]),
            )
        )
    concentration_note = (
        "Concentration is the sector's share of local jobs divided by its share of the nation's, over "
        "published jobs; 1 means the same. Sectors may share occupations, so they do not add up."
    )
    heads = tuple(TABLES["area_sectors"].values())
    return Table(SECTIONS["sectors"], heads, "tnnnnnnnnn", tuple(rows), note=concentration_note)


# ---------------------------------------------------- training, supply, ladders

#: Award level (IPEDS) -> usual length of full-time study after the entry it builds on.
LENGTHS: Final = {
    20: "under 12 weeks",
    21: "12 weeks to 1 year",
    2: "1 to 2 years",
    4: "2 to 4 years",
    3: "2 years",
    5: "4 years",
    6: "under 2 years after a bachelor's",
    7: "1 to 2 years after a bachelor's",
    8: "about 1 year after a master's",
    17: "4 or more years after a bachelor's",
    18: "3 or more years after a bachelor's",
    19: "3 or more years after a bachelor's",
}


def programs_shown(facts: Facts, *, limit: int = ROWS) -> tuple[pd.DataFrame, str]:
    """Return the programs listed and what they are: the largest within reach, else the nearest."""
    return programs_of(facts, facts.programs, limit=limit)


def programs_of(facts: Glance, every: pd.DataFrame, *, limit: int = ROWS) -> tuple[pd.DataFrame, str]:
    """Return :func:`programs_shown` of the programs that were asked for (``facts.programs``)."""
    scene = facts.scene
    several = (
        "occupations where all three meet or with a training gap"
        if facts.pay_known
        else "growing occupations"
    )
    wanted = facts.occupations.get(scene.focus or "", several)
    away = wording.distance(facts.miles, scene.units)
    if every.empty:
        return every, f"No active program for {wanted} is listed within {away}."
    online = every["distance_only"].astype(bool)
    own = every.loc[every["distance_miles"].isna() & ~online]
    if len(own):  # an area of which the data do not say where people live
        shown = own.head(limit)
        return shown, (
            f"The first {len(shown)} of {len(every):,} programs listed for {wanted}: those of places here "
            "come first. How far residents live from them is not known, since the data hold no points of "
            "where people live here."
        )
    near = every.loc[(every["distance_miles"] <= facts.miles) | (every["adults_within"] > 0)]
    if near.empty:
        shown = every.head(limit)
        none = f"No program for {wanted} lies within {away} of adults of this place;"
        if online[shown.index].all():  # none can be gone to: the order says nothing
            return shown, f"{none} {len(shown)} of {len(every):,} listed online-only programs are shown."
        return shown, f"{none} the {len(shown)} nearest of {len(every):,} are listed."
    order = ["completions", "distance_miles", "name", "cip"]
    shown = near.sort_values(order, ascending=[False, True, True, True], kind="stable").head(limit)
    return shown, (
        f"The {len(shown)} programs with the most completions a year within {away} of adults of this place, "
        f"of {len(every):,} listed for {wanted}. Distances are from the middle of where its adults live."
    )


def programs_table(shown: pd.DataFrame, scene: Scene) -> Table:
    """Return programs: who, what, award, length, distance, price, completions."""
    rows = tuple(
        (
            str(r["name"]),
            str(r["program"]),
            str(r["award"]),
            LENGTHS.get(int(r["award_level"]), UNKNOWN),
            "online only"
            if r["distance_only"]
            else wording.distance(float(r["distance_miles"]), scene.units),
            dollars(r["tuition"]),
            count(r["completions"]),
        )
        for r in shown.to_dict("records")
    )
    return Table(
        "Programs",
        tuple(TABLES["area_programs"].values()),
        "ttttnnn",
        rows,
        note=(
            "Price is a year's tuition and required fees for students of the state; living costs are not in "
            "it."
        ),
        empty=NO_OCCUPATION,
    )


def every_program(programs: pd.DataFrame, titles: Mapping[str, str], scene: Scene) -> pd.DataFrame:
    """Return programs for a table that scrolls, nearest first."""
    lengths = [LENGTHS.get(int(level), UNKNOWN) for level in programs["award_level"]]
    rows = listing.program_rows(programs, titles, scene).assign(length=lengths)
    return rows[list(TABLES["area_every_program"])]


def supply_sides(facts: Facts, *, limit: int = 7) -> tuple[Table, Table]:
    """Return occupations with fewer completers than openings, and with more; widest first."""
    return (
        _supply_side(facts, "undersupply", "Fewer completers than openings", limit),
        _supply_side(facts, "oversupply", "More completers than openings", limit),
    )


def _supply_side(facts: Facts, verdict: str, caption: str, limit: int) -> Table:
    chosen = facts.supply.loc[facts.supply["verdict"] == verdict]
    widest = chosen.assign(_size=-chosen["gap"].abs()).sort_values(["_size", "title"], kind="stable")
    rows = tuple(
        (
            str(r["title"]),
            count(r["openings"]),
            count(r["completers_local"]),
            UNKNOWN if wording.value_missing(r["gap"]) else f"{r['gap']:+,.0f}".replace("-", "−"),
        )
        for r in widest.head(limit).to_dict("records")
    )
    heads = tuple(TABLES["area_supply"].values())
    return Table(f"{caption} ({len(chosen):,})", heads, "tnnn", rows, empty="None that can be judged.")


def ladder_rungs(facts: Facts, *, chains: int = 3) -> Table:
    """Return the first ladders, one row per rung."""
    found, scene = facts.ladders, facts.scene
    if found.empty:
        return Table(listing.LADDERS, empty=_no_ladder(facts))
    shown = listing.ladder_rows(found.loc[found["chain"] < chains], scene)
    rows = tuple(
        (
            str(r["title"]),
            f"{r['ladder']:.0f}",
            str(r["rung"]),
            str(r["wage"]),
            str(r["raise"]),
            growth(r["growth"]),
            str(r["entry"]) or UNKNOWN,
        )
        for r in shown.to_dict("records")
    )
    named = TABLES["ladders"] | {"wage": WAGES[scene.rules.wage][0], "growth": "Growth"}
    heads = tuple(named[name] for name in ("title", "ladder", "rung", "wage", "raise", "growth", "entry"))
    return Table(listing.LADDERS, heads, "tntnnnt", rows)


def _no_ladder(facts: Facts) -> str:
    if facts.ladder_from is not None:
        return listing.NO_LADDER
    if facts.pay_known:
        return (
            "No occupation here is in a job-quality gap, so no ladder starts by itself. Choose an occupation "
            "above."
        )
    return "What a family needs here is not known, so there is no rung to aim for."


# -------------------------------------------------- need, neighbors, certainty

#: Figures of need, in the order of the tables.
_NEED: Final = {
    name: head for name, head in TABLES["area_counties"].items() if name not in ("county", "population")
}


def _need_text(name: str, value: Any) -> str:
    if name == "median_household_income" and not wording.value_missing(value):
        return wording.dollars(float(value))
    return share(value)


def need_table(facts: Glance) -> Table:
    """Return the need figures of the place beside the nation's."""
    caption = "Need, here and in the nation"
    if facts.counties.empty:
        return Table(caption, empty=NEED_EMPTY)
    here, there = facts.need, facts.nation_need["value"]
    rows = tuple(
        (
            head,
            _need_text(name, here.loc[name, "value"]),
            _need_text(name, there[name]),
            share(here.loc[name, "covered"], 0),
        )
        for name, head in _NEED.items()
    )
    return Table(caption, tuple(TABLES["area_need"].values()), "tnnn", rows)


def county_table(facts: Glance) -> Table:
    """Return the need figures county by county, largest first."""
    rows = tuple(
        (
            f"{r['name']}, {r['state']}",
            count(r["population"]),
            *(_need_text(name, r[name]) for name in _NEED),
        )
        for r in facts.counties.to_dict("records")
    )
    caption = "The county of this place" if len(rows) == 1 else f"The {len(rows)} counties of this place"
    heads = tuple(TABLES["area_counties"].values())
    return Table(caption, heads, "tnnnnnnn", rows, empty=NEED_EMPTY)


def neighbor_table(facts: Glance) -> Table:
    """Return this place and its neighbors by the key figures."""
    relations = {"part": "holds part of this region", "next": "shares a border"}
    *figures, relation = TABLES["area_neighbors"].values()

    def row(r: Mapping[Any, Any], relation: str) -> tuple[str, ...]:
        return (
            str(r["title"]),
            count(r["jobs_selected"]),
            share(r["share_overlap"]),
            share(r["share_trained_for"]),
            share(r["share_learned_on_the_job"]),
            share(r["share_training_gap"]),
            money(r["threshold"], facts.scene),
            relation,
        )

    around = [row(r, relations[r["relation"]]) for r in facts.neighbors.to_dict("records")]
    return Table(
        "This place and its neighbors",
        (*figures, f"Pay needed {per(facts.scene)}", relation),
        "tnnnnnnt",
        (row(facts.row, "this place"), *around) if around else (),
        empty="No area of our map shares a border with this one.",
    )


def parts_table(parts: pd.DataFrame) -> Table:
    """Return which areas a region is made of."""
    rows = tuple(
        (
            str(r["title"]),
            str(r["counties"]),
            f"{r['county_count']:,} of {r['counties_of_area']:,}",
            count(r["residents"]),
            share(r["weight"], 0),
            count(r["jobs"]),
            str(r["basis"]),
        )
        for r in parts.to_dict("records")
    )
    return Table("What the region is made of", tuple(TABLES["area_parts"].values()), "ttnnnnt", rows)


#: A setting as ``Atlas.sensitivity`` names it -> its name on this page.
_SETTINGS: Final = {
    "family": "Family",
    "pay standard": "Pay standard",
    "poverty multiple": "Times the poverty guideline",
    "own wage": "Wage of your own",
    "wage point": "Wage that must reach it",
    "growth rule": "Counts as growing",
    "growth percent": "Growth of at least",
    "openings a year": "Openings a year of at least",
    "reach distance": "Training within",
    "reach share": "Adults within reach",
    wording.step_name("coverage_min"): "Program list covers at least",
    "error of growth": "Error of growth rates",
}


def sensitivity_lines(facts: Facts, *, limit: int = 8) -> Table:
    """Return the settings that move the most jobs; those that move none are left out."""
    moving = facts.sensitivity.loc[facts.sensitivity["jobs_moved"] > 0]
    rows = tuple(
        (
            _SETTINGS.get(str(r["setting"]), str(r["setting"])),
            " → ".join(listing.step_words(r, side, facts.scene) for side in ("before", "after")),
            count(r["jobs_gained"]),
            count(r["jobs_lost"]),
            share(r["share_moved"]),
        )
        for r in moving.head(limit).to_dict("records")
    )
    return Table(
        "Which settings, moved one step, would move the most jobs in or out of the overlap here",
        tuple(TABLES["sensitivity"].values()),
        "ttnnn",
        rows,
        empty="No setting, moved one step, would move any job.",
    )
