"""Decks: saved views in an order, with what is said about each; one file, or one link.

A slide holds the link of a view (:func:`geo_opportunity.scene.to_query`), so a deck is small, opens with
today's data, and says in which data version it was made. A deck is anybody's text: it is read within the
limits below, and a slide leads nowhere but to views of this app.
"""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from dataclasses import asdict, dataclass, field, fields, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from geo_opportunity.errors import LinkError, did_you_mean
from geo_opportunity.geography.region_links import unpacked
from geo_opportunity.scene import PAGES, VERSION, to_query

if TYPE_CHECKING:
    from geo_opportunity.scene import Scene

__all__ = [
    "LONGEST",
    "MOST_SLIDES",
    "SHIPPED",
    "Deck",
    "Slide",
    "from_json",
    "from_link",
    "query_of",
    "shipped",
    "to_json",
    "to_link",
    "view_of_scene",
]

#: Of the form of the file and the link.
FORMAT: Final = 1
_MARK: Final = "geo_opportunity_deck"
#: How the text of a deck in a link begins; the name of a shipped deck has no period.
PREFIX: Final = "d1."
#: Characters of a deck in a link: longer addresses are cut by mail programs, proxies and servers.
MOST_LINK: Final = 8_000
MOST_SLIDES: Final = 60
#: Bytes of a deck's file, and those its link may unpack to.
MOST_BYTES: Final = 1_000_000
_MOST_VIEW: Final = 6_000
#: Characters of each text.
LONGEST: Final[dict[str, int]] = {
    "title": 200, "note": 3_000, "alt": 2_000, "source": 600, "act": 200,
}  # fmt: skip
#: Decks that come with the package, in ``geo_opportunity/decks``, in the order they are offered.
SHIPPED: Final[tuple[str, ...]] = (
    "tour",
    "los-angeles-trades",
    "south-carolina-health",
    "illinois-advanced",
    "minnesota-low-barrier",
    "phoenix-colleges",
    "growing-not-sustaining",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One view and what is said about it. Every text is shown as it is, markup included."""

    view: str
    """Link of the view from the app's root: ``/area?area=38060&v=3``."""
    title: str = ""
    note: str = ""
    """Shown under the map."""
    alt: str = ""
    """What the picture shows, for those who cannot see it."""
    source: str = ""
    """What the figures rest on, in a line."""
    act: str = ""
    """Where to go from here: the text of a link to `act_view`."""
    act_view: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be shown.

        Raises
        ------
        LinkError
            A text is too long, or a view is no link of this app.
        """
        query_of(self.view)
        if self.act_view:
            query_of(self.act_view)
        for name, most in LONGEST.items():
            _text(name, getattr(self, name), most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Slides in an order."""

    title: str = ""
    slides: tuple[Slide, ...] = field(default=())
    data_version: str = ""
    """Of the data that what is said was read from."""

    def __post_init__(self) -> None:
        """Refuse what cannot be shown (LinkError)."""
        _text("title", self.title, LONGEST["title"])
        _text("data version", self.data_version, 80)
        if len(self.slides) > MOST_SLIDES:
            raise LinkError(
                f"The deck has {len(self.slides):,} slides, and at most {MOST_SLIDES} are shown",
                fix="make several decks of it",
            )

    def adding(self, slide: Slide) -> Deck:
        """Return the deck with a slide at its end."""
        return replace(self, slides=(*self.slides, slide))

    def without(self, at: int) -> Deck:
        """Return the deck without slide `at` (0 is the first)."""
        return replace(self, slides=self.slides[:at] + self.slides[at + 1 :])

    def having(self, at: int, slide: Slide) -> Deck:
        """Return the deck with another slide at `at` (0 is the first)."""
        return replace(self, slides=(*self.slides[:at], slide, *self.slides[at + 1 :]))

    def moving(self, at: int, by: int) -> Deck:
        """Return the deck with slide `at` moved by so many places, at most to an end."""
        slides = list(self.slides)
        slides.insert(max(0, min(len(slides) - 1, at + by)), slides.pop(at))
        return replace(self, slides=tuple(slides))


def _text(name: str, value: object, most: int) -> None:
    if not isinstance(value, str):
        raise LinkError(f"The {name} of a deck is {value!r:.80}, not a text", fix="write it in quotes")
    if len(value) > most:
        raise LinkError(
            f"The {name} “{value[:40]}…” has {len(value):,} characters, and at most {most:,} are shown",
            fix="shorten it",
        )
    strange = next((c for c in value if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"), "")
    if strange:
        what = "half of a character" if unicodedata.category(strange) == "Cs" else "the control character"
        raise LinkError(f"The {name} holds {what} {strange!r}", fix="take it out")


# ----------------------------------------------------------------------- views


def view_of_scene(scene: Scene, data_version: str | None = None) -> str:
    """Return the link of a scene from the app's root, as slides hold it: ``/area?area=38060&v=3``."""
    query = to_query(replace(scene, page=PAGES[0]), data_version)
    path = "/" if scene.page == PAGES[0] else f"/{scene.page}"
    return f"{path}?{urlencode(query, safe=',:')}" if query else path


def query_of(view: str) -> dict[str, str]:
    """Return the parameters of a view's link, its page among them: what ``scene.from_query`` reads.

    Parameters
    ----------
    view
        From the app's root (``/area?area=38060``), or a whole address whose host is then ignored.

    Raises
    ------
    LinkError
        It is too long, or names no page of this app.
    """
    if not isinstance(view, str) or len(view) > _MOST_VIEW:
        raise LinkError(
            f"The view {view!r:.60} is no link of this app, or longer than {_MOST_VIEW:,} characters",
            fix="copy the link of a view from the browser's address bar",
        )
    try:
        parts = urlsplit(view.strip())
        pairs = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise LinkError(
            f"The view “{view[:60]}” cannot be read: {error}",
            fix="copy the link of a view from the browser's address bar",
        ) from error
    page = parts.path.strip("/").rpartition("/")[2]
    page = page or pairs.get("page", PAGES[0])
    if page not in PAGES or page == "present" or (parts.scheme and not parts.netloc):
        shown = tuple(name for name in PAGES if name != "present")
        raise LinkError(
            f"The view “{view[:60]}” names the page {page[:40]!r}, which is no page with a map or a table",
            fix=did_you_mean(page, shown, f"the pages are {', '.join(shown)}"),
        )
    pairs.pop("page", None)
    return {"page": page, **(pairs or {"v": str(VERSION)})}  # an address alone opens as it does in the app


# ----------------------------------------------------------------------- a file


def to_json(deck: Deck) -> str:
    """Return the file of a deck: JSON, read again by :func:`from_json`."""
    slides = [{name: text for name, text in asdict(slide).items() if text} for slide in deck.slides]
    held = {_MARK: FORMAT, "title": deck.title, "data_version": deck.data_version, "slides": slides}
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str | bytes) -> Deck:
    """Return the deck of a file.

    Raises
    ------
    LinkError
        It is no deck, is too large, or of a later form; the message names the slide and what to do.
    """
    again = "choose a file that “Download this deck” wrote"
    if len(text) > MOST_BYTES:
        raise LinkError(f"The file has {len(text):,} bytes; a deck has at most {MOST_BYTES:,}", fix=again)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LinkError(f"The file is not JSON: {str(error)[:120]}", fix=again) from error
    if not isinstance(held, dict) or _MARK not in held:
        raise LinkError(f"The file is JSON, but no deck: it has no “{_MARK}”", fix=again)
    if held[_MARK] != FORMAT:
        raise LinkError(
            f"The deck is of form {held[_MARK]!r:.20}, and this version reads form {FORMAT}",
            fix="open it with the version of the app that wrote it, or update this one",
        )
    slides = held.get("slides", [])
    if not isinstance(slides, list):
        raise LinkError("The deck's “slides” are no list", fix=again)
    if len(slides) > MOST_SLIDES:
        raise LinkError(
            f"The deck has {len(slides):,} slides, and at most {MOST_SLIDES} are shown",
            fix="make several decks of it",
        )
    return Deck(
        title=held.get("title", ""),
        data_version=held.get("data_version", ""),
        slides=tuple(_slide(number, given) for number, given in enumerate(slides, 1)),
    )


def _slide(number: int, given: object) -> Slide:
    names = [one.name for one in fields(Slide)]
    if not isinstance(given, dict) or "view" not in given:
        raise LinkError(
            f"Slide {number} has no “view”", fix="give it the link of a view, such as /area?area=38060"
        )
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None:
        raise LinkError(
            f"Slide {number} has the part “{str(unknown)[:40]}”, which slides do not have",
            fix=did_you_mean(unknown, names, f"the parts are {', '.join(names)}"),
        )
    try:
        return Slide(**given)
    except LinkError as error:
        raise LinkError(f"Slide {number}: {error.what}", fix=error.fix) from error


# ----------------------------------------------------------------------- a link


def to_link(deck: Deck) -> str:
    """Return the text of a deck in a link, for the parameter ``deck`` of the Present page.

    Raises
    ------
    LinkError
        It would be longer than 8,000 characters: the file has no such limit.
    """
    raw = json.dumps(_short(deck), ensure_ascii=False, separators=(",", ":")).encode()
    text = PREFIX + base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")
    if len(text) > MOST_LINK:
        raise LinkError(
            f"The link of this deck would have {len(text):,} characters; beyond {MOST_LINK:,} mail programs "
            "and servers cut it off",
            fix="share the file instead (“Download this deck”), or shorten the notes",
        )
    return text


def _short(deck: Deck) -> list[Any]:
    slides = []
    for slide in deck.slides:
        texts = [getattr(slide, one.name) for one in fields(Slide)]
        while texts and not texts[-1]:
            texts.pop()
        slides.append(texts)
    return [deck.title, deck.data_version, slides]


def from_link(text: str) -> Deck:
    """Return the deck of a link: the name of a shipped one, or what :func:`to_link` wrote.

    Raises
    ------
    LinkError
        It is damaged, too large, or of a later form.
    """
    again = "ask for the link again, or for the deck's file"
    if not text.startswith(PREFIX):
        return shipped(text)
    if len(text) > 2 * MOST_LINK:
        raise LinkError(f"The deck in this link has {len(text):,} characters, too many", fix=again)
    try:
        held = json.loads(unpacked(text.removeprefix(PREFIX), MOST_BYTES))
        title, version, slides = held
        names = [one.name for one in fields(Slide)]
        parts = [dict(zip(names, texts, strict=False)) for texts in slides]
        every = tuple(_slide(number, given) for number, given in enumerate(parts, 1))
        return Deck(title=title, data_version=version, slides=every)
    except LinkError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, zlib.error) as error:
        raise LinkError(f"The deck in this link cannot be read: {str(error)[:120]}", fix=again) from error


# -------------------------------------------------------------- shipped with us


def shipped(name: str) -> Deck:
    """Return a deck that comes with the package.

    Raises
    ------
    LinkError
        There is none of this name.
    """
    if name not in SHIPPED:
        raise LinkError(
            f"There is no deck {name[:40]!r}",
            fix=did_you_mean(name, SHIPPED, f"decks are {', '.join(SHIPPED)}"),
        )
    return from_json((files("geo_opportunity") / "decks" / f"{name}.json").read_text(encoding="utf-8"))
