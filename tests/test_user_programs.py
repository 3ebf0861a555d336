"""A user's list of providers and programs: columns, places, codes, levels, faults, and what changes when it is added."""

from __future__ import annotations

import sys
import types
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity import tables, user_data
from geo_opportunity.codes.awards import award_level
from geo_opportunity.errors import (
    DoubtError,
    FormatError,
    JoinError,
    MissingColumnError,
    SourceUnavailableError,
)
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.rules import Rules
from geo_opportunity.sources import source
from tests.support import RAW, ROOT, needs_raw
from tests.user_data import own_atlas, write, write_xlsx

pytestmark = pytest.mark.usefixtures("in_process")

HEADER = (
    "Provider Name,Program_Name,CIP Code,Credential,clock hours,Total Cost,Completers,City,State,Zip "
    "Code,Latitude,Longitude,SOC,Note\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


def _list(*rows):
    return HEADER + "\n".join(rows) + "\n"


GOOD = _list(
    'Big Rig School,CDL A,490205,Certificate,160,"$4,500",,,NE,,39.52,-97.5,53-3032,x',  # exact, Cedar County NE
    "Big Rig School,CDL B,49.0205,Certificate,160,3000,,,NE,,39.52,-97.5,,x",
    "Wire Works,Electrician,46.0302,Certificate,950,9000,12,Lincoln,Nebraska,68501-1234,,,,x",  # ZIP centre
    "Clay Trades,Machining,48.0501,AAS,,,3,Clay,KS,,,,51-4041.00,x",  # city centre, the city before the CDP
)


def test_a_list_becomes_providers_and_programs(atlas, tmp_path):
    got = user_data.import_programs(atlas, write(tmp_path / "list.csv", GOOD), name="ne")
    providers = got.tables["providers"].set_index("name")
    assert list(providers.columns) == [c for c in tables.describe("providers")["column"] if c != "name"]
    assert providers["location_basis"].to_dict() == {
        "Big Rig School": "published", "Clay Trades": "city centre", "Wire Works": "ZIP centre"}  # fmt: skip
    assert providers["county_fips"].to_dict() == {
        "Big Rig School": "31005",
        "Clay Trades": "20005",
        "Wire Works": "31001",
    }
    assert providers["state"].to_dict() == {"Big Rig School": "NE", "Clay Trades": "KS", "Wire Works": "NE"}
    assert tuple(providers.loc["Clay Trades", ["lon", "lat"]]) == (-97.5, 38.5)
    assert set(providers["provider_id"]) == {"own:ne:00001", "own:ne:00002", "own:ne:00003"}

    programs = got.tables["programs"]
    by = programs.set_index("cip")
    assert by["award_level"].to_dict() == {"49.0205": 20, "46.0302": 2, "48.0501": 3}
    assert np.isnan(by.loc["49.0205", "completions"])  # not given is not none
    assert by.loc["46.0302", "completions"] == 12
    assert len(got.tables["program_details"]) == 4, (
        "two courses share a row of Programs, both keep their names"
    )
    assert set(got.tables["named_links"]["soc"]) == {"53-3032", "51-4041"}
    assert got.preview.unknown_columns == ("Note",)
    assert got.preview.count("rows kept") == 4
    assert got.preview.count("programs located by ZIP center") == 1


FAULTY = _list(
    "Swapped,CDL,49.0205,,,,,,NE,68501,-99.5,39.5,,",  # interchanged: falls back to the ZIP
    "Nowhere,CDL,49.0205,,,,,Twin,NE,,,,,",  # two places of the name
    "No Code,CDL,,,,,,,NE,68501,,,,",
    "Bad Code,CDL,truck,,,,,,NE,68501,,,,",
    "Old Code,Vet,51.0808,,,,,,NE,68501,,,,",
    ",CDL,49.0205,,,,,,NE,68501,,,,",
    "Dear,CDL,49.0205,,,lots,-1,St. Paul,NE,,,,99-9999,",
    "Far,CDL,49.0205,,,,,,NE,68501,38.5,-96.5,,",
    "Career <b>Institute</b>,Aide,51.3902,,100,,5,Topeka,KS,67000,38.5,-99.5,,",  # the data have it
    "=HYPERLINK(1),CDL,49.0205,,,,,,NE,68501,,,,",
)


def test_every_fault_is_counted_and_shown(atlas, tmp_path):
    got = user_data.import_programs(atlas, write(tmp_path / "list.csv", FAULTY), name="ne")
    p = got.preview
    turned = "coordinates outside the United States: are latitude and longitude interchanged?"
    assert p.problem(turned) == 1
    twins = "several places of the name, and no county or ZIP code says which: Twin city, Twin village"
    assert p.problem(twins) == 1
    assert p.problem("no CIP code") == 1
    assert p.problem("CIP code cannot be read") == 1
    assert p.problem("51.0808 moved to 01.8301 in CIP 2020") == 1
    assert p.problem("no provider") == 1
    assert p.problem("cost is no number between 0 and 1e+06") == 1
    assert p.problem("SOC code not among the occupations OEWS publishes") == 1
    assert p.problem("coordinates lie in another state than the row names") == 1
    assert p.problem("in the data already") == 1
    assert p.count("rows read") == 10 == p.count("rows kept") + p.count("rows left out")
    assert p.count("rows kept") == 6
    names = set(got.tables["providers"]["name"])
    assert "=HYPERLINK(1)" in names, "text of a file is kept as text"
    assert got.tables["providers"].set_index("name").loc["Swapped", "location_basis"] == "ZIP centre"
    text = p.text()
    assert "row 4: provider='No Code'" in text
    assert "no CIP code: 1 row, left out" in text


def test_adding_reaches_people_and_changes_nothing_else(atlas, tmp_path):
    """Northeast Nebraska: truck drivers had nobody in reach and too thin a list; a school in the middle of Cedar County."""
    rules = Rules(pay="own", own_wage=50_000, growth="any", reach_share=0.3)
    before = atlas.cells("3100001", rules).loc["53-3032"]
    reach_before, version = atlas.table("reach").copy(), atlas.data_version
    mine = user_data.import_programs(atlas, write(tmp_path / "list.csv", GOOD), name="ne")
    other = user_data.add(atlas, mine)
    after = other.cells("3100001", rules).loc["53-3032"]
    assert (before["accessible"], after["accessible"]) == ("unknown", "pass")
    # two of Cedar's four points lie within a mile; the others about 42 km away, 37 road miles; Cedar has 2/3 of the people
    assert after["reach"] == pytest.approx(1 / 3, abs=1e-3)
    pd.testing.assert_frame_equal(atlas.table("reach"), reach_before)
    assert atlas.cells("3100001", rules).loc["53-3032", "accessible"] == "unknown"
    assert other.data_version != version
    assert other.data_version.startswith(version.split("+")[0] + "+")
    untouched = lambda a: a.table("reach").loc[lambda r: r["soc"] == "15-1252"]  # noqa: E731
    pd.testing.assert_frame_equal(
        untouched(other).reset_index(drop=True), untouched(atlas).reset_index(drop=True)
    )
    # twelve electricians completed; none of the others' completers are counted
    gain = other.occupations["listing_coverage"] - atlas.occupations["listing_coverage"]
    openings = (
        atlas.table("projections").loc[lambda p: p["series"] == "ep_2024_34"].set_index("soc")["openings"]
    )
    assert gain["47-2111"] == pytest.approx(12 / openings["47-2111"])
    assert gain["53-3032"] == 0
    entry = other.manifest.sources["own:ne"]
    assert (entry.publisher, entry.file, len(entry.sha256)) == ("brought by the user", "list.csv", 64)
    assert "own:ne" in set(other.sources_of("programs")["id"])
    assert "own:ne" not in atlas.manifest.sources
    listed = other.programs("3100001", "53-3032")
    assert list(listed["provider_id"]) == ["own:ne:00001"]
    assert np.isnan(listed["completions"]).all()
    assert "own:ne:00001" in set(other.programs("3100001")["provider_id"])
    assert list(other.search("big rig")["code"]) == ["own:ne:00001"]
    found = other.changed_from(atlas, rules, area_code="3100001")
    cell = found.cells.set_index("soc").loc["53-3032"]
    assert (cell["accessible_before"], cell["accessible_after"]) == ("unknown", "pass")
    assert "comes into reach" in str(found)
    assert str(atlas.changed_from(atlas, rules)) == "Under these rules nothing changes."
    with pytest.raises(JoinError, match="another name"):
        user_data.add(other, mine)


def test_adding_keeps_the_cube_equal_to_one_built_anew(atlas, tmp_path):
    atlas.cube  # noqa: B018 - built before, so that the addition takes it over
    other = user_data.add(
        atlas, user_data.import_programs(atlas, write(tmp_path / "list.csv", GOOD), name="ne")
    )
    anew = other.with_tables({}).cube
    assert other.cube.reach is not atlas.cube.reach
    for name in ("reach", "growth", "wages", "employment"):
        np.testing.assert_array_equal(getattr(other.cube, name), getattr(anew, name))


def test_reach_is_the_same_as_of_a_rebuild(atlas, tmp_path):
    from geo_opportunity.pipeline.reach import reach

    rebuilt = {n: atlas.table(n) for n in ("tracts", "providers", "programs", "cip_soc", "occupations")}
    base = atlas.with_tables(reach({}, rebuilt))
    other = user_data.add(
        base, user_data.import_programs(base, write(tmp_path / "list.csv", GOOD), name="ne")
    )
    whole = reach({}, {n: other.table(n) for n in (*rebuilt, "named_links")})["reach"]
    key = ["area_code", "soc"]
    got = other.table("reach").sort_values(key).reset_index(drop=True)
    pd.testing.assert_frame_equal(got, whole.sort_values(key).reset_index(drop=True), check_dtype=False)


def test_an_occupation_only_the_list_names_is_linked(atlas, tmp_path):
    text = _list("School,Sorting,99.0101,Certificate,100,,,,NE,68501,,,49-9081,")
    other = user_data.add(atlas, user_data.import_programs(atlas, write(tmp_path / "a.csv", text), name="x"))
    assert list(other.programs("30700", "49-9081").dropna(subset=["distance_miles"])["cip"]) == ["99.0101"]
    assert (
        other.occupations.loc["49-9081", "program_links"]
        == atlas.occupations.loc["49-9081", "program_links"] + 1
    )
    members = atlas.table("counties").loc[lambda c: c["area_code"] == "30700", "county_fips"]
    region = other.region(from_counties(members, atlas.table("counties")))
    reached = region.cells(region.code)["reach"]
    assert reached["49-9081"] == pytest.approx(other.cells("30700").loc["49-9081", "reach"])
    assert reached["49-9081"] > 0


@pytest.mark.parametrize(
    ("credential", "hours", "weeks", "level", "basis"),
    [
        ("Associate's Degree", 100, None, 3, "credential"),
        ("A.A.S.", None, None, 3, "credential"),
        ("Certified Associate in Project Management", 100, None, 20, "clock hours"),
        ("Master Plumber License", 1_800, None, 4, "clock hours"),
        ("Master of Science", None, None, 7, "credential"),
        ("Post-Master's certificate", None, None, 8, "credential"),
        ("Bachelor of Science", None, None, 5, "credential"),
        ("Doctor of Pharmacy", None, None, 18, "credential"),
        ("", 299, None, 20, "clock hours"),
        ("", 300, None, 21, "clock hours"),
        ("", 900, 2, 2, "clock hours"),
        ("", None, 11, 20, "weeks"),
        ("", None, 12, 21, "weeks"),
        ("", None, 60, 2, "weeks"),
        ("", 0, 0, 21, "assumed"),
    ],
)
def test_award_levels_follow_the_documented_table(credential, hours, weeks, level, basis):
    one = lambda v: pd.Series([np.nan if v is None else float(v)])  # noqa: E731
    got = award_level(pd.Series([""]), pd.Series([credential]), one(hours), one(weeks))
    assert (int(got[0].iloc[0]), got[1].iloc[0]) == (level, basis)


def test_a_given_level_counts_before_words():
    got = award_level(
        pd.Series(["2"]), pd.Series(["Associate's Degree"]), pd.Series([np.nan]), pd.Series([np.nan])
    )
    assert (int(got[0].iloc[0]), got[1].iloc[0]) == (2, "given")


@given(st.floats(0, 20_000), st.floats(0, 20_000))
def test_longer_certificates_are_never_of_a_shorter_level(a, b):
    order = {20: 0, 21: 1, 2: 2, 4: 3}
    nothing = pd.Series(["", ""])
    level, _ = award_level(
        nothing, nothing, pd.Series([min(a, b), max(a, b)]).clip(lower=0.1), pd.Series([np.nan, np.nan])
    )
    assert order[level.iloc[0]] <= order[level.iloc[1]]


def test_one_provider_at_two_places_is_two_providers(atlas):
    rows = pd.DataFrame(
        {
            "provider": ["A", "A", "B"],
            "provider id": ["7", "7", "8"],
            "cip": ["49.0205", "46.0302", "49.0205"],
            "zip": ["68501", "66101", "66101"],
            "state": ["NE", "KS", "KS"],
        }
    )
    got = user_data.import_programs(atlas, rows, name="x").tables["providers"]
    assert list(got["provider_id"]) == ["own:x:7", "own:x:7-2", "own:x:8"]


def test_suspended_programs_and_wholly_online_ones(atlas):
    rows = pd.DataFrame(
        {
            "provider": ["A", "B", "C"], "cip": "49.0205", "zip": "68501", "state": "NE", "status": ["Approved", "Suspended", ""],
            "program format": [(
                "online, e-learning, or distance learning only"
            ), "", "in-person and online"], "website": ["javascript:alert(1)", "", "https://c.example/x"],
        }
    )  # fmt: skip
    got = user_data.import_programs(atlas, rows, name="x")
    providers = got.tables["providers"].set_index("name")
    assert providers["distance_only"].to_dict() == {"A": True, "C": False}
    assert providers.loc["A", "website"] is None or pd.isna(providers.loc["A", "website"])
    assert providers.loc["C", "website"] == "https://c.example/x"
    assert got.preview.problem("not approved or not active") == 1


def _import(atlas, rows, **more):
    frame = pd.DataFrame(rows).assign(zip="68501", state="NE", provider=lambda f: "P" + f.index.astype(str))
    return user_data.import_programs(atlas, frame.astype("str"), name="x", **more)


def test_codes_of_older_editions_link_and_are_told(atlas):
    got = _import(
        atlas,
        {
            "cip": ["51.9999", "49.0205/46.0302", "12", "49.0205", "49.0205"],
            "soc": ["", "", "29-1141", "31-1121 & 31-1122", "29-2071; 15-1132"],
        },
    )
    details = got.tables["program_details"].set_index("row")["cip"].to_dict()
    assert details == {2: "51.3902", 3: "49.0205", 4: "12.0000", 5: "49.0205", 6: "49.0205"}
    links = got.tables["named_links"].groupby("cip")["soc"].agg(set).to_dict()
    assert links == {"12.0000": {"29-1141"}, "49.0205": {"53-3032", "47-2111", "31-1120", "15-1252"}}
    told = got.preview.ledger.set_index("row")["told"]
    assert told[2] == "51.9999 moved to 51.3902 in CIP 2020"
    assert "it names 49.0205 and 46.0302: counted once, under 49.0205" in told[3]
    assert "CIP code not in the CIP 2020 list" in told[4]
    assert told[5] == ""
    assert "29-2071 was split into 29-1141 and 29-2061" in told[6]
    assert "15-1132 became 15-1252" in told[6]
    assert got.preview.problem("SOC code not among the occupations OEWS publishes") == 0


def test_a_divided_award_level_goes_by_length_and_is_told(atlas):
    rows = {
        "cip": ["49.0205"] * 4,
        "award_level": ["1", "1", "1a", "77"],
        "hours": ["100", "600", "600", "100"],
    }
    got = _import(atlas, rows)
    assert got.tables["program_details"].set_index("row")["award_level"].to_dict() == {
        2: 20,
        3: 21,
        4: 20,
        5: 20,
    }
    told = got.preview.ledger["told"].tolist()
    assert (
        told[0] == told[1] == "award level 1 was a certificate under one year, now 20 (under 12 weeks) or 21"
    )
    assert told[2:] == ["", "77 is no award level of IPEDS"]


def test_a_status_nobody_knows_is_asked_about_where_it_is_a_notable_part(atlas):
    rows = {"cip": ["49.0205"] * 3, "status": ["Tier 2", "Active - WIOA", "Suspended"]}
    with pytest.raises(DoubtError, match=r"1 of 3 rows.*'Tier 2'.*unknown_status='keep'") as doubt:
        _import(atlas, rows)
    assert (doubt.value.setting, list(doubt.value.choices)) == ("unknown_status", ["keep", "leave_out"])
    used = lambda said: _import(atlas, rows, unknown_status=said).preview.ledger["used"].tolist()  # noqa: E731
    assert (used("keep"), used("leave_out")) == ([True, True, False], [False, True, False])
    few = {"cip": ["49.0205"] * 40, "status": ["Tier 2"] + ["Active"] * 39}
    got = _import(atlas, few).preview
    assert got.ledger["used"].all()
    assert got.problem("status that does not say whether the program is approved") == 1


# ------------------------------------------------------------------- file forms


def _points():
    frame = pd.DataFrame({"provider": ["Big Rig"], "cip": ["49.0205"], "state": ["NE"]})
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([-97.5], [39.52]), crs="EPSG:4326")


@pytest.mark.parametrize("form", ["csv.gz", "tsv", "parquet", "geoparquet", "gpkg", "geojson", "zip", "shp"])
def test_every_form_gives_the_same(atlas, tmp_path, form):
    points = _points()
    flat = pd.DataFrame(points.drop(columns="geometry")).assign(lon=-97.5, lat=39.52)
    path = tmp_path / f"list.{form}"
    if form == "csv.gz":
        flat.to_csv(path, index=False)
    elif form == "tsv":
        flat.to_csv(path, index=False, sep="\t")
    elif form == "parquet":
        flat.to_parquet(path)
    elif form == "geoparquet":
        points.to_parquet(path)
    elif form == "zip":
        points.to_crs("EPSG:5070").to_file(tmp_path / "a.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("a.*"):
                archive.write(part, part.name)
    else:
        points.to_file(path)
    got = user_data.import_programs(atlas, path, name="x").tables["providers"].iloc[0]
    assert (got["county_fips"], got["location_basis"]) == ("31005", "published")
    assert (got["lon"], got["lat"]) == (pytest.approx(-97.5, abs=1e-6), pytest.approx(39.52, abs=1e-6))


def test_a_workbook_keeps_codes_it_can(atlas, tmp_path):
    path = write_xlsx(
        tmp_path / "list.xlsx",
        [["provider", "cip", "zip", "state"], ["A", 49.0205, 68501, "NE"], ["B", 51.39, 7001.0, "NE"]],
    )
    got = user_data.import_programs(atlas, path, name="x").tables
    assert got["programs"]["cip"].tolist() == ["49.0205", "51.3900"]
    assert got["providers"]["zip"].tolist() == ["68501", "07001"]


@pytest.mark.parametrize(
    "case",
    [
        ("a.csv", "name,city\nA,Clay\n", MissingColumnError, "a.csv has no column for 'cip'.*Fix"),
        ("a.csv", "cip,zip\n1,2\n", MissingColumnError, "'provider'"),
        ("a.csv", "provider,cip\nA,49.0205\n", MissingColumnError, "'zip'.*or 'city'.*or 'lon'"),
        ("a.csv", "", FormatError, "empty"),
        ("a.csv", "provider,cip,zip\n", FormatError, "no rows"),
        ("a.csv", "<!DOCTYPE html><html>no</html>", FormatError, "HTML"),
        ("a.xlsx", "PK\x03\x04 cut", FormatError, "damaged zip"),
        ("a.geojson", "{", FormatError, "not GeoJSON"),
        ("a.vrt", "<OGRVRTDataSource/>", FormatError, "not read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_mend(atlas, tmp_path, case):
    name, content, error, words = case
    with pytest.raises(error, match=words):
        user_data.import_programs(atlas, write(tmp_path / name, content), name="x")


def test_other_refusals(atlas, tmp_path):
    good = write(tmp_path / "list.csv", GOOD)
    with pytest.raises(FormatError, match="cannot be part of ids"):
        user_data.import_programs(atlas, good, name="My List")
    with pytest.raises(SourceUnavailableError, match="there is no file"):
        user_data.import_programs(atlas, tmp_path / "none.csv", name="x")
    with pytest.raises(SourceUnavailableError, match="there is no file"):
        user_data.import_programs(atlas, "/vsicurl/http://example.org/a.csv", name="x")
    with pytest.raises(MissingColumnError, match="no column 'Centre'"):
        user_data.import_programs(atlas, good, name="x", columns={"city": "Centre"})
    no_crs = _points().set_crs(None, allow_override=True)
    with pytest.raises(FormatError, match="coordinate reference system"):
        user_data.import_programs(atlas, no_crs, name="x")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.geojson", "{}")
        archive.writestr("b.geojson", "{}")
    with pytest.raises(FormatError, match="2 layers"):
        user_data.import_programs(atlas, tmp_path / "two.zip", name="x")
    nothing = user_data.import_programs(
        atlas, write(tmp_path / "n.csv", _list("A,B,,,,,,,NE,68501,,,,")), name="x"
    )
    with pytest.raises(FormatError, match=r"nothing of n\.csv"):
        user_data.add(atlas, nothing)


# ---------------------------------------------------------------------- PostGIS


class _Result:
    def __init__(self, value):
        self.value = value

    def scalar(self):
        return self.value


class _Connection:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, query, values):
        assert values == {"schema": "public", "name": "etpl"}
        return _Result("geom")


def _fake_sqlalchemy(made):
    class Url:
        host, database = "db.example", "labor"

    def create_engine(url):
        made["engine"] = url
        return types.SimpleNamespace(connect=_Connection, dispose=lambda: made.update(disposed=True))

    def make_url(text):
        made["url"] = text
        return Url()

    module = types.ModuleType("sqlalchemy")
    module.engine = types.SimpleNamespace(make_url=make_url)
    module.exc = types.SimpleNamespace(SQLAlchemyError=type("SQLAlchemyError", (Exception,), {}))
    module.text, module.create_engine = str, create_engine
    return module


def test_postgis_table_through_a_stub(atlas, monkeypatch):
    made = {}
    monkeypatch.setitem(sys.modules, "sqlalchemy", _fake_sqlalchemy(made))
    monkeypatch.setattr(
        gpd,
        "read_postgis",
        lambda query, connection, geom_col: made.update(query=query, geom=geom_col) or _points(),
    )
    got = user_data.import_programs(atlas, "postgresql://me:secret@db.example/labor", name="x", layer="etpl")
    assert got.tables["providers"]["county_fips"].tolist() == ["31005"]
    assert made["url"].startswith("postgresql+psycopg://")
    assert (made["query"], made["geom"], made["disposed"]) == ('SELECT * FROM "public"."etpl"', "geom", True)
    assert got.source.file == "db.example/labor:public.etpl"
    assert "secret" not in got.preview.text() + repr(got.source)
    with pytest.raises(FormatError, match=r"schema\.table"):
        user_data.import_programs(
            atlas, "postgresql://db.example/labor", name="x", layer="etpl; DROP TABLE x"
        )


def test_postgis_without_its_packages_names_them(atlas, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(SourceUnavailableError, match=r"geo-opportunity\[postgis\]"):
        user_data.import_programs(atlas, "postgresql://db.example/labor", name="x", layer="etpl")


# ------------------------------------------------------------------- real lists


def test_the_example_file_is_read(atlas):
    got = user_data.import_programs(
        atlas, ROOT / "docs" / "examples" / "own" / "programs.csv", name="example"
    )
    assert got.preview.count("rows read") == 4


@pytest.fixture(scope="module")
def nation():
    import geo_opportunity as go
    from geo_opportunity.pipeline.points import place_points, postal_points

    if not (ROOT / "data" / "manifest.json").is_file():
        pytest.skip("no data set is committed")
    points = postal_points({"gaz_zcta": source("gaz_zcta").locate(RAW).read()}, {})
    points |= place_points({"gaz_places": source("gaz_places").locate(RAW).read()}, {})
    return go.open_atlas(ROOT / "data").with_tables({n: tables.validate(n, f) for n, f in points.items()})


@needs_raw
@pytest.mark.raw
def test_new_jersey_2021(nation):
    path = RAW / "etpl" / "nj_etpl_programs_2021_partial.csv.gz"
    got = user_data.import_programs(
        nation, path, name="nj", columns={"provider": "name", "program": "officialname"}
    )
    p = got.preview
    assert p.count("rows read") == 1_001
    assert p.count("rows kept") > 800
    assert p.problem("no provider") == 139
    assert p.count("rows whose CIP code is in the CIP 2020 list") == 995
    after = user_data.add(nation, got).occupation_status("53-3032", geometry=False)
    before = nation.occupation_status("53-3032", geometry=False)
    assert before.loc["45940", "accessible"] == "unknown"  # Trenton
    assert after.loc["45940", "accessible"] == "pass"
    assert set(after.index[after["accessible"] != before["accessible"]]) == {"35620", "45940"}


@needs_raw
@pytest.mark.raw
def test_new_jersey_2018_has_no_codes(nation):
    with pytest.raises(MissingColumnError, match="'cip'"):
        user_data.import_programs(
            nation, RAW / "etpl" / "nj_etpl_program_list_2018.csv.gz", name="nj18", state="NJ"
        )


@needs_raw
@pytest.mark.raw
def test_training_provider_results_sample(nation):
    got = user_data.import_programs(nation, source("tpr_sample").locate(RAW).read(), name="tpr")
    assert got.preview.count("rows read") == 60
    assert got.preview.count("programs located by coordinates") > 50
    assert len(got.tables["named_links"]) > 50
    assert got.tables["programs"]["completions"].notna().any()
