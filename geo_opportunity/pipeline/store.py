"""Our tables as files: Parquet and GeoParquet, the same bytes for the same rows.

Files hold no clock and no library versions besides Parquet's own ``created_by``; every column carries its
description and unit as field metadata, so that a file explains itself.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_opportunity.errors import DataNotFoundError, SchemaError
from geo_opportunity.tables import GEO_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["CRS", "TableFiles", "read_table", "table_file", "write_table"]

#: Coordinates at rest.
CRS: Final = "EPSG:4326"

#: Slow to write, quick to read; past 15 the files hardly shrink.
_ZSTD_LEVEL: Final = 15
_TYPES: Final = {"float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_()}


def table_file(name: str) -> str:
    """Return the file name of a table."""
    return f"{name}.parquet"


def _type(dtype: object) -> pa.DataType:
    """Return the column type of a schema's dtype; the name for text depends on the pandas version."""
    name = str(dtype)
    return pa.string() if name.startswith("str") else _TYPES[name]


def write_table(name: str, frame: pd.DataFrame, path: Path) -> None:
    """Write a validated table to `path`.

    Raises
    ------
    SchemaError
        A table with shapes is not in EPSG:4326, or a column's type has no place in the file.
    """
    fields = TABLES[name].to_schema().columns
    notes = {
        c: {"description": str(s.description or ""), "unit": str((s.metadata or {}).get("unit", ""))}
        for c, s in fields.items()
    }
    if name in GEO_TABLES:
        table = _geo_table(name, frame)
        kept = {b"geo": _steady((table.schema.metadata or {})[b"geo"])}
        schema = pa.schema([f.with_metadata(notes[f.name]) for f in table.schema], metadata=kept)
        table = table.cast(schema)
    else:
        try:
            schema = pa.schema([pa.field(c, _type(s.dtype), metadata=notes[c]) for c, s in fields.items()])
            table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(
                None
            )
        except (KeyError, pa.ArrowException) as error:
            msg = (
                f"table {name!r} cannot be written: {error}. Fix: its schema knows only text, float64, "
                "int64 and bool."
            )
            raise SchemaError(msg) from error
    pq.write_table(table, path, compression="zstd", compression_level=_ZSTD_LEVEL, version="2.6")


def _geo_table(name: str, frame: pd.DataFrame) -> pa.Table:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or frame.crs.to_epsg() != 4326:
        crs = (
            frame.crs.to_string() if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None else "none"
        )
        msg = (
            f"table {name!r} must be a GeoDataFrame in {CRS}; its CRS is {crs}. Fix: to_crs({CRS!r}) in "
            "its step."
        )
        raise SchemaError(msg)
    buffer = io.BytesIO()
    frame.set_crs(CRS, allow_override=True).to_parquet(buffer, index=False, schema_version="1.1.0")
    buffer.seek(0)
    return pq.read_table(buffer)


def _steady(geo: bytes) -> bytes:
    """Return GeoParquet's notes without what differs between machines and runs.

    PROJ gives EPSG:4326 with one datum or with an ensemble, depending on what the process asked for before.
    """
    spec = json.loads(geo)
    spec.pop("creator", None)
    for column in spec["columns"].values():
        ensemble = column["crs"].pop("datum_ensemble", None)
        if ensemble is not None:
            column["crs"]["datum"] = {
                "type": "GeodeticReferenceFrame",
                "name": ensemble["name"].removesuffix(" ensemble"),
                "ellipsoid": ensemble["ellipsoid"],
            }
    return json.dumps(spec, sort_keys=True).encode()


def read_table(name: str, folder: Path) -> pd.DataFrame:
    """Read table `name` from a data directory; tables with shapes come as GeoDataFrame (EPSG:4326).

    Raises
    ------
    DataNotFoundError
        The file is missing or cannot be read.
    """
    path = folder / table_file(name)
    if not path.is_file():
        msg = f"{path} is missing. Fix: build the data again (python -m geo_opportunity build)."
        raise DataNotFoundError(msg)
    try:
        return gpd.read_parquet(path) if name in GEO_TABLES else pd.read_parquet(path)
    except (pa.ArrowException, ValueError, OSError) as error:
        msg = (
            f"{path} cannot be read ({error}). Fix: build the data again (python -m geo_opportunity build "
            "--force)."
        )
        raise DataNotFoundError(msg) from error


class TableFiles(Mapping[str, pd.DataFrame]):
    """Tables of a data directory, each read when first requested and kept as long as this mapping."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        """Offer the tables `names` of `folder`."""
        self._folder = folder
        self._names = tuple(names)
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table, reading it when it is first requested."""
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = read_table(name, self._folder)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        """Whether the table is offered, read or not."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Names of the tables offered."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many tables are offered."""
        return len(self._names)
