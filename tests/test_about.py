"""The Data & methods page: what it reads from manifest, documents, code and tables."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from geo_opportunity.heads import TABLES
from geo_opportunity.measures import overlap
from geo_opportunity.ui.views import about as view
from geo_opportunity.ui.views import docstrings
from geo_opportunity.ui.words import about as words


def test_formulas_come_from_the_code_that_runs():
    found = view.formulas()
    assert {"growth", "wages", "budget", "access", "overlap", "supply", "reliability"} <= set(found)
    about, offered = found["overlap"]
    assert about.startswith("What the three tests say together")
    names = {f.name: f for f in offered}
    assert set(overlap.__all__) == set(names)
    assert names["tests_met"].signature.startswith("(growing")
    assert ":func:" not in "".join(f.text for _, fs in found.values() for f in fs)


def test_documents_are_cut_into_chapters():
    titles = [c.title for c in view.chapters()]
    assert titles[:3] == ["Growing", "Family-sustaining", "Accessible program"]
    assert {"Access to training", "Supply and demand", "Ladders", "Certainty", "Regions"} <= set(titles)
    for chapter in view.chapters():
        assert chapter.text
        assert "](BACKTEST.md)" not in chapter.text


def test_without_documents_there_are_no_chapters(tmp_path):
    assert view.chapters(tmp_path) == []


def test_documents_are_made_fit_for_the_page():
    text = view.markdown_text(
        "## Head\nIt costs $5 and $6; see [methods](../METHODS.md) and [BLS](https://www.bls.gov/).\n```\n# $x\n```"
    )
    assert text.splitlines() == [
        "### Head",
        r"It costs \$5 and \$6; see methods and [BLS](https://www.bls.gov/).",
        "```",
        "# $x",
        "```",
    ]


def test_coverage_counts_are_possible(atlas):
    table = view.coverage_table(atlas).set_index("What")
    assert table.loc["Areas", "Count"] == len(atlas.areas)
    assert table.loc["… drawn on the map", "Count"] == 5
    known = table.dropna()
    assert (known["Count"] <= known["Of"]).all()
    assert known["Share"].between(0, 1).all()


def test_back_tests_are_listed():
    tests = [
        {
            "years": "2020–30",
            "regions": 2,
            "occupations": 3,
            "cells": 6,
            "error": 0.04,
            "error_one_rate": 0.1,
            "bias": 0.0,
            "error_p90": 0.09,
            "correlation": 0.8,
            "by_size": [
                {"jobs_from": 0.0, "jobs_to": 100.0, "error": 0.1},
                {"jobs_from": 100.0, "jobs_to": None, "error": 0.02},
            ],
        }
    ]
    assert view.back_test_table(tests).loc[0, TABLES["backtest"]["error"]] == 0.04
    sizes = view.size_table(tests)
    assert sizes["Jobs in the region"].tolist() == ["under 100", "100 or more"]
    assert sizes[words.error_of("2020–30")].tolist() == [0.1, 0.02]
    assert view.back_test_table([]).empty
    assert view.size_table([]).empty


def test_onet_is_credited_by_the_versions_used():
    def source(publisher, title, vintage, file="x"):
        return SimpleNamespace(publisher=publisher, title=title, vintage=vintage, file=file)

    manifest = SimpleNamespace(
        sources={
            "a": source(
                "National Center for O*NET Development", "O*NET 30.2: Job Zones", "30.2 (February 2026)"
            ),
            "b": source(
                "National Center for O*NET Development", "O*NET 18.1: green occupations", "18.1 (2014)"
            ),
            "c": source("BLS", "OEWS", "May 2025"),
        }
    )
    line = view.onet_line(manifest)
    assert "O*NET 18.1 and 30.2 Database" in line
    assert "CC BY 4.0" in line
    assert "trademark of USDOL/ETA" in line
    assert view.onet_line(SimpleNamespace(sources={"c": manifest.sources["c"]})) is None


def test_links_for_the_next_step_are_all_there():
    addresses = " ".join(address for _, _, address in words.LINKS)
    for place in (
        "bls.gov",
        "projectionscentral.org",
        "onetonline.org",
        "trainingproviderresults.gov",
        "apprenticeship.gov",
    ):
        assert place in addresses
    assert all(address.startswith("https://") for _, _, address in words.LINKS)
    assert any("Unknown" in line for line in words.LIMITS)


def test_tables_of_the_manifest(atlas):
    table = view.table_table(atlas.manifest)
    assert set(table["Table"]) == set(atlas.manifest.tables)
    assert (table["Rows"] == [t.rows for t in atlas.manifest.tables.values()]).all()
    assert table["Holds"].str.len().min() > 0


def source(
    publisher="BLS",
    title="OEWS",
    vintage="May 2025",
    licence="CC BY 4.0",
    *,
    page="https://x.org/",
    file="x",
    note="",
    rows=12_345,
):
    return SimpleNamespace(
        publisher=publisher,
        title=title,
        vintage=vintage,
        licence=licence,
        landing_page=page,
        file=file,
        note=note,
        rows=rows,
    )


def test_every_word_of_every_source_is_shown():
    long = "A title of many words " * 12
    manifest = SimpleNamespace(
        sources={
            "a": source(
                "Zoo",
                f"{long}<b>",
                "2008-2024, released 2026-02-19",
                "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
            ),
            "b": source("BLS", "Absent", file=None, rows=0, note="not found", licence="no licence stated"),
            "c": source("BLS", "Bad address", page="javascript:alert(1)"),
        }
    )
    html = view.sources_html(view.source_table(manifest))
    assert f"{long}&lt;b&gt;" in html
    assert "2008–2024, released February 19, 2026" in html
    assert (
        '<a href="https://creativecommons.org/licenses/by/4.0/" target="_blank" rel="noopener noreferrer">CC BY 4.0</a>'
        in html
    )
    assert html.index(">BLS<") < html.index(">Zoo<")
    assert html.count("go-group") == 2
    assert "Absent when the data were built. not found" in html
    assert "no license stated" in html
    assert html.count("12,345") == 2  # what was not there has no rows read
    assert "javascript" not in html


def test_tables_show_figures_as_written_and_text_as_text():
    table = pd.DataFrame(
        {
            "What": ["<i>a</i>", "b"],
            "Count": [1_234.0, None],
            "Share": [0.123, 1.0],
            "Size": [2_500, 1_200_000.0],
        }
    )
    html = view.table_html("Caption <1>", table, {"Count": "count", "Share": "share", "Size": "bytes"})
    assert "<caption>Caption &lt;1&gt;</caption>" in html
    assert '<th scope="row">&lt;i&gt;a&lt;/i&gt;</th><td class="go-n" data-head="Count">1,234</td>' in html
    assert 'data-head="Count"></td><td class="go-n" data-head="Share">100.0%</td>' in html
    assert "2 KB" in html
    assert "1.2 MB" in html


def test_counts_past_their_limit_are_told():
    heads = list(TABLES["joins"].values())
    rows = [("a", 1, 10, 0.1, 0.05, "", ""), ("b", 1, 10, 0.1, 0.1, "", ""), ("c", 1, 10, 0.1, None, "", "")]
    assert (
        view.joins_sentence(pd.DataFrame(rows, columns=heads))
        == "3 counts; 2 have a limit, and 1 is past it."
    )
    assert (
        view.joins_sentence(pd.DataFrame(rows[1:], columns=heads))
        == "2 counts; 1 has a limit, and none is past it."
    )


# ------------------------------------------------------------------ docstrings


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "g = sum_s w_s x g_s,o, E_a,o x (1 + g)",
            "g = Σ<sub>s</sub> w<sub>s</sub> × g<sub>s,o</sub>, E<sub>a,o</sub> × (1 + g)",
        ),
        (
            "E_US,o / E_US; (openings / base)_o",
            "E<sub>US,o</sub> / E<sub>US</sub>; (openings / base)<sub>o</sub>",
        ),
        ("exp(-cost^2 / (2 sigma^2))", "exp(-cost² / (2 σ²))"),
        ("1 +- 1.645 x PRSE / 100; reach >= share", "1 ± 1.645 × PRSE / 100; reach ≥ share"),
        ("gap = openings - completers, well-known", "gap = openings − completers, well-known"),
        ("`a <b> x 2` of the *mean* wage", "<code>a &lt;b&gt; x 2</code> of the <em>mean</em> wage"),
        ("state_rates and jobs_X stay; 10 % of it", "state_rates and jobs_X stay; 10% of it"),
        ("see https://www.irs.gov/pub/p_i/rp-24-40.pdf", "see https://www.irs.gov/pub/p_i/rp-24-40.pdf"),
    ],
)
def test_formulas_are_set_with_signs_and_subscripts(text, html):
    assert docstrings.inline(text) == html


def test_sections_lists_and_tables_of_a_docstring_are_set_as_such():
    html = docstrings.html_of(
        """Judge it,
over two lines.

- one,
  goes on;
- two.

======  =========
rule    passes when
======  =========
any     above zero
======  =========

Parameters
----------
rate
    A x O,
    fraction.

rules, more
    The settings.

Returns
-------
A number.

Raises
------
ValueError
    Never told."""
    )
    assert html == (
        "<p>Judge it, over two lines.</p><ul><li>one, goes on;</li><li>two.</li></ul>"
        '<table class="go-list"><thead><tr><th scope="col">rule</th><th scope="col">passes when</th></tr></thead>'
        '<tbody><tr><th scope="row">any</th><td>above zero</td></tr></tbody></table>'
        '<p class="go-doc-head">Parameters</p><dl><dt><code>rate</code></dt><dd>A × O, fraction.</dd>'
        "<dt><code>rules, more</code></dt><dd>The settings.</dd></dl>"
        '<p class="go-doc-head">Returns</p><p>A number.</p>'
    )


def test_no_mark_of_markup_is_left_on_the_page():
    for about, offered in view.formulas().values():
        html = docstrings.html_of(about) + "".join(view.formula_html(f) for f in offered)
        text = re.sub(r"<code>.*?</code>|<[^>]+>", " ", html)
        assert not re.search(r"`|:\w+:|-{3,}|={3,}", text), text
        for word in re.findall(r"\w{4,}", re.sub(r"\nRaises\n-+\n.*", "", about, flags=re.DOTALL)):
            assert word in html or "_" in word, word
