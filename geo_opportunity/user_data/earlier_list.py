"""An earlier targeted occupation list, a file of ours, to be compared with today's."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.codes.base import column
from geo_opportunity.errors import FormatError
from geo_opportunity.files.find import key
from geo_opportunity.questions.codes import soc_codes
from geo_opportunity.questions.target_list import LISTED, VERDICTS
from geo_opportunity.user_data.columns import match_columns
from geo_opportunity.user_data.importer import read_given

if TYPE_CHECKING:
    from pathlib import Path

    from geo_opportunity.dataset import Dataset

__all__ = ["EarlierList", "read_earlier_list"]

#: Our column -> names it goes by.
_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "soc": ("Occupation code (SOC 2018)", "soc_code", "occupation_code", "soc 2018", "occ_code"),
    "title": ("Occupation", "occupation_title", "soc_title"),
    "verdict": ("status", "on_list"),
    "openings": ("Openings a year", "annual_openings", "total_openings"),
    "p50": ("Median wage", "median", "median_annual_wage"),
}
#: Lines below the heads of our workbooks: the units.
_UNITS: Final = frozenset({"", "text"})


@dataclass(frozen=True, slots=True, eq=False)
class EarlierList:
    """An earlier list as read."""

    frame: pd.DataFrame
    """Index soc: verdict, and title, openings (a year), p50 (dollars a year) where the file has them."""
    notes: tuple[str, ...] = ()
    """What could not be read as it stands, a sentence each."""


def _without_notes(content: bytes) -> bytes:
    """Return a CSV of ours with its lines of notes emptied, so that its rows keep their numbers."""
    lines = content.removeprefix(BOM_UTF8).split(b"\n")
    notes = next((n for n, line in enumerate(lines) if not line.startswith(b"# ")), len(lines))
    return b"\n".join([*(b"" for _ in range(notes)), *lines[notes:]]) if notes else content


def read_earlier_list(data: Dataset, source: bytes | Path, *, file: str | None = None) -> EarlierList:
    """Read an earlier list: a CSV or workbook downloaded from the Board page, or any list of occupations.

    Parameters
    ----------
    data
        Whose occupations it names; codes of older editions become today's, which is said.
    source, file
        Content and name, or a path.

    Raises
    ------
    FormatError, MissingColumnError, DoubtError
        It cannot be read, or names no occupations.
    """
    known = frozenset(key(name) for ours, names in _ALIASES.items() for name in (ours, *names))
    content, name = (source, file) if isinstance(source, bytes) else (source.read_bytes(), source.name)
    given = read_given(_without_notes(content), file=name, known=known)
    matched = match_columns(given, _ALIASES, (("soc",),))
    rows = matched.frame.loc[~matched.get("soc").str.strip().str.casefold().isin(_UNITS)]
    codes = column(rows["soc"], soc_codes(data).parse)
    lost = rows.loc[codes["code"].isna(), "soc"]
    if len(lost) == len(rows):
        raise FormatError(
            f"{given.file}: no row names an occupation", fix="give a list with a column of SOC codes"
        )
    notes = [
        f"{given.file}, row {row}: {code!r} is no occupation here; it is left out"
        for row, code in lost.items()
    ]
    frame = rows.loc[codes["code"].notna()].assign(soc=codes["code"])
    doubled = frame.duplicated("soc")
    if doubled.any():
        notes.append(f"{given.file}: {int(doubled.sum()):,} occupations are given twice; the first is taken.")
    frame = frame.loc[~doubled].set_index("soc")
    if "verdict" not in frame:
        notes.append(
            f"{given.file} has no column Verdict: every occupation in it is taken to be on the list."
        )
        frame["verdict"] = LISTED[0]
    by_key = {key(verdict): verdict for verdict in VERDICTS}
    frame["verdict"] = [by_key.get(key(text), text) for text in frame["verdict"]]
    for name in ("openings", "p50"):
        if name in frame:
            plain = frame[name].str.replace(r"[$,\s]", "", regex=True)
            frame[name] = pd.to_numeric(plain, errors="coerce")
    return EarlierList(frame, tuple(notes[:_MOST_NOTES]))


#: Notes that are told.
_MOST_NOTES: Final = 12
