"""What the commands of both command-line modules share."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_opportunity.errors import GeoOpportunityError, disk_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.settings import Settings

__all__ = ["Data", "Debug", "Out", "Set", "chosen", "data_dir", "settings", "told", "write_table"]

Debug = Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")]
Data = Annotated[
    Path | None, typer.Option("--data", help="Data directory (default: GEO_OPPORTUNITY_DATA_DIR, or data/).")
]

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", dir_okay=False, writable=True, help="CSV file to write (default: standard output)."
    ),
]

Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting, NAME=VALUE, e.g. family=a1c1 or sector=healthcare; repeatable."),
]


def chosen(pairs: list[str] | None, uses: Collection[str] | None = None) -> tuple[Rules, Selection]:
    """Return the rules and the selection of NAME=VALUE texts; `uses` as in ``rules.parse_settings``.

    Raises
    ------
    typer.BadParameter
        A setting that there is not, is given twice or has no effect here, or a value that means nothing.
    """
    from geo_opportunity.rules import parse_settings

    try:
        return parse_settings(pairs or (), uses)
    except ValueError as error:
        msg = f"--set {error}"
        raise typer.BadParameter(msg) from None


@contextmanager
def told(debug: bool) -> Iterator[None]:
    """Turn errors of ours into one clear line and exit code 1; settings that mean nothing into 2."""
    try:
        with disk_errors():
            yield
    except GeoOpportunityError as error:
        if debug:
            raise
        typer.echo("\n".join([f"error: {error}", *getattr(error, "__notes__", [])]), err=True)
        raise typer.Exit(1) from None


def settings() -> Settings:
    """Return the configuration; settings that mean nothing are told as wrong usage."""
    from pydantic import ValidationError

    from geo_opportunity.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        msg = f"a setting from the environment or geo-opportunity.toml is wrong: {faults}"
        raise typer.BadParameter(msg) from None


def data_dir(data: Path | None) -> Path:
    """Return the data directory a command was given, or the configured one."""
    return data or settings().data_dir


def _replace(out: Path, content: bytes) -> None:
    """Write a file completely or leave it as it was; a device or a pipe is written to directly."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    side = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        side.write_bytes(content)
        side.replace(out)
    finally:
        side.unlink(missing_ok=True)


def write_table(frame: pd.DataFrame, out: Path | None, *, rows: str = "rows") -> None:
    """Write a table without its geometry as CSV: to a file that a person opens, or to standard output.

    Parameters
    ----------
    frame
        The table; its index is written if it is named.
    out
        File to write, in UTF-8 with a byte order mark; None writes to standard output, without one.
    rows
        What a row is, in the plural, for the line on standard error.

    Raises
    ------
    DiskError
        The file cannot be written; the one that was there is unchanged.
    """
    from geo_opportunity.exports.csv import csv_bytes, csv_text

    table = frame.drop(columns="geometry", errors="ignore")
    if out is None:
        typer.echo(csv_text(table), nl=False)
        return
    with disk_errors(out, fix="give --out a file in a directory that can be written to and has room"):
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace(out, csv_bytes(table))
    typer.echo(f"{len(frame):,} {rows} written to {out}", err=True)
