"""The three tests apart, as small maps of the Explore page that are linked by what the hand is on."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers, palettes
from geo_opportunity.maps import words as legend_words
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import Picture, view_of
from geo_opportunity.ui import display, session
from geo_opportunity.vocabulary import STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Pixels of the small maps of single tests.
_SMALL_DESK: Final = (330, 210)
_SMALL_PHONE: Final = (340, 220)


#: Steps of the share of jobs that pass a test, the same on all three maps.
_STEPS: Final = (0.2, 0.4, 0.6, 0.8)


def single_tests(page: Page, frame: pd.DataFrame, shapes: layers.Shapes) -> None:
    """Draw the three tests apart, on small maps of one scale."""
    scene = page.scene
    st.subheader("Test by test", anchor=False)
    size = _SMALL_PHONE if display.phone() else _SMALL_DESK
    view = view_of(scene, shapes.bounds, size)
    if scene.view is not None:  # the same part of the country on a smaller picture
        view = replace(view, zoom=max(0.0, view.zoom + math.log2(size[0] / display.map_size()[0])))
    shares = scene.occupation is None
    pictures = _by_shares(frame) if shares else _by_outcomes(frame)
    for column, (measure, (shown, counts)) in zip(st.columns(3, gap="small"), pictures.items(), strict=True):
        title = FIGURES[measure].label
        with column:
            st.markdown(f"**{wording.markdown(title)}**")
            alt = f"Small map: {title}, number of areas. {counts}"
            display.draw_map(
                page,
                shapes,
                shown,
                key=f"small_{measure}",
                alt=alt,
                view=view,
                size=size,
                small=True,
                legend=not shares,
            )
            st.button(
                "Show on the large map",
                key=f"show_{measure}",
                on_click=session.change,
                args=(partial(_measured, measure),),
                type="tertiary",
                icon=":material/open_in_full:",
                help=f"Show on the large map: {title}",
            )
    if shares:
        st.html(next(iter(pictures.values()))[0].legend.html())
    st.caption(
        "The same areas and scale on all three maps. The ranked table holds the same figures under each "
        "measure."
    )


def _measured(measure: str, scene: Scene) -> Scene:
    return scene.measured(measure)


def _by_shares(frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return a map of the share of jobs that pass each test, and how many areas are in each class."""
    labels = [
        f"{wording.percent(low, 0)} to {wording.percent(high, 0)}"
        for low, high in pairwise([0.0, *_STEPS, 1.0])
    ]
    colors = dict(zip(labels, palettes.sequential("YlGnBu", len(labels)), strict=True))
    entries = [Entry(label, color) for label, color in colors.items()]
    entries.append(Entry(legend_words.MISSING_AREAS, palettes.NO_DATA, hatched=True))
    legend = Legend("Share of jobs that pass", tuple(entries))
    out = {}
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        values = frame[name].to_numpy(float)
        classes = zip(values, np.digitize(values, _STEPS), strict=True)
        classed = [labels[n] if np.isfinite(value) else "" for value, n in classes]
        out[name] = _small(frame, classed, {label: (label, color) for label, color in colors.items()}, legend)
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
    return Picture(codes, fills, codes, codes, unknown, legend), f"{'; '.join(said)}."
