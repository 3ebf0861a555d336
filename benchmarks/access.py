"""Access at national size: against PySAL `access` on the same pairs, and as the points grow.

    python benchmarks/access.py            # prints Markdown, writes benchmarks/results/access.json

Every case runs in its own process, so peak memory is that case's own. Points x3 and x10 are the real tract
centers, each repeated and moved by a random step (normal, 0.02 degrees, fixed seed), with its adults split
evenly.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # instead of this folder, where this file would hide the package `access`

from geo_opportunity import open_atlas  # noqa: E402
from geo_opportunity.geography.costs import great_circle  # noqa: E402
from geo_opportunity.measures import catchment as fca  # noqa: E402
from geo_opportunity.measures.blocks import Plan, access_by_group  # noqa: E402
from geo_opportunity.measures.linkage import occupation_programs  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

MILES = 25.0
SECTOR = "healthcare"
SEED = 20240615


def national(copies: int = 1) -> tuple[pd.DataFrame, np.ndarray, csr_array, int]:
    """Return origins, provider points, supply (all occupations) and the number of areas."""
    atlas = open_atlas(ROOT / "data")
    providers = atlas.table("providers").loc[lambda p: ~p["distance_only"]]
    links = occupation_programs(atlas.table("programs"), atlas.table("cip_soc"), atlas.table("occupations"))
    links = links[links["provider_id"].isin(providers["provider_id"])]
    place, soc = pd.Index(providers["provider_id"]), pd.Index(sorted(links["soc"].unique()))
    at = (place.get_indexer(links["provider_id"]), soc.get_indexer(links["soc"]))
    supply = csr_array((links["completions"].to_numpy(float), at), shape=(len(place), len(soc)))
    supply.sum_duplicates()
    tracts = atlas.table("tracts").loc[lambda t: t["adults"] > 0]
    areas = pd.Index(sorted(tracts["area_code"].unique()))
    rng = np.random.default_rng(SEED)
    rows = np.repeat(np.arange(len(tracts)), copies)
    step = rng.normal(0, 0.02, (len(rows), 2)) if copies > 1 else np.zeros((len(rows), 2))
    origins = pd.DataFrame(
        {
            "lon": tracts["lon"].to_numpy()[rows] + step[:, 0],
            "lat": tracts["lat"].to_numpy()[rows] + step[:, 1],
            "people": tracts["adults"].to_numpy(float)[rows] / copies,
            "group": areas.get_indexer(tracts["area_code"])[rows],
        }
    )
    return origins, providers[["lon", "lat"]].to_numpy(float), supply, len(areas)


def sector_supply() -> np.ndarray:
    atlas = open_atlas(ROOT / "data")
    providers = atlas.table("providers").loc[lambda p: ~p["distance_only"], "provider_id"]
    links = occupation_programs(atlas.table("programs"), atlas.table("cip_soc"), atlas.table("occupations"))
    members = atlas.table("sectors").loc[lambda s: s["sector"] == SECTOR, "soc"]
    once = links[links["soc"].isin(members)].drop_duplicates(["provider_id", "cip", "award_level"])
    return once.groupby("provider_id")["completions"].sum().reindex(providers, fill_value=0.0).to_numpy(float)


def memory_mb(what: str) -> float:
    """Return VmRSS (now) or VmHWM (peak since the last reset) of this process. Linux."""
    line = next(
        x for x in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if x.startswith(what)
    )
    return int(line.split()[1]) / 1024


def measured(work: Callable[[], object], repeats: int = 1) -> tuple[object, dict[str, float]]:
    """Run `work`.

    Return its result with seconds (best of `repeats`), peak memory while it ran, and how much of it the work
    added.
    """
    seconds, peak, added = [], [], []
    for _ in range(repeats):
        ctypes.CDLL(None).malloc_trim(
            0
        )  # memory freed earlier goes back first, or new work would seem to need none
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # resets the peak
        before, start = memory_mb("VmRSS"), time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
        peak.append(memory_mb("VmHWM"))
        added.append(peak[-1] - before)
    return result, {"seconds": min(seconds), "peak_mb": max(peak), "added_mb": max(added)}


def one_sector(engine: str, out: Path) -> dict[str, float]:
    """E2SFCA for one sector; both engines start from the same pairs, whose making is timed apart."""
    origins, places, _, _ = national()
    supply, people = sector_supply(), origins["people"].to_numpy()
    pairs, making = measured(lambda: great_circle(origins[["lon", "lat"]].to_numpy(), places, MILES))
    steps = fca.decay_for("e2sfca", MILES)
    if engine == "pysal":
        warnings.simplefilter("ignore")
        from access import Access, weights  # noqa: PLC0415

        costs = pairs.costs.tocoo()
        frame = pd.DataFrame({"origin": costs.row, "dest": costs.col, "cost": costs.data})
        demand = pd.DataFrame({"id": np.arange(len(people)), "people": people})
        offer = pd.DataFrame({"id": np.arange(len(supply)), "places": supply})
        shape = weights.step_fn(dict(zip(steps.limits, steps.weights, strict=True)))

        def work() -> pd.DataFrame:
            model = Access(
                demand_df=demand, demand_index="id", demand_value="people", supply_df=offer,
                supply_index="id", supply_value="places",
                cost_df=frame, cost_origin="origin", cost_dest="dest", cost_name="cost",
            )  # fmt: skip
            return model.enhanced_two_stage_fca(max_cost=MILES, weight_fn=shape)

        found, cost = measured(work, 3)
        got = (
            found.iloc[:, 0].reindex(np.arange(len(people))).fillna(0.0).to_numpy()
        )  # NaN beyond the catchment
    else:
        got, cost = measured(
            lambda: fca.floating_catchment(fca.weights(pairs.costs, MILES, steps), people, supply), 3
        )
    np.save(out, got)
    return {"pairs": pairs.costs.nnz, "pairs_seconds": making["seconds"]} | cost


def growth(copies: int, method: str, scheduler: str | None) -> dict[str, float]:
    """All occupations, area means, cost pairs made on the way."""
    origins, places, supply, areas = national(copies)
    plan = Plan(places, supply, MILES, fca.decay_for(method, MILES), selection=method == "3sfca")
    _, cost = measured(lambda: access_by_group(origins, plan, areas, scheduler=scheduler))
    return {"points": len(origins), "occupations": supply.shape[1]} | cost


def child(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {engine: Path(folder) / f"{engine}.npy" for engine in ("ours", "pysal")}
        sector = {engine: child("--sector", engine, "--out", str(file)) for engine, file in files.items()}
        ours, theirs = np.load(files["ours"]), np.load(files["pysal"])
    difference = float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-12)))
    ratio = sector["pysal"]["seconds"] / sector["ours"]["seconds"]
    cases = [
        (c, m, s) for m, s in (("e2sfca", None), ("e2sfca", "threads"), ("3sfca", None)) for c in (1, 3, 10)
    ]
    grown = [
        {"copies": c, "method": m, "scheduler": s or "none"}
        | child("--growth", str(c), "--method", m, *(["--scheduler", s] if s else []))
        for c, m, s in cases
    ]
    result = {
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("access", "scipy", "numpy", "pandas", "dask")},
        "data_version": open_atlas(ROOT / "data").data_version,
        "catchment_miles": MILES,
        "sector": {
            "name": SECTOR,
            "method": "e2sfca",
            **sector,
            "time_ratio": ratio,
            "largest_relative_difference": difference,
        },
        "growth": grown,
    }
    target = ROOT / "benchmarks" / "results" / "access.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(
        f"E2SFCA, {SECTOR}, {MILES:g} road miles, {sector['ours']['pairs']:,} pairs ({result['machine']})\n"
    )
    print("| engine | seconds (best of 3) | peak memory, MB | of it added, MB |\n|---|---:|---:|---:|")
    for engine, name in (("ours", "ours"), ("pysal", f"PySAL access {result['versions']['access']}")):
        r = sector[engine]
        print(f"| {name} | {r['seconds']:.3f} | {r['peak_mb']:,.0f} | {r['added_mb']:,.0f} |")
    print(
        f"\n{ratio:,.0f} times as fast; largest relative difference {difference:.1e}. Pairs took "
        f"{sector['ours']['pairs_seconds']:.1f} s.\n"
    )
    print("All occupations at once, area means, pairs made on the way\n")
    print(
        "| method | Dask | points | occupations | seconds | peak memory, MB | of it added, MB "
        "|\n|---|---|---:|---:|---:|---:|---:|"
    )
    for r in grown:
        print(
            f"| {r['method']} | {r['scheduler']} | {r['points']:,} (x{r['copies']}) | "
            f"{r['occupations']} | "
            f"{r['seconds']:.1f} | {r['peak_mb']:,.0f} | {r['added_mb']:,.0f} |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sector", choices=["ours", "pysal"])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--growth", type=int)
    parser.add_argument("--method", default="e2sfca")
    parser.add_argument("--scheduler")
    chosen = parser.parse_args()
    if chosen.sector:
        print(json.dumps(one_sector(chosen.sector, chosen.out)))
    elif chosen.growth:
        print(json.dumps(growth(chosen.growth, chosen.method, chosen.scheduler)))
    else:
        main()
