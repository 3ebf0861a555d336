"""Whether a program leads to one occupation in one place, how supply compares, and what it comes to."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from geo_opportunity.measures import overlap as formulas
from geo_opportunity.questions import campuses as campus_questions
from geo_opportunity.questions import programs as program_questions
from geo_opportunity.questions.explain_lines import OEWS, SERIES, SETTING, Case, Line
from geo_opportunity.questions.supply import supply_demand
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import KIND_NAMES, ProgramNeed

__all__ = ["accessible", "kind", "supply"]

_ADULTS: Final = "share of the area's adults"
_OF_NATION: Final = "for the nation"
_ESTIMATED: Final = "estimated from straight lines"
_TAUGHT: Final = ("ipeds_completions", "ipeds_directory")
_HOMES: Final = (*_TAUGHT, "tract_centres")
#: Providers and campuses named one by one; the rest are counted.
_NAMED: Final = 12
_NAMED_CAMPUSES: Final = 5


# -------------------------------------------------------------------- training


def accessible(case: Case) -> list[Line]:
    """Return whether a program is needed, which are in reach, and whether "none listed" can be believed."""
    cell, miles, rules = case.cell, case.miles, case.rules
    near = f"within {miles} road miles of a"
    places = ("programs", "providers", "tracts")
    return [
        *_need(case),
        *_fields(case),
        *_providers(case),
        Line(
            "accessible",
            f"adults {near} program",
            cell["reach"],
            _ADULTS,
            _ESTIMATED,
            places,
            role="result",
            how="adults whose tract's center lies in reach of any provider that offers it, of all adults",
            ids=_HOMES,
        ),
        Line("accessible", "least share of adults", rules.reach_share, "share", SETTING, role=SETTING),
        *_listing(case),
        *_campuses(case),
        Line(
            "accessible",
            f"adults {near} campus that may teach a program its college reports elsewhere",
            cell["campus_reach"],
            _ADULTS,
            _ESTIMATED,
            (*places, "campuses"),
            role="result",
            ids=(*_HOMES, "dapip_campuses"),
        ),
    ]


def _need(case: Case) -> list[Line]:
    cell, occ = case.cell, case.data.occupations.loc[case.soc]
    rule = {
        ProgramNeed.REQUIRED.value: "typical entry is an award or a degree",
        ProgramNeed.HELPFUL.value: (
            "some college is typical; or high school or less, and long training or an apprenticeship is "
            "typical or programs below a bachelor's supply at least 1/20 of the nation's openings"
        ),
        ProgramNeed.NOT_NEEDED.value: "high school or less is typical, and programs supply few",
        ProgramNeed.UNKNOWN.value: "no typical entry education is published",
    }[str(cell["program_need"])]
    published = {
        "typical entry education": cell["entry_education"],
        "work experience in a related occupation": cell["work_experience"],
        "typical on-the-job training": cell["training"],
    }
    return [
        *(
            Line(
                "accessible",
                what,
                "not published" if pd.isna(value) else value,
                "",
                _OF_NATION,
                ("occupations",),
                ids=("ep_education",),
            )
            for what, value in published.items()
        ),
        Line(
            "accessible",
            "completers below a bachelor's degree per opening",
            occ["supply_below_ba"],
            "ratio",
            _OF_NATION,
            ("programs", "projections"),
            role="step",
            ids=("ipeds_completions", "ep_occupations"),
        ),
        Line(
            "accessible",
            "whether a program is needed",
            cell["program_need"],
            "",
            "from entry education, experience and training",
            ("occupations",),
            role="result",
            how=rule,
            ids=("ep_education",),
        ),
    ]


def _fields(case: Case) -> list[Line]:
    links, titles = case.data.table("cip_soc"), program_questions.cip_titles(case.data)
    cips = sorted(links.loc[links["soc"] == case.soc, "cip"].astype(str))
    names = "; ".join(f"{cip} {titles.get(cip, '')}".strip() for cip in cips[:_NAMED])
    rest = f"; and {len(cips) - _NAMED} more" if len(cips) > _NAMED else ""
    return [
        Line(
            "accessible",
            "fields of study that lead to it",
            case.cell["program_links"],
            "CIP codes",
            _OF_NATION,
            ("cip_soc",),
            how=names + rest,
            ids=("cip_soc",),
        )
    ]


def _providers(case: Case) -> list[Line]:
    """Return the providers whose programs some adults reach, those of most adults first."""
    miles = case.miles
    found = program_questions.find(case.data, case.area, case.soc, max_miles=miles, reach_miles=miles)
    found = found.loc[found["adults_within"] > 0]
    key = ["provider_id", "name", "city", "state", "distance_miles", "adults_within"]
    taught = found.groupby(key, as_index=False, sort=True, dropna=False).agg(
        completions=("completions", lambda s: s.sum(min_count=1)), programs=("cip", "size")
    )
    taught = taught.sort_values(["adults_within", "completions"], ascending=False, kind="stable")
    lines = [
        Line(
            "accessible",
            f"{row['name']}, {row['city']}, {row['state']}",
            row["completions"],
            "completers a year",
            "published" if math.isfinite(row["completions"]) else "not reported",
            ("programs", "providers"),
            how=(
                f"{counted(row['programs'], 'program')}; reaches "
                f"{row['adults_within']:.1%} of adults; center of population "
                f"{row['distance_miles']:.0f} mi away by road"
            ),
            ids=_TAUGHT,
        )
        for row in taught.head(_NAMED).to_dict("records")
    ]
    rest = taught.iloc[_NAMED:]
    if len(rest):
        more, what = float(rest["completions"].sum()), f"{len(rest)} more providers in reach of some adults"
        lines.append(
            Line(
                "accessible",
                what,
                more,
                "completers a year",
                "published",
                ("programs", "providers"),
                ids=_TAUGHT,
            )
        )
    return lines


def _listing(case: Case) -> list[Line]:
    cell, rules = case.cell, case.rules
    outside = "" if pd.isna(cell["trained_outside"]) else cell["trained_outside"]
    return [
        Line(
            "accessible",
            "listing coverage (completers / openings)",
            cell["listing_coverage"],
            "ratio",
            _OF_NATION,
            ("programs", "projections"),
            role="step",
            how="completers of linked programs, split by openings, for each opening of the nation",
            ids=("ipeds_completions", "ep_occupations"),
        ),
        Line("accessible", "least listing coverage", rules.coverage_min, "ratio", SETTING, role=SETTING),
        Line(
            "accessible",
            "trained outside the list of programs",
            outside,
            "",
            "a sourced list of occupations" if outside else "not on the list of such occupations",
            role="constant",
            source="occupations trained outside IPEDS, each with its source (pipeline/trained_outside.py)",
        ),
    ]


def _campuses(case: Case) -> list[Line]:
    found = campus_questions.campuses(case.data, case.area, case.soc, rules=case.rules, miles=case.miles)
    lines = [
        Line(
            "accessible",
            f"campus: {row['name']}",
            row["adults_within"],
            _ADULTS,
            "may be taught there: not counted as in reach",
            ("campuses",),
            how=str(row["campus_note"]),
            ids=("dapip_campuses",),
        )
        for row in found.head(_NAMED_CAMPUSES).to_dict("records")
    ]
    if len(found) > _NAMED_CAMPUSES:
        more = len(found) - _NAMED_CAMPUSES
        lines.append(
            Line(
                "accessible",
                "more such campuses in reach",
                more,
                "campuses",
                "",
                ("campuses",),
                ids=("dapip_campuses",),
            )
        )
    return lines


# ------------------------------------------------------------- supply and kind


def supply(case: Case) -> tuple[list[Line], str, str]:
    """Return the area's completers against its openings, the verdict, and why there is none."""
    row = supply_demand(case.data, case.area, case.rules, case.selection).iloc[0]
    people, tables = "completers a year", ("programs", "providers")
    counted = {
        "completers": "completers of the area's own providers, split by openings",
        "completers_online": "of them, studying online only (estimated)",
        "completers_not_new": "of them, holding the license already (estimated)",
    }
    lines = [
        *(
            Line("supply", what, row[name], people, "estimate", tables, ids=_TAUGHT)
            for name, what in counted.items()
        ),
        Line(
            "supply",
            "local completers",
            row["completers_local"],
            people,
            "estimate",
            tables,
            role="step",
            ids=_TAUGHT,
            how="completers less those online and those not new",
        ),
        Line(
            "supply",
            "local completers per opening",
            row["ratio"],
            "ratio",
            "estimate",
            (*tables, "projections", "area_wages"),
            role="result",
            ids=(*_TAUGHT, *SERIES.values(), *OEWS),
            how="local completers / openings a year",
        ),
        Line(
            "supply",
            "openings beyond local completers",
            row["gap"],
            "people a year",
            "estimate",
            (*tables, "projections", "area_wages"),
            role="result",
            ids=(*_TAUGHT, *SERIES.values(), *OEWS),
            how="openings − local completers",
        ),
    ]
    return lines, str(row["verdict"]), str(row["reason"] or "")


def kind(case: Case) -> tuple[list[Line], str, str]:
    """Return the three outcomes, the kind they make, and the line of the table that says so."""
    status = case.data.judge(case.rules, slice(case.row, case.row + 1))
    at = (slice(None), slice(case.column, case.column + 1))
    codes = (status.growing[at], status.sustaining[at], status.accessible[at])
    why = str(formulas.kind_rule(*codes, case.data.degree[at[1]])[0, 0])
    name = KIND_NAMES[int(status.kind[at][0, 0])]
    tests = ("growing", "sustaining", "accessible")
    lines = [
        Line("kind", f"outcome of {test}", case.cell[test], "", "judged above", role="step") for test in tests
    ]
    return (
        [*lines, Line("kind", "kind", name, "", "from the three outcomes", role="result", how=why)],
        name,
        why,
    )
