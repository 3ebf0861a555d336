"""Words of a program's status: whether a list approves it."""

from __future__ import annotations

import re
from typing import Final

from geo_opportunity.codes.base import BLANK, plain

__all__ = ["approved"]

_APPROVAL: Final = (
    r"approv|activ|eligib|current|open|valid|list|certif|authoriz|accept|renew|available|offered|in good"
    r"|continu"
)
#: Approval refused or taken away, whatever else is said: "Not approved", "Inactive", "Approval expired".
_NOT: Final = re.compile(
    rf"^no\b|\b(?:not|non|never|no longer)\b[\s-]*(?:\w+\s+)?(?:{_APPROVAL})|^(?:not|never)\b"
    r"|\bun(?:approved|listed|available)\b|\bin(?:active|eligible|valid)\b|\bdis(?:approv|contin)"
    r"|\bsuspen|\bexpir(?:ed|y)\b|\bpending\b|\bdenied\b|\bremov|\bwithdr|\brevok|\brescind|\breject"
    r"|\bterminat|\bclosed?\b|\bdeactivat|\bdelet|\b(?:under|in) review\b|\bon hold\b|\blapsed\b|\bcancel"
    r"|\bdelist|\bdecertif|\bfalse\b|\bawaiting\b|\bformer"
)
_YES: Final = re.compile(
    rf"\b(?:{_APPROVAL})|\b(?:yes|true|conditional|provisional|initial|ongoing|good standing|probation)"
)
#: Not approved where nothing says it is.
_NOT_YET: Final = re.compile(r"\b(?:draft|incomplete|submitted|appli|proposed|archiv|retired|ended|hold)")
#: Of an approved program; says nothing against it.
_RENEWING: Final = re.compile(r"\b(?:pending renewal|renewal pending|(?:until|expires|expiration)\b.*)")
_SHORT: Final = {"y": True, "t": True, "1": True, "n": False, "f": False, "0": False}


def approved(text: str) -> bool | None:
    """Return whether words of a status say that a program is approved; None where they do not say.

    A blank status is no objection: a list of approved programs need not say so.
    """
    low = re.sub(r"[_\s]+", " ", plain(text)).strip().casefold().removesuffix(".0")
    if low in BLANK:
        return True
    if low in _SHORT:
        return _SHORT[low]
    if _YES.search(low):
        low = _RENEWING.sub("", low)
    if _NOT.search(low):
        return False
    if _YES.search(low):
        return None if re.search(r"\b(?:not|no|except)\b", low) else True
    return False if _NOT_YET.search(low) else None
