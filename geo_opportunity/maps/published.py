"""Shapes as static files.

The browser fetches them once, keeps them, and a change of settings sends values alone.

Three files, named by a hash of their content, so that a file never changes and other data get other files:
the fills (rows of ``{"p": rings, "i": number of the area}``), the lines between areas and the lines between
states. What still travels with each picture is one color class per area and, for clicks and tooltips, a
coarse shape (see :data:`COARSE_METRES`). CRS: EPSG:4326 in the files. Files of data not opened for
:data:`KEPT_DAYS` days are removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_opportunity.maps import layers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["COARSE_METRES", "KEPT_DAYS", "publish"]

#: Shapes for clicks and tooltips may be off by this much: about half a pixel on the map of the nation.
COARSE_METRES: Final = 5_000.0
#: A file is removed when no server has named it for so long.
KEPT_DAYS: Final = 30.0
_DAY: Final = 86_400.0
#: What this process has named: its pages go on asking for it, however old it is.
_NAMED: Final[set[Path]] = set()
#: Our own files, and those left half-written; nothing else is ever removed.
_OURS: Final = re.compile(r"\.?[0-9a-f]{20}\.(json|geojson)(\.\d+)?")
#: An area that would lose more of its size than this to simplification keeps its own shape.
_LEAST_LEFT: Final = 0.5
#: Equal-area projection of the lower 48 states, in which distances are meters (off by a few percent beyond
#: them).
_METRIC: Final = 5070


def _rows(shapes: layers.Shapes) -> str:
    rows = []
    for number, geometry in enumerate(shapes.areas.values()):
        shape = json.loads(geometry)
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rows += [{"p": rings, "i": number} for rings in polygons]
    return json.dumps(rows, separators=(",", ":"))


def _coarse(shapes: layers.Shapes, meters: float) -> dict[str, str]:
    """Return area_code -> coarse GeoJSON geometry text, to a hundredth of a degree."""
    fine = gpd.GeoSeries(list(shapes.polygons.values()), crs="EPSG:4326").to_crs(_METRIC)
    simple = fine.simplify_coverage(meters)
    kept = np.where(
        (simple.area / fine.area >= _LEAST_LEFT).to_numpy(),
        simple.to_crs(4326).to_numpy(),
        list(shapes.polygons.values()),
    )
    rounded = shapely.set_precision(kept, 1e-2, mode="pointwise")
    return dict(zip(shapes.polygons, map(str, shapely.to_geojson(rounded)), strict=True))


def _write(folder: Path, text: str, ending: str) -> str:
    """Write a text under its own name, completely or not at all, unless it is there (then say it is in use).

    Return the name.
    """
    content = text.encode()
    name = f"{hashlib.sha256(content).hexdigest()[:20]}.{ending}"
    target = folder / name
    if not target.is_file():
        side = folder / f".{name}.{os.getpid()}"
        try:
            side.write_bytes(content)
            side.replace(target)
        except OSError:
            with suppress(OSError):
                side.unlink()
            raise
    with suppress(OSError):  # where nothing can be written, nothing is removed either
        if target.stat().st_mtime < time.time() - _DAY:
            os.utime(target)
    _NAMED.add(target.resolve())
    return name


def _clear(folder: Path) -> None:
    """Remove our files that no server has named for long; what cannot be removed stays."""
    with suppress(OSError):
        for file in sorted(folder.iterdir()):
            with suppress(OSError):
                old = file.stat().st_mtime < time.time() - KEPT_DAYS * _DAY
                if old and _OURS.fullmatch(file.name) and file.resolve() not in _NAMED:
                    file.unlink()


def publish(
    shapes: layers.Shapes, folder: Path, address: str, *, coarse_metres: float = COARSE_METRES
) -> layers.Shapes:
    """Write the shapes into `folder`, served under `address`, and return shapes that name the files.

    Shapes for clicks and tooltips are simplified by `coarse_metres`.

    Files there that no server has named for :data:`KEPT_DAYS` days are removed.

    Where the folder cannot be written (a read-only deployment) the shapes come back as they are, and travel
    with each picture.
    """
    if not shapes.areas:
        return shapes
    texts: Mapping[str, tuple[str, str]] = {
        "fills": (_rows(shapes), "json"),
        "outlines": (layers.feature(shapes.outlines), "geojson"),
        "states": (layers.feature(shapes.state_lines), "geojson"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {what: _write(folder, text, ending) for what, (text, ending) in texts.items()}
    except OSError:
        return shapes
    _clear(folder)
    files = {what: f"{address.rstrip('/')}/{name}" for what, name in names.items()}
    return replace(shapes, files=files, coarse=_coarse(shapes, coarse_metres))
