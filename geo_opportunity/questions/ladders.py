"""Next rungs and ladders in the areas of the opened data (rules: ``measures.ladders``; text: docs/methods/ladders.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import ladders as rules_of
from geo_opportunity.measures.growth import area_openings
from geo_opportunity.measures.rules import Rules
from geo_opportunity.vocabulary import EDUCATION_LEVELS, PERCENTILES, REACH_MILES, STATUS_CODES, Status

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas

__all__ = ["ladder_text", "ladders", "next_rungs"]

_STATUS_NAMES: Final = {code: status.value for status, code in STATUS_CODES.items()}
_LEVEL: Final = {level: i for i, level in enumerate(EDUCATION_LEVELS)}
_PASS: Final = STATUS_CODES[Status.PASS]
_FAIL: Final = STATUS_CODES[Status.FAIL]


def _figures(atlas: Atlas, area_code: str, rules: Rules) -> pd.DataFrame:
    """Return what is known of each occupation in the area, indexed by soc."""
    cube = atlas.cube
    if area_code not in cube.areas:
        msg = f"no area {area_code!r} in the data. Mend: use a 5-digit metro or 7-digit nonmetro code; search() finds them by name."
        raise UnknownCodeError(msg)
    row, status = int(cube.areas.get_loc(area_code)), atlas.statuses(rules)
    occ = atlas.occupations.reindex(cube.occupations)
    wage = list(PERCENTILES).index(rules.wage)
    return pd.DataFrame(
        {
            "title": occ["title"],
            "wage": cube.wages[wage, row].astype(float),
            "top_coded": cube.top_coded[wage, row],
            "employment": cube.employment[row],
            "growth": cube.growth[row],
            "growing": status.growing[row],
            "openings": area_openings(cube.employment[row], cube.openings_ratio[row]),
            "sustaining": status.sustaining[row],
            "accessible": status.accessible[row],
            "reach": cube.reach[REACH_MILES.index(rules.reach_miles), row].astype(float),
            "entry_education": occ["entry_education"],
            "least_education": rules_of.least_education(atlas.table("occupations")).reindex(cube.occupations),
            "work_experience": occ["work_experience"],
            "training": occ["training"],
            "program_need": occ["program_need"],
            "apprenticeable": occ["apprenticeable"].astype(bool),
        },
        index=pd.Index(cube.occupations, name="soc"),
    )


def _steps(atlas: Atlas, figures: pd.DataFrame, min_raise: float, max_education: str | None) -> pd.DataFrame:
    """Return every step up in the area (soc, to, basis, rank, raise, years, education_step, within_education, cost)."""
    if max_education is not None and max_education not in _LEVEL:
        msg = f"education {max_education!r} is not known; choose one of {', '.join(EDUCATION_LEVELS)}"
        raise ValueError(msg)
    links = rules_of.rung_links(atlas.table("related"), atlas.table("occupations"))
    start, end = figures.loc[links["soc"]].reset_index(drop=True), figures.loc[links["to"]].reset_index(drop=True)
    years = end["least_education"].map(rules_of.EDUCATION_YEARS) - start["least_education"].map(rules_of.EDUCATION_YEARS)
    level = end["least_education"].map(_LEVEL)
    steps = links.assign(
        **{"raise": end["wage"] / start["wage"] - 1},
        years=years.clip(lower=0.0).fillna(0.0),
        education_step=(level - start["least_education"].map(_LEVEL)).astype("Int64"),
        within_education=True if max_education is None else (level <= _LEVEL[max_education]).to_numpy(bool),
        growing=end["growing"],
        accessible=end["accessible"],
        openings=end["openings"],
        work_experience=end["work_experience"],
        apprenticeable=end["apprenticeable"],
    )
    steps = steps.loc[(steps["raise"] >= min_raise) & ~start["top_coded"]]  # NaN: a wage is not published, no comparison
    return steps.assign(cost=rules_of.step_cost(steps))


def _offers(atlas: Atlas, area_code: str, socs: list[str], rules: Rules) -> pd.DataFrame:
    """Return, by soc, the programs some residents can reach: programs (count), awards (names, short to long)."""
    near = atlas.programs(area_code, socs, max_miles=0.0, reach_miles=float(rules.reach_miles))
    near = near.loc[near["adults_within"] > 0]
    near = near.assign(soc=near["soc"].str.split(", ")).explode("soc")
    order = {award: i for i, award in enumerate(atlas_awards())}
    grouped = near.groupby("soc")
    return pd.DataFrame(
        {"programs": grouped.size(), "awards": grouped["award"].agg(lambda a: ", ".join(sorted(set(a), key=order.__getitem__)))}
    )


def atlas_awards() -> list[str]:
    """Return the award names, short to long."""
    from geo_opportunity.vocabulary import AWARD_LEVELS  # noqa: PLC0415

    return list(AWARD_LEVELS.values())
