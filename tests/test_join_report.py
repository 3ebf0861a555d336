from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.errors import JoinError
from geo_opportunity.pipeline.checks import LIMITS, RANGES, Check, JoinReport
from geo_opportunity.pipeline.report import join_report
from tests.tiny import tiny_tables


@pytest.fixture(scope="module")
def tiny():
    return tiny_tables()


@pytest.fixture
def tables(tiny):
    return {name: frame.copy() for name, frame in tiny.items()}


@pytest.fixture(scope="module")
def report(tiny):
    return join_report(tiny)


# The tiny country (tests/tiny.py): 6 areas, 8 counties, 12 occupations, 5 areas with wages.


def test_areas(report):
    wages = report["areas_without_wages"]
    assert (wages.count, wages.total, wages.worst) == (
        1,
        6,
        ("2000001 Northwest Kansas nonmetropolitan area",),
    )
    assert report["areas_without_shape"].worst == ("6600001 Guam",)
    parity = report["areas_without_price_parity"]
    assert (parity.count, dict(parity.parts)) == (1, {"metro": 3, "state nonmetro portion": 2, "none": 1})
    assert report["areas_without_tracts"].count == 1


def test_costs(report):
    care = report["counties_child_care_imputed"]
    assert (care.count, care.total, dict(care.parts)) == (1, 8, {"county": 7, "state median": 1})
    people = report["people_child_care_imputed"]
    assert people.count / people.total == 30_000 / 1_310_000
    assert report["counties_without_rent"].count == 0


def test_state_income_tax(report, tables):
    assert report["states_without_income_tax"].count == 0
    assert report["untaxed_states_tax"].limit is None, "none of the eight is in the tiny country"
    taxes = tables["state_taxes"]
    tables["state_taxes"] = taxes[(taxes["state_fips"] != "31") | (taxes["family"] != "a1c0")]
    lost = join_report(tables)["states_without_income_tax"]
    assert (lost.count, lost.total, lost.worst, lost.ok) == (1, 2, ("31 NE",), False)
    taxes.loc[taxes["state_fips"] == "20", "state_fips"] = "48"  # Texas, and Kansas lost
    assert join_report(tables | {"state_taxes": taxes})["untaxed_states_tax"].ok
    taxes.loc[taxes["state_fips"] == "31", "state_fips"] = "56"  # Wyoming taxed as Nebraska
    assert not join_report(tables | {"state_taxes": taxes})["untaxed_states_tax"].ok


def test_projections_by_basis(report):
    # 5 areas x 12 occupations less one cell not listed (49-9081 in Topeka). Kansas projects no 49-9081,
    # so 28140 falls back on the nation there; Guam (12 cells) has no state projection at all.
    none, nation = report["projection_cells_none"], report["projection_cells_nation"]
    assert (none.count, none.total) == (0, 59)
    assert dict(none.parts) == {"state": 46, "national": 13}
    assert nation.count == 13
    # 28140, 49-9081 (index 5): 400,000 x (0.02 + 0.025) = 18,000 jobs is the weightiest cell on the national series.
    assert nation.worst[0] == "28140 49-9081"
    jobs = report["projection_jobs_nation"]
    guam = sum(round(30_000 * (0.02 + 0.005 * i), -1) for i in range(12))
    assert jobs.count == 18_000 + guam


def test_a_local_projection_goes_first(tables):
    local = (
        tables["projections"]
        .iloc[:1]
        .assign(series="local", level="substate", geo_code="ks:topeka", soc="49-9081")
    )
    found = join_report(
        tables | {"projections": pd.concat([tables["projections"], local.assign(soc="29-1141")])}
    )
    assert found["projection_cells_none"].parts["local"] == 1


def test_a_printed_percent_that_the_levels_cannot_give_is_counted(tables):
    assert join_report(tables)["projections_printed_against_levels"].count == 0
    rows = tables["projections"].iloc[:3].assign(series="rounded", level="state", base=500.0, projected=400.0)
    rows["growth"] = [-0.20, -0.05, -0.18]  # levels of a state are rounded to 10: -18.4 to -21.6 percent
    found = join_report(tables | {"projections": pd.concat([tables["projections"], rows])})
    assert found["projections_printed_against_levels"].count == 2
    rows = rows.assign(level="nation")  # to 100: 350 to 450 from 450 to 550
    found = join_report(tables | {"projections": pd.concat([tables["projections"], rows])})
    assert found["projections_printed_against_levels"].count == 0


def test_an_area_in_two_states_blends_or_says_in_part(tables):
    counties = tables["counties"]
    counties.loc[counties["county_fips"] == "20005", "state_fips"] = "31"
    found = join_report(tables)
    assert dict(found["projection_cells_none"].parts) == {
        "state": 46,
        "national": 12,
        "state and national": 1,
    }


def test_occupations_without_programs_by_need(report):
    linked = report["occupations_without_program_link"]
    assert dict(linked.parts) == {"not needed": 3}
    assert linked.count == 3
    assert report["occupations_requiring_program_unlinked"].count == 0
    assert report["occupations_without_schedule"].worst == ("51-4041 Machinists",)
    assert report["occupations_thin_listing"].worst == ("53-3032 Heavy and Tractor-Trailer Truck Drivers",)


def test_programs(tables):
    extra = pd.DataFrame(
        [("ipeds:100", "24.0101", 3, 475.0, 0.0), ("ipeds:999", "51.3801", 3, 0.0, 0.0)],
        columns=tables["programs"].columns[:5],
    )
    tables["programs"] = pd.concat([tables["programs"], extra], ignore_index=True)
    tables["providers"].loc[0, ["county_fips", "area_code"]] = None
    found = join_report(tables)
    outside = found["completions_outside_crosswalk"]
    assert (outside.count, outside.total) == (475, 525 + 475)
    assert found["program_cips_unknown"].worst == ("24.0101 (no title)",)
    assert found["programs_unknown_provider"].worst == ("ipeds:999",)
    assert found["providers_outside_counties"].worst == ("ipeds:100 Lincoln Community College, NE",)
    assert not found["programs_unknown_provider"].ok


def test_stray_codes_fail(tables):
    tables["area_wages"].loc[0, "area_code"] = "99999"
    tables["reach"].loc[0, "soc"] = "99-9999"
    tables["counties"].loc[0, "area_code"] = "99999"
    found = join_report(tables)
    failed = {c.name for c in found.failures}
    assert {"wage_cells_unknown_area", "reach_unknown_occupation", "counties_without_area"} <= failed
    with pytest.raises(JoinError, match=r"area-occupation cells of an area that is not ours: 1 of 59"):
        found.raise_for_limits()


def test_an_empty_table_fails_a_limit(tables):
    tables["tracts"] = tables["tracts"].iloc[:0]
    assert "tracts_outside_areas" in {c.name for c in join_report(tables).failures}


def test_checks_whose_tables_are_absent_are_left_out(tiny):
    assert join_report({}).checks == ()
    assert {c.name for c in join_report({n: tiny[n] for n in ("areas", "area_wages")}).checks} >= {
        "areas_without_wages"
    }


def test_every_limit_belongs_to_a_check_and_names_are_unique(report):
    names = [c.name for c in report.checks]
    assert len(names) == len(set(names))
    assert set(LIMITS) | set(RANGES) <= set(names)
    assert not set(LIMITS) & set(RANGES)
    assert all(len(c.worst) <= 5 for c in report.checks)


def test_json_is_stable_and_reads_back(report, tiny):
    assert JoinReport.from_json(report.to_json()) == report
    shuffled = {n: f.sample(frac=1, random_state=3).sort_index() for n, f in tiny.items()}
    assert join_report(shuffled).to_json() == report.to_json()


def test_text_says_counts_limits_and_cases(report):
    text = report.text()
    judged = sum(c.limit is not None for c in report.checks)
    assert text.startswith(f"join report: {len(report.checks)} checks, {judged} with a limit, ")
    assert (
        "FAIL areas without a published median wage: 1 of 6 = 16.7% (at most 2.0%)\n       e.g. 2000001 "
        "Northwest Kansas" in text
    )


@given(st.integers(0, 1000), st.integers(1, 1000), st.floats(0, 1))
def test_within_the_limit_or_not(count, total, limit):
    check = Check(name="x", label="x", count=min(count, total), total=total, limit=limit)
    assert check.ok == (check.share <= limit)
    assert np.isclose(check.share * total, min(count, total))
    assert Check(name="x", label="x", count=count, total=0).ok
