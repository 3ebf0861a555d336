"""What every reader shares: where a data set lies, how it is fetched, how its faults are told.

A :class:`Source` is one published data set, described in ``catalog.toml``. Its :class:`Variant` s are the forms it comes in: the
publisher's own file, an older layout, a faithful flattened transcription. Each variant has one reader
that returns the source's raw schema, so nothing downstream knows which form was read.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import (
    BuildError,
    FormatError,
    MissingColumnError,
    SourceUnavailableError,
    ValueRangeError,
)
from geo_opportunity.files.published import refuse_unless_data
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "PUBLIC_DOMAIN",
    "Located",
    "Source",
    "Variant",
    "catalog",
    "check_codes",
    "check_range",
    "check_vintage",
    "from_catalog",
    "number",
    "number_and_flag",
    "require_columns",
]

_CATALOG: Final = Path(__file__).with_name("catalog.toml")
PUBLIC_DOMAIN: Final = "US government work, public domain (17 U.S.C. 105)"

#: What stands for "no number here" in the published files, by what it means.
_MARKERS: Final[dict[str, Flag]] = {
    "*": Flag.NOT_RELEASED,
    "**": Flag.NOT_RELEASED,
    "#": Flag.TOP_CODED,
    "~": Flag.SMALL,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One form in which a data set comes."""

    path: str
    """Where it lies below a raw directory, e.g. ``oews/oesm25ma.zip``."""
    read: Callable[[Path], pd.DataFrame]
    """Reads the file into the source's raw schema."""
    url: str | None = None
    """The publisher's own URL; None when this form exists only as a local file."""
    sha256: str | None = None
    """Checksum of the file, where one is known."""
    vintage: str | None = None
    """Vintage of this form when it differs from the source's."""
    note: str = ""
    """What this form lacks against the official one."""
    built_in: Path | None = None
    """For a short code list kept in our own code because nobody publishes it as a file: the module that holds it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One published data set."""

    id: str
    title: str
    publisher: str
    landing_page: str
    vintage: str
    variants: tuple[Variant, ...]
    """In order of preference: the first found is read."""
    columns: Mapping[str, str]
    """The raw schema: column -> meaning, with its unit."""
    licence: str = PUBLIC_DOMAIN
    citation: str = ""
    short: str = ""
    """Name in a short line of sources; the vintage follows it."""
    optional: bool = False
    """A build goes on without it (its columns stay null, flagged)."""
    reader_version: int = 1
    """Raise it when the reader's output changes: parsed copies of older versions are not used again."""

    def locate(self, raw: Path, *, ignore: Sequence[str] = ()) -> Located:
        """Return the first variant found below `raw`.

        Raises
        ------
        SourceUnavailableError
            No variant is there; the message lists the paths looked at and the official URL.
        """
        for variant in self.variants:
            path = variant.built_in or raw / variant.path
            if variant.path not in ignore and path.is_file():
                return Located(self, variant, path)
        looked = ", ".join(v.path for v in self.variants)
        urls = [v.url for v in self.variants if v.url]
        mend = (
            f"download {urls[0]} to {raw / self.variants[0].path}"
            if urls
            else f"put the file at {raw / self.variants[0].path}"
        )
        msg = f"source {self.id!r} ({self.title}): none of {looked} is below {raw}. Mend: {mend}."
        raise SourceUnavailableError(msg)


@functools.cache
def catalog() -> Mapping[str, Any]:
    """Return ``catalog.toml``: tables publishers, main and sources."""
    return tomllib.loads(_CATALOG.read_text(encoding="utf-8"))


def from_catalog(
    source_id: str, columns: Mapping[str, str], *readers: Callable[[Path], pd.DataFrame]
) -> Source:
    """Return a source of the catalog.

    Parameters
    ----------
    source_id
        Its name in ``catalog.toml``.
    columns
        Its raw schema: column -> meaning, with its unit.
    readers
        One for each of its files, in their order, or one for all.

    Raises
    ------
    BuildError
        The catalog does not have it, or has another number of files.
    """
    entry = catalog()["sources"].get(source_id)
    if entry is None or len(readers) not in {1, len(entry["files"])}:
        what = f"the source {source_id!r} is not in {_CATALOG.name}, or has another number of files there"
        raise BuildError(what, fix="give it an entry, and one reader for each of its files or one for all")
    said = catalog()["publishers"].get(entry.get("of"), {}) | entry
    files = zip(said["files"], readers * len(said["files"]), strict=False)
    variants = (
        Variant(
            **(
                file
                | {
                    "read": read,
                    "built_in": _CATALOG.with_name(file["built_in"]) if "built_in" in file else None,
                }
            )
        )
        for file, read in files
    )
    fields = ("title", "publisher", "landing_page", "vintage", "short", "licence", "citation", "optional")
    given = {field: said[field] for field in fields if field in said}
    return Source(id=source_id, variants=tuple(variants), columns=columns, **given)


@dataclass(frozen=True, slots=True)
class Located:
    """A source with the file it will be read from."""

    source: Source
    variant: Variant
    path: Path
    url: str | None = field(default=None)

    @property
    def vintage(self) -> str:
        """Vintage of the located form."""
        return self.variant.vintage or self.source.vintage

    def read(self) -> pd.DataFrame:
        """Read the file; the result has exactly the source's raw columns, in order."""
        refuse_unless_data(self.path)
        frame = self.variant.read(self.path)
        require_columns(frame, self.source.columns, path=self.path)
        return frame[list(self.source.columns)].reset_index(drop=True)


# --------------------------------------------------------------- column faults


def require_columns(frame: pd.DataFrame, columns: Iterable[str], *, path: Path | str) -> None:
    """Raise MissingColumnError naming every column `frame` lacks."""
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        name = Path(path).name
        msg = (
            f"{name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            f"it has {', '.join(map(str, list(frame.columns)[:40]))}. Mend: check that it is the edition the reader is made for."
        )
        raise MissingColumnError(msg)


def _first_bad(bad: np.ndarray, first_row: int) -> int:
    return int(np.flatnonzero(bad)[0]) + first_row


def number(
    series: pd.Series, *, path: Path | str, missing: Iterable[str] = (), first_row: int = 2
) -> pd.Series:
    """Parse a text column of numbers (thousands commas, $, % and blanks allowed) to float64.

    `missing` lists the texts that mean "no number"; the empty string always does. Anything else that is
    not a number raises ValueRangeError naming file, column and row (`first_row` is the sheet row of index 0).
    """
    text = series.astype("string").str.strip().fillna("")
    blank = text.isin({"", *missing})
    cleaned = text.str.replace(r"[,$%\s]", "", regex=True).where(~blank)
    value = pd.to_numeric(cleaned, errors="coerce").astype("float64")
    bad = (value.isna() & ~blank).to_numpy(bool)
    if bad.any():
        row = _first_bad(bad, first_row)
        msg = (
            f"{Path(path).name}, column {series.name}, row {row}: {text.iloc[row - first_row]!r} is not a number"
            f" ({int(bad.sum())} such cells). Mend: restore the published value."
        )
        raise ValueRangeError(msg)
    return pd.Series(value.to_numpy(), index=series.index, name=series.name)


def number_and_flag(
    series: pd.Series,
    *,
    path: Path | str,
    blank: Flag = Flag.NOT_LISTED,
    top_code: float | None = None,
    first_row: int = 2,
) -> tuple[pd.Series, pd.Series]:
    """Split a marked column into (value, flag): ``*``, ``**``, ``#``, ``~`` and empty stay distinct.

    `blank` says what an empty cell means in this file. A top-coded cell has the value `top_code`.
    """
    text = series.astype("string").str.strip().fillna("")
    flag = text.map(_MARKERS)
    flag = flag.where(flag.notna(), None)
    value = number(
        text.where(~text.isin(list(_MARKERS)), "").rename(str(series.name)), path=path, first_row=first_row
    )
    out = np.where(flag.notna(), flag.astype(object), np.where(text == "", blank.value, Flag.PUBLISHED.value))
    if top_code is not None:
        value = value.mask((out == Flag.TOP_CODED.value), top_code)
    return value, pd.Series(
        [str(v) for v in out], index=series.index, name=f"{series.name}_flag", dtype="str"
    )


def check_range(
    values: pd.Series,
    *,
    path: Path | str,
    low: float | None = None,
    high: float | None = None,
    first_row: int = 2,
) -> None:
    """Raise ValueRangeError at the first value outside [low, high]; nulls pass."""
    array = pd.to_numeric(values, errors="coerce").to_numpy("float64", na_value=np.nan)
    bad = np.zeros(len(array), bool)
    if low is not None:
        bad |= array < low
    if high is not None:
        bad |= array > high
    if bad.any():
        row = _first_bad(bad, first_row)
        msg = (
            f"{Path(path).name}, column {values.name}, row {row}: {array[row - first_row]:g} cannot be true"
            f" (expected {'any' if low is None else f'{low:g}'} to {'any' if high is None else f'{high:g}'}; {int(bad.sum())} such cells)."
            " Mend: check the unit and the edition of the file."
        )
        raise ValueRangeError(msg)


def check_codes(values: pd.Series, pattern: str, *, path: Path | str, what: str, first_row: int = 2) -> None:
    """Raise FormatError at the first code that does not match `pattern` (a whole-string regex)."""
    bad = ~values.astype("string").str.fullmatch(pattern).fillna(False).to_numpy(bool)
    if bad.any():
        row = _first_bad(bad, first_row)
        msg = (
            f"{Path(path).name}, column {values.name}, row {row}: {values.iloc[row - first_row]!r} is no {what}"
            f" ({int(bad.sum())} such cells). Mend: read codes as text, with their leading zeros."
        )
        raise FormatError(msg)


def check_vintage(found: str, expected: str, *, path: Path | str) -> None:
    """Raise FormatError when a file says it is of another vintage than the reader expects."""
    if expected not in found:
        msg = f"{Path(path).name} says {found.strip()!r}; expected {expected!r}. Mend: put the {expected} edition there, or update the source's vintage."
        raise FormatError(msg)
