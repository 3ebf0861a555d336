"""Around and within a place: neighbors, counties and their need, sectors, states as regions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_opportunity.dataset import once
from geo_opportunity.errors import UnknownCodeError, did_you_mean
from geo_opportunity.questions.options import rules_and_selection
from geo_opportunity.questions.overlap import overlap, sums_of
from geo_opportunity.rows import record
from geo_opportunity.vocabulary import SECTORS

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.geography.region import Region
    from geo_opportunity.rules import Rules, Selection

__all__ = [
    "counties",
    "is_state",
    "load_region",
    "need",
    "need_of",
    "neighbors",
    "sectors",
    "shape",
    "state_region",
]

#: Degrees: how far outlines of one map may lie apart, and the least length two areas share to be neighbors
#: (not a corner).
_APART: Final = 2e-3
_LEAST: Final = 0.02
#: Need figures of counties, as in table ``CountyNeed``.
_NEED: Final = (
    "poverty_rate",
    "median_household_income",
    "unemployment_rate",
    "no_vehicle_share",
    "no_internet_share",
    "social_vulnerability",
)


@once
def _shapes(data: Dataset) -> tuple[list[str], shapely.STRtree]:
    frame = data.table("area_shapes")
    return list(frame["area_code"]), shapely.STRtree(frame.geometry.to_list())


def shape(data: Dataset, area_code: str) -> Any:
    """Return the detailed shape of an area (EPSG:4326), None where there is none (Guam, Virgin Islands)."""
    codes, tree = _shapes(data)
    found = None if area_code not in codes else tree.geometries[codes.index(area_code)]
    return None if found is None or found.is_empty else found


def neighbors(data: Dataset, area_code: str) -> dict[str, str]:
    """Return areas that share a border with a place.

    area_code -> "next" or, for a region, "part" where they share counties.

    Outlines of the detailed map (EPSG:4326). A common corner is no border; an area wholly inside a region is
    not listed.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    data.area_row(area_code)
    mine = shape(data, area_code)
    if mine is None:
        return {}
    is_region = data is not data.whole
    codes, tree = _shapes(data.whole)
    reach, inner = mine.buffer(_APART), mine.buffer(-_APART)
    out: dict[str, str] = {}
    for i in np.sort(tree.query(mine, predicate="dwithin", distance=_APART)):
        other, name = tree.geometries[i], codes[i]
        if name == area_code or (is_region and reach.contains(other)):
            continue
        if is_region and inner.intersects(other):
            out[name] = "part"
        elif shapely.length(shapely.intersection(reach, other.boundary)) > _LEAST:
            out[name] = "next"
    return out


def counties(data: Dataset, area_code: str | None = None) -> pd.DataFrame:
    """Return an area's counties with their need figures, most residents first; without an area, all of them.

    Columns: county_fips, name, state, population (residents; of a region, those inside), and those of table
    ``CountyNeed``.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    every = data.table("counties")
    if area_code is not None:
        data.area_row(area_code)
        every = every.loc[every["area_code"] == area_code]
    frame = every[["county_fips", "name", "state", "population"]].merge(
        data.table("county_need"), on="county_fips", how="left", validate="one_to_one"
    )
    return frame.sort_values(["population", "name"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )


def need(data: Dataset, area_code: str | None = None) -> pd.DataFrame:
    """Return the need figures of an area's counties together, else the nation's; see :func:`need_of`.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    return need_of(counties(data, area_code))


def need_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the need figures of counties together, weighted by residents (unemployment: by labor force).

    Parameters
    ----------
    frame
        From :func:`counties`.

    Returns
    -------
    pandas.DataFrame
        By figure: value (NaN where no county has it) and covered, the share of residents whose county has it.
        A weighted mean of county medians is not the median of all.
    """
    people = frame["population"].to_numpy(float)
    residents = float(np.nansum(people))
    rows = {}
    for name in _NEED:
        values = frame[name].to_numpy(float)
        # the labor force is taken in proportion where only part of a county is inside
        weights = frame["labor_force"].to_numpy(float) if name == "unemployment_rate" else people
        good = np.isfinite(values) & np.isfinite(weights) & (weights > 0)
        rows[name] = {
            "value": float(np.average(values[good], weights=weights[good])) if good.any() else np.nan,
            "covered": float(np.nansum(people[good])) / residents if residents else 0.0,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def sectors(
    data: Dataset,
    area_code: str,
    rules: Rules | None = None,
    selection: Selection | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """Return a place's row of ``Atlas.overlap`` for the selection and each sector (index sector, "" = all).

    With nation_jobs and nation_share_overlap; share_of_choice (of the place's selected jobs); concentration:
    that share over the sector's share of the nation's selected jobs, NaN where unknown.

    Raises
    ------
    UnknownCodeError
        The data have no such area.
    """
    rules, selection = rules_and_selection(rules, selection, settings)
    data.area_row(area_code)
    rows = {}
    for name in ("", *SECTORS):
        chosen = replace(selection, sector=name or None)
        there = overlap(data.whole, rules, chosen, geometry=False)
        here = there if data is data.whole else overlap(data, rules, chosen, geometry=False)
        sums = sums_of(there)
        rows[name] = record(here.loc[area_code]) | {
            "nation_jobs": sums["jobs_selected"],
            "nation_share_overlap": sums["share_overlap"],
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame["share_of_choice"] = frame["jobs_selected"] / frame["jobs_selected"].iloc[0]
    frame["concentration"] = frame["share_of_choice"] / (frame["nation_jobs"] / frame["nation_jobs"].iloc[0])
    return frame.replace([np.inf, -np.inf], np.nan)


def is_state(place: str) -> bool:
    """Return whether a place, of those that are no region, is named by a state's postal code."""
    return len(place) == 2  # letters


def state_region(data: Dataset, state: str) -> Region:
    """Return a state (postal code) as a region of its counties.

    Raises
    ------
    UnknownCodeError
        There is no such state.
    """
    from geo_opportunity.geography.boundary import from_counties  # noqa: PLC0415  (reads outlines: slow to import)

    names = data.table("state_shapes").set_index("state")["name"]
    every = data.table("counties")
    mine = every.loc[every["state"] == state, "county_fips"]
    if mine.empty:
        other = "use a postal code, such as AZ"
        raise UnknownCodeError(f"no state {state!r} in the data", fix=did_you_mean(state, names, other))
    return from_counties(mine, every, name=str(names.get(state, state)))


def load_region(
    data: Dataset,
    content: bytes,
    filename: str,
    *,
    name: str | None = None,
    layer: str | None = None,
    waiting: Waiting | None = None,
) -> Region:
    """Return the region a file says: one saved here (GeoJSON with its members), else all inside its outline.

    Parameters
    ----------
    content, filename
        GeoJSON, GeoPackage or zipped shapefile.
    name
        Given to the region of an outline; default: after the file.
    layer
        Of a file with several.
    waiting
        Called with the seconds spent while the file is read.

    Raises
    ------
    FormatError, ValueRangeError
        The file cannot be used; as ``geography.boundary.from_boundary``.
    UnknownCodeError
        The saved region is of counties or census tracts the data do not hold.
    """
    from geo_opportunity.files.reading import read_outline  # noqa: PLC0415  (slow to import)
    from geo_opportunity.geography import boundary as regions  # noqa: PLC0415  (reads outlines: slow to import)
    from geo_opportunity.geography.region import Region, check_tracts  # noqa: PLC0415  (with boundary)

    tracts = data.table("tracts")
    outline = read_outline(content, filename, layer=layer, waiting=waiting, faulty=True)
    saved = outline.properties or {}
    if "members" not in saved or "version" not in saved or outline.fault is not None:
        shapes, counties = gpd.GeoDataFrame(data.table("county_shapes")), data.table("counties")
        return regions.from_boundary(
            outline, filename, tracts, name=name, county_shapes=shapes, counties=counties
        )
    region = Region.from_dict({k: v for k, v in saved.items() if k != "boundary"})
    regions.from_counties(region.county_fips, data.table("counties"))
    check_tracts(region, tracts)
    return replace(region, boundary=outline.shape) if region.source == "boundary" else region
