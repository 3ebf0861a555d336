"""Tables of a plan chapter: in full for files that programs read, and written for its pages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.listing import UNKNOWN
from geo_opportunity.exports.parts import Table
from geo_opportunity.exports.place import written as w
from geo_opportunity.questions.plan import SCHOOLING
from geo_opportunity.units import UNITS, about
from geo_opportunity.vocabulary import Flag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.exports.plan.facts import Chapter

__all__ = [
    "PEOPLE",
    "VERDICTS",
    "counties",
    "data_tables",
    "figures",
    "knowledge",
    "listed",
    "listed_training",
    "most_openings",
    "people",
    "preparation",
    "programs",
    "schooling",
    "sectors",
    "supply_side",
    "technology",
]

#: Figures of the people of a place (``Atlas.plan``): name and unit (key of ``units.UNITS``).
PEOPLE: Final[dict[str, tuple[str, str]]] = {
    "residents": ("Residents", "people"),
    "labor_force": ("Labor force", "people"),
    "unemployment_rate": ("Unemployment rate", "share"),
    "poverty_rate": ("People in poverty", "share"),
    "median_household_income": ("Median household income", "usd"),
    "no_vehicle_share": ("Households without a vehicle", "share"),
    "no_internet_share": ("Households without internet", "share"),
    "social_vulnerability": ("Social vulnerability (rank among counties)", "share"),
    "adults_25": ("Adults of 25 and over", "people"),
    **{name: (label, "share") for name, label in SCHOOLING.items()},
}
VERDICTS: Final = {
    "undersupply": "fewer completers",
    "oversupply": "more completers",
    "balanced": "about even",
    "cannot be judged": "cannot be judged",
}
_ROUNDED: Final = "Jobs and openings are estimates split from published areas, rounded."
#: Shown in place of a figure, with a note below that says what it is.
_AT_LEAST: Final = "≥ "


# ------------------------------------------------------------------------ in full


@lru_cache(maxsize=8)
def figures(chapter: Chapter) -> pd.DataFrame:
    """Return the single figures of a chapter (index figure): label, value, unit (key of ``units.UNITS``).

    They are kept and shared, as the chapter itself is: not to be changed.
    """
    row, plan = chapter.row, chapter.plan
    listed_, judged = plan.occupations, plan.supply["verdict"]
    jobs = plan.sectors["jobs"] if len(plan.sectors) else pd.Series([np.nan])
    every = plan.cells
    near = _reached(plan.programs)
    wants = listed_["program_need"].isin(["required", "helpful"])
    under, over = (int(judged.eq(verdict).sum()) for verdict in ("undersupply", "oversupply"))
    rows: dict[str, tuple[str, Any, str]] = {
        "jobs_total": ("Jobs OEWS covers", row["jobs_total"], "jobs"),
        "jobs_selected": ("Jobs of the occupations chosen", row["jobs_selected"], "jobs"),
        "jobs_in_sectors": ("Jobs by sector, of counties with a figure", jobs.sum(min_count=1), "jobs"),
        "openings": ("Openings a year, occupations chosen", every["openings"].sum(min_count=1), "jobs"),
        "new_jobs": ("New jobs a year, occupations chosen", _new_jobs(every), "jobs"),
        "threshold": ("Pay needed per earner", row["threshold"], "usd"),
        "share_overlap": ("Share of jobs where all three tests pass", row["share_overlap"], "share"),
        "average_growth": ("Growth of all jobs over the decade", row["average_growth"], "growth"),
        "passing": ("Occupations in demand", chapter.passing, "count"),
        "listed": ("Occupations listed as in demand", len(listed_), "count"),
        "listed_openings": ("Openings a year, listed", listed_["openings"].sum(min_count=1), "jobs"),
        "listed_with_program": ("Listed for which a program is required or helps", wants.sum(), "count"),
        "listed_out_of_reach": ("... of these, out of reach", listed_["out_of_reach"].sum(), "count"),
        "undersupply": ("Occupations with fewer completers than openings", under, "count"),
        "oversupply": ("Occupations with more completers than openings", over, "count"),
        "providers": ("Providers in reach for the listed", near["provider_id"].nunique(), "count"),
        "programs": ("Their programs", len(near), "count"),
        "completions": ("Their completions a year", near["completions"].sum(min_count=1), "people"),
        "desert_low": ("Adults in an education desert, at least", _desert(chapter, "desert_low"), "share"),
        "desert_high": ("Adults in an education desert, at most", _desert(chapter, "desert_high"), "share"),
        "counties": ("Counties", len(chapter.counties), "count"),
    }
    here = plan.people["here"]
    rows |= {name: (label, here[name], unit) for name, (label, unit) in PEOPLE.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["label", "value", "unit"])
    frame["value"] = frame["value"].astype("float64")
    frame.index.name = "figure"
    return frame


def _new_jobs(cells: pd.DataFrame) -> float:
    """Return the new jobs a year of occupations whose openings are known."""
    known = cells.loc[cells["openings"].notna()]
    return float((known["employment"] * known["growth"] / 10).sum(min_count=1))


def _reached(near: pd.DataFrame) -> pd.DataFrame:
    """Return the programs in reach."""
    return near.loc[near["reached"]]


def _desert(chapter: Chapter, bound: str) -> float:
    """Return the share of adults in a physical desert, by a bound."""
    found = chapter.counties.loc[chapter.counties["adults"].gt(0) & chapter.counties[bound].notna()]
    return float(np.average(found[bound], weights=found["adults"])) if len(found) else np.nan


_HEADS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Occupation", ""), "name": ("Sector", ""), "employment": ("Jobs", "jobs"),
    "jobs": ("Jobs", "jobs"), "counties_known": ("Counties with a figure", "count"),
    "counties": ("Counties", "count"), "covered": ("Residents in counties with a figure", "share"),
    "share": ("Share", "share"), "nation_share": ("Nation's share", "share"),
    "concentration": ("Concentration, nation = 1", "ratio"), "avg_pay": ("Average pay", "usd"),
    "nation_pay": ("Average pay, nation", "usd"), "openings": ("Openings a year", "jobs"),
    "new_jobs": ("New jobs a year", "jobs"), "p25": ("Entry wage (p25)", "usd"),
    "p50": ("Median wage", "usd"), "threshold": ("Pay needed", "usd"), "growth": ("Growth", "growth"),
    "growth_basis": ("Growth is", ""), "growth_period": ("Period", ""), "certainty": ("How sure", ""),
    "entry_education": ("Typical entry education", ""), "work_experience": ("Related experience", ""),
    "training": ("On-the-job training", ""), "program_need": ("Program", ""),
    "reach": ("Adults in reach of a program", "share"), "job_zone": ("O*NET job zone", "count"),
    "completers_local": ("Completers a year", "people"), "gap": ("Openings minus completers", "people"),
    "verdict": ("Completers against openings", ""), "providers": ("Providers in reach", "count"),
    "programs": ("Programs in reach", "count"), "kind": ("Skill or knowledge", ""),
    "element": ("Name", ""), "occupations": ("Listed occupations", "count"),
    "importance": ("Importance, 1 to 5", "ratio"), "level": ("Level, 0 to 7", "ratio"),
    "technology": ("Technology", ""), "category": ("Kind", ""),
    "in_demand": ("In demand in so many of them", "count"), "hot": ("Hot", ""), "by": ("By", ""),
    "here": ("Here", "number"), "state": ("State", "number"), "nation": ("Nation", "number"),
    "label": ("Figure", ""), "value": ("Value", "number"), "unit": ("Unit", ""),
    "owners": ("Employers counted", ""), "year": ("Year", "years"),
}  # fmt: skip
_LISTED_COLUMNS: Final = (
    "title", "employment", "openings", "new_jobs", "growth", "growth_basis", "growth_period", "p25", "p50",
    "threshold", "certainty", "entry_education", "work_experience", "training", "program_need", "job_zone",
    "reach", "providers", "programs", "completers_local", "gap", "verdict",
)  # fmt: skip
_PROGRAM_COLUMNS: Final = (
    "name", "city", "state", "program", "award", "completions", "distance_miles", "adults_within", "tuition",
    "soc",
)  # fmt: skip


def _table(name: str, title: str, frame: pd.DataFrame, own: Mapping[str, str] | None = None) -> Table:
    """Return a table of a file; heads and units are those of its columns' names."""
    columns = [str(c) for c in frame.columns]
    index = [] if frame.index.name is None else [str(frame.index.name)]
    named = {c: _HEADS[c][0] for c in columns if c in _HEADS} | dict(own or {})
    numbers = {c: _HEADS[c][1] for c in columns if c in _HEADS and _HEADS[c][1] and c not in (own or {})}
    heads = {c: named.get(c, c.replace("_", " ").capitalize()) for c in [*index, *columns]}
    units = {c: UNITS[unit].file for c, unit in numbers.items()}
    return Table(name, title, frame, heads, units, (*index, *(c for c in columns if c not in units)))


def data_tables(chapter: Chapter) -> tuple[Table, ...]:
    """Return all the figures of a chapter as tables: figures, occupations, sectors, skills and the rest."""
    plan = chapter.plan
    single = figures(chapter).assign(unit=lambda one: one["unit"].map(lambda key: UNITS[key].file))
    folk = plan.people.assign(label=[PEOPLE[str(n)][0] for n in plan.people.index])
    folk = folk[["label", "here", "state", "nation", "covered"]]
    folk["unit"] = [UNITS[PEOPLE[str(n)][1]].file for n in folk.index]
    named = {"name": "Provider", "state": "State"}
    where = {"state": "State", "name": "County"}
    return (
        _table("figures", "Single figures", single),
        _table("occupations", "In-demand occupations", plan.occupations[list(_LISTED_COLUMNS)]),
        _table("sectors", "Jobs, pay and openings by sector", plan.sectors),
        _table("skills", "Skills and knowledge", plan.skills),
        _table("technology", "Technology", plan.technology),
        _table("preparation", "What the listed occupations ask for", plan.preparation),
        _table("people", "People, here, in the state and the nation", folk),
        _table("counties", "Counties", chapter.counties.set_index("county_fips"), where),
        _table("supply", "Completers against openings", _supply(chapter)),
        _table("programs", "Programs that lead to the listed", plan.programs[list(_PROGRAM_COLUMNS)], named),
    )  # fmt: skip


def _supply(chapter: Chapter) -> pd.DataFrame:
    return chapter.plan.supply[["title", "employment", "openings", "completers_local", "gap", "verdict"]]


# ------------------------------------------------------------------------ written


def sectors(chapter: Chapter) -> w.Table:
    """Return jobs, pay and openings by sector."""
    frame, rows = chapter.plan.sectors, []
    if len(frame) and frame["jobs"].isna().all():
        return _sector_openings(frame)
    for r in frame.to_dict("records"):
        part = 0 < r["counties_known"] < r["counties"]
        concentration = r["concentration"]
        rows.append(
            (
                str(r["name"]),
                f"{_AT_LEAST if part else ''}{w.count(r['jobs'])}",
                w.share(r["share"]),
                UNKNOWN if pd.isna(concentration) else f"{concentration:.2f}",
                w.dollars(r["avg_pay"]),
                w.dollars(r["nation_pay"]),
                UNKNOWN if pd.isna(r["openings"]) else w.count(about(r["openings"])),
            )
        )
    heads = (
        "Sector", "Jobs", "Share", "Concentration, nation = 1", "Average pay", "Average pay, nation",
        "Openings a year (estimate)",
    )  # fmt: skip
    return w.Table("Sectors", heads, "tnnnnnn", tuple(rows), empty="We hold no data on jobs by sector here.")


def _sector_openings(frame: pd.DataFrame) -> w.Table:
    """Return openings by sector alone, where jobs are not known."""
    rows = [(str(r["name"]), w.count(about(r["openings"]))) for r in frame.to_dict("records")]
    return w.Table("Sectors", ("Sector", "Openings a year (estimate)"), "tn", tuple(rows))


def _wage(r: Mapping[Any, Any], point: str, chapter: Chapter) -> str:
    """Write a wage, a top code as "or more" and one that is not published as such."""
    value = r[point]
    if pd.isna(value):
        return "not published"
    top = r["wage_flag"] == Flag.TOP_CODED.value and point == chapter.scene.rules.wage
    return w.money(value, chapter.scene) + (f" {w.TOP_CODED}" if top else "")


def listed(chapter: Chapter) -> w.Table:
    """Return the in-demand occupations: jobs, openings, growth, wages, entry education, how sure."""
    scene = chapter.scene
    rows = tuple(
        (
            str(r["title"]),
            str(soc),
            w.count(r["employment"]),
            w.count(r["openings"]),
            w.growth(r["growth"]),
            _wage(r, "p25", chapter),
            _wage(r, "p50", chapter),
            _text(r["entry_education"]),
            _text(r["certainty"]),
        )
        for soc, r in zip(
            chapter.plan.occupations.index, chapter.plan.occupations.to_dict("records"), strict=True
        )
    )
    heads = (
        "Occupation", "SOC", "Jobs", "Openings a year", "Growth, ten years",
        f"Entry wage (p25) {w.per(scene)}", f"Median {w.per(scene)}", "Typical entry education", "How sure",
    )  # fmt: skip
    note = _ROUNDED if chapter.estimated else ""
    empty = "No occupation of the choice passes here, so none is listed."
    return w.Table("In-demand occupations", heads, "ttnnnnntt", rows, note=note, empty=empty)


def _text(value: Any) -> str:
    return UNKNOWN if wording.value_missing(value) else str(value)


def knowledge(chapter: Chapter, kind: str, limit: int) -> w.Table:
    """Return the skills, or areas of knowledge, that most listed openings ask for."""
    frame = chapter.plan.skills
    rows = tuple(
        (
            str(r["element"]),
            w.share(r["share"], 0),
            f"{r['importance']:.1f}",
            UNKNOWN if pd.isna(r["level"]) else f"{r['level']:.1f}",
        )
        for r in frame.loc[(frame["kind"] == kind) & frame["openings"].gt(0)].head(limit).to_dict("records")
    )
    name = "Skills" if kind == "skill" else "Knowledge"
    heads = (name, "Listed openings", "Importance", "Level")
    return w.Table(
        name, heads, "tnnn", rows, empty=f"We hold no data on {name.lower()} of these occupations."
    )


def technology(chapter: Chapter, limit: int) -> w.Table:
    """Return the technology that is in demand in listed occupations, then what is hot."""
    rows = tuple(
        (
            str(r["technology"]),
            str(r["category"]),
            w.count(r["occupations"]),
            w.count(r["in_demand"]) if r["in_demand"] else "none",
            w.count(r["openings"]),
        )
        for r in chapter.plan.technology.head(limit).to_dict("records")
    )
    heads = (
        "Technology",
        "Kind",
        "Listed occupations that use it",
        "Of these, in demand in",
        "Their openings",
    )
    empty = "We hold no data on technology of these occupations."
    return w.Table("Technology", heads, "ttnnn", rows, empty=empty)


_BY: Final = {
    "education": "Typical entry education",
    "job zone": "O*NET job zone",
    "experience": "Experience",
}


def preparation(chapter: Chapter) -> w.Table:
    """Return the listed openings by entry education, job zone and experience."""
    rows = tuple(
        (
            _BY[str(r["by"])],
            _level(r),
            w.count(r["occupations"]),
            w.count(r["openings"]),
            w.share(r["share"], 0),
        )
        for r in chapter.plan.preparation.to_dict("records")
    )
    heads = ("By", "What is asked", "Listed occupations", "Openings a year", "Share")
    return w.Table(
        "What the listed occupations ask for", heads, "ttnnn", rows, empty="No occupation is listed."
    )


#: O*NET job zones in words.
_ZONES: Final = {
    "Job zone 1": "1: little or no preparation", "Job zone 2": "2: some preparation",
    "Job zone 3": "3: medium preparation", "Job zone 4": "4: considerable preparation",
    "Job zone 5": "5: extensive preparation",
}  # fmt: skip


def _level(r: Mapping[Any, Any]) -> str:
    text = str(r["level"])
    if r["by"] == "experience":
        return listing.EXPERIENCE.get(text, text)
    return _ZONES.get(text, text)


def _figure(value: float, unit: str) -> str:
    return UNKNOWN if pd.isna(value) else UNITS[unit].text(value)


def people(chapter: Chapter) -> w.Table:
    """Return who lives here, beside the state and the nation."""
    names = [name for name in PEOPLE if name not in SCHOOLING and name != "adults_25"]
    return _beside(chapter, names, "The workforce")


def schooling(chapter: Chapter) -> w.Table:
    """Return the schooling of adults of 25 and over, beside the state and the nation."""
    return _beside(chapter, ["adults_25", *SCHOOLING], "Schooling of adults of 25 and over")


def _beside(chapter: Chapter, names: list[str], caption: str) -> w.Table:
    people_, rows = chapter.plan.people.to_dict("index"), []
    one = chapter.place.kind == "state"
    for name in names:
        label, unit = PEOPLE[name]
        values = people_[name]
        here, state, nation = (_figure(float(values[c]), unit) for c in ("here", "state", "nation"))
        covered = float(values["covered"])
        if here != UNKNOWN and pd.notna(covered) and covered < 0.995:
            here += f" ({w.share(covered, 0)} of residents)"
        rows.append((label, here, nation) if one else (label, here, state, nation))
    heads = ("Figure", "Here", "Nation") if one else ("Figure", "Here", "State", "Nation")
    return w.Table(caption, heads, "t" + "n" * (len(heads) - 1), tuple(rows))


def counties(chapter: Chapter) -> w.Table:
    """Return the counties: residents, unemployment, poverty, income, no vehicle, no internet, deserts."""
    rows = tuple(
        (
            f"{r['name']}, {r['state']}{_in_part(r['inside'])}",
            w.count(r["population"]),
            w.share(r["unemployment_rate"]),
            w.share(r["poverty_rate"]),
            w.dollars(r["median_household_income"]),
            w.share(r["no_vehicle_share"]),
            w.share(r["no_internet_share"]),
            _range(r["desert_low"], r["desert_high"]),
        )
        for r in chapter.counties.to_dict("records")
    )
    heads = (
        "County", "Residents", "Unemployment", "Poverty", "Median household income", "No vehicle",
        "No internet", "Adults in an education desert",
    )  # fmt: skip
    return w.Table("Counties", heads, "tnnnnnnn", rows, empty="We hold no data on counties here.")


def _in_part(inside: float) -> str:
    """Write how much of a county is in the place, where that is a part."""
    return "" if inside >= 1 else f" ({inside:.0%} of it)"


def _range(low: float, high: float) -> str:
    """Write a share between two bounds."""
    return UNKNOWN if np.isnan(low + high) else wording.percent_range(low, high)


def most_openings(chapter: Chapter, limit: int) -> w.Table:
    """Return the occupations with the most openings a year, whatever they pay."""
    every = chapter.plan.cells
    found = every.loc[every["openings"].gt(0)]
    found = found.sort_values(["openings", "title"], ascending=[False, True], kind="stable")
    says = {"pass": "yes", "fail": "no"}
    rows = tuple(
        (
            str(r["title"]),
            w.count(r["openings"]),
            w.growth(r["growth"]),
            _wage(r, "p50", chapter),
            says.get(str(r["sustaining"]), UNKNOWN),
            listing.EXPERIENCE.get(str(r["work_experience"]), UNKNOWN),
        )
        for r in found.head(limit).to_dict("records")
    )
    heads = (
        "Occupation", "Openings a year", "Growth, ten years", f"Median {w.per(chapter.scene)}",
        "Pays what is needed", "Related experience",
    )  # fmt: skip
    return w.Table(
        f"The {limit} occupations with most openings",
        heads,
        "tnnntt",
        rows,
        empty="We hold no data on openings here.",
    )


def listed_training(chapter: Chapter) -> w.Table:
    """Return the training of the listed occupations: need, reach, providers, completers against openings."""
    rows = tuple(
        (
            str(r["title"]),
            str(r["program_need"]),
            _in_reach(r),
            w.count(r["providers"]),
            w.count(r["completers_local"]),
            w.count(r["openings"]),
            VERDICTS.get(str(r["verdict"]), UNKNOWN),
        )
        for r in chapter.plan.occupations.to_dict("records")
    )
    heads = (
        "Occupation", "A program is", "Adults in reach of one", "Providers in reach", "Completers a year",
        "Openings a year", "Completers against openings",
    )  # fmt: skip
    return w.Table(
        "Training for the listed occupations", heads, "ttnnnnt", rows, empty="No occupation is listed."
    )


def _in_reach(r: Mapping[Any, Any]) -> str:
    """Write the share of adults in reach of a program; where the listing cannot be believed, unknown."""
    if r["program_need"] == "not needed" and not r["providers"]:
        return "–"
    if not r["reach_unknown"]:
        return w.share(r["reach"], 0)
    return f"{_AT_LEAST}{w.share(r['reach'], 0)}" if r["reach"] >= 0.005 else UNKNOWN


def supply_side(chapter: Chapter, verdict: str, limit: int) -> w.Table:
    """Return occupations with fewer (or more) completers than openings, the widest gap first."""
    supply = chapter.plan.supply
    chosen = supply.loc[supply["verdict"] == verdict]
    widest = chosen.assign(_size=-chosen["gap"].abs()).sort_values(["_size", "title"], kind="stable")
    rows = tuple(
        (str(r["title"]), w.count(r["openings"]), w.count(r["completers_local"]))
        for r in widest.head(limit).to_dict("records")
    )
    name = "Fewer completers than openings" if verdict == "undersupply" else "More completers than openings"
    heads = ("Occupation", "Openings a year", "Completers a year")
    return w.Table(f"{name} ({len(chosen):,})", heads, "tnn", rows, empty="None that can be judged.")


def programs(chapter: Chapter) -> w.Table:
    """Return the providers in reach that lead to listed occupations, most completions first."""
    near = _reached(chapter.plan.programs)
    by = near.groupby(["provider_id", "name", "city", "state"], as_index=False).agg(
        programs=("cip", "size"), completions=("completions", "sum"), within=("adults_within", "first")
    )
    by = by.sort_values(["completions", "name"], ascending=[False, True], kind="stable")
    rows = tuple(
        (
            str(r["name"]),
            f"{r['city']}, {r['state']}",
            w.count(r["programs"]),
            w.count(r["completions"]),
            w.share(r["within"], 0),
        )
        for r in by.to_dict("records")
    )
    heads = ("Provider", "Where", "Programs", "Completions a year", "Adults within reach")
    empty = "No provider in reach has a program that leads to a listed occupation."
    return w.Table("Providers", heads, "ttnnn", rows, empty=empty)
