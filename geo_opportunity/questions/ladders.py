"""Next rungs and ladders in the opened areas (``measures.ladders``; docs/methods/ladders.md)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from geo_opportunity.dataset import WAGE_ROW, once
from geo_opportunity.measures import ladders as rules_of
from geo_opportunity.measures.growth import area_openings
from geo_opportunity.questions.options import choose, rules_with
from geo_opportunity.questions.programs import find as find_programs
from geo_opportunity.vocabulary import (
    AWARD_LEVELS,
    EDUCATION_LEVELS,
    STATUS_CODES,
    STATUS_NAMES,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["ladder_text", "ladders", "next_rungs"]

_LEVEL: Final = {level: i for i, level in enumerate(EDUCATION_LEVELS)}
_PASS: Final = STATUS_CODES[Status.PASS]


def _figures(data: Dataset, area_code: str, rules: Rules) -> pd.DataFrame:
    """Return what is known of each occupation in the area, indexed by soc."""
    cube = data.cube
    row, status = data.area_row(area_code), data.statuses(rules)
    occ = data.cube_occupations
    wage = WAGE_ROW[rules.wage]
    frame = pd.DataFrame(
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
            "reach": data.within(cube.reach, rules, row).astype(float),
            "entry_education": occ["entry_education"],
            "least_education": rules_of.least_education(data.table("occupations")).reindex(cube.occupations),
            "work_experience": occ["work_experience"],
            "training": occ["training"],
            "program_need": occ["program_need"],
            "apprenticeable": occ["apprenticeable"].astype(bool),
        },
        index=pd.Index(cube.occupations, name="soc"),
    )
    return data.shown(frame)


@once
def _rung_links(data: Dataset) -> pd.DataFrame:
    """Return which occupations may follow which: the same under all rules, and everywhere."""
    return rules_of.rung_links(data.table("related"), data.table("occupations"))


def _steps(data: Dataset, figures: pd.DataFrame, min_raise: float, max_education: str | None) -> pd.DataFrame:
    """Return steps up: soc, to, basis, rank, raise, years, education_step, within_education, cost."""
    if max_education is not None:
        choose("highest education", max_education, EDUCATION_LEVELS)
    links = _rung_links(data.whole)
    start, end = (
        figures.loc[links["soc"]].reset_index(drop=True),
        figures.loc[links["to"]].reset_index(drop=True),
    )
    years = end["least_education"].map(rules_of.EDUCATION_YEARS) - start["least_education"].map(
        rules_of.EDUCATION_YEARS
    )
    level = end["least_education"].map(_LEVEL)
    steps = links.assign(
        **{"raise": end["wage"] / start["wage"] - 1},
        years=years.fillna(0.0),  # no entry education published: no step in it is claimed
        education_step=(
            end["least_education"].map(rules_of.CREDENTIALS)
            - start["least_education"].map(rules_of.CREDENTIALS)
        ).astype("Int64"),
        within_education=True if max_education is None else (level <= _LEVEL[max_education]).to_numpy(bool),
        growth=end["growth"],
        accessible=end["accessible"],
        openings=end["openings"],
        openings_before=start["openings"],
        work_experience=end["work_experience"],
        apprenticeable=end["apprenticeable"],
    )
    far = steps["education_step"].gt(rules_of.MOST_LEVELS).fillna(value=False).astype(bool)
    steps = steps.loc[
        (steps["raise"] >= min_raise) & ~start["top_coded"] & ~far
    ]  # NaN: a wage is not published, no comparison
    return steps.assign(cost=rules_of.step_cost(steps))


def _offers(data: Dataset, area_code: str, socs: list[str], rules: Rules) -> pd.DataFrame:
    """Return programs (count) and awards (names, short to long) that some residents can reach, by soc."""
    by_miles: dict[int, list[str]] = {}
    for soc in socs:
        by_miles.setdefault(data.miles(soc, rules), []).append(soc)
    near = pd.concat(
        [
            find_programs(data, area_code, mine, max_miles=0.0, reach_miles=float(miles))
            for miles, mine in (by_miles or {rules.reach_miles: socs}).items()
        ]
    )
    near = near.loc[near["adults_within"] > 0]
    near = near.assign(soc=near["soc"].str.split(", ")).explode("soc")
    order = {award: i for i, award in enumerate(AWARD_LEVELS.values())}
    grouped = near.groupby("soc")
    return pd.DataFrame(
        {
            "programs": grouped.size(),
            "awards": grouped["award"].agg(lambda a: ", ".join(sorted(set(a), key=order.__getitem__))),
        }
    )


def _described(figures: pd.DataFrame, socs: pd.Series, offers: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that describe occupations, one row for each of `socs`, in its order."""
    out = figures.loc[socs].reset_index()
    for column in ("growing", "sustaining", "accessible"):
        out[column] = out[column].map(STATUS_NAMES)
    out["programs"] = (
        out["soc"].map(offers["programs"]).fillna(0).astype(int)
    )  # counted: none listed in reach is zero
    out["awards"] = out["soc"].map(offers["awards"]).astype("str").fillna("")
    return out.drop(columns="top_coded")


def next_rungs(
    data: Dataset,
    area_code: str,
    soc: str,
    rules: Rules | None = None,
    *,
    direction: Literal["up", "down"] = "up",
    max_education: str | None = None,
    min_raise: float = rules_of.MIN_RAISE,
    **settings: Any,
) -> pd.DataFrame:
    """Return occupations one step up from `soc` in an area (or "down" from it), most sensible first.

    Parameters
    ----------
    max_education
        A level of EDUCATION_LEVELS; rungs that need more are kept and marked.
    min_raise
        Least raise, fraction; both wages (percentile of `rules`) must be published.

    No step goes up more than MOST_LEVELS ranks of entry education (CREDENTIALS).

    Returns
    -------
    DataFrame soc, title; basis (BASES), rank (mean place on both O*NET lists, 1 best, 21 unlisted); wage (US
    dollars a year), raise (fraction, of the step); employment, growth, growing, openings (a year),
    sustaining; entry_education (typical), least_education (lowest that leads there), education_step (ranks),
    years (of study beyond the occupation left; negative: less), within_education; work_experience, training,
    program_need, accessible, reach, programs and awards (listed programs some residents can reach, and their
    award levels), apprenticeable (nationally recognized: earn while you learn; not that one exists here),
    cost (of the search).
    """
    rules = rules_with(rules, settings)
    figures = _figures(data, area_code, rules)
    data.soc_column(soc)
    steps = _steps(data, figures, min_raise, max_education)
    here, there = ("soc", "to") if direction == "up" else ("to", "soc")
    steps = steps.loc[steps[here] == soc].sort_values(["cost", there], kind="stable").reset_index(drop=True)
    rungs = _described(figures, steps[there], _offers(data, area_code, steps[there].tolist(), rules))
    for column in ("rank", "raise", "education_step", "years", "within_education", "cost"):
        rungs[column] = steps[column]
    rungs["basis"] = np.array(rules_of.BASES, dtype=object)[steps["basis"].to_numpy(int)]
    first = ["soc", "title", "basis", "rank", "wage", "raise"]
    return rungs[[*first, *[c for c in rungs.columns if c not in first]]]


def ladders(
    data: Dataset,
    area_code: str,
    soc: str,
    rules: Rules | None = None,
    *,
    steps: int = 3,
    max_education: str | None = "Bachelor's degree",
    min_raise: float = rules_of.MIN_RAISE,
    limit: int = 6,
    **settings: Any,
) -> pd.DataFrame:
    """Return ladders from `soc` in an area toward the first family-sustaining rung, one row a rung.

    Parameters
    ----------
    steps
        Most steps of a ladder.
    max_education
        Rungs whose lowest entry education lies above are not climbed; None climbs all.
    limit
        Most ladders.

    Returns
    -------
    DataFrame chain (0, 1, …, most sensible first), step (0 = where it starts), role ("start", "rung",
    "arrives" at the first sustaining rung, "onward" one step further); soc, title, basis, raise and the other
    columns of :func:`next_rungs`, threshold (US dollars a year), and reached: whether the ladder arrives.
    When none arrives within `steps`, the ladders of at most that many steps are given with reached False.
    Empty when nothing related pays enough more here.
    """
    rules = rules_with(rules, settings)
    if not 1 <= steps <= 5:  # the search grows with its length
        msg = f"steps is {steps}; it must lie between 1 and 5"
        raise ValueError(msg)
    figures = _figures(data, area_code, rules)
    data.soc_column(soc)
    edges = _steps(data, figures, min_raise, max_education)
    edges = edges.loc[edges["within_education"].astype(bool)]
    arrived = figures["sustaining"] == _PASS
    found = rules_of.pick(rules_of.chains(edges, soc, arrived, most=steps), limit=limit)
    names = [f"rung_{k}" for k in range(1, steps + 1)]
    if found.empty:
        long = pd.DataFrame({"chain": [], "step": [], "soc": [], "role": [], "reached": []})
    else:
        found = _with_onward(found, names, edges)
        long = found.assign(chain=np.arange(len(found)), rung_0=soc).melt(
            ["chain", "length", "reached"], ["rung_0", *names], var_name="step", value_name="soc"
        )
        long["step"] = long["step"].str.removeprefix("rung_").astype(int)
        long = (
            long.dropna(subset=["soc"]).sort_values(["chain", "step"], kind="stable").reset_index(drop=True)
        )
        end = (long["step"] == long["length"]) & long["reached"].astype(bool)
        roles = [long["step"] == 0, long["step"] > long["length"], end]
        long["role"] = np.select(roles, ["start", "onward", "arrives"], "rung")
    socs = sorted(long["soc"].unique())
    out = pd.concat(
        [
            long[["chain", "step", "role", "reached"]],
            _described(figures, long["soc"], _offers(data, area_code, socs, rules)),
        ],
        axis=1,
    )
    before = pd.MultiIndex.from_arrays([long["soc"].shift().where(long["step"] > 0, ""), long["soc"]])
    of_step = edges.set_index(["soc", "to"]).reindex(before)
    for column in ("rank", "raise", "education_step", "years", "cost"):
        out[column] = of_step[column].to_numpy()
    out["basis"] = of_step["basis"].map(dict(enumerate(rules_of.BASES))).fillna("").to_numpy(object)
    out["threshold"] = float(data.threshold(rules)[data.area_row(area_code)])
    return out


def _with_onward(found: pd.DataFrame, names: list[str], edges: pd.DataFrame) -> pd.DataFrame:
    """Add, where a ladder has a step left, the cheapest step on from its last rung."""
    best = (
        edges.loc[edges["cost"] <= rules_of.ONWARD_COST]
        .sort_values(["soc", "cost", "to"], kind="stable")
        .drop_duplicates("soc")
        .set_index("soc")["to"]
    )
    out = found.copy()
    for k, (last, following) in enumerate(pairwise(names), start=1):
        ends = (out["length"] == k) & out["reached"].astype(bool)
        out.loc[ends, following] = out.loc[ends, last].map(best)
    return out


def ladder_text(
    data: Dataset, area_code: str, soc: str, rules: Rules | None = None, *, limit: int = 6, **settings: Any
) -> str:
    """Return the ladders of :func:`ladders` as plain text, a ladder a paragraph."""
    table = ladders(data, area_code, soc, rules, limit=limit, **settings)
    area, title = str(data.areas.loc[area_code, "title"]), str(data.occupations.loc[soc, "title"])
    if table.empty:
        return f"{title}, {area}: no related occupation with published pay is at least 10% better paid here."
    threshold = table["threshold"].iloc[0]
    wanted = "an unknown wage" if np.isnan(threshold) else f"${threshold:,.0f} a year"
    paid = (
        " (paid already; each better-paid step counts)"
        if table["sustaining"].iloc[0] == Status.PASS.value
        else ""
    )
    lines = [f"{title}, {area}: toward {wanted}{paid}"]
    if not table["reached"].any():
        lines.append("(no ladder of these steps arrives there)")
    for _, ladder in table.groupby("chain"):
        lines.append("")
        lines += [_line(row) for row in ladder.to_dict("records")]
    return "\n".join(lines)


def _line(row: Mapping[Any, Any]) -> str:
    mark = {"start": " ", "rung": "|", "arrives": "*", "onward": "+"}[str(row["role"])]
    parts = [f"{mark} {row['title']}: ${row['wage']:,.0f}"]
    if row["role"] != "start":
        parts.append(f"+{row['raise']:.0%}")
    growth, openings = float(row["growth"]), float(row["openings"])
    parts.append("growth unknown" if np.isnan(growth) else f"growth {growth:+.0%}")
    parts.append("openings unknown" if np.isnan(openings) else f"{openings:,.0f} openings a year")
    if row["role"] != "start":
        parts.append(
            f"entry: {row['least_education']}" + (f", {row['training']}" if row["training"] != "None" else "")
        )
        if row["work_experience"] != "None":
            parts.append(f"experience: {row['work_experience']}")
        if row["program_need"] != "not needed":
            parts.append(
                f"{row['programs']} program{'s' * (row['programs'] != 1)} in reach ({row['awards']!s})"
                if row["programs"]
                else "no listed program in reach"
            )
    if row["apprenticeable"]:
        parts.append("apprenticeship: earn while you learn")
    if row["basis"] not in ("", rules_of.BASES[0]):
        parts.append(f"[{row['basis']}]")
    return "; ".join(parts)
