"""Ladders: from an occupation to better-paid ones that its workers move into, step by step.

Pure functions on frames. No occupation is named here: which rungs follow from which comes from O*NET, the structure of
the SOC and BLS' entry requirements; which are worth climbing, from the area's pay, growth and openings. The weights are
ours, chosen so that ladders read as counsellors draw them; docs/methods/ladders.md says what they rest on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.vocabulary import AWARD_LEVELS, EDUCATION_LEVELS, EXTRA_AWARDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BASES", "EDUCATION_YEARS", "MIN_RAISE", "WEIGHTS", "chains", "least_education", "pick", "rung_links", "step_cost"]

#: Least raise that makes a rung (DESIGN section 4).
MIN_RAISE: Final = 0.10

#: Why an occupation counts as the next rung, best basis first: code -> plain words.
BASES: Final[tuple[str, ...]] = (
    "O*NET related",
    "O*NET related, listed from the other side",
    "first-line supervisor of the same major group",
    "same minor group, one job zone higher",
)

#: Years of study beyond high school an entry education usually takes. Used to weigh steps, not to promise a length.
EDUCATION_YEARS: Final[dict[str, float]] = dict(zip(EDUCATION_LEVELS, (0.0, 0.0, 1.0, 1.0, 2.0, 4.0, 6.0, 8.0), strict=True))

#: What a step costs in the search for ladders (dimensionless, a plain step is 1). Least cost reads first.
WEIGHTS: Final[dict[str, float]] = {
    "step": 1.0,
    "year": 0.4,  # each further year of study
    "rank": 0.6,  # O*NET rank 20 against rank 1
    "basis": 0.2,  # each place further down BASES
    "declining": 0.5,  # jobs do not grow; half of it where unknown
    "unreachable": 0.5,  # no program in reach; half of it where unknown
    "scarce": 0.2,  # each halving of openings below SCARCE, at most three
    "experience": 0.5,  # five years or more; half of it for less
    "raise": -0.3,  # pay doubles or more
    "apprenticeship": -0.2,  # earn while you learn
}
#: Openings a year in the area below which a rung is hard to get onto.
SCARCE: Final = 25.0

#: Training with which a worker is past the helper's stage (BLS EP, typical on-the-job training).
_JOURNEY: Final = frozenset({"Moderate-term on-the-job training", "Long-term on-the-job training", "Internship/residency", "Apprenticeship"})
_EXPERIENCE: Final = {"None": 0.0, "Less than 5 years": 0.5, "5 years or more": 1.0}
_SUPERVISOR: Final = "First-Line Supervisors"


def least_education(occupations: pd.DataFrame) -> pd.Series:
    """Return the lowest education that leads to each occupation, indexed by soc.

    The typical entry education, unless ``EXTRA_AWARDS`` documents a lower degree as an entry route (registered nurses:
    the associate's degree).
    """
    least = occupations.set_index("soc")["entry_education"].copy()
    for soc, levels in EXTRA_AWARDS.items():
        degrees = [AWARD_LEVELS[level] for level in levels if AWARD_LEVELS[level] in EDUCATION_LEVELS]
        if soc in least.index and degrees:
            least[soc] = min([*degrees, least[soc]], key=EDUCATION_LEVELS.index)
    return least


def rung_links(related: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return which occupations may follow which, whatever they pay.

    O*NET lists at most twenty related occupations each, so natural rungs are missing (construction laborers: no
    electricians). Three complements fill in, each marked: the O*NET pair listed only from the other side; the first-line
    supervisors of the same SOC major group, for occupations past the helper's stage (an entry education beyond high
    school, or more than short training); and occupations of the same SOC minor group one O*NET job zone higher.

    Parameters
    ----------
    related, occupations
        Tables ``Related`` and ``Occupations``.

    Returns
    -------
    DataFrame soc, to, basis (position in BASES), rank (1 best to 20; 20 for complements without one), sorted; one row a pair.
    """
    occ = occupations[["soc", "title", "entry_education", "training", "job_zone"]]
    known = set(occ["soc"])
    pairs = related.loc[related["soc"].isin(known) & related["related_soc"].isin(known), ["soc", "related_soc", "rank"]]
    listed = pairs.rename(columns={"related_soc": "to"}).assign(basis=0)
    other = listed.rename(columns={"soc": "to", "to": "soc"}).assign(basis=1)

    keyed = occ.assign(major=occ["soc"].str[:2], minor=occ["soc"].str[:4])
    supervisors = keyed.loc[keyed["title"].str.startswith(_SUPERVISOR), ["soc", "major"]].rename(columns={"soc": "to"})
    skilled = keyed["training"].isin(_JOURNEY) | (keyed["entry_education"].map(EDUCATION_YEARS) > 0)
    up = keyed.loc[skilled, ["soc", "major"]].merge(supervisors, on="major", validate="many_to_many").assign(basis=2, rank=10)
    zones = keyed[["soc", "minor", "job_zone"]]
    group = zones.merge(zones.rename(columns={"soc": "to", "job_zone": "zone"}), on="minor", validate="many_to_many")
    group = group.loc[group["zone"] == group["job_zone"] + 1].assign(basis=3, rank=20)

    every = pd.concat([frame[["soc", "to", "basis", "rank"]] for frame in (listed, other, up, group)], ignore_index=True)
    every = every.loc[every["soc"] != every["to"]].sort_values(["soc", "to", "basis", "rank"], kind="stable")
    return every.drop_duplicates(["soc", "to"]).reset_index(drop=True)


def step_cost(steps: pd.DataFrame) -> NDArray[np.float64]:
    """Return the cost of each step (see WEIGHTS); the lower, the more sensible.

    Parameters
    ----------
    steps
        Columns rank, basis (of :func:`rung_links`), years (of further study), growing and accessible (1 yes, 0 no, -1
        unknown, 2 not needed), openings (a year), work_experience (BLS EP), raise (fraction), apprenticeable.
    """
    w = WEIGHTS
    shortage = np.log2(SCARCE / steps["openings"].to_numpy(float).clip(min=SCARCE / 8, max=SCARCE))
    cost = (
        w["step"]
        + w["year"] * steps["years"].to_numpy(float).clip(min=0.0)
        + w["rank"] * (steps["rank"].to_numpy(float) - 1) / 19
        + w["basis"] * steps["basis"].to_numpy(float)
        + w["declining"] * steps["growing"].map({0: 1.0, -1: 0.5}).fillna(0.0).to_numpy(float)
        + w["unreachable"] * steps["accessible"].map({0: 1.0, -1: 0.5}).fillna(0.0).to_numpy(float)
        + w["scarce"] * np.nan_to_num(shortage, nan=1.5)
        + w["experience"] * steps["work_experience"].map(_EXPERIENCE).fillna(0.0).to_numpy(float)
        + w["raise"] * steps["raise"].to_numpy(float).clip(max=1.0)
        + w["apprenticeship"] * steps["apprenticeable"].to_numpy(float)
    )
    return np.asarray(cost, dtype=float)


def chains(steps: pd.DataFrame, start: str, arrived: pd.Series, *, most: int = 3, width: int = 15) -> pd.DataFrame:
    """Find the chains of steps from an occupation to the first one that has arrived.

    Every occupation is left by its `width` cheapest steps, which bounds the search. A chain ends where it arrives. When
    the start itself has arrived, every next occupation that has, ends a chain.

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
    DataFrame rung_1 … rung_<most> (soc, null past the end), length, cost, reached; cheapest first, those that arrive
    before those that do not. Chains that do not arrive are kept only when no chain does.
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
        grown = grown.assign(cost=grown["so_far"] + grown["cost"], soc=grown["to"], length=k).rename(columns={"to": name})
        done.append(grown.assign(reached=grown["arrives"]))
        open_ends = grown.loc[~grown["arrives"], ["soc", "cost", *names[:k]]]
    found = pd.concat(done, ignore_index=True)
    if found["reached"].any():
        found = found.loc[found["reached"]]
    found = found.reindex(columns=[*names, "length", "cost", "reached"])
    return found.sort_values(["cost", *names], kind="stable").reset_index(drop=True)


def pick(found: pd.DataFrame, *, limit: int = 6, per_target: int = 2, per_first: int = 2) -> pd.DataFrame:
    """Return at most `limit` chains that differ: cheapest first.

    Each last rung is kept at most `per_target` times, and then at different lengths (straight, and by a rung between);
    each first rung at most `per_first` times.
    """
    if found.empty:
        return found
    names = [c for c in found.columns if c.startswith("rung_")]
    target = found[names].ffill(axis=1).iloc[:, -1]
    best = found.assign(target=target).drop_duplicates(["target", "length"])
    best = best.loc[best.groupby("target").cumcount() < per_target]
    best = best.loc[best.groupby("rung_1").cumcount() < per_first]
    return best.head(limit).drop(columns="target").reset_index(drop=True)
