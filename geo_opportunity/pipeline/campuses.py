"""Tables of further places that train: campuses of our providers, and sites listed by Veterans Affairs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity.geography.distance import geodesic_km
from geo_opportunity.pipeline.step import Step
from geo_opportunity.pipeline.training import provider_id
from geo_opportunity.vocabulary import KM_PER_MILE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAMPUS_MILES", "STEPS", "campuses", "site_kind", "training_sites"]

#: A location nearer than this to the point IPEDS gives the provider adds nothing to it, straight-line miles.
CAMPUS_MILES: Final = 10.0

#: Providers with more than this share of students exclusively in distance courses are left out: what they
#: listed in 2020 were meeting rooms, not campuses where a program could be attended.
_MOSTLY_ONLINE: Final = 0.5

_SCHOOL: Final = (
    r"high s(?:ch|$)|\bH\.?S\.?\b|middle school|junior high|\bJr\.? high|elementary|secondary school"
)
_PRISON: Final = (
    r"correction|\bcorr\b|prison|\bjail\b|penitentiary|detention|reformatory|\bF\.?C\.?I\b"
    r"|juvenile (?:just|hall)"
)
_BASE: Final = (
    r"air force|\bAF[BS]\b|\bnaval\b|\bnavy\b|\barmy\b|marine corps|\bMC(?:AS|B)\b|joint base"
    r"|\bJBSA\b|\bJEB\b|\bNA[BS]\b|\bJRB\b|national guard|coast guard|\bUSAF\b|\bUSMC\b|\bUSCG\b"
    r"|\bCNATT|military|armory|barracks"
    r"|\bcamp (?:atterbury|beauregard|bullis|casey|dawson|dodge|foster|hansen|humphreys"
    r"|kinser|lejeune|mabry|morgan|murray|pendleton|ripley|robinson|shelby|smith|williams|zama)\b"
)
_FORT: Final = re.compile(r"\b(?:fort|ft\.?)\s+[a-z]+(?:\s[a-z]+)?", re.IGNORECASE)
#: "Military Drive", "Fort Street": streets are no bases.
_STREET: Final = (
    r"\b[\w.']+(?:\s+[\w.']+){0,2}\s+(?:street|avenue|road|drive|boulevard|highway|parkway|lane|way|trail"
    r"|cutoff|court|circle|pike|plaza|loop|st|ave|rd|dr|blvd|hwy|pkwy|ln|trl|ct|cir)\b\.?"
)
#: Kinds of site that are no campus for the public.
_NO_CAMPUS: Final = ("high_school", "correctional", "military")

# -------------------------------------------------------------------- campuses


def campuses(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``campuses`` (schema ``Campuses``; empty without its source).

    Kept are additional locations and sites that were accredited, of a provider of ours that is not mostly
    online, that are no provider themselves, whose ZIP code or city has a point at least CAMPUS_MILES from the
    provider's own. Kinds of site are read from name and address (:func:`site_kind`).
    """
    columns = ["campus_id", "provider_id", "name", "city", "state", "zip", "lon", "lat", "location_basis"]
    columns += ["site_hint", "miles"]
    frame = raw.get("dapip_campuses")
    if frame is None:
        numbers = {"lon", "lat", "miles"}
        return {
            "campuses": pd.DataFrame({c: pd.Series(dtype=float if c in numbers else "str") for c in columns})
        }
    providers = tables["providers"].set_index("provider_id")
    online = providers.index[providers["distance_only"] | (providers["share_online"] > _MOSTLY_ONLINE)]
    frame = frame[(frame["location_type"] != "Institution") & (frame["currently_accredited"] == "1")]
    own, parent = (frame[c].str.split(r",\s*", regex=True) for c in ("ipeds_unitids", "parent_unitids"))
    known = set(providers.index.str.removeprefix("ipeds:"))
    by_itself = [bool(known & (set(ones) - set(of))) for ones, of in zip(own, parent, strict=True)]
    frame = frame[~np.array(by_itself, dtype=bool)]
    frame = frame.assign(site_hint=site_kind(frame, tables["place_points"], tables["counties"]))
    frame = frame[~frame["site_hint"].isin(_NO_CAMPUS)]
    frame = frame.assign(provider_id=frame["parent_unitids"].str.split(r",\s*", regex=True)).explode(
        "provider_id"
    )
    frame["provider_id"] = provider_id(frame["provider_id"])
    frame = frame[frame["provider_id"].isin(providers.index.difference(online))].reset_index(drop=True)
    frame = frame.join(_points(frame, tables["postal_points"], tables["place_points"]))
    frame = frame[frame["lon"].notna()]
    seat = providers[["lon", "lat"]].reindex(frame["provider_id"])
    frame["miles"] = (
        geodesic_km(frame["lon"], frame["lat"], seat["lon"].to_numpy(), seat["lat"].to_numpy()) / KM_PER_MILE
    ).round(1)
    frame = frame[frame["miles"] >= CAMPUS_MILES]
    out = pd.DataFrame(
        {
            "campus_id": "dapip:" + frame["dapip_id"],
            "provider_id": frame["provider_id"],
            "name": frame["location_name"],
            "city": frame["city"].where(frame["city"] != "", None),
            "state": frame["state"],
            "zip": frame["zip"].where(frame["zip"] != "", None),
            **{c: frame[c] for c in ("lon", "lat", "location_basis")},
            "site_hint": frame["site_hint"].where(frame["site_hint"] != "", None),
            "miles": frame["miles"],
        }
    )
    return {"campuses": out.sort_values(["campus_id", "provider_id"], kind="stable").reset_index(drop=True)}


def site_kind(frame: pd.DataFrame, places: pd.DataFrame, counties: pd.DataFrame) -> pd.Series:
    """Return the kind of each site by its name and address, "" for any other.

    A fort is a base unless it is the name of a town or county of the state (Fort Wayne, Fort Worth), part of
    the college's own name (Fort Hays State) or of a street. What the file itself hints is taken for schools,
    prisons, clinics and employers; its "military" is not, since it takes every Fort for a base.
    """
    name = pd.Series(
        [
            n.replace(p, " ") if p else n
            for n, p in zip(frame["location_name"], frame["parent_name"], strict=True)
        ],
        index=frame.index,
        dtype="str",
    )
    street = frame["address"].str.replace(r",[^,]*,\s*[A-Z]{2}\s*[\d-]*$", "", regex=True)
    street = street.str.replace(_STREET, " ", regex=True, flags=re.IGNORECASE)
    where = name + " | " + street + " | " + frame["city"]
    towns = places.loc[places["kind"].isin(["city", "town", "village", "borough"]), ["state", "name"]]
    county = counties["name"].str.removesuffix(" County")
    known = set(zip(towns["state"], towns["name"].str.lower(), strict=True))
    known |= set(zip(counties["state"], county.str.lower(), strict=True))
    fort = pd.Series(
        [_has_fort(text, state, known) for text, state in zip(where, frame["state"], strict=True)],
        index=frame.index,
    )

    def says(pattern: str, text: pd.Series = name) -> pd.Series:
        return text.str.contains(pattern, case=False, regex=True)

    given = frame["site_hint"].mask(frame["site_hint"] == "military", "")
    return pd.Series(
        np.select(
            [says(_SCHOOL), says(_PRISON), says(_BASE, where) | fort],
            ["high_school", "correctional", "military"],
            given,
        ),
        index=frame.index,
        dtype="str",
    )


def _has_fort(text: str, state: str, known: set[tuple[str, str]]) -> bool:
    for found in _FORT.findall(text):
        words = re.sub(r"^ft\.?\s", "fort ", " ".join(found.lower().split()))
        if not {(state, words), (state, " ".join(words.split()[:2]))} & known:
            return True
    return False


def _points(frame: pd.DataFrame, postal: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return lon, lat and location_basis of addresses: their ZIP code area's point, else their city's."""
    by_zip = postal.set_index("zip").reindex(frame["zip"])
    key = ["state", "city"]
    named = places.rename(columns={"name": "city"}).assign(city=lambda p: p["city"].str.lower())
    named = named.drop_duplicates(key).set_index(key)[["lon", "lat"]]
    by_city = named.reindex(pd.MultiIndex.from_arrays([frame["state"], frame["city"].str.lower()], names=key))
    has = by_zip["lon"].notna().to_numpy()
    return pd.DataFrame(
        {
            **{c: np.where(has, by_zip[c].to_numpy(), by_city[c].to_numpy()) for c in ("lon", "lat")},
            "location_basis": np.where(has, "ZIP centre", "city centre"),
        },
        index=frame.index,
    )


# -------------------------------------------------------------- training sites

#: Trade by name (as the file has it) -> kind of a school.
_TRADES: Final[dict[str, str]] = {
    "truck_driving": "truck driving",
    "career_technical": "career and technical",
    "welding_machining": "building and metal trades",
    "electrical": "building and metal trades",
    "plumbing_hvac": "building and metal trades",
    "nursing_health": "health",
    "beauty_barber": "beauty",
    "flight": "flight",
    "coding_it": "IT",
    "police_fire": "public safety academy",
    "joint_apprenticeship": "joint apprenticeship",
}
#: Second characters of a facility code: on the job; schools below a degree, their branches, VET TEC.
_ON_THE_JOB: Final = "0"
_TRADE_SCHOOLS: Final = ("5", "8", "V")

_HIGH_SCHOOL: Final = (
    r"\bHIGH SCH|\bHIGH$|SECONDARY|\bJR?SR?\b|JSHS|\bSCHOOL DISTRICT|PUBLIC SCHOOLS?\b|\bGED\b"
)
#: Schools without a trade in their name are kept where their name says that they train for work.
_TRAINS: Final = (
    r"TRAIN|TECH|CAREER|INSTITUTE|VOCATION|SKILL|TRADE|JOB CORPS|\bEMS\b|\bEMT\b|MASON|CARPENT|CRAFT|CULINARY"
    r"|MARITIME|MARINE|REGIONAL ACADEMY|WELD|AVIATION|AERO|DIESEL|MECHANIC|LINE(?:MAN|WORKER)"
    r"|EQUIPMENT|WORKFORCE|AMBULANCE|LOCKSMITH|CONSTRUCTION|MEDICAL|DENTAL|OPPORTUNITY CENTER|BOCES"
    r"|DRIV|BUSINESS|FIRE|POLICE|PATROL"
)


def training_sites(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``training_sites`` (schema ``TrainingSites``; empty without its source).

    Kept are named places with a point inside their state: on-the-job training and apprenticeship, and schools
    that give no degree. High schools, adult basic education, schools of religion, licensing boards and what a
    name does not show to train for work (except private for-profit schools, which do) are left out.
    """
    columns = ["site_id", "name", "state", "kind", "county_fips", "lon", "lat"]
    frame = raw.get("va_facilities")
    if frame is None:
        return {
            "training_sites": pd.DataFrame(
                {c: pd.Series(dtype=float if c in {"lon", "lat"} else "str") for c in columns}
            )
        }
    name, tag, code = frame["institution"], frame["name_tag"], frame["facility_code"].str[1]
    job = code == _ON_THE_JOB
    ordinary = tag.isin(["high_school", "ministry"]) | name.str.contains(_HIGH_SCHOOL, regex=True)
    adult = name.str.contains(
        r"ADULT (?:BASIC|EDUC|LEARN)|\bALC$|BIBL|CHRISTIAN|THEOLOG|SEMINARY", regex=True
    )
    trains = (
        tag.ne("") | name.str.contains(_TRAINS, regex=True) | (frame["ownership"] == "private for-profit")
    )
    school = code.isin(_TRADE_SCHOOLS) & ~ordinary & ~adult & trains
    kept = frame["geocode_in_state"].eq("1") & name.ne("") & (job | school)
    kept &= frame["ownership"] != "licensing/certification body"
    frame, job, tag = frame[kept], job[kept], tag[kept]
    earn = np.select(
        [tag == "joint_apprenticeship", tag == "police_fire"],
        ["joint apprenticeship", "police or fire department"],
        "employer",
    )
    out = pd.DataFrame(
        {
            "site_id": "va:" + frame["facility_code"],
            "name": frame["institution"],
            "state": frame["state"],
            "kind": np.where(job, earn, tag.map(_TRADES).fillna("other trade school")),
            "county_fips": _county(frame, tables["counties"], gpd.GeoDataFrame(tables["county_shapes"])),
            "lon": frame["longitude"],
            "lat": frame["latitude"],
        }
    )
    out = out[out["county_fips"].notna()]
    return {"training_sites": out.sort_values("site_id", kind="stable").reset_index(drop=True)}


def _county(frame: pd.DataFrame, counties: pd.DataFrame, shapes: gpd.GeoDataFrame) -> pd.Series:
    """Return each point's county: as published where it is ours, else where it lies (Connecticut)."""
    given = frame["county_fips_2020"]
    away = frame[~given.isin(counties["county_fips"])]
    points = gpd.GeoDataFrame(
        index=away.index, geometry=gpd.points_from_xy(away["longitude"], away["latitude"]), crs=shapes.crs
    )
    found = gpd.sjoin(points, shapes[["county_fips", "geometry"]], how="left", predicate="within")[
        "county_fips"
    ]
    found = found[~found.index.duplicated()]
    return given.where(given.isin(counties["county_fips"]), found.reindex(given.index))


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="campuses",
        makes=("campuses",),
        sources=("dapip_campuses",),
        needs=("providers", "postal_points", "place_points", "counties"),
        run=campuses,
    ),
    Step(
        name="training sites",
        makes=("training_sites",),
        sources=("va_facilities",),
        needs=("counties", "county_shapes"),
        run=training_sites,
    ),
)
