"""What a scene's map shows of a frame of areas, apart from geometry: colors, texts, legend, order, view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.maps import layers, legend, palettes, style, words
from geo_opportunity.maps.classes import classify, keep
from geo_opportunity.units import UNITS, counted
from geo_opportunity.vocabulary import HOURS_OEWS, KINDS, MISSING, STATUSES, TESTS_PASSED, Status
from geo_opportunity.wording import (
    REASONS,
    in_units,
    pay_needed,
    people,
    percent,
    percent_range,
    rank_range,
    value_missing,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import MapView, Scene

__all__ = [
    "Picture",
    "land",
    "measure_of",
    "ordered",
    "picture",
    "rank_of",
    "source_keys",
    "state_of",
    "unit_line",
    "view_of",
]

#: Part of the map's width and height that a box fills: an area is shown with its neighbors.
_MARGIN_AREA: Final = 0.55
_MARGIN: Final = 0.9


@dataclass(frozen=True, slots=True)
class Picture:
    """What the map shows, apart from geometry."""

    codes: tuple[str, ...]
    fills: tuple[str, ...]
    headings: tuple[str, ...]
    texts: tuple[str, ...]
    unknown: tuple[str, ...]
    legend: legend.Legend
    close: tuple[str, ...] = ()
    """Areas that are not clearly apart, lined over their color."""
    breaks: tuple[float, ...] = ()
    """Between classes, in the measure's own unit (``Scene.held``); none for categories."""


def measure_of(scene: Scene) -> str:
    """Return the figure shown: the scene's measure or, where only what is clear is, the clear part."""
    return "share_overlap_clear" if scene.clear and scene.measure == "share_overlap" else scene.measure


def _by_the_hour(scene: Scene) -> bool:
    return scene.hourly and FIGURES[measure_of(scene)].money


def _shown(frame: pd.DataFrame, scene: Scene) -> pd.Series:
    """Return the measure's figures as shown (pay by the hour where requested)."""
    values = frame[measure_of(scene)]
    if measure_of(scene) == "tests_passed":
        return values.map(lambda met: Status.UNKNOWN.value if value_missing(float(met)) else f"{met:.0f}")
    return values / HOURS_OEWS if _by_the_hour(scene) else values


def _categories(measure: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return colors and words of a category measure."""
    if measure in ("kind", "main_kind"):
        return palettes.KINDS, KINDS
    if measure == "tests_passed":
        return palettes.TESTS_PASSED, TESTS_PASSED
    if measure == "missing_most":
        return palettes.MISSING, MISSING
    named = STATUSES[measure]
    return {name: color for name, color in palettes.STATUSES.items() if name in named}, named


def picture(frame: pd.DataFrame, scene: Scene) -> Picture:
    """Return colors, texts and legend of the scene's measure over areas (index area_code)."""
    figure, values = FIGURES[measure_of(scene)], _shown(frame, scene)
    breaks: tuple[float, ...] = ()
    codes = tuple(map(str, frame.index))
    if figure.categories:
        colors, named = _categories(measure_of(scene))
        fills = [colors.get(str(v), palettes.NO_DATA) for v in values]
        unknown = tuple(c for c, v in zip(codes, values, strict=True) if v == Status.UNKNOWN.value)
        counts = {str(k): int(n) for k, n in values.value_counts().items()}
        shown = legend.of_categories(figure.label, counts, colors, named)
        written = [named.get(str(v), str(v)) for v in values]
    else:
        unit = UNITS[unit_of(measure_of(scene), hourly=scene.hourly)]
        factor = HOURS_OEWS if _by_the_hour(scene) else 1.0
        given, numbers = [c / factor for c in scene.cuts], values.to_numpy(float)
        if scene.held and scene.breaks != "user":
            classes = keep(numbers, unit, [c / factor for c in scene.held], diverging=figure.diverging)
        else:
            classes = classify(numbers, unit, method=scene.breaks, diverging=figure.diverging, cuts=given)
        breaks = tuple(edge * factor for edge in classes.breaks)
        ramp = legend.colors_of(classes, figure.palette)
        fills = [ramp[i] if i >= 0 else palettes.NO_DATA for i in classes.index]
        unknown = tuple(c for c, i in zip(codes, classes.index, strict=True) if i < 0)
        missing = words.MISSING if scene.occupation else words.MISSING_AREAS
        shown = legend.of_classes(_title(scene), classes, figure.palette, missing=missing)
        written = [unit.text(float(v)) for v in values]
    tips = _occupation_tips(frame, written, scene) if scene.occupation else _area_tips(frame, written, scene)
    titles = tuple(map(str, frame["title"]))
    close: tuple[str, ...] = ()
    if scene.sure:
        close, shown = _how_sure(frame, scene, shown)
    return Picture(codes, tuple(fills), titles, tuple(tips), unknown, shown, close, breaks)


def _how_sure(
    frame: pd.DataFrame, scene: Scene, shown: legend.Legend
) -> tuple[tuple[str, ...], legend.Legend]:
    """Return the areas that are not clearly apart, and the legend that says so.

    An area is, where the nation's share is in the 80 percent interval of its own; for one occupation, where
    its outcome is close.
    """
    if scene.occupation:
        close = frame["certainty"] == "close"
        said = "Close: either side of a test's line is nearly as likely"
    elif scene.measure == "share_overlap":
        nation = frame["jobs_overlap"].sum() / frame["jobs_selected"][frame["jobs_overlap"].notna()].sum()
        close = (frame["share_overlap_low"] <= nation) & (frame["share_overlap_high"] >= nation)
        said = f"Not clearly above or below the nation's {percent(nation, 0)}"
    else:
        note = "How sure is known for the share of jobs where all three meet, and for one occupation."
        return (), replace(shown, note=f"{shown.note} {note}".strip())
    color = shown.entries[len(shown.entries) // 2].color if shown.entries else palettes.NO_DATA
    entry = legend.Entry(said, color, int(close.sum()), lined=True)
    return tuple(map(str, frame.index[close])), replace(shown, entries=(*shown.entries, entry))


def _title(scene: Scene) -> str:
    figure = FIGURES[measure_of(scene)]
    if not figure.money:
        return figure.label
    return f"{figure.label}, dollars {'an hour' if scene.hourly else 'a year'}"


def _area_tips(frame: pd.DataFrame, written: Sequence[str], scene: Scene) -> list[str]:
    name = FIGURES[measure_of(scene)].label
    out = []
    for value, row in zip(written, frame.to_dict("records"), strict=True):
        figure, jobs = f"{name}: {value}", people(row["jobs_selected"])
        if value_missing(float(row["jobs_selected"])):
            lines = [figure if value != "—" else words.MISSING_JOBS]
        elif value_missing(float(row["threshold"])):
            growing = f"{FIGURES['growing'].head}: {percent(row['share_growing'], 0)} of {jobs} jobs"
            lines = [figure if value != "—" else words.MISSING_PAY, growing]
        else:
            count = counted(row["occupations_overlap"], "occupation")
            trained, learned = (
                percent(row[f"share_{part}"], 0) for part in ("trained_for", "learned_on_the_job")
            )
            lines = [
                figure,
                *_likely(row),
                f"All three meet: {people(row['jobs_overlap'])} of {jobs} jobs, {count}",
                f"Trained for: {trained}; learned on the job: {learned}",
            ]
            if row["top_overlap"]:
                lines.append(f"Largest: {row['top_overlap']}")
            if row["top_gap"]:
                lines.append(f"Training gap, largest: {row['top_gap']}")
            if row["share_unknown"] >= 0.005:
                lines.append(f"Cannot be judged: {percent(row['share_unknown'], 0)} of the jobs")
        lines.append(pay_needed(row["threshold"], hourly=scene.hourly))
        out.append("\n".join(lines))
    return out


def _likely(row: Mapping[Hashable, Any]) -> list[str]:
    """Return the 80 percent intervals of an area's share and rank as a line, where there are any.

    A region has no rank, and without standard errors in the data there is no interval.
    """
    if value_missing(row["share_overlap_low"]):
        return []
    said = f"Likely share: {percent_range(row['share_overlap_low'], row['share_overlap_high'])}"
    if value_missing(row["rank_low"]):
        return [said]
    return [f"{said}; rank: {rank_range(row['rank_low'], row['rank_high'])}"]


def _occupation_tips(frame: pd.DataFrame, written: Sequence[str], scene: Scene) -> list[str]:
    name = FIGURES[measure_of(scene)].label
    out = []
    for value, row in zip(written, in_units(frame, scene).to_dict("records"), strict=True):
        known = not value_missing(float(row["employment"]))
        jobs = f"{row['employment']:,.0f} jobs" if known else "Jobs: not published"
        tests = zip(("Growth", "Pay", "Training"), REASONS, strict=True)
        if not value_missing(float(row["openings"])):
            jobs += f", about {people(row['openings'])} openings a year"
        sure = f"{FIGURES['certainty'].head}: {row['certainty']}"
        reasons = (f"{test}: {row[why]}" for test, why in tests)
        out.append("\n".join([f"{name}: {value}", jobs, *reasons, sure]))
    return out


def ordered(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the areas in the order of the scene's measure: largest figure first, unknown last."""
    if not FIGURES[measure_of(scene)].categories:
        return frame.sort_values(
            [measure_of(scene), "title"], ascending=[False, True], na_position="last", kind="stable"
        )
    colors, _ = _categories(measure_of(scene))
    order = _shown(frame, scene).map({name: i for i, name in enumerate(colors)})
    return frame.assign(_order=order).sort_values(
        ["_order", "employment" if scene.occupation else "jobs_selected", "title"],
        ascending=[True, False, True],
        na_position="last",
        kind="stable",
    )


def rank_of(frame: pd.DataFrame, scene: Scene) -> tuple[int, int] | None:
    """Return the picked area's rank by the scene's measure, largest first (ties share it), of how many."""
    if scene.area is None or scene.area not in frame.index or FIGURES[measure_of(scene)].categories:
        return None
    values = frame[measure_of(scene)].astype(float)
    mine = float(values[scene.area])
    return None if value_missing(mine) else (int((values > mine).sum()) + 1, int(values.notna().sum()))


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
    return layers.fit(box, size, margin=_MARGIN_AREA if scene.place == "area" else _MARGIN)


def state_of(scene: Scene) -> str | None:
    """Return the postal code of the state the map looks at, None for the nation or a picked area."""
    return None if scene.place == "area" else scene.place


def source_keys(scene: Scene) -> tuple[str, ...]:
    """Return what the map rests on, as names for ``Atlas.sources_of``."""
    return (FIGURES[measure_of(scene)].rests_on, "shapes")


def unit_line(scene: Scene) -> str:
    """Return what the measure says and in which unit."""
    unit = UNITS[unit_of(measure_of(scene), hourly=scene.hourly)]
    return f"{FIGURES[measure_of(scene)].meaning} {unit.line}".strip()


def land(
    titles: Mapping[str, str],
    shown: legend.Legend,
    texts: Mapping[str, str] | None = None,
    fills: Mapping[str, str] | None = None,
) -> Picture:
    """Return the areas (code -> title) in a quiet color, some with texts and in colors of their own."""
    said, filled = texts or {}, fills or {}
    return Picture(
        codes=tuple(titles),
        fills=tuple(filled.get(code, style.LAND) for code in titles),
        headings=tuple(titles.values()),
        texts=tuple(said.get(code, "") for code in titles),
        unknown=(),
        legend=shown,
    )
