"""Which programs lead to which occupation: crosswalk, fitting award levels, active programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_opportunity.measures.alignment import fitting_awards

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["occupation_programs", "occupation_providers"]


def occupation_programs(programs: pd.DataFrame, cip_soc: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return every active program with every occupation it leads to.

    A program leads to an occupation when the CIP-SOC crosswalk links its CIP to it, its award level fits the
    occupation's typical entry education (``FITTING_AWARDS``, ``EXTRA_AWARDS``), and somebody completed it in the latest
    year (``completions`` > 0).

    Parameters
    ----------
    programs, cip_soc, occupations
        Tables ``Programs``, ``CipSoc``, ``Occupations``.

    Returns
    -------
    DataFrame soc, provider_id, cip, award_level, completions, sorted by all but the last.
    """
    active = programs.loc[programs["completions"] > 0, ["provider_id", "cip", "award_level", "completions"]]
    levels = cip_soc.merge(fitting_awards(occupations), on="soc", how="inner", validate="many_to_many")
    linked = active.merge(levels, on=["cip", "award_level"], how="inner", validate="many_to_many")
    columns = ["soc", "provider_id", "cip", "award_level", "completions"]
    return linked[columns].sort_values(columns[:-1], kind="stable").reset_index(drop=True)


def occupation_providers(programs: pd.DataFrame, cip_soc: pd.DataFrame, occupations: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Return the places somebody can travel to for a program that leads to an occupation.

    Parameters
    ----------
    programs, cip_soc, occupations, providers
        Tables ``Programs``, ``CipSoc``, ``Occupations``, ``Providers``. Wholly online providers
        (``distance_only``) are left out: a distance to them means nothing.

    Returns
    -------
    DataFrame soc, provider_id: each pair once, sorted. What leads to an occupation: :func:`occupation_programs`.
    """
    links = occupation_programs(programs, cip_soc, occupations)[["soc", "provider_id"]].drop_duplicates()
    onsite = providers.loc[~providers["distance_only"], "provider_id"]
    return links.loc[links["provider_id"].isin(onsite)].reset_index(drop=True)
