"""Jobs by sector, schooling and workforce areas by county: what is read, what stays unknown, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity import sources
from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.sources import counties
from tests.support import RAW, needs_raw

QCEW = (
    "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,annual_avg_estabs,"
    "annual_avg_emplvl,total_annual_wages,avg_annual_pay\n"
)
QCEW_ROWS = (
    '"01001","0","10","70","0","2024","A","","900","11000","550000000","50000"\n'
    '"01001","5","10","71","0","2024","A","","850","9000","450000000","50000"\n'
    '"01001","5","61","74","0","2024","A","","10","100","3000000","30000"\n'
    '"01001","3","61","74","0","2024","A","","2","900","45000000","50000"\n'
    '"01001","5","62","74","0","2024","A","","60","500","20000000","40000"\n'
    '"01001","3","62","74","0","2024","A","N","1","0","0","0"\n'
    '"01001","5","21","74","0","2024","A","","1","0","0","0"\n'
    '"01000","5","62","54","0","2024","A","","60","500","20000000","40000"\n'
)
ERS = "FIPS Code,State,Area name,{}\n".format(
    ",".join(
        f'"{name}, 2019-23"'
        for name in (
            "Less than high school graduate",
            "High school graduate (or equivalency)",
            "Some college or associate degree",
            "Bachelor's degree or higher",
            "Percent of adults with a bachelor's degree or higher",
        )
    )
)
AREAS = "state,county_fips,county_name,area_code,area_name,population_2020,share_of_county,parts\n"


def _file(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_owners_are_summed_and_a_hidden_one_leaves_the_sector_unknown(tmp_path):
    out = counties.read_qcew(_file(tmp_path, QCEW + QCEW_ROWS)).set_index("sector")
    assert out["employment"].to_dict() == {
        "10": 11_000,
        "21": 0,
        "61": 1_000,
    }  # 62: its local government is hidden
    assert out["avg_pay"].to_dict() == pytest.approx({"10": 50_000, "21": np.nan, "61": 48_000}, nan_ok=True)
    assert set(out["county_fips"]) == {"01001"}
    assert set(out["owners"]) == {"all"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"2024","A"', '"2023","A"', "expected '2024'"),
        ('"2024","A"', '"2024","1"', "annual"),
        ('"5","61","74"', '"5","611","74"', "is no NAICS sector"),
        ('"01001","0"', '"1001","0"', "county FIPS code"),
    ],
)
def test_qcew_of_another_edition_is_refused(tmp_path, old, new, says):
    with pytest.raises(FormatError, match=says):
        counties.read_qcew(_file(tmp_path, QCEW + QCEW_ROWS.replace(old, new)))


def test_the_flattened_table_is_private_and_has_no_zero(tmp_path):
    out = counties.read_qcew_private(
        _file(tmp_path, "fips,naics,estabs,employment,avg_pay\n01001,31-33,9,120,60000\n")
    )
    assert out.iloc[0].to_dict() == {
        "county_fips": "01001", "sector": "31-33", "employment": 120.0, "avg_pay": 60_000.0, "owners": "private", "year": 2024,
    }  # fmt: skip


def test_pages_come_under_one_header(tmp_path):
    class Fetcher:
        def fetch_pages(self, urls, target, combine):
            assert urls[0].endswith("/10.csv")
            assert urls[5].endswith("/31_33.csv")
            rows = QCEW_ROWS.splitlines(keepends=True)
            answers = [QCEW.encode() + rows[0].encode(), QCEW.encode() + rows[2].encode()]
            target.write_bytes(combine(answers + [QCEW.encode()] * (len(urls) - 2)))
            with pytest.raises(FormatError, match="no table of QCEW"):
                combine([QCEW.encode(), *[b"<html>"] * (len(urls) - 1)])

    target = tmp_path / "qcew.csv"
    counties.fetch_qcew(Fetcher(), target)
    assert counties.read_qcew(target)["employment"].tolist() == [11_000, 100]


def test_schooling_is_of_2019_23_and_of_counties(tmp_path):
    text = (
        ERS + "00000,US,United States,9,9,9,9,25\n1001,AL,Autauga,100,300,350,250,25.0\n02261,AK,Old,,,,,\n"
    )
    out = counties.read_education(_file(tmp_path, text))
    assert out.to_dict("records") == [
        {
            "county_fips": "01001",
            "below_high_school": 100,
            "high_school": 300,
            "some_college": 350,
            "bachelors": 250,
        }
    ]
    with pytest.raises(FormatError, match="not what the counts"):
        counties.read_education(_file(tmp_path, ERS + "01001,AL,Autauga,100,300,350,250,30.0\n"))


def test_shares_of_a_divided_county_sum_to_one(tmp_path):
    rows = "AZ,04013,Maricopa County,04004035,Maricopa,2809933,0.6356,2\nAZ,04013,Maricopa County,04004025,Phoenix,1610635,{},2\n"
    out = counties.read_workforce_areas(_file(tmp_path, AREAS + rows.format(0.3644)))
    assert out["share_of_county"].sum() == pytest.approx(1)
    with pytest.raises(ValueRangeError, match="share_of_county"):
        counties.read_workforce_areas(_file(tmp_path, AREAS + rows.format(0.2)))


@needs_raw
@pytest.mark.raw
def test_real_counties():
    jobs = sources.source("qcew_sectors").locate(RAW).read()
    nowhere = jobs["county_fips"].str.endswith("999")
    assert (len(jobs), jobs.loc[nowhere, "employment"].sum()) == (42_690, 4_430_247)
    schooling = sources.source("ers_education").locate(RAW).read().drop(columns="county_fips")
    assert (schooling.sum() / schooling.sum().sum()).round(3).tolist() == [0.107, 0.262, 0.281, 0.349]
    areas = sources.source("workforce_areas").locate(RAW).read()
    assert (areas["county_fips"].nunique(), areas["area_code"].nunique(), len(areas)) == (3_222, 632, 3_297)
    assert (areas.groupby("county_fips").size() > 1).sum() == 50
