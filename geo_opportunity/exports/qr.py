"""Links as QR codes."""

from __future__ import annotations

from typing import Final

import segno

__all__ = ["MOST", "qr_svg"]

#: Bytes of a link that a phone still reads from a screen.
MOST: Final = 1_200
_SHORT: Final = 300


def qr_svg(text: str) -> str:
    """Return a link's QR code as SVG, with the quiet zone it needs; "" where it is too long to be read."""
    length = len(text.encode())
    if length > MOST:
        return ""
    code = segno.make(text, error="m" if length < _SHORT else "l", micro=False)
    return str(code.svg_inline(scale=4, border=4, light="#ffffff", dark="#14213d"))
