"""Where a view has a page of its own on a static site (``exports.site``): the address to post.

Other sites show title and picture beside a link only where the page has them ready, which the app's pages do
not. A site's folder says in :data:`MARK` which view each page shows and where the folder is served.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo_opportunity.deck import view_of_scene

if TYPE_CHECKING:
    from pathlib import Path

    from geo_opportunity.scene import Scene

__all__ = ["FORM", "MARK", "page_address"]

#: Says that a folder is a site of ours, which a new one may replace.
MARK: Final = "site.json"
FORM: Final = "geo-opportunity site"


def page_address(site: Path | None, scene: Scene) -> str:
    """Return the address of the page that shows a scene; "" where no site, or no such page, is served.

    Parameters
    ----------
    site
        Folder that ``geo-opportunity site --address`` wrote, or one that holds several; None: no site.
    scene
        The view; a page shows it if all its settings are the same.
    """
    if site is None:
        return ""
    view = view_of_scene(scene)
    for mark in (site / MARK, *sorted(site.glob(f"*/{MARK}"))):
        held = _read(mark)
        address, page = held.get("address"), held.get("views", {}).get(view)
        if address and page:
            return f"{address}{page}/"
    return ""


def _read(mark: Path) -> dict[str, Any]:
    """Return what a site says of itself; nothing where there is none, or it cannot be read."""
    try:
        held = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) and held.get("format") == FORM else {}
