"""Texts that several pages show. American English, plain words; what belongs to one page stands in its own module."""

from __future__ import annotations

from typing import Final

from geo_opportunity.scene import SETTINGS

EXPLORE: Final = "Explore"
ABOUT: Final = "Data & methods"


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
NOT_COUNTED: Final = "nobody counts it"
LADDERS: Final = "Ladders"
LADDER_EMPTY: Final = "No related occupation here pays at least a tenth more with its wage published."
LADDER_NOTE: Final = (
    "Related occupations (O*NET) that pay at least a tenth more here, step by step toward one that pays what the family needs. "
    "Similar work and local pay, not observed moves. Apprenticeable means recognized nationally, not that a sponsor is nearby."
)
NO_FIGURES: Final = "BLS publishes no jobs for this choice in this area."


# ---------------------------------------------------------------------- about

DEFINITIONS: Final[dict[str, str]] = {
    "Area": "A metropolitan or nonmetropolitan area of the BLS Occupational Employment and Wage Statistics, made of whole counties.",
    "Growing": (
        "Projected growth over ten years, by default above zero and above the average of the area's jobs. The best published basis is used: a projection for the "
        "area itself, else its state's (several states are blended by where people live), else the nation's; the table says which."
    ),
    "Pays enough": (
        "The wage at the chosen percentile reaches the pay standard. The default is a basic family budget of the area from public prices (rent, food, child care, "
        "health, transport, taxes and credits), shared by the family's earners."
    ),
    "Training in reach": (
        "At least the chosen share of the area's adults live within the chosen distance of an active program that leads to the occupation at a fitting award level. "
        "Occupations learned on the job need none, which counts as a pass and is shown as such."
    ),
    "All three meet": "Growing, paying enough, and training in reach or not needed.",
    "Training gap": "Growing and paying enough, but training is out of reach.",
    "Job-quality gap": "Growing and training in reach, but paying less than the family needs.",
    "No outlook": "Paying enough and training in reach, but not growing by the chosen rule.",
    "Unknown": (
        "A test cannot be judged: BLS does not publish the figure, no projection exists, or the list of programs covers too little of the occupation to say there is "
        "none. Unknown is never counted as a fail."
    ),
}
