"""The longer questions on the command line, on the hand-made country."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_opportunity.cli import app


@pytest.fixture
def ask(data_dir):
    def run(*words):
        return CliRunner().invoke(app, ["ask", *words, "--data", str(data_dir)])

    return run


def table(result):
    assert result.exit_code == 0, result.output
    return pd.read_csv(io.StringIO(result.stdout), dtype={"soc": str, "area_code": str})


def test_cells_of_an_area_under_given_settings(ask):
    cells = table(
        ask(
            "cells",
            "30700",
            "--set",
            "pay=own",
            "--set",
            "own_wage=50000",
            "--set",
            "growth=any",
            "--set",
            "sector=trades",
        )
    )
    assert set(cells["soc"]) == {"47-2111", "51-4041"}
    assert cells.set_index("soc").loc["47-2111", "kind"] == "overlap"


def test_a_region_of_whole_counties_is_the_area_they_make_up(ask):
    region = table(ask("region", "--county", "31001", "--county", "31003", "--set", "growth=any"))
    cells = table(ask("cells", "30700", "--set", "growth=any"))
    assert region["jobs_selected"].iloc[0] == pytest.approx(cells["employment"].sum())
    parts = table(ask("region", "--county", "Adams County, NE", "--parts"))
    assert parts["weight"].iloc[0] == pytest.approx(2 / 3)  # 200,000 of Lincoln's 300,000 residents


def test_a_boundary_of_ones_own(ask, tmp_path):
    square = [[-100.0, 39.0], [-98.0, 39.0], [-98.0, 40.0], [-100.0, 40.0], [-100.0, 39.0]]
    file = tmp_path / "mine.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [square]}))
    region = table(ask("region", "--boundary", str(file)))
    assert region["population"].iloc[0] == pytest.approx(300_000)


@pytest.mark.parametrize(
    "words",
    [
        ("access", "--soc", "29-1141"),
        ("access", "--sector", "healthcare", "--equity"),
        ("deserts",),
        ("deserts", "--definition", "urban", "--level", "area"),
        ("supply", "30700"),
        ("supply", "--county", "31001"),
        ("certainty", "30700"),
        ("sensitivity", "30700"),
    ],
)
def test_every_question_answers_with_a_table(ask, words):
    assert len(table(ask(*words))) > 0


def test_a_ladder_reads_as_text(ask):
    result = ask("ladder", "30700", "31-1131", "--set", "pay=own", "--set", "own_wage=55000")
    assert result.exit_code == 0
    assert "Nursing Assistants" in result.stdout
    assert "Licensed Practical" in result.stdout


def test_a_preview_says_what_matches_before_anything_is_added(ask, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(
        "provider,program,cip,zip,state,credential\nTopeka Driving School,CDL Class A,49.0205,67000,KS,certificate\n"
    )
    result = ask("preview", str(file), "--name", "mine")
    assert result.exit_code == 0, result.output
    assert "1" in result.stdout
    assert "mine" in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cells",), "name one place"),
        (("cells", "30700", "--county", "31001"), "name one place"),
        (("cells", "30700", "--set", "education=hs", "--set", "edu=ba"), "given twice"),
        (("cells", "30700", "--set", "education=hs,college"), "There is no entry education “college”"),
        (("cells", "30700", "--set", "share=140"), "out of range; choose a number from 1 to 100, percent"),
        (("cells", "30700", "--set", "own_wage=50000"), "no effect unless pay is own"),
        (("ladder", "30700", "31-1131", "--set", "sector=trades"), "does not use sector"),
        (("supply", "30700", "--set", "reach=40"), "does not use reach"),
        (("certainty", "30700", "--set", "reach_miles=40"), "does not use reach_miles"),
        (("region", "--county", "31001", "--parts", "--set", "growth=any"), "it uses no settings"),
        (("cells", "30700", "--set", "familly=a1c1"), "familly"),
        (("cells", "30700", "--set", "reach_share=most"), "not a number"),
        (("cells", "30700", "--set", "family=a9"), "a9"),
        (("access", "--method", "magic"), "magic"),
    ],
)
def test_wrong_usage_is_told(ask, words, message):
    result = ask(*words)
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())


def test_unknown_places_are_named(ask):
    wrong = (
        (("cells", "99999"), "99999"),
        (("region", "--county", "Nowhere County, NE"), "Nowhere"),
        (("deserts", "--definition", "dry"), "dry"),
    )
    for words, message in wrong:
        result = ask(*words)
        assert result.exit_code == 1
        assert message in result.output
        assert "Traceback" not in result.output
