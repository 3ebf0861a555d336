"""Write docs/TABLES, MEASURES, RULEBOOKS, SETTINGS, CLI, LINKS, BACKTEST and the picture in ARCHITECTURE.md.

``python scripts/docs.py``. Run it after a schema, a figure, a setting or the data change; tests hold the
pages against what they describe.
"""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import geo_opportunity as go  # noqa: E402
from geo_opportunity import cli, tables  # noqa: E402
from geo_opportunity.figures import AREA_MEASURES, FIGURES, OCCUPATION_MEASURES, RESTS_ON  # noqa: E402
from geo_opportunity.measures import backtest  # noqa: E402
from geo_opportunity.measures import certainty as certainty_measures  # noqa: E402
from geo_opportunity.questions import certainty, probability  # noqa: E402
from geo_opportunity.rules import Rules, Selection  # noqa: E402
from geo_opportunity.scene import SETTINGS, VERSION  # noqa: E402
from geo_opportunity.setting import Setting, Yes, declared  # noqa: E402
from geo_opportunity.settings import Settings  # noqa: E402
from geo_opportunity.units import UNITS  # noqa: E402
from geo_opportunity.vocabulary import Basis  # noqa: E402
from scripts.docs_rulebooks import rulebooks_page  # noqa: E402


def tables_page() -> str:
    """Return the data dictionary as Markdown."""
    parts = [
        "# Tables",
        "",
        (
            "What lies in `data/`, one Parquet (or GeoParquet, EPSG:4326) file per table. Generated from "
            "`geo_opportunity/tables.py` by"
        ),
        (
            "`python scripts/docs.py`; a test keeps it true. Codes are text with their zeros; shares and "
            "growth are fractions; missing is null,"
        ),
        "and why it is missing is in the `*_flag` or `*_basis` column beside it.",
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


def measures_page() -> str:
    """Return every measure and figure as Markdown."""
    better = {1: "more", -1: "less", 0: ""}
    parts = [
        "# Measures",
        "",
        (
            "What the maps show, and the figures in the answers of the Atlas. Generated from "
            "`geo_opportunity/figures.py` by"
        ),
        "`python scripts/docs.py`; a test keeps it true. How each is computed: [METHODS.md](METHODS.md).",
    ]
    for title, names in (
        ("All selected occupations of an area", AREA_MEASURES),
        ("One occupation in every area", OCCUPATION_MEASURES),
    ):
        parts += [
            "",
            f"## {title}",
            "",
            "| measure | name | meaning | unit | better | tables |",
            "|---|---|---|---|---|---|",
        ]
        for name in names:
            figure = FIGURES[name]
            rests_on = ", ".join(RESTS_ON[figure.rests_on])
            unit = UNITS[figure.unit].file or "category"
            parts.append(
                f"| `{name}` | {figure.label} | {figure.meaning} | {unit} | {better[figure.better]} | "
                f"{rests_on} |"
            )
    parts += ["", "## Other figures", "", "| figure | name | unit |", "|---|---|---|"]
    parts += [
        f"| `{name}` | {figure.label} | {UNITS[figure.unit].file or 'text'} |"
        for name, figure in FIGURES.items()
        if name not in AREA_MEASURES + OCCUPATION_MEASURES
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
        (
            "Where no local projection is published, an occupation's growth is its state's rate applied to "
            "local jobs. California and Texas publish"
        ),
        (
            "local projections, so there our method can be compared with them. Written by `python "
            "scripts/docs.py` "
            "from the data set"
        ),
        (
            "(`geo_opportunity/measures/backtest.py`); nothing here is typed in. Errors are points of "
            "ten-year growth, weighted by base-year jobs."
        ),
        "",
        (
            "| local projections | cells | our error | one rate for all | bias | 90 % within | correlation "
            "| right about the average when clear / likely / close |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    parts += [
        f"| {t['state']} {t['years']}, {t['regions']} regions × {t['occupations']} occupations | "
        f"{t['cells']:,} | **{points(t['error'])}** | "
        f"{points(t['error_one_rate'])} | {100 * t['bias']:+.1f} | {points(t['error_p90'])} | "
        f"{t['correlation']:.2f} | "
        f"{t['agree_clear']:.0%} / {t['agree_likely']:.0%} / {t['agree_close']:.0%} |"
        for t in tests
    ]
    parts += [
        "",
        "By the occupation's jobs in the region:",
        "",
        "| jobs | " + " | ".join(f"{t['state']} {t['years']}" for t in tests) + " |",
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
        (
            "The base year of 2020–30 is the pandemic's; the 2023–33 set holds few occupations; Texas' has "
            "no "
            "openings and is on SOC 2010. Rates of"
        ),
        (
            "an older cycle than the local projections do hardly better than one rate for all (`python -m "
            "benchmarks.backtest_projections`)."
        ),
    ]
    return "\n".join([*parts, *calibration(atlas)]) + "\n"


#: Bars that verdicts are calibrated at: words and growth over the period, None for the region's average.
_BARS = {"the average": None, "any growth": 0.0, "at least 5%": 0.05}


def calibration(atlas: go.Atlas) -> list[str]:
    """Return the spread of the rates, and how good the words clear, likely and close are, as Markdown."""
    tests = {f"{head['state']} {head['years']}": cells for head, cells in probability.compared(atlas.files)}
    fitted = {
        name: certainty_measures.spread_of(*backtest.growth_errors(cells)) for name, cells in tests.items()
    }
    used = probability.spreads(atlas).growth
    kinds = fitted | {
        "**used, state rates**": used[Basis.STATE],
        "used, national rates": used[Basis.NATION],
        "used, local projections": used[Basis.LOCAL],
    }
    bounds = [f"{bound:,.0f}" for bound in certainty_measures.SIZE_BOUNDS]
    sizes = [f"under {bounds[0]}", *(f"{a} to {b}" for a, b in pairwise(bounds)), f"{bounds[-1]} or more"]
    parts = [
        "",
        "## Spread",
        "",
        (
            "Standard deviation of the error, in points: the part that a region's occupations share, and the "
            "occupation's own, by its jobs"
        ),
        "([the model](methods/certainty.md)).",
        "",
        "| rates | shared | " + " | ".join(sizes) + " |",
        "|---|---|" + "---|" * len(sizes),
    ]
    parts += [
        f"| {name} | " + " | ".join(f"{100 * x:.1f}" for x in (spread.shared, *spread.own)) + " |"
        for name, spread in kinds.items()
    ]
    parts += [
        "",
        "## Calibration",
        "",
        (
            "How often a region's own projection gives the verdict that ours calls clear (at least 90 % "
            "probable), likely (65 %) or close: the"
        ),
        (
            "spread is fitted to one back-test and tried on another; the last rows try the spread in use. In "
            "brackets weighted by jobs. Then: in how"
        ),
        (
            "many regions the share of jobs that pass by the region's own projection lies in our 80 % "
            "interval; and that share as we show it, as we"
        ),
        "expect it, and as it is (mean of the regions).",
        "",
        (
            "| fitted to | tried on | bar | of all clear | right where clear | likely | close "
            "| regions in the interval | share shown / expected / actual |"
        ),
        "|---|---|---|---|---|---|---|---|---|",
    ]
    first, second, *_ = tests
    pairs = [(first, second), (second, first), *(("in use", name) for name in tests)]
    for fit, name in pairs:
        spread = fitted.get(fit, used[Basis.STATE])
        for words, bar in _BARS.items():
            table = backtest.calibrate(tests[name], spread, bar)
            regions = backtest.region_shares(tests[name], spread, bar)
            within = regions["actual"].between(regions["low"], regions["high"]).mean()
            clear = table.loc["clear"]
            parts.append(
                f"| {fit} | {name} | {words} | {clear['cells'] / table['cells'].sum():.0%} | "
                f"**{clear['right']:.0%}** ({clear['right_jobs']:.0%}) | "
                f"{table.loc['likely', 'right']:.0%} | {table.loc['close', 'right']:.0%} | {within:.0%} | "
                + " / ".join(f"{regions[column].mean():.0%}" for column in ("shown", "expected", "actual"))
                + " |"
            )
    return parts


def _meaning(one: Setting) -> str:
    """Return what a setting's control says and, where that is short, what it sets."""
    what, short = one.codec.what, len(one.label.split()) <= 3 and not isinstance(one.codec, Yes)
    more = f": {what}" if short and what.casefold() not in one.label.casefold() else ""
    if not one.when:
        return one.label + more
    return f"{one.label}{more} (where `{one.when[0]}` is {' or '.join(map(str, one.when[1]))})"


def _default(one: Setting) -> str:
    return "" if one.default in (None, (), False) else f"`{one.codec.write(one.default)}`"


def links_page(page: str) -> str:
    """Return docs/LINKS.md with its table of parameters written anew from the declared settings."""
    rows = [
        f"| `{one.key}` | {_meaning(one)} | {one.codec.offer} | {_default(one)} |"
        for one in SETTINGS.values()
    ]
    table = [
        "| parameter | says | values | default |",
        "|---|---|---|---|",
        *rows,
        (
            "| `v` | Version of the link; written in every link | a whole number | 1 where it is absent, now "
            f"{VERSION} |"
        ),
        "| `d` | Version of the data the link was made with | such as 0123456789ab | |",
    ]
    start, end = page.index("| parameter |"), page.rindex("|\n") + 2
    return page[:start] + "\n".join(table) + "\n" + page[end:]


def view_settings() -> list[str]:
    """Return the lines on the rules and the selection: what ``ask --set``, notebooks and links set."""
    return [
        "",
        "## Settings of a view",
        "",
        (
            "The rules of the three tests and the choice of occupations, as fields of `Rules` and "
            "`Selection`, as names of `ask … --set NAME=VALUE`,"
        ),
        (
            "and as keys of links. By its name a share is a fraction (`reach_share=0.4`), by its key "
            "percent (`share=40`). Several values are"
        ),
        "separated by commas.",
        "",
        "| field | key | says | values, by key | default, by key |",
        "|---|---|---|---|---|",
        *(
            (
                f"| `{name}` | {f'`{one.key}`' if one.key else ''} | {_meaning(one)} | {one.codec.offer} | "
                f"{_default(one)} |"
            )
            for kind in (Rules, Selection)
            for name, one in declared(kind).items()
        ),
    ]


def settings_page() -> str:
    """Return the settings of the server, the command line and the view as Markdown."""
    parts = [
        "# Settings",
        "",
        (
            "Each is read from the environment (`GEO_OPPORTUNITY_` and its name in capitals), else from "
            "`geo-opportunity.toml` in the working"
        ),
        (
            "directory, else its default holds. Written by `python scripts/docs.py` from "
            "`geo_opportunity/settings.py`; a test keeps it true."
        ),
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
        (
            "An outside basemap, for example (needs the provider's key and attribution; no other host is "
            "contacted otherwise):"
        ),
        "",
        "```bash",
        "GEO_OPPORTUNITY_BASEMAP_STYLE='https://tiles.example.org/style.json?key={key}' \\",
        "GEO_OPPORTUNITY_BASEMAP_KEY=… GEO_OPPORTUNITY_BASEMAP_CREDIT='© Example maps' scripts/app",
        "```",
    ]
    return "\n".join([*parts, *view_settings()]) + "\n"


def cli_page() -> str:
    """Return the reference of the command line as Markdown."""
    command = typer.main.get_command(cli.app)
    pages = get_docs_for_click(obj=command, ctx=typer.Context(command), indent=1, name="geo-opportunity")
    _, commands = pages.split("\n\n", 1)
    rules, selection = (list(declared(kind)) for kind in (Rules, Selection))
    parts = [
        "# Command line",
        "",
        (
            "`geo-opportunity`, or `python -m geo_opportunity`. Written by `python scripts/docs.py` from "
            "the commands themselves; a test keeps it true."
        ),
        "",
        "| exit code | meaning |",
        "|---|---|",
        "| 0 | done |",
        (
            "| 1 | a fault in the data, a file or the network, or a code (area, occupation, county) the "
            "data do not have: one line on standard error, which says what to do; `--debug` shows the "
            "traceback |"
        ),
        (
            "| 2 | wrong usage: no such command, option, setting or value, or one that would be ignored; of "
            "`ask preview` also a question about the file, with the ways to answer it |"
        ),
        "",
        (
            "A table is written to standard output as CSV, with `--json` as a JSON list of records (missing "
            "values null, codes text with their zeros), or"
        ),
        (
            "with `--out` to a file, by its ending `.csv` or `.json`. `ask explain`, `ladder` and `what-if` "
            "print text unless one of these is given. A file is"
        ),
        "written completely or stays as it was.",
        "",
        "`--set NAME=VALUE` gives a setting that a question uses; each `ask` command lists its own.",
        f"They are fields of Rules ({', '.join(f'`{n}`' for n in rules)})",
        f"and of Selection ({', '.join(f'`{n}`' for n in selection)});",
        (
            "shares are fractions, several values are separated by commas. `geo-opportunity "
            "--install-completion` completes commands in your shell."
        ),
        "",
    ]
    return "\n".join(parts) + "\n" + commands.rstrip("\n") + "\n"


def dependency_order(text: str) -> list[list[str]]:
    """Return the lines of the list in docs/ARCHITECTURE.md.

    A module may import what is on an earlier line or its own.
    """
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
    links = ROOT / "docs" / "LINKS.md"
    links.write_text(links_page(links.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "SETTINGS.md").write_text(settings_page(), encoding="utf-8")
    links = ROOT / "docs" / "LINKS.md"
    links.write_text(links_page(links.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "MEASURES.md").write_text(measures_page(), encoding="utf-8")
    (ROOT / "docs" / "TABLES.md").write_text(tables_page(), encoding="utf-8")
    (ROOT / "docs" / "BACKTEST.md").write_text(backtest_page(), encoding="utf-8")
    rules = rulebooks_page(go.open_atlas(ROOT / "data"))
    (ROOT / "docs" / "RULEBOOKS.md").write_text(rules, encoding="utf-8")
