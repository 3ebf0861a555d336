"""Damaged, missing, hand-edited and replaced data: one sentence that names the file and the fix, never figures of two versions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import geo_opportunity as go
from geo_opportunity.cli import app as command_line
from geo_opportunity.data_files import DataFiles
from geo_opportunity.errors import ChecksumError, DataNotFoundError
from geo_opportunity.files.published import sha256_of
from geo_opportunity.manifest import columns_key, data_version, read_manifest, verify
from geo_opportunity.pipeline import swap
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.tables import TABLES
from geo_opportunity.ui import answers as app_data
from tests.support import ROOT
from tests.tiny import tiny_data, tiny_tables

OWN = Rules(pay="own", own_wage=50_000, growth="any")
WAGES = ["p10", "p25", "p50", "p75", "p90"]
FIX = r"restore the directory from the repository, or run python -m geo_opportunity build --force"


def wages_times(factor):
    frame = tiny_tables()["area_wages"]
    return frame.assign(**{name: frame[name] * factor for name in WAGES})


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return tiny_data(tmp_path_factory.mktemp("whole") / "data")


@pytest.fixture
def folder(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "data")
    return tmp_path / "data"


def replace_with(folder, **changed):
    """Replace the data set as a build does, as a directory; return the version of the new one."""
    new = tiny_data(folder.with_name("new"), **changed)
    swap.swap_in(new, folder)
    return read_manifest(folder).data_version


def edit(folder, change, *, version=True):
    """Edit the manifest by hand; with `version`, as someone who also knows how the data version is made."""
    path = folder / "manifest.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    change(spec)
    path.write_text(json.dumps(spec), encoding="utf-8")
    if version:
        spec["data_version"] = data_version(read_manifest(folder).tables)
        path.write_text(json.dumps(spec), encoding="utf-8")


def record_again(folder, name):
    """Write the size and checksum of a table's file as it is now into the manifest."""
    file = folder / f"{name}.parquet"
    edit(folder, lambda spec: spec["tables"][name].update(bytes=file.stat().st_size, sha256=sha256_of(file)))


# --------------------------------------------------------------- damaged files


def cut(file):
    file.write_bytes(file.read_bytes()[:-100])


def empty(file):
    file.write_bytes(b"")


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def into_folder(file):
    file.unlink()
    file.mkdir()


DAMAGE = {
    "cut": (cut, ChecksumError, r"is [0-9,]+ bytes long; the manifest says"),
    "empty": (empty, ChecksumError, r"is empty; the manifest says"),
    "one bit": (flip, ChecksumError, r"was changed or damaged: its SHA-256"),
    "missing": (os.unlink, DataNotFoundError, r"is missing"),
    "a directory": (into_folder, DataNotFoundError, r"is not a file"),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_damaged_table_names_its_file_and_the_fix(folder, name, how):
    damage, kind, words = DAMAGE[how]
    damage(folder / f"{name}.parquet")
    atlas = go.open_atlas(folder)
    with pytest.raises(kind, match=rf"{name}\.parquet {words}.*{FIX}"):
        atlas.table(name)
    with pytest.raises(kind, match=rf"{name}\.parquet {words}"):
        atlas.files.keep()


@pytest.mark.parametrize(
    "name", ["area_wages", "projections", "reach", "areas", "counties", "projection_regions"]
)
def test_the_cube_refuses_what_table_refuses(folder, name):
    flip(folder / f"{name}.parquet")
    with pytest.raises(ChecksumError, match=rf"{name}\.parquet was changed"):
        _ = go.open_atlas(folder).cube


def test_shapes_and_back_tests_refuse_it_too(folder):
    atlas = go.open_atlas(folder)
    for name in ("area_shapes", "area_shapes_nation", "state_shapes", "projections"):
        flip(folder / f"{name}.parquet")
    for ask in (
        lambda: atlas.shapes("area"),
        lambda: atlas.shapes("nation"),
        lambda: atlas.state_shapes,
        atlas.growth_error,
    ):
        with pytest.raises(ChecksumError, match=r"\.parquet was changed or damaged"):
            ask()


def test_wages_times_one_tenth_more_under_the_old_manifest_are_refused(folder):
    """They used to be shown: another share of jobs under the same data version."""
    file = folder / "area_wages.parquet"
    wages_times(1.1).to_parquet(file, index=False)
    with pytest.raises(ChecksumError, match=r"area_wages\.parquet .*the manifest"):
        go.open_atlas(folder).overlap(OWN, Selection())
    edit(
        folder,
        lambda spec: spec["tables"]["area_wages"].update(bytes=file.stat().st_size, sha256=sha256_of(file)),
        version=False,
    )
    with pytest.raises(
        ChecksumError, match=r"manifest\.json was changed: its data version \w+ is not that of its checksums"
    ):
        go.open_atlas(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users on this system")
def test_a_table_that_may_not_be_read(folder, monkeypatch):
    """Root may read every file, so the refusal is the system's word, put in by hand."""
    from pathlib import Path

    read = Path.read_bytes

    def refuse(self):
        if self.name == "reach.parquet":
            raise PermissionError(13, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataNotFoundError, match=r"reach\.parquet cannot be read \(Permission denied\)"):
        go.open_atlas(folder).table("reach")


# ------------------------------------------------------- manifests edited by hand


@pytest.mark.parametrize("name", ["areas", "area_shapes", "projections"])
def test_a_file_that_is_no_parquet_under_a_right_checksum(folder, name):
    (folder / f"{name}.parquet").write_bytes(b"area_code,title\n")
    record_again(folder, name)
    atlas = go.open_atlas(folder)
    for ask in (lambda: atlas.table(name), atlas.files.keep):
        with pytest.raises(ChecksumError, match=rf"{name}\.parquet cannot be read as table '{name}'.*{FIX}"):
            ask()


def test_damaged_pages_under_a_right_checksum(folder):
    file = folder / "tracts.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:4] + b"\xff" * 200 + content[204:])
    record_again(folder, "tracts")
    with pytest.raises(ChecksumError, match=r"tracts\.parquet cannot be read as table 'tracts'"):
        go.open_atlas(folder).table("tracts")


def test_a_shape_table_without_shapes(folder):
    tiny_tables()["areas"].to_parquet(folder / "area_shapes.parquet", index=False)
    record_again(folder, "area_shapes")
    with pytest.raises(
        ChecksumError, match=r"table 'area_shapes' in .*area_shapes\.parquet lacks the columns geometry"
    ):
        go.open_atlas(folder).shapes("area")


def test_a_column_that_is_gone_is_named(folder):
    tiny_tables()["area_wages"].drop(columns=["p50", "p10_flag"]).to_parquet(
        folder / "area_wages.parquet", index=False
    )
    record_again(folder, "area_wages")
    atlas = go.open_atlas(folder)
    for ask in (lambda: atlas.table("area_wages"), lambda: atlas.cube, atlas.files.keep):
        with pytest.raises(ChecksumError, match=r"table 'area_wages' in .* lacks the columns .*p50"):
            ask()
    edit(
        folder, lambda spec: [spec["tables"]["area_wages"]["columns"].remove(c) for c in ("p50", "p10_flag")]
    )
    with pytest.raises(
        ChecksumError, match=r"lacks the columns .*p50"
    ):  # the manifest agrees with the file, the schemas do not
        go.open_atlas(folder).table("area_wages")


def test_a_table_the_manifest_does_not_list(folder):
    edit(folder, lambda spec: spec["tables"].pop("related"))
    with pytest.raises(DataNotFoundError, match=r"has no table 'related'.*python -m geo_opportunity build"):
        go.open_atlas(folder).table("related")


def test_a_table_outside_the_directory(folder, tmp_path):
    shutil.move(folder / "related.parquet", tmp_path / "related.parquet")
    edit(folder, lambda spec: spec["tables"]["related"].update(file="../related.parquet"), version=False)
    with pytest.raises(DataNotFoundError, match=r"files outside the directory: \.\./related\.parquet"):
        go.open_atlas(folder)


def test_tiny_data_need_no_schemas_to_be_checked(whole):
    """The columns are those of the schemas, so the 0.15 s to import them are not spent."""
    code = (
        "import sys, geo_opportunity as go\na = "
        f"go.open_atlas({str(whole)!r})\na.files.keep()\na.cube\nassert 'pandera' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# ----------------------------------------------- replaced while open, in a notebook


def test_an_open_atlas_says_that_its_data_were_replaced(folder):
    atlas = go.open_atlas(folder)
    before, old = atlas.table("area_wages"), atlas.data_version
    new = replace_with(folder, area_wages=wages_times(1.1))
    with pytest.raises(
        ChecksumError,
        match=rf"was replaced by version {new} while version {old} was open.*open it again with open_atlas",
    ):
        _ = atlas.cube
    assert atlas.table("area_wages") is before  # what was read stays
    assert go.open_atlas(folder).table("area_wages")["p50"].sum() == pytest.approx(1.1 * before["p50"].sum())


def test_tables_both_versions_share_may_still_be_read(folder):
    atlas = go.open_atlas(folder)
    replace_with(folder, area_wages=wages_times(1.1))
    assert len(atlas.table("counties")) == 8  # the same bytes


def test_an_atlas_that_was_kept_answers_from_its_own_version(folder):
    expected = go.open_atlas(folder).overlap(OWN, geometry=False)
    atlas = go.open_atlas(folder)
    atlas.files.keep()
    replace_with(folder, area_wages=wages_times(1.5))
    assert (
        go.open_atlas(folder)
        .overlap(OWN, geometry=False)["share_overlap"]
        .ne(expected["share_overlap"])
        .any()
    )
    for answer in (atlas, atlas.with_tables({})):
        np.testing.assert_array_equal(
            answer.overlap(OWN, geometry=False)["share_overlap"], expected["share_overlap"]
        )
    shutil.rmtree(folder)
    assert atlas.with_tables({}).table("titles").shape == (3, 2)


# ------------------------------------------------------ replaced while open, in the app


@pytest.fixture
def open_app(folder, monkeypatch):
    import streamlit as st

    monkeypatch.setenv("GEO_OPPORTUNITY_DATA_DIR", str(folder))
    st.cache_resource.clear()
    st.cache_data.clear()

    def run(**query):
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params.update(query)
        return at.run()

    yield run
    st.cache_resource.clear()
    st.cache_data.clear()


QUERY = {"pay": "own", "wage_own": "50000"}


def table_of(at):
    assert not at.exception, [e.value for e in at.exception]
    return at.dataframe[0].value


def label_of(at):
    label = dict(at.query_params)["d"]
    return label[0] if isinstance(label, list) else label


def both(at):
    """Return the label and the figures of a page: of one version, or the test fails."""
    return label_of(at), table_of(at)


def test_a_replaced_data_set_is_opened_whole_at_the_next_run(open_app, folder):
    at = open_app(soc="29-1141", show="p50")
    old, before = both(at)
    new = replace_with(folder, area_wages=wages_times(1.1))
    label, after = both(at.run())
    assert (label, label == old) == (new, False)
    assert not before.equals(after)
    assert any("the data have changed" in html.proto.body for html in at.main.get("html"))
    fresh_label, fresh = both(open_app(soc="29-1141", show="p50"))
    assert fresh_label == new
    assert fresh.equals(after)


def test_a_replaced_data_set_that_is_damaged_is_refused_and_opened_once_it_is_whole(
    open_app, folder, monkeypatch, caplog
):
    at = open_app(soc="29-1141", show="p50")
    old, before = both(at)
    new = replace_with(folder, area_wages=wages_times(1.1))
    good = (folder / "reach.parquet").read_bytes()
    cut(folder / "reach.parquet")
    label, after = both(at.run())
    assert label == old
    assert after.equals(before)
    assert "goes on with data version" in caplog.text
    assert "reach.parquet" in caplog.text
    label, after = both(open_app(soc="29-1141", show="p50"))  # another visitor
    assert (label, after.equals(before)) == (old, True)
    (folder / "reach.parquet").write_bytes(good)
    monkeypatch.setattr(app_data, "_RETRY_SECONDS", 0.0)
    label, after = both(at.run())
    assert (label, after.equals(before)) == (new, False)


@pytest.mark.parametrize("how", ["removed", "cut", "newer"])
def test_the_app_goes_on_when_the_manifest_is_damaged(open_app, folder, how):
    at = open_app(soc="29-1141", show="p50")
    old, before = both(at)
    manifest = folder / "manifest.json"
    if how == "removed":
        shutil.rmtree(folder)
    elif how == "cut":
        cut(manifest)
    else:
        edit(folder, lambda spec: spec.update(schema_version=99), version=False)
    label, after = both(at.run())
    assert (label, after.equals(before)) == (old, True)
    assert label_of(open_app(page="area", area="30700")) == old  # another visitor, another page


def test_data_replaced_while_the_app_opens_them_are_opened_once_more(folder, monkeypatch):
    keep, swaps = DataFiles.keep, []

    def replaced_first(self):
        if not swaps:
            swaps.append(replace_with(folder, area_wages=wages_times(1.1)))
        keep(self)

    monkeypatch.setattr(DataFiles, "keep", replaced_first)
    assert app_data._Library(folder).latest().data_version == swaps[0]


def test_what_the_new_data_do_not_hold_is_dropped_from_the_scene(open_app, folder):
    at = open_app(area="45820")
    assert "area" in dict(at.query_params)
    gone = {
        n: f.loc[f["area_code"] != "45820"]
        for n, f in tiny_tables().items()
        if "area_code" in f and n not in {"tracts", "providers"}
    }
    replace_with(folder, **gone)
    at.run()
    assert not at.exception, [e.value for e in at.exception]
    assert "area" not in dict(at.query_params)


LIST = b"provider,program,cip,zip,state,credential\nTopeka Driving School,CDL Class A,49.0205,67000,KS,certificate\n"


def test_own_data_stay_with_the_version_they_were_laid_over(open_app, folder):
    at = open_app(soc="53-3032", show="p50")
    old, plain = both(at)
    at.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    at.button(key="own_add").click().run()
    label, with_list = both(at)
    new = replace_with(folder, area_wages=wages_times(1.1))
    at.run()
    label, after = both(at)
    assert (label, after.equals(with_list)) == (old, True)
    assert any("keeps to the earlier ones" in c.value for c in at.caption)
    next(b for b in at.button if str(b.key).startswith("own_remove_")).click().run()
    label, after = both(at)
    assert (label, after.equals(plain)) == (new, False)
    assert not any("keeps to the earlier ones" in c.value for c in at.caption)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_app_says_which_table_is_damaged(open_app, folder, name):
    cut(folder / f"{name}.parquet")
    at = open_app()
    assert not at.exception
    said = at.error[0].value.replace("\\", "")
    assert f"{name}.parquet is " in said
    assert "python -m geo_opportunity build --force" in said


# ---------------------------------------------------------------- command line


@pytest.mark.parametrize("command", [["export"], ["check"], ["ask", "cells", "30700"]])
def test_the_command_line_says_it_in_one_line(folder, command):
    flip(folder / "area_wages.parquet")
    result = CliRunner().invoke(command_line, [*command, "--data", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "area_wages.parquet" in result.stderr
    assert result.stderr.count("\n") == 1


def test_whole_data_are_whole(whole):
    assert columns_key({n: r.columns for n, r in verify(whole).tables.items()}) == columns_key(
        {n: tuple(f.columns) for n, f in tiny_tables().items()}
    )
