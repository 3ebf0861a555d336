"""What a family needs in an area, line by line (formulas: ``measures.budget``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.measures import own_budgets
from geo_opportunity.measures.budget import FAMILY_TYPES
from geo_opportunity.measures.budget_lines import explain_budget

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.dataset import Dataset

__all__ = ["budget"]


def budget(data: Dataset, area_code: str, family: str = "a2c2") -> pd.DataFrame:
    """Return an area's family budget line by line (see ``measures.budget_lines.explain_budget``).

    Indexed by key (rent … total, per_earner): component (plain words), annual (US dollars), basis, note,
    year (of the prices or the law, as text). County budgets weighted by residents.

    Raises
    ------
    UnknownCodeError
        The data have no such area, or there is no such family type.
    """
    data.area_row(area_code)
    area = data.area_budget(family).loc[[area_code]].iloc[0]
    counties = data.table("counties")
    mine = counties.loc[counties["area_code"] == area_code, ["county_fips", "name", "population"]]
    costs = mine.merge(data.table("county_costs"), on="county_fips", validate="one_to_one")
    lines = explain_budget(
        area,
        costs,
        FAMILY_TYPES[family],
        food_plan=data.table("food_plan"),
        state_taxes=data.table("state_taxes"),
    )
    return own_budgets.explain_own(lines, area) if "own" in area else lines
