"""Family budgets a user brings, by county, in place of the built-in ones.

Generic columns: the county sheets of EPI's Family Budget Calculator and the workbooks of the Self-Sufficiency
Standard both fit once their columns are named; neither is shipped (their licences do not allow it).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002 - pandera reads the annotations

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.measures.budget import COMPONENTS, FAMILY_TYPES, HOURS_SSS, convert_hours
from geo_opportunity.user_data.figures import numbers
from geo_opportunity.user_data.importer import (
    Imported,
    Kind,
    OwnTable,
    county_codes,
)
from geo_opportunity.vocabulary import HOURS_OEWS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile

__all__ = [
    "ALIASES",
    "FAMILY_NAMES",
    "OwnBudgets",
    "import_budgets",
]

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "county_fips": ("fips", "fips_code", "geoid", "county_code"),
    "county": ("county_name", "county_table_name"),
    "state": ("state_code", "state_abbreviation", "state_abv", "state_name"),
    "family": ("family_type", "family_code", "family_composition", "household"),
    "total": (
        "total_cost",
        "annual_total",
        "total_annual",
        "annual_budget",
        "annual_self_sufficiency_wage",
        "annual_wage",
    ),
    "rent": ("housing", "housing_cost", "housing_costs", "housing_and_utilities"),
    "food": ("food_cost", "food_costs"),
    "childcare": ("child_care", "childcare_cost", "child_care_cost", "child_care_costs"),
    "health": ("healthcare", "health_care", "healthcare_cost", "health_care_cost", "health_care_costs"),
    "transport": ("transportation", "transportation_cost", "transportation_costs"),
    "other": ("other_necessities", "other_necessities_cost", "miscellaneous", "miscellaneous_costs"),
    "taxes": ("tax", "net_taxes", "taxes_net_of_credits"),
}
#: Names of family types in other budgets -> ours. EPI: '2p2c', children aged 4 and 8; the Self-Sufficiency
#: Standard: adults, infants, preschoolers, school-age children, teenagers ('a2i0p1s1t0'). No other budget has
#: one adult at home.
FAMILY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "a2c2": (
        "2p2c",
        "a2i0p1s1t0",
        "2 adults + 1 preschooler + 1 school-age",
        "two adults, preschooler, school-age",
    ),
    "a1c0": ("1p0c", "a1i0p0s0t0", "a1", "adult", "one adult", "single adult"),
    "a1c1": ("1p1c", "a1i0p1s0t0", "adult + preschooler", "adult, preschooler", "1 adult + 1 preschooler"),
    "a2c0": ("2p0c", "a2i0p0s0t0", "two adults", "2 adults"),
    "a2c2w1": (),
}
_BUDGETS: Final = Kind(
    "budgets",
    "family budgets by county",
    ALIASES,
    (("county_fips", "county"), ("family",), ("total", "rent")),
)
_PARTS: Final = (*COMPONENTS, "taxes")
#: Annual totals outside these are no family budgets, US dollars a year.
_LEAST: Final = 8_000.0
_MOST: Final = 600_000.0


class OwnBudgets(OwnTable):
    """Family budgets by county, US dollars a year at 2,080 hours."""

    county_fips: Series[str] = pa.Field(str_matches=r"^\d{5}$")
    family: Series[str] = pa.Field(isin=list(FAMILY_TYPES))
    rent: Series[float] = pa.Field(nullable=True, ge=0)
    food: Series[float] = pa.Field(nullable=True, ge=0)
    childcare: Series[float] = pa.Field(nullable=True, ge=0)
    health: Series[float] = pa.Field(nullable=True, ge=0)
    transport: Series[float] = pa.Field(nullable=True, ge=0)
    other: Series[float] = pa.Field(nullable=True, ge=0)
    taxes: Series[float] = pa.Field(nullable=True)
    total: Series[float] = pa.Field(gt=0)
    own: Series[str] = pa.Field(description="name of the import")


def _family_key(text: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", text.casefold())


def import_budgets(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    state: str | None = None,
    period: Literal["year", "month"] = "year",
    hours: int = HOURS_OEWS,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Read family budgets by county; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas, source, name, state, layer, columns
        See :func:`geo_opportunity.user_data.import_programs`.
    period
        Whether the figures are for a year or a month.
    hours
        Hours a year the total covers: 2,080, or 2,112 (the Self-Sufficiency Standard). Totals and
        components are brought to 2,080 hours, those of the wages they are compared with
        (``measures.budget.convert_hours``).

    Returns
    -------
    Imported
        Table own_budgets (schema ``OwnBudgets``): one row per county and family type of ours. Needed are the
        county (county_fips, or county and state), family, and total (or all components with taxes).

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError
        The file cannot be used.
    ValueRangeError
        Most totals cannot be annual budgets (a month's, or another unit).
    """
    if period not in {"year", "month"} or hours not in {HOURS_OEWS, HOURS_SSS}:
        msg = (
            f"period is {period!r} and hours {hours!r}. Fix: period is 'year' or 'month', hours "
            f"{HOURS_OEWS} or {HOURS_SSS}."
        )
        raise FormatError(msg)
    reading = _BUDGETS.read(source, name=name, layer=layer, columns=columns)
    given, matched, notes = reading.given, reading.matched, reading.notes
    lookup = {_family_key(n): ours for ours, names in FAMILY_NAMES.items() for n in (ours, *names)}
    frame = pd.DataFrame({"county_fips": county_codes(atlas, matched, notes, state=state)})
    frame["family"] = matched.get("family").map(lambda t: lookup.get(_family_key(t))).astype("str")
    notes.count("rows whose family type is one of ours", frame["family"].notna().sum())
    notes.leave_out("family type not used here", frame["family"].isna(), ["family"])
    factor = (12.0 if period == "month" else 1.0) * float(convert_hours(1.0, hours))
    for column in _PARTS:
        frame[column] = numbers(matched, column, notes, low=-1e6 if column == "taxes" else 0.0) * factor
    sums = frame[list(_PARTS)].sum(axis=1).where(frame[list(_PARTS)].notna().all(axis=1))
    frame["total"] = (numbers(matched, "total", notes) * factor).fillna(sums)

    known = frame["county_fips"].notna() & frame["family"].notna()
    none = known & frame["total"].isna()
    notes.leave_out("no total, and not all components", none, ["county", "family"])
    possible = frame["total"].between(_LEAST, _MOST)
    wrong = known & frame["total"].notna() & ~possible
    if wrong.sum() > 0.5 * known.sum():
        first = matched.frame.loc[wrong].iloc[0].to_dict()
        msg = (
            f"{given.file}: most totals are no family budgets of a year (first {first}). Fix: say "
            "period='month', or name the column of annual totals."
        )
        raise ValueRangeError(msg)
    notes.leave_out(
        f"total is no family budget of a year ({_LEAST:,.0f} to {_MOST:,.0f})",
        wrong,
        ["county", "family", "total"],
    )
    off = known & possible & ((sums / frame["total"] - 1).abs() > 0.02)
    notes.problem(
        "components do not add up to the total within 2%", off, "total taken", ["county", "family", "total"]
    )
    frame = frame.loc[known & possible]
    twice = frame.duplicated(["county_fips", "family"])
    notes.leave_out(
        "county and family type given before",
        twice,
        ["county_fips", "county", "family"],
    )
    frame = frame.loc[~twice].assign(own=name)
    notes.count("counties", frame["county_fips"].nunique())
    for code, group in frame.groupby("family"):
        notes.count(f"counties with a budget for {FAMILY_TYPES[str(code)].title.lower()}", len(group))
    table = OwnBudgets.validate(
        frame[list(OwnBudgets.to_schema().columns)]
        .sort_values(["county_fips", "family"])
        .reset_index(drop=True)
    )
    return reading.imported({"own_budgets": table}, len(table))
