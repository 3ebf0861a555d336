"""The chart of wages against what a family needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from geo_opportunity.exports.place.wages import COLORS, limit, together
from geo_opportunity.exports.place.written import money
from geo_opportunity.vocabulary import HOURS_OEWS, PERCENTILES

if TYPE_CHECKING:
    from geo_opportunity.exports.place.facts import Glance

#: Pixels of one occupation in the chart, and of its legend and axis, which the chart's height holds too.
_STEP: Final = 17
_AROUND: Final = 70
_INK: Final = "#1b1b1b"
_BLACK: Final = "#000000"
_POINTS: Final = {
    "p10": "10th percentile",
    "p25": "25th percentile",
    "p50": "Median",
    "p75": "75th percentile",
    "p90": "90th percentile",
}


def chart(rows: pd.DataFrame, facts: Glance, *, label: int = 220) -> alt.LayerChart:
    """Return the bars p10 to p90 against the pay needed; `label` is the most width of names, pixels."""
    divide = HOURS_OEWS if facts.scene.hourly else 1
    names = {
        "occupation": rows["title"].to_numpy(object),
        "together": together(rows),
    }
    frame = pd.DataFrame(names | {p: rows[p].to_numpy(float) / divide for p in PERCENTILES})
    narrow = label < 200
    shown = [name for name in COLORS if name in set(frame["together"])]
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
        scale=alt.Scale(domain=shown, range=[COLORS[name] for name in shown]),
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
