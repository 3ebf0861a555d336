"""What a list of programs says in codes and words: fields of study, occupations, whether it is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from geo_opportunity.codes.awards import read_award
from geo_opportunity.codes.base import Code, column
from geo_opportunity.codes.status import approved
from geo_opportunity.errors import DoubtError
from geo_opportunity.questions.codes import cip_codes, soc_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.columns import Matched
    from geo_opportunity.user_data.importer import Reading
    from geo_opportunity.user_data.preview import Notes

__all__ = ["further_occupations", "leave_out_unapproved", "named_occupations", "read_fields", "tell_fields"]

#: Share of the rows that must have a status nobody knows before it is asked what that means.
_NOTABLE: Final = 0.05
_STATUSES: Final = ("status", "provider_status")
_SOCS: Final = ("soc", "soc_2", "soc_3")
_EXAMPLES: Final = 3


# ------------------------------------------------------------------------ status


def leave_out_unapproved(reading: Reading, unknown: Literal["keep", "leave_out"] | None) -> None:
    """Leave out the rows that are not approved, by their status and their provider's.

    Raises
    ------
    DoubtError
        Statuses that do not say are a notable part of the list, and `unknown` does not say what they mean.
    """
    matched, notes = reading.matched, reading.notes
    said = pd.DataFrame(
        {
            name: matched.get(name).map({t: approved(t) for t in matched.get(name).unique()}).astype(object)
            for name in _STATUSES
        }
    )
    no = said.eq(False).any(axis=1)
    silent = said.isna().any(axis=1) & ~no
    shown = ["provider", "program", *_STATUSES]
    if unknown is None and silent.mean() > _NOTABLE:
        raise _doubt(reading, silent, said)
    notes.leave_out("not approved or not active", no, shown)
    what = "status that does not say whether the program is approved"
    if unknown == "leave_out":
        notes.leave_out(what, silent, shown)
    else:
        notes.problem(what, silent, "kept as approved", shown)


def _doubt(reading: Reading, silent: pd.Series, said: pd.DataFrame) -> DoubtError:
    matched, file = reading.matched, reading.given.file
    words = pd.concat([matched.get(name).where(said[name].isna() & silent) for name in _STATUSES]).dropna()
    named = ", ".join(f"{word!r}" for word in words.value_counts().index[:_EXAMPLES])
    rows, first = int(silent.sum()), matched.frame.loc[silent].index[:_EXAMPLES]
    program = matched.get("program").where(matched.get("program") != "", matched.get("provider"))
    whose = "; ".join(f"row {row}, {program.loc[row]}" for row in first)
    what = (
        f"{file}: {rows:,} of {len(silent):,} rows have a status that does not say whether they are approved"
    )
    return DoubtError(
        f"{what} ({named})",
        fix="say unknown_status='keep' or 'leave_out'",
        setting="unknown_status",
        choices={
            "keep": f"They are approved: {rows:,} rows are kept ({whose})",
            "leave_out": f"They are not approved: {rows:,} rows are left out ({whose})",
        },
    )


# --------------------------------------------------------------- fields of study


def read_fields(atlas: Dataset, texts: pd.Series) -> pd.DataFrame:
    """Return code, note and candidates of the fields of study of each row (see ``codes.base.column``)."""
    return column(texts, cip_codes(atlas).parse)


def tell_fields(
    atlas: Dataset,
    matched: Matched,
    cip: pd.DataFrame,
    notes: Notes,
    shown: Sequence[str],
) -> None:
    """Tell of and leave out rows that are still in by their field of study; tell of divided award levels."""
    asked = notes.kept
    code, text = cip["code"], matched.get("cip")
    known = code.isin(set(atlas.table("cips")["cip"]))
    blank = asked & code.isna() & (cip["note"] == "")
    date = cip["note"].str.contains(" is a date", regex=False)
    notes.leave_out("no CIP code", blank, shown)
    notes.leave_out(
        "CIP code turned into a date by a spreadsheet (format the column as text)",
        asked & code.isna() & date,
        shown,
    )
    notes.leave_out("CIP code cannot be read", asked & code.isna() & (text != "") & ~blank & ~date, shown)
    strange = asked & code.notna() & ~known
    outcome = "kept; leads to no occupation unless the list names one"
    whole = strange & (cip["candidates"].str.len() > 0)
    notes.problem(
        "CIP code not in the CIP 2020 list (an older edition?)",
        strange & ~whole & (cip["note"] == code + " is not in CIP 2020"),
        outcome,
        shown,
    )
    plain = cip["note"].where(cip["note"] != code + " is not in CIP 2020", "")
    notes.tell_each(plain.where(strange, ""), outcome, shown)
    notes.tell_each(plain.where(asked & known, ""), "read as the code of today", shown)
    award = column(matched.get("award_level"), read_award)["note"]
    notes.tell_each(award.where(asked, ""), "taken by the credential's words or the length", ["award_level"])


def further_occupations(atlas: Dataset, cip: pd.DataFrame) -> pd.Series:
    """Return the occupations, by row, that the second and further fields of study of a row lead to."""
    several = cip.loc[cip["note"].str.contains(": counted once, under", regex=False), "candidates"]
    fields = several.explode().dropna()
    pairs = atlas.table("cip_soc")
    links = pairs.loc[pairs["cip"].isin(fields.unique())].groupby("cip")["soc"].agg(list)
    return fields.map(links).explode().dropna().astype("str")


# ------------------------------------------------------------------- occupations


def named_occupations(atlas: Dataset, matched: Matched, notes: Notes) -> pd.Series:
    """Return the occupations the rows themselves name, as OEWS publishes them, indexed by row.

    What is not taken is told: groups, codes that were split, codes that are none.
    """
    socs = soc_codes(atlas)
    columns = [matched.get(c) for c in _SOCS if c in matched.columns]
    cells = pd.concat(columns or [pd.Series(dtype="str")])
    read = {text: socs.all(text) for text in cells.unique()}
    many: pd.Series = cells.map(read).explode().dropna()
    if many.empty:
        return pd.Series(dtype="str")
    code = many.map(_code_of)
    note = many.map(_note_of)
    written = cells.map({text: [s for s in socs.spelled(text) if socs.combined(s)] for text in read})
    notes.count("occupations named by the list", len(many))
    notes.count("occupations named whose SOC code is known", code.notna().sum())
    notes.count("of them counted under the combined code OEWS publishes", written.str.len().sum())
    shown = ["program", *_SOCS]
    lost = code.isna()
    told = many.map(lambda found: bool(found.candidates)) | note.str.contains(" is a date", regex=False)
    _tell(notes, "SOC code not among the occupations OEWS publishes", lost & ~told, "not linked by it", shown)
    for rows, outcome in ((lost & told, "not linked by it"), (~lost, "linked by the code of today")):
        said = note[rows & (note != "")]
        for each, mine in said.groupby(said, sort=False):
            _tell(notes, str(each), mine.notna(), outcome, shown)
    return code.dropna().astype("str")


def _code_of(found: Code) -> str | None:
    return found.code


def _note_of(found: Code) -> str:
    return found.note


def _tell(notes: Notes, problem: str, bad: pd.Series, outcome: str, shown: Sequence[str]) -> None:
    """Tell of rows of which one of several codes is `bad`."""
    notes.problem(problem, pd.Series(True, index=bad.index[bad].unique()), outcome, shown)
