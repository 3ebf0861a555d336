"""What a board sets at its desk, the Board page: the view, the rule book and its own choices.

A frozen, hashable value, as ``rules.Rules``: it keys caches, travels in links and appears in exports. Each
field is declared once (see ``setting``), in the order of their keys in links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from geo_opportunity.rulebooks import DOLLARS, OURS, RuleBook, book_names, books
from geo_opportunity.rulebooks.own import own_book
from geo_opportunity.setting import (
    PERCENT,
    SHARE,
    Choice,
    Codec,
    Number,
    Reading,
    Text,
    Yes,
    check,
    quoted,
    setting,
)
from geo_opportunity.vocabulary import MOST_SITES, SITE_CANDIDATES, SITE_GOALS

__all__ = [
    "DESK_VIEWS",
    "MAX_AVOIDED",
    "MAX_OVERRIDES",
    "MAX_REASON",
    "PLAN_LISTS",
    "Desk",
    "Override",
    "Overrides",
    "award_year",
    "plain_reason",
]

#: What the Board page can show.
DESK_VIEWS: Final[tuple[str, ...]] = ("rules", "jobs", "pell", "plan", "sites", "college")
#: Which occupations the plan chapter lists as in demand.
PLAN_LISTS: Final[dict[str, str]] = {"tests": "Grow and pay enough", "book": "The board’s targeted list"}
#: Most occupations that a board takes on or off by hand, and characters of each reason: all travel in links.
MAX_OVERRIDES: Final = 60
MAX_REASON: Final = 160
_SOC: Final = re.compile(r"[0-9]{2}-[0-9]{4}")
#: Between the parts of an override, and between overrides, in links.
_PART, _NEXT = "~", "|"
#: Characters that a reason cannot have: control characters, and those that link its parts.
_NOT_PLAIN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069~|]+")


class Override(NamedTuple):
    """An occupation that the board takes on or off the list whatever the rule book says, and why."""

    soc: str
    on: bool
    reason: str


def plain_reason(text: str) -> str:
    """Return a reason as one line of plain characters, as links keep it."""
    return " ".join(_NOT_PLAIN.sub(" ", text).split())[:MAX_REASON].strip()


@dataclass(frozen=True)
class Overrides(Codec[tuple[Override, ...]]):
    """Overrides of a list, each with its reason."""

    what: str = "overrides"

    def check(self, value: tuple[Override, ...]) -> None:
        """Refuse an override without a reason, one given twice, or too many."""
        socs = [one.soc for one in value]
        if len(set(socs)) < len(socs) or len(value) > MAX_OVERRIDES:
            msg = f"overrides: each occupation once, at most {MAX_OVERRIDES}"
            raise ValueError(msg)
        for one in value:
            if not _SOC.fullmatch(one.soc):
                msg = f"{quoted(one.soc)} is no occupation (SOC 2018, such as 29-1141)"
                raise ValueError(msg)
            if not one.reason or one.reason != plain_reason(one.reason):
                msg = f"the override of {one.soc} has no reason; give one of at most {MAX_REASON} characters"
                raise ValueError(msg)

    def write(self, value: tuple[Override, ...]) -> str:
        """Return the overrides as a link has them: 29-1141~on~Hospitals ask for them|…"""
        return _NEXT.join(_PART.join((one.soc, "on" if one.on else "off", one.reason)) for one in value)

    def read(self, text: str, default: Any, at: Reading) -> tuple[Override, ...]:  # noqa: ARG002
        """Return the overrides a link says; those without a reason are left out, which is said."""
        known = at.known.get("occupations")
        found: dict[str, Override] = {}
        for part in (piece for piece in text.split(_NEXT) if piece.strip()):
            soc, _, rest = part.partition(_PART)
            way, _, reason = rest.partition(_PART)
            reason = plain_reason(reason)
            if (
                not _SOC.fullmatch(soc)
                or way not in ("on", "off")
                or (known is not None and soc not in known)
            ):
                at.say(f"The override {quoted(part)} cannot be read", "it is left out")
            elif not reason:
                at.say(f"The override of {soc} has no reason", "it is left out")
            elif soc in found:
                at.say(f"The override of {soc} is given twice", "the first is kept")
            elif len(found) == MAX_OVERRIDES:
                at.say(f"The link has more than {MAX_OVERRIDES} overrides", "the first are kept")
                break
            else:
                found[soc] = Override(soc, way == "on", reason)
        return tuple(found.values())

    @property
    def offer(self) -> str:
        """Return how they are written."""
        return "29-1141~on~reason, 35-3011~off~reason, joined by |"


#: Entry education that a board's own rule book may ask for: in links, level it must be below.
BELOW: Final[dict[str, str]] = {
    "any": "",
    "ba": "Bachelor's degree",
    "assoc": "Associate's degree",
    "cert": "Postsecondary nondegree award",
}
_BELOW_WORDS: Final = {
    "any": "Any",
    "ba": "Below a bachelor’s degree",
    "assoc": "Below an associate’s degree",
    "cert": "High school, or some college",
}
_OWN: Final = ("book", (OURS,))

#: Most sites not to be used: all travel in links.
MAX_AVOIDED: Final = 40
_SITE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._ -]{0,79}")


@dataclass(frozen=True)
class SiteIds(Codec[tuple[str, ...]]):
    """Sites by their codes, joined by commas; whether the data have them is seen where they are used."""

    what: str = "site"

    def check(self, value: tuple[str, ...]) -> None:
        """Refuse what is no code of a site, one given twice, or too many."""
        wrong = [one for one in value if not _SITE.fullmatch(one)]
        if wrong:
            msg = f"{quoted(wrong[0])} is no site; give codes such as {self.offer}"
            raise ValueError(msg)
        if len(set(value)) < len(value) or len(value) > MAX_AVOIDED:
            msg = f"sites not to be used: each once, at most {MAX_AVOIDED}"
            raise ValueError(msg)

    def write(self, value: tuple[str, ...]) -> str:
        """Return the codes as a link has them."""
        return ",".join(value)

    def read(self, text: str, default: Any, at: Reading) -> tuple[str, ...]:  # noqa: ARG002
        """Return the codes a link says; what is none is left out, which is said."""
        given = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        found = [one for one in given if _SITE.fullmatch(one)]
        if len(found) < len(given):
            lost = next(one for one in given if one not in found)
            at.say(f"There is no site {quoted(lost)}", "it is left out")
        if len(found) > MAX_AVOIDED:
            at.say(f"The link has more than {MAX_AVOIDED} sites not to be used", "the first are kept")
        return tuple(found[:MAX_AVOIDED])

    @property
    def offer(self) -> str:
        """Return how they are written."""
        return "ipeds:105154,place:0455000"


def award_year(year: int) -> str:
    """Return an award year in words: 2026 is "2026-27"."""
    return f"{year}-{(year + 1) % 100:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a board sets at its desk."""

    # fmt: off
    board_view: str | None = setting(
        "desk", None, Choice("view of the Board page", DESK_VIEWS, buttons=True), "Look at"
    )
    """None: the first there is."""
    book: str = setting(
        "book", "ohio_2021", Choice("rule book", book_names()), "Rule book",
        "A published rule for choosing occupations worth public training money, or your own bars.",
    )
    dollars: str = setting(
        "bars", "restated", Choice("way of stating bars", DOLLARS, buttons=True), "Bars",
        "As published: the numbers of the rule's own year and place. Restated: the same rule in this place's "
        "figures of today, such as 80% of the median wage here.",
    )
    bar_openings: float = setting(
        "bopen", 20.0, Number("fewest openings a year", 0, 100_000, step=5), "Openings a year, at least",
        when=_OWN,
    )
    bar_growth: float = setting(
        "bgrow", 0.0, Number("least growth", -100, 1_000, PERCENT), "Growth in ten years, percent, at least",
        when=_OWN,
    )
    bar_wage: float = setting(
        "bwage", 0.8,
        Number("share of the median wage", 0, 3, SHARE, stops=(0.0, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5)),
        "Median wage, at least this share of the median of all jobs here", when=_OWN,
    )
    bar_need: bool = setting(
        "bneed", False, Yes("the family's need must be met"),
        "Median wage must reach what the family of the settings needs", when=_OWN,
    )
    bar_education: str = setting(
        "bedu", "any", Choice("entry education of your own bars", _BELOW_WORDS), "Entry education", when=_OWN,
    )
    overrides: tuple[Override, ...] = setting(
        "over", (), Overrides(), "Occupations on or off the list by the board's decision",
        "Each with its reason, which is on the list and in its files.",
    )
    plan_list: str = setting(
        "plist", "tests", Choice("list of the plan chapter", PLAN_LISTS, buttons=True),
        "Occupations of the chapter",
        "Those that grow and pay enough by the settings; or those on the board's targeted occupation list.",
    )
    site_count: int = setting(
        "sites", 3, Number("number of new programs", 1, MOST_SITES, whole=True), "New programs",
        "How many places are chosen together. What each number of them brings is in the table and the chart.",
    )
    site_goal: str = setting(
        "goal", "people", Choice("what new programs should bring into reach", SITE_GOALS, buttons=True),
        "Bring into reach",
        "People: adults who have no such program within the distance today. Unmet openings: openings a year "
        "less those who complete a program here, shared out by where adults live.",
    )
    site_kinds: str = setting(
        "from", "any", Choice("kind of site", SITE_CANDIDATES), "Sites to choose from",
        "Campuses of colleges and schools, and towns (census places).",
    )
    sites_avoided: tuple[str, ...] = setting("avoid", (), SiteIds(), "Sites not to be used", empty="None")
    pell_year: int = setting(
        "pellyear", 2026, Choice("award year", {year: award_year(year) for year in range(2026, 2033)}),
        "Award year", "Rows that bind later are not yet in force: those on the price bind from 2030-31.",
    )
    pell_program: str | None = setting(
        "pgm", None,
        Text("program", re.compile(r"[A-Za-z0-9][A-Za-z0-9:._ /-]{0,99}"), "none is picked",
             example="ipeds:105154/51.3902/20"),
        "Workforce Pell: program in focus", empty="None",
    )
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        check(self)

    @property
    def rule_book(self) -> RuleBook:
        """Return the chosen rule book; the board's own with its bars."""
        if self.book != OURS:
            return books()[self.book]
        return own_book(
            openings=self.bar_openings,
            growth=self.bar_growth / 100,
            wage=self.bar_wage,
            need=self.bar_need,
            below=BELOW[self.bar_education],
        )

    def overriding(self, soc: str, on: bool | None, reason: str = "") -> Desk:
        """Return the desk with an occupation on or off the list for a reason; None: as the rule book says.

        Raises
        ------
        ValueError
            There is no reason, or there are too many overrides.
        """
        rest = tuple(one for one in self.overrides if one.soc != soc)
        mine = () if on is None else (Override(soc, on, plain_reason(reason)),)
        return replace(self, overrides=(*rest, *mine))

    def avoiding(self, sites: tuple[str, ...]) -> Desk:
        """Return the desk with these sites not to be used, the first so many."""
        return replace(self, sites_avoided=tuple(dict.fromkeys(sites))[:MAX_AVOIDED])
