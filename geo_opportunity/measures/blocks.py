"""Access in blocks of origins.

As many points as there are, on one core, all cores, or a Dask cluster, same numbers.

Two passes. First each block adds up, for every destination, the people it sends there; the partial sums are
added. Then each block works out what its people reach. A block holds its own cost pairs only while it is
worked on, so memory follows the size of a block, not of the nation. Dask is an optional extra (``pip install
'geo-opportunity[scale]'``), imported only when requested.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import scipy

from geo_opportunity.errors import MissingColumnError, SourceUnavailableError, ValueRangeError
from geo_opportunity.geography.costs import CostPairs, great_circle
from geo_opportunity.measures import catchment

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["BLOCK_ROWS", "GroupAccess", "Plan", "access_by_group", "access_surface"]

#: Origins in a block. With 25 miles and all occupations a block's working set stays near 100 MB.
BLOCK_ROWS: Final = 10_000
#: Partial sums added up in one task.
_FOLD: Final = 8
#: How long a cluster may take to answer.
_ANSWER_WITHIN = "15s"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What every block needs to know."""

    destinations: NDArray[np.float64]
    """M x 2: longitude, latitude, degrees."""
    supply: scipy.sparse.csr_array
    """M x O, at least 0."""
    limit: float
    """The catchment: estimated road miles, or minutes with a travel-time table."""
    decay: catchment.Decay
    selection: bool = False
    """3SFCA."""

    def __post_init__(self) -> None:
        """Refuse supply that cannot be shared out, or does not fit the destinations."""
        catchment.check(np.zeros(1), self.supply)
        if self.supply.shape[0] != len(self.destinations):
            msg = f"supply has {self.supply.shape[0]} rows, there are {len(self.destinations)} destinations"
            raise ValueRangeError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class GroupAccess:
    """Access of groups of origins (areas): G x O arrays and G people."""

    mean: NDArray[np.float64]
    """People-weighted mean access over the origins that are known; NaN where there are none."""
    share_none: NDArray[np.float64]
    """Share of those people with no access at all; NaN where there are none."""
    people: NDArray[np.float64]
    """People at known origins."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    people: NDArray[np.float64]
    group: NDArray[np.intp]
    points: NDArray[np.float64]
    pairs: CostPairs | None


def _block(frame: pd.DataFrame, pairs: CostPairs | None = None) -> _Block:
    """Return a partition of origins as a block; a GeoDataFrame's points are used for lon and lat."""
    missing = [c for c in ("people", "group") if c not in frame.columns]
    if missing:
        msg = (
            f"origins lack column {missing[0]!r}. Fix: give lon, lat (or point geometry with a CRS), "
            "people, group."
        )
        raise MissingColumnError(msg)
    if "lon" not in frame.columns and hasattr(frame, "to_crs"):
        geometry = frame.geometry.to_crs(4326)
        points = np.column_stack([geometry.x, geometry.y])
    else:
        points = frame[["lon", "lat"]].to_numpy(float)
    people = frame["people"].to_numpy(float)
    catchment.check(people, np.zeros(1))
    return _Block(people, frame["group"].to_numpy(np.intp), points, pairs)


def _weights(plan: Plan, block: _Block) -> tuple[scipy.sparse.csr_array, NDArray[np.bool_]]:
    pairs = block.pairs or great_circle(block.points, plan.destinations, plan.limit)
    return catchment.weights(pairs.costs, plan.limit, plan.decay), pairs.known


def _first(plan: Plan, block: _Block) -> Any:
    return catchment.demand(_weights(plan, block)[0], block.people, plan.supply, selection=plan.selection)


def _ratio(plan: Plan, total: Any) -> scipy.sparse.csr_array:
    return catchment.supply_ratio(plan.supply, total)


def _second(plan: Plan, block: _Block, ratio: scipy.sparse.csr_array, groups: int | None) -> tuple[Any, ...]:
    """Return (surface, known), or with `groups` (sums, people with access, people known)."""
    w, known = _weights(plan, block)
    surface = catchment.reached(w, ratio, plan.supply, selection=plan.selection)
    if groups is None:
        return surface, known
    group = np.where(known, block.group, -1)
    inside = group >= 0
    people = np.bincount(group[inside], weights=block.people[inside], minlength=groups)
    return (*catchment.group_sums(surface, block.people, group, groups), people)


def _added(parts: Iterable[Any]) -> Any:
    return reduce(add, parts)


def _added_each(parts: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return reduce(lambda total, part: tuple(map(add, total, part)), parts)


def _blocks(origins: Any, pairs: CostPairs | None, rows: int) -> list[_Block]:
    starts = range(0, max(len(origins), 1), rows)
    return [
        _block(
            origins.iloc[s : s + rows], None if pairs is None else pairs.rows(s, min(s + rows, len(origins)))
        )
        for s in starts
    ]


def _run(
    origins: Any, plan: Plan, groups: int | None, *, pairs: CostPairs | None, rows: int, scheduler: Any
) -> list[tuple[Any, ...]]:
    """Return what the second pass gives: one entry per block, or with `groups` one entry of added sums."""
    if scheduler is None:
        blocks = _blocks(origins, pairs, rows)
        ratio = _ratio(plan, _added(_first(plan, block) for block in blocks))
        parts = (_second(plan, block, ratio, groups) for block in blocks)
        return list(parts) if groups is None else [_added_each(parts)]
    dask, client = _dask(scheduler)
    partitioned = hasattr(origins, "to_delayed")
    if partitioned and pairs is not None:
        msg = "a travel-time table needs its origins in one frame. Fix: compute the Dask frame first."
        raise ValueRangeError(msg)
    with client as cluster:

        def send(value: Any) -> Any:
            return (
                dask.delayed(value, pure=False, traverse=False) if cluster is None else cluster.scatter(value)
            )

        task = dask.delayed
        if partitioned:
            blocks = [task(_block)(part) for part in origins.to_delayed()]
        else:
            blocks = [send(block) for block in _blocks(origins, pairs, rows)]
        shared = send(plan)
        total = _tree([task(_first)(shared, block) for block in blocks], task(_added))
        ratio = task(_ratio)(shared, total)
        out = [task(_second)(shared, block, ratio, groups) for block in blocks]
        if groups is not None:
            out = [_tree(out, task(_added_each))]
        return list(dask.compute(*out, scheduler=scheduler if cluster is None else cluster))


def _tree(parts: list[Any], fold: Any) -> Any:
    while len(parts) > 1:
        parts = [fold(parts[i : i + _FOLD]) for i in range(0, len(parts), _FOLD)]
    return parts[0]


def _dask(scheduler: Any) -> tuple[Any, Any]:
    """Return dask and a context of the cluster's client (None for a scheduler on this machine)."""
    try:
        import dask  # noqa: PLC0415  (an optional extra)

        if not isinstance(scheduler, str):
            return dask, nullcontext(scheduler)
        if "://" not in scheduler:
            return dask, nullcontext(None)
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        msg = (
            f"scheduler {scheduler!r} needs Dask, which is not installed ({error}). Fix: pip install "
            "'geo-opportunity[scale]'."
        )
        raise SourceUnavailableError(msg) from error
    try:
        return dask, Client(scheduler, timeout=_ANSWER_WITHIN, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
    except OSError as error:
        msg = (
            f"no Dask scheduler answers at {scheduler}. Fix: start one with 'dask scheduler' and give the "
            "address it prints."
        )
        raise SourceUnavailableError(msg) from error


def access_surface(
    origins: Any,
    plan: Plan,
    *,
    pairs: CostPairs | None = None,
    rows: int = BLOCK_ROWS,
    scheduler: Any = "threads",
) -> tuple[scipy.sparse.csr_array, NDArray[np.bool_]]:
    """Return access at every origin (N x O sparse; ``measures.catchment``) and which are known (N).

    Parameters
    ----------
    origins
        Frame with lon, lat (degrees), people, group (whole numbers, -1 for none); or a Dask (Geo)DataFrame of
        the same, whose partitions are the blocks.
    plan
        Destinations, supply, catchment and decay.
    pairs
        Costs of a travel-time table, N x M; without them, estimated road miles are computed block by block.
    rows
        Origins in a block.
    scheduler
        None: block after block, without Dask. 'threads', 'processes' or 'synchronous': Dask on this machine.
        'tcp://host:port' or a ``distributed.Client``: a cluster, whose workers need this package.
    """
    parts = _run(origins, plan, None, pairs=pairs, rows=rows, scheduler=scheduler)
    return scipy.sparse.csr_array(
        scipy.sparse.vstack([surface for surface, _ in parts], format="csr")
    ), np.concatenate([known for _, known in parts])


def access_by_group(
    origins: Any,
    plan: Plan,
    groups: int,
    *,
    pairs: CostPairs | None = None,
    rows: int = BLOCK_ROWS,
    scheduler: Any = "threads",
) -> GroupAccess:
    """Return access averaged over the people of each of `groups` groups.

    Parameters as :func:`access_surface`.

    The surface of all origins is never in memory at once.
    """
    sums, some, people = _run(origins, plan, groups, pairs=pairs, rows=rows, scheduler=scheduler)[0]
    divisor = np.where(people > 0, people, np.nan)[:, None]
    return GroupAccess(mean=sums / divisor, share_none=np.clip(1.0 - some / divisor, 0.0, 1.0), people=people)
