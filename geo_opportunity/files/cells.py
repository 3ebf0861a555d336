"""A table as text cells, within limits. Runs in the reader's process (see :mod:`.reading`).

What a file says is data: nothing is evaluated, control and invisible characters are cut, formulas stay text.
"""

from __future__ import annotations

import json
import math
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from geo_opportunity.errors import FormatError, ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geo_opportunity.files.limits import Limits

__all__ = ["CHUNK", "Cells", "check_archive", "check_width", "text_of"]

#: Bytes read at once.
CHUNK: Final = 1 << 20
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
    head
        Row of the file that names the columns, for messages.
    """

    def __init__(self, file: str, header: Iterable[object], limits: Limits, *, head: int = 1) -> None:
        self.file, self.limits, self._head = file, limits, head
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
                named = f"row {self._head} names {width} columns"
                what = f"{self.file}, row {number}: {len(text)} cells, but {named}"
                raise FormatError(
                    what,
                    fix="repair that row (does a cell, or a number such as 3,200, hold the separator without "
                    "quotes around it?)",
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
                    while chunk := packed.read(CHUNK):
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
