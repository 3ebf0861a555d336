"""The state of a view, and its link: validated, versioned, made to be read by people.

A :class:`Scene` is all that distinguishes one picture from another. :func:`to_query` writes it as short
query parameters and leaves out what is at its default; :func:`from_query` reads them back and never
raises: what cannot be shown as asked is replaced by the nearest view that can, and said in one sentence.
Both loop over the declared settings (see ``setting``); what ties settings together is in :func:`reconcile`.

Links work forever (``tests/links.json``); one without ``v`` is of version 1. When a key changes its meaning,
raise ``scene_versions.VERSION`` and add a step there.

>>> to_query(Scene(area="38060", rules=Rules(reach_miles=30)))
{'area': '38060', 'reach': '30', 'v': '3'}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.desk import Desk
from geo_opportunity.figures import AREA_MEASURES, OCCUPATION_MEASURES
from geo_opportunity.geography.region import Region
from geo_opportunity.rules import CODE, Rules, Selection
from geo_opportunity.scene_codecs import (
    MAX_CUTS,
    MAX_PLACES,
    AreaCode,
    Cuts,
    Family,
    MapView,
    Numbers,
    Occupation,
    Place,
    Places,
    Reader,
    RegionName,
    RegionText,
    is_region,
    map_view,
    more,
    program,
)
from geo_opportunity.scene_versions import LEFT_OUT, MIGRATIONS, RETIRED, SAID, VERSION
from geo_opportunity.setting import (
    SHARE,
    Choice,
    Number,
    Reading,
    Setting,
    Several,
    Text,
    Yes,
    check,
    declared,
    quoted,
    setting,
)
from geo_opportunity.vocabulary import AWARD_LEVELS, BELOW_DEGREES, FIT_CODES, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from geo_opportunity.atlas import Atlas

__all__ = [
    "AREA_MEASURES",
    "BREAKS",
    "CONTROL_CODES",
    "DEPTH_MEASURES",
    "LAYERS",
    "MAX_CUTS",
    "MAX_PLACES",
    "OCCUPATION_MEASURES",
    "OUTCOMES",
    "PAGES",
    "SETTINGS",
    "SHORT_MEASURES",
    "UNITS",
    "VERSION",
    "MapView",
    "Scene",
    "from_query",
    "is_region",
    "reconcile",
    "region_of",
    "to_query",
]

#: Pages a link can open.
# fmt: off
PAGES: Final[tuple[str, ...]] = (
    "explore", "area", "compare", "occupation", "training", "board", "present", "about",
)
# fmt: on

#: Area measures that are no columns of ``Atlas.overlap``: they come from ``Atlas.area_supply`` and
#: ``Atlas.access``.
DEPTH_MEASURES: Final[tuple[str, ...]] = ("share_oversupply", "misalignment", "access_per_1000")
#: Likewise, of ``Atlas.short_programs``: what short programs lead to.
SHORT_MEASURES: Final[tuple[str, ...]] = ("share_short_led", "share_short_missing")

#: How a map is cut into classes, in words.
BREAKS: Final[dict[str, str]] = {
    "quantile": "Equal number of areas",
    "natural": "Natural breaks",
    "equal": "Equal steps",
    "user": "Your own",
}
UNITS: Final[dict[str, str]] = {"mi": "Miles", "km": "Kilometers"}

#: Outcomes of a test, or of all three together, that areas can be narrowed to.
OUTCOMES: Final[tuple[str, ...]] = tuple(dict.fromkeys(x.value for x in (*Status, *Kind)))

#: Which occupations the app looks at unless entry education is chosen: the mission is the first.
LENSES: Final[dict[str, str]] = {"below": "Without a bachelor's degree", "any": "Any education"}

#: What can be drawn over a picked area on the map.
LAYERS: Final[tuple[str, ...]] = ("providers", "access")

#: What the Training page looks at.
TRAINING_VIEWS: Final[tuple[str, ...]] = ("programs", "provider", "deserts", "supply", "what_if")
#: Published definitions of education deserts, and the units of place each uses.
DESERTS: Final[tuple[str, ...]] = ("urban", "ace")
DESERT_LEVELS: Final[tuple[str, ...]] = ("county", "area")

#: Short codes of who runs a provider in links.
CONTROL_CODES: Final[dict[str, str]] = {
    "public": "pub",
    "private nonprofit": "npo",
    "private for-profit": "fpo",
    "unknown": "unk",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that distinguishes one picture from another. Hashable: it keys caches."""

    # fmt: off
    version: int = VERSION
    page: str = setting("page", "explore", Choice("page", PAGES), "The page, where it is not the path")
    occupation: str | None = setting(
        "soc", None,
        Occupation.instead_of("all occupations are shown", example="29-1141 (SOC 2018)"),
        "Occupation", "Pick one to see where it passes and fails each test. Type to search.",
        empty="All occupations together",
    )
    measure: str = setting(
        "show", AREA_MEASURES[0], Choice("measure", AREA_MEASURES + OCCUPATION_MEASURES), "Show on the map"
    )
    area: str | None = setting(
        "area", None, AreaCode("area", CODE, "the whole nation is shown", "areas", example="38060 (OEWS)"),
        "Area", "Pick here, on the map, or in the table: all three do the same.", empty="The whole nation",
    )
    focus: str | None = setting(
        "focus", None,
        Occupation.instead_of("programs of all those listed are shown", nothing="all", example="29-1141"),
        "Occupation whose programs and ladder are shown",
    )
    lens: str = setting(
        "lens", "below", Choice("part of the occupations", LENSES, buttons=True), "Occupations",
        "By the education typically needed to enter. A choice of entry education goes before it.",
    )
    selection: Selection = field(default_factory=Selection)
    rules: Rules = field(default_factory=Rules)
    breaks: str = setting(
        "breaks", "quantile", Choice("way of making classes", BREAKS, buttons=True), "Classes on the map")
    cuts: tuple[float, ...] = setting(
        "cuts", (),
        Cuts("class breaks", "classes are made anew", lambda n: tuple(sorted(set(n))), tuple, "0.1,0.2"),
        "Breaks between classes",
        "Up to six numbers in the unit of the legend, separated by spaces or commas (no commas inside "
        "numbers), such as 10 25 50. Each class includes its lower break.",
        empty="10 25 50", when=("breaks", ("user",)),
    )
    """Ascending, in the measure's unit: fractions, US dollars a year, jobs."""
    held: tuple[float, ...] = setting(
        "hold", (),
        Cuts("kept class breaks", "classes are made anew", lambda n: tuple(sorted(set(n))), tuple, "0.1,0.2"),
        "Breaks kept from before a change of settings, so that a color means the same; 0 first: none apart",
    )
    """As ``cuts``; of no effect where the user has given breaks."""
    sure: bool = setting(
        "sure", False, Yes("how sure is shown"), "Show how sure",
        "Lines over areas that are not clearly apart: the likely range of the share holds the nation's, or "
        "the outcome of the occupation is close.",
    )
    place: str | None = setting(
        "zoom", None, Place(), "Zoom to",
        "Alaska, Hawaii and Puerto Rico lie off the first view: pick them here, or drag the map. Where you "
        "move the map goes into the link.",
        empty="Lower 48 states",
    )
    """A state's postal code, 'area' (the picked one), or None for the lower 48 states."""
    view: MapView | None = setting(
        "view", None,
        Numbers(
            "map position", "the usual one is shown", map_view, lambda v: (v.lon, v.lat, v.zoom),
            "-80.5,34,6.25", empty=False,
        ),
        "An exact view, which wins over the place: longitude, latitude, zoom",
    )
    layers: tuple[str, ...] = setting(
        "lay", LAYERS[:1], Several("layer of the map", {x: x for x in LAYERS}), "On the picked area, show",
        "Places that train are points. The other is a dot per census tract, by the training its residents "
        "can reach.",
    )
    units: str = setting("units", "mi", Choice("unit of distance", UNITS, buttons=True), "Distances in")
    hourly: bool = setting(
        "per", False,
        Choice("unit of pay", {False: "Year", True: "Hour"}, {False: "year", True: "hour"}, buttons=True),
        "Pay by the",
    )
    clear: bool = setting(
        "clear", False, Yes("only what is clear is shown"), "Only what is clear",
        "Jobs count where all three clearly meet (at least 90% likely); lists hold only outcomes that sure.",
    )
    outcome: str | None = setting(
        "only", None, Choice("outcome", OUTCOMES, {name: name.replace(" ", "_") for name in OUTCOMES}),
        "Occupation: only areas where the test on the map has this outcome",
    )
    tab: str | None = setting(
        "tab", None, Text("tab", re.compile(r"[a-z_]{1,24}"), "the first is open", example="supply"),
        "Open tab of the page; a name the page does not have opens its first",
    )
    places: tuple[str, ...] = setting("places", (), Places(), "Compare: places side by side")
    """Area codes, postal codes of states, link texts of regions (``Region.to_link``)."""
    region: str | None = setting("region", None, RegionText(), "A region's counties, compressed")
    """Being built, or shown on the Area page instead of an area: its link text (``Region.to_link``)."""
    region_name: str | None = setting(
        "rname", None, RegionName(), "The region's name, where not the one in its link text"
    )
    awards: tuple[int, ...] = setting(
        "aw", (), Several("award level", {level: str(level) for level in AWARD_LEVELS}),
        "Length and award, shortest first",
        "Providers report programs by award level, and the level says how long they take; exact weeks of a "
        "program are not reported.",
        empty="Any length",
    )
    controls: tuple[str, ...] = setting(
        "ctl", (), Several("kind of provider", CONTROL_CODES), "Run by", empty="Anyone"
    )
    open_only: bool = setting(
        "open", False, Yes("only open admission is listed"), "Open admission only",
        "The provider admits anyone who applies. Where that is not reported the provider is left out and "
        "counted.",
    )
    online: bool = setting(
        "online", False, Yes("online programs are listed"), "List wholly online providers too",
        "They have no location: they are in the tables, not on the map. Others may teach "
        "some programs online; the table says so.",
    )
    max_price: int | None = setting(
        "price", None,
        Number(
            "highest price in dollars", 0, 1_000_000, step=500, whole=True,
            unset=("The highest price is not a number", "programs of any price are shown"),
        ),
        "Tuition and fees at most, $ a year",
        "In-state tuition and required fees, where the provider reports them by academic year; others are "
        "left out and counted. Empty: any price.",
        empty="Any price",
    )
    completion_min: float | None = setting(
        "done", None,
        Number(
            "least completion rate", 0, 1, SHARE, stops=(0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
            unset=("The least completion rate is not a number", "places of any completion rate are shown"),
        ),
        "Completion rate at least",
        "Share of first-time full-time students who complete within 150 percent of normal time, of the whole "
        "provider. Where none is published the provider is left out and counted.",
        empty="Any rate",
    )
    fits: tuple[str, ...] = setting(
        "fits", (), Several("way a place fits", FIT_CODES), "Fits jobs and children: offers all of",
        "As the provider reports. Where that is not reported the provider is left out and counted.",
        empty="Anything",
    )
    provider: str | None = setting(
        "prov", None,
        Text(
            "provider", re.compile(r"[A-Za-z0-9][A-Za-z0-9:._ -]{0,79}"), "none is picked", "providers",
            example="ipeds:105154",
        ),
        "Training: provider in focus",
    )
    training_view: str | None = setting(
        "look", None, Choice("view of the Training page", TRAINING_VIEWS, buttons=True), "Look at"
    )
    """None follows what is in focus: a program to try out, a provider, or programs."""
    cip_family: str | None = setting(
        "cip", None, Family.instead_of("all are shown", example="51 (two-digit CIP family)"),
        "Field of study", empty="Any field",
    )
    desert: str = setting(
        "desert", "urban", Choice("definition of deserts", DESERTS, buttons=True), "Definition")
    desert_level: str = setting(
        "by", "county", Choice("kind of place for deserts", DESERT_LEVELS, buttons=True), "By"
    )
    what_if: tuple[float, float, int] | None = setting(
        "whatif", None, Numbers("program to try out", "none is shown", program, tuple, "-112.07,33.45,40"),
        "Training: a program that could open: longitude, latitude, completions a year",
    )
    # fmt: on
    desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        """Refuse what no page can show; from_query checks codes of areas and occupations against the data."""
        check(self)
        if self.measure not in self.measures:
            Choice("measure", self.measures).check(self.measure)
        if self.place == "area" and self.area is None:
            msg = "place is 'area' but no area is picked"
            raise ValueError(msg)
        if self.selection.soc is not None:
            msg = "one occupation is Scene.occupation, not Selection.soc"
            raise ValueError(msg)

    def part(self, name: str) -> Any:
        """Return what holds a setting: the rules, the selection, the desk, or the scene itself."""
        own = _owner(name)
        return getattr(self, own) if own else self

    def value(self, name: str) -> Any:
        """Return the value of a setting, wherever it is declared."""
        return getattr(self.part(name), name)

    def having(self, name: str, value: Any) -> Scene:
        """Return the scene with a setting at this value, wherever it is declared."""
        if own := _owner(name):
            return replace(self, **{own: replace(getattr(self, own), **{name: value})})
        held = () if name in ("breaks", "cuts") else self.held
        return replace(self, **{"held": held, name: value})

    @property
    def asked(self) -> Selection:
        """The occupations looked at: the selection, through the lens unless it chooses entry education."""
        if self.lens == "any" or self.selection.education:
            return self.selection
        return replace(self.selection, education=BELOW_DEGREES)

    @property
    def board_place(self) -> str | None:
        """Place of the Board page, as in ``places``: the region, the area, the state looked at, or none."""
        return self.region or self.area or (None if self.place == "area" else self.place)

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures this scene can show."""
        return _measures(self.occupation)

    def pick(self, area: str | None) -> Scene:
        """Return the scene with `area` picked and the map on it, or with none picked.

        It takes a region's place.
        """
        calm = self if area is None or self.region is None else replace(self, region=None, region_name=None)
        if area == self.area:
            return calm
        place = "area" if area else None if self.place == "area" else self.place
        return replace(calm, area=area, place=place, view=None, focus=None if area is None else self.focus)

    def toggle(self, area: str) -> Scene:
        """Return the scene with `area` picked, or given back where it is: what a click on a map does."""
        return self.pick(None if area == self.area else area)

    def focused(self, soc: str | None) -> Scene:
        """Return the scene with an occupation's programs and ladder in focus; none or "": those of all."""
        return replace(self, focus=soc or None)

    def with_region(self, region: Region | None) -> Scene:
        """Return the scene with a region of the user's in place of an area, or with none."""
        return replace(self, region=None if region is None else region.to_link(), region_name=None)

    def picture(self, atlas: Atlas | None = None, **options: Any) -> bytes:
        """Return the scene as a PNG that a notebook shows.

        Parameters
        ----------
        atlas
            The data set; without one, that of the settings (``open_atlas()``) is opened for it.
        **options
            Of ``exports.pictures``, such as ``size="slide"``.
        """
        if atlas is None:
            from geo_opportunity.atlas import open_atlas  # noqa: PLC0415 - links are read without it

            atlas = open_atlas()
        return atlas.picture(self, **options)

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
        measures = _measures(occupation)
        keep = self.measure if self.occupation is not None and occupation is not None else measures[0]
        own = self.breaks == "user" and keep != self.measure
        scene = replace(self, breaks=next(iter(BREAKS)), cuts=()) if own else self
        return replace(scene, held=(), occupation=occupation, measure=keep, focus=occupation, outcome=None)

    def measured(self, measure: str) -> Scene:
        """Return the scene with another measure; breaks of the user's own do not fit it and are dropped."""
        if measure == self.measure:
            return self
        return replace(
            self,
            measure=measure,
            outcome=None,
            cuts=(),
            held=(),
            breaks=next(iter(BREAKS)) if self.breaks == "user" else self.breaks,
        )


def region_of(link: str, name: str | None = None) -> Region:
    """Return the region of a link text, under `name` if given.

    Raises
    ------
    LinkError
        The text is damaged, too large, or of a later version.
    """
    region = Region.from_link(link)
    return replace(region, name=name) if name else region


#: Fields of the scene that hold settings of their own, and their classes.
_PARTS: Final[dict[str, type]] = {"rules": Rules, "selection": Selection, "desk": Desk}


def _owner(name: str) -> str:
    """Return the field of the scene that holds a setting; "": the scene itself."""
    return next((part for part, kind in _PARTS.items() if name in declared(kind)), "")


def _measures(occupation: str | None) -> tuple[str, ...]:
    return AREA_MEASURES if occupation is None else OCCUPATION_MEASURES


# ------------------------------------------------------------------ to a link


def _settings() -> dict[str, Setting]:
    found = declared(Scene)
    every = [
        declared(_PARTS[f.name]) if f.name in _PARTS else {f.name: found[f.name]} for f in fields(Scene)[1:]
    ]
    return {name: one for part in every for name, one in part.items() if one.key}


#: The settings that are in links, by field name, in the order of their keys.
SETTINGS: Final[dict[str, Setting]] = _settings()


def _usual(area: str | None, occupation: str | None) -> dict[str, Any]:
    """Return the defaults that follow from what is picked: picking an area moves the map there."""
    return {
        "measure": _measures(occupation)[0],
        "focus": occupation,
        "place": "area" if area else None,
    }


def to_query(scene: Scene, data_version: str | None = None) -> dict[str, str]:
    """Return the link's parameters, in a fixed order, without what is at its default.

    `data_version` rides along as ``d`` unless the scene is the default one.
    """
    usual = _usual(scene.area, scene.occupation)
    out: dict[str, str] = {}
    for name, one in SETTINGS.items():
        value = scene.value(name)
        if value != usual.get(name, one.default):
            out[str(one.key)] = one.codec.write(value)
    last = {"v": str(scene.version) if scene.version != 1 else "", "d": data_version or ""}
    return out | {key: text for key, text in last.items() if text} if out else out


# ---------------------------------------------------------------- from a link


def _take_version(reader: Reader) -> int:
    """Bring the parameters to today's version, and return the one they came in; no link at all is today's."""
    text = reader.take("v")
    if text is None:
        text = "1" if reader.left else str(VERSION)
    if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) < 1:
        reader.problems.append(f"The link's version {quoted(text)} cannot be read; it is read as today's.")
        return VERSION
    version = int(text)
    if version > VERSION:
        reader.problems.append(
            f"The link was made by a newer version of this app (its links are version {version}, here "
            f"{VERSION}); what is known here is shown."
        )
    if (text := reader.left.get("show")) in RETIRED:
        reader.left["show"], why = RETIRED[str(text)]
        reader.problems.append(why)
    for step in range(version, VERSION):
        if step in MIGRATIONS:
            reader.left = MIGRATIONS[step](reader.left, reader.problems)
    return version


def _usual_of(version: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults of a version's links that are not those declared; `values` were read before."""
    usual = _usual(values.get("area"), values.get("occupation"))
    for older in range(VERSION - 1, version - 1, -1):  # the oldest goes before all
        usual |= LEFT_OUT[older](values) if older in LEFT_OUT else {}
    return usual


def reconcile(values: dict[str, Any], at: Reading) -> Scene:
    """Return the scene of values read one by one: those that do not go together give way, with a sentence.

    Parameters
    ----------
    values
        By field name, of all SETTINGS.
    at
        What they were read with.
    """
    usual = _usual(values["area"], values["occupation"])
    asked = values["measure"]
    if asked not in _measures(values["occupation"]):
        what = "all occupations together" if values["occupation"] is None else "one occupation"
        at.key, values["measure"] = "show", usual["measure"]
        at.say(f"The measure {quoted(asked)} does not exist for {what}", "the usual one is shown")
    if values["place"] == "area" and values["area"] is None:
        at.key, values["place"] = "zoom", None
        at.say("The map should show the picked area, but none is picked", "the nation is shown")
    parts = {
        part: kind(**{name: values.pop(name) for name in declared(kind) if name in values})
        for part, kind in _PARTS.items()
    }
    return Scene(**parts, **values)


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
    """Return the scene a link requests, or the nearest possible, and a sentence for each thing wrong.

    `areas`, `occupations`, `states`, `counties` (of regions) and `providers` are the codes the data have, as
    sets or mappings, `tracts` (of regions) the same as ascending numbers; None accepts any. Never raises on
    what a link says, and takes milliseconds whatever it says: the limits of a link are in docs/LINKS.md.
    """
    known = {
        "areas": areas,
        "occupations": occupations,
        "states": states,
        "counties": counties,
        "tracts": tracts,
        "providers": providers,
    }
    reader = Reader(params, known)
    version = _take_version(reader)
    made_with = reader.take("d")
    values: dict[str, Any] = {}
    for name, one in SETTINGS.items():
        usual = _usual_of(version, values).get(name, one.default)
        reader.key = str(one.key)
        text = reader.take(reader.key)
        values[name] = usual if text is None else one.codec.read(text, usual, reader)
    scene = reconcile(values, reader)
    for key in sorted(reader.faults, key=lambda k: SAID.index(k) if k in SAID else len(SAID)):
        reader.problems += [f"{fault}; {instead}." for fault, instead in reader.faults[key]]
    strangers = sorted(reader.left)
    if strangers:
        reader.problems.append(
            f"The link sets {quoted(strangers[0])}{more(strangers)}, which this version does not know; "
            "that is ignored."
        )
    if made_with and data_version and made_with != data_version:
        versions = f"made with data {quoted(made_with)}; these are {quoted(data_version)}"
        reader.problems.append(f"The link was {versions}: the data have changed, figures may differ.")
    return scene, reader.problems
