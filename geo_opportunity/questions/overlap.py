"""Where growing, family-sustaining occupations and accessible programs overlap.

By area, by occupation, and summed up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.cube import FLAG_NAMES
from geo_opportunity.dataset import WAGE_ROW, once
from geo_opportunity.measures import budget, own_budgets, specialization, wages
from geo_opportunity.measures import growth as growth_measures
from geo_opportunity.measures import overlap as formulas
from geo_opportunity.questions import pay
from geo_opportunity.questions.options import rules_and_selection, rules_with
from geo_opportunity.questions.probability import area_certainty, probabilities
from geo_opportunity.vocabulary import (
    KIND_CODES,
    KIND_NAMES,
    PERCENTILES,
    STATUS_CODES,
    STATUS_NAMES,
    Flag,
    Kind,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "cells",
    "differing",
    "jobs_by_kind",
    "occupation_list",
    "occupation_status",
    "of_state",
    "overlap",
    "summary",
    "top_coded",
]

#: What says nothing where the area's threshold is unknown: there it is unknown, not zero.
_NEED_A_THRESHOLD: Final = (
    "overlap",
    *formulas.OVERLAP_PARTS,
    "sustaining",
    "not_sustaining",
    *formulas.KIND_COLUMNS,
    *(f"missing_{name}" for name in formulas.MISSING),
)
_TEST_SHARES: Final = ("share_growing", "share_sustaining", "share_accessible")
_SUMMED_SHARES: Final = (
    "overlap",
    *formulas.OVERLAP_PARTS,
    "growing",
    "sustaining",
    "accessible",
    "unknown",
    "overlap_clear",
    *formulas.KIND_COLUMNS,
    *(f"missing_{name}" for name in formulas.MISSING),
)
#: Shares that are averaged over areas, by their jobs: the ends as if all areas erred alike, the widest.
_AVERAGED: Final = ("share_overlap_expected", "share_overlap_low", "share_overlap_high")
_OF_OCCUPATIONS: Final = (
    "entry_education",
    "work_experience",
    "training",
    "program_need",
    "program_links",
    "listing_coverage",
    "trained_outside",
    "apprenticeable",
    "regular_schedule_share",
    "schedule_basis",
)
#: What the numbers of jobs of a region are where an area is in it in part.
ESTIMATED: Final = "estimated: areas' jobs split over their counties"


def _names(codes: NDArray[np.int8], names: dict[int, str]) -> NDArray[np.object_]:
    low = min(names)
    table = np.array([names.get(i, "") for i in range(low, max(names) + 1)], dtype=object)
    return table[codes.astype(np.intp) - low]


def _with_shapes(data: Dataset, frame: pd.DataFrame) -> gpd.GeoDataFrame:
    shapes = data.shapes("nation").set_index("area_code")["geometry"].reindex(frame.index)
    return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs="EPSG:4326")


# ----------------------------------------------------------------------- areas


def overlap(
    data: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    geometry: bool = True,
    **settings: Any,
) -> gpd.GeoDataFrame:
    """Return one row per area: how many of its jobs lie where the three tests overlap.

    `settings` are fields of :class:`Rules` and :class:`Selection` by name (``family="a1c1"``).

    Columns (index area_code): title, kind, states; jobs_total (all jobs OEWS covers), jobs_selected
    (published jobs of the selected occupations), jobs_overlap, share_overlap (of the selected),
    share_overlap_of_all (of jobs_total), share_growing, share_sustaining, share_accessible, share_unknown,
    share_not_released (of jobs_total); jobs_, share_ and occupations_ (counts) of the overlap's parts
    trained_for (a program in reach), learned_on_the_job (none needed) and would_help (of the latter, where a
    program would help but none is in reach), and of the kinds training_gap, trained_elsewhere, partial_reach,
    quality_gap, steady, declining; tests_met (how many of the three tests a job passes on average); main_kind
    (the kind that most jobs are in; "two or more tests failed" where none is, "unknown" where one is
    unknown); jobs_ and share_ of the jobs that fail one test alone, missing_growth, missing_pay and
    missing_training; missing_most (which of these is most above the share in all areas together: "growth",
    "pay", "training", "none clear" or "unknown"); jobs_basis ("published", or "estimated: areas' jobs split
    over their counties": then numbers of jobs are rounded); jobs_overlap_clear, share_overlap_clear (in
    cells that are in the overlap with at least 90 percent probability); share_overlap_expected,
    share_overlap_low, share_overlap_high (expected share and its 80 percent interval); rank (by
    share_overlap, 1 the largest, of the areas whose share is known; NaN where only one is), rank_low,
    rank_high (80 percent interval of the rank: docs/methods/certainty.md), rank_group (areas of one group are
    not apart);
    threshold (US dollars a year per earner), threshold_note; average_growth; growth_state_total (growth of
    all jobs of the state, several blended by residents: agencies differ, so it belongs beside any comparison
    across states); top_overlap, top_gap (titles, biggest first); geometry (national detail), None for Guam
    and the Virgin Islands. Where an area's threshold is unknown (no price parity in Puerto Rico), what needs
    it is NaN, not zero, counts included.

    Write it with ``to_file("areas.gpkg")``. FlatGeobuf cannot index a missing shape:
    ``to_file("areas.fgb", SPATIAL_INDEX="NO")``.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    frame = _rows_of(data)(rules, selection).copy()
    return _with_shapes(data, frame) if geometry else frame


@once
def _rows_of(data: Dataset) -> Callable[[Rules, Selection], pd.DataFrame]:
    """Return :func:`_area_rows`, cached: sums over the areas, and what rests on them, ask for the same."""
    return lru_cache(maxsize=16)(partial(_area_rows, data))


def _area_rows(data: Dataset, rules: Rules, selection: Selection) -> pd.DataFrame:
    cube, status, mask = data.cube, data.statuses(rules), data.mask(selection)
    values: dict[str, Any] = dict(
        formulas.area_totals(status, cube.employment, cube.employment_total, mask, data.degree)
    )
    needing = [f"{what}_{name}" for what in ("jobs", "share", "occupations") for name in _NEED_A_THRESHOLD]
    for name in (*needing, "share_overlap_of_all", "share_sustaining_of_all"):
        if name in values:
            values[name] = np.where(np.isnan(status.threshold), np.nan, values[name])
    known = {name: values[name] for name in ("jobs_selected", "share_overlap")}
    values |= area_certainty(data, rules, selection, known)
    values |= {
        "threshold": status.threshold,
        "threshold_note": threshold_notes(data, rules),
        "average_growth": status.average_growth,
        "growth_state_total": cube.state_total_growth,
        "top_overlap": _top_titles(data, (status.overlap == 1) & mask),
        "top_gap": _top_titles(data, (status.kind == KIND_CODES[Kind.TRAINING_GAP]) & mask),
        # the sum of the shares of jobs that pass each test is the average number of tests a job passes
        "tests_met": sum(values[name] for name in _TEST_SHARES),
    }
    index = data.areas.index.rename("area_code")
    found = pd.DataFrame(values, index=index)
    found["main_kind"] = formulas.main_kind(found)
    found["missing_most"] = formulas.missing_most(found, found["jobs_selected"])
    found["jobs_basis"] = ESTIMATED if data.apportioned else "published"
    named = data.areas[["title", "kind", "states", "population"]].set_axis(index)
    return data.shown(pd.concat([named, found], axis=1))


def _top_titles(data: Dataset, chosen: NDArray[np.bool_], count: int = 3) -> list[str]:
    jobs = np.fmax(data.cube.employment, 0.0) * chosen
    titles = data.cube_occupations["title"].to_numpy(object)
    rows = np.arange(len(jobs))
    best: list[list[str]] = [[] for _ in rows]
    for _ in range(count):  # the largest of each row, then the next: far cheaper than sorting every row
        at = jobs.argmax(axis=1)
        for row in np.flatnonzero(jobs[rows, at] > 0):
            best[row].append(titles[at[row]])
        jobs[rows, at] = 0.0
    return ["; ".join(names) for names in best]


def threshold_notes(data: Dataset, rules: Rules) -> NDArray[np.object_]:
    """Return how the pay needed in each area was had, in words."""
    known = np.isfinite(data.threshold(rules))
    unknown = np.array([f"{wording.NOT_KNOWN}: {why}" for why in pay.why_unknown(data, rules)], dtype=object)
    if rules.pay != "budget":
        return np.where(known, wording.standard_name(rules), unknown).astype(object)
    area = data.area_budget(rules.family)
    imputed = area["imputed"].fillna("").to_numpy(object)
    note = np.array(
        [
            ("estimate" + (f"; imputed in part: {i}" if i else "")) if k else u
            for k, i, u in zip(known, imputed, unknown, strict=True)
        ],
        dtype=object,
    )
    return own_budgets.own_note(note, area) if "own" in area else note


def of_state(frame: pd.DataFrame, state: str | None) -> pd.DataFrame:
    """Return the areas (rows with states, "MO-IL") that lie in a state, in part too; None: all of them."""
    if state is None:
        return frame
    return frame.loc[[state in str(states).split("-") for states in frame["states"]]]


def summary(
    data: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    state: str | None = None,
    **settings: Any,
) -> dict[str, float]:
    """Return national sums over all areas: jobs_total, jobs_overlap, share_overlap and so on.

    With a `state` (postal code) the sums are over its areas, those that reach into other states included.

    areas_ranked is the number of areas with a rank.
    share_overlap_low and share_overlap_high are the areas' own, averaged by jobs: as if all areas erred
    alike, which is the widest they can lie apart.
    """
    rows = _rows_of(data)(*rules_and_selection(rules, selection, settings))
    return sums_of(of_state(rows, state))


def sums_of(frame: pd.DataFrame) -> dict[str, float]:
    """Return the sums over the areas of :func:`overlap`, as :func:`summary` has them."""
    out = {
        c: float(frame[c].sum(min_count=1))
        for c in frame.columns
        if c.startswith("jobs_") and c != "jobs_basis"
    }
    selected = out["jobs_selected"]
    out |= {
        f"share_{name}": out[f"jobs_{name}"] / selected if selected else float("nan")
        for name in _SUMMED_SHARES
    }
    for name in _AVERAGED:
        part = float((frame[name] * frame["jobs_selected"]).sum(min_count=1))
        out[name] = part / selected if selected else float("nan")
    out["share_overlap_of_all"] = out["jobs_overlap"] / out["jobs_total"]
    out["areas"] = float(len(frame))
    out["areas_ranked"] = float(frame["rank"].notna().sum())
    return out


# ----------------------------------------------------------------------- cells


def _columns(data: Dataset, rules: Rules, row: slice | int, column: slice | int) -> dict[str, Any]:
    """Return the figures and statuses of a line of the cube (one area, or one occupation)."""
    cube, status = data.cube, data.statuses(rules)
    w = WAGE_ROW[rules.wage]
    flat = 1 if isinstance(row, int) else 2  # the axis the line has lost
    share, bound = wages.share_at_least(
        np.expand_dims(cube.wages[:, row, column], flat),
        np.expand_dims(cube.top_coded[:, row, column], flat),
        np.atleast_1d(status.threshold[row]),
    )
    employment = cube.employment[row, column]
    met, unjudged = formulas.tests_met(
        *(getattr(status, t)[row, column] for t in ("growing", "sustaining", "accessible"))
    )
    return {
        "kind": _names(status.kind[row, column], KIND_NAMES),
        "growing": _names(status.growing[row, column], STATUS_NAMES),
        "sustaining": _names(status.sustaining[row, column], STATUS_NAMES),
        "accessible": _names(status.accessible[row, column], STATUS_NAMES),
        "overlap": status.overlap[row, column],
        "tests_passed": np.where(unjudged > 0, np.nan, met),
        "employment": employment,
        "jobs_basis": np.broadcast_to(data.jobs_basis(row, column), employment.shape),
        "employment_flag": np.array(FLAG_NAMES, dtype=object)[cube.employment_flag[row, column]],
        "wage": cube.wages[w, row, column].astype(float),
        "wage_flag": np.array(FLAG_NAMES, dtype=object)[cube.wage_flags[w, row, column]],
        **{name: cube.wages[i, row, column].astype(float) for i, name in enumerate(PERCENTILES)},
        **pay.hourly(data, rules.wage, row, column),
        "threshold": np.broadcast_to(status.threshold[row], employment.shape),
        "threshold_note": np.broadcast_to(threshold_notes(data, rules)[row], employment.shape),
        "share_paying": share.ravel(),
        "share_paying_bound": bound.ravel(),
        "growth": cube.growth[row, column],
        "growth_basis": growth_measures.basis_names(cube.growth_basis[row, column]),
        "average_growth": np.broadcast_to(status.average_growth[row], employment.shape),
        "nation_growth": np.broadcast_to(cube.nation_growth, cube.growth.shape)[row, column],
        **growth_periods(cube.periods, cube.growth_period[row, column]),
        "openings": growth_measures.area_openings(employment, cube.openings_ratio[row, column]),
        "reach": data.within(cube.reach, rules, row, column).astype(float),
        "campus_reach": data.within(cube.campus_reach, rules, row, column).astype(float),
        **probabilities(data, rules, row, column),
    }


def growth_periods(
    periods: Sequence[tuple[str, str]], codes: NDArray[np.int8]
) -> dict[str, NDArray[np.object_]]:
    """Return the years of growth rates and of the nation's growth beside them, "" where there are several."""
    names = np.array([*periods, ("", "")], dtype=object)
    return {"growth_period": names[codes, 0], "nation_period": names[codes, 1]}


def _with_reasons(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    if rules.pay == "fed":
        frame["fed_education"] = budget.fed_education_codes(frame["entry_education"])
    values = _Values(frame)
    rows = [_Row(values, at) for at in range(len(frame))]
    return frame.assign(
        reason_growing=[wording.growing_reason(row, rules) for row in rows],
        reason_sustaining=[wording.sustaining_reason(row, rules) for row in rows],
        reason_accessible=[wording.accessible_reason(row, rules) for row in rows],
    )


class _Values(dict[str, list[object]]):
    """The values of a frame's columns as Python's own, each column when it is first asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self._frame = frame

    def __missing__(self, name: str) -> list[object]:
        self[name] = found = self._frame[name].tolist()
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Row(Mapping[str, object]):
    """A row of a frame by column."""

    values_of: _Values
    at: int

    def __getitem__(self, name: str) -> object:
        return self.values_of[name][self.at]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_of)

    def __len__(self) -> int:
        return len(self.values_of)


def _quotient(data: Dataset, row: slice | int, column: slice | int) -> NDArray[np.float64]:
    jobs = data.nation_jobs.reindex(data.cube.occupations).to_numpy(float)[column]
    return specialization.location_quotient(
        data.cube.employment[row, column],
        data.cube.employment_total[row],
        jobs,
        float(data.nation_jobs.get("00-0000", np.nan)),
    )


def cells(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return one row per selected occupation of one area (index soc), largest employment first.

    Occupations BLS does not list there are kept, flagged ``not_listed``. Columns: title, kind, growing,
    sustaining, accessible (Status), overlap (1, 0, -1 unknown), employment and flag, jobs_basis (published,
    or what an area's jobs were split by: then they are estimates, rounded), wage (chosen percentile) and
    flag, p10 … p90, threshold, share_paying (share of the jobs paying at least the threshold) and
    share_paying_bound (-1 "under", +1 "over", 0 read off), growth, growth_basis, average_growth,
    nation_growth (all occupations, same period), openings (a year), reach (within the distance set for the
    entry education), campus_reach (of campuses that may teach it), p_growing, p_sustaining, p_overlap
    (probability that the test, or all three, are met), certainty of the outcome shown ("clear" from 90
    percent, "likely" from 65, "close", "unknown"), location_quotient, entry_education,
    work_experience, training, program_need, program_links, listing_coverage, trained_outside, apprenticeable,
    regular_schedule_share, schedule_basis, reason_growing, reason_sustaining, reason_accessible.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    row, mask, occ = data.area_row(area_code), data.mask(selection), data.cube_occupations
    frame = pd.DataFrame(
        {
            **_columns(data, rules, row, slice(None)),
            "location_quotient": _quotient(data, row, slice(None)),
        },
        index=pd.Index(data.cube.occupations, name="soc"),
    )
    frame = pd.concat([occ[["title"]], frame, occ[list(_OF_OCCUPATIONS)]], axis=1).loc[mask]
    frame.index.name = "soc"
    frame = frame.sort_values(
        ["employment", "title"], ascending=[False, True], na_position="last", kind="stable"
    )
    return _with_reasons(data.shown(frame.copy()), rules)


def jobs_by_kind(cells: pd.DataFrame, *, parts: bool = False) -> pd.DataFrame:
    """Return the published jobs of a place by kind: jobs, share (of all); empty where none are published.

    Parameters
    ----------
    cells
        As :func:`cells`.
    parts
        In place of the overlap its three parts, each job in one: trained_for, learned_on_the_job (where a
        program would not help, or one is in reach), would_help.
    """
    kind, order = cells["kind"], list(KIND_NAMES.values())
    if parts:
        meets = kind == Kind.OVERLAP.value
        kind = kind.where(~meets, cells["accessible"].map(_PART_OF))
        order = [*formulas.OVERLAP_PARTS, *(name for name in order if name != Kind.OVERLAP.value)]
    jobs = cells["employment"].astype(float).groupby(kind).sum().reindex(order, fill_value=0)
    frame = pd.DataFrame({"jobs": jobs, "share": jobs / jobs.sum()})
    return frame if frame["jobs"].any() else frame.iloc[:0]


#: The part of the overlap that an outcome of the third test stands for.
_PART_OF: Final = dict(
    zip((Status.PASS, Status.NOT_NEEDED, Status.WOULD_HELP), formulas.OVERLAP_PARTS, strict=True)
)


def differing(cells: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, int]:
    """Return the occupations where all three tests meet in one place and not another, and how many in all.

    Parameters
    ----------
    cells
        Of each place, as :func:`cells`.

    Returns
    -------
    DataFrame indexed by soc, most jobs where all three meet first: title, and of each place, counted from 0,
    kind_0 (None where BLS lists no jobs of it) and jobs_0. Unknown is not counted as meeting.
    """
    socs = list(dict.fromkeys(str(s) for frame in cells for s in frame.index))
    titles = pd.concat([frame["title"] for frame in cells])
    out = pd.DataFrame({"title": titles[~titles.index.duplicated()].reindex(socs)})
    meets = np.zeros((len(cells), len(socs)), bool)
    for n, frame in enumerate(found.reindex(socs) for found in cells):
        listed = frame["employment_flag"].notna() & (frame["employment_flag"] != Flag.NOT_LISTED.value)
        meets[n] = (frame["kind"] == Kind.OVERLAP.value) & listed
        out[f"kind_{n}"] = frame["kind"].where(listed, None)
        out[f"jobs_{n}"] = frame["employment"].astype(float)
    jobs = out[[f"jobs_{n}" for n in range(len(cells))]].fillna(0.0).to_numpy().T
    order = np.lexsort((out["title"].to_numpy(str), -np.where(meets, jobs, 0.0).sum(axis=0)))
    count = meets.sum(axis=0)
    chosen = (count > 0) & (count < len(cells))
    return out.iloc[order[chosen[order]]], int((count == len(cells)).sum())


def top_coded(data: Dataset, area_code: str) -> pd.DataFrame:
    """Return, for each occupation of an area (index soc), whether p10 … p90 are top codes.

    At least so much is paid.
    """
    row, cube = data.area_row(area_code), data.cube
    flags = cube.top_coded[:, row]
    return pd.DataFrame(
        {name: flags[i] for i, name in enumerate(PERCENTILES)}, index=pd.Index(cube.occupations, name="soc")
    )


# ----------------------------------------------------------------- occupations


def occupation_status(
    data: Dataset, soc: str, rules: Rules | None = None, *, geometry: bool = True, **settings: Any
) -> gpd.GeoDataFrame:
    """Return one occupation's status and figures in every area (index area_code), with geometry.

    Columns as in :func:`cells`.

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    rules = rules_with(rules, settings)
    column = data.soc_column(soc)
    occ = data.occupations.loc[soc]
    index = data.areas.index.rename("area_code")
    named = data.areas[["title", "kind", "states", "population"]].rename(columns={"kind": "area_kind"})
    values = {
        **_columns(data, rules, slice(None), column),
        "location_quotient": _quotient(data, slice(None), column),
        **{name: occ[name] for name in _OF_OCCUPATIONS},
    }
    frame = pd.concat([named.set_axis(index), pd.DataFrame(values, index=index)], axis=1)
    frame = _with_reasons(frame, rules)
    return _with_shapes(data, frame) if geometry else frame


def occupation_list(
    data: Dataset, rules: Rules | None = None, selection: Selection | None = None, **settings: Any
) -> pd.DataFrame:
    """Return the selected occupations (index soc) and in how many areas each is of each kind.

    Most overlap first.

    Columns: title; jobs, wage (median, US dollars a year), growth, openings (a year; of the nation);
    work_experience; one column per Kind and, after the overlap, of its parts trained_for, learned_on_the_job
    and would_help (of the latter): counts of areas.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    cube, status = data.cube, data.statuses(rules)
    nation = data.table("nation_wages").set_index("soc").reindex(cube.occupations)
    projections = data.table("projections")
    outlook = (
        projections.loc[projections["preferred"] & (projections["level"] == "nation")]
        .drop_duplicates("soc")
        .set_index("soc")[["growth", "openings"]]
        .reindex(cube.occupations)
    )
    frame = pd.DataFrame(
        {
            "title": data.cube_occupations["title"],
            "jobs": nation["employment"],
            "wage": nation["p50"],
            "growth": outlook["growth"],
            "openings": outlook["openings"],
            "work_experience": data.cube_occupations["work_experience"],
        },
        index=pd.Index(cube.occupations, name="soc"),
    )
    third, overlapping = status.accessible, status.kind == KIND_CODES[Kind.OVERLAP]
    trained = third == STATUS_CODES[Status.PASS]
    parts = (trained, ~trained, third == STATUS_CODES[Status.WOULD_HELP])
    for name in Kind:
        frame[name.value] = (status.kind == KIND_CODES[name]).sum(axis=0)
        if name == Kind.OVERLAP:
            for part, which in zip(formulas.OVERLAP_PARTS, parts, strict=True):
                frame[part] = (overlapping & which).sum(axis=0)
    return frame.loc[data.mask(selection)].sort_values(
        [Kind.OVERLAP.value, "jobs", "title"],
        ascending=[False, False, True],
        na_position="last",
        kind="stable",
    )
