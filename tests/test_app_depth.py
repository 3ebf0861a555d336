"""The picked area in depth, as the app shows it on the hand-made country."""

from __future__ import annotations

import pytest

from geo_opportunity import wording
from geo_opportunity.exports.comparison import table
from geo_opportunity.exports.comparison.places import Place
from tests.support import query_of


def words(at):
    return " ".join(m.value.replace("\\", "") for m in at.markdown)


def test_supply_ladders_and_certainty_of_a_picked_area(app):
    settings = {"area": "30700", "pay": "own", "own": "50000", "growth": "any", "lens": "any"}
    at = app(**settings, tab="supply")
    assert "occupations that can be judged" in words(at)
    frames = [f.value for f in at.dataframe]
    supply = next(f for f in frames if "completers_local" in f.columns)
    nurses = supply.loc[supply["title"] == "Registered Nurses"].iloc[0]
    assert nurses["completers_local"] == 80  # the community college's; the university lies in another area
    at = app(**settings, tab="certainty")
    assert "how sure its wages are is unknown" in words(at)
    assert "No published local projections are in the data" in words(at)
    frames = [f.value for f in at.dataframe]
    moved = next(f for f in frames if "share_moved" in f.columns)
    assert len(moved) > 3


def test_the_ladder_starts_where_the_link_says(app):
    at = app(area="30700", focus="31-1131", pay="own", own="55000", growth="any", tab="ladders")
    ladder = next(f.value for f in at.dataframe if "rung" in f.value.columns)
    assert ladder["title"].iloc[0] == "Nursing Assistants"
    assert "Licensed Practical and Licensed Vocational Nurses" in set(ladder["title"])
    assert "pays what the family needs" in set(ladder["rung"])


@pytest.mark.parametrize(
    "show", ["share_oversupply", "misalignment", "access_per_1000", "share_short_led", "share_short_missing"]
)
def test_deep_measures_can_be_mapped(app, show):
    at = app(show=show)
    assert query_of(at).get("show") == show
    ranked = next(f.value for f in at.dataframe if show in f.value.columns)
    assert ranked[show].notna().any()


def test_sentences_say_when_nothing_can_be_judged():
    assert "No occupation" in wording.supply_sentence({"occupations_judged": 0})
    assert "No published local projections" in wording.growth_error_sentence({})


def test_the_states_totals_are_said_where_the_places_are_of_several_states():
    shown = [Place(name, "area", name, "metropolitan area") for name in ("X", "Y")]
    rows = [{"average_growth": 0.153}, {"average_growth": -0.018}]
    said = table.outlook(shown, rows)
    assert "average of all jobs there, ten years: X +15.3%, Y −1.8%." in said
    totals = [row | {"growth_state_total": total} for row, total in zip(rows, (0.2, 0.01), strict=True)]
    assert "total of the state's projection, ten years: X +20.0%, Y +1.0%." in table.outlook(shown, totals)
    assert table.outlook(shown[:1], rows[:1]) == ""
