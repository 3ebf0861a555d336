"""Download published files once, politely, and refuse what is not data.

Files land below ``<cache>/raw`` at the path their variant names, so that a cache has the layout of a raw
directory and :meth:`Source.locate` works on it. An unfinished download stays in ``<cache>/partial`` and is
resumed (HTTP Range, guarded by If-Range) next time. Nothing is put in place before it is whole, has its
checksum where one is known, and is data rather than an error page saved under a data name. Processes may
share a cache: one downloads a file (it holds a lock below ``<cache>/locks``), the others wait and take what
it brought.

A data set served only in pages (Projections Central: one JSON document per state) is fetched by a function
its source module lists in ``PAGES``: variant path -> ``fetch(fetcher, target)``, written with
:meth:`Fetcher.fetch_pages`.
"""

from __future__ import annotations

import contextlib
import email.utils
import json
import os
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from geo_opportunity.errors import ChecksumError, FormatError, GeoOpportunityError, SourceUnavailableError
from geo_opportunity.files.published import refuse_unless_data, sha256_of
from geo_opportunity.progress import Quiet
from geo_opportunity.settings import Settings
from geo_opportunity.sources.lock import exclusive
from geo_opportunity.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from geo_opportunity.progress import Progress
    from geo_opportunity.sources.base import Located, Source

    PageFetch = Callable[["Fetcher", Path], None]

__all__ = ["Fetcher", "PageFetch", "user_agent"]

_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT: Final = 300.0

#: Another process that downloads a file and has not written a byte for this long, seconds, is taken for
#: stuck.
STUCK_AFTER: Final = 1800.0


def user_agent(contact: str) -> str:
    """Return the User-Agent under which we ask: name, version and how to reach whoever runs this."""
    return f"GeoOpportunity/{__version__} (+{contact})"


class _BusyError(Exception):
    """The server asks to come back; `wait` is its Retry-After in seconds, when it gave one."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _TruncatedError(Exception):
    """The connection ended before the announced length."""


class Fetcher:
    """Downloads into one cache directory. A context manager; not shared between threads.

    Parameters
    ----------
    cache
        Cache directory; ``raw/`` and ``partial/`` are made below it.
    settings
        Contact, pace, timeout, retries and backoff (defaults: :class:`Settings`).
    progress
        Where downloads are reported.
    sleep
        Replaces :func:`time.sleep` in tests.
    """

    def __init__(
        self,
        cache: Path,
        *,
        settings: Settings | None = None,
        progress: Progress | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.cache = cache
        self.raw = cache / "raw"
        self._settings = settings or Settings()
        self._progress = progress or Quiet()
        self._sleep = sleep
        self._last: dict[str, float] = {}
        self._client = httpx.Client(
            headers={"User-Agent": user_agent(self._settings.contact), "Accept-Encoding": "identity"},
            timeout=self._settings.timeout_seconds,
            follow_redirects=True,
        )

    def __enter__(self) -> Self:
        """Return the fetcher itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    # ------------------------------------------------------------------ public

    def fetch(self, url: str, path: str, *, sha256: str | None = None) -> Path:
        """Return the local copy of `url` at ``<cache>/raw/<path>``, downloading it when it is not there.

        Raises
        ------
        SourceUnavailableError
            The server refuses, or stays unreachable after all retries.
        FormatError
            The answer is an HTML page, is empty, or is a damaged archive; it is not kept.
        ChecksumError
            The whole file does not have the checksum `sha256`; it is not kept.
        """
        target = self.raw / path
        partial = self.cache / "partial" / path
        if not target.is_file():
            with self._alone(partial):
                if not target.is_file():  # nor has it come while another process held the lock
                    return self._fetch(url, partial, target, sha256)
        _check_sum(target, sha256, url)
        return target

    def _fetch(self, url: str, partial: Path, target: Path, sha256: str | None) -> Path:
        partial.parent.mkdir(parents=True, exist_ok=True)
        resumed = partial.is_file()
        self._retrying(url, lambda: self._download(url, partial))
        try:
            refuse_unless_data(partial)
            _check_sum(partial, sha256, url)
        except GeoOpportunityError:
            _drop(partial)
            if not resumed:
                raise
            # The pieces may be of two editions: once more, from the first byte.
            self._retrying(url, lambda: self._download(url, partial))
            try:
                refuse_unless_data(partial)
                _check_sum(partial, sha256, url)
            except GeoOpportunityError:
                _drop(partial)
                raise
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)
        _drop(partial)
        return target

    def get(self, url: str) -> bytes:
        """Return the whole answer to one request, politely and with retries; HTML is refused."""
        body = b""

        def ask() -> None:
            nonlocal body
            self._pace(url)
            answer = self._client.get(url)
            _refuse_status(answer, url)
            _refuse_html(answer, answer.content[:2048], url)
            body = answer.content

        self._retrying(url, ask)
        return body

    def fetch_pages(self, urls: Iterable[str], target: Path, combine: Callable[[list[bytes]], bytes]) -> Path:
        """Write ``combine(answers)`` of several requests to `target`, in one piece or not at all.

        Answers are kept below ``<cache>/partial`` until all are there, so that a broken run goes on where it
        stopped. `urls` may be a generator that looks at nothing but what it was made with.
        """
        folder = self.cache / "partial" / f"{target.name}.pages"
        if not target.is_file():
            with self._alone(folder):
                if not target.is_file():
                    self._fetch_pages(list(urls), folder, target, combine)
        return target

    def _fetch_pages(
        self, urls: list[str], folder: Path, target: Path, combine: Callable[[list[bytes]], bytes]
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        answers = []
        with self._progress.task(f"{target.name} ({len(urls)} pages)", None) as update:
            done = 0
            for number, url in enumerate(urls):
                page = folder / f"{number:05d}"
                note = folder / f"{number:05d}.url"
                if not (page.is_file() and note.is_file() and note.read_text(encoding="utf-8") == url):
                    page.write_bytes(self.get(url))
                    note.write_text(url, encoding="utf-8")
                answers.append(page.read_bytes())
                done += len(answers[-1])
                update(done)
        whole = self.cache / "partial" / target.name
        whole.write_bytes(combine(answers))
        target.parent.mkdir(parents=True, exist_ok=True)
        whole.replace(target)
        for page in folder.iterdir():
            page.unlink()
        folder.rmdir()

    def fetch_source(self, source: Source, *, pages: Mapping[str, PageFetch] | None = None) -> Located:
        """Return `source` located in the cache, downloading the first of its variants that can be had.

        Variants are tried in their order of preference: a cached one, else its URL, else its page function.

        Raises
        ------
        SourceUnavailableError
            No variant could be had; the message says why for each.
        """
        pages = pages or {}
        reasons = []
        for variant in source.variants:
            try:
                if variant.built_in:
                    pass
                elif (self.raw / variant.path).is_file():
                    _check_sum(self.raw / variant.path, variant.sha256, variant.url or variant.path)
                elif variant.url:
                    self.fetch(variant.url, variant.path, sha256=variant.sha256)
                elif variant.path in pages:
                    pages[variant.path](self, self.raw / variant.path)
                else:
                    continue
            except GeoOpportunityError as error:
                reasons.append(str(error))
                self._progress.line(f"source {source.id!r}: {error}")
                continue
            return source.locate(self.raw, ignore=[v.path for v in source.variants if v is not variant])
        why = " ".join(reasons) or "It is not published at a stable address."
        msg = (
            f"source {source.id!r} ({source.title}) could not be had. {why} Fix: get it from "
            f"{source.landing_page}, "
            f"put it at <raw>/{source.variants[0].path} and build with --raw <raw>."
        )
        raise SourceUnavailableError(msg)

    # ----------------------------------------------------------------- private

    @contextlib.contextmanager
    def _alone(self, partial: Path) -> Iterator[None]:
        """Be the only process that downloads `partial`, waiting for another one as long as it gets on."""
        path = self.cache / "locks" / partial.relative_to(self.cache / "partial")
        seen: list[float] = []
        since = time.monotonic()

        def patience() -> bool:
            nonlocal since
            if not seen:
                self._progress.line(f"waiting for another process that downloads {partial.name}")
            written = _last_written(partial)
            if written not in seen:
                seen[:] = [written]
                since = time.monotonic()
            return time.monotonic() - since < STUCK_AFTER

        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(exclusive(path.with_name(f"{path.name}.lock"), patience=patience))
            except BlockingIOError as error:
                msg = (
                    f"another process has been downloading {partial.name} into {self.cache} for "
                    f"{STUCK_AFTER / 60:.0f} minutes without a byte"
                )
                raise SourceUnavailableError(msg, fix="end it, or give another --cache") from error
            yield

    def _pace(self, url: str) -> None:
        host = urlsplit(url).netloc
        last = self._last.get(host)
        if last is not None:
            wait = last + self._settings.pace_seconds - time.monotonic()
            if wait > 0:
                self._sleep(wait)
        self._last[host] = time.monotonic()

    def _retrying(self, url: str, attempt: Callable[[], None]) -> None:
        pause = self._settings.backoff_seconds
        for left in range(self._settings.retries, -1, -1):
            try:
                attempt()
            except (_BusyError, _TruncatedError, httpx.TransportError) as error:
                reason = str(error) or type(error).__name__
                if left == 0:
                    msg = (
                        f"{url}: {reason}, after {self._settings.retries + 1} attempts. Fix: try again "
                        "later; what was loaded is kept."
                    )
                    raise SourceUnavailableError(msg) from error
                wait = min(_LONGEST_WAIT, (error.wait if isinstance(error, _BusyError) else None) or pause)
                self._progress.line(f"{url}: {reason}; trying again in {wait:.0f} s")
                self._sleep(wait)
                pause *= 2
            except httpx.HTTPError as error:
                msg = f"{url}: {error}. Fix: check the address and your connection."
                raise SourceUnavailableError(msg) from error
            else:
                return

    def _download(self, url: str, partial: Path) -> None:
        """Write the body of `url` to `partial`, going on after what is already there."""
        headers: dict[str, str] = {}
        have = partial.stat().st_size if partial.is_file() else 0
        validator = _read_note(partial, url) if have else None
        if validator is None:
            have = 0  # nothing tells that the pieces would be of one edition: from the first byte
        else:
            headers = {"Range": f"bytes={have}-", "If-Range": validator}
        self._pace(url)
        with self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                _drop(partial)
                reason = "the server does not hold the part that is missing here"
                raise _TruncatedError(reason)
            _refuse_status(answer, url)
            start, total = _extent(answer)
            if start != have:
                have = 0
                if start:
                    _drop(partial)
                    reason = f"the server answered from byte {start}"
                    raise _TruncatedError(reason)
            chunks = answer.iter_raw()
            first = next(chunks, b"")
            if have == 0:
                try:
                    _refuse_html(answer, first[:2048], url)
                except FormatError:
                    _drop(partial)
                    raise
                _write_note(partial, url, answer)
            done = have + len(first)
            with (
                partial.open("ab" if have else "wb") as out,
                self._progress.task(partial.name, total) as update,
            ):
                out.write(first)
                update(done)
                for chunk in chunks:
                    out.write(chunk)
                    done += len(chunk)
                    update(done)
        if total is not None and done != total:
            if done > total:
                _drop(partial)
            reason = f"{done:,} of {total:,} bytes came"
            raise _TruncatedError(reason)


# ----------------------------------------------------------------------- parts


def _refuse_status(answer: httpx.Response, url: str) -> None:
    code = answer.status_code
    if code in _BUSY:
        reason = f"the server answered {code} {answer.reason_phrase}"
        raise _BusyError(reason, _retry_after(answer.headers.get("Retry-After")))
    if code in {401, 403}:
        msg = (
            f"{url}: the server refuses ({code}). Fix: set GEO_OPPORTUNITY_CONTACT to an address of "
            "yours, or download it by hand."
        )
        raise SourceUnavailableError(msg)
    if code not in {200, 206}:
        msg = (
            f"{url}: the server answered {code} {answer.reason_phrase}. Fix: check on the landing page "
            "whether the file has moved."
        )
        raise SourceUnavailableError(msg)


def _refuse_html(answer: httpx.Response, head: bytes, url: str) -> None:
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head")) or (
        kind in {"text/html", "application/xhtml+xml"} and text[:1] == b"<"
    ):
        msg = (
            f"{url}: the answer is an HTML page, not data (a block page or an error page); it was not kept. "
            "Fix: set GEO_OPPORTUNITY_CONTACT, wait and try again, or download the file by hand."
        )
        raise FormatError(msg)


def _retry_after(value: str | None) -> float | None:
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    with contextlib.suppress(TypeError, ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None


def _extent(answer: httpx.Response) -> tuple[int, int | None]:
    """Return where the body starts in the file, and how long the whole file is (None: not said)."""
    if answer.status_code == httpx.codes.PARTIAL_CONTENT:
        spec, _, total = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        start = spec.partition("-")[0]
        if start.isdigit():
            return int(start), int(total) if total.isdigit() else None
        reason = f"the server answered 206 with the range {spec!r}"
        raise _TruncatedError(reason)
    length = answer.headers.get("Content-Length", "")
    encoded = answer.headers.get("Content-Encoding", "identity") not in {"", "identity"}
    return 0, int(length) if length.isdigit() and not encoded else None


def _note(partial: Path) -> Path:
    return partial.with_name(partial.name + ".json")


def _write_note(partial: Path, url: str, answer: httpx.Response) -> None:
    """Keep what tells a later run that the rest belongs to the same edition of the file."""
    tag = answer.headers.get("ETag", "")
    validator = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified", "")
    _note(partial).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")


def _read_note(partial: Path, url: str) -> str | None:
    try:
        note = json.loads(_note(partial).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note.get("validator") or None if note.get("url") == url else None


def _last_written(partial: Path) -> float:
    """Return when an unfinished download (a file, or a folder of pages) last changed; 0 if it is absent."""
    try:
        return partial.stat().st_mtime
    except OSError:
        return 0.0


def _drop(partial: Path) -> None:
    for path in (partial, _note(partial)):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108


def _check_sum(path: Path, sha256: str | None, url: str) -> None:
    if sha256 is None:
        return
    found = sha256_of(path)
    if found != sha256.lower():
        msg = (
            f"{path.name} from {url} has the SHA-256 {found[:16]}…, expected {sha256[:16]}…. "
            f"Fix: delete {path} if it is there and download again; if the publisher has reissued it, "
            "update the source's checksum."
        )
        raise ChecksumError(msg)
