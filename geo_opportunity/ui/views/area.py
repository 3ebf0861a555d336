"""The Area page without Streamlit: facts of one place in, written tables, chart frames and the printed summary out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.ui import legacy as tables
from geo_opportunity.ui.words import area as words
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import (
    BASES,
    HOURS_OEWS,
    KINDS_SHORT,
    PERCENTILES,
    SECTORS,
    Flag,
    Kind,
    Status,
)
from geo_opportunity.wording import dollars, percent, signed_percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.scene import Scene

__all__ = [
    "UNJUDGED",
    "Facts",
    "Glance",
    "Table",
    "basis_sentence",
    "budget_bars",
    "budget_lines",
    "county_table",
    "every_occupation",
    "every_program",
    "growth_table",
    "headline",
    "key_figures",
    "key_html",
    "ladder_rungs",
    "list_kinds",
    "list_panel",
    "list_table",
    "narrow",
    "need_table",
    "neighbor_table",
    "of_kind",
    "parts_table",
    "programs_shown",
    "programs_table",
    "sector_table",
    "sensitivity_lines",
    "sheet_html",
    "supply_sides",
    "supply_words",
    "wage_chart",
    "wage_limit",
    "wage_rows",
    "wage_table",
    "wages_note",
]

#: Rows of a list before "all".
ROWS: Final = 15
#: The list shown where pay needed is not known: growing, training in reach or not needed.
UNJUDGED: Final = "unjudged"
#: Occupations in the wage chart by kind.
_BARS: Final[dict[str, int]] = {Kind.OVERLAP.value: 5, Kind.TRAINING_GAP.value: 4, Kind.QUALITY_GAP.value: 4}

#: Rows of the panels of the first screen.
PANEL_ROWS: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What the first screen says about a place: answers of the atlas under the scene's rules and selection."""

    code: str
    title: str
    row: Mapping[str, Any]
    """Its row of ``Atlas.overlap``."""
    nation: Mapping[str, float]
    cells: pd.DataFrame
    budget: pd.DataFrame
    counties: pd.DataFrame
    all_counties: pd.DataFrame
    neighbors: pd.DataFrame
    """Rows of ``Atlas.overlap`` of the areas around, with column relation ("next", "part")."""
    parts: pd.DataFrame | None
    occupations: Mapping[str, str]
    """Titles by soc."""

    @property
    def pay_known(self) -> bool:
        """Whether what is needed here is known."""
        return math.isfinite(float(self.row["threshold"]))

    @property
    def listed(self) -> pd.DataFrame:
        """Cells of occupations BLS lists here."""
        return self.cells.loc[self.cells["employment_flag"] != Flag.NOT_LISTED.value]


@dataclass(frozen=True, slots=True, eq=False)
class Facts(Glance):
    """All the page says about a place."""

    sectors: pd.DataFrame
    programs: pd.DataFrame
    supply: pd.DataFrame
    supply_summary: Mapping[str, Any]
    ladder_from: str | None
    ladders: pd.DataFrame
    growth_error: Mapping[str, Any]
    certainty: pd.DataFrame
    sensitivity: pd.DataFrame


# ---------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Table:
    """A written table: heads, whether each column holds figures, rows of text."""

    caption: str
    heads: tuple[str, ...]
    figures: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = ""
    """Said in place of a table without rows."""

    def html(self, *, limit: int | None = None, scroll: bool = True, quiet: bool = False) -> str:
        """Return the table as HTML, text escaped.

        Where asked it scrolls sideways in a box of its own; a quiet caption is for screen readers only, as a heading says it.
        """
        note = f'<p class="go-note">{escape(self.note)}</p>' if self.note else ""
        if not self.rows:
            title = "" if quiet else f'<p class="go-table-title">{escape(self.caption)}</p>'
            return f'{title}<p class="go-note">{escape(self.empty)}</p>'
        kinds = ["go-n" if figure else "go-t" for figure in self.figures]
        head = "".join(
            f'<th scope="col" class="{k}">{escape(h)}</th>' for h, k in zip(self.heads, kinds, strict=True)
        )
        body = []
        for cells in self.rows[:limit]:
            rest = "".join(
                f'<td class="{k}">{escape(c)}</td>' for c, k in zip(cells[1:], kinds[1:], strict=True)
            )
            body.append(
                f'<tr><th scope="row" title="{escape(cells[0], quote=True)}">{escape(cells[0])}</th>{rest}</tr>'
            )
        look = ' class="go-quiet"' if quiet else ""
        table = (
            f'<table class="go-table"><caption{look}>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        )
        if scroll:
            table = f'<div class="go-scroll" role="region" aria-label="{escape(self.caption, quote=True)}" tabindex="0">{table}</div>'
        return table + note

    def panel(self, limit: int | None = None) -> str:
        """Return the table as HTML for a narrow panel: names on one line each, the caption for screen readers only."""
        return self.html(limit=limit, scroll=False, quiet=True).replace(
            '<table class="go-table"', '<table class="go-table go-panel-table"', 1
        )


def _count(value: Any) -> str:
    return words.UNKNOWN if wording.value_missing(value) else f"{float(value):,.0f}"


def _share(value: Any, digits: int = 1) -> str:
    return words.UNKNOWN if wording.value_missing(value) else percent(float(value), digits)


def _growth(value: Any) -> str:
    return words.UNKNOWN if wording.value_missing(value) else signed_percent(float(value)).replace("-", "−")


def _money(value: Any, scene: Scene) -> str:
    """Write pay without its unit, which stands in the column's head."""
    if wording.value_missing(value):
        return words.UNKNOWN
    return f"${float(value) / HOURS_OEWS:,.2f}" if scene.hourly else dollars(float(value))


def _basis(value: Any) -> str:
    return BASES.get(str(value), str(value))


# --------------------------------------------------------------------- figures


def headline(facts: Glance, scene: Scene) -> str:
    """Return the place's headline sentence, without its name, which stands above it."""
    said = wording.area_headline(facts.row, facts.nation, scene).removeprefix(f"{facts.title}: ")
    return said[:1].upper() + said[1:]


def key_figures(facts: Glance, scene: Scene) -> list[tuple[str, str, str]]:
    """Return the figures at the head of the page: name, value, what it means."""
    row, nation = facts.row, facts.nation
    unknown_pay = "" if facts.pay_known else words.KEY_NO_PAY
    gap, quality = row["jobs_training_gap"], row["jobs_quality_gap"]
    return [
        (words.KEY_JOBS, _count(row["jobs_selected"]), words.published_of(_count(row["jobs_total"]))),
        (
            words.KEY_OVERLAP,
            _share(row["share_overlap"]),
            unknown_pay or words.of_those(_share(nation["share_overlap"])),
        ),
        (
            words.pay_needed(scene.hourly),
            _money(row["threshold"], scene),
            words.pay_note(str(row["threshold_note"])) if facts.pay_known else words.NO_PAY,
        ),
        (
            words.KEY_GAP,
            _count(gap),
            unknown_pay
            or words.gap_note(_share(row["share_training_gap"]), _share(nation["share_training_gap"])),
        ),
        (
            words.KEY_QUALITY,
            _count(quality),
            unknown_pay
            or words.gap_note(_share(row["share_quality_gap"]), _share(nation["share_quality_gap"])),
        ),
        (words.KEY_GROWTH, _growth(row["average_growth"]), words.KEY_GROWTH_NOTE),
    ]


def key_html(figures: Sequence[tuple[str, str, str]]) -> str:
    """Return the key figures as a list of terms."""
    items = "".join(
        f'<div><dt>{escape(name)}</dt><dd><span class="go-value">{escape(value)}</span><span class="go-sub">{escape(note)}</span></dd></div>'
        for name, value, note in figures
    )
    return f'<dl class="go-key">{items}</dl>'


def list_kinds(facts: Glance) -> tuple[str, str]:
    """Return the lists of the page."""
    return (
        (Kind.OVERLAP.value, Kind.TRAINING_GAP.value)
        if facts.pay_known
        else (UNJUDGED, Kind.TRAINING_GAP.value)
    )


def _unjudged(listed: pd.DataFrame) -> pd.Series:
    reachable = listed["accessible"].isin([Status.PASS.value, Status.NOT_NEEDED.value])
    return (
        (listed["growing"] == Status.PASS.value) & reachable & (listed["sustaining"] == Status.UNKNOWN.value)
    )


def of_kind(facts: Glance, kind: str) -> pd.DataFrame:
    """Return the cells of a list; UNJUDGED are those only the pay test is unknown of, "rest" those of no list."""
    listed = facts.listed
    if kind == words.REST_KEY:
        return listed.loc[~listed["kind"].isin(tables.LISTS)]
    return listed.loc[_unjudged(listed) if kind == UNJUDGED else listed["kind"] == kind]


def list_table(facts: Glance, kind: str, scene: Scene, *, narrow: bool = False) -> Table:
    """Return the occupations of a list, largest first."""
    chosen = of_kind(facts, kind)
    gap = kind == Kind.TRAINING_GAP.value
    wage_head = words.wage_head(scene.rules.wage, scene.hourly)
    heads = [words.OCCUPATION, words.JOBS, wage_head, words.GROWTH, words.IN_REACH if gap else words.OPENINGS]
    records = []
    for r in chosen.to_dict("records"):
        wage = _money(r["wage"], scene) + (
            f" {words.TOP_CODED}" if r["wage_flag"] == Flag.TOP_CODED.value else ""
        )
        line = [
            str(r["title"]),
            _count(r["employment"]),
            wage,
            _growth(r["growth"]),
            _share(r["reach"], 0) if gap else _count(r["openings"]),
        ]
        if not narrow:
            line += [_basis(r["growth_basis"])]
        records.append(tuple(line))
    if not narrow:
        heads += [words.GROWTH_IS]
    figures = (False, True, True, True, True, False)[: len(heads)]
    empty = words.LIST_EMPTY if facts.pay_known else words.LIST_EMPTY_PAY
    return Table(words.list_caption(kind, len(chosen)), tuple(heads), figures, tuple(records), empty=empty)


def list_panel(facts: Glance, kind: str, scene: Scene) -> Table:
    """Return the head of a list for the first screen: occupation, jobs, wage, and growth or, in a training gap, adults in reach."""
    table = narrow(
        list_table(facts, kind, scene, narrow=True), (0, 1, 2, 4 if kind == Kind.TRAINING_GAP.value else 3)
    )
    if not table.heads:
        return table
    name, jobs, _, last = table.heads
    return replace(table, heads=(name, jobs, words.wage_short(scene.rules.wage, scene.hourly), last))


def every_occupation(facts: Glance, kind: str, scene: Scene) -> pd.DataFrame:
    """Return all occupations of a list with the reasons of the three tests, for a table that scrolls; `kind` may be "rest"."""
    groups = tables.lists(facts.cells, scene)
    return groups[kind] if kind in groups else groups["rest"].loc[of_kind(facts, kind).index]


def wage_rows(facts: Glance) -> pd.DataFrame:
    """Return the occupations of the wage chart: the largest of each kind, or the largest of all where pay needed is not known."""
    waged = facts.listed.loc[facts.listed["p50"].notna()]
    if not facts.pay_known:
        return waged.head(sum(_BARS.values()))
    parts = [waged.loc[waged["kind"] == kind].head(count) for kind, count in _BARS.items()]
    found = pd.concat(parts)
    return found if len(found) else waged.head(sum(_BARS.values()))


def wage_limit(rows: pd.DataFrame, facts: Glance) -> float:
    """Return where the wage bars end, US dollars a year: at four times the pay needed, so that a few high wages do not crush the rest."""
    top = float(np.nanmax(rows[list(PERCENTILES)].to_numpy(float)))
    need = float(facts.row["threshold"])
    return min(top, 4 * need) if facts.pay_known else top


def wages_note(rows: pd.DataFrame, facts: Glance, scene: Scene) -> str:
    """Say how the wage bars are to be read."""
    note = words.WAGES_NOTE if facts.pay_known else words.WAGES_NOTE_UNKNOWN
    limit = wage_limit(rows, facts)
    beyond = int((rows[list(PERCENTILES)].max(axis=1) > limit).sum())
    return f"{note} {words.wages_cut(beyond, _money(limit, scene))}" if beyond else note


def wage_table(rows: pd.DataFrame, facts: Glance, scene: Scene) -> Table:
    """Return the figures of the wage chart."""
    lines = []
    for r in rows.to_dict("records"):
        points = [_money(r[p], scene) + (f" {words.TOP_CODED}" if r[f"{p}_top"] else "") for p in PERCENTILES]
        share = _share(r["share_paying"], 0)
        bound = (
            words.BOUNDS[int(r["share_paying_bound"])] if not wording.value_missing(r["share_paying"]) else ""
        )
        lines.append((str(r["title"]), KINDS_SHORT[str(r["kind"])], *points, f"{bound}{share}"))
    need = _money(facts.row["threshold"], scene)
    return Table(
        words.wage_caption(need, scene.hourly),
        tuple(TABLES["area_wages"].values()),
        (False, False, True, True, True, True, True, True),
        tuple(lines),
        empty=words.WAGES_EMPTY,
    )


def wage_chart(rows: pd.DataFrame, facts: Glance, scene: Scene, *, label: int = 220) -> alt.LayerChart:
    """Return the wage bars p10 to p90 against the pay needed; `label` is the most width of names, pixels."""
    divide, narrow = HOURS_OEWS if scene.hourly else 1, label < 200
    frame = pd.DataFrame(
        {
            "occupation": rows["title"].to_numpy(object),
            "together": rows["kind"].map(KINDS_SHORT).to_numpy(object),
        }
        | {p: rows[p].to_numpy(float) / divide for p in PERCENTILES}
    )
    money = "$,.2f" if scene.hourly else "$,.0f"
    y = alt.Y(
        "occupation:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelLimit=label,
            labelFontSize=11.5,
            labelColor="#1b1b1b",
            labelOverlap=False,
            labelBound=False,
            labelFlush=False,
            ticks=False,
        ),
    )
    colors = {KINDS_SHORT[k]: c for k, c in _DARK.items()}
    shown = [k for k in colors if k in set(frame["together"])]
    color = alt.Color(
        "together:N",
        title=None,
        scale=alt.Scale(domain=shown, range=[colors[k] for k in shown]),
        legend=alt.Legend(
            orient="top", labelFontSize=12, labelColor="#1b1b1b", labelLimit=300, columns=1 if narrow else 3
        ),
    )
    tips = [
        alt.Tooltip("occupation:N", title=words.OCCUPATION),
        alt.Tooltip("together:N", title=words.TOGETHER),
        *(alt.Tooltip(f"{p}:Q", title=words.WAGE_POINTS[p], format=money) for p in PERCENTILES),
    ]
    base = alt.Chart(frame).encode(y=y, color=color, tooltip=tips)
    scale = alt.Scale(domain=[0, wage_limit(rows, facts) / divide], nice=False)
    axis = alt.Axis(
        format=money, labelColor="#1b1b1b", titleColor="#1b1b1b", gridColor="#e2e2e2", tickCount=6
    )
    layers_ = [
        base.mark_bar(height=3, clip=True).encode(
            x=alt.X("p10:Q", title=None, axis=axis, scale=scale), x2="p90:Q"
        ),
        base.mark_bar(height=10, clip=True).encode(x="p25:Q", x2="p75:Q"),
        alt.Chart(frame).mark_tick(thickness=3, height=13, color="#000000", clip=True).encode(x="p50:Q", y=y),
    ]
    if facts.pay_known:
        need = float(facts.row["threshold"]) / divide
        line = pd.DataFrame(
            {"need": [need], "label": [words.needed(_money(float(facts.row["threshold"]), scene))]}
        )
        layers_ += [
            alt.Chart(line).mark_rule(strokeDash=[6, 3], strokeWidth=2, color="#000000").encode(x="need:Q"),
            alt.Chart(line)
            .mark_text(
                align="left", dx=5, dy=-7, baseline="bottom", color="#000000", fontSize=12, fontWeight="bold"
            )
            .encode(x="need:Q", y=alt.value(0), text="label:N"),
        ]
    around = _AROUND + (_STEP * len(shown) if narrow else 0)
    chart: alt.LayerChart = (
        alt.layer(*layers_).properties(height=_STEP * max(len(frame), 3) + around).configure_view(stroke=None)
    )
    return chart


#: Pixels of one occupation in the wage chart.
_STEP: Final = 17
#: Pixels of its legend and axis, which the chart's height holds too.
_AROUND: Final = 70
#: Colours of the kinds, dark enough for thin bars on white.
_DARK: Final[dict[str, str]] = {
    Kind.OVERLAP.value: palettes.KINDS[Kind.OVERLAP.value],
    Kind.TRAINING_GAP.value: palettes.KINDS[Kind.TRAINING_GAP.value],
    Kind.QUALITY_GAP.value: "#b0568c",
    Kind.NO_OUTLOOK.value: "#8a7d00",
    Kind.OTHER.value: "#767676",
    Kind.UNKNOWN.value: "#767676",
}


# ---------------------------------------------------------------------- budget

_SUMS: Final = ("total", "per_earner")


def _budget_amount(value: Any, scene: Scene) -> str:
    """Write an amount of the family budget, by the year or the hour, credits with a minus."""
    if wording.value_missing(value):
        return words.UNKNOWN
    amount = float(value)
    return f"{'−' if amount < 0 else ''}{_money(abs(amount), scene)}"


def budget_lines(facts: Glance, scene: Scene) -> Table:
    """Return the family budget line by line."""
    rows = tuple(
        (
            str(r["component"]),
            _budget_amount(r["annual"], scene),
            words.UNKNOWN if wording.value_missing(r["annual"]) else wording.signed_dollars(r["annual"] / 12),
            str(r["basis"]),
            str(r["note"]),
        )
        for r in facts.budget.to_dict("records")
    )
    heads = tuple((TABLES["budget"] | {"annual": words.budget_unit(scene.hourly)}).values())
    return Table(
        words.BUDGET,
        heads,
        (False, True, True, False, False),
        rows,
        note=words.HOUR_NOTE if scene.hourly else "",
    )


def budget_bars(facts: Glance, scene: Scene) -> str:
    """Return the parts of the family budget as a table with a bar in each row, and their sums below."""
    values = facts.budget["annual"].astype(float)
    parts = values.drop(index=list(_SUMS), errors="ignore")
    low, high = min(0.0, float(parts.min())), max(0.0, float(parts.max()))

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 1) if high > low else 0.0

    body = []
    for key, component, value in zip(values.index, facts.budget["component"], values, strict=True):
        name = escape(str(component))
        amount = escape(_budget_amount(value, scene))
        if key in _SUMS:
            body.append(
                f'<tr class="go-sum"><th scope="row" colspan="2">{name}</th><td class="go-n">{amount}</td></tr>'
            )
            continue
        bar = ""
        if not wording.value_missing(value):
            look = "go-minus" if value < 0 else "go-plus"
            bar = f'<i class="{look}" style="left:{at(min(value, 0))}%;width:{round(at(max(value, 0)) - at(min(value, 0)), 1)}%"></i>'
        track = f'<span class="go-track" aria-hidden="true">{bar}</span>'
        body.append(
            f'<tr><th scope="row">{name}</th><td class="go-bar">{track}</td><td class="go-n">{amount}</td></tr>'
        )
    head = (
        f'<th scope="col">{escape(FIGURES["component"].head)}</th><td class="go-bar"></td>'
        f'<th scope="col" class="go-n">{escape(words.budget_unit(scene.hourly))}</th>'
    )
    return (
        f'<table class="go-table go-panel-table go-budget"><caption class="go-quiet">{escape(words.BUDGET)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


# ---------------------------------------------------------------------- growth


def basis_sentence(facts: Glance) -> str:
    """Say how much of the published jobs each basis of growth covers."""
    jobs = facts.listed.groupby("growth_basis")["employment"].sum().sort_values(ascending=False)
    total = float(jobs.sum())
    if not total:
        return ""
    said = ", ".join(f"{_small(float(n) / total)} {_basis(k)}" for k, n in jobs.items() if n > 0)
    return words.GROWTH_BASIS.format(said, _growth(facts.row["average_growth"]))


def _small(share: float) -> str:
    return words.UNDER_ONE if share < 0.005 else words.OVER_99 if 0.995 <= share < 1 else percent(share, 0)


def growth_table(facts: Glance, *, limit: int = ROWS) -> Table:
    """Return the occupations with the most openings, with growth and its basis."""
    chosen = facts.listed.loc[facts.listed["openings"].notna()].sort_values(
        ["openings", "title"], ascending=[False, True], kind="stable"
    )
    rows = tuple(
        (
            str(r["title"]),
            _count(r["openings"]),
            _growth(r["growth"]),
            _basis(r["growth_basis"]),
            _count(r["employment"]),
            KINDS_SHORT[str(r["kind"])],
        )
        for r in chosen.head(limit).to_dict("records")
    )
    heads = (words.OCCUPATION, words.OPENINGS, words.GROWTH_TEN, words.GROWTH_IS, words.JOBS, words.TOGETHER)
    return Table(
        words.GROWTH_TOP, heads, (False, True, True, False, True, False), rows, empty=texts.NO_FIGURES
    )


def sector_table(facts: Facts) -> Table:
    """Return jobs, concentration and shares by sector."""
    rows = []
    for name, r in facts.sectors.iterrows():
        first = str(name) == ""
        rows.append(
            (
                words.SECTORS_ALL if first else SECTORS[str(name)],
                _count(r["jobs_selected"]),
                "100%" if first else _share(r["share_of_choice"]),
                "1.00"
                if first
                else f"{r['concentration']:.2f}"
                if not wording.value_missing(float(r["concentration"]))
                else words.UNKNOWN,
                _share(r["share_overlap"]),
                _share(r["nation_share_overlap"]),
                _share(r["share_training_gap"]),
                _share(r["share_quality_gap"]),
            )
        )
    return Table(
        words.SECTIONS["sectors"][1],
        tuple(TABLES["area_sectors"].values()),
        (False, *[True] * 7),
        tuple(rows),
        note=words.SECTORS_NOTE,
    )


# -------------------------------------------------------------------- training


def programs_shown(facts: Facts, scene: Scene, *, limit: int = ROWS) -> tuple[pd.DataFrame, str]:
    """Return the programs listed on the page and what they are: the largest within reach, else the nearest."""
    wanted = facts.occupations.get(
        scene.focus or "", words.PROGRAMS_FOR_ALL if facts.pay_known else words.PROGRAMS_FOR_GROWING
    )
    reach = wording.distance(scene.rules.reach_miles, scene.units)
    every = facts.programs
    if every.empty:
        return every, words.PROGRAMS_NONE.format(wanted, reach)
    own = every.loc[every["distance_miles"].isna() & ~every["distance_only"].astype(bool)]
    if len(own):  # an area of which the data do not say where people live
        return own.head(limit), words.PROGRAMS_OWN.format(min(limit, len(own)), len(every), wanted)
    near = every.loc[(every["distance_miles"] <= scene.rules.reach_miles) | (every["adults_within"] > 0)]
    if near.empty:
        shown = every.head(limit)
        if shown["distance_only"].astype(bool).all():  # none can be gone to: the order says nothing
            return shown, words.PROGRAMS_ONLINE.format(len(shown), reach, len(every), wanted)
        return shown, words.PROGRAMS_NEAREST.format(len(shown), reach, len(every), wanted)
    shown = near.sort_values(
        ["completions", "distance_miles", "name", "cip"], ascending=[False, True, True, True], kind="stable"
    ).head(limit)
    return shown, words.PROGRAMS_LARGEST.format(len(shown), reach, len(every), wanted)


def programs_table(shown: pd.DataFrame, scene: Scene) -> Table:
    """Return programs: who, what, award, length, distance, price, completions."""
    rows = tuple(
        (
            str(r["name"]),
            str(r["program"]),
            str(r["award"]),
            words.LENGTHS.get(int(r["award_level"]), words.UNKNOWN),
            words.ONLINE if r["distance_only"] else wording.distance(float(r["distance_miles"]), scene.units),
            words.UNKNOWN if wording.value_missing(r["tuition"]) else dollars(float(r["tuition"])),
            _count(r["completions"]),
        )
        for r in shown.to_dict("records")
    )
    return Table(
        words.PROGRAMS,
        tuple(TABLES["area_programs"].values()),
        (False, False, False, False, True, True, True),
        rows,
        note=words.PRICE_NOTE,
        empty=words.LIST_EMPTY,
    )


def every_program(programs: pd.DataFrame, titles: Mapping[str, str], scene: Scene) -> pd.DataFrame:
    """Return programs for a table that scrolls, in the atlas's order (nearest first); columns of ``TABLES["area_every_program"]``."""
    online = programs["distance_only"].to_numpy(bool)
    frame = pd.DataFrame(
        {
            "length": [words.LENGTHS.get(int(level), words.UNKNOWN) for level in programs["award_level"]],
            "distance": [
                words.ONLINE if far else wording.distance(float(miles), scene.units)
                for far, miles in zip(online, programs["distance_miles"], strict=True)
            ],
            "city": programs["city"].fillna("") + ", " + programs["state"],
            "leads_to": [
                "; ".join(titles.get(s, s) for s in str(codes).split(", ") if s) for codes in programs["soc"]
            ],
        },
        index=programs.index,
    )
    kept = [
        "name",
        "program",
        "award",
        "adults_within",
        "tuition",
        "completions",
        "control",
        "open_admission",
    ]
    return programs[kept].join(frame)[list(TABLES["area_every_program"])]


def supply_words(facts: Facts) -> str:
    """Say the place's supply and demand in one sentence, also where nothing can be judged."""
    judged = facts.supply_summary["occupations_judged"]
    return wording.supply_sentence(
        facts.supply_summary if not wording.value_missing(judged) else {"occupations_judged": 0}
    )


def supply_sides(facts: Facts, *, limit: int = 7) -> tuple[Table, Table]:
    """Return occupations with fewer completers than openings, and with more; widest first."""
    out = []
    for verdict, caption in (("undersupply", words.SUPPLY_UNDER), ("oversupply", words.SUPPLY_OVER)):
        chosen = facts.supply.loc[facts.supply["verdict"] == verdict]
        widest = (
            chosen.assign(_size=-chosen["gap"].abs())
            .sort_values(["_size", "title"], kind="stable")
            .head(limit)
        )
        rows = tuple(
            (
                str(r["title"]),
                _count(r["openings"]),
                _count(r["completers"]),
                words.UNKNOWN if wording.value_missing(r["gap"]) else f"{r['gap']:+,.0f}".replace("-", "−"),
            )
            for r in widest.to_dict("records")
        )
        out.append(
            Table(
                f"{caption} ({len(chosen):,})",
                tuple(TABLES["area_supply"].values()),
                (False, True, True, True),
                rows,
                empty=words.SUPPLY_EMPTY,
            )
        )
    return out[0], out[1]


def ladder_rungs(facts: Facts, scene: Scene, *, chains: int = 3) -> Table:
    """Return the first ladders, one row per rung."""
    frame = facts.ladders
    if frame.empty:
        return Table(texts.LADDERS, (), (), (), empty=_no_ladder(facts))
    shown = tables.ladder_table(frame.loc[frame["chain"] < chains], scene)
    rows = tuple(
        (
            str(r["title"]),
            f"{r['ladder']:.0f}",
            str(r["rung"]),
            str(r["wage"]),
            str(r["raise"]),
            _growth(r["growth"]),
            str(r["entry"]) or words.UNKNOWN,
        )
        for r in shown.to_dict("records")
    )
    named = TABLES["ladders"] | {"wage": words.WAGE_NAMES[scene.rules.wage], "growth": words.GROWTH}
    heads = tuple(named[c] for c in ("title", "ladder", "rung", "wage", "raise", "growth", "entry"))
    return Table(texts.LADDERS, heads, (False, True, False, True, True, True, False), rows)


def _no_ladder(facts: Facts) -> str:
    if facts.ladder_from is not None:
        return texts.LADDER_EMPTY
    return words.LADDERS_NONE if facts.pay_known else words.LADDERS_NONE_PAY


# ------------------------------------------------------------------------ need


def _weighted(frame: pd.DataFrame, column: str) -> tuple[float, float]:
    """Return a need figure of several counties and the share of residents whose county has it."""
    people = frame["population"].to_numpy(float)
    values = frame[column].to_numpy(float)
    weight = people
    if (
        column == "unemployment_rate"
    ):  # of the labor force, taken in proportion where only part of a county is inside
        weight = frame["labor_force"].to_numpy(float)
    good = np.isfinite(values) & np.isfinite(weight) & (weight > 0)
    if not good.any():
        return math.nan, 0.0
    residents = np.nansum(people)
    return float(np.average(values[good], weights=weight[good])), float(
        np.nansum(people[good]) / residents
    ) if residents else 0.0


#: Figures of need, in the order of the tables.
_NEED: Final = {
    name: head for name, head in TABLES["area_counties"].items() if name not in ("county", "population")
}


def _need_text(column: str, value: Any) -> str:
    if column == "median_household_income":
        return words.UNKNOWN if wording.value_missing(value) else dollars(float(value))
    return _share(value)


def need_table(facts: Glance) -> Table:
    """Return the need figures of the place beside the nation's."""
    if facts.counties.empty:
        return Table(words.NEED_TABLE, (), (), (), empty=words.NEED_EMPTY)
    rows = []
    for column, name in _NEED.items():
        here, covered = _weighted(facts.counties, column)
        there, _ = _weighted(facts.all_counties, column)
        rows.append((name, _need_text(column, here), _need_text(column, there), percent(covered, 0)))
    return Table(
        words.NEED_TABLE,
        tuple(TABLES["area_need"].values()),
        (False, True, True, True),
        tuple(rows),
        note=words.NEED_NOTE,
    )


def county_table(facts: Glance) -> Table:
    """Return the need figures county by county, largest first."""
    rows = tuple(
        (f"{r['name']}, {r['state']}", _count(r["population"]), *(_need_text(c, r[c]) for c in _NEED))
        for r in facts.counties.to_dict("records")
    )
    heads = tuple(TABLES["area_counties"].values())
    caption = words.NEED_COUNTIES.format(len(rows)) if len(rows) != 1 else words.NEED_COUNTY
    return Table(caption, heads, (False, *[True] * 7), rows, empty=words.NEED_EMPTY)


# -------------------------------------------------------------------- neighbors


def neighbor_table(facts: Glance, scene: Scene) -> Table:
    """Return this place and its neighbors by the key figures."""

    def line(r: Mapping[str, Any], relation: str) -> tuple[str, ...]:
        return (
            str(r["title"]),
            _count(r["jobs_selected"]),
            _share(r["share_overlap"]),
            _share(r["share_training_gap"]),
            _money(r["threshold"], scene),
            relation,
        )

    rows = [line(facts.row, words.THIS_PLACE)]
    rows += [
        line(
            {str(k): v for k, v in r.items()}, words.HOLDS_PART if r["relation"] == "part" else words.NEXT_TO
        )
        for r in facts.neighbors.to_dict("records")
    ]
    *figures, relation = TABLES["area_neighbors"].values()
    heads = (*figures, words.pay_needed(scene.hourly), relation)
    some = tuple(rows) if len(rows) > 1 else ()
    return Table(words.NEIGHBORS, heads, (False, *[True] * 4, False), some, empty=words.NEIGHBORS_NONE)


def parts_table(parts: pd.DataFrame) -> Table:
    """Return which areas a region is made of."""
    rows = tuple(
        (
            str(r["title"]),
            str(r["counties"]),
            words.of_counties(int(r["county_count"]), int(r["counties_of_area"])),
            _count(r["residents"]),
            _share(r["weight"], 0),
            _count(r["jobs"]),
            str(r["basis"]),
        )
        for r in parts.to_dict("records")
    )
    return Table(
        words.PARTS, tuple(TABLES["area_parts"].values()), (False, False, True, True, True, True, False), rows
    )


def sensitivity_lines(facts: Facts, scene: Scene, *, limit: int = 8) -> Table:
    """Return the settings that move the most jobs; those that move none are left out."""
    moving = facts.sensitivity.loc[facts.sensitivity["jobs_moved"] > 0]
    rows = tuple(
        (
            words.SETTINGS.get(str(r["setting"]), str(r["setting"])),
            f"{tables.step_words(r, 'before', scene)} → {tables.step_words(r, 'after', scene)}",
            _count(r["jobs_gained"]),
            _count(r["jobs_lost"]),
            _share(r["share_moved"]),
        )
        for r in moving.head(limit).to_dict("records")
    )
    return Table(
        words.SURE_NOTE,
        tuple(TABLES["sensitivity"].values()),
        (False, False, True, True, True),
        rows,
        empty=words.SURE_EMPTY,
    )


# ----------------------------------------------------------------- on two pages


def _bars(rows: pd.DataFrame, facts: Glance, scene: Scene) -> str:
    """Return the wage bars for paper: boxes of a share of the width, with a line at the pay needed."""
    if rows.empty:
        return f'<p class="go-note">{escape(words.WAGES_EMPTY)}</p>'
    need, top = float(facts.row["threshold"]), wage_limit(rows, facts)

    def at(value: float) -> float:
        return round(100 * min(value / top, 1.0), 2)

    out = []
    line = f'<i class="go-bar-need" style="left:{at(need)}%"></i>' if facts.pay_known else ""
    for r in rows.to_dict("records"):
        spans = ""
        for low, high, name in (("p10", "p90", "thin"), ("p25", "p75", "thick")):
            if not wording.value_missing(r[low]) and not wording.value_missing(r[high]):
                spans += f'<i class="go-bar-{name}" style="left:{at(r[low])}%;width:{round(at(r[high]) - at(r[low]), 2)}%"></i>'
        spans += f'<i class="go-bar-mid" style="left:{at(r["p50"])}%"></i>'
        span = f"{_money(r['p10'], scene)} / {_money(r['p50'], scene)} / {_money(r['p90'], scene)}{' ' + words.TOP_CODED if r['p90_top'] else ''}"
        out.append(
            f'<div class="go-bar-row"><span class="go-bar-name">{escape(str(r["title"]))}</span><span class="go-bar-kind">'
            f'{escape(KINDS_SHORT[str(r["kind"])])}</span><span class="go-bar-track">{spans}{line}</span><span class="go-bar-text">{escape(span)}</span></div>'
        )
    note = wages_note(rows, facts, scene)
    figures = words.paper_figures(scene.hourly)
    return f'<div class="go-bars">{"".join(out)}</div><p class="go-note">{escape(note)} {escape(figures)}</p>'


def _printed(table: Table, limit: int, *, quiet: bool = False) -> str:
    more = len(table.rows) - limit
    left = f'<p class="go-note">{escape(words.AND_MORE.format(more))}</p>' if more > 0 else ""
    return table.html(limit=limit, scroll=False, quiet=quiet) + left


def narrow(table: Table, keep: Sequence[int]) -> Table:
    """Return some columns of a table."""
    if not table.heads:
        return table
    return Table(
        table.caption,
        tuple(table.heads[i] for i in keep),
        tuple(table.figures[i] for i in keep),
        tuple(tuple(r[i] for i in keep) for r in table.rows),
        table.note,
        table.empty,
    )


def _printed_need(facts: Facts) -> str:
    if facts.counties.empty:
        return f'<p class="go-note">{escape(words.NEED_EMPTY)}</p>'
    table = replace(need_table(facts), note="")
    counties = narrow(county_table(facts), (0, 1, 2, 4))
    return (
        _pair(_printed(table, 6), _printed(counties, 5)) + f'<p class="go-note">{escape(words.NEED_NOTE)}</p>'
    )


def _section(key: str, *parts: str) -> str:
    return f"<section><h2>{escape(words.SECTIONS[key][1])}</h2>{''.join(parts)}</section>"


def _pair(left: str, right: str) -> str:
    return f'<div class="go-pair"><div>{left}</div><div>{right}</div></div>'


def sheet_html(facts: Facts, scene: Scene, version: str, sources: Sequence[str]) -> str:
    """Return the summary that is printed instead of the screen: two pages of Letter paper, tables and bars, no script, text escaped."""
    shown, which = programs_shown(facts, scene, limit=6)
    under, over = supply_sides(facts, limit=5)
    bars = wage_rows(facts)
    if facts.pay_known and len(bars) > 9:
        bars = pd.concat([bars.loc[bars["kind"] == kind].head(3) for kind in _BARS])
    unknown_budget = f'<p class="go-note">{escape(words.BUDGET_UNKNOWN)}</p>'
    budget = narrow(budget_lines(facts, scene), (0, 1, 3))
    known_budget = bool(facts.budget["annual"].notna().any())
    overlap, gap = (list_table(facts, kind, scene, narrow=True) for kind in list_kinds(facts))
    start = facts.occupations.get(facts.ladder_from or "", "")
    first = "".join(
        [
            f'<p class="go-sheet-title">{escape(facts.title)}</p>',
            f'<p class="go-sheet-headline">{escape(headline(facts, scene))}</p>',
            f'<p class="go-note">{escape(wording.settings_sentence(scene))}{escape(" " + words.REGION_PARTS if facts.parts is not None else "")}</p>',
            key_html(key_figures(facts, scene)),
            _section("lists", _pair(_printed(overlap, 8), _printed(gap, 8))),
            _section("wages", _bars(bars.head(9), facts, scene)),
            _pair(
                _section("budget", _printed(budget, 12) if known_budget else unknown_budget),
                _section("growth", f'<p class="go-note">{escape(basis_sentence(facts))}</p>', _printed(narrow(growth_table(facts, limit=7), (0, 1, 2, 3)), 7)),
            ),
            _section("sectors", _printed(sector_table(facts), 5, quiet=True)),
            _section("need", _printed_need(facts)),
        ]
    )  # fmt: skip
    second = "".join(
        [
            _section("programs", f'<p class="go-note">{escape(which)}</p>', _printed(programs_table(shown, scene), 6, quiet=True)),
            _section("supply", f'<p class="go-note">{escape(supply_words(facts))}</p>', _pair(_printed(under, 5), _printed(over, 5))),
            _section(
                "ladders",
                f'<p class="go-note">{escape(words.LADDERS_START.format(start, _ladder_why(scene)))}</p>' if start else "",
                _printed(ladder_rungs(facts, scene, chains=2), 5, quiet=True),
            ),
            _section("neighbors", _printed(neighbor_table(facts, scene), 6, quiet=True)),
            _section(
                "sure",
                f'<p class="go-note">{escape(wording.growth_error_sentence(facts.growth_error))} {escape(wording.certainty_sentence(facts.certainty))}</p>',
                _printed(narrow(sensitivity_lines(facts, scene, limit=3), (0, 1, 2, 3)), 3),
            ),
            f'<p class="go-note">{escape(texts.CAVEATS)}</p>',
            f'<p class="go-note">{escape(words.SHEET_FOOT.format(facts.title, version, "; ".join(dict.fromkeys(sources))))}</p>',
        ]
    )  # fmt: skip
    return f'<div class="go-sheet">{first}{second}</div>'


def _ladder_why(scene: Scene) -> str:
    return words.LADDERS_CHOSEN_PAPER if scene.focus else words.LADDERS_LARGEST
