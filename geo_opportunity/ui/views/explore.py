"""What the Explore page shows beside its large map: the three tests apart, and the access of an area's residents. No Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, palettes, style
from geo_opportunity.maps import words as legend_words
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import explore as words
from geo_opportunity.vocabulary import KM_PER_MILE, SECTORS, Kind, Status
from geo_opportunity.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.scene import Scene

__all__ = ["Access", "Small", "access_of", "access_table", "shows_tests", "single_tests", "trained_for"]

#: Steps of the share of jobs that pass a test, the same on all three maps.
STEPS: Final = (0.2, 0.4, 0.6, 0.8)
_SHARES: Final = ("share_growing", "share_sustaining", "share_accessible")
_STATUSES: Final = ("growing", "sustaining", "accessible")
_RADIUS: Final = 3.2


def shows_tests(scene: Scene) -> bool:
    """Return whether the measure is how many tests are met, which the three single-test maps explain."""
    return scene.measure in ("tests_met", "tests_passed")


@dataclass(frozen=True, slots=True)
class Small:
    """One of the three small maps."""

    measure: str
    title: str
    codes: tuple[str, ...]
    fills: tuple[str, ...]
    unknown: tuple[str, ...]
    counts: str
    """How many areas are in each class, in words."""


def single_tests(frame: pd.DataFrame, scene: Scene) -> tuple[list[Small], Legend]:
    """Return the three tests apart on one scale, and the legend they share.

    `frame` is that of the large map: shares of jobs of all selected occupations, or the outcomes of one occupation.
    """
    codes = tuple(map(str, frame.index))
    if scene.occupation is None:
        ramp = palettes.sequential("YlGnBu", len(STEPS) + 1)
        edges = [0.0, *STEPS, 1.0]
        labels = [f"{percent(a, 0)} to {percent(b, 0)}" for a, b in pairwise(edges)]
        entries = [Entry(label, color) for label, color in zip(labels, ramp, strict=True)]
        entries.append(Entry(legend_words.MISSING_AREAS, palettes.NO_DATA, hatched=True))
        classes = {name: _classed(frame[name].to_numpy(float), labels) for name in _SHARES}
        colors = dict(zip(labels, ramp, strict=True))
    else:
        colors = {name: color for name, color in palettes.STATUSES.items() if name != Status.UNKNOWN.value}
        entries = [
            Entry(words.STATUS_NAMES[name], color, hatched=name == Status.UNKNOWN.value)
            for name, color in palettes.STATUSES.items()
        ]
        classes = {
            name: ["" if v == Status.UNKNOWN.value else str(v) for v in frame[name]] for name in _STATUSES
        }
    out = []
    for name, values in classes.items():
        counts = pd.Series(values).value_counts()
        told = [
            f"{words.STATUS_NAMES.get(label, label)}: {counts[label]:,}"
            for label in colors
            if label in counts.index
        ]
        told += [f"{texts.UNKNOWN}: {counts['']:,}"] if "" in counts.index else []
        out.append(
            Small(
                name,
                FIGURES[name].label,
                codes,
                tuple(colors.get(v, palettes.NO_DATA) for v in values),
                tuple(c for c, v in zip(codes, values, strict=True) if not v),
                f"{'; '.join(told)}.",
            )
        )
    return out, Legend(words.test_legend(scene.occupation is None), tuple(entries))


def _classed(values: np.ndarray, labels: list[str]) -> list[str]:
    index = np.digitize(values, STEPS)
    return [labels[i] if np.isfinite(v) else "" for i, v in zip(index, values, strict=True)]


# ---------------------------------------------------------------------- access


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """The access of one area's residents, ready to be drawn and told."""

    layers: tuple[str, ...]
    legend: Legend
    sentence: str


def trained_for(scene: Scene, occupations: Mapping[str, str]) -> str:
    """Return for what the training looked at prepares, in words."""
    if scene.occupation:
        return occupations[scene.occupation]
    return SECTORS[scene.selection.sector].lower() if scene.selection.sector else words.ANY_PROGRAM


def access_of(
    tracts: pd.DataFrame, cuts: Sequence[float], area: Mapping[Any, Any], scene: Scene, what: str
) -> Access:
    """Return the access surface of the picked area.

    Parameters
    ----------
    tracts
        Of the area, indexed by tract: access_per_1000, lon, lat.
    cuts
        Scores between the classes (``questions.access.quarters`` of the nation).
    area
        The area's row of ``Atlas.access``: title, access_per_1000, share_no_access, nearest_miles.
    scene, what
        Settings, and for what the training prepares.
    """
    mine = tracts.loc[tracts["lon"].notna()]
    value = mine["access_per_1000"].to_numpy(float)
    colors = palettes.sequential("BuPu", len(cuts) + 1)
    index = np.digitize(value, cuts)
    groups = [
        (words.ACCESS_UNKNOWN, palettes.NO_DATA, ~np.isfinite(value)),
        (words.ACCESS_NONE, palettes.KINDS[Kind.TRAINING_GAP.value], value == 0),
        *(
            (
                words.access_range(0.0 if n == 0 else cuts[n - 1], cuts[n] if n < len(cuts) else None),
                color,
                (value > 0) & (index == n),
            )
            for n, color in enumerate(colors)
        ),
    ]
    drawn, entries = [], []
    for n, (label, color, chosen) in enumerate(groups):
        if chosen.any():
            places = list(zip(mine["lon"][chosen], mine["lat"][chosen], strict=True))
            drawn.append(layers.dots(f"access-{n}", places, color, radius=_RADIUS, line=style.LINE))
            entries.append(Entry(f"{label} ({int(chosen.sum()):,})", color, point=True))
    reach = wording.distance(scene.rules.reach_miles, scene.units)
    title, mean, nearest = str(area["title"]), float(area["access_per_1000"]), float(area["nearest_miles"])
    if np.isfinite(mean):
        none = percent(float(area["share_no_access"]), 0)
        sentence = words.access_sentence(title, what, f"{mean:,.1f}", none)
        if np.isfinite(nearest):
            sentence += f" {words.access_nearest(wording.distance(nearest, scene.units))}"
    else:
        sentence = words.access_unknown(title)
    return Access(
        tuple(drawn), Legend(words.access_legend(what), tuple(entries), words.access_note(reach)), sentence
    )


def access_table(counties: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the access of the picked area's counties, fewest within reach first; distances in the unit asked for."""
    mine = counties.loc[counties["area_code"] == scene.area, list(TABLES["access"])].sort_values(
        ["access_per_1000", "name"]
    )
    if scene.units == "km":
        mine = mine.assign(nearest_miles=mine["nearest_miles"] * KM_PER_MILE)
    return mine.reset_index(drop=True)


def budget_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the family budget as written lines."""
    out = frame[["component", "annual", "basis", "note"]].copy()
    out["monthly"] = [wording.signed_dollars(v / 12) for v in frame["annual"]]
    out["annual"] = [wording.signed_dollars(v) for v in frame["annual"]]
    return out[["component", "annual", "monthly", "basis", "note"]]


def program_table(programs: pd.DataFrame, titles: Mapping[str, str], scene: Scene) -> pd.DataFrame:
    """Return programs as written rows, in the atlas's order (nearest first)."""
    out = pd.DataFrame(index=programs.index)
    out["name"] = programs["name"]
    out["program"] = programs["program"]
    out["award"] = programs["award"]
    online = programs["distance_only"].to_numpy(bool)
    out["distance"] = [
        texts.ONLINE_ONLY if o else wording.distance(float(m), scene.units)
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
    return out.rename(columns=TABLES["programs"])
