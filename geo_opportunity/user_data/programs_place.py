"""Where the programs of a list are: coordinates, ZIP code, city or county, and what contradicts what.

A list may give several of them. The most exact is taken unless two others contradict it; every contradiction
is told, and a row that cannot be placed is left out with its own reason.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geo_opportunity.codes.counties import BOROUGHS, Counties
from geo_opportunity.codes.states import TERRITORIES
from geo_opportunity.files.find import key
from geo_opportunity.geography.distance import geodesic_km
from geo_opportunity.user_data.places import state_codes
from geo_opportunity.vocabulary import KM_PER_MILE

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.preview import Notes

__all__ = ["BASES", "city_key", "counties_of", "locate"]

#: What a location rests on, most exact first -> how the preview calls it.
BASES: Final[dict[str, str]] = {
    "published": "coordinates",
    "ZIP centre": "ZIP center",
    "city centre": "city center",
    "county centre": "county center",
}
#: Territories that are OEWS areas -> their codes.
_AREAS: Final = {"GU": "6600001", "VI": "7800001"}
#: A coordinate farther than this from the center of its ZIP code is told (long rural ones reach some 100 km).
_FAR_KM: Final = 150.0
#: A ZIP code's center farther than this from that of its city is told (a large city's reach some 30 miles).
_CITY_KM: Final = 50 * KM_PER_MILE
#: Coordinates this near to the state named (degrees, some 20 miles) are of the border, not contradicting it.
_BORDER: Final = 0.3

# ------------------------------------------------------------------------ names

_ANYWHERE: Final = {
    "bch": "beach",
    "crk": "creek",
    "ft": "fort",
    "hbr": "harbor",
    "hgts": "heights",
    "hts": "heights",
    "jct": "junction",
    "mt": "mount",
    "pk": "park",
    "spg": "spring",
    "spgs": "springs",
    "ste": "sainte",
    "twp": "township",
    "vlg": "village",
}
_FIRST: Final = {
    **dict.fromkeys(("n", "no"), "north"),
    **dict.fromkeys(("s", "so"), "south"),
    "e": "east",
    "w": "west",
}
_OF: Final = re.compile(r"^(?:the )?(?:city|town|village|borough|municipality|municipio) of ")
#: Kinds of places that come before (below 0) or after other incorporated ones of the same name.
_KINDS: Final = {"consolidated city-county": -1, "CDP": 1, "comunidad": 1}
#: Names of cities that are no other spelling of the gazetteer's -> theirs.
_NICKNAMES: Final = {"nyc": "newyork", "nycity": "newyork", "philly": "philadelphia"}


@lru_cache(maxsize=65_536)
def city_key(name: str) -> str:
    """Return a city's name without accents, signs and blanks, usual abbreviations written out.

    'Ft. Worth' and 'Fort Worth', 'Mayagüez' and 'Mayaguez', 'Winston Salem' and 'Winston-Salem', 'N. Little
    Rock' and 'North Little Rock' are the same.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = _OF.sub("", re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "").replace("’", "")).strip())
    words = plain.split()
    for i, word in enumerate(words):
        last = i == len(words) - 1
        if word == "st" and not last:
            words[i] = "saint"
        elif i == 0 and not last and word in _FIRST:
            words[i] = _FIRST[word]
        elif len(words) > 1:
            words[i] = _ANYWHERE.get(word, word)
    return "".join(words)


#: Titles of cities joined with their county: 'Nashville-Davidson metropolitan government (balance)'.
_GOVERNMENT: Final = re.compile(
    r"^(.+?) (?:(?:metro|metropolitan|unified|consolidated) government|urban county)(?: \(balance\))?$"
)


def _place_names(name: str, title: str) -> list[tuple[str, int]]:
    """Return the names a place of the gazetteer goes by, and how far each is from its own (0)."""
    name = name.removesuffix(" city and")  # as the gazetteer cuts Juneau city and borough
    found = [(name, 0)]
    inside = re.fullmatch(r"(.+?) \((.+)\)", name)
    if inside:
        found += [(inside[1], 2), (inside[2], 2)]
    joined = _GOVERNMENT.match(title)
    if joined:
        found += [(joined[1], 2), (joined[1].removesuffix(" County"), 2)]
    if name.startswith("Urban "):
        found.append((name.removeprefix("Urban "), 2))
    if ", " in name:
        found.append((name.partition(", ")[0], 2))
    if name.endswith(" City"):
        found.append((name.removesuffix(" City"), 3))
    return found


def _places(atlas: Dataset, states: set[str]) -> pd.DataFrame:
    """Return the places of `states` by every name: match ('TX:dallas'), title, lon, lat; the best of a name.

    A city joined with its county comes before other incorporated places, those before census designated ones,
    and a place's own name before its others.
    """
    table = atlas.table("place_points")
    table = table.loc[table["state"].isin(states)]
    taken = {key(n) for n in atlas.table("state_shapes")["name"]}  # 'Iowa' is not Iowa City
    rows = [
        (f"{state}:{city_key(spelled)}", title, rank + _KINDS.get(kind, 0), lon, lat)
        for state, name, title, kind, lon, lat in table[
            ["state", "name", "title", "kind", "lon", "lat"]
        ].itertuples(index=False)
        for spelled, rank in _place_names(name, title)
        if rank < 3 or key(spelled) not in taken
    ]
    out = pd.DataFrame(rows, columns=["match", "title", "rank", "lon", "lat"])
    out = out.astype({"match": "str", "title": "str", "rank": "int64", "lon": "float64", "lat": "float64"})
    out = out.drop_duplicates(["match", "title", "lon", "lat"])
    extra = _territory_points(atlas)
    extra = extra.loc[extra["state"].isin(states)].drop_duplicates(["state", "city"])
    more = extra.assign(match=extra["state"] + ":" + extra["city"].map(city_key), title=extra["city"], rank=0)
    out = pd.concat([out, more[list(out.columns)]], ignore_index=True)
    return out.loc[out["rank"] == out.groupby("match")["rank"].transform("min")]


def _territory_points(atlas: Dataset) -> pd.DataFrame:
    """Return state, city, zip, lon, lat of built-in providers in territories no gazetteer of ours covers."""
    providers = atlas.table("providers")
    mine = providers.loc[providers["state"].isin(TERRITORIES), ["state", "city", "zip", "lon", "lat"]]
    return mine.assign(zip=mine["zip"].str.slice(0, 5)).dropna().reset_index(drop=True)


# ----------------------------------------------------------------------- places


def counties_of(atlas: Dataset, lon: pd.Series, lat: pd.Series) -> pd.DataFrame:
    """Return county_fips, area_code and state of points (degrees); null outside every (simplified) county."""
    shapes = atlas.table("county_shapes")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), index=lon.index, crs="EPSG:4326")
    hit = points.sjoin(shapes[["county_fips", "geometry"]], how="left", predicate="intersects")["county_fips"]
    fips = hit.loc[~hit.index.duplicated()]
    member = atlas.table("counties").set_index("county_fips")
    return pd.DataFrame(
        {"county_fips": fips, "area_code": fips.map(member["area_code"]), "state": fips.map(member["state"])}
    )


def _zip_table(atlas: Dataset, wanted: pd.Series) -> pd.DataFrame:
    """Return lon, lat, state and states of the ZIP codes `wanted`, by zip; lon and lat null without an area.

    `states` are those of the ZIP codes with the same first three digits (else two), so that a box-only ZIP
    code has some too; more than one where the mail crosses a state's border.
    """
    points = atlas.table("postal_points")
    extra = _territory_points(atlas).drop_duplicates("zip")
    points = pd.concat([points, extra], ignore_index=True).drop_duplicates("zip", ignore_index=True)
    codes = sorted(wanted.dropna().unique())
    have = set(points["zip"].str.slice(0, 3))
    prefix = pd.Series([c[:3] if c[:3] in have else c[:2] for c in codes], index=codes, dtype="str")
    near = points.loc[points["zip"].str.startswith((*prefix.unique(), "none"))]
    of = counties_of(atlas, near["lon"], near["lat"])["state"].astype("str")
    of = of.fillna(near["zip"].map(extra.set_index("zip")["state"]).astype("str"))
    own = pd.Series(of.to_numpy(), index=near["zip"])
    held = pd.DataFrame({"of": own.to_numpy()}, index=own.index).dropna()
    states = {p: frozenset(of) for n in (3, 2) for p, of in held.groupby(held.index.str.slice(0, n))["of"]}
    out = points.set_index("zip")[["lon", "lat"]].reindex(pd.Index(codes, dtype="str"))
    out["states"] = pd.Series([states.get(p, frozenset()) for p in prefix], index=out.index, dtype=object)
    only = [next(iter(of)) if len(of) == 1 else None for of in out["states"]]
    out["state"] = own.reindex(out.index).astype("str").fillna(pd.Series(only, out.index, dtype="str"))
    return out


def _at_county(table: pd.DataFrame, reader: Counties, frame: pd.DataFrame, state: pd.Series) -> pd.DataFrame:
    """Return fips, lon, lat (center of population) of the counties rows name; null where not one.

    `reader` reads the counties of `table`.
    """

    def found(text: str, city: str, postal: str | None) -> str | None:
        named = reader.read(text, postal) if postal else reader.code(text)
        return named.code or (BOROUGHS.get(city_key(city)) if postal == "NY" else None)

    postal = state.astype(object).where(state.notna(), None)
    rows = list(zip(frame["county"], frame["city"], postal, strict=True))
    known = {row: found(*row) for row in set(rows)}
    fips = pd.Series([known[row] for row in rows], index=frame.index, dtype="str")
    fips = fips.where(fips.isin(table["county_fips"]))
    at = table.set_index("county_fips")[["lon", "lat"]].reindex(fips).set_axis(frame.index)
    return at.assign(fips=fips)


def _at_city(atlas: Dataset, frame: pd.DataFrame, state: pd.Series, county: pd.Series) -> pd.DataFrame:
    """Return lon and lat of the cities rows name in `state`, and `several`: the places of one name, if more.

    Of several places of a name the one in the row's county counts.
    """
    text = frame["city"]
    ends = re.compile(r"[\s,]+(?:[A-Za-z]{2}|[A-Za-z]\.\s?[A-Za-z]\.?)$")
    places = _places(atlas, set(state.dropna()))
    known = set(places["match"])

    def found(city: str, of: str) -> str | None:
        bare = ends.sub("", city) if key(city).endswith(of.casefold()) else city
        bare = re.sub(r",[^,]*$", "", bare)
        one, other = city_key(city), city_key(bare)
        tries = (one, other, other.removesuffix("city"), _NICKNAMES.get(one, ""))
        return next((f"{of}:{t}" for t in tries if t and f"{of}:{t}" in known), None)

    pairs = {(c, s): found(c, s) for c, s in set(zip(text, state, strict=True)) if c and isinstance(s, str)}
    match = pd.Series([pairs.get(p) for p in zip(text, state, strict=True)], index=frame.index, dtype="str")
    often = places["match"].duplicated(keep=False)
    at = places.loc[~often].set_index("match")[["lon", "lat"]].reindex(match).set_axis(frame.index)
    many = places.loc[often & places["match"].isin(match)]
    titles: dict[str, list[str]] = {}
    for name, title in zip(many["match"], many["title"], strict=True):
        titles.setdefault(name, []).append(title)
    several = match.map({name: ", ".join(sorted(t)) for name, t in titles.items()}).astype("str").fillna("")
    if len(many):
        here = counties_of(atlas, many["lon"], many["lat"])["county_fips"].astype("str")
        one = many.assign(match=many["match"] + ":" + here.fillna("")).drop_duplicates("match", keep=False)
        chosen = one.set_index("match")[["lon", "lat"]].reindex(match + ":" + county.fillna(""))
        at = at.fillna(chosen.set_axis(frame.index))
    return at.assign(several=several.where(at["lon"].isna(), ""))


# ---------------------------------------------------------------------- choosing


def _inside_us(lon: pd.Series, lat: pd.Series) -> pd.Series:
    """Return whether points can be in the United States or its territories (up to 144°E: Guam, Aleutians)."""
    return lat.between(-15, 72) & (lon.between(-180, -64) | lon.between(144, 180))


def _published(frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return the coordinates of rows where they can be meant as written; others are told."""
    lon, lat = frame["lon"], frame["lat"]
    given = lon.notna() & lat.notna()
    zero = given & (lon == 0) & (lat == 0)
    inside = given & _inside_us(lon, lat)
    turned = given & ~inside & _inside_us(lat, lon)
    minus = given & ~inside & ~turned & ~zero & _inside_us(-lon, lat)
    other = given & ~(inside | turned | minus | zero)
    shown, outcome = ["provider", "lon", "lat"], "not used; placed by ZIP code, city or county"
    for bad, words in (
        (zero, "coordinates 0, 0"),
        (turned, "coordinates outside the United States: are latitude and longitude interchanged?"),
        (minus, "coordinates outside the United States: is the minus sign of the longitude lost?"),
        (other, "coordinates outside the United States"),
    ):
        notes.problem(words, bad, outcome, shown)
    return frame[["lon", "lat"]].astype("float64").where(inside)


def _away(atlas: Dataset, at: pd.DataFrame, state: pd.Series) -> pd.Series:
    """Return which points lie in another state than named and not near its border."""
    hit = counties_of(atlas, at["lon"].dropna(), at["lat"].dropna())["state"].reindex(at.index)
    away = hit.notna() & state.notna() & (hit != state)
    shapes = atlas.table("state_shapes").set_index("state")["geometry"]
    for row in away.index[away]:
        named = shapes.get(state[row])
        point = gpd.points_from_xy([at.loc[row, "lon"]], [at.loc[row, "lat"]])[0]
        away[row] = named is not None and named.distance(point) > _BORDER
    return away


def _fill(
    at: pd.DataFrame, basis: pd.Series, by: pd.DataFrame, name: str, where: pd.Series | bool = True
) -> None:
    """Put the points of `by` where `at` has none yet, and their `name` into `basis` (both in place)."""
    new = basis.isna() & by["lon"].notna() & where
    at.loc[new, ["lon", "lat"]] = by.loc[new, ["lon", "lat"]]
    basis.loc[new] = name


def _why(frame: pd.DataFrame, state: pd.Series, several: pd.Series, contra: pd.Series) -> pd.Series:
    """Return why each row could not be placed, by the first thing a person would see."""
    city, zip_code = frame["city"], frame["zip"].fillna("")
    town = city.str.contains(r"\b(?:township|twp)\b", case=False, regex=True)
    none = (city == "") & (zip_code == "") & (frame["county"] == "")
    lost = none & frame["lon"].notna() & frame["lat"].notna()
    tests = {
        "coordinates outside the United States, and no ZIP code, city or county": lost,
        "no coordinates, ZIP code, city or county": none,
        "no such ZIP code in the state named": (zip_code != "") & contra,
        "no state, and the ZIP code tells none": state.isna(),
    }
    out = pd.Series("", index=frame.index, dtype=object)
    for words, test in tests.items():
        out = out.mask((out == "") & test, words)
    many = (out == "") & (several != "")
    out = out.mask(many, "several places of the name, and no county or ZIP code says which: " + several)
    out = out.mask(
        (out == "") & town, "a township, which the Census gazetteer has no center of, and no county"
    )
    city_lost = "the Census gazetteer has no such city in the state, and no ZIP code area or county is known"
    zip_lost = "no such ZIP code, or one of post office boxes only, and no city or county is known"
    county_lost = "no such county in the state, and no ZIP code or city is known"
    out = out.mask((out == "") & (city != ""), city_lost)
    out = out.mask((out == "") & (zip_code != ""), zip_lost)
    return out.mask(out == "", county_lost)


def _state_of(
    atlas: Dataset, frame: pd.DataFrame, by_zip: pd.DataFrame, default: str | None, notes: Notes
) -> pd.DataFrame:
    """Return the state each row names, and the one taken (else that of the city's ', ST', ZIP or default)."""
    named = state_codes(atlas, frame["state"])
    notes.problem(
        "state that is none of the country's",
        named.isna() & (frame["state"] != ""),
        "taken from the ZIP code, else as said for the list",
        ["provider", "city", "state", "zip"],
    )
    ends = frame["city"].str.extract(r",\s*([A-Za-z][A-Za-z. ]+)$")[0].astype("str").fillna("")
    said = named.fillna(state_codes(atlas, ends))
    return pd.DataFrame(
        {"named": said, "state": said.fillna(by_zip["state"]).fillna(default or "").replace("", None)}
    )


def _choose(
    atlas: Dataset,
    frame: pd.DataFrame,
    notes: Notes,
    *,
    by_zip: pd.DataFrame,
    city: pd.DataFrame,
    county: pd.DataFrame,
    of: pd.Series,
    doubted: pd.Series,
) -> pd.DataFrame:
    """Return lon, lat and location_basis of rows, the most exact point that nothing better contradicts."""
    told = ["provider", "city", "state", "zip"]
    at = _published(frame, notes)
    usable = by_zip["lon"].notna() & ~doubted
    away = _away(atlas, at, of)
    back = away & (usable | city["lon"].notna())
    words = "coordinates lie in another state than the row names"
    notes.problem(words, back, "not used; placed by ZIP code or city", [*told, "lon", "lat"])
    notes.problem(words, away & ~back, "coordinates taken", [*told, "lon", "lat"])
    at = at.where(~back)
    km = pd.Series(geodesic_km(at["lon"], at["lat"], by_zip["lon"], by_zip["lat"]), index=frame.index)
    far = usable & (km > _FAR_KM)
    notes.problem("coordinates far from the ZIP code", far, "coordinates taken", [*told, "lon", "lat"])
    basis = pd.Series(None, index=frame.index, dtype="str").mask(at["lon"].notna(), "published")
    open_ = basis.isna()
    km = pd.Series(geodesic_km(city["lon"], city["lat"], by_zip["lon"], by_zip["lat"]), index=frame.index)
    apart = open_ & usable & (km > _CITY_KM)
    against = apart & _in_county(atlas, city, county["fips"]) & ~_in_county(atlas, by_zip, county["fips"])
    words = "ZIP code more than 50 miles from the city named"
    notes.problem(words, against, "the county is the city's: placed by city", told)
    notes.problem(words, apart & ~against, "ZIP code taken", told)
    _fill(at, basis, by_zip, "ZIP centre", usable & ~against)
    _fill(at, basis, city, "city centre")
    _fill(at, basis, county, "county centre")
    _fill(at, basis, _at_territory(atlas, of), "county centre")
    approximate = open_ & basis.isin(["city centre", "county centre"])
    notes.problem(
        "ZIP code contradicts the state",
        doubted & approximate,
        "ZIP code not used; placed by city or county",
        told,
    )
    boxes = approximate & ~doubted & ~against & frame["zip"].notna()
    notes.problem(
        "ZIP code without an area (post office boxes, one building, or no such code)",
        boxes,
        "placed by city or county",
        told,
    )
    last = approximate & basis.eq("county centre")
    notes.problem("neither ZIP code nor city can be placed", last, "placed at the center of the county", told)
    return at.assign(location_basis=basis)


def _in_county(atlas: Dataset, at: pd.DataFrame, county: pd.Series) -> pd.Series:
    """Return which points lie in the county (FIPS code) of their row; not where either is unknown."""
    asked = at["lon"].notna() & county.notna()
    here = counties_of(atlas, at.loc[asked, "lon"], at.loc[asked, "lat"])["county_fips"]
    return here.reindex(at.index).astype("str").eq(county) & asked


def _at_territory(atlas: Dataset, of: pd.Series) -> pd.DataFrame:
    """Return lon and lat of rows in territories: the mean of the built-in providers there."""
    mean = _territory_points(atlas).groupby("state")[["lon", "lat"]].mean()
    return mean.reindex(of).set_axis(of.index)


def _where(atlas: Dataset, at: pd.DataFrame, of: pd.Series, county: pd.Series, notes: Notes) -> pd.DataFrame:
    """Return state, county_fips and area_code of placed rows; those outside our counties are told."""
    placed = at["lon"].notna()
    inside = counties_of(atlas, at["lon"], at["lat"])
    fips = inside["county_fips"].astype("str").mask(at["location_basis"].eq("county centre"), county)
    state = of.fillna(inside["state"].astype("str"))
    member = atlas.table("counties").set_index("county_fips")["area_code"]
    area = fips.map(member).astype("str").fillna(state.map(_AREAS).astype("str"))
    shown = ["provider", "program", "city", "state", "zip"]
    for words, test, outcome in (
        (
            "in Guam or the Virgin Islands, whose areas have no counties in the data",
            state.isin(list(_AREAS)),
            "kept; reach and budgets there stay unknown",
        ),
        (
            "in American Samoa or the Northern Mariana Islands, outside the OEWS areas",
            state.isin(TERRITORIES) & ~state.isin(list(_AREAS)),
            "kept; counted for no area",
        ),
        (
            "lies in no county of ours",
            fips.isna() & ~state.isin(TERRITORIES),
            "kept; counted for the areas it is near",
        ),
    ):
        notes.problem(words, placed & test, outcome, shown)
    return pd.DataFrame({"state": state, "county_fips": fips, "area_code": area})


def locate(atlas: Dataset, frame: pd.DataFrame, notes: Notes, *, state: str | None = None) -> pd.DataFrame:
    """Return where rows are, and why where they cannot be placed; contradictions go to `notes`.

    Parameters
    ----------
    frame
        provider; city, county and state as written; zip (five digits or null); lon, lat (degrees or null).
    state
        Postal code for rows that tell no state and whose ZIP code tells none.

    Returns
    -------
    DataFrame indexed like `frame`: lon, lat (degrees, EPSG:4326); location_basis (BASES; null where it cannot
    be placed); state (postal code), county_fips and area_code (null in none we know); why (not placed; '').
    The coordinates count, unless they lie outside the country or in another state than ZIP code or city; else
    the center of the ZIP code area (Census gazetteer), unless state and city both contradict it; else of the
    city; else the center of population of the county. Several places of a name in a state are not chosen
    from, except by the row's county.
    """
    written = ["city", "county", "state"]
    frame = frame.assign(**frame[written].astype("str").fillna(""))
    by_zip = _zip_table(atlas, frame["zip"]).reindex(frame["zip"]).set_axis(frame.index)
    states = _state_of(atlas, frame, by_zip, state, notes)
    named, of = states["named"], states["state"]
    contra = pd.Series(
        [
            isinstance(n, str) and isinstance(z, frozenset) and bool(z) and n not in z
            for n, z in zip(named, by_zip["states"], strict=True)
        ],
        index=frame.index,
    )
    counties = atlas.table("counties")
    at_county = partial(_at_county, counties, Counties(counties), frame)
    county = at_county(of)
    city = _at_city(atlas, frame, of, county["fips"])
    moved = contra & city["lon"].isna()
    if moved.any():
        there = _at_city(atlas, frame.loc[moved], by_zip.loc[moved, "state"], frame.loc[moved, "city"] + "?")
        moved &= by_zip["lon"].notna() | there["lon"].reindex(frame.index).notna()
        of = of.mask(moved, by_zip["state"])
        county = at_county(of)
        city.loc[moved] = there.reindex(frame.index).loc[moved]
    told = ["provider", "city", "state", "zip"]
    notes.problem(
        "ZIP code and state contradict each other",
        moved,
        "city fits the ZIP code or is none of the state: placed by ZIP code, in its state",
        told,
    )
    out = _choose(
        atlas, frame, notes, by_zip=by_zip, city=city, county=county, of=of, doubted=contra & ~moved
    )
    basis = out["location_basis"]
    why = _why(frame, of, city["several"], contra & ~moved).where(basis.isna(), "")
    return out.assign(why=why).join(_where(atlas, out, of, county["fips"], notes))
