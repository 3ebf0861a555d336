"""Accessible programs: the order of the rules, and what unknown may and may not become."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures import access
from geo_opportunity.vocabulary import STATUS_CODES, ProgramNeed, Status

NAN = np.nan
UNKNOWN, PASS, NOT_NEEDED, WOULD_HELP, PARTIAL, LOW, NONE = (
    STATUS_CODES[status]
    for status in (
        Status.UNKNOWN,
        Status.PASS,
        Status.NOT_NEEDED,
        Status.WOULD_HELP,
        Status.PARTIAL,
        Status.LOW,
        Status.NONE,
    )
)
FAILS = (PARTIAL, LOW, NONE)
R, H, N, U = (
    n.value for n in (ProgramNeed.REQUIRED, ProgramNeed.HELPFUL, ProgramNeed.NOT_NEEDED, ProgramNeed.UNKNOWN)
)


def one(need, links, reach, *, known=True, share=0.5, campuses=None):
    """Return the outcome of one cell."""
    return access.access_status(
        np.array([[reach]]),
        np.array([need], dtype=object),
        np.array([links]),
        np.array([known]),
        share=share,
        campuses=None if campuses is None else np.array([[campuses]]),
    )[0, 0]


@pytest.mark.parametrize(
    ("need", "links", "known", "reach", "status"),
    [
        (N, 0, False, 0.0, NOT_NEEDED),
        (N, 3, True, 0.9, NOT_NEEDED),
        (N, 3, True, NAN, NOT_NEEDED),
        (H, 1, True, 0.6, PASS),
        (H, 1, True, 0.4, WOULD_HELP),
        (H, 1, True, 0.0, WOULD_HELP),
        (H, 1, False, 0.4, NOT_NEEDED),  # whether one is near is unknown, so none is said to be missing
        (H, 0, True, 0.4, NOT_NEEDED),
        (H, 1, True, NAN, NOT_NEEDED),
        (R, 1, True, 0.6, PASS),
        (R, 1, True, 0.5, PASS),
        (R, 1, True, 0.49, PARTIAL),
        (R, 1, True, 0.25, PARTIAL),
        (R, 1, True, 0.24, LOW),
        (R, 1, True, 0.1, LOW),
        (R, 1, True, 0.09, NONE),
        (R, 1, True, 0.0, NONE),
        (R, 1, False, 0.4, UNKNOWN),
        (R, 1, False, 0.0, UNKNOWN),
        (R, 1, False, 0.6, PASS),  # a thin list can still prove a program is there
        (R, 0, True, 0.9, UNKNOWN),
        (R, NAN, True, 0.9, UNKNOWN),
        (R, 1, True, NAN, UNKNOWN),
        (U, 1, True, 0.9, UNKNOWN),
        (None, 1, True, 0.9, UNKNOWN),
    ],
)
def test_order_of_the_rules(*, need, links, known, reach, status):
    assert one(need, links, reach, known=known) == status


@pytest.mark.parametrize(
    ("share", "reach", "status"),
    [
        (0.8, 0.4, PARTIAL),
        (0.8, 0.39, LOW),
        (0.8, 0.1, LOW),
        (0.1, 0.05, PARTIAL),  # half of a tenth: "low" has no room below it
        (0.1, 0.04, NONE),
        (0.02, 0.01, PARTIAL),
        (0.02, 0.009, NONE),
    ],
)
def test_partial_and_low_follow_the_required_share(share, reach, status):
    assert one(R, 1, reach, share=share) == status


@pytest.mark.parametrize(
    ("need", "reach", "campuses", "status"),
    [
        (R, 0.0, 0.5, UNKNOWN),  # a campus that may teach it is near half of the adults
        (R, 0.2, 0.3, UNKNOWN),  # together they could reach half
        (R, 0.2, 0.29, LOW),  # not enough, whatever is taught there
        (R, 0.0, 0.49, NONE),
        (R, 0.0, NAN, NONE),
        (R, 0.5, 0.5, PASS),
        (H, 0.2, 0.3, NOT_NEEDED),
        (H, 0.2, 0.2, WOULD_HELP),
        (N, 0.0, 0.9, NOT_NEEDED),
    ],
)
def test_a_campus_that_may_teach_it_makes_none_unknown(need, reach, campuses, status):
    assert one(need, 1, reach, campuses=campuses) == status


def test_a_list_is_believed_where_it_is_dense_and_no_one_trains_outside_it():
    coverage = np.array([0.25, 0.24, 0.0, NAN, 3.0])
    outside = np.array([None, None, None, None, "Police academies train them."], dtype=object)
    known = access.listing_known(coverage, outside, coverage_min=0.25)
    assert known.tolist() == [True, False, False, False, False]
    assert access.listing_known(coverage[:1], ["Employers do."], coverage_min=0.0).tolist() == [False]


def test_float32_reach_meets_its_own_share():
    for stored, share, status in ((0.7, 0.7, PASS), (0.35, 0.7, PARTIAL), (0.1, 0.7, LOW)):
        reach = np.full((1, 1), stored, dtype=np.float32)  # 0.7 and 0.35 are stored as a little less
        out = access.access_status(reach, np.array([R], dtype=object), [1], [True], share=share)
        assert out[0, 0] == status
        assert out.dtype == np.int8
    sum_of = access.access_status(
        np.full((1, 1), 0.3, np.float32),
        np.array([R], dtype=object),
        [1],
        [True],
        share=0.7,
        campuses=np.full((1, 1), 0.4, np.float32),
    )
    assert sum_of[0, 0] == UNKNOWN


def test_codes_and_names_are_the_same_and_others_are_refused():
    names = np.array([R, H, N, U], dtype=object)
    codes = access.need_codes(names)
    assert codes.tolist() == [2, 1, 0, -1]
    np.testing.assert_array_equal(access.need_codes(codes), codes)
    with pytest.raises(ValueError, match="'maybe'"):
        access.need_codes(["maybe"])


fractions = st.floats(0, 1)
reaches = hnp.arrays(float, (3, 5), elements=st.one_of(fractions, st.just(NAN)))
needs = st.lists(st.sampled_from([R, H, N, U]), min_size=5, max_size=5)
links = hnp.arrays(int, 5, elements=st.integers(0, 3))
beliefs = hnp.arrays(bool, 5)


@given(
    reach=reaches,
    need=needs,
    link=links,
    known=beliefs,
    campuses=reaches,
    share=st.floats(0.01, 1),
    more=st.floats(0, 0.5),
)
def test_properties(*, reach, need, link, known, campuses, share, more):
    names = np.array(need, dtype=object)
    base = access.access_status(reach, names, link, known, share=share)
    stricter = access.access_status(reach, names, link, known, share=min(share + more, 1))
    assert ((stricter == PASS) <= (base == PASS)).all()  # asking for more reach never passes more
    fails = np.isin(base, FAILS)
    required = np.array([n == R for n in need])
    assert not fails[:, ~required].any()  # only a required program can fail
    assert (base[np.isnan(reach)] != PASS).all()
    for doubted in (
        access.access_status(reach, names, link, np.zeros(5, bool), share=share),
        access.access_status(reach, names, link, known, share=share, campuses=campuses),
    ):
        np.testing.assert_array_equal(doubted == PASS, base == PASS)  # doubt never touches what passes
        changed = doubted != base
        assert np.isin(doubted[changed & fails], [UNKNOWN]).all()
        assert (base[changed & ~fails] == WOULD_HELP).all()
        assert (doubted[changed & ~fails] == NOT_NEEDED).all()
