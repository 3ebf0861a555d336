"""Parts of what a file says of a scene: its tables, and what a page says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.maps.picture import Picture

__all__ = ["CONTROL", "Contents", "Table", "one_line"]

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
