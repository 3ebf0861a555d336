"""Geography of the Census Bureau, BLS and DOL: shapes, population points, gazetteers, area definitions.

Shapes come back as published, EPSG:4269. FIPS codes are text with their zeros.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio.errors

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import open_text, read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    check_vintage,
    number,
    require_columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["SOURCES"]

_COUNTY_COUNT: Final = 3222
_TRACT_COUNT: Final = 85_395
_EPSG: Final = 4269
#: State codes of American Samoa, Guam, the Northern Marianas and the Virgin Islands: outside our counties.
_ISLAND_AREAS: Final = frozenset({"60", "66", "69", "78"})

# ------------------------------------------------------------------------ shapes


def _shapes(
    *, columns: Sequence[str], least_rows: int, rows: int | None = None
) -> Callable[[Path], gpd.GeoDataFrame]:
    def read(path: Path) -> gpd.GeoDataFrame:
        try:
            frame = gpd.read_file(path)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
            msg = (
                f"{path.name} cannot be read as a zipped shapefile: {error}. Fix: delete it and download "
                "it again."
            )
            raise FormatError(msg) from error
        frame = frame.rename(columns={c: c.lower() for c in frame.columns if c != "geometry"})
        require_columns(frame, columns, path=path)
        if frame.crs is None:
            msg = (
                f"{path.name} has no CRS (its .prj is missing). Fix: download the whole archive; Census "
                "shapes are EPSG:4269."
            )
            raise FormatError(msg)
        if frame.crs.to_epsg() != _EPSG:
            msg = (
                f"{path.name} is in {frame.crs.to_string()}, expected EPSG:{_EPSG} (NAD 83, as the Census "
                "Bureau publishes). Fix: download it again."
            )
            raise FormatError(msg)
        if rows is not None and len(frame) != rows:
            msg = (
                f"{path.name} holds {len(frame)} shapes, expected {rows} (2022 counties). Fix: use the "
                "2022 edition."
            )
            raise FormatError(msg)
        if len(frame) < least_rows:
            msg = (
                f"{path.name} holds {len(frame)} shapes, expected at least {least_rows}. Fix: download it "
                "again."
            )
            raise FormatError(msg)
        if frame.geometry.isna().any() or frame.geometry.is_empty.any():
            row = int((frame.geometry.isna() | frame.geometry.is_empty).to_numpy().argmax())
            msg = (
                f"{path.name}, column geometry, row {row}: no shape ({frame.iloc[row].get('geoid')}). "
                "Fix: download it again."
            )
            raise FormatError(msg)
        return frame

    return read


_COUNTY_SHAPE: Final = {
    "geoid": "state + county FIPS",
    "statefp": "state FIPS",
    "stusps": "postal code",
    "state_name": "state name",
    "namelsad": "name with legal description",
    "aland": "land area, square meters",
    "geometry": "polygon, EPSG:4269",
}
_OLD_COUNTY_SHAPE: Final = {
    "geoid": "state + county FIPS",
    "statefp": "state FIPS",
    "name": "name",
    "aland": "land area, square meters",
    "geometry": "polygon",
}
_STATE_SHAPE: Final = {
    "statefp": "state FIPS",
    "stusps": "postal code",
    "name": "name",
    "geometry": "polygon, EPSG:4269",
}
_CBSA_SHAPE: Final = {"geoid": "CBSA code", "name": "title", "geometry": "polygon, EPSG:4269"}


def _in_states(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the counties of the states, DC and Puerto Rico: the 5m file also holds the island areas."""
    keep = frame["statefp"].isin([*[f"{i:02d}" for i in range(1, 57)], "72"])
    return frame.loc[keep].reset_index(drop=True)


def _counties_20m(path: Path) -> gpd.GeoDataFrame:
    return _in_states(
        _shapes(columns=tuple(_COUNTY_SHAPE), least_rows=_COUNTY_COUNT, rows=_COUNTY_COUNT)(path)
    )


def _counties_5m(path: Path) -> gpd.GeoDataFrame:
    frame = _in_states(_shapes(columns=tuple(_COUNTY_SHAPE), least_rows=_COUNTY_COUNT)(path))
    if len(frame) != _COUNTY_COUNT:
        what = (
            f"{path.name} holds {len(frame)} counties of the states, DC and Puerto Rico, expected "
            f"{_COUNTY_COUNT}"
        )
        raise FormatError(what, fix="use the 2022 edition")
    return frame


# ----------------------------------------------------------- population, gazetteers


def _tract_centres(path: Path) -> pd.DataFrame:
    raw = read_csv(path)
    require_columns(raw, ("STATEFP", "COUNTYFP", "TRACTCE", "POPULATION", "LATITUDE", "LONGITUDE"), path=path)
    frame = pd.DataFrame(
        {
            "tract": (raw["STATEFP"] + raw["COUNTYFP"] + raw["TRACTCE"]).astype("str"),
            "population": number(raw["POPULATION"], path=path),
            "lat": number(raw["LATITUDE"], path=path),
            "lon": number(raw["LONGITUDE"], path=path),
        }
    )
    check_codes(frame["tract"], r"\d{11}", path=path, what="11-digit tract")
    check_range(frame["population"].rename("POPULATION"), path=path, low=0, high=200_000)
    check_range(frame["lat"].rename("LATITUDE"), path=path, low=-15, high=72)
    check_range(frame["lon"].rename("LONGITUDE"), path=path, low=-180, high=180)
    _check_count(frame, _TRACT_COUNT, "tracts", path)
    return frame


def _check_count(frame: pd.DataFrame, expected: int, what: str, path: Path) -> None:
    if len(frame) != expected:
        msg = (
            f"{path.name} holds {len(frame)} {what}, expected {expected}: it is cut short or of another "
            "edition. Fix: download it again."
        )
        raise FormatError(msg)


def _ct_tracts(path: Path) -> pd.DataFrame:
    raw = read_csv(path)
    raw.columns = [c.lower() for c in raw.columns]
    require_columns(raw, _CT_TRACTS, path=path)
    check_codes(raw["tract_fips_2020"], r"09\d{9}", path=path, what="Connecticut tract")
    check_codes(raw["tract_fips_2022"], r"09\d{9}", path=path, what="Connecticut tract")
    check_codes(raw["ce_fips_2022"], r"09\d{3}", path=path, what="planning region")
    return raw


_CT_TRACTS: Final = {
    "tract_fips_2020": "tract on the eight old counties",
    "tract_fips_2022": "the same tract on the nine planning regions",
    "county_fips_2020": "old county",
    "ce_fips_2022": "planning region",
    "ce_name_2022": "name of the planning region",
}


def _gazetteer(*, code_length: int, least: int, names: bool = True) -> Callable[[Path], pd.DataFrame]:
    def read(path: Path) -> pd.DataFrame:
        raw = read_csv(path, sep="|")
        needed = ["GEOID", "ALAND", "AWATER", "INTPTLAT", "INTPTLONG", *(["NAME"] if names else [])]
        require_columns(raw, needed, path=path)
        frame = pd.DataFrame(
            {
                "geoid": raw["GEOID"].str.strip(),
                "name": raw["NAME"].str.strip() if names else "",
                "state": raw["USPS"].str.strip() if "USPS" in raw else "",
                "land_km2": number(raw["ALAND"], path=path) / 1e6,
                "water_km2": number(raw["AWATER"], path=path) / 1e6,
                "lat": number(raw["INTPTLAT"], path=path),
                "lon": number(raw["INTPTLONG"], path=path),
            }
        )
        check_codes(frame["geoid"], rf"\d{{{code_length}}}", path=path, what=f"{code_length}-digit code")
        check_range(frame["lat"].rename("INTPTLAT"), path=path, low=-15, high=72)
        check_range(frame["lon"].rename("INTPTLONG"), path=path, low=-180, high=180)
        check_range(frame["land_km2"].rename("ALAND"), path=path, low=0)
        if len(frame) < least:
            msg = (
                f"{path.name} holds {len(frame)} rows, expected at least {least}: it is cut short. Fix: "
                "download it again."
            )
            raise FormatError(msg)
        return frame

    return read


_GAZ: Final = {
    "geoid": "code",
    "name": "name, empty for ZIP code areas",
    "state": "postal code, empty where the file has none",
    "land_km2": "land, km2",
    "water_km2": "water, km2",
    "lat": "internal point, degrees",
    "lon": "internal point, degrees",
}


def _api_array(path: Path) -> pd.DataFrame:
    try:
        rows = json.loads(open_text(path))
        frame = pd.DataFrame(rows[1:], columns=rows[0])
    except (ValueError, IndexError, TypeError) as error:
        msg = (
            f"{path.name} is no Census API array (a JSON list of rows, the first of them the header): "
            f"{error}. Fix: download it again."
        )
        raise FormatError(msg) from error
    return frame


def _acs_counties(path: Path) -> pd.DataFrame:
    raw = _api_array(path)
    require_columns(raw, ("NAME", "B01003_001E", "B25001_001E", "state", "county"), path=path)
    frame = pd.DataFrame(
        {
            "county_fips": raw["state"] + raw["county"],
            "name": raw["NAME"],
            "population": number(raw["B01003_001E"], path=path, first_row=1),
            "housing_units": number(raw["B25001_001E"], path=path, first_row=1),
        }
    )
    check_codes(frame["county_fips"], r"\d{5}", path=path, what="county FIPS", first_row=1)
    check_range(frame["population"], path=path, low=0, high=2e7, first_row=1)
    if len(frame) != _COUNTY_COUNT:
        msg = (
            f"{path.name} holds {len(frame)} counties, expected {_COUNTY_COUNT}. Fix: ask the API for "
            "county:* of the 2023 five-year ACS."
        )
        raise FormatError(msg)
    return frame


def _acs_zctas(path: Path) -> pd.DataFrame:
    raw = _api_array(path)
    code = "zip code tabulation area"
    require_columns(raw, ("B01003_001E", "B25001_001E", code), path=path)
    frame = pd.DataFrame(
        {
            "zcta": raw[code],
            "population": number(raw["B01003_001E"], path=path, first_row=1),
            "housing_units": number(raw["B25001_001E"], path=path, first_row=1),
        }
    )
    check_codes(frame["zcta"], r"\d{5}", path=path, what="ZIP code area", first_row=1)
    return frame


def _cbsa_counties(path: Path) -> pd.DataFrame:
    raw = read_excel(path, header=2)
    names = {
        "CBSA Code": "cbsa_code",
        "CBSA Title": "cbsa_title",
        "Metropolitan/Micropolitan Statistical Area": "cbsa_kind",
        "FIPS State Code": "state_fips",
        "FIPS County Code": "county",
    }
    require_columns(raw, names, path=path)
    frame = raw[list(names)].rename(columns=names).astype("str")
    frame = frame.loc[
        frame["cbsa_code"].str.fullmatch(r"\d{5}") & frame["county"].str.fullmatch(r"\d{1,3}(\.0)?")
    ].copy()
    frame["county_fips"] = frame["state_fips"].str.replace(".0", "").str.zfill(2) + frame[
        "county"
    ].str.replace(".0", "").str.zfill(3)
    if len(frame) < 1_500:
        msg = (
            f"{path.name} lists {len(frame)} counties, expected about 1,900. Fix: check that the header "
            "is in row 3."
        )
        raise FormatError(msg)
    return frame.reset_index(drop=True)


_CBSA: Final = {
    "cbsa_code": "CBSA",
    "cbsa_title": "title",
    "cbsa_kind": "Metropolitan or Micropolitan Statistical Area",
    "county_fips": "state + county FIPS",
}


def _county_to_area(path: Path) -> pd.DataFrame:
    raw = read_csv(path)
    require_columns(raw, _COUNTY_TO_AREA, path=path)
    check_codes(raw["county_fips"], r"\d{5}", path=path, what="county FIPS")
    check_codes(raw["area"], r"\d{5}|\d{7}", path=path, what="OEWS area (5 digits metro, 7 digits nonmetro)")
    check_unique(raw, ["county_fips"], path=path)
    check_codes(raw["area_kind"], "metro|nonmetro", path=path, what="kind of area")
    _check_count(raw, _COUNTY_COUNT, "counties", path)
    return raw


_COUNTY_TO_AREA: Final = {
    "county_fips": "state + county FIPS (2022 set)",
    "county_name": "name",
    "state": "postal code",
    "area": "OEWS area",
    "area_title": "title",
    "area_kind": "metro or nonmetro",
}


def _area_definitions(path: Path) -> pd.DataFrame:
    """Read the official area definitions workbook: one row per county (or town), columns by header name.

    The May 2025 workbook has not been seen: its headers are assumed to be worded as in earlier years. What
    does not come out as the 3,222 counties is refused.
    """
    raw = read_excel(path)
    found = {c.lower(): c for c in raw.columns}

    def column(*words: str) -> pd.Series:
        for name, original in found.items():
            if all(w in name for w in words):
                return raw[original].astype("str").str.strip()
        msg = (
            f"{path.name} has no column named like {' '.join(words)!r}; it has {', '.join(raw.columns)}. "
            "Fix: use the May 2025 edition."
        )
        raise FormatError(msg)

    state, county = column("fips").str.zfill(2), column("county", "code").str.zfill(3)
    area = column("msa code") if any("msa code" in n for n in found) else column("area", "code")
    area = area.where(area.str.len() <= 5, area.str.zfill(7))
    frame = pd.DataFrame(
        {
            "county_fips": state + county,
            "county_name": column("county name") if any("county name" in n for n in found) else "",
            "state": column("abbreviation") if any("abbreviation" in n for n in found) else "",
            "area": area,
            "area_title": column("msa name")
            if any("msa name" in n for n in found)
            else column("area", "title"),
        }
    ).drop_duplicates("county_fips")
    frame = frame.loc[~frame["county_fips"].str.slice(0, 2).isin(_ISLAND_AREAS)].reset_index(drop=True)
    check_codes(frame["county_fips"], r"\d{5}", path=path, what="county FIPS")
    check_codes(
        frame["area"], r"\d{5}|\d{7}", path=path, what="OEWS area (5 digits metro, 7 digits nonmetro)"
    )
    _check_count(frame, _COUNTY_COUNT, "counties of the states, DC and Puerto Rico", path)
    frame["area_kind"] = frame["area"].str.len().map({5: "metro", 7: "nonmetro"}).astype("str")
    return frame


def _oflc(path: Path) -> pd.DataFrame:
    raw = read_csv(path)
    require_columns(raw, ("Area", "AreaName", "StateAb", "State", "CountyTownName"), path=path)
    frame = pd.DataFrame(
        {
            "area": raw["Area"].where(
                raw["Area"].str.len() <= 5, raw["Area"].str.zfill(7)
            ),  # zeros are lost in this file
            "area_title": raw["AreaName"],
            "state": raw["StateAb"],
            "county_name": raw["CountyTownName"],
        }
    )
    check_codes(frame["area"], r"\d{5}|\d{7}", path=path, what="OEWS area")
    return frame


def _population_estimates(path: Path) -> pd.DataFrame:
    raw = read_csv(path)
    require_columns(raw, ("SUMLEV", "STATE", "COUNTY", "CTYNAME", "POPESTIMATE2022"), path=path)
    raw = raw.loc[raw["SUMLEV"] == "050"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "county_fips": raw["STATE"] + raw["COUNTY"],
            "name": raw["CTYNAME"],
            "population_2022": number(raw["POPESTIMATE2022"], path=path),
        }
    )


def _check_delineation(year: str) -> Callable[[Path], pd.DataFrame]:
    def read(path: Path) -> pd.DataFrame:
        title = " ".join(map(str, read_excel(path, header=None).head(2).to_numpy().ravel()))
        check_vintage(title, year, path=path)
        return _cbsa_counties(path)

    return read


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("county_to_area", _COUNTY_TO_AREA, _county_to_area, _area_definitions),
    from_catalog(
        "oflc_geography",
        {"area": "OEWS area", "area_title": "title", "state": "postal code", "county_name": "county or town"},
        _oflc,
    ),
    from_catalog("county_shapes", _COUNTY_SHAPE, _counties_5m, _counties_20m),
    from_catalog(
        "county_shapes_2019", _OLD_COUNTY_SHAPE, _shapes(columns=tuple(_OLD_COUNTY_SHAPE), least_rows=3200)
    ),
    from_catalog("cbsa_shapes_2019", _CBSA_SHAPE, _shapes(columns=tuple(_CBSA_SHAPE), least_rows=900)),
    from_catalog("state_shapes_2019", _STATE_SHAPE, _shapes(columns=tuple(_STATE_SHAPE), least_rows=51)),
    from_catalog("state_shapes_20m", _STATE_SHAPE, _shapes(columns=tuple(_STATE_SHAPE), least_rows=51)),
    from_catalog("state_shapes_500k", _STATE_SHAPE, _shapes(columns=tuple(_STATE_SHAPE), least_rows=51)),
    from_catalog(
        "tract_centres",
        {
            "tract": "11-digit tract (Connecticut: old counties)",
            "population": "people",
            "lat": "degrees",
            "lon": "degrees",
        },
        _tract_centres,
    ),
    from_catalog("ct_tracts", _CT_TRACTS, _ct_tracts),
    from_catalog("gaz_counties", _GAZ, _gazetteer(code_length=5, least=_COUNTY_COUNT)),
    from_catalog("gaz_cbsa", _GAZ, _gazetteer(code_length=5, least=900)),
    from_catalog("gaz_zcta", _GAZ, _gazetteer(code_length=5, least=33_000, names=False)),
    from_catalog("gaz_places", _GAZ, _gazetteer(code_length=7, least=31_000)),
    from_catalog("cbsa_counties", _CBSA, _check_delineation("2023")),
    from_catalog("cbsa_counties_2020", _CBSA, _check_delineation("2020")),
    from_catalog(
        "acs_counties",
        {
            "county_fips": "state + county FIPS",
            "name": "name, state",
            "population": "people",
            "housing_units": "units",
        },
        _acs_counties,
    ),
    from_catalog(
        "acs_zctas", {"zcta": "ZIP code area", "population": "people", "housing_units": "units"}, _acs_zctas
    ),
    from_catalog(
        "population_estimates",
        {"county_fips": "state + county FIPS", "name": "name", "population_2022": "people, 1 July 2022"},
        _population_estimates,
    ),
)
