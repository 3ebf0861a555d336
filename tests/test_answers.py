"""Cached answers: kept by data set and arguments, for an area and a region alike."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pandas as pd
import pytest

from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.ui import answers, memory


@pytest.fixture
def region(atlas, fresh_caches):
    return from_counties(["20001", "20003"], atlas.table("counties"), name="Two counties")


def test_an_area_is_answered_by_the_atlas_itself(atlas):
    assert answers.at(atlas, "45820") == (atlas, "45820")


def test_a_region_and_a_state_are_opened_once_and_asked_like_an_area(atlas, region):
    opened, code = answers.at(atlas, region.to_link(), region.name)
    assert code == region.code
    assert answers.at(atlas, region.to_link(), region.name)[0] is opened
    asked = (code, Rules(), Selection())
    assert answers.cells(opened, *asked).equals(opened.cells(*asked))
    state, of_state = answers.at(atlas, "KS")
    assert list(answers.overlap(state, Rules(), Selection()).index) == [of_state]


def test_the_same_counties_under_another_name_are_another_answer(atlas, region):
    titles = [
        answers.overlap(answers.at(atlas, region.to_link(), name)[0], Rules(), Selection())["title"].iloc[0]
        for name in ("One", "Other")
    ]
    assert titles == ["One", "Other"]


@pytest.mark.usefixtures("fresh_caches")
def test_other_data_give_another_answer_and_the_same_data_the_kept_one(atlas, monkeypatch):
    first = answers.summary(atlas, Rules(), Selection())
    mine = replace(next(iter(atlas.manifest.sources.values())), id="mine", sha256="1")
    other = atlas.with_tables({"areas": atlas.table("areas").assign(title="Another")}, [mine])
    assert set(answers.names(other)[0].values()) == {"Another"}
    assert "Another" not in answers.names(atlas)[0].values()
    monkeypatch.setattr(atlas, "mask", None)  # from here on nothing can be worked out again
    again = answers.summary(atlas, Rules(), Selection())
    pd.testing.assert_series_equal(pd.Series(again), pd.Series(first))  # NaN is NaN


@pytest.mark.usefixtures("fresh_caches")
def test_maps_are_drawn_once_for_data_with_and_without_lists_laid_over_unless_places_differ(atlas):
    mine = replace(next(iter(atlas.manifest.sources.values())), id="mine", sha256="1")
    listed = atlas.with_tables({"programs": atlas.table("programs").head(1)}, [mine])
    moved = atlas.with_tables({"area_shapes": atlas.table("area_shapes").head(1)}, [mine])
    drawn = answers.area_shapes(atlas)
    assert answers.area_shapes(listed) is drawn
    assert len(answers.area_shapes(moved)) == 1 < len(drawn)


class _Ring:
    """An object that refers to itself: only the search for unreachable objects frees it."""

    def __init__(self):
        self.me = self


def test_what_stays_is_not_searched_until_memory_is_settled_again():
    staying = _Ring()
    memory.settle()
    try:
        assert not any(found is staying for found in gc.get_objects())
        gone, staying = weakref.ref(staying), None
        gc.collect()
        assert gone() is not None  # not looked at
        memory.settle()
        assert gone() is None  # nothing is lost for good
    finally:
        gc.unfreeze()


def test_opened_data_are_settled(data_dir, use_data):
    use_data(data_dir)
    gc.unfreeze()
    held = answers._Library(data_dir)
    try:
        assert gc.get_freeze_count()
        assert not any(found is held.latest() for found in gc.get_objects())
    finally:
        gc.unfreeze()
