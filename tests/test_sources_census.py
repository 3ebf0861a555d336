"""Readers of Census geography: what they return, and what they refuse."""

from __future__ import annotations

import gzip
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import census
from geo_opportunity.sources.base import Located
from tests.support import RAW, needs_raw

SOURCES = {s.id: s for s in census.SOURCES}


def _read(source_id, path, variant=0):
    source = SOURCES[source_id]
    return Located(source, source.variants[variant], path).read()


def _variant(source_id, part):
    return next(k for k, v in enumerate(SOURCES[source_id].variants) if part in v.path)


@pytest.fixture
def few(monkeypatch):
    """Readers expect two counties and two tracts."""
    monkeypatch.setattr(census, "_COUNTY_COUNT", 2)
    monkeypatch.setattr(census, "_TRACT_COUNT", 2)


# ------------------------------------------------------------------------ shapes


def _shape_zip(folder, *, columns=None, crs=4269, geometry=None, drop=()):
    data = columns or {"STATEFP": ["01", "72"], "STUSPS": ["AL", "PR"], "NAME": ["Alabama", "Puerto Rico"]}
    frame = gpd.GeoDataFrame(data, geometry=geometry or [box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=crs)
    frame.to_file(folder / "x.shp")
    path = folder / "cb_2022_us_state_20m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob("x.*")):
            if part.suffix not in drop:
                archive.write(part, part.name)
    return path


@pytest.fixture
def two_shapes(monkeypatch):
    """The state reader accepts two shapes."""
    read = census._shapes(columns=tuple(SOURCES["state_shapes_20m"].columns), least_rows=2)
    source = SOURCES["state_shapes_20m"]
    variant = type(source.variants[0])(path="x.zip", read=read)
    return lambda path: Located(source, variant, path).read()


def test_shapes_stay_shapes_in_their_published_crs(tmp_path, two_shapes):
    frame = two_shapes(_shape_zip(tmp_path))
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs.to_epsg() == 4269
    assert frame["statefp"].tolist() == ["01", "72"]
    assert [g.bounds for g in frame.geometry] == [(0, 0, 1, 1), (1, 0, 2, 1)]


def test_an_archive_without_its_attribute_table_is_refused(tmp_path, two_shapes):
    with pytest.raises(FormatError, match=r"cb_2022_us_state_20m\.zip"):
        two_shapes(_shape_zip(tmp_path, drop=(".dbf",)))


def test_a_missing_attribute_is_named(tmp_path, two_shapes):
    with pytest.raises(MissingColumnError, match="stusps"):
        two_shapes(
            _shape_zip(tmp_path, columns={"STATEFP": ["01", "72"], "NAME": ["Alabama", "Puerto Rico"]})
        )


def test_shapes_without_a_crs_are_refused(tmp_path, two_shapes):
    with pytest.raises(FormatError, match=r"no CRS.*\.prj"):
        two_shapes(_shape_zip(tmp_path, drop=(".prj",)))


def test_shapes_in_another_crs_are_refused(tmp_path, two_shapes):
    with pytest.raises(FormatError, match=r"EPSG:5070.*EPSG:4269"):
        two_shapes(_shape_zip(tmp_path, crs=5070))


def test_a_shape_that_is_not_there_is_named(tmp_path, two_shapes):
    with pytest.raises(FormatError, match="no shape"):
        two_shapes(_shape_zip(tmp_path, geometry=[box(0, 0, 1, 1), None]))


def test_a_truncated_archive_is_refused(tmp_path, two_shapes):
    path = _shape_zip(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(FormatError, match="truncated"):
        two_shapes(path)


def test_a_wrong_number_of_counties_is_refused(tmp_path):
    columns = {c.upper(): ["01001", "01003"] for c in SOURCES["county_shapes"].columns if c != "geometry"} | {
        "ALAND": [1.0, 2.0]
    }
    path = _shape_zip(tmp_path, columns=columns)
    with pytest.raises(FormatError, match="2 shapes, expected 3222"):
        _read("county_shapes", path, _variant("county_shapes", "20m"))


def test_the_finer_counties_are_preferred_and_official():
    first, second = SOURCES["county_shapes"].variants
    assert first.url == "https://www2.census.gov/geo/tiger/GENZ2022/shp/cb_2022_us_county_5m.zip"
    assert second.path == "census/cb_2022_us_county_20m.zip"


# ------------------------------------------------------------------------ tables


TRACTS = "\ufeffSTATEFP,COUNTYFP,TRACTCE,POPULATION,LATITUDE,LONGITUDE\n01,001,020100,1775,+32.476823,-086.486599\n02,016,000100,0,+51.9,+179.6\n"


@pytest.mark.usefixtures("few")
def test_tract_centres_keep_their_zeros_and_signs(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text(TRACTS, encoding="utf-8")
    frame = _read("tract_centres", path)
    assert frame["tract"].tolist() == ["01001020100", "02016000100"]
    assert frame["lon"].tolist() == [-86.486599, 179.6]
    zipped = tmp_path / "t.txt.gz"
    zipped.write_bytes(gzip.compress(TRACTS.encode()))
    pd.testing.assert_frame_equal(_read("tract_centres", zipped), frame)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("LATITUDE", "LAT", MissingColumnError, "LATITUDE"),
        ("+51.9", "+95.1", ValueRangeError, "LATITUDE.*row 3.*95.1"),
        ("+179.6", "-790.0", ValueRangeError, "LONGITUDE.*row 3"),
        ("1775", "many", ValueRangeError, "POPULATION.*row 2.*many"),
        ("1775", "-5", ValueRangeError, "POPULATION.*row 2"),
        ("01,001", "1,1", FormatError, "row 2.*11-digit"),
        ("02,016,000100,0,+51.9,+179.6\n", "", FormatError, "1 tracts, expected 2"),
        (TRACTS, "<!DOCTYPE html><html>busy</html>", FormatError, "HTML"),
    ],
)
def test_faulty_tract_centres_are_refused(tmp_path, old, new, error, message):
    path = tmp_path / "t.txt"
    path.write_text(TRACTS.replace(old, new), encoding="utf-8")
    with pytest.raises(error, match=message):
        _read("tract_centres", path)


COUNTY_AREA = (
    "county_fips,county_name,state,area,area_title,area_kind\n"
    '01001,Autauga County,AL,33860,"Montgomery, AL",metro\n'
    "01005,Barbour County,AL,0100004,Southeast Alabama nonmetropolitan area,nonmetro\n"
)


@pytest.mark.usefixtures("few")
def test_county_to_area_keeps_leading_zeros(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(COUNTY_AREA)
    frame = _read("county_to_area", path)
    assert frame["area"].tolist() == ["33860", "0100004"]
    assert frame["county_fips"].tolist() == ["01001", "01005"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("01005,", "01001,", "row 3.*is there twice"),
        ("01005,", "1005,", "row 3.*county FIPS"),
        ("0100004", "100004", "row 3.*OEWS area"),
        (",nonmetro", ",rural", "row 3.*kind of area"),
        (COUNTY_AREA[-80:], "", "counties, expected 2"),
    ],
)
def test_faulty_county_lists_are_refused(tmp_path, old, new, message):
    path = tmp_path / "c.csv"
    text = COUNTY_AREA.replace(old, new)
    if not new:
        text = "\n".join(COUNTY_AREA.splitlines()[:2]) + "\n"
    path.write_text(text)
    with pytest.raises(FormatError, match=message):
        _read("county_to_area", path)


@pytest.mark.usefixtures("few")
def test_area_definitions_workbook_in_the_wording_of_earlier_years(tmp_path):
    rows = pd.DataFrame(
        {
            "FIPS code": ["01", "01", "66"],
            "State": ["Alabama", "Alabama", "Guam"],
            "State abbreviation": ["AL", "AL", "GU"],
            "May 2025 MSA code": ["33860", "100004", "6600001"],
            "May 2025 MSA name": ["Montgomery, AL", "Southeast Alabama nonmetropolitan area", "Guam"],
            "County code": ["001", "005", "010"],
            "Township code": ["000", "000", "000"],
            "County name (or Township name for the New England states)": [
                "Autauga County",
                "Barbour County",
                "Guam",
            ],
        }
    )
    path = tmp_path / "area_definitions_m2025.xlsx"
    rows.to_excel(path, index=False)
    frame = _read("county_to_area", path, _variant("county_to_area", "definitions"))
    assert frame["county_fips"].tolist() == ["01001", "01005"]  # the island areas have no counties of ours
    assert frame["area"].tolist() == ["33860", "0100004"]
    assert frame["area_kind"].tolist() == ["metro", "nonmetro"]
    rows.drop(columns="County code").to_excel(path, index=False)
    with pytest.raises(FormatError):
        _read("county_to_area", path, _variant("county_to_area", "definitions"))


ACS = [
    ["NAME", "B01003_001E", "B25001_001E", "state", "county"],
    ["Autauga County, Alabama", "59285", "24731", "01", "001"],
    ["Adjuntas Municipio, Puerto Rico", "18000", "8000", "72", "001"],
]


@pytest.mark.usefixtures("few")
def test_acs_counties(tmp_path):
    path = tmp_path / "acs.json"
    path.write_text(json.dumps(ACS))
    frame = _read("acs_counties", path)
    assert frame["county_fips"].tolist() == ["01001", "72001"]
    assert frame["population"].tolist() == [59285, 18000]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(ACS)[:-30], "no Census API array"),
        (json.dumps({"error": "unknown variable"}), "no Census API array"),
        (json.dumps([[c for c in row if c != row[2]] for row in ACS]), "B25001_001E"),
        (json.dumps(ACS[:2]), "1 counties, expected 2"),
        (json.dumps(ACS).replace("59285", "-666666666"), "population"),
    ],
)
def test_faulty_acs_answers_are_refused(tmp_path, text, message):
    path = tmp_path / "acs.json"
    path.write_text(text)
    with pytest.raises(FormatError, match=message):
        _read("acs_counties", path)


def test_delineation_of_another_year_is_refused(tmp_path):
    path = tmp_path / "list1_2023.xlsx"
    head = [
        ["Table with row headers in column A"],
        ["List 1. CORE BASED STATISTICAL AREAS (CBSAs), MARCH 2020"],
        ["CBSA Code"],
    ]
    pd.DataFrame(head).to_excel(path, index=False, header=False)
    with pytest.raises(FormatError, match="2023"):
        _read("cbsa_counties", path)


def test_oflc_codes_get_their_lost_zeros_back(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text(
        '"Area","AreaName","StateAb","State","CountyTownName"\n'
        '"100001","Northwest Alabama nonmetropolitan area","AL","Alabama","Cullman County"\n'
        '"33860","Montgomery, AL","AL","Alabama","Autauga County"\n'
    )
    assert _read("oflc_geography", path)["area"].tolist() == ["0100001", "33860"]


def test_ids_are_unique_and_every_form_says_where_it_is_from():
    assert len(SOURCES) == len(census.SOURCES)
    for source in census.SOURCES:
        assert source.licence
        assert source.vintage
        assert source.landing_page.startswith("https://")
        assert all(v.url is None or v.url.startswith("https://") for v in source.variants)


# ---------------------------------------------------------------- the real files

ROWS = {
    "county_to_area": 3222,
    "oflc_geography": 3275,
    "county_shapes": 3222,
    "county_shapes_2019": 3233,
    "cbsa_shapes_2019": 938,
    "state_shapes_2019": 56,
    "state_shapes_20m": 52,
    "state_shapes_500k": 56,
    "tract_centres": 85395,
    "ct_tracts": 879,
    "gaz_counties": 3222,
    "gaz_cbsa": 935,
    "gaz_zcta": 33791,
    "gaz_places": 32350,
    "cbsa_counties": 1915,
    "cbsa_counties_2020": 1916,
    "acs_counties": 3222,
    "acs_zctas": 33772,
    "population_estimates": 3144,
}


@needs_raw
@pytest.mark.raw
@pytest.mark.parametrize("source_id", sorted(SOURCES))
def test_real_file(source_id):
    located = SOURCES[source_id].locate(RAW)
    frame = located.read()
    assert list(frame.columns) == list(SOURCES[source_id].columns)
    assert len(frame) == ROWS[source_id]
    if "geometry" in frame:
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4269


@needs_raw
@pytest.mark.raw
def test_the_four_county_lists_are_one_set():
    member = set(SOURCES["county_to_area"].locate(RAW).read()["county_fips"])
    assert member == set(SOURCES["gaz_counties"].locate(RAW).read()["geoid"])
    assert member == set(SOURCES["acs_counties"].locate(RAW).read()["county_fips"])
    assert member == set(SOURCES["county_shapes"].locate(RAW).read()["geoid"])
