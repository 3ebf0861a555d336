"""Classes in equal steps and by breaks of the user's own; the field they are typed into."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_opportunity.maps import legend
from geo_opportunity.maps.classes import classify, keep
from geo_opportunity.scene import MAX_CUTS, Scene
from geo_opportunity.ui.controls import cuts_of, cuts_text
from geo_opportunity.units import UNITS

VALUES = [0.02, 0.11, 0.19, 0.25, 0.31, 0.44, 0.58, 0.62, np.nan]


def test_equal_steps():
    got = classify(VALUES, UNITS["share"], k=3, method="equal")
    assert got.labels == ("under 22.0%", "22.0% to 42.0%", "42.0% or more")
    assert got.index.tolist() == [0, 0, 0, 1, 1, 2, 2, 2, -1]
    assert (got.counts, got.missing) == ((3, 2, 3), 1)


def test_breaks_of_ones_own_are_taken_as_they_are():
    got = classify(VALUES, UNITS["share"], method="user", cuts=(0.25, 0.5))
    assert got.labels == ("under 25.0%", "25.0% to 50.0%", "50.0% or more")
    assert got.index.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, -1]  # a class includes its lower break


def test_breaks_that_part_nothing_are_dropped():
    got = classify(VALUES, UNITS["share"], method="user", cuts=(-1.0, 0.3, 0.305, 2.0))
    assert got.labels == ("under 30.0%", "30.0% or more")
    assert classify([1.0, 1.0], UNITS["jobs"], method="user", cuts=(5.0,)).labels == ("all",)
    assert classify([np.nan], UNITS["jobs"], method="user", cuts=(5.0,)).labels == ()


def test_without_cuts_it_is_quantiles():
    own, usual = classify(VALUES, UNITS["share"], method="user"), classify(VALUES, UNITS["share"])
    assert own.labels == usual.labels


@given(
    st.lists(st.floats(-1, 1) | st.just(float("nan")), max_size=60),
    st.lists(st.floats(-1, 1, allow_nan=False), max_size=MAX_CUTS),
    st.sampled_from(["equal", "user", "quantile"]),
    st.booleans(),
)
@example(
    [6.8e-222, -1.0, -0.5, -0.75, -0.875, -0.8125, -7e-132], [], "equal", True
)  # six as written, all below
@settings(max_examples=200, deadline=None)
def test_classes_hold_every_known_value_once_and_have_colours(values, cuts, method, diverging):
    got = classify(values, UNITS["growth"], method=method, cuts=cuts, diverging=diverging)
    array = np.array(values, dtype=float)
    assert ((got.index < 0) == ~np.isfinite(array)).all()
    assert sum(got.counts) == np.isfinite(array).sum()
    assert got.missing == (~np.isfinite(array)).sum()
    assert all(got.counts)
    assert len(legend.colors_of(got, "YlGn")) == got.size
    known = array[got.index >= 0]
    order = np.argsort(known, kind="stable")
    assert (np.diff(got.index[got.index >= 0][order]) >= 0).all()


def test_the_field_speaks_the_unit_of_the_legend():
    share = Scene(breaks="user", cuts=(0.1, 0.25))
    assert cuts_text(share) == "10 25"
    assert cuts_of("25%, 10", share) == (0.1, 0.25)
    pay = Scene(measure="threshold", breaks="user", cuts=(41_600.0, 62_400.0))
    assert cuts_text(pay) == "41600 62400"
    assert cuts_text(replace(pay, hourly=True)) == "20 30"
    assert cuts_of("$20 $30", replace(pay, hourly=True)) == (41_600.0, 62_400.0)
    assert cuts_of("", share) == ()


@pytest.mark.parametrize("text", ["ten", "1 2 3 4 5 6 7", "nan", "1e999", "1..2"])
def test_what_cannot_be_read_is_refused(text):
    assert cuts_of(text, Scene()) is None


@given(st.lists(st.integers(-1000, 10_000_000), max_size=MAX_CUTS, unique=True))
def test_breaks_survive_the_field(numbers):
    scene = Scene(measure="jobs_overlap", breaks="user", cuts=tuple(map(float, sorted(numbers))))
    assert cuts_of(cuts_text(scene), scene) == scene.cuts


@pytest.mark.parametrize(
    ("first", "then", "index"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [0.05, 0.7, np.nan], [0, -2, -1]),
        ([0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [0.0, 0.5, np.nan], [0, 1, -1]),
    ],
)
def test_kept_classes_are_those_there_were_empty_ones_too(first, then, index):
    was = classify(first, UNITS["rate"] if max(first) > 1 else UNITS["share"])
    now = keep(then, UNITS["rate"] if max(first) > 1 else UNITS["share"], was.breaks)
    assert now.labels == was.labels
    assert now.has_zero == was.has_zero
    assert [i if i != was.size - 1 else -2 for i in now.index] == index
    assert sum(now.counts) == 2
    assert now.missing == 1
    again = keep(first, UNITS["rate"] if max(first) > 1 else UNITS["share"], was.breaks)
    assert again.index.tolist() == was.index.tolist()


def test_kept_classes_part_at_zero_where_the_measure_does():
    was = classify(np.linspace(-0.2, 0.3, 60), UNITS["growth"], diverging=True)
    now = keep([-0.5, 0.0, 0.5], UNITS["growth"], was.breaks, diverging=True)
    assert (now.below, now.has_zero, now.labels) == (was.below, False, was.labels)
    assert now.index.tolist() == [0, was.below, was.size - 1]
