"""A board's own rule book: bars it sets itself, all of which an occupation must meet."""

from __future__ import annotations

from geo_opportunity.rulebooks import OURS, Bar, Condition, RuleBook, book_names

__all__ = ["own_book"]


def own_book(
    *,
    openings: float = 0.0,
    growth: float | None = None,
    wage: float = 0.0,
    need: bool = False,
    below: str = "",
) -> RuleBook:
    """Return the rule book of a board's own bars; those not set are not asked.

    Parameters
    ----------
    openings
        Openings a year, at least.
    growth
        Growth over ten years, at least, a fraction; None: not asked.
    wage
        Median wage, at least this share of the median of all jobs of the place.
    need
        Whether the median wage must reach what the family of the settings needs.
    below
        Entry education must be below this level (``vocabulary.EDUCATION_LEVELS``); "": any.
    """
    found: dict[str, Condition] = {}

    def ask(name: str, figure: str, words: str, bar: Bar) -> None:
        found[name] = Condition(name, figure, words, published=bar, restated=bar)

    if openings > 0:
        ask("openings", "openings", "Openings a year", Bar(openings))
    if growth is not None:
        ask("growth", "growth", "Growth in ten years", Bar(growth))
    if wage > 0:
        ask("wage", "p50", "Median wage", Bar(wage, "all_p50"))
    if need:
        ask("need", "p50", "Median wage", Bar(1.0, "need"))
    if below:
        words = f"Entry education below: {below[0].lower()}{below[1:]}"
        found["education"] = Condition("education", "education", words, below=below)
    if not found:
        ask("openings", "openings", "Openings a year", Bar(0.0))
    return RuleBook(
        OURS,
        book_names()[OURS],
        owner="The board",
        year="today",
        state="",
        geography="Any place",
        status="C",
        mark="O",
        sources=(),
        conditions=found,
        meets=" and ".join(found),
    )
