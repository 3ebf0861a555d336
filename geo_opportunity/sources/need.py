"""Published need by county: vulnerability, unemployment, poverty, rurality, zones, mobile coverage.

County codes are five-digit text; the census year of the counties differs by source and is said in each
title, since Connecticut (eight counties to nine planning regions, 2022) and Alaska changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import open_text, read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_unique,
    check_vintage,
    number,
    refuse,
    require_columns,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "SOURCES",
    "read_county_typology",
    "read_laus",
    "read_mobile_coverage",
    "read_opportunity_zones",
    "read_rucc",
    "read_saipe",
    "read_svi",
]

_COUNTY: Final = r"\d{5}"
_COUNTY_WHAT: Final = "5-digit county FIPS code"

_SVI_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: planning regions)",
    "total_population": "people, ACS 2018-22 (E_TOTPOP)",
    "under_18": "people aged 17 and younger (E_AGE17)",
    "households": "households (E_HH)",
    "no_vehicle_share": "households without a vehicle, fraction (EP_NOVEH / 100)",
    "no_internet_share": "households without an internet subscription, fraction (EP_NOINT / 100)",
    "poverty150_share": "people below 150 percent of the poverty line, fraction (EP_POV150 / 100)",
    "unemployment_share": "unemployed of the civilian labor force aged 16+, fraction (EP_UNEMP / 100)",
    "svi_overall": "overall percentile rank among US counties, 0 to 1 (RPL_THEMES)",
}
_LAUS_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: planning regions)",
    "name": "county and state as published",
    "year": "calendar year of the annual average",
    "labor_force": "people",
    "employed": "people",
    "unemployed": "people",
    "unemployment_rate": "unemployed / labor force as published, fraction",
}
_SAIPE_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: planning regions); xx000 is a state, 00000 the US",
    "name": "area as published",
    "poverty_rate": "all ages in poverty 2023, fraction",
    "poverty_people": "all ages in poverty 2023, people",
    "median_household_income": "median household income 2023, USD a year",
}
_RUCC_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: planning regions)",
    "name": "county as published",
    "population_2020": "people, 2020 census",
    "rural_urban_code": (
        "rural-urban continuum code, 1 (metro of a million or more) to 9 (rural, not adjacent); null "
        "where no one lives"
    ),
}
_TYPOLOGY_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS of 2015 (Connecticut: the eight old counties)",
    "name": "county as published",
    "persistent_poverty": "1 when a fifth or more was poor in 1980, 1990, 2000 and 2007-11, else 0",
    "persistent_child_poverty": "the same for related children, 1 or 0",
}
_ZONE_COLUMNS: Final[dict[str, str]] = {
    "tract": "11-digit census tract of 2010",
    "tract_type": "Low-Income Community, or Non-LIC Contiguous",
}
_MOBILE_COLUMNS: Final[dict[str, str]] = {
    "county_fips": "state + county FIPS (Connecticut: the eight old counties)",
    "name": "county as published",
    "mobile_4g_share": "land with 4G 5/1 Mbps, in vehicle, fraction",
    "mobile_5g_share": "land with 5G 7/1 Mbps, in vehicle, fraction",
    "mobile_5g_35_share": "land with 5G 35/3 Mbps, in vehicle, fraction",
}


def _county_codes(values: pd.Series, path: Path, *, first_row: int = 2) -> pd.Series:
    """Return 5-digit codes with their lost leading zero restored."""
    codes = values.astype("str").str.strip().str.zfill(5)
    check_codes(codes, _COUNTY, path=path, what=_COUNTY_WHAT, first_row=first_row)
    return codes


def _share(
    frame: pd.DataFrame,
    column: str,
    path: Path,
    *,
    scale: float = 100.0,
    missing: tuple[str, ...] = (),
    first_row: int = 2,
) -> pd.Series:
    """Return a column of percents (or of fractions, scale 1) as fractions, refused outside 0-1."""
    value = number(frame[column], path=path, missing=missing, first_row=first_row, low=0, high=scale)
    return value / scale


def read_svi(path: Path) -> pd.DataFrame:
    """Read the CDC/ATSDR Social Vulnerability Index 2022 by county.

    Leading zeros of FIPS are restored; -999 (suppressed) is null.

    Returns
    -------
    DataFrame
        One row per county of the 50 states and DC. Units: see the source's columns.
    """
    frame = read_csv(path)
    shares = {
        "no_vehicle_share": "EP_NOVEH",
        "no_internet_share": "EP_NOINT",
        "poverty150_share": "EP_POV150",
        "unemployment_share": "EP_UNEMP",
    }
    counts = {"total_population": "E_TOTPOP", "under_18": "E_AGE17", "households": "E_HH"}
    require_columns(frame, ("FIPS", *counts.values(), *shares.values(), "RPL_THEMES"), path=path)
    suppressed = ("-999", "-999.0")
    out = pd.DataFrame({"county_fips": _county_codes(frame["FIPS"], path)})
    check_unique(out, ["county_fips"], path=path, first_row=None)
    for ours, published in counts.items():
        value = number(frame[published], path=path, missing=suppressed, low=0, high=2e7)
        out[ours] = value
    for ours, published in shares.items():
        out[ours] = _share(frame, published, path, missing=suppressed)
    out["svi_overall"] = _share(frame, "RPL_THEMES", path, scale=1, missing=suppressed)
    refuse(
        out["under_18"] > out["total_population"],
        out["under_18"].rename("E_AGE17"),
        "people under 18 are more than all people",
        path=path,
        fix="restore the published values",
        error=ValueRangeError,
    )
    return out[list(_SVI_COLUMNS)]


def read_laus(path: Path) -> pd.DataFrame:
    """Read the LAUS county annual averages 2024 (title above the header, footer below).

    Returns
    -------
    DataFrame
        One row per county. Units: people; the rate as a fraction.

    Raises
    ------
    FormatError
        The title or the year says another year than 2024, or rows are missing in the middle.
    ValueRangeError
        Unemployed is not labor force less employed, or the rate is not theirs (to a tenth of a percent).
    """
    title = str(read_excel(path, header=0).columns[0])
    check_vintage(title, "2024 Annual Averages", path=path)
    frame = read_excel(path, header=1)
    rate_column = "Unemployment Rate (%)"
    needed = (
        "State FIPS Code",
        "County FIPS Code",
        "County Name/State Abbreviation",
        "Year",
        "Labor Force",
        "Employed",
        "Unemployed",
        rate_column,
    )
    require_columns(frame, needed, path=path)
    state = frame["State FIPS Code"].astype("str").str.strip()
    held = state != ""
    rows = int(held.sum())
    if rows == 0 or not held.iloc[:rows].all():
        gap = int(np.flatnonzero(~held.to_numpy(bool))[0]) if rows else 0
        msg = (
            f"{path.name}, row {gap + 3}: no state code, yet counties follow. Fix: download the workbook "
            "again."
        )
        raise FormatError(msg)
    frame = frame.iloc[:rows]
    code = state.iloc[:rows].str.zfill(2) + frame["County FIPS Code"].astype("str").str.strip().str.zfill(3)
    year = number(frame["Year"], path=path, first_row=3, low=2024, high=2024)
    out = pd.DataFrame(
        {
            "county_fips": _county_codes(
                code.rename("State FIPS Code + County FIPS Code"), path, first_row=3
            ),
            "name": frame["County Name/State Abbreviation"].astype("str").str.strip(),
            "year": year.astype("int64"),
        }
    )
    check_unique(out, ["county_fips"], path=path, first_row=None)
    for ours, published in {
        "labor_force": "Labor Force",
        "employed": "Employed",
        "unemployed": "Unemployed",
    }.items():
        value = number(frame[published], path=path, missing=("N.A.", "-"), first_row=3, low=0, high=2e7)
        out[ours] = value
    out["unemployment_rate"] = _share(frame, rate_column, path, missing=("N.A.", "-"), first_row=3)
    off = (out["labor_force"] - out["employed"] - out["unemployed"]).abs() > 2
    off |= (
        out["unemployed"] / out["labor_force"].where(out["labor_force"] > 0) - out["unemployment_rate"]
    ).abs() > 0.002
    if off.any():
        row = int(np.flatnonzero(off.to_numpy(bool))[0])
        msg = (
            f"{path.name}, row {row + 3}: labor force, employed, unemployed and rate of "
            f"{out['name'].iloc[row]} contradict one another "
            f"({int(off.sum())} such rows). Fix: download the workbook again."
        )
        raise ValueRangeError(msg)
    return out[list(_LAUS_COLUMNS)]


#: Lines of text above the header of the ERS edition of SAIPE.
_SAIPE_TEXT_LINES: Final = 4


def read_saipe(path: Path) -> pd.DataFrame:
    """Read the ERS edition of SAIPE poverty and income 2023 (four lines above the header, thousands commas).

    Returns
    -------
    DataFrame
        Nation, states and counties. Units: fraction, people, USD a year; null where none is estimated
        (Kalawao, HI).

    Raises
    ------
    FormatError
        The title names another year, or the header is not on the fifth line.
    """
    check_vintage(open_text(path).partition("\n")[0], "2023", path=path)
    frame = read_csv(path, skiprows=_SAIPE_TEXT_LINES)
    require_columns(
        frame, ("FIPS_Code", "Area_Name", "PCTPOVALL_2023", "POVALL_2023", "MEDHHINC_2023"), path=path
    )
    first = _SAIPE_TEXT_LINES + 2
    out = pd.DataFrame(
        {
            "county_fips": _county_codes(frame["FIPS_Code"], path, first_row=first),
            "name": frame["Area_Name"].str.strip(),
        }
    )
    check_unique(out, ["county_fips"], path=path, first_row=None)
    out["poverty_rate"] = _share(frame, "PCTPOVALL_2023", path, missing=(".",), first_row=first)
    people = number(frame["POVALL_2023"], path=path, missing=(".",), first_row=first, low=0, high=1e8)
    income = number(
        frame["MEDHHINC_2023"], path=path, missing=(".",), first_row=first, low=10_000, high=500_000
    )
    out["poverty_people"], out["median_household_income"] = people, income
    return out[list(_SAIPE_COLUMNS)]


def read_rucc(path: Path) -> pd.DataFrame:
    """Read the USDA rural-urban continuum codes 2023 (workbook).

    Returns
    -------
    DataFrame
        One row per county, island areas included. Codes 1 to 9; null where no one lives.
    """
    frame = read_excel(path, "Rural-urban Continuum Code 2023")
    require_columns(frame, ("FIPS", "County_Name", "Population_2020", "RUCC_2023"), path=path)
    out = pd.DataFrame(
        {
            "county_fips": _county_codes(frame["FIPS"], path),
            "name": frame["County_Name"].astype("str").str.strip(),
        }
    )
    check_unique(out, ["county_fips"], path=path, first_row=None)
    people = number(frame["Population_2020"], path=path, low=0, high=2e7)
    code = number(frame["RUCC_2023"], path=path, low=1, high=9)
    out["population_2020"], out["rural_urban_code"] = people, code
    return out[list(_RUCC_COLUMNS)]


def read_county_typology(path: Path) -> pd.DataFrame:
    """Read the USDA county typology 2015: persistent poverty.

    Returns
    -------
    DataFrame
        One row per county of 2015. Flags 1 or 0.
    """
    frame = read_csv(path)
    flags = {
        "persistent_poverty": "Persistent_Poverty_2013",
        "persistent_child_poverty": "Persistent_Related_Child_Poverty_2013",
    }
    require_columns(frame, ("FIPStxt", "County_name", *flags.values()), path=path)
    out = pd.DataFrame(
        {"county_fips": _county_codes(frame["FIPStxt"], path), "name": frame["County_name"].str.strip()}
    )
    check_unique(out, ["county_fips"], path=path, first_row=None)
    for ours, published in flags.items():
        check_codes(frame[published].str.strip(), "0|1", path=path, what="flag (0 or 1)")
        out[ours] = number(frame[published], path=path).astype("int64")
    return out[list(_TYPOLOGY_COLUMNS)]


#: Designated tracts of the final list.
_ZONES: Final = 8_764


def read_opportunity_zones(path: Path) -> pd.DataFrame:
    """Read the 8,764 designated qualified opportunity zones (census tracts of 2010).

    Returns
    -------
    DataFrame
        One row per designated tract.

    Raises
    ------
    FormatError
        Codes that are not 11 digits, doubled tracts, or not 8,764 of them.
    """
    frame = read_csv(path)
    require_columns(frame, ("census_tract_2010", "tract_type"), path=path)
    tract = frame["census_tract_2010"].str.strip()
    check_codes(tract, r"\d{11}", path=path, what="11-digit census tract")
    check_codes(
        frame["tract_type"].str.strip(),
        "Low-Income Community|Non-LIC Contiguous",
        path=path,
        what="tract type",
    )
    check_unique(tract.to_frame("tract"), ["tract"], path=path, first_row=None)
    if len(tract) != _ZONES:
        msg = (
            f"{path.name} lists {len(tract):,} tracts; the final list (IRS Notices 2018-48 and 2019-42) "
            f"has {_ZONES:,}. Fix: download it again."
        )
        raise FormatError(msg)
    return pd.DataFrame({"tract": tract, "tract_type": frame["tract_type"].str.strip()})


def read_mobile_coverage(path: Path) -> pd.DataFrame:
    """Read the FCC mobile coverage summary: whole counties (area_data_type Total), in-vehicle shares of land.

    Returns
    -------
    DataFrame
        One row per county of before 2022 (island areas included). Units: fraction of the county's area.
    """
    frame = read_csv(path)
    shares = {
        "mobile_4g_share": "mobilebb_4g_area_iv_pct",
        "mobile_5g_share": "mobilebb_5g_spd1_area_iv_pct",
        "mobile_5g_35_share": "mobilebb_5g_spd2_area_iv_pct",
    }
    require_columns(
        frame,
        ("area_data_type", "geography_type", "geography_id", "geography_desc", *shares.values()),
        path=path,
    )
    values = {ours: _share(frame, published, path, scale=1) for ours, published in shares.items()}
    county = (frame["geography_type"] == "County") & (frame["area_data_type"] == "Total")
    if not county.any():
        msg = (
            f"{path.name} has no rows of geography_type County and area_data_type Total. Fix: download "
            "the summary by geography, not another one."
        )
        raise FormatError(msg)
    codes = frame["geography_id"].str.strip().where(county, "00000").str.zfill(5)
    check_codes(codes, _COUNTY, path=path, what=_COUNTY_WHAT)
    out = pd.DataFrame({"county_fips": codes, "name": frame["geography_desc"].str.strip(), **values})[
        county.to_numpy(bool)
    ]
    check_unique(out, ["county_fips"], path=path, first_row=None)
    return out[list(_MOBILE_COLUMNS)].reset_index(drop=True)


# ------------------------------------------------------------------------ sources

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("svi", _SVI_COLUMNS, read_svi),
    from_catalog("laus", _LAUS_COLUMNS, read_laus),
    from_catalog("saipe", _SAIPE_COLUMNS, read_saipe),
    from_catalog("rucc", _RUCC_COLUMNS, read_rucc),
    from_catalog("county_typology", _TYPOLOGY_COLUMNS, read_county_typology),
    from_catalog("opportunity_zones", _ZONE_COLUMNS, read_opportunity_zones),
    from_catalog("mobile_coverage", _MOBILE_COLUMNS, read_mobile_coverage),
)
