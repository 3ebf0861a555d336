"""What a file says of a scene, in words and numbers: worked out once, for every format alike.

:func:`sheet` puts a scene into words as the app does (headlines, settings, legend, sources) with the tables
behind it; a format writes what it finds there. ``exports.FORMATS`` lists the formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.exports import asked, contents, origins
from geo_opportunity.exports.parts import Contents, Marks, Table, one_line
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.legend import Legend
from geo_opportunity.maps.picture import measure_of
from geo_opportunity.questions.places import shape

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.exports.plates import Box
    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.scene import Scene

__all__ = ["Sheet", "Table", "link_codes", "read_link", "sheet"]


#: Letters of a note; longer ones are cut.
_NOTE: Final = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Everything a file says about a scene."""

    atlas: Atlas
    scene: Scene
    title: str
    subtitle: str
    """The settings in words."""
    headline: str
    """The finding."""
    legend: Legend
    picture: Picture | None
    """What the map shows, as on screen; None for a scene without a map of areas."""
    frame: pd.DataFrame
    """The areas of the map (index area_code)."""
    tables: tuple[Table, ...]
    sources: tuple[str, ...]
    """One line per published source that the figures rest on, those that matter most first: publisher,
    title, vintage."""
    data_version: str
    link: str
    """Opens the scene again: an address, or the query alone where the app's address is not known."""
    cite: str
    alt: str
    """What the map shows, for those who cannot see it."""
    certainty: str
    """How sure the figures are."""
    notes: tuple[str, ...]
    """What the figures mean and what they are not."""
    places: tuple[Place, ...] = ()
    """What the scene is about: the picked area, or the places compared; () for the nation."""
    main_sources: tuple[str, ...] = ()
    """Short names and vintages of the sources that matter most, for one line."""
    marks: tuple[Marks, ...] = ()
    """Points on the map."""
    level: str = "area"
    """What the map's shapes are: "area" or "county"."""
    category: bool = False
    """Whether its colors are of categories, which have no order that gray could show."""
    box: Box | None = None
    """What the map looks at, where the scene does not say."""
    foot: str = ""
    """A line for the foot of each page of a document."""
    wide: bool = False
    """Whether the pages of a document lie on their side."""

    @property
    def undated(self) -> bool:
        """Whether a file bears no date of today: a paper to hand in is the same bytes for the same data."""
        return self.scene.page == "board"

    @property
    def credit(self) -> str:
        """Return sources and data version in one line."""
        named = f"From {'; '.join(self.main_sources)}. " if self.main_sources else ""
        return f"{named}Data version {self.data_version}."


def sheet(
    atlas: Atlas, scene: Scene, *, title: str | None = None, note: str | None = None, address: str = ""
) -> Sheet:
    """Return everything a file says about a scene.

    Parameters
    ----------
    atlas
        The data set.
    scene
        What is looked at.
    title, note
        The user's own, in place of the title given by the figures, and beside the notes.
    address
        Of the app, for the link ("https://example.org"); without it, the link is a query.

    Returns
    -------
    Sheet
        Worked out by the atlas's questions; the same figures and words as on screen.

    Raises
    ------
    UnknownCodeError, LinkError
        The scene names an area, occupation or region the data do not have.
    """
    said = contents.of_scene(atlas, scene)
    main = origins.main_sources(atlas, *said.rests_on)
    every = origins.sources(atlas, *said.rests_on)
    lines = [*origins.source_lines(main), *origins.source_lines(every)]
    named = one_line(said.title if title is None else title)
    link = origins.link_of(scene, atlas.data_version, address)
    legend = Legend("", ()) if said.picture is None else said.picture.legend
    return Sheet(
        atlas=atlas,
        scene=scene,
        title=named,
        subtitle=contents.subtitle(scene) if said.settings is None else said.settings,
        headline=said.headline,
        legend=legend,
        picture=said.picture,
        frame=said.frame,
        tables=said.tables,
        sources=tuple(dict.fromkeys(lines)),
        data_version=atlas.data_version,
        link=link,
        cite=origins.citation(named, atlas.data_version, link, dated=scene.page != "board"),
        alt=""
        if said.picture is None
        else f"Map of {_shown(said, scene)}. {_marked(atlas, said, scene)}{legend.text()}",
        certainty=said.certainty,
        notes=((one_line(note, _NOTE),) if note else ()) + said.notes + (origins.CAVEATS,),
        places=said.places,
        main_sources=tuple(origins.short_sources(main)),
        marks=said.marks,
        level=said.level,
        category=bool(FIGURES[measure_of(scene)].categories) if said.category is None else said.category,
        box=said.box,
        foot=said.foot,
        wide=said.wide,
    )


def _shown(said: Contents, scene: Scene) -> str:
    """Return what the map shows, and by what."""
    if scene.page in ("training", "board"):
        return said.title
    return f"{contents.map_title(scene)} by area"


def _marked(atlas: Atlas, said: Contents, scene: Scene) -> str:
    """Return which place is outlined, as a sentence; "" for none or several, or one without a shape."""
    if len(said.places) != 1 or scene.page == "compare":
        return ""
    (place,) = said.places
    return f"Outlined: {place.title}. " if shape(*asked.at(atlas, place.key)) is not None else ""


def read_link(atlas: Atlas, link: str) -> tuple[Scene, list[str]]:
    """Return the scene of a link, and a sentence for each thing that could not be read as asked.

    Parameters
    ----------
    atlas
        The data set whose codes the link may name.
    link
        An address of the app with its query, a path ("/area?area=38060"), or a query alone.
    """
    from urllib.parse import parse_qsl, urlsplit  # noqa: PLC0415

    from geo_opportunity.scene import PAGES, from_query  # noqa: PLC0415

    text = link.strip()
    parts = urlsplit(text if "?" in text or "=" not in text else f"?{text}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = parts.path.rstrip("/").rpartition("/")[2]
    if page in PAGES:
        query.setdefault("page", page)
    if set(query) - {"page"} == set():
        query.setdefault("v", "3")
    return from_query(
        query,
        areas=frozenset(map(str, atlas.areas.index)),
        occupations=frozenset(map(str, atlas.occupations.index)),
        states=frozenset(map(str, atlas.state_shapes["state"])),
        data_version=atlas.data_version,
        **link_codes(atlas),
    )


def link_codes(atlas: Atlas) -> dict[str, Any]:
    """Return counties, tracts and providers that a link may name: arguments of ``scene.from_query``."""
    import numpy as np  # noqa: PLC0415

    return {
        "counties": frozenset(atlas.table("counties")["county_fips"]),
        "tracts": np.sort(atlas.table("tracts")["tract"].to_numpy().astype(np.int64)),
        "providers": frozenset(atlas.table("providers")["provider_id"]),
    }
