"""Dates that spreadsheets make of codes: 11-9041 becomes Nov-41, 1.0101 becomes 1-Jan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo_opportunity.codes.base import Code
from geo_opportunity.codes.changes import joined

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["date_note"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#: Nov-41, 11-Nov, 9041-11-01 00:00:00, 11/1/9041
_NAMED: Final = re.compile(rf"^(?:\d{{1,2}}[-\s])?{_NAME}(?:[-\s,]+(\d{{1,4}}))?$", re.IGNORECASE | re.ASCII)
_ISO: Final = re.compile(r"^(\d{4})-(\d{2})-\d{2}(?:[T ][\d:.]+)?$", re.ASCII)
_SLASHED: Final = re.compile(r"^(\d{1,2})/\d{1,2}/(\d{2,4})(?: [\d:]+)?$", re.ASCII)


def date_note(text: str, codes_of: Callable[[int, str], tuple[str, ...]]) -> Code | None:
    """Return the refusal of a text that is a date; None where it is none.

    `codes_of` gives the codes that a month and a year's last digits may have been.
    """
    if named := _NAMED.match(text):
        month, year = _MONTHS.index(named[1].casefold()) + 1, named[2] or ""
    elif iso := _ISO.match(text):
        month, year = int(iso[2]), iso[1]
    elif slashed := _SLASHED.match(text):
        month, year = int(slashed[1]), slashed[2]
    else:
        return None
    maybe = codes_of(month, year) if year else ()
    may = f"; it may have been {joined(maybe, 'or')}" if maybe else ""
    note = f"{text} is a date, which spreadsheets make of codes: format the column as text{may}"
    return Code(None, note, maybe)
