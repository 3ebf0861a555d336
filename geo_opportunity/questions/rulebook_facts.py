"""The figures that rule books are judged on: of all areas, of one, of a region, or of a state.

A state's are those it publishes itself: OEWS by state, and its own projections (base, projected and
openings are then the state's, self-employed people included). An area's are OEWS' and the rates laid on them
(``cube``).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.cube import FLAG_CODES
from geo_opportunity.dataset import WAGE_ROW, once
from geo_opportunity.measures import certainty
from geo_opportunity.measures import growth as growth_measures
from geo_opportunity.measures.rulebook import Facts
from geo_opportunity.questions.probability import rate_errors, typical_errors
from geo_opportunity.questions.regions import RegionTables
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import PERCENTILES, Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset

    Numbers = NDArray[np.float64]

__all__ = ["facts_of", "is_state", "state_facts"]

_ALL: Final = "00-0000"
_POINTS: Final = ("p25", "p50", "p75")
_TOP: Final = FLAG_CODES[Flag.TOP_CODED.value]
#: The family budgets that stand for a state's living wages (``rulebooks/colorado.toml``).
_FAMILIES: Final = ("a1c0", "a2c2w1")


def is_state(data: Dataset, place: str) -> bool:
    """Return whether a place is the postal code of a state."""
    return not isinstance(data, RegionTables) and place in _postal(data)


@once
def _postal(data: Dataset) -> dict[str, str]:
    """Return state_fips by postal code."""
    states = data.whole.state_shapes
    return dict(zip(states["state"].astype(str), states["state_fips"].astype(str), strict=True))


def facts_of(data: Dataset, place: str | None, rules: Rules) -> Facts:
    """Return the figures of a place (1 x O), or of every area in the cube's order (A x O).

    Parameters
    ----------
    data
        The nation's data set, or that of a region.
    place
        An area_code, a state's postal code, or None: every area.
    rules
        What the family of the settings needs (the figure ``need``).

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    if place is not None and is_state(data, place):
        states, codes = state_facts(data.whole, rules)
        return _one(states, codes.index(place))
    facts = _area_facts(data, rules)
    return facts if place is None else _one(facts, data.area_row(place))


def _one(facts: Facts, row: int) -> Facts:
    """Return the figures of one place, 1 x O."""
    at = slice(row, row + 1)

    def cut(values: Any) -> dict[str, Any]:
        return {name: value[at] for name, value in values.items()}

    return replace(
        facts,
        numbers=cut(facts.numbers),
        topped=cut(facts.topped),
        place=cut(facts.place),
        errors=cut(facts.errors),
        home=None if facts.home is None else facts.home[at],
    )


def _words(data: Dataset) -> dict[str, NDArray[np.object_]]:
    occ = data.cube_occupations
    columns = {"education": "entry_education", "training": "training", "experience": "work_experience"}
    return {
        name: occ[column].astype(object).where(occ[column].notna(), "").to_numpy(object)
        for name, column in columns.items()
    }


# ------------------------------------------------------------------------ areas


def _area_facts(data: Dataset, rules: Rules) -> Facts:
    kept = _areas_but_need(data)
    need = data.threshold(rules)[:, None]
    return replace(kept, place={**kept.place, "need": need}, states=state_facts(data.whole, rules)[0])


@once
def _areas_but_need(data: Dataset) -> Facts:
    """Return the figures of every area, but for what a family needs."""
    cube = data.cube
    every = slice(None)
    openings = growth_measures.area_openings(cube.employment, cube.openings_ratio)
    numbers = {
        "employment": cube.employment,
        "openings": openings,
        "growth": cube.growth,
        **{name: cube.wages[WAGE_ROW[name]].astype(float) for name in _POINTS},
        "mean": _means(data),
    }
    topped = {name: cube.top_coded[WAGE_ROW[name]] for name in _POINTS}
    grows, opens = (rate_errors(data, every, every, openings=asked) for asked in (False, True))
    prse = cube.mean_prse.astype(float)
    prse = np.where(np.isnan(prse), typical_errors(data.whole)[certainty.size_class(cube.employment)], prse)
    errors = {
        "growth_own": grows[0],
        "growth_shared": grows[1],
        "openings_own": opens[0],
        "openings_shared": opens[1],
        "jobs_prse": cube.employment_prse.astype(float),
        "wage_prse": prse,
    }
    _, codes = state_facts(data.whole, Rules())
    fips = _postal(data)
    order = [fips[code] for code in codes]
    home = pd.Index(order).get_indexer(pd.Index(data.areas["state_fips"].reindex(cube.areas).to_numpy(str)))
    return Facts(
        soc=np.array(cube.occupations, dtype=str),
        numbers=numbers,
        topped={**topped, "mean": np.zeros(cube.growth.shape, bool)},
        words=_words(data),
        place=_area_totals(data, openings),
        errors=errors,
        home=home,
    )


def _area_totals(data: Dataset, openings: Numbers) -> dict[str, Numbers]:
    """Return figures of all jobs of each area, A x 1."""
    cube = data.cube
    pay = _all_pay(data)
    jobs = cube.employment_total
    known = np.nansum(np.where(np.isfinite(openings), cube.employment, np.nan), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # occupations whose jobs are not published open as many positions for each job as the others
        opened = np.where(known > 0, np.nansum(openings, axis=1) * jobs / known, np.nan)
    parity = data.areas["rpp_all"].reindex(cube.areas).to_numpy(float) / 100
    nation = _nation_median(data)
    return {
        "jobs": jobs[:, None],
        "openings": opened[:, None],
        "all_p50": pay["p50"].to_numpy(float)[:, None],
        "all_mean": pay["mean"].to_numpy(float)[:, None],
        "all_growth": np.asarray(data.average_growth, float)[:, None],
        "rpp": parity[:, None],
        "nation_p50_rpp": (nation * parity)[:, None],
        **{f"budget_{f}": data.threshold(Rules(family=f))[:, None] for f in _FAMILIES},
        **_jobs_of(data, jobs),
    }


def _nation_median(data: Dataset) -> float:
    return float(data.table("nation_wages").set_index("soc")["p50"].get(_ALL, np.nan))


def _jobs_of(data: Dataset, jobs: Numbers) -> dict[str, Numbers]:
    """Return jobs as a multiple of each state's: "jobs/OH"."""
    wages = data.whole.table("state_wages")
    total = wages.loc[wages["soc"] == _ALL].set_index("area_code")["employment"].astype(float)
    return {f"jobs/{code}": (jobs / total.get(fips, np.nan))[:, None] for code, fips in _postal(data).items()}


@once
def _all_pay_of_areas(data: Dataset) -> pd.DataFrame:
    """Return the pay of all jobs of the nation's areas (index area_code): mean, p10 … p90, their flags."""
    columns = ["area_code", "mean", *PERCENTILES, *(f"{name}_flag" for name in PERCENTILES)]
    return data.files.frame("area_wages", columns=columns, filters=[("soc", "==", _ALL)]).set_index(
        "area_code"
    )


def _all_pay(data: Dataset) -> pd.DataFrame:
    rows = _all_pay_of_areas(data.whole)
    if isinstance(data, RegionTables):
        return data.pooled_pay(rows)
    return rows.reindex(data.cube.areas)


@once
def _area_means(data: Dataset) -> Numbers:
    """Return mean pay of the nation's areas, A x O, dollars a year; NaN = not published."""
    frame = data.files.columns("area_wages", ["area_code", "soc", "mean"], ["area_code", "soc"])
    return _grid(frame, "area_code", "mean", data.cube.areas, data.cube.occupations)


def _means(data: Dataset) -> Numbers:
    found = _area_means(data.whole)
    return data.pooled_means(found) if isinstance(data, RegionTables) else found


def _grid(frame: pd.DataFrame, row: str, value: str, rows: pd.Index, columns: pd.Index) -> Numbers:
    out = np.full((len(rows), len(columns)), np.nan)
    i, j = (
        rows.get_indexer(pd.Index(frame[row].to_numpy(str))),
        columns.get_indexer(pd.Index(frame["soc"].to_numpy(str))),
    )
    keep = (i >= 0) & (j >= 0)
    out[i[keep], j[keep]] = frame[value].to_numpy(float)[keep]
    return out


# ----------------------------------------------------------------------- states


def state_facts(data: Dataset, rules: Rules) -> tuple[Facts, tuple[str, ...]]:
    """Return the figures of every state, S x O, and the states' postal codes in that order."""
    facts, codes = _states_but_need(data)
    need = _over_counties(data, data.threshold(rules), codes)
    return replace(facts, place={**facts.place, "need": need}), codes


@once
def _states_but_need(data: Dataset) -> tuple[Facts, tuple[str, ...]]:
    fips = _postal(data)
    codes = tuple(sorted(fips))
    rows, columns = pd.Index([fips[code] for code in codes]), data.cube.occupations
    wages, projections = data.table("state_wages"), data.table("projections")
    own = projections.loc[(projections["level"] == "state") & projections["preferred"]]

    paid = partial(_grid, wages, "area_code", rows=rows, columns=columns)
    projected = partial(_grid, own, "geo_code", rows=rows, columns=columns)
    base, published = projected("base"), paid("employment")
    topped = {}
    for name in (*_POINTS, "mean"):
        flags = wages.assign(top=(wages[f"{name}_flag"] == Flag.TOP_CODED.value).astype(float))
        topped[name] = _grid(flags, "area_code", "top", rows, columns) == 1
    nothing = np.full(base.shape, np.nan)
    prse = paid("mean_prse")
    prse = np.where(np.isnan(prse), typical_errors(data)[certainty.size_class(published)], prse)
    facts = Facts(
        soc=np.array(columns, dtype=str),
        numbers={
            "employment": np.where(np.isfinite(base), base, published),
            "openings": projected("openings"),
            "growth": projected("growth"),
            **{name: paid(name) for name in (*_POINTS, "mean")},
        },
        topped=topped,
        words=_words(data),
        place=_state_totals(data, own, rows, codes),
        # no back-test says how far a state's projection of itself errs
        errors={
            **dict.fromkeys(("growth_own", "growth_shared", "openings_own", "openings_shared"), nothing),
            "jobs_prse": np.where(np.isfinite(base), np.nan, paid("employment_prse")),
            "wage_prse": prse,
        },
    )
    return facts, codes


def _state_totals(
    data: Dataset, own: pd.DataFrame, rows: pd.Index, codes: tuple[str, ...]
) -> dict[str, Numbers]:
    every = pd.Index([_ALL])
    wages = data.table("state_wages")
    wages, own = wages.loc[wages["soc"] == _ALL], own.loc[own["soc"] == _ALL]
    paid = partial(_grid, wages, "area_code", rows=rows, columns=every)
    projected = partial(_grid, own, "geo_code", rows=rows, columns=every)
    jobs, base = paid("employment"), projected("base")
    parity = _over_counties(data, data.areas["rpp_all"].reindex(data.cube.areas).to_numpy(float), codes) / 100
    return {
        "jobs": np.where(np.isfinite(base), base, jobs),
        "openings": projected("openings"),
        "all_p50": paid("p50"),
        "all_mean": paid("mean"),
        "all_growth": projected("growth"),
        "rpp": parity,
        "nation_p50_rpp": _nation_median(data) * parity,
        **{f"budget_{f}": _over_counties(data, data.threshold(Rules(family=f)), codes) for f in _FAMILIES},
        **_jobs_of(data, jobs[:, 0]),
    }


def _over_counties(data: Dataset, values: Numbers, codes: tuple[str, ...]) -> Numbers:
    """Return a figure of areas as the mean over each state's residents, S x 1; unknown ones are left out."""
    counties = data.table("counties")
    at = data.cube.areas.get_indexer(pd.Index(counties["area_code"].to_numpy(str)))
    value = np.where(at >= 0, values[at], np.nan)
    people = counties["population"].to_numpy(float)
    known = np.isfinite(value) & np.isfinite(people)
    frame = pd.DataFrame(
        {
            "state": counties["state"].astype(str)[known],
            "sum": (value * people)[known],
            "people": people[known],
        }
    )
    sums = frame.groupby("state").sum().reindex(list(codes))
    return (sums["sum"] / sums["people"]).to_numpy(float)[:, None]
