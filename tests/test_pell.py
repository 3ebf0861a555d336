"""Workforce Pell: each row of the rule by hand, at and on each side of its bar."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity.desk import award_year
from geo_opportunity.measures import pell

KNOWN = {
    "hours": 300.0,
    "semester_credits": 8.0,
    "quarter_credits": 12.0,
    "weeks": 10.0,
    "completion_rate": 0.8,
    "placement_rate": 0.8,
    "price": 1_000.0,
}


def judged(
    year: int = 2026, *, occupation: int = 1, cap: float = np.nan, **figures: float | tuple[float, float]
) -> dict[str, str]:
    """Return row id -> status of one program whose figures are those given alone."""
    spans = {}
    for name, figure in figures.items():
        low, high = figure if isinstance(figure, tuple) else (figure, figure)
        spans[name] = (np.array([low]), np.array([high]))
    found = pell.judge(
        spans, occupation=np.array([occupation], np.int8), cap=np.array([cap], float), year=year
    )
    return {row: pell.STATUSES[int(codes[0])] for row, codes in found.items()}


@pytest.mark.parametrize(
    ("row", "figure", "at", "status"),
    [
        ("L1", "hours", 149.9, "not met"),
        ("L1", "hours", 150, "met"),
        ("L1", "hours", 599.9, "met"),
        ("L1", "hours", 600, "not met"),
        ("L2", "semester_credits", 3.9, "unknown"),  # it may have quarter credits, which are not given
        ("L2", "semester_credits", 4, "met"),
        ("L2", "semester_credits", 15.9, "met"),
        ("L2", "semester_credits", 16, "unknown"),
        ("L2", "quarter_credits", 5.9, "unknown"),
        ("L2", "quarter_credits", 6, "met"),
        ("L2", "quarter_credits", 23.9, "met"),
        ("L2", "quarter_credits", 24, "unknown"),
        ("L3", "weeks", 7.9, "not met"),
        ("L3", "weeks", 8, "met"),
        ("L3", "weeks", 14.9, "met"),
        ("L3", "weeks", 15, "not met"),
        ("O1", "completion_rate", 0.699, "not met"),
        ("O1", "completion_rate", 0.70, "met"),
        ("O2", "placement_rate", 0.699, "not met"),
        ("O2", "placement_rate", 0.70, "met"),
    ],
)
def test_bar_at_and_on_each_side(row, figure, at, status):
    assert judged(**{figure: at})[row] == status


def test_credits_of_both_kinds_outside_their_bars_are_not_met():
    assert judged(semester_credits=16, quarter_credits=24)["L2"] == "not met"
    assert judged(semester_credits=16, quarter_credits=23)["L2"] == "met"


@pytest.mark.parametrize(
    ("span", "status"),
    [
        ((8, 11), "met"),
        ((0, 12), "unknown"),  # award level 20
        ((12, 52), "unknown"),  # award level 21
        ((15, 52), "not met"),
        ((0, 7.5), "not met"),
        ((np.nan, np.nan), "unknown"),
    ],
)
def test_span_is_met_only_where_all_of_it_is_within(span, status):
    assert judged(weeks=span)["L3"] == status


def test_occupation_row_is_what_the_rule_book_says():
    assert [judged(occupation=code)["A1"] for code in (1, 0, -1)] == ["met", "not met", "unknown"]


def test_price_cap_is_the_rule_books_own_check():
    assert pell.price_cap(np.array([38_000.0]), np.array([95.0]), 15_960)[0] == pytest.approx(16_060)
    assert pell.earnings_needed(np.array([16_060.0]), np.array([95.0]), 15_960)[0] == pytest.approx(38_000)


def test_dear_place_lowers_the_cap():
    low, high = pell.price_cap(np.array([38_000.0, 38_000.0]), np.array([95.0, 110.0]), 15_960)
    assert high == pytest.approx(100 * 38_000 / 110 - 23_940)
    assert high < low


@pytest.mark.parametrize(
    ("price", "cap", "e1", "e7"),
    [
        (16_060, 16_060, "met", "met"),
        (16_061, 16_060, "not met", "met"),
        (0, 0, "met", "not met"),
        (100, -1, "not met", "not met"),
        (100, np.nan, "unknown", "unknown"),
        (np.nan, 16_060, "unknown", "met"),
    ],
)
def test_price_against_the_cap(price, cap, e1, e7):
    found = judged(2030, cap=cap, price=price)
    assert (found["E1"], found["E7"]) == (e1, e7)


@pytest.mark.parametrize(("year", "binds"), [(2026, False), (2029, False), (2030, True), (2031, True)])
def test_price_rows_bind_from_2030_31(year, binds):
    found = judged(year, cap=500.0, price=1_000.0)
    price = {row.id for row in pell.rows() if row.group == "price"}
    assert {row for row, status in found.items() if status == "not yet in force"} == (
        set() if binds else price
    )
    assert found["E1"] == ("not met" if binds else "not yet in force")


@pytest.mark.parametrize("row", [row.id for row in pell.rows() if row.how in ("record", "term", "student")])
def test_rows_that_need_records_are_unknown_whatever_else_is_known(row):
    assert judged(2030, cap=1e6, **KNOWN)[row] == "unknown"


def test_nothing_known_is_unknown_everywhere_and_never_a_failure():
    assert set(judged(2030, occupation=-1).values()) == {"unknown"}


def verdict(statuses: dict[str, str]) -> str:
    codes = {row: np.array([pell.CODES[status]], np.int8) for row, status in statuses.items()}
    return pell.STATUSES[int(pell.verdict(codes)[0])]


def every_row(**other: str) -> dict[str, str]:
    return {row.id: "met" for row in pell.rows()} | other


def test_verdict_joins_tests_by_and_and_the_two_measures_of_length_by_or():
    assert verdict(every_row()) == "met"
    assert verdict(every_row(L1="not met")) == "met"  # by credits
    assert verdict(every_row(L1="not met", L2="unknown")) == "unknown"
    assert verdict(every_row(L1="not met", L2="not met")) == "not met"
    assert verdict(every_row(L3="not met")) == "not met"
    assert verdict(every_row(O1="unknown")) == "unknown"
    assert verdict(every_row(O1="unknown", X3="not met")) == "not met"


@pytest.mark.parametrize("row", [row.id for row in pell.rows()])
def test_each_test_can_stop_a_program_and_no_term_can(row):
    one = next(r for r in pell.rows() if r.id == row)
    other = {"L2": "not met"} if row == "L1" else {"L1": "not met"} if row == "L2" else {}
    assert verdict(every_row(**other, **{row: "not met"})) == ("not met" if one.test else "met")


def test_price_over_the_cap_stops_nothing_before_it_is_in_force():
    assert verdict(every_row(E1="not yet in force", E7="not yet in force")) == "met"


def test_every_row_of_the_rule_is_there_with_a_mark():
    ids = [row.id for row in pell.rows()]
    expected = (
        [f"L{n}" for n in range(1, 6)] + [f"A{n}" for n in range(1, 6)] + [f"O{n}" for n in range(1, 5)]
    )
    expected += [f"E{n}" for n in range(1, 9)] + [f"X{n}" for n in range(1, 5)] + ["S1", "S2"]
    assert ids == expected
    assert all(row.marks and row.bar for row in pell.rows())
    assert award_year(2029) == "2029-30"
    assert award_year(2099) == "2099-00"
