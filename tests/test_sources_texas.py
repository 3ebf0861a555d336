"""Texas' projections by workforce area: what is read, and what is refused."""

from __future__ import annotations

import pytest

from geo_opportunity import sources
from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import texas
from tests.support import RAW, needs_raw

HEAD = (
    "wda,wda_number,occ_code,occupational_title,annual_average_employment_2018,"
    "annual_average_employment_2028\n"
)


def _file(tmp_path, text):
    path = tmp_path / "tx.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_by_area_and_occupation(tmp_path):
    out = texas.read_texas_areas(_file(tmp_path, HEAD + "Texas,0,11-1011,Chief Executives,7217,7437\n"))
    assert out.iloc[0].to_dict() == {
        "area_name": "Texas", "soc": "11-1011", "title": "Chief Executives", "base_jobs": 7217.0, "projected_jobs": 7437.0,
        "base_year": 2018, "projected_year": 2028,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ("Texas,0,111011,Chief Executives,7217,7437\n", FormatError, "is no SOC code"),
        ("Texas,0,11-1011,Chief Executives,-1,7437\n", ValueRangeError, "base_jobs"),
        ("Alamo,20,11-1011,a,1,2\nAlamo,20,11-1011,b,1,2\n", FormatError, "is there twice"),
    ],
)
def test_what_is_refused(tmp_path, line, error, says):
    with pytest.raises(error, match=says):
        texas.read_texas_areas(_file(tmp_path, HEAD + line))


def test_counties_of_another_state_are_refused(tmp_path):
    with pytest.raises(FormatError, match="county code of Texas"):
        texas.read_texas_counties(
            _file(tmp_path, "wda,wda_number,county,fips_county\nAlamo,20,Orange,06059\n")
        )
    with pytest.raises(MissingColumnError, match="fips_county"):
        texas.read_texas_counties(_file(tmp_path, "wda,county\nAlamo,Bexar\n"))


@needs_raw
@pytest.mark.raw
def test_real_texas():
    areas = sources.source("tx_areas_2018").locate(RAW).read()
    counties = sources.source("tx_area_counties").locate(RAW).read()
    assert (len(areas), areas["area_name"].nunique()) == (8_386, 25)
    assert (len(counties), counties["area_name"].nunique()) == (254, 24)
    assert set(areas["area_name"]) - set(counties["area_name"]) == {texas.TEXAS}
    state = areas.loc[areas["area_name"] == texas.TEXAS]
    assert state["base_jobs"].sum() == 13_263_881
