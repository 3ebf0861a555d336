"""Numbers as tables show them, and what is said of an occupation whose outcome is unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_opportunity import headlines, wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.ui.display import rounded


def test_counts_and_dollars_are_whole_and_a_few_are_not_none():
    frame = pd.DataFrame(
        {
            "openings": [26.893, 0.4, 0.0, np.nan],
            "threshold": [812.3461, 950.5, 0.0, np.nan],
            "growth": [0.123456, -0.5, 0.0, np.nan],
            "wage": [28.8461, 31.2, 0.0, np.nan],  # by the hour
        }
    )
    got = rounded(frame)
    np.testing.assert_array_equal(got["openings"], [27, 0.4, 0, np.nan])
    np.testing.assert_array_equal(got["growth"], [0.123, -0.5, 0, np.nan])
    np.testing.assert_array_equal(got["wage"], [28.846, 31.2, 0, np.nan])
    assert FIGURES["threshold"].money


def test_every_count_and_number_of_jobs_or_people_is_shown_without_decimals():
    names = [n for n, f in FIGURES.items() if f.unit in ("jobs", "people", "count", "rank")]
    got = rounded(pd.DataFrame({n: [26.893, 5.2] for n in names}))
    assert (got % 1 == 0).all().all()


def _areas(**columns):
    usual = {"kind": "unknown", "growing": "pass", "sustaining": "fail", "accessible": "unknown"}
    return pd.DataFrame({**usual, "employment": 10.0, **columns}, index=range(3))


def test_a_headline_says_what_is_known_where_the_outcome_is_not():
    said = headlines.occupation_headline(
        _areas(growing=["pass", "slow", "unknown"], sustaining=["pass", "unknown", "unknown"]), "Drivers"
    )
    assert said.endswith(
        "in 3 it cannot be judged, though it grows in 1 of the 2 where growth is known and pays enough in 1 of "
        "the 1 where pay is known."
    )
    nothing = headlines.occupation_headline(_areas(growing="unknown", sustaining="unknown"), "Drivers")
    assert nothing.endswith("in 3 it cannot be judged.")


@pytest.mark.parametrize(
    ("judged", "over", "said"),
    [
        (1, 1, "Of 1 occupation that can be judged, 1 has more"),
        (2, 0, "Of 2 occupations that can be judged, 0 have"),
    ],
)
def test_one_is_counted_as_one(judged, over, said):
    summary = {"occupations_judged": judged, "occupations_oversupply": over, "occupations_undersupply": 0}
    assert wording.supply_sentence(summary | {"misalignment": 0.2}).startswith(said)
