"""A college's papers: its programs against the labor market (Perkins), and what it could propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import pell
from geo_opportunity.questions.catchments import provider_row
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.questions.overlap import cells
from geo_opportunity.questions.pell import listed
from geo_opportunity.questions.programs import cip_titles, find, linked_programs
from geo_opportunity.questions.supply import supply_demand
from geo_opportunity.rows import record
from geo_opportunity.vocabulary import AWARD_LEVELS, ProgramNeed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rulebooks import RuleBook
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "AWARD_YEARS",
    "Proposal",
    "college_area",
    "college_occupations",
    "college_programs",
    "proposal",
    "proposals",
]

#: Award years the data hold -> column of table ``Programs``.
AWARD_YEARS: Final[dict[str, str]] = {"2022-23": "completions_previous", "2023-24": "completions"}
_KEY: Final = ["cip", "award_level"]
_MARKET: Final = [
    *("employment", "openings", "growth", "growing", "p25", "p50", "threshold", "sustaining"),
    *("share_paying", "reach", "accessible", "entry_education", "work_experience", "program_need"),
]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a college hands in to propose a program for an occupation."""

    market: Mapping[str, Any]
    """The occupation where the college is: a row of :func:`proposals`, with title."""
    fields: pd.DataFrame
    """Fields of study and awards that lead to it in the nation (``programs.linked_programs``), and offered:
    whether this college has them."""
    near: pd.DataFrame
    """Programs for it near the area: name, city, program, award, completions_previous, completions,
    years_held, distance_miles; nearest first."""


def college_area(data: Dataset, provider_id: str, area_code: str | None = None) -> str:
    """Return the area a college's labor market is read in: `area_code`, or the one it is seated in.

    Raises
    ------
    UnknownCodeError
        No such provider or area; or the provider lies in no area we know.
    """
    seat = provider_row(data, provider_id)
    if area_code is not None:
        data.area_row(area_code)
        return area_code
    if not isinstance(seat["area_code"], str):
        raise UnknownCodeError(
            f"{seat['name']} lies in no area here", fix="name the area whose jobs it trains for"
        )
    return str(seat["area_code"])


def _market(
    data: Dataset, area_code: str, rules: Rules, book: str | RuleBook | None, dollars: str
) -> pd.DataFrame:
    """Return every occupation of an area as a college's papers need it (index soc)."""
    found = cells(data, area_code, rules)
    supply = supply_demand(data, area_code, rules)
    out = found[["title", *_MARKET]].join(
        supply[["completers_local", "gap", "verdict", "reason"]].rename(columns={"reason": "gap_reason"})
    )
    here = listed(data, rules, book, dollars)[data.area_row(area_code)]
    words = pd.Series([pell.STATUSES[int(code)] for code in here], index=data.cube.occupations)
    out["on_list"] = words.reindex(out.index).fillna("unknown")
    return out


def _programs_of(data: Dataset, provider_id: str) -> pd.DataFrame:
    """Return a provider's programs that anyone completed in a year we hold, with those years."""
    table = data.table("programs")
    mine = table.loc[table["provider_id"] == provider_id].copy()
    mine["years_held"] = _years_held(mine)
    unknown = mine[list(AWARD_YEARS.values())].isna().all(axis=1)
    return mine.loc[(mine["years_held"] != "") | unknown]


def _years_held(programs: pd.DataFrame) -> list[str]:
    """Return the award years in which somebody completed each program, joined by commas."""
    held = programs[list(AWARD_YEARS.values())].fillna(0) > 0
    return [
        ", ".join(year for year, one in zip(AWARD_YEARS, row, strict=True) if one)
        for row in held.to_numpy(bool)
    ]


def _leads(data: Dataset, provider_id: str, programs: pd.DataFrame) -> pd.DataFrame:
    """Return cip, award_level, soc: what a provider's active programs lead to."""
    links = data.links
    mine = links.loc[links["provider_id"] == provider_id, [*_KEY, "soc"]]
    return mine.merge(programs[_KEY], on=_KEY)


def college_programs(
    data: Dataset,
    provider_id: str,
    area_code: str | None = None,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    **settings: Any,
) -> pd.DataFrame:
    """Return a college's programs against the labor market of an area, one row a program and occupation.

    Parameters
    ----------
    area_code
        Whose jobs: default the area the college is seated in.
    selection
        The occupations looked at; programs that lead to none of them are there without one.
    book, dollars
        The rule book of the column on_list (``questions.pell.desk``).

    Returns
    -------
    DataFrame: cip, award_level, program, award, completions_previous and completions (award years
    AWARD_YEARS), years_held (of those, the years with completers), soc, occupation (None: it leads to none at
    an award level that fits), employment (jobs), openings (a year), growth, growing, p25, p50, threshold
    (US dollars a year), sustaining, on_list (rule book), completers_local (of the area, a year), gap
    (openings less completers of the area), verdict, gap_reason. Most completers first.

    Raises
    ------
    UnknownCodeError
        The data have no such provider or area, or it lies in none.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    area = college_area(data, provider_id, area_code)
    programs = _programs_of(data, provider_id)
    kept = set(data.cube.occupations[data.mask(selection)])
    leads = _leads(data, provider_id, programs)
    market = _market(data, area, rules, book, dollars).rename(columns={"title": "occupation"})
    out = programs.merge(leads.loc[leads["soc"].isin(kept)], on=_KEY, how="left")
    out = out.join(market, on="soc")
    titles = cip_titles(data)
    out["program"] = [titles.get(str(cip), str(cip)) for cip in out["cip"]]
    out["award"] = out["award_level"].map(AWARD_LEVELS)
    out = out.sort_values(
        ["completions", "cip", "award_level", "openings", "soc"],
        ascending=[False, True, True, False, True],
        na_position="last",
        kind="stable",
    )
    names = [
        *("cip", "award_level", "program", "award", "completions_previous", "completions", "years_held"),
        *("soc", "occupation", *_MARKET, "on_list", "completers_local", "gap", "verdict", "gap_reason"),
    ]
    return data.shown(out[names].reset_index(drop=True))


def college_occupations(
    data: Dataset,
    provider_id: str,
    area_code: str | None = None,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    **settings: Any,
) -> pd.DataFrame:
    """Return the occupations a college's programs lead to (index soc), most openings first.

    Columns as of :func:`college_programs`, one row an occupation: title, programs (how many of the college's
    lead to it), awards (theirs), and completers_college (of those programs, 2023-24; in full for each
    occupation).
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    area = college_area(data, provider_id, area_code)
    programs = _programs_of(data, provider_id)
    leads = _leads(data, provider_id, programs).merge(programs[[*_KEY, "completions"]], on=_KEY)
    leads = leads.loc[leads["soc"].isin(set(data.cube.occupations[data.mask(selection)]))]
    grouped = leads.groupby("soc")
    mine = pd.DataFrame(
        {
            "programs": grouped.size(),
            "awards": grouped["award_level"].agg(
                lambda levels: ", ".join(name for code, name in AWARD_LEVELS.items() if code in set(levels))
            ),
            "completers_college": grouped["completions"].agg(lambda c: c.sum(min_count=1)),
        }
    )
    out = mine.join(_market(data, area, rules, book, dollars), how="inner").rename_axis("soc")
    return data.shown(
        out[["title", *(c for c in out if c != "title")]].sort_values(
            ["openings", "title"], ascending=[False, True], na_position="last", kind="stable"
        )
    )


def proposals(
    data: Dataset,
    provider_id: str,
    area_code: str | None = None,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    **settings: Any,
) -> pd.DataFrame:
    """Return the occupations a college could propose a program for (index soc), widest gap first.

    Those that grow and pay enough in the area, that a program is needed for or helps with, and that none of
    the college's programs leads to. Columns as of :func:`college_occupations`, and fields (how many fields of
    study lead to it at an award level that fits). An occupation whose growth or pay is unknown is not there.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    area = college_area(data, provider_id, area_code)
    kept = data.cube.occupations[data.mask(selection)]
    taught = set(_leads(data, provider_id, _programs_of(data, provider_id))["soc"])
    market = _market(data, area, rules, book, dollars)
    good = (market["growing"] == "pass") & (market["sustaining"] == "pass")
    wanted = market["program_need"].isin([ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value])
    out = market.loc[good & wanted & market.index.isin(kept) & ~market.index.isin(taught)].copy()
    fields = data.links.groupby("soc")["cip"].nunique()
    out["fields"] = fields.reindex(out.index).fillna(0).astype("int64")
    out = out.loc[out["fields"] > 0]
    out = out.sort_values(["gap", "title"], ascending=[False, True], na_position="last", kind="stable")
    return data.shown(out.rename_axis("soc"))


def proposal(
    data: Dataset,
    provider_id: str,
    soc: str,
    area_code: str | None = None,
    rules: Rules | None = None,
    *,
    book: str | RuleBook | None = None,
    dollars: str = "restated",
    **settings: Any,
) -> Proposal:
    """Return what a proposal of a program for an occupation rests on: see :class:`Proposal`.

    Raises
    ------
    UnknownCodeError
        The data have no such provider, area or occupation.
    """
    rules, _ = rules_and_selection(rules, None, settings)
    area = college_area(data, provider_id, area_code)
    data.soc_column(soc)
    market = _market(data, area, rules, book, dollars).loc[soc]
    fields = linked_programs(data, soc)
    own = _programs_of(data, provider_id)
    offered = pd.MultiIndex.from_arrays([own["cip"], own["award_level"].map(AWARD_LEVELS)])
    have = pd.MultiIndex.from_frame(fields[["cip", "award"]]).isin(offered)
    near = find(data, area, soc, reach_miles=rules.reach_miles)
    table = data.table("programs").set_index(["provider_id", *_KEY])["completions_previous"]
    near = near.join(table, on=["provider_id", *_KEY])
    near["years_held"] = _years_held(near)
    columns = ["name", "city", "state", "program", "award", *AWARD_YEARS.values(), "years_held"]
    return Proposal(
        market={"soc": soc} | record(market),
        fields=fields.assign(offered=np.where(have, "yes", "no")),
        near=near[[*columns, "distance_miles", "adults_within"]],
    )
