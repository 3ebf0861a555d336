"""How well skills, knowledge and technology meet our occupations.

The sources are optional: a table that is empty is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.pipeline.checks import Check, counted, named, weighed, within

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["GROUPS"]

_AGAIN: Final = "check that it is the O*NET 29.0 table, and download it again"
_KINDS: Final = {"skill": "onet_skills", "knowledge": "onet_knowledge"}


def _jobs(t: Tables) -> pd.Series:
    """Return the nation's jobs of each occupation, in the order of the occupations."""
    jobs = t["nation_wages"].drop_duplicates("soc").set_index("soc")["employment"]
    return t["occupations"]["soc"].map(jobs).astype("float64")


def _rated(t: Tables) -> list[Check]:
    occupations, rated = t["occupations"], t["occupation_skills"]
    if rated.empty:
        return []
    absent = ~occupations["soc"].isin(rated["soc"])
    sources = tuple(_KINDS.values())
    out = [
        counted(
            "occupations_without_skills",
            "occupations that O*NET rates no skill of",
            absent,
            named(occupations, "soc", "title"),
            weight=_jobs(t),
            sources=sources,
            fix=_AGAIN,
        ),
        weighed(
            "jobs_without_skills",
            "jobs in occupations that O*NET rates no skill of",
            absent,
            _jobs(t),
            sources=sources,
            fix=_AGAIN,
        ),
    ]
    for kind, source in _KINDS.items():
        first = rated.loc[(rated["kind"] == kind) & (rated["rank"] == 1), "importance"]
        label = f"mean importance of the most important {kind}"
        out.append(within(f"{kind}_importance", label, float(first.mean()), sources=(source,), fix=_AGAIN))
    return out


def _technology(t: Tables) -> list[Check]:
    occupations, used = t["occupations"], t["occupation_technology"]
    if used.empty:
        return []
    return [
        counted(
            "occupations_without_technology",
            "occupations without a technology that O*NET calls hot or in demand",
            ~occupations["soc"].isin(used["soc"]),
            named(occupations, "soc", "title"),
            weight=_jobs(t),
            sources=("onet_technology",),
            fix=_AGAIN,
        )
    ]


#: Groups of checks, with the tables each looks at.
GROUPS: Final[tuple[tuple[frozenset[str], Callable[[Tables], list[Check]]], ...]] = (
    (frozenset({"occupations", "nation_wages", "occupation_skills"}), _rated),
    (frozenset({"occupations", "nation_wages", "occupation_technology"}), _technology),
)
