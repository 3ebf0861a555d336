"""PDF of a scene: a brief of one page, the report of a place on a few, a comparison.

Maps are drawn as outlines by the writer of the document itself, so that a brief takes part of a second.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepInFrame,
    KeepTogether,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.exports import asked, document, ground, papers, pictures, views
from geo_opportunity.exports import pdf_parts as parts
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.exports.pdf_parts import paragraph, style
from geo_opportunity.exports.text import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet

__all__ = ["PAGES", "PAPERS", "brief", "pdf"]

#: Sizes of paper by name; pages are upright, but for tables of many columns (``Sheet.wide``).
PAPERS: Final = {"letter": letter, "a4": A4}
PAGES: Final = ("report", "brief")
#: Points around the page, and of the foot.
_MARGIN: Final = 36.0
_FOOT: Final = 22.0
#: Points of a place's map, beside which is its legend.
_PLACE: Final = (310.0, 188.0)
_BRIEF_PLACE: Final = (270.0, 142.0)
#: Points of a map across a page on its side, where its legend is to fit below it.
_ACROSS: Final = letter[0] - 2 * _MARGIN
#: Points that a heading and the first rows of its table need.
_ROOM: Final = 110.0
#: Characters of a cell of a narrow table.
_CLIP: Final = 110
#: Rows of the table of one page: the most it has room for; and how much smaller the least of them is drawn.
_FILL: Final = (28, 18, 10, 5, 3)
_SHRINK: Final = (1.07, 1.14, 1.22, 1.3, 1.4, 1.5)
#: Points: higher than any page.
_ENDLESS: Final = 1e6
#: Rows of a table that may begin on a page and end on the next, and the points that are left for its start.
_LONG, _START = 16, 150.0


def pdf(
    sheet: Sheet,
    atlas: Atlas,
    *,
    paper: str = "letter",
    pages: str = "report",
    before: bytes | str | Path | None = None,
) -> bytes:
    """Return a scene as a PDF.

    Parameters
    ----------
    sheet, atlas
        What is said, and the data it is of.
    paper
        Size of the pages, a key of :data:`PAPERS`.
    pages
        Of a place: "report", a few pages, or "brief", one. A map is one page, a comparison as long as it is.
    before
        Last year's figures of a plan chapter (its .json), for what changed.

    Raises
    ------
    ValueRangeError
        There is no such paper, or no such kind of document, or `before` is of another place.
    FormatError
        `before` is no such file.
    """
    for value, known in ((paper, tuple(PAPERS)), (pages, PAGES)):
        if value not in known:
            raise ValueRangeError(f"a PDF cannot be {value!r}", fix=f"choose one of {', '.join(known)}")
    one = pages == "brief" or sheet.scene.page not in ("area", "compare", "board")
    size = landscape(PAPERS[paper]) if sheet.wide and not one else PAPERS[paper]
    return _build(sheet, atlas, size, one_page=one, before=before)


def brief(sheet: Sheet, atlas: Atlas, *, paper: str = "letter") -> bytes:
    """Return one page about a scene."""
    return pdf(sheet, atlas, paper=paper, pages="brief")


def _build(
    sheet: Sheet,
    atlas: Atlas,
    paper: tuple[float, float],
    *,
    one_page: bool,
    before: bytes | str | Path | None,
) -> bytes:
    parts.fonts()
    out, width = BytesIO(), paper[0] - 2 * _MARGIN
    frame = Frame(
        _MARGIN, _MARGIN + _FOOT, width, paper[1] - 2 * _MARGIN - _FOOT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    book = BaseDocTemplate(
        out,
        pagesize=paper,
        title=short(sheet.title),
        author=TITLE,
        subject=short(sheet.headline, 400),
        keywords=[f"data version {sheet.data_version}", sheet.link],
        creator=TITLE,
        lang="en-US",
        initialFontName=parts.FONT,
        invariant=int(sheet.undated),
    )
    book.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_foot, sheet=sheet)))
    if one_page and before is None:
        story = [_fitted(sheet, atlas, width, float(frame._height) - 1)]  # noqa: SLF001 - has no other name
    else:
        story = _story(sheet, papers.blocks(sheet, atlas, before=before), atlas, width)
    book.build(story)
    return out.getvalue()


def _story(
    sheet: Sheet, blocks: Sequence[document.Block], atlas: Atlas, width: float, *, brief: bool = False
) -> list[Any]:
    return [*_head(sheet), *_body(sheet, blocks, atlas, width, brief=brief), *_end(sheet, brief=brief)]


def _fitted(sheet: Sheet, atlas: Atlas, width: float, height: float) -> Any:
    """Return one page: as much of the tables as it has room for, else drawn smaller over the whole width."""
    blocks = papers.blocks(sheet, atlas, brief=True)
    canvas, story = Canvas(BytesIO()), []
    for shown, scale in _attempts(blocks):
        story = _story(sheet, shown, atlas, width * scale, brief=True)
        whole = KeepInFrame(width * scale, _ENDLESS, story, mode="shrink")
        if whole.wrapOn(canvas, width * scale, _ENDLESS)[1] <= height * scale:
            return _Smaller(whole, width * scale, scale)
    return KeepInFrame(width, height, story, mode="shrink")


class _Smaller(Flowable):  # type: ignore[misc]
    """What is laid out on a wider page, drawn as much smaller as that is wider."""

    def __init__(self, content: Any, wide: float, scale: float) -> None:
        super().__init__()
        self._content, self._wide, self._scale = content, wide, scale

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size it takes."""
        wide, high = self._content.wrapOn(self.canv, self._wide, _ENDLESS)
        return wide / self._scale, high / self._scale

    def draw(self) -> None:
        """Draw it."""
        self.canv.saveState()
        self.canv.scale(1 / self._scale, 1 / self._scale)
        self._content.drawOn(self.canv, 0, 0)
        self.canv.restoreState()


def _attempts(blocks: Sequence[document.Block]) -> Iterator[tuple[Sequence[document.Block], float]]:
    """Yield what a page could hold, the most first, and how many times its width that is drawn on."""
    least: Sequence[document.Block] = blocks
    if not any(isinstance(block, document.Pair) for block in blocks):  # of a place it is as short as can be
        first = next((n for n, b in enumerate(blocks) if isinstance(b, document.Grid)), len(blocks))
        left_out = [block.text for block in blocks[first + 1 :] if isinstance(block, document.Heading)]
        also = f"In the workbook of this view (XLSX) too: {'; '.join(left_out)}."
        alone = [*blocks[: first + 1], *([document.Text(also, note=True)] if left_out else [])]
        for some, counts in ((blocks, _FILL), (alone, _FILL[:-2])):
            for rows in counts:
                least = _first_rows(some, rows)
                yield least, 1.0
            yield from ((least, scale) for scale in _SHRINK[:3] if some is blocks and first + 1 < len(blocks))
    yield from ((least, scale) for scale in (1.0, *_SHRINK))


def _first_rows(blocks: Sequence[document.Block], most: int) -> Sequence[document.Block]:
    """Return the blocks with the first rows of each table; one that says how many it has says no more."""
    return [
        replace(
            block,
            table=replace(block.table, rows=block.table.rows[:most]) if block.table.note else block.table,
            limit=min(block.limit, most),
        )
        if isinstance(block, document.Grid)
        else block
        for block in blocks
    ]


def _head(sheet: Sheet) -> list[Any]:
    return [
        paragraph(short(sheet.title), style(16, bold=True, after=3)),
        paragraph(short(sheet.headline, 1_500), style(9.6, after=3)),
        paragraph(short(sheet.subtitle, 1_500), style(7.4, color=parts.QUIET, after=5)),
    ]


def _end(sheet: Sheet, *, brief: bool) -> list[Any]:
    """Return how sure it is, what it is not, sources, link and how to cite it."""
    look = style(6.3, color=parts.QUIET, after=1.6) if brief else style(7, color=parts.QUIET, after=2.5)
    named = "; ".join(sheet.main_sources)
    more = len(sheet.sources) - len(sheet.main_sources)
    lines = [
        sheet.certainty,
        *(short(note, 1_200) for note in sheet.notes),
        f"Sources that matter most: {named}; {more:,} more in the workbook of this view (XLSX)."
        if named
        else "",
        "" if sheet.foot else f"Data version {sheet.data_version}.",
    ]
    drawn = [Spacer(1, 4), *(paragraph(line, look) for line in lines if line)]
    return [
        *drawn,
        paragraph(f"Opens it again: {short(sheet.link, 2_000)}", look, link=sheet.link),
        paragraph(short(sheet.cite, 2_500), look),
    ]


def _foot(canvas: Any, book: Any, *, sheet: Sheet) -> None:
    """Write the foot of a page."""
    width = book.pagesize[0]
    canvas.saveState()
    canvas.setStrokeColor(parts.RULE)
    canvas.setLineWidth(0.4)
    canvas.line(_MARGIN, _MARGIN + _FOOT - 8, width - _MARGIN, _MARGIN + _FOOT - 8)
    canvas.setFont(parts.FONT, 6.6)
    canvas.setFillColor(parts.QUIET)
    made = "" if sheet.undated else f" · made {datetime.now(UTC).date().isoformat()}"
    said = f"{TITLE} · {short(sheet.title, 70)} · data version {sheet.data_version}{made}"
    canvas.drawString(_MARGIN, _MARGIN, parts.drawable(said))
    canvas.drawRightString(width - _MARGIN, _MARGIN, f"Page {canvas.getPageNumber()}")
    if sheet.foot:
        named = paragraph(short(sheet.foot, 600), style(5.6, color=parts.QUIET))
        named.wrap(width - 2 * _MARGIN, _MARGIN)
        named.drawOn(canvas, _MARGIN, _MARGIN - 4 - named.height)
    canvas.restoreState()


# ------------------------------------------------------------------------- blocks


def _body(
    sheet: Sheet, blocks: Sequence[document.Block], atlas: Atlas, width: float, *, brief: bool
) -> list[Any]:
    """Return the blocks of the document as flowables; a heading stays with what follows."""
    out: list[Any] = []
    held: list[Any] = []
    for block in blocks:
        drawn = _block(block, sheet, atlas, width, brief=brief)
        if isinstance(block, document.Heading) or (held and isinstance(block, document.Text)):
            held += drawn
            continue
        if not held or brief:
            out += [*held, *drawn]
        elif isinstance(block, document.Grid) and min(block.limit, len(block.table.rows)) > _LONG:
            out += [CondPageBreak(_START), *held, *drawn]
        elif isinstance(block, document.Grid) and sheet.undated:
            out += [CondPageBreak(_ROOM), KeepTogether(held), *drawn]  # a long table goes over pages
        else:
            out.append(KeepTogether([*held, *drawn]))
        held = []
    return [*out, *held]


def _block(block: document.Block, sheet: Sheet, atlas: Atlas, width: float, *, brief: bool) -> list[Any]:
    size = 6.5 if brief else 7.2
    match block:
        case document.Heading(text, level):
            large = 8.4 if brief else {1: 11, 2: 9.4}.get(level, 8) if sheet.undated else 10
            return [Spacer(1, 4), paragraph(text, style(large, bold=True, after=2))]
        case document.Text(text, note):
            return [paragraph(text, style(size if note else size + 1.6, color=parts.QUIET, after=2))]
        case document.Keys():
            return [parts.KeyFigures(block, width), Spacer(1, 3)]
        case document.Bars():
            return [parts.BarChart(block, width), Spacer(1, 3)]
        case document.Grid(table, limit, _, even):
            clip = _CLIP if brief else 0
            return parts.grid(table, width, limit=limit, size=size, titled=False, clip=clip, even=even)
        case document.Pair(left, right):
            return [_pair(left, right, width, size, clip=0 if sheet.undated else _CLIP)]
        case document.Drawing(other):
            tall = 0.45 * width
            drawn = pictures.draw(other, width_in=width / 72, height_in=tall / 72, dpi=160, bare=True)
            return [Image(BytesIO(drawn), width, tall), Spacer(1, 4)]
        case document.Map(sites):
            return _map(sheet, atlas, min(width, _ACROSS), sites, brief=brief)


def _pair(left: Sequence[Any], right: Sequence[Any], width: float, size: float, *, clip: int) -> Any:
    """Return two tables side by side."""
    half = width / 2 - 6
    sides = [
        [
            one
            for block in side
            for one in parts.grid(block.table, half, limit=block.limit, size=size, clip=clip)
        ]
        for side in (left, right)
    ]
    drawn = Table([sides], colWidths=[width / 2] * 2, hAlign="LEFT")
    drawn.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return drawn


def _map(
    sheet: Sheet, atlas: Atlas, width: float, sites: Sequence[tuple[float, float]], *, brief: bool
) -> list[Any]:
    if sheet.scene.page == "area" and sheet.places:
        return _place_map(sheet, atlas, sites, _BRIEF_PLACE if brief else _PLACE, width)
    if sheet.picture is None:
        return []
    if sheet.marks or sheet.level != "area" or sheet.picture.close or views.is_window(sheet):
        tall = 0.45 * width
        drawn = pictures.draw(
            sheet, width_in=width / 72, height_in=tall / 72, dpi=160, bare=True, letters=1.4
        )
        return [Image(BytesIO(drawn), width, tall), Spacer(1, 4)]
    spots = []
    for place in sheet.places:
        at = _spot(atlas, place.key)
        if at is not None:
            spots.append((place.title, *at))
    fills = dict(zip(sheet.picture.codes, sheet.picture.fills, strict=True))
    drawn = parts.NationMap(
        ground.nation(atlas), width * (0.8 if brief else 0.86), fills, sheet.picture.unknown, spots
    )
    return [drawn, parts.LegendBox(sheet.legend, width), Spacer(1, 4)]


def _spot(atlas: Atlas, key: str) -> tuple[float, float] | None:
    """Return where a place lies on the map of the nation."""
    opened, code = asked.at(atlas, key)
    row = opened.areas.loc[code, ["lon", "lat"]].to_dict()
    lon, lat = float(row["lon"]), float(row["lat"])
    return ground.spot(lon, lat) if np.isfinite(lon + lat) else None


def _place_map(
    sheet: Sheet, atlas: Atlas, sites: Sequence[tuple[float, float]], size: tuple[float, float], width: float
) -> list[Any]:
    """Return the map of a place beside what its colors mean."""
    place = sheet.places[0]
    around = ground.vicinity(atlas, place.key, size, sites)
    look = style(7, color=parts.QUIET, after=3)
    if around is None:
        return [paragraph(f"Our map holds no shape of {place.title}.", look)]
    drawn = parts.VicinityMap(around, size[0], ground.nation(atlas), _spot(atlas, place.key))
    said = [
        paragraph("Where it is", style(8.4, bold=True, after=3)),
        paragraph(f"Blue: {place.title}. Gray: areas around it. Dark lines: states.", look),
        paragraph(
            f"Purple: {len(around.sites):,} places that train, of the {len(sites):,} nearest with a program "
            "for the occupations in question." if sites else "No place that trains for them is near.", look,
        ),
        paragraph("Equal-area projection about the middle of the place.", look),
    ]  # fmt: skip
    table = Table([[drawn, said]], colWidths=[size[0] + 12, width - size[0] - 12], hAlign="LEFT")
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return [table, Spacer(1, 2)]
