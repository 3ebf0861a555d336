"""The files of a view: a button that opens the list of formats; each is worked out when it is asked for."""

from __future__ import annotations

import re
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity.exports import writer
from geo_opportunity.exports.base import sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
#: Ending -> name on the button, media type, and the package that makes it.
_FORMATS: Final = {
    ".png": ("Picture (PNG)", "image/png", "matplotlib"),
    ".pdf": ("Brief or report (PDF)", "application/pdf", "reportlab"),
    ".pptx": ("Slides (PPTX)", f"{_OFFICE}presentationml.presentation", "pptx"),
    ".docx": ("Document (DOCX)", f"{_OFFICE}wordprocessingml.document", "docx"),
    ".xlsx": ("Workbook (XLSX)", f"{_OFFICE}spreadsheetml.sheet", "xlsxwriter"),
    ".html": ("Interactive map (HTML)", "text/html", "folium"),
    ".geojson": ("Map data (GeoJSON)", "application/geo+json", "pyogrio"),
    ".gpkg": ("Map data (GeoPackage)", "application/geopackage+sqlite3", "pyogrio"),
}
#: Pages whose scenes files are made of.
_PAGES: Final = ("explore", "area", "compare", "occupation", "board")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def download(atlas: Atlas, scene: Scene, areas: Mapping[str, str]) -> None:
    """Draw the button that offers a page's view as files; nothing on a page that has none.

    `areas` are titles by area_code.
    """
    if scene.page not in _PAGES:
        return
    offered = [suffix for suffix, (_, _, package) in _FORMATS.items() if find_spec(package) is not None]
    address = (st.context.url or "").split("?")[0].removesuffix(f"/{scene.page}")
    with st.popover("Download", icon=":material/download:", width="content"):
        st.caption("This view with its title, settings, legend, sources, link and how to cite it.")
        for suffix in offered:
            label, media, _ = _FORMATS[suffix]
            st.download_button(
                label,
                data=partial(_file, atlas, scene, suffix, address),
                file_name=f"{file_stem(scene, areas)}{suffix}",
                mime=media,
                on_click="ignore",
                key=f"file{suffix}",
                type="tertiary",
                width="stretch",
            )


def _file(atlas: Atlas, scene: Scene, suffix: str, address: str) -> bytes:
    """Return the scene as a file, by the code that the command line and the API use."""
    content: bytes = writer(suffix)(sheet(atlas, scene, address=address), atlas)
    return content


def file_stem(scene: Scene, areas: Mapping[str, str]) -> str:
    """Return a file's name without its ending: letters, digits and hyphens that say page and place."""
    named = areas.get(scene.area or "", scene.region_name or "") if scene.page != "compare" else ""
    what = named or (scene.occupation or scene.measure if scene.page != "compare" else "places")
    stem = _NO_NAME.sub("-", f"{scene.page} {what}".casefold()).strip("-")
    return f"geo-opportunity-{stem}"[:80].rstrip("-")
