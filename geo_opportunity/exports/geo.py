"""Areas of a scene for maps made elsewhere: GeoJSON, GeoPackage and GeoParquet, with units in their metadata.

Geometry is EPSG:4326 (longitude, latitude) at the detail of single areas; an area without a shape in our map
keeps its row, without geometry.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from geo_opportunity.exports import asked
from geo_opportunity.exports.parts import plain_table
from geo_opportunity.exports.text import about, columns, digest, plain

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet, Table

__all__ = ["geojson", "geopackage", "geoparquet"]

_CRS: Final = "EPSG:4326"
#: Key of our metadata in a GeoParquet file.
_KEY: Final = b"geo_opportunity"


def geojson(sheet: Sheet, atlas: Atlas) -> bytes:
    """Return the areas as GeoJSON (RFC 7946), six decimals; the member "metadata" says what the file is."""
    shapes, described = _areas(sheet, atlas)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.geojson"
        pyogrio.write_dataframe(shapes, path, driver="GeoJSON", RFC7946="YES", COORDINATE_PRECISION="6")
        written = json.loads(path.read_text(encoding="utf-8"))
    features = written.pop("features")
    written.pop("name", None)
    meta = digest(sheet, described)
    return json.dumps(written | {"metadata": meta, "features": features}, ensure_ascii=False).encode()


def geopackage(sheet: Sheet, atlas: Atlas) -> bytes:
    """Return the areas as a GeoPackage: layer "areas", and tables "about" and "columns" without geometry."""
    shapes, described = _areas(sheet, atlas)
    meta = {name: text if isinstance(text, str) else json.dumps(text) for name, text in digest(sheet).items()}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.gpkg"
        pyogrio.write_dataframe(shapes, path, layer="areas", driver="GPKG", layer_metadata=meta)
        tables = {
            "about": pd.DataFrame(about(sheet), columns=["part", "text"]),
            "columns": pd.DataFrame(described)[["column", "head", "unit", "meaning"]],
        }
        for name, table in tables.items():
            pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=True)
        return path.read_bytes()


def geoparquet(sheet: Sheet, atlas: Atlas) -> bytes:
    """Return the areas as GeoParquet; head, unit and meaning of a column are its field's metadata.

    The file's own metadata (key "geo_opportunity", JSON) says what it is.
    """
    shapes, described = _areas(sheet, atlas)
    first, out = BytesIO(), BytesIO()
    shapes.to_parquet(first, index=False)
    table = pq.read_table(first)
    said = {one["column"]: {k: one[k] for k in ("head", "unit", "meaning")} for one in described}
    schema = table.schema
    for at, field in enumerate(schema):
        if field.name in said:
            schema = schema.set(at, field.with_metadata(said[field.name]))
    meta = dict(table.schema.metadata or {}) | {_KEY: json.dumps(digest(sheet, described)).encode()}
    pq.write_table(table.cast(schema).replace_schema_metadata(meta), out, compression="zstd")
    return out.getvalue()


def _areas(sheet: Sheet, atlas: Atlas) -> tuple[gpd.GeoDataFrame, list[dict[str, str]]]:
    """Return the scene's areas with shapes (columns area_code, figures, geometry), and what columns mean."""
    table = _table(sheet)
    code = "county_fips" if sheet.level == "county" else "area_code"
    frame = table.frame.reset_index(names=code)
    frame[code] = frame[code].astype(str)
    for name in map(str, frame.columns):
        if not (pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name])):
            frame[name] = [None if _missing(value) else plain(value) for value in frame[name]]
    drawn = _shapes(sheet, atlas)
    geometry = [drawn.get(one) for one in frame[code]]
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=_CRS), columns(table)


def _missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and pd.isna(value))


def _table(sheet: Sheet) -> Table:
    """Return the table of areas: the ranked one, else the figures of the map."""
    for table in sheet.tables:
        if table.name == "areas":
            return table
    if sheet.tables and sheet.tables[0].frame.index.name == sheet.frame.index.name:
        return sheet.tables[0]
    frame = sheet.frame.drop(columns="geometry", errors="ignore")
    return plain_table("areas", "Areas", frame, hourly=False)


def _shapes(sheet: Sheet, atlas: Atlas) -> dict[str, Any]:
    """Return shapes by area_code, those of the scene's regions among them."""
    if sheet.level == "county":
        counties = atlas.table("county_shapes")
        return {str(c): shape for c, shape in zip(counties["county_fips"], counties["geometry"], strict=True)}
    regions = [place for place in sheet.places if place.region is not None]
    frames = [
        atlas.shapes("area"),
        *(asked.at(atlas, place.key, place.title)[0].shapes("area") for place in regions),
    ]
    return {
        str(code): shape
        for frame in frames
        for code, shape in zip(frame["area_code"], frame.geometry, strict=True)
    }
