"""The Data & methods page: what it reads from manifest, documents and tables."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from geo_opportunity.geography import distance
from geo_opportunity.maps import words
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.measures import certainty, ladders, prices, reliability, supply, taxes
from geo_opportunity.questions import holdings
from geo_opportunity.scene import PAGES
from geo_opportunity.ui import about
from tests.support import ROOT


def test_every_document_of_the_methods_is_shown():
    found = about.chapters()
    files = list((ROOT / "docs" / "methods").glob("*.md"))
    assert {file.stem for file in files} == set(about.TOPICS)
    titles = {file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for file in files}
    sections = {about._SECTIONS[anchor] for anchor in ("words", "next")}
    assert set(found) == titles | sections | {"Shapes", "The build"}
    assert list(found)[:2] == ["Growth and openings", "Family budget and other pay standards"]
    for text in found.values():
        assert text
        assert ".md)" not in text


def test_the_list_of_methods_links_to_every_topic():
    listed = re.findall(
        r"\(methods/([\w-]+)\.md\)", (ROOT / "docs" / "METHODS.md").read_text(encoding="utf-8")
    )
    assert listed == list(about.TOPICS)


@pytest.mark.parametrize(
    ("topic", "figures"),
    [
        ("budget", [*(amount for bracket in taxes._BRACKETS.values() for amount in bracket)]),
        ("budget", [*taxes._STANDARD_DEDUCTION.values(), *taxes._EITC_MAXIMUM.values()]),
        ("budget", [cost.annual for cost in prices.HEALTHCARE_BY_SIZE.values()]),
        ("budget", [cost.annual for cost in prices.TRANSPORT_BY_SIZE.values()]),
        ("reach", [distance.CIRCUITY]),
        ("supply", [supply.OVER_RATIO, supply.UNDER_RATIO, supply.FLOOR]),
        ("certainty", [reliability.Z90, reliability.UNRELIABLE_PRSE]),
        ("certainty", [round(factor, 2) for factor in reliability.PERCENTILE_FACTORS.values()]),
        ("certainty", [certainty.LOCAL_PART, *certainty.SIZE_BOUNDS]),
        ("ladders", [abs(ladders.WEIGHTS[name]) for name in ladders.WEIGHTS]),
    ],
)
def test_figures_of_the_formulas_are_those_of_the_code(topic, figures):
    text = (ROOT / "docs" / "methods" / f"{topic}.md").read_text(encoding="utf-8")
    missing = [
        f
        for f in figures
        if not re.search(rf"(?<![\d.,]){re.escape(f'{f:,}'.removesuffix('.0'))}(?![\d])", text)
    ]
    assert missing == []


def test_documents_are_made_fit_for_the_page():
    text = about.markdown_text(
        "## Head\nIt costs $5 and $6; see [methods](../METHODS.md) and "
        "[BLS](https://www.bls.gov/).\n```\n# $x\n```"
    )
    assert text.splitlines() == [
        "### Head",
        r"It costs \$5 and \$6; see methods and [BLS](https://www.bls.gov/).",
        "```",
        "# $x",
        "```",
    ]


def test_coverage_counts_are_possible(atlas):
    table = atlas.coverage()
    assert set(table.index) == set(about._COVERED)
    assert table.loc["areas", "count"] == len(atlas.areas)
    assert table.loc["shapes", "count"] == 5
    known = table.dropna()
    assert (known["count"] <= known["of"]).all()
    assert known["share"].between(0, 1).all()


def test_errors_of_back_tests_are_listed_by_size():
    tests = [
        {
            "years": "2020–30",
            "state": "CA",
            "by_size": [
                {"jobs_from": 0.0, "jobs_to": 100.0, "error": 0.1},
                {"jobs_from": 100.0, "jobs_to": None, "error": 0.02},
            ],
        }
    ]
    sizes = about.size_table(tests)
    assert sizes["Jobs in the region"].tolist() == ["under 100", "100 or more"]
    assert sizes["Error, CA 2020–30, points"].tolist() == [0.1, 0.02]


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
    line = about.onet_credit(manifest)
    assert "O*NET 18.1 and 30.2 Database" in line
    assert "CC BY 4.0" in line
    assert "trademark of USDOL/ETA" in line
    assert about.onet_credit(SimpleNamespace(sources={"c": manifest.sources["c"]})) is None


def test_links_for_the_next_step_are_all_there():
    text = about.chapters()["Where to look next"]
    addresses = re.findall(r"\]\(([^)]+)\)", text)
    for place in (
        "bls.gov",
        "projectionscentral.org",
        "onetonline.org",
        "trainingproviderresults.gov",
        "apprenticeship.gov",
    ):
        assert place in " ".join(addresses)
    assert all(address.startswith("https://") for address in addresses)


def test_legends_link_to_what_is_not_known():
    page, _, section = words.UNKNOWN_PAGE.partition("#")
    assert page in PAGES
    assert about.chapters()[about._SECTIONS[section]].startswith("What is missing behind the figures")
    legend = Legend("Pay", (Entry("Pays enough", "#000"), Entry("Unknown", "#fff", hatched=True)))
    assert legend.html().count(f'href="{words.UNKNOWN_PAGE}"') == 1


def test_tables_of_the_manifest(atlas):
    table = atlas.table_list()
    assert set(table["name"]) == set(atlas.manifest.tables)
    assert (table["rows"] == [t.rows for t in atlas.manifest.tables.values()]).all()
    assert table["about"].str.len().min() > 0


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
    html = about.sources_html(about.source_table(manifest))
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
    formats = {"Count": "count", "Share": "share", "Size": "bytes"}
    html = about.table_html("Caption <1>", table, {name: name for name in table}, formats)
    assert "<caption>Caption &lt;1&gt;</caption>" in html
    assert '<th scope="row">&lt;i&gt;a&lt;/i&gt;</th><td class="go-n" data-head="Count">1,234</td>' in html
    assert 'data-head="Count"></td><td class="go-n" data-head="Share">100.0%</td>' in html
    assert "2 KB" in html
    assert "1.2 MB" in html


def test_counts_past_their_limit_are_reported():
    columns = ["share", "limit"]
    rows = [(0.1, 0.05), (0.1, 0.1), (0.1, None)]
    assert (
        about.joins_sentence(pd.DataFrame(rows, columns=columns))
        == "3 counts; 2 have a limit, and 1 is past it."
    )
    assert (
        about.joins_sentence(pd.DataFrame(rows[1:], columns=columns))
        == "2 counts; 1 has a limit, and none is past it."
    )


def test_a_join_report_is_read_leniently():
    assert holdings.checks_of(None).empty
    assert holdings.checks_of("<html>").empty
    checks = {
        "a": {"label": "Areas", "count": 1, "total": 4, "limit": 0.5, "worst": ["Guam"], "parts": {"x": 1}},
        "b": {"count": 0},
        "c": {"total": 4},
    }
    table = holdings.checks_of(json.dumps({"checks": checks}))
    assert table["label"].tolist() == ["Areas", "b"]
    assert table.loc[0, ["share", "limit", "parts", "worst"]].tolist() == [0.25, 0.5, "x 1", "Guam"]
    assert pd.isna(table.loc[1, "share"])
    listed = [{"name": name, **check} for name, check in checks.items()]
    assert holdings.checks_of(json.dumps(listed)).equals(table)


def test_ranks_are_drawn_in_the_order_of_the_expected_share(atlas):
    frame = atlas.overlap(geometry=False)
    assert about.rank_rows(frame).empty  # no standard errors, no interval
    some = frame.head(3).assign(
        share_overlap_expected=[0.1, 0.3, 0.2], rank_low=[3.0, 1.0, 1.0], rank_high=[3.0, 2.0, 3.0]
    )
    rows = about.rank_rows(some)
    assert rows["title"].tolist() == some["title"].iloc[[1, 2, 0]].tolist()
    assert rows["order"].tolist() == [1, 2, 3]
    assert rows["likely"].tolist() == ["1st to 2nd", "1st to 3rd", "3rd"]
    chart = about._rank_chart(rows, "Three areas").to_dict()
    assert chart["description"] == "Three areas"
    assert chart["encoding"]["y2"] == {"field": "rank_high"}
