"""The command line's export: a table of areas, a scene as a file of any format, and briefs of many areas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from geo_opportunity.cli_common import (
    DATA,
    add_command,
    argument,
    data_dir,
    option,
    read_settings,
    write_table,
)
from geo_opportunity.cli_site import deck_named
from geo_opportunity.errors import ExportError
from geo_opportunity.exports import FORMATS
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.setting import Several, declared

if TYPE_CHECKING:
    from inspect import Parameter

    from geo_opportunity.deck import Deck
    from geo_opportunity.setting import Setting

__all__ = ["add_to"]

#: Endings of the table of areas; that of a scene has notes, so that a link decides which one .csv is.
_TABLE: Final = ("", ".csv", ".txt", ".json")
#: Endings of documents that say what changed.
_CHAPTERS: Final = (".docx", ".pdf")


def _setting(one: Setting) -> Parameter:
    """Return the option for a setting."""
    kind: Any = list[str] if isinstance(one.codec, Several) else str
    when = f"For {one.when[0]} {' or '.join(one.when[1])}: " if one.when else ""
    offer = f" ({offer})" if (offer := one.codec.named.offer) else ""
    flags = ("--schedule",) if one.name == "regular_schedule_min" else ()
    return option(one.name, kind | None, None, f"{when}{one.label}{offer}.", *flags)


def _export(
    *,
    link: str | None,
    data: Path | None,
    out: Path | None,
    as_json: bool,
    size: str | None,
    title: str | None,
    note: str | None,
    address: str,
    briefs: str | None,
    workers: int | None,
    before: Path | None,
    **given: Any,
) -> None:
    texts = {name: ",".join(value) if isinstance(value, list) else value for name, value in given.items()}
    pairs = [f"{name}={text}" for name, text in texts.items() if text]
    if link is not None and pairs:
        names = ", ".join(sorted(f"--{pair.partition('=')[0].replace('_', '-')}" for pair in pairs))
        raise typer.BadParameter(f"{names} and a link: the settings are in the link, so give one of both")
    settings = read_settings(pairs, said="")
    if briefs is not None:
        _briefs(data, out, link, briefs, settings=settings, address=address, workers=workers)
        return
    earlier = None if before is None else str(before)
    scenic = {"--size": size, "--title": title, "--note": note, "--address": address, "--before": earlier}
    if out is not None and out.is_dir():
        raise typer.BadParameter(f"{out} is a directory; name a file, e.g. {out / 'map.png'}")
    if link is None and (out is None or out.suffix.lower() in _TABLE):
        _refuse(scenic, "they are of a scene: give a link, or a file that ends in .png, .pdf and so on")
        _areas(data, out, as_json, *settings)
        return
    if before is not None and (out is None or out.suffix.lower() not in _CHAPTERS):
        raise typer.BadParameter(f"--before: name a file with --out that ends in {' or '.join(_CHAPTERS)}")
    if as_json or out is None:
        raise typer.BadParameter(f"a scene is written to a file: give --out with one of {', '.join(FORMATS)}")
    words = {"title": title, "note": note, "address": address}
    _scene(data, out, link, settings, size=size, words=words | ({} if before is None else {"before": before}))


def _refuse(given: dict[str, str | None], why: str) -> None:
    """Refuse options that would be ignored."""
    found = [name for name, value in given.items() if value]
    if found:
        raise typer.BadParameter(f"{', '.join(found)}: {why}")


def _areas(data: Path | None, out: Path | None, as_json: bool, rules: Rules, selection: Selection) -> None:
    from geo_opportunity.atlas import open_atlas

    frame = open_atlas(data_dir(data)).overlap(rules, selection, geometry=False)
    write_table(frame, out, as_json, rows="areas")


def _scene(
    data: Path | None,
    out: Path,
    link: str | None,
    settings: tuple[Rules, Selection],
    *,
    size: str | None,
    words: dict[str, Any],
) -> None:
    """Write a scene, of a link or of settings, by the ending of a file's name."""
    from geo_opportunity.atlas import open_atlas
    from geo_opportunity.errors import FormatError
    from geo_opportunity.exports import export, writer
    from geo_opportunity.exports.base import read_link
    from geo_opportunity.scene import Scene

    try:
        writer(out.suffix)
    except FormatError as error:
        raise typer.BadParameter(f"{out.name}: {error}") from None
    options = _sized(out, size)
    deck = None if link is None else deck_named(link)
    atlas = open_atlas(data_dir(data))
    scene: Scene | Deck
    if deck is not None:
        _refuse({f"--{name}": words[name] for name in ("title", "note")}, "a deck has its own")
        scene = deck
    elif link is None:
        scene = Scene(rules=settings[0], selection=settings[1], lens="any")
    else:
        scene, problems = read_link(atlas, link)
        for problem in problems:
            typer.echo(f"link: {problem}", err=True)
    export(atlas, scene, out, **words, **options)
    typer.echo(f"written to {out}", err=True)


def _sized(out: Path, size: str | None) -> dict[str, str]:
    """Return the option of the format that is the size of a picture, or the paper of a PDF."""
    if size is None:
        return {}
    ending = out.suffix.lower()
    if ending in (".png", ".svg"):
        return {"size": size}
    if ending == ".pdf" and size in ("letter", "a4"):
        return {"paper": size}
    raise typer.BadParameter(
        f"--size {size}: {out.name} has none; pictures have (.png, .svg), and PDFs letter or a4"
    )


def _briefs(
    data: Path | None,
    out: Path | None,
    link: str | None,
    where: str,
    *,
    settings: tuple[Rules, Selection],
    address: str,
    workers: int | None,
) -> None:
    """Write a brief of every area of a state, or of the nation."""
    from geo_opportunity.atlas import open_atlas
    from geo_opportunity.exports import batch
    from geo_opportunity.exports.base import read_link
    from geo_opportunity.progress import make_progress
    from geo_opportunity.scene import Scene

    if out is None:
        raise typer.BadParameter("--briefs: name a directory with --out")
    folder = data_dir(data)
    atlas = open_atlas(folder)
    scene = Scene(rules=settings[0], selection=settings[1]) if link is None else read_link(atlas, link)[0]
    codes = batch.areas_of(atlas, where)
    report = batch.write_briefs(
        folder, codes, out, scene=scene, address=address, workers=workers, progress=make_progress()
    )
    typer.echo(report.sentence, err=True)
    if report.failed:
        what = f"{len(report.failed):,} of {len(codes):,} briefs could not be written"
        raise ExportError(what, fix=f"see {out / batch.INDEX}; the same command tries them again")


# fmt: off
_OWN: Final = (
    argument("link", str | None,
        "A scene: a link of the app (address or query, in quotes); or a deck, for .pptx: its file, link or "
        "name, such as tour; without one, the settings below.", None),
    option("out", Path | None, None,
        "File to write, by its ending: .csv or .json for the table of areas (default: standard output); "
        f"for a scene {', '.join(sorted(FORMATS))}.", "--out", "-o"),
    option("as_json", bool, False, "Write JSON: a list of records, missing values null.", "--json"),
    option("size", str | None, None,
        "Size: screen, slide, card, letter, letter-portrait, a4, a4-portrait; of a PDF letter or a4."),
    option("title", str | None, None, "Title of your own."),
    option("note", str | None, None, "Note of your own."),
    option("address", str, "", "Address of the app, for links in the file, such as https://example.org."),
    option("briefs", str | None, None,
        "Write a brief of every area of a state (postal code, such as OH), or of the nation (all), to the "
        "directory --out; run again, it goes on where it stopped."),
    option("before", Path | None, None,
        "Of a plan chapter (.docx, .pdf): the .json written with last year's, to list what changed."),
    option("workers", int | None, None, "Processes that write briefs (default: one for each core).", min=1),
)
# fmt: on


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    settings = map(_setting, (declared(Rules) | declared(Selection)).values())
    add_command(
        app,
        "export",
        "Write what a scene shows as a picture, document, table or map; without a link, the table of areas.",
        (*_OWN, *settings, DATA),
        _export,
    )
