"""Class breaks of the user's own, between the field on screen and the scene."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geo_opportunity.figures import unit_of
from geo_opportunity.scene import MAX_CUTS
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import HOURS_OEWS

if TYPE_CHECKING:
    from geo_opportunity.scene import Scene

__all__ = ["cuts_of", "cuts_text"]


def _factor(scene: Scene) -> float:
    """Return what a figure of the measure is multiplied by on screen."""
    unit = unit_of(scene.measure, hourly=scene.hourly)
    return 1 / HOURS_OEWS if unit == "usd_hourly" else UNITS[unit].scale


def cuts_text(scene: Scene) -> str:
    """Return the scene's breaks as the field shows them: percent for shares, dollars an hour where asked."""
    factor = _factor(scene)
    return " ".join(
        f"{round(cut * factor, 6):g}" if abs(cut * factor) < 1e6 else f"{cut * factor:.0f}"
        for cut in scene.cuts
    )


def cuts_of(text: str, scene: Scene) -> tuple[float, ...] | None:
    """Return the breaks a text asks for, in the measure's own unit; None when it cannot be read.

    Percent and dollar signs are passed over.
    """
    parts = [p for p in re.split(r"[,;\s]+", re.sub(r"[%$]", "", text).strip()) if p]
    try:
        found = sorted({float(p) for p in parts})
    except ValueError:
        return None
    if len(found) > MAX_CUTS or not all(map(math.isfinite, found)):
        return None
    factor = _factor(scene)
    return tuple(round(v / factor, 9) for v in found)
