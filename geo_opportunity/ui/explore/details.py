"""The picked area of the Explore page: what it says, and its details on tabs below the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import headlines, wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.rules import Selection
from geo_opportunity.ui import answers, display, panels, session
from geo_opportunity.ui.explore.changes import was
from geo_opportunity.ui.explore.ranking import columns
from geo_opportunity.vocabulary import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity.ui.display import Page


#: What notes under the headline are behind.
FOLDED: Final = "What it is made of, and the rules"


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The picked area."""

    code: str
    cells: pd.DataFrame
    programs: pd.DataFrame


def place_of(page: Page) -> Place | None:
    """Return the picked area with its occupations, and the nearest programs for those in question."""
    atlas, scene = page.atlas, page.scene
    if scene.area is None:
        return None
    selection = Selection() if scene.occupation else scene.asked
    cells = answers.cells(atlas, scene.area, scene.rules, selection)
    listed = cells.loc[cells["kind"].isin([Kind.OVERLAP.value, Kind.TRAINING_GAP.value])]
    socs = (scene.focus,) if scene.focus is not None else tuple(map(str, listed.index))
    return Place(scene.area, cells, answers.programs(atlas, scene.area, socs, page.miles(scene.focus)))


def _close() -> None:
    session.change(lambda scene: scene.pick(None))


def area_says(page: Page, frame: pd.DataFrame, place: Place) -> None:
    """Draw what the map says of the picked area, a row of `frame`."""
    scene, atlas, code = page.scene, page.atlas, place.code
    if scene.occupation is None:
        nation = answers.summary(atlas, scene.rules, scene.asked)
        figures: dict[str, Any] = {str(name): value for name, value in frame.loc[code].items()}
        also = was(page, figures["share_overlap"], area=code)
        answer, more = headlines.area_opening(figures, nation, scene, also)
        notes = [*([more] if more else []), wording.settings_sentence(scene)]
        display.headline(answer, *notes, folded=FOLDED)
        return
    row = wording.in_units(frame.loc[[code]], scene).iloc[0]
    sentence = f"{page.occupations[scene.occupation]} in {page.areas[code]}: {KINDS[str(row['kind'])]}."
    display.headline(sentence, items=row[list(wording.REASONS)])


def details(page: Page, place: Place) -> None:
    """Draw the details of the picked area on tabs."""
    scene, atlas, code, cells = page.scene, page.atlas, place.code, place.cells
    title, back = st.columns([4, 1], vertical_alignment="center")
    with title:
        st.header(page.areas[code], anchor="area")
    with back:
        st.button("Back to the nation", key="close", on_click=_close, width="stretch")
    judged = bool(cells["threshold"].notna().any())  # in Guam what pays enough is unknown
    draw: dict[str, tuple[str, Callable[[], None]]] = {}
    for group, listed in panels.list_counts(cells, scene).items():
        kept = panels.LISTS[group]
        count = f"{listed:,}" if judged or group == panels.REST else display.UNKNOWN
        if listed or group in panels.ALWAYS:
            draw[kept.tab] = (
                panels.list_label(kept.name, count, scene),
                partial(_list, page, cells, group, judged=judged),
            )
    draw |= {
        "programs": (panels.PROGRAMS, partial(panels.programs, page, cells, place.programs)),
        "budget": (panels.BUDGET, partial(panels.budget, page, atlas, code)),
        "supply": (panels.SUPPLY, partial(panels.supply, page, atlas, code)),
        "ladders": (panels.LADDERS, partial(panels.ladders, page, atlas, code, cells)),
        "certainty": (panels.CERTAINTY, partial(panels.certainty, page, atlas, code)),
    }
    labels = {name: label for name, (label, _) in draw.items()}
    for name, tab in display.tabs("details", labels, scene).items():
        with tab:
            draw[name][1]()
    display.source_line(page, ("overlap", "budget", "programs", "related"))


def _list(page: Page, cells: pd.DataFrame, group: str, *, judged: bool) -> None:
    """Draw a group of the picked area's occupations."""
    rows = panels.list_rows(cells, page.scene, group)
    note = panels.LISTS[group].note
    st.html(f'<p class="go-rules">{panels.swatch(group)}{escape(note)}</p>')
    if rows.empty:
        st.write(
            "No occupation of your choice is in this group here."
            if judged
            else "What a family needs here is not known, so no occupation can be said to be in this group, "
            "nor to be outside it."
        )
        return
    names = [str(name) for name in rows.columns if name != "title"]
    heads = {"title": FIGURES["occupation"].head, "why": FIGURES["why"].head}
    config = columns(names, page.scene) | display.columns(
        heads, widths={"title": "medium", "why": "large"}, pinned="title"
    )
    display.table(rows, config, key=f"list_{group}", alt=f"Occupations: {note}")
