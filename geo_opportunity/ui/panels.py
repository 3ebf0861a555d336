"""What several pages show of a place: occupations, supply, ladders, certainty, programs, the budget.

Each is drawn for a page and a place: the atlas that answers for it and its area_code (``answers.at``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.maps.ladder_picture import ladder_alt, ladder_svg
from geo_opportunity.maps.picture import measure_of, ordered
from geo_opportunity.ui import answers, session
from geo_opportunity.ui.display import columns, table
from geo_opportunity.ui.sheet import image
from geo_opportunity.vocabulary import BASES, HOURS_OEWS, KINDS_SHORT, STATUSES, Flag, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Names of the panels, on tabs and as alternative text.
SUPPLY: Final = "Supply and demand"
LADDERS: Final = "Ladders"
LADDER_TABLE: Final = "The ladders as a table"
CERTAINTY: Final = "How sure"
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
NO_LADDER: Final = "No related occupation here pays at least a tenth more with its wage published."

_JUDGED: Final = ("oversupply", "undersupply", "balanced")
_RUNGS: Final = {
    "start": "start",
    "rung": "on the way",
    "arrives": "pays what the family needs",
    "onward": "onward",
}
#: Programs that are listed.
_PROGRAM_ROWS: Final = 200


# ------------------------------------------------------- areas and occupations

_AREA_COLUMNS: Final = (
    "share_overlap", "rank_likely", "share_trained_for", "share_learned_on_the_job", "jobs_overlap",
    "share_training_gap", "share_would_help", "share_quality_gap", "share_steady", "share_unknown",
    "threshold", "jobs_selected", "top_overlap", "top_gap",
)  # fmt: skip
_OCCUPATION_COLUMNS: Final = (
    "kind", "employment", "wage", "threshold", "growth", "openings", "nation_growth", "growth_basis", "reach",
    "certainty", "growing", "sustaining", "accessible", "location_quotient",
)  # fmt: skip
_LIST_COLUMNS: Final = (
    "employment", "wage", "threshold", "share_paying", "growth", "openings", "nation_growth", "growth_basis",
    "reach", "certainty", "work_experience", "schedule", "entry_education", "why",
)  # fmt: skip
#: Related work experience for entry, as a column says it.
EXPERIENCE: Final = {
    "None": "none",
    "Less than 5 years": "under 5 years",
    "5 years or more": "5 years or more",
}
REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class Group:
    """A list of an area's occupations."""

    tab: str
    name: str
    note: str
    """What they are and what to do with them."""
    color: str


def _kind_group(kind: Kind, tab: str, note: str) -> dict[str, Group]:
    return {kind.value: Group(tab, KINDS_SHORT[kind.value], note, palettes.KINDS[kind.value])}


#: Lists of an area's occupations, in order of use: the parts of the overlap, then other kinds, then the rest.
LISTS: Final[dict[str, Group]] = {
    "trained_for": Group(
        "trained_for", "Trained for",
        "All three meet: growing, paying enough, and a program is in reach: recruit, train and place.",
        palettes.PARTS["trained_for"],
    ),
    "learned_on_the_job": Group(
        "learned_on_the_job", "Learned on the job",
        "All three meet without a program: growing, paying enough, learned on the job: recruit and place.",
        palettes.PARTS["learned_on_the_job"],
    ),
    "would_help": Group(
        "would_help", "A program would help here",
        "Part of those learned on the job: a program leads to them elsewhere, and too few people here can "
        "reach "
        "one. A place to start one.",
        palettes.PARTS["would_help"],
    ),
    **_kind_group(
        Kind.TRAINING_GAP, "training_gap",
        "Growing and paying enough, and few or no people live near the program they need: where to open one.",
    ),
    **_kind_group(
        Kind.PARTIAL_REACH, "partial_reach",
        "Growing and paying enough; some people can reach a program, fewer than required.",
    ),
    **_kind_group(
        Kind.TRAINED_ELSEWHERE, "trained_elsewhere",
        "Growing and paying enough, but the degree they need is taught too far away: filled from a state or "
        "national labor market.",
    ),
    **_kind_group(
        Kind.QUALITY_GAP, "job_quality_gap",
        "Growing and in reach, but below what the family needs: improve the job, or a ladder out of it.",
    ),
    **_kind_group(
        Kind.STEADY, "steady",
        "Paying enough and in reach, growing less than the bar. People who leave are replaced: see the "
        "openings "
        "a year.",
    ),
    REST: Group(
        "rest", "The rest", "Occupations that decline or fail two tests, or where a test is unknown.",
        palettes.KINDS[Kind.OTHER.value],
    ),
}  # fmt: skip
#: Lists that are shown when they are empty, too.
ALWAYS: Final = ("trained_for", "learned_on_the_job", Kind.TRAINING_GAP.value, Kind.QUALITY_GAP.value, REST)
#: Outcomes of the training test in each part of the overlap.
_PARTS: Final = {
    "trained_for": (Status.PASS.value,),
    "learned_on_the_job": (Status.NOT_NEEDED.value, Status.WOULD_HELP.value),
    "would_help": (Status.WOULD_HELP.value,),
}


def kept(cells: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the occupations that lists hold: all, or those whose outcome is clear."""
    return cells.loc[cells["certainty"] == "clear"] if scene.clear else cells


def list_label(name: str, count: str, scene: Scene) -> str:
    """Return the name of a list with the number of its occupations."""
    return f"{name}, clear ({count})" if scene.clear else f"{name} ({count})"


def in_group(cells: pd.DataFrame, group: str) -> pd.Series:
    """Return which cells are in a group of LISTS."""
    if group == REST:
        return ~cells["kind"].isin([Kind.OVERLAP.value, *LISTS])
    if group in _PARTS:
        return (cells["kind"] == Kind.OVERLAP.value) & cells["accessible"].isin(_PARTS[group])
    return cells["kind"] == group


def swatch(group: str) -> str:
    """Return the color of a group as HTML, for before its name."""
    look = f"background:{LISTS[group].color}"
    return f'<span class="go-swatch go-list-color" style="{look}" aria-hidden="true"></span> '


def ranking_rows(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the ranked table of a map's areas: largest figure first, unknown last (index area_code)."""
    usual = _OCCUPATION_COLUMNS if scene.occupation else _AREA_COLUMNS
    first = ["title", measure_of(scene)]
    if not scene.occupation:
        ends = zip(frame["rank_low"], frame["rank_high"], strict=True)
        frame = frame.assign(rank_likely=[wording.rank_range(low, high) for low, high in ends])
        first += ["rank_likely", "rank_group"] if first[-1] == "share_overlap" else []
        if scene.clear:  # the ranges are of the share that counts what is less sure too
            usual = ("share_overlap_clear", "jobs_overlap_clear", *usual[2:])
    names = list(dict.fromkeys([*first, "states", *usual]))
    return _worded(ordered(frame, scene)[names], scene)


def ranked(page: Page, frame: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`ranking_rows` of the areas, kept: what is picked and where the map looks change none."""
    scene = page.scene
    plain = replace(scene, area=None, focus=None, place=None, view=None, layers=(), tab=None)
    return _ranked(page.version, plain, frame)


@answers.kept(max_entries=32)
def _ranked(version: str, scene: Scene, _frame: pd.DataFrame) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    return ranking_rows(_frame, scene)


def list_counts(cells: pd.DataFrame, scene: Scene) -> dict[str, int]:
    """Return how many occupations of an area each group lists, without those that BLS does not list there."""
    cells = _listed(cells, scene)
    return {group: int(in_group(cells, group).sum()) for group in LISTS}


def list_rows(cells: pd.DataFrame, scene: Scene, group: str) -> pd.DataFrame:
    """Return an area's occupations of a group (index soc), without those that BLS does not list there."""
    cells = _listed(cells, scene)
    cells = wording.in_units(cells.loc[in_group(cells, group)], scene)
    beyond = {-1: "under ", 1: "over "}
    shares = zip(cells["share_paying"].astype(float), cells["share_paying_bound"].astype(int), strict=True)
    reasons = cells[list(wording.REASONS)].itertuples(index=False)
    starred = (cells["wage_rate"] == "annual only") & scene.hourly
    frame = cells.assign(
        title=cells["title"].mask(starred, cells["title"] + f" {wording.YEAR_ONLY}"),
        share_paying=pd.Series(
            [
                "—" if wording.value_missing(share) else f"{beyond.get(bound, '')}{wording.percent(share, 0)}"
                for share, bound in shares
            ],
            cells.index,
            dtype="str",
        ),
        schedule=cells["regular_schedule_share"],
        work_experience=cells["work_experience"].map(EXPERIENCE),
        why=pd.Series([" ".join(map(str, row)) for row in reasons], cells.index, dtype="str"),
    )
    return _worded(frame[["title", *(["kind"] if group == REST else []), *_LIST_COLUMNS]], scene)


def _listed(cells: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    cells = kept(cells, scene)
    return cells.loc[cells["employment_flag"] != Flag.NOT_LISTED.value]


def _worded(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a copy with codes in words and pay in the chosen unit."""
    out = frame.copy()
    words = {"kind": KINDS_SHORT, "main_kind": KINDS_SHORT, "growth_basis": BASES, **STATUSES}
    for name, named in words.items():
        if name in out:
            out[name] = out[name].map(named)
    if scene.hourly:
        money = [name for name in out.columns if name in FIGURES and FIGURES[name].money]
        out[money] = out[money] / HOURS_OEWS
    return out


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
        supply_rows(found),
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


def supply_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return supply against demand by occupation, those with a verdict first, then by size of the gap."""
    judged = found["verdict"].isin(_JUDGED)
    ranked = found.assign(_judged=~judged, _size=-found["gap"].abs()).sort_values(
        ["_judged", "_size", "title"], kind="stable"
    )
    return ranked[list(TABLES["supply"])]


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
        st.write(NO_LADDER)
        return
    st.html(ladder_pictures(found, scene))
    rows = ladder_rows(found, scene)
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


def ladder_rows(found: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return ladders as written rows, one per rung."""
    return pd.DataFrame(
        {
            "ladder": found["chain"].to_numpy() + 1,
            "rung": [_RUNGS.get(str(role), str(role)) for role in found["role"]],
            "title": found["title"].to_numpy(),
            "wage": [wording.pay(float(wage), hourly=scene.hourly) for wage in found["wage"]],
            "raise": ["" if wording.value_missing(float(r)) else f"+{100 * r:.0f}%" for r in found["raise"]],
            "growth": found["growth"].to_numpy(float).round(3),
            "openings": found["openings"].to_numpy(float).round(0),
            "entry": [entry_words(row) for row in found.to_dict("records")],
            "basis": found["basis"].to_numpy(),
        }
    )


def entry_words(row: Mapping[Any, Any]) -> str:
    """Return how one gets into an occupation: a row of ``Atlas.ladders`` or ``Atlas.next_rungs``."""
    parts = [str(row["entry_education"])] if row["entry_education"] else []
    if row["training"] and row["training"] != "None":
        parts.append(str(row["training"]).lower())
    if row["programs"]:
        parts.append(wording.programs_here(row["programs"], str(row["awards"] or "")))
    if row["apprenticeable"]:
        parts.append("apprenticeable: earn while you learn")
    return "; ".join(parts)


# ------------------------------------------------------------------- certainty


def certainty(page: Page, atlas: Atlas, code: str) -> None:
    """Draw how clear the outcomes are, and which settings flip the most jobs."""
    scene = page.scene
    st.markdown(wording.markdown(wording.growth_error_sentence(answers.growth_error(atlas))))
    certain = answers.certainty(atlas, code, scene.rules, scene.asked)
    st.markdown(wording.markdown(wording.certainty_sentence(certain)))
    st.caption("Which settings, moved one step, would move the most jobs in or out of the overlap here:")
    rows = sensitivity_rows(answers.sensitivity(atlas, code, scene.rules, scene.asked), scene)
    widths = {"setting": "small", "change": "large"}
    table(rows, columns(TABLES["sensitivity"], widths=widths), key="sensitivity", alt=CERTAINTY)


def sensitivity_rows(found: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return what flips jobs, most first, with each change in the chosen units."""
    out = found[["setting", "jobs_gained", "jobs_lost", "share_moved"]].copy()
    rows = found.to_dict("records")
    steps = [f"{step_words(row, 'before', scene)} → {step_words(row, 'after', scene)}" for row in rows]
    out.insert(1, "change", steps)
    return out


def step_words(row: Mapping[Any, Any], side: str, scene: Scene) -> str:
    """Return a setting before or after a step of ``Atlas.sensitivity``, in the chosen units."""
    text = str(row[side])
    if row["setting"] == wording.step_name("coverage_min"):
        return wording.percent(float(text), 0)

    def dollars(found: re.Match[str]) -> str:
        return wording.pay(float(found[1].replace(",", "")), hourly=scene.hourly)

    text = re.sub(r"\$(\d+(?:,\d{3})*)", dollars, text)
    return re.sub(r"\b(\d+(?:\.\d+)?) miles\b", lambda m: wording.distance(float(m[1]), scene.units), text)


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
    rows, heads = program_rows(found.head(_PROGRAM_ROWS), occupations, scene), TABLES["programs"]
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


def program_rows(found: pd.DataFrame, titles: Mapping[str, str], scene: Scene) -> pd.DataFrame:
    """Return programs as written rows, in the atlas's order (nearest first)."""
    out = found[["name", "program", "award"]].copy()
    out["distance"] = [
        "online only" if online else wording.distance(float(miles), scene.units)
        for online, miles in zip(found["distance_only"].to_numpy(bool), found["distance_miles"], strict=True)
    ]
    out[["adults_within", "completions"]] = found[["adults_within", "completions"]]
    out["city"] = found["city"].fillna("") + ", " + found["state"]
    out[["control", "open_admission", "tuition"]] = found[["control", "open_admission", "tuition"]]
    out["leads_to"] = [
        "; ".join(titles.get(soc, soc) for soc in str(codes).split(", ") if soc) for codes in found["soc"]
    ]
    return out


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
