"""A layer of shapes with its attributes: GeoJSON, GeoPackage, shapefile, FlatGeobuf, Parquet.

Runs in the reader's process. The suffix says the format and the first bytes must agree; GDAL is left with the
drivers of these formats alone (see :mod:`.reading`), so nothing a file refers to is opened or fetched.
Members of a zip are unpacked under our names. A CRS is taken from an authority's code or from WKT, never from
a file or address it names.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.cells import check_archive, check_width
from geo_opportunity.files.coordinates import FIX_CRS, looks_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray
    from pyarrow import parquet as pq

    from geo_opportunity.files.limits import Limits

__all__ = [
    "DRIVERS",
    "LAYERS",
    "NO_CRS",
    "WGS84",
    "Layer",
    "lon_lat",
    "read_layer",
    "read_parquet",
    "to_wgs84",
]

WGS84: Final = CRS("EPSG:4326")
#: The GDAL driver of each suffix that GDAL reads.
DRIVERS: Final = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".fgb": "FlatGeobuf"}
LAYERS: Final = (*DRIVERS, ".geojson", ".json")
_MAGIC: Final = {
    ".shp": (b"\x00\x00\x27\x0a", "shapefile"),
    ".gpkg": (b"SQLite format 3\x00", "GeoPackage"),
    ".fgb": (b"fgb\x03fgb", "FlatGeobuf"),
    ".parquet": (b"PAR1", "Parquet file"),
}
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Most characters of the properties of a lone GeoJSON feature that are passed on (a region saved by the app).
_MOST_PROPERTIES: Final = 1_000_000


@dataclass(slots=True)
class Layer:
    """Shapes and their attributes."""

    geometry: NDArray[np.object_]
    crs: CRS | None
    header: list[str] = field(default_factory=list)
    rows: Iterable[Sequence[object]] = ()
    properties: dict[str, Any] | None = None
    """Of a GeoJSON file that is one feature."""
    declared: bool = True
    """Whether the file itself says its CRS (GeoJSON need not)."""
    unknown: str = ""
    """Where there is no CRS: why, a clause without its subject; '' for the usual reason."""
    fix: str = ""


# -------------------------------------------------------------------------- CRS

_NAMED_CRS: Final = re.compile(
    r"(?:urn:ogc:def:crs:)?(EPSG|ESRI|OGC):(?:[0-9.]*:)?([A-Za-z0-9]{1,10})", re.IGNORECASE
)
_WKT: Final = re.compile(
    r"\s*(?:PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS|GEODETICCRS|GEOGRAPHICCRS|PROJECTEDCRS|COMPD_CS|COMPOUNDCRS)\s*\["
)
_MOST_CRS: Final = 20_000  # characters
#: What makes PROJ open a file (a grid).
_OPENS: Final = re.compile(r"grids|PARAMETERFILE|BOUNDCRS|EXTENSION", re.IGNORECASE)


def _crs(text: str, file: str) -> CRS:
    """Return the CRS of an authority's code or of WKT.

    Raises
    ------
    FormatError
        It is neither, or names a file.
    """
    named = _NAMED_CRS.fullmatch(text.strip())
    with contextlib.suppress(CRSError):
        if named is not None:
            return CRS.from_authority(named[1].upper(), named[2].upper())
        if _WKT.match(text) and not _OPENS.search(text) and len(text) < _MOST_CRS:
            return CRS.from_wkt(text)
    raise FormatError(f"{file!r} declares a CRS we cannot read: {text[:80]}", fix="save it in WGS 84")


#: Why a CRS is not known, after the name of the file.
NO_CRS: Final = "does not declare its CRS (coordinate reference system)"
_NO_PRJ: Final = "has no .prj, so its CRS (coordinate reference system) is unknown"


def to_wgs84(geometry: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    """Return geometry (any shape) of `crs` in EPSG:4326.

    Infinite coordinates where it cannot be projected.
    """
    if crs.equals(WGS84, ignore_axis_order=True):
        return geometry
    move = Transformer.from_crs(crs, WGS84, always_xy=True)
    moved: NDArray[np.object_] = shapely.transform(
        geometry, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1]))
    )
    return moved


def lon_lat(layer: Layer, file: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude, degrees, of one point in each geometry; NaN where there is none.

    Raises
    ------
    FormatError
        The layer has no CRS, or coordinates that are no degrees although it declares none other.
    """
    points = shapely.point_on_surface(layer.geometry)
    bounds = shapely.total_bounds(points)
    if layer.crs is None:
        raise FormatError(
            f"{file!r} {layer.unknown or NO_CRS}; {looks_like(*bounds)}", fix=layer.fix or FIX_CRS
        )
    known = layer.crs
    if known.is_geographic and np.nanmedian(np.abs(shapely.get_coordinates(points))) > 540:
        which = f"as {known.name}" if layer.declared else "as degrees, and it declares no CRS"
        raise FormatError(f"{file!r} cannot be read {which}; {looks_like(*bounds)}", fix=FIX_CRS)
    try:
        points = to_wgs84(points, known)
    except ProjError as error:
        raise FormatError(
            f"{file!r} cannot be moved from {known.name} to WGS 84: {error}", fix="save it in WGS 84"
        ) from error
    x, y = (np.array(f(points), dtype=float) for f in (shapely.get_x, shapely.get_y))
    x[~np.isfinite(x)], y[~np.isfinite(y)] = np.nan, np.nan
    return x, y


# ---------------------------------------------------------------------- GeoJSON


def _read_geojson(path: Path, file: str, limits: Limits, most: int) -> Layer:
    try:
        top = json.loads(path.read_bytes().decode("utf-8-sig"))
        if not isinstance(top, dict):
            raise TypeError  # noqa: TRY301 - the same message for all
        features = top["features"] if top.get("type") == "FeatureCollection" else [top]
        _check_features(len(features), file, most)
        shapes = [f.get("geometry") if f.get("type") == "Feature" else f for f in features]
        properties = [f.get("properties") or {} if f.get("type") == "Feature" else {} for f in features]
        header = list(dict.fromkeys(name for p in properties for name in p))
        texts = [None if s is None else json.dumps(s) for s in shapes]
        geometry = np.array([None if t is None else shapely.from_geojson(t) for t in texts], dtype=object)
    except FormatError:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        shapely.errors.GEOSException,
    ) as error:
        raise FormatError(f"{file!r} is not GeoJSON", fix="export the layer as GeoJSON (RFC 7946)") from error
    lone = properties[0] if top.get("type") == "Feature" else None
    small = lone is not None and len(json.dumps(lone)) <= _MOST_PROPERTIES
    _check_vertices(geometry, file, limits)
    rows = ([p.get(name) for name in header] for p in properties)
    crs = _geojson_crs(top.get("crs"), file)
    return Layer(geometry, crs, header, rows, lone if small else None, top.get("crs") is not None)


def _geojson_crs(declared: object, file: str) -> CRS:
    """Return WGS 84, or the CRS an old (2008) GeoJSON names. Only plain authority codes are looked up."""
    if declared is None:
        return WGS84
    properties = (
        declared.get("properties") if isinstance(declared, dict) and declared.get("type") == "name" else None
    )
    return _crs(str(properties.get("name")) if isinstance(properties, dict) else str(declared), file)


# ------------------------------------------------------------- what GDAL reads


def _gpkg_layer(path: Path, file: str, layer: str | None, *, polygons: bool) -> str:
    """Return the layer to read: a real table, no view, whose SQL is the sender's, and no virtual table."""
    kinds = (
        "AND upper(g.geometry_type_name) IN ('POLYGON', 'MULTIPOLYGON', 'GEOMETRY', 'GEOMETRYCOLLECTION')"
        if polygons
        else ""
    )
    join = "JOIN" if polygons else "LEFT JOIN"
    query = (
        "SELECT DISTINCT c.table_name, c.rowid FROM gpkg_contents c "  # noqa: S608 - constants
        f"{join} gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name) "
        "JOIN sqlite_master m ON lower(m.name) = lower(c.table_name) AND m.type = 'table' "
        f"WHERE c.data_type IN ('features', 'attributes') {kinds} ORDER BY c.rowid"
    )
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        master = list(connection.execute("SELECT name, type, coalesce(sql, '') FROM sqlite_master"))
        own = {name: kind for name, kind, _ in master if name in {"gpkg_contents", "gpkg_geometry_columns"}}
        if set(own.values()) != {"table"}:
            raise sqlite3.DatabaseError("its list of layers is missing")
        virtual = [name for name, _, sql in master if _VIRTUAL.match(sql) and not _RTREE.match(sql)]
        if virtual:
            raise sqlite3.DatabaseError(f"the table {virtual[0][:80]!r} is virtual")
        names = [str(row[0]) for row in connection.execute(query)]
    except sqlite3.Error as error:
        raise FormatError(
            f"{file!r} is not a GeoPackage we can read: {error}", fix="export the layer again"
        ) from error
    finally:
        connection.close()
    what = " of polygons" if polygons else ""
    if not names:
        raise FormatError(f"{file!r} has no layer{what}", fix="export the layer again")
    if layer is not None and layer not in names:
        raise FormatError(
            f"{file!r} has no layer {layer!r}{what}; it has: {', '.join(names)[:300]}", fix="name one"
        )
    if layer is None and polygons and len(names) > 1:
        raise FormatError(f"{file!r} has several layers: {', '.join(names)[:300]}", fix="name one")
    return layer or names[0]


_VIRTUAL: Final = re.compile(r"\s*CREATE\s+VIRTUAL\s+TABLE", re.IGNORECASE)
_RTREE: Final = re.compile(r"[^()]*\bUSING\s+rtree\s*\(", re.IGNORECASE)


def _read_with_gdal(path: Path, file: str, layer: str | None, limits: Limits, most: int) -> Layer:
    """Read a file of ours whose format has been checked."""
    from pyogrio import raw  # noqa: PLC0415 - slow to import, and only these formats need it
    from pyogrio.errors import DataSourceError, FeatureError, FieldError, GeometryError  # noqa: PLC0415

    prj = path.with_suffix(".prj")
    declared = prj.read_bytes()[:_MOST_CRS].decode("utf-8", "replace").strip() if prj.is_file() else None
    prj.unlink(missing_ok=True)  # GDAL would follow what it names
    try:
        meta, _, shapes, columns = raw.read(path, layer=layer, max_features=most + 1, datetime_as_string=True)
        geometry = (
            np.full(len(columns[0]) if columns else 0, None, dtype=object)
            if shapes is None
            else shapely.from_wkb(shapes)
        )
    except (DataSourceError, FeatureError, FieldError, GeometryError) as error:
        reason = re.sub(r"\S*" + re.escape(path.parent.name) + r"\S*", repr(file), str(error))
        raise FormatError(f"{file!r} cannot be read: {reason}", fix="repair or export it again") from error
    except (RuntimeError, ValueError, OSError, NotImplementedError, shapely.errors.GEOSException) as error:
        raise FormatError(f"{file!r} is damaged", fix="repair or export it again") from error
    _check_features(len(geometry), file, most)
    _check_vertices(geometry, file, limits)
    declared = declared or meta.get("crs")
    crs = None if declared is None else _crs(str(declared), file)
    return Layer(
        geometry, crs, list(map(str, meta["fields"])), zip(*(c.tolist() for c in columns), strict=True)
    )


def _check_features(count: int, file: str, most: int) -> None:
    if count > most:
        raise ValueRangeError(f"{file!r} has more than {most:,} features", fix="keep only those you need")


def _check_vertices(geometry: NDArray[np.object_], file: str, limits: Limits) -> None:
    vertices = int(shapely.get_num_coordinates(geometry).sum())
    if vertices > limits.vertices:
        raise ValueRangeError(
            f"{file!r} has {vertices:,} vertices, more than {limits.vertices:,}", fix="simplify the outline"
        )


def _unpack(path: Path, file: str, limits: Limits) -> Path:
    """Unpack the one layer of a zip under our names, and return its path."""
    members = [
        m
        for m in check_archive(path, file, limits)
        if not Path(m.filename).name.startswith(".") and "__MACOSX" not in m.filename
    ]
    found = [m for m in members if Path(m.filename).suffix.casefold() in LAYERS]
    if len(found) != 1:
        what = f"{file!r} holds {len(found)} layers ({', '.join(LAYERS)}); one is needed"
        raise FormatError(what, fix="zip exactly one, a shapefile with its .shx, .dbf and .prj")
    suffix = Path(found[0].filename).suffix.casefold()
    stem = found[0].filename[: -len(suffix)].casefold()
    wanted = _PARTS if suffix == ".shp" else (suffix,)
    out = path.with_name("layer")
    with zipfile.ZipFile(path) as archive:
        for ending in wanted:
            mine = [m for m in members if m.filename.casefold() == stem + ending]
            if mine:
                with archive.open(mine[0]) as packed, out.with_suffix(ending).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    return out.with_suffix(suffix)


def _check_magic(path: Path, file: str) -> None:
    mark, name = _MAGIC[path.suffix.replace(".geoparquet", ".parquet")]
    with path.open("rb") as stream:
        if stream.read(len(mark)) != mark:
            raise FormatError(f"{file!r} is not a {name}", fix="export the layer again")


def read_layer(path: Path, file: str, layer: str | None, limits: Limits, *, outline: bool) -> Layer:
    """Read a layer of one of :data:`LAYERS`, plain or zipped.

    Parameters
    ----------
    path
        In a private folder, under our name with the suffix of the format.
    file
        Name for messages.
    layer
        Layer of a GeoPackage; default the first, or for an outline the only one of polygons.
    outline
        Whether a boundary is expected: fewer features, polygons.

    Raises
    ------
    FormatError, ValueRangeError
        It is not of the format its name says, or beyond one of the limits.
    """
    if path.suffix == ".zip":
        path = _unpack(path, file, limits)
    most = limits.features if outline else limits.rows
    if path.suffix not in DRIVERS:
        return _read_geojson(path, file, limits, most)
    _check_magic(path, file)
    if path.suffix == ".gpkg":
        layer = _gpkg_layer(path, file, layer, polygons=outline)
    elif path.suffix == ".shp":
        layer = None
        if not path.with_suffix(".shx").is_file():
            raise FormatError(
                f"{file!r} holds no complete shapefile", fix="zip .shp, .shx, .dbf and .prj together"
            )
        code_page = path.with_suffix(".cpg")
        if code_page.is_file() and not re.fullmatch(rb"\s*[\w .:-]{1,40}\s*", code_page.read_bytes()[:64]):
            code_page.unlink()
    else:
        layer = None
    bare = path.suffix == ".shp" and not path.with_suffix(".prj").is_file()
    read = _read_with_gdal(path, file, layer, limits, most)
    if bare:
        read.crs, read.unknown, read.fix = None, _NO_PRJ, "add the .prj file to the zip"
    return read


# ---------------------------------------------------------------------- Parquet


def read_parquet(path: Path, file: str, limits: Limits) -> Layer:
    """Read Parquet or GeoParquet, batch by batch.

    Raises
    ------
    FormatError, ValueRangeError
        It is not Parquet, or beyond one of the limits.
    """
    import pyarrow as pa  # noqa: PLC0415 - only Parquet needs it
    from pyarrow import parquet as pq  # noqa: PLC0415

    _check_magic(path, file)
    try:
        opened = pq.ParquetFile(path)
        _check_features(opened.metadata.num_rows, file, limits.rows)
        names = list(opened.schema_arrow.names)
        geo = json.loads((opened.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        shape = str(geo.get("primary_column", "geometry")) if geo else None
        header = [n for n in names if n != shape]
        check_width(len(header), file, limits)
        parts = (
            []
            if shape is None
            else [np.array(b.column(0).to_pylist(), dtype=object) for b in _batches(opened, [shape])]
        )
        geometry = (
            shapely.from_wkb(np.concatenate(parts))
            if parts
            else np.full(opened.metadata.num_rows, None, dtype=object)
        )
        crs = WGS84 if shape is None else _parquet_crs(geo["columns"][shape], file)
    except (
        pa.ArrowException,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OSError,
        shapely.errors.GEOSException,
    ) as error:
        if isinstance(error, (FormatError, MemoryError)):
            raise
        raise FormatError(
            f"{file} cannot be read as Parquet: {str(error)[:200]}", fix="write it again"
        ) from error
    _check_vertices(geometry, file, limits)
    batches = _batches(opened, header) if header else iter(())
    return Layer(
        geometry,
        crs,
        header,
        (row for b in batches for row in zip(*(c.to_pylist() for c in b.columns), strict=True)),
    )


def _batches(opened: pq.ParquetFile, columns: list[str]) -> Iterator[pa.RecordBatch]:
    found: Iterator[pa.RecordBatch] = opened.iter_batches(
        batch_size=1_000, columns=columns, use_threads=False
    )
    return found


def _parquet_crs(column: dict[str, Any], file: str) -> CRS | None:
    """Return the CRS of a GeoParquet column: PROJJSON, none when null, WGS 84 when left out."""
    if "crs" not in column:
        return WGS84
    text = json.dumps(column["crs"])
    if text == "null":
        return None
    with contextlib.suppress(CRSError):
        if not _OPENS.search(text) and len(text) < _MOST_CRS:
            return CRS.from_json(text)
    raise FormatError(f"{file!r} declares a CRS we cannot read: {text[:80]}", fix="save it in WGS 84")
