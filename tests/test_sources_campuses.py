"""Readers of campuses, facilities, College Scorecard and distance enrollment."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, ValueRangeError
from geo_opportunity.sources import campuses, ipeds, scorecard
from tests.support import RAW, needs_raw
from tests.test_sources_training import write, write_zip

SOURCES = {s.id: s for module in (campuses, ipeds, scorecard) for s in module.SOURCES}
FLAT, ZIP = "providers/dapip_campuses_2020-11.csv.gz", "providers/dapip.zip"
VA = "providers/va_gibill_facilities_2023-02.csv.gz"
CARD = "scorecard/scorecard_institutions_2023_24.csv.gz"
ONLINE = "ipeds/ef2022a_dist_rv.csv.gz"

LOCATIONS = """dapip_id,ipeds_unitids,location_name,parent_name,location_type,address,city,state,zip,currently_accredited,parent_unitids,site_hint
100016,150987,Ivy Tech,,Institution,"50 Fall Creek, Indianapolis, IN 46208",Indianapolis,IN,46208,1,,
100016018,,Ivy Tech at Fort Wayne,Ivy Tech,Additional Location,"3800 Anthony Blvd, Fort Wayne, IN 46805-1489",Fort Wayne,IN,46805,1,150987,military
"""
INSTITUTIONS = """DapipId,OpeId,IpedsUnitIds,LocationName,ParentName,ParentDapipId,LocationType,Address
100016,1,150987,Ivy Tech,,,Institution,"50 Fall Creek, Indianapolis, IN 46208"
100016018,,,Ivy Tech at Fort Wayne,Ivy Tech,100016,Additional Location,"3800 Anthony Blvd, Fort Wayne, IN 46805-1489"
"""
RECORDS = """DapipId,AgencyName,AccreditationDate,AccreditationEndDate
100016,HLC,1/1/1980,
100016018,HLC,1/1/1990,1/1/2000
100016018,HLC,1/1/2001,
"""


def read(source_id: str, raw) -> pd.DataFrame:
    return SOURCES[source_id].locate(raw).read()


def test_official_and_flattened_campuses_read_alike(tmp_path):
    write(tmp_path / "flat", FLAT, LOCATIONS)
    members = {"InstitutionCampus.csv": INSTITUTIONS.encode(), "AccreditationRecords.csv": RECORDS.encode()}
    write_zip(tmp_path / "zip", ZIP, members)
    flat, official = (read("dapip_campuses", tmp_path / form) for form in ("flat", "zip"))
    assert flat["site_hint"].tolist() == ["", "military"]
    pd.testing.assert_frame_equal(flat.assign(site_hint=""), official)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("46805,1", "6805,1", "zip, row 3: '6805' is no five-digit ZIP code"),
        ("1,150987,military", "1,15098,military", "parent_unitids, row 3: '15098'"),
        ("150987,military", "150987,casino", "site_hint, row 3: 'casino' is none of"),
        ("100016018", "100016", "dapip_id, row 3: '100016' is there twice"),
    ],
)
def test_faults_of_campuses_name_file_column_and_value(tmp_path, old, new, match):
    write(tmp_path, FLAT, LOCATIONS.replace(old, new))
    with pytest.raises(FormatError, match=match):
        read("dapip_campuses", tmp_path)


def test_facilities_leave_out_codes_that_a_spreadsheet_damaged(tmp_path):
    head = "facility_code,institution,state,ownership,name_tag,latitude,longitude,geocode_in_state,county_fips_2020\n"
    good = "".join(f"10000{i:03d},POLICE,DE,public,police_fire,38.7,-75.3,1,10005\n" for i in range(200))
    write(tmp_path, VA, head + good + "2.00E+139,ELECTRIC,RI,public,,40.2,-75.9,0,\n")
    frame = read("va_facilities", tmp_path)
    assert len(frame) == 200
    assert frame["latitude"].tolist() == [38.7] * 200
    write(tmp_path, VA, head + "2.00E+139,ELECTRIC,RI,public,,40.2,-75.9,0,\n")
    with pytest.raises(FormatError, match="is no facility code"):
        read("va_facilities", tmp_path)


def card(**changes) -> str:
    row = dict.fromkeys(["UNITID", *scorecard._FIGURES, *(f"CIPCODE{k}" for k in scorecard.PROGRAMS)], "") | {
        "UNITID": "100654"
    }
    row |= changes
    return ",".join(row) + "\n" + ",".join(row.values()) + "\n"


def test_suppressed_absent_and_zero_stay_three_different_things(tmp_path):
    write(tmp_path, CARD, card(C150_4_POOLED="PrivacySuppressed", C150_L4_POOLED="NULL", NPT4_PUB="0"))
    row = read("scorecard_institutions", tmp_path).iloc[0]
    assert row[["C150_4_POOLED", "C150_L4_POOLED"]].isna().all()
    assert row["C150_4_POOLED_FLAG"] == "not_released"
    assert row["C150_L4_POOLED_FLAG"] == "not_listed"
    assert (row["NPT4_PUB"], row["NPT4_PUB_FLAG"]) == (0.0, "published")


def test_official_scorecard_zip_and_codes_without_their_zero(tmp_path):
    text = card(CIPCODE1="1.0104", CIPTFBS1="650", MTHCMP1="2")
    write_zip(
        tmp_path,
        "scorecard/Most-Recent-Cohorts-Institution.zip",
        {"Most-Recent-Cohorts-Institution.csv": text.encode()},
    )
    row = read("scorecard_institutions", tmp_path).iloc[0]
    assert (row["CIPCODE1"], row["CIPTFBS1"], row["MTHCMP1"], row["CIPCODE2"]) == ("01.0104", 650.0, 2.0, "")


def test_a_rate_above_one_is_refused(tmp_path):
    write(tmp_path, CARD, card(C150_4_POOLED="27.7"))
    with pytest.raises(ValueRangeError, match=r"C150_4_POOLED.*27.7 cannot be true"):
        read("scorecard_institutions", tmp_path)


def test_empty_parts_of_distance_enrollment_are_zero_when_the_parts_add_up(tmp_path):
    head = "UNITID,EFDELEV,EFDETOT,EFDEEXC,EFDESOM,EFDENON\n"
    write(tmp_path, ONLINE, head + "100654,1,100,40,10,50\n100663,1,80,,,80\n")
    frame = read("ipeds_distance", tmp_path)
    assert frame["EFDEEXC"].tolist() == [40.0, 0.0]
    write(tmp_path, ONLINE, head + "100654,1,100,40,10,40\n")
    with pytest.raises(ValueRangeError, match="EFDETOT, row 2: 100 students are not those"):
        read("ipeds_distance", tmp_path)


@needs_raw
@pytest.mark.raw
def test_real_files_have_the_known_counts_and_shares():
    online = read("ipeds_distance", RAW)
    every = online[online["EFDELEV"] == 1].set_index("UNITID")
    share = every["EFDEEXC"] / every["EFDETOT"]
    assert len(every) == 5_978
    assert share[["183026", "150987", "104151"]].round(3).tolist() == [0.962, 0.158, 0.055]
    assert round(every["EFDEEXC"].sum() / every["EFDETOT"].sum(), 3) == 0.259
    rates = read("scorecard_institutions", RAW)
    assert len(rates) == 6_429
    assert (rates["C150_4_POOLED"].notna() & rates["C150_L4_POOLED"].notna()).sum() == 0
    locations = read("dapip_campuses", RAW)
    assert locations["location_type"].value_counts().to_dict() == {
        "Additional Location": 21_705,
        "Institution": 9_682,
        "Site": 1_351,
    }
    assert len(read("va_facilities", RAW)) == 32_384  # two of 32,386 codes are damaged
