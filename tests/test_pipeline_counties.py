"""County tables of the build: jobs, schooling, workforce areas, and the sectors an occupation works in."""

from __future__ import annotations

import pandas as pd

from geo_opportunity import tables
from geo_opportunity.pipeline import counties
from geo_opportunity.pipeline.report import join_report
from tests.tiny import tiny_tables

COUNTIES = pd.DataFrame({"county_fips": ["01001", "01003"], "state_fips": ["01", "01"]})


def _jobs(*rows, owners="private"):
    frame = pd.DataFrame(rows, columns=["county_fips", "sector", "employment"])
    return frame.assign(owners=owners, avg_pay=50_000.0, year=2024)


def test_totals_are_added_to_sectors_and_other_places_left_out():
    raw = {
        "qcew_sectors": _jobs(("01001", "62", 500.0), ("01999", "62", 40.0), ("78010", "62", 9.0)),
        "qcew_totals": _jobs(("01001", "10", 11_000.0), ("01001", "62", 700.0), owners="all"),
    }
    out = tables.validate("county_jobs", counties.county_jobs(raw, COUNTIES))
    assert out[["county_fips", "sector", "owners", "employment"]].values.tolist() == [
        ["01001", "10", "all", 11_000.0],
        ["01001", "62", "private", 500.0],
        ["01999", "62", "private", 40.0],
    ]


def test_absent_sources_leave_empty_tables():
    raw = dict.fromkeys(("qcew_sectors", "qcew_totals", "ers_education", "workforce_areas"))
    for name in ("county_jobs", "county_education", "workforce_areas"):
        assert tables.validate(name, getattr(counties, name)(raw, COUNTIES)).empty
    none = counties.occupation_sectors(None, pd.DataFrame({"soc": ["29-1141"]}))
    assert tables.validate("occupation_sectors", none).empty


def test_sectors_of_an_occupation_are_shares_of_all_its_jobs():
    rows = [
        ("000000", "29-1141", "detailed", 1000.0), ("62--63", "29-1141", "detailed", 800.0), ("622000", "29-1141", "detailed", 600.0),
        ("99-100", "29-1141", "detailed", 100.0), ("61--62", "29-1141", "detailed", None), ("31--34", "51-0000", "major", 5.0),
        ("000000", "47-2111", "detailed", 100.0), ("23--24", "47-2111", "detailed", 101.0),
    ]  # fmt: skip
    industry = pd.DataFrame(rows, columns=["naics", "occ_code", "o_group", "tot_emp"])
    nation = pd.DataFrame({"soc": ["00-0000", "29-1141", "47-2111"]})
    out = tables.validate("occupation_sectors", counties.occupation_sectors(industry, nation))
    assert out.values.tolist() == [["29-1141", "62", 0.8], ["29-1141", "92", 0.1], ["47-2111", "23", 1.0]]


def test_jobs_without_a_county_are_shown_in_the_join_report():
    report = join_report(tiny_tables())
    nowhere = report["county_jobs_without_county"]
    assert (nowhere.count, nowhere.total) == (500.0, 17_500.0)
    assert report["counties_without_schooling"].count == 0
    assert report["counties_without_jobs_by_sector"].count == 7


def test_tables_of_absent_sources_are_not_judged():
    every = tiny_tables()
    names = ("county_jobs", "county_education", "workforce_areas", "occupation_sectors")
    report = join_report(every | {name: every[name].iloc[:0] for name in names})
    assert not {"county_jobs_total", "bachelors_share", "counties_without_workforce_area"} & {
        c.name for c in report.checks
    }
