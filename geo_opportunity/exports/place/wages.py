"""Wages of a place against what a family needs there: chart, table, and bars for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.exports.place.written import TOP_CODED, Table, money, per, share
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.vocabulary import KINDS_SHORT, PERCENTILES, Kind

if TYPE_CHECKING:
    from geo_opportunity.exports.place.facts import Glance

__all__ = [
    "COLORS",
    "EMPTY",
    "chosen",
    "limit",
    "note",
    "printed",
    "table",
    "together",
]

EMPTY: Final = "BLS publishes no wages for this choice here."
#: Occupations in the chart by list (``listing.LISTS``).
_BARS: Final = {
    "trained_for": 4,
    "learned_on_the_job": 3,
    Kind.TRAINING_GAP.value: 3,
    Kind.QUALITY_GAP.value: 4,
}
#: Words and colors, dark enough for thin bars on white, of the parts of the overlap and of the other kinds.
COLORS: Final = {
    listing.LISTS["trained_for"].name: palettes.PARTS["trained_for"],
    listing.LISTS["learned_on_the_job"].name: "#2f86bf",
    KINDS_SHORT[Kind.TRAINING_GAP]: palettes.KINDS[Kind.TRAINING_GAP.value],
    KINDS_SHORT[Kind.QUALITY_GAP]: "#b0568c",
    KINDS_SHORT[Kind.TRAINED_ELSEWHERE]: palettes.KINDS[Kind.TRAINED_ELSEWHERE.value],
    KINDS_SHORT[Kind.PARTIAL_REACH]: "#9c6500",
    KINDS_SHORT[Kind.STEADY]: "#8a7d00",
    KINDS_SHORT[Kind.DECLINING]: "#75603b",
    KINDS_SHORT[Kind.OTHER]: "#767676",
    KINDS_SHORT[Kind.UNKNOWN]: "#767676",
}


def chosen(facts: Glance) -> pd.DataFrame:
    """Return the occupations shown: the largest of each kind, of all where pay needed is not known."""
    waged = facts.listed.loc[facts.listed["p50"].notna()]
    found = pd.concat([waged.loc[listing.in_group(waged, name)].head(most) for name, most in _BARS.items()])
    return found if facts.pay_known and len(found) else waged.head(sum(_BARS.values()))


def printed(facts: Glance) -> pd.DataFrame:
    """Return those of them that are printed."""
    rows = chosen(facts)
    if facts.pay_known and len(rows) > 9:
        most = {"trained_for": 3}
        rows = pd.concat([rows.loc[listing.in_group(rows, name)].head(most.get(name, 2)) for name in _BARS])
    return rows.head(9)


def together(rows: pd.DataFrame) -> list[str]:
    """Return what the three tests say of occupations, the overlap in its two parts."""
    learned = listing.in_group(rows, "learned_on_the_job")
    trained = listing.in_group(rows, "trained_for")
    words = rows["kind"].map(KINDS_SHORT)
    words = words.mask(learned, listing.LISTS["learned_on_the_job"].name)
    return words.mask(trained, listing.LISTS["trained_for"].name).tolist()


def limit(rows: pd.DataFrame, facts: Glance) -> float:
    """Return where the bars end, US dollars a year.

    At four times the pay needed at most, lest a few high wages crush the rest.
    """
    top = float(np.nanmax(rows[list(PERCENTILES)].to_numpy(float)))
    return min(top, 4 * float(facts.row["threshold"])) if facts.pay_known else top


def note(rows: pd.DataFrame, facts: Glance) -> str:
    """Return how the bars are to be read."""
    text = "Thin bar: 10th to 90th percentile. Thick bar: 25th to 75th. Mark: the median. "
    if facts.pay_known:
        text += (
            "Dashed line: pay needed per earner. The largest occupations where all three meet (trained "
            "for, and "
            "learned on the job), in a training gap, and in a job-quality gap."
        )
    else:
        text += (
            "What a family needs here is not known, so there is no line; the largest occupations are shown."
        )
    end = limit(rows, facts)
    beyond = int((rows[list(PERCENTILES)].max(axis=1) > end).sum())
    edge = f"past the edge at {money(end, facts.scene)}"
    if beyond == 1:
        text += f" The bar of one occupation goes on {edge}; the figures give its end."
    elif beyond:
        text += f" Bars of {beyond:,} occupations go on {edge}; the figures give their ends."
    return text


def table(facts: Glance) -> Table:
    """Return the figures of the chart."""
    scene, lines = facts.scene, []
    rows = chosen(facts)
    for r, kind in zip(rows.to_dict("records"), together(rows), strict=True):
        points = [money(r[p], scene) + (f" {TOP_CODED}" if r[f"{p}_top"] else "") for p in PERCENTILES]
        paying = share(r["share_paying"], 0)
        if not wording.value_missing(r["share_paying"]):
            paying = {-1: "under ", 0: "", 1: "over "}[int(r["share_paying_bound"])] + paying
        lines.append((str(r["title"]), kind, *points, paying))
    return Table(
        f"Wages, dollars {per(scene)}; needed per earner: {money(facts.row['threshold'], scene)}",
        tuple(TABLES["area_wages"].values()),
        "ttnnnnnn",
        tuple(lines),
        empty=EMPTY,
    )
