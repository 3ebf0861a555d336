"""Counties: jobs by sector (BLS QCEW), schooling (USDA ERS), workforce areas (Census LEHD).

County codes are five-digit text on the counties of 2022, unless said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import read_csv
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    check_vintage,
    number,
    refuse,
    require_columns,
)
from geo_opportunity.vocabulary import NAICS_SECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_opportunity.sources.fetch import Fetcher, PageFetch

__all__ = [
    "PAGES",
    "SOURCES",
    "fetch_qcew",
    "read_education",
    "read_qcew",
    "read_qcew_private",
    "read_workforce_areas",
]

_COUNTY: Final = r"\d{5}"
_COUNTY_WHAT: Final = "5-digit county FIPS code"

# --------------------------------------------------------------- jobs by sector

_QCEW_YEAR: Final = 2024
_QCEW_URL: Final = f"https://data.bls.gov/cew/data/api/{_QCEW_YEAR}/a/industry/{{sector}}.csv"
_MOST_JOBS: Final = 10_000_000.0
_MOST_PAY: Final = 10_000_000.0
_QCEW_FIELDS: Final = (
    "area_fips", "own_code", "industry_code", "agglvl_code", "year", "qtr", "disclosure_code",
    "annual_avg_emplvl", "total_annual_wages",
)  # fmt: skip
#: Aggregation levels of QCEW: a county's total, all owners together; a county's sector, one owner.
_COUNTY_TOTAL: Final = "70"
_COUNTY_SECTOR: Final = "74"


def read_qcew(path: Path) -> pd.DataFrame:
    """Read annual averages as the QCEW service has them by industry: one file, or several under one header.

    Counties only. A sector's owners (federal, state, local, private) are summed; where one of them is not
    disclosed the sector is unknown and has no row. Pay is the year's wages by the average of monthly
    employment.
    """
    frame = read_csv(path)
    require_columns(frame, _QCEW_FIELDS, path=path)
    for year in sorted(set(frame["year"])):
        check_vintage(f"year {year}", str(_QCEW_YEAR), path=path)
    if set(frame["qtr"]) - {"A"}:
        what = f"{path.name} is not of annual averages"
        raise FormatError(what, fix="download the annual file: its address has /a/, not a quarter")
    frame = frame.loc[frame["agglvl_code"].isin([_COUNTY_TOTAL, _COUNTY_SECTOR])]
    check_codes(frame["area_fips"], _COUNTY, path=path, what=_COUNTY_WHAT)
    check_unique(frame, ["area_fips", "own_code", "industry_code"], path=path)
    rows = pd.DataFrame(
        {
            "county_fips": frame["area_fips"],
            "sector": frame["industry_code"],
            "employment": number(frame["annual_avg_emplvl"], path=path, low=0, high=_MOST_JOBS),
            "wages": number(frame["total_annual_wages"], path=path, low=0, high=_MOST_JOBS * _MOST_PAY),
            "hidden": frame["disclosure_code"].str.strip() == "N",
        }
    )
    _check_sectors(rows["sector"], path)
    summed = rows.groupby(["county_fips", "sector"], sort=True).agg(
        employment=("employment", "sum"), wages=("wages", "sum"), hidden=("hidden", "any")
    )
    known = summed.loc[~summed["hidden"]].reset_index()
    pay = known["wages"] / known["employment"].where(known["employment"] > 0)
    return known.assign(owners="all", avg_pay=pay.round(), year=_QCEW_YEAR)


def read_qcew_private(path: Path) -> pd.DataFrame:
    """Read the flattened table: private employers only, sectors only; what is not disclosed has no row."""
    frame = read_csv(path)
    columns = {"fips": "county_fips", "naics": "sector", "employment": "employment", "avg_pay": "avg_pay"}
    require_columns(frame, columns, path=path)
    out = frame[list(columns)].rename(columns=columns)
    check_codes(out["county_fips"], _COUNTY, path=path, what=_COUNTY_WHAT)
    _check_sectors(out["sector"], path)
    out["employment"] = number(out["employment"], path=path, low=0, high=_MOST_JOBS)
    out["avg_pay"] = number(out["avg_pay"], path=path, low=0, high=_MOST_PAY)
    check_unique(out, ["county_fips", "sector"], path=path)
    return out.assign(owners="private", year=_QCEW_YEAR)


def _check_sectors(sector: pd.Series, path: Path) -> None:
    refuse(
        ~sector.isin(list(NAICS_SECTORS)),
        sector,
        "is no NAICS sector",
        path=path,
        fix="take the files of sectors (11 to 99) and of all industries (10)",
    )


def fetch_qcew(fetcher: Fetcher, target: Path) -> None:
    """Download all industries and every sector to `target`, one request each, under one header.

    Raises
    ------
    FormatError
        An answer has other columns than the first.
    """
    urls = [_QCEW_URL.format(sector=sector.replace("-", "_")) for sector in NAICS_SECTORS]

    def combine(answers: list[bytes]) -> bytes:
        tables = [answer.decode("utf-8").splitlines() for answer in answers]
        for url, lines in zip(urls, tables, strict=True):
            if not lines or lines[0] != tables[0][0] or "area_fips" not in lines[0]:
                raise FormatError(f"{url}: the answer is no table of QCEW", fix="try again later")
        return "\n".join([tables[0][0], *(line for lines in tables for line in lines[1:])]).encode() + b"\n"

    fetcher.fetch_pages(urls, target, combine)


# -------------------------------------------------------------------- schooling

_ERS_YEARS: Final = "2019-23"
_ERS: Final = {
    "below_high_school": "Less than high school graduate",
    "high_school": "High school graduate (or equivalency)",
    "some_college": "Some college or associate degree",
    "bachelors": "Bachelor's degree or higher",
}


def read_education(path: Path) -> pd.DataFrame:
    """Read adults of 25 and over by four levels of schooling, 2019-23; the censuses before are left out.

    States and the nation are left out, as are counties of earlier editions, which have no figures of these
    years.
    """
    frame = read_csv(path)
    columns = {name: f"{text}, {_ERS_YEARS}" for name, text in _ERS.items()}
    require_columns(frame, ["FIPS Code", *columns.values()], path=path)
    out = pd.DataFrame({"county_fips": frame["FIPS Code"].str.strip().str.zfill(5)})
    check_codes(out["county_fips"], _COUNTY, path=path, what=_COUNTY_WHAT)
    for name, column in columns.items():
        out[name] = number(frame[column], path=path, low=0, high=1e9)
    check_unique(out, ["county_fips"], path=path)
    share = f"Percent of adults with a bachelor's degree or higher, {_ERS_YEARS}"
    if share in frame.columns:
        total = out[list(columns)].sum(axis=1, skipna=False)
        said = number(frame[share], path=path, low=0, high=100)
        refuse(
            (out["bachelors"] / total.where(total > 0) * 100 - said).abs() > 0.1,
            said,
            "percent is not what the counts beside it give",
            path=path,
            fix="check that the columns are not shifted",
        )
    return out.loc[~out["county_fips"].str.endswith("000")].dropna(ignore_index=True)


# --------------------------------------------------------------- workforce areas

_AREAS: Final = ("county_fips", "area_code", "area_name", "population_2020", "share_of_county")
#: Shares of a divided county are rounded, and tracts without a workforce area leave up to a hundredth out.
_SHARE_TOLERANCE: Final = 0.011


def _decoded(name: str) -> str:
    """Return a name whose UTF-8 was taken for Latin-1 as it is written: 'MayagÃ¼ez' is 'Mayagüez'."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def read_workforce_areas(path: Path) -> pd.DataFrame:
    """Read each county's workforce areas, with the share of its residents; a county's shares sum to 1."""
    frame = read_csv(path)
    require_columns(frame, _AREAS, path=path)
    out = frame[list(_AREAS)].copy()
    check_codes(out["county_fips"], _COUNTY, path=path, what=_COUNTY_WHAT)
    check_codes(out["area_code"], r"[0-9A-Z]{8}", path=path, what="8-character LEHD workforce area code")
    out["area_name"] = out["area_name"].str.strip().map(_decoded)
    for column, most in (("population_2020", 1e8), ("share_of_county", 1.0)):
        out[column] = number(out[column], path=path, low=0, high=most)
    check_unique(out, ["county_fips", "area_code"], path=path)
    whole = out.groupby("county_fips")["share_of_county"].transform("sum")
    check_range(whole, path=path, low=1 - _SHARE_TOLERANCE, high=1 + _SHARE_TOLERANCE)
    return out


# ------------------------------------------------------------------------ sources

_QCEW_COLUMNS: Final = {
    "county_fips": "state + county FIPS; xx999: jobs of the state that are placed in no county",
    "sector": "NAICS 2022 sector; 10: all industries",
    "owners": "all, or private only",
    "employment": "annual average of monthly employment, jobs",
    "avg_pay": "pay of a job, USD a year",
    "year": "calendar year",
}
_ERS_COLUMNS: Final = {
    "county_fips": "state + county FIPS",
    **{name: f"{text}, adults of 25 and over, people" for name, text in _ERS.items()},
}
_AREA_COLUMNS: Final = {
    "county_fips": "state + county FIPS",
    "area_code": "LEHD code of the workforce area",
    "area_name": "name as published",
    "population_2020": "residents of the county in the workforce area, 2020 census",
    "share_of_county": "of the county's residents, fraction",
}

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("qcew_sectors", _QCEW_COLUMNS, read_qcew, read_qcew_private),
    from_catalog("qcew_totals", _QCEW_COLUMNS, read_qcew),
    from_catalog("ers_education", _ERS_COLUMNS, read_education),
    from_catalog("workforce_areas", _AREA_COLUMNS, read_workforce_areas),
)

#: How variants that are served in pages are fetched: path -> function.
PAGES: Final[Mapping[str, PageFetch]] = {f"qcew/qcew_{_QCEW_YEAR}_county_sector.csv": fetch_qcew}
