"""Reach of every occupation's programs in every area, at the distances the app offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from geo_opportunity.geography.distance import straight_km
from geo_opportunity.geography.reach import reach_by_occupation
from geo_opportunity.measures.linkage import occupation_providers
from geo_opportunity.pipeline.step import Step
from geo_opportunity.vocabulary import KM_PER_MILE, REACH_MILES, reach_column

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS"]


def reach(
    _raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table ``reach``: share of each area's adults within road distances (estimated) of a program.

    Wholly online providers are kept out of distances. Rows without anybody in reach at the greatest distance are left out.
    """
    providers, tracts = tables["providers"], tables["tracts"]
    links = occupation_providers(
        tables["programs"], tables["cip_soc"], tables["occupations"], providers, tables.get("named_links")
    )
    providers = providers.loc[providers["provider_id"].isin(links["provider_id"])]
    place = pd.Index(providers["provider_id"])
    soc = pd.Index(sorted(links["soc"].unique()))
    offers = csr_matrix(
        (
            np.ones(len(links), dtype=bool),
            (soc.get_indexer(links["soc"]), place.get_indexer(links["provider_id"])),
        ),
        shape=(len(soc), len(place)),
    )
    offers.sort_indices()
    area = pd.Index(sorted(tracts["area_code"].unique()))
    share = reach_by_occupation(
        tracts[["lon", "lat"]].to_numpy(float),
        tracts["adults"].to_numpy(float),
        area.get_indexer(tracts["area_code"]),
        len(area),
        providers=providers[["lon", "lat"]].to_numpy(float),
        offers=offers,
        breakpoints_km=straight_km(np.array(REACH_MILES) * KM_PER_MILE).tolist(),
    ).round(4)
    i, j = np.nonzero(np.nan_to_num(share[:, :, -1]) > 0)
    columns = {reach_column(miles): share[i, j, k] for k, miles in enumerate(REACH_MILES)}
    return {"reach": pd.DataFrame({"area_code": area[i], "soc": soc[j], **columns})}


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="reach",
        makes=("reach",),
        sources=(),
        needs=("tracts", "providers", "programs", "cip_soc", "occupations"),
        run=reach,
    ),
)
