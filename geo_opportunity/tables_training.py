"""Schemas of the tables of training: providers, programs, campuses, reach, other places that train."""

from __future__ import annotations

from typing import Final

from pandera.typing import Series  # noqa: TC002  (pandera reads it at run time)

from geo_opportunity.schema import AREA, CIP, COUNTY, SOC, Base, field
from geo_opportunity.vocabulary import AWARD_LEVELS, SITE_KINDS, Flag

__all__ = ["CHANGES", "Campuses", "CodeChanges", "Programs", "Providers", "Reach", "TrainingSites"]

#: Why College Scorecard has a figure or none: given, suppressed for privacy, none there.
SCORECARD_FLAGS: Final = [Flag.PUBLISHED.value, Flag.NOT_RELEASED.value, Flag.NOT_LISTED.value]

#: Hints by name that a campus may have; places of other hints are left out.
SITE_HINTS: Final = ["clinical", "employer_or_union"]


class Providers(Base):
    """Places that train. Built-in: active IPEDS institutions, one point each."""

    provider_id: Series[str] = field("'ipeds:' + UNITID", unique=True)
    name: Series[str] = field("name as published")
    address: Series[str] = field("street address", nullable=True)
    city: Series[str] = field("city", nullable=True)
    state: Series[str] = field("postal code", str_length=2)
    zip: Series[str] = field("ZIP code", nullable=True)
    county_fips: Series[str] = field("county, null when in none we know", nullable=True, str_matches=COUNTY)
    area_code: Series[str] = field("OEWS area, null when in none we know", nullable=True, str_matches=AREA)
    lon: Series[float] = field("as published", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("as published", unit="degrees", ge=-90, le=90)
    location_basis: Series[str] = field(
        "published point, or center of ZIP, city, county",
        isin=["published", "ZIP centre", "city centre", "county centre"],
    )
    control: Series[str] = field(
        "public, private nonprofit, private for-profit, unknown",
        isin=["public", "private nonprofit", "private for-profit", "unknown"],
    )
    level: Series[str] = field(
        "4-year, 2-year, less than 2-year, unknown", isin=["4-year", "2-year", "less than 2-year", "unknown"]
    )
    open_admission: Series[str] = field("yes, no, unknown", isin=["yes", "no", "unknown"])
    distance_only: Series[bool] = field(
        "all programs by distance education only: kept out of distance measures"
    )
    some_distance: Series[str] = field("offers some distance education", isin=["yes", "no", "unknown"])
    evening_weekend: Series[str] = field("weekend or evening college", isin=["yes", "no", "unknown"])
    part_time: Series[str] = field("takes part-time undergraduates", isin=["yes", "no", "unknown"])
    day_care: Series[str] = field("on-campus day care for students' children", isin=["yes", "no", "unknown"])
    tuition: Series[float] = field(
        "in-state tuition and required fees, 2023-24 academic-year reporters",
        unit="USD a year",
        nullable=True,
        ge=0,
    )
    net_price: Series[float] = field(
        "average yearly net price of aided full-time students after grants, College Scorecard 2023-24; "
        "below zero where grants exceed the cost",
        unit="USD a year",
        nullable=True,
    )
    net_price_flag: Series[str] = field("published, not_released, not_listed", isin=SCORECARD_FLAGS)
    completion_rate: Series[float] = field(
        "first-time full-time students who complete within 150 percent of normal time, two classes pooled, "
        "College Scorecard 2023-24",
        unit="fraction",
        nullable=True,
        ge=0,
        le=1,
    )
    completion_students: Series[float] = field(
        "students the completion rate is of", unit="people", nullable=True, ge=0
    )
    completion_flag: Series[str] = field("published, not_released, not_listed", isin=SCORECARD_FLAGS)
    share_online: Series[float] = field(
        "students exclusively in distance courses, of all, fall 2022; null when not reported",
        unit="fraction",
        nullable=True,
        ge=0,
        le=1,
    )
    share_online_undergraduate: Series[float] = field(
        "the same of undergraduates", unit="fraction", nullable=True, ge=0, le=1
    )
    share_online_graduate: Series[float] = field(
        "the same of graduate students", unit="fraction", nullable=True, ge=0, le=1
    )
    website: Series[str] = field("web address", nullable=True)


class Programs(Base):
    """Provider x CIP x award level, with completions."""

    provider_id: Series[str] = field("provider")
    cip: Series[str] = field("CIP 2020", str_matches=CIP)
    award_level: Series[int] = field("IPEDS AWLEVEL", isin=list(AWARD_LEVELS))
    completions: Series[float] = field(
        "awards conferred 2023-24, first majors; 0 = offered, no completions",
        unit="awards a year",
        nullable=True,
        ge=0,
    )
    completions_previous: Series[float] = field(
        "awards conferred 2022-23; null when not reported", unit="awards a year", nullable=True, ge=0
    )
    price_program: Series[float] = field(
        "tuition, fees, books and supplies for the entire program, program-year schools, College Scorecard "
        "2023-24",
        unit="USD a program",
        nullable=True,
        ge=0,
    )
    price_program_flag: Series[str] = field("published, not_released, not_listed", isin=SCORECARD_FLAGS)
    months: Series[float] = field(
        "length of the program its price is for, full-time", unit="months", nullable=True, gt=0
    )


class Reach(Base):
    """Share of an area's adults within a road distance of a program leading to an occupation.

    Table reach counts the providers' own points, table campus_reach the campuses (table ``Campuses``) of
    providers that offer such a program somewhere: it may be taught there. Distances are estimates: geodesic
    x circuity. Only rows with some reach at the largest distance are kept; an occupation with linked programs
    and no row in an area has reach 0 there.
    """

    area_code: Series[str] = field("OEWS area", str_matches=AREA)
    soc: Series[str] = field("SOC code as OEWS publishes it", str_matches=SOC)
    reach_005mi: Series[float] = field("within 5 road miles", unit="fraction", ge=0, le=1)
    reach_010mi: Series[float] = field("within 10 road miles", unit="fraction", ge=0, le=1)
    reach_015mi: Series[float] = field("within 15 road miles", unit="fraction", ge=0, le=1)
    reach_020mi: Series[float] = field("within 20 road miles", unit="fraction", ge=0, le=1)
    reach_025mi: Series[float] = field("within 25 road miles", unit="fraction", ge=0, le=1)
    reach_030mi: Series[float] = field("within 30 road miles", unit="fraction", ge=0, le=1)
    reach_040mi: Series[float] = field("within 40 road miles", unit="fraction", ge=0, le=1)
    reach_050mi: Series[float] = field("within 50 road miles", unit="fraction", ge=0, le=1)
    reach_060mi: Series[float] = field("within 60 road miles", unit="fraction", ge=0, le=1)
    reach_075mi: Series[float] = field("within 75 road miles", unit="fraction", ge=0, le=1)
    reach_100mi: Series[float] = field("within 100 road miles", unit="fraction", ge=0, le=1)


class Campuses(Base):
    """Further locations of our providers, far from their own point: a program may be taught there.

    Accredited in November 2020, at least 10 straight-line miles from the point IPEDS gives, not in a high
    school, a prison or on a base, and no institution of IPEDS by itself. Which programs a campus teaches is
    not published.
    """

    campus_id: Series[str] = field("'dapip:' + DAPIP id")
    provider_id: Series[str] = field("provider it belongs to")
    name: Series[str] = field("name as published")
    city: Series[str] = field("city", nullable=True)
    state: Series[str] = field("postal code", str_length=2)
    zip: Series[str] = field("ZIP code", nullable=True, str_matches=COUNTY)
    lon: Series[float] = field("point of its ZIP code area or city", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("point of its ZIP code area or city", unit="degrees", ge=-90, le=90)
    location_basis: Series[str] = field("center of ZIP, city", isin=["ZIP centre", "city centre"])
    site_hint: Series[str] = field(
        "clinical, employer_or_union by its name; null for any other", nullable=True, isin=SITE_HINTS
    )
    miles: Series[float] = field(
        "straight-line distance from the point IPEDS gives the provider", unit="miles", ge=0
    )


#: What became of a code, in table ``code_changes``.
CHANGES: Final = ["moved", "merged", "split", "combined", "dropped"]


class CodeChanges(Base):
    """What became of codes that are not in use today: one row for each code an old one leads to.

    Of fields of study CIP 2010 to CIP 2020, as NCES says; of occupations SOC 2010, the codes of OES 2018 to
    2020 and O*NET-SOC 2009 and 2010 to the codes OEWS publishes, and the SOC 2018 codes it publishes only
    combined.
    """

    system: Series[str] = field(
        "cip, soc, onet (O*NET-SOC, with its two digits)", isin=["cip", "soc", "onet"]
    )
    old: Series[str] = field("the code of the older edition, or the part of a combined one")
    new: Series[str] = field("code of today; of a dropped field of study the two-digit family")
    kind: Series[str] = field(
        "moved (one for one), merged (with others), split (into several), combined (published only with "
        "others), dropped (no code of its own any more)",
        isin=CHANGES,
    )


class TrainingSites(Base):
    """Employers, apprenticeships and trade schools ever listed by Veterans Affairs by February 2023.

    A layer to look at, not a pass of the training test: their programs are not listed, nor whether they still
    train.
    """

    site_id: Series[str] = field("'va:' + facility code", unique=True)
    name: Series[str] = field("name as published, in capitals")
    state: Series[str] = field("postal code", str_length=2)
    kind: Series[str] = field("kind of place, by facility code and name", isin=list(SITE_KINDS))
    county_fips: Series[str] = field("county the point is in", str_matches=COUNTY)
    lon: Series[float] = field("as geocoded by the publisher", unit="degrees", ge=-180, le=180)
    lat: Series[float] = field("as geocoded by the publisher", unit="degrees", ge=-90, le=90)
