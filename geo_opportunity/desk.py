"""What a board sets at its desk, the Board page: the view, the rule book and its own choices.

A frozen, hashable value, as ``rules.Rules``: it keys caches, travels in links and appears in exports. Each
field is declared once (see ``setting``), in the order of their keys in links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo_opportunity.setting import Choice, Text, check, setting

__all__ = ["DESK_VIEWS", "Desk", "award_year"]

#: What the Board page can show.
DESK_VIEWS: Final[tuple[str, ...]] = ("rules", "jobs", "pell", "plan", "sites", "college")


def award_year(year: int) -> str:
    """Return an award year in words: 2026 is "2026-27"."""
    return f"{year}-{(year + 1) % 100:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a board sets at its desk."""

    # fmt: off
    board_view: str | None = setting(
        "desk", None, Choice("view of the Board page", DESK_VIEWS, buttons=True), "Look at"
    )
    """None: the first there is."""
    pell_year: int = setting(
        "pellyear", 2026, Choice("award year", {year: award_year(year) for year in range(2026, 2033)}),
        "Award year", "The price rows bind from 2030-31; from 2029-30 only work in the occupation trained for counts.",
    )
    pell_program: str | None = setting(
        "pgm", None,
        Text("program", re.compile(r"[A-Za-z0-9][A-Za-z0-9:._ /-]{0,99}"), "none is picked",
             example="ipeds:105154/51.3902/20"),
        "Workforce Pell: program in focus", empty="None",
    )
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        check(self)
