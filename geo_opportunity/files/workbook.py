"""One sheet of a workbook as text cells. Runs in the reader's process (see :mod:`.reading`).

Cells come as a person sees them where that changes what they say: percent as '8.0%', codes with their zeros
('07102' of a cell 7102 shown as 00000), dates as ISO 8601. Nothing else is rounded to what is shown.
"""

from __future__ import annotations

import re
import zipfile
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.cells import CHUNK, check_archive, text_of
from geo_opportunity.files.find import Found, collect, known_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from geo_opportunity.files.limits import Limits

__all__ = ["read_workbook"]

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: A cell with content, by its reference.
_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\b[^>]{0,200}?\br=["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]{0,200}[^/>])?>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_TAIL: Final = 2_000


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
            while chunk := stream.read(CHUNK):
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


# --------------------------------------------------------------- number formats

_OPEN_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]{0,400}?)/?>")
_REFERENCE: Final = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_STYLE: Final = re.compile(rb"""\bs=["'](\d{1,6})["']""")
_BUILT_IN: Final = {9: "0%", 10: "0.00%"}
#: Parts of a format that are text, colors or fill, not digits.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^]]*\]|_.|\*.')
_ZEROS: Final = re.compile(r"0{2,}|0{2,}-0+|0\.0{4}|0{2,}\.0{2,}")


def _formats(archive: zipfile.ZipFile) -> dict[int, str]:
    """Return the formats that change what a number says (percent, zeros of a code), by the style of cells."""
    try:
        styles = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - memory is limited
    except (KeyError, ET.ParseError):
        return {}
    codes = {int(f.get("numFmtId", -1)): str(f.get("formatCode")) for f in styles.iter(f"{_MAIN}numFmt")}
    codes = _BUILT_IN | codes
    found = {}
    for cells in styles.iter(f"{_MAIN}cellXfs"):
        for style, xf in enumerate(cells.iter(f"{_MAIN}xf")):
            code = codes.get(int(xf.get("numFmtId", 0)), "").split(";")[0]
            plain = _LITERAL.sub(lambda m: "-" if m[0] in {r"\-", '"-"'} else "", code)
            if "%" in plain:
                found[style] = "%"
            elif _ZEROS.fullmatch(plain):
                found[style] = plain
    return found


def _formatted(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Return the formats (:func:`_formats`) of the cells of a sheet that have one, by row, column from 1."""
    if path.suffix not in {".xlsx", ".xlsm"}:
        return {}
    with zipfile.ZipFile(path) as archive:
        formats = _formats(archive)
        try:
            part = _sheet_parts(archive)[sheet] if formats else ""
            data = archive.read(part) if part else b""
        except (KeyError, ET.ParseError):
            return {}
    found: dict[tuple[int, int], str] = {}
    row = column = 0
    for tag in _OPEN_TAG.finditer(data):
        named = _REFERENCE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(named[2]) if named else row + 1, 0
            continue
        column = _column(named[1]) if named else column + 1
        style = _STYLE.search(tag[2])
        if style is not None and int(style[1]) in formats:
            found[row, column] = formats[int(style[1])]
    return found


def _shown(value: object, code: str) -> object:
    """Return a number as its format shows it: '8.0%' of 0.08, '07102' of 7102; other cells as they are."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return value
    if code == "%":
        return f"{round(value * 100, 10)!r}%"
    if "-" in code and float(value).is_integer() and value >= 0:
        tail = len(code.split("-")[1])
        digits = f"{int(value):0{len(code) - 1}d}"
        return f"{digits[:-tail]}-{digits[-tail:]}"
    whole, _, part = text_of(float(value)).partition(".")
    zeros, _, places = code.partition(".")
    text = whole.zfill(len(zeros) + whole.startswith("-"))
    part = part.ljust(len(places), "0")
    return f"{text}.{part}" if part else text


def _rows(
    sheet: Iterator[Sequence[object]], formats: dict[tuple[int, int], str], start: tuple[int, int]
) -> Iterator[Sequence[object]]:
    """Yield the rows of a sheet whose first cell is at `start` (row, column from 1), numbers as shown."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), code in formats.items():
        by_row.setdefault(row, {})[column - start[1]] = code
    for number, cells in enumerate(sheet, start=start[0]):
        mine = by_row.get(number)
        yield cells if mine is None else [_shown(v, mine[i]) if i in mine else v for i, v in enumerate(cells)]


# ---------------------------------------------------------------------- reading


def _best_sheet(book: Any, names: list[str], known: Collection[str], check: Callable[[str], None]) -> str:
    """Return the sheet whose head has most names that are known; the first one with cells in doubt.

    `check` is called with the name of a sheet before its cells are read.
    """
    scores: dict[str, int] = {}
    for name in names[:_MOST_SHEETS]:
        try:
            check(name)
        except ValueRangeError:  # too big to be looked at; refused when it is the one to read
            continue
        rows = book.get_sheet_by_name(name).iter_rows()
        look = [[text_of(v) for v in row] for row in islice(rows, _ROWS_LOOKED)]
        if any(map(any, look)):
            scores[name] = max(known_names(row, known) for row in look)
    return max(scores, key=lambda name: scores[name], default=names[0])


_MOST_SHEETS: Final = 20
_ROWS_LOOKED: Final = 15


def read_workbook(
    path: Path, file: str, sheet: str | None, limits: Limits, known: Collection[str] = ()
) -> Found:
    """Read one sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods).

    By default that whose head has most of the names in `known` (see
    :func:`geo_opportunity.files.find.collect`), else the first.

    Returns
    -------
    The table, every cell as text (dates as ISO 8601; of .xlsx percent and zeros of codes as shown), and how
    it was read.

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

            def check(name: str) -> None:
                if path.suffix in {".xlsx", ".xlsm"}:
                    _check_extent(path, file, name, limits)

            wanted = sheet
            if wanted is None:
                wanted = names[0] if len(names) == 1 else _best_sheet(book, names, known, check)
            check(wanted)
            opened = book.get_sheet_by_name(wanted)
            if opened.height * opened.width > limits.cells:
                what = f"{file}, sheet {wanted!r}, has more than {limits.cells:,} cells"
                raise ValueRangeError(
                    what, fix="delete the stray cells far from the table, or save the table as CSV"
                )
            start = (1, opened.start[1] + 1 if opened.start else 1)  # rows come from the first, columns cut
            rows = _rows(opened.iter_rows(), _formatted(path, wanted), start)
            found = collect(file, rows, limits, start=start[0], known=known)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(
            f"{file} cannot be read as a workbook: {error}", fix="save it again, or save the table as CSV"
        ) from error
    others = [n for n in names if n != wanted]
    of = f", not {', '.join(map(repr, others[:4]))}{' …' if len(others) > 4 else ''}" if others else ""
    unseen = () if path.suffix in {".xlsx", ".xlsm"} else ("number formats such as percent are not seen",)
    return Found(found.cells, found.first, (f"sheet {wanted!r}{of}", *unseen, *found.said))
