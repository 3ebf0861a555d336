"""The three tests apart, as small maps of the Explore page that are linked by what the hand is on."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers, palettes
from geo_opportunity.maps.classes import classify
from geo_opportunity.maps.legend import Entry, Legend, colors_of
from geo_opportunity.maps.picture import Picture, state_of, view_of
from geo_opportunity.scene import Scene
from geo_opportunity.ui import answers, display, session
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.ui.display import Page

#: Pixels of the small maps of single tests.
_SMALL_DESK: Final = (330, 210)
_SMALL_PHONE: Final = (340, 220)


#: What is missing, on the small map.
_SHORT: Final = {"growth": "Growth", "pay": "Pay", "training": "Training", "none clear": "None clearly"}
#: Classes of a small map: few, since it is small.
_CLASSES: Final = 4


#: Measures under whose map the linked small maps stand: the answer, its tests, and one occupation's tests.
LINKED: Final = (
    "share_overlap", "missing_most", "share_growing", "share_sustaining", "share_accessible", "kind",
    "tests_passed",
)  # fmt: skip
#: Heads of the small maps of an area's jobs.
_HEADS: Final = {
    "share_growing": "Growing",
    "share_sustaining": "Pays enough",
    "share_accessible": "Training in reach",
    "missing_most": "Missing here most",
}


@answers.kept(max_entries=32)
def _pictures(version: str, scene: Scene, _frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:  # noqa: ARG001
    return _by_shares(_frame) if scene.occupation is None else _by_outcomes(_frame)


def pictures_of(page: Page, frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return the small maps by measure, each with its counts in words."""
    scene = page.scene
    plain = Scene(occupation=scene.occupation, measure=scene.measures[0], rules=scene.rules)
    return _pictures(page.version, replace(plain, selection=scene.selection, lens=scene.lens), frame)


def _columns(count: int, beside: bool) -> list[Any]:
    """Return the places of small maps: two a row beside the large map, else all in a row."""
    if not beside:
        return st.columns(count, gap="small")
    return [column for _ in range(0, count, 2) for column in st.columns(2, gap="small")][:count]


def single_tests(page: Page, frame: pd.DataFrame, shapes: layers.Shapes, *, beside: bool) -> None:
    """Draw the three tests apart on small maps, and what is missing most, two a row `beside` the large map.

    What the hand is on is marked on all maps of the page (ui/map tells the others).
    """
    scene = page.scene
    size = _SMALL_PHONE if display.phone() else _SMALL_DESK
    view = view_of(scene, shapes.bounds, size)
    if scene.view is not None:  # the same part of the country on a smaller picture
        view = replace(view, zoom=max(0.0, view.zoom + math.log2(size[0] / display.map_size()[0])))
    shares = scene.occupation is None
    pictures = pictures_of(page, frame)
    with st.container(key="explore-tests"):
        st.html(
            '<h2 class="go-tests">Test by test: share of jobs</h2>'
            if shares
            else '<h2 class="go-tests">Test by test</h2>'
        )
        for column, (measure, (shown, counts)) in zip(
            _columns(len(pictures), beside), pictures.items(), strict=True
        ):
            title = FIGURES[measure].label
            with column:
                st.html(f'<p class="go-small-title">{escape(_HEADS.get(measure, title))}</p>')
                display.draw_map(
                    page,
                    shapes,
                    shown,
                    key=f"small_{measure}",
                    alt=f"Small map: {title}, number of areas. {counts}",
                    view=view,
                    size=size,
                    small=True,
                )
                st.button(
                    "Show large",
                    key=f"show_{measure}",
                    on_click=session.change,
                    args=(partial(_measured, measure),),
                    type="tertiary",
                    icon=":material/open_in_full:",
                    help=f"Show on the large map: {title}",
                    disabled=measure == scene.measure,
                )
        state = state_of(scene)
        where = f" in {page.states[state]}" if state else ""
        if shares and (plainly := _nearly_all(page.atlas.of_state(frame, state), where)):
            st.html(plainly)


def _nearly_all(frame: pd.DataFrame, where: str) -> str:
    """Return what is missing in plain numbers over areas, a line of HTML; "" where it is not known.

    `where` they are is part of the sentence, "" for all.
    """
    jobs = frame[[f"jobs_missing_{name}" for name in ("growth", "pay", "training")]].astype(float).sum()
    if jobs.sum() <= 0:
        return ""
    parts = (jobs / jobs.sum()).map(lambda share: wording.percent(share, 0))
    return (
        f'<p class="go-note">Of the jobs{escape(where)} that fail one test alone, '
        f"{parts.iloc[1]} fail pay, {parts.iloc[0]} growth and {parts.iloc[2]} training. The fourth map "
        "shows which of these is more common in an area than in the nation. Point at an area: it is marked "
        "on every map.</p>"
    )


def _measured(measure: str, scene: Scene) -> Scene:
    return scene.measured(measure)


def _by_shares(frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return a map of the share of jobs that pass each test, each in classes of its own, and their counts."""
    out = {}
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        figure = FIGURES[name]
        found = classify(frame[name].to_numpy(float), UNITS[figure.unit], k=_CLASSES)
        colors = colors_of(found, figure.palette)
        named = {
            str(n): (said, color) for n, (said, color) in enumerate(zip(found.labels, colors, strict=True))
        }
        classed = [str(n) if n >= 0 else "" for n in found.index]
        legend = Legend("", tuple(Entry(said, color) for said, color in named.values()))
        out[name] = _small(frame, classed, named, legend)
    if "missing_most" in frame:
        unknown = Status.UNKNOWN.value
        named = {name: (_SHORT[name], palettes.MISSING[name]) for name in _SHORT}
        missing = Legend("", tuple(Entry(said, color) for said, color in named.values()))
        values = ["" if v == unknown else str(v) for v in frame["missing_most"]]
        out["missing_most"] = _small(frame, values, named, missing)
    return out


def _by_outcomes(frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return the outcomes of each test of one occupation, and how many areas have each."""
    unknown = Status.UNKNOWN.value
    out = {}
    for test, words in STATUSES.items():
        colors = {name: palettes.STATUSES[name] for name in words}
        present = {name: words[name] for name in colors if name in set(frame[test]) or name == unknown}
        entries = (Entry(said, colors[name], hatched=name == unknown) for name, said in present.items())
        named = {name: (said, colors[name]) for name, said in present.items() if name != unknown}
        values = ["" if v == unknown else str(v) for v in frame[test]]
        out[test] = _small(frame, values, named, Legend("", tuple(entries)))
    return out


def _small(
    frame: pd.DataFrame, classed: Sequence[str], named: Mapping[str, tuple[str, str]], legend: Legend
) -> tuple[Picture, str]:
    """Return a small map of areas by class ("": unknown, else `named`: words, color), and their counts."""
    codes = tuple(map(str, frame.index))
    counts = pd.Series(classed).value_counts()
    said = [f"{words}: {counts[name]:,}" for name, (words, _) in named.items() if name in counts.index]
    if "" in counts.index:
        said.append(f"{display.UNKNOWN}: {counts['']:,}")
    fills = tuple(named[name][1] if name in named else palettes.NO_DATA for name in classed)
    unknown = tuple(code for code, name in zip(codes, classed, strict=True) if not name)
    texts = tuple(named[name][0] if name in named else display.UNKNOWN for name in classed)
    heads = tuple(map(str, frame["title"])) if "title" in frame else codes
    return Picture(codes, fills, heads, texts, unknown, legend), f"{'; '.join(said)}."
