"""Whether what the tables say can be true, with no other data set to compare with.

Half a file, shuffled rows, a lost zero and a wrong unit leave every schema and every join as it was. These
checks compare tables with one another (coordinates with shapes, jobs with totals, infants' prices with
preschoolers') and totals with what the nation is known to be. Limits and ranges are in :mod:`.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity.pipeline.checks import Check, apart, counted, named, ratio, weighed, within
from geo_opportunity.pipeline.plausible_outlook import projections

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["FAR_FROM_ZIP_KM", "GROUPS", "ZIP_STATES", "inside"]

#: A campus further than this from the internal point of its ZIP code area is counted, kilometers.
FAR_FROM_ZIP_KM: Final = 50.0

#: A ZIP code area further than this (km) from the middle of those with its first three digits is counted.
_FAR_FROM_SECTION_KM: Final = 300.0

#: First digit of a ZIP code -> postal codes of the states it serves (USPS Publication 65).
ZIP_STATES: Final[dict[str, frozenset[str]]] = {
    "0": frozenset({"CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT"}),
    "1": frozenset({"DE", "NY", "PA"}),
    "2": frozenset({"DC", "MD", "NC", "SC", "VA", "WV"}),
    "3": frozenset({"AL", "FL", "GA", "MS", "TN"}),
    "4": frozenset({"IN", "KY", "MI", "OH"}),
    "5": frozenset({"IA", "MN", "MT", "ND", "SD", "WI"}),
    "6": frozenset({"IL", "KS", "MO", "NE"}),
    "7": frozenset({"AR", "LA", "OK", "TX"}),
    "8": frozenset({"AZ", "CO", "ID", "NM", "NV", "UT", "WY"}),
    "9": frozenset({"AK", "AS", "CA", "FM", "GU", "HI", "MH", "MP", "OR", "PW", "WA"}),
}

_ALL: Final = "00-0000"
_KM_PER_DEGREE: Final = 111.2
_EQUAL_AREA: Final = "ESRI:102008"  # Albers, North America

_AGAIN: Final = "download the file again and check its edition, its units and the order of its rows"
_COORDINATES: Final = (
    "check that coordinates are in their own columns and rows, in degrees; download the file again"
)
_WAGE_SOURCES: Final = ("oews_area", "oews_area_nonmetro", "oews_state", "oews_areas")
_PROVIDERS: Final = ("ipeds_directory",)
_NEED: Final = ("saipe", "laus", "svi", "rucc", "mobile_coverage")

# ----------------------------------------------------------------------- pieces


def inside(points: pd.DataFrame, shapes: gpd.GeoDataFrame, code: str) -> pd.Series:
    """Return the code of the shape each row's lon and lat lie in (null: in none), by row."""
    where = gpd.GeoDataFrame(
        index=points.index, geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=shapes.crs
    )
    found = gpd.sjoin(where, shapes[[code, "geometry"]], how="left", predicate="within")[code]
    first: pd.Series = found[~found.index.duplicated()].reindex(points.index)
    return first


def _kilometers(points: pd.DataFrame, lon: pd.Series, lat: pd.Series) -> pd.Series:
    """Return the distance of each row's lon and lat from another point, flat-earth kilometers."""
    east = (points["lon"] - lon) * np.cos(np.radians(points["lat"])) * _KM_PER_DEGREE
    return pd.Series(np.hypot(east, (points["lat"] - lat) * _KM_PER_DEGREE), index=points.index)


def _mean(values: pd.Series, weight: pd.Series) -> float:
    """Return the weighted mean over rows that have a value; NaN where none has."""
    held = values.notna() & weight.notna()
    total = float(weight[held].sum())
    return float((values[held] * weight[held]).sum() / total) if total else float("nan")


def _rank_correlation(one: pd.Series, other: pd.Series) -> float:
    """Return Spearman's rank correlation over rows that have both; NaN where either is constant or absent."""
    both = pd.concat([one, other], axis=1).dropna().rank()
    varied = len(both) > 0 and bool((both.max() > both.min()).all())
    return float(both.iloc[:, 0].corr(both.iloc[:, 1])) if varied else float("nan")


# ----------------------------------------------------------------------- places


def _places(t: Tables) -> list[Check]:
    counties = t["counties"]
    name = named(counties, "county_fips", "name") + ", " + counties["state"]
    people, homes, land = counties["population"], counties["housing_units"], counties["land_km2"]
    per_km2, per_home = people / land, people / homes.where(homes > 0)
    acs, gazetteer = ("acs_counties",), ("gaz_counties",)
    return [
        within("people_total", "people in all counties", float(people.sum()), sources=acs, fix=_AGAIN),
        within("housing_total", "housing units in all counties", float(homes.sum()), sources=acs, fix=_AGAIN),
        within(
            "land_total",
            "land of all counties in km2",
            float(land.sum()),
            sources=gazetteer,
            fix="check that ALAND is in m2",
        ),
        within(
            "adult_share_total",
            "adults per resident",
            _mean(counties["adult_share"], people),
            sources=("svi",),
            fix=_AGAIN,
        ),
        counted(
            "counties_crowded_or_empty",
            "counties with fewer than 0.01 or more than 40,000 people per km2",
            ~per_km2.between(0.01, 40_000),
            name,
            weight=people,
            sources=(*acs, *gazetteer),
            fix=_AGAIN,
        ),
        counted(
            "counties_people_per_home",
            "counties with fewer than 0.5 or more than 5 people per housing unit",
            per_home.notna() & ~per_home.between(0.5, 5),
            name,
            weight=people,
            sources=acs,
            fix=_AGAIN,
        ),
    ]


def _points(t: Tables) -> list[Check]:
    counties, tracts, shapes = t["counties"], t["tracts"], gpd.GeoDataFrame(t["county_shapes"])
    drawn = counties["county_fips"].map(shapes.set_index("county_fips").to_crs(_EQUAL_AREA).area / 1e6)
    name = named(counties, "county_fips", "name") + ", " + counties["state"]
    astray = tracts["county_fips"] != inside(tracts, shapes, "county_fips")
    return [
        counted(
            "counties_land_beyond_shape",
            "counties with more than 1.3 times the land their shape covers",
            counties["land_km2"] > 1.3 * drawn,
            name,
            sources=("gaz_counties", "county_shapes"),
            fix="check that ALAND is in m2 and that rows are in their own places",
        ),
        counted(
            "counties_point_astray",
            "counties whose internal point is outside their shape",
            counties["county_fips"] != inside(counties, shapes, "county_fips"),
            name,
            sources=("gaz_counties", "county_shapes"),
            fix=_COORDINATES,
        ),
        counted(
            "tracts_point_astray",
            "tracts whose center of population is outside their county's shape",
            astray,
            tracts["tract"],
            weight=tracts["population"].astype("float64"),
            sources=("tract_centres", "county_shapes"),
            fix=_COORDINATES,
        ),
    ]


def _named_points(t: Tables) -> list[Check]:
    """Judge the points that search and ZIP codes use; the empty table of an absent source is not judged."""
    checks = []
    places, postal = t["place_points"], t["postal_points"]
    if len(places):
        shapes = gpd.GeoDataFrame(t["state_shapes"])
        astray = places["state"].isin(shapes["state"]) & (places["state"] != inside(places, shapes, "state"))
        checks.append(
            counted(
                "places_point_astray",
                "census places whose point is outside their state",
                astray,
                named(places, "place", "title"),
                sources=("gaz_places",),
                fix=_COORDINATES,
            )
        )
    if len(postal):
        middle = postal.groupby(postal["zip"].str[:3])[["lon", "lat"]].transform("median")
        checks.append(
            counted(
                "postal_points_astray",
                f"ZIP code areas more than {_FAR_FROM_SECTION_KM:.0f} km from the others with their first "
                "three digits",
                _kilometers(postal, middle["lon"], middle["lat"]) > _FAR_FROM_SECTION_KM,
                postal["zip"],
                sources=("gaz_zcta",),
                fix=(
                    "keep ZIP codes as text with their zeros and points in their own rows; download the "
                    "file again"
                ),
            )
        )
    return checks


# ------------------------------------------------------------------------- jobs


def _area_jobs(t: Tables) -> list[Check]:
    areas, wages = t["areas"], t["area_wages"][t["area_wages"]["soc"] != _ALL]
    name = named(areas, "area_code", "title")
    jobs, people = areas["employment_total"], areas["population"]
    in_rows = areas["area_code"].map(wages.groupby("area_code")["employment"].sum()).fillna(0.0)
    both, per_resident = jobs.notna(), jobs / people
    counted_people = float(people[both].sum())
    return [
        apart(
            "wage_jobs_outside_rows",
            "jobs of all areas apart from the jobs in their occupations' rows",
            float(in_rows[both].sum()),
            float(jobs[both].sum()),
            sources=_WAGE_SOURCES,
            fix="rows or their employment are missing, or jobs are not released; download the file again",
        ),
        counted(
            "areas_rows_thin",
            "areas whose occupations' rows hold less than half of their jobs",
            in_rows[both] < 0.5 * jobs[both],
            name[both],
            weight=jobs[both],
            sources=_WAGE_SOURCES,
            fix="rows of these areas are missing; download the file again",
        ),
        within(
            "jobs_per_resident",
            "jobs per resident",
            ratio(float(jobs[both & people.notna()].sum()), counted_people),
            sources=("oews_areas", "acs_counties"),
            fix=_AGAIN,
        ),
        counted(
            "areas_jobs_per_resident",
            "areas with fewer than 0.1 or more than 1 job per resident",
            per_resident.notna() & ~per_resident.between(0.1, 1.0),
            name,
            weight=people,
            sources=("oews_areas", "acs_counties"),
            fix=_AGAIN,
        ),
    ]


def _wage_levels(t: Tables) -> list[Check]:
    wages = t["area_wages"][t["area_wages"]["soc"] != _ALL]
    states, nation = (t[n][t[n]["soc"] != _ALL] for n in ("state_wages", "nation_wages"))
    total = t["nation_wages"].loc[t["nation_wages"]["soc"] == _ALL, "employment"].sum()
    usual = nation.drop_duplicates("soc").set_index("soc")["p50"]
    relative = wages["p50"] / wages["soc"].map(usual)
    nation_jobs = float(nation["employment"].sum())
    cell = wages["area_code"] + " " + wages["soc"]
    state, national = ("oews_state",), ("oews_nation",)
    return [
        weighed(
            "wage_jobs_without_median",
            "jobs in area-occupation cells without a median wage",
            wages["p50"].isna(),
            wages["employment"],
            sources=_WAGE_SOURCES,
            fix=_AGAIN,
        ),
        counted(
            "wage_cells_far_from_nation",
            "area-occupation cells whose median wage is below 0.4 or above 2.5 times the nation's",
            relative.notna() & ~relative.between(0.4, 2.5),
            cell,
            weight=wages["employment"],
            sources=(*_WAGE_SOURCES, *national),
            fix="check that wages are a year's and in their own rows; download the file again",
        ),
        counted(
            "state_cells_without_jobs",
            "state-occupation cells without employment",
            states["employment"].isna(),
            states["area_code"] + " " + states["soc"],
            sources=state,
            fix=_AGAIN,
        ),
        counted(
            "nation_cells_without_jobs",
            "occupations without national employment",
            nation["employment"].isna(),
            nation["soc"],
            sources=national,
            fix=_AGAIN,
        ),
        apart(
            "state_jobs_against_nation",
            "jobs in all states apart from the nation's",
            float(states.loc[states["area_code"] < "60", "employment"].sum()),  # no territories
            nation_jobs,
            sources=(*state, *national),
            fix="rows are missing in one of the two; download both again",
        ),
        apart(
            "nation_jobs_against_total",
            "jobs in all occupations apart from the nation's total",
            nation_jobs,
            float(total),
            sources=national,
            fix="rows are missing; download the file again",
        ),
        within(
            "median_of_medians",
            "the middle occupation's national median wage",
            float(usual.median()),
            sources=national,
            fix=_AGAIN,
        ),
    ]


# --------------------------------------------------------------------- training


def _provider_points(t: Tables) -> list[Check]:
    providers, counties = t["providers"], t["counties"]
    state_fips = providers["state"].map(counties.drop_duplicates("state").set_index("state")["state_fips"])
    county = inside(providers, gpd.GeoDataFrame(t["county_shapes"]), "county_fips")
    name = named(providers, "provider_id", "name") + ", " + providers["state"]
    ours, placed = state_fips.notna(), providers["county_fips"].notna()
    return [
        counted(
            "providers_outside_state",
            "providers whose coordinates are outside their state",
            (county.str[:2] != state_fips)[ours],
            name[ours],
            sources=_PROVIDERS,
            fix=_COORDINATES,
        ),
        counted(
            "providers_in_another_county",
            "providers whose coordinates are outside their county",
            (county != providers["county_fips"])[placed],
            name[placed],
            sources=_PROVIDERS,
            fix=_COORDINATES,
        ),
    ]


def _provider_zips(t: Tables) -> list[Check]:
    providers, postal = t["providers"], t["postal_points"].set_index("zip")
    given = providers[providers["zip"].notna()]
    name = named(given, "provider_id", "name") + ", " + given["state"] + ", ZIP " + given["zip"]
    five = given["zip"].str[:5]
    served = {(digit, state) for digit, states in ZIP_STATES.items() for state in states}
    zeros = (
        "keep ZIP codes as text with their leading zeros (Connecticut to Vermont begin with 0); download "
        "the file again"
    )
    checks = [
        counted(
            "providers_zip_malformed",
            "providers whose ZIP code is not five digits, or nine",
            ~given["zip"].str.fullmatch(r"\d{5}(-?\d{4})?"),
            name,
            sources=_PROVIDERS,
            fix=zeros,
        ),
        counted(
            "providers_zip_of_another_state",
            "providers whose ZIP code begins with the digit of other states",
            np.array(
                [pair not in served for pair in zip(given["zip"].str[0], given["state"], strict=True)],
                dtype=bool,
            ),
            name,
            sources=_PROVIDERS,
            fix=zeros,
        ),
    ]
    if postal.empty:  # without its optional source
        return checks
    distance = _kilometers(given, five.map(postal["lon"]), five.map(postal["lat"]))
    known = distance.notna()
    return [
        *checks,
        counted(
            "providers_zip_unknown",
            "providers whose ZIP code has no area",
            ~five.isin(postal.index),
            name,
            sources=(*_PROVIDERS, "gaz_zcta"),
            fix=zeros,
        ),
        counted(
            "providers_far_from_zip",
            f"providers more than {FAR_FROM_ZIP_KM:.0f} km from the point of their ZIP code",
            (distance > FAR_FROM_ZIP_KM)[known],
            name[known],
            sources=(*_PROVIDERS, "gaz_zcta"),
            fix=_COORDINATES,
        ),
    ]


def _completions(t: Tables) -> list[Check]:
    programs, providers = t["programs"], t["providers"]
    now, before = programs["completions"], programs["completions_previous"]
    both = (now > 0) & (before > 0)
    this, last = ("ipeds_completions",), ("ipeds_completions_previous",)
    fix = "check that awards of one year are counted, first majors only; download the file again"
    return [
        within("completions_total", "awards a year", float(now.sum()), sources=this, fix=fix),
        within(
            "completions_previous_total",
            "awards of the year before",
            float(before.sum()),
            sources=last,
            fix=fix,
        ),
        within(
            "completions_against_previous",
            "awards per award of the year before, of programs in both",
            ratio(float(now[both].sum()), float(before[both].sum())),
            sources=(*this, *last),
            fix=fix,
        ),
        within(
            "completions_of_a_program",
            "awards of the middle program with any",
            float(now[now > 0].median()),
            sources=this,
            fix=fix,
        ),
        within(
            "tuition_median",
            "median in-state tuition in USD a year",
            float(providers["tuition"].median()),
            sources=("ipeds_prices",),
            fix=_AGAIN,
        ),
    ]


# ----------------------------------------------------------------- costs and need


def _prices(t: Tables) -> list[Check]:
    joined = t["county_costs"].merge(
        t["counties"][["county_fips", "name", "state", "area_code", "population"]],
        on="county_fips",
        how="left",
        validate="one_to_one",
    )
    name, people = (
        named(joined, "county_fips", "name") + ", " + joined["state"].astype("str"),
        joined["population"],
    )
    infant, preschool, school = (
        joined[f"childcare_{k}_weekly"] for k in ("infant", "preschool", "school_age")
    )
    own = (
        joined[["childcare_infant_basis", "childcare_preschool_basis", "childcare_school_age_basis"]]
        == "county"
    ).all(axis=1)
    metro = (joined["area_code"].str.len() == 5) & (joined["state"] != "PR")
    rents = joined[[f"rent_{n}_monthly" for n in range(5)]]
    falling = (rents.diff(axis=1) < 0).any(axis=1)
    care, parity = ("childcare", "childcare_infant"), ("rpp_metro", "rpp_portion")
    ages = "check that the columns of ages are not exchanged; download the file again"
    hundred = "the nation is 100: check the year and the line of the table"
    return [
        counted(
            "counties_infant_not_above_preschool",
            "counties whose infant care costs no more than preschool care, of those that publish both",
            (infant <= preschool)[own],
            name[own],
            weight=people[own],
            sources=care,
            fix=ages,
        ),
        counted(
            "counties_preschool_below_school_age",
            "counties whose preschool care costs less than school-age care, of those that publish both",
            (preschool < school)[own],
            name[own],
            weight=people[own],
            sources=care,
            fix=ages,
        ),
        counted(
            "counties_rents_falling",
            "counties where a larger home rents for less",
            falling,
            name,
            weight=people,
            sources=("fmr",),
            fix="check that the columns of bedrooms are not exchanged; download the file again",
        ),
        counted(
            "counties_metro_without_metro_parity",
            "counties of metropolitan areas that take another price parity than their area's",
            joined.loc[metro, "rpp_basis"] != "metro",
            name[metro],
            weight=people[metro],
            sources=parity[:1],
            fix="metropolitan areas are missing; download the file again",
        ),
        within(
            "price_parity_mean",
            "mean price parity, by people",
            _mean(joined["rpp_all"], people),
            sources=parity,
            fix=hundred,
        ),
        within(
            "goods_parity_mean",
            "mean price parity of goods, by people",
            _mean(joined["rpp_goods"], people),
            sources=parity,
            fix=hundred,
        ),
        within(
            "rent_mean",
            "mean rent of two bedrooms in USD a month",
            _mean(joined["rent_2_monthly"], people),
            sources=("fmr",),
            fix=_AGAIN,
        ),
        within(
            "infant_care_mean",
            "mean infant care in USD a week",
            _mean(infant, people),
            sources=care[1:],
            fix=_AGAIN,
        ),
        within(
            "preschool_care_mean",
            "mean preschool care in USD a week",
            _mean(preschool, people),
            sources=care[:1],
            fix=_AGAIN,
        ),
    ]


def _need(t: Tables) -> list[Check]:
    joined = t["counties"].merge(t["county_need"], on="county_fips", how="left", validate="one_to_one")
    people, workers = joined["population"], joined["labor_force"]
    means = {
        "poverty_rate_mean": ("poverty rate", "poverty_rate", "saipe"),
        "income_mean": ("median household income in USD a year", "median_household_income", "saipe"),
        "unemployment_rate_mean": ("unemployment rate", "unemployment_rate", "laus"),
        "vehicle_share_mean": ("share of households without a vehicle", "no_vehicle_share", "svi"),
        "internet_share_mean": ("share of households without internet", "no_internet_share", "svi"),
        "vulnerability_mean": ("social vulnerability rank", "social_vulnerability", "svi"),
        "rural_code_mean": ("rural-urban code", "rural_urban_code", "rucc"),
        "mobile_share_mean": ("share of land with mobile coverage", "mobile_5g_share", "mobile_coverage"),
    }
    checks = [
        within(key, f"mean {label}, by people", _mean(joined[column], people), sources=(source,), fix=_AGAIN)
        for key, (label, column, source) in means.items()
    ]
    pairs = {
        "poverty_with_vulnerability": (
            "poverty and social vulnerability",
            "poverty_rate",
            "social_vulnerability",
        ),
        "poverty_with_income": ("poverty and household income", "poverty_rate", "median_household_income"),
        "poverty_with_internet": ("poverty and missing internet", "poverty_rate", "no_internet_share"),
        "poverty_with_unemployment": ("poverty and unemployment", "poverty_rate", "unemployment_rate"),
        "rurality_with_mobile": (
            "rural-urban code and mobile coverage",
            "rural_urban_code",
            "mobile_5g_share",
        ),
    }
    rows = "values may be in other counties' rows; download the file again"
    checks += [
        within(
            key,
            f"rank correlation of {label}",
            _rank_correlation(joined[one], joined[other]),
            sources=_NEED,
            fix=rows,
        )
        for key, (label, one, other) in pairs.items()
    ]
    share, both = workers / people, workers.notna()
    name = named(joined, "county_fips", "name") + ", " + joined["state"]
    working = ratio(float(workers[both].sum()), float(people[both].sum()))
    return [
        *checks,
        within(
            "labor_force_share",
            "labor force per resident",
            working,
            sources=("laus", "acs_counties"),
            fix=_AGAIN,
        ),
        counted(
            "counties_labor_force_share",
            "counties with a labor force below 0.2 or above 0.8 of residents",
            share.notna() & ~share.between(0.2, 0.8),
            name,
            weight=people,
            sources=("laus", "acs_counties"),
            fix=rows,
        ),
    ]


#: Groups of checks, with the tables each looks at.
GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (frozenset({"counties"}), _places),
    (frozenset({"counties", "tracts", "county_shapes"}), _points),
    (frozenset({"place_points", "postal_points", "state_shapes"}), _named_points),
    (frozenset({"areas", "area_wages"}), _area_jobs),
    (frozenset({"area_wages", "state_wages", "nation_wages"}), _wage_levels),
    (frozenset({"projections", "nation_wages", "separations"}), projections),
    (frozenset({"providers", "counties", "county_shapes"}), _provider_points),
    (frozenset({"providers", "postal_points"}), _provider_zips),
    (frozenset({"programs", "providers"}), _completions),
    (frozenset({"counties", "county_costs"}), _prices),
    (frozenset({"counties", "county_need"}), _need),
)
