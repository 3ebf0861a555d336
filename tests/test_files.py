"""What a table's file says as text cells: encodings, delimiters, rows and their numbers, sheets, layers."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo_opportunity.errors import FormatError, SourceUnavailableError, ValueRangeError
from geo_opportunity.files.cells import text_of
from geo_opportunity.files.limits import LIMITS
from geo_opportunity.files.reading import read_cells
from tests.user_data import write_xlsx

pytestmark = pytest.mark.usefixtures("in_process")

TEXT = "provider,città,cip\nÉcole,Cañon,49.0205\n"


def cells(content, name, **more):
    return read_cells(content, name, **more).cells.to_pydict()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "latin-1",
        "bom utf-16-be",
    ],
)
@pytest.mark.parametrize("name", ["list.csv", "list.txt", "list.tsv"])
def test_encodings_and_delimiters(encoding, delimiter, name):
    text = TEXT.replace(",", delimiter)
    content = b"\xfe\xff" + text.encode("utf-16-be") if encoding.startswith("bom") else text.encode(encoding)
    assert cells(content, name) == {"provider": ["École"], "città": ["Cañon"], "cip": ["49.0205"]}


def test_the_same_compressed():
    assert cells(gzip.compress(TEXT.encode("utf-16")), "list.csv.gz")["città"] == ["Cañon"]
    with pytest.raises(FormatError, match="truncated or damaged gzip"):
        read_cells(gzip.compress(TEXT.encode() * 1_000)[:-20], "list.csv.gz")


def test_windows_characters_and_bytes_it_lacks():
    assert cells("a,b\n“x”,1\n".encode("cp1252"), "a.csv")["a"] == ["“x”"]
    assert cells(b"a,b\n\x81\xe9,1\n", "a.csv")["a"] == ["é"]  # Latin-1: a control character, cut, and é


def test_binary_is_not_text():
    with pytest.raises(FormatError, match="is not text"):
        read_cells(b"ab\x00\x01\x02" * 10, "a.csv")


def test_rows_keep_the_number_they_have_in_the_file():
    table = read_cells(b"\n\na,b\n1,2\n\n3,4\n", "a.csv")
    assert (table.first, table.cells.to_pydict()) == (4, {"a": ["1", "", "3"], "b": ["2", "", "4"]})


def test_short_rows_are_filled_and_long_ones_named():
    assert cells(b"a,b,c\n1\n2,3,4,,,\n", "a.csv") == {"a": ["1", "2"], "b": ["", "3"], "c": ["", "4"]}
    with pytest.raises(FormatError, match=r"a\.csv, row 3: 4 cells, but row 1 names 3 columns.*Fix"):
        read_cells(b"a,b,c\n1\n2,3,4,5\n", "a.csv")


def test_columns_without_a_name_and_twice_the_same():
    assert list(cells(b"a,,a,a.1\n1,2,3,4\n", "a.csv")) == ["a", "column 2", "a.2", "a.1"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (49.0205, "49.0205"),
        (68501.0, "68501"),
        (float("inf"), ""),
        (float("nan"), ""),
        (None, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (True, "yes"),
        (7, "7"),
        ("  a\x00\u200bb\n", "a b"),
        ('"quoted"', "quoted"),
        ("\ud800x", "x"),
        (b"bytes", ""),
        ([1, "a"], '[1, "a"]'),
        (dt.date(2024, 1, 2), "2024-01-02"),
    ],
)
def test_any_cell_is_clean_text(value, text):
    assert text_of(value) == text


@given(st.text())
def test_clean_text_stays_as_it_is(text):
    once = text_of(text)
    assert once.encode("utf-8").decode("utf-8") == once
    assert text_of(once) == once or once.startswith('"')


def test_a_sheet_by_name_and_where_its_table_starts(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["", ""], ["a", "b"], [1.5, "x"]])
    table = read_cells(path, path.name, layer="S")
    assert (table.first, table.cells.to_pydict()) == (3, {"a": ["1.5"], "b": ["x"]})
    with pytest.raises(FormatError, match="no sheet 'T'; it has S"):
        read_cells(path, path.name, layer="T")


def test_a_layer_becomes_a_table_with_a_point_in_each_shape(tmp_path):
    frame = gpd.GeoDataFrame(
        {"p": ["A", "B"], "Longitude": [1, 2]},
        geometry=[Point(-97.5, 39), box(-99, 38, -98, 39)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "a.fgb")
    got = cells(tmp_path / "a.fgb", "a.fgb")
    assert list(got) == ["p", "longitude", "latitude"]
    assert dict(zip(got["p"], zip(got["longitude"], got["latitude"], strict=True), strict=True)) == {
        "A": ("-97.5", "39"), "B": ("-98.5", "38.5")}  # fmt: skip


def test_features_without_geometry_are_rows():
    features = [
        {"type": "Feature", "geometry": None, "properties": {"a": 1}},
        {"type": "Feature", "geometry": None, "properties": {"b": [2]}},
    ]
    got = cells(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.geojson")
    assert got == {"a": ["1", ""], "b": ["", "[2]"]}


def test_each_limit_of_a_table_has_its_sentence():
    text = b"a,b\n1,2\n3,4\n"
    for name, value, words in [
        ("rows", 1, "more than 1 rows"),
        ("columns", 1, "2 columns, more than 1"),
        ("cells", 3, "more than 3 cells"),
        ("unpacked_bytes", 5, "unpacks to more than 5 bytes"),
        ("upload_bytes", 5, "12 bytes, more than 5"),
    ]:
        with pytest.raises(ValueRangeError, match=f"{words}.*Fix"):
            read_cells(text, "a.csv", limits=replace(LIMITS, **{name: value}))
    with pytest.raises(ValueRangeError, match=r"more than 3 characters.*Fix"):
        read_cells(b"a,b\nlong,2\n", "a.csv", limits=replace(LIMITS, cell_chars=3))


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(SourceUnavailableError, match="addresses are not fetched"):
        read_cells(tmp_path / "none.csv", "none.csv")
    for name, words in {
        "a.exe": "'.exe' are not read",
        "a.kml": "'.kml' are not read",
        "a": "'' are not read",
    }.items():
        with pytest.raises(FormatError, match=words):
            read_cells(b"x", name)
    with pytest.raises(FormatError, match="no rows"):
        read_cells(b"a,b\n", "a.csv")
    with pytest.raises(FormatError, match="is empty"):
        read_cells(b"\n\n", "a.csv")
