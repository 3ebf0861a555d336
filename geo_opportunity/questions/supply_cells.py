"""Supply and demand of areas x occupations, laid out: what ``questions.supply`` sums and tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.dataset import once
from geo_opportunity.geography.distance import pairs_within, straight_km
from geo_opportunity.measures import supply
from geo_opportunity.measures.alignment import fitting_awards
from geo_opportunity.measures.growth import area_openings
from geo_opportunity.measures.newcomers import (
    MOST_FROM_ONLINE,
    NEWCOMERS,
    RESIDUAL,
    SUBJECT_TEACHERS,
    NewcomerRule,
    count_completers,
    online_share,
)
from geo_opportunity.questions.options import choose
from geo_opportunity.vocabulary import KM_PER_MILE, ProgramNeed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.measures.supply import Catchment, Convention

__all__ = ["Completers", "SupplyCells", "barred", "lay_out", "needed", "residual"]

#: BLS Employment Projections, work experience in a related occupation.
_SOME, _LONG = "Less than 5 years", "5 years or more"


@dataclass(frozen=True, slots=True, eq=False)
class Completers:
    """Completers of some areas x all occupations, people a year (``measures.newcomers``)."""

    listed: NDArray[np.float64]
    """Everyone: the sum of the next three."""
    local: NDArray[np.float64]
    online: NDArray[np.float64]
    not_new: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SupplyCells:
    """Supply and demand of some areas (A of them, rows of the cube) x all occupations."""

    rows: NDArray[np.intp]
    openings: NDArray[np.float64]
    completers: Completers
    """NaN where no provider is listed for the area, or no program leads to the occupation."""
    verdict: NDArray[np.int8]
    misalignment: NDArray[np.float64]
    counts: pd.DataFrame
    """A rows: providers, and the ``completers`` and the like of all fields (columns of area_supply)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ruled:
    """Completers of the programs that lead to an occupation with a rule of its own (``NEWCOMERS``)."""

    occupation: int
    index: NDArray[np.intp]
    """M positions among the N of _Taught."""
    people: dict[str, NDArray[np.float64]]
    """M, by column of ``count_completers``."""


@dataclass(frozen=True, slots=True, eq=False)
class _Taught:
    """Active programs (N of them) of the providers that teach on site, in any area."""

    providers: pd.DataFrame
    """area_code, lon, lat."""
    links: supply.ProgramLinks
    place: NDArray[np.intp]
    """N: rows of `providers`."""
    program: NDArray[np.intp]
    """N: positions in ``links.programs``."""
    middle: NDArray[np.bool_]
    """N: the award is below a bachelor's degree."""
    share_known: NDArray[np.bool_]
    """N: the provider reports how many students study online."""
    people: dict[str, NDArray[np.float64]]
    """N, by column of ``count_completers``; those of occupations with a rule are replaced by `ruled`."""
    ruled: tuple[_Ruled, ...]

    def spread(
        self,
        shares: scipy.sparse.csr_matrix,
        index: NDArray[np.intp],
        people: NDArray[np.float64],
        weights: NDArray[np.float64],
        convention: Convention,
    ) -> NDArray[np.float64]:
        """Return `people` of the programs at `index`, in each catchment of `shares`, by occupation."""
        offered = scipy.sparse.csr_matrix(
            (people, (self.place[index], self.program[index])),
            shape=(len(self.providers), len(self.links.programs)),
        )
        given = (shares @ offered).tocoo()
        area, program = given.row.astype(np.intp), given.col.astype(np.intp)
        return supply.allocate(area, program, given.data, self.links, weights, convention)


@once
def _taught(data: Dataset) -> _Taught:
    every, table = data.table("providers"), data.table("programs")
    providers = every.loc[~every["distance_only"]].reset_index(drop=True)
    if data.whole is not data:  # a region's programs are the nation's; other areas are its providers'
        return replace(_taught(data.whole), providers=providers[["area_code", "lon", "lat"]])
    table = table.loc[table["completions"] > 0]
    occupations = data.cube.occupations
    links = supply.program_links(
        table, data.table("cip_soc"), fitting_awards(data.table("occupations")), occupations
    )
    place = pd.Index(providers["provider_id"]).get_indexer(pd.Index(table["provider_id"]))
    table, place = table.loc[place >= 0], place[place >= 0]
    program = links.programs.get_indexer(pd.MultiIndex.from_frame(table[["cip", "award_level"]]))
    share = online_share(table, providers)

    def people(index: NDArray[np.intp] | slice, rule: NewcomerRule | None) -> dict[str, NDArray[np.float64]]:
        counted = count_completers(table.iloc[index], share.iloc[index], rule)
        return {str(name): counted[name].to_numpy(float) for name in counted}

    ruled = []
    for soc, rule in NEWCOMERS.items():
        at = int(occupations.get_indexer(pd.Index([soc]))[0])
        index = np.flatnonzero(_leads_to(links, at)[program])
        if at >= 0:
            ruled.append(_Ruled(at, index, people(index, rule)))
    return _Taught(
        providers[["area_code", "lon", "lat"]],
        links,
        place,
        program,
        table["award_level"].isin(supply.MIDDLE_SKILL_AWARDS).to_numpy(bool),
        share.notna().to_numpy(bool),
        people(slice(None), None),
        tuple(ruled),
    )


def _catchment(
    data: Dataset, providers: pd.DataFrame, rows: NDArray[np.intp], kind: Catchment, miles: float
) -> scipy.sparse.csr_matrix:
    """Return len(rows) x P: how much of each provider counts for each area."""
    areas = data.cube.areas
    place_of = np.full(
        len(areas) + 1, -1, dtype=np.intp
    )  # one more: an area that is not ours (position -1) is no place
    place_of[rows] = np.arange(len(rows))
    home = np.where(
        providers["area_code"].notna(), place_of[areas.get_indexer(pd.Index(providers["area_code"]))], -1
    )
    own = np.flatnonzero(home >= 0)
    if kind == "own":
        return scipy.sparse.csr_matrix(
            (np.ones(len(own)), (home[own], own)), shape=(len(rows), len(providers))
        )
    max_km = float(straight_km(miles * KM_PER_MILE))
    tracts = data.table("tracts")
    points, at = tracts[["lon", "lat"]].to_numpy(float), providers[["lon", "lat"]].to_numpy(float)
    place = place_of[areas.get_indexer(pd.Index(tracts["area_code"]))]
    near = np.arange(len(providers))
    if len(rows) < len(areas):  # of few areas, only providers near them can count
        near = np.union1d(own, np.unique(pairs_within(points[place >= 0], at, max_km)[1]))
    people = tracts["adults"].to_numpy(float)
    shares = supply.catchment_shares(points, people, place, len(rows), at[near], home[near], max_km).tocoo()
    return scipy.sparse.csr_matrix(
        (shares.data, (shares.row, near[shares.col])), shape=(len(rows), len(providers))
    )


def lay_out(
    data: Dataset,
    rows: NDArray[np.intp],
    *,
    convention: Convention,
    catchment: Catchment,
    reach_miles: float,
    coverage_min: float,
) -> SupplyCells:
    """Lay supply and demand of the areas in `rows` of the cube out; options as in ``questions.supply``."""
    choose("convention", convention, supply.CONVENTIONS)
    choose("catchment", catchment, supply.CATCHMENTS)
    if not 0 < reach_miles <= 300:  # beyond, the distances are no longer right to 0.05 percent
        msg = f"reach distance is {reach_miles:g} miles; it must lie above 0 and at most 300"
        raise ValueError(msg)
    cube, occ = data.cube, data.cube_occupations
    employment = cube.employment[rows]
    openings = area_openings(employment, cube.openings_ratio[rows])

    taught = _taught(data)
    shares = _catchment(data, taught.providers, rows, catchment, reach_miles)
    weights = employment if convention == "employment" else openings

    here = np.isin(taught.place, np.unique(shares.indices))  # programs of a provider in some catchment

    def count(name: str, which: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return a column of ``count_completers`` by area and occupation, of the programs of `which`."""
        index = np.flatnonzero(which)
        out = taught.spread(shares, index, taught.people[name][index], weights, convention)
        for one in taught.ruled:
            some = which[one.index]
            own = taught.spread(shares, one.index[some], one.people[name][some], weights, convention)
            out[:, one.occupation] = own[:, one.occupation]
        return out

    local, online, not_new, doubtful = (
        count(name, here) for name in ("local", "online", "not_new", "doubtful")
    )
    listed = local + online + not_new
    links = taught.links
    linked = np.bincount(links.occupation, minlength=len(occ)) > 0
    by_middle = np.isin(
        np.arange(len(occ)),
        links.occupation[
            np.repeat(
                links.programs.get_level_values("award_level").isin(supply.MIDDLE_SKILL_AWARDS), links.takers
            )
        ],
    )
    wanted = needed(occ)
    served = np.diff(shares.indptr) > 0
    thin = ~(occ["listing_coverage"].to_numpy(float) >= coverage_min)  # unknown coverage counts as thin
    verdict = supply.verdicts(
        local,
        openings,
        online=online,
        needed=wanted,
        linked=linked,
        served=served,
        thin=thin,
        barred=barred(occ),
        doubtful=doubtful > MOST_FROM_ONLINE * listed,
    )
    field = pd.factorize(cube.occupations.str[:2])[0].astype(np.intp)  # SOC major group
    parts = (listed, local, online, not_new)
    return SupplyCells(
        rows,
        openings,
        Completers(*(np.where(linked & served[:, None], people, np.nan) for people in parts)),
        verdict,
        supply.misalignment(count("local", here & taught.middle), openings, field, by_middle & wanted),
        _counts(taught, shares).assign(
            completers_not_new=not_new.sum(axis=1), completers_distance_only=_distance_only(data)[rows]
        ),
    )


def needed(occ: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether a program is required or helpful."""
    return np.isin(
        occ["program_need"].to_numpy(object), [ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value]
    )


def barred(occ: pd.DataFrame) -> NDArray[np.int8]:
    """Return why an occupation cannot be judged anywhere (code of ``supply.REASONS``), 0 where it can.

    It is entered with experience where BLS assigns five years or more in a related occupation, or any where a
    program is no more than helpful.
    """
    asks = occ["work_experience"].to_numpy(object)
    helpful = occ["program_need"].eq(ProgramNeed.HELPFUL.value).to_numpy(bool)
    experienced = (asks == _LONG) | (helpful & (asks == _SOME))
    return np.select(
        [residual(occ), occ.index.isin(SUBJECT_TEACHERS), experienced],
        [supply.RESIDUAL_CODE, supply.TEACHERS_CODE, supply.EXPERIENCE_CODE],
        0,
    ).astype(np.int8)


def residual(occ: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether an occupation is one that holds the rest of its group."""
    return occ["title"].str.contains(RESIDUAL, regex=False).to_numpy(bool)


def _leads_to(links: supply.ProgramLinks, occupation: int) -> NDArray[np.bool_]:
    """Return whether each program of `links` leads to the occupation at that position."""
    program = np.repeat(np.arange(len(links.programs)), links.takers)
    return np.bincount(program, weights=links.occupation == occupation, minlength=len(links.programs)) > 0


def _counts(taught: _Taught, shares: scipy.sparse.csr_matrix) -> pd.DataFrame:
    """Return providers and completers of all fields in each catchment (columns of area_supply)."""
    local, online = taught.people["local"], taught.people["online"]
    done = local + online
    lost = taught.links.takers[taught.program] == 0
    in_crosswalk = taught.links.in_crosswalk[taught.program]

    def add(people: NDArray[np.float64], which: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        counted = people if which is None else np.where(which, people, 0.0)
        total: NDArray[np.float64] = shares @ np.bincount(
            taught.place, weights=counted, minlength=len(taught.providers)
        )
        return total

    return pd.DataFrame(
        {
            "providers": np.diff(shares.indptr),
            "completers": add(done),
            "completers_local": add(local),
            "completers_online": add(online),
            "completers_share_unknown": add(done, ~taught.share_known),
            "completers_allocated": add(done, ~lost),
            "completers_no_occupation": add(done, lost & ~in_crosswalk),
            "completers_unfit_award": add(done, lost & in_crosswalk),
        }
    )


def _distance_only(data: Dataset) -> NDArray[np.float64]:
    """Return the completers a year of wholly online providers seated in each area of the cube."""
    every, programs, areas = data.table("providers"), data.table("programs"), data.cube.areas
    online = every.loc[every["distance_only"] & every["area_code"].notna()]
    done = programs.loc[programs["completions"] > 0].groupby("provider_id")["completions"].sum()
    count: NDArray[np.float64] = np.bincount(
        areas.get_indexer(pd.Index(online["area_code"])),
        weights=done.reindex(online["provider_id"]).fillna(0.0).to_numpy(float),
        minlength=len(areas),
    ).astype(float)
    return count
