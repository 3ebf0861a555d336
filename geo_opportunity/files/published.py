"""Published files as tables: read as text, and refused when they are an error page or cut short."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
from typing import TYPE_CHECKING, Literal

import pandas as pd

from geo_opportunity.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "decode",
    "open_text",
    "read_csv",
    "read_excel",
    "refuse_unless_data",
    "sha256_of",
    "zip_member",
    "zip_members",
]


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def refuse_unless_data(path: Path) -> None:
    """Raise FormatError when `path` is empty, an HTML page, a truncated zip or a truncated gzip."""
    again = "delete it and download it again"
    with path.open("rb") as handle:
        head = handle.read(2048)
    if not head:
        raise FormatError(f"{path.name} is empty", fix=again)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head")):
        what = f"{path.name} is an HTML page, not data (a block page or an error page was saved in its place)"
        raise FormatError(what, fix=f"{again}, with a contact User-Agent")
    kind = "zip" if head.startswith(b"PK") else "gzip" if head.startswith(b"\x1f\x8b") else ""
    bad = None
    try:
        if kind == "zip":
            with zipfile.ZipFile(path) as archive:
                bad = archive.testzip()
        elif kind:
            with gzip.open(path) as handle:
                while handle.read(1 << 20):
                    pass
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise FormatError(f"{path.name} is a truncated or damaged {kind} ({error})", fix=again) from error
    if bad is not None:
        what = f"{path.name}: the member {bad!r} is damaged"
        raise FormatError(what, fix="delete the file and download it again")


def decode(data: bytes) -> str:
    """Return UTF-8 text without its byte-order mark; Windows-1252 where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def open_text(path: Path) -> str:
    """Return all text of a plain or gzipped file (:func:`decode`)."""
    return decode(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def zip_members(path: Path, pattern: str, *, called: str) -> dict[str, bytes]:
    """Return the members of a zip whose names, without folders and in any case, match a regex.

    Sorted by name.

    `called` names the file in the message.

    Raises
    ------
    FormatError
        It is no zip, or has no such member; the message lists what it has.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {n.rpartition("/")[2]: n for n in sorted(archive.namelist()) if not n.endswith("/")}
            found = {
                short: archive.read(name)
                for short, name in names.items()
                if re.fullmatch(pattern, short, re.IGNORECASE)
            }
    except zipfile.BadZipFile as error:
        what = f"{path.name} is no zip file ({error})"
        raise FormatError(what, fix="delete it and download it again") from error
    if not found:
        what = f"{path.name} has no member {called!r}; it has {', '.join(list(names)[:12]) or 'none'}"
        raise FormatError(what, fix="check that it is the right file and edition, and download it again")
    return found


def zip_member(path: Path, name: str) -> bytes:
    """Return one member of a zip by its name, without folders and in any case (:func:`zip_members`)."""
    return next(iter(zip_members(path, re.escape(name), called=name).values()))


def read_csv(
    path: Path,
    *,
    text: str | None = None,
    sep: str = ",",
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL,
    skiprows: int = 0,
    header: int | None = 0,
    names: list[str] | None = None,
) -> pd.DataFrame:
    """Read a delimited text file (plain, .gz, or the only text member of a .zip) with every cell as text.

    Empty cells come back as the empty string, so that a reader can distinguish them from markers.
    Column names are stripped of blanks and quotes. `text` is the content, where it is read already.

    Raises
    ------
    FormatError
        The file is empty, has ragged rows, or is no text.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            frame = pd.read_csv(
                path if text is None else io.StringIO(text),
                sep=sep,
                quoting=quoting,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                encoding=encoding,
                skiprows=skiprows,
                header=header,
                names=names,
                index_col=False,
                low_memory=False,
            )
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
            what = f"{path.name} cannot be read as delimited text: {error}"
            raise FormatError(what, fix="open it, repair the row it names, or download it again") from error
        frame.columns = [str(c).strip().strip('"') for c in frame.columns]
        return frame
    raise FormatError(f"{path.name} is neither UTF-8 nor Windows-1252 text", fix="download it again")


def read_excel(path: Path, sheet: str | int = 0, *, header: int | None = 0) -> pd.DataFrame:
    """Read one sheet (calamine) with every cell as published.

    Text stays text, numbers stay numbers, empty is ''.

    Raises
    ------
    FormatError
        It is no workbook, or has no such sheet.
    """
    frame = None
    try:
        with pd.ExcelFile(path, engine="calamine") as book:
            sheets = [str(name) for name in book.sheet_names]
            if not isinstance(sheet, str) or sheet in sheets:
                frame = pd.read_excel(
                    book,
                    sheet_name=sheet,
                    header=header,
                    dtype=object,
                    keep_default_na=False,
                    na_filter=False,
                )
    except Exception as error:
        what = f"{path.name} cannot be read as a workbook: {error}"
        raise FormatError(what, fix="delete it and download it again") from error
    if frame is None:
        what = f"{path.name} has no sheet {sheet!r}; it has {', '.join(sheets)}"
        raise FormatError(what, fix="check that it is the right edition")
    frame.columns = [str(c).strip() for c in frame.columns]
    return frame
