"""Delimited text as text cells. Runs in the reader's process (see :mod:`.reading`)."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.cells import CHUNK
from geo_opportunity.files.find import Found, collect

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from typing import IO

    from geo_opportunity.files.limits import Limits

__all__ = ["read_delimited"]

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = ",\t;|"


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _encoding(path: Path, file: str, limits: Limits) -> str:
    """Return the encoding of a text by its mark, else by what it decodes as; bytes are counted on the way."""
    with _open(path) as stream:
        head = stream.read(CHUNK)
        marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
        if marked is None and b"\x00" in head:  # UTF-16 without its mark has a zero in every ASCII character
            marked = "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be" if head[:1] == b"\x00" else None
            if marked is None:
                raise FormatError(f"{file} is not text", fix="save the table as CSV (UTF-8)")
        possible = {
            name: codecs.getincrementaldecoder(name)()
            for name in ([marked] if marked else ["utf-8", "cp1252", "latin-1"])
        }
        size, chunk = 0, head
        while possible and (chunk or size == 0):
            size += len(chunk)
            if size > limits.unpacked_bytes:
                what = f"{file} unpacks to more than {limits.unpacked_bytes:,} bytes"
                raise ValueRangeError(what, fix="keep only the columns and rows you need")
            possible = {name: d for name, d in possible.items() if _decodes(d, chunk)}
            if not chunk:
                break
            chunk = stream.read(CHUNK)
    last = {name for name, d in possible.items() if _decodes(d, b"", final=True)}
    found = next((name for name in possible if name in last), None)
    if found is None:
        raise FormatError(
            f"{file} is not {marked or 'UTF-8'} text throughout", fix="save it again as CSV (UTF-8)"
        )
    return found


def _decodes(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _split(lines: list[str], delimiter: str, quote: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows += csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)
    return rows


def _delimiter(lines: list[str], expected: str, quote: str) -> str:
    """Return what cuts most of the first lines into equally many cells, `expected` in doubt."""

    def fit(delimiter: str) -> tuple[int, int, bool]:
        widths = Counter(len(row) for row in _split(lines, delimiter, quote) if len(row) > 1 and any(row))
        width = max(widths, key=lambda n: (widths[n], n), default=0)
        return widths[width], width, delimiter == expected

    return max(_DELIMITERS, key=fit)


#: A line Excel writes and reads before a table: 'sep=;'.
_SEP: Final = re.compile(r"""["']?sep=(.)["']?[\s,;|]*""", re.IGNORECASE | re.DOTALL)
_LINES: Final = 40
_SEPARATED: Final = {
    ",": "comma-separated",
    ";": "semicolon-separated",
    "\t": "tab-separated",
    "|": "separated by |",
}
_ENCODINGS: Final = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}


def _quote(lines: list[str]) -> str:
    """Return the sign around cells: single quotes where the first lines have them around every cell."""
    single = [line for line in lines[:3] if re.fullmatch(r"\s*'[^']*'(\s*[,;\t|]\s*'[^']*')+\s*", line)]
    return "'" if len(single) == len(lines[:3]) > 0 else '"'


def read_delimited(path: Path, file: str, limits: Limits, known: Collection[str] = ()) -> Found:
    """Read CSV or TSV, plain or .gz: UTF-8, UTF-16, UTF-32 (with or without a mark), Windows-1252 or Latin-1.

    Cells are separated by comma, semicolon, tab or pipe, or as a first line ``sep=`` says.

    Parameters
    ----------
    path, file, limits
        The file in a private folder, its name for messages, and its limits.
    known
        See :func:`geo_opportunity.files.find.collect`.

    Returns
    -------
    The table, every cell as text, and how it was read.

    Raises
    ------
    FormatError, ValueRangeError
        It is no text, ragged, or beyond one of the limits.
    """
    csv.field_size_limit(limits.cell_chars)
    try:
        encoding = _encoding(path, file, limits)
        with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as stream:
            lines = [line for line in (stream.readline(CHUNK) for _ in range(_LINES)) if line]
            if not lines:
                raise FormatError(f"{file} is empty", fix="check that the right file was saved")
            lines[0] = lines[0].lstrip("\ufeff")
            if lines[0].lstrip().lower().startswith(("<!doctype html", "<html", "<head")):
                raise FormatError(f"{file} is an HTML page, not data", fix="save the table itself as CSV")
            said = _SEP.fullmatch(lines[0])
            lines = lines[said is not None :]
            quote = _quote(lines)
            delimiter = said[1] if said else _delimiter(lines, "\t" if ".tsv" in path.name else ",", quote)
            rows = csv.reader(
                chain(lines, stream), delimiter=delimiter, quotechar=quote, skipinitialspace=True
            )
            found = collect(file, rows, limits, start=1 + (said is not None), known=known)
    except csv.Error as error:
        if "field limit" in str(error):
            what = f"{file} has a cell of more than {limits.cell_chars:,} characters"
            raise ValueRangeError(what, fix="shorten it (is a closing quote missing?)") from error
        raise FormatError(
            f"{file} cannot be read as delimited text: {error}", fix="save it again as CSV (UTF-8)"
        ) from error
    except (EOFError, OSError, zlib.error) as error:
        raise FormatError(
            f"{file} is a truncated or damaged gzip ({error})", fix="compress it again"
        ) from error
    form = _SEPARATED.get(delimiter, f"separated by {delimiter!r}")
    name = _ENCODINGS.get(encoding) or encoding.upper().removesuffix("-SIG")
    quoted = ("single quotes",) if quote == "'" else ()
    return Found(found.cells, found.first, (form, name, *quoted, *found.said), delimiter)
