"""What is declared of a measure or a column that is shown; all of them are in ``figures``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["LESS", "MORE", "RESTS_ON", "Better", "Figure", "columns", "declared"]

Better = Literal[1, -1, 0]
MORE: Final[Better] = 1
LESS: Final[Better] = -1


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure or a column."""

    label: str
    """Name in full: on the map's legend and in the comparison."""
    meaning: str = ""
    """What it says, in a sentence."""
    unit: str = "number"
    """Key of :data:`units.UNITS`."""
    short: str = ""
    """Head of a table's column; "" for the label."""
    palette: str = "YlGnBu"
    better: Better = 0
    """1: more is better for people who look for work; -1: less is; 0: neither."""
    rests_on: str = "overlap"
    """Key of :data:`figures.RESTS_ON`."""

    @property
    def head(self) -> str:
        """Return the head of a table's column."""
        return self.short or self.label

    @property
    def categories(self) -> bool:
        """Return whether the map shows it in categories."""
        return self.unit == "category"

    @property
    def diverging(self) -> bool:
        """Return whether its colors part at zero."""
        return self.unit == "growth"

    @property
    def money(self) -> bool:
        """Return whether it is pay, which can be shown by the hour."""
        return self.unit == "usd"


def declared(text: str) -> dict[str, str]:
    """Return name -> words of "name: words; name: words; ...", words "" where none are given."""
    pairs = (entry.partition(":") for entry in " ".join(text.split()).split(";"))
    return {name.strip(): words.strip() for name, _, words in pairs}


def columns(unit: str, text: str) -> dict[str, Figure]:
    """Return figures of one unit that need no more than a name."""
    return {name: Figure(label, unit=unit) for name, label in declared(text).items()}


_PAY: Final = ("county_costs", "food_plan", "state_taxes")
#: What figures rest on: tables of the data set, by the names that ``Atlas.sources_of`` takes.
RESTS_ON: Final[dict[str, tuple[str, ...]]] = {
    "overlap": ("area_wages", "projections", *_PAY, "reach", "programs", "cip_soc", "areas", "occupations"),
    "growing": ("projections", "area_wages"),
    "sustaining": ("area_wages", *_PAY, "poverty_guidelines", "areas"),
    "accessible": ("reach", "programs", "providers", "cip_soc", "occupations", "tracts"),
    "training": ("providers", "programs"),
    "short": (
        "programs",
        "providers",
        "cip_soc",
        "tracts",
        "area_wages",
        "projections",
        *_PAY,
        "occupations",
    ),
    "pell": ("programs", "providers", "cip_soc", "area_wages", "projections", "areas", "poverty_guidelines"),
    "college": ("programs", "providers", "cip_soc", "area_wages", "projections", *_PAY, "reach"),
    "campuses": ("campuses", "campus_reach", "programs", "cip_soc", "tracts"),
    "sites": ("training_sites",),
    "siting": ("providers", "programs", "cip_soc", "tracts", "campuses", "place_points"),
    "shapes": ("area_shapes_nation",),
    "programs": ("providers", "programs", "cips", "tracts"),
    "budget": (*_PAY, "counties"),
    "schedule": ("occupations",),
    "supply": ("programs", "providers", "cip_soc", "projections", "area_wages", "occupations"),
    "access": ("programs", "providers", "cip_soc", "tracts", "sectors"),
    "related": ("related", "occupations", "area_wages"),
}
