"""Which places are like a place: in size, in what its people work at, and in prices.

Three differences are computed between two places, each divided by its root mean square over all pairs of
candidates, so that 1 is how far apart two of them usually are:

* size: the logarithm (base 10) of all jobs;
* mix: the share of jobs that would have to change SOC major group for the two to match (index of
  dissimilarity, Duncan &
  Duncan 1955: half the sum of absolute differences of shares), over published jobs;
* prices: the regional price parity of all items (BEA; US = 100).

The distance is the weighted root mean square of the three. :data:`WEIGHTS` are equal: no study suggests
better ones, and users see all three differences in words. A difference that the place itself lacks is left
out; a candidate that lacks one is not offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.dataset import once
from geo_opportunity.errors import UnknownCodeError, did_you_mean
from geo_opportunity.questions.places import is_state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.geography.region import Region

__all__ = [
    "MAJOR_GROUPS",
    "WEIGHTS",
    "Profiles",
    "area_profiles",
    "peers",
    "reason",
    "region_profile",
    "similar",
    "state_profiles",
]

#: Weight of each difference in the distance. Equal: our choice.
WEIGHTS: Final[dict[str, float]] = {"size": 1.0, "mix": 1.0, "prices": 1.0}

#: Least part of a place's jobs that must be published by occupation for its mix to be known.
PUBLISHED_MIN: Final = 0.5

#: SOC 2018 major groups (BLS), in plain words.
MAJOR_GROUPS: Final[dict[str, str]] = {
    "11": "management",
    "13": "business and finance",
    "15": "computing and mathematics",
    "17": "architecture and engineering",
    "19": "science",
    "21": "community and social service",
    "23": "law",
    "25": "education and libraries",
    "27": "arts, design, media and sports",
    "29": "health care practice",
    "31": "health care support",
    "33": "protective service",
    "35": "food service",
    "37": "cleaning and grounds",
    "39": "personal care and service",
    "41": "sales",
    "43": "office work",
    "45": "farming, fishing and forestry",
    "47": "construction and extraction",
    "49": "installation and repair",
    "51": "production",
    "53": "transportation and moving",
}


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """What places are compared by. All indexed by the place's code."""

    titles: pd.Series
    jobs: pd.Series
    """All jobs; NaN unknown."""
    mix: pd.DataFrame
    """Share of published jobs by SOC major group (two digits): rows sum to 1, or are NaN."""
    prices: pd.Series
    """Regional price parity, US = 100; NaN unknown."""

    def only(self, code: str) -> Profiles:
        """Return the profile of one of the places."""
        return Profiles(
            self.titles.loc[[code]], self.jobs.loc[[code]], self.mix.loc[[code]], self.prices.loc[[code]]
        )


def _mix(
    employment: NDArray[np.float64], occupations: pd.Index, total: NDArray[np.float64], places: pd.Index
) -> pd.DataFrame:
    """Return shares of major groups (P x 22) from jobs by occupation (P x O, NaN not published)."""
    jobs = pd.DataFrame(np.nan_to_num(employment), index=places)
    groups = jobs.T.groupby(np.asarray(occupations.str[:2])).sum().T
    groups = groups.reindex(columns=pd.Index(MAJOR_GROUPS), fill_value=0.0)
    held = groups.sum(axis=1)
    known = (held > 0) & ~(held < PUBLISHED_MIN * total)
    return groups.div(held.where(known), axis=0)


@once
def area_profiles(data: Dataset) -> Profiles:
    """Return the profile of every OEWS area."""
    cube, areas = data.cube, data.areas.reindex(data.cube.areas)
    index = pd.Index(cube.areas, name="area_code")
    total = np.asarray(cube.employment_total, dtype=float)
    return Profiles(
        areas["title"].set_axis(index),
        pd.Series(total, index=index),
        _mix(cube.employment, cube.occupations, total, index),
        areas["rpp_all"].astype(float).set_axis(index),
    )


def _combined(data: Dataset, titles: Mapping[str, str], members: pd.DataFrame) -> Profiles:
    """Return profiles of places made of counties (`members`: place, county_fips, inside).

    Jobs of an area go to a place by residents (as in ``measures.regions``); prices are means over residents.
    """
    counties = data.table("counties")[["county_fips", "area_code", "population"]]
    of_area = counties.groupby("area_code")["population"].sum()
    parts = members.merge(counties, on="county_fips", how="left", validate="many_to_one")
    parts["residents"] = parts["population"] * parts["inside"]
    table = parts.pivot_table(
        index="place", columns="area_code", values="residents", aggfunc="sum", fill_value=0.0
    )
    residents = table.reindex(index=list(titles), columns=data.cube.areas, fill_value=0.0).fillna(0.0)
    share = residents.div(of_area.reindex(residents.columns), axis=1).fillna(0.0).to_numpy(float)
    index = pd.Index(list(titles), name="place")
    total = np.asarray(data.cube.employment_total, dtype=float)
    rpp = data.areas["rpp_all"].reindex(residents.columns).to_numpy(float)
    priced = residents.to_numpy(float) * np.isfinite(rpp)
    people = priced.sum(axis=1)
    counted = (share * np.isfinite(total)).sum(axis=1) > 0
    jobs = np.where(counted, share @ np.nan_to_num(total), np.nan)
    prices = np.divide(priced @ np.nan_to_num(rpp), people, out=np.full(len(index), np.nan), where=people > 0)
    published = share @ np.nan_to_num(np.asarray(data.cube.employment, dtype=float))
    return Profiles(
        pd.Series(dict(titles)).set_axis(index),
        pd.Series(jobs, index=index),
        _mix(published, data.cube.occupations, jobs, index),
        pd.Series(prices, index=index),
    )


@once
def state_profiles(data: Dataset) -> Profiles:
    """Return the profile of every state, its counties' parts of areas taken together (index postal code)."""
    counties = data.table("counties")
    names = data.state_shapes.set_index("state")["name"]
    members = pd.DataFrame(
        {"place": counties["state"], "county_fips": counties["county_fips"], "inside": 1.0}
    )
    return _combined(data, {s: str(names.get(s, s)) for s in sorted(counties["state"].unique())}, members)


def region_profile(data: Dataset, region: Region) -> Profiles:
    """Return the profile of a user's region (its one row: ``region.code``)."""
    inside = region.inside
    members = pd.DataFrame({"place": region.code, "county_fips": inside.index, "inside": inside.to_numpy()})
    return _combined(data, {region.code: region.name}, members)


#: Below this, places do not differ at all: no difference can be measured in what is usual among them.
_ALIKE: Final = 1e-9


def _typical(values: NDArray[np.float64]) -> float:
    """Return the root mean square difference over all pairs of known values; NaN for fewer than two."""
    known = values[np.isfinite(values)]
    if len(known) < 2 or known.std() < _ALIKE:
        return float("nan")
    return float(known.std(ddof=1) * np.sqrt(2))


def _typical_mix(mix: NDArray[np.float64]) -> float:
    known = mix[np.isfinite(mix).all(axis=1)]
    if len(known) < 2:
        return float("nan")
    apart = np.zeros((len(known), len(known)))
    for column in known.T:  # one group at a time: all at once takes 22 times the memory
        apart += np.abs(column[:, None] - column[None, :])
    pairs = apart[np.triu_indices(len(known), 1)] / 2
    size = float(np.sqrt(np.mean(pairs**2)))
    return size if size > _ALIKE else float("nan")


def similar(
    place: Profiles,
    candidates: Profiles,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    without: Collection[str] = (),
    count: int = 5,
) -> pd.DataFrame:
    """Return the places most like a place, nearest first.

    Parameters
    ----------
    place
        Its first row is the place.
    candidates
        Where to look; differences are measured in what is usual among them.
    weights
        Of size, mix and prices; see :data:`WEIGHTS`.
    without
        Codes not to offer (the place itself, its neighbors already chosen). The place's own code is never
        offered.
    count
        Most rows.

    Returns
    -------
    DataFrame indexed by code: title; distance (1 = as far as two candidates usually are); size, mix, prices
    (the three differences in the same unit; NaN when left out); jobs, price_level (RPP), moved (share of jobs
    that would have to change group), most (the group that differs most), most_share, here_share; here_jobs,
    here_prices.

    Raises
    ------
    UnknownCodeError
        Nothing is known by which the place could be compared.
    """
    here_jobs, here_prices = float(place.jobs.iloc[0]), float(place.prices.iloc[0])
    here_mix = place.mix.iloc[0].to_numpy(float)
    jobs, prices, mix = (
        candidates.jobs.to_numpy(float),
        candidates.prices.to_numpy(float),
        candidates.mix.to_numpy(float),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(jobs > 0, np.log10(jobs), np.nan)
        here_log = float(np.log10(here_jobs)) if here_jobs > 0 else float("nan")
    gaps = mix - here_mix
    moved = np.abs(gaps).sum(axis=1) / 2
    apart = {
        "size": np.abs(logs - here_log) / _typical(logs),
        "mix": moved / _typical_mix(mix),
        "prices": np.abs(prices - here_prices) / _typical(prices),
    }
    known_here = {
        "size": np.isfinite(here_log),
        "mix": bool(np.isfinite(here_mix).all()),
        "prices": np.isfinite(here_prices),
    }
    used = [k for k in apart if known_here[k] and weights[k] > 0 and np.isfinite(apart[k]).any()]
    if not used:
        msg = (
            f"nothing is known by which {place.titles.iloc[0]} could be compared: jobs, mix and prices are "
            "all unknown"
        )
        raise UnknownCodeError(msg)
    total = sum(weights[k] for k in used)
    distance = np.sqrt(
        sum(weights[k] * apart[k] ** 2 for k in used) / total
    )  # NaN where a candidate lacks one
    most = np.where(np.isfinite(moved), np.abs(np.nan_to_num(gaps)).argmax(axis=1), 0)
    rows = np.arange(len(mix))
    frame = pd.DataFrame(
        {
            "title": candidates.titles.to_numpy(object),
            "distance": distance,
            **{k: apart[k] if k in used else np.nan for k in apart},
            "jobs": jobs,
            "price_level": prices,
            "moved": moved,
            "most": candidates.mix.columns.to_numpy(object)[most],
            "most_share": mix[rows, most],
            "here_share": here_mix[most],
            "here_jobs": here_jobs,
            "here_prices": here_prices,
        },
        index=candidates.titles.index,
    )
    barred = {*without, *map(str, place.titles.index)}
    frame = frame.loc[frame["distance"].notna() & ~frame.index.isin(barred)]
    return frame.sort_values(["distance", "title"], kind="stable").head(count)


def _elsewhere(data: Dataset, place: str | Region, candidates: pd.Index) -> set[str]:
    """Return the candidates (area codes) with no county in any state that the place has counties in."""
    counties = data.table("counties")
    here = (
        counties["area_code"] == place
        if isinstance(place, str)
        else counties["county_fips"].isin(place.county_fips)
    )
    near = counties.loc[counties["state"].isin(counties.loc[here, "state"]), "area_code"]
    return set(map(str, candidates)) - set(near)


def peers(
    data: Dataset,
    place: str | Region,
    *,
    without: Collection[str] = (),
    count: int = 5,
    same_state: bool = False,
) -> pd.DataFrame:
    """Return the places most like a place: of a state (postal code) states, of an area or a region areas.

    Areas that share counties with the region are not offered, nor are `without`. With `same_state` only areas
    that lie in one of the place's states, at least in part; differences are still measured in what is usual
    among all of the nation, so that distances compare. Columns: :func:`similar`; empty when nothing is known
    by which the place could be compared, when its state has no other area, and of a state with `same_state`.

    Raises
    ------
    UnknownCodeError
        The data have no such area or state.
    """
    barred = set(without)
    if isinstance(place, str):
        among = state_profiles(data) if is_state(place) else area_profiles(data)
        if place not in among.titles.index:
            other = "name an area's code or a state's postal code"
            raise UnknownCodeError(
                f"no area or state {place!r} in the data", fix=did_you_mean(place, among.titles, other)
            )
        mine = among.only(place)
    else:
        among, counties = area_profiles(data), data.table("counties")
        barred |= set(counties.loc[counties["county_fips"].isin(place.county_fips), "area_code"])
        mine = region_profile(data, place)
    if same_state:
        state = isinstance(place, str) and is_state(place)
        barred |= set(map(str, among.titles.index)) if state else _elsewhere(data, place, among.titles.index)
    try:
        return similar(mine, among, without=barred, count=count)
    except UnknownCodeError:
        return pd.DataFrame()


#: Ratio of jobs up to which two places are said to have about as many.
_ABOUT: Final = 1.15


def reason(row: Mapping[str, Any]) -> str:
    """Say in words why a row of :func:`similar` is offered, and in what it differs."""
    parts = []
    if np.isfinite(row["size"]):
        ratio = row["jobs"] / row["here_jobs"]
        size = (
            "about as many jobs"
            if 1 / _ABOUT <= ratio <= _ABOUT
            else "more jobs"
            if ratio > 1
            else "fewer jobs"
        )
        parts.append(f"{size} ({_round(row['jobs'])}; here {_round(row['here_jobs'])})")
    if np.isfinite(row["mix"]):
        group = MAJOR_GROUPS[str(row["most"])]
        parts.append(
            f"{100 * row['moved']:.0f}% of jobs would have to change occupation group to match, most in "
            f"{group} "
            f"({100 * row['most_share']:.1f}%; here {100 * row['here_share']:.1f}%)"
        )
    if np.isfinite(row["prices"]):
        parts.append(
            f"prices at {row['price_level']:.1f} of the nation's 100 (here {row['here_prices']:.1f})"
        )
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _round(jobs: float) -> str:
    return f"{float(f'{jobs:.3g}'):,.0f}"
