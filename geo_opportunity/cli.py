"""The command line: build, check, info, export (in ``cli_export``), serve, ask (``cli_ask``, ``cli_own``)."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from geo_opportunity import cli_ask, cli_export, cli_own, cli_site
from geo_opportunity.cli_common import (
    DATA,
    add_command,
    data_dir,
    option,
    settings,
)
from geo_opportunity.errors import DataNotFoundError, SchemaError
from geo_opportunity.version import __version__

if TYPE_CHECKING:
    from geo_opportunity.manifest import Manifest

__all__ = ["app", "main"]

app = typer.Typer(
    name="geo-opportunity",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog=(
        "Exit codes: 0 done; 1 a fault in the data, a file or the network, or a code the data do not have; "
        "2 wrong usage."
    ),
)


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


def _build(
    *, raw: Path | None, out: Path | None, cache: Path | None, only: list[str] | None, **given: Any
) -> None:
    from geo_opportunity.pipeline.run import build
    from geo_opportunity.progress import make_progress

    config = settings()
    result = build(
        raw or config.raw_dir,
        out or config.build_dir,
        cache=cache or config.cache_dir,
        only=only or None,
        progress=make_progress(),
        settings=config,
        **given,
    )
    typer.echo(result.manifest.data_version)


def _check(*, data: Path | None) -> None:
    from geo_opportunity.manifest import verify
    from geo_opportunity.pipeline.store import read_table
    from geo_opportunity.tables import TABLES, validate

    folder = data_dir(data)
    manifest = verify(folder)
    missing = sorted(set(TABLES) - set(manifest.tables))
    if missing:
        raise DataNotFoundError(
            f"{folder} lacks the tables {', '.join(missing)}", fix="geo-opportunity build"
        )
    for name in sorted(TABLES):
        rows, expected = len(validate(name, read_table(name, folder))), manifest.tables[name].rows
        if rows != expected:
            what = f"table {name!r} has {rows:,} rows; the manifest says {expected:,}"
            raise SchemaError(what, fix="geo-opportunity build --force")
    typer.echo(
        f"data {manifest.data_version} in {folder}: {len(manifest.tables)} tables are whole and keep "
        "their contracts"
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


def _info(*, data: Path | None, as_json: bool) -> None:
    from geo_opportunity.manifest import read_manifest

    folder = data_dir(data)
    manifest = read_manifest(folder)
    typer.echo(manifest.to_json().rstrip() if as_json else _info_text(folder, manifest))


def _serve(*, port: int, address: str) -> None:
    from geo_opportunity.ui.serve import command

    _, _, _, *words = command(settings(), port, address)  # behind "python -m streamlit"
    from streamlit.web.cli import main as streamlit

    for number in (signal.SIGINT, signal.SIGTERM):  # the server shuts down at either, then gives it back
        signal.signal(number, lambda *_: sys.exit(0))
    streamlit(words, prog_name="streamlit")


# fmt: off
_BUILD: Final = (
    option("raw", Path | None, None,
           "Directory with the publishers' files; without it they are downloaded from their official URLs."),
    option("out", Path | None, None,
        "Data directory to build (default: GEO_OPPORTUNITY_DATA_DIR, or data/)."),
    option("cache", Path | None, None, "Directory for downloads and parsed copies."),
    option("force", bool, False, "Run every step, whatever the data directory already holds."),
    option("offline", bool, False, "Without --raw: use what the cache holds and download nothing."),
    option("only", list[str] | None, None,
        "Look at this step only (may be repeated); the others' tables stay."),
    option("accept_changes", bool, False,
        "Take figures that differ from the last data set by more than their tolerance."),
)
_SERVE: Final = (
    option("port", int, 8501, "Port to listen on.", min=1, max=65535),
    option("address", str, "127.0.0.1", "Address to listen on; 0.0.0.0 lets other machines in."),
)
add_command(app, "build",
    "Build the data set from the publishers' files; the old one stays in place until the new one is whole.",
            _BUILD, _build)
add_command(app, "check",
    "Check that the data are whole (checksums) and keep their contracts (schemas, keys, row counts).",
            (DATA,), _check)
add_command(app, "info", "Show the data version, tables, and sources with their vintages and licenses.",
            (option("as_json", bool, False, "The manifest as JSON.", "--json"), DATA), _info)
cli_export.add_to(app)
add_command(app, "serve", "Run the app until interrupted.", _SERVE, _serve)
# fmt: on
cli_own.add_to(cli_ask.app)
cli_site.add_to(app)
app.add_typer(cli_ask.app)


def main() -> None:
    """Run the command line."""
    app(prog_name="geo-opportunity")
