"""Wages and projections: OEWS, EP, Projections Central and California EDD into our tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.pipeline.projection_regions import (
    CALIFORNIA,
    EDD_AREAS,
    TEXAS_SOURCES,
    edd_codes,
    regions,
    texas_code,
)
from geo_opportunity.pipeline.step import Step
from geo_opportunity.sources.texas import TEXAS as _TEXAS_NAME
from geo_opportunity.vocabulary import Flag, published_soc

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COLLAPSED_ABOVE",
    "OPENINGS_PLAUSIBLE",
    "PANDEMIC_BASE",
    "STEPS",
    "hourly_wages",
    "implausible_openings",
    "projections",
    "separations",
    "wages",
]

_ALL: Final = "00-0000"
_NATION: Final = "99"
_TEXAS: Final = "48"

#: Raw OEWS column -> column of the wage tables; those with a flag keep it.
_FIGURES: Final = {
    "tot_emp": "employment",
    "emp_prse": "employment_prse",
    "loc_quotient": "location_quotient",
    "a_mean": "mean",
    "mean_prse": "mean_prse",
    "a_pct10": "p10",
    "a_pct25": "p25",
    "a_median": "p50",
    "a_pct75": "p75",
    "a_pct90": "p90",
}
#: Raw hourly column -> column of hourly_wages.
_HOURLY: Final = {"h_pct10": "p10", "h_pct25": "p25", "h_median": "p50", "h_pct75": "p75", "h_pct90": "p90"}
#: Flags of a figure that is not there.
_WITHOUT: Final = (Flag.NOT_RELEASED.value, Flag.NOT_LISTED.value, Flag.UNSTATED.value)
_FLAGGED: Final = ("employment", "mean", "p10", "p25", "p50", "p75", "p90")

#: A 75th percentile that equals the 90th is an artifact when it is more than this many times the median. p75
#: = p90 by itself is common (7,218 cells of May 2025: flat pay scales); beyond twice the median are 107, such
#: as firefighters in Bakersfield with a median of 72,410 and 470,940 at both, which no flat scale explains.
#: The limit is ours.
COLLAPSED_ABOVE: Final = 2.0

#: Territories whose wages are published as a state's and that are one OEWS area each: state FIPS -> area.
_ISLANDS: Final = {"66": "6600001", "78": "7800001"}

#: Published openings of all occupations are taken as they are when they lie within this range of what growth
#: and national separation rates imply. In 2022-32 New York's are 0.10 and Massachusetts' 0.39 of it, every
#: other state's 0.89 to 1.13; in 2020-30 all lie between 0.90 and 1.16. Outside, a state counts something
#: else.
OPENINGS_PLAUSIBLE: Final = (0.7, 1.4)

#: Projections from this base year start in the pandemic's trough: their growth is partly recovery. Never
#: preferred.
PANDEMIC_BASE: Final = 2020

#: Share of the jobs OEWS counts in a state that its projection of an occupation starts from, at least.
LEAST_BASE: Final = 0.05
_PROJECTIONS: Final = (
    "series", "level", "geo_code", "soc", "base", "projected", "growth", "growth_source", "openings",
    "openings_basis", "base_year", "projected_year", "preferred",
)  # fmt: skip
_GROUP: Final = ["series", "geo_code"]


def _need(raw: Mapping[str, pd.DataFrame | None], source: str) -> pd.DataFrame:
    frame = raw[source]
    if frame is None:
        msg = (
            f"source {source!r} is needed to build wages and projections. Fix: put its file below the raw "
            "directory."
        )
        raise JoinError(msg)
    return frame


# -------------------------------------------------------------------------- wages


def wages(raw: pd.DataFrame) -> pd.DataFrame:
    """Return a wage table from a raw OEWS table: detailed occupations, and all occupations where published.

    Annual figures of an hourly-only occupation are "not applicable" (``*`` with HOURLY = TRUE) and become
    HOURLY_ONLY (:func:`hourly_wages` has what is published); p75 and p90 that coincide far above the median
    become COLLAPSED (:data:`COLLAPSED_ABOVE`) and keep their value; every other flag is as the reader gave
    it.
    """
    frame = raw.loc[raw["o_group"].isin(["detailed", "total"])]
    rate = np.select(
        [
            frame["annual"] == "true",
            frame["hourly"] == "true",
            (frame["annual"] == "false") & (frame["hourly"] == "false"),
        ],
        ["annual only", "hourly only", "both"],
        default="unstated",
    )
    out = pd.DataFrame({"area_code": frame["area"], "soc": frame["occ_code"]})
    for source, column in _FIGURES.items():
        out[column] = frame[source]
        if column in _FLAGGED:
            flag = frame[f"{source}_flag"]
            if column != "employment":
                flag = flag.mask((rate == "hourly only") & flag.isin(_WITHOUT), Flag.HOURLY_ONLY.value)
            out[f"{column}_flag"] = flag
    upper = ["p75_flag", "p90_flag"]
    collapsed = (
        (out["p75"] == out["p90"])
        & (out["p75"] > COLLAPSED_ABOVE * out["p50"])
        & (out[upper] == Flag.PUBLISHED.value).all(axis=1)
    )
    out.loc[collapsed, upper] = Flag.COLLAPSED.value
    out["wage_rate"] = rate
    return (
        out.astype({"wage_rate": "str"})
        .sort_values(["area_code", "soc"], kind="stable")
        .reset_index(drop=True)
    )


def hourly_wages(*raw: pd.DataFrame) -> pd.DataFrame:
    """Return the hourly wages of the occupations that BLS publishes by the hour only, from raw OEWS tables.

    Columns of table ``hourly_wages``; US dollars an hour.
    """
    frames = []
    for table in raw:
        mine = table.loc[(table["o_group"] == "detailed") & (table["hourly"] == "true")]
        out = pd.DataFrame({"area_code": mine["area"], "soc": mine["occ_code"]})
        for source, column in _HOURLY.items():
            out[column], out[f"{column}_flag"] = mine[source], mine[f"{source}_flag"]
        frames.append(out)
    every = pd.concat(frames, ignore_index=True)
    return every.sort_values(["area_code", "soc"], kind="stable").reset_index(drop=True)


def _with_nonmetro(areas: pd.DataFrame, nonmetro: pd.DataFrame | None) -> pd.DataFrame:
    """Return flattened area rows with the means of the nonmetropolitan file, and the rows only that file has.

    The official layout holds everything already and is returned unchanged.
    """
    if nonmetro is None or not (areas["annual"] == "unstated").all():
        return areas
    key = ["area", "occ_code"]
    extra = nonmetro.set_index(key)
    here = pd.MultiIndex.from_frame(areas[key])
    mean = pd.Series(extra["a_mean"].reindex(here).to_numpy(), index=areas.index)
    flag = pd.Series(extra["a_mean_flag"].reindex(here).to_numpy(), index=areas.index)
    filled = areas.assign(
        a_mean=areas["a_mean"].where(areas["a_mean"].notna(), mean),
        a_mean_flag=flag.where(flag.notna(), areas["a_mean_flag"]).astype("str"),
    )
    only_there = nonmetro.loc[~pd.MultiIndex.from_frame(nonmetro[key]).isin(here)]
    return pd.concat([filled, only_there], ignore_index=True)


def _with_islands(areas: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return area rows with those of Guam and the Virgin Islands, where only the state file has them."""
    code = states["area"].map(_ISLANDS)
    here = code.notna() & ~code.isin(areas["area"])
    islands = states.loc[here].assign(area=code[here].astype("str"), area_type="6")
    return pd.concat([areas, islands], ignore_index=True)


def _wages(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    areas = _with_nonmetro(_need(raw, "oews_area"), raw["oews_area_nonmetro"])
    states, nation = _need(raw, "oews_state"), _need(raw, "oews_nation")
    areas = _with_islands(areas, states)
    return {
        "area_wages": wages(areas),
        "state_wages": wages(states),
        "nation_wages": wages(nation),
        "hourly_wages": hourly_wages(areas, nation),
    }


# -------------------------------------------------------------------- separations


def separations(raw: pd.DataFrame) -> pd.DataFrame:
    """Return exit and transfer rates (annual fractions of average employment) by line item and in total.

    Source: BLS, Employment Projections, Table 1.10; rates are published to a tenth of a percent.
    """
    frame = raw.loc[(raw["occupation_type"] == "Line item") | (raw["soc"] == _ALL)]
    out = pd.DataFrame(
        {
            "soc": frame["soc"],
            "exit_rate": frame["exit_rate_percent"] / 100,
            "transfer_rate": frame["transfer_rate_percent"] / 100,
        }
    )
    return out.sort_values("soc", kind="stable").reset_index(drop=True)


def _separations(
    raw: Mapping[str, pd.DataFrame | None],
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001
) -> dict[str, pd.DataFrame]:
    return {"separations": separations(_need(raw, "ep_separations"))}


# -------------------------------------------------------------------- projections


def _years(frame: pd.DataFrame) -> pd.Series:
    """Return the period as written in series ids: 2022, 2032 -> '2022_32'."""
    return frame["base_year"].astype(str) + "_" + (frame["projected_year"] % 100).map("{:02d}".format)


def _rows(
    frame: pd.DataFrame, *, prefix: str, level: str, geo: pd.Series, openings: pd.Series, preferred: bool
) -> pd.DataFrame:
    """Return raw projections under the names of the table, before SOC codes are mapped."""
    return pd.DataFrame(
        {
            "series": prefix + _years(frame),
            "level": level,
            "geo_code": geo,
            "soc": frame["soc"],
            "base": frame["base_jobs"],
            "projected": frame["projected_jobs"],
            "printed": frame["change_percent"] / 100,
            "openings": openings,
            "base_year": frame["base_year"],
            "projected_year": frame["projected_year"],
            "preferred": preferred,
        }
    )


def _nation(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.loc[(frame["occupation_type"] == "Line item") | (frame["soc"] == _ALL)]
    geo = pd.Series(_NATION, index=frame.index)
    return _rows(
        frame, prefix="ep_", level="nation", geo=geo, openings=frame["openings_jobs_annual"], preferred=True
    )


def _states(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.loc[frame["state_fips"] != _NATION]
    return _rows(
        frame,
        prefix="pc_",
        level="state",
        geo=frame["state_fips"],
        openings=frame["openings_jobs_annual"],
        preferred=True,
    )


def _edd(frame: pd.DataFrame, codes: Mapping[str, str]) -> pd.DataFrame:
    """Return EDD rows of areas in `codes` (name -> code), openings as annual averages, never negative."""
    frame = frame.loc[frame["area_name"].isin(list(codes)) & frame["soc_level"].isin([1, 4])]
    geo = frame["area_name"].map(codes)
    level = "state" if set(codes.values()) == {CALIFORNIA} else "substate"
    annual = (frame["openings_jobs_total"] / (frame["projected_year"] - frame["base_year"])).clip(lower=0)
    return _rows(
        frame,
        prefix="ca_edd_" if level == "state" else "ca_edd_areas_",
        level=level,
        geo=geo,
        openings=annual,
        preferred=True,
    )


def _texas(raw: Mapping[str, pd.DataFrame | None]) -> list[pd.DataFrame]:
    """Return the rows of Texas and its areas, never preferred: on SOC 2010, to test our method on only."""
    frame, members = (raw[source] for source in TEXAS_SOURCES)
    if frame is None or members is None:
        return []
    homeless = sorted(set(frame["area_name"]) - set(members["area_name"]) - {_TEXAS_NAME})
    if homeless:
        msg = (
            f"the Texas areas {', '.join(homeless[:5])} have no counties. Fix: put both files of one "
            "edition there."
        )
        raise JoinError(msg)
    frame = frame.assign(change_percent=np.nan)
    state = frame["area_name"] == _TEXAS_NAME
    geo = frame["area_name"].map(texas_code)
    none = pd.Series(np.nan, index=frame.index)
    local = frame.loc[~state]
    return [
        _rows(
            frame.loc[state],
            prefix="tx_twc_",
            level="state",
            geo=pd.Series(_TEXAS, index=frame.index[state]),
            openings=none[state],
            preferred=False,
        ),
        _rows(
            local,
            prefix="tx_twc_areas_",
            level="substate",
            geo=geo[~state],
            openings=none[~state],
            preferred=False,
        ),
    ]


def _on_published_codes(rows: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return rows on the codes OEWS publishes: children are summed, unless the parent itself is given.

    A sum with an unknown part is unknown, and has no printed percent; a child alone keeps its own.
    """
    code = published_soc(rows["soc"], groups)
    child = code != rows["soc"]
    rows = rows.assign(soc=code)
    key = ["series", "level", "geo_code", "soc", "base_year", "projected_year", "preferred"]
    given = pd.MultiIndex.from_frame(rows.loc[~child, key])
    spare = child & pd.MultiIndex.from_frame(rows[key]).isin(given)
    children = rows.loc[child & ~spare]
    if children.empty:
        return rows.loc[~child]
    figures = ["base", "projected", "openings"]
    grouped = children.groupby(key, sort=True)[figures]
    whole = grouped.count().eq(grouped.size(), axis=0)
    alone = children.groupby(key, sort=True)["printed"].first().where(grouped.size() == 1)
    summed = grouped.sum().where(whole).assign(printed=alone).reset_index()
    return pd.concat([rows.loc[~child], summed], ignore_index=True)


def _expected_openings(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.Series:
    """Return openings a year from growth and national separation rates, never below none.

    growth / years + (exit rate + transfer rate) x average employment: the occupational separations method
    (BLS Handbook of Methods, Employment Projections), with the nation's rates.
    """
    rate = rates.set_index("soc")[["exit_rate", "transfer_rate"]].sum(axis=1, skipna=False)
    years = rows["projected_year"] - rows["base_year"]
    openings = (rows["projected"] - rows["base"]) / years + rows["soc"].map(rate) * (
        rows["base"] + rows["projected"]
    ) / 2
    return openings.clip(lower=0)


def implausible_openings(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Return, per series and geography, published openings of all occupations against the expected ones.

    Parameters
    ----------
    rows
        Projections with columns series, geo_code, soc, base, projected, openings, base_year, projected_year.
    rates
        Table ``separations``.

    Returns
    -------
    pandas.DataFrame
        series, geo_code, published (openings / base), ratio (published / expected), implausible (outside
        :data:`OPENINGS_PLAUSIBLE`). Geographies without a row of all occupations are not judged.
    """
    whole = rows.loc[(rows["soc"] == _ALL) & rows["openings"].notna() & (rows["base"] > 0)]
    ratio = whole["openings"] / _expected_openings(whole, rates)
    low, high = OPENINGS_PLAUSIBLE
    return (
        whole[_GROUP]
        .assign(
            published=whole["openings"] / whole["base"],
            ratio=ratio,
            implausible=(ratio < low) | (ratio > high),
        )
        .reset_index(drop=True)
    )


def _finished(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Return rows with growth, implausible openings rebuilt, and each state's preferred series marked.

    Growth is the percent the publisher prints: levels are rounded to 10 or 100 jobs, which turns the nation's
    -5.0 percent for wood patternmakers into -20. It is computed from levels only where codes were summed or
    no percent is published. From a base of zero there is no growth, though Projections Central prints 0.0.
    """
    judged = implausible_openings(rows, rates)
    rebuilt = pd.MultiIndex.from_frame(rows[_GROUP]).isin(
        pd.MultiIndex.from_frame(judged.loc[judged["implausible"], _GROUP])
    )
    expected = _expected_openings(rows, rates)
    openings = rows["openings"].where(~rebuilt, expected)
    basis = np.select([openings.isna(), rebuilt], ["none", "rebuilt"], default="published")
    newest = rows.groupby(["level", "geo_code"])["base_year"].transform("max")
    fit = (rows["base_year"] == newest) & (rows["base_year"] != PANDEMIC_BASE)
    levels = rows["projected"] / rows["base"].where(rows["base"] > 0) - 1
    printed = rows["printed"].where((rows["base"] > 0) | rows["base"].isna())
    growth = printed.fillna(levels)
    source = np.select([printed.notna(), growth.notna()], ["printed", "computed from levels"], default="none")
    return rows.assign(
        growth=growth,
        growth_source=pd.Series(source, index=rows.index, dtype="str"),
        openings=openings,
        openings_basis=pd.Series(basis, index=rows.index, dtype="str"),
        preferred=rows["preferred"] & fit,
    )


def _of_other_jobs(rows: pd.DataFrame, wages: pd.DataFrame) -> pd.Series:
    """Return whether a state's row starts from less than :data:`LEAST_BASE` of the jobs OEWS counts there.

    Such a row is of a remnant, not of the occupation: Ohio's 310 software developers, where OEWS counts
    44,790, or Idaho's 20, the others being on the codes of SOC 2010.
    """
    jobs = wages.set_index(["area_code", "soc"])["employment"].astype(float)
    counted = jobs.reindex(pd.MultiIndex.from_frame(rows[["geo_code", "soc"]])).to_numpy(float)
    return (rows["level"] == "state") & (rows["base"] < LEAST_BASE * counted)


def projections(
    raw: Mapping[str, pd.DataFrame | None], rates: pd.DataFrame, wages: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Make table ``projections`` from its raw sources (ids as in :mod:`geo_opportunity.sources.projections`).

    Series are named after publisher and period: ep_2024_34 (nation), pc_2022_32, pc_2020_30 (states),
    ca_edd_2023_33 (California), ca_edd_areas_2020_30, ca_edd_areas_2023_33 (its regions), tx_twc_2018_28,
    tx_twc_areas_2018_28 (Texas and its workforce areas, on SOC 2010). The newest series of a geography is
    preferred, unless its base year is :data:`PANDEMIC_BASE`; a state's row is not that is of other jobs than
    OEWS counts (:data:`LEAST_BASE`). `rates` is table ``separations``, `wages` ``state_wages`` (None: not
    compared).
    """
    groups = _need(raw, "soc_groups")
    parts = [_nation(_need(raw, "ep_occupations")), _states(_need(raw, "projections_central"))]
    if (prior := raw["projections_central_2020"]) is not None:
        parts.append(_states(prior))
    if (state := raw["ca_edd_state"]) is not None:
        parts.append(_edd(state, {"California": CALIFORNIA}))
    codes = edd_codes(raw)
    parts.extend(_edd(areas, codes) for source in EDD_AREAS if (areas := raw[source]) is not None)
    rows = _on_published_codes(pd.concat(parts, ignore_index=True), groups)
    rows = pd.concat([rows, *_texas(raw)], ignore_index=True)
    rows = _finished(rows.reset_index(drop=True), rates)
    if wages is not None:
        rows["preferred"] &= ~_of_other_jobs(rows, wages)
    rows = rows.sort_values(["series", "geo_code", "soc"], kind="stable").reset_index(drop=True)
    return rows[list(_PROJECTIONS)].astype(dict.fromkeys(("series", "level", "geo_code", "soc"), "str"))


def _projections(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    return {
        "projections": projections(raw, tables["separations"], tables["state_wages"]),
        "projection_regions": regions(raw, tables["counties"]),
    }


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "wages",
        ("area_wages", "state_wages", "nation_wages", "hourly_wages"),
        ("oews_area", "oews_area_nonmetro", "oews_state", "oews_nation"),
        (),
        _wages,
        stand_ins={"oews_area": ("oews_area_nonmetro",)},
    ),
    Step("separations", ("separations",), ("ep_separations",), (), _separations),
    Step(
        "projections",
        ("projections", "projection_regions"),
        (
            "ep_occupations",
            "projections_central",
            "projections_central_2020",
            "ca_edd_state",
            *EDD_AREAS,
            *TEXAS_SOURCES,
            "soc_groups",
        ),
        ("counties", "separations", "state_wages"),
        _projections,
    ),
)
