"""The longer questions on the command line, on the hand-made country."""

from __future__ import annotations

import io
import json
from dataclasses import fields, replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_opportunity.cli import app
from geo_opportunity.cli_ask import QUESTIONS, Question


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


def test_codes_and_names_mix_and_what_was_read_is_said(ask):
    mixed = ask("region", "--county", "Boone, NE", "--county", "0500000US31001", "--set", "growth=any")
    plain = ask("region", "--county", "31001", "--county", "31003", "--set", "growth=any")
    assert mixed.stdout == plain.stdout
    assert mixed.stderr == "Note: 0500000US31001 is read as 31001 Adams County, NE.\n"
    area = ask("budget", "310M300US30700")
    assert area.stdout == ask("budget", "30700").stdout
    assert area.stderr == "Note: 310M300US30700 is read as 30700 Lincoln, NE.\n"
    lost = ask("budget", "17460")
    assert lost.exit_code == 1
    assert "of which the data have nothing" in lost.stderr + lost.output + str(lost.exception)


def test_a_boundary_of_ones_own(ask, tmp_path):
    square = [[-100.0, 39.0], [-98.0, 39.0], [-98.0, 40.0], [-100.0, 40.0], [-100.0, 39.0]]
    file = tmp_path / "mine.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [square]}))
    region = table(ask("region", "--boundary", str(file)))
    assert region["population"].iloc[0] == pytest.approx(300_000)


#: A way to put each question of the tiny country.
PUT = {
    "search": "search topeka", "cells": "cells 30700", "explain": "explain 30700 29-1141 --set pay=fed", "budget": "budget 30700 --set family=a1c1",
    "budget of a region": "budget --county 31001", "programs": (
        "programs 30700 --soc 29-1141 --soc 31-1131 --set reach_miles=50"
    ),
    "programs of a region": "programs --county 31001 --miles 100 --limit 1", "access": "access --soc 29-1141",
    "campuses": "campuses 3100001 --soc 29-2061 --set reach_miles=50", "campuses of a region": "campuses --county 31005",
    "sites": "sites 45820", "sites of a region": "sites --county 20003", "access by travel": (
        "access --travel-times TIMES --minutes 20"
    ), "equity": "access --sector healthcare --equity",
    "deserts": "deserts", "deserts of areas": (
        "deserts --definition urban --level area"
    ), "supply": "supply 30700",
    "supply of a region": "supply --county 31001 --catchment reach --set reach_miles=50",
    "ladder": "ladder 30700 31-1131 --set pay=own --set own_wage=55000",
    "what-if": "what-if 53-3032 --lon -99.5 --lat 38.5 --completions 40 --set reach_miles=50", "region": "region --county 31001",
    "parts": "region --county 31001 --parts", "certainty": "certainty 30700", "certainty of a region": "certainty --county 31001",
    "plan": "plan 30700", "rule books": "rule-books 30700 --dollars published", "rule book of a state": "rule-book NE --book wisconsin",
    "its conditions": "rule-book --county 31001 --book ours --bar wage=0.9 --conditions",
    "on rule books": "on-rule-books 30700 29-1141", "rule book by area": "rule-book-areas --soc 29-1141",
    "target list": "target-list 30700 --book wisconsin --over 31-1131~on~needed",
    "pell": "pell 45820 --year 2030", "pell of a region": "pell --county 20001 --book maine --dollars published",
    "pell-program": "pell-program ipeds:300/51.3902/20", "pell-rule": "pell-rule", "short-programs": "short-programs",
    "college": "college ipeds:100", "college proposals": "college ipeds:100 --paper proposals --area 45820 --set pay=own",
    "college proposal": "college ipeds:300 --paper proposal --soc 29-1141 --area 30700",
    "site": "site healthcare KS --objective openings -k 2", "site of an occupation": "site 53-3032 45820 --candidates towns",
    "sensitivity": "sensitivity 30700", "sensitivity of a region": "sensitivity --county 31001",
}  # fmt: skip


@pytest.fixture(params=PUT)
def words(request, tmp_path):
    times = tmp_path / "times.csv"
    times.write_text("origin_id,destination_id,minutes\n31001000001,ipeds:100,5\n")
    return PUT[request.param].replace("TIMES", str(times)).split()


def test_every_question_answers_with_the_same_table_as_csv_and_json(ask, words, tmp_path):
    assert ask(*words, "--out", str(tmp_path / "a.csv")).exit_code == 0
    rows = pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)
    result = ask(*words, "--json")
    assert result.exit_code == 0, result.output
    records = json.loads(result.stdout, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert len(rows) == len(records) > 0
    assert list(rows.columns) == list(records[0])
    for row, record in zip(rows.to_dict("records"), records, strict=True):
        for name, value in record.items():
            if value is None:
                assert row[name] == ""
            elif isinstance(value, str):
                assert row[name].removeprefix("'") == value
            elif isinstance(value, float):
                assert float(row[name]) == pytest.approx(value, rel=1e-12)
            else:
                assert row[name] == str(value)


def test_each_question_is_put_here():
    assert {words.split()[0] for words in PUT.values()} == {q.name for q in QUESTIONS}


def test_a_file_of_json_is_what_json_prints(ask, tmp_path):
    file = tmp_path / "cells.json"
    assert ask("cells", "30700", "--out", str(file)).exit_code == 0
    records = json.loads(file.read_bytes())
    assert any(None in record.values() for record in records)
    assert records == json.loads(ask("cells", "30700", "--json").stdout)


OTHERWISE = {
    "pay": "fed", "family": "a1c0", "poverty_multiple": 3.0, "own_wage": 20_000.0, "own_by": "hour", "wage": "p75", "growth": "any",
    "growth_percent": 1.0, "growth_openings": 1.0, "reach_miles": 10, "degree_miles": 10, "reach_share": 0.9, "coverage_min": 9.0, "sector": "healthcare", "soc": "29-1141",
    "education": ("Bachelor's degree",), "regular_schedule_min": 0.9, "advanced_cutoff": 0.9, "green_tags": ("Green Enhanced Skills",), "experience": "none",
}  # fmt: skip


def test_a_setting_that_a_question_refuses_would_change_nothing(ask, words, monkeypatch):
    put = []
    monkeypatch.setattr(Question, "answer", lambda question, asked, **_: put.append((question, asked)))
    assert ask(*words).exit_code == 0
    ((question, asked),) = put
    usual = question.table(asked)
    used = set(question.uses) - set(question.unused(asked.options))
    for part in ("rules", "selection"):
        for name in {f.name for f in fields(getattr(asked, part))} - used:
            other = replace(asked, **{part: replace(getattr(asked, part), **{name: OTHERWISE[name]})})
            pd.testing.assert_frame_equal(question.table(other), usual)


def test_an_explanation_reads_as_text(ask):
    text = ask("explain", "30700", "29-1141", "--set", "growth=any").stdout
    assert text.startswith("Registered Nurses, Lincoln, NE\n\ngrowing: ")
    assert "  Rule: growth > 0\n  From\n    growth rate of Nebraska, 2022–32: " in text
    assert "least share of adults: 50.0% [setting]" in text


def test_an_explanation_of_a_region_needs_the_occupation_alone(ask):
    text = ask("explain", "29-1141", "--county", "20001", "--county", "31001").stdout
    assert text.startswith("Registered Nurses, ")
    for wrong in (("explain", "29-1141"), ("explain", "--county", "20001")):
        assert ask(*wrong).exit_code == 2


def test_an_older_or_other_spelling_of_an_occupation_is_read(ask):
    usual = ask("explain", "30700", "15-1252")
    older = ask("explain", "30700", "15-1132")
    assert older.stdout == usual.stdout
    assert older.stderr == "15-1132 became 15-1252 in SOC 2018.\n"
    assert ask("explain", "30700", "151252").stdout == usual.stdout
    split = ask("explain", "30700", "29-2071")
    assert (split.exit_code, split.stdout) == (1, "")
    assert "29-2071 was split into 29-1141 and 29-2061" in split.stderr


def test_a_what_if_reads_as_text(ask):
    text = ask(*PUT["what-if"].split()).stdout
    assert text.startswith("Heavy and Tractor-Trailer Truck Drivers: 40 completers a year at 38.5, -99.5\n")
    assert "Home: " in text
    assert "Adults within 50 road miles" in text


def test_a_ladder_reads_as_text(ask):
    result = ask("ladder", "30700", "31-1131", "--set", "pay=own", "--set", "own_wage=55000")
    assert result.exit_code == 0
    assert "Nursing Assistants" in result.stdout
    assert "Licensed Practical" in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("cells", "name one place: an area code, or --county"),
        ("region", "name one place: --county"),
        ("cells 30700 --county 31001", "name one place"),
        ("cells 30700 --set familly=a1c1", "familly"),
        ("cells 30700 --set reach_share=most", "not a number"),
        ("cells 30700 --set family=a9", "a9"),
        (
            "cells 30700 --set education= --set education=",
            "education is given twice; give it once, its values separated",
        ),
        ("budget 30700 --set growth=any", "question does not use growth; it uses family"),
        ("certainty 30700 --set reach_miles=50", "question does not use reach_miles; it uses "),
        ("supply 30700 --set reach_miles=50", "question does not use reach_miles"),
        ("region --county 31001 --parts --set growth=any", "question does not use growth; it uses no"),
        ("cells 30700 --set education=hs --set edu=ba", "given twice"),
        ("cells 30700 --set education=hs,college", "There is no entry education “college”"),
        ("cells 30700 --set share=140", "out of range; choose a number from 1 to 100, percent"),
        ("cells 30700 --set own_wage=50000", "no effect unless pay is own"),
        ("ladder 30700 31-1131 --set sector=trades", "does not use sector"),
        ("supply 30700 --set reach=40", "does not use reach"),
        ("deserts --set growth=any", "No such option: --set"),
        ("deserts --definitoin urban", "No such option: --definitoin (Possible options: --definition)"),
        ("deserts --definition dry", "'dry' is not one of 'ace', 'urban'"),
        ("access --method magic", "magic"),
        ("pell 45820 --dollars published", "--dollars has no effect without --book; give both"),
        ("college ipeds:100 --paper proposal", "--soc goes with --paper proposal"),
        ("college ipeds:100 --soc 29-1141", "--soc goes with --paper proposal"),
        ("access --soc 29-1141 --sector trades", "--soc cannot go with --sector; leave one out"),
        ("access --minutes 20", "--minutes has no effect without --travel-times; give both"),
        ("access --travel-times t.csv --miles 20", "--miles cannot go with --travel-times"),
        ("access --equity --level tract", "--level cannot go with --equity"),
        ("what-if 29-1141 --lat 38.5", "Missing option '--lon'"),
        ("what-if 29-1141 --lon 200 --lat 38.5", "--lon"),
        (
            "cells 30700 --out answer.xlsx",
            ".xlsx files are not written; name a file that ends in .csv or .json",
        ),
        ("cells 30700 --json --out answer.csv", "name a file that ends in .json, or leave out --json"),
        ("ladder 30700 31-1131 --json --out answer.csv", "or leave out --json"),
    ],
)
def test_wrong_usage_is_refused_in_a_sentence(ask, words, message, monkeypatch):
    monkeypatch.setenv("COLUMNS", "250")
    result = ask(*words.split())
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


def test_several_levels_of_education_are_separated_by_commas(ask):
    cells = table(ask("cells", "30700", "--set", "education=Postsecondary nondegree award,Bachelor's degree"))
    assert set(cells["entry_education"]) == {"Postsecondary nondegree award", "Bachelor's degree"}


def test_unknown_places_are_named(ask):
    wrong = (
        (("cells", "99999"), "99999"),
        (("region", "--county", "Nowhere County, NE"), "Nowhere"),
        (("programs", "30700", "--soc", "99-9999"), "99-9999"),
        (("what-if", "99-9999", "--lon", "-99", "--lat", "38"), "99-9999"),
    )
    for words, message in wrong:
        result = ask(*words)
        assert result.exit_code == 1
        assert message in result.output
        assert "Traceback" not in result.output


def test_a_workforce_area_is_a_place_by_name(ask):
    text = ask("explain", "29-1141", "--workforce", "31000001").stdout
    assert text.startswith("Registered Nurses, ")
    assert "workforce area (Census LEHD, 2019)" in text
    table = ask("region", "--workforce", "31000001", "--parts").stdout
    assert "30700" in table
    for wrong in (("cells", "30700", "--workforce", "31000001"), ("cells", "--workforce", "nowhere")):
        assert ask(*wrong).exit_code != 0
