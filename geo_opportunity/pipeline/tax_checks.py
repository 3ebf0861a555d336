"""Whether state income tax covers every state, and whether what it says can be true.

Limits and ranges are in :mod:`.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.measures.regions import weighted_known
from geo_opportunity.pipeline.checks import counted, named, within

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity.pipeline.checks import Check, Tables

__all__ = ["GROUPS", "NO_WAGE_TAX"]

#: States that tax no wages: Alaska, Florida, Nevada, New Hampshire, South Dakota, Tennessee, Texas and
#: Wyoming. (Washington taxes none either, but pays a working families tax credit.)
NO_WAGE_TAX: Final = ("02", "12", "32", "33", "46", "47", "48", "56")

_PUERTO_RICO: Final = "72"
_SOURCES: Final = ("state_income_tax",)
_ROWS: Final = "taxes may be in other states' rows; compute the file again"


def _at(taxes: pd.DataFrame, wages: float) -> pd.Series:
    """Return the tax of two workers with two children at the row of wages next to `wages`, by state."""
    couple = taxes.loc[taxes["family"] == "a2c2"]
    nearest = (couple["wages"] - wages).abs()
    found: pd.Series = couple.loc[nearest == nearest.min()].set_index("state_fips")["state_income_tax"]
    return found


def _state_taxes(t: Tables) -> list[Check]:
    counties, taxes = t["counties"], t["state_taxes"]
    people = counties.groupby("state_fips")["population"].sum().drop(_PUERTO_RICO, errors="ignore")
    states = counties.drop_duplicates("state_fips").set_index("state_fips").loc[people.index].reset_index()
    name = named(states, "state_fips", "state")
    full, small = _at(taxes, 100_000.0), _at(taxes, 15_000.0)
    untaxed = taxes["state_fips"].isin(NO_WAGE_TAX)
    weight = people.reindex(full.index).fillna(0.0).to_numpy(float)
    return [
        counted(
            "states_without_income_tax",
            "states without state income tax of every family type",
            states["state_fips"].map(taxes.groupby("state_fips")["family"].nunique())
            != taxes["family"].nunique(),
            name,
            weight=states["state_fips"].map(people),
            sources=_SOURCES,
            fix="restore the state's rows",
        ),
        within(
            "untaxed_states_tax",
            "largest tax or payment in states that tax no wages, USD a year",
            float(taxes.loc[untaxed, "state_income_tax"].abs().max()),
            sources=_SOURCES,
            fix=_ROWS,
        ),
        within(
            "states_without_tax",
            "states where two workers with two children and 100,000 USD owe nothing",
            float((full <= 0).sum()),
            sources=_SOURCES,
            fix=_ROWS,
        ),
        within(
            "state_tax_mean",
            "mean state income tax of two workers with two children and 100,000 USD, by people",
            weighted_known(full.to_numpy(float), weight),
            sources=_SOURCES,
            fix=_ROWS,
        ),
        within(
            "state_tax_refund_mean",
            "the same at 15,000 USD, where most states pay out",
            weighted_known(small.to_numpy(float), weight),
            sources=_SOURCES,
            fix=_ROWS,
        ),
    ]


#: Groups of checks, with the tables each looks at.
GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (frozenset({"counties", "state_taxes"}), _state_taxes),
)
