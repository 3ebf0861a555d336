"""What a board sets at its desk, the Board page: the view, the rule book and its own choices.

A frozen, hashable value, as ``rules.Rules``: it keys caches, travels in links and appears in exports. Each
field is declared once (see ``setting``), in the order of their keys in links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from geo_opportunity.setting import Choice, Codec, Number, Reading, check, quoted, setting
from geo_opportunity.vocabulary import MOST_SITES, SITE_CANDIDATES, SITE_GOALS

__all__ = ["DESK_VIEWS", "MAX_AVOIDED", "Desk"]

#: What the Board page can show.
DESK_VIEWS: Final[tuple[str, ...]] = ("rules", "jobs", "pell", "plan", "sites", "college")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a board sets at its desk."""

    # fmt: off
    board_view: str | None = setting(
        "desk", None, Choice("view of the Board page", DESK_VIEWS, buttons=True), "Look at"
    )
    """None: the first there is."""
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
    # fmt: on

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        check(self)

    def avoiding(self, sites: tuple[str, ...]) -> Desk:
        """Return the desk with these sites not to be used, the first so many."""
        return replace(self, sites_avoided=tuple(dict.fromkeys(sites))[:MAX_AVOIDED])
