"""What a board sets at its desk, the Board page: the view, the rule book and its own choices.

A frozen, hashable value, as ``rules.Rules``: it keys caches, travels in links and appears in exports. Each
field is declared once (see ``setting``), in the order of their keys in links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo_opportunity.setting import Choice, check, setting

__all__ = ["DESK_VIEWS", "Desk"]

#: What the Board page can show.
DESK_VIEWS: Final[tuple[str, ...]] = ("rules", "jobs", "pell", "plan", "sites", "college")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a board sets at its desk."""

    # fmt: off
    board_view: str | None = setting(
        "desk", None, Choice("view of the Board page", DESK_VIEWS, buttons=True), "Look at"
    )
    """None: the first there is."""
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        check(self)
