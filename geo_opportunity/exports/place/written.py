"""What the Area page's tables are written with: a table of text, numbers in words, names of sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.vocabulary import BASES, HOURS_OEWS

if TYPE_CHECKING:
    from geo_opportunity.scene import Scene

__all__ = [
    "BUDGET_UNKNOWN",
    "HOUR_NOTE",
    "NEED_EMPTY",
    "NEED_NOTE",
    "NEIGHBORS_NOTE",
    "NO_OCCUPATION",
    "REGION_PARTS",
    "SECTIONS",
    "TOP_CODED",
    "WAGES",
    "Table",
    "basis",
    "count",
    "dollars",
    "growth",
    "money",
    "note",
    "per",
    "share",
]

#: What is never broken into two lines, and its class.
_SOC: Final = re.compile(r"[0-9]{2}-[0-9]{4}")
_WHOLE: Final = " go-code"
#: The name of a row.
_NAME: Final = re.compile(r'(<th scope="row"[^>]*>)(.*?)</th>')

#: Sections of the page, by anchor: panels of the first screens, then what the tabs hold.
SECTIONS: Final = {
    "where": "Where it is",
    "lists": "Occupations: trained for, learned on the job, and training gaps",
    "wages": "Wages against what a family needs",
    "budget": "What a family needs here",
    "growth": "Growth and openings",
    "need": "Need",
    "neighbors": "Neighbors",
    "details": "In detail",
    "programs": "Training within reach",
    "ladders": listing.LADDERS,
    "supply": listing.SUPPLY,
    "sectors": "Sectors",
    "sure": listing.CERTAINTY,
}
REGION_PARTS: Final = (
    "This region is made of parts of published areas. Where it holds only some of an area's counties, its "
    "jobs "
    "are estimates, rounded: the area's are split by jobs covered by unemployment insurance in the sectors "
    "of the "
    "occupation (QCEW), or by residents where those are not known. Reach, the family budget and need are "
    "of the "
    "region's own residents."
)
BUDGET_UNKNOWN: Final = (
    "The family budget is not known here: the price sources leave this place out. No figure is made up for "
    "it."
)
NEED_EMPTY: Final = "The data have no counties for this place."
NEED_NOTE: Final = (
    "Poverty and income: SAIPE 2023; unemployment: LAUS 2024; the rest: SVI 2022 (ACS 2018–22). County "
    "figures weighted by residents (unemployment: by labor force). A weighted mean of county medians is not "
    "the area's own median. Social vulnerability is a rank among the nation's counties, 100% = most "
    "vulnerable."
)
NEIGHBORS_NOTE: Final = "Areas that share a border with this one, as drawn in our map; the same settings."
HOUR_NOTE: Final = "Dollars an hour are a year's divided by 2,080 hours of work."
TOP_CODED: Final = "or more"
NO_OCCUPATION: Final = "No occupation of your choice is in this group here."
#: Wage of the pay test -> name of its column, also where there is little room.
WAGES: Final = {
    "p10": ("10th-percentile wage", "10th pct."),
    "p25": ("Entry wage (p25)", "Entry (p25)"),
    "p50": ("Median wage", "Median"),
    "p75": ("75th-percentile wage", "75th pct."),
}


# ---------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Table:
    """A written table: heads and rows of text."""

    caption: str
    heads: tuple[str, ...] = ()
    kinds: str = ""
    """A letter for each column: "n" numbers, "t" text."""
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    empty: str = ""
    """Shown in place of a table without rows."""

    def html(self, *, limit: int | None = None, scroll: bool = True, quiet: bool = False) -> str:
        """Return the table as HTML, text escaped.

        With `scroll` it scrolls sideways in a box of its own; a quiet caption is for screen readers only,
        where a heading says it.
        """
        below = note(self.note)
        if not self.rows:
            title = "" if quiet else f'<p class="go-table-title">{escape(self.caption)}</p>'
            return f'{title}<p class="go-note">{escape(self.empty)}</p>'
        body = "".join(self._row(cells) for cells in self.rows[:limit])
        heads = zip(self.heads, self.kinds, strict=True)
        head = "".join(f'<th scope="col" class="go-{kind}">{escape(text)}</th>' for text, kind in heads)
        look = ' class="go-quiet"' if quiet else ""
        table = (
            f'<table class="go-table"><caption{look}>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
        if scroll:
            box = f'<div class="go-scroll" role="region" aria-label="{escape(self.caption)}" tabindex="0">'
            table = f"{box}{table}</div>"
        return table + below

    def _row(self, cells: tuple[str, ...]) -> str:
        name, rest = escape(cells[0]), zip(cells[1:], self.kinds[1:], strict=True)
        more = "".join(
            f'<td class="go-{kind}{_WHOLE if _SOC.fullmatch(text) else ""}">{escape(text)}</td>'
            for text, kind in rest
        )
        return f'<tr><th scope="row" title="{name}">{name}</th>{more}</tr>'

    def panel(self, limit: int | None = None) -> str:
        """Return HTML for a narrow panel: names on two lines at most, the caption for screen readers only."""
        table = self.html(limit=limit, scroll=False, quiet=True).replace(
            '<table class="go-table"', '<table class="go-table go-panel-table"', 1
        )
        return _NAME.sub(r"\1<span>\2</span></th>", table)

    def only(self, *columns: int) -> Table:
        """Return some of the columns."""
        if not self.heads:
            return self
        return replace(
            self,
            heads=tuple(self.heads[i] for i in columns),
            kinds="".join(self.kinds[i] for i in columns),
            rows=tuple(tuple(row[i] for i in columns) for row in self.rows),
        )


def note(text: str) -> str:
    """Return a note below a table, nothing without a text."""
    return f'<p class="go-note">{escape(text)}</p>' if text else ""


def per(scene: Scene) -> str:
    """Return the unit of pay."""
    return "an hour" if scene.hourly else "a year"


def count(value: Any) -> str:
    """Write a number of jobs, people or completions."""
    return UNKNOWN if wording.value_missing(value) else f"{float(value):,.0f}"


def dollars(value: Any) -> str:
    """Write US dollars, or unknown."""
    return UNKNOWN if wording.value_missing(value) else wording.dollars(float(value))


def share(value: Any, digits: int = 1) -> str:
    """Write a fraction as a percentage."""
    return UNKNOWN if wording.value_missing(value) else wording.percent(float(value), digits)


def growth(value: Any) -> str:
    """Write a rate of growth."""
    return UNKNOWN if wording.value_missing(value) else wording.signed_percent(float(value)).replace("-", "−")


def money(value: Any, scene: Scene) -> str:
    """Write yearly pay without its unit, which is in the column's head."""
    if wording.value_missing(value):
        return UNKNOWN
    return f"${float(value) / HOURS_OEWS:,.2f}" if scene.hourly else dollars(value)


def basis(value: Any) -> str:
    """Return what a rate of growth rests on."""
    return BASES.get(str(value), str(value))
