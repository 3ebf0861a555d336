"""Programs and their providers: near an area, by filters, and those of an occupation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.dataset import once
from geo_opportunity.geography import distance
from geo_opportunity.measures.alignment import fitting_awards
from geo_opportunity.questions.options import choose, rules_and_selection
from geo_opportunity.rules import Selection
from geo_opportunity.vocabulary import AWARD_LEVELS, FITS, KM_PER_MILE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = [
    "Catalog",
    "Found",
    "catalog",
    "cip_titles",
    "filtered",
    "find",
    "linked_programs",
    "near_area",
    "search_programs",
]

_NEAR_COLUMNS: Final = [
    "provider_id",
    "name",
    "city",
    "state",
    "lon",
    "lat",
    "control",
    "level",
    "open_admission",
    "distance_only",
    "tuition",
    "website",
    "evening_weekend",
    "part_time",
    "day_care",
    "net_price",
    "completion_rate",
    "completion_students",
    "share_online",
]
#: What the answer adds to a program, besides its completions.
_PROGRAM_COLUMNS: Final = ["price_program", "months"]


# ---------------------------------------------------------------- near an area


def find(
    data: Dataset,
    area_code: str,
    soc: str | Iterable[str] | None = None,
    *,
    max_miles: float = 60.0,
    reach_miles: float = 25.0,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return active programs near an area, nearest first, one row per provider and CIP x award level.

    Distances are road miles, estimated (geodesic x circuity), from the area's center of population.
    Columns: provider_id, name, city, state, lon, lat, control, level, open_admission, distance_only, tuition,
    website, evening_weekend, part_time, day_care, net_price, completion_rate, completion_students,
    students_online (share of the provider's students exclusively in distance courses), cip, program,
    award_level, award, completions, price_program (tuition, fees, books of the entire program; NaN where not
    published), months, distance_miles, adults_within (share of the area's adults within `reach_miles` of the
    provider), soc (those of `soc` that it leads to, joined by ', ').
    Wholly online providers are listed last, without a distance. In an area whose homes are not in the data
    (Guam, the Virgin Islands) no distance is known: its own providers come first, without one.

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    data.area_row(area_code)
    wanted = [soc] if isinstance(soc, str) else None if soc is None else list(soc)
    for code in wanted or ():
        data.soc_column(code)
    near = _nearest(data)(area_code, max_miles, reach_miles)
    seats, table = _seats(data), data.table("programs")
    here = np.zeros(len(data.table("providers")) + 1, dtype=bool)  # the last: of a provider that is not there
    here[near.index] = True
    rows, socs = seats.active(here) if wanted is None else seats.to(here, wanted)
    programs = table[["cip", "award_level", "completions", *_PROGRAM_COLUMNS]].iloc[rows]
    out = pd.concat(
        [near.loc[seats.program[rows]].reset_index(drop=True), programs.reset_index(drop=True)], axis=1
    ).assign(soc=pd.Series(socs, dtype="str"))
    out["program"] = out["cip"].map(_titles(data)).fillna(out["cip"])
    out["award"] = out["award_level"].map(AWARD_LEVELS)
    out = out.sort_values(
        ["distance_miles", "distance_only", "name", "cip", "award_level"],
        na_position="last",
        kind="stable",
    ).reset_index(drop=True)
    return out if limit is None else out.head(limit)


@once
def _titles(data: Dataset) -> pd.Series:
    """Return the titles of CIP codes, by code."""
    return data.table("cips").set_index("cip")["title"]


@dataclass(frozen=True, slots=True, eq=False)
class _Seats:
    """Every program and what it leads to as positions, so that what is near is found without texts."""

    program: NDArray[np.intp]
    """Of each row of table ``Programs``, the position of its provider in table ``Providers``; -1: none."""
    offered: NDArray[np.bool_]
    """Of each, whether anyone completed it, or it is unknown who did."""
    linked: NDArray[np.intp]
    """Of each pair of ``Dataset.links``, the row of its program; sorted by it, then by occupation."""
    soc: NDArray[np.intp]
    """Of each pair, the position of the occupation in `socs`."""
    socs: pd.Index

    def active(self, near: NDArray[np.bool_]) -> tuple[NDArray[np.intp], list[str]]:
        """Return the rows of the active programs of providers, and no occupations."""
        rows = np.flatnonzero(self.offered & near[self.program])
        return rows, [""] * len(rows)

    def to(self, near: NDArray[np.bool_], wanted: Collection[str]) -> tuple[NDArray[np.intp], list[str]]:
        """Return the rows of providers' programs that lead to wanted occupations, and to which, as a text."""
        pairs = np.flatnonzero(near[self.program[self.linked]] & self.socs.isin(list(wanted))[self.soc])
        first = np.flatnonzero(np.diff(self.linked[pairs], prepend=-1))
        names = self.socs.to_numpy(object)[self.soc[pairs]].tolist()
        socs = [", ".join(names[i:j]) for i, j in pairwise([*first.tolist(), len(pairs)])]
        return self.linked[pairs[first]], socs


@once
def _seats(data: Dataset) -> _Seats:
    """Return every program and what it leads to as positions; kept."""
    providers, table, links = (
        pd.Index(data.table("providers")["provider_id"]),
        data.table("programs"),
        data.links,
    )
    seat, cips = providers.get_indexer(pd.Index(table["provider_id"])), pd.Index(table["cip"].unique())

    def key(frame: pd.DataFrame, at: NDArray[np.intp]) -> NDArray[np.int64]:
        cip = cips.get_indexer(pd.Index(frame["cip"]))
        found: NDArray[np.int64] = (at * len(cips) + cip) * 100 + frame["award_level"].to_numpy(np.int64)
        return found

    own, socs = key(table, seat), pd.Index(sorted(links["soc"].unique()))
    at = providers.get_indexer(pd.Index(links["provider_id"]))
    linked, order = key(links, at), np.argsort(own)
    rows = order[np.searchsorted(own[order], linked[at >= 0])]
    soc = socs.get_indexer(pd.Index(links["soc"]))[at >= 0]
    by_program = np.lexsort((soc, rows))
    return _Seats(
        program=seat,
        offered=~(table["completions"] == 0).to_numpy(bool),  # null: offered, completers unknown
        linked=rows[by_program],
        soc=soc[by_program],
        socs=socs,
    )


@once
def _nearest(data: Dataset) -> Callable[[str, float, float], pd.DataFrame]:
    """Return :func:`_near`, cached: no occupation changes it, and a large area takes a tenth of a second."""
    return lru_cache(maxsize=128)(partial(_near, data))


def _near(data: Dataset, area_code: str, max_miles: float, reach_miles: float) -> pd.DataFrame:
    """Return the providers near an area with distance_miles and adults_within."""
    providers, tracts = data.table("providers"), data.table("tracts")
    mine = tracts.loc[tracts["area_code"] == area_code]
    near = providers[_NEAR_COLUMNS].reset_index(drop=True)
    near["distance_miles"], near["adults_within"] = np.nan, np.nan
    # where no one's home is in the data, no distance is known
    own = (providers["area_code"] == area_code).to_numpy(bool) & mine.empty
    if len(mine) and mine["adults"].sum() > 0:
        weight = mine["adults"].to_numpy(float)
        center = np.average(mine[["lon", "lat"]].to_numpy(float), axis=0, weights=weight)
        place = near[["lon", "lat"]].to_numpy(float)
        km = distance.geodesic_km(
            np.full(len(near), center[0]), np.full(len(near), center[1]), place[:, 0], place[:, 1]
        )
        near["distance_miles"] = km * distance.CIRCUITY / KM_PER_MILE
        i, j, _ = distance.pairs_within(
            mine[["lon", "lat"]].to_numpy(float), place, reach_miles * KM_PER_MILE / distance.CIRCUITY
        )
        near["adults_within"] = np.bincount(j, weights=weight[i], minlength=len(near)) / weight.sum()
    near = near.loc[
        own | near["distance_only"] | (near["distance_miles"] <= max_miles) | (near["adults_within"] > 0)
    ]
    near.loc[near["distance_only"], ["distance_miles", "adults_within"]] = np.nan
    answer: pd.DataFrame = near.rename(columns={"share_online": "students_online"})
    return answer


def near_area(data: Dataset, area_code: str, miles: float) -> NDArray[np.float64]:
    """Return the share of adults within `miles` of road (estimated) by provider of :func:`catalog`.

    NaN: none lives in reach. A provider seated in the area is there however few it reaches (0), or with -1
    where it is unknown where people live (Guam, the Virgin Islands). Wholly online ones are at no distance:
    NaN.
    """
    return _shares_near(data)(area_code, miles)


@once
def _shares_near(data: Dataset) -> Callable[[str, float], NDArray[np.float64]]:
    """Return :func:`near_area`, cached: a large area takes a tenth of a second."""
    return lru_cache(maxsize=64)(partial(_share_near, data))


def _share_near(data: Dataset, area_code: str, miles: float) -> NDArray[np.float64]:
    tracts, providers = data.table("tracts"), catalog(data).providers
    mine = tracts.loc[tracts["area_code"] == area_code]
    home = (providers["area_code"] == area_code).to_numpy(bool)
    online = providers["distance_only"].to_numpy(bool)
    i, j, _ = distance.pairs_within(
        mine[["lon", "lat"]].to_numpy(float),
        providers[["lon", "lat"]].to_numpy(float),
        float(distance.straight_km(miles * KM_PER_MILE)),
    )
    adults = mine["adults"].to_numpy(float)
    near = np.bincount(j, weights=adults[i], minlength=len(providers))
    share = near / adults.sum() if len(adults) and adults.sum() > 0 else np.full(len(providers), -1.0)
    out: NDArray[np.float64] = np.where((home | (share > 0)) & ~online, share, np.nan)
    out.setflags(write=False)
    return out


# --------------------------------------------------------------------- filters


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Providers and active programs, arranged for filtering."""

    providers: pd.DataFrame
    """Table ``Providers``."""
    programs: pd.DataFrame
    """Active rows of table ``Programs``: completions above zero, or not reported."""
    seat: NDArray[np.intp]
    """Of each program, the position of its provider."""
    key: NDArray[np.int64]
    """Of each program, a number that identifies its CIP and award level."""
    pairs: pd.DataFrame
    """key, soc: which programs lead to which occupation (crosswalk, fitting awards)."""
    named: pd.DataFrame
    """row (of programs), soc: occupations a user's list names for its programs, besides the crosswalk's."""

    def leads_to(self, programs: pd.DataFrame) -> pd.DataFrame:
        """Return row, soc: the occupations each of `programs` (rows) leads to, each pair once."""
        rows = programs.index.to_numpy(np.intp)
        wanted = pd.DataFrame({"row": rows, "key": self.key[rows]})
        by_crosswalk = wanted.merge(self.pairs, on="key", validate="many_to_many")[["row", "soc"]]
        return pd.concat([by_crosswalk, self.named.loc[self.named["row"].isin(rows)]]).drop_duplicates()

    def leads_to_any(self, socs: Collection[str]) -> NDArray[np.bool_]:
        """Return whether each program leads to one of the occupations."""
        leads = np.isin(self.key, self.pairs.loc[self.pairs["soc"].isin(socs), "key"].unique())
        leads[self.named.loc[self.named["soc"].isin(socs), "row"].to_numpy(np.intp)] = True
        return leads


@once
def catalog(data: Dataset) -> Catalog:
    """Return the data set's providers and active programs, arranged for filtering; kept."""
    providers, table = data.table("providers").reset_index(drop=True), data.table("programs")
    programs = table.loc[table["completions"].isna() | (table["completions"] > 0)].reset_index(drop=True)
    at = pd.Index(providers["provider_id"]).get_indexer(pd.Index(programs["provider_id"]))
    programs, at = programs.loc[at >= 0].reset_index(drop=True), at[at >= 0]
    fits = fitting_awards(data.table("occupations"), higher=True)
    linked = data.table("cip_soc").merge(fits, on="soc", validate="many_to_many")
    cips = pd.Index(sorted({*programs["cip"].unique(), *linked["cip"].unique()}))

    def keys(frame: pd.DataFrame) -> NDArray[np.int64]:
        cip = cips.get_indexer(pd.Index(frame["cip"])).astype(np.int64)
        found: NDArray[np.int64] = cip * 100 + frame["award_level"].to_numpy(np.int64)
        return found

    own = data.added("named_links")
    named = pd.DataFrame({"row": np.empty(0, dtype=np.intp), "soc": np.empty(0, dtype=str)})
    if own is not None:
        numbered = programs[["provider_id", "cip", "award_level"]].assign(row=np.arange(len(programs)))
        named = numbered.merge(own, on=["provider_id", "cip", "award_level"]).merge(
            fits, on=["soc", "award_level"]
        )[["row", "soc"]]
    return Catalog(
        providers,
        programs,
        at,
        keys(programs),
        pd.DataFrame({"key": keys(linked), "soc": linked["soc"]}),
        named,
    )


@once
def cip_titles(data: Dataset) -> dict[str, str]:
    """Return the titles of CIP codes."""
    cips = data.table("cips")
    return dict(zip(cips["cip"].astype(str), cips["title"].astype(str), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the filters leave."""

    programs: pd.DataFrame
    """Rows of Catalog.programs (their index kept), most completions first."""
    providers: pd.DataFrame
    """Rows of Catalog.providers with programs, completions, adults (share), most completions first."""
    price_unknown: int
    """Providers left out because a price is requested and theirs is not reported."""
    open_unknown: int
    """Providers left out because open admission is requested and theirs is not reported."""
    control_unknown: int
    """Providers left out because it is asked who runs them and theirs does not say."""
    completion_unknown: int = 0
    """Providers left out because a completion rate is requested and theirs is not published."""
    fits_unknown: int = 0
    """Providers left out because what fits is requested and part of it is not reported."""


def search_programs(
    data: Dataset,
    area_code: str | None = None,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    awards: Collection[int] = (),
    controls: Collection[str] = (),
    open_only: bool = False,
    online: bool = False,
    max_price: float | None = None,
    completion_min: float | None = None,
    fits: Collection[str] = (),
    field: str | None = None,
    **settings: Any,
) -> Found:
    """Return the active programs, and their providers, that filters leave.

    Parameters
    ----------
    area_code
        Providers that reach its residents within the reach distance of `rules`; None: the nation's.
    selection
        Occupations a program must lead to one of; every occupation means any program.
    awards
        Award levels (AWARD_LEVELS); empty: any.
    controls
        Who runs the provider ("public", "private not-for-profit", …); empty: anyone.
    open_only
        Only with open admission, as reported.
    online
        Wholly online providers too.
    max_price
        Most tuition, US dollars a year, as reported.
    completion_min
        Least completion rate of the provider (fraction), as published; others are left out and counted.
    fits
        Only providers that offer all of these (FITS: evening or weekend classes, part-time study, child care
        on campus), as reported.
    field
        Two-digit CIP series, e.g. "51".
    settings
        Fields of Rules and Selection by name.

    Raises
    ------
    UnknownCodeError, ValueRangeError
        The data have no such area; there is no such award level or control.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    known = catalog(data)
    for level in awards:
        choose("award level", level, list(AWARD_LEVELS))
    for fit in fits:
        choose("fit", fit, list(FITS))
    for control in controls:
        choose("control", control, sorted({*known.providers["control"].unique(), "unknown"}))
    share = None
    if area_code is not None:
        data.area_row(area_code)
        share = near_area(data, area_code, rules.reach_miles)
    return filtered(
        known,
        socs=None if selection == Selection() else set(data.cube.occupations[data.mask(selection)]),
        near=share,
        awards=awards,
        controls=controls,
        open_only=open_only,
        online=online,
        max_price=max_price,
        completion_min=completion_min,
        fits=fits,
        field=field,
    )


def filtered(
    known: Catalog,
    *,
    socs: Collection[str] | None = None,
    near: NDArray[np.float64] | None = None,
    awards: Collection[int] = (),
    controls: Collection[str] = (),
    open_only: bool = False,
    online: bool = False,
    max_price: float | None = None,
    completion_min: float | None = None,
    fits: Collection[str] = (),
    field: str | None = None,
) -> Found:
    """Return the programs of a catalog that filters leave; see :func:`search_programs`.

    `socs`: occupations a program must lead to one of, None for any program. `near`: from :func:`near_area`,
    None for the nation.
    """
    providers, programs = known.providers, known.programs
    row = np.ones(len(programs), dtype=bool)
    if awards:
        row &= programs["award_level"].isin(list(awards)).to_numpy(bool)
    if field:
        row &= programs["cip"].str.startswith(f"{field}.").to_numpy(bool)
    if socs is not None:
        row &= known.leads_to_any(socs)
    remote = providers["distance_only"].to_numpy(bool)
    here = np.ones(len(providers), dtype=bool) if near is None else ~np.isnan(near)
    here = here | remote if online else here & ~remote
    offers = np.bincount(known.seat[row], minlength=len(providers)) > 0
    control, rate = providers["control"], providers["completion_rate"]
    admission, tuition, offered = providers["open_admission"], providers["tuition"], providers[list(fits)]
    conditions = {  # whether asked, who meets it, of whom that is unknown
        "control": (
            bool(controls),
            control.isin(list(controls)),
            (control == "unknown") & ("unknown" not in controls),
        ),
        "open": (open_only, admission == "yes", admission == "unknown"),
        "price": (max_price is not None, tuition <= (max_price or 0.0), tuition.isna()),
        "completion": (completion_min is not None, rate >= (completion_min or 0.0), rate.isna()),
        "fits": (
            bool(fits),
            (offered == "yes").all(axis=1),
            (offered == "unknown").any(axis=1) & ~(offered == "no").any(axis=1),
        ),
    }
    unknown = dict.fromkeys(conditions, 0)
    for name, (asked, meets, unsaid) in conditions.items():
        if asked:
            unknown[name] = int((here & offers & unsaid.to_numpy(bool)).sum())
            here = here & meets.to_numpy(bool)
    row &= here[known.seat]
    return Found(
        programs.loc[row].sort_values(
            ["completions", "cip", "award_level", "provider_id"], ascending=[False, True, True, True]
        ),
        _offering(known, row, near),
        **{f"{name}_unknown": count for name, count in unknown.items()},
    )


def _offering(known: Catalog, row: NDArray[np.bool_], near: NDArray[np.float64] | None) -> pd.DataFrame:
    """Return the chosen programs' providers with programs, completions, adults, most completions first."""
    seat, size = known.seat[row], len(known.providers)
    completions = known.programs["completions"].to_numpy(float)[row]
    count = np.bincount(seat, minlength=size)
    completed = np.bincount(seat, weights=np.nan_to_num(completions), minlength=size)
    reported = np.bincount(seat, weights=~np.isnan(completions), minlength=size) > 0
    out = known.providers.assign(
        programs=count,
        completions=np.where(reported, completed, np.nan),
        adults=np.full(size, np.nan) if near is None else np.where(near < 0, np.nan, near),
    )
    return out.loc[count > 0].sort_values(
        ["completions", "name"], ascending=[False, True], na_position="last", kind="stable"
    )


def linked_programs(data: Dataset, soc: str) -> pd.DataFrame:
    """Return the nation's programs that lead to an occupation, by field and award; most completions first.

    Columns: cip, program, award, completions (a year; missing only where no list reports any), providers,
    states (counts).

    Raises
    ------
    UnknownCodeError
        The data have no such occupation.
    """
    data.soc_column(soc)
    rows = data.links.loc[data.links["soc"] == soc].merge(
        data.table("providers")[["provider_id", "state"]],
        on="provider_id",
        how="left",
        validate="many_to_one",
    )
    frame = (
        rows.groupby(["cip", "award_level"], sort=True)
        .agg(
            completions=("completions", lambda c: c.sum(min_count=1)),
            providers=("provider_id", "nunique"),
            states=("state", "nunique"),
        )
        .reset_index()
    )
    titles = cip_titles(data)
    frame["program"] = [titles.get(str(c), str(c)) for c in frame["cip"]]
    frame["award"] = frame["award_level"].map(AWARD_LEVELS)
    frame = frame.sort_values(
        ["completions", "cip", "award_level"],
        ascending=[False, True, True],
        na_position="last",
        kind="stable",
    )
    return frame[["cip", "program", "award", "completions", "providers", "states"]].reset_index(drop=True)
