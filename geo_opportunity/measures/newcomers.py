"""Completers an area can count on: taught there, and new to the occupation.

IPEDS books everyone who completes a program at the institution's address. Two groups are no supply of that
place: students of distance courses, who live anywhere, and people who hold the license already and study on.
What is known of the first is a share of the institution's students (IPEDS fall enrollment), not of a
program's: an estimate. The second is known for registered nurses only, by a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo_opportunity.vocabulary import SUBASSOCIATE

__all__ = [
    "MOSTLY_ONLINE",
    "MOST_FROM_ONLINE",
    "NEWCOMERS",
    "RESIDUAL",
    "SUBJECT_TEACHERS",
    "NewcomerRule",
    "count_completers",
    "online_share",
]

#: Share of an institution's students exclusively in distance courses above which it teaches mostly online.
MOSTLY_ONLINE: Final = 0.5
#: Part of an occupation's completers from such institutions above which its supply cannot be judged (ours).
MOST_FROM_ONLINE: Final = 0.25

_UNDERGRADUATE: Final = SUBASSOCIATE | {3, 5}
#: A residual occupation holds what its neighbors do not; its title says so.
RESIDUAL: Final = ", All Other"


@dataclass(frozen=True, slots=True)
class NewcomerRule:
    """Whose awards make newcomers to a licensed occupation, and whose only add a degree."""

    cips: frozenset[str]
    """Fields of study that prepare for the license; completers of any other field hold it already."""
    on_site: frozenset[int]
    """Award levels taught with supervised practice on site: every completer is a newcomer taught there."""
    mixed: frozenset[int]
    """Award levels that newcomers earn on site and licensed people online.

    Newcomers are the share of students not exclusively in distance courses, and none where those are the
    smaller part.
    """


#: soc -> whose completers are newcomers.
#:
#: Registered nurses: CIP 51.3801 is the field that prepares for the license; the other 51.38 codes describe
#: what nurses go on to study (NCES, CIP 2020). Associate degrees and diplomas precede the NCLEX-RN
#: examination; a bachelor's degree does too, or is earned by a nurse (RN-to-BSN), for the most part online
#: (AACN, RN to Baccalaureate Program Characteristics). No source here separates the two, so the share of
#: students at a distance stands in. Checked against the nation: 186,686 people educated in the United States
#: took the NCLEX-RN for the first time in 2024 (NCSBN); the rule counts 185,300 of the 239,500 completers
#: that IPEDS 2023-24 lists for the occupation.
NEWCOMERS: Final[dict[str, NewcomerRule]] = {
    "29-1141": NewcomerRule(frozenset({"51.3801"}), frozenset({3, 4}), frozenset({5}))
}

#: Secondary teachers: the crosswalk gives them every completer of the subjects that are taught in school.
SUBJECT_TEACHERS: Final[frozenset[str]] = frozenset({"25-2031", "25-2032"})


def online_share(programs: pd.DataFrame, providers: pd.DataFrame) -> pd.Series:
    """Return, for each program, the share of students exclusively in distance courses.

    Of undergraduates for awards up to a bachelor's degree, of graduate students above; the institution's
    where that is not reported.

    Parameters
    ----------
    programs
        Columns provider_id, award_level.
    providers
        Column provider_id; share_online, share_online_undergraduate, share_online_graduate (fractions) where
        there are such columns.

    Returns
    -------
    Fractions, indexed as `programs`; NaN where the institution reports none (unknown, not zero).
    """
    by_id = providers.drop_duplicates("provider_id").set_index("provider_id")

    def share(column: str) -> pd.Series:
        if column not in by_id.columns:
            return pd.Series(np.nan, index=programs.index)
        return programs["provider_id"].map(by_id[column]).astype("float64")

    undergraduate = programs["award_level"].isin(_UNDERGRADUATE)
    of_level = share("share_online_undergraduate").where(undergraduate, share("share_online_graduate"))
    return of_level.fillna(share("share_online"))


def count_completers(
    programs: pd.DataFrame, share: pd.Series, rule: NewcomerRule | None = None
) -> pd.DataFrame:
    """Split the completers of each program into those who count where they are booked, and those who do not.

    Without a rule: local = completions x (1 - share), online = completions x share. With one: all of the
    awards ``on_site`` are local; of the ``mixed`` ones (1 - share) where the share is at most
    :data:`MOSTLY_ONLINE`, else none; everyone else is not new.

    Parameters
    ----------
    programs
        Columns cip, award_level, completions (people a year).
    share
        :func:`online_share`; an unknown share takes nobody away.
    rule
        The occupation's entry of :data:`NEWCOMERS`.

    Returns
    -------
    DataFrame indexed as `programs`, people a year: local, online, not_new (together all completions); and
    doubtful, those whose institution teaches mostly online, so that how many are local is uncertain.
    """
    done, away = programs["completions"].astype("float64"), share.fillna(0.0)
    mostly = away > MOSTLY_ONLINE
    if rule is None:
        online = done * away
        out = {
            "local": done - online,
            "online": online,
            "not_new": done * 0.0,
            "doubtful": done.where(mostly, 0.0),
        }
        return pd.DataFrame(out)
    field = programs["cip"].isin(rule.cips)
    mixed = field & programs["award_level"].isin(rule.mixed)
    local = done.where(field & programs["award_level"].isin(rule.on_site), 0.0)
    local = local.mask(mixed, (done * (1.0 - away)).mask(mostly, 0.0))
    return pd.DataFrame(
        {
            "local": local,
            "online": done * 0.0,
            "not_new": done - local,
            "doubtful": done.where(mixed & mostly, 0.0),
        }
    )
