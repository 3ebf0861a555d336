"""A user's file as one table of text, with columns matched by name and faults reported.

What a file says is data: it is never evaluated, formulas stay text. Only local files and PostgreSQL addresses
are opened.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa

from geo_opportunity.errors import FormatError, SourceUnavailableError
from geo_opportunity.files.cells import text_of
from geo_opportunity.files.decimals import settle
from geo_opportunity.files.find import key
from geo_opportunity.files.layers import Layer, lon_lat
from geo_opportunity.files.reading import read_cells
from geo_opportunity.manifest import SourceRecord
from geo_opportunity.user_data.columns import Given, Matched, match_columns
from geo_opportunity.user_data.preview import Notes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.user_data.preview import Preview

__all__ = [
    "BROUGHT",
    "Imported",
    "Kind",
    "OwnTable",
    "Reading",
    "check_name",
    "read_given",
]

#: Publisher of everything a user adds.
BROUGHT: Final = "brought by the user"
_DATABASE: Final = re.compile(r"^postgres(?:ql)?(?:\+\w+)?://", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"^(?:(\w+)\.)?(\w+)$")


class OwnTable(pa.DataFrameModel):
    """Base of the tables only users bring: exactly the columns named, in their order."""

    class Config:
        """What pandera is to be strict about."""

        strict = True
        ordered = True
        coerce = True


FrameOrFile = pd.DataFrame | Path | str | Given


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A user's file in our schemas, not yet added to anything (see :func:`geo_opportunity.user_data.add`)."""

    name: str
    kind: str
    """programs, projections, budgets or travel times."""
    tables: Mapping[str, pd.DataFrame]
    preview: Preview
    source: SourceRecord
    doubles: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Of programs: likely doubles of what the data have (``programs_doubles.DOUBLES``)."""


def check_name(name: str) -> str:
    """Return `name` when it can be part of ids.

    Raises
    ------
    FormatError
        It is not short, lower-case and plain.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", name):
        msg = (
            f"the name {name!r} cannot be part of ids. Fix: use up to 32 lower-case letters, digits, '-' or "
            "'_', such as 'nj-etpl-2021'."
        )
        raise FormatError(msg)
    return name


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data a user may bring."""

    name: str
    """programs, projections, budgets or travel times."""
    note: str
    """What its files are, for the manifest."""
    aliases: Mapping[str, tuple[str, ...]]
    """Our column -> names it goes by (:func:`match_columns`)."""
    required: tuple[tuple[str, ...], ...]
    """Groups of our columns; of each group one is needed."""
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a file may leave in doubt: the importer's keyword -> the answers it takes. A ``DoubtError`` names
    the keyword, and what each answer would mean for the file."""

    @property
    def names(self) -> frozenset[str]:
        """Every name its columns go by, as :func:`key` writes it."""
        return frozenset(key(name) for ours, names in self.aliases.items() for name in (ours, *names))

    def read(
        self,
        source: FrameOrFile,
        *,
        name: str,
        layer: str | None,
        columns: Mapping[str, str] | str | None,
        decimal: str | None = None,
    ) -> Reading:
        """Read a user's file as this kind, its columns under our names.

        Parameters as of :func:`read_given` and :func:`match_columns`.

        Raises
        ------
        SourceUnavailableError, FormatError, MissingColumnError
            The name or the file cannot be used.
        """
        check_name(name)
        given = read_given(source, layer=layer, decimal=decimal, known=self.names)
        matched = match_columns(given, self.aliases, self.required, columns=columns)
        notes = Notes(matched.frame)
        notes.count("rows read", len(matched.frame))
        return Reading(self, name, given, matched, notes)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A user's file while it is read: its columns, and what is found and left out."""

    kind: Kind
    name: str
    given: Given
    matched: Matched
    notes: Notes

    def preview(self) -> Preview:
        """Return what was found in this file so far."""
        form = ", ".join(filter(None, [self.given.form, *self.matched.told]))
        return self.notes.preview(
            self.name, self.given.file, self.matched.columns, self.matched.unknown, form
        )

    def imported(
        self,
        tables: Mapping[str, pd.DataFrame],
        rows: int,
        *,
        also: Sequence[Reading] = (),
        doubles: pd.DataFrame | None = None,
    ) -> Imported:
        """Return what was made of the file.

        Parameters
        ----------
        tables
            Made of it, by their names.
        rows
            Rows of the main one, for the manifest.
        also
            Other files read with it (the regions of projections): their rows are in the ledger too.
        doubles
            Likely doubles of what the data have (:class:`Imported`).
        """
        kept = int(self.notes.kept.sum())
        self.notes.count("rows kept", kept)
        self.notes.count("rows left out", len(self.matched.frame) - kept)
        preview = self.preview()
        for other in also:
            preview = preview.beside(other.preview())
        source = _record(self.name, self.given, rows, self.kind.note)
        twice = pd.DataFrame() if doubles is None else doubles
        return Imported(self.name, self.kind.name, tables, preview, source, twice)


def _record(name: str, given: Given, rows: int, note: str) -> SourceRecord:
    """Return the manifest's entry for a file a user brought."""
    return SourceRecord(
        id=f"own:{name}",
        title=given.file,
        publisher=BROUGHT,
        landing_page="",
        url=None,
        vintage="",
        licence="brought by the user; its terms are the user's to know",
        citation="",
        file=given.file,
        sha256=given.sha256,
        bytes=given.bytes,
        rows=rows,
        note=note,
    )


# ---------------------------------------------------------------------- reading


def _points(frame: gpd.GeoDataFrame, file: str) -> pd.DataFrame:
    """Return a frame of shapes as a table, its geometry as columns longitude and latitude, degrees."""
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if not frame.geometry.notna().any():
        return plain
    lon, lat = lon_lat(Layer(frame.geometry.to_numpy(), frame.crs), file)
    kept = [c for c in plain.columns if key(str(c)) not in {"longitude", "latitude"}]
    return plain[kept].assign(longitude=lon, latitude=lat)


def _from_database(url: str, layer: str | None) -> tuple[pd.DataFrame, str]:
    """Return one table of a PostgreSQL database, its geometry (PostGIS) as longitude and latitude."""
    try:
        sql = importlib.import_module("sqlalchemy")
    except ImportError as error:
        msg = "reading PostGIS needs SQLAlchemy and psycopg. Fix: pip install 'geo-opportunity[postgis]'"
        raise SourceUnavailableError(msg) from error
    found = _IDENTIFIER.match(layer or "")
    if found is None:
        msg = f"a database address needs the table as layer='schema.table', not {layer!r}."
        raise FormatError(msg)
    schema, table = found[1] or "public", found[2]
    address = sql.engine.make_url(
        re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url, flags=re.IGNORECASE)
    )
    shown = f"{address.host or 'localhost'}/{address.database}:{schema}.{table}"
    query = sql.text(f'SELECT * FROM "{schema}"."{table}"')  # noqa: S608 - both matched \w+ above
    ask = sql.text(
        "SELECT f_geometry_column FROM geometry_columns WHERE f_table_schema = :schema AND f_table_name = "
        ":name"
    )
    engine = sql.create_engine(address)
    try:
        with engine.connect() as connection:
            column = connection.execute(ask, {"schema": schema, "name": table}).scalar()
            if column is None:
                return pd.read_sql_query(query, connection), shown
            return _points(gpd.read_postgis(query, connection, geom_col=str(column)), shown), shown
    except sql.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip()
        msg = f"{shown} cannot be read: {reason}. Fix: check address, rights and that the table is there."
        raise SourceUnavailableError(msg) from error
    finally:
        engine.dispose()


def read_given(
    source: FrameOrFile | bytes,
    *,
    layer: str | None = None,
    file: str | None = None,
    decimal: str | None = None,
    known: Collection[str] = (),
    waiting: Waiting | None = None,
) -> Given:
    """Read a user's table, every cell as text.

    Parameters
    ----------
    source
        CSV or TSV (plain or .gz), a workbook (.xlsx, .xls, .xlsb, .ods), Parquet or GeoParquet, GeoPackage,
        GeoJSON, shapefile (also zipped) or FlatGeobuf, as a path or its content; a ``postgresql://`` address;
        or a frame. Geometry of any CRS becomes longitude and latitude (of a shape: a point inside it). What
        is read already comes back as it is.
    layer
        Sheet of a workbook, layer of a vector file, ``schema.table`` of a database; default the sheet with
        most of the `known` names, or the first sheet or layer.
    file
        Name of the file; needed with its content.
    decimal
        "," or ".": the decimal sign of its numbers; default: what the whole file shows
        (:func:`geo_opportunity.files.decimals.settle`).
    known
        See :func:`geo_opportunity.files.reading.read_cells`.
    waiting
        See :func:`geo_opportunity.files.reading.read_cells`.

    Raises
    ------
    SourceUnavailableError, FormatError
        It is not there, not what it should be, beyond a limit (``geo_opportunity.files.LIMITS``), or of a
        form that is not read; the message says the fix.
    DoubtError
        Its numbers can be meant with either decimal sign (setting ``decimal``).
    """
    if isinstance(source, Given):
        return source
    if not isinstance(source, bytes) and (isinstance(source, pd.DataFrame) or _DATABASE.match(str(source))):
        if isinstance(source, gpd.GeoDataFrame):
            frame, shown = _points(source, "a frame"), "a frame"
        elif isinstance(source, pd.DataFrame):
            frame, shown = source, "a frame"
        else:
            frame, shown = _from_database(str(source), layer)
        written = frame.to_csv(index=False).encode()
        return Given(_rows(frame, shown), shown, hashlib.sha256(written).hexdigest(), len(written))
    content = source if isinstance(source, bytes) else Path(source)
    name = file or (content.name if isinstance(content, Path) else "the file")
    table = read_cells(content, name, layer=layer, known=known, waiting=waiting)
    data = content.read_bytes() if isinstance(content, Path) else content
    read = table.cells.to_pandas()
    read.index = pd.RangeIndex(table.first, table.first + len(read), name="row")
    read, said = settle(read.loc[(read != "").any(axis=1)], name, table.separator, decimal=decimal)
    form = ", ".join([*table.said[:1], *said, *table.said[1:]])
    return Given(read, name, hashlib.sha256(data).hexdigest(), len(data), form)


def _rows(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a frame as clean text, indexed like a file whose first line is the header."""
    if frame.empty:
        raise FormatError(f"{file} has no rows", fix="check that the right table is given")
    columns = pd.Index([str(c).strip() for c in frame.columns])
    if columns.has_duplicates:
        raise FormatError(
            f"{file} has the column {columns[columns.duplicated()][0]!r} twice", fix="rename one"
        )
    cells = {name: list(map(text_of, frame.iloc[:, i].tolist())) for i, name in enumerate(columns)}
    out = pd.DataFrame(cells, index=pd.RangeIndex(2, len(frame) + 2, name="row"), dtype="str")
    return out.loc[(out != "").any(axis=1)]
