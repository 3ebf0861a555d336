"""Award levels of IPEDS, from its codes, words of a credential and the length of a program."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from geo_opportunity.codes.base import BLANK, Code, plain
from geo_opportunity.vocabulary import AWARD_LEVELS

__all__ = ["ASSUMED_LEVEL", "AWARD_WORDS", "HOUR_LIMITS", "WEEK_LIMITS", "award_level", "read_award"]

#: Codes of IPEDS that have changed: 1a and 1b (Completions 2019-20) are 20 and 21.
_CODES: Final = {"1a": "20", "1b": "21"}
#: Codes given up: what they were, in words. 1 is told apart by length; 9 to 11 became 17 to 19 and 8.
_OLD: Final = {
    "1": "1 was a certificate under one year, now 20 (under 12 weeks) or 21",
    "9": "9 was a doctorate of any kind, now 17, 18 or 19",
    "10": "10 was a first professional degree, now 18 or 7",
    "11": "11 was a first professional certificate, now 8 or 6",
}
_ONE: Final = r"(?:one|1)\s+(?:academic\s+)?year"
_TWO: Final = r"(?:two|2)\s+(?:academic\s+)?years?"
_FOUR: Final = r"(?:four|4)\s+(?:academic\s+)?years?"
_FIELD: Final = r"(?:applied|arts?|science|general|occupational|business|technology|nursing|fine|specialized)"

#: Words of a credential -> IPEDS award level, the first that fits. Other words (certificate, diploma,
#: license, apprenticeship) leave it to the length.
AWARD_WORDS: Final[tuple[tuple[str, int], ...]] = (
    (
        (
            r"juris doctor|doctor of (?:medicine|pharmacy|dent|physical "
            r"therapy|veterinary|osteopath|chiropract|nursing practice)|doctorate?, professional"
            r"|doctora\w+(?: degree)?\s*[-–—(,]+\s*professional"
            r"|^(?:j\.?d|m\.?d|pharm\.?\s?d|d\.?p\.?t|d\.?n\.?p)\.?$"
        ),
        18,
    ),
    (r"doctora\w+(?: degree)?\s*[-–—(,]+\s*other", 19),
    (r"\bdoctor|\bph\.?\s?d\b", 17),
    (r"\bpost-?\s?master", 8),
    (
        r"\bpost-?\s?bacc|\bpost-?\s?bachelor|(?<!under)(?<!under-)\bgraduate (?:level )?certificate",
        6,
    ),
    (r"\bmaster'?s\b|\bmaster (?:degree|of )|^m\.?(?:[as]|b\.?a|ed|s\.?n|s\.?w)\.?$", 7),
    (
        r"\bbachelor|\bbaccalaureate|^b\.?\s?(?:[as]|a\.?s|f\.?a|b\.?a|s\.?n|s\.?w)\.?$|\bb\.?s\.?n\b",
        5,
    ),
    (
        (
            r"\bassoc(?:iate)?[’'.]?s?['’]?\s+degree|\bassociate['’]s\b"
            rf"|\bassoc(?:iate|\.)? (?:of|in) {_FIELD}"
            r"|\bassociate of\b|^associates?$|^a\.?a\.?s?\.?$|^a\.?s\.?$|^a\.?[adgos]\.?[absn]?\.?\s+degree"
            r"|\ba\.?a\.?s\b|^a\.?d\.?n\.?$|^(?:aa|as|aos|ags)\s*[-–/(]"
        ),
        3,
    ),
    (rf"(?:less than|under|<)\s*{_ONE}.*(?:more than|at least|from)?\s*12 weeks", 21),
    (rf"12 weeks.*(?:less than|under|up to|<|to)\s*{_ONE}", 21),
    (r"(?:less than|under|<)\s*(?:12|twelve) weeks", 20),
    (rf"\b(?:one|1)\b.*(?:less than|under|to|<|-|–)\s*{_TWO}", 2),
    (rf"\b(?:two|2)\b.*(?:less than|under|to|<|-|–)\s*{_FOUR}", 4),
)
#: Clock hours below which a certificate is of a level (IPEDS glossary: 300, 900 and 1,800 clock hours).
HOUR_LIMITS: Final[tuple[tuple[float, int], ...]] = ((300, 20), (900, 21), (1_800, 2), (np.inf, 4))
#: Weeks below which a certificate is of a level (names of the IPEDS levels: 12 weeks, 1 year, 2 years).
WEEK_LIMITS: Final[tuple[tuple[float, int], ...]] = ((12, 20), (52, 21), (104, 2), (np.inf, 4))
#: Level taken where a list gives neither award nor length; all certificates under two years lead to the same
#: occupations.
ASSUMED_LEVEL: Final = 21

_NO_DEGREE: Final = re.compile(
    r"\b(?:no|non|not an?|below|less than an?|under an?)[\s-]+(?:associate|bachelor|master|degree)"
    r"|\bcertified\b"
)
_DIGITS: Final = re.compile(
    r"^(?:award\s*)?(?:level\s*)?0*(\d{1,2}[ab]?)(?:\.0+)?(?:\s*[-–—:.)]\s*\D.*|)$", re.DOTALL | re.ASCII
)


def _by_words(text: str) -> int | None:
    low = text.strip().casefold()
    if _NO_DEGREE.search(low):
        return None
    return next((level for pattern, level in AWARD_WORDS if re.search(pattern, low)), None)


def read_award(text: str) -> Code:
    """Return the IPEDS award level (as text) of a cell of award levels: a code of IPEDS or words.

    Codes of older editions: 1a and 1b are 20 and 21; 1, 9, 10 and 11 were divided, so they come without code
    and with a note.
    """
    low = plain(text).casefold()
    if low in BLANK:
        return Code(None)
    if found := _DIGITS.match(low):
        number = _CODES.get(found[1], found[1])
        if number.isdigit() and int(number) in AWARD_LEVELS:
            return Code(number)
        note = _OLD.get(number)
        return Code(None, f"award level {note}" if note else f"{text} is no award level of IPEDS")
    level = _by_words(low)
    return Code(None if level is None else str(level))


def award_level(
    given: pd.Series, credential: pd.Series, hours: pd.Series, weeks: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return (IPEDS award level, what it rests on) of programs, by the first of these that says something.

    `given` (an IPEDS code, or words), words of `credential` (AWARD_WORDS), `hours` (HOUR_LIMITS, clock
    hours), `weeks` (WEEK_LIMITS); else ASSUMED_LEVEL.
    """
    codes = {text: read_award(text).code for text in given.dropna().unique()}
    level = pd.to_numeric(given.map(codes), errors="coerce")
    basis = pd.Series("given", index=given.index, dtype="str").where(level.notna(), "assumed")

    def fill(found: pd.Series, name: str) -> None:
        nonlocal level, basis
        new = level.isna() & found.notna()
        basis, level = basis.mask(new, name), level.fillna(found)

    words = {text: _by_words(text) for text in credential.dropna().unique()}
    fill(pd.to_numeric(credential.map(words), errors="coerce"), "credential")
    for value, limits, name in ((hours, HOUR_LIMITS, "clock hours"), (weeks, WEEK_LIMITS, "weeks")):
        bounds, steps = np.array([b for b, _ in limits]), np.array([c for _, c in limits], dtype=float)
        known = value.where(value > 0)
        position = np.searchsorted(bounds, known.fillna(0).to_numpy(float), side="right")
        fill(pd.Series(steps[position], index=value.index).where(known.notna()), name)
    return level.fillna(ASSUMED_LEVEL).astype("int64"), basis
