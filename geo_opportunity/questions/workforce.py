"""Local workforce areas (Census LEHD, 2019) by name, as regions: their boards are who acts on these figures.

A county that several areas share counts for each by its share of residents, evenly: which of its census
tracts lie in which is not in the table. So the reach of its residents is that of the entire county, and its
providers count in each of its areas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.dataset import once
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.questions.search import fold, spelled

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.geography.region import Region

__all__ = ["WORKFORCE_AREA", "workforce_area", "workforce_areas"]

WORKFORCE_AREA: Final = "workforce area (Census LEHD, 2019)"
#: A county with at most this share of residents elsewhere is in the area as a whole: shares are rounded.
_SLIVER: Final = 0.005


@once
def _listed(data: Dataset) -> pd.DataFrame:
    table, counties = data.table("workforce_areas"), data.table("counties")
    state = table["county_fips"].map(counties.set_index("county_fips")["state"])
    frame = table.assign(
        state=state,
        residents=table["population"],
        county_count=1,
        divided=table["share_of_county"] < 1 - _SLIVER,
    )
    out: pd.DataFrame = (
        frame.groupby("area_code", sort=True)
        .agg(
            name=("area_name", "first"),
            state=("state", "first"),
            county_count=("county_count", "sum"),
            counties_in_part=("divided", "sum"),
            residents=("residents", "sum"),
        )
        .assign(label=lambda t: t["name"] + ", " + t["state"])
    )
    return out


def workforce_areas(data: Dataset) -> pd.DataFrame:
    """Return the nation's workforce areas (index area_code, the LEHD code), by state and name.

    Columns: name, state (postal code), label ("City of Phoenix LWIB, AZ"), county_count, counties_in_part
    (shared with other areas), residents (2020 census). Names are of 2019: some boards have merged or been
    renamed since.
    """
    return _listed(data.whole).sort_values(["state", "name"], kind="stable")


def workforce_area(data: Dataset, name: str) -> Region:
    """Return a workforce area as a region, by its code or by as much of its name as fits one alone.

    Parameters
    ----------
    name
        "04004025", "City of Phoenix LWIB, AZ" or "phoenix az": case, accents and the order of words do not
        matter.

    Raises
    ------
    UnknownCodeError
        There is no such workforce area, or there are several; those that are near or fit are named.
    """
    known = workforce_areas(data)
    code = name.strip().upper()
    if code not in known.index:
        code = _named(data, known, name)
    return _region(data, code, str(known.loc[code, "label"]))


def _fitting(known: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the workforce areas called exactly so, else those whose names hold all the words."""
    keys, asked = known["label"].map(fold), fold(name)
    fits = known.loc[(keys == asked) | (known["name"].map(fold) == asked)]
    if fits.empty and asked:
        fits = known.loc[[set(asked.split()) <= set(key.split()) for key in keys]]
    return fits


def _named(data: Dataset, known: pd.DataFrame, name: str) -> str:
    fits = _fitting(known, name)
    if len(fits) == 1:
        return str(fits.index[0])
    if fits.empty:
        near = _listing(_fitting(known, spelled(data.whole, name) or ""), most=3)
        other = "give more or less of its name with the state's postal code, or its LEHD code"
        fix = f"perhaps {near}; {other}" if near else other
        raise UnknownCodeError(f"no workforce area {name[:80]!r} in the data", fix=fix)
    what = f"{name[:80]!r} fits {len(fits)} workforce areas"
    raise UnknownCodeError(what, fix=f"name one by its code: {_listing(fits, most=6)}")


def _listing(fits: pd.DataFrame, *, most: int) -> str:
    return ", ".join(f"{code} ({label})" for code, label in fits["label"].head(most).items())


def _region(data: Dataset, code: str, label: str) -> Region:
    from geo_opportunity.geography.region import Member, Region  # noqa: PLC0415  (slow to import)

    table = data.whole.table("workforce_areas")
    mine = table.loc[table["area_code"] == code]
    members = tuple(
        Member(str(county), 1.0 if share >= 1 - _SLIVER else float(share))
        for county, share in zip(mine["county_fips"], mine["share_of_county"], strict=True)
    )
    note = "Census LEHD, 2019: some boards have merged or been renamed since"
    return Region(f"{label}: {WORKFORCE_AREA}", members, notes=(note,))
