"""Decks: what is saved opens again, as a file and as a link; what is damaged, hostile or too long is refused by name."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

import pytest

import geo_opportunity as go
from geo_opportunity.deck import (
    LONGEST,
    MOST_LINK,
    MOST_SLIDES,
    PREFIX,
    SHIPPED,
    Deck,
    Slide,
    from_json,
    from_link,
    query_of,
    shipped,
    to_json,
    to_link,
    view_of_scene,
)
from geo_opportunity.errors import LinkError
from geo_opportunity.rules import Rules
from geo_opportunity.scene import PAGES, Scene, from_query
from scripts import decks
from tests.support import ROOT

HOSTILE = '<script>alert(1)</script> =HYPERLINK(“x”) שלום \u202egnp.exe 🏗️ **b** & "q"\n`x`'


def deck(**more: str) -> Deck:
    one = Slide(view="/area?area=38060&v=3", title="One", **more)
    return Deck(title="Two views", slides=(one, Slide(view="/", title="The nation")), data_version="v")


@pytest.mark.parametrize("through", [lambda d: from_json(to_json(d)), lambda d: from_link(to_link(d))])
@pytest.mark.parametrize("text", ["", "plain", HOSTILE])
def test_what_is_saved_opens_again(through, text):
    made = deck(note=text, alt=text, source=text, act=text, act_view="/training?look=deserts&v=3")
    assert through(made) == made
    assert through(Deck(title=text)) == Deck(title=text)


@pytest.mark.parametrize("page", [p for p in PAGES if p != "present"])
def test_a_slide_opens_the_scene_it_was_made_of(page):
    scene = Scene(page=page, area="38060", rules=Rules(reach_miles=40), cuts=(0.1, 0.2), breaks="user")
    again, problems = from_query(query_of(view_of_scene(scene, "v1")))
    assert (again, problems) == (scene, [])


@pytest.mark.parametrize("page", [p for p in PAGES if p != "present"])
def test_an_address_alone_opens_as_it_does_in_the_app(page):
    path = "/" if page == PAGES[0] else f"/{page}"
    for view in (path, f"https://x.org{path}", f"{path}?page={page}"):
        assert from_query(query_of(view)) == (Scene(page=page), [])
    assert from_query(query_of(f"{path}?area=38060"))[0].version == from_query({"area": "38060"})[0].version


def test_a_whole_address_is_a_view_too():
    assert query_of("https://x.org/jobs/area?area=38060") == {"page": "area", "area": "38060"}
    assert query_of("/?page=area&area=38060") == {"page": "area", "area": "38060"}


def test_order():
    three = Deck(slides=tuple(Slide(view="/", title=t) for t in "abc"))
    names = lambda d: "".join(s.title for s in d.slides)  # noqa: E731
    assert names(three.moving(0, 1)) == "bac"
    assert names(three.moving(0, -1)) == "abc"
    assert names(three.moving(2, 9)) == "abc"
    assert names(three.moving(2, -9)) == "cab"
    assert names(three.without(1)) == "ac"
    assert names(three.adding(Slide(view="/", title="d")).having(0, Slide(view="/", title="z"))) == "zbcd"


def test_a_deck_too_long_for_a_link_says_so_and_offers_the_file():
    def noise(length: int) -> str:
        return "".join(hashlib.sha512(f"{n}".encode()).hexdigest() for n in range(length // 128 + 1))[:length]

    short = Deck(slides=(Slide(view="/", note="word " * 400),) * 40)  # packs well
    assert len(to_link(short)) <= MOST_LINK
    noisy = Deck(slides=tuple(Slide(view="/", note=noise(LONGEST["note"])[n:]) for n in range(9)))
    noisy = noisy.adding(Slide(view="/", note=noise(20_000)[-3_000:])).adding(
        Slide(view="/", note=noise(40_000)[-3_000:])
    )
    noisy = noisy.adding(Slide(view="/", note=noise(60_000)[-3_000:])).adding(
        Slide(view="/", note=noise(80_000)[-3_000:])
    )
    with pytest.raises(LinkError, match=r"characters; beyond 8,000.*share the file instead"):
        to_link(noisy)
    assert from_json(to_json(noisy)) == noisy


GOOD = json.loads(to_json(deck()))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>", "not JSON"),
        ("[1]", "no deck"),
        ("{}", "no deck"),
        ("[" * 100_000, "not JSON"),
        (" " * 1_000_001, "at most 1,000,000"),
        (json.dumps(GOOD | {"geo_opportunity_deck": 2}), "form 2"),
        (json.dumps(GOOD | {"title": 7}), "title of a deck is 7"),
        (json.dumps(GOOD | {"slides": {}}), "no list"),
        (json.dumps(GOOD | {"slides": [{}] * (MOST_SLIDES + 1)}), f"at most {MOST_SLIDES}"),
        (json.dumps(GOOD | {"slides": [{"title": "x"}]}), "Slide 1 has no “view”"),
        (json.dumps(GOOD | {"slides": [{"view": "/", "Title": "x"}]}), "“Title”.*title"),
        (json.dumps(GOOD | {"slides": [{"view": "/"}, {"view": "/areas"}]}), "Slide 2: .*areas.*area"),
        (json.dumps(GOOD | {"slides": [{"view": "javascript:alert(1)"}]}), "Slide 1"),
        (json.dumps(GOOD | {"slides": [{"view": "/present?deck=tour"}]}), "Slide 1"),
        (json.dumps(GOOD | {"slides": [{"view": "/", "act_view": "//evil.org/login"}]}), "Slide 1"),
        (json.dumps(GOOD | {"slides": [{"view": "/", "title": "x" * 201}]}), "Slide 1: .*201 characters"),
        (json.dumps(GOOD | {"slides": [{"view": "/", "note": "a\x00b"}]}), "Slide 1: .*control"),
        (json.dumps(GOOD | {"slides": [{"view": "/", "note": None}]}), "Slide 1: .*None"),
    ],
)
def test_a_file_that_is_no_deck_says_what_is_wrong(text, says):
    with pytest.raises(LinkError, match=f"(?s){says}") as error:
        from_json(text)
    assert error.value.fix


def packed(raw: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "d1.",
        "d1.%%%",
        to_link(deck())[:-9],
        packed(b"0" * 2_000_000),  # a bomb
        packed(b"[]"),
        packed(b'["t","v",7]'),
        packed(b'["t","v",[["/nowhere"]]]'),
        packed(b"[" * 50_000),
        "no-such-deck",
        "../secrets",
        "d1." + "A" * 20_000,
    ],
)
def test_a_damaged_link_is_refused(text):
    with pytest.raises(LinkError) as error:
        from_link(text)
    assert error.value.fix


# ------------------------------------------------------------- shipped with us


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_deck_leads_from_a_finding_to_a_source_and_on(name):
    deck = shipped(name)
    assert 3 <= len(deck.slides) <= 6
    for slide in deck.slides:
        assert slide.note in slide.alt
        assert re.search(r"\d", slide.note)
        assert slide.source.endswith(f"Data version {deck.data_version}.")
        assert slide.act
        for view in (slide.view, slide.act_view):
            assert from_query(query_of(view))[1] == []


@pytest.mark.slow
def test_shipped_decks_say_what_the_data_say():
    """Each figure is asked of the national data anew (about six seconds)."""
    made = decks.made(go.open_atlas(ROOT / "data"))
    written = {name: (decks.FOLDER / f"{name}.json").read_text(encoding="utf-8") for name in SHIPPED}
    assert made == written, "run python scripts/decks.py"


def test_findings_of_shipped_decks_by_another_way():
    """The figures of four slides, from the tables themselves."""
    atlas = go.open_atlas(ROOT / "data")
    aides = atlas.occupation_status("31-1120", geometry=False)
    known = aides.loc[aides["wage"].notna() & aides["threshold"].notna()]
    enough = int((known["wage"] >= known["threshold"]).sum())
    assert f"in {enough:,} of {len(known):,}." in shipped("growing-not-sustaining").slides[1].note
    here = [area for area, states in atlas.areas["states"].items() if "SC" in states.split("-")]
    wages = atlas.table("area_wages").set_index(["area_code", "soc"])["p50"]
    start, rung = wages.loc[here].xs("31-1131", level=1), wages.loc[here].xs("29-2061", level=1)
    more = rung / start - 1
    said = shipped("south-carolina-health").slides
    assert f"{start.min():,.0f} to ${start.max():,.0f}" in said[0].note
    assert f"{more.min():.0%} to {more.max():.0%} more" in said[1].note
    line = wages.loc["31080", "49-9051"]
    assert f"${line:,.0f} a year" in shipped("los-angeles-trades").slides[2].note
