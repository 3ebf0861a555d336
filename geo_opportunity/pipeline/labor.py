"""Wages and projections: OEWS, EP, Projections Central and California EDD into our tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.errors import JoinError
from geo_opportunity.pipeline.step import Step
from geo_opportunity.vocabulary import Flag, published_soc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "COLLAPSED_ABOVE",
    "OPENINGS_PLAUSIBLE",
    "PANDEMIC_BASE",
    "STEPS",
    "counties_named",
    "implausible_openings",
    "projections",
    "region_codes",
    "regions",
    "separations",
    "wages",
]

_ALL: Final = "00-0000"
_NATION: Final = "99"
_CALIFORNIA: Final = "06"
_EDD_AREAS: Final = ("ca_edd_areas_2020", "ca_edd_areas_2023_sample")
#: The EDD series whose areas must hold every county of California.
_WHOLE_STATE: Final = "ca_edd_areas_2020"

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
_FLAGGED: Final = ("employment", "mean", "p10", "p25", "p50", "p75", "p90")

#: A 75th percentile that equals the 90th is an artifact when it is more than this many times the median. p75 = p90 by
#: itself is common (7,218 cells of May 2025: flat pay scales); beyond twice the median are 107, such as firefighters
#: in Bakersfield with a median of 72,410 and 470,940 at both, which no flat scale explains. The limit is ours.
COLLAPSED_ABOVE: Final = 2.0

#: Territories whose wages are published as a state's and that are one OEWS area each: state FIPS -> area.
_ISLANDS: Final = {"66": "6600001", "78": "7800001"}

#: Published openings of all occupations are taken as they are when they lie within this range of what growth and
#: national separation rates imply. In 2022-32 New York's are 0.10 and Massachusetts' 0.39 of it, every other state's
#: 0.89 to 1.13; in 2020-30 all lie between 0.90 and 1.16. Outside, a state counts something else.
OPENINGS_PLAUSIBLE: Final = (0.7, 1.4)

#: Projections from this base year start in the pandemic's trough: their growth is partly recovery. Never preferred.
PANDEMIC_BASE: Final = 2020

_PROJECTIONS: Final = (
    "series", "level", "geo_code", "soc", "base", "projected", "growth", "openings", "openings_basis", "base_year", "projected_year", "preferred",
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
    NOT_LISTED; p75 and p90 that coincide far above the median become COLLAPSED (:data:`COLLAPSED_ABOVE`) and keep
    their value; every other flag is as the reader gave it.
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
                flag = flag.mask(
                    (rate == "hourly only") & (flag == Flag.NOT_RELEASED.value), Flag.NOT_LISTED.value
                )
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
    states = _need(raw, "oews_state")
    return {
        "area_wages": wages(_with_islands(areas, states)),
        "state_wages": wages(states),
        "nation_wages": wages(_need(raw, "oews_nation")),
    }


# -------------------------------------------------------------------- separations


def separations(raw: pd.DataFrame) -> pd.DataFrame:
    """Return exit and transfer rates (fractions of average employment a year) by line item, and for all occupations.

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


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def counties_named(name: str) -> tuple[str, ...]:
    """Return the county names in the parentheses of an EDD area name, without 'County', in published order."""
    inside = re.search(r"\(([^)]*)\)\s*$", name)
    text = re.sub(r"\s+Count(y|ies)$", "", inside.group(1).strip()) if inside else ""
    return tuple(part for part in (p.strip() for p in re.split(r",\s*and\s+|,|\s+and\s+", text)) if part)


def region_codes(names: Iterable[str]) -> dict[str, str]:
    """Return the code of each EDD area by its published name.

    'Anaheim-Santa Ana-Irvine MD (Orange County)' is 'ca:anaheim-santa-ana-irvine-md'. Where one name stands for
    different counties (Fresno MSA: with Madera County from 2023-33 on) the counties are added: 'ca:fresno-msa-fresno-madera'.
    """
    unique = sorted(set(names))
    plain = {name: "ca:" + _slug(name.partition("(")[0]) for name in unique}
    sets: dict[str, set[frozenset[str]]] = {}
    for name in unique:
        sets.setdefault(plain[name], set()).add(frozenset(counties_named(name)))
    return {
        name: code if len(sets[code]) == 1 else f"{code}-{_slug(' '.join(counties_named(name)))}"
        for name, code in plain.items()
    }


def _edd_codes(raw: Mapping[str, pd.DataFrame | None]) -> dict[str, str]:
    """Return the codes of every EDD area in the raw sources."""
    frames = [frame for source in _EDD_AREAS if (frame := raw[source]) is not None]
    return region_codes(
        name for frame in frames for name in frame.loc[frame["area_type"] != "State", "area_name"].unique()
    )


def _years(frame: pd.DataFrame) -> pd.Series:
    """Return the period as it stands in series ids: 2022, 2032 -> '2022_32'."""
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
    """Return EDD rows of the areas in `codes` (name -> code): openings of the period become annual averages, negative ones none."""
    frame = frame.loc[frame["area_name"].isin(list(codes)) & frame["soc_level"].isin([1, 4])]
    geo = frame["area_name"].map(codes)
    level = "state" if set(codes.values()) == {_CALIFORNIA} else "substate"
    annual = (frame["openings_jobs_total"] / (frame["projected_year"] - frame["base_year"])).clip(lower=0)
    return _rows(
        frame,
        prefix="ca_edd_" if level == "state" else "ca_edd_areas_",
        level=level,
        geo=geo,
        openings=annual,
        preferred=True,
    )


def _on_published_codes(rows: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return rows on the codes OEWS publishes: children are summed, unless the parent itself is given.

    A sum with an unknown part is unknown.
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
    summed = grouped.sum().where(whole).reset_index()
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
    """Return rows with growth recomputed, implausible openings rebuilt, and the preferred series of each state marked."""
    judged = implausible_openings(rows, rates)
    rebuilt = pd.MultiIndex.from_frame(rows[_GROUP]).isin(
        pd.MultiIndex.from_frame(judged.loc[judged["implausible"], _GROUP])
    )
    expected = _expected_openings(rows, rates)
    openings = rows["openings"].where(~rebuilt, expected)
    basis = np.select([openings.isna(), rebuilt], ["none", "rebuilt"], default="published")
    newest = rows.groupby(["level", "geo_code"])["base_year"].transform("max")
    fit = (rows["base_year"] == newest) & (rows["base_year"] != PANDEMIC_BASE)
    return rows.assign(
        growth=rows["projected"] / rows["base"].where(rows["base"] > 0) - 1,
        openings=openings,
        openings_basis=pd.Series(basis, index=rows.index, dtype="str"),
        preferred=rows["preferred"] & fit,
    )


def projections(raw: Mapping[str, pd.DataFrame | None], rates: pd.DataFrame) -> pd.DataFrame:
    """Return table ``projections`` from its raw sources (ids as in :mod:`geo_opportunity.sources.projections`).

    Series are named after publisher and period: ep_2024_34 (nation), pc_2022_32, pc_2020_30 (states),
    ca_edd_2023_33 (California), ca_edd_areas_2020_30, ca_edd_areas_2023_33 (its regions). The newest series of a
    geography is preferred, unless its base year is :data:`PANDEMIC_BASE`. `rates` is table ``separations``.
    """
    groups = _need(raw, "soc_groups")
    parts = [_nation(_need(raw, "ep_occupations")), _states(_need(raw, "projections_central"))]
    if (prior := raw["projections_central_2020"]) is not None:
        parts.append(_states(prior))
    if (state := raw["ca_edd_state"]) is not None:
        parts.append(_edd(state, {"California": _CALIFORNIA}))
    codes = _edd_codes(raw)
    parts.extend(_edd(areas, codes) for source in _EDD_AREAS if (areas := raw[source]) is not None)
    rows = _on_published_codes(pd.concat(parts, ignore_index=True), groups)
    rows = _finished(rows.reset_index(drop=True), rates)
    rows = rows.sort_values(["series", "geo_code", "soc"], kind="stable").reset_index(drop=True)
    return rows[list(_PROJECTIONS)].astype(dict.fromkeys(("series", "level", "geo_code", "soc"), "str"))


# ------------------------------------------------------------------------ regions


def regions(raw: Mapping[str, pd.DataFrame | None], counties: pd.DataFrame) -> pd.DataFrame:
    """Return table ``projection_regions``: the counties of each EDD area, read from its published name.

    Raises
    ------
    JoinError
        A county name matches no county of California, a county lies in two areas of one series, or the series
        of the whole state leaves a county out.
    """
    california = counties.loc[counties["state_fips"] == _CALIFORNIA]
    fips = dict(
        zip(
            california["name"].str.replace(r"\s+County$", "", regex=True).str.casefold(),
            california["county_fips"],
            strict=True,
        )
    )
    codes = _edd_codes(raw)
    faults: list[str] = []
    parts = []
    for source in _EDD_AREAS:
        frame = raw[source]
        if frame is None:
            continue
        names = frame.loc[frame["area_type"] != "State", "area_name"].drop_duplicates()
        part = pd.DataFrame(
            {"geo_code": names.map(codes), "title": names, "county": names.map(counties_named)}
        ).explode("county")
        part["county_fips"] = part["county"].str.casefold().map(fips)
        unknown = part.loc[part["county_fips"].isna()]
        faults += [
            f"{source}: no county {c!r} of {t!r}"
            for c, t in zip(unknown["county"], unknown["title"], strict=True)
        ]
        twice = part.loc[part["county_fips"].notna() & part.duplicated("county_fips", keep=False)]
        faults += [
            f"{source}: {c} County lies in {t!r} and in another area"
            for c, t in zip(twice["county"], twice["title"], strict=True)
        ]
        if source == _WHOLE_STATE:
            left = california.loc[~california["county_fips"].isin(part["county_fips"]), "name"]
            faults += [f"{source}: {name} lies in no area" for name in left]
        parts.append(part)
    if not parts:
        return pd.DataFrame({"geo_code": [], "title": [], "county_fips": []}, dtype="str")
    held = pd.concat(parts, ignore_index=True)
    if faults:
        msg = (
            f"California projection areas do not match the counties in {len(faults)} places: "
            f"{'; '.join(faults[:8])}. Fix: check the area names in the file."
        )
        raise JoinError(msg)
    out = (
        held[["geo_code", "title", "county_fips"]].drop_duplicates(["geo_code", "county_fips"]).astype("str")
    )
    return out.sort_values(["geo_code", "county_fips"], kind="stable").reset_index(drop=True)


def _projections(
    raw: Mapping[str, pd.DataFrame | None], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    return {
        "projections": projections(raw, tables["separations"]),
        "projection_regions": regions(raw, tables["counties"]),
    }


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "wages",
        ("area_wages", "state_wages", "nation_wages"),
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
            *_EDD_AREAS,
            "soc_groups",
        ),
        ("counties", "separations"),
        _projections,
    ),
)
