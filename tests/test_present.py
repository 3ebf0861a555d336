"""The Present page: slides are saved from any page, ordered, edited, shown, and kept in a link and a file."""

from __future__ import annotations

import json

import pytest

from geo_opportunity import deck as decks
from geo_opportunity.deck import SHIPPED, Deck, Slide
from geo_opportunity.exports.qr import MOST, qr_svg
from tests.support import html_of, query_of

PAGE = "present"


def two(**more) -> Deck:
    return Deck(
        title="Two",
        slides=(
            Slide(view="/?show=jobs_overlap&v=3", title="Nation", note="<b>bold</b> & =1+1", **more),
            Slide(view="/area?area=28140&v=3", title="Area", act="Programs", act_view="/training?v=3"),
        ),
    )


def held(at) -> Deck:
    return at.session_state["_deck"]


def press(at, key):
    at.button(key=key).click().run()
    assert not at.exception, [e.value for e in at.exception]
    return at


def test_the_decks_that_come_with_the_app_are_offered(app):
    at = app()
    assert {f"slide_present_{name}" for name in SHIPPED} <= {b.key for b in at.button}
    assert "Your deck is empty" in html_of(at)


def test_a_link_opens_its_deck_and_a_change_is_in_the_link(app):
    at = app(deck=decks.to_link(two()))
    assert held(at) == two()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; =1+1" in html_of(at)
    press(at, "slide_down_0")
    assert [s.title for s in held(at).slides] == ["Area", "Nation"]
    assert decks.from_link(query_of(at)["deck"]) == held(at)
    at.text_input(key="deck_title").set_value("Mine").run()
    at.text_area(key="slide_0_note").set_value("Said").run()
    assert (held(at).title, held(at).slides[0].note) == ("Mine", "Said")
    press(at, "slide_drop_1")
    assert len(held(at).slides) == 1
    assert decks.from_link(query_of(at)["deck"]) == held(at)


def test_a_damaged_link_says_so_and_the_page_works(app):
    at = app(deck="d1.broken")
    assert "cannot be read" in html_of(at)
    assert held(at) == Deck()


def test_a_deck_of_the_user_is_set_aside_and_comes_back(app):
    at = app(deck=decks.to_link(two()))
    press(at, "slide_open_tour")
    assert held(at) == decks.shipped("tour")
    assert query_of(at)["deck"] == "tour"
    press(at, "deck_back")
    assert held(at) == two()


def test_a_show_goes_on_back_and_out(app):
    at = app(deck=decks.to_link(two()), slide="1")
    said = html_of(at)
    assert "Slide 1 of 2: Nation" in said
    assert "&lt;b&gt;bold" in said
    assert at.button(key="show_previous").disabled
    press(at, "show_next")
    assert "Slide 2 of 2: Area" in html_of(at)
    assert query_of(at)["slide"] == "2"
    assert "Programs</a>" in html_of(at)
    press(at, "show_first")
    assert "Slide 1 of 2" in html_of(at)
    press(at, "show_end")
    assert "slide" not in query_of(at)
    assert at.text_input(key="deck_title").value == "Two"


@pytest.mark.parametrize(("slide", "shown"), [("99", 2), ("0", 1), ("-1", None), ("x", None), ("²", None)])
def test_a_slide_that_is_not_there_is_the_nearest_or_the_list(app, slide, shown):
    said = html_of(app(deck=decks.to_link(two()), slide=slide))
    assert (f"Slide {shown} of 2" in said) == (shown is not None)


def test_a_slide_of_what_is_gone_says_so(app):
    gone = Deck(slides=(Slide(view="/area?area=99999&v=3", title="Gone"),))
    said = html_of(app(deck=decks.to_link(gone), slide="1"))
    assert "99999" in said
    assert "Slide 1 of 1" in said


@pytest.mark.parametrize("view", [
    "/?v=3", "/?soc=29-1141&v=3", "/area?area=28140&v=3", "/compare?places=28140,KS&v=3", "/compare?v=3",
    "/occupation?soc=29-1141&v=3", "/occupation?v=3", "/about", "/training?v=3",
    *(f"/training?look={look}&v=3" for look in ("provider", "deserts", "supply", "what_if")),
])  # fmt: skip
def test_every_page_can_be_a_slide(app, view):
    at = app(deck=decks.to_link(Deck(slides=(Slide(view=view, title="One"),))), slide="1")
    assert "Slide 1 of 1: One" in html_of(at)
    assert not at.error


def test_the_other_pages_keep_nothing_of_the_deck_in_their_links(app):
    at = app(page="area", area="28140")
    assert set(query_of(at)) <= {"area", "v", "d"}


def test_the_file_of_a_deck_holds_the_deck(app):
    at = app(deck=decks.to_link(two()))
    assert json.loads(decks.to_json(held(at)))["slides"][0]["title"] == "Nation"


@pytest.mark.parametrize(
    ("length", "pixels"),
    [
        (30, 6 * 37),  # version 3: 29 modules a side and four around, six pixels each
        (MOST, 3 * 125),  # version 25: 117 modules a side
    ],
)
def test_a_qr_code_is_drawn_as_large_as_its_modules_need(length, pixels):
    svg = qr_svg("x" * length)
    assert f'width="{pixels}" height="{pixels}"' in svg
    assert qr_svg("x" * (MOST + 1)) == ""
