"""Word documents of a scene: headings, the picture with its alternative text, tables, sources."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Pt, RGBColor

from geo_opportunity.exports import document, papers, pictures
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.exports.place.written import share
from geo_opportunity.exports.text import about, plain, short

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as Paper
    from docx.text.paragraph import Paragraph

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.place.written import Table

__all__ = ["docx"]

#: Inches of the picture, and of the page's margins.
_PICTURE: Final = (6.9, 3.9)
#: Characters of a figure; longer text among figures is a list of names.
_FIGURE: Final = 34
_MARGIN: Final = 0.8
_QUIET: Final = RGBColor(0x4A, 0x4A, 0x4A)


def docx(sheet: Sheet, atlas: Atlas, *, before: bytes | str | Path | None = None) -> bytes:
    """Return a scene as a Word document.

    Its title, headings and tables are Word's own, so that a reader or a screen reader finds them. `before`:
    last year's figures of a plan chapter (its .json), for what changed.

    Raises
    ------
    FormatError, ValueRangeError
        They are no such figures, or of another place.
    """
    paper = Document()
    for section in paper.sections:
        if sheet.wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Inches(_MARGIN)
        section.top_margin = section.bottom_margin = Inches(_MARGIN)
        foot = section.footer.paragraphs[0]
        foot.text = short(f"{TITLE} · {short(sheet.title, 80)} · data version {sheet.data_version}", 200)
        _small(foot)
        if sheet.foot:
            _small(section.footer.add_paragraph(short(sheet.foot, 600)), 6.5)
    paper.styles["Normal"].font.name = "Arial"
    paper.styles["Normal"].font.size = Pt(10)
    kept = paper.core_properties
    kept.title, kept.author, kept.comments = short(sheet.title), TITLE, short(sheet.cite, 255)
    kept.language = "en-US"
    paper.add_heading(short(sheet.title), level=0)
    paper.add_paragraph(plain(sheet.headline)).runs[0].bold = True
    _small(paper.add_paragraph(plain(sheet.subtitle)))
    drawn = False
    for block in papers.blocks(sheet, atlas, before=before):
        if isinstance(block, document.Drawing) and paper.paragraphs:
            paper.paragraphs[-1].paragraph_format.keep_with_next = True
        if isinstance(block, document.Map):
            drawn = drawn or _picture(paper, sheet)
        else:
            _block(paper, block)
    _end(paper, sheet)
    out = BytesIO()
    paper.save(out)
    return _without_dates(out.getvalue())


def _without_dates(content: bytes) -> bytes:
    """Return a zip whose members bear no time, so that the same document is the same bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for member in given.infolist():
            made.writestr(ZipInfo(member.filename), given.read(member), ZIP_DEFLATED)
    return out.getvalue()


def _picture(paper: Paper, sheet: Sheet) -> bool:
    """Add the scene's picture and its legend in words."""
    if sheet.picture is None:
        return False
    width, height = _PICTURE
    content = pictures.draw(sheet, width_in=width, height_in=height, dpi=150, bare=True, letters=1.45)
    shape = paper.add_picture(BytesIO(content), width=Inches(width))
    named = shape._inline.docPr  # noqa: SLF001 - the library has no other way to alternative text
    named.set("descr", plain(sheet.alt))
    named.set("title", short(sheet.title))
    if sheet.legend.entries:
        _small(paper.add_paragraph(plain(sheet.legend.text())))
    return True


def _block(paper: Paper, block: document.Block) -> None:
    match block:
        case document.Heading(text, level):
            paper.add_heading(plain(text), level=level)
        case document.Drawing(sheet):
            _picture(paper, sheet)
        case document.Text(text, note):
            added = paper.add_paragraph(plain(text))
            if note:
                _small(added)
        case document.Keys(items):
            rows = [(name, value, meaning) for name, value, meaning in items]
            _table(paper, ("Figure", "Here", "What it means"), "tnt", rows)
        case document.Bars(items):
            rows = [(name, share(here), share(nation)) for name, here, nation in items]
            _table(paper, ("Test", "Here", "Nation"), "tnn", rows)
        case document.Grid(table, limit, narrow, _):
            _grid(paper, table, limit, titled=narrow)
        case document.Pair(left, right):
            for part in (*left, *right):
                _block(paper, part)


def _grid(paper: Paper, table: Table, limit: int, *, titled: bool) -> None:
    """Add a written table, its first rows."""
    if titled and table.caption:
        paper.add_heading(plain(table.caption), level=2)
    if not table.rows:
        _small(paper.add_paragraph(plain(table.empty)))
        return
    more = len(table.rows) - limit
    notes = [note for note in (f"And {more:,} more." if more > 0 else "", table.note) if note]
    _table(paper, table.heads, table.kinds, table.rows[:limit], apart=not notes)
    for note in notes:
        _small(paper.add_paragraph(plain(note)))


def _table(paper: Paper, heads: Any, kinds: str, rows: Any, *, apart: bool = True) -> None:
    """Add a table whose first row repeats on every page, numbers to the right; `apart`: and an empty line."""
    lines = [heads, *rows]
    grid = paper.add_table(rows=len(lines), cols=len(heads), style="Light Shading Accent 1")
    grid.autofit = False
    cells = grid._cells  # noqa: SLF001 - asking cell by cell takes seconds
    widths = _widths(lines, kinds, _room(paper))
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for at, line in enumerate(lines):
        for column, (text, kind) in enumerate(zip(line, kinds, strict=True)):
            cell = cells[at * len(heads) + column]
            cell.width = widths[column]
            words = cell.paragraphs[0]
            run = words.add_run(plain(text))
            run.font.size = Pt(8)
            run.bold = at == 0 or column == 0
            if kind == "n" and (at == 0 or len(text) <= _FIGURE):
                words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    if apart:
        below = paper.add_paragraph().paragraph_format
        below.space_after, below.line_spacing = Pt(0), Pt(6)


def _room(paper: Paper) -> int:
    """Return the width between the margins of a page, EMU."""
    page = paper.sections[0]
    return int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)


#: Inches of a letter of a table and of the edges of a cell; letters of a word that may be broken.
_LETTER: Final = 0.069
_EDGES: Final = 0.16
_WORD: Final = 20


def _widths(lines: Any, kinds: str, room: int) -> list[Any]:
    """Return widths that share the page by what the columns hold, a word at least."""
    columns = [[plain(line[at]) for line in lines] for at in range(len(kinds))]
    words = [max((len(word) for text in column for word in text.split()), default=1) for column in columns]
    least = [_LETTER * min(longest, _WORD) + _EDGES for longest in words]
    texts = [max(map(len, column[1:]), default=1) for column in columns]
    wish = [min(n, 46) ** (1.4 if k == "t" else 0.5) for n, k in zip(texts, kinds, strict=True)]
    spare = room / Inches(1) - sum(least)
    if spare <= 0:
        return [Emu(int(room * one / sum(least))) for one in least]
    return [Inches(one + spare * part / sum(wish)) for one, part in zip(least, wish, strict=True)]


def _end(paper: Paper, sheet: Sheet) -> None:
    """Add what the file says of itself: how sure, notes, sources, version, link, how to cite."""
    paper.add_heading("About these figures", level=1)
    parts = [
        one for one in about(sheet) if one[0] not in ("Title", "Finding", "Settings", "Legend", "Source")
    ]
    for name, text in parts:
        words = paper.add_paragraph()
        words.add_run(f"{name}: ").bold = True
        if name == "Link" and text.startswith(("http://", "https://")):
            _link(words, text)
        else:
            words.add_run(text)
        _small(words)
    paper.add_heading("Sources", level=2)
    for line in sheet.sources:
        words = paper.add_paragraph(plain(line))
        _small(words)
        words.paragraph_format.space_after = Pt(0)


def _link(words: Paragraph, address: str) -> None:
    """Add an address that opens when pressed."""
    key = words.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = words.add_run(address)
    run.font.underline = True
    link.append(run._r)  # noqa: SLF001
    words._p.append(link)  # noqa: SLF001


def _small(words: Paragraph, size: float = 8) -> None:
    words.paragraph_format.space_after = Pt(3)
    for run in words.runs:
        run.font.size = Pt(size)
        run.font.color.rgb = _QUIET
