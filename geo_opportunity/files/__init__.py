"""Read a file of unknown origin as text cells or as an outline, safely.

Every file is read in its own process with limits on time, memory and size (:data:`LIMITS`,
docs/LIMITS.md); its end never ends ours. The suffix fixes the format, the first bytes must agree, and nothing
a file refers to is opened.
"""

from __future__ import annotations

from geo_opportunity.files.limits import LIMITS, Limits

__all__ = ["LIMITS", "Limits"]
