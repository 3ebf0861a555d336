"""What a family needs: the built-in family budget, and the other pay standards.

The basic family budget adds, for each county and family type, the least a family pays for decent housing,
food, child care, health care, getting about and other necessities, and the federal taxes and state income tax
on the earnings that cover it. Every component can be shown; imputed parts are named. Money is US dollars a
year, in prices of May 2025 (rents: fiscal year 2026 fair market rents, as published; state income tax: 2026
law).

A family never needs less than a smaller one inside it: no component but child care and taxes falls when a
person or a worker is added.

Per earner: the budget and the poverty guideline are needs of a family, so the required wage is the need
divided by the adults who work. The Federal Reserve rule and the user's own number are wages already and are
not divided.

Local income tax is not included, so the budget is low where a city or county taxes income. The line-by-line
table is in ``measures.budget_lines``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import MissingColumnError
from geo_opportunity.measures import prices, taxes
from geo_opportunity.rules import FAMILIES
from geo_opportunity.vocabulary import EDUCATION_LEVELS, HOURS_OEWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "COMPONENTS",
    "FAMILY_TYPES",
    "HOURS_SSS",
    "IMPUTED_CARE",
    "NATIONAL_COMPONENTS",
    "TAX_PARTS",
    "FamilyType",
    "area_budget",
    "convert_hours",
    "family_budget",
    "fed_education_codes",
    "fed_threshold",
    "food_cost",
    "health_cost",
    "hourly",
    "poverty_guideline",
    "poverty_threshold",
    "transport_cost",
]

#: Hours a year behind the Self-Sufficiency Standard's hourly wages (176 a month).
HOURS_SSS: Final = 2_112

#: Components of the need, in the order they are added.
COMPONENTS: Final[tuple[str, ...]] = ("rent", "food", "childcare", "health", "transport", "other")
#: Components that are one national figure per family type, the same in every county.
NATIONAL_COMPONENTS: Final[tuple[str, ...]] = ("health", "transport")
#: What taxes are made of; credits are subtracted, a negative state tax is paid out.
TAX_PARTS: Final[tuple[str, ...]] = ("fica", "federal_income_tax", "credits", "state_tax")
_MONEY: Final[tuple[str, ...]] = (
    *COMPONENTS,
    "need",
    *TAX_PARTS,
    "taxes",
    "total",
    "per_earner",
)
#: Other necessities as a share of the preceding components (convention of the Self-Sufficiency Standard).
OTHER_SHARE: Final = 0.10
#: USDA: monthly costs are for members of a four-person family; add 20 % for one person, 10 % for two, 5 % for
#: three; take off 5 % for five or six, 10 % for seven or more. (Official USDA Food Plans, footnote 3.)
FOOD_SIZE_FACTORS: Final[dict[int, float]] = {1: 1.20, 2: 1.10, 3: 1.05, 4: 1.00, 5: 0.95, 6: 0.95}

#: Basis of a child care price that is not the county's own.
IMPUTED_CARE: Final = ("state median", "rural-urban group median")


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyType:
    """A family whose budget is computed.

    Bedrooms follow the convention of EPI's Family Budget Calculator (an efficiency for one adult, one bedroom
    for a couple, two for one or two children;
    https://www.epi.org/publication/family-budget-calculator-documentation/).
    """

    code: str
    adults: int
    earners: int
    children: tuple[str, ...] = ()
    """Each "preschool" (aged 4) or "school_age" (aged 8)."""
    bedrooms: int

    @property
    def title(self) -> str:
        """Plain words."""
        return FAMILIES[self.code]

    @property
    def size(self) -> int:
        """Persons."""
        return self.adults + len(self.children)

    @property
    def pays_care(self) -> bool:
        """Whether child care is paid for: only when every adult works."""
        return bool(self.children) and self.earners == self.adults

    @property
    def filing(self) -> taxes.FilingStatus:
        """Federal filing status."""
        return "joint" if self.adults > 1 else "head" if self.children else "single"


FAMILY_TYPES: Final[dict[str, FamilyType]] = {
    f.code: f
    for f in (
        FamilyType(code="a2c2", adults=2, earners=2, children=("preschool", "school_age"), bedrooms=2),
        FamilyType(code="a1c0", adults=1, earners=1, bedrooms=0),
        FamilyType(code="a1c1", adults=1, earners=1, children=("preschool",), bedrooms=2),
        FamilyType(code="a2c2w1", adults=2, earners=1, children=("preschool", "school_age"), bedrooms=2),
        FamilyType(code="a2c0", adults=2, earners=2, bedrooms=1),
    )
}

_FOOD_PERSON: Final = {"preschool": "child 4-5", "school_age": "child 6-8"}
_ADULTS: Final = ("male 19-50", "female 19-50")


def _need_columns(frame: pd.DataFrame, columns: Iterable[str], table: str) -> None:
    lost = [c for c in columns if c not in frame.columns]
    if lost:
        msg = (
            f"table {table!r} lacks {', '.join(lost)}; it has {', '.join(map(str, frame.columns))}. Fix: "
            "rebuild the data"
        )
        raise MissingColumnError(msg)


def food_cost(food_plan: pd.DataFrame, family: FamilyType) -> float:
    """Return a family's food, low-cost plan, US dollars a year in prices of May 2025 at national price level.

    Members' monthly costs x 12, times USDA's household-size factor, moved by CPI-U from the plan's month.
    Adults are 19 to 50; a couple is a man and a woman, one adult the mean of the two. Source: USDA, Official
    Food Plans.

    Raises
    ------
    ValueError
        The plan lacks an age-sex group, or there is no CPI-U for its month.
    """
    _need_columns(food_plan, ("person", "low_cost_monthly", "month"), "food_plan")
    monthly = food_plan.set_index("person")["low_cost_monthly"]
    people = [*_ADULTS, *(_FOOD_PERSON[c] for c in family.children)]
    lost = [p for p in people if p not in monthly.index]
    if lost:
        msg = (
            f"table 'food_plan' has no row for {', '.join(lost)}; it has "
            f"{', '.join(map(str, monthly.index))}. Fix: rebuild the data"
        )
        raise ValueError(msg)
    adults = family.adults * float(monthly.loc[list(_ADULTS)].mean())
    children = float(sum(monthly.loc[_FOOD_PERSON[c]] for c in family.children))
    annual = 12.0 * (adults + children) * FOOD_SIZE_FACTORS.get(family.size, 0.90)
    return prices.in_prices_of(annual, str(food_plan["month"].iloc[0]))


def health_cost(family: FamilyType) -> float:
    """Return a family's health costs, US dollars a year, May 2025.

    Employee premium contribution and out of pocket.

    Families with children pay the family contribution once; adults without children each pay the single one.
    Out of pocket is healthcare spending of consumer units of that size less the insurance share (see
    ``prices``); where units of more persons spend less, their figure counts: units of two (7,228) spend more
    than units of three (6,706) because many of them are retired couples, which no family here is. So health
    care never falls with one person more.
    """
    premium = prices.PREMIUM_FAMILY.at() if family.children else family.adults * prices.PREMIUM_SINGLE.at()
    size = min(family.size, max(prices.HEALTHCARE_BY_SIZE))
    spending = min(cost.at() for persons, cost in prices.HEALTHCARE_BY_SIZE.items() if persons >= size)
    return premium + spending * (1.0 - prices.HEALTH_INSURANCE_SHARE)


def transport_cost(family: FamilyType) -> float:
    """Return a family's transport costs, US dollars a year, May 2025.

    Owning and running vehicles (see ``prices``). It follows the adults who work: the figure of units of as
    many persons, 6,219 (prices of 2024) for one and 12,686 for two, and for children what a third and a
    fourth person add to a unit of two, 1,772 and 5,291. An adult at home adds nothing. The Consumer
    Expenditure Surveys publish no figure for one worker with children, so that taking the two apart is our
    judgment; two workers with two children pay what units of four pay.
    """
    by_size = prices.TRANSPORT_BY_SIZE
    with_children = by_size[min(2 + len(family.children), max(by_size))].at()
    return by_size[family.earners].at() + with_children - by_size[2].at()


def state_tax(state_taxes: pd.DataFrame, family: FamilyType, state_fips: pd.Series) -> taxes.StateTax:
    """Return a family's state income tax by its wages, a row for each of `state_fips`.

    Parameters
    ----------
    state_taxes
        Table ``StateTaxes``; a state it lacks is NaN.
    family
        One of FAMILY_TYPES, all of which the table has.

    Raises
    ------
    ValueError
        The table has fewer than two wages for the family type.
    """
    _need_columns(state_taxes, ("family", "state_fips", "wages", "state_income_tax"), "state_taxes")
    mine = state_taxes.loc[state_taxes["family"] == family.code]
    grid = mine.pivot_table(index="state_fips", columns="wages", values="state_income_tax").sort_index(axis=1)
    if grid.shape[1] < 2:
        msg = f"table 'state_taxes' has no taxes of family type {family.code!r}. Fix: rebuild the data"
        raise ValueError(msg)
    return taxes.StateTax(grid.columns.to_numpy(float), grid.reindex(state_fips).to_numpy(float))


def family_budget(
    county_costs: pd.DataFrame, food_plan: pd.DataFrame, family: FamilyType, state_taxes: pd.DataFrame
) -> pd.DataFrame:
    """Return the basic family budget of every county.

    Parameters
    ----------
    county_costs
        Table ``CountyCosts``.
    food_plan
        Table ``FoodPlan``.
    family
        One of FAMILY_TYPES.
    state_taxes
        Table ``StateTaxes``.

    Returns
    -------
    DataFrame indexed by county_fips in the order of `county_costs`; US dollars a year:

    - rent: fair market rent x 12 at the family's bedrooms (HUD: 40th percentile of gross rent, utilities
      included);
    - food: USDA low-cost plan x goods price parity;
    - childcare: center care x 52 weeks, the preschooler at the preschool price and the school-age child at
      the school-age price; 0 when an adult is at home;
    - health, transport: national figures (:func:`health_cost`, :func:`transport_cost`);
    - other: 10 % of the preceding;
    - need: sum of the above; fica, federal_income_tax (before credits), credits (federal, subtracted),
      state_tax (after refundable credits; negative is paid out), taxes (the four together; may be negative):
      on the earnings that leave the need after taxes;
    - total: need + taxes = earnings the family needs; per_earner: total / adults who work;
    - imputed, missing: names of components, joined by ", "; where one is missing, total and all sums are NaN.
      state_tax is missing where the table lacks the state, or the earnings lie beyond its wages.

    Raises
    ------
    MissingColumnError
        A column is missing.
    """
    rent_column = f"rent_{family.bedrooms}_monthly"
    care_kinds = family.children if family.pays_care else ()
    care_columns = [f"childcare_{kind}_{part}" for kind in care_kinds for part in ("weekly", "basis")]
    _need_columns(county_costs, ("county_fips", rent_column, "rpp_goods", *care_columns), "county_costs")
    index = pd.Index(county_costs["county_fips"], name="county_fips")
    count = len(index)

    values: dict[str, NDArray[np.float64]] = {
        "rent": 12.0 * county_costs[rent_column].to_numpy(float),
        "food": food_cost(food_plan, family) * county_costs["rpp_goods"].to_numpy(float) / 100.0,
    }
    care, care_imputed = np.zeros(count), np.zeros(count, dtype=bool)
    for kind in care_kinds:
        care += 52.0 * county_costs[f"childcare_{kind}_weekly"].to_numpy(float)
        care_imputed |= county_costs[f"childcare_{kind}_basis"].isin(IMPUTED_CARE).to_numpy(bool)
    values["childcare"] = care
    values["health"] = np.full(count, health_cost(family))
    values["transport"] = np.full(count, transport_cost(family))
    values["other"] = OTHER_SHARE * np.sum(list(values.values()), axis=0)
    need = np.sum(list(values.values()), axis=0)
    state = state_tax(state_taxes, family, county_costs["county_fips"].str[:2])
    earnings, paid = taxes.earnings_for_need(
        need,
        status=family.filing,
        earners=family.earners,
        children=len(family.children),
        care_expenses=np.nan_to_num(care),
        state=state,
    )
    values |= {
        "need": need,
        "fica": paid.fica,
        "federal_income_tax": paid.income_tax,
        "credits": paid.credits,
        "state_tax": paid.state_tax,
        "taxes": paid.net,
        "total": earnings,
        "per_earner": earnings / family.earners,
    }
    frame = pd.DataFrame(values, index=index)
    frame["imputed"] = np.where(care_imputed, "childcare", "").astype(object)
    lacking = {name: np.isnan(values[name]) for name in ("rent", "food", "childcare")}
    lacking["state_tax"] = np.isnan(state.tax).any(axis=1) | (np.isfinite(need) & np.isnan(earnings))
    frame["missing"] = _names_where(lacking, count)
    return frame


def _names_where(flags: dict[str, NDArray[np.bool_]], count: int) -> NDArray[np.object_]:
    out = np.full(count, "", dtype=object)
    for name, flag in flags.items():
        out[flag] = [f"{text}, {name}" if text else name for text in out[flag]]
    return out


def area_budget(budget: pd.DataFrame, population: pd.Series, area_code: pd.Series) -> pd.DataFrame:
    """Return the family budget of every area: its counties' components, weighted by residents.

    Counties whose total is missing are left out of every component; where they have more than half of the
    residents the area has no budget.

    Parameters
    ----------
    budget
        From :func:`family_budget`, indexed by county_fips.
    population
        Residents, indexed by county_fips.
    area_code
        Area of each county, indexed by county_fips.

    Returns
    -------
    DataFrame indexed by area_code, sorted: the money columns of :func:`family_budget`; population_share
    (share of residents whose county has a budget, fraction); imputed (components imputed in some county that
    counts) and imputed_share (share of residents in such counties, fraction); missing (components some
    left-out county lacks).
    """
    frame = budget.assign(
        population=population.reindex(budget.index), area_code=area_code.reindex(budget.index)
    )
    frame = frame.loc[frame["area_code"].notna() & (frame["population"] > 0)]
    has = frame["total"].notna()
    known = frame.loc[has]
    codes = pd.Index(sorted(frame["area_code"].unique()), name="area_code", dtype=object)
    people = frame.groupby("area_code")["population"].sum().reindex(codes)
    covered = (
        known.groupby("area_code")["population"].sum().reindex(codes).fillna(0.0)
    )  # no county with a budget: none covered
    share = covered / people
    sums = (
        known[list(_MONEY)].mul(known["population"], axis=0).groupby(known["area_code"]).sum().reindex(codes)
    )
    out = sums.div(covered.where(covered > 0), axis=0).where(share >= 0.5)
    out["population_share"] = share
    imputed = known.loc[known["imputed"] != ""]
    out["imputed"] = _joined(imputed, "imputed", codes)
    out["imputed_share"] = (
        imputed.groupby("area_code")["population"].sum().reindex(codes).fillna(0.0) / people
    )
    out["missing"] = _joined(frame.loc[~has], "missing", codes)
    return out


def _joined(frame: pd.DataFrame, column: str, codes: pd.Index) -> NDArray[np.object_]:
    names = frame.groupby("area_code")[column].agg(
        lambda texts: ", ".join(
            c for c in (*COMPONENTS, *TAX_PARTS) if any(c in t.split(", ") for t in texts)
        )
    )
    return names.reindex(codes).fillna("").to_numpy(object)


# --------------------------------------------------------------- other standards


def fed_threshold(national_median: float, rpp: ArrayLike) -> NDArray[np.float64]:
    """Return the Federal Reserve "opportunity occupation" wage.

    National annual median x all-items price parity / 100.

    A wage as published, not divided by earners. NaN where there is no parity (Puerto Rico, territories).
    Source: Federal Reserve Banks of Philadelphia and Cleveland, Opportunity Occupations (Wardrip, Fee,
    Nelson, Andreason 2015 and later).
    """
    threshold: NDArray[np.float64] = national_median * np.asarray(rpp, dtype=float) / 100.0
    return threshold


def fed_education_codes(entry_education: ArrayLike) -> NDArray[np.int8]:
    """Return 1 where typical entry education is below a bachelor's, 0 where not, -1 where unpublished."""
    below = set(EDUCATION_LEVELS[: EDUCATION_LEVELS.index("Bachelor's degree")])
    known = set(EDUCATION_LEVELS)
    values = np.asarray(entry_education, dtype=object)
    return np.array([1 if v in below else 0 if v in known else -1 for v in values], dtype=np.int8)


def poverty_guideline(guidelines: pd.DataFrame, size: int, *, year: int | None = None) -> pd.Series:
    """Return the HHS poverty guideline for `size` persons (US dollars a year) by guideline area.

    The latest year of the table unless `year` says otherwise.

    Raises
    ------
    ValueError
        The table has no rows for the year.
    """
    _need_columns(guidelines, ("year", "area", "one_person", "additional_person"), "poverty_guidelines")
    wanted = int(guidelines["year"].max()) if year is None else year
    mine = guidelines.loc[guidelines["year"] == wanted].set_index("area")
    if mine.empty:
        msg = (
            f"no poverty guideline of {wanted}; the table has {sorted(guidelines['year'].unique().tolist())}"
        )
        raise ValueError(msg)
    return (mine["one_person"] + (size - 1) * mine["additional_person"]).rename("poverty_guideline")


def poverty_threshold(
    guidelines: pd.DataFrame,
    family: FamilyType,
    multiple: float,
    guideline_area: pd.Series,
    *,
    year: int | None = None,
) -> NDArray[np.float64]:
    """Return a multiple of the poverty guideline per earner, US dollars a year, by `guideline_area`.

    Parameters
    ----------
    guidelines
        Table ``PovertyGuidelines``.
    family
        Gives the size of the family and the earners the need is divided by.
    multiple
        2.0 = twice the guideline.
    guideline_area
        Which guideline applies to each county or area; null gives NaN.
    year
        Year of the guideline; default the latest.
    """
    needed = poverty_guideline(guidelines, family.size, year=year) * multiple / family.earners
    strange = set(guideline_area.dropna().unique()) - set(needed.index)
    if strange:
        msg = (
            f"no poverty guideline for {', '.join(sorted(map(str, strange)))}; there are "
            f"{', '.join(map(str, needed.index))}"
        )
        raise ValueError(msg)
    return guideline_area.map(needed).to_numpy(float)


def hourly(annual: ArrayLike, hours: int = HOURS_OEWS) -> NDArray[np.float64]:
    """Return an annual wage per hour; OEWS counts 2,080 hours a year, the Self-Sufficiency Standard 2,112."""
    wage: NDArray[np.float64] = np.asarray(annual, dtype=float) / hours
    return wage


def convert_hours(
    annual: ArrayLike, from_hours: int = HOURS_SSS, to_hours: int = HOURS_OEWS
) -> NDArray[np.float64]:
    """Return the annual wage at `to_hours` a year that has the same hourly wage as `annual` at `from_hours`.

    The Self-Sufficiency Standard's annual figures are for 176 x 12 = 2,112 hours, OEWS wages for 2,080:
    convert before comparing (42,240 x 2,080 / 2,112 = 41,600).
    """
    wage: NDArray[np.float64] = np.asarray(annual, dtype=float) * to_hours / from_hours
    return wage
