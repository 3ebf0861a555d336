"""Reading a user's file: any form into one table of text, its columns matched by name, its faults told.

What a file says is data: it is never evaluated, control characters are cut, formulas stay text. Only local files and
PostgreSQL addresses are opened; nothing a file refers to is followed.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa

from geo_opportunity.build.manifest import SourceRecord
from geo_opportunity.errors import FormatError, MissingColumnError, SourceUnavailableError
from geo_opportunity.sources.base import read_csv, read_excel, refuse_unless_data, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.own.preview import Notes, Preview

__all__ = [
    "BROUGHT",
    "MAX_BYTES",
    "Given",
    "Imported",
    "Matched",
    "OwnTable",
    "check_name",
    "county_codes",
    "key",
    "match_columns",
    "numbers",
    "read_given",
    "record",
    "socs",
    "state_codes",
]

#: Publisher of everything a user adds.
BROUGHT: Final = "brought by the user"
#: Largest file (and largest content of a zip) that is opened, bytes.
MAX_BYTES: Final = 500_000_000

_TEXT: Final = (".csv", ".csv.gz", ".txt", ".tsv", ".tsv.gz")
_BOOK: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_PARQUET: Final = (".parquet", ".geoparquet")
_VECTOR: Final = (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".gml", ".kml")
#: Detailed SOC 2018 codes OEWS publishes only combined under a code that is not their broad group (soc_groups).
_COMBINED: Final[dict[str, str]] = {
    **dict.fromkeys(("21-1011", "21-1014"), "21-1018"),
    **dict.fromkeys(("25-2055", "25-2056"), "25-2052"),
    **dict.fromkeys(("25-9042", "25-9043", "25-9049"), "25-9045"),
    **dict.fromkeys(("51-2022", "51-2023"), "51-2028"),
    **dict.fromkeys(("53-1042", "53-1043", "53-1044", "53-1049"), "53-1047"),
}
_DATABASE: Final = re.compile(r"^postgres(?:ql)?(?:\+\w+)?://", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"^(?:(\w+)\.)?(\w+)$")
_WGS84: Final = "EPSG:4326"

FrameOrFile = pd.DataFrame | Path | str


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
    """A user's file in our schemas, not yet added to anything (see :func:`geo_opportunity.own.add`)."""

    name: str
    kind: str
    """programs, projections, budgets or travel times."""
    tables: Mapping[str, pd.DataFrame]
    preview: Preview
    source: SourceRecord


def check_name(name: str) -> str:
    """Return `name` when it can stand in ids.

    Raises
    ------
    FormatError
        It is not short, lower-case and plain.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", name):
        msg = f"the name {name!r} cannot stand in ids. Mend: use up to 32 lower-case letters, digits, '-' or '_', such as 'nj-etpl-2021'."
        raise FormatError(msg)
    return name


def record(name: str, given: Given, rows: int, note: str) -> SourceRecord:
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


def _suffix(path: Path) -> str:
    return "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


def _text_of(column: pd.Series) -> pd.Series:
    """Return any column as clean text: whole floats without '.0', nulls as '', control characters and outer blanks cut."""
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "yes", False: "no"}).fillna("").astype("str")
    if pd.api.types.is_numeric_dtype(column):
        value = column.astype("float64")
        whole = value.where(np.isfinite(value) & (value % 1 == 0)).astype("Int64").astype("string")
        return whole.fillna(value.where(np.isfinite(value)).astype("string")).fillna("").astype("str")
    plain = column.map(lambda v: str(int(v)) if isinstance(v, float) and v.is_integer() else v)
    text = plain.astype("string").fillna("").str.replace(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]+", " ", regex=True)
    return text.str.strip().str.replace(r'^"(.*)"$', r"\1", regex=True).astype("str")  # quotes of a CSV within a CSV


def _points(frame: gpd.GeoDataFrame, file: str) -> pd.DataFrame:
    """Return a vector layer as a table, its geometry as columns longitude and latitude, degrees."""
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    shape = frame.geometry
    if not shape.notna().any():
        return plain
    if shape.crs is None:
        msg = f"{file}: its geometry names no coordinate reference system. Mend: assign one (ogr2ogr -a_srs EPSG:4326 …) and save it again."
        raise FormatError(msg)
    place = shape.to_crs(_WGS84)
    some = place.where(~place.is_empty).dropna()
    point = some.representative_point()
    kept = [c for c in plain.columns if key(str(c)) not in {"longitude", "latitude"}]
    return plain[kept].assign(longitude=point.x.reindex(plain.index), latitude=point.y.reindex(plain.index))


def _from_zip(path: Path) -> str:
    """Return the GDAL address of the one layer of a zip: a shapefile, GeoPackage, GeoJSON or FlatGeobuf in it."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if sum(m.file_size for m in members) > MAX_BYTES:
        msg = f"{path.name} holds more than {MAX_BYTES // 1_000_000} MB. Mend: split it."
        raise FormatError(msg)
    layers = [m.filename for m in members if Path(m.filename).suffix.lower() in {".shp", ".gpkg", ".geojson", ".fgb"}]
    layers = [m for m in layers if not m.startswith("__MACOSX") and ".." not in Path(m).parts and not Path(m).is_absolute()]
    if len(layers) != 1:
        msg = f"{path.name} holds {len(layers)} layers (.shp, .gpkg, .geojson, .fgb); one is needed. Mend: zip one shapefile with its .dbf, .shx and .prj."
        raise FormatError(msg)
    return f"/vsizip/{path.resolve()}/{layers[0]}"


def _from_vector(path: Path, layer: str | None) -> pd.DataFrame:
    where = _from_zip(path) if path.suffix.lower() == ".zip" else str(path)
    try:
        frame = gpd.read_file(where, layer=layer) if layer else gpd.read_file(where)
    except Exception as error:
        msg = f"{path.name} cannot be read as a vector layer: {error}. Mend: save it as GeoPackage or GeoJSON."
        raise FormatError(msg) from error
    return _points(frame, path.name) if isinstance(frame, gpd.GeoDataFrame) else frame


def _from_parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
        geometry = "geometry" in frame.columns and frame["geometry"].map(lambda v: isinstance(v, bytes)).any()
        return _points(gpd.read_parquet(path), path.name) if geometry else frame
    except FormatError:
        raise
    except Exception as error:
        msg = f"{path.name} cannot be read as Parquet: {error}. Mend: write it again."
        raise FormatError(msg) from error


def _from_database(url: str, layer: str | None) -> tuple[pd.DataFrame, str]:
    """Return one table of a PostgreSQL database, its geometry (PostGIS) as longitude and latitude."""
    try:
        sql = importlib.import_module("sqlalchemy")
    except ImportError as error:
        msg = "reading PostGIS needs SQLAlchemy and psycopg. Mend: pip install -r requirements-postgis.txt"
        raise SourceUnavailableError(msg) from error
    found = _IDENTIFIER.match(layer or "")
    if found is None:
        msg = f"a database address needs the table as layer='schema.table', not {layer!r}."
        raise FormatError(msg)
    schema, table = found[1] or "public", found[2]
    address = sql.engine.make_url(re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url, flags=re.IGNORECASE))
    shown = f"{address.host or 'localhost'}/{address.database}:{schema}.{table}"
    query = sql.text(f'SELECT * FROM "{schema}"."{table}"')  # noqa: S608 - both matched \w+ above
    ask = sql.text("SELECT f_geometry_column FROM geometry_columns WHERE f_table_schema = :schema AND f_table_name = :name")
    engine = sql.create_engine(address)
    try:
        with engine.connect() as connection:
            column = connection.execute(ask, {"schema": schema, "name": table}).scalar()
            if column is None:
                return pd.read_sql_query(query, connection), shown
            return _points(gpd.read_postgis(query, connection, geom_col=str(column)), shown), shown
    except sql.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip()
        msg = f"{shown} cannot be read: {reason}. Mend: check address, rights and that the table is there."
        raise SourceUnavailableError(msg) from error
    finally:
        engine.dispose()


def read_given(source: FrameOrFile, *, layer: str | None = None) -> Given:
    """Read a user's table, every cell as text.

    Parameters
    ----------
    source
        CSV or TSV (plain or .gz), a workbook (.xlsx, .xls, .ods), Parquet or GeoParquet, GeoPackage, GeoJSON, shapefile
        (also zipped), FlatGeobuf, GML or KML; a ``postgresql://`` address; or a frame. Geometry of any CRS becomes
        longitude and latitude (of a shape: a point inside it).
    layer
        Sheet of a workbook, layer of a vector file, ``schema.table`` of a database; default the first sheet or layer.

    Raises
    ------
    SourceUnavailableError, FormatError
        It is not there, not what it should be, too big, or of a form that is not read; the message says the mend.
    """
    if isinstance(source, pd.DataFrame) or _DATABASE.match(str(source)):
        if isinstance(source, gpd.GeoDataFrame):
            frame, file = _points(source, "a frame"), "a frame"
        elif isinstance(source, pd.DataFrame):
            frame, file = source, "a frame"
        else:
            frame, file = _from_database(str(source), layer)
        data = frame.to_csv(index=False).encode()
        return Given(_rows(frame, file), file, hashlib.sha256(data).hexdigest(), len(data))
    path = Path(source)
    if not path.is_file():
        msg = f"there is no file {path}. Mend: check its path."
        raise SourceUnavailableError(msg)
    size = path.stat().st_size
    if size > MAX_BYTES:
        msg = f"{path.name} is {size // 1_000_000} MB; at most {MAX_BYTES // 1_000_000} MB are read. Mend: keep only the columns named in docs/methods/own-data.md."
        raise FormatError(msg)
    refuse_unless_data(path)
    suffix = _suffix(path)
    if suffix in _TEXT:
        frame = read_csv(path, sep="\t" if ".tsv" in suffix else ",")
    elif suffix in _BOOK:
        frame = read_excel(path, layer or 0)
    elif suffix in _PARQUET:
        frame = _from_parquet(path)
    elif suffix in {*_VECTOR, ".zip"}:
        frame = _from_vector(path, layer)
    else:
        msg = f"{path.name}: files ending in {suffix!r} are not read. Mend: save it as {', '.join((*_TEXT[:1], *_BOOK[:1], *_PARQUET[:1], *_VECTOR[:2]))}."
        raise FormatError(msg)
    return Given(_rows(frame, path.name), path.name, sha256_of(path), size)


def _rows(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    if frame.empty:
        msg = f"{file} has no rows. Mend: check that the right sheet or layer is read."
        raise FormatError(msg)
    columns = pd.Index([str(c).strip() for c in frame.columns])
    if columns.has_duplicates:
        msg = f"{file} has the column {columns[columns.duplicated()][0]!r} twice. Mend: rename one."
        raise FormatError(msg)
    out = pd.DataFrame({name: _text_of(frame.iloc[:, i]).to_numpy() for i, name in enumerate(columns)}, dtype="str")
    out.index = pd.RangeIndex(2, len(out) + 2, name="row")
    return out.loc[(out != "").any(axis=1)]


# --------------------------------------------------------------------- matching


def key(text: str) -> str:
    """Return letters and digits of a name, lower-case: 'Program Name', 'program_name' and 'PROGRAM-NAME' are one."""
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
        Our column -> names it goes by, preferred first; case, blanks and signs do not count, our own name always does.
    required
        Groups of our columns; of each group one is needed.
    columns
        The user's own word: our column -> the file's column.

    Raises
    ------
    MissingColumnError
        A required column is missing, or `columns` names one the file does not have; the message names file and column.
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
        msg = f"{given.file} {what}. Mend: correct the column named."
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
                f"Mend: rename the column, or say columns={{{group[0]!r}: 'its name'}}."
            )
            raise MissingColumnError(msg)
    out = frame[list(found.values())].set_axis(list(found), axis=1)
    return Matched(out, found, tuple(c for c in frame.columns if c not in found.values()))


def _list(names: Iterable[str], most: int = 30) -> str:
    every = list(map(str, names))
    return ", ".join(every[:most]) + (" …" if len(every) > most else "")


def numbers(matched: Matched, column: str, notes: Notes, *, low: float = 0.0, high: float = 1e12, percent: bool = False) -> pd.Series:
    """Return a column as float64: blanks and -1 (TrainingProviderResults) are missing; what cannot be is told and missing."""
    text = matched.get(column)
    blank = text.isin(["", "-", "NA", "N/A", "n/a", "null", "."]) | ((low >= 0) & text.isin(["-1", "-1.0"]))
    value = pd.to_numeric(text.str.replace(r"[,$%\s]", "", regex=True).where(~blank), errors="coerce").astype("float64")
    value = value / 100.0 if percent else value
    bad = ~blank & (~np.isfinite(value) | (value < low) | (value > high))
    notes.problem(f"{column} is no number between {low:g} and {high:g}", bad, "taken as not given", [column])
    return value.where(~bad)


# ------------------------------------------------------------------------ codes


def state_codes(atlas: Atlas, text: pd.Series) -> pd.Series:
    """Return postal codes of states given as postal code, name or FIPS; null where unknown."""
    states = atlas.table("state_shapes")[["state", "name", "state_fips"]]
    lookup = {key(str(v)): str(s) for c in ("state_fips", "name", "state") for v, s in zip(states[c], states["state"], strict=True)}
    lookup |= {key(s): s for s in atlas.table("counties")["state"].unique()}
    return text.map(lambda t: lookup.get(key(t))).astype("str")


def _county_key(name: pd.Series) -> pd.Series:
    short = name.str.casefold().str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    short = short.str.replace(r",.*$", "", regex=True)  # 'Essex County, New Jersey'
    short = short.str.replace(
        r"\s+(county|parish|borough|census area|municipality|municipio|planning region|city and borough|city)$", "", regex=True
    )
    return short.str.replace(r"\bst[.e]?\s", "saint ", regex=True).str.replace(r"[^a-z0-9]", "", regex=True)


def county_codes(atlas: Atlas, matched: Matched, notes: Notes, *, state: str | None = None) -> pd.Series:
    """Return county FIPS codes of rows that give county_fips, or county and state; null where no county of ours is meant.

    A county name that two counties of a state share ('Baltimore', the county and the city) counts for the one called
    county. Counts and problems go to `notes`.
    """
    counties = atlas.table("counties")
    digits = matched.get("county_fips").str.replace(r"\D", "", regex=True)
    fips = digits.where(digits.str.len().isin([4, 5])).str.zfill(5)
    out = fips.where(fips.isin(counties["county_fips"]))
    if "county" in matched.columns and ("state" in matched.columns or state):
        postal = state_codes(atlas, matched.get("state").replace("", state or ""))
        named = counties.assign(key=counties["state"] + ":" + _county_key(counties["name"]), rank=~counties["name"].str.endswith("County"))
        named = named.sort_values(["rank", "county_fips"]).drop_duplicates("key")
        by_name = (postal + ":" + _county_key(matched.get("county"))).map(named.set_index("key")["county_fips"])
        out = out.fillna(by_name)
    notes.count("rows whose county is known", out.notna().sum())
    told = ["county_fips", "county", "state"]
    notes.problem("county not among the counties of 2022 (Connecticut: planning regions)", out.isna(), "left out", told)
    return out.astype("str")


def socs(atlas: Atlas, text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return (code as OEWS publishes it or null, whether it was rolled up) of SOC 2018 or O*NET codes.

    A detailed code OEWS publishes only combined counts for the combined code (31-1121 for 31-1120).
    """
    known = {*atlas.table("occupations")["soc"], "00-0000"}
    digits = text.str.replace(r"\.\d+$", "", regex=True).str.replace(r"\D", "", regex=True)
    code = (digits.str.slice(0, 2) + "-" + digits.str.slice(2, 6)).where(digits.str.len() == 6)
    broad = code.map(_COMBINED).fillna(code.str.slice(0, 6) + "0")
    rolled = ~code.isin(known) & broad.isin(known) & code.notna()
    return code.where(code.isin(known), broad.where(rolled)).astype("str"), rolled
