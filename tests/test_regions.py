"""Regions: figures put together from areas, on hand-worked cases, on the tiny country and on the nation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo_opportunity as go
from geo_opportunity.atlas import RegionAtlas
from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.geography.region import Member, Region, region_shape
from geo_opportunity.measures import regions as formulas
from geo_opportunity.measures.growth import BASIS_CODES
from geo_opportunity.pipeline.reach import reach
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.settings import Settings
from geo_opportunity.vocabulary import REACH_MILES, Basis
from tests.tiny import COUNTIES, tiny_data, tiny_tables

OWN = Rules(pay="own", own_wage=50_000, growth="any")
NATION = Settings().data_dir
needs_data = pytest.mark.skipif(
    not (NATION / "manifest.json").is_file(), reason="the national data set is not built"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    """The tiny country, its reach worked out from its tracts rather than set by hand."""
    return go.open_atlas(tiny_data(tmp_path_factory.mktemp("tiny") / "data", **reach({}, tiny_tables())))


@pytest.fixture(scope="module")
def counties():
    return tiny_tables()["counties"]


# ----------------------------------------------------------------- mixtures


def test_mixture_of_two_parts_worked_by_hand():
    """One part pays 20 to 50 thousand, the other twice that; half of the jobs each."""
    one = np.array([20_000, 25_000, 30_000, 40_000, 50_000.0])
    points = np.stack([one, 2 * one], axis=1)[:, :, None]
    got, bound = formulas.mixture_percentiles(
        points, np.zeros(points.shape, dtype=bool), np.array([[0.5], [0.5]])
    )
    # p10: nobody of the second part is below 33,333, so it takes 20 % of the first: 20,000 + 5,000 x 10/15
    # p25: half of the first = 30,000. p50: 45,000, below which lie 82.5 % of the first and 17.5 % of the second
    assert got[:2, 0] == pytest.approx([20_000 + 5_000 / 1.5, 30_000])
    assert got[2, 0] == pytest.approx(45_000)
    assert not bound.any()


curves = st.lists(st.integers(10_000, 200_000), min_size=5, max_size=5).map(sorted)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(curves, st.floats(0.01, 1.0)), min_size=1, max_size=6))
def test_mixture_properties(parts):
    points = np.array([c for c, _ in parts], dtype=float).T[:, :, None]
    weights = np.array([w for _, w in parts])[:, None]
    shares = weights / weights.sum()
    none = np.zeros(points.shape, dtype=bool)
    got, _ = formulas.mixture_percentiles(points, none, shares)
    assert (np.diff(got[:, 0]) >= -1e-6).all()  # never falling
    assert (got >= points.min(axis=1) - 1e-6).all()  # between the parts
    assert (got <= points.max(axis=1) + 1e-6).all()
    turned, _ = formulas.mixture_percentiles(points[:, ::-1], none, shares[::-1])
    assert turned == pytest.approx(got)  # whatever the order
    doubled, _ = formulas.mixture_percentiles(
        np.repeat(points, 2, axis=1), np.repeat(none, 2, axis=1), np.repeat(shares / 2, 2, axis=0)
    )
    assert doubled == pytest.approx(got)  # a part cut in two changes nothing
    if len(parts) == 1:
        assert (got == points[:, 0]).all()


def test_top_codes_stay_bounds_and_gaps_stay_gaps():
    plain = np.array([20_000, 30_000, 40_000, 50_000, 60_000.0])
    top = np.array([100_000, 150_000, 239_200, 239_200, 239_200.0])
    points = np.stack([plain, top], axis=1)[:, :, None]
    coded = np.stack([np.zeros(5, dtype=bool), top >= 239_200], axis=1)[:, :, None]
    got, bound = formulas.mixture_percentiles(points, coded, np.array([[0.5], [0.5]]))
    assert bound[:, 0].tolist() == [
        False,
        False,
        False,
        True,
        True,
    ]  # beyond 150,000 the second part is "or more"
    assert got[4, 0] == pytest.approx(239_200)
    alone, bound = formulas.mixture_percentiles(points[:, 1:], coded[:, 1:], np.ones((1, 1)))
    assert alone[:, 0].tolist() == top.tolist()
    assert bound[:, 0].tolist() == [False, False, True, True, True]

    short = np.append(plain[:4], np.nan)[:, None, None]
    assert np.isnan(
        formulas.mixture_percentiles(short, np.zeros((5, 1, 1), dtype=bool), np.ones((1, 1)))[0][4, 0]
    )
    both = np.concatenate([short, plain[:, None, None]], axis=1)
    shares = np.array([[0.7], [0.3]])
    assert np.isnan(
        formulas.mixture_percentiles(both, np.zeros(both.shape, dtype=bool), shares)[0][4, 0]
    )  # 30 % publish it
    assert np.isfinite(
        formulas.mixture_percentiles(both, np.zeros(both.shape, dtype=bool), shares[::-1])[0][4, 0]
    )


def test_flat_scales_do_not_divide_by_zero():
    flat = np.full((5, 2, 1), 50_000.0)
    flat[:, 1] = 70_000.0
    got, _ = formulas.mixture_percentiles(flat, np.zeros(flat.shape, dtype=bool), np.array([[0.6], [0.4]]))
    assert got[:, 0].tolist() == [50_000, 50_000, 50_000, 70_000, 70_000]


def test_sums_and_rates_leave_out_the_unknown():
    weights, nan = np.array([0.5, 1.0]), np.nan
    jobs = np.array([[100.0, nan, nan], [30.0, 40.0, nan]])
    assert formulas.sum_known(weights, jobs)[:2].tolist() == [80.0, 40.0]
    assert np.isnan(formulas.sum_known(weights, jobs)[2])
    by_cell = np.repeat(weights[:, None], 3, axis=1)
    assert formulas.sum_known(by_cell, jobs)[:2].tolist() == [80.0, 40.0]
    shares = formulas.mixing_shares(by_cell, jobs, np.array([10.0, 30.0]), np.ones((2, 3), dtype=bool))
    assert shares.tolist() == [
        [0.625, 0.0, 0.25],
        [0.375, 1.0, 0.75],
    ]  # by jobs; the last, without jobs, by residents
    assert formulas.combine_rates(shares, np.array([[0.1, nan, 0.2], [0.2, 0.3, 0.4]])) == pytest.approx(
        [0.1375, 0.3, 0.35]
    )
    assert formulas.weighted_known(np.array([nan, 2.0]), np.array([1.0, 1.0])) == 2.0
    assert np.isnan(formulas.weighted_known(np.array([nan, 2.0]), np.array([1.1, 1.0])))


def test_basis_of_a_mixture_is_the_coarsest():
    code = BASIS_CODES
    basis = np.array([[Basis.STATE, Basis.STATE, Basis.LOCAL, Basis.NATION, Basis.NATION, Basis.LOCAL]] * 2)
    basis[1] = [Basis.STATE, Basis.LOCAL, Basis.LOCAL, Basis.STATE, Basis.NATION, Basis.NONE]
    codes = np.vectorize(lambda b: code[Basis(b)])(basis).astype(np.int8)
    shares = np.where(basis == Basis.NONE, 0.0, 0.5)
    same = formulas.combine_basis(codes, shares, np.array(["20", "20"]))
    assert same.tolist() == [
        code[b]
        for b in (Basis.STATE, Basis.STATE, Basis.LOCAL, Basis.STATE_NATION, Basis.NATION, Basis.LOCAL)
    ]
    assert formulas.combine_basis(codes, shares, np.array(["20", "31"]))[0] == code[Basis.STATES_BLEND]
    assert (
        formulas.combine_basis(codes, shares * 0, np.array(["20", "31"])).tolist() == [code[Basis.NONE]] * 6
    )


# -------------------------------------------------------------------- parts


def test_parts_say_how_much_of_each_area(atlas, counties):
    region = from_counties(["31001", "20003", "20005"], counties)
    parts = atlas.region(region).parts()
    assert parts["weight"].to_dict() == {"28140": 1.0, "30700": pytest.approx(200 / 300)}
    assert parts.loc["30700", "jobs"] == pytest.approx(100_000)
    assert parts["share_of_region"].sum() == pytest.approx(1)
    assert parts.loc["28140", ["counties", "county_count", "counties_of_area", "whole"]].tolist() == [
        "Barber County; Clay County",
        2,
        2,
        True,
    ]


def test_employment_by_county_goes_before_residents_where_it_is_complete(atlas, counties):
    region = from_counties(["31001", "20003"], counties)
    jobs = pd.Series(
        {"31001": 30.0, "31003": 70.0, "20003": 1.0}
    )  # 20005 is missing: residents split Kansas City
    parts = atlas.region(region, employment=jobs).parts()
    assert parts["weight"].to_dict() == {"30700": pytest.approx(0.3), "28140": pytest.approx(5 / 8)}
    assert parts["basis"].to_dict() == {"30700": "employment", "28140": "population"}
    with pytest.raises(ValueRangeError, match="31003"):
        atlas.region(region, employment=pd.Series({"31001": 1.0, "31003": -1.0})).parts()
    with pytest.raises(ValueRangeError, match="30700"):
        atlas.region(region, employment=pd.Series({"31001": 0.0, "31003": 0.0})).parts()


# ------------------------------------------------------------------ figures


def cells_of(atlas, region, *rules, **settings):
    """Return the cells of a region and what they rest on."""
    view = atlas.region(region)
    return view.cells(view.code, *rules, **settings).join(view.coverage())


def test_two_counties_of_two_areas_worked_by_hand(atlas, counties):
    """Adams: 200/300 of Lincoln. Allen: all of Topeka."""
    cells = cells_of(atlas, from_counties(["31001", "20001"], counties), OWN)
    lincoln, topeka = (atlas.cells(code, OWN) for code in ("30700", "45820"))
    nurses = cells.loc["29-1141"]
    jobs = lincoln.loc["29-1141", "employment"] * 2 / 3, topeka.loc["29-1141", "employment"]
    assert nurses["employment"] == pytest.approx(sum(jobs))
    assert nurses["growth"] == pytest.approx((jobs[0] * 0.06 + jobs[1] * 0.08) / sum(jobs))
    assert nurses["growth_basis"] == "several states, blended"
    assert sum(jobs) * 0.12 == pytest.approx(408)
    assert nurses["openings"] == 410  # an estimate is rounded
    assert nurses["jobs_basis"] == "split by residents"
    assert topeka.loc["29-1141", "p50"] < nurses["p50"] < lincoln.loc["29-1141", "p50"]
    machinists = cells.loc["51-4041"]  # jobs withheld in Topeka, wages published: only Lincoln counts
    assert machinists["employment"] == pytest.approx(lincoln.loc["51-4041", "employment"] * 2 / 3)
    assert machinists["employment_coverage"] == pytest.approx(200 / 350)
    assert machinists["p50"] == lincoln.loc["51-4041", "p50"]
    assert cells.loc["49-9081", "wage_coverage"] == 1.0


def test_a_part_without_wages_is_left_out_and_counted(atlas, counties):
    cells = cells_of(atlas, from_counties(["31001", "31003", "31005", "31007"], counties), OWN)
    lincoln, north = (atlas.cells(code, OWN).loc["17-3023"] for code in ("30700", "3100001"))
    assert cells.loc["17-3023", "p50"] == lincoln["p50"]
    assert cells.loc["17-3023", "wage_coverage"] == pytest.approx(
        lincoln["employment"] / (lincoln["employment"] + north["employment"])
    )


def test_a_region_without_published_wages_is_unknown_not_zero(atlas, counties):
    region = from_counties(["20007"], counties)
    cells = cells_of(atlas, region, OWN)
    assert cells["employment"].isna().all()
    assert set(cells["employment_flag"]) == {"not_listed"}
    assert set(cells["sustaining"]) == {"unknown"}
    assert np.isnan(atlas.region(region).overlap(OWN)["jobs_overlap"].iloc[0])


def test_top_codes_survive(atlas, counties):
    cells = cells_of(atlas, from_counties(["20003", "20005", "20001"], counties), OWN)
    view = atlas.region(from_counties(["20003", "20005", "20001"], counties))
    assert view.cube.top_coded[4, 0, view.cube.occupations.get_loc("15-1252")]
    assert cells.loc["15-1252", "p90"] <= 239_200


@pytest.mark.parametrize(
    "rules", [OWN, Rules(), Rules(pay="fed"), Rules(pay="poverty"), Rules(growth="openings")]
)
def test_a_region_equal_to_an_area_reproduces_it(atlas, counties, rules):
    for code, group in counties.groupby("area_code"):
        region = from_counties(group["county_fips"], counties)
        mine = cells_of(atlas, region, rules).drop(columns=["employment_coverage", "wage_coverage"])
        theirs = atlas.cells(code, rules)
        pd.testing.assert_frame_equal(mine, theirs, check_exact=False, rtol=1e-9)
        one, other = atlas.region(region).overlap(rules), atlas.overlap(rules).loc[[code]]
        assert one.columns.tolist() == other.columns.tolist()
        drop = [
            "title",
            "kind",
            "states",
            "geometry",
            "rank",
            "rank_low",
            "rank_high",
            "missing_most",
        ]  # of one, or of all
        pd.testing.assert_frame_equal(
            one.drop(columns=drop).reset_index(drop=True),
            other.drop(columns=drop).reset_index(drop=True),
            rtol=1e-9,
            check_dtype=False,
        )
        assert one[["rank", "rank_low", "rank_high"]].isna().all(axis=None)
        assert (one["missing_most"] == "unknown").all()  # one place alone is compared with nothing
        assert one.geometry.iloc[0].equals(other.geometry.iloc[0])


def test_regions_that_cut_the_country_up_add_up_to_it(atlas, counties):
    """By halves of counties too: tracts of two regions."""
    tracts = atlas.table("tracts")
    some = tuple(tracts.loc[tracts["county_fips"] == "20003", "tract"])
    cut = [
        Region("north", tuple(Member(c) for c in COUNTIES if c.startswith("31"))),
        Region("west", (Member("20001"), Member("20003", 0.25, some[:1]))),
        Region("east", (Member("20003", 0.75, some[1:]), Member("20005"), Member("20007"))),
    ]
    views = [atlas.region(region) for region in cut]
    listed = atlas.cube.areas.isin(counties["area_code"])
    for name in ("employment", "openings"):
        got = np.sum(
            [
                np.nan_to_num(
                    v.cube.employment[0] * (1 if name == "employment" else v.cube.openings_ratio[0])
                )
                for v in views
            ],
            axis=0,
        )
        all_areas = atlas.cube.employment * (1 if name == "employment" else atlas.cube.openings_ratio)
        assert got == pytest.approx(np.nansum(all_areas[listed], axis=0), rel=1e-12)
    assert sum(v.cube.employment_total[0] for v in views) == pytest.approx(
        np.nansum(atlas.cube.employment_total[listed])
    )
    assert sum(v.table("tracts")["adults"].sum() for v in views) == pytest.approx(tracts["adults"].sum())
    done = sum(view.supply_summary(view.code)["completers"] for view in views)
    programs = atlas.table("programs")
    assert (
        done == programs.loc[programs["provider_id"] != "ipeds:400", "completions"].sum()
    )  # online: nowhere


def test_reach_is_that_of_the_residents_inside(atlas):
    """The nurses' program of Plains University stands at Barber's centre: two of four tracts are near it."""
    tracts = atlas.table("tracts").loc[lambda t: t["county_fips"] == "20003"]
    near = tuple(tracts["tract"].iloc[:2])
    inside = Region("near", (Member("20003", 0.5, near),))
    outside = Region("far", (Member("20003", 0.5, tuple(tracts["tract"].iloc[2:])),))
    got = [cells_of(atlas, r, OWN, degree_miles=5).loc["29-1141", "reach"] for r in (inside, outside)]
    assert got == [1.0, 0.0]
    assert cells_of(atlas, Region("all", (Member("20003"),)), OWN, degree_miles=5).loc[
        "29-1141", "reach"
    ] == pytest.approx(0.5)
    taught = atlas.region(inside).supply_demand(inside.code)["completers"]
    assert taught["29-1141"] == 150  # the university lies nearest to a tract inside
    assert atlas.region(outside).supply_summary(outside.code)["providers"] == 0


def test_threshold_is_that_of_the_residents(atlas, counties):
    budgets = atlas.county_budget("a1c1")["per_earner"]
    region = from_counties(["31001", "20003"], counties)
    want = (200 * budgets["31001"] + 500 * budgets["20003"]) / 700
    assert atlas.region(region).overlap(family="a1c1")["threshold"].iloc[0] == pytest.approx(want)
    assert atlas.region(region).budget(region.code, "a1c1").loc["per_earner", "annual"] == pytest.approx(want)
    fed = atlas.region(region).overlap(pay="fed")["threshold"].iloc[0]
    assert fed == pytest.approx(51_000 * (200 * 0.94 + 500 * 0.96) / 700)


def test_several_regions_selection_and_programs(atlas, counties):
    regions = [
        from_counties(["31001"], counties, name="A"),
        from_counties(["20003", "20005"], counties, name="B"),
    ]
    views = [atlas.region(region) for region in regions]
    both = pd.concat([view.overlap(OWN, Selection(sector="healthcare")) for view in views])
    assert both["title"].tolist() == ["A", "B"]
    assert both["kind"].tolist() == ["region", "region"]
    assert both.crs.to_epsg() == 4326
    near = views[1].programs(views[1].code, "29-1141", reach_miles=5)
    assert near["provider_id"].iloc[0] == "ipeds:200"
    assert set(cells_of(atlas, regions[0], sector="trades").index) == {"47-2111", "51-4041"}


def test_a_region_of_other_data_is_refused(atlas):
    with pytest.raises(UnknownCodeError, match="99999"):
        cells_of(atlas, Region("elsewhere", (Member("99999"),)))


# -------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "text",
    ["Adams County, NE", "adams, ne", "ADAMS COUNTY,NE", "Adams", "Adams County, Nebraska", "Adams Co., NE"],
)
def test_names_are_read_as_people_write_them(counties, text):
    region = from_counties([text], counties)
    assert region.county_fips == ("31001",)
    assert region.name == "Adams County, NE"


def test_names_that_fit_none_or_several_say_what_is_near(counties):
    more = pd.concat(
        [
            counties,
            counties.iloc[[0, 0]].assign(
                county_fips=["31999", "20999"], name=["Adams city", "Adams County"], state=["NE", "KS"]
            ),
        ]
    )
    with pytest.raises(UnknownCodeError, match=r"'Addams, NE' is no county.*near it: Adams County, NE"):
        from_counties(["Addams, NE"], counties)
    with pytest.raises(
        UnknownCodeError, match=r"fits several: Adams County, NE \(31001\), Adams city, NE \(31999\)"
    ):
        from_counties(["Adams, NE"], more)
    assert from_counties(["Adams County, NE", "adams city, ne"], more).county_fips == ("31001", "31999")
    with pytest.raises(UnknownCodeError, match="fits several"):
        from_counties(["Adams County"], more)
    with pytest.raises(UnknownCodeError, match="names no state we know"):
        from_counties(["Adams, Nebrasca"], counties)


def test_accents_saints_and_parishes(counties):
    odd = counties.head(4).assign(
        name=["Doña Ana County", "St. Louis city", "St. Louis County", "Prince George's County"]
    )
    assert from_counties(["dona ana"], odd).county_fips == (odd["county_fips"].iloc[0],)
    assert from_counties(["Saint Louis County"], odd).county_fips == (odd["county_fips"].iloc[2],)
    assert from_counties(["Prince Georges, " + odd["state"].iloc[3]], odd).county_fips == (
        odd["county_fips"].iloc[3],
    )


def test_codes_that_do_not_exist_are_explained(counties):
    with pytest.raises(UnknownCodeError, match=r"'31002' in the data.*near it: .*31003 \(Boone County, NE\)"):
        from_counties(["31002", "31001"], counties)
    with pytest.raises(UnknownCodeError, match="former counties"):
        from_counties(["09001"], counties)
    alabama = counties.head(1).assign(county_fips="01001")
    assert from_counties(["1001"], alabama).county_fips == ("01001",)
    with pytest.raises(ValueRangeError, match="no counties"):
        from_counties([], counties)
    assert region_shape(
        from_counties(["31001", "31003"], counties), tiny_tables()["county_shapes"]
    ).area == pytest.approx(2)


# ------------------------------------------------------------------- nation


@pytest.fixture(scope="module")
def nation():
    return go.open_atlas(NATION)


@needs_data
@pytest.mark.slow
def test_a_partition_adds_up_to_the_nation(nation, monkeypatch):
    """Every third county of each state: areas are cut to pieces. Reach and wages, which take longest, are left out."""
    nowhere = np.zeros((len(REACH_MILES), len(nation.cube.occupations)), dtype=np.float32)
    for name in ("_reach", "_campus_reach"):
        monkeypatch.setattr(RegionAtlas, name, nowhere)
    monkeypatch.setattr(
        formulas, "mixture_percentiles", lambda points, top, _: (points[:, 0].astype(float), top[:, 0])
    )
    counties, cube = nation.table("counties"), nation.cube
    listed = cube.areas.isin(counties["area_code"])
    jobs, openings, total = np.zeros(len(cube.occupations)), np.zeros(len(cube.occupations)), 0.0
    for third in range(3):
        mine = nation.region(from_counties(counties["county_fips"].iloc[third::3], counties)).cube
        jobs += np.nan_to_num(mine.employment[0])
        openings += np.nan_to_num(mine.employment[0] * mine.openings_ratio[0])
        total += mine.employment_total[0]
    assert jobs == pytest.approx(np.nansum(cube.employment[listed], axis=0), rel=1e-6)
    assert openings == pytest.approx(
        np.nansum((cube.employment * cube.openings_ratio)[listed], axis=0), rel=1e-6
    )
    assert total == pytest.approx(np.nansum(cube.employment_total[listed]), rel=1e-6)


@needs_data
@pytest.mark.parametrize(
    "code", ["24860", "28140", "4500005", "41860"]
)  # one state, two states, nonmetro, local projections
def test_real_areas_are_reproduced(nation, code):
    counties = nation.table("counties")
    region = from_counties(counties.loc[counties["area_code"] == code, "county_fips"], counties)
    view, row = nation.region(region), nation.cube.areas.get_loc(code)
    for name in ("employment", "growth", "growth_basis", "openings_ratio", "employment_flag"):
        np.testing.assert_array_equal(getattr(view.cube, name)[0], getattr(nation.cube, name)[row])
    for name in ("wages", "reach", "wage_flags"):
        np.testing.assert_array_equal(getattr(view.cube, name)[:, 0], getattr(nation.cube, name)[:, row])
    for name in ("growing", "sustaining", "accessible", "kind", "overlap"):
        np.testing.assert_array_equal(
            getattr(view.statuses(Rules()), name)[0], getattr(nation.statuses(Rules()), name)[row]
        )


@needs_data
def test_three_counties_worked_on_the_nation(nation):
    region = from_counties(
        ["Greenville County, SC", "Spartanburg, SC", "anderson county, sc"], nation.table("counties")
    )
    cells = cells_of(nation, region)
    assert nation.region(region).parts().index.tolist() == ["24860", "43900"]
    nurses = [nation.cells(area_code=code).loc["29-1141", "p50"] for code in ("24860", "43900")]
    assert min(nurses) <= cells.loc["29-1141", "p50"] <= max(nurses)
    assert cells["reach"].between(0, 1).all()


@needs_data
def test_access_of_a_region_is_that_of_the_same_area() -> None:
    """People outside compete for a region's programs: its score is what its residents have in the nation."""
    atlas = go.open_atlas(NATION)
    counties = atlas.table("counties")
    mine = counties.loc[counties["area_code"] == "24860", "county_fips"]
    view = atlas.region(from_counties(list(mine), counties))
    area, region = (
        atlas.access(sector="healthcare").loc["24860"],
        view.access(sector="healthcare").loc[view.code],
    )
    assert region["access_per_1000"] == pytest.approx(area["access_per_1000"])
    assert region["people"] == pytest.approx(area["people"])
    one = view.access_by_occupation()
    assert one.loc[view.code, "29-1141"] == pytest.approx(
        atlas.access_by_occupation().loc["24860", "29-1141"]
    )
