"""An opened data set: its tables and their sources, the dense arrays, and the three tests under any rules.

Answers to questions are in :mod:`geo_opportunity.questions`; :class:`geo_opportunity.Atlas` carries them all
as methods.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

import numpy as np
import pandas as pd

from geo_opportunity import codes, figures
from geo_opportunity.cube import LONG_COLUMNS, Cube, build_cube
from geo_opportunity.data_files import DataFiles
from geo_opportunity.errors import DataNotFoundError, UnknownCodeError, did_you_mean
from geo_opportunity.measures import access, budget, overlap, own_budgets, schedule, wages
from geo_opportunity.measures import growth as growth_measures
from geo_opportunity.measures.apportion import BY
from geo_opportunity.measures.linkage import occupation_programs
from geo_opportunity.measures.sectors import sector_members
from geo_opportunity.rules import EXPERIENCE_KEPT
from geo_opportunity.vocabulary import (
    DEGREES,
    HOURS_OEWS,
    PERCENTILES,
    REACH_MILES,
    STATUS_CODES,
    Flag,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_opportunity.manifest import SourceRecord
    from geo_opportunity.rules import Rules, Selection

__all__ = ["WAGE_ROW", "Dataset", "Statuses", "once"]

_R = TypeVar("_R")

_FAIL: Final = np.int8(STATUS_CODES[Status.FAIL])
_UNKNOWN: Final = np.int8(STATUS_CODES[Status.UNKNOWN])
_CODE_COLUMNS: Final = frozenset({"area_code", "soc"})
#: Wage point -> its position in ``Cube.wages``.
WAGE_ROW: Final[dict[str, int]] = {name: i for i, name in enumerate(PERCENTILES)}


@dataclass(frozen=True, slots=True, eq=False)
class Statuses:
    """The three tests under one set of rules: "A x O" int8 arrays of STATUS_CODES, and what they rest on."""

    growing: NDArray[np.int8]
    sustaining: NDArray[np.int8]
    accessible: NDArray[np.int8]
    kind: NDArray[np.int8]
    """KIND_CODES."""
    overlap: NDArray[np.int8]
    """1 in the overlap, 0 surely not, -1 unknown."""
    threshold: NDArray[np.float64]
    """A: wage needed per earner."""
    average_growth: NDArray[np.float64]
    """A: employment-weighted average growth of the area's occupations."""


def _position(index: pd.Index, what: str, code: str, named: pd.DataFrame, other: str) -> int:
    """Return the position of a code in an axis of the cube; an unknown one is refused with the nearest.

    `named` has their titles.
    """
    try:
        return operator.index(index.get_loc(code))  # type: ignore[arg-type]
    except (KeyError, TypeError):
        fix = did_you_mean(code, named["title"], other)
        raise UnknownCodeError(f"no {what} {code!r} in the data", fix=fix) from None


class _OnDemand(dict[str, pd.DataFrame]):
    """Tables in memory; any other is read each time it is requested, and not kept."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> pd.DataFrame:
        return self._read(name)


class Dataset:
    """An opened data set.

    Frames it returns are shared, unless they are answers: copy one before changing it.
    """

    def __init__(self, path: Path, *, files: DataFiles | None = None) -> None:
        """Open the directory `path`, or its already opened `files`; tables are read when first requested."""
        self.path = path
        self.files = DataFiles(path) if files is None else files
        self.manifest = self.files.manifest
        self._tables: dict[str, pd.DataFrame] = {}
        self._added: dict[str, pd.DataFrame] = {}
        self.kept: dict[Any, Any] = {}
        self.statuses = lru_cache(maxsize=16)(self.judge)
        self.threshold = lru_cache(maxsize=64)(self._threshold)
        self.area_budget = lru_cache(maxsize=8)(self._area_budget)
        self.mask = lru_cache(maxsize=64)(self._mask)

    def __repr__(self) -> str:
        """Return what was opened, in a line."""
        rows = {name: self.manifest.tables[name].rows for name in ("areas", "occupations") if self._has(name)}
        parts = [f"{count:,} {name}" for name, count in rows.items()]
        oews = self.manifest.sources.get("oews_area")
        parts += [f"OEWS {oews.vintage}"] if oews is not None else []
        return f"<{type(self).__name__} data {self.data_version}: {', '.join(parts)}>"

    def _has(self, name: str) -> bool:
        return name in self.manifest.tables

    # ------------------------------------------------------------------ tables

    @property
    def data_version(self) -> str:
        """Short hash of the data's content."""
        return str(self.manifest.data_version)

    @property
    def key(self) -> tuple[str, ...]:
        """What distinguishes data sets: the data version; of a region its code and name too."""
        return (self.data_version,)

    def with_tables(self, tables: Mapping[str, pd.DataFrame], sources: Iterable[SourceRecord] = ()) -> Self:
        """Return a new data set with `tables` in the place of those on disk, or besides them.

        This one is unchanged.

        `sources` are named in its manifest as sources of those tables. Its data_version and key differ from
        this one's by the sources' checksums and the content of `tables`.
        """
        from geo_opportunity.manifest import with_tables  # noqa: PLC0415  (keeps notebooks' import light)

        other = type(self)(self.path, files=self.files)
        other.manifest = with_tables(self.manifest, tables, tuple(sources))
        added = {**self._added, **tables}
        read = {name: frame for name, frame in self._tables.items() if name not in added}
        other._added, other._tables = added, read  # noqa: SLF001  (of this very class)
        return other

    @property
    def whole(self) -> Dataset:
        """The nation's data set: itself, or the one a region was opened from."""
        return self

    def added(self, name: str) -> pd.DataFrame | None:
        """Return the table `with_tables` put there, None where it put none."""
        return self._added.get(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of :mod:`geo_opportunity.tables`.

        The one added, else the one in the data directory (not a copy).

        Raises
        ------
        DataNotFoundError, ChecksumError
            There is no such table; or the file is missing, unreadable, changed or damaged, or the data set
            was replaced since it was opened.
        """
        if name in self._added:
            return self._added[name]
        if name not in self._tables:
            self._check_table(name)
            self._tables[name] = self.files.frame(name)
        return self._tables[name]

    def _check_table(self, name: str) -> None:
        if self._has(name):
            return
        from geo_opportunity.tables import TABLES  # noqa: PLC0415  (pandera is slow to import)

        if name in TABLES:  # of this edition, but not in this directory: the files say what to do
            return
        known = sorted({*self.manifest.tables, *self._added})
        raise DataNotFoundError(
            f"there is no table {name!r}",
            fix=did_you_mean(name, known, f"the tables are {', '.join(known)}"),
        )

    @cached_property
    def cube(self) -> Cube:
        """Every figure of every area and occupation as dense arrays."""
        import pyarrow as pa  # noqa: PLC0415  (slow to import)

        tables = _OnDemand(self._read_long)
        tables.update(
            {name: self.table(name) for name in ("areas", "counties", "occupations", "projection_regions")}
        )
        cube = build_cube(tables)
        pa.default_memory_pool().release_unused()  # the last of the frames read
        return cube

    def _read_long(self, name: str) -> pd.DataFrame:
        """Read what the cube needs of a long table, text as categories.

        Not kept, since the cube has the figures.
        """
        import pyarrow as pa  # noqa: PLC0415  (slow to import)

        if name in self._added:
            return self._added[name]
        columns = LONG_COLUMNS[name]
        text = [c for c in columns if c in _CODE_COLUMNS or c.endswith("_flag")]
        frame = self.files.columns(name, columns, text)
        pa.default_memory_pool().release_unused()  # else Arrow keeps the pages of what it decoded
        return frame

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Areas (schema ``Areas``), indexed by area_code."""
        return self.table("areas").set_index("area_code", drop=False)

    @cached_property
    def occupations(self) -> pd.DataFrame:
        """Occupations (schema ``Occupations``), indexed by soc."""
        return self.table("occupations").set_index("soc", drop=False)

    @cached_property
    def cube_occupations(self) -> pd.DataFrame:
        """Occupations in the order of the cube's columns."""
        return self.occupations.reindex(self.cube.occupations)

    @cached_property
    def nation_jobs(self) -> pd.Series:
        """Jobs of the nation by soc; 00-0000 is all of them."""
        return self.table("nation_wages").set_index("soc")["employment"]

    def shapes(self, level: Literal["nation", "area"] = "nation") -> gpd.GeoDataFrame:
        """Return area shapes (area_code, geometry; EPSG:4326) at national or area detail."""
        return self.table("area_shapes_nation" if level == "nation" else "area_shapes").copy()

    @property
    def state_shapes(self) -> gpd.GeoDataFrame:
        """State shapes (state_fips, state, name, geometry; EPSG:4326) from the same counties."""
        return self.table("state_shapes").copy()

    def sources_of(self, *names: str) -> pd.DataFrame:
        """Return the published sources behind measures (keys of ``figures.RESTS_ON``) or tables.

        Publisher, title, vintage, url, licence.
        """
        records, tables = self.manifest.sources, self.manifest.tables
        wanted = [t for name in names for t in figures.RESTS_ON.get(name, (name,)) if t in tables]
        ids = dict.fromkeys(source for table in wanted for source in tables[table].sources)
        return pd.DataFrame(
            [
                {
                    "id": s.id,
                    "publisher": s.publisher,
                    "title": s.title,
                    "vintage": s.vintage,
                    "url": s.landing_page,
                    "licence": s.licence,
                }
                for s in (records[i] for i in ids if i in records)
            ],
            columns=["id", "publisher", "title", "vintage", "url", "licence"],
        )

    # ------------------------------------------------------------------- codes

    def area_row(self, area_code: str) -> int:
        """Return the position of an area in the cube.

        Raises
        ------
        UnknownCodeError
            The data have no such area.
        """
        other = "use a 5-digit metro or 7-digit nonmetro code; search() finds them by name"
        try:
            return _position(self.cube.areas, "area", area_code, self.areas, other)
        except UnknownCodeError as error:
            raise (self._other_area(str(area_code)) or error) from None

    def _other_area(self, text: str) -> UnknownCodeError | None:
        """Return what a text that is no area's code stands for, as an error; None where that is unknown."""
        found = codes.area(text, dict(zip(self.areas["area_code"], self.areas["title"], strict=True)))
        if found.code is not None:
            return UnknownCodeError(found.note or f"no area {text!r} in the data", fix=f"use {found.code!r}")
        if found.note:
            return UnknownCodeError(found.note, fix="use the code of one of today's areas")
        county = self.table("counties").loc[lambda c: c["county_fips"] == codes.county_digits(text)]
        if county.empty:
            return None
        name, home = f"{county['name'].iloc[0]}, {county['state'].iloc[0]}", county["area_code"].iloc[0]
        return UnknownCodeError(f"{text!r} is the county {name}, not an area", fix=f"use {home!r}, its area")

    def soc_column(self, soc: str) -> int:
        """Return the position of an occupation in the cube.

        Raises
        ------
        UnknownCodeError
            The data have no such occupation.
        """
        other = "use a SOC 2018 code as OEWS publishes it; search() finds them by title"
        return _position(self.cube.occupations, "occupation", soc, self.occupations, other)

    # --------------------------------------------------------------- threshold

    def _area_budget(self, family: str) -> pd.DataFrame:
        counties = self.table("counties").set_index("county_fips")
        per_county = self.county_budget(family)
        areas = budget.area_budget(per_county, counties["population"], counties["area_code"]).reindex(
            self.cube.areas
        )
        if "own" not in per_county:
            return areas
        return own_budgets.area_figures(areas, per_county, counties["population"], counties["area_code"])

    def county_budget(self, family: str) -> pd.DataFrame:
        """Return every county's basic family budget by component (``measures.budget.family_budget``).

        Where a user brought budgets they replace it, and the column own names them
        (``own_budgets.county_figures``).

        Raises
        ------
        UnknownCodeError
            There is no such family type.
        """
        if family not in budget.FAMILY_TYPES:
            types = {code: kind.title for code, kind in budget.FAMILY_TYPES.items()}
            other = f"the types are {', '.join(f'{code} ({title})' for code, title in types.items())}"
            raise UnknownCodeError(f"no family type {family!r}", fix=did_you_mean(family, types, other))
        built_in = budget.family_budget(
            self.table("county_costs"),
            self.table("food_plan"),
            budget.FAMILY_TYPES[family],
            self.table("state_taxes"),
        )
        mine = self.added("own_budgets")
        return built_in if mine is None else own_budgets.county_figures(built_in, mine, family)

    def _threshold(self, rules: Rules) -> NDArray[np.float64]:
        """Return the wage (US dollars a year, per earner) needed in each area under `rules`.

        A values, NaN unknown.
        """
        if rules.pay == "budget":
            return self.area_budget(rules.family)["per_earner"].to_numpy(float)
        if rules.pay == "fed":
            nation = self.table("nation_wages").set_index("soc")["p50"]
            return budget.fed_threshold(
                float(nation.get("00-0000", np.nan)), self.areas["rpp_all"].to_numpy(float)
            )
        if rules.pay == "poverty":
            guideline = (
                self.table("county_costs")
                .merge(
                    self.table("counties")[["county_fips", "area_code"]],
                    on="county_fips",
                    validate="one_to_one",
                )
                .groupby("area_code")["poverty_guideline_area"]
                .first()
                .reindex(self.cube.areas)
            )
            return budget.poverty_threshold(
                self.table("poverty_guidelines"),
                budget.FAMILY_TYPES[rules.family],
                rules.poverty_multiple,
                guideline,
            )
        return np.full(len(self.cube.areas), float(rules.own_wage))

    # --------------------------------------------------------- the three tests

    def judge(self, rules: Rules, rows: slice = slice(None)) -> Statuses:
        """Judge the three tests under `rules`, afresh, for all areas or those at `rows` of the cube.

        ``statuses`` keeps the answer.
        """
        cube = self.cube
        threshold, average = self.threshold(rules)[rows], self.average_growth[rows]
        growing = growth_measures.growth_status(
            cube.growth[rows],
            average,
            growth_measures.area_openings(cube.employment[rows], cube.openings_ratio[rows]),
            cube.nation_growth[rows],
            rules,
        )
        point, occ = WAGE_ROW[rules.wage], self.cube_occupations
        sustaining = wages.wage_status(self.tested_wages(rules)[rows], cube.top_coded[point, rows], threshold)
        if rules.pay == "fed":
            education = budget.fed_education_codes(occ["entry_education"])
            barred = np.where(education == 0, _FAIL, _UNKNOWN).astype(np.int8)
            sustaining = np.where(
                (education != 1)[None, :] & (sustaining != _FAIL), barred[None, :], sustaining
            )
        accessible = access.access_status(
            self.within(cube.reach, rules, rows),
            occ["program_need"].to_numpy(),
            occ["program_links"].to_numpy(),
            self.listing_known(rules),
            share=rules.reach_share,
            campuses=self.within(cube.campus_reach, rules, rows),
        )
        kind, all_three = overlap.kind_and_overlap(growing, sustaining, accessible, self.degree)
        return Statuses(
            growing=growing,
            sustaining=sustaining,
            accessible=accessible,
            kind=kind,
            overlap=all_three,
            threshold=threshold,
            average_growth=average,
        )

    def tested_wages(self, rules: Rules) -> NDArray[np.float32]:
        """Return the wages that the pay test looks at, A x O, US dollars a year.

        Those of the chosen percentile; against a wage of the user's own by the hour, where BLS publishes
        wages by the hour only, the hour's x 2,080 (a top code only where it is enough).
        """
        wage: NDArray[np.float32] = self.cube.wages[WAGE_ROW[rules.wage]]
        if rules.pay != "own" or rules.own_by != "hour" or "hourly_wages" not in self.manifest.tables:
            return wage
        table, out = self.table("hourly_wages"), wage.copy()
        row = self.cube.areas.get_indexer(pd.Index(table["area_code"]))
        column = self.cube.occupations.get_indexer(pd.Index(table["soc"]))
        yearly = table[rules.wage].to_numpy(float) * HOURS_OEWS
        vague = (table[f"{rules.wage}_flag"] == Flag.TOP_CODED.value).to_numpy(bool)
        here = (row >= 0) & (column >= 0) & ~(vague & (yearly < rules.own_wage))
        out[row[here], column[here]] = yearly[here]
        return out

    def listing_known(self, rules: Rules) -> NDArray[np.bool_]:
        """Return which occupations' "none listed in reach" can be believed (``access.listing_known``), O."""
        occ = self.cube_occupations
        return access.listing_known(
            occ["listing_coverage"], occ["trained_outside"], coverage_min=rules.coverage_min
        )

    def needs_degree(self, soc: str) -> bool:
        """Return whether the typical entry education of an occupation is a bachelor's degree or more."""
        return bool(self.degree[self.soc_column(soc)])

    def miles(self, soc: str, rules: Rules) -> int:
        """Return the distance in road miles that `rules` set for an occupation's entry education."""
        return rules.degree_miles if self.needs_degree(soc) else rules.reach_miles

    def within(
        self,
        reach: NDArray[np.float32],
        rules: Rules,
        rows: slice | int = slice(None),
        columns: slice | int = slice(None),
    ) -> NDArray[np.float32]:
        """Return one reach of each cell: within the distance that `rules` set for its entry education.

        `reach` is len(REACH_MILES) x A x O; the answer A x O, or the part of it that is asked.
        """
        near = reach[REACH_MILES.index(rules.reach_miles), rows, columns]
        if rules.degree_miles == rules.reach_miles:
            return near
        far = reach[REACH_MILES.index(rules.degree_miles), rows, columns]
        both: NDArray[np.float32] = np.where(self.degree[columns], far, near)
        return both

    @cached_property
    def degree(self) -> NDArray[np.bool_]:
        """O: whether the typical entry education of each occupation is a bachelor's degree or more."""
        return self.cube_occupations["entry_education"].isin(DEGREES).to_numpy(bool)

    @property
    def apportioned(self) -> bool:
        """Whether jobs here are split from areas' published ones: estimates, shown rounded and so called."""
        return False

    def jobs_basis(self, row: int | slice, column: int | slice) -> NDArray[np.object_]:  # noqa: ARG002
        """Return what the jobs of these cells rest on (``measures.apportion.BY``); areas' are published."""
        return np.array(BY[0], dtype=object)

    def shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return an answer as it is shown: estimated numbers of jobs are rounded (``units.about``)."""
        return frame

    @cached_property
    def average_growth(self) -> NDArray[np.float64]:
        """A: employment-weighted average growth of each area's occupations; no setting changes it."""
        return growth_measures.average_growth(self.cube.growth, self.cube.employment)

    @cached_property
    def links(self) -> pd.DataFrame:
        """Active programs and the occupations they lead to (``measures.linkage.occupation_programs``)."""
        return occupation_programs(
            self.table("programs"),
            self.table("cip_soc"),
            self.table("occupations"),
            self.added("named_links"),
        )

    def _mask(self, selection: Selection) -> NDArray[np.bool_]:
        """Return which occupations a selection keeps (O booleans)."""
        occ = self.cube_occupations
        keep = np.ones(len(occ), dtype=bool)
        if selection.soc is not None:
            keep[:] = False
            keep[self.soc_column(selection.soc)] = True
        if selection.sector is not None:
            members = sector_members(
                self.table("sectors"),
                selection.sector,
                advanced_cutoff=selection.advanced_cutoff,
                green_tags=selection.green_tags,
            )
            keep &= occ.index.isin(members)
        if selection.education:
            keep &= occ["entry_education"].isin(selection.education).to_numpy(bool)
        if selection.experience != "any":
            keep &= occ["work_experience"].isin(EXPERIENCE_KEPT[selection.experience]).to_numpy(bool)
        if selection.regular_schedule_min is not None:
            keep &= schedule.regular_schedule_mask(
                occ["regular_schedule_share"].to_numpy(float), selection.regular_schedule_min
            )
        keep.setflags(write=False)
        return keep

    def schedule_unknown(self, selection: Selection) -> int:
        """Return how many selected occupations the schedule filter drops because theirs is unknown."""
        if selection.regular_schedule_min is None:
            return 0
        wider = self.mask(replace(selection, regular_schedule_min=None))
        return int((wider & self.cube_occupations["regular_schedule_share"].isna().to_numpy()).sum())


def once(question: Callable[[Any], _R]) -> Callable[[Any], _R]:
    """Keep the answer to a question that takes nothing but the data set, for as long as that is open."""

    @wraps(question)
    def asked(data: Dataset) -> _R:
        if question not in data.kept:
            data.kept[question] = question(data)
        answer: _R = data.kept[question]
        return answer

    return asked
