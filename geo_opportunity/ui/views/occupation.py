"""What the Occupation page shows, worked out of the atlas's answers: tables, sentences, chart specifications. No Streamlit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.legend import Entry
from geo_opportunity.maps.style import LAND
from geo_opportunity.ui import legacy as tables
from geo_opportunity.ui.words import occupation as words
from geo_opportunity.vocabulary import (
    HOURS_OEWS,
    KINDS,
    KINDS_SHORT,
    PERCENTILES,
    SECTORS,
    STATUSES,
    Flag,
    ProgramNeed,
    Status,
)
from geo_opportunity.wording import dollars, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.rules import Rules
    from geo_opportunity.scene import Scene

__all__ = [
    "ALL",
    "basis_sentence",
    "coverage_sentence",
    "growth_chart",
    "has_top_codes",
    "muted",
    "outcome_counts",
    "quantiles",
    "ratio_chart",
    "route_sentences",
    "rung_table",
    "schedule_sentence",
    "sector_lines",
    "short",
    "spread",
    "status_counts",
    "test_table",
    "threshold_sentence",
    "wage_chart",
    "with_outcome",
    "written_counts",
    "written_spread",
]

_QUANTILES: Final = {"q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90}
_BAR, _LINE, _MARK = "#3690c0", "#45525c", "#08306b"
#: Measures that say what the tests say, in order: all three together, then each.
TESTS: Final = ("kind", "growing", "sustaining", "accessible")
#: Every outcome of a test.
ALL: Final = "all"


def status_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return in how many areas each test passes, is not needed, fails, is unknown (index: test)."""
    rows = {}
    for test, name in words.TEST_NAMES.items():
        counts = frame[test].value_counts()
        row: dict[str, Any] = {"test": name}
        for status in (Status.PASS, Status.NOT_NEEDED, Status.FAIL, Status.UNKNOWN):
            possible = test == "accessible" or status is not Status.NOT_NEEDED
            row[status.value] = int(counts.get(status.value, 0)) if possible else None
        rows[test] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def written_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`status_counts` as text, headed in words; a dash where an outcome is not possible."""
    out = counts.rename(columns=TABLES["tests"]).set_index(TABLES["tests"]["test"])
    return out.map(lambda n: words.NONE if pd.isna(n) else f"{n:,.0f}")


def outcome_counts(frame: pd.DataFrame, test: str) -> dict[str, int]:
    """Return in how many areas a test (or ``kind``) has each outcome, every possible one, in order; first all of them."""
    names = list(KINDS if test == "kind" else STATUSES[test])
    counts = frame[test].value_counts()
    return {ALL: len(frame)} | {name: int(counts.get(name, 0)) for name in names}


def outcome_words(test: str, outcome: str) -> str:
    """Return an outcome in words."""
    if outcome == ALL:
        return words.OUTCOME_ALL
    return KINDS_SHORT[outcome] if test == "kind" else STATUSES[test][outcome]


def with_outcome(frame: pd.DataFrame, test: str, outcome: str) -> pd.DataFrame:
    """Return the areas where a test (or ``kind``) has an outcome; any measure that is no test: all of them."""
    return frame if outcome == ALL or test not in TESTS else frame.loc[frame[test] == outcome]


def muted(picture: Picture, kept: pd.Index, outcome: str) -> Picture:
    """Return the map with areas that are not `kept` in the colour of quiet land, and a line in the legend that says so."""
    keep = set(map(str, kept))
    others = sum(code not in keep for code in picture.codes)
    if not others:
        return picture
    shown = replace(
        picture.legend,
        entries=(
            *(
                e
                for e in picture.legend.entries
                if e.label in (outcome, words.LEGEND_KINDS.get(outcome, outcome))
            ),
            Entry(words.LEGEND_MUTED, LAND, others),
        ),
    )
    return replace(
        picture,
        fills=tuple(
            fill if code in keep else LAND for code, fill in zip(picture.codes, picture.fills, strict=True)
        ),
        unknown=tuple(code for code in picture.unknown if code in keep),
        legend=shown,
    )


def test_table(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the areas with the outcome of each test and the reason for it, in the order of the map's measure (index area_code)."""
    ranked = tables.ranking(frame, scene)
    reasons = frame.reindex(ranked.index)
    first = [scene.measure] if scene.measure in TESTS[1:] else []
    order = [
        "title",
        *([] if scene.measure in TESTS else [scene.measure]),
        *first,
        *(t for t in TESTS if t not in first),
    ]
    columns: dict[str, pd.Series] = {}
    for name in order:
        columns[name] = ranked[name]
        if name in TESTS[1:]:
            columns[f"reason_{name}"] = reasons[f"reason_{name}"]
    rest = [c for c in ranked.columns if c not in columns]
    return pd.DataFrame({**columns, **{c: ranked[c] for c in rest}}, index=ranked.index)


def short(text: str, most: int = 240) -> tuple[str, str]:
    """Return a long text as its first sentences, up to about `most` characters, and the rest ("" when it is short)."""
    if len(text) <= most:
        return text, ""
    end = text.rfind(". ", 0, most)
    end = end + 1 if end > 0 else text.find(". ") + 1
    return (text[:end], text[end:].strip()) if end > 0 else (text, "")


# ------------------------------------------------------------------------ spread


def quantiles(values: pd.Series) -> dict[str, float]:
    """Return how a figure spreads over areas, each counting once; NaN figures are counted apart."""
    known = values.dropna().to_numpy(float)
    out = {"count": float(len(known)), "missing": float(len(values) - len(known))}
    if not len(known):
        return out | dict.fromkeys(("low", *_QUANTILES, "high"), math.nan)
    inner = {name: float(np.quantile(known, share)) for name, share in _QUANTILES.items()}
    return out | {"low": float(known.min())} | inner | {"high": float(known.max())}


def spread(frame: pd.DataFrame, *, hourly: bool) -> pd.DataFrame:
    """Return quantiles over areas of the wage points, of wage / pay needed, of growth and of reach (index: figure)."""
    per = HOURS_OEWS if hourly else 1
    figures = {name: frame[name] / per for name in PERCENTILES}
    figures |= {
        "ratio": frame["wage"] / frame["threshold"],
        "growth": frame["growth"],
        "reach": frame["reach"],
    }
    return pd.DataFrame({name: quantiles(values) for name, values in figures.items()}).T


def written_spread(table: pd.DataFrame, *, hourly: bool) -> pd.DataFrame:
    """Return :func:`spread` as text, headed in words."""

    def text(figure: str, column: str, value: float) -> str:
        if math.isnan(value):
            return words.NONE
        if column in ("count", "missing"):
            return f"{value:,.0f}"
        if figure == "ratio":
            return f"{value:.2f}"
        if figure in ("growth", "reach"):
            return f"{100 * value:+.1f}%" if figure == "growth" else percent(value, 0)
        return f"${value:,.2f}" if hourly else dollars(value)

    rows = [
        {words.FIGURE: words.POINTS[str(figure)]}
        | {words.QUANTILES[str(c)]: text(str(figure), str(c), float(v)) for c, v in row.items()}
        for figure, row in table.iterrows()
    ]
    return pd.DataFrame(rows)


def threshold_sentence(frame: pd.DataFrame, scene: Scene) -> str:
    """Say in how many areas the pay test is passed, and how the wage relates to the pay needed."""
    ratio = (frame["wage"] / frame["threshold"]).dropna()
    if ratio.empty:
        return words.NO_RATIO
    judged = frame.loc[frame["sustaining"].isin([Status.PASS.value, Status.FAIL.value])]
    passed, jobs = judged["sustaining"] == Status.PASS.value, judged["employment"]
    held = float(jobs.loc[passed].sum()) / float(jobs.sum()) if float(jobs.sum()) > 0 else math.nan
    return words.threshold(
        enough=int(passed.sum()),
        known=len(judged),
        held=None if math.isnan(held) else wording.share_words(held),
        middle=float(ratio.median()),
        rule=wording.pay_words(scene.rules, hourly=scene.hourly),
    )


def basis_sentence(frame: pd.DataFrame) -> str:
    """Say on which basis the areas' growth rests."""
    counts = frame["growth_basis"].map(words.BASIS).value_counts()
    return words.basis({str(name): int(n) for name, n in counts.items()})


def rate_sentence(rate: str, *, hourly: bool) -> str:
    """Say what of the pay BLS publishes (``wage_rate`` of the nation), where it is not both; "" otherwise."""
    return words.RATES.get(rate, "") if rate != words.ANNUAL_ONLY or hourly else ""


def _number(*, hourly: bool) -> str:
    return "$,.2f" if hourly else "$,.0f"


def wage_chart(table: pd.DataFrame, *, hourly: bool) -> Any:
    """Return the chart of wage points over areas, from :func:`spread`."""
    import altair as alt  # slow to import

    rows = table.loc[
        [p for p, known in table["count"].items() if p in PERCENTILES and known > 0]
    ].reset_index(names="figure")
    rows["label"] = rows["figure"].map(words.POINTS)
    order = [words.POINTS[p] for p in PERCENTILES]
    head = words.AXIS_HOUR if hourly else words.AXIS_YEAR
    axis = alt.Axis(format=_number(hourly=hourly), title=head, labelColor="#1b1b1b", titleColor="#1b1b1b")
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, labelColor="#1b1b1b")),
        tooltip=[alt.Tooltip("label:N", title=words.FIGURE)]
        + [
            alt.Tooltip(f"{c}:Q", title=words.QUANTILES[c], format=_number(hourly=hourly))
            for c in ("q10", "q25", "q50", "q75", "q90")
        ],
    )
    thin = base.mark_rule(color=_LINE, strokeWidth=2).encode(
        x=alt.X("q10:Q", scale=alt.Scale(zero=False), axis=axis), x2="q90:Q"
    )
    thick = base.mark_bar(color=_BAR, height=14).encode(x="q25:Q", x2="q75:Q")
    mark = base.mark_tick(color=_MARK, thickness=3, height=22).encode(x="q50:Q")
    return alt.layer(thin, thick, mark).properties(height=230, description=words.WAGES_ALT)


def _strip(
    values: pd.DataFrame, column: str, *, axis_title: str, axis_format: str, at: float, at_label: str
) -> Any:
    import altair as alt  # slow to import

    shown = values.dropna(subset=[column])[["title", column]]
    axis = alt.Axis(
        format=axis_format,
        title=axis_title,
        labelColor="#1b1b1b",
        titleColor="#1b1b1b",
        tickCount=7,
        labelOverlap=True,
    )
    ticks = (
        alt.Chart(shown)
        .mark_tick(color="#225ea8", opacity=0.45, thickness=1.5, height=44)
        .encode(
            x=alt.X(f"{column}:Q", scale=alt.Scale(zero=False), axis=axis),
            y=alt.value(46),
            tooltip=[
                alt.Tooltip("title:N", title=words.AREA),
                alt.Tooltip(f"{column}:Q", title=axis_title, format=axis_format),
            ],
        )
    )
    line = alt.Chart(pd.DataFrame({"x": [at], "label": [at_label]})).encode(x="x:Q")
    bar = line.mark_rule(color="#000000", strokeWidth=2)
    note = line.mark_text(align="left", dx=5, color="#1b1b1b", fontSize=12).encode(
        text="label:N", y=alt.value(10)
    )
    return alt.layer(ticks, bar, note).properties(height=130, description=words.strip_alt(axis_title))


def ratio_chart(frame: pd.DataFrame) -> Any:
    """Return the strip of wage / pay needed, one line per area."""
    values = frame[["title"]].assign(ratio=frame["wage"] / frame["threshold"])
    return _strip(
        values, "ratio", axis_title=words.RATIO_AXIS, axis_format=".2f", at=1.0, at_label=words.RATIO_LINE
    )


def growth_chart(frame: pd.DataFrame) -> Any:
    """Return the strip of projected growth, one line per area."""
    return _strip(
        frame, "growth", axis_title=words.GROWTH_AXIS, axis_format="+.0%", at=0.0, at_label=words.GROWTH_LINE
    )


# ------------------------------------------------------------------ getting in


def _text(value: Any) -> str | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def route_sentences(occupation: Mapping[str, Any]) -> list[str]:
    """Say how one gets in: education, experience, training on the job, apprenticeship, whether a program is needed."""
    education, experience, training = (
        _text(occupation.get(k)) for k in ("entry_education", "work_experience", "training")
    )
    out = [words.education(education) if education else words.EDUCATION_UNKNOWN]
    if experience:
        out.append(words.EXPERIENCE_NONE if experience == "None" else words.experience(experience))
    if training:
        out.append(words.TRAINING_NONE if training == "None" else words.training(training))
    need = str(occupation.get("program_need"))
    apprenticed = training == "Apprenticeship"
    if need == ProgramNeed.NOT_NEEDED.value or (need == ProgramNeed.HELPFUL.value and apprenticed):
        out.append(words.LEARNT_APPRENTICE if apprenticed else words.LEARNT_JOB)
    elif need == ProgramNeed.HELPFUL.value:
        out.append(words.LEARNT_LONG)
    elif need == ProgramNeed.REQUIRED.value:
        out.append(words.LEARNT_PROGRAM)
    if bool(occupation.get("apprenticeable")):
        out.append(words.APPRENTICEABLE)
    zone = _text(occupation.get("job_zone"))
    if zone:
        out.append(words.job_zone(float(zone)))
    if bool(occupation.get("bright_outlook")):
        out.append(words.BRIGHT)
    return out


def schedule_sentence(occupation: Mapping[str, Any]) -> str:
    """Say how regular the hours are."""
    share, hours = (
        float(occupation.get(k, math.nan)) for k in ("regular_schedule_share", "long_hours_share")
    )
    regular = (
        words.SCHEDULE_UNKNOWN
        if math.isnan(share)
        else words.schedule(wording.share_words(share), str(occupation.get("schedule_basis")))
    )
    return regular if math.isnan(hours) else f"{regular} {words.long_hours(wording.share_words(hours))}"


def coverage_sentence(occupation: Mapping[str, Any], rules: Rules) -> str:
    """Say how much of the occupation's training the list of providers covers."""
    share = float(occupation.get("listing_coverage", math.nan))
    if math.isnan(share):
        return words.COVERAGE_UNKNOWN
    told = words.coverage(percent(share, 0))
    return (
        f"{told} {words.coverage_thin(percent(rules.coverage_min, 0))}"
        if share < rules.coverage_min
        else told
    )


def sector_lines(sectors: pd.DataFrame, soc: str) -> list[str]:
    """Return one line per sector the occupation belongs to: sector, by which part of the definition, share where there is one."""
    mine = sectors.loc[sectors["soc"] == soc]
    out = []
    for sector, rows in mine.groupby("sector", sort=False):
        tags = [
            str(tag) if math.isnan(float(share)) else words.sector_share(str(tag), percent(float(share)))
            for tag, share in zip(rows["tag"], rows["share"], strict=True)
        ]
        out.append(f"{SECTORS[str(sector)]}: {'; '.join(tags)}")
    return out


# -------------------------------------------------------------- programs, ladder


def rung_table(rungs: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return ``Atlas.next_rungs`` as written rows (index soc), in its order."""
    entry = []
    for row in rungs.to_dict("records"):
        parts = [p for p in (_text(row["entry_education"]),) if p]
        if _text(row["training"]) not in (None, "None"):
            parts.append(str(row["training"]).lower())
        if row["program_need"] != ProgramNeed.NOT_NEEDED.value:
            parts.append(words.listed_programs(int(row["programs"]), str(row["awards"] or "")))
        if row["apprenticeable"]:
            parts.append(words.APPRENTICEABLE_SHORT)
        entry.append("; ".join(parts))
    return pd.DataFrame(
        {
            "title": rungs["title"].to_numpy(),
            "wage": [wording.pay(float(w), hourly=scene.hourly) for w in rungs["wage"]],
            "raise": rungs["raise"].to_numpy(float).round(3),
            "growth": rungs["growth"].to_numpy(float).round(3),
            "openings": rungs["openings"].to_numpy(float).round(0),
            "sustaining": [words.SUSTAINING.get(str(s), str(s)) for s in rungs["sustaining"]],
            "entry": entry,
            "basis": rungs["basis"].to_numpy(),
        },
        index=pd.Index(rungs["soc"].to_numpy(), name="soc"),
    )


def has_top_codes(frame: pd.DataFrame) -> bool:
    """Return whether any area's chosen wage is a top code."""
    return bool((frame["wage_flag"] == Flag.TOP_CODED.value).any())
