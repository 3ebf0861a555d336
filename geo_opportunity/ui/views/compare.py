"""Places side by side: what is compared, how figures are marked, and the region builder's steps. No Streamlit here."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.files.reading import read_outline
from geo_opportunity.geography.boundary import from_boundary, from_counties
from geo_opportunity.geography.region import Member, Region, check_tracts, region_shape
from geo_opportunity.maps import palettes
from geo_opportunity.maps.classes import UNITS
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.scene import is_region, region_of
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import compare as words
from geo_opportunity.vocabulary import SECTORS, Flag, Kind, Status
from geo_opportunity.wording import dollars

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import geopandas as gpd

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.scene import Scene

__all__ = [
    "CSS",
    "SHARES",
    "Cell",
    "Line",
    "Place",
    "auto_name",
    "builder_legend",
    "compare_frame",
    "county_fills",
    "county_table",
    "differing",
    "effective",
    "headline",
    "home_state",
    "labels",
    "lines",
    "load_region",
    "parse",
    "parts_table",
    "peer_html",
    "plain_legend",
    "region_with",
    "sector_bars",
    "sector_table",
    "source_tables",
    "states_drawn",
    "table_html",
    "toggled",
]

# ---------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the comparison."""

    key: str
    """As the scene holds it: area_code, postal code, or a region's link text."""
    kind: str
    """'area', 'state' or 'region'."""
    title: str
    detail: str
    """What it is, in words."""
    region: Region | None = None
    """Its counties; None for an area."""

    @property
    def code(self) -> str:
        """Key of its row in frames: area_code, or the region's code."""
        return self.key if self.region is None else self.region.code


def effective(scene: Scene) -> tuple[str, ...]:
    """Return the places compared; none chosen yet: the picked area, so that one comes with it from another page."""
    return scene.places or ((scene.area,) if scene.area else ())


def parse(
    keys: Iterable[str],
    areas: Mapping[str, str],
    kinds: Mapping[str, str],
    states: Mapping[str, str],
    counties: pd.DataFrame,
) -> list[Place]:
    """Return the places of a scene; those the data do not hold are left out (the scene has said so already).

    Of regions with the same members the first is kept: they have the same figures and the same code.
    """
    found: list[Place] = []
    for key in keys:
        if is_region(key):
            try:
                region = region_of(key)
            except GeoOpportunityError:
                continue
            if set(region.county_fips) <= set(counties["county_fips"]) and region.code not in {
                p.code for p in found
            }:
                count = len(region.members)
                part = sum(1 for m in region.members if m.tracts)
                found.append(Place(key, "region", region.name, words.region_detail(count, part), region))
        elif key in states:
            mine = counties.loc[counties["state"] == key, "county_fips"]
            if len(mine):
                found.append(
                    Place(
                        key,
                        "state",
                        states[key],
                        words.KINDS["state"],
                        from_counties(mine, counties, name=states[key]),
                    )
                )
        elif key in areas:
            found.append(
                Place(key, "area", areas[key], words.KINDS.get(kinds.get(key, ""), words.KINDS["metro"]))
            )
    return found


def labels(keys: Iterable[str], areas: Mapping[str, str], states: Mapping[str, str]) -> dict[str, str]:
    """Return what the select box calls each place; no two the same."""
    out: dict[str, str] = {}
    used: set[str] = set()
    for key in keys:
        if is_region(key):
            try:
                label = words.called(region_of(key).name, words.REGION)
            except GeoOpportunityError:
                continue
        elif key in states:
            label = words.called(states[key], words.STATE)
        else:
            label = areas.get(key, key)
        number, told = 2, label
        while told in used:
            told, number = f"{label} ({number})", number + 1
        used.add(told)
        out[key] = told
    return out


def short_titles(places: Sequence[Place]) -> list[str]:
    """Return titles short enough for a chart or a column head, still telling the places apart."""
    short = [p.title if len(p.title) <= 28 else f"{p.title[:26].rstrip(' ,;-')}…" for p in places]
    return _distinct(short)


#: Letters in a line of a chart's label.
_LABEL_LINE: Final = 21


def chart_labels(places: Sequence[Place]) -> list[str]:
    """Return titles for the side of a chart: broken into at most two lines, still telling the places apart."""
    return _distinct([_broken(p.title) for p in places])


def _broken(title: str) -> str:
    pieces = re.findall(r"[^\s/-]+[\s/-]*", title) or [title]
    rows = [""]
    for piece in pieces:
        if rows[-1] and len((rows[-1] + piece).rstrip()) > _LABEL_LINE:
            rows.append("")
        rows[-1] += piece
    rows = [r if len(r.rstrip()) <= _LABEL_LINE + 2 else f"{r[: _LABEL_LINE + 1]}…" for r in rows]
    if len(rows) > 2:
        rows = [rows[0], f"{rows[1].rstrip(' -/,')}…"]
    return "\n".join(r.rstrip() for r in rows)


# ----------------------------------------------------------------------- table

#: (group of words.GROUPS, name, unit, direction): 1 more is better, -1 less is better, 0 neither. Units are those of
#: maps.classes, or "text".
_ROWS: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("size", "population", "jobs", 0),
    ("size", "jobs_total", "jobs", 0),
    ("size", "jobs_selected", "jobs", 0),
    ("overlap", "share_overlap", "share", 1),
    ("overlap", "jobs_overlap", "jobs", 0),
    ("overlap", "occupations_overlap", "count", 1),
    ("overlap", "top_overlap", "text", 0),
    ("tests", "share_growing", "share", 1),
    ("tests", "share_sustaining", "share", 1),
    ("tests", "share_accessible", "share", 1),
    ("gaps", "share_training_gap", "share", -1),
    ("gaps", "jobs_training_gap", "jobs", 0),
    ("gaps", "top_gap", "text", 0),
    ("gaps", "share_quality_gap", "share", -1),
    ("gaps", "share_no_outlook", "share", -1),
    ("gaps", "share_unknown", "share", 0),
    ("pay", "threshold", "usd", 0),
    ("pay", "rpp_all", "rate", 0),
    ("pay", "average_growth", "growth", 1),
    ("training", "access_per_1000", "rate", 1),
    ("training", "misalignment", "share", -1),
    ("training", "share_oversupply", "share", -1),
)
_OCCUPATION_ROWS: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("together", "kind", "text", 0),
    ("together", "growing", "text", 0),
    ("together", "sustaining", "text", 0),
    ("together", "accessible", "text", 0),
    ("numbers", "population", "jobs", 0),
    ("numbers", "employment", "jobs", 0),
    ("numbers", "wage", "usd", 1),
    ("numbers", "threshold", "usd", 0),
    ("numbers", "growth", "growth", 1),
    ("numbers", "growth_basis", "text", 0),
    ("numbers", "openings", "jobs", 0),
    ("numbers", "reach", "share", 1),
    ("numbers", "location_quotient", "ratio", 0),
)


def source_tables(scene: Scene) -> tuple[str, ...]:
    """Return the atlas's names of what the page rests on."""
    return (
        ("overlap", "sustaining", "accessible", "shapes")
        if scene.occupation
        else ("overlap", "supply", "access", "counties", "shapes")
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one place."""

    text: str
    value: float
    """NaN for text and for unknown."""
    mark: str = ""
    """words.BEST, WEAKEST, HIGHEST or LOWEST."""
    difference: str = ""
    """To the first place, in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison."""

    name: str
    label: str
    note: str
    unit: str
    cells: tuple[Cell, ...]
    group: str = ""
    """One of words.GROUPS: what the row is about."""


def _label(name: str, unit: str) -> str:
    label = words.ROW_NAMES.get(name) or (
        texts.MEASURES[name][0] if name in texts.MEASURES else texts.COLUMNS[name]
    )
    return words.in_money(label, hourly=unit == "usd_hourly") if unit in ("usd", "usd_hourly") else label


def _note(name: str, scene: Scene) -> str:
    own = words.ROW_NOTES.get(name, "")
    general = texts.MEASURES[name][1] if name in texts.MEASURES else ""
    metric = words.ACCESS_KM if name == "access_per_1000" and scene.units == "km" else ""
    return " ".join(x for x in (general, metric, own) if x)


def _difference(value: float, first: float, unit: str) -> str:
    gap = value - first
    if unit in ("share", "growth"):
        points = round(100 * gap, 1)
        return words.SAME if not points else words.points(points)
    if unit == "jobs":
        if not first:
            return words.SAME if not round(gap) else f"{gap:+,.0f}".replace("-", "−")
        ratio = value / first
        if ratio >= 2.5 or (0 < ratio <= 0.4):
            return words.times(ratio)
        relative = round(100 * gap / first)
        return words.SAME if not relative else f"{relative:+,.0f}%".replace("-", "−")
    written = {"count": f"{gap:+,.0f}", "rate": f"{gap:+,.1f}", "ratio": f"{gap:+.2f}"}.get(unit)
    if written is None:
        written = ("+" if gap > 0 else "-") + (
            f"${abs(gap):,.2f}" if unit == "usd_hourly" else dollars(abs(gap))
        )
    return words.SAME if not any(c in "123456789" for c in written) else written.replace("-", "−")


def _marks(written: Sequence[str], values: Sequence[float], direction: int) -> list[str]:
    """Say which known figures stand out; two that are written alike are marked alike, and nothing when all are the same."""
    known = [i for i, v in enumerate(values) if math.isfinite(v)]
    out = [""] * len(values)
    if len({written[i] for i in known}) < 2:
        return out
    top, low = max(known, key=lambda i: values[i]), min(known, key=lambda i: values[i])
    high_word, low_word = {1: (words.BEST, words.WEAKEST), -1: (words.WEAKEST, words.BEST)}.get(
        direction, (words.HIGHEST, words.LOWEST)
    )
    for i in known:
        if written[i] == written[top]:
            out[i] = high_word
        elif written[i] == written[low]:
            out[i] = low_word
    return out


def _text(name: str, value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)) or str(value) == "":
        return words.NONE if name in ("top_overlap", "top_gap") and value == "" else words.UNKNOWN
    if name == "kind":
        return texts.KINDS_SHORT.get(str(value), str(value))
    if name in texts.STATUSES:
        return texts.STATUSES[name].get(str(value), str(value))
    return str(value)


def lines(figures: Sequence[Mapping[str, Any]], scene: Scene) -> list[Line]:
    """Return the comparison, one line per figure; `figures` are the places' rows, the first held against.

    Unknown is written as unknown, has no mark and no difference.
    """
    out = []
    everything = not vm.selection_words(scene.selection)
    for group, name, unit, direction in _OCCUPATION_ROWS if scene.occupation else _ROWS:
        if name == "jobs_selected" and everything and not scene.occupation:
            continue  # the same as all jobs, but for what BLS withholds
        raw = [f.get(name) for f in figures]
        label, note = _label(name, unit), _note(name, scene)
        if unit == "text":
            unknown_pay = [
                name.startswith("top_") and not math.isfinite(float(f.get("threshold", math.nan)))
                for f in figures
            ]
            cells = tuple(
                Cell(words.UNKNOWN if u else _text(name, v), math.nan)
                for u, v in zip(unknown_pay, raw, strict=True)
            )
            out.append(Line(name, label, note, unit, cells, group))
            continue
        shown = "usd_hourly" if unit == "usd" and scene.hourly else unit
        values = [
            math.nan if v is None else float(v) / (vm.HOURS if shown == "usd_hourly" else 1) for v in raw
        ]
        written = [UNITS[shown].text(v) if math.isfinite(v) else words.UNKNOWN for v in values]
        marks = _marks(written, values, direction)
        told = [""] + [
            _difference(v, values[0], shown) if math.isfinite(v) and math.isfinite(values[0]) else ""
            for v in values[1:]
        ]
        told = [
            words.HARDLY if t == words.SAME and w != written[0] else t
            for t, w in zip(told, written, strict=True)
        ]
        cells = tuple(Cell(*row) for row in zip(written, values, marks, told, strict=True))
        out.append(Line(name, _label(name, shown), note, shown, cells, group))
    return out


CSS: Final = """
<style>
.go-compare-wrap {overflow-x: auto; max-width: 100%;}
.go-compare-wrap:focus-visible {outline: 2px solid #1d4e89; outline-offset: 2px;}
table.go-compare {border-collapse: separate; border-spacing: 0; width: 100%; font-size: .92rem; line-height: 1.35; margin: 0;}
.go-compare-note {color: #444; font-size: .85rem; margin: 0 0 .4rem 0; line-height: 1.4; max-width: 75rem;}
table.go-compare th, table.go-compare td {border: 0; border-bottom: 1px solid #c9ced6; padding: .38rem .6rem; text-align: left; vertical-align: top;}
table.go-compare thead th {border-bottom: 2px solid #1b1b1b; background: #f1f4f7; color: #14213d; min-width: 9rem;}
table.go-compare tbody th {font-weight: 600; color: #14213d; min-width: 12rem; max-width: 22rem;}
table.go-compare th:first-child {position: sticky; left: 0; background: #ffffff; z-index: 1;}
table.go-compare tbody tr.go-group th {background: #f8fafb; color: #444; font-size: .8rem; font-weight: 600; max-width: none; padding-top: .7rem;}
table.go-compare thead th:first-child {background: #f1f4f7;}
table.go-compare .go-row-note {display: block; font-weight: 400; color: #4a4a4a; font-size: .78rem;}
table.go-compare td.go-figure {white-space: nowrap;}
table.go-compare td.go-words {min-width: 11rem; font-size: .86rem;}
.go-value {font-weight: 600; font-size: 1rem; color: #1b1b1b;}
.go-diff {display: block; color: #4a4a4a; font-size: .8rem;}
.go-mark {display: inline-block; border-radius: 3px; padding: 0 .35rem; margin-left: .45rem; font-size: .76rem; font-weight: 600;}
.go-mark-best {background: #dbeaf7; color: #0b3c66;}
.go-mark-weakest {background: #fbe6d8; color: #7a2e00;}
.go-mark-plain {background: #ececec; color: #333;}
.go-unknown {color: #4a4a4a; font-style: italic;}
.go-peer {margin: 0; font-size: .9rem; line-height: 1.4; color: #1b1b1b;}
.go-peer b {color: #14213d;}
.go-place-head {font-weight: 600; color: #14213d; margin: .2rem 0 0 0; line-height: 1.3;}
.go-place-detail {color: #444; font-size: .85rem; margin: 0 0 .2rem 0;}
@media (max-width: 640px) {
table.go-compare tbody th, table.go-compare thead th:first-child {min-width: 6.6rem; max-width: 7rem; font-size: .8rem;}
table.go-compare th, table.go-compare td {padding: .35rem .4rem;}
table.go-compare thead th {min-width: 6rem; font-size: .84rem; overflow-wrap: anywhere;}
table.go-compare td.go-words {min-width: 8rem; font-size: .8rem;}
table.go-compare th:first-child {border-right: 1px solid #c9ced6;}
.go-value {font-size: .92rem;}
.st-key-compare-maps [data-testid="stColumn"]:not(:only-child) .go-place-head {min-height: 2.6em;}
.go-mark {display: table; margin: .1rem 0;}
.st-key-compare-maps [data-testid="stHorizontalBlock"] {flex-wrap: wrap; row-gap: .6rem;}
.st-key-compare-maps [data-testid="stColumn"]:not(:only-child) {min-width: calc(50% - .5rem) !important; flex: 1 1 calc(50% - .5rem) !important; width: calc(50% - .5rem) !important;}
}
</style>
"""
_MARK_LOOK: Final = {words.BEST: ("best", "▲"), words.WEAKEST: ("weakest", "▼")}


def _mark_html(mark: str) -> str:
    if not mark:
        return ""
    look, sign = _MARK_LOOK.get(mark, ("plain", ""))
    return f'<span class="go-mark go-mark-{look}">{f"{sign} " if sign else ""}{escape(mark)}</span>'


def _cell_html(cell: Cell, unit: str) -> str:
    if unit == "text":
        return f'<td class="go-words{" go-unknown" if cell.text == words.UNKNOWN else ""}">{escape(cell.text)}</td>'
    if not math.isfinite(cell.value):
        return f'<td class="go-figure go-unknown">{escape(cell.text)}</td>'
    under = f'<span class="go-diff">{escape(cell.difference)}</span>' if cell.difference else ""
    parts = (f'<span class="go-value">{escape(cell.text)}</span>', _mark_html(cell.mark), under)
    return f'<td class="go-figure">{" ".join(p for p in parts if p)}</td>'  # blanks: read aloud and copied as words


def table_html(rows: Sequence[Line], places: Sequence[Place], caption: str) -> str:
    """Return the comparison as an HTML table with row and column heads, and what each figure says; all text is escaped."""
    heads = "".join(
        f'<th scope="col">{escape(p.title)}<span class="go-row-note">{escape(p.detail)}</span></th>'
        for p in places
    )
    body, group = "", ""
    for row in rows:
        if row.group != group:
            group = row.group
            name = f'<th scope="rowgroup" colspan="{len(places) + 1}">{escape(words.GROUPS[group])}</th>'
            body += f'{"</tbody><tbody>" if body else ""}<tr class="go-group">{name}</tr>'
        body += (
            f'<tr><th scope="row">{escape(row.label)}</th>'
            + "".join(_cell_html(c, row.unit) for c in row.cells)
            + "</tr>"
        )
    note = f'<p class="go-compare-note" id="go-compare-note">{escape(caption)}</p>' if caption else ""
    described = ' aria-describedby="go-compare-note"' if caption else ""
    said = "".join(f"<li><b>{escape(row.label)}</b>: {escape(row.note)}</li>" for row in rows if row.note)
    return (
        f'{note}<div class="go-compare-wrap" tabindex="0" role="region" aria-label="{escape(words.SCROLL, quote=True)}">'
        f'<table class="go-compare"{described}><thead><tr><th scope="col">{escape(words.FIGURE)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<div class="go-source"><details><summary>{escape(words.SAYS)}</summary><ul>{said}</ul></details></div>'
    )


def compare_frame(rows: Sequence[Line], places: Sequence[Place]) -> pd.DataFrame:
    """Return the comparison for a file: one row per figure; a place's figure in full, its mark and its difference in columns beside it."""
    names = _distinct([p.title for p in places])
    out: dict[str, list[Any]] = {
        words.FILE_FIGURE: [r.label for r in rows],
        words.FILE_UNIT: [words.RATE_UNITS.get(r.name, words.FILE_UNITS[r.unit]) for r in rows],
    }
    for i, name in enumerate(names):
        out[name] = [
            r.cells[i].text
            if r.unit == "text" or not math.isfinite(r.cells[i].value)
            else _full(r.cells[i].value)
            for r in rows
        ]
        out[words.FILE_MARK.format(place=name)] = [r.cells[i].mark for r in rows]
        if i:
            out[words.FILE_DIFFERENCE.format(place=name, first=names[0])] = [
                r.cells[i].difference for r in rows
            ]
    out[words.FILE_NOTE] = [r.note for r in rows]
    return pd.DataFrame(out).set_index(words.FILE_FIGURE)


def _full(value: float) -> str:
    return f"{value:.10g}"


def _distinct(names: Sequence[str]) -> list[str]:
    return [n if list(names).count(n) == 1 else f"{n} ({i + 1})" for i, n in enumerate(names)]


def place_notes(places: Sequence[Place], counties: pd.DataFrame) -> list[str]:
    """Return one line per place made of counties: which ones, and how much of each."""
    names = (counties["name"] + ", " + counties["state"]).set_axis(counties["county_fips"])
    out = []
    for place in places:
        if place.kind != "region" or place.region is None:
            continue
        out.append(
            words.made_of(
                place.title, [words.member(str(names[m.county_fips]), m.share) for m in place.region.members]
            )
        )
    return out


def headline(
    places: Sequence[Place], figures: Sequence[Mapping[str, Any]], scene: Scene, occupation: str | None
) -> str:
    """Return the comparison in one sentence."""
    if occupation:
        said = [
            f"{p.title}: {texts.KINDS_SHORT.get(str(f.get('kind')), words.UNKNOWN).lower()}"
            for p, f in zip(places, figures, strict=True)
        ]
        return words.occupation_headline(occupation, said)
    which = vm.selection_words(scene.selection)
    said = []
    for place, figure in zip(places, figures, strict=True):
        share = float(figure["share_overlap"])
        said.append(words.share_in(vm.share_words(share) if math.isfinite(share) else None, place.title))
    return words.headline(which, said)


def peer_html(distance: float, reason: str) -> str:
    """Return why a peer is offered; text is escaped."""
    return f'<p class="go-peer"><b>{escape(words.peer_distance(distance))}</b> {escape(reason)}</p>'


# ------------------------------------------------------------------------- map


def plain_legend(legend: Legend) -> Legend:
    """Return a legend without counts: they would be of the nation's areas, and the maps show few of them."""
    return Legend(legend.title, tuple(replace(e, count=None) for e in legend.entries), words.MAPS_NOTE)


def with_regions(
    frame: pd.DataFrame, places: Sequence[Place], figures: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return the nation's frame with a row for each region of the comparison (index its code): they share one scale."""
    own = {
        p.code: {c: f.get(c) for c in frame.columns}
        for p, f in zip(places, figures, strict=True)
        if p.kind == "region"
    }
    if not own:
        return frame
    more = pd.DataFrame.from_dict(own, orient="index").rename_axis("area_code")
    more["title"] = [p.title for p in places if p.kind == "region"]
    typed = more.astype({c: frame[c].dtype for c in frame.columns if pd.api.types.is_float_dtype(frame[c])})
    together: pd.DataFrame = pd.concat([frame, typed[list(frame.columns)]])
    return together


# --------------------------------------------------------------------- sectors

#: Shares drawn for each sector, with the kind whose colour they have.
SHARES: Final[dict[str, str]] = {
    "share_overlap": Kind.OVERLAP.value,
    "share_training_gap": Kind.TRAINING_GAP.value,
    "share_quality_gap": Kind.QUALITY_GAP.value,
}


#: Kinds of the bar of all chosen jobs, in the order drawn.
_KINDS: Final = tuple(
    k.value
    for k in (Kind.OVERLAP, Kind.TRAINING_GAP, Kind.QUALITY_GAP, Kind.NO_OUTLOOK, Kind.OTHER, Kind.UNKNOWN)
)


def sector_bars(rows: Mapping[str, Sequence[Mapping[str, Any]]], places: Sequence[Place]) -> pd.DataFrame:
    """Return the bars: one row per sector, place and kind: sector, place, kind, share, jobs, order. Unknown shares have no bar.

    `rows` holds the places' figures by sector.
    """
    labels = chart_labels(places)
    out = [
        {
            "sector": sector,
            "label": labels[i],
            "place": places[i].title,
            "kind": texts.KINDS_SHORT[kind],
            "share": float(row.get(column, math.nan)),
            "jobs": float(row.get(column.replace("share_", "jobs_"), math.nan)),
            "order": n,
        }
        for sector in SECTORS
        for i, row in enumerate(rows[sector])
        for n, (column, kind) in enumerate(SHARES.items())
    ]
    frame = pd.DataFrame(out)
    return frame.loc[frame["share"].notna()].reset_index(drop=True)


def scale_top(bars: pd.DataFrame) -> float:
    """Return where the common scale of the bars ends: the longest bar, up to the next ten percent."""
    if bars.empty:
        return 1.0
    longest = float(bars.groupby(["sector", "label"])["share"].sum().max())
    return min(1.0, max(0.1, math.ceil(longest * 10 - 1e-9) / 10))


def drawn_kinds(*, all_kinds: bool) -> dict[str, str]:
    """Return the names of the kinds a chart draws, in order, with their colours."""
    return {texts.KINDS_SHORT[k]: palettes.KINDS[k] for k in (_KINDS if all_kinds else SHARES.values())}


def sector_legend() -> Legend:
    """Return the legend of the bars."""
    return Legend(words.SHARE, tuple(Entry(texts.KINDS[k], palettes.KINDS[k]) for k in SHARES.values()))


def sector_table(rows: Mapping[str, Sequence[Mapping[str, Any]]], places: Sequence[Place]) -> pd.DataFrame:
    """Return the same figures as a table: one row per sector and place, shares and jobs."""
    out = []
    for sector, name in SECTORS.items():
        for place, row in zip(places, rows[sector], strict=True):
            line = {
                words.SECTOR: name,
                words.PLACE: place.title,
                texts.COLUMNS["jobs_selected"]: float(row.get("jobs_selected", math.nan)),
            }
            line |= {texts.COLUMNS[column]: float(row.get(column, math.nan)) for column in SHARES}
            out.append(line | {texts.COLUMNS["jobs_overlap"]: float(row.get("jobs_overlap", math.nan))})
    return pd.DataFrame(out)


def kind_bars(cells: Sequence[pd.DataFrame], places: Sequence[Place]) -> pd.DataFrame:
    """Return what the published jobs of each place are: one row per place and kind; shares of a place add up to 1.

    `cells` as ``Atlas.cells`` of each place. Columns: label, place, kind, share, jobs, order. Without published jobs, no bar.
    """
    out, labels = [], chart_labels(places)
    for place, label, frame in zip(places, labels, cells, strict=True):
        jobs = frame["employment"].astype(float).groupby(frame["kind"]).sum()
        total = float(jobs.sum())
        if not total:
            continue
        for n, kind in enumerate(_KINDS):
            held = float(jobs.get(kind, 0.0))
            row = {"label": label, "place": place.title, "kind": texts.KINDS_SHORT[kind]}
            out.append(row | {"share": held / total, "jobs": held, "order": n})
    return pd.DataFrame(out, columns=["label", "place", "kind", "share", "jobs", "order"])


def kind_legend() -> Legend:
    """Return the legend of the bars of all kinds."""
    return Legend(words.OF_CHOSEN, tuple(Entry(texts.KINDS[k], palettes.KINDS[k]) for k in _KINDS))


def kind_table(bars: pd.DataFrame) -> pd.DataFrame:
    """Return the same bars as a table: one row per place, one column per kind."""
    table = bars.pivot_table(index="label", columns="kind", values="share", sort=False)
    table.insert(0, words.PLACE, bars.drop_duplicates("label").set_index("label")["place"])
    return table.reset_index(drop=True).rename_axis(columns=None)


# ----------------------------------------------------------------- differences


def differing(cells: Sequence[pd.DataFrame], places: Sequence[Place]) -> tuple[pd.DataFrame, int]:
    """Return the occupations where all three meet in one place and not in another, and how many meet in every place.

    `cells` as ``Atlas.cells`` of each place. Columns: occupation; per place what the tests say together, then its jobs.
    Ordered by jobs where all three meet. A place where BLS lists no jobs of the occupation says so; unknown is no "no".
    """
    names = short_titles(places)
    socs = list(dict.fromkeys(str(s) for frame in cells for s in frame.index))
    titles = pd.concat([f["title"] for f in cells])
    titles = titles[~titles.index.duplicated()].reindex(socs)
    aligned = [f.reindex(socs) for f in cells]
    listed = [a["employment_flag"].notna() & (a["employment_flag"] != Flag.NOT_LISTED.value) for a in aligned]
    meets = np.stack(
        [
            ((a["kind"] == Kind.OVERLAP.value) & ok).to_numpy(bool)
            for a, ok in zip(aligned, listed, strict=True)
        ]
    )
    jobs = np.stack([a["employment"].to_numpy(float) for a in aligned])
    out = pd.DataFrame({texts.COLUMNS["occupation"]: titles})
    for name, frame, ok in zip(names, aligned, listed, strict=True):
        out[name] = frame["kind"].map(texts.KINDS_SHORT).where(ok, words.NOT_LISTED)
    for name, frame in zip(names, aligned, strict=True):
        out[words.JOBS_IN.format(place=name)] = frame["employment"].astype(float).round(0)
    chosen = meets.any(axis=0) & ~meets.all(axis=0)
    held = np.where(meets, np.nan_to_num(jobs), 0.0).sum(axis=0)
    order = np.lexsort((out[texts.COLUMNS["occupation"]].to_numpy(str), -held))
    order = order[np.asarray(chosen)[order]]
    return out.iloc[order], int(meets.all(axis=0).sum())


# ------------------------------------------------------------------ the builder


def auto_name(members: Iterable[str], counties: pd.DataFrame) -> str:
    """Return the name a region has while its maker gives none."""
    return from_counties(members, counties).name


def _named(
    region: Region | None, name: str | None, members: Sequence[Member], counties: pd.DataFrame
) -> Region | None:
    """Return a region of `members`: named by its maker, else after its counties."""
    if not members:
        return None
    fips = [m.county_fips for m in members]
    kept = region is not None and region.name != auto_name(region.county_fips, counties)
    called = region.name if kept and region is not None else name or auto_name(fips, counties)
    boundary = region.boundary if region is not None and set(members) == set(region.members) else None
    return Region(
        called,
        tuple(members),
        "boundary" if any(m.tracts for m in members) else "counties",
        region.notes if boundary is not None and region is not None else (),
        boundary,
    )


def region_with(
    region: Region | None, name: str | None, fips: Collection[str], counties: pd.DataFrame
) -> Region | None:
    """Return the region made of the counties `fips`: those in it in part stay so, new ones come whole; None when none is left."""
    known = set(counties["county_fips"])
    held = {} if region is None else {m.county_fips: m for m in region.members}
    return _named(region, name, [held.get(c, Member(c)) for c in sorted(set(fips) & known)], counties)


def toggled(region: Region | None, name: str | None, fips: str, counties: pd.DataFrame) -> Region | None:
    """Return the region with a county added, or taken out."""
    held = set() if region is None else set(region.county_fips)
    return region_with(region, name, held ^ {fips}, counties)


def county_options(
    counties: pd.DataFrame, shown: str, states: Mapping[str, str], held: Collection[str]
) -> list[str]:
    """Return the counties to choose from: those of the state `shown` first, then of the other `states`, by state and name.

    A county of `held` is among them whatever its state.
    """
    offered = counties.loc[counties["state"].isin(list(states)) | counties["county_fips"].isin(list(held))]
    ranked = offered.assign(_elsewhere=offered["state"] != shown).sort_values(
        ["_elsewhere", "state", "name"], kind="stable"
    )
    return [str(c) for c in ranked["county_fips"]]


def state_added(region: Region | None, fips: Sequence[str], counties: pd.DataFrame) -> str | None:
    """Return the state of the last of the counties `fips` that is not in the region yet; None when none is new."""
    held = set() if region is None else set(region.county_fips)
    new = [c for c in fips if c not in held]
    return (
        None
        if not new
        else next(iter(counties.loc[counties["county_fips"] == new[-1], "state"].astype(str)), None)
    )


def load_region(
    content: bytes,
    filename: str,
    tracts: pd.DataFrame,
    county_shapes: gpd.GeoDataFrame,
    *,
    name: str | None = None,
    layer: str | None = None,
    waiting: Waiting | None = None,
) -> Region:
    """Return the region a user's file says: one saved here (GeoJSON with its members), else everybody inside its outline.

    Raises
    ------
    FormatError, ValueRangeError
        As ``geography.boundary.from_boundary``; or the saved region is damaged.
    """
    outline = read_outline(content, filename, layer=layer or None, waiting=waiting)
    saved = outline.properties or {}
    if "members" not in saved or "version" not in saved:
        return from_boundary(outline, filename, tracts, name=name, county_shapes=county_shapes)
    region = Region.from_dict({k: v for k, v in saved.items() if k != "boundary"})
    return replace(region, boundary=outline.shape) if region.source == "boundary" else region


#: Fill of counties: in the region, in part, not in it. Blue and light blue of Okabe & Ito as in palettes.
IN: Final = palettes.STATUSES[Status.PASS.value]
PART: Final = palettes.STATUSES[Status.NOT_NEEDED.value]
OUT: Final = "#f0f0f0"


def county_fills(frame: pd.DataFrame, region: Region | None) -> tuple[list[str], list[str], list[str]]:
    """Return colours, headings and texts of counties (county_fips, name, state, population) on the builder's map."""
    held = {} if region is None else {m.county_fips: m.share for m in region.members}
    colors, tips = [], []
    for fips, people in zip(frame["county_fips"], frame["population"].astype(float), strict=True):
        share = held.get(str(fips))
        colors.append(OUT if share is None else IN if share >= 1 else PART)
        said = words.MAP_OUT if share is None else words.MAP_IN if share >= 1 else words.map_part(share)
        tips.append(f"{words.residents(people if math.isfinite(people) else None)}\n{said}")
    return colors, (frame["name"] + ", " + frame["state"]).tolist(), tips


def home_state(region: Region, counties: pd.DataFrame) -> str:
    """Return the state (postal code) where most of a region's people live."""
    mine = counties.set_index("county_fips").loc[list(region.county_fips)]
    people = mine["population"].astype(float).fillna(0.0) * region.inside.reindex(mine.index)
    return str(people.groupby(mine["state"], sort=True).sum().idxmax())


#: Most states drawn with their counties at once: a region over more is drawn in the one that is looked at.
STATES_DRAWN: Final = 4


def states_drawn(region: Region | None, shown: str, counties: pd.DataFrame) -> tuple[str, ...]:
    """Return the states whose counties the builder's map draws: the one looked at, and those the region reaches into."""
    touched = (
        set()
        if region is None
        else set(counties.loc[counties["county_fips"].isin(region.county_fips), "state"])
    )
    every = tuple(sorted(map(str, touched | {shown})))
    return every if len(every) <= STATES_DRAWN else (shown,)


def builder_legend(region: Region | None) -> Legend:
    """Return the legend of the builder's map."""
    entries = [Entry(words.MAP_IN, IN), Entry(words.MAP_OUT, OUT)]
    if region is not None and not region.whole:
        entries.insert(1, Entry(words.MAP_PART, PART))
    return Legend(words.MAP_LEGEND, tuple(entries))


def parts_table(parts: pd.DataFrame) -> pd.DataFrame:
    """Return what a region is made of (``RegionAtlas.parts``) as shown."""
    out = parts[list(words.PART_COLUMNS)].copy()
    out["share_of_region"] = out["share_of_region"].astype(float).round(3)
    out["weight"] = out["weight"].astype(float).round(3)
    out["jobs"] = out["jobs"].astype(float).round(0)
    return out.rename(columns=words.PART_COLUMNS)


def county_table(region: Region, counties: pd.DataFrame) -> pd.DataFrame:
    """Return the region's counties and how much of each lives inside, largest first."""
    known = counties.set_index("county_fips").loc[list(region.county_fips)]
    out = pd.DataFrame(
        {
            "county": known["name"] + ", " + known["state"],
            "population": known["population"].astype(float),
            "share": region.inside.reindex(known.index).round(3),
        }
    )
    return out.sort_values(["population", "county"], ascending=[False, True], kind="stable").rename(
        columns=words.COUNTY_COLUMNS
    )


def check(region: Region, counties: pd.DataFrame, tracts: pd.DataFrame) -> None:
    """Refuse a region of counties or census tracts the data do not hold.

    Raises
    ------
    UnknownCodeError
        Names them.
    """
    from_counties(region.county_fips, counties)
    check_tracts(region, tracts)


def tidy(name: str) -> str:
    """Return a name without control characters and doubled blanks, at most 120 characters: what a scene takes."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:120].strip()


def file_name(name: str) -> str:
    """Return a name fit for a file."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.casefold())
    return "-".join(p for p in plain.split("-") if p)[:60] or "region"


def outline(region: Region, county_shapes: gpd.GeoDataFrame) -> Any:
    """Return the region's shape for a map (EPSG:4326), or None where a county has none."""
    try:
        shape = region_shape(region, county_shapes)
    except GeoOpportunityError:
        return None
    return None if shapely.is_empty(shape) else shape


__all__ += [
    "IN",
    "OUT",
    "PART",
    "chart_labels",
    "check",
    "county_options",
    "drawn_kinds",
    "file_name",
    "kind_bars",
    "kind_legend",
    "kind_table",
    "outline",
    "place_notes",
    "scale_top",
    "sector_legend",
    "short_titles",
    "state_added",
    "tidy",
    "with_regions",
]
