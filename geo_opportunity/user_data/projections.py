"""A sub-state projection table a user brings, and the counties of its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.tables import TABLES, validate
from geo_opportunity.user_data.importer import (
    Imported,
    Kind,
    county_codes,
    numbers,
)
from geo_opportunity.user_data.projection_codes import read_occupations, whole_occupations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile, Reading

__all__ = ["ALIASES", "REGION_ALIASES", "import_projections"]

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "region": (
        "region_code",
        "region_name",
        "area",
        "area_name",
        "geography",
        "workforce_area",
        "wda",
        "lwda",
        "region_id",
    ),
    "soc": ("soc_code", "occupation_code", "occ_code", "soc_occupation_code"),
    "base": (
        "base_employment",
        "base_year_employment_estimate",
        "base_year_employment",
        "employment_base",
        "current_employment",
    ),
    "projected": (
        "projected_employment",
        "projected_year_employment_estimate",
        "projected_year_employment",
        "employment_projected",
    ),
    "growth_percent": (
        "percent_change",
        "%_change",
        "percentage_change",
        "pct_change",
        "growth_pct",
        "percent_growth",
    ),
    "growth": ("growth_fraction", "growth_rate"),
    "openings_annual": (
        "annual_openings",
        "average_annual_openings",
        "annual_average_openings",
        "total_annual_openings",
    ),
    "openings_total": ("total_openings", "total_job_openings", "openings_over_period"),
    "openings": ("job_openings",),
    "base_year": ("start_year",),
    "projected_year": ("projection_year", "end_year", "proj_year"),
}
REGION_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "region": ALIASES["region"],
    "county_fips": ("fips", "fips_code", "geoid", "county_code"),
    "county": ("county_name",),
    "state": ("state_code", "state_abbreviation"),
}
_PROJECTIONS: Final = Kind(
    "projections",
    "sub-state employment projections",
    ALIASES,
    (("region",), ("soc",), ("base",), ("projected", "growth_percent", "growth")),
)
_REGIONS: Final = Kind(
    "regions", "counties of the regions", REGION_ALIASES, (("region",), ("county_fips", "county"))
)
#: A growth beyond these is no ten-year growth of an occupation written as a fraction.
_GROWTH: Final = (-1.0, 5.0)


def _regions(
    atlas: Dataset, source: FrameOrFile, name: str, layer: str | None, state: str | None
) -> tuple[pd.DataFrame, Reading]:
    """Return region and county_fips, a row each, and the reading of their file."""
    reading = _REGIONS.read(source, name=name, layer=layer, columns=None)
    given, matched, notes = reading.given, reading.matched, reading.notes
    frame = pd.DataFrame(
        {"region": matched.get("region"), "county_fips": county_codes(atlas, matched, notes, state=state)}
    )
    notes.leave_out("no region", frame["region"] == "", ["county_fips", "county", "state"])
    frame = frame.loc[notes.kept]
    notes.leave_out(
        "the same county and region again", frame.duplicated(), ["region", "county_fips", "county"]
    )
    frame = frame.loc[notes.kept]
    doubled = frame["county_fips"].duplicated(keep=False)
    if doubled.any():
        first = frame.loc[doubled].sort_values("county_fips").iloc[:2]
        row = int(first.index[1])
        msg = (
            f"{given.file}, row {row}: county {first['county_fips'].iloc[0]} lies in two regions "
            f"({' and '.join(first['region'])}). Fix: keep one region per county."
        )
        raise FormatError(msg)
    return frame, reading


def import_projections(
    atlas: Dataset,
    source: FrameOrFile,
    regions: FrameOrFile,
    *,
    name: str,
    base_year: int | None = None,
    projected_year: int | None = None,
    openings: Literal["annual", "total"] | None = None,
    state: str | None = None,
    layer: str | None = None,
    regions_layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Read a sub-state projection table and its regions; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas, source, name, state, layer, columns
        See :func:`geo_opportunity.user_data.import_programs`.
    regions, regions_layer
        Table of the counties of each region: region, and county_fips or county (with state).
    base_year, projected_year
        Years, where the table has no columns for them.
    openings
        What a column called just "openings" holds: openings a year, or over the whole period.

    Returns
    -------
    Imported
        Tables projections and projection_regions. Needed are region, soc, base, and projected or growth: the
        rates of an area's regions are never averaged but summed up from jobs. An occupation's own row counts
        before its parts; parts are summed only where all of them are there.

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError, ValueRangeError
        A file cannot be used; the message names file, column and fix.
    """
    reading = _PROJECTIONS.read(source, name=name, layer=layer, columns=columns)
    given, matched, notes = reading.given, reading.matched, reading.notes
    region_rows, region_reading = _regions(atlas, regions, name, regions_layer, state)

    frame = pd.DataFrame({"region": matched.get("region")})
    frame["soc"], frame["written"] = read_occupations(atlas, matched, notes)
    homeless = ~frame["region"].isin(set(region_rows["region"]))
    notes.leave_out("region without counties in the table of regions", homeless, ["region"])
    notes.count("rows whose region has counties", (~homeless).sum())

    frame["base"] = numbers(matched, "base", notes, high=1e8)
    frame["projected"] = numbers(matched, "projected", notes, high=1e8)
    percent = numbers(matched, "growth_percent", notes, low=-1.0, high=50.0, percent=True)
    growth = numbers(matched, "growth", notes, low=-1e6).fillna(percent)
    wild = matched.get("growth").ne("") & ~growth.between(*_GROWTH) & growth.notna()
    if wild.any() and "growth" in matched.columns:
        first = matched.frame.loc[wild, "growth"]
        msg = (
            f"{given.file}, column {matched.columns['growth']}, row {first.index[0]}: {first.iloc[0]!r} "
            "looks like percent. "
            "Fix: name the column growth_percent, or write fractions (0.053)."
        )
        raise ValueRangeError(msg)
    frame["growth"] = growth
    frame["projected"] = frame["projected"].fillna(frame["base"] * (1 + growth))
    for column, said in (("base_year", base_year), ("projected_year", projected_year)):
        frame[column] = numbers(matched, column, notes, low=2000, high=2100).fillna(
            np.nan if said is None else said
        )
        if frame[column].isna().all():
            msg = f"{given.file} has no column {column!r}. Fix: add it, or say {column}=."
            raise FormatError(msg)
    years = frame["projected_year"] - frame["base_year"]
    annual = numbers(matched, "openings_annual", notes, high=1e8)
    annual = annual.fillna(numbers(matched, "openings_total", notes, high=1e9) / years.where(years > 0))
    if "openings" in matched.columns:
        if openings not in {"annual", "total"}:
            msg = (
                f"{given.file}: the column {matched.columns['openings']!r} does not say whether openings "
                "are a year's or the period's. Fix: say openings='annual' or 'total'."
            )
            raise FormatError(msg)
        said_openings = numbers(matched, "openings", notes, high=1e9)
        annual = annual.fillna(
            said_openings if openings == "annual" else said_openings / years.where(years > 0)
        )
    frame["openings"] = annual

    usable = frame["soc"].notna() & ~homeless
    blank = usable & (frame["base"].isna() | frame["projected"].isna())
    notes.leave_out(
        "jobs not given (base, or projected and growth)",
        blank,
        ["region", "soc", "base", "projected"],
    )
    crooked = usable & ~blank & ~(years > 0)
    notes.leave_out(
        "years missing or out of order", crooked, ["region", "soc", "base_year", "projected_year"]
    )
    frame = frame.loc[usable & ~blank & ~crooked]
    frame = whole_occupations(atlas, frame, notes)

    key = ["region", "soc"]
    groups = frame.groupby(key, sort=True)
    table = groups.agg(
        base=("base", "sum"),
        projected=("projected", "sum"),
        base_year=("base_year", "first"),
        projected_year=("projected_year", "first"),
    )
    table["openings"] = groups["openings"].sum(skipna=False)
    table = table.reset_index()
    levels = (table["projected"] / table["base"].where(table["base"] > 0)) - 1
    printed = groups["growth"].first().where(groups.size() == 1).to_numpy(float)
    table["growth"] = np.where(np.isnan(printed) | levels.isna(), levels, printed)
    table["growth_source"] = np.select(
        [levels.isna(), np.isnan(printed)], ["none", "computed from levels"], default="printed"
    )
    table["openings_basis"] = np.where(table["openings"].notna(), "published", "none")
    table = table.assign(
        series=f"own:{name}", level="substate", geo_code=f"own:{name}:" + table["region"], preferred=True
    )
    members = region_rows.loc[region_rows["region"].isin(set(table["region"]))]
    members = members.assign(geo_code=f"own:{name}:" + members["region"], title=members["region"])

    notes.count("regions", table["region"].nunique())
    notes.count("occupations", table["soc"].nunique())
    notes.count("region rows read", len(region_reading.matched.frame))
    notes.count("region rows used", region_reading.notes.kept.sum())
    notes.count("counties of the regions", len(members))
    member_of = (
        atlas.table("counties")
        .assign(mine=lambda c: c["county_fips"].isin(set(members["county_fips"])))
        .groupby("area_code")["mine"]
    )
    notes.count("areas wholly covered: their growth is taken from this table", member_of.all().sum())
    notes.count(
        "areas covered in part: their growth stays as it was", (member_of.any() & ~member_of.all()).sum()
    )
    tables = {
        "projections": validate("projections", table[list(TABLES["projections"].to_schema().columns)]),
        "projection_regions": validate("projection_regions", members[["geo_code", "title", "county_fips"]]),
    }
    return reading.imported(tables, len(table), also=[region_reading])
