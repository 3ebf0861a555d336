"""Counties by code or by name, as people and programs write them; names that are two places stay in doubt."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_opportunity.codes.base import Code, unwrap, whole
from geo_opportunity.codes.retired import OldCounty, old_counties
from geo_opportunity.codes.states import STATES, TERRITORIES, fold, postal_of, state
from geo_opportunity.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["BOROUGHS", "Counties", "county_digits"]

#: Dresses of a code; the first group with digits is the code, or two of state and county.
_DRESSES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:050\d{0,4})?US(\d{5})$",
        r"^(?:FIPS|county|geoid|cnty)?[\s:#-]*(\d{4,5})$",
        r"^0(\d{5})$",
        r"^(\d{1,2})[\s,.:/_-](\d{3})$",
    )
)
_POSTAL: Final = re.compile(r"^([A-Za-z]{2})[\s-]?C?(\d{3})$")
_SCIENTIFIC: Final = re.compile(r"^\d(?:\.\d+)?E\+?0*[34]$", re.IGNORECASE)
#: A code with the county's name after it, or before it.
_WITH_NAME: Final = re.compile(
    r"^(\d{1,2}-?\d{3})[\s:,;–-]+(\D.*)$|^(\D+?)[\s:,;–-]*[(\[]?(?:FIPS\s*)?(\d{5})[)\]]?$"
)

_CITY: Final = r"independent city|indep city|ind city|city"
_COUNTY: Final = (
    "consolidated city county|city and county|county and city|city and borough|census area|planning region|"
    "council of governments|cog|county|parish|borough|municipality|municipio|cnty|cty|co|boro|par"
)
_KIND: Final = re.compile(rf"^(.+?)\s+(?:({_COUNTY})|({_CITY}))$")
_KIND_FIRST: Final = re.compile(
    r"^(city and county|city|county|parish|borough|municipality|municipio|condado)\s+"
    r"(?:of|de)\s+(?:the )?(.+)$"
)
_LONGEST: Final = 120
_COUNTRY: Final = {"usa", "us", "u s", "u s a", "united states", "united states of america", "america"}
#: Boroughs of New York, which are postal cities too, without blanks -> county.
BOROUGHS: Final[dict[str, str]] = {
    "bronx": "36005",
    "thebronx": "36005",
    "brooklyn": "36047",
    "manhattan": "36061",
    "queens": "36081",
    "statenisland": "36085",
}
#: Cities that are a whole county: whoever names the city means it (San Francisco, Denver, Philadelphia,
#: Broomfield), and boroughs of New York by their everyday names.
_SAME: Final = {"06075", "08014", "08031", "42101"}
_EVERYDAY: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    **{("NY", name): (code,) for name, code in BOROUGHS.items() if name not in {"bronx", "queens"}},
    ("NY", "newyorkcity"): ("36005", "36047", "36061", "36081", "36085"),
    ("DC", "washington"): ("11001",),
}


def _split(folded: str) -> tuple[str, str]:
    """Return a folded name without the word for its kind, its blanks closed up, and county, city or ''."""
    if first := _KIND_FIRST.match(folded):
        folded = f"{first[2]} {'city' if first[1] == 'city' else 'county'}"
    if found := _KIND.match(folded):
        return found[1].replace(" ", ""), "county" if found[2] else "city"
    return folded.replace(" ", ""), ""


def _joined(names: Iterable[str]) -> str:
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def county_digits(text: str) -> str | None:
    """Return the five digits of a county code in a text, None where it holds none.

    >>> [county_digits(t) for t in ("9110", '="31055"', "0500000US31055", "31-055", "NE055", "3.1055E+04")]
    ['09110', '31055', '31055', '31055', '31055', '31055']
    """
    bare = whole(unwrap(text))
    if _SCIENTIFIC.match(bare):
        bare = f"{float(bare):.0f}"
    for dress in _DRESSES:
        if found := dress.match(bare):
            parts = [part for part in found.groups() if part]
            return "".join(parts).zfill(5) if len(parts) < 2 else parts[0].zfill(2) + parts[1]
    lettered = _POSTAL.match(bare)
    if lettered and lettered[1].upper() in STATES:
        return STATES[lettered[1].upper()][0] + lettered[2]
    return None


@dataclass(frozen=True, slots=True)
class _County:
    code: str
    label: str
    state: str
    full: str
    base: str
    kind: str


class Counties:
    """Reads counties of the data.

    Parameters
    ----------
    table
        Table ``Counties``: county_fips, name, state.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._all: dict[str, _County] = {}
        self._by: dict[str, list[_County]] = defaultdict(list)
        for code, name, postal in zip(table["county_fips"], table["name"], table["state"], strict=True):
            folded = fold(str(name))
            base, kind = _split(folded)
            one = _County(
                str(code), f"{name}, {postal}", str(postal), folded.replace(" ", ""), base, kind or "county"
            )
            self._all[one.code] = one
            for key in dict.fromkeys((one.full, one.base)):
                self._by[key].append(one)

    @cached_property
    def _old(self) -> dict[str, list[OldCounty]]:
        found: dict[str, list[OldCounty]] = defaultdict(list)
        for one in old_counties().values():
            found[_split(fold(one.name))[0]].append(one)
        return found

    def label(self, code: str) -> str:
        """Return a county's name and state, '' where the data have none of the code."""
        return self._all[code].label if code in self._all else ""

    def named(self, code: str) -> str:
        """Return a county's code, name and state."""
        return f"{code} {self.label(code)}".rstrip()

    # ------------------------------------------------------------------ by code

    def code(self, text: str, postal: str | None = None) -> Code:
        """Return the county of a code, of one no longer in use its successor.

        Parameters
        ----------
        text
            '31055', '9110' (that lost its zero), '31055.0', '="31055"', '0500000US31055', '31-055', 'NE055'.
        postal
            State, for a county's three digits alone.

        Returns
        -------
        Code
            None with a note where there is no such county, or it became several (the candidates).
        """
        bare = whole(unwrap(text))
        if postal in STATES and re.fullmatch(r"\d{1,3}", bare):
            bare = STATES[postal][0] + bare.zfill(3)
        digits = county_digits(bare)
        if digits is None:
            return Code(None, f"{text.strip()[:60]!r} is no county code" if bare else "")
        return Code(digits) if digits in self._all else self._successor(digits, bare)

    def _successor(self, digits: str, asked: str) -> Code:
        old = old_counties().get(digits)
        if old is not None:
            return self._became(old)
        postal = postal_of(digits[:2])
        if digits.endswith("000") and postal:
            return Code(None, f"{digits} is the state {STATES[postal][1]}, not a county")
        if postal in TERRITORIES:
            return Code(None, f"{digits} is in {STATES[postal][1]}, of whose counties the data have nothing")
        near = tuple(nearest(digits, self._all))
        shown = "; near it: " + ", ".join(f"{c} ({self.label(c)})" for c in near) if near else ""
        return Code(None, f"no county {asked[:40]!r} in the data{shown}")

    def _became(self, old: OldCounty) -> Code:
        """Return what became of a county no longer in use."""
        now = tuple(c for c in old.now if c in self._all)
        named = _joined(map(self.named, now)) or "nothing the data have"
        asked = f"{old.code} {old.label}"
        if old.how in {"renamed", "merged"}:
            how = "was renamed" if old.how == "renamed" else "became part of another county"
            is_now = "is now" if old.how == "renamed" else "is in"
            return Code(now[0] if now else None, f"{asked} {how} in {old.year}: it {is_now} {named}", ())
        if old.how == "split":
            return Code(None, f"{asked} was split in {old.year} into {named}", now, parts=now == old.now)
        if old.state == "CT":
            what = (
                f"{asked} is one of Connecticut's former counties, replaced in {old.year} by planning regions"
            )
            return Code(None, f"{what} with other borders; it lies in {named}", now)
        return Code(None, f"{asked} was dissolved in {old.year}; its land is in parts of {named}", now)

    # ------------------------------------------------------------------ by name

    def name(self, text: str, postal: str | None = None) -> Code:
        """Return the county of a name, with its state in `postal` or not at all.

        A word for its kind decides between a county and an independent city; without it a name that fits
        both fits none ('Richmond', VA).
        """
        folded = fold(re.sub(r"[()\[\]]", " ", text))
        base, kind = _split(folded)
        closed = folded.replace(" ", "")
        fits = self._everyday(closed, postal)
        if fits:
            note = f"“{text}” is {_joined(map(self.named, fits))}"
            return Code(fits[0], note) if len(fits) == 1 else Code(None, note, fits, parts=True)
        fits = self._fitting(closed, base, kind, postal)
        if len(fits) == 1:
            return Code(fits[0])
        if fits:
            several = ", ".join(f"{self.label(c)} ({c})" for c in fits[:6])
            return Code(None, f"fits several: {several}", fits)
        old = [o for o in self._old.get(base, ()) if postal in {None, o.state}]
        old = [o for o in old if not kind or _split(fold(o.name))[1] in {kind, ""}] or old
        if len(old) == 1:
            return self._became(old[0])
        other = self._within(base, postal)
        if other:
            several = ", ".join(f"{one.label} ({one.code})" for one in other[:6])
            return Code(None, f"is no {kind} in the data; there is {several}", tuple(o.code for o in other))
        return Code(None, self._none(base, postal))

    def _everyday(self, closed: str, postal: str | None) -> tuple[str, ...]:
        key = "newyorkcity" if postal in {None, "NY"} and closed in {"cityofnewyork", "nyc"} else closed
        found = [_EVERYDAY.get((place, key), ()) for place in ([postal] if postal else ["NY"])]
        return tuple(code for code in found[0] if code in self._all)

    def _within(self, key: str, postal: str | None) -> list[_County]:
        return [one for one in self._by.get(key, ()) if postal in {None, one.state}]

    def _fitting(self, closed: str, base: str, kind: str, postal: str | None) -> tuple[str, ...]:
        """Return the counties a name fits: by its full name, else without the word for its kind."""
        full = [one for one in self._within(closed, postal) if one.full == closed]
        if not full:
            same = [one for one in self._within(base, postal) if one.base == base]
            full = [
                one
                for one in same
                if not kind
                or one.kind == kind
                or (kind == "city" and (one.code in _SAME or "city" in one.full.removeprefix(base)))
                or (kind == "city" and "municipality" in one.full)
            ]
        if not full and kind:  # 'James City' is James City County
            full = [one for one in self._within(closed, postal) if one.base == closed]
        return tuple(dict.fromkeys(one.code for one in full))

    def _none(self, base: str, postal: str | None) -> str:
        """Return why a name fits no county, with what is spelled like it."""
        pool = {
            f"{one.base}|{one.state}": one.label for one in self._all.values() if postal in {None, one.state}
        }
        bases: dict[str, list[str]] = defaultdict(list)
        for key, label in pool.items():
            bases[key.partition("|")[0]].append(label)
        near = [label for found in nearest(base, bases) for label in bases[found]][:3]
        return "is no county in the data" + (f"; near it: {'; '.join(near)}" if near else "")

    # ------------------------------------------------------------------ either

    def read(self, text: str, postal: str | None = None) -> Code:
        """Return the county of a code or a name, of both where they agree.

        'Richmond city, VA', 'City of Richmond, Virginia', 'Saint Louis County MO', '31055 Douglas County'.
        `postal` is the state of the row; a state in the text goes before a `postal` that is None.
        """
        bare = unwrap(text)
        if len(bare) > _LONGEST:
            return Code(None, "is too long for a county")
        if county_digits(bare) is not None or whole(bare).isdigit():
            return self.code(bare, postal)
        if both := _WITH_NAME.match(bare):
            return self._both(both[1] or both[4], both[2] or both[3], postal)
        return self._in_words(bare, postal)

    def _both(self, digits: str, words: str, postal: str | None) -> Code:
        coded = self.code(digits, postal)
        if coded.code is None:
            return coded
        worded = self._in_words(words, postal or self._all[coded.code].state)
        against = self.against(coded.code, words, worded)
        return Code(None, against, (coded.code, *(c for c in (worded.code,) if c))) if against else coded

    def against(self, code: str, words: str, worded: Code) -> str:
        """Return what a county's name says against its code, '' where both may be right.

        `worded` is what the name was read as; a name that is no county's says nothing.
        """
        meant = (worded.code,) if worded.code else worded.candidates
        if not meant or code in meant:
            return ""
        several = " or ".join(map(self.named, meant[:4]))
        return f"the county code is {self.named(code)}, but the name “{words[:60]}” is {several}"

    def _in_words(self, text: str, postal: str | None) -> Code:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) > 1 and fold(parts[-1]) in _COUNTRY:
            parts.pop()
        if len(parts) > 1:
            said = state(parts[-1])
            if said.code is None:
                near = nearest(parts[-1], [name for _, name in STATES.values()], most=1)
                hint = f" (near: {near[0]})" if near else ""
                return Code(None, f"names no state we know{hint}")
            return self._agreed(", ".join(parts[:-1]), said.code, postal)
        whole_name = parts[0] if parts else ""
        if found := re.match(r"^(.+?)\s*\(([^()]+)\)$", whole_name):  # 'Richmond city (VA)'
            said = state(found[2])
            if said.code:
                return self._agreed(found[1], said.code, postal)
        if found := re.match(r"^([A-Z]{2})\s*[-:–]\s*(\D+)$", whole_name):  # 'VA: Richmond city'
            said = state(found[1])
            if said.code:
                return self._agreed(found[2], said.code, postal)
        plain = self.name(whole_name, postal)
        if plain.code or (plain.candidates and not re.search(r"\b[A-Z]{2}$", whole_name)):
            return plain
        words = whole_name.split()
        for count in range(1, min(4, len(words))):  # 'Saint Louis County MO', 'Wake County North Carolina'
            said = state(" ".join(words[-count:]))
            if said.code and not words[-count].isdigit():
                answer = self._agreed(" ".join(words[:-count]), said.code, postal)
                if answer.code or answer.candidates:
                    return answer
        return plain

    def _agreed(self, name: str, said: str, postal: str | None) -> Code:
        """Return the county of a name in the state its text names, unless the row names another."""
        if postal is not None and said != postal:
            return Code(None, f"the county's name says {said}, the state column {postal}")
        return self.name(name, said)
