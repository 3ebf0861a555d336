"""Can most residents of an area reach a program that leads to an occupation, and if not, is that known?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.vocabulary import STATUS_CODES, ProgramNeed, Status

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["NEED_CODES", "access_status", "need_codes"]

#: int8 codes of :class:`~geo_opportunity.vocabulary.ProgramNeed`.
NEED_CODES: Final[dict[ProgramNeed, int]] = {
    ProgramNeed.UNKNOWN: -1,
    ProgramNeed.NOT_NEEDED: 0,
    ProgramNeed.HELPFUL: 1,
    ProgramNeed.REQUIRED: 2,
}

#: Why a cell has its status, by the reason's code.
_STATUS_BY_REASON: Final[tuple[Status, ...]] = (
    Status.NOT_NEEDED,  # 0: learned on the job within a year
    Status.NOT_NEEDED,  # 1: learned on the job or by apprenticeship; a program helps, but none is in reach
    Status.PASS,  # 2: a program that leads to it is in reach
    Status.PASS,  # 3: learned on the job or by apprenticeship; a program that helps is in reach
    Status.FAIL,  # 4: no program is in reach of enough people
    Status.UNKNOWN,  # 5: the crosswalk links no program to the occupation
    Status.UNKNOWN,  # 6: none listed in reach, but the provider list is too thin to say there is none
    Status.UNKNOWN,  # 7: no typical entry education is published for the occupation
    Status.UNKNOWN,  # 8: the area has no population points, so reach cannot be computed
)
_STATUS_OF: Final = np.array([STATUS_CODES[status] for status in _STATUS_BY_REASON], dtype=np.int8)
#: Reach is kept as float32, which stores 0.7 as a little less.
_TOLERANCE: Final = 1e-6


def need_codes(need: ArrayLike) -> NDArray[np.int8]:
    """Return NEED_CODES of names (values of ProgramNeed; null is unknown) or of codes already made.

    Raises
    ------
    ValueError
        A name is not one of ProgramNeed.
    """
    values = np.asarray(need)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int8)
    names = {n.value: code for n, code in NEED_CODES.items()}
    strange = sorted({str(v) for v in values if isinstance(v, str) and v not in names})
    if strange:
        msg = f"program need {strange[0]!r} is not known; it must be one of {', '.join(names)}"
        raise ValueError(msg)
    return np.array([names.get(v, -1) if isinstance(v, str) else -1 for v in values], dtype=np.int8)


def _reasons(
    need: ArrayLike, links: ArrayLike, coverage: ArrayLike, coverage_min: float
) -> tuple[NDArray[np.int8], ...]:
    """Return each occupation's reason (O each): enough people in reach, not enough, and reach unknown."""
    needed = need_codes(need)
    linked = np.nan_to_num(np.asarray(links, dtype=float)) > 0
    listed = np.asarray(coverage, dtype=float) >= coverage_min  # NaN counts as thin
    required, helpful = needed == NEED_CODES[ProgramNeed.REQUIRED], needed == NEED_CODES[ProgramNeed.HELPFUL]
    fixed = np.where(
        needed == NEED_CODES[ProgramNeed.UNKNOWN], 7, np.where(required, 5, np.where(helpful, 1, 0))
    )
    asked = (required | helpful) & linked  # the rest does not hang on reach
    near = np.where(asked, np.where(required, 2, 3), fixed).astype(np.int8)
    far = np.where(asked, np.where(required, np.where(listed, 4, 6), 1), fixed).astype(np.int8)
    blind = np.where(asked & required, 8, np.where(asked, 1, fixed)).astype(np.int8)
    return near, far, blind


def _by_reach(
    reach: NDArray[np.floating],
    near: NDArray[np.int8],
    far: NDArray[np.int8],
    blind: NDArray[np.int8],
    share: float,
) -> NDArray[np.int8]:
    """Choose among an occupation's three codes by reach (A x O)."""
    out: NDArray[np.int8] = np.where(reach >= share - _TOLERANCE, near, far)
    lost = np.isnan(reach)
    return np.where(lost, blind, out) if lost.any() else out


def access_status(
    reach: NDArray[np.floating],
    need: ArrayLike,
    links: ArrayLike,
    coverage: ArrayLike,
    *,
    share: float,
    coverage_min: float,
) -> NDArray[np.int8]:
    """Judge whether a program that leads to the occupation is accessible.

    In this order: need "not needed" is not needed. "Helpful" passes when reach >= share, else it is not
    needed (so it is also where reach is unknown). "Required" without a linked program is unknown; without
    population points it is unknown; it passes when reach >= share; else it fails, unless the list of
    providers covers too little of the occupation's openings (coverage below `coverage_min`, or not known),
    when "none in reach" proves nothing: unknown. Need "unknown" is unknown.

    Parameters
    ----------
    reach
        A x O, share of the area's adults within the chosen distance of a program; NaN without population
        points.
    need
        O, names (values of ProgramNeed) or NEED_CODES.
    links
        O, programs (CIP codes) linked to the occupation.
    coverage
        O, listing coverage: national completers / national openings; NaN = not known.
    share
        Least share of adults, fraction.
    coverage_min
        Least listing coverage at which "none in reach" is believed.

    Returns
    -------
    A x O int8 of STATUS_CODES.
    """
    near, far, blind = (_STATUS_OF[reasons] for reasons in _reasons(need, links, coverage, coverage_min))
    return _by_reach(reach, near, far, blind, share)
