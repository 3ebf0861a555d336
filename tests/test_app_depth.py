"""The picked area in depth, as the app shows it on the hand-made country."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo_opportunity.ui import viewmodel as vm
from tests.support import ROOT
from tests.tiny import tiny_data


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tiny_data(tmp_path_factory.mktemp("tiny") / "data")


@pytest.fixture
def run(data_dir, monkeypatch):
    def go(**query):
        monkeypatch.setenv("GEO_OPPORTUNITY_DATA_DIR", str(data_dir))
        import streamlit as st

        st.cache_data.clear()
        st.cache_resource.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return go


def words(app):
    return " ".join(m.value.replace("\\", "") for m in app.markdown)


def test_supply_ladders_and_certainty_of_a_picked_area(run):
    settings = {"area": "30700", "pay": "own", "own": "50000", "growth": "any"}
    app = run(**settings, tab="supply")
    assert "occupations that can be judged" in words(app)
    frames = [f.value for f in app.dataframe]
    supply = next(f for f in frames if "completers" in f.columns)
    nurses = supply.loc[supply["title"] == "Registered Nurses"].iloc[0]
    assert nurses["completers"] == 80  # the community college's; the university lies in another area
    app = run(**settings, tab="certainty")
    assert "nobody can say how sure its wages are" in words(app)
    assert "No published local projections are in the data" in words(app)
    frames = [f.value for f in app.dataframe]
    moved = next(f for f in frames if "share_moved" in f.columns)
    assert len(moved) > 3


def test_the_ladder_starts_where_the_link_says(run):
    app = run(area="30700", focus="31-1131", pay="own", own="55000", growth="any", tab="ladders")
    ladder = next(f.value for f in app.dataframe if "rung" in f.value.columns)
    assert ladder["title"].iloc[0] == "Nursing Assistants"
    assert "Licensed Practical and Licensed Vocational Nurses" in set(ladder["title"])
    assert "pays what the family needs" in set(ladder["rung"])


@pytest.mark.parametrize("show", ["share_oversupply", "misalignment", "access_per_1000"])
def test_deep_measures_can_be_mapped(run, show):
    app = run(show=show)
    assert dict(app.query_params).get("show") == show
    ranked = next(f.value for f in app.dataframe if show in f.value.columns)
    assert ranked[show].notna().any()


def test_sentences_say_when_nothing_can_be_judged():
    assert "No occupation" in vm.supply_sentence({"occupations_judged": 0})
    assert "No published local projections" in vm.growth_error_sentence({})
