"""What the jobs of the places are, by kind and by sector; and the occupations that make the difference."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from geo_opportunity.exports.comparison.places import chart_labels, short_titles
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import palettes
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.ui import answers, display
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import KINDS, KINDS_SHORT, SECTORS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.ui.display import Page

#: Bars of all jobs in the order drawn: name, words of the legend, short words, color. The overlap in its
#: parts.
_BARS: Final[dict[str, tuple[str, str, str]]] = {
    "trained_for": (
        "All three meet, trained for: a program in reach", "Trained for", palettes.PARTS["trained_for"],
    ),
    "learned_on_the_job": (
        "All three meet, learned on the job", "Learned on the job", palettes.PARTS["learned_on_the_job"],
    ),
    "would_help": (
        "All three meet, learned on the job; a program would help, too few can reach one",
        "On the job; program would help", palettes.PARTS["would_help"],
    ),
    **{k.value: (KINDS[k], KINDS_SHORT[k], palettes.KINDS[k]) for k in Kind if k != Kind.OVERLAP},
}  # fmt: skip
#: Shares drawn of each sector, with the bar whose words and color they have.
_SHARES: Final = {
    "share_trained_for": "trained_for",
    "share_learned_on_the_job": "learned_on_the_job",
    "share_training_gap": Kind.TRAINING_GAP.value,
    "share_quality_gap": Kind.QUALITY_GAP.value,
}
#: Figures of a sector in its table.
_FIGURES: Final = ("jobs_selected", "share_overlap", *_SHARES, "jobs_overlap")
_SHARE: Final = "Share of the sector's jobs"
_BLANK: Final = "BLS publishes no jobs for this choice in this area."


def _legend(title: str, names: Iterable[str]) -> str:
    bars = (_BARS[name] for name in names)
    return Legend(title, tuple(Entry(words, color) for words, _, color in bars)).html()


def _chart(bars: pd.DataFrame, places: Sequence[Place], shown: Iterable[str], top: float = 1.0) -> alt.Chart:
    """Return stacked bars, one per place, on a scale that ends at `top`.

    `bars` has label, place, kind, share, jobs and order (of the kind in the bar).
    """
    black, order = "#1b1b1b", chart_labels(places)
    parts = [_BARS[name] for name in shown]
    names, colors = [short for _, short, _ in parts], [color for _, _, color in parts]
    percents = alt.Axis(format="%", tickCount=5, labelColor=black)
    titles = alt.Axis(
        labelLimit=190, labelColor=black, labelExpr="split(datum.value, '\\n')", labelLineHeight=13
    )
    chart: alt.Chart = (
        alt.Chart(bars)
        .mark_bar(stroke=black, strokeWidth=0.6)
        .encode(
            x=alt.X("share:Q", title=None, stack="zero", scale=alt.Scale(domain=[0, top]), axis=percents),
            y=alt.Y("label:N", title=None, sort=order, scale=alt.Scale(domain=order), axis=titles),
            color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=names, range=colors), legend=None),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("place:N", title="Place"),
                alt.Tooltip("kind:N", title=FIGURES["kind"].head),
                alt.Tooltip("share:Q", title=_SHARE, format=".1%"),
                alt.Tooltip("jobs:Q", title="Jobs", format=",.0f"),
            ],
        )
        .properties(height=38 * len(order) + 40)
    )
    return chart


# ----------------------------------------------------------- what the jobs are


def kinds(page: Page, places: Sequence[Place], cells: Sequence[pd.DataFrame]) -> None:
    """Draw what the published jobs of each place are, as bars and as a table; `cells` as ``Atlas.cells``."""
    head = "What the jobs are"
    st.subheader(head, anchor=False)
    shares = [page.atlas.jobs_by_kind(frame, parts=True) for frame in cells]
    bars = kind_bars(shares, places)
    if bars.empty:
        st.caption(_BLANK)
        return
    st.html(_legend("Share of the chosen jobs", _BARS))
    alt_text = (
        "Bars of the share of jobs by what the three tests say, place by place; the table below "
        "holds the same figures."
    )
    st.altair_chart(_chart(bars, places, _BARS), key="chart-kinds", alt=alt_text)
    with st.expander("These bars as a table"):
        table = kind_table(shares, places)
        percents = {short: st.column_config.NumberColumn(format="percent") for _, short, _ in _BARS.values()}
        display.table(table, percents, key="kinds-table", alt=head, most=None)
    note = (
        "All published jobs of the chosen occupations, each bar 100%. “Unknown” takes in jobs that surely "
        "fail one test "
        "while another cannot be judged; the table counts those as not meeting all three."
    )
    display.source_line(page, ("overlap",), note)


def kind_bars(shares: Sequence[pd.DataFrame], places: Sequence[Place]) -> pd.DataFrame:
    """Return the bars, one row per place and kind; a place without published jobs has none.

    `shares` as ``Atlas.jobs_by_kind`` with parts.
    """
    rows = [
        {
            "label": label,
            "place": place.title,
            "kind": short,
            "share": share,
            "jobs": jobs,
            "order": n,
        }
        for place, label, frame in zip(places, chart_labels(places), shares, strict=True)
        if len(frame)
        for n, (name, (_, short, _)) in enumerate(_BARS.items())
        for jobs, share in [frame.loc[name, ["jobs", "share"]]]
    ]
    return pd.DataFrame(rows, columns=["label", "place", "kind", "share", "jobs", "order"])


def kind_table(shares: Sequence[pd.DataFrame], places: Sequence[Place]) -> pd.DataFrame:
    """Return the same bars as a table, one row per place, one column per kind."""
    return pd.DataFrame(
        [
            {"Place": place.title} | {short: frame["share"][name] for name, (_, short, _) in _BARS.items()}
            for place, frame in zip(places, shares, strict=True)
            if len(frame)
        ]
    )


# --------------------------------------------------------------------- sectors


def sectors(page: Page, places: Sequence[Place]) -> None:
    """Draw the shares of each sector's jobs by place, on one scale, and as a table."""
    st.subheader("By sector", anchor=False)
    scene = page.scene
    rows = [_by_sector(*answers.at(page.atlas, p.key), scene.rules, scene.asked) for p in places]
    bars = sector_bars(rows, places)
    top = scale_top(bars)
    shown = tuple(_SHARES.values())
    st.html(_legend(_SHARE, shown))
    columns = [*st.columns(2, gap="medium"), *st.columns(2, gap="medium")]
    for column, (sector, name) in zip(columns, SECTORS.items(), strict=True):
        mine = bars.loc[bars["sector"] == sector]
        with column:
            st.markdown(f"**{name}**")
            if mine.empty:
                st.caption(_BLANK)
                continue
            what = f"Bars of the share of jobs in {name.lower()} by place"
            alt_text = f"{what}; the table below holds the same figures."
            st.altair_chart(_chart(mine, places, shown, top), key=f"chart-{sector}", alt=alt_text)
    with st.expander("The same figures as a table"):
        config = {
            FIGURES[c].head: st.column_config.NumberColumn(format=UNITS[FIGURES[c].unit].column)
            for c in _FIGURES
        }
        display.table(sector_table(rows, places), config, key="sector-table", alt="By sector", most=None)
    note = (
        "Share of each sector's published jobs. The scale is the same in all four. The other settings hold; "
        "a job may count "
        "in several sectors."
    )
    display.source_line(page, ("overlap", "sectors"), note)


@answers.kept(show_spinner="Working out every sector …", max_entries=64)
def _by_sector(data: Atlas, area_code: str, rules: Rules, selection: Selection) -> dict[str, dict[str, Any]]:
    """Return a place's row of ``Atlas.overlap`` for each sector."""
    rows = {s: answers.overlap(data, rules, replace(selection, sector=s)).loc[area_code] for s in SECTORS}
    return {sector: {str(name): value for name, value in row.items()} for sector, row in rows.items()}


def sector_bars(rows: Sequence[Mapping[str, Mapping[str, Any]]], places: Sequence[Place]) -> pd.DataFrame:
    """Return the bars, one row per sector, place and kind; unknown shares have none.

    `rows` are the figures of each place by sector.
    """
    frame = pd.DataFrame(
        [
            {
                "sector": sector,
                "label": label,
                "place": place.title,
                "kind": _BARS[name][1],
                "share": float(row[sector].get(column, math.nan)),
                "jobs": float(row[sector].get(column.replace("share_", "jobs_"), math.nan)),
                "order": n,
            }
            for sector in SECTORS
            for place, label, row in zip(places, chart_labels(places), rows, strict=True)
            for n, (column, name) in enumerate(_SHARES.items())
        ]
    )
    return frame.loc[frame["share"].notna()].reset_index(drop=True)


def scale_top(bars: pd.DataFrame) -> float:
    """Return where the common scale of the bars ends: the longest bar, up to the next ten percent."""
    if bars.empty:
        return 1.0
    longest = float(bars.groupby(["sector", "label"])["share"].sum().max())
    return min(1.0, max(0.1, math.ceil(longest * 10 - 1e-9) / 10))


def sector_table(rows: Sequence[Mapping[str, Mapping[str, Any]]], places: Sequence[Place]) -> pd.DataFrame:
    """Return the same figures as a table: one row per sector and place, shares and jobs."""
    return pd.DataFrame(
        [
            {"Sector": name, "Place": place.title}
            | {FIGURES[c].head: float(row[sector].get(c, math.nan)) for c in _FIGURES}
            for sector, name in SECTORS.items()
            for place, row in zip(places, rows, strict=True)
        ]
    )


# ----------------------------------------------------------------- differences


def differing(page: Page, places: Sequence[Place], cells: Sequence[pd.DataFrame]) -> None:
    """Draw the occupations where all three tests meet in one place and not another (``Atlas.cells``)."""
    head = "Where the places differ"
    st.subheader(head, anchor=False)
    found, everywhere = page.atlas.differing(cells)
    occupations = "occupation" if everywhere == 1 else "occupations"
    st.caption(
        "Occupations where all three meet in at least one of the places and not in another, largest first. "
        "“Not listed” "
        f"means that BLS lists no such jobs there. All three meet in every place for {everywhere:,} more "
        f"{occupations}."
    )
    if found.empty:
        st.write("The same occupations pass all three tests in every place.")
        return
    title, jobs = FIGURES["occupation"].head, st.column_config.NumberColumn(format="localized")
    config = {title: st.column_config.TextColumn(width="medium", pinned=True)}
    config |= {f"Jobs, {name}": jobs for name in short_titles(places)}
    display.table(differing_table(found, places), config, key="differing", alt=head, most=460)
    display.source_line(page, ("overlap",))


def differing_table(found: pd.DataFrame, places: Sequence[Place]) -> pd.DataFrame:
    """Return ``Atlas.differing`` as shown: what the tests say place by place, then the jobs."""
    names = short_titles(places)
    kinds = {
        name: found[f"kind_{n}"].map(KINDS_SHORT).fillna("Not listed here") for n, name in enumerate(names)
    }
    jobs = {f"Jobs, {name}": found[f"jobs_{n}"].round(0) for n, name in enumerate(names)}
    return pd.DataFrame({FIGURES["occupation"].head: found["title"]} | kinds | jobs)
