"""What a build step is: raw tables in, our tables out, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

__all__ = ["Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build.

    ``run(raw, tables)`` is pure: `raw` maps source id -> raw frame (None where an optional source is
    absent), `tables` maps table name -> finished table. It returns the frames of `tables` it makes, in
    the columns and order of their schemas; the pipeline validates and writes them.
    """

    name: str
    makes: tuple[str, ...]
    sources: tuple[str, ...]
    needs: tuple[str, ...]
    run: Callable[[Mapping[str, pd.DataFrame | None], Mapping[str, pd.DataFrame]], dict[str, pd.DataFrame]]
