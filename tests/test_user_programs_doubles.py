"""One provider under many names, and programs the data may have already: what is counted once, shown, decided.

In the tiny country Lincoln Community College (ipeds:100, -99.5, 39.5) had 20 electricians (46.0302) and 30
practical nurses (51.3901) complete, at the place of ZIP code 68501.
"""

from __future__ import annotations

import pandas as pd
import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import FormatError
from geo_opportunity.user_data.programs_doubles import _likeness
from tests.user_data import own_atlas

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


def _import(atlas, *rows, **settings):
    plain = {
        "cip": "46.0302",
        "award_level": "2",
        "zip": "68501",
        "state": "NE",
        "city": "",
        "program": "Wiring",
    }
    frame = pd.DataFrame([{**plain, **row} for row in rows]).fillna("")
    return user_data.import_programs(atlas, frame, name="x", **settings)


def _electricians(atlas):
    return float(atlas.supply_demand("30700").loc["47-2111", "completers"])


# ------------------------------------------------------------------ one provider


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"provider": "Valley College"}, {"provider": "VALLEY COLLEGE, INC."}, True),
        ({"provider": "A & B Trades"}, {"provider": "A and B Trades, L.L.C."}, True),
        ({"provider": "Valley College"}, {"provider": "Valley College", "zip": "68501-0001"}, True),
        ({"provider": "Valley College"}, {"provider": "Valley College (Main Campus)"}, True),
        ({"provider": "Valley", "city": "Twin"}, {"provider": "Valley (Twin Campus)", "city": "Twin"}, True),
        ({"provider": "Valley", "city": "Twin"}, {"provider": "Valley - Twin", "city": "Twin"}, True),
        ({"provider": "Valley", "city": "Twin"}, {"provider": "Valley - Clay", "city": "Twin"}, False),
        ({"provider": "Valley", "city": "Twin"}, {"provider": "Valley Twin Campus", "city": "Twin"}, True),
        ({"provider": "Valley", "provider_id": "7"}, {"provider": "V.T.I.", "provider_id": "7"}, True),
        ({"provider": "Valley", "provider_id": "7"}, {"provider": "Valley", "provider_id": "8"}, True),
        ({"provider": "Valley"}, {"provider": "Valley", "zip": "66101", "state": "KS"}, False),
        ({"provider": "Valley"}, {"provider": "Hill"}, False),
        ({"provider": "Valley", "lon": "-99.5", "lat": "39.5"}, {"provider": "Valley", "lon": "-99.4", "lat": "39.5"},
         False),
    ],
)  # fmt: skip
def test_one_provider_is_its_name_or_id_at_one_place(atlas, one, other, same):
    got = _import(atlas, one, other)
    assert got.preview.kept == 2
    assert len(got.tables["providers"]) == (1 if same else 2)
    assert got.tables["providers"]["provider_id"].is_unique


def test_names_linked_by_a_third_row_are_one_provider(atlas):
    got = _import(
        atlas,
        {"provider": "Valley", "provider_id": "7"},
        {"provider": "V.T.I.", "provider_id": "7"},
        {"provider": "VTI", "provider_id": "8"},
    )
    assert got.tables["providers"]["provider_id"].tolist() == ["own:x:7"]


def test_similar_names_at_one_street_address_are_told_and_kept_apart(atlas):
    street = {"address": "12 Main St"}
    got = _import(
        atlas,
        {"provider": "Valley Welding", **street},
        {"provider": "Valley Welding Academy", **street},
        {"provider": "Hill Barbers", **street},
    )
    told = got.preview.ledger["told"].str.contains("perhaps the same provider")
    assert told.tolist() == [True, True, False]
    assert len(got.tables["providers"]) == 3


# ----------------------------------------------------------------------- doubles

NEAR = {"provider": "Lincoln Community College - Downtown", "completions": "25"}


@pytest.mark.parametrize(
    ("said", "completers", "added"),
    [
        (None, 20, 1),  # not decided: offered, its completers not counted
        ("same", 20, 0),
        ("other", 45, 1),
        ({2: "other"}, 45, 1),
        ({2: "same"}, 20, 0),
        ({}, 20, 1),
    ],
)
def test_completers_of_a_likely_double_count_when_said_to_be_others(atlas, said, completers, added):
    rows = [
        NEAR,
        {"provider": "Wire Works", "cip": "51.3902", "award_level": "20", "zip": "66101", "state": "KS"},
    ]
    got = _import(atlas, *rows, doubles=said)
    assert _electricians(atlas) == 20
    assert _electricians(atlas.add(got)) == completers
    assert (got.tables["programs"]["cip"] == "46.0302").sum() == added
    assert got.preview.kept == 2, "decided or not, the row is used"
    (pair,) = got.doubles.to_dict("records")
    assert (pair["row"], pair["their_id"], pair["their_completions"]) == (2, "ipeds:100", 20)
    assert pair["their_name"] == "Lincoln Community College"
    assert "same CIP" in pair["why"]
    assert pair["decision"] == (said if isinstance(said, str) else (said or {}).get(2, "open"))


@pytest.mark.parametrize(
    ("row", "likely"),
    [
        ({}, True),
        ({"provider": "The Lincoln Community College, Inc."}, True),
        ({"provider": "Lincoln Comunity College"}, True),  # a letter lost
        ({"cip": "46.0399"}, True),  # no code of CIP 2020, of the same series
        (
            {"cip": "51.3902", "program": "Nurse Aide"},
            False,
        ),  # practical nurses are another field of the series
        ({"cip": "51.3902", "program": "Vocational Nursing, Evening"}, True),  # coded loosely: the name says
        ({"award_level": "20"}, True),  # certificates of any length
        ({"award_level": "3"}, False),
        ({"cip": "48.0508"}, False),
        ({"provider": "Community College of Technology"}, False),  # only common words
        ({"provider": "Adams Electrical School"}, False),
        ({"zip": "66101", "state": "KS"}, False),  # some 90 miles away
    ],
)
def test_what_is_likely_a_double(atlas, row, likely):
    got = _import(atlas, {**NEAR, **row})
    assert len(got.doubles) == likely
    assert bool(got.preview.problem("likely a double of a program in the data")) == likely
    assert got.tables["programs"]["completions"].isna().all() == likely


@pytest.mark.parametrize(
    ("one", "two", "city", "alike"),
    [
        ("Dallas College", "Concorde Career College-Dallas", "Dallas", False),  # the city's name alone
        ("Dallas College", "The College of Health Care Professions-Dallas", "Dallas", False),
        ("ACCD San Antonio College", "San Antonio College", "San Antonio", True),
        ("Austin Community College", "Austin Community College District", "Austin", True),
        ("Concorde Career College", "Concorde Career College-Dallas", "Dallas", True),
        ("University of Texas San Antonio", "The University of Texas at San Antonio", "San Antonio", True),
    ],
)
def test_a_city_in_two_names_makes_them_no_double(one, two, city, alike):
    assert (_likeness(one, two, city) >= 88) == alike


def test_a_program_not_completed_there_is_no_double(atlas):
    got = _import(
        atlas,
        {"provider": "Plains University West", "cip": "51.3902", "award_level": "20", "lon": "-98.5", "lat": "38.5",
         "zip": "", "state": "KS"},
    )  # fmt: skip
    assert got.doubles.empty


def test_the_very_program_is_used_as_it_is_in_the_data(atlas):
    row = {"provider": "LINCOLN COMMUNITY COLLEGE", "zip": "67000", "lon": "-99.5", "lat": "39.5"}
    got = _import(atlas, {**row, "completions": "25"})
    assert got.preview.kept == 1 == got.preview.count("programs in the data already")
    assert got.tables["programs"].empty
    with pytest.raises(FormatError, match="in the data already, so there is nothing to add"):
        atlas.add(got)


def test_a_campus_in_the_data_is_a_place_of_its_provider(atlas):
    """Lincoln Community College has a campus in Cedar, 106 miles away; IPEDS counts its completers at the college."""
    row = {
        "provider": "Lincoln Community College at Cedar",
        "lon": "-97.5",
        "lat": "39.5",
        "zip": "",
        "city": "Cedar",
    }
    got = _import(atlas, {**NEAR, **row})
    assert got.doubles["their_id"].tolist() == ["ipeds:100"]


@pytest.mark.parametrize(
    ("said", "words"),
    [("maybe", "'maybe' cannot be said.*same.*other"), ({2: "no"}, "'no' cannot"), ({9: "same"}, "row 9 is no likely")],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused(atlas, said, words):
    with pytest.raises(FormatError, match=words):
        _import(atlas, NEAR, doubles=said)


def test_a_later_list_does_not_double_an_earlier_one(atlas):
    first = _import(atlas, {"provider": "Wire Works", "completions": "5"})
    both = atlas.add(first)
    frame = pd.DataFrame(
        {
            "provider": ["Wire Works Inc"],
            "cip": "46.0302",
            "award_level": "2",
            "zip": "68501",
            "completions": "5",
        }
    )
    second = user_data.import_programs(both, frame, name="y")
    assert second.preview.count("programs in the data already") == 1
    assert second.tables["programs"].empty
