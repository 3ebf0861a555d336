"""Cost pairs: road miles from a spatial index, and users' travel-time tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.errors import (
    FormatError,
    JoinError,
    MissingColumnError,
    SourceUnavailableError,
    ValueRangeError,
)
from geo_opportunity.geography.costs import great_circle, nearest_costs, nearest_miles, travel_times
from geo_opportunity.geography.distance import CIRCUITY, geodesic_km
from geo_opportunity.vocabulary import KM_PER_MILE

ORIGINS = ["01001000100", "01001000200", "01001000300"]
PLACES = ["ipeds:1", "ipeds:2"]
GOOD = pd.DataFrame(
    {
        "origin_id": ["01001000100", "01001000100", "01001000200", "99999999999"],
        "destination_id": ["ipeds:2", "ipeds:1", "ipeds:1", "ipeds:1"],
        "minutes": [20.0, 0.0, np.nan, 5.0],
    }
)


def points(seed, n):
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(-101, -99, n), rng.uniform(39, 41, n)])


def test_great_circle_is_geodesic_times_circuity():
    a, b = points(0, 40), points(1, 15)
    pairs = great_circle(a, b, 60.0)
    i, j = np.divmod(np.arange(a.shape[0] * b.shape[0]), b.shape[0])
    miles = geodesic_km(a[i, 0], a[i, 1], b[j, 0], b[j, 1]) * CIRCUITY / KM_PER_MILE
    near = miles <= 60.0
    dense = pairs.costs.toarray()
    assert pairs.unit == "miles"
    assert pairs.costs.nnz == near.sum()
    np.testing.assert_allclose(dense[i[near], j[near]], miles[near], rtol=5e-4)
    part = pairs.rows(10, 20)
    assert (part.costs != pairs.costs[10:20]).nnz == 0


def test_nearest_of_both_makers_agree():
    a, b = points(2, 30), points(3, 12)
    members = np.arange(12) % 2 == 0
    far = great_circle(a, b, 1000.0)
    np.testing.assert_allclose(nearest_costs(far, members, 3), nearest_miles(a, b[members], 3), rtol=1e-9)
    few = nearest_miles(a[:2], b[:1], 2)
    assert np.isinf(few[:, 1]).all()
    assert np.isnan(nearest_miles(np.array([[np.nan, 1.0]]), b)).all()
    assert np.isinf(nearest_miles(a[:1], b[:0])).all()


def test_table_is_read_as_it_is(tmp_path):
    want = travel_times(GOOD, ORIGINS, PLACES)
    assert want.costs.toarray().tolist() == [[0, 20], [0, 0], [0, 0]]
    assert want.costs.nnz == 2  # a time of 0 is a time; an empty one is no way
    assert want.known.tolist() == [True, True, False]
    assert (want.unmatched_origins, want.unmatched_destinations) == (1, 0)
    GOOD.to_csv(tmp_path / "t.csv", index=False)
    GOOD.to_parquet(tmp_path / "t.parquet")
    for name in ("t.csv", "t.parquet"):
        got = travel_times(tmp_path / name, ORIGINS, PLACES)
        assert (got.costs != want.costs).nnz == 0
        assert got.known.tolist() == want.known.tolist()
    assert np.isnan(nearest_costs(want, np.array([True, True]))[2, 0])


def test_direction_is_respected():
    there = pd.DataFrame({"origin_id": ["a", "b"], "destination_id": ["b", "a"], "minutes": [10.0, 40.0]})
    got = travel_times(there, ["a", "b"], ["a", "b"]).costs.toarray()
    assert got[0, 1] == 10  # a to b: downhill
    assert got[1, 0] == 40  # b to a: up


def test_modes():
    both = pd.concat([GOOD.assign(mode="car"), GOOD.assign(mode="bus", minutes=50.0)])
    with pytest.raises(ValueRangeError, match="bus, car"):
        travel_times(both, ORIGINS, PLACES)
    assert travel_times(both, ORIGINS, PLACES, mode="bus").costs.data.tolist() == [50.0, 50.0, 50.0]
    with pytest.raises(ValueRangeError, match="bike"):
        travel_times(both, ORIGINS, PLACES, mode="bike")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda t: t.drop(columns="minutes"), MissingColumnError, "minutes"),
        (lambda t: t.assign(minutes=-1.0), ValueRangeError, "data row 1"),
        (lambda t: t.assign(minutes=["20", "soon", "1", "2"]), ValueRangeError, "soon"),
        (lambda t: t.assign(minutes=np.inf), ValueRangeError, "cannot be"),
        (lambda t: pd.concat([t, t.head(1)]), ValueRangeError, "more than once"),
        (lambda t: t.assign(origin_id=t["origin_id"].astype("int64")), FormatError, "text"),
        (
            lambda t: t.assign(destination_id=t["destination_id"] + "x"),
            JoinError,
            "destination_id is one of our",
        ),
        (lambda t: t.assign(origin_id=t["origin_id"] + "x"), JoinError, "origin"),
        (lambda t: t.head(0), JoinError, "no rows"),
    ],
)
def test_faults_are_named(change, error, words):
    with pytest.raises(error, match=words):
        travel_times(change(GOOD), ORIGINS, PLACES)


def test_faults_of_files(tmp_path):
    with pytest.raises(SourceUnavailableError, match=r"none\.csv"):
        travel_times(tmp_path / "none.csv", ORIGINS, PLACES)
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(FormatError, match="HTML"):
        travel_times(page, ORIGINS, PLACES)
    cut = tmp_path / "cut.parquet"
    GOOD.to_parquet(cut)
    cut.write_bytes(cut.read_bytes()[:100])
    with pytest.raises(FormatError, match=r"cut\.parquet"):
        travel_times(cut, ORIGINS, PLACES)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FormatError, match=r"empty\.csv"):
        travel_times(tmp_path / "empty.csv", ORIGINS, PLACES)
