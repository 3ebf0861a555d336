"""States and territories: FIPS codes, postal codes, names and abbreviations, read as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from geo_opportunity.codes.base import Code, unwrap, whole

__all__ = ["STATES", "TERRITORIES", "fold", "postal_of", "state"]

#: Postal code -> (FIPS, name): states, DC, Puerto Rico and the island areas (Census Bureau, ANSI codes).
STATES: Final[dict[str, tuple[str, str]]] = {
    "AL": ("01", "Alabama"), "AK": ("02", "Alaska"), "AZ": ("04", "Arizona"), "AR": ("05", "Arkansas"),
    "CA": ("06", "California"), "CO": ("08", "Colorado"), "CT": ("09", "Connecticut"),
    "DE": ("10", "Delaware"), "DC": ("11", "District of Columbia"), "FL": ("12", "Florida"),
    "GA": ("13", "Georgia"), "HI": ("15", "Hawaii"), "ID": ("16", "Idaho"), "IL": ("17", "Illinois"),
    "IN": ("18", "Indiana"), "IA": ("19", "Iowa"), "KS": ("20", "Kansas"), "KY": ("21", "Kentucky"),
    "LA": ("22", "Louisiana"), "ME": ("23", "Maine"), "MD": ("24", "Maryland"), "MA": ("25", "Massachusetts"),
    "MI": ("26", "Michigan"), "MN": ("27", "Minnesota"), "MS": ("28", "Mississippi"),
    "MO": ("29", "Missouri"), "MT": ("30", "Montana"), "NE": ("31", "Nebraska"), "NV": ("32", "Nevada"),
    "NH": ("33", "New Hampshire"), "NJ": ("34", "New Jersey"), "NM": ("35", "New Mexico"),
    "NY": ("36", "New York"), "NC": ("37", "North Carolina"), "ND": ("38", "North Dakota"),
    "OH": ("39", "Ohio"), "OK": ("40", "Oklahoma"), "OR": ("41", "Oregon"), "PA": ("42", "Pennsylvania"),
    "RI": ("44", "Rhode Island"), "SC": ("45", "South Carolina"), "SD": ("46", "South Dakota"),
    "TN": ("47", "Tennessee"), "TX": ("48", "Texas"), "UT": ("49", "Utah"), "VT": ("50", "Vermont"),
    "VA": ("51", "Virginia"), "WA": ("53", "Washington"), "WV": ("54", "West Virginia"),
    "WI": ("55", "Wisconsin"), "WY": ("56", "Wyoming"), "AS": ("60", "American Samoa"),
    "GU": ("66", "Guam"), "MP": ("69", "Northern Mariana Islands"), "PR": ("72", "Puerto Rico"),
    "VI": ("78", "Virgin Islands"),
}  # fmt: skip
#: Territories whose counties the data do not have.
TERRITORIES: Final = ("AS", "GU", "MP", "VI")

#: Abbreviations that are neither postal codes nor beginnings of one name (Associated Press, Government
#: Publishing Office, and words for territories), folded.
_SHORT: Final[dict[str, str]] = {
    "ala": "AL", "alas": "AK", "ariz": "AZ", "ark": "AR", "cal": "CA", "calif": "CA", "colo": "CO",
    "conn": "CT", "del": "DE", "dist of columbia": "DC", "washington dc": "DC", "washington d c": "DC",
    "d c": "DC", "fla": "FL", "haw": "HI", "ida": "ID", "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS",
    "ken": "KY", "mass": "MA", "mich": "MI", "minn": "MN", "miss": "MS", "mont": "MT", "neb": "NE",
    "nebr": "NE", "nev": "NV", "n h": "NH", "n j": "NJ", "n m": "NM", "n mex": "NM", "n y": "NY",
    "n c": "NC", "n car": "NC", "n d": "ND", "n dak": "ND", "okla": "OK", "ore": "OR", "oreg": "OR",
    "penn": "PA", "penna": "PA", "r i": "RI", "s c": "SC", "s car": "SC", "s d": "SD", "s dak": "SD",
    "tenn": "TN", "tex": "TX", "virg": "VA", "wash": "WA", "w va": "WV", "w v": "WV", "wis": "WI",
    "wisc": "WI", "wyo": "WY", "p r": "PR", "us virgin islands": "VI", "u s virgin islands": "VI",
    "usvi": "VI", "v i": "VI", "virgin islands u s": "VI", "virgin islands of the united states": "VI",
    "cnmi": "MP", "n mariana islands": "MP", "northern marianas": "MP", "saipan": "MP",
    "commonwealth of the northern mariana islands": "MP",
}  # fmt: skip
_GEOID: Final = re.compile(r"^(?:040\d{0,4})?US(\d{2})$", re.IGNORECASE)
_CODED_NAME: Final = re.compile(r"^(\d{1,2})[\s:.–-]+(\D+)$|^(\D+?)[\s:–-]*\(?(\d{2})\)?$")
_PAIR: Final = re.compile(r"^(.+?)\s*(?:\(\s*(.+?)\s*\)|[–:/,-]\s*(.+))$")
_STYLE: Final = re.compile(r"^(?:the )?(?:state|commonwealth|territory) of (?:the )?|^the ")
_LONGEST: Final = 80
#: Alike words of names, folded to one.
_ALIKE: Final[dict[str, str]] = {
    "saint": "st", "sainte": "st", "ste": "st", "fort": "ft", "mount": "mt"
}  # fmt: skip


def fold(text: str) -> str:
    """Fold case, accents, punctuation and 'Saint': 'Doña Ana' is 'dona ana', 'St. Louis' is 'Saint Louis'."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = plain.encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "").replace("`", "")).split()
    return " ".join(_ALIKE.get(word, word) for word in words)


_BY_FIPS: Final = {fips: postal for postal, (fips, _) in STATES.items()}
_BY_WORD: Final[dict[str, str]] = {
    **_SHORT,
    **{fold(name): postal for postal, (_, name) in STATES.items()},
    **{postal.casefold(): postal for postal in STATES},
}


def postal_of(fips: str) -> str | None:
    """Return the postal code of a two-digit FIPS code; None where there is no such state."""
    return _BY_FIPS.get(fips)


def _word(text: str) -> str | None:
    folded = fold(text)
    return _BY_WORD.get(folded) or _BY_WORD.get(_STYLE.sub("", folded))


def state(text: str) -> Code:
    """Return the postal code of a state or territory as people and programs write it.

    FIPS code with or without its zero ('6', '06', '6.0', '0400000US06'), postal code, name, usual
    abbreviation, or two of them that agree ('MN - Minnesota', 'California (06)').

    >>> state("Minn.").code, state("1").code, state("0400000US27").code
    ('MN', 'AL', 'MN')
    >>> state("MN / Wisconsin")
    Code(code=None, note='“MN / Wisconsin” names two states, MN and WI', candidates=('MN', 'WI'), parts=False)
    """
    bare = whole(unwrap(text))
    if geoid := _GEOID.match(bare):
        bare = geoid[1]
    if bare.isascii() and bare.isdigit() and len(bare) <= 2:
        found = _BY_FIPS.get(bare.zfill(2))
        return Code(found, "" if found else f"{bare} is no FIPS code of a state")
    if found := _word(bare):
        return Code(found)
    if len(bare) > _LONGEST:
        return Code(None, f"“{bare[:60]}…” is no state")
    halves: list[str | None] = []
    if coded := _CODED_NAME.match(bare):
        halves = [_BY_FIPS.get((coded[1] or coded[4]).zfill(2)), _word(coded[2] or coded[3])]
    elif pair := _PAIR.match(bare):
        halves = [_word(pair[1]), _word(pair[2] or pair[3])]
    first, second = halves if len(halves) == 2 else (None, None)
    if first is None or second is None:
        return Code(None, f"“{bare[:60]}” is no state" if bare else "")
    if first != second:
        return Code(None, f"“{bare[:60]}” names two states, {first} and {second}", (first, second))
    return Code(first)
