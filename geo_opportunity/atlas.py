"""The opened data set. Every question the app, the command line or a notebook asks goes through it.

>>> import geo_opportunity as go                                             # doctest: +SKIP
>>> atlas = go.open_atlas()                                                  # doctest: +SKIP
>>> atlas.overlap(sector="healthcare", family="a1c1").share_overlap.mean()   # doctest: +SKIP

Money is US dollars a year, shares and growth are fractions, geometry is EPSG:4326. Missing is NaN or
None and its reason stands in the ``*_flag``, ``*_basis`` or ``reason_*`` column beside it.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_opportunity import figures, wording
from geo_opportunity.cube import FLAG_NAMES, LONG_COLUMNS, Cube, build_cube
from geo_opportunity.data_files import DataFiles
from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import access, budget, overlap, schedule, specialization, wages
from geo_opportunity.measures import growth as growth_measures
from geo_opportunity.measures.linkage import occupation_programs
from geo_opportunity.measures.sectors import sector_members
from geo_opportunity.questions.mixin import Questions
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.vocabulary import (
    AWARD_LEVELS,
    KIND_CODES,
    KM_PER_MILE,
    PERCENTILES,
    REACH_MILES,
    STATUS_CODES,
    Kind,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from geo_opportunity.manifest import SourceRecord
    from geo_opportunity.questions.search import Pool

__all__ = ["Atlas", "Statuses", "open_atlas"]

_STATUS_NAMES: Final = {code: status.value for status, code in STATUS_CODES.items()}
_KIND_NAMES: Final = {code: kind.value for kind, code in KIND_CODES.items()}
_FAIL: Final = np.int8(STATUS_CODES[Status.FAIL])
_UNKNOWN: Final = np.int8(STATUS_CODES[Status.UNKNOWN])
_CODE_COLUMNS: Final = frozenset({"area_code", "soc"})
_WAGE_ROW: Final = {name: i for i, name in enumerate(PERCENTILES)}

#: Tables each measure on screen rests on.
MEASURE_TABLES: Final = figures.RESTS_ON


#: Totals that say nothing where the area's threshold is not known: there they are unknown, not zero.
_NEED_A_THRESHOLD: Final = (
    "overlap",
    "sustaining",
    "not_sustaining",
    "training_gap",
    "quality_gap",
    "no_outlook",
)


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


def _names(codes: NDArray[np.int8], names: dict[int, str]) -> NDArray[np.object_]:
    low = min(names)
    table = np.array([names.get(i, "") for i in range(low, max(names) + 1)], dtype=object)
    return table[codes.astype(np.intp) - low]


class _OnDemand(dict[str, pd.DataFrame]):
    """Tables at hand; any other is read each time it is asked for, and not kept."""

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> pd.DataFrame:
        return self._read(name)


def open_atlas(path: Path | str | None = None) -> Atlas:
    """Open the data set at `path` (default: the configured data directory, the embedded data).

    Every table is compared with the manifest (size, SHA-256) when it is first read.

    Raises
    ------
    DataNotFoundError
        The directory or its manifest is missing or unreadable; the message says how to build it.
    ChecksumError
        The manifest's data version is not that of its checksums.
    """
    if path is None:
        from geo_opportunity.settings import Settings  # noqa: PLC0415  (pydantic-settings is slow to import)

        path = Settings().data_dir
    return Atlas(Path(path))


class Atlas(Questions):
    """The opened data set; see the module docstring. Answers are new frames, safe to change."""

    def __init__(self, path: Path, *, files: DataFiles | None = None) -> None:
        """Open the directory `path`, or its already opened `files`; tables are read when first requested."""
        self.path = path
        self.files = DataFiles(path) if files is None else files
        self.manifest = self.files.manifest
        self._tables: dict[str, pd.DataFrame] = {}
        self._added: dict[str, pd.DataFrame] = {}
        self.statuses = lru_cache(maxsize=16)(self.judge)
        self.threshold = lru_cache(maxsize=64)(self._threshold)
        self._area_budget = lru_cache(maxsize=8)(self._family_area_budget)
        self.mask = lru_cache(maxsize=64)(self._mask)

    # ------------------------------------------------------------------ tables

    @property
    def data_version(self) -> str:
        """Short hash of the data's content."""
        return str(self.manifest.data_version)

    def with_tables(self, tables: Mapping[str, pd.DataFrame], sources: Iterable[SourceRecord] = ()) -> Atlas:
        """Return a new atlas in which `tables` stand in the place of those on disk, or besides them; this one is unchanged.

        `sources` are named in its manifest as sources of those tables, and its data_version tells the two apart.
        """
        from geo_opportunity.manifest import with_tables  # noqa: PLC0415  (keeps notebooks' import light)

        other = Atlas(self.path, files=self.files)
        other.manifest = with_tables(self.manifest, tables, tuple(sources))
        other._added = {**self._added, **tables}
        other._tables = {name: frame for name, frame in self._tables.items() if name not in other._added}
        return other

    @property
    def whole(self) -> Atlas:
        """The atlas of the nation: itself, or the one a region was opened from."""
        return self

    def added(self, name: str) -> pd.DataFrame | None:
        """Return the table `with_tables` put there, None where it put none."""
        return self._added.get(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of :mod:`geo_opportunity.tables`: the one added, else the one in the data directory (not a copy).

        Raises
        ------
        DataNotFoundError, ChecksumError
            The file is missing, unreadable, changed or damaged, or the data set was replaced since it was opened.
        """
        if name in self._added:
            return self._added[name]
        if name not in self._tables:
            self._tables[name] = self.files.frame(name)
        return self._tables[name]

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
        """Read what the cube needs of a long table, text as categories; not kept, since the cube holds the figures."""
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

    def shapes(self, level: Literal["nation", "area"] = "nation") -> gpd.GeoDataFrame:
        """Return area shapes (area_code, geometry; EPSG:4326) at national or area detail."""
        return self.table("area_shapes_nation" if level == "nation" else "area_shapes").copy()

    @property
    def state_shapes(self) -> gpd.GeoDataFrame:
        """State shapes (state_fips, state, name, geometry; EPSG:4326) from the same counties."""
        return self.table("state_shapes").copy()

    # ---------------------------------------------------------------- checking

    def _area_row(self, area_code: str) -> int:
        try:
            return operator.index(self.cube.areas.get_loc(area_code))  # type: ignore[arg-type]
        except KeyError:
            msg = f"no area {area_code!r} in the data. Mend: use a 5-digit metro or 7-digit nonmetro code; search() finds them by name."
            raise UnknownCodeError(msg) from None

    def _soc_column(self, soc: str) -> int:
        try:
            return operator.index(self.cube.occupations.get_loc(soc))  # type: ignore[arg-type]
        except KeyError:
            msg = f"no occupation {soc!r} in the data. Mend: use a SOC 2018 code as OEWS publishes it; search() finds them by title."
            raise UnknownCodeError(msg) from None

    # --------------------------------------------------------------- questions

    def _family_area_budget(self, family: str) -> pd.DataFrame:
        counties = self.table("counties").set_index("county_fips")
        per_county = self.county_budget(family)
        areas = budget.area_budget(per_county, counties["population"], counties["area_code"]).reindex(
            self.cube.areas
        )
        if "own" not in per_county:
            return areas
        from geo_opportunity.user_data.budgets import area_figures  # noqa: PLC0415  (only where a user brought budgets)

        return area_figures(areas, per_county, counties["population"], counties["area_code"])

    def county_budget(self, family: str) -> pd.DataFrame:
        """Return the basic family budget of every county, by component (see ``measures.budget.family_budget``).

        Where a user brought budgets they stand in its place, and the column own names them (``own.budgets.county_figures``).
        """
        built_in = budget.family_budget(
            self.table("county_costs"), self.table("food_plan"), budget.FAMILY_TYPES[family]
        )
        mine = self.added("own_budgets")
        if mine is None:
            return built_in
        from geo_opportunity.user_data.budgets import county_figures  # noqa: PLC0415  (only where a user brought budgets)

        return county_figures(built_in, mine, family)

    def _threshold(self, rules: Rules) -> NDArray[np.float64]:
        """Return the wage (US dollars a year, per earner) each area asks for under `rules`; A values, NaN unknown."""
        count = len(self.cube.areas)
        if rules.pay == "budget":
            return self._area_budget(rules.family)["per_earner"].to_numpy(float)
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
        return np.full(count, float(rules.own_wage))

    def judge(self, rules: Rules, rows: slice = slice(None)) -> Statuses:
        """Judge the three tests under `rules`, afresh, for all areas or those at `rows` of the cube; see ``statuses`` for the kept answer."""
        cube = self.cube
        threshold, average = self.threshold(rules)[rows], self._average_growth[rows]
        growing = growth_measures.growth_status(
            cube.growth[rows],
            average,
            growth_measures.area_openings(cube.employment[rows], cube.openings_ratio[rows]),
            rules,
        )
        point = _WAGE_ROW[rules.wage]
        sustaining = wages.wage_status(cube.wages[point, rows], cube.top_coded[point, rows], threshold)
        occ = self.occupations.reindex(cube.occupations)
        if rules.pay == "fed":
            education = budget.fed_education_codes(occ["entry_education"])
            barred = np.where(education == 0, _FAIL, _UNKNOWN).astype(np.int8)
            sustaining = np.where(
                (education != 1)[None, :] & (sustaining != _FAIL), barred[None, :], sustaining
            )
        accessible = access.access_status(
            cube.reach[REACH_MILES.index(rules.reach_miles), rows],
            occ["program_need"].to_numpy(),
            occ["program_links"].to_numpy(),
            occ["listing_coverage"].to_numpy(float),
            share=rules.reach_share,
            coverage_min=rules.coverage_min,
        )
        kind, all_three = overlap.kind_and_overlap(growing, sustaining, accessible)
        return Statuses(
            growing=growing,
            sustaining=sustaining,
            accessible=accessible,
            kind=kind,
            overlap=all_three,
            threshold=threshold,
            average_growth=average,
        )

    @cached_property
    def _average_growth(self) -> NDArray[np.float64]:
        """A: no setting changes it."""
        return growth_measures.average_growth(self.cube.growth, self.cube.employment)

    def _mask(self, selection: Selection) -> NDArray[np.bool_]:
        """Return which occupations a selection keeps (O booleans)."""
        occ = self.occupations.reindex(self.cube.occupations)
        keep = np.ones(len(occ), dtype=bool)
        if selection.soc is not None:
            keep[:] = False
            keep[self._soc_column(selection.soc)] = True
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
        if selection.regular_schedule_min is not None:
            keep &= schedule.regular_schedule_mask(
                occ["regular_schedule_share"].to_numpy(float), selection.regular_schedule_min
            )
        keep.setflags(write=False)
        return keep

    def schedule_unknown(self, selection: Selection) -> int:
        """Return how many otherwise selected occupations the schedule filter leaves out because their schedule is unknown."""
        if selection.regular_schedule_min is None:
            return 0
        wider = self.mask(replace(selection, regular_schedule_min=None))
        return int(
            (
                wider
                & self.occupations["regular_schedule_share"].reindex(self.cube.occupations).isna().to_numpy()
            ).sum()
        )

    # ------------------------------------------------------------------- areas

    def overlap(
        self,
        rules: Rules | None = None,
        selection: Selection | None = None,
        *,
        geometry: bool = True,
        **settings: Any,
    ) -> gpd.GeoDataFrame:
        """Return one row per area: how many of its jobs lie where the three tests overlap.

        `settings` are fields of :class:`Rules` and :class:`Selection` by name (``family="a1c1"``).

        Columns (index area_code): title, kind, states; jobs_total (all jobs OEWS covers), jobs_selected (published
        jobs of the selected occupations), jobs_overlap, share_overlap (of the selected), share_overlap_of_all (of
        jobs_total), share_growing, share_sustaining, share_accessible, share_unknown, share_not_released (of
        jobs_total); jobs_ and share_ training_gap, quality_gap, no_outlook; occupations_overlap,
        occupations_training_gap (counts); threshold (US dollars a year per earner); average_growth;
        Where an area's threshold is not known (no price parity in Puerto Rico), what needs it is NaN, not zero.
        top_overlap, top_gap (titles, biggest first); geometry (national detail), None for Guam and the Virgin Islands.
        """
        rules, selection = _settings(rules, selection, settings)
        cube, status, mask = self.cube, self.statuses(rules), self.mask(selection)
        totals = overlap.area_totals(status, cube.employment, cube.employment_total, mask)
        frame = self.areas.loc[:, ["title", "kind", "states", "population"]].copy()
        frame.index.name = "area_code"
        for name, values in totals.items():
            frame[name] = values
        judged = [
            f"{kind}_{name}"
            for kind in ("jobs", "share")
            for name in _NEED_A_THRESHOLD
            if f"{kind}_{name}" in frame
        ]
        frame.loc[
            np.isnan(status.threshold), [*judged, "share_overlap_of_all", "share_sustaining_of_all"]
        ] = np.nan
        frame["threshold"] = status.threshold
        frame["threshold_note"] = self._threshold_note(rules)
        frame["average_growth"] = status.average_growth
        frame["top_overlap"] = self._top_titles((status.overlap == 1) & mask)
        frame["top_gap"] = self._top_titles((status.kind == KIND_CODES[Kind.TRAINING_GAP]) & mask)
        if not geometry:
            return frame
        shapes = self.shapes("nation").set_index("area_code")["geometry"].reindex(frame.index)
        return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs="EPSG:4326")

    def _top_titles(self, chosen: NDArray[np.bool_], count: int = 3) -> list[str]:
        jobs = np.fmax(self.cube.employment, 0.0) * chosen
        titles = self.occupations["title"].reindex(self.cube.occupations).to_numpy(object)
        rows = np.arange(len(jobs))
        best: list[list[str]] = [[] for _ in rows]
        for _ in range(count):  # the largest of each row, then the next: far cheaper than sorting every row
            at = jobs.argmax(axis=1)
            for row in np.flatnonzero(jobs[rows, at] > 0):
                best[row].append(titles[at[row]])
            jobs[rows, at] = 0.0
        return ["; ".join(names) for names in best]

    def _threshold_note(self, rules: Rules) -> NDArray[np.object_]:
        known = np.isfinite(self.threshold(rules))
        if rules.pay == "budget":
            area = self._area_budget(rules.family)
            imputed = area["imputed"].fillna("").to_numpy(object)
            note = np.array(
                [
                    ("estimate" + (f"; imputed in part: {i}" if i else "")) if k else "not known here"
                    for k, i in zip(known, imputed, strict=True)
                ],
                dtype=object,
            )
            if "own" in area:
                from geo_opportunity.user_data.budgets import own_note  # noqa: PLC0415  (only where a user brought budgets)

                note = own_note(note, area)
            return note
        return np.where(known, wording.standard_name(rules), "not known here").astype(object)

    def summary(
        self, rules: Rules | None = None, selection: Selection | None = None, **settings: Any
    ) -> dict[str, float]:
        """Return national sums over all areas: jobs_total, jobs_selected, jobs_overlap, share_overlap and so on."""
        rules, selection = _settings(rules, selection, settings)
        frame = self.overlap(rules, selection, geometry=False)
        out = {c: float(frame[c].sum(min_count=1)) for c in frame.columns if c.startswith("jobs_")}
        selected = out["jobs_selected"]
        out |= {
            f"share_{name}": out[f"jobs_{name}"] / selected if selected else float("nan")
            for name in (
                "overlap",
                "growing",
                "sustaining",
                "accessible",
                "unknown",
                "training_gap",
                "quality_gap",
                "no_outlook",
            )
        }
        out["share_overlap_of_all"] = out["jobs_overlap"] / out["jobs_total"]
        out["areas"] = float(len(frame))
        return out

    # ------------------------------------------------------------------- cells

    def _columns(self, rules: Rules, row: slice | int, column: slice | int) -> dict[str, Any]:
        """Return the figures and statuses of a line of the cube (one area, or one occupation)."""
        cube, status = self.cube, self.statuses(rules)
        w = _WAGE_ROW[rules.wage]
        flat = 1 if isinstance(row, int) else 2  # the axis the line has lost
        share, bound = wages.share_at_least(
            np.expand_dims(cube.wages[:, row, column], flat),
            np.expand_dims(cube.top_coded[:, row, column], flat),
            np.atleast_1d(status.threshold[row]),
        )
        employment = cube.employment[row, column]
        met, unjudged = overlap.tests_met(
            *(getattr(status, t)[row, column] for t in ("growing", "sustaining", "accessible"))
        )
        return {
            "kind": _names(status.kind[row, column], _KIND_NAMES),
            "growing": _names(status.growing[row, column], _STATUS_NAMES),
            "sustaining": _names(status.sustaining[row, column], _STATUS_NAMES),
            "accessible": _names(status.accessible[row, column], _STATUS_NAMES),
            "overlap": status.overlap[row, column],
            "tests_passed": np.where(unjudged > 0, np.nan, met),
            "employment": employment,
            "employment_flag": np.array(FLAG_NAMES, dtype=object)[cube.employment_flag[row, column]],
            "wage": cube.wages[w, row, column].astype(float),
            "wage_flag": np.array(FLAG_NAMES, dtype=object)[cube.wage_flags[w, row, column]],
            **{name: cube.wages[i, row, column].astype(float) for i, name in enumerate(PERCENTILES)},
            "threshold": np.broadcast_to(status.threshold[row], employment.shape),
            "share_paying": share.ravel(),
            "share_paying_bound": bound.ravel(),
            "growth": cube.growth[row, column],
            "growth_basis": growth_measures.basis_names(cube.growth_basis[row, column]),
            "average_growth": np.broadcast_to(status.average_growth[row], employment.shape),
            "openings": growth_measures.area_openings(employment, cube.openings_ratio[row, column]),
            "reach": cube.reach[REACH_MILES.index(rules.reach_miles), row, column].astype(float),
        }

    def _with_reasons(self, frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
        if rules.pay == "fed":
            frame["fed_education"] = budget.fed_education_codes(frame["entry_education"])
        records: list[dict[str, object]] = [
            {str(k): v for k, v in r.items()} for r in frame.to_dict("records")
        ]
        frame["reason_growing"] = [wording.growing_reason(r, rules) for r in records]
        frame["reason_sustaining"] = [wording.sustaining_reason(r, rules) for r in records]
        frame["reason_accessible"] = [wording.accessible_reason(r, rules) for r in records]
        return frame

    _OCCUPATION_COLUMNS: Final = (
        "entry_education",
        "training",
        "program_need",
        "program_links",
        "listing_coverage",
        "apprenticeable",
        "regular_schedule_share",
        "schedule_basis",
    )

    def cells(
        self,
        rules: Rules | None = None,
        selection: Selection | None = None,
        *,
        area_code: str,
        **settings: Any,
    ) -> pd.DataFrame:
        """Return one row per selected occupation of one area (index soc), largest employment first.

        Occupations BLS does not list there are kept, flagged ``not_listed``. Columns: title, kind, growing, sustaining,
        accessible (Status), overlap (1, 0, -1 unknown), employment and flag, wage (chosen percentile) and flag, p10 … p90,
        threshold, share_paying (share of the jobs paying at least the threshold) and share_paying_bound (-1 "under",
        +1 "over", 0 read off), growth, growth_basis, average_growth, openings (a year), reach, location_quotient,
        entry_education, training, program_need, apprenticeable, regular_schedule_share, reason_growing,
        reason_sustaining, reason_accessible.
        """
        rules, selection = _settings(rules, selection, settings)
        row, mask = self._area_row(area_code), self.mask(selection)
        occ = self.occupations.reindex(self.cube.occupations)
        frame = pd.DataFrame(
            self._columns(rules, row, slice(None)), index=pd.Index(self.cube.occupations, name="soc")
        )
        frame.insert(0, "title", occ["title"])
        frame["location_quotient"] = specialization.location_quotient(
            self.cube.employment[row],
            self.cube.employment_total[row],
            self._nation_employment,
            self._nation_total,
        )
        for column in self._OCCUPATION_COLUMNS:
            frame[column] = occ[column]
        frame = frame.loc[mask]
        frame = frame.sort_values(
            ["employment", "title"], ascending=[False, True], na_position="last", kind="stable"
        )
        return self._with_reasons(frame.copy(), rules)

    def occupation_status(
        self, soc: str, rules: Rules | None = None, *, geometry: bool = True, **settings: Any
    ) -> gpd.GeoDataFrame:
        """Return one occupation's status and figures in every area (index area_code), with geometry; columns as in cells()."""
        rules, _ = _settings(rules, None, settings)
        column = self._soc_column(soc)
        occ = self.occupations.loc[soc]
        frame = (
            self.areas.loc[:, ["title", "kind", "states", "population"]]
            .rename(columns={"kind": "area_kind"})
            .copy()
        )
        frame.index.name = "area_code"
        for name, values in self._columns(rules, slice(None), column).items():
            frame[name] = values
        frame["location_quotient"] = specialization.location_quotient(
            self.cube.employment[:, column],
            self.cube.employment_total,
            self._nation_employment[column],
            self._nation_total,
        )
        for name in self._OCCUPATION_COLUMNS:
            frame[name] = occ[name]
        frame = self._with_reasons(frame, rules)
        if not geometry:
            return frame
        shapes = self.shapes("nation").set_index("area_code")["geometry"].reindex(frame.index)
        return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs="EPSG:4326")

    @cached_property
    def _nation_employment(self) -> NDArray[np.float64]:
        return (
            self.table("nation_wages")
            .set_index("soc")["employment"]
            .reindex(self.cube.occupations)
            .to_numpy(float)
        )

    @cached_property
    def _nation_total(self) -> float:
        return float(self.table("nation_wages").set_index("soc")["employment"].get("00-0000", np.nan))

    # --------------------------------------------------------- budgets, programs

    def budget(self, area_code: str, family: str = "a2c2") -> pd.DataFrame:
        """Return an area's family budget line by line (see ``measures.budget.explain_budget``).

        Indexed by key (rent … total, per_earner): component (plain words), annual (US dollars), basis, note. County
        budgets weighted by residents.
        """
        self._area_row(area_code)
        area = self._area_budget(family).loc[[area_code]].iloc[0]
        lines = budget.explain_budget(area, self._county_costs_of(area_code), budget.FAMILY_TYPES[family])
        if "own" not in area:
            return lines
        from geo_opportunity.user_data.budgets import explain_own  # noqa: PLC0415  (only where a user brought budgets)

        return explain_own(lines, area)

    def _county_costs_of(self, area_code: str) -> pd.DataFrame:
        counties = self.table("counties")
        mine = counties.loc[counties["area_code"] == area_code, ["county_fips", "name", "population"]]
        return mine.merge(self.table("county_costs"), on="county_fips", validate="one_to_one")

    @cached_property
    def _links(self) -> pd.DataFrame:
        return occupation_programs(
            self.table("programs"),
            self.table("cip_soc"),
            self.table("occupations"),
            self.added("named_links"),
        )

    def programs(
        self,
        area_code: str,
        soc: str | Iterable[str] | None = None,
        *,
        max_miles: float = 60.0,
        reach_miles: float = 25.0,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return active programs near an area, nearest first: one row per provider and program (CIP x award level).

        Distances are road miles, estimated (geodesic x circuity), from the area's centre of population.
        Columns: provider_id, name, city, state, lon, lat, control, level, open_admission, distance_only, tuition,
        website, cip, program, award_level, award, completions, distance_miles, adults_within (share of the area's adults
        within `reach_miles` of the provider), soc (those asked for that it leads to, joined by ', ').
        Wholly online providers are listed last, without a distance. In an area whose homes are not in the data (Guam, the
        Virgin Islands) no distance is known: its own providers come first, without one.
        """
        from geo_opportunity.geography import distance  # noqa: PLC0415  (brings scipy: 27 MB)

        self._area_row(area_code)
        wanted = [soc] if isinstance(soc, str) else None if soc is None else list(soc)
        for code in wanted or ():
            self._soc_column(code)
        providers = self.table("providers")
        tracts = self.table("tracts")
        mine = tracts.loc[tracts["area_code"] == area_code]
        columns = [
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
        ]
        near = providers[columns].copy()
        near["distance_miles"], near["adults_within"] = np.nan, np.nan
        own = (
            providers["area_code"] == area_code
        ) & mine.empty  # where nobody's home is in the data, no distance is known
        if len(mine) and mine["adults"].sum() > 0:
            weight = mine["adults"].to_numpy(float)
            centre = np.average(mine[["lon", "lat"]].to_numpy(float), axis=0, weights=weight)
            place = near[["lon", "lat"]].to_numpy(float)
            km = distance.geodesic_km(
                np.full(len(near), centre[0]), np.full(len(near), centre[1]), place[:, 0], place[:, 1]
            )
            near["distance_miles"] = km * distance.CIRCUITY / KM_PER_MILE
            near["adults_within"] = self._share_within(mine, near, reach_miles)
        near = near.loc[
            own | near["distance_only"] | (near["distance_miles"] <= max_miles) | (near["adults_within"] > 0)
        ]
        near.loc[near["distance_only"], ["distance_miles", "adults_within"]] = np.nan
        if wanted is None:
            programs = self.table("programs").loc[
                lambda p: ~(p["completions"] == 0)
            ]  # null: offered, completers not told
            programs = programs.assign(soc="")
        else:
            links = self._links.loc[self._links["soc"].isin(wanted)]
            programs = (
                links.groupby(["provider_id", "cip", "award_level", "completions"], sort=True, dropna=False)[
                    "soc"
                ]
                .agg(lambda s: ", ".join(sorted(set(s))))
                .reset_index()
            )
        out = near.merge(
            programs[["provider_id", "cip", "award_level", "completions", "soc"]],
            on="provider_id",
            how="inner",
            validate="one_to_many",
        )
        out["program"] = out["cip"].map(self.table("cips").set_index("cip")["title"]).fillna(out["cip"])
        out["award"] = out["award_level"].map(AWARD_LEVELS)
        out = out.sort_values(
            ["distance_miles", "distance_only", "name", "cip", "award_level"],
            na_position="last",
            kind="stable",
        ).reset_index(drop=True)
        return out if limit is None else out.head(limit)

    @staticmethod
    def _share_within(tracts: pd.DataFrame, providers: pd.DataFrame, miles: float) -> NDArray[np.float64]:
        from geo_opportunity.geography import distance  # noqa: PLC0415

        origins, destinations = (
            tracts[["lon", "lat"]].to_numpy(float),
            providers[["lon", "lat"]].to_numpy(float),
        )
        i, j, _ = distance.pairs_within(origins, destinations, miles * KM_PER_MILE / distance.CIRCUITY)
        weight = tracts["adults"].to_numpy(float)
        share: NDArray[np.float64] = (
            np.bincount(j, weights=weight[i], minlength=len(providers)) / weight.sum()
        )
        return share

    # --------------------------------------------------------- provenance, search

    def sources_of(self, *names: str) -> pd.DataFrame:
        """Return the published sources behind measures (keys of MEASURE_TABLES) or tables: publisher, title, vintage, url, licence."""
        tables = [t for name in names for t in MEASURE_TABLES.get(name, (name,))]
        ids = dict.fromkeys(
            s for t in tables if t in self.manifest.tables for s in self._sources_of_table(t, set())
        )
        rows = [self.manifest.sources[i] for i in ids if i in self.manifest.sources]
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
                for s in rows
            ],
            columns=["id", "publisher", "title", "vintage", "url", "licence"],
        )

    def _sources_of_table(self, table: str, seen: set[str]) -> list[str]:
        seen.add(table)
        return list(self.manifest.tables[table].sources)

    def search(self, text: str, limit: int = 20, **options: Any) -> pd.DataFrame:
        """Find states, areas, counties, cities, ZIP codes, occupations (also by everyday title), providers and programs.

        Returns kind, code, label, area_code, best first; see :func:`geo_opportunity.questions.search.find`.
        """
        from geo_opportunity.questions import search  # noqa: PLC0415  (as the longer questions)

        return search.find(self, text, limit, **options)

    @cached_property
    def search_pool(self) -> Pool:
        """All that :meth:`search` knows by name; made when first asked for."""
        from geo_opportunity.questions import search  # noqa: PLC0415  (as the longer questions)

        return search.pool(self)


def _settings(
    rules: Rules | None, selection: Selection | None, settings: dict[str, Any]
) -> tuple[Rules, Selection]:
    """Return rules and selection with loose keyword settings applied.

    Raises
    ------
    TypeError
        A keyword is neither a field of Rules nor of Selection.
    """
    of_rules = {f.name for f in fields(Rules)}
    of_selection = {f.name for f in fields(Selection)}
    unknown = [k for k in settings if k not in of_rules | of_selection]
    if unknown:
        msg = f"unknown setting {unknown[0]!r}; settings are {', '.join(sorted(of_rules | of_selection))}"
        raise TypeError(msg)
    rules = replace(rules or Rules(), **{k: v for k, v in settings.items() if k in of_rules})
    selection = replace(selection or Selection(), **{k: v for k, v in settings.items() if k in of_selection})
    return rules, selection
