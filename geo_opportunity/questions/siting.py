"""Where to open: the places that would bring the most people, or the most unmet openings, into reach.

Reach is that of the training test (docs/methods/reach.md): a census tract is in reach of a place whose
estimated road distance from the tract's center of population is at most the chosen one. The choice among the
candidate places is ``measures.siting``; text: docs/methods/siting.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.errors import UnknownCodeError, ValueRangeError, did_you_mean
from geo_opportunity.geography.distance import pairs_within, straight_km
from geo_opportunity.geography.region import Region
from geo_opportunity.geography.whereabouts import hits
from geo_opportunity.measures import siting
from geo_opportunity.questions.options import choose, rules_and_selection
from geo_opportunity.questions.places import is_state, shape, state_region
from geo_opportunity.questions.regions import RegionTables
from geo_opportunity.questions.supply_cells import lay_out, needed
from geo_opportunity.vocabulary import KM_PER_MILE, MOST_SITES, SECTORS, SITE_CANDIDATES, SITE_GOALS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.measures.siting import Choice
    from geo_opportunity.rules import Rules, Selection

__all__ = ["Siting", "site", "site_candidates"]

#: Who runs a campus, the kind preferred among equals first.
_CONTROLS: Final = ("public", "private nonprofit", "private for-profit")
_COLUMNS: Final = ["site_id", "name", "kind", "city", "state", "lon", "lat", "provider_id", "college"]


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """Where to open, and what that brings."""

    soc: str | None
    """The occupation; None: several."""
    occupations: tuple[str, ...]
    """Occupations the new places train for (soc)."""
    place: str
    """area_code, of a region its own."""
    title: str
    """Of the place."""
    k: int
    objective: str
    """Key of ``SITE_GOALS``."""
    miles: int
    """Road miles (estimated: straight line x 1.417) of the reach."""
    total: float
    """Adults of the place, or its unmet openings a year."""
    today: float
    """Of these, within reach of a place that trains today."""
    frontier: pd.DataFrame
    """Index sites (0 … at most 10); see :func:`site`."""
    plans: pd.DataFrame
    """The best sites of each number of them, and the greedy ones; see :func:`site`."""
    existing: pd.DataFrame
    """Places that train today within the distance of somebody here: provider_id, name, lon, lat."""
    candidates: int
    """Places tried."""
    avoided: tuple[str, ...]
    """Names of candidates of this place that were not to be used."""
    tracts: pd.DataFrame
    """Census tracts of the place: lon, lat, adults, weight (of the objective), left (out of reach)."""
    unknown_openings: tuple[str, ...] = ()
    """Titles of areas whose openings are unknown: of objective openings, they count nothing."""
    thin: tuple[str, ...] = ()
    """Titles of occupations for which "none listed in reach" cannot be believed: others may train there."""

    def plan(self, k: int | None = None, method: str = "exact") -> pd.DataFrame:
        """Return the sites of the best (or "greedy") choice of `k`, by default those asked; fewer can do it.

        Index order (1 …), columns as of ``plans`` without sites and method.
        """
        mine = self.plans.loc[self.plans["method"] == method]
        ks = mine["sites"]
        fitting = mine.loc[ks == min(self.k if k is None else k, int(ks.max()))] if len(mine) else mine
        return fitting.set_index("order").drop(columns=["sites", "method"])

    def reached(self, k: int | None = None) -> pd.DataFrame:
        """Return the rows of ``tracts`` that the choice of `k` (default: those asked) brings into reach."""
        left = self.tracts.loc[self.tracts["left"] > 0]
        plan = self.plan(k)
        km = float(straight_km(self.miles * KM_PER_MILE))
        i, _, _ = pairs_within(left[["lon", "lat"]].to_numpy(float), plan[["lon", "lat"]].to_numpy(float), km)
        return left.iloc[np.unique(i)]

    @property
    def gap(self) -> float:
        """How much more the asked number of sites could bring at most, a part; 0: proved the best."""
        return float(self.frontier["gap"].iloc[min(self.k, len(self.frontier) - 1)])


@dataclass(frozen=True, slots=True, eq=False)
class _Need:
    """Who could be brought into reach: the place's T tracts."""

    points: NDArray[np.float64]
    """T x 2, degrees."""
    adults: NDArray[np.float64]
    weights: NDArray[np.float64]
    """T: adults, or unmet openings."""
    left: NDArray[np.float64]
    """T: of these, out of reach today."""
    existing: pd.DataFrame
    unknown: tuple[str, ...]

    @property
    def tracts(self) -> pd.DataFrame:
        """The same as a table."""
        lon, lat = self.points.T
        return pd.DataFrame(
            {"lon": lon, "lat": lat, "adults": self.adults, "weight": self.weights, "left": self.left}
        )


def site(
    data: Dataset,
    what: str | None,
    place: str | Region,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    k: int = 3,
    objective: str = "people",
    avoid: Iterable[str] = (),
    candidates: str = "any",
    seconds: float = 6.0,
    **settings: Any,
) -> Siting:
    """Return the `k` places where new programs bring the most into reach, exactly, beside the greedy choice.

    Parameters
    ----------
    data
        The opened data.
    what
        An occupation (its code), a sector (key of ``SECTORS``), or None: the occupations of `selection`. A
        new place for several occupations trains for all of them that a program is required or helpful for,
        that programs lead to, and that need less than a bachelor's degree.
    place
        Where: an area's code (or a region's own), a state's postal code, or a region. Only its residents
        count, and only places within it are candidates; programs beyond its border count as of today.
    rules
        The distance of reach is theirs: reach_miles, of an occupation that needs a bachelor's degree
        degree_miles.
    selection
        Narrows a sector.
    k
        Number of new places, 1 … 10.
    objective
        "people": adults who have none within the distance today. "openings": unmet openings a year (openings
        less completers of the area, where that is above zero, shared over its tracts by adults) out of reach
        of a program. What is unmet where a program is in reach asks for seats, not for another place.
    avoid
        Candidates it must not use: site_id, as in the answer.
    candidates
        "any", "campuses" (of colleges and schools), "public" (of public ones) or "towns" (census places).
    seconds
        Processor time for the proof; see ``measures.siting.exact``.
    settings
        Fields of Rules and Selection by name.

    Returns
    -------
    Siting. ``frontier`` (index sites: 0 is today): covered, share (of the total), gained (over today), added
    (over one site less), gap (a part; 0: proved the best), greedy_covered, greedy_gained. ``plans``, one row
    a site: sites (how many there are in the choice), method ("exact", "greedy"), order, site_id, name, kind
    ("campus" or "town"), city, state, lon, lat, provider_id, college, gain (over those before it), alone
    (what it would bring by itself), adults_near (all adults of the place within the distance), note. The unit
    is adults, or unmet openings a year. Both end where one more place brings nothing.

    Raises
    ------
    UnknownCodeError
        There is no such occupation, sector, area, state or site.
    ValueRangeError
        `k`, an option or the selection means nothing; it is unknown where the people of the place live.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    choose("objective", objective, SITE_GOALS)
    if not 1 <= k <= MOST_SITES:
        raise ValueRangeError(f"k is {k!r}", fix=f"give a whole number from 1 to {MOST_SITES}")
    soc, columns = _wanted(data, what, selection)
    miles = data.miles(soc, rules) if soc is not None else rules.reach_miles
    view, code = _opened(data, place)
    km = float(straight_km(miles * KM_PER_MILE))
    need = _need(view, code, columns, km=km, objective=objective, rules=rules)
    every = site_candidates(view, code, candidates)
    avoided = every["site_id"].isin(_known(view, avoid))
    free = every.loc[~avoided].reset_index(drop=True)
    free["note"] = _notes(free, _taught(view, columns))
    near = _near(free, need.points, km)
    best = siting.exact(near, need.left, MOST_SITES, seconds=seconds)
    quick = siting.greedy(near, need.left, MOST_SITES)
    today = float((need.weights - need.left).sum())
    return Siting(
        soc=soc,
        occupations=tuple(map(str, data.cube.occupations[columns])),
        place=code,
        title=_title(view, code),
        k=int(k),
        objective=objective,
        miles=miles,
        total=float(need.weights.sum()),
        today=today,
        frontier=_frontier(best, quick, today, float(need.weights.sum())),
        plans=_plans(free, near, need, best, quick),
        existing=need.existing,
        candidates=len(free),
        avoided=tuple(every.loc[avoided, "name"]),
        tracts=need.tracts,
        thin=_thin(data, columns, rules),
        unknown_openings=need.unknown,
    )


# ---------------------------------------------------------------------- what and where


def _wanted(data: Dataset, what: str | None, selection: Selection) -> tuple[str | None, NDArray[np.intp]]:
    """Return the one occupation (None: several) and the positions of all."""
    if what is not None and what not in SECTORS:
        try:
            return what, np.array([data.soc_column(what)], dtype=np.intp)
        except UnknownCodeError as error:
            other = f"give an occupation's code or one of {', '.join(SECTORS)}"
            raise UnknownCodeError(
                f"there is no occupation or sector {what!r}",
                fix=did_you_mean(what, SECTORS, error.fix or other),
            ) from None
    if what is not None:
        selection = replace(selection, sector=what, soc=None)
    occ = data.cube_occupations
    keep = data.mask(selection) & needed(occ) & ~data.degree & (occ["program_links"].to_numpy(float) > 0)
    if not keep.any():
        raise ValueRangeError(
            "no program below a bachelor's degree leads to any of these occupations",
            fix="choose more occupations, or one by its code",
        )
    return None, np.flatnonzero(keep)


def _thin(data: Dataset, columns: NDArray[np.intp], rules: Rules) -> tuple[str, ...]:
    """Return the titles of occupations whose list of programs cannot say that there is none."""
    thin = columns[~data.listing_known(rules)[columns]]
    return tuple(map(str, data.cube_occupations["title"].iloc[thin]))


def _opened(data: Dataset, place: str | Region) -> tuple[Dataset, str]:
    """Return the data whose area the place is, and its code there."""
    if isinstance(place, str) and is_state(place):
        place = state_region(data, place)
    if isinstance(place, Region):
        view = RegionTables(data.whole, place)
        return view, view.code
    data.area_row(place)
    return data, place


def _title(view: Dataset, code: str) -> str:
    """Return the name of a place; a region's without putting its figures together."""
    return view.people.name if isinstance(view, RegionTables) else str(view.areas.loc[code, "title"])


def _known(view: Dataset, avoid: Iterable[str]) -> list[str]:
    """Return sites not to be used; one that the data do not have is refused."""
    given = [avoid] if isinstance(avoid, str) else list(avoid)
    known: set[str] = set()
    for table, column in (("providers", "provider_id"), ("campuses", "campus_id"), ("place_points", "place")):
        ids = view.whole.table(table)[column]
        known |= {f"place:{i}" for i in ids} if table == "place_points" else set(ids)
    lost = [one for one in given if one not in known]
    if lost:
        other = "give a site_id as in the answer, such as ipeds:105154 or place:0455000"
        raise UnknownCodeError(f"there is no site {lost[0]!r} to avoid", fix=other)
    return given


def site_candidates(data: Dataset, area_code: str, kinds: str = "any") -> pd.DataFrame:
    """Return the places of an area or region where a program could open, those preferred among equals first.

    Parameters
    ----------
    area_code
        An area, or a region's own code.
    kinds
        Key of ``SITE_CANDIDATES``.

    Returns
    -------
    DataFrame: site_id (provider_id, campus_id, or "place:" and the census place's code), name, kind ("campus"
    or "town"), city, state, lon, lat (degrees), provider_id and college (of a campus). Public colleges first,
    then private nonprofit and for-profit ones: of each kind first where IPEDS has a college that teaches on
    site, then further campuses (at the center of their ZIP code; those at hospitals and employers are left
    out). Then towns: census places, at their center.
    """
    choose("candidates", kinds, SITE_CANDIDATES)
    seats, own = data.whole.table("providers"), data.table("providers")
    seats = seats.loc[~seats["distance_only"]]
    further, towns = data.whole.table("campuses"), data.whole.table("place_points")
    further = further.loc[further["site_hint"].isna() & further["provider_id"].isin(seats["provider_id"])]
    college = seats.set_index("provider_id").loc[further["provider_id"], ["name", "control"]]
    seats = seats.assign(site_id=seats["provider_id"], college=seats["name"])
    further = further.assign(
        site_id=further["campus_id"], college=list(college["name"]), control=list(college["control"])
    )
    towns = towns.assign(site_id="place:" + towns["place"], name=towns["title"], city=towns["name"])
    campuses = pd.concat([seats.sort_values("site_id"), further.sort_values("site_id")])
    rank = campuses["control"].map({name: at for at, name in enumerate(_CONTROLS)}).fillna(len(_CONTROLS))
    campuses = campuses.iloc[np.argsort(rank.to_numpy(), kind="stable")]
    if kinds == "public":
        campuses = campuses.loc[campuses["control"] == _CONTROLS[0]]
    parts = [] if kinds == "towns" else [campuses.assign(kind="campus")]
    parts += [towns.sort_values("site_id").assign(kind="town")] if kinds in ("any", "towns") else []
    frame = pd.concat([part.reindex(columns=_COLUMNS) for part in parts]).drop_duplicates("site_id")
    frame = frame.astype({"provider_id": "str", "college": "str"}).reset_index(drop=True)
    mine = own.loc[own["area_code"] == area_code, "provider_id"]
    outline = shape(data, area_code)
    inside = frame["site_id"].isin(mine).to_numpy(bool, copy=True)
    if outline is not None:
        inside |= hits(outline, frame[["lon", "lat"]].to_numpy(float))
    return frame.loc[inside].reset_index(drop=True)


# ---------------------------------------------------------------------- who


def _need(
    view: Dataset, code: str, columns: NDArray[np.intp], *, km: float, objective: str, rules: Rules
) -> _Need:
    """Return who lives in a place, and what of it is out of reach today."""
    tracts = view.table("tracts")
    tracts = tracts.loc[tracts["area_code"] == code].sort_values("tract")
    adults = tracts["adults"].to_numpy(float)
    if not adults.sum() > 0:
        raise ValueRangeError(
            f"it is unknown where the people of {_title(view, code)} live",
            fix="choose a place that has census tracts",
        )
    points = tracts[["lon", "lat"]].to_numpy(float)
    reached, existing = _reached(view, points, columns, km)
    if objective == "people":
        return _Need(points, adults, adults, np.where(reached.any(axis=1), 0.0, adults), existing, ())
    unmet, unknown = _unmet(view.whole, tracts, columns, rules)
    left = np.where(reached, 0.0, unmet).sum(axis=1)
    return _Need(points, adults, unmet.sum(axis=1), left, existing, unknown)


def _reached(
    view: Dataset, points: NDArray[np.float64], columns: NDArray[np.intp], km: float
) -> tuple[NDArray[np.bool_], pd.DataFrame]:
    """Return T x O, which points are within the distance of a place that trains for each; those places."""
    data = view.whole
    socs = data.cube.occupations[columns]
    links = data.links.loc[data.links["soc"].isin(socs), ["soc", "provider_id"]].drop_duplicates()
    providers = data.table("providers")
    providers = providers.loc[
        ~providers["distance_only"] & providers["provider_id"].isin(links["provider_id"].unique())
    ].reset_index(drop=True)
    i, j, _ = pairs_within(points, providers[["lon", "lat"]].to_numpy(float), km)
    near = scipy.sparse.csr_matrix(
        (np.ones(len(i), dtype=np.int32), (i, j)), shape=(len(points), len(providers))
    )
    who = pd.Index(providers["provider_id"]).get_indexer(links["provider_id"])
    here = who >= 0
    teaches = scipy.sparse.csr_matrix(
        (
            np.ones(here.sum(), dtype=np.int32),
            (who[here], pd.Index(socs).get_indexer(links["soc"][here])),
        ),
        shape=(len(providers), len(socs)),
    )
    existing = providers.loc[np.unique(j), ["provider_id", "name", "lon", "lat"]].reset_index(drop=True)
    return (near @ teaches).toarray() > 0, existing


def _unmet(
    data: Dataset, tracts: pd.DataFrame, columns: NDArray[np.intp], rules: Rules
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return T x O unmet openings a year of each tract, and the titles of areas whose openings are unknown.

    Of an area: openings less local completers (``questions.supply``), none below zero; where no provider is
    listed there are no completers. A tract has its share of the area's adults.
    """
    every = data.table("tracts")
    home = _homes(data, tracts)
    areas = pd.Index(sorted(set(home)))
    rows = data.cube.areas.get_indexer(areas)
    laid = lay_out(
        data,
        rows,
        convention="openings",
        catchment="own",
        reach_miles=float(rules.reach_miles),
        coverage_min=rules.coverage_min,
    )
    openings = laid.openings[:, columns]
    gap = np.clip(openings - np.nan_to_num(laid.completers.local[:, columns]), 0.0, None)
    unknown = np.isnan(openings).all(axis=1)
    people = every.groupby("area_code")["adults"].sum().reindex(areas).to_numpy(float)
    at = areas.get_indexer(pd.Index(home))
    share = tracts["adults"].to_numpy(float) / people[at]
    titles = tuple(map(str, data.areas["title"].reindex(areas[unknown])))
    return np.nan_to_num(gap)[at] * share[:, None], titles


def _homes(data: Dataset, tracts: pd.DataFrame) -> pd.Series:
    """Return the nation's area of each tract (a region's tracts have the region's code)."""
    every = data.table("tracts").set_index("tract")["area_code"]
    return every.reindex(tracts["tract"])


# ---------------------------------------------------------------------- answers


def _near(sites: pd.DataFrame, points: NDArray[np.float64], km: float) -> scipy.sparse.csr_matrix:
    """Return sites x points, 1 where within the distance."""
    i, j, _ = pairs_within(sites[["lon", "lat"]].to_numpy(float), points, km)
    return scipy.sparse.csr_matrix(
        (np.ones(len(i), dtype=np.float32), (i, j)), shape=(len(sites), len(points))
    )


def _frontier(best: list[Choice], quick: Choice, today: float, total: float) -> pd.DataFrame:
    """Return what each number of sites covers; see :func:`site`."""
    gained = np.array([0.0, *(choice.covered for choice in best)])
    greedy = np.concatenate([[0.0], np.cumsum(quick.gains)])
    greedy = greedy[np.minimum(np.arange(len(gained)), len(greedy) - 1)]
    return pd.DataFrame(
        {
            "covered": today + gained,
            "share": (today + gained) / total if total > 0 else np.full(len(gained), np.nan),
            "gained": gained,
            "added": np.diff(gained, prepend=0.0),
            "gap": [0.0, *(choice.gap for choice in best)],
            "greedy_covered": today + greedy,
            "greedy_gained": greedy,
        },
        index=pd.RangeIndex(len(gained), name="sites"),
    )


def _taught(view: Dataset, columns: NDArray[np.intp]) -> set[str]:
    """Return the providers that train for any of the occupations, at whatever address."""
    links = view.whole.links
    return set(links.loc[links["soc"].isin(view.whole.cube.occupations[columns]), "provider_id"])


def _plans(
    sites: pd.DataFrame,
    near: scipy.sparse.csr_matrix,
    need: _Need,
    best: list[Choice],
    quick: Choice,
) -> pd.DataFrame:
    """Return the sites of every choice; see :func:`site`."""
    alone, adults = near @ need.left, near @ need.adults
    every = [("exact", choice.sites, choice.gains) for choice in best]
    every += [("greedy", quick.sites[:k], quick.gains[:k]) for k in range(1, len(quick.sites) + 1)]
    parts = []
    for method, chosen, gains in every:
        rows = sites.iloc[chosen].reset_index(drop=True)
        rows.insert(0, "sites", len(chosen))
        rows.insert(1, "method", method)
        rows.insert(2, "order", np.arange(1, len(chosen) + 1))
        parts.append(rows.assign(gain=gains, alone=alone[chosen], adults_near=adults[chosen]))
    columns = ["sites", "method", "order", *_COLUMNS, "gain", "alone", "adults_near", "note"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _notes(sites: pd.DataFrame, taught: set[str]) -> pd.Series:
    """Return what to know of each site: a college whose programs IPEDS books elsewhere may teach it there."""
    elsewhere = sites["provider_id"].isin(taught) & (sites["site_id"] != sites["provider_id"])
    note = "may be taught here already: " + sites["college"].fillna("") + " has it, booked at another address"
    return note.where(elsewhere, "")
