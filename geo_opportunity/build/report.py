"""The join report: how well the tables meet, and when they meet too badly to be shown.

Every check counts what does not match, names the worst cases, and some have a limit: past it the build fails
and the old data stay. Limits are shares (or counts, where one miss is one too many); they stand in
:data:`LIMITS`, each with what it allows for.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.vocabulary import Flag, ProgramNeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tables = Mapping[str, pd.DataFrame]

__all__ = ["FILE", "LIMITS", "Check", "JoinReport", "join_report"]

FILE: Final = "join_report.json"

#: Largest share that may miss, by check. What each allows for stands beside it.
LIMITS: Final[dict[str, float]] = {
    "areas_without_wages": 0.02,  # every OEWS area publishes wages
    "areas_without_shape": 0.01,  # Guam and the Virgin Islands: 2 of 530
    "areas_without_price_parity": 0.04,  # Puerto Rico and the island areas: BEA publishes none
    "areas_without_total_jobs": 0.02,
    "counties_without_area": 0.0,
    "counties_without_shape": 0.0,
    "counties_without_cost_row": 0.0,
    "counties_without_rent": 0.01,  # HUD publishes rents for every county
    "counties_without_child_care": 0.03,  # Puerto Rico (78 of 3,222) has no state median
    "counties_child_care_imputed": 0.15,  # Indiana and New Mexico blank, Puerto Rico absent: 336 of 3,222
    "counties_without_poverty_rate": 0.03,  # Puerto Rico
    "counties_without_unemployment": 0.01,
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
    "occupations_requiring_program_unlinked": 0.12,  # postsecondary teachers, dropped as an outcome of every field: 40 of 396
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
    "related_unknown_occupation": 0.0,
    "sectors_unknown_occupation": 0.0,
    "titles_unknown_occupation": 0.0,
}

_ALL: Final = "00-0000"
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
    """Largest share allowed; None: told, not judged."""

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
            lines.append("       " + "; ".join(f"{k} {v:,.0f} ({v / whole:.1%})" for k, v in self.parts.items()))
        if self.worst:
            lines.append("       e.g. " + "; ".join(self.worst))
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
            msg = f"tables match worse than the build allows; the old data stay in place:\n{lines}\nMend: look for a changed code list or a wrong vintage among the sources named."
            raise JoinError(msg)

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
            return Check(**(kept | {"worst": tuple(kept["worst"])}))

        return cls(tuple(check(spec) for spec in json.loads(text)["checks"]))


# ----------------------------------------------------------------------- pieces


def _check(
    name: str,
    label: str,
    bad: pd.Series | np.ndarray,
    cases: pd.Series,
    *,
    weight: pd.Series | None = None,
    parts: Mapping[str, float] | None = None,
) -> Check:
    """Count `bad` among `cases` (each case's words); the worst are those of greatest weight, else the first."""
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
    )


def _weighed(name: str, label: str, bad: pd.Series | np.ndarray, weight: pd.Series) -> Check:
    """Sum the weight of what is `bad` over all weight; missing weights count for nothing."""
    mask = np.asarray(bad, dtype=bool)
    values = weight.fillna(0)
    return Check(
        name=name, label=label, count=round(float(values[mask].sum()), 1), total=round(float(values.sum()), 1), limit=LIMITS.get(name)
    )


def _named(frame: pd.DataFrame, code: str, title: str) -> pd.Series:
    return frame[code] + " " + frame[title].astype("str")


def _by(values: pd.Series, weight: pd.Series | None = None) -> dict[str, float]:
    """Return counts (or summed weights) by value, the largest first, ties by name."""
    sums = values.value_counts(sort=False).astype(float) if weight is None else weight.fillna(0).groupby(values).sum()
    return {str(k): round(float(v), 1) for k, v in sorted(sums.items(), key=lambda kv: (-kv[1], str(kv[0])))}


# ----------------------------------------------------------------------- checks


def _areas(t: Tables) -> list[Check]:
    areas, wages = t["areas"], t["area_wages"]
    name = _named(areas, "area_code", "title")
    people = areas["population"]
    priced = wages.loc[wages["p50_flag"].isin([Flag.PUBLISHED.value, Flag.TOP_CODED.value]), "area_code"].unique()
    return [
        _check("areas_without_wages", "areas without a published median wage", ~areas["area_code"].isin(priced), name, weight=people),
        _check("areas_without_shape", "areas without counties, hence without a shape", ~areas["has_shape"], name, weight=people),
        _check(
            "areas_without_price_parity",
            "areas without a regional price parity",
            areas["rpp_basis"] == "none",
            name,
            weight=people,
            parts=_by(areas["rpp_basis"]),
        ),
        _check(
            "areas_without_total_jobs",
            "areas without an all-occupations total",
            areas["employment_total"].isna(),
            name,
            parts=_by(areas["employment_total_basis"]),
        ),
    ]


def _area_shapes(t: Tables) -> list[Check]:
    areas = t["areas"][t["areas"]["has_shape"]]
    drawn = set(t["area_shapes"]["area_code"]) & set(t["area_shapes_nation"]["area_code"])
    bad = ~areas["area_code"].isin(drawn)
    return [_check("area_shapes_missing", "areas with counties but without a polygon", bad, _named(areas, "area_code", "title"))]


def _counties(t: Tables) -> list[Check]:
    counties = t["counties"]
    name = _named(counties, "county_fips", "name") + ", " + counties["state"]
    people = counties["population"]
    return [
        _check(
            "counties_without_area",
            "counties whose area is not ours",
            ~counties["area_code"].isin(t["areas"]["area_code"]),
            name,
            weight=people,
        ),
        _check(
            "counties_without_shape",
            "counties without a polygon",
            ~counties["county_fips"].isin(t["county_shapes"]["county_fips"]),
            name,
            weight=people,
        ),
    ]


def _costs(t: Tables) -> list[Check]:
    counties = t["counties"]
    missing = ~counties["county_fips"].isin(t["county_costs"]["county_fips"])
    first = _check("counties_without_cost_row", "counties without a row of costs", missing, counties["county_fips"])
    joined = t["county_costs"].merge(
        counties[["county_fips", "name", "state", "population"]], on="county_fips", how="left", validate="one_to_one"
    )
    name = _named(joined, "county_fips", "name") + ", " + joined["state"].astype("str")
    people = joined["population"]
    care = joined["childcare_preschool_basis"]
    imputed = care.isin(["state median", "rural-urban group median", "none"])
    return [
        first,
        _check(
            "counties_without_rent",
            "counties without a fair market rent",
            joined["rent_2_monthly"].isna(),
            name,
            weight=people,
            parts=_by(joined["rent_basis"]),
        ),
        _check(
            "counties_without_price_parity",
            "counties without a price parity",
            joined["rpp_all"].isna(),
            name,
            weight=people,
            parts=_by(joined["rpp_basis"]),
        ),
        _check("counties_without_child_care", "counties without a child-care price (preschooler)", care == "none", name, weight=people),
        _check(
            "counties_child_care_imputed",
            "counties whose child-care price (preschooler) is imputed or missing",
            imputed,
            name,
            weight=people,
            parts=_by(care),
        ),
        _weighed("people_child_care_imputed", "people in those counties", imputed, people),
        _check(
            "counties_school_age_care_imputed",
            "counties whose child-care price (school age) is imputed or missing",
            joined["childcare_school_age_basis"].isin(["state median", "rural-urban group median", "none"]),
            name,
            weight=people,
            parts=_by(joined["childcare_school_age_basis"]),
        ),
    ]


def _need(t: Tables) -> list[Check]:
    joined = t["counties"].merge(t["county_need"], on="county_fips", how="left", validate="one_to_one")
    name = _named(joined, "county_fips", "name") + ", " + joined["state"]
    people = joined["population"]
    rows = (
        ("counties_without_poverty_rate", "counties without a poverty rate", "poverty_rate"),
        ("counties_without_unemployment", "counties without an unemployment rate", "unemployment_rate"),
        ("counties_without_vulnerability", "counties without a social vulnerability rank", "social_vulnerability"),
        ("counties_without_rural_code", "counties without a rural-urban code", "rural_urban_code"),
        ("counties_without_mobile_coverage", "counties without mobile coverage", "mobile_5g_share"),
    )
    return [_check(key, label, joined[column].isna(), name, weight=people) for key, label, column in rows]


def _tracts(t: Tables) -> list[Check]:
    tracts, counties = t["tracts"], t["counties"]
    people = tracts["population"].astype("float64")
    ours = float(people.sum())
    theirs = float(counties["population"].sum())
    return [
        _check(
            "tracts_outside_areas",
            "tracts whose area or county is not ours",
            ~(tracts["area_code"].isin(t["areas"]["area_code"]) & tracts["county_fips"].isin(counties["county_fips"])),
            tracts["tract"],
            weight=people,
        ),
        Check(
            name="tract_people_against_counties",
            label="people in tracts less people in counties",
            count=abs(ours - theirs),
            total=theirs,
            limit=LIMITS["tract_people_against_counties"],
        ),
        _check(
            "areas_without_tracts",
            "areas without a population point",
            ~t["areas"]["area_code"].isin(tracts["area_code"]),
            _named(t["areas"], "area_code", "title"),
        ),
    ]


def _wages(t: Tables) -> list[Check]:
    wages = t["area_wages"][t["area_wages"]["soc"] != _ALL]
    occupations, areas = t["occupations"], t["areas"]
    cell = wages["area_code"] + " " + wages["soc"]
    national = t["nation_wages"]
    strange = ~wages["soc"].isin(occupations["soc"])
    strange_area = ~wages["area_code"].isin(areas["area_code"])
    return [
        _check("wage_cells_unknown_area", "area-occupation cells of an area that is not ours", strange_area, wages["area_code"]),
        _check("wage_cells_unknown_occupation", "area-occupation cells of an occupation that is not ours", strange, wages["soc"]),
        _check(
            "wage_cells_without_median",
            "area-occupation cells without a median wage",
            wages["p50"].isna(),
            cell,
            weight=wages["employment"],
            parts=_by(wages["p50_flag"]),
        ),
        _check(
            "wage_cells_without_jobs",
            "area-occupation cells without employment",
            wages["employment"].isna(),
            cell,
            parts=_by(wages["employment_flag"]),
        ),
        _check(
            "occupations_without_nation_wages",
            "occupations without a national wage row",
            ~occupations["soc"].isin(national["soc"]),
            _named(occupations, "soc", "title"),
        ),
        _check(
            "occupations_in_no_area",
            "occupations without a row in any area",
            ~occupations["soc"].isin(wages["soc"]),
            _named(occupations, "soc", "title"),
            weight=_jobs(t),
        ),
    ]


def _jobs(t: Tables) -> pd.Series:
    """Return national jobs by row of occupations."""
    national = t["nation_wages"].drop_duplicates("soc").set_index("soc")["employment"]
    return t["occupations"]["soc"].map(national).astype("float64")


def _outlook(t: Tables) -> list[Check]:
    occupations, projections = t["occupations"], t["projections"]
    name = _named(occupations, "soc", "title")
    jobs = _jobs(t)
    grown = projections[projections["growth"].notna() & projections["preferred"]]
    national = grown[grown["level"] == "nation"]
    rates = t["separations"].dropna(subset=["exit_rate", "transfer_rate"])
    checks = [
        _check(
            "occupations_without_national_projection",
            "occupations without a national projection",
            ~occupations["soc"].isin(national["soc"]),
            name,
            weight=jobs,
        ),
        _check(
            "occupations_without_separation_rates",
            "occupations without national separation rates",
            ~occupations["soc"].isin(rates["soc"]),
            name,
            weight=jobs,
        ),
    ]
    cells = _projection_basis(t, grown)
    label = cells["area_code"] + " " + cells["soc"]
    parts = _by(cells["basis"])
    checks += [
        _check(
            "projection_cells_none",
            "area-occupation cells without any projection",
            cells["basis"] == "none",
            label,
            weight=cells["employment"],
            parts=parts,
        ),
        _check(
            "projection_cells_nation",
            "area-occupation cells on the national projection",
            cells["basis"] == "national",
            label,
            weight=cells["employment"],
        ),
        dataclasses.replace(
            _weighed(
                "projection_jobs_nation",
                "jobs in area-occupation cells on the national projection",
                cells["basis"] == "national",
                cells["employment"],
            ),
            parts=_by(cells["basis"], cells["employment"]),
        ),
    ]
    rebuilt = projections[projections["preferred"] & (projections["level"] != "nation")]
    checks.append(
        _check(
            "openings_rebuilt",
            "state and sub-state projections whose openings are rebuilt or missing",
            rebuilt["openings_basis"] != "published",
            rebuilt["series"] + " " + rebuilt["geo_code"] + " " + rebuilt["soc"],
            weight=rebuilt["base"],
            parts=_by(rebuilt["openings_basis"]),
        )
    )
    return checks


def _projection_basis(t: Tables, grown: pd.DataFrame) -> pd.DataFrame:
    """Return area, occupation, employment and the geography its growth would be taken from, for each wage cell.

    Local: some county of the area lies in a sub-state region that projects the occupation. State: every state
    of the area does. "state and national": some do. This mirrors measures.growth without its weights.
    """
    wages = t["area_wages"]
    cells = wages.loc[wages["soc"] != _ALL, ["area_code", "soc", "employment"]].reset_index(drop=True)
    of_counties = t["counties"][["area_code", "state_fips"]].drop_duplicates()
    rest = t["areas"].loc[~t["areas"]["area_code"].isin(of_counties["area_code"]), ["area_code", "state_fips"]]
    states = pd.concat([of_counties, rest], ignore_index=True)
    state_socs = grown.loc[grown["level"] == "state", ["geo_code", "soc"]].drop_duplicates().assign(state=1.0)
    pairs = cells[["area_code", "soc"]].merge(states, on="area_code", how="left")
    pairs = pairs.merge(state_socs, left_on=["state_fips", "soc"], right_on=["geo_code", "soc"], how="left", validate="many_to_one")
    share = pairs["state"].fillna(0.0).groupby([pairs["area_code"], pairs["soc"]]).mean().rename("state").reset_index()
    cells = cells.merge(share, on=["area_code", "soc"], how="left", validate="one_to_one")
    regions = t["projection_regions"].merge(
        t["counties"][["county_fips", "area_code"]], on="county_fips", how="inner", validate="many_to_one"
    )
    local = grown.loc[grown["level"] == "substate", ["geo_code", "soc"]].merge(
        regions[["geo_code", "area_code"]].drop_duplicates(), on="geo_code", how="inner"
    )
    index = pd.MultiIndex.from_frame(cells[["area_code", "soc"]])
    has_local = index.isin(pd.MultiIndex.from_frame(local[["area_code", "soc"]]))
    has_nation = cells["soc"].isin(grown.loc[grown["level"] == "nation", "soc"]).to_numpy()
    state = cells["state"].to_numpy()
    cells["basis"] = np.select(
        [has_local, state >= 1, (state > 0) & has_nation, state > 0, has_nation],
        ["local", "state", "state and national", "state, in part", "national"],
        default="none",
    )
    return cells


def _occupations(t: Tables) -> list[Check]:
    occupations = t["occupations"]
    name = _named(occupations, "soc", "title")
    jobs = _jobs(t)
    unlinked = ~occupations["soc"].isin(t["cip_soc"]["soc"])
    required = occupations["program_need"] == ProgramNeed.REQUIRED.value
    among = occupations[required]
    bad = unlinked[required]
    return [
        _check(
            "occupations_without_entry_education",
            "occupations without a typical entry education",
            occupations["entry_education"].isna(),
            name,
            weight=jobs,
        ),
        _check(
            "occupations_without_schedule",
            "occupations whose share with a regular schedule is unknown",
            occupations["regular_schedule_share"].isna(),
            name,
            weight=jobs,
            parts=_by(occupations["schedule_basis"]),
        ),
        _check(
            "occupations_without_program_link",
            "occupations without a linked program, by need of one",
            unlinked,
            name,
            weight=jobs,
            parts=_by(occupations.loc[unlinked, "program_need"]),
        ),
        _check(
            "occupations_requiring_program_unlinked",
            "occupations that require a program and have no linked one",
            bad,
            name[required],
            weight=jobs[required],
        ),
        _weighed("jobs_requiring_program_unlinked", "jobs in those occupations, of jobs that require a program", bad, jobs[among.index]),
        _check(
            "occupations_thin_listing",
            "occupations that need or are helped by a program, with listing coverage under one tenth",
            (occupations["listing_coverage"] < 0.1)
            & occupations["program_need"].isin([ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value]),
            name,
            weight=jobs,
        ),
    ]


def _programs(t: Tables) -> list[Check]:
    programs, providers = t["programs"], t["providers"]
    done = programs["completions"]
    titles = t["cips"].set_index("cip")["title"]
    by_cip = done.fillna(0).groupby(programs["cip"]).sum().rename("completions").reset_index()
    words = by_cip["cip"] + " " + by_cip["cip"].map(titles).fillna("(no title)").astype("str")
    linked_cips = set(t["cip_soc"]["cip"])
    outside, unlisted = ~by_cip["cip"].isin(linked_cips), ~by_cip["cip"].isin(titles.index)
    row_outside = ~programs["cip"].isin(linked_cips)
    name = providers["provider_id"] + " " + providers["name"] + ", " + providers["state"]
    awarded = providers["provider_id"].map(done.fillna(0).groupby(programs["provider_id"]).sum()).astype("float64")
    return [
        _check("program_cips_unknown", "CIP codes of programs that CIP 2020 does not list", unlisted, words, weight=by_cip["completions"]),
        _weighed("completions_unknown_cip", "completions in those", ~programs["cip"].isin(titles.index), done),
        _check(
            "program_cips_outside_crosswalk",
            "CIP codes of programs that lead to no occupation",
            outside,
            words,
            weight=by_cip["completions"],
        ),
        _weighed("completions_outside_crosswalk", "completions in those", row_outside, done),
        _check(
            "programs_without_occupation",
            "programs (provider, CIP, award) that lead to no occupation",
            row_outside,
            programs["provider_id"] + " " + programs["cip"],
            weight=done,
        ),
        _check(
            "programs_unknown_provider",
            "programs of a provider that is not ours",
            ~programs["provider_id"].isin(providers["provider_id"]),
            programs["provider_id"],
            weight=done,
        ),
        _check("providers_without_programs", "providers without a program", ~providers["provider_id"].isin(programs["provider_id"]), name),
        _check(
            "providers_outside_counties",
            "providers outside every county",
            ~providers["county_fips"].isin(t["counties"]["county_fips"]),
            name,
            weight=awarded,
            parts=_by(providers["location_basis"]),
        ),
        _check(
            "providers_outside_areas",
            "providers outside every area",
            ~providers["area_code"].isin(t["areas"]["area_code"]),
            name,
            weight=awarded,
        ),
    ]


def _reach(t: Tables) -> list[Check]:
    reach, areas, occupations = t["reach"], t["areas"], t["occupations"]
    linked = occupations[occupations["program_links"] > 0]
    shaped = areas[areas["has_shape"]]
    return [
        _check(
            "reach_unknown_area",
            "rows of reach of an area that is not ours",
            ~reach["area_code"].isin(areas["area_code"]),
            reach["area_code"],
        ),
        _check(
            "reach_unknown_occupation",
            "rows of reach of an occupation that is not ours",
            ~reach["soc"].isin(occupations["soc"]),
            reach["soc"],
        ),
        _check(
            "occupations_reached_nowhere",
            "occupations with linked programs that no area reaches",
            ~linked["soc"].isin(reach["soc"]),
            _named(linked, "soc", "title"),
        ),
        _check(
            "areas_reaching_nothing",
            "areas that reach no program at all",
            ~shaped["area_code"].isin(reach["area_code"]),
            _named(shaped, "area_code", "title"),
            weight=shaped["population"],
        ),
    ]


def _lists(t: Tables) -> list[Check]:
    known = t["occupations"]["soc"]
    related = t["related"]
    both = related["soc"].isin(known) & related["related_soc"].isin(known)
    return [
        _check(
            "related_unknown_occupation",
            "related pairs with an occupation that is not ours",
            ~both,
            related["soc"] + " - " + related["related_soc"],
        ),
        _check(
            "sectors_unknown_occupation",
            "sector rows of an occupation that is not ours",
            ~t["sectors"]["soc"].isin(known),
            t["sectors"]["soc"],
        ),
        _check(
            "titles_unknown_occupation",
            "everyday titles of an occupation that is not ours",
            ~t["titles"]["soc"].isin(known),
            t["titles"]["soc"],
        ),
        _check(
            "occupations_without_related",
            "occupations without related ones",
            ~known.isin(related["soc"]),
            _named(t["occupations"], "soc", "title"),
            weight=_jobs(t),
        ),
        _check(
            "crosswalk_unknown_occupation",
            "crosswalk rows of an occupation that is not ours",
            ~t["cip_soc"]["soc"].isin(known),
            t["cip_soc"]["soc"].astype("str"),
        ),
    ]


#: Groups of checks, with the tables each looks at.
_GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (frozenset({"areas", "area_wages"}), _areas),
    (frozenset({"areas", "area_shapes", "area_shapes_nation"}), _area_shapes),
    (frozenset({"areas", "counties", "county_shapes"}), _counties),
    (frozenset({"counties", "county_costs"}), _costs),
    (frozenset({"counties", "county_need"}), _need),
    (frozenset({"areas", "counties", "tracts"}), _tracts),
    (frozenset({"areas", "area_wages", "nation_wages", "occupations"}), _wages),
    (
        frozenset({"areas", "counties", "area_wages", "nation_wages", "occupations", "projections", "projection_regions", "separations"}),
        _outlook,
    ),
    (frozenset({"occupations", "cip_soc", "nation_wages"}), _occupations),
    (frozenset({"programs", "providers", "cips", "cip_soc", "counties", "areas"}), _programs),
    (frozenset({"reach", "areas", "occupations"}), _reach),
    (frozenset({"occupations", "related", "sectors", "titles", "cip_soc", "nation_wages"}), _lists),
)


def join_report(tables: Tables) -> JoinReport:
    """Count how well `tables` (table name -> frame) meet. Pure; groups of checks whose tables are absent are left out.

    Returns
    -------
    JoinReport
        In a fixed order; the same tables give the same report.
    """
    checks: list[Check] = []
    for needed, group in _GROUPS:
        if all(name in tables for name in needed):
            checks += group(tables)
    return JoinReport(tuple(checks))
