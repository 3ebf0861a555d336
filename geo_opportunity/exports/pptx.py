"""Slides of scenes: native titles, pictures with alternative text, tables, notes, a line of sources."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from geo_opportunity.errors import GeoOpportunityError, LinkError
from geo_opportunity.exports import base, document, inks, pictures
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.exports.place.written import share
from geo_opportunity.exports.text import about, plain, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.deck import Deck
    from geo_opportunity.exports.base import Sheet

__all__ = ["deck_slides", "pptx", "presentation"]

#: Inches of a slide (16:9), its margin, and of the picture.
_SLIDE: Final = (13.333, 7.5)
_EDGE: Final = 0.45
_PICTURE: Final = (8.3, 5.3)
#: Times the usual size of letters in the picture.
_LETTERS: Final = 1.7
#: Layout of slides with a title alone.
_TITLE_ONLY: Final = 5
_INK: Final = RGBColor(0x1B, 0x1B, 0x1B)  # type: ignore[no-untyped-call]
_QUIET: Final = RGBColor(0x4A, 0x4A, 0x4A)  # type: ignore[no-untyped-call]
_MORE: Final = "How sure these figures are, and their sources in full: in the notes of this slide."
#: Characters of a figure or a name; longer text is smaller.
_FIGURE: Final = 66
#: Characters of a scene's title that its tables' slides repeat.
_NAMED: Final = 60
#: Rows (the most) and columns of a table on a slide, and tables of a scene.
_ROWS, _COLUMNS, _TABLES = 10, 6, 4
#: Inches that a table may be high, and beside the text of a cell; characters of one.
_ROOM, _PADDING, _CELL = 5.0, 0.22, 130
#: Sizes of a title's letters, the first with which it takes two lines.
_TITLE: Final = (28, 24, 20, 17)


def pptx(sheet: Sheet, atlas: Atlas) -> bytes:
    """Return a scene as slides: picture and finding, then its tables, then where the figures come from."""
    return presentation([sheet], atlas, title=sheet.title)


def deck_slides(atlas: Atlas, deck: Deck, *, address: str = "") -> bytes:
    """Return a deck as slides, one for each of its views, and where the figures come from.

    Parameters
    ----------
    atlas, deck
        The data, and the views with what is said about each; a view without a note says its finding.
    address
        Of the app, for links.

    Raises
    ------
    LinkError
        The deck is empty, or a slide's link is no view; the message names the slide.
    """
    if not deck.slides:
        raise LinkError("The deck has no slides", fix="add at least one view to it")
    sheets = []
    for number, slide in enumerate(deck.slides, 1):
        try:
            scene, _ = base.read_link(atlas, slide.view)
            made = base.sheet(atlas, scene, title=slide.title or None, address=address)
        except GeoOpportunityError as error:
            raise LinkError(f"Slide {number} (“{slide.title[:60]}”): {error.what}", fix=error.fix) from error
        sheets.append(replace(made, headline=slide.note or made.headline, alt=slide.alt or made.alt))
    return presentation(sheets, atlas, title=deck.title or TITLE, tables=False)


def presentation(
    sheets: Sequence[Sheet], atlas: Atlas, *, title: str, tables: bool = True, notes: Sequence[str] = ()
) -> bytes:
    """Return scenes as slides of one presentation.

    Parameters
    ----------
    sheets, atlas
        What each scene says, in order, and the data they are of.
    title
        Of the presentation.
    tables
        Whether each scene's tables follow its picture, a slide each.
    notes
        What the speaker says of each scene, before what the file says of itself.
    """
    show = Presentation()
    show.slide_width, show.slide_height = Inches(_SLIDE[0]), Inches(_SLIDE[1])
    kept = show.core_properties
    kept.title, kept.author, kept.language = short(title), TITLE, "en-US"
    for at, sheet in enumerate(sheets):
        _scene(show, sheet, plain(notes[at]) if at < len(notes) else "")
        if tables:
            for block in _grids(document.blocks(sheet, atlas))[:_TABLES]:
                _table(show, sheet, block)
    _origins(show, sheets)
    out = BytesIO()
    show.save(out)
    return out.getvalue()


def _slide(show: Any, title: str) -> Any:
    """Return a new slide with its title set."""
    slide = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top = Inches(_EDGE), Inches(0.25)
    head.width, head.height = Inches(_SLIDE[0] - 2 * _EDGE), Inches(0.9)
    text = short(title, 160)
    wide = 72 * (_SLIDE[0] - 2 * _EDGE - 0.3)
    fits = (size for size in _TITLE if len(inks.wrap(text, size, wide, lines=4, bold=True)) <= 2)
    size = next(fits, _TITLE[-1])
    head.text_frame.text = text
    head.text_frame.word_wrap = True
    for words in head.text_frame.paragraphs:
        words.alignment = PP_ALIGN.LEFT
        words.font.size, words.font.bold, words.font.color.rgb = Pt(size), True, _INK
    return slide


def _words(
    slide: Any, box: tuple[float, float, float, float], texts: Sequence[tuple[str, float, bool]]
) -> Any:
    """Add a box of text (inches: left, top, width, height): text, points, whether bold."""
    frame = slide.shapes.add_textbox(*(Inches(side) for side in box)).text_frame
    frame.word_wrap = True
    for at, (text, size, bold) in enumerate(texts):
        words = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = words.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _INK if size >= 12 else _QUIET
        words.space_after = Pt(5)
    return frame


def _foot(slide: Any, sheet: Sheet) -> None:
    """Add the line of sources, with the link to the scene."""
    box = (_EDGE, _SLIDE[1] - 0.72, _SLIDE[0] - 2 * _EDGE, 0.6)
    frame = _words(slide, box, [(short(sheet.credit, 560), 8, False)])
    if sheet.link.startswith(("http://", "https://")):
        run = frame.paragraphs[0].add_run()
        run.text = "  Open this view"
        run.font.size = Pt(9)
        run.hyperlink.address = sheet.link


def _scene(show: Any, sheet: Sheet, said: str) -> None:
    """Add the slide of a scene: picture and finding."""
    slide = _slide(show, sheet.title)
    if sheet.picture is not None:
        width, height = _PICTURE
        content = pictures.draw(sheet, width_in=width, height_in=height, dpi=160, bare=True, letters=_LETTERS)
        shape = slide.shapes.add_picture(
            BytesIO(content), Inches(_EDGE), Inches(1.3), width=Inches(width), height=Inches(height)
        )
        named = shape._element._nvXxPr.cNvPr  # noqa: SLF001 - the library has no other way to it
        named.set("descr", plain(sheet.alt))
        left = _EDGE + width + 0.3
    else:
        left = _EDGE
    box = (left, 1.3, _SLIDE[0] - left - _EDGE, 5.3)
    size = 17 if len(sheet.headline) < 260 else 14 if len(sheet.headline) < 480 else 12
    _words(
        slide,
        box,
        [
            (short(sheet.headline, 800), size, False),
            (short(sheet.subtitle, 420), 10, False),
            (_MORE, 10, False),
        ],
    )
    _foot(slide, sheet)
    every = "\n".join(f"{name}: {text}" for name, text in about(sheet))
    slide.notes_slide.notes_text_frame.text = f"{said}\n\n{every}".strip()


_Lines = tuple[str, tuple[str, ...], str, tuple[tuple[str, ...], ...], str]


def _grids(blocks: Sequence[document.Block]) -> list[_Lines]:
    """Return the tables of a document for slides: title, heads, kinds, rows, note."""
    out: list[_Lines] = []
    heading = ""
    for block in blocks:
        match block:
            case document.Heading(text):
                heading = text
            case document.Bars(items):
                rows = tuple((name, share(here), share(nation)) for name, here, nation in items)
                out.append(("The three tests", ("Test", "Here", "Nation"), "tnn", rows, ""))
            case document.Grid(table, _, _, even) if table.rows:
                title = heading or table.caption
                out += _every(title, table) if even else [_lines(title, table)]
            case document.Pair(left, right):
                out += [
                    _lines(part.table.caption, part.table)
                    for part in (*left, *right)
                    if isinstance(part, document.Grid) and part.table.rows
                ]
    return out


def _lines(title: str, table: Any) -> _Lines:
    heads = table.heads[:_COLUMNS]
    left = [tuple(row[:_COLUMNS]) for row in table.rows]
    rows = tuple(left[: _fitting(heads, left)])
    every = "" if table.note else f" of {len(table.rows):,}"  # a note says how many there are
    note = " ".join(
        text
        for text in (f"The first {len(rows):,}{every}." if len(left) > len(rows) else "", table.note)
        if text
    )
    return title, heads, table.kinds[:_COLUMNS], rows, note


def _every(title: str, table: Any) -> list[_Lines]:
    """Return all rows of a table, on as many slides as they need."""
    heads = table.heads[:_COLUMNS]
    parts = _parts(heads, table.rows)
    return [
        (f"{title} ({n} of {len(parts)})", heads, table.kinds[:_COLUMNS], rows, table.note)
        for n, rows in enumerate(parts, 1)
    ]


def _parts(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[tuple[str, ...], ...]]:
    """Return the rows of a table, as many to a slide as there is room for."""
    left = [tuple(row[:_COLUMNS]) for row in rows]
    out: list[tuple[tuple[str, ...], ...]] = []
    while left:
        count = _fitting(heads, left)
        out.append(tuple(left[:count]))
        left = left[count:]
    return out or [()]


def _fitting(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows a slide has room for, one at least."""
    for count in range(min(len(rows), _ROWS), 1, -1):
        lines = (heads, *rows[:count])
        widths = _widths(lines)
        if sum(_tall(line, widths) for line in lines) <= _ROOM:
            return count
    return 1


def _points(text: str) -> float:
    """Return the size of letters in a cell."""
    return 12.0 if len(text) <= _FIGURE else 10.0


def _widths(lines: Sequence[Sequence[str]]) -> list[float]:
    """Return the width of each column, inches."""
    cut = [[short(text, _CELL) for text in line] for line in lines]
    room = _SLIDE[0] - 2 * _EDGE
    return [one / 72 for one in inks.widths(cut, _points, 72 * room, pad=72 * _PADDING, least=40)]


def _tall(line: Sequence[str], widths: Sequence[float]) -> float:
    """Return how high a row is, inches."""
    cells = ((short(text, _CELL), _points(text), wide) for text, wide in zip(line, widths, strict=True))
    return max(
        [0.38, *(
            1.2 * size / 72 * len(inks.wrap(text, size, 72 * (wide - _PADDING), lines=20)) + 0.08
            for text, size, wide in cells
        )]
    )  # fmt: skip


def _table(show: Any, sheet: Sheet, lines: _Lines) -> None:
    """Add a slide with a table of PowerPoint's own."""
    title, heads, kinds, rows, note = lines
    named = len(sheet.title) <= _NAMED and title != sheet.title
    slide = _slide(show, f"{short(sheet.title)}: {title}" if named else title)
    width = _SLIDE[0] - 2 * _EDGE
    widths = _widths((heads, *rows))
    talls = [_tall(line, widths) for line in (heads, *rows)]
    shape = slide.shapes.add_table(
        len(rows) + 1, len(heads), Inches(_EDGE), Inches(1.25), Inches(width), Inches(sum(talls))
    )
    shape._element._nvXxPr.cNvPr.set("descr", plain(f"Table: {title}"))  # noqa: SLF001
    grid = shape.table
    for at, wide in enumerate(widths):
        grid.columns[at].width = Inches(wide)
    for at, tall in enumerate(talls):
        grid.rows[at].height = Inches(tall)
    for at, line in enumerate((heads, *rows)):
        for column, (text, kind) in enumerate(zip(line, kinds, strict=True)):
            cell = grid.cell(at, column)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            words = cell.text_frame.paragraphs[0]
            run = words.add_run()
            run.text = short(text, _CELL)
            run.font.size, run.font.bold = Pt(_points(text)), at == 0
            if kind == "n" and len(text) <= _FIGURE:
                words.alignment = PP_ALIGN.RIGHT
    if note:
        _words(slide, (_EDGE, 6.35, width, 0.5), [(short(note, 300), 9.5, False)])
    _foot(slide, sheet)


def _origins(show: Any, sheets: Sequence[Sheet]) -> None:
    """Add the last slide: what the figures are not, sources, how to cite them."""
    slide = _slide(show, "Where these figures come from")
    named = list(dict.fromkeys(line for sheet in sheets for line in sheet.main_sources))
    first = sheets[0]
    texts = [
        (f"{'; '.join(named)}.", 13, False),
        (f"Data version {first.data_version}.", 13, False),
        *((short(text, 900), 11, False) for text in dict.fromkeys(sheet.certainty for sheet in sheets)),
        (first.notes[-1] if first.notes else "", 11, False),
        *((short(sheet.cite, 700), 11, False) for sheet in sheets[:8]),
    ]
    _words(slide, (_EDGE, 1.3, _SLIDE[0] - 2 * _EDGE, 5.4), [one for one in texts if one[0]])
    slide.notes_slide.notes_text_frame.text = "\n".join(
        dict.fromkeys(plain(line) for sheet in sheets for line in sheet.sources)
    )
