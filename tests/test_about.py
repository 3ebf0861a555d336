"""The Data & methods page: what it reads from manifest, documents, code and tables."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

import geo_opportunity as go
from geo_opportunity.measures import overlap
from geo_opportunity.ui.views import about as view
from geo_opportunity.ui.words import about as words
from tests.tiny import tiny_data


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return go.open_atlas(tiny_data(tmp_path_factory.mktemp("about") / "data"))


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
    text = view.markdown_text("## Head\nIt costs $5 and $6; see [methods](../METHODS.md) and [BLS](https://www.bls.gov/).\n```\n# $x\n```")
    assert text.splitlines() == [
        "#### Head",
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
            "by_size": [{"jobs_from": 0.0, "jobs_to": 100.0, "error": 0.1}, {"jobs_from": 100.0, "jobs_to": None, "error": 0.02}],
        }
    ]
    assert view.back_test_table(tests).loc[0, "Our error"] == 0.04
    sizes = view.size_table(tests)
    assert sizes["Jobs in the region"].tolist() == ["under 100", "100 or more"]
    assert sizes["2020–30"].tolist() == [0.1, 0.02]
    assert view.back_test_table([]).empty
    assert view.size_table([]).empty


def test_onet_is_credited_by_the_versions_used():
    def source(publisher, title, vintage, file="x"):
        return SimpleNamespace(publisher=publisher, title=title, vintage=vintage, file=file)

    manifest = SimpleNamespace(
        sources={
            "a": source("National Center for O*NET Development", "O*NET 30.2: Job Zones", "30.2 (February 2026)"),
            "b": source("National Center for O*NET Development", "O*NET 18.1: green occupations", "18.1 (2014)"),
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
    for place in ("bls.gov", "projectionscentral.org", "onetonline.org", "trainingproviderresults.gov", "apprenticeship.gov"):
        assert place in addresses
    assert all(address.startswith("https://") for _, _, address in words.LINKS)
    assert any("Unknown" in line for line in words.LIMITS)


def test_tables_of_the_manifest(atlas):
    table = view.table_table(atlas.manifest)
    assert set(table["Table"]) == set(atlas.manifest.tables)
    assert isinstance(view.source_table(atlas.manifest), pd.DataFrame)
