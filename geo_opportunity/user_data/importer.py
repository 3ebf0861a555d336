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
import numpy as np
import pandas as pd
import pandera.pandas as pa

from geo_opportunity.errors import FormatError, MissingColumnError, SourceUnavailableError
from geo_opportunity.files.cells import text_of
from geo_opportunity.files.layers import lon_lat
from geo_opportunity.files.reading import read_cells
from geo_opportunity.manifest import SourceRecord
from geo_opportunity.user_data.preview import Notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.user_data.preview import Preview

__all__ = [
    "BROUGHT",
    "Given",
    "Imported",
    "Kind",
    "Matched",
    "OwnTable",
    "Reading",
    "check_name",
    "county_codes",
    "key",
    "match_columns",
    "numbers",
    "read_given",
    "state_codes",
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


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A file as read."""

    frame: pd.DataFrame
    """Every cell as text ('' where empty), indexed by the row of the file (the header is row 1)."""
    file: str
    """Name to show; of a database its host, database and table, never its password."""
    sha256: str
    bytes: int
    form: str = ""
    """How the file was read, one line: 'semicolon, decimal comma, head on row 4 of sheet Data'."""


FrameOrFile = pd.DataFrame | Path | str | Given


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """A file with its columns under our names."""

    frame: pd.DataFrame
    columns: Mapping[str, str]
    """Our column -> the file's."""
    unknown: tuple[str, ...]

    def get(self, column: str) -> pd.Series:
        """Return a column, '' throughout where the file has none."""
        if column in self.frame:
            return self.frame[column]
        return pd.Series("", index=self.frame.index, name=column, dtype="str")


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

    def read(
        self, source: FrameOrFile, *, name: str, layer: str | None, columns: Mapping[str, str] | None
    ) -> Reading:
        """Read a user's file as this kind, its columns under our names.

        Raises
        ------
        SourceUnavailableError, FormatError, MissingColumnError
            The name or the file cannot be used.
        """
        check_name(name)
        given = read_given(source, layer=layer)
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
        return self.notes.preview(
            self.name, self.given.file, self.matched.columns, self.matched.unknown, self.given.form
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
    lon, lat = lon_lat(frame.geometry.to_numpy(), frame.crs, file)
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
        Sheet of a workbook, layer of a vector file, ``schema.table`` of a database; default the first sheet
        or layer.
    file
        Name of the file; needed with its content.
    waiting
        See :func:`geo_opportunity.files.reading.read_cells`.

    Raises
    ------
    SourceUnavailableError, FormatError
        It is not there, not what it should be, beyond a limit (``geo_opportunity.files.LIMITS``), or of a
        form that is not read; the message says the fix.
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
    table = read_cells(content, name, layer=layer, waiting=waiting)
    data = content.read_bytes() if isinstance(content, Path) else content
    read = table.cells.to_pandas()
    read.index = pd.RangeIndex(table.first, table.first + len(read), name="row")
    return Given(read.loc[(read != "").any(axis=1)], name, hashlib.sha256(data).hexdigest(), len(data))


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


# --------------------------------------------------------------------- matching


def key(text: str) -> str:
    """Return a name's letters and digits in lower case: 'Program Name' and 'PROGRAM_NAME' are the same."""
    return re.sub(r"[^a-z0-9%]", "", text.casefold())


def match_columns(
    given: Given,
    aliases: Mapping[str, tuple[str, ...]],
    required: Iterable[tuple[str, ...]],
    *,
    columns: Mapping[str, str] | None = None,
) -> Matched:
    """Return the file with its columns under our names.

    Parameters
    ----------
    given
        The file.
    aliases
        Our column -> names it goes by, preferred first; case, blanks and signs do not count, our own name
        always does.
    required
        Groups of our columns; of each group one is needed.
    columns
        The user's own word: our column -> the file's column.

    Raises
    ------
    MissingColumnError
        A required column is missing, or `columns` names one the file does not have; the message names file
        and column.
    """
    frame, said = given.frame, dict(columns or {})
    lost = [c for c in said.values() if c not in frame.columns]
    strange = [c for c in said if c not in aliases]
    if lost or strange:
        what = (
            f"has no column {lost[0]!r}; it has {_list(frame.columns)}"
            if lost
            else f"cannot give {strange[0]!r}; there are {_list(aliases)}"
        )
        msg = f"{given.file} {what}. Fix: correct the column named."
        raise MissingColumnError(msg)
    by_key = {key(c): c for c in reversed(frame.columns) if c not in said.values()}
    found: dict[str, str] = {}
    for ours, names in aliases.items():
        hit = said.get(ours) or next((by_key[k] for k in map(key, (ours, *names)) if k in by_key), None)
        if hit is not None and hit not in found.values():
            found[ours] = hit
    for group in required:
        if not any(c in found for c in group):
            named = " or ".join(f"{c!r} (also called {_list(aliases[c], 4)})" for c in group)
            msg = (
                f"{given.file} has no column for {named}; it has {_list(frame.columns)}. "
                f"Fix: rename the column, or say columns={{{group[0]!r}: 'its name'}}."
            )
            raise MissingColumnError(msg)
    out = frame[list(found.values())].set_axis(list(found), axis=1)
    return Matched(out, found, tuple(c for c in frame.columns if c not in found.values()))


def _list(names: Iterable[str], most: int = 30) -> str:
    every = [n if len(n) <= 60 else f"{n[:59]}…" for n in map(str, names)]
    return ", ".join(every[:most]) + (" …" if len(every) > most else "")


def numbers(
    matched: Matched,
    column: str,
    notes: Notes,
    *,
    low: float = 0.0,
    high: float = 1e12,
    percent: bool = False,
) -> pd.Series:
    """Return a column as float64; blanks, -1 and unreadable values (which are reported) are missing."""
    text = matched.get(column)
    blank = text.isin(["", "-", "NA", "N/A", "n/a", "null", "."]) | ((low >= 0) & text.isin(["-1", "-1.0"]))
    value = pd.to_numeric(text.str.replace(r"[,$%\s]", "", regex=True).where(~blank), errors="coerce").astype(
        "float64"
    )
    value = value / 100.0 if percent else value
    bad = ~blank & (~np.isfinite(value) | (value < low) | (value > high))
    notes.problem(f"{column} is no number between {low:g} and {high:g}", bad, "taken as not given", [column])
    return value.where(~bad)


# ------------------------------------------------------------------------ codes


def state_codes(atlas: Dataset, text: pd.Series) -> pd.Series:
    """Return postal codes of states given as postal code, name or FIPS; null where unknown."""
    states = atlas.table("state_shapes")[["state", "name", "state_fips"]]
    lookup = {
        key(str(v)): str(s)
        for c in ("state_fips", "name", "state")
        for v, s in zip(states[c], states["state"], strict=True)
    }
    lookup |= {key(s): s for s in atlas.table("counties")["state"].unique()}
    return text.map(lambda t: lookup.get(key(t))).astype("str")


def _county_key(name: pd.Series) -> pd.Series:
    short = name.str.casefold().str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    short = short.str.replace(r",.*$", "", regex=True)  # 'Essex County, New Jersey'
    short = short.str.replace(
        r"\s+(county|parish|borough|census area|municipality|municipio|planning region|city and "
        r"borough|city)$",
        "",
        regex=True,
    )
    return short.str.replace(r"\bst[.e]?\s", "saint ", regex=True).str.replace(r"[^a-z0-9]", "", regex=True)


def county_codes(atlas: Dataset, matched: Matched, notes: Notes, *, state: str | None = None) -> pd.Series:
    """Return FIPS codes of rows that give county_fips, or county and state; null if there is no such county.

    A county name that two counties of a state share ('Baltimore', the county and the city) counts for the one
    called county. Counts and problems go to `notes`.
    """
    counties = atlas.table("counties")
    digits = matched.get("county_fips").str.replace(r"\D", "", regex=True)
    fips = digits.where(digits.str.len().isin([4, 5])).str.zfill(5)
    out = fips.where(fips.isin(counties["county_fips"]))
    if "county" in matched.columns and ("state" in matched.columns or state):
        postal = state_codes(atlas, matched.get("state").replace("", state or ""))
        named = counties.assign(
            key=counties["state"] + ":" + _county_key(counties["name"]),
            rank=~counties["name"].str.endswith("County"),
        )
        named = named.sort_values(["rank", "county_fips"]).drop_duplicates("key")
        by_name = (postal + ":" + _county_key(matched.get("county"))).map(
            named.set_index("key")["county_fips"]
        )
        out = out.fillna(by_name)
    notes.count("rows whose county is known", out.notna().sum())
    shown = ["county_fips", "county", "state"]
    notes.leave_out(
        "county not among the counties of 2022 (Connecticut: planning regions)", out.isna(), shown
    )
    return out.astype("str")
