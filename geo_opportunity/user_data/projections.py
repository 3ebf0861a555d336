"""A sub-state projection table a user brings, and the counties of its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.tables import TABLES, validate
from geo_opportunity.user_data.importer import Imported, Kind
from geo_opportunity.user_data.places import county_codes
from geo_opportunity.user_data.projection_codes import read_occupations, whole_occupations
from geo_opportunity.user_data.projection_figures import QUESTIONS, Answers, projection_figures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile, Reading
    from geo_opportunity.user_data.preview import Notes

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
    QUESTIONS,
)
_REGIONS: Final = Kind(
    "regions", "counties of the regions", REGION_ALIASES, (("region",), ("county_fips", "county"))
)


def _regions(
    atlas: Dataset, source: FrameOrFile, name: str, layer: str | None, state: str | None
) -> tuple[pd.DataFrame, Reading]:
    """Return region and county_fips, a row each, and the reading of their file."""
    reading = _REGIONS.read(source, name=name, layer=layer, columns=None)
    given, matched, notes = reading.given, reading.matched, reading.notes
    frame = county_codes(atlas, matched, notes, state=state, several=True).to_frame("county_fips")
    frame.insert(0, "region", matched.get("region").reindex(frame.index))
    notes.leave_out("no region", matched.get("region") == "", ["county_fips", "county", "state"])
    frame = frame.loc[notes.kept.reindex(frame.index).to_numpy(bool)].drop_duplicates()
    notes.leave_out(
        "the same county and region again",
        ~matched.frame.index.to_series().isin(frame.index) & notes.kept,
        ["region", "county_fips", "county"],
    )
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
    unit: Literal["percent", "fraction"] | None = None,
    scale: Literal["jobs", "thousands"] | None = None,
    period: Literal["leave_out", "compound"] | None = None,
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
        Whether openings are a year's, or the whole period's. Judged by the jobs where it is clear.
    unit
        Whether growth without a percent sign is percent (5.3) or a fraction (0.053). By default as the
        column's head says, unless the two employments or the built-in rates say otherwise, which is told.
    scale
        Whether employment is in jobs or thousands.
    period
        Rates are for ten years. Those over 8 to 12 years are brought to ten by compounding, and told; of
        other periods "leave_out" uses none, "compound" brings them to ten years too.

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
    DoubtError
        The file can be meant in several ways: `unit`, `scale`, `openings` or `period` must be said.
    """
    said = Answers(
        unit=unit,
        scale=scale,
        openings=openings,
        period=period,
        base_year=base_year,
        projected_year=projected_year,
    )
    reading = _PROJECTIONS.read(source, name=name, layer=layer, columns=columns)
    matched, notes = reading.matched, reading.notes
    region_rows, region_reading = _regions(atlas, regions, name, regions_layer, state)

    frame = pd.DataFrame({"region": matched.get("region")})
    frame["soc"], frame["written"] = read_occupations(atlas, matched, notes)
    homeless = ~frame["region"].isin(set(region_rows["region"]))
    notes.leave_out("region without counties in the table of regions", homeless, ["region"])
    notes.count("rows whose region has counties", (~homeless).sum())

    figures = projection_figures(atlas, reading, frame, region_rows, said)
    frame = frame.join(figures)

    usable = frame["soc"].notna() & ~homeless
    frame = frame.loc[_usable(notes, frame, usable)]
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
    _count_areas(atlas, notes, members)
    tables = {
        "projections": validate("projections", table[list(TABLES["projections"].to_schema().columns)]),
        "projection_regions": validate("projection_regions", members[["geo_code", "title", "county_fips"]]),
    }
    return reading.imported(tables, len(table), also=[region_reading])


def _usable(notes: Notes, frame: pd.DataFrame, known: pd.Series) -> pd.Series:
    """Leave out the rows, of those `known`, whose figures cannot be used; return which can."""
    key = ["region", "soc"]
    blank = frame["base"].isna() | frame["projected"].isna()
    doubtful = (
        "growth doubtful: a fraction among percents, or percent among fractions; say unit='percent' or "
        "'fraction'"
    )
    for reason, bad, shown in (
        (doubtful, frame["doubtful"], [*key, "base", "growth_percent", "growth"]),
        ("jobs not given (base, or projected and growth)", blank, [*key, "base", "projected"]),
        ("years missing or out of order", ~(frame["years"] > 0), [*key, "base_year", "projected_year"]),
        (
            "figures for a period far from ten years, not comparable with ten-year rates",
            frame["far"],
            [*key, "base_year", "projected_year"],
        ),
    ):
        notes.leave_out(reason, known & bad, shown)
        known &= ~bad
    return known


def _count_areas(atlas: Dataset, notes: Notes, members: pd.DataFrame) -> None:
    """Count the areas whose counties the regions cover."""
    notes.count("counties of the regions", len(members))
    counties = atlas.table("counties")
    mine = counties["county_fips"].isin(set(members["county_fips"])).groupby(counties["area_code"])
    notes.count("areas wholly covered: their growth is taken from this table", mine.all().sum())
    notes.count("areas covered in part: their growth stays as it was", (mine.any() & ~mine.all()).sum())
