"""What a file is by its first bytes, where that is not what its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import FormatError
from geo_opportunity.files.suffixes import BOOK, TEXT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["refuse_other"]

#: First bytes -> what such a file is, and what to do with it.
_MARKS: Final = (
    (b"\xd0\xcf\x11\xe0", "an older Excel workbook", "give it the ending .xls, or save it as .xlsx"),
    (
        b"PK\x03\x04",
        "a zip or an Excel workbook",
        "give it the ending .xlsx (a workbook) or .zip (a shapefile)",
    ),
    (b"\x1f\x8b", "compressed with gzip", "give it the ending .csv.gz"),
    (b"%PDF", "a PDF", "copy its table into a spreadsheet and save that as CSV or .xlsx"),
    (b"PAR1", "a Parquet file", "give it the ending .parquet"),
    (b"SQLite format 3\x00", "a SQLite database or GeoPackage", "give it the ending .gpkg"),
    (b"{\\rtf", "a text document (RTF)", "save its table as CSV or .xlsx"),
)
_ZIPPED: Final = (".xlsx", ".xlsm", ".xlsb", ".ods")
_PAGES: Final = ("<!doctype html", "<html", "<head", "<table", "<?xml", "<meta")


def refuse_other(path: Path, file: str) -> None:
    """Raise FormatError when a text table or workbook is of another format than its name says."""
    suffix = "".join(path.suffixes)
    if suffix not in {*TEXT, *BOOK}:
        return
    with path.open("rb") as stream:
        head = stream.read(2_000)
    mark = next((m for m in _MARKS if head.startswith(m[0])), None)
    expected = (
        suffix.endswith(".gz") and head.startswith(b"\x1f\x8b"),
        suffix in _ZIPPED and head.startswith(b"PK"),
        suffix == ".xls" and head.startswith(b"\xd0\xcf"),
    )
    if any(expected):
        return
    if mark is not None:
        raise FormatError(f"{file} is {mark[1]}, whatever its name says", fix=mark[2])
    if suffix in BOOK and b"\x00" not in head:
        text = head.decode("latin-1").lstrip("\ufeff\xef\xbb\xbf \r\n\t").lower()
        if text.startswith(_PAGES):
            what = f"{file} is a web page or XML that is called a workbook"
            raise FormatError(what, fix="open it in a spreadsheet and save it as .xlsx")
        if text and any(sign in text for sign in ",;\t"):
            what = f"{file} is delimited text that is called a workbook"
            raise FormatError(
                what, fix="give it the ending .csv, or open it in a spreadsheet and save it as .xlsx"
            )
