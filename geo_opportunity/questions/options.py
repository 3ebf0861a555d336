"""Settings by name: fields of Rules and Selection, beside or instead of the objects."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.errors import ValueRangeError, did_you_mean
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.vocabulary import EDUCATION_LEVELS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["choose", "rules_and_selection", "rules_with"]

_OF_RULES: Final = tuple(f.name for f in fields(Rules))
_OF_SELECTION: Final = tuple(f.name for f in fields(Selection))
#: Fields that have several values: one alone may be given as it is.
_SEVERAL: Final = ("education", "green_tags")


def choose(name: str, value: object, valid: Collection[object] | Mapping[str, str]) -> None:
    """Raise ValueRangeError unless a value is one of the valid ones, naming the nearest."""
    if value not in valid:
        other = f"choose one of {', '.join(map(str, valid))}"
        raise ValueRangeError(f"{name} is {value!r}", fix=did_you_mean(value, valid, other))


def _check(settings: Mapping[str, Any], known: Collection[str]) -> None:
    for name in settings:
        if name not in known:
            near = did_you_mean(name, known, f"settings are {', '.join(sorted(known))}")
            msg = f"unknown setting {name!r}; {near}"
            raise TypeError(msg)


def rules_with(rules: Rules | None, settings: Mapping[str, Any]) -> Rules:
    """Return `rules` (None: the default) with settings applied, for questions without a selection.

    Raises
    ------
    TypeError
        A keyword is no field of Rules.
    ValueError
        A value means nothing.
    """
    _check(settings, _OF_RULES)
    return replace(rules or Rules(), **settings)


def rules_and_selection(
    rules: Rules | None, selection: Selection | None, settings: Mapping[str, Any]
) -> tuple[Rules, Selection]:
    """Return rules and selection (None: the default ones) with loose settings applied.

    A text for education or green_tags is one value.

    Raises
    ------
    TypeError
        A keyword is neither a field of Rules nor of Selection.
    ValueError
        A value means nothing; the message names the nearest that does.
    """
    if not settings:
        return rules or Rules(), selection or Selection()
    _check(settings, (*_OF_RULES, *_OF_SELECTION))
    given: dict[str, Any] = {
        name: (value,) if name in _SEVERAL and isinstance(value, str) else value
        for name, value in settings.items()
    }
    for level in given.get("education", ()):
        choose("entry education", level, EDUCATION_LEVELS)
    if given.get("sector") is not None:
        choose("sector", given["sector"], SECTORS)
    return (
        rules_with(rules, {k: v for k, v in given.items() if k in _OF_RULES}),
        replace(selection or Selection(), **{k: v for k, v in given.items() if k in _OF_SELECTION}),
    )
