"""A state's list of training providers and programs, in our schemas.

Made for eligible training provider lists (ETPL) and for TrainingProviderResults.gov; docs/methods/own-data.md
names the columns and shows an example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002 - pandera reads the annotations

from geo_opportunity.codes import repair_zip
from geo_opportunity.codes.awards import award_level
from geo_opportunity.geography.distance import geodesic_km
from geo_opportunity.measures.linkage import occupation_programs
from geo_opportunity.tables import TABLES, validate
from geo_opportunity.user_data.figures import numbers
from geo_opportunity.user_data.importer import (
    Imported,
    Kind,
    Matched,
    OwnTable,
    state_codes,
)
from geo_opportunity.user_data.program_codes import (
    further_occupations,
    leave_out_unapproved,
    named_occupations,
    read_fields,
    tell_fields,
)
from geo_opportunity.vocabulary import AWARD_LEVELS, Flag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile
    from geo_opportunity.user_data.preview import Notes

__all__ = [
    "ALIASES",
    "NamedLinks",
    "ProgramDetails",
    "import_programs",
]

#: Our column -> names it goes by in the lists of states.
ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "provider": (
        *(
            "provider_name",
            "training_provider",
            "training_provider_name",
            "eligible_training_provider",
            "d101_eligible_training_provider",
        ),
        *(
            "institution",
            "institution_name",
            "school",
            "school_name",
            "organization",
            "organization_name",
            "name",
        ),
    ),
    "provider_id": ("providerid", "training_provider_id", "school_id"),
    "program": (
        "program_name",
        "program_title",
        "officialname",
        "course",
        "course_name",
        "d105_program_name",
    ),
    "cip": ("cip_code", "cip2020", "cip_code_2020", "program_cip", "d110_cip_code"),
    "soc": (
        "soc_code",
        "soc_codes",
        "soc_1",
        "soc1",
        "soc_code_1",
        "onet_soc",
        "onet_code",
        "d117_soc_code_1",
    ),
    "soc_2": ("soc2", "soc_code_2", "d118_soc_code_2"),
    "soc_3": ("soc3", "soc_code_3", "d119_soc_code_3"),
    "award_level": ("awlevel", "ipeds_award_level"),
    "credential": (
        "credential_type",
        "credential_name",
        "award",
        "award_type",
        "degree",
        "degreeawardedname",
        "d109_associated_credential",
    ),
    "weeks": ("length_weeks", "program_length_weeks", "duration_weeks", "d114_program_length_weeks"),
    "hours": (
        "clock_hours",
        "total_clock_hours",
        "totalclockhours",
        "contact_hours",
        "length_hours",
        "program_length_hours",
    ),
    "cost": ("total_cost", "totalcost", "cost_usd", "out_of_pocket", "tuition_and_fees", "tuition"),
    "completions": (
        "completers",
        "completed",
        "total_completed",
        "number_completed",
        "graduates",
        "credentials_earned",
    ),
    "online": ("program_format", "format", "delivery", "delivery_method", "distance", "d116_program_format"),
    "status": ("statusname", "program_status", "approval_status", "eligible", "etpl_status"),
    "provider_status": ("providerstatusname",),
    "address": ("street", "street_address", "street1", "address1", "address_line_1"),
    "city": ("town", "municipality"),
    "state": ("state_code", "st", "state_abbreviation"),
    "zip": ("zip_code", "zipcode", "postal_code", "postalcode"),
    "lon": ("longitude", "long", "lng", "x"),
    "lat": ("latitude", "y"),
    "website": ("url", "web_site", "web_address", "provider_url", "program_url"),
}
_PROGRAMS: Final = Kind(
    "programs",
    "list of training providers and programs",
    ALIASES,
    (("provider",), ("cip",), ("zip", "city", "lon")),
)

_WEBSITE: Final = r"(?i)(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#]\S*)?"
#: A coordinate farther than this from the center of its ZIP code is reported (long rural ones reach some
#: 100 km).
_FAR_KM: Final = 150.0


class NamedLinks(OwnTable):
    """Occupations a list itself names for a program, besides those of the crosswalk."""

    provider_id: Series[str]
    cip: Series[str]
    award_level: Series[int] = pa.Field(isin=list(AWARD_LEVELS))
    soc: Series[str] = pa.Field(str_matches=r"^\d{2}-\d{4}$")


class ProgramDetails(OwnTable):
    """Every program of a list by name, as the list gives it (several can share a row of ``Programs``)."""

    provider_id: Series[str]
    cip: Series[str]
    award_level: Series[int] = pa.Field(isin=list(AWARD_LEVELS))
    award_basis: Series[str] = pa.Field(isin=["given", "credential", "clock hours", "weeks", "assumed"])
    program: Series[str] = pa.Field(nullable=True)
    credential: Series[str] = pa.Field(nullable=True)
    weeks: Series[float] = pa.Field(nullable=True, ge=0)
    hours: Series[float] = pa.Field(nullable=True, ge=0)
    cost: Series[float] = pa.Field(nullable=True, ge=0)
    completions: Series[float] = pa.Field(nullable=True, ge=0)
    online: Series[str] = pa.Field(isin=["yes", "no", "unknown"])
    row: Series[int]


def _inside_us(lon: pd.Series, lat: pd.Series) -> pd.Series:
    """Return whether points can be in the United States or its territories (up to 144°E: Guam, Aleutians)."""
    return lat.between(-15, 72) & (lon.between(-180, -64) | lon.between(144, 180))


def _city_key(name: pd.Series) -> pd.Series:
    text = name.str.casefold().str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    text = text.str.replace(r"\bst\.?\s", "saint ", regex=True).str.replace(r"\bft\.?\s", "fort ", regex=True)
    return text.str.replace(r"\bmt\.?\s", "mount ", regex=True).str.replace(r"[^a-z0-9]", "", regex=True)


def _locate(atlas: Dataset, frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return lon, lat and location_basis of rows: as published, else of the ZIP code, else of the city.

    Null where there is none. A city counts only when its state has one place of that name (an incorporated
    one before a census designated place).
    """
    at = frame[["lon", "lat"]].copy()
    given = at.notna().all(axis=1)
    inside = given & _inside_us(at["lon"], at["lat"])
    outcome = "located by ZIP or city (are the columns interchanged, or the minus sign lost?)"
    notes.problem(
        "coordinates outside the United States", given & ~inside, outcome, ["provider", "lon", "lat"]
    )
    at = at.where(inside)
    basis = pd.Series("published", index=frame.index, dtype="str").where(inside, None)
    if not inside.all() or frame["zip"].notna().any():
        points = atlas.table("postal_points").set_index("zip")
        by_zip = points.reindex(frame["zip"]).set_axis(frame.index)
        km = pd.Series(geodesic_km(at["lon"], at["lat"], by_zip["lon"], by_zip["lat"]), index=frame.index)
        notes.problem(
            "coordinates far from the ZIP code",
            km > _FAR_KM,
            "coordinates taken",
            ["provider", "city", "zip", "lon", "lat"],
        )
        new = basis.isna() & by_zip["lon"].notna()
        at, basis = at.fillna(by_zip), basis.mask(new, "ZIP centre")
    if basis.isna().any():
        places = atlas.table("place_points")
        places = places.assign(
            key=places["state"] + ":" + _city_key(places["name"]), minor=places["kind"] == "CDP"
        )
        places = places.loc[places["minor"] == places.groupby("key")["minor"].transform("min")]
        one = places.drop_duplicates("key", keep=False).set_index("key")[["lon", "lat"]]
        by_city = one.reindex(frame["state"].fillna("") + ":" + _city_key(frame["city"].fillna(""))).set_axis(
            frame.index
        )
        new = basis.isna() & by_city["lon"].notna()
        at, basis = at.fillna(by_city.where(basis.isna())), basis.mask(new, "city centre")
    return at.assign(location_basis=basis)


def _counties(atlas: Dataset, lon: pd.Series, lat: pd.Series) -> pd.DataFrame:
    """Return county_fips, area_code and state of points; null outside every (simplified) county shape."""
    shapes = atlas.table("county_shapes")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), index=lon.index, crs="EPSG:4326")
    hit = points.sjoin(shapes[["county_fips", "geometry"]], how="left", predicate="intersects")["county_fips"]
    fips = hit.loc[~hit.index.duplicated()]
    member = atlas.table("counties").set_index("county_fips")
    return pd.DataFrame(
        {"county_fips": fips, "area_code": fips.map(member["area_code"]), "state": fips.map(member["state"])}
    )


def _name_key(name: pd.Series) -> pd.Series:
    text = (
        name.str.casefold()
        .str.replace("&", " and ", regex=False)
        .str.replace(r"\b(the|inc|llc|corp|co|ltd)\b\.?", " ", regex=True)
    )
    return text.str.replace(r"[^a-z0-9]", "", regex=True)


def _online(text: pd.Series) -> pd.Series:
    """Whether a program is wholly online: yes, no, unknown."""
    low = text.str.casefold()
    yes = low.isin(
        ["yes", "true", "1", "y", "online", "online only", "distance", "distance education", "virtual"]
    )
    yes |= low.str.contains(r"(?:online|e-?learning|distance).*\bonly\b", regex=True)
    return pd.Series(np.select([yes, low != ""], ["yes", "no"], "unknown"), index=text.index, dtype="str")


def _rows(
    atlas: Dataset, matched: Matched, cip: pd.DataFrame, notes: Notes, state: str | None
) -> pd.DataFrame:
    """Return one tidy row per program of the file that can be used."""
    get = matched.get
    frame = pd.DataFrame(
        {
            c: get(c).where(get(c) != "", None)
            for c in ("provider", "provider_id", "program", "address", "city", "credential")
        }
    )
    frame["cip"], frame["zip"] = cip["code"], repair_zip(get("zip"))
    frame["state"] = state_codes(atlas, get("state").replace("", state or ""))
    frame["lon"], frame["lat"] = (numbers(matched, c, notes, low=-180, high=180) for c in ("lon", "lat"))
    for column, high in (("weeks", 600), ("hours", 20_000), ("cost", 1e6), ("completions", 1e6)):
        frame[column] = numbers(matched, column, notes, high=high)
    frame["award_level"], frame["award_basis"] = award_level(
        get("award_level"), get("credential"), frame["hours"], frame["weeks"]
    )
    frame["online"] = _online(get("online"))
    frame["website"] = get("website").where(get("website").str.fullmatch(_WEBSITE), None)
    frame["key"] = get("provider_id").where(get("provider_id") != "", get("provider").map(str.casefold))
    named = [c for c in ("provider", "program", "cip", "city", "zip") if c in matched.columns]

    known = cip["code"].isin(set(atlas.table("cips")["cip"]))
    notes.count("rows whose CIP code is in the CIP 2020 list", (known & notes.kept).sum())
    notes.leave_out("no provider", frame["provider"].isna(), named)
    tell_fields(atlas, matched, cip, notes, named)
    frame = frame.loc[notes.kept].copy()
    frame = frame.drop(columns=["lon", "lat"]).join(_locate(atlas, frame, notes))
    lost = frame["location_basis"].isna()
    for basis, words in {
        "published": "coordinates",
        "ZIP centre": "ZIP center",
        "city centre": "city center",
    }.items():
        notes.count(f"programs located by {words}", (frame["location_basis"] == basis).sum())
    notes.count("programs that cannot be located", lost.sum())
    notes.leave_out("no coordinates, and neither ZIP code nor city is known", lost, named)
    frame = frame.loc[~lost].copy()
    inside = _counties(atlas, frame["lon"], frame["lat"])
    frame["county_fips"], frame["area_code"] = inside["county_fips"], inside["area_code"]
    notes.problem(
        "lies in no county of ours",
        frame["county_fips"].isna(),
        "kept; counted for the areas it is near",
        named,
    )
    frame["state"] = frame["state"].fillna(inside["state"])
    homeless = frame["state"].isna()
    notes.leave_out("no state", homeless, named)
    return frame.loc[~homeless].copy()


def _identify(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a provider id per row, 'own:<name>:<the list's id>', with '-2', '-3' … for its other places.

    Providers without an id are numbered in order of name and place.
    """
    place = ["key", "zip", "city", "address", "lon", "lat"]
    order = frame[place].fillna("").drop_duplicates().sort_values(place, kind="stable")
    given = frame.set_index(frame.index)["provider_id"].reindex(order.index)
    serial = (order.groupby("key").cumcount() + 1).astype(str)
    first = order.drop_duplicates("key").reset_index(drop=True)
    number = order["key"].map(pd.Series(first.index + 1, index=first["key"]).astype(str).str.zfill(5))
    base = given.str.replace(r"[^\w.-]", "-", regex=True).fillna(number)
    order["provider_id"] = f"own:{name}:" + base + ("-" + serial).where(serial != "1", "")
    return (
        frame[place]
        .fillna("")
        .merge(order, on=place, how="left", validate="many_to_one")["provider_id"]
        .set_axis(frame.index)
    )


def _provider_table(frame: pd.DataFrame) -> pd.DataFrame:
    one = frame.groupby("provider_id", sort=True)
    first = one.first()
    yes, no = (frame["online"].eq(word).groupby(frame["provider_id"]) for word in ("yes", "no"))
    out = first[
        [
            "address",
            "city",
            "state",
            "zip",
            "county_fips",
            "area_code",
            "lon",
            "lat",
            "location_basis",
            "website",
        ]
    ].copy()
    out["name"] = first["provider"]
    for column in ("control", "level", "open_admission", "evening_weekend", "part_time", "day_care"):
        out[column] = "unknown"
    out["distance_only"] = yes.all()
    out["some_distance"] = np.select([yes.any(), no.all()], ["yes", "no"], "unknown")
    out["tuition"] = np.nan  # a list gives the cost of programs, not of a year
    for column in ("net_price", "completion_rate", "completion_students"):
        out[column] = np.nan
    for column in ("share_online", "share_online_undergraduate", "share_online_graduate"):
        out[column] = np.nan
    out["net_price_flag"] = out["completion_flag"] = Flag.NOT_LISTED.value
    columns = list(TABLES["providers"].to_schema().columns)
    return validate("providers", out.reset_index()[columns])


def _links(
    atlas: Dataset, matched: Matched, frame: pd.DataFrame, cip: pd.DataFrame, notes: Notes
) -> pd.DataFrame:
    """Return the occupations the file names, and those of further fields of study (``NamedLinks``)."""
    pairs = pd.concat([named_occupations(atlas, matched, notes), further_occupations(atlas, cip)])
    out = frame[["provider_id", "cip", "award_level"]].join(pairs.to_frame("soc"), how="inner")
    columns = ["provider_id", "cip", "award_level", "soc"]
    out = out[columns].drop_duplicates().sort_values(columns, kind="stable").reset_index(drop=True)
    return NamedLinks.validate(out)


def import_programs(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    state: str | None = None,
    unknown_status: Literal["keep", "leave_out"] | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Read a list of training providers and programs; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas
        Gives the code lists and points the file is matched with.
    source, layer
        See :func:`geo_opportunity.user_data.importer.read_given`.
    name
        Short name of the list; part of its ids ('own:<name>:…').
    state
        Postal code for rows that name no state.
    unknown_status
        What becomes of programs whose status does not say whether they are approved; None keeps them, tells
        it, and asks where they are a notable part.
    columns
        Our column -> the file's, where the names (ALIASES) do not match by themselves.

    Returns
    -------
    Imported
        Tables providers and programs (our schemas), named_links, program_details, and the preview. Needed are
        provider, cip and one of zip, city, lon and lat. A program whose completers are not given has null
        completions: it counts as offered and adds nothing to supply. Programs the built-in list has already
        (same provider by name and ZIP code, same CIP and award level) are left out, so nothing is counted
        twice.

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError
        The file cannot be used; the message names file, column and fix.
    DoubtError
        What a status means must be said: `unknown_status`.
    """
    reading = _PROGRAMS.read(source, name=name, layer=layer, columns=columns)
    matched, notes = reading.matched, reading.notes
    cip = read_fields(atlas, matched.get("cip"))
    leave_out_unapproved(reading, unknown_status)
    frame = _rows(atlas, matched, cip, notes, state)

    built_in = atlas.table("providers")
    twins = pd.DataFrame(
        {
            "twin": built_in["provider_id"],
            "match": _name_key(built_in["name"]) + ":" + built_in["zip"].str.slice(0, 5),
        }
    )
    match = (_name_key(frame["provider"]) + ":" + frame["zip"]).map(
        twins.drop_duplicates("match").set_index("match")["twin"]
    )
    offered = pd.MultiIndex.from_frame(atlas.table("programs")[["provider_id", "cip", "award_level"]])
    twice = pd.Series(
        pd.MultiIndex.from_arrays([match, frame["cip"], frame["award_level"]]).isin(offered),
        index=frame.index,
    )
    notes.count("providers the data have already (name and ZIP code)", match.nunique())
    notes.count("their programs", match.notna().sum())
    notes.leave_out("the data have this program already", twice, ["provider", "program", "cip", "zip"])
    frame = frame.loc[~twice].copy()

    frame["provider_id"] = _identify(frame, name)
    key = ["provider_id", "cip", "award_level"]
    programs = frame.groupby(key, sort=True)["completions"].sum(min_count=1).reset_index()
    programs["completions_previous"] = np.nan
    programs["price_program"] = np.nan  # what a list says of cost is in program_details
    programs["price_program_flag"], programs["months"] = Flag.NOT_LISTED.value, np.nan
    links = _links(atlas, matched, frame, cip, notes)
    details = frame[
        [*key, "award_basis", "program", "credential", "weeks", "hours", "cost", "completions", "online"]
    ]
    details = details.assign(row=frame.index).sort_values(key, kind="stable").reset_index(drop=True)
    tables = {
        "providers": _provider_table(frame),
        "programs": validate("programs", programs),
        "named_links": links,
        "program_details": ProgramDetails.validate(details),
    }
    led = occupation_programs(tables["programs"], atlas.table("cip_soc"), atlas.table("occupations"), links)
    leading = programs["cip"].isin(set(atlas.table("cip_soc")["cip"]))
    leading |= pd.MultiIndex.from_frame(programs[key]).isin(pd.MultiIndex.from_frame(links[key]))
    notes.count("providers", len(tables["providers"]))
    notes.count("programs (provider, CIP, award level)", len(programs))
    notes.count("programs without completers given", programs["completions"].isna().sum())
    notes.count("rows whose award level is assumed", (frame["award_basis"] == "assumed").sum())
    notes.count("programs that lead to an occupation", leading.sum())
    notes.count("of them at an award level that fits it", len(led.drop_duplicates(key)))
    notes.count("occupations they lead to", led["soc"].nunique())
    return reading.imported(tables, len(frame))
