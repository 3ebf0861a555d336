"""How long any change of settings takes.

The three tests, kinds, overlap and area totals of every area and occupation.

    python -m benchmarks.cube

Random settings (fixed seed) are put to our arrays and, in the same run, to plain pandas: long tables as read
from Parquet, merges on area_code and soc, np.where on columns, groupby. Two baselines: merging for each
question, and from a table merged beforehand. Statuses and totals are compared for every setting; the run
fails if any differs. Ours is timed with nothing kept from earlier questions ("cold") and as the app runs
("warm": the areas' wage thresholds and the occupation masks kept); pandas is handed the thresholds. Memory
and opening time are those of a fresh process. Prints tables in Markdown and writes
benchmarks/results/cube.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import geo_opportunity as go
from geo_opportunity.measures.budget import fed_education_codes
from geo_opportunity.measures.overlap import KIND_COLUMNS, OVERLAP_PARTS, area_totals
from geo_opportunity.rules import FAMILIES, GROWTH_RULES, PAY_STANDARDS, WAGE_POINTS, Rules, Selection
from geo_opportunity.vocabulary import (
    DEGREES,
    PERCENTILES,
    REACH_MILES,
    SECTORS,
    STATUS_CODES,
    reach_column,
)

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas, Statuses

RESULT = Path(__file__).parent / "results" / "cube.json"
KEYS = ["area_code", "soc"]
TESTS = ("growing", "sustaining", "accessible")
COUNTED = ("overlap", *OVERLAP_PARTS, *KIND_COLUMNS, "unknown")
CODE = {status.name: code for status, code in STATUS_CODES.items()}

_FRESH = """
import json, resource, time
start = time.perf_counter()
import geo_opportunity as go
atlas = go.open_atlas()
opened = time.perf_counter()
atlas.cube
laid_out = time.perf_counter()
atlas.overlap()
done = time.perf_counter()
rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
print(json.dumps({"import_and_open_s": opened - start, "cube_s": laid_out - opened,
    "first_overlap_s": done - laid_out,
    "rss_mb": rss / 1e6, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    "arrays_mb": atlas.cube.nbytes / 1e6}))
"""


def random_settings(count: int, seed: int = 20251123) -> list[tuple[Rules, Selection]]:
    rng = np.random.default_rng(seed)

    def one(values: Any) -> Any:
        values = list(values)
        return values[int(rng.integers(len(values)))]

    out = []
    for _ in range(count):
        rules = Rules(
            pay=one(PAY_STANDARDS),
            family=one(FAMILIES),
            poverty_multiple=float(one((1.0, 1.5, 2.0, 2.5))),
            own_wage=float(rng.integers(30, 90) * 1_000),
            wage=one(WAGE_POINTS),
            growth=one(GROWTH_RULES),
            growth_percent=float(rng.integers(-5, 20)),
            growth_openings=float(rng.integers(1, 200)),
            reach_miles=one(REACH_MILES),
            degree_miles=one(REACH_MILES),
            reach_share=float(one((0.25, 0.4, 0.5, 0.6, 0.75, 0.9))),
            coverage_min=float(one((0.0, 0.05, 0.1, 0.2))),
        )
        out.append((rules, Selection(sector=one((None, None, *SECTORS)))))
    return out


# ------------------------------------------------------------------------ ours


def ours(atlas: Atlas, rules: Rules, selection: Selection) -> tuple[Statuses, dict[str, np.ndarray]]:
    status = atlas.judge(rules)
    return status, area_totals(
        status, atlas.cube.employment, atlas.cube.employment_total, atlas.mask(selection), atlas.degree
    )


def forget(atlas: Atlas) -> None:
    for kept in (atlas.statuses, atlas.threshold, atlas.mask, atlas.area_budget):
        kept.cache_clear()


# ---------------------------------------------------------------- plain pandas


def long_tables(atlas: Atlas) -> dict[str, pd.DataFrame]:
    """Return the plain tables an analyst would have.

    Long tables, blended growth rates among them (no setting changes those).
    """
    cube = atlas.cube
    universe = pd.MultiIndex.from_product([cube.areas, cube.occupations], names=KEYS).to_frame(index=False)
    columns = [*KEYS, "employment", *PERCENTILES, *(f"{p}_flag" for p in PERCENTILES)]
    wages = pd.read_parquet(atlas.path / "area_wages.parquet", columns=columns)
    wages[list(PERCENTILES)] = wages[list(PERCENTILES)].astype(np.float32)
    reach = pd.read_parquet(atlas.path / "reach.parquet")
    reach[[reach_column(m) for m in REACH_MILES]] = reach[[reach_column(m) for m in REACH_MILES]].astype(
        np.float32
    )
    rates = universe.assign(
        growth=cube.growth.ravel(),
        openings_ratio=cube.openings_ratio.ravel(),
        nation=np.broadcast_to(cube.nation_growth, cube.growth.shape).ravel(),
    ).dropna(how="all", subset=["growth"])
    reach = universe.merge(reach, on=KEYS, how="left")
    for k, miles in enumerate(REACH_MILES):
        reach[campus_column(miles)] = np.nan_to_num(cube.campus_reach[k]).ravel()
    employed = universe.assign(
        job=cube.employment.ravel() * cube.growth.ravel(),
        jobs=np.where(np.isnan(cube.growth), np.nan, cube.employment).ravel(),
    )
    sums = employed.groupby("area_code", sort=False)[["job", "jobs"]].sum(min_count=1)
    areas = pd.DataFrame(
        {
            "area_code": cube.areas,
            "jobs_total": cube.employment_total,
            "average": (sums["job"] / sums["jobs"]).to_numpy(),
        }
    )
    areas["has_points"] = areas["area_code"].isin(atlas.table("counties")["area_code"])
    occupations = atlas.table("occupations")[
        ["soc", "program_need", "program_links", "listing_coverage", "entry_education"]
    ].copy()
    occupations["fed"] = fed_education_codes(occupations["entry_education"])
    occupations["degree"] = occupations["entry_education"].isin(DEGREES)
    occupations["outside"] = atlas.occupations["trained_outside"].notna().to_numpy()
    return {
        "universe": universe,
        "wages": wages,
        "rates": rates,
        "reach": reach,
        "occupations": occupations,
        "areas": areas,
    }


def campus_column(miles: int) -> str:
    """Name the column of campuses that may teach a program, for a distance in road miles."""
    return reach_column(miles).replace("reach", "campus")


def reach_columns_of(rules: Rules) -> list[str]:
    """Name the columns of reach that the rules need."""
    both = dict.fromkeys((rules.reach_miles, rules.degree_miles))
    return [name(miles) for miles in both for name in (reach_column, campus_column)]


def merged(
    tables: dict[str, pd.DataFrame], wage_columns: list[str], reach_columns: list[str]
) -> pd.DataFrame:
    cells = tables["universe"].merge(
        tables["wages"][[*KEYS, "employment", *wage_columns]], on=KEYS, how="left"
    )
    cells = cells.merge(tables["rates"], on=KEYS, how="left").merge(
        tables["reach"][[*KEYS, *reach_columns]], on=KEYS, how="left"
    )
    return cells.merge(tables["occupations"], on="soc", how="left").merge(
        tables["areas"], on="area_code", how="left"
    )


def judged(
    cells: pd.DataFrame, threshold: pd.Series, rules: Rules, sector: set[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answer the question from the merged table; returns the cells' statuses and the areas' totals."""
    cells = cells.merge(threshold.rename("threshold"), left_on="area_code", right_index=True, how="left")
    openings = cells["employment"] * cells["openings_ratio"]
    rate = cells["growth"]
    if rules.growth == "openings":
        passed, failed = openings >= rules.growth_openings - 1e-9, openings < rules.growth_openings - 1e-9
    elif rules.growth == "percent":
        passed, failed = rate >= rules.growth_percent / 100 - 1e-9, rate < rules.growth_percent / 100 - 1e-9
    elif rules.growth == "any":
        passed, failed = rate > 1e-9, rate <= 1e-9
    elif rules.growth == "nation":
        passed = (rate >= cells["nation"] - 1e-9) & (rate > 1e-9)
        failed = (rate < cells["nation"] - 1e-9) | (rate <= 1e-9)
    else:
        bar = cells["average"].clip(lower=0) + 1e-9
        passed, failed = rate > bar, (rate <= bar) | (rate <= 1e-9)
    growing = np.select(
        [passed, ~failed, rate >= -1e-9, rate < -1e-9],
        [CODE["PASS"], CODE["UNKNOWN"], CODE["SLOW"], CODE["SHRINKING"]],
        CODE["FAIL"],
    )

    wage, top = cells[rules.wage], cells[f"{rules.wage}_flag"] == "top_coded"
    sustaining = np.where(wage >= cells["threshold"], 1, np.where((wage < cells["threshold"]) & ~top, 0, -1))
    if rules.pay == "fed":
        sustaining = np.where(
            (cells["fed"] != 1) & (sustaining != 0), np.where(cells["fed"] == 0, 0, -1), sustaining
        )

    need, linked = cells["program_need"], cells["program_links"] > 0
    by_degree = [
        np.where(cells["degree"], cells[column(rules.degree_miles)], cells[column(rules.reach_miles)])
        for column in (reach_column, campus_column)
    ]
    reach = pd.Series(by_degree[0], cells.index).fillna(0).where(cells["has_points"])
    near = reach >= rules.reach_share - 1e-6
    known = linked & reach.notna() & ~cells["outside"] & (cells["listing_coverage"] >= rules.coverage_min)
    known &= ~(reach + by_degree[1] >= rules.reach_share - 1e-6)
    accessible = np.select(
        [
            need == "not needed",
            need == "unknown",
            near & linked,
            (need == "helpful") & known,
            need == "helpful",
            ~known,
            reach >= rules.reach_share / 2 - 1e-6,
            reach >= 0.1 - 1e-6,
        ],
        [
            CODE["NOT_NEEDED"],
            CODE["UNKNOWN"],
            CODE["PASS"],
            CODE["WOULD_HELP"],
            CODE["NOT_NEEDED"],
            CODE["UNKNOWN"],
            CODE["PARTIAL"],
            CODE["LOW"],
        ],
        CODE["NONE"],
    )

    tests = {"growing": growing, "sustaining": sustaining, "accessible": accessible}
    failed_tests = {name: (codes != -1) & (codes <= 0) for name, codes in tests.items()}
    fails = sum(mask.astype(int) for mask in failed_tests.values())
    unknowns = sum((codes == -1).astype(int) for codes in tests.values())
    single = (fails == 1) & (unknowns == 0)
    far = single & np.isin(accessible, (CODE["NONE"], CODE["LOW"]))
    all_three = (fails == 0) & (unknowns == 0)
    status = pd.DataFrame(
        {
            "area_code": cells["area_code"],
            "growing": growing,
            "sustaining": sustaining,
            "accessible": accessible,
        }
    )
    masks = {
        "overlap": all_three,
        "trained_for": all_three & (accessible == CODE["PASS"]),
        "learned_on_the_job": all_three & (accessible != CODE["PASS"]),
        "would_help": all_three & (accessible == CODE["WOULD_HELP"]),
        "not_overlap": fails > 0,
        "unknown": (fails == 0) & (unknowns > 0),
        "training_gap": far & ~cells["degree"],
        "trained_elsewhere": far & cells["degree"],
        "partial_reach": single & (accessible == CODE["PARTIAL"]),
        "quality_gap": single & (sustaining == 0),
        "steady": single & (growing == CODE["SLOW"]),
        "declining": (growing == CODE["SHRINKING"]) & (sustaining == CODE["PASS"]),
    }
    for name in TESTS:
        masks |= {
            name: status[name] > 0,
            f"not_{name}": failed_tests[name],
            f"{name}_unknown": status[name] == -1,
        }
    chosen = np.ones(len(cells), bool) if sector is None else cells["soc"].isin(sector).to_numpy()
    sums = pd.DataFrame(
        {
            "area_code": cells["area_code"],
            "jobs_published": cells["employment"],
            "jobs_selected": cells["employment"].where(chosen),
        }
    )
    for name, mask in masks.items():
        sums[f"jobs_{name}"] = (
            cells["employment"].where(chosen & mask, 0.0).where(cells["employment"].notna() | ~chosen)
        )
    for name in COUNTED:
        sums[f"occupations_{name}"] = (masks[name] & chosen).astype(float)
    totals = sums.groupby("area_code", sort=False).sum(min_count=1)
    jobs = [f"jobs_{name}" for name in masks]
    totals.loc[totals["jobs_selected"].isna(), jobs] = np.nan
    shares = totals[jobs].div(totals["jobs_selected"].where(totals["jobs_selected"] > 0), axis=0)
    return status, totals.join(shares.rename(columns=lambda c: c.replace("jobs_", "share_")))


def check(
    status: Statuses,
    totals: dict[str, np.ndarray],
    theirs: pd.DataFrame,
    their_totals: pd.DataFrame,
    shape: tuple[int, int],
) -> None:
    """Fail where the two sides differ: statuses exactly, sums to a millionth."""
    for name in TESTS:
        np.testing.assert_array_equal(
            getattr(status, name), theirs[name].to_numpy().reshape(shape), err_msg=name
        )
    for name in their_totals.columns.drop("jobs_published"):
        np.testing.assert_allclose(
            totals[name], their_totals[name].to_numpy(), rtol=1e-6, atol=1e-6, err_msg=name
        )


# ------------------------------------------------------------------------- run


Times = list[tuple[float, float]]
"""Seconds by the clock, and of the processor: the second is what a busy machine does not blur."""


def quantiles(times: Times) -> dict[str, float]:
    wall, cpu = np.array(times).T * 1e3
    of = {
        "p50_ms": (wall, 0.5),
        "p95_ms": (wall, 0.95),
        "max_ms": (wall, 1.0),
        "cpu_p50_ms": (cpu, 0.5),
        "cpu_p95_ms": (cpu, 0.95),
    }
    return {name: float(np.quantile(values, q)) for name, (values, q) in of.items()}


def clock(times: Times, function: Any, *args: Any) -> Any:
    start, busy = time.perf_counter(), time.process_time()
    answer = function(*args)
    times.append((time.perf_counter() - start, time.process_time() - busy))
    return answer


def fresh_process(path: Path) -> dict[str, float]:
    env = os.environ | {"GEO_OPPORTUNITY_DATA_DIR": str(path), "PYTHONPATH": str(Path(__file__).parents[1])}
    runs = [
        json.loads(
            subprocess.run([sys.executable, "-c", _FRESH], check=True, capture_output=True, env=env).stdout
        )
        for _ in range(3)
    ]
    return {key: float(np.median([run[key] for run in runs])) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--settings", type=int, default=64, help="random settings put to both sides")
    count = parser.parse_args().settings
    atlas = go.open_atlas()
    memory = fresh_process(atlas.path)
    cube, tables = atlas.cube, long_tables(atlas)
    every_wage = [*PERCENTILES, *(f"{p}_flag" for p in PERCENTILES)]
    beforehand = merged(
        tables,
        every_wage,
        [*(reach_column(m) for m in REACH_MILES), *(campus_column(m) for m in REACH_MILES)],
    )
    settings = random_settings(count)
    ours(atlas, *settings[0])  # once unmeasured: first calls import and allocate
    times: dict[str, Times] = {"cold": [], "warm": [], "pandas, merging": [], "pandas, merged beforehand": []}
    for rules, selection in settings:
        forget(atlas)
        status, totals = clock(times["cold"], ours, atlas, rules, selection)
        clock(times["warm"], ours, atlas, rules, selection)
        sector = None if selection.sector is None else set(cube.occupations[atlas.mask(selection)])

        threshold = pd.Series(atlas.threshold(rules), index=cube.areas)

        def merging(
            rules: Rules = rules, sector: set[str] | None = sector, threshold: pd.Series = threshold
        ) -> tuple[pd.DataFrame, pd.DataFrame]:
            cells = merged(tables, [rules.wage, f"{rules.wage}_flag"], reach_columns_of(rules))
            return judged(cells, threshold, rules, sector)

        theirs = clock(times["pandas, merging"], merging)
        check(status, totals, *theirs, (len(cube.areas), len(cube.occupations)))
        theirs = clock(
            times["pandas, merged beforehand"],
            lambda: judged(beforehand, threshold, rules, sector),  # noqa: B023
        )
        check(status, totals, *theirs, (len(cube.areas), len(cube.occupations)))

    result: dict[str, Any] = {
        "data_version": atlas.data_version,
        "areas": len(cube.areas),
        "occupations": len(cube.occupations),
        "settings": count,
        "times": {name: quantiles(values) for name, values in times.items()},
        "memory": memory,
        "machine": {
            "python": platform.python_version(),
            "pandas": pd.__version__,
            "numpy": np.__version__,
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0],
        },
    }
    result["times_faster_p50"] = {
        f"{name} / {mine}": [
            float(r) for r in np.median(np.array(times[name]) / np.array(times[mine]), axis=0)
        ]
        for name in ("pandas, merging", "pandas, merged beforehand")
        for mine in ("cold", "warm")
    }
    print(
        f"{count} random settings, {len(cube.areas)} areas x {len(cube.occupations)} occupations; "
        "answers equal for every setting.\n"
    )
    print(
        "| | p50, ms | p95, ms | most, ms | processor p50, ms | processor p95, ms "
        "|\n|---|---|---|---|---|---|"
    )
    for name, q in result["times"].items():
        print(
            f"| {'ours, ' if name in ('cold', 'warm') else ''}{name} | "
            f"{' | '.join(f'{ms:,.1f}' for ms in q.values())} |"
        )
    print("\n| times faster (median of the settings) | by the clock | processor |\n|---|---|---|")
    for name, (wall, cpu) in result["times_faster_p50"].items():
        print(f"| {name} | {wall:,.0f} x | {cpu:,.0f} x |")
    print("\n| fresh process (median of 3) | |\n|---|---|")
    for name, value in memory.items():
        print(f"| {name} | {value:,.2f} |")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
