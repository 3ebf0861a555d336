"""Counties of the regions of sub-state projections, and the series that are there to test our method on."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity import tables
from geo_opportunity.errors import JoinError
from geo_opportunity.pipeline import labor, projection_regions
from tests.test_pipeline_labor import ORANGE, RATES, edd, raw_projections

COUNTIES = pd.DataFrame(
    {"county_fips": ["06059", "06003", "06005", "06019", "06039", "12095"], "state_fips": ["06"] * 5 + ["12"],
     "name": ["Orange County", "Alpine County", "Amador County", "Fresno County", "Madera County", "Orange County"]}
)  # fmt: skip
SIERRA = "Eastern Sierra-Mother Lode Region (Alpine and Amador Counties)"
WHOLE = [
    ("Metropolitan Area", n, 4, "29-1141", 1.0, 1.0, 1.0)
    for n in (ORANGE, SIERRA, "Fresno MSA (Fresno County)", "Madera MSA (Madera County)")
]


@pytest.mark.parametrize(
    ("name", "counties"),
    [
        (ORANGE, ("Orange",)),
        (
            (
                "Eastern Sierra-Mother Lode Region (Alpine, Amador, Calaveras, Inyo, Mariposa, Mono, and "
                "Tuolumne Counties)"
            ),
            ("Alpine", "Amador", "Calaveras", "Inyo", "Mariposa", "Mono", "Tuolumne"),
        ),
        (
            "San Jose-Sunnyvale-Santa Clara MSA (San Benito and Santa Clara Counties)",
            ("San Benito", "Santa Clara"),
        ),
        ("Salinas MSA", ()),
    ],
)
def test_counties_stand_in_the_parentheses(name, counties):
    assert projection_regions.counties_named(name) == counties


def test_regions_are_matched_within_california():
    out = tables.validate(
        "projection_regions",
        projection_regions.regions(raw_projections(ca_edd_areas_2020=edd(*WHOLE)), COUNTIES),
    )
    assert out[["geo_code", "county_fips"]].values.tolist() == [
        ["ca:anaheim-santa-ana-irvine-md", "06059"],
        ["ca:eastern-sierra-mother-lode-region", "06003"],
        ["ca:eastern-sierra-mother-lode-region", "06005"],
        ["ca:fresno-msa", "06019"],
        ["ca:madera-msa", "06039"],
    ]
    assert tables.validate(
        "projection_regions", projection_regions.regions(raw_projections(), COUNTIES)
    ).empty


def texas(*rows):
    frame = pd.DataFrame(rows, columns=["area_name", "soc", "base_jobs", "projected_jobs"])
    return frame.assign(title="", base_year=2018, projected_year=2028)


def test_texas_is_there_to_test_on_and_never_preferred():
    rows = texas(
        ("Texas", "15-1132", 1000.0, 1200.0),
        ("Gulf Coast", "15-1132", 400.0, 500.0),
        ("Alamo", "29-1141", 10.0, 11.0),
    )
    members = pd.DataFrame(
        {"area_name": ["Gulf Coast", "Alamo"], "county_name": "", "county_fips": ["48201", "48029"]}
    )
    raw = raw_projections(tx_areas_2018=rows, tx_area_counties=members)
    out = tables.validate("projections", labor.projections(raw, RATES)).set_index(
        ["series", "geo_code", "soc"]
    )
    assert out.loc[("tx_twc_areas_2018_28", "tx:gulf-coast", "15-1132"), ["growth", "growth_source"]].tolist() == [
        0.25, "computed from levels",
    ]  # fmt: skip
    assert out.loc[("tx_twc_2018_28", "48", "15-1132"), "growth"] == pytest.approx(0.2)
    assert not out.loc[["tx_twc_2018_28", "tx_twc_areas_2018_28"], "preferred"].any()
    both = pd.concat(
        [COUNTIES, pd.DataFrame({"county_fips": ["48201", "48029"], "state_fips": "48", "name": ""})]
    )
    regions = tables.validate("projection_regions", projection_regions.regions(raw, both))
    assert regions.values.tolist() == [
        ["tx:alamo", "Alamo", "48029"],
        ["tx:gulf-coast", "Gulf Coast", "48201"],
    ]
    with pytest.raises(JoinError, match="no county 48029"):
        projection_regions.regions(raw, both.iloc[:-1])
    with pytest.raises(JoinError, match="Texas areas Alamo have no counties"):
        labor.projections(raw | {"tx_area_counties": members.iloc[:1]}, RATES)


def test_one_name_for_other_counties_is_another_region():
    sample = edd(
        ("Metropolitan Area", "Fresno MSA (Fresno and Madera Counties)", 4, "29-1141", 2.0, 3.0, 1.0),
        years=(2023, 2033),
    )
    raw = raw_projections(ca_edd_areas_2020=edd(*WHOLE), ca_edd_areas_2023_sample=sample)
    out = projection_regions.regions(raw, COUNTIES).groupby("geo_code")["county_fips"].agg(list)
    assert out["ca:fresno-msa-fresno"] == ["06019"]
    assert out["ca:fresno-msa-fresno-madera"] == ["06019", "06039"]
    assert "ca:fresno-msa" not in out.index
    codes = (
        labor.projections(raw, RATES)
        .loc[lambda d: d["level"] == "substate"]
        .groupby("series")["geo_code"]
        .agg(set)
    )
    assert codes["ca_edd_areas_2023_33"] == {"ca:fresno-msa-fresno-madera"}
    assert codes["ca_edd_areas_2020_30"] <= set(out.index)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ((ORANGE.replace("Orange", "Lemon"),), "no county 'Lemon' of 'Anaheim"),
        ((SIERRA,), "Orange County lies in no area"),
        ((ORANGE, "Irvine MD (Orange County)"), "Orange County lies in 'Irvine MD"),
    ],
)
def test_regions_that_do_not_fit_the_counties_are_refused(names, says):
    rows = [("Metropolitan Area", n, 4, "29-1141", 1.0, 1.0, 1.0) for n in names]
    with pytest.raises(JoinError, match=says):
        projection_regions.regions(raw_projections(ca_edd_areas_2020=edd(*rows)), COUNTIES)
