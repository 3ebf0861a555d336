"""Areas' jobs split over counties: by sector where jobs by county are known, else by all jobs, else by residents."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo_opportunity as go
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.headlines import area_headline
from geo_opportunity.measures import apportion
from geo_opportunity.rules import Rules
from geo_opportunity.scene import Scene
from geo_opportunity.units import about
from geo_opportunity.vocabulary import Kind
from tests.tiny import tiny_data

COUNTIES = pd.DataFrame(
    {
        "county_fips": ["01", "02", "11", "12"],
        "area_code": ["A", "A", "B", "B"],
        "population": [100, 300, 50, 50],
    }
)
INSIDE = pd.Series({"01": 1.0, "11": 0.5})
SECTORS = pd.DataFrame(
    [("29-1141", "62", 0.8), ("29-1141", "61", 0.1), ("47-2111", "23", 1.0)],
    columns=["soc", "sector", "share"],
)
OCCUPATIONS = pd.Index(["29-1141", "47-2111", "51-4041"])


def _jobs(*rows, owners="private"):
    frame = pd.DataFrame(rows, columns=["county_fips", "sector", "employment"])
    return frame.assign(owners=owners, avg_pay=50_000.0, year=2024)


#: 01 does not disclose construction; nothing is disclosed in B.
JOBS = _jobs(("01", "62", 30.0), ("02", "62", 10.0), ("02", "23", 60.0), ("01", "61", 9.0), ("01", "99", 0.0))


def test_weights_by_hand():
    wide = apportion.county_matrix(JOBS)
    assert "61" not in wide  # private schools do not say where schools are
    got = apportion.jobs_weights(COUNTIES, INSIDE, wide)
    assert got.loc["A", "62"] == pytest.approx(30 / 40)
    # 01 by its residents, at the 60 / 300 construction jobs per resident of 02: 20 of 80
    assert got.loc["A", "23"] == pytest.approx(20 / 80)
    assert got.loc["A", "10"] == pytest.approx(30 / 100)
    assert np.isnan(got.loc["A", "99"])  # known where a quarter of the residents live
    assert got.loc["B"].isna().all()


def test_an_occupation_follows_its_sectors():
    weights = apportion.jobs_weights(COUNTIES, INSIDE, apportion.county_matrix(JOBS))
    split = apportion.split_cells(np.array([0.25, 0.25]), weights, SECTORS, OCCUPATIONS)
    # nurses: 0.8 by health, 0.1 in schools by residents, 0.1 in no known sector by all jobs
    assert split.weights[0].tolist() == pytest.approx([0.8 * 0.75 + 0.1 * 0.25 + 0.1 * 0.3, 0.25, 0.3])
    assert split.weights[1].tolist() == pytest.approx([0.25] * 3)
    assert split.by.sum(axis=0) == pytest.approx(np.ones((2, 3)))
    one = apportion.Split(split.weights[:1], split.by[:, :1])
    names = apportion.split_names(one, np.array([[100.0, 50.0, np.nan]]), 2024)
    assert [name.split("(")[0] for name in names] == [
        "split by jobs of the occupation's sectors covered by unemployment insurance ",
        "split by jobs of the occupation's sectors covered by unemployment insurance ",
        "split by jobs covered by unemployment insurance ",
    ]
    assert set(
        apportion.split_names(apportion.Split(split.weights[1:], split.by[:, 1:]), np.ones((1, 3)), 2024)
    ) == {"split by residents"}


def test_published_totals_and_public_sectors_are_used_where_all_owners_are_counted():
    wide = apportion.county_matrix(
        _jobs(("01", "10", 80.0), ("02", "10", 20.0), ("01", "61", 9.0), ("02", "61", 1.0), owners="all")
    )
    got = apportion.jobs_weights(COUNTIES, INSIDE, wide)
    assert got.loc["A"].to_dict() == pytest.approx({"10": 0.8, "61": 0.9})


def test_without_any_table_residents_split():
    split = apportion.split_cells(np.array([0.25]), pd.DataFrame(index=["A"]), SECTORS.iloc[:0], OCCUPATIONS)
    assert split.weights.tolist() == [[0.25] * 3]
    assert split.by[apportion.RESIDENTS].tolist() == [[1.0] * 3]


@given(st.lists(st.one_of(st.none(), st.integers(1, 10_000)), min_size=4, max_size=4), st.integers(1, 3))
def test_the_parts_of_an_area_add_up_to_it(jobs, cut):
    frame = COUNTIES.assign(area_code="A")
    rows = [(c, "62", float(n)) for c, n in zip(frame["county_fips"], jobs, strict=True) if n is not None]
    wide = apportion.county_matrix(_jobs(*rows)) if rows else pd.DataFrame({"10": []}, dtype=float)
    inner = pd.Series(1.0, index=frame["county_fips"])
    one, other = (apportion.jobs_weights(frame, part, wide) for part in (inner.iloc[:cut], inner.iloc[cut:]))
    total = one + other
    assert ((total - 1).abs() < 1e-9).where(total.notna(), other=True).all(axis=None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4_801, 4_800), (4_850.1, 4_900), (512, 510), (96, 100), (44, 40), (3.4, 3), (0, 0), (123_456, 123_000),
        (99_960, 100_000), (-4_801, -4_800), (2_345_678, 2_350_000),
    ],
)  # fmt: skip
def test_estimates_are_rounded(value, shown):
    assert about(value) == shown
    assert math.isnan(about(float("nan")))


# ------------------------------------------------------------------ the tiny country

CITY = _jobs(
    ("20003", "62", 20_000.0), ("20005", "62", 60_000.0), ("20003", "23", 30_000.0), ("20005", "23", 10_000.0)
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return go.open_atlas(tiny_data(tmp_path_factory.mktemp("split") / "data", county_jobs=CITY))


@pytest.fixture
def region(atlas):
    """Barber County: five eighths of the residents of Kansas City, a quarter of its jobs in health."""
    return atlas.region(from_counties(["20003"], atlas.table("counties")))


def test_a_county_gets_the_nurses_of_its_hospitals(atlas, region):
    cells, whole = region.cells(region.code), atlas.cells("28140")
    nurses = whole.loc["29-1141", "employment"]
    # nine tenths in health: 20 of 80 thousand; a tenth in schools: by residents, 500 of 800 thousand
    assert region.cube.employment[0, region.cube.occupations.get_loc("29-1141")] == pytest.approx(
        nurses * (0.9 * 0.25 + 0.1 * 0.625)
    )
    assert cells.loc["29-1141", "employment"] == about(nurses * (0.9 * 0.25 + 0.1 * 0.625))
    assert cells.loc["29-1141", "jobs_basis"].endswith(
        "sectors covered by unemployment insurance (QCEW 2024)"
    )
    assert cells.loc["15-1252", "jobs_basis"] == "split by jobs covered by unemployment insurance (QCEW 2024)"
    assert set(whole["jobs_basis"]) == {"published"}
    parts = region.parts().loc["28140"]
    assert (parts["weight"], parts["basis"]) == (pytest.approx(50 / 120), "covered jobs (QCEW 2024)")


def test_numbers_of_jobs_of_a_region_are_estimates_and_said_to_be(atlas, region):
    rules = Rules(pay="own", own_wage=30_000, growth="any")
    row = region.overlap(rules).iloc[0]
    for name in ("jobs_total", "jobs_selected", "jobs_overlap"):
        assert row[name] == about(row[name])
    assert row["jobs_basis"].startswith("estimated")
    assert row["share_overlap"] != pytest.approx(
        row["jobs_overlap"] / row["jobs_selected"], abs=1e-12
    )  # from what is not rounded
    kinds = region.cells(region.code, rules)["kind"]
    assert Kind.OVERLAP.value in set(kinds)

    shown = Scene(rules=rules, lens="any")
    said = area_headline(row, atlas.summary(rules), shown)
    assert f"of about {row['jobs_selected']:,.0f} jobs" in said
    area = atlas.overlap(rules).loc["28140"]
    assert "of about" not in area_headline(area, {"share_overlap": 0.0}, shown)


def test_jobs_the_user_knows_go_before(atlas):
    counties = atlas.table("counties")
    mine = pd.Series({"20003": 1.0, "20005": 9.0})
    view = atlas.region(from_counties(["20003"], counties), employment=mine)
    assert view.parts().loc["28140", "weight"] == pytest.approx(0.1)
    cells = view.cells(view.code)
    assert set(cells.loc[cells["employment"].notna(), "jobs_basis"]) == {"split by your jobs by county"}
