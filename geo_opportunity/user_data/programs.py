"""A state's list of training providers and programs, in our schemas.

Made for eligible training provider lists (ETPL) and for TrainingProviderResults.gov; docs/methods/own-data.md
names the columns and shows an example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series  # noqa: TC002 - pandera reads the annotations

from geo_opportunity.codes import repair_zip
from geo_opportunity.codes.awards import award_level
from geo_opportunity.measures.linkage import occupation_programs
from geo_opportunity.tables import TABLES, validate
from geo_opportunity.user_data.figures import numbers
from geo_opportunity.user_data.importer import Imported, Kind, OwnTable
from geo_opportunity.user_data.program_codes import (
    further_occupations,
    leave_out_unapproved,
    named_occupations,
    read_fields,
    tell_fields,
)
from geo_opportunity.user_data.program_facts import FACTS, program_rows, read_facts
from geo_opportunity.user_data.programs_doubles import certain_doubles, decide, identify, likely_doubles
from geo_opportunity.user_data.programs_place import BASES, locate
from geo_opportunity.vocabulary import AWARD_LEVELS, Flag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.columns import Matched
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
    "cip": (
        "cip_code",
        "cip2020",
        "cip_code_2020",
        "program_cip",
        "d110_cip_code",
        "instructional_program_cip_code",
    ),
    "soc": (
        "soc_code",
        "soc_codes",
        "soc_1",
        "soc1",
        "soc_code_1",
        "onet_soc",
        "onet_code",
        "d117_soc_code_1",
        "occupation_code_onet_1",
    ),
    "soc_2": ("soc2", "soc_code_2", "d118_soc_code_2", "occupation_code_onet_2"),
    "soc_3": ("soc3", "soc_code_3", "d119_soc_code_3", "occupation_code_onet_3"),
    "award_level": ("awlevel", "ipeds_award_level"),
    "credential": (
        "credential_type",
        "credential_name",
        "award",
        "award_type",
        "degree",
        "degreeawardedname",
        "d109_associated_credential",
        "associated_credential_name",
        "associted_credential_name",  # as Texas spells it
    ),
    "weeks": (
        "length_weeks",
        "program_length_weeks",
        "duration_weeks",
        "d114_program_length_weeks",
        "length_weeks",
    ),
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
    "address": ("street", "street_address", "street1", "address1", "address_line_1", "campus_address"),
    "city": ("town", "municipality", "campus_city"),
    "county": ("county_name", "county_fips", "campus_county"),
    "state": ("state_code", "st", "state_abbreviation", "campus_state"),
    "zip": ("zip_code", "zipcode", "postal_code", "postalcode", "campus_zip_code"),
    "lon": ("longitude", "long", "lng", "x"),
    "lat": ("latitude", "y"),
    "website": ("url", "web_site", "web_address", "provider_url", "program_url"),
    **FACTS,
}
_PROGRAMS: Final = Kind(
    "programs",
    "list of training providers and programs",
    ALIASES,
    (("provider",), ("cip",), ("zip", "city", "lon", "county")),
)

_WEBSITE: Final = r"(?i)(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#]\S*)?"


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
            for c in (
                "provider",
                "provider_id",
                "program",
                "address",
                "city",
                "county",
                "state",
                "credential",
            )
        }
    )
    frame["cip"], frame["zip"] = cip["code"], repair_zip(get("zip"))
    frame["lon"], frame["lat"] = (numbers(matched, c, notes, low=-180, high=180) for c in ("lon", "lat"))
    for column, high in (("weeks", 600), ("hours", 20_000), ("cost", 1e6), ("completions", 1e6)):
        frame[column] = numbers(matched, column, notes, high=high)
    frame = frame.join(read_facts(matched, notes))
    frame["award_level"], frame["award_basis"] = award_level(
        get("award_level"), get("credential"), frame["hours"], frame["weeks"]
    )
    frame["online"] = _online(get("online"))
    frame["website"] = get("website").where(get("website").str.fullmatch(_WEBSITE), None)
    named = [c for c in ("provider", "program", "cip", "city", "zip") if c in matched.columns]

    known = cip["code"].isin(set(atlas.table("cips")["cip"]))
    notes.count("rows whose CIP code is in the CIP 2020 list", (known & notes.kept).sum())
    notes.leave_out("no provider", frame["provider"].isna(), named)
    tell_fields(atlas, matched, cip, notes, named)
    frame = frame.loc[notes.kept].copy()
    unread = frame["zip"].isna() & (get("zip").loc[frame.index] != "")
    notes.problem("ZIP code cannot be read", unread, "placed by city or county", ["provider", "city", "zip"])
    return _placed(atlas, frame, notes, named, state)


def _placed(
    atlas: Dataset, frame: pd.DataFrame, notes: Notes, named: list[str], state: str | None
) -> pd.DataFrame:
    """Return the rows that can be placed, with their place; the others are left out, each with its reason."""
    at = locate(atlas, frame, notes, state=state)
    for basis, words in BASES.items():
        notes.count(f"programs located by {words}", (at["location_basis"] == basis).sum())
    lost = at["location_basis"].isna()
    notes.count("programs that cannot be located", lost.sum())
    shown = [*named, *(c for c in ("county", "state", "lon", "lat") if c not in named)]
    for reason in at.loc[lost, "why"].unique():
        notes.leave_out(reason, at["why"] == reason, shown)
    homeless = ~lost & at["state"].isna()
    notes.leave_out("no state, and the ZIP code tells none", homeless, shown)
    return (
        frame.drop(columns=["lon", "lat", "state"]).join(at.drop(columns="why")).loc[~lost & ~homeless].copy()
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


def _links(frame: pd.DataFrame, pairs: pd.Series) -> pd.DataFrame:
    """Return the occupations the file names, and those of further fields of study (``NamedLinks``)."""
    out = frame[["provider_id", "cip", "award_level"]].join(pairs.to_frame("soc"), how="inner")
    columns = ["provider_id", "cip", "award_level", "soc"]
    out = out[columns].drop_duplicates().sort_values(columns, kind="stable").reset_index(drop=True)
    return NamedLinks.validate(out)


def _without_doubles(
    atlas: Dataset,
    frame: pd.DataFrame,
    name: str,
    notes: Notes,
    said: Mapping[int, str] | str | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the rows to add, with their provider ids; the likely doubles (``DOUBLES``).

    And, of the rows that are not added, the provider_id in the data.
    """
    shown = ["provider", "program", "cip", "zip"]
    certain = certain_doubles(atlas, frame)
    notes.count("providers the data have already (name and ZIP code)", certain["twin"].nunique())
    notes.count("their programs", certain["twin"].notna().sum())
    notes.count("programs in the data already", certain["same"].sum())
    there = "counted as it is there, not added again"
    notes.problem("in the data already", certain["same"], there, shown)
    frame = frame.loc[~certain["same"]].copy()
    frame["provider_id"] = identify(frame, name, notes)
    found = decide(likely_doubles(atlas, frame, certain["twin"].loc[frame.index]), said)
    of = pd.Series(found["decision"].to_numpy(), index=found["row"], dtype="str").reindex(frame.index)
    notes.count("likely doubles of programs in the data, not decided", of.eq("open").sum())
    notes.problem("the same as a program in the data, as you said", of.eq("same"), there, shown)
    notes.problem("another than the like program in the data, as you said", of.eq("other"), "added", shown)
    notes.problem(
        "likely a double of a program in the data",
        of.eq("open"),
        "counts as offered; its completers are not counted until you say whether it is the same",
        shown,
    )
    frame["counted"] = frame["completions"].where(of.ne("open") | of.isna())
    theirs = pd.Series(found["their_id"].to_numpy(), index=found["row"], dtype="str")
    twins = certain["twin"].where(certain["same"], theirs.reindex(certain.index))
    return frame.loc[of.ne("same") | of.isna()].copy(), found, twins


def import_programs(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    state: str | None = None,
    unknown_status: Literal["keep", "leave_out"] | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
    doubles: Mapping[int, str] | str | None = None,
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
        Postal code for rows that name no state and whose ZIP code tells none.
    unknown_status
        What becomes of programs whose status does not say whether they are approved; None keeps them, tells
        it, and asks where they are a notable part.
    columns
        Our column -> the file's, where the names (ALIASES) do not match by themselves.
    doubles
        What likely doubles of programs in the data are: 'same' (not added) or 'other' (added, completers
        counted), of all, or by row of the file. Default: open, added as offered without their completers.

    Returns
    -------
    Imported
        Tables providers and programs (our schemas), named_links, program_details, program_rows (every row
        placed, ``ProgramRows``), the likely doubles (``programs_doubles.DOUBLES``) and the preview. Needed
        are provider, cip and one of zip, city, county, lon and lat. A program whose completers are not given
        has null completions: it counts as offered and adds nothing to supply. Programs the data have already
        (same provider by name and ZIP code, same CIP and award level) are not added again, so nothing is
        counted twice.

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
    every = _rows(atlas, matched, cip, notes, state)

    frame, found, twins = _without_doubles(atlas, every, name, notes, doubles)
    key = ["provider_id", "cip", "award_level"]
    programs = frame.groupby(key, sort=True)["counted"].sum(min_count=1).rename("completions").reset_index()
    programs["completions_previous"] = np.nan
    programs["price_program"] = np.nan  # what a list says of cost is in program_details
    programs["price_program_flag"], programs["months"] = Flag.NOT_LISTED.value, np.nan
    pairs = pd.concat([named_occupations(atlas, matched, notes), further_occupations(atlas, cip)])
    links = _links(frame, pairs)
    details = frame[
        [*key, "award_basis", "program", "credential", "weeks", "hours", "cost", "completions", "online"]
    ]
    details = details.assign(row=frame.index).sort_values(key, kind="stable").reset_index(drop=True)
    tables = {
        "providers": _provider_table(frame),
        "programs": validate("programs", programs),
        "named_links": links,
        "program_details": ProgramDetails.validate(details),
        "program_rows": program_rows(every, frame, twins, pairs, name),
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
    return reading.imported(tables, len(frame), doubles=found)
