"""Laying imports over an atlas: a new atlas, the old one and the data on disk unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from geo_opportunity.errors import FormatError, JoinError
from geo_opportunity.geography.distance import nearest_km, straight_km
from geo_opportunity.geography.reach import reach_table
from geo_opportunity.measures.alignment import allocate_completions, fitting_awards
from geo_opportunity.measures.linkage import occupation_programs, occupation_providers
from geo_opportunity.tables import KEYS
from geo_opportunity.user_data.program_facts import says_more
from geo_opportunity.vocabulary import KM_PER_MILE, REACH_MILES

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import Imported

__all__ = ["add"]

_D = TypeVar("_D", bound="Dataset")

#: National series whose openings weigh completers, as in the build (``build.occupations``).
_OPENINGS = "ep_2024_34"


def _joined(atlas: Dataset, name: str, more: pd.DataFrame) -> pd.DataFrame:
    return (
        pd.concat([atlas.table(name), more], ignore_index=True)
        .sort_values(list(KEYS[name]), kind="stable")
        .reset_index(drop=True)
    )


def _optional(atlas: Dataset, name: str, more: pd.DataFrame) -> pd.DataFrame:
    before = atlas.added(name)
    return more if before is None else pd.concat([before, more], ignore_index=True)


def _coverage(atlas: Dataset, programs: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return table ``occupations`` with the completers and named links of `programs` counted.

    Completers are spread over occupations in a linear way, so those of the new programs are added to what was
    there; occupations only a list names (not the crosswalk) get none.
    """
    out = atlas.table("occupations").copy()
    rows = atlas.table("projections")
    rows = rows.loc[(rows["series"] == _OPENINGS) & (rows["level"] == "nation")]
    openings = rows.drop_duplicates("soc").set_index("soc")["openings"]
    given = allocate_completions(programs, atlas.table("cip_soc"), openings, fitting_awards(out)).set_index(
        "soc"
    )["completers"]
    demand = out["soc"].map(openings)
    out["listing_coverage"] = out["listing_coverage"] + (
        out["soc"].map(given).fillna(0.0) / demand.where(demand > 0)
    ).fillna(0.0)
    fresh = named[["cip", "soc"]].drop_duplicates()
    known = pd.MultiIndex.from_frame(atlas.table("cip_soc")[["cip", "soc"]])
    fresh = fresh.loc[~pd.MultiIndex.from_frame(fresh).isin(known)]
    out["program_links"] = out["program_links"] + out["soc"].map(fresh["soc"].value_counts()).fillna(
        0
    ).astype("int64")
    return out


def _add_programs(atlas: Dataset, item: Imported) -> dict[str, pd.DataFrame]:
    """Return providers, programs and what depends on them: reach near them, and listing coverage."""
    fresh, programs, named = item.tables["providers"], item.tables["programs"], item.tables["named_links"]
    if fresh["provider_id"].isin(atlas.table("providers")["provider_id"]).any():
        msg = f"programs under the name {item.name!r} are there already. Fix: import them under another name."
        raise JoinError(msg)
    made = {
        "providers": _joined(atlas, "providers", fresh),
        "programs": _joined(atlas, "programs", programs),
        "named_links": _optional(atlas, "named_links", named),
        "program_details": _optional(atlas, "program_details", item.tables["program_details"]),
        "program_rows": _optional(atlas, "program_rows", item.tables["program_rows"]),
        "occupations": _coverage(atlas, programs, named),
    }
    cip_soc = atlas.table("cip_soc")
    onsite = fresh.loc[~fresh["distance_only"]]
    links = occupation_programs(programs, cip_soc, made["occupations"], named)
    affected = links.loc[links["provider_id"].isin(onsite["provider_id"]), "soc"].unique()
    tracts = atlas.table("tracts")
    greatest = float(straight_km(REACH_MILES[-1] * KM_PER_MILE))
    far = nearest_km(tracts[["lon", "lat"]].to_numpy(float), onsite[["lon", "lat"]].to_numpy(float))[1]
    areas = tracts.loc[far <= greatest * 1.001, "area_code"].unique()
    if len(areas) and len(affected):
        training = occupation_providers(
            made["programs"],
            cip_soc.loc[cip_soc["soc"].isin(affected)],
            made["occupations"],
            made["providers"],
            made["named_links"].loc[lambda f: f["soc"].isin(affected)],
        )
        near = reach_table(tracts.loc[tracts["area_code"].isin(areas)], made["providers"], training)
        before = atlas.table("reach")
        changed = before["area_code"].isin(areas) & before["soc"].isin(affected)
        new = pd.concat([before.loc[~changed], near], ignore_index=True)
        made["reach"] = new.sort_values(list(KEYS["reach"]), kind="stable").reset_index(drop=True)
    return made


def _add_projections(atlas: Dataset, item: Imported) -> dict[str, pd.DataFrame]:
    """Return projections with a user's in place of the built-in regions' in areas they cover entirely."""
    counties, members = atlas.table("counties"), item.tables["projection_regions"]
    mine = counties["county_fips"].isin(members["county_fips"])
    whole = mine.groupby(counties["area_code"]).transform("all")
    taken = counties.loc[whole, "county_fips"]
    before = atlas.table("projection_regions")
    kept = before.loc[~before["county_fips"].isin(taken)]
    both = pd.concat([kept, members.loc[members["county_fips"].isin(taken)]], ignore_index=True)
    old = atlas.table("projections")
    if old["geo_code"].isin(item.tables["projections"]["geo_code"]).any():
        msg = (
            f"projections under the name {item.name!r} are there already. Fix: import them under another "
            "name."
        )
        raise JoinError(msg)
    regions = both.sort_values(list(KEYS["projection_regions"]), kind="stable").reset_index(drop=True)
    return {
        "projections": _joined(atlas, "projections", item.tables["projections"]),
        "projection_regions": regions,
    }


def _add_budgets(atlas: Dataset, item: Imported) -> dict[str, pd.DataFrame]:
    """Return a user's budgets; a later import of a county and family replaces an earlier one."""
    every = _optional(atlas, "own_budgets", item.tables["own_budgets"])
    key = ["county_fips", "family"]
    return {
        "own_budgets": every.drop_duplicates(key, keep="last")
        .sort_values(key, kind="stable")
        .reset_index(drop=True)
    }


def _add_times(atlas: Dataset, item: Imported) -> dict[str, pd.DataFrame]:
    """Return a user's travel times; a later import of the same pair takes the place of an earlier one."""
    every = _optional(atlas, "travel_times", item.tables["travel_times"])
    key = ["origin_id", "destination_id"]
    return {
        "travel_times": every.drop_duplicates(key, keep="last")
        .sort_values(key, kind="stable")
        .reset_index(drop=True)
    }


_HOW = {
    "programs": _add_programs,
    "projections": _add_projections,
    "budgets": _add_budgets,
    "travel times": _add_times,
}


def add(atlas: _D, *imported: Imported) -> _D:
    """Return a new atlas with imports laid over `atlas`, in the order given.

    The given atlas and the data on disk stay as they are. Reach is worked out anew for the occupations the
    new programs lead to, in the areas near them; listing coverage counts the new completers; projections
    apply to the areas they cover entirely; budgets replace the built-in ones where given.
    ``manifest.sources`` names each file as brought by the user, with its checksum.

    Raises
    ------
    FormatError
        Nothing of a file could be kept.
    JoinError
        An import of the same name is there already.
    """
    for item in imported:
        main = {
            "programs": "providers",
            "projections": "projections",
            "budgets": "own_budgets",
            "travel times": "travel_times",
        }[item.kind]
        more = item.tables.get("program_rows")
        if item.tables[main].empty and more is not None and says_more(more):
            rows = {"program_rows": _optional(atlas, "program_rows", more)}
            atlas = atlas.with_tables(rows, [item.source])
            continue
        if item.tables[main].empty and item.preview.kept:
            what = f"every program of {item.source.title} is in the data already, so there is nothing to add"
            raise FormatError(what, fix="nothing needs to be done, or say that likely doubles are others")
        if item.tables[main].empty:
            msg = (
                f"nothing of {item.source.title} could be kept, so there is nothing to add. Fix: see the "
                "preview's problems."
            )
            raise FormatError(msg)
        scratch = atlas.with_tables({})  # long tables read for the work are not kept in the atlas given
        made = _HOW[item.kind](scratch, item)
        known = vars(atlas).get("cube")
        atlas = atlas.with_tables(made, [item.source])
        if (
            known is not None and item.kind == "programs"
        ):  # of what the cube holds, programs change reach only
            vars(atlas)["cube"] = known.with_reach(made["reach"]) if "reach" in made else known
    return atlas
