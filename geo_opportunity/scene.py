"""The state of a view, and its link: validated, versioned, made to be read by people.

A :class:`Scene` is all that distinguishes one picture from another. :func:`to_query` writes it as short
query parameters and leaves out what is at its default; :func:`from_query` reads them back and never
raises: what cannot be shown as asked is replaced by the nearest view that can, and said in one sentence.

Links are kept working forever (``tests/links.json``). A link without ``v`` is of version 1. When a key
changes its meaning, raise :data:`VERSION` and add a step to :data:`MIGRATIONS`.

>>> to_query(Scene(area="38060", rules=Rules(reach_miles=30)))
{'area': '38060', 'reach': '30'}
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np

from geo_opportunity.errors import LinkError
from geo_opportunity.figures import AREA_MEASURES, OCCUPATION_MEASURES
from geo_opportunity.geography.region import Region
from geo_opportunity.geography.region_links import MAX_BYTES, PREFIX, RegionLink, read_link
from geo_opportunity.rules import FAMILIES, GROWTH_RULES, PAY_STANDARDS, WAGE_POINTS, Rules, Selection
from geo_opportunity.vocabulary import AWARD_LEVELS, EDUCATION_LEVELS, REACH_MILES, SECTORS, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from numpy.typing import NDArray

__all__ = [
    "AREA_MEASURES",
    "BREAKS",
    "CONTROL_CODES",
    "DEPTH_MEASURES",
    "EDUCATION_CODES",
    "LAYERS",
    "MAX_CUTS",
    "MAX_PLACES",
    "MIGRATIONS",
    "OCCUPATION_MEASURES",
    "OUTCOMES",
    "PAGES",
    "UNITS",
    "VERSION",
    "MapView",
    "Scene",
    "from_query",
    "is_region",
    "region_of",
    "to_query",
]

#: Version of the keys and their meaning.
VERSION: Final = 1

#: Pages a link can open.
PAGES: Final[tuple[str, ...]] = ("explore", "area", "compare", "occupation", "training", "about")

#: Most places side by side on the Compare page.
MAX_PLACES: Final = 4

#: Area measures that are no columns of ``Atlas.overlap``: they come from ``Atlas.area_supply`` and ``Atlas.access``.
DEPTH_MEASURES: Final[tuple[str, ...]] = ("share_oversupply", "misalignment", "access_per_1000")

#: How a map is cut into classes.
BREAKS: Final[tuple[str, ...]] = ("quantile", "natural", "equal", "user")
#: Most breaks of the user's own.
MAX_CUTS: Final = 6

UNITS: Final[tuple[str, ...]] = ("mi", "km")

#: Outcomes of a test, or of all three together, that areas can be narrowed to.
OUTCOMES: Final[tuple[str, ...]] = tuple(
    dict.fromkeys((*(s.value for s in Status), *(k.value for k in Kind)))
)

#: What can be drawn over a picked area on the map.
LAYERS: Final[tuple[str, ...]] = ("providers", "access")

#: What the Training page looks at.
TRAINING_VIEWS: Final[tuple[str, ...]] = ("programs", "provider", "deserts", "supply", "what_if")
#: Published definitions of education deserts, and the places they are told by.
DESERTS: Final[tuple[str, ...]] = ("ace", "urban")
DESERT_LEVELS: Final[tuple[str, ...]] = ("county", "area")

#: Short codes of entry education in links.
EDUCATION_CODES: Final[dict[str, str]] = dict(
    zip(("none", "hs", "some", "cert", "assoc", "ba", "ma", "doc"), EDUCATION_LEVELS, strict=True)
)
#: Short codes of the O*NET green lists in links.
GREEN_CODES: Final[dict[str, str]] = {
    "new": "Green New & Emerging",
    "demand": "Green Increased Demand",
    "skills": "Green Enhanced Skills",
}
#: Short codes of who runs a provider in links.
CONTROL_CODES: Final[dict[str, str]] = {
    "pub": "public",
    "npo": "private nonprofit",
    "fpo": "private for-profit",
    "unk": "unknown",
}

_PLACE = re.compile(r"^(area|[A-Z]{2})$")
_COMPARED = re.compile(r"^([0-9]{5}|[0-9]{7}|[A-Z]{2}|r[0-9]+\.[A-Za-z0-9_-]+)$")
_PROVIDER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9:._ -]{0,79}$")
_TAB = re.compile(r"^[a-z_]{1,24}$")
_NAME_LIMIT = 120
_PRICE_LIMIT = 1_000_000
_COMPLETIONS_LIMIT = 100_000
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_NUMBER_LIMIT = 40  # characters
_CODE = re.compile(r"[A-Za-z0-9._:-]{1,40}")
#: What a link may set at most, read before anything else: parameters, characters of all of them (a web server refuses a longer
#: address) and of each one.
_MAX_PARAMETERS = 100
_MAX_CHARACTERS = 65_536
_VALUE_LIMIT = 400
_REGION_LIMIT = 60_000
_USUALLY_PACKED = 4  # bytes a character of a region unpacks to, at most, but for bombs
_LONG_VALUES: Final = {"region": _REGION_LIMIT, "places": _MAX_CHARACTERS}
_PLACES_READ = 50  # different ones, of which MAX_PLACES are kept
_IGNORED = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|embed|embed_options)$")
_SHOWN = 40
_T = TypeVar("_T")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that distinguishes one picture from another. Hashable: it keys caches."""

    version: int = VERSION
    page: str = "explore"
    area: str | None = None
    """Picked area (area_code)."""
    occupation: str | None = None
    """One occupation's status in every area, instead of all selected occupations together (soc)."""
    focus: str | None = None
    """Occupation whose programs are shown for the picked area (soc)."""
    measure: str = AREA_MEASURES[0]
    rules: Rules = field(default_factory=Rules)
    selection: Selection = field(default_factory=Selection)
    breaks: str = BREAKS[0]
    cuts: tuple[float, ...] = ()
    """Class breaks of the user's own (breaks = 'user'), ascending, in the measure's unit: fractions, US dollars a year, jobs."""
    place: str | None = None
    """Where the map looks: a state's postal code, 'area' (the picked one), or None for the lower 48 states."""
    view: MapView | None = None
    """An exact view; wins over `place`."""
    layers: tuple[str, ...] = LAYERS[:1]
    """What is drawn over the picked area (LAYERS), in their order."""
    units: str = UNITS[0]
    hourly: bool = False
    """Wages shown by the hour (year / 2,080)."""
    outcome: str | None = None
    """Occupation: only areas where the test on the map has this outcome (a status, or a kind); None: all."""
    tab: str | None = None
    """Open tab of the page, by name; None, or a name the page does not have, is its first."""
    places: tuple[str, ...] = ()
    """Places compared, at most four: area codes, postal codes of states, link texts of regions (``Region.to_link``)."""
    region: str | None = None
    """A region being built, or shown on the Area page instead of an area: its link text (``Region.to_link``)."""
    region_name: str | None = None
    """Name of that region, when it is not the one inside its link text."""
    awards: tuple[int, ...] = ()
    """Training: award levels kept (AWARD_LEVELS), in their order; empty keeps all."""
    controls: tuple[str, ...] = ()
    """Training: who runs the provider (values of CONTROL_CODES), in their order; empty keeps all."""
    open_only: bool = False
    """Training: only providers with open admission."""
    online: bool = False
    """Training: programs by distance education are listed too."""
    max_price: int | None = None
    """Training: highest tuition and fees, dollars a year; programs of unknown price are left out by it."""
    provider: str | None = None
    """Training: provider in focus (provider_id)."""
    training_view: str | None = None
    """Training: what is looked at (TRAINING_VIEWS); None follows what is in focus: a program to try out, a provider, or programs."""
    cip_family: str | None = None
    """Training: field of study kept (two-digit CIP family); None keeps all."""
    desert: str = DESERTS[0]
    """Training: definition of education deserts."""
    desert_level: str = DESERT_LEVELS[0]
    """Training: deserts by county or OEWS area."""
    what_if: tuple[float, float, int] | None = None
    """A program that could open: longitude, latitude, completions a year; it leads to `occupation`."""

    def __post_init__(self) -> None:
        """Refuse what no page can show; codes of areas and occupations are checked against the data by from_query."""
        for name, value, allowed in (
            ("page", self.page, PAGES),
            ("outcome", self.outcome, (None, *OUTCOMES)),
            ("measure", self.measure, self.measures),
            ("breaks", self.breaks, BREAKS),
            ("units", self.units, UNITS),
            ("desert", self.desert, DESERTS),
            ("desert_level", self.desert_level, DESERT_LEVELS),
            ("training_view", self.training_view, (None, *TRAINING_VIEWS)),
        ):
            if value not in allowed:
                msg = f"{name} is {value!r}; choose one of {', '.join(map(str, allowed))}"
                raise ValueError(msg)
        if self.place is not None and not _PLACE.match(self.place):
            msg = f"place is {self.place!r}; it must be a state's postal code or 'area'"
            raise ValueError(msg)
        if self.place == "area" and self.area is None:
            msg = "place is 'area' but no area is picked"
            raise ValueError(msg)
        if self.selection.soc is not None:
            msg = "one occupation is Scene.occupation, not Selection.soc"
            raise ValueError(msg)
        if (
            len(self.cuts) > MAX_CUTS
            or self.cuts != tuple(sorted(set(self.cuts)))
            or not all(map(math.isfinite, self.cuts))
        ):
            msg = f"cuts is {self.cuts!r}; give at most {MAX_CUTS} numbers, ascending, each once"
            raise ValueError(msg)
        if self.layers != tuple(x for x in LAYERS if x in self.layers):
            msg = f"layers is {self.layers!r}; choose of {', '.join(LAYERS)}, in this order, each once"
            raise ValueError(msg)
        if self.tab is not None and not _TAB.match(self.tab):
            msg = f"tab is {_short(self.tab)}; it must be a name of at most 24 small letters"
            raise ValueError(msg)
        self._check_places()
        self._check_training()

    def _check_places(self) -> None:
        wrong = [p for p in self.places if not _COMPARED.match(p)]
        if wrong:
            msg = f"place {_short(wrong[0])} is no area code, state's postal code or region's link text"
            raise ValueError(msg)
        if len(self.places) > MAX_PLACES or len(set(self.places)) < len(self.places):
            msg = f"at most {MAX_PLACES} different places can be compared, not {len(self.places)}"
            raise ValueError(msg)
        if self.region is not None and not is_region(self.region):
            msg = f"region is {_short(self.region)}; it must be a region's link text"
            raise ValueError(msg)
        if self.region_name is not None and self.region_name != _tidy(self.region_name):
            msg = f"region_name is {_short(self.region_name)}; it must be at most {_NAME_LIMIT} plain characters"
            raise ValueError(msg)

    def _check_training(self) -> None:
        for name, chosen, order in (
            ("awards", self.awards, tuple(AWARD_LEVELS)),
            ("controls", self.controls, tuple(CONTROL_CODES.values())),
        ):
            if chosen != tuple(x for x in order if x in chosen):
                msg = (
                    f"{name} is {chosen!r}; choose of {', '.join(map(str, order))}, in this order, each once"
                )
                raise ValueError(msg)
        if self.max_price is not None and not 0 <= self.max_price <= _PRICE_LIMIT:
            msg = f"max_price is {self.max_price}; it must lie between 0 and {_PRICE_LIMIT}"
            raise ValueError(msg)
        if self.provider is not None and not _PROVIDER.match(self.provider):
            msg = f"provider is {_short(self.provider)}; that is no provider_id"
            raise ValueError(msg)
        if self.what_if is not None:
            lon, lat, completions = self.what_if
            if not (
                -180 <= lon <= 180
                and -85 <= lat <= 85
                and 0 <= completions <= _COMPLETIONS_LIMIT
                and completions == int(completions)
            ):
                msg = f"no such program: {lon:g}, {lat:g}, {completions:g} completions"
                raise ValueError(msg)

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures this scene can show."""
        return AREA_MEASURES if self.occupation is None else OCCUPATION_MEASURES

    def pick(self, area: str | None) -> Scene:
        """Return the scene with `area` picked and the map on it, or with none picked; a picked area takes a region's place."""
        calm = self if area is None or self.region is None else replace(self, region=None, region_name=None)
        if area == self.area:
            return calm
        place = "area" if area else None if self.place == "area" else self.place
        return replace(calm, area=area, place=place, view=None, focus=None if area is None else self.focus)

    def toggle(self, area: str) -> Scene:
        """Return the scene with `area` picked, or given back where it is the picked one: what a click on a map does."""
        return self.pick(None if area == self.area else area)

    def focused(self, soc: str | None) -> Scene:
        """Return the scene with an occupation's programs and ladder in focus; none or "": all listed occupations'."""
        return replace(self, focus=soc or None)

    def with_region(self, region: Region | None) -> Scene:
        """Return the scene with a region of the user's in place of an area, or with none."""
        return replace(self, region=None if region is None else region.to_link(), region_name=None)

    def compare(self, place: str) -> Scene:
        """Return the scene with one more place compared; the same when it is there already.

        Raises
        ------
        ValueError
            The place is no place, or there are four already.
        """
        return self if place in self.places else replace(self, places=(*self.places, place))

    def show(self, occupation: str | None) -> Scene:
        """Return the scene for one occupation, or for all selected; the measure follows."""
        if occupation == self.occupation:
            return self
        measures = AREA_MEASURES if occupation is None else OCCUPATION_MEASURES
        keep = self.measure if self.occupation is not None and occupation is not None else measures[0]
        own = self.breaks == "user" and keep != self.measure
        scene = replace(self, breaks=BREAKS[0], cuts=()) if own else self
        return replace(scene, occupation=occupation, measure=keep, focus=occupation, outcome=None)

    def measured(self, measure: str) -> Scene:
        """Return the scene with another measure; breaks of the user's own do not fit it and are dropped."""
        if measure == self.measure:
            return self
        return replace(
            self,
            measure=measure,
            outcome=None,
            cuts=(),
            breaks=BREAKS[0] if self.breaks == "user" else self.breaks,
        )


def is_region(place: str) -> bool:
    """Return whether the text of a place is a region's link text, by its look."""
    return place.startswith("r") and _COMPARED.match(place) is not None


def region_of(link: str, name: str | None = None) -> Region:
    """Return the region of a link text, under `name` if given.

    Raises
    ------
    LinkError
        The text is damaged, too large, or of a later version.
    """
    region = Region.from_link(link)
    return replace(region, name=name) if name else region


def _tidy(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_NAME_LIMIT].strip()


# ------------------------------------------------------------------ to a link


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if len(text) <= 24 else str(value)


def _number(value: float) -> str:
    return _plain(Decimal(repr(float(value))))


def _percent(value: float) -> str:
    return _plain(Decimal(repr(float(value))).scaleb(2))


_EDUCATION_SHORT: Final = {level: code for code, level in EDUCATION_CODES.items()}
_GREEN_SHORT: Final = {tag: code for code, tag in GREEN_CODES.items()}
_CONTROL_SHORT: Final = {kind: code for code, kind in CONTROL_CODES.items()}
_AWARD_CODES: Final = {str(level): level for level in AWARD_LEVELS}


def to_query(scene: Scene, data_version: str | None = None) -> dict[str, str]:
    """Return the link's parameters, in a fixed order, without what is at its default.

    `data_version` rides along as ``d`` unless the scene is the default one.
    """
    base, rules, pick = Scene(), scene.rules, scene.selection
    normal, all_ = base.rules, base.selection
    out: dict[str, str] = {}

    def put(key: str, value: Any, default: Any, text: Callable[[Any], str] = str) -> None:
        if value != default:
            out[key] = text(value)

    put("page", scene.page, base.page)
    put("soc", scene.occupation, None)
    put("show", scene.measure, scene.measures[0])
    put("area", scene.area, None)
    put("focus", scene.focus, scene.occupation, lambda s: s or "all")
    put("sector", pick.sector, None)
    put("edu", pick.education, (), lambda levels: ".".join(_EDUCATION_SHORT[x] for x in levels))
    put("sched", pick.regular_schedule_min, None, _percent)
    put("adv", pick.advanced_cutoff, all_.advanced_cutoff, _percent)
    put(
        "green", pick.green_tags, all_.green_tags, lambda tags: ".".join(_GREEN_SHORT[x] for x in tags) or "-"
    )
    put("fam", rules.family, normal.family)
    put("pay", rules.pay, normal.pay)
    put("pov", rules.poverty_multiple, normal.poverty_multiple, _number)
    put("own", rules.own_wage, normal.own_wage, _number)
    put("wage", rules.wage, normal.wage)
    put("growth", rules.growth, normal.growth)
    put("gpct", rules.growth_percent, normal.growth_percent, _number)
    put("gopen", rules.growth_openings, normal.growth_openings, _number)
    put("reach", rules.reach_miles, normal.reach_miles)
    put("share", rules.reach_share, normal.reach_share, _percent)
    put("cover", rules.coverage_min, normal.coverage_min, _percent)
    put("breaks", scene.breaks, base.breaks)
    put("cuts", scene.cuts, (), lambda cuts: ",".join(map(_number, cuts)))
    # picking an area moves the map there: that is the default, and the nation the exception
    put("zoom", scene.place, "area" if scene.area else None, lambda p: p or "us")
    put("view", scene.view, None, lambda v: ",".join(map(_number, (v.lon, v.lat, v.zoom))))
    put("lay", scene.layers, base.layers, lambda names: ".".join(names) or "-")
    put("units", scene.units, base.units)
    put("per", scene.hourly, False, lambda _: "hour")
    put("only", scene.outcome, None, lambda name: name.replace(" ", "_"))
    put("tab", scene.tab, None)
    put("places", scene.places, (), ",".join)
    put("region", scene.region, None)
    put("rname", scene.region_name, None)
    put("aw", scene.awards, (), lambda levels: ".".join(map(str, levels)))
    put("ctl", scene.controls, (), lambda kinds: ".".join(_CONTROL_SHORT[x] for x in kinds))
    put("open", scene.open_only, False, lambda _: "1")
    put("online", scene.online, False, lambda _: "1")
    put("price", scene.max_price, None)
    put("prov", scene.provider, None)
    put("look", scene.training_view, None)
    put("cip", scene.cip_family, None)
    put("desert", scene.desert, base.desert)
    put("by", scene.desert_level, base.desert_level)
    put("whatif", scene.what_if, None, lambda p: f"{_number(p[0])},{_number(p[1])},{int(p[2])}")
    if out:
        put("v", scene.version, 1)
        put("d", data_version or "", "")
    return out


# ---------------------------------------------------------------- from a link

#: Steps that bring the parameters of a link from version n to n + 1.
MIGRATIONS: Final[dict[int, Callable[[dict[str, str]], dict[str, str]]]] = {}


def _short(value: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in value[:_SHOWN])
    return f"“{text}…”" if len(value) > _SHOWN else f"“{text}”"


def _decimal(text: str) -> Decimal:
    """Return the number a text writes in ASCII digits, as :func:`to_query` does; any other text raises ValueError."""
    if len(text) > _NUMBER_LIMIT or not _NUMBER.fullmatch(text):
        msg = "no number"
        raise ValueError(msg)
    return Decimal(text)  # of three digits of exponent at most: no step with it can overflow


def _numbers(text: str) -> list[float]:
    """Return the finite numbers joined by commas in a text; any other text raises ValueError."""
    found = [float(_decimal(part.strip())) for part in text.split(",")]
    if not all(map(math.isfinite, found)):
        msg = "no number"
        raise ValueError(msg)
    return found


def _text(value: object) -> str | None:
    """Return a parameter as text, of several the last; None where it has no value, "" where that cannot be written."""
    last = (value[-1] if value else None) if isinstance(value, list | tuple) else value
    if isinstance(last, int | float):
        return str(last) if abs(last) < 1e15 else ""
    return last if isinstance(last, str) or last is None else ""


class _Known(NamedTuple):
    """Codes of places the data hold; None accepts any."""

    areas: Collection[str] | None
    states: Collection[str] | None
    counties: Collection[str] | None
    tracts: NDArray[np.int64] | None


class _Reader:
    """Takes parameters one by one and notes what was wrong with each."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        """Read the parameters up to the limits of a link; what is beyond them is left out, with a sentence."""
        self.left: dict[str, str] = {}
        self.problems: list[str] = []
        self.room = MAX_BYTES
        """Bytes that regions of the link may still unpack to, all together."""
        room, bad = _MAX_CHARACTERS, []
        for key, value in islice(params.items(), _MAX_PARAMETERS):
            name, text = str(key), _text(value)
            if text is None or _IGNORED.match(name):
                continue
            room -= len(name) + len(text)
            if room < 0 or len(text) > _LONG_VALUES.get(name, _VALUE_LIMIT):
                bad.append(name)
                room += len(name) + len(text)
            else:
                self.left[name] = text
        if bad:
            more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
            self.problems.append(f"The link's {_short(bad[0])}{more} is too long; that is ignored.")
        if len(params) > _MAX_PARAMETERS:
            self.problems.append(
                f"The link sets {len(params):,} values; those after the first {_MAX_PARAMETERS} are ignored."
            )

    def take(self, key: str) -> str | None:
        value = self.left.pop(key, None)
        return value.strip() if value is not None else None

    def choice(self, key: str, what: str, allowed: Collection[str], default: str | None) -> str | None:
        value = self.take(key)
        if value is None or value in allowed:
            return default if value is None else value
        folded = {a.casefold(): a for a in allowed}
        if value.casefold() in folded:
            return folded[value.casefold()]
        self.problems.append(f"There is no {what} {_short(value)}; the usual one is shown.")
        return default

    def code(self, key: str, what: str, known: Collection[str] | None, instead: str) -> str | None:
        value = self.take(key)
        if value is None or value == "":
            return None
        if not _CODE.fullmatch(value) or (known is not None and value not in known):
            self.problems.append(f"The data have no {what} {_short(value)}; {instead}.")
            return None
        return value

    def number(
        self, key: str, what: str, default: float, low: float, high: float, *, percent: bool = False
    ) -> float:
        text = self.take(key)
        if text is None:
            return default
        unit = "%" if percent else ""
        try:
            exact = _decimal(text)
            value = float(exact.scaleb(-2) if percent else exact)
        except ValueError:
            value = math.nan
        shown = 100 * default if percent else default
        if not math.isfinite(value):
            self.problems.append(f"The {what} is not a number: {_short(text)}; {shown:,g}{unit} is used.")
            return default
        if not low <= value <= high:
            kept = min(max(value, low), high)
            shown = 100 * kept if percent else kept
            self.problems.append(f"The {what} {_short(text)} is out of range; {shown:,g}{unit} is used.")
            return kept
        return value

    def yes(self, key: str, what: str) -> bool:
        value = self.take(key)
        if value is None or value.casefold() in ("", "0", "no", "false"):
            return False
        if value.casefold() not in ("1", "yes", "true"):
            self.problems.append(f"Whether {what} is not clear from {_short(value)}; it is off.")
            return False
        return True

    def several(
        self, key: str, what: str, codes: Mapping[str, _T], default: tuple[_T, ...]
    ) -> tuple[_T, ...]:
        value = self.take(key)
        if value is None:
            return default
        asked = [p for p in re.split(r"[.,\s]+", value) if p and p != "-"]
        unknown = [p for p in asked if p not in codes]
        if unknown:
            self.problems.append(f"There is no {what} {_short(unknown[0])}; it is left out.")
        found = [codes[p] for p in asked if p in codes]
        if asked and not found:
            return default
        return tuple(x for x in codes.values() if x in found)


def _view(reader: _Reader) -> MapView | None:
    text = reader.take("view")
    if text is None:
        return None
    try:
        lon, lat, zoom = _numbers(text)
        return MapView(lon, lat, zoom)
    except ValueError:
        reader.problems.append(f"The map position {_short(text)} cannot be read; the usual one is shown.")
        return None


def _opened(text: str, reader: _Reader, known: _Known) -> tuple[RegionLink | None, str]:
    """Return what a region's link text says, None with the reason where the region cannot be opened."""
    if len(text) > _REGION_LIMIT or not is_region(text):
        return None, "The region in the link is damaged"
    try:
        link = read_link(text, max(reader.room, 1))
    except LinkError:
        reader.room -= _USUALLY_PACKED * len(text)
        return None, "The region in the link is damaged, too large or of a newer version of this app"
    reader.room -= link.size
    lost = [] if known.counties is None else [c for c in link.counties if c not in known.counties]
    what, count = "county", len(lost)
    if not lost and known.tracts is not None:
        at = np.searchsorted(known.tracts, link.tracts)
        strange = link.tracts[np.append(known.tracts, -1)[at] != link.tracts]
        what, count, lost = (
            "census tract",
            len(strange),
            [f"{number:011d}" for number in strange[:1].tolist()],
        )
    if not lost:
        return link, ""
    more = f" and {count - 1} more" if count > 1 else ""
    return None, f"The data have no {what} {lost[0]}{more} of the region {_called(link)}"


def _called(link: RegionLink) -> str:
    return _short(_tidy(link.name[:_VALUE_LIMIT]) or "Region")


def _places(reader: _Reader, known: _Known) -> tuple[str, ...]:
    """Return the places to compare. Regions are costly to open: no more of them are opened than can be kept."""
    asked = [p for p in dict.fromkeys(map(str.strip, (reader.take("places") or "").split(","))) if p]
    regions = [p for p in asked if p.startswith(PREFIX)][:MAX_PLACES]
    read = [p for p in asked if p in regions or not p.startswith(PREFIX)][:_PLACES_READ]
    found: dict[str, None] = {}
    lost: list[str] = []
    held: set[tuple[frozenset[str], bytes]] = set()
    for place in read:
        state = place.upper()
        if place in regions:
            link, fault = _opened(place, reader, known)
            if link is None:
                reader.problems.append(f"{fault}; it is not compared.")
            elif link.members in held:
                reader.problems.append(
                    f"The region {_called(link)} has the counties of another one in the link; it is not compared."
                )
            else:
                held.add(link.members)
                found[place] = None
        elif re.fullmatch(r"[A-Z]{2}", state) and (known.states is None or state in known.states):
            found[state] = None
        elif re.fullmatch(r"[0-9]{5}|[0-9]{7}", place) and (known.areas is None or place in known.areas):
            found[place] = None
        else:
            lost.append(place)
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        reader.problems.append(f"There is no place {_short(lost[0])}{more} to compare; the others are kept.")
    left = max(len(found) - MAX_PLACES, 0) + len(asked) - len(read)
    if left:
        reader.problems.append(f"At most {MAX_PLACES} places are compared; {left} of the link are left out.")
    return tuple(found)[:MAX_PLACES]


def _region(reader: _Reader, known: _Known) -> tuple[str | None, str | None]:
    text, name = reader.take("region"), _tidy(reader.take("rname") or "") or None
    if not text:
        return None, name
    link, fault = _opened(text, reader, known)
    if link is None:
        reader.problems.append(f"{fault}; no region is shown.")
        return None, name
    return text, name


def _provider(reader: _Reader, providers: Collection[str] | None) -> str | None:
    text = reader.take("prov")
    if not text:
        return None
    if not _PROVIDER.match(text) or (providers is not None and text not in providers):
        reader.problems.append(f"The data have no provider {_short(text)}; none is picked.")
        return None
    return text


def _max_price(reader: _Reader) -> int | None:
    if not reader.left.get("price", "").strip():
        reader.take("price")
        return None
    before = len(reader.problems)
    price = reader.number("price", "highest price in dollars", -1, 0, _PRICE_LIMIT)
    if len(reader.problems) > before and price == -1:
        reader.problems[-1] = "The highest price is not a number; programs of any price are shown."
    return None if price == -1 else round(price)


def _outcome(reader: _Reader) -> str | None:
    value = reader.choice("only", "outcome", [name.replace(" ", "_") for name in OUTCOMES], None)
    return value.replace("_", " ") if value is not None else None


def _tab(reader: _Reader) -> str | None:
    text = reader.take("tab")
    if not text:
        return None
    if not _TAB.match(text):
        reader.problems.append(f"There is no tab {_short(text)}; the first is open.")
        return None
    return text


def _what_if(reader: _Reader) -> tuple[float, float, int] | None:
    text = reader.take("whatif")
    if not text:
        return None
    try:
        lon, lat, size = _numbers(text)
        point = (lon, lat, int(size))
        if size != point[2] or not (
            -180 <= point[0] <= 180 and -85 <= point[1] <= 85 and 0 <= point[2] <= _COMPLETIONS_LIMIT
        ):
            msg = "not on the map"
            raise ValueError(msg)  # noqa: TRY301
    except ValueError:
        reader.problems.append(f"The program to try out {_short(text)} cannot be read; none is shown.")
        return None
    return point


def _cuts(reader: _Reader) -> tuple[float, ...]:
    text = reader.take("cuts")
    if not text:
        return ()
    try:
        found = sorted(set(_numbers(text)))
    except ValueError:
        reader.problems.append(f"The class breaks {_short(text)} cannot be read; classes are made anew.")
        return ()
    if len(found) > MAX_CUTS:
        reader.problems.append(f"At most {MAX_CUTS} class breaks are used; the largest are left out.")
    return tuple(found[:MAX_CUTS])


def _version(reader: _Reader) -> None:
    text = reader.take("v")
    if text is None:
        return
    if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) < 1:
        reader.problems.append(f"The link's version {_short(text)} cannot be read; it is read as today's.")
        return
    version = int(text)
    if version > VERSION:
        reader.problems.append(
            f"The link was made by a newer version of this app (its links are version {version}, here {VERSION}); what is known here is shown."
        )
    while version < VERSION:  # pragma: no cover - there is one version so far; tested by a made-up step
        if version in MIGRATIONS:
            reader.left = MIGRATIONS[version](reader.left)
        version += 1


def from_query(
    params: Mapping[str, Any],
    *,
    areas: Collection[str] | None = None,
    occupations: Collection[str] | None = None,
    states: Collection[str] | None = None,
    counties: Collection[str] | None = None,
    tracts: NDArray[np.int64] | None = None,
    providers: Collection[str] | None = None,
    data_version: str | None = None,
) -> tuple[Scene, list[str]]:
    """Return the scene a link asks for, or the nearest that can be shown, and one sentence for each thing that was wrong.

    `areas`, `occupations`, `states`, `counties` (of regions) and `providers` are the codes the data hold, as sets or mappings,
    `tracts` (of regions) the same as ascending numbers; None accepts any. Never raises on what a link says, and takes milliseconds whatever it says: the limits of a link
    are in docs/LINKS.md.
    """
    reader = _Reader(params)
    _version(reader)
    made_with = reader.take("d")

    page = reader.choice("page", "page", PAGES, PAGES[0]) or PAGES[0]
    occupation = reader.code("soc", "occupation", occupations, "all occupations are shown")
    measures = AREA_MEASURES if occupation is None else OCCUPATION_MEASURES
    asked = reader.left.get("show", "").strip()
    if asked in AREA_MEASURES + OCCUPATION_MEASURES and asked not in measures:
        reader.take("show")
        what = "all occupations together" if occupation is None else "one occupation"
        reader.problems.append(
            f"The measure {_short(asked)} does not exist for {what}; the usual one is shown."
        )
    measure = reader.choice("show", "measure", measures, measures[0]) or measures[0]
    area = reader.code("area", "area", areas, "the whole nation is shown")
    focus = occupation
    if reader.left.get("focus", "").strip() == "all":
        reader.take("focus")
        focus = None
    elif "focus" in reader.left:
        focus = reader.code(
            "focus", "occupation", occupations, "programs of all listed occupations are shown"
        )

    schedule: float | None = None
    if "sched" in reader.left:
        before = len(reader.problems)
        schedule = reader.number("sched", "least share with a regular schedule", 0.5, 0, 1, percent=True)
        if len(reader.problems) > before and "not a number" in reader.problems[-1]:
            schedule = None
            reader.problems[-1] = (
                "The least share with a regular schedule is not a number; all schedules are kept."
            )
    selection = Selection(
        sector=reader.choice("sector", "sector", SECTORS, None),
        education=reader.several("edu", "entry education", EDUCATION_CODES, ()),
        regular_schedule_min=schedule,
        advanced_cutoff=reader.number(
            "adv", "cut-off for advanced industries", Selection().advanced_cutoff, 0, 1, percent=True
        ),
        green_tags=reader.several("green", "green list", GREEN_CODES, Selection().green_tags),
    )

    normal = Rules()
    miles = reader.number("reach", "distance in miles", normal.reach_miles, 0, 1_000_000)
    nearest = min(REACH_MILES, key=lambda m: (abs(m - miles), m))
    if nearest != miles:
        reader.problems.append(
            f"Distances offered are {', '.join(map(str, REACH_MILES))} miles; {nearest} is used instead of {miles:g}."
        )
    rules = Rules(
        pay=reader.choice("pay", "pay standard", PAY_STANDARDS, normal.pay),  # type: ignore[arg-type]
        family=reader.choice("fam", "family type", FAMILIES, normal.family),  # type: ignore[arg-type]
        poverty_multiple=reader.number(
            "pov", "multiple of the poverty guideline", normal.poverty_multiple, 0.5, 10
        ),
        own_wage=reader.number("own", "wage of your own", normal.own_wage, 1_000, 1_000_000),
        wage=reader.choice("wage", "wage percentile", WAGE_POINTS, normal.wage),  # type: ignore[arg-type]
        growth=reader.choice("growth", "growth rule", GROWTH_RULES, normal.growth),  # type: ignore[arg-type]
        growth_percent=reader.number("gpct", "growth percent", normal.growth_percent, -100, 1_000),
        growth_openings=reader.number("gopen", "number of openings", normal.growth_openings, 0, 1_000_000),
        reach_miles=nearest,
        reach_share=reader.number("share", "share of adults", normal.reach_share, 0.01, 1, percent=True),
        coverage_min=reader.number("cover", "listing coverage", normal.coverage_min, 0, 10, percent=True),
    )

    known = _Known(areas, states, counties, tracts)
    places = _places(reader, known)
    region, region_name = _region(reader, known)
    cuts = _cuts(reader)
    scene = Scene(
        cuts=cuts,
        places=places,
        region=region,
        region_name=region_name,
        awards=reader.several("aw", "award level", _AWARD_CODES, ()),
        controls=reader.several("ctl", "kind of provider", CONTROL_CODES, ()),
        open_only=reader.yes("open", "only open admission is asked for"),
        online=reader.yes("online", "online programs are asked for"),
        max_price=_max_price(reader),
        provider=_provider(reader, providers),
        tab=_tab(reader),
        outcome=_outcome(reader),
        what_if=_what_if(reader),
        training_view=reader.choice("look", "view of the Training page", TRAINING_VIEWS, None),
        cip_family=_field_of_study(reader),
        desert=reader.choice("desert", "definition of deserts", DESERTS, DESERTS[0]) or DESERTS[0],
        desert_level=reader.choice("by", "kind of place for deserts", DESERT_LEVELS, DESERT_LEVELS[0])
        or DESERT_LEVELS[0],
        page=page,
        area=area,
        occupation=occupation,
        focus=focus,
        measure=measure,
        rules=rules,
        selection=selection,
        breaks=reader.choice("breaks", "way of making classes", BREAKS, BREAKS[0]) or BREAKS[0],
        place=_place(reader, area, states),
        view=_view(reader),
        layers=reader.several("lay", "layer of the map", dict(zip(LAYERS, LAYERS, strict=True)), LAYERS[:1]),
        units=reader.choice("units", "unit of distance", UNITS, UNITS[0]) or UNITS[0],
        hourly=(reader.choice("per", "unit of pay", ("year", "hour"), "year") == "hour"),
    )
    strangers = sorted(reader.left)
    if strangers:
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        reader.problems.append(
            f"The link sets {_short(strangers[0])}{more}, which this version does not know; that is ignored."
        )
    if made_with and data_version and made_with != data_version:
        reader.problems.append(
            "The data have changed since this link was made; figures may differ from those then seen."
        )
    return scene, reader.problems


def _field_of_study(reader: _Reader) -> str | None:
    value = reader.take("cip")
    if value is None or value == "":
        return None
    if re.fullmatch(r"[0-9]{2}", value):
        return value
    reader.problems.append(f"There is no field of study {_short(value)}; all are shown.")
    return None


def _place(reader: _Reader, area: str | None, states: Collection[str] | None) -> str | None:
    usual = "area" if area else None
    value = reader.take("zoom")
    if value is None or value == "":
        return usual
    if value.casefold() == "us":
        return None
    if value == "area":
        if area is None:
            reader.problems.append(
                "The map should show the picked area, but none is picked; the nation is shown."
            )
        return usual
    state = value.upper()
    if not re.fullmatch(r"[A-Z]{2}", state) or (states is not None and state not in states):
        reader.problems.append(f"There is no state {_short(value)} on the map; the usual view is shown.")
        return usual
    return state
