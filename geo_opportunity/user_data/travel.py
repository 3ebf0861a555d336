"""Travel times a user brings, from tracts or counties to providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_opportunity.user_data.figures import numbers
from geo_opportunity.user_data.importer import (
    Imported,
    Kind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.user_data.importer import FrameOrFile

__all__ = ["ALIASES", "import_travel_times"]

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "origin": ("origin_id", "from", "from_id", "tract", "origin_tract", "origin_geoid", "county_fips"),
    "destination": ("destination_id", "to", "to_id", "provider", "provider_id", "unitid"),
    "minutes": ("travel_time", "travel_minutes", "time_minutes", "duration_minutes"),
    "mode": ("travel_mode",),
}
_TIMES: Final = Kind(
    "travel times", "travel times to providers", ALIASES, (("origin",), ("destination",), ("minutes",))
)
#: Longer than this is no way to school, minutes.
_LONGEST: Final = 1_440.0


def import_travel_times(
    atlas: Dataset,
    source: FrameOrFile,
    *,
    name: str,
    mode: str | None = None,
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
    """
    reading = _TIMES.read(source, name=name, layer=layer, columns=columns)
    matched, notes = reading.matched, reading.notes
    tracts, providers = (
        atlas.table("tracts")[["tract", "county_fips"]],
        atlas.table("providers")["provider_id"],
    )
    origin = matched.get("origin")
    digits = origin.where(origin.str.fullmatch(r"\d{4,5}|\d{10,11}"), "")
    digits = digits.where(digits == "", digits.str.zfill(11).where(digits.str.len() > 5, digits.str.zfill(5)))
    destination = matched.get("destination")
    destination = destination.where(~destination.str.fullmatch(r"\d{6}"), "ipeds:" + destination)
    frame = pd.DataFrame(
        {
            "origin_id": digits,
            "destination_id": destination,
            "minutes": numbers(matched, "minutes", notes, high=_LONGEST),
        }
    )

    is_tract, is_county = digits.isin(tracts["tract"]), digits.isin(tracts["county_fips"])
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
    direct = frame.loc[usable & is_tract]
    spread = frame.loc[usable & is_county].merge(
        tracts, left_on="origin_id", right_on="county_fips", validate="many_to_many"
    )
    spread = spread.assign(origin_id=spread["tract"])[list(frame.columns)]

    pair = ["origin_id", "destination_id"]
    doubled = frame.loc[usable].duplicated(pair)
    notes.problem("pair given before", doubled, "the quickest counts", ["origin", "destination", "minutes"])
    quickest = [f.sort_values("minutes", kind="stable").drop_duplicates(pair) for f in (direct, spread)]
    table = (
        pd.concat(quickest, ignore_index=True)
        .drop_duplicates(pair)
        .sort_values(pair, kind="stable")
        .reset_index(drop=True)
    )
    notes.count("tracts with a time", table["origin_id"].nunique())
    notes.count("providers with a time", table["destination_id"].nunique())
    return reading.imported({"travel_times": table.assign(source=f"own:{name}")}, len(table))
