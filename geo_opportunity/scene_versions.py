"""Versions of links: what was renamed, split, left out or retired, so that a link keeps its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LEFT_OUT", "MIGRATIONS", "RETIRED", "SAID", "VERSION"]

#: Of the links written today.
VERSION: Final = 3

#: What version 1 called what is now split: the first of its parts.
_RENAMED: Final[dict[str, dict[str, str]]] = {
    "show": {"share_no_outlook": "share_steady", "jobs_no_outlook": "jobs_steady"},
    "only": {"no_outlook": "steady"},
}
#: What "fail" was split into, by the measure on the map: the part shown, and all of them.
_FAILED: Final[dict[str, tuple[str, str]]] = {
    "growing": ("slow", "slow and shrinking"),
    "accessible": ("none", "none, low and partial"),
}


def _from_first(left: dict[str, str], problems: list[str]) -> dict[str, str]:
    """Return a link of version 1 in the names of version 2: what was split gives way to one of its parts."""
    out = {key: _RENAMED.get(key, {}).get(text, text) for key, text in left.items()}
    if out != left:
        problems.append("“No outlook” is now two kinds, steady and declining; this shows steady.")
    if out.get("only") == Status.FAIL.value and out.get("show") in _FAILED:
        out["only"], every = _FAILED[out["show"]]
        problems.append(f"A failed test is now one of {every}; this shows {out['only']}.")
    return out


def _left_out_first(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a link of version 1 meant by what it left out, by field name.

    It looked at all occupations, compared growth with the area's average, believed lists that cover a tenth
    of openings, and used one distance for all programs. `values` are those of the settings read before.
    """
    same = {"degree_miles": values["reach_miles"]} if "reach_miles" in values else {}
    return {"lens": "any", "growth": "faster", "coverage_min": 0.1} | same


#: Steps that bring the parameters of a link from version n to n + 1; they add to the sentences on what is
#: wrong.
MIGRATIONS: Final[dict[int, Callable[[dict[str, str], list[str]], dict[str, str]]]] = {1: _from_first}
#: What links of version n meant by what they left out, where version n + 1 means something else.
LEFT_OUT: Final[dict[int, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    1: _left_out_first,
    2: lambda _: {"desert": "ace"},
}
#: Measures that are no longer shown: what is shown instead, and the sentence on it.
RETIRED: Final[dict[str, tuple[str, str]]] = {
    "tests_met": (
        "missing_most",
        "“Tests met” on average told no areas apart; this shows which test is missing most.",
    )
}

# fmt: off
#: The order in which a link's faults are said; those of other settings come last.
SAID: Final[list[str]] = [
    "page", "soc", "show", "area", "focus", "sched", "sector", "edu", "exp", "adv", "green",
    "reach", "pay", "fam", "pov", "own", "wage", "growth", "gpct", "gopen", "share", "cover",
    "places", "region", "cuts", "aw", "ctl", "open", "online", "price", "done", "fits", "prov",
    "tab", "only", "whatif", "look", "cip", "desert", "by", "breaks", "zoom", "view", "lay",
    "units", "per", "desk", "book", "bars",
    "bopen", "bgrow", "bwage", "bneed", "bedu", "over",
    "sites", "goal", "from", "avoid",
]
# fmt: on
