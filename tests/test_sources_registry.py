from __future__ import annotations

import pytest

from geo_opportunity import pipeline, sources
from geo_opportunity.errors import BuildError, UnknownCodeError
from geo_opportunity.pipeline.run import in_order
from geo_opportunity.sources import base
from geo_opportunity.tables import TABLES
from tests.support import RAW, needs_raw

#: Raw files that no source reads, and why.
NOT_READ = {
    "onet/db_30_2_text/Work Context.sample.txt": "500 rows of the official layout, for the reader's test",
    "budgets/state_income_tax_2025_policyengine.csv.gz": "2025 law holds one-off items; 2026 is read",
    **dict.fromkeys(
        (
            f"oews/oews_m2025_{name}.csv"
            for name in ("area", "datatype", "footnote", "industry", "occupation")
        ),
        "labels of the codes of BLS' flat files; our titles are those of the area list, O*NET and EP",
    ),
    **dict.fromkeys(
        (
            "etpl/tx_twc_statewide_etpl_2024-03-20.csv.gz",
            "qcew/bea_county_gdp_2024.csv.gz",
            "scorecard/scorecard_field_of_study_ay1516_1617.csv.gz",
            "scorecard/scorecard_institutions_2022_23.csv.gz",
            "workforce/lehd_shp_gw_v4.4.0_2019-03.zip",
        ),
        "no step uses it yet",
    ),
}

#: Required sources that no step reads, and why they are registered.
NOT_BUILT_UPON = {
    "nem_2018_industries": "titles of the industries in advanced_to_nem",
    "onet_soc_2009_to_2010": "for lists older than those at hand",
}


@pytest.fixture(scope="module")
def every():
    return sources.all_sources()


def test_every_source_says_where_it_comes_from(every):
    for source in every.values():
        for field in ("title", "publisher", "vintage", "licence"):
            assert getattr(source, field).strip(), f"{source.id} has no {field}"
        assert source.landing_page.startswith("https://"), source.id
        assert source.variants, source.id
        assert source.columns, source.id
        for variant in source.variants:
            assert variant.url is None or variant.url.startswith("https://"), f"{source.id}: {variant.url}"
            assert not variant.path.startswith(("/", "..")), source.id
            assert variant.sha256 is None or len(variant.sha256) == 64, source.id


def test_ids_are_unique_and_their_modules_known(every):
    assert list(sources.source_modules()) == list(every)
    assert sources.source("rapids").id == "rapids"
    with pytest.raises(UnknownCodeError, match="there is no source 'nix'; there are "):
        sources.source("nix")


def test_page_functions_belong_to_a_variant(every):
    paths = {v.path for s in every.values() for v in s.variants}
    assert set(sources.page_fetchers()) <= paths


@needs_raw
def test_every_raw_file_is_claimed(every):
    claimed = {v.path for s in every.values() for v in s.variants}
    there = {p.relative_to(RAW).as_posix() for p in RAW.rglob("*") if p.is_file()}
    unclaimed = there - claimed - set(NOT_READ)
    assert not unclaimed, f"no source reads {sorted(unclaimed)}"
    assert not set(NOT_READ) & claimed, "read after all"


@needs_raw
def test_every_required_source_is_there(every):
    for source in every.values():
        if not source.optional:
            assert source.locate(RAW).path.is_file()


def test_steps_make_every_table_once_from_sources_that_exist(every):
    steps = in_order(pipeline.all_steps())  # acyclic, no table twice, no need unmet
    assert sorted(t for s in steps for t in s.makes) == sorted(TABLES)
    assert {i for s in steps for i in s.sources} <= set(every)
    assert set(pipeline.step_modules()) == {s.name for s in steps}


def test_a_required_source_is_read_by_a_step(every):
    read = {i for s in pipeline.all_steps() for i in s.sources}
    idle = {s.id for s in every.values() if not s.optional} - read - set(NOT_BUILT_UPON)
    assert not idle, f"no step reads {sorted(idle)}: mark them optional, or read them"


def test_the_catalog_has_each_source_once_and_no_other(every):
    catalog = base.catalog()
    assert sorted(catalog["sources"]) == sorted(every)
    assert {entry["of"] for entry in catalog["sources"].values() if "of" in entry} == set(
        catalog["publishers"]
    )
    assert {i for ids in catalog["main"].values() for i in ids} <= set(every)
    assert set(catalog["main"]) <= set(TABLES)
    assert every["onet_related"].licence.startswith("CC BY 4.0")  # from its publisher
    assert every["oews_area"].variants[0].sha256


def test_a_source_without_an_entry_or_with_too_many_readers_is_refused():
    with pytest.raises(BuildError, match=r"'nix' is not in catalog\.toml"):
        base.from_catalog("nix", {}, str)
    with pytest.raises(BuildError, match="another number of files"):
        base.from_catalog("oews_area", {}, str, str)
