"""The reader's process: ``python -m geo_opportunity.files FOLDER`` (see :mod:`.reading`).

FOLDER has job.json and the file; it gets result.json, and the cells as Arrow or the outline as WKB.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import shapely
from pyarrow import ipc

from geo_opportunity.errors import FormatError
from geo_opportunity.files.cells import Cells
from geo_opportunity.files.delimited import read_delimited
from geo_opportunity.files.find import Found
from geo_opportunity.files.limits import Limits
from geo_opportunity.files.seen import refuse_other
from geo_opportunity.files.suffixes import BOOK, PARQUET, TEXT
from geo_opportunity.files.workbook import read_workbook

if TYPE_CHECKING:
    from geo_opportunity.files.layers import Layer


def _limit(limits: Limits) -> None:
    """Limit what this process may use from here on."""
    if sys.platform == "win32":  # time and size are limited there, memory is not
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    most = 2 * limits.unpacked_bytes
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    now = Path("/proc/self/statm")
    if now.is_file():
        most = int(now.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _layer_cells(layer: Layer, file: str, limits: Limits) -> pa.Table:
    """Return a layer as a table, its geometry as columns longitude and latitude, degrees."""
    from geo_opportunity.files.layers import lon_lat  # noqa: PLC0415 - not needed for tables

    names, rows = layer.header, iter(layer.rows)
    if not (~shapely.is_missing(layer.geometry)).any():
        cells = Cells(file, names, limits)
        for number, row in enumerate(rows, start=2):
            cells.add(row, number)
        return cells.table()
    lon, lat = lon_lat(layer, file)
    kept = [
        i for i, n in enumerate(names) if re.sub(r"[^a-z]", "", n.casefold()) not in {"longitude", "latitude"}
    ]
    cells = Cells(file, [*(names[i] for i in kept), "longitude", "latitude"], limits)
    for number, (row, x, y) in enumerate(
        zip(chain(rows) if names else [()] * len(lon), lon.tolist(), lat.tolist(), strict=True), start=2
    ):
        cells.add([*(row[i] for i in kept), x, y], number)
    return cells.table()


def _read_cells(path: Path, job: dict[str, Any], limits: Limits) -> Found:
    file, layer, known = str(job["file"]), job["layer"], frozenset(job.get("known", ()))
    suffix = "".join(path.suffixes)
    refuse_other(path, file)
    if suffix in TEXT:
        return read_delimited(path, file, limits, known)
    if suffix in BOOK:
        return read_workbook(path, file, layer, limits, known)
    from geo_opportunity.files import layers  # noqa: PLC0415 - not needed for tables

    read = (
        layers.read_parquet(path, file, limits)
        if suffix in PARQUET
        else layers.read_layer(path, file, layer, limits, outline=False)
    )
    return Found(_layer_cells(read, file, limits), 2, ())


def _refuse_other_drivers() -> None:
    """Stop when GDAL could open more than the formats we read."""
    import pyogrio  # noqa: PLC0415

    from geo_opportunity.files.layers import DRIVERS  # noqa: PLC0415

    if more := set(pyogrio.list_drivers()) - set(DRIVERS.values()):
        raise RuntimeError(f"GDAL has drivers it must not have here: {sorted(more)[:5]}")


def main(folder: Path) -> None:
    """Do the job in `folder` under its limits."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    if job["gdal"]:
        _refuse_other_drivers()
    _limit(Limits(**job["limits"]))
    work(folder)


def work(folder: Path) -> None:
    """Do the job in `folder`, and write what came of it."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        result = _cells(folder, job) if job["want"] == "cells" else _outline(folder, job)
    except FormatError as error:
        result = {"error": type(error).__name__, "what": error.what, "fix": error.fix}
    except MemoryError:
        result = {"error": "memory"}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _cells(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    found = _read_cells(folder / str(job["name"]), job, Limits(**job["limits"]))
    with ipc.new_file(str(folder / "cells.arrow"), found.cells.schema) as sink:
        sink.write_table(found.cells)
    return {"first": found.first, "said": list(found.said), "separator": found.separator}


def _outline(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    from geo_opportunity.files import layers, outline  # noqa: PLC0415 - not needed for tables

    file, limits = str(job["file"]), Limits(**job["limits"])
    layer = layers.read_layer(folder / str(job["name"]), file, job["layer"], limits, outline=True)
    found = outline.outline_of(layer, file, limits)
    (folder / "outline.wkb").write_bytes(shapely.to_wkb(found.shape))
    return {"notes": list(found.notes), "properties": found.properties, "fault": found.fault}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
