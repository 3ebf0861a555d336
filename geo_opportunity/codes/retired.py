"""Codes of areas and counties that are no longer in use, or not used by OEWS, and what became of them.

They are read from areas.csv and counties.csv beside this module.

areas.csv, worked out from OMB's delineations of 2020 and 2023 (Census Bureau, list 1) by where the residents
of each one's counties live now, with metropolitan areas of earlier lists and the town areas of New England:
code, title, kind (metro, once metro, micro, division, town area), list (the last it is in), now (area codes
of OEWS, most residents first) and share (of residents in the first; empty where it is all).

counties.csv, from the Census Bureau's list of substantial changes to counties: code, name, state, year (of
the change), how (renamed; merged into another; split into what is now; shared: its land lies in several that
hold other land too) and now (county codes).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["OldArea", "OldCounty", "old_areas", "old_counties"]


@dataclass(frozen=True, slots=True)
class OldArea:
    """An area code that OEWS does not use."""

    code: str
    title: str
    kind: str
    """metro, once metro (micropolitan now), micro, division or town area."""
    last: int
    """Year of the last list it is in; 2023 is today's."""
    now: tuple[str, ...]
    """Area codes its residents are in, most residents first."""
    share: float
    """Part of them in the first."""


@dataclass(frozen=True, slots=True)
class OldCounty:
    """A county code no longer in use."""

    code: str
    name: str
    state: str
    year: int
    how: str
    """renamed, merged, split or shared."""
    now: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name and state."""
        return f"{self.name}, {self.state}"


def _rows(name: str) -> list[dict[str, str]]:
    text = files("geo_opportunity.codes").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def old_areas() -> dict[str, OldArea]:
    """Return the area codes OEWS does not use, by code."""
    return {
        r["code"]: OldArea(
            r["code"], r["title"], r["kind"], int(r["list"]), tuple(r["now"].split()), float(r["share"] or 1)
        )
        for r in _rows("areas.csv")
    }


@cache
def old_counties() -> dict[str, OldCounty]:
    """Return the county codes no longer in use, by code."""
    return {
        r["code"]: OldCounty(
            r["code"], r["name"], r["state"], int(r["year"]), r["how"], tuple(r["now"].split())
        )
        for r in _rows("counties.csv")
    }
