"""Which settings an answer depends on: what a command takes by ``--set``, and a page has controls for."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from geo_opportunity.rules import Rules, Selection

__all__ = ["DESK", "EVERY", "NEED", "RULES", "SELECTION", "SITING", "TARGET_LIST", "WAGE_AND_GROWTH"]

#: What a family needs.
NEED: Final = ("pay", "family", "poverty_multiple", "own_wage", "own_by")
#: Whether an occupation pays enough and grows.
WAGE_AND_GROWTH: Final = (*NEED, "wage", "growth", "growth_percent", "growth_openings")
#: The three tests.
RULES: Final = tuple(field.name for field in fields(Rules))
#: Which occupations are looked at.
SELECTION: Final = tuple(field.name for field in fields(Selection))
EVERY: Final = (*RULES, *SELECTION)
#: The targeted occupation list.
TARGET_LIST: Final = (*NEED, "reach_miles", "degree_miles")
#: Where new programs would open: sector and occupation are asked for by themselves.
SITING: Final = (
    "reach_miles",
    "degree_miles",
    "coverage_min",
    *(name for name in SELECTION if name not in ("sector", "soc")),
)
#: The views of the Board page (``desk.DESK_VIEWS``).
DESK: Final[dict[str, tuple[str, ...]]] = {
    "rules": NEED,
    "jobs": TARGET_LIST,
    "pell": WAGE_AND_GROWTH,
    "plan": EVERY,
    "sites": SITING,
    "college": EVERY,
}
