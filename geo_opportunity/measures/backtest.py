"""How far "state rate applied to local employment" is from a state's own regional projections.

Most areas have no projection of their own, so an area's jobs are grown by its state's rate for the
occupation. Where a state does publish projections by region, that method can be compared with them: estimate
= the state's rate for the occupation, actual = the region's own published rate. "Actual" is another
projection by the same agency, not what came to pass: the error measured is that of moving a state's rate to a
region, not that of forecasting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.measures import certainty
from geo_opportunity.measures.certainty import SIZE_BOUNDS, Margin, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ALL_OCCUPATIONS",
    "calibrate",
    "compare",
    "error_by_size",
    "growth_errors",
    "matched_series",
    "openings_errors",
    "region_shares",
    "summarise",
    "weighted_quantile",
]

ALL_OCCUPATIONS: Final = "00-0000"


def weighted_quantile(values: ArrayLike, weights: ArrayLike, share: float) -> float:
    """Return the smallest value with at least `share` of the weight at or below it; NaN of nothing."""
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    if not len(x):
        return float("nan")
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(w[order]) >= share * w.sum() * (1 - 1e-12)
    return float(x[order][np.argmax(reached)])


def matched_series(projections: pd.DataFrame, regions: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return (sub-state series, state series, state FIPS) of one state and the same years, by series name.

    Where several series of a state have the years, the preferred one is used.

    Parameters
    ----------
    projections
        Columns series, level, geo_code, base_year, projected_year, preferred.
    regions
        Columns geo_code, county_fips.
    """
    years = ["base_year", "projected_year"]
    state_of = (
        regions.assign(state=regions["county_fips"].str[:2])
        .drop_duplicates("geo_code")
        .set_index("geo_code")["state"]
    )
    local = projections.loc[projections["level"] == "substate"]
    local = (
        local.assign(state=local["geo_code"].map(state_of))[["series", "state", *years]]
        .drop_duplicates()
        .dropna()
    )
    states = projections.loc[
        projections["level"] == "state", ["series", "geo_code", *years, "preferred"]
    ].drop_duplicates()
    states = states.sort_values(["preferred", "series"], ascending=[False, True], kind="stable")
    pairs = local.merge(
        states, left_on=["state", *years], right_on=["geo_code", *years], suffixes=("", "_state")
    )
    pairs = pairs.drop_duplicates(["series", "state"]).sort_values(["series", "state"], kind="stable")
    return list(pairs[["series", "series_state", "state"]].itertuples(index=False, name=None))


def compare(local: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Lay a state's rates beside its regions' own, one row per region and occupation both publish.

    Parameters
    ----------
    local
        The regions' projections: geo_code, soc, base, projected, openings.
    state
        The state's: soc, base, projected, openings; with or without the row ALL_OCCUPATIONS.

    Returns
    -------
    geo_code, soc, base (jobs); actual, estimate (growth over the period, fractions); one_rate (the state's
    rate of all occupations), region_rate (the region's own), each of the all-occupations row, else of the
    occupations summed; mean_actual, mean_estimate (the region's average growth, from actual and from
    estimated rates); bar_actual, bar_estimate (the growth rule's bar: that or zero); openings_actual,
    openings_estimate (a year). Regions' all-occupations rows are left out, as are rows without base jobs.
    """
    rates = state.set_index("soc")
    rates = rates.loc[rates["base"] > 0]
    growth = rates["projected"] / rates["base"] - 1
    parts = rates.drop(index=ALL_OCCUPATIONS, errors="ignore")
    one_rate = growth.get(ALL_OCCUPATIONS, parts["projected"].sum() / max(parts["base"].sum(), 1.0) - 1)
    whole = local["soc"] == ALL_OCCUPATIONS
    total = local.loc[whole].set_index("geo_code")
    cells = local.loc[~whole & (local["base"] > 0)]
    summed = cells.groupby("geo_code")[["base", "projected"]].sum()
    region_rate = (total["projected"] / total["base"] - 1).combine_first(
        summed["projected"] / summed["base"] - 1
    )
    out = pd.DataFrame(
        {
            "geo_code": cells["geo_code"],
            "soc": cells["soc"],
            "base": cells["base"],
            "actual": cells["projected"] / cells["base"] - 1,
            "estimate": cells["soc"].map(growth).astype(float),
            "one_rate": one_rate,
            "region_rate": cells["geo_code"].map(region_rate).astype(float),
            "openings_actual": cells["openings"],
            "openings_estimate": cells["base"]
            * cells["soc"].map(rates["openings"] / rates["base"]).astype(float),
        }
    )
    out = (
        out.loc[out["estimate"].notna() & out["actual"].notna()]
        .sort_values(["geo_code", "soc"], kind="stable")
        .reset_index(drop=True)
    )
    for name in ("actual", "estimate"):
        weighted = (out[name] * out["base"]).groupby(out["geo_code"]).transform("sum")
        out[f"mean_{name}"] = weighted / out["base"].groupby(out["geo_code"]).transform("sum")
        out[f"bar_{name}"] = out[f"mean_{name}"].clip(lower=0.0)
    return out


def error_by_size(cells: pd.DataFrame, bounds: Sequence[float] = SIZE_BOUNDS) -> pd.DataFrame:
    """Return the employment-weighted mean absolute error by class of base jobs.

    jobs_from, jobs_to, cells, jobs, error (fraction).
    """
    edges = np.array([0.0, *bounds, np.inf])
    at = np.searchsorted(edges, cells["base"].to_numpy(float), side="right") - 1
    weight = cells["base"].to_numpy(float)
    count = len(edges) - 1
    jobs = np.bincount(at, weights=weight, minlength=count)
    error = np.bincount(
        at, weights=weight * (cells["estimate"] - cells["actual"]).abs().to_numpy(float), minlength=count
    )
    return pd.DataFrame(
        {
            "jobs_from": edges[:-1],
            "jobs_to": edges[1:],
            "cells": np.bincount(at, minlength=count),
            "jobs": jobs,
            "error": np.divide(error, jobs, out=np.full(count, np.nan), where=jobs > 0),
        }
    )


def growth_errors(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return error (actual less estimated growth), jobs and region of :func:`compare`'s rows."""
    return cells["actual"] - cells["estimate"], cells["base"], cells["geo_code"]


def openings_errors(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return relative error (actual / estimated openings less 1), jobs and region, where both are known."""
    known = cells.loc[cells["openings_actual"].notna() & (cells["openings_estimate"] > 0)]
    return known["openings_actual"] / known["openings_estimate"] - 1, known["base"], known["geo_code"]


def _growth_margin(cells: pd.DataFrame, spread: Spread, bar: float | None) -> Margin:
    """Return the margin to a bar, None: the region's average or zero, as ``questions.probability`` does."""
    rate, count = cells["estimate"].to_numpy(float), len(cells)
    own = np.asarray(spread.own)[certainty.size_class(cells["base"])]
    shared = np.full(count, spread.shared)
    if bar is not None:
        return Margin(rate - bar, own, shared)
    average = cells["mean_estimate"].to_numpy(float)
    return Margin(rate - average, own, np.zeros(count), floor=rate, floor_shared=shared)


def _verdicts(cells: pd.DataFrame, bar: float | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether the estimate, and the region's own rate, lie above the bar."""
    columns = [cells[name].to_numpy(float) for name in ("bar_estimate", "bar_actual")]
    ours, theirs = columns if bar is None else (bar, bar)
    return cells["estimate"].to_numpy(float) > ours, cells["actual"].to_numpy(float) > theirs


def calibrate(cells: pd.DataFrame, spread: Spread, bar: float | None = None) -> pd.DataFrame:
    """Return how often the region's own projection gives the verdict that ours calls clear, likely or close.

    Parameters
    ----------
    cells
        Rows of :func:`compare`.
    spread
        What the verdicts are judged with; of another state, this tests it.
    bar
        Growth over the period, fraction, that passes; None: the region's average, and above zero.

    Returns
    -------
    Indexed by the words "clear", "likely", "close": cells, jobs; stated (mean probability of the verdict),
    right (share of the cells) and right_jobs (of their jobs); NaN where no cell is called so.
    """
    ours, theirs = _verdicts(cells, bar)
    p = certainty.expected(_growth_margin(cells, spread, bar)).astype(float)
    word = certainty.word_codes(p, ours)
    jobs, agree = cells["base"].to_numpy(float), ours == theirs
    rows = {}
    for code in (certainty.CLEAR, certainty.LIKELY, certainty.CLOSE):
        which = word == code
        count, size = int(which.sum()), float(jobs[which].sum())
        rows[certainty.CERTAINTY_NAMES[int(code)]] = {
            "cells": count,
            "jobs": size,
            "stated": float(np.where(ours, p, 1 - p)[which].mean()) if count else float("nan"),
            "right": float(agree[which].mean()) if count else float("nan"),
            "right_jobs": float(jobs[which & agree].sum() / size) if size else float("nan"),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def region_shares(cells: pd.DataFrame, spread: Spread, bar: float | None = None) -> pd.DataFrame:
    """Return each region's share of jobs above the bar, ours and by its own rates (index geo_code).

    Parameters as in :func:`calibrate`. Columns: shown, expected, low, high, actual. `shown` counts a cell by
    its verdict, `actual` by the region's own rate; low and high are the 80 percent interval.
    """
    ordered = cells.sort_values("geo_code", kind="stable")
    names, row = np.unique(ordered["geo_code"], return_inverse=True)
    jobs = ordered["base"].to_numpy(float)
    total = np.bincount(row, jobs).astype(float)
    ours, theirs = _verdicts(ordered, bar)
    found = certainty.shares(
        _growth_margin(ordered, spread, bar), np.ones(len(jobs), dtype=np.float32), jobs, row, total
    )
    low, high = certainty.interval(certainty.draws(found), found.expected)
    return pd.DataFrame(
        {
            "shown": np.bincount(row, jobs * ours) / total,
            "expected": found.expected,
            "low": low,
            "high": high,
            "actual": np.bincount(row, jobs * theirs) / total,
        },
        index=pd.Index(names, name="geo_code"),
    )


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    dx, dy = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    spread = (weight @ dx**2) * (weight @ dy**2)
    return float((weight @ (dx * dy)) / spread**0.5) if spread > 0 else float("nan")


def summarise(cells: pd.DataFrame, spread: Spread | None = None) -> dict[str, Any]:
    """Return a backtest's figures from :func:`compare`'s rows, weighted by base jobs unless noted.

    Errors are fractions of the base over the period (0.043 = 4.3 points of ten-year growth). `spread` is what
    verdicts are judged with; by default that of these very cells (of another back-test, they test it).

    - cells, regions, occupations, jobs: what was compared;
    - error: mean absolute error of the method; error_one_rate (the state's all-occupations rate for all), and
      error_region_rate (each region's own all-occupations rate for all its occupations);
    - bias: mean of estimate - actual; error_median and error_p90: half, and nine in ten, of the jobs lie
      within it;
    - correlation (each cell alike) and correlation_weighted;
    - by_size: :func:`error_by_size`'s rows (jobs_to None: no upper end);
    - verdicts on "growing faster than the region's average" (:func:`calibrate`): share_clear (of the jobs),
      agree_clear, agree_likely and agree_close: shares of those jobs where the region's own projection gives
      the same verdict; agree of all;
    - openings_error: sum of absolute errors of openings / sum of openings.

    NaN where nothing could be compared.
    """
    weight = cells["base"].to_numpy(float)
    actual, estimate = cells["actual"].to_numpy(float), cells["estimate"].to_numpy(float)
    sizes = error_by_size(cells)
    off = np.abs(estimate - actual)
    ours, theirs = _verdicts(cells, None)
    words = calibrate(cells, certainty.spread_of(*growth_errors(cells)) if spread is None else spread)

    def mean(values: ArrayLike) -> float:
        total = weight.sum()
        return float(weight @ np.asarray(values, dtype=float) / total) if total > 0 else float("nan")

    known = cells["openings_actual"].notna() & cells["openings_estimate"].notna()
    openings = cells.loc[known, ["openings_actual", "openings_estimate"]].to_numpy(float)
    return {
        "cells": len(cells),
        "regions": int(cells["geo_code"].nunique()),
        "occupations": int(cells["soc"].nunique()),
        "jobs": float(weight.sum()),
        "error": mean(off),
        "error_one_rate": mean(np.abs(cells["one_rate"].to_numpy(float) - actual)),
        "error_region_rate": mean(np.abs(cells["region_rate"].to_numpy(float) - actual)),
        "bias": mean(estimate - actual),
        "error_median": weighted_quantile(off, weight, 0.5),
        "error_p90": weighted_quantile(off, weight, 0.9),
        "correlation": _correlation(estimate, actual, np.ones(len(cells))) if len(cells) else float("nan"),
        "correlation_weighted": _correlation(estimate, actual, weight) if len(cells) else float("nan"),
        "by_size": [
            row | {"jobs_to": row["jobs_to"] if np.isfinite(row["jobs_to"]) else None}
            for row in sizes.to_dict("records")
        ],
        "share_clear": float(words.loc["clear", "jobs"] / weight.sum()) if len(cells) else float("nan"),
        "agree": mean(ours == theirs),
        **{f"agree_{word}": float(words.loc[word, "right_jobs"]) for word in words.index},
        "openings_error": float(np.abs(openings[:, 1] - openings[:, 0]).sum() / openings[:, 0].sum())
        if openings[:, 0].sum() > 0
        else float("nan"),
    }
