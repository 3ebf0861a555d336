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
from geo_opportunity.sources.base import (
    Source,
    Variant,
    check_codes,
    check_range,
    check_vintage,
    number,
    require_columns,
)
from geo_opportunity.sources.crosswalks import stripped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["CITATION", "LICENCE", "SOURCES", "TIERS"]

LICENCE: Final = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"

#: The text O*NET asks every page that uses the database to carry, with the line on changes.
CITATION: Final = (
    "This page includes information from the O*NET 30.2 Database by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). "
    "Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. Geo Opportunity has modified all or some of this information. "
    "USDOL/ETA has not approved, endorsed, or tested these modifications."
)

#: Relatedness tiers, nearest first.
TIERS: Final[tuple[str, ...]] = ("Primary-Short", "Primary-Long", "Supplemental")

_PUBLISHER: Final = "National Center for O*NET Development for USDOL/ETA"
_PAGE: Final = "https://www.onetcenter.org/database.html"
_ZIP: Final = "onet/db_30_2_text.zip"
_ZIP_URL: Final = "https://www.onetcenter.org/dl_files/database/db_30_2_text.zip"
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


def _database(
    source_id: str,
    title: str,
    member: str,
    names: Mapping[str, str],
    columns: Mapping[str, str],
    *,
    numbers: Sequence[str] = (),
    codes: Sequence[str] = ("onet_soc",),
    optional: bool = False,
    read: Callable[[Path], pd.DataFrame] | None = None,
) -> Source:
    reader = read or _tab(member, names, numbers=numbers, codes=codes)
    folder = "onet/db_30_2_text"
    return Source(
        id=source_id,
        title=f"O*NET 30.2: {title}",
        publisher=_PUBLISHER,
        landing_page=_PAGE,
        vintage="30.2 (February 2026)",
        variants=(
            Variant(f"{folder}/{member}", reader, note="one file of the official zip"),
            Variant(f"{folder}/{member}.gz", reader, note="one file of the official zip, gzipped"),
            Variant(_ZIP, reader, url=_ZIP_URL),
        ),
        columns=columns,
        licence=LICENCE,
        citation=CITATION,
        optional=optional,
    )


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
        msg = f"{path.name}, column Relatedness Tier: {odd[0]!r} is none of {', '.join(TIERS)}. Mend: check that it is O*NET 30."
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
        msg = f"{path.name}, column work_schedules_kind: {odd[0]!r} is none of {', '.join(sorted(known))}. Mend: check the edition."
        raise FormatError(msg)
    return frame


_GREEN: Final = frozenset({"Green New & Emerging", "Green Increased Demand", "Green Enhanced Skills"})


def _green(path: Path) -> pd.DataFrame:
    names = {"O*NET-SOC Code": "onet_2010", "Green Occupational Category": "category"}
    frame = _tab("Green Occupations.txt", names, codes=("onet_2010",))(path)
    odd = sorted(set(frame["category"]) - _GREEN)
    if odd:
        msg = f"{path.name}, column Green Occupational Category: {odd[0]!r} is none of {', '.join(sorted(_GREEN))}. Mend: use O*NET 18.1."
        raise FormatError(msg)
    return frame


def _read_me(path: Path) -> pd.DataFrame:
    text = _member_text(path, "Read Me.txt")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    check_vintage(lines[0] if lines else "", "O*NET 30.2", path=path)
    return pd.DataFrame({"line": lines})


def _bright(source_id: str, title: str, path: str, url: str | None, *, optional: bool) -> Source:
    names = {"O*NET-SOC 2019 Code": "onet_soc", "O*NET-SOC 2019 Title": "title"}
    official = {"Code": "onet_soc", "Occupation": "title"}

    def read(file: Path) -> pd.DataFrame:
        header = set(read_csv(file).columns)
        return _csv(official if set(official) <= header else names, code="onet_soc")(file)

    return Source(
        id=source_id,
        title=f"O*NET Bright Outlook occupations: {title}",
        publisher=_PUBLISHER,
        landing_page="https://www.onetonline.org/help/bright/",
        vintage="2026-03, keyed to the 2024-34 projections",
        variants=(Variant(path, read, url=url),),
        columns={"onet_soc": "O*NET-SOC 2019 code", "title": "its title"},
        licence=LICENCE,
        citation=CITATION,
        optional=optional,
    )


SOURCES: Final[tuple[Source, ...]] = (
    _database(
        "onet_occupations",
        "Occupation Data",
        "Occupation Data.txt",
        {"O*NET-SOC Code": "onet_soc", "Title": "title", "Description": "description"},
        {"onet_soc": "O*NET-SOC 2019 code", "title": "title", "description": "what they do"},
    ),
    _database(
        "onet_job_zones",
        "Job Zones",
        "Job Zones.txt",
        {},
        {"onet_soc": "O*NET-SOC 2019 code", "job_zone": "2 to 5 (zone 1 is merged into 2 in this release)"},
        read=_zones,
    ),
    _database(
        "onet_related",
        "Related Occupations",
        "Related Occupations.txt",
        {},
        {
            "onet_soc": "from, O*NET-SOC 2019",
            "related_onet_soc": "to, O*NET-SOC 2019",
            "tier": "Primary-Short, Primary-Long or Supplemental",
            "rank": "1 nearest to 20",
        },
        read=_related,
    ),
    _database(
        "onet_alternate_titles",
        "Alternate Titles",
        "Alternate Titles.txt",
        {"O*NET-SOC Code": "onet_soc", "Alternate Title": "title", "Short Title": "short_title"},
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "title": "alternate title",
            "short_title": "acronym or short form; n/a where none",
        },
    ),
    _database(
        "onet_reported_titles",
        "Sample of Reported Titles",
        "Sample of Reported Titles.txt",
        {"O*NET-SOC Code": "onet_soc", "Reported Job Title": "title", "Shown in My Next Move": "shown"},
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "title": "title incumbents report",
            "shown": "Y when My Next Move shows it",
        },
    ),
    _database(
        "onet_education",
        "Education, Training, and Experience",
        "Education, Training, and Experience.txt",
        {
            "O*NET-SOC Code": "onet_soc",
            "Element ID": "element",
            "Scale ID": "scale",
            "Category": "category",
            "Data Value": "value",
            "Recommend Suppress": "suppress",
        },
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "element": "element id",
            "scale": "RL required education, RW related experience, PT and OJ training",
            "category": "category number",
            "value": "percent of respondents",
            "suppress": "Y where O*NET advises against use",
        },
        numbers=("category", "value"),
        optional=True,
    ),
    _database(
        "onet_education_categories",
        "Education, Training, and Experience Categories",
        "Education, Training, and Experience Categories.txt",
        _CATEGORY_NAMES,
        _CATEGORY_COLUMNS,
        numbers=("category",),
        codes=(),
        optional=True,
    ),
    _database(
        "onet_work_context",
        "Work Context",
        "Work Context.txt",
        {},
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "element": "element id (4.C.3.d.4 work schedules, 4.C.3.d.8 length of week)",
            "scale": "CX, CT means; CXP, CTP percent of respondents by category",
            "category": "category number; null for means",
            "value": "mean, or percent of respondents",
            "n": "respondents",
            "suppress": "Y where O*NET advises against use",
        },
        optional=True,
        read=_work_context,
    ),
    _database(
        "onet_work_context_categories",
        "Work Context Categories",
        "Work Context Categories.txt",
        _CATEGORY_NAMES,
        _CATEGORY_COLUMNS,
        numbers=("category",),
        codes=(),
        optional=True,
    ),
    _database(
        "onet_job_zone_reference",
        "Job Zone Reference",
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
        {
            "job_zone": "2 to 5",
            "name": "name",
            "experience": "experience needed",
            "education": "education needed",
            "training": "training needed",
            "examples": "examples",
            "svp_range": "specific vocational preparation",
        },
        numbers=("job_zone",),
        codes=(),
        optional=True,
    ),
    _database(
        "onet_content_model",
        "Content Model Reference",
        "Content Model Reference.txt",
        {"Element ID": "element", "Element Name": "name", "Description": "description"},
        {"element": "element id", "name": "its name", "description": "what it is"},
        codes=(),
        optional=True,
    ),
    _database(
        "onet_scales",
        "Scales Reference",
        "Scales Reference.txt",
        {"Scale ID": "scale", "Scale Name": "name", "Minimum": "minimum", "Maximum": "maximum"},
        {"scale": "scale id", "name": "its name", "minimum": "lowest value", "maximum": "highest value"},
        numbers=("minimum", "maximum"),
        codes=(),
        optional=True,
    ),
    _database(
        "onet_read_me",
        "Read Me",
        "Read Me.txt",
        {},
        {"line": "a line of the note"},
        optional=True,
        read=_read_me,
    ),
    Source(
        id="work_context_derived",
        title="O*NET 30.3 work schedules, as derived by careergraph",
        publisher="careergraph, from O*NET 30.3 (USDOL/ETA)",
        landing_page=_PAGE,
        vintage="30.3",
        variants=(
            Variant(
                "onet/work_context_30_3_from_careergraph.csv",
                _derived,
                note="derived; only kind pct_non_regular is a share of people with a regular schedule; the length of week is a mean, not a share",
            ),
        ),
        columns={
            "code": "SOC code as OEWS publishes it, or O*NET-SOC 2019 code of a specialty",
            "kind": "pct_non_regular (a share) or rescaled_mean (not a share)",
            "regular_percent": "percent with a regular schedule; null unless kind is pct_non_regular",
            "week_mean": "mean of 1 under 40 hours, 2 forty hours, 3 over 40 hours",
        },
        licence=LICENCE,
        citation=CITATION,
        optional=True,
    ),
    Source(
        id="green_occupations",
        title="O*NET 18.1: green occupations",
        publisher=_PUBLISHER,
        landing_page="https://www.onetcenter.org/db_releases.html",
        vintage="18.1 (2014), O*NET-SOC 2010",
        variants=(Variant("onet/green_occupations_onet_18_1.txt", _green, note="one file of db_18_1"),),
        columns={
            "onet_2010": "O*NET-SOC 2010 code",
            "category": "Green New & Emerging, Green Increased Demand or Green Enhanced Skills",
        },
        licence=LICENCE,
        citation=CITATION.replace("30.2", "18.1"),
    ),
    _bright(
        "bright_outlook",
        "all",
        "onet/bright_outlook_2026-03.csv",
        "https://www.onetonline.org/find/bright/All_Bright_Outlook_Occupations.csv?b=0&fmt=csv",
        optional=False,
    ),
    _bright(
        "bright_outlook_growth", "rapid growth", "onet/bright_outlook_growth_2026-03.csv", None, optional=True
    ),
    _bright(
        "bright_outlook_openings",
        "numerous openings",
        "onet/bright_outlook_openings_2026-03.csv",
        None,
        optional=True,
    ),
    _bright(
        "bright_outlook_new",
        "new and emerging",
        "onet/bright_outlook_new_emerging_2026-03.csv",
        None,
        optional=True,
    ),
    Source(
        id="work_context_18_1",
        title="O*NET 18.1 work schedules and length of week, means",
        publisher="career-xplorer, from O*NET 18.1 (USDOL/ETA)",
        landing_page="https://www.onetcenter.org/db_releases.html",
        vintage="18.1 (2014), O*NET-SOC 2010",
        variants=(
            Variant(
                "onet/work_context_time_18_1_from_career_xplorer.csv",
                _csv(
                    {
                        "onet_soc_2010": "onet_2010",
                        "work_schedules_ct_mean_1to3": "schedule_mean",
                        "duration_typical_work_week_ct_mean_1to3": "week_mean",
                    },
                    code="onet_2010",
                    numbers=("schedule_mean", "week_mean"),
                ),
                note="means only; kept for comparison",
            ),
        ),
        columns={
            "onet_2010": "O*NET-SOC 2010 code",
            "schedule_mean": "mean of 1 regular, 2 irregular, 3 seasonal",
            "week_mean": "mean of 1 under 40 hours, 2 forty hours, 3 over 40 hours",
        },
        licence=LICENCE,
        citation=CITATION.replace("30.2", "18.1"),
        optional=True,
    ),
    Source(
        id="schedule_modes",
        title="O*NET 30.3 most common schedule and week",
        publisher="economicmobility, from O*NET 30.3 (USDOL/ETA)",
        landing_page=_PAGE,
        vintage="30.3",
        variants=(
            Variant(
                "onet/work_schedule_mode_30_3_from_economicmobility.csv",
                _csv(
                    {
                        "onet_soc": "onet_soc",
                        "schedule_mode": "schedule_mode",
                        "weekly_hours_mode": "week_mode",
                    },
                    code="onet_soc",
                ),
                note="the most common answer only, no shares; kept for comparison",
            ),
        ),
        columns={
            "onet_soc": "O*NET-SOC 2019 code",
            "schedule_mode": "most common schedule",
            "week_mode": "most common length of week",
        },
        licence=LICENCE,
        citation=CITATION,
        optional=True,
    ),
)
