"""Costs of travel from where people live to where training is, by pair of origin and destination.

Two makers, one result. :func:`great_circle` estimates road miles (straight line x ``CIRCUITY``) with a
spatial index; :func:`travel_times` takes a table of minutes made elsewhere (r5py, Valhalla, OSRM …). Costs
run from origin to destination and are never mirrored. A pair that is not there cannot be traveled; an origin
whose costs are unknown is marked, because "no provider near" and "not known" are two things.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
import scipy

from geo_opportunity.errors import (
    FormatError,
    JoinError,
    MissingColumnError,
    SourceUnavailableError,
    ValueRangeError,
)
from geo_opportunity.geography.distance import arc_km, earth_centred, pairs_within, road_km, straight_km
from geo_opportunity.vocabulary import KM_PER_MILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["CostPairs", "great_circle", "nearest_costs", "nearest_miles", "travel_times"]

_REQUIRED: Final = ("origin_id", "destination_id", "minutes")


@dataclass(frozen=True, slots=True, eq=False)
class CostPairs:
    """Costs from N origins to M destinations."""

    costs: scipy.sparse.csr_array
    """N x M sparse; a stored entry is a cost (0 included), no entry means it cannot be traveled."""
    known: NDArray[np.bool_]
    """N: whether anything is known of the origin's costs."""
    unit: Literal["miles", "minutes"]
    """Estimated road miles, or minutes."""
    unmatched_origins: int = 0
    """Origins of the table that are none of ours."""
    unmatched_destinations: int = 0
    """Destinations of the table that are none of ours."""

    def rows(self, start: int, stop: int) -> CostPairs:
        """Return the origins `start` to `stop` (exclusive)."""
        return CostPairs(self.costs[start:stop], self.known[start:stop], self.unit)


def _csr(
    i: NDArray[Any], j: NDArray[Any], cost: NDArray[np.float64], shape: tuple[int, int]
) -> scipy.sparse.csr_array:
    """Return pairs sorted by (i, j) as CSR, built directly: a conversion from COO would sum duplicates."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(i, minlength=shape[0]))])
    kind = np.int32 if len(i) < np.iinfo(np.int32).max else np.int64
    return scipy.sparse.csr_array((cost, j.astype(kind), starts.astype(kind)), shape=shape)


def _located(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    return points, np.asarray(np.isfinite(points).all(axis=1), dtype=bool)


def great_circle(
    origins: NDArray[np.float64], destinations: NDArray[np.float64], max_miles: float
) -> CostPairs:
    """Return all pairs at most `max_miles` estimated road miles apart (straight line x CIRCUITY).

    Parameters
    ----------
    origins, destinations
        N x 2 and M x 2: longitude, latitude, degrees (EPSG:4326). An origin with a missing coordinate is
        unknown; a destination with one is in no one's reach.
    max_miles
        Greatest road distance, miles, inclusive.
    """
    (origins, known), (destinations, placed) = _located(origins), _located(destinations)
    at, to = np.flatnonzero(known), np.flatnonzero(placed)
    i, j, km = pairs_within(origins[at], destinations[to], float(straight_km(max_miles * KM_PER_MILE)))
    return CostPairs(
        _csr(at[i], to[j], road_km(km) / KM_PER_MILE, (len(origins), len(destinations))), known, "miles"
    )


def nearest_miles(
    origins: NDArray[np.float64], destinations: NDArray[np.float64], k: int = 1
) -> NDArray[np.float64]:
    """Return estimated road miles to the `k` nearest destinations, however far; N x k, ascending.

    inf where there are fewer than k destinations, NaN where the origin has no coordinates.
    """
    (origins, known), (destinations, placed) = _located(origins), _located(destinations)
    out = np.full((len(origins), k), np.nan)
    out[known] = np.inf
    if placed.any() and known.any():
        chord, _ = scipy.spatial.cKDTree(earth_centred(destinations[placed])).query(
            earth_centred(origins[known]), k=list(range(1, k + 1))
        )
        finite = np.isfinite(chord)
        out[known] = np.where(finite, road_km(arc_km(np.where(finite, chord, 0.0))) / KM_PER_MILE, np.inf)
    return out


def nearest_costs(pairs: CostPairs, members: NDArray[np.bool_], k: int = 1) -> NDArray[np.float64]:
    """Return the `k` lowest costs to the destinations `members` (M booleans) among `pairs`: N x k, ascending.

    inf where fewer than k can be reached, NaN where the origin is unknown.
    """
    costs = pairs.costs
    row = np.repeat(np.arange(costs.shape[0]), np.diff(costs.indptr))
    keep = members[costs.indices]
    row, cost = row[keep], costs.data[keep]
    order = np.lexsort((cost, row))
    row, cost = row[order], cost[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    out = np.full((costs.shape[0], k), np.inf)
    first = rank < k
    out[row[first], rank[first]] = cost[first]
    out[~pairs.known] = np.nan
    return out


def travel_times(
    table: pd.DataFrame | Path | str,
    origin_ids: Sequence[str],
    destination_ids: Sequence[str],
    *,
    mode: str | None = None,
) -> CostPairs:
    """Return a user's table of travel times as cost pairs, minutes from origin to destination.

    Parameters
    ----------
    table
        A CSV or Parquet file, or a frame, with columns ``origin_id``, ``destination_id``, ``minutes`` and, if
        wanted, ``mode`` and ``source``. Ids are text with their zeros (tracts, provider ids). Empty minutes:
        requested, but not reachable. An origin of ours without any row is unknown.
    origin_ids, destination_ids
        Our ids, unique; they give the order of rows and columns.
    mode
        Which mode to take; needed where the table holds several.

    Raises
    ------
    SourceUnavailableError, FormatError, MissingColumnError, ValueRangeError
        The file is missing or is no table, lacks a column, holds a pair twice or an impossible time.
    JoinError
        No origin, or no destination, is one of ours.
    """
    name = (
        "the travel-time table"
        if isinstance(table, pd.DataFrame)
        else f"travel-time table {Path(table).name}"
    )
    frame = table if isinstance(table, pd.DataFrame) else _read(Path(table), name)
    missing = [c for c in _REQUIRED if c not in frame.columns]
    if missing:
        msg = (
            f"{name} lacks column {missing[0]!r}; it has {', '.join(map(str, frame.columns))}. Fix: name "
            f"columns {', '.join(_REQUIRED)}[, mode, source]."
        )
        raise MissingColumnError(msg)
    frame = _of_mode(frame, mode, name)
    for column in _REQUIRED[:2]:
        if len(frame) and not (pd.api.types.is_string_dtype(frame[column]) and frame[column].notna().all()):
            msg = (
                f"{name}: column {column!r} must be text and filled in, so that codes keep their zeros. "
                "Fix: write ids as text."
            )
            raise FormatError(msg)
    minutes = _minutes(frame, name)
    twice = frame.duplicated(["origin_id", "destination_id"]).to_numpy()
    if twice.any():
        row = frame.iloc[int(np.argmax(twice))]
        msg = (
            f"{name} holds the pair {row['origin_id']} to {row['destination_id']} more than once. Fix: "
            "keep one time per pair and mode."
        )
        raise ValueRangeError(msg)
    origins, destinations = pd.Index(origin_ids), pd.Index(destination_ids)
    i, j = (
        origins.get_indexer(pd.Index(frame["origin_id"])),
        destinations.get_indexer(pd.Index(frame["destination_id"])),
    )
    for side, found, ours, column in (
        ("origin", i, origins, "origin_id"),
        ("destination", j, destinations, "destination_id"),
    ):
        if not (found >= 0).any():
            first = frame[column].iloc[0] if len(frame) else "(no rows)"
            msg = (
                f"{name}: no {column} is one of our {side}s (first here {first!r}, ours look like "
                f"{ours[0]!r}). Fix: use our ids, as text."
            )
            raise JoinError(msg)
    known = np.zeros(len(origins), dtype=bool)
    known[i[i >= 0]] = True
    keep = (i >= 0) & (j >= 0) & np.isfinite(minutes)
    order = np.lexsort((j[keep], i[keep]))
    costs = _csr(i[keep][order], j[keep][order], minutes[keep][order], (len(origins), len(destinations)))
    lost = [
        int(frame.loc[found < 0, column].nunique())
        for found, column in ((i, "origin_id"), (j, "destination_id"))
    ]
    return CostPairs(costs, known, "minutes", unmatched_origins=lost[0], unmatched_destinations=lost[1])


def _read(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        msg = f"{name} is not at {path}. Fix: give the path of a CSV or Parquet file."
        raise SourceUnavailableError(msg)
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return pd.read_parquet(path)
        with path.open("rb") as file:
            if file.read(256).lstrip().startswith(b"<"):
                msg = f"{name} holds HTML or XML, not a table. Fix: save the CSV itself."
                raise FormatError(msg)
        return pd.read_csv(
            path, dtype={"origin_id": "str", "destination_id": "str", "mode": "str", "source": "str"}
        )
    except (ValueError, OSError) as error:
        if isinstance(error, FormatError):
            raise
        msg = (
            f"{name} cannot be read as {path.suffix.lstrip('.') or 'CSV'}: {error}. Fix: write it again "
            "as CSV or Parquet."
        )
        raise FormatError(msg) from error


def _of_mode(frame: pd.DataFrame, mode: str | None, name: str) -> pd.DataFrame:
    modes = sorted(frame["mode"].dropna().unique()) if "mode" in frame.columns else []
    if mode is None:
        if len(modes) > 1:
            msg = f"{name} holds several modes: {', '.join(modes)}. Fix: say which one to take (mode=)."
            raise ValueRangeError(msg)
        return frame
    if mode not in modes:
        msg = (
            f"{name} holds no mode {mode!r}; it has {', '.join(modes) or 'no column mode'}. Fix: choose "
            "one of them."
        )
        raise ValueRangeError(msg)
    return frame.loc[frame["mode"] == mode]


def _minutes(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    minutes = pd.to_numeric(frame["minutes"], errors="coerce")
    bad = (minutes.isna() & frame["minutes"].notna()) | (minutes < 0) | np.isinf(minutes)
    if bad.any():
        at = int(np.argmax(bad.to_numpy()))
        row = frame.iloc[at]
        msg = (
            f"{name}, data row {at + 1} ({row['origin_id']} to {row['destination_id']}): minutes "
            f"{row['minutes']!r} cannot be. "
            "Fix: minutes are numbers of at least 0; leave them empty where there is no way."
        )
        raise ValueRangeError(msg)
    return minutes.to_numpy(float)
