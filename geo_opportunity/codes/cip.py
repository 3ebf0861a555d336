"""Codes of fields of study: CIP 2020, from codes as people and spreadsheets write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_opportunity.codes.base import BLANK, Code, listed, one_each, plain
from geo_opportunity.codes.changes import Changes, joined
from geo_opportunity.codes.dates import date_note

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["CipCodes", "repair_cip"]

_SIGN: Final = r"\s?[.,‐-―−-]\s?|\s"
#: 46.0302, 46-0302, 1.0101, 51.390199999; or 460302, 10101, 460302.0.
_FULL: Final = re.compile(
    rf"(?<![\d.])(?:(\d{{1,2}})(?:{_SIGN})(\d{{4,}})|(\d{{5,6}})(?:\.0+)?)(?!\d)(?!\.\d)",
    re.ASCII,
)
#: What may stand before a code alone, and the shorter codes: 51.38 (series or lost zeros), 5138, 12, 12.0.
_PREFIX: Final = re.compile(r"^cip(?:\s*code)?(?:\s*20\d\d)?\s*[:#]?\s*", re.IGNORECASE | re.ASCII)
_SHORT: Final = re.compile(r"^(\d{1,2})(?:[.,‐-―−-](\d{1,3}))?(?:$|\s+[^\d\s])", re.ASCII)
_SERIES: Final = re.compile(r"^(\d{1,2})(\d{2})(?:\.0+)?(?:$|\s+[^\d\s])", re.ASCII)


def _spelled(family: str, rest: str) -> str | None:
    """Return family and field as a code; more than four digits (51.390199999) are rounded."""
    if len(rest) > 4:
        whole = round(int(rest) / 10 ** (len(rest) - 4))
        if whole > 9_999:
            return None
        rest = f"{whole:04d}"
    code = f"{family.zfill(2)}.{rest.ljust(4, '0')}"
    return None if code.startswith("00") else code


def _codes(text: str) -> list[str]:
    """Return the six-digit codes of a text, in order, each once; of a short one with its zeros restored."""
    matches = list(_FULL.finditer(text))
    parted = [m for m in matches if not re.search(r"\d\s\d", m[0])]
    matches = parted or matches  # "51.3801, 12 2024": what only a blank parts is another number
    found = [
        _spelled(m[1], m[2]) if m[1] else _spelled(m[3].zfill(6)[:2], m[3].zfill(6)[2:]) for m in matches
    ]
    if not found:
        parts = [_PREFIX.sub("", part) for part in ([text, *listed(text)] if text else [])]
        whole = _short(parts[0]) if parts else None
        found = [whole] if whole else [_short(part) for part in parts[1:]]
        found = found if all(found) else []
    return list(dict.fromkeys(code for code in found if code))


def _short(text: str) -> str | None:
    if found := _SHORT.match(text):
        return _spelled(found[1], (found[2] or "").rstrip("0"))
    if found := _SERIES.match(text):
        return _spelled(found[1], found[2])
    return None


def repair_cip(texts: pd.Series) -> pd.Series:
    """Return six-digit CIP codes of texts with one code, of whatever edition; null where none can be read.

    ``430107`` and ``43.0107`` give 43.0107; ``1.0101`` and ``10101`` give 01.0101; ``51.39`` (a number that
    lost its closing zeros) gives 51.3900; ``51.390199999`` gives 51.3902.
    """
    return one_each(texts, lambda text: _codes(plain(text)))


@dataclass(frozen=True)
class CipCodes:
    """The fields of study of CIP 2020, and how they are written."""

    known: Collection[str]
    """Six-digit codes of CIP 2020."""
    changes: Changes = field(default_factory=Changes)

    def all(self, text: str) -> list[Code]:
        """Return what the codes of a text mean, in order, each once; none of a blank text.

        A code in its spelling that CIP 2020 does not have comes with a note that says so, and with the fields
        of study of its group where it is one (51.38, a series; 12, a family).
        """
        text = plain(text)
        if text.casefold() in BLANK:
            return []
        if said := date_note(text, lambda _month, _year: ()):
            return [said]
        found = _codes(text)
        if not found:
            return [Code(None, f"{text[:40]} is no CIP code")]
        return list(dict.fromkeys(map(self._of, found)))

    def parse(self, text: str) -> Code:
        """Return what a text means; of several codes the first, with all of them as candidates and a note."""
        found = self.all(text)
        if len(found) < 2:
            return found[0] if found else Code(None)
        codes = tuple(dict.fromkeys(c.code for c in found if c.code))
        note = f"it names {joined(codes)}: counted once, under {codes[0]}, and linked by each"
        return Code(codes[0], "; ".join(dict.fromkeys([note, *(c.note for c in found if c.note)])), codes)

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in sorted(self.known):
            for group in {f"{code[:2]}.0000", f"{code[:5]}00"}:
                found.setdefault(group, []).append(code)
        return {group: tuple(codes) for group, codes in found.items()}

    def _of(self, code: str) -> Code:
        if code in self.known:
            return Code(code)
        change = self.changes.cip.get(code)
        if change is not None and change.kind == "dropped":
            return Code(
                code, f"{code} was dropped from CIP 2020; NCES reports it within family {change.new[0]}"
            )
        if change is not None:
            what = "became part of" if change.kind == "merged" else "moved to"
            return Code(change.new[0], f"{code} {what} {change.new[0]} in CIP 2020")
        members = self._groups.get(code, ())
        if len(members) == 1:
            return Code(members[0], f"{code[:5]} is a series with one field of study, {members[0]}")
        if members:
            size = "family" if code.endswith("0000") else "series"
            short = code[:2] if size == "family" else code[:5]
            note = f"{code} is not in CIP 2020: {short} is a {size} of {len(members)} fields of study"
            return Code(code, note, members)
        return Code(code, f"{code} is not in CIP 2020")
