"""Uploads meant to do harm: nothing they refer to is read or fetched, none takes more than 20 s or 1 GB, the server lives on."""

from __future__ import annotations

import contextlib
import http.server
import re
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest
import shapely

from geo_opportunity.errors import FormatError, SourceUnavailableError, ValueRangeError
from geo_opportunity.files import LIMITS, reading
from geo_opportunity.files.reading import read_cells, read_outline
from tests import bombs
from tests.support import ROOT

CANARY = "CANARY-7f3a91"
#: Uploads that are read as what they are, without what they refer to; every other is refused.
HARMLESS = {
    "cells": {"CSV: a formula", "shapefile: code page from a file", "shapefile: a VRT beside it",
              "zip: a path out of it", "zip: an absolute path"},
    "outline": {"shapefile: code page from a file", "shapefile: a VRT beside it", "zip: a path out of it", "zip: an absolute path"},
}  # fmt: skip
KINDS = (
    "VRT as GeoJSON",
    "VRT as JSON, over the network",
    "VRT as GeoPackage",
    "VRT as FlatGeobuf",
    "VRT as shapefile in a zip",
    "VRT as GeoPackage in a zip",
    "VRT as GeoJSON in a zip",
    "VRT in a zip",
    "VRT as CSV",
    "VRT as workbook",
    "VRT as Parquet",
    "GDALG as GeoJSON",
    "GDALG in a zip",
    "WFS as GeoJSON",
    "WFS as GeoPackage",
    "address as GeoJSON",
    "/vsicurl as GeoJSON",
    "PostGIS address as GeoJSON",
    "ESRI JSON",
    "TopoJSON",
    "STAC or OGC API links",
    "GeoJSON with a linked CRS",
    "GeoJSON with a grid as CRS",
    "KML as GeoJSON",
    "KML",
    "GML",
    "MapInfo",
    "ESRI layer file",
    "GeoPackage: a view",
    "GeoPackage: a virtual table",
    "shapefile: CRS from a file",
    "shapefile: CRS with a grid",
    "shapefile: CRS from an address",
    "shapefile: code page from a file",
    "shapefile: a VRT beside it",
    "zip: a link",
    "zip: a path out of it",
    "zip: an absolute path",
    "zip in a zip",
    "workbook: an external entity",
    "CSV: a formula",
)


@pytest.fixture(scope="module")
def trap(tmp_path_factory):
    """A file that must not be read, an address that must not be asked, and the uploads that refer to them."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("trap")
    canary = folder / "canary.csv"
    canary.write_text(f"provider,cip\n{CANARY},1\n", encoding="utf-8")
    url = f"http://127.0.0.1:{server.server_port}"
    yield asked, bombs.references(folder, canary, url)
    server.shutdown()
    server.server_close()


def test_every_reference_is_tried(trap):
    assert set(KINDS) == set(trap[1])


def test_the_bait_works(trap, tmp_path):
    """GDAL left alone reads the file: what the other tests show is not for want of trying."""
    import geopandas as gpd

    bait = tmp_path / "a.geojson"
    bait.write_bytes(trap[1]["VRT as GeoJSON"][1])
    assert CANARY in str(gpd.read_file(bait).to_dict())


@pytest.mark.parametrize("want", ["cells", "outline"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_a_file_refers_to_is_opened(trap, kind, want):
    asked, uploads = trap
    name, content = uploads[kind]
    refused, seen = False, ""
    try:
        seen = str(
            read_cells(content, name).cells.to_pydict() if want == "cells" else read_outline(content, name)
        )
    except FormatError as error:
        refused, seen = True, str(error)
        assert "Fix: " in seen
    assert CANARY not in seen
    assert asked == []
    assert refused == (kind not in HARMLESS[want]), seen


def test_gdal_of_the_reader_has_three_drivers(tmp_path):
    code = "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    out = subprocess.run(
        [sys.executable, "-c", code],
        env=reading._environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "['ESRI Shapefile', 'FlatGeobuf', 'GPKG']"


def test_the_reader_does_not_see_our_environment(monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_TOKEN", CANARY)
    reading._environment.cache_clear()
    assert CANARY not in str(reading._environment())


# ----------------------------------------------------------------------- bombs

SLOW = {
    "two cells, far apart": ("b.xlsx", bombs.two_cells, "row 1,048,576 and column 16,384"),
    "a long text, often": (
        "b.xlsx",
        lambda f: bombs.workbook(
            f, ("<row>" + '<c t="s"><v>0</v></c>' * 20 + "</row>") * 40_000, "x" * 30_000
        ),
        "MB of memory",
    ),
    "a million rows": (
        "b.xlsx",
        lambda f: bombs.workbook(f, "<row><c><v>1</v></c></row>" * 1_000_000),
        "more than 100,000 rows",
    ),
    "16,000 columns": (
        "b.xlsx",
        lambda f: bombs.workbook(f, f"<row>{'<c><v>1</v></c>' * 16_000}</row>"),
        "16,000 columns",
    ),
    "repeated cells": ("b.ods", lambda _: bombs.repeated_ods(), "Cell limit exceeded|MB of memory"),
    "20,000 columns": (
        "b.csv",
        lambda _: b",".join(b"c%d" % i for i in range(20_000)) + b"\n1\n",
        "20,000 columns",
    ),
    "gz of 250 MB": ("b.csv.gz", lambda _: bombs.gz_of(250), "unpacks to more than 200,000,000 bytes"),
    "a cell of 49 MB": ("b.csv", lambda _: b'a,b\n"' + b"x" * 49_000_000, "32,767 characters"),
    "24 million rows": ("b.csv", lambda _: b"a,b\n" + b",\n" * 24_000_000, "more than 100,000 rows"),
    "five million cells": (
        "b.csv",
        lambda _: b",".join(b"c%d" % i for i in range(100)) + b"\n" + (b"," * 99 + b"\n") * 50_000,
        "cells",
    ),
    "one text, 99,000 times": ("b.parquet", lambda _: bombs.repeated_parquet(), "characters"),
    "deep JSON": ("b.geojson", lambda _: b"[" * 40_000_000, "not GeoJSON"),
    "16 million lists": (
        "b.json",
        lambda _: b'{"type":"Polygon","coordinates":[' + b"[]," * 16_000_000 + b"[]]}",
        "MB of memory|within 15 seconds",
    ),
    "a zip of 250 MB": (
        "b.zip",
        lambda _: bombs.zipped({"a.geojson": b" " * 250_000_000}),
        "unpacks to more",
    ),
    "2,000 files": (
        "b.zip",
        lambda _: bombs.zipped({f"{i}.shp": b"" for i in range(2_000)}),
        "more than 1,000 files",
    ),
    "60 MB": ("b.csv", lambda _: b" " * 60_000_000, "more than 50,000,000"),
}
SHAPES = {
    "100,000 features": (
        lambda: bombs.geojson([shapely.Point(i * 1e-4, 39) for i in range(100_000)]),
        "more than 20,000 features",
    ),
    "600,000 vertices": (lambda: bombs.circle(600_000), "600,001 vertices, more than 500,000"),
    "5,000 random vertices": (lambda: bombs.scribble(5_000), "more than 20,000 places"),
    "100,000 random vertices": (lambda: bombs.scribble(100_000), "more than 20,000 places"),
    "a grating of four million holes": (lambda: bombs.grating(2_000), "MB of memory|within 15 seconds"),
}


@pytest.fixture
def measured(monkeypatch):
    """Assert that a reading took less than 20 s, and its process no more than 1 GB.

    The peak is read from /proc while the process runs: what the system reports at its end takes in the memory of the
    test's own process, from before the program was started.
    """
    peaks = [0]

    class Watched(subprocess.Popen):
        def poll(self):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{self.pid}/status").read_text()
                peaks.extend(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
            return super().poll()

    monkeypatch.setattr(reading.subprocess, "Popen", Watched)
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 20
    assert max(peaks) * 1024 <= 1_000_000_000


@pytest.fixture(scope="module", params=SLOW)
def bomb(request, tmp_path_factory):
    name, make, words = SLOW[request.param]
    return name, make(tmp_path_factory.mktemp("bomb")), words


@pytest.fixture(scope="module", params=SHAPES)
def shape_bomb(request):
    make, words = SHAPES[request.param]
    return make(), words


def test_a_table_that_asks_for_too_much_is_refused(bomb, measured):
    name, content, words = bomb
    with pytest.raises(FormatError, match=f"b.*({words}).*Fix: "):
        read_cells(content, name)


def test_an_outline_that_asks_for_too_much_is_refused(shape_bomb, measured):
    content, words = shape_bomb
    with pytest.raises(ValueRangeError, match=f"b.geojson.*({words}).*Fix: "):
        read_outline(content, "b.geojson")


def test_three_hundred_random_vertices_are_mended(measured):
    """They took 37 s."""
    outline = read_outline(bombs.scribble(300), "b.geojson")
    assert outline.shape.is_valid
    assert "mended" in outline.notes[0]


def test_a_hundred_thousand_points_are_a_list(measured):
    table = read_cells(
        bombs.geojson([shapely.Point(i * 1e-4, 39) for i in range(100_000)], {"provider": "A"}), "b.geojson"
    )
    assert table.cells.num_rows == 100_000
    assert table.cells.column("longitude")[10].as_py() == "0.001"


# ---------------------------------------------------- time, cancel, taking turns


def _slow(monkeypatch, tmp_path):
    """Make the reader wait a minute, and keep its folders and processes where they can be looked at."""
    made = []
    real = reading.subprocess.Popen

    def slow(command, **more):
        made.append(real([sys.executable, "-c", "import time; time.sleep(60)"], **more))
        return made[-1]

    monkeypatch.setattr(reading.subprocess, "Popen", slow)
    monkeypatch.setattr(reading.tempfile, "tempdir", str(tmp_path))
    return made


def test_a_reading_out_of_time_is_ended(monkeypatch, tmp_path):
    made = _slow(monkeypatch, tmp_path)
    with pytest.raises(ValueRangeError, match=r"a\.csv was not read within 1 seconds.*Fix"):
        read_cells(b"a\n1\n", "a.csv", limits=replace(LIMITS, seconds=1))
    assert made[0].returncode is not None
    assert list(tmp_path.iterdir()) == []


def test_a_reading_that_is_canceled_leaves_nothing(monkeypatch, tmp_path):
    made = _slow(monkeypatch, tmp_path)

    def stop(seconds):
        if seconds > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_cells(b"a\n1\n", "a.csv", waiting=stop)
    assert made[0].returncode is not None
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_dies_is_a_sentence(monkeypatch):
    real = reading.subprocess.Popen
    monkeypatch.setattr(
        reading.subprocess,
        "Popen",
        lambda _, **more: real([sys.executable, "-c", "import os; os.abort()"], **more),
    )
    with pytest.raises(ValueRangeError, match=r"a\.xlsx is damaged, or needs more than 800 MB.*Fix"):
        read_cells(b"PK", "a.xlsx")


def test_readings_take_turns(monkeypatch):
    monkeypatch.setattr(reading, "_MOST_WAIT", 0.2)
    for _ in range(LIMITS.at_once):
        reading._turns.acquire()
    try:
        with pytest.raises(SourceUnavailableError, match="other files are being read"):
            read_cells(b"a\n1\n", "a.csv")
    finally:
        for _ in range(LIMITS.at_once):
            reading._turns.release()
    assert read_cells(b"a\n1\n", "a.csv").cells.to_pydict() == {"a": ["1"]}


def test_the_limits_are_those_documented():
    text = (ROOT / "docs" / "LIMITS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| ([\d,]+) \| (.*) \|$", text, flags=re.MULTILINE)
    assert rows == [(f.name, f"{getattr(LIMITS, f.name):,}", f.metadata["meaning"]) for f in fields(LIMITS)]
