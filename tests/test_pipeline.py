from __future__ import annotations

import dataclasses
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, box

from geo_opportunity.errors import (
    BuildError,
    ChecksumError,
    FormatError,
    JoinError,
    SchemaError,
    SourceUnavailableError,
)
from geo_opportunity.files.published import sha256_of
from geo_opportunity.manifest import read_manifest, verify
from geo_opportunity.pipeline import code, run, swap
from geo_opportunity.pipeline.checks import Check, JoinReport
from geo_opportunity.pipeline.run import build, in_order
from geo_opportunity.pipeline.step import Step
from geo_opportunity.pipeline.store import read_table, write_table
from geo_opportunity.progress import PlainProgress
from geo_opportunity.settings import Settings
from geo_opportunity.sources.base import Source, Variant
from tests.test_fetch import Site

ROOT = Path(__file__).resolve().parents[1]
READS: list[str] = []
RUNS: list[str] = []


def read_cips(path):
    READS.append("cips")
    return pd.read_csv(path, dtype=str)


def read_links(path):
    READS.append("links")
    return pd.read_csv(path, dtype=str)


def read_extra(path):
    READS.append("extra")
    return pd.read_csv(path, dtype=str)


def a_source(source_id, path, read, columns, **more):
    return Source(
        source_id,
        f"The {source_id}",
        "An office",
        "https://example.org",
        "2025",
        (Variant(path, read, **more.pop("variant", {})),),
        columns,
        **more,
    )


SOURCES = {
    s.id: s
    for s in (
        a_source("cips", "x/cips.csv", read_cips, {"code": "code", "name": "name"}),
        a_source("links", "x/links.csv", read_links, {"cip": "cip", "soc": "soc"}),
        a_source("extra", "x/extra.csv", read_extra, {"cip": "cip"}, optional=True),
    )
}


def run_cips(raw, tables):
    RUNS.append("cips")
    frame = raw["cips"].rename(columns={"code": "cip", "name": "title"})
    if raw["extra"] is not None:
        frame = frame[~frame["cip"].isin(raw["extra"]["cip"])]
    return {"cips": frame}


def run_links(raw, tables):
    RUNS.append("links")
    links = raw["links"]
    return {"cip_soc": links[links["cip"].isin(tables["cips"]["cip"])]}


def run_rates(raw, tables):
    RUNS.append("rates")
    socs = tables["cip_soc"]["soc"].drop_duplicates()
    return {"separations": pd.DataFrame({"soc": socs, "exit_rate": 0.04, "transfer_rate": None})}


CIPS = Step("cips", ("cips",), ("cips", "extra"), (), run_cips)
LINKS = Step("links", ("cip_soc",), ("links",), ("cips",), run_links)
RATES = Step("rates", ("separations",), (), ("cip_soc",), run_rates)
STEPS = (RATES, LINKS, CIPS)


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw" / "x"
    folder.mkdir(parents=True)
    (folder / "cips.csv").write_text("code,name\n51.3801,Nursing\n46.0302,Electrician\n")
    (folder / "links.csv").write_text("cip,soc\n51.3801,29-1141\n46.0302,47-2111\n01.0000,11-9013\n")
    READS.clear()
    RUNS.clear()
    return folder.parent


@pytest.fixture
def make(tmp_path, raw):
    def run(**more):
        READS.clear()
        RUNS.clear()
        given = {"cache": tmp_path / "cache", "steps": STEPS, "sources": SOURCES} | more
        return build(raw, tmp_path / "data", **given)

    return run


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ------------------------------------------------------------------- the result


def test_tables_manifest_and_order(make, tmp_path):
    result = make()
    data = tmp_path / "data"
    assert RUNS == ["cips", "links", "rates"]
    assert [s.name for s in result.steps] == ["cips", "links", "rates"]
    assert read_table("cips", data).to_dict("list") == {
        "cip": ["46.0302", "51.3801"],
        "title": ["Electrician", "Nursing"],
    }
    assert read_table("cip_soc", data)["soc"].tolist() == ["47-2111", "29-1141"]
    rates = read_table("separations", data)
    assert str(rates["transfer_rate"].dtype) == "float64"
    assert rates["transfer_rate"].isna().all()
    manifest = verify(data)
    assert manifest == result.manifest
    assert manifest.sources["cips"].rows == 2
    assert manifest.sources["extra"].file is None
    assert [s.id for s in manifest.sources_of("separations")] == ["cips", "extra", "links"]
    assert result.peak_bytes > 10_000_000
    assert not list(tmp_path.glob("data.build-*"))


def test_the_same_raw_files_give_the_same_bytes(make, tmp_path):
    make()
    first = contents(tmp_path / "data")
    make(force=True)
    assert contents(tmp_path / "data") == first
    assert set(first) == {
        "cips.parquet",
        "cip_soc.parquet",
        "separations.parquet",
        "manifest.json",
        "join_report.json",
    }


def test_files_explain_themselves(make, tmp_path):
    import pyarrow.parquet as pq

    make()
    schema = pq.read_schema(tmp_path / "data" / "separations.parquet")
    assert schema.field("exit_rate").metadata == {
        b"description": b"labor force exits, annual average",
        b"unit": b"fraction",
    }
    assert schema.metadata is None  # neither pandas nor its version


# ------------------------------------------------------------------ incremental


def test_a_second_build_reads_and_runs_nothing_and_leaves_the_directory(make, tmp_path):
    make()
    before = (tmp_path / "data").stat().st_ino
    result = make()
    assert (READS, RUNS) == ([], [])
    assert not result.changed
    assert all(s.reused for s in result.steps)
    assert (tmp_path / "data").stat().st_ino == before


def test_a_changed_source_reruns_its_step_and_those_whose_input_changed(make, raw, tmp_path):
    make()
    links = raw / "x" / "links.csv"
    links.write_text(links.read_text().replace("01.0000,11-9013", "51.3801,29-2061"))
    result = make()
    assert (READS, RUNS) == (["links"], ["links", "rates"])
    assert result.changed
    assert len(read_table("separations", tmp_path / "data")) == 3
    links.write_text(links.read_text() + "02.0000,11-9013\n")  # a row the step leaves out
    make()
    assert RUNS == ["links"]
    assert result.manifest.data_version == read_manifest(tmp_path / "data").data_version


def test_a_damaged_table_is_made_again(make, tmp_path):
    first = make()
    (tmp_path / "data" / "cip_soc.parquet").write_bytes(b"damaged")
    result = make()
    assert RUNS == ["links"]
    assert READS == []  # the parsed copy serves
    assert result.changed
    assert verify(tmp_path / "data") == first.manifest


def test_parsed_copies_serve_a_forced_build_and_are_replaced_with_their_file(make, raw, tmp_path):
    make()
    make(force=True)
    assert READS == []
    (raw / "x" / "cips.csv").write_text("code,name\n51.3801,Nurses\n")
    make()
    assert READS == ["cips"]
    assert len(list((tmp_path / "cache" / "parsed").glob("cips-*"))) == 1
    next((tmp_path / "cache" / "parsed").glob("cips-*")).write_bytes(b"damaged")
    make(force=True)
    assert READS == ["cips"]


def test_a_new_reader_version_reads_again(make):
    make()
    newer = SOURCES | {
        "links": a_source("links", "x/links.csv", read_links, {"cip": "cip", "soc": "soc"}, reader_version=2)
    }
    make(sources=newer)
    assert READS == ["links"]


def test_an_optional_source_that_appears_is_taken_in(make, raw, tmp_path):
    make()
    (raw / "x" / "extra.csv").write_text("cip\n46.0302\n")
    result = make()
    assert RUNS == ["cips", "links", "rates"]
    assert read_table("cips", tmp_path / "data")["cip"].tolist() == ["51.3801"]
    assert result.manifest.sources["extra"].file == "x/extra.csv"


def test_shapes_go_through_the_parsed_cache(make, raw, tmp_path):
    def shapes(path):
        READS.append("shapes")
        return gpd.GeoDataFrame({"code": ["20"]}, geometry=[MultiPolygon([box(0, 0, 1, 1)])], crs="EPSG:4326")

    def run(raw, tables):
        made = raw["shapes"].rename(columns={"code": "state_fips"}).assign(state="KS", name="Kansas")
        return {"state_shapes": made[["state_fips", "state", "name", "geometry"]]}

    (raw / "x" / "shapes.txt").write_text("x")
    given = {
        "sources": {"shapes": a_source("shapes", "x/shapes.txt", shapes, {"code": "", "geometry": ""})},
        "steps": (Step("shapes", ("state_shapes",), ("shapes",), (), run),),
    }
    first = make(**given)
    again = make(force=True, **given)
    assert READS == []
    assert first.manifest == again.manifest
    found = read_table("state_shapes", tmp_path / "data")
    assert found.crs.to_epsg() == 4326
    assert found.geometry.iloc[0].area == 1


def test_a_frame_that_parquet_cannot_hold_is_read_each_time(make, raw):
    def mixed(path):
        READS.append("mixed")
        return pd.DataFrame({"cip": ["51.3801", 1]}, dtype=object)

    def run(raw, tables):
        return {"cips": pd.DataFrame({"cip": raw["mixed"]["cip"].iloc[:1].astype("str"), "title": "Nursing"})}

    given = {
        "sources": {"mixed": a_source("mixed", "x/cips.csv", mixed, {"cip": ""})},
        "steps": (Step("m", ("cips",), ("mixed",), (), run),),
    }
    out = io.StringIO()
    make(progress=PlainProgress(out), **given)
    make(force=True, **given)
    assert READS == ["mixed"]
    assert "no parsed copy of 'mixed' is kept" in out.getvalue()


def test_only_runs_the_steps_named_and_keeps_the_rest(make, raw, tmp_path):
    with pytest.raises(BuildError, match="build once without --only"):
        make(only=["links"])
    make()
    (raw / "x" / "cips.csv").write_text("code,name\n51.3801,Nurses\n")
    (raw / "x" / "links.csv").write_text("cip,soc\n46.0302,47-2111\n")
    make(only=["links"])
    assert RUNS == ["links"]
    assert read_table("cips", tmp_path / "data")["title"].tolist() == ["Electrician", "Nursing"]
    make()
    assert RUNS == ["cips", "links", "rates"]
    with pytest.raises(BuildError, match="there is no step nix; there are cips, links, rates"):
        make(only=["nix"])


# ------------------------------------------------------------------------- code


def module_at(path, text, name):
    path.write_text(textwrap.dedent(text))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_changed_code_reruns_the_step(make, tmp_path):
    body = """
        import pandas as pd
        def run(raw, tables):
            return {"separations": pd.DataFrame({"soc": tables["cip_soc"]["soc"].drop_duplicates(), "exit_rate": RATE, "transfer_rate": 0.1})}
    """
    name = "steps_of_a_test"
    try:
        module = module_at(tmp_path / "m.py", body.replace("RATE", "0.04"), name)
        make(steps=(CIPS, LINKS, Step("rates", ("separations",), (), ("cip_soc",), module.run)))
        module = module_at(tmp_path / "m.py", body.replace("RATE", "0.05"), name)
        result = make(steps=(CIPS, LINKS, Step("rates", ("separations",), (), ("cip_soc",), module.run)))
        assert [s.reused for s in result.steps] == [True, True, False]
        assert read_table("separations", tmp_path / "data")["exit_rate"].unique().tolist() == [0.05]
    finally:
        sys.modules.pop(name, None)


def test_the_closure_of_imports():
    found = code.imported_modules(["geo_opportunity.vocabulary"])
    assert found == {"geo_opportunity.vocabulary"}  # pandas is outside, its import for typing only besides
    found = code.imported_modules(["geo_opportunity.tables"])
    names = ("errors", "schema", "tables", "tables_places", "tables_training", "vocabulary")
    assert found == {f"geo_opportunity.{name}" for name in names}
    assert "geo_opportunity.files.published" in code.imported_modules(["geo_opportunity.manifest"])
    assert "geo_opportunity" not in code.imported_modules(["geo_opportunity.sources.fetch"])
    assert code.code_hash(["geo_opportunity.tables"]) != code.code_hash(["geo_opportunity.errors"])


# ----------------------------------------------------------------------- faults


def failing(raw, tables):
    msg = "a bug"
    raise ZeroDivisionError(msg)


def wrong_columns(raw, tables):
    return {"separations": pd.DataFrame({"soc": ["nix"], "exit_rate": 2.0, "transfer_rate": 0.1})}


def other_table(raw, tables):
    return {"titles": pd.DataFrame({"soc": [], "title": []})}


@pytest.mark.parametrize(
    ("run", "error", "words"),
    [
        (failing, BuildError, "step 'rates' failed: ZeroDivisionError: a bug"),
        (wrong_columns, SchemaError, "table 'separations' breaks its contract in 2 places"),
        (other_table, BuildError, "promised"),
    ],
)
def test_a_failing_step_leaves_the_old_data(make, tmp_path, run, error, words):
    raw = tmp_path / "raw"
    make()
    before = contents(tmp_path / "data")
    (raw / "x" / "links.csv").write_text("cip,soc\n51.3801,29-1141\n")
    with pytest.raises(error, match=words):
        make(steps=(CIPS, LINKS, Step("rates", ("separations",), (), ("cip_soc",), run)))
    assert contents(tmp_path / "data") == before
    assert not list(tmp_path.glob("data.build-*"))


def test_a_join_past_its_limit_leaves_the_old_data(make, raw, tmp_path, monkeypatch):
    make()
    before = contents(tmp_path / "data")
    bad = Check(name="x", label="things that do not match", count=3, total=4, limit=0.5, worst=("a",))
    monkeypatch.setattr(run, "join_report", lambda tables: JoinReport((bad,)))
    (raw / "x" / "links.csv").write_text("cip,soc\n51.3801,29-1141\n")
    with pytest.raises(JoinError, match=r"things that do not match: 3 of 4 = 75\.0% \(at most 50\.0%\)"):
        make()
    assert contents(tmp_path / "data") == before


@pytest.fixture
def many(make, raw):
    """Build from a hundred links, then cut their file to half."""
    links = raw / "x" / "links.csv"
    lines = [f"51.3801,{29 + n // 50}-{1000 + n}" for n in range(100)]
    links.write_text("\n".join(["cip,soc", *lines, ""]))
    make()
    links.write_text("\n".join(["cip,soc", *lines[:50], ""]))


def test_half_a_source_leaves_the_old_data(make, many, tmp_path):
    before = contents(tmp_path / "data")
    with pytest.raises(JoinError) as caught:
        make()
    assert contents(tmp_path / "data") == before
    text = str(caught.value)
    assert "FAIL rows of source links: 100 before, 50 now (-50%, at most ±10%); source: links\n" in text
    assert "FAIL rows of table cip_soc: 100 before, 50 now (-50%, at most ±10%); source: links\n" in text
    assert "FAIL exit_rate count of table separations: 100 before, 50 now" in text
    assert (
        "download the sources named again; if they are a new edition and the figures are right, build with "
        "--accept-changes." in text
    )
    assert not list(tmp_path.glob("data.build-*"))


def test_changes_are_taken_when_they_are_accepted(make, many, tmp_path):
    out = io.StringIO()
    assert make(accept_changes=True, progress=PlainProgress(out)).changed
    assert "accepted: rows of source links: 100 before, 50 now" in out.getvalue()
    assert verify(tmp_path / "data").tables["separations"].figures["exit_rate count"] == 50
    assert not make().changed


def test_a_source_left_out_by_only_is_no_change(make, many, raw):
    (raw / "x" / "links.csv").write_text("cip,soc\n51.3801,29-1141\n")
    assert make(only=["cips"]).manifest.tables["cip_soc"].rows == 100


def test_faults_of_sources(make, raw):
    (raw / "x" / "links.csv").write_bytes(b"<html>blocked</html>")
    with pytest.raises(FormatError, match=r"links\.csv is an HTML page"):
        make()
    (raw / "x" / "links.csv").write_text("cip,occupation\n51.3801,29-1141\n")
    with pytest.raises(FormatError, match=r"links\.csv lacks the column soc"):
        make()
    (raw / "x" / "links.csv").unlink()
    with pytest.raises(SourceUnavailableError, match=r"source 'links' .* x/links\.csv"):
        make()


def test_a_file_with_another_checksum_than_known_is_refused(make, raw):
    known = a_source(
        "links", "x/links.csv", read_links, {"cip": "cip", "soc": "soc"}, variant={"sha256": "0" * 64}
    )
    with pytest.raises(ChecksumError, match=r"links\.csv has the SHA-256"):
        make(sources=SOURCES | {"links": known})
    known = a_source(
        "links",
        "x/links.csv",
        read_links,
        {"cip": "cip", "soc": "soc"},
        variant={"sha256": sha256_of(raw / "x" / "links.csv")},
    )
    make(sources=SOURCES | {"links": known})


def test_a_raw_directory_that_is_none(tmp_path):
    with pytest.raises(SourceUnavailableError, match="is not a directory"):
        build(tmp_path / "nix", tmp_path / "data", cache=tmp_path / "c", steps=STEPS, sources=SOURCES)


def test_offline_uses_the_cache_alone(raw, tmp_path):
    cache = tmp_path / "cache"
    with pytest.raises(SourceUnavailableError):
        build(None, tmp_path / "data", cache=cache, offline=True, steps=STEPS, sources=SOURCES)
    cache.mkdir()
    raw.rename(cache / "raw")
    assert build(None, tmp_path / "data", cache=cache, offline=True, steps=STEPS, sources=SOURCES).changed


def test_without_raw_files_the_official_addresses_are_asked_once(raw, tmp_path):
    site = Site()
    try:
        online = {}
        for name, source in SOURCES.items():
            path = source.variants[0].path
            file = raw / path
            site.script[f"/{path}"] = [{"body": file.read_bytes()} if file.exists() else {"status": 404}]
            online[name] = dataclasses.replace(
                source, variants=(dataclasses.replace(source.variants[0], url=f"{site.url}/{path}"),)
            )
        settings = Settings(pace_seconds=0)
        given = {"cache": tmp_path / "cache", "steps": STEPS, "settings": settings, "sources": online}
        local = build(raw, tmp_path / "one", **given)
        asked = build(None, tmp_path / "two", **given)
        assert asked.manifest == local.manifest
        assert len(site.seen) == 3
        assert not build(None, tmp_path / "two", **given).changed
        assert [path for path, _ in site.seen] == [
            "/x/cips.csv",
            "/x/extra.csv",
            "/x/links.csv",
            "/x/extra.csv",
        ]
    finally:
        site.close()


def test_what_cannot_be_downloaded_keeps_its_tables_and_its_vintage(make, raw, tmp_path):
    """Without --raw, a step whose source has no address keeps the tables in place; the others are made anew."""
    before = make().manifest
    site = Site()
    try:
        site.script["/links"] = [{"body": (raw / "x/links.csv").read_bytes() + b"46.0302,49-9021\n"}]
        links = SOURCES["links"]
        online = SOURCES | {
            "links": dataclasses.replace(
                links, variants=(dataclasses.replace(links.variants[0], url=f"{site.url}/links"),)
            )
        }
        RUNS.clear()
        after = build(
            None,
            tmp_path / "data",
            cache=tmp_path / "other",
            steps=STEPS,
            sources=online,
            settings=Settings(pace_seconds=0),
        ).manifest
    finally:
        site.close()
    assert RUNS == ["links", "rates"]
    assert after.tables["cips"] == before.tables["cips"]
    assert after.sources["cips"] == before.sources["cips"]
    assert after.tables["cip_soc"].rows == before.tables["cip_soc"].rows + 1


def test_a_list_kept_in_our_own_code_is_found_anywhere(tmp_path):
    built_in = Variant(
        "built in",
        lambda _: pd.DataFrame({"code": ["51.3801"], "name": ["Nursing"]}),
        built_in=Path(__file__),
    )
    source = dataclasses.replace(SOURCES["cips"], variants=(SOURCES["cips"].variants[0], built_in))
    assert source.locate(tmp_path).read()["code"].tolist() == ["51.3801"]


def test_steps_that_do_not_fit_together():
    a = Step("a", ("cips",), (), ("cip_soc",), run_cips)
    b = Step("b", ("cip_soc",), (), ("cips",), run_links)
    with pytest.raises(BuildError, match="circle: a -> b -> a"):
        in_order([a, b])
    with pytest.raises(BuildError, match="needs 'cip_soc', which no step makes"):
        in_order([a])
    with pytest.raises(BuildError, match="made by two steps"):
        in_order([CIPS, Step("c", ("cips",), (), (), run_cips)])
    with pytest.raises(BuildError, match="does not know"):
        in_order([Step("d", ("nix",), (), (), run_cips)])
    with pytest.raises(BuildError, match="share a name"):
        in_order([CIPS, Step("cips", ("titles",), (), (), run_cips)])


def test_shapes_in_another_crs_are_refused(tmp_path):
    frame = gpd.GeoDataFrame(
        {"county_fips": ["20001"]}, geometry=[MultiPolygon([box(0, 0, 1, 1)])], crs="EPSG:5070"
    )
    with pytest.raises(SchemaError, match="its CRS is EPSG:5070"):
        write_table("county_shapes", frame, tmp_path / "x.parquet")
    with pytest.raises(SchemaError, match="its CRS is none"):
        write_table("county_shapes", pd.DataFrame(frame), tmp_path / "x.parquet")


# --------------------------------------------------------------- the directory


def test_a_directory_of_someone_elses_is_not_replaced(make, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.docx").write_text("years of work")
    with pytest.raises(
        BuildError, match=r"is not a data directory: it has no manifest\.json but holds thesis\.docx"
    ):
        make()
    assert (tmp_path / "data" / "thesis.docx").exists()


def test_files_of_others_in_the_data_directory_stay_and_old_tables_go(make, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "README.md").write_text("about")
    (data / "titles.parquet").write_bytes(b"of an earlier build")
    make()
    assert (data / "README.md").read_text() == "about"
    assert not (data / "titles.parquet").exists()
    verify(data)


def test_a_damaged_manifest_is_built_over(make, tmp_path):
    make()
    (tmp_path / "data" / "manifest.json").write_text("{")
    out = io.StringIO()
    assert make(progress=PlainProgress(out)).changed
    assert "cannot be built upon" in out.getvalue()
    verify(tmp_path / "data")


def test_two_builds_at_once(make, tmp_path):
    with swap.locked(tmp_path / "data"), pytest.raises(BuildError, match="another build is writing"):
        make()


SHARED = """
import shutil, sys
from pathlib import Path
import tests.test_pipeline as t
from geo_opportunity.pipeline.run import build

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
for _ in range(4):
    shutil.rmtree(folder / "cache" / "parsed", ignore_errors=True)
    build(folder / "raw", out, cache=folder / "cache", force=True, steps=t.STEPS, sources=t.SOURCES)
"""


def test_two_builds_share_one_cache(make, tmp_path):
    """Both parse the same files at the same time, and each deletes what the other keeps."""
    expected = make().manifest
    outs = [tmp_path / "one", tmp_path / "two"]
    children = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SHARED, str(tmp_path), str(out)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for out in outs
    ]
    errors = [child.communicate(timeout=120)[1] for child in children]
    assert errors == ["", ""]
    assert [verify(out) for out in outs] == [expected, expected]
    assert not list((tmp_path / "cache" / "parsed").glob("*.part"))


def test_a_build_between_anothers_writing_and_placing_of_a_copy(make, tmp_path, monkeypatch):
    write, others = pd.DataFrame.to_parquet, []

    def interrupted(self, *args, **more):
        done = write(self, *args, **more)
        if not others:
            others.append(None)
            others[0] = build(
                tmp_path / "raw", tmp_path / "other", cache=tmp_path / "cache", steps=STEPS, sources=SOURCES
            ).manifest
        return done

    monkeypatch.setattr(pd.DataFrame, "to_parquet", interrupted)
    assert make().manifest == others[0]


def test_half_written_copies_of_killed_builds_are_cleared(make, tmp_path):
    parsed = tmp_path / "cache" / "parsed"
    parsed.mkdir(parents=True)
    old, new, other = (parsed / f"{name}.parquet.part" for name in ("cips-0", "cips-1", "links-0"))
    for path in (old, new, other):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    make()
    assert [p.exists() for p in (old, new, other)] == [False, True, True]


def test_a_cache_that_cannot_be_written_is_done_without(make, tmp_path):
    (tmp_path / "cache").write_text("a file in its place")
    out = io.StringIO()
    assert make(progress=PlainProgress(out)).changed
    assert "no parsed copy of 'cips' is kept" in out.getvalue()


@pytest.mark.parametrize("exchange", [True, False])
def test_swapping_with_and_without_the_systems_exchange(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    new, out = tmp_path / "new", tmp_path / "data"
    for folder, text in ((new, "new"), (out, "old")):
        folder.mkdir()
        (folder / "x").write_text(text)
    swap.swap_in(new, out)
    assert (out / "x").read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]


def test_a_swap_that_the_system_refuses_halfway_is_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    new, out = tmp_path / "new", tmp_path / "data"
    new.mkdir()
    out.mkdir()
    (out / "x").write_text("old")
    rename = Path.rename

    def refuse(self, target):
        if self == new:
            raise PermissionError(13, "no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BuildError, match="could not be put in the place"):
        swap.swap_in(new, out)
    assert (out / "x").read_text() == "old"


def test_a_build_killed_between_two_renames_is_put_right(make, tmp_path):
    make()
    before = contents(tmp_path / "data")
    (tmp_path / "data").rename(tmp_path / "data.old-123")
    (tmp_path / "data.build-123").mkdir()
    out = io.StringIO()
    assert not make(progress=PlainProgress(out)).changed
    assert contents(tmp_path / "data") == before
    assert "is the data from before it" in out.getvalue()
    assert sorted(p.name for p in tmp_path.glob("data*")) == ["data"]


SLOW = """
import sys, time
from pathlib import Path
import tests.test_pipeline as t
from geo_opportunity.pipeline.run import build
from geo_opportunity.pipeline.step import Step

def slow(raw, tables):
    Path(sys.argv[2], "started").write_text("x")
    time.sleep(60)

steps = (t.CIPS, t.LINKS, Step("rates", ("separations",), (), ("cip_soc",), slow))
folder = Path(sys.argv[1])
build(folder / "raw", folder / "data", cache=folder / "cache", steps=steps, sources=t.SOURCES)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_build_leaves_the_old_data_and_the_next_one_succeeds(make, raw, tmp_path):
    make()
    before = contents(tmp_path / "data")
    (raw / "x" / "links.csv").write_text("cip,soc\n51.3801,29-1141\n")
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path), str(tmp_path)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists():
            assert child.poll() is None, "the build ended before it was killed"
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert list(tmp_path.glob("data.build-*"))
    assert contents(tmp_path / "data") == before
    verify(tmp_path / "data")
    out = io.StringIO()
    assert make(progress=PlainProgress(out)).changed
    assert "left by a killed build" in out.getvalue()
    assert not list(tmp_path.glob("data.build-*"))
    assert read_table("separations", tmp_path / "data")["soc"].tolist() == ["29-1141"]


def test_a_log_gets_plain_lines(make, tmp_path):
    out = io.StringIO()
    make(progress=PlainProgress(out))
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("optional source 'extra' is absent: ")
    assert lines[1] == "reading x/cips.csv"
    assert lines[2].startswith("[1/3] cips: cips 2 (")
    assert "join report: 0 checks" in lines[-2]
    assert lines[-1].startswith(
        f"data {json.loads((tmp_path / 'data' / 'manifest.json').read_text())['data_version']} in "
    )


def test_a_terminal_gets_a_bar_and_the_same_facts(make, tmp_path):
    from rich.console import Console

    from geo_opportunity.progress import RichProgress, make_progress

    out = io.StringIO()
    told = RichProgress(Console(file=out, force_terminal=True, width=300))
    make(progress=told)
    with told.task("a.zip [part]", 100) as update:
        update(50)
    assert "cip_soc 2" in out.getvalue()
    assert "downloaded a.zip [part]" in out.getvalue()
    assert isinstance(make_progress(io.StringIO()), PlainProgress)


def test_a_link_to_a_directory_stays_a_link(make, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    make()
    assert (tmp_path / "data").is_symlink()
    verify(tmp_path / "elsewhere")
