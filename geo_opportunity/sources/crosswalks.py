"""Crosswalks between the codes that training, occupations and industries are published in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import read_csv, read_excel
from geo_opportunity.sources.base import PUBLIC_DOMAIN, Source, Variant, check_codes, require_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["SOURCES", "renamed", "stripped"]

_SOC: Final = r"\d{2}-\d{4}"
_ONET: Final = r"\d{2}-\d{4}\.\d{2}"
_CIP: Final = r"\d{2}\.\d{4}"
_NAICS4: Final = r"\d{4}"
_NEM: Final = r"[0-9A-Z]{6}"

#: What a pattern stands for, in messages.
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
    """Return a reader of a csv that renames `names` (published -> ours) and checks `codes` (ours -> pattern)."""

    def read(path: Path) -> pd.DataFrame:
        frame = read_csv(path)
        require_columns(frame, names, path=path)
        frame = stripped(frame[list(names)].rename(columns=dict(names)))
        if frame.empty:
            msg = f"{path.name} has a header and no rows. Mend: download it again."
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
        msg = f"{path.name}, column CIP2020Code: {int(numeric.sum())} codes are numbers, so 51.3900 and 51.39 are one. Mend: use the NCES workbook, codes as text."
        raise FormatError(msg)
    frame = stripped(frame[list(names)].rename(columns=names).astype("str"))
    check_codes(frame["cip"], _CIP, path=path, what="six-digit CIP code")
    check_codes(frame["soc_2018"], _SOC, path=path, what="SOC code")
    frame = frame[(frame["soc_2018"] != "99-9999") & (frame["cip"] != "99.9999")]
    frame["cip_title"] = frame["cip_title"].str.removesuffix(".")
    return frame.drop_duplicates(["cip", "soc_2018"])


def _cip_codes(path: Path) -> pd.DataFrame:
    """Read the CIP list: six-digit codes in force (not those deleted or moved elsewhere)."""
    frame = read_csv(path)
    require_columns(frame, ["CIPCode", "Action", "CIPTitle", "CIPDefinition"], path=path)
    code = frame["CIPCode"].str.replace(r'^="?|"$', "", regex=True).str.strip()
    keep = code.str.fullmatch(_CIP) & ~frame["Action"].str.strip().isin(["Moved from", "Deleted"])
    if not keep.any():
        msg = f"{path.name}, column CIPCode: no six-digit code. Mend: use the NCES file CIPCode2020.csv, codes as text."
        raise FormatError(msg)
    out = pd.DataFrame(
        {
            "cip": code,
            "title": frame["CIPTitle"].str.strip().str.removesuffix("."),
            "definition": frame["CIPDefinition"].str.strip(),
        }
    )[keep]
    doubled = out["cip"].duplicated()
    if doubled.any():
        msg = f"{path.name}, column CIPCode: {out.loc[doubled, 'cip'].iloc[0]} stands twice. Mend: download it again."
        raise FormatError(msg)
    return out


_NCES = "US Department of Education, National Center for Education Statistics (NCES)"
_BLS = "US Bureau of Labor Statistics (BLS)"
_ONET_CENTER = "National Center for O*NET Development for USDOL/ETA"
_ONET_LICENCE = "CC BY 4.0"
_ONET_CITATION = (
    "This page includes information from the O*NET taxonomy crosswalks by the U.S. Department of Labor, Employment and Training Administration "
    "(USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA."
)


def _onet_crosswalk(
    source_id: str,
    title: str,
    path: str,
    *,
    old: tuple[str, str],
    new: tuple[str, str],
    names: dict[str, str],
    url: str,
) -> Source:
    return Source(
        id=source_id,
        title=title,
        publisher=_ONET_CENTER,
        landing_page="https://www.onetcenter.org/taxonomy.html",
        vintage="O*NET-SOC 2019",
        variants=(Variant(path, renamed(names, {old[0]: old[1], new[0]: new[1]}), url=url),),
        columns={ours: official for official, ours in names.items()},
        licence=_ONET_LICENCE,
        citation=_ONET_CITATION,
    )


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
    Source(
        id="cip_soc",
        title="CIP 2020 to SOC 2018 crosswalk",
        publisher=f"{_NCES} and {_BLS}",
        landing_page="https://nces.ed.gov/ipeds/cipcode/post3.aspx?y=56",
        vintage="CIP 2020, SOC 2018",
        variants=(
            Variant(
                "crosswalks/CIP2020_SOC2018_Crosswalk.xlsx",
                _cip_soc,
                url="https://nces.ed.gov/ipeds/cipcode/Files/CIP2020_SOC2018_Crosswalk.xlsx",
            ),
        ),
        columns={
            "cip": "CIP 2020 code",
            "cip_title": "its title",
            "soc_2018": "SOC 2018 detailed code",
            "soc_title": "its title",
        },
    ),
    Source(
        id="cip_codes",
        title="Classification of Instructional Programs 2020",
        publisher=_NCES,
        landing_page="https://nces.ed.gov/ipeds/cipcode/resources.aspx?y=56",
        vintage="CIP 2020",
        variants=(
            Variant(
                "crosswalks/CIPCode2020.csv",
                _cip_codes,
                url="https://nces.ed.gov/ipeds/cipcode/Files/CIPCode2020.csv",
            ),
            Variant("crosswalks/CIPCode2020.csv.gz", _cip_codes, note="the official csv, gzipped"),
        ),
        columns={"cip": "six-digit CIP 2020 code", "title": "NCES title", "definition": "NCES definition"},
    ),
    Source(
        id="soc_groups",
        title="SOC 2018 detailed codes that OEWS and EP publish only combined",
        publisher=f"{_BLS} (compiled from the OEWS and EP code lists)",
        landing_page="https://www.bls.gov/oes/oes_ques.htm",
        vintage="May 2021 onward",
        variants=(
            Variant(
                "crosswalks/soc_2018_to_oews_ep_groups.csv",
                renamed(
                    {"soc_2018": "soc_2018", "oews_ep_code": "oews_ep_code"},
                    {"soc_2018": _SOC, "oews_ep_code": _SOC},
                ),
                note="compiled; BLS has no such file of its own",
            ),
            Variant(
                "built in",
                _built_in_groups,
                built_in=Path(__file__),
                note="the same list, kept in geo_opportunity/sources/crosswalks.py",
            ),
        ),
        columns={"soc_2018": "SOC 2018 detailed code", "oews_ep_code": "code OEWS and EP publish it under"},
    ),
    _onet_crosswalk(
        "onet_soc_2019_to_2018",
        "O*NET-SOC 2019 to SOC 2018 crosswalk",
        "crosswalks/onet_soc_2019_to_soc_2018.csv",
        old=("onet_2019", _ONET),
        new=("soc_2018", _SOC),
        names={
            "O*NET-SOC 2019 Code": "onet_2019",
            "O*NET-SOC 2019 Title": "onet_title",
            "2018 SOC Code": "soc_2018",
            "2018 SOC Title": "soc_title",
        },
        url="https://www.onetcenter.org/taxonomy/2019/soc/2019_to_SOC_Crosswalk.csv?fmt=csv",
    ),
    _onet_crosswalk(
        "onet_soc_2010_to_2019",
        "O*NET-SOC 2010 to 2019 crosswalk",
        "crosswalks/onet_soc_2010_to_2019.csv",
        old=("onet_2010", _ONET),
        new=("onet_2019", _ONET),
        names={
            "O*NET-SOC 2010 Code": "onet_2010",
            "O*NET-SOC 2010 Title": "title_2010",
            "O*NET-SOC 2019 Code": "onet_2019",
            "O*NET-SOC 2019 Title": "title_2019",
        },
        url="https://www.onetcenter.org/taxonomy/2019/walk/2010_to_2019_Crosswalk.csv?fmt=csv",
    ),
    _onet_crosswalk(
        "onet_soc_2009_to_2010",
        "O*NET-SOC 2009 to 2010 crosswalk",
        "crosswalks/onet_soc_2009_to_2010.csv",
        old=("onet_2009", _ONET),
        new=("onet_2010", _ONET),
        names={
            "O*NET-SOC 2009 Code": "onet_2009",
            "O*NET-SOC 2009 Title": "title_2009",
            "O*NET-SOC 2010 Code": "onet_2010",
            "O*NET-SOC 2010 Title": "title_2010",
        },
        url="https://www.onetcenter.org/taxonomy/2010/walk/2009_to_2010_Crosswalk.csv?fmt=csv",
    ),
    Source(
        id="soc_2010_to_2018",
        title="SOC 2010 to SOC 2018 crosswalk",
        publisher=_BLS,
        landing_page="https://www.bls.gov/soc/2018/home.htm",
        vintage="SOC 2018",
        variants=(
            Variant(
                "crosswalks/soc_2010_to_2018.csv",
                renamed(
                    {
                        "SOCCode2010": "soc_2010",
                        "SOCTitle2010": "title_2010",
                        "SOCCode2018": "soc_2018",
                        "SOCTitle2018": "title_2018",
                    },
                    {"soc_2010": _SOC, "soc_2018": _SOC},
                ),
                note="the table of https://www.bls.gov/soc/2018/soc_2010_to_2018_crosswalk.xlsx as csv",
            ),
        ),
        columns={
            "soc_2010": "SOC 2010 code",
            "title_2010": "its title",
            "soc_2018": "SOC 2018 code",
            "title_2018": "its title",
        },
    ),
    Source(
        id="oes_2019_hybrid",
        title="OES May 2019 hybrid occupation codes to SOC 2010 and SOC 2018",
        publisher=_BLS,
        landing_page="https://www.bls.gov/oes/soc_2018.htm",
        vintage="May 2019",
        variants=(
            Variant(
                "crosswalks/oes_2019_hybrid_soc_crosswalk.csv",
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
                note="the table of https://www.bls.gov/oes/oes_2019_hybrid_structure.xlsx as csv",
            ),
        ),
        columns={
            "oes_2019": "OES May 2019 and 2020 code",
            "oes_2019_title": "its title",
            "soc_2018": "SOC 2018 code in it",
            "oes_2018": "OES May 2018 code (also the code of the 2018-28 national employment matrix)",
            "soc_2010": "SOC 2010 code in it",
        },
    ),
    Source(
        id="advanced_industries",
        title="The 50 advanced industries (NAICS 2017)",
        publisher="Brookings Metro",
        landing_page="https://www.brookings.edu/articles/americas-advanced-industries-what-they-are-where-they-are-and-why-they-matter/",
        vintage="list of 2015, as NAICS 2017",
        variants=(
            Variant(
                "crosswalks/brookings_advanced_industries_naics2017.csv",
                renamed(
                    {"naics_code": "naics4", "naics_name": "title", "naics4_aitype": "kind"},
                    {"naics4": _NAICS4},
                ),
            ),
        ),
        columns={
            "naics4": "four-digit NAICS 2017 code",
            "title": "its title",
            "kind": "aiEnergy, aiManufacturing or aiServices",
        },
        licence="a list of facts; the definition (R&D per worker and share of STEM jobs) is Brookings', cited",
        citation=(
            "Muro, Rothwell, Andes, Fikri and Kulkarni (2015), America's Advanced Industries, Brookings: industries with R&D of at least $450 a worker "
            "and a share of workers with much STEM knowledge above the national average."
        ),
    ),
    Source(
        id="advanced_to_nem",
        title="The 50 advanced industries in the industry codes of the 2018-28 national employment matrix",
        publisher="Geo Opportunity, from Brookings Metro and BLS",
        landing_page="https://www.bls.gov/emp/documentation/crosswalks.htm",
        vintage="2018-28",
        variants=(
            Variant(
                "crosswalks/brookings_advanced_to_nem_2018_28.csv",
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
        ),
        columns={
            "naics4": "four-digit NAICS 2017 code",
            "nem": "matrix industry that holds it",
            "nem_title": "its title",
            "nem_type": "Line item or Summary",
            "relation": "equal, part of group (all of it advanced), superset (also holds industries that are not)",
        },
        licence=PUBLIC_DOMAIN,
    ),
)
