"""What occupations ask for: skills, knowledge and technology, on the codes OEWS publishes.

The rules for going from O*NET's codes to ours are those of :mod:`.occupations`; of several base codes the
ratings are averaged with equal weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.pipeline.occupations import speaking
from geo_opportunity.pipeline.step import Step
from geo_opportunity.tables import column_names
from geo_opportunity.tables_places import SKILLS_KEPT
from geo_opportunity.vocabulary import onet_to_soc, published_soc

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "occupation_skills", "occupation_technology"]

#: Source -> what its elements are called.
_RATED: Final = {"onet_skills": "skill", "onet_knowledge": "knowledge"}


def _of_ours(frame: pd.DataFrame, groups: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the O*NET codes that speak for an occupation of ours, with its soc."""
    frame = frame.assign(soc=published_soc(onet_to_soc(frame["onet_soc"]), groups))
    frame = frame.loc[frame["soc"].isin(set(occupations["soc"]))]
    return frame.loc[speaking(frame["soc"], frame["onet_soc"])]


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame({column: [] for column in column_names(name)})


def occupation_skills(
    raw: Mapping[str, pd.DataFrame | None], occupations: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    """Return table ``occupation_skills``: the most important skills and areas of knowledge.

    Ratings that O*NET advises against are left out; a level that is not relevant is null. Ranked by
    importance, then level, then the element's id.
    """
    out = []
    for source, kind in _RATED.items():
        frame = raw[source]
        if frame is None:
            continue
        kept = _of_ours(frame.loc[~frame["suppress"]], groups, occupations)
        level = kept.loc[(kept["scale"] == "LV") & ~kept["not_relevant"]]
        key = ["soc", "element_id", "element"]
        rated = kept.loc[kept["scale"] == "IM"].groupby(key)["value"].mean().rename("importance").to_frame()
        rated["level"] = level.groupby(key)["value"].mean()
        rows = rated.reset_index().sort_values(
            ["soc", "importance", "level", "element_id"], ascending=[True, False, False, True], kind="stable"
        )
        rows["rank"] = rows.groupby("soc").cumcount() + 1
        out.append(rows.loc[rows["rank"] <= SKILLS_KEPT].assign(kind=kind))
    if not out:
        return _empty("occupation_skills")
    both = pd.concat(out, ignore_index=True)
    return both[list(column_names("occupation_skills"))].round({"importance": 3, "level": 3})


def occupation_technology(
    frame: pd.DataFrame | None, occupations: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    """Return table ``occupation_technology``: what is hot or in demand; of several base codes, of any."""
    if frame is None:
        return _empty("occupation_technology")
    kept = _of_ours(frame.loc[frame["hot"] | frame["in_demand"]], groups, occupations)
    found = kept.sort_values(["soc", "technology", "category"], kind="stable").groupby(["soc", "technology"])
    rows = found.agg(category=("category", "first"), hot=("hot", "any"), in_demand=("in_demand", "any"))
    return rows.reset_index()[list(column_names("occupation_technology"))]


def _skills(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    groups, occupations = raw["soc_groups"], tables["occupations"]
    assert groups is not None  # not optional
    return {
        "occupation_skills": occupation_skills(raw, occupations, groups),
        "occupation_technology": occupation_technology(raw["onet_technology"], occupations, groups),
    }


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "skills",
        ("occupation_skills", "occupation_technology"),
        (*_RATED, "onet_technology", "soc_groups"),
        ("occupations",),
        _skills,
    ),
)
