"""Sentences of a plan chapter: the atlas's figures in, text out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports.place.written import basis
from geo_opportunity.exports.plan.tables import PEOPLE, figures
from geo_opportunity.questions.plan import LISTED
from geo_opportunity.rulebooks import DOLLARS, OURS
from geo_opportunity.units import UNITS, about, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_opportunity.exports.plan.facts import Chapter

__all__ = [
    "BLANKS",
    "DOTS",
    "HEADINGS",
    "MAP",
    "OPENING",
    "WHOLE",
    "blank",
    "employers",
    "headline",
    "occupations",
    "people",
    "preparation",
    "sectors",
    "skills",
    "strengths",
    "training",
]

#: Headings, by the part of WIOA sec. 108(b)(1). Only words read in a copy of the law are in quotation marks.
HEADINGS: Final[dict[str, str]] = {
    "A": "Regional economic conditions – sec. 108(b)(1)(A)",
    "A1": "(i) “Existing and emerging in-demand industry sectors and occupations”",
    "A2": "(ii) Employers’ needs in these sectors and occupations",
    "B": "Knowledge and skills needed – sec. 108(b)(1)(B)",
    "C": "The workforce: employment, unemployment, education and barriers – sec. 108(b)(1)(C)",
    "D": "Development, education and training: strengths, weaknesses, capacity – sec. 108(b)(1)(D)",
    "E": "What the board adds",
}
OPENING: Final = (
    "This is the data part of a local plan under section 108(b)(1), (A) to (D), of the Workforce Innovation "
    "and "
    "Opportunity Act. Words in quotation marks are the Act’s; the other headings are ours. The regulation, "
    "20 CFR "
    "679.560(a), asks for the same analysis; its text could not be read here, so check its headings before "
    "filing. "
    "Where a plan needs a figure that is not in the data set, the chapter says “we hold no data on”."
)
MAP: Final = (
    "Colors: the share of the jobs chosen in occupations that grow, pay enough and can be trained for, by "
    "area."
)
DOTS: Final = " Dots: the nearest places that train for them."
WHOLE: Final = " The outline is that of whole counties."
#: What each part of a plan needs and the data set does not have.
BLANKS: Final[dict[str, str]] = {
    "A1": (
        "how jobs by sector have changed (one year is in the data set), postings, or expansions and closings "
        "employers have announced"
    ),
    "A2": (
        "vacancies, job postings, hires, turnover, or what employers here say they need: a survey or an "
        "advisory "
        "group of employers would add it"
    ),
    "B": (
        "licenses and certificates that employers ask for, credentials people hold, or the skills of the "
        "people who "
        "live here"
    ),
    "C": (
        "long-term unemployment, participation or trends over years (one year of each is in the data set), "
        "veterans, "
        "English learners, people with disabilities, returning citizens, youth out of school and work, older "
        "workers, or recipients of public assistance"
    ),
    "D": (
        "services and performance of the local workforce system, adult education, registered "
        "apprenticeships, "
        "training paid by employers, or programs of schools that take no federal student aid, unless a list "
        "was "
        "uploaded"
    ),
    "E": (
        "the board’s vision and goals and its strategy with the core programs, which the rest of section "
        "108(b) "
        "asks for: the board writes these"
    ),
}


def blank(part: str) -> str:
    """Return what the data set does not have for a part."""
    return f"We hold no data on {BLANKS[part]}."


def _listing(parts: Iterable[str]) -> str:
    """Return names in a row; those that hold commas are set apart by semicolons."""
    names = list(parts)
    return "; ".join(names) if any("," in name.split(" (")[0] for name in names) else wording.listed(names)


def _number(value: float) -> str:
    return "an unknown number of" if pd.isna(value) else f"{value:,.0f}"


def _about(chapter: Chapter) -> str:
    return "about " if chapter.estimated else ""


def headline(chapter: Chapter) -> str:
    """Return the finding of the chapter."""
    row, plan = figures(chapter)["value"], chapter.plan
    if not len(plan.occupations):
        return f"No occupation is listed as in demand here.{_unemployed(row)}"
    tests = "growing and paying what a family needs" if chapter.pay_known else "growing"
    if chapter.by_book:
        tests = f"by {chapter.scene.desk.rule_book.short}"
    largest = plan.sectors.loc[plan.sectors["jobs"].notna(), "name"].head(1)
    said = f" The largest sector is {_lower(largest.iloc[0])}." if len(largest) else ""
    out = row["listed_out_of_reach"]
    reach = (
        f" For {out:,.0f} of them too few adults can reach a program that is required or would help."
        if out
        else ""
    )
    return (
        f"{counted(len(plan.occupations), 'occupation')} listed as in demand, {tests}, with about "
        f"{_round(row['listed_openings'])} openings a year.{said}{_unemployed(row)}{reach}"
    )


def _unemployed(row: pd.Series) -> str:
    rate = row["unemployment_rate"]
    return "" if pd.isna(rate) else f" Unemployment is {_share(rate)}."


def _round(value: float) -> str:
    """Write an estimate of jobs."""
    return "an unknown number of" if pd.isna(value) else f"{about(value):,.0f}"


def _share(value: float) -> str:
    return "unknown" if pd.isna(value) else UNITS["share"].text(value)


def _lower(name: str) -> str:
    """Return a sector's name inside a sentence."""
    return str(name)[:1].lower() + str(name)[1:]


# ------------------------------------------------------------------- A: economy


def sectors(chapter: Chapter) -> list[str]:
    """Say which sectors are large, which are concentrated, and where openings are."""
    frame = chapter.plan.sectors
    known = frame.loc[frame["jobs"].notna()] if len(frame) else frame
    if not len(known):
        return ["We hold no data on jobs by sector here."]
    owners = "Private employers" if known["owners"].iloc[0] == "private" else "Employers"
    part = (known["counties_known"] < known["counties"]).any() or len(known) < len(frame)
    total = float(known["jobs"].sum())
    largest = _listing(
        f"{_lower(r['name'])} ({r['jobs']:,.0f} jobs, {_share(r['share'])})"
        for r in known.head(3).to_dict("records")
    )
    out = [
        (
            f"{owners} here had "
            f"{'at least ' if part else ''}{_about(chapter) if not part else ''}{total:,.0f} "
            "jobs "
            f"covered by unemployment insurance in {known['year'].iloc[0]}. The largest sectors are "
            f"{largest}."
        )
    ]
    dense = known.loc[(known["concentration"] >= 1.2) & (known["share"] >= 0.01)]
    dense = dense.sort_values("concentration", ascending=False, kind="stable").head(4)
    if len(dense):
        said = _listing(
            f"{_lower(r['name'])} ({r['concentration']:.1f} times)" for r in dense.to_dict("records")
        )
        out.append(f"Sectors that hold a larger share of jobs here than in the nation: {said}.")
    opening = (
        frame.loc[frame["openings"].notna()].sort_values("openings", ascending=False, kind="stable").head(3)
    )
    if len(opening):
        said = _listing(f"{_lower(r['name'])} ({_round(r['openings'])})" for r in opening.to_dict("records"))
        out.append(
            f"Most openings a year in the occupations chosen are in {said}: an estimate, each occupation’s "
            "openings "
            "split by the sectors its workers are in nation-wide and the sectors’ weight here."
        )
    hidden = frame.loc[frame["jobs"].isna(), "name"].map(_lower).tolist()
    if hidden:
        out.append(
            f"We hold no data on jobs of private employers in {_listing(hidden)}: not disclosed, or none."
        )
    return out


def occupations(chapter: Chapter) -> list[str]:
    """Say what in demand means here, how many occupations are, and what the largest are."""
    plan, row = chapter.plan, figures(chapter)["value"]
    rule = _rule(chapter)
    if not len(plan.occupations):
        return [rule, "None is."]
    first = plan.occupations.iloc[0]
    cut = chapter.passing > len(plan.occupations)
    most = f" Of {chapter.passing:,} that are, the {LISTED} with the most openings are listed." if cut else ""
    median = (
        "" if pd.isna(first["p50"]) else f", median {wording.pay(first['p50'], hourly=chapter.scene.hourly)}"
    )
    growing = plan.occupations.sort_values("growth", ascending=False, kind="stable").iloc[0]
    out = [
        rule + most,
        (
            f"The {counted(len(plan.occupations), 'occupation')} listed have about "
            f"{_round(row['listed_openings'])} openings "
            f"a year, the most for {first['title']} ({_round(first['openings'])} a year{median})."
        ),
        (
            f"The fastest growing is {growing['title']} ({wording.signed_percent(growing['growth'])} over "
            "the "
            "decade of the "
            f"{basis(growing['growth_basis'])} projections)."
        ),
    ]
    if chapter.pay_known:
        need = wording.pay(chapter.row["threshold"], hourly=chapter.scene.hourly)
        out.append(f"Pay needed per earner here: {need} ({chapter.row['threshold_note']}).")
    return out


def _rule(chapter: Chapter) -> str:
    """Say why occupations are listed."""
    decides = "Whether an occupation is in demand is for the board to decide (WIOA sec. 3(23))."
    if chapter.by_book:
        desk = chapter.scene.desk
        on, off = sum(one.on for one in desk.overrides), sum(not one.on for one in desk.overrides)
        by_hand = f", with {on} put on and {off} taken off by the board" if desk.overrides else ""
        bars = (
            "" if desk.book == OURS else f" ({DOLLARS[desk.dollars][0].lower()}{DOLLARS[desk.dollars][1:]})"
        )
        return (
            "Occupations are listed as in demand when they are on the board’s targeted occupation list: "
            f"{desk.rule_book.name}{bars}{by_hand}. {decides}"
        )
    choice = wording.selection_words(chapter.scene.asked)
    which = f"Among occupations {choice}, those are" if choice else "Occupations are"
    meaning = "they grow and pay enough" if chapter.pay_known else "they grow (pay needed here is not known)"
    return (
        f"{which} listed as in demand when {meaning} by the settings at the head of this chapter. {decides}"
    )


def employers(chapter: Chapter) -> list[str]:
    """Say how many openings employers will have, how many are new jobs, and where completers fall short."""
    row, every = figures(chapter)["value"], chapter.plan.cells
    openings, new = row["openings"], row["new_jobs"]
    if pd.isna(openings) or not openings:
        return ["We hold no data on openings here."]
    if pd.isna(new):
        said = ""
    elif new >= 0:
        said = (
            f", of which about {_round(new)} are new jobs; the others replace people who leave the occupation"
        )
    else:
        said = f", all to replace people who leave: jobs fall by about {_round(-new)} a year"
    asks = every["work_experience"].isin(["Less than 5 years", "5 years or more"])
    skilled = float(every.loc[asks, "openings"].sum())
    out = [
        (
            f"Employers are projected to have about {_round(openings)} openings a year in the occupations "
            f"chosen{said}."
        ),
        (
            f"About {skilled / openings:.0%} of the openings are in occupations that typically ask for "
            "experience in a "
            "related occupation, so they are mostly filled from other jobs."
        ),
    ]
    under = chapter.plan.supply.loc[chapter.plan.supply["verdict"] == "undersupply"]
    if not len(under):
        out.append("No occupation that can be judged has fewer completers of local programs than openings.")
        return out
    under = under.sort_values(["gap", "title"], ascending=[False, True], kind="stable").head(3)
    said = _listing(
        f"{r['title']} ({_round(r['openings'])} openings, {r['completers_local']:,.0f} completers)"
        for r in under.to_dict("records")
    )
    out.append(f"Openings exceed completers of local programs most for {said}.")
    return out


# ------------------------------------------------------------ B: knowledge, skills


def skills(chapter: Chapter) -> list[str]:
    """Say which skills and knowledge most listed openings ask for, and what technology."""
    plan = chapter.plan
    if not len(plan.skills):
        return ["We hold no data on the skills and knowledge of the listed occupations."]
    out = []
    for kind, name in (("skill", "Skills"), ("knowledge", "Areas of knowledge")):
        top = plan.skills.loc[plan.skills["kind"] == kind].head(3)
        said = _listing(f"{r['element']} ({r['share']:.0%})" for r in top.to_dict("records"))
        out.append(f"{name} that are among the ten most important for most listed openings: {said}.")
    wanted = plan.technology.loc[plan.technology["in_demand"] > 0]
    if len(wanted):
        said = _listing(str(name) for name in wanted["technology"].head(4))
        out.append(f"Technology that O*NET calls in demand in most of the listed occupations: {said}.")
    else:
        out.append("O*NET calls no technology in demand in the listed occupations.")
    rated = plan.occupations.index.isin(_rated(chapter))
    if not rated.all():
        names = _listing(plan.occupations["title"].loc[~rated])
        out.append(f"We hold no data on the skills of {names}: O*NET 29.0 does not rate them.")
    return out


def _rated(chapter: Chapter) -> list[str]:
    table = chapter.atlas.table("occupation_skills")
    return list(map(str, table["soc"].unique()))


def preparation(chapter: Chapter) -> list[str]:
    """Say how much preparation the listed openings ask for."""
    frame = chapter.plan.preparation
    if not len(frame):
        return []
    by = {
        name: frame.loc[frame["by"] == name].set_index("level")["share"] for name in ("education", "job zone")
    }
    low = (
        by["education"]
        .reindex(["No formal educational credential", "High school diploma or equivalent"])
        .sum()
    )
    zones = by["job zone"].reindex(["Job zone 1", "Job zone 2"]).sum()
    middle = float(by["job zone"].reindex(["Job zone 3"]).sum())
    return [
        (
            f"High school or less is the typical entry for {low:.0%} of the listed openings. By O*NET’s job "
            "zones "
            f"{zones:.0%} ask for little or some preparation, {middle:.0%} for a medium amount (usually one "
            "to "
            "two years of "
            "training or experience)."
        )
    ]


# ------------------------------------------------------------------- C: workforce


def _against(chapter: Chapter, name: str) -> str:
    """Write a figure here beside the state's and the nation's."""
    here, state, nation = map(float, chapter.plan.people[["here", "state", "nation"]].T[name])
    unit = UNITS[PEOPLE[name][1]]
    beside = [f"nation {unit.text(nation)}"] if chapter.place.kind == "state" else [
        f"state {unit.text(state)}", f"nation {unit.text(nation)}"
    ]  # fmt: skip
    return f"{'unknown' if pd.isna(here) else unit.text(here)} ({', '.join(beside)})"


def people(chapter: Chapter) -> list[str]:
    """Say how many live here, who is out of work, poor, schooled, without a car or internet."""
    here = chapter.plan.people["here"]
    if not len(chapter.counties):
        return ["We hold no data on the people of this place."]
    force = "" if pd.isna(here["labor_force"]) else f" and {here['labor_force']:,.0f} are in the labor force"
    out = [
        (
            f"{here['residents']:,.0f} people live here{force}. Unemployment was "
            f"{_against(chapter, 'unemployment_rate')}; {_against(chapter, 'poverty_rate')} of the people "
            "live "
            "in poverty."
        ),
        (
            f"Of adults of 25 and over, {_against(chapter, 'below_high_school')} have not finished high "
            "school "
            "and "
            f"{_against(chapter, 'bachelors')} have a bachelor’s degree or more."
        ),
        (
            f"Barriers: {_against(chapter, 'no_vehicle_share')} of households have no vehicle and "
            f"{_against(chapter, 'no_internet_share')} no internet."
        ),
    ]
    if chapter.in_part:
        part = chapter.counties.loc[chapter.counties["inside"] < 1]
        said = _listing(f"{r['inside']:.0%} of {r['name']}" for r in part.to_dict("records"))
        out.append(
            f"The place holds {said} by residents: of a county in part, numbers count by that share and "
            "rates are "
            "those of the whole county."
        )
    rates = chapter.counties.loc[chapter.counties["unemployment_rate"].notna()]
    if len(rates) > 1:
        ordered = rates.sort_values(["unemployment_rate", "name"], kind="stable")
        low, high = ordered.iloc[0], ordered.iloc[-1]
        out.append(
            f"Between counties unemployment runs from {_share(low['unemployment_rate'])} in {low['name']} to "
            f"{_share(high['unemployment_rate'])} in {high['name']}."
        )
    return out


# -------------------------------------------------------------------- D: training


def training(chapter: Chapter) -> list[str]:
    """Say what training there is for the listed occupations and how supply meets demand."""
    row, supply = figures(chapter)["value"], chapter.plan.supply["verdict"]
    away = f"within {wording.distance(chapter.scene.rules.reach_miles, chapter.scene.units)} of adults here"
    if not len(chapter.counties):
        away = "of this place (how far residents live from them is not known)"
    out = [
        (f"{counted(row['providers'], 'provider')} {away} "
        f"{'has' if row['providers'] == 1 else 'have'} "
        f"{counted(row['programs'], 'program')} that {'leads' if row['programs'] == 1 else 'lead'} to listed "
        "occupations, with "
        f"{_number(row['completions'] if row['programs'] else 0)} completions a year in all (a program that "
        "leads to "
        "several occupations is counted once).")
    ]  # fmt: skip
    judged = supply.isin(["undersupply", "oversupply", "balanced"]).sum()
    if judged:
        out.append(
            f"Of {counted(judged, 'occupation')} whose supply can be judged, {row['undersupply']:,.0f} "
            f"{'has' if row['undersupply'] == 1 else 'have'} fewer completers of local programs than "
            "openings and "
            f"{row['oversupply']:,.0f} more."
        )
    else:
        out.append("We hold no data on enough programs to judge supply against demand here.")
    low, high = row["desert_low"], row["desert_high"]
    if pd.notna(low) and pd.notna(high):
        out.append(
            f"{wording.percent_range(low, high)} of adults live in a physical education desert: no "
            "broad-access public "
            "college, or a single community college, within 25 miles in a straight line (Urban Institute; "
            "the lower "
            "bound counts every public college, the upper one only those with open admission)."
        )
    else:
        out.append("We hold no data on how far adults here live from colleges.")
    return out


def strengths(chapter: Chapter) -> list[str]:
    """Say which listed occupations are well served and which are not: strengths and weaknesses."""
    listed = chapter.plan.occupations
    wants = listed.loc[listed["program_need"].isin(["required", "helpful"])]
    if not len(wants):
        return ["No listed occupation requires a program, or is one that a program would help to enter."]
    share = chapter.scene.rules.reach_share
    unknown, short = wants["reach_unknown"], wants["out_of_reach"]
    groups = {
        "Strength: of the listed occupations for which a program is required or would help, at least "
        f"{share:.0%} of "
        "adults can reach one for": wants.loc[~unknown & ~short, "title"],
        f"Weakness: fewer than {share:.0%} of adults can reach a listed program for": wants.loc[
            short, "title"
        ],
        "We hold no data on whether a program is in reach for": wants.loc[unknown, "title"],
    }
    out = [f"{said} {_listing(names)}." for said, names in groups.items() if len(names)]
    if unknown.any():
        more = "employers, academies or campuses that the list does not have may train for them"
        out[-1] = f"{out[-1][:-1]}: {more}."
    return out
