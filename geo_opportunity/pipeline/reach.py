"""Reach of every occupation's programs in every area, at the distances the app offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_opportunity.geography.reach import campus_reach_table, reach_table
from geo_opportunity.measures.linkage import occupation_providers
from geo_opportunity.pipeline.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["STEPS"]


def reach(
    _raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``reach``. Wholly online providers are kept out of distances."""
    providers = tables["providers"]
    links = occupation_providers(
        tables["programs"], tables["cip_soc"], tables["occupations"], providers, tables.get("named_links")
    )
    return {"reach": reach_table(tables["tracts"], providers, links)}


def campus_reach(
    _raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``campus_reach``: reach of the campuses of providers that teach for an occupation somewhere.

    Which of its programs a campus teaches is not published, so this says where one may be taught, never that
    one is.
    """
    links = occupation_providers(
        tables["programs"], tables["cip_soc"], tables["occupations"], tables["providers"]
    )
    return {"campus_reach": campus_reach_table(tables["tracts"], tables["campuses"], links)}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="reach",
        makes=("reach",),
        sources=(),
        needs=("tracts", "providers", "programs", "cip_soc", "occupations"),
        run=reach,
    ),
    Step(
        name="campus reach",
        makes=("campus_reach",),
        sources=(),
        needs=("tracts", "providers", "programs", "cip_soc", "occupations", "campuses"),
        run=campus_reach,
    ),
)
