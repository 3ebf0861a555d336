"""The Area page without Streamlit: facts of one place in, written tables, chart frames and the printed summary out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import numpy as np
import pandas as pd

from geo_opportunity.explain import dollars, percent, signed_percent
from geo_opportunity.maps import palettes
from geo_opportunity.measures.rules import FAMILIES
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.words import area as words
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import PERCENTILES, SECTORS, Basis, Flag, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.scene import Scene

__all__ = [
    "CSS",
    "UNJUDGED",
    "Facts",
    "Table",
    "basis_sentence",
    "budget_chart",
    "budget_lines",
    "county_table",
    "growth_table",
    "headline",
    "key_figures",
    "key_html",
    "ladder_rungs",
    "list_kinds",
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
_BARS: Final[dict[str, int]] = {Kind.OVERLAP.value: 8, Kind.TRAINING_GAP.value: 5, Kind.QUALITY_GAP.value: 5}

_BASIS: Final[dict[str, str]] = {
    Basis.LOCAL.value: "local",
    Basis.STATE.value: "state",
    Basis.STATES_BLEND.value: "several states",
    Basis.STATE_NATION.value: "state and nation",
    Basis.NATION.value: "nation",
    Basis.NONE.value: "none",
}


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All the page says about a place: answers of the atlas under the scene's rules and selection."""

    code: str
    title: str
    row: Mapping[str, Any]
    """Its row of ``Atlas.overlap``."""
    nation: Mapping[str, float]
    cells: pd.DataFrame
    budget: pd.DataFrame
    sectors: pd.DataFrame
    programs: pd.DataFrame
    supply: pd.DataFrame
    supply_summary: Mapping[str, Any]
    ladder_from: str | None
    ladders: pd.DataFrame
    counties: pd.DataFrame
    all_counties: pd.DataFrame
    neighbors: pd.DataFrame
    """Rows of ``Atlas.overlap`` of the areas around, with column relation ("next", "part")."""
    parts: pd.DataFrame | None
    growth_error: Mapping[str, Any]
    certainty: pd.DataFrame
    sensitivity: pd.DataFrame
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
        head = "".join(f'<th scope="col" class="{k}">{escape(h)}</th>' for h, k in zip(self.heads, kinds, strict=True))
        body = []
        for cells in self.rows[:limit]:
            rest = "".join(f'<td class="{k}">{escape(c)}</td>' for c, k in zip(cells[1:], kinds[1:], strict=True))
            body.append(f'<tr><th scope="row">{escape(cells[0])}</th>{rest}</tr>')
        look = ' class="go-quiet"' if quiet else ""
        table = (
            f'<table class="go-table"><caption{look}>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        )
        if scroll:
            table = f'<div class="go-scroll" role="region" aria-label="{escape(self.caption, quote=True)}" tabindex="0">{table}</div>'
        return table + note

    def frame(self) -> pd.DataFrame:
        """Return the written rows as a frame."""
        return pd.DataFrame([list(r) for r in self.rows], columns=list(self.heads))


def _known(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value)) and value is not pd.NA


def _count(value: Any) -> str:
    return f"{float(value):,.0f}" if _known(value) else words.UNKNOWN


def _share(value: Any, digits: int = 1) -> str:
    return percent(float(value), digits) if _known(value) else words.UNKNOWN


def _growth(value: Any) -> str:
    return signed_percent(float(value)).replace("-", "−") if _known(value) else words.UNKNOWN


def _money(value: Any, scene: Scene) -> str:
    """Write pay without its unit, which stands in the column's head."""
    if not _known(value):
        return words.UNKNOWN
    return f"${float(value) / vm.HOURS:,.2f}" if scene.hourly else dollars(float(value))


def _signed(value: float) -> str:
    return f"−{dollars(-value)}" if value < 0 else dollars(value)


def _per(scene: Scene) -> str:
    return "an hour" if scene.hourly else "a year"


def _basis(value: Any) -> str:
    return _BASIS.get(str(value), str(value))


# --------------------------------------------------------------------- figures


def headline(facts: Facts, scene: Scene) -> str:
    """Return the place's headline sentence, without its name, which stands above it."""
    said = vm.area_headline(facts.row, facts.nation, scene).removeprefix(f"{facts.title}: ")
    return said[:1].upper() + said[1:]


def key_figures(facts: Facts, scene: Scene) -> list[tuple[str, str, str]]:
    """Return the figures at the head of the page: name, value, what it means."""
    row, nation = facts.row, facts.nation
    unknown_pay = "" if facts.pay_known else f"pay needed is {words.NO_PAY}"
    gap, quality = row["jobs_training_gap"], row["jobs_quality_gap"]
    return [
        ("Jobs of your choice", _count(row["jobs_selected"]), f"published, of {_count(row['jobs_total'])} in all"),
        ("Where all three meet", _share(row["share_overlap"]), unknown_pay or f"of those jobs; nation {_share(nation['share_overlap'])}"),
        (f"Pay needed {_per(scene)}", _money(row["threshold"], scene), _threshold_note(facts, scene)),
        ("Training gap", _count(gap), unknown_pay or f"jobs, {_share(row['share_training_gap'])}; nation {_share(nation['share_training_gap'])}"),
        ("Job-quality gap", _count(quality), unknown_pay or f"jobs, {_share(row['share_quality_gap'])}; nation {_share(nation['share_quality_gap'])}"),
        ("Average growth", _growth(row["average_growth"]), "of all jobs here, ten years"),
    ]  # fmt: skip


def _threshold_note(facts: Facts, scene: Scene) -> str:
    if not facts.pay_known:
        return words.NO_PAY
    if scene.rules.pay == "budget":
        return f"per earner: {FAMILIES[scene.rules.family].lower()}; {facts.row['threshold_note']}"
    return str(facts.row["threshold_note"])


def key_html(figures: Sequence[tuple[str, str, str]]) -> str:
    """Return the key figures as a list of terms."""
    items = "".join(
        f'<div><dt>{escape(name)}</dt><dd><span class="go-value">{escape(value)}</span><span class="go-sub">{escape(note)}</span></dd></div>'
        for name, value, note in figures
    )
    return f'<dl class="go-key">{items}</dl>'


def list_kinds(facts: Facts) -> tuple[str, str]:
    """Return the lists of the page."""
    return (Kind.OVERLAP.value, Kind.TRAINING_GAP.value) if facts.pay_known else (UNJUDGED, Kind.TRAINING_GAP.value)


def _unjudged(listed: pd.DataFrame) -> pd.Series:
    reachable = listed["accessible"].isin([Status.PASS.value, Status.NOT_NEEDED.value])
    return (listed["growing"] == Status.PASS.value) & reachable & (listed["sustaining"] == Status.UNKNOWN.value)


def of_kind(facts: Facts, kind: str) -> pd.DataFrame:
    """Return the cells of a list; UNJUDGED are those only the pay test is unknown of."""
    listed = facts.listed
    return listed.loc[_unjudged(listed) if kind == UNJUDGED else listed["kind"] == kind]


def list_table(facts: Facts, kind: str, scene: Scene, *, narrow: bool = False) -> Table:
    """Return the occupations of a list, largest first."""
    chosen = of_kind(facts, kind)
    gap = kind == Kind.TRAINING_GAP.value
    heads = ["Occupation", "Jobs", f"{_wage_name(scene)} {_per(scene)}", "Growth", "Adults in reach" if gap else "Openings a year"]
    records = []
    for r in chosen.to_dict("records"):
        wage = _money(r["wage"], scene) + (f" {words.TOP_CODED}" if r["wage_flag"] == Flag.TOP_CODED.value else "")
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
        heads += ["Growth is"]
    figures = (False, True, True, True, True, False)[: len(heads)]
    empty = words.LIST_EMPTY if facts.pay_known else words.LIST_EMPTY_PAY
    return Table(f"{words.KIND_HEADS[kind]} ({len(chosen):,})", tuple(heads), figures, tuple(records), empty=empty)


def _wage_name(scene: Scene) -> str:
    return {"p10": "10th-percentile wage", "p25": "Entry wage (p25)", "p50": "Median wage", "p75": "75th-percentile wage"}[scene.rules.wage]


def wage_rows(facts: Facts) -> pd.DataFrame:
    """Return the occupations of the wage chart: the largest of each kind, or the largest of all where pay needed is not known."""
    waged = facts.listed.loc[facts.listed["p50"].notna()]
    if not facts.pay_known:
        return waged.head(sum(_BARS.values()))
    parts = [waged.loc[waged["kind"] == kind].head(count) for kind, count in _BARS.items()]
    found = pd.concat(parts)
    return found if len(found) else waged.head(sum(_BARS.values()))


def wage_limit(rows: pd.DataFrame, facts: Facts) -> float:
    """Return where the wage bars end, US dollars a year: at four times the pay needed, so that a few high wages do not crush the rest."""
    top = float(np.nanmax(rows[list(PERCENTILES)].to_numpy(float)))
    need = float(facts.row["threshold"])
    return min(top, 4 * need) if facts.pay_known else top


def wages_note(rows: pd.DataFrame, facts: Facts, scene: Scene) -> str:
    """Say how the wage bars are to be read."""
    note = words.WAGES_NOTE if facts.pay_known else words.WAGES_NOTE_UNKNOWN
    limit = wage_limit(rows, facts)
    beyond = int((rows[list(PERCENTILES)].max(axis=1) > limit).sum())
    return f"{note} {words.WAGES_CUT.format(beyond, _money(limit, scene))}" if beyond else note


def wage_table(rows: pd.DataFrame, facts: Facts, scene: Scene) -> Table:
    """Return the figures of the wage chart."""
    lines = []
    for r in rows.to_dict("records"):
        points = [_money(r[p], scene) + (f" {words.TOP_CODED}" if r[f"{p}_top"] else "") for p in PERCENTILES]
        share = _share(r["share_paying"], 0)
        bound = {-1: "under ", 1: "over "}.get(int(r["share_paying_bound"]), "") if _known(r["share_paying"]) else ""
        lines.append((str(r["title"]), texts.KINDS_SHORT[str(r["kind"])], *points, f"{bound}{share}"))
    need = _money(facts.row["threshold"], scene)
    return Table(
        f"Wages, dollars {_per(scene)}; needed per earner: {need}",
        ("Occupation", "Together", "10th pct.", "25th pct.", "Median", "75th pct.", "90th pct.", "Jobs paying enough"),
        (False, False, True, True, True, True, True, True),
        tuple(lines),
        empty=words.WAGES_EMPTY,
    )


def wage_chart(rows: pd.DataFrame, facts: Facts, scene: Scene, *, label: int = 250) -> alt.LayerChart:
    """Return the wage bars p10 to p90 against the pay needed; `label` is the most width of names, pixels."""
    divide = vm.HOURS if scene.hourly else 1
    frame = pd.DataFrame(
        {"Occupation": rows["title"].to_numpy(object), "Together": rows["kind"].map(texts.KINDS_SHORT).to_numpy(object)}
        | {p: rows[p].to_numpy(float) / divide for p in PERCENTILES}
    )
    money = "$,.2f" if scene.hourly else "$,.0f"
    y = alt.Y(
        "Occupation:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelLimit=label, labelFontSize=12, labelColor="#1b1b1b", labelOverlap=False, labelBound=False, labelFlush=False, ticks=False
        ),
    )
    colors = {texts.KINDS_SHORT[k]: c for k, c in _DARK.items()}
    shown = [k for k in colors if k in set(frame["Together"])]
    color = alt.Color(
        "Together:N",
        title=None,
        scale=alt.Scale(domain=shown, range=[colors[k] for k in shown]),
        legend=alt.Legend(orient="top", labelFontSize=12, labelColor="#1b1b1b", labelLimit=300),
    )
    x_title = f"Wage, dollars {_per(scene)}"
    tips: list[Any] = ["Occupation", "Together", *(alt.Tooltip(f"{p}:Q", format=money) for p in PERCENTILES)]
    base = alt.Chart(frame).encode(y=y, color=color, tooltip=tips)
    scale = alt.Scale(domain=[0, wage_limit(rows, facts) / divide], nice=False)
    axis = alt.Axis(format=money, labelColor="#1b1b1b", titleColor="#1b1b1b", gridColor="#e2e2e2", tickCount=6)
    layers_ = [
        base.mark_bar(height=4, clip=True).encode(x=alt.X("p10:Q", title=x_title, axis=axis, scale=scale), x2="p90:Q"),
        base.mark_bar(height=13, clip=True).encode(x="p25:Q", x2="p75:Q"),
        alt.Chart(frame).mark_tick(thickness=3, height=17, color="#000000", clip=True).encode(x="p50:Q", y=y),
    ]
    if facts.pay_known:
        need = float(facts.row["threshold"]) / divide
        line = pd.DataFrame({"need": [need], "label": [f"Needed: {_money(float(facts.row['threshold']), scene)}"]})
        layers_ += [
            alt.Chart(line).mark_rule(strokeDash=[6, 3], strokeWidth=2, color="#000000").encode(x="need:Q"),
            alt.Chart(line)
            .mark_text(align="left", dx=5, dy=-7, baseline="bottom", color="#000000", fontSize=12, fontWeight="bold")
            .encode(x="need:Q", y=alt.value(0), text="label:N"),
        ]
    chart: alt.LayerChart = alt.layer(*layers_).properties(height=24 * max(len(frame), 3)).configure_view(stroke=None)
    return chart


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


def budget_lines(facts: Facts) -> Table:
    """Return the family budget line by line."""
    rows = tuple(
        (
            str(r["component"]),
            _signed(r["annual"]) if _known(r["annual"]) else words.UNKNOWN,
            _signed(r["annual"] / 12) if _known(r["annual"]) else words.UNKNOWN,
            str(r["basis"]),
            str(r["note"]),
        )
        for r in facts.budget.to_dict("records")
    )
    return Table("Family budget, dollars", ("Part", "A year", "A month", "Figure is", "Where it comes from"), (False, True, True, False, False), rows)  # fmt: skip


def budget_chart(facts: Facts, *, label: int = 230) -> alt.LayerChart:
    """Return the parts of the family budget as bars, dollars a year."""
    parts = facts.budget.loc[~facts.budget.index.isin(_SUMS)]
    frame = pd.DataFrame(
        {
            "Part": parts["component"].to_numpy(object),
            "annual": parts["annual"].to_numpy(float),
            "label": [_signed(v) for v in parts["annual"]],
            "Figure is": parts["basis"].to_numpy(object),
        }
    )
    frame["end"] = np.fmax(frame["annual"], 0.0)
    y = alt.Y(
        "Part:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelLimit=label, labelFontSize=12, labelColor="#1b1b1b", labelOverlap=False, labelBound=False, labelFlush=False, ticks=False
        ),
    )
    axis = alt.Axis(format="$,.0f", labelColor="#1b1b1b", titleColor="#1b1b1b", gridColor="#e2e2e2", tickCount=4)
    x = alt.X("annual:Q", title="Dollars a year", axis=axis, scale=alt.Scale(padding=48))
    base = alt.Chart(frame).encode(y=y, tooltip=["Part", "label", "Figure is"])
    chart: alt.LayerChart = (
        alt.layer(
            base.mark_bar(color=palettes.KINDS[Kind.OVERLAP.value], height=15).encode(x=x),
            base.mark_text(align="left", dx=4, color="#1b1b1b", fontSize=12).encode(x="end:Q", text="label:N"),
        )
        .properties(height=26 * len(frame))
        .configure_view(stroke=None)
    )
    return chart


# ---------------------------------------------------------------------- growth


def basis_sentence(facts: Facts) -> str:
    """Say how much of the published jobs each basis of growth covers."""
    jobs = facts.listed.groupby("growth_basis")["employment"].sum().sort_values(ascending=False)
    total = float(jobs.sum())
    if not total:
        return ""
    said = ", ".join(f"{_small(float(n) / total)} {_basis(k)}" for k, n in jobs.items() if n > 0)
    return words.GROWTH_BASIS.format(said, _growth(facts.row["average_growth"]))


def _small(share: float) -> str:
    return "under 1%" if share < 0.005 else "over 99%" if 0.995 <= share < 1 else percent(share, 0)


def growth_table(facts: Facts, *, limit: int = ROWS) -> Table:
    """Return the occupations with the most openings, with growth and its basis."""
    chosen = facts.listed.loc[facts.listed["openings"].notna()].sort_values(["openings", "title"], ascending=[False, True], kind="stable")
    rows = tuple(
        (
            str(r["title"]),
            _count(r["openings"]),
            _growth(r["growth"]),
            _basis(r["growth_basis"]),
            _count(r["employment"]),
            texts.KINDS_SHORT[str(r["kind"])],
        )
        for r in chosen.head(limit).to_dict("records")
    )
    heads = ("Occupation", "Openings a year", "Growth, ten years", "Growth is", "Jobs", "Together")
    return Table("Most openings a year", heads, (False, True, True, False, True, False), rows, empty=texts.NO_FIGURES)


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
                "1.00" if first else f"{r['concentration']:.2f}" if _known(float(r["concentration"])) else words.UNKNOWN,
                _share(r["share_overlap"]),
                _share(r["nation_share_overlap"]),
                _share(r["share_training_gap"]),
                _share(r["share_quality_gap"]),
            )
        )
    heads = ("Sector", "Jobs", "Share of jobs", "Concentration", "All three meet", "… in the nation", "Training gap", "Job-quality gap")
    return Table("Sectors", heads, (False, *[True] * 7), tuple(rows), note=words.SECTORS_NOTE)


# -------------------------------------------------------------------- training


def programs_shown(facts: Facts, scene: Scene, *, limit: int = ROWS) -> tuple[pd.DataFrame, str]:
    """Return the programs listed on the page and what they are: the largest within reach, else the nearest."""
    wanted = facts.occupations.get(scene.focus or "", words.PROGRAMS_FOR_ALL if facts.pay_known else words.PROGRAMS_FOR_GROWING)
    reach = vm.distance(scene.rules.reach_miles, scene.units)
    every = facts.programs
    if every.empty:
        return every, words.PROGRAMS_NONE.format(wanted, reach)
    near = every.loc[every["distance_miles"] <= scene.rules.reach_miles]
    if near.empty:
        shown = every.head(limit)
        return shown, words.PROGRAMS_NEAREST.format(len(shown), reach, len(every), wanted)
    shown = near.sort_values(["completions", "distance_miles", "name", "cip"], ascending=[False, True, True, True], kind="stable").head(
        limit
    )
    return shown, words.PROGRAMS_LARGEST.format(len(shown), reach, len(every), wanted)


def programs_table(shown: pd.DataFrame, scene: Scene) -> Table:
    """Return programs: who, what, award, length, distance, price, completions."""
    rows = tuple(
        (
            str(r["name"]),
            str(r["program"]),
            str(r["award"]),
            words.LENGTHS.get(int(r["award_level"]), words.UNKNOWN),
            "online only" if r["distance_only"] else vm.distance(float(r["distance_miles"]), scene.units),
            dollars(float(r["tuition"])) if _known(r["tuition"]) else words.UNKNOWN,
            _count(r["completions"]),
        )
        for r in shown.to_dict("records")
    )
    heads = ("Place that trains", "Program", "Award", "Usual length", "Distance", "Price a year", "Completions a year")
    return Table("Programs", heads, (False, False, False, False, True, True, True), rows, note=words.PRICE_NOTE, empty=words.LIST_EMPTY)


def supply_words(facts: Facts) -> str:
    """Say the place's supply and demand in one sentence, also where nothing can be judged."""
    judged = facts.supply_summary["occupations_judged"]
    return vm.supply_sentence(facts.supply_summary if _known(judged) else {"occupations_judged": 0})


def supply_sides(facts: Facts, *, limit: int = 7) -> tuple[Table, Table]:
    """Return occupations with fewer completers than openings, and with more; widest first."""
    heads = ("Occupation", "Openings a year", "Completers a year", "Openings less completers")
    out = []
    for verdict, caption in (("undersupply", words.SUPPLY_UNDER), ("oversupply", words.SUPPLY_OVER)):
        chosen = facts.supply.loc[facts.supply["verdict"] == verdict]
        widest = chosen.assign(_size=-chosen["gap"].abs()).sort_values(["_size", "title"], kind="stable").head(limit)
        rows = tuple(
            (
                str(r["title"]),
                _count(r["openings"]),
                _count(r["completers"]),
                f"{r['gap']:+,.0f}".replace("-", "−") if _known(r["gap"]) else words.UNKNOWN,
            )
            for r in widest.to_dict("records")
        )
        out.append(Table(f"{caption} ({len(chosen):,})", heads, (False, True, True, True), rows, empty=words.SUPPLY_EMPTY))
    return out[0], out[1]


def ladder_rungs(facts: Facts, scene: Scene, *, chains: int = 3) -> Table:
    """Return the first ladders, one row per rung."""
    frame = facts.ladders
    if frame.empty:
        return Table(texts.LADDERS, (), (), (), empty=_no_ladder(facts))
    shown = vm.ladder_table(frame.loc[frame["chain"] < chains], scene)
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
    heads = ("Occupation", "Ladder", "Rung", _wage_name(scene), "Raise", "Growth", "How one gets in")
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
    if column == "unemployment_rate":  # of the labor force, taken in proportion where only part of a county is inside
        weight = frame["labor_force"].to_numpy(float)
    good = np.isfinite(values) & np.isfinite(weight) & (weight > 0)
    if not good.any():
        return math.nan, 0.0
    residents = np.nansum(people)
    return float(np.average(values[good], weights=weight[good])), float(np.nansum(people[good]) / residents) if residents else 0.0


def _need_text(column: str, value: Any) -> str:
    if column == "median_household_income":
        return dollars(float(value)) if _known(value) else words.UNKNOWN
    return _share(value)


def need_table(facts: Facts) -> Table:
    """Return the need figures of the place beside the nation's."""
    if facts.counties.empty:
        return Table("Need", (), (), (), empty=words.NEED_EMPTY)
    rows = []
    for column, name in words.NEED.items():
        here, covered = _weighted(facts.counties, column)
        there, _ = _weighted(facts.all_counties, column)
        rows.append((name, _need_text(column, here), _need_text(column, there), percent(covered, 0)))
    heads = ("Measure", "Here", "Nation", "Residents covered")
    return Table("Need, here and in the nation", heads, (False, True, True, True), tuple(rows), note=words.NEED_NOTE)


def county_table(facts: Facts) -> Table:
    """Return the need figures county by county, largest first."""
    rows = tuple(
        (f"{r['name']}, {r['state']}", _count(r["population"]), *(_need_text(c, r[c]) for c in words.NEED))
        for r in facts.counties.to_dict("records")
    )
    heads = ("County", "Residents", *words.NEED.values())
    return Table(words.NEED_COUNTIES.format(len(rows)) if len(rows) != 1 else "The county of this place", heads, (False, *[True] * 7), rows, empty=words.NEED_EMPTY)  # fmt: skip


# -------------------------------------------------------------------- neighbors


def neighbor_table(facts: Facts, scene: Scene) -> Table:
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

    rows = [line(facts.row, "this place")]
    rows += [
        line({str(k): v for k, v in r.items()}, words.HOLDS_PART if r["relation"] == "part" else words.NEXT_TO)
        for r in facts.neighbors.to_dict("records")
    ]
    heads = ("Area", "Jobs", "All three meet", "Training gap", f"Pay needed {_per(scene)}", "Relation")  # fmt: skip
    return Table("This place and its neighbors", heads, (False, *[True] * 4, False), tuple(rows) if len(rows) > 1 else (), empty=words.NEIGHBORS_NONE)  # fmt: skip


def parts_table(parts: pd.DataFrame) -> Table:
    """Return which areas a region is made of."""
    rows = tuple(
        (
            str(r["title"]),
            str(r["counties"]),
            f"{r['county_count']:,} of {r['counties_of_area']:,}",
            _count(r["residents"]),
            _share(r["weight"], 0),
            _count(r["jobs"]),
            str(r["basis"]),
        )
        for r in parts.to_dict("records")
    )
    heads = ("Area", "Counties in the region", "Of its counties", "Residents inside", "Share of its jobs", "Jobs", "Split by")
    return Table("What the region is made of", heads, (False, False, True, True, True, True, False), rows)


def sensitivity_lines(facts: Facts, *, limit: int = 8) -> Table:
    """Return the settings that move the most jobs."""
    table = vm.sensitivity_table(facts.sensitivity).head(limit)
    rows = tuple(
        (str(r["setting"]), str(r["change"]), _count(r["jobs_gained"]), _count(r["jobs_lost"]), _share(r["share_moved"]))
        for r in table.to_dict("records")
    )
    heads = ("Setting", "Moved one step", "Jobs into the overlap", "Jobs out of it", "Share of jobs moved")
    return Table(words.SURE_NOTE.rstrip(":"), heads, (False, False, True, True, True), rows, empty=words.LIST_EMPTY)


# ----------------------------------------------------------------- on two pages


def _bars(rows: pd.DataFrame, facts: Facts, scene: Scene) -> str:
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
            if _known(r[low]) and _known(r[high]):
                spans += f'<i class="go-bar-{name}" style="left:{at(r[low])}%;width:{round(at(r[high]) - at(r[low]), 2)}%"></i>'
        spans += f'<i class="go-bar-mid" style="left:{at(r["p50"])}%"></i>'
        span = f"{_money(r['p10'], scene)} / {_money(r['p50'], scene)} / {_money(r['p90'], scene)}{' ' + words.TOP_CODED if r['p90_top'] else ''}"
        out.append(
            f'<div class="go-bar-row"><span class="go-bar-name">{escape(str(r["title"]))}</span><span class="go-bar-kind">'
            f'{escape(texts.KINDS_SHORT[str(r["kind"])])}</span><span class="go-bar-track">{spans}{line}</span><span class="go-bar-text">{escape(span)}</span></div>'
        )
    note = wages_note(rows, facts, scene)
    figures = f"At the right: 10th percentile / median / 90th percentile, dollars {_per(scene)}."
    return f'<div class="go-bars">{"".join(out)}</div><p class="go-note">{escape(note)} {escape(figures)}</p>'


def _printed(table: Table, limit: int, *, quiet: bool = False) -> str:
    more = len(table.rows) - limit
    left = f'<p class="go-note">And {more:,} more.</p>' if more > 0 else ""
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


def _section(key: str, *parts: str) -> str:
    return f"<section><h2>{escape(words.SECTIONS[key][1])}</h2>{''.join(parts)}</section>"


def _pair(left: str, right: str) -> str:
    return f'<div class="go-pair"><div>{left}</div><div>{right}</div></div>'


def sheet_html(facts: Facts, scene: Scene, version: str, sources: Sequence[str]) -> str:
    """Return the summary that is printed instead of the screen: two pages of Letter paper, tables and bars, no script, text escaped."""
    shown, which = programs_shown(facts, scene, limit=7)
    under, over = supply_sides(facts, limit=5)
    bars = wage_rows(facts)
    if facts.pay_known and len(bars) > 9:
        bars = pd.concat([bars.loc[bars["kind"] == kind].head(3) for kind in _BARS])
    unknown_budget = f'<p class="go-note">{escape(words.BUDGET_UNKNOWN)}</p>'
    budget = narrow(budget_lines(facts), (0, 1, 3))
    known_budget = bool(facts.budget["annual"].notna().any())
    overlap, gap = (list_table(facts, kind, scene, narrow=True) for kind in list_kinds(facts))
    start = facts.occupations.get(facts.ladder_from or "", "")
    first = "".join(
        [
            f'<p class="go-sheet-title">{escape(facts.title)}</p>',
            f'<p class="go-sheet-headline">{escape(headline(facts, scene))}</p>',
            f'<p class="go-note">{escape(vm.settings_sentence(scene))}{escape(" " + words.REGION_PARTS if facts.parts is not None else "")}</p>',
            key_html(key_figures(facts, scene)),
            _section("lists", _pair(_printed(overlap, 9), _printed(gap, 9))),
            _section("wages", _bars(bars.head(9), facts, scene)),
            _pair(
                _section("budget", _printed(budget, 12) if known_budget else unknown_budget),
                _section("growth", f'<p class="go-note">{escape(basis_sentence(facts))}</p>', _printed(narrow(growth_table(facts, limit=7), (0, 1, 2, 3)), 7)),
            ),
        ]
    )  # fmt: skip
    second = "".join(
        [
            _section("sectors", _printed(sector_table(facts), 5, quiet=True)),
            _section("programs", f'<p class="go-note">{escape(which)}</p>', _printed(programs_table(shown, scene), 7, quiet=True)),
            _section("supply", f'<p class="go-note">{escape(supply_words(facts))}</p>', _pair(_printed(under, 5), _printed(over, 5))),
            _section(
                "ladders",
                f'<p class="go-note">{escape(words.LADDERS_START.format(start, _ladder_why(scene)))}</p>' if start else "",
                _printed(ladder_rungs(facts, scene, chains=2), 5, quiet=True),
            ),
            _section("need", _pair(_printed(need_table(facts), 6), _printed(narrow(county_table(facts), (0, 1, 2, 4)), 5))),
            _section("neighbors", _printed(neighbor_table(facts, scene), 7, quiet=True)),
            _section(
                "sure",
                f'<p class="go-note">{escape(vm.growth_error_sentence(facts.growth_error))} {escape(vm.certainty_sentence(facts.certainty))}</p>',
                _printed(narrow(sensitivity_lines(facts, limit=3), (0, 1, 2, 3)), 3),
            ),
            f'<p class="go-note">{escape(texts.CAVEATS)}</p>',
            f'<p class="go-note">{escape(words.SHEET_FOOT.format(facts.title, version, "; ".join(dict.fromkeys(sources))))}</p>',
        ]
    )  # fmt: skip
    return f'<div class="go-sheet">{first}{second}</div>'


def _ladder_why(scene: Scene) -> str:
    return words.LADDERS_CHOSEN if scene.focus else words.LADDERS_LARGEST


# ----------------------------------------------------------------------- styles

CSS: Final = """
<style>
.st-key-area-sheet {display: none;}
.go-key {display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .6rem; margin: .3rem 0 .4rem 0 !important; padding: 0 !important;}
.go-key > div {border: 1px solid #b9c0c7; border-radius: 4px; padding: .45rem .6rem; background: #f7f9fb;}
.go-key dt {font-size: .82rem; font-weight: 600; color: #33414f; line-height: 1.25;}
.go-key dd {margin: 0 !important; padding: 0;}
.go-value {display: block; font-size: 1.35rem; font-weight: 650; color: #14213d; line-height: 1.35;}
.go-sub {display: block; font-size: .78rem; line-height: 1.3; color: #4a4a4a;}
.go-jump {font-size: .88rem; line-height: 1.7; margin: .1rem 0 .3rem 0; color: #444;}
.go-jump a {color: #1d4e89; margin-right: .7rem; white-space: nowrap;}
.go-table caption.go-quiet {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); padding: 0;}
.go-scroll {overflow-x: auto; max-width: 100%;}
.go-scroll:focus-visible {outline: 2px solid #1d4e89; outline-offset: 1px;}
table.go-table {border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.3; color: #1b1b1b; margin: 0;}
.go-table caption, .go-table-title {caption-side: top; text-align: left; font-weight: 600; font-size: .95rem; color: #14213d; padding: .15rem 0 .3rem 0; margin: 0;}
.go-table th, .go-table td {border: 0; border-bottom: 1px solid #d7dbe0; padding: .26rem .5rem .26rem 0; vertical-align: top; text-align: left;}
.go-table thead th {border-bottom: 1.5px solid #6b6b6b; font-weight: 600; color: #33414f; vertical-align: bottom;}
.go-table tbody th {font-weight: 400; min-width: 11rem;}
.go-table .go-n {text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;}
.go-table thead .go-n {white-space: normal; min-width: 4.2rem;}
.st-key-area-side .go-table tbody th {min-width: 6.5rem;}
.st-key-area-side .go-table thead .go-n {min-width: 0;}
.go-table .go-n + .go-t {padding-left: .7rem;}
@media (max-width: 1100px) {.go-key {grid-template-columns: repeat(3, minmax(0, 1fr));}}
@media (max-width: 640px) {
  .go-key {grid-template-columns: repeat(2, minmax(0, 1fr));}
  .go-value {font-size: 1.15rem;}
  .go-scroll td.go-t {min-width: 8rem;}
  .st-key-desk-locator {zoom: .8;}
}
@page {size: letter; margin: 9mm 11mm;}
@media print {
  header, [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="stToolbar"],
  [data-testid="stDecoration"], [data-testid="stStatusWidget"], [data-testid="stBottom"], [data-testid="stAppIframeResizerAnchor"] {display: none !important;}
  html, body, #root, #root > div, .stApp, [data-testid="stApp"], [data-testid="stAppViewContainer"], [data-testid="stMain"], [data-testid="stMainBlockContainer"],
  [data-testid="stVerticalBlock"], [data-testid="stLayoutWrapper"], [data-testid="stElementContainer"], [data-testid="stHtml"], .st-key-area-sheet {
    display: block !important; position: static !important; height: auto !important; min-height: 0 !important; max-width: none !important; width: auto !important;
    overflow: visible !important; margin: 0 !important; padding: 0 !important; background: #fff !important; gap: 0 !important;
  }
  [data-testid="stMainBlockContainer"] [data-testid="stElementContainer"]:not(:has(.go-sheet)),
  [data-testid="stMainBlockContainer"] [data-testid="stLayoutWrapper"]:not(:has(.go-sheet)), [data-testid="stMainBlockContainer"] .st-key-area-screen.st-key-area-screen {
    display: none !important;
  }
  .go-sheet, .go-sheet * {color: #000 !important; background: none;}
  .go-sheet {font-size: 6.7pt; line-height: 1.2;}
  .go-sheet .go-quiet {display: none;}
  .go-sheet .go-key > div {background: #fff !important;}
  .go-pair, .go-bars {break-inside: avoid;}
  .go-sheet section {margin: 0 0 4pt 0;}
  .go-sheet h2 {font-size: 8.6pt !important; font-weight: 700; line-height: 1.2; margin: 0 0 1pt 0 !important; padding: 2pt 0 1pt 0 !important; border-top: 1pt solid #000; break-after: avoid;}
  .go-sheet-title {font-size: 14pt; font-weight: 700; margin: 0 0 2pt 0; line-height: 1.15;}
  .go-sheet-headline {font-size: 9pt; line-height: 1.25; margin: 0 0 2pt 0;}
  .go-sheet .go-note {font-size: 6.2pt; line-height: 1.2; margin: 0 0 2pt 0;}
  .go-sheet .go-key {grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 3pt; margin: 2pt 0 4pt 0 !important;}
  .go-sheet .go-key > div {border: .6pt solid #000; border-radius: 0; padding: 2pt 3pt;}
  .go-sheet .go-key dt {font-size: 6.6pt;}
  .go-sheet .go-value {font-size: 10.5pt; line-height: 1.2;}
  .go-sheet .go-sub {font-size: 6pt; line-height: 1.15;}
  .go-pair {display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); column-gap: 10pt; align-items: start;}
  .go-sheet table.go-table {font-size: 6.7pt; line-height: 1.12; width: 100%;}
  .go-sheet .go-table caption, .go-sheet .go-table-title {font-size: 7.2pt; padding: 0 0 1pt 0;}
  .go-sheet .go-table th, .go-sheet .go-table td {padding: .8pt 4pt .8pt 0; border-bottom: .3pt solid #999;}
  .go-sheet .go-table thead th {border-bottom: .7pt solid #000;}
  .go-sheet .go-table tbody th {min-width: 0;}
  .go-sheet .go-table thead .go-n {min-width: 0;}
  .go-sheet .go-table tr {break-inside: avoid;}
  .go-sheet .go-table td.go-t:last-child:nth-child(4) {white-space: nowrap;}
  .go-bar-row {display: grid; grid-template-columns: 27% 8.5% 1fr 21%; column-gap: 4pt; align-items: center; font-size: 6.9pt; line-height: 1.15; min-height: 8.6pt;}
  .go-bar-text {text-align: right; white-space: nowrap;}
  .go-bar-track {position: relative; display: block; height: 8pt;}
  .go-bar-track i {position: absolute; display: block;}
  .go-bar-thin {top: 3.4pt; height: 0; border-top: 1.2pt solid #555;}
  .go-bar-thick {top: 1.5pt; height: 3.6pt; border: .7pt solid #000;}
  .go-bar-mid {top: .5pt; height: 7pt; border-left: 2pt solid #000;}
  .go-bar-need {top: -1pt; height: 11pt; border-left: 1pt dashed #000;}
}
</style>
"""
