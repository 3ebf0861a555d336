"""What all maps share as static files: fetched once; what travels with each picture is values."""

from __future__ import annotations

import os
import time

from geo_opportunity.maps import published
from geo_opportunity.maps.published import publish


def named(folder, address):
    return folder / address.rsplit("/", 1)[1]


def test_a_text_is_a_file_under_a_name_of_its_own_and_written_once(tmp_path):
    folder = tmp_path / "map"
    first, other = publish("{}", "json", folder, "app/static/map/"), publish("{ }", "json", folder, "x")
    assert first.startswith("app/static/map/")
    assert first.rsplit("/", 1)[1] != other.rsplit("/", 1)[1]
    assert named(folder, first).read_text() == "{}"
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    assert publish("{}", "json", folder, "app/static/map") == first
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before


def test_where_nothing_can_be_written_there_is_no_address(tmp_path):
    taken = tmp_path / "map"
    taken.write_text("a file, not a folder")
    assert publish("{}", "json", taken, "app/static/map") == ""


def age(file, days):
    then = time.time() - days * 86_400
    os.utime(file, (then, then))


def test_files_nobody_has_named_for_long_are_removed_and_only_those(tmp_path, monkeypatch):
    folder = tmp_path / "map"
    mine = named(folder, publish("{}", "json", folder, "x"))
    stale, half, recent, program = (
        folder / f"{'0' * 20}.json",
        folder / f".{'1' * 20}.geojson.77",
        folder / f"{'2' * 20}.json",
        folder / f"{'4' * 20}.js",
    )
    stranger, nested = folder / "mine.json", folder / f"{'3' * 20}.json"
    for file in (stale, half, recent, program, stranger):
        file.write_text("{}")
    nested.mkdir()
    for file in (stale, half, program, stranger, nested, mine):
        age(file, 31)
    age(recent, 29)
    publish("other", "json", folder, "x")  # what this process has named before is still asked for
    assert not stale.exists()
    assert not half.exists()
    assert not program.exists()
    assert all(file.exists() for file in (recent, stranger, nested, mine))
    monkeypatch.setattr(published, "_NAMED", set())  # another process: naming makes a file young again
    age(mine, 31)
    publish("{}", "json", folder, "x")
    assert time.time() - mine.stat().st_mtime < 60


def test_a_file_that_cannot_be_removed_is_no_fault(tmp_path, monkeypatch):
    stale = tmp_path / f"{'0' * 20}.json"
    stale.write_text("{}")
    age(stale, 31)

    def refuse(self, *args, **kwargs):
        raise PermissionError(self)

    monkeypatch.setattr(type(stale), "unlink", refuse)
    assert publish("{}", "json", tmp_path, "x")
    assert stale.exists()
    for file in tmp_path.iterdir():
        age(file, 31)
    monkeypatch.setattr(os, "utime", refuse)
    assert publish("{}", "json", tmp_path, "x")
