"""One provider: whom it reaches and what for, in words and rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.training.programs import NONE, online_words
from geo_opportunity.heads import TABLES
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import CONTROLS, KINDS_SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.questions.catchments import Catchment

__all__ = ["facts", "occupation_rows", "sentence"]


def sentence(name: str, reach: Catchment, occupations: pd.DataFrame, away: str) -> str:
    """Return whom a provider reaches and what for; `away`: within which distance, in words."""
    served = int((occupations["overlap"] != "").sum())
    gap = int(((occupations["overlap"] == "") & (occupations["gap"] != "")).sum())
    areas, trades = counted(len(reach.areas), "area"), counted(len(occupations), "occupation")
    return (
        f"{name}: {wording.people(reach.adults)} adults live within {away} by road, in {areas}. Its active "
        f"programs lead to {trades}: {served:,} where all three meet in an area it reaches, {gap:,} more in "
        "a training gap there."
    )


def facts(provider: Mapping[str, Any]) -> str:
    """Return a provider (a row of ``Catalog.providers``) in a line."""
    city, state, tuition = provider["city"], str(provider["state"]), float(provider["tuition"])
    place = f"{city}, {state}" if isinstance(city, str) and city else state
    price = "not reported" if math.isnan(tuition) else f"{wording.dollars(tuition)} a year (in state)"
    return (
        f"{place}. {CONTROLS.get(str(provider['control']), str(provider['control']))}; "
        f"open admission: {provider['open_admission']}; "
        f"online study: {online_words(pd.DataFrame([dict(provider)]))[0]}; tuition and fees: "
        f"{price}."
    )


def occupation_rows(occupations: pd.DataFrame) -> pd.DataFrame:
    """Return ``Atlas.catchment_occupations`` as written rows: no area is a dash, not an empty cell."""
    out = occupations[list(TABLES["catchment"])].copy()
    out["standing"] = [KINDS_SHORT.get(kind, UNKNOWN) for kind in out["standing"]]
    for column in ("overlap", "gap"):
        out[column] = out[column].where(out[column] != "", NONE)
    return out
