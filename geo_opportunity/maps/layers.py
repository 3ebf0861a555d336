"""Shapes, views and layers of a map, and the map as deck.gl JSON where a basemap from outside lies under it.

Our own maps are drawn by the canvas (``maps.canvas``); layers of points and lines are described once, as
deck.gl JSON, for both. CRS: every geometry is EPSG:4326, Alaska on negative longitudes.
"""

from __future__ import annotations

import json
import math
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pydeck as pdk
import shapely

from geo_opportunity.maps import palettes, style
from geo_opportunity.scene import MapView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "LOWER_48",
    "TOOLTIP",
    "Fitted",
    "MapDeck",
    "Shapes",
    "deck_json",
    "degrees",
    "dots",
    "feature",
    "fit",
    "hatch",
    "mercator",
    "picked",
    "plain",
    "point_layer",
    "prepare",
    "view_box",
]

#: West, south, east, north of the 48 contiguous states.
LOWER_48: Final = (-124.8, 24.4, -66.9, 49.5)

#: Pixels of a map on a desk and on a phone, on which a view is fitted.
DESK: Final = (620, 470)
PHONE: Final = (350, 300)

_DECIMALS_GRID: Final = 1e-3  # about 100 m: finer than a pixel up to zoom 10


def plain(text: object) -> str:
    """Return text for a tooltip: no markup, nothing the map's JSON reader would run ("@@…")."""
    out = str(text).replace("<", "‹").replace(">", "›").replace("{", "(").replace("}", ")")
    return f" {out}" if out.startswith("@@") else out


#: Placeholders are filled in the browser with :func:`plain` texts, and escaped there too.
TOOLTIP: Final[dict[str, Any]] = {
    "html": (
        '<div style="font-weight:600;margin-bottom:4px">{h}</div><div style="white-space:pre-line">{t}</div>'
    ),
    "style": {
        "backgroundColor": "#ffffff",
        "color": "#1b1b1b",
        "fontSize": "13px",
        "lineHeight": "1.4",
        "maxWidth": "340px",
        "padding": "10px 12px",
        "border": "1px solid #6b6b6b",
        "borderRadius": "4px",
        "zIndex": "10",
    },
}


class MapDeck(pdk.Deck):  # type: ignore[misc]
    """A pydeck Deck whose JSON is given, and compact (pydeck's own is indented and 4.6 times the size)."""

    def __init__(self, spec: str) -> None:
        """Take the deck's JSON text (see :func:`deck_json`)."""
        super().__init__(layers=[], map_style=style.OFFLINE.address, tooltip=TOOLTIP)
        self._spec = spec

    def to_json(self) -> str:
        """Return the JSON as given."""
        return self._spec


@dataclass(frozen=True, eq=False)
class Shapes:
    """Geometry ready for the browser, EPSG:4326; computed once per data version."""

    areas: Mapping[str, Any]
    """area_code -> shapely geometry."""
    states: Mapping[str, Any]
    """Postal code of a state, or a number -> shapely geometry."""
    bounds: Mapping[str, tuple[float, float, float, float]]
    """area_code or state's postal code -> west, south, east, north."""
    names: Mapping[str, str]
    """area_code or state's postal code -> name; those without one are not named on the map."""
    lines: bool = True
    """Whether lines are drawn between areas."""
    ground: str = ""
    """Address of the shapes as a static file (``maps.published``); '': they travel along."""
    nation: bool = False
    """Whether they are the whole nation's, with Alaska, Hawaii and Puerto Rico in frames of their own."""


def _json(geometries: Iterable[Any]) -> list[str]:
    rounded = shapely.set_precision(
        np.asarray(list(geometries), dtype=object), _DECIMALS_GRID, mode="pointwise"
    )
    return [str(text) for text in shapely.to_geojson(rounded)]


def _lines(geometries: NDArray[np.object_]) -> str:
    merged = shapely.line_merge(shapely.union_all(shapely.boundary(geometries)))
    return _json([merged])[0]


def prepare(
    areas: gpd.GeoDataFrame,
    states: gpd.GeoDataFrame,
    *,
    outlines: bool = True,
    names: Mapping[str, str] | None = None,
) -> Shapes:
    """Take shapes of areas (area_code, geometry) and states (state, name, geometry), EPSG:4326, for maps.

    Areas without a shape are left out. Without `outlines` no lines are drawn between areas. `names` are those
    of areas, by area_code.
    """
    for frame, name in ((areas, "area shapes"), (states, "state shapes")):
        if frame.crs is None or frame.crs.to_epsg() != 4326:
            msg = f"{name} must be in EPSG:4326, not {frame.crs}. Fix: to_crs(4326)"
            raise ValueError(msg)
    drawn = areas.loc[areas.geometry.notna() & ~areas.geometry.is_empty]
    parts = (
        dict(zip(drawn["area_code"], drawn.geometry, strict=True)),
        dict(zip(states["state"], states.geometry, strict=True)),
    )
    boxes = {code: tuple(shape.bounds) for part in parts for code, shape in part.items()}
    titles = dict(zip(states["state"], states["name"], strict=True)) if "name" in states else {}
    return Shapes(*parts, bounds=boxes, names={**(names or {}), **titles}, lines=outlines)


@lru_cache(maxsize=8)
def _texts(shapes: Shapes) -> tuple[dict[str, str], str, str]:
    """Return GeoJSON texts for deck.gl: of each area, of the lines between areas and between states."""
    areas, states = (
        _lines(np.array(list(part.values()), dtype=object)) for part in (shapes.areas, shapes.states)
    )
    return dict(zip(shapes.areas, _json(shapes.areas.values()), strict=True)), areas, states


# ----------------------------------------------------------------------- views


def mercator(lat: float) -> float:
    """Return the height of a latitude (degrees) on a web map, in degrees of longitude at the equator."""
    return math.degrees(math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat))))))


def degrees(mercator: float) -> float:
    """Return the latitude (degrees) at a height of :func:`mercator`."""
    return math.degrees(math.atan(math.sinh(math.radians(mercator))))


@dataclass(frozen=True, slots=True, eq=False)
class Fitted(MapView):
    """A view on a box; the browser fits it anew on the pixels it really has. It is equal to its view."""

    box: tuple[float, ...] = ()
    """West, south, east, north."""
    margin: float = 1.0
    """Part of the map's width or height that the box fills."""

    def __eq__(self, other: object) -> bool:
        """Whether both look at the same place."""
        return isinstance(other, MapView) and astuple(self)[:3] == astuple(other)[:3]

    def __hash__(self) -> int:
        """Hash of the view."""
        return hash((self.lon, self.lat, self.zoom))


def fit(
    bounds: Sequence[float], size: tuple[int, int] = DESK, *, margin: float = 0.92, closest: float = 9.0
) -> Fitted:
    """Return the view of `bounds` (W, S, E, N) on a map of `size` pixels (web Mercator, 512-pixel tiles)."""
    west, south, east, north = bounds
    low, high = mercator(south), mercator(north)
    across, up = max(east - west, 1e-3), max(high - low, 1e-3)
    zoom = math.log2(min(size[0] * margin / across, size[1] * margin / up) * 360 / 512)
    return Fitted(
        round((west + east) / 2, 4),
        round(degrees((low + high) / 2), 4),
        round(min(max(zoom, 0.5), closest), 2),
        tuple(map(float, bounds)),
        margin,
    )


def view_box(view: MapView, size: tuple[int, int] = DESK) -> tuple[float, float, float, float]:
    """Return west, south, east, north of what a view shows, with half a screen around it."""
    per_degree = 512 * 2**view.zoom / 360
    dx, dy, middle = size[0] / per_degree, size[1] / per_degree, mercator(view.lat)
    return view.lon - dx, degrees(middle - dy), view.lon + dx, degrees(middle + dy)


def hatch(polygons: Sequence[Any], view: MapView, *, size: tuple[int, int] = DESK) -> str | None:
    """Return diagonal lines over `polygons`, 7 pixels apart in `view`, as GeoJSON geometry text.

    None without polygons.

    What lies outside the view is hatched as on the national map, so that lines stay few.
    """
    if not len(polygons):
        return None
    array = np.asarray(polygons, dtype=object)
    parts = []
    far = fit(LOWER_48).zoom
    window = shapely.box(*view_box(view, size))
    inside = shapely.intersects(array, window)
    for chosen, zoom in ((array[inside], max(view.zoom, far)), (array[~inside], far)):
        if not len(chosen):
            continue
        step = 7 / (512 * 2**zoom / 360)
        west, south, east, north = shapely.total_bounds(chosen)
        if zoom > far:
            box = window.bounds
            west, south, east, north = (
                max(west, box[0]),
                max(south, box[1]),
                min(east, box[2]),
                min(north, box[3]),
            )
        # lines x - y = c, c a multiple of the step, so that hatches of neighbors run on
        offsets = np.arange(math.floor((west - north) / step), math.ceil((east - south) / step) + 1) * step
        ends = np.stack(
            [
                np.stack([offsets + south, np.full_like(offsets, south)], 1),
                np.stack([offsets + north, np.full_like(offsets, north)], 1),
            ],
            1,
        )
        lines = shapely.multilinestrings(shapely.linestrings(ends))
        parts.append(shapely.intersection(shapely.union_all(chosen), lines))
    merged = shapely.union_all([p for p in parts if not p.is_empty])
    return None if merged.is_empty else _json([merged])[0]


# ---------------------------------------------------------------------- layers

_GRID_PIXELS: Final = 11.0
#: More points than this are drawn smaller, so that their rims do not run together.
_MANY_POINTS: Final = 80
#: How much of the fills' color is kept where a basemap from outside lies under them.
_THROUGH: Final = 0.7


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def feature(geometry: str) -> str:
    """Return a GeoJSON feature without properties."""
    return f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'


def _rgba(color: str, alpha: int = 255) -> list[int]:
    return [*palettes.rgb(color), alpha]


def _strokes(layer_id: str, geometry: str, color: str, width: float, alpha: int = 255) -> str:
    head = _dump(
        {
            "@@type": "GeoJsonLayer",
            "id": layer_id,
            "pickable": False,
            "filled": False,
            "stroked": True,
            "getLineColor": _rgba(color, alpha),
            "getLineWidth": width,
            "lineWidthUnits": "pixels",
            "lineJointRounded": True,
        }
    )
    return f'{head[:-1]},"data":{feature(geometry)}}}'


def _pickable(
    layer_id: str,
    geometry: Mapping[str, str],
    *,
    codes: Sequence[str],
    fills: Sequence[str],
    headings: Sequence[str],
    texts: Sequence[str],
    opacity: float,
    pickable: bool,
) -> str:
    """Return the areas, with their tooltips."""

    def properties(code: str, fill: str, heading: str, text: str) -> str:
        return _dump({"code": code, "h": plain(heading), "t": plain(text), "fill": palettes.rgb(fill)})

    features = ",".join(
        f'{{"type":"Feature","properties":{properties(code, fill, heading, text)},'
        f'"geometry":{geometry[code]}}}'
        for code, fill, heading, text in zip(codes, fills, headings, texts, strict=True)
        if code in geometry
    )
    head = _dump(
        {
            "@@type": "GeoJsonLayer",
            "id": layer_id,
            "pickable": pickable,
            "filled": True,
            "stroked": False,
            "autoHighlight": pickable,
            "highlightColor": [255, 255, 255, 70],
            "getFillColor": "@@=properties.fill",
        }
        | ({} if opacity == 1 else {"opacity": opacity})
    )
    return f'{head[:-1]},"data":{{"type":"FeatureCollection","features":[{features}]}}}}'


def dots(
    layer_id: str,
    places: Sequence[tuple[float, float]],
    color: str,
    *,
    radius: float,
    line: str | None = None,
) -> str:
    """Return points of one look, (longitude, latitude) each, that cannot be picked."""
    return _dump(
        {
            "@@type": "ScatterplotLayer",
            "id": layer_id,
            "pickable": False,
            "filled": True,
            "stroked": line is not None,
            "getPosition": "@@=-",
            "getFillColor": _rgba(color),
            "getLineColor": _rgba(line or color),
            "getLineWidth": 0.7,
            "lineWidthUnits": "pixels",
            "getRadius": radius,
            "radiusUnits": "pixels",
            "data": [[round(float(lon), 4), round(float(lat), 4)] for lon, lat in places],
        }
    )


def point_layer(layer_id: str, points: Sequence[Mapping[str, Any]]) -> str:
    """Return providers (lon, lat, heading, text) as points that can be picked."""
    many = len(points) > _MANY_POINTS
    return _dump(
        {
            "@@type": "ScatterplotLayer",
            "id": layer_id,
            "pickable": True,
            "stroked": True,
            "filled": True,
            "getPosition": "@@=p",
            "getFillColor": _rgba(style.PROVIDER),
            "getLineColor": [255, 255, 255, 255],
            "getRadius": 4 if many else 6,
            "radiusUnits": "pixels",
            "getLineWidth": 0.7 if many else 1.5,
            "lineWidthUnits": "pixels",
            "data": [
                {
                    "p": [round(float(p["lon"]), 4), round(float(p["lat"]), 4)],
                    "h": plain(p["heading"]),
                    "t": plain(p["text"]),
                }
                for p in points
            ],
        }
    )


def _click_grid(view: MapView, size: tuple[int, int], nonce: int, heading: str) -> str:
    """Return the map covered by invisible dots of a few pixels: a click on one gives its middle."""
    step = _GRID_PIXELS / (512 * 2**view.zoom / 360)
    middle = mercator(view.lat)
    columns, rows = math.ceil(size[0] / _GRID_PIXELS / 2), math.ceil(size[1] / _GRID_PIXELS / 2)
    digits = 3 if step > 0.02 else 4
    x = (view.lon + np.arange(-columns, columns + 1) * step).round(digits).tolist()
    y = [round(degrees(middle + k * step), digits) for k in range(-rows, rows + 1)]
    data = [{"p": [lon, lat], "t": f"{lat:.3f}, {lon:.3f}", "h": heading} for lat in y for lon in x]
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


def deck_json(
    shapes: Shapes,
    *,
    codes: Sequence[str],
    fills: Sequence[str],
    headings: Sequence[str],
    texts: Sequence[str],
    unknown: Sequence[str] = (),
    view: MapView,
    selected: str | None = None,
    selected_shape: Any = None,
    points: Sequence[Mapping[str, Any]] = (),
    more: Sequence[str] = (),
    nonce: int = 0,
    size: tuple[int, int] = DESK,
    small: bool = False,
    anywhere: str = "",
    basemap: style.Basemap = style.OFFLINE,
) -> str:
    """Return the whole map as deck.gl JSON.

    Parameters
    ----------
    shapes
        From :func:`prepare`.
    codes, fills, headings, texts
        One each per area: area_code, color, tooltip heading and text. Areas without a shape are skipped.
    unknown
        area_codes to hatch.
    selected, selected_shape
        The picked area and, where available, its shape in more detail (EPSG:4326); with a shape it need not
        be one of `shapes`.
    points
        Providers: lon, lat, heading, text.
    more
        Further layers (deck.gl JSON), under the providers.
    nonce
        Part of the ids of pickable layers; a new one makes the browser forget its own selection (and its
        dimming of all that is not selected): what is picked is shown by a line of ours instead.
    size
        Pixels of the map.
    small
        A picture to look at beside others: nothing on it can be picked or moved, and lines between areas are
        left out.
    anywhere
        Tooltip of a map on which every place can be pressed; '': areas and points alone.
    basemap
        What lies under the shapes; where it comes from outside, it shows through them.
    """
    opacity = _THROUGH if basemap.outside else 1.0
    drawn, outlines, state_lines = _texts(shapes)
    layers = [
        _pickable(
            f"areas-{nonce}",
            drawn,
            codes=codes,
            fills=fills,
            headings=headings,
            texts=texts,
            opacity=opacity,
            pickable=not small,
        )
    ]
    hatching = hatch([shapes.areas[c] for c in unknown if c in shapes.areas], view, size=size)
    if hatching:
        layers.append(_strokes("unknown", hatching, style.LINE, 1, 190))
    if not small and shapes.lines:
        layers.append(_strokes("outlines", outlines, style.OUTLINE, 0.6, 150))
    layers.append(_strokes("states", state_lines, style.STATE_LINE, 1.1, 200))
    if selected is not None and (selected_shape is not None or selected in shapes.areas):
        line = _json([selected_shape])[0] if selected_shape is not None else drawn[selected]
        layers += [
            _strokes("casing", line, style.CASING, 5.5),
            _strokes("selected", line, style.SELECTED, 2.8),
        ]
    layers += more
    if anywhere:
        layers.append(_click_grid(view, (size[0] + 120, size[1]), nonce, anywhere))
    if len(points):
        layers.append(point_layer(f"providers-{nonce}", points))
    head = _dump(
        {
            "initialViewState": {
                "longitude": view.lon,
                "latitude": view.lat,
                "zoom": view.zoom,
                "pitch": 0,
                "bearing": 0,
                "minZoom": 0.5,
                "maxZoom": 14,
            },
            "mapStyle": basemap.address,
            **({"views": [{"@@type": "MapView", "id": "picture", "controller": False}]} if small else {}),
        }
    )
    return f'{head[:-1]},"layers":[{",".join(layers)}]}}'


def picked(event: Any) -> tuple[str, str] | None:
    """Return what a selection event of the map picked: ("area", code) or ("provider", name); None: nothing.

    `event` is what ``st.pydeck_chart`` gives: a mapping with ``selection.objects[layer id] = [object]``.
    """
    try:
        objects = event["selection"]["objects"]
    except (KeyError, TypeError):
        return None
    for layer, found in objects.items():
        if not found:
            continue
        if str(layer).startswith("areas-"):
            code = found[0].get("properties", {}).get("code")
            return ("area", str(code)) if code else None
        if str(layer).startswith("providers-"):
            return ("provider", str(found[0].get("h", "")))
    return None
