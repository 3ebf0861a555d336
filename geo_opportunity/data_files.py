"""The files of an opened data set.

Read once, checked against the manifest, parsed from the bytes that were checked.

A data set is replaced as a whole directory (``build.swap``), also while it is open. Its manifest is read
once, when it is opened, and every file is compared with that manifest when first read, so figures of two
versions never meet. ``keep`` reads all files at once (13 MB); from then on the files on disk no longer
matter.
"""

from __future__ import annotations

import hashlib
import io
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely.errors import ShapelyError

from geo_opportunity.errors import ChecksumError, DataNotFoundError, GeoOpportunityError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo_opportunity.manifest import Manifest

__all__ = ["DataFiles"]


class DataFiles:
    """The files of one version of a data set.

    Raises
    ------
    DataNotFoundError
        There is no manifest, or none this program can read.
    ChecksumError
        The manifest's data version is not that of its checksums.
    """

    def __init__(self, folder: Path) -> None:
        """Read the manifest of the directory `folder`; tables are read when first requested."""
        from geo_opportunity import manifest as mf  # noqa: PLC0415  (keeps notebooks' import light)

        self.folder = folder
        self.manifest: Manifest = mf.read_manifest(folder)
        self._fix = mf.RESTORE
        self._kept: dict[str, bytes] = {}
        self._as_in_schema = (
            mf.columns_key({n: r.columns for n, r in self.manifest.tables.items()}) == mf.SCHEMA_COLUMNS
        )
        if self.manifest.data_version != mf.data_version(self.manifest.tables):
            what = (
                f"{folder / mf.FILE} was changed: its data version {self.manifest.data_version} is not that "
                "of its checksums"
            )
            raise ChecksumError(what, fix=self._fix)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same version in the same directory."""
        return isinstance(other, DataFiles) and self._key == other._key

    def __hash__(self) -> int:
        """Hash of directory and version."""
        return hash(self._key)

    @property
    def _key(self) -> tuple[Path, str]:
        return self.folder, self.manifest.data_version

    def keep(self) -> None:
        """Read and check every file, and keep the bytes: later reads do not touch the directory.

        Raises
        ------
        DataNotFoundError, ChecksumError
            A file is missing, unreadable, changed or not what the manifest says; the first one is named.
        """
        kept = {record.file: self._content(name) for name, record in sorted(self.manifest.tables.items())}
        kept |= {file: self._checked(file, sha) for file, sha in sorted(self.manifest.reports.items())}
        self._kept = kept
        for name, record in self.manifest.tables.items():
            self._arrow_file(name, kept[record.file])

    def frame(self, name: str, **options: Any) -> pd.DataFrame:
        """Return a table as a DataFrame, or as a GeoDataFrame (EPSG:4326) when it holds shapes.

        Parameters
        ----------
        name
            Of the table.
        options
            Passed on to ``pandas.read_parquet`` (columns, filters).

        Raises
        ------
        DataNotFoundError, ChecksumError
            The file is missing, unreadable, changed or not what the manifest says.
        """
        content = self._content(name)
        self._arrow_file(name, content)
        reader = gpd.read_parquet if "_shapes" in name else pd.read_parquet
        with self._parsing(name):
            frame: pd.DataFrame = reader(io.BytesIO(content), **options)
        return frame

    def columns(self, name: str, columns: Sequence[str], text: Sequence[str]) -> pd.DataFrame:
        """Return `columns` of a table, those in `text` as categories; raises as :meth:`frame` does."""
        file = self._arrow_file(name, self._content(name), text)
        with self._parsing(name):
            frame: pd.DataFrame = file.read(list(columns)).to_pandas()
        return frame

    def report(self, file: str) -> str | None:
        """Return the text of a report, None where the data set has none; raises as :meth:`frame` does."""
        sha256 = self.manifest.reports.get(file)
        return None if sha256 is None else self._checked(file, sha256).decode("utf-8", errors="replace")

    # ----------------------------------------------------------------- private

    def _content(self, name: str) -> bytes:
        record = self.manifest.tables.get(name)
        if record is None or not record.file:
            raise DataNotFoundError(
                f"the data set in {self.folder} has no table {name!r}",
                fix="run python -m geo_opportunity build",
            )
        return self._checked(record.file, record.sha256, record.bytes)

    def _checked(self, file: str, sha256: str, size: int | None = None) -> bytes:
        """Return the bytes of a file that has this checksum (and size, in bytes)."""
        if file in self._kept:
            return self._kept[file]
        try:
            return _read(self.folder / file, sha256, size)
        except GeoOpportunityError as error:
            self._raise_if_replaced()
            raise type(error)(error.what, fix=self._fix) from error.__cause__

    def _raise_if_replaced(self) -> None:
        """Raise ChecksumError when the directory now holds another version than the one that was opened."""
        from geo_opportunity.manifest import read_manifest  # noqa: PLC0415  (keeps notebooks' import light)

        ours = self.manifest.data_version
        try:
            now = read_manifest(self.folder).data_version
        except GeoOpportunityError:
            return
        if now != ours:
            what = (
                f"the data set in {self.folder} was replaced by version {now} while version {ours} was open"
            )
            raise ChecksumError(what, fix="open it again with open_atlas()") from None

    @contextmanager
    def _parsing(self, name: str) -> Iterator[None]:
        import pyarrow as pa  # noqa: PLC0415  (slow to import)

        try:
            yield
        except (pa.ArrowException, ShapelyError, ValueError, TypeError, KeyError, OSError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            what = (
                f"{self.folder / self.manifest.tables[name].file} cannot be read as table {name!r} ({said})"
            )
            raise ChecksumError(what, fix=self._fix) from error

    def _arrow_file(self, name: str, content: bytes, text: Sequence[str] = ()) -> Any:
        """Return a table's ``pyarrow.parquet.ParquetFile``, with every column it should have."""
        import pyarrow as pa  # noqa: PLC0415  (slow to import)
        import pyarrow.parquet as pq  # noqa: PLC0415

        with self._parsing(name):
            file = pq.ParquetFile(pa.BufferReader(content))
        found = file.schema_arrow.names
        record = self.manifest.tables[name]
        expected = record.columns
        if not self._as_in_schema:
            from geo_opportunity.tables import column_names  # noqa: PLC0415  (pandera is slow to import; rarely needed)

            expected = column_names(name) or expected
        lost = [column for column in expected if column not in found]
        if lost:
            raise ChecksumError(
                f"table {name!r} in {self.folder / record.file} lacks the columns {', '.join(lost)}",
                fix=self._fix,
            )
        return pq.ParquetFile(pa.BufferReader(content), read_dictionary=list(text)) if text else file


def _read(path: Path, sha256: str, size: int | None) -> bytes:
    """Return the bytes of a file once its size, then its checksum, are right.

    Errors say what is wrong, not yet the fix.
    """
    try:
        found = path.stat()
        regular = stat.S_ISREG(found.st_mode)
        content = path.read_bytes() if regular and size in (None, found.st_size) else None
    except FileNotFoundError as error:
        raise DataNotFoundError(f"{path} is missing") from error
    except OSError as error:
        raise DataNotFoundError(f"{path} cannot be read ({error.strerror or error})") from error
    if not regular:
        raise DataNotFoundError(f"{path} is not a file")
    if content is None:
        length = f"{found.st_size:,} bytes long" if found.st_size else "empty"
        raise ChecksumError(f"{path} is {length}; the manifest says {size:,} bytes")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ChecksumError(f"{path} was changed or damaged: its SHA-256 is not the one in the manifest")
    return content
