"""Geo Opportunity: where growing, family-sustaining occupations and accessible programs overlap.

>>> import geo_opportunity as go
>>> atlas = go.open_atlas()                                       # doctest: +SKIP
>>> gdf = atlas.overlap(sector="healthcare", family="a1c1")       # doctest: +SKIP

The public API is :func:`open_atlas`, :class:`Atlas`, :class:`Rules`, :class:`Selection` and :class:`Scene`,
one saved view; they are loaded when first used, so importing the package is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geo_opportunity.version import __version__

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas, open_atlas
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene

__all__ = ["Atlas", "Rules", "Scene", "Selection", "__version__", "open_atlas"]

_HOMES = {
    "Atlas": "geo_opportunity.atlas",
    "open_atlas": "geo_opportunity.atlas",
    "Rules": "geo_opportunity.rules",
    "Scene": "geo_opportunity.scene",
    "Selection": "geo_opportunity.rules",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
