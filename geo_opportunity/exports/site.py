"""A deck as a folder of pages that any web server hands out without Python: index, pictures, tables, files.

Links inside are relative, so the folder works under any address and from a disk. Each page forbids the
browser to ask any other host (a security policy), and has the tags that other sites show as a preview. The
folder is put in place whole: a reader finds the old pages or the new ones.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity import deck as decks
from geo_opportunity.errors import DiskError, GeoOpportunityError, LinkError, disk_errors
from geo_opportunity.exports import FORMATS, html, writer
from geo_opportunity.exports.base import read_link, sheet
from geo_opportunity.exports.pictures import draw
from geo_opportunity.exports.posting import FORM, MARK
from geo_opportunity.pipeline.swap import locked, swap_in
from geo_opportunity.progress import Progress, Quiet
from geo_opportunity.units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.deck import Deck, Slide
    from geo_opportunity.exports.base import Sheet

__all__ = ["PREVIEW", "Site", "write_site"]

#: Pixels of the picture other sites show beside a link.
PREVIEW: Final = (1200, 630)
#: Pixels of the picture on a page.
PICTURE: Final = (1360, 840)
#: Rows of a table on a page; the files and the interactive map have every one.
MOST_ROWS: Final = 25
#: Data files of a page: ending, and words of the link.
FILES: Final[Mapping[str, str]] = {
    ".csv": "Table (CSV)",
    ".xlsx": "Workbook (Excel)",
    ".geojson": "Areas with figures (GeoJSON)",
}
#: In the name of the folder a site is written in, beside its place.
_SIDE: Final = "geo-opportunity-site"


@dataclass(frozen=True, slots=True)
class Site:
    """What was written."""

    folder: Path
    pages: tuple[str, ...]
    """Folder of each scene."""
    problems: tuple[str, ...]
    """Sentences about links that could not be shown as they ask."""


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    words: str
    size: str


@dataclass(frozen=True, slots=True)
class _Page:
    """One slide."""

    number: int
    folder: str
    slide: Slide
    sheet: Sheet

    @property
    def alt(self) -> str:
        """What the picture shows: as the deck says, else as the figures do."""
        return self.slide.alt or self.sheet.alt

    @property
    def said(self) -> str:
        """What the deck says of it, else the finding."""
        return self.slide.note or self.sheet.headline


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of a page says about it, to people and to other sites."""

    kind: str
    title: str
    about: str
    image: str
    alt: str
    address: str
    size: tuple[int, int] = PREVIEW


def _slug(title: str) -> str:
    """Return a title as the name of a folder: letters and digits of ASCII, at most 48."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-") or "map"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1e3)):,} kB"


def _pages(deck: Deck, atlas: Atlas, app: str) -> tuple[list[_Page], list[str]]:
    pages, problems = [], []
    for number, slide in enumerate(deck.slides, 1):
        try:
            scene, wrong = read_link(atlas, slide.view)
            made = sheet(atlas, scene, title=slide.title or None, note=slide.note or None, address=app)
        except GeoOpportunityError as error:
            raise LinkError(f"Slide {number} (“{slide.title[:60]}”): {error.what}", fix=error.fix) from error
        problems += [f"Slide {number}: {said}" for said in wrong]
        pages.append(_Page(number, f"{number:02d}-{_slug(made.title)}", slide, made))
    return pages, problems


@dataclass(frozen=True, slots=True)
class _Work:
    """A site being written."""

    deck: Deck
    pages: Sequence[_Page]
    atlas: Atlas
    address: str
    app: str

    @property
    def title(self) -> str:
        """Name of the site."""
        return self.deck.title or "Geo Opportunity"

    def write(self, side: Path, progress: Progress) -> None:
        """Write everything into an empty folder."""
        for page in self.pages:
            with progress.working(page.sheet.title):
                self._page(page, side / page.folder)
            progress.line(f"{page.number} of {len(self.pages)}: {page.sheet.title}")
        (side / "page.css").write_text(html.styles(), encoding="utf-8")
        (side / "deck.json").write_text(decks.to_json(self.deck), encoding="utf-8")
        (side / "index.html").write_bytes(self._index())
        held: dict[str, Any] = {
            "format": FORM,
            "version": 1,
            "title": self.title,
            "data_version": self.atlas.data_version,
            "address": self.address,
            "pages": [page.folder for page in self.pages],
            "views": {decks.view_of_scene(page.sheet.scene): page.folder for page in reversed(self.pages)},
        }
        (side / MARK).write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _page(self, page: _Page, folder: Path) -> None:
        made, at = page.sheet, page.number - 1
        folder.mkdir()
        (folder / "preview.png").write_bytes(_picture(made, PREVIEW, dpi=192))
        (folder / "picture.png").write_bytes(_picture(made, PICTURE, dpi=160, bare=True))
        (folder / "map.html").write_bytes(html.html_bytes(made, self.atlas, back="index.html"))
        where = f"{self.address}{page.folder}/" if self.address else ""
        content = html.render(
            "page.html",
            head=_Head("article", made.title, page.said, f"{where}preview.png", page.alt, where),
            site=self.title,
            root="../",
            sheet=made,
            slide=page.slide,
            app=self.app.rstrip("/"),
            alt=page.alt,
            legend=made.legend.html("") if made.picture is not None else "",
            size=PICTURE,
            most=MOST_ROWS,
            tables=[(table, html.rows(table)) for table in made.tables],
            files=_data_files(page, self.atlas, folder),
            before=self.pages[at - 1] if at else None,
            after=self.pages[at + 1] if at + 1 < len(self.pages) else None,
        )
        (folder / "index.html").write_bytes(content)

    def _index(self) -> bytes:
        first, count = self.pages[0], counted(len(self.pages), "map")
        about = f"{count} of where growing jobs, family-sustaining pay and training in reach meet."
        image = f"{self.address}{first.folder}/preview.png"
        return html.render(
            "index.html",
            head=_Head("website", self.title, about, image, first.alt, self.address),
            site=self.title,
            root="",
            pages=self.pages,
            data_version=self.atlas.data_version,
        )


def _data_files(page: _Page, atlas: Atlas, folder: Path) -> list[_File]:
    """Write the data files of a page; a scene without a map has none of areas."""
    out = []
    for ending, words in FILES.items():
        if ending not in FORMATS or (page.sheet.picture is None and ending == ".geojson"):
            continue
        content = writer(ending)(page.sheet, atlas)
        (folder / f"data{ending}").write_bytes(content)
        out.append(_File(f"data{ending}", words, _size(len(content))))
    return out


def _picture(made: Sheet, size: tuple[int, int], *, dpi: int, bare: bool = False) -> bytes:
    return draw(made, width_in=size[0] / dpi, height_in=size[1] / dpi, dpi=dpi, fmt="png", bare=bare)


def _check(out: Path) -> None:
    """Refuse to replace what is no site of ours."""
    if not out.exists():
        return
    if not out.is_dir():
        raise DiskError(f"{out} is a file, not a folder", fix="name another folder with -o")
    if any(out.iterdir()) and not (out / MARK).is_file():
        raise DiskError(
            f"{out} holds files that are no site of ours", fix="name a new or empty folder with -o"
        )


def write_site(
    atlas: Atlas, deck: Deck, out: Path, *, address: str = "", app: str = "", progress: Progress | None = None
) -> Site:
    """Write a deck as a folder of pages, whole or not at all.

    Parameters
    ----------
    atlas, deck
        The data, and what is shown of them.
    out
        Folder to write; a site written before is replaced, any other content is refused.
    address
        Where the folder will be served (``https://example.org/maps/``): other sites show the preview picture
        only under a whole address. "" leaves it relative.
    app
        Where the app runs, for links that make a view again; "" writes their parameters alone.
    progress
        Told of each page.

    Returns
    -------
    Site
        Folder, pages, and what could not be shown as asked.

    Raises
    ------
    LinkError
        The deck is empty, or a slide's link is no view; the message names the slide.
    DiskError, BuildError
        The folder cannot be written, or holds something else.
    """
    if not deck.slides:
        raise LinkError("The deck has no slides", fix="add at least one view to it")
    address = f"{address.rstrip('/')}/" if address else ""
    pages, problems = _pages(deck, atlas, app)
    out = out.absolute()
    with disk_errors(out, fix="give -o a folder in a place that can be written to and has room"):
        _check(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with locked(out):
            for left in out.parent.glob(f".{glob.escape(out.name)}.{_SIDE}-*"):  # by runs that were killed
                shutil.rmtree(left)
            side = out.with_name(f".{out.name}.{_SIDE}-{os.getpid()}")
            side.mkdir()
            try:
                _Work(deck, pages, atlas, address, app).write(side, progress or Quiet())
                swap_in(side, out)
            finally:
                shutil.rmtree(side, ignore_errors=True)
    return Site(out, tuple(page.folder for page in pages), tuple(problems))
