"""IPEDS: the institutions that take federal student aid, what they teach and how many complete it (NCES).

Every IPEDS table writes -1 (not reported), -2 (not applicable) and -3 (not available) where there is no
number; tables of prices write ``.``. None of them is ever a figure here: they are read as null.
Column names are those of the NCES dictionaries, in capitals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import decode, read_csv, read_excel, zip_members
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_unique,
    number,
    refuse,
    require_columns,
)
from geo_opportunity.vocabulary import AWARD_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["MISSING_CODES", "SOURCES", "read_ipeds"]

#: Texts that mean "no value" in IPEDS tables.
MISSING_CODES: Final[tuple[str, ...]] = (".", "-1", "-2", "-3")

#: A difference between detail and published totals above this share of all awards is a damaged file.
_TOTALS_TOLERANCE: Final = 0.001

_DIRECTORY: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text",
    "INSTNM": "institution name",
    "ADDR": "street address",
    "CITY": "city",
    "STABBR": "postal code of the state or territory",
    "ZIP": "ZIP code, five digits or nine with a hyphen",
    "COUNTYCD": "five-digit county FIPS (Connecticut: planning region), text; null abroad",
    "COUNTYNM": "county name",
    "SECTOR": "0 administrative unit, 1-9 control x level, 99 unknown",
    "ICLEVEL": "1 four-year, 2 two-year, 3 less than two-year",
    "CONTROL": "1 public, 2 private nonprofit, 3 private for-profit",
    "CYACTIVE": "1 active in the current year",
    "LOCALE": "NCES locale code, 11-43",
    "HBCU": "1 historically Black college or university, 2 not",
    "TRIBAL": "1 tribal college, 2 not",
    "LONGITUD": "longitude, degrees",
    "LATITUDE": "latitude, degrees",
    "WEBADDR": "web address",
}

_COMPLETIONS: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text",
    "CIPCODE": "six-digit CIP 2020 code with its point, text",
    "AWLEVEL": "award level, see vocabulary.AWARD_LEVELS",
    "CTOTALT": "awards conferred, first majors; 0 = offered, no one completed",
    "CTOTALM": "of them to men",
    "CTOTALW": "of them to women",
}

_CHARACTERISTICS: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text",
    "OPENADMP": "open admission policy: 1 yes, 2 no",
    "DISTNCED": "all programs offered completely by distance education: 1 yes, 2 no",
    "DSTNCED3": "offers no distance education at all: 1 true, 0 not true",
    "SLO7": "weekend or evening college: 1 yes, 0 no",
    "PT_UG": "part-time undergraduates are enrolled: 1 yes, 2 no",
    "STUSRV8": "on-campus day care for students' children: 1 yes, 0 no",
    "STUSRV3": "employment services for students: 1 yes, 0 no",
    "STUSRV4": "placement services for completers: 1 yes, 0 no",
    "NONCRDT1": "noncredit workforce education: 1 yes, 0 no",
}

_PRICES: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text",
    "CHG1AY3": "in-district tuition and required fees 2023-24, US dollars a year",
    "CHG2AY3": "in-state tuition and required fees 2023-24, US dollars a year",
    "CHG3AY3": "out-of-state tuition and required fees 2023-24, US dollars a year",
}

_DISTANCE: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text",
    "EFDELEV": "1 all students, 2 undergraduate, 3 degree-seeking, 11 non-degree, 12 graduate",
    "EFDETOT": "students enrolled in the fall",
    "EFDEEXC": "of them exclusively in distance courses",
}


def read_ipeds(path: Path) -> pd.DataFrame:
    """Read an IPEDS table in any form it comes in, every cell as text, column names in capitals.

    Forms: the official zip with one csv inside (names in any case, Windows-1252; where NCES ships a
    revised ``_rv`` csv beside the first one, the revised is read), a plain or gzipped csv, a parquet.

    Raises
    ------
    FormatError
        The zip holds no csv, or the text is no table.
    """
    suffix = path.suffix.lower()
    if suffix == ".zip":
        frame = _from_zip(path)
    elif suffix == ".parquet":
        try:
            frame = pd.read_parquet(path)
        except (OSError, ValueError) as error:
            msg = (
                f"{path.name} cannot be read as parquet: {error}. Fix: delete it and write or download it "
                "again."
            )
            raise FormatError(msg) from error
        frame = frame.astype("string").fillna("").astype("str")
    else:
        frame = read_csv(path)
    frame.columns = [str(c).strip().upper() for c in frame.columns]
    return frame


def _from_zip(path: Path) -> pd.DataFrame:
    members = zip_members(path, r".*\.csv", called="*.csv")
    revised = [data for name, data in members.items() if name.lower().endswith("_rv.csv")]
    return read_csv(path, text=decode((revised or list(members.values()))[0]))


def _unitid(frame: pd.DataFrame, path: Path) -> pd.Series:
    unitid = frame["UNITID"].str.strip()
    check_codes(unitid, r"\d{6}", path=path, what="six-digit UNITID")
    return unitid


def _code(frame: pd.DataFrame, column: str, allowed: Iterable[int], path: Path) -> pd.Series:
    value = number(frame[column], path=path, missing=MISSING_CODES)
    refuse(
        value.notna() & ~value.isin(list(allowed)),
        value,
        f"is none of the codes {sorted(allowed)}",
        path=path,
        fix="check the file against its NCES dictionary",
        error=ValueRangeError,
    )
    return value


def _text(series: pd.Series) -> pd.Series:
    text = series.str.strip()
    return text.where(~text.isin(["", *MISSING_CODES]), None)


def _directory(path: Path) -> pd.DataFrame:
    frame = read_ipeds(path)
    require_columns(frame, _DIRECTORY, path=path)
    unitid = _unitid(frame, path)
    check_unique(unitid.to_frame("UNITID"), ["UNITID"], path=path)
    county = _text(frame["COUNTYCD"]).str.zfill(5)
    known = county.dropna()
    check_codes(known, r"\d{5}", path=path, what="county FIPS")
    check_codes(
        _text(frame["ZIP"]).fillna("00000"),
        r"\d{5}(-?\d{4})?",
        path=path,
        what="ZIP code of five or nine digits",
    )
    lon = number(frame["LONGITUD"], path=path, missing=(".",), low=-180, high=180)
    lat = number(frame["LATITUDE"], path=path, missing=(".",), low=-90, high=90)
    return pd.DataFrame(
        {
            "UNITID": unitid,
            "INSTNM": frame["INSTNM"].str.strip(),
            "ADDR": _text(frame["ADDR"]),
            "CITY": _text(frame["CITY"]),
            "STABBR": frame["STABBR"].str.strip(),
            "ZIP": _text(frame["ZIP"]),
            "COUNTYCD": county,
            "COUNTYNM": _text(frame["COUNTYNM"]),
            "SECTOR": _code(frame, "SECTOR", [*range(10), 99], path),
            "ICLEVEL": _code(frame, "ICLEVEL", (1, 2, 3), path),
            "CONTROL": _code(frame, "CONTROL", (1, 2, 3), path),
            "CYACTIVE": _code(frame, "CYACTIVE", (1, 2, 3), path),
            "LOCALE": number(frame["LOCALE"], path=path, missing=MISSING_CODES),
            "HBCU": _code(frame, "HBCU", (1, 2), path),
            "TRIBAL": _code(frame, "TRIBAL", (1, 2), path),
            "LONGITUD": lon,
            "LATITUDE": lat,
            "WEBADDR": _text(frame["WEBADDR"]),
        }
    )


def _completions(path: Path) -> pd.DataFrame:
    """Read completions: first majors only, totals checked against the detail and dropped."""
    frame = read_ipeds(path)
    require_columns(frame, [*_COMPLETIONS, "MAJORNUM"], path=path)
    level = _code(frame, "AWLEVEL", AWARD_LEVELS, path)
    if level.isna().any():
        msg = (
            f"{path.name}, column AWLEVEL: {int(level.isna().sum())} rows have none. Fix: download it again."
        )
        raise ValueRangeError(msg)
    cip = frame["CIPCODE"].str.strip()
    check_codes(cip, r"\d{2}\.\d{4}|99", path=path, what="six-digit CIP code written as text")
    every = pd.DataFrame({"UNITID": _unitid(frame, path), "CIPCODE": cip, "AWLEVEL": level.astype("int64")})
    for column in ("CTOTALT", "CTOTALM", "CTOTALW"):
        every[column] = number(frame[column], path=path, missing=MISSING_CODES, low=0, high=1_000_000)
    out = every[number(frame["MAJORNUM"], path=path).eq(1).to_numpy()]
    total = out["CIPCODE"].isin(["99", "99.0000"])
    detail = out[~total]
    if total.any():
        _check_totals(detail, out[total], path)
    check_unique(detail, ["UNITID", "CIPCODE", "AWLEVEL"], path=path, first_row=None)
    return detail.reset_index(drop=True)


def _check_totals(detail: pd.DataFrame, totals: pd.DataFrame, path: Path) -> None:
    """Raise ValueRangeError when the detail does not add up to the rows of CIP 99 (all programs)."""
    key = ["UNITID", "AWLEVEL"]
    had = detail.groupby(key)["CTOTALT"].sum()
    said = totals.groupby(key)["CTOTALT"].sum()
    gap = had.sub(said, fill_value=0.0).abs()
    if gap.sum() > _TOTALS_TOLERANCE * max(said.sum(), 1.0):
        unitid, level = gap.index.to_frame().iloc[int(gap.to_numpy().argmax())]
        msg = (
            f"{path.name}, column CTOTALT: programs do not add up to the totals of CIP 99 "
            f"({gap.sum():,.0f} awards apart; worst: UNITID {unitid}, "
            f"award level {level}, by {gap.max():,.0f}). Fix: the file has lost rows; download it again."
        )
        raise ValueRangeError(msg)


def _characteristics(path: Path) -> pd.DataFrame:
    frame = read_ipeds(path)
    require_columns(frame, _CHARACTERISTICS, path=path)
    unitid = _unitid(frame, path)
    check_unique(unitid.to_frame("UNITID"), ["UNITID"], path=path)
    out = pd.DataFrame({"UNITID": unitid})
    for column in list(_CHARACTERISTICS)[1:]:
        out[column] = _code(frame, column, (0, 1, 2), path)
    return out


def _prices(path: Path) -> pd.DataFrame:
    frame = read_ipeds(path)
    require_columns(frame, _PRICES, path=path)
    unitid = _unitid(frame, path)
    check_unique(unitid.to_frame("UNITID"), ["UNITID"], path=path)
    out = pd.DataFrame({"UNITID": unitid})
    for column in list(_PRICES)[1:]:
        out[column] = number(frame[column], path=path, missing=MISSING_CODES, low=0, high=250_000)
    return out


def _distance(path: Path) -> pd.DataFrame:
    """Read enrollment by distance education; an empty part is 0, for the three parts add up to the total."""
    frame = read_ipeds(path)
    parts = ["EFDEEXC", "EFDESOM", "EFDENON"]
    require_columns(frame, [*_DISTANCE, *parts], path=path)
    out = pd.DataFrame({"UNITID": _unitid(frame, path)})
    out["EFDELEV"] = _code(frame, "EFDELEV", (1, 2, 3, 11, 12), path)
    count = {
        name: number(frame[name], path=path, missing=MISSING_CODES, low=0, high=1_000_000)
        for name in ("EFDETOT", *parts)
    }
    total, added = count["EFDETOT"], sum(count[name].fillna(0.0) for name in parts)
    refuse(
        total.notna() & (total != added),
        total,
        "students are not those in distance courses only, in some and in none together",
        path=path,
        fix="the file has lost columns or rows; download it again",
        error=ValueRangeError,
    )
    out["EFDETOT"], out["EFDEEXC"] = total, count["EFDEEXC"].fillna(0.0).where(total.notna())
    check_unique(out, ["UNITID", "EFDELEV"], path=path)
    return out


def _dictionary(path: Path) -> pd.DataFrame:
    names = read_excel(path, "Varlist")
    require_columns(names, ["varName", "varTitle"], path=path)
    codes = read_excel(path, "Frequencies").rename(columns={"VarName": "varName", "valuelabel": "ValueLabel"})
    require_columns(codes, ["varName", "CodeValue", "ValueLabel"], path=path)
    out = names[["varName", "varTitle"]].merge(
        codes[["varName", "CodeValue", "ValueLabel"]], on="varName", how="left"
    )
    return (
        out.astype("string")
        .fillna("")
        .astype("str")
        .rename(
            columns={"varName": "variable", "varTitle": "title", "CodeValue": "code", "ValueLabel": "label"}
        )
    )


_DICTIONARY: Final[dict[str, str]] = {
    "variable": "variable of the data file",
    "title": "what it means",
    "code": "a code it takes; empty for free variables",
    "label": "what the code means",
}

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("ipeds_directory", _DIRECTORY, _directory),
    from_catalog("ipeds_completions", _COMPLETIONS, _completions),
    from_catalog("ipeds_completions_previous", _COMPLETIONS, _completions),
    from_catalog("ipeds_characteristics", _CHARACTERISTICS, _characteristics),
    from_catalog("ipeds_prices", _PRICES, _prices),
    from_catalog("ipeds_distance", _DISTANCE, _distance),
    from_catalog("ipeds_directory_dictionary", _DICTIONARY, _dictionary),
    from_catalog("ipeds_characteristics_dictionary", _DICTIONARY, _dictionary),
)
