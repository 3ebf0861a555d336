"""Build steps of campuses, training sites, completion, online study and prices of programs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geo_opportunity import tables as t
from geo_opportunity.geography.reach import campus_reach_table
from geo_opportunity.pipeline import campuses, points, training
from geo_opportunity.sources import campuses as campus_sources
from geo_opportunity.sources import census, scorecard
from geo_opportunity.vocabulary import reach_column
from tests.support import RAW, ROOT, needs_raw

PLACES = pd.DataFrame(
    [
        ("IN", "Fort Wayne", "city", -85.14, 41.08),
        ("TX", "Fort Worth", "city", -97.33, 32.76),
        ("IN", "Elkhart", "city", -85.97, 41.68),
        ("KY", "Fort Knox", "CDP", -85.95, 37.89),
    ],
    columns=["state", "name", "kind", "lon", "lat"],
)
COUNTIES = pd.DataFrame(
    {"county_fips": ["18003", "48157"], "state": ["IN", "TX"], "name": ["Allen County", "Fort Bend County"]}
)


def location(name, address, city, state, **changes):
    row = {
        "dapip_id": "114859018", "ipeds_unitids": "", "location_name": name, "parent_name": "", "location_type": "Additional Location",
        "address": address, "city": city, "state": state, "zip": "", "currently_accredited": "1", "parent_unitids": "150987", "site_hint": "",
    }  # fmt: skip
    return row | changes


@pytest.mark.parametrize(
    ("name", "parent", "place", "hint", "kind"),
    [
        ("Ivy Tech at Fort Wayne", "", "3800 N Anthony, Fort Wayne, IN 46805", "military", ""),
        ("TCC Trades", "", "1 Main St, Ft. Worth, TX 76101", "military", ""),
        ("HCC Fort Bend", "", "540 Dulles Ave, Sugar Land, TX 77478", "military", ""),
        ("Fort Hays State at Moscow", "Fort Hays State", "1 High Rd, Moscow, KS 67952", "military", ""),
        ("Milan Institute", "", "605 SW Military Drive, San Antonio, TX 78221", "military", ""),
        ("ECTC at Ft. Knox", "", "1174 Dixie St, Ft. Knox, KY 40121", "", "military"),
        ("Park University - Randolph AFB", "", "1 Wing Way, San Antonio, TX 78150", "", "military"),
        ("Program Center", "", "NAS/JRB 1564 Headquarters Drive, Ft. Worth, TX 76127", "military", "military"),
        ("Lesley at Briggs Elementary School", "", "1 A St, Derry, NH 03038", "", "high_school"),
        ("Orange Corr Center", "", "1 A St, Hillsborough, NC 27278", "", "correctional"),
        ("Elkhart General", "", "1 A St, Elkhart, IN 46514", "clinical", "clinical"),
    ],
)  # fmt: skip
def test_a_fort_is_a_base_unless_it_is_a_town_a_county_a_college_or_a_street(name, parent, place, hint, kind):
    city, state = place.split(", ")[-2:]
    row = location(name, place, city, state.split()[0], parent_name=parent, site_hint=hint)
    assert campuses.site_kind(pd.DataFrame([row]), PLACES, COUNTIES).tolist() == [kind]


def providers(**online):
    ids = ["150987", "200000", "300000"]
    return pd.DataFrame(
        {
            "provider_id": [f"ipeds:{i}" for i in ids],
            "lon": -86.16,
            "lat": 39.80,
            "distance_only": False,
            "share_online": [online.get(f"u{i}", np.nan) for i in ids],
        }
    )


def test_campuses_are_accredited_distant_public_places_of_a_provider_that_meets_its_students():
    fort_wayne = ("at Fort Wayne", "1 A, Fort Wayne, IN 46805", "Fort Wayne", "IN")
    rows = [
        location(*fort_wayne, zip="46805"),
        location(*fort_wayne, dapip_id="114859019", zip="99999"),  # no such ZIP code area: the city's point
        location(*fort_wayne, dapip_id="114859020", zip="46805", currently_accredited="0"),
        location(*fort_wayne, dapip_id="114859021", zip="46805", ipeds_unitids="200000"),  # IPEDS has it
        location(*fort_wayne, dapip_id="114859022", zip="46805", parent_unitids="999999"),  # not ours
        location(*fort_wayne, dapip_id="114859023", zip="46208"),  # beside the provider
        location(*fort_wayne, dapip_id="114859024", zip="46805", parent_unitids="150987, 200000"),
        location(*fort_wayne, dapip_id="114859025", zip="46805", parent_unitids="300000"),  # mostly online
        location(*fort_wayne, dapip_id="114859", zip="46805", location_type="Institution"),
        location("at Lake High School", "1 A, Elkhart, IN 46514", "Elkhart", "IN", dapip_id="114859026"),
        location("Nowhere", "1 A, Nowhere, IN 46514", "Nowhere", "IN", dapip_id="114859027"),
    ]
    postal = pd.DataFrame({"zip": ["46805", "46208"], "lon": [-85.12, -86.17], "lat": [41.10, 39.81]})
    tables = {
        "providers": providers(u300000=0.9),
        "postal_points": postal,
        "place_points": PLACES,
        "counties": COUNTIES,
    }
    made = campuses.campuses({"dapip_campuses": pd.DataFrame(rows)}, tables)["campuses"]
    out = t.validate("campuses", made)
    assert out[["campus_id", "provider_id", "location_basis"]].values.tolist() == [
        ["dapip:114859018", "ipeds:150987", "ZIP centre"],
        ["dapip:114859019", "ipeds:150987", "city centre"],
        ["dapip:114859024", "ipeds:150987", "ZIP centre"],
        ["dapip:114859024", "ipeds:200000", "ZIP centre"],
    ]
    assert out["miles"].between(103, 106).all()  # Indianapolis to Fort Wayne
    assert t.validate("campuses", campuses.campuses({}, tables)["campuses"]).empty


def facility(code, name, **changes):
    row = {
        "facility_code": code, "institution": name, "state": "CT", "ownership": "public", "name_tag": "", "latitude": 41.5,
        "longitude": -72.5, "geocode_in_state": "1", "county_fips_2020": "09110",
    }  # fmt: skip
    return row | changes


def test_training_sites_keep_earn_and_learn_and_trade_schools_and_drop_high_schools():
    rows = [
        facility("10000001", "HARTFORD POLICE DEPARTMENT", name_tag="police_fire"),
        facility("30000002", "ELECTRICIANS JATC", name_tag="joint_apprenticeship", county_fips_2020="09003"),
        facility("20000003", "ACME TOOL"),
        facility("20000004", ""),  # nameless
        facility("20000005", "ACME ABROAD", geocode_in_state="0"),
        facility("25000006", "BIG RIG SCHOOL", name_tag="truck_driving", ownership="private for-profit"),
        facility("15000007", "HARTFORD HIGH SCHOOL", name_tag="high_school"),
        facility("17000008", "HARTFORD ADULT EDUCATION"),
        facility("15000009", "HAMPDEN ACADEMY"),  # nothing says that it trains for work
        facility("15000010", "REGIONAL FIRE ACADEMY", name_tag="police_fire"),
        facility("35000011", "INTERNATIONAL MASONRY INSTITUTE INC", ownership="private non-profit"),
        facility("14000012", "COMMUNITY COLLEGE"),
        facility("46000013", "STATE BOARD OF BARBERS", ownership="licensing/certification body"),
        facility("25000014", "GRACE BIBLE TRAINING INSTITUTE", ownership="private for-profit"),
    ]
    shapes = gpd.GeoDataFrame({"county_fips": ["09110"]}, geometry=[box(-73, 41, -72, 42)], crs="EPSG:4326")
    tables = {"counties": pd.DataFrame({"county_fips": ["09110"]}), "county_shapes": shapes}
    made = campuses.training_sites({"va_facilities": pd.DataFrame(rows)}, tables)["training_sites"]
    out = t.validate("training_sites", made)
    assert out.set_index("site_id")["kind"].to_dict() == {
        "va:10000001": "police or fire department",
        "va:15000010": "public safety academy",
        "va:20000003": "employer",
        "va:25000006": "truck driving",
        "va:30000002": "joint apprenticeship",
        "va:35000011": "other trade school",
    }
    assert set(out["county_fips"]) == {"09110"}  # a county of 2020 becomes the planning region it lies in
    assert t.validate("training_sites", campuses.training_sites({}, tables)["training_sites"]).empty


def scorecard_row(**changes):
    row = dict.fromkeys(scorecard._FIGURES, np.nan)
    row |= {f"{name}_FLAG": "not_listed" for name in scorecard._FIGURES}
    row |= {f"CIPCODE{k}": "" for k in scorecard.PROGRAMS}
    for name, value in changes.items():
        row[name] = value
        if name in scorecard._FIGURES:
            row[f"{name}_FLAG"] = "published"
    return row


def test_completion_and_net_price_take_the_figure_that_applies_and_keep_why_there_is_none():
    card = pd.DataFrame(
        [
            scorecard_row(UNITID="1", C150_4_POOLED=0.6, D150_4_POOLED=900.0, NPT4_PUB=-50.0),
            scorecard_row(UNITID="2", C150_L4_POOLED=0.3, D150_L4_POOLED=40.0, NPT4_PRIV=9_000.0),
            scorecard_row(UNITID="3", C150_L4_POOLED_FLAG="not_released"),
        ]
    )
    out = training._results({"scorecard_institutions": card}, pd.Series(["2", "3", "1", "9"]))
    assert out["completion_rate"].tolist()[::2] == [0.3, 0.6]
    assert out["completion_flag"].tolist() == ["published", "not_released", "published", "not_listed"]
    assert out["completion_students"].tolist()[::2] == [40.0, 900.0]
    assert out["net_price"].tolist()[::2] == [9_000.0, -50.0]
    assert out.loc[[1, 3], ["completion_rate", "net_price"]].isna().all(axis=None)


def test_share_online_is_of_all_students_and_unknown_without_any():
    enrolled = pd.DataFrame(
        [("1", 1.0, 200.0, 50.0), ("1", 12.0, 10.0, 10.0), ("2", 1.0, 0.0, 0.0)],
        columns=["UNITID", "EFDELEV", "EFDETOT", "EFDEEXC"],
    )
    out = training._online({"ipeds_distance": enrolled}, pd.Series(["2", "1"]))
    assert np.isnan(out["share_online"][0])
    assert out.loc[1, ["share_online", "share_online_graduate"]].tolist() == [0.25, 1.0]
    assert out["share_online_undergraduate"].isna().all()


def test_a_price_goes_to_the_award_level_it_can_be_of_and_to_no_other():
    card = pd.DataFrame(
        [
            scorecard_row(
                UNITID="1", CIPCODE1="51.3901", CIPTFBS1=20_000.0, MTHCMP1=12.0, CIPCODE2="51.3902", CIPTFBS2=900.0, MTHCMP2=1.0,
                CIPCODE3="51.3902", CIPTFBS3=4_000.0, MTHCMP3=6.0, CIPCODE4="51.3901", CIPTFBS4=25_000.0, MTHCMP4=14.0, CIPCODE5="46.0302",
                CIPTFBS5=9_000.0, MTHCMP5=20.0,
            )
        ]
    )  # fmt: skip
    programs = pd.DataFrame(
        [
            ("ipeds:1", "51.3901", 2, 30.0),  # one level: the first, larger program's price
            ("ipeds:1", "51.3901", 21, 0.0),  # nobody completes it
            ("ipeds:1", "51.3902", 20, 50.0),
            ("ipeds:1", "51.3902", 21, 10.0),
            ("ipeds:1", "46.0302", 3, 5.0),  # twenty months: of an associate's degree or of the certificate
            ("ipeds:1", "46.0302", 4, 5.0),
        ],
        columns=["provider_id", "cip", "award_level", "completions"],
    )
    out = training._program_prices(card, programs)
    assert sorted(out[["cip", "award_level", "price_program", "months"]].values.tolist()) == [
        ["51.3901", 2, 20_000.0, 12.0],
        ["51.3902", 20, 900.0, 1.0],
        ["51.3902", 21, 4_000.0, 6.0],
    ]


@needs_raw
@pytest.mark.raw
def test_ivy_tech_may_teach_practical_nursing_in_fort_wayne():
    """IPEDS books all of Ivy Tech (UNITID 150987) at Indianapolis; DAPIP has its Fort Wayne campus."""
    sources = {s.id: s for module in (campus_sources, census) for s in module.SOURCES}
    raw = {i: sources[i].locate(RAW).read() for i in ("dapip_campuses", "gaz_zcta", "gaz_places")}
    tables = points.postal_points(raw, {}) | points.place_points(raw, {})
    tables |= {"providers": providers(), "counties": pd.read_parquet(ROOT / "data" / "counties.parquet")}
    out = campuses.campuses(raw, tables)["campuses"]
    assert {"Fort Wayne", "South Bend", "Evansville"} <= set(out["city"])
    tracts = pd.read_parquet(ROOT / "data" / "tracts.parquet")
    links = pd.DataFrame({"soc": ["29-2061"], "provider_id": ["ipeds:150987"]})
    reach = campus_reach_table(tracts, out, links).set_index("area_code")[reach_column(25)]
    assert reach["23060"] > 0.95  # Fort Wayne
    assert reach["43780"] > 0.90  # South Bend
