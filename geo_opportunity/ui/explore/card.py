"""The card of a picked area, beside the map of the Explore page: tests, jobs, gaps, and where to go on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.ui import answers, session
from geo_opportunity.ui.display import UNKNOWN
from geo_opportunity.vocabulary import STATUSES, Flag, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page
    from geo_opportunity.ui.explore.details import Place

#: The tests: share of jobs that pass -> its name on the card.
TESTS: Final = {
    "share_growing": "Growing",
    "share_sustaining": "Pays enough",
    "share_accessible": "Training in reach or not needed",
}
_JOBS: Final = 5
_GAPS: Final = 3


def card(page: Page, frame: pd.DataFrame, place: Place) -> None:
    """Draw the card of the picked area.

    Parameters
    ----------
    page
        Page.
    frame
        Of the map: ``Atlas.overlap``, or ``Atlas.occupation_status`` for one occupation.
    place
        The picked area, a row of `frame`.
    """
    scene, code = page.scene, place.code
    with st.container(key="explore-card", border=True, gap="small"):
        with st.container(key="card-head", horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f'<p class="go-card-title">{escape(page.areas[code])}</p>')
            st.button(
                "Close",
                key="card_close",
                on_click=session.change,
                args=(lambda s: s.pick(None),),
                icon=":material/close:",
                type="tertiary",
                help="Back to the nation",
            )
        with st.container(horizontal=True, gap="small", key="card-links"):
            session.link("area", "Whole area", icon=":material/location_city:")
            session.link("compare", "Compare", lambda s: s.compare(code), icon=":material/compare_arrows:")
            session.link(
                "area",
                "Brief to print",
                icon=":material/print:",
                help="Opens the Area page: printed from the browser, it is a brief of two sheets.",
            )
        row: dict[str, Any] = {str(name): value for name, value in frame.loc[code].items()}
        if scene.occupation is None:
            nation = answers.summary(page.atlas, scene.rules, scene.asked)
            st.html(test_bars(row, nation, hourly=scene.hourly))
        else:
            st.html(outcomes(row, page.occupations[scene.occupation]))
        st.html(jobs_list(place.cells, scene))
        st.html(gaps_list(place.cells, scene, known=bool(place.cells["threshold"].notna().any())))
        st.html(
            '<p class="go-note"><a href="#area">All its occupations, programs and costs</a> are below.</p>'
        )


def test_bars(row: Mapping[str, Any], nation: Mapping[str, float], *, hourly: bool) -> str:
    """Return the share of jobs that pass each test as bars, each with a mark at the nation's; HTML.

    Below them the pay needed, by the hour or the year.
    """
    lines = []
    for name, said in TESTS.items():
        here, there = float(row[name]), float(nation[name])
        if wording.value_missing(here):
            bar, value = '<span class="go-meter go-meter-none"></span>', UNKNOWN
        else:
            mark = "" if wording.value_missing(there) else f'<b style="left:{100 * there:.1f}%"></b>'
            bar = f'<span class="go-meter"><i style="width:{100 * here:.1f}%"></i>{mark}</span>'
            value = wording.percent(here, 0)
        beside = UNKNOWN if wording.value_missing(there) else wording.percent(there, 0)
        lines.append(
            f'<li><span class="go-meter-name">{escape(said)}</span>{bar}<span class="go-meter-value">{value} '
            f'<span class="go-count">nation {beside}</span></span></li>'
        )
    share = float(row["share_overlap"])
    whole = UNKNOWN if wording.value_missing(share) else wording.percent(share, 0)
    country = wording.percent(float(nation["share_overlap"]), 0)
    threshold = float(row["threshold"])
    needed = "" if wording.value_missing(threshold) else f"{wording.pay_needed(threshold, hourly=hourly)}."
    return (
        f'<p class="go-card-lead"><strong>{whole}</strong> of jobs meet all three (nation {country}). '
        f'By test, share of jobs:</p><ul class="go-meters">{"".join(lines)}</ul>'
        f'<p class="go-note">{escape(needed)}</p>'
    )


def outcomes(row: Mapping[str, Any], title: str) -> str:
    """Return what each test says of one occupation in the area, HTML."""
    lines = (
        f'<li><span class="go-meter-name">{escape(FIGURES[test].head)}</span>'
        f"<span>{escape(words[str(row[test])])}</span></li>"
        for test, words in STATUSES.items()
    )
    return f'<p class="go-card-lead">{escape(title)}</p><ul class="go-meters">{"".join(lines)}</ul>'


def _listed(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations that BLS lists in the place."""
    return cells.loc[cells["employment_flag"] != Flag.NOT_LISTED.value]


def jobs_list(cells: pd.DataFrame, scene: Scene) -> str:
    """Return the largest occupations where all three tests meet, with jobs and wage; HTML."""
    found = _listed(cells).loc[lambda c: c["kind"] == Kind.OVERLAP.value]
    rows = (
        (str(row["title"]), _wage(row, scene), _jobs(row)) for row in found.head(_JOBS).to_dict("records")
    )
    what = "Where all three meet, largest first"
    none = "No published occupation here meets all three."
    return _table(f"{what} ({min(_JOBS, len(found))} of {len(found):,})", ("Wage", "Jobs"), rows, none)


def gaps_list(cells: pd.DataFrame, scene: Scene, *, known: bool) -> str:
    """Return the occupations that a college could open a program for, most openings first; HTML.

    Those in a training gap, then those learned on the job where a program would help. `known` is whether the
    pay needed is: without it no gap can be told.
    """
    listed = _listed(cells)
    gap = listed["kind"] == Kind.TRAINING_GAP.value
    helped = (listed["kind"] == Kind.OVERLAP.value) & (listed["accessible"] == Status.WOULD_HELP.value)
    found = (
        listed.loc[gap | helped]
        .assign(_gap=gap)
        .sort_values(
            ["_gap", "openings", "title"], ascending=[False, False, True], na_position="last", kind="stable"
        )
    )
    rows = (
        (str(row["title"]), _wage(row, scene), _openings(row)) for row in found.head(_GAPS).to_dict("records")
    )
    none = (
        "No gap shows in the published jobs: what grows and pays can be trained for or needs no program."
        if known
        else "Not known: what a family needs here is not published."
    )
    what = f"Gaps a college could fill ({min(_GAPS, len(found))} of {len(found):,})"
    return _table(what, ("Wage", "Openings a year"), rows, none)


def _wage(row: Mapping[Any, Any], scene: Scene) -> str:
    wage = float(row["wage"])
    return UNKNOWN if wording.value_missing(wage) else wording.pay(wage, hourly=scene.hourly)


def _jobs(row: Mapping[Any, Any]) -> str:
    jobs = float(row["employment"])
    return "not published" if wording.value_missing(jobs) else wording.people(jobs)


def _openings(row: Mapping[Any, Any]) -> str:
    openings = float(row["openings"])
    return UNKNOWN if wording.value_missing(openings) else f"about {wording.people(openings)}"


def _table(title: str, heads: tuple[str, str], rows: Iterable[tuple[str, str, str]], none: str) -> str:
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="go-n">{escape(one)}</td>'
        f'<td class="go-n">{escape(other)}</td></tr>'
        for name, one, other in rows
    )
    if not lines:
        head = escape(title.partition(" (")[0])
        return f'<p class="go-table-title">{head}</p><p class="go-rules">{escape(none)}</p>'
    first, second = (f'<th scope="col" class="go-n">{escape(head)}</th>' for head in heads)
    return (
        f'<table class="go-table go-card-table"><caption>{escape(title)}</caption>'
        f'<thead><tr><th scope="col">{FIGURES["occupation"].head}</th>'
        f"{first}{second}</tr></thead><tbody>{lines}</tbody></table>"
    )
