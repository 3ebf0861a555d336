"""Points of ZIP code areas and places, for the search and for addresses without coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.pipeline.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "place_points", "postal_points"]

#: Legal descriptions the gazetteer puts behind a name, as it writes them.
_CLASSES: Final = "city|town|village|borough|CDP|comunidad|zona urbana|municipality|corporation"
#: Consolidated governments: 'Nashville-Davidson metropolitan government (balance)', 'Lexington-Fayette urban
#: county'.
_CONSOLIDATED: Final = (
    r"(?:unified|consolidated|metro|metropolitan)?\s?(?:government|urban county)|-[\w\s]+ County|/\w+ County"
)


def postal_points(
    raw: Mapping[str, pd.DataFrame | None], _tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``postal_points``: the internal point of every ZCTA (empty without its source)."""
    frame = raw.get("gaz_zcta")
    if frame is None:
        return {
            "postal_points": pd.DataFrame(
                {"zip": pd.Series(dtype="str"), "lon": pd.Series(dtype=float), "lat": pd.Series(dtype=float)}
            )
        }
    out = frame.rename(columns={"geoid": "zip"})[["zip", "lon", "lat"]]
    return {"postal_points": out.sort_values("zip", kind="stable").reset_index(drop=True)}


def place_points(
    raw: Mapping[str, pd.DataFrame | None], _tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``place_points``: the internal point of every census place, with the name people use.

    The legal description is split off ('Abbeville city' is Abbeville, a city). A consolidated city-county
    goes by the city ('Louisville/Jefferson County metro government (balance)' is Louisville).
    """
    columns = ["place", "state", "name", "title", "kind", "lon", "lat"]
    frame = raw.get("gaz_places")
    if frame is None:
        empty = pd.DataFrame({c: pd.Series(dtype=float if c in {"lon", "lat"} else "str") for c in columns})
        return {"place_points": empty}
    title = frame["name"]
    whole = title.str.replace(r"\s*\(balance\)$", "", regex=True)
    parts = whole.str.extract(rf"^(?P<name>.+?)\s(?P<kind>{_CLASSES})$")
    joined = parts["name"].isna() & (
        whole.str.contains(_CONSOLIDATED, regex=True) | title.str.endswith("(balance)")
    )
    city = whole.str.replace(
        r"\s(?:unified|consolidated|metro|metropolitan)?\s?(?:government|urban county)$", "", regex=True
    )
    city = city.str.split(r"[-/]", regex=True).str[0].str.strip()
    kind = parts["kind"].fillna("other").mask(joined, "consolidated city-county")
    out = pd.DataFrame(
        {
            "place": frame["geoid"],
            "state": frame["state"],
            "name": parts["name"].fillna(whole).mask(joined, city),
            "title": title,
            "kind": kind,
            "lon": frame["lon"],
            "lat": frame["lat"],
        }
    )
    return {"place_points": out.sort_values("place", kind="stable").reset_index(drop=True)[columns]}


STEPS: Final[tuple[Step, ...]] = (
    Step(name="postal points", makes=("postal_points",), sources=("gaz_zcta",), needs=(), run=postal_points),
    Step(name="place points", makes=("place_points",), sources=("gaz_places",), needs=(), run=place_points),
)
