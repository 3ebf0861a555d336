"""Points on the map: places that train, alone or drawn together, circles of reach, tracts, a grid to click.

Texts are handed in. CRS: longitude and latitude, EPSG:4326.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.geography.distance import CIRCUITY
from geo_opportunity.maps import layers, palettes, style, words
from geo_opportunity.maps.legend import Entry
from geo_opportunity.rows import records
from geo_opportunity.vocabulary import KM_PER_MILE
from geo_opportunity.wording import distance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.scene import Scene

__all__ = [
    "BETTER",
    "CLICK_ZOOM",
    "CLUSTER_FROM",
    "NEW",
    "REACHED",
    "TRACT",
    "Texts",
    "circle",
    "clusters",
    "entry",
    "nearest_entry",
    "nearest_points",
    "outline_layer",
    "picked",
    "provider_layers",
    "reach_layers",
    "site_layers",
    "today_layer",
    "tract_layer",
]

#: From so many providers on, near ones are drawn together.
CLUSTER_FROM: Final = 250
_CELL_PIXELS: Final = 46.0
#: From this zoom on a click on the map can place a program.
CLICK_ZOOM: Final = 5.5
REACHED: Final = "#f6dfa4"
BETTER: Final = "#9fd3a8"
TRACT: Final = "#0072b2"
NEW: Final = "#d55e00"


@dataclass(frozen=True, slots=True)
class Texts:
    """What the layers of places that train say."""

    place: Callable[[Mapping[str, Any]], str]
    """Text of one place: its programs and completions."""
    cluster: Callable[[Mapping[str, Any]], str]
    """Text of several places drawn together."""
    places: Callable[[int], str]
    """Heading of so many places."""
    place_legend: str
    cluster_legend: str


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _rgba(color: str, alpha: int = 255) -> list[int]:
    return [*palettes.rgb(color), alpha]


def _at(lon: float, lat: float) -> list[float]:
    return [round(float(lon), 4), round(float(lat), 4)]


def _scatter(
    layer_id: str,
    data: list[dict[str, Any]],
    color: str,
    *,
    pickable: bool = True,
    alpha: int = 255,
    radius: Any = "@@=r",
) -> str:
    return _dump(
        {
            "@@type": "ScatterplotLayer",
            "id": layer_id,
            "pickable": pickable,
            "stroked": True,
            "filled": True,
            "getPosition": "@@=p",
            "getFillColor": _rgba(color, alpha),
            "getLineColor": [255, 255, 255, 255],
            "getRadius": radius,
            "radiusUnits": "pixels",
            "getLineWidth": 1.2,
            "lineWidthUnits": "pixels",
            "data": data,
        }
    )


def clusters(providers: pd.DataFrame, zoom: float) -> pd.DataFrame:
    """Return providers drawn together by a square grid of 46 pixels at a web-map `zoom`.

    Columns: lon, lat (means), count, programs, completions (missing where no provider reports any),
    provider_id and name (the only provider's; empty where there are several). Larger counts first.
    """
    step = _CELL_PIXELS / (512 * 2**zoom / 360)
    lat = providers["lat"].to_numpy(float)
    mercator = np.degrees(np.arcsinh(np.tan(np.radians(np.clip(lat, -85, 85)))))
    cell = pd.DataFrame(
        {
            "x": np.floor(providers["lon"].to_numpy(float) / step),
            "y": np.floor(mercator / step),
            "lon": providers["lon"].to_numpy(float),
            "lat": lat,
            "programs": providers["programs"].to_numpy(float),
            "completions": providers["completions"].to_numpy(float),
            "provider_id": providers["provider_id"].to_numpy(object),
            "name": providers["name"].to_numpy(object),
        }
    )
    cells = cell.groupby(["x", "y"], sort=True)
    out = cells.agg(
        lon=("lon", "mean"),
        lat=("lat", "mean"),
        count=("name", "size"),
        programs=("programs", "sum"),
        provider_id=("provider_id", "first"),
        name=("name", "first"),
    )
    out["completions"] = cells["completions"].sum(min_count=1)
    out = out.reset_index(drop=True)
    several = out["count"] > 1
    out.loc[several, ["provider_id", "name"]] = ""
    return out.sort_values(["count", "lon", "lat"], ascending=[False, True, True], kind="stable").reset_index(
        drop=True
    )


def provider_layers(
    providers: pd.DataFrame, zoom: float, nonce: int, texts: Texts
) -> tuple[list[str], tuple[Entry, ...]]:
    """Return the layers of the providers (points, or clusters when many) and their lines of the legend."""
    onsite = providers.loc[~providers["distance_only"].astype(bool)]
    if onsite.empty:
        return [], ()
    if len(onsite) < CLUSTER_FROM:
        return [_points(onsite, nonce, texts)], (entry(texts.place_legend, len(onsite)),)
    grouped = clusters(onsite, zoom)
    single, several = grouped.loc[grouped["count"] == 1], grouped.loc[grouped["count"] > 1]
    bubbles = [
        {
            "p": _at(row["lon"], row["lat"]),
            "r": round(min(7.0 + 1.1 * math.sqrt(row["count"]), 19.0), 1),
            "n": f"{row['count']:,}",
            "h": texts.places(int(row["count"])),
            "t": texts.cluster(row),
        }
        for row in records(several)
    ]
    labels = _numbers("counts", [{"p": b["p"], "n": b["n"]} for b in bubbles])
    out = [
        _points(single, nonce, texts),
        _scatter(f"clusters-{nonce}", bubbles, style.PROVIDER, alpha=235),
        labels,
    ]
    return out, (entry(texts.place_legend, len(single)), entry(texts.cluster_legend, len(several)))


def _numbers(layer_id: str, data: list[dict[str, Any]]) -> str:
    return _dump(
        {
            "@@type": "TextLayer",
            "id": layer_id,
            "pickable": False,
            "getPosition": "@@=p",
            "getText": "@@=n",
            "getSize": 11,
            "getColor": [255, 255, 255, 255],
            "fontWeight": 700,
            "data": data,
        }
    )


def entry(label: str, count: int | None = None, color: str = style.PROVIDER) -> Entry:
    """Return a line of the legend, with how many there are."""
    return Entry(label if count is None else f"{label} ({count:,})", color, None, point=True)


def _points(providers: pd.DataFrame, nonce: int, texts: Texts) -> str:
    data = [
        {
            "p": _at(r["lon"], r["lat"]),
            "r": 6,
            "id": str(r["provider_id"]),
            "h": layers.plain(r["name"]),
            "t": texts.place(r),
        }
        for r in records(providers)
    ]
    return _scatter(f"places-{nonce}", data, style.PROVIDER)


def today_layer(providers: pd.DataFrame) -> str:
    """Return the layer of places that train for an occupation today: small, with names, not to be clicked."""
    data = [
        {"p": _at(r["lon"], r["lat"]), "h": layers.plain(r["name"]), "t": ""}
        for r in providers.to_dict("records")
    ]
    return _scatter("today", data, style.PROVIDER, pickable=False, radius=5)


def circle(lon: float, lat: float, miles: float) -> Any:
    """Return the ring of points `miles` of road (straight line x circuity) around a place, EPSG:4326."""
    from pyproj import Geod  # noqa: PLC0415  (slow to load)

    turn = np.linspace(0.0, 360.0, 73)
    meters = np.full(len(turn), miles * KM_PER_MILE / CIRCUITY * 1000.0)
    x, y, _ = Geod(ellps="WGS84").fwd(np.full(len(turn), lon), np.full(len(turn), lat), turn, meters)
    return shapely.linearrings(np.column_stack([x, y]).round(4))


def _line(layer_id: str, ring: Any, color: str) -> str:
    return _lines(layer_id, [{"c": shapely.get_coordinates(ring).tolist()}], color)


def _lines(layer_id: str, paths: list[dict[str, Any]], color: str) -> str:
    return _dump(
        {
            "@@type": "PathLayer",
            "id": layer_id,
            "pickable": False,
            "getPath": "@@=c",
            "getColor": _rgba(color),
            "getWidth": 2,
            "widthUnits": "pixels",
            "data": paths,
        }
    )


def reach_layers(
    lon: float, lat: float, miles: float, *, name: str, color: str = style.PROVIDER
) -> list[str]:
    """Return a place as a large point with the circle of its reach."""
    point = [{"p": _at(lon, lat), "r": 9, "h": layers.plain(name), "t": f"{lat:.3f}, {lon:.3f}"}]
    return [_line("circle", circle(lon, lat, miles), color), _scatter("centre", point, color, pickable=False)]


def site_layers(sites: pd.DataFrame, miles: float, texts: Sequence[str]) -> list[str]:
    """Return places that could open (name, lon, lat), numbered, each with its text and circle of reach."""
    rows = list(zip(sites["name"], sites["lon"], sites["lat"], texts, strict=True))
    rings = [{"c": shapely.get_coordinates(circle(lon, lat, miles)).tolist()} for _, lon, lat, _ in rows]
    data = [
        {"p": _at(lon, lat), "r": 8, "n": str(n), "h": layers.plain(name), "t": layers.plain(text)}
        for n, (name, lon, lat, text) in enumerate(rows, start=1)
    ]
    return [
        _lines("circles", rings, NEW),
        _scatter("sites", data, NEW),
        _numbers("site-numbers", [{"p": row["p"], "n": row["n"]} for row in data]),
    ]


def outline_layer(geometries: Sequence[Any]) -> str:
    """Return lines around shapes (EPSG:4326), thin: the counties of a catchment."""
    rounded = shapely.set_precision(np.asarray(list(geometries), dtype=object), 1e-3, mode="pointwise")
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(text)}
        for text in shapely.to_geojson(shapely.boundary(rounded))
    ]
    return _dump(
        {
            "@@type": "GeoJsonLayer",
            "id": "counties",
            "pickable": False,
            "filled": False,
            "stroked": True,
            "getLineColor": _rgba(style.OUTLINE, 200),
            "getLineWidth": 1,
            "lineWidthUnits": "pixels",
            "data": {"type": "FeatureCollection", "features": features},
        }
    )


def tract_layer(tracts: pd.DataFrame) -> str:
    """Return the census tracts in reach as dots sized by adults."""
    most = max(float(tracts["adults"].max()), 1.0) if len(tracts) else 1.0
    data = [
        {"p": _at(lon, lat), "r": round(1.2 + 3.0 * math.sqrt(max(adults, 0.0) / most), 1)}
        for lon, lat, adults in tracts[["lon", "lat", "adults"]].to_numpy(float)
    ]
    return _scatter("tracts", data, TRACT, pickable=False)


def picked(event: Any) -> tuple[str, Any] | None:
    """Return what a click picked.

    ("area", code), ("place", provider_id), ("cluster" or "grid", (lon, lat)).
    """
    area = layers.picked(event)
    if area is not None and area[0] == "area":
        return area
    try:
        objects = event["selection"]["objects"]
    except (KeyError, TypeError):
        return None
    for layer, found in objects.items():
        if not found:
            continue
        kind = str(layer).split("-", 1)[0]
        if kind == "places" and found[0].get("id"):
            return "place", str(found[0]["id"])
        if kind == "clusters":
            lon, lat = found[0]["p"]
            return "cluster", (float(lon), float(lat))
        if kind == "grid":
            lon, lat = found[0]["p"]
            return "grid", (round(float(lon), 4), round(float(lat), 4))
    return None


def nearest_points(programs: pd.DataFrame, scene: Scene) -> list[dict[str, Any]]:
    """Return one point per provider that can be gone to, with its nearest programs in the tooltip."""
    out = []
    here = programs.loc[~programs["distance_only"].astype(bool)]
    for _, rows in here.groupby("provider_id", sort=False):
        first = rows.iloc[0]
        offered = zip(rows["program"], rows["award"], strict=True)
        titles = list(dict.fromkeys(f"{program} ({award})" for program, award in offered))
        more = [f"and {len(titles) - 4:,} more"] if len(titles) > 4 else []
        away = distance(float(first["distance_miles"]), scene.units)
        where = f"{first['city']}, {first['state']}, about {away}"
        text = "\n".join([where, *titles[:4], *more])
        point = {"lon": float(first["lon"]), "lat": float(first["lat"])}
        out.append(point | {"heading": str(first["name"]), "text": text})
    return out


def nearest_entry(count: int) -> Entry:
    """Return the legend line of the points of :func:`nearest_points`."""
    return entry(words.PROVIDERS, count)
