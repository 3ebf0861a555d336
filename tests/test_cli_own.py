"""``ask preview``: a user's own file of every kind, its ledger, and questions with their answers."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_opportunity import user_data
from geo_opportunity.cli import app
from geo_opportunity.errors import DoubtError
from tests.test_user_doors import FILES, REGIONS
from tests.user_data import write

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def preview(data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "250")

    def run(kind, *words, text=None):
        file = write(tmp_path / "mine.csv", text or FILES[kind])
        return CliRunner().invoke(
            app, ["ask", "preview", str(file), "--kind", kind.replace(" ", "-"), *words, "--data", str(data_dir)]
        )  # fmt: skip

    return run


@pytest.mark.parametrize("kind", ["projections", "budgets", "travel times"])
def test_every_kind_is_previewed(preview, tmp_path, kind):
    words = ()
    if kind == "projections":
        words = ("--regions", str(write(tmp_path / "regions.csv", REGIONS)))
        words += ("--set", "base_year=2024", "--set", "projected_year=2034")
    result = preview(kind, *words)
    assert result.exit_code == 0, result.output
    assert "mine.csv: 1 row read: 1 used, none left out" in result.stdout
    assert ("regions.csv: 1 row read: 1 used" in result.stdout) == (kind == "projections")


def test_the_ledger_holds_every_row_with_its_reason(preview, tmp_path):
    out = tmp_path / "ledger.csv"
    text = FILES["budgets"] + "99999,a2c2,91000\n"
    result = preview("budgets", "--ledger", str(out), "--name", "sss", text=text)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("sss: mine.csv")
    ledger = pd.read_csv(out)
    assert list(ledger["used"]) == [True, False]
    assert list(ledger["row"]) == [2, 3]
    assert ledger["reason"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("setting", "answer"), [("unit", "--set unit=percent"), ("columns", "--column unit=percent")]
)
def test_a_question_ends_with_two_and_says_how_to_answer(preview, monkeypatch, setting, answer):
    choices = {answer.split("=", 1)[1] if setting == "unit" else "unit=percent": "8 means 8%"}

    def asks(*_, **__):
        raise DoubtError("mine.csv: 0.08 may be a percent", fix="say it", setting=setting, choices=choices)

    monkeypatch.setattr(user_data, "read", asks)
    result = preview("budgets")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "question: mine.csv: 0.08 may be a percent\n" in result.stderr
    assert f"{answer}    8 means 8%" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--set", "hours"), 2, "--set 'hours' is not NAME=VALUE"),
        (("--set", "hours=2112", "--set", "hours=2080"), 2, "--set hours is given twice"),
        (("--set", "hour=2112"), 1, "budgets have no setting 'hour'. Fix: perhaps 'hours'"),
        (("--column", "total=sum"), 1, "has no column 'sum'"),
        (("--regions", "r.csv"), 1, "takes one file"),
    ],
)
def test_wrong_words_are_named(preview, words, code, message):
    result = preview("budgets", *words)
    assert result.exit_code == code
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_columns_are_said_by_name(preview):
    text = FILES["budgets"].replace("total", "sum of it all")
    assert "Fix: " in preview("budgets", text=text).stderr
    assert preview("budgets", "--column", "total=sum of it all", text=text).exit_code == 0


def test_bars_of_no_rule_book_are_refused(data_dir, tmp_path):
    file = write(tmp_path / "short.csv", "provider,program\nA,Long\n")
    words = ["ask", "pell-list", str(file), "--dollars", "published", "--data", str(data_dir)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "--dollars has no effect without --book" in " ".join(result.stderr.replace("│", " ").split())


def test_a_list_of_programs_comes_back_with_a_verdict_a_row(data_dir, tmp_path):
    head, out = "provider,program,cip,lon,lat,state,hours,weeks\n", tmp_path / "verdicts.csv"
    file = write(
        tmp_path / "short.csv", f"{head}A,Long,51.3902,-99.5,39.5,NE,700,20\nA,Lost,,-99.5,39.5,NE,160,10\n"
    )
    words = ["ask", "pell-list", str(file), "--out", str(out), "--book", "maine", "--data", str(data_dir)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "2 rows read: 1 used, 1 left out: no CIP code (1)" in result.stderr
    rows = pd.read_csv(out, dtype=str)
    assert rows["row"].tolist() == ["2", "3"]
    assert rows["pell"].tolist() == ["not met", "left out"]
    assert rows["stops"][0].startswith("Clock hours; Weeks of instruction")
