"""The table of the Compare page: marks, differences, words and the file."""

from __future__ import annotations

import math

import pytest

from geo_opportunity.exports.comparison import table
from geo_opportunity.scene import Scene
from tests.support import places_of


def figures(**more):
    base = dict.fromkeys(
        ("population", "jobs_total", "jobs_selected", "jobs_overlap", "occupations_overlap", "jobs_training_gap", "access_per_1000", "rpp_all"), 100.0
    ) | dict.fromkeys(
        ("share_overlap", "share_growing", "share_sustaining", "share_accessible", "share_training_gap", "share_quality_gap"), 0.2
    ) | {"share_no_outlook": 0.2, "share_unknown": 0.0, "threshold": 41_600.0, "average_growth": 0.1, "misalignment": 0.3, "share_oversupply": 0.1}  # fmt: skip
    return base | {"top_overlap": "Nurses", "top_gap": ""} | more


def line(rows, name, scene=None):
    return next(r for r in table.lines(rows, scene or Scene()) if r.name == name)


def overlap_of(share, half=0.02):
    return figures(
        share_overlap=share,
        share_overlap_expected=share,
        share_overlap_low=share - half,
        share_overlap_high=share + half,
    )


def test_best_weakest_and_differences():
    rows = [overlap_of(0.2), overlap_of(0.25), overlap_of(0.1)]
    cells = line(rows, "share_overlap").cells
    assert [c.text for c in cells] == ["20.0%", "25.0%", "10.0%"]
    assert [c.mark for c in cells] == ["", "best", "weakest"]
    assert [c.difference for c in cells] == ["", "+5.0 points", "−10.0 points"]
    supply = line([figures(share_oversupply=0.2), figures(share_oversupply=0.1)], "share_oversupply").cells
    assert [c.mark for c in supply] == ["weakest", "best"]
    people = line(
        [figures(population=100.0), figures(population=150.0), figures(population=400.0)], "population"
    ).cells
    assert [c.mark for c in people] == ["lowest", "", "highest"]
    assert [c.difference for c in people] == ["", "+50%", "4.0 times"]


def test_equal_figures_have_no_mark_and_unknown_no_difference():
    same = line([figures(), figures(share_overlap=0.20001)], "share_overlap").cells
    assert [c.mark for c in same] == ["", ""]
    assert same[1].difference == "same"
    some = [figures(share_oversupply=v) for v in (math.nan, 0.2, 0.3)]
    unknown = line(some, "share_oversupply").cells
    assert unknown[0].text == "unknown"
    assert [c.difference for c in unknown] == ["", "", ""]
    assert [c.mark for c in unknown] == ["", "best", "weakest"]


def test_no_mark_within_the_error():
    # the best is apart from both others, these two are not apart from one another
    cells = line([overlap_of(0.2), overlap_of(0.4), overlap_of(0.21)], "share_overlap").cells
    assert [c.mark for c in cells] == ["", "best", ""]
    close = line([overlap_of(0.665), overlap_of(0.667)], "share_overlap").cells
    assert [c.mark for c in close] == ["", ""]
    known = line([overlap_of(0.2), figures(share_overlap=math.nan), overlap_of(0.4)], "share_overlap").cells
    assert [c.mark for c in known] == ["weakest", "", "best"]
    # an unknown interval, and a figure of the tests without one
    unsure = line([figures(share_overlap=0.1), overlap_of(0.4)], "share_overlap").cells
    assert [c.mark for c in unsure] == ["", ""]
    gap = line([figures(share_training_gap=0.2), figures(share_training_gap=0.1)], "share_training_gap").cells
    assert [c.mark for c in gap] == ["", ""]


def test_pay_by_the_hour_and_signs():
    cells = line([figures(), figures(threshold=52_000.0)], "threshold", Scene(hourly=True)).cells
    assert [c.text for c in cells] == ["$20.00", "$25.00"]
    assert cells[1].difference == "+$5.00"
    yearly = line([figures(), figures(threshold=40_000.0)], "threshold").cells
    assert yearly[1].difference == "−$1,600"


def test_a_difference_too_small_to_write_is_not_called_the_same():
    cells = line(
        [figures(average_growth=0.1184), figures(average_growth=0.1186), figures(average_growth=0.11841)],
        "average_growth",
    ).cells
    assert [c.text for c in cells] == ["+11.8%", "+11.9%", "+11.8%"]
    assert [c.difference for c in cells] == ["", "hardly differs", "same"]


def test_distances_in_the_notes_follow_the_unit():
    assert "40 km" in line([figures()], "access_per_1000", Scene(units="km")).note
    assert "40 km" not in line([figures()], "access_per_1000").note


def test_an_empty_list_is_none_but_unknown_where_pay_is_unknown():
    cells = line([figures(), figures(threshold=math.nan)], "top_gap").cells
    assert [c.text for c in cells] == ["none", "unknown"]


@pytest.mark.parametrize(
    ("value", "first", "unit", "said"),
    [
        (100, 100.2, "jobs", "same"),
        (30, 100, "jobs", "0.30 times"),
        (5, 0, "jobs", "+5"),
        (0, 0, "jobs", "same"),
        (0.1, 0.1, "growth", "same"),
        (3, 5, "count", "−2"),
        (1.26, 1.0, "ratio", "+0.26"),
        (1.01, 1.0, "rate", "same"),
    ],
)
def test_differences_in_words(value, first, unit, said):
    assert table._difference(value, first, unit) == said


def test_the_table_is_escaped_and_has_heads():
    places = places_of("<img src=x>", "B & C")
    html = table.html(table.lines([figures(top_overlap="<script>"), figures()], Scene()), places)
    assert "<img" not in html
    assert "<script>" not in html
    assert "&lt;img src=x&gt;" in html
    assert "B &amp; C" in html
    assert html.count('scope="col"') == 3
    assert 'scope="row"' in html
    assert 'scope="rowgroup" colspan="3"' in html
    assert html.count("<tbody>") == html.count("</tbody>") == len(table._ROWS)
    assert 'aria-describedby="go-compare-note"' in html
    assert 'id="go-compare-note"' in html
    assert 'tabindex="0"' in html


def test_the_file_holds_full_figures_marks_and_differences():
    rows = table.lines([figures(share_overlap=1 / 3), figures(share_overlap=math.nan)], Scene())
    frame = table.file_frame(rows, places_of("A", "A"))
    assert list(frame.columns[:3]) == ["unit", "A (1)", "A (1): mark"]
    assert frame.loc["Share of jobs where all three meet", "A (1)"] == "0.3333333333"
    assert frame.loc["Share of jobs where all three meet", "A (2)"] == "unknown"
    assert "A (2): difference to A (1)" in frame.columns
