"""Location quotient and the schedule filter."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.measures.schedule import regular_schedule_mask
from geo_opportunity.measures.specialization import location_quotient

NAN = np.nan


def test_quotient_by_hand():
    # 300 of 10,000 here = 3 %; 1,500,000 of 150,000,000 in the nation = 1 %; LQ = 3
    jobs = np.array([[300.0, NAN], [100.0, 5.0]])
    got = location_quotient(jobs, np.array([10_000.0, NAN]), np.array([1_500_000.0, 0.0]), 150_000_000.0)
    np.testing.assert_allclose(got, [[3.0, NAN], [NAN, NAN]])
    np.testing.assert_allclose(
        location_quotient(jobs[0], 10_000.0, np.array([1_500_000.0, 1.0]), 1.5e8), [3.0, NAN]
    )  # one area
    np.testing.assert_allclose(
        location_quotient(np.array([300.0, 10.0]), np.array([1e4, 0.0]), 1_500_000.0, 1.5e8), [3.0, NAN]
    )  # one occupation
    assert np.isnan(location_quotient(jobs, np.array([1.0, 1.0]), np.array([1.0, 1.0]), NAN)).all()


@given(hnp.arrays(float, (3, 4), elements=st.integers(1, 10_000).map(float)))
def test_quotients_average_to_one(jobs):
    # if the areas make up the nation, the employment-weighted mean over areas of LQ is 1 for each occupation
    total, nation = jobs.sum(axis=1), jobs.sum(axis=0)
    got = location_quotient(jobs, total, nation, float(jobs.sum()))
    np.testing.assert_allclose((got * total[:, None]).sum(axis=0) / total.sum(), 1)


def test_schedule_keeps_unknown_apart():
    share = np.array([0.9, 0.5, 0.4999, NAN])
    assert regular_schedule_mask(share, 0.5).tolist() == [True, True, False, False]
    assert regular_schedule_mask(share, 0.0).tolist() == [True, True, True, False]
