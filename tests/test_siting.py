"""Where to open: the exact answer by hand, against every choice there is, and against the greedy one."""

from __future__ import annotations

import json
from html import escape
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from geo_opportunity.cli import app as cli
from geo_opportunity.desk import Desk
from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.exports import base
from geo_opportunity.geography.region import Region
from geo_opportunity.measures import siting
from geo_opportunity.questions.places import state_region
from geo_opportunity.questions.what_if import what_if
from geo_opportunity.scene import Scene, from_query, to_query
from geo_opportunity.ui.board import sites
from geo_opportunity.wording import people
from tests.support import html_of, query_of

TRUCKS, NURSES = "53-3032", "29-1141"
TOPEKA = "45820"

#: Four towns on a line, 3, 4, 4 and 3 people; a place in the middle of each two reaches both.
LINE = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
PEOPLE = np.array([3.0, 4.0, 4.0, 3.0])


def best(near, weights, k):
    """Return the most that k candidates cover, by trying all choices."""
    every = combinations(range(len(near)), min(k, len(near)))
    return max(float(weights[near[list(chosen)].any(axis=0)].sum()) for chosen in every)


@st.composite
def problems(draw):
    candidates, points = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    rows = st.lists(st.booleans(), min_size=points, max_size=points)
    near = draw(st.lists(rows, min_size=candidates, max_size=candidates))
    weights = draw(st.lists(st.integers(0, 5), min_size=points, max_size=points))
    return np.array(near, dtype=int), np.array(weights, dtype=float)


def test_the_middle_first_is_a_trap():
    """Greedy takes the 8 people of the middle and adds 3; the two ends reach all 14."""
    near = scipy.sparse.csr_matrix(LINE)
    one, two = siting.exact(near, PEOPLE, 3)  # a third place would add no one
    quick = siting.greedy(near, PEOPLE, 2)
    assert (quick.sites.tolist(), quick.gains.tolist()) == ([1, 0], [8.0, 3.0])
    assert (one.sites.tolist(), one.covered) == ([1], 8.0)
    assert (two.sites.tolist(), two.covered, two.gap) == ([0, 2], 14.0, 0.0)


@given(problem=problems(), most=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_as_good_as_the_best_of_all_choices(problem, most):
    near, weights = problem
    found = siting.exact(scipy.sparse.csr_matrix(near), weights, most)
    quick = siting.greedy(scipy.sparse.csr_matrix(near), weights, most)
    ends = [0.0, *(choice.covered for choice in found)]
    assert ends == sorted(set(ends))  # one more covers more
    for k in range(1, most + 1):
        choice = found[min(k, len(found)) - 1] if found else None
        covered = choice.covered if choice else 0.0
        assert covered == pytest.approx(best(near, weights, k))
        assert covered >= quick.gains[:k].sum() >= (near @ weights).max() - 1e-9
        if choice:
            assert choice.gap == 0.0
            assert covered == weights[near[choice.sites].any(axis=0)].sum()


@given(problem=problems(), most=st.integers(1, 4), order=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_points_decides_nothing(problem, most, order):
    near, weights = problem
    mixed = list(range(len(weights)))
    order.shuffle(mixed)
    found, other = (
        [
            choice.sites.tolist()
            for choice in siting.exact(scipy.sparse.csr_matrix(near[:, p]), weights[p], most)
        ]
        for p in (list(range(len(weights))), mixed)
    )
    assert found == other


def test_of_equals_the_first_candidate_is_taken():
    twins = scipy.sparse.csr_matrix(LINE[[1, 1, 0, 0, 2, 2]])
    assert [c.sites.tolist() for c in siting.exact(twins, PEOPLE, 2)] == [[0], [2, 4]]


def test_smaller_and_as_good():
    """Of two equal places and one within another the first and the larger stay; equal points become one."""
    near = scipy.sparse.csr_matrix([[1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]])
    small, weights, kept = siting.reduce(near, np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    assert kept.tolist() == [0, 2]
    assert weights.tolist() == [6.0, 9.0]
    assert small.toarray().tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_what_is_not_proved_in_time_says_how_far_it_can_be_off():
    """Without time the answer is the best found, and its bound holds."""
    rng = np.random.default_rng(16)
    near, weights = (rng.random((40, 200)) < 0.12).astype(int), rng.integers(1, 50, 200).astype(float)
    sure = siting.exact(scipy.sparse.csr_matrix(near), weights, 6, seconds=60)[-1]
    hasty = siting.exact(scipy.sparse.csr_matrix(near), weights, 6, seconds=0)[-1]
    assert sure.gap == 0.0
    assert hasty.covered <= sure.covered <= hasty.bound * (1 + 1e-9)
    assert hasty.gap > 0.0


@pytest.fixture(scope="module")
def line(atlas):
    """Topeka as four tracts on a line, 22 km apart, with three towns between them; 25 road miles are 28.4 km."""
    tracts, towns = atlas.table("tracts"), atlas.table("place_points")
    mine = tracts["area_code"] == TOPEKA
    tracts = tracts.copy()
    tracts.loc[mine, "adults"] = [30_000.0, 40_000.0, 40_000.0, 30_000.0]
    tracts.loc[mine, "lon"] = [-99.9, -99.65, -99.4, -99.15]
    tracts.loc[mine, "lat"] = 38.5
    names = ["West", "Middle", "East"]
    towns = pd.DataFrame(
        {
            "place": ["2000001", "2000002", "2000003"],
            "state": "KS",
            "name": names,
            "title": [f"{name} city" for name in names],
            "kind": "city",
            "lon": [-99.775, -99.525, -99.275],
            "lat": 38.5,
        }
    ).astype(towns.dtypes)
    return atlas.with_tables({"tracts": tracts, "place_points": towns})


def test_towns_on_a_line(line):
    """The best town reaches 80,000; the two best are the others, though greedy keeps the first and has 110,000."""
    found = line.site(TRUCKS, TOPEKA, k=2, candidates="towns")
    assert (found.total, found.today, found.miles, found.candidates) == (140_000.0, 0.0, 25, 3)
    assert found.frontier["covered"].tolist() == [0.0, 80_000.0, 140_000.0]
    assert found.frontier["greedy_covered"].tolist() == [0.0, 80_000.0, 110_000.0]
    assert found.frontier["share"].tolist() == [0.0, 80 / 140, 1.0]
    assert found.gap == 0.0
    assert found.plan()["name"].tolist() == ["West city", "East city"]
    assert found.plan(1)["site_id"].tolist() == ["place:2000002"]
    assert found.plan(9).equals(found.plan(2))  # more bring nothing
    assert found.plan(2, "greedy")[["name", "gain", "alone"]].to_numpy().tolist() == [
        ["Middle city", 80_000.0, 80_000.0],
        ["West city", 30_000.0, 70_000.0],
    ]


def test_a_site_not_to_be_used(line):
    found = line.site(TRUCKS, TOPEKA, k=1, candidates="towns", avoid=["place:2000002"])
    assert found.avoided == ("Middle city",)
    assert found.plan()["name"].tolist() == ["West city"]  # of equals the first
    assert found.frontier["covered"].tolist() == [0.0, 70_000.0, 140_000.0]


def test_unmet_openings_are_shared_by_adults(line):
    """420 openings a year, nobody completes: a tract has its share of the area's adults."""
    found = line.site(TRUCKS, TOPEKA, k=1, objective="openings", candidates="towns")
    assert (found.total, found.today) == (pytest.approx(420.0), 0.0)
    assert found.frontier["gained"].tolist() == pytest.approx([0.0, 420 * 80 / 140, 420.0])


def test_who_completes_here_fills_openings(atlas):
    """Medical assistants of Topeka: 60 completers a year; what is left is unmet, and half of it in reach."""
    supply = atlas.supply_demand(TOPEKA, soc="31-1131").iloc[0]
    unmet = max(supply["openings"] - supply["completers_local"], 0.0)
    found = atlas.site("31-1131", TOPEKA, objective="openings")
    assert found.total == pytest.approx(unmet)
    assert found.today == pytest.approx(unmet / 2)


def test_what_one_site_brings_is_what_the_trial_of_it_says(atlas):
    found = atlas.site(NURSES, "KS", k=1)
    site = found.plan().iloc[0]
    trial = what_if(atlas, NURSES, lon=site["lon"], lat=site["lat"]).areas
    in_kansas = trial.loc[trial["title"].str.contains("Topeka")]
    assert site["gain"] == pytest.approx(in_kansas["adults_gained"].sum(), abs=1e-4 * 735_000)


def test_a_state_is_the_region_of_its_counties(atlas):
    state, region = atlas.site(TRUCKS, "KS"), atlas.region(state_region(atlas, "KS"))
    same = region.site(TRUCKS, region.code)
    assert isinstance(state_region(atlas, "KS"), Region)
    assert state.frontier.equals(same.frontier)
    assert state.plans.equals(same.plans)
    assert atlas.site(TRUCKS, state_region(atlas, "KS")).plans.equals(same.plans)


def test_a_sector_is_in_reach_with_any_of_its_programs(atlas):
    """Openings count by occupation: one in reach leaves those of the others out of it."""
    people, openings = (atlas.site("healthcare", "KS", objective=goal) for goal in ("people", "openings"))
    assert len(people.occupations) > 1
    one = [atlas.site(soc, "KS").today for soc in people.occupations]
    assert people.today >= max(one)
    each = [atlas.site(soc, "KS", objective="openings") for soc in openings.occupations]
    assert openings.total == pytest.approx(sum(found.total for found in each))
    assert openings.today == pytest.approx(sum(found.today for found in each))
    assert "Northwest Kansas nonmetropolitan area" in openings.unknown_openings  # no figure, not none


def test_a_campus_of_a_college_that_has_the_program_elsewhere_is_said(atlas):
    found = atlas.site("31-1131", "NE", k=10, candidates="campuses")
    teaches = set(atlas.links.loc[atlas.links["soc"] == "31-1131", "provider_id"])
    assert "ipeds:100" not in teaches or found.plans["note"].str.startswith("may be taught").any()


@pytest.mark.parametrize(
    ("what", "options", "error", "says"),
    [
        ("53-303", {}, UnknownCodeError, "53-3032"),
        ("health", {}, UnknownCodeError, "healthcare"),
        (TRUCKS, {"place": "99999"}, UnknownCodeError, "99999"),
        (TRUCKS, {"place": "ZZ"}, UnknownCodeError, "ZZ"),
        (TRUCKS, {"avoid": ["place:1"]}, UnknownCodeError, "place:1"),
        (TRUCKS, {"k": 0}, ValueRangeError, "from 1 to 10"),
        (TRUCKS, {"k": 11}, ValueRangeError, "from 1 to 10"),
        (TRUCKS, {"objective": "person"}, ValueRangeError, "people"),
        (TRUCKS, {"candidates": "town"}, ValueRangeError, "towns"),
        (TRUCKS, {"place": "6600001"}, ValueRangeError, "Guam"),
        (None, {"education": "Doctoral or professional degree"}, ValueRangeError, "bachelor"),
    ],
)
def test_what_is_wrong_is_named(atlas, what, options, error, says):
    with pytest.raises(error, match=says):
        atlas.site(what, **{"place": TOPEKA} | options)


@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("ipeds:105154,place:0455000", ("ipeds:105154", "place:0455000"), ""),
        ("place:1,place:1, ,place:2", ("place:1", "place:2"), ""),
        ("place:1,<b>", ("place:1",), "There is no site “<b>”; it is left out."),
        (
            ",".join(f"place:{n:07d}" for n in range(50)),
            tuple(f"place:{n:07d}" for n in range(40)),
            "more than 40",
        ),
        ("", (), ""),
    ],
)
def test_sites_not_to_be_used_are_in_the_link(text, kept, said):
    scene, problems = from_query({"desk": "sites", "avoid": text, "v": "3"})
    assert scene.desk.sites_avoided == kept
    assert said in " ".join(problems)
    assert bool(said) is bool(problems)
    assert from_query(to_query(scene)) == (scene, [])


def test_what_is_asked_of_sites_is_in_the_link():
    desk = Desk(site_count=7, site_goal="openings", site_kinds="towns").avoiding(("place:1", "place:1"))
    query = to_query(Scene(page="board", desk=desk))
    assert {key: query[key] for key in ("sites", "goal", "from", "avoid")} == {
        "sites": "7", "goal": "openings", "from": "towns", "avoid": "place:1",
    }  # fmt: skip
    assert from_query(query)[0].desk == desk


LINK = {"page": "board", "area": TOPEKA, "desk": "sites", "soc": TRUCKS, "v": "3"}


def test_the_page_says_what_the_atlas_answers(app, atlas):
    found = atlas.site(TRUCKS, TOPEKA)
    page = app(**LINK)
    assert not page.exception
    said = html_of(page)
    name = found.plan(1)["name"].iloc[0]
    assert escape(name) in said
    assert f"would bring {people(found.frontier['gained'].iloc[1])} adults of Topeka, KS into reach" in said
    assert "the gap to the best possible is 0" in said
    assert "More than one bring no more." in said


def test_a_site_is_left_out_with_one_press(app):
    page = app(**LINK)
    page.button(key="b_leave_1").click().run()
    assert query_of(page)["avoid"] == "ipeds:300"
    assert page.multiselect(key="b_avoid").value == ["ipeds:300"]
    assert "Topeka city" in html_of(page)
    page.multiselect(key="b_avoid").set_value([]).run()
    assert "avoid" not in query_of(page)


def test_what_if_takes_a_site_over():
    scene = from_query(LINK)[0]
    after = sites._tried(scene, lon=-99.51234, lat=38.5)
    assert (after.what_if, after.training_view, after.occupation) == ((-99.5123, 38.5, 20), "what_if", TRUCKS)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"area": "", "soc": TRUCKS}, "Choose the place"),
        ({"soc": ""}, "Choose the occupation, or the sector"),
        ({"avoid": "place:9999999"}, "no site"),
        ({"area": "6600001"}, "unknown where the people of Guam live"),
    ],
)
def test_what_is_missing_is_asked_for(app, link, says):
    page = app(**{key: value for key, value in (LINK | link).items() if value})
    assert not page.exception
    told = " ".join(str(box.value) for box in (*page.info, *page.warning)).replace("\\", "")
    assert says in told


def test_files_hold_the_sites_and_the_frontier(atlas):
    scene = from_query(LINK)[0]
    sheet = base.sheet(atlas, scene)
    found = atlas.site(TRUCKS, TOPEKA)
    assert "Topeka, KS" in sheet.title
    assert "proved by an exact solver" in sheet.headline
    names = {table.name: table.frame for table in sheet.tables}
    assert names["sites"]["name"].tolist() == found.plan()["name"].tolist()
    assert names["frontier"]["adults_covered"].tolist() == found.frontier["covered"].tolist()
    new = sheet.marks[-1].places
    assert new.tolist() == found.plan()[["lon", "lat"]].to_numpy().tolist()
    assert any("not a travel time" in note for note in sheet.notes)
    assert (
        from_query({**LINK, **dict(pair.split("=") for pair in sheet.link.lstrip("?").split("&"))})[0].desk
        == scene.desk
    )


def test_the_command_line_answers_in_words_and_rows(data_dir, atlas):
    asked = ["ask", "site", TRUCKS, "KS", "-k", "2", "--data", str(data_dir)]
    found = atlas.site(TRUCKS, "KS", k=2)
    said = CliRunner().invoke(cli, asked)
    assert said.exit_code == 0
    assert "Two new programs" in said.output
    assert f"2: {found.frontier['covered'][2]:,.0f}" in said.output
    rows = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).output)
    assert [row["site_id"] for row in rows] == found.plan()["site_id"].tolist()
