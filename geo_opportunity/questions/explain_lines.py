"""A line of a derivation, and the case it is about: one occupation in one place under some settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity import wording
from geo_opportunity.questions.overlap import cells, threshold_notes
from geo_opportunity.rules import Rules, Selection

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.dataset import Dataset

__all__ = ["OEWS", "ROLES", "SERIES", "SETTING", "Case", "Line", "people_words", "shown"]

SETTING: Final = "setting"
#: What a line is in its derivation.
ROLES: Final[dict[str, str]] = {
    "input": "a figure of a published source",
    "constant": "a figure printed in the program, whose source the line names",
    "setting": "what was chosen",
    "step": "an intermediate value",
    "result": "what is compared, or what it comes to",
    "certainty": "how sure it is",
    "flip": "what would turn the outcome",
}
_DOLLARS: Final = "US dollars a year"
_POINTS: Final = "points"
_FRACTIONS: Final = ("fraction over the projection period", "share of the area's adults", "share")
#: Projection series: beginning of its id -> its source in the manifest.
SERIES: Final = {
    "ep_": "ep_occupations",
    "pc_2022": "projections_central",
    "pc_2020": "projections_central_2020",
    "ca_edd_areas_2023": "ca_edd_areas_2023_sample",
    "ca_edd_areas_2020": "ca_edd_areas_2020",
    "ca_edd_20": "ca_edd_state",
}
#: Sources of wages and jobs of areas.
OEWS: Final = ("oews_area", "oews_area_nonmetro", "oews_state")
#: Units of one.
_ONE: Final = {
    "jobs": "job",
    "openings a year": "opening a year",
    "completers a year": "completer a year",
    "CIP codes": "CIP code",
    "campuses": "campus",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the answer."""

    test: str
    quantity: str
    value: Any
    unit: str
    basis: str
    tables: tuple[str, ...] = ()
    role: str = "input"
    how: str = ""
    """The line's own formula, or details of the figure."""
    source: str = ""
    """Where it is from, of what is in no table; else the tables' sources."""
    ids: tuple[str, ...] = ()
    """Which of the tables' sources; empty or none of them there: all."""


@dataclass(frozen=True, eq=False)
class Case:
    """What is explained."""

    data: Dataset
    area: str
    soc: str
    rules: Rules

    @cached_property
    def row(self) -> int:
        """Position of the area in the cube."""
        return self.data.area_row(self.area)

    @cached_property
    def column(self) -> int:
        """Position of the occupation in the cube."""
        return self.data.soc_column(self.soc)

    @property
    def selection(self) -> Selection:
        """The one occupation."""
        return Selection(soc=self.soc)

    @cached_property
    def cell(self) -> pd.Series:
        """Its row of :func:`questions.overlap.cells`."""
        return cells(self.data, self.area, self.rules, self.selection).iloc[0]

    @cached_property
    def threshold_note(self) -> str:
        """How the pay needed here was had."""
        return str(threshold_notes(self.data, self.rules)[self.row])

    @property
    def miles(self) -> int:
        """Road miles that count as reach for its entry education."""
        return self.data.miles(self.soc, self.rules)

    def source(self, line: Line) -> str:
        """Return the publishers of a line, with vintages; empty of settings and of what would flip a test."""
        if not line.tables:
            return line.source
        found = self.data.sources_of(*line.tables)
        own = found["id"].astype(str).str.startswith("own:")  # brought by the user
        chosen = found.loc[found["id"].isin(line.ids) | (own & bool(line.ids))]
        found = found if chosen.empty else chosen
        pairs = zip(found["publisher"], found["vintage"], strict=True)
        return "; ".join(dict.fromkeys(f"{publisher} ({vintage})" for publisher, vintage in pairs))


def people_words(value: float, what: str) -> str:
    """Write a number of people, jobs or completers in words, unknown where there is none."""
    return f"{value:,.0f} {what}" if math.isfinite(value) else f"an unknown number of {what}"


def shown(value: Any, unit: str) -> str:
    """Write a value of a derivation with its unit."""
    if isinstance(value, str):
        return f"{value} {unit}".strip() if value else "none"
    number = float(value)
    if not math.isfinite(number):
        return "not known"
    if unit.startswith(_DOLLARS):
        return f"{wording.signed_dollars(number)} a year{unit.removeprefix(_DOLLARS)}"
    if unit in _FRACTIONS:
        text = f"{100 * number:.1f}%"
        return f"{text} of adults" if "adults" in unit else text
    if unit == _POINTS:
        return f"{number:.1f} percentage points"
    unit = _ONE.get(unit, unit) if number == 1 else unit
    digits = ",.0f" if abs(number) >= 100 or number == int(number) else ".3g"
    return f"{number:{digits}} {unit}".strip()
