"""Why a pay standard is not known in a place, and the wages that BLS publishes by the hour only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.dataset import once
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["HOURLY_COLUMNS", "hourly", "wage_rates", "why_unknown"]

#: Columns of :func:`hourly`.
HOURLY_COLUMNS: Final = ("wage_rate", "wage_hourly", "hourly_of", "hourly_top_coded")
_NATION: Final = "99"
_HOURLY_ONLY: Final = "hourly only"
#: What a county lacks when a part of its budget is missing, and who would publish it.
_LACKS: Final = {
    "food": "no price parity (BEA), so no cost of food",
    "childcare": "no child care price (Department of Labor)",
    "rent": "no fair market rent (HUD)",
    "state_tax": "no state income tax in our tables",
}
_NO_COUNTIES: Final = "rents and prices are published by county, and our data have no counties of this place"


def why_unknown(data: Dataset, rules: Rules) -> NDArray[np.object_]:
    """Return why the pay standard is unknown in each area, in words; "" where it is known. A values."""
    known = np.isfinite(data.threshold(rules))
    out = np.full(len(known), "", dtype=object)
    if known.all():
        return out
    homeless = ~data.cube.areas.isin(data.table("counties")["area_code"].unique())
    out[~known] = "no price parity (BEA)" if rules.pay == "fed" else "the standard is not published for it"
    if rules.pay == "budget":
        missing = data.area_budget(rules.family)["missing"].fillna("").astype(str)
        for at in np.flatnonzero(~known):
            parts = missing.iloc[at].split(", ")
            said = "; ".join(words for part, words in _LACKS.items() if part in parts)
            out[at] = said or "too few of its residents live in counties with prices"
        out[~known & homeless] = _NO_COUNTIES
    if rules.pay == "poverty":
        out[~known & homeless] = "the federal guidelines are not published for this place"
    return out


@once
def wage_rates(data: Dataset) -> NDArray[np.object_]:
    """Return which wages BLS publishes of each occupation of the cube: both, annual only, hourly only; O."""
    rate = data.table("nation_wages").set_index("soc")["wage_rate"]
    found: NDArray[np.object_] = rate.reindex(data.cube.occupations).fillna("unstated").to_numpy(object)
    return found


@once
def _published(data: Dataset) -> dict[tuple[str, str], dict[str, Any]]:
    if "hourly_wages" not in data.manifest.tables:  # data of an earlier edition
        return {}
    rows = data.table("hourly_wages").to_dict("records")
    return {(row["area_code"], row["soc"]): {str(k): v for k, v in row.items()} for row in rows}


def hourly(data: Dataset, point: str, row: slice | int, column: slice | int) -> dict[str, NDArray[Any]]:
    """Return HOURLY_COLUMNS of a line of the cube (one area, or one occupation) at a percentile.

    wage_rate (what BLS publishes of the occupation in the nation); wage_hourly (US dollars an hour, of
    occupations paid by the hour only: the area's, else the nation's), hourly_of ("here", "in the nation" or
    ""), hourly_top_coded (at least that is paid).
    """
    rate = wage_rates(data)[column]
    areas, socs = np.atleast_1d(data.cube.areas[row]), np.atleast_1d(data.cube.occupations[column])
    shape = (len(areas), len(socs))
    wage, where, top = np.full(shape, np.nan), np.full(shape, "", dtype=object), np.zeros(shape, bool)
    published = _published(data.whole)
    for j in np.flatnonzero(np.atleast_1d(rate) == _HOURLY_ONLY):
        for i, area in enumerate(areas):
            for code, words in ((area, "here"), (_NATION, "in the nation")):
                found = published.get((code, socs[j]))
                if found is not None and np.isfinite(found[point]):
                    wage[i, j], where[i, j] = found[point], words
                    top[i, j] = found[f"{point}_flag"] == Flag.TOP_CODED.value
                    break
    return {
        "wage_rate": np.broadcast_to(rate, shape).ravel(),
        "wage_hourly": wage.ravel(),
        "hourly_of": where.ravel(),
        "hourly_top_coded": top.ravel(),
    }
