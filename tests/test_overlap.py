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
from geo_opportunity.vocabulary import KIND_CODES, STATUS_CODES, Kind, Status

NAN = np.nan
UNKNOWN, FAIL, PASS, SLOW, SHRINKING, NOT_NEEDED, WOULD_HELP, PARTIAL, LOW, NONE = (
    STATUS_CODES[status]
    for status in (
        Status.UNKNOWN,
        Status.FAIL,
        Status.PASS,
        Status.SLOW,
        Status.SHRINKING,
        Status.NOT_NEEDED,
        Status.WOULD_HELP,
        Status.PARTIAL,
        Status.LOW,
        Status.NONE,
    )
)
NAMES = {code: kind for kind, code in KIND_CODES.items()}
#: What each test can come out as.
GROWING = (UNKNOWN, FAIL, PASS, SLOW, SHRINKING)
SUSTAINING = (UNKNOWN, FAIL, PASS)
ACCESSIBLE = (UNKNOWN, PASS, NOT_NEEDED, WOULD_HELP, PARTIAL, LOW, NONE)
BELOW, DEGREE = False, True


def i8(*values):
    return np.array([values], dtype=np.int8)


def one(g, s, a, degree=BELOW):
    args = (i8(g), i8(s), i8(a))
    met, unknown = overlap.tests_met(*args)
    return (
        NAMES[int(overlap.kind(*args, np.array([degree]))[0, 0])],
        int(overlap.is_overlap(*args)[0, 0]),
        int(met[0, 0]),
        int(unknown[0, 0]),
    )


@pytest.mark.parametrize(
    ("tests", "degree", "expected"),
    [
        *(
            ((PASS, PASS, reached), degree, (Kind.OVERLAP, 1, 3, 0))
            for reached in (PASS, NOT_NEEDED, WOULD_HELP)
            for degree in (BELOW, DEGREE)
        ),
        ((PASS, PASS, NONE), BELOW, (Kind.TRAINING_GAP, 0, 2, 0)),
        ((PASS, PASS, LOW), BELOW, (Kind.TRAINING_GAP, 0, 2, 0)),
        ((PASS, PASS, NONE), DEGREE, (Kind.TRAINED_ELSEWHERE, 0, 2, 0)),
        ((PASS, PASS, LOW), DEGREE, (Kind.TRAINED_ELSEWHERE, 0, 2, 0)),
        ((PASS, PASS, PARTIAL), BELOW, (Kind.PARTIAL_REACH, 0, 2, 0)),
        ((PASS, PASS, PARTIAL), DEGREE, (Kind.PARTIAL_REACH, 0, 2, 0)),
        *(
            ((PASS, FAIL, reached), BELOW, (Kind.QUALITY_GAP, 0, 2, 0))
            for reached in (PASS, NOT_NEEDED, WOULD_HELP)
        ),
        *(
            ((SLOW, PASS, reached), BELOW, (Kind.STEADY, 0, 2, 0))
            for reached in (PASS, NOT_NEEDED, WOULD_HELP)
        ),
        ((SHRINKING, PASS, PASS), BELOW, (Kind.DECLINING, 0, 2, 0)),
        ((SHRINKING, PASS, NOT_NEEDED), DEGREE, (Kind.DECLINING, 0, 2, 0)),
        # what pays and shrinks is declining, whatever the training
        ((SHRINKING, PASS, PARTIAL), BELOW, (Kind.DECLINING, 0, 1, 0)),
        ((SHRINKING, PASS, NONE), BELOW, (Kind.DECLINING, 0, 1, 0)),
        ((SHRINKING, PASS, UNKNOWN), BELOW, (Kind.DECLINING, 0, 1, 1)),
        ((SHRINKING, FAIL, PASS), BELOW, (Kind.OTHER, 0, 1, 0)),
        ((SHRINKING, UNKNOWN, PASS), BELOW, (Kind.UNKNOWN, 0, 1, 1)),
        ((SHRINKING, UNKNOWN, NONE), BELOW, (Kind.UNKNOWN, 0, 0, 1)),  # declining if it pays
        ((SLOW, FAIL, PASS), BELOW, (Kind.OTHER, 0, 1, 0)),
        ((SLOW, PASS, LOW), BELOW, (Kind.OTHER, 0, 1, 0)),
        ((PASS, FAIL, NONE), BELOW, (Kind.OTHER, 0, 1, 0)),
        ((PASS, FAIL, PARTIAL), BELOW, (Kind.OTHER, 0, 1, 0)),
        ((SLOW, FAIL, NONE), DEGREE, (Kind.OTHER, 0, 0, 0)),
        ((SLOW, FAIL, UNKNOWN), BELOW, (Kind.OTHER, 0, 0, 1)),
        # too few openings, trend unknown: neither steady nor declining can be said
        ((FAIL, PASS, PASS), BELOW, (Kind.OTHER, 0, 2, 0)),
        ((PASS, PASS, UNKNOWN), BELOW, (Kind.UNKNOWN, -1, 2, 1)),
        ((PASS, FAIL, UNKNOWN), BELOW, (Kind.UNKNOWN, 0, 1, 1)),  # surely no overlap; which gap is unknown
        ((SLOW, PASS, UNKNOWN), BELOW, (Kind.UNKNOWN, 0, 1, 1)),
        ((UNKNOWN, PASS, NONE), BELOW, (Kind.UNKNOWN, 0, 1, 1)),
        ((UNKNOWN, UNKNOWN, NONE), BELOW, (Kind.UNKNOWN, 0, 0, 2)),
        ((UNKNOWN, UNKNOWN, UNKNOWN), BELOW, (Kind.UNKNOWN, -1, 0, 3)),
    ],
)
def test_kinds(tests, degree, expected):
    assert one(*tests, degree) == expected


def test_learning_an_unknown_never_contradicts_what_was_said():
    for *tests, degree in product(GROWING, SUSTAINING, ACCESSIBLE, (BELOW, DEGREE)):
        if UNKNOWN not in tests:
            continue
        kind, over, *_ = one(*tests, degree)
        known = [
            [x for x in outcomes if x != UNKNOWN] if t == UNKNOWN else [t]
            for t, outcomes in zip(tests, (GROWING, SUSTAINING, ACCESSIBLE), strict=True)
        ]
        for learned in product(*known):
            kind2, over2, *_ = one(*learned, degree)
            assert over in (-1, over2)
            assert kind in (Kind.UNKNOWN, kind2)


def test_a_degree_matters_only_where_few_can_reach_training():
    for tests in product(GROWING, SUSTAINING, ACCESSIBLE):
        kinds = {one(*tests, degree)[0] for degree in (BELOW, DEGREE)}
        assert kinds == {Kind.TRAINING_GAP, Kind.TRAINED_ELSEWHERE} or len(kinds) == 1


def totals(statuses, jobs, total, mask=None, degree=None):
    """Return the totals of one area by name."""
    size = jobs.shape[1]
    found = overlap.area_totals(
        statuses,
        jobs,
        total,
        np.ones(size, bool) if mask is None else mask,
        np.zeros(size, bool) if degree is None else degree,
    )
    return {name: float(values[0]) for name, values in found.items()}


def test_area_totals_by_hand():
    # jobs 100 overlap; 200 pay too little; 50 growth unknown, the rest passes; a fourth overlaps, jobs withheld
    statuses = SimpleNamespace(
        growing=i8(PASS, PASS, UNKNOWN, PASS),
        sustaining=i8(PASS, FAIL, PASS, PASS),
        accessible=i8(NOT_NEEDED, PASS, PASS, PASS),
    )
    jobs, total = np.array([[100.0, 200.0, 50.0, NAN]]), np.array([400.0])
    got = totals(statuses, jobs, total)
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
    counted = ("selected", "overlap", "trained_for", "learned_on_the_job", "quality_gap", "unknown")
    assert [got[f"occupations_{name}"] for name in counted] == [3, 2, 1, 1, 1, 1]

    part = totals(statuses, jobs, total, np.array([True, False, True, False]))
    assert part["jobs_selected"] == 150
    assert part["share_overlap"] == pytest.approx(100 / 150)
    assert part["share_overlap_of_all"] == 0.25
    assert part["jobs_not_released"] == 50  # of the whole area: BLS does not say whose they are


def test_every_kind_and_part_is_summed_by_hand():
    cells = [  # growing, sustaining, accessible, degree, jobs, the group its jobs are in
        (PASS, PASS, PASS, BELOW, 1, "trained_for"),
        (PASS, PASS, NOT_NEEDED, BELOW, 2, "learned_on_the_job"),
        (PASS, PASS, WOULD_HELP, BELOW, 4, "would_help"),
        (PASS, PASS, NONE, BELOW, 8, "training_gap"),
        (PASS, PASS, LOW, DEGREE, 16, "trained_elsewhere"),
        (PASS, PASS, PARTIAL, DEGREE, 32, "partial_reach"),
        (PASS, FAIL, WOULD_HELP, BELOW, 64, "quality_gap"),
        (SLOW, PASS, PASS, BELOW, 128, "steady"),
        (SHRINKING, PASS, UNKNOWN, BELOW, 256, "declining"),
        (PASS, UNKNOWN, PASS, BELOW, 512, "unknown"),
        (SLOW, FAIL, PASS, BELOW, 1024, "other"),
    ]
    growing, sustaining, accessible, degree, jobs, groups = zip(*cells, strict=True)
    statuses = SimpleNamespace(growing=i8(*growing), sustaining=i8(*sustaining), accessible=i8(*accessible))
    got = totals(statuses, np.array([jobs], float), np.array([2047.0]), degree=np.array(degree))
    for count, name in zip(jobs, groups, strict=True):
        if name not in ("other", "learned_on_the_job"):
            assert (got[f"jobs_{name}"], got[f"occupations_{name}"]) == (count, 1), name
            assert got[f"share_{name}"] == pytest.approx(count / 2047)
    assert got["jobs_learned_on_the_job"] == 2 + 4  # those a program would help are a part of it
    assert got["jobs_overlap"] == 1 + 2 + 4
    assert got["jobs_unknown"] == 512  # 256 has an unknown test, but surely fails another
    assert got["jobs_not_growing"] == 128 + 256 + 1024
    assert got["jobs_not_accessible"] == 8 + 16 + 32
    assert got["jobs_accessible_unknown"] == 256


def test_nothing_published_is_not_zero_and_rounding_is_absorbed():
    statuses = SimpleNamespace(growing=i8(PASS, PASS), sustaining=i8(PASS, PASS), accessible=i8(PASS, PASS))
    both = np.ones(2, dtype=bool), np.zeros(2, dtype=bool)
    none = overlap.area_totals(statuses, np.array([[NAN, NAN]]), np.array([100.0]), *both)
    assert np.isnan(none["jobs_overlap"][0])
    assert np.isnan(none["share_overlap"][0])
    assert none["share_not_released"][0] == 1
    assert none["occupations_overlap"][0] == 2
    over = overlap.area_totals(statuses, np.array([[60.0, 50.0]]), np.array([100.0]), *both)
    assert over["jobs_total"][0] == 110
    assert over["share_overlap_of_all"][0] == 1
    lost = overlap.area_totals(statuses, np.array([[60.0, 50.0]]), np.array([NAN]), *both)
    assert np.isnan(lost["share_overlap_of_all"][0])
    assert lost["share_overlap"][0] == 1
    empty = overlap.area_totals(
        statuses, np.array([[60.0, 50.0]]), np.array([110.0]), np.zeros(2, dtype=bool), both[1]
    )
    assert np.isnan(empty["jobs_selected"][0])


jobs_of = hnp.arrays(float, (3, 6), elements=st.one_of(st.integers(0, 10_000).map(float), st.just(NAN)))


def outcomes(of_test):
    return hnp.arrays(np.int8, (3, 6), elements=st.sampled_from(of_test))


@given(
    g=outcomes(GROWING),
    s=outcomes(SUSTAINING),
    a=outcomes(ACCESSIBLE),
    degree=hnp.arrays(bool, 6),
    jobs=jobs_of,
    hidden=st.floats(0, 5_000),
    order=st.permutations(range(6)),
    chosen=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_shares_are_conserved(*, g, s, a, degree, jobs, hidden, order, chosen):
    statuses = SimpleNamespace(growing=g, sustaining=s, accessible=a)
    total = np.nansum(jobs, axis=1) + hidden
    every = np.ones(6, dtype=bool)
    t = overlap.area_totals(statuses, jobs, total, every, degree)
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
    for what in ("jobs", "occupations"):
        both = t[f"{what}_trained_for"] + t[f"{what}_learned_on_the_job"]
        np.testing.assert_allclose(both, t[f"{what}_overlap"])
        helped = t[f"{what}_would_help"][known] <= t[f"{what}_learned_on_the_job"][known] + 1e-9
        assert helped.all()

    mask = np.array(chosen)
    here, there = (overlap.area_totals(statuses, jobs, total, m, degree) for m in (mask, ~mask))
    names = ("overlap", "not_overlap", "unknown", "selected", *overlap.OVERLAP_PARTS, *overlap.KIND_COLUMNS)
    for name in names:  # parts add up
        both = np.nan_to_num(here[f"jobs_{name}"]) + np.nan_to_num(there[f"jobs_{name}"])
        np.testing.assert_allclose(both, np.nan_to_num(t[f"jobs_{name}"]))

    mixed = list(order)
    shuffled = SimpleNamespace(growing=g[:, mixed], sustaining=s[:, mixed], accessible=a[:, mixed])
    again = overlap.area_totals(shuffled, jobs[:, mixed], total, every, degree[mixed])
    for name, values in t.items():
        np.testing.assert_allclose(again[name], values)

    cells = overlap.is_overlap(g, s, a)
    kinds = overlap.kind(g, s, a, degree)
    for got, expected in zip(overlap.kind_and_overlap(g, s, a, degree), (kinds, cells), strict=True):
        np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(kinds == KIND_CODES[Kind.OVERLAP], cells == 1)
    for name, kind in {"overlap": Kind.OVERLAP, **overlap.KIND_COLUMNS}.items():
        mine = np.nansum(np.where(kinds == KIND_CODES[kind], jobs, 0), axis=1)
        np.testing.assert_allclose(np.nan_to_num(t[f"jobs_{name}"]), mine)
    met, unknown = overlap.tests_met(g, s, a)
    np.testing.assert_array_equal(met == 3, cells == 1)
    np.testing.assert_array_equal(met + unknown == 3, cells != 0)


def test_the_kinds_part_what_is_no_overlap():
    """Every combination is of one kind, and a kind other than unknown and overlap is surely no overlap."""
    for *tests, degree in product(GROWING, SUSTAINING, ACCESSIBLE, (BELOW, DEGREE)):
        kind, over, *_ = one(*tests, degree)
        assert (kind == Kind.OVERLAP) == (over == 1)
        assert kind == Kind.UNKNOWN or over != -1
    named = {*overlap.KIND_COLUMNS.values(), Kind.OVERLAP, Kind.OTHER, Kind.UNKNOWN}
    assert named == set(Kind)
    assert len(set(KIND_CODES.values())) == len(Kind)


def test_main_kind_of_a_place():
    shares = {
        "share_overlap": [0.1, 0.0, 0.2, 0.0, 0.2, 0.3],
        **{f"share_{name}": [0.0] * 6 for name in overlap.KIND_COLUMNS},
        "share_training_gap": [0.3, 0.2, NAN, 0.0, 0.2, 0.1],
        "share_quality_gap": [0.3, 0.1, 0.0, 0.0, 0.0, 0.1],
        "share_steady": [0.0, 0.0, 0.0, 0.0, 0.0, 0.4],
    }
    assert overlap.main_kind(pd.DataFrame(shares)).tolist() == [
        "training gap",
        "training gap",
        "unknown",
        "two or more tests failed",
        "overlap",
        "steady",
    ]


@pytest.mark.parametrize(
    ("growth", "pay", "training", "found"),
    [
        ([0.3, 0.1], [0.1, 0.1], [0.0, 0.0], ["growth", "none clear"]),
        ([0.0, 0.0], [0.5, 0.3], [0.0, 0.1], ["pay", "training"]),  # pay fails most in both, not more in both
        ([0.1, 0.1], [0.1, 0.1], [0.1, 0.1], ["none clear", "none clear"]),
        ([0.1, 0.109], [0.1, 0.1], [0.0, 0.0], ["none clear", "none clear"]),  # less than a hundredth
        ([0.3, 0.1], [0.3, 0.1], [0.0, 0.0], ["none clear", "none clear"]),  # a tie is none
        ([np.nan, 0.1], [0.3, 0.1], [0.0, 0.0], ["unknown", "unknown"]),  # one alone compares with nothing
    ],
)
def test_what_is_missing_most_is_told_against_all_areas(growth, pay, training, found):
    shares = pd.DataFrame(
        {"share_missing_growth": growth, "share_missing_pay": pay, "share_missing_training": training}
    )
    assert overlap.missing_most(shares, pd.Series([100.0, 100.0])).tolist() == found


def test_missing_most_weighs_areas_by_their_jobs():
    shares = pd.DataFrame(
        {"share_missing_growth": [0.1, 0.2], "share_missing_pay": [0.4, 0.39], "share_missing_training": 0.0}
    )
    assert overlap.missing_most(shares, pd.Series([1e6, 1.0])).tolist() == ["none clear", "growth"]


def test_jobs_that_fail_one_test_alone_are_in_one_of_the_three():
    codes = np.array(list(product((-1, 0, 1), repeat=3)), dtype=np.int8)
    tests = SimpleNamespace(
        **dict(zip(("growing", "sustaining", "accessible"), codes.T[:, None, :], strict=True))
    )
    jobs = np.arange(1.0, len(codes) + 1)[None, :]
    none = np.zeros(len(codes), bool)
    out = overlap.area_totals(tests, jobs, np.array([1e6]), ~none, none)
    for i, name in enumerate(overlap.MISSING):
        others = np.delete(codes, i, axis=1)
        expected = jobs[0, (codes[:, i] == 0) & (others == 1).all(axis=1)].sum()
        assert out[f"jobs_missing_{name}"][0] == expected
