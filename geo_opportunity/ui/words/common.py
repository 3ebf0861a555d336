"""Texts that several pages show. American English, plain words; what belongs to one page stands in its own module."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "unknown"
CAVEATS: Final = (
    "What this is not: projections are by state or nation unless the table says local, so state borders show on the map; the family budget leaves out state income tax and savings; "
    "programs are those of colleges and schools that take federal student aid, so short courses elsewhere (truck driving above all) are missing; "
    "completing a program is not a promise of a job; distances are estimates."
)
LADDER_EMPTY: Final = "No related occupation here pays at least a tenth more with its wage published."
LADDER_NOTE: Final = (
    "Related occupations (O*NET) that pay at least a tenth more here, step by step toward one that pays what the family needs. "
    "Similar work and local pay, not observed moves. Apprenticeable means recognized nationally, not that a sponsor is nearby."
)
