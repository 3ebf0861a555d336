"""CSV that leaves: no spreadsheet runs a cell, a head or a note of it, and what is no formula comes back as it was."""

from __future__ import annotations

import csv
import io
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo_opportunity.exports.csv import csv_bytes, csv_text, safe_text

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\x00=1",
    '"=1',
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
ORDINARY = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='=+-@＝＋－＠﹦﹢﹣﹫;"'),
    min_size=1,
)
ANY = st.text(st.characters())  # control characters and lone surrogates too


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def runs(cell: str) -> bool:
    """Whether a spreadsheet might run the cell, or a part of it that a list separator splits off."""
    bare = (part.lstrip(' "\u00a0\u200b\ufeff') for part in cell.split(";"))
    return cell[:1] in set("\t\r\n") or any(
        unicodedata.normalize("NFKC", part[:1]) in set("=+-@") for part in bare if part
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_formula_becomes_text(attack):
    frame = pd.DataFrame({attack: [attack, "x"]}, index=pd.Index([attack, "y"], name=attack))
    rows = rows_of(csv_text(frame))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert all(cell.startswith("'") for cell in rows[0] + rows[1])
    assert rows[2] == ["y", "x"]


@given(ANY, ANY, ANY, ANY)
@example("a;=1+1", 'a;"=1"', "a; @x", "\ud800")
def test_no_text_at_all_is_run(cell, head, name, index):
    columns = pd.Index(
        [head, "list"], dtype=object
    )  # objects: an Arrow string holds no half of a surrogate pair
    frame = pd.DataFrame(
        [[cell, [cell]]], columns=columns, index=pd.Index([index], name=name, dtype=object), dtype=object
    )
    data = csv_bytes(frame, index=True)
    rows = rows_of(data.decode("utf-8-sig"))
    assert [len(row) for row in rows] == [3, 3]
    for text in rows[0] + rows[1]:
        assert not runs(text)
        assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


@given(st.lists(ORDINARY, min_size=1))
def test_ordinary_text_comes_back(words):
    assert [row[0] for row in rows_of(csv_text(pd.DataFrame({"word": words})))] == ["word", *words]


@given(st.text())
def test_what_is_safe_stays(text):
    assert safe_text(safe_text(text)) == safe_text(text)


@given(st.lists(st.floats(allow_infinity=False), min_size=1), st.integers(-(2**60), 2**60))
def test_numbers_stay_numbers(values, count):
    frame = pd.DataFrame(
        {"value": values, "count": count, "mixed": pd.Series([count] * len(values), dtype=object)}
    )
    again = pd.read_csv(io.StringIO(csv_text(frame)))
    np.testing.assert_array_equal(again["value"].to_numpy(float), np.array(values))
    assert set(again["count"]) == set(again["mixed"]) == {count}


def test_missing_values_dates_and_truth_values_are_written_as_pandas_writes_them():
    frame = pd.DataFrame(
        {
            "text": ["a, b", None, "c"],
            "truth": [True, False, True],
            "count": pd.array([1, None, -3], dtype="Int64"),
            "day": pd.to_datetime(["2025-05-01", None, "2024-01-31"]),
            "mixed": [1.5, "x", None],
            "category": pd.Categorical(["low", None, "high"]),
        }
    )
    assert csv_text(frame) == frame.to_csv(index=False, lineterminator="\n")
    assert csv_text(frame, index=True) == frame.to_csv(lineterminator="\n")
    assert csv_text(frame.set_index(["text", "truth"])) == frame.set_index(["text", "truth"]).to_csv(
        lineterminator="\n"
    )


def test_a_column_named_like_the_index_or_twice_is_kept():
    frame = pd.DataFrame([[1, 2, 3]], columns=["soc", "a", "a"], index=pd.Index(["29-1141"], name="soc"))
    assert rows_of(csv_text(frame)) == [["soc", "soc", "a", "a"], ["29-1141", "1", "2", "3"]]


def test_notes_come_first_and_start_no_cell():
    table = pd.DataFrame(
        {"title": ["=1+1", "Lincoln, NE", None], "share": [0.5, np.nan, -0.1]},
        index=pd.Index(["1", "2", "3"], name="area_code"),
    )
    data = csv_bytes(
        table,
        notes=["Source: BLS,\n May 2025", 'A region, =1+1; "@x, fine'],
        heads={"title": "=Area"},
        index=True,
    )
    assert data.startswith(b"\xef\xbb\xbf# Source: BLS, May 2025\n# A region,' =1+1;' \"@x, fine\n")
    again = pd.read_csv(io.BytesIO(data), comment="#", dtype={"area_code": str})
    assert list(again.columns) == ["area_code", "'=Area", "share"]
    assert again["'=Area"].tolist()[:2] == ["'=1+1", "Lincoln, NE"]
    assert again["'=Area"].isna().tolist() == [False, False, True]
    assert again["share"].tolist()[2] == -0.1


def test_a_table_without_rows_keeps_its_heads():
    frame = pd.DataFrame({"a": pd.Series(dtype=str), "b": pd.Series(dtype=float)})
    assert csv_text(frame) == "a,b\n"


@pytest.mark.parametrize("code", ["0200006", "01.0101", "09110", "00"])
def test_a_file_with_codes_that_start_with_zero_says_how_they_keep_it(code):
    frame = pd.DataFrame({"x": [1.5]}, index=pd.Index([code], name="area_code"))
    lines = csv_text(frame, notes=["n"]).splitlines()
    assert lines[1].startswith(f"# codes such as {code} are text")
    assert lines[2:] == ["area_code,x", f"{code},1.5"]
    assert csv_text(frame).splitlines() == lines[2:]  # without notes the table alone


def test_a_table_without_such_codes_needs_no_line():
    frame = pd.DataFrame({"soc": ["29-1141", "0", "0 to 5", None], "share": [0.5, 1, 0, None]})
    assert csv_text(frame, notes=["n"]).startswith("# n\nsoc,share\n")
