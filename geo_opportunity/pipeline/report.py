"""The join report: how well the tables match, and when they match too badly to be shown.

Every check counts what does not match, names the worst cases, and some have a limit (:data:`.checks.LIMITS`):
past it the build fails and the old data stay. What the tables say is judged beside it (:mod:`.plausibility`).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.pipeline.checks import LIMITS, Check, JoinReport, by, counted, named, weighed
from geo_opportunity.pipeline.county_checks import GROUPS as COUNTIES
from geo_opportunity.pipeline.plausibility import GROUPS as PLAUSIBLE
from geo_opportunity.pipeline.skill_checks import GROUPS as SKILLED
from geo_opportunity.pipeline.tax_checks import GROUPS as TAXED
from geo_opportunity.pipeline.training_checks import GROUPS as TRAINING
from geo_opportunity.vocabulary import Flag, ProgramNeed

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["FILE", "join_report"]

FILE: Final = "join_report.json"

_ALL: Final = "00-0000"

#: Need layers no data set goes without, though their sources are optional to read.
_ALWAYS: Final = frozenset({"counties_without_poverty_rate", "counties_without_unemployment"})

# ----------------------------------------------------------------------- checks


def _areas(t: Tables) -> list[Check]:
    areas, wages = t["areas"], t["area_wages"]
    name = named(areas, "area_code", "title")
    people = areas["population"]
    priced = wages.loc[
        wages["p50_flag"].isin([Flag.PUBLISHED.value, Flag.TOP_CODED.value]), "area_code"
    ].unique()
    return [
        counted(
            "areas_without_wages",
            "areas without a published median wage",
            ~areas["area_code"].isin(priced),
            name,
            weight=people,
        ),
        counted(
            "areas_without_shape",
            "areas without counties, hence without a shape",
            ~areas["has_shape"],
            name,
            weight=people,
        ),
        counted(
            "areas_without_price_parity",
            "areas without a regional price parity",
            areas["rpp_basis"] == "none",
            name,
            weight=people,
            parts=by(areas["rpp_basis"]),
        ),
        counted(
            "areas_without_total_jobs",
            "areas without an all-occupations total",
            areas["employment_total"].isna(),
            name,
            parts=by(areas["employment_total_basis"]),
        ),
    ]


def _area_shapes(t: Tables) -> list[Check]:
    areas = t["areas"][t["areas"]["has_shape"]]
    drawn = set(t["area_shapes"]["area_code"]) & set(t["area_shapes_nation"]["area_code"])
    bad = ~areas["area_code"].isin(drawn)
    return [
        counted(
            "area_shapes_missing",
            "areas with counties but without a polygon",
            bad,
            named(areas, "area_code", "title"),
        )
    ]


def _counties(t: Tables) -> list[Check]:
    counties = t["counties"]
    name = named(counties, "county_fips", "name") + ", " + counties["state"]
    people = counties["population"]
    return [
        counted(
            "counties_without_area",
            "counties whose area is not ours",
            ~counties["area_code"].isin(t["areas"]["area_code"]),
            name,
            weight=people,
        ),
        counted(
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
    first = counted(
        "counties_without_cost_row", "counties without a row of costs", missing, counties["county_fips"]
    )
    joined = t["county_costs"].merge(
        counties[["county_fips", "name", "state", "population"]],
        on="county_fips",
        how="left",
        validate="one_to_one",
    )
    name = named(joined, "county_fips", "name") + ", " + joined["state"].astype("str")
    people = joined["population"]
    care = joined["childcare_preschool_basis"]
    imputed = care.isin(["state median", "rural-urban group median", "none"])
    return [
        first,
        counted(
            "counties_without_rent",
            "counties without a fair market rent",
            joined["rent_2_monthly"].isna(),
            name,
            weight=people,
            parts=by(joined["rent_basis"]),
        ),
        counted(
            "counties_without_price_parity",
            "counties without a price parity",
            joined["rpp_all"].isna(),
            name,
            weight=people,
            parts=by(joined["rpp_basis"]),
        ),
        counted(
            "counties_without_child_care",
            "counties without a child-care price (preschooler)",
            care == "none",
            name,
            weight=people,
        ),
        counted(
            "counties_child_care_imputed",
            "counties whose child-care price (preschooler) is imputed or missing",
            imputed,
            name,
            weight=people,
            parts=by(care),
        ),
        weighed("people_child_care_imputed", "people in those counties", imputed, people),
        counted(
            "counties_school_age_care_imputed",
            "counties whose child-care price (school age) is imputed or missing",
            joined["childcare_school_age_basis"].isin(["state median", "rural-urban group median", "none"]),
            name,
            weight=people,
            parts=by(joined["childcare_school_age_basis"]),
        ),
    ]


def _need(t: Tables) -> list[Check]:
    joined = t["counties"].merge(t["county_need"], on="county_fips", how="left", validate="one_to_one")
    name = named(joined, "county_fips", "name") + ", " + joined["state"]
    people = joined["population"]
    layers = {
        "counties_without_poverty_rate": ("a poverty rate", "poverty_rate", "saipe"),
        "counties_without_income": ("a median household income", "median_household_income", "saipe"),
        "counties_without_unemployment": ("an unemployment rate", "unemployment_rate", "laus"),
        "counties_without_labor_force": ("a labor force", "labor_force", "laus"),
        "counties_without_vehicle_share": (
            "a share of households without a vehicle",
            "no_vehicle_share",
            "svi",
        ),
        "counties_without_internet_share": (
            "a share of households without internet",
            "no_internet_share",
            "svi",
        ),
        "counties_without_vulnerability": ("a social vulnerability rank", "social_vulnerability", "svi"),
        "counties_without_rural_code": ("a rural-urban code", "rural_urban_code", "rucc"),
        "counties_without_zone_count": (
            "a count of opportunity zones",
            "opportunity_zone_tracts",
            "opportunity_zones",
        ),
        "counties_without_mobile_coverage": ("mobile coverage", "mobile_5g_share", "mobile_coverage"),
        "counties_without_persistent_poverty": (
            "a persistent-poverty status",
            "persistent_poverty",
            "county_typology",
        ),
    }
    checks, lacking = [], pd.Series(data=False, index=joined.index)
    fix = "download the file again; an optional source may be absent as a whole, not in part"
    for key, (label, column, source) in layers.items():
        missing = joined[column].isna() | (joined[column] == "unknown")
        check = counted(
            key, f"counties without {label}", missing, name, weight=people, sources=(source,), fix=fix
        )
        if missing.all() and key not in _ALWAYS:
            check = dataclasses.replace(check, limit=None)
        else:
            lacking |= missing
        checks.append(check)
    every = tuple(dict.fromkeys(source for _, _, source in layers.values()))
    return [
        *checks,
        weighed(
            "people_without_need_layers",
            "people in counties that lack a need layer",
            lacking,
            people,
            sources=every,
            fix=fix,
        ),
    ]


def _tracts(t: Tables) -> list[Check]:
    tracts, counties = t["tracts"], t["counties"]
    people = tracts["population"].astype("float64")
    ours = float(people.sum())
    theirs = float(counties["population"].sum())
    return [
        counted(
            "tracts_outside_areas",
            "tracts whose area or county is not ours",
            ~(
                tracts["area_code"].isin(t["areas"]["area_code"])
                & tracts["county_fips"].isin(counties["county_fips"])
            ),
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
        counted(
            "areas_without_tracts",
            "areas without a population point",
            ~t["areas"]["area_code"].isin(tracts["area_code"]),
            named(t["areas"], "area_code", "title"),
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
        counted(
            "wage_cells_unknown_area",
            "area-occupation cells of an area that is not ours",
            strange_area,
            wages["area_code"],
        ),
        counted(
            "wage_cells_unknown_occupation",
            "area-occupation cells of an occupation that is not ours",
            strange,
            wages["soc"],
        ),
        counted(
            "wage_cells_without_median",
            "area-occupation cells without a median wage",
            wages["p50"].isna(),
            cell,
            weight=wages["employment"],
            parts=by(wages["p50_flag"]),
        ),
        counted(
            "wage_cells_without_jobs",
            "area-occupation cells without employment",
            wages["employment"].isna(),
            cell,
            parts=by(wages["employment_flag"]),
        ),
        counted(
            "occupations_without_nation_wages",
            "occupations without a national wage row",
            ~occupations["soc"].isin(national["soc"]),
            named(occupations, "soc", "title"),
        ),
        counted(
            "occupations_in_no_area",
            "occupations without a row in any area",
            ~occupations["soc"].isin(wages["soc"]),
            named(occupations, "soc", "title"),
            weight=_jobs(t),
        ),
    ]


def _jobs(t: Tables) -> pd.Series:
    """Return national jobs by row of occupations."""
    national = t["nation_wages"].drop_duplicates("soc").set_index("soc")["employment"]
    return t["occupations"]["soc"].map(national).astype("float64")


def _outlook(t: Tables) -> list[Check]:
    occupations, projections = t["occupations"], t["projections"]
    name = named(occupations, "soc", "title")
    jobs = _jobs(t)
    grown = projections[projections["growth"].notna() & projections["preferred"]]
    national = grown[grown["level"] == "nation"]
    rates = t["separations"].dropna(subset=["exit_rate", "transfer_rate"])
    checks = [
        counted(
            "occupations_without_national_projection",
            "occupations without a national projection",
            ~occupations["soc"].isin(national["soc"]),
            name,
            weight=jobs,
        ),
        counted(
            "occupations_without_separation_rates",
            "occupations without national separation rates",
            ~occupations["soc"].isin(rates["soc"]),
            name,
            weight=jobs,
        ),
    ]
    cells = _projection_basis(t, grown)
    label = cells["area_code"] + " " + cells["soc"]
    parts = by(cells["basis"])
    checks += [
        counted(
            "projection_cells_none",
            "area-occupation cells without any projection",
            cells["basis"] == "none",
            label,
            weight=cells["employment"],
            parts=parts,
        ),
        counted(
            "projection_cells_nation",
            "area-occupation cells on the national projection",
            cells["basis"] == "national",
            label,
            weight=cells["employment"],
        ),
        dataclasses.replace(
            weighed(
                "projection_jobs_nation",
                "jobs in area-occupation cells on the national projection",
                cells["basis"] == "national",
                cells["employment"],
            ),
            parts=by(cells["basis"], cells["employment"]),
        ),
    ]
    rebuilt = projections[projections["preferred"] & (projections["level"] != "nation")]
    checks.append(
        counted(
            "openings_rebuilt",
            "state and sub-state projections whose openings are rebuilt or missing",
            rebuilt["openings_basis"] != "published",
            rebuilt["series"] + " " + rebuilt["geo_code"] + " " + rebuilt["soc"],
            weight=rebuilt["base"],
            parts=by(rebuilt["openings_basis"]),
        )
    )
    return checks


def _projection_basis(t: Tables, grown: pd.DataFrame) -> pd.DataFrame:
    """Return area, occupation, employment and the geography that growth comes from, for each wage cell.

    Local: some county of the area lies in a sub-state region that projects the occupation. State: every state
    of the area does. "state and national": some do. This mirrors measures.growth without its weights.
    """
    wages = t["area_wages"]
    cells = wages.loc[wages["soc"] != _ALL, ["area_code", "soc", "employment"]].reset_index(drop=True)
    of_counties = t["counties"][["area_code", "state_fips"]].drop_duplicates()
    rest = t["areas"].loc[
        ~t["areas"]["area_code"].isin(of_counties["area_code"]), ["area_code", "state_fips"]
    ]
    states = pd.concat([of_counties, rest], ignore_index=True)
    state_socs = grown.loc[grown["level"] == "state", ["geo_code", "soc"]].drop_duplicates().assign(state=1.0)
    pairs = cells[["area_code", "soc"]].merge(states, on="area_code", how="left")
    pairs = pairs.merge(
        state_socs,
        left_on=["state_fips", "soc"],
        right_on=["geo_code", "soc"],
        how="left",
        validate="many_to_one",
    )
    share = (
        pairs["state"]
        .fillna(0.0)
        .groupby([pairs["area_code"], pairs["soc"]])
        .mean()
        .rename("state")
        .reset_index()
    )
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
    name = named(occupations, "soc", "title")
    jobs = _jobs(t)
    unlinked = ~occupations["soc"].isin(t["cip_soc"]["soc"])
    required = occupations["program_need"] == ProgramNeed.REQUIRED.value
    among = occupations[required]
    bad = unlinked[required]
    return [
        counted(
            "occupations_without_entry_education",
            "occupations without a typical entry education",
            occupations["entry_education"].isna(),
            name,
            weight=jobs,
        ),
        counted(
            "occupations_without_schedule",
            "occupations whose share with a regular schedule is unknown",
            occupations["regular_schedule_share"].isna(),
            name,
            weight=jobs,
            parts=by(occupations["schedule_basis"]),
        ),
        counted(
            "occupations_without_program_link",
            "occupations without a linked program, by need of one",
            unlinked,
            name,
            weight=jobs,
            parts=by(occupations.loc[unlinked, "program_need"]),
        ),
        counted(
            "occupations_requiring_program_unlinked",
            "occupations that require a program and have no linked one",
            bad,
            name[required],
            weight=jobs[required],
        ),
        weighed(
            "jobs_requiring_program_unlinked",
            "jobs in those occupations, of jobs that require a program",
            bad,
            jobs[among.index],
        ),
        counted(
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
    awarded = (
        providers["provider_id"].map(done.fillna(0).groupby(programs["provider_id"]).sum()).astype("float64")
    )
    return [
        counted(
            "program_cips_unknown",
            "CIP codes of programs that CIP 2020 does not list",
            unlisted,
            words,
            weight=by_cip["completions"],
        ),
        weighed("completions_unknown_cip", "completions in those", ~programs["cip"].isin(titles.index), done),
        counted(
            "program_cips_outside_crosswalk",
            "CIP codes of programs that lead to no occupation",
            outside,
            words,
            weight=by_cip["completions"],
        ),
        weighed("completions_outside_crosswalk", "completions in those", row_outside, done),
        counted(
            "programs_without_occupation",
            "programs (provider, CIP, award) that lead to no occupation",
            row_outside,
            programs["provider_id"] + " " + programs["cip"],
            weight=done,
        ),
        counted(
            "programs_unknown_provider",
            "programs of a provider that is not ours",
            ~programs["provider_id"].isin(providers["provider_id"]),
            programs["provider_id"],
            weight=done,
        ),
        counted(
            "providers_without_programs",
            "providers without a program",
            ~providers["provider_id"].isin(programs["provider_id"]),
            name,
        ),
        counted(
            "providers_outside_counties",
            "providers outside every county",
            ~providers["county_fips"].isin(t["counties"]["county_fips"]),
            name,
            weight=awarded,
            parts=by(providers["location_basis"]),
        ),
        counted(
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
        counted(
            "reach_unknown_area",
            "rows of reach of an area that is not ours",
            ~reach["area_code"].isin(areas["area_code"]),
            reach["area_code"],
        ),
        counted(
            "reach_unknown_occupation",
            "rows of reach of an occupation that is not ours",
            ~reach["soc"].isin(occupations["soc"]),
            reach["soc"],
        ),
        counted(
            "occupations_reached_nowhere",
            "occupations with linked programs that no area reaches",
            ~linked["soc"].isin(reach["soc"]),
            named(linked, "soc", "title"),
        ),
        counted(
            "areas_reaching_nothing",
            "areas that reach no program at all",
            ~shaped["area_code"].isin(reach["area_code"]),
            named(shaped, "area_code", "title"),
            weight=shaped["population"],
        ),
    ]


def _lists(t: Tables) -> list[Check]:
    known = t["occupations"]["soc"]
    related = t["related"]
    both = related["soc"].isin(known) & related["related_soc"].isin(known)
    return [
        counted(
            "related_unknown_occupation",
            "related pairs with an occupation that is not ours",
            ~both,
            related["soc"] + " - " + related["related_soc"],
        ),
        counted(
            "sectors_unknown_occupation",
            "sector rows of an occupation that is not ours",
            ~t["sectors"]["soc"].isin(known),
            t["sectors"]["soc"],
        ),
        counted(
            "titles_unknown_occupation",
            "everyday titles of an occupation that is not ours",
            ~t["titles"]["soc"].isin(known),
            t["titles"]["soc"],
        ),
        counted(
            "occupations_without_related",
            "occupations without related ones",
            ~known.isin(related["soc"]),
            named(t["occupations"], "soc", "title"),
            weight=_jobs(t),
        ),
        counted(
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
        frozenset(
            {
                "areas",
                "counties",
                "area_wages",
                "nation_wages",
                "occupations",
                "projections",
                "projection_regions",
                "separations",
            }
        ),
        _outlook,
    ),
    (frozenset({"occupations", "cip_soc", "nation_wages"}), _occupations),
    (frozenset({"programs", "providers", "cips", "cip_soc", "counties", "areas"}), _programs),
    (frozenset({"reach", "areas", "occupations"}), _reach),
    (frozenset({"occupations", "related", "sectors", "titles", "cip_soc", "nation_wages"}), _lists),
)


def join_report(tables: Tables) -> JoinReport:
    """Count how well `tables` (name -> frame) join. Pure; checks of absent tables are left out.

    Returns
    -------
    JoinReport
        In a fixed order; the same tables give the same report.
    """
    checks: list[Check] = []
    for needed, group in (*_GROUPS, *COUNTIES, *PLAUSIBLE, *SKILLED, *TAXED, *TRAINING):
        if all(name in tables for name in needed):
            checks += group(tables)
    return JoinReport(tuple(checks))
