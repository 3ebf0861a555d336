"""A family's budget line by line: each amount, where it comes from and the year of its prices."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.measures import prices, taxes
from geo_opportunity.measures.budget import IMPUTED_CARE, NATIONAL_COMPONENTS, OTHER_SHARE
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import HOURS_OEWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.measures.budget import FamilyType

__all__ = ["explain_budget"]

_LABELS: Final = {
    "rent": "Rent and utilities",
    "food": "Food",
    "childcare": "Child care",
    "health": "Health care",
    "transport": "Transport",
    "other": "Other necessities",
    "fica": "Social security and Medicare tax",
    "federal_income_tax": "Federal income tax before credits",
    "credits": "Federal tax credits",
    "state_tax": "State income tax after credits",
    "total": "Total: what the family must earn",
    "per_earner": "Wage needed per earner",
}


def explain_budget(
    area: pd.Series,
    county_costs: pd.DataFrame,
    family: FamilyType,
    *,
    food_plan: pd.DataFrame,
    state_taxes: pd.DataFrame,
) -> pd.DataFrame:
    """Return an area's budget line by line, each with where it comes from and the year of its prices.

    Parameters
    ----------
    area
        One row of ``budget.area_budget``.
    county_costs
        The area's rows of ``CountyCosts`` with ``population``.
    family
        The family type of `area`.
    food_plan, state_taxes
        Tables ``FoodPlan`` and ``StateTaxes``, for their period.

    Returns
    -------
    DataFrame indexed by key (rent, food, childcare, health, transport, other, fica, federal_income_tax,
    credits, state_tax, total, per_earner) with component (plain words), annual (US dollars; credits negative,
    a state tax paid out negative), basis ("local", "local, imputed in part", "national", "rule", "state
    estimate", "not needed" or "not known"), note, and year: the period the prices were published for or the
    year of the law, as text ("2015 to 2018"); empty for sums and shares, for what is not needed and for what
    is not known.
    """
    imputed = (
        [name for name in str(area["imputed"]).split(", ") if name]
        if isinstance(area["imputed"], str)
        else []
    )
    years = _years(county_costs, family, food_plan, state_taxes)
    notes = _notes(area, county_costs, family, years)
    basis = dict.fromkeys(notes, "rule") | dict.fromkeys(
        ("rent", "food", "childcare", "total", "per_earner"), "local"
    )
    basis |= dict.fromkeys(NATIONAL_COMPONENTS, "national") | {
        name: "local, imputed in part" for name in imputed if name in notes
    }
    basis["state_tax"] = "state estimate"
    if not family.pays_care:
        basis["childcare"] = "not needed"
    rows = []
    for key, note in notes.items():
        annual = float(area[key]) * (-1.0 if key == "credits" else 1.0)
        known = np.isfinite(annual)
        of_year = years.get(key, "") if known else ""
        rows.append((key, _LABELS[key], annual + 0.0, basis[key] if known else "not known", note, of_year))
    columns = ["key", "component", "annual", "basis", "note", "year"]
    return pd.DataFrame(rows, columns=columns).set_index("key")


def _notes(
    area: pd.Series, county_costs: pd.DataFrame, family: FamilyType, years: dict[str, str]
) -> dict[str, str]:
    """Return where each line comes from."""
    bedrooms = counted(family.bedrooms, "bedroom") if family.bedrooms else "an efficiency"
    moved = f"moved to {_period(prices.PRICES_OF)} by CPI-U"
    covered = f"{area['population_share']:.0%}" if np.isfinite(area["population_share"]) else "none"
    workers = "one worker" if family.earners == 1 else f"{family.earners} workers"
    return {
        "rent": f"HUD fair market rent for {bedrooms}, 40th percentile with utilities, {prices.RENTS_OF}",
        "food": f"USDA low-cost plan of {years['food']}, {moved}, at the local price level of goods (BEA)",
        "childcare": _care_note(area, county_costs, family, years["childcare"]),
        "health": (
            f"median employee contribution, {'family' if family.children else 'single'} coverage (BLS, "
            f"{_period(prices.PREMIUM_SINGLE.period)}), and average out-of-pocket spending (BLS CE "
            f"{prices.HEALTHCARE_BY_SIZE[1].period}), {moved}"
        ),
        "transport": (
            f"average cost of vehicles for {workers}{' and the children' if family.children else ''} (BLS CE "
            f"{years['transport']}), {moved}; local transit not included"
        ),
        "other": f"{OTHER_SHARE:.0%} of the lines above",
        "fica": "7.65% of earnings",
        "federal_income_tax": f"tax year {taxes.FEDERAL_YEAR}, standard deduction",
        "credits": "child tax credit, child and dependent care credit, earned income tax credit",
        "state_tax": (
            f"estimate, {years['state_tax']} law, {taxes.STATE_MODEL}, less refundable credits (negative: "
            "paid "
            "out); no local taxes"
        ),
        "total": f"counties weighted by residents; {covered} of residents covered",
        "per_earner": f"total divided by {family.earners}, a year at {HOURS_OEWS:,} hours",
    }


def _care_note(area: pd.Series, county_costs: pd.DataFrame, family: FamilyType, years: str) -> str:
    if not family.children:
        return "no paid care"
    if not family.pays_care:
        return "no paid care: one adult is at home"
    note = "center care, median county prices"
    if years:
        note += f" of {years} moved to {_period(prices.PRICES_OF)} by CPI-U"
    if not area["imputed"] or not isinstance(area["imputed"], str):
        return note
    kinds = {str(b) for kind in family.children for b in county_costs[f"childcare_{kind}_basis"].unique()}
    how = ", ".join(b for b in IMPUTED_CARE if b in kinds)
    return f"{note}; imputed for counties with {area['imputed_share']:.0%} of residents ({how})"


def _period(key: str) -> str:
    """Return a period of CPI_U in words: "2024", "May 2025"."""
    year, _, month = key.partition("-")
    return f"{calendar.month_name[int(month)]} {year}" if month else year


def _span(years: NDArray[np.float64]) -> str:
    """Return "2018" or "2015 to 2018"; empty where no year is known."""
    known = years[np.isfinite(years)]
    if not known.size:
        return ""
    low, high = known.min(), known.max()
    return f"{high:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def _years(
    county_costs: pd.DataFrame, family: FamilyType, food_plan: pd.DataFrame, state_taxes: pd.DataFrame
) -> dict[str, str]:
    """Return the period of each line that has one."""
    premium = prices.PREMIUM_FAMILY if family.children else prices.PREMIUM_SINGLE
    spending = prices.HEALTHCARE_BY_SIZE[1]
    care = [f"childcare_{kind}_year" for kind in family.children] if family.pays_care else []
    lived_in = county_costs["population"] > 0
    return {
        "rent": prices.RENTS_OF,
        "food": _period(str(food_plan["month"].iloc[0])),
        "childcare": _span(county_costs.loc[lived_in, care].to_numpy(float)),
        "health": f"{_period(premium.period)}, {_period(spending.period)}",
        "transport": _period(prices.TRANSPORT_BY_SIZE[family.earners].period),
        **dict.fromkeys(("fica", "federal_income_tax", "credits"), str(taxes.FEDERAL_YEAR)),
        "state_tax": _span(state_taxes["year"].to_numpy(float)),
    }
