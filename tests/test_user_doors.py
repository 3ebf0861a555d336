"""The one door for a user's own data: every kind by its name, and answers to what was asked."""

from __future__ import annotations

import pytest

from geo_opportunity import user_data
from geo_opportunity.errors import FormatError, MissingColumnError
from tests.user_data import own_atlas, write

pytestmark = pytest.mark.usefixtures("in_process")

PROGRAMS = "provider,program,cip,zip,state\nA,B,51.3801,68501,NE\nC,D,,68501,NE\n"
TABLE = "region,soc,base,projected,openings_annual\nEast,29-1141,100,110,9\n"
REGIONS = "region,county_fips\nEast,31001\n"
FILES = {
    "programs": PROGRAMS,
    "projections": TABLE,
    "budgets": "county_fips,family,total\n31001,a2c2,91000\n",
    "travel times": "origin,destination,minutes\n31001000001,ipeds:100,12\n",
}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return own_atlas(tmp_path_factory.mktemp("own"))


def _read(atlas, tmp_path, kind, text=None, **answers):
    if kind == "projections":
        answers.setdefault("regions", write(tmp_path / "regions.csv", REGIONS))
        answers = {"base_year": "2024", "projected_year": 2034, **answers}
    return user_data.read(atlas, kind, write(tmp_path / "mine.csv", text or FILES[kind]), name="m", **answers)


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_is_read_by_its_name_and_can_be_added(atlas, tmp_path, kind):
    found = _read(atlas, tmp_path, kind)
    assert found.kind == kind
    assert user_data.add(atlas, found).data_version != atlas.data_version


def test_a_summary_says_what_became_of_every_row_of_every_file(atlas, tmp_path):
    (line,) = _read(atlas, tmp_path, "programs").preview.summary()
    assert line.startswith("mine.csv: 2 rows read: 1 used, 1 left out: ")
    assert line.endswith(" (1)")
    assert _read(atlas, tmp_path, "projections").preview.summary() == [
        "mine.csv: 1 row read: 1 used, none left out",
        "regions.csv: 1 row read: 1 used, none left out",
    ]


@pytest.mark.parametrize(
    ("kind", "answers", "words"),
    [
        ("program", {}, "'program' is no kind of data that can be added. Fix: perhaps 'programs'"),
        ("shapes", {}, "the kinds are programs, projections, budgets, travel times"),
        ("budgets", {"hour": 2112}, "budgets have no setting 'hour'. Fix: perhaps 'hours'"),
        ("budgets", {"hours": "many"}, "hours is 'many'. Fix: give a whole number"),
        ("projections", {"regions": None}, "needs a second file, the counties of each region"),
        ("programs", {"regions": "r.csv"}, "takes one file. Fix: leave out regions"),
    ],
)
def test_what_a_door_does_not_take_is_refused_with_the_fix(atlas, tmp_path, kind, answers, words):
    with pytest.raises(FormatError) as refused:
        _read(atlas, tmp_path, kind, FILES.get(kind, "a\n1\n"), **answers)
    assert words in str(refused.value)


def test_one_file_read_in_two_ways_is_two_data_sets(atlas, tmp_path):
    ways = [_read(atlas, tmp_path, "budgets", hours=hours) for hours in (2112, 2080)]
    assert len({user_data.add(atlas, way).key for way in ways}) == 2


def test_numbers_may_be_text_and_mean_the_same(atlas, tmp_path):
    standard = [_read(atlas, tmp_path, "budgets", hours=h).tables["own_budgets"] for h in (2112, "2112")]
    assert standard[0].equals(standard[1])
    assert not standard[0].equals(_read(atlas, tmp_path, "budgets").tables["own_budgets"])


def test_a_missing_column_is_asked_with_the_columns_there_are(atlas, tmp_path):
    text = PROGRAMS.replace("cip", "field code")
    with pytest.raises(MissingColumnError) as asked:
        _read(atlas, tmp_path, "programs", text)
    assert (asked.value.file, asked.value.wanted) == ("mine.csv", ("cip",))
    assert "field code" in asked.value.has
    answered = _read(atlas, tmp_path, "programs", text, columns={"cip": "field code"})
    assert answered.tables["programs"].equals(_read(atlas, tmp_path, "programs").tables["programs"])


def test_columns_of_the_second_file_can_be_said_too(atlas, tmp_path):
    regions = write(tmp_path / "r.csv", REGIONS.replace("county_fips", "place"))
    with pytest.raises(MissingColumnError) as asked:
        _read(atlas, tmp_path, "projections", regions=regions)
    assert asked.value.file == "r.csv"
    columns = {"county_fips": "place"}
    found = _read(atlas, tmp_path, "projections", regions=regions, regions_columns=columns)
    assert list(found.tables["projection_regions"]["county_fips"]) == ["31001"]
