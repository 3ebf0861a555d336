"""Codes and names of places as people and programs write them: one answer each, or a true reason for none."""

from __future__ import annotations

import pandas as pd
import pytest

import geo_opportunity as go
from geo_opportunity import codes, user_data
from geo_opportunity.codes.areas import area
from geo_opportunity.codes.retired import old_areas, old_counties
from geo_opportunity.codes.states import STATES, state
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.scene import VERSION, Scene, from_query
from tests.support import ROOT

DATA = ROOT / "data"
COUNTIES = pd.read_parquet(DATA / "counties.parquet")
AREAS = pd.read_parquet(DATA / "areas.parquet").set_index("area_code")["title"].astype(str).to_dict()


@pytest.fixture(scope="module")
def reader():
    return codes.Counties(COUNTIES)


@pytest.fixture(scope="module")
def nation():
    return go.open_atlas(DATA)


# ------------------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("text", "postal"),
    [
        ("6", "CA"),
        ("06", "CA"),
        ("6.0", "CA"),
        ('="06"', "CA"),
        ("0400000US27", "MN"),
        ("04000US27", "MN"),
        ("US27", "MN"),
        ("mn", "MN"),
        ("Minn.", "MN"),
        ("27 Minnesota", "MN"),
        ("MN - Minnesota", "MN"),
        ("Minnesota (MN)", "MN"),
        ("California (06)", "CA"),
        ("State of Minnesota", "MN"),
        ("Commonwealth of Virginia", "VA"),
        ("W. Va.", "WV"),
        ("N.Y.", "NY"),
        ("Washington", "WA"),
        ("Washington, D.C.", "DC"),
        ("The District of Columbia", "DC"),
        ("U.S. Virgin Islands", "VI"),
        ("CNMI", "MP"),
        ("Northern Marianas", "MP"),
        ("Virgin Islands (U.S.)", "VI"),
        ("60", "AS"),
        ("3", None),
        ("Ontario", None),
        ("MN/WI", None),
        ("x" * 5000, None),
        ("", None),
    ],
)
def test_states_in_many_spellings(text, postal):
    assert state(text).code == postal


def test_every_state_is_read_by_code_postal_code_and_name():
    for postal, (fips, name) in STATES.items():
        written = (postal, postal.lower(), fips, str(int(fips)), name, name.upper(), f"0400000US{fips}")
        assert {state(text).code for text in written} == {postal}


# ------------------------------------------------------------------------ counties


@pytest.mark.parametrize(
    "text",
    [
        "31055",
        "31055.0",
        "'31055",
        '="31055"',
        "0500000US31055",
        "05000US31055",
        "US31055",
        "031055",
        "31-055",
        "31 055",
        "31,055",
        "3.1055E+04",
        "FIPS 31055",
        "NE055",
        "31055 Douglas County",
        "31055: Douglas County, NE",
        "Douglas County, NE (31055)",
        "Douglas County, NE",
        "douglas co., nebraska",
        "Douglas County NE",
        "County of Douglas, Nebraska, USA",
        "NE: Douglas County",
    ],
)
def test_a_county_in_many_dresses(reader, text):
    assert reader.read(text).code == "31055"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9110", "09110"),
        ("2016", "02016"),
        ("1001", "01001"),
        ("Richmond city, VA", "51760"),
        ("City of Richmond, Virginia", "51760"),
        ("Richmond (city), VA", "51760"),
        ("RICHMOND COUNTY, VA", "51159"),
        ("Baltimore City, MD", "24510"),
        ("Baltimore Co., MD", "24005"),
        ("St. Louis city", "29510"),
        ("City of Saint Louis MO", "29510"),
        ("Saint Louis County MO", "29189"),
        ("Fairfax city (VA)", "51600"),
        ("Roanoke County, Va.", "51161"),
        ("James City County, VA", "51095"),
        ("James City, VA", "51095"),
        ("Charles City, VA", "51036"),
        ("Carson City, NV", "32510"),
        ("Alexandria, VA", "51510"),
        ("Virginia Beach", "51810"),
        ("Prince Georges County, MD", "24033"),
        ("De Kalb, GA", "13089"),
        ("LaSalle Parish", "22059"),
        ("La Porte County, Indiana", "18091"),
        ("Du Page County IL", "17043"),
        ("O'Brien, IA", "19141"),
        ("Dona Ana County, NM", "35013"),
        ("St Genevieve County, MO", "29186"),
        ("Lewis & Clark, MT", "30049"),
        ("Matanuska Susitna Borough, AK", "02170"),
        ("Nome Census Area, AK", "02180"),
        ("Juneau, AK", "02110"),
        ("Municipio de Bayamón, PR", "72021"),
        ("Mayaguez Municipio, Puerto Rico", "72097"),
        ("Western Connecticut Planning Region, CT", "09190"),
        ("City and County of Denver, CO", "08031"),
        ("Philadelphia city, PA", "42101"),
        ("District of Columbia", "11001"),
        ("Washington, DC", "11001"),
        ("Nevada County CA", "06057"),
        ("Wake County North Carolina", "37183"),
        ("Brooklyn, NY", "36047"),
        ("46113", "46102"),
        ("02270", "02158"),
        ("51515", "51019"),
        ("Bedford city, VA", "51019"),
        ("12025", "12086"),
        ("Dade County, FL", "12086"),
        ("Shannon County, South Dakota", "46102"),
        ("51560", "51005"),
        ("51780", "51083"),
    ],
)
def test_counties_in_many_spellings(reader, text, code):
    assert reader.read(text).code == code


def test_every_county_is_read_by_its_code_and_its_name(reader):
    for one in COUNTIES[["county_fips", "name", "state"]].itertuples(index=False):
        full = f"{one.name}, {STATES[one.state][1]}"
        read = {
            reader.read(text).code
            for text in (
                one.county_fips,
                one.county_fips.lstrip("0"),
                full,
                full.upper(),
                f"{one.county_fips} {one.name}",
            )
        }
        assert read == {one.county_fips}, full


@pytest.mark.parametrize(
    "text", ["Richmond", "Baltimore", "Fairfax", "Franklin", "Roanoke", "Saint Louis", "St. Louis"]
)
def test_a_city_and_a_county_of_one_name_stay_in_doubt(reader, text):
    home = {"Baltimore": "MD", "Saint Louis": "MO", "St. Louis": "MO"}.get(text, "VA")
    read = reader.read(f"{text}, {home}")
    assert read.code is None
    assert not read.parts
    assert len(read.candidates) == 2
    assert all(code in read.note for code in read.candidates)


@pytest.mark.parametrize(
    ("text", "said", "candidates", "parts"),
    [
        ("02261", "was split in 2019", ("02063", "02066"), True),
        ("Valdez-Cordova, AK", "was split in 2019", ("02063", "02066"), True),
        ("02232", "was split in 2007", ("02105", "02230"), True),
        ("02201", "dissolved", ("02198", "02130", "02275"), False),
        ("9001", "former counties", ("09120", "09140", "09190"), False),
        ("Hartford County, Connecticut", "former counties", ("09110", "09140", "09160"), False),
        ("09007", "former counties", ("09130",), False),
        ("New York City, NY", "Bronx", ("36005", "36047", "36061", "36081", "36085"), True),
        ("Los Angeles city, CA", "is no city", ("06037",), False),
        ("Alexandria County, VA", "is no county", ("51510",), False),
        ("31109 Douglas County", "but the name", ("31109", "31055"), False),
        ("31000", "the state Nebraska", (), False),
        ("66010", "Guam", (), False),
        ("Addams, NE", "near it: Adams County, NE", (), False),
        ("Adams, Nebrasca", "no state we know (near: Nebraska)", (), False),
        ("31055000100", "no county code", (), False),
        ("9" * 4000, "too long", (), False),
    ],
)
def test_what_is_not_one_county_is_said(reader, text, said, candidates, parts):
    read = reader.read(text)
    assert (read.code, read.candidates, read.parts) == (None, candidates, parts)
    assert said in read.note


def test_retired_counties_lead_to_counties_of_today():
    today = set(COUNTIES["county_fips"])
    for old in old_counties().values():
        assert old.code not in today
        assert set(old.now) <= today
        assert old.now
        assert (len(old.now) == 1) or old.how in {"split", "shared"}, old
    assert "15005" in today  # Kalawao is a county of its own here


# ---------------------------------------------------------------------------- ZIPs


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("85004", "85004"),
        ("7102", "07102"),
        ("7102.0", "07102"),
        ("601", "00601"),
        ('="02139"', "02139"),
        ("'02139", "02139"),
        ("2139-1234", "02139"),
        ("02139–1234", "02139"),
        ("85004 1234", "85004"),
        ("850041234", "85004"),
        ("71021234", "07102"),
        ("AZ 85004", "85004"),
        ("ZIP 85004", "85004"),
        ("00000", None),
        ("12", None),
        ("850041", None),
        ("M5V 2T6", None),
        ("８５００４", None),
        ("85OO4", None),
        ("XX 85004", None),
        ("", None),
    ],
)
def test_zip_codes_in_many_dresses(text, code):
    assert codes.zip_code(text).code == code
    assert codes.repair_zip(pd.Series([text, None], dtype="str")).fillna("").tolist() == [code or "", ""]


# --------------------------------------------------------------------------- areas


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("38060", "38060"),
        ("38060.0", "38060"),
        ('="38060"', "38060"),
        ("310M300US38060", "38060"),
        ("31000US38060", "38060"),
        ("314M300US3108031084", "31080"),
        ("C3806", "38060"),
        ("0038060", "38060"),
        ("M0038060", "38060"),
        ("38060 Phoenix-Mesa-Chandler, AZ", "38060"),
        ("200006", "0200006"),
        ("900001.0", "0900001"),
        ("17460", "17410"),
        ("39100", "28880"),
        ("31460", "23420"),
        ("45540", "48680"),
        ("49500", "38660"),
        ("31100", "31080"),
        ("42060", "42200"),
        ("26180", "46520"),
        ("14060", "14010"),
        ("19380", "19430"),
        ("71650", "14460"),
        ("75700", "35300"),
        ("35644", "35620"),
        ("14100", "4200003"),
        ("27940", "0200006"),
        ("99999", None),
        ("36620", None),
        ("0400000", None),
        ("0200005", None),
        ("Phoenix", None),
    ],
)
def test_areas_in_many_dresses_and_of_older_lists(text, code):
    assert area(text, AREAS).code == code


def test_retired_areas_lead_to_areas_of_today_and_say_so():
    for old in old_areas().values():
        assert old.code not in AREAS
        assert set(old.now) <= set(AREAS)
        read = area(old.code, AREAS)
        assert old.code in read.note
        assert (read.code or read.candidates[0]) == old.now[0]
        assert old.now[0] in read.note
        assert 0.3 < old.share <= 1
        assert (old.share == 1) == (len(old.now) == 1)


def test_micropolitan_areas_lie_where_their_counties_lie():
    """The codes of today's micropolitan areas, worked out again from the counties of the data."""
    micro = COUNTIES.loc[COUNTIES["cbsa_code"].notna() & ~COUNTIES["cbsa_code"].isin(AREAS)]
    people = micro.groupby(["cbsa_code", "area_code"])["population"].sum().reset_index()
    first = people.sort_values("population", ascending=False).drop_duplicates("cbsa_code")
    found = {code: area(code, AREAS) for code in first["cbsa_code"]}
    assert {c: f.code or f.candidates[0] for c, f in found.items()} == dict(
        zip(first["cbsa_code"], first["area_code"], strict=True)
    )


def test_every_retired_code_can_be_opened_by_a_link():
    for old in old_areas().values():
        scene, problems = from_query({"area": old.code, "v": "2"}, areas=AREAS)
        assert scene.area == (old.now[0] if old.share >= 0.75 else None)
        (line,) = problems
        assert old.code in line
        assert old.now[0] in line
        assert len(line) < 260


def test_links_compare_successors_once():
    scene, problems = from_query(
        {"places": "17460, 17410,200006,puerto rico,36620", "v": "2"}, areas=AREAS, states={"PR"}
    )
    assert scene.places == ("17410", "0200006", "PR")
    assert len(problems) == 3
    assert "36620" in problems[-1]
    assert from_query({"zoom": "Puerto Rico", "v": "2"}, states={"PR"})[0].place == "PR"


def region_link(*fips):
    return Region("Mine", tuple(map(Member, fips))).to_link()


@pytest.mark.parametrize(
    ("fips", "today", "said"),
    [
        (("46113", "46102", "31055"), ("31055", "46102"), "46113 Shannon County"),
        (("02261",), ("02063", "02066"), "02063 and 02066"),
        (("51515", "51019"), ("51019",), "51019"),
        (("51515",), None, "no county 51515"),  # the county it became part of is larger
        (("09001", "31055"), None, "no county 09001"),
    ],
)
@pytest.mark.parametrize("key", ["region", "places"])
def test_regions_of_older_links_have_counties_of_today(fips, today, said, key):
    known = set(COUNTIES["county_fips"])
    scene, (line,) = from_query({key: region_link(*fips), "v": str(VERSION)}, counties=known)
    assert said in line
    assert scene == Scene(**{key: None if key == "region" else ()} if today is None else _held(key, today))


def _held(key, fips):
    text = region_link(*fips)
    return {key: text if key == "region" else (text,)}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("17460", "17410"),
        ("200006", "0200006"),
        ("17031", "Cook County, IL"),
        ("36620", "4100008"),
        ("0400000", "Arizona"),
    ],
)
def test_the_atlas_names_what_a_code_stands_for(nation, code, said):
    with pytest.raises(go.errors.UnknownCodeError, match=said):
        nation.budget(code)


@pytest.mark.parametrize(
    ("text", "kind", "code", "said"),
    [
        ("17460", "area", "17410", "retired code of Cleveland-Elyria"),
        ("310M300US17460", "area", "17410", "Cleveland-Elyria"),
        ("20700", "area", "4200002", "East Stroudsburg"),
        ("200006", "area", "0200006", "Alaska"),
        ("Cleveland-Elyria", "area", "17410", "once"),
        ("9110", "county", "09110", "Capitol"),
        ("0500000US31055", "county", "31055", "Douglas"),
        ("02261", "county", "02063", "Valdez-Cordova"),
        ("46112", "zip", "46112", "ZIP"),
        ("36620", "area", "33660", "Mobile"),  # a ZIP code of boxes before a micropolitan area
    ],
)
def test_the_search_box_knows_codes_of_places(nation, text, kind, code, said):
    first = nation.search(text).iloc[0]
    assert (first["kind"], first["code"]) == (kind, code)
    assert said in first["label"]


def test_a_code_that_is_an_area_a_zip_and_a_county_is_all_of_them(nation):
    assert nation.search("38060")[["kind", "code"]].to_numpy().tolist() == [
        ["area", "38060"],
        ["zip", "38060"],
    ]
    assert nation.search("31055")["kind"].tolist() == ["zip", "county"]


# ----------------------------------------------------------------------- own files


@pytest.mark.parametrize(
    ("row", "taken", "said"),
    [
        (("31055", "Douglas", "31"), "31055", ""),
        (("055", "", "NE"), "31055", ""),
        (("31055", "Greater Omaha", "Nebr."), "31055", ""),
        (("51760", "Richmond", "VA"), "51760", ""),
        (("", "Richmond city", "VA"), "51760", ""),
        (("", "Maricopa County", ""), "04013", ""),
        (("46113", "Shannon County", "SD"), "46102", "46113 Shannon County, SD was renamed"),
        (("", "Dade", "FL"), "12086", "12025 Dade County, FL was renamed"),
        (("xx", "Douglas", "NE"), "31055", "the name “Douglas” is read"),
        (("31109", "Douglas County", "NE"), None, "31109 Lancaster County, NE, but the name"),
        (("51159", "Richmond city", "VA"), None, "51159 Richmond County, VA, but the name"),
        (("31055", "", "KS"), None, "31055 Douglas County, NE, but the state is KS"),
        (("", "Douglas, KS", "NE"), None, "the county's name says KS, the state column NE"),
        (("", "Richmond", "VA"), None, "51159), Richmond city, VA (51760"),
        (("", "Hartford", "CT"), None, "former counties"),
        (("02261", "", ""), None, "02063"),
        (("", "Guam", "GU"), None, "Guam has no counties in the data"),
        (("", "St. Croix", "U.S. Virgin Islands"), None, "Virgin Islands has no counties"),
        (("", "Douglas", "Nebraskka"), None, "“Nebraskka” is no state"),
        (("", "Nowhere", "NE"), None, "county not among the counties"),
        (("", "", "NE"), None, "no county given"),
    ],
)
def test_a_row_finds_its_county_or_its_true_reason(nation, row, taken, said):
    rows = pd.DataFrame([row, ("20045", "", "")], columns=["County FIPS", "County", "State"])
    got = user_data.import_budgets(nation, rows.assign(Family="2p2c", Total="90000"), name="t")
    assert set(got.tables["own_budgets"]["county_fips"]) == ({taken} if taken else set()) | {"20045"}
    first = got.preview.ledger.iloc[0]
    assert first["used"] == (taken is not None)
    assert said in (first["told"] if taken else first["reason"])
    assert bool(first["told"] or first["reason"]) == bool(said)
    assert said in got.preview.text()


def test_parts_and_merged_counties_count_once_in_a_table_of_regions(nation):
    regions = pd.DataFrame(
        [
            ("A", "51019"),
            ("A", "51515"),  # in 51019
            ("A", "02063"),
            ("A", "02261"),  # 02063 and 02066
            ("B", "31055"),
            ("B", "9001"),  # a former county of Connecticut
        ],
        columns=["region", "county_fips"],
    )
    table = pd.DataFrame(
        [("A", "29-1141", "100", "110", "2024", "2034"), ("B", "29-1141", "100", "110", "2024", "2034")],
        columns=["region", "soc", "base", "projected", "base_year", "projected_year"],
    )
    got = user_data.import_projections(nation, table, regions, name="t")
    members = got.tables["projection_regions"].groupby("title")["county_fips"].apply(sorted).to_dict()
    assert members == {"A": ["02063", "02066", "51019"], "B": ["31055"]}
    ledger = got.preview.ledger.tail(6).reset_index()
    assert ledger["used"].tolist() == [True, False, True, True, True, False]
    assert ledger["reason"][1] == "the same county and region again"
    assert "former counties" in ledger["reason"][5]
    assert "was split in 2019" in ledger["told"][3]
