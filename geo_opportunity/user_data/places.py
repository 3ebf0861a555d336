"""Counties and states of a user's rows: codes and names read together, contradictions told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.codes.base import Code
from geo_opportunity.codes.counties import Counties
from geo_opportunity.codes.states import STATES, TERRITORIES
from geo_opportunity.codes.states import state as read_state

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.preview import Notes

__all__ = ["county_codes", "state_codes"]

_SHOWN: Final = ["county_fips", "county", "state"]
#: Notes that say no more of a text than that it is no county.
_PLAIN: Final = re.compile(r"is no county|is too long|no county '|.* is no county code$")
_UNKNOWN: Final = "county not among the counties of 2022 (Connecticut: planning regions)"


def state_codes(atlas: Dataset, text: pd.Series) -> pd.Series:
    """Return postal codes of states as people, or the data, write them; null where unknown."""
    names = atlas.table("state_shapes").set_index("name")["state"]
    found = {one: read_state(one).code or names.get(one) for one in text.dropna().unique()}
    return text.map(found).astype("str")


def county_codes(
    atlas: Dataset, matched: Matched, notes: Notes, *, state: str | None = None, several: bool = False
) -> pd.Series:
    """Return FIPS codes of rows that give county_fips, or county with or without its state; null if none.

    Of counties no longer in use the successor is taken and told. A row is left out, with its reason, whose
    name fits several counties ('Richmond', VA), or whose code, name and state contradict each other. Counts
    and problems go to `notes`.

    Parameters
    ----------
    atlas, matched, notes
        The data, the file, and where to tell.
    state
        State of rows that name none.
    several
        A row may stand for several counties (of one that was split, all its parts): the result has the row
        as often in its index. Otherwise such a row is left out.
    """
    reader = Counties(atlas.table("counties"))
    columns = [matched.get(c) for c in _SHOWN]
    rows = list(zip(*columns, strict=True))
    found = {row: _county(reader, row[0], row[1], row[2], state) for row in dict.fromkeys(rows)}
    answers = [found[row] for row in rows]
    index = columns[0].index
    counties = [(a.code,) if a.code else a.candidates if several and a.parts else () for a in answers]
    lost = pd.Series([not taken for taken in counties], index=index)
    why = pd.Series([a.note for a in answers], index=index, dtype="str")
    notes.count("rows whose county is known", (~lost).sum())
    notes.tell_each(why.where(~lost, ""), "read so", _SHOWN)
    for note, some in why[lost & (why != "")].groupby(why, sort=False):
        notes.leave_out(str(note), index.to_series().isin(some.index), _SHOWN)
    notes.leave_out(_UNKNOWN, lost, _SHOWN)
    out = pd.Series(counties, index=index, dtype=object).explode()
    return out.astype("str")


def _county(reader: Counties, code: str, name: str, place: str, usual: str | None) -> Code:
    """Return the county of a row by its texts; the note is to be told, or says why there is none.

    The note is '' where no more is known of a text than that it is no county.
    """
    said = read_state(place or usual or "")
    if not code and not name:
        return Code(None, "no county given")
    found = reader.read(code, said.code) if code else Code(None)
    if found.code is not None:
        return _checked(reader, found, name, said.code if place else None)
    if found.candidates or not name:
        return _explained(found, code, None)
    named = reader.read(name, said.code)
    if named.code is None:
        return said if place and said.code is None else _explained(named, name, said.code)
    if code and not named.note:
        return Code(
            named.code, f"the county code “{code[:40]}” is no county's; the name “{name[:60]}” is read"
        )
    return named


def _explained(found: Code, text: str, postal: str | None) -> Code:
    """Return why a text is no county, in full where more is known of it."""
    if not found.candidates and postal in TERRITORIES:
        return Code(None, f"{STATES[postal][1]} has no counties in the data")
    if found.candidates and not found.parts and found.note.startswith(("fits", "is no")):
        where = f", {postal}" if postal else ""
        return Code(None, f"“{text[:60]}{where}” {found.note}", found.candidates)
    return Code(None) if _PLAIN.match(found.note) else found


def _checked(reader: Counties, found: Code, name: str, postal: str | None) -> Code:
    """Return the county of a code unless the row's name or state says another."""
    code = found.code or ""
    home = reader.label(code)[-2:]
    if postal not in {None, home}:
        return Code(None, f"the county code is {reader.named(code)}, but the state is {postal}")
    against = reader.against(code, name, reader.read(name, home)) if name else ""
    return Code(None, against) if against else found
