"""All English texts of the app lie in ui/words: none elsewhere, none unused, American spelling; and the short line of sources."""

from __future__ import annotations

import ast
import re

import pandas as pd
import pytest

from geo_opportunity import figures, wording
from geo_opportunity.manifest import read_manifest
from geo_opportunity.ui import controls, display, search
from tests.support import ROOT

PACKAGE = ROOT / "geo_opportunity"
UI = PACKAGE / "ui"
HOME = "geo_opportunity.ui.words"
WORDS = sorted((UI / "words").glob("*.py"))
#: The words of these stand in the lines that say them.
OWN_WORDS = {
    UI / f"{name}.py"
    for name in (
        "about",
        "controls",
        "display",
        "explore",
        "panels",
        "search",
        "session",
        "upload",
        "answers",
    )
}
LOOKED_AT = sorted({*UI.glob("*.py"), *(UI / "views").glob("*.py")} - OWN_WORDS)

#: Two English words side by side. Names in code, addresses and file names hold no space.
TWO_WORDS = re.compile(r"[A-Za-z][a-z'’]*,? [A-Za-z][a-z'’]*")
#: HTML with its attributes, styles and scripts, and addresses; what stands between tags is a text.
MARKUP = re.compile(r"<(style|script)>.*?</\1>|<[^<>]*>|<[^<>]*$|^[^<>]*>|https?://[^\s<>]+", re.DOTALL)


def literals(path, *, messages=False):
    """(line, text) of each string of a file that may reach the screen: f-strings in one piece, their fields as {}.

    Errors' texts only where `messages` are asked for.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings
            quiet.add(id(node.value))
        elif not messages and (
            isinstance(node, ast.Raise)
            or (
                isinstance(node, ast.Assign)
                and any(isinstance(t, ast.Name) and t.id == "msg" for t in node.targets)
            )
        ):  # messages for developers; others are ours and name the mend
            quiet |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.JoinedStr):
            quiet |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)


def texts_in(path):
    """What of a file's strings reads as English."""
    name = path.relative_to(UI).as_posix()
    return [
        f"{name}:{line}: {text!r}"
        for line, text in literals(path)
        if TWO_WORDS.search(MARKUP.sub(" | ", text))
    ]


def test_no_text_lies_outside_words():
    found = [t for path in LOOKED_AT for t in texts_in(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('st.caption("Pick an area.")', 1),
        ('st.metric("Completions", f"{n:,} a year")', 1),
        ('st.caption(f"{n:,} areas are shown of {m}")', 1),
        ('st.html("<p class=\\"go-note wide\\">Pick one</p>")', 1),
        ('st.html(f"<p class=\\"go-note wide\\">{x}</p>")', 0),
        ('"""Docs say things."""', 0),
        ('raise ValueError("no such thing")', 0),
        ('msg = f"no such {kind} of thing"', 0),
        ('st.html("<style>.a b {color: red; margin: auto}</style>")', 0),
        ('frame["area_code"], "geo-opportunity.csv", "https://a.b/c d"[:3]', 0),
    ],
)
def test_texts_are_told_from_code(tmp_path, monkeypatch, code, count):
    monkeypatch.setattr("tests.test_words.UI", tmp_path)
    path = tmp_path / "page.py"
    path.write_text(code, encoding="utf-8")
    assert len(texts_in(path)) == count


def names_of(path):
    """Names a module of words defines."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        yield from (t.id for t in targets if isinstance(t, ast.Name) and t.id != "__all__")
        if isinstance(node, ast.FunctionDef):
            yield node.name


def uses_of(path):
    """(module, name) of each text a file uses: ``alias.NAME`` of a module of words it imports, a name it imports from one, its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    aliases = {a.asname or a.name: a.name for n in imports if n.module == HOME for a in n.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield aliases[node.value.id], node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and path in WORDS:
            yield path.stem, node.id
    for node in imports:
        if (node.module or "").startswith(f"{HOME}."):
            yield from ((node.module.rpartition(".")[2], a.name) for a in node.names)


@pytest.fixture(scope="module")
def used():
    return {use for path in PACKAGE.rglob("*.py") for use in uses_of(path)}


@pytest.mark.parametrize("path", WORDS, ids=lambda p: p.stem)
def test_every_text_is_used(path, used):
    """As an attribute of its module somewhere (``words.NAME``), or within its own module."""
    assert sorted(name for name in set(names_of(path)) if (path.stem, name) not in used) == []


def test_a_text_of_the_same_name_elsewhere_is_no_use(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(
        f"from {HOME} import area as words, common\nfrom {HOME}.sources import SHORT\nprint(words.TITLE, common.OPENING, other.HEADS, LOCAL)\n"
    )
    assert set(uses_of(path)) == {("area", "TITLE"), ("common", "OPENING"), ("sources", "SHORT")}


BRITISH = re.compile(
    r"\b\w*(colour|centre|neighbour|labour|licence|favour|behaviour|catalogue|counsellor|travelling|programmes?\b|kilometres?\b|metres?\b"
    r"|learnt|organis|recognis|analys(?:e|ed|ing)\b)\w*|\d %",
    re.IGNORECASE,
)


#: Modules beside the words whose texts and errors the app shows: reasons, definitions, notes, previews.
SHOWN = [
    *(PACKAGE / name for name in ("figures.py", "heads.py", "units.py", "vocabulary.py", "wording.py")),
    *sorted((PACKAGE / "maps").glob("*.py")),
    *sorted(
        p for folder in ("measures", "questions", "own", "geography") for p in (PACKAGE / folder).glob("*.py")
    ),
]
#: Values of a column (``location_basis``), shown in other words, and names of columns.
VALUES = {"ZIP centre", "city centre", figures._CODES}


@pytest.mark.parametrize("path", [*WORDS, *SHOWN], ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_texts_are_spelled_as_americans_do(path):
    texts = {text for _, text in literals(path, messages=True)} - VALUES
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
    assert display._short_sources(of(OWN)) == ["A list & more"]


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
