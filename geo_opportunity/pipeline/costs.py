"""What a family pays and how great the need is.

Tables county_costs, county_need, food_plan, poverty_guidelines and state_taxes.

Every figure is published for its county, or says in its ``*_basis`` column how it was had. Nothing missing
becomes zero. Counties are those of 2022: Connecticut's nine planning regions, Alaska with 02063 and 02066.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import BuildError, JoinError
from geo_opportunity.measures import prices
from geo_opportunity.pipeline.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FMR_REVISIONS",
    "MERGED_COUNTIES",
    "RENAMED_COUNTIES",
    "SPLIT_COUNTIES",
    "STATE_MEDIAN_MIN_SHARE",
    "STEPS",
    "childcare_price",
    "county_costs",
    "county_need",
    "county_rents",
    "in_may_2025_dollars",
    "old_county_weights",
    "price_parities",
    "unmatched_codes",
]

# ---------------------------------------------------------------------- constants

#: HUD revised the FY2026 rents of nine counties after the first FY26_FMRs.xlsx (0 to 4 bedrooms, USD a
#: month). https://www.huduser.gov/portal/datasets/fmr.html
FMR_REVISIONS: Final[dict[str, tuple[int, int, int, int, int]]] = {
    "06037": (2079, 2328, 2903, 3681, 4098),  # Los Angeles, CA
    "06055": (2286, 2526, 3315, 4222, 4942),  # Napa, CA
    "06079": (1842, 2036, 2671, 3584, 4105),  # San Luis Obispo, CA
    "37021": (1436, 1674, 1835, 2231, 3078),  # Buncombe, NC
    "37089": (1436, 1674, 1835, 2231, 3078),  # Henderson, NC
    "37115": (1436, 1674, 1835, 2231, 3078),  # Madison, NC
    "37175": (1032, 1039, 1363, 1634, 2048),  # Transylvania, NC
    "41003": (1350, 1451, 1824, 2537, 2862),  # Benton, OR
    "41043": (1194, 1396, 1695, 2294, 2662),  # Linn, OR
}

#: Counties that only changed their code (Census, substantial changes to counties): old -> new.
RENAMED_COUNTIES: Final[dict[str, str]] = {
    "02270": "02158",  # Wade Hampton -> Kusilvak, AK, 2015
    "46113": "46102",  # Shannon -> Oglala Lakota, SD, 2015
}
#: Counties that became part of another one: old -> the whole it is in now.
MERGED_COUNTIES: Final[dict[str, str]] = {"51515": "51019"}  # Bedford city -> Bedford County, VA, 2013
#: Counties that were divided: old -> parts. Connecticut's eight are divided by tract, not here.
SPLIT_COUNTIES: Final[dict[str, tuple[str, ...]]] = {"02261": ("02063", "02066")}  # Valdez-Cordova, AK, 2019

#: A state's median stands in for its other counties only where at least this share of its counties publishes
#: a price. Our rule: Missouri publishes preschool prices of 4 metropolitan counties in 115 (a median of $200
#: a week, against a national $144-$155 for rural counties), Hawaii of Honolulu alone (1 in 5), Alaska of 10
#: in 30.
STATE_MEDIAN_MIN_SHARE: Final = 0.10

_CONNECTICUT: Final = "09"
_PUERTO_RICO: Final = "72"
_RENTS: Final = tuple(f"rent_{n}" for n in range(5))

# ------------------------------------------------------------------ price parities


def price_parities(counties: pd.DataFrame, metro: pd.DataFrame, portion: pd.DataFrame) -> pd.DataFrame:
    """Return the price parities of each county in the latest year both files hold.

    A county of a metropolitan area takes its area's parity; any other takes its state's nonmetropolitan
    portion. Where a state has no such portion (Sussex County, DE: BEA counts it as metropolitan, the
    2023 delineation does not) the state's metropolitan portion stands in, with basis ``metro``.
    BEA publishes none for Puerto Rico.

    Parameters
    ----------
    counties : DataFrame
        Columns county_fips, state_fips, cbsa_code (any core based area, or null).
    metro, portion : DataFrame
        Raw schema of sources ``rpp_metro`` and ``rpp_portion``.

    Returns
    -------
    DataFrame
        Index of `counties`; rpp_all, rpp_goods (US = 100), rpp_basis.
    """
    year = min(int(metro["year"].max()), int(portion["year"].max()))
    by_metro, by_portion = (
        {line: _parity(frame, year, line) for line in (1, 2)} for frame in (metro, portion)
    )
    cbsa, nonmetro, stand_in = (
        counties["cbsa_code"],
        counties["state_fips"] + "999",
        counties["state_fips"] + "998",
    )
    in_metro = cbsa.map(by_metro[1]).notna().to_numpy(bool)
    in_portion = ~in_metro & nonmetro.map(by_portion[1]).notna().to_numpy(bool)
    in_stand_in = ~in_metro & ~in_portion & stand_in.map(by_portion[1]).notna().to_numpy(bool)
    out = pd.DataFrame(index=counties.index)
    for line, name in ((1, "rpp_all"), (2, "rpp_goods")):
        values = [cbsa.map(by_metro[line]), nonmetro.map(by_portion[line]), stand_in.map(by_portion[line])]
        out[name] = np.select(
            [in_metro, in_portion, in_stand_in], [v.to_numpy("float64") for v in values], np.nan
        )
    out["rpp_basis"] = np.select(
        [in_metro | in_stand_in, in_portion], ["metro", "state nonmetro portion"], "none"
    )
    return out


def _parity(frame: pd.DataFrame, year: int, line: int) -> pd.Series:
    """Return the parities of one year and line, by geography."""
    held = frame[(frame["year"] == year) & (frame["line_code"] == line)]
    parity: pd.Series = held.set_index("geo_fips")["value"]
    return parity


# --------------------------------------------------------------------------- rents


def county_rents(
    counties: pd.DataFrame, fmr: pd.DataFrame, *, revisions: Mapping[str, tuple[int, ...]] | None = None
) -> pd.DataFrame:
    """Return the fair market rents of each county, USD a month.

    HUD publishes New England by town: those are averaged with the towns' population as weights (to the
    cent). HUD's Connecticut codes of FY2026 are the planning regions already. `revisions` (county -> five
    rents; default FMR_REVISIONS) replace what was first published. Codes of no county (the Sullivan city
    part 29056, island areas) are left out: :func:`unmatched_codes` lists them.

    Returns
    -------
    DataFrame
        Index of `counties`; rent_0_monthly ... rent_4_monthly, rent_basis.

    Raises
    ------
    JoinError
        A county is published both whole and by town, or a revision names no county.
    """
    revisions = FMR_REVISIONS if revisions is None else revisions
    held = fmr[fmr["county_fips"].isin(counties["county_fips"])]
    whole = held["fips"].str.endswith("99999")
    both = set(held.loc[whole, "county_fips"]) & set(held.loc[~whole, "county_fips"])
    if both:
        msg = (
            f"fair market rents: {', '.join(sorted(both))} are given both by county and by town. Fix: "
            "keep one form in the file."
        )
        raise JoinError(msg)
    published = held[whole].set_index("county_fips")[list(_RENTS)]
    town = held[~whole]
    weight = town["population"].where(town["population"] > 0)
    sums = town[list(_RENTS)].mul(weight, axis=0).groupby(town["county_fips"]).sum(min_count=1)
    averaged = sums.div(weight.groupby(town["county_fips"]).sum(min_count=1), axis=0).round(2).dropna()
    rents = pd.concat([published, averaged])
    basis = pd.Series("published", index=published.index)
    basis = pd.concat([basis, pd.Series("towns, population-weighted", index=averaged.index)])
    if revisions:
        revised = pd.DataFrame.from_dict(dict(revisions), orient="index", columns=list(_RENTS)).astype(
            "float64"
        )
        revised = revised[revised.index.isin(counties["county_fips"])]
        unknown = sorted(set(revised.index) - set(rents.index))
        if unknown:
            msg = (
                f"fair market rents: revised counties {', '.join(unknown)} are not in the file. Fix: "
                "check its edition and FMR_REVISIONS."
            )
            raise JoinError(msg)
        rents.loc[revised.index] = revised
        basis.loc[revised.index] = "revised"
    fips = counties["county_fips"]
    out = pd.DataFrame({f"{c}_monthly": fips.map(rents[c]) for c in _RENTS}, index=counties.index)
    out["rent_basis"] = fips.map(basis).fillna("none")
    return out


# ---------------------------------------------------------------------- child care


def in_may_2025_dollars(price: pd.Series, year: pd.Series) -> pd.Series:
    """Return calendar-year prices in May 2025 dollars (all-items CPI-U; 2018: x 321.465 / 251.107 = 1.2802).

    Child care prices rose faster than all items over these years; the all-items index keeps real prices as
    they were, no more.

    Raises
    ------
    BuildError
        A year without a value in ``measures.prices.CPI_U``.
    """
    try:
        factor = {y: prices.in_prices_of(1.0, str(int(y))) for y in year.dropna().unique()}
    except ValueError as error:
        raise BuildError(str(error)) from error
    return price * year.map(factor)


def old_county_weights(ct_tracts: pd.DataFrame | None, tracts: pd.DataFrame | None) -> pd.DataFrame:
    """Return of which old counties each changed county is made: county_fips, old_fips, population.

    Connecticut: 2020 population of the tracts that lie in both. Divided counties (SPLIT_COUNTIES): each part
    is made of the one old county.

    Parameters
    ----------
    ct_tracts : DataFrame or None
        Connecticut's tract crosswalk: a 2020 and a 2022 tract code (columns named like the published
        tract_fips_2020 and Tract_fips_2022, case ignored).
    tracts : DataFrame or None
        Our table of tracts: tract (on 2022 counties), population.
    """
    split = pd.DataFrame(
        [(new, old, 1.0) for old, parts in SPLIT_COUNTIES.items() for new in parts],
        columns=["county_fips", "old_fips", "population"],
    )
    if ct_tracts is None or tracts is None:
        return split
    names = {str(c).lower(): c for c in ct_tracts.columns}
    missing = [c for c in ("tract_fips_2020", "tract_fips_2022") if c not in names]
    if missing:
        msg = (
            f"source 'ct_tracts' lacks {', '.join(missing)}; it has "
            f"{', '.join(map(str, ct_tracts.columns))}. Fix: keep the published column names."
        )
        raise BuildError(msg)
    old, new = (
        ct_tracts[names[c]].astype("str").str.zfill(11) for c in ("tract_fips_2020", "tract_fips_2022")
    )
    people = new.map(tracts.set_index("tract")["population"]).astype("float64")
    joined = pd.DataFrame({"county_fips": new.str[:5], "old_fips": old.str[:5], "population": people})
    weights = joined.groupby(["county_fips", "old_fips"], as_index=False)["population"].sum(min_count=1)
    both: pd.DataFrame = pd.concat([split, weights[weights["population"] > 0]], ignore_index=True)
    return both


def childcare_price(
    counties: pd.DataFrame,
    care: pd.DataFrame,
    column: str,
    *,
    weights: pd.DataFrame,
    rucc: pd.DataFrame | None,
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return one kind of care's weekly price in each county, May 2025 dollars, how it was had, and its year.

    The county's own latest published price; else its old counties', population-weighted (Connecticut,
    Valdez-Cordova); else the median over its state's counties, where at least STATE_MEDIAN_MIN_SHARE of them
    publish; else the national median over counties of the same rural-urban code (Indiana and New Mexico
    publish none). Puerto Rico is outside the database and gets no mainland price: ``none``.

    Parameters
    ----------
    counties : DataFrame
        Columns county_fips, state_fips.
    care : DataFrame
        Raw schema of ``childcare`` or ``childcare_infant``.
    column : str
        Its price column.
    weights : DataFrame
        From :func:`old_county_weights`.
    rucc : DataFrame or None
        Raw schema of ``rucc``; without it the last step is left out.

    Returns
    -------
    (Series, Series, Series)
        Price in USD a week, to the cent, basis, and study year (the latest, where several prices are behind
        it; NaN without a price); index of `counties`.
    """
    held = care.loc[care[column].notna(), ["county_fips", "study_year", column]].copy()
    held["county_fips"] = held["county_fips"].replace(RENAMED_COUNTIES)
    held = held.sort_values(["county_fips", "study_year"], kind="stable").drop_duplicates(
        "county_fips", keep="last"
    )
    held = held[
        held["county_fips"].isin(counties["county_fips"]) | held["county_fips"].isin(weights["old_fips"])
    ]
    published = pd.DataFrame(
        {
            "price": in_may_2025_dollars(held[column], held["study_year"]).to_numpy(),
            "year": held["study_year"].to_numpy(float),
        },
        index=held["county_fips"],
    )
    fips, state = counties["county_fips"], counties["state_fips"]
    own = published.reindex(fips).set_axis(counties.index)
    of_state = published.groupby(published.index.str[:2]).agg({"price": "median", "year": "max"})
    counted = published.index.str[:2].value_counts().reindex(of_state.index)
    enough = counted >= STATE_MEDIAN_MIN_SHARE * state.value_counts().reindex(of_state.index)
    by_state = of_state.where(enough).reindex(state).set_axis(counties.index)
    if rucc is None:
        by_group = pd.DataFrame(np.nan, index=counties.index, columns=["price", "year"])
    else:
        group = fips.map(rucc.set_index("county_fips")["rural_urban_code"])
        of_group = own.groupby(group).agg({"price": "median", "year": "max"})
        by_group = of_group.reindex(group).set_axis(counties.index)
        by_group = by_group.where(state != _PUERTO_RICO)
    steps = {
        "county": own,
        "old counties, population-weighted": _old_counties(published, weights, fips),
        "state median": by_state,
        "rural-urban group median": by_group,
    }
    found = [step["price"].notna().to_numpy() for step in steps.values()]
    price, year = (
        np.select(found, [step[c].to_numpy("float64") for step in steps.values()], np.nan)
        for c in ("price", "year")
    )
    basis = pd.Series(np.select(found, list(steps), "none"), index=counties.index, dtype="str")
    return pd.Series(np.round(price, 2), index=counties.index), basis, pd.Series(year, index=counties.index)


def _old_counties(published: pd.DataFrame, weights: pd.DataFrame, fips: pd.Series) -> pd.DataFrame:
    """Return price and year of each county from those of its old counties, weighted by population."""
    parts = weights.merge(published, left_on="old_fips", right_index=True, validate="many_to_one")
    of_parts = parts.groupby("county_fips")
    total = (parts["price"] * parts["population"]).groupby(parts["county_fips"]).sum()
    out = pd.DataFrame({"price": total / of_parts["population"].sum(), "year": of_parts["year"].max()})
    return out.reindex(fips).set_axis(fips.index)


# --------------------------------------------------------------------- the tables

_CARE: Final[dict[str, tuple[str, str]]] = {
    "preschool": ("childcare", "center_preschool"),
    "school_age": ("childcare", "center_school_age"),
    "infant": ("childcare_infant", "center_infant"),
}


def _need_raw(raw: Mapping[str, pd.DataFrame | None], source: str) -> pd.DataFrame:
    frame = raw.get(source)
    if frame is None:
        msg = f"source {source!r} is needed and absent. Fix: put its file below the raw directory."
        raise BuildError(msg)
    return frame


def county_costs(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table county_costs.

    The poverty guideline of the 48 states is named for Puerto Rico too (HHS issues none for it).
    """
    counties = tables["counties"].sort_values("county_fips", kind="stable").reset_index(drop=True)
    out = counties[["county_fips"]].copy()
    parities = price_parities(counties, _need_raw(raw, "rpp_metro"), _need_raw(raw, "rpp_portion"))
    rents = county_rents(counties, _need_raw(raw, "fmr"))
    out = pd.concat([out, parities, rents], axis=1)
    weights = old_county_weights(raw.get("ct_tracts"), tables.get("tracts"))
    for child, (source, column) in _CARE.items():
        price, basis, year = childcare_price(
            counties, _need_raw(raw, source), column, weights=weights, rucc=raw.get("rucc")
        )
        out[f"childcare_{child}_weekly"], out[f"childcare_{child}_basis"] = price, basis
        out[f"childcare_{child}_year"] = year
    state = counties["state_fips"]
    out["poverty_guideline_area"] = np.select(
        [state == "02", state == "15"], ["alaska", "hawaii"], "48_states_and_dc"
    )
    return {"county_costs": out}


def _column(raw: Mapping[str, pd.DataFrame | None], source: str, column: str, fips: pd.Series) -> pd.Series:
    """Return a column of a county source, by county; all null where the source is absent."""
    frame = raw.get(source)
    if frame is None:
        return pd.Series(np.nan, index=fips.index)
    return fips.map(frame.set_index("county_fips")[column]).astype("float64")


def _persistent_poverty(typology: pd.DataFrame | None, fips: pd.Series) -> pd.Series:
    """Return yes, no or unknown. A part of a divided county is unknown: the status was the whole's."""
    if typology is None:
        return pd.Series("unknown", index=fips.index)
    status = typology["persistent_poverty"].map({1: "yes", 0: "no"})
    status.index = typology["county_fips"].replace(RENAMED_COUNTIES)
    return fips.map(status).fillna("unknown").astype("str")


def _zone_counts(zones: pd.DataFrame | None, fips: pd.Series) -> pd.Series:
    """Count designated tracts by county; null where 2010 tracts cannot be placed in today's counties."""
    if zones is None:
        return pd.Series(np.nan, index=fips.index)
    county = zones["tract"].str[:5].replace(RENAMED_COUNTIES | MERGED_COUNTIES)
    counts = county.value_counts()
    out = fips.map(counts).fillna(0.0).astype("float64")  # the list is complete: absent means none designated
    unplaced = fips.str.startswith(_CONNECTICUT) & ~fips.isin(counts.index)
    for old, parts in SPLIT_COUNTIES.items():
        if old in counts.index:
            unplaced |= fips.isin(parts)
    return out.mask(unplaced)


def county_need(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table county_need; an absent source leaves its columns null (persistent poverty: unknown)."""
    fips = tables["counties"]["county_fips"].sort_values(kind="stable").reset_index(drop=True)
    out = pd.DataFrame(
        {
            "county_fips": fips,
            "poverty_rate": _column(raw, "saipe", "poverty_rate", fips),
            "median_household_income": _column(raw, "saipe", "median_household_income", fips),
            "unemployment_rate": _column(raw, "laus", "unemployment_rate", fips),
            "labor_force": _column(raw, "laus", "labor_force", fips),
            "no_vehicle_share": _column(raw, "svi", "no_vehicle_share", fips),
            "no_internet_share": _column(raw, "svi", "no_internet_share", fips),
            "social_vulnerability": _column(raw, "svi", "svi_overall", fips),
            "rural_urban_code": _column(raw, "rucc", "rural_urban_code", fips),
            "persistent_poverty": _persistent_poverty(raw.get("county_typology"), fips),
            "opportunity_zone_tracts": _zone_counts(raw.get("opportunity_zones"), fips),
            "mobile_5g_share": _column(raw, "mobile_coverage", "mobile_5g_share", fips),
        }
    )
    return {"county_need": out}


def _food_plan(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    """Make table food_plan: prices as published, in the month they are of."""
    frame = _need_raw(raw, "food_plan")[["person", "low_cost_monthly", "month"]]
    return {"food_plan": frame.sort_values("person", kind="stable").reset_index(drop=True)}


def _poverty_guidelines(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    """Make table poverty_guidelines."""
    frame = _need_raw(raw, "poverty_guidelines")[["year", "area", "one_person", "additional_person"]]
    return {"poverty_guidelines": frame.sort_values(["year", "area"], kind="stable").reset_index(drop=True)}


def _state_taxes(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Make table state_taxes: the file's figures, by state FIPS.

    Raises
    ------
    JoinError
        The file has a state that no county of ours is in.
    """
    frame = _need_raw(raw, "state_income_tax")
    fips = tables["counties"].drop_duplicates("state").set_index("state")["state_fips"]
    strange = sorted(set(frame["state"]) - set(fips.index))
    if strange:
        msg = f"source 'state_income_tax' has states without a county of ours: {', '.join(strange)}"
        raise JoinError(msg, fix="check its column state, and the list of counties")
    out = frame.assign(state_fips=frame["state"].map(fips))
    out = out[["family", "state_fips", "wages", "state_income_tax", "year"]]
    return {
        "state_taxes": out.sort_values(["family", "state_fips", "wages"], kind="stable").reset_index(
            drop=True
        )
    }


# ----------------------------------------------------------------- unmatched codes


def unmatched_codes(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return county codes of price and need sources that are not in our table, and counties they lack.

    Returns
    -------
    DataFrame
        Columns source, code, side ('not a county of ours' or 'county not in the source'), handling.
        State and national rows (ending in 000) are not counties and are not listed.
    """
    known = set(counties["county_fips"])
    handling = (
        dict.fromkeys(RENAMED_COUNTIES, "recoded")
        | dict.fromkeys(
            MERGED_COUNTIES, "counted with the county it is part of, or left out where that has its own"
        )
        | dict.fromkeys(SPLIT_COUNTIES, "taken for its parts where a price is wanted")
    )
    rows: list[tuple[str, str, str, str]] = []
    for source in (
        "fmr",
        "childcare",
        "childcare_infant",
        "svi",
        "laus",
        "saipe",
        "rucc",
        "county_typology",
        "opportunity_zones",
        "mobile_coverage",
    ):
        frame = raw.get(source)
        if frame is None:
            continue
        codes = set(frame["tract"].str[:5] if source == "opportunity_zones" else frame["county_fips"])
        strange = sorted(c for c in codes - known if not c.endswith("000"))
        for code in strange:
            outcome = (
                "old Connecticut county" if code.startswith(_CONNECTICUT) else handling.get(code, "left out")
            )
            rows.append((source, code, "not a county of ours", outcome))
        if source != "opportunity_zones":
            rows += [
                (source, code, "county not in the source", "null, or the next basis")
                for code in sorted(known - codes)
            ]
    return pd.DataFrame(rows, columns=["source", "code", "side", "handling"])


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="county costs",
        makes=("county_costs",),
        sources=("rpp_metro", "rpp_portion", "fmr", "childcare", "childcare_infant", "ct_tracts", "rucc"),
        needs=("counties", "tracts"),
        run=county_costs,
    ),
    Step(
        name="county need",
        makes=("county_need",),
        sources=("svi", "laus", "saipe", "rucc", "county_typology", "opportunity_zones", "mobile_coverage"),
        needs=("counties",),
        run=county_need,
    ),
    Step(name="food plan", makes=("food_plan",), sources=("food_plan",), needs=(), run=_food_plan),
    Step(
        name="poverty guidelines",
        makes=("poverty_guidelines",),
        sources=("poverty_guidelines",),
        needs=(),
        run=_poverty_guidelines,
    ),
    Step(
        name="state taxes",
        makes=("state_taxes",),
        sources=("state_income_tax",),
        needs=("counties",),
        run=_state_taxes,
    ),
)
