"""Full disks, read-only directories and files in the way: one sentence with path and fix, and the old data in place."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo_opportunity.cli import app as command_line
from geo_opportunity.errors import ChecksumError, DiskError, disk_errors
from geo_opportunity.manifest import verify
from geo_opportunity.maps import published
from geo_opportunity.pipeline.run import build
from tests.test_pipeline import SOURCES, STEPS
from tests.tiny import tiny_data

resource = pytest.importorskip("resource")

KEPT = "the old data stay in place"


@contextmanager
def no_file_above(size):
    """Let no file of this process grow beyond `size` bytes: it is then refused as on a full disk, with another number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def contents(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def invoke(*words):
    return CliRunner().invoke(command_line, [str(word) for word in words])


# ---------------------------------------------------------------- the sentence


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "x.csv cannot be written: no space left on device; so it is.* free some space"),
        (
            errno.EROFS,
            "x.csv cannot be written: read-only file system; so it is.* choose a path that can be written to",
        ),
        (
            errno.EACCES,
            "x.csv cannot be written: permission denied; so it is.* choose a path that can be written to",
        ),
        (errno.ENOTDIR, "x.csv cannot be written: not a directory; so it is.* choose another path"),
        (errno.EISDIR, "x.csv cannot be written: is a directory; so it is.* choose another path"),
        (
            errno.EIO,
            "x.csv cannot be read or written: input/output error; so it is.* check the path and the disk",
        ),
    ],
)
def test_each_refusal_names_path_and_fix(number, words):
    with pytest.raises(DiskError, match=words), disk_errors(then="so it is"):
        raise OSError(number, "whatever", "/data/x.csv")


def test_the_path_that_is_named():
    nameless = OSError(errno.ENOSPC, "No space left on device")
    for options, name in (
        ({"instead": Path("/there")}, "/there"),
        ({"path": Path("/here"), "instead": Path("/there")}, "/here"),
        ({}, "a file"),
    ):
        with pytest.raises(DiskError, match=f"^{name} cannot be written"), disk_errors(**options):
            raise nameless
    with pytest.raises(DiskError, match=r"^/here cannot be written"), disk_errors(Path("/here")):
        raise OSError(errno.ENOSPC, "No space left on device", "/hidden")


@pytest.mark.parametrize(
    "error", [ChecksumError("a file"), BrokenPipeError(errno.EPIPE, "Broken pipe"), ValueError("x")]
)
def test_other_errors_pass_as_they_are(error):
    with pytest.raises(type(error)) as caught, disk_errors():
        raise error
    assert caught.value is error


# --------------------------------------------------------------------- a build


@pytest.fixture
def made(tmp_path):
    """A data set that was built, its raw directory, and more rows to build next."""
    raw = tmp_path / "raw"
    (raw / "x").mkdir(parents=True)
    (raw / "x" / "cips.csv").write_text("code,name\n51.3801,Nursing\n46.0302,Electrician\n")
    (raw / "x" / "links.csv").write_text("cip,soc\n51.3801,29-1141\n46.0302,47-2111\n")
    build(raw, tmp_path / "data", cache=tmp_path / "cache", steps=STEPS, sources=SOURCES)
    more = "".join(
        f"{n // 10_000:02}.{n % 10_000:04},Program number {n}\n" for n in range(100_000, 120_000, 7)
    )
    (raw / "x" / "cips.csv").write_text("code,name\n51.3801,Nursing\n46.0302,Electrician\n" + more)
    return tmp_path / "data"


def again(made, **more):
    return build(
        made.with_name("raw"),
        made,
        **(
            {"cache": made.with_name("cache2"), "steps": STEPS, "sources": SOURCES, "accept_changes": True}
            | more
        ),
    )


def test_a_full_disk_ends_a_build_in_one_sentence(made):
    """Parsed copies that do not fit are done without; tables that do not fit end the build."""
    before = contents(made)
    where = f"/{made.name}.* cannot be written: file too large; {KEPT}.*free some space"
    with no_file_above(5_000), pytest.raises(DiskError, match=where):
        again(made)
    assert contents(made) == before
    assert not list(made.parent.glob("data.build-*"))
    verify(made)
    assert again(made).changed  # with room again


def test_a_data_directory_that_cannot_be_made(made):
    (made.parent / "file").write_text("")
    with pytest.raises(DiskError, match=r"/file.* cannot be written: .*choose another path"):
        build(
            made.with_name("raw"),
            made.parent / "file" / "data",
            cache=made.with_name("cache"),
            steps=STEPS,
            sources=SOURCES,
        )


def test_a_directory_that_may_not_be_written(made, monkeypatch):
    """Root may write everywhere, so the refusal is put in by hand."""
    before = contents(made)
    mkdir = Path.mkdir

    def refuse(self, *args, **kwargs):
        if ".build-" in self.name:
            raise OSError(errno.EROFS, "Read-only file system", str(self))
        mkdir(self, *args, **kwargs)

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(DiskError, match=rf"data\.build-\d+ cannot be written: read-only file system; {KEPT}"):
        again(made)
    assert contents(made) == before


# ---------------------------------------------------------------- command line


@pytest.mark.parametrize("option", ["--out", "--cache"])
def test_build_on_the_command_line(made, option):
    (made.parent / "file").write_text("")
    paths = {
        "--raw": made.with_name("raw"),
        "--out": made,
        "--cache": made.with_name("cache2"),
        option: made.parent / "file" / "x",
    }
    result = invoke("build", *(word for pair in paths.items() for word in pair))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.splitlines()[-1].startswith("error: ")


@pytest.mark.parametrize("words", [["export"], ["ask", "cells", "30700"]])
def test_a_full_disk_leaves_the_table_that_was_there(tmp_path, words):
    data, out = tiny_data(tmp_path / "data"), tmp_path / "areas.csv"
    out.write_text("the one of yesterday")
    with no_file_above(300):
        result = invoke(*words, "--data", data, "--out", out)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {out} cannot be written: file too large. ")
    assert out.read_text() == "the one of yesterday"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["areas.csv", "data"]
    assert invoke(*words, "--data", data, "--out", out).exit_code == 0
    assert "30700" in out.read_text() or "29-1141" in out.read_text()


# ------------------------------------------------------------------- published


def test_shapes_travel_along_where_the_disk_is_full(tmp_path):
    with no_file_above(20):
        assert published.publish("{}" * 50, "json", tmp_path / "map", "app/static/map") == ""
    assert list((tmp_path / "map").iterdir()) == []  # nothing half-written is left


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_shapes_travel_along_where_the_folder_is_read_only(tmp_path, monkeypatch, number):
    def refuse(self, content):
        raise OSError(number, "no", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert published.publish("{}", "json", tmp_path / "map", "app/static/map") == ""
    monkeypatch.undo()
    assert published.publish("{}", "json", tmp_path / "map", "x")
