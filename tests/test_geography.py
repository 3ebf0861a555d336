"""Distances, reach and shapes: against pyproj, against brute force, and on a grid."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from shapely.geometry import MultiPolygon, Polygon, box

from geo_opportunity.errors import FormatError
from geo_opportunity.geography import distance, shapes
from geo_opportunity.geography.reach import reach_by_occupation

lons, lats = st.floats(-125, -66), st.floats(24, 50)
places = st.tuples(lons, lats)

# ------------------------------------------------------------------- distance


def test_a_published_distance():
    # New York (40.7128 N, 74.0060 W) to Los Angeles (34.0522 N, 118.2437 W): 3,944 km on the ellipsoid
    assert distance.geodesic_km(-74.0060, 40.7128, -118.2437, 34.0522) == pytest.approx(3944.4, abs=0.5)


def test_road_and_straight_are_inverse():
    assert distance.road_km(10.0) == pytest.approx(10 * distance.CIRCUITY)
    assert distance.straight_km(distance.road_km(10.0)) == pytest.approx(10.0)


@given(places, st.floats(-2, 2), st.floats(-2, 2))
@settings(max_examples=200, deadline=None)
def test_corrected_chords_are_geodesics(place, dlon, dlat):
    """The error named in the module docstring: under 0.05 percent up to 300 km."""
    other = (place[0] + dlon, place[1] + dlat)
    straight = float(distance.geodesic_km(*place, *other))
    chord = float(
        np.linalg.norm(distance.earth_centred(np.array([place])) - distance.earth_centred(np.array([other])))
    )
    assert float(distance.arc_km(chord)) == pytest.approx(straight, rel=5e-4, abs=1e-6)


@given(
    st.lists(places, min_size=1, max_size=12), st.lists(places, min_size=1, max_size=12), st.floats(1, 900)
)
@settings(max_examples=60, deadline=None)
def test_pairs_within_are_all_the_pairs_within(origins, destinations, limit):
    i, j, km = distance.pairs_within(np.array(origins), np.array(destinations), limit)
    found = dict(zip(zip(i.tolist(), j.tolist(), strict=True), km, strict=True))
    for a, origin in enumerate(origins):
        for b, destination in enumerate(destinations):
            true = float(distance.geodesic_km(*origin, *destination))
            if true < limit * 0.998:
                assert found[a, b] == pytest.approx(true, rel=2e-3, abs=1e-6)
            elif true > limit * 1.002:
                assert (a, b) not in found
    assert list(zip(i, j, strict=True)) == sorted(zip(i, j, strict=True))


def test_no_destinations():
    i, _, km = distance.pairs_within(np.array([[-90.0, 40.0]]), np.empty((0, 2)), 10)
    assert len(i) == len(km) == 0
    position, nearest = distance.nearest_km(np.array([[-90.0, 40.0]]), np.empty((0, 2)))
    assert position.tolist() == [-1]
    assert np.isinf(nearest).all()


# ---------------------------------------------------------------------- reach

BREAKS = (10.0, 40.0, 160.0)


@given(
    st.lists(st.tuples(places, st.integers(0, 500), st.integers(0, 2)), min_size=1, max_size=15),
    st.lists(places, min_size=1, max_size=6),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_reach_is_what_brute_force_finds(people, providers, data):
    points = np.array([p[0] for p in people])
    weights, area = np.array([p[1] for p in people], float), np.array([p[2] for p in people])
    offers = np.array(
        data.draw(
            st.lists(
                st.lists(st.booleans(), min_size=len(providers), max_size=len(providers)),
                min_size=2,
                max_size=4,
            )
        )
    )
    got = reach_by_occupation(
        points,
        weights,
        area,
        3,
        providers=np.array(providers),
        offers=csr_matrix(offers),
        breakpoints_km=BREAKS,
    )
    chord = np.linalg.norm(
        distance.earth_centred(points)[:, None] - distance.earth_centred(np.array(providers))[None], axis=2
    )
    km = distance.arc_km(chord)
    for a in range(3):
        total = weights[area == a].sum()
        for o in range(len(offers)):
            for k, limit in enumerate(BREAKS):
                if total == 0:
                    assert np.isnan(got[a, o, k])
                    continue
                near = (km[:, offers[o]] <= limit).any(axis=1) & (area == a)
                assert got[a, o, k] == pytest.approx(weights[near].sum() / total, abs=1e-9)
    known = got[~np.isnan(got).any(axis=2)]
    assert (np.diff(known, axis=1) >= -1e-12).all()  # farther never reaches fewer
    assert ((known >= 0) & (known <= 1)).all()


def test_reach_by_hand():
    """Two tracts of 300 and 100 people; the provider stands at the first: 75 % at once, all within 100 km."""
    points = np.array([[-95.0, 40.0], [-95.0, 40.5]])  # 55.5 km apart
    got = reach_by_occupation(
        points,
        np.array([300.0, 100.0]),
        np.array([0, 0]),
        1,
        providers=points[:1],
        offers=csr_matrix([[True]]),
        breakpoints_km=(10.0, 50.0, 100.0),
    )
    assert got[0, 0].tolist() == [0.75, 0.75, 1.0]


# --------------------------------------------------------------------- shapes


def _grid(n=4, wiggle=0.05):
    """An n x n coverage of one-degree cells whose shared borders wiggle, so that there is something to simplify."""

    def border(p, q):
        """The same wiggling line whichever cell asks: always drawn west to east or south to north."""
        line = np.linspace(p, q, 12)
        line[1:-1] += (wiggle * np.sin(np.arange(10) * 2.0))[:, None] * np.array(
            [q[1] - p[1], p[0] - q[0]], float
        )
        return line

    cells, names = [], []
    for row in range(n):
        for column in range(n):
            w, s = -100 + column, 36 + row
            a, b, c, d = (w, s), (w + 1, s), (w + 1, s + 1), (w, s + 1)
            ring = np.vstack(
                [border(a, b), border(b, c)[1:], border(d, c)[::-1][1:], border(a, d)[::-1][1:-1]]
            )
            cells.append(Polygon(ring))
            names.append(f"{row}{column}")
    return gpd.GeoDataFrame({"county_fips": names}, geometry=cells, crs="EPSG:4326")


def test_shared_borders_stay_shared_at_every_level():
    grid = _grid()
    assert grid.geometry.is_valid_coverage()
    state = pd.Series(["20"] * len(grid))
    for tolerance in (500.0, 5_000.0, 20_000.0):
        level = shapes.Level(tolerance_m=tolerance, decimals=4, least_island_km2=0.0)
        simple = shapes.simplify_pieces(grid, state, level)
        assert simple.geometry.is_valid.all()
        assert simple.geometry.is_valid_coverage()
        assert simple.crs.to_epsg() == 4326
    assert (
        shapely.get_num_coordinates(simple.geometry.to_numpy()).sum()
        < shapely.get_num_coordinates(grid.geometry.to_numpy()).sum() / 3
    )


def test_dissolving_keeps_area_and_leaves_no_slivers():
    grid = _grid()
    grid["half"] = np.where(grid["county_fips"].str[0].isin(["0", "1"]), "south", "north")
    merged = shapes.dissolve(grid, "half")
    assert merged["half"].tolist() == ["north", "south"]
    assert merged.geometry.is_valid_coverage()
    assert shapely.area(merged.geometry.to_numpy()).sum() == pytest.approx(
        shapely.area(grid.geometry.to_numpy()).sum()
    )
    assert (shapely.get_num_interior_rings(shapely.get_parts(merged.geometry.to_numpy())) == 0).all()


def test_alaska_is_drawn_on_one_side_of_the_antimeridian():
    aleutians = MultiPolygon([box(-176, 51, -175, 52), box(172, 52, 174, 53)])
    frame = gpd.GeoDataFrame(
        {"fips": ["02016", "15001"]}, geometry=[aleutians, box(-156, 19, -155, 20)], crs="EPSG:4269"
    )
    out = shapes.unwrap_antimeridian(frame, pd.Series(["02", "15"]))
    assert out.geometry[0].bounds == (-188, 51, -175, 53)
    assert out.geometry[1].equals(frame.geometry[1])
    simple = shapes.simplify_pieces(out.to_crs("EPSG:4326"), pd.Series(["02", "15"]), shapes.NATION_LEVEL)
    assert simple.total_bounds[0] < -187  # projecting to Albers and back must not wrap it again


def test_small_islands_go_but_never_a_whole_shape():
    far, speck = box(-80, 30, -79, 31), box(-78, 30, -77.99, 30.01)  # a speck of about 1 km2
    frame = gpd.GeoDataFrame(
        {"fips": ["a", "b"]},
        geometry=[MultiPolygon([far, speck]), box(-70, 30, -69.99, 30.01)],
        crs="EPSG:4326",
    )
    out = shapes.simplify_pieces(frame, pd.Series(["12", "12"]), shapes.NATION_LEVEL)
    assert len(shapely.get_parts(out.geometry[0])) == 1
    assert not out.geometry[1].is_empty


def test_shapes_without_degrees_are_refused():
    frame = gpd.GeoDataFrame({"fips": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:5070")
    with pytest.raises(FormatError, match="degrees"):
        shapes.unwrap_antimeridian(frame, pd.Series(["20"]))


def test_label_points_lie_in_the_largest_part():
    ring = box(0, 0, 10, 10).difference(box(1, 1, 9, 9))  # the centroid lies in the hole
    frame = gpd.GeoDataFrame(
        {"a": [1, 2]}, geometry=[MultiPolygon([ring, box(20, 0, 21, 1)]), box(5, 5, 6, 6)], crs="EPSG:4326"
    )
    x, y = shapes.label_points(frame)
    assert ring.contains(shapely.Point(x[0], y[0]))
    assert frame.geometry[1].contains(shapely.Point(x[1], y[1]))
