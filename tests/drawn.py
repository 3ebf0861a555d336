"""Reads the maps of a page out of what travels to its canvases (``maps.canvas.spec``)."""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import geo_opportunity as go
from geo_opportunity.maps import palettes
from geo_opportunity.settings import Settings

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

# AppTest does not know components: their protobuf (private) is read here only.


def maps_of(at: AppTest) -> dict[str, dict[str, Any]]:
    """Return the maps of a page by their keys, in their order."""
    found = (
        json.loads(c.proto.json)
        for c in at.main.get("bidi_component")
        if c.proto.component_name == "geo_opportunity_map"
    )
    return {spec["key"]: spec for spec in found}  # fmt: skip


def map_of(at: AppTest) -> dict[str, Any]:
    """Return a page's first map."""
    return next(iter(maps_of(at).values()))


@cache
def _drawn(data_dir: str) -> tuple[str, ...]:
    """Return the areas that have a shape, in the order of the map's file."""
    shapes = go.open_atlas(data_dir).shapes("nation")
    return tuple(shapes.loc[shapes.geometry.notna() & ~shapes.geometry.is_empty, "area_code"])


def codes(spec: dict[str, Any]) -> tuple[str, ...]:
    """Return the codes of a map's ground, in its order."""
    ground = spec["ground"]
    return (
        _drawn(str(Settings().data_dir)) if isinstance(ground, str) else tuple(a[0] for a in ground["areas"])
    )


def looks(spec: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """Return area_code -> color and whether it is hatched, of the areas that are drawn."""
    classes = zip(codes(spec), spec["classes"], strict=True)
    return {code: tuple(spec["palette"][int(n, 36)][:2]) for code, n in classes if n != "."}


def fills(spec: dict[str, Any]) -> dict[str, list[int]]:
    """Return area_code -> red, green, blue."""
    return {code: list(palettes.rgb(color)) for code, (color, _) in looks(spec).items()}


def tips(spec: dict[str, Any]) -> dict[str, tuple[str | None, str]]:
    """Return code -> heading (None: the area's name) and text of the tooltips."""
    if not spec["tips"]:
        return {
            code: (None, spec["palette"][int(n, 36)][2])
            for code, n in zip(codes(spec), spec["classes"], strict=True)
            if n != "."
        }
    return {
        code: tuple(tip) for code, tip in json.loads(zlib.decompress(base64.b64decode(spec["tips"]))).items()
    }


def layers_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers drawn over the areas."""
    return [json.loads(layer) for layer in spec["layers"]]
