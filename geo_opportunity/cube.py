"""The dense area x occupation arrays everything on screen derives from.

The tables are long; the questions cover every area and occupation at once. Laying the figures
out once as arrays of shape (areas, occupations) makes any change of settings a handful of vectorised
passes over about 440,000 cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo_opportunity.measures import growth as growth_measures
from geo_opportunity.vocabulary import PERCENTILES, REACH_MILES, Flag, reach_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "FLAG_CODES",
    "FLAG_NAMES",
    "LONG_COLUMNS",
    "Cube",
    "LocalRates",
    "build_cube",
    "local_rates",
    "state_weights",
]

#: int8 codes of Flag in dense arrays; a cell without a row is NOT_LISTED.
FLAG_CODES: Final[dict[str, int]] = {f.value: i for i, f in enumerate(Flag)}
FLAG_NAMES: Final[tuple[str, ...]] = tuple(f.value for f in Flag)
_ALL: Final = "00-0000"
_NOT_LISTED: Final = FLAG_CODES[Flag.NOT_LISTED.value]
_COLLAPSED: Final = FLAG_CODES[Flag.COLLAPSED.value]
_TOP_CODED: Final = FLAG_CODES[Flag.TOP_CODED.value]

#: The long tables, and the columns of them that :func:`build_cube` reads: the rest need not be in memory.
LONG_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "area_wages": (
        *("area_code", "soc", "employment", "employment_flag", "employment_prse", "mean_prse"),
        *(column for name in PERCENTILES for column in (name, f"{name}_flag")),
    ),
    "projections": (
        *("level", "geo_code", "soc", "base", "projected", "growth", "openings"),
        *("base_year", "projected_year", "preferred"),
    ),
    **dict.fromkeys(
        ("reach", "campus_reach"), ("area_code", "soc", *(reach_column(miles) for miles in REACH_MILES))
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Figures of every area and occupation; "A x O" arrays unless said otherwise, NaN = no number."""

    areas: pd.Index
    """area_code, A of them."""
    occupations: pd.Index
    """soc, O of them."""
    employment: NDArray[np.float64]
    """Jobs."""
    employment_flag: NDArray[np.int8]
    """FLAG_CODES."""
    wages: NDArray[np.float32]
    """5 x A x O: p10, p25, p50, p75, p90, US dollars a year; NaN where collapsed (``Flag.COLLAPSED``)."""
    wage_flags: NDArray[np.int8]
    """5 x A x O, FLAG_CODES."""
    growth: NDArray[np.float64]
    """Growth over the projection period, fraction."""
    growth_basis: NDArray[np.int8]
    """Codes of measures.growth.BASIS_CODES."""
    openings_ratio: NDArray[np.float64]
    """Annual openings / base employment, same basis as growth."""
    nation_growth: NDArray[np.float64]
    """Growth of all jobs of the nation over the period of the cell's rate, fraction; NaN where growth is."""
    growth_period: NDArray[np.int8]
    """Position in `periods` of the years of the cell's rate; -1 where it is of several, or there is none."""
    periods: tuple[tuple[str, str], ...]
    """Years of growth rates ("2022–32"), and those of the nation's growth beside them."""
    state_total_growth: NDArray[np.float64]
    """A: growth of all jobs of its state (several: blended by residents), fraction."""
    reach: NDArray[np.float32]
    """len(REACH_MILES) x A x O: share of adults within that many road miles.

    NaN without population points.
    """
    campus_reach: NDArray[np.float32]
    """As reach, of campuses of providers that teach for the occupation somewhere: it may be taught there."""
    employment_total: NDArray[np.float64]
    """A: all jobs of the area."""
    employment_prse: NDArray[np.float32]
    """Percent relative standard error of employment; NaN where the file has none."""
    mean_prse: NDArray[np.float32]
    """Percent relative standard error of the mean wage; NaN where the file has none."""

    @property
    def top_coded(self) -> NDArray[np.bool_]:
        """5 x A x O: the published figure is a top code."""
        return np.equal(self.wage_flags, _TOP_CODED)

    def with_reach(self, table: pd.DataFrame) -> Cube:
        """Return this cube with the reach of another table ``reach``; all else is shared, not copied."""
        has_points = ~np.isnan(self.reach[0]).all(axis=1)
        return replace(self, reach=_reach(table, self.areas, self.occupations, has_points))

    @property
    def nbytes(self) -> int:
        """Memory the arrays hold, bytes."""
        return sum(
            getattr(self, n).nbytes for n in self.__slots__ if isinstance(getattr(self, n), np.ndarray)
        )


def _positions(values: pd.Series, index: pd.Index) -> NDArray[np.intp]:
    text = values.astype(
        "category"
    ).cat  # a no-op where read as categories: each code is looked up once, not once a row
    return np.append(index.get_indexer(text.categories), -1)[text.codes]


def _flag_codes(values: pd.Series) -> NDArray[np.int8]:
    text = values.astype("category").cat
    return np.array([FLAG_CODES[name] for name in text.categories], dtype=np.int8)[text.codes]


def state_weights(counties: pd.DataFrame, areas: pd.Index, states: pd.Index) -> NDArray[np.float64]:
    """Return A x S shares of an area's residents by state (rows sum to 1, or to 0 without counties).

    Employment by county and area is not published with OEWS, so population is used instead.
    """
    people = counties.groupby(["area_code", "state_fips"], sort=True)["population"].sum().reset_index()
    row, column = _positions(people["area_code"], areas), _positions(people["state_fips"], states)
    keep = (row >= 0) & (column >= 0)
    weights = np.zeros((len(areas), len(states)))
    weights[row[keep], column[keep]] = people["population"].to_numpy(float)[keep]
    total = weights.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def _matrix(
    frame: pd.DataFrame, rows: pd.Index, columns: pd.Index, row: str, value: str
) -> NDArray[np.float64]:
    out = np.full((len(rows), len(columns)), np.nan)
    i, j = _positions(frame[row], rows), _positions(frame["soc"], columns)
    keep = (i >= 0) & (j >= 0)
    out[i[keep], j[keep]] = frame[value].to_numpy(float)[keep]
    return out


class LocalRates(NamedTuple):
    """Figures of sub-state projections, A x O, NaN where none apply."""

    growth: NDArray[np.float64]
    ratio: NDArray[np.float64]
    """Annual openings / base."""
    nation: NDArray[np.float64]
    """Growth of all jobs of the nation over the same period."""
    period: NDArray[np.float64]
    """Position of its years among the periods; NaN where they are several."""


def local_rates(
    projections: pd.DataFrame,
    regions: pd.DataFrame,
    counties: pd.DataFrame,
    areas: pd.Index,
    occupations: pd.Index,
) -> LocalRates:
    """Return an area's rates from sub-state projections (with column nation), NaN where none apply.

    An area takes the projection regions its counties lie in, provided they cover all its counties. The rate
    of one region is the one in the table, as printed; over several, base and projected are summed, then
    divided (rates are never averaged). Openings and base are summed and divided in any case. A region may
    reach beyond the area (a workforce region of several counties); the rate is then the region's.
    """
    none = LocalRates(*(np.full((len(areas), len(occupations)), np.nan) for _ in LocalRates._fields))
    local = projections.loc[(projections["level"] == "substate") & projections["preferred"]]
    if local.empty:
        return none
    member = counties[["county_fips", "area_code"]].merge(
        regions.loc[regions["geo_code"].isin(local["geo_code"].unique()), ["geo_code", "county_fips"]],
        on="county_fips",
        how="left",
        validate="one_to_many",
    )
    uncovered = member.loc[member["geo_code"].isna(), "area_code"].unique()
    pairs = member.loc[~member["area_code"].isin(uncovered)][["area_code", "geo_code"]].drop_duplicates()
    joined = pairs.merge(local, on="geo_code", how="inner", validate="many_to_many")
    if joined.empty:
        return none
    wanted = pairs.groupby("area_code")["geo_code"].nunique()
    sums = joined.groupby(["area_code", "soc"], sort=True).agg(
        base=("base", "sum"),
        projected=("projected", "sum"),
        growth=("growth", "first"),
        nation=("nation", "mean"),
        period=("period", "mean"),
        periods=("period", "nunique"),
        openings=("openings", "sum"),
        openings_known=("openings", "count"),
        rows=("base", "size"),
        regions=("geo_code", "nunique"),
    )
    sums = sums.reset_index()
    sums["openings"] = sums["openings"].where(
        sums["openings_known"] == sums["rows"]
    )  # one region without openings: unknown
    sums = sums.loc[(sums["regions"] == sums["area_code"].map(wanted)) & (sums["base"] > 0)]
    levels = sums["projected"] / sums["base"] - 1
    sums["growth"] = sums["growth"].where((sums["rows"] == 1) & sums["growth"].notna(), levels)
    sums["ratio"] = sums["openings"] / sums["base"]
    sums["period"] = sums["period"].where(sums["periods"] == 1)
    return LocalRates(*(_matrix(sums, areas, occupations, "area_code", name) for name in LocalRates._fields))


class _Layout:
    """Where each row of a long table lies in the cube.

    Rows of areas or occupations not in it are left out.
    """

    def __init__(self, frame: pd.DataFrame, areas: pd.Index, occupations: pd.Index) -> None:
        i, j = _positions(frame["area_code"], areas), _positions(frame["soc"], occupations)
        self.keep = (i >= 0) & (j >= 0)
        self.cells = (i[self.keep], j[self.keep])
        self.shape = (len(areas), len(occupations))
        self.frame = frame

    def numbers(self, column: str, dtype: type[np.floating]) -> NDArray[Any]:
        out = np.full(self.shape, np.nan, dtype=dtype)
        out[self.cells] = self.frame[column].to_numpy(dtype)[self.keep]
        return out

    def flags(self, column: str) -> NDArray[np.int8]:
        out = np.full(self.shape, _NOT_LISTED, dtype=np.int8)
        out[self.cells] = _flag_codes(self.frame[column])[self.keep]
        return out


def build_cube(tables: Mapping[str, pd.DataFrame]) -> Cube:
    """Lay the tables out as a :class:`Cube`.

    Needs areas, counties, occupations, area_wages, projections, projection_regions, reach and campus_reach;
    of the long tables only LONG_COLUMNS, text as strings or categories. Each long table is requested once and
    released before the next, so a mapping that reads on demand needs memory for one.
    """
    areas = pd.Index(tables["areas"]["area_code"])
    occupations = pd.Index(tables["occupations"]["soc"])
    figures = _wages(tables["area_wages"], areas, occupations)
    growth, periods = _growth(tables, areas, occupations)
    has_points = areas.isin(tables["counties"]["area_code"])
    return Cube(
        areas=areas,
        occupations=occupations,
        **figures,
        **growth,
        periods=periods,
        reach=_reach(tables["reach"], areas, occupations, has_points),
        campus_reach=_reach(tables["campus_reach"], areas, occupations, has_points),
        employment_total=tables["areas"]["employment_total"].to_numpy(float),
    )


def _wages(wages: pd.DataFrame, areas: pd.Index, occupations: pd.Index) -> dict[str, NDArray[Any]]:
    layout = _Layout(wages, areas, occupations)
    points = np.stack([layout.numbers(name, np.float32) for name in PERCENTILES])
    flags = np.stack([layout.flags(f"{name}_flag") for name in PERCENTILES])
    points[flags == _COLLAPSED] = np.nan  # an artifact of publication: no verdict, no interpolation across it
    # BLS prints some figures above the top code; a top-coded percentile is at least the ones below it
    points = np.where(flags == _TOP_CODED, np.fmax.accumulate(points, axis=0), points)
    return {
        "employment": layout.numbers("employment", np.float64),
        "employment_flag": layout.flags("employment_flag"),
        "employment_prse": layout.numbers("employment_prse", np.float32),
        "mean_prse": layout.numbers("mean_prse", np.float32),
        "wages": points,
        "wage_flags": flags,
    }


def _reach(
    table: pd.DataFrame, areas: pd.Index, occupations: pd.Index, has_points: NDArray[np.bool_]
) -> NDArray[np.float32]:
    layout = _Layout(table, areas, occupations)
    reach = np.zeros(
        (len(REACH_MILES), *layout.shape), dtype=np.float32
    )  # no row: no resident is within reach of a program
    reach[:, ~has_points] = np.nan
    for k, miles in enumerate(REACH_MILES):
        reach[k][layout.cells] = table[reach_column(miles)].to_numpy(np.float32)[layout.keep]
    return reach


def _with_periods(projections: pd.DataFrame) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Return projections with ratio (openings / base) and nation (growth of all US jobs, same years).

    And period, the position of its years in the second answer: the years, and those of the nation's growth.
    A period that BLS never projected the nation over is compared with the nation's series that is loaded.
    """
    totals = dict(growth_measures.NATION_TOTALS)
    national = projections.loc[
        (projections["level"] == "nation") & (projections["soc"] == _ALL) & projections["preferred"]
    ]
    years = ["base_year", "projected_year"]
    totals |= {(int(b), int(p)): float(g) for b, p, g in national[[*years, "growth"]].to_numpy()}
    other = float(national["growth"].iloc[0]) if len(national) else np.nan
    period = pd.MultiIndex.from_frame(projections[years])
    found = {key: totals.get((int(key[0]), int(key[1])), other) for key in period.unique()}
    base = projections["base"].where(projections["base"] > 0)
    nation = pd.Series(period.map(found).astype(float), index=projections.index)
    numbers = {key: n for n, key in enumerate(sorted(found))}
    other_years = [(int(b), int(p)) for b, p in national[years].to_numpy()[:1]]
    names = [(_span(key), _span(key if key in totals else (other_years or [key])[0])) for key in numbers]
    found_in = projections.assign(
        ratio=projections["openings"] / base,
        nation=nation.where(projections["growth"].notna()),  # blended as the rates are
        period=pd.Series(period.map(numbers).astype(float), index=projections.index),
    )
    return found_in, tuple(names)


def _span(years: tuple[int, int]) -> str:
    """Write a period: 2022–32."""
    return f"{years[0]}–{years[1] % 100:02d}"


def _one_period(
    state: pd.DataFrame,
    nation: pd.DataFrame,
    local: LocalRates,
    *,
    count: int,
    growth: NDArray[np.float64],
    weights: NDArray[np.float64],
    occupations: pd.Index,
) -> NDArray[np.int8]:
    """Return the position of the period that all of a cell's rate is of, -1 where it is of several; A x O."""
    states = pd.Index(sorted(state["geo_code"].unique()))
    known = [frame.loc[frame["growth"].notna()] for frame in (state, nation)]
    own = _matrix(known[0], states, occupations, "geo_code", "period")
    whole = _matrix(known[1], pd.Index(["99"]), occupations, "geo_code", "period")[0]
    here = np.where(np.isfinite(local.growth), local.period, np.nan)
    codes = np.full(growth.shape, -1, dtype=np.int8)
    for n in range(count):
        is_it = [np.where(np.isnan(x), np.nan, (x == n).astype(float)) for x in (own, whole, here)]
        share, _ = growth_measures.blend_growth(is_it[0], weights, is_it[1], is_it[2])
        codes[share > 1 - 1e-6] = n
    several = np.isfinite(local.growth) & np.isnan(local.period)
    codes[several | np.isnan(growth)] = -1
    return codes


def _growth(
    tables: Mapping[str, pd.DataFrame], areas: pd.Index, occupations: pd.Index
) -> tuple[dict[str, NDArray[Any]], tuple[tuple[str, str], ...]]:
    projections, periods = _with_periods(tables["projections"])
    preferred = projections.loc[projections["preferred"]]
    state = preferred.loc[preferred["level"] == "state"]
    nation = preferred.loc[preferred["level"] == "nation"]
    states = pd.Index(sorted(state["geo_code"].unique()))
    weights = state_weights(tables["counties"], areas, states)
    # areas without counties (Guam, Virgin Islands) lie in one territory, named by their primary state
    homeless = np.flatnonzero(weights.sum(axis=1) == 0)
    home = _positions(tables["areas"]["state_fips"], states)
    for row in homeless:
        if home[row] >= 0:
            weights[row, home[row]] = 1.0
    local = local_rates(projections, tables["projection_regions"], tables["counties"], areas, occupations)
    one, every = pd.Index(["99"]), pd.Index([_ALL])

    def blend(value: str, of_area: NDArray[np.float64] | None, columns: pd.Index) -> Any:
        own = _matrix(state, states, columns, "geo_code", value)
        whole = _matrix(nation, one, columns, "geo_code", value)[0]
        return growth_measures.blend_growth(own, weights, whole, of_area)

    growth, basis = blend("growth", local.growth, occupations)
    figures = {
        "growth_period": _one_period(
            state,
            nation,
            local,
            count=len(periods),
            growth=growth,
            weights=weights,
            occupations=occupations,
        ),
        "growth": growth,
        "growth_basis": basis,
        "openings_ratio": blend("ratio", local.ratio, occupations)[0],
        "nation_growth": blend("nation", local.nation, occupations)[0],
        "state_total_growth": blend("growth", None, every)[0][:, 0],
    }
    return figures, periods
