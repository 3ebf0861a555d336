"""What the Training page shows, worked out of the atlas's tables and answers: filters, tables, layers, sentences. No Streamlit."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.geography.distance import CIRCUITY, geodesic_km
from geo_opportunity.maps import layers, palettes, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.measures import supply as supply_measures
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import training as words
from geo_opportunity.vocabulary import AWARD_LEVELS, KM_PER_MILE, Status
from geo_opportunity.wording import dollars, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo_opportunity.questions.programs import Catalog, Catchment, Found
    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.scene import MapView, Scene

__all__ = [
    "BETTER",
    "CLICK_ZOOM",
    "CLUSTER_FROM",
    "NEW",
    "REACHED",
    "TRACT",
    "ace_classes",
    "areas_around",
    "circle",
    "clusters",
    "deck",
    "found_sentence",
    "leads_to",
    "light",
    "occupation_rows",
    "outline_layer",
    "picked",
    "program_rows",
    "provider_line",
    "provider_rows",
    "refused",
    "short_distance",
    "supply_chart",
    "towns",
    "what_if_change",
    "what_if_sentences",
    "what_if_table",
]

#: From so many providers on, near ones are drawn together.
CLUSTER_FROM: Final = 250
_CELL_PIXELS: Final = 46.0
_GRID_PIXELS: Final = 11.0
#: From this zoom on a click on the map can place a program.
CLICK_ZOOM: Final = 5.5
REACHED: Final = "#f6dfa4"
BETTER: Final = "#9fd3a8"
TRACT: Final = "#0072b2"
NEW: Final = "#d55e00"


# -------------------------------------------------------------------- programs


def leads_to(
    catalog_: Catalog, programs: pd.DataFrame, titles: Mapping[str, str], *, most: int = 3
) -> list[str]:
    """Return, for rows of Catalog.programs, the occupations each leads to ("—": none), the first few by name."""
    found = catalog_.leads_to(programs)
    names = found.assign(title=[titles.get(str(s), str(s)) for s in found["soc"]]).sort_values(
        ["row", "title"]
    )
    words_ = names.groupby("row")["title"].agg(
        lambda t: "; ".join(t.head(most)) + (words.and_more(len(t) - most) if len(t) > most else "")
    )
    return [str(words_.get(r, words.NONE)) for r in programs.index]


def _place(providers: pd.DataFrame) -> pd.Series:
    return providers["city"].fillna("") + ", " + providers["state"]


def _online(providers: pd.DataFrame) -> NDArray[np.object_]:
    return np.where(
        providers["distance_only"],
        words.ONLINE_ALL,
        providers["some_distance"].map(words.ONLINE_PARTS).fillna(words.ONLINE_UNKNOWN).to_numpy(object),
    )


def provider_rows(found: Found, *, area: bool) -> pd.DataFrame:
    """Return providers as written rows (index provider_id); the share of adults only where an area is picked."""
    rows = found.providers
    out = pd.DataFrame(
        {"name": rows["name"], "programs": rows["programs"], "completions": rows["completions"]}
    )
    if area:
        out["adults"] = rows["adults"].where(~rows["distance_only"].astype(bool))
    out["city"] = _place(rows)
    out["control"] = rows["control"].map(words.CONTROL_NAMES)
    out["open_admission"] = rows["open_admission"]
    out["online"] = _online(rows)
    out["tuition"] = rows["tuition"]
    out.index = pd.Index(rows["provider_id"], name="provider_id")
    return out


def program_rows(
    catalog_: Catalog, programs: pd.DataFrame, cips: Mapping[str, str], titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return programs (rows of Catalog.programs) as written rows."""
    place = catalog_.providers.iloc[catalog_.seat[programs.index.to_numpy(np.intp)]]
    return pd.DataFrame(
        {
            "name": place["name"].to_numpy(),
            "city": _place(place).to_numpy(),
            "program": [cips.get(str(c), str(c)) for c in programs["cip"]],
            "award": programs["award_level"].map(AWARD_LEVELS).to_numpy(),
            "completions": programs["completions"].to_numpy(float),
            "tuition": place["tuition"].to_numpy(float),
            "control": place["control"].map(words.CONTROL_NAMES).to_numpy(),
            "open_admission": place["open_admission"].to_numpy(),
            "leads_to": leads_to(catalog_, programs, titles),
        }
    )


def found_sentence(found: Found, where: str, what: str) -> str:
    """Say what the filters leave: `where` ("in reach of Phoenix…" or "in the nation"), `what` ("" or "that lead to …")."""
    completed = float(found.programs["completions"].sum(min_count=1)) if len(found.programs) else 0.0
    online = int(found.providers["distance_only"].astype(bool).sum())
    return words.sentences(
        [
            words.found(
                len(found.programs),
                len(found.providers),
                None if math.isnan(completed) else completed,
                where=where,
                what=what,
            ),
            words.online_only(online),
            words.left_out(
                price=found.price_unknown, admission=found.open_unknown, control=found.control_unknown
            ),
        ]
    )


# ---------------------------------------------------------------------- layers


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


def clusters(providers: pd.DataFrame, zoom: float, pixels: float = _CELL_PIXELS) -> pd.DataFrame:
    """Return providers drawn together by a square grid of `pixels` at a web-map `zoom`: lon, lat (means), count, programs, completions, provider_id, name.

    The last two are the only provider's, or empty where there are several. Completions are missing where no provider tells any. Larger counts first; every provider is in one.
    """
    step = pixels / (512 * 2**zoom / 360)
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


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _place_text(row: Mapping[str, Any], click: str = words.POINT_CLICK) -> str:
    completed = float(row["completions"])
    people = words.COMPLETIONS_UNKNOWN if math.isnan(completed) else words.completions(completed)
    return f"{words.programs(int(row['programs']))}, {people}\n{click}"


def provider_layers(providers: pd.DataFrame, zoom: float, nonce: int) -> tuple[list[str], tuple[Entry, ...]]:
    """Return the layers of the providers (points, or clusters when many) and their lines of the legend."""
    onsite = providers.loc[~providers["distance_only"].astype(bool)]
    if onsite.empty:
        return [], ()
    if len(onsite) < CLUSTER_FROM:
        return [_points(onsite, nonce)], (entry(words.LEGEND_POINT, len(onsite)),)
    grouped = clusters(onsite, zoom)
    single, several = grouped.loc[grouped["count"] == 1], grouped.loc[grouped["count"] > 1]
    bubbles = [
        {
            "p": _at(row["lon"], row["lat"]),
            "r": round(min(7.0 + 1.1 * math.sqrt(row["count"]), 19.0), 1),
            "n": f"{row['count']:,}",
            "h": words.places(int(row["count"])),
            "t": _place_text(row, words.CLUSTER_CLICK),
        }
        for row in _records(several)
    ]
    labels = _dump(
        {
            "@@type": "TextLayer",
            "id": "counts",
            "pickable": False,
            "getPosition": "@@=p",
            "getText": "@@=n",
            "getSize": 11,
            "getColor": [255, 255, 255, 255],
            "fontWeight": 700,
            "data": [{"p": b["p"], "n": b["n"]} for b in bubbles],
        }
    )
    out = [_points(single, nonce), _scatter(f"clusters-{nonce}", bubbles, style.PROVIDER, alpha=235), labels]
    return out, (entry(words.LEGEND_POINT, len(single)), entry(words.LEGEND_CLUSTER, len(several)))


def entry(label: str, count: int | None = None, color: str = style.PROVIDER, *, point: bool = True) -> Entry:
    return Entry(label if count is None else f"{label} ({count:,})", color, None, point=point)


def _points(providers: pd.DataFrame, nonce: int) -> str:
    data = [
        {
            "p": _at(r["lon"], r["lat"]),
            "r": 6,
            "id": str(r["provider_id"]),
            "h": layers.plain(r["name"]),
            "t": _place_text(r),
        }
        for r in _records(providers)
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
    """Return the ring of points `miles` of road (estimated: straight line x circuity) around a place, EPSG:4326."""
    from pyproj import Geod

    turn = np.linspace(0.0, 360.0, 73)
    metres = np.full(len(turn), miles * KM_PER_MILE / CIRCUITY * 1000.0)
    x, y, _ = Geod(ellps="WGS84").fwd(np.full(len(turn), lon), np.full(len(turn), lat), turn, metres)
    return shapely.linearrings(np.column_stack([x, y]).round(4))


def _line(layer_id: str, ring: Any, color: str) -> str:
    return _dump(
        {
            "@@type": "PathLayer",
            "id": layer_id,
            "pickable": False,
            "getPath": "@@=c",
            "getColor": _rgba(color),
            "getWidth": 2,
            "widthUnits": "pixels",
            "data": [{"c": shapely.get_coordinates(ring).tolist()}],
        }
    )


def reach_layers(
    lon: float, lat: float, miles: float, *, name: str, color: str = style.PROVIDER
) -> list[str]:
    """Return a place as a large point with the circle of its reach."""
    point = [{"p": _at(lon, lat), "r": 9, "h": layers.plain(name), "t": f"{lat:.3f}, {lon:.3f}"}]
    return [_line("circle", circle(lon, lat, miles), color), _scatter("centre", point, color, pickable=False)]


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


def click_grid(view: MapView, size: tuple[int, int], nonce: int) -> str:
    """Return the map covered by invisible dots of a few pixels: a click on one gives its middle."""
    step = _GRID_PIXELS / (512 * 2**view.zoom / 360)
    middle = layers._mercator(view.lat)  # noqa: SLF001 - the projection the view is fitted in
    columns, rows = math.ceil(size[0] / _GRID_PIXELS / 2), math.ceil(size[1] / _GRID_PIXELS / 2)
    digits = 3 if step > 0.02 else 4
    x = (view.lon + np.arange(-columns, columns + 1) * step).round(digits).tolist()
    y = [round(layers._degrees(middle + k * step), digits) for k in range(-rows, rows + 1)]  # noqa: SLF001
    data = [
        {"p": [lon, lat], "t": f"{lat:.3f}, {lon:.3f}", "h": words.WHAT_IF_GRID} for lat in y for lon in x
    ]
    return _dump(
        {
            "@@type": "ScatterplotLayer",
            "id": f"grid-{nonce}",
            "pickable": True,
            "stroked": False,
            "filled": True,
            "getPosition": "@@=p",
            "getFillColor": [255, 255, 255, 1],
            "getRadius": round(_GRID_PIXELS * 0.71 / 2**view.zoom, 6),
            "radiusUnits": "common",
            "autoHighlight": True,
            "highlightColor": [213, 94, 0, 150],
            "data": data,
        }
    )


def grid_miles(view: MapView) -> float:
    """Return how wide a square of :func:`click_grid` is, miles."""
    step = _GRID_PIXELS / (512 * 2**view.zoom / 360)
    return float(geodesic_km(view.lon, view.lat, view.lon + step, view.lat)) / KM_PER_MILE


def short_distance(miles: float, units: str) -> str:
    """Write a short distance, to a tenth, in the unit asked for."""
    return words.kilometers(miles * KM_PER_MILE) if units == "km" else words.miles(miles)


def deck(
    shapes: layers.Shapes,
    areas: Mapping[str, tuple[str, str, str]],
    *,
    view: MapView,
    more: Sequence[str] = (),
    unknown: Sequence[str] = (),
    selected: str | None = None,
    selected_shape: Any = None,
    nonce: int = 0,
    size: tuple[int, int] = layers.DESK,
    basemap: style.Basemap = style.OFFLINE,
) -> str:
    """Return the whole map: shapes filled (code -> colour, heading, text), and `more` layers on top."""
    return layers.deck_json(
        shapes,
        codes=list(areas),
        fills=[v[0] for v in areas.values()],
        headings=[v[1] for v in areas.values()],
        texts=[v[2] for v in areas.values()],
        unknown=unknown,
        view=view,
        selected=selected,
        selected_shape=selected_shape,
        more=more,
        nonce=nonce,
        size=size,
        basemap=basemap,
    )


def picked(event: Any) -> tuple[str, Any] | None:
    """Return what a click picked: ("area", code), ("place", provider_id), ("cluster" or "grid", (lon, lat)); None: nothing."""
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


def plain_areas(
    titles: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
    reached: Mapping[str, float] | None = None,
) -> dict[str, tuple[str, str, str]]:
    """Return every area in a quiet colour: with providers counted, or with the adults a place reaches there in another colour."""
    out = {}
    for code, title in titles.items():
        if reached is not None and code in reached:
            out[code] = (REACHED, title, words.adults_in_reach(reached[code]))
        else:
            text = "" if counts is None else words.places_here(counts.get(code, 0))
            out[code] = (style.LAND, title, text)
    return out


# ------------------------------------------------------------------- catchment


def occupation_rows(occupations: pd.DataFrame) -> pd.DataFrame:
    """Return ``Atlas.catchment_occupations`` as written rows: no area is a dash, not an empty cell."""
    out = occupations[list(words.SOC_HEADS)].copy()
    out["standing"] = [texts.KINDS_SHORT.get(kind, texts.UNKNOWN) for kind in out["standing"]]
    for column in ("overlap", "gap"):
        out[column] = out[column].where(out[column] != "", words.NONE)
    return out


def catchment_sentence(name: str, found: Catchment, occupations: pd.DataFrame, scene: Scene) -> str:
    """Say whom a provider reaches and what for."""
    served = int((occupations["overlap"] != "").sum())
    gap = int(((occupations["overlap"] == "") & (occupations["gap"] != "")).sum())
    return words.catchment(
        name,
        adults=vm.people(found.adults),
        distance=vm.distance(scene.rules.reach_miles, scene.units),
        areas=len(found.areas),
        occupations=len(occupations),
        served=served,
        gap=gap,
    )


def provider_line(provider: Mapping[str, Any]) -> str:
    """Return one provider (a row of table ``Providers``) in a line: where, whose, whether open to all, online, at what price."""
    tuition = float(provider["tuition"])
    online = str(_online(pd.DataFrame([dict(provider)]))[0])
    city, state = provider["city"], str(provider["state"])
    return words.provider_facts(
        city=f"{city}, {state}" if isinstance(city, str) and city else state,
        control=words.CONTROL_NAMES.get(str(provider["control"]), str(provider["control"])),
        open_admission=str(provider["open_admission"]),
        online=online,
        tuition=None if math.isnan(tuition) else dollars(tuition),
    )


# --------------------------------------------------------------------- deserts

_DESERT_COLORS: Final = {
    "both": "#a63603",
    "upper": "#fdae6b",
    "none": "#eaf1f5",
    "unknown": palettes.NO_DATA,
}


def ace_classes(frame: pd.DataFrame) -> pd.Series:
    """Return each place's class: desert by both bounds, by the upper only, none."""
    return pd.Series(
        np.select([frame["desert_any_public"], frame["desert"]], ["both", "upper"], "none"), index=frame.index
    )


def desert_picture(
    frame: pd.DataFrame, definition: str, breaks: str
) -> tuple[dict[str, tuple[str, str, str]], list[str], Legend]:
    """Return the desert map: code -> colour, heading, text; codes unknown; the legend."""
    from geo_opportunity.maps import legend as legends
    from geo_opportunity.maps.classes import UNITS, classify

    if definition == "ace":
        classes = ace_classes(frame)
        texts_ = [
            words.desert_ace_tip(
                words.DESERT_CLASSES[c], colleges=n, broad=b, adults=None if vm.value_missing(a) else a
            )
            for c, n, b, a in zip(
                classes, frame["colleges"], frame["broad_access"], frame["adults"].astype(float), strict=True
            )
        ]
        fills = [_DESERT_COLORS[c] for c in classes]
        legend = legends.of_categories(
            words.DEFINITIONS[definition],
            {str(k): int(n) for k, n in classes.value_counts().items()},
            _DESERT_COLORS,
            words.DESERT_CLASSES,
        )
        legend = Legend(
            legend.title,
            tuple(
                Entry(f"{e.label} ({e.count:,})", e.color, None, hatched=e.hatched) for e in legend.entries
            ),
        )
        unknown: list[str] = []
    else:
        values = frame["share_physical"]
        found = classify(values.to_numpy(float), UNITS["share"], method=breaks)
        colors = legends.colors_of(found, "Oranges")
        fills = [colors[i] if i >= 0 else palettes.NO_DATA for i in found.index]
        texts_ = [
            words.desert_urban_tip(
                low=percent(low, 0),
                high=percent(high, 0),
                online=percent(online, 0),
                complete=percent(full, 0),
            )
            for high, low, online, full in frame[
                ["share_physical", "share_physical_any_public", "share_online", "share_complete"]
            ].to_numpy(float)
        ]
        unknown = [str(c) for c in frame.index[values.isna()]]
        drawn = legends.of_classes(
            words.DESERT_SHARE, found, "Oranges", missing=words.DESERT_CLASSES["unknown"]
        )
        legend = Legend(
            drawn.title,
            tuple(
                Entry(f"{e.label} ({e.count or 0:,})", e.color, None, hatched=e.hatched)
                for e in drawn.entries
            ),
        )
    areas = {
        str(c): (f, str(h), t) for c, f, h, t in zip(frame.index, fills, frame["title"], texts_, strict=True)
    }
    return areas, unknown, legend


def desert_table(frame: pd.DataFrame, definition: str) -> pd.DataFrame:
    """Return deserts as rows, most adults concerned first."""
    if definition == "ace":
        classes = ace_classes(frame)
        rank = classes.map({"both": 0, "upper": 1, "none": 2})
        out = frame.assign(_rank=rank)
        out["class"] = classes.map(words.DESERT_CLASSES)
        out = out.sort_values(
            ["_rank", "adults", "title"], ascending=[True, False, True], na_position="last", kind="stable"
        )
        table = pd.DataFrame(out[list(words.DESERT_ACE_HEADS)])
        return table.astype({"class": "category", "kind": "category"})  # thousands of rows travel as numbers
    out = frame.sort_values(
        ["adults_physical", "title"], ascending=[False, True], na_position="last", kind="stable"
    )
    return pd.DataFrame(out[list(words.DESERT_URBAN_HEADS)])


def light(table: pd.DataFrame) -> pd.DataFrame:
    """Return a rounded table of thousands of rows with its figures in half the bytes: seven digits are more than are shown."""
    return table.astype(dict.fromkeys(table.select_dtypes("number").columns, "float32"))


def desert_sentence(frame: pd.DataFrame, definition: str, where: str, level: str) -> str:
    """Say how many places, and adults, are in deserts, between both bounds."""
    adults = frame["adults"].sum()
    places = words.LEVEL_PLACES[level]

    def share(people: float) -> str:
        return percent(people / adults if adults else math.nan, 0)

    if definition == "ace":
        high, low = frame["desert"].to_numpy(bool), frame["desert_any_public"].to_numpy(bool)
        people = [share(float(frame.loc[m, "adults"].sum())) for m in (low, high)]
        return words.desert_ace(
            where,
            low=int(low.sum()),
            high=int(high.sum()),
            every=len(frame),
            places=places,
            adults_low=people[0],
            adults_high=people[1],
        )
    high_people = float((frame["share_physical"] * frame["adults"]).sum())
    low_people = float((frame["share_physical_any_public"] * frame["adults"]).sum())
    known = frame["adults_complete"].notna()
    return words.desert_urban(
        where,
        low=vm.people(low_people),
        high=vm.people(high_people),
        share_low=share(low_people),
        share_high=share(high_people),
        complete=vm.people(float(frame.loc[known, "adults_complete"].sum())) if known.any() else None,
        unknown=int((~known).sum()),
        places=places,
    )


# ---------------------------------------------------------------------- supply

_THIN: Final = supply_measures.VERDICTS[-5]
_VERDICT_COLORS: Final = {
    "oversupply": "#a6611a",
    "undersupply": "#0072b2",
    "balanced": "#4d4d4d",
    _THIN: "#b07aa1",
    "other": "#858585",
}
_VERDICT_SHAPES: Final = {
    "oversupply": "triangle-up",
    "undersupply": "triangle-down",
    "balanced": "circle",
    _THIN: "diamond",
    "other": "cross",
}


def drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations that can stand on log scales: openings and completers both above zero."""
    return frame.loc[(frame["openings"] > 0) & (frame["completers"] > 0)]


def supply_chart(frame: pd.DataFrame, *, narrow: bool = False) -> Any:
    """Return the scatter of completers against openings (log scales, line of equality); None when nothing can stand on it.

    `narrow` puts the legend's entries below one another.
    """
    import altair as alt

    shown = drawable(frame)[["title", "openings", "completers", "ratio", "verdict"]].copy()
    if shown.empty:
        return None
    shown["reading"] = (
        shown["verdict"]
        .where(shown["verdict"].isin(list(_VERDICT_COLORS)), "other")
        .map(words.SUPPLY_READINGS)
    )
    ends = {
        name: (float(shown[name].min()) / 1.3, float(shown[name].max()) * 1.3)
        for name in ("openings", "completers")
    }
    scales = {name: alt.Scale(type="log", domain=list(pair), nice=False) for name, pair in ends.items()}
    equal = [max(low for low, _ in ends.values()), min(high for _, high in ends.values())]
    axis = alt.Axis(format=",~g", labelColor="#1b1b1b", titleColor="#1b1b1b", tickCount=6)
    present = [v for v in _VERDICT_COLORS if words.SUPPLY_READINGS[v] in set(shown["reading"])]
    named = [words.SUPPLY_READINGS[v] for v in present]
    marks = (
        alt.Chart(shown)
        .mark_point(filled=True, size=65, opacity=0.8, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("openings:Q", scale=scales["openings"], axis=axis, title=words.SUPPLY_OPENINGS),
            y=alt.Y("completers:Q", scale=scales["completers"], axis=axis, title=words.SUPPLY_COMPLETERS),
            color=alt.Color(
                "reading:N",
                scale=alt.Scale(domain=named, range=[_VERDICT_COLORS[v] for v in present]),
                legend=alt.Legend(title=None, orient="top", labelLimit=240, columns=1 if narrow else 2),
            ),
            shape=alt.Shape(
                "reading:N", scale=alt.Scale(domain=named, range=[_VERDICT_SHAPES[v] for v in present])
            ),
            tooltip=[
                alt.Tooltip("title:N", title=words.SUPPLY_OCCUPATION),
                alt.Tooltip("openings:Q", title=words.SUPPLY_OPENINGS, format=",.0f"),
                alt.Tooltip("completers:Q", title=words.SUPPLY_COMPLETERS, format=",.0f"),
                alt.Tooltip("ratio:Q", title=words.SUPPLY_RATIO, format=".2f"),
                alt.Tooltip("verdict:N", title=words.SUPPLY_READING),
            ],
        )
    )
    line = (
        alt.Chart(pd.DataFrame({"v": equal}))
        .mark_line(color="#1b1b1b", strokeDash=[5, 4])
        .encode(x="v:Q", y="v:Q")
    )
    return alt.layer(line, marks).properties(height=420, description=words.SUPPLY_CHART_ALT)


# --------------------------------------------------------------------- what if


def towns(points: pd.DataFrame, box: Sequence[float], *, most: int = 400) -> pd.DataFrame:
    """Return the census places inside `box` (west, south, east, north): index place, label, lon, lat; cities first, by name."""
    west, south, east, north = box
    inside = points.loc[points["lon"].between(west, east) & points["lat"].between(south, north)]
    ranked = (
        inside.assign(_designated=inside["kind"] == "CDP")
        .sort_values(["_designated", "title", "place"], kind="stable")
        .head(most)
    )
    label = ranked["title"] + ", " + ranked["state"]
    return pd.DataFrame(
        {"label": label.to_numpy(), "lon": ranked["lon"].to_numpy(), "lat": ranked["lat"].to_numpy()},
        index=pd.Index(ranked["place"]),
    )


def areas_around(shape: Any, pad: float = 0.15) -> tuple[float, float, float, float]:
    """Return the bounds of an area's shape with a margin, degrees."""
    west, south, east, north = shapely.bounds(shape)
    return west - pad, south - pad, east + pad, north + pad


def refused(answer: WhatIf) -> bool:
    """Return whether the place lies outside the country: in no area of ours, and nobody of ours in reach."""
    return answer.home is None and answer.areas.empty


def what_if_sentences(answer: WhatIf, title: str, scene: Scene) -> list[str]:
    """Say what a new program would change: first the home area, or the most affected one."""
    frame = answer.areas
    distance = vm.distance(answer.miles, scene.units)
    if refused(answer):
        return [words.what_if_outside(answer.lon, answer.lat, distance)]
    if frame.empty:
        return [words.what_if_nobody(distance)]
    near = float(frame["adults_near"].sum())
    gained = min(float(frame["adults_gained"].sum()), near)  # shares of reach are rounded
    row = {str(k): v for k, v in frame.iloc[0].items()}
    accessible = texts.STATUSES["accessible"]
    judged = words.sentences(
        [
            words.what_if_reach(
                str(row["title"]),
                percent(float(row["reach_before"]), 1),
                percent(float(row["reach_after"]), 1),
            ),
            words.what_if_test(
                accessible[str(row["accessible_before"])], accessible[str(row["accessible_after"])]
            ),
            words.what_if_kind(
                texts.KINDS_SHORT[str(row["kind_before"])], texts.KINDS_SHORT[str(row["kind_after"])]
            ),
        ]
    )
    out = [
        words.what_if_reached(vm.people(near), distance, title, vm.people(gained)),
        judged,
        words.what_if_jobs(*_jobs(row)),
    ]
    if answer.home is None:
        out.insert(1, words.WHAT_IF_NO_HOME)
    return [*out, _demand_sentence(answer, scene)]


def _jobs(row: Mapping[str, Any]) -> list[tuple[str, str] | None]:
    """Return jobs in the overlap and their share, before and after, in words; None: not known."""
    found: list[tuple[str, str] | None] = []
    for when in ("before", "after"):
        jobs = float(row[f"jobs_overlap_{when}"])
        found.append(
            None if math.isnan(jobs) else (f"{jobs:,.0f}", percent(float(row[f"share_overlap_{when}"])))
        )
    return found


def _change(before: float, after: float, *, points: bool = False) -> str:
    if math.isnan(before) or math.isnan(after):
        return words.NONE
    moved = round(1_000 * (after - before)) / 10 if points else round(after - before)
    if not moved:
        return words.WHAT_IF_SAME
    return (words.points(moved) if points else f"{moved:+,.0f}").replace("-", "−")


def _three(value: float) -> float:
    """Return a figure to three digits."""
    return float(f"{value:.3g}")


def what_if_change(answer: WhatIf) -> pd.DataFrame:
    """Return before, after and change of the home area (else the most affected one), as written rows."""
    row = {str(k): v for k, v in answer.areas.iloc[0].items()}
    both = ("before", "after")
    reach = [float(row[f"reach_{w}"]) for w in both]
    people = [_three(float(row[f"adults_reached_{w}"])) for w in both]  # shares of reach are rounded
    gained = _three(float(row["adults_gained"]))  # before rounding, so that it is the figure of the sentence
    jobs, part = ([float(row[f"{name}_{w}"]) for w in both] for name in ("jobs_overlap", "share_overlap"))

    def number(value: float) -> str:
        return words.NONE if math.isnan(value) else f"{value:,.0f}"

    rows = [
        ("share", *(percent(v, 1) for v in reach), _change(*reach, points=True)),
        ("adults", *map(number, people), _change(0.0, gained)),
    ]
    for name, names in (("accessible", texts.STATUSES["accessible"]), ("kind", texts.KINDS_SHORT)):
        before, after = (str(row[f"{name}_{w}"]) for w in both)
        rows.append(
            (name, names[before], names[after], words.WHAT_IF_SAME if before == after else words.WHAT_IF_NEW)
        )
    rows += [
        ("jobs", *map(number, jobs), _change(*jobs)),
        ("jobs_share", *(percent(v, 1) for v in part), _change(*part, points=True)),
    ]
    if answer.home is not None:
        rows.append(
            (
                "completers",
                number(answer.completers),
                number(answer.completers_after),
                f"+{answer.completions:,}",
            )
        )
    return pd.DataFrame(
        [
            dict(zip(words.WHAT_IF_CHANGE_HEADS, (words.WHAT_IF_CHANGES[name], *cells), strict=True))
            for name, *cells in rows
        ],
        index=[name for name, *_ in rows],
    )


def _demand_sentence(answer: WhatIf, scene: Scene) -> str:
    none = math.isnan(answer.nearest_miles)
    nearest = words.what_if_nearest(
        None if none else answer.nearest_name, "" if none else vm.distance(answer.nearest_miles, scene.units)
    )
    if answer.home is None:
        return nearest
    if math.isnan(answer.openings):
        return words.sentences([nearest, words.WHAT_IF_NO_OPENINGS])
    demand = words.what_if_demand(
        openings=answer.openings,
        today=None if math.isnan(answer.completers) else answer.completers,
        size=answer.completions,
        after=answer.completers_after,
        share=percent(answer.completers_after / answer.openings, 0) if answer.openings > 0 else None,
    )
    return words.sentences([nearest, demand])


def what_if_table(answer: WhatIf) -> pd.DataFrame:
    """Return before and after by area, in words where they are words."""
    out = answer.areas[list(words.WHAT_IF_HEADS)].copy()
    for column in ("accessible_before", "accessible_after"):
        out[column] = out[column].map(texts.STATUSES["accessible"])
    for column in ("kind_before", "kind_after"):
        out[column] = out[column].map(texts.KINDS_SHORT)
    return out


def what_if_areas(answer: WhatIf, titles: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    """Return the areas of the what-if map: those reached in colour, with before and after in the tooltip."""
    out = plain_areas(titles)
    improved = {Status.PASS.value, Status.NOT_NEEDED.value}
    for code, row in answer.areas.iterrows():
        better = row["accessible_after"] in improved and row["accessible_before"] not in improved
        text = words.what_if_tip(percent(float(row["reach_before"])), percent(float(row["reach_after"])))
        out[str(code)] = (BETTER if better else REACHED, str(row["title"]), text)
    return out
