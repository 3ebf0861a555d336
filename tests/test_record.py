"""What the app, the API and the command line answer on the tiny country is what was recorded before (see tests/record.py)."""

from __future__ import annotations

import pytest

from tests import record

CASES = record.cases()


@pytest.mark.parametrize("name", CASES)
def test_nothing_shown_or_answered_has_changed(name, atlas, data_dir, use_data):
    use_data(data_dir)
    changed = record.difference(name, CASES[name](atlas, data_dir))
    if changed:
        pytest.fail(f"{changed}\n(if this is meant: python -m tests.record {name})", pytrace=False)


def test_the_record_holds_these_cases_and_no_others():
    assert {file.name for file in record.RECORD.glob("*.txt.gz")} == {
        record.file_of(name).name for name in CASES
    }
