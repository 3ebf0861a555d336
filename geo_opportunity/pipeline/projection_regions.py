"""Which counties the regions of sub-state projections hold, and what the regions are called in our tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.errors import JoinError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "CALIFORNIA",
    "EDD_AREAS",
    "TEXAS_SOURCES",
    "counties_named",
    "edd_codes",
    "region_codes",
    "regions",
    "texas_code",
]

CALIFORNIA: Final = "06"
EDD_AREAS: Final = ("ca_edd_areas_2020", "ca_edd_areas_2023_sample")
#: The EDD series whose areas must hold every county of California.
_WHOLE_STATE: Final = "ca_edd_areas_2020"
#: Where the rows of Texas' areas and their counties are.
TEXAS_SOURCES: Final = ("tx_areas_2018", "tx_area_counties")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def counties_named(name: str) -> tuple[str, ...]:
    """Return the county names in the parentheses of an EDD area name, without 'County', as published."""
    inside = re.search(r"\(([^)]*)\)\s*$", name)
    text = re.sub(r"\s+Count(y|ies)$", "", inside.group(1).strip()) if inside else ""
    return tuple(part for part in (p.strip() for p in re.split(r",\s*and\s+|,|\s+and\s+", text)) if part)


def region_codes(names: Iterable[str]) -> dict[str, str]:
    """Return the code of each EDD area by its published name.

    'Anaheim-Santa Ana-Irvine MD (Orange County)' is 'ca:anaheim-santa-ana-irvine-md'. Where one name stands
    for different counties (Fresno MSA: with Madera County from 2023-33 on) the counties are added:
    'ca:fresno-msa-fresno-madera'.
    """
    unique = sorted(set(names))
    plain = {name: "ca:" + _slug(name.partition("(")[0]) for name in unique}
    sets: dict[str, set[frozenset[str]]] = {}
    for name in unique:
        sets.setdefault(plain[name], set()).add(frozenset(counties_named(name)))
    return {
        name: code if len(sets[code]) == 1 else f"{code}-{_slug(' '.join(counties_named(name)))}"
        for name, code in plain.items()
    }


def edd_codes(raw: Mapping[str, pd.DataFrame | None]) -> dict[str, str]:
    """Return the codes of every EDD area in the raw sources."""
    frames = [frame for source in EDD_AREAS if (frame := raw[source]) is not None]
    return region_codes(
        name for frame in frames for name in frame.loc[frame["area_type"] != "State", "area_name"].unique()
    )


def texas_code(name: str) -> str:
    """Return the code of a Texas area: 'tx:gulf-coast'."""
    return "tx:" + _slug(name)


def regions(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return table ``projection_regions``: the counties of EDD areas, read from their names, and of Texas'.

    Raises
    ------
    JoinError
        A county name matches no county of California, a county lies in two areas of one series, or the series
        of the whole state leaves a county out.
    """
    california = counties.loc[counties["state_fips"] == CALIFORNIA]
    fips = dict(
        zip(
            california["name"].str.replace(r"\s+County$", "", regex=True).str.casefold(),
            california["county_fips"],
            strict=True,
        )
    )
    codes = edd_codes(raw)
    faults: list[str] = []
    parts = []
    for source in EDD_AREAS:
        frame = raw[source]
        if frame is None:
            continue
        names = frame.loc[frame["area_type"] != "State", "area_name"].drop_duplicates()
        part = pd.DataFrame(
            {"geo_code": names.map(codes), "title": names, "county": names.map(counties_named)}
        ).explode("county")
        part["county_fips"] = part["county"].str.casefold().map(fips)
        unknown = part.loc[part["county_fips"].isna()]
        faults += [
            f"{source}: no county {c!r} of {t!r}"
            for c, t in zip(unknown["county"], unknown["title"], strict=True)
        ]
        twice = part.loc[part["county_fips"].notna() & part.duplicated("county_fips", keep=False)]
        faults += [
            f"{source}: {c} County lies in {t!r} and in another area"
            for c, t in zip(twice["county"], twice["title"], strict=True)
        ]
        if source == _WHOLE_STATE:
            left = california.loc[~california["county_fips"].isin(part["county_fips"]), "name"]
            faults += [f"{source}: {name} lies in no area" for name in left]
        parts.append(part)
    if (members := raw[TEXAS_SOURCES[1]]) is not None and raw[TEXAS_SOURCES[0]] is not None:
        faults += [
            f"{TEXAS_SOURCES[1]}: no county {c}"
            for c in sorted(set(members["county_fips"]) - set(counties["county_fips"]))
        ]
        name = members["area_name"]
        parts.append(members.assign(geo_code=name.map(texas_code), title=name))
    if not parts:
        return pd.DataFrame({"geo_code": [], "title": [], "county_fips": []}, dtype="str")
    held = pd.concat(parts, ignore_index=True)
    if faults:
        msg = (
            f"projection areas do not match the counties in {len(faults)} places: "
            f"{'; '.join(faults[:8])}. Fix: check the area names in the file."
        )
        raise JoinError(msg)
    out = (
        held[["geo_code", "title", "county_fips"]].drop_duplicates(["geo_code", "county_fips"]).astype("str")
    )
    return out.sort_values(["geo_code", "county_fips"], kind="stable").reset_index(drop=True)
