"""What a build step is: raw tables in, our tables out, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_opportunity.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

__all__ = ["Step", "needed"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build.

    ``run(raw, tables)`` is pure: `raw` maps source id -> raw frame (None where an optional source is
    absent), `tables` maps table name -> finished table. It returns the frames of `tables` it makes, in
    the columns and order of their schemas; the pipeline validates and writes them.

    ``stand_ins`` maps a source -> those of `sources` that take its place: they are read, and recorded as
    sources of the tables, only where it is absent or its file is partial (``Variant.partial``); else None.
    """

    name: str
    makes: tuple[str, ...]
    sources: tuple[str, ...]
    needs: tuple[str, ...]
    run: Callable[[Mapping[str, pd.DataFrame | None], Mapping[str, pd.DataFrame]], dict[str, pd.DataFrame]]
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_use(self, complete: Callable[[str], bool]) -> tuple[str, ...]:
        """Return the sources that are read, given which sources are there and `complete`."""
        spared = {s for main, others in self.stand_ins.items() if complete(main) for s in others}
        return tuple(s for s in self.sources if s not in spared)


def needed(raw: Mapping[str, pd.DataFrame | None], source: str) -> pd.DataFrame:
    """Return a source's raw frame.

    Raises
    ------
    BuildError
        The source is absent.
    """
    frame = raw.get(source)
    if frame is None:
        raise BuildError(
            f"source {source!r} is needed and absent.",
            fix="put its file below the raw directory; `info` names it",
        )
    return frame
