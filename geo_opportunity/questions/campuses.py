"""Further places that train: campuses where a program may be taught, and sites Veterans Affairs has listed.

Neither counts as a pass of the training test: which programs they teach is not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.errors import UnknownCodeError, did_you_mean
from geo_opportunity.geography import distance
from geo_opportunity.questions.options import rules_with
from geo_opportunity.vocabulary import KM_PER_MILE, SITE_KINDS

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["SITES_NOTE", "campuses", "training_sites"]

#: What the list of training sites is, for the screen and exports.
SITES_NOTE: Final = (
    "Ever listed by Veterans Affairs by February 2023; not a list of what is approved or open now, and "
    "programs are not given."
)


def campuses(
    data: Dataset,
    area_code: str,
    soc: str | None = None,
    rules: Rules | None = None,
    *,
    miles: float | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return the campuses in reach of an area's residents where a program may be taught.

    A campus is a location of a college that IPEDS books at another address (table ``Campuses``). That the
    college has a program for the occupation somewhere is known; that it is taught at this campus is not.

    Parameters
    ----------
    area_code
        An area, or a region's own code.
    soc
        Occupation that the college's programs must lead to; None: any campus.
    rules
        Their reach distance is used.
    miles
        Road miles (estimated) instead of that distance.
    settings
        Fields of Rules by name.

    Returns
    -------
    DataFrame, most adults in reach first: campus_id, name, city, state, lon, lat, provider_id, college,
    booked_at (city and state where IPEDS has the college), campus_note ("may be taught at …; IPEDS books it
    at …"), adults_within (share of the area's adults within the distance). None where it is unknown where
    people live (Guam, the Virgin Islands).

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    rules = rules_with(rules, settings)
    data.area_row(area_code)
    frame = data.table("campuses")
    providers = data.table("providers").set_index("provider_id")
    if soc is not None:
        data.soc_column(soc)
        teach = data.links.loc[data.links["soc"] == soc, "provider_id"]
        frame = frame.loc[frame["provider_id"].isin(teach)]
    frame = frame.assign(
        adults_within=_adults_near(data, area_code, frame, rules.reach_miles if miles is None else miles)
    )
    frame = frame.loc[frame["adults_within"] > 0]
    seat = providers.reindex(frame["provider_id"]).set_index(frame.index)
    frame["college"] = seat["name"]
    frame["booked_at"] = seat["city"] + ", " + seat["state"]
    there = frame["city"].fillna(frame["name"]) + ", " + frame["state"]
    frame["campus_note"] = "may be taught at " + there + "; IPEDS books it at " + frame["booked_at"]
    columns = ["campus_id", "name", "city", "state", "lon", "lat", "provider_id", "college", "booked_at"]
    return (
        frame.sort_values(
            ["adults_within", "college", "campus_id"], ascending=[False, True, True], kind="stable"
        )
        .reset_index(drop=True)[[*columns, "campus_note", "adults_within"]]
        .copy()
    )


def _adults_near(data: Dataset, area_code: str, points: pd.DataFrame, miles: float) -> NDArray[np.float64]:
    """Return the share of an area's adults within road miles of each point; 0 where no home is known."""
    tracts = data.table("tracts")
    mine = tracts.loc[tracts["area_code"] == area_code]
    adults = mine["adults"].to_numpy(float)
    if not adults.sum() > 0:
        return np.zeros(len(points))
    i, j, _ = distance.pairs_within(
        mine[["lon", "lat"]].to_numpy(float),
        points[["lon", "lat"]].to_numpy(float),
        float(distance.straight_km(miles * KM_PER_MILE)),
    )
    near: NDArray[np.float64] = np.bincount(j, weights=adults[i], minlength=len(points)) / adults.sum()
    return near


def training_sites(data: Dataset, place: str, kind: str | None = None) -> pd.DataFrame:
    """Return the employers, apprenticeships and trade schools of a place that Veterans Affairs ever listed.

    Parameters
    ----------
    place
        An area's code (or a region's own), a five-digit county code, or a state's postal code. Of a region
        that takes a county in part, that county's sites are all given.
    kind
        One of vocabulary.SITE_KINDS; None: all.

    Returns
    -------
    DataFrame by kind and name: site_id, name, state, site_kind (words), county_fips, lon, lat. What the list
    is stands in ``.attrs["note"]``: ever listed by February 2023.

    Raises
    ------
    UnknownCodeError
        The data have no such place, or there is no such kind.
    """
    if kind is not None and kind not in SITE_KINDS:
        other = f"the kinds are {', '.join(SITE_KINDS)}"
        raise UnknownCodeError(
            f"no kind of training site {kind!r}", fix=did_you_mean(kind, SITE_KINDS, other)
        )
    frame, counties = data.table("training_sites"), data.table("counties")
    if place in set(counties["state"]):
        frame = frame.loc[frame["state"] == place]
    elif place in set(counties["county_fips"]) and place not in data.areas.index:
        frame = frame.loc[frame["county_fips"] == place]
    else:
        data.area_row(place)
        inside = counties.loc[counties["area_code"] == place, "county_fips"]
        frame = frame.loc[frame["county_fips"].isin(inside)]
    if kind is not None:
        frame = frame.loc[frame["kind"] == kind]
    order = frame["kind"].map({name: i for i, name in enumerate(SITE_KINDS)})
    out = frame.assign(order=order, site_kind=frame["kind"].map(SITE_KINDS))
    out = out.sort_values(["order", "name", "site_id"], kind="stable").reset_index(drop=True)
    out = out[["site_id", "name", "state", "site_kind", "county_fips", "lon", "lat"]].copy()
    out.attrs["note"] = SITES_NOTE
    return out
