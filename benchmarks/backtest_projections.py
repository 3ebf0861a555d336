"""Back-test of "state rate applied to local employment" against the published local projections of states.

    python -m benchmarks.backtest_projections

Every sub-state series in the data that has a state series of the same years is compared (the method as the
app uses it), and the newest also against the state series of other years, which shows what a change of
vintage costs. Prints tables in Markdown and writes benchmarks/results/backtest.json. Formulas:
geo_opportunity/measures/backtest.py.
"""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

import geo_opportunity as go
from geo_opportunity.measures import backtest, certainty
from geo_opportunity.questions.certainty import back_tests
from geo_opportunity.questions.probability import compared

RESULT = Path(__file__).parent / "results" / "backtest.json"


def other_vintages(
    projections: pd.DataFrame, tests: list[dict[str, Any]], spread: certainty.Spread
) -> list[dict[str, Any]]:
    """Compare the newest sub-state series with its state's series of other years."""
    newest = max(tests, key=lambda test: test["years"])
    local = projections.loc[projections["series"] == newest["series"]]
    mine = projections.loc[
        (projections["level"] == "state") & (projections["geo_code"] == newest["state_fips"])
    ]
    years = projections.groupby("series")["base_year"].first()
    out = []
    for series in sorted(set(mine["series"]) - {newest["state_series"]}):
        cells = backtest.compare(local, mine.loc[mine["series"] == series])
        out.append(
            {
                "series": newest["series"],
                "state_series": series,
                "years": newest["years"],
                "state_base_year": int(years[series]),
            }
            | backtest.summarise(cells, spread)
        )
    return out


def points(value: float) -> str:
    return f"{100 * value:.1f}"


def table(rows: list[dict[str, Any]]) -> str:
    head = (
        "| regions' series | state rates | cells | jobs, M | error | one rate, state's | one rate, region's "
        "| bias | half within | 9 in 10 within | corr. | weighted |"
    )
    lines = [head, "|" + "---|" * 12]
    for r in rows:
        figures = [
            points(r[k])
            for k in ("error", "error_one_rate", "error_region_rate", "bias", "error_median", "error_p90")
        ]
        lines.append(
            f"| {r['series']} | {r['state_series']} | {r['cells']:,} | {r['jobs'] / 1e6:.1f} | "
            f"{' | '.join(figures)} "
            f"| {r['correlation']:.2f} | {r['correlation_weighted']:.2f} |"
        )
    return "\n".join(lines)


def size_table(rows: list[dict[str, Any]]) -> str:
    def label(size: dict[str, Any]) -> str:
        return (
            f"{size['jobs_from']:,.0f} to {size['jobs_to']:,.0f}"
            if size["jobs_to"]
            else f"{size['jobs_from']:,.0f} and more"
        )

    lines = [
        "| jobs in the region | " + " | ".join(f"{r['series']}: error (cells)" for r in rows) + " |",
        "|" + "---|" * (len(rows) + 1),
    ]
    for i, size in enumerate(rows[0]["by_size"]):
        lines.append(
            f"| {label(size)} | "
            + " | ".join(f"{points(r['by_size'][i]['error'])} ({r['by_size'][i]['cells']:,})" for r in rows)
            + " |"
        )
    return "\n".join(lines)


def verdict_table(rows: list[dict[str, Any]]) -> str:
    lines = [
        (
            "| verdict 'faster than average' | jobs clear | right where clear | likely | close | of all "
            "| openings' error |"
        ),
        "|" + "---|" * 7,
    ]
    for r in rows:
        figures = [
            f"{r[k]:.0%}" for k in ("share_clear", "agree_clear", "agree_likely", "agree_close", "agree")
        ]
        lines.append(
            f"| {r['series']} against {r['state_series']} | {' | '.join(figures)} | "
            f"{r['openings_error']:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    atlas = go.open_atlas()
    tests = back_tests(atlas)
    (_, fullest), *_ = compared(atlas.files)
    spread = certainty.spread_of(*backtest.growth_errors(fullest))
    projections = pd.read_parquet(atlas.path / "projections.parquet")
    others = other_vintages(projections, tests, spread)
    # verdicts judged with the spread of the fullest back-test: the other series test that
    held_out = []
    for head, cells in compared(atlas.files)[1:]:
        held_out.append(
            {k: head[k] for k in ("series", "state_series", "years")} | backtest.summarise(cells, spread)
        )
    print("Errors in points of ten-year growth, weighted by base jobs.\n")
    print(table([*tests, *others]), end="\n\n")
    print(size_table(tests), end="\n\n")
    print("Judged with the spread measured on", tests[0]["series"] + ":\n")
    print(verdict_table([tests[0], *held_out, *others]))
    RESULT.parent.mkdir(exist_ok=True)
    same, held_out, others = (
        [{k: None if isinstance(v, float) and isnan(v) else v for k, v in row.items()} for row in rows]
        for rows in (tests, held_out, others)
    )
    result = {
        "data_version": atlas.data_version,
        "same_years": same,
        "judged_with_first": held_out,
        "other_years": others,
    }
    RESULT.write_text(
        json.dumps(result, indent=1, allow_nan=False, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
