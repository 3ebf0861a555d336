"""How sure an area's figures are, and which setting its answer depends on.

Text: docs/methods/certainty.md.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.dataset import WAGE_ROW
from geo_opportunity.measures import backtest, certainty, growth, overlap, reliability
from geo_opportunity.questions import probability
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.rules import WAGE_POINTS, Rules, Selection
from geo_opportunity.setting import declared
from geo_opportunity.vocabulary import STATUS_CODES, Basis, Status
from geo_opportunity.wording import dollars, step_name, step_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo_opportunity.data_files import DataFiles
    from geo_opportunity.dataset import Dataset, Statuses
    from geo_opportunity.measures.certainty import Margin

__all__ = [
    "back_tests",
    "cell_certainty",
    "growth_error",
    "sensitivity",
]

#: Half-width of an 80 percent normal interval in standard deviations: nine in ten lie above its low end.
_Z80: Final = NormalDist().inv_cdf(0.5 + certainty.INTERVAL / 2)
_NO_ERROR: Final = (
    "no standard error in this file (the flattened OEWS rows have none; the official BLS zip has it)"
)
#: Bases whose rate is the states' own, as the back-tests' are; blends of states are assumed to err alike.
_STATES: Final = (growth.BASIS_CODES[Basis.STATE], growth.BASIS_CODES[Basis.STATES_BLEND])


# ------------------------------------------------------------------- back-test


@lru_cache(maxsize=2)
def _back_tests(files: DataFiles) -> tuple[dict[str, Any], ...]:
    return tuple({**head, **backtest.summarise(cells)} for head, cells in probability.compared(files))


def back_tests(data: Dataset) -> list[dict[str, Any]]:
    """Return all back-tests, most cells first: ``backtest.summarise``, and series, state and years."""
    return list(_back_tests(data.files))


def growth_error(data: Dataset) -> dict[str, Any]:
    """Return the back-test that compares most cells; {"error": NaN, ...} where there is none.

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
    wage_sentence; growth, growth_error (fraction over the period, half of an 80 percent interval),
    growth_margin (to the rule's bar, positive above; for the rule "openings", openings above it as a share of
    the openings), growth_certainty and growth_sentence; employment, employment_prse (percent),
    employment_low, employment_high, employment_reliable ("yes", "no" above 30 percent, "unknown"). Certainty
    is "clear" from a probability of 90 percent, "likely" from 65, "close" or "unknown".

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

    wage, prse = cube.wages[point, row].astype(float), cube.mean_prse[row].astype(float)
    frame["wage"] = wage
    frame["wage_low"], frame["wage_high"] = reliability.interval(
        wage, prse, reliability.PERCENTILE_FACTORS[rules.wage]
    )
    frame["p_pay"] = pay = probability.pay_probability(data, rules, row, slice(None)).astype(float)
    frame["wage_certainty"] = probability.certainty_names(certainty.word_codes(pay, wage >= threshold))

    margin = probability.growth_margin(data, rules, row, slice(None))
    found = probability.probabilities(data, rules, row, slice(None))
    passed = data.statuses(rules).growing[row] > 0
    frame["growth"] = cube.growth[row]
    frame["growth_error"] = _Z80 * np.hypot(margin.own, margin.shared)
    frame["growth_margin"] = _distance(margin)
    frame["p_growing"] = found["p_growing"]
    frame["growth_certainty"] = probability.certainty_names(certainty.word_codes(found["p_growing"], passed))

    jobs_prse = cube.employment_prse[row].astype(float)
    frame["employment"], frame["employment_prse"] = cube.employment[row], jobs_prse
    frame["employment_low"], frame["employment_high"] = reliability.interval(cube.employment[row], jobs_prse)
    frame["employment_reliable"] = np.array(["unknown", "no", "yes"], dtype=object)[
        reliability.employment_reliability(jobs_prse) + 1
    ]

    frame["basis"] = cube.growth_basis[row]
    frame = frame.loc[data.mask(selection)].copy()
    records = frame.to_dict("records")
    frame["wage_sentence"] = [_wage_sentence(r, threshold, rules) for r in records]
    frame["growth_sentence"] = [_growth_sentence(r, rules) for r in records]
    return data.shown(frame.drop(columns=["basis", "p_pay", "p_growing"]))


def _distance(margin: Margin) -> NDArray[np.floating]:
    """Return how far each occupation lies from the growth rule's bar, both conditions of "faster" in one."""
    if margin.floor is None:
        return margin.gap
    least: NDArray[np.floating] = np.minimum(margin.gap, margin.floor)
    return least


def _wage_sentence(row: dict[Any, Any], threshold: float, rules: Rules) -> str:
    if not np.isfinite(row["wage"]):
        return "no usable wage is published"
    if not np.isfinite(row["wage_low"]):
        if not np.isfinite(row["p_pay"]):
            return _NO_ERROR
        words = "no standard error is published for it, so one typical of its size is assumed"
    else:
        words = (
            f"{WAGE_POINTS[rules.wage]}: 90% interval about {dollars(row['wage_low'])} to "
            f"{dollars(row['wage_high'])} (from the standard error of the mean; sampling only)"
        )
    if not np.isfinite(threshold):
        return f"{words}; what is needed here is not known"
    if not np.isfinite(row["p_pay"]):
        return f"{words}; top-coded, so it has no upper end of {dollars(threshold)}"
    above = row["wage"] >= threshold
    sure = row["p_pay"] if above else 1 - row["p_pay"]
    side = "above" if above else "below"
    return f"{row['wage_certainty']}: {words}; {_sure(sure)} {side} {dollars(threshold)}"


def _sure(probability: float) -> str:
    """Return a probability in words, never certain."""
    percent = round(100 * probability)
    return "more than 99% sure to be" if percent > 99 else f"{percent}% sure to be"


def _growth_sentence(row: dict[Any, Any], rules: Rules) -> str:
    margin, width = row["growth_margin"], row["growth_error"]
    if not np.isfinite(margin) or row["growth_certainty"] == "unknown":
        known = np.isfinite(margin) and not np.isfinite(width)
        return (
            "no back-test is possible with these data"
            if known
            else "no growth figure, nothing to compare it with, or no published jobs"
        )
    relative = rules.growth == "openings"
    apart, error = (f"{x:.0%}" if relative else f"{100 * x:.1f} points" for x in (abs(margin), width))
    words = (
        f"{row['growth_certainty']}: {apart} {'above' if margin > 0 else 'below'} the bar, against ±{error}"
    )
    if row["basis"] == growth.BASIS_CODES[Basis.LOCAL]:
        return f"{words} assumed for a region's own published projection, whose publisher states no margin"
    words += " that holds 8 in 10 errors of state rates on regions' own projections, occupations of this size"
    if row["basis"] in _STATES:
        return words
    return f"{words}; a national rate is in it, so how states differ from the nation is added"


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
    an occupation as growing only where its growth is clear, "close ones too" counts all but those that
    clearly fail.

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
    """Yield the overlap with growth counted where it is clear, and where it does not clearly fail."""
    p = certainty.expected(probability.growth_margin(data, rules, row, slice(None))).astype(float)
    known = np.isfinite(p) & (now.growing[0] != STATUS_CODES[Status.UNKNOWN])
    for words, least in (("only clear", certainty.CLEAR_FROM), ("close ones too", 1 - certainty.CLEAR_FROM)):
        moved = growth.status_of(p >= least, p < least)
        growing = np.where(known, moved, now.growing[0]).astype(np.int8)[None]
        yield words, overlap.is_overlap(growing, now.sustaining, now.accessible)
