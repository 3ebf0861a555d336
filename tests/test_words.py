"""Texts of the app: American spelling; and the short line of sources."""

from __future__ import annotations

import ast
import re

import pandas as pd
import pytest

from geo_opportunity import figures, wording
from geo_opportunity.exports import origins
from geo_opportunity.manifest import read_manifest
from geo_opportunity.ui import controls, display, search
from tests.support import ROOT

PACKAGE = ROOT / "geo_opportunity"


def test_ranges_of_ranks_and_shares_in_words():
    said = [wording.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 1_002)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th", "1,002nd"]
    assert wording.rank_range(3.0, 41.0) == "3rd to 41st"
    assert wording.rank_range(521.0, 521.0) == "521st"
    assert wording.rank_range(float("nan"), 41.0) == "—"
    assert wording.percent_range(0.117, 0.244) == "12 to 24%"
    assert wording.percent_range(0.334, 0.331) == "33%"
    assert wording.percent_range(0.3, float("nan")) == "—"


def literals(path):
    """Each string of a file that may reach the screen: f-strings in one piece, their fields as {}; no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings
            quiet.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            quiet |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)


def test_an_f_string_is_one_text_and_a_docstring_none(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(
        '"""Of pages."""\nst.caption(f"{n} areas of {m}")\nst.write("Pick one")\n', encoding="utf-8"
    )
    assert list(literals(path)) == ["{} areas of {}", "Pick one"]


BRITISH = re.compile(
    r"\b\w*(colour|centre|neighbour|labour|licence|favour|behaviour|catalogue|counsellor|travelling|programmes?\b|kilometres?\b|metres?\b"
    r"|learnt|organis|recognis|analys(?:e|ed|ing)\b)\w*|\d %",
    re.IGNORECASE,
)


#: Modules whose texts and errors the app shows.
SHOWN = [
    *(PACKAGE / name for name in ("figures.py", "heads.py", "units.py", "vocabulary.py", "wording.py")),
    *sorted(
        path
        for folder in ("geography", "maps", "measures", "questions", "ui", "user_data")
        for path in (PACKAGE / folder).rglob("*.py")
    ),
]
#: Values of a column (``location_basis``), shown in other words, and names of columns.
VALUES = {"ZIP centre", "city centre", "county centre", figures._CODES}


@pytest.mark.parametrize("path", SHOWN, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_texts_are_spelled_as_americans_do(path):
    texts = {*literals(path)} - VALUES
    assert sorted(text for text in texts if (" " in text or text.istitle()) and BRITISH.search(text)) == []


# ---------------------------------------------------------- sentences and dates


@pytest.mark.parametrize(
    ("vintage", "shown"),
    [
        ("2008-2024, released 2026-02-19", "2008–2024, released February 19, 2026"),
        ("2024, of 2026-04-08", "2024, of April 8, 2026"),
        ("2022-09", "September 2022"),
        ("2026-03, keyed to the 2024-34 projections", "March 2026, keyed to the 2024–34 projections"),
        ("2022-32", "2022–32"),
        ("2008-12", "2008–12"),
        ("May 2025", "May 2025"),
        ("18.1 (2014), O*NET-SOC 2010", "18.1 (2014), O*NET-SOC 2010"),
        ("2025-13-40", "2025-13-40"),
    ],
)
def test_dates_are_american(vintage, shown):
    assert wording.us_dates(vintage) == shown


def test_every_source_of_the_data_has_a_short_name():
    manifest = read_manifest(ROOT / "data")
    assert [i for i, record in manifest.sources.items() if not 0 < len(record.short) <= 30] == []
    assert {i for record in manifest.tables.values() for i in record.main} <= set(manifest.sources)
    assert manifest.tables["projections"].main == ("projections_central", "ca_edd_state", "ep_occupations")


def of(*rows):
    return pd.DataFrame(rows, columns=["id", "publisher", "title", "vintage", "url", "licence", "short"])


OEWS = (
    "oews_area",
    "BLS, a long name",
    "Wages of <areas>",
    "May 2025",
    "https://www.bls.gov/oes/",
    "x",
    "BLS OEWS",
)
STATES = ("oews_state", "BLS, a long name", "Wages of states", "May 2025", "ftp://old", "x", "BLS OEWS")
PRICES = (
    "rpp_metro",
    "BEA",
    "Parities",
    "2008-2024, released 2026-02-19",
    "https://bea.gov",
    "x",
    "BEA local prices",
)
OWN = ("mine", "Me", "A list & more", "", "", "", "A list & more")


def test_the_line_of_sources_is_short_and_the_list_is_whole():
    html = display.source_html(
        of(OEWS, STATES, PRICES), of(OEWS, STATES, PRICES, OWN), "v1", "Unit: <percent>."
    )
    line, _, folded = html.partition("<details>")
    assert line == (
        '<div class="go-source">Unit: &lt;percent&gt;. Data version v1. From BLS OEWS May 2025; BEA local prices 2008–2024.'
    )
    assert "All 4 sources" in folded
    assert folded.count("<li>") == 4
    assert ">BLS, a long name: Wages of &lt;areas&gt;, May 2025</a>" in folded
    assert "<li>BLS, a long name: Wages of states, May 2025</li>" in folded  # no link that is not https
    assert "BEA: Parities, 2008–2024, released February 19, 2026" in folded
    assert "<li>Me: A list &amp; more</li>" in folded


def test_the_line_of_sources_without_main_ones_or_a_lead():
    html = display.source_html(of(), of(OEWS), "v1", "")
    assert html.startswith('<div class="go-source">Data version v1.<details>')
    assert origins.short_sources(of(OWN)) == ["A list & more"]


@pytest.fixture(scope="module")
def cells(atlas):
    from geo_opportunity.rules import Rules, Selection

    return atlas.cells("45820", Rules(), Selection())


def test_pay_is_told_by_the_hour_where_asked(cells):
    from geo_opportunity.scene import Scene

    known = cells.loc[cells["wage"].notna() & cells["threshold"].notna()]
    assert len(known)
    other = wording.in_units(known, Scene(hourly=True, units="km"))
    assert wording.in_units(known, Scene()) is known
    assert not other["reason_accessible"].str.contains("mile").any()
    for row, hourly in zip(known.to_dict("records"), other["reason_sustaining"], strict=True):
        yearly = str(row["reason_sustaining"])
        assert f"${row['wage']:,.0f} a year against ${row['threshold']:,.0f} a year" in yearly
        assert f"${row['wage'] / 2080:,.2f} an hour against ${row['threshold'] / 2080:,.2f} an hour" in hourly
        assert " a year" not in hourly


def test_counts_of_one_and_of_many():
    from geo_opportunity.maps import words as legend

    assert legend.areas(1) == "1 area"
    assert legend.areas(1_200) == "1,200 areas"
    assert controls.left_out(1) == "1 occupation is left out because their schedule is unknown."
    assert wording.programs_here(1, "") == "1 program in reach"
    assert (
        search.count_text(3, "registred nurse", "registered nurse")
        == "Nothing is called “registred nurse”. 3 found for “registered nurse”"
    )
