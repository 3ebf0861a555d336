"""A user's travel times: codes, counties spread to their tracts, direction kept, faults."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import DoubtError, FormatError, MissingColumnError
from geo_opportunity.geography.costs import travel_times
from tests.support import ROOT
from tests.user_data import own_atlas, write

pytestmark = pytest.mark.usefixtures("in_process")

TIMES = (
    "Origin Tract,Provider ID,Travel Time,mode\n"
    "31001000001,ipeds:100,12.5,car\n"
    "31001000001,100000,3,car\n"  # a UNITID we do not hold
    "31001000001,ipeds:100,11,car\n"  # the quicker of two
    "31001,ipeds:100,30,car\n"  # a county: for its tracts without a time of their own
    "20001000001,ipeds:200,,car\n"
    "20001000001,ipeds:300,-5,car\n"
    "20001000001,ipeds:300,90,transit\n"
    "99999999999,ipeds:300,9,car\n"
)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


def _read(atlas, tmp_path, text=TIMES, **more):
    return user_data.import_travel_times(atlas, write(tmp_path / "t.csv", text), name="r5", **more)


def test_times_reach_the_form_the_access_measures_read(atlas, tmp_path):
    got = _read(atlas, tmp_path, mode="car")
    table = got.tables["travel_times"]
    assert list(table.columns) == ["origin_id", "destination_id", "minutes", "source"]
    assert dict(zip(table["origin_id"], table["minutes"], strict=True)) == {
        "31001000001": 11, "31001000002": 30, "31001000003": 30, "31001000004": 30}  # fmt: skip
    p = got.preview
    assert p.problem("destination is no provider") == 1
    assert p.problem("origin is no tract or county (2020 tracts; Connecticut: planning regions)") == 1
    assert p.problem("pair given before") == 1
    assert p.problem("another mode than 'car'") == 1
    assert p.problem("minutes is no number between 0 and 1440") == 1
    assert p.problem("minutes not given: no way") == 2
    other = user_data.add(atlas, got)
    assert atlas.added("travel_times") is None
    providers, tracts = other.table("providers")["provider_id"], other.table("tracts")["tract"]
    pairs = travel_times(other.table("travel_times"), tracts, providers)
    assert pairs.unit == "minutes"
    assert pairs.known.sum() == 4
    assert (
        pairs.costs[
            int(np.flatnonzero(tracts == "31001000001")[0]), int(np.flatnonzero(providers == "ipeds:100")[0])
        ]
        == 11
    )


def test_a_unitid_is_an_ipeds_provider(atlas, tmp_path):
    base = atlas.with_tables(
        {"providers": atlas.table("providers").replace({"provider_id": {"ipeds:100": "ipeds:100654"}})}
    )
    got = _read(base, tmp_path, "from,to,minutes\n31001000001,100654,5\n")
    assert got.tables["travel_times"]["destination_id"].tolist() == ["ipeds:100654"]


def test_a_later_time_of_the_same_pair_counts(atlas, tmp_path):
    first = _read(atlas, tmp_path)
    later = user_data.import_travel_times(
        atlas, write(tmp_path / "u.csv", "from,to,minutes\n31001000001,ipeds:100,44\n"), name="peak"
    )
    both = user_data.add(atlas, first, later).table("travel_times").set_index(["origin_id", "destination_id"])
    assert both.loc[("31001000001", "ipeds:100"), ["minutes", "source"]].tolist() == [44, "own:peak"]


def test_refusals(atlas, tmp_path):
    with pytest.raises(MissingColumnError, match="'minutes'"):
        _read(atlas, tmp_path, "from,to\n1,2\n")
    nothing = _read(atlas, tmp_path, "from,to,minutes\n1,2,3\n")
    with pytest.raises(FormatError, match="nothing of"):
        user_data.add(atlas, nothing)


def test_the_example_file_is_read(atlas):
    got = user_data.import_travel_times(
        atlas, ROOT / "docs" / "examples" / "own" / "travel_times.csv", name="example"
    )
    assert got.preview.count("rows read") == 3


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ('"=""31001000001"""', "ipeds:100"),
        ("31001000001.0", "'ipeds:100"),
        ("1400000US31001000001", "ipeds:100"),
    ],
)
def test_codes_as_spreadsheets_dress_them(atlas, tmp_path, origin, destination):
    table = _read(atlas, tmp_path, f"from,to,minutes\n{origin},{destination},5\n").tables["travel_times"]
    assert table[["origin_id", "destination_id"]].to_numpy().tolist() == [["31001000001", "ipeds:100"]]


@pytest.mark.parametrize(
    ("head", "times"),
    [
        ("minutes", ("9", "60")),
        ("travel time", ("9 min", "1 h")),
        ("travel time", ("9", "1.0 hours")),
        ("hours", ("0.15", "1")),
        ("duration_seconds", ("540", "3,600")),
    ],
)
def test_times_in_units_that_are_said(atlas, tmp_path, head, times):
    text = f'from,to,{head}\n31001000001,ipeds:100,"{times[0]}"\n31003000003,ipeds:100,"{times[1]}"\n'
    assert _read(atlas, tmp_path, text).tables["travel_times"]["minutes"].tolist() == pytest.approx([9, 60])


@pytest.mark.parametrize(
    ("head", "time", "looks"), [("travel_time", "540", "seconds"), ("minutes", "0.15", "hours"), ("hours", "9", "minutes")]
)  # fmt: skip
def test_times_the_distances_contradict_are_asked(atlas, tmp_path, head, time, looks):
    text = f"from,to,{head}\n31001000001,ipeds:100,{time}\n"
    with pytest.raises(DoubtError, match=f"look like {looks}") as asked:
        _read(atlas, tmp_path, text)
    assert (asked.value.setting, set(asked.value.choices)) == ("unit", {"minutes", "hours", "seconds"})
    assert _read(atlas, tmp_path, text, unit=looks).tables["travel_times"]["minutes"].tolist() == [
        pytest.approx(9)
    ]
    with pytest.raises(FormatError, match="unit='minutes'"):
        _read(atlas, tmp_path, text, unit="days")
