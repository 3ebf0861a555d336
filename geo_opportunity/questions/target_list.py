"""The targeted occupation list of a place: a rule book's outcome, the board's overrides, figures beside.

Text: docs/RULEBOOKS.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import UnknownCodeError, ValueRangeError
from geo_opportunity.measures.growth import basis_names
from geo_opportunity.measures.rulebook import OUTCOMES
from geo_opportunity.questions import places, programs, supply
from geo_opportunity.questions.certainty import cell_certainty
from geo_opportunity.questions.regions import RegionTables
from geo_opportunity.questions.rulebook_facts import is_state
from geo_opportunity.questions.rulebooks import book_of, rule_book
from geo_opportunity.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.desk import Override
    from geo_opportunity.rulebooks import RuleBook

__all__ = ["LISTED", "VERDICTS", "list_changes", "target_list"]

#: Verdicts, in the order of the list.
VERDICTS: Final = (
    "on the list",
    "on the list by the board’s decision",
    "off the list by the board’s decision",
    "unknown",
    "not on the list",
)
#: Verdicts of the occupations that are on the list.
LISTED: Final = VERDICTS[:2]
_MET, _NOT_MET = OUTCOMES[1], OUTCOMES[0]
#: Providers farther from the center of a place than this reach none of its residents, miles.
_FAR: Final = 600.0


def target_list(
    data: Dataset,
    place: str,
    book: str | RuleBook,
    rules: Rules | None = None,
    *,
    dollars: str = "restated",
    overrides: Iterable[Override] = (),
) -> pd.DataFrame:
    """Return the targeted occupation list of a place (index soc), those on the list first.

    Parameters
    ----------
    data
        The nation's data set, or that of a region.
    place
        An area_code, a state's postal code, or the region's code.
    book, dollars
        Of :func:`geo_opportunity.questions.rulebooks.rule_book`.
    rules
        The family whose need pay is compared with, and the distances of reach.
    overrides
        The board's: occupation, on or off, and the reason (``desk.Override``).

    Returns
    -------
    DataFrame: title, verdict (VERDICTS), employment (jobs), growth (fraction over ten years), growth_basis,
    growth_error (half of an 80 percent interval; NaN where no back-test says), openings and new_jobs (a
    year), p25, p50 and threshold (what the family needs, dollars a year), top_coded (the wages that are top
    codes, at least so much), p25_margin and p50_margin (pay less need), entry_education, work_experience,
    training, programs_in_reach (active programs some residents can reach), completers_local (a year), gap
    (openings less completers), certainty (of the rule book's outcome), tier, rule_book (its outcome), reason
    (the board's, else what is missed).

    Raises
    ------
    ValueRangeError
        An override has no reason.
    UnknownCodeError
        There is no such place, rule book or occupation.
    """
    rules = rules or Rules()
    chosen = book_of(book)
    found = rule_book(data, place, chosen, rules, dollars=dollars)
    here, code = _opened(data, place)
    frame = found.rename(columns={"outcome": "rule_book"})
    known = frame["employment"].notna() | frame["p50"].notna() | frame["openings"].notna()
    frame = frame.loc[known | (frame["rule_book"] == _MET)].copy()
    frame = _decided(frame, found, list(overrides))
    need = float(here.threshold(rules)[here.area_row(code)])
    frame["threshold"] = need
    frame["p25_margin"], frame["p50_margin"] = frame["p25"] - need, frame["p50"] - need
    frame = frame.join(_growth(data, place, rules)).join(_training(here, code, rules, list(frame.index)))
    frame["_order"] = frame["verdict"].map(VERDICTS.index)
    frame = frame.sort_values(
        ["_order", "openings", "title"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    return data.shown(frame[list(_COLUMNS)])


_COLUMNS: Final = (
    "title", "verdict", "employment", "growth", "growth_basis", "growth_error", "openings", "new_jobs", "p25",
    "p50", "top_coded", "threshold", "p25_margin", "p50_margin", "entry_education", "work_experience",
    "training", "programs_in_reach", "completers_local", "gap", "certainty", "tier", "rule_book", "reason",
)  # fmt: skip


def _opened(data: Dataset, place: str) -> tuple[Dataset, str]:
    """Return the data set that answers for the residents of a place, and its code there."""
    if is_state(data, place):
        region = RegionTables(data, places.state_region(data, place))
        return region, region.code
    return data, place


def _decided(frame: pd.DataFrame, found: pd.DataFrame, overrides: list[Override]) -> pd.DataFrame:
    """Return the list with verdicts and reasons: the rule book's, and the board's over them."""
    verdicts = {_MET: VERDICTS[0], _NOT_MET: VERDICTS[4]}
    for one in overrides:
        if one.soc not in found.index:
            raise UnknownCodeError(f"no occupation {one.soc!r} in the data", fix="use a SOC 2018 code")
        if not one.reason.strip():
            raise ValueRangeError(
                f"the override of {one.soc} has no reason", fix="give one; it is on the list and in its files"
            )
        if one.soc not in frame.index:
            added = found.loc[[one.soc]].rename(columns={"outcome": "rule_book"})
            frame = pd.concat([frame, added])
    frame = frame.assign(
        verdict=[verdicts.get(outcome, VERDICTS[3]) for outcome in frame["rule_book"]],
        reason=frame["misses"].where(frame["misses"] != "", "Meets the rule book."),
    )
    by_rule = frame["rule_book"].astype(str).to_dict()
    decided = {one.soc: VERDICTS[1 if one.on else 2] for one in overrides}
    why = {one.soc: f"The board: {one.reason} (By the rule book: {by_rule[one.soc]}.)" for one in overrides}
    return frame.assign(
        verdict=[decided.get(str(soc), verdict) for soc, verdict in frame["verdict"].items()],
        reason=[why.get(str(soc), reason) for soc, reason in frame["reason"].items()],
    )


def _growth(data: Dataset, place: str, rules: Rules) -> pd.DataFrame:
    """Return growth_error and growth_basis by soc."""
    index = pd.Index(data.cube.occupations, name="soc")
    if is_state(data, place):
        basis = np.full(len(index), "the state’s own projection", dtype=object)
        return pd.DataFrame({"growth_error": np.nan, "growth_basis": basis}, index=index)
    row = data.area_row(place)
    sure = cell_certainty(data, place, rules)["growth_error"].reindex(index)
    return pd.DataFrame(
        {"growth_error": sure.astype(float), "growth_basis": basis_names(data.cube.growth_basis[row])},
        index=index,
    )


def _training(data: Dataset, code: str, rules: Rules, socs: list[str]) -> pd.DataFrame:
    """Return programs_in_reach, completers_local and gap by soc."""
    counts: dict[str, int] = dict.fromkeys(socs, 0)
    by_miles: dict[int, list[str]] = {}
    for soc in socs:
        by_miles.setdefault(int(data.miles(soc, rules)), []).append(soc)
    for miles, some in by_miles.items():
        near = programs.find(data, code, some, max_miles=_FAR, reach_miles=float(miles))
        within = near.loc[near["adults_within"].fillna(0) > 0, "soc"]
        for leads_to in within:
            for soc in str(leads_to).split(", "):
                counts[soc] = counts.get(soc, 0) + 1
    supplied = supply.supply_demand(data, code).reindex(socs)
    frame = pd.DataFrame(
        {
            "programs_in_reach": pd.Series(counts, dtype=float).reindex(socs),
            "completers_local": supplied["completers_local"].astype(float),
            "gap": supplied["gap"].astype(float),
        },
        index=pd.Index(socs, name="soc"),
    )
    no_points = bool(np.isnan(data.cube.reach[0, data.area_row(code)]).all())
    if no_points:  # homes are not in the data: who reaches what is unknown
        frame["programs_in_reach"] = np.nan
    return frame


def list_changes(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return what changed on a list since an earlier one (index soc): new on it, gone from it.

    Parameters
    ----------
    now
        As :func:`target_list`.
    before
        The earlier list (index soc): verdict, and openings, p50 where its file has them.

    Returns
    -------
    DataFrame: title, change ("new on the list", "gone from the list"), verdict_before, verdict, reason,
    openings_before, openings, p50_before, p50. What the earlier file does not have was not on it.
    """
    on_now = set(now.index[now["verdict"].isin(LISTED)])
    on_before = set(before.index[before["verdict"].isin(LISTED)])
    changed = sorted(on_now ^ on_before)
    old, new = before.reindex(changed), now.reindex(changed)
    frame = pd.DataFrame(
        {
            "title": new["title"].fillna(old.get("title", "")),
            "change": ["new on the list" if soc in on_now else "gone from the list" for soc in changed],
            "verdict_before": old["verdict"].fillna("not in the earlier file"),
            "verdict": new["verdict"].fillna("not in the data"),
            "reason": new["reason"].fillna(""),
            **{
                name: pair
                for column in ("openings", "p50")
                for name, pair in (
                    (f"{column}_before", old[column].astype(float) if column in old else np.nan),
                    (column, new[column].astype(float)),
                )
            },
        },
        index=pd.Index(changed, name="soc"),
    )
    return frame.sort_values(["change", "title"], ascending=[False, True], kind="stable")
