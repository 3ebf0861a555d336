"""How well jobs, schooling and workforce areas meet our counties, and whether their sums can be true.

The sources are optional: a table that is empty is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.pipeline.checks import Check, counted, named, ratio, weighed, within

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["GROUPS"]

_ALL: Final = "10"
_AGAIN: Final = "download the file again and check its edition"
_QCEW: Final = ("qcew_sectors", "qcew_totals")


def _without(counties: pd.DataFrame, table: pd.DataFrame, check: str, label: str, source: str) -> Check:
    """Return the check of counties that have no row in `table`."""
    return counted(
        check,
        f"counties without {label}",
        ~counties["county_fips"].isin(table["county_fips"]),
        named(counties, "county_fips", "name") + ", " + counties["state"],
        weight=counties["population"],
        sources=(source,),
        fix=_AGAIN,
    )


def _jobs(t: Tables) -> list[Check]:
    counties, jobs = t["counties"], t["county_jobs"]
    if jobs.empty:
        return []
    sectors = jobs.loc[jobs["sector"] != _ALL]
    nowhere = sectors["county_fips"].str.endswith("999")
    return [
        _without(counties, jobs, "counties_without_jobs_by_sector", "jobs by sector", "qcew_sectors"),
        weighed(
            "county_jobs_without_county",
            "jobs covered by unemployment insurance that lie in no county and are left out of every county",
            nowhere,
            sectors["employment"],
            sources=_QCEW,
            fix=_AGAIN,
        ),
        within(
            "county_jobs_total",
            "jobs covered by unemployment insurance in all sectors and counties",
            float(sectors["employment"].sum()),
            sources=_QCEW,
            fix=_AGAIN,
        ),
    ]


def _schooling(t: Tables) -> list[Check]:
    counties, schooling = t["counties"], t["county_education"]
    if schooling.empty:
        return []
    adults = float(schooling["adults_25"].sum())
    return [
        _without(counties, schooling, "counties_without_schooling", "schooling", "ers_education"),
        within(
            "adults_25_per_resident",
            "adults of 25 and over per resident",
            ratio(adults, float(counties["population"].sum())),
            sources=("ers_education", "acs_counties"),
            fix=_AGAIN,
        ),
        within(
            "bachelors_share",
            "share of adults of 25 and over with a bachelor's degree",
            ratio(float(schooling["bachelors"].sum()), adults),
            sources=("ers_education",),
            fix="check that the columns are of 2019-23 and not shifted",
        ),
    ]


def _workforce(t: Tables) -> list[Check]:
    areas = t["workforce_areas"]
    if areas.empty:
        return []
    return [
        _without(
            t["counties"],
            areas,
            "counties_without_workforce_area",
            "a workforce area",
            "workforce_areas",
        )
    ]


def _sectors(t: Tables) -> list[Check]:
    occupations, sectors = t["occupations"], t["occupation_sectors"]
    if sectors.empty:
        return []
    national = t["nation_wages"].drop_duplicates("soc").set_index("soc")["employment"]
    known = occupations["soc"].map(sectors.groupby("soc")["share"].sum()).fillna(0.0)
    return [
        counted(
            "occupations_sectors_unknown",
            "occupations less than half of whose jobs are in a sector that is released",
            known < 0.5,
            named(occupations, "soc", "title"),
            weight=occupations["soc"].map(national).astype("float64"),
            sources=("oews_industry",),
            fix=_AGAIN,
        )
    ]


#: Groups of checks, with the tables each looks at.
GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (frozenset({"counties", "county_jobs"}), _jobs),
    (frozenset({"counties", "county_education"}), _schooling),
    (frozenset({"counties", "workforce_areas"}), _workforce),
    (frozenset({"occupations", "occupation_sectors", "nation_wages"}), _sectors),
)
