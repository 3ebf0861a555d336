"""Find a place, an occupation, a provider or a program by what people call it.

Case, accents, punctuation and the order of words do not matter; each word asked may be the beginning of a word of the name.
What is called exactly so comes first, then what begins so, then what holds the words side by side, then what holds them all.
Among occupations that are not called exactly so, those with more such titles come first: "welding" means welders before their
supervisors. Cities that give an area its name come before others of that name. A word nobody uses may be misspelled: :func:`spelled`.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_opportunity.dataset import once

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset

__all__ = ["COLUMNS", "KINDS", "Pool", "everyday_titles", "find", "locate", "pool", "programs_to", "spelled"]

COLUMNS: Final = ["kind", "code", "label", "area_code"]
#: Kinds of answers, in the order equals are listed in.
KINDS: Final = ("state", "area", "occupation", "city", "county", "zip", "provider", "program")
_LONGEST: Final = 100  # characters asked for that are looked at
_ZIPS: Final = 12
_PUNCTUATION: Final = {ord(c): " " for c in "-–—,./()&'’\"→:;+#"}


def fold(text: str) -> str:
    """Fold case, accents, punctuation: 'Cañon City, CO' and 'canon city co' are one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.translate(_PUNCTUATION).casefold().split())


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """All that has a name."""

    frame: pd.DataFrame
    """kind, code, label, area_code, weight (what is bigger comes first)."""
    keys: pd.Series
    """Folded names with a space before and after."""
    kind_order: NDArray[np.integer]


@once
def pool(atlas: Dataset) -> Pool:
    """Return the names of an atlas."""
    areas, counties, occupations = atlas.table("areas"), atlas.table("counties"), atlas.table("occupations")
    providers, places, cips, states = (
        atlas.table(t) for t in ("providers", "place_points", "cips", "state_shapes")
    )
    jobs = atlas.table("nation_wages").set_index("soc")["employment"]
    titles = atlas.table("titles").merge(
        occupations[["soc", "title"]].rename(columns={"title": "occupation"}), on="soc", how="inner"
    )
    people = areas.set_index("area_code")["population"]
    town = places["name"] + ", " + places["state"]
    parts = [
        _part("state", states["state"], states["name"], states["name"] + " " + states["state"]),
        _part(
            "area",
            areas["area_code"],
            areas["title"],
            areas["title"],
            area_code=areas["area_code"],
            weight=areas["population"],
        ),
        # an official title goes before an everyday one of the same occupation
        _part(
            "occupation",
            occupations["soc"],
            occupations["title"],
            occupations["title"],
            weight=occupations["soc"].map(jobs) + 0.5,
        ),
        _part(
            "occupation",
            titles["soc"],
            titles["title"] + " → " + titles["occupation"],
            titles["title"],
            weight=titles["soc"].map(jobs),
        ),
        _part("city", places["place"], town, town, weight=town.map(_name_givers(areas))),
        _part(
            "county",
            counties["county_fips"],
            counties["name"] + ", " + counties["state"],
            counties["name"] + ", " + counties["state"],
            area_code=counties["area_code"],
            weight=counties["population"],
        ),
        _part(
            "provider",
            providers["provider_id"],
            providers["name"],
            providers["name"] + " " + providers["state"],
            area_code=providers["area_code"],
            weight=providers["area_code"].map(people),
        ),
        _part("program", cips["cip"], cips["title"], cips["title"]),
    ]
    frame = pd.concat(parts, ignore_index=True)
    keys = pd.Series([f" {fold(k)} " for k in frame.pop("name")], dtype="str")
    order = frame["kind"].map({k: i for i, k in enumerate(KINDS)}).to_numpy(np.int64)
    return Pool(frame, keys, order)


@lru_cache(maxsize=2)
def _words(names: Pool) -> dict[str, int]:
    """Return the words of the names, and in how many names each stands."""
    return {str(word): int(count) for word, count in names.keys.str.split().explode().value_counts().items()}


def _name_givers(areas: pd.DataFrame) -> dict[str, float]:
    """Return the cities that give areas their names ('Anderson, SC' of 'Greenville-Anderson-Greer, SC'), with the areas' people."""
    out: dict[str, float] = {}
    for title, people in zip(areas["title"].astype(str), areas["population"].astype(float), strict=True):
        cities, comma, states = title.rpartition(", ")
        for state in states.split("-") if comma else ():
            for city in cities.split("-"):
                name = f"{city}, {state}"
                out[name] = max(people, out.get(name, 0.0))
    return out


def _part(
    kind: str,
    code: pd.Series,
    label: pd.Series,
    name: pd.Series,
    *,
    area_code: pd.Series | None = None,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    part = pd.DataFrame(
        {"kind": kind, "code": code.astype("str"), "label": label.astype("str"), "name": name.astype("str")}
    )
    part["area_code"] = area_code if area_code is not None else pd.Series(None, index=part.index, dtype="str")
    part["weight"] = weight.astype(float).fillna(0.0) if weight is not None else 0.0
    return part


def find(
    atlas: Dataset, text: str, limit: int = 20, *, kinds: tuple[str, ...] = KINDS, each: int | None = None
) -> pd.DataFrame:
    """Return what a text may mean, best first: kind, code, label, area_code (the area it lies in; None where it has none).

    Parameters
    ----------
    atlas
        The opened data.
    text
        As people write it: 'phoenix', '85004', 'nurse aide', 'greenville sc'.
    limit
        Most rows.
    kinds
        Kinds wanted, of KINDS.
    each
        Most rows of one kind.
    """
    needle = fold(text[:_LONGEST])
    if not needle:
        return pd.DataFrame(columns=COLUMNS)
    if needle.isdigit():
        found = _zips(atlas, needle) if "zip" in kinds else pd.DataFrame(columns=[*COLUMNS, "lon", "lat"])
        return _located(atlas, found, limit)
    names = pool(atlas)
    keys = names.keys
    words = sorted(needle.split(), key=len, reverse=True)
    hit = keys.str.contains(f" {words[0]}", regex=False).to_numpy(bool)
    candidates = np.flatnonzero(hit)
    for word in words[1:]:
        candidates = candidates[keys.iloc[candidates].str.contains(f" {word}", regex=False).to_numpy(bool)]
    if len(candidates) == 0 and len(needle) >= 3:  # inside a word: the last thing to try
        candidates = np.flatnonzero(keys.str.contains(needle, regex=False).to_numpy(bool))
    if kinds != KINDS:
        candidates = candidates[names.frame["kind"].iloc[candidates].isin(kinds).to_numpy()]
    near = keys.iloc[candidates]
    rank = np.select(
        [
            near == f" {needle} ",
            near.str.startswith(f" {needle} "),
            near.str.startswith(f" {needle}"),
            near.str.contains(f" {needle}", regex=False),
        ],
        [0, 1, 2, 3],
        4,
    )
    frame = names.frame.iloc[candidates].assign(rank=rank, order=names.kind_order[candidates])
    # a city is called so by its name alone; one that only begins so comes later
    city = (frame["kind"] == "city").to_numpy()
    bare = near.str.replace(r" [a-z]{2} $", " ", regex=True).to_numpy() == f" {needle} "
    frame.loc[city & ~bare & (frame["rank"] > 0).to_numpy(), "rank"] = frame["rank"].clip(lower=2)
    titles = (frame["kind"] == "occupation") & (frame["rank"] > 0)
    frame["titles"] = (
        frame.loc[titles].groupby("code")["code"].transform("size").reindex(frame.index).fillna(0)
    )
    frame = frame.sort_values(
        ["rank", "order", "titles", "weight", "label"],
        ascending=[True, True, False, False, True],
        kind="stable",
    )
    frame = frame.drop_duplicates(["kind", "code"])
    if each is not None:
        frame = frame.loc[frame.groupby("kind").cumcount() < each]
    return _located(atlas, frame, limit)


def spelled(atlas: Dataset, text: str) -> str | None:
    """Return a text with words that begin no name put right ('registred nurse' is 'registered nurse'); None where none can be."""
    known = _words(pool(atlas))
    asked, out = fold(text[:_LONGEST]), []
    for word in asked.split():
        near = [k for k in known if k[0] == word[0] and -2 <= len(k) - len(word) <= 2]
        if len(word) < 4 or word.isdigit() or any(k.startswith(word) for k in known):
            out.append(word)
            continue
        close = difflib.get_close_matches(word, near, n=5, cutoff=0.8)
        if not close:
            return None
        best = difflib.SequenceMatcher(None, word, close[0]).ratio()
        alike = [k for k in close if difflib.SequenceMatcher(None, word, k).ratio() >= best - 0.02]
        out.append(max(alike, key=lambda k: known[k]))
    put_right = " ".join(out)
    return put_right if put_right != asked else None


def _zips(atlas: Dataset, digits: str) -> pd.DataFrame:
    points = atlas.table("postal_points")
    found = (
        points.loc[points["zip"].str.startswith(digits)].head(_ZIPS)
        if 2 <= len(digits) <= 5
        else points.iloc[:0]
    )
    return pd.DataFrame(
        {
            "kind": "zip",
            "code": found["zip"],
            "label": "ZIP " + found["zip"],
            "area_code": None,
            "lon": found["lon"],
            "lat": found["lat"],
        }
    )


def _located(atlas: Dataset, frame: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Return the first rows with the area of each city and ZIP code."""
    frame = frame.head(limit).reset_index(drop=True)
    cities = frame["kind"] == "city"
    lost = cities | (frame["kind"] == "zip")
    if lost.any():
        if cities.any():
            places = atlas.table("place_points")
            points = places.loc[places["place"].isin(frame.loc[cities, "code"])].set_index("place")[
                ["lon", "lat"]
            ]
            points = points.reindex(frame.loc[cities, "code"])
            lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
        else:
            lon, lat = frame.loc[lost, "lon"].to_numpy(float), frame.loc[lost, "lat"].to_numpy(float)
        county = locate(atlas, lon, lat)
        area = atlas.table("counties").set_index("county_fips")["area_code"]
        frame["area_code"] = frame["area_code"].astype(object)
        frame.loc[lost, "area_code"] = pd.Series(county).map(area).to_numpy(object)
    frame["area_code"] = frame["area_code"].astype(object).where(frame["area_code"].notna(), None)
    return frame[COLUMNS]


def locate(atlas: Dataset, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the county (county_fips) of each point (degrees, EPSG:4326).

    A point in no county's shape (simplified shapes leave out slivers of shore) goes to the county of the nearest
    tract centre within half a degree; beyond that it has none (None).
    """
    shapes = atlas.table("county_shapes")
    points = shapely.points(lon, lat)
    out = np.full(len(points), None, dtype=object)
    inside, county = shapes.sindex.query(points, predicate="intersects")
    out[inside[::-1]] = shapes["county_fips"].to_numpy(object)[county[::-1]]  # on a border: the first
    tracts = atlas.table("tracts")
    for i in np.flatnonzero(pd.isna(out)):
        squared = ((tracts["lon"] - lon[i]) * np.cos(np.radians(lat[i]))) ** 2 + (tracts["lat"] - lat[i]) ** 2
        if len(squared) and squared.min() <= 0.25:
            out[i] = tracts["county_fips"].iloc[int(squared.to_numpy().argmin())]
    return out


def programs_to(atlas: Dataset, cip: str) -> list[str]:
    """Return the occupations (soc) a program leads to, the largest in the nation first."""
    links = atlas.table("cip_soc")
    jobs = atlas.table("nation_wages").set_index("soc")["employment"]
    socs = links.loc[links["cip"] == cip, "soc"]
    known = set(atlas.table("occupations")["soc"])
    listed = socs[socs.isin(known)]
    return [
        str(s)
        for s in listed.loc[listed.map(jobs).fillna(-1.0).sort_values(ascending=False, kind="stable").index]
    ]


def everyday_titles(atlas: Dataset, text: str, limit: int = 400) -> dict[str, str]:
    """Return the occupations whose official or everyday title holds a text, by soc: the title that matched, best first."""
    found = find(atlas, text, limit)
    mine = found.loc[found["kind"] == "occupation"].drop_duplicates("code")
    return {str(code): str(label) for code, label in zip(mine["code"], mine["label"], strict=True)}
