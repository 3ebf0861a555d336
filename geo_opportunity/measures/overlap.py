"""What the three tests say together, per cell and summed over an area's jobs.

A job that is learned on the job passes the third test and is counted apart from one with a program in reach.
Unknown is never folded into fail or pass.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from geo_opportunity.vocabulary import KIND_CODES, STATUS_CODES, Kind, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "KIND_COLUMNS",
    "MISSING",
    "OVERLAP_PARTS",
    "ThreeTests",
    "area_totals",
    "is_overlap",
    "kind",
    "kind_and_overlap",
    "kind_rule",
    "main_kind",
    "missing_most",
    "tests_met",
]

_PASS, _UNKNOWN, _FAIL = (STATUS_CODES[s] for s in (Status.PASS, Status.UNKNOWN, Status.FAIL))
_SLOW, _SHRINKING = STATUS_CODES[Status.SLOW], STATUS_CODES[Status.SHRINKING]
_NONE, _LOW, _PARTIAL = STATUS_CODES[Status.NONE], STATUS_CODES[Status.LOW], STATUS_CODES[Status.PARTIAL]
_NOT_NEEDED, _WOULD_HELP = STATUS_CODES[Status.NOT_NEEDED], STATUS_CODES[Status.WOULD_HELP]

#: Outcomes each test can have, by code; a plain "fail" is taken for the worst of them.
_OUTCOMES: Final = (
    (_UNKNOWN, _FAIL, _PASS, _SLOW, _SHRINKING),
    (_UNKNOWN, _FAIL, _PASS),
    (_UNKNOWN, _FAIL, _PASS, _NOT_NEEDED, _WOULD_HELP, _PARTIAL, _LOW, _NONE),
)
#: All that can be: whether a bachelor's degree is needed, growing, sustaining, accessible.
_COMBINATIONS: Final = np.array(list(product((0, 1), *_OUTCOMES)), dtype=np.int8)
_DEGREE: Final = _COMBINATIONS[:, 0] == 1
_TESTED: Final = _COMBINATIONS[:, 1:]
_UNKNOWNS: Final = (_TESTED == _UNKNOWN).sum(axis=1)
_FAILS: Final = ((_TESTED <= 0) & (_TESTED != _UNKNOWN)).sum(axis=1)
_LEAST: Final = min(STATUS_CODES.values())


def _positions() -> tuple[NDArray[np.int16], ...]:
    """Return, for each test, what an outcome (code - _LEAST) adds to the row of _COMBINATIONS."""
    tables, weight = [], 1
    for outcomes in reversed(_OUTCOMES):
        table = np.full(max(STATUS_CODES.values()) - _LEAST + 1, np.int16(weight))  # the second: fail
        for position, code in enumerate(outcomes):
            table[code - _LEAST] = position * weight
        tables.append(table)
        weight *= len(outcomes)
    return tuple(reversed(tables))


_ADDS: Final = _positions()
_HALF: Final = len(_COMBINATIONS) // 2


def _kinds() -> tuple[tuple[Kind, str, NDArray[np.bool_]], ...]:
    """Return the lines of the table in :func:`kind`: the kind, when it applies, in which combinations."""
    growing, sustaining, accessible = _TESTED.T
    pays, reached = sustaining == _PASS, accessible > 0
    far = np.isin(accessible, (_NONE, _LOW, _FAIL))
    shrinking = growing == _SHRINKING
    return (
        (
            Kind.DECLINING,
            "jobs are being lost and the pay test passes, whatever the training",
            shrinking & pays,
        ),
        (
            Kind.UNKNOWN,
            "jobs are being lost and the pay test is unknown: declining if it passed",
            shrinking & (sustaining == _UNKNOWN),
        ),
        (Kind.OTHER, "two or more tests fail", _FAILS >= 2),
        (Kind.UNKNOWN, "no more than one test fails and one is unknown", _UNKNOWNS > 0),
        (Kind.OVERLAP, "all three tests pass", _FAILS == 0),
        (
            Kind.STEADY,
            "pay and training pass; jobs are not being lost, but grow too slowly",
            (growing == _SLOW) & pays & reached,
        ),
        (Kind.QUALITY_GAP, "only the pay test fails", ~pays),
        (
            Kind.TRAINING_GAP,
            "only the training test fails, and entry is below a bachelor's degree",
            far & ~_DEGREE,
        ),
        (
            Kind.TRAINED_ELSEWHERE,
            "only the training test fails, and entry is at a bachelor's degree or above",
            far & _DEGREE,
        ),
        (
            Kind.PARTIAL_REACH,
            "only the training test fails, and a program is in reach of at least half the adults required",
            accessible == _PARTIAL,
        ),
        (Kind.OTHER, "one test fails, in a way no other line covers", np.ones(len(_COMBINATIONS), bool)),
    )


_LINES: Final = _kinds()
#: The first line of the table that applies to each combination.
_LINE: Final = np.select([applies for _, _, applies in _LINES], np.arange(len(_LINES)))
_KIND: Final = np.array([KIND_CODES[name] for name, _, _ in _LINES], dtype=np.int8)[_LINE]
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
    growing: NDArray[np.int8],
    sustaining: NDArray[np.int8],
    accessible: NDArray[np.int8],
    degree: NDArray[np.bool_] | None = None,
) -> NDArray[np.int16]:
    """Return the row of _COMBINATIONS of each cell."""
    first, second, third = _ADDS
    code: NDArray[np.int16] = first.take(growing - np.int8(_LEAST))
    code += second.take(sustaining - np.int8(_LEAST))
    code += third.take(accessible - np.int8(_LEAST))
    if degree is not None:
        code += degree.astype(np.int16) * np.int16(_HALF)
    return code


def kind(
    growing: NDArray[np.int8],
    sustaining: NDArray[np.int8],
    accessible: NDArray[np.int8],
    degree: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Return the kind of place each cell is (KIND_CODES).

    ================= ========= ============ ============================== ====================
    kind              growing   sustaining   accessible                     typical entry
    ================= ========= ============ ============================== ====================
    overlap           pass      pass         pass, not needed, would help   any
    training gap      pass      pass         none, low                      below a bachelor's
    trained elsewhere pass      pass         none, low                      bachelor's and above
    partial reach     pass      pass         partial                        any
    job-quality gap   pass      fail         pass, not needed, would help   any
    steady            slow      pass         pass, not needed, would help   any
    declining         shrinking pass         any, unknown too               any
    ================= ========= ============ ============================== ====================

    Elsewhere: two or more tests failed (whatever the third, except for a shrinking occupation whose pay is
    unknown), or unknown. A cell of kind unknown with a failed test is surely no overlap; :func:`is_overlap`
    says so. "None" and "low" are only said where the list of programs is dense enough to know
    (:mod:`geo_opportunity.measures.access`).

    Parameters
    ----------
    growing, sustaining, accessible
        A x O int8 of STATUS_CODES.
    degree
        O, whether the typical entry education is a bachelor's degree or more.
    """
    return _KIND.take(_combination(growing, sustaining, accessible, degree))


def kind_rule(
    growing: NDArray[np.int8],
    sustaining: NDArray[np.int8],
    accessible: NDArray[np.int8],
    degree: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Return why each cell is of its :func:`kind`: the first line of its rules that applies, in words."""
    words = np.array([text for _, text, _ in _LINES], dtype=object)
    found: NDArray[np.object_] = words[_LINE.take(_combination(growing, sustaining, accessible, degree))]
    return found


def is_overlap(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return 1 where all three tests pass, 0 where one fails, -1 where none fails but one is unknown."""
    return _OVERLAP.take(_combination(growing, sustaining, accessible))


def kind_and_overlap(
    growing: NDArray[np.int8],
    sustaining: NDArray[np.int8],
    accessible: NDArray[np.int8],
    degree: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return :func:`kind` and :func:`is_overlap` in one pass."""
    code = _combination(growing, sustaining, accessible, degree)
    return _KIND.take(code), _OVERLAP.take(code)


def tests_met(
    growing: NDArray[np.int8], sustaining: NDArray[np.int8], accessible: NDArray[np.int8]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return, per cell, how many tests pass (0 to 3, "not needed" counts) and how many are unknown."""
    code = _combination(growing, sustaining, accessible)
    return _MET[code], _UNKNOWN_COUNT[code]


_TESTS: Final = ("growing", "sustaining", "accessible")
#: Kinds of place that areas are summed and mapped by: name in columns -> kind.
KIND_COLUMNS: Final[dict[str, Kind]] = {
    "training_gap": Kind.TRAINING_GAP,
    "trained_elsewhere": Kind.TRAINED_ELSEWHERE,
    "partial_reach": Kind.PARTIAL_REACH,
    "quality_gap": Kind.QUALITY_GAP,
    "steady": Kind.STEADY,
    "declining": Kind.DECLINING,
}
_GROUPS: Final[dict[str, NDArray[np.bool_]]] = {
    "overlap": _OVERLAP == 1,
    "not_overlap": _OVERLAP == 0,
    "unknown": _OVERLAP == -1,
    "trained_for": (_OVERLAP == 1) & (_TESTED[:, 2] == _PASS),
    "learned_on_the_job": (_OVERLAP == 1) & (_TESTED[:, 2] != _PASS),
    "would_help": (_OVERLAP == 1) & (_TESTED[:, 2] == _WOULD_HELP),
    **{name: np.equal(_KIND, KIND_CODES[which]) for name, which in KIND_COLUMNS.items()},
    **{name: _TESTED[:, i] > 0 for i, name in enumerate(_TESTS)},
    **{f"not_{name}": (_TESTED[:, i] <= 0) & (_TESTED[:, i] != _UNKNOWN) for i, name in enumerate(_TESTS)},
    **{f"{name}_unknown": _TESTED[:, i] == _UNKNOWN for i, name in enumerate(_TESTS)},
}
#: The test that fails where it is the only one, by name in columns.
MISSING: Final = ("growth", "pay", "training")
_ONE_FAILS: Final = (_FAILS == 1) & (_UNKNOWNS == 0)
_GROUPS.update(
    {
        f"missing_{name}": _ONE_FAILS & (_TESTED[:, i] <= 0) & (_TESTED[:, i] != _UNKNOWN)
        for i, name in enumerate(MISSING)
    }
)
_MATRIX: Final = np.column_stack(list(_GROUPS.values())).astype(float)  # combinations x groups
#: Groups that also get their share of all jobs of the area.
_OF_ALL: Final = ("overlap", "not_overlap", "unknown", *_TESTS)
#: The parts of the overlap; the last is a part of the second.
OVERLAP_PARTS: Final = ("trained_for", "learned_on_the_job", "would_help")
#: Groups whose occupations are counted.
_COUNTED: Final = ("overlap", *OVERLAP_PARTS, *KIND_COLUMNS, "unknown")


def area_totals(
    statuses: ThreeTests,
    employment: NDArray[np.float64],
    employment_total: NDArray[np.float64],
    mask: NDArray[np.bool_],
    degree: NDArray[np.bool_],
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
    degree
        O, whether the typical entry education is a bachelor's degree or more.

    Returns
    -------
    Arrays of A values, by name:

    - jobs_total: all jobs of the area, or the sum of its published occupations where rounding makes that
      larger;
    - jobs_not_released, share_not_released (of jobs_total): jobs of the area in no published occupation. BLS
      does not say
      whose they are, so they belong to no selection;
    - jobs_selected: published jobs of the selected occupations, share_selected_of_all;
    - jobs_X and share_X (of jobs_selected) for X = overlap, its two parts trained_for (a program in reach)
      and learned_on_the_job (no program needed), would_help (the part of the latter where a program would
      help and none is in reach), not_overlap (a test surely fails), unknown (no test fails, one is unknown),
      each kind training_gap, trained_elsewhere, partial_reach, quality_gap, steady, declining, and for each
      test growing, not_growing, growing_unknown and so on ("accessible" counts what is learned on the job);
    - jobs_X and share_X for X = missing_growth, missing_pay, missing_training: jobs that fail this test
      alone, the two others passing;
    - share_X_of_all (of jobs_total) for overlap, not_overlap, unknown and the three tests. With every
      occupation selected, share_overlap_of_all + share_not_overlap_of_all + share_unknown_of_all +
      share_not_released = 1;
    - occupations_selected (with published jobs there), occupations_X for overlap, its parts, the kinds and
      unknown: counts of selected occupations, whether their jobs are published or not.

    Jobs are NaN, not zero, where no selected occupation has published jobs; so are shares without a
    denominator.
    """
    areas = employment.shape[0]
    code = _combination(statuses.growing, statuses.sustaining, statuses.accessible, degree)
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
        if name in _COUNTED:
            out[f"occupations_{name}"] = counts[:, position]
    return out


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


#: The kinds of place, by the share of jobs that are of that kind.
_KIND_SHARES: Final = {
    "share_overlap": Kind.OVERLAP.value,
    **{f"share_{name}": which.value for name, which in KIND_COLUMNS.items()},
}


def main_kind(shares: pd.DataFrame) -> pd.Series:
    """Return the kind of place that most of each row's jobs are in; ties go to the first.

    `shares` has share_overlap and the share of each other kind. "two or more tests failed" where no job is of
    any; unknown where one of the shares is.
    """
    mine = shares[list(_KIND_SHARES)].to_numpy(float)
    counted = np.nan_to_num(mine)
    found = np.array(list(_KIND_SHARES.values()))[counted.argmax(axis=1)]
    found = np.where(counted.max(axis=1) > 0, found, Kind.OTHER.value)
    return pd.Series(
        np.where(np.isnan(mine).any(axis=1), Kind.UNKNOWN.value, found), shares.index, dtype="str"
    )


#: An area is said to miss a test where so much more of its jobs do than of the nation's.
_CLEARLY: Final = 0.01


def missing_most(shares: pd.DataFrame, jobs: pd.Series) -> pd.Series:
    """Return which test each area's jobs miss most, against all areas together.

    Of the jobs that fail one test alone, pay is the test that fails nearly everywhere, so what fails most in
    plain numbers tells no two areas apart. Compared is the share of an area's jobs that fail a test alone
    with the share of all areas' jobs: the test with the largest excess, if that is a hundredth of the jobs
    or more.

    Parameters
    ----------
    shares
        share_missing_growth, share_missing_pay, share_missing_training: fractions of the selected jobs.
    jobs
        The selected jobs of each area.

    Returns
    -------
    "growth", "pay", "training", "none clear" (no test fails clearly more often than in all areas together;
    ties go to none), or "unknown" where a share is, and where there are fewer than two areas to compare.

    >>> import pandas as pd
    >>> shares = pd.DataFrame({"share_missing_growth": [0.1, 0.0], "share_missing_pay": [0.4, 0.5],
    ...                        "share_missing_training": [0.0, 0.0]})
    >>> missing_most(shares, pd.Series([100.0, 100.0])).tolist()
    ['growth', 'pay']
    """
    mine = shares[[f"share_missing_{name}" for name in MISSING]].to_numpy(float)
    weights = jobs.to_numpy(float)
    known = np.isfinite(mine).all(axis=1) & (weights > 0)
    if known.sum() < 2:
        return pd.Series("unknown", index=shares.index, dtype="str")
    excess = mine - np.average(mine[known], axis=0, weights=weights[known])
    ranked = np.sort(np.where(known[:, None], excess, 0.0), axis=1)
    clear = known & (ranked[:, -1] >= _CLEARLY) & (ranked[:, -1] - ranked[:, -2] > 1e-9)
    names = np.array(MISSING, dtype=object)[np.where(known[:, None], excess, 0.0).argmax(axis=1)]
    found = np.where(clear, names, np.where(known, "none clear", "unknown"))
    return pd.Series(found, index=shares.index, dtype="str")
