"""Published data sets, one module per publisher or subject; this is their register.

Importing the package imports none of them: :func:`all_sources` does, when asked.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from geo_opportunity.errors import BuildError, UnknownCodeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_opportunity.sources.base import Source
    from geo_opportunity.sources.fetch import Fetcher

__all__ = ["MODULES", "all_sources", "main_sources", "page_fetchers", "source", "source_modules"]

#: Modules of this package that export ``SOURCES``, in the order they are shown.
MODULES: Final[tuple[str, ...]] = (
    "oews",
    "projections",
    "texas",
    "counties",
    "bls_ep",
    "census",
    "prices",
    "family",
    "need",
    "ipeds",
    "scorecard",
    "campuses",
    "etpl",
    "crosswalks",
    "onet",
    "skills",
    "apprenticeship",
    "lakes",
)


def all_sources() -> dict[str, Source]:
    """Return every source by its id.

    Raises
    ------
    BuildError
        Two sources share an id.
    """
    found: dict[str, Source] = {}
    for name in MODULES:
        for item in importlib.import_module(f"{__name__}.{name}").SOURCES:
            if item.id in found:
                msg = (
                    f"two sources have the id {item.id!r} (the second in sources/{name}.py). Fix: rename one."
                )
                raise BuildError(msg)
            found[item.id] = item
    return found


def source_modules() -> dict[str, str]:
    """Return the module that exports each source, by source id (its readers may be defined elsewhere)."""
    modules = (f"{__name__}.{name}" for name in MODULES)
    return {item.id: module for module in modules for item in importlib.import_module(module).SOURCES}


def page_fetchers() -> dict[str, Callable[[Fetcher, Path], None]]:
    """Return the functions that fetch data sets served in pages, by variant path (see :mod:`.fetch`)."""
    found: dict[str, Callable[[Fetcher, Path], None]] = {}
    for name in MODULES:
        found |= getattr(importlib.import_module(f"{__name__}.{name}"), "PAGES", {})
    return found


def main_sources(table: str) -> tuple[str, ...]:
    """Return the ids of the sources a short line names for a table, in its order."""
    return tuple(importlib.import_module(f"{__name__}.base").catalog()["main"].get(table, ()))


def source(source_id: str) -> Source:
    """Return one source.

    Raises
    ------
    UnknownCodeError
        There is none of that id.
    """
    sources = all_sources()
    if source_id not in sources:
        msg = f"there is no source {source_id!r}; there are {', '.join(sorted(sources))}"
        raise UnknownCodeError(msg)
    return sources[source_id]
