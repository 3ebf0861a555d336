"""The files of a view: a button that opens the list of formats; each is worked out when it is asked for."""

from __future__ import annotations

import re
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.exports import writer
from geo_opportunity.exports.base import sheet
from geo_opportunity.exports.training.views import view_name
from geo_opportunity.ui import session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.scene import Scene

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
#: What files are for -> ending -> name on the button, media type, and the package that makes it.
_FORMATS: Final = {
    "To show": {
        ".png": ("Picture (PNG)", "image/png", "matplotlib"),
        ".svg": ("Drawing (SVG)", "image/svg+xml", "matplotlib"),
        ".pdf": ("Brief or report (PDF)", "application/pdf", "reportlab"),
        ".pptx": ("Slides (PPTX)", f"{_OFFICE}presentationml.presentation", "pptx"),
        ".docx": ("Document (DOCX)", f"{_OFFICE}wordprocessingml.document", "docx"),
        ".html": ("Interactive map (HTML)", "text/html", "folium"),
    },
    "To work with": {
        ".csv": ("Table (CSV)", "text/csv", "pandas"),
        ".xlsx": ("Workbook (XLSX)", f"{_OFFICE}spreadsheetml.sheet", "xlsxwriter"),
        ".json": ("Tables for programs (JSON)", "application/json", "pandas"),
        ".geojson": ("Map data (GeoJSON)", "application/geo+json", "pyogrio"),
        ".gpkg": ("Map data (GeoPackage)", "application/geopackage+sqlite3", "pyogrio"),
        ".parquet": ("Map data (GeoParquet)", "application/vnd.apache.parquet", "pyarrow"),
    },
}
#: Pages whose scenes files are made of.
_PAGES: Final = ("explore", "area", "compare", "occupation", "training", "board")
#: Size of a picture, and of a PDF's pages -> its name in the choice.
_SIZES: Final = {
    "screen": "Screen",
    "slide": "Slide, wide",
    "card": "Card for a post",
    "letter": "Letter, for print",
    "letter-portrait": "Letter upright, for print",
    "a4": "A4, for print",
    "a4-portrait": "A4 upright, for print",
}
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def download(atlas: Atlas, scene: Scene, areas: Mapping[str, str]) -> None:
    """Draw the button that offers a page's view as files; nothing on a page that has none.

    `areas` are titles by area_code.
    """
    if scene.page in _PAGES:
        _popover(atlas, scene, areas)


@st.fragment
def _popover(atlas: Atlas, scene: Scene, areas: Mapping[str, str]) -> None:
    address = session.root()
    stem = file_stem(scene, areas)
    box = st.popover(
        "Download", icon=":material/download:", key="view_files", width="content", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption("This view with its title, settings, legend, sources, link and how to cite it.")
        size = st.selectbox("Size of a picture", _SIZES, format_func=_SIZES.__getitem__, key="file_size")
        for use, formats in _FORMATS.items():
            st.markdown(f"**{use}**")
            for suffix, (label, media, package) in formats.items():
                if find_spec(package) is not None:
                    st.download_button(
                        label,
                        data=partial(content, atlas, scene, suffix, address, **_options(suffix, size)),
                        file_name=f"{stem}{suffix}",
                        mime=media,
                        on_click="ignore",
                        key=f"file{suffix}",
                        type="tertiary",
                        width="stretch",
                    )


def _options(suffix: str, size: str) -> dict[str, str]:
    """Return what a kind of file is asked for: pictures of a size, a PDF on the same paper."""
    if suffix == ".pdf" and size.startswith("a4"):
        return {"paper": "a4"}
    return {"size": size} if suffix in (".png", ".svg") else {}


def content(atlas: Atlas, scene: Scene, suffix: str, address: str, **options: Any) -> bytes:
    """Return the scene as a file, by the code that the command line and the API use."""
    made: bytes = writer(suffix)(sheet(atlas, scene, address=address), atlas, **options)
    return made


def file_stem(scene: Scene, areas: Mapping[str, str]) -> str:
    """Return a file's name without its ending: letters, digits and hyphens that say page and place."""
    named = areas.get(scene.area or "", scene.region_name or "") if scene.page != "compare" else "places"
    shown = view_name(scene).replace("_", "-") if scene.page == "training" else scene.measure
    what = named or scene.occupation or shown
    if scene.page == "training" and what != shown:
        what = f"{shown} {what}"
    stem = _NO_NAME.sub("-", f"{scene.page} {what}".casefold()).strip("-")
    return f"geo-opportunity-{stem}"[:80].rstrip("-")
