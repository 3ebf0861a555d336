"""Decks: what is saved opens again, as a file and as a link; what is damaged, hostile or too long is refused by name."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING

import pytest

import geo_opportunity as go
from geo_opportunity import wording
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
from geo_opportunity.rules import Rules, Selection
from geo_opportunity.scene import PAGES, Scene, from_query
from geo_opportunity.vocabulary import BELOW_DEGREES
from scripts import decks
from tests.support import ROOT

if TYPE_CHECKING:
    import pandas as pd

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
        (json.dumps(GOOD | {"slides": [{"view": "/", "note": "\ud800"}]}), "Slide 1: .*half of a character"),
        (json.dumps(GOOD | {"title": "x" * 10_000}), "10,000 characters, and at most 200"),
        (json.dumps(GOOD | {"data_version": 5}), "data version of a deck is 5"),
        (json.dumps(GOOD | {"slides": [{"view": {"a": 1}}]}), "Slide 1: .*no link of this app"),
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


class Tables:
    """What slides say, worked out from the tables without the questions that the decks were made with."""

    def __init__(self) -> None:
        self.atlas = go.open_atlas(ROOT / "data")
        self.wages = self.atlas.table("area_wages").set_index(["area_code", "soc"])
        occupations = self.atlas.table("occupations").set_index("soc")
        self.below = occupations.index[occupations["entry_education"].isin(BELOW_DEGREES)]

    def areas(self, state: str) -> list[str]:
        return [code for code, states in self.atlas.areas["states"].items() if state in states.split("-")]

    def enough(self, soc: str, family: str = "a2c2") -> str:
        """In how many areas the median reaches what a family needs, and of how many that are known."""
        known = self.atlas.occupation_status(soc, Rules(family=family), geometry=False)
        known = known.loc[known["wage"].notna() & known["threshold"].notna()]
        return f"{int((known['wage'] >= known['threshold']).sum()):,} of {len(known):,}"

    def jobs_of(self, area: str, sector: str) -> dict[str, object]:
        """Jobs below degrees of a sector in an area, and those where all three meet."""
        mine = self.atlas.cells(area)
        mine = mine.loc[mine.index.isin(self.below[self.below.isin(self.of(sector))])]
        every = self.wages.loc[area].reindex(mine.index)["employment"].sum()
        meets = mine.loc[
            (mine["growth"] >= mine["nation_growth"] - 1e-9)  # as fast as the nation is enough
            & (mine["wage"] >= mine["threshold"])
            & mine["accessible"].isin(["pass", "not needed"])
        ]
        paid = meets.loc[meets["apprenticeable"].astype(bool)]
        return {
            "jobs": every,
            "share": meets["employment"].sum() / every,
            "trained": meets.loc[meets["accessible"] == "pass", "employment"].sum() / every,
            "meets": meets,
            "paid": (len(paid), paid["employment"].sum()),
        }

    def of(self, sector: str) -> pd.Index:
        return self.atlas.occupations.index[self.atlas.mask(Selection(sector=sector))]

    def taught(self, state: str, soc: str) -> tuple[int, int, int]:
        """Active programs that lead to an occupation in a state, places, completions a year."""
        leads = self.atlas.table("cip_soc")
        rows = self.atlas.table("programs")
        rows = rows.loc[rows["cip"].isin(leads.loc[leads["soc"] == soc, "cip"]) & (rows["completions"] > 0)]
        rows = rows.merge(self.atlas.table("providers")[["provider_id", "state"]], on="provider_id")
        rows = rows.loc[rows["state"] == state]
        return len(rows), rows["provider_id"].nunique(), int(rows["completions"].sum())


@pytest.fixture(scope="module")
def tables():
    return Tables()


def said(name: str, slide: int) -> str:
    return shipped(name).slides[slide].note


def test_pay_and_growth_nationwide_by_another_way(tables):
    frame = tables.atlas.overlap(geometry=False, education=BELOW_DEGREES)
    jobs = tables.wages.loc[tables.wages.index.isin(tables.below, level="soc"), "employment"].sum()
    gap = frame["jobs_quality_gap"].sum()
    first = said("growing-not-sustaining", 0)
    assert f"{gap / 1e6:.1f} million of {jobs / 1e6:.1f} million jobs" in first
    assert f"({gap / jobs:.0%})" in first
    aides = tables.atlas.occupation_status("31-1120", geometry=False)
    grows = int((aides["growth"] >= aides["nation_growth"]).sum())
    note = said("growing-not-sustaining", 1)
    assert f"{tables.wages['employment'].xs('31-1120', level=1).sum() / 1e6:.1f} million people" in note
    assert f"grows in {grows} of {len(aides)} areas" in note
    assert f"in {tables.enough('31-1120')}." in note
    assert f"in {tables.enough('53-3032')} areas" in said("growing-not-sustaining", 2)
    assert f"in {tables.enough('53-3032', 'a2c2w1')} areas" in said("growing-not-sustaining", 3)


def test_wages_along_the_ladder_of_south_carolina_by_another_way(tables):
    here = tables.areas("SC")
    start, rung = (tables.wages["p50"].loc[here].xs(soc, level=1) for soc in ("31-1131", "29-2061"))
    more = rung / start - 1
    assert f"of the {len(here)} areas" in said("south-carolina-health", 0)
    assert f"${start.min():,.0f} to ${start.max():,.0f}" in said("south-carolina-health", 0)
    assert f"{more.min():.0%} to {more.max():.0%} more" in said("south-carolina-health", 1)
    climb = [tables.wages["p50"]["17900", soc] for soc in ("31-1131", "29-2061", "29-1141")]
    assert re.findall(r"\$([\d,]+)", said("south-carolina-health", 2))[:3] == [f"{w:,.0f}" for w in climb]


@pytest.mark.parametrize(
    ("deck", "slide", "area", "sector"),
    [
        ("los-angeles-trades", 0, "31080", "trades"),
        ("los-angeles-trades", 1, "31080", "green"),
        ("phoenix-colleges", 0, "38060", "advanced"),
        ("illinois-advanced", 2, "16980", "advanced"),
    ],
)
def test_jobs_of_a_sector_by_another_way(tables, deck, slide, area, sector):
    found, note = tables.jobs_of(area, sector), said(deck, slide)
    if "jobs in" in note:
        assert f"of {wording.people(found['jobs'])} jobs in" in note
        assert f"about {found['share']:.0%}" in note
        assert f"{found['trained']:.0%} through a program in reach" in note
    if "apprenticeable" in note:
        count, jobs = found["paid"]
        assert re.search(rf"\b{count} .*with {wording.people(jobs)} jobs", note)
    if "Most openings a year among" in note:
        assert f"among {len(found['meets'])} occupations" in note
        wages = found["meets"].nlargest(5, "openings")["wage"]
        assert re.findall(r"\(\$([\d,]+)\)", note) == [f"{wage:,.0f}" for wage in wages]


@pytest.mark.parametrize(
    ("deck", "slide", "state", "soc"),
    [
        ("south-carolina-health", 3, "SC", "29-2061"),
        ("minnesota-low-barrier", 2, "MN", "49-9041"),
        ("minnesota-low-barrier", 3, "MN", "15-1232"),
    ],
)
def test_programs_that_lead_to_an_occupation_by_another_way(tables, deck, slide, state, soc):
    (programs, places, completed), note = tables.taught(state, soc), said(deck, slide)
    assert f"{programs} active programs" in note
    assert f"at {places} places" in note
    if "completions" in note:
        assert f"with {completed:,} completions" in note
    else:
        pay = tables.wages.loc[tables.areas(state)].xs(soc, level=1)
        assert f"{wording.people(pay['employment'].sum())} jobs" in note
        assert f"${pay['p50'].min():,.0f} to ${pay['p50'].max():,.0f}" in note


def test_line_work_in_los_angeles_by_another_way(tables):
    line, note = tables.wages.loc["31080", "49-9051"], said("los-angeles-trades", 2)
    assert f"{line['employment']:,.0f} people" in note
    assert f"${line['p50']:,.0f} a year" in note
