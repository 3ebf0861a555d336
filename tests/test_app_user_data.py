"""A provider list of one's own in the app: previewed, added for the session, taken off again."""

from __future__ import annotations

import pytest

LIST = b"provider,program,cip,zip,state,credential\nTopeka Driving School,CDL Class A,49.0205,67000,KS,certificate\n=cmd(),Nothing,99.9998,67000,KS,certificate\n"


@pytest.fixture
def at(app):
    return app(area="45820", soc="53-3032", show="accessible")


def accessible(at):
    frame = next(
        f.value for f in at.dataframe if "accessible" in f.value.columns and "title" in f.value.columns
    )
    return frame.set_index("title").loc["Topeka, KS", "accessible"]


def test_a_list_is_previewed_then_added_then_taken_off(at):
    before = accessible(at)
    at.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    assert not at.exception, at.exception
    counts = next(f.value for f in at.dataframe if "item" in f.value.columns)
    assert len(counts) > 3
    assert accessible(at) == before  # a preview adds nothing
    link = dict(at.query_params)
    at.button(key="own_add").click().run()
    assert not at.exception, at.exception
    assert accessible(at) != before
    assert dict(at.query_params) == link  # a link does not carry it
    at.button(key="own_remove").click().run()
    assert accessible(at) == before


def test_a_file_that_is_no_list_is_told_plainly(at):
    at.file_uploader(key="own_file").set_value(("notes.csv", b"a,b\n1,2\n", "text/csv")).run()
    assert not at.exception
    assert at.error
    assert "own_add" not in {b.key for b in at.button}
