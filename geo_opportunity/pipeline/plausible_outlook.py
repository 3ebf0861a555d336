"""Whether projections can be true: rates against levels, and sums against the nation's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.pipeline.checks import Check, counted, ratio, within

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.pipeline.checks import Tables

__all__ = ["projections"]

_ALL: Final = "00-0000"
#: Half of the last digit of a printed rate of growth, and a little: fraction.
_PRINTED: Final = 0.00051
_AGAIN: Final = "download the file again and check its edition, its units and the order of its rows"


def _off_levels(rows: pd.DataFrame) -> pd.Series:
    """Return whether a printed rate is outside what the levels allow, by row.

    The nation rounds levels to 100 jobs, states and regions to 10; rates are printed to a tenth of a percent.
    """
    half = np.where(rows["level"] == "nation", 50.0, 5.0)
    base, projected = rows["base"], rows["projected"]
    low = (projected - half).clip(lower=0) / (base + half) - 1
    high = (projected + half) / (base - half).where(base > half) - 1
    off = (rows["growth"] < low - _PRINTED) | (rows["growth"] > high.fillna(np.inf) + _PRINTED)
    return off & (rows["growth_source"] == "printed")


def projections(t: Tables) -> list[Check]:
    """Judge rates, levels, openings and separations."""
    rows = t["projections"][t["projections"]["soc"] != _ALL]
    nation = rows[(rows["level"] == "nation") & rows["preferred"]]
    jobs = float(t["nation_wages"].loc[t["nation_wages"]["soc"] != _ALL, "employment"].sum())
    base, openings = float(nation["base"].sum()), float(nation["openings"].sum())
    rates, national = t["separations"], ("ep_occupations",)
    return [
        counted(
            "projections_beyond_reason",
            "projections that lose half or more than double their jobs",
            rows["growth"].notna() & ~rows["growth"].between(-0.5, 1.0),
            rows["series"] + " " + rows["geo_code"] + " " + rows["soc"],
            weight=rows["base"],
            sources=("projections_central", "ca_edd_state", *national),
            fix=_AGAIN,
        ),
        counted(
            "projections_printed_against_levels",
            "projections whose printed percent the levels beside it cannot give",
            _off_levels(t["projections"]),
            t["projections"]["series"] + " " + t["projections"]["geo_code"] + " " + t["projections"]["soc"],
            weight=t["projections"]["base"],
            sources=("projections_central", "ca_edd_state", *national),
            fix=(
                "check that the columns of levels and of the percent belong together; download the file again"
            ),
        ),
        within(
            "projected_base_against_jobs",
            "national jobs projections start from, per job OEWS counts",
            ratio(base, jobs),
            sources=(*national, "oews_nation"),
            fix="check that jobs are counted, not thousands, and that no row is missing",
        ),
        within(
            "openings_per_job",
            "national openings a year per job",
            ratio(openings, base),
            sources=national,
            fix=_AGAIN,
        ),
        within(
            "exit_rate_mean",
            "mean exit rate",
            float(rates["exit_rate"].mean()),
            sources=("ep_separations",),
            fix=_AGAIN,
        ),
        within(
            "transfer_rate_mean",
            "mean transfer rate",
            float(rates["transfer_rate"].mean()),
            sources=("ep_separations",),
            fix=_AGAIN,
        ),
    ]
