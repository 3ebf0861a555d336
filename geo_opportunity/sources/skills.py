"""O*NET: skills and knowledge that occupations ask for, and the technology they use (USDOL/ETA, CC BY 4.0).

The official zip holds tab-separated files; the same columns also come as one table for each file.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import decode, read_csv, zip_member
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.crosswalks import stripped
from geo_opportunity.sources.faults import (
    check_codes,
    check_range,
    check_unique,
    number,
    refuse,
    require_columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["SOURCES"]

_ONET: Final = r"\d{2}-\d{4}\.\d{2}"
_AGAIN: Final = "check that it is the O*NET 29.0 table, and download it again"
_MARKS: Final = frozenset({"Y", "N"})


def _table(path: Path, member: str, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the columns `names` (published -> ours) of a table, from the official zip or lying alone."""
    if path.suffix.lower() == ".zip":
        text = decode(zip_member(path, member))
        frame = read_csv(path, text=text, sep="\t", quoting=csv.QUOTE_NONE)
    else:
        frame = read_csv(path)
    require_columns(frame, names, path=path)
    frame = stripped(frame[list(names)].rename(columns=dict(names)))
    if frame.empty:
        raise FormatError(f"{path.name} has a header and no rows", fix=_AGAIN)
    check_codes(frame["onet_soc"], _ONET, path=path, what="O*NET-SOC code")
    return frame


def _marked(frame: pd.DataFrame, column: str, path: Path, *, blank: bool = False) -> pd.Series:
    """Return whether a column says Y; anything but Y, N and what stands for neither is refused."""
    known = _MARKS | ({"", "n/a"} if blank else set())
    refuse(~frame[column].isin(known), frame[column], "is neither Y nor N", path=path, fix=_AGAIN)
    return frame[column] == "Y"


_RATED_NAMES: Final = {
    "O*NET-SOC Code": "onet_soc",
    "Element ID": "element_id",
    "Element Name": "element",
    "Scale ID": "scale",
    "Data Value": "value",
    "Recommend Suppress": "suppress",
    "Not Relevant": "not_relevant",
}


def _rated(member: str, root: str) -> Callable[[Path], pd.DataFrame]:
    """Return a reader of a table of ratings; `root` begins the ids of its elements."""

    def read(path: Path) -> pd.DataFrame:
        frame = _table(path, member, _RATED_NAMES)
        check_codes(frame["element_id"], rf"{root}\.[\w.]+", path=path, what=f"element of {member}")
        refuse(
            ~frame["scale"].isin(["IM", "LV"]), frame["scale"], "is neither IM nor LV", path=path, fix=_AGAIN
        )
        frame["value"] = number(frame["value"], path=path, missing=("n/a",))
        for scale, low, high in (("IM", 1, 5), ("LV", 0, 7)):
            check_range(frame["value"].where(frame["scale"] == scale), path=path, low=low, high=high)
        for column in ("suppress", "not_relevant"):
            frame[column] = _marked(frame, column, path, blank=True)
        check_unique(frame, ["onet_soc", "element_id", "scale"], path=path)
        return frame

    return read


_TECHNOLOGY_NAMES: Final = {
    "O*NET-SOC Code": "onet_soc",
    "Example": "technology",
    "Commodity Title": "category",
    "Hot Technology": "hot",
    "In Demand": "in_demand",
}


def _technology(path: Path) -> pd.DataFrame:
    frame = _table(path, "Technology Skills.txt", _TECHNOLOGY_NAMES)
    for column in ("hot", "in_demand"):
        frame[column] = _marked(frame, column, path)
    refuse(frame["technology"] == "", frame["technology"], "names no technology", path=path, fix=_AGAIN)
    return frame


_RATED: Final = {
    "onet_soc": "O*NET-SOC 2019 code",
    "element_id": "element of the content model",
    "element": "its name",
    "scale": "IM importance (1 to 5), LV level (0 to 7)",
    "value": "mean rating",
    "suppress": "whether O*NET advises against use, for its low precision",
    "not_relevant": "whether most raters call it not relevant (levels only)",
}

SOURCES: Final[tuple[Source, ...]] = (
    from_catalog("onet_skills", _RATED, _rated("Skills.txt", r"2\.[AB]")),
    from_catalog("onet_knowledge", _RATED, _rated("Knowledge.txt", r"2\.C")),
    from_catalog(
        "onet_technology",
        {
            "onet_soc": "O*NET-SOC 2019 code",
            "technology": "name of the technology",
            "category": "kind of technology (UNSPSC commodity)",
            "hot": "whether employers name it often in job postings of all kinds",
            "in_demand": "whether employers name it often in postings for this occupation",
        },
        _technology,
    ),
)
