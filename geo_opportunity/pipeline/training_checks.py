"""Checks of campuses, further places that train, completion, online study and prices of programs.

Their sources are optional: a table or column left empty because its source is absent is not judged. Limits
and ranges are in :mod:`.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd

from geo_opportunity.pipeline.campuses import CAMPUS_MILES
from geo_opportunity.pipeline.checks import Check, by, counted, named, within
from geo_opportunity.pipeline.plausibility import inside

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["GROUPS"]

#: Tuition, fees and books for a month of a program above this are counted, US dollars.
_MONTHLY: Final = 10_000.0

_DAPIP: Final = ("dapip_campuses",)
_VA: Final = ("va_facilities",)
_CARD: Final = ("scorecard_institutions",)
_ENROLLED: Final = ("ipeds_distance",)
_AGAIN: Final = "check edition and columns of the file, and download it again"


def _campuses(t: Tables) -> list[Check]:
    campuses, reach, states = t["campuses"], t["campus_reach"], t["state_shapes"]
    if campuses.empty:
        return []
    name = campuses["campus_id"] + " " + campuses["name"] + ", " + campuses["state"]
    placed = campuses["state"].isin(states["state"])
    return [
        counted(
            "campuses_unknown_provider",
            "campuses of a provider that is not ours",
            ~campuses["provider_id"].isin(t["providers"]["provider_id"]),
            name,
            parts=by(campuses["location_basis"]),
        ),
        counted(
            "campuses_near_provider",
            f"campuses less than {CAMPUS_MILES:.0f} miles from their provider's own point",
            campuses["miles"] < CAMPUS_MILES,
            name,
        ),
        counted(
            "campuses_outside_state",
            "campuses whose point is outside their state",
            (campuses["state"] != inside(campuses, gpd.GeoDataFrame(states), "state"))[placed],
            name[placed],
            sources=(*_DAPIP, "gaz_zcta"),
            fix="keep ZIP codes as text with their zeros; download the file again",
        ),
        counted(
            "campus_reach_unknown_area",
            "rows of campus reach of an area that is not ours",
            ~reach["area_code"].isin(t["areas"]["area_code"]),
            reach["area_code"],
        ),
        counted(
            "campus_reach_unknown_occupation",
            "rows of campus reach of an occupation that is not ours",
            ~reach["soc"].isin(t["occupations"]["soc"]),
            reach["soc"],
        ),
    ]


def _sites(t: Tables) -> list[Check]:
    sites, counties = t["training_sites"], t["counties"]
    if sites.empty:
        return []
    name = sites["site_id"] + " " + sites["name"] + ", " + sites["state"]
    state = sites["county_fips"].map(counties.set_index("county_fips")["state"])
    return [
        counted(
            "training_sites_unknown_county",
            "training sites in a county that is not ours",
            ~sites["county_fips"].isin(counties["county_fips"]),
            name,
            parts=by(sites["kind"]),
        ),
        counted(
            "training_sites_in_another_state",
            "training sites whose county is in another state",
            state != sites["state"],
            name,
            sources=_VA,
            fix=_AGAIN,
        ),
        counted(
            "training_sites_outside_county",
            "training sites whose point is outside their county",
            sites["county_fips"] != inside(sites, gpd.GeoDataFrame(t["county_shapes"]), "county_fips"),
            name,
            sources=_VA,
            fix="check that coordinates are in their own columns and rows; download the file again",
        ),
    ]


def _results(t: Tables) -> list[Check]:
    providers, programs = t["providers"], t["programs"]
    name = named(providers, "provider_id", "name") + ", " + providers["state"]
    awards = providers["provider_id"].map(programs.groupby("provider_id")["completions"].sum()).fillna(0.0)
    rate, online = providers["completion_rate"], providers["share_online"]
    checks: list[Check] = []
    if rate.notna().any():
        students = providers["completion_students"]
        checks += [
            counted(
                "providers_without_completion_rate",
                "providers without a completion rate",
                rate.isna(),
                name,
                weight=awards,
                parts=by(providers["completion_flag"]),
                sources=_CARD,
                fix=_AGAIN,
            ),
            within(
                "completion_rate_mean",
                "mean completion rate, by students",
                float((rate * students).sum() / students[rate.notna()].sum()),
                sources=_CARD,
                fix=_AGAIN,
            ),
            within(
                "net_price_median",
                "median net price in USD a year",
                float(providers["net_price"].median()),
                sources=_CARD,
                fix=_AGAIN,
            ),
        ]
    if online.notna().any():
        weight = awards.where(online.notna(), 0.0)
        checks += [
            counted(
                "providers_without_online_share",
                "providers whose share of online students is not known",
                online.isna(),
                name,
                weight=awards,
                sources=_ENROLLED,
                fix=_AGAIN,
            ),
            within(
                "online_share_mean",
                "mean share of students exclusively in distance courses, by awards",
                float((online * weight).sum() / max(float(weight.sum()), 1.0)),
                sources=_ENROLLED,
                fix=_AGAIN,
            ),
        ]
    return checks


def _prices(t: Tables) -> list[Check]:
    priced = t["programs"].loc[lambda p: p["price_program"].notna() & p["months"].notna()]
    if priced.empty:
        return []
    words = priced["provider_id"] + " " + priced["cip"]
    return [
        counted(
            "program_prices_beyond_reason",
            f"prices of programs above {_MONTHLY:,.0f} US dollars a month",
            priced["price_program"] / priced["months"] > _MONTHLY,
            words,
            weight=priced["price_program"],
            sources=_CARD,
            fix=_AGAIN,
        ),
        within(
            "program_price_median",
            "median price of a program in USD",
            float(priced["price_program"].median()),
            sources=_CARD,
            fix=_AGAIN,
        ),
        within(
            "program_months_median",
            "median length of a program with a price, months",
            float(priced["months"].median()),
            sources=_CARD,
            fix=_AGAIN,
        ),
    ]


#: Groups of checks, with the tables each looks at.
GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (
        frozenset({"campuses", "campus_reach", "providers", "areas", "occupations", "state_shapes"}),
        _campuses,
    ),
    (frozenset({"training_sites", "counties", "county_shapes"}), _sites),
    (frozenset({"providers", "programs"}), _results),
    (frozenset({"programs"}), _prices),
)
