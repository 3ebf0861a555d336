"""Family types as other budgets name them: EPI's codes, the Self-Sufficiency Standard's, and plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo_opportunity.codes.base import Code
from geo_opportunity.rules import FAMILIES

__all__ = ["family_of", "is_standard"]

#: EPI: adults ('parents') and children; children are 4 and 8 years old, all adults work.
_EPI: Final = re.compile(r"^(\d)\s*([pa])\s*(\d)\s*c$")
#: The Self-Sufficiency Standard: adults, infants, preschoolers, school-age, teenagers; all adults work.
_STANDARD: Final = re.compile(r"^a(\d)i(\d)p(\d)s(\d)t(\d)$")
_NUMBERS: Final = {
    **dict.fromkeys(("no", "zero"), 0),
    **dict.fromkeys(("a", "an", "one", "single"), 1),
    **dict.fromkeys(("two", "both"), 2),
    "three": 3,
    "four": 4,
}
_COUNT: Final = r"(?:(?P<n>\d+|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\s+)?"
_PARTS: Final = re.compile(
    rf"\b{_COUNT}(?:"
    r"(?P<workers>work(?:ing|ers?|s)\s+(?:adults?|parents?))"
    r"|(?P<earners>(?:adults?\s+|parents?\s+)?(?:work(?:ing|ers?|s)?|earners?))"
    r"|(?P<adults>adults?|parents?)"
    r"|(?P<couple>(?:married\s+)?couple)"
    r"|(?P<infants>infants?|bab(?:y|ies)|toddlers?)"
    r"|(?P<preschool>pre\s*school(?:ers?)?(?:\s+child(?:ren)?)?)"
    r"|(?P<school>school\s*age(?:d|rs?)?(?:\s+child(?:ren)?)?)"
    r"|(?P<teens>teen(?:age)?(?:rs?)?)"
    r"|(?P<children>child(?:ren)?|kids?)"
    r")\b"
)
_FILLING: Final = re.compile(r"\b(?:and|with|in|the|of|family|household|only|are)\b|[^a-z0-9]+")


@dataclass(slots=True)
class _Family:
    adults: int = 0
    earners: int | None = None
    infants: int = 0
    preschool: int = 0
    school: int = 0
    teens: int = 0
    children: int | None = None
    """Of ages not given."""


def is_standard(text: str) -> bool:
    """Whether a family type is written in the code of the Self-Sufficiency Standard."""
    return bool(_STANDARD.match(text.casefold().strip()))


def family_of(text: str) -> Code:
    """Return our code of a family type (``rules.FAMILIES``).

    Parameters
    ----------
    text
        Ours (a2c2), EPI's (2p2c), the Self-Sufficiency Standard's (a2i0p1s1t0), or words: '1 Adult 0
        Children', '2 Adults (1 Working) 2 Children', 'two adults, preschooler, school-age'.

    Returns
    -------
    Code
        Where none of ours is meant the note says why, '' if the words are not understood. Where one is, the
        note says what was taken for granted.
    """
    low = re.sub(r"\s+", " ", text.casefold()).strip()
    if low in FAMILIES or low == "a1":
        return Code("a1c0" if low == "a1" else low)
    if found := _EPI.match(low):
        return _ours(_Family(int(found[1]), None, children=int(found[3])), said=found[2] == "p")
    if found := _STANDARD.match(low):
        adults, infants, preschool, school, teens = map(int, found.groups())
        return _ours(_Family(adults, None, infants, preschool, school, teens), said=True)
    family = _in_words(low.replace("-", " "))
    return Code(None) if family is None else _ours(family)


def _in_words(text: str) -> _Family | None:
    """Return who is named, None where words are left that are not understood."""
    family = _Family()
    for found in _PARTS.finditer(text):
        kind = str(found.lastgroup)
        n = found["n"]
        count = 1 if n is None else _NUMBERS[n] if n in _NUMBERS else int(n)
        if kind == "workers":
            family.adults = family.earners = 2 if n is None and found[0].endswith("s") else count
        elif kind == "earners":
            family.earners = count if n is not None else family.adults
            if "adult" in found[0] or "parent" in found[0]:
                family.adults = max(family.adults, count)
        elif kind == "couple":
            family.adults = 2
        elif kind == "children":
            family.children = (family.children or 0) + count
        else:
            setattr(family, kind, getattr(family, kind) + count)
    rest = _FILLING.sub("", _PARTS.sub("", text))
    return family if family.adults and not rest else None


def _ours(family: _Family, *, said: bool = False) -> Code:
    """Return which of our types a family is; `said`: its code says its children's ages, and that all work."""
    aged = family.infants + family.preschool + family.school + family.teens
    count = max(aged, family.children or 0)  # '2 children: 1 preschooler, 1 school-age' counts them once
    earners = family.adults if family.earners is None else family.earners
    code = {
        (1, 1, 0): "a1c0",
        (1, 1, 1): "a1c1",
        (2, 2, 0): "a2c0",
        (2, 2, 2): "a2c2",
        (2, 1, 2): "a2c2w1",
    }.get((family.adults, earners, count))
    if code is None:
        one = family.adults == 2 and earners == 1
        return Code(None, "one of two adults works, among ours only with two children" if one else "")
    if aged and (family.infants, family.preschool, family.school, family.teens) != (0, 1, count - 1, 0):
        return Code(None, "children of other ages than ours")
    granted = []
    if count and not aged and not said:
        granted.append("the ages of children are taken to be those of ours")
    if family.adults == 2 and family.earners is None and not said:
        granted.append("both adults are taken to work")
    return Code(code, "; ".join(granted))
