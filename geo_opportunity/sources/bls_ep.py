"""BLS Employment Projections: education, attainment, skills, industries, and the national matrix.

The occupational projections themselves (Tables 1.2 and 1.10) are read in
:mod:`geo_opportunity.sources.projections`. BLS writes an em dash for "not applicable" and the word ``None``
for "none needed": the first is null, the second a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.files.published import read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    check_vintage,
    number,
    require_columns,
)
from geo_opportunity.vocabulary import EDUCATION_LEVELS, TRAINING_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["SOURCES"]

_SOC: Final = r"\d{2}-\d{4}"
_NEM: Final = r"[0-9A-Z][0-9A-Z,-]{4,5}"
_DASH: Final = ("—", "–", "-")

#: Work experience in a related occupation (Table 5.4); "None" is a value.
_EXPERIENCE: Final = ("None", "Less than 5 years", "5 years or more")


def _table(path: Path, sheet: str, *, vintage: str, code: str, pattern: str) -> pd.DataFrame:
    """Read a BLS table: title on row 1 (with the period), header on row 2, notes below the last code.

    Headers lose their footnote marks; rows are kept where column `code` holds a code.
    """
    raw = read_excel(path, sheet, header=None)
    if len(raw) < 3:
        msg = f"{path.name}, sheet {sheet}: {len(raw)} rows only. Fix: download the workbook again."
        raise FormatError(msg)
    check_vintage(str(raw.iloc[0, 0]), vintage, path=path)
    header = raw.iloc[1].astype("string").str.replace(r"\[\d+\]", "", regex=True).str.strip()
    frame = raw.iloc[2:].copy()
    frame.columns = [str(name) for name in header]
    require_columns(frame, [code], path=path)
    kept = frame[frame[code].astype("string").str.strip().str.fullmatch(pattern).fillna(False).to_numpy(bool)]
    if kept.empty:
        msg = f"{path.name}, sheet {sheet}, column {code}: no code. Fix: download the workbook again."
        raise FormatError(msg)
    check_unique(kept, [code], path=path, first_row=None)
    return kept.reset_index(drop=True)


def _words(series: pd.Series) -> pd.Series:
    text = series.astype("string").str.replace(r"\[\d+\]", "", regex=True).str.strip()
    return text.where(~text.isin(["", *_DASH]), None).astype("str")


def _closed(series: pd.Series, allowed: Sequence[str], *, path: Path) -> pd.Series:
    text = _words(series)
    odd = text.notna() & ~text.isin(list(allowed))
    if odd.any():
        row = int(odd.to_numpy().argmax())
        msg = (
            f"{path.name}, column {series.name}, row {row + 3}: {text.iloc[row]!r} is none of "
            f"{'; '.join(allowed)}. Fix: check the edition."
        )
        raise ValueRangeError(msg)
    return text


_TITLE: Final = "2024 National Employment Matrix title"
_CODE: Final = "2024 National Employment Matrix code"


def _education(path: Path) -> pd.DataFrame:
    frame = _table(path, "Table 5.4", vintage="2024", code=_CODE, pattern=_SOC)
    names = {
        "entry_education": "Typical education needed for entry",
        "work_experience": "Work experience in a related occupation",
        "training": "Typical on-the-job training needed to attain competency in the occupation",
    }
    require_columns(frame, [_TITLE, *names.values()], path=path)
    return pd.DataFrame(
        {
            "soc": frame[_CODE].astype("str").str.strip(),
            "title": _words(frame[_TITLE]),
            "entry_education": _closed(frame[names["entry_education"]], EDUCATION_LEVELS, path=path),
            "work_experience": _closed(frame[names["work_experience"]], _EXPERIENCE, path=path),
            "training": _closed(frame[names["training"]], TRAINING_LEVELS, path=path),
        }
    )


_ATTAINMENT: Final[dict[str, str]] = {
    "Less than high school diploma": "below_high_school",
    "High school diploma or equivalent": "high_school",
    "Some college, no degree": "some_college",
    "Associate's degree": "associate",
    "Bachelor's degree": "bachelor",
    "Master's degree": "master",
    "Doctoral or professional degree": "doctoral",
}


def _attainment(path: Path) -> pd.DataFrame:
    frame = _table(path, "Table 5.3", vintage="2022–23", code=_CODE, pattern=_SOC)
    require_columns(frame, [_TITLE, *_ATTAINMENT], path=path)
    out = pd.DataFrame({"soc": frame[_CODE].astype("str").str.strip(), "title": _words(frame[_TITLE])})
    for published, ours in _ATTAINMENT.items():
        out[ours] = number(frame[published], path=path, missing=_DASH, first_row=3, low=0, high=100)
    total = (
        out[list(_ATTAINMENT.values())].sum(axis=1, min_count=len(_ATTAINMENT)).rename("sum of the shares")
    )
    check_range(total, path=path, low=99, high=101)
    return out


def _top_skills(path: Path) -> pd.DataFrame:
    frame = _table(path, "Table 6.2", vintage="2024–34", code=_CODE, pattern=_SOC)
    names = {
        "skill_1": "Top highest skill",
        "skill_2": "Second highest skill",
        "skill_3": "Third highest skill",
    }
    require_columns(frame, names.values(), path=path)
    return pd.DataFrame(
        {
            "soc": frame[_CODE].astype("str").str.strip(),
            **{ours: _words(frame[theirs]) for ours, theirs in names.items()},
        }
    )


def _skill_ranks(path: Path) -> pd.DataFrame:
    """Read percentile ranks of occupations by skill, one row per occupation and skill."""
    frame = _table(path, "Table 6.5", vintage="2024", code=_CODE, pattern=_SOC)
    skills = [c for c in frame.columns if c not in {_TITLE, _CODE, ""}]
    long = frame.melt(id_vars=[_CODE], value_vars=skills, var_name="skill", value_name="rank")
    long["rank"] = number(long["rank"], path=path, missing=_DASH, first_row=3, low=0, high=100)
    return (
        long.rename(columns={_CODE: "soc"})
        .astype({"soc": "str", "skill": "str"})
        .sort_values(["soc", "skill"], kind="stable")
    )


def _industries(path: Path) -> pd.DataFrame:
    frame = _table(path, "Table 2.11", vintage="Employment in thousands", code=_CODE, pattern=_NEM)
    names = {
        "employment_2024": "Employment, 2024",
        "employment_2034": "Employment, 2034",
        "change_percent": "Employment change, percent, 2024–34",
    }
    require_columns(frame, [_TITLE, "Industry type", *names.values()], path=path)
    out = pd.DataFrame(
        {
            "nem": frame[_CODE].astype("str").str.strip(),
            "title": _words(frame[_TITLE]),
            "type": _words(frame["Industry type"]),
        }
    )
    for ours, theirs in names.items():
        out[ours] = number(frame[theirs], path=path, missing=_DASH, first_row=3)
    out[["employment_2024", "employment_2034"]] *= 1000.0
    check_range(out["employment_2024"], path=path, low=0, high=400e6)
    return out


def _matrix_employment(path: Path) -> pd.DataFrame:
    frame = read_csv(path, header=None, names=["soc", "nem", "employment_2018", "employment_2028"])
    check_codes(frame["soc"], _SOC, path=path, what="occupation code", first_row=1)
    check_codes(frame["nem"], _NEM, path=path, what="NEM industry code", first_row=1)
    for column in ("employment_2018", "employment_2028"):
        frame[column] = number(frame[column], path=path, first_row=1, low=0, high=400e6)
    check_unique(frame, ["soc", "nem"], path=path, first_row=1)
    return frame


def _matrix_codes(code: str, pattern: str) -> Callable[[Path], pd.DataFrame]:
    def read(path: Path) -> pd.DataFrame:
        frame = read_csv(path, header=None, names=[code, "type", "title"])
        check_codes(frame[code], pattern, path=path, what="matrix code", first_row=1)
        check_codes(frame["type"], "Summary|Line item", path=path, what="line type", first_row=1)
        return frame

    return read


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog(
        "ep_education",
        {
            "soc": "SOC code as EP publishes it",
            "title": "EP title",
            "entry_education": "typical education needed for entry",
            "work_experience": "work experience in a related occupation; 'None' is a value",
            "training": "typical on-the-job training; 'None' is a value",
        },
        _education,
    ),
    from_catalog(
        "ep_attainment",
        {
            "soc": "SOC code as EP publishes it; 00-0000 is all occupations",
            "title": "EP title",
            **{ours: f"{theirs}, percent of workers" for theirs, ours in _ATTAINMENT.items()},
        },
        _attainment,
    ),
    from_catalog(
        "ep_top_skills",
        {"soc": "SOC code", "skill_1": "highest ranked skill", "skill_2": "second", "skill_3": "third"},
        _top_skills,
    ),
    from_catalog(
        "ep_skill_ranks",
        {"soc": "SOC code", "skill": "skill", "rank": "percentile rank among occupations, 0 to 100"},
        _skill_ranks,
    ),
    from_catalog(
        "ep_industries",
        {
            "nem": "matrix industry code",
            "title": "title",
            "type": "Summary or Line item",
            "employment_2024": "jobs",
            "employment_2034": "jobs",
            "change_percent": "percent change 2024-34",
        },
        _industries,
    ),
    from_catalog(
        "nem_2018_employment",
        {
            "soc": "matrix occupation code",
            "nem": "matrix industry code; TE1000 is all industries",
            "employment_2018": "jobs",
            "employment_2028": "jobs",
        },
        _matrix_employment,
    ),
    from_catalog(
        "nem_2018_industries",
        {"nem": "matrix industry code", "type": "Summary or Line item", "title": "title"},
        _matrix_codes("nem", _NEM),
    ),
    from_catalog(
        "nem_2018_occupations",
        {"soc": "matrix occupation code", "type": "Summary or Line item", "title": "title"},
        _matrix_codes("soc", _SOC),
    ),
)
