"""Tables as written rows that several pages show, and the line of sources under them. No Streamlit here."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.picture import ordered
from geo_opportunity.questions.certainty import LISTING_COVERAGE
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import BASES, HOURS_OEWS, KINDS_SHORT, STATUSES, Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.scene import Scene


_AREA_COLUMNS: Final = (
    "share_overlap",
    "jobs_overlap",
    "share_training_gap",
    "share_quality_gap",
    "share_unknown",
    "threshold",
    "jobs_selected",
    "top_overlap",
    "top_gap",
)
_OCCUPATION_COLUMNS: Final = (
    "kind",
    "employment",
    "wage",
    "threshold",
    "growth",
    "growth_basis",
    "openings",
    "reach",
    "growing",
    "sustaining",
    "accessible",
    "location_quotient",
)


def _worded(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return a copy with codes in words and pay in the unit asked for."""
    out = frame.copy()
    if "kind" in out and scene.occupation is not None:
        out["kind"] = out["kind"].map(KINDS_SHORT)
    if "main_kind" in out:
        out["main_kind"] = out["main_kind"].map(KINDS_SHORT)
    for test, words in STATUSES.items():
        if test in out:
            out[test] = out[test].map(words)
    if "growth_basis" in out:
        out["growth_basis"] = out["growth_basis"].map(BASES)
    if scene.hourly:
        money = [name for name in out.columns if name in FIGURES and FIGURES[name].money]
        out[money] = out[money] / HOURS_OEWS
    return out


def ranking(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the ranked table of the map's areas: largest figure first, unknown last (index area_code).

    Columns keep their names; the page heads them in words.
    """
    usual = _OCCUPATION_COLUMNS if scene.occupation else _AREA_COLUMNS
    columns = ["title", scene.measure, "states", *(c for c in usual if c != scene.measure)]
    return _worded(pd.DataFrame(ordered(frame, scene)[columns]), scene)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as shown: figures below 100 to three decimals (a tenth of a percent), above to whole numbers."""
    out = table.copy()
    for column in out.select_dtypes("number").columns:
        values = out[column].astype(float)
        out[column] = values.round(0) if values.abs().max() >= 1_000 else values.round(3)
    return out


#: Groups of the picked area's occupations, in order of use.
LISTS: Final[tuple[str, ...]] = (Kind.OVERLAP.value, Kind.TRAINING_GAP.value, Kind.QUALITY_GAP.value, "rest")
_LIST_COLUMNS: Final = (
    "title",
    "employment",
    "wage",
    "threshold",
    "share_paying",
    "growth",
    "growth_basis",
    "openings",
    "reach",
    "schedule",
    "entry_education",
    "why",
)


def _shares_paying(shares: pd.Series, bounds: pd.Series) -> list[str]:
    beyond = {-1: "under ", 1: "over "}
    return [
        "—" if wording.value_missing(float(s)) else f"{beyond.get(int(b), '')}{wording.percent(float(s), 0)}"
        for s, b in zip(shares, bounds, strict=True)
    ]


def lists(cells: pd.DataFrame, scene: Scene) -> dict[str, pd.DataFrame]:
    """Return the picked area's occupations by group (index soc), largest first; those BLS does not list there are left out."""
    cells = wording.in_units(cells, scene)
    frame = cells.assign(
        share_paying=_shares_paying(cells["share_paying"], cells["share_paying_bound"]),
        schedule=cells["regular_schedule_share"],
        why=[" ".join(map(str, reasons)) for reasons in cells[list(wording.REASONS)].itertuples(index=False)],
        kind_word=cells["kind"].map(KINDS_SHORT),
    )
    listed = cells["employment_flag"] != Flag.NOT_LISTED.value
    out = {}
    for name in LISTS:
        chosen = ~cells["kind"].isin(LISTS) if name == "rest" else cells["kind"] == name
        columns = ["title", "kind_word", *_LIST_COLUMNS[1:]] if name == "rest" else list(_LIST_COLUMNS)
        out[name] = _worded(pd.DataFrame(frame.loc[chosen & listed, columns]), scene).rename(
            columns={"kind_word": "kind"}
        )
    return out


_SUPPLY_COLUMNS: Final = ("title", "employment", "openings", "completers", "gap", "ratio", "verdict")


def supply_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return supply against demand by occupation, those with a verdict first, largest gap or surplus first."""
    judged = frame["verdict"].isin(["oversupply", "undersupply", "balanced"])
    ranked = frame.assign(_judged=~judged, _size=-frame["gap"].abs()).sort_values(
        ["_judged", "_size", "title"], kind="stable"
    )
    return pd.DataFrame(ranked[list(_SUPPLY_COLUMNS)])


def ladder_table(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return ladders, one row per rung: ladder, rung, occupation, wage, raise, growth, openings, how one gets in, why related."""
    roles = [texts.RUNGS.get(str(r), str(r)) for r in frame["role"]]
    entry = []
    for row in frame.to_dict("records"):
        parts = [str(row["entry_education"])] if row["entry_education"] else []
        if row["training"] and row["training"] != "None":
            parts.append(str(row["training"]).lower())
        if row["programs"]:
            parts.append(wording.programs_here(row["programs"], str(row["awards"] or "")))
        if row["apprenticeable"]:
            parts.append(texts.APPRENTICESHIP)
        entry.append("; ".join(parts))
    return pd.DataFrame(
        {
            "ladder": frame["chain"].to_numpy() + 1,
            "rung": roles,
            "title": frame["title"].to_numpy(),
            "wage": [wording.pay(float(w), hourly=scene.hourly) for w in frame["wage"]],
            "raise": ["" if wording.value_missing(float(r)) else f"+{100 * r:.0f}%" for r in frame["raise"]],
            "growth": frame["growth"].to_numpy(float).round(3),
            "openings": frame["openings"].to_numpy(float).round(0),
            "entry": entry,
            "basis": frame["basis"].to_numpy(),
        }
    )


def step_words(row: Mapping[Any, Any], side: str, scene: Scene) -> str:
    """Return a setting before or after a step of ``Atlas.sensitivity``, in the units asked for."""
    text = str(row[side])
    if row["setting"] == LISTING_COVERAGE:
        return wording.percent(float(text), 0)
    text = re.sub(
        r"\$(\d+(?:,\d{3})*)", lambda m: wording.pay(float(m[1].replace(",", "")), hourly=scene.hourly), text
    )
    return re.sub(r"\b(\d+(?:\.\d+)?) miles\b", lambda m: wording.distance(float(m[1]), scene.units), text)


def sensitivity_table(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return what flips jobs, most first: setting, change, jobs gained and lost, share moved."""
    out = frame[["setting", "jobs_gained", "jobs_lost", "share_moved"]].copy()
    out.insert(
        1,
        "change",
        [
            f"{step_words(row, 'before', scene)} → {step_words(row, 'after', scene)}"
            for row in frame.to_dict("records")
        ],
    )
    out["share_moved"] = out["share_moved"].round(3)
    return pd.DataFrame(out)


# --------------------------------------------------------------------- sources


def source_lines(sources: pd.DataFrame) -> list[str]:
    """Return one line per published source: publisher, title, vintage."""
    columns = (sources[name].astype(str) for name in ("publisher", "title", "vintage"))
    return [
        f"{publisher}: {title}{f', {wording.us_dates(vintage)}' if vintage else ''}"
        for publisher, title, vintage in zip(*columns, strict=True)
    ]


def short_sources(sources: pd.DataFrame) -> list[str]:
    """Return a short name and vintage for each published source, those that read alike once.

    What a vintage says after a comma in small letters (when it was released, say) stands in the full list only.
    """
    rows = zip(sources["short"].astype(str), sources["vintage"].astype(str), strict=True)
    short = (
        f"{name} {wording.us_dates(re.split(r', (?=[a-z])| as ', vintage)[0])}".strip()
        for name, vintage in rows
    )
    return list(dict.fromkeys(short))


def source_html(main: pd.DataFrame, every: pd.DataFrame, version: str, lead: str) -> str:
    """Return the source line under a map or table, with all sources to unfold; text is escaped, addresses are links."""
    items = []
    for line, url in zip(source_lines(every), every["url"].astype(str), strict=True):
        link = f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(line)}</a>'
        items.append(f"<li>{link if url.startswith('https://') else escape(line)}</li>")
    return (
        f'<div class="go-source">{escape(texts.sources_line(lead, version, short_sources(main)))}'
        f"<details><summary>{escape(texts.sources_all(len(items)))}</summary><ul>{''.join(items)}</ul></details></div>"
    )
