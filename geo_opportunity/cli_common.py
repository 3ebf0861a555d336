"""What all commands share: how they are declared, read their settings, report errors and write tables."""

from __future__ import annotations

import json
from contextlib import contextmanager
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from geo_opportunity.errors import GeoOpportunityError, disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import pandas as pd

    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.settings import Settings

__all__ = ["DATA", "TABLE", "add_command", "argument", "check_needs", "data_dir", "option", "read_settings",
           "settings", "write_table"]  # fmt: skip


def argument(name: str, kind: Any, about: str, default: Any = Parameter.empty) -> Parameter:
    """Return an argument of a command; one without a default is required."""
    annotation = Annotated[kind, typer.Argument(help=about)]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def option(name: str, kind: Any, default: Any, about: str, *flags: str, **more: Any) -> Parameter:
    """Return an option of a command, by default ``--name``; `more` as of ``typer.Option``."""
    found = typer.Option(*(flags or (f"--{name.replace('_', '-')}",)), help=about, **more)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, found])


def _table_file(out: Path | None) -> Path | None:
    """Refuse a directory and kinds of files that are not written."""
    if out and out.is_dir():
        msg = f"{out} is a directory; name a file, e.g. {out / 'answer.csv'}"
        raise typer.BadParameter(msg)
    if out and out.suffix.lower() not in {"", ".csv", ".txt", ".json"}:
        msg = f"{out.name}: {out.suffix} files are not written; name a file that ends in .csv or .json"
        raise typer.BadParameter(msg)
    return out


# fmt: off
DATA: Final = option("data", Path | None, None,
    "Data directory (default: GEO_OPPORTUNITY_DATA_DIR, or data/).")
_DEBUG: Final = option("debug", bool, False, "Show the traceback of an error.")
#: Options of a command that answers with a table.
TABLE: Final = (
    option("as_json", bool, False, "Write JSON: a list of records, missing values null.", "--json"),
    option("out", Path | None, None, "File to write, .csv or .json (default: standard output).",
        callback=_table_file),
)
# fmt: on


@contextmanager
def _reported(debug: bool) -> Iterator[None]:
    """Turn errors of ours into one clear line and exit code 1."""
    try:
        with disk_errors():
            yield
    except GeoOpportunityError as error:
        if debug:
            raise
        typer.echo("\n".join([f"error: {error}", *getattr(error, "__notes__", [])]), err=True)
        raise typer.Exit(1) from None


def add_command(
    app: typer.Typer, name: str, about: str, parameters: Iterable[Parameter], run: Callable[..., None]
) -> None:
    """Add a command to `app` that calls `run` with what was given for its parameters, by name."""

    def command(**given: Any) -> None:
        with _reported(given.pop("debug")):
            run(**given)

    command.__doc__ = about
    command.__signature__ = Signature([*parameters, _DEBUG])  # type: ignore[attr-defined]  # typer reads it
    app.command(name)(command)


def check_needs(
    parameters: Iterable[Parameter], given: Mapping[str, Any], needs: Mapping[str, tuple[str, bool]]
) -> None:
    """Refuse options that would be ignored.

    `needs` are those that have an effect only with another one (True) or without it (False).
    """
    flags = {p.name: p.annotation.__metadata__[0].default for p in parameters}
    for name, (other, wanted) in needs.items():
        if given[name] is not None and bool(given[other]) is not wanted:
            how = "has no effect without" if wanted else "cannot go with"
            msg = f"{flags[name]} {how} {flags[other]}; {'give both' if wanted else 'leave one out'}"
            raise typer.BadParameter(msg)


def settings() -> Settings:
    """Return the configuration; values that mean nothing are wrong usage."""
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


def read_settings(
    pairs: Iterable[str], uses: Collection[str] | None = None, *, said: str = "--set "
) -> tuple[Rules, Selection]:
    """Return the settings of NAME=VALUE texts; those that mean nothing are wrong usage."""
    from geo_opportunity.rules import parse_settings

    try:
        return parse_settings(pairs, uses)
    except ValueError as error:
        raise typer.BadParameter(f"{said}{error}") from None


def _json_text(table: pd.DataFrame) -> str:
    """Return a table as a JSON list, one record a line: missing values null, codes text with their zeros."""
    names = [name for name in table.index.names if name is not None]
    if names:  # an index may be a column as well
        table = table.drop(columns=names, errors="ignore").reset_index()
    short = dict.fromkeys(table.select_dtypes("float32"), str)  # 0.9609, not 0.960900008678436
    table = table.astype(short).astype(dict.fromkeys(short, float)).astype(object)
    records = table.where(table.notna(), None).to_dict("records")
    lines = [json.dumps(record, ensure_ascii=False, allow_nan=False, default=str) for record in records]
    return "[" + ",\n ".join(lines) + "]\n"


def write_table(frame: pd.DataFrame, out: Path | None, as_json: bool, *, rows: str = "rows") -> None:
    """Write a table without its geometry.

    To a file, whose name says whether as CSV or JSON, or to standard output.

    Parameters
    ----------
    frame
        The table; its index is written if it is named.
    out
        File to write, CSV in UTF-8 with a byte order mark; None writes to standard output, without one.
    as_json
        JSON on standard output.
    rows
        What a row is, in the plural, for the line on standard error.

    Raises
    ------
    DiskError
        The file cannot be written; the one that was there is unchanged.
    """
    from geo_opportunity.exports import replace_file
    from geo_opportunity.exports.csv import csv_bytes, csv_text

    table = frame.drop(columns="geometry", errors="ignore")
    if out is None:
        typer.echo(_json_text(table) if as_json else csv_text(table), nl=False)
        return
    if as_json and out.suffix.lower() != ".json":
        msg = f"--json and --out {out}: name a file that ends in .json, or leave out --json"
        raise typer.BadParameter(msg)
    content = _json_text(table).encode() if out.suffix.lower() == ".json" else csv_bytes(table)
    with disk_errors(out, fix="give --out a file in a directory that can be written to and has room"):
        out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(out, content)
    typer.echo(f"{len(frame):,} {rows} written to {out}", err=True)
