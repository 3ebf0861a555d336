"""A map of what a change of settings did: each area's figure now against the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.maps import palettes, words
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import Picture, measure_of
from geo_opportunity.units import UNITS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_opportunity.scene import Scene

__all__ = ["change_of", "change_picture"]

#: Least size of a change that is called one, of a larger and of a large one: points of a share, or parts of a
#: number.
_STEPS: Final = {True: (0.01, 0.05, 0.10), False: (0.01, 0.10, 0.25)}
_NEAR: Final = "#f0f0f0"


def _in_points(measure: str) -> bool:
    return FIGURES[measure].unit in ("share", "growth")


def change_of(now: pd.Series, before: pd.Series, measure: str) -> NDArray[np.float64]:
    """Return how far a figure moved: in points (0.01 is one) of a share, else as part of what it was.

    Unknown (NaN) where either is, and where a number grew out of zero.
    """
    new, old = now.to_numpy(float), before.reindex(now.index).to_numpy(float)
    if _in_points(measure):
        points: NDArray[np.float64] = new - old
        return points
    part: NDArray[np.float64] = np.divide(
        new - old, np.abs(old), out=np.full(len(new), np.nan), where=old != 0
    )
    part[(old == 0) & (new == 0)] = 0.0
    return part


def change_picture(now: pd.DataFrame, before: pd.DataFrame, scene: Scene) -> Picture:
    """Return colors, texts and legend of what a change of settings did to the scene's measure.

    Parameters
    ----------
    now, before
        Areas (index area_code) with title and the measure, under the settings and those before.
    scene
        Says the measure; no categories.
    """
    measure = measure_of(scene)
    moved = change_of(now[measure], before[measure], measure)
    steps = _STEPS[_in_points(measure)]
    kind = " points" if _in_points(measure) else "%"
    small, some, big = (f"{100 * step:g}" for step in steps)
    sizes = [f"{small} to {some}{kind}", f"{some} to {big}{kind}", f"{big}{kind} or more"]
    colors = palettes.diverging(3, 3)
    colors.insert(3, _NEAR)
    labels = [
        *(f"Down {size}" for size in reversed(sizes)),
        f"Changed less than {small}{kind.removesuffix('s') if small == '1' else kind}",
        *(f"Up {size}" for size in sizes),
    ]
    size = np.abs(np.round(moved, 9))
    index = np.where(
        np.isnan(moved), -1, 3 + np.sign(np.nan_to_num(moved)) * np.searchsorted(steps, size, side="right")
    ).astype(int)
    counts = np.bincount(index[index >= 0], minlength=7)
    rows = zip(labels, colors, map(int, counts), strict=True)
    entries = [Entry(*row) for row in rows if row[2] or row[1] == _NEAR]
    if (index < 0).any():
        entries.append(Entry(words.MISSING_AREAS, palettes.NO_DATA, int((index < 0).sum()), hatched=True))
    codes, unit = tuple(map(str, now.index)), UNITS[unit_of(measure, hourly=False)]
    old = before[measure].reindex(now.index)
    texts = tuple(
        f"{FIGURES[measure].label}: was {unit.text(float(a))}, now {unit.text(float(b))}"
        for a, b in zip(old, now[measure], strict=True)
    )
    return Picture(
        codes,
        tuple(colors[i] if i >= 0 else palettes.NO_DATA for i in index),
        tuple(map(str, now["title"])),
        texts,
        tuple(code for code, i in zip(codes, index, strict=True) if i < 0),
        Legend(f"Change since the last setting: {FIGURES[measure].label}", tuple(entries)),
    )
