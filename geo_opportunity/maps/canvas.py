"""A map for our own canvas (ui/map): the ground it stands on, and what of a picture travels to it.

The ground (shapes and names) is a static file where one is served, fetched once (``maps.published``). With a
change of settings travel one character per area, the colors, and the tooltips: deflated, or one text a color
where areas of a color say the same. CRS: longitude and latitude, EPSG:4326; the browser projects
(ui/map/1_plane.js).
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely

from geo_opportunity.maps import layers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo_opportunity.scene import MapView

__all__ = ["counties_text", "ground", "ground_text", "picked", "rings", "spec"]

#: A thousandth of a degree, about 100 m: finer than a pixel up to zoom 10.
_PER_DEGREE: Final = 1_000
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Stands for an area of the ground that is not on this map.
_NONE: Final = "."
#: Color of an area, and whether it is hatched.
_Look: TypeAlias = tuple[str, bool]
#: Height to width of the nation with its insets, which then fills its frame.
_NATION: Final = 0.635
#: What counties are called, left out of their names on the map.
_KIND_OF_COUNTY: Final = re.compile(
    r" (?:County|Parish|Borough|Census Area|Municipio|Municipality|Planning Region|City and Borough)$"
)


def rings(geometry: Any) -> list[list[int]]:
    """Return the rings of a shape, or the parts of a line, in thousandths of a degree.

    Each point is its step from the one before, longitude and latitude in turn.
    """
    parts = shapely.get_parts(geometry)
    lines = shapely.get_parts(shapely.boundary(parts)) if shapely.get_dimensions(geometry) == 2 else parts
    out = []
    for line in lines:
        whole = np.rint(shapely.get_coordinates(line) * _PER_DEGREE).astype(np.int64)
        steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
        steps = steps[np.concatenate([[True], (steps[1:] != 0).any(axis=1)])]
        out.append(steps.ravel().tolist())
    return out


def _shape(code: str, name: str, geometry: Any) -> list[Any]:
    at = geometry.centroid
    if not shapely.intersects(geometry, at):
        at = geometry.representative_point()
    return [code, name, rings(geometry), [round(at.x, 3), round(at.y, 3)]]


def ground(
    shapes: layers.Shapes, lakes: gpd.GeoDataFrame | None = None, cities: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Return the ground of a map, ready for JSON.

    Parameters
    ----------
    shapes
        Areas and states, with the names they are to have on the map.
    lakes
        name, geometry (EPSG:4326).
    cities
        name, lon, lat, rank (1: the largest).
    """
    out: dict[str, Any] = {
        what: [_shape(code, shapes.names.get(code, ""), geometry) for code, geometry in part.items()]
        for what, part in (("areas", shapes.areas), ("states", shapes.states))
    }
    if lakes is not None:
        out["lakes"] = [
            _shape("", str(name), shape) for name, shape in zip(lakes["name"], lakes.geometry, strict=True)
        ]
    if cities is not None:
        out["cities"] = [
            [str(name), round(lon, 3), round(lat, 3), rank]
            for name, lon, lat, rank in cities[["name", "lon", "lat", "rank"]].to_numpy(object)
        ]
    return out


def counties_text(shapes: gpd.GeoDataFrame, names: Mapping[str, str]) -> str:
    """Return the lines between counties (county_fips, geometry; EPSG:4326) and their names, as JSON text."""
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(shapes.geometry.to_numpy())))
    points = shapely.point_on_surface(shapes.geometry.to_numpy())
    named = [
        [_KIND_OF_COUNTY.sub("", names.get(code, "")), round(at.x, 3), round(at.y, 3), 0]
        for code, at in zip(shapes["county_fips"], points, strict=True)
    ]
    return _dump({"lines": rings(lines), "names": named})


def ground_text(ground: Mapping[str, Any]) -> str:
    """Return a ground as JSON text."""
    return _dump(ground)


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=64)
def _ground_along(shapes: layers.Shapes) -> dict[str, Any]:
    return ground(shapes)


@lru_cache(maxsize=64)
def _packed(codes: tuple[str, ...], headings: tuple[str | None, ...], texts: tuple[str, ...]) -> str:
    """Return tooltips by code, [heading (null: the name), text], as base64 of deflated JSON."""
    tips = {code: [head, text] for code, head, text in zip(codes, headings, texts, strict=True)}
    return base64.b64encode(zlib.compress(_dump(tips).encode(), 6)).decode()


def _classes(
    shapes: layers.Shapes, codes: Sequence[str], looks: Sequence[_Look]
) -> tuple[str, dict[_Look, str]]:
    """Return a character per area of the ground, and the character each look stands for."""
    number = {look: _DIGITS[n] for n, look in enumerate(dict.fromkeys(looks))}
    of = dict(zip(codes, looks, strict=True))
    return "".join(number[of[code]] if code in of else _NONE for code in shapes.areas), number


def _said(
    looks: Sequence[_Look], headings: Sequence[str | None], texts: Sequence[str]
) -> dict[_Look, str] | None:
    """Return the one text of each look; None where areas of a look say different things."""
    said = dict(zip(looks, texts, strict=True))
    same = all(said[look] == text for look, text in zip(looks, texts, strict=True))
    return said if same and not any(headings) else None


def _where(view: MapView, *, nation: bool) -> dict[str, Any]:
    """Return where a map looks: a box to fit, the nation with its insets (no box), or an exact view.

    `home` is what its button shows.
    """
    if not isinstance(view, layers.Fitted):
        return {"view": [view.lon, view.lat, view.zoom], "home": None, "margin": 1.0}
    if view.box == layers.LOWER_48:
        return {"box": None, "home": None, "margin": 1.0}
    box = [round(edge, 4) for edge in view.box]
    return {"box": box, "home": None if nation else box, "margin": view.margin}


def spec(
    shapes: layers.Shapes,
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
    size: tuple[int, int] = layers.DESK,
    small: bool = False,
    anywhere: str = "",
) -> dict[str, Any]:
    """Return what travels to the canvas of a map.

    Parameters as of :func:`geo_opportunity.maps.layers.deck_json`; `anywhere` is the tooltip of a map on
    which every place can be pressed ('': areas and points alone).
    """
    hatched = set(unknown)
    looks = [(fill, code in hatched) for code, fill in zip(codes, fills, strict=True)]
    classes, number = _classes(shapes, codes, looks)
    named = tuple(
        None if shapes.names.get(code) == head else layers.plain(head)
        for code, head in zip(codes, headings, strict=True)
    )
    plain = tuple(map(layers.plain, texts))
    said = _said(looks, named, plain)
    drawn = [*more, *([layers.point_layer("providers-0", points)] if len(points) else [])]
    return {
        "ground": shapes.ground or _ground_along(shapes),
        "classes": classes,
        "palette": [[fill, int(lined), *([said[fill, lined]] if said else [])] for fill, lined in number],
        "tips": "" if said else _packed(tuple(codes), named, plain),
        "selected": selected,
        "outline": None if selected_shape is None else rings(selected_shape),
        "layers": drawn,
        "small": small,
        "insets": shapes.nation,
        "aspect": _NATION if shapes.nation and size == layers.DESK else round(size[1] / size[0], 3),
        "anywhere": anywhere,
        **_where(view, nation=shapes.nation),
    }


def picked(message: Any) -> dict[str, Any] | None:
    """Return a press on the canvas as the selection event of ``layers.picked`` and ``points.picked``."""
    try:
        layer, found = str(message["layer"]), dict(message["object"])
    except (KeyError, TypeError, ValueError):
        return None
    return {"selection": {"objects": {layer: [found]}}}
