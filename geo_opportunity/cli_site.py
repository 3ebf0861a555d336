"""The command ``site``: a deck as a folder of pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from geo_opportunity.cli_common import DATA, add_command, argument, data_dir, option
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from geo_opportunity.deck import Deck

__all__ = ["add_to", "deck_named"]


def _deck(named: str) -> Deck:
    """Return a shipped deck by its name, or that of a file or a link."""
    from geo_opportunity import deck as decks
    from geo_opportunity.errors import disk_errors

    if named in decks.SHIPPED or named.startswith(decks.PREFIX):
        return decks.from_link(named)
    file = Path(named)
    if not file.exists():
        shipped = ", ".join(decks.SHIPPED)
        msg = f"{named} is no file and no shipped deck. Name a deck's JSON file, or one of {shipped}"
        raise typer.BadParameter(msg)
    with disk_errors(file):
        return decks.from_json(file.read_bytes())


def deck_named(named: str) -> Deck | None:
    """Return the deck of a command's argument: a shipped one, a JSON file, or the link of one; else None."""
    from urllib.parse import parse_qs, urlsplit

    from geo_opportunity import deck as decks

    query = urlsplit(named if "?" in named else f"?{named}").query
    within = parse_qs(query).get("deck", [""])[0]
    if within:
        return decks.from_link(within)
    shipped = named in decks.SHIPPED or named.startswith(decks.PREFIX)
    return _deck(named) if shipped or named.lower().endswith(".json") else None


def _site(*, deck: str, out: Path, address: str, app: str, data: Path | None) -> None:
    chosen = _deck(deck)
    from geo_opportunity.atlas import open_atlas
    from geo_opportunity.exports.site import write_site
    from geo_opportunity.progress import make_progress

    found = write_site(
        open_atlas(data_dir(data)), chosen, out, address=address, app=app, progress=make_progress()
    )
    for said in found.problems:
        typer.echo(said, err=True)
    count = len(found.pages)
    typer.echo(f"{counted(count, 'page')} and an index written to {out}", err=True)
    if not address:
        typer.echo("Without --address, other sites show no preview picture beside a link.", err=True)


def _web(text: str) -> str:
    """Refuse what is no address of the web."""
    if text and not text.startswith(("https://", "http://")):
        msg = f"{text} is no address; write it whole, such as https://example.org/maps/"
        raise typer.BadParameter(msg)
    return text


# fmt: off
_SITE: Final = (
    argument("deck", str, "A deck's JSON file, or the name of a shipped deck, such as tour."),
    option("out", Path, ..., "Folder to write: a new one, or a site written before, which it replaces.",
           "--out", "-o"),
    option("address", str, "", "Where the folder will be served (https://example.org/maps/): other sites "
           "show the preview picture only under a whole address.", callback=_web),
    option("app", str, "", "Address of the app, for links that open a map there.", callback=_web),
    DATA,
)
# fmt: on


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    add_command(app, "site", "Write a deck as a folder of pages that any web server hands out.", _SITE, _site)
