"""A provider list of one's own in the app: previewed, added for the session, taken off again."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import ROOT
from tests.tiny import tiny_data

LIST = b"provider,program,cip,zip,state,credential\nTopeka Driving School,CDL Class A,49.0205,67000,KS,certificate\n=cmd(),Nothing,99.9998,67000,KS,certificate\n"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_OPPORTUNITY_DATA_DIR", str(tiny_data(tmp_path / "data")))
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["area"] = "45820"
    app.query_params["soc"] = "53-3032"
    app.query_params["show"] = "accessible"
    app.run()
    assert not app.exception
    return app


def accessible(app):
    frame = next(f.value for f in app.dataframe if "accessible" in f.value.columns and "title" in f.value.columns)
    return frame.set_index("title").loc["Topeka, KS", "accessible"]


def test_a_list_is_previewed_then_added_then_taken_off(app):
    before = accessible(app)
    app.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    assert not app.exception, app.exception
    counts = next(f.value for f in app.dataframe if "item" in f.value.columns)
    assert len(counts) > 3
    assert accessible(app) == before  # a preview adds nothing
    link = dict(app.query_params)
    app.button(key="own_add").click().run()
    assert not app.exception, app.exception
    assert accessible(app) != before
    assert dict(app.query_params) == link  # a link does not carry it
    app.button(key="own_remove").click().run()
    assert accessible(app) == before


def test_a_file_that_is_no_list_is_told_plainly(app):
    app.file_uploader(key="own_file").set_value(("notes.csv", b"a,b\n1,2\n", "text/csv")).run()
    assert not app.exception
    assert app.error
    assert "own_add" not in {b.key for b in app.button}
