"""Accessible programs: the order of the rules, and what unknown may and may not become."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures import access
from geo_opportunity.vocabulary import ProgramNeed

NAN = np.nan
UNKNOWN, FAIL, PASS, NOT_NEEDED = -1, 0, 1, 2
R, H, N, U = (
    n.value for n in (ProgramNeed.REQUIRED, ProgramNeed.HELPFUL, ProgramNeed.NOT_NEEDED, ProgramNeed.UNKNOWN)
)


@pytest.mark.parametrize(
    ("need", "links", "coverage", "reach", "status"),
    [
        (N, 0, NAN, 0.0, NOT_NEEDED),
        (N, 3, 0.9, 0.9, NOT_NEEDED),
        (N, 3, 0.9, NAN, NOT_NEEDED),
        (H, 1, 0.3, 0.6, PASS),
        (H, 1, 0.3, 0.4, NOT_NEEDED),
        (H, 1, 0.3, NAN, NOT_NEEDED),
        (R, 1, 0.3, 0.6, PASS),
        (R, 1, 0.3, 0.5, PASS),
        (R, 1, 0.3, 0.4, FAIL),
        (R, 1, 0.1, 0.0, FAIL),
        (R, 1, 0.02, 0.4, UNKNOWN),
        (R, 1, NAN, 0.4, UNKNOWN),
        (R, 1, 0.02, 0.6, PASS),  # a thin list can still prove a program is there
        (R, 0, 0.3, 0.9, UNKNOWN),
        (R, NAN, 0.3, 0.9, UNKNOWN),
        (R, 1, 0.3, NAN, UNKNOWN),
        (U, 1, 0.3, 0.9, UNKNOWN),
        (None, 1, 0.3, 0.9, UNKNOWN),
    ],
)
def test_order_of_the_rules(*, need, links, coverage, reach, status):
    args = (np.array([[reach]]), np.array([need], dtype=object), np.array([links]), np.array([coverage]))
    assert access.access_status(*args, share=0.5, coverage_min=0.1)[0, 0] == status


def test_float32_reach_meets_its_own_share():
    reach = np.full((1, 1), 0.7, dtype=np.float32)  # a little less than 0.7
    out = access.access_status(reach, np.array([R], dtype=object), [1], [1.0], share=0.7, coverage_min=0.1)
    assert out[0, 0] == PASS
    assert out.dtype == np.int8


def test_codes_and_names_are_the_same_and_others_are_refused():
    names = np.array([R, H, N, U], dtype=object)
    codes = access.need_codes(names)
    assert codes.tolist() == [2, 1, 0, -1]
    np.testing.assert_array_equal(access.need_codes(codes), codes)
    with pytest.raises(ValueError, match="'maybe'"):
        access.need_codes(["maybe"])


reaches = hnp.arrays(float, (3, 5), elements=st.one_of(st.floats(0, 1), st.just(NAN)))
needs = st.lists(st.sampled_from([R, H, N, U]), min_size=5, max_size=5)
links = hnp.arrays(int, 5, elements=st.integers(0, 3))
coverages = hnp.arrays(float, 5, elements=st.one_of(st.floats(0, 2), st.just(NAN)))


@given(
    reach=reaches,
    need=needs,
    link=links,
    coverage=coverages,
    share=st.floats(0.01, 1),
    more=st.floats(0, 0.5),
    least=st.floats(0, 1),
)
def test_properties(*, reach, need, link, coverage, share, more, least):
    def of(s, c):
        return access.access_status(
            reach, np.array(need, dtype=object), link, coverage, share=s, coverage_min=c
        )

    base, stricter = of(share, least), of(min(share + more, 1), least)
    assert ((stricter == PASS) <= (base == PASS)).all()  # asking for more reach never passes more
    believing = of(share, 0.0)
    np.testing.assert_array_equal(believing == PASS, base == PASS)  # coverage only turns fail into unknown
    assert ((base == FAIL) <= (believing == FAIL)).all()
    required = np.array([n == R for n in need])
    assert (base[:, ~required] != FAIL).all()  # only a required program can fail
    assert (base[np.isnan(reach)] != PASS).all()
