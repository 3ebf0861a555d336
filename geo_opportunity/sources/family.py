"""What a family pays by who is in it: food plans, poverty guidelines, state income tax.

Every price keeps the dollars and the period its publisher states; nothing is inflated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.files.published import read_csv
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    number,
    refuse,
    require_columns,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FOOD_PLAN_MONTH",
    "POVERTY_YEARS",
    "SOURCES",
    "STATE_TAX_YEAR",
    "read_food_plan",
    "read_poverty_guidelines",
    "read_state_income_tax",
]

#: Month of the prices in the food-plan file (its title; the file itself carries no date).
FOOD_PLAN_MONTH: Final = "2022-09"

#: Years of the poverty guidelines the file holds.
POVERTY_YEARS: Final = (2025, 2026)

#: Year of the law behind the state income tax.
STATE_TAX_YEAR: Final = 2026

#: Monthly food costs of one person outside this range (US dollars) are a fault of the file.
_FOOD_RANGE: Final = (50.0, 1_500.0)

_FOOD_COLUMNS: Final[dict[str, str]] = {
    "person": "age-sex group: 'child 4-5', 'male 19-50' ...",
    "low_cost_monthly": "low-cost plan, USD a month, member of a four-person family",
    "moderate_monthly": "moderate-cost plan, USD a month",
    "liberal_monthly": "liberal plan, USD a month",
    "month": "month of the prices, YYYY-MM",
}
_POVERTY_COLUMNS: Final[dict[str, str]] = {
    "year": "year of the guideline",
    "area": "48_states_and_dc, alaska or hawaii",
    "one_person": "guideline for one person, USD a year",
    "additional_person": "for each further person, USD a year",
    "federal_register": "citation",
}
_STATE_TAX_COLUMNS: Final[dict[str, str]] = {
    "family": "family type: a1c0, a1c1, a2c2, a2c2w1 or a2c0",
    "state": "postal code, 50 states and DC",
    "wages": "the family's wages, USD a year",
    "state_income_tax": "state income tax after refundable credits, USD a year; negative is paid out",
    "year": "year of the law",
}

# ------------------------------------------------------- food plans of USDA


def read_food_plan(path: Path, *, month: str = FOOD_PLAN_MONTH) -> pd.DataFrame:
    """Read USDA's low-cost, moderate and liberal food plans (a printed table saved as CSV).

    The rows are age groups below the headings Child, Male and Female; the last three columns are monthly
    costs. Prices are for a member of a four-person family.

    Returns
    -------
    DataFrame
        15 rows, one per age-sex group. Units: USD a month in `month`.

    Raises
    ------
    FormatError
        The three headings, the plan names or some of the fifteen groups are not where the layout has them.
    """
    frame = read_csv(path)
    if frame.shape[1] != 8:
        msg = (
            f"{path.name} has {frame.shape[1]} columns; the printed table has 8 (number, group, three "
            "weekly, three monthly). Fix: check the edition."
        )
        raise MissingColumnError(msg)
    frame.columns = [
        "row",
        "group",
        "w1",
        "w2",
        "w3",
        "low_cost_monthly",
        "moderate_monthly",
        "liberal_monthly",
    ]
    heads = (
        frame.iloc[:2][["low_cost_monthly", "moderate_monthly", "liberal_monthly"]]
        .agg(" ".join)
        .str.lower()
        .str.replace(r"[^a-z]+", " ", regex=True)
    )
    wanted = ("low cost", "moderate", "liberal")
    if not all(w in h for w, h in zip(wanted, heads, strict=True)):
        msg = (
            f"{path.name}: the monthly columns are headed {list(heads)}; expected low-cost, moderate-cost "
            "and liberal plans. Fix: check the edition."
        )
        raise FormatError(msg)
    group = frame["group"].str.strip()
    heading = group.where(group.str.fullmatch(r"(Child|Male|Female):")).str.rstrip(":").str.lower().ffill()
    age = group.str.extract(r"^(\d+(?:-\d+|\+)?) years?", expand=False)
    rows = age.notna() & heading.notna()
    out = pd.DataFrame({"person": (heading + " " + age)[rows]})
    for column in ("low_cost_monthly", "moderate_monthly", "liberal_monthly"):
        value = number(frame[column].where(rows, ""), path=path, low=_FOOD_RANGE[0], high=_FOOD_RANGE[1])
        out[column] = value[rows]
    expected = [f"child {a}" for a in ("1", "2-3", "4-5", "6-8", "9-11")]
    expected += [
        f"{sex} {a}" for sex in ("male", "female") for a in ("12-13", "14-18", "19-50", "51-70", "71+")
    ]
    if list(out["person"]) != expected or out["low_cost_monthly"].isna().any():
        msg = (
            f"{path.name} lists the groups {', '.join(out['person'])}; expected {', '.join(expected)}, "
            "each with its cost. Fix: download the table again."
        )
        raise FormatError(msg)
    child = out.loc[out["person"].str.startswith("child"), "low_cost_monthly"]
    if not child.is_monotonic_increasing:
        msg = (
            f"{path.name}: the low-cost plan of children does not rise with age "
            f"({', '.join(f'{v:g}' for v in child)} USD a month)"
        )
        raise ValueRangeError(msg, fix="costs are in other groups' rows; download the table again")
    out["month"] = month
    return out.reset_index(drop=True)


# ------------------------------------------------------- poverty guidelines (HHS)

#: Guidelines of an area over those of the 48 states: the cost-of-living adjustment HHS has kept since 1966,
#: rounded.
_POVERTY_AREAS: Final[dict[str, float]] = {"48_states_and_dc": 1.0, "alaska": 1.25, "hawaii": 1.15}
_POVERTY_ROUNDING: Final = 0.005
#: A further person adds 0.351 to 0.356 of the first one's guideline in both years.
_POVERTY_ADDED: Final = (0.30, 0.45)


def read_poverty_guidelines(path: Path, *, years: tuple[int, ...] = POVERTY_YEARS) -> pd.DataFrame:
    """Read the HHS poverty guidelines (transcribed from the Federal Register).

    Returns
    -------
    DataFrame
        One row per year and area. Units: USD a year.

    Raises
    ------
    FormatError
        A year or an area is missing.
    ValueRangeError
        A guideline does not rise from year to year, is not in proportion to that of the 48 states, or a
        further person adds more or less than about a third.
    """
    frame = read_csv(path)
    require_columns(
        frame, ("year", "area", "one_person_usd", "each_additional_person_usd", "federal_register"), path=path
    )
    year = number(frame["year"], path=path, low=1983, high=2100)
    check_codes(frame["area"], "|".join(_POVERTY_AREAS), path=path, what="area of the guidelines")
    one, more = (number(frame[c], path=path) for c in ("one_person_usd", "each_additional_person_usd"))
    check_range(one, path=path, low=4_000, high=100_000)
    check_range(more, path=path, low=1_000, high=50_000)
    out = pd.DataFrame(
        {
            "year": year.astype("int64"),
            "area": frame["area"],
            "one_person": one,
            "additional_person": more,
            "federal_register": frame["federal_register"],
        }
    )
    check_unique(out, ["year", "area"], path=path, first_row=None)
    _check_guidelines(out, years, path)
    return out


def _check_guidelines(frame: pd.DataFrame, years: tuple[int, ...], path: Path) -> None:
    fix = "restore the figures of the Federal Register"
    held = set(zip(frame["year"], frame["area"], strict=True))
    missing = [f"{year} {area}" for year in years for area in _POVERTY_AREAS if (year, area) not in held]
    if missing:
        msg = f"{path.name} has no guideline of {', '.join(missing)}"
        raise FormatError(msg, fix=fix)
    for column in ("one_person", "additional_person"):
        grid = frame.pivot_table(index="year", columns="area", values=column)
        level = grid.div(grid["48_states_and_dc"], axis=0) / pd.Series(_POVERTY_AREAS) - 1
        wrong = [
            f"{year} {area}" for area in level for year in level.index[level[area].abs() > _POVERTY_ROUNDING]
        ]
        if wrong:
            msg = (
                f"{path.name}, {column}: {', '.join(wrong)} is not 1.25 (Alaska) or 1.15 (Hawaii) times "
                "the guideline of the 48 states"
            )
            raise ValueRangeError(msg, fix=fix)
        falling = grid.columns[(grid.sort_index().diff().iloc[1:] <= 0).any()]
        if len(falling):
            msg = (
                f"{path.name}, {column}: the guideline of {', '.join(falling)} does not rise from year to "
                "year"
            )
            raise ValueRangeError(msg, fix=fix)
    added = frame["additional_person"] / frame["one_person"]
    if not added.between(*_POVERTY_ADDED).all():
        msg = (
            f"{path.name}: a further person adds {added.min():.2f} to {added.max():.2f} of one person's "
            "guideline, expected about a third"
        )
        raise ValueRangeError(msg, fix=fix)


# ------------------------------------------------------------- state income tax

#: Upper limit of wages that social security tax is paid on, US dollars (Social Security Administration): the
#: payroll tax of one earner above it shows which year's law a file was computed with. Fourteen states add
#: contributions of their own (disability, family leave) to it, so the lowest of all states is looked at.
_CONTRIBUTION_BASE: Final[dict[int, int]] = {2025: 176_100, 2026: 184_500}
_STATE_TAX_FAMILIES: Final = ("a1c0", "a1c1", "a2c0", "a2c2", "a2c2w1")
_STATES: Final = 51
#: State income tax over wages: the most paid out (-0.56 in 2026, Colorado) and the most paid (0.09).
_STATE_TAX_SHARE: Final = (-0.80, 0.15)


def read_state_income_tax(path: Path, *, year: int = STATE_TAX_YEAR) -> pd.DataFrame:
    """Read state income tax by family type, state and wages, computed with the PolicyEngine US model.

    All income is wages, and adults who work earn equal parts. No local income tax, no credit for child care
    or rent.

    Parameters
    ----------
    path : Path
        CSV with family, state, wages, state_income_tax, state_income_tax_before_refundable_credits,
        federal_income_tax and employee_payroll_tax, USD a year.
    year : int
        Year of the law. The file carries no year: its payroll tax shows it.

    Returns
    -------
    DataFrame
        One row per family type, state and wages. Units: USD a year; negative is paid out.

    Raises
    ------
    FormatError
        A family type, a state or a row of wages is missing, or the law is of another year.
    ValueRangeError
        Tax out of proportion to wages, above the tax before refundable credits, or rising faster than wages.
    """
    frame = read_csv(path)
    before, payroll = "state_income_tax_before_refundable_credits", "employee_payroll_tax"
    require_columns(frame, ("family", "state", "wages", "state_income_tax", before, payroll), path=path)
    check_codes(frame["family"], "|".join(_STATE_TAX_FAMILIES), path=path, what="family type of ours")
    check_codes(frame["state"], "[A-Z]{2}", path=path, what="postal code of a state")
    out = frame[["family", "state"]].astype("str")
    out["wages"] = number(frame["wages"], path=path, low=1_000, high=1_000_000)
    tax = out["state_income_tax"] = number(frame["state_income_tax"], path=path)
    out["year"] = year
    check_unique(out, ["family", "state", "wages"], path=path, first_row=None)
    fix = "compute the file again, or restore its rows"
    share = tax / out["wages"]
    refuse(
        ~share.between(*_STATE_TAX_SHARE),
        tax,
        f"is no state income tax: expected {_STATE_TAX_SHARE[0]:.0%} to {_STATE_TAX_SHARE[1]:.0%} of wages",
        path=path,
        fix=fix,
        error=ValueRangeError,
    )
    refuse(
        tax > number(frame[before], path=path) + 0.01,
        tax,
        "is more than the tax before refundable credits",
        path=path,
        fix=fix,
        error=ValueRangeError,
    )
    _check_state_taxes(out, number(frame[payroll], path=path), year, path)
    return out


def _check_state_taxes(frame: pd.DataFrame, payroll: pd.Series, year: int, path: Path) -> None:
    """Refuse a grid with holes, a tax that rises faster than wages, and the law of another year."""
    grid = frame.pivot_table(index="wages", columns=["family", "state"], values="state_income_tax")
    families, states = (grid.columns.get_level_values(n).nunique() for n in ("family", "state"))
    holes = int(grid.isna().sum().sum()) + len(grid) * (families * states - grid.shape[1])
    if families != len(_STATE_TAX_FAMILIES) or states != _STATES or holes or len(grid) < 2:
        msg = (
            f"{path.name} has {families} family types, {states} states, {len(grid)} wages and {holes} holes; "
            f"expected {len(_STATE_TAX_FAMILIES)} family types, {_STATES} states with DC and no hole"
        )
        raise FormatError(msg, fix="restore its rows")
    slopes = grid.diff().iloc[1:].div(np.diff(grid.index), axis=0)
    steep = grid.columns[(slopes >= 1.0).any()]
    if len(steep):
        msg = f"{path.name}: the tax of {' in '.join(steep[0])} rises faster than wages"
        raise ValueRangeError(msg, fix="taxes are in other rows; compute the file again")
    wages = frame["wages"]
    single = (frame["family"] == "a1c0") & (wages > max(_CONTRIBUTION_BASE.values()))
    beyond = (payroll - 0.062 * _CONTRIBUTION_BASE[year] - 0.0145 * wages)[single].groupby(wages).min()
    if beyond.empty or (beyond.abs() > 1.0).any():
        msg = (
            f"{path.name}: the payroll tax is not that of {year}, whose wages are taxed up to "
            f"{_CONTRIBUTION_BASE[year]:,} USD"
        )
        raise FormatError(msg, fix=f"put the file of {year} law there")


# ------------------------------------------------------------------------ sources

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("food_plan", _FOOD_COLUMNS, read_food_plan),
    from_catalog("poverty_guidelines", _POVERTY_COLUMNS, read_poverty_guidelines),
    from_catalog("state_income_tax", _STATE_TAX_COLUMNS, read_state_income_tax),
)
