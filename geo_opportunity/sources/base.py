"""What every reader shares: where a data set is, how it is fetched, how its faults are reported.

A :class:`Source` is one published data set, described in ``catalog.toml``. Its :class:`Variant` s are the
forms it comes in: the publisher's own file, an older layout, a faithful flattened transcription. Each variant
has one reader that returns the source's raw schema, so nothing downstream knows which form was read.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import (
    BuildError,
    SourceUnavailableError,
)
from geo_opportunity.files.published import refuse_unless_data
from geo_opportunity.sources.faults import require_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

__all__ = [
    "PUBLIC_DOMAIN",
    "Located",
    "Source",
    "Variant",
    "catalog",
    "from_catalog",
]

_CATALOG: Final = Path(__file__).with_name("catalog.toml")
PUBLIC_DOMAIN: Final = "US government work, public domain (17 U.S.C. 105)"


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
    partial: bool = False
    """Other sources fill in what this form lacks, so a step reads them beside it (``Step.stand_ins``)."""
    built_in: Path | None = None
    """The module of a short code list that is in our code because it is not published as a file."""


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
        fix = (
            f"download {urls[0]} to {raw / self.variants[0].path}"
            if urls
            else f"put the file at {raw / self.variants[0].path}"
        )
        msg = f"source {self.id!r} ({self.title}): none of {looked} is below {raw}. Fix: {fix}."
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
