"""Briefs of many areas: on all cores, resumable; one area that fails never stops the rest.

A directory of briefs holds a file for each area and :data:`INDEX`, a table of what was written and what
failed and why. Its first line of notes names data version, settings and format: a directory of others is
written anew.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from pebble import ProcessPool

from geo_opportunity.errors import UnknownCodeError, ValueRangeError, did_you_mean, disk_errors
from geo_opportunity.exports import export, replace_file, writer
from geo_opportunity.exports.csv import csv_bytes
from geo_opportunity.progress import Quiet
from geo_opportunity.scene import from_query, to_query
from geo_opportunity.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.progress import Progress
    from geo_opportunity.scene import Scene

__all__ = ["INDEX", "STATE", "Report", "areas_of", "file_name", "write_briefs"]

#: The table of what was written.
INDEX: Final = "briefs.csv"
#: What the briefs of a directory were made with.
STATE: Final = "briefs.json"
_NATION: Final = "all"
_STILL: Final = 180.0  # seconds in which an area is written, or a process started, at the latest


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it, area_code -> file name or what went wrong."""

    written: dict[str, str]
    kept: dict[str, str]
    """Written before, with the same data and settings."""
    failed: dict[str, str]

    @property
    def sentence(self) -> str:
        """Return it in words."""
        count = len(self.written)
        parts = [f"{count:,} {'brief' if count == 1 else 'briefs'} written"]
        if self.kept:
            parts.append(f"{len(self.kept):,} were there already")
        if self.failed:
            parts.append(f"{len(self.failed):,} failed")
        return ", ".join(parts)


def areas_of(atlas: Atlas, where: str) -> list[str]:
    """Return the codes of the areas of a state (postal code), those that reach into it included; "all": all.

    Raises
    ------
    UnknownCodeError
        No area lies there.
    """
    areas = atlas.areas
    if where.casefold() == _NATION:
        return [str(code) for code in areas.index]
    wanted = where.strip().upper()
    found = [str(code) for code, states in areas["states"].items() if wanted in str(states).split("-")]
    if found:
        return found
    known = atlas.state_shapes.set_index("state")["name"]
    fix = did_you_mean(where, known, 'give a postal code such as OH, or "all"')
    raise UnknownCodeError(f"no area lies in {where!r}", fix=fix)


def file_name(code: str, title: str, suffix: str) -> str:
    """Return the name of an area's file: its code and title in plain letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return f"{code}-{re.sub(r'[^a-z0-9]+', '-', plain.casefold()).strip('-')[:60]}{suffix}"


def write_briefs(
    data: Path,
    codes: Sequence[str],
    out: Path,
    *,
    scene: Scene,
    suffix: str = ".pdf",
    address: str = "",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Write a file for each area.

    Parameters
    ----------
    data
        Data directory; every process opens it.
    codes
        Area codes.
    out
        Directory; made where it is not there.
    scene
        The settings; each brief is its Area page with one of the areas.
    suffix
        Kind of file (``exports.FORMATS``).
    address
        Of the app, for links.
    workers
        Processes; by default one for each core.
    progress
        Told of each area that fails; a bar on a terminal.

    Returns
    -------
    Report
        Also written to the directory, as :data:`INDEX`.

    Raises
    ------
    FormatError, MissingPackageError
        As of ``exports.writer``.
    DiskError
        The directory cannot be written.
    """
    from geo_opportunity.atlas import open_atlas  # noqa: PLC0415 - only to name the areas

    writer(suffix)
    if workers is not None and workers < 1:
        raise ValueRangeError(f"{workers} processes cannot write", fix="give 1 or more")
    atlas = open_atlas(data)
    titles = {str(code): str(title) for code, title in atlas.areas["title"].items()}
    names = {code: file_name(code, titles.get(code, ""), suffix) for code in codes}
    query = to_query(replace(scene, page="area", area=None, place=None, view=None, region=None, places=()))
    options = {"pages": "brief"} if suffix == ".pdf" else {}
    made_with = {
        "version": __version__, "data": atlas.data_version, "settings": query, "address": address,
        "format": suffix, **options,
    }  # fmt: skip
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        kept = _kept(out, names, made_with)
        replace_file(out / STATE, (json.dumps(made_with, indent=1) + "\n").encode())
    todo = [code for code in codes if code not in kept]
    written: dict[str, str] = {}
    failed: dict[str, str] = {}
    shown = progress or Quiet()
    with shown.counting("briefs", len(todo)) as done:
        for n, (code, fault) in enumerate(
            _each(
                data, [(code, str(out / names[code])) for code in todo], (query, address, options), workers
            ),
            start=1,
        ):
            if fault:
                failed[code] = fault
                shown.line(f"{titles.get(code, code)}: {fault}")
            else:
                written[code] = names[code]
            done(n)
    report = Report(written, kept, failed)
    with disk_errors(out):
        replace_file(out / INDEX, _index(titles, names, report))
    return report


def _kept(out: Path, names: dict[str, str], made_with: dict[str, Any]) -> dict[str, str]:
    """Return the areas whose files are there already, made with the same data, settings and program."""
    try:
        before = json.loads((out / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if before != made_with:
        return {}
    return {code: name for code, name in names.items() if (out / name).is_file()}


def _each(
    data: Path, jobs: Sequence[tuple[str, str]], given: tuple[Any, ...], workers: int | None
) -> Iterator[tuple[str, str]]:
    """Yield each area written with what went wrong ("" for nothing), as they are finished."""
    left = dict(jobs)
    for most in (workers or os.cpu_count() or 1, 1):  # what a process died of is tried once more, alone
        if not left:
            return
        pool = ProcessPool(
            min(most, len(left)),
            context=get_context("spawn"),
            initializer=_open,
            initargs=(str(data), *given),
        )
        try:
            asked: dict[Future[str], str] = {}
            with suppress(RuntimeError):  # all its processes ended before everything was asked of them
                asked = {pool.schedule(_write, job, timeout=_STILL): job[0] for job in left.items()}
            while done := wait(asked, _STILL, FIRST_COMPLETED).done:
                for future in done:
                    code = asked.pop(future)
                    if future.exception() is None:
                        left.pop(code)
                        yield code, future.result()
        finally:  # also where all processes stand still, or the user interrupts
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
    fault = "the process that wrote it ended early or stood still, perhaps for lack of memory"
    yield from ((code, fault) for code in left)


_opened: dict[str, Any] = {}


def _open(data: str, query: dict[str, str], address: str, options: dict[str, str]) -> None:
    """Open the data in a process."""
    from geo_opportunity.atlas import open_atlas  # noqa: PLC0415

    _opened.update(
        atlas=open_atlas(Path(data)), scene=from_query(query)[0], options={"address": address, **options}
    )


def _write(code: str, path: str) -> str:
    """Write an area's file; return what went wrong."""
    try:
        scene = replace(_opened["scene"], page="area", area=code)
        export(_opened["atlas"], scene, path, **_opened["options"])
    except Exception as error:  # noqa: BLE001 - one area never stops the rest
        return f"{type(error).__name__}: {error}" if not str(error).strip() else " ".join(str(error).split())
    return ""


def _index(titles: dict[str, str], names: dict[str, str], report: Report) -> bytes:
    """Return the table of areas, files and faults."""
    rows = [
        {"area_code": code, "title": titles.get(code, ""), "file": name, "fault": report.failed.get(code, "")}
        for code, name in names.items()
    ]
    return csv_bytes(pd.DataFrame(rows, columns=["area_code", "title", "file", "fault"]))
