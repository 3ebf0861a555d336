"""The build: raw files in, a whole data directory out.

For each step, in the order its needs demand, a key is made of everything its result depends on: our code
(:mod:`.code`), the checksum of every source file and the checksums of the tables it needs. Where the data
directory already holds the step's tables under the same key they are taken over and no source is read.
Otherwise the sources are read (through parsed copies in the cache), the step is run, and its tables are
validated and written. All of it happens in a directory beside `out` that replaces `out` only when it is
whole and its join report is within the limits (:mod:`.swap`).

Tables are always handed to later steps as read back from their files, and raw frames as read back from
their parsed copies, so that a fresh build and an incremental one see the same.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

from geo_opportunity import manifest as mf
from geo_opportunity import pipeline as register
from geo_opportunity import sources as source_register
from geo_opportunity.errors import (
    BuildError,
    DataNotFoundError,
    GeoOpportunityError,
    SourceUnavailableError,
    disk_errors,
)
from geo_opportunity.files.published import sha256_of
from geo_opportunity.pipeline import swap
from geo_opportunity.pipeline.changes import changes, figures, refuse_changes
from geo_opportunity.pipeline.checks import JoinReport
from geo_opportunity.pipeline.code import code_hash, module_of
from geo_opportunity.pipeline.inputs import KEPT, Inputs, source_key
from geo_opportunity.pipeline.report import FILE as REPORT_FILE
from geo_opportunity.pipeline.report import join_report
from geo_opportunity.pipeline.store import TableFiles, table_file, write_table
from geo_opportunity.progress import Quiet
from geo_opportunity.tables import TABLES, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geo_opportunity.pipeline.step import Step
    from geo_opportunity.progress import Progress
    from geo_opportunity.settings import Settings
    from geo_opportunity.sources.base import Source

__all__ = ["BuildResult", "StepResult", "build", "in_order", "peak_memory", "stale_steps"]

#: Files of ours in a data directory besides the tables.
_OURS: Final = frozenset({mf.FILE, REPORT_FILE})

#: Modules that judge, write and record the tables of every step.
_WRITERS: Final = (
    "geo_opportunity.tables",
    "geo_opportunity.pipeline.store",
    "geo_opportunity.pipeline.changes",
)

#: The report's line among the steps of the manifest.
_REPORT_STEP: Final = "join report"


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one step."""

    name: str
    reused: bool
    seconds: float
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What became of a build."""

    out: Path
    manifest: mf.Manifest
    report: JoinReport
    steps: tuple[StepResult, ...]
    changed: bool
    """Whether the data directory was replaced; False when nothing in it would have changed."""
    seconds: float
    peak_bytes: int | None
    """Largest resident memory of the process; None where the system does not tell."""


def peak_memory() -> int | None:
    """Return the peak resident memory of this process in bytes; None where the system does not report it."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


# ------------------------------------------------------------------------ order


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps sorted so that each comes after those that make what it needs.

    Raises
    ------
    BuildError
        A table is made twice or by no step, is not one of ours, or steps need each other in a circle.
    """
    steps = tuple(steps)
    maker: dict[str, Step] = {}
    for step in steps:
        for table in step.makes:
            if table not in TABLES:
                msg = f"step {step.name!r} makes {table!r}, which tables.TABLES does not know"
                raise BuildError(msg)
            if table in maker:
                msg = f"table {table!r} is made by two steps, {maker[table].name!r} and {step.name!r}"
                raise BuildError(msg)
            maker[table] = step
    named = {step.name: step for step in steps}
    if len(named) != len(steps):
        msg = f"two steps share a name: {', '.join(sorted(step.name for step in steps))}"
        raise BuildError(msg)
    for step in steps:
        for table in set(step.needs) - set(maker):
            msg = f"step {step.name!r} needs {table!r}, which no step makes"
            raise BuildError(msg)
    needs = {step.name: [maker[table].name for table in step.needs] for step in steps}
    try:
        return tuple(named[name] for name in TopologicalSorter(needs).static_order())
    except CycleError as error:
        msg = f"steps need each other in a circle: {' -> '.join(error.args[1])}"
        raise BuildError(msg) from error


# ------------------------------------------------------------------------ build


def build(
    raw: Path | None,
    out: Path,
    *,
    cache: Path,
    force: bool = False,
    offline: bool = False,
    only: Sequence[str] | None = None,
    accept_changes: bool = False,
    progress: Progress | None = None,
    settings: Settings | None = None,
    steps: Sequence[Step] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> BuildResult:
    """Build the data directory `out` and return what became of it.

    Parameters
    ----------
    raw
        Directory with the publishers' files; None takes them from their official URLs, through the cache.
    out
        Data directory; replaced whole, or left as it was.
    cache
        Directory of downloads and parsed copies.
    force
        Run every step, whatever `out` already holds.
    offline
        Without `raw`: use what the cache holds and download nothing.
    only
        Names of the steps to look at; the tables of all others are taken over from `out` as they are.
    accept_changes
        Take figures that differ from the last data set by more than their tolerance (:mod:`.changes`).
    progress
        Where progress is reported (:mod:`geo_opportunity.progress`).
    settings
        How downloads behave; defaults to the environment's.
    steps, sources
        Replace the registers (for tests).

    Raises
    ------
    SourceUnavailableError, FormatError, ChecksumError
        A source is missing or is not what it should be.
    SchemaError
        A step's table breaks its contract.
    JoinError
        Tables match worse than the limits of the join report allow, or differ too much from the last data
        set.
    DiskError
        The system refuses to write: no space left, a read-only directory.
    BuildError
        A step failed for another reason, `out` is no data directory, or another build is at work.
        In every case the old data stay in place.
    """
    progress = progress or Quiet()
    if raw is not None and not raw.is_dir():
        msg = (
            f"{raw} is not a directory. Fix: give --raw the directory with the publishers' files, or "
            "leave it out to download them."
        )
        raise SourceUnavailableError(msg)
    ordered = in_order(register.all_steps() if steps is None else steps)
    if steps is None:
        _require_all_tables(ordered)
    unknown = sorted(set(only or ()) - {s.name for s in ordered})
    if unknown:
        msg = f"there is no step {', '.join(unknown)}; there are {', '.join(s.name for s in ordered)}"
        raise BuildError(msg)
    out = out.resolve()
    started = time.perf_counter()
    with ExitStack() as stack:
        stack.enter_context(disk_errors(instead=out, then=KEPT))
        stack.enter_context(swap.locked(out))
        for line in swap.clean_leftovers(out):
            progress.line(line)
        old = _old_manifest(out, progress)
        fetcher = None
        if raw is None and not offline:
            from geo_opportunity.sources.fetch import Fetcher  # noqa: PLC0415 - httpx only where something is downloaded

            fetcher = stack.enter_context(Fetcher(cache, settings=settings, progress=progress))
        located = Inputs(
            sources=source_register.all_sources() if sources is None else sources,
            raw=raw,
            cache=cache,
            fetcher=fetcher,
            offline=offline,
            progress=progress,
            known=old.sources if old else {},
            modules=source_register.source_modules() if sources is None else {},
            pages=source_register.page_fetchers() if sources is None else {},
        )
        work = stack.enter_context(_working(out))
        modules = register.step_modules() if steps is None else {}
        results, manifest, report = _make(
            ordered, located, work, out, old, force=force, only=only, progress=progress, modules=modules
        )
        report.raise_for_limits()
        _judge_changes(old, manifest, progress, accept=accept_changes)
        changed = old is None or manifest.to_json() != old.to_json() or bool(mf.problems(out, old))
        if changed:
            _carry_over(out, work, old)
            swap.swap_in(work, out)
    seconds = time.perf_counter() - started
    peak = peak_memory()
    size = sum(t.bytes for t in manifest.tables.values())
    progress.line(
        f"{'data' if changed else 'nothing to do: data'} {manifest.data_version} in {out}: "
        f"{len(manifest.tables)} tables, {size / 1e6:.1f} MB, "
        f"{seconds:.1f} s" + (f", peak memory {peak / 1e6:.0f} MB" if peak else "")
    )
    return BuildResult(out, manifest, report, tuple(results), changed, seconds, peak)


def _judge_changes(old: mf.Manifest | None, new: mf.Manifest, progress: Progress, *, accept: bool) -> None:
    """Raise JoinError for changes beyond tolerance since the last manifest; report them if accepted."""
    found = changes(old, new) if old is not None else []
    if not accept:
        refuse_changes(found)
    for change in found:
        progress.line(f"accepted: {change.text()}")


def _require_all_tables(steps: Iterable[Step]) -> None:
    missing = sorted(set(TABLES) - {table for step in steps for table in step.makes})
    if missing:
        msg = f"no step makes {', '.join(missing)}"
        raise BuildError(msg)


def _old_manifest(out: Path, progress: Progress) -> mf.Manifest | None:
    """Return the manifest of what is there; None when nothing is, or nothing that can be built upon."""
    if not out.exists():
        return None
    if not out.is_dir():
        msg = f"{out} is a file. Fix: give --out a directory."
        raise BuildError(msg)
    if not (out / mf.FILE).is_file():
        foreign = sorted(
            p.name
            for p in out.iterdir()
            if not p.name.startswith(".") and p.suffix.lower() not in {".md", ".parquet"}
        )
        if foreign:
            msg = (
                f"{out} is not a data directory: it has no {mf.FILE} but holds {', '.join(foreign[:5])}. "
                "Fix: give --out a new or empty directory."
            )
            raise BuildError(msg)
        return None
    try:
        return mf.read_manifest(out)
    except DataNotFoundError as error:
        progress.line(f"the data that are there cannot be built upon: {error}")
        return None


@contextmanager
def _working(out: Path) -> Iterator[Path]:
    work = swap.working_dir(out)
    work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _carry_over(out: Path, work: Path, old: mf.Manifest | None) -> None:
    """Copy to the new directory what lies in the old one and is not of our making (a README, say)."""
    if not out.exists():
        return
    ours = {table_file(name) for name in TABLES} | _OURS
    if old is not None:
        ours |= {r.file for r in old.tables.values()} | set(old.reports)
    for path in sorted(out.iterdir()):
        if path.name in ours:
            continue
        if path.is_dir():
            shutil.copytree(path, work / path.name)
        else:
            shutil.copy2(path, work / path.name)


def _make(
    steps: Sequence[Step],
    located: Inputs,
    work: Path,
    out: Path,
    old: mf.Manifest | None,
    *,
    force: bool,
    only: Sequence[str] | None,
    progress: Progress,
    modules: Mapping[str, str],
) -> tuple[list[StepResult], mf.Manifest, JoinReport]:
    tables: dict[str, mf.TableRecord] = {}
    keys: dict[str, str] = {}
    results = []
    used = {step.name: step.in_use(located.complete) for step in steps}
    for number, step in enumerate(steps, start=1):
        started = time.perf_counter()
        kept = only is not None and step.name not in only
        if kept and (old is None or not _reusable(step, old, out)):
            msg = f"the tables of step {step.name!r} are not in {out}. Fix: build once without --only."
            raise BuildError(msg)
        if not kept and located.raw is None and old is not None and _reusable(step, old, out):
            unlisted = [i for i in used[step.name] if located.has_no_address(i)]
            if unlisted:  # nothing to download: the tables in place are the best there is
                kept = True
                progress.line(
                    f"step {step.name!r} keeps its tables in {out}: {', '.join(unlisted)} cannot be "
                    "downloaded from a stable address. "
                    "Fix: to renew them, put the file below a raw directory and build with --raw."
                )
        key = (
            old.steps[step.name]
            if kept and old is not None
            else _key(step, used[step.name], located.key, tables, modules)
        )
        reuse = kept or (
            not force and old is not None and old.steps.get(step.name) == key and _reusable(step, old, out)
        )
        if reuse and old is not None:
            made = {name: old.tables[name] for name in step.makes}
            for record in made.values():
                shutil.copy2(out / record.file, work / record.file)
        else:
            with disk_errors(instead=located.cache, then=KEPT):
                raw = {i: located.frame(i) if i in used[step.name] else None for i in step.sources}
            with progress.working(f"[{number}/{len(steps)}] {step.name}"):
                made = _run(step, raw, work, used[step.name])
            del raw
        tables |= {
            name: dataclasses.replace(r, main=source_register.main_sources(name)) for name, r in made.items()
        }
        keys[step.name] = key
        seconds = time.perf_counter() - started
        rows = {name: record.rows for name, record in made.items()}
        results.append(StepResult(step.name, reuse, seconds, rows))
        what = "as before" if reuse else f"{seconds:.1f} s"
        progress.line(
            f"[{number}/{len(steps)}] {step.name}: {', '.join(f'{n} {r:,}' for n, r in rows.items())} "
            f"({what})"
        )
    sources = {i: located.record(i) for i in sorted({i for ids in used.values() for i in ids})}
    report, report_key = _report(tables, work, out, old, force=force)
    keys[_REPORT_STEP] = report_key
    manifest = mf.Manifest(
        data_version=mf.data_version(tables),
        tables=tables,
        sources=sources,
        steps=keys,
        reports={REPORT_FILE: sha256_of(work / REPORT_FILE)},
    )
    (work / mf.FILE).write_text(manifest.to_json(), encoding="utf-8", newline="\n")
    for line in report.text().splitlines():
        progress.line(line)
    return results, manifest, report


def stale_steps(manifest: mf.Manifest) -> list[str]:
    """Return the steps whose code has changed since a data set was built; a new build would run them.

    The join report is one of them. Files and tables are compared by the checksums of the manifest; no raw
    file is read.
    """
    sources, modules, steps = (
        source_register.all_sources(),
        source_register.source_modules(),
        register.step_modules(),
    )

    def key(source_id: str) -> str:
        record, source = manifest.sources.get(source_id), sources[source_id]
        if record is None:
            return "absent"
        variant = next((v for v in source.variants if v.path == record.file), None)
        return "absent" if variant is None else source_key(source, variant, record.sha256, modules[source_id])

    def complete(source_id: str) -> bool:
        record = manifest.sources.get(source_id)
        return record is not None and any(
            v.path == record.file and not v.partial for v in sources[source_id].variants
        )

    every = in_order(register.all_steps())
    keys = {step.name: _key(step, step.in_use(complete), key, manifest.tables, steps) for step in every}
    keys[_REPORT_STEP] = _report_key(manifest.tables)
    return [name for name, now in keys.items() if manifest.steps.get(name) != now]


def _key(
    step: Step,
    used: Iterable[str],
    key_of: Callable[[str], str],
    tables: Mapping[str, mf.TableRecord],
    modules: Mapping[str, str],
) -> str:
    digest = hashlib.sha256()
    exporter = modules.get(step.name)
    own = [module_of(step.run), *([exporter] if exporter else [])]
    digest.update(code_hash([*own, *_WRITERS]).encode())
    digest.update(f"{step.name}\0{step.makes}\0{step.sources}\0{step.needs}\0".encode())
    for source_id in used:
        digest.update(f"{source_id}\0{key_of(source_id)}\0".encode())
    for table in step.needs:
        digest.update(f"{table}\0{tables[table].sha256}\0".encode())
    return digest.hexdigest()


def _reusable(step: Step, old: mf.Manifest, out: Path) -> bool:
    """Whether `out` holds every table of the step, whole."""
    for name in step.makes:
        record = old.tables.get(name)
        if (
            record is None
            or not (out / record.file).is_file()
            or sha256_of(out / record.file) != record.sha256
        ):
            return False
    return step.name in old.steps


def _run(
    step: Step, raw: Mapping[str, pd.DataFrame | None], work: Path, used: tuple[str, ...]
) -> dict[str, mf.TableRecord]:
    needed = TableFiles(work, step.needs)
    try:
        made = step.run(raw, {name: needed[name] for name in step.needs})
    except GeoOpportunityError as error:
        error.add_note(f"in the build step {step.name!r}; the old data stay in place")
        raise
    except Exception as error:
        msg = (
            f"the build step {step.name!r} failed: {type(error).__name__}: {error}. The old data stay in "
            "place. Fix: run again with --debug to see where."
        )
        raise BuildError(msg) from error
    del needed
    if set(made) != set(step.makes):
        missing, extra = sorted(set(step.makes) - set(made)), sorted(set(made) - set(step.makes))
        msg = f"step {step.name!r} promised {list(step.makes)}; it lacks {missing} and made {extra} besides"
        raise BuildError(msg)
    records = {}
    for name in step.makes:
        frame = validate(name, made.pop(name))
        path = work / table_file(name)
        write_table(name, frame, path)
        records[name] = mf.TableRecord(
            file=path.name,
            rows=len(frame),
            bytes=path.stat().st_size,
            sha256=sha256_of(path),
            columns=tuple(map(str, frame.columns)),
            step=step.name,
            sources=used,
            needs=step.needs,
            figures=figures(name, frame),
        )
        del frame
    gc.collect()
    return records


def _report_key(tables: Mapping[str, mf.TableRecord]) -> str:
    text = code_hash(["geo_opportunity.pipeline.report"]) + "".join(
        f"\0{n}\0{r.sha256}" for n, r in sorted(tables.items())
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _report(
    tables: Mapping[str, mf.TableRecord], work: Path, out: Path, old: mf.Manifest | None, *, force: bool
) -> tuple[JoinReport, str]:
    """Write the join report beside the tables, or reuse it where neither they nor its rules have changed."""
    key = _report_key(tables)
    path = work / REPORT_FILE
    if not force and old is not None and old.steps.get(_REPORT_STEP) == key and (out / REPORT_FILE).is_file():
        before = out / REPORT_FILE
        if sha256_of(before) == old.reports.get(REPORT_FILE):
            shutil.copy2(before, path)
            return JoinReport.from_json(path.read_text(encoding="utf-8")), key
    report = join_report(TableFiles(work, sorted(tables)))
    path.write_text(report.to_json(), encoding="utf-8", newline="\n")
    return report, key
