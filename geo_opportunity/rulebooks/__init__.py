"""Rule books: published rules for choosing occupations worth public training money, as data.

Each ``*.toml`` beside this file is one rule book: who published it, when and where, its conditions on our
figures with > or >= as published, how they are combined, its tiers and exclusions, what of it cannot be
checked here, and how each fact is known (MARKS). They are evaluated by ``measures.rulebook``.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = [
    "DOLLARS",
    "MARKS",
    "OURS",
    "STATUSES",
    "Bar",
    "Condition",
    "RuleBook",
    "book_names",
    "books",
]

#: The two settings of a bar in dollars or jobs.
DOLLARS: Final[dict[str, str]] = {
    "published": "As published, in the numbers of its year and place",
    "restated": "Restated for this place and year",
}
#: How complete a rule book is here.
STATUSES: Final[dict[str, str]] = {
    "C": "Complete",
    "C*": "Needs figures that are not public by occupation",
    "P": "Its numbers are published in part",
}
#: How a fact is known.
MARKS: Final[dict[str, str]] = {
    "O": "the owner's own page or the text of the law",
    "S": "a summary by others",
    "D": "a draft or proposed text",
    "B": "an earlier bill, not the law",
    "I": "inferred from what is published",
    "M": "from memory, not verified",
}
#: The rule book whose bars the board sets itself.
OURS: Final = "ours"
#: Hours of a year of full-time work.
_YEAR: Final = 2_080


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure is held against: a number, or a multiple of a figure of the place."""

    times: float
    """The number itself, or the multiple."""
    of: str = ""
    """Name of a figure of the place (``words.TOTALS``); "": none."""
    words: str = ""
    """As its owner writes it; "": it is written from the number."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule book."""

    name: str
    figure: str
    """Of ``words.FIGURE_UNITS``, or education, training, experience, soc; "": not public."""
    words: str
    """The condition in plain English."""
    strict: bool = False
    """The figure must be above its bar (>), not at least at it (>=)."""
    published: Bar = Bar(float("nan"))
    restated: Bar = Bar(float("nan"))
    at_least: str = ""
    """Lowest entry education, for the figure ``education``."""
    below: str = ""
    """Entry education that is too much, for the figure ``education``."""
    one_of: tuple[str, ...] = ()
    """Values that meet it, for figures that are words."""
    none_like: tuple[str, ...] = ()
    """Patterns (``fnmatch``) of words that do not meet it."""
    top: int = 0
    """Ranks: so many with the highest figure meet it."""
    among: str = ""
    """Ranks: only what meets this combination is ranked."""
    digits: int = 0
    """Ranks: characters of the SOC code that make a group, whose figures are summed; 0: no groups."""
    of_state: bool = False
    """Ranks: by the figures of the place's state."""
    without: str = ""
    """Ranks: groups that meet this condition are not ranked."""

    def bar(self, dollars: str) -> Bar:
        """Return the bar of a setting of DOLLARS."""
        return self.published if dollars == "published" else self.restated


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """A rule book; see the module's docstring."""

    code: str
    name: str
    owner: str
    year: str
    state: str
    """Postal code of the state it is of, "" for the nation's."""
    geography: str
    status: str
    mark: str
    sources: tuple[str, ...]
    conditions: dict[str, Condition]
    meets: str
    """Names of conditions joined by and, or, not and at_least(2, a, b, c)."""
    tiers: dict[str, str] = field(default_factory=dict)
    """Name of a tier -> its combination; the first that is met is the occupation's."""
    unchecked: tuple[str, ...] = ()
    """What of the rule cannot be checked here."""
    notes: tuple[str, ...] = ()
    """How its words were read where they leave a choice."""
    counts: tuple[str, ...] = ()
    """Counts its owner has published."""
    counted: tuple[tuple[str, float, float], ...] = ()
    """Combinations, how many occupations their owner counted in each, and of how many (NaN: not said)."""

    @property
    def short(self) -> str:
        """Return the part of its name before a colon."""
        return self.name.split(":")[0]

    def __hash__(self) -> int:
        """Return a hash of its code and its bars: the board's own differ by them."""
        return hash((self.code, repr(self.conditions)))

    def __eq__(self, other: object) -> bool:
        """Return whether two are the same rule book with the same bars."""
        return isinstance(other, RuleBook) and repr(self) == repr(other)


def _bar(value: Any) -> Bar:
    if isinstance(value, (int, float)):
        return Bar(float(value))
    if "hourly" in value:
        pay = float(value["hourly"])
        return Bar(pay * _YEAR, words=f"${pay:,.2f} an hour")
    return Bar(float(value.get("times", 1)), str(value["of"]), str(value.get("words", "")))


def _condition(name: str, raw: dict[str, Any]) -> Condition:
    left = dict(raw)
    both = left.pop("bar", None)
    given: dict[str, Any] = {}
    for setting in DOLLARS:
        value = left.pop(setting, both)
        if value is not None:
            given[setting] = _bar(value)
    if len(given) == 1:
        given = dict.fromkeys(DOLLARS, *given.values())
    strict = left.pop("is", ">=") == ">"
    words: dict[str, Any] = {name: tuple(left.pop(name, ())) for name in ("one_of", "none_like")}
    return Condition(name, left.pop("figure", ""), left.pop("words"), strict, **words, **given, **left)


def _book(path: Path) -> RuleBook:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    conditions = {name: _condition(name, one) for name, one in raw.pop("condition").items()}
    lists: dict[str, Any] = {
        name: tuple(raw.pop(name, ())) for name in ("sources", "unchecked", "notes", "counts")
    }
    counted = tuple((text, float(count), float(of)) for text, count, of in raw.pop("counted", ()))
    book = RuleBook(
        path.stem,
        conditions=conditions,
        counted=counted,
        **lists,
        **raw,
    )
    for text in (book.meets, *book.tiers.values(), *(c.among for c in conditions.values() if c.among)):
        lost = set(names_in(text)) - set(conditions)
        if lost:
            msg = f"{path.name}: {text!r} names no condition {', '.join(sorted(lost))}"
            raise ValueError(msg)
    return book


def names_in(text: str) -> list[str]:
    """Return the names of the conditions in a combination, in order, each once."""
    found = [n.id for n in ast.walk(ast.parse(text, mode="eval")) if isinstance(n, ast.Name)]
    return [name for name in dict.fromkeys(found) if name != "at_least"]


@cache
def books() -> dict[str, RuleBook]:
    """Return the published rule books by code, in the order of their names."""
    found = [_book(path) for path in sorted(Path(__file__).parent.glob("*.toml"))]
    return {book.code: book for book in sorted(found, key=lambda book: book.name)}


@cache
def book_names() -> dict[str, str]:
    """Return the names of the rule books by code, the board's own last."""
    return {code: book.name for code, book in books().items()} | {OURS: "Ours: the board's own bars"}
