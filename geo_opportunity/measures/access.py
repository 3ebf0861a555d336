"""Can most residents of an area reach a program that leads to an occupation, and if not, is that known?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.vocabulary import STATUS_CODES, ProgramNeed, Status

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["NEED_CODES", "NONE_BELOW", "access_status", "listing_known", "need_codes"]

#: int8 codes of :class:`~geo_opportunity.vocabulary.ProgramNeed`.
NEED_CODES: Final[dict[ProgramNeed, int]] = {
    ProgramNeed.UNKNOWN: -1,
    ProgramNeed.NOT_NEEDED: 0,
    ProgramNeed.HELPFUL: 1,
    ProgramNeed.REQUIRED: 2,
}

#: A program is in reach of "none" below this share of adults.
NONE_BELOW: Final = 0.1
_STATUS: Final = {status: np.int8(code) for status, code in STATUS_CODES.items()}
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


def access_status(
    reach: NDArray[np.floating],
    need: ArrayLike,
    links: ArrayLike,
    known: ArrayLike,
    *,
    share: float,
    campuses: NDArray[np.floating] | None = None,
) -> NDArray[np.int8]:
    """Judge whether a program that leads to the occupation is accessible.

    ========== ================================= =======================================================
    need       reach                             outcome
    ========== ================================= =======================================================
    not needed any                               not needed
    helpful    at least `share`                  pass
    helpful    less, programs known              would help (learned on the job all the same)
    helpful    not known                         not needed
    required   at least `share`                  pass
    required   less, programs not known          unknown
    required   less, programs known              partial from half of `share`, low from a tenth, else none
    unknown    any                               unknown
    ========== ================================= =======================================================

    Programs are "known" where the occupation has linked programs, the list is dense enough to say that there
    is none (`known`), the area has population points, and campuses where a college may teach the program
    would not bring reach up to `share`.

    Parameters
    ----------
    reach
        A x O, share of the area's adults within the chosen distance of a program; NaN without population
        points.
    need
        O, names (values of ProgramNeed) or NEED_CODES.
    links
        O, programs (CIP codes) linked to the occupation.
    known
        O, whether "none listed in reach" can be believed (see :func:`listing_known`).
    share
        Least share of adults, fraction.
    campuses
        A x O, share of adults within that distance of a campus that may teach a program which the college
        reports elsewhere; or None.

    Returns
    -------
    A x O int8 of STATUS_CODES.
    """
    needed = need_codes(need)[None, :]
    linked = (np.nan_to_num(np.asarray(links, dtype=float)) > 0)[None, :]
    near = reach >= share - _TOLERANCE
    sure = linked & np.asarray(known, dtype=bool)[None, :] & np.isfinite(reach)
    if campuses is not None:
        sure &= ~(reach + np.nan_to_num(campuses) >= share - _TOLERANCE)
    low, half = min(NONE_BELOW, share / 2), share / 2
    degree = np.where(
        reach >= half - _TOLERANCE,
        _STATUS[Status.PARTIAL],
        np.where(reach >= low - _TOLERANCE, _STATUS[Status.LOW], _STATUS[Status.NONE]),
    )
    required = np.where(sure, degree, _STATUS[Status.UNKNOWN])
    helpful = np.where(sure, _STATUS[Status.WOULD_HELP], _STATUS[Status.NOT_NEEDED])
    far = np.select(
        [
            needed == NEED_CODES[ProgramNeed.REQUIRED],
            needed == NEED_CODES[ProgramNeed.HELPFUL],
            needed == NEED_CODES[ProgramNeed.NOT_NEEDED],
        ],
        [required, helpful, _STATUS[Status.NOT_NEEDED]],
        _STATUS[Status.UNKNOWN],
    )
    taught = linked & (needed >= NEED_CODES[ProgramNeed.HELPFUL])
    out: NDArray[np.int8] = np.where(near & taught, _STATUS[Status.PASS], far).astype(np.int8)
    return out


def listing_known(coverage: ArrayLike, outside: ArrayLike, *, coverage_min: float) -> NDArray[np.bool_]:
    """Return for which occupations "no program listed in reach" means that there is none (O booleans).

    Not where the list of providers has too few completers for the nation's openings (`coverage`, a ratio,
    below `coverage_min` or NaN), nor where most are trained by employers, academies or programs outside IPEDS
    (`outside`, O: a sentence, or null).
    """
    listed = np.asarray(coverage, dtype=float) >= coverage_min
    stranger = pd.notna(np.asarray(outside, dtype=object))
    known: NDArray[np.bool_] = listed & ~stranger
    return known
