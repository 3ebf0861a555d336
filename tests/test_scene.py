"""The state of a view goes into a link and comes back; a bad link is explained and never breaks the app."""

from __future__ import annotations

import json
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_opportunity import scene as scenes
from geo_opportunity import scene_codecs
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.rules import (
    FAMILIES,
    GREEN_CODES,
    GROWTH_RULES,
    PAY_STANDARDS,
    WAGE_POINTS,
    Rules,
    Selection,
    parse_settings,
)
from geo_opportunity.scene import AREA_MEASURES, OCCUPATION_MEASURES, MapView, Scene, from_query, to_query
from geo_opportunity.vocabulary import AWARD_LEVELS, BELOW_DEGREES, EDUCATION_LEVELS, REACH_MILES, SECTORS
from tests.strategies import desks

AREAS = ["38060", "17900", "0400001"]
SOCS = ["29-1141", "47-2111"]
STATES = ["AK", "AZ", "SC"]
COUNTIES = ["20001", "45007", "45045", "45077"]
PROVIDERS = ["ipeds:104717", "own:a1b2"]
REGION = Region(
    "Upstate", (Member("45007"), Member("45045", 0.5, ("45045001103",)), Member("45077"))
).to_link()
OTHER = Region("Two", (Member("45007"), Member("45045"))).to_link()
STRANGE = Region("Elsewhere", (Member("99999"),)).to_link()
VERSION = "abcdefabcdef"


def read(params, **known):
    return from_query(
        params,
        areas=AREAS,
        occupations=SOCS,
        states=STATES,
        counties=COUNTIES,
        providers=PROVIDERS,
        data_version=VERSION,
        **known,
    )


def today(params):
    """Read a link of today's version."""
    return read(params | {"v": str(scenes.VERSION)})


def subset(values):
    return st.sets(st.sampled_from(values)).map(lambda chosen: tuple(v for v in values if v in chosen))


def within(low, high):
    return st.floats(low, high, allow_nan=False, width=64)


rules = st.builds(
    Rules,
    pay=st.sampled_from(list(PAY_STANDARDS)),
    family=st.sampled_from(list(FAMILIES)),
    poverty_multiple=within(0.5, 10),
    own_wage=within(1_000, 1_000_000),
    own_by=st.sampled_from(["year", "hour"]),
    wage=st.sampled_from(list(WAGE_POINTS)),
    growth=st.sampled_from(list(GROWTH_RULES)),
    growth_percent=within(-100, 1_000),
    growth_openings=within(0, 1_000_000),
    reach_miles=st.sampled_from(REACH_MILES),
    degree_miles=st.sampled_from(REACH_MILES),
    reach_share=within(0.01, 1),
    coverage_min=within(0, 10),
)
selections = st.builds(
    Selection,
    sector=st.none() | st.sampled_from(list(SECTORS)),
    education=subset(EDUCATION_LEVELS),
    regular_schedule_min=st.none() | st.integers(0, 100).map(lambda n: n / 100),
    advanced_cutoff=st.integers(0, 100).map(lambda n: n / 100),
    green_tags=subset(tuple(GREEN_CODES)),
)


@st.composite
def any_scene(draw):
    area, occupation = draw(st.none() | st.sampled_from(AREAS)), draw(st.none() | st.sampled_from(SOCS))
    return Scene(
        area=area,
        occupation=occupation,
        focus=draw(st.none() | st.sampled_from(SOCS)),
        lens=draw(st.sampled_from(list(scenes.LENSES))),
        measure=draw(st.sampled_from(OCCUPATION_MEASURES if occupation else AREA_MEASURES)),
        rules=draw(rules),
        selection=draw(selections),
        breaks=draw(st.sampled_from(list(scenes.BREAKS))),
        place=draw(st.sampled_from([None, *STATES, *(["area"] if area else [])])),
        view=draw(st.none() | st.builds(MapView, within(-200, 180), within(-85, 85), within(0, 20))),
        layers=draw(st.sampled_from([(), ("providers",), ("access",), ("providers", "access")])),
        outcome=draw(st.none() | st.sampled_from(scenes.OUTCOMES)),
        tab=draw(st.none() | st.from_regex(r"[a-z_]{1,24}", fullmatch=True)),
        units=draw(st.sampled_from(list(scenes.UNITS))),
        hourly=draw(st.booleans()),
        clear=draw(st.booleans()),
        page=draw(st.sampled_from(scenes.PAGES)),
        cuts=tuple(sorted(draw(st.sets(within(-1e9, 1e9).map(lambda v: v + 0.0), max_size=scenes.MAX_CUTS)))),
        places=tuple(
            draw(
                st.lists(
                    st.sampled_from([*AREAS, *STATES, REGION, OTHER]), max_size=scenes.MAX_PLACES, unique=True
                )
            )
        ),
        region=draw(st.sampled_from([None, REGION, OTHER])),
        region_name=draw(st.none() | st.text(max_size=150).map(scene_codecs.tidy).filter(bool)),
        awards=draw(subset(tuple(AWARD_LEVELS))),
        controls=draw(subset(tuple(scenes.CONTROL_CODES))),
        open_only=draw(st.booleans()),
        online=draw(st.booleans()),
        max_price=draw(st.none() | st.integers(0, 1_000_000)),
        provider=draw(st.sampled_from([None, *PROVIDERS])),
        training_view=draw(st.sampled_from([None, *scenes.TRAINING_VIEWS])),
        cip_family=draw(st.sampled_from([None, "51", "46"])),
        desert=draw(st.sampled_from(scenes.DESERTS)),
        desert_level=draw(st.sampled_from(scenes.DESERT_LEVELS)),
        what_if=draw(st.none() | st.tuples(within(-180, 180), within(-85, 85), st.integers(0, 100_000))),
        desk=draw(desks),
    )


@given(any_scene())
@settings(max_examples=300, deadline=None)
def test_a_link_opens_the_very_same_view(scene):
    again, problems = read(to_query(scene, VERSION))
    assert again == scene
    assert problems == []


def test_the_default_view_has_an_empty_link():
    assert to_query(Scene(), VERSION) == {}
    assert read({}) == (Scene(), [])


def test_links_are_short_and_readable():
    scene = Scene(
        area="38060",
        place="area",
        rules=Rules(family="a1c1", reach_miles=30),
        selection=Selection(sector="healthcare"),
    )
    assert to_query(scene) == {
        "area": "38060",
        "sector": "healthcare",
        "fam": "a1c1",
        "reach": "30",
        "v": "3",
    }
    assert to_query(scene, VERSION)["d"] == VERSION
    assert to_query(Scene(rules=Rules(coverage_min=0.1, degree_miles=60))) == {
        "reachba": "60",
        "cover": "10",
        "v": "3",
    }


def test_what_a_link_of_version_1_left_out_means_what_it_meant():
    first = Scene(lens="any", desert="ace", rules=Rules(growth="faster", coverage_min=0.1, degree_miles=25))
    assert read({"v": "1"}) == (first, [])
    assert read({"page": "explore"}) == (first, [])
    assert read({}) == (Scene(), [])  # no link at all is the opening view
    for reach in REACH_MILES:
        scene, problems = read({"reach": str(reach)})
        assert (scene.rules.reach_miles, scene.rules.degree_miles) == (reach, reach)
        assert problems == []
    scene, problems = read({"reach": "27", "growth": "fast", "cover": "thin"})
    assert (scene.rules.degree_miles, scene.rules.growth, scene.rules.coverage_min) == (25, "faster", 0.1)
    assert len(problems) == 3  # the distance of degrees follows, and is not said twice


@given(rules, st.none() | st.sampled_from(AREAS))
@settings(max_examples=100, deadline=None)
def test_a_link_of_version_1_keeps_its_view_when_written_again(chosen, area):
    first = {key: text for key, text in to_query(Scene(area=area, rules=chosen)).items() if key != "v"}
    scene, problems = read(first)
    assert problems == []
    assert scene.lens == ("any" if first else "below")
    assert read(to_query(scene)) == (scene, [])


@pytest.mark.parametrize(
    ("params", "measure", "outcome", "said"),
    [
        ({"show": "share_no_outlook"}, "share_steady", None, "“No outlook” is now two kinds"),
        ({"show": "jobs_no_outlook"}, "jobs_steady", None, "“No outlook” is now two kinds"),
        ({"soc": "29-1141", "only": "no_outlook"}, "kind", "steady", "“No outlook” is now two kinds"),
        ({"soc": "29-1141", "show": "growing", "only": "fail"}, "growing", "slow", "slow and shrinking"),
        ({"soc": "29-1141", "show": "accessible", "only": "fail"}, "accessible", "none", "low and partial"),
        ({"soc": "29-1141", "show": "sustaining", "only": "fail"}, "sustaining", "fail", ""),
        ({"soc": "29-1141", "show": "growing", "only": "pass"}, "growing", "pass", ""),
    ],
)
def test_what_version_1_called_by_one_name_is_said_to_be_split(params, measure, outcome, said):
    scene, problems = read(params)
    assert (scene.measure, scene.outcome) == (measure, outcome)
    assert len(problems) == bool(said)
    assert all(said in line for line in problems)
    assert read(to_query(scene)) == (scene, [])  # said once


def test_the_sentence_on_no_outlook():
    assert read({"show": "share_no_outlook"})[1] == [
        "“No outlook” is now two kinds, steady and declining; this shows steady."
    ]


def test_entry_education_goes_before_the_lens():
    assert Scene().asked.education == BELOW_DEGREES
    assert Scene(lens="any").asked == Selection()
    degree = Selection(education=("Bachelor's degree",))
    assert Scene(selection=degree).asked == degree


keys = st.sampled_from(
    [
        "page",
        "soc",
        "show",
        "area",
        "focus",
        "sector",
        "edu",
        "sched",
        "adv",
        "green",
        "fam",
        "pay",
        "pov",
        "own",
        "wage",
        "growth",
        "gpct",
        "gopen",
        "reach",
        "reachba",
        "lens",
        "share",
        "cover",
        "breaks",
        "zoom",
        "view",
        "units",
        "per",
        "cuts",
        "places",
        "region",
        "rname",
        "aw",
        "ctl",
        "open",
        "online",
        "price",
        "prov",
        "whatif",
        "v",
        "d",
        "x",
    ]
) | st.text(max_size=8)
garbage = (
    st.text(max_size=60)
    | st.floats().map(str)
    | st.integers().map(str)
    | st.sampled_from(
        [
            "1e999",
            "-1e400",
            "NaN",
            "sNaN",
            "9" * 5000,
            "½",
            "²",
            "",
            "-",
            ".",
            ",",
            "٣",
            "a\x00b",
            "<script>",
            "0x10",
            REGION,
            STRANGE,
            REGION[:-9],
            "38060,SC,zz",
        ]
    )
)


@given(st.dictionaries(keys, garbage | st.lists(garbage, max_size=2), max_size=8))
@settings(max_examples=500, deadline=None)
def test_garbage_never_raises_and_every_fault_is_one_plain_line(params):
    scene, problems = read(params)
    assert isinstance(scene, Scene)
    for line in problems:
        assert line.endswith(".")
        assert "\n" not in line
        assert len(line) < 260
    again, left = read(to_query(scene, VERSION))
    assert (again, left) == (scene, [])


def test_nearest_valid_value_is_taken_and_named():
    scene, problems = read({"reach": "27", "share": "140", "own": "5", "gpct": "lots"})
    assert (
        scene.rules.reach_miles,
        scene.rules.reach_share,
        scene.rules.own_wage,
        scene.rules.growth_percent,
    ) == (25, 1.0, 1000.0, 5.0)
    assert len(problems) == 4
    assert any("25 is used instead of 27" in p for p in problems)
    assert any("100%" in p for p in problems)
    assert any("“lots”" in p for p in problems)


def test_unknown_codes_are_named():
    scene, problems = read({"area": "99999", "soc": "00-1234", "zoom": "ZZ"})
    assert (scene.area, scene.occupation, scene.place) == (None, None, None)
    assert problems == [
        "The data have no occupation “00-1234”; all occupations are shown.",
        "The data have no area “99999”; the whole nation is shown.",
        "There is no state “ZZ” on the map; the usual view is shown.",
    ]


@pytest.mark.parametrize("text", ["291141", "29-1141.00", "29 1141", "29–1141", "29-1141 Registered Nurses"])
def test_an_occupation_is_read_in_any_spelling(text):
    scene, problems = from_query({"soc": text}, occupations={"29-1141", "27-3092"})
    assert (scene.occupation, problems) == ("29-1141", [])
    assert from_query({"focus": text}, occupations={"29-1141"})[0].focus == "29-1141"


def test_an_older_occupation_opens_its_successor_or_says_why_not():
    known = {"29-1141", "27-3092", "29-2072", "29-9021"}
    scene, problems = from_query({"soc": "23-2091"}, occupations=known)
    assert scene.occupation == "27-3092"
    assert problems == ["23-2091 became 27-3092 in SOC 2018; 27-3092 is shown."]
    scene, problems = from_query({"soc": "29-2071"}, occupations=known)
    assert scene.occupation is None
    assert "29-2071 was split into 29-2072 and 29-9021 in SOC 2018" in problems[0]
    scene, problems = from_query({"soc": "29-0000"}, occupations=known)
    assert scene.occupation is None
    assert "29-0000 is a major group" in problems[0]


@pytest.mark.parametrize(
    ("text", "family", "told"),
    [
        ("1", "01", 0),
        ("01", "01", 0),
        ("12.0", "12", 0),
        ("51.3801", "51", 1),
        ("51.0808", "01", 1),
        ("x", None, 1),
    ],
)
def test_a_field_of_study_opens_its_family(text, family, told):
    scene, problems = read({"cip": text})
    assert (scene.cip_family, len(problems)) == (family, told)


def test_a_measure_of_the_other_mode_is_explained():
    scene, problems = read({"show": "wage"})
    assert scene.measure == AREA_MEASURES[0]
    assert problems == [
        "The measure “wage” does not exist for all occupations together; the usual one is shown."
    ]


def test_a_future_version_is_explained_and_the_rest_kept():
    scene, problems = read({"v": "7", "sector": "green"})
    assert scene.selection.sector == "green"
    assert len(problems) == 1
    assert "newer version" in problems[0]


def test_changed_data_are_said_once():
    (said,) = read({"sector": "green", "d": "older"})[1]
    assert "changed" in said
    assert "“older”" in said
    assert f"“{VERSION}”" in said
    assert read({"sector": "green", "d": VERSION})[1] == []


def test_migrations_run_in_order(monkeypatch):
    monkeypatch.setattr(scenes, "VERSION", 3)  # steps are tried in the place of the real ones
    monkeypatch.setattr(
        scenes,
        "MIGRATIONS",
        {
            1: lambda p, _: {("mid" if k == "old" else k): v for k, v in p.items()},
            2: lambda p, said: (
                said.append("Green it is.") or {("sector" if k == "mid" else k): v for k, v in p.items()}
            ),
        },
    )
    scene, problems = read({"v": "1", "old": "green"})
    assert scene.selection.sector == "green"
    assert problems == ["Green it is."]
    assert scene.lens == "any"  # what version 1 left out


def test_picking_moves_the_map_and_unpicking_gives_it_back():
    scene = Scene(place="AK").pick("38060")
    assert (scene.area, scene.place) == ("38060", "area")
    assert scene.pick(None) == Scene()
    away = replace(scene, place="SC")
    assert away.pick(None).place == "SC"


def test_switching_to_an_occupation_switches_the_measure():
    scene = Scene(measure="jobs_overlap").show("29-1141")
    assert (scene.measure, scene.focus) == ("kind", "29-1141")
    assert replace(scene, measure="wage").show("47-2111").measure == "wage"
    assert scene.show(None).measure == "share_overlap"


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "nowhere"},
        {"measure": "wage"},
        {"place": "area"},
        {"place": "Ohio"},
        {"units": "furlong"},
        {"selection": Selection(soc="29-1141")},
        {"places": ("Ohio",)},
        {"places": ("38060", "38060")},
        {"places": ("AK", "AL", "AR", "AZ", "CA")},
        {"cuts": (2.0, 1.0)},
        {"cuts": tuple(map(float, range(7)))},
        {"cuts": (float("nan"),)},
        {"region": "38060"},
        {"region_name": " two  spaces"},
        {"awards": (3, 20)},
        {"awards": (99,)},
        {"controls": ("church",)},
        {"max_price": -1},
        {"provider": "<b>"},
        {"what_if": (0.0, 99.0, 10)},
    ],
)
def test_a_scene_nothing_can_show_is_refused(wrong):
    with pytest.raises(ValueError):
        Scene(**wrong)


def test_a_picked_area_takes_the_regions_place():
    region = Region("Two", (Member("45007"), Member("45045")))
    scene = Scene(area="38060", place="area").with_region(region)
    assert scene.region == OTHER
    assert scene.pick("38060").region is None
    assert scene.pick("17900").region is None
    assert scene.pick(None).region == OTHER


def test_regions_keep_the_name_given_in_the_link():
    scene, problems = read({"region": REGION, "rname": "Our  three\n"})
    assert problems == []
    assert scenes.region_of(scene.region, scene.region_name).name == "Our three"
    assert scenes.region_of(scene.region).name == "Upstate"


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        (
            {"region": REGION[:-9]},
            (
                "The region in the link is damaged, too large or of a newer version of this app; no region is "
                "shown."
            ),
        ),
        ({"region": "38060"}, "The region in the link is damaged; no region is shown."),
        ({"region": STRANGE}, "The data have no county 99999 of the region “Elsewhere”; no region is shown."),
        ({"places": STRANGE}, "The data have no county 99999 of the region “Elsewhere”; it is not compared."),
        (
            {"places": "00000,Ohio,ZZ"},
            "There is no place “00000” and 2 more to compare; the others are kept.",
        ),
        ({"prov": "ipeds:0"}, "The data have no provider “ipeds:0”; none is picked."),
        ({"aw": "77"}, "There is no award level “77”; it is left out."),
        ({"ctl": "church"}, "There is no kind of provider “church”; it is left out."),
        ({"price": "free"}, "The highest price is not a number; programs of any price are shown."),
        ({"cuts": "10,x"}, "The class breaks “10,x” cannot be read; classes are made anew."),
        ({"whatif": "1,2"}, "The program to try out “1,2” cannot be read; none is shown."),
        ({"open": "maybe"}, "Whether only open admission is listed is not clear from “maybe”; it is off."),
    ],
)
def test_what_cannot_be_found_is_dropped_with_a_sentence(params, problem):
    assert today(params) == (Scene(), [problem])


def test_places_are_compared_once_and_at_most_four():
    scene, problems = read({"places": f"38060,sc,38060,{REGION},17900,AZ,AK"})
    assert scene.places == ("38060", "SC", REGION, "17900")
    assert problems == ["At most 4 places are compared; 2 of the link are left out."]
    assert scene.compare("SC") == scene
    with pytest.raises(ValueError, match="at most 4"):
        scene.compare("AZ")


def test_breaks_of_ones_own_go_with_their_measure():
    scene, problems = today({"breaks": "user", "cuts": "0.5,0.1"})
    assert problems == []
    assert scene.cuts == (0.1, 0.5)
    assert scene.measured("jobs_overlap") == Scene(measure="jobs_overlap")
    assert scene.show("29-1141").cuts == ()
    assert scene.measured(scene.measure) == scene
    assert read({"cuts": "1,2,3,4,5,6,7"})[1] == [
        "At most 6 class breaks are used; the largest are left out."
    ]


def test_training_filters_in_a_link():
    scene, problems = read(
        {
            "aw": "3.20",
            "ctl": "npo.pub",
            "open": "1",
            "online": "yes",
            "price": "9999.6",
            "whatif": "-82.4,34.85,25",
        }
    )
    assert problems == []
    assert (scene.awards, scene.controls) == ((20, 3), ("public", "private nonprofit"))
    assert (scene.open_only, scene.online, scene.max_price, scene.what_if) == (
        True,
        True,
        10_000,
        (-82.4, 34.85, 25),
    )


def test_settings_are_read_by_field_name_or_by_link_key():
    levels = ("High school diploma or equivalent", "Some college, no degree")
    by_name = [
        "reach_share=0.4",
        f"education={', '.join(levels)}",
        "regular_schedule_min=0.7",
        "reach_miles=40",
    ]
    by_key = ["share=40", "edu=hs,some", "sched=70", "reach=40"]
    expected = (
        Rules(reach_share=0.4, reach_miles=40),
        Selection(education=levels, regular_schedule_min=0.7),
    )
    assert parse_settings(by_name) == parse_settings(by_key) == expected
    assert parse_settings(["pay=poverty", "pov=3", "sector=advanced", "advanced_cutoff=0.3"]) == (
        Rules(pay="poverty", poverty_multiple=3.0),
        Selection(sector="advanced", advanced_cutoff=0.3),
    )
    assert parse_settings([]) == (Rules(), Selection())
    with pytest.raises(ValueError, match="Distances offered are"):
        parse_settings(["reach=27"])


LINKS = json.loads((Path(__file__).parent / "links.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link["note"])
def test_links_once_shared_keep_opening_the_same_view(link):
    scene, problems = read(dict(parse_qsl(link["query"], keep_blank_values=True)))
    assert len(problems) == link["problems"], problems
    for path, value in link["scene"].items():
        got = attrgetter(path)(scene)
        assert (list(got) if isinstance(got, tuple) else got) == value, path
    if link["query"] == "":
        assert scene == Scene()


def test_a_text_where_several_values_are_expected_is_named_whole():
    with pytest.raises(ValueError, match=r"entry education is the text 'Bachelors'; give a tuple"):
        Selection(education="Bachelors")  # type: ignore[arg-type]
