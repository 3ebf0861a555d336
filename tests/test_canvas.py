"""What travels to the canvas of a map, and the ground it stands on."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from geo_opportunity.maps import canvas, layers, points
from geo_opportunity.scene import MapView
from tests.drawn import fills, layers_of, looks, tips

HOLE = Polygon(box(-101, 38, -99, 40).exterior, [box(-100.5, 38.5, -100, 39).exterior])


@pytest.fixture(scope="module")
def shapes():
    areas = gpd.GeoDataFrame(
        {"area_code": ["10000", "20000", "66000"]},
        geometry=[
            MultiPolygon([HOLE, box(-98, 38, -97.9, 38.1)]),
            MultiPolygon([box(-99, 38, -98, 39)]),
            None,
        ],
        crs="EPSG:4326",
    )
    states = gpd.GeoDataFrame(
        {"state": ["KS"], "name": ["Kansas"]}, geometry=[box(-101, 38, -97, 40)], crs=4326
    )
    return layers.prepare(areas, states, names={"10000": "A", "20000": "B <b>", "66000": "Guam"})


def spec(shapes, **more):
    given = {
        "codes": ["10000", "20000", "66000"], "fills": ["#112233", "#445566", "#778899"],
        "headings": ["A", "Other", "Guam"], "texts": ["@@=alert(1)", "two\nlines <i>", ""], "view": layers.fit(layers.LOWER_48),
    }  # fmt: skip
    return canvas.spec(shapes, **(given | more))


def decoded(ring):
    return np.cumsum(np.array(ring).reshape(-1, 2), axis=0) / 1000


def test_rings_give_the_shape_back_with_its_holes_and_parts(shapes):
    ground = canvas.ground(shapes)
    code, name, rings, at = ground["areas"][0]
    assert (code, name, len(rings)) == ("10000", "A", 3)
    outer, hole, island = (Polygon(decoded(ring)) for ring in rings)
    back = outer.difference(hole).union(island)
    assert back.symmetric_difference(shapes.areas["10000"]).area < 1e-6
    assert shapes.areas["10000"].intersects(shapely.Point(at))
    assert [state[:2] for state in ground["states"]] == [["KS", "Kansas"]]
    assert [area[0] for area in ground["areas"]] == ["10000", "20000"]  # Guam has no shape


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=2, max_size=30, unique=True))
def test_lines_stay_within_half_a_thousandth_of_a_degree(pairs):
    (ring,) = canvas.rings(LineString(pairs))
    got = decoded(ring)
    assert np.allclose(got[0], pairs[0], atol=6e-4)
    assert np.allclose(got[-1], pairs[-1], atol=6e-4)


def test_lakes_and_cities_stand_on_the_ground(shapes):
    lakes = gpd.GeoDataFrame({"name": ["Lake"]}, geometry=[box(-100, 38, -99.9, 38.2)], crs=4326)
    cities = pd.DataFrame({"name": ["Hays"], "lon": [-99.3267], "lat": [38.8792], "rank": [7]})
    ground = canvas.ground(shapes, lakes, cities)
    assert ground["lakes"][0][1] == "Lake"
    assert ground["cities"] == [["Hays", -99.327, 38.879, 7]]
    json.loads(canvas.ground_text(ground))


def test_a_picture_is_a_character_an_area_and_its_colors(shapes):
    got = spec(shapes, unknown=["20000"])
    assert got["classes"] == "01"
    assert looks(got) == {"10000": ("#112233", False), "20000": ("#445566", True)}
    assert fills(spec(shapes, fills=["#000000"] * 3)) == {"10000": [0, 0, 0], "20000": [0, 0, 0]}
    left_out = spec(shapes, codes=["10000"], fills=["#112233"], headings=["A"], texts=["t"])
    assert left_out["classes"] == "0."


def test_tooltips_are_packed_and_a_name_the_ground_has_does_not_travel(shapes):
    got = tips(spec(shapes))
    assert got["10000"] == (None, " @@=alert(1)")
    assert got["20000"] == ("Other", "two\nlines ‹i›")
    many = spec(
        shapes,
        codes=[str(n) for n in range(500)],
        fills=["#112233"] * 500,
        headings=["h"] * 500,
        texts=["Share of jobs where all three meet: 23%\nAll three meet: about 12,000 of 50,000 jobs"] * 500,
    )
    assert len(many["tips"]) < 5_000  # 50 kB of text


@pytest.mark.parametrize(
    ("view", "where"),
    [
        (layers.fit(layers.LOWER_48), {"box": None, "home": None, "insets": False}),
        (layers.fit((-100, 38, -99, 39), margin=0.5), {"box": [-100, 38, -99, 39], "margin": 0.5, "home": [-100, 38, -99, 39]}),
        (MapView(-99.5, 38.5, 7.0), {"view": [-99.5, 38.5, 7.0], "home": None, "insets": False}),
    ],
)  # fmt: skip
def test_where_a_map_looks_is_a_box_to_fit_or_the_view_of_a_link(shapes, view, where):
    got = spec(shapes, view=view)
    assert {name: got[name] for name in where} == where
    assert ("view" in got) != ("box" in got)


def test_the_picked_shape_and_the_layers_travel(shapes):
    more = [layers.dots("access-0", [(-99.5, 38.5)], "#000000", radius=3)]
    point = {"lon": -99, "lat": 38.5, "heading": "C", "text": "t"}
    got = spec(shapes, selected="20000", selected_shape=shapes.areas["20000"], more=more, points=[point])
    assert got["selected"] == "20000"
    assert len(got["outline"]) == 1
    assert [layer["id"] for layer in layers_of(got)] == ["access-0", "providers-0"]


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ({"layer": "areas-0", "object": {"properties": {"code": "20000"}}, "press": 1}, ("area", "20000")),
        ({"layer": "places-0", "object": {"id": "x", "p": [1, 2]}}, ("place", "x")),
        ({"layer": "clusters-0", "object": {"p": [-99.5, 38.5]}}, ("cluster", (-99.5, 38.5))),
        ({"layer": "grid-0", "object": {"p": [-99.5, 38.5]}}, ("grid", (-99.5, 38.5))),
        (None, None),
        ({"layer": "areas-0"}, None),
        ({"layer": "areas-0", "object": "x"}, None),
    ],
)
def test_a_press_is_read(message, what):
    assert points.picked(canvas.picked(message)) == what


def test_names_of_counties_are_short():
    shapes = gpd.GeoDataFrame(
        {"county_fips": ["20001", "20003"]},
        geometry=[box(-100, 38, -99, 39), box(-99, 38, -98, 39)],
        crs=4326,
    )
    got = json.loads(canvas.counties_text(shapes, {"20001": "Allen County", "20003": "Carson City"}))
    assert [name[0] for name in got["names"]] == ["Allen", "Carson City"]
    lines = [LineString(decoded(ring)) for ring in got["lines"]]
    assert sum(line.length for line in lines) == pytest.approx(7)  # 8 sides, one shared
