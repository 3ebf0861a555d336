# ruff: noqa: D102 - what Codec documents is not said again
"""What only links of a view need.

Their limits, and codecs of map positions, class breaks, places, regions.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.codes.areas import area
from geo_opportunity.codes.base import Code
from geo_opportunity.codes.changes import Changes
from geo_opportunity.codes.cip import CipCodes
from geo_opportunity.codes.retired import OldCounty, old_counties
from geo_opportunity.codes.soc import SocCodes
from geo_opportunity.codes.states import state as state_code
from geo_opportunity.errors import GeoOpportunityError, LinkError
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.geography.region_links import MAX_BYTES, PREFIX, RegionLink, read_link
from geo_opportunity.rules import CODE
from geo_opportunity.setting import Codec, Reading, Text, decimal, digits, quoted
from geo_opportunity.vocabulary import MOST_COMPLETIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = [
    "MAX_CUTS",
    "MAX_PLACES",
    "AreaCode",
    "Cuts",
    "Family",
    "MapView",
    "Numbers",
    "Occupation",
    "Place",
    "Places",
    "Reader",
    "RegionName",
    "RegionText",
    "is_region",
    "map_view",
    "more",
    "program",
]

#: Most places side by side on the Compare page.
MAX_PLACES: Final = 4
#: Most breaks of the user's own.
MAX_CUTS: Final = 6
#: What a link may set at most, read before anything else: parameters, characters of all of them (a web server
#: refuses a longer address) and of each one.
_MAX_PARAMETERS = 100
_MAX_CHARACTERS = 65_536
_VALUE_LIMIT = 400
_REGION_LIMIT = 60_000
_LONG_VALUES: Final = {
    "region": _REGION_LIMIT,
    "places": _MAX_CHARACTERS,
    "over": 12_000,
    "avoid": 3_300,
}
_IGNORED = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|embed|embed_options)$")

_STATE = re.compile(r"[A-Z]{2}")
_COMPARED = re.compile(r"[0-9]{5}|[0-9]{7}|[A-Z]{2}|r[0-9]+\.[A-Za-z0-9_-]+")
_NAME_LIMIT = 120  # characters of a region's name
_USUALLY_PACKED = 4  # bytes a character of a region unpacks to, at most, but for bombs
_PLACES_READ = 50  # different ones, of which MAX_PLACES are kept


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the map looks: degrees (EPSG:4326) and web-map zoom level."""

    lon: float
    lat: float
    zoom: float

    def __post_init__(self) -> None:
        """Refuse a view that is not on the map."""
        if not (-200 <= self.lon <= 180 and -85 <= self.lat <= 85 and 0 <= self.zoom <= 20):
            msg = f"no such map view: {self.lon:g}, {self.lat:g}, zoom {self.zoom:g}"
            raise ValueError(msg)


def is_region(place: str) -> bool:
    """Return whether the text of a place is a region's link text, by its look."""
    return place.startswith("r") and _COMPARED.fullmatch(place) is not None


def tidy(name: str) -> str:
    """Return a name in plain characters, at most so many as a link keeps."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_NAME_LIMIT].strip()


def more(lost: Collection[Any]) -> str:
    """Return how many there are beside the first, for a sentence."""
    return f" and {len(lost) - 1} more" if len(lost) > 1 else ""


def _numbers(text: str) -> list[float]:
    """Return the finite numbers joined by commas in a text; any other text raises ValueError."""
    found = [float(decimal(part.strip())) for part in text.split(",")]
    if not all(map(math.isfinite, found)):
        msg = "no number"
        raise ValueError(msg)
    return found


@dataclass(frozen=True)
class Numbers(Codec[Any]):
    """Numbers joined by commas, of which something is made."""

    what: str
    instead: str
    make: Callable[[list[float]], Any]
    split: Callable[[Any], tuple[float, ...]]
    example: str
    empty: bool = True
    """An empty text leaves it unset."""

    def check(self, value: Any) -> None:
        numbers = self.split(value)
        if not all(map(math.isfinite, numbers)) or self.make(list(numbers)) != value:
            msg = f"{self.what} is {value!r}, which cannot be shown"
            raise ValueError(msg)

    def write(self, value: Any) -> str:
        return ",".join(map(digits, self.split(value)))

    def read(self, text: str, default: Any, at: Reading) -> Any:
        if self.empty and not text:
            return default
        try:
            return self.make(_numbers(text))
        except ValueError:
            at.say(f"The {self.what} {quoted(text)} cannot be read", self.instead)
            return default

    @property
    def offer(self) -> str:
        return f"such as {self.example}"


@dataclass(frozen=True)
class Cuts(Numbers):
    """Class breaks, ascending, as many as are used."""

    def check(self, value: tuple[float, ...]) -> None:
        super().check(value)
        if len(value) > MAX_CUTS:
            msg = f"{self.what} is {value!r}; give at most {MAX_CUTS} numbers, ascending, each once"
            raise ValueError(msg)

    def read(self, text: str, default: Any, at: Reading) -> tuple[float, ...]:
        found: tuple[float, ...] = super().read(text, default, at)
        if len(found) > MAX_CUTS:
            at.say(f"At most {MAX_CUTS} class breaks are used", "the largest are left out")
        return found[:MAX_CUTS]


def map_view(numbers: list[float]) -> MapView:
    """Return the view of longitude, latitude and zoom; others raise ValueError."""
    lon, lat, zoom = numbers
    return MapView(lon, lat, zoom)


def program(numbers: list[float]) -> tuple[float, float, int]:
    """Return the longitude, latitude and completions of a program; others raise ValueError."""
    lon, lat, size = numbers
    if size != int(size) or not (-180 <= lon <= 180 and -85 <= lat <= 85 and 0 <= size <= MOST_COMPLETIONS):
        msg = f"no such program: {lon:g}, {lat:g}, {size:g} completions"
        raise ValueError(msg)
    return lon, lat, int(size)


@cache
def _changes() -> Changes:
    """Return what became of older codes, from the built-in data: a link may be older than any data set."""
    from geo_opportunity.atlas import open_atlas  # noqa: PLC0415 - only for links with a code of no use today

    try:
        return Changes.of(open_atlas().table("code_changes"))
    except GeoOpportunityError:
        return Changes()


@dataclass(frozen=True)
class Occupation(Text):
    """An occupation: its code in any spelling or of an older edition, which opens its successor."""

    @classmethod
    def instead_of(cls, instead: str, *, nothing: str | None = None, example: str = "") -> Occupation:
        """Return the codec that shows `instead` where there is no such occupation; see Text."""
        return cls("occupation", CODE, instead, "occupations", nothing, example)

    def read(self, text: str, default: str | None, at: Reading) -> str | None:
        codes = at.known.get(self.known)
        usual = not text or text == self.nothing or (codes is not None and text in codes)
        if usual or (codes is None and self.pattern.fullmatch(text)):
            return super().read(text, default, at)
        if codes is None:
            spelled = dict.fromkeys(SocCodes(()).spelled(text))
            return super().read(next(iter(spelled)) if len(spelled) == 1 else text, default, at)
        found = SocCodes(frozenset(codes), _changes()).parse(text)
        if found.code is None and not found.candidates:
            return super().read(text, default, at)
        if found.note:
            at.say(
                found.note[0].upper() + found.note[1:],
                self.instead if found.code is None else f"{found.code} is shown",
            )
        return found.code


@dataclass(frozen=True)
class Family(Text):
    """A two-digit family of fields of study; a longer CIP code opens the family it is in."""

    @classmethod
    def instead_of(cls, instead: str, *, example: str = "") -> Family:
        """Return the codec that shows `instead` where there is no such family; see Text."""
        return cls("field of study", re.compile(r"[0-9]{2}"), instead, example=example)

    def read(self, text: str, default: str | None, at: Reading) -> str | None:
        if not text or self.pattern.fullmatch(text):
            return super().read(text, default, at)
        code = CipCodes((), _changes()).parse(text).code
        if code is None:
            return super().read(text, default, at)
        if not code.endswith(".0000"):
            at.say(f"Fields of study are shown by family, not {quoted(text)} alone", f"{code[:2]} is shown")
        return code[:2]


@dataclass(frozen=True)
class AreaCode(Text):
    """An area's code; of one no longer in use the successor is taken, with a sentence."""

    def read(self, text: str, default: str | None, at: Reading) -> str | None:
        code = _area(text, at, "shown")
        return super().read(code or text, default, at) if code != "" else None


def _area(text: str, at: Reading, done: str) -> str | None:
    """Return the area a text of a link means, and say what was taken for what; None where it is no code.

    "" where more than that is known of it, and said: it lies in several areas, say.
    """
    found = area(text, at.known.get("areas")) if any(map(str.isdigit, text)) else Code(None)
    if found.code is None and found.note:
        at.say(found.note[0].upper() + found.note[1:], f"it is not {done}")
        return ""
    if found.code is not None and found.code != text:
        at.say(found.note or f"The link's area {quoted(text)} is {found.code}", f"that is {done}")
    return found.code


def _state(text: str, states: Collection[str] | None) -> str | None:
    """Return the postal code of a state in a link, by code or name; None where there is none such."""
    code = text.upper() if _STATE.fullmatch(text.upper()) else state_code(text).code
    return code if code is not None and (states is None or code in states) else None


class Place(Codec[str]):
    """Where the map looks: a state, "area" (the picked one), or None for the lower 48 states."""

    what = "place"
    offer = "a state's postal code, area or us"

    def check(self, value: str) -> None:
        if value != "area" and not _STATE.fullmatch(value):
            msg = f"place is {value!r}; it must be a state's postal code or 'area'"
            raise ValueError(msg)

    def write(self, value: str | None) -> str:
        return value or "us"

    def read(self, text: str, default: str | None, at: Reading) -> str | None:
        if text in ("", "area"):
            return text or default
        if text.casefold() == "us":
            return None
        state = _state(text, at.known.get("states"))
        if state is None:
            at.say(f"There is no state {quoted(text)} on the map", "the usual view is shown")
            return default
        return state


class RegionName(Codec[str]):
    """A name in plain characters."""

    what = "region's name"
    offer = f"at most {_NAME_LIMIT} plain characters"

    def check(self, value: str) -> None:
        if value != tidy(value):
            msg = f"region_name is {quoted(value)}; it must be {self.offer}"
            raise ValueError(msg)

    def read(self, text: str, default: str | None, at: Reading) -> str | None:  # noqa: ARG002
        return tidy(text) or default


class RegionText(Codec[str]):
    """A region's link text."""

    what = "region"
    offer = "a region's link text"

    def check(self, value: str) -> None:
        if not is_region(value):
            msg = f"region is {quoted(value)}; it must be {self.offer}"
            raise ValueError(msg)

    def read(self, text: str, default: str | None, at: Reading) -> str | None:
        if not text:
            return default
        text, link, fault = _opened(text, at)
        if link is None:
            at.say(fault, "no region is shown")
        return default if link is None else text


class Places(Codec[tuple[str, ...]]):
    """Places to compare, joined by commas.

    Regions are costly to open: no more are opened than can be kept.
    """

    what = "place"
    offer = f"up to {MAX_PLACES} area codes, postal codes or regions"

    def check(self, value: tuple[str, ...]) -> None:
        wrong = [p for p in value if not _COMPARED.fullmatch(p)]
        if wrong:
            msg = f"place {quoted(wrong[0])} is no area code, state's postal code or region's link text"
            raise ValueError(msg)
        if len(value) > MAX_PLACES or len(set(value)) < len(value):
            msg = f"at most {MAX_PLACES} different places can be compared, not {len(value)}"
            raise ValueError(msg)

    def write(self, value: tuple[str, ...]) -> str:
        return ",".join(value)

    def read(self, text: str, default: tuple[str, ...], at: Reading) -> tuple[str, ...]:  # noqa: ARG002
        asked = [p for p in dict.fromkeys(map(str.strip, text.split(","))) if p]
        regions = [p for p in asked if p.startswith(PREFIX)][:MAX_PLACES]
        read = [p for p in asked if p in regions or not p.startswith(PREFIX)][:_PLACES_READ]
        found: dict[str, None] = {}
        lost: list[str] = []
        held: set[tuple[frozenset[str], bytes, frozenset[tuple[str, float]]]] = set()
        for place in read:
            code = self._new(place, held, at) if place in regions else self._code(place, at)
            if code is None:
                lost.append(place)
            elif code:
                found[code] = None
        if lost:
            at.say(f"There is no place {quoted(lost[0])}{more(lost)} to compare", "the others are kept")
        left = max(len(found) - MAX_PLACES, 0) + len(asked) - len(read)
        if left:
            at.say(f"At most {MAX_PLACES} places are compared", f"{left} of the link are left out")
        return tuple(found)[:MAX_PLACES]

    @staticmethod
    def _code(place: str, at: Reading) -> str | None:
        """Return the code of a state or an area; None where there is none such, "" where that is said."""
        return _state(place, at.known.get("states")) or _area(place, at, "compared")

    @staticmethod
    def _new(
        region: str, held: set[tuple[frozenset[str], bytes, frozenset[tuple[str, float]]]], at: Reading
    ) -> str:
        """Return the text of a region that can be opened and is none of those held; else "", and say so."""
        text, link, fault = _opened(region, at)
        if link is not None and link.members in held:
            fault = f"The region {_called(link)} has the counties of another one in the link"
        if link is not None and not fault:
            held.add(link.members)
            return text
        at.say(fault, "it is not compared")
        return ""


def _opened(text: str, at: Reading) -> tuple[str, RegionLink | None, str]:
    """Return a region's link text and what it says, None with the reason where the region cannot be opened.

    Counties no longer in use are replaced by their successors in both, which is said.
    """
    if len(text) > _REGION_LIMIT or not is_region(text):
        return text, None, "The region in the link is damaged"
    try:
        link = read_link(text, max(at.room, 1))
    except LinkError:
        at.room -= _USUALLY_PACKED * len(text)
        return text, None, "The region in the link is damaged, too large or of a newer version of this app"
    at.room -= link.size
    counties, tracts = at.known.get("counties"), at.known.get("tracts")
    what, lost = "county", [] if counties is None else [c for c in link.counties if c not in counties]
    old = [o for o in map(old_counties().get, lost) if o is not None and _succeeded(o, link, counties)]
    if lost and len(old) == len(lost):
        text = _renewed(text, old)
        named = f"{old[0].code} {old[0].label}"
        fault = f"The region {_called(link)} names county {named}{more(old)}, now {' and '.join(old[0].now)}"
        at.say(fault, "today's counties are shown")
        link, lost = read_link(text), []
    if not lost and tracts is not None:
        strange = link.tracts[np.append(tracts, -1)[np.searchsorted(tracts, link.tracts)] != link.tracts]
        what, lost = "census tract", strange
    if not len(lost):
        return text, link, ""
    first = f"{lost[0]:011d}" if what == "census tract" else lost[0]
    return text, None, f"The data have no {what} {first}{more(lost)} of the region {_called(link)}"


def _succeeded(old: OldCounty, link: RegionLink, counties: Collection[str] | None) -> bool:
    """Return whether a whole county of a region can be replaced by the counties that hold just its land.

    One that became part of another cannot, unless the region has that one too.
    """
    whole = old.how in {"renamed", "split"} or set(old.now) <= set(link.counties)
    known = counties is not None and all(c in counties for c in old.now)
    return whole and known and not {old.code, *old.now} & set(link.parts)


def _renewed(text: str, old: list[OldCounty]) -> str:
    """Return a region's link text with today's counties in the place of old ones."""
    region = Region.from_link(text)
    gone = {o.code for o in old}
    held = {m.county_fips: m for m in region.members if m.county_fips not in gone}
    held |= {c: Member(c) for o in old for c in o.now if c not in held}
    return replace(region, members=tuple(held.values())).to_link()


def _called(link: RegionLink) -> str:
    return quoted(tidy(link.name[:_VALUE_LIMIT]) or "Region")


def _text(value: object) -> str | None:
    """Return a parameter as text, of several the last; None: it has no value, "": that cannot be written."""
    last = (value[-1] if value else None) if isinstance(value, list | tuple) else value
    if isinstance(last, int | float):
        return str(last) if abs(last) < 1e15 else ""
    return last if isinstance(last, str) or last is None else ""


class Reader(Reading):
    """Takes parameters one by one and notes what was wrong with each."""

    def __init__(self, params: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        """Read the parameters up to the limits of a link; what is beyond is left out, with a sentence."""
        super().__init__(known)
        self.left: dict[str, str] = {}
        self.problems: list[str] = []
        self.room = MAX_BYTES
        room, bad = _MAX_CHARACTERS, []
        for key, value in islice(params.items(), _MAX_PARAMETERS):
            name, text = str(key), _text(value)
            if text is None or _IGNORED.match(name):
                continue
            size = len(name) + len(text)
            if size > room or len(text) > _LONG_VALUES.get(name, _VALUE_LIMIT):
                bad.append(name)
            else:
                room -= size
                self.left[name] = text
        if bad:
            self.problems.append(f"The link's {quoted(bad[0])}{more(bad)} is too long; that is ignored.")
        if len(params) > _MAX_PARAMETERS:
            self.problems.append(
                f"The link sets {len(params):,} values; those after the first {_MAX_PARAMETERS} are ignored."
            )

    def take(self, key: str) -> str | None:
        """Return a parameter's text, once."""
        value = self.left.pop(key, None)
        return value.strip() if value is not None else None
