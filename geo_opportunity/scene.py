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
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.measures.rules import FAMILIES, GROWTH_RULES, PAY_STANDARDS, WAGE_POINTS, Rules, Selection
from geo_opportunity.vocabulary import EDUCATION_LEVELS, REACH_MILES, SECTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = [
    "AREA_MEASURES",
    "BREAKS",
    "DEPTH_MEASURES",
    "EDUCATION_CODES",
    "MIGRATIONS",
    "OCCUPATION_MEASURES",
    "PAGES",
    "UNITS",
    "VERSION",
    "MapView",
    "Scene",
    "from_query",
    "to_query",
]

#: Version of the keys and their meaning.
VERSION: Final = 1

#: Pages a link can open.
PAGES: Final[tuple[str, ...]] = ("explore",)

#: Measures of all selected occupations of an area: columns of ``Atlas.overlap``. The first is the default.
AREA_MEASURES: Final[tuple[str, ...]] = (
    "share_overlap",
    "jobs_overlap",
    "occupations_overlap",
    "share_training_gap",
    "jobs_training_gap",
    "share_quality_gap",
    "jobs_quality_gap",
    "share_no_outlook",
    "jobs_no_outlook",
    "share_growing",
    "share_sustaining",
    "share_accessible",
    "share_unknown",
    "share_not_released",
    "threshold",
    "average_growth",
    "share_oversupply",
    "misalignment",
    "access_per_1000",
)

#: Area measures that are no columns of ``Atlas.overlap``: they come from ``Atlas.area_supply`` and ``Atlas.access``.
DEPTH_MEASURES: Final[tuple[str, ...]] = ("share_oversupply", "misalignment", "access_per_1000")

#: Measures of one occupation in every area: columns of ``Atlas.occupation_status``. The first is the default.
OCCUPATION_MEASURES: Final[tuple[str, ...]] = (
    "kind",
    "growing",
    "sustaining",
    "accessible",
    "employment",
    "wage",
    "growth",
    "openings",
    "reach",
    "location_quotient",
)

#: How a map is cut into classes.
BREAKS: Final[tuple[str, ...]] = ("quantile", "natural")

UNITS: Final[tuple[str, ...]] = ("mi", "km")

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

_PLACE = re.compile(r"^(area|[A-Z]{2})$")
_IGNORED = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|embed|embed_options)$")
_SHOWN = 40


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
    place: str | None = None
    """Where the map looks: a state's postal code, 'area' (the picked one), or None for the lower 48 states."""
    view: MapView | None = None
    """An exact view; wins over `place`."""
    units: str = UNITS[0]
    hourly: bool = False
    """Wages shown by the hour (year / 2,080)."""

    def __post_init__(self) -> None:
        """Refuse what no page can show; codes of areas and occupations are checked against the data by from_query."""
        for name, value, allowed in (
            ("page", self.page, PAGES),
            ("measure", self.measure, self.measures),
            ("breaks", self.breaks, BREAKS),
            ("units", self.units, UNITS),
        ):
            if value not in allowed:
                msg = f"{name} is {value!r}; choose one of {', '.join(allowed)}"
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

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures this scene can show."""
        return AREA_MEASURES if self.occupation is None else OCCUPATION_MEASURES

    def pick(self, area: str | None) -> Scene:
        """Return the scene with `area` picked and the map on it, or with none picked."""
        if area == self.area:
            return self
        place = "area" if area else None if self.place == "area" else self.place
        return replace(self, area=area, place=place, view=None, focus=None if area is None else self.focus)

    def show(self, occupation: str | None) -> Scene:
        """Return the scene for one occupation, or for all selected; the measure follows."""
        if occupation == self.occupation:
            return self
        measures = AREA_MEASURES if occupation is None else OCCUPATION_MEASURES
        keep = self.measure if self.occupation is not None and occupation is not None else measures[0]
        return replace(self, occupation=occupation, measure=keep, focus=occupation)


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
    put("green", pick.green_tags, all_.green_tags, lambda tags: ".".join(_GREEN_SHORT[x] for x in tags) or "-")
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
    # picking an area moves the map there: that is the default, and the nation the exception
    put("zoom", scene.place, "area" if scene.area else None, lambda p: p or "us")
    put("view", scene.view, None, lambda v: ",".join(map(_number, (v.lon, v.lat, v.zoom))))
    put("units", scene.units, base.units)
    put("per", scene.hourly, False, lambda _: "hour")
    if out:
        put("v", scene.version, 1)
        put("d", data_version or "", "")
    return out


# ---------------------------------------------------------------- from a link

#: Steps that bring the parameters of a link from version n to n + 1.
MIGRATIONS: Final[dict[int, Callable[[dict[str, str]], dict[str, str]]]] = {}


def _short(value: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in value)
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


class _Reader:
    """Takes parameters one by one and notes what was wrong with each."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self.left = dict(params)
        self.problems: list[str] = []

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
        if known is not None and value not in known:
            self.problems.append(f"The data have no {what} {_short(value)}; {instead}.")
            return None
        return value

    def number(self, key: str, what: str, default: float, low: float, high: float, *, percent: bool = False) -> float:
        text = self.take(key)
        if text is None:
            return default
        unit = "%" if percent else ""
        try:
            if len(text) > 40:
                raise InvalidOperation  # noqa: TRY301 - told together with the other faults
            exact = Decimal(text)
            value = float(exact.scaleb(-2) if percent else exact)
        except (InvalidOperation, ValueError, OverflowError):
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

    def several(self, key: str, what: str, codes: Mapping[str, str], default: tuple[str, ...]) -> tuple[str, ...]:
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
        if len(text) > 120:
            msg = "too long"
            raise ValueError(msg)  # noqa: TRY301 - told together with the other faults
        lon, lat, zoom = (float(part) for part in text.split(","))
        return MapView(lon, lat, zoom)
    except ValueError:
        reader.problems.append(f"The map position {_short(text)} cannot be read; the usual one is shown.")
        return None


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
    data_version: str | None = None,
) -> tuple[Scene, list[str]]:
    """Return the scene a link asks for, or the nearest that can be shown, and one sentence for each thing that was wrong.

    `areas`, `occupations` and `states` are the codes the data hold; None accepts any. Never raises on what a link says.
    """
    flat = {str(k): str(v[-1]) if isinstance(v, (list, tuple)) and v else str(v) for k, v in params.items()}
    reader = _Reader({k: v for k, v in flat.items() if not _IGNORED.match(k)})
    _version(reader)
    made_with = reader.take("d")

    page = reader.choice("page", "page", PAGES, PAGES[0]) or PAGES[0]
    occupation = reader.code("soc", "occupation", occupations, "all occupations are shown")
    measures = AREA_MEASURES if occupation is None else OCCUPATION_MEASURES
    asked = reader.left.get("show", "").strip()
    if asked in AREA_MEASURES + OCCUPATION_MEASURES and asked not in measures:
        reader.take("show")
        what = "all occupations together" if occupation is None else "one occupation"
        reader.problems.append(f"The measure {_short(asked)} does not exist for {what}; the usual one is shown.")
    measure = reader.choice("show", "measure", measures, measures[0]) or measures[0]
    area = reader.code("area", "area", areas, "the whole nation is shown")
    focus = occupation
    if reader.left.get("focus", "").strip() == "all":
        reader.take("focus")
        focus = None
    elif "focus" in reader.left:
        focus = reader.code("focus", "occupation", occupations, "programs of all listed occupations are shown")

    schedule: float | None = None
    if "sched" in reader.left:
        before = len(reader.problems)
        schedule = reader.number("sched", "least share with a regular schedule", 0.5, 0, 1, percent=True)
        if len(reader.problems) > before and "not a number" in reader.problems[-1]:
            schedule = None
            reader.problems[-1] = "The least share with a regular schedule is not a number; all schedules are kept."
    selection = Selection(
        sector=reader.choice("sector", "sector", SECTORS, None),
        education=reader.several("edu", "entry education", EDUCATION_CODES, ()),
        regular_schedule_min=schedule,
        advanced_cutoff=reader.number("adv", "cut-off for advanced industries", Selection().advanced_cutoff, 0, 1, percent=True),
        green_tags=reader.several("green", "green list", GREEN_CODES, Selection().green_tags),
    )

    normal = Rules()
    miles = reader.number("reach", "distance in miles", normal.reach_miles, 0, 1_000_000)
    nearest = min(REACH_MILES, key=lambda m: (abs(m - miles), m))
    if nearest != miles:
        reader.problems.append(f"Distances offered are {', '.join(map(str, REACH_MILES))} miles; {nearest} is used instead of {miles:g}.")
    rules = Rules(
        pay=reader.choice("pay", "pay standard", PAY_STANDARDS, normal.pay),  # type: ignore[arg-type]
        family=reader.choice("fam", "family type", FAMILIES, normal.family),  # type: ignore[arg-type]
        poverty_multiple=reader.number("pov", "multiple of the poverty guideline", normal.poverty_multiple, 0.5, 10),
        own_wage=reader.number("own", "wage of your own", normal.own_wage, 1_000, 1_000_000),
        wage=reader.choice("wage", "wage percentile", WAGE_POINTS, normal.wage),  # type: ignore[arg-type]
        growth=reader.choice("growth", "growth rule", GROWTH_RULES, normal.growth),  # type: ignore[arg-type]
        growth_percent=reader.number("gpct", "growth percent", normal.growth_percent, -100, 1_000),
        growth_openings=reader.number("gopen", "number of openings", normal.growth_openings, 0, 1_000_000),
        reach_miles=nearest,
        reach_share=reader.number("share", "share of adults", normal.reach_share, 0.01, 1, percent=True),
        coverage_min=reader.number("cover", "listing coverage", normal.coverage_min, 0, 10, percent=True),
    )

    scene = Scene(
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
        units=reader.choice("units", "unit of distance", UNITS, UNITS[0]) or UNITS[0],
        hourly=(reader.choice("per", "unit of pay", ("year", "hour"), "year") == "hour"),
    )
    strangers = sorted(reader.left)
    if strangers:
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        reader.problems.append(f"The link sets {_short(strangers[0])}{more}, which this version does not know; that is ignored.")
    if made_with and data_version and made_with != data_version:
        reader.problems.append("The data have changed since this link was made; figures may differ from those then seen.")
    return scene, reader.problems


def _place(reader: _Reader, area: str | None, states: Collection[str] | None) -> str | None:
    usual = "area" if area else None
    value = reader.take("zoom")
    if value is None or value == "":
        return usual
    if value.casefold() == "us":
        return None
    if value == "area":
        if area is None:
            reader.problems.append("The map should show the picked area, but none is picked; the nation is shown.")
        return usual
    state = value.upper()
    if not re.fullmatch(r"[A-Z]{2}", state) or (states is not None and state not in states):
        reader.problems.append(f"There is no state {_short(value)} on the map; the usual view is shown.")
        return usual
    return state
