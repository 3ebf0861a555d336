"""Family budgets a user brings, by county, in place of the built-in ones.

Generic columns: the county sheets of EPI's Family Budget Calculator and the workbooks of the Self-Sufficiency
Standard both fit once their columns are named; neither is shipped (their licences do not allow it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002 - pandera reads the annotations

from geo_opportunity.codes.base import column
from geo_opportunity.errors import ValueRangeError
from geo_opportunity.measures.budget import FAMILY_TYPES
from geo_opportunity.user_data.budget_figures import QUESTIONS, Answers, budget_figures
from geo_opportunity.user_data.families import family_of
from geo_opportunity.user_data.importer import Imported, Kind, OwnTable
from geo_opportunity.user_data.places import county_codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.importer import FrameOrFile, Reading
    from geo_opportunity.user_data.preview import Notes

__all__ = [
    "ALIASES",
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
        "required_annual_income_before_taxes",
        "monthly_total",
        "total_monthly",
        "monthly_budget",
        "living_wage",
        "hourly_wage",
        "hourly_self_sufficiency_wage",
        "self_sufficiency_wage",
    ),
    "rent": ("housing", "housing_cost", "housing_costs", "housing_and_utilities"),
    "food": ("food_cost", "food_costs"),
    "childcare": ("child_care", "childcare_cost", "child_care_cost", "child_care_costs"),
    "health": ("healthcare", "health_care", "healthcare_cost", "health_care_cost", "health_care_costs"),
    "transport": ("transportation", "transportation_cost", "transportation_costs"),
    "other": ("other_necessities", "other_necessities_cost", "miscellaneous", "miscellaneous_costs"),
    "taxes": ("tax", "net_taxes", "taxes_net_of_credits"),
}
_BUDGETS: Final = Kind(
    "budgets",
    "family budgets by county",
    ALIASES,
    (("county_fips", "county"), ("family",), ("total", "rent")),
    QUESTIONS,
)
#: Annual totals outside these are no family budgets, US dollars a year.
_LEAST: Final = 8_000.0
_MOST: Final = 600_000.0
#: Contradictions that are told with their values.
_NAMED: Final = 20


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


def import_budgets(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    state: str | None = None,
    period: Literal["year", "month", "hour"] | None = None,
    earners: Literal["family", "each"] | None = None,
    hours: int | str | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Read family budgets by county; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas, source, name, state, layer, columns
        See :func:`geo_opportunity.user_data.import_programs`.
    period
        Whether the figures are for a year, a month or an hour of work. By default judged by the built-in
        budgets of the same counties and families; what is not clearly a year's is asked. A wage for an hour
        is taken for 2,080 hours, those of the wages it is compared with.
    earners
        Whether totals are what the whole family needs, or what each adult who works does.
    hours
        Hours a year that annual or monthly figures cover: 2,080, or 2,112 (the Self-Sufficiency Standard).
        They are brought to 2,080 (``measures.budget.convert_hours``). By default 2,080.

    Returns
    -------
    Imported
        Table own_budgets (schema ``OwnBudgets``): one row per county and family type of ours. Needed are the
        county (county_fips, or county and state), family, and total (or all components with taxes). Family
        types: :func:`geo_opportunity.user_data.families.family_of`. A county and family given twice with
        different totals is left out.

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError
        The file cannot be used.
    DoubtError
        `period` or `earners` must be said.
    ValueRangeError
        Most totals cannot be budgets of any period.
    """
    reading = _BUDGETS.read(source, name=name, layer=layer, columns=columns)
    matched, notes = reading.matched, reading.notes
    said = Answers(period=period, earners=earners, hours=hours)
    frame = pd.DataFrame({"county_fips": county_codes(atlas, matched, notes, state=state)})
    frame["family"] = _families(matched, notes)
    frame = frame.join(budget_figures(atlas, reading, frame.where(notes.kept), said))
    shown = ["county_fips", "county", "family", "rent", "total"]
    notes.leave_out("no total, and not all components", frame["total"].isna(), shown)
    _within_reason(reading, frame)
    off = notes.kept & ((frame["sums"] / frame["total"] - 1).abs() > 0.02)
    notes.problem("components do not add up to the total within 2%", off, "total taken", shown)
    _given_once(notes, frame.loc[notes.kept], shown)
    frame = frame.loc[notes.kept].assign(own=name)
    notes.count("counties", frame["county_fips"].nunique())
    for code, group in frame.groupby("family"):
        notes.count(f"counties with a budget for {FAMILY_TYPES[str(code)].title.lower()}", len(group))
    table = OwnBudgets.validate(
        frame[list(OwnBudgets.to_schema().columns)]
        .sort_values(["county_fips", "family"])
        .reset_index(drop=True)
    )
    return reading.imported({"own_budgets": table}, len(table))


def _families(matched: Matched, notes: Notes) -> pd.Series:
    """Return our code of each row's family type, null where it is none of ours."""
    found = column(matched.get("family"), family_of)
    notes.count("rows whose family type is one of ours", found["code"].notna().sum())
    other = found["code"].isna()
    why = found["note"].where(other, "")
    for note in dict.fromkeys(why[why != ""]):
        notes.leave_out(f"family type not used here: {note}", other & (why == note), ["family"])
    notes.leave_out("family type not used here", other & (why == ""), ["family"])
    notes.tell_each(found["note"].mask(other, ""), "kept", ["family"])
    return found["code"]


def _within_reason(reading: Reading, frame: pd.DataFrame) -> None:
    """Leave out totals that cannot be a family's budget of a year; refuse a file most of whose are."""
    notes = reading.notes
    wrong = notes.kept & ~frame["total"].between(_LEAST, _MOST)
    if wrong.sum() > 0.5 * notes.kept.sum():
        row, first = next(iter(frame.loc[wrong, "total"].items()))
        what = (
            f"{reading.given.file}, row {row!s}: {first:,.0f} is no family budget of a year, and most others "
            "are not either"
        )
        raise ValueRangeError(what, fix="say period='month' or 'hour', or name the column of annual totals")
    notes.leave_out(
        f"total is no family budget of a year ({_LEAST:,.0f} to {_MOST:,.0f})",
        wrong,
        ["county", "family", "total"],
    )


def _given_once(notes: Notes, frame: pd.DataFrame, shown: list[str]) -> None:
    """Leave out a county and family given before, and both where their totals are not the same."""
    key = ["county_fips", "family"]
    differ = frame.groupby(key)["total"].transform("nunique") > 1
    groups = frame.loc[differ].groupby(key)["total"]
    for (county, family), totals in list(groups)[:_NAMED]:
        values = ", ".join(f"{t:,.0f}" for t in totals.unique())
        words = f"county {county} and family {family} given before with another total ({values})"
        notes.leave_out(words, frame.index.to_series().isin(totals.index), shown)
    words = "county and family type given before with another total: which is meant is unknown"
    notes.leave_out(words, differ & notes.kept.loc[frame.index], shown)
    notes.leave_out("county and family type given before", frame.duplicated(key) & ~differ, shown)
