"""The inputs of one area's outcome for an occupation, with unit, basis, source and the rule applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import wording
from geo_opportunity.questions.options import rules_with
from geo_opportunity.questions.overlap import cells, overlap
from geo_opportunity.rules import WAGE_POINTS, Selection

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["explain"]

_SETTING: Final = "setting"
#: What each pay standard rests on.
_NEED_TABLES: Final = {
    "budget": ("county_costs", "food_plan", "state_taxes"),
    "fed": ("nation_wages", "areas"),
    "poverty": ("poverty_guidelines",),
    "own": (),
}


@dataclass(frozen=True, slots=True)
class _Input:
    """One row of the answer."""

    test: str
    quantity: str
    value: Any
    unit: str
    basis: str
    tables: tuple[str, ...] = ()


def _growing(cell: pd.Series, rules: Rules) -> list[_Input]:
    rate = "fraction over the projection period"
    bars = {
        "nation": [
            _Input(
                "growing",
                "growth of all occupations of the nation, same period",
                cell["nation_growth"],
                rate,
                "published for the nation",
                ("projections",),
            )
        ],
        "faster": [
            _Input(
                "growing",
                "average growth of the area's occupations",
                cell["average_growth"],
                rate,
                "weighted by employment",
                ("projections", "area_wages"),
            )
        ],
        "any": [],
        "percent": [
            _Input("growing", "least growth", rules.growth_percent / 100, rate, _SETTING),
        ],
        "openings": [
            _Input("growing", "least openings", rules.growth_openings, "openings a year", _SETTING),
        ],
    }
    return [
        _Input("growing", "projected growth", cell["growth"], rate, cell["growth_basis"], ("projections",)),
        _Input(
            "growing",
            "openings",
            cell["openings"],
            "openings a year",
            f"employment x openings rate, {cell['growth_basis']}",
            ("projections", "area_wages"),
        ),
        *bars[rules.growth],
    ]


def _sustaining(cell: pd.Series, rules: Rules, note: str) -> list[_Input]:
    rows = [
        _Input(
            "sustaining",
            f"wage, {WAGE_POINTS[rules.wage].lower()}",
            cell["wage"],
            "US dollars a year",
            cell["wage_flag"],
            ("area_wages",),
        ),
        _Input(
            "sustaining",
            f"wage needed per earner: {wording.standard_name(rules)}",
            cell["threshold"],
            "US dollars a year",
            note,
            _NEED_TABLES[rules.pay],
        ),
    ]
    if rules.pay == "fed":
        rows.append(
            _Input(
                "sustaining",
                "typical entry education (below a bachelor's degree)",
                cell["entry_education"],
                "",
                "published for the nation",
                ("occupations",),
            )
        )
    return rows


def _accessible(cell: pd.Series, rules: Rules, miles: int) -> list[_Input]:
    of_nation = "for the nation"
    return [
        _Input(
            "accessible",
            "whether a program is needed",
            cell["program_need"],
            "",
            "from entry education, experience and training",
            ("occupations",),
        ),
        _Input(
            "accessible",
            "fields of study that lead to it",
            cell["program_links"],
            "CIP codes",
            of_nation,
            ("cip_soc",),
        ),
        _Input(
            "accessible",
            f"adults within {miles} road miles of a program",
            cell["reach"],
            "share of the area's adults",
            "estimated from straight lines",
            ("programs", "providers", "tracts"),
        ),
        _Input("accessible", "least share of adults", rules.reach_share, "share", _SETTING),
        _Input(
            "accessible",
            "listing coverage (completers / openings)",
            cell["listing_coverage"],
            "ratio",
            of_nation,
            ("programs", "projections"),
        ),
        _Input("accessible", "least listing coverage", rules.coverage_min, "ratio", _SETTING),
        _Input(
            "accessible",
            "trained outside the list of programs",
            "" if pd.isna(cell["trained_outside"]) else cell["trained_outside"],
            "",
            of_nation,
            ("occupations",),
        ),
        _Input(
            "accessible",
            f"adults within {miles} road miles of a campus that may teach a program its college reports "
            "elsewhere",
            cell["campus_reach"],
            "share of the area's adults",
            "estimated from straight lines",
            ("programs", "providers", "tracts"),
        ),
    ]


_FORMULAS: Final = {
    ("growing", "nation"): "growth > 0 and growth >= the nation's for all occupations over the same period",
    ("growing", "faster"): "growth > 0 and growth > the area's average",
    ("growing", "any"): "growth > 0",
    ("growing", "percent"): "growth >= least growth",
    ("growing", "openings"): "openings >= least openings",
    ("accessible", ""): (
        "pass where share within reach >= least share. Below it: learned on the job where no program is "
        "required (one would help where programs are known); a required program is partly in reach from half "
        "of the least share, in reach of few from a tenth of adults, else of none; and unknown where listing "
        "coverage < least coverage, where most are trained outside the list, or where campuses that may "
        "teach it could make up the difference"
    ),
}


def _formula(test: str, rules: Rules) -> str:
    if test == "growing":
        return _FORMULAS[test, rules.growth]
    if test == "accessible":
        return _FORMULAS[test, ""]
    return "wage >= wage needed" + (
        ", and entry education below a bachelor's degree" if rules.pay == "fed" else ""
    )


def _sources(data: Dataset, tables: tuple[str, ...]) -> str:
    found = data.sources_of(*tables)
    return "; ".join(
        dict.fromkeys(
            f"{publisher} ({vintage})"
            for publisher, vintage in zip(found["publisher"], found["vintage"], strict=True)
        )
    )


def explain(
    data: Dataset, area_code: str, soc: str, rules: Rules | None = None, **settings: Any
) -> pd.DataFrame:
    """Return what one area's outcome for one occupation rests on.

    One row per input of each of the three tests.

    Columns: test (growing, sustaining, accessible); quantity (plain words), value (number, or a word where it
    is one; NaN unknown), unit; basis (flag of a published figure, how an estimate was made, or "setting");
    source (publishers with vintages, "" of a setting); formula (the test in words); outcome (Status) and
    reason of the test.

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    rules = rules_with(rules, settings)
    data.soc_column(soc)
    cell = cells(data, area_code, rules, Selection(soc=soc)).iloc[0]
    note = str(overlap(data, rules, geometry=False).loc[area_code, "threshold_note"])
    inputs = [
        *_growing(cell, rules),
        *_sustaining(cell, rules, note),
        *_accessible(cell, rules, data.miles(soc, rules)),
    ]
    rows = [
        {
            "test": row.test,
            "quantity": row.quantity,
            "value": row.value,
            "unit": row.unit,
            "basis": row.basis,
            "source": _sources(data, row.tables) if row.tables else "",
            "formula": _formula(row.test, rules),
            "outcome": cell[row.test],
            "reason": cell[f"reason_{row.test}"],
        }
        for row in inputs
    ]
    return pd.DataFrame(rows).astype({"value": object})
