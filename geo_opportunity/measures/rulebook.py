"""Whether occupations meet a rule book: met, not met or unknown.

Three-valued throughout (Kleene): a figure that is missing or suppressed makes its condition unknown, never
not met; "and" is not met where one part is surely not met, "or" is met where one part surely is. A top-coded
wage is known to be at least its top code. Arrays have the occupations on their last axis; those of several
places have the places before it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import scipy

from geo_opportunity.measures import certainty
from geo_opportunity.measures.reliability import PERCENTILE_FACTORS
from geo_opportunity.rulebooks.words import FIGURE_UNITS, LEAST_SCALED, SCALED
from geo_opportunity.vocabulary import EDUCATION_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geo_opportunity.rulebooks import Condition, RuleBook

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int8]

__all__ = [
    "MET",
    "NOT_MET",
    "OUTCOMES",
    "UNKNOWN",
    "YEARS",
    "Facts",
    "Judged",
    "at_least",
    "both",
    "combine",
    "either",
    "failing",
    "figure",
    "judge",
    "totals",
]

MET: Final = 1
NOT_MET: Final = 0
UNKNOWN: Final = -1
#: Outcomes in words, by code.
OUTCOMES: Final[dict[int, str]] = {MET: "met", NOT_MET: "not met", UNKNOWN: "unknown"}
#: Years of the projections.
YEARS: Final = 10
_ONE: Final = np.array([1.0])
_NO_SUCH: Final = np.array([np.nan])
_WAGES: Final = ("p25", "p50", "p75", "mean")
_CHANGES: Final = ("growth", "rate", "net")
_EDUCATION: Final = {name: rank for rank, name in enumerate(EDUCATION_LEVELS)}


@dataclass(frozen=True, eq=False)
class Facts:
    """Figures of places and occupations that rule books are judged on; NaN or "" = unknown."""

    soc: NDArray[np.str_]
    """O."""
    numbers: Mapping[str, Numbers]
    """employment (jobs), openings (a year), growth (fraction over YEARS), p25, p50, p75, mean (dollars a
    year): ... x O."""
    topped: Mapping[str, NDArray[np.bool_]]
    """Wages by name: the figure is a top code. ... x O."""
    words: Mapping[str, NDArray[np.object_]]
    """education, training, experience: O."""
    place: Mapping[str, Numbers]
    """Published figures of the place, ... x 1: jobs, all_p50, all_mean, all_growth, and others of
    ``rulebooks.words.TOTALS``."""
    errors: Mapping[str, Numbers]
    """growth_own, growth_shared, openings_own, openings_shared (standard deviations), jobs_prse, wage_prse
    (percent): ... x O; NaN: unknown."""
    states: Facts | None = None
    """The same of the places' states, S x O; None: the places are states."""
    home: NDArray[np.intp] | None = None
    """Position of each place's state among those."""

    @cached_property
    def totals(self) -> dict[str, Numbers]:
        """Figures of the place that bars are multiples of, ... x 1."""
        return totals(self)


def figure(facts: Facts, name: str) -> Numbers:
    """Return a figure of ``rulebooks.words.FIGURE_UNITS``, ... x O; NaN = unknown."""
    numbers, place = facts.numbers, facts.place
    with np.errstate(divide="ignore", invalid="ignore"):
        if name == "net":
            return numbers["employment"] * numbers["growth"] / YEARS
        if name == "rate":
            return np.power(1 + numbers["growth"], 1 / YEARS) - 1
        if name == "spread":
            ratio = numbers["p75"] / numbers["p25"]
            known = ~(facts.topped["p25"] | facts.topped["p75"])
            return np.where(known, ratio, np.nan)
        if name == "openings_share":
            return numbers["openings"] / place["openings"]
        if name == "openings_ratio":
            return numbers["openings"] / numbers["employment"]
        if name == "openings_per_job":
            return numbers["openings"] / place["jobs"]
        if name == "jobs_share":
            return numbers["employment"] / place["jobs"]
    return numbers[name]


def _row(values: Numbers, which: Callable[..., Numbers]) -> Numbers:
    """Return a summary over the occupations that are known, ... x 1; NaN where none is."""
    known = np.isfinite(values).any(axis=-1, keepdims=True)
    filled = np.where(known, values, 0.0)
    out: Numbers = np.where(known, which(filled, axis=-1, keepdims=True), np.nan)
    return out


def totals(facts: Facts) -> dict[str, Numbers]:
    """Return the figures of the place that bars are multiples of, ... x 1.

    Means and medians of occupations are over those whose figure is known.
    """
    out = dict(facts.place)
    with np.errstate(divide="ignore", invalid="ignore"):
        out["all_rate"] = np.power(1 + facts.place["all_growth"], 1 / YEARS) - 1
    # where all jobs do not grow, a share of their rate turns the comparison around
    out["all_rate"] = np.where(out["all_rate"] > 0, out["all_rate"], np.nan)
    for name in ("net", "openings", "openings_ratio", "spread"):
        values = figure(facts, name)
        out[f"mean_{name}"] = _row(values, np.nanmean)
        out[f"median_{name}"] = _row(values, np.nanmedian)
    # where occupations lose jobs on average, to lose fewer is not to add: the comparison is unknown
    out["mean_net"] = np.where(out["mean_net"] > 0, out["mean_net"], np.nan)
    return out


# ----------------------------------------------------------------- three values


def both(parts: list[Codes]) -> Codes:
    """Return "and": not met where one is not met, else unknown where one is, else met."""
    stacked = np.stack(np.broadcast_arrays(*parts))
    out: Codes = np.where(
        (stacked == NOT_MET).any(axis=0), NOT_MET, np.where((stacked == UNKNOWN).any(axis=0), UNKNOWN, MET)
    ).astype(np.int8)
    return out


def either(parts: list[Codes]) -> Codes:
    """Return "or": met where one is met, else unknown where one is, else not met."""
    return _not(both([_not(part) for part in parts]))


def at_least(count: int, parts: list[Codes]) -> Codes:
    """Return whether at least so many are met: unknown where the unknown ones decide."""
    stacked = np.stack(np.broadcast_arrays(*parts))
    surely, perhaps = (stacked == MET).sum(axis=0), (stacked != NOT_MET).sum(axis=0)
    out: Codes = np.where(surely >= count, MET, np.where(perhaps < count, NOT_MET, UNKNOWN)).astype(np.int8)
    return out


def _not(codes: Codes) -> Codes:
    out: Codes = np.where(codes == UNKNOWN, UNKNOWN, 1 - codes).astype(np.int8)
    return out


def combine(text: str, parts: Mapping[str, Codes]) -> Codes:
    """Return the outcome of a combination (``RuleBook.meets``) of conditions."""

    def of(node: ast.expr) -> Codes:
        if isinstance(node, ast.Name):
            return parts[node.id]
        if isinstance(node, ast.BoolOp):
            values = [of(value) for value in node.values]
            return both(values) if isinstance(node.op, ast.And) else either(values)
        if isinstance(node, ast.UnaryOp):
            return _not(of(node.operand))
        if isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
            return at_least(int(str(node.args[0].value)), [of(value) for value in node.args[1:]])
        msg = f"{text!r} is no combination of conditions"
        raise ValueError(msg)

    return of(ast.parse(text, mode="eval").body)


def failing(text: str, row: Mapping[str, int]) -> list[list[str]]:
    """Return the conditions that keep one occupation off: all of the lists, and of each list any one.

    >>> failing("wage and (net or openings)", {"wage": 1, "net": 0, "openings": 0})
    [['net', 'openings']]
    """
    return [list(names) for names in _failing(text, tuple(row.items()))]


@lru_cache(maxsize=4096)  # occupations share few outcomes of all conditions
def _failing(text: str, outcomes: tuple[tuple[str, int], ...]) -> list[list[str]]:
    row = dict(outcomes)

    def value(node: ast.expr) -> int:
        codes = {name: np.array([code], np.int8) for name, code in row.items()}
        return int(combine(ast.unparse(node), codes)[0])

    def of(node: ast.expr) -> list[list[str]]:
        if value(node) != NOT_MET:
            return []
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return [one for part in node.values for one in of(part)]
        names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id != "at_least"]
        return [[name for name in dict.fromkeys(names) if row[name] != MET]]

    return of(ast.parse(text, mode="eval").body)


# ------------------------------------------------------------------- conditions


@dataclass(frozen=True, eq=False)
class Judged:
    """A rule book judged."""

    conditions: dict[str, Codes]
    """MET, NOT_MET or UNKNOWN by condition, ... x O."""
    gaps: dict[str, Numbers]
    """Figure less bar, in the figure's unit; NaN where either is unknown or there is no number."""
    bars: dict[str, Numbers]
    """Bars, ... x 1."""
    met: Codes
    """The whole rule book, ... x O."""
    tiers: NDArray[np.object_]
    """Name of the tier, "" for none. ... x O."""
    probability: Numbers
    """That the rule book is met, as far as errors are known: its least and its most, 2 x ... x O."""

    @property
    def certainty(self) -> Codes:
        """Codes of ``measures.certainty`` of the outcome shown."""
        low, high = self.probability
        sure = certainty.word_codes(np.where(self.met == MET, low, high), self.met == MET)
        vague = (high - low > _EXACT) & (sure != certainty.CLEAR)
        out: Codes = np.where(vague | (self.met == UNKNOWN), certainty.UNKNOWN, sure).astype(np.int8)
        return out


#: Probabilities this close are one.
_EXACT: Final = 1e-6


def judge(book: RuleBook, facts: Facts, dollars: str, *, certain: bool = True) -> Judged:
    """Judge every occupation by a rule book.

    Parameters
    ----------
    book
        From ``rulebooks.books``.
    facts
        Of one place or of several.
    dollars
        Of ``rulebooks.DOLLARS``: bars in the numbers of the rule's year and place, or restated.
    certain
        Whether probabilities are worked out too.
    """
    codes: dict[str, Codes] = {}
    gaps: dict[str, Numbers] = {}
    bars: dict[str, Numbers] = {}
    ranges: dict[str, Numbers] = {}
    shape = np.broadcast_shapes(facts.numbers["employment"].shape)
    for name, one in book.conditions.items():
        if one.top:
            found = _ranked(one, facts, codes, book, dollars)
        elif one.figure in FIGURE_UNITS:
            bars[name] = _bar(one, facts, dollars)
            gaps[name] = figure(facts, one.figure) - bars[name]
            found = _compared(one, facts, gaps[name], dollars)
        else:
            found = _worded(one, facts)
        codes[name] = np.broadcast_to(found, shape)
        if certain:
            ranges[name] = _range(one, facts, codes[name], gaps.get(name), bars.get(name))
    tiers = np.full(shape, "", dtype=object)
    for tier, text in reversed(book.tiers.items()):
        tiers[combine(text, codes) == MET] = tier
    chances = _chances(book.meets, ranges) if certain else np.full((2, *shape), np.nan)
    return Judged(codes, gaps, bars, combine(book.meets, codes), tiers, chances)


def _bar(one: Condition, facts: Facts, dollars: str) -> Numbers:
    bar = one.bar(dollars)
    of = facts.totals.get(bar.of, _NO_SUCH) if bar.of else _ONE  # a data set may not have the rule's state
    found = np.asarray(bar.times * of)
    if bar.of.startswith(SCALED):  # a tenth of a job or opening a year is no bar
        found = np.maximum(found, LEAST_SCALED)
    return found


def _compared(one: Condition, facts: Facts, gap: Numbers, dollars: str) -> Codes:
    slack = 1e-9 * np.maximum(1.0, np.abs(gap))
    above = gap > slack if one.strict else gap >= -slack
    out = np.where(np.isnan(gap), UNKNOWN, np.where(above, MET, NOT_MET)).astype(np.int8)
    if one.figure in _WAGES:  # a top code says nothing above itself
        out[np.broadcast_to(facts.topped[one.figure], out.shape) & (out == NOT_MET)] = UNKNOWN
    if one.figure in _CHANGES and one.bar(dollars).of:  # to lose fewer than all jobs here is not to grow
        out[(figure(facts, one.figure) < 0) & (out == MET)] = UNKNOWN
    return out


def _worded(one: Condition, facts: Facts) -> Codes:
    """Judge a condition on words: education, training, experience, soc; unknown without a figure."""
    if not one.figure:
        return np.full(len(facts.soc), UNKNOWN, np.int8)
    values = list(facts.soc if one.figure == "soc" else facts.words[one.figure])

    def met(value: str) -> bool:
        if one.one_of:
            return value in one.one_of
        if one.none_like:
            return not any(fnmatchcase(value, pattern) for pattern in one.none_like)
        rank = _EDUCATION[value]
        return rank >= _EDUCATION.get(one.at_least, 0) and rank < _EDUCATION.get(one.below, len(_EDUCATION))

    return np.array([met(v) if isinstance(v, str) and v else UNKNOWN for v in values], dtype=np.int8)


def _ranked(one: Condition, facts: Facts, codes: Mapping[str, Codes], book: RuleBook, dollars: str) -> Codes:
    """Judge a condition on ranks: among the highest, or in one of the highest groups of occupations.

    Occupations whose figure is unknown are not ranked: their outcome is unknown.
    """
    if one.of_state and facts.states is not None and facts.home is not None:
        whole = judge(book, facts.states, dollars, certain=False).conditions[one.name]
        return whole[facts.home]
    values = figure(facts, one.figure)
    entered = np.broadcast_to(combine(one.among, codes), values.shape)
    known = np.isfinite(values)
    ranked = np.where((entered == MET) & known, values, np.nan)
    out = np.where(entered == NOT_MET, NOT_MET, np.where(known & (entered == MET), NOT_MET, UNKNOWN))
    if not one.digits:
        place = _ranks(ranked)
        out = np.where(place < one.top, MET, out)
        return out.astype(np.int8)
    names, group = np.unique([soc[: one.digits] for soc in facts.soc], return_inverse=True)
    sums = np.stack([_sum(ranked[..., group == number]) for number in range(len(names))], axis=-1)
    if one.without:
        taken = np.broadcast_to(codes[one.without], values.shape) == MET
        gone = np.stack([taken[..., group == n].any(axis=-1) for n in range(len(names))], axis=-1)
        sums = np.where(gone, np.nan, sums)
    inside = (_ranks(sums) < one.top)[..., group]
    return np.where(inside & (entered == MET), MET, out).astype(np.int8)


def _sum(values: Numbers) -> Numbers:
    known = np.isfinite(values)
    return np.where(known.any(axis=-1), np.where(known, values, 0.0).sum(axis=-1), np.nan)


def _ranks(values: Numbers) -> NDArray[np.intp]:
    """Return the rank from 0 of each value on the last axis, highest first.

    Unknown ones come last of all, and so do those of zero or less: what adds no jobs does not add the most.
    """
    ranked = values > 0
    order = np.argsort(np.where(ranked, -values, np.inf), axis=-1, kind="stable")
    ranks = np.argsort(order, axis=-1, kind="stable")
    out: NDArray[np.intp] = np.where(ranked, ranks, np.iinfo(np.intp).max)
    return out


# -------------------------------------------------------------------- certainty


def _range(one: Condition, facts: Facts, codes: Codes, gap: Numbers | None, bar: Numbers | None) -> Numbers:
    """Return the least and the most probability of a condition: 0 and 1 where its error is unknown."""
    sure = np.stack([codes == MET, codes != NOT_MET]).astype(float)
    if one.top:
        return np.stack([np.zeros(codes.shape), np.ones(codes.shape)])
    if gap is None or bar is None:
        return sure
    p = np.broadcast_to(_probability(one, facts, gap, bar), codes.shape)
    known = np.isfinite(p) & (codes != UNKNOWN)
    if one.figure in _WAGES:
        topped = np.broadcast_to(facts.topped[one.figure], codes.shape)
        p, known = np.where(topped, sure[0], p), known | (topped & (codes != UNKNOWN))
    return np.stack([np.where(known, p, 0.0), np.where(known, p, 1.0)])


def _probability(one: Condition, facts: Facts, gap: Numbers, bar: Numbers) -> Numbers:
    """Return the probability that a figure reaches its bar, NaN where its error is not known.

    Errors of the bar itself are left out. Growth, net change and openings: the back-tested spread; wages and
    jobs: the published standard errors (``measures.certainty``).
    """
    numbers, errors = facts.numbers, facts.errors
    with np.errstate(divide="ignore", invalid="ignore"):
        if one.figure in _WAGES:
            factor = PERCENTILE_FACTORS.get(one.figure, 1.0)
            wage = numbers[one.figure]
            return certainty.wage_passing(wage, errors["wage_prse"], bar, factor).astype(float)
        if one.figure in ("growth", "rate", "net"):
            needed = {
                "growth": bar,
                "rate": np.power(1 + bar, YEARS) - 1,
                "net": bar * YEARS / numbers["employment"],
            }[one.figure]
            margin = numbers["growth"] - needed
            return _expected(margin, errors["growth_own"], errors["growth_shared"])
        if one.figure.startswith("openings"):
            margin = np.where(figure(facts, one.figure) > 0, gap / figure(facts, one.figure), -np.inf)
            return _expected(margin, errors["openings_own"], errors["openings_shared"])
        if one.figure in ("employment", "jobs_share"):
            error = np.maximum(figure(facts, one.figure) * errors["jobs_prse"] / 100, 1e-9)
            return np.asarray(scipy.special.ndtr(np.clip(gap / error, -1e9, 1e9)))
    return np.full(gap.shape, np.nan)


def _expected(gap: Numbers, own: Numbers, shared: Numbers) -> Numbers:
    shape = np.broadcast_shapes(gap.shape, own.shape, shared.shape)
    parts = [np.broadcast_to(x, shape) for x in (gap, own, shared)]
    return certainty.expected(certainty.Margin(*parts)).astype(float)


def _chances(text: str, parts: Mapping[str, Numbers]) -> Numbers:
    """Return the least and the most probability of a combination; its conditions are taken as independent."""

    def of(node: ast.expr) -> Numbers:
        if isinstance(node, ast.Name):
            return parts[node.id]
        if isinstance(node, ast.UnaryOp):
            return 1 - of(node.operand)[::-1]
        if isinstance(node, ast.BoolOp):
            values = np.stack([of(value) for value in node.values])
            both_ways = isinstance(node.op, ast.And)
            return np.asarray(np.prod(values, axis=0) if both_ways else 1 - np.prod(1 - values, axis=0))
        call = node if isinstance(node, ast.Call) else ast.Call(node, [], [])
        count = int(str(getattr(call.args[0], "value", 0)))
        values = np.stack([of(value) for value in call.args[1:]])
        return np.stack([_so_many(values[:, end], count) for end in (0, 1)])

    return of(ast.parse(text, mode="eval").body)


def _so_many(p: Numbers, count: int) -> Numbers:
    """Return the probability that at least so many of independent events happen (first axis)."""
    chances = [np.ones(p.shape[1:]), *(np.zeros(p.shape[1:]) for _ in range(len(p)))]
    for one in p:
        chances = [chances[n] * (1 - one) + (chances[n - 1] * one if n else 0) for n in range(len(chances))]
    return np.asarray(sum(chances[count:]))
