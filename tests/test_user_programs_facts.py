"""What a list of programs says of each program beside where it is: hours, weeks, credits, rates, earnings."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import (
    FormatError,
)
from tests.user_data import write

pytestmark = pytest.mark.usefixtures("in_process")

HEADER = (
    "Provider Name,Program_Name,CIP Code,Credential,clock hours,Total Cost,Completers,City,State,Zip "
    "Code,Latitude,Longitude,SOC,Note\n"
)


FACTS = "provider,program,cip,zip,hours,weeks,semester credits,completion rate,placement rate,median earnings,soc\n"


def _rows_of(atlas, path, *rows):
    got = user_data.import_programs(
        atlas, write(path / "short.csv", FACTS + "\n".join(rows) + "\n"), name="s"
    )
    return got, got.tables["program_rows"].set_index("row")


def test_every_placed_row_keeps_what_the_list_says_of_it(atlas, tmp_path):
    got, rows = _rows_of(
        atlas,
        tmp_path,
        "Wire Works,Wiring,46.0302,68501,160,10,4,81%,70 percent,41000,47-2111",
        "Wire Works,Wiring II,46.0302,68501,,,,,,,",
        "Nowhere,Lost,46.0302,,160,10,,,,,",
    )
    assert list(rows.index) == [2, 3]
    assert rows.loc[2, ["hours", "weeks", "semester_credits", "earnings"]].tolist() == [160, 10, 4, 41_000]
    assert rows.loc[2, ["completion_rate", "placement_rate"]].tolist() == [0.81, 0.70]
    assert rows["socs"].tolist() == ["47-2111", ""]
    assert rows.loc[3, ["hours", "completion_rate", "earnings"]].isna().all()
    assert got.preview.ledger.set_index("row")["used"].to_dict() == {2: True, 3: True, 4: False}


@pytest.mark.parametrize(
    ("cells", "rates"),
    [
        (("0.7", "1"), [0.7, 1.0]),  # fractions: none is above one
        (("70", "1"), [0.7, 0.01]),  # percents
        (("70%", "0.7"), [0.7, 0.7]),  # a sign says percent, of its cell alone
        (("70", "0.7"), [0.7, None]),  # a percent or a fraction: not guessed
        (("70", "0"), [0.7, 0.0]),
        (("170", "71"), [None, 0.71]),
        (("*", ""), [None, None]),
    ],
)
def test_rates_are_read_as_percents_or_fractions_never_guessed(atlas, tmp_path, cells, rates):
    lines = (f"Wire Works,P{n},46.0302,68501,,,,{cell},,," for n, cell in enumerate(cells))
    _, rows = _rows_of(atlas, tmp_path, *lines)
    found = [None if np.isnan(x) else round(x, 6) for x in rows["completion_rate"]]
    assert found == rates


def test_a_list_of_programs_in_the_data_already_adds_what_it_says_of_them(atlas, tmp_path):
    row = "Lincoln Community College,Electrician,46.0302,67000,{},,,,,,"
    both = FACTS.replace("cip,", "cip,award_level,lon,lat,")
    for hours, added in (("480", True), ("", False)):
        line = row.format(hours).replace("46.0302,", "46.0302,2,-99.5,39.5,")
        got = user_data.import_programs(atlas, write(tmp_path / "same.csv", both + line + "\n"), name="same")
        assert got.tables["programs"].empty
        if added:
            rows = atlas.add(got).added("program_rows")
            assert rows[["provider_id", "hours"]].values.tolist() == [["ipeds:100", 480.0]]
        else:
            with pytest.raises(FormatError, match="nothing to add"):
                atlas.add(got)
