"""Every program of a list with what the list says of it, for the desk that judges programs one by one.

The rows that the data have already are here too: they are not added to the programs again, but a list may say
of them what the data do not (hours, weeks, a price, rates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002 - pandera reads the annotations

from geo_opportunity.user_data.figures import marks_told, numbers, read_column
from geo_opportunity.user_data.importer import OwnTable
from geo_opportunity.vocabulary import AWARD_LEVELS

if TYPE_CHECKING:
    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.preview import Notes

__all__ = ["FACTS", "ProgramRows", "program_rows", "read_facts", "says_more", "shares"]

#: Figures a list may give of a program beside its weeks, hours and cost, with the greatest that is read.
_CREDITS: Final = {"semester_credits": 400.0, "quarter_credits": 600.0}
_RATES: Final = ("completion_rate", "placement_rate")
#: Column -> names it goes by in lists. A bare "credits" is read as neither: it may be of either calendar.
FACTS: Final[dict[str, tuple[str, ...]]] = {
    "semester_credits": ("semester_credit_hours", "semester_hours", "credits_semester"),
    "quarter_credits": ("quarter_credit_hours", "quarter_hours", "credits_quarter"),
    "completion_rate": ("program_completion_rate", "completion_percent", "percent_completed"),
    "placement_rate": ("job_placement_rate", "placement_percent", "percent_placed"),
    "earnings": ("median_earnings", "completer_earnings", "annual_earnings"),
}  # fmt: skip


class ProgramRows(OwnTable):
    """Every row of a list that could be read and placed, with what the list says of the program."""

    listed_in: Series[str]
    """Name of the list."""
    row: Series[int]
    provider: Series[str]
    provider_id: Series[str] = pa.Field(nullable=True)
    program: Series[str] = pa.Field(nullable=True)
    cip: Series[str]
    award_level: Series[int] = pa.Field(isin=list(AWARD_LEVELS))
    award_basis: Series[str]
    area_code: Series[str] = pa.Field(nullable=True)
    hours: Series[float] = pa.Field(nullable=True, ge=0)
    weeks: Series[float] = pa.Field(nullable=True, ge=0)
    semester_credits: Series[float] = pa.Field(nullable=True, ge=0)
    quarter_credits: Series[float] = pa.Field(nullable=True, ge=0)
    cost: Series[float] = pa.Field(nullable=True, ge=0)
    completion_rate: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    placement_rate: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    earnings: Series[float] = pa.Field(nullable=True, ge=0)
    completions: Series[float] = pa.Field(nullable=True, ge=0)
    socs: Series[str]
    """Occupations the list itself names, joined by ', '; '' for none."""


def read_facts(matched: Matched, notes: Notes) -> pd.DataFrame:
    """Return the columns of ``FACTS``: credits, rates (fractions), earnings (a year); NaN not given."""
    out = {name: numbers(matched, name, notes, high=high) for name, high in _CREDITS.items()}
    out |= {name: shares(matched, name, notes) for name in _RATES}
    out["earnings"] = numbers(matched, "earnings", notes, high=1e7)
    return pd.DataFrame(out)


def shares(matched: Matched, column: str, notes: Notes) -> pd.Series:
    """Return a column of rates as fractions, NaN where none is given.

    "70%" and 0.7 are the same. Where a number of the column is above 1, its numbers without a sign are
    percents; then one between 0 and 1 can be either, and is told and taken as not given.
    """
    cells = read_column(matched, column)
    marks_told(cells, column, notes)
    value, signed = cells["value"].mask(cells["value"] == -1), cells["percent"]
    percents = bool((value[~signed] > 1).any())
    either = ~signed & percents & (value > 0) & (value < 1)
    notes.problem(f"{column} can be a percent or a fraction", either, "taken as not given", [column])
    found = value.where(~(signed | percents), value / 100).mask(either)
    bad = (cells["mark"] == "bad") | (found < 0) | (found > 1)
    notes.problem(f"{column} is no rate from 0 to 100 percent", bad, "taken as not given", [column])
    return found.mask(bad)


def program_rows(
    frame: pd.DataFrame, kept: pd.DataFrame, twins: pd.Series, pairs: pd.Series, name: str
) -> pd.DataFrame:
    """Return table ``ProgramRows`` of a list.

    Parameters
    ----------
    frame
        Every row read and placed, indexed by row of the file.
    kept
        Those added to the programs, with their provider_id.
    twins
        Of rows the data have already, the provider_id there, by row.
    pairs
        Occupations the list names, by row.
    name
        Of the list.
    """
    own = kept["provider_id"].reindex(frame.index)
    named: dict[int, set[str]] = {}
    for row, soc in zip(pairs.index, pairs, strict=True):
        named.setdefault(row, set()).add(soc)
    socs = pd.Series({row: ", ".join(sorted(found)) for row, found in named.items()}, dtype="str")
    made = frame.assign(
        listed_in=name,
        row=frame.index,
        provider_id=own.where(own.notna(), twins.reindex(frame.index)),
        socs=socs.reindex(frame.index).fillna("").astype("str"),
    )
    found = made[list(ProgramRows.to_schema().columns)].reset_index(drop=True)
    return ProgramRows.validate(found)


def says_more(rows: pd.DataFrame) -> bool:
    """Return whether any row says of its program what the built-in data do not."""
    told = ["hours", "weeks", "cost", *FACTS]
    return bool(np.isfinite(rows[told].to_numpy(float)).any())
