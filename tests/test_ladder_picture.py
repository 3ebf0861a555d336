"""Ladders drawn: the line of the need lies between the rungs it divides, and every word is safe and readable."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo_opportunity.maps.ladder_picture import ladder_alt, ladder_svg, way_up

_ROW = {
    "title": "Aides",
    "role": "rung",
    "wage": 40_000.0,
    "threshold": 50_000.0,
    "raise": 0.25,
    "awards": "Certificate of 1 to 2 years, Associate's degree",
    "programs": 3,
    "program_need": "required",
    "training": "None",
    "work_experience": "None",
}


def _rungs(*wages, threshold=50_000.0, **changed):
    rows = [
        _ROW
        | {"wage": wage, "title": f"Job {n}", "threshold": threshold}
        | {"role": "rung" if n else "start", "raise": wage / wages[n - 1] - 1 if n else float("nan")}
        | changed
        for n, wage in enumerate(wages)
    ]
    return pd.DataFrame(rows)


def _heights(svg):
    """Return the heights of the rungs, the first at the foot, and of the line of the need."""
    root = ET.fromstring(svg)  # noqa: S314  (our own picture)
    name = "{http://www.w3.org/2000/svg}"
    rungs = [float(r.attrib["y"]) for r in root.iter(f"{name}rect")][::-1]
    lines = [p.attrib["d"] for p in root.iter(f"{name}path") if "stroke-dasharray" in p.attrib]
    return rungs, [float(re.match(r"M0 ([\d.]+)H", d)[1]) for d in lines]


@pytest.mark.parametrize(
    ("wages", "below"),
    [
        ((40_000.0, 60_000.0), 1),
        ((30_000.0, 40_000.0, 50_000.0, 70_000.0), 2),  # a wage at the need reaches it
        ((30_000.0, 40_000.0), 2),  # none arrives
        ((60_000.0, 80_000.0), 0),  # paid enough already
    ],
)
def test_the_need_divides_the_rungs(wages, below):
    rungs, (line,) = _heights(ladder_svg(_rungs(*wages)))
    assert len(rungs) == len(wages)
    assert rungs == sorted(rungs, reverse=True)  # the better paid lies higher
    assert sum(y > line for y in rungs) == below


def test_no_line_and_no_verdict_where_the_need_is_unknown():
    svg = ladder_svg(_rungs(30_000.0, 40_000.0, threshold=float("nan")))
    assert _heights(svg)[1] == []
    assert "enough" not in svg
    assert "below" not in svg
    assert "not known" in ladder_alt(_rungs(30_000.0, threshold=float("nan")))


def test_a_larger_raise_is_a_longer_way():
    def way(top):
        start, end = _heights(ladder_svg(_rungs(30_000.0, top)))[0]
        return start - end

    assert way(33_000.0) < way(90_000.0) < way(240_000.0)


def test_texts_are_escaped_and_fit():
    rungs = _rungs(30_000.0, 60_000.0, title='<b>Nurses & "Aides"</b> of a very long name ' * 3)
    svg = ladder_svg(rungs)
    root = ET.fromstring(svg)  # noqa: S314  (well-formed: nothing of a title is markup)
    texts = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert max(map(len, texts)) <= 47
    assert "<b>" not in svg
    assert root.attrib["aria-label"] == ladder_alt(rungs)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "+25% pay|3 programs in reach|from Certificate of 1 to 2 years: 12 to 24 months"),
        ({"programs": 0, "awards": ""}, "+25% pay|no listed program in reach"),
        (
            {"program_need": "not needed", "training": "Moderate-term on-the-job training"},
            "+25% pay|no program needed|1 to 12 months on the job",
        ),
        (
            {"programs": 1, "awards": "Associate's degree", "work_experience": "5 years or more"},
            "+25% pay|1 program in reach|Associate's degree: about 24 months|5 years of experience or more",
        ),
    ],
)
def test_the_way_up_names_program_award_and_months(changed, words):
    assert way_up(_ROW | changed) == words.split("|")


def test_pay_by_the_hour():
    assert "$24.04 an hour" in ladder_svg(_rungs(30_000.0, 60_000.0), hourly=True)


def test_a_real_ladder_is_drawn(atlas):
    found = atlas.ladders("30700", "31-1131")
    for _, rungs in found.groupby("chain"):
        assert len(_heights(ladder_svg(rungs))[0]) == len(rungs)
