"""Which occupations make up a sector, by which published definition.

Four sectors are defined here. Every list is a constant with its reason beside it; the two that rest on data
(green, advanced industries) are computed from the published files named in the docstrings.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import JoinError, MissingColumnError, UnknownCodeError
from geo_opportunity.vocabulary import SECTORS, onet_to_soc, published_soc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "ADVANCED_TAG",
    "DEFINITIONS",
    "GREEN_SPECIALTY",
    "GREEN_TAGS",
    "HEALTHCARE_OTHERS",
    "MOSTLY_ADVANCED",
    "NEM_EXTRA",
    "OEWS_INDUSTRIES",
    "TRADES_OTHERS",
    "advanced_industry_codes",
    "advanced_oews_industries",
    "advanced_shares",
    "advanced_shares_by_industry",
    "green_membership",
    "listed_membership",
    "sector_members",
]

# ------------------------------------------------------------------ healthcare

_HEALTH_PRACTITIONERS: Final = "SOC 29 healthcare practitioners and technical"
_HEALTH_SUPPORT: Final = "SOC 31 healthcare support"
_HEALTH_OTHER: Final = "health occupation outside SOC 29 and 31"

#: Occupations outside SOC major groups 29 and 31 whose SOC 2018 definition is work in or for health care.
HEALTHCARE_OTHERS: Final[dict[str, str]] = {
    "11-9111": "Medical and Health Services Managers: run health services",
    "21-1018": "Substance Abuse, Behavioral Disorder, and Mental Health Counselors: treat patients",
    "21-1022": "Healthcare Social Workers: serve patients of health care",
    "21-1023": "Mental Health and Substance Abuse Social Workers: treat patients",
    "21-1091": "Health Education Specialists: teach health",
    "21-1094": "Community Health Workers: tie patients to care",
    "43-6013": "Medical Secretaries and Administrative Assistants: need medical terms and procedures",
    "51-9081": "Dental Laboratory Technicians: make dental appliances to prescription",
    "51-9082": "Medical Appliance Technicians: make medical appliances to prescription",
    "51-9083": "Ophthalmic Laboratory Technicians: make lenses to prescription",
}

# ---------------------------------------------------------------------- trades

_TRADES_CONSTRUCTION: Final = "SOC 47 construction and extraction"
_TRADES_REPAIR: Final = "SOC 49 skilled installation, maintenance and repair"
_TRADES_PRODUCTION: Final = "SOC 51 skilled production and plant trades"

#: Skilled trades outside SOC major group 47. Chosen by hand: recognized as apprenticeable (RAPIDS 2019) or
#: their supervisors, and learnt through a program, an apprenticeship or at least moderate-term training (BLS
#: EP Table 5.4). Left out of 49: helpers, bicycle and tire work, vending machines, musical instruments,
#: watches, cameras, divers, riggers and residual codes. Taken from 51: metal trades, cabinetmaking, power and
#: water plants.
TRADES_OTHERS: Final[dict[str, str]] = {
    "49-1011": "First-Line Supervisors of Mechanics, Installers, and Repairers",
    "49-2011": "Computer, Automated Teller, and Office Machine Repairers",
    "49-2021": "Radio, Cellular, and Tower Equipment Installers and Repairers",
    "49-2022": "Telecommunications Equipment Installers and Repairers, Except Line Installers",
    "49-2091": "Avionics Technicians",
    "49-2092": "Electric Motor, Power Tool, and Related Repairers",
    "49-2093": "Electrical and Electronics Installers and Repairers, Transportation Equipment",
    "49-2094": "Electrical and Electronics Repairers, Commercial and Industrial Equipment",
    "49-2095": "Electrical and Electronics Repairers, Powerhouse, Substation, and Relay",
    "49-2096": "Electronic Equipment Installers and Repairers, Motor Vehicles",
    "49-2097": "Audiovisual Equipment Installers and Repairers",
    "49-2098": "Security and Fire Alarm Systems Installers",
    "49-3011": "Aircraft Mechanics and Service Technicians",
    "49-3021": "Automotive Body and Related Repairers",
    "49-3022": "Automotive Glass Installers and Repairers",
    "49-3023": "Automotive Service Technicians and Mechanics",
    "49-3031": "Bus and Truck Mechanics and Diesel Engine Specialists",
    "49-3041": "Farm Equipment Mechanics and Service Technicians",
    "49-3042": "Mobile Heavy Equipment Mechanics, Except Engines",
    "49-3043": "Rail Car Repairers",
    "49-3051": "Motorboat Mechanics and Service Technicians",
    "49-3052": "Motorcycle Mechanics",
    "49-3053": "Outdoor Power Equipment and Other Small Engine Mechanics",
    "49-3092": "Recreational Vehicle Service Technicians",
    "49-9011": "Mechanical Door Repairers",
    "49-9012": "Control and Valve Installers and Repairers, Except Mechanical Door",
    "49-9021": "Heating, Air Conditioning, and Refrigeration Mechanics and Installers",
    "49-9031": "Home Appliance Repairers",
    "49-9041": "Industrial Machinery Mechanics",
    "49-9043": "Maintenance Workers, Machinery",
    "49-9044": "Millwrights",
    "49-9051": "Electrical Power-Line Installers and Repairers",
    "49-9052": "Telecommunications Line Installers and Repairers",
    "49-9062": "Medical Equipment Repairers",
    "49-9071": "Maintenance and Repair Workers, General",
    "49-9081": "Wind Turbine Service Technicians",
    "49-9094": "Locksmiths and Safe Repairers",
    "49-9097": "Signal and Track Switch Repairers",
    "51-2011": "Aircraft Structure, Surfaces, Rigging, and Systems Assemblers",
    "51-2041": "Structural Metal Fabricators and Fitters",
    "51-4041": "Machinists",
    "51-4111": "Tool and Die Makers",
    "51-4121": "Welders, Cutters, Solderers, and Brazers",
    "51-7011": "Cabinetmakers and Bench Carpenters",
    "51-8012": "Power Distributors and Dispatchers",
    "51-8013": "Power Plant Operators",
    "51-8021": "Stationary Engineers and Boiler Operators",
    "51-8031": "Water and Wastewater Treatment Plant and System Operators",
    "51-9161": "Computer Numerically Controlled Tool Operators",
    "51-9162": "Computer Numerically Controlled Tool Programmers",
}

# ----------------------------------------------------------------------- green

#: The three lists of O*NET 18.1, from the narrowest to the widest. The last has ordinary jobs whose skills
#: change.
GREEN_TAGS: Final[tuple[str, ...]] = (
    "Green New & Emerging",
    "Green Increased Demand",
    "Green Enhanced Skills",
)

#: Tag of an occupation of which only a specialty is on a green list.
GREEN_SPECIALTY: Final = "has a green specialty"

# -------------------------------------------------------------------- advanced

ADVANCED_TAG: Final = "Brookings advanced industries"

#: Advanced industries (NAICS 2017) -> the industry of OEWS May 2025 (NAICS 2022) that holds them, where it is
#: not the four digits with two zeros. Chemicals 3250A1 (3251, 3252, 3253, 3259) and telecommunications 517000
#: (5173, 5174, 5179) are all advanced; 3330A1 and 327000 are not (:data:`MOSTLY_ADVANCED`). NAICS 2022 moved
#: software publishers to 5132, and subscription programming, web search and news from 5152 and 5191 to 5162
#: and 5192.
OEWS_INDUSTRIES: Final[dict[str, str]] = {
    **dict.fromkeys(("3251", "3252", "3253", "3259"), "3250A1"),
    **dict.fromkeys(("3271", "3279"), "327000"),
    **dict.fromkeys(("3331", "3332", "3339"), "3330A1"),
    "5112": "513200",
    "5152": "516200",
    **dict.fromkeys(("5173", "5174", "5179"), "517000"),
    "5191": "519200",
}
_PARTLY_ADVANCED: Final = frozenset({"327000", "3330A1"})

#: Industries that include more than advanced industries and are counted in full, because most of them
#: is: 3330A1 is NAICS 3331, 3332, 3334 and 3339, of which only 3334 (heating and cooling equipment) is not
#: advanced. The other such group, 327000 (two advanced industries of five, mostly concrete and glass), is
#: left out.
MOSTLY_ADVANCED: Final[frozenset[str]] = frozenset({"3330A1"})

#: Matrix occupation codes the OES hybrid crosswalk does not have (outside OES's scope) -> SOC 2018.
NEM_EXTRA: Final[dict[str, str]] = {"45-3000": "45-3031"}

_ALL_INDUSTRIES: Final = "TE1000"
_ALL_OCCUPATIONS: Final = "00-0000"

#: What each sector is, for the screen.
DEFINITIONS: Final[dict[str, str]] = {
    "healthcare": (
        "SOC 2018 major groups 29 (healthcare practitioners and technical) and 31 (healthcare support), "
        "and ten occupations outside them whose SOC "
        "definition is health care: medical and health services managers, health counselors and social "
        "workers, health educators, community health "
        "workers, medical secretaries, and makers of dental, medical and optical appliances."
    ),
    "trades": (
        "SOC 2018 major group 47 (construction and extraction), and listed skilled trades of groups 49 "
        "(installation, maintenance and repair) and 51 "
        "(metal trades, cabinetmaking, power and water plants): apprenticeable, and learned through a "
        "program, an apprenticeship or at least "
        "moderate-term training. Helpers and light repair are left out of 49 and 51."
    ),
    "green": (
        "O*NET's green lists of 2014 (release 18.1), kept apart: New & Emerging, Increased Demand, "
        "Enhanced Skills (the last holds ordinary jobs "
        "whose skills change, and is off by default). An occupation is on a list when its own O*NET "
        "code is; one of which only a specialty is "
        "listed is marked 'has a green specialty'. O*NET no longer updates the lists."
    ),
    "advanced": (
        "Brookings' 50 advanced industries (R&D of at least $450 a worker, and more than the national "
        "share of workers with much STEM knowledge). An "
        "occupation belongs when at least the chosen share of its national jobs is in them, by OEWS May "
        "2025 by "
        "industry, which leaves out the self-employed. Cells BLS does not release "
        "count as none, so shares are lower bounds; nonmetallic minerals are left out and "
        "machinery is counted completely, because the file "
        "does not split them. Data built without that file use the 2018-28 national employment matrix."
    ),
}


def listed_membership(socs: Iterable[str]) -> pd.DataFrame:
    """Return the members of healthcare and trades among `socs`: columns sector, soc, tag."""
    rows = []
    for soc in sorted(set(socs)):
        if soc.startswith("29-"):
            rows.append(("healthcare", soc, _HEALTH_PRACTITIONERS))
        elif soc.startswith("31-"):
            rows.append(("healthcare", soc, _HEALTH_SUPPORT))
        elif soc in HEALTHCARE_OTHERS:
            rows.append(("healthcare", soc, _HEALTH_OTHER))
        if soc.startswith("47-"):
            rows.append(("trades", soc, _TRADES_CONSTRUCTION))
        elif soc in TRADES_OTHERS:
            rows.append(("trades", soc, _TRADES_REPAIR if soc.startswith("49-") else _TRADES_PRODUCTION))
    return pd.DataFrame(rows, columns=["sector", "soc", "tag"]).astype("str")


def green_membership(green: pd.DataFrame, walk: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return green occupations: columns soc (as OEWS publishes it), tag.

    O*NET-SOC 2010 codes go to 2019 (a code that was split goes to all its parts), then to SOC 2018, then to
    the published codes. An occupation carries a list's name when one of its O*NET ``.00`` codes is on that
    list; when only specialties (``.01`` …) are, it carries :data:`GREEN_SPECIALTY` instead.

    Parameters
    ----------
    green
        Raw ``green_occupations``: onet_2010, category.
    walk
        Raw ``onet_soc_2010_to_2019``: onet_2010, onet_2019.
    groups
        Raw ``soc_groups``.
    """
    mapped = green[["onet_2010", "category"]].merge(
        walk[["onet_2010", "onet_2019"]], on="onet_2010", how="left"
    )
    lost = mapped.loc[mapped["onet_2019"].isna(), "onet_2010"]
    if len(lost) > 0.02 * len(green):
        msg = (
            f"{len(lost)} of {len(green)} green occupations are in no 2010-to-2019 crosswalk, first "
            f"{lost.iloc[0]}. Fix: use the O*NET-SOC 2010 crosswalk."
        )
        raise JoinError(msg)
    mapped = mapped.dropna(subset=["onet_2019"])
    soc = published_soc(onet_to_soc(mapped["onet_2019"]), groups)
    whole = mapped["onet_2019"].str.endswith(".00")
    listed = set(soc[whole])
    tag = mapped["category"].where(whole, GREEN_SPECIALTY)
    keep = whole | ~soc.isin(listed)
    out = pd.DataFrame({"soc": soc, "tag": tag})[keep].drop_duplicates()
    return out.sort_values(["soc", "tag"], kind="stable").reset_index(drop=True).astype("str")


def _disjoint(codes: Collection[str], *, of: str) -> frozenset[str]:
    """Return industry codes as they are; raise JoinError where one lies within another."""
    for outer, inner in permutations(sorted(codes), 2):
        if inner.startswith(outer.rstrip("0")):
            what = f"{of} industry {inner} lies within {outer}: its jobs would be counted twice"
            raise JoinError(what, fix="keep one of them in the list of advanced industries")
    return frozenset(codes)


def advanced_oews_industries(naics4: Iterable[str]) -> frozenset[str]:
    """Return the OEWS industry codes that represent advanced industries, none inside another.

    Parameters
    ----------
    naics4
        Four-digit NAICS 2017 codes of the advanced industries (raw ``advanced_industries``).

    Raises
    ------
    JoinError
        One code lies within another (its jobs would be counted twice).
    """
    codes = {OEWS_INDUSTRIES.get(code, f"{code}00") for code in naics4}
    return _disjoint(codes - (_PARTLY_ADVANCED - MOSTLY_ADVANCED), of="OEWS")


def advanced_industry_codes(to_nem: pd.DataFrame) -> frozenset[str]:
    """Return the matrix industry codes that represent the 50 advanced industries, none inside another.

    Raises
    ------
    JoinError
        One code lies within another (its jobs would be counted twice).
    """
    take = to_nem[(to_nem["relation"] != "superset") | to_nem["nem"].isin(MOSTLY_ADVANCED)]
    return _disjoint(set(take["nem"]), of="matrix")


def advanced_shares_by_industry(
    industry: pd.DataFrame, nation: pd.DataFrame, naics4: Iterable[str]
) -> pd.DataFrame:
    """Return each occupation's share of national jobs in advanced industries, by OEWS.

    share = jobs in the released cells of the industries / jobs in all industries, both without the
    self-employed. A cell BLS does not release counts as none, so a share is a lower bound.

    Parameters
    ----------
    industry
        Raw ``oews_industry``: naics, occ_code, o_group, tot_emp (jobs).
    nation
        Table ``nation_wages``: soc, employment (jobs).
    naics4
        Four-digit NAICS 2017 codes of the advanced industries.

    Returns
    -------
    pd.DataFrame
        Columns soc, share (fraction, 0 to 1), sorted by soc; share 0 included. An occupation without national
        jobs has no row.

    Raises
    ------
    JoinError
        The file lacks one of the industries.
    """
    codes = advanced_oews_industries(naics4)
    lacking = sorted(codes - set(industry["naics"]))
    if lacking:
        what = f"oews_industry lacks the advanced industries {', '.join(lacking)}"
        raise JoinError(what, fix="use the edition of May 2025, or update OEWS_INDUSTRIES")
    cells = industry[(industry["o_group"] == "detailed") & industry["naics"].isin(codes)]
    jobs = nation.loc[nation["soc"] != _ALL_OCCUPATIONS].set_index("soc")["employment"]
    inside = cells.groupby("occ_code")["tot_emp"].sum()
    share = inside.reindex(jobs.index, fill_value=0.0) / jobs.where(jobs > 0)
    out = share.clip(upper=1.0).rename("share").dropna().reset_index()
    return out.sort_values("soc", kind="stable").reset_index(drop=True).astype({"soc": "str"})


def advanced_shares(
    employment: pd.DataFrame,
    occupations: pd.DataFrame,
    to_nem: pd.DataFrame,
    hybrid: pd.DataFrame,
    groups: pd.DataFrame,
) -> pd.DataFrame:
    """Return each occupation's share of national 2018 jobs in advanced industries, by the 2018-28 matrix.

    For builds without the national OEWS file by industry (:func:`advanced_shares_by_industry`).

    share = jobs in the published cells of the 50 industries / jobs in all industries. The matrix publishes no
    cell that would reveal an employer, so a share is a lower bound. A matrix code (OES May 2018) that SOC
    2018 splits passes its share to every part; codes that merge are weighted by their jobs.

    Parameters
    ----------
    employment
        Raw ``nem_2018_employment``: soc, nem, employment_2018 (jobs).
    occupations
        Raw ``nem_2018_occupations``: soc, type.
    to_nem
        Raw ``advanced_to_nem``: nem, relation.
    hybrid
        Raw ``oes_2019_hybrid``: oes_2018, soc_2018.
    groups
        Raw ``soc_groups``.

    Returns
    -------
    pd.DataFrame
        Columns soc (as OEWS publishes it), share (fraction, 0 to 1), sorted by soc; share 0 included.

    Raises
    ------
    JoinError
        Matrix occupations without a SOC 2018 code have more than 1 percent of jobs.
    """
    lines = set(occupations.loc[occupations["type"] == "Line item", "soc"])
    cells = employment[employment["soc"].isin(lines)]
    jobs = cells[cells["nem"] == _ALL_INDUSTRIES].set_index("soc")["employment_2018"]
    inside = cells[cells["nem"].isin(advanced_industry_codes(to_nem))].groupby("soc")["employment_2018"].sum()
    extra = pd.DataFrame(list(NEM_EXTRA.items()), columns=["oes_2018", "soc_2018"])
    walk = pd.concat([hybrid[["oes_2018", "soc_2018"]], extra])
    walk = pd.DataFrame(
        {"oes_2018": walk["oes_2018"], "soc": published_soc(walk["soc_2018"], groups)}
    ).drop_duplicates()
    unmatched = jobs[~jobs.index.isin(set(walk["oes_2018"]))]
    if unmatched.sum() > 0.01 * jobs.sum():
        msg = (
            f"{len(unmatched)} matrix occupations with {unmatched.sum() / jobs.sum():.1%} of jobs have "
            f"no SOC 2018 code, worst {unmatched.idxmax()}. "
            "Fix: add them to NEM_EXTRA or use the crosswalk of the same edition."
        )
        raise JoinError(msg)
    walk["jobs"] = walk["oes_2018"].map(jobs)
    walk["inside"] = walk["oes_2018"].map(inside)
    walk = walk.dropna(subset=["jobs"])
    walk["inside"] = walk["inside"].fillna(
        0.0
    )  # no published cell in these industries: counted as none, a lower bound
    summed = walk.groupby("soc")[["inside", "jobs"]].sum()
    share = (summed["inside"] / summed["jobs"].where(summed["jobs"] > 0)).clip(upper=1.0)
    return (
        share.rename("share")
        .dropna()
        .reset_index()
        .sort_values("soc", kind="stable")
        .reset_index(drop=True)
        .astype({"soc": "str"})
    )


def sector_members(
    sectors: pd.DataFrame, sector: str, *, advanced_cutoff: float, green_tags: Collection[str]
) -> frozenset[str]:
    """Return the occupations of a sector.

    Parameters
    ----------
    sectors
        Table ``sectors``: sector, soc, tag, share.
    sector
        One of ``SECTORS``.
    advanced_cutoff
        Sector advanced: least share of an occupation's jobs in advanced industries (fraction, inclusive).
    green_tags
        Sector green: tags that count, of :data:`GREEN_TAGS` and :data:`GREEN_SPECIALTY`.

    Raises
    ------
    UnknownCodeError
        There is no such sector.
    """
    if sector not in SECTORS:
        msg = f"there is no sector {sector!r}; there are {', '.join(SECTORS)}"
        raise UnknownCodeError(msg)
    missing = [c for c in ("sector", "soc", "tag", "share") if c not in sectors.columns]
    if missing:
        msg = f"the sectors table lacks {', '.join(missing)}"
        raise MissingColumnError(msg)
    rows = sectors[sectors["sector"] == sector]
    if sector == "advanced":
        rows = rows[rows["share"] >= advanced_cutoff]
    elif sector == "green":
        rows = rows[rows["tag"].isin(list(green_tags))]
    return frozenset(rows["soc"])
