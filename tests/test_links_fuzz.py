"""Links nobody meant: 50,000 of them are read without an error, within 20 ms each; those that once broke a page open it."""

from __future__ import annotations

import time
from functools import cache
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo_opportunity as go
from geo_opportunity.geography.region import Member, Region
from geo_opportunity.scene import Scene, from_query, to_query
from tests.links_fuzz import KEPT, NASTY, Mutator, link_text, nasty_regions
from tests.support import ROOT
from tests.tiny import tiny_data

LIMIT = 0.020  # seconds
MUTATED, DRAWN = 48_000, 2_000
BROKE = [link for link in KEPT if link.get("found") == "fuzzing"]

COUNTIES = ["45007", "45045", "45077"]
TRACTS = {county: ["000001", "000002"] for county in COUNTIES}
TINY = {
    "areas": ["38060", "17900", "0400001"],
    "occupations": ["29-1141", "47-2111"],
    "states": ["AK", "AZ", "SC"],
    "counties": COUNTIES,
    "tracts": np.array(sorted(int(c + t) for c, held in TRACTS.items() for t in held)),
    "providers": ["ipeds:104717", "own:a1b2"],
    "data_version": "abcdefabcdef",
}
SMALL_REGIONS = nasty_regions(COUNTIES, TRACTS)


def read(params, known):
    """Return what a link says and how long it took, in seconds of this thread: at worst three tries, so that a busy machine is no fault."""
    taken = []
    while len(taken) < 3 and (not taken or min(taken) > LIMIT):
        start = time.thread_time()
        scene, problems = from_query(params, **known)
        taken.append(time.thread_time() - start)
    return scene, problems, min(taken)


def check(params, known):
    scene, problems, seconds = read(params, known)
    assert seconds <= LIMIT, f"{seconds * 1000:.0f} ms"
    assert isinstance(scene, Scene)
    for line in problems:
        assert isinstance(line, str)
        assert line.endswith(".")
        assert line.isprintable()
        assert len(line) < 260
    again, left, _ = read(to_query(scene, known["data_version"]), known)
    assert (again, left) == (scene, [])


def test_links_changed_at_random_never_raise_and_are_read_at_once():
    mutator = Mutator(20_261_128, SMALL_REGIONS)
    for _ in range(MUTATED):
        check(mutator.link(), TINY)


texts = (
    st.text(max_size=80)
    | st.sampled_from([*NASTY, *SMALL_REGIONS])
    | st.floats().map(str)
    | st.integers().map(str)
)
values = (
    texts
    | st.lists(texts, max_size=5).map(",".join)
    | st.lists(texts, max_size=3)
    | st.none()
    | st.integers()
    | st.floats()
)


@given(
    st.dictionaries(
        st.sampled_from(Mutator(0, SMALL_REGIONS).keys) | st.text(max_size=12), values, max_size=6
    )
)
@settings(max_examples=DRAWN, deadline=None, derandomize=True, database=None)
def test_links_of_any_text_never_raise_and_are_read_at_once(params):
    check(params, TINY)


@cache
def nation():
    atlas = go.open_atlas(ROOT / "data")
    tracts = atlas.table("tracts")
    known = {
        "areas": set(atlas.areas.index),
        "occupations": set(atlas.occupations.index),
        "states": set(atlas.state_shapes["state"]),
        "counties": frozenset(atlas.table("counties")["county_fips"]),
        "tracts": np.sort(tracts["tract"].to_numpy().astype(np.int64)),
        "providers": frozenset(atlas.table("providers")["provider_id"]),
        "data_version": atlas.data_version,
    }
    return known, tracts.groupby("county_fips")["tract"].agg(lambda held: [t[5:] for t in held]).to_dict()


def test_the_dearest_links_are_read_at_once_with_the_nations_codes():
    known, tracts = nation()
    counties = sorted(known["counties"])
    half = {c: t[: max(1, len(t) // 2)] for c, t in tracts.items()}
    regions = nasty_regions(counties, {c: t[:1] for c, t in tracts.items()})
    for first in range(0, 50, 7):  # neighboring states, half of each county
        mine = [c for c in counties if first < int(c[:2]) <= first + 7]
        regions.append(
            link_text(["Part", "b", "".join(mine), {c: [0.5, "".join(half[c])] for c in mine if c in half}])
        )
    every = [
        link_text([f"Every {i}", "b", "".join(counties), {c: [0.5, "999999"] for c in counties}])
        for i in range(9)
    ]
    dear = [{"region": text} for text in regions] + [{"places": text} for text in regions]
    dear += [{"places": ",".join(every[:n]), "region": every[8]} for n in (1, 2, 3)]
    dear += [
        {"places": ",".join(link_text([f"n{i}", "c", counties[i % 9], {}]) for i in range(n))}
        for n in (5, 200, 900)
    ]
    dear += [{"places": ",".join(f"{i:05d}" for i in range(n))} for n in (50, 5_000, 10_900)] + [
        {"places": "," * 65_000}
    ]
    dear += [
        {key: text * n}
        for key in ("edu", "rname", "tab", "cuts", "prov", "d")
        for text in ("́", "hs.", "1,", "\x00")
        for n in (130, 10**6)
    ]
    dear += [{f"{i}": "" for i in range(60_000)}, {"x" * 10**6: ""}, {f"utm_{i}": "x" for i in range(99)}]
    assert len(dear) > 200
    for params in dear:
        check(params, known)


def test_no_more_regions_are_opened_than_can_be_compared(monkeypatch):
    from geo_opportunity import scene_codecs
    from geo_opportunity.geography.region_links import RegionLink

    opened = []
    monkeypatch.setattr(
        scene_codecs,
        "read_link",
        lambda text, _most: (
            opened.append(text) or RegionLink("x", "counties", (text,), {}, np.array([], int))
        ),
    )
    texts = [f"r1.{i}" for i in range(200)]
    scene, problems = from_query({"places": ",".join(["SC", *texts, *texts, "38060"])})
    assert scene.places == ("SC", "r1.0", "r1.1", "r1.2")
    assert opened == texts[:4]
    assert problems == ["At most 4 places are compared; 198 of the link are left out."]


def test_limits_are_stated_in_one_sentence_each():
    assert from_query({"rname": "x" * 401}) == (Scene(), ["The link's “rname” is too long; that is ignored."])
    assert from_query({"rname": "x" * 401, "edu": "h" * 401})[1] == [
        "The link's “rname” and 1 more is too long; that is ignored."
    ]
    scene, problems = from_query({**{f"utm_{i}": "" for i in range(100)}, "reach": "50"})
    assert (scene, problems) == (
        Scene(),
        ["The link sets 101 values; those after the first 100 are ignored."],
    )
    assert (
        from_query({"area": [], "soc": None, "reach": [5, 50], "share": 25})[0]
        == from_query({"reach": "50", "share": "25"})[0]
    )


def test_census_tracts_the_data_lack_are_named():
    region = Region("Mine", (Member("45007", 0.5, ("45007000001", "45007000009")),)).to_link()
    problem = "The data have no census tract 45007000009 of the region “Mine”; "
    assert from_query({"region": region, "places": region, "v": "3"}, **TINY) == (
        Scene(),
        [problem + "it is not compared.", problem + "no region is shown."],
    )
    known = Region("Mine", (Member("45007", 0.5, ("45007000001",)),)).to_link()
    assert from_query({"region": known, "v": "3"}, **TINY) == (Scene(region=known), [])


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tiny_data(tmp_path_factory.mktemp("links") / "data")


@pytest.mark.parametrize("link", BROKE, ids=lambda link: link["note"])
def test_links_that_broke_a_page_open_it(link, app):
    at = app(**dict(parse_qsl(link["query"], keep_blank_values=True)))
    assert "go-problems" in "\n".join(block.proto.body for block in at.main.get("html"))


def test_fifteen_links_that_broke_a_page_are_kept():
    assert len(BROKE) >= 15
