"""A user's family budgets in the place of the built-in ones.

By county, by area, and in the lines that explain a budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_opportunity.measures.budget import COMPONENTS, FAMILY_TYPES, TAX_PARTS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["area_figures", "county_figures", "explain_own", "own_note"]

_PARTS: Final = (*COMPONENTS, "taxes")
#: Share of residents from which figures count as covering an area entirely.
_ALL: Final = 0.9995


def county_figures(built_in: pd.DataFrame, own: pd.DataFrame, family: str) -> pd.DataFrame:
    """Return county budgets with a user's in the place of the built-in ones, where given.

    Parameters
    ----------
    built_in
        From ``measures.budget.family_budget`` (index county_fips).
    own
        Schema ``user_data.budgets.OwnBudgets``.
    family
        Code of the family type.

    Returns
    -------
    DataFrame like `built_in` with the column own: name of the import, '' where the built-in budget is used.
    Components a user does not give are NaN there; fica, federal_income_tax, credits and state_tax are (taxes
    holds them together).
    """
    out = built_in.assign(own="")
    mine = own.loc[own["family"] == family].set_index("county_fips")
    mine = mine.loc[mine.index.isin(out.index)]
    if mine.empty:
        return out
    rows = mine.index
    out.loc[rows, list(_PARTS)] = mine[list(_PARTS)]
    out.loc[rows, "need"] = mine[list(COMPONENTS)].sum(axis=1, min_count=len(COMPONENTS))
    out.loc[rows, list(TAX_PARTS)] = np.nan
    out.loc[rows, "total"] = mine["total"]
    out.loc[rows, "per_earner"] = mine["total"] / FAMILY_TYPES[family].earners
    out.loc[rows, ["imputed", "missing"]] = ""
    out.loc[rows, "own"] = mine["own"]
    return out


def area_figures(
    area: pd.DataFrame, county: pd.DataFrame, population: pd.Series, area_code: pd.Series
) -> pd.DataFrame:
    """Return area budgets (``measures.budget.area_budget``) with own, own_share and known components only.

    own names the imports behind an area's budget ('' none), own_share is the share of its residents they
    cover. A component that some county of the area lacks is NaN for the area, since a mean over the others
    would not add up to the total.
    """
    people = population.reindex(county.index)
    frame = county.assign(
        people=people, area_code=area_code.reindex(county.index), mine=people.where(county["own"] != "", 0.0)
    )
    by = frame.groupby("area_code")
    out = area.assign(
        own=by["own"].agg(lambda s: ", ".join(sorted(set(s) - {""}))).reindex(area.index).fillna(""),
        own_share=(by["mine"].sum() / by["people"].sum()).reindex(area.index).fillna(0.0),
    )
    parts = [*_PARTS, "need", *TAX_PARTS]
    counted = frame.loc[frame["total"].notna() & (frame["people"] > 0)]
    lacking = (
        counted[parts]
        .isna()
        .groupby(counted["area_code"])
        .any()
        .reindex(out.index)
        .fillna(False)
        .astype(bool)
    )
    out[parts] = out[parts].mask(lacking & (out["own"] != "").to_numpy()[:, None])
    return out


def own_note(note: NDArray[np.object_], area: pd.DataFrame) -> NDArray[np.object_]:
    """Return notes on thresholds that rest on a user's figures (`area` from :func:`area_figures`)."""
    texts = [
        f"{n}"
        if not own
        else f"brought by the user ({own})"
        + ("" if share > _ALL else f" for {share:.0%} of residents, else {n}")
        for n, own, share in zip(note, area["own"], area["own_share"], strict=True)
    ]
    return np.array(texts, dtype=object)


def explain_own(lines: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Return the lines of an area's budget (``budget_lines.explain_budget``), noting a user's figures.

    `area` is one row of :func:`area_figures`.
    """
    if not area["own"]:
        return lines
    note = f"brought by the user ({area['own']})"
    if area["own_share"] > _ALL:
        return lines.assign(
            basis=lines["basis"].mask(lines["annual"].notna(), "brought by the user"), note=note, year=""
        )
    part = f" for counties with {area['own_share']:.0%} of residents; elsewhere: "
    return lines.assign(
        basis=lines["basis"].mask(lines["annual"].notna(), "brought by the user in part"),
        note=note + part + lines["note"],
    )
