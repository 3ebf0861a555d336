"""Whom a provider reaches: people, areas and counties within a distance; occupations it teaches for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_opportunity.errors import UnknownCodeError, did_you_mean
from geo_opportunity.geography import distance
from geo_opportunity.questions.options import rules_with
from geo_opportunity.questions.programs import catalog
from geo_opportunity.vocabulary import AWARD_LEVELS, KIND_CODES, KIND_NAMES, KM_PER_MILE, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["Catchment", "catchment", "catchment_occupations", "provider_row"]


@dataclass(frozen=True, slots=True, eq=False)
class Catchment:
    """Who lives in reach of a place."""

    tracts: pd.DataFrame
    """Rows of table ``Tracts`` in reach."""
    areas: pd.DataFrame
    """title, adults (in reach), share (of the area's adults); index area_code, most adults first."""
    counties: pd.DataFrame
    """As areas, index county_fips."""

    @property
    def adults(self) -> float:
        """Adults in reach."""
        return float(self.tracts["adults"].sum())


def provider_row(data: Dataset, provider_id: str) -> pd.Series:
    """Return a provider as a row of table ``Providers``.

    Raises
    ------
    UnknownCodeError
        The data have no such provider.
    """
    providers = catalog(data).providers.set_index("provider_id", drop=False)
    if provider_id not in providers.index:
        other = "search() finds providers by name"
        raise UnknownCodeError(
            f"no provider {provider_id!r} in the data",
            fix=did_you_mean(provider_id, providers["name"], other),
        )
    return providers.loc[[provider_id]].iloc[0]


def catchment(
    data: Dataset,
    place: str | tuple[float, float],
    rules: Rules | None = None,
    *,
    miles: float | None = None,
    **settings: Any,
) -> Catchment:
    """Return who lives within road miles (estimated) of a place.

    Parameters
    ----------
    place
        A provider_id, or longitude and latitude (degrees, EPSG:4326).
    miles
        Default: the reach distance of `rules`.

    Raises
    ------
    UnknownCodeError
        The data have no such provider.
    """
    rules = rules_with(rules, settings)
    if isinstance(place, str):
        seat = provider_row(data, place)
        place = float(seat["lon"]), float(seat["lat"])
    tracts, counties = data.table("tracts"), data.table("counties").set_index("county_fips")
    at, _, _ = distance.pairs_within(
        tracts[["lon", "lat"]].to_numpy(float),
        np.array([place]),
        float(distance.straight_km((rules.reach_miles if miles is None else miles) * KM_PER_MILE)),
    )
    near = tracts.iloc[at]

    def by(column: str, titles: pd.Series) -> pd.DataFrame:
        inside = near.groupby(column)["adults"].sum()
        every = tracts.loc[tracts[column].isin(inside.index)].groupby(column)["adults"].sum()
        names = titles.reindex(inside.index).fillna(inside.index.to_series())
        frame = pd.DataFrame({"title": names.astype(str).to_numpy(object), "adults": inside})
        frame["share"] = inside / every.where(every > 0)
        return frame.loc[frame["adults"] > 0].sort_values(
            ["adults", "title"], ascending=[False, True], kind="stable"
        )

    return Catchment(
        near,
        by("area_code", data.areas["title"]),
        by("county_fips", counties["name"] + ", " + counties["state"]),
    )


def catchment_occupations(
    data: Dataset,
    provider_id: str,
    rules: Rules | None = None,
    *,
    areas: Sequence[str] | None = None,
    home: str | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return the occupations a provider's active programs lead to (index soc), overlap or gap first.

    Parameters
    ----------
    areas
        Area codes it reaches; default those of its :func:`catchment`.
    home
        Area whose outcome is in the column standing; default the first of `areas`.

    Returns
    -------
    DataFrame: title, awards, completions (of the programs; in full for each occupation), overlap and gap
    (titles of the areas reached where all three meet, or only training is out of reach), jobs (published, in
    all areas reached), standing (Kind in the home area; None where there is none).

    Raises
    ------
    UnknownCodeError
        The data have no such provider.
    """
    rules = rules_with(rules, settings)
    if areas is None:
        areas = list(catchment(data, provider_id, rules).areas.index)
    frame = _taught(data, provider_id)
    cube, kinds = data.cube, data.statuses(rules).kind
    column, row = cube.occupations.get_indexer(frame.index), cube.areas.get_indexer(pd.Index(list(areas)))
    frame, column = frame.loc[column >= 0], column[column >= 0]
    row = row[row >= 0]
    frame.insert(0, "title", data.occupations["title"].reindex(frame.index))
    kind = kinds[np.ix_(row, column)]
    names = data.areas["title"].reindex(cube.areas[row]).to_numpy(object)
    for name, which in (("overlap", Kind.OVERLAP), ("gap", Kind.TRAINING_GAP)):
        frame[name] = ["; ".join(names[kind[:, k] == KIND_CODES[which]]) for k in range(len(frame))]
    jobs = cube.employment[np.ix_(row, column)]
    frame["jobs"] = (
        np.where(np.isnan(jobs).all(axis=0), np.nan, np.nansum(jobs, axis=0)) if len(row) else np.nan
    )
    seat = int(cube.areas.get_indexer(pd.Index([home]))[0]) if home else int(row[0]) if len(row) else -1
    frame["standing"] = [KIND_NAMES[int(k)] for k in kinds[seat, column]] if seat >= 0 else None
    order = np.select([frame["overlap"] != "", frame["gap"] != ""], [0, 1], 2)
    frame = frame.assign(_order=order).sort_values(
        ["_order", "jobs", "title"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    return frame.drop(columns="_order").rename_axis("soc")


def _taught(data: Dataset, provider_id: str) -> pd.DataFrame:
    """Return awards and completions of a provider's programs by the occupation they lead to (index soc)."""
    known = catalog(data)
    provider_row(data, provider_id)
    position = pd.Index(known.providers["provider_id"]).get_loc(provider_id)
    mine = known.programs.loc[known.seat == position]
    linked = known.leads_to(mine).merge(
        mine[["award_level", "completions"]], left_on="row", right_index=True, validate="many_to_one"
    )
    grouped = linked.groupby("soc")
    return pd.DataFrame(
        {
            "awards": grouped["award_level"].agg(
                lambda a: ", ".join(name for level, name in AWARD_LEVELS.items() if level in set(a))
            ),
            "completions": grouped["completions"].agg(lambda c: c.sum(min_count=1)),
        }
    )
