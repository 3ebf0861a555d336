"""Uploaded boundaries and portable regions: formats, CRS, validation, safety, round trips."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import warnings
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo_opportunity.errors import FormatError, LinkError, SourceUnavailableError, ValueRangeError
from geo_opportunity.files.limits import LIMITS
from geo_opportunity.files.reading import read_outline
from geo_opportunity.geography.boundary import from_boundary, from_counties
from geo_opportunity.geography.region import Member, Region, region_shape
from tests.tiny import tiny_tables

pytestmark = pytest.mark.usefixtures("in_process")

TABLES = tiny_tables()
TRACTS, COUNTIES, SHAPES = TABLES["tracts"], TABLES["counties"], TABLES["county_shapes"]
ADAMS = box(-100, 39, -99, 40)
#: The west and middle of Barber County: its two central tracts and the south-western one.
PART = box(-99, 38, -98.4, 38.6)


def read_boundary(source, name, **more):
    got = read_outline(source, name, **more)
    return got.shape, list(got.notes)


def geojson(*shapes, crs=None):
    top = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": s.__geo_interface__} for s in shapes],
    }
    return json.dumps(top | ({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {})).encode()


def gpkg(tmp_path, crs="EPSG:5070", shapes=(ADAMS,), layers=("outline",)):
    file = tmp_path / "made.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # writing without a CRS warns
        for name in layers:
            frame = gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:4326")
            (frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)).to_file(
                file, layer=name, driver="GPKG"
            )
    return file.read_bytes()


def shapefile(tmp_path, crs="EPSG:3857", drop=(), shapes=(ADAMS,), folder=""):
    gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=list(shapes), crs="EPSG:4326").to_crs(crs).to_file(
        tmp_path / "made.shp"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(tmp_path.glob("made.*")):
            if file.suffix not in drop and file.suffix != ".gpkg":
                archive.writestr(folder + file.name, file.read_bytes())
    return packed.getvalue()


# ------------------------------------------------------------------- members


def test_a_county_outline_is_the_county():
    region = from_boundary(geojson(ADAMS), "Adams_outline.geojson", TRACTS)
    assert region.members == (Member("31001"),)
    assert (region.name, region.source) == ("Adams outline", "boundary")
    assert region.code == from_counties(["31001"], COUNTIES).code  # the same members, the same code


def test_part_of_a_county_counts_its_tracts_and_their_people():
    region = from_boundary(geojson(PART), "part.json", TRACTS)
    (member,) = region.members
    assert member.county_fips == "20003"
    assert member.share == pytest.approx(0.75)
    assert member.tracts == ("20003000001", "20003000002", "20003000004")
    assert region.tracts_of(TRACTS)["tract"].tolist() == list(member.tracts)
    assert not region.whole


def test_slivers_are_rounded_and_told():
    many = TRACTS.loc[TRACTS["county_fips"] == "31001"].copy()
    many["population"] = [9_990, 4, 3, 3]
    region = from_boundary(
        geojson(box(-99.55, 39.4, -99.45, 39.6)), "x.geojson", many
    )  # the two central tracts: 99.94 %
    assert region.members == (Member("31001"),)
    assert any("slivers" in n or "taken whole" in n for n in region.notes)


def test_centres_drawn_off_their_county_count_at_its_edge():
    off = TRACTS.copy()
    off.loc[off["tract"] == "31001000001", ["lon", "lat"]] = [-100.2, 39.5]  # in the river
    assert from_boundary(geojson(ADAMS), "x.json", off).members[0].share == pytest.approx(0.75)
    assert from_boundary(geojson(ADAMS), "x.json", off, county_shapes=SHAPES).members == (Member("31001"),)


def test_alaska_beyond_180_is_found_either_way():
    west = TRACTS.iloc[:1].assign(lon=-186.0, lat=52.0)
    for x0 in (-187.0, 173.0):
        assert from_boundary(geojson(box(x0, 51, x0 + 2, 53)), "x.json", west).whole


def test_nobody_inside_is_refused():
    with pytest.raises(
        ValueRangeError, match=r"nobody lives inside.*'sea\.geojson'.*0\.50°N 0\.50°E.*miles away"
    ):
        from_boundary(geojson(box(0, 0, 1, 1)), "sea.geojson", TRACTS)


def turned(shape, *, swap=False, minus=False):
    shape = shapely.transform(shape, lambda xy: xy * (-1, 1)) if minus else shape
    return shapely.transform(shape, lambda xy: xy[:, ::-1]) if swap else shape


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (turned(ADAMS, swap=True), "latitude and longitude interchanged.*would lie in Adams County, NE"),
        (turned(ADAMS, minus=True), "minus of its longitudes.*would lie in Adams County, NE"),
        (turned(ADAMS, swap=True, minus=True), "interchanged, and the minus lost.*lie in Adams County, NE"),
        (
            shapely.transform(ADAMS, lambda xy: xy + np.array([360, 0])),
            "counted eastward from 0 to 360.*Adams County, NE",
        ),
        (turned(PART, minus=True), "minus.*would lie in Barber County, KS"),
        (box(144.6, 13.2, 145, 13.7), "Guam has no counties or tracts in the data"),
        (box(-171, -14.5, -170, -14.1), "American Samoa has no counties or tracts"),
        (box(-65, 17.65, -64.6, 18.4), "Virgin Islands have no counties or tracts"),
        (box(-99.999, 39.001, -99.998, 39.002), "the center of no census tract.*choose the county"),
        (gpd.GeoSeries([ADAMS], crs=4326).to_crs(3857)[0], "declares no CRS.*EPSG:3857.*lie in Adams County"),
        (gpd.GeoSeries([ADAMS], crs=4326).to_crs(26914)[0], "declares no CRS.*meters of a UTM zone"),
        (gpd.GeoSeries([ADAMS], crs=4326).to_crs(5070)[0], "declares no CRS.*meters or feet"),
    ],
)
def test_an_outline_in_the_wrong_place_says_where_it_lies_and_would_lie(shape, words):
    with pytest.raises(ValueRangeError, match=f"'mine.geojson'.*{words}"):
        from_boundary(geojson(shape), "mine.geojson", TRACTS, county_shapes=SHAPES, counties=COUNTIES)


def test_a_shapefile_without_prj_says_where_its_degrees_would_lie(tmp_path):
    for crs, words in (("EPSG:4326", "read as degrees it would lie in Adams County"), ("EPSG:32614", "UTM")):
        content = shapefile(tmp_path, crs, drop=(".prj",))
        with pytest.raises(ValueRangeError, match=rf"no \.prj.*{words}.*add the \.prj"):
            from_boundary(content, "made.zip", TRACTS, counties=COUNTIES)


def test_ground_outside_the_data_is_told_and_a_sliver_is_not():
    def notes(shape):
        return [
            n
            for n in from_boundary(geojson(shape), "x.json", TRACTS, county_shapes=SHAPES).notes
            if "outside" in n
        ]

    west = SHAPES.total_bounds[0]
    assert notes(ADAMS) == []
    assert notes(box(-100, 39, -99.01, 40)) == []
    (told,) = notes(box(west - 1, 39, west + 1, 40))  # of two degrees one is beyond the tiny country
    assert told.startswith("some 50% of the shape's ground lies outside the United States and its data")


def test_a_border_that_jumps_across_180_is_read_as_crossing_it():
    west = TRACTS.iloc[:1].assign(lon=-186.0, lat=52.0)  # 174 degrees east
    crossing = Polygon([(172, 51), (-178, 51), (-178, 53), (172, 53)])
    region = from_boundary(geojson(crossing), "aleutians.json", west)
    assert region.whole
    assert any("180°" in n for n in region.notes)
    around = box(-180, -80, 180, 80)  # steps of 360: the globe itself
    assert not any("180°" in n for n in from_boundary(geojson(around), "all.json", TRACTS).notes)


def test_features_are_named_and_overlaps_told():
    top = json.loads(geojson(ADAMS, box(-99.5, 39, -98.5, 40)))
    for feature, name in zip(top["features"], ("West", "Middle"), strict=True):
        feature["properties"] = {"NAME": name}
    _, notes = read_boundary(json.dumps(top).encode(), "two.json")
    assert "its features are West, Middle" in notes
    assert any("overlap" in n for n in notes)


# ------------------------------------------------------------------- formats


@pytest.mark.parametrize("crs", ["EPSG:5070", "EPSG:4269", "EPSG:26914", "ESRI:102003"])
def test_any_declared_crs(tmp_path, crs):
    shape, notes = read_boundary(gpkg(tmp_path, crs), "made.gpkg")
    assert shape.symmetric_difference(ADAMS).area < 2e-3  # straight lines bend a little
    assert any("WGS 84" in n for n in notes)


def test_zipped_shapefile_in_a_folder_and_from_disk(tmp_path):
    content = shapefile(tmp_path, folder="some folder/")
    assert read_boundary(content, "made.ZIP")[0].symmetric_difference(ADAMS).area < 1e-9
    file = tmp_path / "upload.zip"
    file.write_bytes(content)
    assert from_boundary(file, file.name, TRACTS).members == (Member("31001"),)


def test_old_geojson_may_name_its_crs():
    flat = gpd.GeoSeries([ADAMS], crs="EPSG:4326").to_crs(3857)[0]
    for name in ("urn:ogc:def:crs:EPSG::3857", "EPSG:3857"):
        assert (
            read_boundary(geojson(flat, crs=name), "old.geojson")[0].symmetric_difference(ADAMS).area < 1e-9
        )
    assert read_boundary(geojson(ADAMS, crs="urn:ogc:def:crs:OGC:1.3:CRS84"), "old.geojson")[0].equals(ADAMS)
    for name in ("+proj=longlat +nadgrids=/etc/passwd", "https://example.org/crs", "EPSG:999999"):
        with pytest.raises(FormatError, match="CRS we cannot read"):
            read_boundary(geojson(ADAMS, crs=name), "old.geojson")
    with pytest.raises(ValueRangeError, match="beyond the globe"):
        read_boundary(geojson(flat), "projected.geojson")


def test_missing_crs_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"no \.prj"):
        read_boundary(shapefile(tmp_path, drop=(".prj",)), "made.zip")
    with pytest.raises(FormatError, match="does not declare its CRS"):
        read_boundary(gpkg(tmp_path, None), "made.gpkg")


def test_several_features_are_united_and_invalid_ones_mended():
    bowtie = Polygon([(-100, 39), (-99, 40), (-99, 39), (-100, 40)])
    shape, notes = read_boundary(geojson(ADAMS, box(-99, 39, -98, 40), Point(-99, 39)), "two.geojson")
    assert shape.equals(box(-100, 39, -98, 40))
    assert notes == ["1 points or lines were left out", "2 features were united"]
    shape, notes = read_boundary(geojson(bowtie), "bow.geojson")
    assert shape.is_valid
    assert notes == ["1 invalid polygon was mended (crossing or repeated borders)"]
    flat = read_boundary(
        json.dumps(
            {"type": "Polygon", "coordinates": [[[-100, 39, 5], [-99, 39, 5], [-99, 40, 5], [-100, 39, 5]]]}
        ).encode(),
        "z.json",
    )[0]
    assert not flat.has_z


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.geojson", "is empty"),
        (b"<html>", "a.geojson", "not GeoJSON"),
        (b"[" * 100_000, "a.json", "not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [1]}', "a.json", "not GeoJSON"),
        (geojson(), "a.json", "no geometry"),
        (geojson(LineString([(0, 0), (1, 1)])), "a.json", "has LineString; a region needs polygons"),
        (b'{"type":"Polygon","coordinates":[[[0,0],[1,0],[NaN,1],[0,0]]]}', "a.json", "no numbers|not GeoJSON"),
        (b"not a database", "a.gpkg", "not a GeoPackage"),
        (b"SQLite format 3\x00" + b"x" * 4000, "a.gpkg", "not a GeoPackage"),
        (b"PK not really", "a.zip", "cannot be unpacked"),
        (geojson(ADAMS), "a.kml", "neither GeoJSON"),
        (b"<OGRVRTDataSource/>", "a.vrt", "neither GeoJSON"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused(content, name, message):
    with pytest.raises((FormatError, ValueRangeError), match=message):
        read_boundary(content, name)


def test_layers_are_asked_for(tmp_path):
    content = gpkg(tmp_path, layers=("one", "two"))
    with pytest.raises(FormatError, match="several layers: one, two"):
        read_boundary(content, "made.gpkg")
    assert read_boundary(content, "made.gpkg", layer="two")[0].area > 0
    with pytest.raises(FormatError, match="no layer 'three'"):
        read_boundary(content, "made.gpkg", layer="three")


# -------------------------------------------------------------------- safety


@pytest.mark.parametrize(
    "path",
    [
        "/vsicurl/https://example.org/a.geojson",
        "https://example.org/a.geojson",
        "/vsizip/a.zip",
        "/dev/null",
        ".",
    ],
)
def test_nothing_is_fetched(path):
    with pytest.raises(SourceUnavailableError, match="no file"):
        read_boundary(Path(path), "a.geojson")


def test_a_view_in_a_geopackage_is_not_run(tmp_path):
    gpkg(tmp_path)
    with sqlite3.connect(tmp_path / "made.gpkg") as base:
        base.execute("DELETE FROM gpkg_geometry_columns")
        base.execute("CREATE VIEW trap AS SELECT * FROM outline")
        base.execute("DELETE FROM gpkg_contents")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('trap', "
            "'features', 'trap', 4326)"
        )
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('trap', 'geom', 'POLYGON', 4326, 0, 0)")
    base.close()
    with pytest.raises(FormatError, match="no layer of polygons"):
        read_boundary((tmp_path / "made.gpkg").read_bytes(), "made.gpkg")


def test_size_is_limited(tmp_path):
    tight = replace(LIMITS, upload_bytes=100)
    with pytest.raises(ValueRangeError, match="more than 100"):
        read_boundary(geojson(ADAMS), "big.geojson", limits=tight)
    file = tmp_path / "big.geojson"
    file.write_bytes(geojson(ADAMS))
    with pytest.raises(ValueRangeError, match="more than 100"):
        read_boundary(file, file.name, limits=tight)
    with pytest.raises(ValueRangeError, match="5 vertices"):
        read_boundary(geojson(ADAMS), "fine.geojson", limits=replace(LIMITS, vertices=4))
    with pytest.raises(ValueRangeError, match="more than 1 features"):
        read_boundary(geojson(ADAMS, ADAMS), "many.geojson", limits=replace(LIMITS, features=1))


def test_zip_bombs_and_strange_paths(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 3_000_000)
    with pytest.raises(ValueRangeError, match="unpacks to more"):
        read_boundary(packed.getvalue(), "bomb.zip", limits=replace(LIMITS, unpacked_bytes=1_000_000))
    outside = tmp_path.parent / "made.shp"
    read_boundary(shapefile(tmp_path, folder="../"), "made.zip")  # read under our own names
    assert not outside.exists()
    two = io.BytesIO()
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    with pytest.raises(FormatError, match="holds 2 layers"):
        read_boundary(two.getvalue(), "two.zip")
    with pytest.raises(FormatError, match="no complete shapefile"):
        read_boundary(shapefile(tmp_path, drop=(".shx",)), "made.zip")
    cut = shapefile(tmp_path)
    with pytest.raises(FormatError, match="cannot be unpacked"):
        read_boundary(cut[: len(cut) // 2], "cut.zip")


# --------------------------------------------------------------- round trips

fips = st.from_regex(r"[0-9]{5}", fullmatch=True)


@st.composite
def any_region(draw):
    members = []
    for code in draw(st.lists(fips, min_size=1, max_size=12, unique=True)):
        if draw(st.booleans()):
            members.append(Member(code))
        else:
            tracts = draw(
                st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), min_size=1, max_size=5, unique=True)
            )
            members.append(
                Member(code, draw(st.floats(1e-6, 0.999)), tuple(sorted(code + t for t in tracts)))
            )
    return Region(draw(st.text(max_size=40)), tuple(members), draw(st.sampled_from(["counties", "boundary"])))


@settings(max_examples=80, deadline=None)
@given(any_region())
def test_links_and_dicts_give_the_region_back(region):
    link = region.to_link()
    assert Region.from_link(link) == region
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert Region.from_dict(json.loads(json.dumps(region.to_dict()))) == region
    assert hash(region) == hash(Region.from_link(link))


def test_the_boundary_travels_in_dicts_and_not_in_links():
    region = from_boundary(geojson(PART), "part.json", TRACTS)
    back = Region.from_dict(region.to_dict())
    assert back.boundary.equals(region.boundary)
    assert region_shape(back, SHAPES).equals(PART)
    linked = Region.from_link(region.to_link())
    assert linked.boundary is None
    assert linked.members == region.members
    assert region_shape(linked, SHAPES).equals(box(-99, 38, -98, 39))  # the county it touches


def test_geojson_out_is_geojson_in():
    region = from_counties(["31001", "31003", "20001"], COUNTIES, name="Three")
    feature = region.to_geojson(SHAPES)
    assert feature["properties"]["name"] == "Three"
    again = from_boundary(json.dumps(feature).encode(), "three.geojson", TRACTS)
    assert again.members == region.members
    assert isinstance(shapely.from_geojson(json.dumps(feature["geometry"])), Polygon | MultiPolygon)


def _link(payload):
    return "r1." + base64.urlsafe_b64encode(zlib.compress(payload)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    ["", "r2.abc", "r1.", "r1.***", "r1.abcd", _link(b"[]"), _link(b'["n","c","3100",{}]'), _link(b'["n","x","31001",{}]'),
     _link(b'["n","c","31001",{"20003":[0.5,"000001"]}]'), _link(b'["n","c","31001",{"31001":[2,"000001"]}]'), _link(b'["n","c",5,{}]'),
     _link(b'["n","c","",{}]'), _link(b" " * 10_000_000), _link(b"[" * 100_000), _link(b'["n","c","3100131001",{}]')],
)  # fmt: skip
def test_bad_links_are_explained(text):
    with pytest.raises(LinkError, match="Fix"):
        Region.from_link(text)


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"version": 2},
        {"version": 1},
        {"version": 1, "name": "x", "source": "counties", "notes": [], "members": 3},
    ],
)
def test_bad_dicts_are_explained(values):
    with pytest.raises(FormatError, match="Fix"):
        Region.from_dict(values)


def test_links_stay_short():
    texas = Region("Texas", tuple(Member(f"48{n:03d}") for n in range(1, 508, 2)))
    assert len(texas.to_link()) < 700


@pytest.mark.parametrize(
    "members",
    [
        (),
        (Member("3100"),),
        (Member("31001"), Member("31001")),
        (Member("31001", 0.0),),
        (Member("31001", 1.5),),
        (Member("31001", 1.0, ("31001000001",)),),
    ],
)
def test_impossible_regions_are_refused(members):
    with pytest.raises(ValueRangeError):
        Region("x", members)


def test_names_are_tidied():
    assert Region("  A\n\x00 region ", (Member("31001"),)).name == "A region"
    assert Region("", (Member("31001"),)).name == "Region"
    assert np.isclose(Region("x", (Member("31001"),)).inside["31001"], 1.0)
