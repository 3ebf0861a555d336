"""What if a program opened here: reach and the three tests before and after one more provider.

Reach is recomputed, with the build's own arithmetic (``geography.reach``), for the areas whose adults the new
place would reach; no other area can change. What stays as it is: wages, growth, the listing coverage of the
occupation, and all other occupations (a program is assumed to lead to the chosen one alone, at a fitting
award level).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import scipy
import shapely

from geo_opportunity.dataset import WAGE_ROW
from geo_opportunity.errors import ValueRangeError
from geo_opportunity.geography.distance import CIRCUITY, geodesic_km, pairs_within, straight_km
from geo_opportunity.geography.reach import reach_by_occupation
from geo_opportunity.measures import access, overlap
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.questions.supply import supply_demand
from geo_opportunity.rules import Selection
from geo_opportunity.vocabulary import KIND_NAMES, KM_PER_MILE, MOST_COMPLETIONS, REACH_MILES, STATUS_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["WhatIf", "what_if"]

_TESTS: Final = ("growing", "sustaining", "accessible")
_TOTALS: Final = ("jobs_overlap", "share_overlap", "jobs_training_gap", "jobs_selected")
#: Figures of reach in table ``reach`` are rounded to four decimals.
_ROUNDED: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What one more program would change."""

    soc: str
    lon: float
    lat: float
    completions: int
    miles: int
    """Road miles (estimated) of the reach."""
    areas: pd.DataFrame
    """One row per area whose adults the place would reach; see :func:`what_if`."""
    home: str | None
    """area_code the place is in; None outside every area we have a shape of."""
    nearest_miles: float
    """Road miles (estimated) to the nearest provider of such a program today; NaN when there is none."""
    nearest_name: str
    openings: float
    """Openings a year of the occupation in the home area; NaN not known."""
    completers: float
    """Completers a year given to it in the home area today.

    NaN when no provider is listed there or no program leads to it.
    """

    @property
    def completers_after(self) -> float:
        """Completers a year in the home area with the new program, all of them given to the occupation."""
        return (0.0 if math.isnan(self.completers) else self.completers) + self.completions


def _check(data: Dataset, soc: str, lon: float, lat: float, completions: float) -> None:
    data.soc_column(soc)
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        msg = f"the place is {lon!r}, {lat!r}; longitude lies in -180 … 180 and latitude in -90 … 90 degrees"
        raise ValueRangeError(msg)
    if not 1 <= completions <= MOST_COMPLETIONS:
        msg = f"completions a year are {completions!r}; they must lie between 1 and {MOST_COMPLETIONS:,}"
        raise ValueRangeError(msg)


def _home(data: Dataset, lon: float, lat: float) -> str | None:
    shapes = data.table("area_shapes")
    inside = shapes.loc[shapely.intersects_xy(shapes.geometry.to_numpy(), lon, lat), "area_code"]
    return None if inside.empty else str(inside.iloc[0])


def _reach(
    tracts: pd.DataFrame, areas: pd.Index, providers: NDArray[np.float64], km: float
) -> NDArray[np.float64]:
    """Return the share of each area's adults within `km` of any of the providers, as in table ``reach``."""
    share = reach_by_occupation(
        tracts[["lon", "lat"]].to_numpy(float),
        tracts["adults"].to_numpy(float),
        areas.get_indexer(pd.Index(tracts["area_code"])),
        len(areas),
        providers=providers,
        offers=scipy.sparse.csr_matrix(np.ones((1, len(providers)), dtype=bool)),
        breakpoints_km=[km],
    )
    return share[:, 0, 0].round(_ROUNDED)


def _totals(
    data: Dataset, tests: dict[str, Any], rows: NDArray[np.intp], mask: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    found = overlap.area_totals(
        SimpleNamespace(**tests),
        data.cube.employment[rows],
        data.cube.employment_total[rows],
        mask,
        data.degree,
    )
    return {name: found[name] for name in _TOTALS}


def what_if(
    data: Dataset,
    soc: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    *,
    lon: float,
    lat: float,
    completions: int = 20,
    **settings: Any,
) -> WhatIf:
    """Return what a new program for `soc` at a place would change, under `rules`.

    Parameters
    ----------
    data
        The opened data.
    soc
        The occupation the program leads to.
    lon, lat
        Where it opens: degrees, EPSG:4326.
    completions
        People who complete it, a year. Reach asks only whether there is a program; it is compared with
        openings.
    rules
        The three tests; the distance of reach is theirs.
    selection
        Whose jobs are summed in the jobs_ and share_ columns.

    Returns
    -------
    WhatIf; its ``areas`` are indexed by area_code, the home area first, then by adults gained: title; home
    (bool); adults; adults_near (within the distance of the new place), adults_gained (of these, those without
    any such program so far, as reach gains); reach_before, reach_after (share of adults, four decimals),
    adults_reached_before, adults_reached_after (that share of adults, in people); accessible_before,
    accessible_after (Status), kind_before, kind_after (Kind); employment (jobs of the occupation, NaN not
    published), wage, threshold (US dollars a year); jobs_overlap_before, jobs_overlap_after, share_overlap_…,
    jobs_training_gap_… (of all selected occupations of the area; NaN where the area's threshold is not
    known), jobs_selected.

    The figures equal those of a full rebuild with the provider added. Where reach in the data was not made by
    distance (a user's travel times), the gain by distance is added to it.

    Raises
    ------
    UnknownCodeError, ValueRangeError
        There is no such occupation; the place is not on the earth; the size is none.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    _check(data, soc, lon, lat, completions)
    cube, column = data.cube, data.soc_column(soc)
    place = np.array([[lon, lat]])
    today, away = _today(data, soc, lon, lat)
    closest = int(np.argmin(away)) if len(away) else -1
    reach = _reaches(data, column, rules, place, today[["lon", "lat"]].to_numpy(float))
    areas, rows = reach.index, cube.areas.get_indexer(reach.index)
    before, after = reach["before"].to_numpy(float), reach["after"].to_numpy(float)

    status = data.statuses(rules)
    tests_before = {name: getattr(status, name)[rows] for name in _TESTS}
    tests_after = tests_before | {"accessible": tests_before["accessible"].copy()}
    tests_after["accessible"][:, column] = _accessible(data, column, rules, after, rows)
    mask = data.mask(selection)
    sums = [_totals(data, tests, rows, mask) for tests in (tests_before, tests_after)]

    home = _home(data, lon, lat)
    frame = pd.DataFrame(
        {"title": data.areas["title"].reindex(areas), "home": areas == home, "adults": reach["adults"]},
        index=areas,
    )
    frame["adults_near"] = reach["adults_near"]
    frame["adults_gained"] = (after - before) * frame["adults"].to_numpy(float)
    for name, share, tests in (("before", before, tests_before), ("after", after, tests_after)):
        one = [tests[test][:, [column]] for test in _TESTS]
        kind, _ = overlap.kind_and_overlap(one[0], one[1], one[2], data.degree[[column]])
        frame[f"reach_{name}"] = share
        frame[f"adults_reached_{name}"] = share * frame["adults"].to_numpy(float)
        frame[f"accessible_{name}"] = [STATUS_NAMES[int(code)] for code in one[2][:, 0]]
        frame[f"kind_{name}"] = [KIND_NAMES[int(code)] for code in kind[:, 0]]
    frame["employment"] = cube.employment[rows, column]
    frame["wage"] = cube.wages[WAGE_ROW[rules.wage], rows, column].astype(float)
    frame["threshold"] = status.threshold[rows]
    for total in ("jobs_overlap", "share_overlap", "jobs_training_gap"):
        for name, found in zip(("before", "after"), sums, strict=True):
            frame[f"{total}_{name}"] = np.where(np.isnan(status.threshold[rows]), np.nan, found[total])
    frame["jobs_selected"] = sums[0]["jobs_selected"]

    openings, completers = _home_supply(data, home, soc, rules)
    return WhatIf(
        soc=soc,
        lon=float(lon),
        lat=float(lat),
        completions=int(completions),
        miles=data.miles(soc, rules),
        areas=frame.sort_values(
            ["home", "adults_gained", "adults_near", "title"],
            ascending=[False, False, False, True],
            kind="stable",
        ),
        home=home,
        nearest_miles=float(away[closest]) if closest >= 0 else float("nan"),
        nearest_name=str(today["name"].iloc[closest]) if closest >= 0 else "",
        openings=openings,
        completers=completers,
    )


def _today(data: Dataset, soc: str, lon: float, lat: float) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return the providers that train for an occupation on site today, with estimated road miles to each."""
    every, links = data.table("providers"), data.links
    mine = every["provider_id"].isin(links.loc[links["soc"] == soc, "provider_id"])
    today = every.loc[mine & ~every["distance_only"]].reset_index(drop=True)
    at = today[["lon", "lat"]].to_numpy(float)
    return today, geodesic_km(lon, lat, at[:, 0], at[:, 1]) * CIRCUITY / KM_PER_MILE


def _reaches(
    data: Dataset, column: int, rules: Rules, place: NDArray[np.float64], today: NDArray[np.float64]
) -> pd.DataFrame:
    """Return the areas whose adults the new place reaches (index area_code).

    Adults, adults_near, reach before and after.
    """
    miles = data.miles(str(data.cube.occupations[column]), rules)
    km = float(straight_km(miles * KM_PER_MILE))
    tracts, cube = data.table("tracts"), data.cube
    near = np.unique(pairs_within(tracts[["lon", "lat"]].to_numpy(float), place, km)[0])
    near_adults = tracts.iloc[near].groupby("area_code")["adults"].sum()
    areas = pd.Index(sorted(near_adults.index[near_adults > 0]), name="area_code")
    areas = areas[cube.areas.get_indexer(areas) >= 0]
    mine = tracts.loc[tracts["area_code"].isin(areas)]
    rows = cube.areas.get_indexer(areas)
    before = cube.reach[REACH_MILES.index(miles), rows, column].astype(float)
    without = _reach(mine, areas, today, km)
    with_it = _reach(mine, areas, np.vstack([today, place]), km)
    same = np.isclose(without, before, rtol=0, atol=10.0**-_ROUNDED / 2)
    after = np.where(same, with_it, np.clip(before + with_it - without, 0.0, 1.0))
    return pd.DataFrame(
        {
            "adults": mine.groupby("area_code")["adults"].sum().reindex(areas),
            "adults_near": near_adults.reindex(areas),
            "before": before,
            "after": np.maximum(after, before),  # no one loses a program; shares of reach are rounded
        },
        index=areas,
    )


def _accessible(
    data: Dataset, column: int, rules: Rules, reach: NDArray[np.float64], rows: NDArray[np.intp]
) -> NDArray[np.int8]:
    """Return the third test of one occupation where its programs reach these shares of adults of areas."""
    occ = data.cube_occupations.iloc[[column]]
    campuses = data.within(data.cube.campus_reach, rules, columns=slice(column, column + 1))
    status = access.access_status(
        reach[:, None].astype(np.float32),
        occ["program_need"].to_numpy(),
        # the new program leads to it, whatever the crosswalk says
        np.maximum(occ["program_links"].to_numpy(), 1),
        data.listing_known(rules)[[column]],
        share=rules.reach_share,
        campuses=campuses[rows],
    )
    return status[:, 0]


def _home_supply(data: Dataset, home: str | None, soc: str, rules: Rules) -> tuple[float, float]:
    """Return openings and local completers a year of the occupation in the home area; NaN not known."""
    if home is None:
        return float("nan"), float("nan")
    supply = supply_demand(data, home, rules, Selection(soc=soc))
    return float(supply["openings"].iloc[0]), float(supply["completers_local"].iloc[0])
