"""What growth and pay of one occupation in one place rest on, line by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.cube import state_weights
from geo_opportunity.measures import budget as budgets
from geo_opportunity.measures import prices, taxes
from geo_opportunity.questions.budgets import budget
from geo_opportunity.questions.explain_lines import OEWS, SERIES, SETTING, Case, Line, people_words
from geo_opportunity.questions.regions import RegionTables
from geo_opportunity.rules import FAMILIES, WAGE_POINTS
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.rules import Rules

__all__ = ["growing", "sustaining"]

_RATE: Final = "fraction over the projection period"
_RATIO: Final = "openings a year per job"
_USD: Final = "US dollars a year"

# ---------------------------------------------------------------------- growth


def growing(case: Case) -> list[Line]:
    """Return what projected growth and openings rest on, and the bar of the growth rule."""
    cell, cube = case.cell, case.data.cube
    data = case.data
    parts = _region_growth(data, case.soc) if isinstance(data, RegionTables) else _area_growth(case)
    ids = tuple(dict.fromkeys(i for part in parts for i in part.ids))
    ratio = float(cube.openings_ratio[case.row, case.column])
    jobs = float(cell["employment"])
    how = f"{people_words(jobs, 'jobs')} × {_number(ratio)} openings a year per job"
    return [
        *parts,
        Line(
            "growing",
            "projected growth",
            cell["growth"],
            _RATE,
            cell["growth_basis"],
            ("projections",),
            role="result",
            how="the local rate where one is published, else the states' rates by their weights",
            ids=ids,
        ),
        _jobs(case),
        Line(
            "growing",
            "openings rate",
            ratio,
            _RATIO,
            cell["growth_basis"],
            ("projections",),
            role="step",
            how="openings a year / jobs, of the same projections",
            ids=ids,
        ),
        Line(
            "growing",
            "openings",
            cell["openings"],
            "openings a year",
            f"employment x openings rate, {cell['growth_basis']}",
            ("projections", "area_wages"),
            role="result",
            how=how,
            ids=(*ids, *OEWS) if ids else (),
        ),
        *_growth_bar(cell, case.rules),
        Line(
            "growing",
            "growth of all jobs of the state",
            float(cube.state_total_growth[case.row]),
            _RATE,
            "agencies differ in optimism: for comparison, not part of the test",
            ("projections",),
            ids=ids,
        ),
    ]


def _number(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "an unknown number of"


def _jobs(case: Case) -> Line:
    cell = case.cell
    by = str(cell["jobs_basis"])
    basis = str(cell["employment_flag"]) if by == "published" else f"estimate, {by}"
    return Line("growing", "jobs here", cell["employment"], "jobs", basis, ("area_wages",), ids=OEWS)


def _growth_bar(cell: pd.Series, rules: Rules) -> list[Line]:
    if rules.growth == "nation":
        what, basis = "growth of all occupations of the nation, same period", "published for the nation"
        return [
            Line(
                "growing",
                what,
                cell["nation_growth"],
                _RATE,
                basis,
                ("projections",),
                ids=("ep_occupations",),
            )
        ]
    if rules.growth == "faster":
        what, basis = "average growth of the area's occupations", "weighted by employment"
        value = cell["average_growth"]
        return [Line("growing", what, value, _RATE, basis, ("projections", "area_wages"), role="step")]
    if rules.growth == "percent":
        return [Line("growing", "least growth", rules.growth_percent / 100, _RATE, SETTING, role=SETTING)]
    if rules.growth == "openings":
        least = rules.growth_openings
        return [Line("growing", "least openings", least, "openings a year", SETTING, role=SETTING)]
    return []


def _region_growth(region: RegionTables, soc: str) -> list[Line]:
    """Return the rate of each area that the region is made of, with its weight."""
    lines = []
    for part in region.cell_parts(soc).to_dict("records"):
        weight = f"weight {part['growth_share']:.1%}: its part of the occupation's jobs in the region"
        lines.append(
            Line(
                "growing",
                f"growth rate of {part['title']}",
                part["growth"],
                _RATE,
                str(part["growth_basis"]),
                ("projections",),
                how=f"{weight}; {part['jobs_share']:.1%} of that area's jobs are in the region",
            )
        )
    return lines


def _area_growth(case: Case) -> list[Line]:
    """Return the published rates behind an area's growth: projection regions, else states and nation."""
    table, counties = case.data.table("projections"), case.data.table("counties")
    mine = table.loc[table["preferred"] & (table["soc"] == case.soc)]
    own = counties.loc[counties["area_code"] == case.area]
    if case.cell["growth_basis"] == "local":
        regions = case.data.table("projection_regions")
        names = regions.loc[regions["county_fips"].isin(own["county_fips"])].drop_duplicates("geo_code")
        local = mine.loc[(mine["level"] == "substate") & mine["geo_code"].isin(names["geo_code"])]
        titles = names.set_index("geo_code")["title"]
        over = "its own printed rate" if len(local) == 1 else "jobs summed over the regions, then divided"
        return [_published(row, str(titles[row["geo_code"]]), over) for row in local.to_dict("records")]
    every = table.loc[table["preferred"] & (table["level"] == "state"), "geo_code"]
    states = pd.Index(sorted(every.unique()))
    weights = state_weights(counties, pd.Index([case.area]), states)[0]
    if not weights.any():  # Guam and the Virgin Islands: no counties, one territory
        weights = (states == case.data.areas.loc[case.area, "state_fips"]).astype(float)
    names = case.data.state_shapes.set_index("state_fips")["name"]
    by_state = mine.loc[mine["level"] == "state"].set_index("geo_code")
    lines, missing = [], 1.0
    for at in np.flatnonzero(weights):
        fips, weight = str(states[at]), float(weights[at])
        name, note = str(names.get(fips, fips)), f"weight {weight:.1%}, by residents"
        if fips in by_state.index and math.isfinite(float(by_state["growth"][fips])):
            lines.append(_published(by_state.loc[fips].to_dict(), name, note))
            missing -= weight
        else:
            lines.append(_unpublished(name, note))
    nation = mine.loc[mine["level"] == "nation"]
    if missing > 1e-9 and len(nation):
        note = f"weight {missing:.1%}: in place of the states that publish none"
        lines.append(_published(nation.iloc[0].to_dict(), "the nation", note))
    return lines


def _published(row: Mapping[Any, Any], name: str, note: str) -> Line:
    """Return a line of table ``Projections``."""
    base, openings = float(row["base"]), float(row["openings"])
    years = f"{row['base_year']}–{int(row['projected_year']) % 100:02d}"
    levels = f"{people_words(base, 'jobs')} and {people_words(openings, 'openings a year')} there"
    series = str(row["series"])
    ids = next((source for begin, source in SERIES.items() if series.startswith(begin)), "")
    return Line(
        "growing",
        f"growth rate of {name}, {years}",
        row["growth"],
        _RATE,
        str(row["growth_source"]),
        ("projections",),
        how=f"{note}; {levels} ({row['openings_basis']})",
        ids=(ids,),
    )


def _unpublished(name: str, note: str) -> Line:
    what = f"growth rate of {name}"
    return Line("growing", what, float("nan"), _RATE, "not published", ("projections",), how=note)


# ------------------------------------------------------------------------- pay


def sustaining(case: Case) -> list[Line]:
    """Return the wage, and what the pay standard is made of."""
    cell, rules, data = case.cell, case.rules, case.data
    standard = {"budget": _budget, "fed": _fed, "poverty": _poverty, "own": _own}[rules.pay]
    lines = [
        *(_region_wages(data, case.soc, rules.wage) if isinstance(data, RegionTables) else []),
        Line(
            "sustaining",
            f"wage, {WAGE_POINTS[rules.wage].lower()}",
            cell["wage"],
            _USD,
            cell["wage_flag"],
            ("area_wages",),
            role="result" if isinstance(data, RegionTables) else "input",
            ids=OEWS,
        ),
        *standard(case),
        Line(
            "sustaining",
            f"wage needed per earner: {wording.standard_name(rules)}",
            cell["threshold"],
            _USD,
            SETTING if rules.pay == "own" else case.threshold_note,
            {"own": (), "fed": ("nation_wages", "areas"), "poverty": ("poverty_guidelines",)}.get(
                rules.pay, ("county_costs", "food_plan", "state_taxes")
            ),
            role=SETTING if rules.pay == "own" else "result",
        ),
    ]
    if rules.pay == "fed":
        what = "typical entry education (below a bachelor's degree)"
        value = "" if pd.isna(cell["entry_education"]) else cell["entry_education"]
        lines.append(Line("sustaining", what, value, "", "published for the nation", ("occupations",)))
    return lines


def _region_wages(region: RegionTables, soc: str, point: str) -> list[Line]:
    return [
        Line(
            "sustaining",
            f"wage in {part['title']}",
            part[point],
            _USD,
            "published" if math.isfinite(part[point]) else "not published",
            ("area_wages",),
            how=f"weight {part['wage_share']:.1%} in the mixture that the region's wages are read from",
            ids=OEWS,
        )
        for part in region.cell_parts(soc).to_dict("records")
    ]


#: Where each line of the family budget is from: its tables and, of their sources, which.
_COSTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "rent": (("county_costs",), ("fmr",)),
    "food": (("food_plan", "county_costs"), ("food_plan", "rpp_metro", "rpp_portion")),
    "childcare": (("county_costs",), ("childcare", "childcare_infant")),
    "state_tax": (("state_taxes",), ()),
}
_IRS: Final = f"Internal Revenue Code, tax year {taxes.FEDERAL_YEAR} (measures/taxes.py)"


def _constants(family: budgets.FamilyType) -> dict[str, str]:
    """Return the sources of the budget's lines that are figures printed in the program."""
    premium = prices.PREMIUM_FAMILY if family.children else prices.PREMIUM_SINGLE
    health = f"{premium.source}; {prices.HEALTHCARE_BY_SIZE[1].source}"
    transport = prices.TRANSPORT_BY_SIZE[family.earners].source
    return {"health": health, "transport": transport} | dict.fromkeys(
        ("fica", "federal_income_tax", "credits"), _IRS
    )


def _budget(case: Case) -> list[Line]:
    family = budgets.FAMILY_TYPES[case.rules.family]
    constants = _constants(family)
    lines = []
    for key, line in budget(case.data, case.area, family.code).drop("per_earner").iterrows():
        of_user = str(line["basis"]).startswith("brought")
        tables, ids = (("own_budgets",), ()) if of_user else _COSTS.get(str(key), ((), ()))
        year = f", {line['year']}" if line["year"] else ""
        each = float(line["annual"]) / family.earners
        per = f"{wording.signed_dollars(each)} per earner; " if math.isfinite(each) else ""
        lines.append(
            Line(
                "sustaining",
                str(line["component"]),
                line["annual"],
                f"{_USD} for the family",
                f"{line['basis']}{year}",
                tables,
                role="input" if tables else "constant" if key in constants else "step",
                how=f"{per}{line['note']}",
                source="" if of_user else constants.get(str(key), ""),
                ids=ids,
            )
        )
    return lines


def _own(_: Case) -> list[Line]:
    return []  # the wage is a setting, and the line of the wage needed says so


def _fed(case: Case) -> list[Line]:
    nation = case.data.table("nation_wages").set_index("soc")["p50"]
    price = float(case.data.areas["rpp_all"].get(case.area, np.nan))
    how = "the wage needed is the nation's median × price level / 100"
    median, usual = float(nation.get("00-0000", np.nan)), "published for the nation"
    return [
        Line("sustaining", "median wage of all jobs of the nation", median, _USD, usual, ("nation_wages",)),
        Line(
            "sustaining", "price level here", price, "of the nation's 100", "published", ("areas",), how=how
        ),
    ]


def _poverty(case: Case) -> list[Line]:
    family = budgets.FAMILY_TYPES[case.rules.family]
    needed = case.rules.poverty_multiple
    total = float(case.cell["threshold"]) * family.earners / needed
    how = f"guideline × multiple / {counted(family.earners, 'earner')}"
    return [
        Line(
            "sustaining",
            f"poverty guideline of {family.size} persons ({FAMILIES[family.code].lower()})",
            total,
            f"{_USD} for the family",
            "published",
            ("poverty_guidelines",),
            how=how,
        ),
        Line("sustaining", "multiple of the guideline", needed, "", SETTING, role=SETTING),
    ]
