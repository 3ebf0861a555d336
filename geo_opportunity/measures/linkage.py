"""Which programs lead to which occupation: crosswalk, fitting award levels, active programs."""

from __future__ import annotations

import pandas as pd

from geo_opportunity.measures.alignment import fitting_awards

__all__ = ["occupation_programs", "occupation_providers"]


def occupation_programs(
    programs: pd.DataFrame,
    cip_soc: pd.DataFrame,
    occupations: pd.DataFrame,
    named: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every active program with every occupation it leads to.

    A program leads to an occupation when the CIP-SOC crosswalk links its CIP to it (or its list names it),
    its award level fits the occupation's typical entry education or lies one level above it
    (``FITTING_AWARDS``, ``EXTRA_AWARDS``, ``HIGHER_AWARDS``), and it is active: somebody completed it in the
    latest year (``completions`` > 0), or a list a user brought has it without saying how many did (null;
    IPEDS gives every program a number).

    Parameters
    ----------
    programs, cip_soc, occupations
        Tables ``Programs``, ``CipSoc``, ``Occupations``.
    named
        provider_id, cip, award_level, soc: occupations a list names for its programs, besides the
        crosswalk's.

    Returns
    -------
    DataFrame soc, provider_id, cip, award_level, completions, sorted by all but the last.
    """
    offered = programs["completions"].isna() | (programs["completions"] > 0)
    active = programs.loc[offered, ["provider_id", "cip", "award_level", "completions"]]
    fits = fitting_awards(occupations, higher=True)
    levels = cip_soc.merge(fits, on="soc", how="inner", validate="many_to_many")
    linked = active.merge(levels, on=["cip", "award_level"], how="inner", validate="many_to_many")
    if named is not None:
        more = active.merge(
            named, on=["provider_id", "cip", "award_level"], how="inner", validate="one_to_many"
        )
        more = more.merge(fits, on=["soc", "award_level"], how="inner", validate="many_to_one")
        linked = pd.concat([linked, more], ignore_index=True).drop_duplicates(
            ["soc", "provider_id", "cip", "award_level"]
        )
    columns = ["soc", "provider_id", "cip", "award_level", "completions"]
    return linked[columns].sort_values(columns[:-1], kind="stable").reset_index(drop=True)


def occupation_providers(
    programs: pd.DataFrame,
    cip_soc: pd.DataFrame,
    occupations: pd.DataFrame,
    providers: pd.DataFrame,
    named: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the places somebody can travel to for a program that leads to an occupation.

    Parameters
    ----------
    programs, cip_soc, occupations, providers
        Tables ``Programs``, ``CipSoc``, ``Occupations``, ``Providers``. Wholly online providers
        (``distance_only``) are left out: a distance to them means nothing.
    named
        As in :func:`occupation_programs`.

    Returns
    -------
    DataFrame soc, provider_id: each pair once, sorted. What leads to an occupation:
    :func:`occupation_programs`.
    """
    links = occupation_programs(programs, cip_soc, occupations, named)[
        ["soc", "provider_id"]
    ].drop_duplicates()
    onsite = providers.loc[~providers["distance_only"], "provider_id"]
    return links.loc[links["provider_id"].isin(onsite)].reset_index(drop=True)
