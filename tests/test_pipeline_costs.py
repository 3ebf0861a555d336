"""County costs and need: worked by hand, by property, and on the real files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_opportunity import tables as t
from geo_opportunity.errors import BuildError, JoinError
from geo_opportunity.measures import budget
from geo_opportunity.pipeline import costs
from geo_opportunity.sources import family, need, prices
from tests.support import RAW, assert_rises_with_the_family, needs_raw

RENTS = [f"rent_{n}" for n in range(5)]
FACTOR_2018 = 321.465 / 251.107


def counties_of(*fips, cbsa=None):
    frame = pd.DataFrame({"county_fips": list(fips)})
    frame["state_fips"] = frame["county_fips"].str[:2]
    frame["cbsa_code"] = (
        frame["county_fips"].map(cbsa or {}).astype("str").where(frame["county_fips"].isin(cbsa or {}))
    )
    return frame


def parities_of(rows, years=(2023, 2024)):
    """Return long parities from {geo: (all items, goods)} of 2024; 2023 is ten lower."""
    out = [
        (geo, geo, line, year, value - (10 if year == years[0] else 0))
        for geo, pair in rows.items()
        for line, value in enumerate(pair, start=1)
        for year in years
    ]
    return pd.DataFrame(out, columns=["geo_fips", "geo_name", "line_code", "year", "value"])


def fmr_of(*rows):
    """Return raw rents from (fips, population, rent of 0 bedrooms); each bedroom adds 100."""
    frame = pd.DataFrame(rows, columns=["fips", "population", "rent_0"])
    for n in range(1, 5):
        frame[f"rent_{n}"] = frame["rent_0"] + 100 * n
    frame["county_fips"] = frame["fips"].str[:5]
    return frame


def care_of(*rows):
    return pd.DataFrame(rows, columns=["county_fips", "study_year", "center_preschool"])


# --------------------------------------------------------------- price parities


def test_parity_by_metro_state_portion_and_none():
    counties = counties_of(
        "10005",
        "31001",
        "31005",
        "31007",
        "72001",
        cbsa={"31001": "30700", "31007": "99999", "72001": "10380"},
    )
    metro = parities_of({"30700": (94.0, 97.0)})
    portion = parities_of(
        {"31998": (93, 96), "31999": (88.0, 95.0), "10998": (101.0, 96.0), "10999": (np.nan, np.nan)}
    )
    out = costs.price_parities(counties, metro, portion)
    assert out["rpp_basis"].tolist() == [
        "metro",
        "metro",
        "state nonmetro portion",
        "state nonmetro portion",
        "none",
    ]
    assert out["rpp_all"].tolist()[:4] == [101, 94, 88, 88], (
        "latest year; a micropolitan area is not a metro; Sussex takes 10998"
    )
    assert out["rpp_goods"].tolist()[:4] == [96, 97, 95, 95]
    assert out.loc[4, ["rpp_all", "rpp_goods"]].isna().all()


# ------------------------------------------------------------------------ rents


def test_rents_whole_county_towns_revision_and_none():
    counties = counties_of("06037", "23031", "31001", "31003")
    fmr = fmr_of(
        ("0603799999", 9e6, 1863), ("2303100001", 3000, 1000), ("2303100002", 1000, 1400), ("2303100003", 0, 9000),
        ("3100199999", 10, 700), ("2905699999", 845, 800),
    )  # fmt: skip
    out = costs.county_rents(counties, fmr)
    assert out["rent_basis"].tolist() == ["revised", "towns, population-weighted", "published", "none"]
    assert out.loc[0, [f"{r}_monthly" for r in RENTS]].tolist() == [2079, 2328, 2903, 3681, 4098]
    assert out.loc[1, "rent_0_monthly"] == 1100, (
        "(3000 x 1000 + 1000 x 1400) / 4000; the empty town has no say"
    )
    assert out.loc[1, "rent_4_monthly"] == 1500
    assert out.loc[2, "rent_2_monthly"] == 900
    assert out.loc[3, [f"{r}_monthly" for r in RENTS]].isna().all()


def test_rents_refuse_a_county_in_two_forms_and_a_revision_without_county():
    counties = counties_of("23031")
    with pytest.raises(JoinError, match="23031 are given both by county and by town"):
        costs.county_rents(counties, fmr_of(("2303199999", 1, 900), ("2303100001", 1, 900)), revisions={})
    with pytest.raises(JoinError, match="revised counties 23031"):
        costs.county_rents(counties, fmr_of(("3100199999", 1, 900)), revisions={"23031": (1, 2, 3, 4, 5)})


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 1_000_000), st.integers(300, 5_000)), min_size=1, max_size=8),
    st.integers(2, 1000),
)
def test_town_average_lies_between_towns_and_ignores_the_unit_of_weights(towns, scale):
    counties = counties_of("23031")
    rows = [(f"23031{i:05d}", p, r) for i, (p, r) in enumerate(towns)]
    out = costs.county_rents(counties, fmr_of(*rows), revisions={})
    scaled = costs.county_rents(counties, fmr_of(*[(f, p * scale, r) for f, p, r in rows]), revisions={})
    rents = [r for _, r in towns]
    assert min(rents) - 0.01 <= out.loc[0, "rent_0_monthly"] <= max(rents) + 0.01
    assert abs(scaled.loc[0, "rent_0_monthly"] - out.loc[0, "rent_0_monthly"]) <= 0.011


# ------------------------------------------------------------------- child care


def test_inflation_by_hand_and_unknown_year():
    out = costs.in_may_2025_dollars(pd.Series([100.0, 100.0, np.nan]), pd.Series([2018, 2016, 2018]))
    assert out.iloc[0] == pytest.approx(128.0191, abs=1e-4)
    assert out.iloc[1] == pytest.approx(321.465 / 240.007 * 100)
    assert pd.isna(out.iloc[2])
    with pytest.raises(BuildError, match="2007"):
        costs.in_may_2025_dollars(pd.Series([1.0]), pd.Series([2007]))


def test_old_county_weights_by_tract_population():
    crosswalk = pd.DataFrame(
        {
            "tract_fips_2020": ["09001000100", "09009000100", "09009000200", "09001990000"],
            "Tract_fips_2022": ["09120000100", "09120000101", "09140000200", "09120990000"],
        }
    )
    tracts = pd.DataFrame(
        {
            "tract": ["09120000100", "09120000101", "09140000200", "09120990000"],
            "population": [300, 100, 50, 0],
        }
    )
    weights = costs.old_county_weights(crosswalk, tracts)
    held = weights.set_index(["county_fips", "old_fips"])["population"].to_dict()
    assert held[("09120", "09001")] == 300
    assert held[("09120", "09009")] == 100
    assert held[("09140", "09009")] == 50
    assert held[("02063", "02261")] == held[("02066", "02261")]
    with pytest.raises(BuildError, match="tract_fips_2022"):
        costs.old_county_weights(crosswalk.drop(columns="Tract_fips_2022"), tracts)


@pytest.fixture
def chain():
    """Return counties for which each step of the chain is the first that answers."""
    counties = counties_of("09120", "18001", "20001", "20003", "20005", "46102", "72001", "02063")
    care = care_of(
        ("20001", 2017, 999.0), ("20001", 2018, 100.0), ("20003", 2018, 140.0), ("46113", 2018, 60.0), ("09001", 2018, 200.0),
        ("09009", 2018, 160.0), ("51515", 2018, 5_000.0), ("02261", 2018, 90.0), ("20005", 2018, np.nan),
    )  # fmt: skip
    weights = pd.DataFrame(
        {
            "county_fips": ["09120", "09120", "02063"],
            "old_fips": ["09001", "09009", "02261"],
            "population": [300.0, 100.0, 1.0],
        }
    )
    rucc = pd.DataFrame(
        {"county_fips": list(counties["county_fips"]), "rural_urban_code": [1, 6, 6, 6, 9, 6, 6, 9]}
    )
    return counties, care, weights, rucc


def test_childcare_chain_by_hand(chain):
    counties, care, weights, rucc = chain
    price, basis, year = costs.childcare_price(counties, care, "center_preschool", weights=weights, rucc=rucc)
    assert (year.isna() == price.isna()).all()
    assert set(year.dropna()) == {2018}
    found = dict(zip(counties["county_fips"], zip(price, basis, strict=True), strict=True))
    expected = {
        "20001": (100, "county"),  # 2018, not the older 999
        "20003": (140, "county"),
        "46102": (60, "county"),  # Shannon, recoded
        "09120": (190, "old counties, population-weighted"),  # (300 x 200 + 100 x 160) / 400
        "02063": (90, "old counties, population-weighted"),
        "20005": (120, "state median"),  # of 100 and 140
        "18001": (100, "rural-urban group median"),  # of 100, 140 and 60, all of code 6
    }
    for county, (value, how) in expected.items():
        assert found[county] == (pytest.approx(value * FACTOR_2018, abs=0.005), how), county
    assert pd.isna(found["72001"][0])
    assert found["72001"][1] == "none", "no mainland price for Puerto Rico"


def test_childcare_keeps_the_year_of_its_price(chain):
    counties, care, weights, rucc = chain
    care.loc[care["county_fips"] == "20003", "study_year"] = 2016
    care.loc[care["county_fips"].isin(["09001", "09009"]), "study_year"] = 2015
    *_, year = costs.childcare_price(counties, care, "center_preschool", weights=weights, rucc=rucc)
    found = dict(zip(counties["county_fips"], year, strict=True))
    assert (found["20001"], found["20003"], found["09120"]) == (2018, 2016, 2015)
    assert found["20005"] == 2018, "the latest of the two behind the state median"
    assert np.isnan(found["72001"])


def test_without_rural_urban_codes_the_last_step_is_left_out(chain):
    counties, care, weights, _ = chain
    price, basis, _ = costs.childcare_price(counties, care, "center_preschool", weights=weights, rucc=None)
    assert basis[counties["county_fips"] == "18001"].tolist() == ["none"]
    assert price[counties["county_fips"] == "18001"].isna().all()


def test_a_few_counties_do_not_speak_for_their_state():
    fips = [f"29{n:03d}" for n in range(1, 24, 2)]  # 12 counties, one with a price: below a tenth
    counties = counties_of(*fips, "20001")
    rucc = pd.DataFrame({"county_fips": [*fips, "20001"], "rural_urban_code": [1] + [9] * 12})
    care = care_of((fips[0], 2018, 300.0), ("20001", 2018, 80.0))
    weights = costs.old_county_weights(None, None)
    price, basis, _ = costs.childcare_price(counties, care, "center_preschool", weights=weights, rucc=rucc)
    assert set(basis[1:12]) == {"rural-urban group median"}
    assert price[1] == pytest.approx(80 * FACTOR_2018, abs=0.005)
    _, some, _ = costs.childcare_price(counties[:10], care, "center_preschool", weights=weights, rucc=rucc)
    assert set(some[1:]) == {"state median"}, "one in ten is enough"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(20, 900)), min_size=4, max_size=4), st.floats(1.1, 3))
def test_prices_scale_and_order_of_rows_does_not_matter(values, scale):
    fips = ["20001", "20003", "20005", "31001"]
    counties = counties_of(*fips)
    weights = costs.old_county_weights(None, None)
    rucc = pd.DataFrame({"county_fips": fips, "rural_urban_code": [1, 1, 2, 1]})
    care = pd.DataFrame(
        {"county_fips": fips, "study_year": 2018, "center_preschool": np.array(values, dtype="float64")}
    )
    price, basis, _ = costs.childcare_price(counties, care, "center_preschool", weights=weights, rucc=rucc)
    again, same, _ = costs.childcare_price(
        counties, care[::-1], "center_preschool", weights=weights, rucc=rucc[::-1]
    )
    pd.testing.assert_series_equal(price, again)
    pd.testing.assert_series_equal(basis, same)
    scaled = care.assign(center_preschool=care["center_preschool"] * scale)
    more, _, _ = costs.childcare_price(counties, scaled, "center_preschool", weights=weights, rucc=rucc)
    np.testing.assert_allclose(more, price * scale, atol=0.03)
    assert (price.isna() == (basis == "none")).all(), "a price without a basis, or a basis without a price"


# ------------------------------------------------------------------------- need


def need_raw():
    return {
        "saipe": pd.DataFrame(
            {
                "county_fips": ["01000", "01001"],
                "poverty_rate": [0.2, 0.1],
                "median_household_income": [1e4, 6e4],
            }
        ),
        "laus": pd.DataFrame(
            {"county_fips": ["01001"], "unemployment_rate": [0.03], "labor_force": [1000.0]}
        ),
        "svi": None,
        "rucc": pd.DataFrame({"county_fips": ["01001"], "rural_urban_code": [2.0]}),
        "county_typology": pd.DataFrame(
            {"county_fips": ["01001", "46113", "02261", "09001"], "persistent_poverty": [0, 1, 0, 0]}
        ),
        "opportunity_zones": pd.DataFrame(
            {"tract": ["46113000100", "46102000200", "09001000100", "51515000100"]}
        ),
        "mobile_coverage": pd.DataFrame({"county_fips": ["01001", "09001"], "mobile_5g_share": [0.5, 0.9]}),
    }


def test_need_by_hand():
    counties = counties_of("01001", "02063", "09120", "46102", "51019")
    out = costs.county_need(need_raw(), {"counties": counties})["county_need"]
    t.validate("county_need", out)
    out = out.set_index("county_fips")
    assert out.loc[
        "01001", ["poverty_rate", "unemployment_rate", "labor_force", "rural_urban_code"]
    ].tolist() == [0.1, 0.03, 1000, 2]
    assert out["no_vehicle_share"].isna().all(), "the source is absent: null, not zero"
    assert out["persistent_poverty"].tolist() == ["no", "unknown", "unknown", "yes", "unknown"]
    zones = out["opportunity_zone_tracts"]
    assert zones[["01001", "02063", "46102", "51019"]].tolist() == [0, 0, 2, 1]
    assert pd.isna(zones["09120"]), "2010 tracts lie in the old counties"
    assert pd.isna(out.loc["09120", "mobile_5g_share"])


def test_zones_of_a_divided_county_are_unplaced():
    raw = need_raw() | {"opportunity_zones": pd.DataFrame({"tract": ["02261000100"]})}
    out = costs.county_need(raw, {"counties": counties_of("01001", "02063", "02066")})["county_need"]
    assert out["opportunity_zone_tracts"].isna().tolist() == [False, True, True]


def test_unmatched_codes_are_listed_with_what_was_done():
    listed = costs.unmatched_codes(need_raw(), counties_of("01001", "46102"))
    typology = listed[
        (listed["source"] == "county_typology") & (listed["side"] == "not a county of ours")
    ].set_index("code")["handling"]
    assert typology["46113"] == "recoded"
    assert typology["09001"] == "old Connecticut county"
    assert "01000" not in set(listed["code"]), "states are not counties"
    assert (
        (listed["source"] == "laus")
        & (listed["code"] == "46102")
        & (listed["side"] == "county not in the source")
    ).any()


# ------------------------------------------------------------------ whole steps


def step(name):
    return next(s for s in costs.STEPS if s.name == name)


def test_steps_declare_what_they_use():
    ids = {s.id for s in (*prices.SOURCES, *family.SOURCES, *need.SOURCES)} | {"ct_tracts"}
    assert {x for s in costs.STEPS for x in s.sources} <= ids
    assert [m for s in costs.STEPS for m in s.makes] == [
        "county_costs",
        "county_need",
        "food_plan",
        "poverty_guidelines",
        "state_taxes",
    ]


def test_county_costs_meets_its_contract(chain):
    counties, care, _, rucc = chain
    care = care.assign(center_school_age=care["center_preschool"] / 2)
    raw = {
        "rpp_metro": parities_of({"30700": (94.0, 97.0)}),
        "rpp_portion": parities_of({"20999": (88.0, 95.0)}),
        "fmr": fmr_of(*[(f"{f}99999", 10, 700) for f in [*counties["county_fips"], *costs.FMR_REVISIONS]]),
        "childcare": care,
        "childcare_infant": care.rename(columns={"center_preschool": "center_infant"}),
        "ct_tracts": None,
        "rucc": rucc,
    }
    out = step("county costs").run(raw, {"counties": counties[::-1], "tracts": pd.DataFrame()})[
        "county_costs"
    ]
    pd.testing.assert_frame_equal(t.validate("county_costs", out), out)
    area = out.set_index("county_fips")["poverty_guideline_area"]
    assert area[["02063", "20001", "72001"]].tolist() == ["alaska", "48_states_and_dc", "48_states_and_dc"]
    with pytest.raises(BuildError, match="'fmr' is needed and absent"):
        step("county costs").run({**raw, "fmr": None}, {"counties": counties})


@pytest.fixture(scope="module")
def real():
    """Return raw frames, and counties and tracts in the few columns the steps use, of the real files."""
    raw = {
        s.id: s.locate(RAW).read()
        for s in (*prices.SOURCES, *family.SOURCES, *need.SOURCES)
        if not s.id.startswith("fmr_")
    }
    raw["ct_tracts"] = pd.read_csv(RAW / "census/ct_2022tractcrosswalk.csv", dtype=str, encoding="utf-8-sig")
    fips = pd.read_csv(RAW / "oews_areas/county_to_oews_area.csv", dtype=str)["county_fips"]
    cbsa = pd.read_excel(RAW / "census/list1_2023.xlsx", engine="calamine", header=2, dtype=str).dropna(
        subset=["FIPS County Code"]
    )
    of_county = dict(zip(cbsa["FIPS State Code"] + cbsa["FIPS County Code"], cbsa["CBSA Code"], strict=True))
    points = pd.read_csv(RAW / "census/CenPop2020_Mean_TR.txt.gz", dtype=str, encoding="utf-8-sig")
    codes = points["STATEFP"] + points["COUNTYFP"] + points["TRACTCE"]
    recode = raw["ct_tracts"].set_index("tract_fips_2020")["Tract_fips_2022"]
    tracts = pd.DataFrame(
        {"tract": codes.map(recode).fillna(codes), "population": points["POPULATION"].astype(int)}
    )
    return raw, {"counties": counties_of(*fips, cbsa=of_county), "tracts": tracts}


@needs_raw
@pytest.mark.raw
def test_real_costs(real):
    raw, tables = real
    out = t.validate("county_costs", costs.county_costs(raw, tables)["county_costs"]).set_index("county_fips")
    assert out["rpp_basis"].value_counts().to_dict() == {
        "state nonmetro portion": 1_957,
        "metro": 1_187,
        "none": 78,
    }
    assert out["rent_basis"].value_counts().to_dict() == {
        "published": 3_145,
        "towns, population-weighted": 68,
        "revised": 9,
    }
    assert out["childcare_preschool_basis"].value_counts().to_dict() == {
        "county": 2_875,
        "rural-urban group median": 236,
        "none": 78,
        "state median": 22,
        "old counties, population-weighted": 11,
    }
    assert set(out.index[out["childcare_infant_basis"] == "none"].str[:2]) == {"72"}
    assert out.loc["10005", "rpp_all"] == 101.105, "Sussex: Delaware's metropolitan portion"
    assert out.loc["01001", "rent_2_monthly"] == 1016
    by_state = out.index.str[:2]
    assert set(out.loc[by_state == "18", "childcare_preschool_basis"]) == {"rural-urban group median"}
    assert set(out.loc[by_state == "09", "childcare_preschool_basis"]) == {
        "old counties, population-weighted"
    }
    connecticut = raw["childcare"][raw["childcare"]["county_fips"].str.startswith("09")]
    latest = connecticut.sort_values("study_year").drop_duplicates("county_fips", keep="last")
    bounds = costs.in_may_2025_dollars(latest["center_preschool"], latest["study_year"])
    assert (
        out.loc[by_state == "09", "childcare_preschool_weekly"]
        .between(bounds.min() - 0.01, bounds.max() + 0.01)
        .all()
    )


@needs_raw
@pytest.mark.raw
def test_real_state_taxes_and_families(real):
    raw, tables = real
    postal = raw["fmr"].drop_duplicates("county_fips").set_index("county_fips")["state"]
    counties = tables["counties"].assign(state=tables["counties"]["county_fips"].map(postal))
    made = step("state taxes").run(raw, {"counties": counties})["state_taxes"]
    taxed = t.validate("state_taxes", made)
    assert len(taxed) == 5 * 51 * 30
    couple = taxed[(taxed["family"] == "a2c2") & (taxed["wages"] == 100_000)].set_index("state_fips")
    assert couple.loc["41", "state_income_tax"] == pytest.approx(6_274, abs=1)  # Oregon
    assert couple["state_income_tax"].median() == pytest.approx(2_744, abs=1)
    assert (couple["state_income_tax"] == 0).sum() == 10
    county_costs = costs.county_costs(raw, tables)["county_costs"]
    food = step("food plan").run(raw, tables)["food_plan"]
    found = {c: budget.family_budget(county_costs, food, f, taxed) for c, f in budget.FAMILY_TYPES.items()}
    assert_rises_with_the_family(found)
    for counties_of_family in found.values():
        assert counties_of_family["total"].notna().sum() == 3_144, "all counties but Puerto Rico's"
        known = counties_of_family.dropna(subset=["total"])
        np.testing.assert_allclose(
            known["total"] - known["taxes"], known["need"], atol=70
        )  # care credit steps


@needs_raw
@pytest.mark.raw
def test_real_need(real):
    raw, tables = real
    out = t.validate("county_need", costs.county_need(raw, tables)["county_need"]).set_index("county_fips")
    assert out["poverty_rate"].isna().sum() == 79, "Puerto Rico and Kalawao"
    assert out.index[out["unemployment_rate"].isna()].tolist() == ["15005"]
    assert out["rural_urban_code"].notna().all()
    assert out["persistent_poverty"].value_counts().to_dict() == {"no": 2_780, "yes": 353, "unknown": 89}
    assert set(out.index[out["opportunity_zone_tracts"].isna()].str[:2]) == {"09"}
    elsewhere = raw["opportunity_zones"]["tract"].str[:2].isin(["09", "60", "66", "69", "78"])
    assert out["opportunity_zone_tracts"].sum() == (~elsewhere).sum(), (
        "every zone outside Connecticut and the islands is counted once"
    )


@needs_raw
@pytest.mark.raw
def test_real_small_tables(real):
    raw, tables = real
    food = t.validate("food_plan", step("food plan").run(raw, tables)["food_plan"])
    assert len(food) == 15
    guide = t.validate(
        "poverty_guidelines", step("poverty guidelines").run(raw, tables)["poverty_guidelines"]
    )
    assert guide["year"].tolist() == [2025] * 3 + [2026] * 3
