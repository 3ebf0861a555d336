"""Schemas of our tables: the contract between the build and everything else.

Codes are strings with their zeros. Money is US dollars a year unless the name says otherwise;
shares and growth are fractions (0.031 = 3.1 percent); areas of land are square kilometers;
coordinates are degrees, EPSG:4326. Missing is null; why it is missing is in the ``*_flag``
or ``*_basis`` column beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002  (pandera reads it at run time)
from pandera.typing.geopandas import GeoSeries  # noqa: TC002  (pandera reads it at run time)

from geo_opportunity.errors import SchemaError
from geo_opportunity.vocabulary import (
    AWARD_LEVELS,
    EDUCATION_LEVELS,
    SECTORS,
    TRAINING_LEVELS,
    Flag,
    ProgramNeed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAGS: Final = [f.value for f in Flag]
_AREA = r"^(\d{5}|\d{7})$"
_COUNTY = r"^\d{5}$"
_STATE = r"^\d{2}$"
_SOC = r"^\d{2}-\d{4}$"
_CIP = r"^\d{2}\.\d{4}$"


def _f(description: str, *, unit: str = "", nullable: bool = False, **checks: Any) -> Any:
    return pa.Field(
        description=description, metadata={"unit": unit}, nullable=nullable, coerce=True, **checks
    )


class _Base(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True
        unique_column_names = True


class Areas(_Base):
    """One row per OEWS area: 393 metropolitan, 137 nonmetropolitan."""

    area_code: Series[str] = _f(
        "5-digit CBSA (metro) or 7-digit state + 5 + serial (nonmetro)", str_matches=_AREA, unique=True
    )
    title: Series[str] = _f("BLS title")
    kind: Series[str] = _f("metro or nonmetro", isin=["metro", "nonmetro"])
    state_fips: Series[str] = _f("primary state", str_matches=_STATE)
    states: Series[str] = _f("postal codes of every state the area is in, primary first, joined by '-'")
    population: Series[float] = _f("resident population of its counties", unit="people", nullable=True, ge=0)
    adults: Series[float] = _f(
        "residents aged 18 and over (estimate: population x county adult share)",
        unit="people",
        nullable=True,
        ge=0,
    )
    county_count: Series[int] = _f("counties in the area", ge=0)
    land_km2: Series[float] = _f("land area", unit="km2", nullable=True, ge=0)
    lon: Series[float] = _f("label point, inside the shape", unit="degrees", nullable=True)
    lat: Series[float] = _f("label point, inside the shape", unit="degrees", nullable=True)
    rpp_all: Series[float] = _f(
        "regional price parity, all items, US = 100", unit="index", nullable=True, gt=0
    )
    rpp_basis: Series[str] = _f(
        "metro, state nonmetro portion, or none", isin=["metro", "state nonmetro portion", "none"]
    )
    employment_total: Series[float] = _f("all jobs OEWS covers in the area", unit="jobs", nullable=True, ge=0)
    employment_total_basis: Series[str] = _f(
        "published total, or derived from published rows", isin=["published", "derived", "none"]
    )
    mean_wage: Series[float] = _f("mean wage of all its jobs", unit="USD a year", nullable=True, gt=0)
    mean_wage_prse: Series[float] = _f("its relative standard error", unit="percent", nullable=True, ge=0)
    has_shape: Series[bool] = _f("whether the area has counties, hence a shape")


class Counties(_Base):
    """One row per county or county equivalent (2022 set; Connecticut as planning regions)."""

    county_fips: Series[str] = _f("state + county FIPS", str_matches=_COUNTY, unique=True)
    name: Series[str] = _f("name as published")
    state_fips: Series[str] = _f("state FIPS", str_matches=_STATE)
    state: Series[str] = _f("postal code", str_length=2)
    area_code: Series[str] = _f("OEWS area it belongs to", str_matches=_AREA)
    cbsa_code: Series[str] = _f(
        "core based statistical area (2023), if any", nullable=True, str_matches=_COUNTY
    )
    population: Series[float] = _f("residents, ACS 2019-23", unit="people", ge=0)
    adult_share: Series[float] = _f("share aged 18 and over", unit="fraction", nullable=True, ge=0, le=1)
    housing_units: Series[float] = _f("housing units, ACS 2019-23", unit="units", nullable=True, ge=0)
    land_km2: Series[float] = _f("land area", unit="km2", gt=0)
    lon: Series[float] = _f("internal point", unit="degrees")
    lat: Series[float] = _f("internal point", unit="degrees")


class CountyCosts(_Base):
    """What a family pays, by county. Prices in the dollars named in each column."""

    county_fips: Series[str] = _f("state + county FIPS", str_matches=_COUNTY, unique=True)
    rpp_all: Series[float] = _f("regional price parity, all items", unit="index", nullable=True, gt=0)
    rpp_goods: Series[float] = _f("regional price parity, goods", unit="index", nullable=True, gt=0)
    rpp_basis: Series[str] = _f(
        "geography of the price parity", isin=["metro", "state nonmetro portion", "none"]
    )
    rent_0_monthly: Series[float] = _f(
        "fair market rent, efficiency", unit="USD a month", nullable=True, gt=0
    )
    rent_1_monthly: Series[float] = _f("fair market rent, 1 bedroom", unit="USD a month", nullable=True, gt=0)
    rent_2_monthly: Series[float] = _f(
        "fair market rent, 2 bedrooms", unit="USD a month", nullable=True, gt=0
    )
    rent_3_monthly: Series[float] = _f(
        "fair market rent, 3 bedrooms", unit="USD a month", nullable=True, gt=0
    )
    rent_4_monthly: Series[float] = _f(
        "fair market rent, 4 bedrooms", unit="USD a month", nullable=True, gt=0
    )
    rent_basis: Series[str] = _f(
        "how the rent was had", isin=["published", "revised", "towns, population-weighted", "none"]
    )
    childcare_preschool_weekly: Series[float] = _f(
        "center care, preschooler, median price, May 2025 dollars", unit="USD a week", nullable=True, gt=0
    )
    childcare_preschool_basis: Series[str] = _f(
        "how the price was had",
        isin=[
            "county",
            "old counties, population-weighted",
            "state median",
            "rural-urban group median",
            "none",
        ],
    )
    childcare_school_age_weekly: Series[float] = _f(
        "center care, school-age child, median price, May 2025 dollars",
        unit="USD a week",
        nullable=True,
        gt=0,
    )
    childcare_school_age_basis: Series[str] = _f(
        "how the price was had",
        isin=[
            "county",
            "old counties, population-weighted",
            "state median",
            "rural-urban group median",
            "none",
        ],
    )
    childcare_infant_weekly: Series[float] = _f(
        "center care, infant, median price, May 2025 dollars", unit="USD a week", nullable=True, gt=0
    )
    childcare_infant_basis: Series[str] = _f(
        "how the price was had",
        isin=[
            "county",
            "old counties, population-weighted",
            "state median",
            "rural-urban group median",
            "none",
        ],
    )
    poverty_guideline_area: Series[str] = _f(
        "which HHS guideline applies", isin=["48_states_and_dc", "alaska", "hawaii"]
    )


class CountyNeed(_Base):
    """Need layers by county."""

    county_fips: Series[str] = _f("state + county FIPS", str_matches=_COUNTY, unique=True)
    poverty_rate: Series[float] = _f(
        "all ages in poverty, SAIPE 2023", unit="fraction", nullable=True, ge=0, le=1
    )
    median_household_income: Series[float] = _f("SAIPE 2023", unit="USD a year", nullable=True, gt=0)
    unemployment_rate: Series[float] = _f(
        "LAUS 2024 annual average", unit="fraction", nullable=True, ge=0, le=1
    )
    labor_force: Series[float] = _f("LAUS 2024 annual average", unit="people", nullable=True, ge=0)
    no_vehicle_share: Series[float] = _f(
        "households without a vehicle, SVI 2022 (ACS 2018-22)", unit="fraction", nullable=True, ge=0, le=1
    )
    no_internet_share: Series[float] = _f(
        "households without internet, SVI 2022 (ACS 2018-22)", unit="fraction", nullable=True, ge=0, le=1
    )
    social_vulnerability: Series[float] = _f(
        "overall SVI percentile rank", unit="fraction", nullable=True, ge=0, le=1
    )
    rural_urban_code: Series[float] = _f(
        "USDA rural-urban continuum code 2023, 1 to 9", nullable=True, ge=1, le=9
    )
    persistent_poverty: Series[str] = _f(
        "USDA typology 2015: yes, no, or unknown", isin=["yes", "no", "unknown"]
    )
    opportunity_zone_tracts: Series[float] = _f(
        "designated tracts (2010 tracts) in the county", unit="tracts", nullable=True, ge=0
    )
    mobile_5g_share: Series[float] = _f(
        "land with 5G 7/1 Mbps in-vehicle coverage, FCC", unit="fraction", nullable=True, ge=0, le=1
    )


class Tracts(_Base):
    """Population points: 2020 census tract centers of population."""

    tract: Series[str] = _f("11-digit tract on 2022 counties", str_matches=r"^\d{11}$", unique=True)
    county_fips: Series[str] = _f("county (Connecticut: planning region)", str_matches=_COUNTY)
    area_code: Series[str] = _f("OEWS area", str_matches=_AREA)
    population: Series[int] = _f("residents, 2020 census", unit="people", ge=0)
    adults: Series[float] = _f(
        "population x adult share of the county; the population itself where no share is published",
        unit="people",
        ge=0,
    )
    lon: Series[float] = _f("center of population", unit="degrees")
    lat: Series[float] = _f("center of population", unit="degrees")


class Occupations(_Base):
    """One row per detailed occupation OEWS publishes (SOC 2018, with its broad and combined codes)."""

    soc: Series[str] = _f("SOC 2018 code as OEWS publishes it", str_matches=_SOC, unique=True)
    title: Series[str] = _f("OEWS title")
    description: Series[str] = _f("O*NET description", nullable=True)
    entry_education: Series[str] = _f(
        "typical education needed for entry (BLS EP 2024)", nullable=True, isin=list(EDUCATION_LEVELS)
    )
    work_experience: Series[str] = _f("work experience in a related occupation (BLS EP 2024)", nullable=True)
    training: Series[str] = _f(
        "typical on-the-job training (BLS EP 2024)", nullable=True, isin=list(TRAINING_LEVELS)
    )
    program_need: Series[str] = _f("whether a program leads to it", isin=[n.value for n in ProgramNeed])
    program_links: Series[int] = _f("CIP codes linked to it", ge=0)
    listing_coverage: Series[float] = _f(
        "national completers allocated to it / national annual openings", unit="ratio", nullable=True, ge=0
    )
    job_zone: Series[float] = _f(
        "O*NET job zone, 2 to 5 (zone 1 is merged into 2 in 30.2)", nullable=True, ge=1, le=5
    )
    apprenticeable: Series[bool] = _f(
        "recognized as apprenticeable nationally (RAPIDS 2019); does not say a program exists nearby"
    )
    regular_schedule_share: Series[float] = _f(
        "incumbents with a regular schedule (O*NET 4.C.3.d.4)", unit="fraction", nullable=True, ge=0, le=1
    )
    schedule_basis: Series[str] = _f(
        "how the schedule share was had", isin=["O*NET distribution", "derived from O*NET", "none"]
    )
    long_hours_share: Series[float] = _f(
        "incumbents working over 40 hours a week (O*NET 4.C.3.d.8)",
        unit="fraction",
        nullable=True,
        ge=0,
        le=1,
    )
    bright_outlook: Series[bool] = _f(
        "on the O*NET Bright Outlook list of 2026-03 (keyed to 2024-34 projections)"
    )


class Apprenticeable(_Base):
    """Occupations recognized as apprenticeable nationally (RAPIDS 2019)."""

    soc: Series[str] = _f("SOC code as OEWS and EP publish it", str_matches=_SOC, unique=True)


class Sectors(_Base):
    """Which occupation belongs to which sector, by which published definition."""

    sector: Series[str] = _f("advanced, healthcare, green, trades", isin=list(SECTORS))
    soc: Series[str] = _f("SOC 2018 code as OEWS publishes it", str_matches=_SOC)
    tag: Series[str] = _f("part of the definition that puts it there, e.g. 'Green New & Emerging'")
    share: Series[float] = _f(
        "share of the occupation's national jobs in the sector's industries (advanced only)",
        unit="fraction",
        nullable=True,
        ge=0,
        le=1,
    )


class Wages(_Base):
    """OEWS employment and wages. Tables area_wages, state_wages and nation_wages share this schema."""

    area_code: Series[str] = _f(
        "area; 2-digit state FIPS in state_wages; 99 in nation_wages", str_matches=r"^(\d{2}|\d{5}|\d{7})$"
    )
    soc: Series[str] = _f("SOC code; 00-0000 is all occupations where published", str_matches=_SOC)
    employment: Series[float] = _f("jobs", unit="jobs", nullable=True, ge=0)
    employment_flag: Series[str] = _f("see Flag", isin=FLAGS)
    employment_prse: Series[float] = _f("its relative standard error", unit="percent", nullable=True, ge=0)
    location_quotient: Series[float] = _f("as published", unit="ratio", nullable=True, ge=0)
    mean: Series[float] = _f("mean annual wage", unit="USD a year", nullable=True, gt=0)
    mean_flag: Series[str] = _f("see Flag", isin=FLAGS)
    mean_prse: Series[float] = _f("its relative standard error", unit="percent", nullable=True, ge=0)
    p10: Series[float] = _f("10th percentile annual wage", unit="USD a year", nullable=True, gt=0)
    p10_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p25: Series[float] = _f("25th percentile annual wage", unit="USD a year", nullable=True, gt=0)
    p25_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p50: Series[float] = _f("median annual wage", unit="USD a year", nullable=True, gt=0)
    p50_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p75: Series[float] = _f("75th percentile annual wage", unit="USD a year", nullable=True, gt=0)
    p75_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p90: Series[float] = _f("90th percentile annual wage", unit="USD a year", nullable=True, gt=0)
    p90_flag: Series[str] = _f("see Flag", isin=FLAGS)
    wage_rate: Series[str] = _f(
        "both, annual only (teachers, pilots) or hourly only (actors, musicians)",
        isin=["both", "annual only", "hourly only", "unstated"],
    )


class Projections(_Base):
    """Employment projections, every geography. One row per series, geography and occupation."""

    series: Series[str] = _f("id of the published series, e.g. 'ep_2024_34', 'pc_2022_32', 'ca_edd_2023_33'")
    level: Series[str] = _f("nation, state or substate", isin=["nation", "state", "substate"])
    geo_code: Series[str] = _f("'99', state FIPS, or a projection region of projection_regions")
    soc: Series[str] = _f("SOC code as OEWS publishes it; 00-0000 is all occupations", str_matches=_SOC)
    base: Series[float] = _f("employment in the base year", unit="jobs", nullable=True, ge=0)
    projected: Series[float] = _f("employment in the projected year", unit="jobs", nullable=True, ge=0)
    growth: Series[float] = _f("projected / base - 1 over the period", unit="fraction", nullable=True, ge=-1)
    openings: Series[float] = _f(
        "annual average openings: growth + exits + transfers", unit="jobs a year", nullable=True, ge=0
    )
    openings_basis: Series[str] = _f(
        "published, rebuilt from national separation rates, or none", isin=["published", "rebuilt", "none"]
    )
    base_year: Series[int] = _f("base year", ge=2000, le=2100)
    projected_year: Series[int] = _f("projected year", ge=2000, le=2100)
    preferred: Series[bool] = _f("used for growth by default (newest comparable series of its geography)")


class ProjectionRegions(_Base):
    """Counties of each sub-state projection region."""

    geo_code: Series[str] = _f("region of projections.geo_code")
    title: Series[str] = _f("published name")
    county_fips: Series[str] = _f("a county in it", str_matches=_COUNTY)


class Separations(_Base):
    """National occupational separation rates (BLS EP Table 1.10)."""

    soc: Series[str] = _f("SOC code as OEWS publishes it", str_matches=_SOC, unique=True)
    exit_rate: Series[float] = _f(
        "labor force exits, annual average", unit="fraction", nullable=True, ge=0, le=1
    )
    transfer_rate: Series[float] = _f(
        "occupational transfers, annual average", unit="fraction", nullable=True, ge=0, le=1
    )


class Cips(_Base):
    """Instructional programs (CIP 2020)."""

    cip: Series[str] = _f("six-digit CIP 2020 code", str_matches=_CIP, unique=True)
    title: Series[str] = _f("NCES title, without the closing period")


class CipSoc(_Base):
    """NCES/BLS CIP 2020 - SOC 2018 crosswalk, SOC children mapped to the codes OEWS publishes."""

    cip: Series[str] = _f("CIP 2020", str_matches=_CIP)
    soc: Series[str] = _f("SOC code as OEWS publishes it", str_matches=_SOC)


class Providers(_Base):
    """Places that train. Built-in: active IPEDS institutions, one point each."""

    provider_id: Series[str] = _f("'ipeds:' + UNITID", unique=True)
    name: Series[str] = _f("name as published")
    address: Series[str] = _f("street address", nullable=True)
    city: Series[str] = _f("city", nullable=True)
    state: Series[str] = _f("postal code", str_length=2)
    zip: Series[str] = _f("ZIP code", nullable=True)
    county_fips: Series[str] = _f("county, null when in none we know", nullable=True, str_matches=_COUNTY)
    area_code: Series[str] = _f("OEWS area, null when in none we know", nullable=True, str_matches=_AREA)
    lon: Series[float] = _f("as published", unit="degrees", ge=-180, le=180)
    lat: Series[float] = _f("as published", unit="degrees", ge=-90, le=90)
    location_basis: Series[str] = _f(
        "published point, or center of ZIP, city", isin=["published", "ZIP centre", "city centre"]
    )
    control: Series[str] = _f(
        "public, private nonprofit, private for-profit, unknown",
        isin=["public", "private nonprofit", "private for-profit", "unknown"],
    )
    level: Series[str] = _f(
        "4-year, 2-year, less than 2-year, unknown", isin=["4-year", "2-year", "less than 2-year", "unknown"]
    )
    open_admission: Series[str] = _f("yes, no, unknown", isin=["yes", "no", "unknown"])
    distance_only: Series[bool] = _f("all programs by distance education only: kept out of distance measures")
    some_distance: Series[str] = _f("offers some distance education", isin=["yes", "no", "unknown"])
    evening_weekend: Series[str] = _f("weekend or evening college", isin=["yes", "no", "unknown"])
    part_time: Series[str] = _f("takes part-time undergraduates", isin=["yes", "no", "unknown"])
    day_care: Series[str] = _f("on-campus day care for students' children", isin=["yes", "no", "unknown"])
    tuition: Series[float] = _f(
        "in-state tuition and required fees, 2023-24 academic-year reporters",
        unit="USD a year",
        nullable=True,
        ge=0,
    )
    website: Series[str] = _f("web address", nullable=True)


class Programs(_Base):
    """Provider x CIP x award level, with completions."""

    provider_id: Series[str] = _f("provider")
    cip: Series[str] = _f("CIP 2020", str_matches=_CIP)
    award_level: Series[int] = _f("IPEDS AWLEVEL", isin=list(AWARD_LEVELS))
    completions: Series[float] = _f(
        "awards conferred 2023-24, first majors; 0 = offered, no completions",
        unit="awards a year",
        nullable=True,
        ge=0,
    )
    completions_previous: Series[float] = _f(
        "awards conferred 2022-23; null when not reported", unit="awards a year", nullable=True, ge=0
    )


class Reach(_Base):
    """Share of an area's adults within a road distance of a program leading to an occupation.

    Distances are estimates: geodesic x circuity. Only rows with some reach at the largest distance are
    kept; an occupation with linked programs and no row in an area has reach 0 there.
    """

    area_code: Series[str] = _f("OEWS area", str_matches=_AREA)
    soc: Series[str] = _f("SOC code as OEWS publishes it", str_matches=_SOC)
    reach_005mi: Series[float] = _f("within 5 road miles", unit="fraction", ge=0, le=1)
    reach_010mi: Series[float] = _f("within 10 road miles", unit="fraction", ge=0, le=1)
    reach_015mi: Series[float] = _f("within 15 road miles", unit="fraction", ge=0, le=1)
    reach_020mi: Series[float] = _f("within 20 road miles", unit="fraction", ge=0, le=1)
    reach_025mi: Series[float] = _f("within 25 road miles", unit="fraction", ge=0, le=1)
    reach_030mi: Series[float] = _f("within 30 road miles", unit="fraction", ge=0, le=1)
    reach_040mi: Series[float] = _f("within 40 road miles", unit="fraction", ge=0, le=1)
    reach_050mi: Series[float] = _f("within 50 road miles", unit="fraction", ge=0, le=1)
    reach_060mi: Series[float] = _f("within 60 road miles", unit="fraction", ge=0, le=1)
    reach_075mi: Series[float] = _f("within 75 road miles", unit="fraction", ge=0, le=1)
    reach_100mi: Series[float] = _f("within 100 road miles", unit="fraction", ge=0, le=1)


class PostalPoints(_Base):
    """Internal points (Census gazetteer) of ZIP code tabulation areas, for addresses without any."""

    zip: Series[str] = _f("ZIP code tabulation area", str_matches=_COUNTY, unique=True)
    lon: Series[float] = _f("internal point", unit="degrees", ge=-180, le=180)
    lat: Series[float] = _f("internal point", unit="degrees", ge=-90, le=90)


class PlacePoints(_Base):
    """Internal points (Census gazetteer) of cities, towns, villages and census designated places."""

    place: Series[str] = _f("state + place FIPS", str_matches=r"^\d{7}$", unique=True)
    state: Series[str] = _f("postal code", str_length=2)
    name: Series[str] = _f("name without its legal description; consolidated city-counties by the city")
    title: Series[str] = _f("name as published")
    kind: Series[str] = _f("legal description: city, town, village, borough, CDP and others")
    lon: Series[float] = _f("internal point", unit="degrees", ge=-180, le=180)
    lat: Series[float] = _f("internal point", unit="degrees", ge=-90, le=90)


class FoodPlan(_Base):
    """USDA low-cost food plan, monthly cost by person."""

    person: Series[str] = _f("age-sex group, e.g. 'male 19-50', 'child 4-5'", unique=True)
    low_cost_monthly: Series[float] = _f(
        "low-cost plan for a member of a four-person family", unit="USD a month", gt=0
    )
    month: Series[str] = _f("month of the prices, YYYY-MM")


class PovertyGuidelines(_Base):
    """HHS poverty guidelines."""

    year: Series[int] = _f("year")
    area: Series[str] = _f("48_states_and_dc, alaska, hawaii", isin=["48_states_and_dc", "alaska", "hawaii"])
    one_person: Series[float] = _f("guideline for one person", unit="USD a year", gt=0)
    additional_person: Series[float] = _f("for each further person", unit="USD a year", gt=0)


class Related(_Base):
    """O*NET related occupations on the codes OEWS publishes."""

    soc: Series[str] = _f("occupation it starts from", str_matches=_SOC)
    related_soc: Series[str] = _f("related occupation", str_matches=_SOC)
    tier: Series[str] = _f(
        "O*NET relatedness tier, best of those that map here",
        isin=["Primary-Short", "Primary-Long", "Supplemental"],
    )
    rank: Series[int] = _f("O*NET index, lowest of those that map here", ge=1)


class Titles(_Base):
    """Everyday titles of occupations (O*NET alternate and reported titles)."""

    soc: Series[str] = _f("SOC code as OEWS publishes it", str_matches=_SOC)
    title: Series[str] = _f("everyday title")


class AreaShapes(_Base):
    """Area polygons (GeoParquet, EPSG:4326). Tables area_shapes_nation and area_shapes share this schema."""

    area_code: Series[str] = _f("OEWS area", str_matches=_AREA, unique=True)
    geometry: GeoSeries[Any] = pa.Field(
        description="MultiPolygon, EPSG:4326; Alaska on negative longitudes throughout", metadata={"unit": ""}
    )


class StateShapes(_Base):
    """State polygons dissolved from the same counties, nation level (GeoParquet, EPSG:4326)."""

    state_fips: Series[str] = _f("state FIPS", str_matches=_STATE, unique=True)
    state: Series[str] = _f("postal code", str_length=2)
    name: Series[str] = _f("name")
    geometry: GeoSeries[Any] = pa.Field(description="MultiPolygon, EPSG:4326", metadata={"unit": ""})


class CountyShapes(_Base):
    """County polygons at area detail (GeoParquet, EPSG:4326)."""

    county_fips: Series[str] = _f("state + county FIPS", str_matches=_COUNTY, unique=True)
    geometry: GeoSeries[Any] = pa.Field(description="MultiPolygon, EPSG:4326", metadata={"unit": ""})


#: Every table the build writes: name -> schema. File is data/<name>.parquet.
TABLES: Final[dict[str, type[pa.DataFrameModel]]] = {
    "areas": Areas,
    "counties": Counties,
    "county_costs": CountyCosts,
    "county_need": CountyNeed,
    "tracts": Tracts,
    "apprenticeable": Apprenticeable,
    "occupations": Occupations,
    "sectors": Sectors,
    "area_wages": Wages,
    "state_wages": Wages,
    "nation_wages": Wages,
    "projections": Projections,
    "projection_regions": ProjectionRegions,
    "separations": Separations,
    "cips": Cips,
    "cip_soc": CipSoc,
    "providers": Providers,
    "programs": Programs,
    "reach": Reach,
    "postal_points": PostalPoints,
    "place_points": PlacePoints,
    "food_plan": FoodPlan,
    "poverty_guidelines": PovertyGuidelines,
    "related": Related,
    "titles": Titles,
    "area_shapes_nation": AreaShapes,
    "area_shapes": AreaShapes,
    "state_shapes": StateShapes,
    "county_shapes": CountyShapes,
}

#: Tables with geometry (GeoParquet).
GEO_TABLES: Final[frozenset[str]] = frozenset(
    {"area_shapes_nation", "area_shapes", "state_shapes", "county_shapes"}
)

#: Unique key of each table.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "areas": ("area_code",),
    "counties": ("county_fips",),
    "county_costs": ("county_fips",),
    "county_need": ("county_fips",),
    "tracts": ("tract",),
    "apprenticeable": ("soc",),
    "occupations": ("soc",),
    "sectors": ("sector", "soc", "tag"),
    "area_wages": ("area_code", "soc"),
    "state_wages": ("area_code", "soc"),
    "nation_wages": ("area_code", "soc"),
    "projections": ("series", "geo_code", "soc"),
    "projection_regions": ("geo_code", "county_fips"),
    "separations": ("soc",),
    "cips": ("cip",),
    "cip_soc": ("cip", "soc"),
    "providers": ("provider_id",),
    "programs": ("provider_id", "cip", "award_level"),
    "reach": ("area_code", "soc"),
    "postal_points": ("zip",),
    "place_points": ("place",),
    "food_plan": ("person",),
    "poverty_guidelines": ("year", "area"),
    "related": ("soc", "related_soc"),
    "titles": ("soc", "title"),
    "area_shapes_nation": ("area_code",),
    "area_shapes": ("area_code",),
    "state_shapes": ("state_fips",),
    "county_shapes": ("county_fips",),
}


def validate(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` sorted by its key and checked against the schema of table `name`.

    Raises
    ------
    SchemaError
        Names table, column, rule and the first bad rows; all failures, not only the first.
    """
    schema = TABLES[name]
    key = list(KEYS[name])
    try:
        checked = schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases: pd.DataFrame = error.failure_cases
        lines = [
            f"  {row.column}: {row.check} — {row.failure_case!r} (row {row.index})"
            for row in cases.head(12).itertuples(index=False)
        ]
        msg = f"table {name!r} breaks its contract in {len(cases)} places:\n" + "\n".join(lines)
        raise SchemaError(msg) from error
    doubled = checked.duplicated(key)
    if doubled.any():
        msg = (
            f"table {name!r}: {int(doubled.sum())} rows repeat their key {key}; first: "
            f"{checked.loc[doubled, key].iloc[0].to_dict()}"
        )
        raise SchemaError(msg)
    return checked.sort_values(key, kind="stable").reset_index(drop=True)


def column_names(name: str) -> tuple[str, ...]:
    """Return the columns of table `name` in order, none for a table that is not one of ours."""
    return tuple(TABLES[name].__fields__) if name in TABLES else ()


def describe(name: str) -> pd.DataFrame:
    """Return a data dictionary of table `name`: column, type, unit, whether it may be null, description."""
    fields: Mapping[str, pa.Column] = TABLES[name].to_schema().columns
    return pd.DataFrame(
        [
            {
                "column": column,
                "type": str(spec.dtype),
                "unit": (spec.metadata or {}).get("unit", ""),
                "nullable": bool(spec.nullable),
                "description": spec.description,
            }
            for column, spec in fields.items()
        ]
    )
