"""How what is taught lines up with what is hired: completers spread over occupations.

A field of study leads to several occupations and an occupation is reached from several fields (NCES CIP 2020
to SOC 2018 crosswalk, no weights published). Completers of a field are spread over its occupations in
proportion to openings (our rule; docs/METHODS.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_opportunity.errors import MissingColumnError
from geo_opportunity.vocabulary import EXTRA_AWARDS, FITTING_AWARDS, HIGHER_AWARDS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["allocate_completions", "allocation", "fitting_awards"]


def _need(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        msg = f"{what} lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}"
        raise MissingColumnError(msg)


def fitting_awards(occupations: pd.DataFrame, *, higher: bool = False) -> pd.DataFrame:
    """Return the award levels that lead to each occupation.

    Parameters
    ----------
    occupations
        Columns soc and entry_education (a level of ``EDUCATION_LEVELS``, or null).
    higher
        Also one level above the typical one (``HIGHER_AWARDS``): for finding programs, not for spreading
        completers.

    Returns
    -------
    pd.DataFrame
        Columns soc (text) and award_level (int), one row each, sorted. An occupation without published
        entry education has no row. Rules: ``FITTING_AWARDS``, with ``EXTRA_AWARDS`` added.
    """
    _need(occupations, ("soc", "entry_education"), "occupations")
    more = HIGHER_AWARDS if higher else {}
    rule = pd.DataFrame(
        [
            (education, level)
            for education, levels in FITTING_AWARDS.items()
            for level in sorted(levels | more.get(education, frozenset()))
        ],
        columns=["entry_education", "award_level"],
    )
    extra = pd.DataFrame(
        [(soc, level) for soc, levels in EXTRA_AWARDS.items() for level in sorted(levels)],
        columns=["soc", "award_level"],
    )
    base = occupations[["soc", "entry_education"]].merge(rule, on="entry_education")[["soc", "award_level"]]
    extra = extra[extra["soc"].isin(set(base["soc"]))]
    both = pd.concat([base, extra]).drop_duplicates().sort_values(["soc", "award_level"], kind="stable")
    return both.astype({"award_level": "int64"}).reset_index(drop=True)


def allocation(
    completions: pd.DataFrame, links: pd.DataFrame, weights: pd.Series, fits: pd.DataFrame
) -> pd.DataFrame:
    """Spread completers over the occupations their program leads to.

    Within each (cip, award_level), the takers are the occupations linked to the CIP which that award level
    fits; each takes a part in proportion to its weight. Takers without a known weight take nothing while
    another taker has one above zero; where none has, the takers share equally. So every completer with at
    least one taker is given away, once.

    Parameters
    ----------
    completions
        Columns cip, award_level, completions (awards a year); rows of one (cip, award_level) are added up,
        null completions stay out.
    links
        Columns cip, soc.
    weights
        Openings a year, indexed by soc.
    fits
        Columns soc, award_level: which award levels lead to which occupation (:func:`fitting_awards`).

    Returns
    -------
    pd.DataFrame
        Columns cip, award_level, soc, completers (awards a year), sorted by the first three.
    """
    _need(completions, ("cip", "award_level", "completions"), "completions")
    _need(links, ("cip", "soc"), "links")
    _need(fits, ("soc", "award_level"), "fits")
    key = ["cip", "award_level"]
    known = completions.dropna(subset=["completions"])
    total = known.groupby(key, as_index=False)["completions"].sum()
    pairs = total.merge(links[["cip", "soc"]].drop_duplicates(), on="cip").merge(
        fits[["soc", "award_level"]].drop_duplicates(), on=["soc", "award_level"]
    )
    weight = (
        pairs["soc"].map(weights[~weights.index.duplicated()]).astype("float64").fillna(0.0).clip(lower=0.0)
    )
    summed = weight.groupby([pairs["cip"], pairs["award_level"]]).transform("sum")
    takers = weight.groupby([pairs["cip"], pairs["award_level"]]).transform("size")
    share = np.where(summed > 0, weight / summed.where(summed > 0, 1.0), 1.0 / takers)
    pairs["completers"] = pairs["completions"] * share
    out: pd.DataFrame = (
        pairs[[*key, "soc", "completers"]].sort_values([*key, "soc"], kind="stable").reset_index(drop=True)
    )
    return out


def allocate_completions(
    completions: pd.DataFrame, links: pd.DataFrame, weights: pd.Series, fits: pd.DataFrame
) -> pd.DataFrame:
    """Return completers per occupation (columns soc, completers; awards a year), sorted by soc.

    Parameters and rule as :func:`allocation`. An occupation that no completions reach has no row: whether
    that means none or unknown is the caller's to say.
    """
    long = allocation(completions, links, weights, fits)
    summed = long.groupby("soc")["completers"].sum()
    return pd.DataFrame({"soc": summed.index.astype("str"), "completers": summed.to_numpy("float64")})
