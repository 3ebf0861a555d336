"""Which settings an answer depends on: what a command takes by ``--set``, and a page has controls for."""

from __future__ import annotations

from typing import Final

__all__ = ["DESK", "EVERY", "NEED", "RULES", "SELECTION", "SITING", "TARGET_LIST", "WAGE_AND_GROWTH"]

#: What a family needs.
NEED: Final = ("pay", "family", "poverty_multiple", "own_wage", "own_by")
#: Whether an occupation pays enough and grows.
WAGE_AND_GROWTH: Final = (*NEED, "wage", "growth", "growth_percent", "growth_openings")
#: The three tests.
RULES: Final = (*WAGE_AND_GROWTH, "reach_miles", "degree_miles", "reach_share", "coverage_min")
#: Which occupations are looked at.
SELECTION: Final = (
    "sector", "soc", "education", "experience", "regular_schedule_min", "advanced_cutoff", "green_tags",
)  # fmt: skip
EVERY: Final = (*RULES, *SELECTION)
#: The targeted occupation list.
TARGET_LIST: Final = (*NEED, "reach_miles", "degree_miles")
#: Where new programs would open: sector and occupation are asked for by themselves.
SITING: Final = ("reach_miles", "degree_miles", "coverage_min", *SELECTION[2:])
#: The views of the Board page (``desk.DESK_VIEWS``).
DESK: Final[dict[str, tuple[str, ...]]] = {
    "rules": NEED,
    "jobs": TARGET_LIST,
    "pell": WAGE_AND_GROWTH,
    "plan": EVERY,
    "sites": SITING,
    "college": EVERY,
}
