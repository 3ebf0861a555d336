"""Parts of what a file says of a scene: its tables, and what a page says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.exports.place.written import Table as Written
    from geo_opportunity.exports.plates import Box
    from geo_opportunity.maps.picture import Picture

__all__ = ["CONTROL", "Contents", "Marks", "Table", "one_line", "plain_table"]

#: Control characters, line and paragraph separators, and halves of surrogate pairs, which no encoding can
#: write.
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
#: Characters that turn the direction of all text after them.
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def one_line(text: str, most: int = 400) -> str:
    """Return a text of a user's as one line that every format can hold, cut with "…" where it is longer."""
    flat = " ".join(_TURNS.sub("", CONTROL.sub(" ", text)).split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of a file."""

    name: str
    """Short, for a sheet or a file's name: "areas", "occupations"."""
    title: str
    frame: pd.DataFrame
    """One row a line. A named index is a code (area_code, soc): text that keeps its zeros."""
    heads: Mapping[str, str]
    """Column (or the index's name) -> head."""
    units: Mapping[str, str]
    """Column -> unit in words; columns without one are text."""
    text_columns: tuple[str, ...] = ()
    """Columns of text and codes, the index among them."""
    paper: Written | None = None
    """The table as a document has it, whole; None: its first rows and columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Points on a map, of one color."""

    color: str
    size: float
    """Points across, on a map of 7 inches."""
    places: NDArray[np.float64]
    """Longitude and latitude, one row a point."""
    name: str = ""
    """What they are, where a map can be without them: their line in its switch of layers."""
    headings: tuple[str, ...] = ()
    """What each is called, and what is said of it; () where a map says nothing of one."""
    texts: tuple[str, ...] = ()
    ring: bool = False
    """A line through the places, no points."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What a page of the app says of a scene: see ``exports.contents``."""

    title: str
    headline: str
    frame: pd.DataFrame
    picture: Picture | None = None
    tables: tuple[Table, ...] = ()
    rests_on: tuple[str, ...] = ("overlap",)
    certainty: str = ""
    notes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    marks: tuple[Marks, ...] = ()
    level: str = "area"
    """What the map's shapes are: "area" or "county"."""
    category: bool | None = None
    """Whether its colors are of categories, where the scene's measure does not say."""
    box: Box | None = None
    """West, south, east, north of what the map looks at, where the scene does not say."""
    foot: str = ""
    """A line for the foot of each page of a document."""
    settings: str | None = None
    """The settings in words, where they are not those of the three tests."""
    wide: bool = False
    """Whether its pages lie on their side: its table has many columns."""


def plain_table(
    name: str,
    title: str,
    frame: pd.DataFrame,
    heads: Mapping[str, str] | None = None,
    *,
    hourly: bool = False,
) -> Table:
    """Return a table whose heads and units are those of its figures, where `heads` has no other.

    Parameters
    ----------
    name, title
        Of the table.
    frame
        One row a line; a named index is a code.
    heads
        Column -> head.
    hourly
        Whether pay in it is by the hour.
    """
    every = [str(column) for column in frame.columns]
    index = [str(frame.index.name)] if frame.index.name is not None else []
    numbers = [c for c in every if pd.api.types.is_numeric_dtype(frame[c]) and frame[c].dtype != bool]
    named = {c: FIGURES[c].head for c in every if c in FIGURES} | _CODE_HEADS | dict(heads or {})
    return Table(
        name=name,
        title=title,
        frame=frame,
        heads={c: named.get(c, c.replace("_", " ").capitalize()) for c in [*index, *every]},
        units={c: UNITS[unit_of(c, hourly=hourly)].file for c in numbers if c in FIGURES},
        text_columns=(*index, *(c for c in every if c not in numbers)),
    )


_CODE_HEADS: Final = {"area_code": "Area code", "soc": "Occupation code (SOC 2018)", "title": "Area"}
