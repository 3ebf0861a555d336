"""Figures of a plan chapter: what a local workforce plan says of its sectors, jobs, people and training.

Nothing is judged here that is not judged elsewhere: the occupations listed are those that grow and pay enough
under the rules, or a board's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.measures.certainty import word_codes
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.questions.overlap import cells
from geo_opportunity.questions.places import counties, need_of
from geo_opportunity.questions.probability import certainty_names
from geo_opportunity.questions.programs import find
from geo_opportunity.questions.supply import supply_demand
from geo_opportunity.vocabulary import EDUCATION_LEVELS, NAICS_SECTORS, Flag, ProgramNeed, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "LISTED",
    "SCHOOLING",
    "Plan",
    "in_demand",
    "passing",
    "people",
    "plan",
    "preparation",
    "sector_jobs",
    "skills",
    "technology",
]

#: Occupations of a list.
LISTED: Final = 20
#: Levels of schooling of adults of 25 and over (table ``CountyEducation``) and their names.
SCHOOLING: Final[dict[str, str]] = {
    "below_high_school": "Less than high school",
    "high_school": "High school graduate or equivalent",
    "some_college": "Some college or associate degree",
    "bachelors": "Bachelor's degree or higher",
}
#: Sectors most of whose employers are governments, which a count of private employers leaves out.
_PUBLIC: Final = frozenset({"61", "92"})
_ALL: Final = "10"
#: Below this share of residents in counties with a figure a sector's concentration is unknown.
_COVERED: Final = 0.9
#: Years of a projection.
_YEARS: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The figures of a chapter, each as its function returns it."""

    area_code: str
    title: str
    cells: pd.DataFrame
    """``Atlas.cells`` of the selection."""
    sectors: pd.DataFrame
    """:func:`sector_jobs`"""
    passing: int
    """Occupations of the selection that grow and pay enough (:func:`passing`)."""
    occupations: pd.DataFrame
    """:func:`in_demand`: the first :data:`LISTED` of these, or a board's own list."""
    skills: pd.DataFrame
    technology: pd.DataFrame
    preparation: pd.DataFrame
    people: pd.DataFrame
    supply: pd.DataFrame
    """``Atlas.supply_demand`` of the selection."""
    programs: pd.DataFrame
    """``Atlas.programs`` that lead to the listed occupations; reached: whether some adults reach them."""


def plan(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    occupations: Iterable[str] | None = None,
    **settings: Any,
) -> Plan:
    """Return the figures of a plan chapter about a place.

    Parameters
    ----------
    area_code
        Of an area; of a region in its own atlas.
    occupations
        Codes of a board's own list; default: the first that pass.

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    every = cells(data, area_code, rules, selection)
    found = supply_demand(data, area_code, rules, selection)
    pass_ = passing(every)
    chosen, supply = pass_.head(LISTED), found
    if occupations is not None:
        own = list(dict.fromkeys(occupations))
        for code in own:
            data.soc_column(code)
        chosen = cells(data, area_code, rules).reindex(own)
        supply = supply_demand(data, area_code, rules)
    listed = in_demand(data, chosen, supply, reach_share=rules.reach_share)
    near = find(
        data, area_code, list(map(str, listed.index)), max_miles=max(60.0, rules.degree_miles),
        reach_miles=rules.reach_miles,
    )  # fmt: skip
    return Plan(
        area_code=area_code,
        title=str(data.areas.loc[area_code, "title"]),
        cells=every,
        sectors=sector_jobs(data, area_code, every),
        passing=len(pass_),
        occupations=_with_programs(listed, near),
        skills=skills(data, listed),
        technology=technology(data, listed),
        preparation=preparation(listed),
        people=people(data, area_code),
        supply=found,
        programs=near.assign(reached=_reached(near)),
    )


# ------------------------------------------------------------------------ sectors


def _inside(data: Dataset, area_code: str) -> pd.Series:
    """Return the share of each of a place's counties that is in it, by residents (index county_fips)."""
    every = data.table("counties")
    mine = every.loc[every["area_code"] == area_code].set_index("county_fips")["population"]
    whole = data.whole.table("counties").set_index("county_fips")["population"].reindex(mine.index)
    return (mine / whole.where(whole > 0)).fillna(1.0).clip(0.0, 1.0)


def sector_jobs(data: Dataset, area_code: str, listed: pd.DataFrame) -> pd.DataFrame:
    """Return a place's jobs, pay and openings by sector (index NAICS sector), most jobs first.

    Parameters
    ----------
    listed
        Cells of the place (``Atlas.cells``), whose openings are split over the sectors.

    Returns
    -------
    DataFrame
        name; jobs (of counties with a figure; NaN where none has one), counties_known, counties, covered
        (share of residents in counties with a figure), share (of the jobs known in all sectors),
        nation_share, concentration (share / nation_share; NaN below nine tenths covered), avg_pay,
        nation_pay (USD a year); openings: an estimate, the openings of each occupation split by the sectors
        its workers are in nation-wide, each weighed by its concentration here (1 where that is unknown, and
        in education and government, which private employers say little of); owners, year. A county that is
        in the place in part counts by its share of residents. Empty without the table.
    """
    table = data.whole.table("county_jobs")
    sectors = [code for code in NAICS_SECTORS if code != _ALL]
    rows = table.loc[table["sector"].isin(sectors)]
    if rows.empty:
        return pd.DataFrame(columns=list(_SECTOR_COLUMNS), index=pd.Index([], name="sector", dtype="str"))
    inside = _inside(data, area_code)
    residents = data.table("counties").set_index("county_fips")["population"].reindex(inside.index)
    here = rows.loc[rows["county_fips"].isin(inside.index)]
    here = here.assign(
        jobs=here["employment"] * here["county_fips"].map(inside).astype("float64"),
        residents=here["county_fips"].map(residents).astype("float64"),
    )
    out = _sums(here.assign(employment=here["jobs"])).reindex(sectors)
    nation = _sums(rows).reindex(sectors)
    frame = pd.DataFrame({"name": [NAICS_SECTORS[code] for code in sectors]}, index=out.index)
    frame["jobs"] = out["employment"]
    frame["counties_known"] = here.groupby("sector").size().reindex(sectors).fillna(0).astype("int64")
    frame["counties"] = len(inside)
    frame["covered"] = (
        here.groupby("sector")["residents"].sum().reindex(sectors).fillna(0.0) / residents.sum()
    )
    frame["share"] = frame["jobs"] / frame["jobs"].sum()
    frame["nation_share"] = nation["employment"] / nation["employment"].sum()
    frame["concentration"] = (frame["share"] / frame["nation_share"]).where(frame["covered"] >= _COVERED)
    frame["avg_pay"], frame["nation_pay"] = out["avg_pay"], nation["avg_pay"]
    frame["openings"] = _openings_by_sector(data, listed, frame["concentration"])
    frame["owners"], frame["year"] = str(rows["owners"].iloc[0]), int(rows["year"].iloc[0])
    frame.index.name = "sector"
    kept = frame.loc[frame["jobs"].notna() | frame["openings"].gt(0)]
    return kept.sort_values(["jobs", "openings"], ascending=False, na_position="last", kind="stable")


_SECTOR_COLUMNS: Final = (
    "name", "jobs", "counties_known", "counties", "covered", "share", "nation_share", "concentration",
    "avg_pay", "nation_pay", "openings", "owners", "year",
)  # fmt: skip


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Return employment and average pay by sector."""
    known = rows.loc[rows["avg_pay"].notna()]
    wages = (known["employment"] * known["avg_pay"]).groupby(known["sector"]).sum()
    people = known.groupby("sector")["employment"].sum()
    jobs = rows.groupby("sector")["employment"].sum()
    return pd.DataFrame({"employment": jobs, "avg_pay": wages / people.where(people > 0)})


def _openings_by_sector(data: Dataset, listed: pd.DataFrame, concentration: pd.Series) -> pd.Series:
    """Return openings a year by sector: see :func:`sector_jobs`."""
    shares = data.table("occupation_sectors")
    shares = shares.loc[shares["soc"].isin(listed.index)]
    known = concentration.where(~concentration.index.isin(list(_PUBLIC)), 1.0).fillna(1.0)
    weight = shares["share"] * shares["sector"].map(known).fillna(1.0).astype("float64")
    whole = shares.groupby("soc")["share"].transform("sum")  # what is not released stays in no sector
    part = weight / weight.groupby(shares["soc"]).transform("sum") * whole
    openings = shares["soc"].map(listed["openings"]).astype("float64")
    return (part * openings).groupby(shares["sector"]).sum(min_count=1).reindex(concentration.index)


# -------------------------------------------------------------------- occupations


def passing(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of a place (``Atlas.cells``) that grow and pay enough, most openings first.

    Where what a family needs is unknown, those that grow. An occupation without published jobs or openings
    does not pass.
    """
    named = listed.loc[(listed["employment_flag"] != Flag.NOT_LISTED.value) & listed["openings"].gt(0)]
    growing = named.loc[named["growing"] == Status.PASS.value]
    if not listed["threshold"].isna().all():
        growing = growing.loc[growing["sustaining"] == Status.PASS.value]
    return growing.sort_values(["openings", "title"], ascending=[False, True], kind="stable")


def in_demand(
    data: Dataset,
    chosen: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    reach_share: float,
) -> pd.DataFrame:
    """Return occupations of a place as a chapter lists them (index soc, in the order of `chosen`).

    Parameters
    ----------
    chosen
        Cells of the place: of :func:`passing`, or of a board's own list.
    supply
        ``Atlas.supply_demand`` of these.
    reach_share
        Share of adults that counts as in reach.

    Columns: those of ``Atlas.cells``; new_jobs (a year: jobs x growth / 10 years); completers, gap and
    verdict as in ``Atlas.supply_demand``; job_zone; certainty (that it grows and pays enough: the product of
    both probabilities); out_of_reach (a program is required or would help, and too few adults reach one);
    reach_unknown (likewise, but the list of programs does not tell: employers, academies or campuses may).
    """
    occupations, unjudged = data.occupations, bool(chosen["threshold"].isna().all())
    wants = chosen["program_need"].isin([ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value])
    short = wants & chosen["accessible"].isin(
        [Status.NONE.value, Status.PARTIAL.value, Status.WOULD_HELP.value]
    )
    out = chosen.assign(
        title=occupations["title"].reindex(chosen.index),
        new_jobs=chosen["employment"] * chosen["growth"] / _YEARS,
        job_zone=occupations["job_zone"].reindex(chosen.index),
        certainty=_certainty(chosen, unjudged),
        out_of_reach=short,
        reach_unknown=wants & ~short & ~chosen["reach"].ge(reach_share),
    )
    return out.join(supply[["completers_local", "gap", "verdict"]])


def _certainty(chosen: pd.DataFrame, unjudged: bool) -> pd.Series:
    """Return how sure it is that occupations grow and pay enough: clear, likely, close or unknown."""
    probability = chosen["p_growing"] * (1.0 if unjudged else chosen["p_sustaining"])
    passed = (chosen["growing"] == Status.PASS.value) & (
        unjudged | (chosen["sustaining"] == Status.PASS.value)
    )
    names = certainty_names(word_codes(probability, passed))
    return pd.Series(names, index=chosen.index, dtype="str")


def _reached(near: pd.DataFrame) -> pd.Series:
    """Return which programs some adults reach; where no distance is known (Guam), those of the place."""
    own = near["adults_within"].isna() & near["distance_miles"].isna()
    return (near["adults_within"].gt(0) | own) & ~near["distance_only"].astype(bool)


def _with_programs(listed: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations with how many providers in reach of some adults lead to each, and programs."""
    reached = near.loc[_reached(near)]
    pairs = reached.assign(soc=reached["soc"].str.split(", ")).explode("soc")
    return listed.assign(
        providers=pairs.groupby("soc")["provider_id"].nunique().reindex(listed.index).fillna(0).astype(int),
        programs=pairs.groupby("soc").size().reindex(listed.index).fillna(0).astype(int),
    )


# --------------------------------------------------------- knowledge and skills


def skills(data: Dataset, listed: pd.DataFrame) -> pd.DataFrame:
    """Return skills and knowledge that the listed occupations ask for most.

    Columns: kind ("skill", "knowledge"), element; occupations and openings among whose ten most important it
    is; share (of the openings of occupations that O*NET rates); importance (1 to 5) and level (0 to 7), means
    weighted by openings.
    """
    table = data.table("occupation_skills")
    rows = table.loc[table["soc"].isin(listed.index)]
    weight = rows["soc"].map(listed["openings"]).astype("float64").fillna(0.0)
    rated = listed.index.isin(rows["soc"].unique())
    total = float(listed["openings"].fillna(0.0).loc[rated].sum())
    rows = rows.assign(openings=weight, _i=rows["importance"] * weight, _l=rows["level"] * weight)
    rows["_w"] = weight.where(rows["level"].notna(), 0.0)
    by = rows.groupby(["kind", "element"], as_index=False).agg(
        occupations=("soc", "nunique"),
        openings=("openings", "sum"),
        importance=("_i", "sum"),
        level=("_l", "sum"),
        weight=("_w", "sum"),
    )
    by["importance"] /= by["openings"].where(by["openings"] > 0)
    by["level"] /= by["weight"].where(by["weight"] > 0)
    by["share"] = by["openings"] / total if total else np.nan
    order = ["kind", "openings", "importance", "element"]
    by = by.sort_values(order, ascending=[False, False, False, True], kind="stable", ignore_index=True)
    return by[["kind", "element", "occupations", "openings", "share", "importance", "level"]]


def technology(data: Dataset, listed: pd.DataFrame) -> pd.DataFrame:
    """Return technology that the listed occupations use and that O*NET calls in demand, or hot.

    Columns: technology, category, occupations (listed that use it), in_demand (of how many it is in demand),
    hot, openings (of those that use it). In demand first, then by openings.
    """
    table = data.table("occupation_technology")
    rows = table.loc[table["soc"].isin(listed.index)]
    rows = rows.assign(openings=rows["soc"].map(listed["openings"]).astype("float64").fillna(0.0))
    by = rows.groupby("technology", as_index=False).agg(
        category=("category", "first"),
        occupations=("soc", "nunique"),
        in_demand=("in_demand", "sum"),
        hot=("hot", "any"),
        openings=("openings", "sum"),
    )
    order = ["in_demand", "openings", "technology"]
    return by.sort_values(order, ascending=[False, False, True], kind="stable", ignore_index=True)


def preparation(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the openings of the listed occupations by what they ask for.

    Columns: by ("education", "job zone", "experience"), level (NaN-free text), occupations, openings, share.
    """
    zone = listed["job_zone"].map(lambda z: "not rated" if pd.isna(z) else f"Job zone {z:.0f}")
    told = {"education": "entry_education", "experience": "work_experience"}
    parts = [listed[column].fillna("not known").rename(by) for by, column in told.items()]
    parts.insert(1, zone.rename("job zone"))
    openings, out = listed["openings"].fillna(0.0), []
    total = float(openings.sum())
    for part in parts:
        found = pd.DataFrame({"level": part.astype("str"), "openings": openings}).groupby("level")
        rows = found["openings"].agg(["size", "sum"]).reset_index()
        rows.columns = pd.Index(["level", "occupations", "openings"])
        order = {name: at for at, name in enumerate(EDUCATION_LEVELS)}
        rows = rows.sort_values("level", key=lambda c: c.map(order).fillna(99).astype(str) + c, kind="stable")
        out.append(rows.assign(by=str(part.name)))
    every = pd.concat(out, ignore_index=True)
    every["share"] = every["openings"] / total if total else np.nan
    return every[["by", "level", "occupations", "openings", "share"]]


# ----------------------------------------------------------------------- workforce


def _schooling(data: Dataset, inside: pd.Series) -> tuple[dict[str, float], float]:
    """Return shares of adults of 25 and over by schooling, and how many adults they are of."""
    table = data.whole.table("county_education")
    mine = table.loc[table["county_fips"].isin(inside.index)]
    weight = mine["county_fips"].map(inside).astype("float64")
    adults = float((mine["adults_25"] * weight).sum())
    shares = {
        name: float((mine[name] * weight).sum()) / adults if adults else float("nan") for name in SCHOOLING
    }
    return shares, adults


def people(data: Dataset, area_code: str) -> pd.DataFrame:
    """Return who lives in a place, beside its state and the nation (index figure).

    Figures: residents, labor_force, adults_25; those of ``Atlas.need``; shares of adults of 25 and over by
    schooling (:data:`SCHOOLING`). Columns here, state (of most of its residents), nation, covered (share of
    residents whose county has the figure). NaN: no county has it.
    """
    whole = data.whole
    state = str(data.areas.loc[area_code, "state_fips"])
    every, mine = counties(whole), counties(data, area_code)
    fips = whole.table("counties").set_index("county_fips")["state_fips"]
    home = every.loc[every["county_fips"].map(fips) == state]
    columns = {}
    for name, frame in (("here", mine), ("state", home), ("nation", every)):
        inside = _inside(data, area_code) if name == "here" else pd.Series(1.0, index=frame["county_fips"])
        shares, adults = _schooling(data, inside)
        force = frame["labor_force"] * frame["county_fips"].map(inside).astype("float64")
        values = {
            "residents": float(frame["population"].sum()) if len(frame) else np.nan,
            "labor_force": float(force.sum()) if force.notna().any() else np.nan,
            "adults_25": adults or np.nan,
            **need_of(frame)["value"],
            **shares,
        }
        columns[name] = pd.Series(values, dtype="float64")
    out = pd.DataFrame(columns)
    out["covered"] = need_of(mine)["covered"].reindex(out.index)
    out.index.name = "figure"
    return out
