"""The closed vocabularies that tables, measures and screens share.

Everything here is a constant. Sources of definitions are beside them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

# ---------------------------------------------------------------- value flags


class Flag(StrEnum):
    """Why a published figure is a number, or is not one."""

    PUBLISHED = "published"
    """The publisher gives a number."""
    NOT_RELEASED = "not_released"
    """The publisher withholds it: ``*`` (wage) or ``**`` (employment)."""
    TOP_CODED = "top_coded"
    """``#``: at or above the top code; the value column holds the top code itself."""
    SMALL = "small"
    """``~``: a share below 0.5 percent."""
    NOT_LISTED = "not_listed"
    """The row or cell is absent, or means "not applicable" (annual-only)."""
    UNSTATED = "unstated"
    """Empty in a transcription that lost the marker: not released or not listed, the file cannot say."""
    COLLAPSED = "collapsed"
    """An artifact of publication: p75 equals p90, more than twice the median. The value is as published."""
    HOURLY_ONLY = "hourly_only"
    """A wage of a year, not published: most do not work a full one; an hour's is (``hourly_wages``)."""


# -------------------------------------------------------------------- statuses


class Status(StrEnum):
    """Outcome of one of the three tests for one area and occupation.

    Growth has pass, slow and shrinking; pay has pass and fail; training has the rest. Each can be unknown.
    """

    PASS = "pass"  # noqa: S105  (a test outcome)
    FAIL = "fail"
    NOT_NEEDED = "not needed"
    """Learned on the job: no program is needed."""
    WOULD_HELP = "would help"
    """Learned on the job: no program is needed, but one would help and too few adults can reach one."""
    SLOW = "slow"
    """Jobs are not being lost, but fewer are added than the bar asks."""
    SHRINKING = "shrinking"
    PARTIAL = "partial"
    """A program is in reach of fewer adults than required, but of at least half of that share."""
    LOW = "low"
    """A program is in reach of less than half of the required share of adults, but of a tenth of adults."""
    NONE = "none"
    """A program is in reach of less than a tenth of adults."""
    UNKNOWN = "unknown"


#: Codes of :class:`Status` in dense arrays (int8): above zero a test passes, -1 is unknown, the rest fail.
STATUS_CODES: Final[dict[Status, int]] = {
    Status.NONE: -6,
    Status.LOW: -5,
    Status.PARTIAL: -4,
    Status.SHRINKING: -3,
    Status.SLOW: -2,
    Status.UNKNOWN: -1,
    Status.FAIL: 0,
    Status.PASS: 1,
    Status.NOT_NEEDED: 2,
    Status.WOULD_HELP: 3,
}


#: Outcome of a test in words, by its code.
STATUS_NAMES: Final[dict[int, str]] = {code: status.value for status, code in STATUS_CODES.items()}


class Kind(StrEnum):
    """What the three tests say together about one area and occupation."""

    OVERLAP = "overlap"
    TRAINING_GAP = "training gap"
    TRAINED_ELSEWHERE = "trained elsewhere"
    PARTIAL_REACH = "partial reach"
    QUALITY_GAP = "job-quality gap"
    STEADY = "steady"
    DECLINING = "declining"
    OTHER = "two or more tests failed"
    UNKNOWN = "unknown"


KIND_CODES: Final[dict[Kind, int]] = {
    Kind.UNKNOWN: -1,
    Kind.OTHER: 0,
    Kind.OVERLAP: 1,
    Kind.TRAINING_GAP: 2,
    Kind.TRAINED_ELSEWHERE: 3,
    Kind.PARTIAL_REACH: 4,
    Kind.QUALITY_GAP: 5,
    Kind.STEADY: 6,
    Kind.DECLINING: 7,
}
#: Kind of place in words, by its code.
KIND_NAMES: Final[dict[int, str]] = {code: kind.value for kind, code in KIND_CODES.items()}


class Basis(StrEnum):
    """Geography a figure was published for, as used for an area."""

    LOCAL = "local"
    STATE = "state"
    STATES_BLEND = "several states, blended"
    STATE_NATION = "state and national, blended"
    NATION = "national"
    NONE = "none"


class ProgramNeed(StrEnum):
    """Whether an occupation's typical entry route runs through a program."""

    REQUIRED = "required"
    """Typical entry education is an award below a bachelor's degree, or a degree."""
    HELPFUL = "helpful"
    """Some college but no degree is typical; or high school or less and programs matter all the same.

    They matter where long-term on-the-job training or an apprenticeship is typical and a program is linked,
    or where programs below a bachelor's degree supply it: completers are at least 1/20 of the nation's
    openings.
    """
    NOT_NEEDED = "not needed"
    """High school or less, and none of that: learned on the job."""
    UNKNOWN = "unknown"
    """No entry education is published for the occupation."""


# --------------------------------------------------------------- names of codes

KINDS: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: (
        "Training gap: grows and pays, needs no bachelor's degree, few can reach training"
    ),
    Kind.TRAINED_ELSEWHERE.value: "Trained elsewhere: grows and pays, needs a degree few can reach here",
    Kind.PARTIAL_REACH.value: "Partial reach: grows and pays, only some can reach training",
    Kind.QUALITY_GAP.value: "Job-quality gap: grows, training in reach or not needed, pays too little",
    Kind.STEADY.value: "Steady: pays, training in reach or not needed, grows less than the bar",
    Kind.DECLINING.value: "Declining: pays, jobs are shrinking",
    Kind.OTHER.value: "Two or more tests failed",
    Kind.UNKNOWN.value: "Unknown: a test cannot be judged",
}
#: Names of kinds for tables.
KINDS_SHORT: Final[dict[str, str]] = {
    Kind.OVERLAP.value: "All three meet",
    Kind.TRAINING_GAP.value: "Training gap",
    Kind.TRAINED_ELSEWHERE.value: "Trained elsewhere",
    Kind.PARTIAL_REACH.value: "Partial reach",
    Kind.QUALITY_GAP.value: "Job-quality gap",
    Kind.STEADY.value: "Steady",
    Kind.DECLINING.value: "Declining",
    Kind.OTHER.value: "Two or more fail",
    Kind.UNKNOWN.value: "Unknown",
}
#: What an area's jobs miss most, against the nation's (``measures.overlap.missing_most``).
MISSING: Final[dict[str, str]] = {
    "growth": "Growth: more jobs than elsewhere pay and can be trained for, but grow too little",
    "pay": "Pay: more jobs than elsewhere grow and can be trained for, but pay too little",
    "training": "Training: more jobs than elsewhere grow and pay, but few can reach the training",
    "none clear": "None clearly more than in the nation",
    Status.UNKNOWN.value: "Unknown: the pay needed or jobs are not published",
}
#: How many tests one occupation meets in an area.
TESTS_PASSED: Final[dict[str, str]] = {
    "3": "All three",
    "2": "Two of three",
    "1": "One of three",
    "0": "None",
    Status.UNKNOWN.value: "Unknown: a test cannot be judged",
}
#: Test -> status -> words.
STATUSES: Final[dict[str, dict[str, str]]] = {
    "growing": {
        Status.PASS.value: "Growing",
        Status.SLOW.value: "Slow: below the bar, not shrinking",
        Status.SHRINKING.value: "Shrinking",
        Status.FAIL.value: "Below the bar; trend unknown",
        Status.UNKNOWN.value: "Unknown: no projection",
    },
    "sustaining": {
        Status.PASS.value: "Pays enough",
        Status.FAIL.value: "Pays too little",
        Status.UNKNOWN.value: "Unknown: pay not published",
    },
    "accessible": {
        Status.PASS.value: "Training in reach",
        Status.NOT_NEEDED.value: "Learned on the job: no program needed",
        Status.WOULD_HELP.value: "Learned on the job: a program would help, too few can reach one",
        Status.PARTIAL.value: "In reach of some",
        Status.LOW.value: "In reach of few",
        Status.NONE.value: "No training in reach",
        Status.UNKNOWN.value: "Unknown: programs may be missing from the list",
    },
}
#: Geography of a growth rate, for a column.
BASES: Final[dict[str, str]] = {
    Basis.LOCAL.value: "local",
    Basis.STATE.value: "state",
    Basis.STATES_BLEND.value: "several states",
    Basis.STATE_NATION.value: "state and nation",
    Basis.NATION.value: "nation",
    Basis.NONE.value: "none",
}

# ------------------------------------------------------------------- education

#: BLS Employment Projections, typical education needed for entry, ascending.
EDUCATION_LEVELS: Final[tuple[str, ...]] = (
    "No formal educational credential",
    "High school diploma or equivalent",
    "Some college, no degree",
    "Postsecondary nondegree award",
    "Associate's degree",
    "Bachelor's degree",
    "Master's degree",
    "Doctoral or professional degree",
)

#: Entry education at a bachelor's degree or above; the mission is the rest.
DEGREES: Final[tuple[str, ...]] = EDUCATION_LEVELS[5:]
BELOW_DEGREES: Final[tuple[str, ...]] = EDUCATION_LEVELS[:5]

#: BLS Employment Projections, typical on-the-job training; "None" is a value, not a missing one.
TRAINING_LEVELS: Final[tuple[str, ...]] = (
    "None",
    "Short-term on-the-job training",
    "Moderate-term on-the-job training",
    "Long-term on-the-job training",
    "Internship/residency",
    "Apprenticeship",
)

#: IPEDS award levels (AWLEVEL), ascending by length. https://nces.ed.gov/ipeds
AWARD_LEVELS: Final[dict[int, str]] = {
    20: "Certificate under 12 weeks",
    21: "Certificate of 12 weeks to 1 year",
    2: "Certificate of 1 to 2 years",
    4: "Certificate of 2 to 4 years",
    3: "Associate's degree",
    5: "Bachelor's degree",
    6: "Postbaccalaureate certificate",
    7: "Master's degree",
    8: "Post-master's certificate",
    17: "Doctorate, research",
    18: "Doctorate, professional practice",
    19: "Doctorate, other",
}

#: Award levels below an associate's degree.
SUBASSOCIATE: Final[frozenset[int]] = frozenset({20, 21, 2, 4})

#: Award levels that fit an entry education (our rule; docs/METHODS.md).
FITTING_AWARDS: Final[dict[str, frozenset[int]]] = {
    "No formal educational credential": SUBASSOCIATE | {3},
    "High school diploma or equivalent": SUBASSOCIATE | {3},
    "Some college, no degree": SUBASSOCIATE | {3},
    "Postsecondary nondegree award": SUBASSOCIATE | {3},
    "Associate's degree": frozenset({3, 4}),
    "Bachelor's degree": frozenset({5}),
    "Master's degree": frozenset({7, 8}),
    "Doctoral or professional degree": frozenset({17, 18, 19}),
}

#: Award levels that also lead to an occupation although its typical entry education is higher.
#: Registered nurses: every state board licenses associate-degree graduates (NCLEX-RN); BLS OOH,
#: "Registered Nurses, How to Become One" names the associate's degree and diploma as entry routes.
EXTRA_AWARDS: Final[dict[str, frozenset[int]]] = {"29-1141": frozenset({3, 4})}

#: One award level above the typical one, which leads to an occupation too. It counts where somebody looks for
#: a program (reach, lists of programs), not where completers are spread over occupations: a master's degree
#: *can* lead to a job that asks for a bachelor's, but most who earn one are not counted on to take it.
HIGHER_AWARDS: Final[dict[str, frozenset[int]]] = {
    "Associate's degree": frozenset({5}),
    "Bachelor's degree": frozenset({7}),
    "Master's degree": frozenset({17, 18, 19}),
}

#: Two-digit series of the Classification of Instructional Programs 2020 (NCES), in its words, shortened where
#: a dash says so.
CIP_FAMILIES: Final[dict[str, str]] = {
    "01": "Agricultural, animal, plant and veterinary science",
    "03": "Natural resources and conservation",
    "04": "Architecture",
    "05": "Area, ethnic, cultural, gender and group studies",
    "09": "Communication and journalism",
    "10": "Communications technologies",
    "11": "Computer and information sciences",
    "12": "Culinary, entertainment and personal services",
    "13": "Education",
    "14": "Engineering",
    "15": "Engineering technologies and technicians",
    "16": "Foreign languages, literatures and linguistics",
    "19": "Family and consumer sciences, human sciences",
    "22": "Legal professions and studies",
    "23": "English language and literature",
    "24": "Liberal arts, general studies and humanities",
    "25": "Library science",
    "26": "Biological and biomedical sciences",
    "27": "Mathematics and statistics",
    "28": "Military science, leadership and operational art",
    "29": "Military technologies and applied sciences",
    "30": "Multi- and interdisciplinary studies",
    "31": "Parks, recreation, leisure, fitness and kinesiology",
    "32": "Basic skills and developmental education",
    "33": "Citizenship activities",
    "34": "Health-related knowledge and skills",
    "35": "Interpersonal and social skills",
    "36": "Leisure and recreational activities",
    "37": "Personal awareness and self-improvement",
    "38": "Philosophy and religious studies",
    "39": "Theology and religious vocations",
    "40": "Physical sciences",
    "41": "Science technologies and technicians",
    "42": "Psychology",
    "43": "Homeland security, law enforcement and firefighting",
    "44": "Public administration and social service professions",
    "45": "Social sciences",
    "46": "Construction trades",
    "47": "Mechanic and repair technologies",
    "48": "Precision production",
    "49": "Transportation and materials moving",
    "50": "Visual and performing arts",
    "51": "Health professions",
    "52": "Business, management and marketing",
    "53": "High school diplomas and certificates",
    "54": "History",
    "60": "Health professions residency and fellowship programs",
    "61": "Medical residency and fellowship programs",
}

#: Who runs a provider.
CONTROLS: Final[dict[str, str]] = {
    "public": "Public",
    "private nonprofit": "Private nonprofit",
    "private for-profit": "Private for-profit",
    "unknown": "Unknown",
}

#: Places that train besides providers with programs, by facility code and name (Veterans Affairs).
SITE_KINDS: Final[dict[str, str]] = {
    "joint apprenticeship": "Joint apprenticeship committee",
    "employer": "Employer: on-the-job training or apprenticeship",
    "police or fire department": "Police or fire department: on-the-job training",
    "truck driving": "Truck-driving school",
    "career and technical": "Career and technical school",
    "building and metal trades": "School of the building or metal trades",
    "health": "Health school",
    "beauty": "Beauty or barber school",
    "flight": "Flight school",
    "IT": "Coding or IT school",
    "public safety academy": "Police or fire academy",
    "other trade school": "Other trade school",
}

#: What makes a place that trains fit people with jobs and children, by column of providers.
FITS: Final[dict[str, str]] = {
    "evening_weekend": "Evening or weekend classes",
    "part_time": "Part-time students",
    "day_care": "Child care on campus",
}
#: Their codes in links.
FIT_CODES: Final[dict[str, str]] = {"evening_weekend": "eve", "part_time": "part", "day_care": "care"}

# -------------------------------------------------------------------- distance

KM_PER_MILE: Final[float] = 1.609344

#: Straight-line miles within which the Urban Institute looks for a college.
DESERT_MILES: Final = 25.0

#: Distances (road miles, estimated) at which reach is kept ready for every area and occupation.
REACH_MILES: Final[tuple[int, ...]] = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100)

#: Largest program that can be tried out, completions a year.
MOST_COMPLETIONS: Final = 100_000


def reach_column(miles: int) -> str:
    """Return the name of the reach column for a distance in road miles."""
    return f"reach_{miles:03d}mi"


# ----------------------------------------------------------------------- wages

#: Hours a year behind OEWS annual wages (52 weeks of 40 hours).
HOURS_OEWS: Final = 2_080

#: Wage percentiles OEWS publishes, with the share of jobs below each.
PERCENTILES: Final[dict[str, float]] = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}

# --------------------------------------------------------------------- sectors

SECTORS: Final[dict[str, str]] = {
    "advanced": "Advanced industries",
    "healthcare": "Healthcare",
    "green": "Green jobs",
    "trades": "Construction and professional trades",
}

#: Most new places that ``Atlas.site`` chooses; what they should bring; where they could be.
MOST_SITES: Final = 10
SITE_GOALS: Final[dict[str, str]] = {"people": "People", "openings": "Unmet openings"}
SITE_CANDIDATES: Final[dict[str, str]] = {
    "any": "Campuses and towns",
    "campuses": "Campuses only",
    "public": "Public campuses only",
    "towns": "Towns only",
}


def published_soc(soc: pd.Series, groups: pd.DataFrame) -> pd.Series:
    """Map SOC 2018 detailed codes to the codes OEWS and EP publish.

    `groups` is the raw table of source ``soc_groups`` (columns soc_2018, oews_ep_code); codes it does
    not list are returned unchanged.
    """
    mapping = dict(zip(groups["soc_2018"], groups["oews_ep_code"], strict=True))
    return soc.map(lambda code: mapping.get(code, code)).astype("str")


def onet_to_soc(onet: pd.Series) -> pd.Series:
    """Return the first seven characters of O*NET-SOC 2019 codes, which are their SOC 2018 codes."""
    return onet.str.slice(0, 7).astype("str")


#: NAICS 2022 sectors as QCEW publishes them by county; 10 is all industries.
NAICS_SECTORS: Final[dict[str, str]] = {
    "10": "All industries",
    "11": "Agriculture, forestry, fishing and hunting",
    "21": "Mining, quarrying, and oil and gas extraction",
    "22": "Utilities",
    "23": "Construction",
    "31-33": "Manufacturing",
    "42": "Wholesale trade",
    "44-45": "Retail trade",
    "48-49": "Transportation and warehousing",
    "51": "Information",
    "52": "Finance and insurance",
    "53": "Real estate and rental and leasing",
    "54": "Professional, scientific, and technical services",
    "55": "Management of companies and enterprises",
    "56": "Administrative, support and waste management services",
    "61": "Educational services",
    "62": "Health care and social assistance",
    "71": "Arts, entertainment, and recreation",
    "72": "Accommodation and food services",
    "81": "Other services, except public administration",
    "92": "Public administration",
    "99": "Unclassified",
}
