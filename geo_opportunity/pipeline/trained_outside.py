"""Occupations that employers, academies and providers outside IPEDS train.

IPEDS lists institutions that take part in federal student aid. Where the usual way in runs through a fire or
police academy, a railroad or a registered trucking school, "no listed program in reach" says nothing about
training. The list is short on purpose: only occupations for which a regulation or the BLS Occupational
Outlook Handbook (OOH) names who trains. Occupations typically entered through an apprenticeship are not here:
BLS assigns those (``occupations.training``).
"""

from __future__ import annotations

from typing import Final

__all__ = ["TRAINED_OUTSIDE"]

_POLICE: Final = (
    "Trained at the police academy of the hiring agency or its state (BLS OOH, Police and Detectives, How to "
    "Become One)."
)
_BUS: Final = (
    "Trained by the employer or a provider on the federal Training Provider Registry before the license test "
    "(49 CFR 380 subpart F)."
)

#: SOC code as OEWS publishes it -> who trains, in one sentence with its source.
TRAINED_OUTSIDE: Final[dict[str, str]] = {
    "31-1120": (
        "Trained by home health agencies and state-approved courses; federal rules ask for 75 hours in "
        "agencies that "
        "Medicare pays (42 CFR 484.80)."
    ),
    "31-1131": (
        "Trained in state-approved courses of at least 75 hours, many of them given by nursing homes (42 "
        "CFR 483.152)."
    ),
    "33-1021": (
        "Promoted from firefighters, whom fire academies train (BLS OOH, Firefighters, How to Become One)."
    ),
    "33-2011": (
        "Trained at the fire academy of the hiring department or its state (BLS OOH, Firefighters, How to "
        "Become One)."
    ),
    "33-2021": (
        "Usually firefighters or police officers first, then trained in academies and on the job (BLS OOH, "
        "Fire "
        "Inspectors, How to Become One)."
    ),
    "33-3012": (
        "Trained at the academy of the hiring agency, then on the job (BLS OOH, Correctional Officers and "
        "Bailiffs, "
        "How to Become One)."
    ),
    "33-3021": _POLICE,
    "33-3051": _POLICE,
    "33-3052": _POLICE,
    "33-9093": (
        "Trained by the Transportation Security Administration: 40 hours of classes and 60 on the job (49 "
        "U.S.C. "
        "44935(g))."
    ),
    "43-5031": (
        "Trained by the hiring agency in courses its state sets (BLS OOH, Public Safety Telecommunicators, "
        "How to "
        "Become One)."
    ),
    "51-8011": "Trained and licensed in the program of the plant that employs them (10 CFR 55).",
    "53-2012": (
        "Trained by certificated flight instructors and flight schools, few of them colleges (14 CFR 61 "
        "and 141)."
    ),
    "53-2021": (
        "Trained at the Federal Aviation Administration's academy after being hired (BLS OOH, Air Traffic "
        "Controllers, "
        "How to Become One)."
    ),
    "53-2031": "Trained by the airline that hires them (14 CFR 121.421).",
    "53-3032": (
        "Trained by providers on the federal Training Provider Registry, among them carriers and trucking "
        "schools "
        "outside IPEDS (49 CFR 380 subpart F)."
    ),
    "53-3051": _BUS,
    "53-3052": _BUS,
    "53-4011": "Trained and certified in the program of the railroad that employs them (49 CFR 240).",
    "53-4031": "Trained and certified in the program of the railroad that employs them (49 CFR 242).",
}
