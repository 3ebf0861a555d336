"""Codes of metropolitan and nonmetropolitan areas, and what became of those no longer in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo_opportunity.codes.base import Code, unwrap, whole
from geo_opportunity.codes.retired import old_areas
from geo_opportunity.codes.states import STATES, postal_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_opportunity.codes.retired import OldArea

__all__ = ["area", "titled"]

#: An area most of whose residents are in one of today's is taken for it.
_MOST: Final = 0.75
#: Programs' dresses of a code: data.census.gov (310M300US38060, of a division with its area before it), OEWS
#: series (M0038060, 0038060), a title after it, a thousands separator.
_DRESSES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^3\d\d(?:M\d00|\d{0,4})US(?:\d{5})?(\d{5})$",
        r"^(?:OE?U?)?[MT]{0,2}00(\d{5})$",
        r"^(?:OE?U?)?[MT]{0,2}(\d{7})$",
        r"^(?:CBSA|MSA|area)[\s:#-]*(\d{5})$",
        r"^(\d{5}|\d{7})[\s:–-]+\D.*$",
    )
)
_COMMA: Final = re.compile(r"^(\d{1,3}),(\d{3})(?:,(\d{3}))?$")
_SHORTENED: Final = re.compile(r"^C(\d{4})$", re.IGNORECASE)


def titled(code: str, known: Collection[str] | None) -> str:
    """Return an area's code with its title, where `known` maps codes to titles."""
    return f"{code} {known[code]}" if isinstance(known, Mapping) and code in known else code


def _bare(text: str) -> str:
    """Return the code in a text without its dress, zeros lost from its beginning put back."""
    bare = whole(unwrap(text))
    if comma := _COMMA.match(bare):
        bare = "".join(part or "" for part in comma.groups())
    for dress in _DRESSES:
        if found := dress.match(bare):
            bare = found[1]
            break
    if shortened := _SHORTENED.match(bare):  # as QCEW and LAUS write it
        bare = shortened[1] + "0"
    return bare.zfill(7) if bare.isdigit() and len(bare) == 6 else bare


def area(text: str, known: Collection[str] | None = None) -> Code:
    """Return the area code in a text, of one no longer in use that of its successor.

    Parameters
    ----------
    text
        '38060', '38060.0', '="38060"', '310M300US38060', '200006' (that lost its zero), 'C3806', a retired
        metropolitan area, a division, a micropolitan area or a town area of New England.
    known
        Area codes of the data, maybe mapped to titles for the note; None accepts any of their form.

    Returns
    -------
    Code
        None where there is no such area, with a note where more is known of it: it lies in several and none
        has most of its residents (these are the candidates), or the code is a state's.
    """
    code = _bare(text)
    old = old_areas().get(code)
    if known is not None and code in known:
        return Code(code)
    if old is not None:
        return _successor(old, known)
    if not (code.isascii() and code.isdigit() and len(code) in {5, 7}):
        return Code(None)
    if known is None:
        return Code(code)
    return _strange(code, known)


def _successor(old: OldArea, known: Collection[str] | None) -> Code:
    """Return where an area that is not used lies now."""
    now = tuple(code for code in old.now if known is None or code in known)
    kind = {
        "metro": f"{old.code} is the retired code of {old.title}",
        "once metro": f"{old.code} {old.title} was retired as a metropolitan area and is micropolitan now",
        "micro": f"{old.code} is the micropolitan area {old.title}",
        "division": f"{old.code} is {old.title}, a division of a metropolitan area",
        "town area": f"{old.code} is the retired code of the New England town area {old.title}",
    }[old.kind]
    if old.kind in {"micro", "division"} and old.last < max(o.last for o in old_areas().values()):
        kind = kind.replace(f"{old.code} is ", f"{old.code} is a retired code: ")
    if not now or now[0] != old.now[0]:
        return Code(None, f"{kind}, of which the data have nothing")
    named = titled(now[0], known)
    if len(old.now) == 1:
        if old.kind in {"metro", "town area"}:
            drawn = ", which is drawn by counties," if old.kind == "town area" else ""
            return Code(now[0], f"{kind}; {named}{drawn} took its place")
        return Code(now[0], f"{kind}; OEWS counts it in {named}")
    rest = titled(old.now[1], known) if len(old.now) == 2 else ", ".join(old.now[1:])
    if old.share < _MOST:
        return Code(None, f"{kind}; its residents are in {named} ({old.share:.0%}) and {rest}", now)
    return Code(now[0], f"{kind}; most of its residents ({old.share:.0%}) are in {named}, others in {rest}")


def _strange(code: str, known: Collection[str]) -> Code:
    """Return why a text that looks like an area's code is none of the data's."""
    state = postal_of(code[:2])
    if len(code) == 5 or state is None:
        return Code(None)
    name = STATES[state][1]
    if code.endswith("00000"):
        return Code(None, f"{code} is the state {name}, not an area")
    own = tuple(sorted(c for c in known if len(c) == 7 and c[:2] == code[:2]))
    held = ", ".join(own if len(own) > 1 else [titled(c, known) for c in own]) or "none"
    return Code(None, f"there is no nonmetropolitan area {code}; {name} has {held}", own)
