"""What the view of the Board page says: its finding, and the tables behind the chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity import wording
from geo_opportunity.exports import asked
from geo_opportunity.exports.parts import Contents
from geo_opportunity.exports.plan import tables, words
from geo_opportunity.exports.plan.facts import chapter, sources

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

__all__ = ["contents"]

#: Tables that a chapter rests on, those that matter most first.
_RESTS_ON: Final = (
    "area_wages", "projections", "county_jobs", "programs", "occupation_skills", "occupation_technology",
    "county_need", "county_education",
)  # fmt: skip
_LIMITS: Final = (
    "Projections are of the state unless said to be local: a state rate applied to local jobs. Which "
    "occupations are "
    "listed follows the settings above; a board may list others. Completers are those of colleges and "
    "schools that "
    "report to IPEDS."
)


def contents(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the chapter of a scene says in short, and its figures as tables.

    Raises
    ------
    LinkError, UnknownCodeError
        The scene names no place, or one that the data do not have.
    """
    here = chapter(atlas, scene)
    split = (
        (
            "Jobs are split from published areas (by covered jobs of the sectors, else by residents), so "
            "they "
            "are "
            "estimates."
        ),
    )
    return Contents(
        title=f"Plan chapter: {here.title}",
        headline=words.headline(here),
        frame=here.plan.occupations,
        tables=tables.data_tables(here),
        rests_on=(*_RESTS_ON, "overlap"),
        certainty=wording.growth_error_sentence(asked.growth_error(atlas)),
        notes=(_LIMITS, *(split if here.estimated else ())),
        places=(here.place,),
        foot=f"Sources: {'; '.join(sources(here, *_RESTS_ON))}.",
    )
