"""The contract between the build and the rest."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from geo_opportunity import tables
from geo_opportunity.errors import SchemaError
from geo_opportunity.vocabulary import REACH_MILES, reach_column
from scripts.docs import backtest_page, links_page, settings_page, tables_page
from tests.support import ROOT


def _food(**changes):
    frame = pd.DataFrame(
        {"person": ["male 19-50", "child 1"], "low_cost_monthly": [294.7, 153.6], "month": "2022-09"}
    )
    return frame.assign(**changes)


def test_every_column_says_what_it_holds():
    for name in tables.TABLES:
        described = tables.describe(name)
        assert (described["description"].str.len() > 3).all(), name
        assert set(tables.KEYS[name]) <= set(described["column"]), name


def test_valid_rows_come_back_sorted_by_key():
    assert list(tables.validate("food_plan", _food())["person"]) == ["child 1", "male 19-50"]


def test_every_breach_is_told_at_once():
    with pytest.raises(SchemaError) as caught:
        tables.validate("food_plan", _food(person="child 1", low_cost_monthly=-1.0))
    message = str(caught.value)
    assert "'food_plan'" in message
    assert "low_cost_monthly" in message
    assert "person" in message


def test_repeated_keys_are_refused():
    frame = pd.DataFrame({"cip": ["51.3801", "51.3801"], "soc": ["29-1141", "29-1141"]})
    with pytest.raises(SchemaError, match="repeat their key"):
        tables.validate("cip_soc", frame)


def test_codes_keep_their_zeros():
    with pytest.raises(SchemaError, match="soc"):
        tables.validate("cip_soc", pd.DataFrame({"cip": ["1.0101"], "soc": ["29-1141"]}).assign(soc="291141"))


def test_reach_columns_are_the_distances_offered():
    columns = [c for c in tables.describe("reach")["column"] if re.match(r"reach_\d", c)]
    assert columns == [reach_column(m) for m in REACH_MILES]


def test_the_data_dictionary_is_current():
    assert (ROOT / "docs" / "TABLES.md").read_text(encoding="utf-8") == tables_page(), (
        "run: python scripts/docs.py"
    )


def test_the_back_test_page_tells_what_the_data_hold():
    assert (ROOT / "docs" / "BACKTEST.md").read_text(encoding="utf-8") == backtest_page(), (
        "run: python scripts/docs.py"
    )


def test_the_table_of_link_keys_is_current():
    page = (ROOT / "docs" / "LINKS.md").read_text(encoding="utf-8")
    assert page == links_page(page), "run: python scripts/docs.py"


def test_the_settings_page_is_current():
    assert (ROOT / "docs" / "SETTINGS.md").read_text(encoding="utf-8") == settings_page(), (
        "run: python scripts/docs.py"
    )
