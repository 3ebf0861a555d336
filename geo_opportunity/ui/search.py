"""The search box: places, occupations, providers and programs found, and where each answer leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.scene import MAX_PLACES
from geo_opportunity.ui import answers, session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.scene import Scene

SEARCH: Final = "Search"
NO_AREA: Final = "in no area of these data"
#: Kinds of answers of the search box.
KINDS: Final[dict[str, str]] = {
    "state": "State",
    "area": "Area",
    "occupation": "Occupation",
    "city": "City or town",
    "county": "County",
    "workforce area": "Workforce area (Census LEHD, 2019)",
    "zip": "ZIP code",
    "provider": "Place that trains",
    "program": "Program",
}

_PLACES: Final = frozenset({"area", "city", "county", "zip"})
#: Pages that show an area, an occupation: what is found is shown there; from elsewhere on the first page of
#: its kind.
_AREA_PAGES: Final = ("area", "explore", "training")
_OCCUPATION_PAGES: Final = ("occupation", "explore", "training")
_EACH: Final = 3
_ROWS: Final = 12
_LONGEST: Final = 100
_KEYS: Final = (Path(__file__).parent / "search.js").read_text(encoding="utf-8")


def _clear() -> None:
    session.search_number(advance=True)


@st.fragment
def box() -> None:
    """Draw the search box."""
    if session.changed():  # an answer was taken: the whole page follows
        st.rerun()
    with st.container(key="search", width=340):
        text = st.text_input(
            SEARCH,
            key=f"search_{session.search_number()}",
            placeholder="Area, city, ZIP, job, school, program",
            label_visibility="collapsed",
            icon=":material/search:",
        )
        if not text or not text.strip():
            return
        atlas, asked = answers.atlas(), " ".join(text.split())[:_LONGEST]
        areas, occupations, _ = answers.names(atlas)
        found, spelled = answers.search(atlas, asked, _ROWS, each=_EACH), answers.spelled(atlas, asked)
        programs = found.loc[found["kind"] == "program", "code"]
        leads = {cip: answers.programs_to(atlas, cip) for cip in programs}
        boards = found.loc[found["kind"] == "workforce area", "code"]
        leads |= {code: [answers.workforce_link(atlas, code)] for code in boards}
        lines = found_lines(session.current(), found, areas, occupations, leads)
        its_own = asked in areas or found["label"].str.contains(asked, regex=False).any()
        zip_listed = bool(its_own) or not re.fullmatch(r"[0-9]{5}", asked) or set(found["kind"]) != {"area"}
        count = count_text(len(lines), text, spelled, zip_listed=zip_listed)
        with st.container(key="search_found", gap=None):
            st.html(f'<p class="go-search-count" role="status">{escape(count)}</p>')
            for line in lines:
                label = f"**{wording.markdown(line.label)}** — {wording.markdown(line.note)}"
                if line.scene is None:
                    st.markdown(label)
                else:
                    session.link(line.scene.page, label, scene=line.scene, width="stretch")
            st.button("Close the list", key="search_close", on_click=_clear, type="tertiary")
            st.html(f"<script>{_KEYS}</script>", unsafe_allow_javascript=True)


def count_text(count: int, text: str, spelled: str | None = None, *, zip_listed: bool = True) -> str:
    """Return how much was found, `spelled` otherwise than asked where that found nothing.

    Where a ZIP code is not listed (`zip_listed`), what was found are the areas of those that share its first
    three digits.
    """
    if count and not zip_listed:
        asked = text.strip()
        return f"The data hold no ZIP code {asked} with residents. Those that begin with {asked[:3]} are in:"
    if not count and re.fullmatch(r"[0-9]{5}", text.strip()):
        return f"The data hold no ZIP code {text.strip()} with residents. Try a nearby ZIP, or the city."
    if not count:
        hint = "Try fewer letters, or a place, an occupation or a school by name."
        return f"Nothing is called “{text[:60]}”. {hint}"
    if spelled:
        return f"Nothing is called “{text[:60]}”. {count:,} found for “{spelled[:60]}”"
    return f"{count:,} found for “{text[:60]}”"


def _leads_to(titles: list[str]) -> str:
    """Return what a program leads to."""
    if not titles:
        return "leads to no occupation of these data"
    more = f" and {len(titles) - 1:,} more" if len(titles) > 1 else ""
    return f"leads to {titles[0]}{more}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One line under the search box."""

    label: str
    """What was found (text, not Markdown)."""
    note: str
    """What it is, and where (text)."""
    scene: Scene | None
    """Where it leads; None: nowhere, and `note` says why."""


def destination(
    scene: Scene, kind: str, code: str, area_code: str | None, socs: Sequence[str] = ()
) -> Scene | None:
    """Return the scene that shows what was found, or None when there is nothing to show.

    Parameters
    ----------
    scene
        The scene searched from; its settings are kept.
    kind, code, area_code
        A row of ``Atlas.search``.
    socs
        Occupations a program leads to, the largest first; of a workforce area the link text of its region.
    """
    if kind == "workforce area":
        if scene.page == "compare" and len(scene.places) < MAX_PLACES:
            return scene.compare(socs[0])
        return replace(scene.pick(None), page="area", region=socs[0], region_name=None)
    if kind in _PLACES:
        if area_code is None:
            return None
        if scene.page == "compare" and len(scene.places) < MAX_PLACES:
            return scene.compare(area_code)
        return replace(scene.pick(area_code), page=_page(scene, _AREA_PAGES))
    if kind == "state":
        if scene.page == "compare" and len(scene.places) < MAX_PLACES:
            return scene.compare(code)
        return replace(scene.pick(None), page="explore", place=code, view=None)
    if kind == "occupation":
        return replace(scene.show(code), page=_page(scene, _OCCUPATION_PAGES))
    if kind == "provider":
        return replace(scene if area_code is None else scene.pick(area_code), page="training", provider=code)
    if kind == "program":
        return replace(scene.show(socs[0]), page="training") if socs else None
    msg = f"no such kind of answer: {kind!r}"
    raise ValueError(msg)


def _page(scene: Scene, pages: tuple[str, ...]) -> str:
    return scene.page if scene.page in pages else pages[0]


def found_lines(
    scene: Scene,
    found: pd.DataFrame,
    areas: Mapping[str, str],
    occupations: Mapping[str, str],
    leads: Mapping[str, Sequence[str]],
) -> list[Answer]:
    """Return the lines for what was found.

    Parameters
    ----------
    scene
        The scene searched from.
    found
        As ``Atlas.search`` returns it.
    areas, occupations
        Titles by code.
    leads
        Occupations each program found leads to, by cip; link text of each workforce area, by code.
    """
    out = []
    for kind, code, name, place in found[["kind", "code", "label", "area_code"]].astype(object).to_numpy():
        area_code = place if isinstance(place, str) else None
        socs = tuple(leads.get(code, ()))
        if kind == "program":
            socs = tuple(s for s in socs if s in occupations)
        label, note = name, KINDS[kind]
        if kind == "occupation":
            label, note = occupations.get(code, name), _alias(name, note)
        elif kind == "program":
            note = f"{note} · {_leads_to([occupations[s] for s in socs])}"
        elif kind not in ("area", "state", "workforce area"):
            note = f"{note} · {areas.get(area_code or '', NO_AREA)}"
        out.append(Answer(label, note, destination(scene, kind, code, area_code, socs)))
    return out


def _alias(label: str, note: str) -> str:
    everyday, arrow, _ = label.partition(" → ")
    return f"{note} · also “{everyday}”" if arrow else note
