"""O*NET: what occupations are, how people prepare for them, when they work (USDOL/ETA, CC BY 4.0).

The database is a zip of tab-separated files; each reader takes its file from the official zip, or lying
alone, plain or gzipped. ``n/a`` is O*NET's mark for "does not apply" and is read as null.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import decode, open_text, read_csv, zip_member
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.crosswalks import stripped
from geo_opportunity.sources.faults import check_codes, check_range, check_vintage, number, require_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["SOURCES", "TIERS"]

#: Relatedness tiers, nearest first.
TIERS: Final[tuple[str, ...]] = ("Primary-Short", "Primary-Long", "Supplemental")

_ONET: Final = r"\d{2}-\d{4}\.\d{2}"


def _member_text(path: Path, member: str) -> str:
    """Return the text of `member`, from the official zip or from the file itself."""
    if path.suffix.lower() != ".zip":
        return open_text(path)
    return decode(zip_member(path, member))


def _tab(
    member: str,
    names: Mapping[str, str],
    *,
    numbers: Sequence[str] = (),
    codes: Sequence[str] = ("onet_soc",),
) -> Callable[[Path], pd.DataFrame]:
    """Return a reader of a tab-separated O*NET file.

    `names` maps official column names to ours; `numbers` (ours) become float64 with ``n/a`` as null;
    `codes` (ours) must be O*NET-SOC codes. Quotation marks are text: the files quote nothing.
    """

    def read(path: Path) -> pd.DataFrame:
        frame = read_csv(path, text=_member_text(path, member), sep="\t", quoting=csv.QUOTE_NONE)
        require_columns(frame, names, path=path)
        frame = stripped(frame[list(names)].rename(columns=dict(names)))
        for column in codes:
            check_codes(frame[column], _ONET, path=path, what="O*NET-SOC code")
        for column in numbers:
            frame[column] = number(frame[column], path=path, missing=("n/a",))
        return frame

    return read


def _related(path: Path) -> pd.DataFrame:
    names = {
        "O*NET-SOC Code": "onet_soc",
        "Related O*NET-SOC Code": "related_onet_soc",
        "Relatedness Tier": "tier",
        "Index": "rank",
    }
    frame = _tab("Related Occupations.txt", names, numbers=("rank",), codes=("onet_soc", "related_onet_soc"))(
        path
    )
    odd = sorted(set(frame["tier"]) - set(TIERS))
    if odd:
        msg = (
            f"{path.name}, column Relatedness Tier: {odd[0]!r} is none of {', '.join(TIERS)}. Fix: check "
            "that it is O*NET 30."
        )
        raise FormatError(msg)
    check_range(frame["rank"], path=path, low=1, high=100)
    return frame


def _zones(path: Path) -> pd.DataFrame:
    frame = _tab(
        "Job Zones.txt", {"O*NET-SOC Code": "onet_soc", "Job Zone": "job_zone"}, numbers=("job_zone",)
    )(path)
    check_range(frame["job_zone"], path=path, low=1, high=5)
    return frame


_CONTEXT_NAMES: Final[dict[str, str]] = {
    "O*NET-SOC Code": "onet_soc",
    "Element ID": "element",
    "Scale ID": "scale",
    "Category": "category",
    "Data Value": "value",
    "N": "n",
    "Recommend Suppress": "suppress",
}


def _work_context(path: Path) -> pd.DataFrame:
    frame = _tab("Work Context.txt", _CONTEXT_NAMES, numbers=("category", "value", "n"))(path)
    share = frame["value"].where(frame["scale"].isin(["CTP", "CXP"])).rename("Data Value")
    check_range(share, path=path, low=0, high=100)
    return frame


_CATEGORY_NAMES: Final[dict[str, str]] = {
    "Element ID": "element",
    "Element Name": "element_name",
    "Scale ID": "scale",
    "Category": "category",
    "Category Description": "description",
}
_CATEGORY_COLUMNS: Final[dict[str, str]] = {
    "element": "element id",
    "element_name": "its name",
    "scale": "scale id",
    "category": "category number",
    "description": "what the category means",
}


def _csv(
    names: Mapping[str, str], *, code: str, pattern: str = _ONET, numbers: Sequence[str] = ()
) -> Callable[[Path], pd.DataFrame]:
    def read(path: Path) -> pd.DataFrame:
        frame = read_csv(path)
        require_columns(frame, names, path=path)
        frame = stripped(frame[list(names)].rename(columns=dict(names)))
        check_codes(frame[code], pattern, path=path, what="O*NET-SOC code")
        for column in numbers:
            frame[column] = number(frame[column], path=path)
        return frame

    return read


def _derived(path: Path) -> pd.DataFrame:
    names = {
        "code": "code",
        "work_schedules_kind": "kind",
        "pct_regular_schedule": "regular_percent",
        "duration_ct_mean_1to3": "week_mean",
    }
    frame = _csv(
        names, code="code", pattern=r"\d{2}-\d{4}(\.\d{2})?", numbers=("regular_percent", "week_mean")
    )(path)
    check_range(frame["regular_percent"], path=path, low=0, high=100)
    check_range(frame["week_mean"], path=path, low=1, high=3)
    known = {"pct_non_regular", "rescaled_mean"}
    odd = sorted(set(frame["kind"]) - known)
    if odd:
        msg = (
            f"{path.name}, column work_schedules_kind: {odd[0]!r} is none of {', '.join(sorted(known))}. "
            "Fix: check the edition."
        )
        raise FormatError(msg)
    return frame


_GREEN: Final = frozenset({"Green New & Emerging", "Green Increased Demand", "Green Enhanced Skills"})


def _green(path: Path) -> pd.DataFrame:
    names = {"O*NET-SOC Code": "onet_2010", "Green Occupational Category": "category"}
    frame = _tab("Green Occupations.txt", names, codes=("onet_2010",))(path)
    odd = sorted(set(frame["category"]) - _GREEN)
    if odd:
        msg = (
            f"{path.name}, column Green Occupational Category: {odd[0]!r} is none of "
            f"{', '.join(sorted(_GREEN))}. Fix: use O*NET 18.1."
        )
        raise FormatError(msg)
    return frame


def _read_me(path: Path) -> pd.DataFrame:
    text = _member_text(path, "Read Me.txt")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    check_vintage(lines[0] if lines else "", "O*NET 30.2", path=path)
    return pd.DataFrame({"line": lines})


def _bright(path: Path) -> pd.DataFrame:
    official = {"Code": "onet_soc", "Occupation": "title"}
    older = {"O*NET-SOC 2019 Code": "onet_soc", "O*NET-SOC 2019 Title": "title"}
    return _csv(official if set(official) <= set(read_csv(path).columns) else older, code="onet_soc")(path)


_BRIGHT: Final[dict[str, str]] = {"onet_soc": "O*NET-SOC 2019 code", "title": "its title"}

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog(
        "onet_occupations",
        {"onet_soc": "O*NET-SOC 2019 code", "title": "title", "description": "what they do"},
        _tab(
            "Occupation Data.txt",
            {"O*NET-SOC Code": "onet_soc", "Title": "title", "Description": "description"},
        ),
    ),
    from_catalog(
        "onet_job_zones",
        {"onet_soc": "O*NET-SOC 2019 code", "job_zone": "2 to 5 (zone 1 is merged into 2 in this release)"},
        _zones,
    ),
    from_catalog(
        "onet_related",
        {
            "onet_soc": "from, O*NET-SOC 2019",
            "related_onet_soc": "to, O*NET-SOC 2019",
            "tier": "Primary-Short, Primary-Long or Supplemental",
            "rank": "1 nearest to 20",
        },
        _related,
    ),
    from_catalog(
        "onet_alternate_titles",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "title": "alternate title",
            "short_title": "acronym or short form; n/a where none",
        },
        _tab(
            "Alternate Titles.txt",
            {"O*NET-SOC Code": "onet_soc", "Alternate Title": "title", "Short Title": "short_title"},
        ),
    ),
    from_catalog(
        "onet_reported_titles",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "title": "title incumbents report",
            "shown": "Y when My Next Move shows it",
        },
        _tab(
            "Sample of Reported Titles.txt",
            {"O*NET-SOC Code": "onet_soc", "Reported Job Title": "title", "Shown in My Next Move": "shown"},
        ),
    ),
    from_catalog(
        "onet_education",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "element": "element id",
            "scale": "RL required education, RW related experience, PT and OJ training",
            "category": "category number",
            "value": "percent of respondents",
            "suppress": "Y where O*NET advises against use",
        },
        _tab(
            "Education, Training, and Experience.txt",
            {
                "O*NET-SOC Code": "onet_soc",
                "Element ID": "element",
                "Scale ID": "scale",
                "Category": "category",
                "Data Value": "value",
                "Recommend Suppress": "suppress",
            },
            numbers=("category", "value"),
        ),
    ),
    from_catalog(
        "onet_education_categories",
        _CATEGORY_COLUMNS,
        _tab(
            "Education, Training, and Experience Categories.txt",
            _CATEGORY_NAMES,
            numbers=("category",),
            codes=(),
        ),
    ),
    from_catalog(
        "onet_work_context",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "element": "element id (4.C.3.d.4 work schedules, 4.C.3.d.8 length of week)",
            "scale": "CX, CT means; CXP, CTP percent of respondents by category",
            "category": "category number; null for means",
            "value": "mean, or percent of respondents",
            "n": "respondents",
            "suppress": "Y where O*NET advises against use",
        },
        _work_context,
    ),
    from_catalog(
        "onet_work_context_categories",
        _CATEGORY_COLUMNS,
        _tab("Work Context Categories.txt", _CATEGORY_NAMES, numbers=("category",), codes=()),
    ),
    from_catalog(
        "onet_job_zone_reference",
        {
            "job_zone": "2 to 5",
            "name": "name",
            "experience": "experience needed",
            "education": "education needed",
            "training": "training needed",
            "examples": "examples",
            "svp_range": "specific vocational preparation",
        },
        _tab(
            "Job Zone Reference.txt",
            {
                "Job Zone": "job_zone",
                "Name": "name",
                "Experience": "experience",
                "Education": "education",
                "Job Training": "training",
                "Examples": "examples",
                "SVP Range": "svp_range",
            },
            numbers=("job_zone",),
            codes=(),
        ),
    ),
    from_catalog(
        "onet_content_model",
        {"element": "element id", "name": "its name", "description": "what it is"},
        _tab(
            "Content Model Reference.txt",
            {"Element ID": "element", "Element Name": "name", "Description": "description"},
            codes=(),
        ),
    ),
    from_catalog(
        "onet_scales",
        {"scale": "scale id", "name": "its name", "minimum": "lowest value", "maximum": "highest value"},
        _tab(
            "Scales Reference.txt",
            {"Scale ID": "scale", "Scale Name": "name", "Minimum": "minimum", "Maximum": "maximum"},
            numbers=("minimum", "maximum"),
            codes=(),
        ),
    ),
    from_catalog("onet_read_me", {"line": "a line of the note"}, _read_me),
    from_catalog(
        "work_context_derived",
        {
            "code": "SOC code as OEWS publishes it, or O*NET-SOC 2019 code of a specialty",
            "kind": "pct_non_regular (a share) or rescaled_mean (not a share)",
            "regular_percent": "percent with a regular schedule; null unless kind is pct_non_regular",
            "week_mean": "mean of 1 under 40 hours, 2 forty hours, 3 over 40 hours",
        },
        _derived,
    ),
    from_catalog(
        "green_occupations",
        {
            "onet_2010": "O*NET-SOC 2010 code",
            "category": "Green New & Emerging, Green Increased Demand or Green Enhanced Skills",
        },
        _green,
    ),
    from_catalog("bright_outlook", _BRIGHT, _bright),
    from_catalog("bright_outlook_growth", _BRIGHT, _bright),
    from_catalog("bright_outlook_openings", _BRIGHT, _bright),
    from_catalog("bright_outlook_new", _BRIGHT, _bright),
    from_catalog(
        "work_context_18_1",
        {
            "onet_2010": "O*NET-SOC 2010 code",
            "schedule_mean": "mean of 1 regular, 2 irregular, 3 seasonal",
            "week_mean": "mean of 1 under 40 hours, 2 forty hours, 3 over 40 hours",
        },
        _csv(
            {
                "onet_soc_2010": "onet_2010",
                "work_schedules_ct_mean_1to3": "schedule_mean",
                "duration_typical_work_week_ct_mean_1to3": "week_mean",
            },
            code="onet_2010",
            numbers=("schedule_mean", "week_mean"),
        ),
    ),
    from_catalog(
        "schedule_modes",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "schedule_mode": "most common schedule",
            "week_mode": "most common length of week",
        },
        _csv(
            {"onet_soc": "onet_soc", "schedule_mode": "schedule_mode", "weekly_hours_mode": "week_mode"},
            code="onet_soc",
        ),
    ),
)
