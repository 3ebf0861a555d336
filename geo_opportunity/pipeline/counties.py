"""What counties work in and have learned, and the workforce areas they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.pipeline.step import Step
from geo_opportunity.tables import column_names

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "county_education", "county_jobs", "occupation_sectors", "workforce_areas"]

_ALL: Final = "10"
#: Sector of the OEWS file by industry -> of QCEW. OEWS calls government outside schools, hospitals and the
#: post 99.
_OEWS_SECTORS: Final = {
    "11--12": "11", "21--22": "21", "22--23": "22", "23--24": "23", "31--34": "31-33", "42--43": "42",
    "44--46": "44-45", "48--50": "48-49", "51--52": "51", "52--53": "52", "53--54": "53", "54--55": "54",
    "55--56": "55", "56--57": "56", "61--62": "61", "62--63": "62", "71--72": "71", "72--73": "72",
    "81--82": "81", "99-100": "92",
}  # fmt: skip


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame({column: [] for column in column_names(name)})


def county_jobs(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return table ``county_jobs``: our counties, and the jobs of each state that lie in none (xx999).

    Totals come from the file of sectors if it has them, else from the one of all industries. Other counties
    than ours (the Virgin Islands) are left out.
    """
    frames = [frame for name in ("qcew_sectors", "qcew_totals") if (frame := raw[name]) is not None]
    if not frames:
        return _empty("county_jobs")
    every = pd.concat(frames, ignore_index=True).drop_duplicates(["county_fips", "sector"])
    ours = set(counties["county_fips"]) | {f"{state}999" for state in counties["state_fips"].unique()}
    return every.loc[every["county_fips"].isin(ours), list(column_names("county_jobs"))].reset_index(
        drop=True
    )


def county_education(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return table ``county_education`` of our counties."""
    frame = raw["ers_education"]
    if frame is None:
        return _empty("county_education")
    levels = [c for c in frame.columns if c != "county_fips"]
    out = frame.assign(adults_25=frame[levels].sum(axis=1))
    return out.loc[out["county_fips"].isin(counties["county_fips"]), list(column_names("county_education"))]


def workforce_areas(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return table ``workforce_areas`` of our counties."""
    frame = raw["workforce_areas"]
    if frame is None:
        return _empty("workforce_areas")
    out = frame.rename(columns={"population_2020": "population"})
    return out.loc[out["county_fips"].isin(counties["county_fips"]), list(column_names("workforce_areas"))]


def occupation_sectors(industry: pd.DataFrame | None, nation_wages: pd.DataFrame) -> pd.DataFrame:
    """Return table ``occupation_sectors``: share of each occupation's jobs by sector.

    The occupation's jobs are those of all industries; a sector whose jobs are not released has no row, so
    shares sum to 1 at most (beyond it by rounding: then they are scaled to 1).

    Parameters
    ----------
    industry
        naics, occ_code, o_group, tot_emp: nation by industry; or None.
    nation_wages
        Gives the occupations.
    """
    if industry is None:
        return _empty("occupation_sectors")
    rows = industry.loc[(industry["o_group"] == "detailed") & industry["occ_code"].isin(nation_wages["soc"])]
    whole = rows.loc[rows["naics"] == "000000"].set_index("occ_code")["tot_emp"]
    sector = rows["naics"].map(_OEWS_SECTORS)
    out = pd.DataFrame(
        {
            "soc": rows["occ_code"],
            "sector": sector,
            "share": rows["tot_emp"] / rows["occ_code"].map(whole).where(lambda jobs: jobs > 0),
        }
    ).dropna()
    out = out.loc[out["share"] > 0]
    return out.assign(share=out["share"] / np.fmax(out.groupby("soc")["share"].transform("sum"), 1.0))


def _counties(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    counties = tables["counties"]
    return {
        "county_jobs": county_jobs(raw, counties),
        "county_education": county_education(raw, counties),
        "workforce_areas": workforce_areas(raw, counties),
    }


def _occupation_sectors(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    return {"occupation_sectors": occupation_sectors(raw["oews_industry"], tables["nation_wages"])}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "county_facts",
        ("county_jobs", "county_education", "workforce_areas"),
        ("qcew_sectors", "qcew_totals", "ers_education", "workforce_areas"),
        ("counties",),
        _counties,
    ),
    Step(
        "occupation_sectors",
        ("occupation_sectors",),
        ("oews_industry",),
        ("nation_wages",),
        _occupation_sectors,
    ),
)
