"""Words of the Data & methods page."""

from __future__ import annotations

from typing import Final

CONTENTS: Final = "On this page"
WORDS: Final = "What the words mean"
METHODS: Final = "How it is worked out"
METHODS_NOTE: Final = "The methods as they stand in the project's own documents, one topic each."
METHODS_NONE: Final = (
    "The documents are not installed beside the app; the formulas below come from the code itself."
)
CODE: Final = "Formulas, from the code"
CODE_NOTE: Final = (
    "What each function that works out a figure says of itself, read from the code that runs here: inputs, units, formula and its source. A stands for areas, O for "
    "occupations (A × O: a figure for each pair), NaN for no number."
)
LIMITS_HEAD: Final = "Known limits"
BACKTEST: Final = "How good the growth rates are"
BACKTEST_NOTE: Final = (
    "Most areas get their state's rate for an occupation, applied to their own jobs. California publishes projections by region: on those the method is "
    "held against the region's own rate. Errors are points of growth over the decade, weighted by jobs. Rates one cycle old are hardly better than one rate for "
    "all occupations, so a projection that has aged should be read with care."
)
SIZE_HEAD: Final = "Jobs in the region"
BACKTEST_SIZE: Final = "How good the growth rates are, by size"
SOURCES: Final = "Sources"
SOURCES_NOTE: Final = "As the manifest of this data set has them: what was read at the build, of which vintage, under which license."
SOURCES_FILE: Final = "geo-opportunity-sources.csv"
COUNTING: Final = "Counting …"
TESTING: Final = "Testing the growth rates …"
COVERAGE: Final = "What is covered"
COVERAGE_NOTE: Final = "Counted from the tables as they are now, your own data included where you added some."
COVERED: Final[dict[str, str]] = {
    "areas": "Areas",
    "shapes": "… drawn on the map",
    "prices": "… with a price level, so that pay can be judged by a family budget",
    "occupations": "Occupations",
    "education": "… with a typical entry education",
    "cells": "Occupation × area cells whose jobs are published",
    "providers": "Places that train",
    "located": "… at a published point",
    "online": "… wholly online, kept out of distances",
    "priced": "… with a published price",
    "programs": "Programs (place × field × award)",
    "active": "… with somebody completing them in the latest year",
    "tracts": "Census tracts, where people live",
}
JOINS: Final = "How well the tables meet"
JOINS_NOTE: Final = "Counted at every build. Past its limit, a check fails the build and the old data stay."
JOINS_NONE: Final = "This data set came without a join report."
TABLES: Final = "Tables"
TABLES_NOTE: Final = "What the build makes of the sources; every figure of the app is worked out from these."
NEXT: Final = "Where to look next"
NEXT_NOTE: Final = (
    "These open in your browser and need a connection; the app itself asks no other machine for anything."
)

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
    "Unknown is an outcome of its own. An area with much unknown is not worse than its neighbors; less is published about it.",
)

#: (name, what for, address)
LINKS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "BLS: occupational employment and wages",
        "wages and jobs by area, with their standard errors",
        "https://www.bls.gov/oes/",
    ),
    (
        "BLS: employment projections",
        "national outlook, education and training needed",
        "https://www.bls.gov/emp/",
    ),
    ("BLS: Occupational Outlook Handbook", "what people in an occupation do", "https://www.bls.gov/ooh/"),
    ("Projections Central", "states' own projections", "https://www.projectionscentral.org/longterm"),
    (
        "State labor market information offices",
        "local projections, openings, licenses",
        "https://www.projectionscentral.org/contact",
    ),
    ("O*NET OnLine", "tasks, skills, work context of an occupation", "https://www.onetonline.org/"),
    (
        "TrainingProviderResults.gov",
        "eligible training programs, their price and results",
        "https://www.trainingproviderresults.gov/",
    ),
    ("Apprenticeship.gov", "apprenticeships open near a place", "https://www.apprenticeship.gov/"),
    (
        "College Navigator",
        "a college's programs, prices and admission",
        "https://nces.ed.gov/collegenavigator/",
    ),
)


def onet(vintage: str) -> str:
    """Return the attribution O*NET's licence asks for."""
    return ONET.format(vintage=vintage)


ONET: Final = (
    "This page includes information from the {vintage} by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
    "license. O*NET® is a trademark of USDOL/ETA. Geo Opportunity has modified all or some of this information. USDOL/ETA has not approved, endorsed, or tested "
    "these modifications."
)


def tagline(version: str, sources: int, tables: int) -> str:
    """Return what the page tells of: the data version, and how many sources and tables it has."""
    return f"Data version {version} · {sources:,} sources · {tables:,} tables"


def module(name: str, about: str) -> str:
    """Return the heading of a module's formulas (Markdown)."""
    return f"**{name}** — {about}"


def absent(note: str) -> str:
    """Return that a source was not there when the data were built."""
    return f"Absent when the data were built. {note}".strip()


def error_of(years: str) -> str:
    """Return the head of a back-test's errors."""
    return f"Error, {years}, points"


def size(low: float, high: float | None) -> str:
    """Return a class of occupations by their jobs in the region."""
    if high is None:
        return f"{low:,.0f} or more"
    return f"under {high:,.0f}" if not low else f"{low:,.0f} to {high:,.0f}"


def joins(checks: int, limited: int, over: int) -> str:
    """Return how many counts there are, how many have a limit, how many lie past it."""
    past = "none is past it" if not over else f"{over:,} {'is' if over == 1 else 'are'} past it"
    return f"{checks:,} counts; {limited:,} {'has' if limited == 1 else 'have'} a limit, and {past}."


def joins_all(checks: int) -> str:
    """Return what unfolds to all counts."""
    return f"All {checks:,} counts"
