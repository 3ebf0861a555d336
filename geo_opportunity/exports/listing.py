"""Rows and lists as they are written: what the app's tables, the printed sheet and files show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.maps.picture import measure_of, ordered
from geo_opportunity.vocabulary import BASES, HOURS_OEWS, KINDS_SHORT, STATUSES, Flag, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.scene import Scene

__all__ = [
    "ALWAYS",
    "CERTAINTY",
    "EXPERIENCE",
    "LADDERS",
    "LISTS",
    "NO_LADDER",
    "REST",
    "SUPPLY",
    "UNKNOWN",
    "Group",
    "entry_words",
    "in_group",
    "kept",
    "ladder_rows",
    "list_counts",
    "list_label",
    "list_rows",
    "occupation_rows",
    "pinned",
    "program_rows",
    "ranking_rows",
    "sensitivity_rows",
    "step_words",
    "supply_rows",
    "worded",
]

UNKNOWN: Final = "unknown"
#: Names of what is shown of a place.
SUPPLY: Final = "Supply and demand"
LADDERS: Final = "Ladders"
CERTAINTY: Final = "How sure"
NO_LADDER: Final = "No related occupation here pays at least a tenth more with its wage published."

_JUDGED: Final = ("oversupply", "undersupply", "balanced")
_RUNGS: Final = {
    "start": "start",
    "rung": "on the way",
    "arrives": "pays what the family needs",
    "onward": "onward",
}
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
    return worded(ordered(frame, scene)[names], scene)


def occupation_rows(found: pd.DataFrame, scene: Scene) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return ``Atlas.occupation_list`` in words, with pay by the hour where asked, and the heads."""
    heads = TABLES["occupations"]
    rows = found.assign(work_experience=found["work_experience"].map(EXPERIENCE))
    if scene.hourly:
        rows = rows.assign(wage=rows["wage"] / HOURS_OEWS)
        heads = heads | {"wage": heads["wage_hourly"]}
    return rows, {name: heads[name] for name in map(str, rows)}


def pinned(rows: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """Return the rows (index area_code) with the picked area's before the others."""
    return rows if code is None or code not in rows.index else rows.loc[[code, *rows.index.drop(code)]]


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
    return worded(frame[["title", *(["kind"] if group == REST else []), *_LIST_COLUMNS]], scene)


def _listed(cells: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    cells = kept(cells, scene)
    return cells.loc[cells["employment_flag"] != Flag.NOT_LISTED.value]


def worded(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
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


def supply_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return supply against demand by occupation, those with a verdict first, then by size of the gap."""
    judged = found["verdict"].isin(_JUDGED)
    ranked = found.assign(_judged=~judged, _size=-found["gap"].abs()).sort_values(
        ["_judged", "_size", "title"], kind="stable"
    )
    return ranked[list(TABLES["supply"])]


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
