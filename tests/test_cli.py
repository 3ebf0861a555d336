from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_opportunity import __version__
from geo_opportunity import manifest as mf
from geo_opportunity.cli import app
from geo_opportunity.errors import FormatError
from geo_opportunity.files.published import sha256_of
from geo_opportunity.pipeline.store import table_file, write_table
from geo_opportunity.tables import TABLES
from scripts.docs import cli_page
from tests.browser import free_port
from tests.support import ROOT
from tests.tiny import tiny_tables


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*words):
        return CliRunner().invoke(app, [str(w) for w in words])

    return call


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny") / "data"
    folder.mkdir()
    records = {}
    for name, frame in tiny_tables().items():
        path = folder / table_file(name)
        write_table(name, frame, path)
        records[name] = mf.TableRecord(
            file=path.name,
            rows=len(frame),
            bytes=path.stat().st_size,
            sha256=sha256_of(path),
            columns=tuple(frame.columns),
            step="tiny",
            sources=("hand",),
        )
    source = mf.SourceRecord(
        id="hand", title="Hand-made test figures", publisher="The test suite", landing_page="https://example.org", url=None, vintage="none",
        licence="Apache-2.0", citation="", file="tests/tiny.py", sha256="", bytes=0, rows=0, note="invented",
    )  # fmt: skip
    manifest = mf.Manifest(data_version=mf.data_version(records), tables=records, sources={"hand": source})
    (folder / mf.FILE).write_text(manifest.to_json(), encoding="utf-8")
    return folder


def test_info(run, made):
    text = run("info", "--data", made).stdout
    version = mf.read_manifest(made).data_version
    assert text.startswith(f"data {version} in {made} ({len(TABLES)} tables, ")
    assert (
        "Hand-made test figures\n    The test suite; none; Apache-2.0\n    https://example.org\n    read "
        "from tests/tiny.py; invented" in text
    )
    spec = json.loads(run("info", "--json", "--data", made).stdout)
    assert spec["data_version"] == version
    assert spec["tables"]["areas"]["rows"] == 6


def test_the_data_directory_comes_from_the_environment(run, made, monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_DATA_DIR", str(made))
    assert str(made) in run("info").stdout


def test_check_of_whole_data(run, made):
    result = run("check", "--data", made)
    assert result.exit_code == 0, result.output
    assert f"{len(TABLES)} tables are whole and keep their contracts" in result.stdout


def test_check_names_what_is_damaged(run, made, tmp_path):
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "reach.parquet").write_bytes(b"damaged")
    result = run("check", "--data", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "reach.parquet (table 'reach') has another checksum" in result.stderr
    assert "Traceback" not in result.output


def test_check_of_another_number_of_rows(run, made, tmp_path):
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    spec = json.loads((tmp_path / mf.FILE).read_text(encoding="utf-8"))
    spec["tables"]["areas"]["rows"] = 7
    (tmp_path / mf.FILE).write_text(json.dumps(spec), encoding="utf-8")
    result = run("check", "--data", tmp_path)
    assert result.exit_code == 1
    assert "table 'areas' has 6 rows; the manifest says 7" in result.stderr


@pytest.mark.parametrize("command", ["info", "check", "export"])
def test_no_data_is_one_clear_line(run, tmp_path, command):
    result = run(command, "--data", tmp_path / "nix")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: there is no data set at ")
    assert len(result.stderr.splitlines()) == 1


def test_debug_shows_the_traceback(run, tmp_path):
    from geo_opportunity.errors import DataNotFoundError

    result = run("info", "--data", tmp_path / "nix", "--debug")
    assert isinstance(result.exception, DataNotFoundError)


def test_export_under_default_and_given_rules(run, made, tmp_path):
    result = run("export", "--data", made)
    assert result.exit_code == 0, result.output
    frame = pd.read_csv(io.StringIO(result.stdout), dtype={"area_code": str})
    assert set(frame["area_code"]) == {"30700", "3100001", "45820", "28140", "2000001", "6600001"}
    assert "geometry" not in frame.columns
    out = tmp_path / "deep" / "areas.csv"
    words = [
        "--sector",
        "healthcare",
        "--pay",
        "own",
        "--own-wage",
        40000,
        "--wage",
        "p25",
        "--growth",
        "any",
    ]
    result = run("export", "--data", made, *words, "--reach-miles", 50, "--reach-share", 0.4, "--out", out)
    assert result.exit_code == 0, result.output
    assert len(pd.read_csv(out)) == 6
    assert out.read_bytes().startswith(b"\xef\xbb\xbfarea_code,")  # Excel reads it as UTF-8
    assert result.stderr == f"6 areas written to {out}\n"


def test_a_file_that_cannot_be_written_is_one_clear_line(run, made, tmp_path):
    (tmp_path / "file").write_text("")
    result = run("export", "--data", made, "--out", tmp_path / "file" / "areas.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {tmp_path / 'file' / 'areas.csv'} cannot be written: ")
    assert "give --out a file" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_one_clear_line(run, made):
    result = run("export", "--data", made, "--out", "/dev/full")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: /dev/full cannot be written: no space left on device. ")


@pytest.mark.parametrize("words", [["export"], ["ask", "cells", "30700"]])
def test_a_directory_for_a_file_is_wrong_usage(run, made, tmp_path, words):
    result = run(*words, "--data", made, "--out", tmp_path)
    assert result.exit_code == 2
    assert "is a directory" in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "--pay", "nix"], "budget, fed, poverty, own"),
        (["export", "--reach-miles", "26"], "26"),
        (["export", "--sector", "nix"], "advanced"),
        (["export", "--education", "nix"], "entry education"),
        (["serve", "--port", "0"], "--port"),
        (["nix"], "No such command"),
    ],
)
def test_wrong_usage_is_two(run, words, said):
    result = run(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_a_wrong_setting_is_two(run, monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_PACE_SECONDS", "soon")
    result = run("info")
    assert result.exit_code == 2
    assert "pace_seconds" in result.stderr


def test_build_passes_its_options_on_and_tells_notes(run, tmp_path, monkeypatch):
    from geo_opportunity.pipeline import run as pipeline

    seen = {}

    def build(raw, out, **more):
        seen.update(more, raw=raw, out=out)
        error = FormatError("wages.zip is an HTML page. Fix: download it again.")
        error.add_note("in the build step 'labor'; the old data stay in place")
        raise error

    monkeypatch.setattr(pipeline, "build", build)
    result = run(
        "build",
        "--raw",
        tmp_path,
        "--out",
        tmp_path / "d",
        "--cache",
        tmp_path / "c",
        "--force",
        "--offline",
        "--only",
        "labor",
    )
    assert result.exit_code == 1
    assert result.stderr == (
        "error: wages.zip is an HTML page. Fix: download it again.\nin the build step 'labor'; the "
        "old data stay in place\n"
    )
    assert (seen["raw"], seen["out"], seen["cache"]) == (tmp_path, tmp_path / "d", tmp_path / "c")
    assert (seen["force"], seen["offline"], seen["only"]) == (True, True, ["labor"])


def test_build_without_the_raw_directory(run, tmp_path):
    result = run("build", "--raw", tmp_path / "nix", "--out", tmp_path / "data", "--cache", tmp_path / "c")
    assert result.exit_code == 1
    assert "nix is not a directory. Fix: give --raw" in result.stderr


def test_serve_runs_streamlit_on_our_page(run, monkeypatch):
    seen = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda words, **_: seen.extend(words))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert run("serve", "--port", 8600, "--address", "0.0.0.0").exit_code == 0  # noqa: S104
    assert seen == [
        *["run", str(ROOT / "app.py"), "--browser.serverAddress", "localhost"],
        *["--server.port", "8600", "--server.address", "0.0.0.0"],  # noqa: S104
    ]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_app_and_its_server(made, sent):
    port = free_port()
    words = [sys.executable, "-m", "geo_opportunity", "serve", "--port", str(port)]
    env = os.environ | {"GEO_OPPORTUNITY_DATA_DIR": str(made)}
    with subprocess.Popen(
        words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            while not answers(port):
                assert process.poll() is None
                time.sleep(0.1)
            process.send_signal(sent)
            assert process.wait(20) == 0
            assert not {b"Traceback", b"Aborted"} & set(process.stdout.read().split())
            assert not answers(port)
        finally:
            process.kill()


def answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_as_a_module():
    result = subprocess.run(
        [sys.executable, "-m", "geo_opportunity", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == __version__


def test_the_page_of_the_command_line_is_current():
    assert (ROOT / "docs" / "CLI.md").read_text(encoding="utf-8") == cli_page(), "run python scripts/docs.py"


def test_the_shell_completes_questions(monkeypatch):
    monkeypatch.setenv("_GEO_OPPORTUNITY_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "geo-opportunity ask s")
    monkeypatch.setenv("COMP_CWORD", "2")
    shown = CliRunner().invoke(app, [], prog_name="geo-opportunity").stdout
    assert shown.split() == ["search", "sites", "supply", "site", "sensitivity", "short-programs"]
