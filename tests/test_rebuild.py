"""The committed data are what the committed code makes of the raw files."""

from __future__ import annotations

import dataclasses

import pytest

from geo_opportunity.manifest import read_manifest, verify
from geo_opportunity.pipeline.run import build, stale_steps
from geo_opportunity.tables import TABLES
from tests.support import RAW, ROOT, needs_raw

DATA = ROOT / "data"

pytestmark = [
    needs_raw,
    pytest.mark.raw,
    pytest.mark.skipif(not (DATA / "manifest.json").is_file(), reason="no data set is committed"),
]


@pytest.mark.slow
def test_the_national_data_set_is_rebuilt_equal(tmp_path):
    committed = verify(DATA)
    made = build(RAW, tmp_path / "data", cache=tmp_path / "cache").manifest
    assert set(made.tables) == set(TABLES)
    differing = [
        name for name, record in made.tables.items() if record.sha256 != committed.tables[name].sha256
    ]
    assert not differing, (
        f"rebuilt tables differ from data/: {differing}. Fix: python -m geo_opportunity build --raw {RAW}"
    )
    assert made.data_version == committed.data_version
    assert made.tables == committed.tables
    assert made.sources == committed.sources
    assert made.reports == committed.reports


def test_the_committed_data_were_built_by_this_code():
    """Runs where the raw files are, since only there it can be fixed. The tables need not change: the manifest does."""
    stale = stale_steps(read_manifest(DATA))
    assert not stale, f"the code of {stale} has changed. Fix: python -m geo_opportunity build --raw {RAW}"


def test_changed_code_or_another_file_makes_a_step_stale():
    manifest = read_manifest(DATA)
    other = dataclasses.replace(manifest.sources["saipe"], sha256="0" * 64)
    changed = dataclasses.replace(
        manifest,
        sources={**manifest.sources, "saipe": other},
        steps={**manifest.steps, "cips": "by other code"},
    )
    assert {"county need", "cips"} <= set(stale_steps(changed))


def test_the_data_set_is_small_enough_to_commit():
    assert sum(t.bytes for t in read_manifest(DATA).tables.values()) <= 40e6
