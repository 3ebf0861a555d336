"""Read a file in its own process, and get back text or an outline.

The process sees a private folder with the file under a name of ours, an environment without our secrets, and
no GDAL driver but those of the formats we read. It may use :data:`.limits.LIMITS`; when it is killed, or
stopped by the user, only the reading ends.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
import pyogrio
import shapely
from pyarrow import ipc

from geo_opportunity.errors import FormatError, MissingColumnError, SourceUnavailableError, ValueRangeError
from geo_opportunity.files.layers import DRIVERS
from geo_opportunity.files.limits import LIMITS
from geo_opportunity.files.outline import Outline
from geo_opportunity.files.suffixes import BOOK, LAYER, PARQUET, TEXT, suffix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from geo_opportunity.files.limits import Limits

    Waiting = Callable[[float], None]

__all__ = ["Table", "read_cells", "read_outline"]

_ERRORS: Final = {e.__name__: e for e in (FormatError, ValueRangeError, MissingColumnError)}
_PACKAGE: Final = Path(__file__).resolve().parents[2]
#: The parts of a shapefile, copied together.
_SHAPEFILE: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_TICK: Final = 0.1  # seconds between looks at the process
_MOST_WAIT: Final = 120.0  # seconds a reading waits for its turn
_turns: Final = threading.BoundedSemaphore(LIMITS.at_once)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as read."""

    cells: pa.Table
    """Every column of type large_string, '' where empty."""
    first: int
    """Number of its first row in the file; the header is above it."""
    said: tuple[str, ...] = ()
    """How it was read, a clause each: separator, encoding, sheet, row of the head, what was passed over."""
    separator: str = ""
    """Of delimited text."""


def read_cells(
    source: bytes | Path,
    file: str,
    *,
    layer: str | None = None,
    known: Collection[str] = (),
    limits: Limits = LIMITS,
    waiting: Waiting | None = None,
) -> Table:
    """Read a table, every cell as clean text.

    Parameters
    ----------
    source
        The content, or a file on this machine.
    file
        Its name; the ending says the format: delimited text, workbook, Parquet, or a layer of shapes, whose
        geometry (of any CRS) becomes columns longitude and latitude, degrees.
    layer
        Sheet of a workbook or layer of a GeoPackage; default the sheet with most of the `known` names, else
        the first.
    known
        Names its columns may have, as :func:`geo_opportunity.files.find.key` writes them; they tell head and
        sheet.
    limits
        What the reading may use.
    waiting
        Called about ten times a second with the seconds spent; what it raises stops the reading.

    Raises
    ------
    SourceUnavailableError, FormatError, ValueRangeError
        There is no such file, it is not what its name says, or beyond one of the limits.
    """
    reading = _read("cells", source, file, layer=layer, limits=limits, waiting=waiting, known=sorted(known))
    with reading as (folder, result), pa.OSFile(str(folder / "cells.arrow")) as stream:
        cells = ipc.open_file(stream).read_all()
        said = tuple(map(str, result["said"]))
        return Table(cells, int(result["first"]), said, str(result["separator"]))


def read_outline(
    source: bytes | Path,
    file: str,
    *,
    layer: str | None = None,
    limits: Limits = LIMITS,
    waiting: Waiting | None = None,
    faulty: bool = False,
) -> Outline:
    """Read a boundary (GeoJSON, GeoPackage, FlatGeobuf, shapefile or zip) as one (multi)polygon, EPSG:4326.

    Several features are united; invalid polygons are repaired, and other geometries left out, with a note
    each.

    Parameters
    ----------
    source, file, limits, waiting
        See :func:`read_cells`. GeoJSON is WGS 84 (RFC 7946) unless an older file's "crs" says otherwise; the
        others must declare their CRS.
    layer
        Layer of a GeoPackage; needed only when several hold polygons.
    faulty
        Whether an outline whose coordinates cannot be taken for degrees comes back with its fault, for the
        caller to say where it would lie, instead of raising it.

    Raises
    ------
    SourceUnavailableError, FormatError, ValueRangeError
        As :func:`read_cells`; or no polygons, or coordinates that cannot be.
    """
    if suffix_of(file) not in LAYER:
        what = f"{file!r} is neither GeoJSON, GeoPackage, FlatGeobuf nor a zipped shapefile"
        raise FormatError(what, fix="save it as .geojson, .gpkg or .zip")
    with _read("outline", source, file, layer=layer, limits=limits, waiting=waiting) as (folder, result):
        shape = shapely.from_wkb((folder / "outline.wkb").read_bytes())
        fault = result["fault"] and (str(result["fault"][0]), str(result["fault"][1]))
        if fault and not faulty:
            raise ValueRangeError(fault[0], fix=fault[1])
        return Outline(shape, tuple(map(str, result["notes"])), result["properties"], fault)


@contextmanager
def _read(
    want: Literal["cells", "outline"],
    source: bytes | Path,
    file: str,
    *,
    layer: str | None,
    limits: Limits,
    waiting: Waiting | None,
    known: Sequence[str] = (),
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Run the reader's process, and yield its folder and what it reports."""
    suffix = suffix_of(file)
    if suffix not in {*TEXT, *BOOK, *PARQUET, *LAYER}:
        what = f"{file}: files ending in {suffix!r} are not read"
        raise FormatError(what, fix="save it as .csv, .xlsx, .parquet, .gpkg or .geojson")
    _check_size(source, file, limits)
    with tempfile.TemporaryDirectory(prefix="geo-opportunity-") as name, _turn(file, waiting):
        folder = Path(name)
        _lay_out(source, suffix, folder)
        job: dict[str, Any] = {
            "want": want,
            "file": file,
            "layer": layer,
            "known": known,
            "name": f"upload{suffix}",
            "limits": asdict(limits),
        }
        job["gdal"] = suffix in {*DRIVERS, ".zip"}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _run(folder, file, limits, waiting)
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        if result.get("error") == "memory":
            raise _too_big(file, limits)
        if "error" in result:
            raise _ERRORS.get(result["error"], FormatError)(result["what"], fix=result["fix"])
        yield folder, result


def _check_size(source: bytes | Path, file: str, limits: Limits) -> None:
    if isinstance(source, Path) and not source.is_file():
        raise SourceUnavailableError(
            f"there is no file {source}", fix="give the path of a file; addresses are not fetched"
        )
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limits.upload_bytes:
        what = f"{file!r} has {size:,} bytes, more than {limits.upload_bytes:,}"
        raise ValueRangeError(what, fix="keep only the columns and rows you need, or simplify the outline")
    if not size:
        raise FormatError(f"{file!r} is empty", fix="check that the right file was saved")


def _lay_out(source: bytes | Path, suffix: str, folder: Path) -> None:
    """Put the file in `folder` under a name of ours, a shapefile with its parts."""
    target = folder / f"upload{suffix}"
    if isinstance(source, bytes):
        target.write_bytes(source)
        return
    shutil.copyfile(source, target)
    for part in _SHAPEFILE[1:] if suffix == ".shp" else ():
        beside = next((p for e in (part, part.upper()) if (p := source.with_suffix(e)).is_file()), None)
        if beside is not None:
            shutil.copyfile(beside, folder / f"upload{part}")


@contextmanager
def _turn(file: str, waiting: Waiting | None) -> Iterator[None]:
    """Wait until fewer than the most files are being read."""
    start = time.monotonic()
    while not _turns.acquire(timeout=_TICK):
        if waiting is not None:
            waiting(0.0)
        if time.monotonic() - start > _MOST_WAIT:
            raise SourceUnavailableError(
                f"{file} was not read: other files are being read", fix="try again in a minute"
            )
    try:
        yield
    finally:
        _turns.release()


@functools.cache
def _environment() -> dict[str, str]:
    """Return the environment of the reader's process.

    No secrets of ours, and no GDAL driver that is not needed.
    """
    kept = {
        k: os.environ[k]
        for k in (
            "PATH",
            "LANG",
            "LC_ALL",
            "SYSTEMROOT",
            "LD_LIBRARY_PATH",
            "PROJ_LIB",
            "PROJ_DATA",
            "GDAL_DATA",
        )
        if k in os.environ
    }
    skipped = ",".join(sorted(set(pyogrio.list_drivers()) - set(DRIVERS.values())))
    one = dict.fromkeys(
        (
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "ARROW_IO_THREADS",
            "GDAL_NUM_THREADS",
        ),
        "1",
    )
    return {
        **kept,
        **one,
        "PYTHONPATH": str(_PACKAGE),
        "PYTHONIOENCODING": "utf-8",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "OGR_SKIP": skipped,
        "GDAL_SKIP": skipped,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_CACHEMAX": "64",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "SHAPE_RESTORE_SHX": "NO",
        "PROJ_NETWORK": "OFF",
    }


def _run(folder: Path, file: str, limits: Limits, waiting: Waiting | None) -> None:
    """Run the process to its end, or kill it: out of time, or `waiting` raised."""
    command = [sys.executable, "-P", "-W", "ignore", "-m", "geo_opportunity.files", str(folder)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=_environment(), stdin=quiet, stdout=quiet, stderr=quiet
    )
    start = time.monotonic()
    try:
        while process.poll() is None:
            spent = time.monotonic() - start
            if spent > limits.seconds:
                raise _too_slow(file, limits)
            if waiting is not None:
                waiting(spent)
            try:
                process.wait(_TICK)
            except subprocess.TimeoutExpired:
                continue
    finally:
        process.kill()
        process.wait()
    if (
        process.returncode in {-int(getattr(signal, "SIGXCPU", 0)), -int(signal.SIGTERM)}
        or process.returncode == -9
    ):
        raise _too_slow(file, limits)
    if process.returncode:
        raise _too_big(file, limits)


def _too_slow(file: str, limits: Limits) -> FormatError:
    what = f"{file} was not read within {limits.seconds} seconds"
    return ValueRangeError(what, fix=_smaller(file))


def _too_big(file: str, limits: Limits) -> FormatError:
    what = (
        f"{file} is damaged, or needs more than {limits.memory_bytes // 1_000_000:,} MB of memory to be read"
    )
    return ValueRangeError(what, fix=_smaller(file))


def _smaller(file: str) -> str:
    """Return how to make a file easier to read."""
    if suffix_of(file) in LAYER:
        return "simplify its shapes, keep only those you need, and repair borders that cross"
    return (
        "keep only the rows and columns you need (delete stray cells far from the table), and save it as CSV"
    )
