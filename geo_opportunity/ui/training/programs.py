"""Providers and programs: those the filters leave, on the map and in two tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.exports.training import programs
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import points, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import land
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.training import maps
from geo_opportunity.vocabulary import CIP_FAMILIES, CONTROLS, FITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.questions.programs import Found
    from geo_opportunity.scene import MapView, Scene
    from geo_opportunity.ui.display import Page

#: Award level (IPEDS) -> length first, then the award; in the order of AWARD_LEVELS, short to long.
AWARD_LENGTHS: Final[dict[int, str]] = {
    20: "Up to 12 weeks (certificate)",
    21: "12 weeks to 1 year (certificate)",
    2: "1 to 2 years (certificate)",
    4: "2 to 4 years (certificate)",
    3: "About 2 years (associate's degree)",
    5: "About 4 years (bachelor's degree)",
    6: "After a bachelor's: certificate",
    7: "After a bachelor's: master's degree",
    8: "After a master's: certificate",
    17: "Doctorate, research",
    18: "Doctorate, professional practice",
    19: "Doctorate, other",
}
_PROGRAM_ROWS: Final = 500
_DOWNLOAD_ROWS: Final = 50_000


def filters(scene: Scene) -> None:
    """Draw the filters of programs in the sidebar."""
    fields = {code: f"{code} {name}" for code, name in CIP_FAMILIES.items()}
    field = scene.cip_family if scene.cip_family in fields else ""
    controls.draw(scene, "cip_family", key="t_field", value=field, names=fields)
    controls.draw(scene, "awards", key="t_awards", names=AWARD_LENGTHS)
    controls.draw(scene, "controls", key="t_controls", names=CONTROLS)
    controls.draw(scene, "max_price", key="t_price")
    controls.draw(scene, "completion_min", key="t_completion")
    controls.draw(scene, "fits", key="t_fits", names=FITS)
    controls.draw(scene, "open_only", key="t_open")
    controls.draw(scene, "online", key="t_online")


def found(page: Page) -> Found:
    """Return what the filters leave."""
    return programs.found(page, answers)


def draw(page: Page, view: MapView) -> None:
    """Show the providers the filters leave, and their programs."""
    left_in, scene = found(page), page.scene
    says = programs.says(page, left_in)
    display.headline(says)
    left, right = display.map_and_table()
    with left:
        _map(page, view, left_in, says)
    with right:
        _provider_table(left_in, scene)
    if len(left_in.programs):
        _program_table(page, left_in, says)


def stage(page: Page, view: MapView) -> None:
    """Draw the map alone (``ui.stage``)."""
    left_in = found(page)
    _map(page, view, left_in, programs.says(page, left_in))


def _map(page: Page, view: MapView, left_in: Found, says: str) -> None:
    """Draw the providers the filters leave."""
    texts = ALONE_TEXTS if page.alone else PLACE_TEXTS
    more, entries = points.provider_layers(left_in.providers, view.zoom, session.nonce(), texts)
    label = "Areas; the picked one is outlined" if page.scene.area else "Areas"
    onsite = left_in.providers.loc[~left_in.providers["distance_only"].astype(bool)]
    counts = onsite["area_code"].value_counts()
    maps.draw(
        page,
        land(
            page.areas,
            Legend(maps.PROVIDERS, (*entries, Entry(label, style.LAND))),
            {code: _here(int(counts.get(code, 0))) for code in page.areas},
        ),
        view=view,
        says=says,
        sources=("programs",),
        unit=programs.UNIT,
        more=more,
    )


# -------------------------------------------------------------------- on the map


def _here(count: int) -> str:
    """Return how many of the places shown are in an area."""
    if not count:
        return "None of the places shown is here"
    return f"{count:,} of the places shown {'is' if count == 1 else 'are'} here"


def _place_text(row: Mapping[str, Any], click: str) -> str:
    return f"{programs.place_text(row)}\n{click}".strip()


#: What places that train say on the map.
PLACE_TEXTS: Final = points.Texts(
    place=lambda row: _place_text(row, "Click to see whom it reaches"),
    cluster=lambda row: _place_text(row, "Click to look closer"),
    places=programs.places_said,
    place_legend=programs.PLACE,
    cluster_legend="Several places that train (larger: more of them); click to look closer",
)

#: The same on a map that cannot be clicked.
ALONE_TEXTS: Final = points.Texts(
    place=lambda row: _place_text(row, ""),
    cluster=lambda row: _place_text(row, ""),
    places=programs.places_said,
    place_legend=programs.PLACE,
    cluster_legend="Several places that train (larger: more of them)",
)


# ---------------------------------------------------------------------- tables


def _provider_table(left_in: Found, scene: Scene) -> None:
    st.subheader(maps.PROVIDERS, anchor=False)
    every = len(left_in.providers)
    if not every:
        st.write("No active program is left by these filters. Loosen one of them, or widen the reach.")
        return
    rows = programs.provider_rows(left_in, area=scene.area is not None).head(programs.PROVIDER_ROWS)
    display.table(
        rows,
        display.columns({name: TABLES["providers"][name] for name in rows.columns}, adults="percent"),
        most=440,
        alt=maps.PROVIDERS,
        **display.row_selection("t_providers", list(map(str, rows.index)), scene.provider, maps.in_focus),
    )
    note = "Click the box at the left of a row to see that provider’s catchment."
    if every > len(rows):
        note += f" The {len(rows):,} largest of {every:,} are listed; the map shows them all."
    st.caption(note)


def _program_table(page: Page, left_in: Found, says: str) -> None:
    title = "Programs"
    st.subheader(title, anchor=False)
    catalog, cips = answers.catalog(page.atlas), answers.cip_titles(page.atlas)
    every = len(left_in.programs)
    if every > _PROGRAM_ROWS:
        download = "all of them" if every <= _DOWNLOAD_ROWS else f"the {_DOWNLOAD_ROWS:,} largest"
        st.caption(f"The {_PROGRAM_ROWS:,} largest of {every:,} are listed; the download has {download}.")
    display.table(
        programs.program_rows(catalog, left_in.programs.head(_PROGRAM_ROWS), cips, page.occupations),
        display.columns(TABLES["catalog"], widths={"leads_to": "large"}),
        most=440,
        key="t_programs",
        alt=title,
    )
    display.download(
        page,
        "t_download",
        label="Download these programs (CSV)",
        file_name="geo-opportunity-programs.csv",
        table=lambda: programs.program_rows(
            catalog, left_in.programs.head(_DOWNLOAD_ROWS), cips, page.occupations
        ),
        notes=[says, programs.UNIT],
        heads=TABLES["catalog"],
        sources=("programs",),
    )
