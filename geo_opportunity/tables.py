"""Schemas of our tables: the contract between the build and everything else.

Codes are strings with their zeros. Money is US dollars a year unless the name says otherwise;
shares and growth are fractions (0.031 = 3.1 percent); areas of land are square kilometers;
coordinates are degrees, EPSG:4326. Missing is null; why it is missing is in the ``*_flag``
or ``*_basis`` column beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002  (pandera reads it at run time)

from geo_opportunity.errors import SchemaError
from geo_opportunity.schema import AREA as _AREA
from geo_opportunity.schema import CIP as _CIP
from geo_opportunity.schema import COUNTY as _COUNTY
from geo_opportunity.schema import SOC as _SOC
from geo_opportunity.schema import STATE as _STATE
from geo_opportunity.schema import Base as _Base
from geo_opportunity.schema import field as _f
from geo_opportunity.tables_places import (
    AreaShapes,
    CountyEducation,
    CountyJobs,
    CountyNeed,
    CountyShapes,
    LakeShapes,
    OccupationSectors,
    OccupationSkills,
    OccupationTechnology,
    PlaceLabels,
    PlacePoints,
    PostalPoints,
    StateShapes,
    Tracts,
    WorkforceAreas,
)
from geo_opportunity.tables_training import Campuses, CodeChanges, Programs, Providers, Reach, TrainingSites
from geo_opportunity.vocabulary import (
    EDUCATION_LEVELS,
    SECTORS,
    TRAINING_LEVELS,
    Flag,
    ProgramNeed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAGS: Final = [f.value for f in Flag]


_CARE_BASES: Final = [
    "county",
    "old counties, population-weighted",
    "state median",
    "rural-urban group median",
    "none",
]
_CARE_YEAR: Final = "year the price was published for; where several prices are behind it, the latest"


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
    childcare_preschool_basis: Series[str] = _f("how the price was had", isin=_CARE_BASES)
    childcare_preschool_year: Series[float] = _f(_CARE_YEAR, unit="year", nullable=True, ge=2008)
    childcare_school_age_weekly: Series[float] = _f(
        "center care, school-age child, median price, May 2025 dollars",
        unit="USD a week",
        nullable=True,
        gt=0,
    )
    childcare_school_age_basis: Series[str] = _f("how the price was had", isin=_CARE_BASES)
    childcare_school_age_year: Series[float] = _f(_CARE_YEAR, unit="year", nullable=True, ge=2008)
    childcare_infant_weekly: Series[float] = _f(
        "center care, infant, median price, May 2025 dollars", unit="USD a week", nullable=True, gt=0
    )
    childcare_infant_basis: Series[str] = _f("how the price was had", isin=_CARE_BASES)
    childcare_infant_year: Series[float] = _f(_CARE_YEAR, unit="year", nullable=True, ge=2008)
    poverty_guideline_area: Series[str] = _f(
        "which HHS guideline applies", isin=["48_states_and_dc", "alaska", "hawaii"]
    )


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
    supply_below_ba: Series[float] = _f(
        "the same of completers below a bachelor's degree; from 1/20 a program is helpful",
        unit="ratio",
        nullable=True,
        ge=0,
    )
    trained_outside: Series[str] = _f(
        "who trains, where employers, academies or providers outside IPEDS do; a sourced list, null "
        "elsewhere",
        nullable=True,
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


class HourlyWages(_Base):
    """OEWS wages of the occupations that BLS publishes by the hour only, where they are published."""

    area_code: Series[str] = _f("area; 99 is the nation", str_matches=r"^(99|\d{5}|\d{7})$")
    soc: Series[str] = _f("SOC code", str_matches=_SOC)
    p10: Series[float] = _f("10th percentile hourly wage", unit="USD an hour", nullable=True, gt=0)
    p10_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p25: Series[float] = _f("25th percentile hourly wage", unit="USD an hour", nullable=True, gt=0)
    p25_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p50: Series[float] = _f("median hourly wage", unit="USD an hour", nullable=True, gt=0)
    p50_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p75: Series[float] = _f("75th percentile hourly wage", unit="USD an hour", nullable=True, gt=0)
    p75_flag: Series[str] = _f("see Flag", isin=FLAGS)
    p90: Series[float] = _f("90th percentile hourly wage", unit="USD an hour", nullable=True, gt=0)
    p90_flag: Series[str] = _f("see Flag", isin=FLAGS)


class Projections(_Base):
    """Employment projections, every geography. One row per series, geography and occupation."""

    series: Series[str] = _f("id of the published series, e.g. 'ep_2024_34', 'pc_2022_32', 'ca_edd_2023_33'")
    level: Series[str] = _f("nation, state or substate", isin=["nation", "state", "substate"])
    geo_code: Series[str] = _f("'99', state FIPS, or a projection region of projection_regions")
    soc: Series[str] = _f(
        "SOC code as OEWS publishes it; 00-0000 is all occupations; in the series tx_twc_… SOC 2010",
        str_matches=_SOC,
    )
    base: Series[float] = _f("employment in the base year", unit="jobs", nullable=True, ge=0)
    projected: Series[float] = _f("employment in the projected year", unit="jobs", nullable=True, ge=0)
    growth: Series[float] = _f(
        "change over the period: the percent the publisher prints; projected / base - 1 only where none "
        "is printed",
        unit="fraction",
        nullable=True,
        ge=-1,
    )
    growth_source: Series[str] = _f(
        "printed, computed from levels (codes summed, or no percent published), or none",
        isin=["printed", "computed from levels", "none"],
    )
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


class StateTaxes(_Base):
    """State income tax of a family, by its wages: an estimate."""

    family: Series[str] = _f("family type: adults, children, workers", str_matches=r"^a\dc\d(w\d)?$")
    state_fips: Series[str] = _f("state", str_matches=_STATE)
    wages: Series[float] = _f("the family's wages", unit="USD a year", gt=0)
    state_income_tax: Series[float] = _f(
        "after refundable credits, negative where more is paid out; no local tax", unit="USD a year"
    )
    year: Series[int] = _f("year of the law")


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


#: Every table the build writes: name -> schema. File is data/<name>.parquet.
TABLES: Final[dict[str, type[pa.DataFrameModel]]] = {
    "areas": Areas,
    "counties": Counties,
    "county_costs": CountyCosts,
    "county_need": CountyNeed,
    "county_jobs": CountyJobs,
    "county_education": CountyEducation,
    "workforce_areas": WorkforceAreas,
    "tracts": Tracts,
    "apprenticeable": Apprenticeable,
    "occupations": Occupations,
    "sectors": Sectors,
    "occupation_sectors": OccupationSectors,
    "occupation_skills": OccupationSkills,
    "occupation_technology": OccupationTechnology,
    "area_wages": Wages,
    "state_wages": Wages,
    "nation_wages": Wages,
    "hourly_wages": HourlyWages,
    "projections": Projections,
    "projection_regions": ProjectionRegions,
    "separations": Separations,
    "cips": Cips,
    "cip_soc": CipSoc,
    "code_changes": CodeChanges,
    "providers": Providers,
    "programs": Programs,
    "reach": Reach,
    "campuses": Campuses,
    "campus_reach": Reach,
    "training_sites": TrainingSites,
    "postal_points": PostalPoints,
    "place_points": PlacePoints,
    "place_labels": PlaceLabels,
    "food_plan": FoodPlan,
    "poverty_guidelines": PovertyGuidelines,
    "state_taxes": StateTaxes,
    "related": Related,
    "titles": Titles,
    "area_shapes_nation": AreaShapes,
    "area_shapes": AreaShapes,
    "state_shapes": StateShapes,
    "county_shapes": CountyShapes,
    "lake_shapes": LakeShapes,
}

#: Tables with geometry (GeoParquet).
GEO_TABLES: Final[frozenset[str]] = frozenset(
    {"area_shapes_nation", "area_shapes", "state_shapes", "county_shapes", "lake_shapes"}
)

#: Unique key of each table.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "areas": ("area_code",),
    "counties": ("county_fips",),
    "county_costs": ("county_fips",),
    "county_need": ("county_fips",),
    "county_jobs": ("county_fips", "sector"),
    "county_education": ("county_fips",),
    "workforce_areas": ("county_fips", "area_code"),
    "tracts": ("tract",),
    "apprenticeable": ("soc",),
    "occupations": ("soc",),
    "sectors": ("sector", "soc", "tag"),
    "occupation_sectors": ("soc", "sector"),
    "occupation_skills": ("soc", "kind", "element_id"),
    "occupation_technology": ("soc", "technology"),
    "area_wages": ("area_code", "soc"),
    "state_wages": ("area_code", "soc"),
    "nation_wages": ("area_code", "soc"),
    "hourly_wages": ("area_code", "soc"),
    "projections": ("series", "geo_code", "soc"),
    "projection_regions": ("geo_code", "county_fips"),
    "separations": ("soc",),
    "cips": ("cip",),
    "cip_soc": ("cip", "soc"),
    "code_changes": ("system", "old", "new"),
    "providers": ("provider_id",),
    "programs": ("provider_id", "cip", "award_level"),
    "reach": ("area_code", "soc"),
    "campuses": ("campus_id", "provider_id"),
    "campus_reach": ("area_code", "soc"),
    "training_sites": ("site_id",),
    "postal_points": ("zip",),
    "place_points": ("place",),
    "place_labels": ("place",),
    "food_plan": ("person",),
    "poverty_guidelines": ("year", "area"),
    "state_taxes": ("family", "state_fips", "wages"),
    "related": ("soc", "related_soc"),
    "titles": ("soc", "title"),
    "area_shapes_nation": ("area_code",),
    "area_shapes": ("area_code",),
    "state_shapes": ("state_fips",),
    "county_shapes": ("county_fips",),
    "lake_shapes": ("lake",),
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
