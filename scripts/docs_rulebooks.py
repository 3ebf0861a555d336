"""docs/RULEBOOKS.md: every rule book with its conditions, and our counts beside those that were published."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from geo_opportunity.exports.origins import main_sources, short_sources
from geo_opportunity.measures.rulebook import MET, UNKNOWN, judge
from geo_opportunity.questions.rulebook_facts import facts_of
from geo_opportunity.questions.rulebooks import published_counts
from geo_opportunity.rulebooks import MARKS, STATUSES, Bar, Condition, RuleBook, books
from geo_opportunity.rulebooks.words import FIGURE_UNITS, TOTALS
from geo_opportunity.rules import Rules
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    import geo_opportunity as go

#: Why our count of a rule book is not its owner's, beside what is said of all.
_WHY = {
    "colorado": (
        "the published list is of 2021 (Tier 1 above $64,875 a year, Tier 2 above $34,008), our bars those "
        "of 2022 on wages of today, which more occupations reach. With growth above the state's average of "
        "today (12.8%) in place of 10%, 78 reach Tier 1"
    ),
    "ohio_2017": (
        "wages have risen by more than a third since: the bar of $13.47 an hour keeps few occupations off. "
        "Restated, it is 80% of today's median; openings count people who change occupations since 2016"
    ),
    "oregon": (
        "$20.34 an hour is far below today's median of $27.40; restated 63% of occupations pass, where "
        "Oregon had 65%. Oregon has figures of 78 occupations that OEWS withholds or joins with others"
    ),
    "new_jersey_2016": "employment of today's projections, in occupations of SOC 2018 (747, not 762)",
    "new_jersey_2020": "employment of today's projections, in occupations of SOC 2018 (747, not 794)",
}


_ABOUT = """
Published rules for choosing occupations worth public training money, as data in
`geo_opportunity/rulebooks/*.toml`, judged for any area, state, workforce area or region (`Atlas.rule_book`,
`ask rule-book`, the Board page). Written by `python scripts/docs.py`. **As published** holds figures of today
against the numbers of the rule's own year and place. **Restated** asks the same of this place's figures of
today: 80% of the median wage here, openings scaled by jobs, one at least. Which was used is always named.
"""
_TESTED = """
An outcome is met, not met or **unknown**: a figure that is missing or suppressed, or not public, makes its
condition unknown, never a miss; “and” fails only where one part surely fails, “or” is met where one part
surely is. A top-coded wage is at least its top code. Jobs added a year are jobs × growth / 10. A state's
figures are its own (OEWS by state, its own projections); an area's growth and openings are rates of its state
or region laid on its jobs. Means and medians of occupations are over those whose figure is known.
"""
_SURE = """
**How sure.** Wages and jobs: published standard errors. Growth and openings of areas: the back-tested spread
of such rates ([certainty](methods/certainty.md)); a state's projection of itself has no back-test, so that
part is unknown there. Conditions are taken as independent; errors of the bar itself, and ranks, are left out.
In words: clear from 90%, likely from 65%, else close; unknown where the unknown part decides.
"""
#: Metropolitan areas in the Federal Reserve's report of 2019.
_METROS = 121


def _prose(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 140, break_long_words=False, break_on_hyphens=False)


def _employment(atlas: go.Atlas) -> str:
    """Return the share of jobs in opportunity occupations beside the Federal Reserve's."""
    facts, book = facts_of(atlas, None, Rules()), books()["federal_reserve"]
    found = judge(book, facts, "restated", certain=False)
    priced = np.isfinite(facts.place["rpp"][:, 0])
    metros = np.flatnonzero(priced & (atlas.areas["kind"].reindex(atlas.cube.areas) == "metro").to_numpy())
    largest = metros[np.argsort(-facts.place["jobs"][metros, 0], kind="stable")[:_METROS]]
    jobs = np.where(found.met[largest] == UNKNOWN, np.nan, facts.numbers["employment"][largest])
    shares = np.nansum(jobs * (found.met[largest] == MET), axis=1) / np.nansum(jobs, axis=1)
    total = np.nansum(jobs * (found.met[largest] == MET)) / np.nansum(jobs)
    low, high = (f"{end:.1%}" for end in (shares.min(), shares.max()))
    return (
        f"Federal Reserve, restated, in the {_METROS} largest metropolitan areas: {total:.1%} of the jobs "
        f"whose outcome is known are in opportunity occupations, {low} to {high} by area; its report of 2019 "
        "has 21.6%, 14.6% to 34.0%, by another list of metros and the entry education of its year."
    )


def _bar(one: Condition, bar: Bar) -> str:
    least = ">" if one.strict else "≥"
    if bar.of.startswith("jobs/"):
        return f"{least} {bar.times:,.0f} × jobs here / jobs of {bar.of[5:]}"
    if bar.of:
        said = bar.words or TOTALS[bar.of]
        return f"{least} {'' if bar.times == 1 or bar.words else f'{bar.times:g} × '}{said}"
    unit = FIGURE_UNITS[one.figure]
    if unit in ("share", "growth"):
        return f"{least} {100 * bar.times:.3g}%"
    return f"{least} {bar.words or UNITS[unit].text(bar.times)}"


def _condition(one: Condition) -> str:
    if one.top:
        rank = f"the {one.top} highest by {one.figure}"
        groups = f", groups of SOC codes alike in {one.digits} characters" if one.digits else ""
        return f"| `{one.name}` | {one.words} | {rank}{groups} | the same |"
    if one.figure in FIGURE_UNITS:
        same = one.published == one.restated
        restated = "the same" if same else _bar(one, one.restated)
        return f"| `{one.name}` | {one.words} | {_bar(one, one.published)} | {restated} |"
    return f"| `{one.name}` | {one.words} | {'in words' if one.figure else 'unknown here'} | |"


def _book(book: RuleBook) -> list[str]:
    about = (
        f"`{book.code}`. {book.owner}, {book.year}. {book.geography}. {STATUSES[book.status]}; known from "
    )
    about += f"{MARKS[book.mark]}. Sources: {'; '.join(book.sources)}."
    parts = [
        "",
        f"### {book.name}",
        "",
        *_prose(about),
        "",
        f"On the list: `{book.meets}`.",
    ]
    if book.tiers:
        parts += [
            "",
            "Tiers, the first that is met: " + "; ".join(f"{t}: `{x}`" for t, x in book.tiers.items()) + ".",
        ]
    parts += ["", "| condition | says | as published | restated |", "|---|---|---|---|"]
    parts += [_condition(one) for one in book.conditions.values()]
    for head, lines in (
        ("Read as", book.notes),
        ("Not checked", book.unchecked),
        ("Published counts", book.counts),
    ):
        parts += ["", *(f"- {head}: {line}" for line in lines)] if lines else []
    return parts


def _counts(atlas: go.Atlas) -> list[str]:
    rows = []
    for code, row in published_counts(atlas).iterrows():
        of = "" if math.isnan(row["published_of"]) else f" of {row['published_of']:,.0f}"
        rows.append(
            f"| {row['name']} | `{row['what']}` | {row['published']:,.0f}{of} | "
            f"{row['ours']:,} of {row['of']:,} | {row['ours_restated']:,} | {_WHY[str(code)]} |"
        )
    return rows


def rulebooks_page(atlas: go.Atlas) -> str:
    """Return docs/RULEBOOKS.md."""
    vintages = "; ".join(short_sources(main_sources(atlas, "growing", "sustaining")))
    parts = ["# Rule books", "", *_prose(_ABOUT), "", *_prose(_TESTED), "", *_prose(_SURE), ""]
    parts += [
        "## Our counts beside the published ones",
        "",
        *_prose(f"Ours rest on today's figures ({vintages}), theirs on those of their year."),
        "",
        _employment(atlas),
        "",
        "| rule book | counted | published | ours, as published | ours, restated | why they differ |",
        "|---|---|---|---|---|---|",
        *_counts(atlas),
        "",
        "## The rule books",
    ]
    for book in books().values():
        parts += _book(book)
    return "\n".join(parts) + "\n"
