"""PDF of a scene: a brief of one page, the report of a place on a few, a comparison.

Maps are drawn as outlines by the writer of the document itself, so that a brief takes part of a second.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from reportlab.lib.pagesizes import A4, letter
from reportlab.platypus import (
    BaseDocTemplate,
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
from geo_opportunity.exports import asked, document, ground, pictures
from geo_opportunity.exports import pdf_parts as parts
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.exports.pdf_parts import paragraph, style
from geo_opportunity.exports.text import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet

__all__ = ["PAGES", "PAPERS", "brief", "pdf"]

#: Sizes of paper by name; pages are upright.
PAPERS: Final = {"letter": letter, "a4": A4}
PAGES: Final = ("report", "brief")
#: Points around the page, and of the foot.
_MARGIN: Final = 36.0
_FOOT: Final = 22.0
#: Points of a place's map, beside which is its legend.
_PLACE: Final = (310.0, 188.0)
_BRIEF_PLACE: Final = (270.0, 142.0)
#: Characters of a cell of a narrow table.
_CLIP: Final = 40


def pdf(sheet: Sheet, atlas: Atlas, *, paper: str = "letter", pages: str = "report") -> bytes:
    """Return a scene as a PDF.

    Parameters
    ----------
    sheet, atlas
        What is said, and the data it is of.
    paper
        Size of the pages, a key of :data:`PAPERS`.
    pages
        Of a place: "report", a few pages, or "brief", one. A map is one page, a comparison as long as it is.

    Raises
    ------
    ValueRangeError
        There is no such paper, or no such kind of document.
    """
    for value, known in ((paper, tuple(PAPERS)), (pages, PAGES)):
        if value not in known:
            raise ValueRangeError(f"a PDF cannot be {value!r}", fix=f"choose one of {', '.join(known)}")
    one = pages == "brief" or sheet.scene.page not in ("area", "compare", "board")
    return _build(sheet, atlas, PAPERS[paper], one_page=one)


def brief(sheet: Sheet, atlas: Atlas, *, paper: str = "letter") -> bytes:
    """Return one page about a scene."""
    return pdf(sheet, atlas, paper=paper, pages="brief")


def _build(sheet: Sheet, atlas: Atlas, paper: tuple[float, float], *, one_page: bool) -> bytes:
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
    )
    book.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_foot, sheet=sheet)))
    story = [*_head(sheet), *_body(sheet, atlas, width, brief=one_page), *_end(sheet, brief=one_page)]
    if one_page:
        story = [KeepInFrame(width, frame._height - 1, story, mode="shrink")]  # noqa: SLF001 - has no other name
    book.build(story)
    return out.getvalue()


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
        f"Data version {sheet.data_version}.",
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
    made = datetime.now(UTC).date().isoformat()
    said = f"{TITLE} · {short(sheet.title, 70)} · data version {sheet.data_version} · made {made}"
    canvas.drawString(_MARGIN, _MARGIN, parts.drawable(said))
    canvas.drawRightString(width - _MARGIN, _MARGIN, f"Page {canvas.getPageNumber()}")
    canvas.restoreState()


# ------------------------------------------------------------------------- blocks


def _body(sheet: Sheet, atlas: Atlas, width: float, *, brief: bool) -> list[Any]:
    """Return the blocks of the document as flowables; a heading stays with what follows."""
    out: list[Any] = []
    held: list[Any] = []
    for block in document.blocks(sheet, atlas, brief=brief):
        drawn = _block(block, sheet, atlas, width, brief=brief)
        if isinstance(block, document.Heading) or (held and isinstance(block, document.Text)):
            held += drawn
            continue
        out += [*held, *drawn] if brief or not held else [KeepTogether([*held, *drawn])]
        held = []
    return [*out, *held]


def _block(block: document.Block, sheet: Sheet, atlas: Atlas, width: float, *, brief: bool) -> list[Any]:
    size = 6.5 if brief else 7.2
    match block:
        case document.Heading(text):
            return [Spacer(1, 4), paragraph(text, style(10 if not brief else 8.4, bold=True, after=2))]
        case document.Text(text, note):
            return [paragraph(text, style(size if note else size + 1.6, color=parts.QUIET, after=2))]
        case document.Keys():
            return [parts.KeyFigures(block, width), Spacer(1, 3)]
        case document.Bars():
            return [parts.BarChart(block, width), Spacer(1, 3)]
        case document.Grid(table, limit, _):
            return parts.grid(table, width, limit=limit, size=size, titled=False, clip=_CLIP if brief else 0)
        case document.Pair(left, right):
            return [_pair(left, right, width, size)]
        case document.Map(sites):
            return _map(sheet, atlas, width, sites, brief=brief)


def _pair(left: Sequence[Any], right: Sequence[Any], width: float, size: float) -> Any:
    """Return two tables side by side."""
    half = width / 2 - 6
    sides = [
        [
            one
            for block in side
            for one in parts.grid(block.table, half, limit=block.limit, size=size, clip=_CLIP)
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
    if sheet.scene.page == "area":
        return _place_map(sheet, atlas, sites, _BRIEF_PLACE if brief else _PLACE, width)
    if sheet.picture is None:
        return []
    if sheet.marks or sheet.level != "area":
        tall = 0.45 * width
        drawn = pictures.draw(sheet, width_in=width / 72, height_in=tall / 72, dpi=160, bare=True)
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
            f"Red: {len(around.sites):,} places that train, of the {len(sites):,} nearest with a program for "
            "the occupations in question." if sites else "No place that trains for them is near.", look,
        ),
        paragraph("Equal-area projection about the middle of the place.", look),
    ]  # fmt: skip
    table = Table([[drawn, said]], colWidths=[size[0] + 12, width - size[0] - 12], hAlign="LEFT")
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return [table, Spacer(1, 2)]
