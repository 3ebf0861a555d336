"""Campuses where a program may be taught and training sites, in a tiny country; filters on completion and part time."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.questions.programs import catalog, filtered
from geo_opportunity.vocabulary import REACH_MILES

CEDAR, LINCOLN, PRACTICAL_NURSES, DEVELOPERS = "3100001", "30700", "29-2061", "15-1252"


def test_a_campus_in_reach_says_who_runs_it_and_where_ipeds_books_it(atlas):
    found = atlas.campuses(CEDAR, PRACTICAL_NURSES, miles=5)
    assert found["campus_id"].tolist() == ["dapip:1"]
    row = found.iloc[0]
    assert row["campus_note"] == "may be taught at Cedar, NE; IPEDS books it at Lincoln, NE"
    assert row["adults_within"] == pytest.approx(1 / 3)  # two of the four tracts of the larger county
    assert atlas.campuses(CEDAR, DEVELOPERS, miles=5).empty  # the college has no such program
    assert atlas.campuses("6600001").empty  # no homes are known
    with pytest.raises(UnknownCodeError):
        atlas.campuses("00000")


def test_the_cube_has_campus_reach_beside_reach_and_never_in_it(atlas):
    cube = atlas.cube
    row, column = atlas.area_row(CEDAR), atlas.soc_column(PRACTICAL_NURSES)
    assert cube.campus_reach.shape == cube.reach.shape
    assert cube.campus_reach.dtype == np.float32
    assert cube.campus_reach[REACH_MILES.index(5), row, column] == pytest.approx(1 / 3, abs=1e-4)
    assert cube.reach[:, row, column].max() == 0
    assert cube.campus_reach[:, row, atlas.soc_column(DEVELOPERS)].max() == 0
    assert np.isnan(cube.campus_reach[:, atlas.area_row("6600001")]).all()
    assert (np.diff(cube.campus_reach[:, ~np.isnan(cube.campus_reach[0]).any(axis=1)], axis=0) >= 0).all()


def test_a_region_has_its_own_campus_reach(atlas):
    region = atlas.region(Region("Cedar", (Member("31005"),)))
    column = atlas.soc_column(PRACTICAL_NURSES)
    assert region.cube.campus_reach[REACH_MILES.index(5), 0, column] == pytest.approx(0.5)
    assert len(region.campuses(region.code, PRACTICAL_NURSES, miles=5)) == 1


def test_training_sites_by_area_county_and_state(atlas):
    assert atlas.training_sites("KS")["name"].tolist() == [
        "TOPEKA ELECTRICAL JATC",
        "BARBER TRUCK DRIVING SCHOOL",
    ]
    assert atlas.training_sites("31001")["site_id"].tolist() == ["va:10000001"]
    metro = atlas.training_sites(LINCOLN)
    assert metro["site_kind"].tolist() == ["Police or fire department: on-the-job training"]
    assert "by February 2023" in metro.attrs["note"]
    assert len(atlas.training_sites("KS", "truck driving")) == 1
    with pytest.raises(UnknownCodeError, match="no kind of training site 'plumbing'"):
        atlas.training_sites("KS", "plumbing")


def test_programs_say_completion_online_price_and_months(atlas):
    found = atlas.programs("45820", "31-1131").set_index("provider_id")
    row = found.loc["ipeds:300"]
    assert (row["price_program"], row["months"]) == (1_200.0, 2.0)
    assert np.isnan(row["completion_rate"])
    every = atlas.programs(LINCOLN).set_index("provider_id")
    assert every.loc["ipeds:100", "students_online"].eq(0.10).all()
    assert every.loc["ipeds:100", "completion_rate"].eq(0.30).all()


def test_filters_on_completion_and_fit_count_the_unknown(atlas):
    known = catalog(atlas)
    found = filtered(known, completion_min=0.5)
    assert set(found.providers["provider_id"]) == {"ipeds:200"}
    assert (
        found.completion_unknown == 1
    )  # the institute's is suppressed; the online college is left out before
    assert set(filtered(known, fits=("part_time",)).providers["provider_id"]) == {
        f"ipeds:{n}00" for n in (1, 2, 3)
    }
    unsaid = known.providers.assign(part_time=["unknown", "no", "yes", "yes"])
    changed = type(known)(
        **{name: getattr(known, name) for name in known.__slots__ if name != "providers"}, providers=unsaid
    )
    found = filtered(changed, fits=("part_time",))
    assert (set(found.providers["provider_id"]), found.fits_unknown) == ({"ipeds:300"}, 1)
    none = filtered(
        changed, fits=("part_time", "day_care")
    )  # no place has child care: the unsaid one neither
    assert (len(none.providers), none.fits_unknown) == (0, 0)
