"""A provider list of one's own in the app: previewed, added for the session, taken off again."""

from __future__ import annotations

import pytest

from tests import bombs

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


def test_a_workbook_that_would_end_the_server_is_a_sentence(at, tmp_path):
    at.file_uploader(key="own_file").set_value(("two.xlsx", bombs.two_cells(tmp_path), "")).run()
    assert not at.exception
    assert "two.xlsx, sheet 'S': its cells reach to row 1,048,576" in at.error[0].value.replace("\\", "")
    at.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    assert not at.error
    assert "own_add" in {b.key for b in at.button}


def test_a_list_in_utf_16_is_read(at):
    at.file_uploader(key="own_file").set_value(
        ("drivers.txt", LIST.decode().replace(",", "\t").encode("utf-16"), "text/plain")
    ).run()
    assert not at.error
    counts = next(f.value for f in at.dataframe if "item" in f.value.columns).set_index("item")["rows"]
    assert counts["providers"] == 2


def test_what_was_read_is_gone_with_the_upload(at):
    at.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    assert "_own_read" in at.session_state
    at.file_uploader(key="own_file").set_value(None).run()
    assert not at.exception
    assert "_own_read" not in at.session_state
    at.file_uploader(key="own_file").set_value(("drivers.csv", LIST, "text/csv")).run()
    at.button(key="own_add").click().run()
    assert "_own_read" not in at.session_state
    at.button(key="own_remove").click().run()
    assert "own_atlas" not in at.session_state
