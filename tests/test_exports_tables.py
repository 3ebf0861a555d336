"""Workbooks and files for maps: read by another reader, they hold the atlas's figures, units and what the file is."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo_opportunity.exports import export
from geo_opportunity.exports.base import sheet
from geo_opportunity.exports.text import cell, plain, short, side_by_side
from geo_opportunity.exports.xlsx import xlsx
from geo_opportunity.figures import FIGURES
from geo_opportunity.scene import Scene
from geo_opportunity.wording import percent

AREA = "30700"
#: Titles that try to be something else: a formula, markup, text from the right, pictures, controls.
HOSTILE = ["=1+1", "<b>&amp;</b>", "مرحبا שלום", "🌽🇺🇸 Où", "a\x00b\x07c\ud800d", "x" * 10_000, ""]


@pytest.fixture(scope="module")
def place(atlas):
    return sheet(atlas, Scene(page="area", area=AREA), address="https://maps.example.org")


@pytest.fixture(scope="module")
def nation(atlas):
    return sheet(atlas, Scene())


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_a_workbook_holds_every_table_with_units_and_the_atlas_s_figures(atlas, place):
    read = book(xlsx(place, atlas))
    assert read.sheetnames == ["About", *(t.name.capitalize() for t in place.tables), "Columns"]
    page = read["Occupations"]
    heads, units = ([c.value for c in row] for row in page.iter_rows(min_row=1, max_row=2))
    assert heads[0] == "Occupation code (SOC 2018)"
    jobs = heads.index(FIGURES["employment"].head)
    assert units[jobs] == "number"
    cells = atlas.cells(AREA, place.scene.rules, place.scene.asked)
    rows = {row[0].value: row for row in page.iter_rows(min_row=3)}
    assert len(rows) == len(place.tables[0].frame)
    for soc, row in rows.items():
        expected = cells.loc[soc, "employment"]
        assert row[jobs].value == (None if pd.isna(expected) else expected)
    wage = heads.index(FIGURES["wage"].head)
    assert page.cell(3, wage + 1).number_format == "$#,##0"


def test_codes_of_a_workbook_are_text_that_keeps_its_zeros(atlas, place):
    frame = pd.DataFrame({"county_fips": ["01001"], "note": ["=HYPERLINK(1)"]})
    odd = replace(place.tables[0], name="a/b:c", frame=frame, units={}, text_columns=("county_fips", "note"))
    read = book(xlsx(replace(place, tables=(odd, odd)), atlas))
    assert read.sheetnames == ["About", "A b c", "A b c 2", "Columns"]
    code, note = read["A b c"][3]
    assert (code.value, code.data_type, note.value, note.data_type) == ("01001", "s", "=HYPERLINK(1)", "s")


@pytest.mark.parametrize("title", HOSTILE)
def test_any_title_is_text_in_a_workbook(atlas, place, title):
    about = {
        row[0].value: row[1] for row in book(xlsx(replace(place, title=title), atlas))["About"].iter_rows()
    }
    if title:
        assert about["Title"].data_type == "s"
        assert about["Title"].value == plain(title)
    assert about["Link"].value == place.link
    assert about["Data version"].value == atlas.data_version
    assert {"Finding", "Settings", "Legend", "How sure", "Source", "How to cite"} <= set(about)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet"])
@pytest.mark.parametrize(
    "scene", [Scene(), Scene(page="compare", places=(AREA, "28140"))], ids=["map", "compare"]
)
def test_a_file_for_maps_holds_every_area_with_the_figures_of_the_map(atlas, scene, suffix, tmp_path):
    path = export(atlas, scene, tmp_path / f"areas{suffix}")
    if suffix == ".parquet":
        read = gpd.read_parquet(path)
    else:
        read = pyogrio.read_dataframe(path, **({"layer": "areas"} if suffix == ".gpkg" else {}))
    assert read.crs.to_epsg() == 4326
    expected = atlas.overlap(scene.rules, scene.asked, geometry=False)["share_overlap"]
    found = read.set_index("area_code")["share_overlap"].astype(float)
    assert set(found.index) == set(expected.index)
    np.testing.assert_allclose(found, expected.reindex(found.index))
    drawn = atlas.shapes("area").set_index("area_code").geometry
    for code, shape in read.set_index("area_code").geometry.items():
        if code in drawn.index:
            assert shape.symmetric_difference(drawn[code]).area < 1e-4 * drawn[code].area
        else:
            assert shape is None


def test_files_for_maps_say_what_they_are_and_in_which_units(atlas, nation, tmp_path):
    loaded = json.loads(export(atlas, nation.scene, ".geojson"))
    assert loaded["metadata"]["data_version"] == atlas.data_version
    assert loaded["metadata"]["columns"]["share_overlap"]["unit"] == "share (fraction)"
    path = export(atlas, nation.scene, tmp_path / "a.gpkg")
    assert {name for name, _ in pyogrio.list_layers(path)} == {"areas", "about", "columns"}
    about = pyogrio.read_dataframe(path, layer="about").set_index("part")["text"]
    assert about["Finding"] == nation.headline
    assert about["How to cite"] == nation.cite
    schema = pq.read_schema(BytesIO(export(atlas, nation.scene, ".parquet")))
    assert schema.field("share_overlap").metadata[b"unit"] == b"share (fraction)"
    said = json.loads(schema.metadata[b"geo_opportunity"])
    assert said["sources"] == list(nation.sources)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.25, "share (fraction)", "25.0%"),
        (float("nan"), "share (fraction)", "unknown"),
        (None, "", "unknown"),
        (0, "number", "0"),
        (1234.4, "US dollars a year", "$1,234"),
        (18.5, "US dollars an hour", "$18.50"),
        (True, "", "yes"),
        ("", "", ""),
        ("51-4041", "", "51-4041"),
        (["a", "b"], "", "a, b"),
    ],
)
def test_a_cell_in_words(value, unit, expected):
    assert cell(value, unit) == expected


def test_a_title_is_cut_on_a_page_and_says_so():
    assert short("a\n b") == "a b"
    assert short("x" * 500, 10) == "x" * 9 + "…"


def test_a_comparison_has_numbers_in_the_unit_of_their_row(atlas):
    scene = Scene(page="compare", places=(AREA, "28140"))
    page = book(export(atlas, scene, ".xlsx"))["Comparison"]
    heads = [c.value for c in page[1]]
    rows = {row[0].value: row for row in page.iter_rows(min_row=3)}
    label = FIGURES["share_overlap"].label
    expected = atlas.overlap(scene.rules, scene.asked, geometry=False)["share_overlap"]
    for code in scene.places:
        found = rows[label][heads.index(atlas.areas["title"][code])]
        assert found.value == pytest.approx(expected[code])
        assert found.number_format == "0.0%"
    heads, kinds, lines = side_by_side(sheet(atlas, scene).tables[0])
    said = {line[0]: line[1:] for line in lines}
    assert kinds == "tnn"
    assert [text.split(" (")[0] for text in said[label]] == [percent(expected[c]) for c in scene.places]
