"""The command line's export of scenes: by a link or by settings, to the file its ending names."""

from __future__ import annotations

import pandas as pd
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from geo_opportunity.cli import app
from geo_opportunity.deck import Deck, Slide, to_json, to_link
from geo_opportunity.exports import batch


@pytest.fixture
def run(monkeypatch, data_dir):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*words):
        return CliRunner().invoke(app, ["export", *map(str, words), "--data", str(data_dir)])

    return call


def said(result):
    return " ".join(result.stderr.replace("│", " ").split())


def test_a_link_is_written_by_the_ending_of_the_file(run, tmp_path):
    out = tmp_path / "new" / "lincoln.svg"
    result = run(
        "page=area&area=30700&v=3", "-o", out, "--title", "Our area", "--address", "https://geo.example"
    )
    assert result.exit_code == 0, result.output
    assert result.stderr == f"written to {out}\n"
    text = out.read_text(encoding="utf-8")
    assert "Our area" in text
    assert "https://geo.example/area?area=30700" in text


def test_what_a_link_cannot_show_is_said(run, tmp_path):
    result = run("area=99999&v=3", "-o", tmp_path / "a.csv")
    assert result.exit_code == 0
    assert result.stderr.startswith("link: ")
    assert "99999" in result.stderr


@pytest.mark.parametrize("how", ["file", "link"])
def test_a_deck_is_written_as_slides(run, tmp_path, how):
    deck = Deck(slides=(Slide(view="/area?area=30700&v=3", title="Ours"),))
    file = tmp_path / "mine.json"
    file.write_text(to_json(deck), encoding="utf-8")
    given = file if how == "file" else f"https://maps.example.org/present?deck={to_link(deck)}&slide=1"
    result = run(given, "-o", tmp_path / "mine.pptx")
    assert result.exit_code == 0, result.output
    assert Presentation(str(tmp_path / "mine.pptx")).slides[0].shapes.title.text == "Ours"
    assert run(given, "-o", tmp_path / "mine.png").exit_code == 1
    assert "a deck has its own" in said(run(given, "-o", tmp_path / "a.pptx", "--title", "Another"))


def test_settings_without_a_link_make_a_scene(run, tmp_path):
    result = run("--sector", "healthcare", "-o", tmp_path / "a.svg", "--size", "card")
    assert result.exit_code == 0, result.output
    assert "in healthcare" in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["v=3", "--sector", "healthcare", "-o", "a.png"], "--sector and a link"),
        (["v=3", "-o", "a.xyz"], ".xyz is no kind of file we write"),
        (["-o", "a.xyz"], ".xyz is no kind of file we write"),
        (["v=3"], "give --out"),
        (["v=3", "--json", "-o", "a.png"], "give --out"),
        (["--size", "card"], "--size: they are of a scene"),
        (["v=3", "--size", "card", "-o", "a.pdf"], "PDFs letter or a4"),
        (["--briefs", "KS"], "name a directory"),
        (["--briefs", "KS", "-o", "x", "--workers", "0"], "--workers"),
    ],
)
def test_wrong_usage_is_two(run, words, wanted, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert wanted in said(result)
    assert list(tmp_path.iterdir()) == []


def test_a_size_that_is_none_and_a_state_without_areas_are_faults(run, tmp_path):
    for words in (
        ["v=3", "-o", tmp_path / "a.png", "--size", "huge"],
        ["--briefs", "ZZ", "-o", tmp_path / "b"],
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
    assert list(tmp_path.iterdir()) == []


def test_briefs_say_how_many_and_fail_with_a_table_of_faults(run, tmp_path, monkeypatch):
    def written(_data, codes, out, **_):
        out.mkdir(exist_ok=True)
        return batch.Report({codes[0]: "a.pdf"}, {}, {codes[1]: "no memory"})

    monkeypatch.setattr(batch, "write_briefs", written)
    result = run("--briefs", "KS", "-o", tmp_path)
    assert result.exit_code == 1
    assert "1 brief written, 1 failed" in result.stderr
    assert f"see {tmp_path / batch.INDEX}" in result.stderr


def test_without_a_link_a_table_is_that_of_the_areas(run, tmp_path):
    assert run("-o", tmp_path / "areas.csv").exit_code == 0
    assert "share_overlap" in pd.read_csv(tmp_path / "areas.csv").columns
