"""Which occupations are on which published list: rule books (``rulebooks``) judged for any place.

Bars are as published, or restated for the place and year (``rulebooks.DOLLARS``); an outcome is "met", "not
met" or "unknown", where a figure that is missing or suppressed is unknown, never a miss. Text:
docs/RULEBOOKS.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import UnknownCodeError, did_you_mean
from geo_opportunity.measures import rulebook as judging
from geo_opportunity.measures.rulebook import MET, NOT_MET, OUTCOMES, UNKNOWN, Facts, Judged
from geo_opportunity.questions.options import choose, rules_with
from geo_opportunity.questions.probability import certainty_names
from geo_opportunity.questions.rulebook_facts import facts_of
from geo_opportunity.rulebooks import DOLLARS, MARKS, STATUSES, RuleBook, books, names_in
from geo_opportunity.rulebooks.words import FIGURE_UNITS, asks, misses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = [
    "TOP_CODED",
    "on_rule_books",
    "published_counts",
    "rule_book",
    "rule_book_areas",
    "rule_book_conditions",
    "rule_book_counts",
    "rule_books",
    "rule_books_met",
]

#: Columns of figures that an answer by occupation carries, and their names in the facts.
_SHOWN: Final = {
    "employment": "employment",
    "openings": "openings",
    "new_jobs": "net",
    "growth": "growth",
    "p25": "p25",
    "p50": "p50",
    "mean_wage": "mean",
}
#: Wages that may be top codes, in words.
TOP_CODED: Final = {"p25": "25th percentile", "p50": "median", "mean": "mean"}


def book_of(book: str | RuleBook) -> RuleBook:
    """Return a rule book by its code.

    Raises
    ------
    UnknownCodeError
        There is no such rule book.
    """
    if isinstance(book, RuleBook):
        return book
    known = books()
    if book not in known:
        fix = did_you_mean(book, known, f"the rule books are {', '.join(known)}")
        raise UnknownCodeError(f"no rule book {book!r}", fix=fix)
    return known[book]


def rule_books() -> pd.DataFrame:
    """Return the published rule books (index book, its code).

    Columns: name, owner, year, state (postal code, "" for the nation), geography, status (how complete it is
    here), known_from (how its facts are known), conditions (as published), unchecked, notes, counts
    (published ones), sources; texts of several parts are joined by " · ".
    """
    rows = [
        {
            "book": one.code,
            "name": one.name,
            "owner": one.owner,
            "year": one.year,
            "state": one.state,
            "geography": one.geography,
            "status": STATUSES[one.status],
            "known_from": MARKS[one.mark],
            "conditions": one.meets,
            **{name: " · ".join(getattr(one, name)) for name in ("unchecked", "notes", "counts", "sources")},
        }
        for one in books().values()
    ]
    return pd.DataFrame(rows).set_index("book")


def _facts(data: Dataset, place: str | None, rules: Rules | None) -> Facts:
    return facts_of(data, place, rules_with(rules, {}))


def rule_book(
    data: Dataset,
    place: str,
    book: str | RuleBook,
    rules: Rules | None = None,
    *,
    dollars: str = "restated",
) -> pd.DataFrame:
    """Return one row per occupation (index soc): whether it meets a rule book in a place.

    Parameters
    ----------
    data
        The nation's data set, or that of a region.
    place
        An area_code, a state's postal code, or the region's code.
    book
        Code of a rule book, or a rule book of one's own (``rulebooks.own``).
    rules
        What the family of the settings needs, for rule books of one's own.
    dollars
        "published" or "restated".

    Returns
    -------
    DataFrame by title: title, outcome ("met", "not met", "unknown"), tier, certainty ("clear", "likely",
    "close", "unknown"), misses (what keeps it off, in words), miss_share (the largest of them as a share of
    its bar; NaN where none is a number), employment (jobs), openings and new_jobs (a year), growth (fraction
    over ten years), p25, p50, mean_wage (dollars a year), top_coded (those that are top codes, at least so
    much, such as "median", else ""), entry_education, work_experience, training.
    """
    choose("dollars", dollars, DOLLARS)
    chosen, facts = book_of(book), _facts(data, place, rules)
    found = judging.judge(chosen, facts, dollars)
    occ = data.cube_occupations
    frame = pd.DataFrame(
        {
            "title": occ["title"].to_numpy(object),
            "outcome": _outcomes(found.met[0]),
            "tier": np.where(found.met[0] == UNKNOWN, "", found.tiers[0]),
            "certainty": certainty_names(found.certainty[0]),
            "misses": _misses(chosen, facts, found),
            "miss_share": _shortfall(chosen, found),
            **{name: judging.figure(facts, figure)[0] for name, figure in _SHOWN.items()},
            "top_coded": _top_coded(facts),
            **{
                name: occ[name].to_numpy(object)
                for name in ("entry_education", "work_experience", "training")
            },
        },
        index=pd.Index(data.cube.occupations, name="soc"),
    )
    return data.shown(frame.sort_values("title", kind="stable"))


def _top_coded(facts: Facts) -> list[str]:
    """Return which wages of each occupation are top codes, in words."""
    flags = zip(*(facts.topped[name][0] for name in TOP_CODED), strict=True)
    return [
        "; ".join(word for word, top in zip(TOP_CODED.values(), tops, strict=True) if top) for tops in flags
    ]


def _outcomes(codes: Iterable[int]) -> list[str]:
    return [OUTCOMES[int(code)] for code in codes]


def _row(found: Judged, at: int) -> dict[str, int]:
    return {name: int(codes[0, at]) for name, codes in found.conditions.items()}


def _misses(book: RuleBook, facts: Facts, found: Judged) -> list[str]:
    """Return what keeps each occupation off the list, or leaves that open, "" where it is on it."""
    figures = {
        name: judging.figure(facts, one.figure)[0]
        for name, one in book.conditions.items()
        if one.figure in FIGURE_UNITS
    }
    out = []
    for at, met in enumerate(found.met[0]):
        if met == MET:
            out.append("")
            continue
        row = _row(found, at)

        def said(name: str, row: dict[str, int] = row, at: int = at) -> str:
            value = float(figures[name][at]) if name in figures else np.nan
            bar = float(found.bars[name].ravel()[0]) if name in found.bars else np.nan
            return misses(book.conditions[name], value, bar, row[name])

        if met == NOT_MET:
            parts = [" or ".join(map(said, names)) for names in judging.failing(book.meets, row)]
        else:
            parts = [said(name) for name in names_in(book.meets) if row[name] == UNKNOWN]
        out.append("; ".join(parts))
    return out


def _shortfall(book: RuleBook, found: Judged) -> list[float]:
    """Return by how much of its bar each occupation misses what it misses most."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {name: -gap[0] / np.abs(found.bars[name].ravel()[0]) for name, gap in found.gaps.items()}
    out = []
    for at, met in enumerate(found.met[0]):
        needed = judging.failing(book.meets, _row(found, at)) if met == NOT_MET else []
        worst = [
            min(
                [float(shares[n][at]) for n in names if n in shares and np.isfinite(shares[n][at])],
                default=np.nan,
            )
            for names in needed
        ]
        out.append(max(worst) if worst and np.isfinite(worst).all() else np.nan)
    return out


def rule_book_conditions(
    data: Dataset,
    place: str,
    book: str | RuleBook,
    soc: str | None = None,
    rules: Rules | None = None,
    *,
    dollars: str = "restated",
) -> pd.DataFrame:
    """Return the conditions of a rule book in a place (index condition), for one occupation if named.

    Columns: asks (in words, with the bar here), bar (in the figure's unit, NaN where it is none), met,
    not_met, unknown (occupations); with `soc`: figure, outcome, missing_by (bar less figure; NaN where met).

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    choose("dollars", dollars, DOLLARS)
    chosen, facts = book_of(book), _facts(data, place, rules)
    found = judging.judge(chosen, facts, dollars, certain=False)
    rows = []
    for name, one in chosen.conditions.items():
        codes = found.conditions[name][0]
        bar = float(found.bars[name].ravel()[0]) if name in found.bars else np.nan
        row = {
            "condition": name,
            "asks": asks(one, dollars, bar),
            "bar": bar,
            **{key: int((codes == code).sum()) for key, code in _COUNTED.items()},
        }
        if soc is not None:
            at = data.soc_column(soc)
            gap = float(found.gaps[name][0, at]) if name in found.gaps else np.nan
            numeric = one.figure in FIGURE_UNITS
            row |= {
                "figure": float(judging.figure(facts, one.figure)[0, at]) if numeric else np.nan,
                "outcome": OUTCOMES[int(codes[at])],
                "missing_by": -gap if codes[at] == NOT_MET else np.nan,
            }
        rows.append(row)
    return pd.DataFrame(rows).set_index("condition")


_COUNTED: Final = {"met": MET, "not_met": NOT_MET, "unknown": UNKNOWN}


def rule_book_counts(
    data: Dataset, place: str, rules: Rules | None = None, *, dollars: str = "restated"
) -> pd.DataFrame:
    """Return how many occupations meet each rule book in a place (index book, its code).

    Columns: name, status, met, not_met, unknown, tiers ("Tier 1: 91, Tier 2: 82"), counts (published ones).
    """
    choose("dollars", dollars, DOLLARS)
    facts, rows = _facts(data, place, rules), []
    for one in books().values():
        found = judging.judge(one, facts, dollars, certain=False)
        tiers = np.where(found.met == UNKNOWN, "", found.tiers)
        rows.append(
            {
                "book": one.code,
                "name": one.name,
                "status": STATUSES[one.status],
                **{key: int((found.met == code).sum()) for key, code in _COUNTED.items()},
                "tiers": ", ".join(f"{tier}: {int((tiers == tier).sum()):,}" for tier in one.tiers),
                "counts": " · ".join(one.counts),
            }
        )
    return pd.DataFrame(rows).set_index("book")


def on_rule_books(
    data: Dataset, place: str, soc: str, rules: Rules | None = None, *, dollars: str = "restated"
) -> pd.DataFrame:
    """Return one row per rule book (index book): whether one occupation is on it in a place.

    Columns: name, status, outcome, tier, certainty, misses, miss_share (as :func:`rule_book`).

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    choose("dollars", dollars, DOLLARS)
    facts, at = _facts(data, place, rules), data.soc_column(soc)
    rows = []
    for one in books().values():
        found = judging.judge(one, facts, dollars)
        mine = _only(found, at)
        rows.append(
            {
                "book": one.code,
                "name": one.name,
                "status": STATUSES[one.status],
                "outcome": OUTCOMES[int(found.met[0, at])],
                "tier": "" if found.met[0, at] == UNKNOWN else str(found.tiers[0, at]),
                "certainty": str(certainty_names(found.certainty[0, at : at + 1])[0]),
                "misses": _misses(one, _only_facts(facts, at), mine)[0],
                "miss_share": _shortfall(one, mine)[0],
            }
        )
    return pd.DataFrame(rows).set_index("book")


def _only(found: Judged, at: int) -> Judged:
    """Return the outcome of one occupation, 1 x 1."""
    one = slice(at, at + 1)

    return Judged(
        {name: codes[:, one] for name, codes in found.conditions.items()},
        {name: gap[:, one] for name, gap in found.gaps.items()},
        found.bars,
        found.met[:, one],
        found.tiers[:, one],
        found.probability[..., one],
    )


def _only_facts(facts: Facts, at: int) -> Facts:
    """Return the facts of one occupation, 1 x 1."""
    one = slice(at, at + 1)
    return Facts(
        soc=facts.soc[one],
        numbers={name: value[:, one] for name, value in facts.numbers.items()},
        topped={name: value[:, one] for name, value in facts.topped.items()},
        words={name: value[one] for name, value in facts.words.items()},
        place=facts.place,
        errors={name: value[:, one] for name, value in facts.errors.items()},
    )


def rule_books_met(
    data: Dataset, place: str, rules: Rules | None = None, *, dollars: str = "restated"
) -> pd.DataFrame:
    """Return how many rule books each occupation meets in a place (index soc).

    Columns: title, met, not_met, unknown (rule books), books (names of those met, joined by "; ").
    """
    choose("dollars", dollars, DOLLARS)
    facts = _facts(data, place, rules)
    known = list(books().values())
    met = np.stack([judging.judge(one, facts, dollars, certain=False).met[0] for one in known])
    named = np.array([one.short for one in known], dtype=object)
    frame = pd.DataFrame(
        {
            "title": data.cube_occupations["title"].to_numpy(object),
            **{key: (met == code).sum(axis=0) for key, code in _COUNTED.items()},
            "books": ["; ".join(named[column == MET]) for column in met.T],
        },
        index=pd.Index(data.cube.occupations, name="soc"),
    )
    return frame.sort_values(["met", "title"], ascending=[False, True], kind="stable")


def rule_book_areas(
    data: Dataset,
    book: str | RuleBook | None = None,
    soc: str | None = None,
    rules: Rules | None = None,
    *,
    dollars: str = "restated",
) -> pd.DataFrame:
    """Return one row per area (index area_code): how many occupations meet a rule book there, or the reverse.

    Parameters
    ----------
    data
        The data set.
    book
        Code of a rule book, or a rule book of one's own; None with `soc`: all published ones.
    soc
        One occupation: how many of the rule books it meets in each area.
    rules
        What the family of the settings needs, for rule books of one's own.
    dollars
        "published" or "restated".

    Returns
    -------
    DataFrame: title, met, not_met, unknown: occupations, or with `soc` rule books.

    Raises
    ------
    UnknownCodeError
        There is no such rule book or occupation, or neither is named.
    """
    choose("dollars", dollars, DOLLARS)
    if book is None and soc is None:
        raise UnknownCodeError("neither a rule book nor an occupation is named", fix="name either, or both")
    facts = _facts(data, None, rules)
    chosen = list(books().values()) if book is None else [book_of(book)]
    column = slice(None) if soc is None else slice(data.soc_column(soc), data.soc_column(soc) + 1)
    met = np.concatenate(
        [judging.judge(one, facts, dollars, certain=False).met[:, column] for one in chosen], axis=1
    )
    return pd.DataFrame(
        {
            "title": data.areas["title"].reindex(data.cube.areas).to_numpy(object),
            **{key: (met == code).sum(axis=1) for key, code in _COUNTED.items()},
        },
        index=pd.Index(data.cube.areas, name="area_code"),
    )


def published_counts(data: Dataset) -> pd.DataFrame:
    """Return our counts beside those that owners of rule books have published (index book).

    Each is of its own state and of what its owner counted (``RuleBook.counted``). Columns: name, state, what
    (the conditions counted), published, published_of (occupations its owner looked at; NaN: not said), ours
    and ours_restated (occupations that meet them), of (whose outcome is known).
    """
    rows = []
    for one in (book for book in books().values() if book.counted):
        facts = _facts(data, one.state, None)
        parts = [judging.judge(one, facts, dollars, certain=False).conditions for dollars in DOLLARS]
        for text, count, of in one.counted:
            published, restated = (judging.combine(text, codes)[0] for codes in parts)
            rows.append(
                {
                    "book": one.code,
                    "name": one.name,
                    "state": one.state,
                    "what": text,
                    "published": count,
                    "published_of": of,
                    "ours": int((published == MET).sum()),
                    "ours_restated": int((restated == MET).sum()),
                    "of": int((published != UNKNOWN).sum()),
                }
            )
    return pd.DataFrame(rows).set_index("book")
