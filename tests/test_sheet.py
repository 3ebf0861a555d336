"""Pages on paper: their sheet says what the screen says, is safe, and has a map that names its places."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.maps import print_map
from geo_opportunity.ui import sheet
from tests.drawn import maps_of
from tests.support import html_of

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_table_on_paper_is_cut_with_a_word_and_escaped():
    frame = pd.DataFrame({f"c{n}": np.arange(25.0) for n in range(12)})
    frame.insert(0, "title", "<b>A & B</b>")
    html = sheet.table_html("Areas", frame, {})
    assert "<b>A" not in html
    assert html.count("<tr>") == 1 + sheet.ROWS
    assert "And 5 more rows and 3 more columns" in html


@pytest.mark.parametrize(
    ("value", "shown_as", "written"),
    [
        (0.1234, "percent", "12.3%"),
        (1234.0, "localized", "1,234"),
        (28.846, "dollar", "$28.85"),
        (np.float64("nan"), "localized", "unknown"),
        (None, "percent", "unknown"),
        (97.31, "%.1f", "97.3"),
        ("a<b", "", "a&lt;b"),
        (0.0, "percent", "0.0%"),
    ],
)
def test_cells_are_written_as_on_screen(value, shown_as, written):
    assert sheet._written(value, shown_as) == written


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ((-112.07, 33.45), (2, 2, 558, 352)),  # Phoenix
        ((-149.9, 61.2), (2, 268, 138, 342)),  # Anchorage
        ((-157.86, 21.31), (142, 292, 212, 342)),  # Honolulu
        ((-66.1, 18.4), (470, 322, 540, 344)),  # San Juan
    ],
)
def test_places_lie_in_their_part_of_the_map(place, inside):
    x, y = print_map.spot(*place)
    assert inside[0] <= x <= inside[2]
    assert inside[1] <= y <= inside[3]


def test_a_map_leaves_out_what_it_cannot_show_and_parts_the_names_of_neighbors(atlas):
    assert print_map.spot(144.8, 13.4) is None  # Guam
    states = print_map.print_paths(atlas.state_shapes, "state")
    near = [("A & B", -99.5, 38.5), ("C", -99.4, 38.51), ("Guam", 144.8, 13.4)]
    root = ET.fromstring(print_map.print_map({}, states, fills={}, spots=near, alt="x"))  # noqa: S314
    names = {t.text: float(t.attrib["y"]) for t in root.iter(f"{_SVG}text")}
    assert set(names) == {"A & B", "C"}
    assert abs(names["A & B"] - names["C"]) >= 12


@pytest.mark.parametrize(
    ("query", "legend"),
    [
        (
            {"page": "occupation", "soc": "53-3032", "show": "kind", "only": "overlap"},
            "left out by your choice",
        ),
        ({"area": "45820", "focus": "31-1131"}, "Place that trains"),
    ],
)
def test_the_legend_on_paper_is_that_of_the_map_as_it_looks(app, query, legend):
    at = app(**query)
    assert not at.exception
    (paper,) = re.findall(r'<div class="go-sheet go-sheet-page">.*', html_of(at), re.DOTALL)
    shown = next(spec for key, spec in maps_of(at).items() if key in ("map", "o_map"))["legend"]
    assert legend in shown
    assert shown in paper


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ({}, ["Share of jobs where all three meet", "Areas, ranked"]),
        ({"page": "occupation", "soc": "29-1141", "area": "30700"}, ["Registered Nurses"]),
        ({"page": "occupation"}, ["All occupations of your choice"]),
        ({"page": "training", "look": "deserts"}, ["Education deserts", "most adults affected first"]),
        ({"page": "training", "area": "30700"}, ["Providers and programs"]),
        ({"page": "compare", "places": "30700,45820"}, ["Compare ", "Side by side"]),
        ({"page": "compare"}, ["Compare places"]),
    ],
)
def test_each_page_has_a_sheet_with_settings_sources_and_citation(app, query, parts):
    at = app(**query)
    assert not at.exception
    html = html_of(at)
    papers = re.findall(r'<div class="go-sheet go-sheet-page">.*', html, re.DOTALL)
    assert len(papers) == 1
    for text in [*parts, "All three meet:", "Cite as: Geo Opportunity", "retrieved"]:
        assert text in papers[0], text
    if parts[0] != "Compare places":
        assert "Sources: " in papers[0]
