"""What a family needs: the built-in family budget, and the other pay standards.

The basic family budget adds, for each county and family type, the least a family pays for decent housing,
food, child care, health care, getting about and other necessities, and the federal taxes on the earnings that
cover it. Every component can be shown; imputed parts are named. Money is US dollars a year, in prices of May
2025 (rents: fiscal year 2026 fair market rents, as published).

Per earner: the budget and the poverty guideline are needs of a family, so the required wage is the need
divided by the adults who work. The Federal Reserve rule and the user's own number are wages already and are
not divided.

State income tax is not included, so the budget is low where a state taxes income.
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
    "NATIONAL_COMPONENTS",
    "FamilyType",
    "area_budget",
    "convert_hours",
    "explain_budget",
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
_MONEY: Final[tuple[str, ...]] = (
    *COMPONENTS,
    "need",
    "fica",
    "federal_income_tax",
    "credits",
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
_IMPUTED_CARE: Final = ("state median", "rural-urban group median")


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
    ``prices``).
    """
    premium = prices.PREMIUM_FAMILY.at() if family.children else family.adults * prices.PREMIUM_SINGLE.at()
    return premium + prices.HEALTHCARE_BY_SIZE[min(family.size, 4)].at() * (
        1.0 - prices.HEALTH_INSURANCE_SHARE
    )


def transport_cost(family: FamilyType) -> float:
    """Return a family's transport costs, US dollars a year, May 2025.

    Owning and running vehicles (see ``prices``).
    """
    return prices.TRANSPORT_BY_SIZE[min(family.size, 4)].at()


def family_budget(county_costs: pd.DataFrame, food_plan: pd.DataFrame, family: FamilyType) -> pd.DataFrame:
    """Return the basic family budget of every county.

    Parameters
    ----------
    county_costs
        Table ``CountyCosts``.
    food_plan
        Table ``FoodPlan``.
    family
        One of FAMILY_TYPES.

    Returns
    -------
    DataFrame indexed by county_fips in the order of `county_costs`; US dollars a year:

    - rent: fair market rent x 12 at the family's bedrooms (HUD: 40th percentile of gross rent, utilities
      included);
    - food: USDA low-cost plan x goods price parity;
    - childcare: center care x 52 weeks, the preschooler at the preschool price and the school-age child at
      the
      school-age price; 0 when an adult is at home;
    - health, transport: national figures (see ``prices``);
    - other: 10 % of the preceding;
    - need: sum of the above; fica, federal_income_tax (before credits), credits (subtracted), taxes (the
      three
      together; may be negative): on the earnings that leave the need after taxes;
    - total: need + taxes = earnings the family needs; per_earner: total / adults who work;
    - imputed, missing: names of components, joined by ", "; where one is missing, total and all sums are NaN.

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
        care_imputed |= county_costs[f"childcare_{kind}_basis"].isin(_IMPUTED_CARE).to_numpy(bool)
    values["childcare"] = care
    values["health"] = np.full(count, health_cost(family))
    values["transport"] = np.full(count, transport_cost(family))
    values["other"] = OTHER_SHARE * np.sum(list(values.values()), axis=0)
    need = np.sum(list(values.values()), axis=0)
    earnings, paid = taxes.earnings_for_need(
        need,
        status=family.filing,
        earners=family.earners,
        children=len(family.children),
        care_expenses=np.nan_to_num(care),
    )
    values |= {
        "need": need,
        "fica": paid.fica,
        "federal_income_tax": paid.income_tax,
        "credits": paid.credits,
        "taxes": paid.net,
        "total": earnings,
        "per_earner": earnings / family.earners,
    }
    frame = pd.DataFrame(values, index=index)
    frame["imputed"] = np.where(care_imputed, "childcare", "").astype(object)
    frame["missing"] = _names_where(
        {name: np.isnan(values[name]) for name in ("rent", "food", "childcare")}, count
    )
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
        lambda texts: ", ".join(c for c in COMPONENTS if any(c in t.split(", ") for t in texts))
    )
    return names.reindex(codes).fillna("").to_numpy(object)


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
    "total": "Total: what the family must earn",
    "per_earner": "Wage needed per earner",
}


def explain_budget(area: pd.Series, county_costs: pd.DataFrame, family: FamilyType) -> pd.DataFrame:
    """Return an area's budget line by line, each with where it comes from.

    Parameters
    ----------
    area
        One row of :func:`area_budget`.
    county_costs
        The area's rows of ``CountyCosts`` with ``population``.
    family
        The family type of `area`.

    Returns
    -------
    DataFrame indexed by key (rent, food, childcare, health, transport, other, fica, federal_income_tax,
    credits, total, per_earner) with component (plain words), annual (US dollars; credits negative), basis
    ("local", "local, imputed in part", "national", "rule", "not needed" or "not known") and note.
    """
    imputed = (
        [name for name in str(area["imputed"]).split(", ") if name]
        if isinstance(area["imputed"], str)
        else []
    )
    bedrooms = (
        "an efficiency"
        if family.bedrooms == 0
        else f"{family.bedrooms} bedroom{'s' if family.bedrooms > 1 else ''}"
    )
    care = (
        "center care, median county prices of 2018 moved to May 2025 by CPI-U"
        if family.pays_care
        else "no paid care"
    )
    if family.children and not family.pays_care:
        care += ": one adult is at home"
    if family.pays_care and imputed:
        care += (
            f"; imputed for counties with {area['imputed_share']:.0%} of residents "
            f"({_shares(county_costs, family)})"
        )
    premium = "family" if family.children else "single"
    notes = {
        "rent": f"HUD fair market rent for {bedrooms}, 40th percentile with utilities, FY 2026",
        "food": "USDA low-cost plan at the local price level of goods (BEA)",
        "childcare": care,
        "health": (
            f"median employee contribution, {premium} coverage (BLS, March 2023), and average out-of-pocket "
            "spending (BLS CE 2024)"
        ),
        "transport": (
            f"average cost of vehicles of households of {min(family.size, 4)} (BLS CE 2024); local transit "
            "not included"
        ),
        "other": f"{OTHER_SHARE:.0%} of the lines above",
        "fica": "7.65% of earnings",
        "federal_income_tax": (
            f"tax year {taxes.FEDERAL_YEAR}, standard deduction; state income tax is not included"
        ),
        "credits": "child tax credit, child and dependent care credit, earned income tax credit",
        "total": f"counties weighted by residents; {area['population_share']:.0%} of residents covered",
        "per_earner": f"total divided by {family.earners}, a year at {HOURS_OEWS:,} hours",
    }
    basis = dict.fromkeys(notes, "rule") | dict.fromkeys(
        ("rent", "food", "childcare", "total", "per_earner"), "local"
    )
    basis |= dict.fromkeys(NATIONAL_COMPONENTS, "national") | {
        name: "local, imputed in part" for name in imputed if name in notes
    }
    if not family.pays_care:
        basis["childcare"] = "not needed"
    rows = []
    for key, note in notes.items():
        annual = float(area[key]) * (-1.0 if key == "credits" else 1.0)
        known = np.isfinite(annual)
        rows.append((key, _LABELS[key], annual + 0.0, basis[key] if known else "not known", note))
    return pd.DataFrame(rows, columns=["key", "component", "annual", "basis", "note"]).set_index("key")


def _shares(county_costs: pd.DataFrame, family: FamilyType) -> str:
    kinds = {str(b) for kind in family.children for b in county_costs[f"childcare_{kind}_basis"].unique()}
    return ", ".join(b for b in _IMPUTED_CARE if b in kinds)


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
