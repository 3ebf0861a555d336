"""Access to training, for the people who live in a place: floating catchments, equity, education deserts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.dataset import once
from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.geography.costs import CostPairs, nearest_costs, nearest_miles, travel_times
from geo_opportunity.measures import blocks, catchment
from geo_opportunity.measures import deserts as desert_measures
from geo_opportunity.measures.blocks import Plan
from geo_opportunity.questions.options import rules_and_selection, rules_with
from geo_opportunity.rules import Rules, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset

__all__ = [
    "HIGH_POVERTY",
    "AccessSurface",
    "access",
    "access_by_occupation",
    "access_equity",
    "access_surface",
    "deserts",
    "of_tracts",
    "quarters",
]

#: County poverty rate from which a county is of high poverty: 20 percent, as USDA's Economic Research Service
#: and the Census Bureau draw the line ("high-poverty counties", ERS, Rural Poverty & Well-Being).
HIGH_POVERTY: Final = 0.20

People = Literal["adults", "population"]


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """Points, supply and costs of one question."""

    tracts: pd.DataFrame
    people: NDArray[np.float64]
    plan: Plan
    columns: pd.Index
    pairs: CostPairs | None

    @property
    def unit(self) -> str:
        return "miles" if self.pairs is None else "minutes"

    def origins(self, group: NDArray[np.intp]) -> pd.DataFrame:
        return pd.DataFrame(
            {"lon": self.tracts["lon"], "lat": self.tracts["lat"], "people": self.people, "group": group}
        )

    def nearest(self, k: int) -> NDArray[np.float64]:
        """Return the cost of each point to the k nearest destinations with any supply (N x k)."""
        members = np.diff(self.plan.supply.indptr) > 0
        points = self.tracts[["lon", "lat"]].to_numpy(float)
        return (
            nearest_miles(points, self.plan.destinations[members], k)
            if self.pairs is None
            else nearest_costs(self.pairs, members, k)
        )


def _chosen_links(data: Dataset, selection: Selection) -> pd.DataFrame:
    """Return programs and the column of supply they count for; each counts once, whatever it leads to."""
    if selection.soc is not None and selection.sector is not None:
        msg = "choose an occupation or a sector, not both"
        raise ValueRangeError(msg)
    links = data.links
    if selection != Selection():
        links = links.loc[links["soc"].isin(data.cube.occupations[data.mask(selection)])]
    once = links.drop_duplicates(["provider_id", "cip", "award_level"])
    return once.assign(column=_column(selection))


def _column(selection: Selection) -> str:
    return selection.soc or selection.sector or "any"


def _case(
    data: Dataset,
    links: pd.DataFrame,
    *,
    columns: pd.Index,
    method: str,
    size: float,
    decay: str | catchment.Decay | None,
    travel: pd.DataFrame | Path | str | None,
    mode: str | None,
    people: People,
) -> _Case:
    shape = catchment.decay_for(method, size, decay)
    if people not in {"adults", "population"}:
        msg = f"people is {people!r}; choose 'adults' or 'population'"
        raise ValueRangeError(msg)
    tracts = data.whole.table(
        "tracts"
    )  # of the nation even for a region: people outside compete for its programs
    providers = data.table("providers").loc[lambda p: ~p["distance_only"]]
    links = links.loc[links["provider_id"].isin(providers["provider_id"])]
    place = pd.Index(providers["provider_id"])
    supply = scipy.sparse.csr_array(
        (
            links["completions"]
            .fillna(0.0)
            .to_numpy(float),  # a list that reports no completions offers no countable supply
            (
                place.get_indexer(pd.Index(links["provider_id"])),
                columns.get_indexer(pd.Index(links["column"])),
            ),
        ),
        shape=(len(place), len(columns)),
    )
    supply.sum_duplicates()
    pairs = None if travel is None else travel_times(travel, list(tracts["tract"]), list(place), mode=mode)
    plan = Plan(providers[["lon", "lat"]].to_numpy(float), supply, size, shape, selection=method == "3sfca")
    return _Case(tracts, tracts[people].to_numpy(float), plan, columns, pairs)


def access(
    data: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    method: str = "e2sfca",
    catchment_miles: float | None = None,
    decay: str | catchment.Decay | None = None,
    travel_times: pd.DataFrame | Path | str | None = None,
    catchment_minutes: float = 30.0,
    mode: str | None = None,
    people: People = "adults",
    nearest: int = 1,
    level: str = "area",
    scheduler: Any = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return how much training for an occupation (or sector, or any) residents of areas or tracts can reach.

    Parameters
    ----------
    data
        The opened data.
    rules
        Their reach distance is the catchment; the rest of them is not used.
    selection
        Which occupations the programs lead to: one (soc), those of a sector, not both; or all. Supply is the
        completions of a year; a program counts once, however many of the occupations it leads to.
    method
        '2sfca', 'e2sfca', 'gravity', 'gaussian' or '3sfca' (see ``measures.catchment``).
    catchment_miles
        Catchment in estimated road miles; default: the reach distance of `rules`.
    decay
        Name or Decay instead of the method's own (see ``measures.catchment.decay_for``).
    travel_times, catchment_minutes, mode
        A table of minutes from tract to provider (see ``geography.costs.travel_times``), the catchment in
        minutes, and the mode to take; then road miles are not used.
    people
        Who shares the supply: 'adults' (the unit of reach) or 'population'.
    nearest
        How many nearest providers to give the cost to.
    level
        'area', 'county' or 'tract': one row each.
    scheduler
        See ``blocks.access_surface``; None works without Dask.
    settings
        Fields of Rules and Selection by name.

    Returns
    -------
    DataFrame indexed by area_code, county_fips or tract: people; access_per_1000 (completions a year per
    1,000 people: 0 none within the catchment, NaN not known); nearest_miles (or nearest_minutes), and
    nearest_2_…, nearest_3_… if requested: to the k-th nearest provider, in or out of the catchment. Areas add
    title, counties name and area_code, both share_known (of people) and share_no_access (of those known);
    their access and nearest are means over people known (nearest: over those who can get there at all).
    Tracts add county_fips and area_code. Methods and unit are in ``.attrs``.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    size = _size(rules, catchment_miles, None if travel_times is None else catchment_minutes)
    how: dict[str, Any] = {
        "method": method,
        "size": size,
        "decay": decay,
        "people": people,
        "nearest": nearest,
    }
    if travel_times is None and scheduler is None and (decay is None or isinstance(decay, str)):
        surface, attrs = _kept_surface(data.whole)(selection, **how)
    else:
        travel = {"travel": travel_times, "mode": mode, "scheduler": scheduler}
        surface, attrs = _surface(data, selection, **how, **travel)
    frame = surface.assign(area_code=_homes(data, surface.index).to_numpy())
    frame = frame.loc[frame["area_code"].notna()].copy()
    if level != "tract":
        frame = of_tracts(data, frame, level)
    frame.attrs |= attrs
    return frame


@once
def _kept_surface(data: Dataset) -> Callable[..., tuple[pd.DataFrame, dict[str, Any]]]:
    """Return :func:`_surface`, cached: it is the nation's for every region, and takes most of a second."""
    return lru_cache(maxsize=2)(partial(_surface, data))


def _surface(
    data: Dataset,
    selection: Selection,
    *,
    method: str,
    size: float,
    decay: str | catchment.Decay | None,
    people: People,
    nearest: int,
    travel: pd.DataFrame | Path | str | None = None,
    mode: str | None = None,
    scheduler: Any = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return access of every tract of the nation and what it rests on (``attrs`` of :func:`access`)."""
    case = _case(
        data,
        _chosen_links(data, selection),
        columns=pd.Index([_column(selection)]),
        method=method,
        size=size,
        decay=decay,
        travel=travel,
        mode=mode,
        people=people,
    )
    attrs: dict[str, Any] = {
        "method": method,
        "decay": repr(case.plan.decay),
        "catchment": case.plan.limit,
        "unit": case.unit,
        "people": people,
    }
    if case.pairs is not None:
        attrs |= {
            "unmatched_origins": case.pairs.unmatched_origins,
            "unmatched_destinations": case.pairs.unmatched_destinations,
        }
    return _tract_frame(case, nearest, scheduler), attrs


def of_tracts(data: Dataset, tracts: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the means by area or county of an access surface, ``access(…, level="tract")``.

    Columns as of :func:`access`.

    Raises
    ------
    ValueRangeError
        The level is neither 'area' nor 'county'.
    """
    if level == "area":
        areas = data.areas
        grouped = _means(tracts, tracts["area_code"]).reindex(areas.index)
        grouped.insert(0, "title", areas["title"])
        return grouped
    if level == "county":
        counties = data.table("counties").set_index("county_fips")
        grouped = _means(tracts, tracts["county_fips"])
        grouped.insert(0, "name", counties["name"].reindex(grouped.index))
        grouped.insert(1, "area_code", counties["area_code"].reindex(grouped.index))
        return grouped
    msg = f"level is {level!r}; choose 'area', 'county' or 'tract'"
    raise ValueRangeError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class AccessSurface:
    """Access by tract, county and area, from one computation."""

    tracts: pd.DataFrame
    """Columns of :func:`access`, and each tract's point (lon, lat; degrees, EPSG:4326)."""
    areas: pd.DataFrame
    counties: pd.DataFrame
    quarters: list[float]
    """Scores that cut the people with some access into quarters."""


def access_surface(
    data: Dataset, rules: Rules | None = None, selection: Selection | None = None, **options: Any
) -> AccessSurface:
    """Return access by tract with its means by county and area.

    `options` are those of :func:`access`, but level.
    """
    tracts = access(data, rules, selection, **options, level="tract")
    return AccessSurface(
        tracts.join(data.table("tracts").set_index("tract")[["lon", "lat"]]),
        of_tracts(data, tracts, "area"),
        of_tracts(data, tracts, "county"),
        quarters(tracts),
    )


def quarters(tracts: pd.DataFrame) -> list[float]:
    """Return the scores that cut people with some access into quarters, each once; [] where no one has any.

    `tracts` is an access surface: people, access_per_1000.
    """
    some = tracts.loc[tracts["access_per_1000"] > 0, ["access_per_1000", "people"]].sort_values(
        "access_per_1000"
    )
    if some.empty:
        return []
    share = some["people"].cumsum().to_numpy() / some["people"].sum()
    return sorted(
        {float(some["access_per_1000"].iloc[int(np.searchsorted(share, q))]) for q in (0.25, 0.5, 0.75)}
    )


def _homes(data: Dataset, tracts: pd.Index) -> pd.Series:
    """Return the area_code of each of `tracts`, null outside this atlas (a region has only some tracts)."""
    return data.table("tracts").set_index("tract")["area_code"].reindex(tracts)


def _tract_frame(case: _Case, nearest: int, scheduler: Any) -> pd.DataFrame:
    surface, known = blocks.access_surface(
        case.origins(np.full(len(case.people), -1)), case.plan, pairs=case.pairs, scheduler=scheduler
    )
    frame = case.tracts[["tract", "county_fips", "area_code"]].set_index("tract")
    frame["people"] = case.people
    frame["access_per_1000"] = np.where(known, surface.toarray()[:, 0] * 1000.0, np.nan)
    cost = case.nearest(nearest)
    for k in range(nearest):
        reach = cost[:, k]
        frame[f"nearest_{case.unit}" if k == 0 else f"nearest_{k + 1}_{case.unit}"] = np.where(
            np.isfinite(reach), reach, np.nan
        )
    return frame


def _means(frame: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Return people-weighted means of a tract frame by group."""
    people, value = frame["people"], frame["access_per_1000"]
    known = value.notna()
    columns = [c for c in frame.columns if c.startswith("nearest")]
    parts = pd.DataFrame(
        {
            "people": people,
            "known": people.where(known, 0.0),
            "access": (people * value).where(known, 0.0),
            "none": people.where(value == 0, 0.0),
            **{c: (people * frame[c]).where(frame[c].notna(), 0.0) for c in columns},
            **{f"{c} known": people.where(frame[c].notna(), 0.0) for c in columns},
        }
    )
    sums = parts.groupby(by, sort=True).sum()
    someone = sums["known"].where(sums["known"] > 0)
    return pd.DataFrame(
        {
            "people": sums["people"],
            "share_known": sums["known"] / sums["people"].where(sums["people"] > 0),
            "access_per_1000": sums["access"] / someone,
            "share_no_access": sums["none"] / someone,
            **{c: sums[c] / sums[f"{c} known"].where(sums[f"{c} known"] > 0) for c in columns},
        }
    )


def _size(rules: Rules, miles: float | None, minutes: float | None) -> float:
    """Return the catchment in minutes if there are travel times, else in miles (default: that of `rules`)."""
    if minutes is not None:
        return minutes
    return float(rules.reach_miles) if miles is None else miles


def access_by_occupation(
    data: Dataset,
    rules: Rules | None = None,
    *,
    method: str = "e2sfca",
    catchment_miles: float | None = None,
    decay: str | catchment.Decay | None = None,
    travel_times: pd.DataFrame | Path | str | None = None,
    catchment_minutes: float = 30.0,
    mode: str | None = None,
    people: People = "adults",
    scheduler: Any = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return the mean access of every area's residents to the training of every occupation, all at once.

    Parameters as :func:`access`. A program counts in full for every occupation it leads to, so columns do not
    add up.

    Returns
    -------
    DataFrame indexed by area_code, one column per SOC code with an active linked program: completions a year
    per 1,000 people; NaN where the area has no population points.
    """
    rules = rules_with(rules, settings)
    links = data.links.assign(column=data.links["soc"])
    case = _case(
        data,
        links,
        columns=pd.Index(sorted(links["soc"].unique()), name="soc"),
        method=method,
        size=_size(rules, catchment_miles, None if travel_times is None else catchment_minutes),
        decay=decay,
        travel=travel_times,
        mode=mode,
        people=people,
    )
    areas = data.areas.index
    group = areas.get_indexer(pd.Index(_homes(data, pd.Index(case.tracts["tract"]))))
    found = blocks.access_by_group(
        case.origins(group), case.plan, len(areas), pairs=case.pairs, scheduler=scheduler
    )
    return pd.DataFrame(found.mean * 1000.0, index=areas, columns=case.columns)


def access_equity(
    data: Dataset,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    threshold: float = HIGH_POVERTY,
    **options: Any,
) -> pd.DataFrame:
    """Return access of residents of high-poverty counties against that of others.

    Parameters
    ----------
    data
        The opened data.
    threshold
        County poverty rate (all ages, SAIPE) from which a county counts as high-poverty, inclusive; a
        fraction.
    rules, selection, options
        As :func:`access` (soc, sector, method …), but level.

    Returns
    -------
    DataFrame indexed by group ('high poverty', 'other', 'poverty unknown'; the last where SAIPE has no rate,
    as in Puerto Rico): counties, people, share_known, access_per_1000, share_no_access, nearest_…,
    ratio_to_other (of access).
    """
    tracts = access(data, rules, selection, **options, level="tract")
    rate = tracts["county_fips"].map(data.table("county_need").set_index("county_fips")["poverty_rate"])
    group = pd.Series(
        np.select([rate.isna(), rate >= threshold], ["poverty unknown", "high poverty"], "other"),
        index=tracts.index,
        name="group",
    )
    out = _means(tracts, group).reindex(pd.Index(["high poverty", "other", "poverty unknown"], name="group"))
    out.insert(0, "counties", tracts.groupby(group)["county_fips"].nunique().reindex(out.index, fill_value=0))
    out["people"] = out["people"].fillna(0.0)
    out["ratio_to_other"] = out["access_per_1000"] / out["access_per_1000"].to_numpy(float)[1]  # of "other"
    out.attrs |= {**tracts.attrs, "threshold": threshold}
    return out


def deserts(
    data: Dataset,
    definition: str = "ace",
    *,
    level: str = "county",
    zones: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return education deserts by a published definition (see ``measures.deserts``).

    Parameters
    ----------
    data
        The opened data.
    definition
        'ace': what is in the zone. 'urban': what is within 25 straight-line miles of its adults, and who has
        no internet.
    level
        'county' or 'area' (OEWS). ACE's zones are commuting zones, which the data do not have: a county is
        smaller (more deserts), a nonmetro area larger (fewer).
    zones
        County FIPS -> zone, such as a commuting-zone crosswalk, instead of `level`.

    Returns
    -------
    DataFrame indexed by county_fips, area_code or zone: title, adults; then

    'ace': colleges, broad_access (counts), kind (words), desert (bool; broad access = public with open
    admission, an upper bound), desert_any_public (bool; every public college counted, a lower bound).

    'urban': adults_physical, share_physical (open admission, upper bound), share_physical_any_public (lower
    bound), share_online (households without internet, county rate), adults_complete, share_complete (physical
    x online within each county, as if independent). NaN: not known.
    """
    places, title = _places(data, level, zones)
    if definition == "ace":
        return _ace(data, places, title)
    if definition == "urban":
        return _urban(data, places, title)
    msg = f"there is no definition {definition!r} of education deserts; choose 'ace' or 'urban'"
    raise UnknownCodeError(msg)


def _places(data: Dataset, level: str, zones: Mapping[str, str] | None) -> tuple[pd.Series, pd.Series]:
    """Return the zone of each county (indexed by county_fips) and the title of each zone."""
    counties = data.table("counties").set_index("county_fips")
    if zones is not None:
        place = pd.Series(counties.index.map(dict(zones)), index=counties.index, name="zone").dropna()
        if place.empty:
            msg = (
                "no county of zones is one of ours. Fix: map 5-digit county FIPS codes (text, 2022 "
                "counties) to zones."
            )
            raise UnknownCodeError(msg)
        return place, pd.Series({zone: zone for zone in place.unique()}, dtype="str")
    if level == "county":
        return pd.Series(counties.index, index=counties.index, name="county_fips"), counties[
            "name"
        ] + ", " + counties["state"]
    if level == "area":
        return counties["area_code"], data.areas["title"]
    msg = f"level is {level!r}; choose 'county' or 'area'"
    raise ValueRangeError(msg)


def _frame(data: Dataset, places: pd.Series, title: pd.Series) -> pd.DataFrame:
    tracts = data.table("tracts")
    adults = tracts.groupby(tracts["county_fips"].map(places))["adults"].sum()
    zones = pd.Index(sorted(places.unique()), name=places.name)
    return pd.DataFrame({"title": title.reindex(zones), "adults": adults.reindex(zones)}, index=zones)


def _ace(data: Dataset, places: pd.Series, title: pd.Series) -> pd.DataFrame:
    frame = _frame(data, places, title)
    found = desert_measures.colleges(data.table("providers"))
    zone = found["county_fips"].map(places)
    frame = frame.join(desert_measures.zone_kind(found, zone, frame.index, "open"))
    frame["desert_any_public"] = desert_measures.zone_kind(found, zone, frame.index, "any public")["desert"]
    return frame


def _urban(data: Dataset, places: pd.Series, title: pd.Series) -> pd.DataFrame:
    frame = _frame(data, places, title)
    tracts = data.table("tracts")
    found = desert_measures.colleges(data.table("providers"))
    points, adults = tracts[["lon", "lat"]].to_numpy(float), tracts["adults"]
    _, physical = desert_measures.nearby_kind(points, found, "open")
    _, physical_least = desert_measures.nearby_kind(points, found, "any public")
    offline = tracts["county_fips"].map(
        data.table("county_need").set_index("county_fips")["no_internet_share"]
    )
    parts = pd.DataFrame(
        {
            "physical": adults * physical,
            "least": adults * physical_least,
            "online": adults * offline,
            "complete": (adults * physical * offline).where(offline.notna() | ~physical, np.nan),
        }
    )
    zone = tracts["county_fips"].map(places)
    sums = parts.groupby(zone).sum().reindex(frame.index)
    lacking = parts.isna().groupby(zone).any().reindex(frame.index).eq(other=True)
    sums = sums.mask(lacking)
    divisor = frame["adults"].where(frame["adults"] > 0)
    frame["adults_physical"] = sums["physical"]
    frame["share_physical"] = sums["physical"] / divisor
    frame["share_physical_any_public"] = sums["least"] / divisor
    frame["share_online"] = sums["online"] / divisor
    frame["adults_complete"] = sums["complete"]
    frame["share_complete"] = sums["complete"] / divisor
    return frame
