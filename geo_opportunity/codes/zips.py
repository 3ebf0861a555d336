"""ZIP codes as people and spreadsheets write them."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from geo_opportunity.codes.base import Code, column, unwrap, whole
from geo_opportunity.codes.states import STATES

__all__ = ["repair_zip", "zip_code"]

#: Three to five digits (zeros are lost from the beginning) and the four of ZIP+4, a state before them.
_ZIP: Final = re.compile(
    r"(?:(?P<state>[A-Z]{2})[\s,]+|ZIP:?\s*)?([0-9]{3,5})(?:[\s\u2010-\u2015-]*[0-9]{4})?", re.IGNORECASE
)
_CANADA: Final = re.compile(r"[A-Za-z]\d[A-Za-z]\s?\d[A-Za-z]\d")


def zip_code(text: str) -> Code:
    """Return the five digits of a ZIP code.

    >>> [zip_code(t).code for t in ("7102.0", "601", '="02139"', "2139-1234", "AZ 85004", "85004 1234")]
    ['07102', '00601', '02139', '02139', '85004', '85004']
    >>> zip_code("M5V 2T6").note
    '“M5V 2T6” is a Canadian postal code'
    """
    bare = whole(unwrap(text))
    found = _ZIP.fullmatch(bare) if len(bare) < 24 else None
    if found and (found["state"] or "AL").upper() in STATES:
        digits = found[2].zfill(5)
        return Code(digits) if digits != "00000" else Code(None, f"“{bare}” is no ZIP code")
    what = "a Canadian postal code" if _CANADA.fullmatch(bare) else "no ZIP code"
    return Code(None, f"“{bare[:40]}” is {what}" if bare else "")


def repair_zip(code: pd.Series) -> pd.Series:
    """Return five-digit ZIP codes as of :func:`zip_code`; null where there is none."""
    text = code.astype("string").astype(object).where(code.notna(), None)
    return pd.Series(column(text, zip_code)["code"], name=code.name)
