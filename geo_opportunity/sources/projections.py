"""Employment projections: the nation (BLS), the states (Projections Central), California's regions (EDD).

Employment is counted in jobs, also where the publisher writes thousands. Openings keep the publisher's
period, named in the column: ``openings_jobs_annual`` or ``openings_jobs_total`` (the whole period).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import open_text, read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_codes, check_range, check_vintage, number, require_columns
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo_opportunity.sources.fetch import Fetcher, PageFetch

__all__ = ["PAGES", "SOURCES", "fetch_projections_central", "read_projections_central_json"]

_SOC: Final = r"\d{2}-\d{4}"
_ALL: Final = "00-0000"
_NO_NUMBER: Final = ("—", "–", "-", "N/A")

#: Above all US employment, in jobs.
_MOST_JOBS: Final = 250_000_000.0
#: EDD publishes openings of -10 over ten years where an occupation shrinks faster than people leave it.
_LEAST_OPENINGS: Final = -1_000.0
#: A published percentage and the one recomputed from published employment differ by at most 0.9 points where
#: the base is 1,000 jobs or more (0.1 points from 10,000 jobs in BLS tables, which round employment to 100
#: jobs); more than this from 10,000 jobs means shifted columns.
_PERCENT_TOLERANCE: Final = 2.0
_PERCENT_FROM: Final = 10_000.0
#: Openings of all occupations a year lie between 1 and 16 percent of base employment in every file; ten-year
#: totals above 100 percent. This line tells one from the other.
_ANNUAL_AT_MOST: Final = 0.5

# ------------------------------------------------------------------ shared by all


def _text(series: pd.Series) -> pd.Series:
    return series.astype("string").fillna("").str.strip().astype("str")


def _sheet(path: Path, sheet: str, header_row: int) -> tuple[pd.DataFrame, str]:
    """Return the rows below the header of one sheet, and the text above it.

    Footnote marks and line breaks in headers are dropped. Row ``i`` of the frame is sheet row
    ``header_row + 2 + i`` (`header_row` counts from 0).
    """
    cells = read_excel(path, sheet, header=None)
    if len(cells) < header_row + 2:
        msg = (
            f"{path.name}, sheet {sheet!r} has {len(cells)} rows. Fix: check that it is the right "
            "edition; download it again."
        )
        raise FormatError(msg)
    above = " ".join(str(v).strip() for v in cells.iloc[:header_row].to_numpy().ravel() if str(v).strip())
    head = [re.sub(r"\s+", " ", re.sub(r"\[\d+\]", "", str(v))).strip() for v in cells.iloc[header_row]]
    return cells.iloc[header_row + 1 :].reset_index(drop=True).set_axis(head, axis=1), above


@dataclass(frozen=True, slots=True)
class _Form:
    """One layout of one file: how its columns are called, and where its rows begin."""

    path: Path
    names: Mapping[str, str]
    """Raw column -> published header."""
    first_row: int
    """Row of the file of index 0 of the frame."""

    def take(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the columns `names` under their raw names, without trailing footnotes (no SOC code)."""
        require_columns(frame, self.names.values(), path=self.path)
        frame = frame[list(self.names.values())].set_axis(list(self.names), axis=1)
        held = np.flatnonzero((_text(frame["soc"]) != "").to_numpy(bool))
        return frame.iloc[: int(held[-1]) + 1 if len(held) else 0]

    def published(self, series: pd.Series) -> pd.Series:
        """Return `series` under its published header, so that errors name what is in the file."""
        return series.rename(self.names.get(str(series.name), str(series.name)))

    def number(self, series: pd.Series, *, low: float | None = None, high: float | None = None) -> pd.Series:
        """Return a column of figures, checked to lie in [low, high]."""
        value = number(self.published(series), path=self.path, missing=_NO_NUMBER, first_row=self.first_row)
        check_range(value, path=self.path, low=low, high=high, first_row=self.first_row)
        return value

    def jobs(self, series: pd.Series, *, unit: float = 1) -> pd.Series:
        """Return a column of jobs; openings of a shrinking occupation may be slightly negative."""
        low = _LEAST_OPENINGS if str(series.name) == "openings_jobs_total" else 0
        value = self.number(series, low=low, high=_MOST_JOBS / unit)
        return value if unit == 1 else (value * unit).round()

    def codes(self, series: pd.Series, pattern: str, what: str) -> None:
        """Refuse the first text that does not match `pattern`."""
        check_codes(self.published(series), pattern, path=self.path, what=what, first_row=self.first_row)

    def refuse(self, bad: pd.Series | np.ndarray, column: str, say: Callable[[int], str], fix: str) -> None:
        """Raise ValueRangeError at the first bad row; `say` tells what is wrong with it by its position."""
        where = np.flatnonzero(np.asarray(bad, bool))
        if len(where):
            name = self.names.get(column, column)
            msg = (
                f"{self.path.name}, column {name}, row {where[0] + self.first_row}: {say(int(where[0]))} "
                f"({len(where)} such rows). Fix: {fix}."
            )
            raise ValueRangeError(msg)

    def check(self, frame: pd.DataFrame, key: list[str], *, openings: str, annual: bool) -> None:
        """Refuse rows that cannot be true.

        An unknown code, a doubled `key`, a change below -100 percent or one that contradicts the employment,
        openings of another period than `annual` says (judged by the rows of all occupations).
        """
        self.codes(frame["soc"], _SOC, "SOC code")
        base, projected = frame["base_jobs"].to_numpy(float), frame["projected_jobs"].to_numpy(float)
        said, opened = frame["change_percent"].to_numpy(float), frame[openings].to_numpy(float)
        check_range(
            self.published(frame["change_percent"]), path=self.path, low=-100, first_row=self.first_row
        )
        large = base >= _PERCENT_FROM
        found = np.full(len(frame), np.nan)
        found[large] = (projected[large] / base[large] - 1) * 100
        self.refuse(
            np.abs(found - said) > _PERCENT_TOLERANCE,
            "change_percent",
            lambda i: (
                f"{said[i]:g} percent, but {base[i]:,.0f} jobs becoming {projected[i]:,.0f} is "
                f"{found[i]:.1f} percent"
            ),
            "check that the columns are not shifted",
        )
        ratio = np.full(len(frame), np.nan)
        whole = ((frame["soc"] == _ALL) & (frame["base_jobs"] > 0)).to_numpy(bool)
        ratio[whole] = opened[whole] / base[whole]
        self.refuse(
            ratio > _ANNUAL_AT_MOST if annual else ratio < _ANNUAL_AT_MOST,
            openings,
            lambda i: (
                f"openings are {ratio[i]:.2f} of base employment, which is not "
                f"{'an annual average' if annual else 'a total of the period'}"
            ),
            "check the unit and the edition of the file",
        )
        self.refuse(
            frame.duplicated(key),
            "soc",
            lambda i: f"{', '.join(f'{k} {frame[k].iloc[i]}' for k in key)} is there twice",
            "keep one row for each",
        )


# ------------------------------------------------------------------------- nation

_EP_VINTAGE: Final = "2024-2034"
_EP_COMMON: Final = {
    "title": "2024 National Employment Matrix title",
    "soc": "2024 National Employment Matrix code",
    "occupation_type": "Occupation type",
    "base_jobs": "Employment, 2024",
    "projected_jobs": "Employment, 2034",
    "change_percent": "Employment change, percent, 2024–34",
}
_EP_12: Final = {
    **_EP_COMMON,
    "self_employed_percent": "Percent self employed, 2024",
    "openings_jobs_annual": "Occupational openings, 2024–34 annual average",
    "median_wage_annual_usd": "Median annual wage, dollars, 2024",
    "entry_education": "Typical education needed for entry",
    "work_experience": "Work experience in a related occupation",
    "training": "Typical on-the-job training needed to attain competency in the occupation",
}
_EP_110: Final = {
    **_EP_COMMON,
    "exit_rate_percent": "Labor force exit rate, 2024–34 annual average",
    "transfer_rate_percent": "Occupational transfer rate, 2024–34 annual average",
    "separation_rate_percent": "Total occupational separations rate, 2024–34 annual average",
    "exits_jobs_annual": "Labor force exits, 2024–34 annual average",
    "transfers_jobs_annual": "Occupational transfers, 2024–34 annual average",
    "openings_jobs_annual": "Occupational openings, 2024–34 annual average",
}
_EP_HEADER: Final = 1
_THOUSAND: Final = 1_000


def _ep_sheet(path: Path, sheet: str, names: Mapping[str, str]) -> pd.DataFrame:
    cells, above = _sheet(path, sheet, _EP_HEADER)
    check_vintage(
        re.sub(r"\b(20)(\d\d)-(\d\d)\b", r"\1\2-20\3", above.replace("–", "-")), _EP_VINTAGE, path=path
    )
    years = "-".join(re.findall(r"Employment, (\d{4})\b", " | ".join(cells.columns)))
    if years and years != _EP_VINTAGE:
        check_vintage(f"{sheet}: employment of {years}", _EP_VINTAGE, path=path)
    form = _Form(path, names, first_row=_EP_HEADER + 2)
    frame = form.take(cells)
    out = frame.copy()
    for column in ("title", "soc", "occupation_type"):
        out[column] = _text(frame[column])
    form.codes(out["occupation_type"], "Summary|Line item", "occupation type")
    for column in names:
        if "_jobs" in column:
            out[column] = form.jobs(frame[column], unit=_THOUSAND)
        elif column.endswith("_percent"):
            out[column] = form.number(frame[column], low=None if column == "change_percent" else 0)
    form.check(out, ["soc"], openings="openings_jobs_annual", annual=True)
    return out.assign(base_year=2024, projected_year=2034)


def _read_ep_occupations(path: Path) -> pd.DataFrame:
    """Read Table 1.2: projections and worker characteristics, line items and summaries."""
    out = _ep_sheet(path, "Table 1.2", _EP_12)
    for column in ("entry_education", "work_experience", "training"):
        text = _text(out[column])
        out[column] = text.where(~text.isin(["", "—"]), None).astype("str")
    wage = _text(out["median_wage_annual_usd"])
    top = wage.str.startswith(">=")
    value = _Form(path, _EP_12, _EP_HEADER + 2).number(
        wage.str.removeprefix(">=").rename("median_wage_annual_usd"), low=1_000, high=10_000_000
    )
    flag = np.select(
        [top, value.notna()], [Flag.TOP_CODED.value, Flag.PUBLISHED.value], default=Flag.NOT_LISTED.value
    )
    out["median_wage_annual_usd"] = value
    out["median_wage_annual_usd_flag"] = pd.Series(flag, index=out.index, dtype="str")
    return out


def _read_ep_separations(path: Path) -> pd.DataFrame:
    """Read Table 1.10: separation rates and openings."""
    return _ep_sheet(path, "Table 1.10", _EP_110)


# ------------------------------------------------------------------------- states

_PC_URL: Final = (
    "https://public.projectionscentral.org/Projections/LongTermRestJson/{fips}?items_per_page=1000&page=0"
)
#: The page size; the server takes 10, 25, 50, 100 and 1000 and answers 404 to any other. No state has more
#: rows.
_PC_PAGE: Final = 1000
#: Geographies requested, without leading zero as the server has them: states, DC, Guam, Puerto Rico, Virgin
#: Islands.
_PC_FIPS: Final = (*(n for n in range(1, 57) if n not in {3, 7, 14, 43, 52}), 66, 72, 78)
_PC_KEY: Final = ["state_fips", "soc", "base_year"]
_PC_JSON: Final = {
    "state_fips": "STFIPS",
    "area_title": "Area",
    "soc": "OccCode",
    "title": "Title",
    "base_jobs": "Base",
    "projected_jobs": "Projected",
    "change_percent": "PercentChange",
    "openings_jobs_annual": "AvgAnnualOpenings",
    "base_year": "BaseYear",
    "projected_year": "ProjYear",
}
_PC_2022: Final = {
    raw: name for raw, name in _PC_JSON.items() if raw not in {"area_title", "base_year", "projected_year"}
}
_PC_2020: Final = {
    "state_fips": "stfips",
    "area_title": "areaname",
    "soc": "code",
    "title": "name",
    "base_jobs": "base",
    "projected_jobs": "proj",
    "change_percent": "percentchange",
    "openings_jobs_annual": "avgannualopenings",
    "base_year": "baseyear",
    "projected_year": "projyear",
}


def _state_rows(frame: pd.DataFrame, form: _Form) -> pd.DataFrame:
    """Return Projections Central rows with FIPS padded ('99' for the nation) and figures parsed."""
    out = frame.copy()
    for column in ("area_title", "soc", "title"):
        out[column] = _text(frame[column])
    fips = _text(frame["state_fips"])
    form.codes(fips, r"\d{1,2}", "state FIPS code")
    out["state_fips"] = fips.str.zfill(2).replace("00", "99").astype("str")
    for column in ("base_jobs", "projected_jobs", "openings_jobs_annual"):
        out[column] = form.jobs(frame[column])
    out["change_percent"] = form.number(frame["change_percent"])
    for column in ("base_year", "projected_year"):
        form.codes(_text(frame[column]), r"20\d\d", "year")
        out[column] = _text(frame[column]).astype("int64")
    form.refuse(
        out["projected_year"] - out["base_year"] != 10,
        "projected_year",
        lambda i: (
            f"{out['base_year'].iloc[i]} to {out['projected_year'].iloc[i]} is not a ten-year projection"
        ),
        "take the long-term projections",
    )
    form.check(out, _PC_KEY, openings="openings_jobs_annual", annual=True)
    return out


def _pages(path: Path) -> list[dict[str, Any]]:
    """Return every row object of a saved page, of an array of pages, or of a bare array of rows."""
    try:
        document = json.loads(open_text(path))
    except ValueError as error:
        msg = f"{path.name} is no JSON document ({error}). Fix: delete it and download it again."
        raise FormatError(msg) from error
    rows: list[dict[str, Any]] = []
    requests: list[list[int]] = []  # one [rows stated, rows here] for each request: its first page is page 0
    for place, part in enumerate(document if isinstance(document, list) else [document]):
        if isinstance(part, dict) and isinstance(part.get("rows"), list):
            if not requests or str(_pager(part).get("current_page", 0)) == "0":
                requests.append([_total(part), 0])
            requests[-1][1] += len(part["rows"])
            rows.extend(part["rows"])
        elif isinstance(part, dict) and "OccCode" in part:
            rows.append(part)
        else:
            msg = (
                f"{path.name}, element {place}: neither a page with 'rows' nor a row with 'OccCode'. Fix: "
                f"save the answers of {_PC_URL}."
            )
            raise FormatError(msg)
    short = [
        f"request {n} has {here} of {stated}" for n, (stated, here) in enumerate(requests, 1) if here < stated
    ]
    if short:
        msg = (
            f"{path.name}: rows are missing ({'; '.join(short)}). Fix: ask with items_per_page={_PC_PAGE} "
            "and save every page in order."
        )
        raise FormatError(msg)
    return rows


def _pager(page: Mapping[str, Any]) -> Mapping[str, Any]:
    pager = page.get("pager")
    return pager if isinstance(pager, dict) else {}


def _total(page: Mapping[str, Any]) -> int:
    """Return how many rows the pager of a page says there are on all its pages (0: it does not say)."""
    total = str(_pager(page).get("total_items", ""))
    return int(total) if total.isdigit() else 0


def read_projections_central_json(path: Path) -> pd.DataFrame:
    """Read the JSON that Projections Central serves: one page, an array of pages, or an array of rows.

    Each row carries its own BaseYear and ProjYear; states may be in different cycles. Rows are numbered
    from 1.
    """
    form = _Form(path, _PC_JSON, first_row=1)
    return _state_rows(form.take(pd.DataFrame(_pages(path))), form)


def _read_pc_2022(path: Path) -> pd.DataFrame:
    """Read the 2022-32 file; its years are in its name only."""
    form = _Form(path, _PC_2022, first_row=2)
    return _state_rows(
        form.take(read_csv(path, sep="\t")).assign(area_title="", base_year="2022", projected_year="2032"),
        form,
    )


def _read_pc_2020(path: Path) -> pd.DataFrame:
    """Read the 2020-30 file."""
    form = _Form(path, _PC_2020, first_row=2)
    frame = form.take(read_csv(path))
    for column, year in (("base_year", "2020"), ("projected_year", "2030")):
        form.codes(_text(frame[column]), year, f"year of this edition ({year})")
    return _state_rows(frame, form)


def fetch_projections_central(fetcher: Fetcher, target: Path) -> None:
    """Download long-term projections of every state to `target`, one request a state, as an array of pages.

    The server pages by ``items_per_page`` (10, 25, 50, 100 or 1000) and ``page`` (from 0); 1000 holds any
    state.

    Raises
    ------
    FormatError
        An answer is not a page, or a state has more rows than one page holds.
    """

    def combine(answers: list[bytes]) -> bytes:
        documents = []
        for fips, answer in zip(_PC_FIPS, answers, strict=True):
            try:
                page = json.loads(answer)
            except ValueError as error:
                msg = f"{_PC_URL.format(fips=fips)}: the answer is no JSON ({error}). Fix: try again later."
                raise FormatError(msg) from error
            if not isinstance(page, dict) or not isinstance(page.get("rows"), list):
                msg = (
                    f"{_PC_URL.format(fips=fips)}: the answer has no 'rows'. Fix: check on the landing "
                    "page whether the service has changed."
                )
                raise FormatError(msg)
            if len(page["rows"]) < _total(page):
                msg = (
                    f"{_PC_URL.format(fips=fips)}: {len(page['rows'])} of {_total(page)} rows came. Fix: "
                    "save every page by hand as an array of pages."
                )
                raise FormatError(msg)
            documents.append(page)
        return json.dumps(documents, ensure_ascii=False, sort_keys=True, indent=0).encode()

    fetcher.fetch_pages([_PC_URL.format(fips=fips) for fips in _PC_FIPS], target, combine)


# --------------------------------------------------------------------- California

_EDD: Final = {
    "area_type": "Area Type",
    "area_name": "Area Name (County Names)",
    "period": "Period",
    "soc_level": "SOC Level",
    "soc": "Standard Occupational Classification (SOC)",
    "title": "Occupational Title",
    "base_jobs": "Base Year Employment Estimate",
    "projected_jobs": "Projected Year Employment Estimate",
    "change_percent": "Percentage Change",
    "exits_jobs_total": "Exits",
    "transfers_jobs_total": "Transfers",
    "openings_jobs_total": "Total Job Openings",
}
_EDD_STATE: Final = {
    "soc_level": "SOC Level",
    "soc": "SOC Code",
    "title": "Occupational Title",
    "base_jobs": "Base Year Employment Estimate 2023",
    "projected_jobs": "Projected Year Employment Estimate 2033",
    "change_percent": "Percent-age Change 2023-2033",
    "exits_jobs_total": "Exits",
    "transfers_jobs_total": "Transfers",
    "openings_jobs_total": "Total Job Openings",
}
_EDD_SAMPLE: Final = {
    "area_type": "area_type",
    "area_name": "area_name",
    "period": "period",
    "soc": "soc_code",
    "title": "title",
    "base_jobs": "base_employment",
    "projected_jobs": "projected_employment",
    "change_percent": "percent_change",
    "openings_jobs_total": "total_job_openings",
}
_EDD_HEADER: Final = 3


def _edd_rows(frame: pd.DataFrame, form: _Form, *, periods: str) -> pd.DataFrame:
    """Return EDD rows with figures parsed and the period split in years; figures the form lacks are null."""
    out = frame.copy()
    for column in ("area_type", "area_name", "period", "soc", "title"):
        out[column] = _text(frame[column])
    form.codes(out["area_type"], "State|Metropolitan Area|Consortium|County", "EDD area type")
    form.codes(out["period"], periods, f"period of this edition ({periods})")
    level = _text(frame["soc_level"]).str.removesuffix(".0").rename("soc_level")
    form.codes(level, "[1-4]", "SOC level")
    out["soc_level"] = level.astype("int64")
    for column in (
        "base_jobs",
        "projected_jobs",
        "exits_jobs_total",
        "transfers_jobs_total",
        "openings_jobs_total",
    ):
        out[column] = form.jobs(frame[column])
    out["change_percent"] = form.number(frame["change_percent"])
    years = out["period"].str.split("-", expand=True)
    out["base_year"], out["projected_year"] = years[0].astype("int64"), years[1].astype("int64")
    form.check(out, ["area_name", "period", "soc"], openings="openings_jobs_total", annual=False)
    return out


def _read_edd_2020(path: Path) -> pd.DataFrame:
    """Read every area of 2020-30."""
    frame = read_csv(path)
    frame.columns = [re.sub(r"\s+", " ", c).strip() for c in frame.columns]
    form = _Form(path, _EDD, first_row=2)
    return _edd_rows(form.take(frame), form, periods="2020-2030")


def _read_edd_sample(path: Path) -> pd.DataFrame:
    """Read the 56 occupations of 2023-33; the rows of the state itself are 2024-34."""
    form = _Form(path, _EDD_SAMPLE, first_row=2)
    frame = form.take(read_csv(path)).assign(soc_level="4", exits_jobs_total="", transfers_jobs_total="")
    out = _edd_rows(frame, form, periods="2023-2033|2024-2034")
    form.refuse(
        (out["period"] == "2024-2034") & (out["area_type"] != "State"),
        "period",
        lambda i: f"{out['area_name'].iloc[i]!r} is 2024-2034; only the state is",
        "keep one period for the regions",
    )
    return out


def _read_edd_state(path: Path) -> pd.DataFrame:
    """Read the statewide workbook of 2023-33 (percentages are fractions there)."""
    cells, above = _sheet(path, "Occupational", _EDD_HEADER)
    check_vintage(above, "2023-2033", path=path)
    if "Statewide" not in above:
        msg = (
            f"{path.name} says {above[:120]!r}; expected the statewide table. Fix: take the workbook of "
            "the whole state."
        )
        raise FormatError(msg)
    form = _Form(path, _EDD_STATE, first_row=_EDD_HEADER + 2)
    frame = form.take(cells)
    change = form.number(frame["change_percent"]) * 100
    frame = frame.assign(
        area_type="State", area_name="California", period="2023-2033", change_percent=change.to_numpy()
    )
    return _edd_rows(frame, form, periods="2023-2033")


# ------------------------------------------------------------------------ sources

_YEARS: Final = {"base_year": "base year", "projected_year": "projected year"}
_COMMON: Final = {
    "title": "published title",
    "soc": "SOC 2018 code as published",
    "base_jobs": "employment in the base year, jobs",
    "projected_jobs": "employment in the projected year, jobs",
    "change_percent": "change over the period as published, percent",
}
_EP_COLUMNS: Final = {
    **_COMMON,
    "occupation_type": "Line item or Summary",
    "openings_jobs_annual": "annual average openings, jobs",
}
_EP_OCCUPATIONS: Final = {
    **_EP_COLUMNS,
    "self_employed_percent": "self-employed in the base year, percent",
    "median_wage_annual_usd": "national median wage 2024, USD a year",
    "median_wage_annual_usd_flag": "why it is a number, or is not (Flag)",
    "entry_education": "typical education needed for entry; null for summaries",
    "work_experience": "work experience in a related occupation; the text None is a value",
    "training": "typical on-the-job training; the text None is a value",
    **_YEARS,
}
_EP_SEPARATIONS: Final = {
    **_EP_COLUMNS,
    "exit_rate_percent": "labor force exits, annual average, percent of average employment",
    "transfer_rate_percent": "occupational transfers, annual average, percent of average employment",
    "separation_rate_percent": "both, percent",
    "exits_jobs_annual": "labor force exits a year, jobs",
    "transfers_jobs_annual": "occupational transfers a year, jobs",
    **_YEARS,
}
_PC_COLUMNS: Final = {
    "state_fips": "state FIPS with its zero; 99 is the nation; 66 Guam, 72 Puerto Rico, 78 Virgin Islands",
    "area_title": "name of the state; empty where the form has none",
    **_COMMON,
    "openings_jobs_annual": "annual average openings, jobs",
    **_YEARS,
}
_EDD_COLUMNS: Final = {
    "area_type": "State, Metropolitan Area, Consortium or County",
    "area_name": "published name, its counties in parentheses",
    "period": "base year - projected year",
    "soc_level": "1 all occupations, 2 major, 3 minor, 4 detailed",
    **_COMMON,
    "exits_jobs_total": "labor force exits over the whole period, jobs",
    "transfers_jobs_total": "occupational transfers over the whole period, jobs",
    "openings_jobs_total": "openings over the whole period, jobs",
    **_YEARS,
}

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("ep_occupations", _EP_OCCUPATIONS, _read_ep_occupations),
    from_catalog("ep_separations", _EP_SEPARATIONS, _read_ep_separations),
    from_catalog("projections_central", _PC_COLUMNS, read_projections_central_json, _read_pc_2022),
    from_catalog("projections_central_2020", _PC_COLUMNS, _read_pc_2020),
    from_catalog("ca_edd_state", _EDD_COLUMNS, _read_edd_state),
    from_catalog("ca_edd_areas_2020", _EDD_COLUMNS, _read_edd_2020),
    from_catalog("ca_edd_areas_2023_sample", _EDD_COLUMNS, _read_edd_sample),
)

#: How variants that are served in pages are fetched: path -> function.
PAGES: Final[Mapping[str, PageFetch]] = {"projections/projections_central_lt.json": fetch_projections_central}
