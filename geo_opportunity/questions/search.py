"""Find a place, an occupation, a provider or a program by what people call it.

Case, accents, punctuation and the order of words do not matter; each word asked may be the beginning of a
word of the name. What is called exactly so comes first, then what begins so, then what holds the words side
by side, then what holds them all. Among occupations that are not called exactly so, those with more such
titles come first: "welding" means welders before their supervisors. Cities that give an area its name come
before others of that name. The code of a state, an occupation or a program gives what it is the code of.
Schools that go by other names are found by their city and county ("maricopa community"), and what is called
so nowhere may be misspelled: :func:`spelled`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo_opportunity.codes import area, county_digits
from geo_opportunity.codes.retired import old_areas, old_counties
from geo_opportunity.dataset import once
from geo_opportunity.questions.codes import cip_codes, soc_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_opportunity.dataset import Dataset

__all__ = ["COLUMNS", "KINDS", "Pool", "everyday_titles", "find", "locate", "pool", "programs_to", "spelled"]

COLUMNS: Final = ["kind", "code", "label", "area_code"]
#: Kinds of answers, in the order equals are listed in.
KINDS: Final = (
    "state",
    "area",
    "occupation",
    "city",
    "county",
    "workforce area",
    "zip",
    "provider",
    "program",
)
_FORMER: Final = -1.0  # weight of a name that is no longer in use
_LONGEST: Final = 100  # characters of a query that are read
_ZIPS: Final = 12
#: Codes of occupations (SOC, O*NET-SOC) and of programs (CIP), or how they begin.
_SOC: Final = re.compile(r"(\d\d)-(\d{1,4})(\.\d\d)?|(\d\d)(\d{4})(\.\d\d)?")
_CIP: Final = re.compile(r"\d\d\.\d{1,4}")
_SPELLINGS: Final = 60  # combinations of corrected words that are tried
_PUNCTUATION: Final = {ord(c): " " for c in "-–—,./()&'’\"→:;+#"}


def fold(text: str) -> str:
    """Fold case, accents, punctuation: 'Cañon City, CO' and 'canon city co' are one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.translate(_PUNCTUATION).casefold().split())


class Index:
    """Which names hold a word that begins so."""

    def __init__(self, keys: pd.Series) -> None:
        """Index the words of `keys`, by position."""
        split = pd.Series(keys.to_numpy(object)).str.split().explode().dropna()
        codes, words = pd.factorize(split, sort=True)
        self.words: list[str] = [str(w) for w in words]
        """All words, in order."""
        self.counts = np.bincount(codes, minlength=len(self.words))
        """In how many names each occurs."""
        self._rows = split.index.to_numpy(np.int64)[np.argsort(codes, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(self.counts)])

    def rows(self, word: str) -> NDArray[np.int64]:
        """Return the positions of the names with a word that begins with `word`, in order."""
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "\U0010ffff")
        return np.unique(self._rows[self._starts[first] : self._starts[last]])

    def rows_inside(self, part: str) -> NDArray[np.int64]:
        """Return the positions of the names with a word that holds `part` anywhere, in order."""
        found = [
            self._rows[self._starts[i] : self._starts[i + 1]]
            for i, word in enumerate(self.words)
            if part in word
        ]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)

    def rows_of_all(self, words: list[str]) -> NDArray[np.int64]:
        """Return the positions of the names that hold each of `words`, as :meth:`rows` does one."""
        found = self.rows(words[0])
        for word in words[1:]:
            if len(found) == 0:
                break
            found = np.intersect1d(found, self.rows(word), assume_unique=True)
        return found


@dataclass(frozen=True, eq=False)
class Pool:
    """All that has a name."""

    frame: pd.DataFrame
    """kind, code, label, area_code, weight (what is bigger comes first)."""
    keys: pd.Series
    """Folded names with a space before and after."""
    kind_order: NDArray[np.integer]
    placed: pd.Series
    """Folded names of providers with their city and county, by position in `frame`."""

    @cached_property
    def index(self) -> Index:
        """The words of the names."""
        return Index(self.keys)

    @cached_property
    def place_index(self) -> Index:
        """The words of `placed`, by position there."""
        return Index(self.placed)

    def rows(self, needle: str) -> NDArray[np.int64]:
        """Return the positions of what a folded text may mean, in order."""
        words = needle.split()
        found = self.index.rows_of_all(words)
        if len(found) == 0 and len(needle) >= 3:  # the first may begin inside a word
            found = self.index.rows_inside(needle) if len(words) == 1 else self.index.rows(words[-1])
            found = found[self.keys.iloc[found].str.contains(needle, regex=False).to_numpy(bool)]
        if len(found) == 0 and len(words) > 1:
            found = self.placed.index.to_numpy(np.int64)[self.place_index.rows_of_all(words)]
        return found


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
        _former(areas),
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
        _workforce(atlas.table("workforce_areas"), counties),
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
    placed = providers["name"] + " " + providers["state"] + " " + providers["city"].fillna("")
    placed += " " + providers["county_fips"].map(counties.set_index("county_fips")["name"]).fillna("")
    placed = placed.map(fold).set_axis(np.flatnonzero(frame["kind"] == "provider"))
    return Pool(frame, keys, order, placed)


def _workforce(table: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    """Return the names of workforce areas with their state; they lie in no one area."""
    state = table["county_fips"].map(counties.set_index("county_fips")["state"])
    one = table.assign(label=table["area_name"] + ", " + state).groupby("area_code", as_index=False)
    frame = one.agg(label=("label", "first"), people=("population", "sum"))
    name = frame["label"] + " workforce area"
    return _part("workforce area", frame["area_code"], frame["label"], name, weight=frame["people"])


def _former(areas: pd.DataFrame) -> pd.DataFrame:
    """Return names of metropolitan areas of older lists, for the areas that took their places."""
    title = areas.set_index("area_code")["title"].astype(str)
    old = [o for o in old_areas().values() if o.kind in {"metro", "once metro"} and o.now[0] in title.index]
    code = pd.Series([o.now[0] for o in old], dtype="str")
    name = pd.Series([o.title for o in old], dtype="str")
    label = code.map(title) + " (once " + name + ")"
    return _part("area", code, label, name, area_code=code, weight=pd.Series(_FORMER, index=code.index))


def _name_givers(areas: pd.DataFrame) -> dict[str, float]:
    """Return cities in areas' names ('Anderson, SC' of 'Greenville-Anderson-Greer, SC') and their people."""
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
    """Return what a text may mean, best first.

    Kind, code, label, area_code (the area it is in; None where it has none).

    Parameters
    ----------
    atlas
        The opened data.
    text
        As people write it: 'phoenix', '85004', 'nurse aide', 'greenville sc'.
    limit
        Most rows.
    kinds
        Kinds to search, of KINDS.
    each
        Most rows of one kind.
    """
    coded = _coded(atlas, text.strip(), kinds)
    if coded is not None:
        return _located(atlas, coded, limit)
    needle = fold(spelled(atlas, text) or text[:_LONGEST])
    if not needle:
        return pd.DataFrame(columns=COLUMNS)
    names = pool(atlas)
    candidates = names.rows(needle)
    if kinds != KINDS:
        candidates = candidates[names.frame["kind"].iloc[candidates].isin(kinds).to_numpy()]
    near = names.keys.iloc[candidates]
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
    frame.loc[frame["weight"] == _FORMER, "rank"] = frame["rank"].clip(lower=2)
    frame.loc[(frame["kind"] == "state") & (frame["code"] == needle.upper()), "rank"] = -1
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
    """Return a text that finds nothing with its words spelled as names are.

    None where it needs or has no such spelling.

    'registred nurse' is 'registered nurse', 'pheonix' is 'phoenix'. The fewest letters are changed (two
    neighbors that are swapped count as one change); among equals the words that more names hold win.
    """
    needle = fold(text[:_LONGEST])
    if not needle or needle.replace(" ", "").isdigit():
        return None
    names = pool(atlas)
    if len(names.rows(needle)):
        return None
    words = needle.split()
    most = 8 if len(words) <= 3 else 3 if len(words) <= 6 else 1
    options = [_alike(names.index, word, most) for word in words]
    tries = sorted(itertools.product(*options), key=lambda t: (sum(o[0] for o in t), -sum(o[1] for o in t)))
    for tried in tries[:_SPELLINGS]:
        put_right = [word for _, _, word in tried]
        if len(names.index.rows_of_all(put_right)):
            return " ".join(put_right)
    return None


def _alike(index: Index, word: str, most: int) -> list[tuple[float, int, str]]:
    """Return words like one, the likeliest first: letters changed, in how many names, the word.

    A word that lacks one of the letters typed counts half a letter more: 'electrican' means an electrician,
    nothing electrical.
    """
    begun = [(0.0, len(rows), word)] if len(rows := index.rows(word)) else []
    if len(word) < 4 or word.isdigit():
        return begun
    near = process.extract(
        word, index.words, scorer=OSA.distance, score_cutoff=1 if len(word) < 6 else 2, limit=None
    )
    letters = Counter(word)
    found = [
        (changed + 0.5 * (not letters <= Counter(known)), int(index.counts[i]), known)
        for known, changed, i in near
        if changed
    ]
    return sorted([*begun, *found], key=lambda o: (o[0], -o[1]))[:most]


def _coded(atlas: Dataset, text: str, kinds: tuple[str, ...]) -> pd.DataFrame | None:
    """Return what a text that is a code identifies; None where it is none."""
    digits = fold(text)
    if soc := _SOC.fullmatch(text):
        codes: tuple[str, ...] = (f"{soc[1] or soc[4]}-{soc[2] or soc[5]}",)
        kind, table, column = "occupation", "occupations", "soc"
        read = soc_codes(atlas).parse(text)
    elif _CIP.fullmatch(text):
        kind, table, column, codes = "program", "cips", "cip", (text,)
        read = cip_codes(atlas).parse(text)
    else:
        return _place_coded(atlas, text, digits, kinds)
    known = atlas.table(table)
    if not known[column].str.startswith(codes).any():  # an older code leads to what became of it
        codes = read.candidates or (read.code or codes[0],)
    found = known.loc[known[column].str.startswith(codes) & (kind in kinds)]
    rows = pd.DataFrame({"kind": kind, "code": found[column], "label": found["title"], "area_code": None})
    return rows.sort_values("code") if len(rows) else _place_coded(atlas, text, "", kinds)


def _place_coded(atlas: Dataset, text: str, digits: str, kinds: tuple[str, ...]) -> pd.DataFrame | None:
    """Return the area, ZIP codes and county of a code, which may be of all three; None where it is of none.

    An area's code of today goes before a ZIP code, one of an older list after it. For a ZIP code without
    residents the areas of its neighbors are returned, unless it is the code of a metropolitan area or county.
    """
    if not any(map(str.isdigit, text)):
        return None
    areas = _coded_areas(atlas, text) if "area" in kinds else None
    county = _coded_counties(atlas, text) if "county" in kinds else None
    zips = _zips(atlas, digits, kinds) if digits.isdigit() else None
    nearby = zips is not None and not zips.empty and "zip" not in set(zips["kind"])
    old = old_areas().get(digits)
    if nearby and old is not None and old.kind in {"micro", "division"}:
        areas = None
    if areas is not None or county is not None:
        zips = None if nearby else zips
    parts = [zips, areas, county]
    if len(digits) == 4 or (areas is not None and old is None):
        parts = [areas, county, zips]
    found = [part for part in parts if part is not None]
    return pd.concat(found, ignore_index=True) if found else None


def _coded_areas(atlas: Dataset, text: str) -> pd.DataFrame | None:
    """Return the area of a code, of one that is not in use those where it lies; None where there is none."""
    titles = dict(zip(*(atlas.table("areas")[c].astype(str) for c in ("area_code", "title")), strict=True))
    found = area(text, titles)
    held = [c for c in ([found.code] if found.code else found.candidates) if c in titles]
    if not held:
        return None
    why = found.note.partition(";")[0]
    label = [f"{titles[c]} ({why})" if why else titles[c] for c in held]
    return pd.DataFrame({"kind": "area", "code": held, "label": label, "area_code": held})


def _coded_counties(atlas: Dataset, text: str) -> pd.DataFrame | None:
    """Return the county of a code, of one no longer in use those that hold its land."""
    digits = county_digits(text)
    counties = atlas.table("counties")
    old = old_counties().get(digits or "")
    rows = counties.loc[counties["county_fips"].isin([digits, *(old.now if old else ())])]
    if rows.empty:
        return None
    was = f" ({old.code} was {old.label})" if old else ""
    label = rows["name"] + ", " + rows["state"] + was
    return pd.DataFrame(
        {"kind": "county", "code": rows["county_fips"], "label": label, "area_code": rows["area_code"]}
    )


def _zips(atlas: Dataset, digits: str, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return ZIP codes that begin so.

    For one without residents the areas of those that share its first three digits.
    """
    points = atlas.table("postal_points")
    if not 2 <= len(digits) <= 5:
        points = points.iloc[:0]
    found = points.loc[points["zip"].str.startswith(digits)].head(_ZIPS)
    if len(digits) == 5 and found.empty and "area" in kinds:
        near = points.loc[points["zip"].str.startswith(digits[:3])]
        codes = (
            _areas_of(atlas, near["lon"].to_numpy(float), near["lat"].to_numpy(float))
            .dropna()
            .value_counts()
            .index
        )
        titles = atlas.table("areas").set_index("area_code")["title"].reindex(codes)
        return pd.DataFrame(
            {"kind": "area", "code": codes, "label": titles.to_numpy(object), "area_code": codes}
        )
    if "zip" not in kinds:
        found = found.iloc[:0]
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


def _areas_of(atlas: Dataset, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> pd.Series:
    """Return the area of each point (degrees, EPSG:4326); null where it is in none."""
    return pd.Series(locate(atlas, lon, lat)).map(
        atlas.table("counties").set_index("county_fips")["area_code"]
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
        frame["area_code"] = frame["area_code"].astype(object)
        frame.loc[lost, "area_code"] = _areas_of(atlas, lon, lat).to_numpy(object)
    frame["area_code"] = frame["area_code"].astype(object).where(frame["area_code"].notna(), None)
    return frame[COLUMNS]


def locate(atlas: Dataset, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the county (county_fips) of each point (degrees, EPSG:4326).

    A point in no county's shape (simplified shapes leave out slivers of shore) goes to the county of the
    nearest tract center within half a degree; beyond that it has none (None).
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
    """Return the occupations whose official or everyday title holds a text, by soc.

    The title that matched, best first.
    """
    found = find(atlas, text, limit)
    mine = found.loc[found["kind"] == "occupation"].drop_duplicates("code")
    return {str(code): str(label) for code, label in zip(mine["code"], mine["label"], strict=True)}
