"""How probable it is that a cell passes the three tests, and what that makes of areas' shares and ranks.

The model is in :mod:`geo_opportunity.measures.certainty`; text: docs/methods/certainty.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.cube import FLAG_CODES
from geo_opportunity.dataset import WAGE_ROW, once
from geo_opportunity.measures import backtest, budget, certainty, growth
from geo_opportunity.measures.certainty import Margin, Spread
from geo_opportunity.measures.reliability import PERCENTILE_FACTORS, growth_bar
from geo_opportunity.vocabulary import STATUS_CODES, Basis, Flag, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_opportunity.data_files import DataFiles
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules, Selection

    Place = int | slice | NDArray[np.intp]

__all__ = [
    "CERTAINTY_COLUMNS",
    "PROBABILITIES",
    "Spreads",
    "area_certainty",
    "certainty_names",
    "compared",
    "growth_margin",
    "pay_probability",
    "probabilities",
    "rate_errors",
    "spreads",
    "typical_errors",
]

#: Columns of :func:`probabilities` and of :func:`area_certainty`.
PROBABILITIES: Final = ("p_growing", "p_sustaining", "p_overlap", "certainty")
CERTAINTY_COLUMNS: Final = (
    *("jobs_overlap_clear", "share_overlap_clear"),
    *("share_overlap_expected", "share_overlap_low", "share_overlap_high"),
    *("rank", "rank_low", "rank_high", "rank_group"),
)
_COLUMNS: Final = [
    *("series", "level", "geo_code", "soc", "base", "projected", "openings"),
    *("base_year", "projected_year", "preferred"),
]
_NAMES: Final = np.array([certainty.CERTAINTY_NAMES[code] for code in (-1, 0, 1, 2)], dtype=object)
_UNKNOWN: Final = STATUS_CODES[Status.UNKNOWN]
_TOP_CODED: Final = FLAG_CODES[Flag.TOP_CODED.value]
#: A cell whose wage is less likely to be enough adds nothing that shows to an area's share.
_NEVER: Final = 1e-3
#: A rate this close to the bar is on it (``growth.growth_status``).
_ON_THE_BAR: Final = 1e-8


def certainty_names(codes: NDArray[np.int8]) -> NDArray[np.object_]:
    """Return the words of certainty codes."""
    names: NDArray[np.object_] = _NAMES[np.asarray(codes, dtype=np.intp) + 1]
    return names


# ---------------------------------------------------------------------- spread


@dataclass(frozen=True, slots=True)
class Spreads:
    """Spread of the growth rates and of the openings of a year (relative), by what they rest on."""

    growth: Mapping[Basis, Spread]
    openings: Mapping[Basis, Spread]


@lru_cache(maxsize=2)
def compared(files: DataFiles) -> tuple[tuple[dict[str, Any], pd.DataFrame], ...]:
    """Return every sub-state series beside its state's of the same years, most cells first.

    Pairs: series, state_series, state_fips, state and years; and the rows of ``backtest.compare``.
    """
    table = files.frame("projections", columns=_COLUMNS, filters=[("level", "in", ["substate", "state"])])
    postal = files.frame("counties", columns=["state_fips", "state"]).drop_duplicates("state_fips")
    names = dict(zip(postal["state_fips"], postal["state"], strict=True))
    found = []
    for local, state, fips in backtest.matched_series(table, files.frame("projection_regions")):
        mine = table.loc[table["series"] == local]
        cells = backtest.compare(mine, table.loc[(table["series"] == state) & (table["geo_code"] == fips)])
        if len(cells):
            head = {
                "series": local,
                "state_series": state,
                "state_fips": fips,
                "state": str(names.get(fips, fips)),
                "years": f"{mine['base_year'].iloc[0]}–{mine['projected_year'].iloc[0] % 100:02d}",
            }
            found.append((head, cells))
    return tuple(sorted(found, key=lambda one: -len(one[1])))


def _against_nation(files: DataFiles) -> pd.DataFrame:
    """Return the states' rates beside the nation's that stands in where a state publishes none."""
    table = files.frame("projections", columns=_COLUMNS, filters=[("level", "in", ["state", "nation"])])
    used = table.loc[table["preferred"]]
    return backtest.compare(
        used.loc[used["level"] == "state"], used.loc[used["level"] == "nation"].drop_duplicates("soc")
    )


@lru_cache(maxsize=2)
def _spreads(files: DataFiles) -> Spreads:
    tests = [cells.assign(geo_code=head["series"] + cells["geo_code"]) for head, cells in compared(files)]
    moved = pd.concat(tests) if tests else _against_nation(files).iloc[:0]
    nation = _against_nation(files)
    by_basis = []
    for error in (backtest.growth_errors, backtest.openings_errors):
        alone = [certainty.spread_of(*error(cells)).shared for cells in tests]
        moving = certainty.spread_of(*error(moved))._replace(shared=np.fmax.reduce(alone, initial=np.nan))
        standing_in = moving.plus(certainty.spread_of(*error(nation)))
        by_basis.append(
            {
                Basis.LOCAL: moving.times(certainty.LOCAL_PART),
                **dict.fromkeys((Basis.STATE, Basis.STATES_BLEND), moving),
                **dict.fromkeys((Basis.STATE_NATION, Basis.NATION), standing_in),
            }
        )
    return Spreads(*by_basis)


def spreads(data: Dataset) -> Spreads:
    """Return the spreads of growth and openings, estimated from all back-tests; NaN where there is none.

    A state's rate moved to an area: the own part from the regions of all back-tests, the shared part of the
    back-test where it is largest, since which of them another state is like is unknown. A national rate in
    the place of a state's: that, plus how states' rates lie around the nation's. A local projection:
    LOCAL_PART of the state's (an assumption). Computed once per data version.
    """
    return _spreads(data.files)


@once
def typical_errors(data: Dataset) -> NDArray[np.float32]:
    """Return the median relative standard error of the mean wage by size of the occupation, percent.

    It stands in where a wage is published without one.
    """
    return certainty.typical_error(data.cube.mean_prse, data.cube.employment)


def _table(of: Mapping[Basis, Spread]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return own (basis x size) and shared (basis) spreads by the codes of the cube."""
    own = np.full((len(growth.BASIS_CODES), len(certainty.SIZE_BOUNDS) + 1), np.nan)
    shared = np.full(len(growth.BASIS_CODES), np.nan)
    for basis, spread in of.items():
        own[growth.BASIS_CODES[basis]], shared[growth.BASIS_CODES[basis]] = spread
    return own, shared


# ----------------------------------------------------------------------- cells


def rate_errors(
    data: Dataset, row: Place, column: Place, *, openings: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the standard deviations of cells' rates: the occupation's own, and that its area shares.

    Of growth (points of the period), or of `openings` (relative).
    """
    jobs, basis = data.cube.employment[row, column], data.cube.growth_basis[row, column]
    found = spreads(data)
    own, shared = (table[basis] for table in _table(found.openings if openings else found.growth))
    own = np.take_along_axis(own, certainty.size_class(jobs)[..., None], axis=-1)[..., 0]
    return own, shared


def growth_margin(data: Dataset, rules: Rules, row: Place, column: Place) -> Margin:
    """Return how far the cells' growth lies from the rule's bar, and the spread to hold it against.

    Fractions over the period; for the rule "openings", openings above the bar as a share of the openings.
    "Faster than the area's average" compares with a figure that moves with the shared error, so that cancels,
    and asks for growth above zero besides.
    """
    cube = data.cube
    jobs, rate, found = cube.employment[row, column], cube.growth[row, column], spreads(data)
    own, shared = rate_errors(data, row, column, openings=rules.growth == "openings")
    if rules.growth == "openings":
        openings = growth.area_openings(jobs, cube.openings_ratio[row, column])
        gap = 1 - np.divide(
            rules.growth_openings, openings, out=np.full(openings.shape, np.nan), where=openings > 0
        )
        gap = np.where(openings == 0, -np.inf if rules.growth_openings > 0 else np.inf, gap)
        return Margin(gap + _ON_THE_BAR, own, shared)
    average = np.asarray(data.average_growth[row])
    if rules.growth != "faster":
        gap = rate - growth_bar(rules, average, cube.nation_growth[row, column])
        strict = rules.growth == "any"
        return Margin(gap + (-_ON_THE_BAR if strict else _ON_THE_BAR), own, shared)
    moved = found.growth[Basis.STATE].shared
    return Margin(
        rate - average - _ON_THE_BAR, own, shared - moved, floor=rate - _ON_THE_BAR, floor_shared=shared
    )


def pay_probability(data: Dataset, rules: Rules, row: Place, column: Place) -> NDArray[np.float32]:
    """Return the probability that pay reaches the need, education aside; NaN where that is unknown.

    A wage published without a standard error takes :func:`typical_errors`; a top code surely passes up to it
    and says nothing above.
    """
    cube, point = data.cube, WAGE_ROW[rules.wage]
    jobs, prse = cube.employment[row, column], cube.mean_prse[row, column]
    prse = np.where(np.isnan(prse), typical_errors(data.whole)[certainty.size_class(jobs)], prse)
    wage, need = data.tested_wages(rules)[row, column], np.asarray(data.threshold(rules)[row])
    p = certainty.wage_passing(wage, prse, need, PERCENTILE_FACTORS[rules.wage])
    open_ended = np.equal(cube.wage_flags[point, row, column], _TOP_CODED)
    p[open_ended] = np.where(wage >= need, np.float32(1), np.float32(np.nan))[open_ended]
    return p


def _sustaining(data: Dataset, rules: Rules, row: Place, column: Place) -> NDArray[np.float32]:
    """Return the probability that the second test passes, NaN where it is unknown."""
    p, found = pay_probability(data, rules, row, column), data.statuses(rules).sustaining[row, column]
    if rules.pay == "fed":
        education = budget.fed_education_codes(data.cube_occupations["entry_education"])[column]
        p[np.broadcast_to(education == 0, p.shape)] = 0.0
    p[found == _UNKNOWN] = np.nan
    return p


def _reached(codes: NDArray[np.int8]) -> NDArray[np.float32]:
    return np.where(codes == _UNKNOWN, np.float32(np.nan), (codes > 0).astype(np.float32))


def probabilities(data: Dataset, rules: Rules, row: Place, column: Place) -> dict[str, NDArray[Any]]:
    """Return PROBABILITIES of a line of the cube (an area, or an occupation).

    A probability is NaN where its test is unknown. That of the overlap is the product, access being 1 or 0:
    0 where a test surely fails, else NaN where one is unknown. `certainty` is of the outcome shown, all three
    met or not: "clear" from 90 percent, "likely" from 65, "close", or "unknown"; where a test fails and
    another is unknown, at least as sure as the known ones make it.
    """
    status = data.statuses(rules)
    grows = certainty.expected(growth_margin(data, rules, row, column))
    grows = np.where(status.growing[row, column] == _UNKNOWN, np.float32(np.nan), grows)
    pays, reached = _sustaining(data, rules, row, column), _reached(status.accessible[row, column])
    tests = np.stack([grows, pays, reached])
    known = np.prod(np.where(np.isnan(tests), np.float32(1), tests), axis=0)
    both = np.where(np.isnan(tests).any(axis=0) & (known > 0), np.float32(np.nan), known)
    outcome = status.overlap[row, column]
    judged = [status.growing, status.sustaining, status.accessible]
    unmeasured = np.any(
        [np.isnan(p) & (s[row, column] != _UNKNOWN) for p, s in zip(tests, judged, strict=True)], axis=0
    )
    codes = certainty.word_codes(known, outcome == 1)
    vague = unmeasured & ((outcome == 1) | (codes != certainty.CLEAR))
    codes[vague | (outcome == -1)] = certainty.UNKNOWN
    return {
        "p_growing": grows.astype(float),
        "p_sustaining": pays.astype(float),
        "p_overlap": both.astype(float),
        "certainty": certainty_names(codes),
    }


# ----------------------------------------------------------------------- areas


def area_certainty(
    data: Dataset, rules: Rules, selection: Selection, totals: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Return CERTAINTY_COLUMNS of every area (A values each), NaN where the share is unknown.

    rank is that of share_overlap, which the interval of the rank is widened to hold. The share itself may lie
    outside its interval: rates just above a bar can be more common than rates just below.

    Parameters
    ----------
    data
        The data set.
    rules, selection
        The settings.
    totals
        jobs_selected and share_overlap of the areas (A; NaN: unknown).
    """
    status, jobs = data.statuses(rules), data.cube.employment
    can = (status.accessible > 0) & (status.growing != _UNKNOWN) & (status.sustaining != _UNKNOWN)
    can &= data.mask(selection) & (jobs > 0)
    row, column = np.nonzero(can)
    pays = _sustaining(data, rules, row, column)
    kept = ~(pays < _NEVER) | (status.overlap[row, column] == 1)  # keeps NaN
    row, column, pays = row[kept], column[kept], pays[kept]
    size = jobs[row, column]
    known = np.where(np.isfinite(totals["share_overlap"]), totals["jobs_selected"], np.nan)
    found = certainty.shares(growth_margin(data, rules, row, column), pays, size, row, known)
    drawn, center = certainty.draws(found), found.expected
    low, high = certainty.interval(drawn, center)
    rank = certainty.rank_of(totals["share_overlap"])
    if np.isfinite(rank).sum() < 2:  # a region by itself ranks nowhere
        rank[:] = np.nan
    rank_low, rank_high = certainty.rank_range(drawn, center)
    clear = certainty.word_codes(found.probability, passed=True) == certainty.CLEAR
    clear &= status.overlap[row, column] == 1
    jobs_clear = np.bincount(row, size * clear, minlength=len(known)).astype(
        float
    )  # of no cells: whole numbers
    jobs_clear[np.isnan(center)] = np.nan
    return {
        "jobs_overlap_clear": jobs_clear,
        "share_overlap_clear": np.divide(jobs_clear, known, out=np.full(len(known), np.nan), where=known > 0),
        "share_overlap_expected": center,
        "share_overlap_low": low,
        "share_overlap_high": high,
        "rank": rank,
        "rank_low": np.minimum(rank_low, rank),
        "rank_high": np.maximum(rank_high, rank),
        "rank_group": certainty.tie_groups(
            np.where(np.isnan(rank), np.nan, totals["share_overlap"]), low, high
        ),
    }
