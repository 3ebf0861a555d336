"""What the three tests say together, per cell and summed over an area's jobs.

"Not needed" counts as a pass of the third test. Unknown is never folded into fail or pass.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo_opportunity.vocabulary import KIND_CODES, STATUS_CODES, Kind, Status

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["ThreeTests", "area_totals", "is_overlap", "kind", "kind_and_overlap", "main_kind", "tests_met"]

_UNKNOWN, _FAIL = STATUS_CODES[Status.UNKNOWN], STATUS_CODES[Status.FAIL]
_CODES: Final = (-1, 0, 1, 2)  # STATUS_CODES, in order
_COMBINATIONS: Final = np.array(
    list(product(_CODES, repeat=3)), dtype=np.int8
)  # 64 rows: growing, sustaining, accessible
_FAILS: Final = (_COMBINATIONS == _FAIL).sum(axis=1)
_UNKNOWNS: Final = (_COMBINATIONS == _UNKNOWN).sum(axis=1)

_GAP: Final = (
    KIND_CODES[Kind.NO_OUTLOOK],
    KIND_CODES[Kind.QUALITY_GAP],
    KIND_CODES[Kind.TRAINING_GAP],
)  # by the test that fails


def _kinds() -> NDArray[np.int8]:
    out = np.full(len(_COMBINATIONS), KIND_CODES[Kind.UNKNOWN], dtype=np.int8)
    out[_FAILS >= 2] = KIND_CODES[Kind.OTHER]
    sure = _UNKNOWNS == 0
    out[sure & (_FAILS == 0)] = KIND_CODES[Kind.OVERLAP]
    for test, code in enumerate(_GAP):
        out[sure & (_FAILS == 1) & (_COMBINATIONS[:, test] == _FAIL)] = code
    return out


_KIND: Final = _kinds()
_OVERLAP: Final = np.where(_FAILS > 0, 0, np.where(_UNKNOWNS > 0, -1, 1)).astype(np.int8)
_MET: Final = (3 - _FAILS - _UNKNOWNS).astype(np.int8)
_UNKNOWN_COUNT: Final = _UNKNOWNS.astype(np.int8)


class ThreeTests(Protocol):
    """Anything with the three tests' statuses as "A x O" int8 arrays of STATUS_CODES."""

    @property
    def growing(self) -> NDArray[np.int8]:
        """First test."""
        ...

    @property
    def sustaining(self) -> NDArray[np.int8]:
        """Second test."""
        ...

    @property
    def accessible(self) -> NDArray[np.int8]:
        """Third test."""
        ...


def _combination(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return the row of _COMBINATIONS of each cell (0 to 63)."""
    code: NDArray[np.int8] = growing * np.int8(16)
    code += sustaining * np.int8(4)
    code += accessible
    code += np.int8(21)
    return code


def kind(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return the kind of place each cell is (KIND_CODES).

    ============================ ==========================================
    tests                        kind
    ============================ ==========================================
    none fails, none unknown     overlap
    only accessible fails        training gap (others known)
    only sustaining fails        job-quality gap (others known)
    only growing fails           no outlook (others known)
    two or three fail            two or more tests failed (whatever the third)
    none or one fails, some unknown  unknown
    ============================ ==========================================

    A cell of kind unknown with one failed test is surely no overlap; :func:`is_overlap` says so.
    """
    return _KIND.take(_combination(growing, sustaining, accessible))


def is_overlap(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return 1 where all three tests pass, 0 where one fails, -1 where none fails but one is unknown."""
    return _OVERLAP.take(_combination(growing, sustaining, accessible))


def kind_and_overlap(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return :func:`kind` and :func:`is_overlap` in one pass."""
    code = _combination(growing, sustaining, accessible)
    return _KIND.take(code), _OVERLAP.take(code)


def tests_met(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return, per cell, how many tests pass (0 to 3, "not needed" counts) and how many are unknown."""
    code = _combination(growing, sustaining, accessible)
    return _MET[code], _UNKNOWN_COUNT[code]


_TESTS: Final = ("growing", "sustaining", "accessible")
_GROUPS: Final[dict[str, NDArray[np.bool_]]] = {
    "overlap": _OVERLAP == 1,
    "not_overlap": _OVERLAP == 0,
    "unknown": _OVERLAP == -1,
    "training_gap": np.equal(_KIND, KIND_CODES[Kind.TRAINING_GAP]),
    "quality_gap": np.equal(_KIND, KIND_CODES[Kind.QUALITY_GAP]),
    "no_outlook": np.equal(_KIND, KIND_CODES[Kind.NO_OUTLOOK]),
    **{name: _COMBINATIONS[:, i] > 0 for i, name in enumerate(_TESTS)},
    **{f"not_{name}": _COMBINATIONS[:, i] == _FAIL for i, name in enumerate(_TESTS)},
    **{f"{name}_unknown": _COMBINATIONS[:, i] == _UNKNOWN for i, name in enumerate(_TESTS)},
}
_MATRIX: Final = np.column_stack(list(_GROUPS.values())).astype(float)  # 64 x groups
#: Groups that also get their share of all jobs of the area.
_OF_ALL: Final = ("overlap", "not_overlap", "unknown", *_TESTS)


def area_totals(
    statuses: ThreeTests,
    employment: NDArray[np.float64],
    employment_total: NDArray[np.float64],
    mask: NDArray[np.bool_],
) -> dict[str, NDArray[np.float64]]:
    """Sum jobs by what the tests say, over the selected occupations of every area.

    Parameters
    ----------
    statuses
        Holds growing, sustaining, accessible: A x O int8.
    employment
        A x O, jobs; NaN = not released or not listed.
    employment_total
        A, all jobs of the area.
    mask
        O, the selected occupations.

    Returns
    -------
    Arrays of A values, by name:

    - jobs_total: all jobs of the area, or the sum of its published occupations where rounding makes that
      larger;
    - jobs_not_released, share_not_released (of jobs_total): jobs of the area in no published occupation. BLS
      does not say
      whose they are, so they belong to no selection;
    - jobs_selected: published jobs of the selected occupations, share_selected_of_all;
    - jobs_X and share_X (of jobs_selected) for X = overlap, not_overlap (a test surely fails), unknown (no
      test fails,
      one is unknown), training_gap, quality_gap, no_outlook, and for each test growing, not_growing,
      growing_unknown and so on ("accessible" counts "not needed");
    - share_X_of_all (of jobs_total) for overlap, not_overlap, unknown and the three tests. With every
      occupation
      selected, share_overlap_of_all + share_not_overlap_of_all + share_unknown_of_all + share_not_released =
      1;
    - occupations_selected (with published jobs there), occupations_overlap, occupations_training_gap,
      occupations_quality_gap, occupations_no_outlook, occupations_unknown: counts of selected occupations,
      whether their jobs are published or not.

    Jobs are NaN, not zero, where no selected occupation has published jobs; so are shares without a
    denominator.
    """
    areas = employment.shape[0]
    code = _combination(statuses.growing, statuses.sustaining, statuses.accessible)
    jobs_all = np.fmax(employment, 0.0)  # NaN counts nothing; jobs are never negative
    published = jobs_all.sum(axis=1)
    jobs, known = jobs_all, np.isfinite(employment)
    if not mask.all():
        code, jobs, known = code[:, mask], jobs_all[:, mask], known[:, mask]
    released = known.sum(axis=1)
    size = len(_COMBINATIONS)
    cell = (np.arange(areas)[:, None] * size + code).ravel()
    summed = np.bincount(cell, weights=jobs.ravel(), minlength=areas * size).reshape(areas, size) @ _MATRIX
    counts = np.bincount(cell, minlength=areas * size).reshape(areas, size) @ _MATRIX
    selected = np.where(released > 0, jobs.sum(axis=1), np.nan)
    summed[released == 0] = np.nan
    total = np.where(np.isfinite(employment_total), np.maximum(employment_total, published), np.nan)

    out: dict[str, NDArray[np.float64]] = {
        "jobs_total": total,
        "jobs_not_released": total - published,
        "share_not_released": _ratio(total - published, total),
        "jobs_selected": selected,
        "share_selected_of_all": _ratio(selected, total),
    }
    for position, name in enumerate(_GROUPS):
        out[f"jobs_{name}"] = summed[:, position]
        out[f"share_{name}"] = _ratio(summed[:, position], selected)
        if name in _OF_ALL:
            out[f"share_{name}_of_all"] = _ratio(summed[:, position], total)
    out["occupations_selected"] = released.astype(float)
    for position, name in enumerate(_GROUPS):
        if name in ("overlap", "training_gap", "quality_gap", "no_outlook", "unknown"):
            out[f"occupations_{name}"] = counts[:, position]
    return out


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


#: The four kinds of place, by the share of jobs that are of that kind.
_KIND_SHARES: Final = {
    "share_overlap": Kind.OVERLAP.value,
    "share_training_gap": Kind.TRAINING_GAP.value,
    "share_quality_gap": Kind.QUALITY_GAP.value,
    "share_no_outlook": Kind.NO_OUTLOOK.value,
}


def main_kind(shares: pd.DataFrame) -> pd.Series:
    """Return the kind of place, of the four, that most of each row's jobs are in; ties go to the first.

    `shares` has share_overlap, share_training_gap, share_quality_gap, share_no_outlook. "two or more tests
    failed" where no job is of the four; unknown where one of the shares is.
    """
    mine = shares[list(_KIND_SHARES)].astype(float)
    known, counted = mine.notna().all(axis=1), mine.fillna(0.0)
    found = counted.idxmax(axis=1).map(_KIND_SHARES)
    return found.where(counted.max(axis=1) > 0, Kind.OTHER.value).where(known, Kind.UNKNOWN.value)
