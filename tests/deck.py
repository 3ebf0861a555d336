"""Reads the map of a page out of its deck.gl JSON."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import geo_opportunity as go
from geo_opportunity.settings import Settings


def class_colors(layer: dict[str, Any]) -> list[list[int]]:
    """Return the colour (red, green, blue, alpha) of each area of a "fills" layer, in the order of its file."""
    palette, classes = layer["getFillColor"].removeprefix("@@=(").removesuffix(")[i]]").split(")[(")
    return [json.loads(palette)[int(n)] for n in json.loads(classes)]


@cache
def _drawn(data_dir: str) -> tuple[str, ...]:
    """Return the areas that have a shape, in the order of the map's file."""
    shapes = go.open_atlas(data_dir).shapes("nation")
    return tuple(shapes.loc[shapes.geometry.notna() & ~shapes.geometry.is_empty, "area_code"])


def fills(spec: dict[str, Any]) -> dict[str, list[int]]:
    """Return area_code -> red, green, blue of the map of all areas of the data set in use."""
    layer = spec["layers"][0]
    assert layer["id"] == "fills"
    drawn = _drawn(str(Settings().data_dir))
    return {code: color[:3] for code, color in zip(drawn, class_colors(layer), strict=True) if color[3]}
