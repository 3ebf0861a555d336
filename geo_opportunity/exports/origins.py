"""Where figures come from and how to cite them, as lines of text: the same under a map and in a file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from geo_opportunity.figures import RESTS_ON
from geo_opportunity.scene import PAGES, VERSION, to_query
from geo_opportunity.wording import us_dates

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.dataset import Dataset
    from geo_opportunity.scene import Scene

__all__ = [
    "CAVEATS",
    "TITLE",
    "citation",
    "link_of",
    "main_sources",
    "short_sources",
    "source_lines",
    "sources",
]

TITLE: Final = "Geo Opportunity"
CAVEATS: Final = (
    "What this is not: projections are by state or nation unless the table says local, so state borders "
    "show on the map; the family budget leaves out local income tax and savings; programs are those of "
    "colleges and schools that take federal student aid, so short courses elsewhere (truck driving above "
    "all) are missing; completing a program is not a promise of a job; distances are estimates."
)


def sources(data: Dataset, *names: str) -> pd.DataFrame:
    """Return ``Dataset.sources_of`` and the short names."""
    found, records = data.sources_of(*names), data.manifest.sources
    return found.assign(
        short=[records[i].short or title for i, title in zip(found["id"], found["title"], strict=True)]
    )


def main_sources(data: Dataset, *names: str) -> pd.DataFrame:
    """Return the sources that matter most to the measures: what a short line of sources names."""
    every, records = sources(data, *names), data.manifest.tables
    tables = [t for name in names for t in RESTS_ON.get(name, (name,)) if t in records]
    wanted = dict.fromkeys(source for table in tables for source in records[table].main)
    main = every.set_index("id", drop=False).reindex([s for s in wanted if s in set(every["id"])])
    return main.reset_index(drop=True) if len(main) else every


def source_lines(found: pd.DataFrame) -> list[str]:
    """Return one line per published source (:func:`sources`): publisher, title, vintage."""
    columns = (found[name].astype(str) for name in ("publisher", "title", "vintage"))
    return [
        f"{publisher}: {title}{f', {us_dates(vintage)}' if vintage else ''}"
        for publisher, title, vintage in zip(*columns, strict=True)
    ]


def short_sources(found: pd.DataFrame) -> list[str]:
    """Return a short name and vintage for each published source, those that read alike once.

    What a vintage says after a comma in small letters (when it was released, say) is in the full list
    only.
    """
    rows = zip(found["short"].astype(str), found["vintage"].astype(str), strict=True)
    short = (
        f"{name} {us_dates(re.split(r', (?=[a-z])| as ', vintage)[0])}".strip() for name, vintage in rows
    )
    return list(dict.fromkeys(short))


def link_of(scene: Scene, version: str, address: str = "") -> str:
    """Return the link that opens a scene again: under an address of the app, else its query alone.

    A query alone is never empty: the view that needs none is named by the version of links.
    """
    where = address.split("?", maxsplit=1)[0].rstrip("/")
    if not where:
        named = to_query(scene, version) or {"v": str(VERSION)}
        return f"?{urlencode(named, safe=',:')}"
    query = urlencode(to_query(replace(scene, page=PAGES[0]), version), safe=",:")
    path = "" if scene.page == PAGES[0] else scene.page
    return f"{where}/{path}{f'?{query}' if query else ''}"


def citation(title: str, version: str, link: str = "", *, dated: bool = True) -> str:
    """Return how to cite what has this title: data version, link (one with an address), today's date."""
    named = f"{link}, " if link.startswith("http") else ""
    day = us_dates(datetime.now(UTC).date().isoformat())
    when = f", {named}retrieved {day}" if dated else f", {named}".rstrip(", ")
    return f"Cite as: {TITLE}, “{title}”, data version {version}{when}."
