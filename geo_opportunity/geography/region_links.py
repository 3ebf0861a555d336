"""The text of a region in a link, read and checked without laying the region out.

A link is anybody's text, so its cost is bounded before any work is done, and codes are checked all at once:
the text of a large state is read in a few milliseconds.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from geo_opportunity.errors import LinkError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_BYTES", "PREFIX", "RegionLink", "cut", "number_share", "read_link", "unpacked"]

PREFIX: Final = "r1."
#: Bytes a region's text may unpack to: every county and tract code of a large state. Codes pack to a third of
#: their size; what packs to less than an eighth is a bomb, unless it is small.
MAX_BYTES: Final = 200_000
_SMALL: Final = 4_000
_MOST_PACKED: Final = 8
#: More than the counties of the nation.
_MAX_COUNTIES: Final = 4_000
_TRACT: Final = 6  # digits of a tract within its county
_POWERS: Final = 10 ** np.arange(_TRACT - 1, -1, -1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class RegionLink:
    """What a region's link text says, checked: laying it out as a ``Region`` cannot fail."""

    name: str
    source: Literal["counties", "boundary"]
    counties: tuple[str, ...]
    """County codes, each once."""
    parts: dict[str, list[Any]]
    """Partial counties: share of residents inside (between 0 and 1), tracts inside (six digits each; none:
    the share alone is known)."""
    tracts: NDArray[np.int64]
    """All tracts inside counties in part, as numbers, each once."""
    size: int = 0
    """Bytes the text unpacks to."""

    @property
    def members(self) -> tuple[frozenset[str], bytes, frozenset[tuple[str, float]]]:
        """Equal for regions of the same counties, tracts and shares, whatever their names and order."""
        even = frozenset((county, share) for county, (share, tracts) in self.parts.items() if not tracts)
        return frozenset(self.counties), np.sort(self.tracts).tobytes(), even


def read_link(text: str, most: int = MAX_BYTES) -> RegionLink:
    """Return what a region's link text (``Region.to_link``) says; it may unpack to `most` bytes.

    Raises
    ------
    LinkError
        The text is damaged, too large, or of a version not known here.
    """
    if not text.startswith(PREFIX):
        what = f"the region in this link starts with {text[:8]!r}, not {PREFIX!r}"
        raise LinkError(what, fix="request the link again")
    try:
        body = text.removeprefix(PREFIX)
        packed = len(body) * 3 // 4
        raw = unpacked(body, min(most, _SMALL + _MOST_PACKED * packed))
        return replace(_checked(json.loads(raw, parse_constant=_refused)), size=len(raw))
    except (ValueError, TypeError, KeyError, RecursionError, zlib.error) as error:
        what = f"the region in this link cannot be read: {str(error)[:200]}"
        raise LinkError(what, fix="request the link again, or pick its counties") from error


def unpacked(body: str, most: int) -> bytes:
    """Return what a link's text (base64 of zlib's) packs, at most so many bytes.

    Raises
    ------
    ValueError, zlib.error
        It is damaged, cut off or larger.
    """
    unpack = zlib.decompressobj()
    packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    raw = unpack.decompress(packed, most)
    if not unpack.eof:
        msg = "it is cut off, or too large"
        raise ValueError(msg)
    return raw


def _refused(constant: str) -> float:
    msg = f"it has {constant} where a number is needed"
    raise ValueError(msg)


def _checked(values: Any) -> RegionLink:
    """Return the link's values; raise ValueError, TypeError or KeyError where they are no region."""
    name, source, joined, parts = values
    if not (isinstance(name, str) and isinstance(joined, str) and isinstance(parts, dict)):
        msg = "its values are of the wrong kind"
        raise TypeError(msg)
    counties = cut(joined, 5)
    if (
        not counties
        or len(counties) > _MAX_COUNTIES
        or len(set(counties)) < len(counties)
        or not set(parts) <= set(counties)
    ):
        msg = (
            f"it has no counties, more than {_MAX_COUNTIES:,}, one twice, or tracts of a county it does "
            "not have"
        )
        raise ValueError(msg)
    shares, texts = zip(*parts.values(), strict=True) if parts else ((), ())
    digits = "".join(texts)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    if not set(map(type, shares)) <= {int, float} or not _between(shares) or (sizes % _TRACT).any():
        msg = "tracts of a county in part are damaged, or its share is no number between 0 and 1"
        raise ValueError(msg)
    if not (joined + digits).isascii() or not (joined + digits).isdigit():
        msg = "its codes are not digits"
        raise ValueError(msg)
    within = (np.frombuffer(digits.encode(), np.uint8).reshape(-1, _TRACT) - np.uint8(ord("0"))) @ _POWERS
    tracts = (
        np.repeat(np.fromiter(map(int, parts), np.int64, len(parts)), sizes // _TRACT) * 10**_TRACT + within
    )
    if len(np.unique(tracts)) < len(tracts):
        msg = "it has a tract twice"
        raise ValueError(msg)
    kind: Literal["counties", "boundary"] = {"c": "counties", "b": "boundary"}[source]  # type: ignore[assignment]
    return RegionLink(name, kind, counties, parts, tracts)


def _between(shares: tuple[float, ...]) -> bool:
    return not shares or (min(shares) > 0 and max(shares) < 1)


def cut(text: str, size: int = _TRACT) -> tuple[str, ...]:
    """Split a text into codes of `size` digits; a length that is no multiple of it raises ValueError."""
    if len(text) % size:
        msg = f"{len(text)} digits do not make codes of {size}"
        raise ValueError(msg)
    return tuple([text[i : i + size] for i in range(0, len(text), size)])  # a list first: twice as fast


def number_share(value: object) -> float:
    """Return a county's share as JSON holds it.

    Raises
    ------
    ValueError
        No number above 0 and at most 1 (an integer of JSON may be too large for a float).
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        msg = "a county's share is no number above 0 and at most 1"
        raise ValueError(msg)
    return float(value)
