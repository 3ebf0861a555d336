"""A table as text cells: delimited text and workbooks. Runs in the reader's process (see :mod:`.reading`).

What a file says is data: nothing is evaluated, control and invisible characters are cut, formulas stay text.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import math
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, cast
from xml.etree import ElementTree as ET

import pyarrow as pa

from geo_opportunity.errors import FormatError, ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import IO

    from geo_opportunity.files.limits import Limits

__all__ = ["Cells", "check_archive", "check_width", "collect", "read_delimited", "read_workbook", "text_of"]

_CHUNK: Final = 1 << 20
_BLOCK: Final = 10_000
#: Longest column name kept, characters.
_LONGEST_NAME: Final = 200
#: Control and invisible characters, and halves of surrogate pairs: they become a blank.
_INVISIBLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
#: Quotes of a CSV within a CSV.
_NESTED_QUOTES: Final = re.compile(r'"(.*)"', re.DOTALL)


def _visible(text: str) -> str:
    """Return text on one line, without control and invisible characters and outer blanks."""
    if not text.isprintable():
        text = _INVISIBLE.sub(" ", text)
    text = text.strip()
    nested = _NESTED_QUOTES.fullmatch(text) if text[:1] == '"' else None
    return nested[1] if nested else text


def text_of(value: object) -> str:
    """Return any cell as clean text: whole floats without '.0'; nulls, infinities and binary values as ''."""
    if isinstance(value, str):
        return _visible(value)
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (dict, list)):
        return _visible(json.dumps(value, ensure_ascii=False, default=str))
    text = str(value)
    return "" if text in {"NaT", "<NA>"} else text


def check_width(columns: int, file: str, limits: Limits) -> None:
    """Raise ValueRangeError when a table has too many columns."""
    if columns > limits.columns:
        raise ValueRangeError(
            f"{file} has {columns:,} columns, more than {limits.columns:,}",
            fix="keep only the columns you need",
        )


class Cells:
    """Rows of text cells, added one by one and kept as Arrow columns.

    The limits of a table are checked on the way.

    Parameters
    ----------
    file
        Name of the file, for messages.
    header
        Names of the columns; blank ones are numbered, repeated ones get '.1', '.2' …
    limits
        Most rows, columns, cells and characters.
    """

    def __init__(self, file: str, header: Iterable[object], limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.names = _distinct([text_of(h)[:_LONGEST_NAME] for h in header])
        check_width(len(self.names), file, limits)
        self.rows = self._chars = 0
        self._block: list[list[str]] = []
        self._done: list[pa.RecordBatch] = []
        self._schema = pa.schema([(name, pa.large_string()) for name in self.names])

    def add(self, row: Sequence[object], number: int) -> None:
        """Add the row at `number` of the file (1 is the first line).

        Raises
        ------
        FormatError, ValueRangeError
            It has more cells than there are columns, or one of the limits is passed.
        """
        text = [text_of(v) for v in row]
        width, limits = len(self.names), self.limits
        if len(text) > width:
            if any(text[width:]):
                what = (
                    f"{self.file}, row {number}: {len(text)} cells, but the first row names {width} columns"
                )
                raise FormatError(
                    what, fix="repair that row (is a comma in a cell without quotes around it?)"
                )
            del text[width:]
        text.extend([""] * (width - len(text)))
        self.rows += 1
        self._chars += sum(map(len, text))
        if max(map(len, text), default=0) > limits.cell_chars:
            what = f"{self.file}, row {number}: a cell has more than {limits.cell_chars:,} characters"
            raise ValueRangeError(what, fix="shorten it (is a closing quote missing?)")
        if self.rows > limits.rows:
            raise ValueRangeError(
                f"{self.file} has more than {limits.rows:,} rows", fix="split it, by state say"
            )
        if self.rows * width > limits.cells:
            raise ValueRangeError(
                f"{self.file} has more than {limits.cells:,} cells",
                fix="keep only the columns and rows you need",
            )
        if self._chars > limits.unpacked_bytes:
            what = f"{self.file} holds more than {limits.unpacked_bytes:,} characters"
            raise ValueRangeError(what, fix="keep only the columns and rows you need")
        self._block.append(text)
        if len(self._block) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        columns = [pa.array(column, pa.large_string()) for column in zip(*self._block, strict=True)]
        if self._block:
            self._done.append(pa.record_batch(columns, schema=self._schema))
        self._block = []

    def table(self) -> pa.Table:
        """Return the rows added so far, every column of type large_string.

        Raises
        ------
        FormatError
            There are none.
        """
        self._flush()
        if not self.rows or not self.names:
            raise FormatError(f"{self.file} has no rows", fix="check that the right sheet or layer is read")
        return pa.Table.from_batches(self._done, self._schema)


def _distinct(names: list[str]) -> list[str]:
    out: list[str] = []
    seen: dict[str, int] = {}
    taken = set(names)
    for i, given in enumerate(names, start=1):
        base = given or f"column {i}"
        name = base
        while seen.get(name) is not None or (name != base and name in taken):
            seen[base] = seen.get(base, 0) + 1
            name = f"{base}.{seen[base]}"
        seen.setdefault(name, 0)
        out.append(name)
    return out


def collect(
    file: str, rows: Iterable[Sequence[object]], limits: Limits, *, start: int = 1
) -> tuple[pa.Table, int]:
    """Return the table of rows whose first non-blank one is the header, and the number of the row below it.

    `start` is the number of the first of `rows`.
    """
    cells, first = None, start
    for number, row in enumerate(rows, start=start):
        if cells is not None:
            cells.add(row, number)
        elif any(text_of(v) for v in row):
            width = (
                max(i for i, v in enumerate(row, start=1) if text_of(v))
                if len(row) > limits.columns
                else len(row)
            )
            cells, first = Cells(file, row[:width], limits), number + 1
    if cells is None:
        raise FormatError(f"{file} is empty", fix="check that the right file was saved")
    return cells.table(), first


# ------------------------------------------------------------------ delimited

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
        head = stream.read(_CHUNK)
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
            chunk = stream.read(_CHUNK)
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


def _delimiter(line: str, expected: str) -> str:
    """Return what separates the cells of the first line.

    `expected` where it occurs, else the most frequent.
    """
    plain = re.sub(r'"[^"]*"', "", line)
    return expected if expected in plain else max(_DELIMITERS, key=lambda d: (plain.count(d), d == expected))


def read_delimited(path: Path, file: str, limits: Limits) -> tuple[pa.Table, int]:
    """Read CSV or TSV, plain or .gz: UTF-8, UTF-16, UTF-32 (with or without a mark), Windows-1252 or Latin-1.

    Returns
    -------
    The table, every cell as text, and the number of its first row in the file.

    Raises
    ------
    FormatError, ValueRangeError
        It is no text, ragged, or beyond one of the limits.
    """
    csv.field_size_limit(limits.cell_chars)
    try:
        encoding = _encoding(path, file, limits)
        with _open(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as stream:
            line = stream.readline(_CHUNK).lstrip("\ufeff")
            if line.lstrip().lower().startswith(("<!doctype html", "<html", "<head")):
                raise FormatError(f"{file} is an HTML page, not data", fix="save the table itself as CSV")
            delimiter = _delimiter(line, "\t" if ".tsv" in path.name else ",")
            lines = _with(line, stream)
            return collect(file, csv.reader(lines, delimiter=delimiter), limits)
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


def _with(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


# ------------------------------------------------------------------- workbooks

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: A cell with content, by its reference.
_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\b[^>]{0,200}?\br=["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]{0,200}[^/>])?>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_TAIL: Final = 2_000


def check_archive(path: Path, file: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the members of a zip that is sound, without links or passwords, and unpacks within the limits.

    Raises
    ------
    FormatError, ValueRangeError
        It is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > limits.members:
                raise ValueRangeError(
                    f"{file} holds more than {limits.members:,} files", fix="zip only the files of one layer"
                )
            left = limits.unpacked_bytes
            for member in members:
                if (member.external_attr >> 16) & 0o170000 == 0o120000:
                    raise FormatError(
                        f"{file} holds a symbolic link, {member.filename[:80]!r}",
                        fix="zip the files themselves",
                    )
                with archive.open(member) as packed:
                    while chunk := packed.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            what = f"{file} unpacks to more than {limits.unpacked_bytes:,} bytes"
                            raise ValueRangeError(
                                what, fix="keep only what you need, or simplify the outline"
                            )
            return members
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, FormatError):
            raise
        what = f"{file} cannot be unpacked, it is a truncated or damaged zip ({error})"
        raise FormatError(what, fix="save or zip it again, without a password") from error


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the member that has each sheet of an .xlsx."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - memory is limited
    related = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = {r.get("Id"): (r.get("Target") or "").removeprefix("/xl/") for r in related}
    return {str(s.get("name")): f"xl/{target.get(s.get(_REL), '')}" for s in book.iter(f"{_MAIN}sheet")}


def _check_extent(path: Path, file: str, sheet: str, limits: Limits) -> None:
    """Refuse a sheet of an .xlsx whose farthest cells span too many, before memory is allocated for them."""
    with zipfile.ZipFile(path) as archive:
        try:
            part = _sheet_parts(archive)[sheet]
            stream = archive.open(part)
        except (KeyError, ET.ParseError):
            return  # arranged another way: memory is limited all the same
        last_row = last_column = 1
        with stream:
            tail = b""
            while chunk := stream.read(_CHUNK):
                found = _CELL.findall(tail + chunk)
                tail = (tail + chunk)[-_TAIL:]
                letters = {text: _column(text) for text in {text for text, _ in found}}
                last_row = max(last_row, *(int(digits) for _, digits in found), 1)
                last_column = max(last_column, *letters.values(), 1)
                if last_row * last_column > limits.cells:
                    what = (
                        f"{file}, sheet {sheet!r}: its cells reach to row {last_row:,} and column "
                        f"{last_column:,}, "
                        f"more than {limits.cells:,} cells"
                    )
                    raise ValueRangeError(
                        what, fix="delete the stray cells far from the table, or save the table as CSV"
                    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def read_workbook(path: Path, file: str, sheet: str | None, limits: Limits) -> tuple[pa.Table, int]:
    """Read one sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), the first by default.

    Returns
    -------
    The table, every cell as text (dates as ISO 8601), and the number of its first row in the sheet.

    Raises
    ------
    FormatError, ValueRangeError
        It is no workbook, has no such sheet, or is beyond one of the limits.
    """
    import python_calamine as calamine  # noqa: PLC0415 - only workbooks need it

    if path.suffix != ".xls":
        check_archive(path, file, limits)
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            names = [str(n) for n in book.sheet_names]
            if not names or (sheet is not None and sheet not in names):
                raise FormatError(
                    f"{file} has no sheet {sheet!r}; it has {', '.join(names)[:300]}", fix="name one of them"
                )
            wanted = names[0] if sheet is None else sheet
            if path.suffix in {".xlsx", ".xlsm"}:
                _check_extent(path, file, wanted, limits)
            opened = book.get_sheet_by_name(wanted)
            if opened.height * opened.width > limits.cells:
                what = f"{file}, sheet {wanted!r}, has more than {limits.cells:,} cells"
                raise ValueRangeError(
                    what, fix="delete the stray cells far from the table, or save the table as CSV"
                )
            return collect(file, opened.iter_rows(), limits)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(
            f"{file} cannot be read as a workbook: {error}", fix="save it again, or save the table as CSV"
        ) from error
