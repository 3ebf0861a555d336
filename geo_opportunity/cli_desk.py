"""The board's desk on the command line: a rule book and the targeted occupation list of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import typer

from geo_opportunity.cli_common import option

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.desk import Desk
    from geo_opportunity.rulebooks import RuleBook
    from geo_opportunity.rules import Rules
    from geo_opportunity.setting import Setting

__all__ = ["AWARD_YEAR", "BARS_NEED", "JUDGED_BY", "rule_book", "target_list"]

# fmt: off
#: What says which occupations are worth training for, where a question needs that.
JUDGED_BY: Final = (
    option("book", str | None, None,
        "Rule book that judges occupations, by its code; default: that they grow and pay enough."),
    option("dollars", Literal["published", "restated"] | None, None,
        "Its bars as published, or restated for the place and year (default)."),
)
#: Bars are those of a rule book (``cli_common.check_needs``).
BARS_NEED: Final = {"dollars": ("book", True)}
AWARD_YEAR: Final = option("year", int, 2026, "Award year, by the year it begins in.", min=2026, max=2032)
# fmt: on


def _desk(options: dict[str, Any]) -> Desk:
    """Return the board's choices of --book, --bar and --over, which are taken out of the options."""
    from geo_opportunity.desk import Desk
    from geo_opportunity.rulebooks import OURS, book_names
    from geo_opportunity.setting import declared

    book, known = options.pop("book"), declared(Desk)
    chosen: dict[str, Any] = {"book": book} if book in book_names() else {}
    for pair in options.pop("bar", None) or ():
        name, _, value = pair.partition("=")
        one = known.get(f"bar_{name}")
        if one is None or book != OURS:
            msg = f"--bar {pair!r}: name one of openings, growth, wage, need or education, with --book {OURS}"
            raise typer.BadParameter(msg)
        chosen[one.name] = _parsed(one, value, "--bar")
    if over := options.pop("over", None):
        chosen["overrides"] = _parsed(known["overrides"], "|".join(over), "--over")
    return Desk(**chosen)


def _parsed(one: Setting, text: str, said: str) -> Any:
    try:
        return one.parse(text, by_name=True)
    except ValueError as error:
        raise typer.BadParameter(f"{said}: {error}") from None


def _book(options: dict[str, Any]) -> tuple[str | RuleBook, Desk]:
    """Return the rule book, by its code where there is none of that name, and the desk."""
    code = options["book"]
    desk = _desk(options)
    return (desk.rule_book if desk.book == code else code), desk


def rule_book(atlas: Atlas, place: str, rules: Rules, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the occupations of a place by a rule book, or its conditions there, as the options say."""
    options = dict(given)
    book, _ = _book(options)
    if options.pop("conditions"):
        return atlas.rule_book_conditions(place, book, rules=rules, **options)
    return atlas.rule_book(place, book, rules, **options)


def target_list(atlas: Atlas, place: str, rules: Rules, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the targeted occupation list of a place, or what changed on it since an earlier file."""
    from geo_opportunity.user_data.earlier_list import read_earlier_list

    options = dict(given)
    since = options.pop("since", None)
    book, desk = _book(options)
    found = atlas.target_list(place, book, rules, overrides=desk.overrides, **options)
    if since is None:
        return found
    earlier = read_earlier_list(atlas, since)
    for note in earlier.notes:
        typer.echo(f"Note: {note}", err=True)
    return atlas.list_changes(found, earlier.frame)
