"""What each file of a view costs, seconds and bytes, and briefs of many areas.

``python -m benchmarks.files`` writes benchmarks/results/files.json and docs/FILES.md; with `--print` it only
says what is in the result. Seconds are of one processor (CPU time), so that other work on the machine hardly
counts; each format is made once to load its packages and then measured, the best of three.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import geo_opportunity as go  # noqa: E402
from geo_opportunity.exports import FORMATS, batch  # noqa: E402
from geo_opportunity.exports.pictures import SIZES  # noqa: E402
from geo_opportunity.scene import Scene  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "files.json"
PAGE = ROOT / "docs" / "FILES.md"
DATA = ROOT / "data"
#: Scenes that are measured, as links.
VIEWS = {
    "map of the nation": "show=share_overlap&v=3",
    "one area": "page=area&area=38060&v=3",
    "comparison of three": "page=compare&places=38060,31080,IL&v=3",
    "one occupation": "page=occupation&soc=29-2061&show=kind&v=3",
    "education deserts": "page=training&look=deserts&v=3",
}
#: Briefs written, and their processes.
BRIEFS, WORKERS = 20, 2
_NEXT = "\n"
#: Areas of the nation, and seconds they may take on two processors.
ALL, GOAL = 530, 360


def measured(atlas: Any, link: str, suffix: str, **options: Any) -> dict[str, float]:
    """Return CPU seconds and bytes of a file."""
    seconds, size = [], 0
    for _ in range(4):
        begun = time.process_time()
        size = len(atlas.export(link, suffix, **options))
        seconds.append(time.process_time() - begun)
    return {"seconds": round(min(seconds[1:]), 3), "bytes": size}


def briefs(count: int) -> dict[str, float]:
    """Return what briefs of some areas cost: seconds on the clock, and CPU seconds of all processes."""
    codes = batch.areas_of(go.open_atlas(DATA), "all")
    some = codes[:: max(1, len(codes) // count)][:count]
    with tempfile.TemporaryDirectory() as folder:
        used, begun = _children(), time.monotonic()
        report = batch.write_briefs(DATA, some, Path(folder), scene=Scene(), workers=WORKERS)
        spent, clock = _children() - used, time.monotonic() - begun
        size = sum(path.stat().st_size for path in Path(folder).glob("*.pdf"))
    assert len(report.written) == len(some), report.failed
    return {"count": len(some), "cpu": round(spent, 2), "clock": round(clock, 1), "bytes": size}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure() -> dict[str, Any]:
    """Return all figures."""
    atlas = go.open_atlas(DATA)
    files = {
        name: {suffix: measured(atlas, link, suffix) for suffix in FORMATS} for name, link in VIEWS.items()
    }
    sizes = {size: measured(atlas, VIEWS["map of the nation"], ".png", size=size) for size in SIZES}
    few, many = briefs(2), briefs(BRIEFS)
    each = (many["cpu"] - few["cpu"]) / (many["count"] - few["count"])
    start = max(0.0, few["cpu"] - few["count"] * each) / WORKERS
    return {
        "data_version": atlas.data_version,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "files": files,
        "sizes": sizes,
        "briefs": {
            "few": few,
            "many": many,
            "seconds_each": round(each, 3),
            "seconds_to_start": round(start, 2),
            "all_on_two_cores": round(start + ALL * each / 2),
        },
    }


def page(found: dict[str, Any]) -> str:
    """Return docs/FILES.md."""
    heads, said = list(found["files"]), found["briefs"]
    rows = [
        f"| `{suffix}` | {' | '.join(_cell(found['files'][name][suffix]) for name in heads)} |"
        for suffix in FORMATS
    ]
    sizes = [
        f"| `{name}` | {wide:.4g} × {high:.4g} | {wide * dpi:,.0f} × {high * dpi:,.0f} | "
        f"{_cell(found['sizes'][name])} |"
        for name, (wide, high, dpi) in SIZES.items()
    ]
    many = said["many"]
    return f"""# What files cost

Written by `python -m benchmarks.files` (last result: `benchmarks/results/files.json`): processor seconds
and kB of each format on the national data, best of three after a first that loads packages. What the files
are: [EXPORTS.md](EXPORTS.md).

| ending | {" | ".join(heads)} |
|---|{"---|" * len(heads)}
{_NEXT.join(rows)}

Pictures of the map of the nation by `--size`:

| size | inches | pixels | cost |
|---|---|---|---|
{_NEXT.join(sizes)}

**Briefs.** {many["count"]} one-page briefs by {WORKERS} processes took {many["cpu"]:.1f} processor seconds
and {many["bytes"] / 1e6:.1f} MB: {said["seconds_each"]:.2f} seconds each, after
{said["seconds_to_start"]:.1f} seconds of each process to open the data. All {ALL} areas on two free cores:
about {said["all_on_two_cores"] / 60:.1f} minutes (goal: {GOAL // 60}). On this machine, whose
{found["cores"]} cores had {found["load"]:g} jobs waiting, they took {many["clock"]:.0f} seconds on the clock.
"""


def _cell(cost: dict[str, float]) -> str:
    return f"{cost['seconds']:.2f} s, {cost['bytes'] / 1e3:,.0f}"


def main() -> None:
    """Measure, keep the result and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", help="write the page from the last result")
    if not parser.parse_args().print:
        RESULT.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(RESULT.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
