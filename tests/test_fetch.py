from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from geo_opportunity import __version__
from geo_opportunity.errors import ChecksumError, FormatError, SourceUnavailableError
from geo_opportunity.progress import PlainProgress
from geo_opportunity.settings import Settings
from geo_opportunity.sources import fetch
from geo_opportunity.sources.base import Source, Variant
from geo_opportunity.sources.fetch import Fetcher
from geo_opportunity.sources.lock import exclusive
from tests.support import ROOT

BODY = gzip.compress(b"code,jobs\n01,2\n" * 20_000, mtime=0) + b""
CSV = b"code,jobs\n" + b"01,2\n" * 60_000


class Site:
    """A server whose answers are scripted: path -> list of behaviours, the last one repeated."""

    def __init__(self) -> None:
        self.script: dict[str, list[dict]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                site.seen.append((self.path, dict(self.headers)))
                steps = site.script[self.path]
                spec = steps.pop(0) if len(steps) > 1 else steps[0]
                body, status, headers = (
                    spec.get("body", b""),
                    spec.get("status", 200),
                    dict(spec.get("headers", {})),
                )
                start = 0
                asked = self.headers.get("Range")
                if (
                    asked
                    and spec.get("ranges", True)
                    and status == 200
                    and self.headers.get("If-Range") == headers.get("ETag")
                ):
                    start = int(asked.removeprefix("bytes=").rstrip("-"))
                    if start >= len(body):
                        self.send_response(416)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                        return
                    status = 206
                    headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                time.sleep(spec.get("delay", 0))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) - start))
                self.end_headers()
                sent = body[start:]
                self.wfile.write(sent[: spec.get("first", 0)])
                time.sleep(spec.get("wait", 0))
                sent = sent[spec.get("first", 0) :]
                if "cut" in spec:
                    sent = sent[: spec["cut"]]
                self.wfile.write(sent)
                if "cut" in spec:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def ranges(self, path: str) -> list[str | None]:
        return [headers.get("Range") for seen, headers in self.seen if seen == path]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site():
    server = Site()
    yield server
    server.close()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetcher(tmp_path, waits):
    settings = Settings(
        contact="test@example.org", pace_seconds=0, backoff_seconds=2, retries=2, timeout_seconds=5
    )
    with Fetcher(tmp_path / "cache", settings=settings, sleep=waits.append) as made:
        yield made


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV)
    return buffer.getvalue()


def nothing_left(fetcher: Fetcher) -> bool:
    return not [p for p in fetcher.cache.rglob("*") if p.is_file()]


def test_a_file_is_fetched_once_and_lands_where_its_variant_says(site, fetcher):
    site.script["/a.csv"] = [{"body": CSV}]
    path = fetcher.fetch(f"{site.url}/a.csv", "oews/a.csv", sha256=hashlib.sha256(CSV).hexdigest())
    assert path == fetcher.cache / "raw" / "oews" / "a.csv"
    assert path.read_bytes() == CSV
    assert fetcher.fetch(f"{site.url}/a.csv", "oews/a.csv") == path
    assert len(site.seen) == 1
    assert not list((fetcher.cache / "partial").rglob("*.*"))


def test_we_say_who_we_are(site, fetcher):
    site.script["/a.csv"] = [{"body": CSV}]
    fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert site.seen[0][1]["User-Agent"] == f"GeoOpportunity/{__version__} (+test@example.org)"


def test_a_truncated_body_is_resumed_where_it_broke(site, fetcher, waits):
    tag = {"ETag": '"v1"'}
    site.script["/a.csv"] = [{"body": CSV, "headers": tag, "cut": 100_000}, {"body": CSV, "headers": tag}]
    path = fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert path.read_bytes() == CSV
    assert site.ranges("/a.csv") == [None, "bytes=100000-"]
    assert waits == [2]


def test_an_unfinished_file_is_resumed_by_a_later_run(site, tmp_path):
    tag = {"ETag": '"v1"'}
    settings = Settings(pace_seconds=0, retries=0)
    site.script["/a.csv"] = [{"body": CSV, "headers": tag, "cut": 70_000}]
    with (
        Fetcher(tmp_path, settings=settings) as first,
        pytest.raises(SourceUnavailableError, match="what was loaded is kept"),
    ):
        first.fetch(f"{site.url}/a.csv", "a.csv")
    assert (tmp_path / "partial" / "a.csv").stat().st_size == 70_000
    assert not (tmp_path / "raw" / "a.csv").exists()
    site.script["/a.csv"] = [{"body": CSV, "headers": tag}]
    with Fetcher(tmp_path, settings=settings) as second:
        assert second.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == CSV
    assert site.ranges("/a.csv")[-1] == "bytes=70000-"


@pytest.mark.parametrize(
    "again", [{"headers": {"ETag": '"v2"'}}, {"headers": {"ETag": '"v1"'}, "ranges": False}, {}]
)
def test_pieces_of_two_editions_are_never_joined(site, fetcher, again):
    new = CSV.replace(b"2", b"3")
    site.script["/a.csv"] = [
        {"body": CSV, "headers": {"ETag": '"v1"'} if again else {}, "cut": 70_000},
        {"body": new, **again},
    ]
    assert fetcher.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == new


def test_a_part_longer_than_the_file_starts_over(site, fetcher):
    site.script["/a.csv"] = [
        {"body": CSV, "headers": {"ETag": '"v1"'}, "cut": 70_000},
        {"body": CSV[:500], "headers": {"ETag": '"v1"'}},
    ]
    assert fetcher.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == CSV[:500]


def test_busy_then_well(site, fetcher, waits):
    site.script["/a.csv"] = [{"status": 503}, {"status": 429, "headers": {"Retry-After": "7"}}, {"body": CSV}]
    assert fetcher.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == CSV
    assert waits == [2, 7]


def test_busy_for_ever_names_address_and_attempts(site, fetcher, waits):
    site.script["/a.csv"] = [{"status": 503}]
    with pytest.raises(SourceUnavailableError, match=r"/a\.csv: the server answered 503 .* after 3 attempts"):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert waits == [2, 4]
    assert nothing_left(fetcher)


@pytest.mark.parametrize(("status", "words"), [(403, "GEO_OPPORTUNITY_CONTACT"), (404, "has moved")])
def test_refusals_are_not_retried(site, fetcher, waits, status, words):
    site.script["/a.csv"] = [{"status": status, "body": b"no"}]
    with pytest.raises(SourceUnavailableError, match=words):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert waits == []
    assert nothing_left(fetcher)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/zip"])
def test_a_page_in_place_of_data_is_refused_and_not_kept(site, fetcher, kind):
    site.script["/a.zip"] = [
        {"body": b"\n<!DOCTYPE html><html>Access denied</html>", "headers": {"Content-Type": kind}}
    ]
    with pytest.raises(FormatError, match="HTML page"):
        fetcher.fetch(f"{site.url}/a.zip", "a.zip")
    assert nothing_left(fetcher)


def test_data_wrongly_called_html_are_taken(site, fetcher):
    site.script["/a.csv"] = [{"body": CSV, "headers": {"Content-Type": "text/html"}}]
    assert fetcher.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == CSV


def test_a_damaged_zip_is_refused_and_not_kept(site, fetcher):
    site.script["/a.zip"] = [{"body": zipped()[:-40]}]
    with pytest.raises(FormatError, match=r"a\.zip is a truncated or damaged zip"):
        fetcher.fetch(f"{site.url}/a.zip", "a.zip")
    assert nothing_left(fetcher)


def test_a_truncated_gzip_is_refused(site, fetcher):
    site.script["/a.gz"] = [{"body": BODY[:-10]}]
    with pytest.raises(FormatError, match=r"a\.gz is a truncated"):
        fetcher.fetch(f"{site.url}/a.gz", "a.gz")


def test_an_empty_answer_is_refused(site, fetcher):
    site.script["/a.csv"] = [{"body": b""}]
    with pytest.raises(FormatError, match="empty"):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv")


def test_a_wrong_checksum_is_refused_and_not_kept(site, fetcher):
    site.script["/a.csv"] = [{"body": CSV}]
    with pytest.raises(ChecksumError, match=r"a\.csv .* has the SHA-256 .* expected 0000"):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv", sha256="0" * 64)
    assert nothing_left(fetcher)


def test_a_cached_file_is_checked_too(site, fetcher):
    site.script["/a.csv"] = [{"body": CSV}]
    fetcher.fetch(f"{site.url}/a.csv", "a.csv").write_bytes(b"changed")
    with pytest.raises(ChecksumError):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv", sha256=hashlib.sha256(CSV).hexdigest())


def test_a_resumed_file_with_a_wrong_checksum_is_loaded_once_more(site, fetcher):
    partial = fetcher.cache / "partial" / "a.csv"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"x" * 70_000)
    partial.with_name("a.csv.json").write_text(f'{{"url": "{site.url}/a.csv", "validator": "\\"v1\\""}}')
    site.script["/a.csv"] = [{"body": CSV, "headers": {"ETag": '"v1"'}}]
    assert (
        fetcher.fetch(f"{site.url}/a.csv", "a.csv", sha256=hashlib.sha256(CSV).hexdigest()).read_bytes()
        == CSV
    )
    assert site.ranges("/a.csv") == ["bytes=70000-", None]


def test_requests_to_one_host_are_paced(site, tmp_path):
    slept = []
    with Fetcher(tmp_path, settings=Settings(pace_seconds=3), sleep=slept.append) as fetcher:
        for name in "abc":
            site.script[f"/{name}.csv"] = [{"body": CSV}]
            fetcher.fetch(f"{site.url}/{name}.csv", f"{name}.csv")
    assert len(slept) == 2
    assert all(2 < s <= 3 for s in slept)


def test_an_unreachable_server_is_named(tmp_path):
    with (
        Fetcher(tmp_path, settings=Settings(pace_seconds=0, retries=0)) as fetcher,
        pytest.raises(SourceUnavailableError, match=r"127\.0\.0\.1:9/"),
    ):
        fetcher.fetch("http://127.0.0.1:9/a.csv", "a.csv")


def test_a_log_gets_plain_lines(site, tmp_path):
    out = io.StringIO()
    site.script["/a.csv"] = [{"body": CSV}]
    with Fetcher(tmp_path, settings=Settings(pace_seconds=0), progress=PlainProgress(out)) as fetcher:
        fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert out.getvalue() == "downloading a.csv (0.3 MB)\n"


def test_pages_are_joined_whole_or_not_at_all(site, fetcher):
    site.script |= {"/1": [{"body": b"[1]"}], "/2": [{"status": 404}]}
    target = fetcher.raw / "projections" / "all.json"
    urls = [f"{site.url}/1", f"{site.url}/2"]

    def join(answers):
        return b"+".join(answers)

    with pytest.raises(SourceUnavailableError):
        fetcher.fetch_pages(urls, target, join)
    assert not target.exists()
    site.script["/2"] = [{"body": b"[2]"}]
    assert fetcher.fetch_pages(urls, target, join).read_bytes() == b"[1]+[2]"
    assert [path for path, _ in site.seen] == ["/1", "/2", "/2"]
    assert nothing_left(fetcher) is False
    assert not [p for p in (fetcher.cache / "partial").rglob("*") if p.is_file()]


# --------------------------------------------------- one cache, several processes

FETCH = """
import sys
from pathlib import Path
from geo_opportunity.settings import Settings
from geo_opportunity.sources.fetch import Fetcher
with Fetcher(Path(sys.argv[1]), settings=Settings(pace_seconds=0, retries=0)) as fetcher:
    print(fetcher.fetch(sys.argv[2] + "/a.csv", "x/a.csv"))
"""


def fetching(cache, site):
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(cache), site.url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_processes_load_a_file_once_and_both_have_it(site, tmp_path):
    site.script["/a.csv"] = [{"body": CSV, "delay": 1.5}]
    children = [fetching(tmp_path, site) for _ in range(2)]
    told = [child.communicate(timeout=60)[0].strip() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert told == [str(tmp_path / "raw" / "x" / "a.csv")] * 2
    assert (tmp_path / "raw" / "x" / "a.csv").read_bytes() == CSV
    assert len(site.seen) == 1
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "raw" / "x" / "a.csv"]


def test_who_waits_takes_over_when_the_other_one_fails(site, tmp_path):
    site.script["/a.csv"] = [{"status": 404, "delay": 1.5}, {"body": CSV}]
    out = io.StringIO()
    first = fetching(tmp_path, site)
    wait_for(lambda: site.seen)
    with Fetcher(tmp_path, settings=Settings(pace_seconds=0), progress=PlainProgress(out)) as second:
        assert second.fetch(f"{site.url}/a.csv", "x/a.csv").read_bytes() == CSV
    assert first.wait(60) == 1
    assert out.getvalue().startswith("waiting for another process that downloads a.csv\n")


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_download_blocks_nobody_and_is_resumed(site, tmp_path):
    tag = {"ETag": '"v1"'}
    site.script["/a.csv"] = [
        {"body": CSV, "headers": tag, "first": 200_000, "wait": 60},
        {"body": CSV, "headers": tag},
    ]
    child = fetching(tmp_path, site)
    partial = tmp_path / "partial" / "x" / "a.csv"
    wait_for(lambda: partial.is_file() and partial.stat().st_size >= 131_072)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert (tmp_path / "locks" / "x" / "a.csv.lock").is_file()
    have = partial.stat().st_size
    with Fetcher(tmp_path, settings=Settings(pace_seconds=0)) as fetcher:
        assert fetcher.fetch(f"{site.url}/a.csv", "x/a.csv").read_bytes() == CSV
    assert site.ranges("/a.csv") == [None, f"bytes={have}-"]


def test_a_stuck_download_is_named_and_its_lock_is_kept(site, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "STUCK_AFTER", 0.1)
    with (
        exclusive(fetcher.cache / "locks" / "a.csv.lock"),
        pytest.raises(
            SourceUnavailableError,
            match=r"another process has been downloading a\.csv .* give another --cache",
        ),
    ):
        fetcher.fetch(f"{site.url}/a.csv", "a.csv")
    assert site.seen == []


def test_a_file_system_without_locks_is_worked_on_without(site, fetcher, monkeypatch):
    import errno
    import fcntl

    def refuse(*args):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    site.script["/a.csv"] = [{"body": CSV}]
    assert fetcher.fetch(f"{site.url}/a.csv", "a.csv").read_bytes() == CSV


def test_only_one_holds_a_lock_and_its_file_goes_with_it(tmp_path):
    """Threads that count up without care lose no step when each holds the lock."""
    path, total = tmp_path / "x.lock", [0]

    def count():
        for _ in range(50):
            with exclusive(path, patience=lambda: True):
                now = total[0]
                time.sleep(0)
                total[0] = now + 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == [200]
    assert not path.exists()


def source(*variants: Variant, **more) -> Source:
    return Source(
        "jobs",
        "Jobs",
        "An office",
        "https://example.org",
        "2025",
        variants,
        {"code": "code", "jobs": "jobs"},
        **more,
    )


def reader(path):
    return pd.read_csv(path, dtype=str)


def fetch_source(told, cache, pages=None):
    with Fetcher(cache, settings=Settings(pace_seconds=0)) as fetcher:
        return fetcher.fetch_source(told, pages=pages)


def test_variants_are_tried_in_order_and_the_next_one_serves(site, tmp_path):
    site.script |= {"/new.csv": [{"status": 404}], "/old.csv": [{"body": CSV}]}
    told = source(
        Variant("jobs/new.csv", reader, url=f"{site.url}/new.csv"),
        Variant("jobs/flat.csv", reader),
        Variant("jobs/old.csv", reader, url=f"{site.url}/old.csv", vintage="2024"),
    )
    found = fetch_source(told, tmp_path)
    assert (found.variant.path, found.vintage) == ("jobs/old.csv", "2024")
    assert len(found.read()) == 60_000


def test_a_local_only_form_in_the_cache_is_taken(tmp_path):
    (tmp_path / "raw" / "jobs").mkdir(parents=True)
    (tmp_path / "raw" / "jobs" / "flat.csv").write_bytes(CSV)
    assert fetch_source(source(Variant("jobs/flat.csv", reader)), tmp_path).path.name == "flat.csv"


def test_the_error_of_a_source_says_why_for_each_variant(site, tmp_path):
    site.script["/a.csv"] = [{"status": 404}]
    told = source(Variant("jobs/a.csv", reader, url=f"{site.url}/a.csv"))
    with pytest.raises(
        SourceUnavailableError,
        match=r"source 'jobs' .* 404 .* get it from https://example\.org, put it at <raw>/jobs/a\.csv",
    ):
        fetch_source(told, tmp_path)
    with pytest.raises(SourceUnavailableError, match="not published at a stable address"):
        fetch_source(source(Variant("jobs/flat.csv", reader)), tmp_path)


def test_a_paged_source_is_fetched_by_its_module(site, tmp_path):
    site.script |= {"/p0": [{"body": b"code,jobs\n"}], "/p1": [{"body": b"01,2\n"}]}

    def pages(fetcher, target):
        fetcher.fetch_pages([f"{site.url}/p0", f"{site.url}/p1"], target, b"".join)

    found = fetch_source(source(Variant("jobs/paged.csv", reader)), tmp_path, {"jobs/paged.csv": pages})
    assert found.read().to_dict("list") == {"code": ["01"], "jobs": ["2"]}


def test_settings_come_from_environment_and_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "geo-opportunity.toml").write_text('contact = "from the file"\npace_seconds = 5\n')
    monkeypatch.setenv("GEO_OPPORTUNITY_PACE_SECONDS", "2.5")
    settings = Settings()
    assert (settings.contact, settings.pace_seconds) == ("from the file", 2.5)
    assert all(f.description for f in Settings.model_fields.values())
