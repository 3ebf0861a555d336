"""Wages of a place against what a family needs there: chart, table, and bars for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.ui import panels
from geo_opportunity.ui.area.written import TOP_CODED, Table, money, per, share
from geo_opportunity.vocabulary import HOURS_OEWS, KINDS_SHORT, PERCENTILES, Kind

if TYPE_CHECKING:
    from geo_opportunity.ui.area.facts import Glance

EMPTY: Final = "BLS publishes no wages for this choice here."
#: Occupations in the chart by list (``panels.LISTS``).
_BARS: Final = {
    "trained_for": 4,
    "learned_on_the_job": 3,
    Kind.TRAINING_GAP.value: 3,
    Kind.QUALITY_GAP.value: 4,
}
#: Pixels of one occupation in the chart, and of its legend and axis, which the chart's height holds too.
_STEP: Final = 17
_AROUND: Final = 70
#: Words and colors, dark enough for thin bars on white, of the parts of the overlap and of the other kinds.
_COLORS: Final = {
    panels.LISTS["trained_for"].name: palettes.PARTS["trained_for"],
    panels.LISTS["learned_on_the_job"].name: "#2f86bf",
    KINDS_SHORT[Kind.TRAINING_GAP]: palettes.KINDS[Kind.TRAINING_GAP.value],
    KINDS_SHORT[Kind.QUALITY_GAP]: "#b0568c",
    KINDS_SHORT[Kind.TRAINED_ELSEWHERE]: palettes.KINDS[Kind.TRAINED_ELSEWHERE.value],
    KINDS_SHORT[Kind.PARTIAL_REACH]: "#9c6500",
    KINDS_SHORT[Kind.STEADY]: "#8a7d00",
    KINDS_SHORT[Kind.DECLINING]: "#75603b",
    KINDS_SHORT[Kind.OTHER]: "#767676",
    KINDS_SHORT[Kind.UNKNOWN]: "#767676",
}
_INK: Final = "#1b1b1b"
_BLACK: Final = "#000000"
_POINTS: Final = {
    "p10": "10th percentile",
    "p25": "25th percentile",
    "p50": "Median",
    "p75": "75th percentile",
    "p90": "90th percentile",
}


def chosen(facts: Glance) -> pd.DataFrame:
    """Return the occupations shown: the largest of each kind, of all where pay needed is not known."""
    waged = facts.listed.loc[facts.listed["p50"].notna()]
    found = pd.concat([waged.loc[panels.in_group(waged, name)].head(most) for name, most in _BARS.items()])
    return found if facts.pay_known and len(found) else waged.head(sum(_BARS.values()))


def printed(facts: Glance) -> pd.DataFrame:
    """Return those of them that are printed."""
    rows = chosen(facts)
    if facts.pay_known and len(rows) > 9:
        most = {"trained_for": 3}
        rows = pd.concat([rows.loc[panels.in_group(rows, name)].head(most.get(name, 2)) for name in _BARS])
    return rows.head(9)


def together(rows: pd.DataFrame) -> list[str]:
    """Return what the three tests say of occupations, the overlap in its two parts."""
    learned = panels.in_group(rows, "learned_on_the_job")
    trained = panels.in_group(rows, "trained_for")
    words = rows["kind"].map(KINDS_SHORT)
    words = words.mask(learned, panels.LISTS["learned_on_the_job"].name)
    return words.mask(trained, panels.LISTS["trained_for"].name).tolist()


def limit(rows: pd.DataFrame, facts: Glance) -> float:
    """Return where the bars end, US dollars a year.

    At four times the pay needed at most, lest a few high wages crush the rest.
    """
    top = float(np.nanmax(rows[list(PERCENTILES)].to_numpy(float)))
    return min(top, 4 * float(facts.row["threshold"])) if facts.pay_known else top


def note(rows: pd.DataFrame, facts: Glance) -> str:
    """Return how the bars are to be read."""
    text = "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. "
    if facts.pay_known:
        text += (
            "Dashed line: pay needed per earner. The largest occupations where all three meet (trained "
            "for, and "
            "learned on the job), in a training gap, and in a job-quality gap."
        )
    else:
        text += (
            "What a family needs here is not known, so there is no line; the largest occupations are shown."
        )
    end = limit(rows, facts)
    beyond = int((rows[list(PERCENTILES)].max(axis=1) > end).sum())
    edge = f"past the edge at {money(end, facts.scene)}"
    if beyond == 1:
        text += f" The bar of one occupation goes on {edge}; the figures give its end."
    elif beyond:
        text += f" Bars of {beyond:,} occupations go on {edge}; the figures give their ends."
    return text


def table(facts: Glance) -> Table:
    """Return the figures of the chart."""
    scene, lines = facts.scene, []
    rows = chosen(facts)
    for r, kind in zip(rows.to_dict("records"), together(rows), strict=True):
        points = [money(r[p], scene) + (f" {TOP_CODED}" if r[f"{p}_top"] else "") for p in PERCENTILES]
        paying = share(r["share_paying"], 0)
        if not wording.value_missing(r["share_paying"]):
            paying = {-1: "under ", 0: "", 1: "over "}[int(r["share_paying_bound"])] + paying
        lines.append((str(r["title"]), kind, *points, paying))
    return Table(
        f"Wages, dollars {per(scene)}; needed per earner: {money(facts.row['threshold'], scene)}",
        tuple(TABLES["area_wages"].values()),
        "ttnnnnnn",
        tuple(lines),
        empty=EMPTY,
    )


def chart(rows: pd.DataFrame, facts: Glance, *, label: int = 220) -> alt.LayerChart:
    """Return the bars p10 to p90 against the pay needed; `label` is the most width of names, pixels."""
    divide = HOURS_OEWS if facts.scene.hourly else 1
    names = {
        "occupation": rows["title"].to_numpy(object),
        "together": together(rows),
    }
    frame = pd.DataFrame(names | {p: rows[p].to_numpy(float) / divide for p in PERCENTILES})
    narrow = label < 200
    shown = [name for name in _COLORS if name in set(frame["together"])]
    layers = _bars(frame, shown, limit(rows, facts) / divide, label=label, hourly=facts.scene.hourly)
    if facts.pay_known:
        layers += _line(facts, divide)
    around = _AROUND + (_STEP * len(shown) if narrow else 0)
    height = _STEP * max(len(frame), 3) + around
    drawn: alt.LayerChart = alt.layer(*layers).properties(height=height).configure_view(stroke=None)
    return drawn


def _bars(frame: pd.DataFrame, shown: list[str], end: float, *, label: int, hourly: bool) -> list[alt.Chart]:
    """Return thin and thick bars and the marks of the medians."""
    dollars = "$,.2f" if hourly else "$,.0f"
    names = alt.Axis(
        labelLimit=label,
        labelFontSize=11.5,
        labelColor=_INK,
        labelOverlap=False,
        labelBound=False,
        labelFlush=False,
        ticks=False,
    )
    y = alt.Y("occupation:N", sort=None, title=None, axis=names)
    color = alt.Color(
        "together:N",
        title=None,
        scale=alt.Scale(domain=shown, range=[_COLORS[name] for name in shown]),
        legend=alt.Legend(
            orient="top",
            labelFontSize=12,
            labelColor=_INK,
            labelLimit=300,
            columns=1 if label < 200 else 4,
        ),
    )
    tips = [
        alt.Tooltip("occupation:N", title="Occupation"),
        alt.Tooltip("together:N", title="Together"),
        *(alt.Tooltip(f"{p}:Q", title=_POINTS[p], format=dollars) for p in PERCENTILES),
    ]
    base = alt.Chart(frame).encode(y=y, color=color, tooltip=tips)
    scale = alt.Scale(domain=[0, end], nice=False)
    axis = alt.Axis(format=dollars, labelColor=_INK, titleColor=_INK, gridColor="#e2e2e2", tickCount=6)
    x = alt.X("p10:Q", title=None, axis=axis, scale=scale)
    marks = alt.Chart(frame).mark_tick(thickness=3, height=13, color=_BLACK, clip=True)
    return [
        base.mark_bar(height=3, clip=True).encode(x=x, x2="p90:Q"),
        base.mark_bar(height=10, clip=True).encode(x="p25:Q", x2="p75:Q"),
        marks.encode(x="p50:Q", y=y),
    ]


def _line(facts: Glance, divide: float) -> list[alt.Chart]:
    """Return the line of the pay needed and its label."""
    need = float(facts.row["threshold"])
    line = pd.DataFrame({"need": [need / divide], "label": [f"Needed: {money(need, facts.scene)}"]})
    look: dict[str, Any] = {"color": _BLACK, "fontSize": 12, "fontWeight": "bold"}
    label = alt.Chart(line).mark_text(align="left", dx=5, dy=-7, baseline="bottom", **look)
    return [
        alt.Chart(line).mark_rule(strokeDash=[6, 3], strokeWidth=2, color=_BLACK).encode(x="need:Q"),
        label.encode(x="need:Q", y=alt.value(0), text="label:N"),
    ]
