"""A scene as one page with a map: PNG, SVG or PDF, drawn by matplotlib in an equal-area projection.

The colors and classes are those on screen (``maps.picture``); the unknown is hatched, and categories that
gray would not tell apart have patterns. The page carries title, finding, settings, legend with counts, how
sure the figures are, sources, data version, link and citation; the file's metadata the same in short.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from geo_opportunity.errors import ValueRangeError
from geo_opportunity.exports import inks, plates, views
from geo_opportunity.exports.cartography import CLOSE, UNKNOWN, draw_map, over
from geo_opportunity.exports.cells import written
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.maps import style
from geo_opportunity.maps import words as legend_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet
    from geo_opportunity.exports.plates import Box
    from geo_opportunity.maps.legend import Entry

__all__ = ["SIZES", "Png", "draw", "pdf", "png", "svg"]

#: Named sizes: width and height in inches, dots per inch of a PNG.
SIZES: Final[dict[str, tuple[float, float, int]]] = {
    "screen": (10.0, 7.5, 192),
    "slide": (13.3334, 7.5, 150),
    "card": (6.25, 3.28125, 192),
    "letter": (11.0, 8.5, 300),
    "letter-portrait": (8.5, 11.0, 300),
    "a4": (11.69, 8.27, 300),
    "a4-portrait": (8.27, 11.69, 300),
}
_FORMATS: Final = ("png", "svg", "pdf")
#: matplotlib's fonts and settings are shared by all threads.
_LOCK: Final = threading.Lock()
_SETTINGS: Final[Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": TITLE,
    "pdf.fonttype": 42,
    "text.parse_math": False,
}
_INK, _GRAY, _PALE = "#1a1a1a", "#555555", "#8a8a8a"
#: Inches around the page.
_EDGE: Final = 0.35


class Png(bytes):
    """A PNG that a notebook shows."""

    __slots__ = ()

    def _repr_png_(self) -> bytes:
        return bytes(self)


def png(sheet: Sheet, __atlas: Atlas | None = None, *, size: str = "screen", **options: Any) -> bytes:
    """Return a scene as a PNG of a named size; options of :func:`draw`."""
    return _sized(sheet, "png", size, options)


def svg(sheet: Sheet, __atlas: Atlas | None = None, *, size: str = "screen", **options: Any) -> bytes:
    """Return a scene as an SVG whose text is text."""
    return _sized(sheet, "svg", size, options)


def pdf(sheet: Sheet, __atlas: Atlas | None = None, *, size: str = "letter", **options: Any) -> bytes:
    """Return a scene as a PDF of one page."""
    return _sized(sheet, "pdf", size, options)


def _sized(sheet: Sheet, fmt: str, size: str, options: Mapping[str, Any]) -> bytes:
    if size not in SIZES:
        raise ValueRangeError(f"{size!r} is no size of a picture", fix=f"choose one of {', '.join(SIZES)}")
    width, height, dpi = SIZES[size]
    return draw(sheet, **{"width_in": width, "height_in": height, "dpi": dpi, "fmt": fmt, **options})


def draw(
    sheet: Sheet,
    *,
    width_in: float,
    height_in: float,
    dpi: int = 192,
    fmt: str = "png",
    bare: bool = False,
    letters: float = 1.0,
) -> bytes:
    """Return a scene as a picture.

    Parameters
    ----------
    sheet
        What it says (``exports.base.sheet``).
    width_in, height_in
        Of the page, inches (2 to 60).
    dpi
        Dots per inch of a PNG (36 to 1,200).
    fmt
        "png", "svg" or "pdf".
    bare
        The map and its legend alone, for a page that has words of its own.
    letters
        How many times larger than usual its letters are (0.5 to 4), for a slide that is seen from afar.

    Returns
    -------
    bytes
        The file; the same bytes for the same scene and data.

    Raises
    ------
    ValueRangeError
        A size or format that is not one of these.
    """
    if fmt not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise ValueRangeError(f"{fmt!r} is no format of a picture", fix=f"choose one of {known}")
    if not (2 <= width_in <= 60 and 2 <= height_in <= 60 and 36 <= dpi <= 1_200 and 0.5 <= letters <= 4):
        raise ValueRangeError(
            f"a picture of {width_in:g} × {height_in:g} inches at {dpi} dots an inch, letters {letters:g} "
            "times as large, cannot be drawn",
            fix="choose 2 to 60 inches, 36 to 1,200 dots, and letters 0.5 to 4 times as large",
        )
    with _LOCK, mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width_in, height_in), facecolor="white")
        FigureCanvasAgg(figure)
        page = _Page(figure, width_in, height_in, letters)
        if bare:
            page.body = page.whole
        else:
            _head(page, sheet)
            _foot(page, sheet)
        _body(page, sheet)
        out = io.BytesIO()
        figure.savefig(out, format=fmt, dpi=dpi, metadata=_metadata(sheet, fmt))
    return out.getvalue()


def _metadata(sheet: Sheet, fmt: str) -> dict[str, Any]:
    """Return title, alternative text and origin as the format names them."""
    title, alt = inks.shown(sheet.title), f"{sheet.alt} {sheet.headline}".strip()
    if fmt == "png":
        return {
            "Title": title, "Description": alt, "Source": sheet.link, "Author": TITLE, "Comment": sheet.cite,
            "Software": f"{TITLE}, data version {sheet.data_version}",
        }  # fmt: skip
    if fmt == "svg":
        return {"Title": title, "Description": alt, "Source": sheet.link, "Creator": TITLE, "Date": None}
    return {
        "Title": title, "Subject": alt, "Author": TITLE, "Keywords": sheet.cite, "CreationDate": None,
    }  # fmt: skip


# -------------------------------------------------------------------------- page


@dataclass(slots=True)
class _Page:
    """A page being laid out, in inches from its top left."""

    figure: Figure
    width: float
    height: float
    letters: float = 1.0
    body: Box = (0.0, 0.0, 0.0, 0.0)
    """Left, top, right, bottom of what is left for the map."""

    def __post_init__(self) -> None:
        edge = min(_EDGE, 0.05 * self.height)
        self.body = (edge, edge, self.width - edge, self.height - edge)

    @property
    def whole(self) -> Box:
        """The page with hardly an edge."""
        return 0.08, 0.08, self.width - 0.08, self.height - 0.08

    @property
    def fine(self) -> float:
        """Size of letters and lines, 1 on a page of 10 inches."""
        return self.letters * float(min(1.25, max(0.62, (self.width * self.height / 75) ** 0.5)))

    def write(self, x: float, y: float, text: str, size: float, **look: Any) -> None:
        """Write a line with its top left at x, y."""
        given = {"color": _INK, "family": inks.families(), "va": "top", "parse_math": False, **look}
        self.figure.text(x / self.width, 1 - y / self.height, text, fontsize=size, **given)

    def paragraph(
        self, box: Box, text: object, size: float, *, lines: int, up: bool = False, **look: Any
    ) -> float:
        """Write text in lines from the top of a box, or up from its bottom; return its other edge."""
        left, top, right, bottom = box
        bold = look.get("weight") == "bold"
        rows = inks.wrap(text, size, 72 * (right - left), lines=lines, bold=bold)
        step = 1.28 * size / 72
        start = bottom - step * len(rows) if up else top
        for n, row in enumerate(rows):
            self.write(left, start + n * step, row, size, **look)
        return start if up else start + step * len(rows)

    def axes(self, box: Box) -> Any:
        """Return axes that fill a box."""
        left, top, right, bottom = box
        wide, tall = (right - left) / self.width, (bottom - top) / self.height
        return self.figure.add_axes((left / self.width, 1 - bottom / self.height, wide, tall))

    def dot(self, x: float, y: float, color: str, *, ring: bool = False) -> None:
        """Draw a point, or a ring."""
        at = ([x / self.width], [1 - y / self.height])
        look: Any = {"marker": "o", "ms": 6 * self.fine, "mfc": color, "mec": "white", "mew": 0.5}
        if ring:
            look |= {"ms": 8 * self.fine, "mfc": "none", "mec": color, "mew": 1.6 * self.fine}
        self.figure.add_artist(Line2D(*at, ls="", transform=self.figure.transFigure, **look))

    def box(self, box: Box, **look: Any) -> None:
        """Draw a rectangle."""
        left, top, right, bottom = box
        drawn = Rectangle(
            (left / self.width, 1 - bottom / self.height),
            (right - left) / self.width,
            (bottom - top) / self.height,
            transform=self.figure.transFigure,
        )
        hatch = look.pop("hatch", None)
        drawn.set(**look)
        if hatch:
            drawn.set_hatch(hatch)
            drawn.set_hatch_linewidth(0.45)
        self.figure.add_artist(drawn)


def _head(page: _Page, sheet: Sheet) -> None:
    left, top, right, bottom = page.body
    fine = page.fine
    small = page.height < 4.5
    y = page.paragraph((left, top, right, bottom), sheet.title, 16 * fine, lines=2, weight="bold")
    y = page.paragraph((left, y + 0.06, right, bottom), sheet.headline, 9.5 * fine, lines=2 if small else 5)
    y = page.paragraph(
        (left, y + 0.05, right, bottom), sheet.subtitle, 7.5 * fine, lines=2 if small else 4, color=_GRAY
    )
    page.body = (left, y + 0.08, right, bottom)


def _foot(page: _Page, sheet: Sheet) -> None:
    left, top, right, bottom = page.body
    size = 6.3 * page.fine
    small = page.height < 4.5
    own = [] if sheet.link.startswith("http") else [f"Opens again in the app: {sheet.link}"]
    lines = [" ".join([sheet.cite, *own]), sheet.credit]
    if not small:
        lines += [sheet.certainty, *sheet.notes[:1]]
    for text in filter(None, lines):
        box = (left, top, right, bottom)
        bottom = page.paragraph(box, text, size, lines=2 if small else 4, up=True, color=_GRAY) - 0.03
    page.box((left, bottom - 0.01, right, bottom - 0.01), ec="#cccccc", lw=0.6)
    page.body = (left, top, right, bottom - 0.06)


# -------------------------------------------------------------------------- body


def _body(page: _Page, sheet: Sheet) -> None:
    """Draw the maps and the legend; for a scene without a map, the first rows of its table."""
    if sheet.picture is None:
        _table(page, sheet)
        return
    patterns = inks.gray_patterns(sheet.legend.entries) if sheet.category else {}
    shown = views.of_sheet(sheet)
    for view, box in zip(shown, _grid(_beside(page, sheet, patterns), len(shown)), strict=True):
        left, top, right, bottom = box
        if view.title:
            top = page.paragraph(box, view.title, 9 * page.fine, lines=2, weight="bold")
            said = (left, top, right, bottom)
            top = page.paragraph(said, view.detail, 7 * page.fine, lines=2, color=_GRAY) + 0.04
        plate = view.plate((right - left) / max(bottom - top, 0.1))
        axes = page.axes((left, top, right, bottom))
        size = page.letters * max(0.55, min(1.4, (right - left) / 7.2))
        titles = {} if view.title or plate.frames else {place.code: place.title for place in sheet.places}
        draw_map(
            axes, plate, view.picture, patterns=patterns, selected=view.selected, titles=titles,
            marks=sheet.marks, fine=size,
        )  # fmt: skip
        if not plate.frames:
            x0, y0, x1, y1 = plate.extent
            axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec="#b5b5b5", lw=0.8, zorder=6))


def _beside(page: _Page, sheet: Sheet, patterns: Mapping[str, str]) -> Box:
    """Draw legend and locator beside the maps, or under them on a tall page; return the box of the maps."""
    left, top, right, bottom = page.body
    fine = page.fine
    if right - left > 1.15 * (bottom - top):
        column = min(0.27 * (right - left), 2.6 * fine)
        y = _legend(page, sheet, (right - column, top, right, bottom), patterns)
        _locator(page, sheet, (right - column, y + 0.1, right, bottom))
        return left, top, right - column - 0.12, bottom
    tall = 0.185 * fine * (len(sheet.legend.entries) + 2)
    _legend(page, sheet, (left, bottom - tall, right - 2.2 * fine, bottom), patterns)
    _locator(page, sheet, (right - 2.0 * fine, bottom - tall, right, bottom))
    return left, top, right, bottom - tall - 0.1


def _table(page: _Page, sheet: Sheet) -> None:
    """Draw the first rows and columns of the scene's first table."""
    if not sheet.tables:
        return
    left, top, right, bottom = page.body
    size = 7.2 * page.fine
    step = 1.75 * size / 72
    most = max(1, min(7, int((right - left) / 1.2)))
    room = max(1, int((bottom - top) / step) - 2)
    heads, kinds, lines = written(sheet.tables[0], rows=room, columns=most)
    wide = inks.widths([heads, *lines], lambda _: size, 72 * (right - left), pad=13)
    named = [inks.wrap(head, size, w - 12, lines=4, bold=True) for head, w in zip(heads, wide, strict=True)]
    deep = max(map(len, named), default=1)
    lines = lines[: max(1, room - deep + 1)]
    edges = [left + sum(wide[:n]) / 72 for n in range(len(heads) + 1)]

    def put(n: int, y: float, text: str, **look: Any) -> None:
        if kinds[n] == "n":
            page.write(edges[n + 1] - 0.08, y, text, size, ha="right", **look)
        else:
            page.write(edges[n], y, text, size, **look)

    for n, words in enumerate(named):
        for row, text in enumerate(words, start=deep - len(words)):
            put(n, top + row * step, text, weight="bold")
    for row, cells in enumerate(lines, start=deep):
        for n, cell in enumerate(cells):
            put(n, top + row * step, (inks.wrap(cell, size, wide[n] - 12, lines=1) or [""])[0])
    for row in range(deep - 1, deep + len(lines)):
        y = top + (row + 0.82) * step
        page.box((left, y, right, y), ec="#dddddd", lw=0.4)
    count = len(sheet.tables[0].frame) - len(lines)
    if count > 0:
        below = top + (len(lines) + deep + 0.1) * step
        page.write(left, below, f"and {count:,} more rows", size, color=_GRAY)


def _grid(box: Box, count: int) -> list[Box]:
    """Return boxes side by side, or two above two."""
    left, top, right, bottom = box
    across = count if count < 4 and right - left > bottom - top else min(count, 2)
    down = -(-count // across)
    wide, tall, gap = (right - left) / across, (bottom - top) / down, 0.1
    return [
        (
            left + (n % across) * wide + (gap / 2 if n % across else 0),
            top + (n // across) * tall + (gap / 2 if n // across else 0),
            left + (n % across + 1) * wide - (gap / 2 if n % across < across - 1 else 0),
            top + (n // across + 1) * tall - (gap / 2 if n // across < down - 1 else 0),
        )
        for n in range(count)
    ]


def _legend(page: _Page, sheet: Sheet, box: Box, patterns: Mapping[str, str]) -> float:
    """Draw the legend from the top of a box; return its lower edge."""
    left, _, right, bottom = box
    fine = page.fine
    y = page.paragraph(box, sheet.legend.title, 8.5 * fine, lines=3, weight="bold") + 0.06 * fine
    swatch, tall = 0.2 * fine, 0.13 * fine
    for entry in sheet.legend.entries:
        _swatch(page, entry, (left, y, left + swatch, y + tall), patterns)
        count = f" ({legend_words.areas(entry.count)})" if entry.count is not None else ""
        text = (left + swatch + 0.07, y + 0.005 * fine, right, bottom)
        below = page.paragraph(text, f"{entry.label}{count}", 7.4 * fine, lines=3)
        y = max(below, y + tall) + 0.035 * fine
    if sheet.legend.note:
        note = (left, y + 0.03, right, bottom)
        y = page.paragraph(note, sheet.legend.note, 6.5 * fine, lines=6, color=_GRAY)
    return y


def _swatch(page: _Page, entry: Entry, box: Box, patterns: Mapping[str, str]) -> None:
    if entry.point or entry.ring:
        left, top, right, bottom = box
        page.dot((left + right) / 2, (top + bottom) / 2, entry.color, ring=entry.ring)
        return
    page.box(box, fc=entry.color, ec=_PALE, lw=0.5)
    pattern = UNKNOWN if entry.hatched else 2 * CLOSE if entry.lined else patterns.get(entry.color, "")
    if pattern:
        line = style.LINE if entry.hatched or entry.lined else over(entry.color)
        page.box(box, hatch=pattern, fc="none", ec=line, lw=0.0)


def _locator(page: _Page, sheet: Sheet, box: Box) -> None:
    """Draw where in the nation a window lies, where there is room."""
    left, top, right, bottom = box
    if len(sheet.places) != 1 or views.is_nation(sheet) or bottom - top < 0.8:
        return
    spots = [("", *at) for at in views.spots(sheet)]
    if spots:
        tall = min(bottom - top, (right - left) * 0.65)
        axes = page.axes((left, bottom - tall, right, bottom))
        draw_map(axes, plates.nation(sheet.atlas.whole), None, named=False, spots=spots, fine=0.6)
