"""Which endings are read as what."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

__all__ = ["BOOK", "LAYER", "PARQUET", "TEXT", "suffix_of"]

TEXT: Final = (".csv", ".csv.gz", ".txt", ".tsv", ".tsv.gz")
BOOK: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET: Final = (".parquet", ".geoparquet")
LAYER: Final = (".geojson", ".json", ".gpkg", ".zip", ".shp", ".fgb")


def suffix_of(file: str) -> str:
    """Return the ending that says the format: lower-case, with the one before '.gz'."""
    path = PurePath(file)
    return "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
