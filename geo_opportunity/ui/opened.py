"""What every page starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene


@dataclass(frozen=True, slots=True)
class Page:
    """What every page starts from."""

    scene: Scene
    problems: list[str]
    """What was wrong with the link, one sentence each."""
    atlas: Atlas
    """Of the session: the built-in data, or with the user's own laid over them."""
    areas: Mapping[str, str]
    """area_code -> title, by title."""
    occupations: Mapping[str, str]
    """soc -> title, by title."""
    states: Mapping[str, str]
    """Postal code -> name, by name."""
    alone: bool = False
    """Whether the map is drawn alone (``ui.stage``): nothing on it changes the scene."""
    alt: str = ""
    """What that map shows, where the user says it."""

    def miles(self, soc: str | None) -> int:
        """Return the distance that counts as reach for an occupation; None or "": as set for most."""
        rules = self.scene.rules
        return self.atlas.miles(soc, rules) if soc else rules.reach_miles

    @property
    def version(self) -> str:
        """Of the session's data."""
        return self.atlas.data_version
