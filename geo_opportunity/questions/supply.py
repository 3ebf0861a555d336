"""Supply and demand in the opened areas (``measures.supply``; docs/methods/supply.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.cube import FLAG_NAMES
from geo_opportunity.measures import supply
from geo_opportunity.measures.alignment import allocate_completions, fitting_awards
from geo_opportunity.measures.newcomers import NEWCOMERS, count_completers, online_share
from geo_opportunity.questions.options import rules_and_selection, rules_with
from geo_opportunity.questions.supply_cells import barred, lay_out, needed, residual
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.measures.supply import Catchment, Convention
    from geo_opportunity.questions.supply_cells import SupplyCells
    from geo_opportunity.rules import Rules, Selection

__all__ = ["area_supply", "nation_supply", "supply_demand", "supply_left_out", "supply_summary"]

_CODES: Final = range(min(supply.VERDICTS), max(supply.VERDICTS) + 1)
_VERDICT_NAMES: Final = np.array([supply.VERDICTS[code] for code in _CODES], dtype=object)
_REASONS: Final = np.array([supply.REASONS.get(code, "") for code in _CODES], dtype=object)
_OVER, _UNDER = 3, 2


def _laid(
    data: Dataset, rows: Sequence[int], rules: Rules, how: tuple[Convention, Catchment, float | None]
) -> tuple[SupplyCells, dict[str, str | float]]:
    """Return the comparison of areas, and what every answer says of it: reach_miles is NaN for "own"."""
    convention, catchment, reach_miles = how
    miles = float(rules.reach_miles) if reach_miles is None else reach_miles
    laid = lay_out(
        data,
        np.array(rows),
        convention=convention,
        catchment=catchment,
        reach_miles=miles,
        coverage_min=rules.coverage_min,
    )
    within = miles if catchment == "reach" else np.nan
    return laid, {"convention": convention, "catchment": catchment, "reach_miles": within}


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
    DataFrame indexed by soc: title; employment (jobs), employment_flag; openings; completers (listed) =
    completers_local + completers_online + completers_not_new (``measures.newcomers``); gap = openings -
    completers_local (people a year); ratio = completers_local / openings; verdict (``supply.VERDICTS``), and
    the reason in a sentence where it cannot be judged; entry_education, program_need, listing_coverage;
    combined (the code joins several SOC occupations), residual ("All Other": a rest, in which completers of
    many fields land); convention, catchment, reach_miles (NaN for "own"), said in every row.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    laid, said = _laid(data, [data.area_row(area_code)], rules, (convention, catchment, reach_miles))
    cube, occ = data.cube, data.cube_occupations
    row = int(laid.rows[0])
    found = laid.completers
    gap, ratio = supply.gap_and_ratio(found.local[0], laid.openings[0])
    code = laid.verdict[0] - min(_CODES)
    frame = pd.DataFrame(
        {
            "title": occ["title"],
            "employment": cube.employment[row],
            "employment_flag": np.array(FLAG_NAMES, dtype=object)[cube.employment_flag[row]],
            "openings": laid.openings[0],
            "completers": found.listed[0],
            "completers_local": found.local[0],
            "completers_online": found.online[0],
            "completers_not_new": found.not_new[0],
            "gap": gap,
            "ratio": ratio,
            "verdict": _VERDICT_NAMES[code],
            "reason": _REASONS[code],
            "entry_education": occ["entry_education"],
            "program_need": occ["program_need"],
            "listing_coverage": occ["listing_coverage"],
            "combined": occ.index.str.endswith("0"),
            "residual": residual(occ),
            **said,
        },
        index=pd.Index(cube.occupations, name="soc"),
    ).loc[data.mask(selection)]
    return data.shown(frame.iloc[np.lexsort((frame.index, -frame["gap"].abs().fillna(-1.0)))])


def _totals(data: Dataset, laid: SupplyCells, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the sums of each area over the occupations of `mask` (columns as in area_supply)."""
    jobs, local = data.cube.employment[laid.rows], np.nan_to_num(laid.completers.local)
    gap = laid.openings - local

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
            "completers_judged": add(local, judged),
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
    completers_judged (local); surplus and shortfall (people a year beyond the openings of oversupplied,
    missing in undersupplied occupations; both positive); misalignment (fraction, local middle-skill awards
    over SOC major groups, of all occupations whatever the selection); providers, completers (a year, all
    fields) = completers_local + completers_online (students in distance courses, estimated), and of all
    completers completers_share_unknown (the provider does not report such students: counted as local),
    completers_allocated (to some occupation), completers_no_occupation (the crosswalk has none),
    completers_unfit_award (award level fits none); completers_not_new (hold the license already, estimated);
    completers_distance_only (of wholly online providers seated here, counted nowhere); convention, catchment,
    reach_miles. Areas without a provider in the catchment have no verdicts: their jobs_, openings_ and shares
    are NaN.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    laid, said = _laid(data, range(len(data.cube.areas)), rules, (convention, catchment, reach_miles))
    totals = _totals(data, laid, data.mask(selection))
    totals.loc[(laid.counts["providers"] == 0).to_numpy()] = np.nan
    frame = data.areas.loc[data.cube.areas, ["title", "kind", "states"]].copy()
    frame.index.name = "area_code"
    for column, values in {**totals, "misalignment": laid.misalignment, **laid.counts}.items():
        frame[column] = np.asarray(values)
    return frame.assign(**said)


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
    laid, said = _laid(data, [data.area_row(area_code)], rules, (convention, catchment, reach_miles))
    totals = _totals(data, laid, data.mask(selection))
    if not laid.counts["providers"].iloc[0]:
        totals[:] = np.nan
    numbers = {**totals.iloc[0], "misalignment": laid.misalignment[0], **laid.counts.iloc[0]}
    out: dict[str, float | str] = {str(name): float(value) for name, value in numbers.items()}
    return out | said


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
    laid, _ = _laid(data, [data.area_row(area_code)], rules, (convention, catchment, reach_miles))
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
    "completers_online": "completers who study online at providers that also teach on site (estimated)",
    "completers_share_unknown": (
        "completers of providers that report no online students, all counted as local"
    ),
    "completers_not_new": "completers who hold the license already (registered nurses; estimated)",
    "completers_distance_only": "completers of wholly online providers seated here, counted for no area",
}
_NOT_JUDGED: Final = {
    -1: "jobs in occupations learned without a program (not judged)",
    -2: "jobs in occupations no listed program leads to (not judged)",
    -5: "jobs where a shortfall may only be one of the provider list (not judged)",
    supply.RESIDUAL_CODE: "jobs in residual occupations, which many fields lead to (not judged)",
    supply.TEACHERS_CODE: "jobs of secondary teachers, whom every school subject leads to (not judged)",
    supply.EXPERIENCE_CODE: "jobs entered with experience in a related occupation (not judged)",
    -9: "jobs whose completers come too much from institutions mostly online (not judged)",
    -10: "jobs where a shortfall depends on who studies online (not judged)",
}
#: Real people whom no source here counts.
_NOT_COUNTED: Final = (
    "completers who move away, and trained people who move in",
    "completers who go on to further study",
    "people trained elsewhere: employers, unions, apprenticeships, providers outside federal student aid",
)


def _left_out_occupations(
    data: Dataset, laid: SupplyCells, mask: NDArray[np.bool_]
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

    Title, employment, openings; completers, completers_local, completers_online, completers_not_new, gap,
    ratio, verdict and reason as in :func:`supply_demand`.

    Openings: the national projections'. Completers: listing coverage x openings, which is how coverage is
    defined. Who studies online does so in the nation, so only those who are not new are taken out. Of the
    rules, coverage_min is used.
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
    not_new = np.fmin(_not_new_in_nation(data, openings), completers)
    local = completers - not_new
    gap, ratio = supply.gap_and_ratio(local, openings)
    code = supply.verdicts(
        local[None],
        openings[None],
        online=np.zeros((1, len(occ))),
        needed=needed(occ),
        linked=~np.isnan(coverage),
        served=np.array([True]),
        thin=~(coverage >= rules.coverage_min),
        barred=barred(occ),
        doubtful=np.zeros((1, len(occ)), dtype=bool),
    )[0] - min(_CODES)
    return pd.DataFrame(
        {
            "title": occ["title"],
            "employment": data.nation_jobs.reindex(cube.occupations),
            "openings": openings,
            "completers": completers,
            "completers_local": local,
            "completers_online": np.where(np.isnan(local), np.nan, 0.0),
            "completers_not_new": not_new,
            "gap": gap,
            "ratio": ratio,
            "verdict": _VERDICT_NAMES[code],
            "reason": _REASONS[code],
        },
        index=pd.Index(cube.occupations, name="soc"),
    )


def _not_new_in_nation(data: Dataset, openings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nation's completers of each occupation who hold its license already, people a year."""
    occupations = data.table("occupations")
    programs, fits, links = data.table("programs"), fitting_awards(occupations), data.table("cip_soc")
    weights = pd.Series(openings, index=data.cube.occupations)
    out = np.zeros(len(weights))
    for soc, rule in NEWCOMERS.items():
        some = programs.loc[programs["cip"].isin(links.loc[links["soc"] == soc, "cip"])]
        counted = count_completers(some, online_share(some, data.table("providers")), rule)
        given = allocate_completions(some.assign(completions=counted["not_new"]), links, weights, fits)
        out[weights.index == soc] = given.loc[given["soc"] == soc, "completers"].sum()
    return out
