"""What a build reads: sources located once, hashed once, and read when a step must run.

Raw frames are kept as parsed copies in the cache, which several builds may share.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geo_opportunity import manifest as mf
from geo_opportunity.errors import BuildError, ChecksumError, SourceUnavailableError, disk_errors
from geo_opportunity.files.published import sha256_of
from geo_opportunity.pipeline.code import code_hash, module_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_opportunity.progress import Progress
    from geo_opportunity.sources.base import Located, Source, Variant
    from geo_opportunity.sources.fetch import Fetcher, PageFetch

__all__ = ["KEPT", "Inputs", "source_key"]

#: What a failed build says about the data set it was to replace.
KEPT: Final = "the old data stay in place"

#: A half-written parsed copy older than this, seconds, was left by a killed build.
_LEFT_AFTER: Final = 3600.0


def source_key(source: Source, variant: Variant, sha256: str, exporter: str | None) -> str:
    """Return what identifies the raw frame of a file: reader, version, path, checksum, columns.

    `exporter` is the module that exports the source, where it is one of the register.
    """
    code = code_hash([module_of(variant.read), *([exporter] if exporter else [])])
    text = f"{source.reader_version}\0{variant.path}\0{sha256}\0{code}\0{list(source.columns)}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Inputs:
    """Sources located once, hashed once, and read when a step must run."""

    sources: Mapping[str, Source]
    raw: Path | None
    cache: Path
    fetcher: Fetcher | None
    offline: bool
    progress: Progress
    known: Mapping[str, mf.SourceRecord]
    modules: Mapping[str, str]
    pages: Mapping[str, PageFetch]
    located: dict[str, Located | None] = field(default_factory=dict)
    sha: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    why_absent: dict[str, str] = field(default_factory=dict)

    def locate(self, source_id: str) -> Located | None:
        """Return where a source lies; None for an optional one that is absent."""
        if source_id in self.located:
            return self.located[source_id]
        if source_id not in self.sources:
            msg = f"no source module exports the source {source_id!r}"
            raise BuildError(msg)
        source = self.sources[source_id]
        found: Located | None = None
        try:
            if self.raw is not None:
                found = source.locate(self.raw)
            elif self.offline or self.fetcher is None:
                found = source.locate(self.cache / "raw")
            else:
                with disk_errors(instead=self.cache, then=KEPT):
                    found = self.fetcher.fetch_source(source, pages=self.pages)
            if found.variant.sha256 is not None and self._sha_of(found) != found.variant.sha256.lower():
                msg = (
                    f"{found.path} has the SHA-256 {self.sha[source_id][:16]}…, expected "
                    f"{found.variant.sha256[:16]}…. "
                    "Fix: download it again; if the publisher has reissued it, update the source's checksum."
                )
                raise ChecksumError(msg)
        except SourceUnavailableError as error:
            if not source.optional:
                raise
            self.why_absent[source_id] = "not found; the build goes on without it"
            self.progress.line(f"optional source {source_id!r} is absent: {error}")
        self.located[source_id] = found
        return found

    def complete(self, source_id: str) -> bool:
        """Whether a source is there in a form that needs no other beside it (``Variant.partial``)."""
        found = self.locate(source_id)
        return found is not None and not found.variant.partial

    def has_no_address(self, source_id: str) -> bool:
        """Whether a needed source can neither be downloaded nor lies in the cache already."""
        source = self.sources[source_id]
        if source.optional or any(v.url or v.built_in or v.path in self.pages for v in source.variants):
            return False
        return not any((self.cache / "raw" / v.path).is_file() for v in source.variants)

    def _sha_of(self, found: Located) -> str:
        source_id = found.source.id
        if source_id not in self.sha:
            self.sha[source_id] = sha256_of(found.path)
        return self.sha[source_id]

    def key(self, source_id: str) -> str:
        """Return :func:`source_key` of a source's file; "absent" for an optional one that is not there."""
        found = self.locate(source_id)
        if found is None:
            return "absent"
        return source_key(found.source, found.variant, self._sha_of(found), self.modules.get(source_id))

    def frame(self, source_id: str) -> pd.DataFrame | None:
        """Return a source's raw frame, from its parsed copy where there is one of the same key."""
        found = self.locate(source_id)
        if found is None:
            return None
        folder = self.cache / "parsed"
        stem = f"{source_id}-{self.key(source_id)[:20]}"
        for suffix in (".parquet", ".geo.parquet"):
            path = folder / f"{stem}{suffix}"
            if path.is_file():
                try:
                    frame = _read_parsed(path)
                except (pa.ArrowException, ValueError, OSError):
                    path.unlink(missing_ok=True)  # a damaged copy is no reason to fail: read the file itself
                    continue
                self.rows[source_id] = len(frame)
                return frame
        self.progress.line(f"reading {found.variant.path}")
        frame = found.read()
        self.rows[source_id] = len(frame)
        return self._keep(frame, folder, source_id, stem)

    def _keep(self, frame: pd.DataFrame, folder: Path, source_id: str, stem: str) -> pd.DataFrame:
        """Cache a parsed frame and return it as read back; one that cannot be cached is returned as it is.

        Another build may share the cache: the copy is written under a name of its own, read back, and put in
        place.
        """
        suffix = ".geo.parquet" if isinstance(frame, gpd.GeoDataFrame) else ".parquet"
        partial = folder / f"{source_id}-{uuid.uuid4().hex}{suffix}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _clear_parsed(folder, source_id, stem)
            frame.to_parquet(partial, index=False, compression="zstd")
            kept = _read_parsed(partial)
            partial.replace(folder / f"{stem}{suffix}")
        except (pa.ArrowException, TypeError, ValueError, OSError) as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            self.progress.line(f"no parsed copy of {source_id!r} is kept ({error})")
            return frame
        return kept

    def record(self, source_id: str) -> mf.SourceRecord:
        """Return a source's line in the manifest."""
        source = self.sources[source_id]
        before = self.known.get(source_id)
        if self.raw is None and before is not None and self.has_no_address(source_id):
            return before
        found = self.locate(source_id)
        sha = self._sha_of(found) if found else ""
        rows = self.rows.get(source_id)
        if rows is None:
            rows = before.rows if before is not None and before.sha256 == sha else 0
        return mf.SourceRecord(
            id=source.id,
            title=source.title,
            publisher=source.publisher,
            landing_page=source.landing_page,
            url=(found.variant.url if found else None)
            or next((v.url for v in source.variants if v.url), None),
            vintage=found.vintage if found else source.vintage,
            licence=source.licence,
            citation=source.citation,
            file=found.variant.path if found else None,
            sha256=sha,
            bytes=found.path.stat().st_size if found else 0,
            rows=rows,
            note=found.variant.note if found else self.why_absent.get(source_id, "absent"),
            short=source.short,
        )


def _read_parsed(path: Path) -> pd.DataFrame:
    return gpd.read_parquet(path) if ".geo.parquet" in path.name else pd.read_parquet(path)


def _clear_parsed(folder: Path, source_id: str, stem: str) -> None:
    """Delete a source's parsed copies of other keys, and what killed builds left half-written."""
    for older in folder.glob(f"{source_id}-*"):
        if older.name.partition(".")[0].rpartition("-")[0] != source_id or older.name.startswith(f"{stem}."):
            continue
        with contextlib.suppress(OSError):  # another build may have deleted it, or have it open
            if older.suffix != ".part" or time.time() - older.stat().st_mtime > _LEFT_AFTER:
                older.unlink()
