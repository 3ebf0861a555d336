"""Travel times a user brings, from tracts or counties to providers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_opportunity.codes.base import unwrap, whole
from geo_opportunity.geography.distance import geodesic_km, road_km
from geo_opportunity.user_data.figures import answer, ask, numbers, read_column
from geo_opportunity.user_data.importer import Imported, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile, Reading

__all__ = ["ALIASES", "import_travel_times"]

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "origin": ("origin_id", "from", "from_id", "tract", "origin_tract", "origin_geoid", "county_fips"),
    "destination": ("destination_id", "to", "to_id", "provider", "provider_id", "unitid"),
    "minutes": (
        "travel_time",
        "travel_minutes",
        "time_minutes",
        "duration_minutes",
        "duration",
        "drive_time",
        "travel_hours",
        "hours",
        "travel_seconds",
        "seconds",
        "duration_seconds",
    ),
    "mode": ("travel_mode",),
}
_TIMES: Final = Kind(
    "travel times",
    "travel times to providers",
    ALIASES,
    (("origin",), ("destination",), ("minutes",)),
    {"unit": ("minutes", "hours", "seconds")},
)
#: Minutes in each unit of a time.
_MINUTES: Final = {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60}
#: Units behind a time, in a cell and in a column's head.
_SUFFIX: Final = re.compile(
    r"^(.*\d)\s*(min|h|s)(?:inutes?|ins?|ours?|rs?|ec(?:onds?|s)?)?\.?$", re.IGNORECASE
)
_HEAD: Final = re.compile(r"(?<![a-z])(?:(min|hour|sec)|(h)(?:rs?)?(?![a-z]))", re.IGNORECASE)
_BY_LETTER: Final = {unit[0]: unit for unit in _MINUTES}
#: Times over what the straight line leads to expect, in minutes at a kilometer of road a minute: below the
#: first they are hours, above the last seconds.
_HOURS_BELOW, _SECONDS_ABOVE = 0.06, 20.0
#: Rows that are compared with distances.
_COMPARED: Final = 20_000
#: Longer than this is no way to school, minutes.
_LONGEST: Final = 1_440.0


def import_travel_times(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    mode: str | None = None,
    unit: Literal["minutes", "hours", "seconds"] | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Imported:
    """Read travel times from population points to providers; nothing is added to the atlas yet.

    Parameters
    ----------
    atlas, source, name, layer, columns
        See :func:`geo_opportunity.user_data.import_programs`. Give an atlas that holds the providers the
        times lead to.
    mode
        Which mode to take where the file holds several; default all rows, of which the quickest counts.
    unit
        Unit of the times. By default minutes, as long as the distances agree; a unit behind a figure
        ("25 min") counts for that row.

    Returns
    -------
    Imported
        Table travel_times: origin_id (tract of ours), destination_id (provider_id), minutes, source. Times
        run from origin to destination and are never mirrored. An origin of five digits is a county: its time
        counts for each of its tracts that has none of its own. A destination of six digits is an IPEDS
        UNITID.

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError
        The file cannot be used.
    DoubtError
        Against the distances the times are hours or seconds, and the column does not say so: say `unit`.
    """
    answer("unit", unit, _TIMES.questions["unit"])
    reading = _TIMES.read(source, name=name, layer=layer, columns=columns)
    matched, notes = reading.matched, reading.notes
    tracts, providers = (
        atlas.table("tracts")[["tract", "county_fips"]],
        atlas.table("providers")["provider_id"],
    )
    digits = _digits(matched.get("origin"))
    destination = _bare(matched.get("destination"))
    destination = destination.where(~destination.str.fullmatch(r"\d{6}"), "ipeds:" + destination)
    frame = pd.DataFrame({"origin_id": digits, "destination_id": destination})
    frame["minutes"] = _minutes(atlas, reading, frame, unit)

    is_tract, is_county = digits.isin(tracts["tract"]), digits.isin(tracts["county_fips"].unique())
    known = destination.isin(providers)
    other = (matched.get("mode") != mode) if mode is not None else pd.Series(False, index=frame.index)
    notes.count("rows from a tract", is_tract.sum())
    notes.count("rows from a county", is_county.sum())
    notes.count("rows to a provider", known.sum())
    notes.leave_out(
        "origin is no tract or county (2020 tracts; Connecticut: planning regions)",
        ~is_tract & ~is_county,
        ["origin"],
    )
    notes.leave_out("destination is no provider", ~known, ["destination"])
    notes.leave_out(
        "minutes not given: no way",
        known & frame["minutes"].isna(),
        ["origin", "destination", "minutes"],
    )
    notes.leave_out(f"another mode than {mode!r}", other, ["mode"])
    usable = (is_tract | is_county) & known & frame["minutes"].notna() & ~other
    pair = ["origin_id", "destination_id"]
    doubled = frame.loc[usable].duplicated(pair)
    notes.problem("pair given before", doubled, "the quickest counts", ["origin", "destination", "minutes"])
    table = _quickest(frame.loc[usable & is_tract], frame.loc[usable & is_county], tracts)
    notes.count("tracts with a time", table["origin_id"].nunique())
    notes.count("providers with a time", table["destination_id"].nunique())
    return reading.imported({"travel_times": table.assign(source=f"own:{name}")}, len(table))


def _quickest(direct: pd.DataFrame, of_county: pd.DataFrame, tracts: pd.DataFrame) -> pd.DataFrame:
    """Return the quickest time of each pair; a county's counts for its tracts without one of their own."""
    spread = of_county.merge(tracts, left_on="origin_id", right_on="county_fips", validate="many_to_many")
    spread = spread.assign(origin_id=spread["tract"])[list(of_county.columns)]
    pair = ["origin_id", "destination_id"]
    quickest = [f.sort_values("minutes", kind="stable").drop_duplicates(pair) for f in (direct, spread)]
    both = pd.concat(quickest, ignore_index=True).drop_duplicates(pair)
    return both.sort_values(pair, kind="stable").reset_index(drop=True)


def _bare(texts: pd.Series) -> pd.Series:
    """Return codes without what a spreadsheet put around them."""
    return texts.map(lambda text: whole(unwrap(text))).astype("str")


def _digits(origin: pd.Series) -> pd.Series:
    """Return origins as tracts (11 digits) or counties (5), lost zeros restored; '' where neither."""
    bare = _bare(origin).str.replace(r"^\d{7}US(?=\d)", "", regex=True)  # '1400000US31109000100'
    digits = bare.where(bare.str.fullmatch(r"\d{4,5}|\d{10,11}"), "")
    padded = digits.str.zfill(11).where(digits.str.len() > 5, digits.str.zfill(5))
    return digits.where(digits == "", padded)


def _usual(atlas: Dataset, pairs: pd.DataFrame) -> pd.Series:
    """Return the minutes the straight line leads to expect of each pair, NaN where a point is unknown."""
    points = {
        "origin_id": pd.concat(
            [
                atlas.table(name).set_index(key)[["lon", "lat"]]
                for name, key in (("tracts", "tract"), ("counties", "county_fips"))
            ]
        ),
        "destination_id": atlas.table("providers").set_index("provider_id")[["lon", "lat"]],
    }
    (lon1, lat1), (lon2, lat2) = (
        points[end].reindex(pairs[end]).to_numpy(float).T for end in ("origin_id", "destination_id")
    )
    return pd.Series(5 + road_km(geodesic_km(lon1, lat1, lon2, lat2)), index=pairs.index)


def _minutes(atlas: Dataset, reading: Reading, pairs: pd.DataFrame, said: str | None) -> pd.Series:
    """Return times in minutes, NaN where not given or impossible; ask where their unit is in doubt."""
    matched, texts = reading.matched, reading.matched.get("minutes")
    parts = texts.str.extract(_SUFFIX)
    bare = matched.frame.assign(minutes=parts[0].fillna(texts).astype("str"))
    matched = replace(matched, frame=bare)
    own = parts[1].str.lower().map(_BY_LETTER)
    value = read_column(matched, "minutes")["value"].where(own.isna())
    unit = own.fillna(said or _unit(atlas, reading, pairs, value))
    times = unit.map(_MINUTES).astype("float64")
    longest = _LONGEST / float(times.min())
    given = numbers(matched, "minutes", reading.notes, high=longest) * times
    return given.where(given <= _LONGEST)


def _unit(atlas: Dataset, reading: Reading, pairs: pd.DataFrame, value: pd.Series) -> str:
    """Return the unit of times: minutes, or what the head says, as far as the distances agree; else ask."""
    head = reading.matched.columns["minutes"]
    found = _HEAD.search(head)
    by_head = _BY_LETTER[(found[1] or found[2])[0].lower()] if found else None
    some = value[value > 0].head(_COMPARED)
    ratio = (some / _usual(atlas, pairs.loc[some.index])).dropna().median()
    if np.isnan(ratio):
        return by_head or "minutes"
    looks = "hours" if ratio < _HOURS_BELOW else "seconds" if ratio > _SECONDS_ABOVE else "minutes"
    if looks == (by_head or "minutes"):
        return looks
    row, first = next(iter(some.items()))
    what = (
        f"{reading.given.file}, column {head!r}: against the distances its times look like {looks} (row "
        f"{row!s}: {first:g})"
    )
    choices = {unit: f"row {row!s}: {first * times:,.1f} minutes" for unit, times in _MINUTES.items()}
    raise ask(what, "unit", choices)
