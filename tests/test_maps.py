"""Classes, colours, legends and layers of the map."""

from __future__ import annotations

import itertools
import json
import math
from urllib.parse import unquote

import geopandas as gpd
import mapclassify
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geo_opportunity.maps import layers, palettes, style
from geo_opportunity.maps.classes import classify
from geo_opportunity.maps.legend import Entry, Legend, colors_of, of_categories, of_classes
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import STATUSES, Kind, Status

SHARE, JOBS, COUNT, GROWTH, USD = (UNITS[n] for n in ("share", "jobs", "count", "growth", "usd"))


# --------------------------------------------------------------------- classes


def test_quantiles_hold_equal_numbers_and_read_as_written():
    got = classify(np.arange(1, 61) * 10.0, COUNT, k=6)
    assert got.counts == (10, 10, 10, 10, 10, 10)
    assert got.labels[0] == "under 108"
    assert got.labels[1] == "108 to 207"
    assert got.labels[-1] == "502 or more"


def test_quantile_breaks_are_those_of_mapclassify():
    values = np.random.default_rng(7).gamma(2, 0.1, 400)
    ours = classify(values, SHARE, k=5).index
    oracle = mapclassify.Quantiles(values, k=5).yb
    # they differ only where rounding a break to 0.1 % moved it across a value
    assert (ours != oracle).mean() < 0.02


def test_natural_breaks_find_the_gaps():
    values = [0.10, 0.11, 0.12, 0.13, 0.50, 0.51, 0.52, 0.53, 0.90, 0.91, 0.92, 0.93]
    got = classify(values, SHARE, k=3, method="natural")
    assert got.counts == (4, 4, 4)


def test_many_zeros_are_a_class_of_their_own():
    got = classify([0.0] * 20 + list(np.linspace(0.01, 0.5, 40)), SHARE, k=5)
    assert got.has_zero
    assert got.labels[0] == "none"
    assert got.labels[1].startswith("above 0, under ")
    assert got.counts[0] == 20
    assert got.size == 5


def test_few_zeros_are_not():
    got = classify([0.0, *np.linspace(0.01, 0.5, 60)], SHARE, k=5)
    assert not got.has_zero


def test_few_distinct_values_are_each_a_class():
    got = classify([2, 2, 5, np.nan, 0], COUNT)
    assert got.labels == ("0", "2", "5")
    assert got.counts == (1, 2, 1)
    assert got.missing == 1
    assert list(got.index) == [1, 1, 2, -1, 0]
    assert got.has_zero


def test_nothing_known_is_no_class():
    got = classify([np.nan, np.inf], SHARE)
    assert (got.labels, got.counts, got.missing) == ((), (), 2)


def test_growth_breaks_at_zero():
    values = np.concatenate([np.linspace(-0.2, -0.01, 40), np.linspace(0.0, 0.3, 60)])
    got = classify(values, GROWTH, k=6, diverging=True)
    assert got.below >= 1
    assert (got.index[values < 0] < got.below).all()
    assert (got.index[values >= 0] >= got.below).all()
    colors = colors_of(got, "YlGn")
    assert len(colors) == got.size == len(set(colors))


def lists_of(units):
    return st.lists(units | st.just(math.nan) | st.just(0.0), max_size=80)


@given(
    st.one_of(
        st.tuples(lists_of(st.floats(0, 1)), st.just("share")),
        st.tuples(lists_of(st.floats(0, 5e6)), st.just("jobs")),
        st.tuples(lists_of(st.floats(-1, 3)), st.just("growth")),
        st.tuples(lists_of(st.sampled_from([1.0, 2.0, 2.0, 300.0])), st.just("count")),
    ),
    st.integers(2, 6),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_classes_keep_every_value_its_order_and_their_words(pair, k, diverging):
    values, unit = np.array(pair[0], dtype=float), UNITS[pair[1]]
    got = classify(values, unit, k=k, diverging=diverging)
    known = np.isfinite(values)
    assert ((got.index >= 0) == known).all()
    assert got.missing == (~known).sum()
    assert sum(got.counts) == known.sum()
    assert all(c > 0 for c in got.counts)
    assert len(got.labels) == len(got.counts) == len(set(got.labels)) <= max(k, 2)
    ordered = np.argsort(values[known], kind="stable")
    assert (
        np.diff(got.index[known][ordered]) >= 0
    ).all()  # larger values never in a lower class, ties together
    colors = colors_of(got, "YlGnBu")
    assert len(colors) == len(set(colors)) == got.size


# --------------------------------------------------------------------- colours

VISIONS = ("normal", "protanopia", "deuteranopia", "tritanopia")


def test_contrast_is_that_of_wcag():
    assert palettes.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palettes.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", palettes.SEQUENTIAL)
@pytest.mark.parametrize("count", range(2, 8))
def test_ramps_darken_for_every_eye_and_in_grey_print(name, count):
    colors = palettes.sequential(name, count)
    assert len(set(colors)) == count
    for vision in (*VISIONS, "grey"):
        light = [palettes.contrast(palettes.seen_by(c, vision), "#000000") for c in colors]
        assert all(a > b for a, b in itertools.pairwise(light)), (vision, light)
    for vision in VISIONS:
        for a, b in itertools.pairwise(colors):
            assert (
                palettes.difference(palettes.seen_by(a, vision), palettes.seen_by(b, vision)) > 5
            )  # twice the just noticeable


@pytest.mark.parametrize(("low", "high"), [(low, high) for low in range(1, 6) for high in range(1, 6)])
def test_diverging_colours_differ_and_darken_away_from_zero(low, high):
    colors = palettes.diverging(low, high)
    assert len(set(colors)) == low + high
    light = [palettes.contrast(c, "#000000") for c in colors]
    assert light[:low] == sorted(light[:low])
    assert light[low:] == sorted(light[low:], reverse=True)


_BARS = palettes.PARTS | {k: c for k, c in palettes.KINDS.items() if k != Kind.OVERLAP}


@pytest.mark.parametrize(
    ("palette", "least_in_gray"),
    [
        (palettes.KINDS, 8),
        (_BARS, 0),  # the parts of the overlap beside the other kinds: told apart by place in the bar, too
        (palettes.TESTS_PASSED, 5),
        *(({name: palettes.STATUSES[name] for name in words}, 7) for words in STATUSES.values()),
    ],
)
def test_categories_differ_for_every_eye(palette, least_in_gray):
    for vision in (*VISIONS, "grey"):
        for one, other in itertools.combinations(palette, 2):
            least = 11.0
            if Status.UNKNOWN in (one, other) and Kind.OTHER in (one, other):
                least = 5.0  # unknown is hatched besides
            elif vision == "grey":
                least = least_in_gray
            a, b = palette[one], palette[other]
            assert palettes.difference(palettes.seen_by(a, vision), palettes.seen_by(b, vision)) >= least, (
                vision,
                one,
                other,
            )


def test_every_kind_and_status_has_a_colour():
    assert set(palettes.KINDS) == {k.value for k in Kind}
    assert set(palettes.STATUSES) == {s.value for s in Status}


@pytest.mark.parametrize("line", [style.OUTLINE, style.STATE_LINE, style.SELECTED, style.LINE])
def test_lines_stand_out_three_to_one_from_paper(line):
    assert palettes.contrast(line, palettes.NO_DATA) >= 3
    assert palettes.contrast(line, style.WATER) >= 3


def test_providers_stand_out_by_their_rim():
    assert palettes.contrast(style.PROVIDER, "#ffffff") >= 4.5


# --------------------------------------------------------------------- legends


def test_legend_counts_every_area_and_names_the_unknown():
    classes = classify([0.1, 0.2, np.nan, 0.2], SHARE)
    legend = of_classes("Share", classes, "YlGnBu", missing="not known")
    assert [(e.label, e.count, e.hatched) for e in legend.entries] == [
        ("10.0%", 1, False),
        ("20.0%", 2, False),
        ("not known", 1, True),
    ]
    assert legend.text() == "Share: 10.0% (1 area); 20.0% (2 areas); not known (1 area)."


def test_legend_of_kinds_keeps_their_order():
    legend = of_categories(
        "Kind",
        {"overlap": 3, "unknown": 2, "training gap": 0},
        palettes.KINDS,
        {"overlap": "Overlap", "unknown": "Not known"},
    )
    assert [(e.label, e.count, e.hatched) for e in legend.entries] == [
        ("Overlap", 3, False),
        ("Not known", 2, True),
    ]


def test_legend_escapes_its_words():
    html = Legend("<b>x</b>", (Entry("<script>1</script>", "#ffffff", 1),), note="<i>").html()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


# ---------------------------------------------------------------------- layers


@pytest.fixture(scope="module")
def shapes():
    areas = gpd.GeoDataFrame(
        {"area_code": ["10000", "20000", "66000"]},
        geometry=[MultiPolygon([box(-100, 38, -99, 39)]), MultiPolygon([box(-99, 38, -98, 39)]), None],
        crs="EPSG:4326",
    )
    states = gpd.GeoDataFrame(
        {"state": ["KS"]}, geometry=[MultiPolygon([box(-100, 38, -98, 39)])], crs="EPSG:4326"
    )
    return layers.prepare(areas, states)


def deck(shapes, **more):
    settings = {
        "codes": ["10000", "20000", "66000"], "fills": ["#112233", "#445566", "#778899"], "headings": ["A <b>", "B", "Guam"],
        "texts": ["@@=alert(1)", "two\nlines", ""], "view": layers.MapView(-99, 38.5, 6),
    }  # fmt: skip
    return json.loads(layers.deck_json(shapes, **(settings | more)))


def test_deck_draws_fill_and_outline_apart_and_only_fills_can_be_picked(shapes):
    spec = deck(
        shapes,
        unknown=["20000"],
        selected="10000",
        points=[{"lon": -99, "lat": 38.5, "heading": "C", "text": "t"}],
        nonce=3,
    )
    assert [(layer["id"], layer["pickable"]) for layer in spec["layers"]] == [
        ("areas-3", True), ("unknown", False), ("outlines", False), ("states", False), ("casing", False), ("selected", False), ("providers-3", True),
    ]  # fmt: skip
    fill = spec["layers"][0]
    assert (fill["stroked"], fill["getFillColor"]) == (False, "@@=properties.fill")
    assert [f["properties"]["code"] for f in fill["data"]["features"]] == [
        "10000",
        "20000",
    ]  # Guam has no shape
    assert fill["data"]["features"][0]["properties"]["fill"] == [17, 34, 51]
    assert spec["initialViewState"]["longitude"] == -99


def test_tooltips_carry_no_markup_and_nothing_the_reader_would_run(shapes):
    properties = deck(shapes)["layers"][0]["data"]["features"][0]["properties"]
    assert properties["h"] == "A ‹b›"
    assert not properties["t"].startswith("@@")
    assert "{" not in layers.plain("{h}")


def test_basemap_fetches_nothing():
    address = style.OFFLINE.address
    assert not style.OFFLINE.outside
    assert address.startswith("data:application/json,")
    spec = json.loads(unquote(address.split(",", 1)[1]))
    assert spec["sources"] == {}
    assert "http" not in address
    assert layers.MapDeck("{}").to_json() == "{}"


def test_json_is_compact(shapes):
    text = layers.deck_json(
        shapes,
        codes=["10000"],
        fills=["#000000"],
        headings=["h"],
        texts=["t"],
        view=layers.MapView(-99, 38.5, 6),
    )
    assert ": " not in text
    assert "\n" not in text


def test_hatching_lies_within_the_unknown_and_is_denser_when_close(shapes):
    polygon = shapes.areas["10000"]
    far = shapely.from_geojson(layers.hatch([polygon], layers.fit(layers.LOWER_48)))
    near = shapely.from_geojson(layers.hatch([polygon], layers.MapView(-99.5, 38.5, 7)))
    assert polygon.buffer(0.01).covers(far)
    assert polygon.buffer(0.01).covers(near)
    assert near.length > 4 * far.length > 0
    assert layers.hatch([], layers.fit(layers.LOWER_48)) is None


def test_shared_borders_are_drawn_once(shapes):
    assert shapely.from_geojson(layers._texts(shapes)[1]).length == pytest.approx(7)  # 8 sides, one shared


def test_shapes_in_another_crs_are_refused():
    frame = gpd.GeoDataFrame(
        {"area_code": ["1"], "state": ["KS"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:3857"
    )
    with pytest.raises(ValueError, match="EPSG:4326"):
        layers.prepare(frame, frame)


@given(st.floats(-170, 160), st.floats(-60, 60), st.floats(0.1, 20), st.floats(0.1, 10))
@settings(deadline=None)
def test_fitted_views_show_all_they_should(west, south, width, height):
    view = layers.fit((west, south, west + width, south + height), closest=20)
    per_degree = 512 * 2**view.zoom / 360
    assert width * per_degree <= layers.DESK[0]
    seen = layers.view_box(view)
    assert seen[0] <= west
    assert seen[1] <= south
    assert seen[2] >= west + width
    assert seen[3] >= south + height


def test_every_place_of_an_outside_basemap_can_be_pressed():
    look = layers.MapView(-99.5, 38.5, 7.0)
    layer = json.loads(layers._click_grid(look, layers.PHONE, 3, "Here"))
    assert layer["id"] == "grid-3"
    west, south, east, north = layers.view_box(look, layers.PHONE)
    middles = np.array([row["p"] for row in layer["data"]])
    assert middles[:, 0].max() - middles[:, 0].min() >= (east - west) / 2 * 0.99
    assert middles[:, 1].max() - middles[:, 1].min() >= (north - south) / 2 * 0.99
    apart = np.diff(np.unique(middles[:, 0])).max()
    assert layer["getRadius"] * 2 > apart * 512 / 360  # the dots leave no gap between them


def test_alaska_across_the_antimeridian_fits():
    view = layers.fit((-188.0, 51.0, -130.0, 71.5))
    assert -165 < view.lon < -155
    assert 1.5 < view.zoom < 4


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (None, None),
        ({}, None),
        ({"selection": {"indices": {}, "objects": {}}}, None),
        ({"selection": {"objects": {"areas-0": []}}}, None),
        ({"selection": {"objects": {"areas-4": [{"properties": {"code": "10000"}}]}}}, ("area", "10000")),
        ({"selection": {"objects": {"providers-4": [{"h": "College"}]}}}, ("provider", "College")),
        ({"selection": {"objects": {"other": [{"h": "x"}]}}}, None),
    ],
)
def test_a_click_is_read(event, what):
    assert layers.picked(event) == what
