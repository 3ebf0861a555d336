"""The command line: build, check, info, export, serve, and ask (in ``cli_ask``).

Exit codes: 0 done, 1 an error of ours (one clear line on standard error), 2 wrong usage.
"""

from __future__ import annotations

import subprocess
from pathlib import Path  # noqa: TC003  (typer reads annotations at run time)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_opportunity import cli_ask
from geo_opportunity.cli_common import Data, Debug, Out, data_dir, settings, told, write_table
from geo_opportunity.errors import DataNotFoundError, SchemaError
from geo_opportunity.version import __version__

if TYPE_CHECKING:
    from geo_opportunity.manifest import Manifest

__all__ = ["app", "main"]

app = typer.Typer(
    name="geo-opportunity",
    help="Where growing, family-sustaining occupations and accessible programs overlap.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_ask.app)


def _version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Where growing, family-sustaining occupations and accessible programs overlap."""


@app.command()
def build(
    *,
    raw: Annotated[
        Path | None,
        typer.Option(
            help="Directory with the publishers' files; without it they are downloaded from their official URLs."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Data directory to build (default: GEO_OPPORTUNITY_DATA_DIR, or data/)."),
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Directory for downloads and parsed copies.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Run every step, whatever the data directory already holds.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Without --raw: use what the cache holds and download nothing.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Look at this step only (may be repeated); the others' tables stay."),
    ] = None,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes",
            help="Take figures that differ from the last data set by more than their tolerance.",
        ),
    ] = False,
    debug: Debug = False,
) -> None:
    """Build the data set from the publishers' files; the old one stays in place until the new one is whole."""
    with told(debug):
        from geo_opportunity.pipeline.run import build as run
        from geo_opportunity.progress import make_progress

        config = settings()
        result = run(
            raw or config.raw_dir,
            out or config.build_dir,
            cache=cache or config.cache_dir,
            force=force,
            offline=offline,
            only=only or None,
            accept_changes=accept_changes,
            progress=make_progress(),
            settings=config,
        )
        typer.echo(result.manifest.data_version)


@app.command()
def check(*, data: Data = None, debug: Debug = False) -> None:
    """Check that the data are whole (checksums) and keep their contracts (schemas, keys, row counts)."""
    with told(debug):
        from geo_opportunity.manifest import verify
        from geo_opportunity.pipeline.store import read_table
        from geo_opportunity.tables import TABLES, validate

        folder = data_dir(data)
        manifest = verify(folder)
        missing = sorted(set(TABLES) - set(manifest.tables))
        if missing:
            msg = f"{folder} lacks the tables {', '.join(missing)}. Mend: python -m geo_opportunity build."
            raise DataNotFoundError(msg)
        for name in sorted(TABLES):
            frame = validate(name, read_table(name, folder))
            if len(frame) != manifest.tables[name].rows:
                msg = f"table {name!r} has {len(frame):,} rows; the manifest says {manifest.tables[name].rows:,}. Mend: python -m geo_opportunity build --force."
                raise SchemaError(msg)
        typer.echo(
            f"data {manifest.data_version} in {folder}: {len(manifest.tables)} tables are whole and keep their contracts"
        )


def _info_text(folder: Path, manifest: Manifest) -> str:
    size = sum(t.bytes for t in manifest.tables.values())
    lines = [
        f"data {manifest.data_version} in {folder} ({len(manifest.tables)} tables, {size / 1e6:.1f} MB)",
        "",
        "tables",
    ]
    lines += [
        f"  {name:20} {t.rows:>9,} rows  {len(t.columns):>3} columns  {t.bytes / 1e6:7.2f} MB"
        for name, t in sorted(manifest.tables.items())
    ]
    lines += ["", "sources"]
    for source in sorted(manifest.sources.values(), key=lambda s: (s.publisher, s.title)):
        read = f"read from {source.file}" if source.file else "absent"
        lines += [
            f"  {source.title}",
            f"    {source.publisher}; {source.vintage}; {source.licence}",
            f"    {source.landing_page}",
            f"    {read}" + (f"; {source.note}" if source.note else ""),
        ]
    return "\n".join(lines)


@app.command()
def info(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The manifest as JSON.")] = False,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Show the data version, tables, and sources with their vintages and licenses."""
    with told(debug):
        from geo_opportunity.manifest import read_manifest

        folder = data_dir(data)
        manifest = read_manifest(folder)
        typer.echo(manifest.to_json().rstrip() if as_json else _info_text(folder, manifest))


@app.command()
def export(
    *,
    sector: Annotated[
        str | None, typer.Option(help="healthcare, trades, green or advanced; without it all occupations.")
    ] = None,
    soc: Annotated[str | None, typer.Option(help="One occupation, e.g. 29-1141.")] = None,
    education: Annotated[
        list[str] | None, typer.Option(help="Entry education kept, in BLS's words (may be repeated).")
    ] = None,
    schedule: Annotated[
        float | None, typer.Option(help="Least share of incumbents with a regular schedule, 0 to 1.")
    ] = None,
    family: Annotated[str | None, typer.Option(help="Family type: a2c2, a1c0, a1c1, a2c2w1 or a2c0.")] = None,
    pay: Annotated[str | None, typer.Option(help="Pay standard: budget, fed, poverty or own.")] = None,
    poverty_multiple: Annotated[
        float | None, typer.Option(help="For --pay poverty: multiple of the guideline.")
    ] = None,
    own_wage: Annotated[float | None, typer.Option(help="For --pay own: US dollars a year.")] = None,
    wage: Annotated[str | None, typer.Option(help="Wage point: p10, p25, p50 or p75.")] = None,
    growth: Annotated[str | None, typer.Option(help="Growth rule: faster, any, percent or openings.")] = None,
    growth_percent: Annotated[
        float | None, typer.Option(help="For --growth percent: percent over the period.")
    ] = None,
    growth_openings: Annotated[
        float | None, typer.Option(help="For --growth openings: openings a year.")
    ] = None,
    reach_miles: Annotated[int | None, typer.Option(help="Road miles to a program.")] = None,
    reach_share: Annotated[
        float | None, typer.Option(help="Share of adults within that distance, 0 to 1.")
    ] = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Write the table of areas under the given rules (default: those of the app) as CSV."""
    from geo_opportunity.rules import Rules, Selection

    rules: dict[str, Any] = {
        "family": family,
        "pay": pay,
        "poverty_multiple": poverty_multiple,
        "own_wage": own_wage,
        "wage": wage,
        "growth": growth,
        "growth_percent": growth_percent,
        "growth_openings": growth_openings,
        "reach_miles": reach_miles,
        "reach_share": reach_share,
    }
    selection: dict[str, Any] = {
        "sector": sector,
        "soc": soc,
        "education": tuple(education or ()),
        "regular_schedule_min": schedule,
    }
    try:
        chosen = Rules(**{k: v for k, v in rules.items() if v is not None}), Selection(**selection)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with told(debug):
        from geo_opportunity.atlas import open_atlas

        write_table(open_atlas(data_dir(data)).overlap(*chosen, geometry=False), out, rows="areas")


@app.command()
def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    debug: Debug = False,
) -> None:
    """Run the app until interrupted."""
    with told(debug):
        from geo_opportunity.ui.serve import command

        try:
            code = subprocess.run(command(settings(), port, address), check=False).returncode  # noqa: S603 - our own interpreter and file
        except KeyboardInterrupt:
            code = 0
    raise typer.Exit(code)


def main() -> None:
    """Run the command line."""
    app(prog_name="geo-opportunity")
