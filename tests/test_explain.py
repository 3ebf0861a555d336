"""The derivation of one cell: checked by hand against the tiny country, sourced, and free of missing words."""

from __future__ import annotations

import math
from itertools import cycle

import pandas as pd
import pytest

from geo_opportunity import Rules
from geo_opportunity.cube import state_weights
from geo_opportunity.geography import boundary
from geo_opportunity.measures import overlap as formulas
from geo_opportunity.rules import GROWTH_RULES, PAY_STANDARDS
from geo_opportunity.vocabulary import REACH_MILES

OWN = Rules(pay="own", own_wage=50_000)
COLUMNS = [
    "test",
    "role",
    "quantity",
    "value",
    "unit",
    "shown",
    "basis",
    "how",
    "source",
    "formula",
    "outcome",
    "reason",
]


def lines(table, **wanted):
    """Return the lines of a derivation with these values, by quantity."""
    for column, value in wanted.items():
        table = table.loc[table[column] == value]
    return table.set_index("quantity")


def test_nurses_of_lincoln_by_hand(atlas):
    """Nebraska's printed rate, jobs x openings / base, the wage against 50,000, hand-set reach at each distance."""
    table = atlas.explain("30700", "29-1141", OWN)
    assert list(table) == COLUMNS
    value = table.set_index("quantity")["value"]
    projections = atlas.table("projections").query("soc == '29-1141' and geo_code == '31'").iloc[0]
    jobs = atlas.table("area_wages").query("area_code == '30700' and soc == '29-1141'").iloc[0]
    assert value["growth rate of Nebraska, 2022–32"] == projections["growth"] == value["projected growth"]
    assert value["openings"] == pytest.approx(
        jobs["employment"] * projections["openings"] / projections["base"]
    )
    assert value["wage, median"] == jobs["p50"]
    gap = jobs["p50"] - 50_000
    assert value["the wage could fall by"] == pytest.approx(gap)
    bar = value["growth of all occupations of the nation, same period"]
    turn = "could fall by" if projections["growth"] >= bar else "would have to rise by"
    assert value[f"the growth rate {turn}"] == pytest.approx(abs(100 * (projections["growth"] - bar)))
    # reach is 0.3, 0.6, 0.7, 0.7, 0.8 at 5, 10, 15, 20, 25 miles
    assert value["shortest distance at which 50% of adults are in reach"] == 10
    assert value["largest share of adults that could be required"] == pytest.approx(0.8)
    assert set(lines(table, test="kind").loc[["kind"], "value"]) == {
        atlas.cells("30700", OWN).loc["29-1141", "kind"]
    }


def test_a_budget_by_hand(atlas):
    """The components add up to the total, which the earners share; a family that needs more would turn the test."""
    table = lines(atlas.explain("30700", "29-1141"), test="sustaining")
    value = table["value"]
    parts = ["Rent and utilities", "Food", "Child care", "Health care", "Transport", "Other necessities"]
    taxes = ["Social security and Medicare tax", "Federal income tax before credits", "Federal tax credits"]
    total = value["Total: what the family must earn"]
    assert sum(value[[*parts, *taxes, "State income tax after credits"]]) == pytest.approx(total)
    (needed,) = value[value.index.str.startswith("wage needed per earner")]
    assert needed == pytest.approx(total / 2)
    assert table.loc["Rent and utilities", "how"].startswith(
        f"${value['Rent and utilities'] / 2:,.0f} per earner"
    )
    (turned,) = value[value.index.str.startswith("family types")]
    for family, words in {"a1c1": "one adult and a preschooler", "a1c0": "one adult ("}.items():
        outcome = atlas.cells("30700", family=family).loc["29-1141", "sustaining"]
        assert (words in turned) == (outcome != table["outcome"].iloc[0])


def test_what_the_list_lacks_by_hand(atlas):
    """Listing coverage below the least: so many more of the nation's completers, of 0.12 openings a job."""
    soc, coverage = next(
        (soc, c)
        for soc, c, need in atlas.occupations[["listing_coverage", "program_need"]].itertuples()
        if c < 5 and need in ("required", "helpful")
    )
    rules = Rules(coverage_min=coverage + 0.5)
    nation = atlas.table("projections").query("soc == @soc and level == 'nation'").iloc[0]
    found = lines(atlas.explain("45820", soc, rules), role="flip")["value"]
    missing = found["completers of the nation missing for the list to be dense enough"]
    assert missing == math.ceil(0.5 * nation["openings"])
    enough = atlas.explain("45820", soc, coverage_min=coverage / 2).set_index("quantity")["value"]
    beyond = enough["completers of the nation beyond what makes the list dense enough"]
    assert beyond == math.floor(coverage / 2 * nation["openings"])


def test_rates_of_states_add_up_to_the_area_s(atlas):
    """Weights are shares of residents; the nation takes the place of a state that publishes none."""
    states = pd.Index(["20", "31"])
    counties = atlas.table("counties")
    weights = dict(zip(states, state_weights(counties, pd.Index(["28140"]), states)[0], strict=True))
    for soc in atlas.occupations.index:
        table = lines(atlas.explain("28140", soc), test="growing")
        mine = table.loc[table.index.str.startswith("growth rate of")]
        for name, fips in {"Kansas": "20", "Nebraska": "31"}.items():
            here = mine.loc[mine.index.str.contains(name)]
            assert len(here) == (weights[fips] > 0)
            assert here["how"].str.contains(f"weight {weights[fips]:.1%}").all()
        assert ("growth rate of the nation, 2024–34" in mine.index) == (soc == "49-9081")


@pytest.mark.parametrize(("growth", "pay"), list(zip(GROWTH_RULES, cycle(PAY_STANDARDS), strict=False)))
def test_every_input_has_a_source_and_no_text_is_missing(atlas, growth, pay):
    rules = Rules(pay=pay, growth=growth)
    known = set(atlas.sources_of(*atlas.manifest.tables)["publisher"])
    for area in ("30700", "45820", "3100001", "6600001"):
        for soc in atlas.occupations.index:
            table = atlas.explain(area, soc, rules)
            inputs = table.loc[table["role"] == "input", "source"]
            assert inputs.map(lambda text: any(text.startswith(name) for name in known)).all()
            assert (table.loc[table["role"] == "constant", "source"] != "").all()
            assert (table.loc[table["role"] == "setting", "source"] == "").all()
            words = " ".join(table[["quantity", "shown", "basis", "how", "source"]].to_numpy(str).ravel())
            assert not {"nan", "None,", "<NA>"} & set(words.split())
            assert "$nan" not in words
            assert "nan%" not in words


def test_each_shortest_distance_is_where_the_test_turns(atlas):
    for soc in ("29-1141", "47-2111", "31-1131"):
        for area in ("30700", "28140", "45820"):
            found = lines(atlas.explain(area, soc), role="flip")["value"]
            (miles,) = found[found.index.str.startswith("shortest distance")] if len(found) else (None,)
            passed = [
                m for m in REACH_MILES
                if atlas.cells(area, reach_miles=m, degree_miles=m).loc[soc, "accessible"] == "pass"
            ]  # fmt: skip
            assert passed[:1] == ([miles] if isinstance(miles, int) else [])


def test_a_region_s_derivation_weighs_its_areas(atlas):
    counties = atlas.table("counties")
    mixed = counties.loc[counties["area_code"].isin(["30700", "45820"]), "county_fips"]
    view = atlas.region(boundary.from_counties(mixed, counties))
    table = view.explain(view.code, "29-1141")
    parts, cell = view.cell_parts("29-1141"), view.cells(view.code).loc["29-1141"]
    assert parts["growth_share"].sum() == pytest.approx(1)
    assert (parts["growth"] * parts["growth_share"]).sum() == pytest.approx(cell["growth"])
    rates = table.loc[table["quantity"].str.startswith("growth rate of"), "value"]
    assert rates.tolist() == parts["growth"].tolist()
    assert "nan" not in view.explain_text(view.code, "29-1141")


def test_the_rule_of_a_kind_is_the_line_that_gives_it(atlas):
    """One rule per kind, save unknown and other, which have two and more."""
    status = atlas.judge(Rules())
    words = formulas.kind_rule(status.growing, status.sustaining, status.accessible, atlas.degree)
    pairs = {(int(k), w) for k, w in zip(status.kind.ravel(), words.ravel(), strict=True)}
    assert len({w for _, w in pairs}) == len(pairs)
    found = atlas.explain("30700", "29-1141").query("test == 'kind'")
    at = atlas.area_row("30700"), atlas.soc_column("29-1141")
    assert set(found["reason"]) == {words[at]}


def test_the_text_names_sources_by_number(atlas):
    text = atlas.explain_text("30700", "29-1141")
    assert text.startswith("Registered Nurses, Lincoln, NE\n\ngrowing: ")
    assert "\nSources\n  (1) The test suite" in text
    assert [line.split(":")[0] for line in text.splitlines() if line[:1].islower()] == [
        "growing", "sustaining", "accessible", "supply", "kind",
    ]  # fmt: skip
