"""The legend: every color in words, with how many areas have it.

As HTML and as one sentence to be read out.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from geo_opportunity.maps import palettes, style
from geo_opportunity.maps import words as texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.maps.classes import Classes

__all__ = ["Entry", "Legend", "colors_of", "of_categories", "of_classes"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    label: str
    color: str
    count: int | None = None
    """Areas drawn so."""
    hatched: bool = False
    """Unknown; the legend links to what is not known and why."""
    point: bool = False
    ring: bool = False
    """A line on the map, not a filled place."""
    lined: bool = False
    """Lines over whatever color."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colors mean."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""

    def text(self) -> str:
        """Return the legend as a sentence."""
        parts = [
            e.label + (f" ({texts.areas(e.count)})" if e.count is not None else "") for e in self.entries
        ]
        return f"{self.title}: {'; '.join(parts)}." + (f" {self.note}" if self.note else "")

    def html(self, unknown: str = texts.UNKNOWN_PAGE) -> str:
        """Return the legend as HTML; all text is escaped.

        `unknown` is the address of the page on what is not known, "" for a legend without a link to it.
        """
        items = "".join(_item(e, unknown) for e in self.entries)
        note = f'<div class="go-note">{escape(self.note)}</div>' if self.note else ""
        return (
            f'<div class="go-legend" role="group" aria-label="{escape(texts.LEGEND)}"><div '
            f'class="go-legend-title">{escape(self.title)}</div>'
            f'<ul class="go-legend-list">{items}</ul>{note}</div>'
        )


def _item(entry: Entry, unknown: str) -> str:
    count = (
        "" if entry.count is None else f' <span class="go-count">{escape(texts.areas(entry.count))}</span>'
    )
    if entry.point:
        look = (
            f"background:{entry.color};border-radius:50%;width:13px;height:13px;border-color:#fff;"
            f"outline:1px solid {style.LINE}"
        )
    elif entry.ring:
        look = (
            f"background:transparent;border:2px solid {entry.color};border-radius:50%;width:15px;height:15px"
        )
    elif entry.hatched or entry.lined:
        look = f"background:repeating-linear-gradient(135deg,{style.LINE} 0 1px,{entry.color} 1px 5px)"
    else:
        look = f"background:{entry.color}"
    more = (
        f' <a href="{escape(unknown)}" target="_blank">{escape(texts.UNKNOWN_LINK)}</a>'
        if entry.hatched and unknown
        else ""
    )
    return (
        f'<li><span class="go-swatch" style="{escape(look)}" '
        f'aria-hidden="true"></span><span>{escape(entry.label)}{count}{more}</span></li>'
    )


def colors_of(classes: Classes, palette: str) -> list[str]:
    """Return the color of each class: a ramp, light to dark; "none" its own.

    Two ramps when it diverges from zero.
    """
    if classes.below:
        return palettes.diverging(classes.below, classes.size - classes.below)
    ramp = palettes.sequential(palette, classes.size - classes.has_zero)
    return ([palettes.ZERO] if classes.has_zero else []) + ramp


def _unknown(count: int, label: str) -> tuple[Entry, ...]:
    return (Entry(label, palettes.NO_DATA, count, hatched=True),) if count else ()


def of_classes(title: str, classes: Classes, palette: str, *, missing: str) -> Legend:
    """Return the legend of a classed measure; `missing` says why areas have no figure."""
    entries = tuple(
        Entry(*row) for row in zip(classes.labels, colors_of(classes, palette), classes.counts, strict=True)
    )
    return Legend(title, entries + _unknown(classes.missing, missing))


def of_categories(
    title: str,
    counts: Mapping[str, int],
    colors: Mapping[str, str],
    words: Mapping[str, str],
) -> Legend:
    """Return the legend of a category; categories of `colors` with no area are left out."""
    entries = tuple(
        Entry(words.get(name, name), color, counts[name], hatched=name == "unknown")
        for name, color in colors.items()
        if counts.get(name)
    )
    return Legend(title, entries)
