"""Text and patterns on pictures: what fits a line, letters the fonts have, colors told apart in gray."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from matplotlib import font_manager
from matplotlib.textpath import text_to_path

from geo_opportunity.maps import palettes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo_opportunity.maps.legend import Entry

__all__ = ["families", "gray_patterns", "shown", "width_of", "widths", "wrap"]

#: Comes with matplotlib; the others are used for letters it lacks, where they are installed.
_FONT: Final = "DejaVu Sans"
_MORE: Final = (
    "Noto Sans CJK JP", "Noto Sans Hebrew", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai",
    "Noto Emoji", "Arial Unicode MS", "WenQuanYi Zen Hei", "Unifont",
)  # fmt: skip
_NO_LETTER: Final = "□"
#: Letters of a text that are looked at: longer texts are cut.
_MOST: Final = 2_000
#: Controls, formats (zero-width, direction overrides) and halves of surrogate pairs.
_NOT_DRAWN: Final = frozenset({"Cc", "Cf", "Cs"})
#: Colors closer than this in lightness (L*) look alike in gray.
_ALIKE: Final = 15.0
_PATTERNS: Final = ("....", "----", "xxxx", "||||", "oooo")


@lru_cache(maxsize=1)
def families() -> list[str]:
    """Return the fonts texts are drawn with, the usual one first."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [_FONT, *(name for name in _MORE if name in installed)]


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """Return the code points our fonts have."""
    found: set[int] = set()
    for name in families():
        file = font_manager.findfont(font_manager.FontProperties(family=name))
        found |= set(font_manager.get_font(file).get_charmap())
    return frozenset(found)


def shown(text: object) -> str:
    """Return a text in one line as our fonts can draw it: other letters as a box, controls left out."""
    flat = re.sub(r"\s+", " ", str(text)[:_MOST]).strip()
    known = _letters()
    kept = "".join(c for c in flat if unicodedata.category(c) not in _NOT_DRAWN)
    return "".join(c if ord(c) in known else _NO_LETTER for c in unicodedata.normalize("NFC", kept))


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in points."""
    font = font_manager.FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrap(text: object, size: float, width: float, *, lines: int, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than `width` points, the last one cut with "…" where there are more."""
    out: list[str] = []
    line = ""
    for word in _words(shown(text), size, width, bold=bold):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        out.append(line)
        line = word
        if len(out) == lines:
            return [*out[:-1], _cut(out[-1], size, width, bold=bold)]
    return [*out, line] if line else out


def widths(
    lines: Sequence[Sequence[str]],
    size: Callable[[str], float],
    width: float,
    *,
    pad: float,
    least: float = 0.0,
) -> list[float]:
    """Return the width of each column of a table, points: each cell in one line, where there is room.

    Parameters
    ----------
    lines
        Cells of each row, the heads first.
    size
        Of the letters of a cell, points.
    width
        Of the table, points.
    pad, least
        Room beside the text of a cell; the least width of a text.
    """
    low, high = [], []
    for cells in zip(*lines, strict=True):
        words = [width_of(word, size(text), bold=True) for text in cells for word in text.split()]
        low.append(max([*words, least]) + pad)
        high.append(max([low[-1], *(width_of(text, size(text), bold=True) + pad for text in cells)]))
    spare, wanted = width - sum(low), sum(high) - sum(low)
    if spare <= 0:
        return [width * one / sum(low) for one in low]
    if wanted <= spare:
        return [one + (spare - wanted) / len(high) for one in high]
    return [one + (most - one) * spare / wanted for one, most in zip(low, high, strict=True)]


def _words(text: str, size: float, width: float, *, bold: bool) -> Iterable[str]:
    """Yield the words of a text, those wider than a line in pieces, after a hyphen where one has it."""
    for word in text.split():
        rest = word
        while width_of(rest, size, bold=bold) > width:
            fits = max(1, int(len(rest) * width / width_of(rest, size, bold=bold)) - 1)
            fits = rest.rfind("-", 0, fits) + 1 or fits
            yield rest[:fits]
            rest = rest[fits:]
        if rest:
            yield rest


def _cut(line: str, size: float, width: float, *, bold: bool) -> str:
    while line and width_of(f"{line}…", size, bold=bold) > width:
        line = line[:-1]
    return f"{line.rstrip(' ,;:')}…"


def gray_patterns(entries: Sequence[Entry]) -> dict[str, str]:
    """Return a pattern for each color of a legend that another one before it would look like in gray."""
    out: dict[str, str] = {}
    plain: list[float] = []
    for entry in entries:
        if entry.hatched or entry.point or entry.ring or entry.color in out:
            continue
        light = _lightness(entry.color)
        if all(abs(light - other) >= _ALIKE for other in plain):
            plain.append(light)
        elif len(out) < len(_PATTERNS):
            out[entry.color] = _PATTERNS[len(out)]
    return out


def _lightness(color: str) -> float:
    """Return CIE L* of a color, 0 to 100."""
    channels = (value / 255 for value in palettes.rgb(color))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y
