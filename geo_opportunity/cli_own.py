"""A user's own data on the command line: ``geo-opportunity ask preview``, all kinds by one door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import typer

from geo_opportunity.cli_common import (
    DATA,
    TABLE,
    add_command,
    argument,
    check_needs,
    data_dir,
    option,
    write_table,
)
from geo_opportunity.cli_desk import AWARD_YEAR, BARS_NEED, JUDGED_BY
from geo_opportunity.errors import DoubtError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.user_data import Imported

__all__ = ["add_to"]

_ABOUT: Final = (
    "Show what of a file of your own is read and what is left out, and why, before anything is added. "
    "A file that can be meant in several ways ends with a question (exit code 2) and how to answer it."
)
# fmt: off
_PARAMETERS: Final = (
    argument("source", str, (
        "The file: CSV, XLSX, ODS, Parquet, GeoPackage, GeoJSON, shapefile, or a PostGIS URL."
    )),
    option("kind", Literal["programs", "projections", "budgets", "travel-times"], "programs",
        "What the file holds."),
    option("regions", Path | None, None, "Of projections, the second file: the counties of each region."),
    option("state", str | None, None, "State of rows that name none: postal code or name."),
    option("column", list[str] | None, None,
        "Which column is meant, OURS=THEIRS, e.g. cip=CIP_CODE; repeatable."),
    option("regions_column", list[str] | None, None, "The same for the file of regions; repeatable."),
    option("settings", list[str] | None, None,
        "The answer to a question about the file, NAME=VALUE, e.g. unit=percent; repeatable.", "--set"),
    option("layer", str | None, None, "Sheet of a workbook, layer of a map file, or schema.table."),
    option("name", str, "own", "A short name for the file."),
    option("ledger", Path | None, None,
        "File to write, .csv: every row read, whether it is used, and if not why."),
)
# fmt: on


def _pairs(texts: Iterable[str] | None, flag: str) -> dict[str, str]:
    """Return NAME=VALUE texts as a mapping; anything else, or a name given twice, is wrong usage."""
    found: dict[str, str] = {}
    for text in texts or ():
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (name and sign and value):
            msg = f"{flag} {text!r} is not NAME=VALUE"
            raise typer.BadParameter(msg)
        if name in found:
            msg = f"{flag} {name} is given twice; give it once"
            raise typer.BadParameter(msg)
        found[name] = value
    return found


def _question(error: DoubtError) -> str:
    """Return a question about a file, and what to add to the command for each answer."""
    flag = {"state": "--state ", "columns": "--column "}.get(error.setting, f"--set {error.setting}=")
    lines = [f"question: {error.what}" if error.choices else f"question: {error}\n  {flag}…"]
    lines += [f"  {flag}{value}    {meaning}" for value, meaning in error.choices.items()]
    return "\n".join(lines)


def _read(atlas: Atlas, kind: str, given: Mapping[str, Any]) -> Imported:
    """Return what is read of a file; the question that it leaves open is printed, and ends the command."""
    from geo_opportunity import user_data

    answers: dict[str, Any] = {n: given[n] for n in ("state", "layer") if given[n] is not None}
    answers |= _pairs(given["settings"], "--set")
    for n, flag in (("column", "--column"), ("regions_column", "--regions-column")):
        if given.get(n):
            answers[f"{n}s"] = _pairs(given[n], flag)
    try:
        return user_data.read(
            atlas, kind, given["source"], name=given["name"], regions=given.get("regions"), **answers
        )
    except DoubtError as error:
        typer.echo(_question(error), err=True)
        raise typer.Exit(2) from None


def _preview(*, kind: str, ledger: Path | None, data: Path | None, **given: Any) -> None:
    """Print the preview of a file, or the question it leaves open."""
    from geo_opportunity.atlas import open_atlas

    found = _read(open_atlas(data_dir(data)), kind, given)
    typer.echo(found.preview.text().rstrip("\n"))
    if len(found.doubles):
        typer.echo("\nPerhaps listed twice (--set doubles=same or --set doubles=other says which):")
        typer.echo(found.doubles.to_string(index=False))
    if ledger is not None:
        write_table(found.preview.ledger, ledger, as_json=False)


def _pell_list(
    *,
    data: Path | None,
    out: Path | None,
    as_json: bool,
    book: str | None,
    dollars: str | None,
    year: int,
    **given: Any,
) -> None:
    """Write the verdict on every row of a list of programs, or print the question it leaves open."""
    from geo_opportunity.atlas import open_atlas

    check_needs(_PELL, {"book": book, "dollars": dollars}, BARS_NEED)
    atlas = open_atlas(data_dir(data))
    imported = _read(atlas, "programs", given)
    for line in imported.preview.summary():
        typer.echo(line, err=True)
    bars: dict[str, Any] = {} if dollars is None else {"dollars": dollars}
    write_table(atlas.pell_list(imported, book=book, year=year, **bars), out, as_json)


_PELL_ABOUT: Final = (
    "Workforce Pell for a whole list of programs: a verdict for every row, or why it could not be used. "
    "Columns read: provider, program, cip, zip, hours, weeks, semester_credits, quarter_credits, cost, "
    "completion_rate, placement_rate, earnings, soc."
)
_OF_LISTS: Final = ("source", "state", "column", "settings", "layer", "name")
_PELL: Final = (*(one for one in _PARAMETERS if one.name in _OF_LISTS), *JUDGED_BY, AWARD_YEAR)


def add_to(app: typer.Typer) -> None:
    """Add the commands on a user's own data to those of ``ask``."""
    add_command(app, "preview", _ABOUT, (*_PARAMETERS, DATA), _preview)
    add_command(app, "pell-list", _PELL_ABOUT, (*_PELL, *TABLE, DATA), _pell_list)
