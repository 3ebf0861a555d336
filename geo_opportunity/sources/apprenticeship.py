"""Apprenticeable occupations (USDOL Office of Apprenticeship)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import read_csv
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import require_columns

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SOURCES"]

_COLUMNS: Final[dict[str, str]] = {
    "title": "apprenticeable occupation as RAPIDS names it",
    "rapids_code": "RAPIDS code",
    "onet_code": "O*NET-SOC code as published, hyphen restored; taxonomies are mixed (mostly 2010)",
    "term": "length: hours (time-based) or a range",
    "type": "TB time-based, CB competency-based, HY hybrid",
}
_NAMES: Final[dict[str, str]] = {
    "occupational_title": "title",
    "rapids_code": "rapids_code",
    "onet_code": "onet_code",
    "term_length": "term",
    "type": "type",
}


def _rapids(path: Path) -> pd.DataFrame:
    frame = read_csv(path)
    require_columns(frame, _NAMES, path=path)
    frame = frame[list(_NAMES)].rename(columns=_NAMES)
    frame = pd.DataFrame({name: frame[name].str.strip() for name in frame.columns})
    # Three codes are typed 31.9093 for 31-9093: the first point is where the hyphen belongs.
    frame["onet_code"] = frame["onet_code"].str.replace(r"^(\d{2})\.(\d{4})", r"\1-\2", regex=True)
    good = frame["onet_code"].str.match(r"\d{2}-\d{4}")
    if good.mean() < 0.95:
        msg = (
            f"{path.name}, column onet_code: only {good.mean():.0%} of the codes begin like a SOC code. "
            "Fix: read codes as text; check the edition."
        )
        raise FormatError(msg)
    return frame


SOURCES: Final[tuple[Source, ...]] = (from_catalog("rapids", _COLUMNS, _rapids),)
