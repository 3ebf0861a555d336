"""The filter by set weekly schedule: occupations whose workers mostly have the same hours every week.

The share of incumbents with a regular schedule comes from O*NET Work Context 4.C.3.d.4, published for part of
the occupations. Unknown is kept apart: it is neither regular nor irregular, and a filter must say how many it
leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["regular_schedule_mask"]


def regular_schedule_mask(share: NDArray[np.float64], least: float) -> NDArray[np.bool_]:
    """Return True where at least `least` (fraction) of the incumbents have a regular schedule.

    Unknown (NaN) is False.
    """
    mask: NDArray[np.bool_] = np.asarray(share, dtype=float) >= least - 1e-9
    return mask
