"""Ladders: from an occupation to better-paid ones that its workers move into, step by step.

Pure functions on frames. No occupation is named here: which rungs follow from which comes from O*NET, the
structure of the SOC and BLS' entry requirements; which are worth climbing, from the area's pay, growth and
openings. The weights are ours, chosen so that ladders read as counsellors draw them; docs/methods/ladders.md
says what they rest on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.vocabulary import AWARD_LEVELS, EDUCATION_LEVELS, EXTRA_AWARDS, STATUS_CODES, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BASES",
    "CREDENTIALS",
    "EDUCATION_YEARS",
    "MIN_RAISE",
    "MOST_LEVELS",
    "ONWARD_COST",
    "UNLISTED",
    "WEIGHTS",
    "chains",
    "least_education",
    "pick",
    "rung_links",
    "step_cost",
]

#: Least raise that makes a rung.
MIN_RAISE: Final = 0.10
#: Entry education -> how high its credential ranks. Some college without a degree is no credential beyond
#: high school.
CREDENTIALS: Final[dict[str, int]] = dict(zip(EDUCATION_LEVELS, (0, 1, 1, 2, 3, 4, 5, 6), strict=True))
#: Most ranks (CREDENTIALS) that one rung goes up: high school to an associate's degree is a step, nursing
#: assistant to nurse anesthetist is not.
MOST_LEVELS: Final = 2

#: Why an occupation counts as the next rung, best basis first: code -> plain words.
BASES: Final[tuple[str, ...]] = (
    "O*NET related",
    "first-line supervisor of the same major group",
    "O*NET related, listed from the other side",
    "same minor group, one job zone higher",
)

#: Years of study beyond high school an entry education usually takes. Used to weigh steps, not to promise a
#: length.
EDUCATION_YEARS: Final[dict[str, float]] = dict(
    zip(EDUCATION_LEVELS, (0.0, 0.0, 1.0, 1.0, 2.0, 4.0, 6.0, 8.0), strict=True)
)

#: What a step costs in the search for ladders (dimensionless, a plain step is 1). Least cost reads first.
WEIGHTS: Final[dict[str, float]] = {
    "step": 1.0,
    "year": 0.5,  # each further year of study
    "year_less": 0.3,  # each year of study the rung does not use
    "rank": 0.8,  # on neither O*NET list, against first on both
    "basis": 0.3,  # a complement, not on the occupation's own O*NET list
    "declining": 0.5,  # fewer jobs at the end of the projection; half of it where unknown
    "unreachable": 0.5,  # none or few can reach a program; half of it where some can, or unknown
    "room": 0.15,  # each halving of openings against the occupation left, at most ROOM_HALVINGS
    "experience": 0.4,  # five years or more; half of it for less
    "raise": -0.15,  # a raise of half or more
    "apprenticeship": -0.2,  # earn while you learn
}
ROOM_HALVINGS: Final = 6.0
#: Rank given where a list does not have an occupation: one beyond O*NET's last.
UNLISTED: Final = 21
#: Rank given to the complement by SOC minor group: the middle of O*NET's list.
_GROUP_RANK: Final = 10.0
#: Steps dearer than this are too far-fetched to be offered as the step after a ladder's end.
ONWARD_COST: Final = 2.2

#: Training with which a worker is past the helper's stage (BLS EP, typical on-the-job training).
_JOURNEY: Final = frozenset(
    {
        "Moderate-term on-the-job training",
        "Long-term on-the-job training",
        "Internship/residency",
        "Apprenticeship",
    }
)
#: How much of the cost of an unreachable program a step has, by outcome of the third test.
_UNREACHABLE: Final = {
    STATUS_CODES[status]: part
    for status, part in (
        (Status.NONE, 1.0),
        (Status.LOW, 1.0),
        (Status.PARTIAL, 0.5),
        (Status.UNKNOWN, 0.5),
    )
}
_EXPERIENCE: Final = {"None": 0.0, "Less than 5 years": 0.5, "5 years or more": 1.0}
_SUPERVISOR: Final = "First-Line Supervisors"


def least_education(occupations: pd.DataFrame) -> pd.Series:
    """Return the lowest education that leads to each occupation, indexed by soc.

    The typical entry education, unless ``EXTRA_AWARDS`` documents a lower degree as an entry route
    (registered nurses: the associate's degree).
    """
    least = occupations.set_index("soc")["entry_education"].copy()
    for soc, levels in EXTRA_AWARDS.items():
        degrees = [AWARD_LEVELS[level] for level in levels if AWARD_LEVELS[level] in EDUCATION_LEVELS]
        if soc in least.index and degrees:
            least[soc] = min([*degrees, least[soc]], key=EDUCATION_LEVELS.index)
    return least


def rung_links(related: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return which occupations may follow which, whatever they pay.

    O*NET lists at most twenty related occupations each, so natural rungs are missing (construction laborers:
    no electricians). Three complements fill in, each marked: the first-line supervisors of the same SOC major
    group, for occupations past the helper's stage (an entry education beyond high school, or more than short
    training); the O*NET pair listed only from the other side; and occupations of the same SOC minor group one
    O*NET job zone higher.

    Parameters
    ----------
    related, occupations
        Tables ``Related`` and ``Occupations``.

    Returns
    -------
    DataFrame soc, to, basis (position in BASES), rank (mean of the ranks on both occupations' O*NET lists, 1
    best, UNLISTED where one does not have the other; 1 for supervisors, 10 for the minor group), sorted; one
    row a pair.
    """
    occ = occupations[["soc", "title", "entry_education", "training", "job_zone"]]
    known = set(occ["soc"])
    pairs = related.loc[
        related["soc"].isin(known) & related["related_soc"].isin(known), ["soc", "related_soc", "rank"]
    ]
    listed = pairs.rename(columns={"related_soc": "to"})
    other = listed.rename(columns={"soc": "to", "to": "soc", "rank": "rank_back"})
    both = listed.merge(other, on=["soc", "to"], how="outer", validate="one_to_one")
    both["basis"] = np.where(both["rank"].notna(), 0, 2)
    both["rank"] = (both["rank"].fillna(UNLISTED) + both["rank_back"].fillna(UNLISTED)) / 2

    keyed = occ.assign(major=occ["soc"].str[:2], minor=occ["soc"].str[:4])
    supervisors = keyed.loc[keyed["title"].str.startswith(_SUPERVISOR), ["soc", "major"]].rename(
        columns={"soc": "to"}
    )
    skilled = keyed["training"].isin(_JOURNEY) | (keyed["entry_education"].map(EDUCATION_YEARS) > 0)
    up = (
        keyed.loc[skilled, ["soc", "major"]]
        .merge(supervisors, on="major", validate="many_to_many")
        .assign(basis=1, rank=1.0)
    )
    zones = keyed[["soc", "minor", "job_zone"]]
    group = zones.merge(
        zones.rename(columns={"soc": "to", "job_zone": "zone"}), on="minor", validate="many_to_many"
    )
    group = group.loc[group["zone"] == group["job_zone"] + 1].assign(basis=3, rank=_GROUP_RANK)

    every = pd.concat(
        [frame[["soc", "to", "basis", "rank"]] for frame in (both, up, group)], ignore_index=True
    )
    every = every.loc[every["soc"] != every["to"]].sort_values(["soc", "to", "basis", "rank"], kind="stable")
    return every.drop_duplicates(["soc", "to"]).reset_index(drop=True)


def step_cost(steps: pd.DataFrame) -> NDArray[np.float64]:
    """Return the cost of each step (see WEIGHTS); the lower, the more sensible.

    Parameters
    ----------
    steps
        Columns rank, basis (of :func:`rung_links`), years (of study beyond the occupation left; negative:
        less), growth (fraction), accessible (STATUS_CODES), openings and openings_before (a year, of the rung
        and of the occupation left), work_experience (BLS EP), raise (fraction), apprenticeable.
    """
    w = WEIGHTS
    years, growth = steps["years"].to_numpy(float), steps["growth"].to_numpy(float)
    before, after = steps["openings_before"].to_numpy(float), steps["openings"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        halvings = np.log2(before / after).clip(0.0, ROOM_HALVINGS)
    cost = (
        w["step"]
        + w["year"] * years.clip(min=0.0)
        + w["year_less"] * (-years).clip(min=0.0)
        + w["rank"] * (steps["rank"].to_numpy(float) - 1) / (UNLISTED - 1)
        + w["basis"] * (steps["basis"].to_numpy(int) > 0)
        + w["declining"] * np.where(np.isnan(growth), 0.5, growth < 0)
        + w["unreachable"] * steps["accessible"].map(_UNREACHABLE).fillna(0.0).to_numpy(float)
        + w["room"] * np.nan_to_num(halvings, nan=ROOM_HALVINGS * 2 / 3)
        + w["experience"] * steps["work_experience"].map(_EXPERIENCE).fillna(0.0).to_numpy(float)
        + w["raise"] * steps["raise"].to_numpy(float).clip(max=0.5) / 0.5
        + w["apprenticeship"] * steps["apprenticeable"].to_numpy(float)
    )
    return np.asarray(cost, dtype=float)


def chains(
    steps: pd.DataFrame, start: str, arrived: pd.Series, *, most: int = 3, width: int = 15
) -> pd.DataFrame:
    """Find the chains of steps from an occupation to the first one that has arrived.

    Every occupation is left by its `width` cheapest steps, which bounds the search. A chain ends where it
    arrives. When the start itself has arrived, every next occupation that has, ends a chain.

    Parameters
    ----------
    steps
        Columns soc, to, cost; pay rises on every step, so chains cannot turn in circles.
    start
        soc.
    arrived
        Booleans by soc: pays the threshold.
    most
        Most steps of a chain.

    Returns
    -------
    DataFrame rung_1 … rung_<most> (soc, null past the end), length, cost, reached; cheapest first, those that
    arrive before those that do not. Chains that do not arrive are kept only when no chain does.
    """
    kept = steps.sort_values(["soc", "cost", "to"], kind="stable")
    kept = kept.loc[kept.groupby("soc").cumcount() < width, ["soc", "to", "cost"]]
    at_end = kept["to"].map(arrived).fillna(value=False).astype(bool)
    kept = kept.assign(arrives=at_end.to_numpy())
    names = [f"rung_{k}" for k in range(1, most + 1)]
    open_ends = pd.DataFrame({"soc": [start], "cost": [0.0]})
    done = []
    for k, name in enumerate(names, start=1):
        grown = open_ends.rename(columns={"cost": "so_far"}).merge(kept, on="soc", validate="many_to_many")
        grown = grown.assign(cost=grown["so_far"] + grown["cost"], soc=grown["to"], length=k).rename(
            columns={"to": name}
        )
        goes_on = ~grown["arrives"] & grown["soc"].isin(kept["soc"].unique()) & (k < most)
        done.append(grown.loc[~goes_on].assign(reached=lambda d: d["arrives"]))
        open_ends = grown.loc[~grown["arrives"], ["soc", "cost", *names[:k]]]
    found = pd.concat(done, ignore_index=True)
    if found["reached"].any():
        found = found.loc[found["reached"]]
    found = found.reindex(columns=[*names, "length", "cost", "reached"])
    return found.sort_values(["cost", *names], kind="stable").reset_index(drop=True)


def pick(found: pd.DataFrame, *, limit: int = 6, per_target: int = 2, per_first: int = 2) -> pd.DataFrame:
    """Return at most `limit` chains that differ: cheapest first.

    Each last rung is kept at most `per_target` times, and then at different lengths (straight, and by a rung
    between); each first rung at most `per_first` times.
    """
    if found.empty:
        return found
    names = [c for c in found.columns if c.startswith("rung_")]
    target = found[names[0]]
    for name in names[1:]:
        target = found[name].fillna(target)
    best = found.assign(target=target).drop_duplicates(["target", "length"])
    best = best.loc[best.groupby("target").cumcount() < per_target]
    best = best.loc[best.groupby("rung_1").cumcount() < per_first]
    return best.head(limit).drop(columns="target").reset_index(drop=True)
