"""Where short programs lead to jobs that grow and pay enough, and where such jobs have none in reach."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_opportunity.dataset import once
from geo_opportunity.geography.reach import reach_table
from geo_opportunity.measures.access import NONE_BELOW
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.questions.pell import SHORT
from geo_opportunity.vocabulary import reach_column

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules, Selection

__all__ = ["short_programs"]


@once
def _reach_of(data: Dataset) -> Callable[[int], NDArray[np.float64]]:
    """Return A x O by road miles: share of adults in reach of a short program for the occupation."""
    return lru_cache(maxsize=8)(partial(_reach, data))


@once
def _reached(data: Dataset) -> pd.DataFrame:
    """Return table ``reach`` of short programs alone."""
    providers = data.table("providers")
    onsite = providers.loc[~providers["distance_only"]]
    links = data.links.loc[data.links["award_level"].isin(SHORT), ["soc", "provider_id"]].drop_duplicates()
    links = links.loc[links["provider_id"].isin(onsite["provider_id"])]
    return reach_table(data.table("tracts"), onsite, links)


def _reach(data: Dataset, miles: int) -> NDArray[np.float64]:
    cube, found = data.cube, _reached(data)
    lived = np.isin(cube.areas, data.table("tracts").loc[lambda t: t["adults"] > 0, "area_code"].unique())
    out = np.where(lived[:, None], np.zeros(cube.employment.shape), np.nan)
    row, column = (
        cube.areas.get_indexer(pd.Index(found["area_code"])),
        cube.occupations.get_indexer(pd.Index(found["soc"])),
    )
    there = (row >= 0) & (column >= 0)
    out[row[there], column[there]] = found[reach_column(miles)].to_numpy(float)[there]
    out.setflags(write=False)
    return out


def short_programs(
    data: Dataset, rules: Rules | None = None, selection: Selection | None = None, **settings: Any
) -> pd.DataFrame:
    """Return, for every area, how many of its jobs short programs lead to (index area_code).

    Short programs are those of award levels 20 and 21 (certificates under a year) that somebody completed, on
    site; an occupation is led to where one for it lies within the reach distance of `rules` of at least their
    share of adults, and has none where it lies so near to less than a tenth.

    Columns: title; jobs_selected (published jobs of the selected occupations); jobs_short_led and
    share_short_led (of the selected jobs: in occupations that grow, pay enough and that a short program in
    reach leads to); jobs_short_missing and share_short_missing (in occupations that grow and pay enough, that
    short programs lead to somewhere in the nation, and none here; left out where the list of programs covers
    too few of the nation's openings, `rules.coverage_min`, to say there is none); occupations_short_led,
    occupations_short_missing; programs_short (short programs of the area's own providers). NaN where what an
    area pays or where its people live is unknown.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    cube, status, mask = data.cube, data.statuses(rules), data.mask(selection)
    reach = _reach_of(data)(rules.reach_miles)
    good = (status.growing == 1) & (status.sustaining == 1) & mask
    taught = cube.occupations.isin(
        data.whole.links.loc[lambda f: f["award_level"].isin(SHORT), "soc"].unique()
    )
    listed = (data.cube_occupations["listing_coverage"] >= rules.coverage_min).to_numpy(bool)
    with np.errstate(invalid="ignore"):
        led = good & (reach >= rules.reach_share - 1e-9)
        missing = good & (taught & listed) & (reach < min(NONE_BELOW, rules.reach_share / 2) - 1e-9)
    jobs = np.nan_to_num(cube.employment)
    selected = (jobs * mask).sum(axis=1)
    unknown = np.isnan(status.threshold) | np.isnan(reach).all(axis=1) | (selected == 0)
    found: dict[str, NDArray[np.float64]] = {"jobs_selected": selected}
    for name, cells in (("short_led", led), ("short_missing", missing)):
        found[f"jobs_{name}"] = np.where(unknown, np.nan, (jobs * cells).sum(axis=1))
        found[f"share_{name}"] = found[f"jobs_{name}"] / np.where(selected > 0, selected, np.nan)
        found[f"occupations_{name}"] = np.where(unknown, np.nan, cells.sum(axis=1))
    frame = pd.DataFrame(found, index=cube.areas.rename("area_code"))
    frame.insert(0, "title", data.areas["title"].reindex(cube.areas).to_numpy(object))
    return data.shown(frame.assign(programs_short=_own(data).reindex(cube.areas).fillna(0).to_numpy(float)))


def _own(data: Dataset) -> pd.Series:
    """Return how many short programs, that somebody completed or may have, the providers of an area have."""
    programs = data.table("programs")
    programs = programs.loc[programs["award_level"].isin(SHORT) & (programs["completions"] != 0)]
    home = data.table("providers").set_index("provider_id")["area_code"]
    return programs["provider_id"].map(home).value_counts()
