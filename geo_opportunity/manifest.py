"""The manifest: what a data set has, from which sources, under which licenses, with which checksums.

``manifest.json`` has no clock in it: the same raw files give the same manifest. The data version is a short
hash of the tables' checksums, so two data sets of one version have the same bytes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import ChecksumError, DataNotFoundError
from geo_opportunity.files.published import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

__all__ = [
    "FILE",
    "RESTORE",
    "SCHEMA_COLUMNS",
    "SCHEMA_VERSION",
    "Manifest",
    "SourceRecord",
    "TableRecord",
    "columns_key",
    "data_version",
    "problems",
    "read_manifest",
    "verify",
    "with_tables",
]

FILE: Final = "manifest.json"

#: Raise it when the meaning of tables or manifest changes so that older code would misread them.
SCHEMA_VERSION: Final = 1

#: Key (:func:`columns_key`) of the tables and columns this version of the program reads (``tables.TABLES``):
#: a data set of the same key need not be compared column by column, which would import the schemas (0.15 s).
SCHEMA_COLUMNS: Final = "93378d5549e5"

_BUILD: Final = "python -m geo_opportunity build"
#: What to do about a data directory that is not what its manifest says.
RESTORE: Final = f"restore the directory from the repository, or run {_BUILD} --force"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecord:
    """One table file."""

    file: str
    rows: int
    bytes: int
    sha256: str
    columns: tuple[str, ...]
    step: str
    """The build step that made it."""
    sources: tuple[str, ...]
    """Sources the step read."""
    needs: tuple[str, ...] = ()
    """Tables of ours the step read."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Counts, sums and means the next build is compared with (see ``pipeline.changes``)."""
    main: tuple[str, ...] = ()
    """Sources a short line names, in its order; also of tables it needs.

    None: they are in the full list only.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One published data set, as it was read."""

    id: str
    title: str
    publisher: str
    landing_page: str
    url: str | None
    """Official address of the data set's preferred form."""
    vintage: str
    licence: str
    citation: str
    file: str | None
    """Path below the raw directory of the file that was read; None: absent, and the build went on without."""
    sha256: str
    bytes: int
    rows: int
    note: str
    """What the form that was read lacks against the official one."""
    short: str = ""
    """Name in a short line; '' where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a data set has."""

    data_version: str
    tables: Mapping[str, TableRecord]
    sources: Mapping[str, SourceRecord]
    steps: Mapping[str, str] = field(default_factory=dict)
    """Step -> key of everything its result depends on."""
    reports: Mapping[str, str] = field(default_factory=dict)
    """Further files -> checksum."""
    schema_version: int = SCHEMA_VERSION

    def sources_of(self, table: str) -> list[SourceRecord]:
        """Return every source a table rests on, directly or through other tables, in order of id.

        Raises
        ------
        KeyError
            There is no such table.
        """
        ids: set[str] = set()
        seen: set[str] = set()
        queue = [table]
        while queue:
            name = queue.pop()
            if name in seen:
                continue
            seen.add(name)
            record = self.tables[name]
            ids |= set(record.sources)
            queue.extend(record.needs)
        return [self.sources[i] for i in sorted(ids & set(self.sources))]

    def to_json(self) -> str:
        """Return the text of ``manifest.json``: sorted, stable, ending in a line break."""
        return json.dumps(dataclasses.asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def data_version(tables: Mapping[str, TableRecord]) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over the tables' names and checksums."""
    text = "".join(f"{name} {record.sha256}\n" for name, record in sorted(tables.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def columns_key(columns: Mapping[str, Sequence[str]]) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over the names of tables and of their columns."""
    text = "".join(f"{name} {' '.join(names)}\n" for name, names in sorted(columns.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _content(frame: pd.DataFrame) -> str:
    """Return the SHA-256 over a table's column names, types and values."""
    from pandas.util import hash_pandas_object  # noqa: PLC0415  (checking a manifest needs no pandas)

    digest = hashlib.sha256(repr(list(frame.dtypes.astype(str).items())).encode())
    digest.update(hash_pandas_object(frame).to_numpy().tobytes())
    return digest.hexdigest()


def with_tables(
    manifest: Manifest, tables: Mapping[str, pd.DataFrame], sources: Sequence[SourceRecord]
) -> Manifest:
    """Return the manifest of an opened data set with `tables` of `sources` added (they are in no file).

    The data version gets a suffix made of the sources' checksums and the tables' content, so that two sets of
    additions differ, and one file read in two ways.
    """
    none = TableRecord(file="", rows=0, bytes=0, sha256="", columns=(), step="own data", sources=())
    ids = tuple(s.id for s in sources)
    records = dict(manifest.tables)
    for name, frame in tables.items():
        old = records.get(name, none)
        more = tuple(i for i in ids if i not in old.sources)
        records[name] = dataclasses.replace(
            old, rows=len(frame), columns=tuple(frame.columns), sources=(*old.sources, *more)
        )
    version = manifest.data_version
    added = {s.id: s.sha256 for s in sources} | {name: _content(tables[name]) for name in sorted(tables)}
    if added:
        text = "".join(f"{version} {name} {checksum}\n" for name, checksum in added.items())
        digest = hashlib.sha256(text.encode()).hexdigest()
        version = f"{version.split('+')[0]}+{digest[:8]}"
    return dataclasses.replace(
        manifest,
        data_version=version,
        tables=records,
        sources={**manifest.sources, **{s.id: s for s in sources}},
    )


#: Whether a value read from JSON is of a field's type, by the type's name.
_FITS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "str": lambda value: isinstance(value, str),
    "str | None": lambda value: value is None or isinstance(value, str),
    "int": lambda value: type(value) is int and value >= 0,
    "tuple[str, ...]": lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    "Mapping[str, float]": lambda value: (
        isinstance(value, dict) and all(type(n) in (int, float) for n in value.values())
    ),
}


def _record(kind: type[Any], spec: Any, where: str) -> Any:
    if not isinstance(spec, dict):
        raise TypeError(f"{where} is not an object")
    fields = dataclasses.fields(kind)
    needed = (
        f.name
        for f in fields
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    )
    missing = [name for name in needed if name not in spec]
    if missing:
        raise TypeError(f"{where} lacks {', '.join(missing)}")
    given = {f.name: spec[f.name] for f in fields if f.name in spec}
    wrong = [f.name for f in fields if f.name in given and not _FITS[str(f.type)](given[f.name])]
    if wrong:
        raise TypeError(f"{where} has values of the wrong type in {', '.join(wrong)}")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


def _texts(spec: Any, where: str) -> dict[str, str]:
    if not isinstance(spec, dict) or not all(isinstance(value, str) for value in spec.values()):
        raise TypeError(f"{where} is not an object of texts")
    return spec


def _version(spec: Any) -> int:
    version = spec["schema_version"]
    if type(version) is not int or version < 1:
        raise TypeError("schema_version is not a number from 1")
    return version


def _manifest(spec: Any) -> Manifest:
    """Return the manifest that JSON holds.

    Raises KeyError, TypeError or AttributeError where it holds none.
    """
    tables = {
        name: _record(TableRecord, record, f"table {name!r}") for name, record in spec["tables"].items()
    }
    reports = _texts(spec.get("reports", {}), "reports")
    outside = [file for file in (*(t.file for t in tables.values()), *reports) if PurePath(file).name != file]
    if outside:
        raise TypeError(f"it names files outside the directory: {', '.join(outside)}")
    if not isinstance(spec["data_version"], str):
        raise TypeError("data_version is not a text")
    return Manifest(
        data_version=spec["data_version"],
        tables=tables,
        sources={
            name: _record(SourceRecord, record, f"source {name!r}")
            for name, record in spec["sources"].items()
        },
        steps=_texts(spec.get("steps", {}), "steps"),
        reports=reports,
        schema_version=spec["schema_version"],
    )


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of a data directory (or the manifest file itself).

    Raises
    ------
    DataNotFoundError
        It is missing, damaged, or made by a newer version of this program; the message says which, and the
        fix.
    """
    path = path if path.name == FILE else path / FILE
    if not os.path.lexists(path):
        folder = path.parent
        olds = (
            sorted(folder.parent.glob(f"{folder.name}.old-*"))
            if not folder.exists() and folder.parent.is_dir()
            else []
        )
        rescue = f". An interrupted build left {olds[-1]}; the next build puts it back" if olds else ""
        what = f"there is no data set at {folder} ({FILE} is missing){rescue}"
        raise DataNotFoundError(what, fix=f"{_BUILD}, or set GEO_OPPORTUNITY_DATA_DIR to where it is")
    try:
        spec = json.loads(path.read_bytes())
        version = _version(spec)
        manifest = _manifest(spec) if version <= SCHEMA_VERSION else None
    except OSError as error:
        raise DataNotFoundError(f"{path} cannot be read ({error.strerror or error})", fix=RESTORE) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataNotFoundError(
            f"{path} is damaged ({type(error).__name__}: {error})", fix=RESTORE
        ) from error
    if manifest is None:
        what = f"{path} is of schema version {version}; this program reads up to {SCHEMA_VERSION}"
        raise DataNotFoundError(what, fix=f"update the program, or run {_BUILD}")
    return manifest


def _differs(path: Path, sha256: str) -> str:
    """Return, in words, how a file differs from its checksum; empty when it does not."""
    try:
        return "" if sha256_of(path) == sha256 else "has another checksum than the manifest says"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"


def problems(folder: Path, manifest: Manifest) -> list[str]:
    """Return, in words, every way in which the files of a data directory differ from its manifest."""
    checked = [
        (record.file, f"{record.file} (table {name!r})", record.sha256)
        for name, record in sorted(manifest.tables.items())
    ]
    checked += [(file, file, sha256) for file, sha256 in sorted(manifest.reports.items())]
    found = [
        f"{label} {fault}" for file, label, sha256 in checked if (fault := _differs(folder / file, sha256))
    ]
    known = {r.file for r in manifest.tables.values()} | set(manifest.reports)
    found.extend(
        f"{p.name} is not in the manifest" for p in sorted(folder.glob("*.parquet")) if p.name not in known
    )
    if manifest.data_version != data_version(manifest.tables):
        found.append("the data version is not that of the checksums")
    return found


def verify(folder: Path) -> Manifest:
    """Check every file of a data directory against its manifest, and return the manifest.

    Raises
    ------
    DataNotFoundError
        There is no readable manifest.
    ChecksumError
        A file is missing, changed or not listed; all of them are named.
    """
    manifest = read_manifest(folder)
    found = problems(folder, manifest)
    if found:
        raise ChecksumError(
            f"{folder} is not the data set its manifest describes: {'; '.join(found)}", fix=RESTORE
        )
    return manifest
