"""Occupational Employment and Wage Statistics (BLS): the official workbooks and their transcriptions.

Every reader here returns the same raw schema. A published figure is split in a value and a flag
(:class:`~geo_opportunity.vocabulary.Flag`): ``*``, ``**``, ``#``, ``~`` and an absent cell stay distinct.
"""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.codes.states import STATES
from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import read_csv, zip_member
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    check_vintage,
    number,
    number_and_flag,
    require_columns,
)
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "COLUMNS",
    "HOURLY_TOP_CODE",
    "INDUSTRY_COLUMNS",
    "SOURCES",
    "TOP_CODE",
    "read_flattened",
    "read_industry",
    "read_official",
]

_LOG = logging.getLogger(__name__)

#: ``#`` means a wage at or above these (BLS, OEWS field descriptions, May 2024 and May 2025).
TOP_CODE: Final = 239_200.0
HOURLY_TOP_CODE: Final = 115.0

_ANNUAL: Final = ("a_pct10", "a_pct25", "a_median", "a_pct75", "a_pct90")
_HOURLY: Final = ("h_pct10", "h_pct25", "h_median", "h_pct75", "h_pct90")
_WAGES: Final = ("a_mean", *_ANNUAL, "h_mean", *_HOURLY)
_MARKED: Final = ("tot_emp", "emp_prse", "loc_quotient", "mean_prse", *_WAGES)
_TEXT: Final = ("area", "area_title", "area_type", "prim_state", "occ_code", "occ_title", "o_group")
_SOC: Final = r"\d{2}-\d{4}"
#: What one row is for.
_ROW: Final = ("area", "occ_code", "o_group")

#: What cannot be true: bounds of each figure. 1,000 dollars a year catches an hourly wage in an annual
#: column; 50 million catches cents; 200 million jobs is above all US employment.
_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "tot_emp": (0, 200_000_000),
    "emp_prse": (0, 1_000),
    "loc_quotient": (0, 100_000),
    "mean_prse": (0, 1_000),
    **dict.fromkeys(("a_mean", *_ANNUAL), (1_000, 50_000_000)),
    **dict.fromkeys(("h_mean", *_HOURLY), (0.5, 25_000)),
}

_MEANING: Final[dict[str, str]] = {
    "tot_emp": "jobs, without the self-employed",
    "emp_prse": "percent relative standard error of tot_emp",
    "loc_quotient": "location quotient (ratio)",
    "mean_prse": "percent relative standard error of the mean wage",
    "a_mean": "mean annual wage, USD",
    "a_pct10": "annual wage, 10th percentile, USD",
    "a_pct25": "annual wage, 25th percentile, USD",
    "a_median": "annual wage, median, USD",
    "a_pct75": "annual wage, 75th percentile, USD",
    "a_pct90": "annual wage, 90th percentile, USD",
    "h_mean": "mean hourly wage, USD",
    "h_pct10": "hourly wage, 10th percentile, USD",
    "h_pct25": "hourly wage, 25th percentile, USD",
    "h_median": "hourly wage, median, USD",
    "h_pct75": "hourly wage, 75th percentile, USD",
    "h_pct90": "hourly wage, 90th percentile, USD",
}

#: The raw schema of every OEWS source.
COLUMNS: Final[dict[str, str]] = {
    "area": "99 (US), 2-digit state FIPS, 5-digit CBSA or 7-digit nonmetropolitan area",
    "area_title": "BLS title; empty where the form has none",
    "area_type": "1 US, 2 state, 3 territory, 4 metropolitan, 6 nonmetropolitan",
    "prim_state": "postal code of the primary state; empty where the form has none",
    "occ_code": "SOC 2018 code as OEWS publishes it",
    "occ_title": "OEWS title; empty where the form has none",
    "o_group": "total, major, minor, broad or detailed",
    **{
        key: text
        for c in _MARKED
        for key, text in ((c, _MEANING[c]), (f"{c}_flag", f"why {c} is a number, or is not (Flag)"))
    },
    "annual": "true: only annual wages are published; false; unstated",
    "hourly": "true: only hourly wages are published; false; unstated",
}

_TERRITORIES: Final = ("66", "72", "78")

# ------------------------------------------------------------- shared by all forms


def _text(series: pd.Series) -> pd.Series:
    """Return cells as stripped text; whole numbers that a workbook stores as floats lose their '.0'."""
    return series.astype("string").fillna("").str.strip().str.removesuffix(".0").astype("str")


def _area_codes(series: pd.Series, *, path: Path | str) -> pd.Series:
    """Return area codes as text with their zeros, restoring a lost leading zero (logged)."""
    code = _text(series).rename(str(series.name))
    lost = code.str.fullmatch(r"\d|\d{6}").to_numpy(bool)
    if lost.any():
        _LOG.warning(
            "%s: %d area codes had lost their leading zero (first %r); restored",
            path,
            int(lost.sum()),
            code[lost].iloc[0],
        )
        code = code.where(~lost, "0" + code)
    check_codes(code, r"\d{2}|\d{5}|\d{7}", path=path, what="OEWS area code")
    return code


def _type_of(area: pd.Series) -> pd.Series:
    """Return AREA_TYPE from the form of the code, for transcriptions that leave it out."""
    length = area.str.len()
    kind = np.select(
        [area == "99", (length == 2) & area.isin(_TERRITORIES), length == 2, length == 5],
        ["1", "3", "2", "4"],
        default="6",
    )
    return pd.Series(kind, index=area.index, dtype="str")


def _group_of(soc: pd.Series) -> pd.Series:
    """Return O_GROUP for transcriptions that hold no minor or broad groups."""
    group = np.select([soc == "00-0000", soc.str.endswith("0000")], ["total", "major"], default="detailed")
    return pd.Series(group, index=soc.index, dtype="str")


def _check_order(values: Mapping[str, pd.Series], columns: Sequence[str], *, path: Path | str) -> None:
    """Raise ValueRangeError where published percentiles do not ascend.

    A top code is left out: it means "this or more", and BLS prints some figures above it.
    """
    stack = np.column_stack(
        [values[c].mask(values[f"{c}_flag"] == Flag.TOP_CODED.value).to_numpy(float) for c in columns]
    )
    bad = stack[:, 1:] < np.fmax.accumulate(stack, axis=1)[:, :-1]
    if bad.any():
        row = int(np.flatnonzero(bad.any(axis=1))[0])
        later = int(np.flatnonzero(bad[row])[0]) + 1
        earlier = int(np.nanargmax(stack[row, :later]))
        msg = (
            f"{path}, row {row + 2}: {columns[earlier]} is {stack[row, earlier]:,.2f} but {columns[later]} "
            f"is {stack[row, later]:,.2f}; "
            f"percentiles must ascend ({int(bad.any(axis=1).sum())} such rows). Fix: check that the columns "
            "are not shifted; restore the published values."
        )
        raise ValueRangeError(msg)


def _figure(cells: pd.Series, column: str, *, path: Path | str, blank: Flag) -> tuple[pd.Series, pd.Series]:
    """Return value and flag of one marked column, the value within what can be true."""
    top = TOP_CODE if column.startswith("a_") else HOURLY_TOP_CODE if column.startswith("h_") else None
    value, flag = number_and_flag(cells, path=path, blank=blank, top_code=top)
    low, high = _BOUNDS[column]
    check_range(value, path=path, low=low, high=high)
    return value, flag


def _split(
    frame: pd.DataFrame, names: Mapping[str, str], *, path: Path | str, blank: Flag
) -> dict[str, pd.Series]:
    """Return value and flag of each marked column of `names` (raw -> file); absent ones are NOT_LISTED."""
    out: dict[str, pd.Series] = {}
    for column in _MARKED:
        if column in names:
            value, flag = _figure(frame[names[column]], column, path=path, blank=blank)
        else:
            value = pd.Series(np.nan, index=frame.index)
            flag = pd.Series(Flag.NOT_LISTED.value, index=frame.index, dtype="str")
        out[column], out[f"{column}_flag"] = value, flag
    _check_order(out, _ANNUAL, path=path)
    _check_order(out, _HOURLY, path=path)
    return out


# ------------------------------------------------------------------ official layout

#: Columns of the workbooks that BLS' flat files laid out the same way leave out.
_WORKBOOK_ONLY: Final = ("AREA_TITLE", "I_GROUP", "OWN_CODE", "OCC_TITLE")
_LAID_OUT: Final = (
    "AREA", "AREA_TYPE", "PRIM_STATE", "OCC_CODE", "O_GROUP", *(c.upper() for c in _MARKED),
    "ANNUAL", "HOURLY",
)  # fmt: skip
_GROUPS: Final = frozenset({"total", "major", "minor", "broad", "detailed"})
_CODE_LENGTH: Final = {"1": 2, "2": 2, "3": 2, "4": 5, "6": 7}


def read_official(
    path: Path, *, year: int, area_types: Sequence[str], members: Sequence[str]
) -> pd.DataFrame:
    """Read OEWS in its official columns: the zip BLS serves, a workbook out of it, or one flat table.

    Parameters
    ----------
    path
        A ``.zip`` that holds every workbook of `members` (in any folder), one ``.xlsx``, or delimited text
        (``.csv``, ``.csv.gz``) in the same columns and with the same markers, which may lack titles, industry
        and ownership.
    year
        The May reference year; the file's name and a workbook's Field Descriptions sheet must say so.
    area_types
        AREA_TYPE values that may occur: ``1`` US, ``2`` state, ``3`` territory, ``4`` metro, ``6`` nonmetro.
    members
        File names looked for inside a zip, without folders.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`; cross-industry rows of all ownerships, in the file's order. Wages in US dollars
        (``a_*`` a year, ``h_*`` an hour).

    Raises
    ------
    FormatError, MissingColumnError, ValueRangeError
        Names file, column, row and fix.
    """
    frames = [
        _official_rows(frame, name, area_types=area_types)
        for name, frame in _official_tables(path, year=year, members=members)
    ]
    frame = pd.concat(frames, ignore_index=True)
    check_unique(frame, _ROW, path=path)
    return frame


def _official_tables(path: Path, *, year: int, members: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield name and table (columns in capitals) of a zip's workbooks, of one workbook or of a text file."""
    kind = path.suffix.lower()
    if kind == ".zip":
        for member in members:
            name = f"{path.name}:{member}"
            yield name, _workbook(zip_member(path, member), name, year=year)
    elif kind == ".xlsx":
        yield path.name, _workbook(path.read_bytes(), path.name, year=year)
    else:
        frame = read_csv(path)
        frame.columns = [c.upper() for c in frame.columns]
        _check_year([path.name], year, path=path.name)
        yield path.name, frame


def _check_year(names: Sequence[str], year: int, *, path: str) -> None:
    """Raise FormatError where a file or sheet is named for another May."""
    says = set(re.findall(r"_M(\d{4})_", " ".join(names), re.IGNORECASE)) - {str(year)}
    if says:
        check_vintage(f"M{min(says)}", f"M{year}", path=path)


def _workbook(data: bytes, name: str, *, year: int) -> pd.DataFrame:
    try:
        book = pd.ExcelFile(io.BytesIO(data), engine="calamine")
        sheets = [str(s) for s in book.sheet_names]
        frame = pd.read_excel(book, sheet_name=0, dtype=object, keep_default_na=False, na_filter=False)
        fields = next((s for s in sheets if s.lower() == "field descriptions"), None)
        notes = (
            ""
            if fields is None
            else " ".join(
                map(str, pd.read_excel(book, sheet_name=fields, header=None, nrows=1, dtype=object).iloc[0])
            )
        )
    except Exception as error:
        msg = f"{name} cannot be read as a workbook: {error}. Fix: delete it and download it again."
        raise FormatError(msg) from error
    frame.columns = [str(c).strip().upper() for c in frame.columns]
    require_columns(frame, _WORKBOOK_ONLY, path=name)
    if notes:
        check_vintage(notes, f"May {year}", path=name)
    _check_year([name, *sheets], year, path=name)
    return frame


def _official_rows(frame: pd.DataFrame, name: str, *, area_types: Sequence[str]) -> pd.DataFrame:
    """Return a table in the official columns as the raw schema."""
    require_columns(frame, _LAID_OUT, path=name)
    out = pd.DataFrame(index=frame.index)
    out["area"] = _area_codes(frame["AREA"], path=name)
    for column in _TEXT[1:]:
        out[column] = _text(frame[column.upper()]) if column.upper() in frame else ""
    out["o_group"] = out["o_group"].str.lower()
    check_codes(
        out["area_type"].rename("AREA_TYPE"),
        "|".join(area_types),
        path=name,
        what=f"AREA_TYPE of this file ({', '.join(area_types)})",
    )
    _check_occupations(out, path=name)
    fits = out["area"].str.len() == out["area_type"].map(_CODE_LENGTH)
    check_codes(
        out["area"].where(fits, out["area"] + " (AREA_TYPE " + out["area_type"] + ")"),
        r"\d+",
        path=name,
        what="area code of its type",
    )
    parts = _split(frame, {c: c.upper() for c in _MARKED}, path=name, blank=Flag.NOT_LISTED)
    out = pd.concat([out, pd.DataFrame(parts)], axis=1)
    for column in ("annual", "hourly"):
        truth = _text(frame[column.upper()]).str.lower()
        check_codes(truth.rename(column.upper()), "true|false|", path=name, what="TRUE or blank")
        out[column] = truth.where(truth == "true", "false")
    keep = pd.Series(data=True, index=frame.index)
    for column, every in (("I_GROUP", {"cross-industry", ""}), ("OWN_CODE", {"1235", ""})):
        if column in frame:
            keep &= _text(frame[column]).str.lower().isin(every)
    check_unique(out.loc[keep], _ROW, path=name)
    return out.loc[keep, list(COLUMNS)].reset_index(drop=True)


def _check_occupations(out: pd.DataFrame, *, path: str) -> None:
    """Raise FormatError where occ_code is no SOC code or o_group none of BLS' groups."""
    check_codes(out["occ_code"].rename("OCC_CODE"), _SOC, path=path, what="SOC code")
    check_codes(out["o_group"].rename("O_GROUP"), "|".join(sorted(_GROUPS)), path=path, what="O_GROUP")


# ------------------------------------------------------------ national, by industry

#: The raw schema of the national file by industry.
INDUSTRY_COLUMNS: Final[dict[str, str]] = {
    "naics": "industry as OEWS groups NAICS 2022: 000000 (all), a sector such as 31--34, or six characters",
    **{
        c: COLUMNS[c] for c in ("occ_code", "o_group", "tot_emp", "tot_emp_flag", "emp_prse", "emp_prse_flag")
    },
}
_INDUSTRY: Final = r"\d{3}[0-9A-Z]{3}|\d{2}-{1,2}\d{2,3}"
_INDUSTRY_MARKED: Final = ("tot_emp", "emp_prse")


def read_industry(path: Path, *, year: int, members: Sequence[str]) -> pd.DataFrame:
    """Read jobs of the nation by industry and occupation, in the official columns.

    Parameters
    ----------
    path, year, members
        As for :func:`read_official`.

    Returns
    -------
    pandas.DataFrame
        :data:`INDUSTRY_COLUMNS`, every industry and occupation group, in the file's order; jobs without the
        self-employed. One ownership an industry, as the file has it.

    Raises
    ------
    FormatError, MissingColumnError, ValueRangeError
        Names file, column, row and fix.
    """
    frames = []
    for name, frame in _official_tables(path, year=year, members=members):
        require_columns(frame, ("NAICS", "OCC_CODE", "O_GROUP", "TOT_EMP", "EMP_PRSE"), path=name)
        out = pd.DataFrame({"naics": _text(frame["NAICS"]), "occ_code": _text(frame["OCC_CODE"])})
        check_codes(out["naics"].rename("NAICS"), _INDUSTRY, path=name, what="industry code of OEWS")
        out["o_group"] = _text(frame["O_GROUP"]).str.lower()
        _check_occupations(out, path=name)
        for column in _INDUSTRY_MARKED:
            parts = _figure(frame[column.upper()], column, path=name, blank=Flag.NOT_LISTED)
            out[column], out[f"{column}_flag"] = parts
        frames.append(out)
    every = pd.concat(frames, ignore_index=True)
    check_unique(every, ("naics", "occ_code", "o_group"), path=path)
    return every[list(INDUSTRY_COLUMNS)]


# ---------------------------------------------------------------- transcriptions


def read_flattened(
    path: Path,
    *,
    area: Callable[[pd.DataFrame], pd.Series],
    needs: Sequence[str],
    sep: str = ",",
    blank: Flag = Flag.UNSTATED,
) -> pd.DataFrame:
    """Read a flattened transcription of OEWS into the same raw schema.

    Parameters
    ----------
    path
        Delimited text, one row per area and occupation, columns named as BLS names them (any case).
    area
        Makes the area code from the text frame (lower-case columns).
    needs
        Columns the file must have.
    sep
        Field separator.
    blank
        What an empty figure means: UNSTATED where the transcription has lost its markers.

    Notes
    -----
    Figures the form has no column for are null with flag NOT_LISTED; `annual` and `hourly` are 'unstated'.
    """
    frame = read_csv(path, sep=sep)
    frame.columns = [c.lower() for c in frame.columns]
    require_columns(frame, needs, path=path)
    out = pd.DataFrame(index=frame.index)
    out["area"] = _area_codes(area(frame).rename("area"), path=path.name)
    for column in ("area_title", "prim_state", "occ_title"):
        out[column] = _text(frame[column]) if column in frame else ""
    out["occ_code"] = _text(frame["occ_code"])
    check_codes(out["occ_code"], _SOC, path=path, what="SOC code")
    out["area_type"] = _type_of(out["area"])
    out["o_group"] = _group_of(out["occ_code"])
    parts = _split(frame, {c: c for c in _MARKED if c in frame}, path=path.name, blank=blank)
    out = pd.concat([out, pd.DataFrame(parts)], axis=1).assign(annual="unstated", hourly="unstated")
    check_unique(out, _ROW, path=path)
    return out[list(COLUMNS)]


def _codes(frame: pd.DataFrame) -> pd.Series:
    return frame["area"]


def _postal(frame: pd.DataFrame) -> pd.Series:
    """Return the state FIPS of PRIM_STATE; an unknown postal code is kept for the check of codes to name."""
    fips = {code: pair[0] for code, pair in STATES.items()}
    return frame["prim_state"].map(lambda code: fips.get(code.strip(), code))


def _by_title(frame: pd.DataFrame) -> pd.Series:
    """Return codes of the major-group file, which gives states and the nation by name only."""
    fips = {pair[1]: pair[0] for pair in STATES.values()} | {"United States": "99"}
    return frame["area"].where(
        frame["area"] != "", frame["area_title"].map(lambda title: fips.get(title, title))
    )


_PERCENTILES: Final = ("tot_emp", *_ANNUAL)
_DETAILED: Final = (
    "area",
    "area_title",
    "occ_code",
    "occ_title",
    "tot_emp",
    "loc_quotient",
    "h_mean",
    "a_mean",
    "h_median",
    *_ANNUAL,
)
_MARKED_STATE: Final = ("prim_state", "occ_code", "occ_title", "tot_emp", "a_mean", *_ANNUAL)


def _read_area_occ(path: Path) -> pd.DataFrame:
    return read_flattened(path, area=_codes, needs=("area", "occ_code", "loc_quotient", *_PERCENTILES))


def _read_detailed(path: Path) -> pd.DataFrame:
    return read_flattened(path, area=_codes, needs=_DETAILED)


def _read_marked_state(path: Path) -> pd.DataFrame:
    return read_flattened(path, area=_postal, needs=_MARKED_STATE, sep="\t", blank=Flag.NOT_LISTED)


def _read_major_group(path: Path) -> pd.DataFrame:
    return read_flattened(
        path, area=_by_title, needs=("area_type", "area", "area_title", "occ_code", "tot_emp", "a_mean")
    )


def _official(year: int, area_types: Sequence[str], members: Sequence[str]) -> Callable[[Path], pd.DataFrame]:
    def read(path: Path) -> pd.DataFrame:
        return read_official(path, year=year, area_types=area_types, members=members)

    return read


def _industry(year: int) -> Callable[[Path], pd.DataFrame]:
    members = (f"nat3d_M{year}_dl.xlsx", f"nat4d_M{year}_dl.xlsx")

    def read(path: Path) -> pd.DataFrame:
        return read_industry(path, year=year, members=members)

    return read


_AREA_LIST: Final = {
    "area": "5-digit CBSA or 7-digit nonmetropolitan area",
    "area_title": "BLS title",
    "states": "postal codes of its states, joined by '|'",
    "kind": "metro or nonmetro",
    "rpp_2024": "regional price parity 2024, all items, US = 100; null where none applies",
    "tot_emp_est": "all jobs, derived from published rows (within 0.3 percent of the published total)",
    "detailed_rows": "detailed occupations with a row",
    "counties": "counties in the area",
}


def _read_areas(path: Path) -> pd.DataFrame:
    """Read the list of areas (derived from BLS area definitions and the wage file)."""
    frame = read_csv(path)
    require_columns(frame, _AREA_LIST, path=path)
    out = frame[list(_AREA_LIST)].copy()
    out["area"] = _area_codes(frame["area"], path=path.name)
    check_codes(out["kind"], "metro|nonmetro", path=path, what="kind of area")
    check_codes(out["states"], r"[A-Z]{2}([|][A-Z]{2})*", path=path, what="list of postal codes")
    for column, low, high in (
        ("rpp_2024", 50.0, 200.0),
        ("tot_emp_est", 0.0, 50_000_000.0),
        ("detailed_rows", 0.0, 1_000.0),
        ("counties", 0.0, 200.0),
    ):
        out[column] = number(frame[column], path=path, low=low, high=high)
    check_unique(out, ["area"], path=path)
    return out


# ---------------------------------------------------------------------- sources

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog(
        "oews_area",
        COLUMNS,
        *[_official(2025, ("4", "6"), ("MSA_M2025_dl.xlsx", "BOS_M2025_dl.xlsx"))] * 2,
        _read_area_occ,
    ),
    from_catalog("oews_area_nonmetro", COLUMNS, _read_detailed),
    from_catalog("oews_areas", _AREA_LIST, _read_areas),
    from_catalog(
        "oews_state", COLUMNS, *[_official(2025, ("2", "3"), ("state_M2025_dl.xlsx",))] * 2, _read_detailed
    ),
    from_catalog("oews_industry", INDUSTRY_COLUMNS, _industry(2025)),
    from_catalog("oews_nation", COLUMNS, _official(2025, ("1",), ("national_M2025_dl.xlsx",))),
    from_catalog("oews_nation_2024", COLUMNS, _official(2024, ("1",), ("national_M2024_dl.xlsx",))),
    from_catalog("oews_area_nonmetro_2024", COLUMNS, _read_detailed),
    from_catalog(
        "oews_state_2024", COLUMNS, _official(2024, ("2", "3"), ("state_M2024_dl.xlsx",)), _read_detailed
    ),
    from_catalog("oews_state_2024_marked", COLUMNS, _read_marked_state),
    from_catalog("oews_majorgroup_2024", COLUMNS, _read_major_group),
)
