"""Which rows of a list are one provider, and which programs the data may have already.

A list writes one school in several ways, and lists schools that the built-in data have under another name.
What is certainly the same is counted once; what is only likely the same is shown in pairs and its completers
are not counted until the user has said 'same' or 'other'.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import scipy
from rapidfuzz import fuzz

from geo_opportunity.errors import FormatError
from geo_opportunity.geography.distance import pairs_within
from geo_opportunity.user_data.programs_place import city_key
from geo_opportunity.vocabulary import KM_PER_MILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.preview import Notes

__all__ = ["DOUBLES", "certain_doubles", "decide", "identify", "likely_doubles"]

#: Columns of the table of likely doubles.
DOUBLES: Final = (
    "row",
    "provider",
    "program",
    "their_id",
    "their_name",
    "their_program",
    "their_completions",
    "why",
    "decision",
)

#: How near a built-in provider must be, by what the list's location rests on, miles.
_MILES: Final = {"published": 5.0, "ZIP centre": 10.0, "city centre": 15.0, "county centre": 30.0}
#: Least likeness of two names (rapidfuzz's token_set_ratio, 0 to 100).
_ALIKE: Final = 88.0
#: Words that tell no provider from another.
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        "college university institute institution school schools academy center campus community "
        "technical technology career careers training state of at the and for in education district area "
        "system program programs services main vocational adult continuing health sciences science arts",
    )
)
_STOP: Final = frozenset({"of", "at", "the", "and", "for", "in", "a"})
_LEGAL: Final = re.compile(r"\b(?:the|inc|incorporated|llc|pllc|lp|corp|corporation|co|company|ltd)\b")
_TAIL: Final = re.compile(r"^(.+?)\s*(?:\(|\s[-–—]\s*|[-–—,:]\s+|\bat\s)\s*([^()]+?)\s*\)?\s*$")
_SITE: Final = re.compile(r"\b(?:main|campus|center|centre|location|branch|site)\b", re.IGNORECASE)
#: Award levels that a list's length cannot surely tell apart: certificates below a bachelor's degree.
_CERTIFICATES: Final = frozenset({1, 2, 4, 20, 21})
#: Letters of a CIP code that name its series: 51.39 of 51.3901.
_SERIES: Final = 5
#: Titles of fields that hold whatever of a series has no code of its own.
_ANY_OF_SERIES: Final = re.compile(r"\bgeneral\b|\bother\b", re.IGNORECASE)
#: Words of fields of study that tell none from another; as many letters of a word as are compared.
_STEM: Final = 4
_OF_FIELDS: Final = frozenset(
    word[:_STEM]
    for word in re.findall(
        r"\w+",
        "and for with technology technician technologies studies related services program programs "
        "management assistant specialist science sciences certificate degree level certified",
    )
)


@lru_cache(maxsize=65_536)
def _words(name: str) -> str:
    """Return a provider's name in plain lower case, without signs and legal form."""
    plain = name.casefold().replace("&", " and ").replace(".", "").replace("'", "").replace("’", "")
    plain = plain.replace("centre", "center")
    return _LEGAL.sub(" ", re.sub(r"[^a-z0-9]+", " ", plain)).strip()


def _name_key(name: str) -> str:
    """Return a provider's name without signs, blanks and legal form."""
    return _words(name).replace(" ", "")


def _base_key(name: str, city: str) -> str:
    """Return the key of a name without its own campus: 'Valley College (Beatrice Campus)', in Beatrice."""
    found = _TAIL.match(name)
    if found:
        rest = city_key(_SITE.sub(" ", found[2]))
        if rest == city_key(city) or (not rest and _SITE.search(found[2])):
            return _name_key(found[1])
    words, ends = _words(name), _words(f"{city} campus")
    return (words.removesuffix(ends) if city and words.endswith(ends) else words).replace(" ", "")


def _keys(names: pd.Series, cities: pd.Series) -> pd.Series:
    pairs = list(zip(names.fillna(""), cities.fillna(""), strict=True))
    known = {pair: _base_key(*pair) for pair in set(pairs)}
    return pd.Series([known[p] for p in pairs], index=names.index, dtype="str")


# -------------------------------------------------------------------- providers


def identify(frame: pd.DataFrame, name: str, notes: Notes) -> pd.Series:
    """Return a provider id per row, 'own:<name>:<the list's id>', with '-2', '-3' … for its other places.

    Parameters
    ----------
    frame
        provider, provider_id (the list's or null), address, zip, city, lon, lat, location_basis.
    name
        Name of the list.
    notes
        Told of providers of several names at one street address, which stay apart.

    Rows of one name (legal form and own campus aside) or one id of the list at one place (ZIP code, else
    city; where all have coordinates, those to two decimals) are one provider; a name at several places has a
    campus at each. Providers without an id are numbered in order of name and place.
    """
    names = _keys(frame["provider"], frame["city"])
    place = frame["zip"].astype("str").fillna(frame["city"].astype("str").fillna("").map(city_key))
    exact = frame["location_basis"].eq("published").groupby([names, place]).transform("all")
    points = frame["lon"].round(2).astype("str") + "," + frame["lat"].round(2).astype("str")
    place = place + ":" + points.where(exact, "")
    ids = frame["provider_id"].astype("str")
    one = pd.factorize(names + "|" + place)[0]
    two = pd.factorize(ids.fillna("name " + names) + "|" + place)[0]
    both = (one, two + one.max(initial=-1) + 1)
    size = int(both[1].max(initial=-1)) + 1
    edges = scipy.sparse.coo_matrix((np.ones(len(frame)), both), shape=(size, size))
    group = scipy.sparse.csgraph.connected_components(edges, directed=False)[1][one]
    rows = pd.DataFrame({"group": group, "owner": ids.fillna(names), "id": ids, "place": place})
    first = rows.sort_values(["owner", "place"], kind="stable").drop_duplicates("group")
    owners = {owner: f"{i:05d}" for i, owner in enumerate(first["owner"].unique(), 1)}
    slug = first["id"].str.replace(r"[^\w.-]", "-", regex=True).fillna(first["owner"].map(owners))
    serial = slug.groupby(slug).cumcount() + 1
    made = "own:" + name + ":" + slug + ("-" + serial.astype("str")).where(serial > 1, "")
    again = made.duplicated()
    made = made.mask(again, made + "-g" + first["group"].astype("str"))
    out = pd.Series(rows["group"].map(made.set_axis(first["group"])), index=frame.index).astype("str")
    _tell_shared(frame, out, notes)
    return out


def _tell_shared(frame: pd.DataFrame, provider: pd.Series, notes: Notes) -> None:
    """Tell of providers of similar names at one street address: perhaps the same."""
    street = frame["address"].astype("str").fillna("").map(lambda a: re.sub(r"[^a-z0-9]", "", a.casefold()))
    where = (street + "|" + frame["zip"].astype("str").fillna("")).where(street.str.contains(r"\d"))
    each = pd.DataFrame({"where": where, "provider": provider, "name": frame["provider"].map(_words)})
    firsts = each.dropna().drop_duplicates(["where", "provider"])
    firsts = firsts.loc[firsts["where"].duplicated(keep=False)]
    alike: set[str] = set()
    for _, group in firsts.groupby("where"):
        names = group["name"].tolist()
        ids = group["provider"].tolist()
        for i, one in enumerate(names):
            for j in range(i):
                if fuzz.token_set_ratio(one, names[j]) >= _ALIKE:
                    alike |= {ids[i], ids[j]}
    notes.problem(
        "perhaps the same provider as another of the list (same street address, names alike)",
        provider.isin(alike) & each["where"].isin(firsts["where"]),
        "kept apart",
        ["provider", "address", "city"],
    )


# ---------------------------------------------------------------------- doubles


def _sites(atlas: Dataset) -> pd.DataFrame:
    """Return every place of the providers in the data, campuses too: their_id, name, zip, lon, lat."""
    providers = atlas.table("providers")[["provider_id", "name", "zip", "lon", "lat"]]
    campuses = atlas.table("campuses")[["provider_id", "zip", "lon", "lat"]]
    more = campuses.merge(providers[["provider_id", "name"]], on="provider_id", validate="many_to_one")
    both = pd.concat([providers, more[list(providers.columns)]], ignore_index=True)
    return both.assign(zip=both["zip"].str.slice(0, 5)).rename(columns={"provider_id": "their_id"})


def certain_doubles(atlas: Dataset, frame: pd.DataFrame) -> pd.DataFrame:
    """Return twin (the provider in the data of the same name and ZIP code, or null) and same, by row.

    `same`: the data have the very program (twin, CIP, award level).
    """
    sites = _sites(atlas)
    key = (sites["name"].map(_name_key) + ":" + sites["zip"]).rename("key")
    twins = pd.Series(sites["their_id"].to_numpy(), index=key)
    twins = twins.loc[twins.index.notna() & ~twins.index.duplicated()]
    match = (frame["provider"].map(_name_key).astype("str") + ":" + frame["zip"].astype("str")).map(twins)
    offered = pd.MultiIndex.from_frame(atlas.table("programs")[["provider_id", "cip", "award_level"]])
    asked = pd.MultiIndex.from_arrays([match, frame["cip"], frame["award_level"]])
    return pd.DataFrame({"twin": match, "same": asked.isin(offered)}, index=frame.index)


def _near(atlas: Dataset, frame: pd.DataFrame, twin: pd.Series) -> pd.DataFrame:
    """Return provider_id, their_id, alike (0 to 100) and miles of providers whose names and places are near.

    A provider with a twin of its very name and ZIP code has that one only.
    """
    sites = _sites(atlas)
    own = frame.assign(twin=twin).drop_duplicates("provider_id").reset_index(drop=True)
    greatest = max(_MILES.values()) * KM_PER_MILE
    i, j, km = pairs_within(
        own[["lon", "lat"]].to_numpy(float), sites[["lon", "lat"]].to_numpy(float), greatest
    )
    mine, theirs = own.iloc[i].reset_index(drop=True), sites.iloc[j].reset_index(drop=True)
    near = pd.DataFrame(
        {"provider_id": mine["provider_id"], "their_id": theirs["their_id"], "miles": km / KM_PER_MILE}
    )
    within = (near["miles"] <= mine["location_basis"].map(_MILES).astype(float)) | (
        mine["zip"] == theirs["zip"]
    )
    within &= mine["twin"].isna() | (mine["twin"] == theirs["their_id"])
    near["one"], near["two"], near["city"] = mine["provider"], theirs["name"], mine["city"].fillna("")
    near = near.loc[within].sort_values("miles", kind="stable").drop_duplicates(["provider_id", "their_id"])
    near["alike"] = [_likeness(*names) for names in near[["one", "two", "city"]].itertuples(index=False)]
    return near.loc[near["alike"] >= _ALIKE, ["provider_id", "their_id", "alike", "miles"]]


def _likeness(one: str, two: str, city: str) -> float:
    """Return how alike two names are, 0 to 100; 0 where they share only words many have.

    Where all they share beside those is the city's name, one must be a phrase of the other: Dallas College is
    Dallas College District, but not Concorde Career College-Dallas.
    """
    (a, of_a), (b, of_b) = _telling(one), _telling(two)
    shared = of_a & of_b
    if not shared:
        return 0.0
    if shared <= set(_words(city).split()) and fuzz.partial_ratio(a, b) < _ALIKE:
        return 0.0
    return float(fuzz.token_set_ratio(a, b))


@lru_cache(maxsize=65_536)
def _telling(name: str) -> tuple[str, frozenset[str]]:
    """Return a provider's name without stop words, and the words of it that few names have."""
    words = [w for w in _words(name).split() if w not in _STOP]
    return " ".join(words), frozenset(words) - _COMMON


@lru_cache(maxsize=65_536)
def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{3,}", text.casefold())
    return frozenset(word[:_STEM] for word in words) - _OF_FIELDS


def _one_field(pairs: pd.DataFrame, titles: pd.Series) -> pd.Series:
    """Return which pairs of a series can be one field of study (bool).

    Parameters
    ----------
    pairs
        program (as the list names it, or null), cip, their_cip, series.
    titles
        Titles of fields of study by code.

    The code is the same; or one of the two is the series' general or other field, or none of CIP 2020; or the
    program's name shares a word with the title of theirs that at most a third of the series' titles have.
    """
    known = dict(zip(map(str, titles.index), titles, strict=True))
    wide = {code for code, title in known.items() if _ANY_OF_SERIES.search(title)}
    telling: dict[str, frozenset[str]] = {}
    by_series: dict[str, dict[str, frozenset[str]]] = {series: {} for series in pairs["series"].unique()}
    for code, title in known.items():
        if code[:_SERIES] in by_series:
            by_series[code[:_SERIES]][code] = _stems(title)
    for fields in by_series.values():
        often = Counter(stem for stems in fields.values() for stem in stems)
        rare = {stem for stem, count in often.items() if count <= max(1, len(fields) / 3)}
        telling.update({code: stems & rare for code, stems in fields.items()})

    def one(name: str | None, mine: str, theirs: str) -> bool:
        if mine == theirs or mine in wide or theirs in wide or mine not in known:
            return True
        said = name if isinstance(name, str) else known[mine]
        return bool(_stems(said) & telling.get(theirs, frozenset()))

    rows = list(zip(pairs["program"], pairs["cip"], pairs["their_cip"], strict=True))
    answers = {row: one(*row) for row in set(rows)}
    return pd.Series([answers[row] for row in rows], index=pairs.index, dtype=bool)


def likely_doubles(atlas: Dataset, frame: pd.DataFrame, twin: pd.Series) -> pd.DataFrame:
    """Return the rows whose program the data likely have already, with the program meant (DOUBLES).

    Parameters
    ----------
    frame
        provider, provider_id (:func:`identify`), program, cip, award_level, award_basis, city, zip, lon, lat,
        location_basis.
    twin
        The provider in the data of the very name and ZIP code, where there is one (:func:`certain_doubles`).

    Likely: names alike (every word of one in the other, or nearly), near each other or in one ZIP code, one
    field of study or two of a four-digit series that can be one (:func:`_one_field`), award level the same or
    both certificates, and somebody completed it there. Of several the one with the same CIP, then level, then
    the name most alike. Their completions: awards a year.
    """
    near = _near(atlas, frame, twin)
    programs = atlas.table("programs")
    theirs = programs.loc[programs["provider_id"].isin(near["their_id"].unique())]
    theirs = theirs.loc[theirs["completions"].isna() | (theirs["completions"] > 0)]
    theirs = theirs[["provider_id", "cip", "award_level", "completions"]].set_axis(
        ["their_id", "their_cip", "their_level", "their_completions"], axis=1
    )
    theirs = theirs.assign(series=theirs["their_cip"].str.slice(0, _SERIES))
    mine = frame[["provider_id", "provider", "program", "cip", "award_level", "award_basis"]]
    mine = mine.assign(row=frame.index, series=mine["cip"].str.slice(0, _SERIES))
    pairs = mine.merge(near, on="provider_id", validate="many_to_many")
    pairs = pairs.merge(theirs, on=["their_id", "series"], validate="many_to_many")
    level = pairs["award_level"] == pairs["their_level"]
    short = pairs["award_level"].isin(_CERTIFICATES) & pairs["their_level"].isin(_CERTIFICATES)
    unsure = pairs["award_basis"].eq("assumed") & pairs["their_level"].isin([*_CERTIFICATES, 3])
    pairs = pairs.assign(level=level, exact=pairs["cip"] == pairs["their_cip"])
    titles = atlas.table("cips").drop_duplicates("cip").set_index("cip")["title"]
    pairs = pairs.loc[(level | short | unsure) & _one_field(pairs, titles)]
    order = ["row", "exact", "level", "alike", "miles"]
    best = pairs.sort_values(order, ascending=[True, False, False, False, True], kind="stable")
    best = best.drop_duplicates("row")
    names = atlas.table("providers").set_index("provider_id")["name"]
    return best.assign(
        their_name=best["their_id"].map(names),
        their_program=best["their_cip"] + " " + best["their_cip"].map(titles).fillna(""),
        why=[
            f"names {round(a)} of 100 alike, {m:.1f} miles apart, {'same CIP' if e else 'CIP of one series'}"
            for a, m, e in zip(best["alike"], best["miles"], best["exact"], strict=True)
        ],
        decision="open",
    )[list(DOUBLES)].reset_index(drop=True)


def decide(found: pd.DataFrame, said: Mapping[int, str] | str | None) -> pd.DataFrame:
    """Return the table of likely doubles with what the user `said` of them: 'same', 'other' or 'open'.

    Raises
    ------
    FormatError
        `said` is no such word, or names a row that is no likely double.
    """
    each = dict.fromkeys(found["row"], said) if isinstance(said, str) else dict(said or {})
    words = sorted({str(w) for w in each.values()} - {"same", "other", "open"})
    if words:
        raise FormatError(f"{words[0]!r} cannot be said of a likely double", fix="say 'same' or 'other'")
    strange = sorted(set(each) - set(found["row"]))
    if strange:
        rows = ", ".join(map(str, found["row"])) or "none"
        raise FormatError(f"row {strange[0]} is no likely double", fix=f"name one of these rows: {rows}")
    return found.assign(decision=found["row"].map(each).astype("str").fillna("open"))
