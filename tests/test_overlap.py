"""The three tests together: kinds, tri-state overlap, sums over jobs."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures import overlap
from geo_opportunity.vocabulary import KIND_CODES, Kind

NAN = np.nan
UNKNOWN, FAIL, PASS, NOT_NEEDED = -1, 0, 1, 2
NAMES = {code: kind for kind, code in KIND_CODES.items()}


def i8(*values):
    return np.array([values], dtype=np.int8)


def one(g, s, a):
    args = (i8(g), i8(s), i8(a))
    met, unknown = overlap.tests_met(*args)
    return (
        NAMES[int(overlap.kind(*args)[0, 0])],
        int(overlap.is_overlap(*args)[0, 0]),
        int(met[0, 0]),
        int(unknown[0, 0]),
    )


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ((PASS, PASS, PASS), (Kind.OVERLAP, 1, 3, 0)),
        ((PASS, PASS, NOT_NEEDED), (Kind.OVERLAP, 1, 3, 0)),
        ((PASS, PASS, FAIL), (Kind.TRAINING_GAP, 0, 2, 0)),
        ((PASS, FAIL, PASS), (Kind.QUALITY_GAP, 0, 2, 0)),
        ((PASS, FAIL, NOT_NEEDED), (Kind.QUALITY_GAP, 0, 2, 0)),
        ((FAIL, PASS, PASS), (Kind.NO_OUTLOOK, 0, 2, 0)),
        ((FAIL, FAIL, PASS), (Kind.OTHER, 0, 1, 0)),
        ((FAIL, FAIL, FAIL), (Kind.OTHER, 0, 0, 0)),
        ((FAIL, FAIL, UNKNOWN), (Kind.OTHER, 0, 0, 1)),
        ((PASS, PASS, UNKNOWN), (Kind.UNKNOWN, -1, 2, 1)),
        ((PASS, FAIL, UNKNOWN), (Kind.UNKNOWN, 0, 1, 1)),  # surely no overlap, but which gap nobody knows
        ((UNKNOWN, UNKNOWN, FAIL), (Kind.UNKNOWN, 0, 0, 2)),
        ((UNKNOWN, UNKNOWN, UNKNOWN), (Kind.UNKNOWN, -1, 0, 3)),
    ],
)
def test_kinds(tests, expected):
    assert one(*tests) == expected


def test_learning_an_unknown_never_contradicts_what_was_said():
    for tests in product((UNKNOWN, FAIL, PASS, NOT_NEEDED), repeat=3):
        if UNKNOWN not in tests:
            continue
        kind, over, *_ = one(*tests)
        for learnt in product(*[(FAIL, PASS) if t == UNKNOWN else (t,) for t in tests]):
            kind2, over2, *_ = one(*learnt)
            assert over in (-1, over2)
            assert kind in (Kind.UNKNOWN, kind2)


def test_area_totals_by_hand():
    # jobs 100 overlap; 200 pay too little; 50 growth unknown, the rest passes; a fourth overlaps, jobs withheld
    statuses = SimpleNamespace(
        growing=i8(PASS, PASS, UNKNOWN, PASS),
        sustaining=i8(PASS, FAIL, PASS, PASS),
        accessible=i8(NOT_NEEDED, PASS, PASS, PASS),
    )
    jobs, total = np.array([[100.0, 200.0, 50.0, NAN]]), np.array([400.0])
    got = {
        k: float(v[0]) for k, v in overlap.area_totals(statuses, jobs, total, np.ones(4, dtype=bool)).items()
    }
    assert got["jobs_total"] == 400
    assert got["jobs_selected"] == 350
    assert (got["jobs_overlap"], got["jobs_not_overlap"], got["jobs_unknown"], got["jobs_not_released"]) == (
        100,
        200,
        50,
        50,
    )
    # of all jobs: 100 / 400, 200 / 400, 50 / 400, and 50 / 400 not released
    assert [got[f"share_{n}_of_all"] for n in ("overlap", "not_overlap", "unknown")] == [0.25, 0.5, 0.125]
    assert got["share_not_released"] == 0.125
    assert got["share_overlap"] == pytest.approx(100 / 350)
    assert got["share_quality_gap"] == pytest.approx(200 / 350)
    assert (got["jobs_growing"], got["jobs_not_growing"], got["jobs_growing_unknown"]) == (300, 0, 50)
    assert (got["jobs_sustaining"], got["jobs_not_sustaining"]) == (150, 200)
    assert got["share_accessible"] == 1
    assert (
        got["occupations_selected"],
        got["occupations_overlap"],
        got["occupations_quality_gap"],
        got["occupations_unknown"],
    ) == (
        3,
        2,
        1,
        1,
    )

    part = {
        k: float(v[0])
        for k, v in overlap.area_totals(statuses, jobs, total, np.array([True, False, True, False])).items()
    }
    assert part["jobs_selected"] == 150
    assert part["share_overlap"] == pytest.approx(100 / 150)
    assert part["share_overlap_of_all"] == 0.25
    assert part["jobs_not_released"] == 50  # of the whole area: BLS does not say whose they are


def test_nothing_published_is_not_zero_and_rounding_is_absorbed():
    statuses = SimpleNamespace(growing=i8(PASS, PASS), sustaining=i8(PASS, PASS), accessible=i8(PASS, PASS))
    none = overlap.area_totals(statuses, np.array([[NAN, NAN]]), np.array([100.0]), np.ones(2, dtype=bool))
    assert np.isnan(none["jobs_overlap"][0])
    assert np.isnan(none["share_overlap"][0])
    assert none["share_not_released"][0] == 1
    assert none["occupations_overlap"][0] == 2
    over = overlap.area_totals(statuses, np.array([[60.0, 50.0]]), np.array([100.0]), np.ones(2, dtype=bool))
    assert over["jobs_total"][0] == 110
    assert over["share_overlap_of_all"][0] == 1
    lost = overlap.area_totals(statuses, np.array([[60.0, 50.0]]), np.array([NAN]), np.ones(2, dtype=bool))
    assert np.isnan(lost["share_overlap_of_all"][0])
    assert lost["share_overlap"][0] == 1
    empty = overlap.area_totals(
        statuses, np.array([[60.0, 50.0]]), np.array([110.0]), np.zeros(2, dtype=bool)
    )
    assert np.isnan(empty["jobs_selected"][0])


codes = hnp.arrays(np.int8, (3, 6), elements=st.sampled_from([-1, 0, 1]))
third = hnp.arrays(np.int8, (3, 6), elements=st.sampled_from([-1, 0, 1, 2]))
jobs_of = hnp.arrays(float, (3, 6), elements=st.one_of(st.integers(0, 10_000).map(float), st.just(NAN)))


@given(
    g=codes,
    s=codes,
    a=third,
    jobs=jobs_of,
    hidden=st.floats(0, 5_000),
    order=st.permutations(range(6)),
    chosen=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_shares_are_conserved(*, g, s, a, jobs, hidden, order, chosen):
    statuses = SimpleNamespace(growing=g, sustaining=s, accessible=a)
    total = np.nansum(jobs, axis=1) + hidden
    every = np.ones(6, dtype=bool)
    t = overlap.area_totals(statuses, jobs, total, every)
    known = t["jobs_selected"] > 0
    four = (
        t["share_overlap_of_all"]
        + t["share_not_overlap_of_all"]
        + t["share_unknown_of_all"]
        + t["share_not_released"]
    )
    np.testing.assert_allclose(four[known], 1)
    assert (t["jobs_not_released"] >= 0).all()
    for name in ("growing", "sustaining", "accessible"):
        parts = t[f"share_{name}"] + t[f"share_not_{name}"] + t[f"share_{name}_unknown"]
        np.testing.assert_allclose(parts[known], 1)
        assert (t["jobs_overlap"][known] <= t[f"jobs_{name}"][known] + 1e-9).all()

    mask = np.array(chosen)
    here, there = (overlap.area_totals(statuses, jobs, total, m) for m in (mask, ~mask))
    for name in (
        "jobs_overlap",
        "jobs_not_overlap",
        "jobs_unknown",
        "jobs_training_gap",
        "jobs_selected",
    ):  # parts add up
        both = np.nan_to_num(here[name]) + np.nan_to_num(there[name])
        np.testing.assert_allclose(both, np.nan_to_num(t[name]))

    mixed = list(order)
    shuffled = SimpleNamespace(growing=g[:, mixed], sustaining=s[:, mixed], accessible=a[:, mixed])
    again = overlap.area_totals(shuffled, jobs[:, mixed], total, every)
    for name, values in t.items():
        np.testing.assert_allclose(again[name], values)

    cells = overlap.is_overlap(g, s, a)
    np.testing.assert_allclose(
        np.nan_to_num(t["jobs_overlap"]), np.nansum(np.where(cells == 1, jobs, 0), axis=1)
    )
    kinds = overlap.kind(g, s, a)
    np.testing.assert_array_equal(kinds == KIND_CODES[Kind.OVERLAP], cells == 1)
    met, unknown = overlap.tests_met(g, s, a)
    np.testing.assert_array_equal(met == 3, cells == 1)
    np.testing.assert_array_equal(met + unknown == 3, cells != 0)


def test_main_kind_of_a_place():
    shares = {
        "share_overlap": [0.1, 0.0, 0.2, 0.0, 0.2],
        "share_training_gap": [0.3, 0.2, NAN, 0.0, 0.2],
        "share_quality_gap": [0.3, 0.1, 0.0, 0.0, 0.0],
        "share_no_outlook": [0.0, 0.0, 0.0, 0.0, 0.0],
    }
    assert overlap.main_kind(pd.DataFrame(shares)).tolist() == [
        "training gap",
        "training gap",
        "unknown",
        "two or more tests failed",
        "overlap",
    ]
