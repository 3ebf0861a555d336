"""Points of ZIP code areas and places, for the search and for addresses; labels and lakes for the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity.geography.distance import pairs_within
from geo_opportunity.pipeline.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "lakes", "place_labels", "place_points", "postal_points"]

#: How many places are labels, at most.
LABELS: Final = 320
#: Square kilometers of land a place must have to count: smaller ones are no city of the first 320.
_LEAST_KM2: Final = 10.0
#: Decimals of lakes' coordinates: a tenth of a kilometer.
_LAKE_GRID: Final = 0.001

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


def place_labels(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``place_labels``: the largest places, for names on a map (empty without its sources).

    The files hold no residents of places. A ZIP code area belongs to the place in whose disc (of its land,
    around its internal point) its own point lies deepest; a place has the residents of its ZIP code areas.
    That orders the cities; it is no count of them.
    """
    points, gazetteer = tables["place_points"], raw.get("gaz_places")
    zctas, people = raw.get("gaz_zcta"), raw.get("acs_zctas")
    columns = ["place", "state", "name", "lon", "lat"]
    if gazetteer is None or zctas is None or people is None or points.empty:
        none = points.iloc[:0][columns]
        return {"place_labels": none.assign(residents_near=pd.Series(dtype=float), rank=pd.Series(dtype=int))}
    land = points["place"].map(gazetteer.set_index("geoid")["land_km2"])
    big = points.loc[land >= _LEAST_KM2].reset_index(drop=True)
    radius = np.sqrt(land[land >= _LEAST_KM2].to_numpy(float) / np.pi)
    zctas = zctas.merge(people[["zcta", "population"]], left_on="geoid", right_on="zcta", validate="1:1")
    centers, points_of = (frame[["lon", "lat"]].to_numpy(float) for frame in (big, zctas))
    place, zcta, km = pairs_within(centers, points_of, float(radius.max(initial=0.0)))
    inside = pd.DataFrame({"place": place, "zcta": zcta, "depth": km / radius[place]})
    inside = inside.loc[inside["depth"] <= 1].sort_values(["depth", "place"]).drop_duplicates("zcta")
    near = zctas["population"].to_numpy(float)[inside["zcta"]]
    big["residents_near"] = np.bincount(inside["place"], near, minlength=len(big))
    big = big.sort_values(["residents_near", "place"], ascending=[False, True]).head(LABELS)
    name = big["name"].str.removeprefix("Urban ").str.removesuffix(" Town")
    out = big.assign(name=name, rank=np.arange(1, len(big) + 1)).sort_values("place", kind="stable")
    return {"place_labels": out[[*columns, "residents_near", "rank"]].reset_index(drop=True)}


def lakes(
    raw: Mapping[str, pd.DataFrame | None], _tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``lake_shapes``: the lakes maps show, the largest first (empty without its source)."""
    frame = raw.get("lakes")
    if frame is None:
        shapes = gpd.GeoSeries([], crs="EPSG:4326")
        none = {"lake": pd.Series(dtype=int), "name": pd.Series(dtype="str"), "geometry": shapes}
        return {"lake_shapes": gpd.GeoDataFrame(none, geometry="geometry", crs="EPSG:4326")}
    out = gpd.GeoDataFrame(frame).sort_values("approx_km2", ascending=False, kind="stable", ignore_index=True)
    out["geometry"] = out.geometry.set_precision(_LAKE_GRID)
    out["lake"] = np.arange(1, len(out) + 1)
    return {"lake_shapes": out.astype({"name": "str"})[["lake", "name", "geometry"]]}


STEPS: Final[tuple[Step, ...]] = (
    Step(name="postal points", makes=("postal_points",), sources=("gaz_zcta",), needs=(), run=postal_points),
    Step(name="place points", makes=("place_points",), sources=("gaz_places",), needs=(), run=place_points),
    Step(
        name="place labels",
        makes=("place_labels",),
        sources=("gaz_places", "gaz_zcta", "acs_zctas"),
        needs=("place_points",),
        run=place_labels,
    ),
    Step(name="lakes", makes=("lake_shapes",), sources=("lakes",), needs=(), run=lakes),
)
