"""Family budgets, taxes and the other pay standards; every known answer shows its arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.errors import MissingColumnError
from geo_opportunity.measures import budget, budget_lines, prices, taxes
from geo_opportunity.rules import FAMILIES
from geo_opportunity.vocabulary import EDUCATION_LEVELS
from tests.support import INSIDE, assert_rises_with_the_family

NAN = np.nan
CPI_FOOD = 321.465 / 296.808

FOOD = pd.DataFrame(  # USDA, September 2022, low-cost plan
    {
        "person": ["child 4-5", "child 6-8", "male 19-50", "female 19-50"],
        "low_cost_monthly": [167.00, 235.80, 294.70, 255.40],
        "month": "2022-09",
    }
)


def costs(**changes):
    row = {
        "county_fips": "19153",
        "rpp_goods": 95.0,
        "rent_0_monthly": 700.0,
        "rent_1_monthly": 800.0,
        "rent_2_monthly": 1_000.0,
    }
    for kind, price in (("preschool", 200.0), ("school_age", 120.0)):
        row |= {f"childcare_{kind}_weekly": price, f"childcare_{kind}_basis": "county"}
        row[f"childcare_{kind}_year"] = 2018.0
    return pd.DataFrame([row | changes])


def state_taxes(rows, families=tuple(budget.FAMILY_TYPES)):
    """Return table state_taxes from (state, wages, tax), the same for every family type."""
    return pd.DataFrame(
        [(family, *row, 2026) for family in families for row in rows],
        columns=["family", "state_fips", "wages", "state_income_tax", "year"],
    )


UNTAXED = state_taxes([(state, wages, 0.0) for state in ("01", "19") for wages in (1_000.0, 1_000_000.0)])


def family_budget(county_costs, food_plan, family, taxed=UNTAXED):
    return budget.family_budget(county_costs, food_plan, family, taxed)


def explain(area, county_costs, family):
    return budget_lines.explain_budget(area, county_costs, family, food_plan=FOOD, state_taxes=UNTAXED)


# ------------------------------------------------------------------------ taxes


def test_single_at_40_000():
    # taxable 40,000 - 15,750 = 24,250; 10 % of 11,925 = 1,192.50; 12 % of 12,325 = 1,479.00
    got = taxes.federal_taxes(40_000.0, status="single", earners=1, children=0)
    assert got.income_tax == pytest.approx(2_671.50)
    assert got.fica == pytest.approx(3_060.00)  # 7.65 %
    assert got.credits == pytest.approx(0)
    assert got.net == pytest.approx(5_731.50)


def test_one_parent_at_30_000():
    got = taxes.federal_taxes(30_000.0, status="head", earners=1, children=1, care_expenses=6_000.0)
    # taxable 30,000 - 23,625 = 6,375, tax 637.50; care credit 27 % x 3,000 = 810, but not above the tax: 637.50
    # child credit: no tax left; refundable min(2,200; 1,700; 15 % x 27,500 = 4,125) = 1,700
    # EITC 4,328 - 15.98 % x (30,000 - 23,350) = 4,328 - 1,062.67 = 3,265.33
    assert got.income_tax == pytest.approx(637.50)
    assert got.credits == pytest.approx(637.50 + 1_700 + 3_265.33)
    assert got.net == pytest.approx(2_295.00 + 637.50 - 5_602.83)


def test_couple_with_two_children_at_78_000():
    got = taxes.federal_taxes(78_000.0, status="joint", earners=2, children=2, care_expenses=15_000.0)
    # taxable 46,500: 2,385 + 12 % x 22,650 = 2,718 -> 5,103; care 20 % x 6,000 = 1,200
    # child credit 4,400: 3,903 against tax, refund min(497; 3,400; 15 % x 75,500) = 497; no EITC over 64,430
    assert got.income_tax == pytest.approx(5_103)
    assert got.credits == pytest.approx(5_600)
    assert got.net == pytest.approx(5_967 + 5_103 - 5_600)


def test_high_earnings_cross_brackets_and_the_contribution_base():
    # taxable 234,250: 1,192.50 + 12 % x 36,550 + 22 % x 54,875 + 24 % x 93,950 + 32 % x 36,950
    #                = 1,192.50 + 4,386 + 12,072.50 + 22,548 + 11,824 = 52,023
    assert taxes.tax_before_credits(250_000.0, "single") == pytest.approx(52_023)
    assert taxes.fica(250_000.0) == pytest.approx(0.062 * 176_100 + 0.0145 * 250_000)
    assert taxes.fica(250_000.0, earners=2) == pytest.approx(19_125)
    # child credit 2,200 - 50 x ceil(5,500 / 1,000) = 1,900, against tax
    got = taxes.federal_taxes(205_500.0, status="head", earners=1, children=1)
    assert got.credits == pytest.approx(1_900)


@pytest.mark.parametrize(
    ("income", "rate"),
    [
        (0, 0.35),
        (15_000, 0.35),
        (15_001, 0.34),
        (17_000, 0.34),
        (43_000, 0.21),
        (43_001, 0.20),
        (90_000, 0.20),
    ],
)
def test_care_credit_rate(income, rate):
    assert taxes.care_credit_rate(income) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("earnings", "status", "children", "credit"),
    [
        (8_490, "single", 0, 649),
        (19_104, "single", 0, 0),
        (26_214, "joint", 0, 0),
        (12_730, "head", 1, 4_328),
        (50_434, "head", 1, 0),
        (17_880, "head", 2, 7_152),
        (30_470, "joint", 2, 7_152),
        (64_430, "joint", 2, 0),
        (17_880, "joint", 3, 8_046),
        (68_675, "joint", 5, 0),
        (10_000, "head", 2, 4_000),  # 40 %
        (0, "head", 2, 0),
    ],
)
def test_earned_income_credit_at_its_printed_points(earnings, status, children, credit):
    assert taxes.earned_income_credit(earnings, status, children) == pytest.approx(credit, abs=0.5)


FILERS = st.sampled_from(
    [("single", 1, 0), ("head", 1, 1), ("head", 1, 2), ("joint", 2, 0), ("joint", 2, 2), ("joint", 1, 2)]
)


@given(st.lists(st.floats(0, 400_000), min_size=1, max_size=8), FILERS, st.floats(0, 30_000))
def test_earnings_leave_exactly_the_need(needs, filer, care):
    status, earners, children = filer
    need = np.array(needs)
    earnings, paid = taxes.earnings_for_need(
        need, status=status, earners=earners, children=children, care_expenses=care
    )
    left = earnings - paid.net
    assert (left >= need - 1e-6).all()
    # met to the cent wherever anything must be earned: nothing is over-asked
    assert (left[earnings > 1] <= need[earnings > 1] + 0.05).all()
    assert (paid.income_tax >= 0).all()
    assert (paid.credits >= 0).all()
    one_by_one = [
        float(
            taxes.earnings_for_need(n, status=status, earners=earners, children=children, care_expenses=care)[
                0
            ]
        )
        for n in need
    ]
    np.testing.assert_allclose(earnings, one_by_one, atol=0.05)


def test_unknown_need_stays_unknown():
    earnings, paid = taxes.earnings_for_need(
        np.array([NAN, 30_000.0]), status="single", earners=1, children=0
    )
    assert np.isnan(earnings[0])
    assert np.isnan(paid.fica[0])
    assert np.isnan(paid.credits[0])
    assert earnings[1] > 30_000


# ----------------------------------------------------------------------- prices


def test_prices_move_by_cpi():
    assert prices.in_prices_of(100.0, "2018") == pytest.approx(100 * 321.465 / 251.107)
    assert prices.PREMIUM_SINGLE.at("2023-03") == 1_560
    with pytest.raises(ValueError, match="1999"):
        prices.in_prices_of(1.0, "1999")


# ----------------------------------------------------------------------- budget


def test_food_by_hand():
    # (294.70 + 255.40 + 167.00 + 235.80) x 12 = 11,434.80, four people: no adjustment
    assert budget.food_cost(FOOD, budget.FAMILY_TYPES["a2c2"]) == pytest.approx(11_434.80 * CPI_FOOD)
    # (294.70 + 255.40) / 2 x 12 x 1.20 = 3,960.72
    assert budget.food_cost(FOOD, budget.FAMILY_TYPES["a1c0"]) == pytest.approx(3_960.72 * CPI_FOOD)
    # (275.05 + 167.00) x 12 x 1.10 = 5,835.06
    assert budget.food_cost(FOOD, budget.FAMILY_TYPES["a1c1"]) == pytest.approx(5_835.06 * CPI_FOOD)


def test_health_and_transport_by_hand():
    cpi23, cpi24 = 321.465 / 301.836, 321.465 / 313.689
    out_of_pocket = 1 - 4_055 / 6_197
    assert budget.health_cost(budget.FAMILY_TYPES["a1c0"]) == pytest.approx(
        1_560 * cpi23 + 4_026 * out_of_pocket * cpi24
    )
    assert budget.health_cost(budget.FAMILY_TYPES["a2c0"]) == pytest.approx(
        3_120 * cpi23 + 6_706 * out_of_pocket * cpi24
    )
    assert budget.health_cost(budget.FAMILY_TYPES["a2c2"]) == pytest.approx(
        6_099.12 * cpi23 + 7_629 * out_of_pocket * cpi24
    )
    # units of two (7,228) include retired couples: the figure of units of three, 6,706, counts
    assert budget.health_cost(budget.FAMILY_TYPES["a1c1"]) == pytest.approx(
        6_099.12 * cpi23 + 6_706 * out_of_pocket * cpi24
    )
    # vehicles: 6,219 for one worker, 12,686 for two; a child adds 14,458 - 12,686, two add 17,977 - 12,686
    transport = {c: budget.transport_cost(f) / cpi24 for c, f in budget.FAMILY_TYPES.items()}
    assert transport == pytest.approx(
        {"a1c0": 6_219, "a1c1": 7_991, "a2c0": 12_686, "a2c2": 17_977, "a2c2w1": 11_510}
    )


@given(
    st.integers(1, 2),
    st.integers(1, 2),
    st.lists(st.sampled_from(["preschool", "school_age"]), max_size=5),
    st.sampled_from(["adult", "worker", "child"]),
)
def test_one_person_more_never_costs_less(adults, earners, children, more):
    """Health care and transport of any family, with one adult, one worker or one child more."""
    earners = min(earners, adults)
    small = budget.FamilyType(code="x", adults=adults, earners=earners, children=tuple(children), bedrooms=2)
    large = budget.FamilyType(
        code="x",
        adults=min(adults + (more != "child"), 2),
        earners=min(earners + (more == "worker"), 2),
        children=(*children, "preschool") if more == "child" else tuple(children),
        bedrooms=2,
    )
    for cost in (budget.health_cost, budget.transport_cost):
        assert cost(large) >= cost(small)
    # who stays at home does not drive to work
    if more == "adult":
        assert budget.transport_cost(large) == budget.transport_cost(small)


def test_budget_by_hand():
    family = budget.FAMILY_TYPES["a2c2"]
    row = family_budget(costs(), FOOD, family).loc["19153"]
    assert row["rent"] == 12_000  # 1,000 x 12
    assert row["food"] == pytest.approx(0.95 * 11_434.80 * CPI_FOOD)
    assert row["childcare"] == pytest.approx(16_640)  # (200 + 120) x 52
    five = row[["rent", "food", "childcare", "health", "transport"]].sum()
    assert row["other"] == pytest.approx(0.1 * five)
    assert row["need"] == pytest.approx(1.1 * five)
    # every tax line at the total, with the formulas of the 78,000 test
    total = row["total"]
    assert row["fica"] == pytest.approx(0.0765 * total)
    assert row["federal_income_tax"] == pytest.approx(2_385 + 0.12 * (total - 31_500 - 23_850))
    assert row["credits"] == pytest.approx(5_600)
    assert total - row["taxes"] == pytest.approx(row["need"], abs=0.02)
    assert row["taxes"] == pytest.approx(row["fica"] + row["federal_income_tax"] - row["credits"])
    assert row["per_earner"] == pytest.approx(total / 2)
    assert (row["imputed"], row["missing"]) == ("", "")


def test_family_types():
    assert set(budget.FAMILY_TYPES) == set(FAMILIES)
    by = {c: family_budget(costs(), FOOD, f).iloc[0] for c, f in budget.FAMILY_TYPES.items()}
    assert {c: r["rent"] for c, r in by.items()} == {
        "a2c2": 12_000,
        "a1c0": 8_400,
        "a1c1": 12_000,
        "a2c2w1": 12_000,
        "a2c0": 9_600,
    }
    # paid care only when every adult works
    assert {c: r["childcare"] for c, r in by.items()} == {
        "a2c2": 16_640,
        "a1c0": 0,
        "a1c1": 10_400,
        "a2c2w1": 0,
        "a2c0": 0,
    }
    assert by["a2c2w1"]["per_earner"] == by["a2c2w1"]["total"]
    assert by["a2c2w1"]["total"] < by["a2c2"]["total"]
    filing = {c: f.filing for c, f in budget.FAMILY_TYPES.items()}
    assert filing == {"a2c2": "joint", "a1c0": "single", "a1c1": "head", "a2c2w1": "joint", "a2c0": "joint"}


def test_missing_is_named_and_never_zero():
    family = budget.FAMILY_TYPES["a2c2"]
    frame = family_budget(costs(rent_2_monthly=NAN, rpp_goods=NAN), FOOD, family)
    row = frame.iloc[0]
    assert row["missing"] == "rent, food"
    assert row[["rent", "food", "need", "other", "fica", "credits", "total", "per_earner"]].isna().all()
    assert row["childcare"] == 16_640
    no_care = family_budget(
        costs(childcare_school_age_weekly=NAN, childcare_school_age_basis="none"), FOOD, family
    ).iloc[0]
    assert no_care["missing"] == "childcare"
    assert np.isnan(no_care["total"])
    at_home = family_budget(costs(childcare_preschool_weekly=NAN), FOOD, budget.FAMILY_TYPES["a2c2w1"]).iloc[
        0
    ]
    assert at_home["missing"] == ""
    assert np.isfinite(at_home["total"])


@pytest.mark.parametrize(
    ("basis", "imputed"),
    [("state median", "childcare"), ("rural-urban group median", "childcare"), ("county", "")],
)
def test_imputed_is_named(basis, imputed):
    row = family_budget(costs(childcare_preschool_basis=basis), FOOD, budget.FAMILY_TYPES["a2c2"]).iloc[0]
    assert row["imputed"] == imputed


def test_faults_name_the_thing():
    family = budget.FAMILY_TYPES["a2c2"]
    with pytest.raises(MissingColumnError, match="rent_2_monthly"):
        family_budget(costs().drop(columns="rent_2_monthly"), FOOD, family)
    with pytest.raises(ValueError, match="child 6-8"):
        family_budget(costs(), FOOD.drop(index=1), family)
    with pytest.raises(ValueError, match="2031-01"):
        family_budget(costs(), FOOD.assign(month="2031-01"), family)


@given(st.floats(300, 4_000), st.floats(0, 1_000), st.sampled_from(list(budget.FAMILY_TYPES)))
def test_dearer_rent_asks_for_more(rent, more, code):
    family = budget.FAMILY_TYPES[code]
    column = f"rent_{family.bedrooms}_monthly"
    low, high = (
        family_budget(costs(**{column: r}), FOOD, family).iloc[0]["total"] for r in (rent, rent + more)
    )
    assert high >= low - 0.05
    assert (
        high - low <= 2.2 * (12 * more) + 61 + 0.1
    )  # marginal taxes stay below half; the care credit steps by 60


def test_input_is_not_changed():
    table, plan = costs(), FOOD.copy()
    before = table.copy()
    family_budget(table, plan, budget.FAMILY_TYPES["a2c2"])
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(plan, FOOD)


def county_budgets():
    frame = pd.concat(
        [
            costs(county_fips=f, rent_2_monthly=r)
            for f, r in (("01001", 1_000.0), ("01003", 1_600.0), ("01005", NAN), ("01007", NAN))
        ]
    )
    frame.loc[frame["county_fips"] == "01003", "childcare_preschool_basis"] = "state median"
    return family_budget(frame.reset_index(drop=True), FOOD, budget.FAMILY_TYPES["a2c2"])


def test_area_budget_by_hand():
    counties = county_budgets()
    population = pd.Series({"01001": 300.0, "01003": 100.0, "01005": 100.0, "01007": 50.0})
    area = pd.Series({"01001": "11111", "01003": "11111", "01005": "11111", "01007": "22222"})
    got = budget.area_budget(counties, population, area)
    assert list(got.index) == ["11111", "22222"]
    first = got.loc["11111"]
    assert first["rent"] == pytest.approx(
        (300 * 12_000 + 100 * 19_200) / 400
    )  # 13,800: the county without rent is left out
    assert first["population_share"] == pytest.approx(0.8)
    assert first["imputed"] == "childcare"
    assert first["imputed_share"] == pytest.approx(0.2)
    assert first["missing"] == "rent"
    assert first["total"] == pytest.approx(first["need"] + first["taxes"], abs=0.02)
    assert got.loc["22222", ["rent", "childcare", "total"]].isna().all()
    assert got.loc["22222", "population_share"] == 0
    mostly = budget.area_budget(
        counties, population, pd.Series({"01003": "33333", "01005": "33333", "01007": "33333"})
    )
    assert np.isnan(mostly.loc["33333", "total"])  # 100 of 250 residents: more than half missing
    assert mostly.loc["33333", "population_share"] == pytest.approx(0.4)


def test_area_budget_ignores_the_order_of_counties():
    counties = county_budgets()
    population = pd.Series({"01001": 300.0, "01003": 100.0, "01005": 100.0, "01007": 50.0})
    area = pd.Series({"01001": "11111", "01003": "11111", "01005": "11111", "01007": "22222"})
    pd.testing.assert_frame_equal(
        budget.area_budget(counties, population, area),
        budget.area_budget(counties.iloc[::-1], population.iloc[::-1], area),
    )


def test_explain_budget_adds_up():
    counties = county_budgets()
    population = pd.Series({"01001": 300.0, "01003": 100.0, "01005": 100.0, "01007": 50.0})
    area = pd.Series({"01001": "11111", "01003": "11111", "01005": "11111", "01007": "22222"})
    rows = costs(childcare_preschool_basis="state median").assign(name="A", population=300.0)
    table = budget.area_budget(counties, population, area)
    lines = explain(table.loc["11111"], rows, budget.FAMILY_TYPES["a2c2"])
    assert list(lines.columns) == ["component", "annual", "basis", "note", "year"]
    assert lines["year"].to_dict() == {
        "rent": "FY 2026",
        "food": "September 2022",
        "childcare": "2018",
        "health": "March 2023, 2024",
        "transport": "2024",
        "other": "",
        "fica": "2025",
        "federal_income_tax": "2025",
        "credits": "2025",
        "state_tax": "2026",
        "total": "",
        "per_earner": "",
    }
    assert lines["annual"].drop(["total", "per_earner"]).sum() == pytest.approx(
        lines.loc["total", "annual"], abs=0.02
    )
    assert lines.loc["childcare", "basis"] == "local, imputed in part"
    assert "state median" in lines.loc["childcare", "note"]
    assert lines.loc["transport", "basis"] == "national"
    nothing = explain(table.loc["22222"], rows, budget.FAMILY_TYPES["a2c2"])
    assert nothing.loc["total", "basis"] == "not known"
    home = family_budget(costs(), FOOD, budget.FAMILY_TYPES["a2c2w1"])
    one = budget.area_budget(home, pd.Series({"19153": 1.0}), pd.Series({"19153": "11111"}))
    care = explain(one.loc["11111"], rows, budget.FAMILY_TYPES["a2c2w1"]).loc["childcare"]
    assert (care["annual"], care["basis"], care["year"]) == (0, "not needed", "")


def test_a_budget_with_nothing_imputed_does_not_speak_of_it():
    whole = family_budget(costs(), FOOD, budget.FAMILY_TYPES["a2c2"])
    area = budget.area_budget(whole, pd.Series({"19153": 1.0}), pd.Series({"19153": "11111"}))
    care = explain(
        area.loc["11111"], costs().assign(name="A", population=1.0), budget.FAMILY_TYPES["a2c2"]
    ).loc["childcare"]
    assert care["basis"] == "local"
    assert "imputed" not in care["note"]


# ------------------------------------------------------------- state income tax


def test_state_tax_is_interpolated_and_not_extended():
    state = taxes.StateTax(np.array([50_000.0, 60_000.0]), np.array([[1_000.0, 1_600.0], [-200.0, 300.0]]))
    np.testing.assert_allclose(state.at(np.array([55_000.0, 52_000.0])), [1_300, -100])
    np.testing.assert_allclose(state.at(np.array([60_000.0, 50_000.0])), [1_600, -200])
    assert state.covers(np.array([50_000.0, 60_001.0])).tolist() == [True, False]


def test_a_state_with_a_tax_one_without_and_one_that_pays_out():
    family = budget.FAMILY_TYPES["a1c1"]
    table = pd.concat([costs(county_fips=f) for f in ("19153", "48001", "25001")], ignore_index=True)
    taxed = state_taxes(
        [("19", 20_000.0, 0.0), ("19", 120_000.0, 5_000.0)]  # 5 % of wages over 20,000
        + [(state, wages, paid) for state, paid in (("48", 0.0), ("25", -800.0)) for wages in (2e4, 12e4)]
    )
    got = family_budget(table, FOOD, family, taxed)
    need = got["need"].iloc[0]
    assert (got["need"] == need).all()
    untaxed = family_budget(costs(), FOOD, family).iloc[0]
    assert got.loc["48001", "total"] == pytest.approx(untaxed["total"], abs=0.02)
    assert got.loc["48001", "state_tax"] == 0
    # the parent keeps need = total - federal - 5 % x (total - 20,000)
    iowa = got.loc["19153"]
    assert iowa["state_tax"] == pytest.approx(0.05 * (iowa["total"] - 20_000))
    federal = iowa["fica"] + iowa["federal_income_tax"] - iowa["credits"]
    assert iowa["total"] - federal - iowa["state_tax"] == pytest.approx(need, abs=0.02)
    assert iowa["taxes"] == pytest.approx(federal + iowa["state_tax"])
    # 800 paid out: the earnings must leave 800 less
    less, _ = taxes.earnings_for_need(need - 800, status="head", earners=1, children=1, care_expenses=10_400)
    assert got.loc["25001", "state_tax"] == -800
    assert got.loc["25001", "total"] == pytest.approx(float(less), abs=0.02)
    assert got.loc["25001", "total"] < untaxed["total"] < iowa["total"]


def test_state_tax_that_is_not_known_leaves_no_budget():
    family = budget.FAMILY_TYPES["a1c0"]
    elsewhere = family_budget(costs(county_fips="72001"), FOOD, family).iloc[0]
    assert elsewhere["missing"] == "state_tax"
    assert elsewhere[["state_tax", "taxes", "total", "per_earner"]].isna().all()
    assert elsewhere["need"] > 0
    low = state_taxes([("19", 1_000.0, 0.0), ("19", 2_000.0, 0.0)])
    beyond = family_budget(costs(), FOOD, family, low).iloc[0]
    assert beyond["missing"] == "state_tax"
    assert np.isnan(beyond["total"])
    with pytest.raises(ValueError, match="no taxes of family type 'a1c0'"):
        family_budget(costs(), FOOD, family, state_taxes([("19", 2e4, 0.0), ("19", 3e4, 0.0)], ("a2c2",)))


def test_an_area_of_two_states_weighs_them_by_residents():
    family = budget.FAMILY_TYPES["a1c0"]
    table = pd.concat([costs(county_fips=f) for f in ("19153", "48001")], ignore_index=True)
    taxed = state_taxes(
        [(state, wages, paid) for state, paid in (("19", 1_200.0), ("48", 0.0)) for wages in (2e4, 12e4)]
    )
    counties = family_budget(table, FOOD, family, taxed)
    got = budget.area_budget(
        counties,
        pd.Series({"19153": 300.0, "48001": 100.0}),
        pd.Series({"19153": "11111", "48001": "11111"}),
    ).iloc[0]
    assert got["state_tax"] == pytest.approx(900)  # three quarters of 1,200
    assert got["total"] == pytest.approx(got["need"] + got["taxes"], abs=0.02)


@given(
    st.floats(400, 3_000),
    st.lists(st.floats(0, 800), min_size=2, max_size=2),
    st.floats(70, 130),
    st.lists(st.floats(40, 500), min_size=2, max_size=2),
    st.floats(0, 0.08),
)
def test_a_larger_family_never_needs_less_than_a_smaller_one_inside_it(rent, more, goods, care, rate):
    prices_here = costs(
        rent_0_monthly=rent,
        rent_1_monthly=rent + more[0],
        rent_2_monthly=rent + sum(more),
        rpp_goods=goods,
        childcare_preschool_weekly=care[0],
        childcare_school_age_weekly=care[1],
    )
    taxed = state_taxes([("19", w, rate * max(w - 20_000, 0)) for w in (1_000.0, 20_000.0, 500_000.0)])
    found = {c: family_budget(prices_here, FOOD, f, taxed) for c, f in budget.FAMILY_TYPES.items()}
    assert_rises_with_the_family(found)


def test_a_family_inside_another():
    assert set(INSIDE) == {
        ("a1c0", "a1c1"), ("a1c0", "a2c0"), ("a1c0", "a2c2"), ("a1c0", "a2c2w1"), ("a1c1", "a2c2"),
        ("a2c0", "a2c2"), ("a2c2w1", "a2c2"),
    }  # fmt: skip


# -------------------------------------------------------------- other standards

GUIDELINES = pd.DataFrame(
    [
        (2025, "48_states_and_dc", 15_650.0, 5_500.0),
        (2026, "48_states_and_dc", 15_960.0, 5_680.0),
        (2026, "alaska", 19_950.0, 7_100.0),
    ],
    columns=["year", "area", "one_person", "additional_person"],
)


def test_poverty_threshold_by_hand():
    where = pd.Series(["48_states_and_dc", "alaska", None], index=["11111", "22222", "33333"], dtype=object)
    # four people 2026: 15,960 + 3 x 5,680 = 33,000; Alaska 19,950 + 21,300 = 41,250; x 2, two earners
    got = budget.poverty_threshold(GUIDELINES, budget.FAMILY_TYPES["a2c2"], 2.0, where)
    np.testing.assert_allclose(got, [33_000, 41_250, NAN])
    one = budget.poverty_threshold(GUIDELINES, budget.FAMILY_TYPES["a2c2w1"], 2.0, where)
    np.testing.assert_allclose(one, [66_000, 82_500, NAN])
    older = budget.poverty_threshold(GUIDELINES, budget.FAMILY_TYPES["a1c0"], 1.0, where.iloc[:1], year=2025)
    np.testing.assert_allclose(older, [15_650])
    with pytest.raises(ValueError, match="guam"):
        budget.poverty_threshold(GUIDELINES, budget.FAMILY_TYPES["a1c0"], 1.0, pd.Series(["guam"]))
    with pytest.raises(ValueError, match="2019"):
        budget.poverty_guideline(GUIDELINES, 1, year=2019)


def test_fed_rule():
    np.testing.assert_allclose(
        budget.fed_threshold(50_000.0, np.array([90.0, 110.0, NAN])), [45_000, 55_000, NAN]
    )
    levels = pd.Series([*EDUCATION_LEVELS, None], dtype=object)
    assert budget.fed_education_codes(levels).tolist() == [1] * 5 + [0] * 3 + [-1]


def test_hours():
    assert budget.hourly(41_600) == pytest.approx(20)
    assert budget.convert_hours(42_240) == pytest.approx(41_600)  # 20 an hour at 2,112 and at 2,080 hours
