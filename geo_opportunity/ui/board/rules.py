"""Rule books: on which published lists the occupations of a place are, and by how much they miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.board import rules as said
from geo_opportunity.exports.board.place import book_name
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.picture import view_of
from geo_opportunity.scene import Scene
from geo_opportunity.ui import answers, controls, display
from geo_opportunity.ui.board import books

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.ui.display import Page

#: The widget of the map.
KEY = "b_map"
_ALL = "All occupations"
_WIDE = {"title": "medium", "name": "medium", "misses": "large", "asks": "large", "counts": "large"}


def show(page: Page, where: Where | None) -> None:
    """Draw the view: the nation without a place."""
    books.draw(page)
    scene, desk = page.scene, page.scene.desk
    of = page.occupations[scene.occupation] if scene.occupation else _ALL
    with controls.folded(f"Occupation: {wording.markdown(of)}"):
        controls.draw(
            scene, "occupation", key="b_occupation", names=page.occupations, apply=Scene.show,
            label="One occupation: on which lists", empty=_ALL,
        )  # fmt: skip
    if where is None:
        frame, picture = _areas(page)
        met = int((frame["met"] > 0).sum())
        what = "at least one rule book is met" if scene.occupation else "at least one occupation meets it"
        answer = f"{picture.legend.title}: in {met:,} of {len(frame):,} areas {what}."
        display.headline(answer, said.UNKNOWN, folded="What is unknown" if display.phone() else "")
        _map(page, picture)
        return
    data, place = where.judged
    frame = answers.rule_book(data, place, desk.rule_book, scene.rules, dollars=desk.dollars)
    own = None
    if scene.occupation:
        own = answers.on_rule_books(data, place, scene.occupation, scene.rules, dollars=desk.dollars)
        name = page.occupations[scene.occupation]
        display.headline(said.one_sentence(own, name, where.title), said.sentence(frame, scene, where.title))
    else:
        display.headline(said.sentence(frame, scene, where.title), said.UNKNOWN)
    if own is not None:
        _table(own, "on_rule_books", f"{page.occupations[str(scene.occupation)]}: on which lists")
    conditions = answers.rule_book_conditions(
        data, place, desk.rule_book, scene.occupation, scene.rules, dollars=desk.dollars
    )
    _table(conditions, "rule_asks", f"What {book_name(scene)} asks here")
    st.subheader("Occupations", anchor=False)
    _table(
        said.rows(frame), "rule_book", "Occupations, those that meet it first, then the nearest", titled=False
    )
    st.subheader("Every published rule book here", anchor=False)
    counts = answers.rule_book_counts(data, place, scene.rules, dollars=desk.dollars)
    _table(counts, "rule_books", "Every published rule book here", titled=False)
    _, picture = _areas(page)
    st.subheader(picture.legend.title, anchor=False)
    _map(page, picture)
    st.caption(said.SURE)


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    _map(page, _areas(page)[1])


def _areas(page: Page) -> tuple[pd.DataFrame, Picture]:
    """Return the areas by how many meet, and their picture."""
    return said.areas_map(page.atlas, page.scene, answers)


def _map(page: Page, picture: Picture) -> None:
    shapes = answers.browser_shapes(page.atlas)
    area = page.scene.area
    display.draw_map(
        page,
        shapes,
        picture,
        key=KEY,
        alt=f"Map. {picture.legend.title}. {picture.legend.text()}",
        on_select=display.picks_area(KEY),
        view=view_of(page.scene, shapes.bounds, display.map_size()),
        selected_shape=answers.area_shapes(page.atlas).get(area) if area else None,
    )
    display.source_line(page, (*said.RESTS_ON, "shapes"))


def _table(frame: pd.DataFrame, heads: str, title: str, *, titled: bool = True) -> None:
    if titled:
        st.subheader(title, anchor=False)
    names = {name: head for name, head in TABLES[heads].items() if name in frame and name != "miss_share"}
    names = books.written(names, frame)
    config = display.columns(
        names, widths={n: w for n, w in _WIDE.items() if n in names}, pinned=next(iter(names))
    )
    display.table(frame[list(names)], config, alt=title, key=f"b_{heads}")
