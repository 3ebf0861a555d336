"""Words of the Data & methods page."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BACKTEST",
    "BACKTEST_NOTE",
    "CODE",
    "CODE_NOTE",
    "CONTENTS",
    "COVERAGE",
    "COVERAGE_NOTE",
    "JOINS",
    "JOINS_NONE",
    "JOINS_NOTE",
    "LIMITS",
    "LIMITS_HEAD",
    "LINKS",
    "METHODS",
    "METHODS_NONE",
    "METHODS_NOTE",
    "NEXT",
    "NEXT_NOTE",
    "ONET",
    "SOURCES",
    "TABLES",
    "WORDS",
    "onet",
]

CONTENTS: Final = "On this page"
WORDS: Final = "What the words mean"
METHODS: Final = "How it is worked out"
METHODS_NOTE: Final = "The methods as they stand in the project's own documents, one topic each."
METHODS_NONE: Final = "The documents are not installed beside the app; the formulas below come from the code itself."
CODE: Final = "Formulas, from the code"
CODE_NOTE: Final = (
    "What each function that works out a figure says of itself, read from the code that runs here: inputs, units, formula and its source."
)
LIMITS_HEAD: Final = "Known limits"
BACKTEST: Final = "How good the growth rates are"
BACKTEST_NOTE: Final = (
    "Most areas get their state's rate for an occupation, applied to their own jobs. California publishes projections by region: on those the method is "
    "held against the region's own rate. Errors are points of growth over the decade, weighted by jobs. Rates one cycle old are hardly better than one rate for "
    "all occupations, so a projection that has aged should be read with care."
)
SOURCES: Final = "Sources"
COVERAGE: Final = "What is covered"
COVERAGE_NOTE: Final = "Counted from the tables as they are now, your own data included where you added some."
JOINS: Final = "How well the tables meet"
JOINS_NOTE: Final = "Counted at every build. Past its limit, a check fails the build and the old data stay."
JOINS_NONE: Final = "This data set came without a join report."
TABLES: Final = "Tables"
NEXT: Final = "Where to look next"
NEXT_NOTE: Final = "These open in your browser and need a connection; the app itself asks no other machine for anything."

#: What the figures cannot bear, in plain words.
LIMITS: Final[tuple[str, ...]] = (
    (
        "Growth is mostly a state's, not a city's. Every metro of a state shows the same rate for an occupation unless a local projection is published; don't rank "
        "them by it."
    ),
    "A projection is a forecast by statisticians, ten years out. It does not know of a plant announced last month.",
    "Wages and jobs are survey estimates. BLS withholds small ones; what is withheld is shown as unknown or not released, never as zero.",
    "The wage test looks at one percentile of everyone in the occupation, newcomers and old hands together.",
    (
        "The family budget is a model from public prices. State income tax is not in it, and its health and transport parts are national averages. Puerto Rico and "
        "the island areas have no price level, so pay there cannot be judged."
    ),
    (
        "Providers are colleges and schools that take federal student aid (IPEDS), at their main address. Branch campuses without their own listing, union halls, "
        "most apprenticeships, employers' own courses and many short courses are missing: reach is understated, most of all in the country."
    ),
    "A program in reach may be full, dear, taught by day only, or closed to newcomers. Distances are straight lines times 1.417, not driving times.",
    (
        "Completions are of 2023–24 and of all students, wherever they move to afterwards. Which occupation a field leads to follows the official crosswalk, not "
        "what graduates do."
    ),
    (
        "Supply is counted from listed programs only. Movers, career changers and people already qualified are not in it, so a surplus or shortage is a question "
        "to ask, not an answer."
    ),
    "Unknown is an outcome of its own. An area with much unknown is not worse than its neighbours; less is published about it.",
)

#: (name, what for, address)
LINKS: Final[tuple[tuple[str, str, str], ...]] = (
    ("BLS: occupational employment and wages", "wages and jobs by area, with their standard errors", "https://www.bls.gov/oes/"),
    ("BLS: employment projections", "national outlook, education and training needed", "https://www.bls.gov/emp/"),
    ("BLS: Occupational Outlook Handbook", "what people in an occupation do", "https://www.bls.gov/ooh/"),
    ("Projections Central", "states' own projections", "https://www.projectionscentral.org/longterm"),
    ("State labor market information offices", "local projections, openings, licences", "https://www.projectionscentral.org/contact"),
    ("O*NET OnLine", "tasks, skills, work context of an occupation", "https://www.onetonline.org/"),
    ("TrainingProviderResults.gov", "eligible training programs, their price and results", "https://www.trainingproviderresults.gov/"),
    ("Apprenticeship.gov", "apprenticeships open near a place", "https://www.apprenticeship.gov/"),
    ("College Navigator", "a college's programs, prices and admission", "https://nces.ed.gov/collegenavigator/"),
)


def onet(vintage: str) -> str:
    """Return the attribution O*NET's licence asks for."""
    return ONET.format(vintage=vintage)


ONET: Final = (
    "This page includes information from the {vintage} by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
    "license. O*NET® is a trademark of USDOL/ETA. Geo Opportunity has modified all or some of this information. USDOL/ETA has not approved, endorsed, or tested "
    "these modifications."
)
