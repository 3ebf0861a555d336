"""Parts of a PDF: fonts, the styles of text, and flowables for maps, legends, bars and tables (reportlab)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from geo_opportunity.exports.place.written import share
from geo_opportunity.exports.text import plain, short
from geo_opportunity.maps.style import PROVIDER
from geo_opportunity.wording import value_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_opportunity.exports.document import Bars, Keys
    from geo_opportunity.exports.ground import Nation, Vicinity
    from geo_opportunity.exports.place.written import Table as Written
    from geo_opportunity.maps.legend import Legend

__all__ = [
    "BOLD", "FONT", "INK", "QUIET", "BarChart", "KeyFigures", "LegendBox", "NationMap", "VicinityMap",
    "fonts", "grid", "paragraph", "style",
]  # fmt: skip

FONT, BOLD = "GeoSans", "GeoSans-Bold"
INK, QUIET, RULE = HexColor("#1b1b1b"), HexColor("#4a4a4a"), HexColor("#9a9a9a")
HERE: Final = HexColor("#9ecae1")
AROUND, WATER, LINE = HexColor("#eef0f2"), HexColor("#d5e4ee"), HexColor("#6b6b6b")
_BAR, _NATION = HexColor("#2b6c99"), HexColor("#000000")


@lru_cache(maxsize=1)
def fonts() -> tuple[str, str]:
    """Register the fonts of documents once and return their names: DejaVu Sans, which comes with matplotlib.

    It has Greek, Cyrillic, Hebrew and Arabic letters besides the Latin ones.
    """
    rl_config.shapedFontGlob = None
    found = find_spec("matplotlib")
    folder = Path(str(found.origin)).parent / "mpl-data" / "fonts" / "ttf" if found else Path("absent")
    for name, file, usual in (
        (FONT, "DejaVuSans.ttf", "Vera.ttf"),
        (BOLD, "DejaVuSans-Bold.ttf", "VeraBd.ttf"),
    ):
        path = folder / file
        pdfmetrics.registerFont(TTFont(name, str(path) if path.is_file() else usual))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
    return FONT, BOLD


@lru_cache(maxsize=32)
def style(size: float, *, bold: bool = False, color: Any = INK, after: float = 0, right: bool = False) -> Any:
    """Return a style of text: its size in points, the space after it."""
    fonts()
    return ParagraphStyle(
        f"s{size}{bold}{after}{right}",
        fontName=BOLD if bold else FONT,
        fontSize=size,
        leading=size * 1.28,
        textColor=color,
        spaceAfter=after,
        alignment=2 if right else 0,
        splitLongWords=1,
        embeddedHyphenation=1,
    )


def paragraph(text: object, look: Any, *, link: str = "") -> Any:
    """Return a paragraph of plain text: markup in it is shown, not run."""
    written = escape(drawable(plain(text)))
    if link.startswith(("http://", "https://")):
        written = f'<a href="{escape(link, {chr(34): "&quot;"})}">{written}</a>'
    return Paragraph(written, look)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    fonts()
    return frozenset(pdfmetrics.getFont(FONT).face.charToGlyph)


def drawable(text: str) -> str:
    """Return text as it is drawn, from left to right.

    A character that the font lacks (most emoji) is written by its code; words from the right (Hebrew, Arabic)
    are turned around, since a page knows no direction.
    """
    if text.isascii():
        return text
    known = _glyphs()
    text = _FROM_RIGHT.sub(lambda found: found[0][::-1], text)
    return "".join(c if ord(c) in known or c.isspace() else f"[U+{ord(c):04X}]" for c in text)


_RIGHT: Final = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_FROM_RIGHT: Final = re.compile(f"{_RIGHT}+(?:[\\s.,:;-]+{_RIGHT}+)*")


# ------------------------------------------------------------------------ tables


def grid(
    table: Written,
    width: float,
    *,
    limit: int,
    size: float = 7.2,
    titled: bool = True,
    clip: int = 0,
    even: bool = False,
) -> list[Any]:
    """Return a written table as flowables: caption in bold, heads, its first rows, notes below.

    Text beyond `clip` characters of a cell ends in "…"; 0: no text does. `even`: the columns but the first
    are as wide as each other.
    """
    table = replace(table, rows=tuple(tuple(short(c, clip or 400) for c in row) for row in table.rows))
    look, quiet = style(size), style(size - 0.6, color=QUIET, after=2)
    out: list[Any] = []
    if table.caption and titled:
        out.append(paragraph(table.caption, style(size + 0.6, bold=True, after=1)))
    if not table.rows:
        return [*out, paragraph(table.empty, quiet)]
    right, head = style(size, right=True), style(size, bold=True)
    head_right = style(size, bold=True, right=True)
    rows = [
        [
            paragraph(h, head_right if k == "n" else head)
            for h, k in zip(table.heads, table.kinds, strict=True)
        ],
        *(
            [
                paragraph(text, right if k == "n" and len(text) <= _FIGURE else look)
                for text, k in zip(row, table.kinds, strict=True)
            ]
            for row in table.rows[:limit]
        ),
    ]
    widths = _even(table, width) if even else _widths(table, width, limit, size)
    drawn = Table(rows, colWidths=widths, repeatRows=1, hAlign="LEFT")
    drawn.setStyle(_TABLE)
    apart = [("LEFTPADDING", (at, 0), (at, -1), 2 + _APART) for at in _after_figures(table)]
    drawn.setStyle(TableStyle(apart))
    out.append(drawn)
    more = len(table.rows) - limit
    notes = [f"And {more:,} more." if more > 0 else "", table.note]
    return [*out, *(paragraph(note, quiet) for note in notes if note)]


_TABLE: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, HexColor("#d0d0d0")),
        ("TOPPADDING", (0, 0), (-1, -1), 1.1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)


#: Points more between figures, at the right of their column, and the text of the next column.
_APART: Final = 5.0


def _after_figures(table: Written) -> list[int]:
    """Return the columns of text that follow one of figures."""
    return [at for at in range(1, len(table.kinds)) if table.kinds[at - 1 : at + 1] == "nt"]


#: Characters of a figure; longer text among figures is a list of names.
_FIGURE: Final = 34


def _even(table: Written, width: float) -> list[float]:
    """Return widths of a first column and of others that are alike."""
    others = max(1, len(table.heads) - 1)
    first = width * max(0.2, 0.4 - 0.03 * others)
    return [first, *[(width - first) / others] * (len(table.heads) - 1)]


@lru_cache(maxsize=8_192)
def _wide(word: str, font: str, size: float) -> float:
    """Return the points a word takes."""
    return float(pdfmetrics.stringWidth(drawable(word), font, size))


def _widths(table: Written, width: float, limit: int, size: float) -> list[float]:
    """Return widths of columns that share the width by what they hold, a word at least."""
    wish, least, apart = [], [], _after_figures(table)
    for at, head in enumerate(table.heads):
        cells = [row[at] for row in table.rows[:limit]]
        longest = max((len(text) for text in cells), default=1)
        words = [(w, FONT) for text in cells for w in text.split()] + [(w, BOLD) for w in head.split()]
        needed = max((_wide(word[:18], font, size) for word, font in words), default=0.0)
        least.append(needed + 5.6 + _APART * (at in apart))
        text = table.kinds[at] == "t"
        wish.append(min(max(longest, min(len(head), 14)), 46) ** (1.5 if text else 0.6))
    spare = width - sum(least)
    if spare <= 0:
        return [width * one / sum(least) for one in least]
    return [one + spare * part / sum(wish) for one, part in zip(least, wish, strict=True)]


# ----------------------------------------------------------------------- figures


class KeyFigures(Flowable):  # type: ignore[misc]
    """Key figures side by side: value large, name above, meaning below."""

    def __init__(self, keys: Keys, width: float, across: int = 4) -> None:
        super().__init__()
        each = width / across
        cells = [
            [
                paragraph(name, style(7, bold=True, color=QUIET)),
                paragraph(value, style(13, bold=True)),
                paragraph(meaning, style(6.6, color=QUIET)),
            ]
            for name, value, meaning in keys.items
        ]
        cells += [[] for _ in range(-len(cells) % across)]
        rows = [cells[at : at + across] for at in range(0, len(cells), across)]
        self._table = Table(rows, colWidths=[each] * across, hAlign="LEFT")
        self._table.setStyle(
            TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        )

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size taken, points."""
        size: tuple[float, float] = self._table.wrap(width, height)
        return size

    def draw(self) -> None:
        """Draw it."""
        self._table.drawOn(self.canv, 0, 0)


class BarChart(Flowable):  # type: ignore[misc]
    """Shares as bars, the nation's as a mark; unknown is said in words."""

    def __init__(self, bars: Bars, width: float) -> None:
        super().__init__()
        self._bars, self.width, self.height = bars, width, 13.0 * len(bars.items) + 11

    def draw(self) -> None:
        """Draw it."""
        canvas, left, right = self.canv, self.width * 0.38, 150.0
        track = self.width - left - right
        y = self.height - 11
        for name, here, nation in self._bars.items:
            canvas.setFillColor(INK)
            canvas.setFont(FONT, 7.4)
            canvas.drawString(0, y, short(name, 60))
            canvas.setFillColor(AROUND)
            canvas.rect(left, y - 2, track, 8.5, stroke=0, fill=1)
            if not value_missing(here):
                canvas.setFillColor(_BAR)
                canvas.rect(left, y - 2, track * here, 8.5, stroke=0, fill=1)
            if not value_missing(nation):
                canvas.setStrokeColor(_NATION)
                canvas.setLineWidth(1.4)
                canvas.line(left + track * nation, y - 3.5, left + track * nation, y + 8)
            canvas.setFillColor(INK)
            canvas.drawString(left + track + 6, y, f"{share(here)}; nation {share(nation)}")
            y -= 13.0
        canvas.setFont(FONT, 6.4)
        canvas.setFillColor(QUIET)
        canvas.drawString(left, y + 1, "Bar: share of jobs here. Black mark: the nation.")


# -------------------------------------------------------------------------- maps


class LegendBox(Flowable):  # type: ignore[misc]
    """A legend in columns: swatch, label and how many areas have it."""

    def __init__(self, legend: Legend, width: float) -> None:
        super().__init__()
        longest = max((len(entry.label) for entry in legend.entries), default=0)
        across = 3 if longest < 34 else 2 if longest < 52 else 1
        self._legend, self.width, self._across = legend, width, across
        self._lines = -(-len(legend.entries) // across)
        self._note = paragraph(legend.note, style(6.6, color=QUIET)) if legend.note else None
        self._note_height = self._note.wrap(width, 1000)[1] if self._note is not None else 0.0
        self.height = 12 + 11.0 * self._lines + self._note_height + 3

    def draw(self) -> None:
        """Draw it."""
        canvas, each = self.canv, self.width / self._across
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 7.6)
        canvas.drawString(0, self.height - 9, drawable(short(self._legend.title, 120)))
        for at, entry in enumerate(self._legend.entries):
            x, y = (at // self._lines) * each, self.height - 20 - 11.0 * (at % self._lines)
            canvas.setLineWidth(0.5)
            canvas.setStrokeColor(RULE)
            canvas.setFillColor(HexColor(entry.color[:7]))
            canvas.rect(x, y - 1, 12, 8, stroke=1, fill=1)
            if entry.hatched:
                _hatch(canvas, x, y - 1, 12, 8)
            count = "" if entry.count is None else f" ({entry.count:,})"
            canvas.setFillColor(INK)
            canvas.setFont(FONT, 7)
            canvas.drawString(x + 16, y, drawable(short(f"{entry.label}{count}", 120 // self._across)))
        if self._note is not None:
            self._note.drawOn(canvas, 0, 1)


def _hatch(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    """Draw diagonal lines in a box."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    _lines(canvas, (x, y, width, height))
    canvas.restoreState()


def _lines(canvas: Any, box: tuple[float, float, float, float], step: float = 3.2) -> None:
    x, y, width, height = box
    canvas.setStrokeColor(HexColor("#7a7a7a"))
    canvas.setLineWidth(0.45)
    at = x - height
    while at < x + width:
        canvas.line(at, y, at + height, y + height)
        at += step


class _Drawn(Flowable):  # type: ignore[misc]
    """A picture whose y points down, drawn to a width."""

    def __init__(self, size: tuple[float, float], width: float) -> None:
        super().__init__()
        self._scale = width / size[0]
        self._size, self.width, self.height = size, width, size[1] * self._scale

    def begin(self) -> Any:
        """Return the canvas with the picture's points."""
        self.canv.saveState()
        self.canv.translate(0, self.height)
        self.canv.scale(self._scale, -self._scale)
        self.canv.setLineJoin(1)
        return self.canv

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write text at a point, black on a white edge."""
        canvas = self.canv
        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(1, -1)
        font = BOLD if bold else FONT
        for mode, color in ((1, HexColor("#ffffff")), (0, INK)):
            canvas.saveState()  # how text is painted outlasts it
            piece = canvas.beginText(0, 0)
            piece.setFont(font, size)
            piece.setTextRenderMode(mode)
            canvas.setStrokeColor(HexColor("#ffffff"))
            canvas.setLineWidth(1.8)
            piece.setFillColor(color)
            piece.textOut(drawable(text))
            canvas.drawText(piece)
            canvas.restoreState()
        canvas.restoreState()


def _path(canvas: Any, rings: Iterable[Any]) -> Any:
    """Return the path of closed rings."""
    path = canvas.beginPath()
    for ring in rings:
        (x, y), *more = ring.tolist()
        path.moveTo(x, y)
        for x, y in more:
            path.lineTo(x, y)
        path.close()
    return path


class NationMap(_Drawn):
    """The areas of the nation in the colors of a picture, unknown ones hatched, places marked."""

    def __init__(
        self,
        ground: Nation,
        width: float,
        fills: Mapping[str, str],
        unknown: Iterable[str] = (),
        spots: Sequence[tuple[str, float, float]] = (),
    ) -> None:
        super().__init__(ground.size, width)
        self._ground, self._fills, self._unknown, self._spots = ground, fills, set(unknown), spots

    def draw(self) -> None:
        """Draw it."""
        canvas, areas = self.begin(), self._ground.areas
        canvas.setLineWidth(0.25)
        canvas.setStrokeColor(HexColor("#ffffff"))
        for code, fill in self._fills.items():
            if code in areas:
                canvas.setFillColor(HexColor(fill[:7]))
                canvas.drawPath(_path(canvas, areas[code]), stroke=1, fill=1)
        hatched = [ring for code in self._unknown for ring in areas.get(code, [])]
        if hatched:
            canvas.saveState()
            canvas.clipPath(_path(canvas, hatched), stroke=0, fill=0)
            _lines(canvas, (0.0, 0.0, *self._ground.size), step=4.5)
            canvas.restoreState()
        canvas.setLineWidth(0.55)
        canvas.setStrokeColor(LINE)
        canvas.drawPath(_path(canvas, self._ground.states), stroke=1, fill=0)
        for name, x, y in self._spots:
            canvas.setFillColor(INK)
            canvas.setStrokeColor(HexColor("#ffffff"))
            canvas.setLineWidth(1)
            canvas.circle(x, y, 4, stroke=1, fill=1)
            shown = short(name, 34)
            over = x > 0.68 * self._ground.size[0]
            wide = pdfmetrics.stringWidth(drawable(shown), BOLD, 9)
            self.text(x - 7 - wide if over else x + 7, y + 3, shown, 9, bold=True)
        canvas.restoreState()


class VicinityMap(_Drawn):
    """A place, what is around it, programs near it, and where it is in the nation."""

    def __init__(
        self, around: Vicinity, width: float, inset: Nation, spot: tuple[float, float] | None
    ) -> None:
        super().__init__(around.size, width)
        self._around, self._inset, self._spot = around, inset, spot

    def draw(self) -> None:
        """Draw it."""
        canvas, around = self.begin(), self._around
        wide, high = around.size
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(0, 0, wide, high)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setFillColor(WATER)
        canvas.rect(0, 0, wide, high, stroke=0, fill=1)
        canvas.setStrokeColor(HexColor("#ffffff"))
        for rings, fill, line in ((around.around, AROUND, 0.8), (around.place, HERE, 0.8)):
            canvas.setFillColor(fill)
            canvas.setLineWidth(line)
            canvas.drawPath(_path(canvas, rings), stroke=1, fill=1)
        canvas.setFillColor(WATER)
        canvas.drawPath(_path(canvas, around.water), stroke=0, fill=1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.8)
        canvas.drawPath(_path(canvas, around.states), stroke=1, fill=0)
        canvas.setStrokeColor(HexColor("#0b4f6c"))
        canvas.setLineWidth(1.2)
        canvas.drawPath(_path(canvas, around.place), stroke=1, fill=0)
        canvas.setFillColor(HexColor(PROVIDER))
        canvas.setStrokeColor(HexColor("#ffffff"))
        canvas.setLineWidth(0.5)
        for x, y in around.sites:
            canvas.circle(x, y, 2.4, stroke=1, fill=1)
        for label in around.labels:
            canvas.setFillColor(INK)
            canvas.circle(label.x, label.y, 1.2, stroke=0, fill=1)
            wide_name = pdfmetrics.stringWidth(drawable(label.name), FONT, 7)
            left = label.x - 3 - wide_name if label.x + 3 + wide_name > wide - 3 else label.x + 3
            self.text(left, label.y + 2.4, label.name, 7)
        self._corner(canvas)
        canvas.restoreState()
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.rect(0, 0, wide, high, stroke=1, fill=0)
        canvas.restoreState()

    def _corner(self, canvas: Any) -> None:
        """Draw where the place is in the nation, in a corner."""
        if self._spot is None:
            return
        across, (wide, high) = self._inset.size[0], self._around.size
        scale = 0.24 * wide / across
        canvas.saveState()
        box = (across * scale + 6, self._inset.size[1] * scale + 6)
        canvas.translate(wide - box[0], high - box[1])
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.rect(0, 0, *box, stroke=1, fill=1)
        canvas.translate(3, 3)
        canvas.scale(scale, scale)
        canvas.setFillColor(AROUND)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.9)
        canvas.drawPath(_path(canvas, self._inset.states), stroke=1, fill=1)
        canvas.setFillColor(HexColor("#b03a2e"))
        canvas.circle(*self._spot, 11, stroke=0, fill=1)
        canvas.restoreState()
