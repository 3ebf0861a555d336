"""Lakes of Natural Earth (public domain), as a GeoJSON collection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import open_text
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_range, require_columns

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SOURCES"]

_COLUMNS: Final = {
    "name": "name; empty where the file has none",
    "approx_km2": "area, square kilometers",
    "geometry": "polygon, EPSG:4326",
}


def _lakes(path: Path) -> gpd.GeoDataFrame:
    try:
        features = json.loads(open_text(path))["features"]
        frame = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path.name} is no GeoJSON collection of shapes: {error}. Fix: put the whole file there again."
        raise FormatError(msg) from error
    require_columns(frame, ("approx_km2", "geometry"), path=path)
    kinds = sorted(set(frame.geom_type) - {"Polygon", "MultiPolygon"}, key=str)
    if kinds or frame.empty or not frame.geometry.is_valid.all():
        what = "holds no shape" if frame.empty else f"has shapes that are no valid polygon ({kinds})"
        raise FormatError(f"{path.name} {what}. Fix: put the whole file there again.")
    for column, low, high in (("minx", -180, 0), ("miny", 15, 72)):
        check_range(frame.bounds[column].rename(column), path=path, low=low, high=high)
    name = frame["name"].fillna("") if "name" in frame else ""
    return frame.assign(name=name)[list(_COLUMNS)]


SOURCES: Final[tuple[Source, ...]] = (from_catalog("lakes", _COLUMNS, _lakes),)
