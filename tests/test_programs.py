"""Programs and who teaches them: filters, near an area, a provider's catchment, on the tiny country."""

from __future__ import annotations

import numpy as np
import pytest

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.questions.programs import catalog as catalog_of
from geo_opportunity.questions.programs import filtered, near_area

NURSES, TRUCKS, ASSISTANTS = "29-1141", "53-3032", "31-1131"


@pytest.fixture(scope="module")
def catalog(atlas):
    return catalog_of(atlas)


def test_nobody_who_completes_nothing_is_listed(catalog):
    found = filtered(catalog)
    assert len(found.programs) == 8  # ten, less one without completions, less one online
    assert (found.programs["completions"] > 0).all()
    assert list(found.providers["provider_id"]) == ["ipeds:200", "ipeds:100", "ipeds:300"]
    assert found.providers["completions"].tolist() == [270, 140, 75]


def test_open_admission(catalog):
    assert set(filtered(catalog, open_only=True).providers["provider_id"]) == {"ipeds:100", "ipeds:300"}


@pytest.mark.parametrize(
    ("soc", "providers"),
    [(NURSES, {"ipeds:100", "ipeds:200"}), (ASSISTANTS, {"ipeds:300"}), (TRUCKS, set()), ("41-2011", set())],
)
def test_programs_of_an_occupation_are_those_of_the_crosswalk_and_fitting_awards(
    catalog, atlas, soc, providers
):
    found = filtered(catalog, socs=frozenset({soc}))
    assert set(found.providers["provider_id"]) == providers
    same = atlas.programs("45820", soc, max_miles=10_000)
    assert set(same["provider_id"]) == providers
    assert len(same) == len(found.programs)


def test_near_an_area(catalog, atlas):
    share = near_area(atlas, "45820", 25)
    by = dict(zip(catalog.providers["provider_id"], share, strict=True))
    assert by["ipeds:300"] == pytest.approx(0.5)
    assert np.isnan(by["ipeds:400"])  # online: at no distance
    assert np.isnan(by["ipeds:100"])
    assert set(filtered(catalog, near=share).providers["provider_id"]) == {"ipeds:300"}


def test_catchment_by_hand(atlas):
    found = atlas.catchment((-99.5, 38.5))
    assert found.adults == 56_250
    assert found.areas.loc["45820"].to_dict() == {"title": "Topeka, KS", "adults": 56_250.0, "share": 0.5}
    assert found.counties["title"].tolist() == ["Allen County, KS"]
    assert atlas.catchment((0, 0)).areas.empty


def test_where_it_is_not_known_where_people_live_own_places_are_listed_without_a_share(atlas):
    providers = atlas.table("providers").assign(area_code="6600001")
    other = atlas.with_tables({"providers": providers})
    near = near_area(other, "6600001", 25.0)
    there = ~providers["distance_only"].to_numpy(bool)
    assert (near[there] == -1).all()
    assert np.isnan(near[~there]).all()
    found = other.search_programs("6600001")
    assert len(found.providers)
    assert found.providers["adults"].isna().all()  # unknown, not none


def test_a_search_takes_place_settings_and_filters(atlas):
    assert set(atlas.search_programs("45820").providers["provider_id"]) == {"ipeds:300"}
    nurses = atlas.search_programs(soc=NURSES)
    assert set(nurses.providers["provider_id"]) == {"ipeds:100", "ipeds:200"}
    assert nurses.programs["award_level"].isin([3, 5]).all()
    assert set(atlas.search_programs(soc=NURSES, awards=[3]).programs["award_level"]) == {3}
    far = atlas.search_programs("45820", reach_miles=100)
    assert set(far.providers["provider_id"]) >= {"ipeds:300"}
    with pytest.raises(ValueRangeError, match="award level is 99"):
        atlas.search_programs(awards=[99])
    with pytest.raises(ValueRangeError, match=r"control is 'publik'.*'public'"):
        atlas.search_programs(controls=["publik"])


def test_a_catchment_is_that_of_the_provider(atlas):
    provider = atlas.table("providers").set_index("provider_id").loc["ipeds:300"]
    there = atlas.catchment((provider["lon"], provider["lat"]))
    mine = atlas.catchment("ipeds:300")
    assert mine.adults == there.adults > 0
    assert mine.areas.equals(there.areas)
    assert list(atlas.catchment_occupations("ipeds:300").index) == list(
        atlas.catchment_occupations("ipeds:300", areas=list(mine.areas.index)).index
    )
    with pytest.raises(UnknownCodeError, match=r"no provider 'ipeds:30' .*'ipeds:300'"):
        atlas.catchment("ipeds:30")


def test_programs_of_an_occupation_in_the_nation(atlas):
    table = atlas.linked_programs(NURSES)
    assert table["award"].tolist() == [
        "Bachelor's degree",
        "Associate's degree",
    ]  # the second by the nurses' own rule
    assert table["completions"].tolist() == [150, 80]
    assert table["providers"].tolist() == [1, 1]
    assert atlas.linked_programs(TRUCKS).empty
