"""Write docs/TABLES.md (schemas), SETTINGS.md, CLI.md (command line), BACKTEST.md (data) and the picture in ARCHITECTURE.md.

``python scripts/docs.py``. Run it after a schema, a setting or the data change; tests hold the pages against what they tell of.
"""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import geo_opportunity as go  # noqa: E402
from geo_opportunity import cli, tables  # noqa: E402
from geo_opportunity.questions import certainty  # noqa: E402
from geo_opportunity.settings import Settings  # noqa: E402


def tables_page() -> str:
    """Return the data dictionary as Markdown."""
    parts = [
        "# Tables",
        "",
        "What lies in `data/`, one Parquet (or GeoParquet, EPSG:4326) file per table. Generated from `geo_opportunity/tables.py` by",
        "`python scripts/docs.py`; a test keeps it true. Codes are text with their zeros; shares and growth are fractions; missing is null,",
        "and why it is missing stands in the `*_flag` or `*_basis` column beside it.",
    ]
    for name, schema in tables.TABLES.items():
        key = ", ".join(f"`{k}`" for k in tables.KEYS[name])
        first = (schema.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        parts += [
            "",
            f"## {name}",
            "",
            f"{' '.join(first.split())} Key: {key}.",
            "",
            "| column | unit | null? | meaning |",
            "|---|---|---|---|",
        ]
        parts += [
            f"| `{row.column}` | {row.unit} | {'yes' if row.nullable else ''} | {row.description} |"
            for row in tables.describe(name).itertuples(index=False)
        ]
    return "\n".join(parts) + "\n"


def backtest_page() -> str:
    """Return the back-test of our growth rates as Markdown, computed from the data set."""
    atlas = go.open_atlas(ROOT / "data")
    tests = certainty.back_tests(atlas)

    def points(value: float) -> str:
        return f"{100 * value:.1f}"

    parts = [
        "# Back-test of our growth rates",
        "",
        "Where no local projection is published, an occupation's growth is its state's rate applied to local jobs. California publishes local",
        "projections, so there our method can be held against them. Written by `python scripts/docs.py` from the data set",
        "(`geo_opportunity/measures/backtest.py`); nothing here is typed in. Errors are points of ten-year growth, weighted by base-year jobs.",
        "",
        "| local projections | cells | our error | one rate for all | bias | 90 % within | correlation | right about the average when clear / close |",
        "|---|---|---|---|---|---|---|---|",
    ]
    parts += [
        f"| California {t['years']}, {t['regions']} regions × {t['occupations']} occupations | {t['cells']:,} | **{points(t['error'])}** | "
        f"{points(t['error_one_rate'])} | {100 * t['bias']:+.1f} | {points(t['error_p90'])} | {t['correlation']:.2f} | "
        f"{t['agree_clear']:.0%} / {t['agree_close']:.0%} |"
        for t in tests
    ]
    parts += [
        "",
        "By the occupation's jobs in the region:",
        "",
        "| jobs | " + " | ".join(t["years"] for t in tests) + " |",
        "|---|" + "---|" * len(tests),
    ]
    for rows in zip(*(t["by_size"] for t in tests), strict=True):
        low, high = rows[0]["jobs_from"], rows[0]["jobs_to"]
        size = (
            f"under {high:,.0f}"
            if low == 0
            else f"{low:,.0f} or more"
            if high is None or high == float("inf")
            else f"{low:,.0f} to {high:,.0f}"
        )
        parts.append(f"| {size} | " + " | ".join(points(r["error"]) for r in rows) + " |")
    parts += [
        "",
        "The base year of 2020–30 is the pandemic's; the 2023–33 set holds few occupations. No other state is loaded. Rates of an older cycle than",
        "the local projections do hardly better than one rate for all (`python -m benchmarks.backtest_projections`).",
    ]
    return "\n".join(parts) + "\n"


def settings_page() -> str:
    """Return the settings of the server and the command line as Markdown."""
    parts = [
        "# Settings",
        "",
        "Each is read from the environment (`GEO_OPPORTUNITY_` and its name in capitals), else from `geo-opportunity.toml` in the working",
        "directory, else its default holds. Written by `python scripts/docs.py` from `geo_opportunity/settings.py`; a test keeps it true.",
        "",
        "| setting | default | what it does |",
        "|---|---|---|",
    ]
    own = {
        "data_dir": "the data that come with the package",
        "static_dir": "`static` of the checkout; once installed, of the cache",
        "cache_dir": "the user's cache folder",
    }
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = own.get(name) or (
            "unset" if default is None or str(default) in ("", "**********") else f"`{default}`"
        )
        parts.append(f"| `{name}` | {shown} | {field.description} |")
    parts += [
        "",
        "An outside basemap, for example (needs the provider's key and attribution; nothing is asked of other hosts otherwise):",
        "",
        "```bash",
        "GEO_OPPORTUNITY_BASEMAP_STYLE='https://tiles.example.org/style.json?key={key}' \\",
        "GEO_OPPORTUNITY_BASEMAP_KEY=… GEO_OPPORTUNITY_BASEMAP_CREDIT='© Example maps' scripts/app",
        "```",
    ]
    return "\n".join(parts) + "\n"


def cli_page() -> str:
    """Return the reference of the command line as Markdown."""
    command = typer.main.get_command(cli.app)
    pages = get_docs_for_click(obj=command, ctx=typer.Context(command), indent=1, name="geo-opportunity")
    _, commands = pages.split("\n\n", 1)
    rules, selection = ([f.name for f in fields(kind)] for kind in (go.Rules, go.Selection))
    parts = [
        "# Command line",
        "",
        "`geo-opportunity`, or `python -m geo_opportunity`. Written by `python scripts/docs.py` from the commands themselves; a test keeps it true.",
        "",
        "| exit code | meaning |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | a fault in the data, a file or the network, or a code (area, occupation, county) the data do not have: one line on standard error, which says what to do; `--debug` shows the traceback |",
        "| 2 | wrong usage: no such command, option, setting or value, or one that would be ignored |",
        "",
        "A table is written to standard output as CSV, with `--json` as a JSON list of records (missing values null, codes text with their zeros), or",
        "with `--out` to a file, by its ending `.csv` or `.json`. `ask explain`, `ladder` and `what-if` print text unless one of these is given. A file is",
        "written completely or stays as it was.",
        "",
        "`--set NAME=VALUE` gives a setting that a question uses; each `ask` command lists its own.",
        f"They are fields of Rules ({', '.join(f'`{n}`' for n in rules)})",
        f"and of Selection ({', '.join(f'`{n}`' for n in selection)});",
        "shares are fractions, several values are separated by commas. `geo-opportunity --install-completion` completes commands in your shell.",
        "",
    ]
    return "\n".join(parts) + "\n" + commands.rstrip("\n") + "\n"


def dependency_order(text: str) -> list[list[str]]:
    """Return the lines of the list in docs/ARCHITECTURE.md: a module may import what is on an earlier line or its own."""
    (listed,) = re.findall(r"```text\n(version .*?)```", text, flags=re.DOTALL)
    return [line.split() for line in listed.splitlines()]


def architecture_page(text: str) -> str:
    """Return docs/ARCHITECTURE.md with the picture of its list."""
    order = dependency_order(text)
    picture = ["flowchart BT"]
    picture += [f'    L{i}["{" · ".join(names)}"]' for i, names in enumerate(order)]
    picture += [f"    L{i} --> L{i - 1}" for i in range(1, len(order))]
    return re.sub(
        r"(```mermaid\n).*?(```)", lambda m: m[1] + "\n".join(picture) + "\n" + m[2], text, flags=re.DOTALL
    )


if __name__ == "__main__":
    page = ROOT / "docs" / "ARCHITECTURE.md"
    page.write_text(architecture_page(page.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "CLI.md").write_text(cli_page(), encoding="utf-8")
    (ROOT / "docs" / "SETTINGS.md").write_text(settings_page(), encoding="utf-8")
    (ROOT / "docs" / "TABLES.md").write_text(tables_page(), encoding="utf-8")
    (ROOT / "docs" / "BACKTEST.md").write_text(backtest_page(), encoding="utf-8")
