"""Employment projections of Texas by workforce area, 2018-28: to test our method on, too old to show.

Codes are SOC 2010. Neither a percent nor openings are published with them, and no row of all occupations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.files.published import read_csv
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_codes, check_unique, number, require_columns

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["SOURCES", "TEXAS", "read_texas_areas", "read_texas_counties"]

#: Name of the rows of the state itself among those of its areas.
TEXAS: Final = "Texas"

_AREAS: Final = {
    "wda": "area_name",
    "occ_code": "soc",
    "occupational_title": "title",
    "annual_average_employment_2018": "base_jobs",
    "annual_average_employment_2028": "projected_jobs",
}
_COUNTIES: Final = {"wda": "area_name", "county": "county_name", "fips_county": "county_fips"}
_MOST_JOBS: Final = 50_000_000.0

_AREA_COLUMNS: Final = {
    "area_name": "workforce development area, or Texas",
    "soc": "SOC 2010 code",
    "title": "published title",
    "base_jobs": "employment in 2018, jobs",
    "projected_jobs": "employment in 2028, jobs",
    "base_year": "base year",
    "projected_year": "projected year",
}
_COUNTY_COLUMNS: Final = {
    "area_name": "workforce development area",
    "county_name": "county as published",
    "county_fips": "state + county FIPS",
}


def read_texas_areas(path: Path) -> pd.DataFrame:
    """Read the projections of the state and its areas: one row per area and occupation."""
    frame = read_csv(path)
    require_columns(frame, _AREAS, path=path)
    out = frame[list(_AREAS)].rename(columns=_AREAS)
    out["area_name"] = out["area_name"].str.strip()
    check_codes(out["soc"], r"\d{2}-\d{4}", path=path, what="SOC code")
    for column in ("base_jobs", "projected_jobs"):
        out[column] = number(out[column], path=path, low=0, high=_MOST_JOBS)
    check_unique(out, ["area_name", "soc"], path=path)
    return out.assign(base_year=2018, projected_year=2028)


def read_texas_counties(path: Path) -> pd.DataFrame:
    """Read which area each county lies in; every county of the state lies in one."""
    frame = read_csv(path)
    require_columns(frame, _COUNTIES, path=path)
    out = frame[list(_COUNTIES)].rename(columns=_COUNTIES)
    out["area_name"] = out["area_name"].str.strip()
    check_codes(out["county_fips"], r"48\d{3}", path=path, what="county code of Texas")
    check_unique(out, ["county_fips"], path=path)
    return out


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("tx_areas_2018", _AREA_COLUMNS, read_texas_areas),
    from_catalog("tx_area_counties", _COUNTY_COLUMNS, read_texas_counties),
)
