"""What the Area page and the files about a place say, as the atlas answers it.

`answers` is :mod:`geo_opportunity.exports.asked`, or the app's module of the same questions whose answers it
keeps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from geo_opportunity.atlas import RegionAtlas
from geo_opportunity.exports import asked
from geo_opportunity.rows import record
from geo_opportunity.vocabulary import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.asked import View
    from geo_opportunity.scene import Scene

__all__ = ["Facts", "Glance", "facts", "glance", "programs"]


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What the first screen says about a place: the atlas's answers under the scene's settings."""

    scene: Scene
    code: str
    title: str
    row: Mapping[str, Any]
    """Its row of ``Atlas.overlap``."""
    nation: Mapping[str, float]
    cells: pd.DataFrame
    """``Atlas.cells`` and, for each wage percentile, whether it is a top code (columns ``p10_top`` …)."""
    budget: pd.DataFrame
    counties: pd.DataFrame
    need: pd.DataFrame
    nation_need: pd.DataFrame
    neighbors: pd.DataFrame
    """Rows of ``Atlas.overlap`` of the areas around, with column relation ("next", "part")."""
    parts: pd.DataFrame | None
    """Which areas a region is made of, None for an area."""
    occupations: Mapping[str, str]
    """Titles by soc."""
    miles: int
    """The distance that counts as reach for the occupation looked at, or for most."""

    @property
    def pay_known(self) -> bool:
        """Whether what is needed here is known."""
        return math.isfinite(float(self.row["threshold"]))

    @property
    def budget_known(self) -> bool:
        """Whether any part of the family budget is known."""
        return bool(self.budget["annual"].notna().any())

    @property
    def listed(self) -> pd.DataFrame:
        """Cells of occupations BLS lists here."""
        return self.cells.loc[self.cells["employment_flag"] != Flag.NOT_LISTED.value]


@dataclass(frozen=True, slots=True, eq=False)
class Facts(Glance):
    """All the page says about a place."""

    sectors: pd.DataFrame
    programs: pd.DataFrame
    supply: pd.DataFrame
    supply_summary: Mapping[str, Any]
    ladder_from: str | None
    ladders: pd.DataFrame
    growth_error: Mapping[str, Any]
    certainty: pd.DataFrame
    sensitivity: pd.DataFrame


def glance(page: View, atlas: Atlas, code: str, answers: Any = asked) -> Glance:
    """Ask what the first screen says about a place: an area_code, or that of a region in its own atlas."""
    scene = page.scene
    rules, selection = scene.rules, scene.asked
    row = record(answers.overlap(atlas, rules, selection).loc[code])
    near = answers.neighbors(atlas, code)
    around = (
        answers.overlap(page.atlas, rules, selection).loc[list(near)].assign(relation=list(near.values()))
    )
    top_coded = answers.top_coded(atlas, code).add_suffix("_top")
    return Glance(
        scene=scene,
        code=code,
        title=str(row["title"]),
        row=row,
        nation=answers.summary(page.atlas, rules, selection),
        cells=answers.cells(atlas, code, rules, selection).join(top_coded, validate="one_to_one"),
        budget=answers.budget(atlas, code, rules.family),
        counties=answers.counties(atlas, code),
        need=answers.need(atlas, code),
        nation_need=answers.need(page.atlas),
        neighbors=around.sort_values(["relation", "jobs_selected"], ascending=[False, False], kind="stable"),
        parts=answers.parts(atlas) if isinstance(atlas, RegionAtlas) else None,
        occupations=page.occupations,
        miles=page.miles(scene.focus),
    )


def programs(here: Glance, atlas: Atlas, answers: Any = asked) -> pd.DataFrame:
    """Ask for the programs that lead to the occupation looked at, or to those worth training for here."""
    if here.scene.focus is not None:
        wanted: tuple[str, ...] = (here.scene.focus,)
    else:
        cells = here.cells
        chosen = cells.loc[cells["kind"].isin([Kind.OVERLAP.value, Kind.TRAINING_GAP.value])]
        if chosen.empty:  # where pay needed is unknown no occupation is listed: those that grow
            chosen = cells.loc[(cells["growing"] == "pass") & cells["employment"].notna()]
        wanted = tuple(map(str, chosen.index))
    found: pd.DataFrame = answers.programs(atlas, here.code, wanted, here.miles)
    return found


def facts(here: Glance, found: pd.DataFrame, page: View, atlas: Atlas, answers: Any = asked) -> Facts:
    """Ask what the tabs and the printed summary say beyond the first screen and the programs `found`."""
    rules, selection, code, cells = page.scene.rules, page.scene.asked, here.code, here.cells
    low = cells.index[(cells["kind"] == Kind.QUALITY_GAP.value) & cells["employment"].notna()]
    start = page.scene.focus or (str(low[0]) if len(low) else None)
    return Facts(
        **{field.name: getattr(here, field.name) for field in fields(Glance)},
        sectors=answers.sectors(atlas, code, rules, selection),
        programs=found,
        supply=answers.supply_demand(atlas, code, selection=selection),
        supply_summary=answers.supply_summary(atlas, code, selection=selection),
        ladder_from=start,
        ladders=answers.ladders(atlas, code, start, rules) if start else cells.iloc[:0],
        growth_error=answers.growth_error(page.atlas),
        certainty=answers.certainty(atlas, code, rules, selection),
        sensitivity=answers.sensitivity(atlas, code, rules, selection),
    )
