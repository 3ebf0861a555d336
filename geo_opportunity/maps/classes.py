"""Classes of a choropleth: the same breaks for map, legend and export.

Breaks are rounded to figures people can read, and values are put into classes by the rounded breaks, so
the legend's words are exact. Each class includes its lower bound. Missing values have no class (-1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geo_opportunity.maps import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from geo_opportunity.units import Unit

__all__ = ["Classes", "classify", "keep"]

_SIDE: Final = 5  # classes on one side of zero (palettes.diverging)


@dataclass(frozen=True, slots=True)
class Classes:
    """Values in classes."""

    index: NDArray[np.int64]
    """Class of each value, -1 missing."""
    labels: tuple[str, ...]
    """Words of each class, in order of value."""
    counts: tuple[int, ...]
    """Values in each class."""
    missing: int
    has_zero: bool = False
    """The first class is "none at all"."""
    below: int = 0
    """Classes below zero, when they diverge from it."""
    breaks: tuple[float, ...] = ()
    """Between classes, ascending, each part of the class above it; 0 first where that of none is its own."""

    @property
    def size(self) -> int:
        """Number of classes."""
        return len(self.labels)


def _breaks(values: NDArray[np.float64], k: int, method: str) -> NDArray[np.float64]:
    """Return inner breaks (at most k - 1): quantiles, equal steps, or natural breaks (Fisher & Jenks)."""
    if k < 2 or len(np.unique(values)) < 2:
        return np.array([])
    if method in ("quantile", "user"):
        return np.unique(np.quantile(values, np.arange(1, k) / k))
    if method == "equal":
        return np.linspace(values.min(), values.max(), k + 1)[1:-1]
    import warnings  # noqa: PLC0415

    import mapclassify  # noqa: PLC0415  (pulls scipy and scikit-learn: 1.4 s)

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it warns that numba is absent; at a thousand values that is unimportant
        bins = mapclassify.FisherJenks(values, k=min(k, len(np.unique(values)))).bins
    upper = np.unique(bins)[:-1]
    ordered = np.unique(values)
    # a bin of mapclassify includes its upper bound; ours include their lower: break halfway to the next value
    after = ordered[np.minimum(np.searchsorted(ordered, upper, side="right"), len(ordered) - 1)]
    return (upper + after) / 2


def _used(values: NDArray[np.float64], breaks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the breaks without those that would leave a class empty."""
    kept: list[float] = []
    ordered = np.sort(values)
    low = 0
    for edge in breaks:
        place = int(np.searchsorted(ordered, edge, side="left"))
        if low < place < len(ordered):
            kept.append(float(edge))
            low = place
    return np.array(kept)


def _labels(breaks: NDArray[np.float64], write: Callable[[float], str], *, above_zero: bool) -> list[str]:
    if not len(breaks):
        return [words.SOME if above_zero else words.ALL]
    first = words.under(write(breaks[0]), above_zero=above_zero)
    middle = [words.span(write(a), write(b)) for a, b in pairwise(breaks)]
    return [first, *middle, words.or_more(write(breaks[-1]))]


def _below(below: int, count: int) -> int:
    """Return how many of the classes lie below zero; 0, one ramp, where a side has more than its colors."""
    return 0 if max(below, count - below) > _SIDE else below


def _placed(
    array: NDArray[np.float64],
    inner: NDArray[np.float64],
    unit: Unit,
    *,
    has_zero: bool = False,
    diverging: bool = False,
    breaks: Iterable[float] = (),
) -> Classes:
    """Put values (NaN: missing) into the classes between inner breaks, zeros into one of their own if any.

    `breaks` are those of the answer.
    """
    known = np.isfinite(array)
    index = np.full(len(array), -1, dtype=np.int64)
    index[known] = np.searchsorted(inner, array[known], side="right") + int(has_zero)
    if has_zero:
        index[known & (array == 0)] = 0
    labels = [*([words.NONE] if has_zero else []), *_labels(inner, unit.write, above_zero=has_zero)]
    below = int((inner <= 0).sum()) if diverging else 0
    return Classes(
        index,
        tuple(labels),
        tuple(int(c) for c in np.bincount(index[known], minlength=len(labels))),
        int((~known).sum()),
        has_zero=has_zero,
        below=_below(below, len(labels)),
        breaks=tuple(map(float, breaks)),
    )


def classify(
    values: ArrayLike,
    unit: Unit,
    *,
    k: int = 6,
    method: Literal["quantile", "natural", "equal", "user"] | str = "quantile",  # noqa: PYI051
    diverging: bool = False,
    cuts: Sequence[float] = (),
) -> Classes:
    """Put values (NaN: missing) into at most `k` classes.

    "None at all" is a class of its own when at least a tenth of the known values (and three) are exactly
    zero and none is negative. `diverging` sets a break at zero when values lie on both sides of it.
    With no more than `k` distinct values (as written) each is a class. Ties never split.

    Method "user" takes the breaks from `cuts` as they are, without those that would leave a class empty; with
    no cuts it is "quantile".
    """
    array = np.asarray(values, dtype=float)
    known = np.isfinite(array)
    data = array[known]
    missing = int((~known).sum())
    index = np.full(len(array), -1, dtype=np.int64)
    if not len(data):
        return Classes(index, (), (), missing)

    two_sided = diverging and bool(data.min() < 0 < data.max())
    if method == "user" and len(cuts):
        given = _used(data, np.unique(np.asarray(cuts, dtype=float)))
        return _placed(array, given, unit, diverging=two_sided)
    written = np.array([unit.write(v) for v in data])
    distinct = {text: float(data[written == text].min()) for text in dict.fromkeys(written)}
    if len(distinct) <= k:
        order = sorted(distinct, key=lambda text: distinct[text])
        index[known] = np.array([order.index(text) for text in written])
        none = bool(distinct[order[0]] == 0 and data.min() >= 0)
        below = sum(distinct[text] < 0 for text in order) if two_sided else 0
        # rounded down, so that links are short and each value stays in its class
        apart = [math.floor(distinct[text] * 1e6) / 1e6 for text in order[1 + none :]]
        return Classes(
            index,
            tuple(order),
            tuple(int((written == text).sum()) for text in order),
            missing,
            has_zero=none,
            below=_below(below, len(order)),
            breaks=() if diverging or len(order) < 2 + none else tuple([0.0, *apart] if none else apart),
        )

    zeros = int((data == 0).sum())
    has_zero = not diverging and data.min() >= 0 and zeros >= max(3, 0.1 * len(data))
    rest = data[data > 0] if has_zero else data
    if two_sided:
        low, high = data[data < 0], data[data >= 0]
        low_k = min(max(1, round(k * len(low) / len(data))), k - 1)
        edges = np.concatenate([_breaks(low, low_k, method), [0.0], _breaks(high, k - low_k, method)])
    else:
        edges = _breaks(rest, k - has_zero, method)
    rounded = np.unique(np.array([unit.nice(float(e)) for e in edges]))
    breaks = _used(rest, rounded[rounded > 0] if has_zero else rounded)
    kept = [0.0, *breaks] if has_zero else breaks
    return _placed(array, breaks, unit, has_zero=has_zero, diverging=two_sided, breaks=kept)


def keep(values: ArrayLike, unit: Unit, breaks: Sequence[float], *, diverging: bool = False) -> Classes:
    """Put values (NaN: missing) into the classes that other values had, empty ones too.

    So a color means the same before and after a change of settings.

    Parameters
    ----------
    values
        In the unit of the breaks.
    unit
        How they are written.
    breaks
        ``Classes.breaks`` of the other values: ascending; a 0 before all others makes "none" a class of its
        own where the measure does not diverge from zero.
    diverging
        Whether its colors part at zero.
    """
    has_zero = not diverging and len(breaks) > 0 and breaks[0] == 0
    inner = np.array(breaks[1:] if has_zero else breaks, dtype=float)
    array = np.asarray(values, dtype=float)
    return _placed(array, inner, unit, has_zero=has_zero, diverging=diverging, breaks=breaks)
