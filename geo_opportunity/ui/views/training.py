"""What the Training page shows, worked out of the atlas's tables and answers: filters, tables, layers, sentences. No Streamlit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity import wording
from geo_opportunity.geography.distance import pairs_within, straight_km
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes, points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.measures import supply as supply_measures
from geo_opportunity.measures.alignment import fitting_awards
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import training as words
from geo_opportunity.vocabulary import (
    AWARD_LEVELS,
    KIND_CODES,
    KINDS_SHORT,
    KM_PER_MILE,
    STATUSES,
    Kind,
    ProgramNeed,
    Status,
)
from geo_opportunity.wording import dollars, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.rules import Rules
    from geo_opportunity.scene import Scene

__all__ = [
    "AWARDS_BY_LENGTH",
    "PLACE_TEXTS",
    "Catalog",
    "Catchment",
    "Found",
    "ace_classes",
    "areas_around",
    "catalog",
    "catchment",
    "catchment_occupations",
    "filter_programs",
    "found_sentence",
    "leads_to",
    "light",
    "nation_supply",
    "near_area",
    "occupation_rows",
    "program_rows",
    "provider_line",
    "provider_rows",
    "refused",
    "short_distance",
    "supply_chart",
    "towns",
    "what_if_change",
    "what_if_sentences",
    "what_if_table",
]

#: Award levels, short to long: "length" is told by the award.
AWARDS_BY_LENGTH: Final[tuple[int, ...]] = tuple(AWARD_LEVELS)


# --------------------------------------------------------------------- filters


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Providers and active programs, laid out for filtering."""

    providers: pd.DataFrame
    """Table ``Providers``."""
    programs: pd.DataFrame
    """Active rows of table ``Programs``: completions above zero, or not told."""
    seat: NDArray[np.intp]
    """Of each program, the position of its provider."""
    key: NDArray[np.int64]
    """Of each program, a number that stands for its CIP and award level."""
    pairs: pd.DataFrame
    """key, soc: which programs lead to which occupation (crosswalk, fitting awards)."""
    named: pd.DataFrame
    """row (of programs), soc: occupations a user's list names for its programs, besides the crosswalk's."""


def catalog(atlas: Atlas) -> Catalog:
    """Lay out the atlas's providers and programs."""
    providers, table = atlas.table("providers").reset_index(drop=True), atlas.table("programs")
    programs = table.loc[table["completions"].isna() | (table["completions"] > 0)].reset_index(drop=True)
    at = pd.Index(providers["provider_id"]).get_indexer(pd.Index(programs["provider_id"]))
    programs, at = programs.loc[at >= 0].reset_index(drop=True), at[at >= 0]
    linked = atlas.table("cip_soc").merge(
        fitting_awards(atlas.table("occupations")), on="soc", validate="many_to_many"
    )
    cips = pd.Index(sorted({*programs["cip"].unique(), *linked["cip"].unique()}))

    def keys(frame: pd.DataFrame) -> NDArray[np.int64]:
        found: NDArray[np.int64] = cips.get_indexer(pd.Index(frame["cip"])).astype(np.int64) * 100 + frame[
            "award_level"
        ].to_numpy(np.int64)
        return found

    own = atlas.added("named_links")
    named = pd.DataFrame({"row": np.empty(0, dtype=np.intp), "soc": np.empty(0, dtype=str)})
    if own is not None:
        fits = fitting_awards(atlas.table("occupations"))
        numbered = programs[["provider_id", "cip", "award_level"]].assign(row=np.arange(len(programs)))
        named = numbered.merge(own, on=["provider_id", "cip", "award_level"]).merge(
            fits, on=["soc", "award_level"]
        )[["row", "soc"]]
    return Catalog(
        providers,
        programs,
        at,
        keys(programs),
        pd.DataFrame({"key": keys(linked), "soc": linked["soc"]}),
        named,
    )


def near_area(
    tracts: pd.DataFrame, providers: pd.DataFrame, area_code: str, miles: float
) -> NDArray[np.float64]:
    """Return, for each provider, the share of the area's adults within `miles` of road (estimated); NaN: none lives in reach.

    A provider seated in the area is there however few it reaches (0), or with -1 where it is not known where people live
    (Guam, the Virgin Islands). Wholly online ones are at no distance: NaN.
    """
    mine = tracts.loc[tracts["area_code"] == area_code]
    home = (providers["area_code"] == area_code).to_numpy(bool)
    online = providers["distance_only"].to_numpy(bool)
    i, j, _ = pairs_within(
        mine[["lon", "lat"]].to_numpy(float),
        providers[["lon", "lat"]].to_numpy(float),
        float(straight_km(miles * KM_PER_MILE)),
    )
    adults = mine["adults"].to_numpy(float)
    near = np.bincount(j, weights=adults[i], minlength=len(providers))
    share = near / adults.sum() if len(adults) and adults.sum() > 0 else np.full(len(providers), -1.0)
    out: NDArray[np.float64] = np.where((home | (share > 0)) & ~online, share, np.nan)
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the filters leave."""

    programs: pd.DataFrame
    """Rows of Catalog.programs (their index kept), most completions first."""
    providers: pd.DataFrame
    """Rows of Catalog.providers with programs, completions (sums) and adults (share of the picked area's), most completions first."""
    price_unknown: int
    """Providers left out because a price is asked for and theirs is not reported."""
    open_unknown: int
    """Providers left out because open admission is asked for and theirs is not reported."""
    control_unknown: int
    """Providers left out because it is asked who runs them and theirs does not say."""


def filter_programs(
    catalog_: Catalog,
    scene: Scene,
    *,
    field: str | None,
    socs: frozenset[str] | None,
    near: NDArray[np.float64] | None,
) -> Found:
    """Return the programs the scene's filters leave.

    Parameters
    ----------
    catalog_
        From :func:`catalog`.
    scene
        awards, controls, open_only, online, max_price.
    field
        Two-digit CIP series, or None for any.
    socs
        Occupations a program must lead to one of; None for any program.
    near
        From :func:`near_area`, or None for the whole nation.
    """
    providers, programs = catalog_.providers, catalog_.programs
    row = np.ones(len(programs), dtype=bool)
    if scene.awards:
        row &= programs["award_level"].isin(scene.awards).to_numpy(bool)
    if field:
        row &= programs["cip"].str.startswith(f"{field}.").to_numpy(bool)
    if socs is not None:
        leads = np.isin(catalog_.key, catalog_.pairs.loc[catalog_.pairs["soc"].isin(socs), "key"].unique())
        leads[catalog_.named.loc[catalog_.named["soc"].isin(socs), "row"].to_numpy(np.intp)] = True
        row &= leads
    remote = providers["distance_only"].to_numpy(bool)
    here = np.ones(len(providers), dtype=bool) if near is None else ~np.isnan(near)
    here = here | remote if scene.online else here & ~remote
    offers = np.bincount(catalog_.seat[row], minlength=len(providers)) > 0
    control_unknown = 0
    if scene.controls:
        unsaid = (providers["control"] == "unknown").to_numpy(bool) & ("unknown" not in scene.controls)
        control_unknown = int((here & offers & unsaid).sum())
        here &= providers["control"].isin(scene.controls).to_numpy(bool)
    admission, tuition = providers["open_admission"].to_numpy(object), providers["tuition"].to_numpy(float)
    open_ok = (admission == "yes") if scene.open_only else np.ones(len(providers), dtype=bool)
    price_ok = (
        tuition <= scene.max_price if scene.max_price is not None else np.ones(len(providers), dtype=bool)
    )  # NaN: not known to be
    open_unknown = int((here & offers & (admission == "unknown")).sum()) if scene.open_only else 0
    price_unknown = (
        int((here & offers & open_ok & np.isnan(tuition)).sum()) if scene.max_price is not None else 0
    )
    here &= open_ok & price_ok
    row &= here[catalog_.seat]
    chosen = programs.loc[row].sort_values(
        ["completions", "cip", "award_level", "provider_id"], ascending=[False, True, True, True]
    )
    count = np.bincount(catalog_.seat[row], minlength=len(providers))
    completed = np.bincount(
        catalog_.seat[row],
        weights=programs["completions"].fillna(0.0).to_numpy(float)[row],
        minlength=len(providers),
    )
    told = (
        np.bincount(
            catalog_.seat[row],
            weights=programs["completions"].notna().to_numpy(float)[row],
            minlength=len(providers),
        )
        > 0
    )
    out = providers.assign(
        programs=count,
        completions=np.where(told, completed, np.nan),
        adults=np.full(len(providers), np.nan) if near is None else np.where(near < 0, np.nan, near),
    )
    out = out.loc[count > 0].sort_values(
        ["completions", "name"], ascending=[False, True], na_position="last", kind="stable"
    )
    return Found(chosen, out, price_unknown, open_unknown, control_unknown)


def leads_to(
    catalog_: Catalog, programs: pd.DataFrame, titles: Mapping[str, str], *, most: int = 3
) -> list[str]:
    """Return, for rows of Catalog.programs, the occupations each leads to ("—": none), the first few by name."""
    rows = programs.index.to_numpy(np.intp)
    wanted = pd.DataFrame({"row": rows, "key": catalog_.key[rows]})
    found = pd.concat(
        [
            wanted.merge(catalog_.pairs, on="key", validate="many_to_many")[["row", "soc"]],
            catalog_.named.loc[catalog_.named["row"].isin(rows)],
        ]
    ).drop_duplicates()
    names = found.assign(title=[titles.get(str(s), str(s)) for s in found["soc"]]).sort_values(
        ["row", "title"]
    )
    words_ = names.groupby("row")["title"].agg(
        lambda t: "; ".join(t.head(most)) + (words.and_more(len(t) - most) if len(t) > most else "")
    )
    return [str(words_.get(r, words.NONE)) for r in rows]


def _place(providers: pd.DataFrame) -> pd.Series:
    return providers["city"].fillna("") + ", " + providers["state"]


def _online(providers: pd.DataFrame) -> NDArray[np.object_]:
    return np.where(
        providers["distance_only"],
        words.ONLINE_ALL,
        providers["some_distance"].map(words.ONLINE_PARTS).fillna(words.ONLINE_UNKNOWN).to_numpy(object),
    )


def provider_rows(found: Found, *, area: bool) -> pd.DataFrame:
    """Return providers as written rows (index provider_id); the share of adults only where an area is picked."""
    rows = found.providers
    out = pd.DataFrame(
        {"name": rows["name"], "programs": rows["programs"], "completions": rows["completions"]}
    )
    if area:
        out["adults"] = rows["adults"].where(~rows["distance_only"].astype(bool))
    out["city"] = _place(rows)
    out["control"] = rows["control"].map(words.CONTROL_NAMES)
    out["open_admission"] = rows["open_admission"]
    out["online"] = _online(rows)
    out["tuition"] = rows["tuition"]
    out.index = pd.Index(rows["provider_id"], name="provider_id")
    return out


def program_rows(
    catalog_: Catalog, programs: pd.DataFrame, cips: Mapping[str, str], titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return programs (rows of Catalog.programs) as written rows."""
    place = catalog_.providers.iloc[catalog_.seat[programs.index.to_numpy(np.intp)]]
    return pd.DataFrame(
        {
            "name": place["name"].to_numpy(),
            "city": _place(place).to_numpy(),
            "program": [cips.get(str(c), str(c)) for c in programs["cip"]],
            "award": programs["award_level"].map(AWARD_LEVELS).to_numpy(),
            "completions": programs["completions"].to_numpy(float),
            "tuition": place["tuition"].to_numpy(float),
            "control": place["control"].map(words.CONTROL_NAMES).to_numpy(),
            "open_admission": place["open_admission"].to_numpy(),
            "leads_to": leads_to(catalog_, programs, titles),
        }
    )


def found_sentence(found: Found, where: str, what: str) -> str:
    """Say what the filters leave: `where` ("in reach of Phoenix…" or "in the nation"), `what` ("" or "that lead to …")."""
    completed = float(found.programs["completions"].sum(min_count=1)) if len(found.programs) else 0.0
    online = int(found.providers["distance_only"].astype(bool).sum())
    return words.sentences(
        [
            words.found(
                len(found.programs),
                len(found.providers),
                None if math.isnan(completed) else completed,
                where=where,
                what=what,
            ),
            words.online_only(online),
            words.left_out(
                price=found.price_unknown, admission=found.open_unknown, control=found.control_unknown
            ),
        ]
    )


# ---------------------------------------------------------------------- layers


def _place_text(row: Mapping[str, Any], click: str) -> str:
    completed = float(row["completions"])
    people = words.COMPLETIONS_UNKNOWN if math.isnan(completed) else words.completions(completed)
    return f"{words.programs(int(row['programs']))}, {people}\n{click}"


#: What places that train say on the map.
PLACE_TEXTS: Final = points.Texts(
    place=lambda row: _place_text(row, words.POINT_CLICK),
    cluster=lambda row: _place_text(row, words.CLUSTER_CLICK),
    places=words.places,
    place_legend=words.LEGEND_POINT,
    cluster_legend=words.LEGEND_CLUSTER,
)


def short_distance(miles: float, units: str) -> str:
    """Write a short distance, to a tenth, in the unit asked for."""
    return words.kilometers(miles * KM_PER_MILE) if units == "km" else words.miles(miles)


def plain_areas(
    titles: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
    reached: Mapping[str, float] | None = None,
) -> dict[str, tuple[str, str, str]]:
    """Return every area in a quiet colour: with providers counted, or with the adults a place reaches there in another colour."""
    out = {}
    for code, title in titles.items():
        if reached is not None and code in reached:
            out[code] = (points.REACHED, title, words.adults_in_reach(reached[code]))
        else:
            text = "" if counts is None else words.places_here(counts.get(code, 0))
            out[code] = (style.LAND, title, text)
    return out


# ------------------------------------------------------------------- catchment


@dataclass(frozen=True, slots=True, eq=False)
class Catchment:
    """Who lives in reach of a place."""

    tracts: pd.DataFrame
    """Rows of table ``Tracts`` in reach."""
    areas: pd.DataFrame
    """title, adults (in reach), share (of the area's adults); index area_code, most adults first."""
    counties: pd.DataFrame
    """As areas, index county_fips."""

    @property
    def adults(self) -> float:
        """Adults in reach."""
        return float(self.tracts["adults"].sum())


def catchment(
    tracts: pd.DataFrame,
    lon: float,
    lat: float,
    miles: float,
    *,
    areas: Mapping[str, str],
    counties: Mapping[str, str],
) -> Catchment:
    """Return who lives within `miles` of road (estimated) of a place."""
    at, _, _ = pairs_within(
        tracts[["lon", "lat"]].to_numpy(float),
        np.array([[lon, lat]]),
        float(straight_km(miles * KM_PER_MILE)),
    )
    near = tracts.iloc[at]

    def by(column: str, titles: Mapping[str, str]) -> pd.DataFrame:
        inside = near.groupby(column)["adults"].sum()
        whole = tracts.loc[tracts[column].isin(inside.index)].groupby(column)["adults"].sum()
        frame = pd.DataFrame({"title": [titles.get(str(c), str(c)) for c in inside.index], "adults": inside})
        frame["share"] = inside / whole.where(whole > 0)
        return frame.loc[frame["adults"] > 0].sort_values(
            ["adults", "title"], ascending=[False, True], kind="stable"
        )

    return Catchment(near, by("area_code", areas), by("county_fips", counties))


_STANDING: Final = {KIND_CODES[k]: KINDS_SHORT[k.value] for k in Kind}


def catchment_occupations(
    catalog_: Catalog, atlas: Atlas, provider_id: str, *, areas: Sequence[str], rules: Rules, home: str | None
) -> pd.DataFrame:
    """Return the occupations a provider's active programs lead to (index soc), those in the overlap or a gap of its areas first.

    title, awards, completions (of the programs; in full for each occupation), overlap and gap (titles of the areas reached
    where all three meet, or only training is out of reach), jobs (published, in all areas reached), standing (in the home area,
    else in the first of `areas`).
    """
    position = pd.Index(catalog_.providers["provider_id"]).get_loc(provider_id)
    mine = catalog_.programs.loc[catalog_.seat == position]
    rows = pd.DataFrame(
        {
            "row": mine.index,
            "key": catalog_.key[mine.index],
            "award_level": mine["award_level"],
            "completions": mine["completions"],
        }
    )
    linked = pd.concat(
        [
            rows.merge(catalog_.pairs, on="key"),
            rows.merge(catalog_.named, on="row"),
        ]  # by crosswalk, by a user's list
    ).drop_duplicates(["row", "soc"])
    grouped = linked.groupby("soc")
    frame = pd.DataFrame(
        {
            "awards": grouped["award_level"].agg(
                lambda a: ", ".join(AWARD_LEVELS[level] for level in AWARDS_BY_LENGTH if level in set(a))
            ),
            "completions": grouped["completions"].agg(lambda c: c.sum(min_count=1)),
        }
    )
    cube = atlas.cube
    column, row = cube.occupations.get_indexer(frame.index), cube.areas.get_indexer(pd.Index(list(areas)))
    frame, column = frame.loc[column >= 0], column[column >= 0]
    row = row[row >= 0]
    frame.insert(0, "title", atlas.occupations["title"].reindex(frame.index))
    kind = atlas.statuses(rules).kind[np.ix_(row, column)]
    names = atlas.areas["title"].reindex(cube.areas[row]).to_numpy(object)
    for name, which in (("overlap", Kind.OVERLAP), ("gap", Kind.TRAINING_GAP)):
        frame[name] = ["; ".join(names[kind[:, k] == KIND_CODES[which]]) for k in range(len(frame))]
    jobs = cube.employment[np.ix_(row, column)]
    frame["jobs"] = (
        np.where(np.isnan(jobs).all(axis=0), np.nan, np.nansum(jobs, axis=0)) if len(row) else np.nan
    )
    seat = int(cube.areas.get_indexer(pd.Index([home]))[0]) if home else int(row[0]) if len(row) else -1
    frame["standing"] = (
        [_STANDING[int(k)] for k in atlas.statuses(rules).kind[seat, column]] if seat >= 0 else texts.UNKNOWN
    )
    order = np.select([frame["overlap"] != "", frame["gap"] != ""], [0, 1], 2)
    frame = frame.assign(_order=order).sort_values(
        ["_order", "jobs", "title"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    return frame.drop(columns="_order").rename_axis("soc")


def occupation_rows(occupations: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`catchment_occupations` as written rows: no area is a dash, not an empty cell."""
    out = occupations[list(TABLES["catchment"])].copy()
    for column in ("overlap", "gap"):
        out[column] = out[column].where(out[column] != "", words.NONE)
    return out


def catchment_sentence(name: str, found: Catchment, occupations: pd.DataFrame, scene: Scene) -> str:
    """Say whom a provider reaches and what for."""
    served = int((occupations["overlap"] != "").sum())
    gap = int(((occupations["overlap"] == "") & (occupations["gap"] != "")).sum())
    return words.catchment(
        name,
        adults=wording.people(found.adults),
        distance=wording.distance(scene.rules.reach_miles, scene.units),
        areas=len(found.areas),
        occupations=len(occupations),
        served=served,
        gap=gap,
    )


def provider_line(provider: Mapping[str, Any]) -> str:
    """Return one provider (a row of table ``Providers``) in a line: where, whose, whether open to all, online, at what price."""
    tuition = float(provider["tuition"])
    online = str(_online(pd.DataFrame([dict(provider)]))[0])
    city, state = provider["city"], str(provider["state"])
    return words.provider_facts(
        city=f"{city}, {state}" if isinstance(city, str) and city else state,
        control=words.CONTROL_NAMES.get(str(provider["control"]), str(provider["control"])),
        open_admission=str(provider["open_admission"]),
        online=online,
        tuition=None if math.isnan(tuition) else dollars(tuition),
    )


# --------------------------------------------------------------------- deserts

_DESERT_COLORS: Final = {
    "both": "#a63603",
    "upper": "#fdae6b",
    "none": "#eaf1f5",
    "unknown": palettes.NO_DATA,
}


def ace_classes(frame: pd.DataFrame) -> pd.Series:
    """Return each place's class: desert by both bounds, by the upper only, none."""
    return pd.Series(
        np.select([frame["desert_any_public"], frame["desert"]], ["both", "upper"], "none"), index=frame.index
    )


def desert_picture(
    frame: pd.DataFrame, definition: str, breaks: str
) -> tuple[dict[str, tuple[str, str, str]], list[str], Legend]:
    """Return the desert map: code -> colour, heading, text; codes unknown; the legend."""
    from geo_opportunity.maps import legend as legends
    from geo_opportunity.maps.classes import classify
    from geo_opportunity.units import UNITS

    if definition == "ace":
        classes = ace_classes(frame)
        texts_ = [
            words.desert_ace_tip(
                words.DESERT_CLASSES[c], colleges=n, broad=b, adults=None if wording.value_missing(a) else a
            )
            for c, n, b, a in zip(
                classes, frame["colleges"], frame["broad_access"], frame["adults"].astype(float), strict=True
            )
        ]
        fills = [_DESERT_COLORS[c] for c in classes]
        legend = legends.of_categories(
            words.DEFINITIONS[definition],
            {str(k): int(n) for k, n in classes.value_counts().items()},
            _DESERT_COLORS,
            words.DESERT_CLASSES,
        )
        legend = Legend(
            legend.title,
            tuple(
                Entry(f"{e.label} ({e.count:,})", e.color, None, hatched=e.hatched) for e in legend.entries
            ),
        )
        unknown: list[str] = []
    else:
        values = frame["share_physical"]
        found = classify(values.to_numpy(float), UNITS["share"], method=breaks)
        colors = legends.colors_of(found, "Oranges")
        fills = [colors[i] if i >= 0 else palettes.NO_DATA for i in found.index]
        texts_ = [
            words.desert_urban_tip(
                low=percent(low, 0),
                high=percent(high, 0),
                online=percent(online, 0),
                complete=percent(full, 0),
            )
            for high, low, online, full in frame[
                ["share_physical", "share_physical_any_public", "share_online", "share_complete"]
            ].to_numpy(float)
        ]
        unknown = [str(c) for c in frame.index[values.isna()]]
        drawn = legends.of_classes(
            words.DESERT_SHARE, found, "Oranges", missing=words.DESERT_CLASSES["unknown"]
        )
        legend = Legend(
            drawn.title,
            tuple(
                Entry(f"{e.label} ({e.count or 0:,})", e.color, None, hatched=e.hatched)
                for e in drawn.entries
            ),
        )
    areas = {
        str(c): (f, str(h), t) for c, f, h, t in zip(frame.index, fills, frame["title"], texts_, strict=True)
    }
    return areas, unknown, legend


def desert_table(frame: pd.DataFrame, definition: str) -> pd.DataFrame:
    """Return deserts as rows, most adults concerned first."""
    if definition == "ace":
        classes = ace_classes(frame)
        rank = classes.map({"both": 0, "upper": 1, "none": 2})
        out = frame.assign(_rank=rank)
        out["class"] = classes.map(words.DESERT_CLASSES)
        out = out.sort_values(
            ["_rank", "adults", "title"], ascending=[True, False, True], na_position="last", kind="stable"
        )
        table = pd.DataFrame(out[list(TABLES["deserts_ace"])])
        return table.astype({"class": "category", "kind": "category"})  # thousands of rows travel as numbers
    out = frame.sort_values(
        ["adults_physical", "title"], ascending=[False, True], na_position="last", kind="stable"
    )
    return pd.DataFrame(out[list(TABLES["deserts_urban"])])


def light(table: pd.DataFrame) -> pd.DataFrame:
    """Return a rounded table of thousands of rows with its figures in half the bytes: seven digits are more than are shown."""
    return table.astype(dict.fromkeys(table.select_dtypes("number").columns, "float32"))


def desert_sentence(frame: pd.DataFrame, definition: str, where: str, level: str) -> str:
    """Say how many places, and adults, are in deserts, between both bounds."""
    adults = frame["adults"].sum()
    places = words.LEVEL_PLACES[level]

    def share(people: float) -> str:
        return percent(people / adults if adults else math.nan, 0)

    if definition == "ace":
        high, low = frame["desert"].to_numpy(bool), frame["desert_any_public"].to_numpy(bool)
        people = [share(float(frame.loc[m, "adults"].sum())) for m in (low, high)]
        return words.desert_ace(
            where,
            low=int(low.sum()),
            high=int(high.sum()),
            every=len(frame),
            places=places,
            adults_low=people[0],
            adults_high=people[1],
        )
    high_people = float((frame["share_physical"] * frame["adults"]).sum())
    low_people = float((frame["share_physical_any_public"] * frame["adults"]).sum())
    known = frame["adults_complete"].notna()
    return words.desert_urban(
        where,
        low=wording.people(low_people),
        high=wording.people(high_people),
        share_low=share(low_people),
        share_high=share(high_people),
        complete=wording.people(float(frame.loc[known, "adults_complete"].sum())) if known.any() else None,
        unknown=int((~known).sum()),
        places=places,
    )


# ---------------------------------------------------------------------- supply

_THIN: Final = supply_measures.VERDICTS[-5]
_VERDICT_COLORS: Final = {
    "oversupply": "#a6611a",
    "undersupply": "#0072b2",
    "balanced": "#4d4d4d",
    _THIN: "#b07aa1",
    "other": "#858585",
}
_VERDICT_SHAPES: Final = {
    "oversupply": "triangle-up",
    "undersupply": "triangle-down",
    "balanced": "circle",
    _THIN: "diamond",
    "other": "cross",
}


def nation_supply(atlas: Atlas, coverage_min: float) -> pd.DataFrame:
    """Return the nation's supply against demand by occupation (index soc); columns of ``ui.tables.supply_table``.

    Openings: the national projections'. Completers: listing coverage x openings, which is how coverage is defined.
    """
    cube, occ = atlas.cube, atlas.occupations.reindex(atlas.cube.occupations)
    projections = atlas.table("projections")
    nation = (
        projections.loc[projections["preferred"] & (projections["level"] == "nation")]
        .drop_duplicates("soc")
        .set_index("soc")
    )
    openings = nation["openings"].reindex(cube.occupations).to_numpy(float)
    coverage = occ["listing_coverage"].to_numpy(float)
    completers = coverage * openings
    gap, ratio = supply_measures.gap_and_ratio(completers, openings)
    need = occ["program_need"].to_numpy(object)
    verdict = supply_measures.verdicts(
        completers[None],
        openings[None],
        needed=np.isin(need, [ProgramNeed.REQUIRED.value, ProgramNeed.HELPFUL.value]),
        linked=~np.isnan(coverage),
        served=np.array([True]),
        thin=~(coverage >= coverage_min),
    )[0]
    jobs = atlas.table("nation_wages").set_index("soc")["employment"].reindex(cube.occupations)
    return pd.DataFrame(
        {
            "title": occ["title"],
            "employment": jobs,
            "openings": openings,
            "completers": completers,
            "gap": gap,
            "ratio": ratio,
            "verdict": [supply_measures.VERDICTS[int(v)] for v in verdict],
        },
        index=pd.Index(cube.occupations, name="soc"),
    )


def drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the occupations that can stand on log scales: openings and completers both above zero."""
    return frame.loc[(frame["openings"] > 0) & (frame["completers"] > 0)]


def supply_chart(frame: pd.DataFrame, *, narrow: bool = False) -> Any:
    """Return the scatter of completers against openings (log scales, line of equality); None when nothing can stand on it.

    `narrow` puts the legend's entries below one another.
    """
    import altair as alt

    shown = drawable(frame)[["title", "openings", "completers", "ratio", "verdict"]].copy()
    if shown.empty:
        return None
    shown["reading"] = (
        shown["verdict"]
        .where(shown["verdict"].isin(list(_VERDICT_COLORS)), "other")
        .map(words.SUPPLY_READINGS)
    )
    ends = {
        name: (float(shown[name].min()) / 1.3, float(shown[name].max()) * 1.3)
        for name in ("openings", "completers")
    }
    scales = {name: alt.Scale(type="log", domain=list(pair), nice=False) for name, pair in ends.items()}
    equal = [max(low for low, _ in ends.values()), min(high for _, high in ends.values())]
    axis = alt.Axis(format=",~g", labelColor="#1b1b1b", titleColor="#1b1b1b", tickCount=6)
    present = [v for v in _VERDICT_COLORS if words.SUPPLY_READINGS[v] in set(shown["reading"])]
    named = [words.SUPPLY_READINGS[v] for v in present]
    marks = (
        alt.Chart(shown)
        .mark_point(filled=True, size=65, opacity=0.8, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("openings:Q", scale=scales["openings"], axis=axis, title=words.SUPPLY_OPENINGS),
            y=alt.Y("completers:Q", scale=scales["completers"], axis=axis, title=words.SUPPLY_COMPLETERS),
            color=alt.Color(
                "reading:N",
                scale=alt.Scale(domain=named, range=[_VERDICT_COLORS[v] for v in present]),
                legend=alt.Legend(title=None, orient="top", labelLimit=240, columns=1 if narrow else 2),
            ),
            shape=alt.Shape(
                "reading:N", scale=alt.Scale(domain=named, range=[_VERDICT_SHAPES[v] for v in present])
            ),
            tooltip=[
                alt.Tooltip("title:N", title=words.SUPPLY_OCCUPATION),
                alt.Tooltip("openings:Q", title=words.SUPPLY_OPENINGS, format=",.0f"),
                alt.Tooltip("completers:Q", title=words.SUPPLY_COMPLETERS, format=",.0f"),
                alt.Tooltip("ratio:Q", title=words.SUPPLY_RATIO, format=".2f"),
                alt.Tooltip("verdict:N", title=words.SUPPLY_READING),
            ],
        )
    )
    line = (
        alt.Chart(pd.DataFrame({"v": equal}))
        .mark_line(color="#1b1b1b", strokeDash=[5, 4])
        .encode(x="v:Q", y="v:Q")
    )
    return alt.layer(line, marks).properties(height=420, description=words.SUPPLY_CHART_ALT)


# --------------------------------------------------------------------- what if


def towns(points: pd.DataFrame, box: Sequence[float], *, most: int = 400) -> pd.DataFrame:
    """Return the census places inside `box` (west, south, east, north): index place, label, lon, lat; cities first, by name."""
    west, south, east, north = box
    inside = points.loc[points["lon"].between(west, east) & points["lat"].between(south, north)]
    ranked = (
        inside.assign(_designated=inside["kind"] == "CDP")
        .sort_values(["_designated", "title", "place"], kind="stable")
        .head(most)
    )
    label = ranked["title"] + ", " + ranked["state"]
    return pd.DataFrame(
        {"label": label.to_numpy(), "lon": ranked["lon"].to_numpy(), "lat": ranked["lat"].to_numpy()},
        index=pd.Index(ranked["place"]),
    )


def areas_around(shape: Any, pad: float = 0.15) -> tuple[float, float, float, float]:
    """Return the bounds of an area's shape with a margin, degrees."""
    west, south, east, north = shapely.bounds(shape)
    return west - pad, south - pad, east + pad, north + pad


def refused(answer: WhatIf) -> bool:
    """Return whether the place lies outside the country: in no area of ours, and nobody of ours in reach."""
    return answer.home is None and answer.areas.empty


def what_if_sentences(answer: WhatIf, title: str, scene: Scene) -> list[str]:
    """Say what a new program would change: first the home area, or the most affected one."""
    frame = answer.areas
    distance = wording.distance(answer.miles, scene.units)
    if refused(answer):
        return [words.what_if_outside(answer.lon, answer.lat, distance)]
    if frame.empty:
        return [words.what_if_nobody(distance)]
    near = float(frame["adults_near"].sum())
    gained = min(float(frame["adults_gained"].sum()), near)  # shares of reach are rounded
    row = {str(k): v for k, v in frame.iloc[0].items()}
    accessible = STATUSES["accessible"]
    judged = words.sentences(
        [
            words.what_if_reach(
                str(row["title"]),
                percent(float(row["reach_before"]), 1),
                percent(float(row["reach_after"]), 1),
            ),
            words.what_if_test(
                accessible[str(row["accessible_before"])], accessible[str(row["accessible_after"])]
            ),
            words.what_if_kind(KINDS_SHORT[str(row["kind_before"])], KINDS_SHORT[str(row["kind_after"])]),
        ]
    )
    out = [
        words.what_if_reached(wording.people(near), distance, title, wording.people(gained)),
        judged,
        words.what_if_jobs(*_jobs(row)),
    ]
    if answer.home is None:
        out.insert(1, words.WHAT_IF_NO_HOME)
    return [*out, _demand_sentence(answer, scene)]


def _jobs(row: Mapping[str, Any]) -> list[tuple[str, str] | None]:
    """Return jobs in the overlap and their share, before and after, in words; None: not known."""
    found: list[tuple[str, str] | None] = []
    for when in ("before", "after"):
        jobs = float(row[f"jobs_overlap_{when}"])
        found.append(
            None if math.isnan(jobs) else (f"{jobs:,.0f}", percent(float(row[f"share_overlap_{when}"])))
        )
    return found


def _change(before: float, after: float, *, points: bool = False) -> str:
    if math.isnan(before) or math.isnan(after):
        return words.NONE
    moved = round(1_000 * (after - before)) / 10 if points else round(after - before)
    if not moved:
        return words.WHAT_IF_SAME
    return (words.points(moved) if points else f"{moved:+,.0f}").replace("-", "−")


def _three(value: float) -> float:
    """Return a figure to three digits."""
    return float(f"{value:.3g}")


def what_if_change(answer: WhatIf) -> pd.DataFrame:
    """Return before, after and change of the home area (else the most affected one), as written rows."""
    row = {str(k): v for k, v in answer.areas.iloc[0].items()}
    both = ("before", "after")
    reach = [float(row[f"reach_{w}"]) for w in both]
    people = [_three(float(row[f"adults_reached_{w}"])) for w in both]  # shares of reach are rounded
    gained = _three(float(row["adults_gained"]))  # before rounding, so that it is the figure of the sentence
    jobs, part = ([float(row[f"{name}_{w}"]) for w in both] for name in ("jobs_overlap", "share_overlap"))

    def number(value: float) -> str:
        return words.NONE if math.isnan(value) else f"{value:,.0f}"

    rows = [
        ("share", *(percent(v, 1) for v in reach), _change(*reach, points=True)),
        ("adults", *map(number, people), _change(0.0, gained)),
    ]
    for name, names in (("accessible", STATUSES["accessible"]), ("kind", KINDS_SHORT)):
        before, after = (str(row[f"{name}_{w}"]) for w in both)
        rows.append(
            (name, names[before], names[after], words.WHAT_IF_SAME if before == after else words.WHAT_IF_NEW)
        )
    rows += [
        ("jobs", *map(number, jobs), _change(*jobs)),
        ("jobs_share", *(percent(v, 1) for v in part), _change(*part, points=True)),
    ]
    if answer.home is not None:
        rows.append(
            (
                "completers",
                number(answer.completers),
                number(answer.completers_after),
                f"+{answer.completions:,}",
            )
        )
    return pd.DataFrame(
        [
            dict(zip(TABLES["what_if_change"], (words.WHAT_IF_CHANGES[name], *cells), strict=True))
            for name, *cells in rows
        ],
        index=[name for name, *_ in rows],
    )


def _demand_sentence(answer: WhatIf, scene: Scene) -> str:
    none = math.isnan(answer.nearest_miles)
    nearest = words.what_if_nearest(
        None if none else answer.nearest_name,
        "" if none else wording.distance(answer.nearest_miles, scene.units),
    )
    if answer.home is None:
        return nearest
    if math.isnan(answer.openings):
        return words.sentences([nearest, words.WHAT_IF_NO_OPENINGS])
    demand = words.what_if_demand(
        openings=answer.openings,
        today=None if math.isnan(answer.completers) else answer.completers,
        size=answer.completions,
        after=answer.completers_after,
        share=percent(answer.completers_after / answer.openings, 0) if answer.openings > 0 else None,
    )
    return words.sentences([nearest, demand])


def what_if_table(answer: WhatIf) -> pd.DataFrame:
    """Return before and after by area, in words where they are words."""
    out = answer.areas[list(TABLES["what_if"])].copy()
    for column in ("accessible_before", "accessible_after"):
        out[column] = out[column].map(STATUSES["accessible"])
    for column in ("kind_before", "kind_after"):
        out[column] = out[column].map(KINDS_SHORT)
    return out


def what_if_areas(answer: WhatIf, titles: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    """Return the areas of the what-if map: those reached in colour, with before and after in the tooltip."""
    out = plain_areas(titles)
    improved = {Status.PASS.value, Status.NOT_NEEDED.value}
    for code, row in answer.areas.iterrows():
        better = row["accessible_after"] in improved and row["accessible_before"] not in improved
        text = words.what_if_tip(percent(float(row["reach_before"])), percent(float(row["reach_after"])))
        out[str(code)] = (points.BETTER if better else points.REACHED, str(row["title"]), text)
    return out
