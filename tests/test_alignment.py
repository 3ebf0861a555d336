"""Completers spread over occupations: hand-worked answers and conservation."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.errors import MissingColumnError
from geo_opportunity.measures.alignment import allocate_completions, allocation, fitting_awards

LINKS = pd.DataFrame([("A", "s1"), ("A", "s2"), ("B", "s2"), ("C", "s3")], columns=["cip", "soc"])
FITS = pd.DataFrame([("s1", 3), ("s2", 3), ("s2", 5), ("s3", 5)], columns=["soc", "award_level"])
WEIGHTS = pd.Series({"s1": 30.0, "s2": 10.0, "s3": 5.0})


def done(*rows):
    return pd.DataFrame(rows, columns=["cip", "award_level", "completions"])


def test_worked_example():
    completions = done(("A", 3, 40.0), ("A", 5, 8.0), ("B", 3, 6.0), ("C", 3, 100.0), ("A", 3, None))
    # A at level 3: 40 over s1 and s2 as 30 : 10 -> 30 and 10. A at 5: only s2 fits -> 8. B at 3: s2 -> 6. C at 3: nobody fits.
    out = allocate_completions(completions, LINKS, WEIGHTS, FITS)
    assert dict(zip(out["soc"], out["completers"], strict=True)) == {
        "s1": pytest.approx(30),
        "s2": pytest.approx(24),
    }


def test_programs_of_several_providers_are_added():
    out = allocate_completions(done(("A", 3, 10.0), ("A", 3, 30.0)), LINKS, WEIGHTS, FITS)
    assert out["completers"].sum() == pytest.approx(40)


def test_no_known_weight_shares_equally_and_one_known_takes_all():
    one = done(("A", 3, 40.0))
    assert allocate_completions(one, LINKS, pd.Series({"s1": 0.0, "s2": None}), FITS)[
        "completers"
    ].tolist() == [20.0, 20.0]
    out = allocate_completions(one, LINKS, pd.Series({"s2": 4.0}), FITS)
    assert dict(zip(out["soc"], out["completers"], strict=True)) == {"s1": 0.0, "s2": 40.0}


def test_nothing_to_allocate_gives_an_empty_table():
    out = allocate_completions(done(("Z", 3, 5.0)), LINKS, WEIGHTS, FITS)
    assert list(out.columns) == ["soc", "completers"]
    assert out.empty


def test_missing_column_is_named():
    with pytest.raises(MissingColumnError, match="fits lacks award_level"):
        allocate_completions(done(("A", 3, 1.0)), LINKS, WEIGHTS, FITS[["soc"]])


codes = st.sampled_from(["A", "B", "C", "D"])
socs = st.sampled_from(["s1", "s2", "s3", "s4"])
levels = st.sampled_from([3, 5])


@given(
    st.lists(st.tuples(codes, levels, st.floats(0, 1e5)), max_size=12),
    st.lists(st.tuples(codes, socs), max_size=12),
    st.dictionaries(socs, st.one_of(st.none(), st.floats(0, 1e6)), max_size=4),
    st.lists(st.tuples(socs, levels), max_size=8),
)
def test_every_completer_with_a_taker_is_given_away_once(rows, links, weights, fits):
    completions = pd.DataFrame(rows, columns=["cip", "award_level", "completions"]).astype(
        {"completions": "float64"}
    )
    links_frame = pd.DataFrame(links, columns=["cip", "soc"])
    fits_frame = pd.DataFrame(fits, columns=["soc", "award_level"]).astype(
        {"award_level": completions["award_level"].dtype}
    )
    weight = pd.Series(weights, dtype="float64")
    taken = {(c, lv) for c, s in links for s2, lv in fits if s == s2}
    expected = sum(n for c, lv, n in rows if (c, lv) in taken)
    long = allocation(completions, links_frame, weight, fits_frame)
    assert long["completers"].sum() == pytest.approx(expected, abs=1e-6)
    assert (long["completers"] >= 0).all()
    assert not long.duplicated(["cip", "award_level", "soc"]).any()


def test_fitting_awards_follow_education_and_extras():
    occupations = pd.DataFrame(
        {
            "soc": ["29-1141", "17-3023", "11-9999"],
            "entry_education": ["Bachelor's degree", "Associate's degree", None],
        }
    )
    out = fitting_awards(occupations).groupby("soc")["award_level"].agg(list).to_dict()
    assert out == {"17-3023": [3, 4], "29-1141": [3, 4, 5]}  # nurses: the associate's degree licenses too


def test_one_level_above_fits_where_programs_are_looked_for():
    levels = ["Associate's degree", "Bachelor's degree", "Master's degree", "Postsecondary nondegree award"]
    occupations = pd.DataFrame({"soc": list("abcd"), "entry_education": levels})
    out = fitting_awards(occupations, higher=True).groupby("soc")["award_level"].agg(list).to_dict()
    assert out == {"a": [3, 4, 5], "b": [5, 7], "c": [7, 8, 17, 18, 19], "d": [2, 3, 4, 20, 21]}
