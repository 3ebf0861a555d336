"""How sure an area's figures are, and which setting its answer depends on.

Text: docs/methods/certainty.md.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.dataset import WAGE_ROW
from geo_opportunity.measures import backtest, growth, overlap, reliability
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.rules import WAGE_POINTS, Rules, Selection
from geo_opportunity.setting import declared
from geo_opportunity.vocabulary import Basis
from geo_opportunity.wording import dollars, step_name, step_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo_opportunity.data_files import DataFiles
    from geo_opportunity.dataset import Dataset, Statuses

__all__ = [
    "LISTING_COVERAGE",
    "back_tests",
    "cell_certainty",
    "growth_error",
    "sensitivity",
]

#: Name of the setting of how much of an occupation's training the list of providers must cover.
LISTING_COVERAGE: Final = step_name("coverage_min")

_COLUMNS: Final = [
    "series",
    "level",
    "geo_code",
    "soc",
    "base",
    "projected",
    "openings",
    "base_year",
    "projected_year",
    "preferred",
]
_NAMES: Final = np.array([reliability.CERTAINTY_NAMES[code] for code in (-1, 0, 1)], dtype=object)
_NO_ERROR: Final = (
    "no standard error in this file (the flattened OEWS rows have none; the official BLS zip has it)"
)
#: Bases whose rate is the state's own, as the back-test's are; blends of states are assumed to err alike.
_TESTED: Final = (growth.BASIS_CODES[Basis.STATE], growth.BASIS_CODES[Basis.STATES_BLEND])


# ------------------------------------------------------------------- back-test


@lru_cache(maxsize=2)
def _back_tests(files: DataFiles) -> tuple[dict[str, Any], ...]:
    """Back-test every sub-state series that has a state series of the same years, most cells first."""
    table = files.frame("projections", columns=_COLUMNS, filters=[("level", "in", ["substate", "state"])])
    postal = files.frame("counties", columns=["state_fips", "state"]).drop_duplicates("state_fips")
    names = dict(zip(postal["state_fips"], postal["state"], strict=True))
    found = []
    for local, state, fips in backtest.matched_series(table, files.frame("projection_regions")):
        mine = table.loc[table["series"] == local]
        cells = backtest.compare(mine, table.loc[(table["series"] == state) & (table["geo_code"] == fips)])
        years = f"{mine['base_year'].iloc[0]}–{mine['projected_year'].iloc[0] % 100:02d}"
        if len(cells):
            found.append(
                {
                    "series": local,
                    "state_series": state,
                    "state_fips": fips,
                    "state": str(names.get(fips, fips)),
                    "years": years,
                    **backtest.summarise(cells),
                }
            )
    return tuple(sorted(found, key=lambda test: -test["cells"]))


def back_tests(data: Dataset) -> list[dict[str, Any]]:
    """Return all back-tests: ``backtest.summarise`` with series, state_series, state_fips, state, years."""
    return list(_back_tests(data.files))


def growth_error(data: Dataset) -> dict[str, Any]:
    """Return the back-test that the +- on growth rests on: the one that compares most cells; {"error".

    Nan, ...} where none can be.

    Errors are fractions over the projection period. Computed from the tables once per data version (0.1 s).
    """
    tests = _back_tests(data.files)
    if tests:
        return dict(tests[0])
    sizes = backtest.error_by_size(pd.DataFrame({"base": [], "estimate": [], "actual": []}, dtype=float))
    return {
        "series": None,
        "years": "",
        "cells": 0,
        "error": float("nan"),
        "openings_error": float("nan"),
        "by_size": sizes.to_dict("records"),
    }


def _widths(test: dict[str, Any], jobs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the +- on growth for occupations of these sizes.

    Where the jobs are not published, that of the smallest; a size the back-test has no occupation of takes
    the largest of the others'.
    """
    errors = np.array([row["error"] for row in test["by_size"]], dtype=float)
    errors = np.where(np.isnan(errors), np.fmax.reduce(errors), errors)
    return errors[np.searchsorted(backtest.SIZE_BOUNDS, np.nan_to_num(jobs), side="right")]


# ------------------------------------------------------------------- one area


def cell_certainty(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return how sure an area's wage test, growth test and employment are, by selected occupation.

    Index soc. Columns: title; wage, wage_low, wage_high (US dollars a year at the chosen percentile, 90
    percent interval, approximate: see ``measures.reliability.PERCENTILE_FACTORS``), wage_certainty and
    wage_sentence; growth, growth_error (fractions over the period), growth_margin (to the rule's bar,
    positive above; for the rule "openings", openings above it as a share of the openings), growth_certainty
    and growth_sentence; employment, employment_prse (percent), employment_low, employment_high,
    employment_reliable ("yes", "no" above 30 percent, "unknown"). Certainty is "clear", "close" or "unknown".

    The wage's certainty speaks of pay against the bar alone, not of the education condition of the rule
    "fed".
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    row, cube = data.area_row(area_code), data.cube
    point = WAGE_ROW[rules.wage]
    threshold = float(data.threshold(rules)[row])
    frame = pd.DataFrame(
        {"title": data.occupations["title"].reindex(cube.occupations).to_numpy(object)},
        index=pd.Index(cube.occupations, name="soc"),
    )

    wage, prse, factor = (
        cube.wages[point, row].astype(float),
        cube.mean_prse[row].astype(float),
        reliability.PERCENTILE_FACTORS[rules.wage],
    )
    frame["wage"] = wage
    frame["wage_low"], frame["wage_high"] = reliability.interval(wage, prse, factor)
    frame["wage_certainty"] = _NAMES[
        reliability.wage_certainty(wage, prse, cube.top_coded[point, row], threshold, factor) + 1
    ]

    test = growth_error(data)
    frame["growth"] = cube.growth[row]
    jobs, basis = cube.employment[row], cube.growth_basis[row]
    margin, width = _growth_margin(data, row, rules, test)
    verdict = reliability.certainty(margin, width)
    tested = np.isin(basis, _TESTED)
    local = basis == growth.BASIS_CODES[Basis.LOCAL]
    verdict[(~tested & (verdict == reliability.CLEAR)) | local] = (
        reliability.UNKNOWN
    )  # taken to err by no less where a national rate is in it
    frame["growth_error"] = np.where(local, np.nan, width)
    frame["growth_margin"] = margin
    frame["growth_certainty"] = _NAMES[verdict + 1]

    jobs_prse = cube.employment_prse[row].astype(float)
    frame["employment"], frame["employment_prse"] = jobs, jobs_prse
    frame["employment_low"], frame["employment_high"] = reliability.interval(jobs, jobs_prse)
    frame["employment_reliable"] = np.array(["unknown", "no", "yes"], dtype=object)[
        reliability.employment_reliability(jobs_prse) + 1
    ]

    frame["basis"] = basis
    frame = frame.loc[data.mask(selection)].copy()
    records = frame.to_dict("records")
    frame["wage_sentence"] = [_wage_sentence(r, threshold, rules) for r in records]
    frame["growth_sentence"] = [_growth_sentence(r, rules, test) for r in records]
    return data.shown(frame.drop(columns="basis"))


def _growth_margin(
    data: Dataset, row: int, rules: Rules, test: dict[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far each occupation lies from the growth rule's bar, and the error to hold it against."""
    cube = data.cube
    jobs, rate = cube.employment[row], cube.growth[row]
    if rules.growth == "openings":
        openings = growth.area_openings(jobs, cube.openings_ratio[row])
        margin = np.divide(
            openings - rules.growth_openings, openings, out=np.full(jobs.shape, np.nan), where=openings > 0
        )
        return margin, np.full(jobs.shape, test["openings_error"])
    bar = reliability.growth_bar(rules, data.average_growth[row], cube.nation_growth[row])
    return rate - bar, _widths(test, jobs)


def _wage_sentence(row: dict[Any, Any], threshold: float, rules: Rules) -> str:
    if not np.isfinite(row["wage"]):
        return "no usable wage is published"
    if not np.isfinite(row["wage_low"]):
        return _NO_ERROR
    words = (
        f"{WAGE_POINTS[rules.wage]}: 90% interval about {dollars(row['wage_low'])} to "
        f"{dollars(row['wage_high'])}"
    )
    words += " (from the standard error of the mean; sampling only)"
    if not np.isfinite(threshold):
        return f"{words}; what is needed here is not known"
    side = {"close": "the bar lies within it", "unknown": "top-coded, so it has no upper end"}.get(
        row["wage_certainty"],
        "wholly above the bar" if row["wage_low"] > threshold else "wholly below the bar",
    )
    return f"{words}; {side} of {dollars(threshold)}"


def _growth_sentence(row: dict[Any, Any], rules: Rules, test: dict[str, Any]) -> str:
    margin, width = row["growth_margin"], row["growth_error"]
    if row["basis"] == growth.BASIS_CODES[Basis.LOCAL]:
        return "the region's own published projection; its publisher states no margin of error"
    if not np.isfinite(margin):
        return "no growth figure, nothing to compare it with, or no published jobs"
    if not np.isfinite(width):
        return "no back-test is possible with these data"
    if rules.growth == "openings":
        words = f"{abs(margin):.0%} {'above' if margin > 0 else 'below'} the bar, against ±{width:.0%}"
    else:
        words = (
            f"{100 * abs(margin):.1f} points {'above' if margin > 0 else 'below'} the bar, against "
            f"±{100 * width:.1f} points"
        )
    words += f" by which state rates miss regions' own projections ({test['years']} back-test"
    words += ")" if rules.growth == "openings" else ", occupations of this size)"
    if row["basis"] in _TESTED:
        return f"{row['growth_certainty']}: {words}"
    return f"{row['growth_certainty']}: {words}; a national rate is in it, whose error has not been measured"


# ----------------------------------------------------------------- sensitivity


def _steps(rules: Rules) -> Iterator[tuple[str, Any, Any]]:
    """Yield (field, before, after): every rule moved by one step, those without effect left out."""
    for name, one in declared(Rules).items():
        if one.applies(rules):
            before = getattr(rules, name)
            for after in one.codec.neighbors(before):
                yield name, before, after


def sensitivity(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return which one-step changes of a setting move the most jobs into or out of an area's overlap.

    One row per setting moved one step, others unchanged; and two for the error of growth: "only clear" counts
    an occupation as growing only where it passes by more than the back-test's error, "close ones too" counts
    all that fail by no more.

    Columns: setting, before, after (plain words); jobs_gained, jobs_lost (into and out of the overlap,
    published jobs of the selected occupations), jobs_net, jobs_moved, share_moved (of the area's selected
    jobs), occupations_gained, occupations_lost, jobs_unknown_net (change of the jobs whose outcome is
    unknown). Most jobs moved first. A job lost is no longer known to be in the overlap: a test fails or
    became unknown.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    row = data.area_row(area_code)
    rows, mask = slice(row, row + 1), data.mask(selection)
    jobs = np.where(mask, np.nan_to_num(data.cube.employment[row]), 0.0)
    now = data.judge(rules, rows)
    inside = (now.overlap[0] == 1) & mask
    moves = [
        (
            step_name(name),
            step_words(name, before),
            step_words(name, after),
            (data.judge(replace(rules, **{name: after}), rows).overlap[0] == 1) & mask,
        )
        for name, before, after in _steps(rules)
    ]
    moves += [
        ("error of growth", "as published", words, (status[0] == 1) & mask)
        for words, status in _within_error(data, row, rules, now)
    ]
    total = jobs.sum()
    records = []
    for setting, before, after, then in moves:
        gained, lost = then & ~inside, inside & ~then
        gain, loss = float(jobs[gained].sum()), float(jobs[lost].sum())
        records.append(
            (setting, before, after, gain, loss, gain - loss, gain + loss, int(gained.sum()), int(lost.sum()))
        )
    names = [
        "setting",
        "before",
        "after",
        "jobs_gained",
        "jobs_lost",
        "jobs_net",
        "jobs_moved",
        "occupations_gained",
        "occupations_lost",
    ]
    frame = pd.DataFrame.from_records(records, columns=names)
    frame.insert(7, "share_moved", frame["jobs_moved"] / total if total > 0 else np.nan)
    return data.shown(frame.sort_values("jobs_moved", ascending=False, kind="stable").reset_index(drop=True))


def _within_error(
    data: Dataset, row: int, rules: Rules, now: Statuses
) -> Iterator[tuple[str, NDArray[np.int8]]]:
    """Yield the overlap with growth's bar moved up, and down, by the backtest's error (not local series)."""
    margin, width = _growth_margin(data, row, rules, growth_error(data))
    width = np.where(data.cube.growth_basis[row] == growth.BASIS_CODES[Basis.LOCAL], 0.0, width)
    for words, shift in (("only clear", -width), ("close ones too", width)):
        moved = np.where(
            np.isnan(margin) | np.isnan(width),
            now.growing[0],
            growth.status_of(margin + shift > 0, margin + shift <= 0),
        )
        growing = np.where(width > 0, moved, now.growing[0]).astype(np.int8)[None]
        yield words, overlap.is_overlap(growing, now.sustaining, now.accessible)
