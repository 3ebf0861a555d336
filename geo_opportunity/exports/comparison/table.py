"""The figures of the places side by side: marked, with differences to the first, as a table and as a file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import headlines, wording
from geo_opportunity.exports import asked
from geo_opportunity.exports.comparison.places import distinct
from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.maps.legend import Legend
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import HOURS_OEWS, KINDS_SHORT, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene

__all__ = [
    "Cell",
    "Line",
    "figures",
    "file_frame",
    "headline",
    "html",
    "legend",
    "lines",
    "members",
    "outlook",
    "with_regions",
]

#: Groups of rows -> figures of an area.
_ROWS: Final[dict[str, tuple[str, ...]]] = {
    "Size": ("population", "jobs_total", "jobs_selected"),
    "Where all three tests meet": (
        "share_overlap",
        "share_trained_for",
        "share_learned_on_the_job",
        "jobs_overlap",
        "occupations_overlap",
        "top_overlap",
    ),
    "Each test": ("share_growing", "share_sustaining", "share_accessible"),
    "Where one test is missing": (
        "share_training_gap",
        "jobs_training_gap",
        "top_gap",
        "share_trained_elsewhere",
        "share_partial_reach",
        "share_would_help",
        "share_quality_gap",
        "share_steady",
        "share_declining",
        "share_unknown",
    ),
    "Pay needed, prices and growth": (
        "threshold",
        "rpp_all",
        "average_growth",
        "growth_state_total",
        "openings",
    ),
    "Training": ("access_per_1000", "misalignment", "share_oversupply"),
}
#: The same of one occupation.
_OCCUPATION_ROWS: Final[dict[str, tuple[str, ...]]] = {
    "The three tests": ("kind", "growing", "sustaining", "accessible"),
    "Figures": (
        "population",
        "employment",
        "wage",
        "threshold",
        "growth",
        "openings",
        "nation_growth",
        "growth_basis",
        "reach",
        "location_quotient",
    ),
}

_SAME_COLORS: Final = (
    "The same colors and classes on every map. Around each place are the BLS areas next to it; a region of "
    "yours has its own figure, a state those of its areas."
)
#: Rows that are left out where the places have no such figure.
_SOMETIMES: Final = ("growth_state_total", "openings")
#: Figures that err with the tests of growth and pay; only the first has an interval.
_TESTED: Final = (
    "share_overlap",
    "share_trained_for",
    "share_learned_on_the_job",
    "occupations_overlap",
    "share_growing",
    "share_sustaining",
    "share_training_gap",
    "share_trained_elsewhere",
    "share_partial_reach",
    "share_would_help",
    "share_quality_gap",
    "share_steady",
    "share_declining",
)
_UNKNOWN: Final = "unknown"
_SAME: Final = "same"
#: Marks of the highest and the lowest figure, by which is better.
_MARKS: Final = {1: ("best", "weakest"), -1: ("weakest", "best"), 0: ("highest", "lowest")}
_SIGNS: Final = {"best": "▲ ", "weakest": "▼ "}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one place."""

    text: str
    value: float = math.nan
    """NaN for text and for unknown."""
    mark: str = ""
    """One of `_MARKS`."""
    difference: str = ""
    """To the first place, in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison."""

    name: str
    label: str
    note: str
    """What it says."""
    unit: str
    cells: tuple[Cell, ...]
    group: str
    """What the row is about."""


# --------------------------------------------------------------------- figures


def figures(
    data: Atlas, area_code: str, rules: Rules, selection: Selection, answers: Any = asked
) -> dict[str, Any]:
    """Return a place's row of ``Atlas.overlap``, with its supply, access and price level.

    `answers` keeps the answers of `data`: ``exports.asked``, or the app's of the session.
    """
    rows = (answers.overlap(data, rules, selection), answers.depth_measures(data, selection))
    found = {str(name): value for frame in rows for name, value in frame.loc[area_code].items()}
    openings = answers.cells(data, area_code, rules, selection)["openings"].sum(min_count=1)
    return found | {"rpp_all": float(data.areas["rpp_all"][area_code]), "openings": float(openings)}


def with_regions(
    frame: pd.DataFrame, places: Sequence[Place], figures: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return the nation's frame with a row for each region of the comparison (index its code)."""
    own = {
        place.code: {column: row.get(column) for column in frame.columns} | {"title": place.title}
        for place, row in zip(places, figures, strict=True)
        if place.kind == "region"
    }
    if not own:
        return frame
    more = pd.DataFrame.from_dict(own, orient="index").rename_axis("area_code")
    typed = more.astype({c: frame[c].dtype for c in frame.columns if pd.api.types.is_float_dtype(frame[c])})
    together: pd.DataFrame = pd.concat([frame, typed[list(frame.columns)]])
    return together


# ----------------------------------------------------------------------- lines


def lines(figures: Sequence[Mapping[str, Any]], scene: Scene) -> list[Line]:
    """Return the comparison, one line per figure; `figures` are the places', the first the reference.

    Unknown is written as unknown, and has no mark and no difference.
    """
    rows = _OCCUPATION_ROWS if scene.occupation else _ROWS
    skipped = "" if wording.selection_words(scene.asked) else "jobs_selected"  # all jobs: as jobs_total
    return [
        _line(name, group, figures, scene)
        for group, names in rows.items()
        for name in names
        if name != skipped and (name not in _SOMETIMES or name in figures[0])
    ]


def _line(name: str, group: str, figures: Sequence[Mapping[str, Any]], scene: Scene) -> Line:
    figure, unit = FIGURES[name], unit_of(name, hourly=scene.hourly)
    label, note = figure.label, figure.meaning
    if figure.money:
        label += f", $ {'an hour' if scene.hourly else 'a year'}"
    if name == "access_per_1000":
        metric = " 25 miles are 40 km." if scene.units == "km" else ""
        note += (
            f"{metric} For regions and states: the mean over their residents; people outside compete for "
            f"the same "
            "training."
        )
    if unit in ("text", "category"):
        return Line(name, label, note, "text", tuple(Cell(_words(name, f)) for f in figures), group)
    values = [_number(f.get(name)) / (HOURS_OEWS if unit == "usd_hourly" else 1) for f in figures]
    cells = _cells(values, unit, figure.better)
    if name in _TESTED:
        cells = _marked_apart(cells, figures if name == "share_overlap" else ())
    if unit == "jobs":
        cells = [_called_about(cell, f) for cell, f in zip(cells, figures, strict=True)]
    return Line(name, label, note, unit, tuple(cells), group)


def _marked_apart(cells: Sequence[Cell], figures: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Return the cells with a mark only where the place's 80 percent interval overlaps no other place's.

    `figures` have the intervals; without them no figure is marked. A place whose share is unknown counts for
    none.
    """
    ends = {
        i: (_number(f.get("share_overlap_low")), _number(f.get("share_overlap_high")))
        for i, f in enumerate(figures)
        if math.isfinite(cells[i].value)
    }
    apart = {
        i
        for i, (low, high) in ends.items()
        if all(high < least or low > most for j, (least, most) in ends.items() if j != i)
    }
    return [cell if i in apart else replace(cell, mark="") for i, cell in enumerate(cells)]


def _called_about(cell: Cell, figures: Mapping[str, Any]) -> Cell:
    """Return a number of jobs, called about so many where it is an estimate."""
    estimated = math.isfinite(cell.value) and wording.estimated(figures)
    return replace(cell, text=f"about {cell.text}") if estimated else cell


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _words(name: str, figures: Mapping[str, Any]) -> str:
    """Return a figure that is no number; occupations of a kind are unknown where pay is."""
    value, listed = figures.get(name), name.startswith("top_")
    if listed and not math.isfinite(_number(figures.get("threshold"))):
        return _UNKNOWN
    if value == "":
        return "none" if listed else _UNKNOWN
    if wording.value_missing(value):
        return _UNKNOWN
    return (KINDS_SHORT if name == "kind" else STATUSES.get(name, {})).get(str(value), str(value))


def _cells(values: Sequence[float], unit: str, better: int) -> list[Cell]:
    written = [UNITS[unit].text(v) if math.isfinite(v) else _UNKNOWN for v in values]
    marks = _marks(written, values, better)
    cells = [Cell(written[0], values[0], marks[0])]
    for text, value, mark in zip(written[1:], values[1:], marks[1:], strict=True):
        said = ""
        if math.isfinite(value) and math.isfinite(values[0]):
            said = _difference(value, values[0], unit)
            if said == _SAME and text != written[0]:
                said = "hardly differs"
        cells.append(Cell(text, value, mark, said))
    return cells


def _difference(value: float, first: float, unit: str) -> str:
    """Return the difference of two known figures, taken before rounding, in words."""
    gap = value - first
    digits = {"rate": 1, "index": 1, "ratio": 2, "usd_hourly": 2}.get(unit, 0)
    if unit in ("share", "growth"):
        written = f"{100 * gap:+.1f} points"
    elif unit in ("jobs", "people") and first:
        ratio = value / first
        if ratio >= 2.5:
            return f"{ratio:,.1f} times"
        if 0 < ratio <= 0.4:
            return f"{ratio:.2f} times"
        written = f"{100 * gap / first:+,.0f}%"
    elif unit in ("usd", "usd_hourly"):
        written = f"{'+' if gap > 0 else '-'}${abs(gap):,.{digits}f}"
    else:
        written = f"{gap:+,.{digits}f}"
    return written.replace("-", "−") if any(c in "123456789" for c in written) else _SAME


def _marks(written: Sequence[str], values: Sequence[float], better: int) -> list[str]:
    """Return which known figures to mark; those written alike are marked alike, none if all are."""
    known = [i for i, v in enumerate(values) if math.isfinite(v)]
    if len({written[i] for i in known}) < 2:
        return [""] * len(values)
    high, low = _MARKS[better]
    marks = {
        written[min(known, key=lambda i: values[i])]: low,
        written[max(known, key=lambda i: values[i])]: high,
    }
    return [marks.get(w, "") if i in known else "" for i, w in enumerate(written)]


def legend(of_nation: Legend) -> Legend:
    """Return the legend of the places' maps: without counts, which would be of the nation's areas."""
    entries = tuple(replace(entry, count=None) for entry in of_nation.entries)
    return Legend(of_nation.title, entries, _SAME_COLORS)


def outlook(places: Sequence[Place], figures: Sequence[Mapping[str, Any]]) -> str:
    """Return how the outlook for all jobs differs between places, as a sentence; "" for one place."""
    name = "growth_state_total" if "growth_state_total" in figures[0] else "average_growth"
    if len(places) < 2 or name not in figures[0]:
        return ""
    said = ", ".join(
        f"{place.title} {wording.signed_percent(float(row[name])).replace('-', '−')}"
        for place, row in zip(places, figures, strict=True)
    )
    what = "total of the state's projection" if name == "growth_state_total" else "average of all jobs there"
    return (
        f"State agencies differ in outlook, so growth is hard to compare across states. The {what}, ten "
        f"years: {said}."
    )


def _two_parts(row: Mapping[str, Any]) -> str:
    trained = headlines.about_share(float(row["share_trained_for"]))
    return headlines.likely_share(row, f"{trained} through a program in reach")


def headline(
    places: Sequence[Place], figures: Sequence[Mapping[str, Any]], scene: Scene, occupation: str | None
) -> str:
    """Return the comparison in one sentence; `occupation` is the title of the scene's."""
    if occupation:
        kinds = (KINDS_SHORT.get(str(f.get("kind")), _UNKNOWN).lower() for f in figures)
        said = "; ".join(f"{place.title}: {kind}" for place, kind in zip(places, kinds, strict=True))
        return f"{occupation}. {said}."
    *most, last = (
        f"{_two_parts(row) if math.isfinite(float(row['share_overlap'])) else 'an unknown share'} in "
        f"{place.title}"
        for place, row in zip(places, figures, strict=True)
    )
    which = wording.selection_words(scene.asked)
    listed = f"{', '.join(most)} and {last}" if most else last
    return (
        f"Of {f'jobs {which}' if which else 'published jobs'}, those in occupations that grow, pay enough "
        "and can "
        f"be trained for are {listed}."
    )


# ------------------------------------------------------------------- the table


def html(rows: Sequence[Line], places: Sequence[Place]) -> str:
    """Return the table with heads of rows and columns, and what each figure says; all text is escaped."""
    note = described = ""
    if len(places) > 1:
        caption = (
            f"Under each figure is its difference from or ratio to {places[0].title}. “Best” and “weakest” "
            "are marked where more or less is clearly better for people looking for work; elsewhere only "
            "highest and lowest. A share of jobs where all three meet is marked only where its 80% interval "
            "overlaps no other place's; other counts of what grows or pays enough have no interval, so no "
            "mark. Differences are taken before rounding."
        )
        note = f'<p class="go-compare-note" id="go-compare-note">{escape(caption)}</p>'
        described = ' aria-describedby="go-compare-note"'
    heads = "".join(
        f'<th scope="col">{escape(p.title)}<span class="go-row-note">{escape(p.detail)}</span></th>'
        for p in places
    )
    body = ""
    for group in dict.fromkeys(row.group for row in rows):
        head = f'<th scope="rowgroup" colspan="{len(places) + 1}">{escape(group)}</th>'
        body += f'<tbody><tr class="go-group">{head}</tr>'
        for row in (row for row in rows if row.group == group):
            cells = "".join(_cell_html(c, row.unit) for c in row.cells)
            body += f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'
        body += "</tbody>"
    says = "".join(f"<li><b>{escape(row.label)}</b>: {escape(row.note)}</li>" for row in rows if row.note)
    return (
        f'{note}<div class="go-compare-wrap" tabindex="0" role="region" '
        'aria-label="Comparison table; scroll sideways for more places">'
        f'<table class="go-compare"{described}><thead><tr><th scope="col">Figure</th>{heads}</tr></thead>'
        f"{body}</table></div>"
        '<div class="go-source go-says"><details><summary>What each figure says</summary>'
        f"<ul>{says}</ul></details></div>"
    )


def _cell_html(cell: Cell, unit: str) -> str:
    text = escape(cell.text)
    if unit == "text":
        return f'<td class="go-words{" go-unknown" if cell.text == _UNKNOWN else ""}">{text}</td>'
    if not math.isfinite(cell.value):
        return f'<td class="go-figure go-unknown">{text}</td>'
    parts = [f'<span class="go-value">{text}</span>']
    if cell.mark:
        look = cell.mark if cell.mark in _SIGNS else "plain"
        parts.append(f'<span class="go-mark go-mark-{look}">{_SIGNS.get(cell.mark, "")}{cell.mark}</span>')
    if cell.difference:
        parts.append(f'<span class="go-diff">{escape(cell.difference)}</span>')
    return f'<td class="go-figure">{" ".join(parts)}</td>'  # blanks: read aloud and copied as words


# -------------------------------------------------------------------- the file


def file_frame(rows: Sequence[Line], places: Sequence[Place]) -> pd.DataFrame:
    """Return the comparison for a file, a row per figure: in full, with mark and difference to the first."""
    first, *_ = names = distinct([p.title for p in places])
    out: dict[str, list[str]] = {
        "figure": [r.label for r in rows],
        "unit": [UNITS[r.unit].file for r in rows],
    }
    for i, name in enumerate(names):
        cells = [row.cells[i] for row in rows]
        out[name] = [f"{c.value:.10g}" if math.isfinite(c.value) else c.text for c in cells]
        out[f"{name}: mark"] = [c.mark for c in cells]
        if i:
            out[f"{name}: difference to {first}"] = [c.difference for c in cells]
    out["what it says"] = [r.note for r in rows]
    return pd.DataFrame(out).set_index("figure")


def members(places: Sequence[Place], counties: pd.DataFrame) -> list[str]:
    """Return a line per region: which counties it is made of, and how much of each."""
    names = (counties["name"] + ", " + counties["state"]).set_axis(counties["county_fips"])
    out = []
    for place in places:
        if place.kind == "region" and place.region is not None:
            parts = [
                str(names[m.county_fips]) + ("" if m.share >= 1 else f" ({100 * m.share:.1f}% of residents)")
                for m in place.region.members
            ]
            out.append(f"{place.title} is {'; '.join(parts)}.")
    return out
