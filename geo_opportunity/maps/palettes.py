"""Colors with a source, and the arithmetic that proves them legible.

Sequential and diverging ramps: ColorBrewer 2.0 (Cynthia A. Brewer, Pennsylvania State University,
https://colorbrewer2.org, Apache-style license), all listed there as color-blind safe. Qualitative:
Okabe & Ito, "Color Universal Design" (2008, https://jfly.uni-koeln.de/color/).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geo_opportunity.vocabulary import Kind, Status

__all__ = [
    "DIVERGING",
    "KINDS",
    "MISSING",
    "NO_DATA",
    "PARTS",
    "SEQUENTIAL",
    "STATUSES",
    "TESTS_PASSED",
    "ZERO",
    "contrast",
    "difference",
    "diverging",
    "rgb",
    "seen_by",
    "sequential",
]

#: Nine-class ramps, light to dark.
SEQUENTIAL: Final[dict[str, tuple[str, ...]]] = {
    "YlGnBu": (
        "#ffffd9",
        "#edf8b1",
        "#c7e9b4",
        "#7fcdbb",
        "#41b6c4",
        "#1d91c0",
        "#225ea8",
        "#253494",
        "#081d58",
    ),
    "Oranges": (
        "#fff5eb",
        "#fee6ce",
        "#fdd0a2",
        "#fdae6b",
        "#fd8d3c",
        "#f16913",
        "#d94801",
        "#a63603",
        "#7f2704",
    ),
    "RdPu": (
        "#fff7f3",
        "#fde0dd",
        "#fcc5c0",
        "#fa9fb5",
        "#f768a1",
        "#dd3497",
        "#ae017e",
        "#7a0177",
        "#49006a",
    ),
    "YlOrBr": (
        "#ffffe5",
        "#fff7bc",
        "#fee391",
        "#fec44f",
        "#fe9929",
        "#ec7014",
        "#cc4c02",
        "#993404",
        "#662506",
    ),
    "YlGn": (
        "#ffffe5",
        "#f7fcb9",
        "#d9f0a3",
        "#addd8e",
        "#78c679",
        "#41ab5d",
        "#238443",
        "#006837",
        "#004529",
    ),
    "PuBu": (
        "#fff7fb",
        "#ece7f2",
        "#d0d1e6",
        "#a6bddb",
        "#74a9cf",
        "#3690c0",
        "#0570b0",
        "#045a8d",
        "#023858",
    ),
    "BuPu": (
        "#f7fcfd",
        "#e0ecf4",
        "#bfd3e6",
        "#9ebcda",
        "#8c96c6",
        "#8c6bb1",
        "#88419d",
        "#810f7c",
        "#4d004b",
    ),
    "GnBu": (
        "#f7fcf0",
        "#e0f3db",
        "#ccebc5",
        "#a8ddb5",
        "#7bccc4",
        "#4eb3d3",
        "#2b8cbe",
        "#0868ac",
        "#084081",
    ),
    "Greys": (
        "#ffffff",
        "#f0f0f0",
        "#d9d9d9",
        "#bdbdbd",
        "#969696",
        "#737373",
        "#525252",
        "#252525",
        "#000000",
    ),
}
#: PuOr: low side from the middle outwards, high side from the middle outwards.
DIVERGING: Final[tuple[tuple[str, ...], tuple[str, ...]]] = (
    ("#fee0b6", "#fdb863", "#e08214", "#b35806", "#7f3b08"),
    ("#d8daeb", "#b2abd2", "#8073ac", "#542788", "#2d004b"),
)
#: Drawn with hatching on top, so that "unknown" is not shown by color alone.
NO_DATA: Final = "#f4f4f4"
#: "None at all", its own class.
ZERO: Final = "#fbfaf5"

#: Chosen by search: any two differ for normal and color-blind eyes, and in gray print as far as nine can.
KINDS: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "#154a88",
    Kind.TRAINING_GAP.value: "#bc2c03",
    Kind.TRAINED_ELSEWHERE.value: "#4d2161",
    Kind.PARTIAL_REACH.value: "#f59934",
    Kind.QUALITY_GAP.value: "#cc79b1",
    Kind.STEADY.value: "#ecc813",
    Kind.DECLINING.value: "#94794b",
    Kind.OTHER.value: "#e3e3e3",
    Kind.UNKNOWN.value: NO_DATA,
}
#: Parts of the overlap, by name in columns (``measures.overlap.OVERLAP_PARTS``).
PARTS: Final[dict[str, str]] = {
    "trained_for": KINDS[Kind.OVERLAP.value],
    "learned_on_the_job": "#9ed1f4",
    "would_help": "#26a587",
}
#: Outcomes of the tests; no two of one test look alike.
STATUSES: Final[dict[str, str]] = {
    Status.PASS.value: PARTS["trained_for"],
    Status.NOT_NEEDED.value: PARTS["learned_on_the_job"],
    Status.WOULD_HELP.value: PARTS["would_help"],
    Status.SLOW.value: "#ecc813",
    Status.PARTIAL.value: "#f59934",
    Status.LOW.value: "#d95408",
    Status.NONE.value: "#bc2c03",
    Status.SHRINKING.value: "#bc2c03",
    Status.FAIL.value: "#d95408",
    Status.UNKNOWN.value: NO_DATA,
}
#: What an area's jobs miss most: the colors of the kinds of place where that test fails.
MISSING: Final[dict[str, str]] = {
    "growth": KINDS[Kind.STEADY.value],
    "pay": KINDS[Kind.QUALITY_GAP.value],
    "training": KINDS[Kind.TRAINING_GAP.value],
    "none clear": KINDS[Kind.OTHER.value],
    Status.UNKNOWN.value: NO_DATA,
}
#: How many of the three tests one occupation meets.
TESTS_PASSED: Final[dict[str, str]] = {
    "3": "#081d58",
    "2": "#1d91c0",
    "1": "#7fcdbb",
    "0": "#fee391",
    Status.UNKNOWN.value: NO_DATA,
}


def sequential(name: str, count: int) -> list[str]:
    """Return `count` colors of a ramp, light to dark; its lightest step is kept for paper."""
    ramp = SEQUENTIAL[name]
    if count <= 0:
        return []
    if count == 1:
        return [ramp[5]]
    places = np.linspace(1, len(ramp) - 1, min(count, len(ramp) - 1)).astype(int)
    return [ramp[i] for i in places]


def diverging(low: int, high: int) -> list[str]:
    """Return colors for `low` classes below the middle and `high` above (at most five a side), by value."""
    below, above = DIVERGING

    def side(colors: tuple[str, ...], count: int) -> list[str]:
        return [
            colors[i]
            for i in {0: (), 1: (1,), 2: (1, 3), 3: (0, 2, 3), 4: (0, 1, 2, 3)}.get(
                count, tuple(range(len(colors)))
            )
        ]

    return side(below, low)[::-1] + side(above, high)


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green, blue (0 to 255) of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _linear(color: str) -> np.ndarray:
    channel = np.array(rgb(color)) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colors: WCAG 2.2, "contrast ratio"."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    high, low = sorted((float(_linear(one) @ weights), float(_linear(other) @ weights)), reverse=True)
    return (high + 0.05) / (low + 0.05)


#: Full dichromacy, linear RGB: Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6), severity 1.0.
_VISION: Final = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen_by(color: str, vision: str) -> str:
    """Return a color as a viewer with protanopia, deuteranopia or tritanopia sees it, or in "grey" print.

    The app itself does not need it: tests check with it that colors stay distinct for every viewer.
    """
    linear = _linear(color)
    if vision == "grey":
        seen = np.repeat(linear @ np.array([0.2126, 0.7152, 0.0722]), 3)
    elif vision == "normal":
        seen = linear
    else:
        seen = np.clip(np.array(_VISION[vision]) @ linear, 0, 1)
    channel = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return "#{:02x}{:02x}{:02x}".format(*(int(v) for v in (channel * 255).round()))


def _lab(color: str) -> np.ndarray:
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = matrix @ _linear(color) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str) -> float:
    """Return the CIE 1976 color difference of two colors; about 2.3 is just noticeable."""
    return float(np.linalg.norm(_lab(one) - _lab(other)))
