"""What one check of a build is: a thing counted, its limit, where it comes from and how to fix it.

Limits are shares (or counts, where one miss is one too many); they are in :data:`LIMITS`, each with what it
allows for. The checks themselves are in :mod:`.report` (how well tables match) and :mod:`.plausibility`
(whether what they say can be true).
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_opportunity.errors import JoinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    Tables = Mapping[str, pd.DataFrame]

__all__ = [
    "LIMITS",
    "RANGES",
    "Check",
    "JoinReport",
    "Tables",
    "apart",
    "by",
    "counted",
    "named",
    "ratio",
    "weighed",
    "within",
]

#: Largest share that may miss, by check. The reason for each is beside it.
LIMITS: Final[dict[str, float]] = {
    "areas_without_wages": 0.02,  # every OEWS area publishes wages
    "areas_without_shape": 0.01,  # Guam and the Virgin Islands: 2 of 530
    "areas_without_price_parity": 0.04,  # Puerto Rico and the island areas: BEA publishes none
    "areas_without_total_jobs": 0.02,
    "counties_without_area": 0.0,
    "counties_without_shape": 0.0,
    "counties_without_cost_row": 0.0,
    "counties_without_price_parity": 0.03,  # Puerto Rico
    "counties_without_rent": 0.01,  # HUD publishes rents for every county
    "counties_without_child_care": 0.03,  # Puerto Rico (78 of 3,222) has no state median
    "counties_child_care_imputed": 0.15,  # Indiana and New Mexico blank, Puerto Rico absent: 336 of 3,222
    "states_without_income_tax": 0.0,  # Puerto Rico, which has a law of its own, aside
    "counties_without_poverty_rate": 0.03,  # Puerto Rico
    "counties_without_unemployment": 0.01,
    "counties_without_income": 0.03,  # Puerto Rico
    "counties_without_labor_force": 0.01,
    "counties_without_vehicle_share": 0.03,  # Puerto Rico
    "counties_without_internet_share": 0.03,  # Puerto Rico
    "counties_without_vulnerability": 0.03,  # Puerto Rico
    "counties_without_rural_code": 0.01,
    "counties_without_persistent_poverty": 0.04,  # Puerto Rico, Connecticut, a divided county of Alaska
    "counties_without_zone_count": 0.01,  # Connecticut
    "counties_without_mobile_coverage": 0.01,  # Connecticut
    "people_without_need_layers": 0.03,  # the same places: one person in a hundred lives there
    "tracts_outside_areas": 0.0,
    "tract_people_against_counties": 0.03,  # 2020 census against ACS 2019-23
    "area_shapes_missing": 0.0,
    "wage_cells_unknown_area": 0.0,
    "wage_cells_unknown_occupation": 0.0,
    "wage_cells_without_median": 0.05,  # 1 to 2 percent of May 2025 cells are withheld
    "wage_cells_without_jobs": 0.05,
    "occupations_without_nation_wages": 0.0,
    "occupations_without_national_projection": 0.03,
    "occupations_without_separation_rates": 0.03,
    "projection_cells_none": 0.02,
    "projection_cells_nation": 0.10,  # states that do not project an occupation, Guam and the Virgin Islands
    "occupations_without_entry_education": 0.02,
    "occupations_without_schedule": 0.25,  # O*NET distributions that can be read back: 680 of 832
    # postsecondary teachers, dropped as an outcome of every field: 40 of 396
    "occupations_requiring_program_unlinked": 0.12,
    "jobs_requiring_program_unlinked": 0.04,
    "program_cips_unknown": 0.01,
    "completions_unknown_cip": 0.01,
    "program_cips_outside_crosswalk": 0.13,  # NCES matches no occupation to 194 CIPs
    "completions_outside_crosswalk": 0.15,  # liberal arts and general studies lead nowhere in particular
    "programs_unknown_provider": 0.0,
    "programs_without_occupation": 0.15,
    "providers_outside_counties": 0.02,  # island territories outside our counties
    "providers_outside_areas": 0.02,
    "providers_without_programs": 0.15,
    "reach_unknown_area": 0.0,
    "reach_unknown_occupation": 0.0,
    "campuses_unknown_provider": 0.0,
    "campuses_near_provider": 0.0,
    "campuses_outside_state": 0.02,  # 0.006
    "campus_reach_unknown_area": 0.0,
    "campus_reach_unknown_occupation": 0.0,
    "training_sites_unknown_county": 0.0,
    "training_sites_in_another_state": 0.01,  # 0.0
    "training_sites_outside_county": 0.05,  # 0.019
    "providers_without_completion_rate": 0.25,  # 0.109: no first-time full-time students, or new
    "providers_without_online_share": 0.10,  # 0.021
    "program_prices_beyond_reason": 0.01,  # 0.0001: above 10,000 dollars a month
    "related_unknown_occupation": 0.0,
    "sectors_unknown_occupation": 0.0,
    "titles_unknown_occupation": 0.0,
    # ... and of what is hardly ever true (plausibility); the share found in the data of 2025 is given beside
    "counties_land_beyond_shape": 0.02,  # 0.0: land at most 1.3 times the simplified polygon
    "counties_point_astray": 0.02,  # 0.002
    "tracts_point_astray": 0.04,  # 0.010: simplified coasts and county lines
    "places_point_astray": 0.02,  # 0.004
    "postal_points_astray": 0.02,  # 0.005: Alaska and the Pacific
    "counties_crowded_or_empty": 0.01,  # 0.0: 0.01 to 40,000 people per square kilometer
    "counties_people_per_home": 0.01,  # 0.001: 0.5 to 5
    "areas_jobs_per_resident": 0.01,  # 0.0: 0.1 to 1
    "wage_jobs_outside_rows": 0.10,  # 0.04 are in occupations BLS does not release for the area
    "areas_rows_thin": 0.01,  # 0.0
    "wage_jobs_without_median": 0.02,  # 0.003
    "wage_cells_far_from_nation": 0.01,  # 0.001: medians 0.4 to 2.5 times the nation's
    "state_cells_without_jobs": 0.08,  # 0.036
    "nation_cells_without_jobs": 0.02,  # 0.006
    "state_jobs_against_nation": 0.05,  # 0.008
    "nation_jobs_against_total": 0.02,  # 0.0001
    "projections_beyond_reason": 0.01,  # 0.001: growth over ten years below -50 or above 100 percent
    # 0.00003: the percent printed is no rate between those levels
    "projections_printed_against_levels": 0.001,
    "providers_outside_state": 0.01,  # 0.005
    "providers_in_another_county": 0.03,  # 0.011
    "providers_far_from_zip": 0.01,  # 0.002: more than 50 km
    "providers_zip_unknown": 0.06,  # 0.027: post boxes and campuses without a tabulation area
    "providers_zip_malformed": 0.0,
    "providers_zip_of_another_state": 0.005,
    "counties_infant_not_above_preschool": 0.05,  # 0.011
    "counties_preschool_below_school_age": 0.25,  # 0.112
    "counties_rents_falling": 0.01,  # 0.0
    "counties_metro_without_metro_parity": 0.01,  # 0.0: Puerto Rico, which has none, aside
    "counties_without_jobs_by_sector": 0.02,  # 0.004: nothing is disclosed in 13 small counties
    "county_jobs_without_county": 0.06,  # 0.034
    "counties_without_schooling": 0.0,
    "counties_without_workforce_area": 0.0,
    "occupations_sectors_unknown": 0.02,
    "occupations_without_skills": 0.15,  # 0.093: "all other", and what O*NET 29.0 had not yet surveyed
    "jobs_without_skills": 0.10,  # 0.058: of them software developers and project managers
    "occupations_without_technology": 0.12,  # 0.080
    "counties_labor_force_share": 0.02,  # 0.003: 0.2 to 0.8 of residents
}

#: Figures that are plausible only within a range, by check: a wrong unit, half a file and shuffled columns
#: fall outside.
RANGES: Final[dict[str, tuple[float, float]]] = {
    "people_total": (3.0e8, 3.9e8),
    "housing_total": (1.2e8, 1.8e8),
    "land_total": (8.9e6, 9.4e6),
    "adult_share_total": (0.70, 0.85),
    "jobs_per_resident": (0.38, 0.55),
    "county_jobs_total": (1.0e8, 1.8e8),
    "adults_25_per_resident": (0.62, 0.76),
    "bachelors_share": (0.25, 0.50),
    "median_of_medians": (40_000.0, 120_000.0),
    "projected_base_against_jobs": (0.95, 1.25),
    "openings_per_job": (0.06, 0.18),
    "exit_rate_mean": (0.02, 0.08),
    "transfer_rate_mean": (0.03, 0.10),
    "completions_total": (4.0e6, 8.0e6),
    "completions_previous_total": (4.0e6, 8.0e6),
    "completions_against_previous": (0.85, 1.18),
    "completions_of_a_program": (4.0, 16.0),
    "tuition_median": (5_000.0, 30_000.0),
    "completion_rate_mean": (0.35, 0.80),
    "online_share_mean": (0.10, 0.45),
    "net_price_median": (8_000.0, 35_000.0),
    "program_price_median": (5_000.0, 35_000.0),
    "program_months_median": (6.0, 18.0),
    "price_parity_mean": (97.0, 103.0),
    "goods_parity_mean": (97.0, 103.0),
    "rent_mean": (1_000.0, 3_500.0),
    "infant_care_mean": (150.0, 700.0),
    "preschool_care_mean": (120.0, 550.0),
    "state_tax_mean": (1_500.0, 5_000.0),
    "state_tax_refund_mean": (-2_000.0, -200.0),
    "states_without_tax": (7.0, 14.0),
    "untaxed_states_tax": (0.0, 0.0),
    "poverty_rate_mean": (0.08, 0.20),
    "income_mean": (50_000.0, 150_000.0),
    "unemployment_rate_mean": (0.02, 0.15),
    "vehicle_share_mean": (0.04, 0.15),
    "internet_share_mean": (0.02, 0.25),
    "vulnerability_mean": (0.45, 0.70),
    "rural_code_mean": (1.4, 3.0),
    "mobile_share_mean": (0.25, 1.0),
    "labor_force_share": (0.42, 0.60),
    "skill_importance": (3.3, 4.7),  # 3.9
    "knowledge_importance": (3.3, 4.9),  # 4.3
    "poverty_with_vulnerability": (0.40, 1.0),
    "poverty_with_income": (-1.0, -0.60),
    "poverty_with_internet": (0.30, 1.0),
    "poverty_with_unemployment": (0.20, 1.0),
    "rurality_with_mobile": (-1.0, -0.20),
}

_WORST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing counted."""

    name: str
    label: str
    """What is counted, in plain words."""
    count: float
    total: float
    worst: tuple[str, ...] = ()
    """Up to five cases, the weightiest first."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """The total by kind, where a check splits it."""
    limit: float | None = None
    """Largest share allowed; None: reported, not judged."""
    sources: tuple[str, ...] = ()
    """Ids of the sources to look at when the check fails."""
    fix: str = ""
    """What to do when it fails, a clause."""

    @property
    def share(self) -> float:
        """Count over total; 0 of nothing is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def ok(self) -> bool:
        """Whether the share is within its limit, and there was something to look at."""
        return self.limit is None or (self.total > 0 and self.share <= self.limit)

    def text(self) -> str:
        """Return the check as a line or two."""
        mark = "    " if self.limit is None else " ok " if self.ok else "FAIL"
        limit = "" if self.limit is None else f" (at most {self.limit:.1%})"
        lines = [f"{mark} {self.label}: {self.count:,.0f} of {self.total:,.0f} = {self.share:.1%}{limit}"]
        if self.parts:
            whole = sum(self.parts.values()) or 1.0
            lines.append(
                "       " + "; ".join(f"{k} {v:,.0f} ({v / whole:.1%})" for k, v in self.parts.items())
            )
        if self.worst:
            lines.append("       e.g. " + "; ".join(self.worst))
        if not self.ok and self.sources:
            lines.append(f"       source: {', '.join(self.sources)}. Fix: {self.fix}.")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class JoinReport:
    """Every check, in order."""

    checks: tuple[Check, ...]

    def __getitem__(self, name: str) -> Check:
        """Return a check by name."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)

    @property
    def failures(self) -> tuple[Check, ...]:
        """Checks past their limit."""
        return tuple(c for c in self.checks if not c.ok)

    def raise_for_limits(self) -> None:
        """Raise JoinError when a check is past its limit; the message holds all that are."""
        if self.failures:
            lines = "\n".join(c.text() for c in self.failures)
            msg = (
                "tables match worse, or say less likely things, than the build allows; the old data stay "
                f"in place:\n{lines}\n"
            )
            raise JoinError(
                msg, fix="look for a changed code list, a wrong vintage or a damaged file among the sources"
            )

    def text(self) -> str:
        """Return the report for a terminal or a log."""
        judged = sum(c.limit is not None for c in self.checks)
        head = f"join report: {len(self.checks)} checks, {judged} with a limit, {len(self.failures)} past it"
        return "\n".join([head, *(c.text() for c in self.checks)])

    def to_json(self) -> str:
        """Return the report as stable JSON."""
        checks = [dataclasses.asdict(c) | {"share": round(c.share, 6), "ok": c.ok} for c in self.checks]
        return json.dumps({"checks": checks}, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> JoinReport:
        """Read what :meth:`to_json` wrote."""
        names = {f.name for f in dataclasses.fields(Check)}

        def check(spec: dict[str, Any]) -> Check:
            kept = {k: v for k, v in spec.items() if k in names}
            return Check(
                **(kept | {"worst": tuple(kept["worst"]), "sources": tuple(kept.get("sources", ()))})
            )

        return cls(tuple(check(spec) for spec in json.loads(text)["checks"]))


# ----------------------------------------------------------------------- pieces


def counted(
    name: str,
    label: str,
    bad: pd.Series | np.ndarray,
    cases: pd.Series,
    *,
    weight: pd.Series | None = None,
    parts: Mapping[str, float] | None = None,
    sources: tuple[str, ...] = (),
    fix: str = "",
) -> Check:
    """Count `bad` among `cases` (each in words); the worst are those of greatest weight, else the first."""
    mask = np.asarray(bad, dtype=bool)
    chosen = cases[mask]
    if weight is not None:
        order = weight[mask].fillna(0).sort_values(ascending=False, kind="stable").index
        chosen = chosen.loc[order]
    return Check(
        name=name,
        label=label,
        count=float(mask.sum()),
        total=float(len(mask)),
        worst=tuple(str(v) for v in chosen.head(_WORST)),
        parts=parts or {},
        limit=LIMITS.get(name),
        sources=sources,
        fix=fix,
    )


def weighed(
    name: str,
    label: str,
    bad: pd.Series | np.ndarray,
    weight: pd.Series,
    *,
    sources: tuple[str, ...] = (),
    fix: str = "",
) -> Check:
    """Sum the weight of what is `bad` over all weight; missing weights count for nothing."""
    mask = np.asarray(bad, dtype=bool)
    values = weight.fillna(0)
    count, total = round(float(values[mask].sum()), 1), round(float(values.sum()), 1)
    return Check(
        name=name, label=label, count=count, total=total, limit=LIMITS.get(name), sources=sources, fix=fix
    )


def apart(
    name: str, label: str, one: float, other: float, *, sources: tuple[str, ...] = (), fix: str = ""
) -> Check:
    """Measure how far two totals that should agree are apart, as a share of `other`."""
    gap, total = round(abs(one - other), 1), round(other, 1)
    return Check(
        name=name, label=label, count=gap, total=total, limit=LIMITS.get(name), sources=sources, fix=fix
    )


def within(name: str, label: str, value: float, *, sources: tuple[str, ...], fix: str) -> Check:
    """Judge one figure by its plausible range in :data:`RANGES`; an unknown one (NaN) is not judged."""
    low, high = RANGES[name]
    known = not np.isnan(value)
    shown = f"{_figure(value) if known else 'not available'}; plausible: {_figure(low)} to {_figure(high)}"
    return Check(
        name=name,
        label=f"{label} outside its plausible range ({shown})",
        count=float(known and not low <= value <= high),
        total=1.0,
        limit=0.0 if known else None,
        sources=sources,
        fix=fix,
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def ratio(one: float, other: float) -> float:
    """Return one / other; NaN of nothing."""
    return one / other if other else float("nan")


def named(frame: pd.DataFrame, code: str, title: str) -> pd.Series:
    """Return code and title of each row, as the words of a case."""
    return frame[code] + " " + frame[title].astype("str")


def by(values: pd.Series, weight: pd.Series | None = None) -> dict[str, float]:
    """Return counts (or summed weights) by value, the largest first, ties by name."""
    sums = (
        values.value_counts(sort=False).astype(float)
        if weight is None
        else weight.fillna(0).groupby(values).sum()
    )
    return {str(k): round(float(v), 1) for k, v in sorted(sums.items(), key=lambda kv: (-kv[1], str(kv[0])))}
