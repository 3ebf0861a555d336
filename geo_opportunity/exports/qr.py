"""Links as QR codes."""

from __future__ import annotations

import math
from typing import Final

import segno

__all__ = ["MOST", "qr_svg"]

#: Bytes of a link that a phone still reads from a screen.
MOST: Final = 1_200
_SHORT: Final = 300
#: Pixels of the picture, and of each of its modules, at least: smaller ones some readers cannot tell apart.
_LEAST: Final = 220
_MODULE: Final = 3
#: Modules of the quiet zone on each side.
_QUIET: Final = 4


def qr_svg(text: str) -> str:
    """Return a link's QR code as SVG, with the quiet zone it needs; "" where it is too long to be read."""
    length = len(text.encode())
    if length > MOST:
        return ""
    code = segno.make(text, error="m" if length < _SHORT else "l", micro=False)
    modules = code.symbol_size(border=_QUIET)[0]
    scale = max(_MODULE, math.ceil(_LEAST / modules))
    return str(code.svg_inline(scale=scale, border=_QUIET, light="#ffffff", dark="#14213d"))
