"""From the atlas's answers to what stands on the screen: words, formats, classes and order. No Streamlit here."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity.maps import layers, legend, palettes, style
from geo_opportunity.maps.classes import UNITS, classify
from geo_opportunity.questions.certainty import LISTING_COVERAGE
from geo_opportunity.rules import FAMILIES, PAY_STANDARDS, Rules, Selection
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import sentences as say
from geo_opportunity.ui.words import sources as names
from geo_opportunity.vocabulary import HOURS_OEWS, KM_PER_MILE, SECTORS, Flag, Kind, Status
from geo_opportunity.wording import accessible_reason, dollars, percent, signed_percent, sustaining_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.scene import MapView, Scene

__all__ = [
    "HOURS",
    "LISTS",
    "Measure",
    "Picture",
    "area_headline",
    "budget_table",
    "distance",
    "lists",
    "markdown",
    "measure_of",
    "nation_headline",
    "occupation_headline",
    "pay",
    "picture",
    "program_table",
    "provider_points",
    "rank_of",
    "ranking",
    "settings_sentence",
    "share_words",
    "source_keys",
    "source_lines",
    "view_of",
]

#: OEWS hours of a full-time year (BLS).
HOURS: Final = HOURS_OEWS


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is drawn and written."""

    unit: str
    palette: str = "YlGnBu"
    diverging: bool = False
    categories: bool = False
    table: str = "overlap"
    """Key of ``atlas.MEASURE_TABLES``: where its sources are named."""


MEASURES: Final[dict[str, Measure]] = {
    "share_overlap": Measure("share"),
    "jobs_overlap": Measure("jobs"),
    "occupations_overlap": Measure("count"),
    "tests_met": Measure("tests"),
    "main_kind": Measure("category", categories=True),
    "share_training_gap": Measure("share", "Oranges"),
    "jobs_training_gap": Measure("jobs", "Oranges"),
    "share_quality_gap": Measure("share", "RdPu"),
    "jobs_quality_gap": Measure("jobs", "RdPu"),
    "share_no_outlook": Measure("share", "YlOrBr"),
    "jobs_no_outlook": Measure("jobs", "YlOrBr"),
    "share_growing": Measure("share", "YlGn", table="growing"),
    "share_sustaining": Measure("share", "PuBu", table="sustaining"),
    "share_accessible": Measure("share", "BuPu", table="accessible"),
    "share_unknown": Measure("share", "Greys"),
    "share_not_released": Measure("share", "Greys", table="sustaining"),
    "threshold": Measure("usd", "GnBu", table="sustaining"),
    "average_growth": Measure("growth", "YlGn", diverging=True, table="growing"),
    "share_oversupply": Measure("share", "YlOrBr", table="supply"),
    "misalignment": Measure("share", "RdPu", table="supply"),
    "access_per_1000": Measure("rate", "BuPu", table="access"),
    "kind": Measure("category", categories=True),
    "tests_passed": Measure("category", categories=True),
    "growing": Measure("category", categories=True, table="growing"),
    "sustaining": Measure("category", categories=True, table="sustaining"),
    "accessible": Measure("category", categories=True, table="accessible"),
    "employment": Measure("jobs", "GnBu", table="sustaining"),
    "wage": Measure("usd", "PuBu", table="sustaining"),
    "growth": Measure("growth", "YlGn", diverging=True, table="growing"),
    "openings": Measure("jobs", "YlGn", table="growing"),
    "reach": Measure("share", "BuPu", table="accessible"),
    "location_quotient": Measure("ratio", "YlGnBu", table="sustaining"),
}
_MONEY: Final = ("threshold", "wage")


def measure_of(scene: Scene) -> Measure:
    """Return how the scene's measure is drawn; pay by the hour where asked."""
    measure = MEASURES[scene.measure]
    return replace(measure, unit="usd_hourly") if measure.unit == "usd" and scene.hourly else measure


# --------------------------------------------------------------------- formats


def pay(value: float, *, hourly: bool) -> str:
    """Write yearly pay by the year or by the hour."""
    if value is None or not math.isfinite(value):
        return "—"
    return say.hourly(f"${value / HOURS:,.2f}") if hourly else say.yearly(dollars(value))


def distance(miles: float, units: str) -> str:
    """Write a distance in miles or kilometres."""
    if value_missing(miles):
        return "—"
    return f"{miles * KM_PER_MILE:,.0f} km" if units == "km" else f"{miles:,.0f} mi"


def value_missing(value: Any) -> bool:
    """Return whether a figure is absent."""
    return value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value))


def people(value: float) -> str:
    """Write a large number in words: 12.3 million, 45,600."""
    if value_missing(value):
        return texts.UNKNOWN_NUMBER
    if value >= 1e6:
        return say.million(f"{value / 1e6:,.1f}")
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 1e4 else f"{value:,.0f}"


def share_words(value: float) -> str:
    """Write a share for a sentence: whole percents, tenths below ten."""
    return percent(value, 0 if value_missing(value) or value >= 0.0995 else 1)


def markdown(text: object) -> str:
    """Return text that Streamlit's Markdown shows as it is."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|<>$:~&^=" else c for c in str(text).replace("\n", " "))


# -------------------------------------------------------------------- sentences


def growth_words(rules: Rules) -> str:
    """Return the growth rule as part of a sentence."""
    if rules.growth == "percent":
        return say.by_percent(f"{rules.growth_percent:g}")
    if rules.growth == "openings":
        return say.by_openings(f"{rules.growth_openings:,.0f}")
    return texts.GROWING[rules.growth]


def pay_words(rules: Rules, *, hourly: bool = False) -> str:
    """Return the pay rule as part of a sentence."""
    family = FAMILIES[rules.family][0].lower() + FAMILIES[rules.family][1:]
    against = {
        "budget": say.budget_need(family),
        "fed": texts.FED_NEED,
        "poverty": say.poverty_need(f"{rules.poverty_multiple:g}", family),
        "own": pay(rules.own_wage, hourly=hourly),
    }[rules.pay]
    return say.pay_test(texts.WAGE_POINTS[rules.wage], against)


def reach_words(rules: Rules, units: str) -> str:
    """Return the training rule as part of a sentence."""
    return say.reach_test(distance(rules.reach_miles, units), percent(rules.reach_share, 0))


def settings_sentence(scene: Scene) -> str:
    """Return the three tests in words."""
    rules = scene.rules
    return say.three_tests(
        growth_words(rules), pay_words(rules, hourly=scene.hourly), reach_words(rules, scene.units)
    )


def selection_words(selection: Selection) -> str:
    """Return which occupations are looked at, as part of a sentence ("" = all)."""
    parts = []
    if selection.sector:
        parts.append(say.in_sector(SECTORS[selection.sector]))
    if selection.education:
        parts.append(say.entered_with(selection.education))
    if selection.regular_schedule_min is not None:
        parts.append(say.with_schedule(percent(selection.regular_schedule_min, 0)))
    return ", ".join(parts)


def nation_headline(summary: Mapping[str, float], scene: Scene) -> str:
    """Return the nation's headline sentence."""
    which = selection_words(scene.selection)
    jobs, share = summary["jobs_selected"], summary["share_overlap"]
    if value_missing(jobs) or value_missing(share) or jobs == 0:
        return texts.NO_JOBS
    gaps = (share_words(summary["share_training_gap"]), share_words(summary["share_quality_gap"]))
    return say.nation(share_words(share), people(jobs), which, *gaps)


def area_headline(row: Mapping[str, Any], nation: Mapping[str, float], scene: Scene) -> str:
    """Return an area's headline sentence, against the nation's share."""
    jobs, share = float(row["jobs_selected"]), float(row["share_overlap"])
    title = str(row["title"])
    if value_missing(jobs):
        return say.area_no_jobs(title)
    if value_missing(share):
        return say.area_no_need(title)
    difference = share - nation["share_overlap"]
    whole = share_words(nation["share_overlap"])
    against = (
        texts.LIKE_NATION
        if abs(difference) < 0.005
        else say.above(whole)
        if difference > 0
        else say.below(whole)
    )
    gap = float(row["jobs_training_gap"])
    return say.area(
        title,
        share=share_words(share),
        jobs=people(jobs),
        which=selection_words(scene.selection),
        against=against,
        gap=people(gap) if not value_missing(gap) and gap >= 1 else None,
        need=pay(float(row["threshold"]), hourly=scene.hourly),
    )


def occupation_headline(frame: pd.DataFrame, title: str) -> str:
    """Return the headline sentence of one occupation over all areas."""
    counts = frame["kind"].value_counts()
    here = int(counts.get(Kind.OVERLAP.value, 0))
    gap = int(counts.get(Kind.TRAINING_GAP.value, 0))
    unknown = int(counts.get(Kind.UNKNOWN.value, 0))
    jobs = frame.loc[frame["kind"] == Kind.OVERLAP.value, "employment"].sum(min_count=1)
    held = None if value_missing(float(jobs)) else people(float(jobs))
    return say.occupation(title, here=here, areas=len(frame), jobs=held, gap=gap, unknown=unknown)


# --------------------------------------------------------------------- the map


@dataclass(frozen=True, slots=True)
class Picture:
    """What the map shows, apart from geometry."""

    codes: tuple[str, ...]
    fills: tuple[str, ...]
    headings: tuple[str, ...]
    texts: tuple[str, ...]
    unknown: tuple[str, ...]
    legend: legend.Legend


def values_of(frame: pd.DataFrame, scene: Scene) -> pd.Series:
    """Return the measure's figures as shown (pay by the hour where asked)."""
    values = frame[scene.measure]
    if scene.measure == "tests_passed":
        return values.map(lambda met: Status.UNKNOWN.value if value_missing(float(met)) else f"{met:.0f}")
    return values / HOURS if scene.measure in _MONEY and scene.hourly else values


def _categories(scene: Scene) -> tuple[dict[str, str], dict[str, str]]:
    """Return colours and words of a category measure."""
    if scene.measure in ("kind", "main_kind"):
        return palettes.KINDS, texts.KINDS
    if scene.measure == "tests_passed":
        return palettes.TESTS_PASSED, texts.TESTS_PASSED
    words = texts.STATUSES[scene.measure]
    return {name: color for name, color in palettes.STATUSES.items() if name in words}, words


def picture(frame: pd.DataFrame, scene: Scene) -> Picture:
    """Return colours, texts and legend of the scene's measure over areas (index area_code)."""
    measure, name = measure_of(scene), texts.MEASURES[scene.measure][0]
    values = values_of(frame, scene)
    codes = tuple(map(str, frame.index))
    if measure.categories:
        colors, words = _categories(scene)
        fills = [colors.get(str(v), palettes.NO_DATA) for v in values]
        unknown = tuple(c for c, v in zip(codes, values, strict=True) if v == Status.UNKNOWN.value)
        shown = legend.of_categories(
            name, {str(k): int(n) for k, n in values.value_counts().items()}, colors, words
        )
        written = [words.get(str(v), str(v)) for v in values]
    else:
        unit = UNITS[measure.unit]
        cuts = [c / HOURS for c in scene.cuts] if scene.measure in _MONEY and scene.hourly else scene.cuts
        classes = classify(
            values.to_numpy(float), unit, method=scene.breaks, diverging=measure.diverging, cuts=cuts
        )
        colors_ = legend.colors_of(classes, measure.palette)
        fills = [colors_[i] if i >= 0 else palettes.NO_DATA for i in classes.index]
        unknown = tuple(c for c, i in zip(codes, classes.index, strict=True) if i < 0)
        missing = texts.MISSING if scene.occupation else texts.MISSING_AREA_LEGEND
        shown = legend.of_classes(_title(name, scene), classes, measure.palette, missing=missing)
        written = [unit.text(float(v)) for v in values]
    lines = _occupation_tips(frame, written, scene) if scene.occupation else _area_tips(frame, written, scene)
    return Picture(codes, tuple(fills), tuple(map(str, frame["title"])), tuple(lines), unknown, shown)


def _title(name: str, scene: Scene) -> str:
    return say.measure_title(name, hourly=scene.hourly) if scene.measure in _MONEY else name


def _area_tips(frame: pd.DataFrame, written: Sequence[str], scene: Scene) -> list[str]:
    name = texts.MEASURES[scene.measure][0]
    out = []
    for value, row in zip(written, frame.to_dict("records"), strict=True):
        jobs = people(row["jobs_selected"])
        if value_missing(float(row["jobs_selected"])):
            lines = [say.line(name, value) if value != "—" else texts.MISSING_AREA]
        elif value_missing(float(row["threshold"])):
            lines = [
                say.line(name, value) if value != "—" else texts.MISSING_PAY,
                say.of_jobs(texts.COLUMNS["growing"], percent(row["share_growing"], 0), jobs),
            ]
        else:
            lines = [
                say.line(name, value),
                say.overlap_line(people(row["jobs_overlap"]), jobs, f"{row['occupations_overlap']:,.0f}"),
            ]
            if row["top_overlap"]:
                lines.append(say.largest(row["top_overlap"]))
            if row["top_gap"]:
                lines.append(say.largest_gap(row["top_gap"]))
            if row["share_unknown"] >= 0.005:
                lines.append(say.unknown_line(percent(row["share_unknown"], 0)))
        lines.append(say.needed(pay(row["threshold"], hourly=scene.hourly)))
        out.append("\n".join(lines))
    return out


def _occupation_tips(frame: pd.DataFrame, written: Sequence[str], scene: Scene) -> list[str]:
    name = texts.MEASURES[scene.measure][0]
    out = []
    for value, row in zip(written, in_units(frame, scene).to_dict("records"), strict=True):
        jobs = (
            texts.NO_JOBS_PUBLISHED
            if value_missing(float(row["employment"]))
            else say.jobs(f"{row['employment']:,.0f}")
        )
        why = say.reasons(*(str(row[c]) for c in REASONS))
        out.append("\n".join([say.line(name, value), jobs, *why]))
    return out


#: Columns of the reasons of the three tests.
REASONS: Final = ("reason_growing", "reason_sustaining", "reason_accessible")


def in_units(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return rows of ``Atlas.cells`` or ``occupation_status`` with their reasons in the units asked for: pay by the hour, kilometers."""
    if not scene.hourly and scene.units == "mi":
        return frame
    rows: list[dict[str, object]] = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return frame.assign(
        reason_sustaining=[sustaining_reason(row, scene.rules, hourly=scene.hourly) for row in rows],
        reason_accessible=[accessible_reason(row, scene.rules, units=scene.units) for row in rows],
    )


def step_words(row: Mapping[Any, Any], side: str, scene: Scene) -> str:
    """Return a setting before or after a step of ``Atlas.sensitivity``, in the units asked for."""
    text = str(row[side])
    if row["setting"] == LISTING_COVERAGE:
        return percent(float(text), 0)
    text = re.sub(
        r"\$(\d+(?:,\d{3})*)", lambda m: pay(float(m[1].replace(",", "")), hourly=scene.hourly), text
    )
    return re.sub(r"\b(\d+(?:\.\d+)?) miles\b", lambda m: distance(float(m[1]), scene.units), text)


def view_of(
    scene: Scene, bounds: Mapping[str, tuple[float, float, float, float]], size: tuple[int, int]
) -> MapView:
    """Return where the map looks: the scene's exact view, else its place, else the lower 48 states."""
    if scene.view is not None:
        return scene.view
    key = scene.area if scene.place == "area" else scene.place
    box = bounds.get(key) if key else None
    if box is None:
        return layers.fit(layers.LOWER_48, size)
    margin = 0.55 if scene.place == "area" else 0.9  # an area is shown with its neighbours
    return layers.fit(box, size, margin=margin)


# ------------------------------------------------------------------ the tables

_AREA_COLUMNS: Final = (
    "share_overlap",
    "jobs_overlap",
    "share_training_gap",
    "share_quality_gap",
    "share_unknown",
    "threshold",
    "jobs_selected",
    "top_overlap",
    "top_gap",
)
_OCCUPATION_COLUMNS: Final = (
    "kind",
    "employment",
    "wage",
    "threshold",
    "growth",
    "growth_basis",
    "openings",
    "reach",
    "growing",
    "sustaining",
    "accessible",
    "location_quotient",
)


def _worded(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a copy with codes in words and pay in the unit asked for."""
    out = frame.copy()
    if "kind" in out and scene.occupation is not None:
        out["kind"] = out["kind"].map(texts.KINDS_SHORT)
    if "main_kind" in out:
        out["main_kind"] = out["main_kind"].map(texts.KINDS_SHORT)
    for test, words in texts.STATUSES.items():
        if test in out:
            out[test] = out[test].map(words)
    if "growth_basis" in out:
        out["growth_basis"] = out["growth_basis"].map(texts.BASES)
    if scene.hourly:
        for column in _MONEY:
            if column in out:
                out[column] = out[column] / HOURS
    return out


def ranking(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the ranked table of the map's areas: largest figure first, unknown last (index area_code).

    Columns keep their names; the page heads them in words.
    """
    measure = measure_of(scene)
    if measure.categories:
        colors, _ = _categories(scene)
        order = values_of(frame, scene).map({name: i for i, name in enumerate(colors)})
        ranked = frame.assign(_order=order).sort_values(
            ["_order", "employment" if scene.occupation else "jobs_selected", "title"],
            ascending=[True, False, True],
            na_position="last",
            kind="stable",
        )
    else:
        ranked = frame.sort_values(
            [scene.measure, "title"], ascending=[False, True], na_position="last", kind="stable"
        )
    usual = _OCCUPATION_COLUMNS if scene.occupation else _AREA_COLUMNS
    columns = ["title", scene.measure, "states", *(c for c in usual if c != scene.measure)]
    return _worded(pd.DataFrame(ranked[columns]), scene)


def rank_of(frame: pd.DataFrame, scene: Scene) -> tuple[int, int] | None:
    """Return the picked area's rank by the scene's measure, largest first (ties share it), of how many with a figure; None without."""
    if scene.area is None or scene.area not in frame.index or measure_of(scene).categories:
        return None
    values = frame[scene.measure].astype(float)
    mine = float(values[scene.area])
    return None if value_missing(mine) else (int((values > mine).sum()) + 1, int(values.notna().sum()))


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as shown: figures below 100 to three decimals (a tenth of a percent), above to whole numbers."""
    out = table.copy()
    for column in out.select_dtypes("number").columns:
        values = out[column].astype(float)
        out[column] = values.round(0) if values.abs().max() >= 1_000 else values.round(3)
    return out


#: Groups of the picked area's occupations, in order of use.
LISTS: Final[tuple[str, ...]] = (Kind.OVERLAP.value, Kind.TRAINING_GAP.value, Kind.QUALITY_GAP.value, "rest")
_LIST_COLUMNS: Final = (
    "title",
    "employment",
    "wage",
    "threshold",
    "share_paying",
    "growth",
    "growth_basis",
    "openings",
    "reach",
    "schedule",
    "entry_education",
    "why",
)


def _shares_paying(shares: pd.Series, bounds: pd.Series) -> list[str]:
    words = {-1: say.under, 1: say.over}
    return [
        "—" if value_missing(float(s)) else words.get(int(b), str)(percent(float(s), 0))
        for s, b in zip(shares, bounds, strict=True)
    ]


def lists(cells: pd.DataFrame, scene: Scene) -> dict[str, pd.DataFrame]:
    """Return the picked area's occupations by group (index soc), largest first; those BLS does not list there are left out."""
    cells = in_units(cells, scene)
    frame = cells.assign(
        share_paying=_shares_paying(cells["share_paying"], cells["share_paying_bound"]),
        schedule=cells["regular_schedule_share"],
        why=[" ".join(map(str, reasons)) for reasons in cells[list(REASONS)].itertuples(index=False)],
        kind_word=cells["kind"].map(texts.KINDS_SHORT),
    )
    listed = cells["employment_flag"] != Flag.NOT_LISTED.value
    out = {}
    for name in LISTS:
        chosen = ~cells["kind"].isin(LISTS) if name == "rest" else cells["kind"] == name
        columns = ["title", "kind_word", *_LIST_COLUMNS[1:]] if name == "rest" else list(_LIST_COLUMNS)
        out[name] = _worded(pd.DataFrame(frame.loc[chosen & listed, columns]), scene).rename(
            columns={"kind_word": "kind"}
        )
    return out


def signed_dollars(value: float) -> str:
    """Write US dollars with a true minus sign."""
    return f"−{dollars(-value)}" if value < 0 else dollars(value)


def budget_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the family budget as written lines."""
    out = frame[["component", "annual", "basis", "note"]].copy()
    out["monthly"] = [signed_dollars(v / 12) for v in frame["annual"]]
    out["annual"] = [signed_dollars(v) for v in frame["annual"]]
    return out[["component", "annual", "monthly", "basis", "note"]]


def program_table(programs: pd.DataFrame, titles: Mapping[str, str], scene: Scene) -> pd.DataFrame:
    """Return programs as written rows, in the atlas's order (nearest first)."""
    out = pd.DataFrame(index=programs.index)
    out["name"] = programs["name"]
    out["program"] = programs["program"]
    out["award"] = programs["award"]
    online = programs["distance_only"].to_numpy(bool)
    out["distance"] = [
        texts.ONLINE_ONLY if o else distance(float(m), scene.units)
        for o, m in zip(online, programs["distance_miles"], strict=True)
    ]
    out["adults_within"] = programs["adults_within"]
    out["completions"] = programs["completions"]
    out["city"] = programs["city"].fillna("") + ", " + programs["state"]
    out["control"] = programs["control"]
    out["open_admission"] = programs["open_admission"]
    out["tuition"] = programs["tuition"]
    out["leads_to"] = [
        "; ".join(titles.get(s, s) for s in str(codes).split(", ") if s) for codes in programs["soc"]
    ]
    return out.rename(columns=texts.PROGRAM_HEADS)


def provider_points(programs: pd.DataFrame, scene: Scene) -> list[dict[str, Any]]:
    """Return one point per provider that can be gone to, with its programs in the tooltip."""
    out = []
    here = programs.loc[~programs["distance_only"].astype(bool)]
    for _, rows in here.groupby("provider_id", sort=False):
        first = rows.iloc[0]
        titles = list(
            dict.fromkeys(f"{p} ({a})" for p, a in zip(rows["program"], rows["award"], strict=True))
        )
        more = [say.more_programs(len(titles) - 4)] if len(titles) > 4 else []
        where = say.near_point(
            str(first["city"]), str(first["state"]), distance(float(first["distance_miles"]), scene.units)
        )
        text = "\n".join([where, *titles[:4], *more])
        out.append(
            {
                "lon": float(first["lon"]),
                "lat": float(first["lat"]),
                "heading": str(first["name"]),
                "text": text,
            }
        )
    return out


def provider_entry(count: int) -> legend.Entry:
    """Return the legend line of the providers on the map."""
    return legend.Entry(say.providers_line(texts.PROVIDERS_LEGEND, count), style.PROVIDER, None, point=True)


# --------------------------------------------------------------------- sources


def source_keys(scene: Scene) -> tuple[str, ...]:
    """Return the atlas's names of what the map rests on."""
    return (MEASURES[scene.measure].table, "shapes")


def source_lines(sources: pd.DataFrame) -> list[str]:
    """Return one line per published source: publisher, title, vintage."""
    rows = zip(
        sources["publisher"].astype(str),
        sources["title"].astype(str),
        sources["vintage"].astype(str),
        strict=True,
    )
    return [say.source(publisher, title, us_dates(vintage)) for publisher, title, vintage in rows]


def us_dates(text: str) -> str:
    """Return a source's vintage with its dates as Americans write them: 2026-02-19 is February 19, 2026; 2022-09 September 2022.

    A year and two digits that cannot be its month, such as 2022-32, is a span of years.
    """

    def month_or_years(found: re.Match[str]) -> str:
        year, more = found[1], int(found[2])
        return (
            f"{texts.MONTHS[more - 1]} {year}"
            if 1 <= more <= min(12, int(year[2:]))
            else f"{year}–{found[2]}"
        )

    text = re.sub(
        r"\b(\d{4})-(\d\d)-(\d\d)\b",
        lambda m: f"{texts.MONTHS[int(m[2]) - 1]} {int(m[3])}, {m[1]}" if 1 <= int(m[2]) <= 12 else m[0],
        text,
    )
    text = re.sub(r"\b(\d{4})-(\d{4})\b", r"\1–\2", text)
    return re.sub(r"\b(\d{4})-(\d\d)\b(?!-\d)", month_or_years, text)


def short_sources(sources: pd.DataFrame) -> list[str]:
    """Return a short name and vintage for each published source, those that read alike once.

    What a vintage says after a comma in small letters (when it was released, say) stands in the full list only.
    """
    rows = zip(
        sources["id"].astype(str), sources["title"].astype(str), sources["vintage"].astype(str), strict=True
    )
    short = (
        f"{names.SHORT.get(i, title)} {us_dates(re.split(r', (?=[a-z])| as ', vintage)[0])}".strip()
        for i, title, vintage in rows
    )
    return list(dict.fromkeys(short))


def source_html(main: pd.DataFrame, every: pd.DataFrame, version: str, lead: str) -> str:
    """Return the source line under a map or table, with all sources to unfold; text is escaped, addresses are links."""
    items = []
    for line, url in zip(source_lines(every), every["url"].astype(str), strict=True):
        link = f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(line)}</a>'
        items.append(f"<li>{link if url.startswith('https://') else escape(line)}</li>")
    return (
        f'<div class="go-source">{escape(say.sources_line(lead, version, short_sources(main)))}'
        f"<details><summary>{escape(say.sources_all(len(items)))}</summary><ul>{''.join(items)}</ul></details></div>"
    )


def unit_line(scene: Scene) -> str:
    """Return what the measure says and in which unit."""
    return f"{texts.MEASURES[scene.measure][1]} {texts.UNIT_LINES[measure_of(scene).unit]}".strip()


_SUPPLY_COLUMNS: Final = ("title", "employment", "openings", "completers", "gap", "ratio", "verdict")


def supply_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return supply against demand by occupation, those with a verdict first, largest gap or surplus first."""
    judged = frame["verdict"].isin(["oversupply", "undersupply", "balanced"])
    ranked = frame.assign(_judged=~judged, _size=-frame["gap"].abs()).sort_values(
        ["_judged", "_size", "title"], kind="stable"
    )
    return pd.DataFrame(ranked[list(_SUPPLY_COLUMNS)])


def supply_sentence(summary: Mapping[str, Any]) -> str:
    """Say an area's supply and demand in one sentence."""
    if not float(summary["occupations_judged"]) > 0:  # none, or not known
        return texts.SUPPLY_NONE
    return say.supply(
        f"{summary['occupations_judged']:,.0f}",
        f"{summary['occupations_oversupply']:,.0f}",
        f"{summary['occupations_undersupply']:,.0f}",
        share_words(float(summary["misalignment"])),
    )


def ladder_table(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return ladders, one row per rung: ladder, rung, occupation, wage, raise, growth, openings, how one gets in, why related."""
    roles = [texts.RUNGS.get(str(r), str(r)) for r in frame["role"]]
    entry = []
    for row in frame.to_dict("records"):
        parts = [str(row["entry_education"])] if row["entry_education"] else []
        if row["training"] and row["training"] != "None":
            parts.append(str(row["training"]).lower())
        if row["programs"]:
            parts.append(say.programs_here(row["programs"], str(row["awards"] or "")))
        if row["apprenticeable"]:
            parts.append(texts.APPRENTICESHIP)
        entry.append("; ".join(parts))
    return pd.DataFrame(
        {
            "ladder": frame["chain"].to_numpy() + 1,
            "rung": roles,
            "title": frame["title"].to_numpy(),
            "wage": [pay(float(w), hourly=scene.hourly) for w in frame["wage"]],
            "raise": ["" if value_missing(float(r)) else f"+{100 * r:.0f}%" for r in frame["raise"]],
            "growth": frame["growth"].to_numpy(float).round(3),
            "openings": frame["openings"].to_numpy(float).round(0),
            "entry": entry,
            "basis": frame["basis"].to_numpy(),
        }
    )


def growth_error_sentence(test: Mapping[str, Any]) -> str:
    """Say how far off our growth rates were on California's published local projections."""
    if not test.get("cells"):
        return texts.NO_BACK_TEST
    return say.growth_error(test["error"], test["error_one_rate"], str(test["years"]), test["cells"])


def certainty_sentence(frame: pd.DataFrame) -> str:
    """Say how many occupations pass or fail growth clearly, and whether wages have standard errors here."""
    known = frame.loc[frame["growth_certainty"] != "unknown"]
    close = int((known["growth_certainty"] == "close").sum())
    waged = int((frame["wage_certainty"] != "unknown").sum())
    return say.certainty(len(known), close, say.wage_errors(waged) if waged else texts.NO_WAGE_ERRORS)


def sensitivity_table(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return what flips jobs, most first: setting, change, jobs gained and lost, share moved."""
    out = frame[["setting", "jobs_gained", "jobs_lost", "share_moved"]].copy()
    out.insert(
        1,
        "change",
        [
            f"{step_words(row, 'before', scene)} → {step_words(row, 'after', scene)}"
            for row in frame.to_dict("records")
        ],
    )
    out["share_moved"] = out["share_moved"].round(3)
    return pd.DataFrame(out)


def pay_standard(rules: Rules) -> str:
    """Return the pay standard's name."""
    return PAY_STANDARDS[rules.pay]


__all__ += [
    "REASONS",
    "growth_words",
    "in_units",
    "pay_standard",
    "pay_words",
    "people",
    "provider_entry",
    "reach_words",
    "rounded",
    "selection_words",
    "short_sources",
    "signed_dollars",
    "signed_percent",
    "source_html",
    "step_words",
    "unit_line",
    "us_dates",
    "value_missing",
    "values_of",
]
