"""Texts that several pages show. American English, plain words; what belongs to one page stands in its own module."""

from __future__ import annotations

from typing import Final

from geo_opportunity.scene import SETTINGS

UNKNOWN: Final = "unknown"


# -------------------------------------------------------------------- controls

AREA_NONE: Final = SETTINGS["area"].empty

# ----------------------------------------------------------------------- parts

TABLE_HELP: Final = "Click the box at the left of a row to open that area."
DOWNLOAD: Final = "Download this table (CSV)"
CAVEATS: Final = (
    "What this is not: projections are by state or nation unless the table says local, so state borders show on the map; the family budget leaves out state income tax and savings; "
    "programs are those of colleges and schools that take federal student aid, so short courses elsewhere (truck driving above all) are missing; "
    "completing a program is not a promise of a job; distances are estimates."
)
SUPPLY_NOTE: Final = (
    "Completers of the area's own providers, given to occupations in proportion to their openings, against projected openings a year. "
    "Completions are not people ready to work here."
)
LADDERS: Final = "Ladders"
LADDER_EMPTY: Final = "No related occupation here pays at least a tenth more with its wage published."
LADDER_NOTE: Final = (
    "Related occupations (O*NET) that pay at least a tenth more here, step by step toward one that pays what the family needs. "
    "Similar work and local pay, not observed moves. Apprenticeable means recognized nationally, not that a sponsor is nearby."
)
NO_FIGURES: Final = "BLS publishes no jobs for this choice in this area."
