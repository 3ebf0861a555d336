"""Certainty of the entire nation under random settings, as a ratio against judging the three tests once.

    python -m benchmarks.certainty            # prints Markdown, writes benchmarks/results/certainty.json

Cold: the spreads are estimated from the back-tests, the typical errors and the layers of the draws are made.
Warm: what is kept for a data set is kept. Both start from judged tests. Rank intervals of all areas are part
of it. The aim: warm in no more than 150 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import geo_opportunity as go
from benchmarks.cube import random_settings
from geo_opportunity.measures import certainty as measures
from geo_opportunity.measures.overlap import area_totals
from geo_opportunity.questions import probability

if TYPE_CHECKING:
    from geo_opportunity import Atlas, Rules, Selection

RESULT = Path(__file__).parent / "results" / "certainty.json"


def totals(atlas: Atlas, rules: Rules, selection: Selection) -> dict[str, np.ndarray]:
    """Return what ``overlap()`` has summed before it asks for certainty."""
    status, cube = atlas.statuses(rules), atlas.cube
    found = area_totals(status, cube.employment, cube.employment_total, atlas.mask(selection), atlas.degree)
    return found | {"share_overlap": np.where(np.isnan(status.threshold), np.nan, found["share_overlap"])}


def forget(atlas: Atlas) -> None:
    """Drop what is kept for a data set."""
    probability._spreads.cache_clear()  # noqa: SLF001
    probability.compared.cache_clear()
    measures._layers.cache_clear()  # noqa: SLF001
    atlas.kept.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--settings", type=int, default=32, help="random settings")
    count = parser.parse_args().settings
    atlas = go.open_atlas()
    rows = []
    for rules, selection in random_settings(count):
        start, busy = time.perf_counter(), time.process_time()
        atlas.judge(rules)
        judging = time.perf_counter() - start, time.process_time() - busy
        found = totals(atlas, rules, selection)
        forget(atlas)
        for name in ("cold", "warm"):
            start, busy = time.perf_counter(), time.process_time()
            probability.area_certainty(atlas, rules, selection, found)
            taken = time.perf_counter() - start, time.process_time() - busy
            rows.append((name, *taken, *judging))
    result: dict[str, object] = {"data_version": atlas.data_version, "settings": count}
    print("| | p50, ms | p95, ms | processor p50, ms | times judge(), processor |\n|---|---|---|---|---|")
    for name in ("cold", "warm"):
        wall, cpu, _, judged = np.array([row[1:] for row in rows if row[0] == name]).T
        figures = {
            "p50_ms": float(np.quantile(wall, 0.5) * 1e3),
            "p95_ms": float(np.quantile(wall, 0.95) * 1e3),
            "cpu_p50_ms": float(np.quantile(cpu, 0.5) * 1e3),
            "times_judge": float(np.median(cpu / judged)),
        }
        result[name] = figures
        print(f"| {name} | " + " | ".join(f"{value:,.1f}" for value in figures.values()) + " |")
    result["load"] = os.getloadavg()[0]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
