"""Every question about an area, answered for a user's region (text: docs/methods/regions.md).

``Atlas.region`` lays a region out as the one area of a small data set: its figures are put together from the
areas its counties belong to, its reach and budgets from its own residents. What works on an area then works
on a region.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy

from geo_opportunity.cube import FLAG_CODES, Cube
from geo_opportunity.dataset import Dataset, once
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.figures import FIGURES
from geo_opportunity.geography import shapes as shape_tools
from geo_opportunity.geography.distance import chord_km, earth_centred, nearest_km, straight_km
from geo_opportunity.geography.reach import campus_reach_table, reach_table
from geo_opportunity.measures import apportion, budget
from geo_opportunity.measures import regions as formulas
from geo_opportunity.measures.growth import basis_names
from geo_opportunity.units import about
from geo_opportunity.vocabulary import KM_PER_MILE, PERCENTILES, REACH_MILES, Flag, reach_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from geo_opportunity.geography.region import Region
    from geo_opportunity.manifest import SourceRecord
    from geo_opportunity.rules import Rules

__all__ = ["RegionTables"]

_PUBLISHED: Final = FLAG_CODES[Flag.PUBLISHED.value]
#: Why there is no number, strongest first: one part's "not released" outweighs another's "not listed".
_REASONS: Final = tuple(
    FLAG_CODES[f.value]
    for f in (Flag.HOURLY_ONLY, Flag.NOT_RELEASED, Flag.COLLAPSED, Flag.UNSTATED, Flag.SMALL, Flag.NOT_LISTED)
)


#: Figures of other units that are made of numbers of jobs, and figures of the nation, which are published.
_OF_JOBS: Final = frozenset({"gap", "surplus", "shortfall"})
_NOT_HERE: Final = frozenset({"nation_jobs"})


class RegionTables(Dataset):
    """A data set whose one area is a region (``people``); ``code`` is its area_code.

    Tables by area, county or tract have it only.
    """

    def __init__(self, data: Dataset, region: Region, employment: pd.Series | None = None) -> None:
        """Lay `region` out of the nation's data set.

        Parameters
        ----------
        data
            The nation's.
        region
            From ``geography.region``.
        employment
            Jobs by county (or each county's share of its area's jobs), indexed by county_fips: splits an
            area's figures where it covers all the area's counties. Default: jobs covered by unemployment
            insurance split them, by the sectors of the occupation, and residents where those are unknown.

        Raises
        ------
        UnknownCodeError
            The data have no such county or census tract.
        """
        from geo_opportunity.geography.region import check_tracts  # noqa: PLC0415  (slow to import)

        super().__init__(data.path, files=data.files)
        self.manifest = data.manifest
        self.nation, self.people, self.code = data, region, region.code
        self._employment = employment
        counties = data.table("counties")
        lost = sorted(set(region.county_fips) - set(counties["county_fips"]))
        if lost:
            msg = (
                f"the data have no county {', '.join(lost)}. Fix: the region is of another edition; pick "
                "its counties again."
            )
            raise UnknownCodeError(msg)
        check_tracts(region, data.table("tracts"))
        self._by_residents = formulas.area_parts(counties, region.inside, employment)
        self._rows = data.cube.areas.get_indexer(self._by_residents.index)

    # ------------------------------------------------------------------ tables

    def table(self, name: str) -> pd.DataFrame:
        """Return a table: the region's by area, county, tract or provider, otherwise the nation's."""
        if name not in self._tables:
            own: Callable[[], pd.DataFrame] | None = getattr(self, f"_table_{name}", None)
            self._tables[name] = self.nation.table(name) if own is None else own()
        return self._tables[name]

    @property
    def key(self) -> tuple[str, ...]:
        """What distinguishes data sets.

        The data version, the region's code and name, and what splits its areas' jobs.
        """
        split = () if self._employment is None else (str(pd.util.hash_pandas_object(self._employment).sum()),)
        return self.data_version, self.code, self.people.name, *split

    @property
    def whole(self) -> Dataset:
        """The nation's data set."""
        return self.nation

    def __repr__(self) -> str:
        """Return the region and the data it was cut from, in a line."""
        return f"<{type(self).__name__} {self.people.name!r} ({self.code}) of {self.nation!r}>"

    def with_tables(self, tables: Mapping[str, pd.DataFrame], sources: Iterable[SourceRecord] = ()) -> Self:
        """Return the region of the nation's data set with `tables` (``Dataset.with_tables``)."""
        return type(self)(self.nation.with_tables(tables, sources), self.people, self._employment)

    def added(self, name: str) -> pd.DataFrame | None:
        """Return a table of a user's own, as the nation's data set has it."""
        return self.nation.added(name)

    def _table_counties(self) -> pd.DataFrame:
        frame = self._of_members("counties").assign(area_code=self.code)
        frame["population"] *= self.people.inside.reindex(frame["county_fips"]).to_numpy()
        return frame

    def _table_county_costs(self) -> pd.DataFrame:
        return self._of_members("county_costs")

    def _table_county_need(self) -> pd.DataFrame:
        return self._of_members("county_need")

    def _of_members(self, name: str) -> pd.DataFrame:
        frame = self.nation.table(name)
        return frame.loc[frame["county_fips"].isin(self.people.county_fips)]

    def _table_tracts(self) -> pd.DataFrame:
        return self.people.tracts_of(self.nation.table("tracts")).assign(area_code=self.code)

    def _table_providers(self) -> pd.DataFrame:
        """All providers; area_code is the region's for its own and null for the rest.

        In a county that is in the region in part, a provider belongs where the tract center nearest to it
        does.
        """
        frame = self.nation.table("providers")
        mine = (
            frame["county_fips"]
            .isin([m.county_fips for m in self.people.members if not m.tracts])
            .to_numpy(bool, copy=True)
        )
        for member in self.people.members:
            if member.tracts:
                tracts = self.nation.table("tracts")
                tracts = tracts.loc[tracts["county_fips"] == member.county_fips]
                here = np.flatnonzero(frame["county_fips"] == member.county_fips)
                nearest, _ = nearest_km(
                    frame[["lon", "lat"]].to_numpy(float)[here], tracts[["lon", "lat"]].to_numpy(float)
                )
                mine[here] = tracts["tract"].isin(member.tracts).to_numpy(bool)[nearest]
        return frame.assign(area_code=pd.Series(self.code, index=frame.index, dtype="str").where(mine))

    def _table_reach(self) -> pd.DataFrame:
        """Reach of the region's residents, computed from its tracts as the build does for areas."""
        providers = self._nearby(self.nation.table("providers"))
        return reach_table(self.table("tracts"), providers, self._taught_by(providers))

    def _table_campus_reach(self) -> pd.DataFrame:
        """Reach of campuses, likewise."""
        campuses, providers = self._nearby(self.nation.table("campuses")), self.nation.table("providers")
        providers = providers.loc[providers["provider_id"].isin(campuses["provider_id"])]
        return campus_reach_table(self.table("tracts"), campuses, self._taught_by(providers))

    def _nearby(self, points: pd.DataFrame) -> pd.DataFrame:
        """Return the rows (lon, lat) that some of the region's residents reach at the greatest distance."""
        tracts = self.table("tracts")
        centers = scipy.spatial.cKDTree(earth_centred(tracts[["lon", "lat"]].to_numpy(float)))
        limit = float(chord_km(straight_km(max(REACH_MILES) * KM_PER_MILE))) * (1 + 1e-6)
        near, _ = centers.query(
            earth_centred(points[["lon", "lat"]].to_numpy(float)), distance_upper_bound=limit
        )
        nearby: pd.DataFrame = points.loc[np.isfinite(near)]
        return nearby

    def _taught_by(self, providers: pd.DataFrame) -> pd.DataFrame:
        """Return soc, provider_id: what `providers` teach for on site."""
        pairs, onsite = _taught(self.nation), providers.loc[~providers["distance_only"], "provider_id"]
        return pairs.loc[pairs["provider_id"].isin(onsite)]

    def _table_areas(self) -> pd.DataFrame:
        counties, tracts, whole = (
            self.table("counties"),
            self.table("tracts"),
            self.nation.areas.iloc[self._rows],
        )
        by_state = (
            counties.groupby("state", sort=True)["population"]
            .sum()
            .sort_values(ascending=False, kind="stable")
        )
        home = counties.loc[counties["state"] == by_state.index[0], "state_fips"].iloc[0]
        lon, lat = shape_tools.label_points(self.table("area_shapes"))
        people = self._parts["residents"].to_numpy(float)
        row = {
            "area_code": self.code,
            "title": self.people.name,
            "kind": "region",
            "state_fips": home,
            "states": "-".join(by_state.index),
            "population": counties["population"].sum(),
            "adults": tracts["adults"].sum(),
            "county_count": len(counties),
            "land_km2": counties["land_km2"].sum() if self.people.whole else np.nan,
            "lon": lon[0],
            "lat": lat[0],
            "rpp_all": formulas.weighted_known(whole["rpp_all"].to_numpy(float), people),
            "rpp_basis": " and ".join(sorted(set(whole["rpp_basis"]))),
            "employment_total": self.cube.employment_total[0],
            "employment_total_basis": " and ".join(sorted(set(whole["employment_total_basis"]))),
            "has_shape": True,
        }
        return pd.DataFrame([row])

    def _table_area_shapes(self) -> gpd.GeoDataFrame:
        from geo_opportunity.geography.region import region_shape  # noqa: PLC0415  (slow to import)

        shape = region_shape(self.people, gpd.GeoDataFrame(self.nation.table("county_shapes")))
        return gpd.GeoDataFrame({"area_code": [self.code]}, geometry=[shape], crs="EPSG:4326")

    def _table_area_shapes_nation(self) -> gpd.GeoDataFrame:
        return self._table_area_shapes()

    # ------------------------------------------------------------------- split

    @cached_property
    def _covered(self) -> pd.DataFrame:
        """Share of each part's jobs with unemployment insurance, by sector; no columns without the table."""
        jobs, index = self.nation.table("county_jobs"), self._by_residents.index
        if jobs.empty:
            return pd.DataFrame(index=index)
        every = self.nation.table("counties")
        weights = apportion.jobs_weights(every, self.people.inside, _jobs_by_county(self.nation))
        return weights.reindex(index)

    @property
    def _year(self) -> int | None:
        """Year of the jobs by county."""
        jobs = self.nation.table("county_jobs")
        return None if jobs.empty else int(jobs["year"].iloc[0])

    @cached_property
    def _parts(self) -> pd.DataFrame:
        """Return :func:`measures.regions.area_parts` with jobs split by covered jobs where they are known."""
        out, covered = self._by_residents.copy(), self._covered
        if apportion.ALL_INDUSTRIES in covered:
            weight = covered[apportion.ALL_INDUSTRIES]
            use = weight.notna() & (out["basis"] == "population") & ~out["whole"]
            out["weight"] = out["weight"].mask(use, weight)
            out["basis"] = out["basis"].mask(use, f"covered jobs (QCEW {self._year})")
        return out

    @cached_property
    def _split(self) -> apportion.Split:
        """Share of each part's jobs in the region by occupation, and what split them."""
        parts, whole = self._by_residents, self._by_residents["whole"].to_numpy(bool)
        sectors, occupations = self.nation.table("occupation_sectors"), self.nation.cube.occupations
        split = apportion.split_cells(parts["weight"].to_numpy(float), self._covered, sectors, occupations)
        own = (parts["basis"] == "employment").to_numpy(bool) & ~whole
        for code, which in ((apportion.PUBLISHED, whole), (apportion.OWN, own)):
            split.weights[which] = parts["weight"].to_numpy(float)[which, None]
            split.by[:, which] = 0.0
            split.by[code, which] = 1.0
        return split

    @property
    def apportioned(self) -> bool:
        """Whether any area is in the region in part, so that its jobs are estimates."""
        return not bool(self._by_residents["whole"].all())

    @cached_property
    def _split_names(self) -> NDArray[np.object_]:
        return apportion.split_names(self._split, self.nation.cube.employment[self._rows], self._year)

    def jobs_basis(self, row: int | slice, column: int | slice) -> NDArray[np.object_]:
        """Return what most of the jobs of these cells were split by."""
        names: NDArray[np.object_] = self._split_names[None][row, column]
        return names

    def shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return an answer with its numbers of jobs rounded, where they are estimates."""
        if not self.apportioned:
            return frame
        names = [c for c in frame.columns if c in FIGURES and (FIGURES[c].unit == "jobs" or c in _OF_JOBS)]
        return frame.assign(**{c: frame[c].astype(float).map(about) for c in names if c not in _NOT_HERE})

    # -------------------------------------------------------------------- cube

    @cached_property
    def cube(self) -> Cube:
        """The region's figures: one row of every array of the nation's cube."""
        nation, rows, parts = self.nation.cube, self._rows, self._parts
        residents, weights = parts["residents"].to_numpy(float), self._split.weights
        jobs = nation.employment[rows]
        employment = formulas.sum_known(weights, jobs)
        rate, ratio, basis = nation.growth[rows], nation.openings_ratio[rows], nation.growth_basis[rows]
        by_growth = formulas.mixing_shares(weights, jobs, residents, np.isfinite(rate))
        by_openings = formulas.mixing_shares(weights, jobs, residents, np.isfinite(ratio))
        points, topped = nation.wages[:, rows], nation.top_coded[:, rows]
        wages, at_least = formulas.mixture_percentiles(points, topped, self._wage_shares)
        wage_flags = _flags(nation.wage_flags[:, rows], np.isfinite(wages))
        wage_flags[at_least] = FLAG_CODES[Flag.TOP_CODED.value]
        alone = len(rows) == 1 and bool(
            parts["whole"].all()
        )  # sampling errors of a sum of parts are not published
        return Cube(
            areas=pd.Index([self.code]),
            occupations=nation.occupations,
            employment=employment[None],
            employment_flag=_flags(nation.employment_flag[rows], np.isfinite(employment))[None],
            wages=wages.astype(np.float32)[:, None],
            wage_flags=wage_flags[:, None],
            growth=formulas.combine_rates(by_growth, rate)[None],
            growth_basis=formulas.combine_basis(basis, by_growth, self._states)[None],
            openings_ratio=formulas.combine_rates(by_openings, ratio)[None],
            nation_growth=formulas.combine_rates(by_growth, nation.nation_growth[rows])[None],
            growth_period=_shared(nation.growth_period[rows], by_growth > 0)[None],
            periods=nation.periods,
            state_total_growth=np.array(
                [formulas.weighted_known(nation.state_total_growth[rows], residents)]
            ),
            reach=self._reach[:, None],
            campus_reach=self._campus_reach[:, None],
            employment_total=np.atleast_1d(
                formulas.sum_known(parts["weight"].to_numpy(float), nation.employment_total[rows])
            ),
            employment_prse=nation.employment_prse[rows]
            if alone
            else np.full((1, jobs.shape[1]), np.nan, np.float32),
            mean_prse=nation.mean_prse[rows] if alone else np.full((1, jobs.shape[1]), np.nan, np.float32),
        )

    @cached_property
    def _wage_shares(self) -> NDArray[np.float64]:
        """K x O: how much each part counts in the mixture of wages."""
        residents, jobs = self._parts["residents"].to_numpy(float), self.nation.cube.employment[self._rows]
        return formulas.mixing_shares(self._split.weights, jobs, residents, self._paid)

    @property
    def _paid(self) -> NDArray[np.bool_]:
        """K x O: whether any wage percentile is published."""
        paid: NDArray[np.bool_] = np.any(np.isfinite(self.nation.cube.wages[:, self._rows]), axis=0)
        return paid

    @property
    def _states(self) -> NDArray[np.str_]:
        """State of each part: areas of several states are blends already."""
        return self.nation.areas["state_fips"].to_numpy(str)[self._rows]

    @cached_property
    def _reach(self) -> NDArray[np.float32]:
        return self._reach_of("reach")

    @cached_property
    def _campus_reach(self) -> NDArray[np.float32]:
        return self._reach_of("campus_reach")

    def _reach_of(self, table: str) -> NDArray[np.float32]:
        occupations = self.nation.cube.occupations
        if not self.table("tracts")["adults"].sum() > 0:
            return np.full((len(REACH_MILES), len(occupations)), np.nan, dtype=np.float32)
        columns = [reach_column(miles) for miles in REACH_MILES]
        found = (
            self.table(table).set_index("soc")[columns].reindex(occupations).fillna(0.0)
        )  # no row: no one in reach
        return found.to_numpy(np.float32).T

    # --------------------------------------------------------------- questions

    def pooled_pay(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the pay of all jobs of the region, one row: p10 … p90 of the parts' mixture, and the mean.

        `rows` are those of the nation's areas (index area_code): p10 … p90, their flags, mean.
        """
        mine, jobs = rows.reindex(self._parts.index), self.nation.cube.employment_total[self._rows]
        points = np.stack([mine[name].to_numpy(float)[:, None] for name in PERCENTILES])
        topped = [
            (mine[f"{name}_flag"] == Flag.TOP_CODED.value).to_numpy(bool)[:, None] for name in PERCENTILES
        ]
        weight = self._parts["weight"].to_numpy(float) * np.nan_to_num(jobs)
        paid = np.isfinite(points).any(axis=0)[:, 0]
        shares = np.where(paid, weight, 0.0) / max(weight[paid].sum(), 1e-12)
        found, _ = formulas.mixture_percentiles(points, np.stack(topped), shares[:, None])
        out = dict(zip(PERCENTILES, found[:, 0], strict=True))
        mean = formulas.weighted_known(mine["mean"].to_numpy(float), weight)
        return pd.DataFrame([{**out, "mean": mean}], index=[self.code])

    def pooled_means(self, means: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean pay of the region's occupations, 1 x O; `means` are those of areas, A x O."""
        mine, jobs = means[self._rows], self.nation.cube.employment[self._rows]
        residents = self._parts["residents"].to_numpy(float)
        shares = formulas.mixing_shares(self._split.weights, jobs, residents, np.isfinite(mine))
        return formulas.combine_rates(shares, mine)[None]

    def _threshold(self, rules: Rules) -> NDArray[np.float64]:
        if rules.pay != "poverty":
            return super()._threshold(rules)
        guideline = self.table("county_costs").set_index("county_fips")["poverty_guideline_area"]
        people = self.table("counties").set_index("county_fips")["population"].groupby(guideline).sum()
        family, areas = budget.FAMILY_TYPES[rules.family], pd.Series(people.index)
        needed = budget.poverty_threshold(
            self.table("poverty_guidelines"), family, rules.poverty_multiple, areas
        )
        return np.array([formulas.weighted_known(needed, people.to_numpy(float))])

    @property
    def links(self) -> pd.DataFrame:  # kept by the nation's data set
        """Active programs and the occupations they lead to: the nation's."""
        return self.nation.links

    def parts(self) -> pd.DataFrame:
        """Return which areas the region is made of and how much of each, largest first (index area_code).

        Columns: title, counties (members, joined by "; "), county_count, counties_of_area, residents
        (inside), share_of_region (of its residents), weight (share of the area's jobs that go to the region),
        basis (what split them: "covered jobs (QCEW 2024)", "population" or "employment", yours), whole (all
        of the area), employment_total (jobs of the area), jobs (of them, in the region; rounded where split).
        An occupation's jobs are split by its sectors (``cells``, column jobs_basis).
        """
        nation, out = self.nation, self._parts.copy()
        out.insert(0, "title", nation.areas["title"].reindex(out.index))
        out["employment_total"] = nation.cube.employment_total[self._rows]
        jobs = out["employment_total"] * out["weight"]
        out["jobs"] = jobs.where(out["whole"], jobs.map(about))
        return out.sort_values("share_of_region", ascending=False, kind="stable")

    def cell_parts(self, soc: str) -> pd.DataFrame:
        """Return what each area gives to the region's figures of one occupation (index area_code).

        Columns: title; employment (of the area, jobs), jobs_share (of them, in the region); growth,
        growth_basis, growth_share (weight in the region's rate); openings_ratio, openings_share; p10 … p90
        and wage_share (weight in the mixture that the region's percentiles are read from). Shares are
        fractions; weights sum to 1, or to 0 where no area has the figure.

        Raises
        ------
        UnknownCodeError
            The data have no such occupation.
        """
        column, nation, rows = self.soc_column(soc), self.nation.cube, self._rows
        jobs, weights = nation.employment[rows], self._split.weights
        residents = self._parts["residents"].to_numpy(float)
        rate, ratio = nation.growth[rows, column], nation.openings_ratio[rows, column]

        def shares(known: NDArray[np.bool_]) -> NDArray[np.float64]:
            one = slice(column, column + 1)
            return formulas.mixing_shares(weights[:, one], jobs[:, one], residents, known[:, None])[:, 0]

        return pd.DataFrame(
            {
                "title": self.nation.areas["title"].reindex(self._parts.index),
                "employment": jobs[:, column],
                "jobs_share": weights[:, column],
                "growth": rate,
                "growth_basis": basis_names(nation.growth_basis[rows, column]),
                "growth_share": shares(np.isfinite(rate)),
                "openings_ratio": ratio,
                "openings_share": shares(np.isfinite(ratio)),
                **{name: nation.wages[i, rows, column].astype(float) for i, name in enumerate(PERCENTILES)},
                "wage_share": self._wage_shares[:, column],
            },
            index=self._parts.index,
        )

    def coverage(self) -> pd.DataFrame:
        """Return what the region's figures rest on, by soc: employment_coverage, wage_coverage (fractions).

        employment_coverage: residents in parts whose employment is published, of all residents;
        wage_coverage: jobs in parts with published wages, of the region's published jobs (NaN where no jobs
        are published).
        """
        cube, parts = self.nation.cube, self._parts
        jobs = np.nan_to_num(
            self._split.weights * cube.employment[self._rows]
        )  # unknown jobs: in neither sum
        known = np.isfinite(cube.employment[self._rows])
        total = jobs.sum(axis=0)
        return pd.DataFrame(
            {
                "employment_coverage": parts["share_of_region"].to_numpy(float) @ known,
                "wage_coverage": np.divide(
                    (jobs * self._paid).sum(axis=0), total, out=np.full(total.shape, np.nan), where=total > 0
                ),
            },
            index=pd.Index(cube.occupations, name="soc"),
        )


@once
def _jobs_by_county(nation: Dataset) -> pd.DataFrame:
    """Return jobs covered by unemployment insurance, by county and sector."""
    return apportion.county_matrix(nation.table("county_jobs"))


@once
def _taught(nation: Dataset) -> pd.DataFrame:
    """Return soc, provider_id: who has a program that leads to what, each pair once."""
    return nation.links[["soc", "provider_id"]].drop_duplicates()


def _shared(codes: NDArray[np.int8], counts: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the code that all parts that count (first axis) share, -1 where they do not."""
    least = np.where(counts, codes, np.int8(127)).min(axis=0)
    most = np.where(counts, codes, np.int8(-1)).max(axis=0)
    shared: NDArray[np.int8] = np.where(least == most, most, np.int8(-1)).astype(np.int8)
    return shared


def _flags(flags: NDArray[np.int8], known: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Combine the parts' flags (second axis from the end): published if there is a number, else why not."""
    codes: NDArray[np.int8] = np.select(
        [known, *(np.equal(flags, code).any(axis=-2) for code in _REASONS)],
        [_PUBLISHED, *_REASONS],
        FLAG_CODES[Flag.NOT_LISTED.value],
    ).astype(np.int8)
    return codes
