"""Supply and demand in the opened areas (``measures.supply``; docs/methods/supply.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.cube import FLAG_NAMES
from geo_opportunity.geography.distance import pairs_within, straight_km
from geo_opportunity.measures import supply
from geo_opportunity.measures.alignment import fitting_awards
from geo_opportunity.measures.growth import area_openings
from geo_opportunity.questions.options import choose, rules_and_selection, rules_with
from geo_opportunity.vocabulary import KM_PER_MILE, Flag, ProgramNeed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.measures.supply import Catchment, Convention
    from geo_opportunity.rules import Rules, Selection

__all__ = ["area_supply", "nation_supply", "supply_demand", "supply_left_out", "supply_summary"]

_VERDICT_NAMES: Final = np.array(
    [supply.VERDICTS[code] for code in range(min(supply.VERDICTS), max(supply.VERDICTS) + 1)], dtype=object
)
_OVER, _UNDER = 3, 2


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """Supply and demand of some areas (A of them, rows of the cube) x all occupations."""

    rows: NDArray[np.intp]
    openings: NDArray[np.float64]
    completers: NDArray[np.float64]
    """NaN where no provider is listed for the area, or no program leads to the occupation."""
    verdict: NDArray[np.int8]
    misalignment: NDArray[np.float64]
    counts: pd.DataFrame
    """A rows.

    Providers, completers, completers_allocated, completers_no_occupation, completers_unfit_award,
    completers_online.
    """


def _catchment(
    data: Dataset, providers: pd.DataFrame, rows: NDArray[np.intp], kind: Catchment, miles: float
) -> scipy.sparse.csr_matrix:
    """Return len(rows) x P: how much of each provider counts for each area."""
    areas = data.cube.areas
    place_of = np.full(
        len(areas) + 1, -1, dtype=np.intp
    )  # one more: an area that is not ours (position -1) is no place
    place_of[rows] = np.arange(len(rows))
    home = np.where(
        providers["area_code"].notna(), place_of[areas.get_indexer(pd.Index(providers["area_code"]))], -1
    )
    own = np.flatnonzero(home >= 0)
    if kind == "own":
        return scipy.sparse.csr_matrix(
            (np.ones(len(own)), (home[own], own)), shape=(len(rows), len(providers))
        )
    max_km = float(straight_km(miles * KM_PER_MILE))
    tracts = data.table("tracts")
    points, at = tracts[["lon", "lat"]].to_numpy(float), providers[["lon", "lat"]].to_numpy(float)
    place = place_of[areas.get_indexer(pd.Index(tracts["area_code"]))]
    near = np.arange(len(providers))
    if len(rows) < len(areas):  # of few areas, only providers near them can count
        near = np.union1d(own, np.unique(pairs_within(points[place >= 0], at, max_km)[1]))
    people = tracts["adults"].to_numpy(float)
    shares = supply.catchment_shares(points, people, place, len(rows), at[near], home[near], max_km).tocoo()
    return scipy.sparse.csr_matrix(
        (shares.data, (shares.row, near[shares.col])), shape=(len(rows), len(providers))
    )


def _lay_out(
    data: Dataset,
    rows: NDArray[np.intp],
    *,
    convention: Convention,
    catchment: Catchment,
    reach_miles: float,
    coverage_min: float,
) -> _Laid:
    choose("convention", convention, supply.CONVENTIONS)
    choose("catchment", catchment, supply.CATCHMENTS)
    if not 0 < reach_miles <= 300:  # beyond, the distances are no longer right to 0.05 percent
        msg = f"reach distance is {reach_miles:g} miles; it must lie above 0 and at most 300"
        raise ValueError(msg)
    cube, occ = data.cube, data.cube_occupations
    employment = cube.employment[rows]
    openings = area_openings(employment, cube.openings_ratio[rows])

    every, table = data.table("providers"), data.table("programs")
    providers = every.loc[~every["distance_only"]].reset_index(drop=True)
    table = table.loc[table["completions"] > 0]
    place = pd.Index(providers["provider_id"]).get_indexer(pd.Index(table["provider_id"]))
    links = supply.program_links(
        table, data.table("cip_soc"), fitting_awards(data.table("occupations")), cube.occupations
    )
    program = links.programs.get_indexer(pd.MultiIndex.from_frame(table[["cip", "award_level"]]))
    on_site = place >= 0
    offered = scipy.sparse.csr_matrix(
        (table["completions"].to_numpy(float)[on_site], (place[on_site], program[on_site])),
        shape=(len(providers), len(links.programs)),
    )
    shares = _catchment(data, providers, rows, catchment, reach_miles)
    given = (shares @ offered).tocoo()
    weights = employment if convention == "employment" else openings
    area, key, people = given.row.astype(np.intp), given.col.astype(np.intp), given.data

    taken = supply.allocate(area, key, people, links, weights, convention)
    middle = np.asarray(links.programs.get_level_values("award_level").isin(supply.MIDDLE_SKILL_AWARDS))
    m = middle[key]
    taken_middle = supply.allocate(area[m], key[m], people[m], links, weights, convention)

    linked = np.bincount(links.occupation, minlength=len(occ)) > 0
    of_middle = np.bincount(links.occupation, weights=np.repeat(middle, links.takers), minlength=len(occ)) > 0
    need = occ["program_need"].to_numpy(object)
    needed = np.isin(need, [ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value])
    served = np.diff(shares.indptr) > 0
    completers = np.where(linked & served[:, None], taken, np.nan)
    thin = ~(occ["listing_coverage"].to_numpy(float) >= coverage_min)  # unknown coverage counts as thin
    verdict = supply.verdicts(taken, openings, needed=needed, linked=linked, served=served, thin=thin)
    field = pd.factorize(cube.occupations.str[:2])[0].astype(np.intp)  # SOC major group

    lost = links.takers[key] == 0

    def add(which: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(area[which], weights=people[which], minlength=len(rows)).astype(float)

    counts = pd.DataFrame(
        {
            "providers": np.diff(shares.indptr),
            "completers": add(np.ones(len(key), dtype=bool)),
            "completers_allocated": add(~lost),
            "completers_no_occupation": add(lost & ~links.in_crosswalk[key]),
            "completers_unfit_award": add(lost & links.in_crosswalk[key]),
            "completers_online": _online(data)[rows],
        }
    )
    return _Laid(
        rows=rows,
        openings=openings,
        completers=completers,
        verdict=verdict,
        misalignment=supply.misalignment(taken_middle, openings, field, of_middle & needed),
        counts=counts,
    )


def _online(data: Dataset) -> NDArray[np.float64]:
    """Return the completers a year of wholly online providers seated in each area of the cube."""
    every, programs, areas = data.table("providers"), data.table("programs"), data.cube.areas
    online = every.loc[every["distance_only"] & every["area_code"].notna()]
    done = programs.loc[programs["completions"] > 0].groupby("provider_id")["completions"].sum()
    count: NDArray[np.float64] = np.bincount(
        areas.get_indexer(pd.Index(online["area_code"])),
        weights=done.reindex(online["provider_id"]).fillna(0.0).to_numpy(float),
        minlength=len(areas),
    ).astype(float)
    return count


def supply_demand(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    convention: Convention = "openings",
    catchment: Catchment = "own",
    reach_miles: float | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return completers against openings of an area's selected occupations, largest gap (either way) first.

    Parameters
    ----------
    convention, catchment
        Keys of ``supply.CONVENTIONS`` and ``supply.CATCHMENTS``.
    rules
        Below their coverage_min (of the listing) a shortfall may be one of the list: no verdict of
        undersupply.
    selection
        The occupations to include.
    reach_miles
        Road miles (estimated), for catchment "reach"; default: the reach distance of `rules`.
    settings
        Fields of Rules and Selection by name.

    Returns
    -------
    DataFrame indexed by soc: title; employment (jobs), employment_flag; openings, completers, gap = openings
    - completers (people a year); ratio = completers / openings; verdict (``supply.VERDICTS``);
    entry_education, program_need, listing_coverage; combined (the code joins several SOC occupations),
    residual ("All Other": a rest, in which completers of many fields land); convention, catchment,
    reach_miles (NaN for "own"), said in every row.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    miles = float(rules.reach_miles) if reach_miles is None else reach_miles
    laid = _lay_out(
        data,
        np.array([data.area_row(area_code)]),
        convention=convention,
        catchment=catchment,
        reach_miles=miles,
        coverage_min=rules.coverage_min,
    )
    cube, occ = data.cube, data.cube_occupations
    row = int(laid.rows[0])
    gap, ratio = supply.gap_and_ratio(laid.completers[0], laid.openings[0])
    frame = pd.DataFrame(
        {
            "title": occ["title"],
            "employment": cube.employment[row],
            "employment_flag": np.array(FLAG_NAMES, dtype=object)[cube.employment_flag[row]],
            "openings": laid.openings[0],
            "completers": laid.completers[0],
            "gap": gap,
            "ratio": ratio,
            "verdict": _VERDICT_NAMES[laid.verdict[0] - min(supply.VERDICTS)],
            "entry_education": occ["entry_education"],
            "program_need": occ["program_need"],
            "listing_coverage": occ["listing_coverage"],
            "combined": occ.index.str.endswith("0"),
            "residual": occ["title"].str.endswith(", All Other"),
            "convention": convention,
            "catchment": catchment,
            "reach_miles": miles if catchment == "reach" else np.nan,
        },
        index=pd.Index(cube.occupations, name="soc"),
    ).loc[data.mask(selection)]
    return frame.iloc[np.lexsort((frame.index, -frame["gap"].abs().fillna(-1.0)))]


def _totals(data: Dataset, laid: _Laid, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the sums of each area over the occupations of `mask` (columns as in area_supply)."""
    jobs, gap = data.cube.employment[laid.rows], laid.openings - np.nan_to_num(laid.completers)

    def add(values: NDArray[np.float64], where: NDArray[np.bool_]) -> NDArray[np.float64]:
        total: NDArray[np.float64] = np.where(where, np.nan_to_num(values), 0.0).sum(axis=1)
        return total

    judged, over, under = (
        (laid.verdict > 0) & mask,
        (laid.verdict == _OVER) & mask,
        (laid.verdict == _UNDER) & mask,
    )
    out = pd.DataFrame(
        {
            "jobs_judged": add(jobs, judged),
            "jobs_oversupply": add(jobs, over),
            "jobs_undersupply": add(jobs, under),
            "occupations_judged": judged.sum(axis=1),
            "occupations_oversupply": over.sum(axis=1),
            "occupations_undersupply": under.sum(axis=1),
            "openings_judged": add(laid.openings, judged),
            "completers_judged": add(laid.completers, judged),
            "surplus": add(-gap, over),
            "shortfall": add(gap, under),
        }
    )
    out = out.astype(float)
    known = out["jobs_judged"] > 0
    out["share_oversupply"] = (out["jobs_oversupply"] / out["jobs_judged"]).where(known)
    out["share_undersupply"] = (out["jobs_undersupply"] / out["jobs_judged"]).where(known)
    return out


def area_supply(
    data: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    convention: Convention = "openings",
    catchment: Catchment = "own",
    reach_miles: float | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return one row per area (index area_code): how far its completers match its openings.

    Parameters as supply_demand.

    Columns: title, kind, states; jobs_judged, jobs_oversupply, jobs_undersupply (jobs in occupations with a
    verdict, and with that one), share_ of jobs_judged, occupations_ (counts); openings_judged,
    completers_judged; surplus and shortfall (people a year beyond the openings of oversupplied, missing in
    undersupplied occupations; both positive); misalignment (fraction, middle-skill awards over SOC major
    groups, of all occupations whatever the selection); providers, completers (a year, all fields),
    completers_allocated (to some occupation), completers_no_occupation (the crosswalk has none),
    completers_unfit_award (award level fits none), completers_online (of wholly online providers seated here,
    counted nowhere); convention, catchment, reach_miles. Areas without a provider in the catchment have no
    verdicts: their jobs_, openings_ and shares are NaN.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    miles = float(rules.reach_miles) if reach_miles is None else reach_miles
    rows = np.arange(len(data.cube.areas))
    laid = _lay_out(
        data,
        rows,
        convention=convention,
        catchment=catchment,
        reach_miles=miles,
        coverage_min=rules.coverage_min,
    )
    totals = _totals(data, laid, data.mask(selection))
    totals.loc[(laid.counts["providers"] == 0).to_numpy()] = np.nan
    frame = data.areas.loc[data.cube.areas, ["title", "kind", "states"]].copy()
    frame.index.name = "area_code"
    for column, values in {**totals, "misalignment": laid.misalignment, **laid.counts}.items():
        frame[column] = np.asarray(values)
    return frame.assign(
        convention=convention,
        catchment=catchment,
        reach_miles=miles if catchment == "reach" else np.nan,
    )


def supply_summary(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    convention: Convention = "openings",
    catchment: Catchment = "own",
    reach_miles: float | None = None,
    **settings: Any,
) -> dict[str, float | str]:
    """Return one area's sums by name (columns of :func:`area_supply`, without title, kind, states)."""
    rules, selection = rules_and_selection(rules, selection, settings)
    miles = float(rules.reach_miles) if reach_miles is None else reach_miles
    laid = _lay_out(
        data,
        np.array([data.area_row(area_code)]),
        convention=convention,
        catchment=catchment,
        reach_miles=miles,
        coverage_min=rules.coverage_min,
    )
    totals = _totals(data, laid, data.mask(selection))
    if not laid.counts["providers"].iloc[0]:
        totals[:] = np.nan
    numbers = {**totals.iloc[0], "misalignment": laid.misalignment[0], **laid.counts.iloc[0]}
    out: dict[str, float | str] = {str(name): float(value) for name, value in numbers.items()}
    return out | {
        "convention": convention,
        "catchment": catchment,
        "reach_miles": miles if catchment == "reach" else float("nan"),
    }


def supply_left_out(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    convention: Convention = "openings",
    catchment: Catchment = "own",
    reach_miles: float | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return who and what the comparison leaves out in an area: what (plain words), count, unit.

    A NaN count is of something real that no source here counts.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    miles = float(rules.reach_miles) if reach_miles is None else reach_miles
    laid = _lay_out(
        data,
        np.array([data.area_row(area_code)]),
        convention=convention,
        catchment=catchment,
        reach_miles=miles,
        coverage_min=rules.coverage_min,
    )
    counts = laid.counts.iloc[0]
    lines = [
        ("providers in the catchment", counts["providers"], "providers"),
        *((what, counts[name], _PEOPLE) for name, what in _LEFT_OUT_COMPLETERS.items()),
        *_left_out_occupations(data, laid, data.mask(selection)),
        *((what, float("nan"), _PEOPLE) for what in _NOT_COUNTED),
    ]
    return pd.DataFrame(lines, columns=["what", "count", "unit"]).astype({"count": float})


_PEOPLE: Final = "completers a year"
_LEFT_OUT_COMPLETERS: Final = {
    "completers_no_occupation": "completers of fields that lead to no occupation in the crosswalk",
    "completers_unfit_award": "completers whose award level fits none of their field's occupations",
    "completers_online": "completers of wholly online providers seated here, counted for no area",
}
_NOT_JUDGED: Final = {
    -1: "jobs in occupations learned without a program (not judged)",
    -2: "jobs in occupations no listed program leads to (not judged)",
    -5: "jobs where a shortfall may only be one of the provider list (not judged)",
}
#: Real people whom no source here counts.
_NOT_COUNTED: Final = (
    "completers who move away, and trained people who move in",
    "completers who go on to further study",
    "people trained elsewhere: employers, unions, apprenticeships, providers outside federal student aid",
)


def _left_out_occupations(
    data: Dataset, laid: _Laid, mask: NDArray[np.bool_]
) -> list[tuple[str, float, str]]:
    """Return what of an area's jobs the comparison leaves out: what, count, unit."""
    cube, row, verdict = data.cube, int(laid.rows[0]), laid.verdict[0]
    jobs = cube.employment[row]
    flag = np.array(FLAG_NAMES, dtype=object)[cube.employment_flag[row]]
    withheld = mask & np.isin(flag, [Flag.NOT_RELEASED.value, Flag.UNSTATED.value])
    no_rate = mask & np.isfinite(jobs) & np.isnan(laid.openings[0])
    combined = mask & np.asarray(cube.occupations.str.endswith("0")) & np.isfinite(jobs)
    return [
        ("occupations whose jobs BLS withholds here", float(withheld.sum()), "occupations"),
        ("occupations with jobs but without projected openings", float(no_rate.sum()), "occupations"),
        *(
            (what, float(np.nansum(jobs[mask & (verdict == code)])), "jobs")
            for code, what in _NOT_JUDGED.items()
        ),
        ("jobs in combined codes, whose parts cannot be separated", float(jobs[combined].sum()), "jobs"),
    ]


def nation_supply(data: Dataset, rules: Rules | None = None, **settings: Any) -> pd.DataFrame:
    """Return the nation's supply against demand by occupation (index soc).

    Title, employment, openings, completers, gap, ratio, verdict.

    Openings: the national projections'. Completers: listing coverage x openings, which is how coverage is
    defined. Of the rules, coverage_min is used.
    """
    rules = rules_with(rules, settings)
    cube, occ = data.cube, data.cube_occupations
    projections = data.table("projections")
    nation = (
        projections.loc[projections["preferred"] & (projections["level"] == "nation")]
        .drop_duplicates("soc")
        .set_index("soc")
    )
    openings = nation["openings"].reindex(cube.occupations).to_numpy(float)
    coverage = occ["listing_coverage"].to_numpy(float)
    completers = coverage * openings
    gap, ratio = supply.gap_and_ratio(completers, openings)
    need = occ["program_need"].to_numpy(object)
    verdict = supply.verdicts(
        completers[None],
        openings[None],
        needed=np.isin(need, [ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value]),
        linked=~np.isnan(coverage),
        served=np.array([True]),
        thin=~(coverage >= rules.coverage_min),
    )[0]
    return pd.DataFrame(
        {
            "title": occ["title"],
            "employment": data.nation_jobs.reindex(cube.occupations),
            "openings": openings,
            "completers": completers,
            "gap": gap,
            "ratio": ratio,
            "verdict": [supply.VERDICTS[int(v)] for v in verdict],
        },
        index=pd.Index(cube.occupations, name="soc"),
    )
