"""Where the programs of a user's list are placed, what is told of contradictions, and why rows are left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import geo_opportunity as go
from geo_opportunity import user_data
from geo_opportunity.user_data.programs_place import city_key
from tests.support import ROOT
from tests.user_data import own_atlas

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def nation():
    if not (ROOT / "data" / "manifest.json").is_file():
        pytest.skip("no data set is committed")
    return go.open_atlas(ROOT / "data")


def _import(atlas, *rows, **settings):
    frame = pd.DataFrame(rows).fillna("")
    frame = frame.assign(provider=[f"School {i}" for i in range(len(frame))], cip="49.0205")
    return user_data.import_programs(atlas, frame, name="x", **settings)


def _one(atlas, **row):
    """Return the place of a one-row list (None where it was left out), its ledger's reason and what was told."""
    got = _import(atlas, {"zip": "", **row})
    led = got.preview.ledger.iloc[0]
    assert led["used"] == (len(got.tables["providers"]) == 1)
    place = got.tables["providers"].iloc[0] if led["used"] else None
    return place, led["reason"], led["told"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ft. Worth", "Fort Worth"),
        ("St.Paul", "Saint Paul"),
        ("Mayagüez", "MAYAGUEZ"),
        ("Winston Salem", "Winston-Salem"),
        ("N. Little Rock", "North Little Rock"),
        ("Coeur d’Alene", "Coeur d'Alene"),
        ("Port St Lucie", "Port Saint Lucie"),
        ("Sault Ste Marie", "Sault Ste. Marie"),
        ("City of Dallas", "dallas"),
        ("Colorado Spgs", "Colorado Springs"),
    ],
)
def test_spellings_of_a_city_are_one(one, other):
    assert city_key(one) == city_key(other)


def test_a_last_word_is_never_taken_for_an_abbreviation_of_saint():
    assert city_key("Main St") != city_key("Main Saint")
    assert city_key("E") == "e"


@pytest.mark.parametrize(
    ("city", "state", "county"),
    [
        ("Louisville", "KY", "21111"),
        ("Boise", "ID", "16001"),
        ("Honolulu", "HI", "15003"),
        ("New York City", "NY", None),
        ("NYC", "New York", None),
        ("Washington DC", "DC", "11001"),
        ("Washington, D.C.", "District of Columbia", "11001"),
        ("Indianapolis", "IN", "18097"),
        ("Nashville-Davidson", "TN", "47037"),
        ("Lexington-Fayette", "KY", "21067"),
        ("Ventura", "CA", "06111"),
        ("Las Vegas NV", "NV", "32003"),
        ("Boise, ID", "", "16001"),
        ("Mayaguez", "PR", "72097"),
    ],
)
def test_cities_are_found_by_their_everyday_names(nation, city, state, county):
    place, reason, _ = _one(nation, city=city, state=state)
    assert reason == ""
    assert place["location_basis"] == "city centre"
    assert county in (None, place["county_fips"])


@pytest.mark.parametrize(("city", "county"), [("Brooklyn", "36047"), ("The Bronx", "36005")])
def test_a_borough_of_new_york_is_its_county(nation, city, county):
    place, _, told = _one(nation, city=city, state="NY")
    assert (place["county_fips"], place["location_basis"]) == (county, "county centre")
    assert "neither ZIP code nor city" in told


@pytest.mark.parametrize(("city", "state"), [("Iowa", "IA"), ("Oklahoma", "OK")])
def test_the_name_of_the_state_is_no_city_of_it(nation, city, state):
    place, reason, _ = _one(nation, city=city, state=state)
    assert place is None
    assert "no such city" in reason


@pytest.mark.parametrize(
    ("zip_code", "meant"),
    [
        ("68501", "68501"),
        ("68501-1234", "68501"),
        ("68501–1234", "68501"),
        ("68501 1234", "68501"),
        ("685011234", "68501"),
        ('="68501"', "68501"),
        ("'68501", "68501"),
        ("68501.0", "68501"),
        ("7001", "07001"),
        ("7001.0", "07001"),
        ("7001-1234", "07001"),
    ],
)
def test_zip_codes_in_every_dress(atlas, zip_code, meant):
    place, _, told = _one(atlas, zip=zip_code, state="NE")
    assert (place["zip"], place["location_basis"]) == (meant, "ZIP centre")
    assert told == ""


# in the tiny country: 68501 at -99.5, 39.5 in Adams County NE; 66101 at -98.4, 38.5 in Barber County KS;
# Saint Paul NE and Twin village at -97.5, 39.4, Twin city at -96.5, 39.4; Clay KS at -97.5, 38.5
@pytest.mark.parametrize(
    ("row", "basis", "county", "told"),
    [
        ({"lon": "-97.5", "lat": "39.52"}, "published", "31005", ""),
        ({"lon": "39.5", "lat": "-99.5", "zip": "68501"}, "ZIP centre", "31001", "interchanged"),
        ({"lon": "99.5", "lat": "39.5", "zip": "68501"}, "ZIP centre", "31001", "minus sign"),
        ({"lon": "0", "lat": "0", "zip": "68501"}, "ZIP centre", "31001", "coordinates 0, 0"),
        ({"lon": "-98.4", "lat": "38.2", "zip": "68501", "state": "NE"}, "ZIP centre", "31001", "another state"),
        ({"lon": "-98.4", "lat": "38.2", "state": "NE"}, "published", "20003", "another state"),
        ({"lon": "-98.4", "lat": "38.9", "state": "NE"}, "published", "20003", ""),  # at the border
        ({"lon": "-96.5", "lat": "39.4", "zip": "68501"}, "published", "31007", "far from the ZIP code"),
        ({"zip": "68599", "city": "St. Paul", "state": "NE"}, "city centre", "31005", "without an area"),
        ({"zip": "oops", "city": "St. Paul", "state": "NE"}, "city centre", "31005", "cannot be read"),
        ({"zip": "66101", "city": "St. Paul", "state": "NE"}, "city centre", "31005", "contradicts the state"),
        ({"zip": "66101", "city": "Nowhere", "state": "NE"}, "ZIP centre", "20003", "contradict each other"),
        ({"zip": "66101", "state": "NE"}, "ZIP centre", "20003", "contradict each other"),
        ({"zip": "68501", "city": "St. Paul", "state": "NE"}, "ZIP centre", "31001", "more than 50 miles"),
        (
            {"zip": "68501", "city": "St. Paul", "state": "NE", "county": "Cedar"},
            *("city centre", "31005", "more than 50 miles"),
        ),
        ({"zip": "68501"}, "ZIP centre", "31001", ""),
        ({"city": "Twin", "state": "NE", "county": "Dawes County"}, "city centre", "31007", ""),
        ({"city": "Hamilton Twp", "state": "NE", "county": "Boone"}, "county centre", "31003", "neither ZIP code nor city can be placed"),
        ({"city": "Twin", "state": "NE", "county": "Adams"}, "county centre", "31001", "neither ZIP code nor city can be placed"),
        ({"county": "31003"}, "county centre", "31003", "neither ZIP code nor city can be placed"),
        ({"zip": "68501", "state": "Nebrasca"}, "ZIP centre", "31001", "none of the country"),
    ],
)  # fmt: skip
def test_the_most_exact_place_counts_unless_others_contradict_it(atlas, row, basis, county, told):
    place, reason, said = _one(atlas, **row)
    assert reason == ""
    assert (place["location_basis"], place["county_fips"]) == (basis, county)
    assert told in said if told else said == ""
    assert place["state"] == {"31": "NE", "20": "KS"}[county[:2]] or "another state" in said or not told


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"city": "Twin", "state": "NE"}, "several places of the name.*Twin city, Twin village"),
        ({"city": "Hamilton Township", "state": "NE"}, "a township"),
        ({"zip": "66199", "state": "NE"}, "no such ZIP code in the state named"),
        ({"zip": "68599", "state": "NE"}, "no such ZIP code, or one of post office boxes"),
        ({"city": "Nowhere", "state": "NE"}, "no such city in the state"),
        ({"city": "Clay"}, "no state"),
        ({"county": "Nowhere", "state": "NE"}, "no such county"),
        ({"lon": "39.5", "lat": "-99.5"}, "coordinates outside the United States"),
        ({"state": "NE"}, "no coordinates, ZIP code, city or county"),
    ],
)
def test_a_row_without_a_place_is_left_out_with_its_own_reason(atlas, row, reason):
    place, said, _ = _one(atlas, **row)
    assert place is None
    assert pd.Series([said]).str.contains(reason).all(), said


def test_the_state_of_the_list_counts_after_the_zip_code(atlas):
    got = _import(atlas, {"zip": "66101"}, {"zip": "", "city": "St. Paul"}, state="NE")
    assert got.tables["providers"]["state"].tolist() == ["KS", "NE"]


def test_territories_are_kept_and_told(nation):
    got = _import(
        nation,
        {"city": "Pago Pago", "state": "American Samoa", "zip": "96799"},
        {"city": "Mangilao", "state": "GU", "zip": "96923"},
        {"city": "Anywhere", "state": "78", "zip": ""},
        {"city": "Saipan", "state": "MP", "zip": ""},
    )
    providers, led = got.tables["providers"], got.preview.ledger
    assert providers["state"].tolist() == ["AS", "GU", "VI", "MP"]
    assert providers["area_code"].fillna("none").tolist() == ["none", "6600001", "7800001", "none"]
    assert led["used"].all()
    assert led["told"].str.contains("Guam or the Virgin Islands").tolist() == [False, True, True, False]
    assert led["told"].str.contains("American Samoa or").tolist() == [True, False, False, True]


def test_located_and_left_out_are_all_rows(atlas):
    rows = [{"zip": z, "state": s, "city": c} for z in ("68501", "66199", "") for s in ("NE", "KS", "")
            for c in ("Twin", "Clay", "")]  # fmt: skip
    got = _import(atlas, *rows)
    p = got.preview
    assert p.count("rows kept") + p.count("rows left out") == len(rows)
    located = sum(p.count(f"programs located by {w} center") for w in ("ZIP", "city", "county"))
    assert located == p.count("rows kept") == p.kept
    assert (p.ledger["reason"] != "").sum() == p.count("rows left out")
    assert np.isfinite(got.tables["providers"][["lon", "lat"]].to_numpy()).all()
