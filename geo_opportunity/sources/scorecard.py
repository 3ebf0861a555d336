"""College Scorecard: who completes, what it costs after grants, and prices of entire programs.

A cell without a figure is either suppressed for privacy (``PrivacySuppressed``, ``PS``) or not there
(``NULL``, ``NA`` or empty); the ``*_FLAG`` column beside each figure keeps the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.files.published import decode, read_csv, zip_members
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_codes, check_range, check_unique, number, require_columns
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PROGRAMS", "SOURCES", "flag_of"]

#: Programs of a program-year school that have a price: its six largest.
PROGRAMS: Final = range(1, 7)

_SUPPRESSED: Final = ("PrivacySuppressed", "PS")
_ABSENT: Final = ("NULL", "NA", "")

#: Figure -> meaning, lowest and highest value that can be true.
_FIGURES: Final[dict[str, tuple[str, float, float]]] = {
    "C150_4_POOLED": ("completion within 150 percent of normal time, four-year, two classes pooled", 0, 1),
    "D150_4_POOLED": ("students that rate is of", 0, 200_000),
    "C150_L4_POOLED": ("completion within 150 percent of normal time, below four years, pooled", 0, 1),
    "D150_L4_POOLED": ("students that rate is of", 0, 200_000),
    "NPT4_PUB": ("average net price, public, US dollars a year; below zero: grants exceed cost", -5e4, 2e5),
    "NPT4_PRIV": ("average net price, private, US dollars a year", -5e4, 2e5),
    **{f"CIPTFBS{k}": (f"tuition, fees, books of program {k}, US dollars", 0, 5e5) for k in PROGRAMS},
    **{f"MTHCMP{k}": (f"months to complete program {k} full-time", 1, 120) for k in PROGRAMS},
}
_COLUMNS: Final[dict[str, str]] = {
    "UNITID": "six-digit institution identifier, text; eight digits for branches Scorecard numbers itself",
    **{name: meaning for name, (meaning, _, _) in _FIGURES.items()},
    **{f"{name}_FLAG": f"{name}: published, not_released or not_listed" for name in _FIGURES},
    **{f"CIPCODE{k}": f"CIP 2020 code of program {k}, text; empty where there is none" for k in PROGRAMS},
}


def flag_of(text: pd.Series) -> pd.Series:
    """Return why each cell has a figure or none: published, not_released (suppressed), not_listed."""
    out = pd.Series(Flag.PUBLISHED.value, index=text.index, dtype="str")
    out = out.mask(text.isin(_SUPPRESSED), Flag.NOT_RELEASED.value)
    return out.mask(text.isin(_ABSENT), Flag.NOT_LISTED.value)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix.lower() != ".zip":
        return read_csv(path)
    members = zip_members(
        path, r"(most-recent-cohorts-institution|merged\d{4}_\d\d_pp).*\.csv", called="*.csv"
    )
    return read_csv(path, text=decode(next(iter(members.values()))))


def _institutions(path: Path) -> pd.DataFrame:
    """Read the institution-level file: the official zip or csv, or one with fewer of its columns."""
    frame = _read(path)
    codes = [f"CIPCODE{k}" for k in PROGRAMS]
    require_columns(frame, ["UNITID", *_FIGURES, *codes], path=path)
    unitid = frame["UNITID"].str.strip()
    check_codes(unitid, r"\d{6}|\d{8}", path=path, what="UNITID of six or eight digits")
    check_unique(unitid.to_frame("UNITID"), ["UNITID"], path=path)
    out = {"UNITID": unitid}
    for name, (_, low, high) in _FIGURES.items():
        text = frame[name].str.strip()
        out[name] = number(text, path=path, missing=(*_SUPPRESSED, *_ABSENT))
        check_range(out[name], path=path, low=low, high=high)
        out[f"{name}_FLAG"] = flag_of(text)
    for name in codes:
        text = frame[name].str.strip()
        text = text.mask(text.isin([*_ABSENT, *_SUPPRESSED]), "").str.replace(r"^(\d\.)", r"0\1", regex=True)
        check_codes(text, r"(\d{2}\.\d{4})?", path=path, what="six-digit CIP code written as text")
        out[name] = text
    return pd.DataFrame(out)


SOURCES: Final[tuple[Source, ...]] = (from_catalog("scorecard_institutions", _COLUMNS, _institutions),)
