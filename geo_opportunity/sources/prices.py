"""What a place costs, as published: price parities, fair market rents, child care.

Every price keeps the dollars and the period its publisher states; nothing is inflated here.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import decode, open_text, read_csv, read_excel, zip_members
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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "SOURCES",
    "read_childcare",
    "read_childcare_infant",
    "read_fmr",
    "read_ndcp",
    "read_rpp",
]

#: Regional price parities (US = 100) outside these ranges are a fault of the file, not a price level:
#: all items, goods and other services; rents and utilities spread wider (38.9 is the lowest published rent
#: parity).
_RPP_RANGE: Final = (40.0, 250.0)
_RPP_RANGE_HOUSING: Final = (15.0, 400.0)
_HOUSING_LINES: Final = (3, 4)
#: Parities drift: of three years in a row the first lies nearer to the second than to the third. Distance to
#: the third over distance to the second, the mean over lines, is 0.99 to 1.69 in every year from 2010 to
#: 2024, for metropolitan areas and for portions; with the last two years exchanged it is the inverse (2024:
#: 0.74 and 0.72).
_RPP_DRIFT: Final = 0.95
#: Fewer geographies than this say nothing about the order of years, nor fewer counties about the order of
#: ages.
_ENOUGH: Final = 50
#: Share of counties and years in which care of a younger child costs less than of an older one: 0.004 for
#: infants against preschoolers in 2008-18. More than this, and the columns are exchanged.
_CARE_DISORDER: Final = 0.05
#: Monthly rents outside this range (US dollars) are a fault of the file.
_RENT_RANGE: Final = (100.0, 15_000.0)
#: Weekly child care prices outside this range (US dollars) are a fault of the file.
_CARE_RANGE: Final = (10.0, 1_500.0)

#: Which census population each fiscal year's rent file carries, which identifies a file without a year.
_FMR_POPULATION: Final[dict[int, str]] = {2026: "pop2023", 2025: "pop2022", 2023: "pop2020"}
_RENTS: Final = tuple(f"rent_{n}" for n in range(5))

_RPP_COLUMNS: Final[dict[str, str]] = {
    "geo_fips": (
        "5-digit metro CBSA, or state + 998 (metropolitan portion) / 999 (nonmetropolitan portion); "
        "00000 is the US"
    ),
    "geo_name": "name as published",
    "line_code": "1 all items, 2 goods, 3 housing rents, 4 utilities, 5 other services",
    "year": "calendar year",
    "value": "regional price parity, US = 100; null where the portion does not exist (published as 0.000)",
}
_FMR_COLUMNS: Final[dict[str, str]] = {
    "fips": "10 digits: state + county + county subdivision; 99999 at the end is the whole county",
    "county_fips": "state + county FIPS as HUD uses it (Connecticut: planning regions from FY2025)",
    "state": "postal code",
    "county_name": "county as published",
    "town_name": "New England town; empty elsewhere",
    "hud_area_name": "HUD fair market rent area",
    "population": "people, census population of the file's edition",
    "rent_0": "fair market rent, efficiency, USD a month",
    "rent_1": "1 bedroom, USD a month",
    "rent_2": "2 bedrooms, USD a month",
    "rent_3": "3 bedrooms, USD a month",
    "rent_4": "4 bedrooms, USD a month",
}
_CARE_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: the eight old counties)",
    "study_year": "year of the price, in that year's dollars",
    "state": "postal code",
    "center_infant": "median full-time price, center, infant, USD a week",
    "center_toddler": "median full-time price, center, toddler, USD a week",
    "center_preschool": "median full-time price, center, preschooler, USD a week",
    "center_school_age": "median full-time price, center, school-age child, USD a week",
}
_INFANT_COLUMNS: Final[dict[str, str]] = {
    k: v for k, v in _CARE_COLUMNS.items() if k in {"county_fips", "study_year", "state", "center_infant"}
}

# ---------------------------------------------------------- price parities (BEA)


def _bea_text(path: Path, table: str) -> str:
    """Return the text of a BEA table: the file itself, or the one member of its zip that is named like it."""
    if path.suffix != ".zip":
        return open_text(path)
    called = f"{table}_<first>_<last year>.csv"
    found = list(zip_members(path, rf"{table}_\d{{4}}_\d{{4}}\.csv", called=called).values())
    if len(found) != 1:
        fix = "download the archive again from https://apps.bea.gov/regional/downloadzip.cfm"
        raise FormatError(f"{path.name} has {len(found)} members named {called}", fix=fix)
    return decode(found[0])


def read_rpp(path: Path, *, table: str) -> pd.DataFrame:
    """Read a BEA regional price parity table (CSV, or the zip BEA serves) into long form.

    Parameters
    ----------
    path : Path
        ``MARPP_MSA_2008_2024.csv`` or ``MARPP.zip`` (metros), ``PARPP_PORT_2008_2024.csv`` or ``PARPP.zip``
        (portions).
    table : str
        ``MARPP_MSA`` or ``PARPP_PORT``: the member wanted and, up to the underscore, the TableName inside it.

    Returns
    -------
    DataFrame
        One row per geography, line and year. Units: index, US = 100; published zeros (no such portion) are
        null.

    Raises
    ------
    FormatError
        The closing note is missing (file cut short), another table, or no 2024 column.
    ValueRangeError
        A parity outside 40-250 (rents and utilities: 15-400).
    """
    text = _bea_text(path, table)
    wide = read_csv(path, text=text)
    require_columns(wide, ("GeoFIPS", "GeoName", "TableName", "LineCode"), path=path)
    years = [c for c in wide.columns if re.fullmatch(r"\d{4}", c)]
    check_vintage(" ".join(years), "2024", path=path)
    if years != sorted(years):
        msg = f"{path.name} has its years in the order {', '.join(years)}; BEA publishes them ascending"
        raise FormatError(msg, fix="the columns of years are exchanged; download the file again")
    note = wide["LineCode"].fillna("").str.strip() == ""
    rows = int((~note).sum())
    if rows == 0 or note.iloc[:rows].any() or not note.any():
        msg = (
            f"{path.name}: the closing note ('U.S. Bureau of Economic Analysis') is missing or is "
            "among the rows; "
            "the file is cut short or edited. Fix: download it again."
        )
        raise FormatError(msg)
    news = re.search(r"new statistics for (\d{4})", text)
    if news:
        check_vintage(f"new statistics for {news[1]}", years[-1], path=path)
    wide = wide.iloc[:rows]
    check_vintage(" ".join(wide["TableName"].str.strip().unique()), table.partition("_")[0], path=path)
    fips = wide["GeoFIPS"].str.replace(r'["\s]', "", regex=True)
    check_codes(fips, r"\d{5}", path=path, what="5-digit BEA geography code")
    line = number(wide["LineCode"], path=path, low=1, high=5)
    long = []
    for year in years:
        value = number(wide[year], path=path, missing=("(NA)", "(D)", "(NM)"))
        value = value.mask(value == 0)
        housing = line.isin(_HOUSING_LINES)
        check_range(value.mask(housing), path=path, low=_RPP_RANGE[0], high=_RPP_RANGE[1])
        check_range(value.where(housing), path=path, low=_RPP_RANGE_HOUSING[0], high=_RPP_RANGE_HOUSING[1])
        long.append(
            pd.DataFrame(
                {
                    "geo_fips": fips,
                    "geo_name": wide["GeoName"].str.strip().str.rstrip("* "),
                    "line_code": line.astype("int64"),
                    "year": int(year),
                    "value": value,
                }
            )
        )
    frame = pd.concat(long, ignore_index=True)
    check_unique(frame, ["geo_fips", "line_code", "year"], path=path, first_row=None)
    _refuse_exchanged_years(frame, path)
    return frame


def _refuse_exchanged_years(frame: pd.DataFrame, path: Path) -> None:
    """Raise ValueRangeError when the last two years drift the wrong way (see _RPP_DRIFT)."""
    wide = frame.pivot_table(index=["line_code", "geo_fips"], columns="year", values="value").dropna()
    if len(wide.columns) < 3 or wide.index.get_level_values("geo_fips").nunique() < _ENOUGH:
        return
    before, last_but_one, last = wide.columns[-3:]
    gaps = pd.DataFrame(
        {"far": (wide[last] - wide[before]).abs(), "near": (wide[last_but_one] - wide[before]).abs()}
    )
    by_line = gaps.groupby(level="line_code").mean()
    moved = by_line[(by_line > 0).all(axis=1)]
    drift = float(np.exp(np.log(moved["far"] / moved["near"]).mean())) if len(moved) else 1.0
    if drift < _RPP_DRIFT:
        msg = (
            f"{path.name}: parities of {last} lie nearer to those of {before} than parities of "
            f"{last_but_one} do "
            f"(ratio {drift:.2f}, at least {_RPP_DRIFT} expected)"
        )
        raise ValueRangeError(
            msg,
            fix=(
                f"the columns {last_but_one} and {last} are exchanged, or of two editions; download the "
                "file again"
            ),
        )


# ------------------------------------------------- fair market rents of HUD


def _first_sheet(path: Path) -> str:
    """Return the name of a workbook's first sheet."""
    try:
        with pd.ExcelFile(path, engine="calamine") as book:
            return str(book.sheet_names[0])
    except Exception as error:
        msg = f"{path.name} cannot be read as a workbook: {error}. Fix: delete it and download it again."
        raise FormatError(msg) from error


def read_fmr(path: Path, *, fiscal_year: int) -> pd.DataFrame:
    """Read HUD's fair market rents of one fiscal year (workbook or flattened CSV).

    Returns
    -------
    DataFrame
        One row per county (``fips`` ends in 99999) or, in New England, per town. Rents in USD a month.

    Raises
    ------
    FormatError
        A file of another fiscal year (sheet name, or the census population it carries), or doubled codes.
    ValueRangeError
        A rent that is zero, negative or beyond reason.
    """
    year = f"FY{fiscal_year % 100:02d}"
    if path.suffix in {".xlsx", ".xls"}:
        check_vintage(_first_sheet(path), f"{year}_FMRs", path=path)
        frame = read_excel(path)
    else:
        frame = read_csv(path)
    postal = "stusps" if "stusps" in frame.columns else "state_alpha"
    names = {
        "fips": "fips",
        "countyname": "county_name",
        "county_town_name": "town_name",
        "hud_area_name": "hud_area_name",
        postal: "state",
    }
    require_columns(frame, (*names, *(f"fmr_{n}" for n in range(5))), path=path)
    check_vintage(
        ", ".join(c for c in frame.columns if re.fullmatch(r"pop\d{4}", c)),
        _FMR_POPULATION[fiscal_year],
        path=path,
    )
    check_codes(frame["fips"], r"\d{10}", path=path, what="10-digit state, county and subdivision code")
    out = pd.DataFrame({new: frame[old].astype("str").str.strip() for old, new in names.items()})
    out["county_fips"] = out["fips"].str[:5]
    population = number(frame[_FMR_POPULATION[fiscal_year]], path=path, low=0, high=2e7)
    out["population"] = population
    for rooms, column in enumerate(_RENTS):
        rent = number(frame[f"fmr_{rooms}"], path=path, low=_RENT_RANGE[0], high=_RENT_RANGE[1])
        out[column] = rent
    empty = out[list(_RENTS)].isna().any(axis=1)
    refuse(
        empty,
        out["fips"],
        "has an empty rent; HUD publishes five for every area",
        path=path,
        fix="download the file again",
    )
    check_unique(out, ["fips"], path=path)
    return out[list(_FMR_COLUMNS)]


# --------------------------------------------------------------- child care (DOL)


def _care(
    frame: pd.DataFrame,
    path: Path,
    prices: Mapping[str, str],
    *,
    year: str,
    state: str,
    last: int,
    price_missing: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return county, year, state and the `prices` (published column -> ours) of an NDCP file, checked."""
    require_columns(frame, ("county_fips", year, state, *prices), path=path)
    fips = frame["county_fips"].astype("str").str.strip()
    check_codes(fips, r"\d{5}", path=path, what="5-digit county FIPS code")
    study_year = number(frame[year], path=path, low=2008, high=last)
    if int(study_year.max()) != last:
        msg = (
            f"{path.name} ends with study year {study_year.max():g}; the edition expected ends with "
            f"{last}. Fix: put the 2008-{last} edition there."
        )
        raise FormatError(msg)
    out = pd.DataFrame(
        {
            "county_fips": fips,
            "study_year": study_year.astype("int64"),
            "state": frame[state].astype("str").str.strip(),
        }
    )
    for published, ours in prices.items():
        value = number(
            frame[published],
            path=path,
            missing=("NA", ".", *price_missing),
            low=_CARE_RANGE[0],
            high=_CARE_RANGE[1],
        )
        out[ours] = value
    check_unique(out, ["county_fips", "study_year"], path=path, first_row=None)
    _refuse_exchanged_ages(out, prices, path)
    return out


def _refuse_exchanged_ages(frame: pd.DataFrame, prices: Mapping[str, str], path: Path) -> None:
    """Raise ValueRangeError if infant care is cheaper than preschool care in too many places."""
    published = {ours: name for name, ours in prices.items()}
    if not {"center_infant", "center_preschool"} <= set(published):
        return
    both = frame[["center_infant", "center_preschool"]].dropna()
    share = float((both["center_infant"] < both["center_preschool"]).mean()) if len(both) >= _ENOUGH else 0.0
    if share > _CARE_DISORDER:
        msg = (
            f"{path.name}: {published['center_infant']} (infants) costs less than "
            f"{published['center_preschool']} (preschoolers) "
            f"in {share:.0%} of {len(both):,} rows, at most {_CARE_DISORDER:.0%} expected"
        )
        raise ValueRangeError(msg, fix="the two columns are exchanged; download the file again")


_COMPLETE_CASE: Final[dict[str, str]] = {
    "mc_infant": "center_infant",
    "mc_toddler": "center_toddler",
    "mc_preschool": "center_preschool",
    "mcsa": "center_school_age",
}


def read_childcare(path: Path) -> pd.DataFrame:
    """Read the complete-case NDCP prices 2008-2018: counties and years for which every price is published.

    Returns
    -------
    DataFrame
        One row per county and study year. Units: USD a week, in the dollars of the study year.
    """
    return _care(
        read_csv(path), path, _COMPLETE_CASE, year="study_year", state="state_abbreviation", last=2018
    )


def read_childcare_infant(path: Path) -> pd.DataFrame:
    """Read the NDCP infant prices 2008-2018 of all counties (null where no price is published).

    Returns
    -------
    DataFrame
        One row per county and study year. Units: USD a week, in the dollars of the study year.
    """
    return _care(
        read_csv(path),
        path,
        {"median_center_infant": "center_infant"},
        year="study_year",
        state="state_abbreviation",
        last=2018,
    )


def read_ndcp(path: Path) -> pd.DataFrame:
    """Read the official NDCP workbook 2008-2022 (``NDCP2022.xlsx``).

    Column names are those of the technical report's data dictionary (appendix C), in either case:
    COUNTY_FIPS_CODE, STUDYYEAR, STATE_ABBREVIATION, MCINFANT, MCTODDLER, MCPRESCHOOL, MCSA. FIPS zeros
    lost in the workbook are restored; a price of another census year's county keeps that county's code.
    """
    frame = read_excel(path)
    frame.columns = [str(c).upper() for c in frame.columns]
    needed = (
        "COUNTY_FIPS_CODE",
        "STUDYYEAR",
        "STATE_ABBREVIATION",
        "MCINFANT",
        "MCTODDLER",
        "MCPRESCHOOL",
        "MCSA",
    )
    require_columns(frame, needed, path=path)
    code = number(frame["COUNTY_FIPS_CODE"], path=path, low=1001, high=78999)
    frame["county_fips"] = code.astype("int64").astype("str").str.zfill(5)
    prices = {
        "MCINFANT": "center_infant",
        "MCTODDLER": "center_toddler",
        "MCPRESCHOOL": "center_preschool",
        "MCSA": "center_school_age",
    }
    return _care(frame, path, prices, year="STUDYYEAR", state="STATE_ABBREVIATION", last=2022)


# ------------------------------------------------------------------------ sources

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("rpp_metro", _RPP_COLUMNS, partial(read_rpp, table="MARPP_MSA")),
    from_catalog("rpp_portion", _RPP_COLUMNS, partial(read_rpp, table="PARPP_PORT")),
    from_catalog("fmr", _FMR_COLUMNS, partial(read_fmr, fiscal_year=2026)),
    from_catalog("fmr_2025", _FMR_COLUMNS, partial(read_fmr, fiscal_year=2025)),
    from_catalog("fmr_2023", _FMR_COLUMNS, partial(read_fmr, fiscal_year=2023)),
    from_catalog("childcare", _CARE_COLUMNS, read_ndcp, read_childcare),
    from_catalog("childcare_infant", _INFANT_COLUMNS, read_ndcp, read_childcare_infant),
)
