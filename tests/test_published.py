"""Shapes as static files: fetched once; what travels with each picture is values and coarse shapes for clicks."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from geo_opportunity.maps import layers, palettes, published
from geo_opportunity.maps.published import publish
from tests.deck import class_colors

VIEW = layers.fit(layers.LOWER_48)


@pytest.fixture
def shapes():
    ragged = Point(-99.5, 38.5).buffer(0.4, quad_segs=200)  # 800 corners, hundreds of metres apart
    areas = gpd.GeoDataFrame(
        {"area_code": ["10000", "20000", "30000"]},
        geometry=[MultiPolygon([ragged, box(-101, 38, -100.9, 38.1)]), MultiPolygon([box(-99, 38, -98, 39)]), MultiPolygon([box(-97, 38, -96.99, 38.01)])],
        crs="EPSG:4326",
    )  # fmt: skip
    states = gpd.GeoDataFrame(
        {"state": ["KS"]}, geometry=[MultiPolygon([box(-101, 38, -96, 39)])], crs="EPSG:4326"
    )
    return layers.prepare(areas, states)


def spec_of(shapes, *, view=VIEW, fills=("#112233", "#445566", "#112233"), codes=("10000", "20000", "30000")):
    return json.loads(
        layers.deck_json(
            shapes, codes=codes, fills=fills, headings=["A", "B", "C"], texts=["a", "b", "c"], view=view
        )
    )


def test_files_hold_every_shape_under_a_name_of_their_own(shapes, tmp_path):
    out = publish(shapes, tmp_path / "map", "app/static/map/")
    assert sorted(f"app/static/map/{p.name}" for p in (tmp_path / "map").iterdir()) == sorted(
        out.files.values()
    )
    rows = json.loads((tmp_path / "map" / out.files["fills"].rsplit("/", 1)[1]).read_text())
    assert [r["i"] for r in rows] == [0, 0, 1, 2]  # the first area is of two pieces
    whole = shapely.union_all([shapely.Polygon(r["p"][0], r["p"][1:]) for r in rows if r["i"] == 0])
    assert whole.area == pytest.approx(shapes.polygons["10000"].area, rel=1e-2)
    lines = json.loads((tmp_path / "map" / out.files["outlines"].rsplit("/", 1)[1]).read_text())
    assert lines["geometry"] == json.loads(shapes.outlines)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "map").iterdir()}
    assert publish(shapes, tmp_path / "map", "app/static/map").files == out.files
    assert {
        p.name: p.stat().st_mtime_ns for p in (tmp_path / "map").iterdir()
    } == before  # nothing is written twice


def test_the_fills_get_a_class_each_and_keep_their_layer(shapes, tmp_path):
    out = publish(shapes, tmp_path, "app/static/map")
    spec = spec_of(out)
    fills, areas = spec["layers"][:2]
    assert (fills["id"], fills["pickable"], fills["data"]) == ("fills", False, out.files["fills"])
    assert (areas["id"], areas["pickable"], areas["opacity"]) == ("areas-0", True, 0)
    assert class_colors(fills) == [[*palettes.rgb(c), 255] for c in ("#112233", "#445566", "#112233")]
    assert [layer["data"] for layer in spec["layers"] if layer["id"] in ("outlines", "states")] == [
        out.files["outlines"],
        out.files["states"],
    ]
    other = spec_of(out, fills=("#445566", "#445566", "#445566"))["layers"][0]
    assert other["id"] == fills["id"]
    assert other["updateTriggers"] != fills["updateTriggers"]  # else the browser would keep the old colours


def test_an_area_without_a_figure_is_not_drawn(shapes, tmp_path):
    fills = spec_of(publish(shapes, tmp_path, "x"), codes=("10000", "77777", "30000"))["layers"][0]
    assert class_colors(fills)[1] == [0, 0, 0, 0]


def test_shapes_for_clicks_are_coarse_but_stay_near_and_none_vanishes(shapes, tmp_path):
    out = publish(shapes, tmp_path, "x")
    for code, text in out.coarse.items():
        fine, coarse = shapes.polygons[code], shapely.from_geojson(text)
        assert not coarse.is_empty
        assert coarse.hausdorff_distance(fine) < 0.08  # degrees: 5 km and a rounding
    assert shapely.get_num_coordinates(shapely.from_geojson(out.coarse["10000"])) < 60
    near = spec_of(out, view=layers.fit((-100, 38, -98, 39)))["layers"][1]["data"]["features"]
    assert near[0]["geometry"] == json.loads(shapes.areas["10000"])  # fine where it is looked at
    assert spec_of(out)["layers"][1]["data"]["features"][0]["geometry"] == json.loads(out.coarse["10000"])


def test_more_colours_than_a_digit_can_name_travel_with_their_shapes(tmp_path):
    count = 12
    frame = gpd.GeoDataFrame(
        {"area_code": [str(10000 + n) for n in range(count)]},
        geometry=[MultiPolygon([box(n, 30, n + 1, 31)]) for n in range(-100, -100 + count)],
        crs="EPSG:4326",
    )
    states = gpd.GeoDataFrame(
        {"state": ["KS"]}, geometry=[MultiPolygon([box(-100, 30, -88, 31)])], crs="EPSG:4326"
    )
    out = publish(layers.prepare(frame, states), tmp_path, "x")
    text = ["t"] * count
    fills = [f"#0000{n:02x}" for n in range(count)]
    spec = json.loads(
        layers.deck_json(out, codes=list(out.areas), fills=fills, headings=text, texts=text, view=VIEW)
    )
    assert spec["layers"][0]["id"] == "areas-0"
    assert [f["properties"]["fill"] for f in spec["layers"][0]["data"]["features"]] == [
        [*palettes.rgb(c)] for c in fills
    ]


def test_where_nothing_can_be_written_shapes_travel_along(shapes, tmp_path):
    taken = tmp_path / "map"
    taken.write_text("a file, not a folder")
    out = publish(shapes, taken, "app/static/map")
    assert out is shapes
    assert spec_of(out)["layers"][0]["getFillColor"] == "@@=properties.fill"


def age(file, days):
    then = time.time() - days * 86_400
    os.utime(file, (then, then))


def test_files_nobody_has_named_for_long_are_removed_and_only_those(shapes, tmp_path, monkeypatch):
    folder = tmp_path / "map"
    named = {folder / a.rsplit("/", 1)[1] for a in publish(shapes, folder, "x").files.values()}
    stale, half, recent = (
        folder / f"{'0' * 20}.json",
        folder / f".{'1' * 20}.geojson.77",
        folder / f"{'2' * 20}.json",
    )
    stranger, nested = folder / "mine.json", folder / f"{'3' * 20}.json"
    for file in (stale, half, recent, stranger):
        file.write_text("{}")
    nested.mkdir()
    for file in (stale, half, stranger, nested, *named):
        age(file, 31)
    age(recent, 29)
    other = replace(shapes, outlines=shapes.state_lines)
    publish(other, folder, "x")  # what this process has named before is still asked for, old as it is
    assert not stale.exists()
    assert not half.exists()
    assert all(file.exists() for file in (recent, stranger, nested, *named))
    monkeypatch.setattr(published, "_NAMED", set())  # another process: naming makes a file young again
    for file in named:
        age(file, 31)
    publish(shapes, folder, "x")
    assert all(time.time() - file.stat().st_mtime < 60 for file in named)


def test_a_file_that_cannot_be_removed_is_no_fault(shapes, tmp_path, monkeypatch):
    stale = tmp_path / f"{'0' * 20}.json"
    stale.write_text("{}")
    age(stale, 31)

    def refuse(self, *args, **kwargs):
        raise PermissionError(self)

    monkeypatch.setattr(type(stale), "unlink", refuse)
    assert publish(shapes, tmp_path, "x").files
    assert stale.exists()
    for file in tmp_path.iterdir():
        age(file, 31)
    monkeypatch.setattr(os, "utime", refuse)
    assert publish(shapes, tmp_path, "x").files
