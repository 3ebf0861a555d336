"""Codes of occupations: SOC 2018 as OEWS publishes it, from SOC or O*NET-SOC codes as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_opportunity.codes.base import BLANK, Code, one_each, plain
from geo_opportunity.codes.changes import Changes, joined
from geo_opportunity.codes.dates import date_note

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["SocCodes", "repair_soc"]

_DASH: Final = r"[-‐‑‒–—−]"
#: 29-1141, 291141, 29 1141, 29.1141, 29–1141, each also with the two digits of O*NET: 29-1141.03.
_SOC: Final = re.compile(
    rf"(?<![\d.])(\d{{2}})(?:\s?{_DASH}\s?|[\s._])?(\d{{4}})(?:(?:\.|{_DASH})(\d{{1,2}})|(\d{{2}}))?(?!\d)",
    re.ASCII,
)
#: What is left of a cell that must not pass in silence: digits that look like a code and are none.
_BROKEN: Final = re.compile(
    rf"\d+\s?[.‐-―−-]\s?\d+|\d{{5,}}|^\W*\d+\W*$|\bxx\b|{_DASH}X", re.IGNORECASE | re.ASCII
)
_ALL: Final = "00-0000"
#: Minor groups of SOC 2018 that share their first digits with another one.
_MINOR: Final = frozenset({"15-1200", "31-1100", "51-5100"})


@dataclass(frozen=True)
class SocCodes:
    """The occupations of a data set, and how they are written."""

    known: Collection[str]
    """Codes as OEWS publishes them."""
    changes: Changes = field(default_factory=Changes)

    def all(self, text: str) -> list[Code]:
        """Return what the codes of a text mean, in order, each meaning once.

        Any signs and words may stand between and beside them: '29-1141.00/31-1131.00', '29-2072 Medical
        Records Specialists; 43-3021 Billing Clerks'. Nothing is returned for a blank text; a text without a
        code gives one without code and the reason.
        """
        text = plain(text)
        if text.casefold() in BLANK:
            return []
        if said := date_note(text, self._of_date):
            return [said]
        found = [(m, self._one(m)) for m in _SOC.finditer(text)]
        rest = _SOC.sub(" ", text)
        broken = [plain(b[0]) for b in _BROKEN.finditer(rest)]
        codes = [code for _, code in found]
        if broken or not found:
            codes.append(Code(None, f"{broken[0] if broken else text[:40]} is no SOC code"))
        return list(dict.fromkeys(codes))

    def parse(self, text: str) -> Code:
        """Return what a text with one code means; several codes are told, and none of them taken."""
        found = self.all(text)
        if len(found) == 1:
            return found[0]
        codes = tuple(dict.fromkeys(c.code for c in found if c.code))
        if not found:
            return Code(None)
        notes = [c.note for c in found if c.note]
        if len(codes) == 1 and len(found) == len([c for c in found if c.code]):
            return Code(codes[0], notes[0] if notes else "")
        bad = next((c for c in found if not c.code), None)
        note = bad.note if bad else f"it names several occupations: {joined(codes)}"
        return Code(None, note, codes)

    def spelled(self, text: str) -> list[str]:
        """Return the SOC codes of a text as they stand there, in their own spelling, known or not."""
        return [f"{m[1]}-{m[2]}" for m in _SOC.finditer(plain(text))]

    def combined(self, soc: str) -> bool:
        """Return whether OEWS publishes a code of SOC 2018 only together with others."""
        if soc in self.known or soc in self.groups:
            return False
        change = self.changes.soc.get(soc)
        return change.kind == "combined" if change else soc[:6] + "0" in self.known

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Codes below each group of SOC 2018 (major, minor, broad), by its code."""
        found: dict[str, list[str]] = {}
        for code in sorted(set(self.known) - {_ALL}):
            for group in {code[:size].ljust(7, "0") for size in (3, 4, 6)} | {f"{code[:5]}00"} & _MINOR:
                if group != code:
                    found.setdefault(group, []).append(code)
        return {group: tuple(codes) for group, codes in found.items()}

    @cached_property
    def origins(self) -> dict[str, dict[str, str]]:
        """Codes that lead to each code of today, and how: moved, merged, split or combined."""
        found: dict[str, dict[str, str]] = {}
        for old, change in self.changes.soc.items():
            for new in change.new:
                found.setdefault(new, {})[old] = change.kind
        return found

    def missing(self, soc: str, given: Collection[str]) -> tuple[str, ...]:
        """Return the codes that must be given beside these so that they make up all of `soc`.

        `given` may be codes it was merged from, or those it combines; none missing means they are complete.
        """
        origins = self.origins.get(soc, {})
        kinds = {origins.get(code, "combined") for code in given if code != soc}
        if "merged" in kinds:
            wanted = {old for old, kind in origins.items() if kind in {"merged", "split"}}
            wanted |= {soc} if len([k for k in origins.values() if k == "merged"]) == 1 else set()
        elif "combined" in kinds:
            wanted = {old for old, kind in origins.items() if kind == "combined"}
        else:
            wanted = set()
        return tuple(sorted(wanted - set(given)))

    def _one(self, found: re.Match[str]) -> Code:
        soc, digits = f"{found[1]}-{found[2]}", found[3] or found[4]
        if digits is not None:
            onet = f"{soc}.{digits.ljust(2, '0')}"
            change = self.changes.onet.get(onet)
            if change is not None and soc not in self.known:
                return self._changed(onet, change.kind, change.new, "O*NET-SOC 2019")
        return self.of(soc)

    def of(self, soc: str) -> Code:
        """Return what a SOC code in its own spelling means."""
        if soc in self.known:
            return Code(soc)
        change = self.changes.soc.get(soc)
        if change is not None and change.kind == "combined" and change.new[0] in self.known:
            return Code(change.new[0])
        if change is not None and not (change.kind == "split" and soc in self.groups):
            return self._changed(soc, change.kind, change.new, "SOC 2018")
        if soc == _ALL:
            return Code(None, f"{soc} is all occupations together")
        if members := self.groups.get(soc):
            return Code(None, f"{soc} is a {_size(soc)} group of occupations, not one of them", members)
        broad = soc[:6] + "0"
        if broad in self.known:
            return Code(broad)
        if soc.startswith("55-"):
            return Code(None, f"{soc} is military: OEWS counts civilian jobs only")
        return Code(None, f"{soc} is not among the occupations OEWS publishes")

    def _changed(self, old: str, kind: str, new: tuple[str, ...], edition: str) -> Code:
        if kind == "split":
            note = f"{old} was split into {joined(new)} in {edition}; which one is meant, the code cannot say"
            return Code(None, note, tuple(c for c in new if c in self.known))
        if new[0] not in self.known:
            return Code(None, f"{old} became {new[0]} in {edition}, which OEWS does not publish")
        return Code(
            new[0], f"{old} {'became part of' if kind == 'merged' else 'became'} {new[0]} in {edition}"
        )

    def _of_date(self, month: int, year: str) -> tuple[str, ...]:
        return tuple(c for c in sorted(self.known) if c.startswith(f"{month:02d}-") and c.endswith(year))


def _size(group: str) -> str:
    return "major" if group.endswith("-0000") else "minor" if group.endswith("00") else "broad"


def repair_soc(texts: pd.Series) -> pd.Series:
    """Return the SOC code of texts with one code, of whatever edition, as 53-3032; null where none."""

    def civilian(text: str) -> list[str]:
        return [f"{m[1]}-{m[2]}" for m in _SOC.finditer(plain(text)) if m[1] <= "55"]

    return one_each(texts, civilian)
