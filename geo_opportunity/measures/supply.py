"""Completers against openings: how many train for an occupation and how many are hired.

Pure functions on arrays: a "place" is whatever the caller sums over, an area of the data or a region of the
user's. People and openings are counts a year. Definitions, and what the numbers cannot support, are in
docs/methods/supply.md. Which completers count where they are booked: ``measures.newcomers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.geography.distance import pairs_within
from geo_opportunity.vocabulary import SUBASSOCIATE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "CATCHMENTS",
    "CONVENTIONS",
    "EXPERIENCE_CODE",
    "FLOOR",
    "MIDDLE_SKILL_AWARDS",
    "NOT_JUDGED",
    "OVER_RATIO",
    "REASONS",
    "RESIDUAL_CODE",
    "TEACHERS_CODE",
    "UNDER_RATIO",
    "VERDICTS",
    "Catchment",
    "Convention",
    "ProgramLinks",
    "allocate",
    "catchment_shares",
    "gap_and_ratio",
    "misalignment",
    "program_links",
    "verdicts",
]

Convention = Literal["openings", "employment", "unsplit"]
Catchment = Literal["own", "reach"]

#: How completers of a field are counted for the occupations it leads to: code -> plain words.
CONVENTIONS: Final[dict[str, str]] = {
    "openings": "split over linked occupations by their openings in the place",
    "employment": "split over linked occupations by their jobs in the place",
    "unsplit": "counted in full for every linked occupation (one person is counted several times)",
}
#: Whose completers count for an area: code -> plain words.
CATCHMENTS: Final[dict[str, str]] = {
    "own": "providers located in the area",
    "reach": "providers within reach of its residents, each in proportion to the residents it can reach here",
}

#: People a year. Smaller gaps are not called over- or undersupply, and where both sides are smaller nothing
#: is said: about one small class of students, and near what rounding of jobs to tens does to openings. Our
#: choice.
FLOOR: Final = 10.0
#: Completers per opening below which an occupation is undersupplied, and above which oversupplied (4/5 and
#: its reciprocal, so that neither side is favored). No published standard exists; our choice.
UNDER_RATIO: Final = 0.8
OVER_RATIO: Final = 1.25

#: Awards of the misalignment index: certificates below the bachelor's and associate's degrees (Georgetown
#: CEW, The Great Misalignment, 2024, "middle-skills credentials").
MIDDLE_SKILL_AWARDS: Final[frozenset[int]] = SUBASSOCIATE | {3}

#: What is said where there is no verdict.
NOT_JUDGED: Final = "cannot be judged"
#: Verdict codes (int8) -> plain words. Codes below 1 cannot be judged; :data:`REASONS` says why.
VERDICTS: Final[dict[int, str]] = {3: "oversupply", 2: "undersupply", 1: "balanced"} | dict.fromkeys(
    range(0, -11, -1), NOT_JUDGED
)
RESIDUAL_CODE: Final = -6
TEACHERS_CODE: Final = -7
EXPERIENCE_CODE: Final = -8
#: Why a code is no verdict, in a sentence.
REASONS: Final[dict[int, str]] = {
    0: "Fewer than 10 completers and fewer than 10 openings a year.",
    -1: "No program is needed: it is learned on the job.",
    -2: "No listed program leads to it.",
    -3: "Its openings here are not known.",
    -4: "No listed provider is in the catchment.",
    -5: "The list covers too little of its training to tell a shortage from providers that are missing.",
    RESIDUAL_CODE: "It holds what other occupations leave over: completers of many fields land in it.",
    TEACHERS_CODE: "Completers of every school subject are counted here, though most do not become teachers.",
    EXPERIENCE_CODE: "It is entered with experience in a related occupation, not straight from a program.",
    -9: "More than a quarter of its completers are from institutions that teach mostly online.",
    -10: "Whether completers fall short depends on how many of them study online.",
}


@dataclass(frozen=True, slots=True, eq=False)
class ProgramLinks:
    """Which occupations each program (CIP x award level) leads to."""

    programs: pd.MultiIndex
    """cip, award_level: K of them."""
    start: NDArray[np.intp]
    """K + 1: program k leads to occupation[start[k]:start[k + 1]]."""
    occupation: NDArray[np.intp]
    """Positions among the occupations."""
    in_crosswalk: NDArray[np.bool_]
    """K: the CIP has at least one occupation, whatever the award level."""

    @property
    def takers(self) -> NDArray[np.intp]:
        """K: how many occupations each program leads to."""
        return np.diff(self.start)


def program_links(
    programs: pd.DataFrame, cip_soc: pd.DataFrame, fits: pd.DataFrame, occupations: pd.Index
) -> ProgramLinks:
    """Lay out which occupations each program leads to: linked by CIP, at an award level that fits.

    Parameters
    ----------
    programs
        Columns cip, award_level; repeated rows count once.
    cip_soc, fits
        Columns cip, soc; and soc, award_level (``alignment.fitting_awards``).
    occupations
        soc; links to others are left out.
    """
    keys = pd.MultiIndex.from_frame(
        programs[["cip", "award_level"]].drop_duplicates().sort_values(["cip", "award_level"])
    )
    links = cip_soc.loc[cip_soc["soc"].isin(occupations), ["cip", "soc"]].drop_duplicates()
    pairs = links.merge(fits[["soc", "award_level"]].drop_duplicates(), on="soc", validate="many_to_many")
    k, o = (
        keys.get_indexer(pd.MultiIndex.from_frame(pairs[["cip", "award_level"]])),
        occupations.get_indexer(pd.Index(pairs["soc"])),
    )
    k, o = k[k >= 0], o[k >= 0]
    order = np.lexsort((o, k))
    start = np.concatenate([[0], np.cumsum(np.bincount(k, minlength=len(keys)))]).astype(np.intp)
    return ProgramLinks(
        keys,
        start,
        o[order],
        np.asarray(keys.get_level_values("cip").isin(links["cip"].unique()), dtype=bool),
    )


def allocate(  # noqa: PLR0917  (three parallel columns of one list, then what it is spread by)
    place: NDArray[np.intp],
    program: NDArray[np.intp],
    completers: NDArray[np.float64],
    links: ProgramLinks,
    weights: NDArray[np.float64],
    convention: Convention = "openings",
) -> NDArray[np.float64]:
    """Count the completers of each place for the occupations their programs lead to.

    The array form of ``alignment.allocation``, for many places at once: a program's takers share its
    completers in proportion to their weights in the place; takers without a known weight take nothing while
    another has one above zero; where none has, the takers share equally. So everyone whose program has a
    taker is given away, once. With ``unsplit`` every taker counts all of them.

    Parameters
    ----------
    place, program, completers
        N each: position of the place (rows of `weights`), of the program in ``links.programs``, people a
        year.
    weights
        A x O: openings or jobs of the place; ignored by ``unsplit``.

    Returns
    -------
    A x O, people a year; 0 where no one was allocated.
    """
    takers = links.takers[program]
    row = np.repeat(np.arange(len(program)), takers)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(takers) - takers, takers)
    occupation = links.occupation[links.start[program][row] + offset]
    if convention == "unsplit":
        share = np.ones(len(row))
    else:
        weight = np.nan_to_num(weights[place[row], occupation]).clip(min=0.0)
        total = np.bincount(row, weights=weight, minlength=len(program))[row]
        share = np.divide(weight, total, out=1.0 / takers[row], where=total > 0)
    count = weights.shape[1]
    given: NDArray[np.float64] = np.bincount(
        place[row] * count + occupation, weights=share * completers[row], minlength=weights.size
    ).astype(float)
    return given.reshape(weights.shape)


def catchment_shares(  # noqa: PLR0917  (points with their columns, providers with theirs)
    points: NDArray[np.float64],
    people: NDArray[np.float64],
    place: NDArray[np.intp],
    place_count: int,
    providers: NDArray[np.float64],
    home: NDArray[np.intp],
    max_km: float,
    *,
    chunk: int = 1000,
) -> scipy.sparse.csr_matrix:
    """Return how much of each provider counts for each place, by the people it can reach.

    A provider's completers are prorated over the people within `max_km` of it: a place's part is its people
    among them. So over a partition of all people every provider is allocated exactly once. A provider with no
    one that near counts for the place it is in.

    Parameters
    ----------
    points, people, place
        N population points (longitude, latitude, degrees), the people there, and the place each belongs to;
        -1 is outside every place, and takes its part nonetheless.
    providers, home
        P points, and the place each is in, -1 for none.
    max_km
        Straight-line distance, kilometers.
    chunk
        Providers worked on at a time; bounds the memory.

    Returns
    -------
    place_count x P, fractions; columns sum to 1 where all people reached live in a place.
    """
    parts, width = [], place_count + 1  # one more column for "outside every place"
    for first in range(0, len(providers), chunk):
        part = providers[first : first + chunk]
        i, j, _ = pairs_within(part, points, max_km)
        reached = scipy.sparse.coo_matrix(
            (people[j], (place[j] % width, i)), shape=(width, len(part))
        ).tocsr()  # -1 becomes the last
        total = np.asarray(reached.sum(axis=0)).ravel()
        reached = reached.multiply(
            np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)[None, :]
        ).tocsr()
        lonely = np.flatnonzero((total <= 0) & (home[first : first + len(part)] >= 0))
        at_home = scipy.sparse.csr_matrix(
            (np.ones(len(lonely)), (home[first + lonely], lonely)), shape=reached.shape
        )
        parts.append((reached + at_home)[:place_count])
    if not parts:
        return scipy.sparse.csr_matrix((place_count, 0))
    return scipy.sparse.csr_matrix(scipy.sparse.hstack(parts, format="csr"))


def gap_and_ratio(
    completers: ArrayLike, openings: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return gap = openings - completers (people a year) and ratio = completers / openings.

    NaN where either is unknown.
    """
    supply, demand = np.asarray(completers, dtype=float), np.asarray(openings, dtype=float)
    ratio = np.divide(
        supply, demand, out=np.full(np.broadcast_shapes(supply.shape, demand.shape), np.nan), where=demand > 0
    )
    return demand - supply, ratio


def verdicts(
    completers: NDArray[np.float64],
    openings: NDArray[np.float64],
    *,
    online: NDArray[np.float64],
    needed: NDArray[np.bool_],
    linked: NDArray[np.bool_],
    served: NDArray[np.bool_],
    thin: NDArray[np.bool_],
    barred: NDArray[np.int8],
    doubtful: NDArray[np.bool_],
    floor: float = FLOOR,
) -> NDArray[np.int8]:
    """Judge supply against demand: A x O int8 codes of VERDICTS.

    Oversupply: completers exceed openings by at least `floor` people a year and by the factor OVER_RATIO.
    Undersupply: openings exceed completers by at least `floor` and completers are below UNDER_RATIO of them,
    and would be if those who study online were counted too: their number is estimated from all of an
    institution's students, and few learn a trade online. Both below `floor`: too few to say. Between:
    balanced.

    Parameters
    ----------
    completers, openings, online
        A x O, people a year: completers who count here, openings, and completers left out as online.
    needed, linked, thin, barred
        O: a program is required or helpful; some program leads to it; listed providers cover too little of
        its openings nationally, so that a shortfall may only be one of the list; and the code (a key of
        REASONS) where the occupation cannot be judged anywhere, else 0.
    served
        A: some provider lies in the catchment.
    doubtful
        A x O: too many of the completers are of institutions that teach mostly online.
    """
    gap, _ = gap_and_ratio(completers, openings)
    over = (gap <= -floor) & (completers > OVER_RATIO * openings)
    everyone = completers + online
    under = (gap >= floor) & (completers < UNDER_RATIO * openings)
    at_most = (openings - everyone >= floor) & (everyone < UNDER_RATIO * openings)
    conditions = [
        np.broadcast_to(~needed, gap.shape),
        np.broadcast_to(~linked, gap.shape),
        np.broadcast_to(barred < 0, gap.shape),
        np.isnan(gap),
        np.broadcast_to(~served[:, None], gap.shape),
        np.fmax(completers, openings) < floor,
        doubtful,
        over,
        under & thin,
        under & ~at_most,
        under,
    ]
    codes: list[ArrayLike] = [-1, -2, np.broadcast_to(barred, gap.shape), -3, -4, 0, -9, 3, -5, -10, 2]
    found: NDArray[np.int8] = np.select(conditions, codes, 1).astype(np.int8)
    return found


def misalignment(
    completers: NDArray[np.float64],
    openings: NDArray[np.float64],
    field: NDArray[np.intp],
    judged: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return each place's misalignment: half the sum of |share of completers - share of openings| by field.

    The part of the awards that would have to be given in other fields for the mix of fields to match the
    openings: 0 matches, 1 has nothing in common. Georgetown University Center on Education and the Workforce,
    The Great Misalignment (2024), which reads it so; our fields and what differs from theirs are in
    docs/methods/supply.md.

    Parameters
    ----------
    completers, openings
        A x O, people a year. Cells where either is unknown are left out of both.
    field, judged
        O: the field (0, 1, ...) of an occupation; and whether it counts.

    Returns
    -------
    A fractions; NaN where there are no completers or no openings.
    """
    known = judged & np.isfinite(completers) & np.isfinite(openings)
    member = np.zeros((len(field), int(field.max(initial=-1)) + 1))
    member[np.arange(len(field)), field] = 1.0
    supply, demand = np.where(known, completers, 0.0) @ member, np.where(known, openings, 0.0) @ member
    total_supply, total_demand = supply.sum(axis=1), demand.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        index: NDArray[np.float64] = 0.5 * np.abs(
            supply / total_supply[:, None] - demand / total_demand[:, None]
        ).sum(axis=1)
    index[(total_supply <= 0) | (total_demand <= 0)] = np.nan
    return index
