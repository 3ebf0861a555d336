"""Occupations of a projection table: codes of today, and groups beside their parts counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.codes.base import Code, column
from geo_opportunity.codes.changes import joined
from geo_opportunity.questions.codes import soc_codes

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.preview import Notes

__all__ = ["read_occupations", "whole_occupations"]

_ALL: Final = "00-0000"
_SHOWN: Final = ["region", "soc"]


def read_occupations(atlas: Dataset, matched: Matched, notes: Notes) -> tuple[pd.Series, pd.Series]:
    """Return the occupation of each row as OEWS publishes it, and its code as written.

    Rows of groups, of codes that were split and of no known code are left out, each with its reason.
    """
    socs, text = soc_codes(atlas), matched.get("soc")
    first = {t: (socs.spelled(t) or [""])[0] for t in text.unique()}
    written = text.map(first).astype("str")

    def parse(cell: str) -> Code:
        return Code(_ALL) if first[cell] == _ALL else socs.parse(cell)

    read = column(text, parse)
    soc, note = read["code"], read["note"]
    lost = soc.isna()
    notes.count("rows whose SOC code is known", soc.notna().sum())
    combined = {code: socs.combined(code) for code in written.unique()}
    notes.count(
        "of them counted under the combined code OEWS publishes", (written.map(combined) & ~lost).sum()
    )
    notes.leave_out(
        "group of occupations", lost & note.str.contains(" group of occupations", regex=False), _SHOWN
    )
    each = lost & ((read["candidates"].str.len() > 0) | note.str.contains(" is a date", regex=False))
    for reason in note[each].unique():
        notes.leave_out(reason, each & (note == reason), _SHOWN)
    notes.leave_out("SOC code not among the occupations OEWS publishes", lost, _SHOWN)
    notes.tell_each(note.where(~lost, ""), "read as the code of today", _SHOWN)
    return soc, written


def whole_occupations(atlas: Dataset, frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return the rows (region, soc, written, …) that make up each occupation of a region exactly once.

    An occupation's own row counts before its parts, and parts only where all are there; the others are left
    out with their reason.
    """
    socs = soc_codes(atlas)
    twice = frame.duplicated(["region", "soc", "written"])
    notes.leave_out("region and occupation given before", twice, _SHOWN)
    frame = frame.loc[~twice]
    reasons: dict[object, str] = {}
    for (_, soc), rows in frame.groupby(["region", "soc"]):
        reasons |= _not_counted(
            str(soc), rows["written"], socs.missing(str(soc), set(rows["written"])), socs.origins
        )
    reason = pd.Series(reasons, dtype="str").reindex(frame.index).fillna("")
    for each in reason[reason != ""].unique():
        notes.leave_out(each, reason == each, _SHOWN)
    frame = frame.loc[reason == ""]
    parts = frame["written"] != frame["soc"]
    summed = parts & frame.groupby(["region", "soc"])["written"].transform("size").gt(1)
    for soc in frame.loc[summed, "soc"].unique():
        notes.problem(
            f"part of {soc}", summed & (frame["soc"] == soc), "summed up, all parts are there", _SHOWN
        )
    return frame


def _not_counted(
    soc: str, written: pd.Series, missing: tuple[str, ...], origins: dict[str, dict[str, str]]
) -> dict[object, str]:
    """Return why rows of one region and occupation do not count, by row; `written` are their codes."""
    how = origins.get(soc, {})
    own, merged = written == soc, written.map(how).eq("merged")
    both = (
        merged.any() and not missing and list(how.values()).count("merged") == 1
    )  # it and the one it took in
    if own.any() and not both:
        reason = f"part of {soc}, which the region gives itself: counted once"
        return dict.fromkeys(written.index[~own], reason)
    if missing:
        reason = f"only part of {soc}: without {joined(missing)} its total is unknown"
        return dict.fromkeys(written.index, reason)
    moved = written.map(how).eq("moved")
    if moved.any() and len(written) > 1:
        return dict.fromkeys(written.index[1:], "region and occupation given before")
    return {}
