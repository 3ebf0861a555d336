from __future__ import annotations

import dataclasses
import json

import pytest

from geo_opportunity import tables
from geo_opportunity.errors import ChecksumError, DataNotFoundError
from geo_opportunity.files.published import sha256_of
from geo_opportunity.manifest import (
    SCHEMA_COLUMNS,
    SCHEMA_VERSION,
    Manifest,
    SourceRecord,
    TableRecord,
    columns_key,
    data_version,
    problems,
    read_manifest,
    verify,
)


def a_table(folder, name, text, **more):
    path = folder / f"{name}.parquet"
    path.write_text(text)
    given = {"rows": 1, "columns": ("a", "b"), "step": "s", "sources": ("one",)} | more
    return TableRecord(file=path.name, bytes=len(text), sha256=sha256_of(path), **given)


def a_source(source_id):
    return SourceRecord(
        id=source_id, title=source_id.title(), publisher="An office", landing_page="https://example.org", url=None, vintage="2025",
        licence="public domain", citation="", file=f"{source_id}.csv", sha256="0" * 64, bytes=3, rows=1, note="",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    records = {
        "x": a_table(tmp_path, "x", "one"),
        "y": a_table(tmp_path, "y", "two", sources=("two",), needs=("x",)),
    }
    (tmp_path / "join_report.json").write_text("{}")
    reports = {"join_report.json": sha256_of(tmp_path / "join_report.json")}
    sources = {i: a_source(i) for i in ("two", "one")}
    made = Manifest(
        data_version=data_version(records), tables=records, sources=sources, steps={"s": "k"}, reports=reports
    )
    (tmp_path / "manifest.json").write_text(made.to_json(), encoding="utf-8")
    return tmp_path


def test_it_reads_back_what_was_written(folder):
    manifest = read_manifest(folder)
    assert manifest.to_json() == (folder / "manifest.json").read_text(encoding="utf-8")
    assert manifest == read_manifest(folder / "manifest.json")
    assert manifest.tables["x"].columns == ("a", "b")
    assert verify(folder) == manifest


def test_the_text_is_sorted_and_holds_no_clock(folder):
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    assert text.index('"one"') < text.index('"two"')
    assert not {"time", "date", "built", "created"} & {w.strip('" ,:') for w in text.split()}


def test_the_data_version_is_that_of_the_content(folder):
    records = dict(read_manifest(folder).tables)
    version = data_version(records)
    assert len(version) == 12
    assert data_version(dict(reversed(records.items()))) == version
    assert data_version(records | {"x": dataclasses.replace(records["x"], step="other", rows=9)}) == version
    assert data_version(records | {"x": dataclasses.replace(records["x"], sha256="1" * 64)}) != version
    assert data_version({"z": records["x"], "y": records["y"]}) != version


def test_sources_of_a_table_go_through_the_tables_it_needs(folder):
    manifest = read_manifest(folder)
    assert [s.id for s in manifest.sources_of("x")] == ["one"]
    assert [s.id for s in manifest.sources_of("y")] == ["one", "two"]


def test_no_data(tmp_path):
    with pytest.raises(
        DataNotFoundError, match=r"there is no data set at .*data .*Fix: python -m geo_opportunity build"
    ):
        read_manifest(tmp_path / "data")
    (tmp_path / "data.old-77").mkdir()
    with pytest.raises(DataNotFoundError, match=r"An interrupted build left .*data\.old-77"):
        read_manifest(tmp_path / "data")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"sha256"', '"md5"'),
        lambda text: text.replace('"data_version"', '"version"'),
        lambda text: json.dumps(json.loads(text) | {"tables": {"x": 3}}),
        lambda text: json.dumps(json.loads(text) | {"schema_version": "one"}),
        lambda text: json.dumps(json.loads(text) | {"schema_version": True}),
        lambda text: json.dumps(json.loads(text) | {"schema_version": 0}),
        lambda text: json.dumps(json.loads(text) | {"data_version": 7}),
        lambda text: json.dumps(json.loads(text) | {"reports": {"join_report.json": None}}),
        lambda text: json.dumps(json.loads(text) | {"steps": ["s"]}),
        lambda text: text.replace('"rows": 1', '"rows": "1"'),
        lambda text: text.replace('"bytes": 3', '"bytes": -3'),
        lambda text: text.replace('"a",', "7,"),
        lambda text: text.replace('"x.parquet"', '"../x.parquet"'),
        lambda text: "",
        lambda text: "[" * 200_000,
        lambda text: "\ufeff\0",
    ],
)
def test_a_damaged_manifest_is_told(folder, damage):
    path = folder / "manifest.json"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataNotFoundError, match=r"manifest\.json is damaged"):
        read_manifest(folder)


def test_a_newer_manifest_is_told(folder):
    path = folder / "manifest.json"
    path.write_text(
        json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"schema_version": SCHEMA_VERSION + 1}),
        encoding="utf-8",
    )
    with pytest.raises(DataNotFoundError, match=r"schema version 2; this program reads up to 1"):
        read_manifest(folder)


def test_every_difference_is_named(folder):
    (folder / "x.parquet").write_text("changed")
    (folder / "y.parquet").unlink()
    (folder / "join_report.json").write_text("[]")
    (folder / "stray.parquet").write_text("?")
    assert problems(folder, read_manifest(folder)) == [
        "x.parquet (table 'x') has another checksum than the manifest says",
        "y.parquet (table 'y') is missing",
        "join_report.json has another checksum than the manifest says",
        "stray.parquet is not in the manifest",
    ]
    with pytest.raises(ChecksumError, match=r"x\.parquet .*y\.parquet .*is missing.*restore"):
        verify(folder)


def test_the_tiny_country_has_a_readable_manifest(data_dir):
    manifest = verify(data_dir)
    assert manifest.data_version == data_version(manifest.tables)


def test_the_key_of_the_columns_is_that_of_the_schemas():
    """When this fails the schemas were changed: set SCHEMA_COLUMNS to the new key."""
    assert columns_key({name: tables.column_names(name) for name in tables.TABLES}) == SCHEMA_COLUMNS
    described = {
        name: tuple(tables.describe(name)["column"]) for name in ("areas", "area_wages", "county_shapes")
    }
    assert {name: tables.column_names(name) for name in described} == described
