"""How an area's jobs are split over its counties: by jobs with unemployment insurance, else by residents.

Jobs by occupation are published for areas, jobs by sector for counties (BLS QCEW). An occupation's jobs
follow the sectors it works in: nurses the hospitals, welders the factories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "ALL_INDUSTRIES",
    "BY",
    "PUBLIC_SECTORS",
    "Split",
    "county_matrix",
    "jobs_weights",
    "split_cells",
    "split_names",
]

#: Code of all industries among the NAICS sectors.
ALL_INDUSTRIES: Final = "10"
#: Sectors whose employers are mostly public (schools, government): a table of private employers says nothing
#: of where they are, so residents split them.
PUBLIC_SECTORS: Final = ("61", "92")
#: What an area's jobs are split by, in the order of codes; {year}: of QCEW.
BY: Final[tuple[str, ...]] = (
    "published",
    "split by jobs of the occupation's sectors covered by unemployment insurance (QCEW {year})",
    "split by jobs covered by unemployment insurance (QCEW {year})",
    "split by residents",
    "split by your jobs by county",
)
PUBLISHED, SECTORS, JOBS, RESIDENTS, OWN = range(len(BY))
#: Counties with a figure must hold this share of the area's residents.
_ENOUGH: Final = 0.5


class Split(NamedTuple):
    """Share of each part's jobs that are in the region, by occupation, and what split them."""

    weights: NDArray[np.float64]
    """K x O."""
    by: NDArray[np.float64]
    """len(BY) x K x O: share of the weight that rests on each of BY; sums to 1."""


def county_matrix(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return jobs by county and sector (index county_fips, columns sectors, ALL_INDUSTRIES); NaN = unknown.

    A county without a published total has the sum of its published sectors. Of a table of private employers
    the public sectors are left out.

    Parameters
    ----------
    jobs
        Table ``county_jobs``: county_fips, sector, owners, employment.
    """
    public = jobs["sector"].isin(PUBLIC_SECTORS) & (jobs["owners"] == "private")
    wide = jobs.loc[~public].pivot_table(
        index="county_fips", columns="sector", values="employment", aggfunc="sum"
    )
    summed = wide.drop(columns=ALL_INDUSTRIES, errors="ignore").sum(axis=1, min_count=1)
    total = wide[ALL_INDUSTRIES].fillna(summed) if ALL_INDUSTRIES in wide else summed
    return wide.assign(**{ALL_INDUSTRIES: total})


def jobs_weights(counties: pd.DataFrame, inside: pd.Series, jobs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each area's jobs that are in a region, by sector (areas x columns of `jobs`).

    weight of area a = sum over its counties c of inside_c x jobs_c / sum over its counties of jobs_c. A
    county without a figure counts by its residents, at the jobs per resident of the area's other counties.
    NaN where the counties with a figure hold less than half of the area's residents.

    Parameters
    ----------
    counties
        Columns county_fips, area_code, population: the whole country.
    inside
        Share of the county's residents who live in the region (fraction), indexed by county_fips; members
        only.
    jobs
        Jobs by county_fips (index) and sector (columns), NaN = unknown.
    """
    frame = counties.set_index("county_fips")[["area_code", "population"]]
    inner = inside.reindex(frame.index).fillna(0.0)
    touched = frame["area_code"].isin(frame.loc[inner > 0, "area_code"])
    frame, inner = frame.loc[touched], inner.loc[touched]
    area, people = frame["area_code"], frame["population"]
    known = jobs.reindex(frame.index)
    counted = known.notna().mul(people, axis=0)
    held = counted.groupby(area).sum()
    per_resident = known.groupby(area).sum() / held.where(held > 0)
    guess = per_resident.reindex(area.to_numpy()).set_axis(frame.index).mul(people, axis=0)
    base = known.where(known.notna(), guess)
    total = base.groupby(area).sum()
    weights = base.mul(inner, axis=0).groupby(area).sum() / total.where(total > 0)
    return weights.where(held.div(people.groupby(area).sum(), axis=0) >= _ENOUGH)


def split_cells(
    residents: NDArray[np.float64], jobs: pd.DataFrame, sectors: pd.DataFrame, occupations: pd.Index
) -> Split:
    """Return the share of each part's jobs in the region by occupation, and what split them.

    An occupation's jobs are split over its sectors, each by that sector's jobs; where they are unknown, and
    for jobs in no known sector, by the jobs of all sectors; where those are unknown, and in
    :data:`PUBLIC_SECTORS` without figures, by residents.

    Parameters
    ----------
    residents
        K, share of the area's residents who live in the region.
    jobs
        K x sectors, of :func:`jobs_weights`.
    sectors
        Table ``occupation_sectors``: soc, sector, share.
    occupations
        O.
    """
    every = (
        jobs[ALL_INDUSTRIES].to_numpy(float) if ALL_INDUSTRIES in jobs else np.full(len(residents), np.nan)
    )
    shares = sectors.pivot_table(index="sector", columns="soc", values="share", aggfunc="sum")
    shares = shares.reindex(columns=occupations).fillna(0.0)
    rest = 1.0 - shares.sum(axis=0).to_numpy(float)
    shape = (len(residents), len(occupations))
    by = np.zeros((len(BY), *shape))
    weights = np.zeros(shape)
    whole = np.where(np.isfinite(every), every, residents)
    how = np.where(np.isfinite(every), JOBS, RESIDENTS)
    parts = np.arange(len(residents))
    for sector, share in zip(shares.index, shares.to_numpy(float), strict=True):
        own = jobs[sector].to_numpy(float) if sector in jobs else np.full(len(residents), np.nan)
        known = np.isfinite(own)
        other = residents if sector in PUBLIC_SECTORS else whole
        weights += np.where(known, own, other)[:, None] * share
        code = np.where(known, SECTORS, RESIDENTS if sector in PUBLIC_SECTORS else how)
        by[code, parts] += share
    weights += whole[:, None] * rest
    by[how, parts] += rest
    return Split(weights, by)


def split_names(split: Split, jobs: NDArray[np.float64], year: int | None) -> NDArray[np.object_]:
    """Return what most of each occupation's jobs in the region were split by (O texts of BY).

    Parameters
    ----------
    split
        Of the parts.
    jobs
        K x O, jobs of the parts' areas; NaN = not published.
    year
        Of the jobs by county; None where there are none.
    """
    here = split.weights * np.nan_to_num(jobs)
    here = np.where(here.sum(axis=0) > 0, here, split.weights)  # without published jobs: of the parts
    most = np.einsum("bko,ko->bo", split.by, here).argmax(axis=0)
    names = np.array([text.format(year=year) for text in BY], dtype=object)
    return np.asarray(names[most], dtype=object)
