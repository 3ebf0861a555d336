"""Crosswalks between the codes that training, occupations and industries are published in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import read_csv, read_excel
from geo_opportunity.sources.base import Source, from_catalog
from geo_opportunity.sources.faults import check_codes, check_unique, require_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["SOURCES", "renamed", "stripped"]

_SOC: Final = r"\d{2}-\d{4}"
_ONET: Final = r"\d{2}-\d{4}\.\d{2}"
_CIP: Final = r"\d{2}\.\d{4}"
#: How NCES says where a field of study went: 'Moved from 51.0808 to 01.8301', 'Deleted, Report under 61'.
_MOVED: Final = r"(?:to|under)\s+(\d{2}(?:\.\d{4})?)$"
_NAICS4: Final = r"\d{4}"
_NEM: Final = r"[0-9A-Z]{6}"

#: What a pattern means, in messages.
_WHAT: Final = {
    _SOC: "SOC code",
    _ONET: "O*NET-SOC code",
    _CIP: "six-digit CIP code",
    _NAICS4: "four-digit NAICS code",
    _NEM: "NEM industry code",
}


def stripped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the blanks around its texts removed."""
    return pd.DataFrame({name: frame[name].str.strip() for name in frame.columns}, index=frame.index)


def renamed(
    names: Mapping[str, str], codes: Mapping[str, str], *, what: Mapping[str, str] = _WHAT
) -> Callable[[Path], pd.DataFrame]:
    """Return a CSV reader that renames `names` (published -> ours) and checks `codes` (ours -> pattern)."""

    def read(path: Path) -> pd.DataFrame:
        frame = read_csv(path)
        require_columns(frame, names, path=path)
        frame = stripped(frame[list(names)].rename(columns=dict(names)))
        if frame.empty:
            msg = f"{path.name} has a header and no rows. Fix: download it again."
            raise FormatError(msg)
        for column, pattern in codes.items():
            check_codes(frame[column], pattern, path=path, what=what.get(pattern, "code"))
        return frame

    return read


def _cip_soc(path: Path) -> pd.DataFrame:
    """Read sheet CIP-SOC; pairs with 99-9999 or 99.9999 (no match) say nothing and are dropped."""
    frame = read_excel(path, "CIP-SOC")
    names = {
        "CIP2020Code": "cip",
        "CIP2020Title": "cip_title",
        "SOC2018Code": "soc_2018",
        "SOC2018Title": "soc_title",
    }
    require_columns(frame, names, path=path)
    numeric = frame["CIP2020Code"].map(lambda value: not isinstance(value, str))
    if numeric.any():
        msg = (
            f"{path.name}, column CIP2020Code: {int(numeric.sum())} codes are numbers, so 51.3900 and "
            "51.39 are one. Fix: use the NCES workbook, codes as text."
        )
        raise FormatError(msg)
    frame = stripped(frame[list(names)].rename(columns=names).astype("str"))
    check_codes(frame["cip"], _CIP, path=path, what="six-digit CIP code")
    check_codes(frame["soc_2018"], _SOC, path=path, what="SOC code")
    frame = frame[(frame["soc_2018"] != "99-9999") & (frame["cip"] != "99.9999")]
    frame["cip_title"] = frame["cip_title"].str.removesuffix(".")
    return frame.drop_duplicates(["cip", "soc_2018"])


def _cip_codes(path: Path) -> pd.DataFrame:
    """Read the CIP list: six-digit codes in force, and those moved or deleted with where they went."""
    frame = read_csv(path)
    require_columns(frame, ["CIPCode", "Action", "CIPTitle", "CIPDefinition"], path=path)
    code = frame["CIPCode"].str.replace(r'^="?|"$', "", regex=True).str.strip()
    keep = code.str.fullmatch(_CIP)
    gone = frame["Action"].str.strip().isin(["Moved from", "Deleted"])
    if not (keep & ~gone).any():
        msg = (
            f"{path.name}, column CIPCode: no six-digit code. Fix: use the NCES file CIPCode2020.csv, "
            "codes as text."
        )
        raise FormatError(msg)
    definition = frame["CIPDefinition"].str.strip()
    out = pd.DataFrame(
        {
            "cip": code,
            "title": frame["CIPTitle"].str.strip().str.removesuffix("."),
            "definition": definition,
            "moved_to": definition.str.extract(_MOVED)[0].where(gone),
        }
    )[keep]
    check_unique(out, ["cip"], path=path, first_row=None)
    lost = out.loc[gone & out["moved_to"].isna(), ["cip", "definition"]]
    if len(lost):
        msg = (
            f"{path.name}: {lost['cip'].iloc[0]} is no longer in force and {lost['definition'].iloc[0]!r} "
            "does not say where it went. Fix: use the NCES file CIPCode2020.csv as published."
        )
        raise FormatError(msg)
    return out


def _onet_crosswalk(
    source_id: str, old: tuple[str, str], new: tuple[str, str], names: dict[str, str]
) -> Source:
    """Return a crosswalk between editions; `old` and `new` are its code columns with their patterns."""
    columns = {ours: official for official, ours in names.items()}
    return from_catalog(source_id, columns, renamed(names, dict((old, new))))


#: SOC 2018 detailed codes by the code OEWS and EP publish them under (their own code lists, May 2021 onward).
_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "13-1020": ("13-1021", "13-1022", "13-1023"),
    "13-2020": ("13-2022", "13-2023"),
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "29-2010": ("29-2011", "29-2012"),
    "31-1120": ("31-1121", "31-1122"),
    "39-7010": ("39-7011", "39-7012"),
    "47-4090": ("47-4091", "47-4099"),
    "51-2028": ("51-2022", "51-2023"),
    "51-2090": ("51-2092", "51-2099"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}


def _built_in_groups(_path: Path) -> pd.DataFrame:
    """Return the compiled list kept here, for builds from the publishers' own addresses."""
    return pd.DataFrame(
        [(code, group) for group, codes in _GROUPS.items() for code in codes],
        columns=["soc_2018", "oews_ep_code"],
    )


SOURCES: Final[tuple[Source, ...]] = (
    from_catalog(
        "cip_soc",
        {
            "cip": "CIP 2020 code",
            "cip_title": "its title",
            "soc_2018": "SOC 2018 detailed code",
            "soc_title": "its title",
        },
        _cip_soc,
    ),
    from_catalog(
        "cip_codes",
        {
            "cip": "six-digit CIP 2020 code, or one of CIP 2010 that has moved or was deleted",
            "title": "NCES title",
            "definition": "NCES definition",
            "moved_to": "where it is reported in CIP 2020, a code or a family; null for codes in force",
        },
        _cip_codes,
    ),
    from_catalog(
        "soc_groups",
        {"soc_2018": "SOC 2018 detailed code", "oews_ep_code": "code OEWS and EP publish it under"},
        renamed(
            {"soc_2018": "soc_2018", "oews_ep_code": "oews_ep_code"},
            {"soc_2018": _SOC, "oews_ep_code": _SOC},
        ),
        _built_in_groups,
    ),
    _onet_crosswalk(
        "onet_soc_2019_to_2018",
        ("onet_2019", _ONET),
        ("soc_2018", _SOC),
        {
            "O*NET-SOC 2019 Code": "onet_2019",
            "O*NET-SOC 2019 Title": "onet_title",
            "2018 SOC Code": "soc_2018",
            "2018 SOC Title": "soc_title",
        },
    ),
    _onet_crosswalk(
        "onet_soc_2010_to_2019",
        ("onet_2010", _ONET),
        ("onet_2019", _ONET),
        {
            "O*NET-SOC 2010 Code": "onet_2010",
            "O*NET-SOC 2010 Title": "title_2010",
            "O*NET-SOC 2019 Code": "onet_2019",
            "O*NET-SOC 2019 Title": "title_2019",
        },
    ),
    _onet_crosswalk(
        "onet_soc_2009_to_2010",
        ("onet_2009", _ONET),
        ("onet_2010", _ONET),
        {
            "O*NET-SOC 2009 Code": "onet_2009",
            "O*NET-SOC 2009 Title": "title_2009",
            "O*NET-SOC 2010 Code": "onet_2010",
            "O*NET-SOC 2010 Title": "title_2010",
        },
    ),
    from_catalog(
        "soc_2010_to_2018",
        {
            "soc_2010": "SOC 2010 code",
            "title_2010": "its title",
            "soc_2018": "SOC 2018 code",
            "title_2018": "its title",
        },
        renamed(
            {
                "SOCCode2010": "soc_2010",
                "SOCTitle2010": "title_2010",
                "SOCCode2018": "soc_2018",
                "SOCTitle2018": "title_2018",
            },
            {"soc_2010": _SOC, "soc_2018": _SOC},
        ),
    ),
    from_catalog(
        "oes_2019_hybrid",
        {
            "oes_2019": "OES May 2019 and 2020 code",
            "oes_2019_title": "its title",
            "soc_2018": "SOC 2018 code in it",
            "oes_2018": "OES May 2018 code (also the code of the 2018-28 national employment matrix)",
            "soc_2010": "SOC 2010 code in it",
        },
        renamed(
            {
                "OES2019EstimatesCode": "oes_2019",
                "OES2019EstimatesTitle": "oes_2019_title",
                "SOCCode2018": "soc_2018",
                "OES2018EstimatesCode": "oes_2018",
                "SOCCode2010": "soc_2010",
            },
            {"oes_2019": _SOC, "soc_2018": _SOC, "oes_2018": _SOC, "soc_2010": _SOC},
        ),
    ),
    from_catalog(
        "advanced_industries",
        {
            "naics4": "four-digit NAICS 2017 code",
            "title": "its title",
            "kind": "aiEnergy, aiManufacturing or aiServices",
        },
        renamed(
            {"naics_code": "naics4", "naics_name": "title", "naics4_aitype": "kind"}, {"naics4": _NAICS4}
        ),
    ),
    from_catalog(
        "advanced_to_nem",
        {
            "naics4": "four-digit NAICS 2017 code",
            "nem": "matrix industry that holds it",
            "nem_title": "its title",
            "nem_type": "Line item or Summary",
            "relation": (
                "equal, part of group (all of it advanced), superset (also holds industries that are not)"
            ),
        },
        renamed(
            {
                "naics4_2017": "naics4",
                "nem_2018_28_code": "nem",
                "nem_title": "nem_title",
                "nem_type": "nem_type",
                "relation": "relation",
            },
            {"naics4": _NAICS4, "nem": _NEM},
        ),
    ),
)
