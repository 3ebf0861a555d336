"""What leaves as CSV is what the page shows, unrounded: the same rows, values and sums, for every button."""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd
import pytest

from geo_opportunity.exports.csv import safe_text
from geo_opportunity.ui import display
from tests.support import html_of

TRUCKS = "53-3032"


@pytest.fixture
def downloads(monkeypatch):
    """Return the bytes of every download of the last run, by the button's key."""
    kept = {}

    def button(label, *, data, key, **_):
        kept[key] = data()

    monkeypatch.setattr(display.st, "download_button", button)
    return kept


def table_of(data: bytes) -> pd.DataFrame:
    """Return a downloaded table as text, without its notes, as a program reads it back."""
    return pd.read_csv(
        io.BytesIO(data), comment="#", dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )


def shown_as(at, read: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a page that has the rows of a file: the same titles in the same order."""
    titles = read.iloc[:, 1].tolist()
    (found,) = [d.value for d in at.dataframe if [safe_text(str(v)) for v in d.value.iloc[:, 0]] == titles]
    return found


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({}, "download"),
        ({"measure": "threshold"}, "download"),
        ({"measure": "share_overlap", "lens": "any"}, "download"),
        ({"soc": TRUCKS}, "download"),
        ({"page": "occupation", "soc": TRUCKS}, "o_download"),
        ({"page": "occupation", "soc": TRUCKS, "hourly": "yes"}, "o_download"),
        ({"page": "training"}, "t_download"),
        ({"page": "training", "ctl": "pub", "lens": "any"}, "t_download"),
    ],
)
def test_a_download_has_the_rows_and_sums_of_the_table_shown(app, downloads, query, key):
    at = app(**query)
    read = table_of(downloads[key])
    shown = shown_as(at, read)
    assert len(read) == len(shown) > 0
    for place, name in enumerate(shown.columns, start=1):
        column, text = shown[name], read.iloc[:, place]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            figures = pd.to_numeric(text.replace("", None)).to_numpy(float)
            assert np.array_equal(np.isnan(figures), column.isna()), "what is unknown stays blank, never 0"
            again = display.rounded(pd.DataFrame({name: figures}))[name].to_numpy(float)
            assert np.allclose(again, column.to_numpy(float), equal_nan=True), name
            assert np.allclose(np.nansum(again), np.nansum(column.to_numpy(float))), name
        else:
            assert text.tolist() == ["" if pd.isna(v) else safe_text(str(v)) for v in column], name


def test_the_comparison_has_the_rows_and_places_of_the_table_shown(app, downloads):
    at = app(page="compare", places="28140,30700")
    read = table_of(downloads["download-compare"])
    page = html_of(at)
    shown = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page, re.DOTALL)
    plain = [re.sub(r"<[^>]+>", "", head).strip() for head in shown]
    heads = read.iloc[:, 0].tolist()
    assert len(heads) > 10
    assert plain[: len(heads)] == heads
    figures = read.loc[read.iloc[:, 0] == "Residents", ["Kansas City, KS-NE", "Lincoln, NE"]]
    assert all(f">{float(figure):,.0f}<" in page for figure in figures.iloc[0]), figures
