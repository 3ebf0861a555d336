"""What several pages show of a place: occupations, supply, ladders, certainty, programs, the budget.

Each is drawn for a page and a place: the atlas that answers for it and its area_code (``answers.at``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.ladder_picture import ladder_alt, ladder_svg
from geo_opportunity.ui import answers, session
from geo_opportunity.ui.display import columns, table
from geo_opportunity.ui.sheet import image
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Lists and names of what is shown of a place, as pages say them.
ALWAYS, LISTS, REST = listing.ALWAYS, listing.LISTS, listing.REST
SUPPLY, LADDERS, CERTAINTY = listing.SUPPLY, listing.LADDERS, listing.CERTAINTY
list_counts, list_label = listing.list_counts, listing.list_label
list_rows, ranking_rows = listing.list_rows, listing.ranking_rows

#: Names of the panels, on tabs and as alternative text.
LADDER_TABLE: Final = "The ladders as a table"
PROGRAMS: Final = "Nearest programs"
BUDGET: Final = "What a family needs here"

SUPPLY_NOTE: Final = (
    "Completers of the area's own providers, given to occupations in proportion to their openings, against "
    "projected openings a year. Who studies online (estimated) or holds the license already is taken out "
    "first. "
    "Completions are not people ready to work here."
)
LADDER_NOTE: Final = (
    "Related occupations (O*NET) that pay at least a tenth more here, step by step toward one that pays "
    "what the family needs. Similar work and local pay, not observed moves. Apprenticeable means recognized "
    "nationally, not that a sponsor is nearby."
)

#: Programs that are listed.
_PROGRAM_ROWS: Final = 200


def swatch(group: str) -> str:
    """Return the color of a group as HTML, for before its name."""
    look = f"background:{LISTS[group].color}"
    return f'<span class="go-swatch go-list-color" style="{look}" aria-hidden="true"></span> '


def of_the_measure(scene: Scene) -> Scene:
    """Return the scene without what changes neither colors nor ranks: where it looks and what is picked."""
    return replace(scene, area=None, focus=None, place=None, view=None, layers=(), tab=None)


def ranked(page: Page, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas ranked, kept: what is picked and where the map looks change none."""
    return _ranked(page.version, of_the_measure(page.scene), frame)


@answers.kept(max_entries=32)
def _ranked(version: str, scene: Scene, _frame: pd.DataFrame) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    return listing.ranking_rows(_frame, scene)


# ---------------------------------------------------------------------- supply


def supply(page: Page, atlas: Atlas, code: str) -> None:
    """Draw completers of the place's own providers against openings, and whom that leaves out."""
    selection = page.scene.asked
    st.caption(SUPPLY_NOTE)
    summary = answers.supply_summary(atlas, code, selection=selection)
    st.markdown(wording.markdown(wording.supply_sentence(summary)))
    found = answers.supply_demand(atlas, code, selection=selection)
    widths = {"title": "medium", "verdict": "medium"}
    table(
        listing.supply_rows(found),
        columns(TABLES["supply"], widths=widths, pinned="title"),
        key="supply",
        alt=SUPPLY,
    )
    left_out(page, atlas, code, key="left_out")


def left_out(page: Page, atlas: Atlas, code: str, *, key: str) -> None:
    """Draw whom supply against demand of a place leaves out, in a box to expand."""
    title = "Who is left out"
    with st.expander(title):
        table(
            answers.supply_left_out(atlas, code, selection=page.scene.asked),
            columns(TABLES["left_out"], widths={"what": "large", "unit": "small"}),
            placeholder="not counted",
            key=key,
            alt=title,
        )


# --------------------------------------------------------------------- ladders


def ladders(page: Page, atlas: Atlas, code: str, cells: pd.DataFrame) -> None:
    """Draw the ladders from one of the place's `cells` toward the first that pays what the family needs."""
    scene, occupations = page.scene, page.occupations
    listed = cells.loc[cells["employment"].notna()]
    low = listed.loc[listed["kind"] == Kind.QUALITY_GAP.value]
    start = scene.focus or (str(low.index[0]) if len(low) else None)
    st.selectbox(
        "Ladders up from",
        _options(start, low.index, listed.index),
        format_func=lambda soc: occupations[soc] if soc else "Choose an occupation",
        **session.bound("rung", start or "", lambda s, v: s.focused(v)),
    )
    if start is None:
        return
    st.caption(LADDER_NOTE)
    found = answers.ladders(atlas, code, start, scene.rules)
    if found.empty:
        st.write(listing.NO_LADDER)
        return
    st.html(ladder_pictures(found, scene))
    rows = listing.ladder_rows(found, scene)
    heads = {name: head for name, head in TABLES["ladders"].items() if name in rows}
    widths = {"ladder": "small", "rung": "medium", "title": "medium", "entry": "large", "basis": "medium"}
    formats = {"ladder": "%d", "wage": "", "raise": ""}  # pay is written out, by the year or the hour
    with st.expander(LADDER_TABLE):
        table(rows, columns(heads, widths=widths, formats=formats), most=560, key="ladder", alt=LADDERS)


def _options(first: str | None, *more: Iterable[Any]) -> list[str]:
    """Return codes to choose from, each once, after no choice."""
    return [
        "",
        *dict.fromkeys([*([first] if first else []), *(str(code) for codes in more for code in codes)]),
    ]


def ladder_pictures(found: pd.DataFrame, scene: Scene, *, most: int = 3) -> str:
    """Return the first ladders as pictures side by side, HTML; below one another on a phone."""
    hourly = scene.hourly
    drawn = [
        image(ladder_svg(rungs, hourly=hourly), ladder_alt(rungs, hourly=hourly), "go-ladder")
        for chain, rungs in found.groupby("chain", sort=True)
        if float(str(chain)) < most
    ]
    return f'<div class="go-ladders">{"".join(drawn)}</div>'


# ------------------------------------------------------------------- certainty


def certainty(page: Page, atlas: Atlas, code: str) -> None:
    """Draw how clear the outcomes are, and which settings flip the most jobs."""
    scene = page.scene
    st.markdown(wording.markdown(wording.growth_error_sentence(answers.growth_error(atlas))))
    certain = answers.certainty(atlas, code, scene.rules, scene.asked)
    st.markdown(wording.markdown(wording.certainty_sentence(certain)))
    st.caption("Which settings, moved one step, would move the most jobs in or out of the overlap here:")
    rows = listing.sensitivity_rows(answers.sensitivity(atlas, code, scene.rules, scene.asked), scene)
    widths = {"setting": "small", "change": "large"}
    table(rows, columns(TABLES["sensitivity"], widths=widths), key="sensitivity", alt=CERTAINTY)


# -------------------------------------------------------------------- programs


def programs(page: Page, cells: pd.DataFrame, found: pd.DataFrame) -> None:
    """Draw the nearest programs (``answers.programs``), and the choice of the occupation they lead to."""
    scene, occupations = page.scene, page.occupations
    st.selectbox(
        "Programs that lead to",
        _options(scene.focus, cells.index),
        format_func=lambda soc: (
            occupations[soc] if soc else "Any occupation where all three meet, or the training gap"
        ),
        **session.bound("focus", scene.focus or "", lambda s, v: s.focused(v)),
    )
    if found.empty:
        st.write(
            "No active program within this distance leads to it. Online-only programs would be listed here "
            "too."
        )
        return
    if len(found) > _PROGRAM_ROWS:
        st.caption(
            f"The {_PROGRAM_ROWS:,} nearest of {len(found):,} are listed; the map shows them all. "
            "Pick an occupation to narrow the list."
        )
    rows, heads = listing.program_rows(found.head(_PROGRAM_ROWS), occupations, scene), TABLES["programs"]
    number = st.column_config.NumberColumn
    away = wording.distance(page.miles(scene.focus), scene.units)
    config = {
        heads["adults_within"]: number(
            format="percent", help=f"Share of the area's adults within {away} of it"
        ),
        heads["completions"]: number(format="localized"),
        heads["tuition"]: number("Tuition and fees, in state, $ a year", format="localized"),
    }
    table(rows.rename(columns=heads), config, key="programs", alt=PROGRAMS)


# ---------------------------------------------------------------------- budget


def budget(page: Page, atlas: Atlas, code: str) -> None:
    """Draw what a family needs in the place, line by line."""
    rules = page.scene.rules
    if rules.pay not in ("budget", "poverty"):
        standard = wording.markdown(wording.pay_standard(rules))
        st.caption(f"Your pay standard is: {standard}. The family budget below is for comparison.")
    found = answers.budget(atlas, code, rules.family)
    heads = TABLES["budget"]
    rows = found[["component", "basis", "year", "note"]].assign(
        annual=[wording.signed_dollars(v) for v in found["annual"]],
        monthly=[wording.signed_dollars(v / 12) for v in found["annual"]],
    )[list(heads)]
    widths = dict.fromkeys(heads, "small") | {"component": "medium", "note": "large"}
    config = columns(heads, widths=widths, formats=dict.fromkeys(heads, ""))
    table(rows, config, most=None, placeholder=None, key="budget", alt=BUDGET)
