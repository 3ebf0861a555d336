"""Schemas of the tables of places: what lives and works in counties and areas, points and shapes."""

from __future__ import annotations

from typing import Any, Final

import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002  (pandera reads it at run time)
from pandera.typing.geopandas import GeoSeries  # noqa: TC002  (pandera reads it at run time)

from geo_opportunity.schema import AREA, COUNTY, SOC, STATE, Base, field
from geo_opportunity.vocabulary import NAICS_SECTORS

__all__ = [
    "SKILLS_KEPT",
    "AreaShapes",
    "CountyEducation",
    "CountyJobs",
    "CountyNeed",
    "CountyShapes",
    "LakeShapes",
    "OccupationSectors",
    "OccupationSkills",
    "OccupationTechnology",
    "PlaceLabels",
    "PlacePoints",
    "PostalPoints",
    "StateShapes",
    "Tracts",
    "WorkforceAreas",
]


#: Skills, and areas of knowledge, that are kept of an occupation.
SKILLS_KEPT: Final = 10


class CountyNeed(Base):
    """Need layers by county."""

    county_fips: Series[str] = field("state + county FIPS", str_matches=COUNTY, unique=True)
    poverty_rate: Series[float] = field(
        "all ages in poverty, SAIPE 2023", unit="fraction", nullable=True, ge=0, le=1
    )
    median_household_income: Series[float] = field("SAIPE 2023", unit="USD a year", nullable=True, gt=0)
    unemployment_rate: Series[float] = field(
        "LAUS 2024 annual average", unit="fraction", nullable=True, ge=0, le=1
    )
    labor_force: Series[float] = field("LAUS 2024 annual average", unit="people", nullable=True, ge=0)
    no_vehicle_share: Series[float] = field(
        "households without a vehicle, SVI 2022 (ACS 2018-22)", unit="fraction", nullable=True, ge=0, le=1
    )
    no_internet_share: Series[float] = field(
        "households without internet, SVI 2022 (ACS 2018-22)", unit="fraction", nullable=True, ge=0, le=1
    )
    social_vulnerability: Series[float] = field(
        "overall SVI percentile rank", unit="fraction", nullable=True, ge=0, le=1
    )
    rural_urban_code: Series[float] = field(
        "USDA rural-urban continuum code 2023, 1 to 9", nullable=True, ge=1, le=9
    )
    persistent_poverty: Series[str] = field(
        "USDA typology 2015: yes, no, or unknown", isin=["yes", "no", "unknown"]
    )
    opportunity_zone_tracts: Series[float] = field(
        "designated tracts (2010 tracts) in the county", unit="tracts", nullable=True, ge=0
    )
    mobile_5g_share: Series[float] = field(
        "land with 5G 7/1 Mbps in-vehicle coverage, FCC", unit="fraction", nullable=True, ge=0, le=1
    )


class Tracts(Base):
    """Population points: 2020 census tract centers of population."""

    tract: Series[str] = field("11-digit tract on 2022 counties", str_matches=r"^\d{11}$", unique=True)
    county_fips: Series[str] = field("county (Connecticut: planning region)", str_matches=COUNTY)
    area_code: Series[str] = field("OEWS area", str_matches=AREA)
    population: Series[int] = field("residents, 2020 census", unit="people", ge=0)
    adults: Series[float] = field(
        "population x adult share of the county; the population itself where no share is published",
        unit="people",
        ge=0,
    )
    lon: Series[float] = field("center of population", unit="degrees")
    lat: Series[float] = field("center of population", unit="degrees")


class PlaceLabels(Base):
    """The largest cities and towns, for names on a map."""

    place: Series[str] = field("state FIPS + place code of the census", str_matches=r"^\d{7}$", unique=True)
    state: Series[str] = field("postal code", str_matches=r"^[A-Z]{2}$")
    name: Series[str] = field("the name people use")
    lon: Series[float] = field("internal point", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("internal point", unit="degrees", ge=-90, le=90)
    residents_near: Series[float] = field(
        "residents of the ZIP code areas whose point lies in it, ACS 2019-23: an estimate, to order them",
        unit="people",
        ge=0,
    )
    rank: Series[int] = field("1 has the most", ge=1)


class PostalPoints(Base):
    """Internal points (Census gazetteer) of ZIP code tabulation areas, for addresses without any."""

    zip: Series[str] = field("ZIP code tabulation area", str_matches=COUNTY, unique=True)
    lon: Series[float] = field("internal point", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("internal point", unit="degrees", ge=-90, le=90)


class PlacePoints(Base):
    """Internal points (Census gazetteer) of cities, towns, villages and census designated places."""

    place: Series[str] = field("state + place FIPS", str_matches=r"^\d{7}$", unique=True)
    state: Series[str] = field("postal code", str_length=2)
    name: Series[str] = field("name without its legal description; consolidated city-counties by the city")
    title: Series[str] = field("name as published")
    kind: Series[str] = field("legal description: city, town, village, borough, CDP and others")
    lon: Series[float] = field("internal point", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("internal point", unit="degrees", ge=-90, le=90)


class AreaShapes(Base):
    """Area polygons (GeoParquet, EPSG:4326). Tables area_shapes_nation and area_shapes share this schema."""

    area_code: Series[str] = field("OEWS area", str_matches=AREA, unique=True)
    geometry: GeoSeries[Any] = pa.Field(
        description="MultiPolygon, EPSG:4326; Alaska on negative longitudes throughout", metadata={"unit": ""}
    )


class StateShapes(Base):
    """State polygons dissolved from the same counties, nation level (GeoParquet, EPSG:4326)."""

    state_fips: Series[str] = field("state FIPS", str_matches=STATE, unique=True)
    state: Series[str] = field("postal code", str_length=2)
    name: Series[str] = field("name")
    geometry: GeoSeries[Any] = pa.Field(description="MultiPolygon, EPSG:4326", metadata={"unit": ""})


class CountyShapes(Base):
    """County polygons at area detail (GeoParquet, EPSG:4326)."""

    county_fips: Series[str] = field("state + county FIPS", str_matches=COUNTY, unique=True)
    geometry: GeoSeries[Any] = pa.Field(description="MultiPolygon, EPSG:4326", metadata={"unit": ""})


class CountyJobs(Base):
    """Jobs with unemployment insurance by county and sector (BLS QCEW). No row: unknown, never zero."""

    county_fips: Series[str] = field(
        "county; xx999: jobs of the state that QCEW places in no county, which no county's figure includes",
        str_matches=COUNTY,
    )
    sector: Series[str] = field(
        "NAICS 2022 sector (31-33, 44-45, 48-49 joined; 99 unclassified); 10 is all industries",
        isin=list(NAICS_SECTORS),
    )
    owners: Series[str] = field("all: private and government; or private only", isin=["all", "private"])
    employment: Series[float] = field("annual average of monthly employment", unit="jobs", ge=0)
    avg_pay: Series[float] = field("average pay of a job", unit="USD a year", nullable=True, ge=0)
    year: Series[int] = field("calendar year", ge=2000, le=2100)


class CountyEducation(Base):
    """Adults of 25 and over by schooling completed (USDA ERS from ACS 2019-23; no margins of error)."""

    county_fips: Series[str] = field("county", str_matches=COUNTY, unique=True)
    adults_25: Series[float] = field("adults of 25 and over: the four levels together", unit="people", ge=0)
    below_high_school: Series[float] = field("less than high school graduate", unit="people", ge=0)
    high_school: Series[float] = field("high school graduate or equivalency", unit="people", ge=0)
    some_college: Series[float] = field("some college or associate degree", unit="people", ge=0)
    bachelors: Series[float] = field("bachelor's degree or higher", unit="people", ge=0)


class LakeShapes(Base):
    """The Great Lakes and other large lakes, to draw on maps (Natural Earth, simplified)."""

    lake: Series[int] = field("number, 1 is the largest", ge=1, unique=True)
    name: Series[str] = field("name; empty where the source has none")
    geometry: GeoSeries[Any] = pa.Field(description="polygon, EPSG:4326", metadata={"unit": ""})


class WorkforceAreas(Base):
    """Counties of each workforce area (Census LEHD, 2019); some boards have merged or been renamed since."""

    county_fips: Series[str] = field("county", str_matches=COUNTY)
    area_code: Series[str] = field("LEHD code of the workforce area", str_matches=r"^[0-9A-Z]{8}$")
    area_name: Series[str] = field("name as published in 2019; in some states a region the state defines")
    share_of_county: Series[float] = field(
        "share of the county's residents (2020 census) in tracts whose center is in the workforce area",
        unit="fraction",
        gt=0,
        le=1,
    )
    population: Series[float] = field(
        "residents of the county in the workforce area, 2020 census", unit="people", ge=0
    )


class OccupationSectors(Base):
    """Sectors of an occupation's jobs, nation-wide (BLS OEWS by industry; without the self-employed)."""

    soc: Series[str] = field("SOC code as OEWS publishes it", str_matches=SOC)
    sector: Series[str] = field(
        "NAICS 2022 sector; 92: government outside schools, hospitals and the post", isin=list(NAICS_SECTORS)
    )
    share: Series[float] = field(
        "jobs of the occupation in the sector / all its jobs; what is not released is in no row",
        unit="fraction",
        gt=0,
        le=1,
    )


class OccupationSkills(Base):
    """The ten most important skills, and areas of knowledge, of each occupation (O*NET 29.0).

    Means of what incumbents and analysts say; an occupation that O*NET does not rate has no row.
    """

    soc: Series[str] = field("SOC code as OEWS publishes it", str_matches=SOC)
    kind: Series[str] = field("skill or knowledge", isin=["skill", "knowledge"])
    element_id: Series[str] = field("element of the O*NET content model")
    element: Series[str] = field("its name")
    importance: Series[float] = field("1 not important to 5 extremely important", ge=1, le=5)
    level: Series[float] = field("level needed, 0 to 7", nullable=True, ge=0, le=7)
    rank: Series[int] = field("1 is the most important", ge=1, le=SKILLS_KEPT)


class OccupationTechnology(Base):
    """Technology of each occupation that O*NET 29.0 calls hot or in demand."""

    soc: Series[str] = field("SOC code as OEWS publishes it", str_matches=SOC)
    technology: Series[str] = field("name")
    category: Series[str] = field("kind of technology")
    hot: Series[bool] = field("named often in postings of employers of all kinds")
    in_demand: Series[bool] = field("named often in postings for this occupation")
